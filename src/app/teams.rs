//! Teams: made, changed and removed by admins, from the card of set-up or of settings. A team is a name, people, managers,
//! two channels and, where it keeps others than everybody, hours of its own. Each change counts at once.
//!
//! Running clocks keep the calendar they began with, whoever moves and whatever is removed; so calendars are never deleted.

use serde_json::json;

use super::company::Company;
use super::digests;
use super::fault::AppFault;
use super::router::Desk;
use super::setup::{self, Moves};
use crate::chat::cards::forms;
use crate::chat::cards::setup::forms as asked;
use crate::chat::cards::setup::teams::{self as cards, Line, NAME_CHARS, TeamCard, TeamWrong};
use crate::chat::form::Answers;
use crate::chat::incoming::Reply;
use crate::chat::message::Text;
use crate::chat::route::{Route, Verb};
use crate::domain::brief::value::clean;
use crate::domain::calendar::Calendar;
use crate::domain::calendar::week;
use crate::domain::setup::{Room, Wrong, read_zone};
use crate::ids::{CalendarId, EventId, PersonId, TeamId};
use crate::store::commit::{Commit, NewEvent, Row, Written};
use crate::store::identity::{StoredCalendar, Team, TeamMember};
use crate::store::lists::{Page, Which, Whose};

/// So many people a form shows (Discord's select); others stay as they are.
const SHOWN_MAX: usize = 25;
/// Counting the handoffs of a team ends there.
const COUNTED_MAX: u32 = 500;

/// A button or select.
pub(super) async fn clicked(desk: &Desk<'_>, route: &Route, values: &[String]) -> Result<Reply, AppFault> {
    if let Some(refused) = setup::not_an_admin(desk) {
        return Ok(refused);
    }
    let (what, id) = route.arg.split_once('.').unwrap_or((&route.arg, ""));
    let wanted = if id.is_empty() { values.first().map(String::as_str).unwrap_or_default() } else { id };
    let team = wanted.parse::<TeamId>().ok().and_then(|id| desk.company.teams.iter().find(|team| team.id == id));
    match (what, team) {
        ("", _) => Ok(list(desk, None)),
        ("new", _) => Ok(Reply::Form(form(desk, None).await)),
        ("open" | "show", Some(team)) => Ok(card(desk, &desk.company, team.id, None)),
        ("edit", Some(team)) => Ok(Reply::Form(form(desk, Some(team)).await)),
        ("hours", Some(team)) => Ok(Reply::Form(hours_form(desk, team))),
        ("theirs", Some(team)) => {
            let id = team.id;
            save(desk, "team_hours_changed", |company, _| give_hours(company, id, None)).await
        }
        ("remove", Some(team)) => {
            let open = desk
                .app
                .store
                .list(
                    desk.incoming.workspace,
                    Which::Open,
                    Whose::Team(team.id),
                    Page { limit: COUNTED_MAX, offset: 0 },
                )
                .await?;
            Ok(Reply::Update(cards::confirm(&desk.words, team.id, &team.name, open.len())))
        }
        ("gone", Some(team)) => remove(desk, team).await,
        (_, _) => Ok(list(desk, Some(desk.words.teams_gone()))),
    }
}

/// A team by its name, for those who type.
pub(super) fn named(desk: &Desk<'_>, name: &str) -> Reply {
    if let Some(refused) = setup::not_an_admin(desk) {
        return refused;
    }
    match by_name(desk, name) {
        Some(team) => card(desk, &desk.company, team.id, None),
        None => list(desk, Some(desk.words.teams_unknown(&cards::cut(name)))),
    }
}

/// The team that is called so.
pub(super) fn by_name<'a>(desk: &'a Desk<'_>, name: &str) -> Option<&'a Team> {
    let wanted = name.trim().to_lowercase();
    desk.company.teams.iter().find(|team| team.name.to_lowercase() == wanted)
}

/// A form.
pub(super) async fn submitted(desk: &Desk<'_>, route: &Route, answers: &Answers) -> Result<Reply, AppFault> {
    if let Some(refused) = setup::not_an_admin(desk) {
        return Ok(refused);
    }
    let (what, id) = route.arg.split_once('.').unwrap_or((&route.arg, ""));
    let team = id.parse::<TeamId>().ok().and_then(|id| desk.company.teams.iter().find(|team| team.id == id));
    let answer = |key: &str| answers.get(key).map(String::as_str).unwrap_or_default();
    match (what, team) {
        ("hours", Some(team)) => {
            let read = read_zone(answer(asked::key::ZONE)).map_err(Wrong::Zone).and_then(|zone| {
                let week = week::read(answer(asked::key::WEEK)).map_err(Wrong::Week)?;
                Ok((zone, week))
            });
            match read {
                Ok((zone, week)) => {
                    let id = team.id;
                    save(desk, "team_hours_changed", |company, new| give_hours(company, id, Some((zone, week, new))))
                        .await
                }
                Err(wrong) => {
                    let problem = asked::problem(&desk.words, &wrong);
                    Ok(Reply::Form(forms::once_more(hours_form(desk, team), answers, problem)))
                }
            }
        }
        ("new", _) | ("edit", Some(_)) => {
            let read = read_team(desk, team, answers).await?;
            match read {
                Ok(wanted) => save(desk, "team_changed", |company, new| put(company, wanted, new)).await,
                Err(wrong) => {
                    let problem = cards::problem(&desk.words, &wrong);
                    Ok(Reply::Form(forms::once_more(form(desk, team).await, answers, problem)))
                }
            }
        }
        (_, _) => Ok(list(desk, Some(desk.words.teams_gone()))),
    }
}

/// A team as a form wants it.
struct Wanted {
    id: Option<TeamId>,
    name: String,
    /// In order; whether each manages.
    people: Vec<(PersonId, bool)>,
    channel: Option<String>,
    manager_channel: Option<String>,
}

async fn read_team(
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

/// What a change makes of the company: the team it is about, and the rows.
type Changed = Option<(TeamId, Vec<Row>)>;

fn put(company: &mut Company, wanted: Wanted, new: i64) -> Changed {
    let id = wanted.id.unwrap_or(TeamId::new(new));
    let known = company.teams.iter().find(|team| team.id == id).cloned();
    if wanted.id.is_some() && known.is_none() {
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
fn give_hours(company: &mut Company, id: TeamId, own: Option<(chrono_tz::Tz, week::Week, i64)>) -> Changed {
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

/// Writes a change with what follows from it: the digest's schedule, a recount where hours changed.
async fn save(
    desk: &Desk<'_>,
    kind: &str,
    change: impl FnOnce(&mut Company, i64) -> Changed,
) -> Result<Reply, AppFault> {
    let _one = desk.app.setting_up.lock().await;
    let Some(desk) = &setup::anew(desk).await? else { return Ok(desk.out_of_date()) };
    let now = desk.app.store.now().await?;
    let mut after = Company::clone(&desk.company);
    let before = after.clone();
    let Some((id, rows)) = change(&mut after, desk.app.ids.next(now)) else {
        return Ok(list(desk, Some(desk.words.teams_gone())));
    };
    let mut commit = Commit::new(desk.incoming.workspace, now);
    let calendar_of =
        |company: &Company| company.teams.iter().find(|team| team.id == id).and_then(|team| company.own_calendar(team));
    let days_of = calendar_of(&after).filter(|own| !before.calendars.contains_key(own)).zip(before.workspace.calendar);
    commit.rows = rows;
    if let Some((own, default)) = days_of
        && let Some(stored) = desk.app.store.closed_days(desk.incoming.workspace, default).await?
    {
        commit
            .rows
            .push(Row::PutClosedDays(crate::store::identity::StoredClosedDays { calendar: own, body: stored.body }));
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
    match desk.app.store.write(commit).await? {
        Written::Committed(_) | Written::Duplicate(_) => {}
        Written::Stale | Written::LeaseLost => return Err(AppFault::Busy),
    }
    desk.app.wake.notify_one();
    Ok(card(desk, &after, id, Some(said(desk, moves, began))))
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

async fn remove(desk: &Desk<'_>, team: &Team) -> Result<Reply, AppFault> {
    let _one = desk.app.setting_up.lock().await;
    let now = desk.app.store.now().await?;
    let mut commit = Commit::new(desk.incoming.workspace, now).row(Row::RemoveTeam(team.id));
    commit.events.push(event(desk, "team_removed", team.id, now));
    desk.app.store.write(commit).await?;
    let Some(after) = setup::anew(desk).await? else { return Ok(desk.out_of_date()) };
    Ok(list(&after, Some(desk.words.teams_removed(&team.name))))
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

fn members(company: &Company, team: TeamId) -> Vec<PersonId> {
    company.members.iter().filter(|member| member.team == team).map(|member| member.person).collect()
}

async fn form(desk: &Desk<'_>, team: Option<&Team>) -> crate::chat::form::Form {
    let rooms = setup::rooms_of(desk).await;
    let name = |id: &Option<String>| {
        let found = id.as_ref().and_then(|id| rooms.iter().find(|room| room.id == *id));
        found.map(|room| format!("#{}", room.name)).or_else(|| id.clone()).unwrap_or_default()
    };
    let people = team.map(|team| members(&desk.company, team.id)).unwrap_or_default();
    let manages = |person: &PersonId| {
        let found = desk
            .company
            .members
            .iter()
            .find(|member| team.is_some_and(|team| member.team == team.id) && member.person == *person);
        found.is_some_and(|member| member.is_manager)
    };
    let drawn = cards::Asked {
        team: team.map(|team| team.id),
        name: team.map(|team| team.name.clone()).unwrap_or_default(),
        managers: people.iter().copied().filter(manages).take(SHOWN_MAX).collect(),
        members: people.into_iter().take(SHOWN_MAX).collect(),
        channel: team.map(|team| name(&team.channel)).unwrap_or_default(),
        manager_channel: team.map(|team| name(&team.manager_channel)).unwrap_or_default(),
    };
    cards::form(&desk.words, &drawn)
}

fn hours_form(desk: &Desk<'_>, team: &Team) -> crate::chat::form::Form {
    let own = team.calendar.or(desk.company.workspace.calendar).and_then(|id| desk.company.calendars.get(&id));
    let (zone, week) = match own {
        Some(calendar) => (calendar.zone, week::written(&calendar.week)),
        None => (desk.company.zone(), String::new()),
    };
    cards::hours_form(&desk.words, team.id, zone.name(), &week)
}

fn list(desk: &Desk<'_>, said: Option<Text>) -> Reply {
    let company = &desk.company;
    let line = |team: &Team| Line {
        id: team.id,
        name: team.name.clone(),
        people: members(company, team.id).len(),
        has_own_hours: company.own_calendar(team).is_some(),
    };
    let lines: Vec<Line> = company.teams.iter().map(line).collect();
    let back = if setup::is_set_up(desk) { Verb::Settings } else { Verb::Setup };
    Reply::Update(cards::list(&desk.words, (&lines, desk.app.platform().entry()), back, said))
}

fn card(desk: &Desk<'_>, company: &Company, id: TeamId, said: Option<Text>) -> Reply {
    let Some(team) = company.teams.iter().find(|team| team.id == id) else { return list(desk, said) };
    let (managers, people): (Vec<&TeamMember>, Vec<&TeamMember>) =
        company.members.iter().filter(|member| member.team == id).partition(|member| member.is_manager);
    let own = company.own_calendar(team).and_then(|id| company.calendars.get(&id));
    let hours = own.or_else(|| company.workspace.calendar.and_then(|id| company.calendars.get(&id)));
    let ids = |members: Vec<&TeamMember>| members.iter().map(|member| member.person).collect::<Vec<_>>();
    let drawn = TeamCard {
        id,
        name: &team.name,
        channel: team.channel.as_deref(),
        manager_channel: team.manager_channel.as_deref(),
        managers: &ids(managers),
        members: &ids(people),
        hours: hours.map(|hours| (hours.zone.name(), &hours.week)),
        has_own_hours: own.is_some(),
    };
    Reply::Update(cards::team(&desk.words, &drawn, said))
}
