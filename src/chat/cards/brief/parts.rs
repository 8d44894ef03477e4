//! What the brief card shows between its title and its *Send*: why it is held, how good it is, the choices, when the deal
//! closed, whether it is signed, and the promises as they were understood.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::super::view::{View, chain, joined, plain, short};
use super::forms::trouble_words;
use super::people::someone_else;
use super::{BUTTON_CHARS, Desk, Standing, label, name};
use crate::chat::message::{Block, Button, Choice, Select, Text};
use crate::chat::route::Verb;
use crate::clock::Timestamp;
use crate::domain::brief::closed::Closed;
use crate::domain::brief::quality::{Assessment, GapKind};
use crate::domain::brief::value::{to_typed, trouble};
use crate::domain::brief::{Value, coach, promise};
use crate::domain::lifecycle::Refusal;
use crate::domain::lifecycle::refusal::Missing;
use crate::domain::playbook::{Field, FieldKind, Meaning};

/// Promises that are shown; the rest is a number.
const PROMISES_MAX: usize = 5;
/// Undated promises that have a button.
const DATES_MAX: usize = 3;
/// What is needed for sending is named up to here.
const NEEDED_MAX: usize = 6;
/// Systems that answers came from are named up to here.
const SOURCES_MAX: usize = 3;
const OPTION_CHARS: usize = 100;
const SELECT_CHARS: usize = 100;
const OPTIONS_MAX: usize = 25;
const PROMISE_CHARS: usize = 120;
const EXAMPLE_CHARS: usize = 120;
/// What was typed and not understood is shown up to here.
const TYPED_CHARS: usize = 60;
/// Answers that were not understood are named up to here.
const UNREAD_MAX: usize = 10;

/// Why it is held and what to do, and what warns.
pub(super) fn holds(v: &View<'_>, standing: &Standing) -> Vec<Block> {
    let mut lines: Vec<Text> = Vec::new();
    match &standing.refusal {
        Some(Refusal::Held { gate, until }) => {
            lines.push(v.words.brief_held(&v.gate_label(gate)));
            lines.push(until.map_or_else(|| v.words.brief_held_manager(), |until| v.words.brief_held_until(until)));
        }
        Some(Refusal::NotAPerson(person)) => lines.push(v.words.brief_not_a_person(*person)),
        // What is missing has a line of its own, the signature its buttons; the rest cannot be while it is a draft.
        Some(
            Refusal::Incomplete(_)
            | Refusal::HighRisk(_)
            | Refusal::NotSigned
            | Refusal::NotYours { .. }
            | Refusal::NotNow { .. }
            | Refusal::AlreadyDone { .. }
            | Refusal::KickoffNeeds { .. }
            | Refusal::ClausesOpen(_)
            | Refusal::InFuture
            | Refusal::ReasonNeeded
            | Refusal::ReadBackNeeded { .. }
            | Refusal::AnswersNeeded(_)
            | Refusal::LineNeeded { .. }
            | Refusal::DayNeeded
            | Refusal::SamePerson
            | Refusal::AlreadyReceiver(_)
            | Refusal::RatingLocked
            | Refusal::NotRatable
            | Refusal::Gone
            | Refusal::NotOverdue { .. }
            | Refusal::QuestionOpen
            | Refusal::NothingChanged,
        )
        | None => {}
    }
    lines.extend(standing.warnings.iter().map(|gate| v.words.brief_warning(&v.gate_label(gate))));
    lines.into_iter().map(Block::Line).collect()
}

/// The three answers that would help most.
pub(super) fn gaps(v: &View<'_>, quality: &Assessment) -> Option<Block> {
    let gaps: Vec<Text> =
        quality.gaps.iter().map(|gap| v.words.brief_gap(&v.field_label(&gap.field), kind(gap.kind))).collect();
    (!gaps.is_empty()).then(|| Block::Line(v.words.brief_gaps(chain(gaps, " · "))))
}

fn kind(kind: GapKind) -> &'static str {
    match kind {
        GapKind::Missing => "missing",
        GapKind::Junk => "junk",
        GapKind::Thin => "thin",
        GapKind::Unread => "unread",
    }
}

/// What sending waits for, where it waits for answers.
pub(super) fn needed(v: &View<'_>, standing: &Standing) -> Option<Block> {
    let Some(Refusal::Incomplete(missing)) = &standing.refusal else { return None };
    let mut labels: Vec<Text> = missing.iter().take(NEEDED_MAX).map(|missing| label(v, missing_key(missing))).collect();
    let left = missing.len().saturating_sub(NEEDED_MAX);
    if left > 0 {
        labels.push(v.words.and_more(super::number(left)));
        return Some(Block::Small(v.words.brief_needed(chain(labels, ", "))));
    }
    Some(Block::Small(v.words.brief_needed(joined(labels, |before, last| v.words.list_and(before, last)))))
}

fn missing_key(missing: &Missing) -> &str {
    match missing {
        Missing::Customer => "customer",
        Missing::Receiver => "receiver",
        Missing::Backup => "backup",
        Missing::DealClosed => "deal_closed",
        Missing::Field(key) => key,
    }
}

/// Every answer that could not be read: what was typed is kept, and how it is written.
pub(super) fn unread(v: &View<'_>) -> Vec<Block> {
    let fields = v.playbook.fields().filter(|field| field.applies(&v.handoff.brief));
    let lines = fields.filter_map(|field| {
        let value = v.handoff.brief.value(&field.key)?;
        let trouble = trouble(field, value, today(v))?;
        let typed = short(&to_typed(value), TYPED_CHARS);
        Some(Block::Line(v.words.brief_unread(&field.label, &typed, &trouble_words(v.words, trouble))))
    });
    lines.take(UNREAD_MAX).collect()
}

/// Goals without a number or a date, with an example of better ones.
pub(super) fn vague(v: &View<'_>, quality: &Assessment) -> Option<Block> {
    let field = v.playbook.with_meaning(Meaning::SuccessCriteria).filter(|_| quality.vague_criteria)?;
    Some(Block::Line(v.words.brief_vague(&field.label, &short(&field.example, EXAMPLE_CHARS))))
}

/// What would make the brief better, with the reason: once nothing that is needed is missing, and never in the way.
pub(super) fn coach(v: &View<'_>, quality: &Assessment) -> Vec<Block> {
    if !quality.blocking.is_empty() {
        return Vec::new();
    }
    let notes = coach::notes(v.playbook, &v.handoff.brief);
    notes.into_iter().map(|note| Block::Small(v.words.brief_coach(&note.says))).collect()
}

/// What came from elsewhere and nobody has touched yet.
pub(super) fn sources(v: &View<'_>) -> Vec<Block> {
    let mut by_source: BTreeMap<(&str, Timestamp), i64> = BTreeMap::new();
    for entry in v.handoff.brief.values.values() {
        if let Some(source) = &entry.source {
            *by_source.entry((&source.name, source.at)).or_default() += 1;
        }
    }
    let lines = by_source.into_iter().take(SOURCES_MAX);
    lines.map(|((source, at), count)| Block::Small(v.words.brief_source(count, source, at))).collect()
}

/// A select for each choice of the core; a person is chosen among the candidates.
pub(super) fn choices(v: &View<'_>, desk: &Desk<'_>) -> Vec<Block> {
    let applying = v.playbook.card.iter().filter(|field| field.applies(&v.handoff.brief));
    applying.map(|field| choice(v, desk, field)).collect()
}

fn choice(v: &View<'_>, desk: &Desk<'_>, field: &Field) -> Block {
    let id = v.id_with(Verb::Choose, &field.key);
    let typed = v.handoff.brief.value(&field.key).map(to_typed).unwrap_or_default();
    let is_chosen = |value: &str| typed.lines().any(|line| line == value);
    let option = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: short(label, OPTION_CHARS),
        hint: String::new(),
        chosen: is_chosen(value),
    };
    let options: Vec<Choice> = match field.kind {
        FieldKind::Choice | FieldKind::Multi => {
            field.options.iter().take(OPTIONS_MAX).map(|choice| option(&choice.key, &choice.label)).collect()
        }
        FieldKind::Yesno => ["yes", "no"].map(|key| option(key, &v.words.yes_or_no(key))).into(),
        FieldKind::User => user_options(v, desk, field),
        FieldKind::Short
        | FieldKind::Long
        | FieldKind::Money
        | FieldKind::Date
        | FieldKind::Datetime
        | FieldKind::Number
        | FieldKind::Link
        | FieldKind::List => {
            // No choice, so a form asks it; the loader keeps such fields off the card.
            let label = short(&v.words.button_choose(&field.label), BUTTON_CHARS);
            return Block::Buttons(vec![Button::plain(id, label)]);
        }
    };
    let most = if field.kind == FieldKind::Multi { u8::try_from(options.len()).unwrap_or(u8::MAX) } else { 1 };
    Block::Select(Select::new(id, short(&field.label, SELECT_CHARS), options, (1, most)))
}

/// The sender, whoever is chosen, and the candidates; *Someone else* asks by a form.
fn user_options(v: &View<'_>, desk: &Desk<'_>, field: &Field) -> Vec<Choice> {
    let chosen = match v.handoff.brief.value(&field.key) {
        Some(Value::Person(person)) => Some(*person),
        Some(_) | None => None,
    };
    let mut people = vec![v.handoff.sender];
    people.extend(chosen);
    people.extend(desk.candidates.iter().map(|candidate| candidate.person));
    let mut options: Vec<Choice> = Vec::new();
    for person in people {
        let value = person.to_string();
        if !options.iter().any(|option| option.value == value) {
            let (label, chosen) = (name(v, person), chosen == Some(person));
            options.push(Choice { value, label, hint: String::new(), chosen });
        }
    }
    let left = options.len().saturating_sub(OPTIONS_MAX - 1);
    options.truncate(OPTIONS_MAX - 1);
    options.push(someone_else(v.words, left));
    options
}

/// When the deal closed, and a select to say it otherwise.
pub(super) fn closed(v: &View<'_>) -> Vec<Block> {
    if !v.playbook.asks_deal_closed {
        return Vec::new();
    }
    let line = v.handoff.deal_closed.map_or_else(|| v.words.brief_closed_ask(), |at| v.words.brief_closed(at));
    let option = |closed: Closed| Choice {
        value: closed.key().to_owned(),
        label: v.words.brief_closed_option(closed.key()),
        hint: String::new(),
        chosen: false,
    };
    let select = Select::new(v.id(Verb::Closed), v.words.brief_closed_select(), Closed::ALL.map(option).into(), (1, 1));
    vec![Block::Line(line), Block::Select(select)]
}

/// Whether the contract is signed. *Not yet* keeps the draft and holds it; the button is lit when nothing else does.
pub(super) fn signed(v: &View<'_>, standing: &Standing) -> Vec<Block> {
    if !v.playbook.holds_until_signed {
        return Vec::new();
    }
    let (id, label) = (v.id_with(Verb::Signed, "yes"), v.words.button_signed_yes());
    let is_last = standing.refusal == Some(Refusal::NotSigned);
    let yes = if is_last { Button::primary(id, label) } else { Button::plain(id, label) };
    match v.handoff.signed {
        Some(true) => vec![Block::Small(v.words.brief_signed())],
        Some(false) => vec![Block::Line(v.words.brief_signed_held()), Block::Buttons(vec![yes])],
        None => {
            let not_yet = Button::plain(v.id_with(Verb::Signed, "no"), v.words.button_signed_not_yet());
            vec![Block::Line(v.words.brief_signed_ask()), Block::Buttons(vec![yes, not_yet])]
        }
    }
}

/// The promises as they were understood: `SSO live · 15 March · Dana Ortiz`; one tap gives a date to one that has none.
pub(super) fn promises(v: &View<'_>) -> Vec<Block> {
    let today = today(v);
    let read = understood(v, today);
    if read.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Line(v.words.brief_promises())];
    for promise in read.iter().take(PROMISES_MAX) {
        let by = promise.by.map_or_else(|| v.words.brief_no_date(), |by| plain(&day(by, today)));
        let to = promise.to.as_deref().map(plain).unwrap_or_default();
        blocks.push(Block::Line(chain([plain(&short(&promise.what, PROMISE_CHARS)), by, to], " · ")));
    }
    let left = read.len().saturating_sub(PROMISES_MAX);
    if left > 0 {
        blocks.push(Block::Small(v.words.and_more(super::number(left))));
    }
    let undated = (1_i64..).zip(&read).filter(|(_, promise)| promise.is_flagged());
    let buttons: Vec<Button> = undated
        .take(DATES_MAX)
        .map(|(n, _)| Button::plain(v.id_with(Verb::PromiseDate, n.to_string()), v.words.button_date_for(n)))
        .collect();
    if !buttons.is_empty() {
        blocks.push(Block::Buttons(buttons));
    }
    blocks
}

/// What the draft promises, in the order of its lines; lines that say "none" are no promises.
pub(super) fn understood(v: &View<'_>, today: NaiveDate) -> Vec<promise::Promise> {
    let field = v.playbook.with_meaning(Meaning::Promises);
    match field.and_then(|field| v.handoff.brief.value(&field.key)) {
        Some(Value::List(lines)) => promise::parse(lines, today),
        Some(_) | None => Vec::new(),
    }
}

/// The date where the sender is.
pub(super) fn today(v: &View<'_>) -> NaiveDate {
    let calendar = v.directory.calendar_of(v.handoff.sender);
    calendar.map_or_else(|| v.now.utc().date_naive(), |(_, calendar)| calendar.local_date(v.now))
}

/// `15 March`, and the year where it is another.
fn day(by: NaiveDate, today: NaiveDate) -> String {
    let pattern = if by.year() == today.year() { "%-d %B" } else { "%-d %B %Y" };
    by.format(pattern).to_string()
}
