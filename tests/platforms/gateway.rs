//! Events over the gateway: begun, beaten, broken and taken up again; odd servers and odd events stop nothing.

use std::sync::Arc;
use std::time::Duration;

use baton::chat::incoming::Reply;
use baton::platform::discord::gateway::{Gateway, Shard};
use futures::{SinkExt, StreamExt};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::house::{Says, discord, line};
use crate::player::Player;
use crate::stub::Stub;
use crate::{Outcome, case, holds, same, told};

/// Whatever takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/gateway/an_interaction_is_heard_and_answered", heard),
        case("discord/gateway/a_broken_session_is_taken_up", resumed),
        case("discord/gateway/an_invalid_session_begins_anew", anew),
        case("discord/gateway/odd_events_stop_nothing", odd),
        case("discord/gateway/a_silent_server_is_left", silent),
        case("discord/gateway/a_wrong_token_ends_it_in_words", refused),
        case("discord/gateway/no_gateway_named_is_never_the_real_one", unnamed),
    ]
}

struct Server {
    stub: Stub,
    listener: TcpListener,
    run: tokio::task::JoinHandle<String>,
}

impl Server {
    /// A stub that names this gateway, and a bot that hears it as shard 1 of 3.
    async fn start() -> Result<Self, String> {
        let stub = Stub::start().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(told)?;
        stub.name_gateway(&format!("ws://{}", listener.local_addr().map_err(told)?));
        let answers = Arc::new(Says { reply: Reply::Private(line("x")), after: Duration::ZERO });
        let shard = Shard { index: 1, of: 3 };
        let gateway = Gateway::new(discord(&stub)?, answers, "Bot token", shard, None).map_err(told)?;
        let run = tokio::spawn(async move { gateway.run().await.to_string() });
        Ok(Self { stub, listener, run })
    }

    /// The next connection, greeted, with what it said first.
    async fn next(&self) -> Result<(Line, Value), String> {
        let accepted = tokio::time::timeout(PATIENCE, self.listener.accept()).await.map_err(|_| "nobody came")?;
        let mut line = Line(accept_async(accepted.map_err(told)?.0).await.map_err(told)?);
        line.say(&json!({ "op": 10, "d": { "heartbeat_interval": 200 } })).await?;
        let first = line.hear_but_beats().await?;
        Ok((line, first))
    }

    async fn answered(&self, how_many: usize) -> Outcome {
        let waiting = async {
            while self.stub.called("POST", "/callback").len() < how_many {
                let _ = tokio::time::timeout(Duration::from_millis(10), std::future::pending::<()>()).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.map_err(|_| "no answer came".to_owned())?;
        self.stub.problems()
    }
}

struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn say(&mut self, frame: &Value) -> Outcome {
        self.0.send(Message::Text(frame.to_string())).await.map_err(told)
    }

    async fn event(&mut self, seq: u64, name: &str, data: Value) -> Outcome {
        self.say(&json!({ "op": 0, "s": seq, "t": name, "d": data })).await
    }

    async fn ready(&mut self) -> Outcome {
        self.event(1, "READY", json!({ "session_id": "s1", "v": 10, "user": { "id": "800" } })).await
    }

    async fn hear(&mut self) -> Result<Value, String> {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.0.next()).await.map_err(|_| "nothing was said")?;
            match frame.ok_or("it hung up")?.map_err(told)? {
                Message::Text(text) => return serde_json::from_str(&text).map_err(told),
                Message::Close(_) => return Err("it closed".to_owned()),
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    async fn hear_but_beats(&mut self) -> Result<Value, String> {
        loop {
            let said = self.hear().await?;
            if said["op"] != 1 {
                return Ok(said);
            }
            self.say(&json!({ "op": 11 })).await?;
        }
    }

    async fn close(mut self, code: u16) -> Outcome {
        let frame = CloseFrame { code: code.into(), reason: "".into() };
        self.0.close(Some(frame)).await.map_err(told)
    }
}

async fn heard() -> Outcome {
    let server = Server::start().await?;
    let (mut line, first) = server.next().await?;
    same("begun", &(&first["op"], &first["d"]["shard"]), &(&json!(2), &json!([1, 3])))?;
    same("token", &first["d"]["token"], &json!("token"))?;
    line.ready().await?;
    let mut player = Player::new("11", "Ana");
    line.event(2, "INTERACTION_CREATE", player.command("help", &[])).await?;
    server.answered(1).await?;
    // The same again, as after a reconnect: done once.
    let again = Player::new("11", "Ana").command("help", &[]);
    line.event(3, "INTERACTION_CREATE", again).await?;
    line.event(4, "INTERACTION_CREATE", player.command("help", &[])).await?;
    server.answered(2).await?;
    let beat = line.hear().await?;
    same("beat", &beat["op"], &json!(1))?;
    same("answers", &server.stub.called("POST", "/callback").len(), &2)
}

async fn resumed() -> Outcome {
    let server = Server::start().await?;
    let (mut line, _) = server.next().await?;
    line.ready().await?;
    line.event(7, "GUILD_CREATE", json!({ "id": "700" })).await?;
    line.say(&json!({ "op": 7, "d": null })).await?;
    let (mut line, first) = server.next().await?;
    let wanted = json!({ "op": 6, "d": { "token": "token", "session_id": "s1", "seq": 7 } });
    same("taken up", &first, &wanted)?;
    line.event(8, "INTERACTION_CREATE", Player::new("11", "Ana").command("help", &[])).await?;
    server.answered(1).await?;
    line.close(4_000).await?;
    let (_line, first) = server.next().await?;
    same("taken up", &(&first["op"], &first["d"]["seq"]), &(&json!(6), &json!(8)))
}

async fn anew() -> Outcome {
    let server = Server::start().await?;
    let (mut line, _) = server.next().await?;
    line.ready().await?;
    line.say(&json!({ "op": 9, "d": false })).await?;
    let (mut line, first) = server.next().await?;
    same("anew", &first["op"], &json!(2))?;
    line.ready().await?;
    line.close(4_009).await?;
    same("anew", &server.next().await?.1["op"], &json!(2))
}

async fn odd() -> Outcome {
    let server = Server::start().await?;
    let (mut line, _) = server.next().await?;
    line.ready().await?;
    line.0.send(Message::Text("{ no json".into())).await.map_err(told)?;
    line.0.send(Message::Binary(vec![1, 2, 3])).await.map_err(told)?;
    for odd in [json!(null), json!([1]), json!({ "op": 42 }), json!({ "op": 0, "t": 5, "s": "x", "d": [] })] {
        line.say(&odd).await?;
    }
    line.event(2, "SOMETHING_NEW", json!({ "x": 1 })).await?;
    line.event(3, "INTERACTION_CREATE", json!({})).await?;
    line.event(4, "INTERACTION_CREATE", json!({ "type": 3, "id": "1", "token": "t", "user": { "id": "11" } })).await?;
    let mut bare = Player::new("11", "Ana").command("help", &[]);
    for field in ["entitlements", "attachment_size_limit", "channel", "locale", "version", "app_permissions"] {
        bare.as_object_mut().ok_or("no object")?.remove(field);
    }
    line.event(5, "INTERACTION_CREATE", bare).await?;
    // What had nothing but a name and a token is answered in words, too.
    server.answered(2).await
}

async fn silent() -> Outcome {
    let server = Server::start().await?;
    let (mut line, _) = server.next().await?;
    line.ready().await?;
    // Its beats are never answered: it leaves and comes again.
    let (_again, first) = server.next().await?;
    same("taken up", &first["op"], &json!(6))
}

async fn refused() -> Outcome {
    let server = Server::start().await?;
    let (line, _) = server.next().await?;
    line.close(4_004).await?;
    let why = tokio::time::timeout(PATIENCE, server.run).await.map_err(|_| "it goes on")?.map_err(told)?;
    holds(why.contains("token") && why.contains("Hint"), why)
}

async fn unnamed() -> Outcome {
    let stub = Stub::start().await?;
    let answers = Arc::new(Says { reply: Reply::Quiet, after: Duration::ZERO });
    let gateway = Gateway::new(discord(&stub)?, answers, "token", Shard::default(), None).map_err(told)?;
    let run = tokio::spawn(async move { gateway.run().await });
    let asked = async {
        while stub.called("GET", "/gateway/bot").len() < 2 {
            let _ = tokio::time::timeout(Duration::from_millis(20), std::future::pending::<()>()).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.map_err(|_| "it did not ask again".to_owned())?;
    holds(!run.is_finished(), "it gave up")
}
