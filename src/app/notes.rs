//! Carrying out what a decision wanted said: the card in the channel, the thread, notes in it, direct messages.
//!
//! Everything is rendered from the state at the moment it is sent. The handle of a message is its job's key, so a job that
//! runs twice makes one message.

use tracing::warn;

use super::App;
use super::act::Subject;
use super::fault::AppFault;
use super::jobs::Task;
use super::lease;
use super::threads::thread_post;
use super::worker::Ran;
use crate::chat::cards;
use crate::chat::incoming::{Deliver, Outgoing, Place, Posted};
use crate::chat::limits::{Limits, fit_message};
use crate::chat::message::Message;
use crate::chat::text::Words;
use crate::domain::attention;
use crate::domain::handoff::{Handoff, Purpose};
use crate::domain::lifecycle::effect::{Note, NotePlace};
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::ids::{HandoffId, PersonId};
use crate::platform::{Delivered, DeliveryFault};
use crate::store::commit::{JobEnd, Row};
use crate::store::identity::PersonState;
use crate::store::jobs::ClaimedJob;
use crate::store::posts::Post;

/// Purpose of the card's post.
pub(super) const CARD: &str = "card";
/// Purpose of the thread's post; its channel and message name the thread.
pub(super) const THREAD: &str = "thread";
/// Discord's limit for the name of a thread (its documentation, August 2026); no platform takes less.
const THREAD_TITLE_CHARS: usize = 100;

impl App {
    /// Posts the card, or draws it anew when the handoff moved on since it was drawn.
    pub(super) async fn run_card(&self, job: &ClaimedJob, handoff: HandoffId) -> Result<Ran, AppFault> {
        let Some(subject) = self.subject(job.workspace, handoff).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let known = self.store.post(job.workspace, Some(handoff), CARD).await?;
        if known.as_ref().is_some_and(|post| post.drawn_version >= subject.handoff.version) {
            return Ok(Ran::End(JobEnd::Done));
        }
        let scene = self.scene(&subject, None).await?;
        let message = cards::channel::channel_card(&scene.view(&subject));
        // An attempt whose end was lost may have posted it already, as things stood then.
        let again = (known.is_none() && job.attempt > 1).then(|| message.clone());
        let what = if let Some(posted) = known.as_ref().and_then(posted) {
            Deliver::Edit { posted, message }
        } else if let Some(channel) = self.card_channel(&subject).await? {
            Deliver::Post { to: Place::channel(channel), message }
        } else {
            return Ok(Ran::End(JobEnd::Discarded("no channel is set for cards".to_owned())));
        };
        let delivered = match self.send(job, what).await {
            Ok(delivered) => delivered,
            Err(fault) => return self.undelivered(job, fault).await,
        };
        let posted = match delivered {
            Delivered::Posted(posted) | Delivered::Thread { first: posted, .. } => Some(posted),
            Delivered::Done => known.as_ref().and_then(posted),
        };
        if let Some((posted, message)) = posted.clone().zip(again)
            && let Err(fault) = self.send(job, Deliver::Edit { posted, message }).await
        {
            return self.undelivered(job, fault).await;
        }
        let post = posted.map(|posted| Post {
            handoff: Some(handoff),
            purpose: CARD.to_owned(),
            channel: posted.place.channel,
            message: Some(posted.message),
            drawn_version: subject.handoff.version,
            handle: Some(job.dedupe.clone()),
            posted_at: subject.now,
        });
        self.end_with(job, post.map(Row::PutPost).into_iter().collect()).await
    }

    /// Says a note, unless it is no longer wanted.
    pub(super) async fn run_note(&self, job: &ClaimedJob, handoff: HandoffId, note: &Note) -> Result<Ran, AppFault> {
        let Some(subject) = self.subject(job.workspace, handoff).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        if !is_wanted(note, &subject.handoff) {
            return match note.place() {
                NotePlace::Managers => self.settle_line(job, &subject).await,
                NotePlace::Thread => self.settle_thread(job, &subject).await,
                NotePlace::Direct => Ok(Ran::End(JobEnd::Done)),
            };
        }
        // A test is nobody else's business, and its thread is where it is played.
        if subject.handoff.purpose == Purpose::Test && note.place() != NotePlace::Thread {
            return Ok(Ran::End(JobEnd::Done));
        }
        match note.place() {
            NotePlace::Thread => self.note_in_thread(job, &subject, note).await,
            NotePlace::Direct => self.note_direct(job, &subject, note).await,
            NotePlace::Managers => self.note_to_managers(job, &subject, note).await,
        }
    }

    async fn note_in_thread(&self, job: &ClaimedJob, subject: &Subject, note: &Note) -> Result<Ran, AppFault> {
        let scene = self.scene(subject, None).await?;
        let view = scene.view(subject);
        let Some(mut message) = cards::note::note(&view, note) else { return self.settle_thread(job, subject).await };
        let heard = match self.heard(job, subject, note, &message.pings).await? {
            Ok(heard) => heard,
            Err(fault) => return self.undelivered(job, fault).await,
        };
        if attention::waits_whole(note) && heard.is_empty() && !message.pings.is_empty() {
            return Ok(Ran::End(JobEnd::Done));
        }
        message.pings = heard;
        let id = subject.handoff.id;
        if subject.handoff.purpose == Purpose::Test {
            message = cards::test::marked(view.words, message, id);
        }
        if let Some(thread) = self.store.post(job.workspace, Some(id), THREAD).await? {
            let to = thread_place(&thread);
            let people = thread_members(subject);
            if let Err(fault) = self.send(job, Deliver::Invite { to: to.clone(), people }).await {
                return self.undelivered(job, fault).await;
            }
            return match self.send(job, Deliver::Post { to, message }).await {
                Ok(_) => self.end_with(job, Vec::new()).await,
                Err(fault) => self.undelivered(job, fault).await,
            };
        }
        let card = self.store.post(job.workspace, Some(id), CARD).await?;
        if card.is_none() && !subject.handoff.status.is_open() {
            return self.note_to_each(job, &message).await;
        }
        let (card, mut rows) = match card {
            Some(card) => (card, Vec::new()),
            None => match self.first_card(job, subject).await? {
                Ok(card) => (card.clone(), vec![Row::PutPost(card)]),
                Err(end) => return Ok(Ran::End(end)),
            },
        };
        let Some(card) = posted(&card) else {
            let end = self.wait(job, 0, "the card is not there yet".to_owned()).await?;
            return Ok(Ran::End(end));
        };
        let what = Deliver::OpenThread {
            under: card,
            title: thread_title(view.words, subject),
            members: thread_members(subject),
            first: message,
        };
        match self.send(job, what).await {
            Ok(Delivered::Thread { place, first }) => {
                rows.push(Row::PutPost(thread_post(subject, place, first.message)));
                self.end_with(job, rows).await
            }
            Ok(Delivered::Posted(_) | Delivered::Done) => self.end_with(job, rows).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// What is over and never had a card, such as a rehearsed past, gets none now: whom the note would ping reads it in a
    /// direct message.
    async fn note_to_each(&self, job: &ClaimedJob, message: &Message) -> Result<Ran, AppFault> {
        for person in &message.pings {
            let to_them = ClaimedJob { dedupe: handle_to_each(job, *person), ..job.clone() };
            match self.send(&to_them, Deliver::Direct { to: *person, message: message.clone() }).await {
                Ok(_) | Err(DeliveryFault::NoDirect) => {}
                Err(fault) => return self.undelivered(job, fault).await,
            }
        }
        self.end_with(job, Vec::new()).await
    }

    /// The card for a note that comes before it: a rehearsed past is told of for the first time, and the card's own job
    /// waits behind the note. Where no card is to come there is nothing to hang a note on, and it is done.
    async fn first_card(&self, job: &ClaimedJob, subject: &Subject) -> Result<Result<Post, JobEnd>, AppFault> {
        let jobs = self.store.jobs_of_handoff(job.workspace, subject.handoff.id).await?;
        let Some(own) = jobs.into_iter().find(|known| known.kind == Task::Card.kind()) else {
            return Ok(Err(JobEnd::Done));
        };
        let channel = self.card_channel(subject).await?.filter(|_| own.finished_at.is_none());
        let Some(channel) = channel else {
            return Ok(Err(self.wait(job, 0, "the card is not there yet".to_owned()).await?));
        };
        let scene = self.scene(subject, None).await?;
        let message = cards::channel::channel_card(&scene.view(subject));
        // Under the handle of the card's own job, so that the two make one card; that job draws it anew.
        let as_card = ClaimedJob { dedupe: own.dedupe.clone(), ..job.clone() };
        let posted = match self.send(&as_card, Deliver::Post { to: Place::channel(channel), message }).await {
            Ok(Delivered::Posted(posted) | Delivered::Thread { first: posted, .. }) => posted,
            Ok(Delivered::Done) => return Ok(Err(JobEnd::Done)),
            Err(fault) => return Ok(Err(self.end_of(job, fault).await?)),
        };
        Ok(Ok(Post {
            handoff: Some(subject.handoff.id),
            purpose: CARD.to_owned(),
            channel: posted.place.channel,
            message: Some(posted.message),
            drawn_version: 0,
            handle: Some(own.dedupe),
            posted_at: subject.now,
        }))
    }

    async fn note_direct(&self, job: &ClaimedJob, subject: &Subject, note: &Note) -> Result<Ran, AppFault> {
        let to = if let Note::Greeting { to } = note { *to } else { subject.handoff.sender };
        let person = subject.company.persons.get(&to);
        let is_greeting = matches!(note, Note::Greeting { .. });
        if is_greeting && person.is_none_or(|person| person.greeted_at.is_some()) {
            return Ok(Ran::End(JobEnd::Done));
        }
        // There is no thread yet in which it could be read in silence: it waits as a whole.
        match self.heard(job, subject, note, &[to]).await? {
            Ok(heard) if heard.is_empty() => return Ok(Ran::End(JobEnd::Done)),
            Ok(_) => {}
            Err(fault) => return self.undelivered(job, fault).await,
        }
        let scene = self.scene(subject, Some(to)).await?;
        let Some(message) = cards::note::note(&scene.view(subject), note) else { return Ok(Ran::End(JobEnd::Done)) };
        match self.send(job, Deliver::Direct { to, message }).await {
            // Who takes no direct messages reads it in the thread, or not at all where there is none yet.
            Ok(_) | Err(DeliveryFault::NoDirect) => {}
            Err(fault) => return self.undelivered(job, fault).await,
        }
        let greeted = person.filter(|_| is_greeting);
        let rows = greeted.map(|person| Row::Greeted { person: person.id, at: subject.now });
        self.end_with(job, rows.into_iter().collect()).await
    }

    pub(super) async fn end_with(&self, job: &ClaimedJob, rows: Vec<Row>) -> Result<Ran, AppFault> {
        let mut commit = self.end_commit(job, JobEnd::Done).await?;
        commit.rows = rows;
        self.write_end(job, commit).await?;
        Ok(Ran::Ended)
    }

    /// What a failed delivery means for its job. One that is not ours any more is left to who has it, or takes it next.
    pub(super) async fn undelivered(&self, job: &ClaimedJob, fault: DeliveryFault) -> Result<Ran, AppFault> {
        if self.lease_left(job).await?.is_none() {
            return Ok(Ran::Ended);
        }
        Ok(Ran::End(self.end_of(job, fault).await?))
    }

    async fn end_of(&self, job: &ClaimedJob, fault: DeliveryFault) -> Result<JobEnd, AppFault> {
        match fault {
            DeliveryFault::Later { after_ms, reason } => self.wait(job, after_ms, reason).await,
            DeliveryFault::Removed => self.after_removal(job).await,
            DeliveryFault::Left(person) => self.after_leaving(job, person).await,
            fault @ (DeliveryFault::Never(_) | DeliveryFault::NoDirect) => Ok(JobEnd::Discarded(fault.to_string())),
        }
    }

    /// Delivers, made small enough for the platform; what is left out is counted in the workspace's language.
    ///
    /// Everything that nobody asked for goes through here; before set-up is confirmed it goes nowhere.
    pub(super) async fn send(&self, job: &ClaimedJob, what: Deliver) -> Result<Delivered, DeliveryFault> {
        let workspace = self.store.workspace(job.workspace).await.ok().flatten();
        if workspace.as_ref().is_some_and(|workspace| workspace.set_up_at.is_none()) {
            return Ok(Delivered::Done);
        }
        self.send_in(job, what, &workspace.map(|workspace| workspace.locale).unwrap_or_default()).await
    }

    /// The same before set-up, too: the greeting, and what somebody asked for.
    pub(super) async fn send_even_before_set_up(
        &self,
        job: &ClaimedJob,
        what: Deliver,
    ) -> Result<Delivered, DeliveryFault> {
        let workspace = self.store.workspace(job.workspace).await.ok().flatten();
        self.send_in(job, what, &workspace.map(|workspace| workspace.locale).unwrap_or_default()).await
    }

    async fn send_in(&self, job: &ClaimedJob, what: Deliver, locale: &str) -> Result<Delivered, DeliveryFault> {
        let what = fitted(what, self.platform().limits(), &self.words(locale));
        let is_again = job.attempt > 1;
        let direct_to = if let Deliver::Direct { to, .. } = &what { Some(*to) } else { None };
        let outgoing = Outgoing { workspace: job.workspace, handle: job.dedupe.clone(), is_again, what };
        let left = match self.lease_left(job).await {
            Ok(Some(left)) => left,
            Ok(None) => return Err(lease::over()),
            // What cannot be written down is better not said.
            Err(fault) => return Err(DeliveryFault::Later { after_ms: 0, reason: fault.to_string() }),
        };
        let delivered = lease::while_held(left, self.platform().deliver(&outgoing)).await;
        let is_closed = matches!(delivered, Err(DeliveryFault::NoDirect));
        if let Some(person) = direct_to.filter(|_| is_closed || delivered.is_ok())
            && let Err(fault) = self.remember_direct(job.workspace, person, is_closed).await
        {
            // Only the doctor would have told it.
            warn!(%fault, "whether somebody takes direct messages could not be kept");
        }
        delivered
    }

    /// Where the card goes: the playbook's channel, else the workspace's.
    pub(super) async fn card_channel(&self, subject: &Subject) -> Result<Option<String>, AppFault> {
        let handoff = &subject.handoff;
        let own = self.store.workspace_playbook(handoff.workspace, &handoff.playbook).await?;
        Ok(own.and_then(|own| own.channel).or_else(|| subject.company.workspace.channel.clone()))
    }
}

/// Who may read the thread: the parties and their managers.
pub(super) fn thread_members(subject: &Subject) -> Vec<PersonId> {
    let handoff = &subject.handoff;
    if handoff.purpose == Purpose::Test {
        return vec![handoff.sender];
    }
    let mut people: Vec<PersonId> = [Some(handoff.sender), handoff.receiver, handoff.backup, handoff.accepted_by]
        .into_iter()
        .flatten()
        .chain(subject.company.managers_of(handoff))
        .collect();
    // Who left cannot be brought in, and would only be found gone again.
    let has_left =
        |id: &PersonId| subject.company.persons.get(id).is_some_and(|person| person.state == PersonState::Left);
    people.retain(|person| !has_left(person));
    people.sort_unstable();
    people.dedup();
    people
}

fn fitted(what: Deliver, limits: &Limits, words: &Words) -> Deliver {
    let fit = |message| fit_message(message, limits, words);
    match what {
        Deliver::Post { to, message } => Deliver::Post { to, message: fit(message) },
        Deliver::OpenThread { under, title, members, first } => {
            Deliver::OpenThread { under, title, members, first: fit(first) }
        }
        Deliver::Direct { to, message } => Deliver::Direct { to, message: fit(message) },
        Deliver::Edit { posted, message } => Deliver::Edit { posted, message: fit(message) },
        as_it_is @ (Deliver::Invite { .. } | Deliver::Remove { .. } | Deliver::Find { .. }) => as_it_is,
    }
}

/// Where a post of ours stands, if it was sent.
pub(super) fn posted(post: &Post) -> Option<Posted> {
    let message = post.message.clone()?;
    Some(Posted { place: Place::channel(post.channel.clone()), message })
}

/// The handle of a note that each reads in a direct message.
pub(super) fn handle_to_each(job: &ClaimedJob, person: PersonId) -> String {
    format!("{}:{person}", job.dedupe)
}

/// The thread that the post of purpose [`THREAD`] names.
pub(super) fn thread_place(post: &Post) -> Place {
    Place { channel: post.channel.clone(), thread: post.message.clone() }
}

/// Whom a step of a clock's ladder is meant for, before the managers hear of it.
pub(super) fn people_of(clock: ClockKind, step: Step, handoff: &Handoff) -> Vec<PersonId> {
    match clock {
        ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => vec![handoff.sender],
        ClockKind::Accept | ClockKind::Kickoff | ClockKind::Complete => {
            let backup = handoff.backup.filter(|_| step == Step::Due);
            handoff.receiver.into_iter().chain(backup).collect()
        }
    }
}

/// A reminder falls silent the moment the awaited action happened, also when it raced with its timer.
fn is_wanted(note: &Note, handoff: &Handoff) -> bool {
    if let Note::Step { clock, n, .. } = note {
        return handoff.clock(*clock, *n).is_some_and(|clock| clock.is_running() && clock.paused_since.is_none());
    }
    note.is_wanted(handoff.status)
}

/// `#482 ACME`, cut to what every platform takes.
pub(super) fn thread_title(words: &Words, subject: &Subject) -> String {
    let number = subject.handoff.number.map(|number| format!("#{number} ")).unwrap_or_default();
    let title = format!("{number}{}", subject.handoff.customer);
    let title = if subject.handoff.purpose == Purpose::Test { words.test_title(&title) } else { title };
    title.chars().take(THREAD_TITLE_CHARS).collect()
}
