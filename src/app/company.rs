//! Everybody of one workspace, their teams, rights and hours, as loaded for one step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use tokio::sync::Mutex;

use super::fault::AppFault;
use crate::clock::Timestamp;
use crate::domain::calendar::Calendar;
use crate::domain::handoff::Handoff;
use crate::domain::lifecycle::{Directory, Member};
use crate::domain::own_time::days_off::{self, Absence, DaysOff};
use crate::domain::roles::{Actor, Role};
use crate::ids::{CalendarId, PersonId, TeamId, WorkspaceId};
use crate::store::Store;
use crate::store::identity::{Capability, Grant, Person, PersonState, Team, TeamMember, Workspace};
use crate::store::own_time::EnteredDaysOff;

/// A workspace with all its people.
#[derive(Debug, Clone)]
pub struct Company {
    /// The workspace itself.
    pub workspace: Workspace,
    /// Everybody, also those who left.
    pub persons: BTreeMap<PersonId, Person>,
    /// The teams.
    pub teams: Vec<Team>,
    /// Who is in which team, in team order.
    pub members: Vec<TeamMember>,
    /// Rights.
    pub grants: Vec<Grant>,
    /// Business calendars.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// Days off as they were entered, also those that are over. Part of what is known of a person.
    pub days_off: Vec<EnteredDaysOff>,
}

/// Companies loaded once for jobs that were claimed together, and forgotten with them.
#[derive(Default)]
pub(super) struct Companies(Mutex<BTreeMap<WorkspaceId, Option<Arc<Company>>>>);

impl Companies {
    /// A company as it was when the first of the jobs asked.
    pub(super) async fn of(&self, store: &Store, id: WorkspaceId) -> Result<Option<Arc<Company>>, AppFault> {
        let mut known = self.0.lock().await;
        if let Some(company) = known.get(&id) {
            return Ok(company.clone());
        }
        let company = Company::load(store, id).await?.map(Arc::new);
        known.insert(id, company.clone());
        Ok(company)
    }
}

impl Company {
    /// Loads a workspace; absent where there is none.
    pub async fn load(store: &Store, id: WorkspaceId) -> Result<Option<Self>, AppFault> {
        let (workspace, persons, teams, members, grants, stored, days_off) = tokio::try_join!(
            store.workspace(id),
            store.persons(id),
            store.teams(id),
            store.team_members(id),
            store.grants(id),
            store.calendars(id),
            store.days_off(id),
        )?;
        let Some(workspace) = workspace else { return Ok(None) };
        let persons = persons.into_iter().map(|person| (person.id, person)).collect();
        let mut calendars = BTreeMap::new();
        for stored in stored {
            let calendar = serde_json::from_value(stored.body)
                .map_err(|error| AppFault::Unreadable(format!("calendar {}: {error}", stored.id)))?;
            calendars.insert(stored.id, calendar);
        }
        Ok(Some(Self { workspace, persons, teams, members, grants, calendars, days_off }))
    }

    /// The people and hours as decisions see them.
    pub fn directory(&self) -> Directory {
        let default_calendar = self.workspace.calendar;
        let own = self.team_calendars();
        let members = self.persons.values().filter_map(|person| {
            let calendar = own.get(&person.id).copied().or(default_calendar)?;
            Some((person.id, Member { is_present: person.state == PersonState::Active, calendar }))
        });
        Directory { members: members.collect(), calendars: self.calendars.clone(), default_calendar }
    }

    /// The calendar of the first team of theirs that has one, of everybody in such a team.
    fn team_calendars(&self) -> BTreeMap<PersonId, CalendarId> {
        let order: BTreeMap<TeamId, usize> = self.teams.iter().zip(0..).map(|(team, place)| (team.id, place)).collect();
        let mut found: BTreeMap<PersonId, (usize, CalendarId)> = BTreeMap::new();
        for member in &self.members {
            let Some(place) = order.get(&member.team).copied() else { continue };
            let Some(calendar) = self.teams.get(place).and_then(|team| self.own_calendar(team)) else { continue };
            let first = found.entry(member.person).or_insert((place, calendar));
            *first = (*first).min((place, calendar));
        }
        found.into_iter().map(|(person, (_, calendar))| (person, calendar)).collect()
    }

    /// The calendar of a team that keeps other hours than everybody; a team may also name everybody's.
    pub fn own_calendar(&self, team: &Team) -> Option<CalendarId> {
        team.calendar.filter(|own| Some(*own) != self.workspace.calendar)
    }

    /// The calendar of the first team of theirs that has one, else the workspace's.
    fn calendar_id(&self, person: PersonId) -> Option<CalendarId> {
        let own = self.teams_of(person).find_map(|team| self.own_calendar(team));
        own.or(self.workspace.calendar)
    }

    /// The business hours somebody works by.
    pub fn calendar_of(&self, person: PersonId) -> Option<&Calendar> {
        self.calendars.get(&self.calendar_id(person)?)
    }

    /// The teams somebody is in, in order.
    pub fn teams_of(&self, person: PersonId) -> impl Iterator<Item = &Team> {
        let ids: BTreeSet<TeamId> =
            self.members.iter().filter(|member| member.person == person).map(|member| member.team).collect();
        self.teams.iter().filter(move |team| ids.contains(&team.id))
    }

    /// Somebody's zone, else the workspace's, else UTC.
    pub fn zone_of(&self, person: PersonId) -> Tz {
        let own = self.persons.get(&person).and_then(|person| person.zone.as_deref());
        own.and_then(|zone| zone.parse().ok()).unwrap_or_else(|| self.zone())
    }

    /// The date where somebody lives.
    pub fn date_of(&self, person: PersonId, at: Timestamp) -> NaiveDate {
        at.utc().with_timezone(&self.zone_of(person)).date_naive()
    }

    /// Whether somebody does not work on a date of theirs: their desk is closed, or they are away. The one place that knows.
    pub fn is_day_off(&self, person: PersonId, date: NaiveDate) -> bool {
        self.is_closed(person, date) || days_off::is_off(&self.days_off_of(person), date)
    }

    /// Whether the desk of somebody's team is closed all day.
    pub fn is_closed(&self, person: PersonId, date: NaiveDate) -> bool {
        self.calendar_of(person).is_some_and(|calendar| !calendar.is_open_day(date))
    }

    /// Everything that was entered for somebody; away until a moment is every date before that moment's.
    pub fn days_off_of(&self, person: PersonId) -> Vec<DaysOff> {
        let until = self.persons.get(&person).and_then(|person| person.away_until);
        let last = until.and_then(|until| self.date_of(person, until).pred_opt());
        let away = last.map(|last| DaysOff { first: NaiveDate::MIN, last });
        let entered = self.days_off.iter().filter(|entered| entered.person == person).map(|entered| entered.days);
        entered.chain(away).collect()
    }

    /// The first time from one moment to another in which somebody is away on a day on which their desk is open.
    pub fn absence(&self, person: PersonId, from: Timestamp, to: Timestamp) -> Option<Absence> {
        let dates = (self.date_of(person, from), self.date_of(person, to));
        days_off::absence(&self.days_off_of(person), dates, |date| self.is_closed(person, date))
    }

    /// Whether somebody is on a server, and not away today.
    pub fn is_here(&self, person: PersonId, now: Timestamp) -> bool {
        let is_active = self.persons.get(&person).is_some_and(|found| found.state == PersonState::Active);
        is_active && self.absence(person, now, now).is_none()
    }

    /// Whether somebody may enter days off for somebody else: admins, managers, and whoever manages a team of theirs.
    pub fn looks_after(&self, by: PersonId, person: PersonId) -> bool {
        let is_managed = |team: &Team| {
            self.members.iter().any(|member| member.team == team.id && member.person == by && member.is_manager)
        };
        self.may(by, Capability::Admin) || self.may(by, Capability::Manager) || self.teams_of(person).any(is_managed)
    }

    /// Whether there is anybody for whom somebody may do so.
    pub fn looks_after_others(&self, by: PersonId) -> bool {
        self.persons.keys().any(|person| *person != by && self.looks_after(by, *person))
    }

    /// The workspace's zone.
    pub fn zone(&self) -> Tz {
        self.workspace.zone.parse().unwrap_or(Tz::UTC)
    }

    /// The language of private texts.
    pub fn locale_of(&self, person: PersonId) -> &str {
        let own = self.persons.get(&person).and_then(|person| person.locale.as_deref());
        own.unwrap_or(&self.workspace.locale)
    }

    /// Somebody's name, for texts that cannot carry a mention.
    pub fn name_of(&self, person: PersonId) -> String {
        self.persons.get(&person).map(|person| person.name.clone()).unwrap_or_default()
    }

    /// Whether somebody has a right.
    pub fn may(&self, person: PersonId, capability: Capability) -> bool {
        self.grants.iter().any(|grant| grant.person == person && grant.capability == capability)
    }

    /// Whether somebody manages the workspace, or a team of the sender, the receiver or the owner.
    pub fn is_manager(&self, person: PersonId, handoff: &Handoff) -> bool {
        if self.may(person, Capability::Manager) {
            return true;
        }
        let parties: Vec<PersonId> =
            [Some(handoff.sender), handoff.receiver, Some(handoff.owner())].into_iter().flatten().collect();
        let managed = self.members.iter().filter(|member| member.person == person && member.is_manager);
        managed
            .map(|member| member.team)
            .any(|team| self.members.iter().any(|member| member.team == team && parties.contains(&member.person)))
    }

    /// The people who manage a handoff, in order: everybody for whom [`Company::is_manager`] holds and who is here.
    pub fn managers_of(&self, handoff: &Handoff) -> Vec<PersonId> {
        let parties = [Some(handoff.sender), handoff.receiver, Some(handoff.owner())];
        let with_party = self.members.iter().filter(|member| parties.contains(&Some(member.person)));
        let teams: BTreeSet<TeamId> = with_party.map(|member| member.team).collect();
        let of_teams = self.members.iter().filter(|member| member.is_manager && teams.contains(&member.team));
        let of_all = self.grants.iter().filter(|grant| grant.capability == Capability::Manager);
        let found: BTreeSet<PersonId> =
            of_teams.map(|member| member.person).chain(of_all.map(|grant| grant.person)).collect();
        let is_here = |id: &PersonId| self.persons.get(id).is_some_and(|person| person.state == PersonState::Active);
        found.into_iter().filter(is_here).collect()
    }

    /// A person as an actor on a handoff.
    pub fn actor(&self, person: PersonId, handoff: &Handoff) -> Actor {
        Actor::Person { id: person, is_manager: self.is_manager(person, handoff) }
    }

    /// The parts somebody has in a handoff.
    pub fn roles(&self, person: PersonId, handoff: &Handoff) -> Vec<Role> {
        let actor = self.actor(person, handoff);
        Role::ALL.into_iter().filter(|role| role.is_held(handoff, actor)).collect()
    }

    /// Sender, receiver, backup and managers see restricted fields, and whoever was given the right.
    pub fn may_see_restricted(&self, person: PersonId, handoff: &Handoff) -> bool {
        !self.roles(person, handoff).is_empty() || self.may(person, Capability::SeeRestricted)
    }

    /// The active person that a text such as `@ben`, `Ben` or an id means; absent where none or several match.
    pub fn find(&self, text: &str) -> Option<PersonId> {
        if let Ok(id) = text.parse::<PersonId>()
            && self.persons.contains_key(&id)
        {
            return Some(id);
        }
        let wanted = text.trim_start_matches('@').to_lowercase();
        let active = self.persons.values().filter(|person| person.state == PersonState::Active);
        let mut found =
            active.filter(|person| person.handle.to_lowercase() == wanted || person.name.to_lowercase() == wanted);
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only.id),
            (Some(_) | None, _) => None,
        }
    }
}
