//! Keeping to what [`crate::domain::attention`] decides: who is pinged by a note, what waits, and what is said once it may be.
//!
//! A verdict is a row, committed before anything is sent: a job that runs again finds it and keeps to it as long as it is
//! still so ([`again`]), and of several processes one gets the day's last slot. What waits is a job of its own, which looks
//! at the state again and says in one line all that waits for the person in that place. Such jobs have no lane: the first in
//! a lane holds up those behind it, and somebody who sleeps may hold up nothing; that two of them meet is settled by the rows.

use again::Earlier;

use super::App;
use super::act::Subject;
use super::company::Company;
use super::fault::AppFault;
use super::jobs::Task;
use super::notes::thread_members;
use super::worker::Ran;
use crate::chat::cards;
use crate::chat::message::Message;
use crate::clock::Timestamp;
use crate::domain::attention::{
    self, Claim, Class, DIGEST_REACH_MS, PINGS_MAX, QUIET_FROM_MINUTE, QUIET_TO_MINUTE, Quiet, Verdict,
};
use crate::domain::calendar::Calendar;
use crate::domain::handoff::Purpose;
use crate::domain::lifecycle::effect::{Note, NotePlace};
use crate::ids::{HandoffId, JobId, PersonId};
use crate::platform::DeliveryFault;
use crate::store::Fault;
use crate::store::commit::{Commit, JobEnd, NewJob, Row, Written};
use crate::store::jobs::ClaimedJob;
use crate::store::pings::{Ping, PingState};

mod again;
pub(super) mod left;
mod waited;

/// So often a verdict is made anew because somebody else took the slot; there are few slots to take.
const ATTEMPTS_MAX: usize = 8;

/// What was decided of a person and a note.
struct Decided {
    verdict: Verdict,
    /// The slot of the day that it takes, with that day.
    slot: Option<(String, i64)>,
}

impl App {
    /// Who of `people` is pinged by a note at once; the others are pinged later, or by their digest. A fault where that has
    /// to be asked of the platform, and it does not say: then nothing is to be sent.
    pub(super) async fn heard(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        note: &Note,
        people: &[PersonId],
    ) -> Result<Result<Vec<PersonId>, DeliveryFault>, AppFault> {
        // A test is played by the one who began it; they are there.
        if subject.handoff.purpose != Purpose::Real {
            return Ok(Ok(people.to_vec()));
        }
        // Who had a part once and has none now, or left the server, does not read the thread.
        let readers = (note.place() == NotePlace::Thread).then(|| thread_members(subject));
        let is_reader = |person: &&PersonId| readers.as_ref().is_none_or(|readers| readers.contains(person));
        let mut heard = Vec::new();
        for person in people.iter().filter(is_reader) {
            if heard.contains(person) {
                continue;
            }
            match self.reserve(job, subject, note, *person).await? {
                Ok(true) => heard.push(*person),
                Ok(false) => {}
                Err(fault) => return Ok(Err(fault)),
            }
        }
        Ok(Ok(heard))
    }

    /// Decides about a ping, once as long as it is so, and says whether it comes now.
    async fn reserve(
        &self,
        job: &ClaimedJob,
        subject: &Subject,
        note: &Note,
        person: PersonId,
    ) -> Result<Result<bool, DeliveryFault>, AppFault> {
        if !subject.company.persons.contains_key(&person) {
            return Ok(Ok(true));
        }
        for _ in 0..ATTEMPTS_MAX {
            let known = self.store.ping(job.workspace, person, &job.dedupe).await?;
            if let Some(known) = &known {
                if known.carrier.as_ref() != Some(&job.dedupe) {
                    return Ok(Ok(false));
                }
                match self.look_again(job, subject, std::slice::from_ref(known)).await? {
                    Earlier::Stands => return Ok(Ok(true)),
                    Earlier::Outdated => {}
                    Earlier::Unknown(fault) => return Ok(Err(fault)),
                }
            }
            let class = attention::class(note);
            let decided = self.decided(subject, std::slice::from_ref(note), (class, person)).await?;
            let now = self.store.now().await?;
            let from = known.as_ref().map(|known| known.state);
            let ping = known.unwrap_or_else(|| blank((person, &job.dedupe), subject, note, now));
            let ping = settled(ping, &decided, (now, &job.dedupe));
            let mut commit = Commit::new(job.workspace, now);
            commit.jobs = self.later(&ping, now).into_iter().collect();
            let is_now = ping.carrier.is_some();
            commit.rows = vec![match from {
                Some(from) => Row::MovePing { from, ping },
                None => Row::ReservePing(ping),
            }];
            if self.was_written(commit).await? {
                return Ok(Ok(is_now));
            }
        }
        Err(AppFault::Busy)
    }

    /// Somebody else may have had the row or the slot.
    async fn was_written(&self, commit: Commit) -> Result<bool, AppFault> {
        match self.store.write(commit).await {
            Ok(Written::Committed(_)) => Ok(true),
            Ok(Written::Stale | Written::LeaseLost | Written::Duplicate(_)) | Err(Fault::Taken(_)) => Ok(false),
            Err(fault) => Err(fault.into()),
        }
    }

    async fn decided(
        &self,
        subject: &Subject,
        notes: &[Note],
        (class, person): (Class, PersonId),
    ) -> Result<Decided, AppFault> {
        let (company, now) = (&subject.company, self.store.now().await?);
        let day = Calendar::always(company.zone_of(person)).local_date(now).to_string();
        let is_capped = matches!(class, Class::Counted | Class::Reminder);
        let workspace = company.workspace.id;
        let taken = if is_capped { self.store.ping_slots(workspace, person, &day).await? } else { Vec::new() };
        let (mut next_digest, mut named_at) = (None, None);
        if class == Class::Reminder {
            // A digest that comes with the deadline or after it reminds of nothing.
            let helps = |at: &Timestamp| notes.iter().all(|note| reminds_of(subject, note).is_none_or(|due| due > *at));
            next_digest = self.next_digest(company, person, now).await?.filter(helps);
            named_at = self.named_at(subject, notes, (person, &day)).await?;
        }
        let off = |date| company.is_day_off(person, date);
        let claim = Claim {
            class,
            is_high_risk: subject.playbook.is_high_risk(&subject.handoff.brief),
            quiet: &quiet(company, person, &off),
            given_today: u32::try_from(taken.len()).unwrap_or(u32::MAX),
            next_digest,
            named_at,
        };
        let verdict = attention::verdict(&claim, now);
        let free = (1..=i64::from(PINGS_MAX)).find(|slot| !taken.contains(slot));
        let slot = free.filter(|_| is_capped && verdict == Verdict::Now).map(|slot| (day, slot));
        Ok(Decided { verdict, slot })
    }

    /// When somebody reads their next digest, if it comes soon and is sure to come.
    async fn next_digest(
        &self,
        company: &Company,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, AppFault> {
        let workspace = company.workspace.id;
        let schedule = self.store.schedule(workspace, &super::digests::key_of_person(person)).await?;
        let Some(schedule) = schedule.filter(|schedule| schedule.next_at.since(now) < DIGEST_REACH_MS) else {
            return Ok(None);
        };
        let zone = schedule.zone.parse().unwrap_or(chrono_tz::Tz::UTC);
        let date = Calendar::always(zone).local_date(schedule.next_at);
        let is_off = company.is_day_off(person, date) || self.store.is_direct_closed(workspace, person).await?;
        Ok((!is_off).then_some(schedule.next_at))
    }

    /// The job of what waits: for the end of quiet hours, or, should the digest that was counted on not come, after it.
    fn later(&self, ping: &Ping, now: Timestamp) -> Option<NewJob> {
        let due = ping.due_at?;
        let task = Task::Ping { person: ping.person, cause: ping.cause.clone() };
        Some(NewJob {
            id: JobId::new(self.ids.next(now)),
            kind: task.kind().to_owned(),
            dedupe: format!("ping:{}:{}:{}", ping.cause, ping.person, due.ms()),
            lane: None,
            run_at: due,
            handoff: Some(ping.handoff),
            payload: task.payload(),
        })
    }

    /// Says what waited for somebody, if it is still wanted.
    pub(super) async fn run_ping(
        &self,
        job: &ClaimedJob,
        handoff: HandoffId,
        (person, cause): (PersonId, &str),
    ) -> Result<Ran, AppFault> {
        let Some(subject) = self.subject(job.workspace, handoff).await? else { return Ok(Ran::End(JobEnd::Done)) };
        for _ in 0..ATTEMPTS_MAX {
            let mut due = self.store.pings_carried(job.workspace, person, &job.dedupe).await?;
            if due.is_empty() {
                let own = self.store.ping(job.workspace, person, cause).await?;
                let Some(own) = own.filter(|own| is_due(own, subject.now)) else { return Ok(Ran::End(JobEnd::Done)) };
                due = self.store.open_pings(job.workspace, person).await?;
                due.retain(|ping| ping.handoff == handoff && is_due(ping, subject.now) && is_beside(ping, &own));
            } else {
                match self.look_again(job, &subject, &due).await? {
                    Earlier::Stands => return self.say_waited(job, &subject, person, &due).await,
                    Earlier::Outdated => {}
                    Earlier::Unknown(fault) => return self.undelivered(job, fault).await,
                }
            }
            let scene = self.scene(&subject, Some(person)).await?;
            let view = scene.view(&subject);
            let (wanted, unwanted): (Vec<Ping>, Vec<Ping>) =
                due.into_iter().partition(|ping| is_wanted(&view, ping, person));
            let notes: Vec<Note> = wanted.iter().filter_map(note_of).collect();
            let decided = match strongest(&notes) {
                Some(class) => self.decided(&subject, &notes, (class, person)).await?,
                None => Decided { verdict: Verdict::Now, slot: None },
            };
            let now = self.store.now().await?;
            let mut commit = Commit::new(job.workspace, now);
            commit.rows = unwanted.into_iter().map(dropped).collect();
            let mut said = Vec::new();
            for (place, ping) in wanted.into_iter().enumerate() {
                let from = ping.state;
                let slot = decided.slot.clone().filter(|_| place == 0);
                let ping = settled(ping, &Decided { verdict: decided.verdict, slot }, (now, &job.dedupe));
                commit.jobs.extend(self.later(&ping, now));
                commit.rows.push(Row::MovePing { from, ping: ping.clone() });
                said.push(ping);
            }
            if self.was_written(commit).await? {
                said.retain(|ping| ping.carrier.is_some());
                return self.say_waited(job, &subject, person, &said).await;
            }
        }
        Err(AppFault::Busy)
    }
}

/// A ping of which nothing is decided yet.
fn blank((person, cause): (PersonId, &str), subject: &Subject, note: &Note, now: Timestamp) -> Ping {
    Ping {
        person,
        cause: cause.to_owned(),
        handoff: subject.handoff.id,
        note: serde_json::to_value(note).unwrap_or_default(),
        class: attention::class(note),
        state: PingState::Waiting,
        decided_at: now,
        due_at: None,
        given_at: None,
        day: None,
        slot: None,
        carrier: None,
    }
}

/// What a verdict makes of a ping; `carrier` says it where it comes now.
fn settled(mut ping: Ping, decided: &Decided, (now, carrier): (Timestamp, &str)) -> Ping {
    (ping.due_at, ping.given_at, ping.carrier) = (None, None, None);
    // Where it was decided before, what it took of a day is free again.
    (ping.day, ping.slot) = (None, None);
    match decided.verdict {
        Verdict::Now => {
            ping.state = PingState::Given;
            ping.given_at = Some(now);
            ping.carrier = Some(carrier.to_owned());
            if let Some((day, slot)) = decided.slot.clone() {
                (ping.day, ping.slot) = (Some(day), Some(slot));
            }
        }
        Verdict::NotBefore(at) => (ping.state, ping.due_at) = (PingState::Waiting, Some(at)),
        Verdict::InDigest { at } => {
            ping.state = PingState::InDigest;
            // Should that digest not come after all, it is said then.
            ping.due_at = at.map(|at| at.plus_ms(DIGEST_REACH_MS));
        }
        Verdict::Said(at) => (ping.state, ping.given_at) = (PingState::Given, Some(at)),
    }
    ping
}

fn dropped(ping: Ping) -> Row {
    let from = ping.state;
    let ping =
        Ping { state: PingState::Dropped, due_at: None, given_at: None, day: None, slot: None, carrier: None, ..ping };
    Row::SettlePing { from, ping }
}

/// The deadline before which a reminder is of use.
fn reminds_of(subject: &Subject, note: &Note) -> Option<Timestamp> {
    let Note::Step { clock, n, .. } = note else { return None };
    subject.handoff.clock(*clock, *n).map(|clock| clock.due)
}

/// When somebody is not to be disturbed.
pub(super) fn quiet<'a>(
    company: &Company,
    person: PersonId,
    is_day_off: &'a (dyn Fn(chrono::NaiveDate) -> bool + Send + Sync),
) -> Quiet<'a> {
    let known = company.persons.get(&person);
    Quiet {
        zone: company.zone_of(person),
        from_minute: known.and_then(|known| known.quiet_from_minute).unwrap_or(QUIET_FROM_MINUTE),
        to_minute: known.and_then(|known| known.quiet_to_minute).unwrap_or(QUIET_TO_MINUTE),
        is_day_off,
    }
}

/// The note of a ping; absent for a line of a digest.
pub(super) fn note_of(ping: &Ping) -> Option<Note> {
    serde_json::from_value(ping.note.clone()).ok()
}

/// Whether it still waits, and long enough.
fn is_due(ping: &Ping, now: Timestamp) -> bool {
    let is_open = matches!(ping.state, PingState::Waiting | PingState::InDigest);
    is_open && ping.due_at.is_some_and(|due| due <= now)
}

/// Whether two pings come in the same place.
fn is_beside(one: &Ping, other: &Ping) -> bool {
    let place = |ping| note_of(ping).map(|note| note.place());
    place(one) == place(other)
}

/// Whether somebody is still to be pinged for it, as things stand now.
pub(super) fn is_wanted(view: &cards::View<'_>, ping: &Ping, person: PersonId) -> bool {
    let Some(note) = note_of(ping) else { return false };
    let pings = |message: Message| message.pings.contains(&person) || ping.class == Class::Greeting;
    attention::wanted::still_waits(view.handoff, &note, person) && cards::note::note(view, &note).is_some_and(pings)
}

/// Of several in one line the one that has the greatest claim.
fn strongest(notes: &[Note]) -> Option<Class> {
    let classes: Vec<Class> = notes.iter().map(attention::class).collect();
    let order = [Class::Uncapped, Class::Greeting, Class::Counted, Class::Reminder, Class::Silent];
    order.into_iter().find(|class| classes.contains(class))
}
