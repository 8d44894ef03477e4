//! Saying what waited: in the thread where there is one, else to the person alone.

use super::note_of;
use crate::app::App;
use crate::app::act::Subject;
use crate::app::fault::AppFault;
use crate::app::notes::{THREAD, thread_members, thread_place};
use crate::app::worker::Ran;
use crate::chat::cards;
use crate::chat::incoming::{Deliver, Place};
use crate::domain::attention::Class;
use crate::domain::lifecycle::effect::{Note, NotePlace};
use crate::ids::PersonId;
use crate::platform::DeliveryFault;
use crate::store::commit::{JobEnd, Row};
use crate::store::jobs::ClaimedJob;
use crate::store::pings::Ping;

impl App {
    /// One message for all that waited for somebody in one place, drawn from the state as it is now.
    pub(super) async fn say_waited(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        person: PersonId,
        said: &[Ping],
    ) -> Result<Ran, AppFault> {
        let notes: Vec<Note> = said.iter().filter_map(note_of).collect();
        let Some(place) = notes.first().map(Note::place) else { return Ok(Ran::End(JobEnd::Done)) };
        let handoff = &subject.handoff;
        let thread = self.store.post(job.workspace, Some(handoff.id), THREAD).await?;
        let to = match (place, thread) {
            (NotePlace::Managers, _) => match self.managers_told_in(job, subject).await? {
                Some(channel) => Some(Place::channel(channel)),
                None => return Ok(Ran::End(JobEnd::Discarded("no channel is set for managers".to_owned()))),
            },
            (NotePlace::Thread, Some(thread)) => Some(thread_place(&thread)),
            (NotePlace::Thread, None) if handoff.status.is_open() => {
                let end = self.wait(job, 0, "the thread is not there yet".to_owned()).await?;
                return Ok(Ran::End(end));
            }
            // What is over and never had a card gets none now.
            (NotePlace::Thread, None) | (NotePlace::Direct, _) => None,
        };
        // Only reminders wait for a digest; all else waited for the end of quiet hours.
        let is_late = said.iter().any(|ping| ping.class != Class::Reminder);
        let scene = self.scene(subject, to.is_none().then_some(person)).await?;
        let Some(message) = cards::note::ping::waited(&scene.view(subject), person, &notes, is_late) else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let sent = match to {
            Some(to) => {
                let people = thread_members(subject);
                // Whoever has no part in it any more does not read the thread.
                if to.thread.is_some() && !people.contains(&person) {
                    return Ok(Ran::End(JobEnd::Done));
                }
                let invited = match to.thread {
                    Some(_) => self.send(job, Deliver::Invite { to: to.clone(), people }).await.map(|_| ()),
                    None => Ok(()),
                };
                match invited {
                    Ok(()) => self.send(job, Deliver::Post { to, message }).await,
                    Err(fault) => Err(fault),
                }
            }
            None => self.send(job, Deliver::Direct { to: person, message }).await,
        };
        match sent {
            Ok(_) | Err(DeliveryFault::NoDirect) => self.end_with(job, greeted(subject, person, &notes)).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }
}

fn greeted(subject: &Subject, person: PersonId, notes: &[Note]) -> Vec<Row> {
    let is_greeting = notes.iter().any(|note| matches!(note, Note::Greeting { .. }));
    let known = subject.company.persons.get(&person).filter(|known| is_greeting && known.greeted_at.is_none());
    let row = known.map(|known| Row::Greeted { person: known.id, at: subject.now });
    row.into_iter().collect()
}
