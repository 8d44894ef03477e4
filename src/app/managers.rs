//! What managers hear in their channel: the first line at once, and what follows within the hour in the same message.
//!
//! Which message a line stands in is a row, committed before anything is sent: a job that runs again adds nothing twice, and
//! its message has the handle it had. One that finds its line settled meanwhile still finds out whether its message stands
//! there, for the next line to join. A message is drawn from all its lines as things stand now. What an edit cannot ring
//! for stands in the manager's digest, but for high risk a new message is sent.

use super::App;
use super::act::Subject;
use super::fault::AppFault;
use super::worker::Ran;
use crate::chat::cards;
use crate::chat::incoming::{Deliver, Place, Sought};
use crate::chat::message::Message;
use crate::domain::lifecycle::effect::Note;
use crate::ids::PersonId;
use crate::platform::{Delivered, DeliveryFault};
use crate::store::commit::{Commit, JobEnd, Row};
use crate::store::jobs::ClaimedJob;
use crate::store::pings::{ManagerLine, Ping, PingState};
use crate::store::posts::Post;

/// Lines that come within so long of the first stand in its message.
const TOGETHER_MS: i64 = 3_600_000;
/// At most so many lines in a message: each has a row of buttons, and the strictest platform takes five.
const LINES_MAX: usize = 5;

impl App {
    pub(super) async fn note_to_managers(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        note: &Note,
    ) -> Result<Ran, AppFault> {
        let Some(channel) = self.managers_told_in(job, subject).await? else {
            return Ok(Ran::End(JobEnd::Discarded("no channel is set for managers".to_owned())));
        };
        let scene = self.scene(subject, None).await?;
        let Some(mut message) = cards::note::note(&scene.view(subject), note) else {
            return self.settle_line(job, subject).await;
        };
        message.pings = match self.heard(job, subject, note, &message.pings).await? {
            Ok(heard) => heard,
            Err(fault) => return self.undelivered(job, fault).await,
        };
        let line = match self.store.manager_line(job.workspace, &job.dedupe).await? {
            Some(line) => line,
            None => self.add_line(job, subject, (&channel, note), &message.pings).await?,
        };
        if line.handle == job.dedupe {
            return self.post_to_managers(job, channel, message).await;
        }
        let known = self.store.post(job.workspace, None, &purpose(&channel)).await?;
        let posted = known.filter(|post| post.handle.as_ref() == Some(&line.handle));
        let Some(posted) = posted.as_ref().and_then(super::notes::posted) else {
            return self.post_alone(job, line, (channel, message)).await;
        };
        let together = self.together(job, &line.handle).await?;
        match self.send(job, Deliver::Edit { posted, message: together }).await {
            Ok(_) => self.end_with(job, Vec::new()).await,
            // Somebody took the message away: this line gets one of its own.
            Err(DeliveryFault::Never(_)) => self.post_alone(job, line, (channel, message)).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// Where managers hear what a job says: where its line stands already, also when somebody else has the handoff by now.
    pub(super) async fn managers_told_in(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
    ) -> Result<Option<String>, AppFault> {
        let line = self.store.manager_line(job.workspace, &job.dedupe).await?;
        Ok(line.and_then(|line| line.channel).or_else(|| channel(subject)))
    }

    /// A line is not wanted any more. An earlier attempt may have sent its message, and only the end of that was lost: then
    /// it is noted where it stands, so that what follows is said in it.
    pub(super) async fn settle_line(&self, job: &ClaimedJob, subject: &Subject) -> Result<Ran, AppFault> {
        let line = self.store.manager_line(job.workspace, &job.dedupe).await?;
        let Some(line) = line.filter(|line| line.handle == job.dedupe && job.attempt > 1) else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let Some(channel) = line.channel.or_else(|| channel(subject)) else { return Ok(Ran::End(JobEnd::Done)) };
        let at = Sought::In(Place::channel(channel.clone()));
        match self.send(job, Deliver::Find { at }).await {
            Ok(found) => self.note_post(job, channel, found).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// Settles which message a line stands in.
    async fn add_line(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        (channel, note): (&str, &Note),
        rung: &[PersonId],
    ) -> Result<ManagerLine, AppFault> {
        let now = self.store.now().await?;
        let must_ring = !rung.is_empty() && subject.playbook.is_high_risk(&subject.handoff.brief);
        let known = self.store.post(job.workspace, None, &purpose(channel)).await?;
        let fresh = known.filter(|post| !must_ring && now.since(post.posted_at) < TOGETHER_MS);
        let mut handle = job.dedupe.clone();
        if let Some(joined) = fresh.and_then(|post| post.handle) {
            let lines = self.store.manager_lines(job.workspace, &joined).await?;
            if lines.len() < LINES_MAX {
                handle = joined;
            }
        }
        let note = serde_json::to_value(note).unwrap_or_default();
        let line = ManagerLine {
            cause: job.dedupe.clone(),
            handle,
            channel: Some(channel.to_owned()),
            handoff: subject.handoff.id,
            note,
            said_at: now,
        };
        let mut commit = Commit::new(job.workspace, now).row(Row::PutManagerLine(line.clone()));
        for person in rung.iter().filter(|_| line.handle != job.dedupe) {
            if let Some(ping) = self.store.ping(job.workspace, *person, &job.dedupe).await? {
                let left = Ping { state: PingState::InDigest, given_at: None, carrier: None, ..ping };
                commit.rows.push(Row::SettlePing { from: PingState::Given, ping: left });
            }
        }
        self.store.write(commit).await?;
        Ok(line)
    }

    /// A line that was to stand in a message of another gets one of its own, and what follows can join it there.
    async fn post_alone(
        &self,
        job: &ClaimedJob,
        line: ManagerLine,
        (channel, message): (String, Message),
    ) -> Result<Ran, AppFault> {
        let own = ManagerLine { handle: job.dedupe.clone(), ..line };
        self.store.write(Commit::new(job.workspace, self.store.now().await?).row(Row::PutManagerLine(own))).await?;
        self.post_to_managers(job, channel, message).await
    }

    async fn post_to_managers(&self, job: &ClaimedJob, channel: String, message: Message) -> Result<Ran, AppFault> {
        match self.send(job, Deliver::Post { to: Place::channel(channel.clone()), message }).await {
            Ok(delivered) => self.note_post(job, channel, delivered).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    async fn note_post(&self, job: &ClaimedJob, channel: String, delivered: Delivered) -> Result<Ran, AppFault> {
        let (Delivered::Posted(posted) | Delivered::Thread { first: posted, .. }) = delivered else {
            return self.end_with(job, Vec::new()).await;
        };
        // Not the moment at which it was drawn: between the two a machine may have slept.
        let posted_at = self.store.now().await?;
        let post = Post {
            handoff: None,
            purpose: purpose(&channel),
            channel: posted.place.channel,
            message: Some(posted.message),
            drawn_version: 0,
            handle: Some(job.dedupe.clone()),
            posted_at,
        };
        self.end_with(job, vec![Row::PutPost(post)]).await
    }

    /// All lines of a message, as things stand now.
    async fn together(&self, job: &ClaimedJob, handle: &str) -> Result<Message, AppFault> {
        let mut all = Message::default();
        for line in self.store.manager_lines(job.workspace, handle).await? {
            let Some(subject) = self.subject(job.workspace, line.handoff).await? else { continue };
            let Ok(note) = serde_json::from_value::<Note>(line.note) else { continue };
            let scene = self.scene(&subject, None).await?;
            let view = scene.view(&subject);
            let said = cards::note::note(&view, &note).unwrap_or_else(|| cards::note::steps::settled(&view));
            all.blocks.extend(said.blocks);
        }
        all.without_repeated_buttons();
        Ok(all)
    }
}

fn purpose(channel: &str) -> String {
    format!("managers:{channel}")
}

/// Where managers hear of breaches: the receiver's team's channel, else the workspace's.
pub(super) fn channel(subject: &Subject) -> Option<String> {
    let receiver = subject.handoff.receiver.unwrap_or(subject.handoff.sender);
    let of_team = subject.company.teams_of(receiver).find_map(|team| team.manager_channel.clone());
    of_team.or_else(|| subject.company.workspace.manager_channel.clone())
}
