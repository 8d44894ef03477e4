//! The thread of a handoff: whether one stands already that nobody noted down.
//!
//! It is opened with its first note. Where only the end of that was lost, and the note is not wanted any more when it is
//! tried again, the platform is asked for it: what is said later goes into the same thread.

use super::App;
use super::act::Subject;
use super::fault::AppFault;
use super::notes::{CARD, THREAD, thread_title};
use super::worker::Ran;
use crate::chat::incoming::{Deliver, Place, Sought};
use crate::platform::Delivered;
use crate::store::commit::{JobEnd, Row};
use crate::store::jobs::ClaimedJob;
use crate::store::posts::Post;

impl App {
    /// A note for the thread is not wanted any more. Where an earlier attempt opened the thread with it, that is noted.
    pub(super) async fn settle_thread(&self, job: &ClaimedJob, subject: &Subject) -> Result<Ran, AppFault> {
        let (workspace, id) = (job.workspace, subject.handoff.id);
        if job.attempt <= 1 || self.store.post(workspace, Some(id), THREAD).await?.is_some() {
            return Ok(Ran::End(JobEnd::Done));
        }
        let card = self.store.post(workspace, Some(id), CARD).await?;
        let Some(at) = self.thread_sought(subject, card).await? else { return Ok(Ran::End(JobEnd::Done)) };
        match self.send(job, Deliver::Find { at }).await {
            Ok(Delivered::Posted(first) | Delivered::Thread { first, .. }) => {
                let post = thread_post(subject, first.place, first.message);
                self.end_with(job, vec![Row::PutPost(post)]).await
            }
            Ok(Delivered::Done) => Ok(Ran::End(JobEnd::Done)),
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// Where a thread would stand that nobody noted down; nothing where there is no place for it.
    pub(super) async fn thread_sought(
        &self,
        subject: &Subject,
        card: Option<Post>,
    ) -> Result<Option<Sought>, AppFault> {
        let channel = match card {
            Some(card) => Some(card.channel),
            None => self.card_channel(subject).await?,
        };
        let title = thread_title(&self.words(&subject.company.workspace.locale), subject);
        Ok(channel.map(|channel| Sought::Thread { channel, title }))
    }
}

/// The thread as it is noted down, with its first message. Where none could be made the channel itself is it.
pub(super) fn thread_post(subject: &Subject, place: Place, first: String) -> Post {
    Post {
        handoff: Some(subject.handoff.id),
        purpose: THREAD.to_owned(),
        channel: place.channel,
        message: place.thread,
        drawn_version: subject.handoff.version,
        handle: Some(first),
        posted_at: subject.now,
    }
}
