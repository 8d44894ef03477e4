//! Whom a draft goes to: the receiver with the reason for the suggestion, and the backup.

use std::iter;

use chrono::NaiveDate;

use super::super::view::{View, short, short_day};
use super::{Desk, name};
use crate::chat::message::{Block, Choice, Select};
use crate::chat::route::Verb;
use crate::chat::text::Words;
use crate::domain::handoff::Suggestion;
use crate::domain::playbook::Initiator;
use crate::domain::roles::Role;
use crate::ids::PersonId;

/// Value of the option that asks for another person.
pub const SOMEONE_ELSE: &str = "-other";
/// Value of the option that takes the backup away.
pub const NOBODY: &str = "-nobody";

/// Options of a select; Discord takes 25, and one of ours is *Someone else*, one *No backup*.
const CANDIDATES_MAX: usize = 23;
const OPTION_CHARS: usize = 100;
/// So many who are away are named beside the suggestion.
const AWAY_MAX: usize = 3;
/// What was typed as a name is repeated up to here.
const NAMED_CHARS: usize = 40;

/// Somebody on the playbook's list of receivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Open handoffs they have.
    pub open: u32,
    /// Label of the choice that a rule matched, `Mid-market`.
    pub rule: Option<String>,
    /// The day on which they are back, where they are away now or before they would have to accept.
    pub away: Option<NaiveDate>,
}

/// What a receiver looks after already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// So many customers.
    pub all: u32,
    /// So many of them at high risk, as far as whoever reads it may know.
    pub red: u32,
}

/// To whom, and why; or that somebody is to be chosen.
pub(super) fn to_line(v: &View<'_>, desk: &Desk<'_>) -> Vec<Block> {
    let words = v.words;
    let line = match (v.handoff.receiver, &v.handoff.suggestion) {
        (Some(receiver), Some(Suggestion { rule: Some(rule), open })) => {
            words.brief_to_rule(receiver, rule, (*open).into())
        }
        (Some(receiver), Some(Suggestion { rule: None, open })) => words.brief_to_load(receiver, (*open).into()),
        (Some(receiver), None) => words.brief_to(receiver),
        (None, _) if desk.candidates.is_empty() => words.brief_nobody_listed(),
        (None, _) => words.brief_to_nobody(),
    };
    let load = v.handoff.receiver.zip(desk.accounts);
    let load = load.map(|(who, has)| Block::Small(words.brief_accounts(who, has.all.into(), has.red.into())));
    iter::once(Block::Line(line)).chain(load).chain(away(v, desk)).collect()
}

/// Who of those that could be meant is away: the receiver, else those whom a suggestion passed over.
fn away(v: &View<'_>, desk: &Desk<'_>) -> Vec<Block> {
    let is_told = |candidate: &&Candidate| match v.handoff.receiver {
        Some(receiver) if v.handoff.suggestion.is_none() => candidate.person == receiver,
        Some(_) | None => true,
    };
    let absent = desk.candidates.iter().filter(is_told).filter_map(|it| Some((it.person, it.away?)));
    let today = v.now.utc().date_naive();
    let line = |(person, back)| Block::Small(v.words.brief_away(person, &short_day(back, today)));
    absent.take(AWAY_MAX).map(line).collect()
}

/// Why whoever the command named cannot have it: it is the sender, or nobody here.
pub fn not_to(words: &Words, named: &str, is_sender: bool) -> Block {
    let line =
        if is_sender { words.brief_not_to_yourself() } else { words.brief_nobody_called(&short(named, NAMED_CHARS)) };
    Block::Line(line)
}

/// Who hands the customer over, where a manager starts such handoffs and has the draft before them.
pub(super) fn sender(v: &View<'_>, desk: &Desk<'_>) -> Option<Block> {
    if v.playbook.initiator != Initiator::Manager || !v.viewer_is(Role::Manager) {
        return None;
    }
    let people = options(v, desk, Some(v.handoff.sender), v.handoff.receiver.as_slice());
    Some(Block::Select(Select::new(v.id(Verb::Sender), v.words.brief_sender_select(), people, (1, 1))))
}

/// One select for the receiver, one for the backup. The chosen person is always among the options.
pub(super) fn selects(v: &View<'_>, desk: &Desk<'_>, is_high_risk: bool) -> Vec<Block> {
    let words = v.words;
    let receivers = options(v, desk, v.handoff.receiver, &[v.handoff.sender]);
    let receiver = Select::new(v.id(Verb::Receiver), words.brief_receiver_select(), receivers, (1, 1));
    let taken: Vec<PersonId> = [Some(v.handoff.sender), v.handoff.receiver].into_iter().flatten().collect();
    let mut backups = options(v, desk, v.handoff.backup, &taken);
    if v.handoff.backup.is_some() {
        backups.push(extra(NOBODY, words.brief_no_backup()));
    }
    let label = if is_high_risk { words.brief_backup_needed() } else { words.brief_backup_select() };
    let backup = Select::new(v.id(Verb::Backup), label, backups, (1, 1));
    vec![Block::Select(receiver), Block::Select(backup)]
}

/// Candidates, and *Someone else*, which counts those who found no room.
fn options(v: &View<'_>, desk: &Desk<'_>, chosen: Option<PersonId>, without: &[PersonId]) -> Vec<Choice> {
    let listed: Vec<_> = desk.candidates.iter().filter(|candidate| !without.contains(&candidate.person)).collect();
    let mut options: Vec<Choice> =
        listed.iter().take(CANDIDATES_MAX).map(|candidate| option(v, candidate, chosen)).collect();
    let is_option = |options: &[Choice], person: PersonId| options.iter().any(|it| it.value == person.to_string());
    if let Some(person) = chosen.filter(|person| !is_option(&options, *person)) {
        options.truncate(CANDIDATES_MAX - 1);
        options.insert(0, Choice { chosen: true, ..extra(&person.to_string(), name(v, person)) });
    }
    let left = listed.iter().filter(|candidate| !is_option(&options, candidate.person)).count();
    options.push(someone_else(v.words, left));
    options
}

/// Asks for another person by a form; `left` of those who could be meant are not among the options.
pub(super) fn someone_else(words: &Words, left: usize) -> Choice {
    let hint = match i64::try_from(left) {
        Ok(0) | Err(_) => String::new(),
        Ok(left) => words.and_more_options(left),
    };
    Choice { hint, ..extra(SOMEONE_ELSE, words.brief_someone_else()) }
}

fn option(v: &View<'_>, candidate: &Candidate, chosen: Option<PersonId>) -> Choice {
    let open = candidate.open.into();
    let hint = match &candidate.rule {
        Some(rule) => v.words.brief_candidate_rule(rule, open),
        None => v.words.brief_candidate(open),
    };
    let back = candidate.away.map(|back| short_day(back, v.now.utc().date_naive()));
    let name = name(v, candidate.person);
    let label = back.map_or_else(|| name.clone(), |back| v.words.brief_candidate_away(&name, &back));
    Choice {
        value: candidate.person.to_string(),
        label: short(&label, OPTION_CHARS),
        hint: short(&hint, OPTION_CHARS),
        chosen: chosen == Some(candidate.person),
    }
}

fn extra(value: &str, label: String) -> Choice {
    Choice { value: value.to_owned(), label, hint: String::new(), chosen: false }
}
