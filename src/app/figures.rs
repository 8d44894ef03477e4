//! Rows for figures: facts from the store, measured in everybody's hours.

use std::collections::BTreeMap;

use super::App;
use super::company::Company;
use super::fault::AppFault;
use crate::clock::Timestamp;
use crate::domain::calendar::Period;
use crate::domain::handoff::Handoff;
use crate::domain::lifecycle::Event;
use crate::domain::stats::{Hours, Row, Window};

impl App {
    /// The rows of every real handoff first sent in the window.
    pub(super) async fn figures_rows(
        &self,
        company: &Company,
        window: &Window,
        now: Timestamp,
    ) -> Result<Vec<Row>, AppFault> {
        let period = Period { from: window.from, to: window.to };
        let sent = self.store.stats(company.workspace.id, period, now).await?;
        let takers = sent.iter().filter_map(|facts| facts.row.accepted_by);
        let mut of = BTreeMap::new();
        for person in takers {
            if !of.contains_key(&person)
                && let Some(calendar) = company.calendar_of(person)
            {
                of.insert(person, calendar);
            }
        }
        let hours = Hours { of, calendars: &company.calendars };
        Ok(sent.into_iter().map(|facts| facts.row(&hours, now)).collect())
    }

    /// What happened to a handoff, with its moments; events of a newer program are left out.
    pub(super) async fn events_of(&self, handoff: &Handoff) -> Result<Vec<(Timestamp, Event)>, AppFault> {
        let stored = self.store.events(handoff.workspace, handoff.id).await?;
        let read =
            |event: crate::store::events::StoredEvent| Some((event.at, serde_json::from_value(event.payload).ok()?));
        Ok(stored.into_iter().filter_map(read).collect())
    }
}
