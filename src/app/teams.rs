//! Teams: made, changed and removed by admins, from the card of set-up or of settings. A team is a name, people, managers,
//! two channels and, where it keeps others than everybody, hours of its own. Each change counts at once.
//!
//! Running clocks keep the calendar they began with, whoever moves and whatever is removed; so calendars are never deleted.

use super::company::Company;
use super::fault::AppFault;
use super::router::Desk;
use super::setup;
use crate::chat::cards::forms;
use crate::chat::cards::setup::forms as asked;
use crate::chat::cards::setup::teams::{self as cards, Line, TeamCard};
use crate::chat::form::Answers;
use crate::chat::incoming::Reply;
use crate::chat::message::Text;
use crate::chat::route::{Route, Verb};
use crate::domain::calendar::week;
use crate::domain::setup::{Wrong, read_zone};
use crate::ids::{PersonId, TeamId};
use crate::store::identity::{Team, TeamMember};
use crate::store::lists::{Page, Which, Whose};

mod change;

use change::{give_hours, put, read_team, remove, save};

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
            save(desk, "team_hours_changed", Some(id), |company, _| give_hours(company, id, None)).await
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
                    let own = |new| Some((zone, week.clone(), new));
                    let change = |company: &mut Company, new| give_hours(company, id, own(new));
                    save(desk, "team_hours_changed", Some(id), change).await
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
                Ok(wanted) => {
                    let id = team.map(|team| team.id);
                    save(desk, "team_changed", id, |company, new| put(company, wanted.clone(), new)).await
                }
                Err(wrong) => {
                    let problem = cards::problem(&desk.words, &wrong);
                    Ok(Reply::Form(forms::once_more(form(desk, team).await, answers, problem)))
                }
            }
        }
        (_, _) => Ok(list(desk, Some(desk.words.teams_gone()))),
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
