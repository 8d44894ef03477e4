//! Pure: an interaction as Discord sends it, by the gateway or signed, as what somebody did.
//!
//! Lenient: unknown fields are passed over, missing ones have a meaning or make the whole [`Unreadable`]; nothing panics.

use serde_json::Value;

use super::NAME;
use crate::chat::command::Root;
use crate::chat::incoming::{Place, What};
use crate::clock::Timestamp;
use crate::platform::{Account, Arrival, Typing};

mod command;
mod fields;
pub mod server;

#[cfg(test)]
mod tests;

pub use command::{Attachment, attachments};
use fields::{at, id, text, unsigned};

/// What an interaction is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// Discord asks whether we are there.
    Ping,
    /// Somebody types an argument.
    Typing(Ticket, Typing),
    /// Somebody did something.
    Did(Ticket, Box<Arrival>),
    /// It cannot be read; with a ticket it can still be answered in words.
    Unreadable(Option<(Ticket, Box<Arrival>)>, Unreadable),
}

/// How an interaction is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id; the same one twice is the same interaction.
    pub id: String,
    /// Whose it is, for everything after the first answer.
    pub application: String,
    /// Answers for 15 minutes.
    pub token: String,
    /// What an answer can do.
    pub from: From,
}

/// What an interaction came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A command: a new message answers it, and a form can.
    Command,
    /// A click in a message that everybody reads: it stays, a new one answers.
    Public,
    /// A click in a message that only this person reads: it can be redrawn.
    Private,
    /// A form that was opened by a command: no form can answer it.
    FormOfCommand,
    /// A form that was opened from a message that everybody reads.
    FormOfPublic,
    /// A form that was opened from a message that only this person reads: it can be redrawn.
    FormOfPrivate,
}

/// Why an interaction cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not an object of Discord's.
    #[error("it is no interaction")]
    NotAnInteraction,
    /// Neither id nor token to answer to.
    #[error("it has no {0} to answer to")]
    NoTicket(&'static str),
    /// Nobody did it.
    #[error("it names nobody who did it")]
    Nobody,
    /// A kind that is newer than this program.
    #[error("its kind {0} is not known")]
    UnknownKind(u64),
    /// Its content is missing.
    #[error("its {0} is missing")]
    Missing(&'static str),
}

const PING: u64 = 1;
const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const AUTOCOMPLETE: u64 = 4;
const FORM: u64 = 5;
/// A command on a message.
const ON_MESSAGE: u64 = 3;
const EPHEMERAL: u64 = 1 << 6;
/// Threads of news, public and private ones.
const THREADS: std::ops::RangeInclusive<u64> = 10..=12;
const DIRECT: u64 = 1;
/// 2015-01-01T00:00:00Z in milliseconds.
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;
/// Longest token; Discord's are about 200 characters.
const TOKEN_MAX: usize = 1_000;

/// Reads an interaction.
pub fn interaction(raw: &Value) -> Parsed {
    // No database keeps a NUL, and nobody can type one.
    if has_nul(raw) { read(&without_nul(raw)) } else { read(raw) }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(map) => map.values().any(has_nul),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn without_nul(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace('\0', "")),
        Value::Array(list) => list.iter().map(without_nul).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), without_nul(value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn read(raw: &Value) -> Parsed {
    let Some(kind) = unsigned(raw, "type") else {
        return Parsed::Unreadable(None, Unreadable::NotAnInteraction);
    };
    if kind == PING {
        return Parsed::Ping;
    }
    let ticket = match ticket(raw, kind) {
        Ok(ticket) => ticket,
        Err(why) => return Parsed::Unreadable(None, why),
    };
    let Some(by) = who(raw) else { return Parsed::Unreadable(None, Unreadable::Nobody) };
    if kind == AUTOCOMPLETE {
        return match command::typing(raw) {
            Some((argument, typed)) => {
                let server = id(raw, "guild_id");
                Parsed::Typing(ticket, Typing { platform: NAME, server, by, argument, typed })
            }
            None => Parsed::Unreadable(None, Unreadable::Missing("argument")),
        };
    }
    let what = match kind {
        COMMAND => commanded(raw),
        COMPONENT => clicked(raw),
        FORM => submitted(raw),
        kind => Err(Unreadable::UnknownKind(kind)),
    };
    let arrival = |what| {
        Box::new(Arrival {
            platform: NAME,
            server: id(raw, "guild_id"),
            by,
            named: named(raw),
            delivery: ticket.id.clone(),
            place: place(raw),
            message: raw.get("message").and_then(|message| id(message, "id")),
            what,
            files: Vec::new(),
        })
    };
    match what {
        Ok(what) => Parsed::Did(ticket.clone(), arrival(what)),
        // Read by nobody, so that it is answered like a button of long ago.
        Err(why) => {
            let unread = arrival(What::Click { id: String::new(), values: Vec::new() });
            Parsed::Unreadable(Some((ticket.clone(), unread)), why)
        }
    }
}

fn ticket(raw: &Value, kind: u64) -> Result<Ticket, Unreadable> {
    let token = text(raw, "token").filter(|token| is_token(token)).ok_or(Unreadable::NoTicket("token"))?;
    let clicked = raw.get("message").filter(|message| message.is_object());
    let is_private = clicked.is_some_and(|message| {
        let flags = unsigned(message, "flags").unwrap_or_default();
        flags & EPHEMERAL != 0 || is_direct(raw)
    });
    let from = match (kind, clicked) {
        (COMPONENT, _) if is_private => From::Private,
        (COMPONENT, _) => From::Public,
        (FORM, None) => From::FormOfCommand,
        (FORM, Some(_)) if is_private => From::FormOfPrivate,
        (FORM, Some(_)) => From::FormOfPublic,
        _ => From::Command,
    };
    Ok(Ticket {
        id: id(raw, "id").ok_or(Unreadable::NoTicket("id"))?,
        application: id(raw, "application_id").unwrap_or_default(),
        token: token.to_owned(),
        from,
    })
}

/// A token becomes part of an address.
fn is_token(token: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'=' | b':');
    (1..=TOKEN_MAX).contains(&token.len()) && token.bytes().all(is_plain) && !token.contains("..")
}

fn is_direct(raw: &Value) -> bool {
    let kind = at(raw, &["channel"]).and_then(|channel| unsigned(channel, "type"));
    raw.get("guild_id").is_none_or(Value::is_null) && kind.is_none_or(|kind| kind == DIRECT)
}

fn who(raw: &Value) -> Option<Account> {
    let member = raw.get("member").filter(|member| member.is_object());
    let user = member.and_then(|member| member.get("user")).or_else(|| raw.get("user"))?;
    let mut account = fields::account(user, member)?;
    account.locale = text(raw, "locale").map(ToOwned::to_owned);
    Some(account)
}

/// Everybody whom Discord looked up for us: people chosen, and people named in a command.
fn named(raw: &Value) -> Vec<Account> {
    let Some(resolved) = at(raw, &["data", "resolved"]) else { return Vec::new() };
    let Some(users) = resolved.get("users").and_then(Value::as_object) else { return Vec::new() };
    let member = |id: &str| resolved.get("members").and_then(|members| members.get(id));
    users.iter().filter_map(|(id, user)| fields::account(user, member(id))).collect()
}

/// A thread is a place of its own in its channel.
fn place(raw: &Value) -> Place {
    let channel = raw.get("channel");
    let own = channel.and_then(|channel| id(channel, "id")).or_else(|| id(raw, "channel_id")).unwrap_or_default();
    let kind = channel.and_then(|channel| unsigned(channel, "type"));
    let parent = channel.and_then(|channel| id(channel, "parent_id"));
    match (kind, parent) {
        (Some(kind), Some(parent)) if THREADS.contains(&kind) => Place { channel: parent, thread: Some(own) },
        (Some(_) | None, Some(_) | None) => Place::channel(own),
    }
}

fn commanded(raw: &Value) -> Result<What, Unreadable> {
    let data = raw.get("data").ok_or(Unreadable::Missing("data"))?;
    if unsigned(data, "type") == Some(ON_MESSAGE) {
        let target = id(data, "target_id").unwrap_or_default();
        let message = at(data, &["resolved", "messages"]).and_then(|messages| messages.get(&target));
        let content = message.and_then(|message| text(message, "content")).unwrap_or_default();
        let at = said_at(&target).ok_or(Unreadable::Missing("target_id"))?;
        return Ok(What::Message { text: content.to_owned(), at });
    }
    let root = text(data, "name").ok_or(Unreadable::Missing("command"))?;
    let is_ours = [Root::Handoff, Root::Admin].iter().any(|known| known.word() == root);
    if !is_ours {
        return Err(Unreadable::Missing("command"));
    }
    Ok(What::Command(command::line(root, data)))
}

/// An id tells when it was made: milliseconds since 2015, and 22 bits more (documentation, 2026-08).
fn said_at(id: &str) -> Option<Timestamp> {
    let millis = i64::try_from(id.parse::<u64>().ok()? >> 22).ok()?;
    Some(Timestamp::from_ms(DISCORD_EPOCH_MS + millis))
}

fn clicked(raw: &Value) -> Result<What, Unreadable> {
    let data = raw.get("data").ok_or(Unreadable::Missing("data"))?;
    let custom_id = text(data, "custom_id").ok_or(Unreadable::Missing("custom_id"))?;
    Ok(What::Click { id: custom_id.to_owned(), values: fields::values(data) })
}

fn submitted(raw: &Value) -> Result<What, Unreadable> {
    let data = raw.get("data").ok_or(Unreadable::Missing("data"))?;
    let custom_id = text(data, "custom_id").ok_or(Unreadable::Missing("custom_id"))?;
    Ok(What::Submit { id: custom_id.to_owned(), answers: fields::answers(data) })
}
