//! What does not work, why, and how to mend it: gathers the facts, which [`crate::chat::doctor`] judges. Nothing is changed.

use super::App;
use super::company::Company;
use super::fault::AppFault;
use crate::chat::cards;
use crate::chat::doctor::{self, Bot, Fallback, Finding, Gap, House, Look, Part, Server};
use crate::chat::message::{Block, Message};
use crate::chat::text::{Words, plain};
use crate::clock::Timestamp;
use crate::domain::days_off::DaysOff;
use crate::ids::{JobId, PersonId};
use crate::platform::Platform;
use crate::store::identity::{Capability, PersonState, Team};

/// Messages given up before that are no longer told of.
const GIVEN_UP_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// At most so many of them are counted.
const GIVEN_UP_MAX: u32 = 100;
/// Work that says nothing to anybody.
const SILENT_KINDS: [&str; 2] = ["timer", "upkeep"];
/// Told as a finding of its own.
const NO_CHANNEL: &str = "no channel is set";

/// How everything stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// All is well.
    Well,
    /// Something does not work.
    Ill,
    /// Somebody who knows could not be asked.
    Unknown,
}

/// Tells everything there is to tell, line by line: about the bot, then about each of its workspaces.
pub async fn diagnose(app: &App, say: impl Fn(&str)) -> Result<Health, AppFault> {
    let words = app.words("en");
    let (bot, findings) = examine_bot(app.platform(), &words).await;
    let mut health = health_of(&findings);
    let now = app.store.now().await?;
    let nobody = |_| String::new();
    if bot.look != Look::Needless {
        say_all(&cards::doctor::of_bot(&words, &bot.pages, &findings), &nobody, now, &say);
    }
    for workspace in app.store.workspaces().await? {
        if workspace.platform != app.platform().name() {
            continue;
        }
        let Some(company) = Company::load(&app.store, workspace.id).await? else { continue };
        let findings = examine_workspace(app, &company, &bot).await?;
        health = health.max(health_of(&findings));
        let told = cards::doctor::of_workspace(&words, &workspace.name, &bot.pages, &findings);
        say_all(&told, &|person| company.name_of(person), now, &say);
    }
    Ok(health)
}

/// As [`diagnose`], where there is no database that could be read.
pub async fn diagnose_bot(platform: &dyn Platform, words: &Words, say: impl Fn(&str)) -> Health {
    let (bot, findings) = examine_bot(platform, words).await;
    if bot.look != Look::Needless {
        let now = Timestamp::from_ms(0);
        say_all(&cards::doctor::of_bot(words, &bot.pages, &findings), &|_| String::new(), now, &say);
    }
    health_of(&findings)
}

/// What there is to say about the bot. Commands are registered in English, whoever asks.
pub(super) async fn examine_bot(platform: &dyn Platform, english: &Words) -> (Bot, Vec<Finding>) {
    let bot = platform.examine_bot(english).await;
    let findings = doctor::of_bot(&bot);
    (bot, findings)
}

/// What there is to say about a workspace. Where the bot itself is not let in, nobody is asked about its server.
pub(super) async fn examine_workspace(app: &App, company: &Company, bot: &Bot) -> Result<Vec<Finding>, AppFault> {
    let house = house(app, company).await?;
    let server = if bot.look == Look::Done {
        let channels = channels(app, company).await?;
        app.platform().examine_server(&company.workspace.external_id, &channels).await
    } else {
        Server::default()
    };
    Ok(doctor::of_workspace(&server, &house))
}

fn health_of(findings: &[Finding]) -> Health {
    if findings.iter().any(|finding| matches!(finding, Finding::CannotLook(_))) {
        Health::Unknown
    } else if findings.iter().any(Finding::is_wrong) {
        Health::Ill
    } else {
        Health::Well
    }
}

/// A message as lines of a terminal.
fn say_all(message: &Message, names: &dyn Fn(PersonId) -> String, now: Timestamp, say: &impl Fn(&str)) {
    for block in &message.blocks {
        match block {
            Block::Line(text) | Block::Small(text) | Block::Heading(text) | Block::Meter { label: text, .. } => {
                say(&plain::draw(text, names, chrono_tz::UTC, now));
            }
            Block::Copy(text) => say(text),
            Block::Divider => say(""),
            Block::Buttons(_) | Block::Select(_) => {}
        }
    }
}

/// Every channel that Baton speaks in, each once.
async fn channels(app: &App, company: &Company) -> Result<Vec<(Part, String)>, AppFault> {
    let workspace = &company.workspace;
    let playbooks = app.store.workspace_playbooks(workspace.id).await?;
    let of_playbooks = playbooks.iter().filter(|playbook| playbook.is_on).map(|playbook| &playbook.channel);
    let of_teams = company.teams.iter().map(|team| &team.channel);
    let cards = [&workspace.channel].into_iter().chain(of_playbooks).chain(of_teams).flatten();
    let of_managers = company.teams.iter().map(|team| &team.manager_channel);
    let managers = [&workspace.manager_channel].into_iter().chain(of_managers).flatten();
    let all = managers.map(|id| (Part::Managers, id)).chain(cards.map(|id| (Part::Cards, id)));
    let mut found: Vec<(Part, String)> = Vec::new();
    for (part, id) in all {
        if !found.iter().any(|(_, known)| known == id) {
            found.push((part, id.clone()));
        }
    }
    Ok(found)
}

async fn house(app: &App, company: &Company) -> Result<House, AppFault> {
    let workspace = &company.workspace;
    let is_here = |id: PersonId| company.persons.get(&id).is_some_and(|person| person.state == PersonState::Active);
    let of_teams = company.members.iter().filter(|member| member.is_manager).map(|member| member.person);
    let of_all = company.grants.iter().filter(|grant| grant.capability == Capability::Manager);
    let fallback = match workspace.fallback {
        None => Fallback::Nobody,
        Some(person) if is_here(person) => Fallback::Here,
        Some(person) => Fallback::Left(person),
    };
    let has_manager = of_all.map(|grant| grant.person).chain(of_teams).any(is_here);
    let has_manager_channel =
        workspace.manager_channel.is_some() || company.teams.iter().any(|team| team.manager_channel.is_some());
    let needs = [
        (Gap::Channel, workspace.channel.is_some()),
        (Gap::Manager, has_manager),
        (Gap::ManagerChannel, has_manager_channel),
        (Gap::SetUp, workspace.set_up_at.is_some()),
    ];
    let gaps = needs.into_iter().filter(|(_, is_met)| !is_met).map(|(gap, _)| gap).collect();
    let (given_up, entry) = (given_up(app, company).await?.len(), app.platform().entry());
    let mut house = House { gaps, fallback, given_up, entry, ..House::default() };
    let closed = app.store.closed_directs(workspace.id).await?;
    house.closed = closed.into_iter().filter(|person| is_here(*person)).collect();
    receivers(app, company, &mut house).await?;
    calendars(app, company, &mut house).await?;
    let is_empty = |team: &&Team| {
        let mut members = company.members.iter().filter(|member| member.team == team.id);
        !members.any(|member| is_here(member.person))
    };
    house.empty_teams = company.teams.iter().filter(is_empty).map(|team| team.name.clone()).collect();
    Ok(house)
}

/// Everybody's calendar and those of teams that have their own: whether they open, and how long their holidays last.
async fn calendars(app: &App, company: &Company, house: &mut House) -> Result<(), AppFault> {
    let now = app.store.now().await?;
    let own = company.teams.iter().filter_map(|team| Some((company.own_calendar(team)?, Some(team.name.clone()))));
    let all = company.workspace.calendar.map(|id| (id, None)).into_iter().chain(own);
    for (id, team) in all {
        let Some(calendar) = company.calendars.get(&id) else { continue };
        if calendar.next_opening(now).is_none() {
            house.never_open.push(team.clone());
        }
        let stored = app.store.closed_days(company.workspace.id, id).await?;
        let days = DaysOff::of(stored.as_ref().map(|stored| &stored.body), calendar);
        if days.runs_out(calendar.local_date(now)) {
            house.holidays_end.push((days.filled_to.unwrap_or_default(), team));
        }
    }
    Ok(())
}

async fn receivers(app: &App, company: &Company, house: &mut House) -> Result<(), AppFault> {
    let now = app.store.now().await?;
    let is_present = |id: PersonId| company.is_here(id, now);
    let settings = app.store.workspace_playbooks(company.workspace.id).await?;
    if !settings.iter().any(|setting| setting.is_on) {
        house.gaps.push(Gap::Playbook);
    }
    for setting in settings.into_iter().filter(|setting| setting.is_on) {
        let list = app.store.playbook_receivers(company.workspace.id, &setting.key).await?;
        if list.iter().any(|receiver| is_present(receiver.person)) {
            continue;
        }
        let name = app.playbook(company.workspace.id, &setting.digest).await?.name.clone();
        if list.is_empty() {
            house.without_receivers.push(name);
        } else {
            house.without_present_receivers.push(name);
        }
    }
    Ok(())
}

/// What was given up lately and would have told somebody something.
pub(super) async fn given_up(app: &App, company: &Company) -> Result<Vec<JobId>, AppFault> {
    let since = app.store.now().await?.plus_ms(-GIVEN_UP_MS);
    let jobs = app.store.discarded_jobs(company.workspace.id, GIVEN_UP_MAX).await?;
    let counts = jobs.iter().filter(|job| {
        let reason = job.last_error.as_deref().unwrap_or_default();
        job.finished_at.is_some_and(|at| at >= since)
            && !SILENT_KINDS.contains(&job.kind.as_str())
            && !reason.starts_with(NO_CHANNEL)
    });
    Ok(counts.map(|job| job.id).collect())
}
