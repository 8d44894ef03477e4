//! `/handoff stats`: figures of the team in the conversation; a person's figures to them and their managers alone.

use crate::app::fault::AppFault;
use crate::app::jobs::Task;
use crate::app::playground::watch::asked_stats_key;
use crate::app::router::Desk;
use crate::chat::cards::stats::{self as card, Heading};
use crate::chat::cards::{People, list};
use crate::chat::command::Stats;
use crate::chat::incoming::Reply;
use crate::domain::playbook::Playbook;
use crate::domain::stats::{self, Figures, Row, Scope, Window};
use crate::ids::{JobId, PersonId};
use crate::store::commit::{Commit, NewJob, Row as StoreRow};
use crate::store::identity::Capability;

/// What a question is about, looked up.
struct Asked {
    scope: Scope,
    rows: Vec<Row>,
    playbook: Option<String>,
}

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>, typed: &Stats) -> Result<Reply, AppFault> {
    let Some(asked) = look_up(desk, typed).await? else { return Ok(no_such_playbook(desk, typed)) };
    if let Some(named) = &typed.person {
        return of_person(desk, typed, &asked, named).await;
    }
    note_asked(desk).await?;
    let figures = stats::figures(&asked.rows, &asked.scope);
    Ok(Reply::Public(card::team(&desk.words, &figures, &heading(typed, &asked), typed)))
}

fn heading<'a>(typed: &Stats, asked: &'a Asked) -> Heading<'a> {
    Heading { playbook: asked.playbook.as_deref(), period: typed.period }
}

/// Nothing where a playbook was named that is not here.
async fn look_up(desk: &Desk<'_>, typed: &Stats) -> Result<Option<Asked>, AppFault> {
    let window = Window::of(typed.period, desk.company.zone(), desk.now);
    let playbook = match &typed.playbook {
        Some(named) => match playbook(desk, named).await? {
            None => return Ok(None),
            found => found,
        },
        None => None,
    };
    let rows = desk.app.figures_rows(&desk.company, &window, desk.now).await?;
    let scope = Scope { window, playbook: playbook.as_ref().map(|(key, _)| key.clone()), now: desk.now };
    Ok(Some(Asked { scope, rows, playbook: playbook.map(|(_, name)| name) }))
}

fn no_such_playbook(desk: &Desk<'_>, typed: &Stats) -> Reply {
    let named = typed.playbook.as_deref().unwrap_or_default();
    Reply::Private(crate::chat::cards::admin::no_such_playbook(&desk.words, named))
}

/// Key and name of the playbook that was meant.
async fn playbook(desk: &Desk<'_>, named: &str) -> Result<Option<(String, String)>, AppFault> {
    for setting in desk.app.store.workspace_playbooks(desk.incoming.workspace).await? {
        let playbook: std::sync::Arc<Playbook> = desk.app.playbook(desk.incoming.workspace, &setting.digest).await?;
        if super::start::is_called(&playbook, named) {
            return Ok(Some((playbook.key.clone(), playbook.name.clone())));
        }
    }
    Ok(None)
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
    let Some(asked) = look_up(desk, &typed).await? else { return Ok(no_such_playbook(desk, &typed)) };
    let reader = desk.incoming.person;
    let mut people = stats::by_person(&asked.rows, &asked.scope);
    people.retain(|one| one.person == reader || may_see(desk, one.person));
    let seen: Vec<PersonId> = people.iter().map(|one| one.person).filter(|person| *person != reader).collect();
    tell(desk, &typed, &seen).await?;
    let names = desk.company.persons.values().map(|person| (person.id, person.name.clone())).collect();
    let names = People { names, managers: Vec::new() };
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
            NewJob {
                id: JobId::new(desk.app.ids.next(desk.now)),
                kind: task.kind().to_owned(),
                dedupe: format!("figures:{person}:{}", desk.incoming.delivery),
                lane: Some(format!("direct:{person}")),
                run_at: desk.now,
                handoff: None,
                payload: task.payload(),
            }
        })
        .collect();
    desk.app.store.write(commit).await?;
    desk.app.wake.notify_one();
    Ok(())
}

/// The figures as a file.
pub(in crate::app) async fn as_file(desk: &Desk<'_>, arg: &str) -> Result<Reply, AppFault> {
    let Some(typed) = Stats::from_arg(arg) else { return Ok(desk.out_of_date()) };
    let Some(asked) = look_up(desk, &typed).await? else { return Ok(no_such_playbook(desk, &typed)) };
    let figures: Figures = stats::figures(&asked.rows, &asked.scope);
    let name = asked.scope.playbook.clone().unwrap_or_else(|| "all".to_owned());
    let text = stats::to_csv(&[(name.clone(), &figures)]).map_err(|error| AppFault::Unreadable(error.to_string()))?;
    Ok(Reply::Private(card::csv(&desk.words, &format!("handoffs-{name}"), text)))
}
