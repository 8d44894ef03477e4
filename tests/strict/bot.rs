//! A bot's side of the gateway and of HTTP interactions, as bare as can be.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::strict_discord::Discord;

const PATIENCE: Duration = Duration::from_secs(20);

/// One socket.
pub(crate) struct Socket {
    line: WebSocketStream<TcpStream>,
    /// The last number that came.
    pub seq: u64,
    /// What every identification says besides the token.
    pub intents: u64,
}

/// What comes over a socket.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    Frame(Value),
    Closed(Option<u16>),
}

impl Heard {
    pub(crate) fn frame(self) -> Value {
        match self {
            Self::Frame(frame) => frame,
            Self::Closed(code) => panic!("closed with {code:?}"),
        }
    }
}

impl Socket {
    /// Connects and hears HELLO.
    pub(crate) async fn open(discord: &Discord) -> Self {
        let url = discord.gateway_url();
        let host = url.trim_start_matches("ws://");
        let stream = TcpStream::connect(host).await.expect("the gateway listens");
        let (line, _) = client_async(format!("{url}/?v=10&encoding=json"), stream).await.expect("a handshake");
        let mut open = Self { line, seq: 0, intents: 0b11 };
        let hello = open.hear().await.frame();
        assert_eq!((&hello["op"], hello["d"]["heartbeat_interval"].is_u64()), (&json!(10), true));
        open
    }

    /// Connects and identifies; READY is heard.
    pub(crate) async fn identified(discord: &Discord) -> (Self, Value) {
        let mut open = Self::open(discord).await;
        open.identify(discord).await;
        let ready = open.event("READY").await;
        (open, ready)
    }

    pub(crate) async fn identify(&mut self, discord: &Discord) {
        let d = json!({ "token": discord.token(), "intents": self.intents, "shard": [0, 1],
                        "properties": { "os": "linux", "browser": "baton", "device": "baton" } });
        self.send(&json!({ "op": 2, "d": d })).await;
    }

    pub(crate) async fn resume(&mut self, discord: &Discord, session: &str, seq: u64) {
        self.send(&json!({ "op": 6, "d": { "token": discord.token(), "session_id": session, "seq": seq } })).await;
    }

    pub(crate) async fn send(&mut self, frame: &Value) {
        self.line.send(Message::text(frame.to_string())).await.expect("the socket is open");
    }

    /// The next thing, whatever it is.
    pub(crate) async fn hear(&mut self) -> Heard {
        let next = tokio::time::timeout(PATIENCE, self.line.next()).await.expect("the gateway says something");
        match next {
            Some(Ok(Message::Text(text))) => {
                let frame: Value = serde_json::from_str(text.as_str()).expect("JSON");
                self.seq = frame["s"].as_u64().unwrap_or(self.seq);
                Heard::Frame(frame)
            }
            Some(Ok(Message::Close(frame))) => Heard::Closed(frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => panic!("an odd frame"),
            Some(Err(_)) | None => Heard::Closed(None),
        }
    }

    /// Leaves for good.
    pub(crate) async fn goodbye(mut self) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        self.line.close(Some(frame)).await.expect("the socket is open");
    }

    /// Whether the gateway takes connections.
    pub(crate) async fn is_taken(discord: &Discord) -> bool {
        let url = discord.gateway_url();
        let stream = TcpStream::connect(url.trim_start_matches("ws://")).await.expect("the port is there");
        client_async(format!("{url}/?v=10&encoding=json"), stream).await.is_ok()
    }

    /// The next event of that name; others are passed over.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let frame = self.hear().await.frame();
            if frame["t"] == name {
                return frame["d"].clone();
            }
        }
    }

    /// The next two things are events of these names.
    pub(crate) async fn names(&mut self, many: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..many {
            names.push(self.hear().await.frame()["t"].as_str().unwrap_or_default().to_owned());
        }
        names
    }
}

/// A bot's own address for interactions: it verifies, answers PING, and otherwise what it was told.
pub(crate) struct Address {
    pub address: SocketAddr,
    pub heard: Arc<Mutex<Vec<Value>>>,
}

/// What it says to everything but PING; empty with 202.
pub(crate) async fn address(discord: &Discord, verifies: bool, says: Option<Value>) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let key = discord.public_key();
    let heard: Arc<Mutex<Vec<Value>>> = Arc::default();
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (key, says, kept) = (key.clone(), says.clone(), Arc::clone(&kept));
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let (key, says, kept) = (key.clone(), says.clone(), Arc::clone(&kept));
                    async move { Ok::<_, std::convert::Infallible>(answer(request, &key, verifies, says, &kept).await) }
                });
                let served = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                drop(served.await);
            });
        }
    });
    Address { address, heard }
}

async fn answer(
    request: hyper::Request<Incoming>,
    key: &str,
    verifies: bool,
    says: Option<Value>,
    kept: &Mutex<Vec<Value>>,
) -> Response<Full<Bytes>> {
    let header =
        |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let (signature, timestamp) = (header("x-signature-ed25519"), header("x-signature-timestamp"));
    let body = request.into_body().collect().await.expect("a body").to_bytes();
    let signed = [timestamp.as_bytes(), &body].concat();
    let is_good = UnparsedPublicKey::new(&ED25519, bytes(key)).verify(&signed, &bytes(&signature)).is_ok();
    let respond = |status: u16, body: String| {
        let response = Response::builder().status(status).header("content-type", "application/json");
        response.body(Full::new(Bytes::from(body))).expect("a response")
    };
    if verifies && !is_good {
        return respond(401, String::new());
    }
    let interaction: Value = serde_json::from_slice(&body).expect("JSON");
    if interaction["type"] == 1 {
        return respond(200, json!({ "type": 1 }).to_string());
    }
    kept.lock().expect("what was heard").push(interaction);
    says.map_or_else(|| respond(202, String::new()), |says| respond(200, says.to_string()))
}

fn bytes(hex: &str) -> Vec<u8> {
    let pair = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..hex.len()).step_by(2).filter_map(pair).collect()
}
