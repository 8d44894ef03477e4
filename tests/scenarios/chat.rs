//! The chat of a scenario: one in memory, or a strict Discord with the real adapter before it. Scenarios cannot tell which.

use std::sync::Arc;

use baton::app::App;
use baton::chat::incoming::{Attached, FILE_BYTES_MAX, Incoming, Reply, Unread};
use baton::chat::message::MomentStyle;
use baton::clock::ManualClock;
use baton::ids::{PersonId, WorkspaceId};
use baton::platform::Platform;
use baton::store::Store;

use crate::chat_room::{Happening, Said};
use crate::company::{CHANNEL, Founded, Home, MANAGERS, Plan, TEAM_CHANNEL};
use crate::driver::Delivery;
use crate::fake_chat::{FakeChat, Weather};
use crate::strict::Strict;

/// By which way people and the program meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In memory.
    Fake,
    /// Over Discord's gateway.
    Gateway,
    /// By Discord's signed requests.
    Signed,
    /// Over the gateway at first, and the other way from each step to the next.
    InTurn,
}

/// A change of a server's channels.
#[derive(Debug, Clone, Copy)]
pub enum Rooms<'a> {
    /// Whether Baton may make none.
    Fixed(bool),
    /// There is one more, and whether Baton may write there.
    Have(&'a str, bool),
    /// Guests read it.
    Open(&'a str),
}

/// The chat.
pub enum Chat {
    /// In memory.
    Fake(Arc<FakeChat>),
    /// A strict Discord.
    Strict(Box<Strict>),
}

impl Chat {
    /// An empty one, and the company's home in it.
    pub async fn open(way: Way, clock: &Arc<ManualClock>, plan: &Plan) -> Result<(Self, Home), String> {
        if way == Way::Fake {
            return Ok((Self::Fake(Arc::new(FakeChat::new(Arc::clone(clock)))), Home::default()));
        }
        let (strict, home) = Strict::open(way, clock, plan).await?;
        Ok((Self::Strict(Box::new(strict)), home))
    }

    /// What the program speaks through.
    pub fn platform(&self, store: &Store) -> Result<Arc<dyn Platform>, String> {
        match self {
            Self::Fake(fake) => Ok(Arc::<FakeChat>::clone(fake)),
            Self::Strict(strict) => strict.platform(store),
        }
    }

    /// The company has been founded.
    pub fn know(&mut self, company: &Founded, plan: &Plan) {
        match self {
            Self::Fake(fake) => {
                let rooms: &[&str] =
                    if plan.is_set_up { &[CHANNEL, MANAGERS, TEAM_CHANNEL, "general"] } else { &["general"] };
                fake.change_rooms(|known| known.known = rooms.iter().map(|name| ((*name).to_owned(), true)).collect());
                if plan.is_set_up {
                    let managers = plan.people.iter().filter(|member| member.is_manager);
                    fake.close_channel(MANAGERS, managers.filter_map(|member| company.person(&member.key)));
                }
            }
            Self::Strict(strict) => strict.know(company),
        }
    }

    /// Changes what channels there are.
    pub fn change_rooms(&self, rooms: Rooms<'_>) {
        let fake = match self {
            Self::Fake(fake) => fake,
            Self::Strict(strict) => return strict.change_rooms(rooms),
        };
        fake.change_rooms(|here| match rooms {
            Rooms::Fixed(are_fixed) => here.are_fixed = are_fixed,
            Rooms::Have(name, may_write) => drop(here.known.insert(name.to_owned(), may_write)),
            Rooms::Open(name) => drop(here.open.insert(name.to_owned())),
        });
    }

    /// What a select carries for a channel.
    pub fn value_of_channel(&self, name: &str) -> String {
        match self {
            Self::Fake(_) => name.to_owned(),
            Self::Strict(strict) => strict.value_of(name),
        }
    }

    /// A file that somebody puts beside what they type next.
    pub fn attach(&self, person: PersonId, name: &str, bytes: Vec<u8>) -> Attached {
        if let Self::Strict(strict) = self {
            strict.upload(person, name, &bytes);
        }
        if bytes.len() > FILE_BYTES_MAX {
            return Attached { name: name.to_owned(), text: Err(Unread::TooLarge) };
        }
        Attached::of_bytes(name.to_owned(), bytes)
    }

    /// Baton is invited; whether the platform tells the program of it by itself.
    pub async fn invite(&self, channel: Option<&str>) -> Result<bool, String> {
        match self {
            Self::Fake(_) => Ok(false),
            Self::Strict(strict) => strict.invited(channel).await.map(|()| true),
        }
    }

    /// It is told once more that Baton is there; whether the platform does so by itself.
    pub async fn tell_again(&self) -> Result<bool, String> {
        match self {
            Self::Fake(_) => Ok(false),
            Self::Strict(strict) => strict.told_again().await.map(|()| true),
        }
    }

    /// Baton is sent away; whether the platform tells of it by itself.
    pub async fn send_away(&self) -> Result<bool, String> {
        match self {
            Self::Fake(_) => Ok(false),
            Self::Strict(strict) => strict.sent_away().await.map(|()| true),
        }
    }

    /// From now on `app` hears what people do.
    pub async fn listen(&self, app: &Arc<App>) -> Result<(), String> {
        match self {
            Self::Fake(_) => Ok(()),
            Self::Strict(strict) => strict.listen(app).await,
        }
    }

    /// Whether the program is to be started anew before the next step, to be heard by the other way.
    pub fn turns(&self) -> bool {
        match self {
            Self::Fake(_) => false,
            Self::Strict(strict) => strict.turns(),
        }
    }

    /// Somebody does something; the last answer, and the message that stands there now.
    pub async fn act(
        &self,
        app: &App,
        incoming: Incoming,
        delivery: Delivery,
        is_held_to_forms: bool,
    ) -> Result<(Reply, Option<String>), String> {
        let fake = match self {
            Self::Fake(fake) => fake,
            Self::Strict(strict) => return strict.act(&incoming, delivery, is_held_to_forms).await,
        };
        let times = if delivery == Delivery::Once { 1 } else { 2 };
        let mut reply = Reply::Quiet;
        let mut shown = incoming.message.clone();
        for time in 0..times {
            let again = if time > 0 && delivery == Delivery::PressedTwice { "-again" } else { "" };
            let incoming = Incoming { delivery: format!("{}{again}", incoming.delivery), ..incoming.clone() };
            reply = app.receive(&incoming).await;
            shown = fake.show(&incoming, &reply).or(shown);
        }
        Ok((reply, shown))
    }

    /// In which ways a drawn moment may have been meant: Discord draws all moments alike, and all distances.
    pub fn meant(&self, style: MomentStyle) -> &'static [MomentStyle] {
        match (self, style) {
            (Self::Strict(_), MomentStyle::DayTime) => &[MomentStyle::DayTime, MomentStyle::Time],
            (Self::Strict(_), MomentStyle::Distance) => &[MomentStyle::Distance, MomentStyle::DistanceLong],
            _ => &[],
        }
    }

    /// Everything that came onto screens, oldest first.
    pub fn log(&self) -> Vec<Happening> {
        match self {
            Self::Fake(fake) => fake.log(),
            Self::Strict(strict) => strict.log(),
        }
    }

    /// What went wrong since it was last asked.
    pub fn take_problems(&self) -> Vec<String> {
        match self {
            Self::Fake(fake) => fake.take_problems(),
            Self::Strict(strict) => strict.take_problems(),
        }
    }

    /// What the person can read, the newest first.
    pub fn visible_to(&self, workspace: WorkspaceId, person: PersonId) -> Vec<Said> {
        match self {
            Self::Fake(fake) => fake.visible_to(workspace, person),
            Self::Strict(strict) => strict.visible_to(workspace, person),
        }
    }

    /// The messages that stand in a channel itself, the newest first.
    pub fn in_channel(&self, workspace: WorkspaceId, channel: &str) -> Vec<Said> {
        match self {
            Self::Fake(fake) => fake.in_channel(workspace, channel),
            Self::Strict(strict) => strict.in_channel(workspace, channel),
        }
    }

    /// From now on the platform behaves like that.
    pub fn set_weather(&self, weather: Weather) -> Result<(), String> {
        match self {
            Self::Fake(fake) => {
                fake.set_weather(weather);
                Ok(())
            }
            Self::Strict(strict) => strict.set_weather(weather),
        }
    }

    /// The person takes no direct messages any more.
    pub fn take_no_direct(&self, person: PersonId) {
        match self {
            Self::Fake(fake) => fake.take_direct(person, false),
            Self::Strict(strict) => strict.take_no_direct(person),
        }
    }

    /// The person's private answers vanish, as they do when a chat is opened anew.
    pub fn forget_private(&self, person: PersonId) {
        match self {
            Self::Fake(fake) => fake.forget_private(person),
            Self::Strict(strict) => strict.forget_private(person),
        }
    }
}
