//! Texts to take away: the message to the customer, the agenda, and the first meeting as a calendar file. Baton sends
//! none of them.

use chrono::{NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use icalendar::{Calendar, Component, Event, EventLike};

use super::view::View;
use crate::chat::message::{Block, File, Message};
use crate::chat::text::messages;
use crate::clock::Timestamp;
use crate::domain::brief::Value;
use crate::domain::brief::value::clean;
use crate::domain::playbook::{Meaning, texts};

/// How long a first meeting lasts in the file; people change it in their calendar.
const MEETING_MINUTES: i64 = 60;

messages! {
    fn intro_line() -> Text;
    fn intro_none() -> Text;
    fn agenda_line() -> Text;
    fn agenda_none() -> Text;
    fn agenda_file() -> Text;
    fn meeting_title(customer: Plain) -> String;
}

/// A message to the customer in the brief's own words; empty where the playbook has none.
pub fn intro(v: &View<'_>) -> String {
    rendered(v, &v.playbook.texts.intro)
}

/// The agenda of the first meeting; empty where the playbook has none.
pub fn agenda(v: &View<'_>) -> String {
    rendered(v, &v.playbook.texts.agenda)
}

/// The loader has tried every template, so none fails here; one that does is left out.
fn rendered(v: &View<'_>, template: &str) -> String {
    let (sender, receiver) = (v.name(v.handoff.sender), v.name(v.receiver()));
    let names = texts::Names {
        customer: &v.handoff.customer,
        sender: &sender,
        receiver: &receiver,
        person: &|person| v.name(person),
    };
    clean(&texts::render(v.playbook, template, &v.handoff.brief, names).unwrap_or_default())
}

/// The intro in a box to copy.
pub fn intro_message(v: &View<'_>) -> Message {
    let text = intro(v);
    if text.is_empty() {
        return Message::line(v.words.intro_none());
    }
    Message::line(v.words.intro_line()).and(Block::Copy(text))
}

/// The agenda in a box to copy, with the calendar file where a time is set.
pub fn agenda_message(v: &View<'_>, zone: Tz) -> Message {
    let text = agenda(v);
    if text.is_empty() {
        return Message::line(v.words.agenda_none());
    }
    let mut message = Message::line(v.words.agenda_line()).and(Block::Copy(text));
    if let Some(file) = kickoff_ics(v, zone) {
        message = message.and_small(v.words.agenda_file());
        message.files.push(file);
    }
    message
}

/// The first meeting as a calendar file, where the brief has its time; `zone` is the sender's, in whose time it was typed.
pub fn kickoff_ics(v: &View<'_>, zone: Tz) -> Option<File> {
    let field = v.playbook.with_meaning(Meaning::KickoffTime)?;
    let Value::Datetime(local) = v.handoff.brief.value(&field.key)? else { return None };
    let start = moment(*local, zone)?.utc();
    let customer = v.customer();
    let title = v.words.meeting_title(&customer);
    let event = Event::new()
        .uid(&format!("{}@baton", v.handoff.id))
        .timestamp(v.now.utc())
        .summary(&title)
        .description(&agenda(v))
        .starts(start)
        .ends(start + TimeDelta::minutes(MEETING_MINUTES))
        .done();
    let mut calendar = Calendar::new();
    calendar.push(event);
    Some(File::of_text(file_name(&customer), "text/calendar", calendar.done().to_string()))
}

/// A local time as a moment: a repeated one is the first, a skipped one moves to the hour after.
fn moment(local: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    let found = zone.from_local_datetime(&local).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    found.map(|at| Timestamp::from_utc(at.to_utc()))
}

/// `kickoff-acme.ics`, in letters and digits.
fn file_name(customer: &str) -> String {
    let plain: String =
        customer.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<_> = plain.split('-').filter(|part| !part.is_empty()).take(6).collect();
    format!("kickoff-{}.ics", parts.join("-"))
}
