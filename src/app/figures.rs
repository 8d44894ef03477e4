//! Rows for figures: handoffs as loaded, with what needs calendars measured here.

use super::App;
use super::company::Company;
use super::fault::AppFault;
use crate::clock::Timestamp;
use crate::domain::calendar::Period;
use crate::domain::handoff::Handoff;
use crate::domain::lifecycle::Event;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::late;
use crate::domain::stats::{Row, Window};

impl App {
    /// The rows of every real handoff first sent in the window.
    pub(super) async fn figures_rows(
        &self,
        company: &Company,
        window: &Window,
        now: Timestamp,
    ) -> Result<Vec<Row>, AppFault> {
        let workspace = company.workspace.id;
        let sent = self.store.stats(workspace, Period { from: window.from, to: window.to }).await?;
        let mut rows = Vec::with_capacity(sent.len());
        for line in sent {
            let Some(handoff) = self.store.handoff(workspace, line.id).await? else { continue };
            let is_late = handoff.clocks.iter().any(|clock| late::was_missed(clock, now));
            let late = if is_late {
                let events = self.events_of(&handoff).await?;
                late::pieces(&handoff, &events, &company.calendars, now)
            } else {
                Vec::new()
            };
            rows.push(Row::of(&handoff, accept_open_ms(company, &handoff), late));
        }
        Ok(rows)
    }

    /// What happened to a handoff, with its moments; events of a newer program are left out.
    pub(super) async fn events_of(&self, handoff: &Handoff) -> Result<Vec<(Timestamp, Event)>, AppFault> {
        let stored = self.store.events(handoff.workspace, handoff.id).await?;
        let read =
            |event: crate::store::events::StoredEvent| Some((event.at, serde_json::from_value(event.payload).ok()?));
        Ok(stored.into_iter().filter_map(read).collect())
    }
}

/// First send to last accept in the receiver's open time, with the pauses of the accept clocks taken out.
fn accept_open_ms(company: &Company, handoff: &Handoff) -> Option<i64> {
    let (from, to) = (handoff.times.first_sent?, handoff.times.accepted?);
    let calendar = company.calendar_of(handoff.accepted_by?)?;
    let pauses: Vec<Period> = handoff
        .clocks
        .iter()
        .filter(|clock| clock.kind == ClockKind::Accept)
        .flat_map(|clock| clock.pauses.iter().copied())
        .collect();
    let unit = crate::domain::calendar::Unit::BusinessHours;
    Some(calendar.running_ms(Period { from, to }, unit, &pauses))
}
