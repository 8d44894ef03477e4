//! What people see, and how they act on it: who gets no answer within three seconds does it again.

use std::time::Duration;

use serde_json::Value;

use crate::stage::Stage;
use crate::strict_discord::acts::First;
use crate::strict_discord::components::{flat, texts};
use crate::strict_discord::modal::Fill;
use crate::strict_discord::people::{Person, Sent};
use crate::strict_discord::world::{Channel, Id, Message, World};

/// After so long a client says that the application did not respond.
pub(crate) const PATIENCE: Duration = Duration::from_millis(3_100);
/// An announced answer comes within so long.
const ANNOUNCED_MAX: Duration = Duration::from_secs(25);
/// Something that the worker says comes within so long, retries included.
const SAID_MAX: Duration = Duration::from_secs(75);
/// Nobody tries more often.
const TRIES_MAX: usize = 12;

/// What somebody reads who has to do it again.
pub(crate) const NOT_SAVED: [&str; 3] =
    ["Something went wrong on our side", "count this as not saved", "so this was not saved"];

/// Whether somebody is told that what they did is not saved.
pub(crate) fn is_unsaved(message: &Value) -> bool {
    let words = words(message);
    NOT_SAVED.iter().any(|part| words.contains(part))
}

/// A button or select that somebody sees.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub message: Id,
    pub control: Value,
}

impl Found {
    pub(crate) fn id(&self) -> &str {
        self.control["custom_id"].as_str().unwrap_or_default()
    }

    /// The handoff that it is about.
    pub(crate) fn handoff(&self) -> String {
        self.id().split('.').nth(2).unwrap_or_default().to_owned()
    }
}

/// The id of a message in Discord's JSON.
pub(crate) fn id_of(message: &Value) -> Id {
    message["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {message}"))
}

/// Every button and select of a message.
pub(crate) fn controls(message: &Value) -> Vec<Found> {
    let own = flat(&message["components"]).into_iter().filter(|part| part["custom_id"].is_string());
    own.map(|control| Found { message: id_of(message), control: control.clone() }).collect()
}

/// What people read of a message, without the markup.
pub(crate) fn words(message: &Value) -> String {
    texts(&message["components"]).join("\n").replace("**", "").replace('\\', "")
}

/// Everything that somebody sees in a channel, its threads and the direct conversation, oldest first.
fn seen_by(world: &World, channel: Id, who: Id) -> Vec<Value> {
    let is_place = |place: &&Channel| place.id == channel || place.parent == Some(channel) || place.with == Some(who);
    let places = world.channels.values().filter(is_place);
    let mut seen: Vec<&Message> = places.flat_map(|place| world.seen_in(place.id, who)).collect();
    seen.sort_by_key(|message| message.id);
    seen.into_iter().map(|message| world.message_json(message)).collect()
}

/// The newest control among messages for a purpose.
fn newest(seen: &[Value], prefix: &str) -> Option<Found> {
    let mut all = seen.iter().rev().flat_map(controls);
    all.find(|found| found.id().starts_with(prefix) && found.control["disabled"] != true)
}

impl Stage {
    /// Waits for that control.
    pub(crate) async fn find(&self, who: &Person, prefix: &str) -> Found {
        self.sees(who, prefix, |seen| newest(seen, prefix)).await
    }

    /// Waits until the person sees a message with these words.
    pub(crate) async fn reads(&self, who: &Person, part: &str) -> Value {
        self.sees(who, part, |seen| seen.iter().rfind(|message| words(message).contains(part)).cloned()).await
    }

    /// Waits until the person sees something.
    async fn sees<T>(&self, who: &Person, what: &str, look: impl Fn(&[Value]) -> Option<T>) -> T {
        let found = self.discord.within(SAID_MAX, |world| look(&seen_by(world, self.channel, who.id))).await;
        found.unwrap_or_else(|| {
            let seen = self.discord.look(|world| seen_by(world, self.channel, who.id));
            let read: Vec<String> = seen.iter().map(|it| format!("{}: {}", it["id"], words(it))).collect();
            panic!("never seen: {what}; read: {read:#?}\n{}", self.told())
        })
    }

    /// What went wrong, for a message of failure.
    pub(crate) fn told(&self) -> String {
        format!("{}\nlogged: {}", self.discord.told(), self.home.log())
    }

    /// Acts until there is an answer in time.
    pub(crate) async fn does(&self, what: &str, act: impl Fn() -> Result<Sent, String>) -> (Sent, First) {
        for _ in 0..TRIES_MAX {
            self.weather().await;
            let sent = act().unwrap_or_else(|why| panic!("{what}: {why}\n{}", self.told()));
            self.strike().await;
            if let Ok(first) = tokio::time::timeout(PATIENCE, sent.first()).await {
                return (sent, first);
            }
            self.goes_unanswered().await;
        }
        panic!("{what} is never answered\n{}", self.told())
    }

    /// Acts until a message answers it, whatever it says.
    async fn hears(&self, what: &str, act: impl Fn() -> Result<Sent, String>) -> Value {
        for _ in 0..TRIES_MAX {
            let (sent, first) = self.does(what, &act).await;
            match first {
                First::Message | First::Update => return sent.message().await,
                First::Deferred => {
                    if let Ok(said) = tokio::time::timeout(ANNOUNCED_MAX, sent.message()).await {
                        return said;
                    }
                    self.goes_unanswered().await;
                }
                First::DeferredUpdate => {
                    if let Some(said) = self.follows(&sent).await {
                        return said;
                    }
                    self.goes_unanswered().await;
                }
                First::Modal(_) | First::Choices(_) => panic!("{what} got {first:?}"),
            }
        }
        panic!("{what} is never answered in words\n{}", self.told())
    }

    /// What comes after an act was only acknowledged: a message beside the one that was clicked, or that one anew.
    pub(crate) async fn follows(&self, sent: &Sent) -> Option<Value> {
        let act = sent.interaction();
        let clicked = |world: &World| Some(world.message_json(world.messages.get(&act.original?)?));
        let before = self.discord.look(clicked);
        let said = |world: &World| {
            let beside = world.messages.values().rfind(|message| message.interaction == Some(act.id));
            let beside = beside.map(|message| world.message_json(message));
            beside.or_else(|| clicked(world).filter(|now| Some(now) != before.as_ref()))
        };
        self.discord.within(ANNOUNCED_MAX, said).await
    }

    /// Acts until a message answers it. Who is told that it was not saved does it again.
    pub(crate) async fn asks(&self, what: &str, act: impl Fn() -> Result<Sent, String>) -> Value {
        for _ in 0..TRIES_MAX {
            let said = self.hears(what, &act).await;
            if !is_unsaved(&said) {
                return said;
            }
            self.goes_unsaved().await;
        }
        panic!("{what} is never saved\n{}", self.told())
    }

    /// Submits a form until a message answers it. Who is told that it was not saved opens it anew.
    pub(crate) async fn submits(
        &self,
        who: &Person,
        opened: &Sent,
        fills: &[(&str, Fill)],
        open: impl AsyncFn() -> Sent,
    ) -> Value {
        let mut opened = opened.clone();
        for _ in 0..TRIES_MAX {
            let said = self.hears("a form", || who.submits(&opened, fills)).await;
            if !is_unsaved(&said) {
                return said;
            }
            self.goes_unsaved().await;
            opened = open().await;
        }
        panic!("a form is never saved\n{}", self.told())
    }

    /// Presses a button until it is answered by words.
    pub(crate) async fn presses(&self, who: &Person, button: &Found) -> Value {
        self.asks(button.id(), || who.clicks(button.message, button.id())).await
    }

    /// Presses a button until its form is open.
    pub(crate) async fn opens(&self, who: &Person, button: &Found) -> (Sent, Value) {
        for _ in 0..TRIES_MAX {
            let (sent, first) = self.does(button.id(), || who.clicks(button.message, button.id())).await;
            match first {
                First::Modal(form) => return (sent, form),
                First::Message if is_unsaved(&sent.message().await) => self.goes_unsaved().await,
                // A form cannot come after an acknowledgement: the button is pressed again.
                First::Deferred | First::DeferredUpdate => self.goes_unanswered().await,
                First::Message | First::Update | First::Choices(_) => panic!("{} opens {first:?}", button.id()),
            }
        }
        panic!("{} never opens\n{}", button.id(), self.told())
    }
}
