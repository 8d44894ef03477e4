//! A person's own time: one private card that says what is so now, in their own time, and the forms behind it.
//!
//! For somebody else it shows what a manager or an admin may enter for them, their days off, and nothing more.

use chrono::{NaiveDate, NaiveDateTime};

use super::view::{chain, joined, short_day};
use crate::chat::message::{Block, Button, Message, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::domain::calendar::week::time_text;
use crate::domain::own_time::days_off::DaysOff;
use crate::domain::own_time::{Quiet, Times};
use crate::ids::PersonId;

pub mod forms;

/// Arguments of [`Verb::MyTime`].
pub mod what {
    /// Zone, digest, quiet hours.
    pub const TIMES: &str = "times";
    /// Days off; the person behind it where it is not the reader.
    pub const OFF: &str = "off";
    /// Days off of somebody who is named in the form.
    pub const OTHER: &str = "other";
    /// There again; as above.
    pub const BACK: &str = "back";
}

messages! {
    fn time_head() -> Text;
    fn time_head_of(person: Person) -> Text;
    fn time_now(now: Plain, zone: Plain) -> Text;
    fn time_now_of(person: Person, now: Plain, zone: Plain) -> Text;
    fn time_digest(time: Plain) -> Text;
    fn time_quiet(from: Plain, to: Plain) -> Text;
    fn time_quiet_none() -> Text;
    fn time_off(days: Text) -> Text;
    fn time_off_none() -> Text;
    fn time_off_range(first: Plain, last: Plain) -> Text;
    fn time_off_by(range: Text, person: Person) -> Text;
    fn time_away(back: Plain) -> Text;
    fn time_away_of(person: Person, back: Plain) -> Text;
    fn time_typed() -> Text;
    fn time_change() -> String;
    fn time_days() -> String;
    fn time_others() -> String;
    fn time_back() -> String;
    fn time_back_of(person: Plain) -> String;
    fn time_saved() -> Text;
    fn time_saved_digest_now() -> Text;
    fn time_saved_digest_came() -> Text;
    fn time_saved_off() -> Text;
    fn time_back_now() -> Text;
    fn time_back_now_of(person: Person) -> Text;
    fn time_back_already() -> Text;
    fn time_back_already_of(person: Person) -> Text;
    fn time_not_yours(person: Person) -> Text;
    fn time_nobody(typed: Plain) -> Text;
    fn time_button() -> String;
    fn time_changed(person: Person) -> Text;
    fn time_changed_now() -> Text;
    fn time_changed_later() -> Text;
}

/// What the card is drawn from.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose time.
    pub person: PersonId,
    /// Their name, for buttons.
    pub name: String,
    /// Whether they read it themselves.
    pub is_own: bool,
    /// Now, where they live.
    pub now: NaiveDateTime,
    /// What they chose or have by default.
    pub times: Times,
    /// Days off that are not over, and who entered them where it was somebody else.
    pub days_off: Vec<(DaysOff, Option<PersonId>)>,
    /// Whether the reader may enter days off for others.
    pub looks_after_others: bool,
    /// When they are back, where they are away today.
    pub back: Option<NaiveDate>,
}

/// The card; `said` stands below its head: that something was saved.
pub fn card(words: &Words, card: &Card, said: Option<Text>) -> Message {
    let (now, zone) = (card.now.format("%a %-d %b, %H:%M").to_string(), card.times.zone.name());
    let (head, now) = if card.is_own {
        (words.time_head(), words.time_now(&now, zone))
    } else {
        (words.time_head_of(card.person), words.time_now_of(card.person, &now, zone))
    };
    let mut message = Message::default().and(Block::Heading(head));
    message.blocks.extend(said.map(Block::Line));
    message = message.and_line(now);
    let today = card.now.date();
    if let Some(back) = card.back {
        let back = short_day(back, today);
        message =
            message.and_line(if card.is_own { words.time_away(&back) } else { words.time_away_of(card.person, &back) });
    }
    if card.is_own {
        message = message.and_line(words.time_digest(&clock(card.times.digest_minute)));
        message = message.and_line(match card.times.quiet {
            Quiet::None => words.time_quiet_none(),
            Quiet::Between { from, to } => words.time_quiet(&clock(from), &clock(to)),
        });
    }
    message = message.and_line(days_off(words, card, today)).and_buttons(buttons(words, card));
    if card.is_own { message.and_small(words.time_typed()) } else { message }
}

/// Somebody else has changed the reader's days off: what is so now, and the way back.
pub fn changed(words: &Words, card: &Card, by: PersonId) -> Message {
    let today = card.now.date();
    let mut message = Message::line(words.time_changed(by)).and_line(days_off(words, card, today));
    if let Some(back) = card.back {
        message = message.and_line(words.time_away(&short_day(back, today)));
    }
    let mut buttons = buttons(words, card);
    buttons.retain(|button| button.id != route(what::TIMES, None).id());
    let why = if card.back.is_some() { words.time_changed_now() } else { words.time_changed_later() };
    message.and_buttons(buttons).and_small(why)
}

fn days_off(words: &Words, card: &Card, today: NaiveDate) -> Text {
    if card.days_off.is_empty() {
        return words.time_off_none();
    }
    let range = |(days, by): &(DaysOff, Option<PersonId>)| {
        let range = range(words, *days, today);
        by.map_or_else(|| range.clone(), |by| words.time_off_by(range.clone(), by))
    };
    let ranges: Vec<Text> = card.days_off.iter().map(range).collect();
    words.time_off(joined(ranges, |before, last| chain([before, last], ", ")))
}

fn range(words: &Words, days: DaysOff, today: NaiveDate) -> Text {
    let (first, last) = (short_day(days.first.max(today), today), short_day(days.last, today));
    if days.first.max(today) == days.last { super::view::plain(&last) } else { words.time_off_range(&first, &last) }
}

fn buttons(words: &Words, card: &Card) -> Vec<Button> {
    let id = |what: &str| route(what, (!card.is_own).then_some(card.person)).id();
    let mut buttons = Vec::new();
    if card.back.is_some() {
        let label = if card.is_own { words.time_back() } else { words.time_back_of(&card.name) };
        buttons.push(Button::primary(id(what::BACK), label));
    }
    if card.is_own {
        buttons.push(Button::plain(id(what::TIMES), words.time_change()));
    }
    buttons.push(Button::plain(id(what::OFF), words.time_days()));
    if card.is_own && card.looks_after_others {
        buttons.push(Button::plain(id(what::OTHER), words.time_others()));
    }
    buttons
}

/// A button of the card; of somebody else's with who it is.
pub fn route(what: &str, person: Option<PersonId>) -> Route {
    let arg = person.map_or_else(|| what.to_owned(), |person| format!("{what}.{person}"));
    Route::plain(Verb::MyTime).with(arg)
}

/// The way to the card, for other messages.
pub fn button(words: &Words) -> Button {
    Button::plain(Route::plain(Verb::MyTime).id(), words.time_button())
}

/// `9:00`.
fn clock(minute: u16) -> String {
    time_text(u32::from(minute) * 60)
}
