//! Two processes on one database change a company's settings at the same moment: both changes stand, or the later one is
//! refused in words. None is lost without anybody hearing of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use baton::app::App;
use baton::app::arrivals::Door;
use baton::app::company::Company;
use baton::app::playbooks::sources;
use baton::chat::incoming::{Incoming, Place, Reply, What};
use baton::chat::text::Catalog;
use baton::domain::calendar::Calendar;
use baton::domain::calendar::week;
use baton::ids::{IdSource, PersonId, TeamId, WorkspaceId};
use baton::platform::{Account, Answers, Arrival};
use baton::store::commit::{Commit, Row};
use baton::store::gate::{Call, Gate, Stop};
use baton::store::{OpenOptions, Store};
use chrono_tz::Tz;
use futures::future::join_all;
use tokio::sync::mpsc;

use crate::company::{Plan, found, staff};
use crate::fake_chat::FakeChat;
use crate::{Arena, START};

crate::cases!(
    hours_and_days_off_both_stand,
    the_same_days_off_both_stand,
    a_team_keeps_the_days_off_of_everybody,
    an_own_hour_and_that_of_everybody_both_stand,
    a_new_name_and_the_hours_both_stand,
    whoever_joins_gets_the_digest_of_everybody,
    the_same_hours_are_refused_in_words,
    the_same_team_is_refused_in_words,
    a_removed_team_stays_away,
    one_name_for_one_team,
    a_new_version_and_the_switch_both_stand,
    many_at_once_all_stand,
);

/// Two processes, and who changes settings.
struct Rivals {
    /// It stops at every call of the database.
    slow: Arc<App>,
    calls: mpsc::UnboundedReceiver<Stop>,
    fast: Arc<App>,
    workspace: WorkspaceId,
    mia: PersonId,
    ben: PersonId,
}

impl Rivals {
    async fn new(arena: &Arena) -> Self {
        let store = arena.migrated().await;
        let (gate, calls) = Gate::new();
        let options = OpenOptions { movable_clock: true, time_from_clock: true, gate, ..OpenOptions::default() };
        let chat = Arc::new(FakeChat::new(Arc::clone(&arena.clock)));
        let app = |store: Store, seed| {
            let catalog = Catalog::embedded().unwrap();
            Arc::new(App::new(store, Arc::new(IdSource::seeded(seed)), catalog, Arc::clone(&chat) as _))
        };
        let fast = app(store, 1);
        let week = week::read("Mon-Fri 9-17").unwrap();
        let plan = Plan::usual(Calendar { zone: Tz::Europe__Berlin, week, exceptions: BTreeMap::new() });
        let company = found(&fast.store, &fast.ids, &plan).await.unwrap();
        fast.install_playbooks(company.workspace, &sources(None).unwrap()).await.unwrap();
        staff(&fast.store, &company, &plan.calendar).await.unwrap();
        let slow = app(arena.open_with(options).await, 2);
        let [mia, ben] = ["mia", "ben"].map(|key| company.person(key).unwrap());
        Self { slow, calls, fast, workspace: company.workspace, mia, ben }
    }

    fn incoming(&self, what: What) -> Incoming {
        Incoming {
            workspace: self.workspace,
            person: self.mia,
            delivery: format!("{what:?}"),
            place: Place::channel("general"),
            message: None,
            what,
            files: Vec::new(),
        }
    }

    /// One process is about to write when the other does all of its part; what each answered.
    async fn at_once(&mut self, slow: What, fast: What) -> [String; 2] {
        let (slow, fast) = (self.incoming(slow), self.incoming(fast));
        let (app, other) = (Arc::clone(&self.slow), Arc::clone(&self.fast));
        let slow = async move { app.receive(&slow).await };
        let (slow, fast) = self.meet(1, slow, async move { other.receive(&fast).await }).await;
        [said(&slow), said(&fast)]
    }

    /// One process is about to write for the `nth` time when the other does all of its part.
    async fn meet<S: Send + 'static, F>(
        &mut self,
        nth: usize,
        slow: impl Future<Output = S> + Send + 'static,
        fast: impl Future<Output = F>,
    ) -> (S, F) {
        let slow = tokio::spawn(slow);
        let (mut fast, mut told, mut writes) = (Some(fast), None, 0);
        while let Some(stop) = self.next(&slow).await {
            writes += usize::from(stop.call == Call::Write && !stop.is_done);
            if writes == nth
                && let Some(fast) = fast.take()
            {
                told = Some(fast.await);
            }
            stop.pass();
        }
        (slow.await.unwrap(), told.expect("a write to meet at"))
    }

    async fn next<T>(&mut self, task: &tokio::task::JoinHandle<T>) -> Option<Stop> {
        loop {
            tokio::select! {
                stop = self.calls.recv() => return stop,
                () = tokio::task::yield_now(), if task.is_finished() => return None,
                () = tokio::task::yield_now() => {}
            }
        }
    }

    async fn company(&self) -> Company {
        Company::load(&self.fast.store, self.workspace).await.unwrap().unwrap()
    }

    async fn team(&self, name: &str) -> TeamId {
        let company = self.company().await;
        company.teams.iter().find(|team| team.name == name).expect("a team").id
    }
}

fn said(reply: &Reply) -> String {
    format!("{reply:?}")
}

fn form(id: String, answers: &[(&str, &str)]) -> What {
    let answers = answers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    What::Submit { id, answers }
}

fn hours(week: &str, digest: &str) -> What {
    let answers = [("zone", "Europe/Berlin"), ("hours", week), ("weekends", "no"), ("digest", digest)];
    form("1.settings..hours".to_owned(), &answers)
}

fn days_off(lines: &str) -> What {
    form("1.days_off..hand".to_owned(), &[("days", lines)])
}

fn team(id: &str, name: &str, members: &str) -> What {
    let answers = [("name", name), ("members", members), ("managers", "mia"), ("channel", ""), ("private", "")];
    form(format!("1.teams..{id}"), &answers)
}

fn team_hours(id: TeamId, week: &str) -> What {
    form(format!("1.teams..hours.{id}"), &[("zone", "Europe/Lisbon"), ("hours", week)])
}

/// The days on which everybody's hours are others.
fn exceptions(company: &Company) -> BTreeSet<String> {
    let id = company.workspace.calendar.unwrap();
    company.calendars[&id].exceptions.keys().map(ToString::to_string).collect()
}

async fn hours_and_days_off_both_stand(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    for (slow, fast, week, day) in [
        (days_off("24 Dec closed"), hours("Mon-Thu 8-16", "9:00"), "Mon-Thu 8-16", "2026-12-24"),
        (hours("Mon-Wed 7-15", "9:00"), days_off("31 Dec closed"), "Mon-Wed 7-15", "2026-12-31"),
    ] {
        let told = rivals.at_once(slow, fast).await;
        assert!(told.iter().all(|told| told.contains("Saved.")), "{told:?}");
        let company = rivals.company().await;
        assert_eq!(company.calendars[&company.workspace.calendar.unwrap()].week, week::read(week).unwrap());
        assert!(exceptions(&company).contains(day), "{day} in {:?}", exceptions(&company));
    }
}

async fn the_same_days_off_both_stand(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let told = rivals.at_once(days_off("24 Dec closed"), days_off("31 Dec closed")).await;
    assert!(told.iter().all(|told| told.contains("Saved.")), "{told:?}");
    let days = ["2026-12-24", "2026-12-31"].map(ToOwned::to_owned);
    assert_eq!(exceptions(&rivals.company().await), BTreeSet::from(days));
}

/// A team that begins to keep its own hours begins with the days off of everybody.
async fn a_team_keeps_the_days_off_of_everybody(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let sales = rivals.team("Sales").await;
    let told = rivals.at_once(team_hours(sales, "Mon-Fri 10-18"), days_off("24 Dec closed")).await;
    assert!(told.iter().all(|told| told.contains("Saved.")), "{told:?}");
    let company = rivals.company().await;
    let own = company.teams.iter().find(|team| team.id == sales).and_then(|team| company.own_calendar(team));
    let own = &company.calendars[&own.expect("hours of its own")];
    assert!(own.exceptions.keys().any(|day| day.to_string() == "2026-12-24"), "{own:?}");
}

async fn an_own_hour_and_that_of_everybody_both_stand(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let own = [("zone", "Europe/Berlin"), ("digest", "7:30"), ("quiet", "20:00-7:00")];
    let own = form("1.my_time..times".to_owned(), &own);
    let told = rivals.at_once(hours("Mon-Fri 9-17", "8:00"), own).await;
    assert!(told.iter().all(|told| told.contains("Saved.")), "{told:?}");
    let planned = rivals.fast.store.schedules(rivals.workspace).await.unwrap();
    let minute = |of: PersonId| planned.iter().find(|known| known.person == Some(of)).map(|known| known.minute);
    assert_eq!((minute(rivals.mia), minute(rivals.ben)), (Some(450), Some(480)));
}

async fn a_new_name_and_the_hours_both_stand(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let (slow, fast, workspace) = (Arc::clone(&rivals.slow), Arc::clone(&rivals.fast), rivals.workspace);
    let hours = rivals.incoming(hours("Mon-Thu 8-16", "8:00"));
    let named = Commit::new(workspace, START).row(Row::NameWorkspace("The new name".to_owned()));
    let slow = async move { slow.receive(&hours).await };
    let (told, _) = rivals.meet(1, slow, Box::pin(async move { fast.store.write(named).await.unwrap() })).await;
    assert!(said(&told).contains("Saved."), "{told:?}");
    let company = rivals.company().await;
    assert_eq!((company.workspace.name.as_str(), company.workspace.digest_minute), ("The new name", 480));
}

async fn whoever_joins_gets_the_digest_of_everybody(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let company = rivals.company().await;
    let account = Account {
        id: "joe".to_owned(),
        name: "Joe".to_owned(),
        handle: "joe".to_owned(),
        locale: None,
        manages_server: None,
        is_bot: false,
    };
    let arrival = Arrival {
        platform: "fake",
        server: Some(company.workspace.external_id.clone()),
        by: account,
        named: Vec::new(),
        delivery: "joins".to_owned(),
        place: Place::channel("general"),
        message: None,
        what: What::Command("/handoff help".to_owned()),
        files: Vec::new(),
    };
    let door = Door::new(Arc::clone(&rivals.slow), sources(None).unwrap());
    let (fast, hours) = (Arc::clone(&rivals.fast), rivals.incoming(hours("Mon-Fri 9-17", "8:00")));
    // Joe is written down first, and then his digest.
    rivals.meet(2, async move { door.answer(arrival).await }, async move { fast.receive(&hours).await }).await;
    let joe = rivals.company().await.persons.values().find(|person| person.name == "Joe").expect("Joe is here").id;
    let planned = rivals.fast.store.schedules(rivals.workspace).await.unwrap();
    let minute = planned.iter().find(|known| known.person == Some(joe)).map(|known| known.minute);
    assert_eq!(minute, Some(480));
}

async fn the_same_hours_are_refused_in_words(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let told = rivals.at_once(hours("Mon-Fri 9-17", "7:30"), hours("Mon-Thu 8-16", "9:00")).await;
    assert!(told[0].contains("Not saved: somebody else") && told[1].contains("Saved."), "{told:?}");
    let company = rivals.company().await;
    assert_eq!(company.calendars[&company.workspace.calendar.unwrap()].week, week::read("Mon-Thu 8-16").unwrap());
    assert_eq!(company.workspace.digest_minute, 540);
}

async fn the_same_team_is_refused_in_words(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let sales = rivals.team("Sales").await;
    let told = rivals.at_once(team_hours(sales, "Mon-Fri 10-18"), team(&format!("edit.{sales}"), "North", "ana")).await;
    assert!(told[0].contains("Not saved: somebody else") && told[1].contains("Saved."), "{told:?}");
    assert_eq!(rivals.team("North").await, sales);
}

async fn a_removed_team_stays_away(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let sales = rivals.team("Sales").await;
    let gone = What::Click { id: format!("1.teams..gone.{sales}"), values: Vec::new() };
    let told = rivals.at_once(team(&format!("edit.{sales}"), "North", "ana"), gone).await;
    assert!(told[0].contains("This team is not there any more") && told[1].contains("is removed"), "{told:?}");
    assert!(rivals.company().await.teams.iter().all(|team| team.id != sales));
}

async fn one_name_for_one_team(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let told = rivals.at_once(team("new", "Lisbon desk", "lea"), team("new", "Lisbon Desk", "ben")).await;
    assert!(told[0].contains("Not saved: somebody else") && told[1].contains("Saved."), "{told:?}");
    assert_eq!(rivals.company().await.teams.len(), 3);
}

async fn a_new_version_and_the_switch_both_stand(arena: Arena) {
    let mut rivals = Rivals::new(&arena).await;
    let shipped = sources(None).unwrap().into_iter().find(|source| source.playbook.key == "ae_csm").unwrap();
    let text = format!("{}\n# Ours.\n", shipped.text);
    let before = rivals.fast.store.workspace_playbook(rivals.workspace, "ae_csm").await.unwrap().unwrap();
    let new = What::Command(format!("/handoff-admin playbook import {text}"));
    let off = What::Command("/handoff-admin playbook off ae_csm".to_owned());
    let told = rivals.at_once(new, off).await;
    let after = rivals.fast.store.workspace_playbook(rivals.workspace, "ae_csm").await.unwrap().unwrap();
    assert!(before.is_on && !after.is_on && after.digest != before.digest, "{after:?} after {told:?}");
}

/// No gate here: whoever is faster is faster.
async fn many_at_once_all_stand(arena: Arena) {
    let rivals = Rivals::new(&arena).await;
    let store = arena.open().await;
    let chat = Arc::new(FakeChat::new(Arc::clone(&arena.clock)));
    let other = App::new(store, Arc::new(IdSource::seeded(3)), Catalog::embedded().unwrap(), chat);
    let days: Vec<String> = (1..=4).map(|day| format!("2026-12-0{day}")).collect();
    let asked = days.iter().zip([&*rivals.fast, &other, &*rivals.fast, &other]).map(|(day, app)| {
        let incoming = rivals.incoming(days_off(&format!("{day} closed")));
        async move { said(&app.receive(&incoming).await) }
    });
    let told = join_all(asked).await;
    assert!(told.iter().all(|told| told.contains("Saved.")), "{told:?}");
    assert_eq!(exceptions(&rivals.company().await), days.into_iter().collect());
}
