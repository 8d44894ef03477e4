//! Changes of teams on their way into the store: read from a form, laid over the company as it is at that moment, written
//! with what follows from them, and decided anew where somebody else was faster.

use chrono_tz::Tz;
use serde_json::json;

use super::{SHOWN_MAX, card, list, members};
use crate::app::company::Company;
use crate::app::digests;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::app::setup::{self, Moves};
use crate::chat::cards::setup::teams::{self as cards, NAME_CHARS, TeamWrong};
use crate::chat::form::Answers;
use crate::chat::incoming::Reply;
use crate::chat::message::Text;
use crate::domain::brief::value::clean;
use crate::domain::calendar::Calendar;
use crate::domain::calendar::week;
use crate::domain::setup::Room;
use crate::ids::{CalendarId, EventId, PersonId, TeamId};
use crate::store::commit::{Commit, NewEvent, Row, Written};
use crate::store::identity::{StoredCalendar, StoredClosedDays, Team, TeamMember};
use crate::store::pauses;

/// A team as a form wants it.
#[derive(Clone)]
pub(super) struct Wanted {
    id: Option<TeamId>,
    name: String,
    /// In order; whether each manages.
    people: Vec<(PersonId, bool)>,
    channel: Option<String>,
    manager_channel: Option<String>,
}

pub(super) async fn read_team(
    desk: &Desk<'_>,
    team: Option<&Team>,
    answers: &Answers,
) -> Result<Result<Wanted, TeamWrong>, AppFault> {
    let answer = |key: &str| answers.get(key).map(String::as_str).unwrap_or_default();
    let name = clean(answer(cards::key::NAME)).trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Ok(Err(TeamWrong::Name));
    }
    let is_other = |known: &&Team| team.is_none_or(|team| team.id != known.id);
    if desk.company.teams.iter().filter(is_other).any(|known| known.name.to_lowercase() == name.to_lowercase()) {
        return Ok(Err(TeamWrong::Taken(name)));
    }
    let managers = setup::persons(desk, answer(cards::key::MANAGERS));
    let chosen = setup::persons(desk, answer(cards::key::MEMBERS));
    let known: Vec<PersonId> = team.map(|team| members(&desk.company, team.id)).unwrap_or_default();
    // A form shows so many; whoever it did not show stays.
    let unseen = known.into_iter().skip(SHOWN_MAX);
    let mut people: Vec<(PersonId, bool)> = Vec::new();
    for person in managers.iter().copied().chain(chosen).chain(unseen) {
        if !people.iter().any(|(known, _)| *known == person) {
            people.push((person, managers.contains(&person)));
        }
    }
    if people.is_empty() {
        return Ok(Err(TeamWrong::Nobody));
    }
    let mut rooms = Vec::new();
    for key in [cards::key::CHANNEL, cards::key::MANAGER_CHANNEL] {
        let typed = answer(key);
        if typed.trim().is_empty() {
            rooms.push(None);
            continue;
        }
        match setup::named_room(desk, typed).await? {
            Ok(Room::Known(id)) => rooms.push(Some(id)),
            Ok(Room::New(_)) => rooms.push(None),
            Err(wrong) => return Ok(Err(TeamWrong::Room(wrong))),
        }
    }
    let manager_channel = rooms.pop().flatten();
    let channel = rooms.pop().flatten();
    Ok(Ok(Wanted { id: team.map(|team| team.id), name, people, channel, manager_channel }))
}

/// What a change makes of the company: the team it is about, and the rows; nothing where it cannot be any more.
pub(super) type Changed = Option<(TeamId, Vec<Row>)>;

pub(super) fn put(company: &mut Company, wanted: Wanted, new: i64) -> Changed {
    let id = wanted.id.unwrap_or(TeamId::new(new));
    let known = company.teams.iter().find(|team| team.id == id).cloned();
    let is_taken = |team: &Team| team.id != id && team.name.to_lowercase() == wanted.name.to_lowercase();
    if wanted.id.is_some() && known.is_none() || company.teams.iter().any(is_taken) {
        return None;
    }
    let Wanted { name, people, channel, manager_channel, .. } = wanted;
    let team = Team { id, name, channel, manager_channel, calendar: known.as_ref().and_then(|team| team.calendar) };
    let gone: Vec<PersonId> =
        members(company, id).into_iter().filter(|known| !people.iter().any(|(person, _)| person == known)).collect();
    let mut rows = vec![Row::PutTeam(team.clone())];
    rows.extend(gone.into_iter().map(|person| Row::RemoveTeamMember { team: id, person }));
    company.members.retain(|member| member.team != id);
    for (ordinal, (person, is_manager)) in (1..).zip(people) {
        let member = TeamMember { team: id, person, ordinal, is_manager };
        company.members.push(member);
        rows.push(Row::PutTeamMember(member));
    }
    company.teams.retain(|team| team.id != id);
    company.teams.push(team);
    company.teams.sort_by_key(|team| team.id);
    Some((id, rows))
}

/// Hours of its own, or those of everybody.
pub(super) fn give_hours(company: &mut Company, id: TeamId, own: Option<(Tz, week::Week, i64)>) -> Changed {
    let default = company.workspace.calendar;
    let kept = company.teams.iter().find(|team| team.id == id).and_then(|team| company.own_calendar(team));
    let team = company.teams.iter_mut().find(|team| team.id == id)?;
    let mut rows = Vec::new();
    match own {
        None => team.calendar = None,
        Some((zone, week, new)) => {
            let known = kept.and_then(|id| company.calendars.get(&id));
            // A team that begins to keep its own hours begins with the days off of everybody.
            let before = known.or_else(|| default.and_then(|id| company.calendars.get(&id)));
            let exceptions = before.map(|before| before.exceptions.clone()).unwrap_or_default();
            let calendar = Calendar { zone, week, exceptions };
            let own = kept.unwrap_or(CalendarId::new(new));
            let body = serde_json::to_value(&calendar).ok()?;
            rows.push(Row::PutCalendar(StoredCalendar { id: own, name: team.name.clone(), body }));
            company.calendars.insert(own, calendar);
            team.calendar = Some(own);
        }
    }
    rows.push(Row::PutTeam(team.clone()));
    Some((id, rows))
}

/// Writes a change with what follows from it, decided anew where somebody else was faster. What somebody else made of the
/// same team meanwhile stays, and this change is refused.
pub(super) async fn save(
    desk: &Desk<'_>,
    kind: &str,
    team: Option<TeamId>,
    change: impl Fn(&mut Company, i64) -> Changed,
) -> Result<Reply, AppFault> {
    for pause in pauses() {
        let Some((fresh, version)) = &setup::anew(desk).await? else { return Ok(desk.out_of_date()) };
        if team.is_some_and(|id| part(&desk.company, id) != part(&fresh.company, id)) {
            return Ok(not_saved(fresh, team));
        }
        if let Some(reply) = save_once(fresh, *version, (kind, team), &change).await? {
            return Ok(reply);
        }
        desk.app.store.rest(pause).await;
    }
    Err(AppFault::Busy)
}

/// What the forms of a team replace as a whole.
fn part(company: &Company, id: TeamId) -> (Option<&Team>, Vec<&TeamMember>, Option<(Tz, &week::Week)>) {
    let team = company.teams.iter().find(|team| team.id == id);
    let own = team.and_then(|team| company.own_calendar(team)).and_then(|own| company.calendars.get(&own));
    let people = company.members.iter().filter(|member| member.team == id).collect();
    (team, people, own.map(|own| (own.zone, &own.week)))
}

fn not_saved(fresh: &Desk<'_>, team: Option<TeamId>) -> Reply {
    let is_there = |id: TeamId| fresh.company.teams.iter().any(|team| team.id == id);
    match team {
        Some(id) if is_there(id) => card(fresh, &fresh.company, id, Some(fresh.words.settings_changed_meanwhile())),
        Some(_) => list(fresh, Some(fresh.words.teams_gone())),
        None => list(fresh, Some(fresh.words.settings_changed_meanwhile())),
    }
}

/// One attempt; nothing where somebody else was faster.
async fn save_once(
    desk: &Desk<'_>,
    version: i64,
    (kind, team): (&str, Option<TeamId>),
    change: impl Fn(&mut Company, i64) -> Changed,
) -> Result<Option<Reply>, AppFault> {
    let now = desk.app.store.now().await?;
    let mut after = Company::clone(&desk.company);
    let before = after.clone();
    let Some((id, rows)) = change(&mut after, desk.app.ids.next(now)) else {
        return Ok(Some(not_saved(desk, team)));
    };
    let mut commit = Commit::new(desk.incoming.workspace, now).row(Row::ChangeSettings { version });
    let calendar_of =
        |company: &Company| company.teams.iter().find(|team| team.id == id).and_then(|team| company.own_calendar(team));
    let days_of = calendar_of(&after).filter(|own| !before.calendars.contains_key(own)).zip(before.workspace.calendar);
    commit.rows.extend(rows);
    if let Some((own, default)) = days_of
        && let Some(stored) = desk.app.store.closed_days(desk.incoming.workspace, default).await?
    {
        commit.rows.push(Row::PutClosedDays(StoredClosedDays { calendar: own, body: stored.body }));
        if let Some(hours) = after.calendars.get(&own) {
            commit.rows.push(Row::PutSchedule(digests::of_holidays(own, hours.zone, now)));
        }
    }
    if let Some(team) = after.teams.iter().find(|team| team.id == id) {
        commit.rows.push(match team.channel {
            Some(_) => Row::PutSchedule(digests::of_team(&after, team, now)),
            None => Row::RemoveSchedule { key: format!("digest:team:{id}") },
        });
    }
    let (is_other, began) = (changes_hours(&before, &after), calendar_of(&before) != calendar_of(&after));
    let moves = if is_other { Some(desk.app.moves(&after).await?) } else { None };
    commit.jobs.extend(is_other.then(|| desk.app.recount_job(now)));
    commit.events.push(event(desk, kind, id, now));
    if desk.app.store.write(commit).await? == Written::Stale {
        return Ok(None);
    }
    desk.app.wake.notify_one();
    Ok(Some(card(desk, &after, id, Some(said(desk, moves, began)))))
}

/// A calendar that clocks may run by is another one now.
fn changes_hours(before: &Company, after: &Company) -> bool {
    before.calendars.iter().any(|(id, calendar)| after.calendars.get(id) != Some(calendar))
}

fn said(desk: &Desk<'_>, moves: Option<Moves>, began: bool) -> Text {
    match moves {
        Some(moves) => setup::saved(&desk.words, moves),
        None if began => desk.words.teams_saved_from_now_on(),
        None => desk.words.settings_saved(),
    }
}

/// Takes a team away, whatever somebody else makes of it at the same moment.
pub(super) async fn remove(desk: &Desk<'_>, team: &Team) -> Result<Reply, AppFault> {
    for pause in pauses() {
        let version = desk.app.store.settings_version(desk.incoming.workspace).await?;
        let now = desk.app.store.now().await?;
        let mut commit = Commit::new(desk.incoming.workspace, now).row(Row::ChangeSettings { version });
        commit.rows.push(Row::RemoveTeam(team.id));
        commit.events.push(event(desk, "team_removed", team.id, now));
        if desk.app.store.write(commit).await? != Written::Stale {
            let Some((after, _)) = setup::anew(desk).await? else { return Ok(desk.out_of_date()) };
            return Ok(list(&after, Some(desk.words.teams_removed(&team.name))));
        }
        desk.app.store.rest(pause).await;
    }
    Err(AppFault::Busy)
}

fn event(desk: &Desk<'_>, kind: &str, team: TeamId, now: crate::clock::Timestamp) -> NewEvent {
    NewEvent {
        id: EventId::new(desk.app.ids.next(now)),
        handoff: None,
        at: now,
        kind: kind.to_owned(),
        by: Some(desk.incoming.person),
        source: desk.app.platform().name().to_owned(),
        payload: json!({ "v": 1, "team": team }),
    }
}
