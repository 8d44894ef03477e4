//! Events over Discord's socket: one connection a shard, taken up again where it broke.
//!
//! Read raw, since serenity's types drop a part of what comes; see the head of [`super`]. Nothing that comes can stop it but
//! what only a person can mend: a wrong token, a shard that does not fit.

use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use serenity::http::Route;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use tracing::{debug, info, warn};

use super::Discord;
use super::client::{BadAddress, Failure, bare_token, check_address, pause};
use super::doctor::hears_of_members;
use crate::platform::{Answers, Happening};

pub mod session;
mod starts;

pub use session::Shard;
use session::{Do, Ended, NO_INTENT, Session, ended};
use starts::{Before, Starts};

/// Discord's own gateway, where nothing else was asked for and it does not say.
const GATEWAY: &str = "wss://gateway.discord.gg";
const VERSION: &str = "/?v=10&encoding=json";
const CONNECT_MAX: Duration = Duration::from_secs(15);
const HELLO_MAX: Duration = Duration::from_secs(30);
/// A session that stood is taken up again at once: people wait three seconds for an answer.
const PAUSE_RESUME: Duration = Duration::from_millis(50);
/// Before a new session; Discord takes few of those.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_mins(1);
/// The largest event; servers with very many channels come near.
const FRAME_MAX: usize = 64 << 20;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How events come in.
pub struct Gateway {
    discord: Arc<Discord>,
    answers: Arc<dyn Answers>,
    address: Option<String>,
    session: Session,
    /// Members were asked for and refused: not again.
    no_members: bool,
    happened: UnboundedSender<Happening>,
}

/// Why events stopped coming for good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the gateway closed for good: {0}")]
pub struct Stopped(pub &'static str);

impl Gateway {
    /// By `address`, else by the one that Discord names. Plain sockets are for this computer only.
    pub fn new(
        discord: Arc<Discord>,
        answers: Arc<dyn Answers>,
        token: &str,
        shard: Shard,
        address: Option<String>,
    ) -> Result<Self, BadAddress> {
        if let Some(address) = &address {
            check_address(address, "wss", "ws")?;
        }
        let session = Session::new(bare_token(token), shard);
        let happened = take_note(Arc::clone(&answers));
        Ok(Self { discord, answers, address, session, no_members: false, happened })
    }

    /// Hears events until that cannot help any more.
    pub async fn run(mut self) -> Stopped {
        let mut wait = PAUSE_FIRST;
        loop {
            let (how, was_ready) = match self.connect().await {
                Ok(socket) => self.hear(socket).await,
                Err(reason) => {
                    warn!(reason, "the gateway cannot be reached");
                    (Ended::Resume, false)
                }
            };
            match how {
                Ended::ForGood(NO_INTENT) if !self.no_members => {
                    warn!("Discord tells no more who leaves; it is noticed when they are next written to");
                    self.no_members = true;
                    self.session.forget();
                }
                Ended::ForGood(why) => return Stopped(why),
                Ended::Anew => self.session.forget(),
                Ended::Resume => {}
            }
            wait = match (was_ready, self.session.stands()) {
                (true, true) => PAUSE_RESUME,
                (true, false) => PAUSE_FIRST,
                (false, _) => (wait * 2).min(PAUSE_MAX),
            };
            pause(wait).await;
        }
    }

    async fn connect(&mut self) -> Result<Socket, String> {
        let told = if self.session.is_new() { Some(self.before_session().await) } else { None };
        let base = self.base(told).await?;
        let opened = open(&base).await;
        if opened.is_err() {
            // The address to take it up at may be gone; the next try asks for another.
            self.session.forget_address();
        }
        opened
    }

    /// Waits until a session may be begun, and decides what it asks for; what Discord says of its gateway.
    async fn before_session(&mut self) -> Result<Value, Failure> {
        let application = self.discord.get(Route::Oauth2ApplicationCurrent).await;
        let is_allowed = application.is_ok_and(|application| hears_of_members(&application));
        self.session.hear_of_members(is_allowed && !self.no_members);
        let shard = self.session.shard();
        loop {
            let told = self.discord.get(Route::GatewayBot).await?;
            let starts = Starts::read(&told);
            if starts.shards > shard.of {
                let (wanted, parts) = (starts.shards, shard.of);
                warn!(
                    wanted,
                    parts, "some servers may not be heard: Discord wants more parts. Hint: set DISCORD_SHARD"
                );
            }
            match starts.before(shard) {
                Before::Nothing => return Ok(told),
                Before::Turn(wait) => {
                    info!(seconds = wait.as_secs(), "other shards connect first");
                    pause(wait).await;
                    return Ok(told);
                }
                Before::Spent(wait) => {
                    let seconds = wait.as_secs();
                    warn!(seconds, "Discord lets this bot connect no more for now: it was started too often. Waiting");
                    pause(wait).await;
                }
            }
        }
    }

    /// Where to connect. An address of somebody's choice is never left for Discord's own.
    async fn base(&self, told: Option<Result<Value, Failure>>) -> Result<String, String> {
        let is_elsewhere = self.address.is_some() || self.discord.client.is_elsewhere();
        if let Some(resume) = self.session.resume_url() {
            let same_place = self.address.as_deref().is_none_or(|address| host(address) == host(resume));
            if same_place && check_address(resume, "wss", if is_elsewhere { "ws" } else { "wss" }).is_ok() {
                return Ok(resume.to_owned());
            }
        }
        if let Some(address) = &self.address {
            return Ok(address.clone());
        }
        let told = match told {
            Some(told) => told,
            None => self.discord.get(Route::GatewayBot).await,
        };
        match told {
            Ok(told) => match told.get("url").and_then(Value::as_str) {
                Some(url) if check_address(url, "wss", "ws").is_ok() => Ok(url.to_owned()),
                Some(_) | None if is_elsewhere => Err("no gateway is named. Hint: set DISCORD_GATEWAY_URL".to_owned()),
                Some(_) | None => Ok(GATEWAY.to_owned()),
            },
            Err(Failure::Refused { status: 401, .. }) => {
                Err("the token is not valid. Hint: copy it anew from the application's Bot page".to_owned())
            }
            Err(failure) if is_elsewhere => Err(format!("{failure}. Hint: set DISCORD_GATEWAY_URL")),
            Err(failure) => {
                warn!(%failure, "the gateway's address is not known; the usual one is used");
                Ok(GATEWAY.to_owned())
            }
        }
    }

    /// Hears one connection to its end; whether it ever stood.
    async fn hear(&mut self, mut socket: Socket) -> (Ended, bool) {
        let mut beats: Option<Interval> = None;
        let (mut is_heard, mut was_ready) = (true, false);
        loop {
            let beat = async {
                if let Some(beats) = &mut beats {
                    beats.tick().await;
                } else {
                    // A server that never greets is left.
                    pause(HELLO_MAX).await;
                }
            };
            let frame = tokio::select! {
                frame = socket.next() => frame,
                () = beat => {
                    if beats.is_none() || !is_heard {
                        debug!("the gateway fell silent");
                        return (Ended::Resume, was_ready);
                    }
                    is_heard = false;
                    if send(&mut socket, &self.session.beat()).await.is_err() {
                        return (Ended::Resume, was_ready);
                    }
                    continue;
                }
            };
            let heard = match read(frame) {
                Ok(Some(value)) => self.session.hear(&value),
                Ok(None) => continue,
                Err(how) => return (how, was_ready),
            };
            for asked in heard {
                match asked {
                    Do::Send(value) => {
                        if send(&mut socket, &value).await.is_err() {
                            return (Ended::Resume, was_ready);
                        }
                    }
                    Do::Beat(every) => beats = Some(every_so_often(every)),
                    Do::Heard => is_heard = true,
                    Do::Ready => {
                        was_ready = true;
                        info!("connected to Discord");
                    }
                    Do::Servers(servers) => self.miss(&servers).await,
                    Do::Happened(happening) => self.note(happening),
                    Do::Interaction(raw) => self.take(*raw),
                    Do::Reconnect => {
                        // Not 1000: that would end the session.
                        drop(socket);
                        return (Ended::Resume, was_ready);
                    }
                    Do::Nothing => {}
                }
            }
        }
    }

    /// In the order in which it happened.
    fn note(&self, happening: Happening) {
        // Nobody listens any more: the program ends.
        let _ = self.happened.send(happening);
    }

    /// Servers that the bot was removed from while nobody listened.
    async fn miss(&self, here: &[String]) {
        let known = self.discord.accounts.servers().await.unwrap_or_else(|fault| {
            warn!(%fault, "which servers are known could not be read");
            Vec::new()
        });
        let shard = self.session.shard();
        let gone = known.into_iter().filter(|server| shard.hears(server) && !here.contains(server));
        gone.for_each(|server| self.note(Happening::Removed { server }));
    }

    /// Each on its own: one slow answer holds no other up.
    fn take(&self, raw: Value) {
        let (discord, answers) = (Arc::clone(&self.discord), Arc::clone(&self.answers));
        tokio::spawn(async move { discord.take(&raw, &answers).await });
    }
}

/// One after the other, so that what came last is what holds.
fn take_note(answers: Arc<dyn Answers>) -> UnboundedSender<Happening> {
    let (sender, mut happened) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(happening) = happened.recv().await {
            answers.happened(super::NAME, happening).await;
        }
    });
    sender
}

/// Whether a connection can be made; nothing is said over it.
pub(super) async fn reach(base: &str) -> Result<(), String> {
    check_address(base, "wss", "ws").map_err(|bad| bad.to_string())?;
    open(base).await.map(|_| ())
}

async fn open(base: &str) -> Result<Socket, String> {
    let url = format!("{}{VERSION}", base.trim_end_matches('/'));
    let config = WebSocketConfig {
        max_message_size: Some(FRAME_MAX),
        max_frame_size: Some(FRAME_MAX),
        ..WebSocketConfig::default()
    };
    match timeout(CONNECT_MAX, connect_async_with_config(url, Some(config), false)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer".to_owned()),
    }
}

fn every_so_often(every: Duration) -> Interval {
    let mut beats = interval_at(Instant::now() + every / 2, every);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beats
}

async fn send(socket: &mut Socket, value: &Value) -> Result<(), WsError> {
    socket.send(Message::Text(value.to_string())).await
}

/// A frame's JSON; nothing for what is none.
fn read(frame: Option<Result<Message, WsError>>) -> Result<Option<Value>, Ended> {
    match frame {
        Some(Ok(Message::Text(text))) => {
            let read = serde_json::from_str(&text);
            Ok(read.inspect_err(|error| warn!(%error, bytes = text.len(), "a frame that is no JSON")).ok())
        }
        Some(Ok(Message::Close(close))) => {
            let code = close.map_or(1_006, |close| u16::from(close.code));
            debug!(code, "the gateway closed");
            Err(ended(code))
        }
        Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
        Some(Err(error)) => {
            debug!(%error, "the gateway broke off");
            Err(Ended::Resume)
        }
        None => Err(Ended::Resume),
    }
}

fn host(address: &str) -> Option<String> {
    address.parse::<reqwest::Url>().ok()?.host_str().map(ToOwned::to_owned)
}
