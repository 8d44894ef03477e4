//! A chat platform for tests: it keeps its log in memory and is stricter than any real one.
//!
//! Whatever a platform would refuse, cut or show to the wrong person is a *problem*, and a test that leaves one has failed.
//! It can be told to be down, to be slow, or to lose its answers after having done what was asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use baton::chat::incoming::{Deliver, Incoming, Outgoing, Place, Reply};
use baton::chat::limits::{DISCORD, DISCORD_CARD, Limits, PLAYGROUND, check_form};
use baton::chat::message::Message;
use baton::clock::{Clock, ManualClock};
use baton::ids::{PersonId, WorkspaceId};
use baton::platform::{Channel, Delivered, DeliveryFault, NewChannel, Openness, Platform, Unmade};

use crate::chat_room::{Happening, Kind, Room, Said};

#[path = "fake_deliveries.rs"]
mod deliveries;

/// How long a slow platform lets one wait, in milliseconds.
const SLOW_MS: i64 = 30_000;

/// The chat of one installation, or of several.
pub struct FakeChat {
    clock: Arc<ManualClock>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    room: Room,
    done: HashMap<(WorkspaceId, String), Done>,
    tried: BTreeSet<(WorkspaceId, String, &'static str)>,
    no_direct: BTreeSet<PersonId>,
    weather: Weather,
    rooms: Rooms,
    problems: Vec<String>,
    /// Messages that were sent once more with other words under the same handle, until they are drawn anew.
    outdated: Vec<(String, String)>,
}

/// The channels there are.
#[derive(Debug, Clone, Default)]
pub struct Rooms {
    /// By name, and whether Baton can write there.
    pub known: BTreeMap<String, bool>,
    /// Those that guests read, too.
    pub open: BTreeSet<String>,
    /// Whether Baton may make none.
    pub are_fixed: bool,
}

/// How the platform behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weather {
    /// As it should.
    #[default]
    Up,
    /// Not reachable.
    Down,
    /// Says no to everything, for good.
    Refuses,
    /// Does what it is asked, and its first answer to each request never arrives.
    LosesReplies,
    /// Hits a bug of ours, once for each request.
    Buggy,
    /// Says "later" once to each request.
    Slow,
}

struct Done {
    what: Deliver,
    delivered: Delivered,
    is_answered: bool,
}

impl FakeChat {
    /// An empty chat that tells the time by `clock`.
    pub fn new(clock: Arc<ManualClock>) -> Self {
        Self { clock, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.room.now = Some(self.clock.now());
        inner
    }

    /// From now on the platform behaves like that.
    pub fn set_weather(&self, weather: Weather) {
        self.inner().weather = weather;
    }

    /// Changes what channels there are.
    pub fn change_rooms<T>(&self, change: impl FnOnce(&mut Rooms) -> T) -> T {
        change(&mut self.inner().rooms)
    }

    /// The person takes no direct messages, or takes them again.
    pub fn take_direct(&self, person: PersonId, takes: bool) {
        let mut inner = self.inner();
        if takes {
            inner.no_direct.remove(&person);
        } else {
            inner.no_direct.insert(person);
        }
    }

    /// Only these people read the channel.
    pub fn close_channel(&self, channel: &str, readers: impl IntoIterator<Item = PersonId>) {
        self.inner().room.closed.insert(channel.to_owned(), readers.into_iter().collect());
    }

    /// Everything that happened, oldest first.
    pub fn log(&self) -> Vec<Happening> {
        self.inner().room.log.clone()
    }

    /// What went wrong since it was last asked.
    pub fn take_problems(&self) -> Vec<String> {
        let mut inner = self.inner();
        for (_, handle) in std::mem::take(&mut inner.outdated) {
            inner.problem(format!("two different messages with the handle {handle}"));
        }
        std::mem::take(&mut inner.problems)
    }

    /// What the person can read, the newest first.
    pub fn visible_to(&self, workspace: WorkspaceId, person: PersonId) -> Vec<Said> {
        let inner = self.inner();
        let is_visible = |said: &&Said| said.workspace == workspace && inner.room.may_read(said, person);
        let mut found: Vec<Said> = inner.room.messages.iter().filter(is_visible).cloned().collect();
        found.sort_by_key(|said| std::cmp::Reverse(said.drawn));
        found
    }

    /// The messages that stand in a channel itself, the newest first.
    pub fn in_channel(&self, workspace: WorkspaceId, channel: &str) -> Vec<Said> {
        let inner = self.inner();
        let is_there = |said: &&Said| {
            said.workspace == workspace && said.place == Place::channel(channel) && said.only_for.is_none()
        };
        inner.room.messages.iter().rev().filter(is_there).cloned().collect()
    }

    /// The person's private answers vanish, as they do when a chat is opened anew.
    pub fn forget_private(&self, person: PersonId) {
        self.inner()
            .room
            .messages
            .retain(|said| said.only_for != Some(person) || said.place.channel.starts_with("dm:"));
    }

    /// What a platform does with an answer; the id of the message that stands there now.
    pub fn show(&self, incoming: &Incoming, reply: &Reply) -> Option<String> {
        let mut inner = self.inner();
        let only_for = Some(incoming.person);
        let put = |inner: &mut Inner, message: &Message, kind, only_for| {
            inner.check(message);
            let id = inner.room.say(incoming.workspace, incoming.place.clone(), only_for, message.clone());
            inner.room.happened(kind, incoming.place.clone(), only_for, message, &message.pings);
            Some(id)
        };
        match reply {
            Reply::Private(message) => put(&mut inner, message, Kind::Private, only_for),
            Reply::Public(message) => put(&mut inner, message, Kind::Posted, None),
            Reply::Update(message) => match inner.room.private_message(incoming) {
                Some(id) => {
                    inner.check(message);
                    inner.room.redraw(&id, message);
                    inner.room.happened(Kind::Edited, incoming.place.clone(), only_for, message, &[]);
                    Some(id)
                }
                None => put(&mut inner, message, Kind::Private, only_for),
            },
            Reply::Form(form) => {
                for limits in [&PLAYGROUND, &DISCORD] {
                    let found = check_form(form, limits);
                    inner.problems.extend(found.iter().map(|violation| format!("a form: {violation}")));
                }
                None
            }
            Reply::Quiet => None,
        }
    }
}

impl Inner {
    fn problem(&mut self, what: impl Into<String>) {
        self.problems.push(what.into());
    }
}

/// An invitation goes out under the handle of the message that follows it.
fn kind(what: &Deliver) -> &'static str {
    match what {
        Deliver::Post { .. } => "post",
        Deliver::OpenThread { .. } => "open thread",
        Deliver::Invite { .. } => "invite",
        Deliver::Direct { .. } => "direct",
        Deliver::Remove { .. } => "remove",
        Deliver::Edit { .. } => "edit",
        Deliver::Find { .. } => "find",
    }
}

#[expect(clippy::panic, reason = "the bug that is to be outlived")]
fn bug() -> ! {
    panic!("a bug of ours")
}

#[async_trait]
impl Platform for FakeChat {
    fn name(&self) -> &'static str {
        "fake"
    }

    fn limits(&self) -> &'static Limits {
        &DISCORD_CARD
    }

    async fn channels(&self, _: WorkspaceId) -> Result<Vec<Channel>, DeliveryFault> {
        let channel = |(name, may_write): (&String, &bool)| Channel {
            id: name.clone(),
            name: name.clone(),
            may_write: *may_write,
        };
        Ok(self.inner().rooms.known.iter().map(channel).collect())
    }

    async fn make_channel(&self, new: &NewChannel) -> Result<Channel, Unmade> {
        let mut inner = self.inner();
        if inner.weather == Weather::Down {
            return Err(Unmade::Failed("the platform is down".to_owned()));
        }
        if inner.rooms.are_fixed {
            return Err(Unmade::NotAllowed);
        }
        if inner.rooms.known.insert(new.name.clone(), true).is_some() {
            inner.problem(format!("a second channel #{}", new.name));
        }
        if let Some(readers) = &new.only_for {
            inner.room.closed.insert(new.name.clone(), readers.iter().copied().collect());
        }
        Ok(Channel { id: new.name.clone(), name: new.name.clone(), may_write: true })
    }

    async fn openness(&self, _: WorkspaceId, channel: &str) -> Result<Openness, DeliveryFault> {
        let is_open = self.inner().rooms.open.contains(channel);
        Ok(if is_open { Openness::Open } else { Openness::Unknown })
    }

    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        let mut inner = self.inner();
        let is_first = inner.tried.insert((outgoing.workspace, outgoing.handle.clone(), kind(&outgoing.what)));
        match inner.weather {
            Weather::Down => Err(DeliveryFault::Later { after_ms: 0, reason: "the platform is down".to_owned() }),
            Weather::Refuses => Err(DeliveryFault::Never("the platform refuses".to_owned())),
            Weather::Slow if is_first => {
                Err(DeliveryFault::Later { after_ms: SLOW_MS, reason: "too many requests".to_owned() })
            }
            Weather::LosesReplies if is_first => {
                inner.carry_out(outgoing)?;
                Err(DeliveryFault::Later { after_ms: 0, reason: "the connection was lost".to_owned() })
            }
            Weather::Buggy if is_first => bug(),
            Weather::Up | Weather::Buggy | Weather::Slow | Weather::LosesReplies => inner.carry_out(outgoing),
        }
    }
}
