//! Looking again, before each attempt, at what was decided for an earlier one: the platform may have been away until night.
//!
//! Three things must not happen: that a telephone rings at night, that the same thing is said twice, and that it rings
//! twice. So of what is quiet by now, or was to count on a day that is over, it is first found out whether an earlier
//! attempt reached the platform although its answer or the end of its job was lost ([`Deliver::Find`]).
//!
//! * It is there: it rang when it was allowed. The row stays as it is, and the job goes on as always: the same handle
//!   finds the same message.
//! * It is not there: nothing rang. The row is decided anew, in one commit: it gives the day's number back and waits, or
//!   takes a number of today. A note for the thread is then posted without ringing, as one that was decided at night.
//! * The platform cannot be asked: nothing is sent either, and the next attempt asks again.
//!
//! What is left: a message that the platform takes in only after it was asked. Its handle makes no second one; it has rung,
//! and one line in the morning says so once more.

use super::{note_of, quiet, strongest};
use crate::app::App;
use crate::app::act::Subject;
use crate::app::fault::AppFault;
use crate::app::notes::{CARD, THREAD, handle_to_each, thread_place};
use crate::chat::incoming::{Deliver, Place, Sought};
use crate::clock::Timestamp;
use crate::domain::attention;
use crate::domain::lifecycle::effect::{Note, NotePlace};
use crate::ids::PersonId;
use crate::platform::{Delivered, DeliveryFault};
use crate::store::jobs::ClaimedJob;
use crate::store::pings::Ping;

/// What an earlier attempt came to.
pub(super) enum Earlier {
    /// What it decided still stands.
    Stands,
    /// It is to be decided anew.
    Outdated,
    /// The platform could not be asked.
    Unknown(DeliveryFault),
}

impl App {
    /// Whether pings that were to come now, all to one person and in one message, may come still.
    pub(super) async fn look_again(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        pings: &[Ping],
    ) -> Result<Earlier, AppFault> {
        let Some(first) = pings.first() else { return Ok(Earlier::Stands) };
        if !is_outdated(subject, first.person, pings, self.store.now().await?) {
            return Ok(Earlier::Stands);
        }
        // At the first attempt nothing can have been sent.
        let sought = if job.attempt > 1 { self.sought(job, subject, first).await? } else { None };
        let Some((handle, at)) = sought else { return Ok(Earlier::Outdated) };
        let asking = ClaimedJob { dedupe: handle, ..job.clone() };
        Ok(match self.send(&asking, Deliver::Find { at }).await {
            Ok(Delivered::Posted(_) | Delivered::Thread { .. }) => Earlier::Stands,
            Ok(Delivered::Done) => Earlier::Outdated,
            Err(fault) => Earlier::Unknown(fault),
        })
    }

    /// Under which handle the message of a ping would stand, and where; nothing where there is no place for it.
    async fn sought(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        ping: &Ping,
    ) -> Result<Option<(String, Sought)>, AppFault> {
        let (own, person) = (job.dedupe.clone(), ping.person);
        match note_of(ping).map(|note| note.place()) {
            None => return Ok(None),
            Some(NotePlace::Direct) => return Ok(Some((own, Sought::Direct(person)))),
            Some(NotePlace::Managers) => {
                let channel = self.managers_told_in(job, subject).await?;
                return Ok(channel.map(|channel| (own, Sought::In(Place::channel(channel)))));
            }
            Some(NotePlace::Thread) => {}
        }
        let id = subject.handoff.id;
        if let Some(thread) = self.store.post(job.workspace, Some(id), THREAD).await? {
            return Ok(Some((own, Sought::In(thread_place(&thread)))));
        }
        let card = self.store.post(job.workspace, Some(id), CARD).await?;
        if card.is_none() && !subject.handoff.status.is_open() {
            let handle = if ping.cause == own { handle_to_each(job, person) } else { own };
            return Ok(Some((handle, Sought::Direct(person))));
        }
        Ok(self.thread_sought(subject, card).await?.map(|at| (own, at)))
    }
}

fn is_outdated(subject: &Subject, person: PersonId, pings: &[Ping], now: Timestamp) -> bool {
    let notes: Vec<Note> = pings.iter().filter_map(note_of).collect();
    let is_high_risk = subject.playbook.is_high_risk(&subject.handoff.brief);
    let may_wake = strongest(&notes).is_some_and(|class| attention::may_wake(class, is_high_risk));
    let off = |date| subject.company.is_day_off(person, date);
    let quiet = quiet(&subject.company, person, &off);
    pings.iter().any(|ping| attention::is_outdated(may_wake, ping.day.as_deref(), &quiet, now))
}
