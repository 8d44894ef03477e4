//! One socket of the gateway: HELLO, IDENTIFY or RESUME, heartbeats, and what closes it.

use std::sync::Arc;

use baton::clock::Timestamp;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::Shared;
use super::gateway::{INTENTS_END, Out, PRIVILEGED};
use super::world::{Id, World};

const UNKNOWN_OPCODE: u16 = 4001;
const DECODE_ERROR: u16 = 4002;
const NOT_AUTHENTICATED: u16 = 4003;
const AUTHENTICATION_FAILED: u16 = 4004;
const ALREADY_AUTHENTICATED: u16 = 4005;
const RATE_LIMITED: u16 = 4008;
const INVALID_SHARD: u16 = 4010;
const INVALID_INTENTS: u16 = 4013;
const DISALLOWED_INTENTS: u16 = 4014;

/// Events a minute that a bot may send.
const EVENTS_MAX: usize = 120;
const MINUTE_MS: i64 = 60_000;
/// Bytes of one of them.
const EVENT_BYTES_MAX: usize = 4096;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Serves one socket until it ends.
pub async fn serve(socket: Socket, shared: Arc<Shared>) {
    let (sink, stream) = socket.split();
    let (line, orders) = unbounded_channel();
    let (number, heartbeat_ms) = shared.change(|world| {
        world.gateway.made += 1;
        (world.gateway.made, world.gateway.heartbeat_ms)
    });
    drop(line.send(Out::Frame(json!({ "op": 10, "d": { "heartbeat_interval": heartbeat_ms }, "s": null, "t": null }))));
    let mut talk = Talk { shared, number, line, session: None, heard: Vec::new() };
    let code = tokio::select! {
        code = listen(stream, &mut talk) => code,
        () = speak(sink, orders) => None,
    };
    talk.end(code);
}

/// Sends what it is given, until it is told to close.
async fn speak(mut sink: SplitSink<Socket, Message>, mut orders: UnboundedReceiver<Out>) {
    while let Some(order) = orders.recv().await {
        let sent = match order {
            Out::Frame(frame) => sink.send(Message::text(frame.to_string())).await,
            Out::Close(code) => {
                let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
                drop(sink.send(Message::Close(Some(frame))).await);
                return;
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Hears the bot; the code it closes with.
async fn listen(mut stream: SplitStream<Socket>, talk: &mut Talk) -> Option<u16> {
    while let Some(Ok(message)) = stream.next().await {
        match message {
            Message::Text(text) => talk.hear(text.as_str()),
            Message::Close(frame) => return frame.map(|frame| frame.code.into()),
            Message::Binary(_) => talk.close(DECODE_ERROR),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
    None
}

struct Talk {
    shared: Arc<Shared>,
    number: u64,
    line: UnboundedSender<Out>,
    session: Option<String>,
    heard: Vec<Timestamp>,
}

impl Talk {
    fn send(&self, frame: Value) {
        drop(self.line.send(Out::Frame(frame)));
    }

    fn close(&self, code: u16) {
        self.shared.change(|world| world.problem(format!("the gateway had to close with {code}")));
        drop(self.line.send(Out::Close(code)));
    }

    fn hear(&mut self, text: &str) {
        let now = self.shared.look(World::now);
        self.heard.retain(|at| now.since(*at) < MINUTE_MS);
        self.heard.push(now);
        if self.heard.len() > EVENTS_MAX {
            return self.close(RATE_LIMITED);
        }
        let Ok(frame) = serde_json::from_str::<Value>(text) else { return self.close(DECODE_ERROR) };
        if text.len() > EVENT_BYTES_MAX {
            return self.close(DECODE_ERROR);
        }
        match frame["op"].as_u64() {
            Some(1) => {
                if !self.shared.look(|world| world.gateway.is_silent) {
                    self.send(json!({ "op": 11, "d": null, "s": null, "t": null }));
                }
                self.shared.change(|_| ());
            }
            Some(2) if self.is_known() => self.close(ALREADY_AUTHENTICATED),
            Some(2) => self.identify(&frame["d"]),
            Some(6) => self.resume(&frame["d"]),
            Some(3 | 4 | 8) if self.session.is_none() => self.close(NOT_AUTHENTICATED),
            Some(3 | 4) => {}
            Some(8) => self.members(&frame["d"]),
            Some(_) => self.close(UNKNOWN_OPCODE),
            None => self.close(DECODE_ERROR),
        }
    }

    /// Whether this socket has a session that was not declared invalid.
    fn is_known(&self) -> bool {
        self.session.as_ref().is_some_and(|id| self.shared.look(|world| world.gateway.sessions.contains_key(id)))
    }

    fn identify(&mut self, data: &Value) {
        let (Some(token), Some(intents), true) =
            (data["token"].as_str(), data["intents"].as_u64(), data["properties"].is_object())
        else {
            return self.close(DECODE_ERROR);
        };
        let shard = data["shard"]
            .as_array()
            .map_or(Some((0, 1)), |pair| Some((pair.first()?.as_u64()?, pair.get(1)?.as_u64()?)));
        let (is_known, allowed) =
            self.shared.look(|world| (token.trim_start_matches("Bot ") == world.token, world.gateway.privileged));
        if !is_known {
            return self.close(AUTHENTICATION_FAILED);
        }
        let Some(shard) = shard.filter(|(shard, of)| shard < of) else { return self.close(INVALID_SHARD) };
        if intents >= INTENTS_END {
            return self.close(INVALID_INTENTS);
        }
        if intents & PRIVILEGED & !allowed != 0 {
            return self.close(DISALLOWED_INTENTS);
        }
        let line = self.line.clone();
        self.session = Some(self.shared.change(|world| world.identify(shard, intents, line, self.number)));
    }

    fn resume(&mut self, data: &Value) {
        let (Some(token), Some(id), Some(seq)) =
            (data["token"].as_str(), data["session_id"].as_str(), data["seq"].as_u64())
        else {
            return self.close(DECODE_ERROR);
        };
        let line = self.line.clone();
        let is_resumed = self.shared.change(|world| {
            token.trim_start_matches("Bot ") == world.token && world.resume(id, seq, line, self.number)
        });
        if is_resumed {
            self.session = Some(id.to_owned());
        } else {
            // The session is gone: identify anew.
            self.send(json!({ "op": 9, "d": false, "s": null, "t": null }));
        }
    }

    /// Members asked for by prefix or by id.
    fn members(&self, data: &Value) {
        let guild: Option<Id> = data["guild_id"].as_str().and_then(|id| id.parse().ok());
        let asked = |id: Id, name: &str| match &data["user_ids"] {
            Value::Array(ids) => ids.iter().any(|asked| *asked == id.to_string().as_str()),
            Value::String(only) => *only == id.to_string(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
                name.starts_with(data["query"].as_str().unwrap_or_default())
            }
        };
        let Some(session) = &self.session else { return };
        self.shared.change(|world| {
            let Some((id, guild)) = guild.and_then(|id| Some((id, world.guilds.get(&id)?))) else { return };
            let found = guild.members.iter().filter(|(id, _)| asked(**id, &world.users[id].name));
            let members: Vec<Value> = found.map(|(id, member)| world.member_json(*id, member)).collect();
            let chunk = json!({
                "guild_id": id.to_string(), "members": members, "chunk_index": 0, "chunk_count": 1, "not_found": [],
                "nonce": data["nonce"],
            });
            if let Some(session) = world.gateway.sessions.get_mut(session) {
                session.tell("GUILD_MEMBERS_CHUNK", &chunk);
            }
        });
    }

    /// The socket is gone. A bot that says goodbye ends its session too.
    fn end(self, code: Option<u16>) {
        self.shared.change(|world| {
            let Some(id) = &self.session else { return };
            if matches!(code, Some(1000 | 1001)) {
                world.gateway.sessions.remove(id);
            } else if let Some(session) = world.gateway.sessions.get_mut(id)
                && session.socket == self.number
            {
                session.line = None;
            }
        });
    }
}
