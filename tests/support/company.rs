//! A company to test with: two teams, four people, one calendar. Nobody's handoffs yet.
//!
//! Made of the same rows that set-up writes; the playbooks are installed by the caller, between [`found`] and [`staff`].

use std::collections::BTreeMap;

use baton::clock::Timestamp;
use baton::domain::calendar::Calendar;
use baton::ids::{CalendarId, IdSource, PersonId, TeamId, WorkspaceId};
use baton::store::Store;
use baton::store::commit::{Commit, Row};
use baton::store::identity::{Capability, Grant, Person, StoredCalendar, Team, TeamMember, Workspace};
use baton::store::playbooks::{Receiver, Receivers};
use baton::store::schedules::Schedule;
use chrono::{Days, NaiveTime};
use chrono_tz::Tz;

/// The channel of the cards.
pub const CHANNEL: &str = "handoffs";
/// Where managers hear of what is late.
pub const MANAGERS: &str = "cs-managers";
/// The receiving team's own channel.
pub const TEAM_CHANNEL: &str = "customer-success";
/// The team that receives.
const SUCCESS: &str = "Customer Success";
/// Nine o'clock, in minutes.
const DIGEST_MINUTE: i64 = 540;

/// A company to be made.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Everybody's hours.
    pub calendar: Calendar,
    /// The people, by team in this order.
    pub people: Vec<Member>,
    /// Where they meet.
    pub home: Home,
    /// Whether set-up is done; else nothing but the people is there.
    pub is_set_up: bool,
}

/// Where a company meets: a platform's names for it, its people and its channels. What is not named is called as it is here.
#[derive(Debug, Clone)]
pub struct Home {
    /// The platform's key.
    pub platform: String,
    /// Its name for the company.
    pub server: String,
    /// Its names for people, by handle.
    pub accounts: BTreeMap<String, String>,
    /// Its names for channels.
    pub channels: BTreeMap<String, String>,
}

impl Default for Home {
    fn default() -> Self {
        Self {
            platform: "fake".to_owned(),
            server: "northlight".to_owned(),
            accounts: BTreeMap::new(),
            channels: BTreeMap::new(),
        }
    }
}

impl Home {
    fn channel(&self, name: &str) -> String {
        self.channels.get(name).map_or(name, String::as_str).to_owned()
    }
}

/// Somebody of it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Handle, in small letters.
    pub key: String,
    /// Job title.
    pub title: String,
    /// Name of their team.
    pub team: String,
    /// Whether they manage it, and with it the workspace.
    pub is_manager: bool,
    /// Their own zone.
    pub zone: Option<String>,
}

impl Plan {
    /// Ana sells; Ben and Lea look after customers; Mia manages them.
    pub fn usual(calendar: Calendar) -> Self {
        let member = |key: &str, title: &str, team: &str, is_manager| Member {
            key: key.to_owned(),
            title: title.to_owned(),
            team: team.to_owned(),
            is_manager,
            zone: None,
        };
        let people = vec![
            member("ana", "account executive", "Sales", false),
            member("ben", "customer success manager", SUCCESS, false),
            member("lea", "customer success manager", SUCCESS, false),
            member("mia", "head of customer success", SUCCESS, true),
        ];
        Self { calendar, people, home: Home::default(), is_set_up: true }
    }

    fn teams(&self) -> Vec<&str> {
        let mut teams: Vec<&str> = Vec::new();
        for member in &self.people {
            if !teams.contains(&member.team.as_str()) {
                teams.push(&member.team);
            }
        }
        teams
    }
}

/// The company as it was made.
#[derive(Debug, Clone)]
pub struct Founded {
    /// Where.
    pub workspace: WorkspaceId,
    /// Its people, by key.
    pub people: Vec<(String, PersonId)>,
}

impl Founded {
    /// Somebody by key.
    pub fn person(&self, key: &str) -> Option<PersonId> {
        self.people.iter().find(|(known, _)| known == key).map(|(_, id)| *id)
    }
}

/// Makes the company.
pub async fn found(store: &Store, ids: &IdSource, plan: &Plan) -> Result<Founded, String> {
    let now = store.now().await.map_err(|fault| fault.to_string())?;
    let workspace = WorkspaceId::new(ids.next(now));
    let calendar = CalendarId::new(ids.next(now));
    let people: Vec<(PersonId, &Member)> =
        plan.people.iter().map(|member| (PersonId::new(ids.next(now)), member)).collect();
    let fallback = people.iter().find(|(_, member)| member.is_manager).map(|(id, _)| *id);
    // The workspace comes first without what points to rows that do not exist yet, and once more with it.
    let bare = bare_workspace(workspace, plan, now);
    let body = serde_json::to_value(&plan.calendar).map_err(|error| error.to_string())?;
    let mut commit = Commit::new(workspace, now).row(Row::PutWorkspace(bare.clone()));
    commit.rows.push(Row::PutCalendar(StoredCalendar { id: calendar, name: "Office hours".to_owned(), body }));
    commit.rows.extend(people.iter().map(|(id, member)| Row::PutPerson(person_row(*id, member, &plan.home))));
    commit.rows.push(Row::PutWorkspace(Workspace { calendar: Some(calendar), fallback, ..bare }));
    for name in plan.teams().into_iter().filter(|_| plan.is_set_up) {
        let id = TeamId::new(ids.next(now));
        let is_success = name == SUCCESS;
        commit.rows.push(Row::PutTeam(Team {
            id,
            name: name.to_owned(),
            channel: is_success.then(|| plan.home.channel(TEAM_CHANNEL)),
            manager_channel: is_success.then(|| plan.home.channel(MANAGERS)),
            calendar: Some(calendar),
        }));
        let members = people.iter().filter(|(_, member)| member.team == name).zip(0..);
        commit.rows.extend(members.map(|((person, member), ordinal)| {
            Row::PutTeamMember(TeamMember { team: id, person: *person, ordinal, is_manager: member.is_manager })
        }));
    }
    let all = [Capability::Admin, Capability::Manager, Capability::SeePersonFigures];
    let rights = if plan.is_set_up { &all[..] } else { &all[..1] };
    commit.rows.extend(
        fallback
            .into_iter()
            .flat_map(|person| rights.iter().map(move |capability| (person, *capability)))
            .map(|(person, capability)| Row::PutGrant(Grant { person, capability, granted_by: None })),
    );
    store.write(commit).await.map_err(|fault| fault.to_string())?;
    let people = people.into_iter().map(|(id, member)| (member.key.clone(), id)).collect();
    Ok(Founded { workspace, people })
}

fn bare_workspace(id: WorkspaceId, plan: &Plan, now: Timestamp) -> Workspace {
    let known = |name: &str| plan.is_set_up.then(|| plan.home.channel(name));
    Workspace {
        id,
        platform: plan.home.platform.clone(),
        external_id: plan.home.server.clone(),
        name: "Northlight".to_owned(),
        locale: "en".to_owned(),
        zone: plan.calendar.zone.name().to_owned(),
        calendar: None,
        fallback: None,
        channel: known(CHANNEL),
        manager_channel: known(MANAGERS),
        weekends_count: false,
        digest_minute: DIGEST_MINUTE,
        set_up_at: plan.is_set_up.then_some(now),
        created_at: now,
        last_number: 0,
    }
}

/// What somebody with this handle is called.
pub fn shown(handle: &str) -> String {
    let mut name: Vec<char> = handle.chars().collect();
    if let Some(first) = name.first_mut() {
        first.make_ascii_uppercase();
    }
    name.into_iter().collect()
}

fn person_row(id: PersonId, member: &Member, home: &Home) -> Person {
    let external_id = home.accounts.get(&member.key).unwrap_or(&member.key);
    Person {
        title: member.title.clone(),
        zone: member.zone.clone(),
        ..Person::new(id, &home.platform, external_id, shown(&member.key), member.key.clone())
    }
}

/// Who receives a playbook's handoffs, in order and without rules.
pub fn receivers(key: &str, people: impl IntoIterator<Item = PersonId>) -> Row {
    let list = people.into_iter().map(|person| Receiver { person, field: None, value: None }).collect();
    Row::PutReceivers(Receivers { key: key.to_owned(), list })
}

/// Who receives the flagship playbook, and when digests go out. After the playbooks are installed.
pub async fn staff(store: &Store, founded: &Founded, calendar: &Calendar) -> Result<(), String> {
    let now = store.now().await.map_err(|fault| fault.to_string())?;
    let mut commit = Commit::new(founded.workspace, now);
    let list = ["ben", "lea"].into_iter().filter_map(|key| founded.person(key));
    commit.rows.push(receivers("ae_csm", list));
    for person in store.persons(founded.workspace).await.map_err(|fault| fault.to_string())? {
        let key = format!("digest:person:{}", person.id);
        let zone = person.zone.as_deref().map_or(Ok(calendar.zone), str::parse).map_err(|_| "no zone")?;
        commit.rows.push(digest(key, "person_digest", (Some(person.id), None), zone, now));
    }
    for team in store.teams(founded.workspace).await.map_err(|fault| fault.to_string())? {
        if team.channel.is_some() {
            let key = format!("digest:team:{}", team.id);
            commit.rows.push(digest(key, "team_digest", (None, Some(team.id)), calendar.zone, now));
        }
    }
    store.write(commit).await.map_err(|fault| fault.to_string())?;
    Ok(())
}

fn digest(
    key: String,
    kind: &str,
    (person, team): (Option<PersonId>, Option<TeamId>),
    zone: Tz,
    now: Timestamp,
) -> Row {
    let always = Calendar::always(zone);
    let nine = NaiveTime::MIN + chrono::Duration::minutes(DIGEST_MINUTE);
    let today = always.local_date(now);
    let days = (0..3).filter_map(|days| today.checked_add_days(Days::new(days)));
    let next = days.filter_map(|day| always.moment(day.and_time(nine))).find(|at| *at > now);
    Row::PutSchedule(Schedule {
        key,
        kind: kind.to_owned(),
        person,
        team,
        minute: DIGEST_MINUTE,
        zone: zone.name().to_owned(),
        next_at: next.unwrap_or(now),
        last_at: None,
        missed: 0,
    })
}
