//! What one person is told that is about no single handoff: what down time left, and that somebody opened their figures.
//!
//! Both keep the quiet hours: the job itself waits, and so has no lane, since whoever sleeps may hold up nothing.

use super::App;
use super::attention;
use super::company::Company;
use super::fault::AppFault;
use super::notes;
use super::worker::Ran;
use crate::chat::cards;
use crate::chat::incoming::Deliver;
use crate::clock::Timestamp;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::domain::stats::Period;
use crate::ids::{EventId, JobId, PersonId};
use crate::platform::DeliveryFault;
use crate::store::commit::JobEnd;
use crate::store::jobs::ClaimedJob;

/// How many events a catch-up line looks through.
const EVENTS_MAX: u32 = 2_000;
/// What such a job waits for.
pub(super) const QUIET: &str = "quiet hours";

impl App {
    /// Tells a person that somebody looked at their figures.
    pub(super) async fn run_told(
        &self,
        job: &ClaimedJob,
        person: PersonId,
        by: PersonId,
        period: Period,
    ) -> Result<Ran, AppFault> {
        let Some(company) = Company::load(&self.store, job.workspace).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        if let Some(end) = self.quiet_until(&company, person).await? {
            return Ok(Ran::End(JobEnd::RetryAt(end, QUIET.to_owned())));
        }
        let words = self.words(company.locale_of(person));
        let heading = cards::stats::Heading { playbook: None, period };
        let message = cards::stats::told(&words, by, &heading);
        match self.send(job, Deliver::Direct { to: person, message }).await {
            Ok(_) | Err(DeliveryFault::NoDirect) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// The one line after down time: each step that was decided in this batch and concerns the person, with its time.
    pub(super) async fn run_catch_up(&self, job: &ClaimedJob, person: PersonId, batch: &str) -> Result<Ran, AppFault> {
        let Some(company) = Company::load(&self.store, job.workspace).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let since = batch.parse().unwrap_or(JobId::new(0));
        let events = self.store.events_after(job.workspace, EventId::new(since.get()), EVENTS_MAX).await?;
        let (mut missed, mut is_high_risk) = (Vec::new(), false);
        for event in
            events.iter().filter(|event| event.payload.get("catching_up").and_then(|b| b.as_str()) == Some(batch))
        {
            let (Some(step), Some(id)) = (decided(&event.payload), event.handoff) else { continue };
            let Some(handoff) = self.store.handoff(job.workspace, id).await? else { continue };
            let (kind, n, step) = step;
            let Some(clock) = handoff.clock(kind, n).filter(|clock| clock.is_running()) else { continue };
            if notes::people_of(kind, step, &handoff).contains(&person) {
                let (customer, due) = (handoff.customer.clone(), clock.due);
                let playbook = self.playbook_of(&company, &handoff).await?;
                is_high_risk |= step == Step::Due && playbook.is_high_risk(&handoff.brief);
                missed.push(cards::catch_up::Missed { handoff: id, customer, clock: kind, due });
            }
        }
        if missed.is_empty() {
            return Ok(Ran::End(JobEnd::Done));
        }
        if let Some(end) = self.quiet_until(&company, person).await?.filter(|_| !is_high_risk) {
            return Ok(Ran::End(JobEnd::RetryAt(end, QUIET.to_owned())));
        }
        let words = self.words(company.locale_of(person));
        let message = cards::catch_up::catch_up(&words, person, &missed);
        match self.send(job, Deliver::Direct { to: person, message }).await {
            Ok(_) | Err(DeliveryFault::NoDirect) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// When somebody's quiet hours end; absent where it is not quiet for them now.
    async fn quiet_until(&self, company: &Company, person: PersonId) -> Result<Option<Timestamp>, AppFault> {
        let off = |date| company.is_day_off(person, date);
        Ok(attention::quiet(company, person, &off).until(self.store.now().await?))
    }
}

/// The clock and step that a stored event decided; absent for other events and for steps passed over.
fn decided(payload: &serde_json::Value) -> Option<(ClockKind, u32, Step)> {
    use crate::domain::lifecycle::Event;
    let event = serde_json::from_value(payload.clone()).ok()?;
    if let Event::StepDecided { clock, n, step, passed_over: false } = event { Some((clock, n, step)) } else { None }
}
