//! How Discord says no: the status, its own number and its words; for forms also which field.

use serde_json::{Map, Value, json};

/// A status, Discord's number and its words.
pub type Kind = (u16, u32, &'static str);

pub const UNAUTHORIZED: Kind = (401, 0, "401: Unauthorized");
pub const NO_SUCH_ROUTE: Kind = (404, 0, "404: Not Found");
pub const NOT_ALLOWED: Kind = (405, 0, "405: Method Not Allowed");
pub const UNKNOWN_CHANNEL: Kind = (404, 10003, "Unknown Channel");
pub const UNKNOWN_GUILD: Kind = (404, 10004, "Unknown Guild");
pub const UNKNOWN_MEMBER: Kind = (404, 10007, "Unknown Member");
pub const UNKNOWN_MESSAGE: Kind = (404, 10008, "Unknown Message");
pub const UNKNOWN_USER: Kind = (404, 10013, "Unknown User");
pub const UNKNOWN_WEBHOOK: Kind = (404, 10015, "Unknown Webhook");
pub const UNKNOWN_INTERACTION: Kind = (404, 10062, "Unknown interaction");
pub const UNKNOWN_COMMAND: Kind = (404, 10063, "Unknown application command");
pub const TOO_MANY_COMMANDS: Kind =
    (400, 30034, "Max number of daily application command creates has been reached (200)");
pub const TOO_MANY_OLD_EDITS: Kind = (429, 30046, "Maximum number of edits to messages older than 1 hour reached");
pub const TOO_MANY_DIRECTS: Kind = (400, 40003, "You are opening direct messages too fast");
pub const TOO_LARGE: Kind = (413, 40005, "Request entity too large");
pub const ALREADY_ACKNOWLEDGED: Kind = (400, 40060, "Interaction has already been acknowledged.");
pub const BLOCKED_AGENT: Kind = (403, 40333, "internal network error");
pub const NO_ACCESS: Kind = (403, 50001, "Missing Access");
pub const NOT_THE_AUTHOR: Kind = (403, 50005, "Cannot edit a message authored by another user");
pub const EMPTY: Kind = (400, 50006, "Cannot send an empty message");
pub const CLOSED_DIRECT: Kind = (403, 50007, "Cannot send messages to this user");
pub const NO_PERMISSION: Kind = (403, 50013, "Missing Permissions");
pub const WRONG_TYPE: Kind = (400, 50024, "Cannot execute action on this channel type");
pub const DEAD_TOKEN: Kind = (401, 50027, "Invalid Webhook Token");
pub const INVALID_FORM: Kind = (400, 50035, "Invalid Form Body");
pub const ARCHIVED: Kind = (400, 50083, "Thread is archived");
pub const INVALID_JSON: Kind = (400, 50109, "The request body contains invalid JSON.");
pub const NO_MUTUAL_GUILD: Kind = (403, 50278, "Cannot send messages to this user due to having no mutual guilds");
pub const HAS_THREAD: Kind = (400, 160_004, "A thread has already been created for this message");
pub const LOCKED: Kind = (400, 160_005, "Thread is locked");
pub const TOO_MANY_THREADS: Kind = (400, 160_006, "Maximum number of active threads reached");

/// A request that is not carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Of the answer.
    pub status: u16,
    /// Discord's own.
    pub code: u32,
    message: String,
    errors: Vec<(String, String)>,
}

impl From<Kind> for Refusal {
    fn from((status, code, message): Kind) -> Self {
        Self { status, code, message: message.to_owned(), errors: Vec::new() }
    }
}

impl Refusal {
    /// A field that is not as it must be, by its JSON pointer.
    pub fn field(pointer: impl Into<String>, why: impl Into<String>) -> Self {
        Self::fields(vec![(pointer.into(), why.into())])
    }

    /// Several of them.
    pub fn fields(errors: Vec<(String, String)>) -> Self {
        Self { errors, ..Self::from(INVALID_FORM) }
    }

    /// Whether only a bot that is wrong in itself is told so, whatever the people and the weather do.
    pub fn is_mistake(&self) -> bool {
        let mistakes = [INVALID_FORM, EMPTY, INVALID_JSON, NO_SUCH_ROUTE, NOT_ALLOWED, BLOCKED_AGENT, WRONG_TYPE];
        mistakes.iter().any(|(status, code, _)| (self.status, self.code) == (*status, *code))
    }

    /// The answer's body.
    pub fn json(&self) -> Value {
        let mut body = json!({ "code": self.code, "message": self.message });
        if !self.errors.is_empty() {
            let mut errors = Value::Object(Map::new());
            for (pointer, why) in &self.errors {
                let parts = pointer.split('/').filter(|part| !part.is_empty());
                let place = parts.fold(&mut errors, |place, part| &mut place[part]);
                let known = place["_errors"].as_array().cloned().unwrap_or_default();
                let more = json!({ "code": "INVALID", "message": why });
                place["_errors"] = known.into_iter().chain([more]).collect();
            }
            body["errors"] = errors;
        }
        body
    }
}
