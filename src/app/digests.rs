//! Digests: when they are due, and what is in them when they go out.
//!
//! A schedule is a row with its last occurrence; the transaction that fires one also advances it and queues the digest. A
//! digest is gathered when it is sent; one that has nothing to say is no message.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use futures::future::join_all;

use super::App;
use super::act::Subject;
use super::attention::{self, left::Left};
use super::company::{Companies, Company};
use super::fault::AppFault;
use super::jobs::Task;
use super::told::QUIET;
use super::upkeep::UPKEEP;
use super::worker::Ran;
use crate::chat::cards;
use crate::chat::incoming::{Deliver, Place, Sought};
use crate::chat::message::Message;
use crate::clock::Timestamp;
use crate::domain::calendar::Calendar;
use crate::domain::digest::{self, Day, Digest, LineId, Matter};
use crate::domain::own_time::digest_hour::{self, Planned};
use crate::ids::{CalendarId, JobId, PersonId, TeamId, WorkspaceId};
use crate::platform::{Delivered, DeliveryFault};
use crate::store::Fault;
use crate::store::commit::{Commit, JobEnd, NewJob, Row, Written};
use crate::store::identity::{Person, PersonState, Team};
use crate::store::jobs::ClaimedJob;
use crate::store::lists::{Page, Which, Whose};
use crate::store::pauses;
use crate::store::schedules::{Advance, DueSchedule, Schedule};

/// At most so many handoffs are looked at for one digest.
const MATTERS_MAX: u32 = 200;
/// At most so many schedules at once.
const SCHEDULES_MAX: u32 = 100;
/// A digest that comes so much after its hour was held up.
const HELD_UP_MS: i64 = 15 * 60_000;
const PERSON: &str = "person_digest";
const TEAM: &str = "team_digest";
const HOLIDAYS: &str = "holidays";
/// Three in the morning, in minutes: whether a calendar needs another year of holidays.
const HOLIDAYS_MINUTE: i64 = 180;

/// A person's daily digest.
pub(super) fn of_person(company: &Company, person: &Person, now: Timestamp) -> Schedule {
    let minute = person.digest_minute.unwrap_or(company.workspace.digest_minute);
    let zone = company.zone_of(person.id);
    schedule(key_of_person(person.id), PERSON, (Some(person.id), None), (minute, zone), now)
}

/// The key of a person's schedule.
pub(super) fn key_of_person(person: PersonId) -> String {
    format!("digest:person:{person}")
}

/// The daily look whether a calendar needs another year of holidays.
pub(super) fn of_holidays(calendar: CalendarId, zone: Tz, now: Timestamp) -> Schedule {
    schedule(format!("holidays:{calendar}"), HOLIDAYS, (None, None), (HOLIDAYS_MINUTE, zone), now)
}

/// A team's daily digest in its channel, by the clock of its own hours.
pub(super) fn of_team(company: &Company, team: &Team, now: Timestamp) -> Schedule {
    let own = team.calendar.and_then(|id| company.calendars.get(&id)).map(|calendar| calendar.zone);
    let zone = own.unwrap_or_else(|| company.zone());
    let minute = company.workspace.digest_minute;
    schedule(format!("digest:team:{}", team.id), TEAM, (None, Some(team.id)), (minute, zone), now)
}

/// A digest whose hour or zone may be others now: once a day, neither twice nor not at all.
pub(super) fn moved(schedule: Schedule, before: &[Schedule], now: Timestamp) -> Schedule {
    let Some(known) = before.iter().find(|known| known.key == schedule.key) else { return schedule };
    let zone = schedule.zone.parse().unwrap_or(Tz::UTC);
    let planned = Planned { last_at: known.last_at, next_at: known.next_at };
    let is_same = known.minute == schedule.minute && known.zone == schedule.zone;
    let next_at = if is_same { known.next_at } else { digest_hour::moved(planned, now, schedule.minute, zone) };
    Schedule { next_at, ..schedule }
}

impl App {
    /// The daily digest of somebody new, at the hour that holds for everybody by then.
    pub(super) async fn add_digest(&self, workspace: WorkspaceId, person: PersonId) -> Result<(), AppFault> {
        for pause in pauses() {
            let version = self.store.settings_version(workspace).await?;
            let Some(company) = Company::load(&self.store, workspace).await? else { return Ok(()) };
            let Some(person) = company.persons.get(&person) else { return Ok(()) };
            let now = self.store.now().await?;
            let schedule = Row::PutSchedule(of_person(&company, person, now));
            let commit = Commit::new(workspace, now).row(Row::ChangeSettings { version }).row(schedule);
            if self.store.write(commit).await? != Written::Stale {
                return Ok(());
            }
            self.store.rest(pause).await;
        }
        Err(AppFault::Busy)
    }
}

fn schedule(
    key: String,
    kind: &str,
    (person, team): (Option<PersonId>, Option<TeamId>),
    (minute, zone): (i64, Tz),
    now: Timestamp,
) -> Schedule {
    let next_at = digest_hour::next(now, minute, zone);
    let zone = zone.name().to_owned();
    Schedule { key, kind: kind.to_owned(), person, team, minute, zone, next_at, last_at: None, missed: 0 }
}

impl App {
    /// Fires every schedule that is due; how many. Occurrences of former days are counted as missed, not made up for.
    pub(super) async fn fire_schedules(&self, now: Timestamp) -> Result<usize, AppFault> {
        let due = self.store.schedules_due(now, SCHEDULES_MAX).await?;
        // Handed over together and in order, so that the writer can commit them together.
        let asleep = if due.is_empty() { BTreeSet::new() } else { self.store.asleep().await? };
        let firing = |due: &DueSchedule| {
            let mut firing = self.firing(due, now);
            if asleep.contains(&due.workspace) {
                firing.jobs.clear();
            }
            firing
        };
        let fired = join_all(due.iter().map(|due| self.store.write(firing(due)))).await;
        for written in fired {
            match written {
                // Somebody else was first: then it is done. Where another process drew the same id it is due still, and the
                // next look draws another.
                Ok(_) | Err(Fault::Taken(_)) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(due.len())
    }

    /// What moves a schedule on, with the digest of today.
    fn firing(&self, due: &DueSchedule, now: Timestamp) -> Commit {
        let DueSchedule { workspace, schedule } = due;
        let zone: Tz = schedule.zone.parse().unwrap_or(Tz::UTC);
        let calendar = Calendar::always(zone);
        let mut last = schedule.next_at;
        let mut missed = 0;
        let mut next = digest_hour::next(last, schedule.minute, zone);
        while next <= now {
            (last, missed) = (next, missed + 1);
            next = digest_hour::next(last, schedule.minute, zone);
        }
        let date = calendar.local_date(last);
        let is_today = calendar.local_date(now) == date;
        let missed = missed + i64::from(!is_today);
        let advance = Advance {
            key: schedule.key.clone(),
            expected_last: schedule.last_at,
            last_at: last,
            next_at: next,
            missed,
        };
        let mut commit = Commit::new(*workspace, now).row(Row::AdvanceSchedule(advance));
        let task = digest_task(schedule, date).filter(|_| is_today);
        commit.jobs = task.map(|task| self.digest_job(&task, schedule, date, (last, now))).into_iter().collect();
        commit
    }

    fn digest_job(
        &self,
        task: &Task,
        schedule: &Schedule,
        date: NaiveDate,
        (planned, now): (Timestamp, Timestamp),
    ) -> NewJob {
        NewJob {
            id: JobId::new(self.ids.next(now)),
            kind: task.kind().to_owned(),
            dedupe: format!("{}:{}:{date}", schedule.key, schedule.zone),
            lane: Some(schedule.key.clone()),
            run_at: planned,
            handoff: None,
            payload: task.payload(),
        }
    }

    /// A person's digest, on the days they work. One that was held up disturbs nobody in their quiet hours: it waits for the
    /// end of these, or is left to the next where its day is over by then. Nothing is lost by that, since a digest is
    /// gathered when it is sent.
    pub(super) async fn run_person_digest(
        &self,
        job: &ClaimedJob,
        companies: &Companies,
        (person, date): (PersonId, NaiveDate),
    ) -> Result<Ran, AppFault> {
        let Some(company) = companies.of(&self.store, job.workspace).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let is_here = company.persons.get(&person).is_some_and(|found| found.state == PersonState::Active);
        if !is_here || company.calendar_of(person).is_none() || company.is_day_off(person, date) {
            return Ok(Ran::End(JobEnd::Done));
        }
        let late = late(&company, person, (job.run_at, date), self.store.now().await?);
        match late {
            Late::No => {}
            Late::Until(end) => return Ok(Ran::End(JobEnd::RetryAt(end, QUIET.to_owned()))),
            // Where an earlier attempt reached them it only remains to be noted.
            Late::Over if job.attempt > 1 => match self.send(job, Deliver::Find { at: Sought::Direct(person) }).await {
                Ok(Delivered::Posted(_) | Delivered::Thread { .. }) => {}
                Ok(Delivered::Done) => return Ok(Ran::End(JobEnd::Done)),
                Err(fault) => return self.undelivered(job, fault).await,
            },
            Late::Over => return Ok(Ran::End(JobEnd::Done)),
        }
        let left = self.left_to_digest(&company, person).await?;
        let Some((digest, message)) = self.person_digest(company, person, &left).await? else {
            return self.end_with(job, left.gone()).await;
        };
        match self.send(job, Deliver::Direct { to: person, message }).await {
            Ok(_) => {
                let rows = left.said(&digest, (&job.dedupe, date, self.store.now().await?));
                self.end_with(job, rows).await
            }
            Err(DeliveryFault::NoDirect) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// What somebody would read now; nothing where there is nothing to say.
    pub(super) async fn person_digest(
        &self,
        company: Arc<Company>,
        person: PersonId,
        left: &Left,
    ) -> Result<Option<(Digest, Message)>, AppFault> {
        let Some(calendar) = company.calendar_of(person) else { return Ok(None) };
        let subjects = self.matters(&company, Whose::Person(person)).await?;
        let now = self.store.now().await?;
        let not_today = self.not_today(&company, person, calendar, now).await?;
        let matters: Vec<Matter<'_>> = subjects.iter().map(matter).collect();
        let day = Day { now, calendar, not_today: &not_today };
        let found = digest::for_person(person, &matters, left.lines(), &day);
        let (words, zone) = (self.words(company.locale_of(person)), company.zone_of(person));
        Ok(found.map(|found| {
            let message = cards::digest::for_person(&words, person, &found, (now, zone));
            (found, message)
        }))
    }

    async fn not_today(
        &self,
        company: &Company,
        person: PersonId,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<BTreeSet<LineId>, AppFault> {
        let stored = self.store.meta(&not_today_key(company, person)).await?.unwrap_or_default();
        let today = calendar.local_date(now).to_string();
        let lines = stored.lines().filter_map(|line| line.split_once(' ')).filter(|(day, _)| *day == today);
        let id = |text: &str| {
            let (handoff, key) = text.split_once(' ')?;
            Some(LineId { handoff: handoff.parse().ok()?, key: key.to_owned() })
        };
        Ok(lines.filter_map(|(_, text)| id(text)).collect())
    }

    /// Takes a line out of somebody's digest for today.
    pub(super) async fn put_off(&self, company: &Company, person: PersonId, line: &LineId) -> Result<(), AppFault> {
        let now = self.store.now().await?;
        let key = not_today_key(company, person);
        let today =
            company.calendar_of(person).map(|calendar| calendar.local_date(now).to_string()).unwrap_or_default();
        let stored = self.store.meta(&key).await?.unwrap_or_default();
        let kept: Vec<&str> = stored.lines().filter(|line| line.starts_with(&today)).collect();
        let value = kept
            .into_iter()
            .map(str::to_owned)
            .chain([format!("{today} {} {}", line.handoff, line.key)])
            .collect::<Vec<_>>()
            .join("\n");
        self.store.write(Commit::new(company.workspace.id, now).row(Row::PutMeta { key, value })).await?;
        Ok(())
    }

    /// A team's digest, on the days its desk is open.
    pub(super) async fn run_team_digest(
        &self,
        job: &ClaimedJob,
        companies: &Companies,
        (team, date): (TeamId, NaiveDate),
    ) -> Result<Ran, AppFault> {
        let Some(company) = companies.of(&self.store, job.workspace).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let Some(found) = company.teams.iter().find(|found| found.id == team) else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let calendar = found.calendar.or(company.workspace.calendar).and_then(|id| company.calendars.get(&id));
        let (Some(channel), Some(calendar)) = (found.channel.clone(), calendar) else {
            return Ok(Ran::End(JobEnd::Done));
        };
        if !calendar.is_open_day(date) {
            return Ok(Ran::End(JobEnd::Done));
        }
        let members = company.members.iter().filter(|member| member.team == team).map(|member| member.person).collect();
        let subjects = self.matters(&company, Whose::Team(team)).await?;
        let now = self.store.now().await?;
        let matters: Vec<Matter<'_>> = subjects.iter().map(matter).collect();
        let day = Day { now, calendar, not_today: &BTreeSet::new() };
        let Some(digest) = digest::for_team(&members, &matters, &day) else { return Ok(Ran::End(JobEnd::Done)) };
        let words = self.words(&company.workspace.locale);
        let message = cards::digest::for_team(&words, &found.name, &digest, now);
        match self.send(job, Deliver::Post { to: Place::channel(channel), message }).await {
            Ok(_) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }

    /// Drafts, open handoffs and unrated ones, whole.
    async fn matters(&self, company: &Arc<Company>, whose: Whose) -> Result<Vec<Subject>, AppFault> {
        let workspace = company.workspace.id;
        let page = Page { limit: MATTERS_MAX, offset: 0 };
        let mut seen = BTreeSet::new();
        let mut subjects = Vec::new();
        for which in [Which::Open, Which::Unrated, Which::Drafts] {
            for line in self.store.list(workspace, which, whose, page).await? {
                if !seen.insert(line.id) {
                    continue;
                }
                let Some(handoff) = self.store.handoff(workspace, line.id).await? else { continue };
                let playbook = self.playbook_of(company, &handoff).await?;
                let now = self.store.now().await?;
                subjects.push(Subject { handoff, playbook, company: Arc::clone(company), dated: Vec::new(), now });
            }
        }
        Ok(subjects)
    }
}

/// Whether a digest may still be said.
enum Late {
    No,
    /// It was held up and it is quiet now; then it may.
    Until(Timestamp),
    /// Its day is over before it may.
    Over,
}

/// What comes at the hour somebody chose is no disturbance, whatever their quiet hours are.
fn late(company: &Company, person: PersonId, (planned, date): (Timestamp, NaiveDate), now: Timestamp) -> Late {
    let off = |day| company.is_day_off(person, day);
    let end = attention::quiet(company, person, &off).until(now).filter(|_| now.since(planned) > HELD_UP_MS);
    if company.date_of(person, end.unwrap_or(now)) > date {
        return Late::Over;
    }
    end.map_or(Late::No, Late::Until)
}

fn not_today_key(company: &Company, person: PersonId) -> String {
    format!("not_today:{}:{person}", company.workspace.id)
}

pub(super) fn matter(subject: &Subject) -> Matter<'_> {
    let manager = subject.company.managers_of(&subject.handoff).first().copied();
    Matter { handoff: &subject.handoff, playbook: &subject.playbook, manager }
}

fn digest_task(schedule: &Schedule, date: NaiveDate) -> Option<Task> {
    match (schedule.kind.as_str(), schedule.person, schedule.team) {
        (PERSON, Some(person), _) => Some(Task::PersonDigest { person, date }),
        (TEAM, _, Some(team)) => Some(Task::TeamDigest { team, date }),
        (HOLIDAYS, _, _) => {
            let calendar = schedule.key.rsplit(':').next().and_then(|id| id.parse().ok())?;
            Some(Task::Holidays { calendar })
        }
        (UPKEEP, _, _) => Some(Task::Upkeep),
        _ => None,
    }
}
