//! A strict Discord on loopback: REST, gateway and interactions with real semantics, for tests of whatever speaks to Discord.
//!
//! It knows nothing of Baton. Every request is held against Discord's own description (`BATON_SPECS/discord/openapi.json`,
//! where that is given) with unknown fields forbidden, and against the limits that the description does not say. What only
//! a wrong bot can do, and what would surprise people, is a *problem*: a test that leaves one has failed. Time is the
//! manual clock that it is given; nothing waits for real time, and nothing listens or speaks beyond loopback.
//!
//! | file | is |
//! |---|---|
//! | `world`, `town`, `permissions` | the state: servers, roles, channels, overwrites, members, threads, messages |
//! | `rest`, `rooms`, `messages`, `threads`, `commands`, `webhooks` | the routes, and `http` the listener before them |
//! | `schema`, `compose`, `components`, `modal` | what a request has to be like |
//! | `acts`, `people`, `typed`, `endpoint` | interactions, by gateway or signed HTTP; what people can do |
//! | `gateway`, `socket` | sessions, events, RESUME, and one connection |
//! | `limits`, `faults`, `pings`, `media`, `uploads`, `refusal`, `render`, `multipart` | what their names say |
//!
//! ```ignore
//! let clock = Arc::new(ManualClock::at(START));
//! let discord = Discord::start(clock.clone()).await;
//! let acme = discord.town("ACME");
//! acme.invite_bot(permissions::INVITED);
//! let (channel, anna) = (acme.channel("handoffs"), acme.member("anna"));
//! let bot = start_the_bot(discord.api_url(), discord.gateway_url(), discord.token());   // the adapter under test
//! discord.until("a registered command", |world| world.commands.get(&None).cloned()).await;
//!
//! let sent = anna.command(channel, "/handoff start playbook:AE to CSM").unwrap();      // what a client would not let
//! let card = sent.message().await;                                                     // her send is an Err
//! assert!(sent.is_private());
//! let form = anna.clicks(id(&card), "v1:section:2").unwrap();
//! form.modal().await;
//! anna.submits(&form, &[("Customer", Fill::Text("ACME".into()))]).unwrap().message().await;
//!
//! discord.change(|world| world.faults.plan("POST channels/*/messages", 3, Trouble::DroppedAfter));
//! discord.close_gateway(4000);                                                          // it resumes, or it fails
//! discord.assert_sound();
//! ```
//!
//! For HTTP mode, call [`Discord::set_endpoint`] once the bot listens: from then on interactions go there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use baton::clock::ManualClock;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

pub mod acts;
pub mod commands;
pub mod components;
pub mod compose;
pub mod endpoint;
pub mod faults;
pub mod gateway;
mod http;
pub mod limits;
mod media;
mod messages;
pub mod modal;
mod multipart;
pub mod people;
pub mod permissions;
pub mod pings;
pub mod refusal;
pub mod render;
pub mod rest;
mod rooms;
pub mod schema;
mod socket;
mod threads;
pub mod town;
mod typed;
pub mod uploads;
mod webhooks;
pub mod world;

use gateway::Out;
use world::{Request, World};

/// Nothing takes so long unless it never comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the server and its handles share.
pub struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    key: Ed25519KeyPair,
}

impl Shared {
    /// Looks at the world.
    pub fn look<T>(&self, see: impl FnOnce(&World) -> T) -> T {
        see(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the world, and wakes whoever waits for a change.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let changed = change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_modify(|times| *times += 1);
        changed
    }
}

/// Ends the listener with the last handle.
struct Listening(AbortHandle);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A running one.
#[derive(Clone)]
pub struct Discord {
    shared: Arc<Shared>,
    _listening: Arc<Listening>,
}

impl Discord {
    /// Starts one on a free port, with one application and no server.
    pub async fn start(clock: Arc<ManualClock>) -> Self {
        schema::load();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
        let public_key = hex(key.public_key().as_ref());
        let world = Mutex::new(World::new(clock, base, public_key));
        let shared = Arc::new(Shared { world, changed: watch::Sender::new(0), key });
        let listening = tokio::spawn(http::listen(listener, Arc::clone(&shared)));
        Self { shared, _listening: Arc::new(Listening(listening.abort_handle())) }
    }

    /// Looks at the world.
    pub fn look<T>(&self, see: impl FnOnce(&World) -> T) -> T {
        self.shared.look(see)
    }

    /// Changes the world: troubles, limits, whatever a test needs to be otherwise.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change(change)
    }

    /// `http://127.0.0.1:port/api/v10`; some libraries add the path themselves.
    pub fn api_url(&self) -> String {
        self.look(|world| format!("{}/api/v10", world.base))
    }

    /// `ws://127.0.0.1:port`
    pub fn gateway_url(&self) -> String {
        self.look(World::gateway_url)
    }

    /// The bot's.
    pub fn token(&self) -> String {
        self.look(|world| world.token.clone())
    }

    /// With which interactions over HTTP are verified, in hexadecimal.
    pub fn public_key(&self) -> String {
        self.look(|world| world.public_key.clone())
    }

    /// Waits until something is so, and fails with the log when it never is.
    pub async fn until<T>(&self, what: &str, is_so: impl FnMut(&World) -> Option<T>) -> T {
        let found = self.within(PATIENCE, is_so).await;
        found.unwrap_or_else(|| panic!("waited for {what}; {}", self.told()))
    }

    /// Waits until something is so, but no longer than that.
    pub async fn within<T>(&self, patience: Duration, mut is_so: impl FnMut(&World) -> Option<T>) -> Option<T> {
        let mut changes = self.shared.changed.subscribe();
        let wait = async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = self.look(&mut is_so) {
                    return found;
                }
                changes.changed().await.expect("the server is there");
            }
        };
        tokio::time::timeout(patience, wait).await.ok()
    }

    /// What went wrong, and the last requests, for a message of failure.
    pub fn told(&self) -> String {
        self.look(shown)
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.look(|world| world.log.clone())
    }

    /// What went wrong since it was last asked.
    pub fn take_problems(&self) -> Vec<String> {
        self.change(|world| std::mem::take(&mut world.problems))
    }

    /// Fails where anything went wrong.
    #[track_caller]
    pub fn assert_sound(&self) {
        let problems = self.take_problems();
        assert!(problems.is_empty(), "{} problems:\n{}\n{}", problems.len(), problems.join("\n"), self.look(shown));
    }

    /// Everything that is held goes on.
    pub fn let_go(&self) {
        self.look(|world| world.faults.let_go());
    }

    /// Every socket is closed with this code; sessions can be resumed.
    pub fn close_gateway(&self, code: u16) {
        self.change(|world| world.gateway.to_all(&Out::Close(code)));
    }

    /// Bots are asked to connect anew.
    pub fn ask_to_reconnect(&self) {
        let frame = json!({ "op": 7, "d": null, "s": null, "t": null });
        self.change(|world| world.gateway.to_all(&Out::Frame(frame)));
    }

    /// Sessions are declared invalid; those that cannot be resumed are forgotten.
    pub fn invalidate_sessions(&self, can_resume: bool) {
        let frame = json!({ "op": 9, "d": can_resume, "s": null, "t": null });
        self.change(|world| {
            world.gateway.to_all(&Out::Frame(frame));
            if !can_resume {
                world.gateway.sessions.clear();
            }
        });
    }

    /// An event that no library knows.
    pub fn send_unknown_event(&self) {
        let data = json!({ "colour": "ultraviolet", "list": [1, null, {}] });
        self.change(|world| gateway::dispatch(world, None, "MOON_PHASE_UPDATE", data));
    }
}

/// In hexadecimal.
fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// For a message of failure.
fn shown(world: &World) -> String {
    let lines = world.log.iter().rev().take(12).rev().map(|it| {
        let code = it.code.map_or_else(String::new, |code| format!(" ({code})"));
        format!("  {} {} {} -> {}{code} {}", it.at.utc().time(), it.method, it.path, it.status, it.body)
    });
    format!("problems: {:#?}\nthe last requests:\n{}", world.problems, lines.collect::<Vec<_>>().join("\n"))
}
