//! Pure: what a frame of the gateway asks for. Unknown frames and events are passed over; missing fields have a meaning.

use std::time::Duration;

use serde_json::{Value, json};

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
    id: Option<String>,
    resume_url: Option<String>,
    seq: Option<u64>,
}

impl Session {
    /// None yet.
    pub fn new(token: &str, shard: Shard) -> Self {
        Self { token: token.to_owned(), shard, id: None, resume_url: None, seq: None }
    }

    /// Where to take it up again.
    pub fn resume_url(&self) -> Option<&str> {
        self.id.as_ref().and(self.resume_url.as_deref())
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
                vec![self.event(frame.get("t").and_then(Value::as_str).unwrap_or_default(), data)]
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
            "intents": INTENT_GUILDS,
            "shard": [self.shard.index, self.shard.of],
            "properties": { "os": std::env::consts::OS, "browser": "baton", "device": "baton" },
        }})
    }

    fn event(&mut self, name: &str, data: &Value) -> Do {
        match name {
            "READY" => {
                let text = |key: &str| data.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
                self.id = text("session_id");
                self.resume_url = text("resume_gateway_url");
                Do::Ready
            }
            "RESUMED" => Do::Ready,
            "INTERACTION_CREATE" => Do::Interaction(Box::new(data.clone())),
            _ => Do::Nothing,
        }
    }
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

/// What a close code means (documentation, 2026-08).
pub fn ended(code: u16) -> Ended {
    match code {
        4_004 => Ended::ForGood("the token is not valid. Hint: copy it anew from the application's Bot page"),
        4_010 | 4_011 => Ended::ForGood("the shard does not fit. Hint: look at DISCORD_SHARD"),
        4_012 => Ended::ForGood("this version of the gateway is gone. Hint: update Baton"),
        4_013 | 4_014 => Ended::ForGood("an intent is not allowed. Hint: look at the application's Bot page"),
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
        session.hear(&json!({ "op": 9, "d": false }));
        assert_eq!(sent(&session.hear(&hello()))["op"], json!(2));
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
