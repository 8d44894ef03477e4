//! Refusals in words: what happened, what was kept, what to do; and the few answers that need no handoff.

use super::buttons::{more, reassign, row, tick, under};
use super::turn::turn_line;
use super::view::{View, chain, joined, plain, short};
use crate::chat::message::{Block, Button, Inline, Message, Text};
use crate::chat::route::{Route, Verb, WITH_ITEMS};
use crate::chat::text::{Words, common, messages};
use crate::domain::handoff::Status;
use crate::domain::lifecycle::refusal::Missing;
use crate::domain::lifecycle::{Refusal, SIGNED_GATE};
use crate::domain::roles::{Actor, Role};
use crate::ids::PersonId;

/// At most so many lines of what is missing or open.
const LINES_MAX: usize = 12;
/// At most so many buttons of one kind.
const BUTTONS_MAX: usize = 4;
const BUTTON_CHARS: usize = 75;
/// What was typed as a name is repeated up to here.
const NAME_CHARS: usize = 40;

messages! {
    fn refused_this_handoff() -> String;
    fn refused_not_yours(who: Text, customer: Plain) -> Text;
    fn refused_not_yours_nobody(customer: Plain) -> Text;
    fn refused_not_now(customer: Plain, status: Plain) -> Text;
    fn refused_already_you(customer: Plain, status: Plain) -> Text;
    fn refused_already_by(by: Person, customer: Plain, status: Plain) -> Text;
    fn refused_already(customer: Plain, status: Plain) -> Text;
    fn refused_incomplete(count: Number, customer: Plain) -> Text;
    fn refused_high_risk(count: Number, customer: Plain) -> Text;
    fn refused_line(label: Plain) -> Text;
    fn refused_fill_in(section: Plain) -> String;
    fn refused_open_brief() -> String;
    fn refused_not_signed(customer: Plain) -> Text;
    fn button_signed() -> String;
    fn button_override() -> String;
    fn refused_held(customer: Plain, gate: Plain) -> Text;
    fn refused_held_until(until: DayTime) -> Text;
    fn refused_held_manager() -> Text;
    fn refused_kickoff(noun: Plain) -> Text;
    fn refused_kickoff_read_back() -> Text;
    fn refused_kickoff_backup() -> Text;
    fn button_choose_backup() -> String;
    fn button_judge() -> String;
    fn button_with_items() -> String;
    fn refused_clauses(count: Number, customer: Plain) -> Text;
    fn refused_clauses_manager() -> Text;
    fn button_waive(clause: Plain) -> String;
    fn refused_in_future() -> Text;
    fn refused_reason() -> Text;
    fn refused_read_back() -> Text;
    fn refused_read_back_high() -> Text;
    fn refused_answers() -> Text;
    fn refused_line_needed(item: Plain) -> Text;
    fn refused_day() -> Text;
    fn refused_not_a_person(person: Person) -> Text;
    fn refused_same_person() -> Text;
    fn refused_already_receiver(person: Person, customer: Plain) -> Text;
    fn refused_rating_locked(customer: Plain) -> Text;
    fn refused_not_ratable() -> Text;
    fn refused_gone() -> Text;
    fn refused_not_overdue(customer: Plain, due: DayTime) -> Text;
    fn refused_question_open() -> Text;
    fn refused_nothing_changed(customer: Plain) -> Text;
    fn refused_nobody(typed: Plain, customer: Plain, part: Key) -> Text;
    fn refused_someone_else() -> String;
    fn problem_nobody(typed: Plain) -> String;
    fn out_of_date_line() -> Text;
    fn fault_line() -> Text;
    fn fault_database_away() -> Text;
    fn fault_disk_full() -> Text;
    fn not_set_up_line() -> Text;
}

/// A refusal as the person reads it. Without a view it names no customer and offers no way on.
pub fn refusal(words: &Words, refusal: &Refusal, v: Option<&View<'_>>) -> Message {
    let customer = v.map_or_else(|| words.refused_this_handoff(), View::customer);
    let line = Message::line;
    match refusal {
        Refusal::NotYours { roles, people } => line(not_yours(words, roles, people, &customer)),
        Refusal::NotNow { status } => {
            with_turn(line(words.refused_not_now(&customer, &common::status(words, *status))), v)
        }
        Refusal::AlreadyDone { status, by } => with_turn(line(already(words, *status, *by, &customer, v)), v),
        Refusal::Incomplete(missing) => incomplete(words.refused_incomplete(counted(missing), &customer), missing, v),
        Refusal::HighRisk(missing) => incomplete(words.refused_high_risk(counted(missing), &customer), missing, v),
        Refusal::NotSigned => not_signed(words, &customer, v),
        Refusal::Held { gate, until } => {
            let label = v.map_or_else(|| gate.clone(), |v| v.gate_label(gate));
            let message = line(words.refused_held(&customer, &label));
            let message = until.iter().fold(message, |message, at| message.and_line(words.refused_held_until(*at)));
            with_override(words, message, gate, v)
        }
        Refusal::KickoffNeeds { items, fields, read_back, backup } => {
            let needs = Needs { items, fields, read_back: *read_back, backup: *backup };
            kickoff_needs(words, &needs, v)
        }
        Refusal::ClausesOpen(clauses) => clauses_open(words, clauses, &customer, v),
        Refusal::InFuture => line(words.refused_in_future()),
        Refusal::ReasonNeeded => line(words.refused_reason()),
        Refusal::ReadBackNeeded { watch } => read_back_needed(words, *watch, v),
        Refusal::AnswersNeeded(fields) => answers_needed(words, fields, v),
        Refusal::LineNeeded { item } => {
            line(words.refused_line_needed(&v.map_or_else(|| item.clone(), |v| v.item_label(item))))
        }
        Refusal::DayNeeded => line(words.refused_day()),
        Refusal::NotAPerson(person) => choose_again(line(words.refused_not_a_person(*person)), v),
        Refusal::SamePerson => choose_again(line(words.refused_same_person()), v),
        Refusal::AlreadyReceiver(person) => choose_again(line(words.refused_already_receiver(*person, &customer)), v),
        Refusal::RatingLocked => line(words.refused_rating_locked(&customer)),
        Refusal::NotRatable => line(words.refused_not_ratable()),
        Refusal::Gone => with_turn(line(words.refused_gone()), v),
        Refusal::NotOverdue { due } => line(words.refused_not_overdue(&customer, *due)),
        Refusal::QuestionOpen => line(words.refused_question_open()),
        Refusal::NothingChanged => line(words.refused_nothing_changed(&customer)),
    }
}

/// What a form named as a person is nobody: a group, an app, a name that nobody or two people have. `people` may have it.
pub fn nobody(v: &View<'_>, route: &Route, typed: &str, people: &[PersonId]) -> Message {
    let (words, typed) = (v.words, short(typed, NAME_CHARS));
    let message = Message::line(words.refused_nobody(&typed, &v.customer(), route.verb.key()));
    let takes_one_tap = matches!(route.verb, Verb::Receiver | Verb::Sender | Verb::Backup);
    let one_tap = people.iter().take(BUTTONS_MAX - 1).filter(|_| takes_one_tap);
    let mut buttons: Vec<Button> =
        one_tap.map(|person| Button::plain(v.id_with(route.verb, person.to_string()), v.name(*person))).collect();
    buttons.push(Button::plain(route.id(), words.refused_someone_else()));
    under(message, row(buttons))
}

/// The same, above a form that holds more than the name: it comes back with all of it.
pub fn nobody_in_form(words: &Words, typed: &str) -> String {
    words.problem_nobody(&short(typed, NAME_CHARS))
}

/// A click on something that no version of Baton can read any more.
pub fn out_of_date(words: &Words) -> Message {
    Message::line(words.out_of_date_line())
}

/// Something went wrong on our side.
pub fn fault(words: &Words) -> Message {
    Message::line(words.fault_line())
}

/// What went wrong on our side, as far as it helps to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OurFault {
    /// Anything: a bug, a row that cannot be read.
    Other,
    /// The database does not answer. Whether the last word reached it is not known.
    DatabaseAway,
    /// There is no room to save anything.
    DiskFull,
}

/// As [`fault`], with what is known about it.
pub fn our_fault(words: &Words, fault: OurFault) -> Message {
    Message::line(match fault {
        OurFault::Other => words.fault_line(),
        OurFault::DatabaseAway => words.fault_database_away(),
        OurFault::DiskFull => words.fault_disk_full(),
    })
}

/// The workspace has no set-up yet.
pub fn not_set_up(words: &Words) -> Message {
    Message::line(words.not_set_up_line())
}

/// With whose turn it is, since the person expected something else.
fn with_turn(message: Message, v: Option<&View<'_>>) -> Message {
    match v {
        Some(v) => under(message.and_small(turn_line(v)), row(vec![more(v)])),
        None => message,
    }
}

/// With the way to choose somebody else.
fn choose_again(message: Message, v: Option<&View<'_>>) -> Message {
    let Some(v) = v.filter(|v| v.handoff.version > 0) else { return message };
    let button = match v.handoff.status {
        Status::Draft => Button::primary(v.id(Verb::Resume), v.words.refused_open_brief()),
        Status::Sent if v.viewer_is(Role::Receiver) => Button::primary(v.id(Verb::NotMine), v.words.button_not_mine()),
        Status::Sent
        | Status::Returned
        | Status::Accepted
        | Status::KickedOff
        | Status::Completed
        | Status::Cancelled => reassign(v),
    };
    under(message, row(vec![button]))
}

/// Who may: the people by name, the managers by their part.
fn not_yours(words: &Words, roles: &[Role], people: &[PersonId], customer: &str) -> Text {
    let mut who: Vec<Text> = Vec::new();
    for person in people {
        let named = vec![Inline::Person(*person)];
        if !who.contains(&named) {
            who.push(named);
        }
    }
    if people.is_empty() {
        who.extend(roles.iter().filter(|role| **role != Role::Manager).map(|role| plain(&common::role(words, *role))));
    }
    if roles.contains(&Role::Manager) {
        who.push(plain(&common::role(words, Role::Manager)));
    }
    if who.is_empty() {
        return words.refused_not_yours_nobody(customer);
    }
    words.refused_not_yours(joined(who, |before, last| words.list_or(before, last)), customer)
}

fn already(words: &Words, status: Status, by: Option<PersonId>, customer: &str, v: Option<&View<'_>>) -> Text {
    let status = common::status(words, status);
    let viewer = v.and_then(|v| v.viewer).and_then(Actor::person);
    match by {
        Some(by) if viewer == Some(by) => words.refused_already_you(customer, &status),
        Some(by) => words.refused_already_by(by, customer, &status),
        None => words.refused_already(customer, &status),
    }
}

fn counted(missing: &[Missing]) -> i64 {
    i64::try_from(missing.len()).unwrap_or(i64::MAX)
}

/// What is missing, with the way to where it belongs.
fn incomplete(head: Text, missing: &[Missing], v: Option<&View<'_>>) -> Message {
    let message = Message::line(head);
    let Some(v) = v else { return message };
    let words = v.words;
    let labels = missing.iter().map(|missing| v.field_label(missing_key(missing))).collect();
    let mut sections: Vec<&str> = Vec::new();
    let mut on_card = false;
    for missing in missing {
        match v.playbook.section_of(missing_key(missing)) {
            Some(section) if !sections.contains(&section.key.as_str()) => sections.push(&section.key),
            Some(_) => {}
            None => on_card = true,
        }
    }
    let mut buttons: Vec<Button> = sections
        .into_iter()
        .filter_map(|key| v.playbook.section(key))
        .take(BUTTONS_MAX)
        .map(|section| {
            let label = short(&words.refused_fill_in(&section.title), BUTTON_CHARS);
            Button::plain(v.id_with(Verb::Section, &section.key), label)
        })
        .collect();
    if on_card || buttons.is_empty() {
        buttons.insert(0, Button::primary(v.id(Verb::Resume), words.refused_open_brief()));
    }
    under(with_labels(v, message, labels), row(buttons))
}

pub(super) fn missing_key(missing: &Missing) -> &str {
    match missing {
        Missing::Customer => "customer",
        Missing::Receiver => "receiver",
        Missing::Backup => "backup",
        Missing::DealClosed => "deal_closed",
        Missing::Field(key) => key,
    }
}

/// A line for each label, and how many more there are.
pub(super) fn with_labels(v: &View<'_>, message: Message, labels: Vec<String>) -> Message {
    let left = labels.len().saturating_sub(LINES_MAX);
    let shown = labels.into_iter().take(LINES_MAX).map(|label| v.words.refused_line(&label));
    let message = shown.fold(message, Message::and_line);
    if left == 0 { message } else { message.and_line(v.words.and_more(i64::try_from(left).unwrap_or(i64::MAX))) }
}

fn not_signed(words: &Words, customer: &str, v: Option<&View<'_>>) -> Message {
    let message = Message::line(words.refused_not_signed(customer));
    let Some(v) = v else { return message };
    let signed = Button::primary(v.id_with(Verb::Signed, "yes"), words.button_signed());
    with_override(words, under(message, row(vec![signed])), SIGNED_GATE, Some(v))
}

/// For managers the way to let it go; for others who could.
pub(super) fn with_override(words: &Words, message: Message, gate: &str, v: Option<&View<'_>>) -> Message {
    match v {
        Some(v) if v.viewer_is(Role::Manager) => {
            let go = Button::plain(v.id_with(Verb::Override, gate), words.button_override());
            under(message, row(vec![go]))
        }
        Some(_) | None => message.and_small(words.refused_held_manager()),
    }
}

/// What first contact waits for.
struct Needs<'a> {
    items: &'a [String],
    fields: &'a [String],
    read_back: bool,
    backup: bool,
}

fn kickoff_needs(words: &Words, needs: &Needs<'_>, v: Option<&View<'_>>) -> Message {
    let Some(v) = v else { return Message::line(words.refused_kickoff(&words.clock_name("kickoff"))) };
    let message = Message::line(words.refused_kickoff(&v.playbook.kickoff.noun));
    let fields = needs.fields;
    let items = needs.items.iter().map(|key| v.item_label(key));
    let labels = items.chain(fields.iter().map(|key| v.field_label(key))).collect();
    let mut message = with_labels(v, message, labels);
    let mut buttons = Vec::new();
    if needs.read_back {
        message = message.and_line(words.refused_kickoff_read_back());
        buttons.push(Button::primary(v.id(Verb::Rewrite), words.button_write_read_back()));
    } else if fields.iter().any(|key| v.playbook.at_accept.iter().any(|field| field.key == *key)) {
        buttons.push(Button::primary(v.id(Verb::Rewrite), words.button_judge()));
    }
    if needs.backup {
        message = message.and_line(words.refused_kickoff_backup());
        buttons.push(Button::plain(v.id(Verb::Backup), words.button_choose_backup()));
    }
    let mut sections: Vec<_> = fields.iter().filter_map(|key| v.playbook.section_of(key)).collect();
    sections.dedup_by(|a, b| a.key == b.key);
    buttons.extend(sections.into_iter().take(BUTTONS_MAX - buttons.len()).map(|section| {
        let label = short(&words.refused_fill_in(&section.title), BUTTON_CHARS);
        Button::plain(v.id_with(Verb::Section, &section.key), label)
    }));
    if buttons.is_empty() && fields.is_empty() {
        buttons.push(Button::primary(v.id_with(Verb::FirstContact, WITH_ITEMS), words.button_with_items()));
    } else if buttons.is_empty() {
        buttons.push(Button::primary(v.id(Verb::Edit), words.refused_open_brief()));
    }
    under(message, row(buttons))
}

fn clauses_open(words: &Words, clauses: &[String], customer: &str, v: Option<&View<'_>>) -> Message {
    let count = i64::try_from(clauses.len()).unwrap_or(i64::MAX);
    let message = Message::line(words.refused_clauses(count, customer));
    let Some(v) = v else { return message };
    let message = with_labels(v, message, clauses.iter().map(|key| v.clause_label(key)).collect());
    let mut blocks: Vec<Block> = tick(v).into_iter().collect();
    if !v.viewer_is(Role::Manager) {
        let edit = vec![Button::plain(v.id(Verb::Edit), words.refused_open_brief())];
        blocks.extend(row(edit));
        return under(message, blocks).and_small(words.refused_clauses_manager());
    }
    let waive = clauses.iter().take(BUTTONS_MAX).map(|key| {
        let label = short(&words.button_waive(&v.clause_label(key)), BUTTON_CHARS);
        Button::plain(v.id_with(Verb::Waive, key), label)
    });
    blocks.extend(row(waive.collect()));
    under(message, blocks)
}

/// What the playbook asks of the receiver, and the form that asks it.
fn answers_needed(words: &Words, fields: &[String], v: Option<&View<'_>>) -> Message {
    let message = Message::line(words.refused_answers());
    let Some(v) = v else { return message };
    let message = with_labels(v, message, fields.iter().map(|key| v.field_label(key)).collect());
    under(message, row(vec![reads_back(v)]))
}

fn read_back_needed(words: &Words, watch: bool, v: Option<&View<'_>>) -> Message {
    let line = if watch {
        chain([words.refused_read_back(), words.refused_read_back_high()], " ")
    } else {
        words.refused_read_back()
    };
    let message = Message::line(line);
    let Some(v) = v else { return message };
    under(message, row(vec![reads_back(v)]))
}

/// Opens the form that reads the brief back.
fn reads_back(v: &View<'_>) -> Button {
    match v.handoff.status {
        Status::Sent => super::buttons::accept(v),
        Status::Draft
        | Status::Returned
        | Status::Accepted
        | Status::KickedOff
        | Status::Completed
        | Status::Cancelled => Button::primary(v.id(Verb::Rewrite), v.words.button_write_read_back()),
    }
}
