//! The card in the channel: who hands whom which customer, whose turn it is and until when. Nothing else: the channel may
//! be read by many, so answers of the brief, reasons and risks never stand here.

use super::turn::turn_line;
use super::view::View;
use crate::chat::message::{Block, Message, Text};
use crate::chat::text::{common, messages};
use crate::domain::calendar::Period;
use crate::domain::handoff::Purpose;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::ClockInstance;

messages! {
    fn card_title(customer: Plain, playbook: Plain, number: Plain) -> Text;
    fn card_title_new(customer: Plain, playbook: Plain) -> Text;
    fn card_people(sender: Person, receiver: Person) -> Text;
    fn card_purpose(purpose: Key) -> Text;
    fn card_hops(hops: Number) -> Text;
    fn card_thread(thread: Channel) -> Text;
    fn arrived_late(span: Plain, sender: Person) -> Text;
}

/// The card as it stands now.
pub fn channel_card(v: &View<'_>) -> Message {
    let words = v.words;
    let mut card =
        Message::line(title(v)).and_line(words.card_people(v.handoff.sender, v.receiver())).and_line(turn_line(v));
    if let Some(late) = arrived_late(v) {
        card = card.and_small(late);
    }
    if v.handoff.hops > 0 {
        card = card.and_small(words.card_hops(v.handoff.hops.into()));
    }
    match v.handoff.purpose {
        Purpose::Real => {}
        Purpose::Test => card = card.and_small(words.card_purpose("test")),
        Purpose::Practice => card = card.and_small(words.card_purpose("practice")),
    }
    match v.thread {
        Some(thread) => card.and(Block::Line(words.card_thread(thread))),
        None => card,
    }
}

/// `ACME · AE > CSM · #482`
pub(super) fn title(v: &View<'_>) -> Text {
    let (customer, playbook) = (v.customer(), v.playbook.name.as_str());
    match v.handoff.number {
        Some(number) => v.words.card_title(&customer, playbook, &v.words.handoff_number(number)),
        None => v.words.card_title_new(&customer, playbook),
    }
}

/// What was late already when it arrived, told until the awaited thing happened: it was not the receiver's time.
pub(super) fn arrived_late(v: &View<'_>) -> Option<Text> {
    let clock = late_on_arrival(v)?;
    let sent = v.handoff.times.first_sent?;
    let calendar = v.directory.calendars.get(&clock.calendar)?;
    let late_ms = calendar.running_ms(Period { from: clock.due, to: sent }, clock.span.unit, &[]);
    Some(v.words.arrived_late(&common::span(v.words, late_ms / 1_000), v.handoff.sender))
}

/// The clock whose deadline had passed before the first send and that still runs.
pub(super) fn late_on_arrival<'a>(v: &View<'a>) -> Option<&'a ClockInstance> {
    let sent = v.handoff.times.first_sent?;
    [ClockKind::Kickoff, ClockKind::Complete]
        .into_iter()
        .filter_map(|kind| v.handoff.latest_clock(kind))
        .find(|clock| clock.is_running() && clock.due <= sent)
}
