//! How one deal of the sample company's past went, step by step through the real rules.
//!
//! Which deals were late, came back or were cancelled follows from their number alone.

use super::{DAY_MS, HOUR_MS, PAST_DEALS, PastDeal, entries};
use crate::app::App;
use crate::app::act::Rehearsal;
use crate::clock::Timestamp;
use crate::domain::brief::Entry;
use crate::domain::handoff::{Felt, Purpose, ReturnReason, Timing};
use crate::domain::lifecycle::action::{Acceptance, RateAnswer, ReadBackText, Start};
use crate::domain::lifecycle::{Action, Refusal};
use crate::ids::PersonId;

#[derive(Clone, Copy)]
pub(super) struct Cast {
    pub(super) ana: PersonId,
    pub(super) receiver: PersonId,
    pub(super) backup: PersonId,
    pub(super) mia: PersonId,
}

/// How one deal of the past went. The moments below are hours of real time after the deal closed, moved into the office
/// day by the calendar.
pub(super) struct Story<'a> {
    pub(super) app: &'a App,
    pub(super) rehearsal: &'a mut Rehearsal,
    pub(super) cast: Cast,
    pub(super) n: u32,
    pub(super) deal: &'a PastDeal,
}

impl Story<'_> {
    pub(super) fn play(mut self) -> Result<(), Refusal> {
        let cast = self.cast;
        let closed = self.office(self.rehearsal.subject().handoff.times.created, 0);
        let is_late_start = self.n % 6 == 4;
        let started = self.office(closed, i64::from(is_late_start) * 26);
        self.draft(started, closed)?;
        let sent = self.office(started, 1);
        self.step(sent, cast.ana, &Action::Send)?;
        let sent = if self.n % 7 == 2 { self.return_and_mend(sent)? } else { sent };
        if self.n % 21 == 20 {
            let reason = "The customer put the project off".to_owned();
            return self.step(self.office(sent, 3), cast.ana, &Action::Cancel { reason });
        }
        let is_late_accept = self.n % 8 == 3;
        let accepted = self.office(sent, if is_late_accept { 30 } else { 1 + i64::from(self.n % 3) });
        self.step(accepted, cast.receiver, &Action::Accept(Acceptance::Now(self.read_back())))?;
        let contact = self.office(accepted, if self.n % 9 == 5 { 40 } else { 2 });
        let tick = vec!["kickoff_scheduled".to_owned()];
        self.step(contact, cast.receiver, &Action::FirstContact { tick })?;
        self.rate(self.office(contact, 2))?;
        self.complete(contact)
    }

    fn draft(&mut self, at: Timestamp, closed: Timestamp) -> Result<(), Refusal> {
        let cast = self.cast;
        let start = Start {
            customer: self.deal.customer.clone(),
            purpose: Purpose::Real,
            receiver: Some((cast.receiver, None)),
            deal_closed: Some(closed),
            signed: Some(true),
            entries: self.answers(at),
            dated: None,
        };
        self.step(at, cast.ana, &Action::Start(start))?;
        self.step(at, cast.ana, &Action::SetBackup(Some(cast.backup)))
    }

    fn answers(&self, at: Timestamp) -> Vec<(String, Entry)> {
        let segments = ["mid_market", "enterprise", "smb", "startup"];
        let segment = segments[usize::try_from(self.n).unwrap_or_default() % segments.len()];
        let risk = if self.n % 11 == 7 { "high" } else { "low" };
        let goal = if self.n % 7 == 2 { "better onboarding" } else { self.deal.goal.as_str() };
        let renewal = at.plus_ms(365 * DAY_MS).utc().date_naive().to_string();
        let start = at.plus_ms(10 * DAY_MS).utc().date_naive().to_string();
        let value = format!("{} EUR", 12_000 + (self.n * 7 % 40) * 1_000);
        let typed = [
            ("segment", segment),
            ("renewal_risk", risk),
            ("contract_value", &value),
            ("start_date", &start),
            ("renewal_date", &renewal),
            ("contact", "Robin Vale, operations"),
            ("why_bought", "Their team lost a day a week copying numbers between two tools."),
            ("success_criteria", goal),
            ("promises", "no promises beyond contract"),
            ("red_flags", "none seen, because the whole team joined the last call"),
            ("what_if", "if the data is late: start with one site"),
            ("sponsor", "Kim Adler, COO: fewer surprises at month's end"),
        ];
        entries(&self.rehearsal.subject().playbook, &typed, at)
    }

    fn return_and_mend(&mut self, sent: Timestamp) -> Result<Timestamp, Refusal> {
        let cast = self.cast;
        let back = Action::Return {
            reason: ReturnReason::VagueCriteria,
            sections: vec!["why".to_owned()],
            note: "Better by how much, and by when?".to_owned(),
        };
        self.step(self.office(sent, 2), cast.receiver, &back)?;
        let mended = self.office(sent, 4);
        let goal = self.deal.goal.clone();
        let entries = entries(&self.rehearsal.subject().playbook, &[("success_criteria", goal.as_str())], mended);
        self.step(mended, cast.ana, &Action::Fill { entries })?;
        self.step(mended, cast.ana, &Action::Send)?;
        Ok(mended)
    }

    fn rate(&mut self, at: Timestamp) -> Result<(), Refusal> {
        let score = match self.n % 10 {
            2 => 2,
            3 | 6 => 3,
            0 | 5 | 8 => 4,
            _ => 5,
        };
        let rater = self.cast.receiver;
        let timing = if self.n % 6 == 4 { Timing::Late } else { Timing::Right };
        let felt = if score <= 2 { Felt::Little } else { Felt::No };
        self.step(at, rater, &Action::Rate(RateAnswer::Needed(score)))?;
        self.step(at, rater, &Action::Rate(RateAnswer::Timing(timing)))?;
        self.step(at, rater, &Action::Rate(RateAnswer::Felt(felt)))?;
        if score <= 2 {
            self.step(at, rater, &Action::Rate(RateAnswer::Reason(ReturnReason::VagueCriteria)))?;
        }
        Ok(())
    }

    /// The newest few are still on their way.
    fn complete(&mut self, contact: Timestamp) -> Result<(), Refusal> {
        let cast = self.cast;
        let at = self.office(contact, 24 * 4);
        if self.n + 3 >= PAST_DEALS {
            return Ok(());
        }
        let leaves = at.plus_ms(14 * DAY_MS).utc().date_naive().to_string();
        let entries = entries(&self.rehearsal.subject().playbook, &[("ae_leaves_on", leaves.as_str())], at);
        self.step(at, cast.ana, &Action::Fill { entries })?;
        let handoff = &self.rehearsal.subject().handoff;
        let open: Vec<String> =
            handoff.items.iter().filter(|item| item.ticked.is_none()).map(|item| item.key.clone()).collect();
        for item in open {
            self.step(at, cast.mia, &Action::Tick { item, line: String::new() })?;
        }
        self.step(at, cast.receiver, &Action::Complete)
    }

    fn read_back(&self) -> ReadBackText {
        ReadBackText {
            goal: self.deal.goal.clone(),
            first_step: "Mail Robin today, kickoff on Thursday at 10:00".to_owned(),
            watch: "The data may come late".to_owned(),
            answers: Vec::new(),
        }
    }

    fn step(&mut self, at: Timestamp, by: PersonId, action: &Action) -> Result<(), Refusal> {
        self.app.rehearse_step(self.rehearsal, at, by, action)
    }

    /// `hours` after `at`, moved to the next opening of the office where it falls outside.
    fn office(&self, at: Timestamp, hours: i64) -> Timestamp {
        let later = at.plus_ms(hours * HOUR_MS);
        let company = &self.rehearsal.subject().company;
        company.calendar_of(self.cast.ana).and_then(|calendar| calendar.next_opening(later)).unwrap_or(later)
    }
}
