//! `/handoff stats`: figures of the team in the conversation; a person's figures to them and their managers alone.
//!
//! Figures of a team are for everybody and a thread is for the parties of one customer: asked for in a thread, they go into
//! its channel.

use crate::app::App;
use crate::app::company::Company;
use crate::app::fault::AppFault;
use crate::app::jobs::Task;
use crate::app::pictures::with_picture;
use crate::app::playground::watch::asked_stats_key;
use crate::app::router::Desk;
use crate::app::worker::Ran;
use crate::chat::cards::stats::{self as card, Heading};
use crate::chat::cards::{People, list};
use crate::chat::command::Stats;
use crate::chat::incoming::{Deliver, Place, Reply};
use crate::chat::message::Message;
use crate::chat::text::Words;
use crate::clock::Timestamp;
use crate::domain::stats::{self, Figures, Row, Scope, Window};
use crate::ids::{JobId, PersonId, WorkspaceId};
use crate::store::commit::{Commit, JobEnd, NewJob, Row as StoreRow};
use crate::store::identity::Capability;
use crate::store::jobs::ClaimedJob;

/// What a question is about, looked up.
struct Asked {
    scope: Scope,
    rows: Vec<Row>,
    playbook: Option<String>,
}

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>, typed: &Stats) -> Result<Reply, AppFault> {
    let Some(asked) = desk.app.look_up(&desk.company, typed, desk.now).await? else {
        return Ok(no_such_playbook(desk, typed));
    };
    if let Some(named) = &typed.person {
        return of_person(desk, typed, &asked, named).await;
    }
    note_asked(desk).await?;
    if desk.incoming.place.thread.is_some() {
        return to_channel(desk, typed).await;
    }
    Ok(Reply::Public(team_card(&desk.words, typed, &asked).await))
}

async fn team_card(words: &Words, typed: &Stats, asked: &Asked) -> Message {
    let (figures, heading) = (stats::figures(&asked.rows, &asked.scope), heading(typed, asked));
    let message = card::team(words, &figures, &heading, typed);
    with_picture(words, message, &figures, &heading).await
}

/// Leaves the figures to the worker, which posts them in the channel of the thread.
async fn to_channel(desk: &Desk<'_>, typed: &Stats) -> Result<Reply, AppFault> {
    let channel = desk.incoming.place.channel.clone();
    let task = Task::TeamFigures { channel: channel.clone(), asked: typed.to_arg() };
    let dedupe = format!("team_figures:{}", desk.incoming.delivery);
    let mut commit = Commit::new(desk.incoming.workspace, desk.now);
    commit.jobs.push(job(desk, &task, dedupe, Some(format!("channel:{channel}"))));
    desk.app.store.write(commit).await?;
    desk.app.wake.notify_one();
    Ok(Reply::Private(card::in_channel(&desk.words)))
}

fn job(desk: &Desk<'_>, task: &Task, dedupe: String, lane: Option<String>) -> NewJob {
    NewJob {
        id: JobId::new(desk.app.ids.next(desk.now)),
        kind: task.kind().to_owned(),
        dedupe,
        lane,
        run_at: desk.now,
        handoff: None,
        payload: task.payload(),
    }
}

impl App {
    /// Posts a team's figures as they are now.
    pub(in crate::app) async fn run_team_figures(
        &self,
        claimed: &ClaimedJob,
        channel: String,
        asked: &str,
    ) -> Result<Ran, AppFault> {
        let company = Company::load(&self.store, claimed.workspace).await?;
        let (Some(company), Some(typed)) = (company, Stats::from_arg(asked)) else { return Ok(Ran::End(JobEnd::Done)) };
        let now = self.store.now().await?;
        let Some(asked) = self.look_up(&company, &typed, now).await? else { return Ok(Ran::End(JobEnd::Done)) };
        let message = team_card(&self.words(&company.workspace.locale), &typed, &asked).await;
        match self.send(claimed, Deliver::Post { to: Place::channel(channel), message }).await {
            Ok(_) => self.end_with(claimed, Vec::new()).await,
            Err(fault) => self.undelivered(claimed, fault).await,
        }
    }

    /// Nothing where a playbook was named that is not here.
    async fn look_up(&self, company: &Company, typed: &Stats, now: Timestamp) -> Result<Option<Asked>, AppFault> {
        let window = Window::of(typed.period, company.zone(), now);
        let playbook = match &typed.playbook {
            Some(named) => match self.playbook_called(company.workspace.id, named).await? {
                None => return Ok(None),
                found => found,
            },
            None => None,
        };
        let rows = self.figures_rows(company, &window, now).await?;
        let scope = Scope { window, playbook: playbook.as_ref().map(|(key, _)| key.clone()), now };
        Ok(Some(Asked { scope, rows, playbook: playbook.map(|(_, name)| name) }))
    }

    /// Key and name of the playbook that was meant.
    async fn playbook_called(&self, workspace: WorkspaceId, named: &str) -> Result<Option<(String, String)>, AppFault> {
        for setting in self.store.workspace_playbooks(workspace).await? {
            let playbook = self.playbook(workspace, &setting.digest).await?;
            if super::start::is_called(&playbook, named) {
                return Ok(Some((playbook.key.clone(), playbook.name.clone())));
            }
        }
        Ok(None)
    }
}

fn heading<'a>(typed: &Stats, asked: &'a Asked) -> Heading<'a> {
    Heading { playbook: asked.playbook.as_deref(), period: typed.period }
}

fn no_such_playbook(desk: &Desk<'_>, typed: &Stats) -> Reply {
    let named = typed.playbook.as_deref().unwrap_or_default();
    Reply::Private(crate::chat::cards::admin::no_such_playbook(&desk.words, named))
}

/// The newcomer's walk ends with this question.
async fn note_asked(desk: &Desk<'_>) -> Result<(), AppFault> {
    if desk.app.platform().name() == crate::platform::playground::NAME {
        let row = StoreRow::PutMeta { key: asked_stats_key(desk.incoming.workspace), value: desk.now.ms().to_string() };
        desk.app.store.write(Commit::new(desk.incoming.workspace, desk.now).row(row)).await?;
    }
    Ok(())
}

async fn of_person(desk: &Desk<'_>, typed: &Stats, asked: &Asked, named: &str) -> Result<Reply, AppFault> {
    let reader = desk.incoming.person;
    let found = if named == "me" { Some(reader) } else { desk.company.find(named) };
    let Some(person) = found else { return Ok(Reply::Private(list::not_found(&desk.words, named))) };
    if person != reader && !may_see(desk, person) {
        return Ok(Reply::Private(crate::chat::cards::admin::only_managers(&desk.words, person)));
    }
    let figures = stats::of_person(&asked.rows, &asked.scope, person);
    if person != reader {
        tell(desk, typed, &[person]).await?;
    }
    Ok(Reply::Private(card::of_person(&desk.words, &figures, &heading(typed, asked))))
}

/// A manager of one of their teams, or of the workspace, or whoever was given the right.
fn may_see(desk: &Desk<'_>, person: PersonId) -> bool {
    let reader = desk.incoming.person;
    let company = &desk.company;
    let manages =
        |team| company.members.iter().any(|member| member.team == team && member.person == reader && member.is_manager);
    company.may(reader, Capability::SeePersonFigures) || company.teams_of(person).any(|team| manages(team.id))
}

/// *By person*: everybody the reader may see, by name; each of them is told.
pub(in crate::app) async fn by_person(desk: &Desk<'_>, arg: &str) -> Result<Reply, AppFault> {
    let Some(typed) = Stats::from_arg(arg) else { return Ok(desk.out_of_date()) };
    let Some(asked) = desk.app.look_up(&desk.company, &typed, desk.now).await? else {
        return Ok(no_such_playbook(desk, &typed));
    };
    let reader = desk.incoming.person;
    let mut people = stats::by_person(&asked.rows, &asked.scope);
    people.retain(|one| one.person == reader || may_see(desk, one.person));
    let seen: Vec<PersonId> = people.iter().map(|one| one.person).filter(|person| *person != reader).collect();
    tell(desk, &typed, &seen).await?;
    let names = desk.company.persons.values().map(|person| (person.id, person.name.clone())).collect();
    let names = People { names, ..People::default() };
    Ok(Reply::Private(card::by_person(&desk.words, &people, &names, &heading(&typed, &asked))))
}

/// Whoever's figures were opened hears of it, once for each question.
async fn tell(desk: &Desk<'_>, typed: &Stats, people: &[PersonId]) -> Result<(), AppFault> {
    if people.is_empty() {
        return Ok(());
    }
    let by = desk.incoming.person;
    let mut commit = Commit::new(desk.incoming.workspace, desk.now);
    commit.jobs = people
        .iter()
        .map(|person| {
            let task = Task::FiguresOpened { person: *person, by, period: typed.period };
            job(desk, &task, format!("figures:{person}:{}", desk.incoming.delivery), None)
        })
        .collect();
    desk.app.store.write(commit).await?;
    desk.app.wake.notify_one();
    Ok(())
}

/// The figures as a file.
pub(in crate::app) async fn as_file(desk: &Desk<'_>, arg: &str) -> Result<Reply, AppFault> {
    let Some(typed) = Stats::from_arg(arg) else { return Ok(desk.out_of_date()) };
    let Some(asked) = desk.app.look_up(&desk.company, &typed, desk.now).await? else {
        return Ok(no_such_playbook(desk, &typed));
    };
    let figures: Figures = stats::figures(&asked.rows, &asked.scope);
    let name = asked.scope.playbook.clone().unwrap_or_else(|| "all".to_owned());
    let text = stats::to_csv(&[(name.clone(), &figures)]).map_err(|error| AppFault::Unreadable(error.to_string()))?;
    Ok(Reply::Private(card::csv(&desk.words, &format!("handoffs-{name}"), text)))
}
