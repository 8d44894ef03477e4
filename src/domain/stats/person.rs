//! One person's figures: a block as sender and a block as receiver, never added up into one number and never ranked.
//!
//! Who may see them is the caller's to decide; the list comes in the order of ids, which says nothing about anybody.

use std::collections::BTreeMap;

use serde::Serialize;

use super::row::{LatePhase, Row};
use super::share::{Median, Ratings, Share};
use super::{Scope, SentBack, accept_time, count, count_of, sent_back};
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::ids::PersonId;

/// What the figures say about one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonFigures {
    /// Who.
    pub person: PersonId,
    /// Absent where they sent nothing.
    pub as_sender: Option<SenderFigures>,
    /// Absent where nothing was sent to them.
    pub as_receiver: Option<ReceiverFigures>,
}

/// As the one who writes briefs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SenderFigures {
    /// Sent in the window, cancelled ones included.
    pub sent: u32,
    /// Of these, cancelled since.
    pub cancelled: u32,
    /// Their clocks: start, resubmit, answer; those that came to an end at least once.
    pub on_time: Vec<(ClockKind, Share)>,
    /// What came back to them.
    pub sent_back: SentBack,
    /// How their briefs were rated; only what is locked, so that nobody sees a rating before its time.
    pub brief: Ratings,
    /// How long customers waited for them, in milliseconds.
    pub late_ms: i64,
}

/// As the one who takes customers over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReceiverFigures {
    /// Theirs by accepting last, or theirs to accept.
    pub received: u32,
    /// Of these, accepted by them.
    pub accepted: u32,
    /// Their clocks: accept, kickoff, complete; those that came to an end at least once.
    pub on_time: Vec<(ClockKind, Share)>,
    /// First send to their accept, in their open time, pauses out.
    pub accept_time: Median,
    /// What they sent back.
    pub sent_back: SentBack,
    /// Of those with first contact, how many they rated.
    pub rated: Share,
    /// How long customers waited for them, in milliseconds.
    pub late_ms: i64,
}

/// The figures of everyone who has any, in the order of their ids. Each is counted from the rows they come up in.
pub fn by_person(rows: &[Row], scope: &Scope) -> Vec<PersonFigures> {
    let counted = || rows.iter().filter(|row| row.is_in(scope));
    let mut own: BTreeMap<PersonId, Vec<&Row>> = counted()
        .flat_map(|row| [Some(row.sender), row.taker()])
        .flatten()
        .map(|person| (person, Vec::new()))
        .collect();
    for row in counted() {
        for person in row.people() {
            if let Some(rows) = own.get_mut(&person) {
                rows.push(row);
            }
        }
    }
    own.into_iter().map(|(person, rows)| of_rows(&rows, scope, person)).collect()
}

/// The figures of one person.
pub fn of_person(rows: &[Row], scope: &Scope, person: PersonId) -> PersonFigures {
    let counted: Vec<&Row> = rows.iter().filter(|row| row.is_in(scope)).collect();
    of_rows(&counted, scope, person)
}

fn of_rows(counted: &[&Row], scope: &Scope, person: PersonId) -> PersonFigures {
    PersonFigures {
        person,
        as_sender: as_sender(counted, scope, person),
        as_receiver: as_receiver(counted, scope, person),
    }
}

fn as_sender(counted: &[&Row], scope: &Scope, person: PersonId) -> Option<SenderFigures> {
    let sent: Vec<&Row> = counted.iter().copied().filter(|row| row.sender == person).collect();
    let live: Vec<&Row> = live(&sent);
    let locked = live.iter().filter(|row| row.rating.is_locked).filter_map(|row| row.rating.needed);
    (!sent.is_empty()).then(|| SenderFigures {
        sent: count(&sent),
        cancelled: count(&sent) - count(&live),
        on_time: on_time_of(counted, scope, person, &[ClockKind::Start, ClockKind::Resubmit, ClockKind::Answer]),
        sent_back: sent_back(&live, |_| true),
        brief: Ratings::of(locked),
        late_ms: late_ms(counted, person, &[LatePhase::Unsent, LatePhase::SentBack]),
    })
}

fn as_receiver(counted: &[&Row], scope: &Scope, person: PersonId) -> Option<ReceiverFigures> {
    let all: Vec<&Row> = live(counted).into_iter().filter(|row| row.taker() == Some(person)).collect();
    let met_customer: Vec<&Row> = all.iter().copied().filter(|row| row.is_kicked_off).collect();
    let on_time = on_time_of(counted, scope, person, &[ClockKind::Accept, ClockKind::Kickoff, ClockKind::Complete]);
    let sent_back = sent_back(&live(counted), |back| back.by == person);
    (!all.is_empty() || !on_time.is_empty() || sent_back.times > 0).then(|| ReceiverFigures {
        received: count(&all),
        accepted: count_of(&all, |row| row.accepted_by.is_some()),
        on_time,
        accept_time: accept_time(&all),
        sent_back,
        rated: Share { met: count_of(&met_customer, |row| row.rating.needed.is_some()), of: count(&met_customer) },
        late_ms: late_ms(counted, person, &[LatePhase::Unaccepted, LatePhase::Accepted]),
    })
}

fn live<'a>(rows: &[&'a Row]) -> Vec<&'a Row> {
    rows.iter().copied().filter(|row| row.status != Status::Cancelled).collect()
}

/// The person's own clock instances, whoever has the handoff now.
fn on_time_of(rows: &[&Row], scope: &Scope, person: PersonId, kinds: &[ClockKind]) -> Vec<(ClockKind, Share)> {
    super::on_time(&live(rows), scope.now, kinds, |row, fact| row.actor(fact) == Some(person))
}

fn late_ms(rows: &[&Row], person: PersonId, phases: &[LatePhase]) -> i64 {
    let pieces = live(rows).into_iter().flat_map(|row| &row.late).filter(|piece| piece.is_customers());
    let own = pieces.filter(|piece| piece.person == Some(person) && phases.contains(&piece.phase));
    own.fold(0, |sum, piece| sum.saturating_add(piece.late_ms.max(0)))
}
