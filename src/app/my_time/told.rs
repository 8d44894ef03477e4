//! Days off that somebody else changed are told to whose they are: once, in their words, as they are by then, with the way
//! back. Quiet hours are kept; the days that were entered are no reason to be quiet, or whoever is taken for away by mistake
//! would hear of it last.

use super::{coming, coming_of, drawn};
use crate::app::App;
use crate::app::attention;
use crate::app::company::Company;
use crate::app::fault::AppFault;
use crate::app::jobs::Task;
use crate::app::router::Desk;
use crate::app::told::QUIET;
use crate::app::worker::Ran;
use crate::chat::cards::my_time;
use crate::chat::incoming::Deliver;
use crate::clock::Timestamp;
use crate::domain::own_time::days_off::{DaysOff, is_off};
use crate::ids::{JobId, PersonId};
use crate::platform::DeliveryFault;
use crate::store::commit::{JobEnd, NewJob};
use crate::store::jobs::ClaimedJob;

/// What follows where the reader changes another's days off to `wanted`. Changes by one person in the same quiet hours are
/// one message.
pub(super) fn job(desk: &Desk<'_>, person: PersonId, wanted: &[DaysOff]) -> Option<NewJob> {
    let (by, before) = (desk.incoming.person, coming(desk, person));
    if person == by || before == wanted {
        return None;
    }
    let at = quiet_until(&desk.company, person, &before, desk.now).unwrap_or(desk.now);
    let task = Task::DaysOffChanged { person, by, before };
    Some(NewJob {
        id: JobId::new(desk.app.ids.next(desk.now)),
        kind: task.kind().to_owned(),
        dedupe: format!("days_off:{person}:{by}:{}", at.ms()),
        // It may wait, and holds nothing up meanwhile.
        lane: None,
        run_at: at,
        handoff: None,
        payload: task.payload(),
    })
}

/// When they may be disturbed, by the days off that they had before; absent where they may be now.
fn quiet_until(company: &Company, person: PersonId, before: &[DaysOff], now: Timestamp) -> Option<Timestamp> {
    let off = |date| company.is_closed(person, date) || is_off(before, date);
    attention::quiet(company, person, &off).until(now)
}

impl App {
    pub(in crate::app) async fn run_days_off_told(
        &self,
        job: &ClaimedJob,
        (person, by): (PersonId, PersonId),
        before: &[DaysOff],
    ) -> Result<Ran, AppFault> {
        let done = Ok(Ran::End(JobEnd::Done));
        let Some(company) = Company::load(&self.store, job.workspace).await? else { return done };
        let now = self.store.now().await?;
        let today = company.date_of(person, now);
        let is_coming = |days: &&DaysOff| days.last >= today;
        if before.iter().filter(is_coming).eq(&coming_of(&company, person, today)) {
            return done;
        }
        if let Some(end) = quiet_until(&company, person, before, now) {
            return Ok(Ran::End(JobEnd::RetryAt(end, QUIET.to_owned())));
        }
        let words = self.words(company.locale_of(person));
        let message = my_time::changed(&words, &drawn(&company, (person, person), now), by);
        match self.send(job, Deliver::Direct { to: person, message }).await {
            Ok(_) | Err(DeliveryFault::NoDirect) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }
}
