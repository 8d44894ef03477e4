//! A plan of set-up: where it comes from, where it is kept before it is confirmed, and which rows it becomes.

use super::moves::Moves;
use crate::app::App;
use crate::app::company::Company;
use crate::app::digests;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::setup::usual_name;
use crate::domain::setup::{Hours, Plan, Room, zone_of};
use crate::ids::{CalendarId, EventId, PersonId};
use crate::platform::Channel;
use crate::store::commit::{Commit, NewEvent, Row, Written};
use crate::store::identity::{Capability, Grant, PersonState, StoredCalendar, Workspace};
use crate::store::playbooks::{Receiver, Receivers, WorkspacePlaybook};
use crate::store::setups::SetupDraft;
use serde_json::{Value, json};

/// The playbook that set-up proposes.
const FIRST_PLAYBOOK: &str = "ae_csm";
/// What being a manager allows.
const OF_MANAGERS: [Capability; 2] = [Capability::Manager, Capability::SeePersonFigures];
const PLAN_VERSION: i64 = 1;

/// A plan, and how it is kept.
pub(super) struct Kept {
    pub(super) plan: Plan,
    /// The version of the draft; 0 where there is none.
    pub(super) version: i64,
}

/// What a card says besides the plan: every playbook, key and name.
pub(super) struct Standing {
    pub(super) playbooks: Vec<(String, String)>,
}

impl Standing {
    pub(super) fn name_of(&self, key: &str) -> &str {
        self.playbooks.iter().find(|(known, _)| known == key).map_or("", |(_, name)| name.as_str())
    }
}

impl App {
    pub(super) async fn standing(&self, desk: &Desk<'_>) -> Result<Standing, AppFault> {
        let workspace = desk.incoming.workspace;
        let mut playbooks = Vec::new();
        for setting in self.store.workspace_playbooks(workspace).await? {
            let name = self.playbook(workspace, &setting.digest).await?.name.clone();
            playbooks.push((setting.key, name));
        }
        Ok(Standing { playbooks })
    }

    /// The draft; else what is proposed, or after set-up what is so.
    pub(super) async fn plan_of(&self, desk: &Desk<'_>) -> Result<Kept, AppFault> {
        if desk.company.workspace.set_up_at.is_some() {
            return self.settings_of(desk).await;
        }
        let draft = self.store.setup_draft(desk.incoming.workspace).await?;
        let version = draft.as_ref().map_or(0, |draft| draft.version);
        let read = draft.and_then(|draft| serde_json::from_value(draft.body.get("plan")?.clone()).ok());
        let plan = match read {
            Some(plan) => plan,
            None => self.proposal(desk).await?,
        };
        Ok(Kept { plan, version })
    }

    /// Everything filled in, so that *Looks good* is enough.
    async fn proposal(&self, desk: &Desk<'_>) -> Result<Plan, AppFault> {
        let admin = desk.incoming.person;
        let rooms = self.platform().channels(desk.incoming.workspace).await.unwrap_or_default();
        let settings = self.store.workspace_playbooks(desk.incoming.workspace).await?;
        let is_first = |setting: &&WorkspacePlaybook| setting.key == FIRST_PLAYBOOK;
        let first = settings.iter().find(is_first).or_else(|| settings.iter().find(|setting| setting.is_on));
        let playbook = first.or(settings.first()).map(|setting| setting.key.clone()).unwrap_or_default();
        let zone = zone_of(desk.company.locale_of(admin));
        Ok(Plan {
            room: proposed(&rooms, false),
            managers: vec![admin],
            manager_room: proposed(&rooms, true),
            hours: Hours::usual(zone),
            playbook,
            receivers: vec![admin],
            fallback: admin,
        })
    }

    /// What is so.
    async fn settings_of(&self, desk: &Desk<'_>) -> Result<Kept, AppFault> {
        let company = &desk.company;
        let workspace = &company.workspace;
        let digest_minute = u16::try_from(workspace.digest_minute).unwrap_or_default();
        let calendar = workspace.calendar.and_then(|id| company.calendars.get(&id));
        let hours = calendar.map(|calendar| Hours::of(calendar, workspace.weekends_count, digest_minute));
        let known = |id: &Option<String>| Room::Known(id.clone().unwrap_or_default());
        let settings = self.store.workspace_playbooks(workspace.id).await?;
        let on = settings.iter().filter(|setting| setting.is_on);
        let first = on.clone().find(|setting| setting.key == FIRST_PLAYBOOK).or_else(|| on.clone().next());
        let playbook = first.map(|setting| setting.key.clone()).unwrap_or_default();
        let receivers = self.store.playbook_receivers(workspace.id, &playbook).await?;
        let manages = company.grants.iter().filter(|grant| grant.capability == Capability::Manager);
        let usual = Hours { weekends_count: workspace.weekends_count, digest_minute, ..Hours::usual(company.zone()) };
        let plan = Plan {
            room: known(&workspace.channel),
            managers: manages.map(|grant| grant.person).collect(),
            manager_room: known(&workspace.manager_channel),
            hours: hours.unwrap_or(usual),
            playbook,
            receivers: distinct(receivers.iter().map(|receiver| receiver.person)),
            fallback: workspace.fallback.unwrap_or(desk.incoming.person),
        };
        Ok(Kept { plan, version: 0 })
    }

    /// Keeps the draft; not when somebody else changed it meanwhile.
    pub(super) async fn keep_draft(&self, desk: &Desk<'_>, kept: &mut Kept) -> Result<bool, AppFault> {
        let plan = serde_json::to_value(&kept.plan).map_err(|error| AppFault::Unreadable(error.to_string()))?;
        let draft = SetupDraft {
            version: kept.version + 1,
            body: json!({ "v": PLAN_VERSION, "plan": plan }),
            by: desk.incoming.person,
            changed_at: desk.now,
        };
        let commit = Commit::new(desk.incoming.workspace, desk.now).row(Row::PutSetupDraft(draft));
        match self.store.write(commit).await? {
            Written::Committed(_) => {
                kept.version += 1;
                Ok(true)
            }
            Written::Stale | Written::Duplicate(_) | Written::LeaseLost => Ok(false),
        }
    }

    /// Writes everything that the plan says, in one commit, if the settings are at the `version` that it was decided on.
    /// What follows from it for open deadlines is reckoned first.
    pub(super) async fn confirm_plan(
        &self,
        desk: &Desk<'_>,
        kept: &Kept,
        version: i64,
    ) -> Result<(Written, Option<Moves>), AppFault> {
        let is_first = desk.company.workspace.set_up_at.is_none();
        let (workspace, now) = (desk.incoming.workspace, self.store.now().await?);
        let mut commit = Commit::new(workspace, now).row(Row::ChangeSettings { version });
        let company = self.company_after(desk, kept, &mut commit)?;
        commit.rows.extend(managers(desk, &kept.plan.managers));
        let settings = self.store.workspace_playbooks(workspace).await?;
        commit.rows.extend(playbooks(&settings, &kept.plan.playbook, is_first));
        let before = self.store.playbook_receivers(workspace, &kept.plan.playbook).await?;
        if distinct(before.iter().map(|receiver| receiver.person)) != kept.plan.receivers {
            commit.rows.push(Row::PutReceivers(receivers(&kept.plan, before)));
        }
        let planned = self.store.schedules(workspace).await?;
        let is_here = |state| state == PersonState::Active;
        let everybody = company.persons.values().filter(|person| is_here(person.state));
        let of_people = everybody.map(|person| digests::of_person(&company, person, now));
        let of_teams = company.teams.iter().filter(|team| team.channel.is_some());
        let of_teams = of_teams.map(|team| digests::of_team(&company, team, now));
        commit.rows.extend(
            of_people.chain(of_teams).map(|schedule| digests::moved(schedule, &planned, now)).map(Row::PutSchedule),
        );
        if is_first {
            commit.rows.push(Row::RemoveSetupDraft { version: kept.version });
        }
        let kind = if is_first { "set_up" } else { "settings_changed" };
        let plan = serde_json::to_value(&kept.plan).unwrap_or(Value::Null);
        let is_counted_anew = commit.rows.iter().any(|row| matches!(row, Row::PutCalendar(_)))
            || desk.company.workspace.weekends_count != kept.plan.hours.weekends_count;
        let mut moves = None;
        if is_counted_anew && !is_first {
            moves = Some(self.moves(&company).await?);
            commit.jobs.push(self.recount_job(now));
        }
        commit.events = vec![NewEvent {
            id: EventId::new(self.ids.next(now)),
            handoff: None,
            at: now,
            kind: kind.to_owned(),
            by: Some(desk.incoming.person),
            source: self.platform().name().to_owned(),
            payload: json!({ "v": PLAN_VERSION, "plan": plan }),
        }];
        Ok((self.store.write(commit).await?, moves))
    }

    /// The workspace and its hours as the plan wants them.
    fn company_after(&self, desk: &Desk<'_>, kept: &Kept, commit: &mut Commit) -> Result<Company, AppFault> {
        let mut company = Company::clone(&desk.company);
        let (plan, now) = (&kept.plan, commit.at);
        let id = company.workspace.calendar.unwrap_or_else(|| CalendarId::new(self.ids.next(now)));
        let before = company.calendars.get(&id);
        let calendar = plan.hours.calendar(before);
        if before != Some(&calendar) {
            let body = serde_json::to_value(&calendar).map_err(|error| AppFault::Unreadable(error.to_string()))?;
            commit.rows.push(Row::PutCalendar(StoredCalendar { id, name: "Office hours".to_owned(), body }));
            company.calendars.insert(id, calendar);
        }
        let room = |room: &Room| match room {
            Room::Known(id) if !id.is_empty() => Some(id.clone()),
            Room::Known(_) | Room::New(_) => None,
        };
        company.workspace = Workspace {
            zone: plan.hours.zone.name().to_owned(),
            calendar: Some(id),
            fallback: Some(plan.fallback),
            channel: room(&plan.room),
            manager_channel: room(&plan.manager_room),
            weekends_count: plan.hours.weekends_count,
            digest_minute: i64::from(plan.hours.digest_minute),
            set_up_at: company.workspace.set_up_at.or(Some(now)),
            ..company.workspace
        };
        commit.rows.push(Row::PutWorkspace(company.workspace.clone()));
        Ok(company)
    }
}

/// One that is there under the usual name, else a new one.
fn proposed(rooms: &[Channel], is_private: bool) -> Room {
    let name = usual_name(is_private);
    let known = rooms.iter().find(|room| room.name == name && room.may_write);
    known.map_or_else(|| Room::New(name.to_owned()), |room| Room::Known(room.id.clone()))
}

fn distinct(people: impl Iterator<Item = PersonId>) -> Vec<PersonId> {
    let mut found = Vec::new();
    for person in people {
        if !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

/// Rights of those who manage now and did not, and of those who did and do not.
fn managers(desk: &Desk<'_>, wanted: &[PersonId]) -> Vec<Row> {
    let held = desk.company.grants.iter().filter(|grant| grant.capability == Capability::Manager);
    let held: Vec<PersonId> = held.map(|grant| grant.person).collect();
    let grant = |person, capability| Grant { person, capability, granted_by: Some(desk.incoming.person) };
    let new = wanted.iter().filter(|person| !held.contains(person));
    let gone = held.iter().filter(|person| !wanted.contains(person));
    let given = new.flat_map(|person| OF_MANAGERS.map(|capability| Row::PutGrant(grant(*person, capability))));
    let taken = gone.flat_map(|person| OF_MANAGERS.map(|capability| Row::RemoveGrant(grant(*person, capability))));
    given.chain(taken).collect()
}

/// The first one is on; set-up leaves the others asleep, settings leave them as they are.
fn playbooks(settings: &[WorkspacePlaybook], first: &str, is_first: bool) -> Vec<Row> {
    let wanted = |setting: &WorkspacePlaybook| setting.key == first || (!is_first && setting.is_on);
    let changed = settings.iter().filter(|setting| setting.is_on != wanted(setting));
    let row = |setting: &WorkspacePlaybook| WorkspacePlaybook { is_on: !setting.is_on, ..setting.clone() };
    changed.map(|setting| Row::PutWorkspacePlaybook(row(setting))).collect()
}

/// Rules of those who stay are kept.
fn receivers(plan: &Plan, before: Vec<Receiver>) -> Receivers {
    let rules = before.into_iter().filter(|known| known.field.is_some() && plan.receivers.contains(&known.person));
    let all = plan.receivers.iter().map(|person| Receiver { person: *person, field: None, value: None });
    Receivers { key: plan.playbook.clone(), list: rules.chain(all).collect() }
}
