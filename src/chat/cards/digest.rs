//! The digest in words: for one person by direct message, for a team in its channel.
//!
//! A line each, its section in front; under a person's the handoffs to go to, and *Not today* for every line. What stands in
//! it, and in which order, is decided in [`crate::domain::digest`].

use chrono::Timelike;
use chrono_tz::Tz;

use super::my_time;
use super::view::short;
use crate::chat::message::{Block, Button, Choice, Message, Select, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, common, messages};
use crate::clock::Timestamp;
use crate::domain::digest::{About, Digest, Line, LineId, Section};
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::ids::PersonId;

/// Buttons side by side.
const ROW_MAX: usize = 5;
/// Checklist items that are named in a line.
const ITEMS_MAX: usize = 3;
const ITEMS_CHARS: usize = 90;
const CUSTOMER_CHARS: usize = 40;
const OPTION_CHARS: usize = 100;
/// From so long on a turn says since when.
const LONG_MS: i64 = 24 * 3_600_000;

messages! {
    fn digest_head(person: Person, part: Key, count: Number) -> Text;
    fn digest_team_head(team: Plain, count: Number) -> Text;
    fn digest_line(section: Plain, customer: Plain, what: Text) -> Text;
    fn digest_team_line(section: Plain, customer: Plain, who: Person, what: Text) -> Text;
    fn digest_section(section: Key) -> String;
    fn digest_nameless() -> String;
    fn digest_task(clock: Key) -> String;
    fn digest_late(task: Plain, since: Time) -> Text;
    fn digest_by(task: Plain, by: Time) -> Text;
    fn digest_since(what: Text, since: Distance) -> Text;
    fn digest_arrived() -> Text;
    fn digest_answered(by: Person) -> Text;
    fn digest_returned(by: Person) -> Text;
    fn digest_question(by: Person) -> Text;
    fn digest_disputed(by: Person) -> Text;
    fn digest_read_back() -> Text;
    fn digest_draft() -> Text;
    fn digest_others_late(who: Person, task: Plain, since: Time) -> Text;
    fn digest_unread() -> Text;
    fn digest_due(task: Plain, by: DayTime) -> Text;
    fn digest_sent_back_often(times: Number) -> Text;
    fn digest_rate() -> Text;
    fn digest_ticked(by: Person, item: Plain) -> Text;
    fn digest_second_look() -> Text;
    fn digest_reminder(label: Plain) -> Text;
    fn digest_offer() -> Text;
    fn digest_on_track() -> Text;
    fn digest_more(count: Number) -> Text;
    fn digest_not_today() -> String;
    fn digest_option(section: Plain, customer: Plain) -> String;
    fn digest_option_number(section: Plain, customer: Plain, number: Plain) -> String;
    fn digest_nothing() -> Text;
}

/// What one person reads.
pub fn for_person(words: &Words, person: PersonId, digest: &Digest, (now, zone): (Timestamp, Tz)) -> Message {
    let part = match now.utc().with_timezone(&zone).hour() {
        4..12 => "morning",
        12..18 => "afternoon",
        _ => "evening",
    };
    let mut message = Message::line(words.digest_head(person, part, digest.total().into()));
    for line in &digest.lines {
        let (section, customer) = (words.digest_section(line.section.key()), customer(words, line));
        message = message.and_line(words.digest_line(&section, &customer, what(words, line, now)));
    }
    message
        .and_small(foot(words, digest))
        .and_buttons(ways(words, digest))
        .and(Block::Select(not_today(words, digest)))
        .and_buttons(vec![my_time::button(words)])
}

/// What a team reads in its channel: whose turn each line is, and no buttons.
pub fn for_team(words: &Words, team: &str, digest: &Digest, now: Timestamp) -> Message {
    let mut message = Message::line(words.digest_team_head(team, digest.total().into()));
    for line in &digest.lines {
        let (section, customer) = (words.digest_section(line.section.key()), customer(words, line));
        message = message.and_line(words.digest_team_line(&section, &customer, line.who, what(words, line, now)));
    }
    message.and_small(foot(words, digest))
}

/// What somebody reads who asks and has nothing.
pub fn nothing(words: &Words) -> Message {
    Message::line(words.digest_nothing())
}

/// The lines that *Not today* takes out, from the values of its select.
pub fn put_off(values: &[String]) -> Vec<LineId> {
    let line = |value: &String| {
        let (handoff, key) = value.split_once('.')?;
        Some(LineId { handoff: handoff.parse().ok()?, key: key.to_owned() })
    };
    values.iter().filter_map(line).collect()
}

fn foot(words: &Words, digest: &Digest) -> Text {
    if digest.more > 0 { words.digest_more(digest.more.into()) } else { words.digest_on_track() }
}

fn customer(words: &Words, line: &Line) -> String {
    match short(&line.customer, CUSTOMER_CHARS) {
        name if name.is_empty() => words.digest_nameless(),
        name => name,
    }
}

fn what(words: &Words, line: &Line, now: Timestamp) -> Text {
    match &line.about {
        About::Clock(kind) => timed(words, line, &task(words, *kind, &line.kickoff)),
        About::Items(labels) => timed(words, line, &items(words, labels)),
        About::Arrived => since(words, words.digest_arrived(), line, now),
        About::Answered { by } => since(words, words.digest_answered(*by), line, now),
        About::Returned { by } => since(words, words.digest_returned(*by), line, now),
        About::Question { by } => since(words, words.digest_question(*by), line, now),
        About::Disputed { by } => since(words, words.digest_disputed(*by), line, now),
        About::ReadBack => since(words, words.digest_read_back(), line, now),
        About::Draft => since(words, words.digest_draft(), line, now),
        About::OthersLate { clock, who } => {
            words.digest_others_late(*who, &task(words, *clock, &line.kickoff), line.at)
        }
        About::HighRiskUnread => words.digest_unread(),
        About::HighRiskDue(kind) => words.digest_due(&task(words, *kind, &line.kickoff), line.at),
        About::SentBackOften { times } => words.digest_sent_back_often((*times).into()),
        About::Rate => words.digest_rate(),
        About::Ticked { by, item } => words.digest_ticked(*by, &short(item, ITEMS_CHARS)),
        About::SecondLook => words.digest_second_look(),
        About::Reminder(label) => words.digest_reminder(&short(label, ITEMS_CHARS)),
        About::Offer => words.digest_offer(),
    }
}

/// Late since when, or due by when.
fn timed(words: &Words, line: &Line, task: &str) -> Text {
    match line.section {
        Section::Late => words.digest_late(task, line.at),
        Section::Today | Section::YourTurn | Section::AtRisk | Section::Unrated => words.digest_by(task, line.at),
    }
}

/// How long somebody has waited, once it is more than a day.
fn since(words: &Words, what: Text, line: &Line, now: Timestamp) -> Text {
    if now.since(line.at) > LONG_MS { words.digest_since(what, line.at) } else { what }
}

pub(super) fn task(words: &Words, clock: ClockKind, kickoff: &str) -> String {
    match clock {
        ClockKind::Kickoff if !kickoff.is_empty() => kickoff.to_owned(),
        ClockKind::Start
        | ClockKind::Accept
        | ClockKind::Kickoff
        | ClockKind::Complete
        | ClockKind::Resubmit
        | ClockKind::Answer => words.digest_task(clock.key()),
    }
}

fn items(words: &Words, labels: &[String]) -> String {
    let mut named: Vec<String> = labels.iter().take(ITEMS_MAX).cloned().collect();
    let left = labels.len().saturating_sub(ITEMS_MAX);
    if left > 0 {
        named.push(words.and_more_options(i64::try_from(left).unwrap_or(i64::MAX)));
    }
    short(&named.join(", "), ITEMS_CHARS)
}

/// Where the first lines lead: to the handoff, or back into the draft.
fn ways(words: &Words, digest: &Digest) -> Vec<Button> {
    let mut buttons: Vec<Button> = Vec::new();
    for line in &digest.lines {
        let verb = if line.number.is_none() { Verb::Resume } else { Verb::Show };
        let id = Route::of(verb, line.handoff).id();
        if buttons.len() < ROW_MAX && buttons.iter().all(|button| button.id != id) {
            buttons.push(Button::plain(id, words.button_show(&customer(words, line))));
        }
    }
    buttons
}

/// One option a line; several may be chosen at once.
fn not_today(words: &Words, digest: &Digest) -> Select {
    let options: Vec<Choice> = digest.lines.iter().map(|line| option(words, line)).collect();
    let most = u8::try_from(options.len()).unwrap_or(u8::MAX);
    Select::new(Route::plain(Verb::NotToday).id(), words.digest_not_today(), options, (1, most))
}

fn option(words: &Words, line: &Line) -> Choice {
    let (section, customer) = (words.digest_section(line.section.key()), customer(words, line));
    let label = match line.number {
        Some(number) => words.digest_option_number(&section, &customer, &words.handoff_number(number)),
        None => words.digest_option(&section, &customer),
    };
    let id = line.id();
    let hint = match &line.about {
        About::Items(labels) => items(words, labels),
        About::Draft => common::status(words, Status::Draft),
        About::Clock(kind) => task(words, *kind, &line.kickoff),
        About::Ticked { item: label, .. } | About::Reminder(label) => label.clone(),
        About::SecondLook
        | About::Offer
        | About::Arrived
        | About::Answered { .. }
        | About::Returned { .. }
        | About::Question { .. }
        | About::Disputed { .. }
        | About::ReadBack
        | About::OthersLate { .. }
        | About::HighRiskUnread
        | About::HighRiskDue(_)
        | About::SentBackOften { .. }
        | About::Rate => String::new(),
    };
    Choice {
        value: format!("{}.{}", id.handoff, id.key),
        label: short(&label, OPTION_CHARS),
        hint: short(&hint, OPTION_CHARS),
        chosen: false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chat::limits::{DISCORD, check_message};
    use crate::chat::text::{Catalog, plain};
    use crate::ids::HandoffId;

    const ANA: PersonId = PersonId::new(1);
    const BEN: PersonId = PersonId::new(2);

    fn at(text: &str) -> Timestamp {
        Timestamp::from_utc(format!("2026-03-{text}:00+01:00").parse().unwrap())
    }

    fn words() -> Words {
        Catalog::embedded().unwrap().words("en")
    }

    fn line(n: i64, customer: &str, section: Section, about: About, moment: Timestamp) -> Line {
        Line {
            section,
            handoff: HandoffId::new(n),
            number: (about != About::Draft).then_some(480 + n),
            customer: customer.into(),
            kickoff: "first contact".into(),
            about,
            at: moment,
            who: BEN,
        }
    }

    fn example() -> Digest {
        let lines = vec![
            line(1, "ACME", Section::Late, About::Clock(ClockKind::Accept), at("09T12:30")),
            line(2, "Lumen", Section::Today, About::Clock(ClockKind::Kickoff), at("10T15:00")),
            line(3, "Nordwind", Section::YourTurn, About::Answered { by: ANA }, at("10T08:50")),
        ];
        Digest { lines, more: 0 }
    }

    fn read(message: &Message) -> Vec<String> {
        assert_eq!(check_message(message, &DISCORD), []);
        let name = |person| if person == ANA { "Ana".to_owned() } else { "Ben".to_owned() };
        let draw = |text: &Text| plain::draw(text, &name, chrono_tz::Europe::Berlin, at("10T09:00"));
        let text =
            |block: &Block| if let Block::Line(text) | Block::Small(text) = block { Some(draw(text)) } else { None };
        message.blocks.iter().filter_map(text).collect()
    }

    #[test]
    fn the_example() {
        let message = for_person(&words(), BEN, &example(), (at("10T09:00"), chrono_tz::Europe::Berlin));
        assert_eq!(
            read(&message),
            [
                "Good morning, Ben. Three things today.",
                "Late · ACME: accept, since yesterday 12:30",
                "Today · Lumen: first contact by 15:00",
                "Your turn · Nordwind: Ana answered your question",
                "Everything else is on track.",
            ]
        );
        let team = for_team(&words(), "CS", &example(), at("10T09:00"));
        assert_eq!(read(&team)[0], "CS: three things today.");
        assert_eq!(read(&team)[1], "Late · ACME · Ben: accept, since yesterday 12:30");
        assert!(!team.blocks.iter().any(|block| matches!(block, Block::Buttons(_) | Block::Select(_))));
        assert_eq!(read(&nothing(&words())), ["Nothing waits for you today."]);
    }

    #[test]
    fn not_today_names_every_line() {
        let message = for_person(&words(), BEN, &example(), (at("10T09:00"), chrono_tz::Europe::Berlin));
        let [.., Block::Select(select), Block::Buttons(own)] = message.blocks.as_slice() else { panic!("{message:?}") };
        assert_eq!(own.as_slice(), [my_time::button(&words())]);
        assert_eq!(Route::parse(&select.id), Some(Route::plain(Verb::NotToday)));
        assert_eq!(select.picks, (1, 3));
        let values: Vec<String> = select.options.iter().map(|option| option.value.clone()).collect();
        let lines: BTreeSet<LineId> = put_off(&values).into_iter().collect();
        assert_eq!(lines, example().lines.iter().map(Line::id).collect());
        assert_eq!(put_off(&["x".into(), ".y".into(), String::new()]), []);
    }

    #[test]
    fn every_kind_of_line_is_said() {
        let kinds = [
            (Section::Late, About::Items(["a", "b", "c", "d", "e"].map(String::from).into())),
            (Section::Today, About::Clock(ClockKind::Complete)),
            (Section::YourTurn, About::Arrived),
            (Section::YourTurn, About::Returned { by: BEN }),
            (Section::YourTurn, About::Question { by: BEN }),
            (Section::YourTurn, About::Disputed { by: ANA }),
            (Section::YourTurn, About::ReadBack),
            (Section::YourTurn, About::Draft),
            (Section::AtRisk, About::OthersLate { clock: ClockKind::Accept, who: BEN }),
            (Section::AtRisk, About::HighRiskUnread),
            (Section::AtRisk, About::HighRiskDue(ClockKind::Kickoff)),
            (Section::AtRisk, About::SentBackOften { times: 2 }),
            (Section::Unrated, About::Rate),
            (Section::YourTurn, About::Ticked { by: ANA, item: "Quote sent".into() }),
            (Section::YourTurn, About::SecondLook),
            (Section::YourTurn, About::Reminder("The contract ends in 30 days".into())),
            (Section::YourTurn, About::Offer),
        ];
        let lines = (1..).zip(kinds).map(|(n, (section, about))| line(n, "ACME", section, about, at("09T12:30")));
        let mut lines: Vec<Line> = lines.collect();
        lines[7].customer = String::new();
        // So many lines never come, but each must be sayable.
        let message =
            for_person(&words(), BEN, &Digest { lines, more: 4 }, (at("11T09:00"), chrono_tz::Europe::Berlin));
        let said: Vec<String> = read(&message);
        assert_eq!(said[0], "Good morning, Ben. 21 things today.");
        assert_eq!(said[1], "Late · ACME: a, b, c, … and 2 more, since yesterday 12:30");
        assert_eq!(said[2], "Today · ACME: finish by yesterday 12:30");
        assert_eq!(said[3], "Your turn · ACME: waiting to be accepted (21 h ago)");
        assert_eq!(said[8], "Your turn · no name yet: the draft waits to be sent (21 h ago)");
        assert_eq!(said[9], "At risk · ACME: Ben is late, accept was due yesterday 12:30");
        assert_eq!(said[11], "At risk · ACME: high risk, first contact by Mon 12:30");
        assert_eq!(said[12], "At risk · ACME: sent back 2 times and still not accepted");
        assert_eq!(said[14], "Your turn · ACME: Ana ticked off Quote sent");
        assert_eq!(said[15], "Your turn · ACME: a second look, what should the brief have told you?");
        assert_eq!(said[17], "Your turn · ACME: should somebody else take it?");
        assert_eq!(said[18], "… and 4 more: /handoff list mine");
    }

    #[test]
    fn hostile_names_stay_names() {
        let evil = "**@everyone** `x` \u{202e} <@1>".repeat(9);
        let lines = (1..=10).map(|n| line(n, &evil, Section::Late, About::Items(vec![evil.clone()]), at("09T12:30")));
        let message = for_person(
            &words(),
            BEN,
            &Digest { lines: lines.collect(), more: 1 },
            (at("10T09:00"), chrono_tz::Europe::Berlin),
        );
        let violations = check_message(&message, &DISCORD);
        assert!(violations.iter().all(|violation| violation.what == "content characters"), "{violations:?}");
        assert!(message.pings.is_empty() && !format!("{message:?}").contains('\u{202e}'));
    }
}
