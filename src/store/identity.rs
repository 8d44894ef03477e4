//! Workspaces, persons, teams, rights and calendars: who is there, and how they are read.
//!
//! Written by `store::rows`; who may do what is decided elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::clock::Timestamp;
use crate::ids::{CalendarId, PersonId, TeamId, WorkspaceId};

/// One installation on one platform.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Workspace {
    /// Key.
    pub id: WorkspaceId,
    /// `discord`, `slack`, `playground`, …
    pub platform: String,
    /// The platform's id of it.
    pub external_id: String,
    /// As people know it.
    pub name: String,
    /// Language of texts in channels, `en`.
    pub locale: String,
    /// Time zone, `Europe/Berlin`.
    pub zone: String,
    /// Business hours where no team has its own.
    #[sqlx(rename = "calendar_id")]
    pub calendar: Option<CalendarId>,
    /// Who takes the part of somebody who left.
    #[sqlx(rename = "fallback_person_id")]
    pub fallback: Option<PersonId>,
    /// Channel of the cards.
    pub channel: Option<String>,
    /// Where managers hear of breaches.
    pub manager_channel: Option<String>,
    /// Whether the kickoff promise runs on weekends.
    pub weekends_count: bool,
    /// Minute of the local day at which digests go out, 0-1439.
    pub digest_minute: i64,
    /// When set-up was confirmed.
    #[sqlx(rename = "set_up_at_ms")]
    pub set_up_at: Option<Timestamp>,
    /// When it was first seen.
    #[sqlx(rename = "created_at_ms")]
    pub created_at: Timestamp,
    /// The last handoff number given. Read only: writing leaves it alone.
    pub last_number: i64,
}

/// Somebody in one workspace.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Person {
    /// Key.
    pub id: PersonId,
    /// The platform the account is on.
    pub platform: String,
    /// The platform's id of the account.
    pub external_id: String,
    /// As shown.
    pub name: String,
    /// As typed after an @; may be empty.
    pub handle: String,
    /// Job title; may be empty.
    pub title: String,
    /// Time zone; the workspace's where absent.
    pub zone: Option<String>,
    /// Language of private texts; the workspace's where absent.
    pub locale: Option<String>,
    /// Whether they are still there.
    pub state: PersonState,
    /// Away until then.
    #[sqlx(rename = "away_until_ms")]
    pub away_until: Option<Timestamp>,
    /// Minute of the local day of the digest; the workspace's where absent.
    pub digest_minute: Option<i64>,
    /// Start of the quiet hours, a minute of the local day; the usual where absent.
    pub quiet_from_minute: Option<i64>,
    /// End of the quiet hours.
    pub quiet_to_minute: Option<i64>,
    /// When they got the greeting.
    #[sqlx(rename = "greeted_at_ms")]
    pub greeted_at: Option<Timestamp>,
    /// Key of the playbook they started last.
    pub last_playbook: Option<String>,
}

impl Person {
    /// Somebody of whom nothing is known but the account: they are there, and everything else is the workspace's.
    pub fn new(id: PersonId, platform: &str, external_id: &str, name: String, handle: String) -> Self {
        Self {
            id,
            platform: platform.to_owned(),
            external_id: external_id.to_owned(),
            name,
            handle,
            title: String::new(),
            zone: None,
            locale: None,
            state: PersonState::Active,
            away_until: None,
            digest_minute: None,
            quiet_from_minute: None,
            quiet_to_minute: None,
            greeted_at: None,
            last_playbook: None,
        }
    }
}

/// What the platform says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNames {
    /// Who.
    pub person: PersonId,
    /// As shown.
    pub name: String,
    /// As typed after an @; may be empty.
    pub handle: String,
    /// Language of private texts.
    pub locale: Option<String>,
}

/// Whether a person is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonState {
    /// Yes.
    Active,
    /// Left the server.
    Left,
    /// No person at all.
    Bot,
}

/// A person's account besides their own: on another platform, a second one on the same, an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PersonLink {
    /// Who.
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    /// The other platform.
    pub platform: String,
    /// Their account there.
    pub external_id: String,
    /// Since when.
    #[sqlx(rename = "linked_at_ms")]
    pub linked_at: Timestamp,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Team {
    /// Key.
    pub id: TeamId,
    /// As shown.
    pub name: String,
    /// Its channel.
    pub channel: Option<String>,
    /// Its managers' channel.
    pub manager_channel: Option<String>,
    /// Its business hours; the workspace's where absent.
    #[sqlx(rename = "calendar_id")]
    pub calendar: Option<CalendarId>,
}

/// Somebody in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct TeamMember {
    /// Which team.
    #[sqlx(rename = "team_id")]
    pub team: TeamId,
    /// Who.
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    /// Place in the team; the first manager is the one with the lowest.
    pub ordinal: i64,
    /// Whether they manage it.
    pub is_manager: bool,
}

/// A right beyond one's part in a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Grant {
    /// Who has it.
    #[sqlx(rename = "person_id")]
    pub person: PersonId,
    /// Which.
    pub capability: Capability,
    /// Who gave it; absent for what set-up gave.
    #[sqlx(rename = "granted_by_id")]
    pub granted_by: Option<PersonId>,
}

/// What a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// `/handoff-admin`.
    Admin,
    /// Manages the whole workspace.
    Manager,
    /// Sees restricted fields.
    SeeRestricted,
    /// Sees figures of single people.
    SeePersonFigures,
}

/// A business calendar as stored; what its body means is the calendar's own affair.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct StoredCalendar {
    /// Key.
    pub id: CalendarId,
    /// As shown.
    pub name: String,
    /// Its JSON.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub body: Value,
}

/// Where a calendar's exceptions come from, as stored.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct StoredClosedDays {
    /// Of which calendar.
    #[sqlx(rename = "calendar_id")]
    pub calendar: CalendarId,
    /// Its JSON, with `"v"`.
    #[sqlx(try_from = "super::columns::JsonColumn")]
    pub body: Value,
}

macro_rules! workspace {
    () => {
        "id, platform, external_id, name, locale, zone, calendar_id, fallback_person_id, channel, manager_channel, \
         weekends_count, digest_minute, set_up_at_ms, created_at_ms, last_number"
    };
}

macro_rules! person {
    () => {
        "p.id, p.platform, p.external_id, p.name, p.handle, p.title, p.zone, p.locale, p.state, p.away_until_ms, \
         p.digest_minute, p.quiet_from_minute, p.quiet_to_minute, p.greeted_at_ms, p.last_playbook"
    };
}

statements! {
    WORKSPACES = concat!("SELECT ", workspace!(), " FROM workspaces ORDER BY id");
    WORKSPACE = concat!("SELECT ", workspace!(), " FROM workspaces WHERE id = $1");
    SETTINGS_VERSION = "SELECT settings_version FROM workspaces WHERE id = $1";
    WORKSPACE_BY_EXTERNAL = concat!("SELECT ", workspace!(), " FROM workspaces WHERE platform = $1 AND external_id = $2");
    MEMBERSHIPS = "SELECT workspace_id, id FROM persons WHERE platform = $1 AND external_id = $2 AND state = 'active' \
                   UNION SELECT l.workspace_id, p.id FROM person_links l \
                   JOIN persons p ON p.workspace_id = l.workspace_id AND p.id = l.person_id \
                   WHERE l.platform = $1 AND l.external_id = $2 AND p.state = 'active' ORDER BY workspace_id";
    PERSONS = concat!("SELECT ", person!(), " FROM persons p WHERE p.workspace_id = $1 ORDER BY p.id");
    PERSON = concat!("SELECT ", person!(), " FROM persons p WHERE p.workspace_id = $1 AND p.id = $2");
    PERSON_BY_EXTERNAL = concat!("SELECT ", person!(), " FROM persons p \
        WHERE p.workspace_id = $1 AND p.platform = $2 AND p.external_id = $3");
    PERSON_BY_LINK = concat!("SELECT ", person!(), " FROM person_links l \
        JOIN persons p ON p.workspace_id = l.workspace_id AND p.id = l.person_id \
        WHERE l.workspace_id = $1 AND l.platform = $2 AND l.external_id = $3");
    LINKS = "SELECT person_id, platform, external_id, linked_at_ms FROM person_links WHERE workspace_id = $1 \
             ORDER BY person_id, linked_at_ms, platform, external_id";
    PERSON_LINKS = "SELECT person_id, platform, external_id, linked_at_ms FROM person_links WHERE workspace_id = $1 AND person_id = $2 ORDER BY linked_at_ms";
    TEAMS = "SELECT id, name, channel, manager_channel, calendar_id FROM teams WHERE workspace_id = $1 ORDER BY id";
    TEAM_MEMBERS = "SELECT team_id, person_id, ordinal, is_manager FROM team_members \
        WHERE workspace_id = $1 ORDER BY team_id, ordinal, person_id";
    GRANTS = "SELECT person_id, capability, granted_by_id FROM grants WHERE workspace_id = $1 ORDER BY person_id, granted_at_ms";
    GRANTS_OF = "SELECT person_id, capability, granted_by_id FROM grants WHERE workspace_id = $1 AND person_id = $2 ORDER BY granted_at_ms";
    CALENDARS = "SELECT id, name, body FROM calendars WHERE workspace_id = $1 ORDER BY id";
    CLOSED_DAYS = "SELECT calendar_id, body FROM closed_days WHERE workspace_id = $1 AND calendar_id = $2";
    CALENDAR = "SELECT id, name, body FROM calendars WHERE workspace_id = $1 AND id = $2";
}

/// A person's place in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Membership {
    /// Where.
    #[sqlx(rename = "workspace_id")]
    pub workspace: WorkspaceId,
    /// Who they are there.
    #[sqlx(rename = "id")]
    pub person: PersonId,
}

impl Store {
    /// Every workspace.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, Fault> {
        self.readers().all(WORKSPACES, args![]).await
    }

    /// A workspace.
    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, Fault> {
        self.readers().first(WORKSPACE, args![id]).await
    }

    /// How often the settings of a workspace were changed. To be read before anything that a change is decided on.
    pub async fn settings_version(&self, id: WorkspaceId) -> Result<i64, Fault> {
        let found: Option<(i64,)> = self.readers().first(SETTINGS_VERSION, args![id]).await?;
        Ok(found.map_or(0, |(version,)| version))
    }

    /// The workspace that a platform calls `external_id`.
    pub async fn workspace_by_external(&self, platform: &str, external_id: &str) -> Result<Option<Workspace>, Fault> {
        self.readers().first(WORKSPACE_BY_EXTERNAL, args![platform, external_id]).await
    }

    /// Every workspace in which an account is active; for direct messages, which name none.
    pub async fn memberships(&self, platform: &str, external_id: &str) -> Result<Vec<Membership>, Fault> {
        self.readers().all(MEMBERSHIPS, args![platform, external_id]).await
    }

    /// Everybody in a workspace, also those who left.
    pub async fn persons(&self, workspace: WorkspaceId) -> Result<Vec<Person>, Fault> {
        self.readers().all(PERSONS, args![workspace]).await
    }

    /// A person.
    pub async fn person(&self, workspace: WorkspaceId, id: PersonId) -> Result<Option<Person>, Fault> {
        self.readers().first(PERSON, args![workspace, id]).await
    }

    /// The person with an account on a platform, directly or by a link.
    pub async fn person_by_external(
        &self,
        workspace: WorkspaceId,
        platform: &str,
        external_id: &str,
    ) -> Result<Option<Person>, Fault> {
        // A second account may have been a person of its own before it was linked.
        let linked = self.readers().first(PERSON_BY_LINK, args![workspace, platform, external_id]).await?;
        if linked.is_some() {
            return Ok(linked);
        }
        self.readers().first(PERSON_BY_EXTERNAL, args![workspace, platform, external_id]).await
    }

    /// Every account that was linked to a person.
    pub async fn links(&self, workspace: WorkspaceId) -> Result<Vec<PersonLink>, Fault> {
        self.readers().all(LINKS, args![workspace]).await
    }

    /// A person's accounts besides their own.
    pub async fn person_links(&self, workspace: WorkspaceId, person: PersonId) -> Result<Vec<PersonLink>, Fault> {
        self.readers().all(PERSON_LINKS, args![workspace, person]).await
    }

    /// The teams of a workspace.
    pub async fn teams(&self, workspace: WorkspaceId) -> Result<Vec<Team>, Fault> {
        self.readers().all(TEAMS, args![workspace]).await
    }

    /// The members of all teams, by team and then in their order.
    pub async fn team_members(&self, workspace: WorkspaceId) -> Result<Vec<TeamMember>, Fault> {
        self.readers().all(TEAM_MEMBERS, args![workspace]).await
    }

    /// Every right that was given.
    pub async fn grants(&self, workspace: WorkspaceId) -> Result<Vec<Grant>, Fault> {
        self.readers().all(GRANTS, args![workspace]).await
    }

    /// The rights of one person.
    pub async fn grants_of(&self, workspace: WorkspaceId, person: PersonId) -> Result<Vec<Grant>, Fault> {
        self.readers().all(GRANTS_OF, args![workspace, person]).await
    }

    /// The calendars of a workspace.
    pub async fn calendars(&self, workspace: WorkspaceId) -> Result<Vec<StoredCalendar>, Fault> {
        self.readers().all(CALENDARS, args![workspace]).await
    }

    /// Where a calendar's exceptions come from; absent where nobody ever entered any.
    pub async fn closed_days(&self, workspace: WorkspaceId, id: CalendarId) -> Result<Option<StoredClosedDays>, Fault> {
        self.readers().first(CLOSED_DAYS, args![workspace, id]).await
    }

    /// A calendar.
    pub async fn calendar(&self, workspace: WorkspaceId, id: CalendarId) -> Result<Option<StoredCalendar>, Fault> {
        self.readers().first(CALENDAR, args![workspace, id]).await
    }
}
