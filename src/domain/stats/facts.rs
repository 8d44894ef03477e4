//! What the database knows of a handoff that was sent, and the row it becomes once calendars have measured it.
//!
//! Only what figures need is here: of the clocks the whole of the customer's own that may have been missed, of the history
//! the events that gave the turn to somebody else.

use std::collections::BTreeMap;

use super::row::Row;
use crate::clock::Timestamp;
use crate::domain::calendar::{Calendar, Period, Unit};
use crate::domain::lifecycle::Event;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::{ClockInstance, late};
use crate::ids::{CalendarId, PersonId};

/// A handoff before it is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Everything that needs no calendar.
    pub row: Row,
    /// Accepted last.
    pub accepted_at: Option<Timestamp>,
    /// Pauses of its accept clocks that ended.
    pub accept_pauses: Vec<Period>,
    /// Kickoff and complete clocks that may have been missed.
    pub customer_clocks: Vec<ClockInstance>,
    /// The events that [`late::pieces_of`] follows, oldest first; needed only beside a clock that was missed.
    pub turns: Vec<(Timestamp, Event)>,
}

/// The hours that figures are measured in.
#[derive(Debug)]
pub struct Hours<'a> {
    /// Those of each person, by the calendar that is theirs now.
    pub of: BTreeMap<PersonId, &'a Calendar>,
    /// Those a clock was opened with.
    pub calendars: &'a BTreeMap<CalendarId, Calendar>,
}

impl Facts {
    /// Measures.
    pub fn row(self, hours: &Hours<'_>, now: Timestamp) -> Row {
        let Self { mut row, accepted_at, accept_pauses, customer_clocks, turns } = self;
        let taker_hours = row.accepted_by.and_then(|person| hours.of.get(&person));
        row.accept_open_ms = match (row.first_sent, accepted_at, taker_hours) {
            (Some(from), Some(to), Some(calendar)) => {
                Some(calendar.running_ms(Period { from, to }, Unit::BusinessHours, &accept_pauses))
            }
            (None, _, _) | (_, None, _) | (_, _, None) => None,
        };
        if customer_clocks.iter().any(|clock| late::was_missed(clock, now)) {
            row.late = late::pieces_of(row.sender, &customer_clocks, &turns, hours.calendars, now);
        }
        row
    }
}

/// Whether lateness of this clock is the customer's.
pub(super) fn is_customers(kind: ClockKind) -> bool {
    matches!(kind, ClockKind::Kickoff | ClockKind::Complete)
}
