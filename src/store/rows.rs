//! How the rows of a commit become statements: one arm for each, the statements by area.

mod answered;
mod chat;
mod dated_drafts;
mod forms;
mod identity;
mod jobs;
mod own_time;
mod persons;
mod pings;
mod playbooks;
mod reach;
mod setups;

use super::commit::Row;
use super::fault::Fault;
use super::plan::Op;
use super::sql::{Sql, args, statements};
use super::time::CLOCK_OFFSET;
use crate::clock::Timestamp;
use crate::ids::WorkspaceId;

statements! {
    PUT_META = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
}

/// The statements of each area.
pub(super) const AREAS: [&[Sql]; 13] = [
    ALL,
    answered::ALL,
    chat::ALL,
    dated_drafts::ALL,
    forms::ALL,
    identity::ALL,
    jobs::ALL,
    own_time::ALL,
    persons::ALL,
    pings::ALL,
    playbooks::ALL,
    reach::ALL,
    setups::ALL,
];

/// Whether the row can only be written once the commit's handoff is there.
pub(super) fn refers_to_handoff(row: &Row) -> bool {
    matches!(row, Row::PutPost(_) | Row::TakeDate(_) | Row::RemovePost { .. } | Row::RemoveHandoff(_))
}

/// Adds the statements of a row.
pub(super) fn plan(workspace: WorkspaceId, at: Timestamp, row: &Row, ops: &mut Vec<Op>) -> Result<(), Fault> {
    match row {
        Row::PutWorkspace(row) if row.id == workspace => ops.push(identity::put_workspace(row)),
        Row::PutWorkspace(_) => return Err(Fault::Misuse("a commit may put its own workspace only")),
        Row::ChangeSettings { version } => ops.push(identity::change_settings(workspace, *version)),
        Row::NameWorkspace(name) => ops.push(identity::name_workspace(workspace, name)),
        Row::PutPerson(row) => ops.push(identity::put_person(workspace, row)?),
        Row::NamePerson(row) => ops.push(persons::set_names(workspace, row)),
        Row::SetState { person, state } => ops.push(persons::set_state(workspace, *person, *state)?),
        Row::Greeted { person, at } => ops.push(persons::set_greeted(workspace, *person, *at)),
        Row::LastPlaybook { person, playbook } => ops.push(persons::set_last_playbook(workspace, *person, playbook)),
        Row::IsHere(person) => ops.push(persons::is_here(workspace, *person)),
        Row::SetTimes(row) => ops.push(own_time::set_times(workspace, row)),
        Row::PutDaysOff(row) => ops.push(own_time::put_days_off(workspace, at, row)),
        Row::RemoveDaysOff { person, days } => ops.push(own_time::remove_days_off(workspace, *person, *days)),
        Row::ClearAway(person) => ops.push(own_time::clear_away(workspace, *person)),
        Row::PutPersonLink(row) => ops.push(identity::put_person_link(workspace, row)),
        Row::RemovePersonLink { platform, external_id } => {
            ops.push(identity::remove_person_link(workspace, platform, external_id));
        }
        Row::PutTeam(row) => ops.push(identity::put_team(workspace, row)),
        Row::PutTeamMember(row) => ops.push(identity::put_team_member(workspace, row)),
        Row::RemoveTeamMember { team, person } => ops.push(identity::remove_team_member(workspace, *team, *person)),
        Row::PutGrant(row) => ops.push(identity::put_grant(workspace, at, row)?),
        Row::RemoveGrant(row) => ops.push(identity::remove_grant(workspace, row)?),
        Row::RemoveTeam(team) => identity::remove_team(workspace, *team, ops),
        Row::PutClosedDays(row) => ops.push(identity::put_closed_days(workspace, row)),
        Row::PutCalendar(row) => ops.push(identity::put_calendar(workspace, row)),
        Row::PutPlaybookVersion(row) => ops.push(playbooks::put_version(workspace, row)),
        Row::PutWorkspacePlaybook(row) => ops.push(playbooks::put_setting(workspace, row)),
        Row::PutReceivers(row) => playbooks::put_receivers(workspace, row, ops),
        Row::TakeDate(row) => ops.push(dated_drafts::take(workspace, row)),
        Row::PutSetupDraft(row) => ops.push(setups::put_draft(workspace, row)),
        Row::RemoveSetupDraft { version } => ops.push(setups::remove_draft(workspace, *version)),
        Row::PutInstallation(row) => ops.push(setups::put_installation(workspace, row)),
        Row::PutPost(row) => ops.push(chat::put_post(workspace, row)),
        Row::RemovePost { handoff, purpose } => ops.push(chat::remove_post(workspace, *handoff, purpose)),
        Row::ReservePing(row) => ops.push(pings::reserve(workspace, row)?),
        Row::PutPing(row) => ops.push(pings::put(workspace, row)?),
        Row::MovePing { from, ping } => ops.push(pings::change(workspace, *from, ping)?),
        Row::SettlePing { from, ping } => ops.push(pings::settle(workspace, *from, ping)?),
        Row::PutManagerLine(row) => ops.push(pings::put_line(workspace, row)),
        Row::KeepForm(row) => forms::keep(workspace, at, row, ops)?,
        Row::ForgetForm { person, form } => ops.push(forms::forget(workspace, *person, form)),
        Row::PutSchedule(row) => ops.push(jobs::put_schedule(workspace, row)),
        Row::AdvanceSchedule(row) => ops.push(jobs::advance_schedule(workspace, row)),
        Row::RemoveSchedule { key } => ops.push(jobs::remove_schedule(workspace, key)),
        Row::PutChatMessage(row) => chat::put_message(workspace, row, ops),
        Row::EditChatMessage(row) => chat::edit_message(workspace, at, row, ops),
        Row::RepeatChatMessages(ids) => chat::repeat_messages(workspace, ids, ops),
        Row::DeleteChatMessages(ids) => chat::delete_messages(workspace, at, ids, ops),
        Row::ClearChat => ops.push(chat::clear(workspace)),
        Row::Sleep => ops.push(reach::sleep(workspace, at)),
        Row::Wake => reach::wake(workspace, ops),
        Row::CloseDirect(person) => ops.push(reach::close_direct(workspace, at, *person)),
        Row::OpenDirect(person) => ops.push(reach::open_direct(workspace, *person)),
        Row::PutSecret(row) => ops.push(jobs::put_secret(workspace, at, row)),
        Row::RemoveSecrets { connection } => ops.push(jobs::remove_secrets(workspace, *connection)),
        Row::RequeueJob { id, run_at } => ops.push(jobs::requeue(workspace, *id, *run_at)),
        Row::RemoveHandoff(id) => jobs::remove_handoff(workspace, *id, ops),
        Row::ForgetFinished { before, at_most } => jobs::forget_finished(workspace, (*before, *at_most), ops),
        Row::TakeAnswer { platform, delivery, forget_before } => {
            answered::take(at, platform, delivery, *forget_before, ops);
        }
        Row::PutMeta { key, .. } if key == CLOCK_OFFSET => {
            return Err(Fault::Misuse("the clock's offset is moved by advance_clock_to only"));
        }
        Row::PutMeta { key, value } => ops.push(Op::new(PUT_META, args![key, value])),
    }
    Ok(())
}
