//! Days off of everybody or of a team: public holidays of a country, days entered by hand, a calendar file. Each change
//! counts at once: open deadlines are counted anew, and the card says how many move.
//!
//! A file is shown before it is kept. Public holidays are filled in some years ahead; a daily look fills in the next year
//! when it comes near. What is typed is read by [`crate::domain::days_off`].

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::App;
use super::company::Company;
use super::digests;
use super::fault::AppFault;
use super::router::Desk;
use super::setup::{self, Moves};
use super::worker::Ran;
use crate::chat::cards::forms;
use crate::chat::cards::setup::days_off::{self as cards, Came, Card, NONE, OTHER};
use crate::chat::form::Answers;
use crate::chat::incoming::Reply;
use crate::chat::message::Text;
use crate::chat::route::{Route, Verb};
use crate::domain::calendar::Calendar;
use crate::domain::days_off::{DaysOff, by_hand, ics};
use crate::domain::holidays;
use crate::ids::{CalendarId, EventId, TeamId};
use crate::store::commit::{Commit, JobEnd, NewEvent, Row, Written};
use crate::store::forms::KeptForm;
use crate::store::identity::{StoredCalendar, StoredClosedDays, Team};
use crate::store::jobs::ClaimedJob;
use crate::store::pauses;

/// A file that was shown is kept so long for the tap that takes it.
const FILE_KEPT_MS: i64 = 24 * 3_600_000;
/// The input of a kept form that holds the file.
const FILE: &str = "file";

/// Whose days they are.
struct Target {
    team: Option<Team>,
    calendar: CalendarId,
    hours: Calendar,
    days: DaysOff,
}

/// A button or select.
pub(super) async fn clicked(desk: &Desk<'_>, route: &Route, values: &[String]) -> Result<Reply, AppFault> {
    if let Some(refused) = setup::not_an_admin(desk) {
        return Ok(refused);
    }
    let (what, team) = parts(&route.arg);
    let Some(target) = target(desk, team).await? else { return Ok(desk.out_of_date()) };
    let chosen = values.first().map(String::as_str).unwrap_or_default();
    let country = target.days.country.clone();
    match (what, chosen) {
        ("" | "show", _) => Ok(card(desk, &target, None)),
        ("hand", _) => Ok(Reply::Form(cards::hand_form(&desk.words, team))),
        ("import", _) => {
            Ok(Reply::Form(cards::import_form(&desk.words, team, Came::usual(desk.app.platform().entry()))))
        }
        ("country" | "region", OTHER) => Ok(Reply::Form(cards::place_form(&desk.words, team, &target.days))),
        ("country", NONE) => choose(desk, team, ("", "")).await,
        ("country", code) => choose(desk, team, (code, "")).await,
        ("region", NONE) => choose(desk, team, (&country, "")).await,
        ("region", code) => choose(desk, team, (&country, code)).await,
        ("keep", _) => keep(desk, team).await,
        (_, _) => Ok(desk.out_of_date()),
    }
}

/// A form.
pub(super) async fn submitted(desk: &Desk<'_>, route: &Route, answers: &Answers) -> Result<Reply, AppFault> {
    if let Some(refused) = setup::not_an_admin(desk) {
        return Ok(refused);
    }
    let (what, team) = parts(&route.arg);
    let Some(target) = target(desk, team).await? else { return Ok(desk.out_of_date()) };
    let answer = |key: &str| answers.get(key).map(String::as_str).unwrap_or_default();
    match what {
        "hand" => match by_hand::read(answer(cards::key::DAYS), today(desk, &target)) {
            Ok(lines) => change(desk, team, |days, _| days.enter(&lines)).await,
            Err(wrong) => {
                let form = cards::hand_form(&desk.words, team);
                Ok(Reply::Form(forms::once_more(form, answers, cards::days_problem(&desk.words, &wrong))))
            }
        },
        "place" => match place(answer(cards::key::COUNTRY), answer(cards::key::REGION)) {
            Ok((country, region)) => choose(desk, team, (country, region)).await,
            Err((typed, near)) => {
                let form = cards::place_form(&desk.words, team, &target.days);
                let problem = cards::place_problem(&desk.words, typed, &near);
                Ok(Reply::Form(forms::once_more(form, answers, problem)))
            }
        },
        "import" => import(desk, team, (answer(cards::key::FILE), Came::Pasted)).await,
        _ => Ok(desk.out_of_date()),
    }
}

/// Shows what a calendar file would bring; nothing counts before it is kept. The one way in for a file's text, however it
/// came.
pub(super) async fn import(
    desk: &Desk<'_>,
    team: Option<TeamId>,
    (text, came): (&str, Came),
) -> Result<Reply, AppFault> {
    if let Some(refused) = setup::not_an_admin(desk) {
        return Ok(refused);
    }
    if text.trim().is_empty() {
        return Ok(Reply::Private(cards::nothing_given(&desk.words, came)));
    }
    let Some(target) = target(desk, team).await? else { return Ok(desk.out_of_date()) };
    let found = match ics::read(text, today(desk, &target)) {
        Ok(found) => found,
        Err(wrong) => return Ok(Reply::Private(cards::no_file(&desk.words, wrong, came))),
    };
    if !found.days.is_empty() {
        let row = Row::KeepForm(KeptForm {
            person: desk.incoming.person,
            form: cards::route("import", team).id(),
            handoff: None,
            answers: Answers::from([(FILE.to_owned(), text.to_owned())]),
            expires_at: desk.now.plus_ms(FILE_KEPT_MS),
        });
        desk.app.store.write(Commit::new(desk.incoming.workspace, desk.now).row(row)).await?;
    }
    Ok(Reply::Private(cards::shown(&desk.words, team, &found)))
}

/// Takes the file that was shown last.
async fn keep(desk: &Desk<'_>, team: Option<TeamId>) -> Result<Reply, AppFault> {
    let form = cards::route("import", team).id();
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    let kept = desk.app.store.kept_form(workspace, person, &form, desk.now).await?;
    let Some(text) = kept.and_then(|mut answers| answers.remove(FILE)) else { return Ok(desk.out_of_date()) };
    let reply = change(desk, team, |days, today| {
        if let Ok(found) = ics::read(&text, today) {
            days.import(&found.days);
        }
    });
    let reply = reply.await?;
    desk.app.store.write(Commit::new(workspace, desk.now).row(Row::ForgetForm { person, form })).await?;
    Ok(reply)
}

async fn choose(desk: &Desk<'_>, team: Option<TeamId>, (country, region): (&str, &str)) -> Result<Reply, AppFault> {
    let is_known = country.is_empty() || holidays::place(country, region).is_some();
    if !is_known {
        return Ok(desk.out_of_date());
    }
    change(desk, team, |days, today| days.set_place(country, region, today)).await
}

/// Codes of the place that was typed; else which name is unknown, and which were probably meant.
fn place<'a>(country: &'a str, region: &'a str) -> Result<(&'static str, &'static str), (&'a str, Vec<&'static str>)> {
    if country.trim().is_empty() {
        return Ok(("", ""));
    }
    let country = holidays::find(holidays::countries(), country).map_err(|near| (country, near))?.country;
    if region.trim().is_empty() {
        return Ok((country, ""));
    }
    let region = holidays::find(holidays::regions(country), region).map_err(|near| (region, near))?.region;
    Ok((country, region))
}

/// Changes the days as they are now and writes what follows; decided anew where somebody else was faster.
async fn change(
    desk: &Desk<'_>,
    team: Option<TeamId>,
    how: impl Fn(&mut DaysOff, NaiveDate),
) -> Result<Reply, AppFault> {
    for pause in pauses() {
        let Some((desk, version)) = &setup::anew(desk).await? else { return Ok(desk.out_of_date()) };
        let Some(mut target) = target(desk, team).await? else { return Ok(desk.out_of_date()) };
        let day = today(desk, &target);
        how(&mut target.days, day);
        let now = desk.app.store.now().await?;
        let by = Some((desk.incoming.person, desk.app.platform().name()));
        let mut commit = Commit::new(desk.incoming.workspace, now).row(Row::ChangeSettings { version: *version });
        let moves = desk.app.write_days(&desk.company, &mut target, &mut commit, by).await?;
        if desk.app.store.write(commit).await? != Written::Stale {
            desk.app.wake.notify_one();
            return Ok(card(desk, &target, Some(setup::saved(&desk.words, moves))));
        }
        desk.app.store.rest(pause).await;
    }
    Err(AppFault::Busy)
}

impl App {
    /// The rows of changed days: the calendar with what follows from them, the daily look, and a recount.
    async fn write_days(
        &self,
        company: &Company,
        target: &mut Target,
        commit: &mut Commit,
        by: Option<(crate::ids::PersonId, &str)>,
    ) -> Result<Moves, AppFault> {
        let json = |error: serde_json::Error| AppFault::Unreadable(error.to_string());
        let (id, now) = (target.calendar, commit.at);
        target.hours.exceptions = target.days.exceptions();
        let stored = self.store.calendar(company.workspace.id, id).await?;
        let name = stored.map(|stored| stored.name).unwrap_or_default();
        let body = serde_json::to_value(&target.hours).map_err(json)?;
        commit.rows.push(Row::PutCalendar(StoredCalendar { id, name, body }));
        let body = serde_json::to_value(&target.days).map_err(json)?;
        commit.rows.push(Row::PutClosedDays(StoredClosedDays { calendar: id, body }));
        commit.rows.push(Row::PutSchedule(digests::of_holidays(id, target.hours.zone, now)));
        commit.events.push(NewEvent {
            id: EventId::new(self.ids.next(now)),
            handoff: None,
            at: now,
            kind: "days_off_changed".to_owned(),
            by: by.map(|(person, _)| person),
            source: by.map_or("timer", |(_, source)| source).to_owned(),
            payload: json!({ "v": 1, "calendar": id, "country": target.days.country, "region": target.days.region }),
        });
        let mut after = company.clone();
        let before = after.calendars.insert(id, target.hours.clone());
        if before.as_ref() == Some(&target.hours) {
            return Ok(Moves::default());
        }
        commit.jobs.push(self.recount_job(now));
        self.moves(&after).await
    }

    /// The daily look: fills in the next year of public holidays when it comes near.
    pub(super) async fn run_holidays(&self, job: &ClaimedJob, calendar: CalendarId) -> Result<Ran, AppFault> {
        let version = self.store.settings_version(job.workspace).await?;
        let Some(company) = Company::load(&self.store, job.workspace).await? else { return Ok(Ran::End(JobEnd::Done)) };
        let Some(hours) = company.calendars.get(&calendar).cloned() else { return Ok(Ran::End(JobEnd::Done)) };
        let stored = self.store.closed_days(job.workspace, calendar).await?;
        let days = DaysOff::of(stored.as_ref().map(|stored| &stored.body), &hours);
        let mut commit = self.end_commit(job, JobEnd::Done).await?;
        let mut target = Target { team: None, calendar, hours, days };
        if target.days.fill(target.hours.local_date(commit.at)) {
            commit.rows.push(Row::ChangeSettings { version });
            self.write_days(&company, &mut target, &mut commit, None).await?;
        }
        match self.store.write(commit).await? {
            // Somebody changes the settings right now: the job looks again.
            Written::Stale => Err(AppFault::Busy),
            Written::Committed(_) | Written::LeaseLost | Written::Duplicate(_) => Ok(Ran::Ended),
        }
    }
}

async fn target(desk: &Desk<'_>, team: Option<TeamId>) -> Result<Option<Target>, AppFault> {
    let company = &desk.company;
    let team = match team {
        Some(id) => match company.teams.iter().find(|team| team.id == id) {
            Some(team) => Some(team.clone()),
            None => return Ok(None),
        },
        None => None,
    };
    let own = team.as_ref().map_or(company.workspace.calendar, |team| company.own_calendar(team));
    let Some((calendar, hours)) = own.and_then(|id| Some((id, company.calendars.get(&id)?.clone()))) else {
        return Ok(None);
    };
    let stored = desk.app.store.closed_days(desk.incoming.workspace, calendar).await?;
    let body: Option<Value> = stored.map(|stored| stored.body);
    let days = DaysOff::of(body.as_ref(), &hours);
    Ok(Some(Target { team, calendar, hours, days }))
}

fn today(desk: &Desk<'_>, target: &Target) -> NaiveDate {
    target.hours.local_date(desk.now)
}

fn card(desk: &Desk<'_>, target: &Target, said: Option<Text>) -> Reply {
    let back = if setup::is_set_up(desk) { Verb::Settings } else { Verb::Setup };
    let drawn = Card {
        team: target.team.as_ref().map(|team| (team.id, team.name.as_str())),
        zone: target.hours.zone.name(),
        days: &target.days,
        today: today(desk, target),
        back,
    };
    Reply::Update(cards::card(&desk.words, &drawn, said))
}

/// What is wanted, and of which team.
fn parts(arg: &str) -> (&str, Option<TeamId>) {
    let (what, team) = arg.split_once('.').unwrap_or((arg, ""));
    (what, team.parse().ok())
}
