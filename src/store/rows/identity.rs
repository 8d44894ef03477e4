//! How workspaces, persons, teams, rights and calendars are written.

use crate::clock::Timestamp;
use crate::ids::{PersonId, TeamId, WorkspaceId};
use crate::store::columns::key_of;
use crate::store::fault::Fault;
use crate::store::identity::{
    Grant, Person, PersonLink, StoredCalendar, StoredClosedDays, Team, TeamMember, Workspace,
};
use crate::store::plan::{Missed, Op};
use crate::store::sql::{args, statements};

statements! {
    PUT_WORKSPACE = "INSERT INTO workspaces (id, platform, external_id, name, locale, zone, calendar_id, \
        fallback_person_id, channel, manager_channel, weekends_count, digest_minute, set_up_at_ms, created_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
        ON CONFLICT (id) DO UPDATE SET platform = excluded.platform, external_id = excluded.external_id, \
        name = excluded.name, locale = excluded.locale, zone = excluded.zone, calendar_id = excluded.calendar_id, \
        fallback_person_id = excluded.fallback_person_id, channel = excluded.channel, \
        manager_channel = excluded.manager_channel, weekends_count = excluded.weekends_count, \
        digest_minute = excluded.digest_minute, set_up_at_ms = excluded.set_up_at_ms";
    // On Postgres who comes second waits here for the first, and then finds another version.
    CHANGE_SETTINGS = "UPDATE workspaces SET settings_version = settings_version + 1 \
        WHERE id = $1 AND settings_version = $2";
    // Who changes the settings writes the name that they read: they are to read this one.
    NAME_WORKSPACE = "UPDATE workspaces SET name = $2, settings_version = settings_version + 1 WHERE id = $1";
    PUT_PERSON = "INSERT INTO persons (workspace_id, id, platform, external_id, name, handle, title, zone, locale, \
        state, away_until_ms, digest_minute, quiet_from_minute, quiet_to_minute, greeted_at_ms, last_playbook) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
        ON CONFLICT (workspace_id, id) DO UPDATE SET platform = excluded.platform, \
        external_id = excluded.external_id, name = excluded.name, handle = excluded.handle, title = excluded.title, \
        zone = excluded.zone, locale = excluded.locale, state = excluded.state, \
        away_until_ms = excluded.away_until_ms, digest_minute = excluded.digest_minute, \
        quiet_from_minute = excluded.quiet_from_minute, quiet_to_minute = excluded.quiet_to_minute, \
        greeted_at_ms = excluded.greeted_at_ms, last_playbook = excluded.last_playbook";
    PUT_PERSON_LINK = "INSERT INTO person_links (workspace_id, platform, external_id, person_id, linked_at_ms) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, platform, external_id) DO UPDATE SET \
        person_id = excluded.person_id, linked_at_ms = excluded.linked_at_ms";
    REMOVE_PERSON_LINK = "DELETE FROM person_links WHERE workspace_id = $1 AND platform = $2 AND external_id = $3";
    PUT_TEAM = "INSERT INTO teams (workspace_id, id, name, channel, manager_channel, calendar_id) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, id) DO UPDATE SET name = excluded.name, \
        channel = excluded.channel, manager_channel = excluded.manager_channel, calendar_id = excluded.calendar_id";
    PUT_TEAM_MEMBER = "INSERT INTO team_members (workspace_id, team_id, person_id, ordinal, is_manager) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, team_id, person_id) DO UPDATE SET \
        ordinal = excluded.ordinal, is_manager = excluded.is_manager";
    REMOVE_TEAM_MEMBER = "DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2 AND person_id = $3";
    PUT_GRANT = "INSERT INTO grants (workspace_id, person_id, capability, granted_by_id, granted_at_ms) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, person_id, capability) DO NOTHING";
    REMOVE_GRANT = "DELETE FROM grants WHERE workspace_id = $1 AND person_id = $2 AND capability = $3";
    REMOVE_TEAM_MEMBERS = "DELETE FROM team_members WHERE workspace_id = $1 AND team_id = $2";
    REMOVE_TEAM_SCHEDULES = "DELETE FROM schedules WHERE workspace_id = $1 AND team_id = $2";
    FREE_PLAYBOOKS = "UPDATE workspace_playbooks SET team_id = NULL WHERE workspace_id = $1 AND team_id = $2";
    REMOVE_TEAM = "DELETE FROM teams WHERE workspace_id = $1 AND id = $2";
    PUT_CLOSED_DAYS = "INSERT INTO closed_days (workspace_id, calendar_id, body) VALUES ($1, $2, $3) \
        ON CONFLICT (workspace_id, calendar_id) DO UPDATE SET body = excluded.body";
    PUT_CALENDAR = "INSERT INTO calendars (workspace_id, id, name, body) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (workspace_id, id) DO UPDATE SET name = excluded.name, body = excluded.body";
}

pub(super) fn put_workspace(row: &Workspace) -> Op {
    Op::new(
        PUT_WORKSPACE,
        args![
            row.id,
            &row.platform,
            &row.external_id,
            &row.name,
            &row.locale,
            &row.zone,
            row.calendar,
            row.fallback,
            &row.channel,
            &row.manager_channel,
            row.weekends_count,
            row.digest_minute,
            row.set_up_at,
            row.created_at,
        ],
    )
}

pub(super) fn change_settings(workspace: WorkspaceId, version: i64) -> Op {
    Op::must(CHANGE_SETTINGS, args![workspace, version], Missed::Stale)
}

pub(super) fn name_workspace(workspace: WorkspaceId, name: &str) -> Op {
    Op::new(NAME_WORKSPACE, args![workspace, name])
}

pub(super) fn put_person(workspace: WorkspaceId, row: &Person) -> Result<Op, Fault> {
    Ok(Op::new(
        PUT_PERSON,
        args![
            workspace,
            row.id,
            &row.platform,
            &row.external_id,
            &row.name,
            &row.handle,
            &row.title,
            &row.zone,
            &row.locale,
            key_of(&row.state)?,
            row.away_until,
            row.digest_minute,
            row.quiet_from_minute,
            row.quiet_to_minute,
            row.greeted_at,
            &row.last_playbook,
        ],
    ))
}

pub(super) fn put_person_link(workspace: WorkspaceId, row: &PersonLink) -> Op {
    Op::new(PUT_PERSON_LINK, args![workspace, &row.platform, &row.external_id, row.person, row.linked_at])
}

pub(super) fn remove_person_link(workspace: WorkspaceId, platform: &str, external_id: &str) -> Op {
    Op::new(REMOVE_PERSON_LINK, args![workspace, platform, external_id])
}

pub(super) fn put_team(workspace: WorkspaceId, row: &Team) -> Op {
    Op::new(PUT_TEAM, args![workspace, row.id, &row.name, &row.channel, &row.manager_channel, row.calendar])
}

pub(super) fn put_team_member(workspace: WorkspaceId, row: &TeamMember) -> Op {
    Op::new(PUT_TEAM_MEMBER, args![workspace, row.team, row.person, row.ordinal, row.is_manager])
}

pub(super) fn remove_team_member(workspace: WorkspaceId, team: TeamId, person: PersonId) -> Op {
    Op::new(REMOVE_TEAM_MEMBER, args![workspace, team, person])
}

pub(super) fn put_grant(workspace: WorkspaceId, at: Timestamp, row: &Grant) -> Result<Op, Fault> {
    Ok(Op::new(PUT_GRANT, args![workspace, row.person, key_of(&row.capability)?, row.granted_by, at]))
}

pub(super) fn remove_grant(workspace: WorkspaceId, row: &Grant) -> Result<Op, Fault> {
    Ok(Op::new(REMOVE_GRANT, args![workspace, row.person, key_of(&row.capability)?]))
}

pub(super) fn put_calendar(workspace: WorkspaceId, row: &StoredCalendar) -> Op {
    Op::new(PUT_CALENDAR, args![workspace, row.id, &row.name, &row.body])
}

pub(super) fn put_closed_days(workspace: WorkspaceId, row: &StoredClosedDays) -> Op {
    Op::new(PUT_CLOSED_DAYS, args![workspace, row.calendar, &row.body])
}

/// The team with its members and its schedule; its calendar stays, since clocks that run name it.
pub(super) fn remove_team(workspace: WorkspaceId, team: TeamId, ops: &mut Vec<Op>) {
    for sql in [REMOVE_TEAM_MEMBERS, REMOVE_TEAM_SCHEDULES, FREE_PLAYBOOKS, REMOVE_TEAM] {
        ops.push(Op::new(sql, args![workspace, team]));
    }
}
