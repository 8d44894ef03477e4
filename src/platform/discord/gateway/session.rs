//! Pure: what a frame of the gateway asks for. Unknown frames and events are passed over; missing fields have a meaning.

use std::time::Duration;

use serde_json::{Value, json};

use crate::platform::Happening;
use crate::platform::discord::parse::server;

const DISPATCH: u64 = 0;
const HEARTBEAT: u64 = 1;
const IDENTIFY: u64 = 2;
const RESUME: u64 = 6;
const RECONNECT: u64 = 7;
const INVALID_SESSION: u64 = 9;
const HELLO: u64 = 10;
const HEARTBEAT_ACK: u64 = 11;

/// Servers coming and going. Interactions need no intent at all.
const INTENT_GUILDS: u64 = 1;
/// People coming and going; only where the application's page allows it.
const INTENT_MEMBERS: u64 = 1 << 1;
/// Where HELLO names no interval; Discord's own.
const BEAT_MS: u64 = 41_250;
/// However seldom it wants to hear us.
const BEAT_MAX_MS: u64 = 10 * 60_000;

/// Which part of the servers is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Counted from 0.
    pub index: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// Whether a server is one of ours, as Discord deals them out (documentation, 2026-08).
    pub fn hears(self, server: &str) -> bool {
        server.parse::<u64>().is_ok_and(|id| (id >> 22) % u64::from(self.of.max(1)) == u64::from(self.index))
    }
}

impl Default for Shard {
    fn default() -> Self {
        Self { index: 0, of: 1 }
    }
}

/// What is to be done about a frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Do {
    /// Send this.
    Send(Value),
    /// Beat that often from now on.
    Beat(Duration),
    /// The last beat was heard.
    Heard,
    /// The session stands; the bot is online.
    Ready,
    /// The servers of this shard that the bot is in.
    Servers(Vec<String>),
    /// Something became of a server or of somebody in it.
    Happened(Happening),
    /// Somebody did something.
    Interaction(Box<Value>),
    /// Close, and connect anew.
    Reconnect,
    /// Nothing.
    Nothing,
}

/// A session that outlives its connections.
#[derive(Debug)]
pub struct Session {
    token: String,
    shard: Shard,
    hears_of_members: bool,
    id: Option<String>,
    resume_url: Option<String>,
    seq: Option<u64>,
}

impl Session {
    /// None yet.
    pub fn new(token: &str, shard: Shard) -> Self {
        Self { token: token.to_owned(), shard, hears_of_members: false, id: None, resume_url: None, seq: None }
    }

    /// Which part of the servers it hears.
    pub(super) fn shard(&self) -> Shard {
        self.shard
    }

    /// Whether the next session asks to hear who comes and goes.
    pub(super) fn hear_of_members(&mut self, hears: bool) {
        self.hears_of_members = hears;
    }

    /// Whether the next connection begins a session.
    pub(super) fn is_new(&self) -> bool {
        self.id.is_none() || self.seq.is_none()
    }

    /// Where to take it up again.
    pub fn resume_url(&self) -> Option<&str> {
        self.id.as_ref().and(self.resume_url.as_deref())
    }

    /// Whether there is one to be taken up.
    pub(super) fn stands(&self) -> bool {
        self.id.is_some()
    }

    /// It is taken up wherever the next connection leads.
    pub(super) fn forget_address(&mut self) {
        self.resume_url = None;
    }

    /// The next session is a new one.
    pub fn forget(&mut self) {
        self.id = None;
        self.resume_url = None;
        self.seq = None;
    }

    /// A heartbeat.
    pub fn beat(&self) -> Value {
        json!({ "op": HEARTBEAT, "d": self.seq })
    }

    /// What a frame asks for.
    pub fn hear(&mut self, frame: &Value) -> Vec<Do> {
        let data = frame.get("d").unwrap_or(&Value::Null);
        match frame.get("op").and_then(Value::as_u64) {
            Some(DISPATCH) => {
                if let Some(seq) = frame.get("s").and_then(Value::as_u64) {
                    self.seq = Some(seq);
                }
                self.event(frame.get("t").and_then(Value::as_str).unwrap_or_default(), data)
            }
            Some(HEARTBEAT) => vec![Do::Send(self.beat())],
            Some(RECONNECT) => vec![Do::Reconnect],
            Some(INVALID_SESSION) => {
                if data.as_bool() != Some(true) {
                    self.forget();
                }
                vec![Do::Reconnect]
            }
            Some(HELLO) => {
                let every = data.get("heartbeat_interval").and_then(Value::as_u64).unwrap_or(BEAT_MS);
                vec![Do::Beat(Duration::from_millis(every.clamp(1, BEAT_MAX_MS))), Do::Send(self.greeting())]
            }
            Some(HEARTBEAT_ACK) => vec![Do::Heard],
            Some(_) | None => vec![Do::Nothing],
        }
    }

    fn greeting(&self) -> Value {
        if let (Some(id), Some(seq)) = (&self.id, self.seq) {
            return json!({ "op": RESUME, "d": { "token": self.token, "session_id": id, "seq": seq } });
        }
        json!({ "op": IDENTIFY, "d": {
            "token": self.token,
            "intents": if self.hears_of_members { INTENT_GUILDS | INTENT_MEMBERS } else { INTENT_GUILDS },
            "shard": [self.shard.index, self.shard.of],
            "properties": { "os": std::env::consts::OS, "browser": "baton", "device": "baton" },
        }})
    }

    fn event(&mut self, name: &str, data: &Value) -> Vec<Do> {
        match name {
            "READY" => {
                self.id = text_of(data, "session_id");
                self.resume_url = text_of(data, "resume_gateway_url");
                let servers = data.get("guilds").and_then(Value::as_array);
                let servers = servers.map(|all| Do::Servers(all.iter().filter_map(|it| text_of(it, "id")).collect()));
                [Do::Ready].into_iter().chain(servers).collect()
            }
            "RESUMED" => vec![Do::Ready],
            "INTERACTION_CREATE" => vec![Do::Interaction(Box::new(data.clone()))],
            _ => vec![happening(name, data).map_or(Do::Nothing, Do::Happened)],
        }
    }
}

/// What became of a server or of somebody in it. A server that Discord lost for a while is as it was.
fn happening(name: &str, data: &Value) -> Option<Happening> {
    match name {
        "GUILD_CREATE" => server::here(data),
        "GUILD_DELETE" => server::gone(data),
        "GUILD_MEMBER_REMOVE" => {
            let account = text_of(data.get("user")?, "id")?;
            Some(Happening::Left { server: text_of(data, "guild_id")?, account })
        }
        _ => None,
    }
}

fn text_of(data: &Value, key: &str) -> Option<String> {
    data.get(key).and_then(Value::as_str).map(ToOwned::to_owned)
}

/// What a connection's end means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It can be taken up again.
    Resume,
    /// A new session is needed.
    Anew,
    /// Trying again cannot help; somebody has to change something.
    ForGood(&'static str),
}

/// Said when it was allowed a moment ago, or never: without members it is tried once more.
pub(super) const NO_INTENT: &str = "an intent is not allowed. Hint: look at the application's Bot page";

/// What a close code means (documentation, 2026-08).
pub fn ended(code: u16) -> Ended {
    match code {
        4_004 => Ended::ForGood("the token is not valid. Hint: copy it anew from the application's Bot page"),
        4_010 | 4_011 => Ended::ForGood("the shard does not fit. Hint: look at DISCORD_SHARD"),
        4_012 => Ended::ForGood("this version of the gateway is gone. Hint: update Baton"),
        4_013 | 4_014 => Ended::ForGood(NO_INTENT),
        1_000 | 1_001 | 4_003 | 4_007 | 4_009 => Ended::Anew,
        _ => Ended::Resume,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> Value {
        json!({ "op": 10, "d": { "heartbeat_interval": 45_000 } })
    }

    fn sent(done: &[Do]) -> &Value {
        done.iter()
            .find_map(|done| if let Do::Send(value) = done { Some(value) } else { None })
            .expect("something sent")
    }

    #[test]
    fn a_session_is_begun_once_and_then_taken_up() {
        let mut session = Session::new("t", Shard { index: 1, of: 3 });
        let begun = session.hear(&hello());
        assert_eq!(begun[0], Do::Beat(Duration::from_secs(45)));
        assert_eq!((&sent(&begun)["op"], &sent(&begun)["d"]["shard"]), (&json!(2), &json!([1, 3])));
        let ready =
            json!({ "op": 0, "s": 1, "t": "READY", "d": { "session_id": "s1", "resume_gateway_url": "wss://r" } });
        assert_eq!(session.hear(&ready), [Do::Ready]);
        assert_eq!(session.resume_url(), Some("wss://r"));
        let did = json!({ "op": 0, "s": 9, "t": "INTERACTION_CREATE", "d": { "id": "1" } });
        assert_eq!(session.hear(&did), [Do::Interaction(Box::new(json!({ "id": "1" })))]);
        assert_eq!(sent(&session.hear(&json!({ "op": 1 }))), &json!({ "op": 1, "d": 9 }));
        assert_eq!(session.hear(&json!({ "op": 7 })), [Do::Reconnect]);
        let again = session.hear(&hello());
        assert_eq!(sent(&again), &json!({ "op": 6, "d": { "token": "t", "session_id": "s1", "seq": 9 } }));
        assert_eq!(session.hear(&json!({ "op": 9, "d": true })), [Do::Reconnect]);
        assert!(session.resume_url().is_some());
        session.forget_address();
        assert!(session.stands() && session.resume_url().is_none());
        session.hear(&json!({ "op": 9, "d": false }));
        assert!(!session.stands());
        assert_eq!(sent(&session.hear(&hello()))["op"], json!(2));
    }

    #[test]
    fn what_becomes_of_a_server_is_told() {
        let mut session = Session::new("t", Shard::default());
        let mut told = |name: &str, data: Value| session.hear(&json!({ "op": 0, "s": 1, "t": name, "d": data }));
        let seven = || "7".to_owned();
        let ready = told("READY", json!({ "session_id": "s", "guilds": [{ "id": "7", "unavailable": true }] }));
        assert_eq!(ready, [Do::Ready, Do::Servers(vec![seven()])]);
        let created = json!({ "id": "7", "name": "ACME" });
        let here = server::here(&created).map(Do::Happened);
        assert!(here.is_some());
        assert_eq!(told("GUILD_CREATE", created), Vec::from_iter(here));
        assert_eq!(told("GUILD_CREATE", json!({ "id": "7", "unavailable": true })), [Do::Nothing]);
        assert_eq!(told("GUILD_DELETE", json!({ "id": "7", "unavailable": true })), [Do::Nothing]);
        let removed = [Do::Happened(Happening::Removed { server: seven() })];
        assert_eq!(told("GUILD_DELETE", json!({ "id": "7" })), removed);
        let left = [Do::Happened(Happening::Left { server: seven(), account: "9".to_owned() })];
        assert_eq!(told("GUILD_MEMBER_REMOVE", json!({ "guild_id": "7", "user": { "id": "9" } })), left);
        assert_eq!(told("GUILD_MEMBER_REMOVE", json!({ "guild_id": "7" })), [Do::Nothing]);
    }

    #[test]
    fn members_are_asked_for_only_where_that_is_allowed() {
        let mut session = Session::new("t", Shard::default());
        assert_eq!(sent(&session.hear(&hello()))["d"]["intents"], json!(1));
        session.hear_of_members(true);
        assert_eq!(sent(&session.hear(&hello()))["d"]["intents"], json!(3));
        assert_eq!(ended(4_014), Ended::ForGood(NO_INTENT));
    }

    #[test]
    fn servers_are_dealt_out_to_shards() {
        let shards = [0, 1, 2].map(|index| Shard { index, of: 3 });
        for server in ["81384788765712384", "197038439483310086", "4194304"] {
            assert_eq!(shards.iter().filter(|shard| shard.hears(server)).count(), 1, "{server}");
        }
        assert!(Shard { index: 1, of: 3 }.hears("4194304") && !Shard::default().hears("mine"));
    }

    #[test]
    fn odd_frames_are_passed_over() {
        let mut session = Session::new("t", Shard::default());
        for odd in [json!(null), json!([]), json!({}), json!({ "op": 99 }), json!({ "op": 0 }), json!({ "op": "x" })] {
            assert_eq!(session.hear(&odd), [Do::Nothing], "{odd}");
        }
        assert_eq!(session.hear(&json!({ "op": 0, "t": "READY" })), [Do::Ready]);
        assert_eq!(session.hear(&json!({ "op": 0, "t": "SOMETHING_NEW", "d": 1, "s": 2 })), [Do::Nothing]);
    }

    #[test]
    fn close_codes_mean_what_the_documentation_says() {
        assert!(matches!(ended(4_004), Ended::ForGood(_)) && matches!(ended(4_014), Ended::ForGood(_)));
        assert_eq!((ended(4_009), ended(4_000), ended(1_006)), (Ended::Anew, Ended::Resume, Ended::Resume));
    }
}
