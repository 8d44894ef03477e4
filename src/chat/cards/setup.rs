//! Set-up and settings: one card with everything filled in, and the forms behind it.

use super::view::short;
use crate::chat::message::{Block, Button, Choice, Inline, Message, Select, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::domain::calendar::week::time_text;
use crate::domain::setup::{Hours, Plan, Room};
use crate::ids::PersonId;

pub mod days_off;
pub mod forms;
pub mod teams;
pub mod week;

/// Discord's select takes 25 options; two of ours are no channels.
const ROOMS_MAX: usize = 23;
/// Value of the option that has a channel made.
pub const NEW: &str = "+new";
/// Value of the option that asks for another channel by name.
pub const OTHER: &str = "+other";
/// Longest name of a channel that is shown.
const ROOM_CHARS: usize = 90;

messages! {
    fn setup_head() -> Text;
    fn setup_intro() -> Text;
    fn settings_head() -> Text;
    fn settings_intro() -> Text;
    fn setup_room(room: Text) -> Text;
    fn setup_room_new(name: Plain) -> Text;
    fn setup_managers(who: Text, room: Text) -> Text;
    fn setup_private_new(name: Plain) -> Text;
    fn setup_no_room() -> Text;
    fn setup_hours(week: Plain, zone: Plain) -> Text;
    fn setup_weekends(weekends: Key) -> Text;
    fn setup_digest(time: Plain) -> Text;
    fn setup_playbook(playbook: Plain, who: Text) -> Text;
    fn setup_playbook_nobody(playbook: Plain) -> Text;
    fn setup_asleep(asleep: Number) -> Text;
    fn setup_fallback(who: Person) -> Text;
    fn setup_choose_room() -> String;
    fn setup_choose_private() -> String;
    fn setup_make_room(name: Plain) -> String;
    fn setup_make_private(name: Plain) -> String;
    fn setup_other_room() -> String;
    fn setup_change_hours() -> String;
    fn setup_change_people() -> String;
    fn setup_change_playbook() -> String;
    fn setup_days_off() -> String;
    fn setup_teams() -> String;
    fn setup_good() -> String;
    fn setup_open_to_all(room: Channel, platform: Key) -> Text;
    fn setup_done(room: Channel, playbook: Plain) -> Text;
    fn setup_done_next() -> Text;
    fn setup_done_already() -> Text;
    fn setup_done_test() -> String;
    fn setup_done_settings() -> String;
    fn settings_saved() -> Text;
    fn settings_saved_hours() -> Text;
    fn settings_changed_meanwhile() -> Text;
    fn settings_saved_moved(moved: Number, earlier: Number) -> Text;
    fn setup_unmade(name: Plain, why: Key) -> Text;
    fn setup_read_only(room: Channel) -> Text;
}

/// What the card is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// What is chosen.
    pub plan: &'a Plan,
    /// Set-up before it is confirmed, or settings after it.
    pub verb: Verb,
    /// Channels that Baton can write in: id and name.
    pub rooms: &'a [(String, String)],
    /// Name of the plan's playbook.
    pub playbook: &'a str,
    /// How many other playbooks sleep.
    pub asleep: usize,
    /// Channels of the plan that everybody can read.
    pub open_to_all: &'a [String],
    /// Key of the platform.
    pub platform: &'static str,
}

/// The card; `said` stands on top of it: why something was not taken, or that it was.
pub fn card(words: &Words, card: &Card<'_>, said: Option<Text>) -> Message {
    let is_setup = card.verb == Verb::Setup;
    let (head, intro) = if is_setup {
        (words.setup_head(), words.setup_intro())
    } else {
        (words.settings_head(), words.settings_intro())
    };
    let mut message = Message::default().and(Block::Heading(head)).and_line(said.unwrap_or(intro));
    let plan = card.plan;
    message = message.and_line(words.setup_room(room(words, &plan.room, |name| words.setup_room_new(name))));
    message = message.and(rooms(words, card, "room"));
    let private = room(words, &plan.manager_room, |name| words.setup_private_new(name));
    message = message.and_line(words.setup_managers(people(&plan.managers), private));
    message = message.and(rooms(words, card, "private"));
    for open in card.open_to_all {
        message = message.and_line(words.setup_open_to_all(open, card.platform));
    }
    message = message.and_line(hours(words, card));
    let playbook = if plan.receivers.is_empty() {
        words.setup_playbook_nobody(card.playbook)
    } else {
        words.setup_playbook(card.playbook, people(&plan.receivers))
    };
    message = message.and_line(playbook);
    message = message.and_buttons(vec![
        button(card.verb, "hours", words.setup_change_hours()),
        button(card.verb, "people", words.setup_change_people()),
        button(card.verb, "playbook", words.setup_change_playbook()),
        Button::plain(Route::plain(Verb::DaysOff).id(), words.setup_days_off()),
        Button::plain(Route::plain(Verb::Teams).id(), words.setup_teams()),
    ]);
    if card.asleep > 0 && is_setup {
        message = message.and_small(words.setup_asleep(i64::try_from(card.asleep).unwrap_or(i64::MAX)));
    }
    message = message.and_small(words.setup_fallback(plan.fallback));
    let foot = if is_setup {
        Button::primary(Route::plain(card.verb).with("good").id(), words.setup_good())
    } else {
        test(words)
    };
    message.and_buttons(vec![foot])
}

/// Set up; what can be done now.
pub fn done(words: &Words, room: &str, playbook: &str) -> Message {
    Message::line(words.setup_done(room, playbook)).and_line(words.setup_done_next()).and_buttons(vec![
        Button { style: crate::chat::message::ButtonStyle::Primary, ..test(words) },
        Button::plain(Route::plain(Verb::Settings).id(), words.setup_done_settings()),
    ])
}

/// A second press, or a card of long ago.
pub fn done_already(words: &Words) -> Message {
    let settings = Button::plain(Route::plain(Verb::Settings).id(), words.setup_done_settings());
    Message::line(words.setup_done_already()).and_buttons(vec![settings, test(words)])
}

/// Several people in one line; nobody is pinged.
pub fn people(who: &[PersonId]) -> Text {
    let mut text = Text::new();
    for (place, person) in who.iter().enumerate() {
        if place > 0 {
            text.push(Inline::Plain(", ".to_owned()));
        }
        text.push(Inline::Person(*person));
    }
    text
}

fn room(words: &Words, room: &Room, new: impl Fn(&str) -> Text) -> Text {
    match room {
        Room::New(name) => new(&format!("#{name}")),
        Room::Known(id) if id.is_empty() => words.setup_no_room(),
        Room::Known(id) => vec![Inline::Channel(id.clone())],
    }
}

/// A select of channels: one to be made, those that are there, another one by name.
fn rooms(words: &Words, card: &Card<'_>, which: &str) -> Block {
    let is_private = which == "private";
    let chosen = if is_private { &card.plan.manager_room } else { &card.plan.room };
    let name = if let Room::New(name) = chosen { name.as_str() } else { usual_name(is_private) };
    let is_new = matches!(chosen, Room::New(_));
    let is_there = card.rooms.iter().any(|(_, known)| known == name);
    let name = format!("#{name}");
    let make = if is_private { words.setup_make_private(&name) } else { words.setup_make_room(&name) };
    let mut options = Vec::new();
    if is_new || !is_there {
        options.push(option(NEW, &make, is_new));
    }
    let is_chosen = |id: &str| matches!(chosen, Room::Known(known) if known == id);
    let (first, rest): (Vec<_>, Vec<_>) = card.rooms.iter().partition(|(id, _)| is_chosen(id));
    let known = first.into_iter().chain(rest).take(ROOMS_MAX);
    options.extend(known.map(|(id, name)| option(id, &format!("#{}", short(name, ROOM_CHARS)), is_chosen(id))));
    let left = i64::try_from(card.rooms.len().saturating_sub(ROOMS_MAX)).unwrap_or(i64::MAX);
    let hint = if left > 0 { words.and_more_options(left) } else { String::new() };
    options.push(Choice { hint, ..option(OTHER, &words.setup_other_room(), false) });
    let label = if is_private { words.setup_choose_private() } else { words.setup_choose_room() };
    Block::Select(Select::new(Route::plain(card.verb).with(which).id(), label, options, (1, 1)))
}

/// The names of channels that Baton makes.
pub fn usual_name(is_private: bool) -> &'static str {
    if is_private { "handoff-managers" } else { "handoffs" }
}

fn option(value: &str, label: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), hint: String::new(), chosen }
}

fn button(verb: Verb, what: &str, label: String) -> Button {
    Button::plain(Route::plain(verb).with(what).id(), label)
}

fn test(words: &Words) -> Button {
    Button::plain(Route::plain(Verb::Test).id(), words.setup_done_test())
}

fn hours(words: &Words, card: &Card<'_>) -> Text {
    let Hours { zone, week, weekends_count, digest_minute } = &card.plan.hours;
    let mut text = words.setup_hours(&week::week(words, week), zone.name());
    text.push(Inline::Plain(" ".to_owned()));
    text.extend(words.setup_weekends(if *weekends_count { "yes" } else { "no" }));
    text.push(Inline::Plain(" ".to_owned()));
    text.extend(words.setup_digest(&time_text(u32::from(*digest_minute) * 60)));
    text
}
