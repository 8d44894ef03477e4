//! The sample company: four people, two teams, and a year of handoffs that really went through the rules, so that figures
//! and lists show something true.
//!
//! What its past was like follows from the number of each deal alone: the same past every time.

use std::sync::Arc;

use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::App;
use super::act::{Rehearsal, Subject};
use super::company::Company;
use super::drafts::blank_draft;
use super::fault::AppFault;
use super::playground::Founding;
use crate::clock::Timestamp;
use crate::domain::brief::{Entry, value};
use crate::domain::calendar::Calendar;
use crate::domain::playbook::Playbook;
use crate::ids::{CalendarId, PersonId, TeamId, WorkspaceId};
use crate::store::commit::{Commit, Delivery, Row};
use crate::store::identity::{Capability, Grant, Person, StoredCalendar, Team, TeamMember, Workspace};
use crate::store::playbooks::{Receiver, Receivers};
use crate::store::schedules::Schedule;

mod story;

use story::{Cast, Story};

/// Handoffs of the past year.
const PAST_DEALS: u32 = 64;
/// So many of them in the last month, so that its figures have enough to say.
const RECENT_DEALS: u32 = 18;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The playbook of the past.
const PLAYBOOK: &str = "ae_csm";

#[derive(RustEmbed)]
#[folder = "prompts/playground"]
struct Embedded;

/// The sample company as its file tells it.
#[derive(Debug, Clone, Deserialize)]
pub struct Sample {
    /// Its name.
    pub company: String,
    /// Its zone.
    pub zone: String,
    /// Where cards go.
    pub channel: String,
    /// Where managers hear of breaches.
    pub manager_channel: String,
    #[serde(rename = "team")]
    teams: Vec<SampleTeam>,
    #[serde(rename = "person")]
    people: Vec<SamplePerson>,
    /// The deal of the walk: `customer`, and answers by field.
    pub deal: std::collections::BTreeMap<String, String>,
    past: Vec<PastDeal>,
}

#[derive(Debug, Clone, Deserialize)]
struct SampleTeam {
    key: String,
    name: String,
    #[serde(default)]
    channel: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct SamplePerson {
    key: String,
    name: String,
    title: String,
    team: String,
    #[serde(default)]
    manages: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct PastDeal {
    customer: String,
    goal: String,
}

impl Sample {
    /// As it ships.
    pub fn shipped() -> Result<Self, AppFault> {
        read_sample()
    }

    /// Where teams hear of their day.
    pub(super) fn team_channels(&self) -> impl Iterator<Item = &String> {
        self.teams.iter().filter_map(|team| team.channel.as_ref())
    }
}

impl App {
    /// Makes a company with nobody's handoffs yet, unless it is there; its playbooks are installed by the caller.
    pub(super) async fn found_company(&self, sample: &Sample, founding: Founding) -> Result<(), AppFault> {
        let Founding { workspace: id, at: now } = founding;
        let calendar_id = CalendarId::new(self.ids.next(now));
        let zone = sample.zone.parse().map_err(|_| AppFault::Unreadable(format!("zone {}", sample.zone)))?;
        let body = serde_json::to_value(Calendar::business_week(zone))
            .map_err(|error| AppFault::Unreadable(error.to_string()))?;
        let people: Vec<(PersonId, &SamplePerson)> =
            sample.people.iter().map(|person| (PersonId::new(self.ids.next(now)), person)).collect();
        let manager = people.iter().find(|(_, person)| person.manages).map(|(id, _)| *id);
        let workspace = Workspace {
            id,
            platform: crate::platform::playground::NAME.to_owned(),
            external_id: format!("sample-{id}"),
            name: sample.company.clone(),
            locale: "en".to_owned(),
            zone: sample.zone.clone(),
            calendar: None,
            fallback: None,
            channel: Some(sample.channel.clone()),
            manager_channel: Some(sample.manager_channel.clone()),
            weekends_count: false,
            digest_minute: 540,
            set_up_at: Some(now),
            created_at: now,
            last_number: 0,
        };
        let mut commit = Commit::new(id, now).row(Row::PutWorkspace(workspace.clone()));
        commit.rows.push(Row::PutCalendar(StoredCalendar { id: calendar_id, name: "Office hours".to_owned(), body }));
        for (person, sample) in &people {
            commit.rows.push(Row::PutPerson(sample_person(*person, sample)));
        }
        let whole = Workspace { calendar: Some(calendar_id), fallback: manager, ..workspace };
        commit.rows.push(Row::PutWorkspace(whole));
        for team in &sample.teams {
            let team_id = TeamId::new(self.ids.next(now));
            commit.rows.extend(team_rows(sample, team, team_id, &people, calendar_id));
        }
        for capability in [Capability::Admin, Capability::Manager, Capability::SeePersonFigures] {
            commit.rows.extend(manager.map(|person| Row::PutGrant(Grant { person, capability, granted_by: None })));
        }
        commit.delivery = Some(once("company"));
        self.store.write(commit).await?;
        Ok(())
    }

    /// Who receives, and when digests go out. After the playbooks are installed.
    pub(super) async fn staff(&self, workspace: WorkspaceId) -> Result<(), AppFault> {
        let Some(company) = Company::load(&self.store, workspace).await? else { return Ok(()) };
        let now = self.store.now().await?;
        let mut commit = Commit::new(workspace, now);
        if let (Some(ben), Some(lea)) = (company.find("ben"), company.find("lea")) {
            let rule = |person, value: &str| Receiver {
                person,
                field: Some("segment".to_owned()),
                value: Some(value.to_owned()),
            };
            let list = vec![rule(ben, "mid_market"), rule(ben, "startup"), rule(lea, "enterprise"), rule(lea, "smb")];
            let list = list.into_iter().chain([ben, lea].map(|person| Receiver { person, field: None, value: None }));
            commit.rows.push(Row::PutReceivers(Receivers { key: PLAYBOOK.to_owned(), list: list.collect() }));
        }
        for schedule in digest_schedules(&company, now) {
            commit.rows.push(Row::PutSchedule(schedule));
        }
        self.store.write(commit).await?;
        Ok(())
    }

    /// A year of handoffs, each through the real rules; those that are there already are not lived again.
    pub(super) async fn live_a_year(&self, sample: &Sample, founding: Founding) -> Result<u32, AppFault> {
        let Founding { workspace, at: now } = founding;
        let Some(company) = Company::load(&self.store, workspace).await? else { return Ok(0) };
        let company = Arc::new(company);
        let Some(setting) = self.store.workspace_playbook(workspace, PLAYBOOK).await? else { return Ok(0) };
        let playbook = self.playbook(workspace, &setting.digest).await?;
        let (Some(ana), Some(ben), Some(lea)) = (company.find("ana"), company.find("ben"), company.find("lea")) else {
            return Ok(0);
        };
        for n in 0..PAST_DEALS {
            let deal = &sample.past[usize::try_from(n).unwrap_or_default() % sample.past.len().max(1)];
            let receiver = if n % 3 == 1 { lea } else { ben };
            let backup = if receiver == ben { lea } else { ben };
            let blank = blank_draft(self, workspace, &setting, ana, past_closing(now, n));
            let subject = Subject {
                dated: self.dated_drafts(&blank).await?,
                handoff: blank,
                playbook: Arc::clone(&playbook),
                company: Arc::clone(&company),
                now,
            };
            let cast = Cast { ana, receiver, backup, mia: company.workspace.fallback.unwrap_or(ana) };
            let mut rehearsal = Rehearsal::new(subject);
            let story = Story { app: self, rehearsal: &mut rehearsal, cast, n, deal };
            if let Err(refusal) = story.play() {
                return Err(AppFault::Unreadable(format!("sample deal {n} was refused: {refusal:?}")));
            }
            self.write_rehearsal(rehearsal, now, once(&format!("deal/{n}"))).await?;
        }
        Ok(PAST_DEALS)
    }
}

/// The sample's file as it ships, or a part of it.
pub(super) fn read_sample<T: DeserializeOwned>() -> Result<T, AppFault> {
    let file = Embedded::get("sample.toml").map(|file| file.data.into_owned()).unwrap_or_default();
    let text = String::from_utf8(file).unwrap_or_default();
    toml::from_str(&text).map_err(|error| AppFault::Unreadable(format!("prompts/playground/sample.toml: {error}")))
}

/// A step of making a company, which is taken once.
fn once(step: &str) -> Delivery {
    let platform = crate::platform::playground::NAME.to_owned();
    Delivery { platform, id: format!("/founding/{step}"), outcome: serde_json::Value::Null }
}

fn digest_schedules(company: &Company, now: Timestamp) -> Vec<Schedule> {
    let of_people = company.persons.values().map(|person| super::digests::of_person(company, person, now));
    let of_teams = company.teams.iter().filter(|team| team.channel.is_some());
    of_people.chain(of_teams.map(|team| super::digests::of_team(company, team, now))).collect()
}

fn sample_person(id: PersonId, sample: &SamplePerson) -> Person {
    Person {
        title: sample.title.clone(),
        ..Person::new(id, crate::platform::playground::NAME, &sample.key, sample.name.clone(), sample.key.clone())
    }
}

fn team_rows(
    sample: &Sample,
    team: &SampleTeam,
    id: TeamId,
    people: &[(PersonId, &SamplePerson)],
    calendar: CalendarId,
) -> Vec<Row> {
    let has_manager = people.iter().any(|(_, person)| person.team == team.key && person.manages);
    let manager_channel = has_manager.then(|| sample.manager_channel.clone());
    let row =
        Team { id, name: team.name.clone(), channel: team.channel.clone(), manager_channel, calendar: Some(calendar) };
    let members = people.iter().filter(|(_, person)| person.team == team.key).zip(0..);
    let members = members.map(|((person, sample), ordinal)| {
        Row::PutTeamMember(TeamMember { team: id, person: *person, ordinal, is_manager: sample.manages })
    });
    std::iter::once(Row::PutTeam(row)).chain(members).collect()
}

/// When the `n`th deal of the past closed: spread over the year, closer together in the last month.
fn past_closing(now: Timestamp, n: u32) -> Timestamp {
    let early = i64::from(PAST_DEALS - RECENT_DEALS);
    let n = i64::from(n);
    let days_ago = if n < early { 365 - n * 330 / early } else { 29 - (n - early) * 24 / i64::from(RECENT_DEALS) };
    now.plus_ms(-days_ago * DAY_MS + (n * 7 % 5) * HOUR_MS)
}

/// What was typed, as entries of a brief; keys that the playbook does not know are left out.
pub(super) fn entries(playbook: &Playbook, typed: &[(&str, &str)], at: Timestamp) -> Vec<(String, Entry)> {
    let today = at.utc().date_naive();
    let read = |(key, typed): &(&str, &str)| {
        let field = playbook.field(key)?;
        Some(((*key).to_owned(), Entry { value: value::read(field, typed, today), source: None }))
    };
    typed.iter().filter_map(read).collect()
}
