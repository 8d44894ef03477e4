//! The private brief card, which carries a draft to its *Send*, and everything around it: the forms of its sections, when the
//! deal closed, whom it goes to, several drafts at once, and changes after it was sent.
//!
//! The card asks nothing that is known. Its next step comes first and is the one that is lit: the section that still holds
//! the brief back, else *Send*. Whether it may be sent is asked of the lifecycle, never decided here.
//!
//! * `parts` what the card shows · `people` whom it goes to · `forms` one screen each · `answers` what forms return · `drafts`
//!   several drafts, and the card of a handoff that was sent.

use super::channel::title;
use super::view::{View, plain};
use crate::chat::message::{Block, Button, Message, Text};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::brief::quality::{self, Assessment};
use crate::domain::lifecycle::{Action, Context, Refusal, decide, gate_warnings};
use crate::domain::playbook::Section;
use crate::domain::roles::Actor;
use crate::ids::PersonId;

mod answers;
mod drafts;
mod forms;
mod parts;
mod people;

#[cfg(test)]
mod card_tests;
#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod tests;

pub use answers::{answers_to_entries, closed_answer, customer_in, dated_promise, read_day};
pub use drafts::{DraftLine, edit_card, resume_chooser};
pub(super) use forms::weekday;
pub use forms::{
    CARD, CUSTOMER, DAY, PERSON, REASON, TIME, backup_form, closed_form, closed_problem, customer_form,
    draft_promise_form, receiver_form, section_form, sender_form, user_form,
};
pub use people::{Accounts, Candidate, NOBODY, SOMEONE_ELSE, not_to};

/// Buttons side by side.
const ROW_MAX: usize = 5;
/// Characters on a button; Discord takes 80.
const BUTTON_CHARS: usize = 75;

messages! {
    fn brief_private() -> Text;
    fn brief_to_rule(receiver: Person, rule: Plain, open: Number) -> Text;
    fn brief_to_load(receiver: Person, open: Number) -> Text;
    fn brief_to(receiver: Person) -> Text;
    fn brief_accounts(who: Person, accounts: Number, red: Number) -> Text;
    fn brief_to_nobody() -> Text;
    fn brief_nobody_listed() -> Text;
    fn brief_not_to_yourself() -> Text;
    fn brief_nobody_called(named: Plain) -> Text;
    fn brief_receiver_select() -> String;
    fn brief_sender_select() -> String;
    fn brief_backup_select() -> String;
    fn brief_backup_needed() -> String;
    fn brief_no_backup() -> String;
    fn brief_someone_else() -> String;
    fn brief_candidate(open: Number) -> String;
    fn brief_candidate_away(name: Plain, back: Plain) -> String;
    fn brief_away(person: Person, back: Plain) -> Text;
    fn brief_candidate_rule(rule: Plain, open: Number) -> String;
    fn brief_score(percent: Number) -> Text;
    fn brief_gaps(gaps: Text) -> Text;
    fn brief_gap(label: Plain, kind: Key) -> Text;
    fn brief_unread(label: Plain, typed: Plain, help: Plain) -> Text;
    fn brief_needed(labels: Text) -> Text;
    fn brief_coach(note: Plain) -> Text;
    fn brief_vague(label: Plain, example: Plain) -> Text;
    fn brief_closed(closed: DayTime) -> Text;
    fn brief_closed_ask() -> Text;
    fn brief_closed_select() -> String;
    fn brief_closed_option(closed: Key) -> String;
    fn brief_signed_ask() -> Text;
    fn brief_signed() -> Text;
    fn brief_signed_held() -> Text;
    fn button_signed_yes() -> String;
    fn button_signed_not_yet() -> String;
    fn brief_held(gate: Plain) -> Text;
    fn brief_held_until(until: DayTime) -> Text;
    fn brief_held_manager() -> Text;
    fn brief_not_a_person(person: Person) -> Text;
    fn brief_warning(gate: Plain) -> Text;
    fn brief_promises() -> Text;
    fn brief_no_date() -> Text;
    fn button_date_for(n: Number) -> String;
    fn brief_source(count: Number, source: Plain, at: Time) -> Text;
    fn brief_earlier_handoff() -> String;
    fn brief_newer() -> Text;
    fn button_newer() -> String;
    fn button_section(section: Plain, filled: Number, of: Number) -> String;
    fn button_name_customer() -> String;
    fn button_rename() -> String;
    fn button_choose(field: Plain) -> String;
    fn button_send_to(receiver: Plain) -> String;
    fn button_send_plain() -> String;
    fn button_send_anyway() -> String;
    fn button_discard() -> String;
    fn brief_save() -> String;
    fn brief_section_title(section: Plain, customer: Plain) -> String;
    fn brief_card_title(customer: Plain) -> String;
    fn brief_customer_title() -> String;
    fn brief_customer_label() -> String;
    fn brief_customer_help() -> String;
    fn brief_customer_example() -> String;
    fn brief_field_source(source: Plain, help: Plain) -> String;
    fn brief_trouble(kind: Key) -> String;
    fn brief_trouble_long(chars: Number, chars_max: Number) -> String;
    fn brief_trouble_items(items: Number, items_min: Number, items_max: Number) -> String;
    fn brief_trouble_weekday(weekday: Key) -> String;
    fn closed_title(customer: Plain) -> String;
    fn closed_time() -> String;
    fn closed_time_help() -> String;
    fn closed_time_example() -> String;
    fn closed_day() -> String;
    fn closed_day_help() -> String;
    fn closed_day_example() -> String;
    fn closed_time_if_known() -> String;
    fn closed_reason() -> String;
    fn closed_reason_help(receiver: Plain) -> String;
    fn closed_wrong(problem: Key) -> String;
    fn receiver_title(customer: Plain) -> String;
    fn receiver_who() -> String;
    fn sender_title(customer: Plain) -> String;
    fn sender_help() -> String;
    fn backup_title(customer: Plain) -> String;
    fn backup_who() -> String;
    fn backup_help() -> String;
    fn promise_date_title(n: Number) -> String;
    fn promise_date_day() -> String;
    fn drafts_line(count: Number) -> Text;
    fn drafts_more(count: Number) -> Text;
    fn button_resume(customer: Plain, percent: Number) -> String;
    fn button_new() -> String;
    fn button_new_for(customer: Plain) -> String;
    fn edit_line(customer: Plain) -> Text;
    fn edit_shown(other: Person) -> Text;
    fn button_choices(filled: Number, of: Number) -> String;
    fn button_edit_closed() -> String;
    fn button_edit_backup() -> String;
}

/// What the card needs besides the handoff.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desk<'a> {
    /// Who may receive it, the best first; people who have left are not among them.
    pub candidates: &'a [Candidate],
    /// What the receiver looks after, where the playbook has it checked.
    pub accounts: Option<Accounts>,
    /// The section that was submitted just now; the next one follows it.
    pub after: Option<&'a str>,
    /// Whether there is a newer version of the playbook than the draft's.
    pub has_newer: bool,
}

/// The card of a draft.
pub fn brief_card(v: &View<'_>, desk: &Desk<'_>) -> Message {
    let standing = Standing::of(v);
    let mut blocks = vec![Block::Heading(title(v)), Block::Small(v.words.brief_private())];
    blocks.extend(people::to_line(v, desk));
    blocks.extend(people::sender(v, desk));
    blocks.extend(parts::holds(v, &standing));
    blocks.push(Block::Meter {
        label: v.words.brief_score(standing.quality.percent.into()),
        percent: standing.quality.percent,
    });
    blocks.extend(parts::unread(v));
    blocks.extend(parts::gaps(v, &standing.quality));
    blocks.extend(parts::needed(v, &standing));
    blocks.extend(parts::vague(v, &standing.quality));
    blocks.extend(parts::coach(v, &standing.quality));
    blocks.extend(parts::sources(v));
    blocks.extend(section_rows(v, &standing, desk.after));
    blocks.extend(parts::choices(v, desk));
    blocks.extend(people::selects(v, desk, standing.is_high_risk));
    blocks.extend(parts::closed(v));
    blocks.extend(parts::signed(v, &standing));
    blocks.extend(parts::promises(v));
    if desk.has_newer {
        blocks.push(Block::Line(v.words.brief_newer()));
    }
    blocks.push(Block::Buttons(foot(v, &standing, desk)));
    Message { blocks, ..Message::default() }
}

/// How good the draft is, and what sending it would answer now.
struct Standing {
    quality: Assessment,
    is_high_risk: bool,
    /// Why it would not be sent; nothing where it would.
    refusal: Option<Refusal>,
    /// Keys of the gates that warn.
    warnings: Vec<String>,
}

impl Standing {
    /// Sending is tried on the state as it is; nothing comes of it.
    fn of(v: &View<'_>) -> Self {
        let sender = Actor::Person { id: v.handoff.sender, is_manager: false };
        let context = Context { actor: sender, ..v.context() };
        Self {
            quality: quality::assess(v.playbook, &v.handoff.brief),
            is_high_risk: v.playbook.is_high_risk(&v.handoff.brief),
            refusal: decide(v.handoff, &Action::Send, &context).err(),
            warnings: gate_warnings(v.handoff, &context),
        }
    }

    /// Whether something in this section keeps the brief from being sent.
    fn is_blocked_in(&self, section: &Section) -> bool {
        let mut blocking = self.quality.blocking.iter();
        blocking.any(|gap| section.fields.iter().any(|field| field.key == gap.field))
    }
}

/// A button for each section, the next one first, and lit while it holds the brief back.
fn section_rows(v: &View<'_>, standing: &Standing, after: Option<&str>) -> Vec<Block> {
    let next = next_section(v, standing, after);
    let is_next = |section: &&Section| next.is_some_and(|next| next.key == section.key);
    let first = v.playbook.sections.iter().filter(is_next);
    let others = v.playbook.sections.iter().filter(|section| !is_next(section));
    let mut buttons = Vec::new();
    if v.handoff.customer.is_empty() && !asks_customer(v) {
        buttons.push(Button::plain(v.id_with(Verb::Section, CUSTOMER), v.words.button_name_customer()));
    }
    for section in first.chain(others) {
        if let Some(label) = section_label(v, &standing.quality, section) {
            let id = v.id_with(Verb::Section, &section.key);
            let is_lit = is_next(&section);
            buttons.push(if is_lit { Button::primary(id, label) } else { Button::plain(id, label) });
        }
    }
    rows(&buttons)
}

/// The core section to fill next: after the one that was just submitted, else from the first, the one that holds the brief
/// back.
fn next_section<'a>(v: &View<'a>, standing: &Standing, after: Option<&str>) -> Option<&'a Section> {
    let core: Vec<&'a Section> = v.playbook.core_sections().collect();
    let from = core.iter().position(|section| Some(section.key.as_str()) == after).map_or(0, |at| at + 1);
    let (before, behind) = core.split_at_checked(from)?;
    behind.iter().chain(before).copied().find(|section| standing.is_blocked_in(section))
}

/// `Customer 3 of 4`; nothing for a section of which no field applies.
fn section_label(v: &View<'_>, quality: &Assessment, section: &Section) -> Option<String> {
    let count = quality.counts.iter().find(|count| count.section.as_ref() == Some(&section.key))?;
    let applies = section.fields.iter().any(|field| field.applies(&v.handoff.brief));
    applies.then(|| v.words.button_section(&section.title, number(count.filled), number(count.of)))
}

/// Whether the first core section asks for the customer's name too, since nobody told it.
fn asks_customer(v: &View<'_>) -> bool {
    v.playbook.core_sections().next().is_some_and(|section| forms::asks_customer_in(v, section))
}

/// *Send*, *Discard* and what is rarely needed.
fn foot(v: &View<'_>, standing: &Standing, desk: &Desk<'_>) -> Vec<Button> {
    let mut buttons = vec![send_button(v, standing)];
    if desk.has_newer {
        buttons.push(Button::plain(v.id(Verb::Newer), v.words.button_newer()));
    }
    if !v.handoff.customer.is_empty() {
        buttons.push(Button::plain(v.id_with(Verb::Section, CUSTOMER), v.words.button_rename()));
    }
    buttons.push(Button::danger(v.id(Verb::Discard), v.words.button_discard()));
    buttons
}

fn send_button(v: &View<'_>, standing: &Standing) -> Button {
    let label = match v.handoff.receiver {
        Some(receiver) => v.words.button_send_to(&v.name(receiver)),
        None => v.words.button_send_plain(),
    };
    if standing.refusal.is_some() {
        return Button::plain(v.id(Verb::Send), label);
    }
    if standing.warnings.is_empty() {
        Button::primary(v.id(Verb::Send), label)
    } else {
        Button::primary(v.id(Verb::SendAnyway), v.words.button_send_anyway())
    }
}

fn rows(buttons: &[Button]) -> Vec<Block> {
    buttons.chunks(ROW_MAX).map(|row| Block::Buttons(row.to_vec())).collect()
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A label as a text.
fn label(v: &View<'_>, key: &str) -> Text {
    plain(&v.field_label(key))
}

/// The person's name on a button or in an option.
fn name(v: &View<'_>, person: PersonId) -> String {
    v.name(person)
}
