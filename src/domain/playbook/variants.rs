//! The same playbook under other circumstances: where weekends count, and in a test that nobody waits hours for.

use super::{Branch, LadderSpec, Playbook};
use crate::domain::calendar::{Span, Unit};

/// A working day has so many hours in a test.
const DAY_HOURS: u32 = 8;
/// The one reminder before a deadline comes at this share of a test's clock.
const EARLY_PERCENT: u8 = 75;

impl Playbook {
    /// Whether anything in it differs where weekends count.
    pub fn minds_weekends(&self) -> bool {
        self.clocks.iter().any(|clock| clock.weekends.is_some())
    }

    /// As it is where weekends count.
    #[must_use]
    pub fn counting_weekends(mut self) -> Self {
        for clock in &mut self.clocks {
            if let (Some(span), Some(last)) = (clock.weekends, clock.due.branches.last_mut()) {
                last.span = span;
            }
        }
        self
    }

    /// As it is in a test: an hour takes a minute, whatever the time of day, and nothing repeats or rings by itself.
    #[must_use]
    pub fn sped_up(mut self) -> Self {
        for clock in &mut self.clocks {
            clock.due.branches.iter_mut().for_each(speed_up);
            clock.ladder = Some(match clock.ladder.take() {
                Some(own) => LadderSpec {
                    manager_after: sped_up(own.manager_after),
                    offer_after: sped_up(own.offer_after),
                    ..own
                },
                None => LadderSpec {
                    when: None,
                    early_percent: Some(EARLY_PERCENT),
                    manager_after: minutes(4),
                    offer_after: minutes(DAY_HOURS),
                },
            });
        }
        for due in self.checklist.iter_mut().filter_map(|item| item.due.as_mut()) {
            due.branches.iter_mut().for_each(speed_up);
        }
        self.alarms.clear();
        self.ticks.clear();
        self
    }
}

fn speed_up(branch: &mut Branch) {
    branch.span = sped_up(branch.span);
}

fn minutes(amount: u32) -> Span {
    Span { amount, unit: Unit::Minutes }
}

fn sped_up(span: Span) -> Span {
    match span.unit {
        Unit::Minutes => minutes(span.amount.div_ceil(60)),
        Unit::Hours | Unit::BusinessHours => minutes(span.amount),
        Unit::Days | Unit::BusinessDays => minutes(span.amount.saturating_mul(DAY_HOURS)),
    }
}
