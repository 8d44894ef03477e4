//! One scenario's world: the whole App on a database of its own, a clock that is moved by hand, a strict chat, a company.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use baton::app::App;
use baton::app::act::Subject;
use baton::app::arrivals::Door;
use baton::app::playbooks::{Source, sources};
use baton::chat::incoming::Place;
use baton::chat::text::Catalog;
use baton::clock::{Clock, ManualClock, Timestamp};
use baton::domain::calendar::Calendar;
use baton::domain::playbook::load;
use baton::ids::{HandoffId, IdSource, PersonId, WorkspaceId};
use baton::platform::{Answers, Happening, Here};
use baton::store::commit::{Commit, Row};
use baton::store::{OpenOptions, Store};
use chrono_tz::Tz;
use sqlx::{Connection, Executor};

use crate::chat::{Chat, Way};
use crate::company::{self, Founded, Plan};
use crate::databases::Database;
use crate::drawing::Reader;
use crate::moments;

/// Moving a clock through more moments than that means that something is due for ever.
const MOMENTS_MAX: usize = 2_000;

static CATALOG: LazyLock<Result<Catalog, String>> = LazyLock::new(|| {
    Catalog::embedded().map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
});
static PLAYBOOKS: LazyLock<Result<Vec<Source>, String>> =
    LazyLock::new(|| sources(None).map_err(|fault| fault.to_string()));

/// Everything a scenario acts on.
pub struct World {
    /// The program.
    pub app: Arc<App>,
    /// The platform.
    pub chat: Chat,
    /// The people.
    pub company: Founded,
    /// Everybody's hours.
    pub calendar: Calendar,
    /// The handoff that steps are about.
    pub about: Option<HandoffId>,
    /// Deliveries so far; each has an id of its own.
    pub deliveries: u64,
    /// Whether forms and selects are held to what a platform lets people enter.
    pub is_held_to_forms: bool,
    clock: Arc<ManualClock>,
    database: Database,
    playbooks: BTreeMap<String, String>,
    seed: u64,
    /// The next work is cut off at so many writes; 0 where it is not.
    dies_after: AtomicU32,
    /// When Baton was invited, and where it is greeted.
    invited: Option<(Timestamp, Option<String>)>,
}

/// The key of the platform in memory.
const PLATFORM: &str = "fake";

/// The playbooks that ship.
pub fn sources_of_playbooks() -> Result<Vec<Source>, String> {
    PLAYBOOKS.clone()
}

/// Any fault, as words.
pub fn told(fault: impl std::fmt::Display) -> String {
    fault.to_string()
}

impl World {
    /// A company on a fresh database, at this moment.
    pub async fn open(database: Database, plan: Plan, at: Timestamp, (seed, way): (u64, Way)) -> Result<Self, String> {
        let clock = Arc::new(ManualClock::at(at));
        let (mut chat, home) = Chat::open(way, &clock, &plan).await?;
        let plan = Plan { home, ..plan };
        let app = app(&database, &clock, &chat, seed).await?;
        let company = company::found(&app.store, &app.ids, &plan).await?;
        let shipped = sources_of_playbooks()?;
        app.install_playbooks(company.workspace, &shipped).await.map_err(told)?;
        if plan.is_set_up {
            company::staff(&app.store, &company, &plan.calendar).await?;
        }
        chat.know(&company, &plan);
        chat.listen(&app).await?;
        let playbooks = shipped.into_iter().map(|source| (source.playbook.key, source.text)).collect();
        Ok(Self {
            app,
            chat,
            company,
            calendar: plan.calendar,
            about: None,
            deliveries: 0,
            is_held_to_forms: true,
            clock,
            database,
            playbooks,
            seed,
            dies_after: AtomicU32::new(0),
            invited: None,
        })
    }

    /// The program ends and starts again on the same database.
    pub async fn restart(&mut self) -> Result<(), String> {
        self.app.store.close().await;
        self.seed += 1;
        self.app = app(&self.database, &self.clock, &self.chat, self.seed).await?;
        self.chat.listen(&self.app).await?;
        self.app.catch_up().await.map_err(told)
    }

    /// Baton is invited now; the platform greets newcomers in that channel.
    pub async fn invite(&mut self, channel: Option<String>) -> Result<(), String> {
        let is_told = self.chat.invite(channel.as_deref()).await?;
        self.invited = Some((self.now(), channel));
        if is_told { Ok(()) } else { self.tell_of_presence().await }
    }

    /// The platform tells once more that Baton is there.
    pub async fn tell_again(&self) -> Result<(), String> {
        if self.chat.tell_again().await? { Ok(()) } else { self.tell_of_presence().await }
    }

    async fn tell_of_presence(&self) -> Result<(), String> {
        let (since, channel) = self.invited.clone().ok_or("nobody invited Baton yet")?;
        let here = Here {
            server: "northlight".to_owned(),
            name: "Northlight".to_owned(),
            since: Some(since),
            channel,
            owner: Some("mia".to_owned()),
            locale: None,
        };
        self.door()?.happened(PLATFORM, Happening::Here(Box::new(here))).await;
        Ok(())
    }

    /// Baton is sent away.
    pub async fn send_away(&self) -> Result<(), String> {
        if self.chat.send_away().await? {
            return Ok(());
        }
        let gone = Happening::Removed { server: "northlight".to_owned() };
        self.door()?.happened(PLATFORM, gone).await;
        Ok(())
    }

    fn door(&self) -> Result<Door, String> {
        Ok(Door::new(Arc::clone(&self.app), PLAYBOOKS.clone()?))
    }

    /// Where it all happens.
    pub fn workspace(&self) -> WorkspaceId {
        self.company.workspace
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The company's zone.
    pub fn zone(&self) -> Tz {
        self.calendar.zone
    }

    /// Somebody by key.
    pub fn person(&self, key: &str) -> Result<PersonId, String> {
        let known = || self.company.people.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ");
        self.company.person(key).ok_or_else(|| format!("nobody is called {key:?}; there are: {}", known()))
    }

    /// What somebody is called.
    pub fn name(&self, person: PersonId) -> String {
        let found = self.company.people.iter().find(|(_, id)| *id == person);
        let mut name: Vec<char> = found.map_or("somebody", |(key, _)| key).chars().collect();
        if let Some(first) = name.first_mut() {
            first.make_ascii_uppercase();
        }
        name.into_iter().collect()
    }

    /// What is due now is done, as the worker would.
    pub async fn work(&self) -> Result<(), String> {
        match self.dies_after.swap(0, Ordering::Relaxed) {
            0 => self.app.work().await.map_err(told).map(|_| ()),
            writes => self.work_until(writes).await,
        }
    }

    /// The program is killed in the middle of its next work, right after so many writes.
    pub fn die_after(&self, writes: u32) {
        self.dies_after.store(writes, Ordering::Relaxed);
    }

    async fn work_until(&self, writes: u32) -> Result<(), String> {
        let mut written = self.app.store.written();
        let mut work = pin!(self.app.work());
        for left in (1..=writes).rev() {
            tokio::select! {
                biased;
                changed = written.changed() => changed.map_err(told)?,
                done = &mut work => {
                    self.die_after(left);
                    return done.map_err(told).map(|_| ());
                }
            }
        }
        Ok(())
    }

    /// What this version plans for dates is taken out of the database, as one left it that knew nothing of them.
    pub async fn forget_plans(&mut self) -> Result<(), String> {
        const FORGET: [&str; 2] = [
            "DELETE FROM jobs WHERE dedupe LIKE 'draft_due:%' OR dedupe LIKE 'plan_drafts:%'",
            "DELETE FROM meta WHERE key LIKE 'drafts_planned:%'",
        ];
        self.app.store.close().await;
        for sql in FORGET {
            behind_its_back(&self.database.url, sql).await.map_err(told)?;
        }
        self.restart().await
    }

    /// The program starts and sees to its playbooks and its upkeep, as it does every time outside of scenarios.
    pub async fn start_anew(&mut self) -> Result<(), String> {
        self.restart().await?;
        self.door()?.install_playbooks().await.map_err(told)
    }

    /// Moves the clock through every due moment, in order.
    pub async fn move_to(&self, to: Timestamp) -> Result<(), String> {
        if to < self.now() {
            let zone = self.zone();
            return Err(format!("it is {} already; time only goes forward", moments::shown(self.now(), zone)));
        }
        self.work().await?;
        for _ in 0..MOMENTS_MAX {
            let Some(next) = self.app.next_due().await.map_err(told)?.filter(|next| *next <= to) else {
                self.clock.set(to);
                return self.work().await;
            };
            self.clock.set(next.max(self.now()));
            self.work().await?;
        }
        Err(format!("something is due for ever: more than {MOMENTS_MAX} moments on the way"))
    }

    /// Time passes while nobody works; then the program catches up.
    pub async fn be_down_for(&self, ms: i64) -> Result<(), String> {
        self.clock.set(self.now().plus_ms(ms));
        self.app.catch_up().await.map_err(told)
    }

    /// The handoff that steps are about, with its playbook.
    pub async fn subject(&self) -> Result<Subject, String> {
        let about = self.about.ok_or("no handoff was started yet")?;
        let found = self.app.subject(self.workspace(), about).await.map_err(told)?;
        found.ok_or_else(|| "the handoff is gone".to_owned())
    }

    /// The thread of that handoff.
    pub async fn thread(&self) -> Result<Place, String> {
        let about = self.about.ok_or("no handoff was started yet")?;
        let post = self.app.store.post(self.workspace(), Some(about), "thread").await.map_err(told)?;
        let post = post.ok_or("it has no thread yet")?;
        Ok(Place { channel: post.channel, thread: post.message })
    }

    /// Changes a playbook's text and installs it as the version that new drafts get.
    pub async fn edit_playbook(
        &mut self,
        key: &str,
        edit: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<(), String> {
        let text = self.playbooks.get(key).ok_or_else(|| {
            let known = self.playbooks.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            format!("no playbook {key:?}; there are: {known}")
        })?;
        let text = edit(text)?;
        let playbook = load::parse(key, &text)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let source = Source { playbook, text: text.clone() };
        self.app.install_playbooks(self.workspace(), &[source]).await.map_err(told)?;
        self.playbooks.insert(key.to_owned(), text);
        Ok(())
    }

    /// Switches a playbook on or off.
    pub async fn switch_playbook(&self, key: &str, is_on: bool) -> Result<(), String> {
        let found = self.app.store.workspace_playbook(self.workspace(), key).await.map_err(told)?;
        let mut setting = found.ok_or_else(|| format!("no playbook {key:?}"))?;
        setting.is_on = is_on;
        self.put(Row::PutWorkspacePlaybook(setting)).await
    }

    /// Writes a row of set-up.
    pub async fn put(&self, row: Row) -> Result<(), String> {
        self.app.store.write(Commit::new(self.workspace(), self.now()).row(row)).await.map_err(told)?;
        Ok(())
    }

    /// How somebody reads at a moment; a channel is read in the company's zone.
    pub async fn read<T>(&self, reader: Option<PersonId>, now: Timestamp, draw: impl FnOnce(&Reader<'_>) -> T) -> T {
        let person = match reader {
            Some(reader) => self.app.store.person(self.workspace(), reader).await.ok().flatten(),
            None => None,
        };
        let own = person.and_then(|person| person.zone).and_then(|zone| zone.parse().ok());
        let names = |person| self.name(person);
        let meant = |style| self.chat.meant(style);
        draw(&Reader { names: &names, zone: own.unwrap_or(self.zone()), now, meant: &meant })
    }
}

/// Runs a statement while the program is closed.
async fn behind_its_back(url: &str, sql: &'static str) -> Result<(), sqlx::Error> {
    if url.starts_with("postgres") {
        let mut connection = sqlx::PgConnection::connect(url).await?;
        connection.execute(sql).await?;
        connection.close().await
    } else {
        let mut connection = sqlx::SqliteConnection::connect(url).await?;
        connection.execute(sql).await?;
        connection.close().await
    }
}

async fn app(database: &Database, clock: &Arc<ManualClock>, chat: &Chat, seed: u64) -> Result<Arc<App>, String> {
    let options = OpenOptions { time_from_clock: true, readers: 2, connections: 4, ..OpenOptions::default() };
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    let store = Store::open(&database.url, clock, options).await.map_err(told)?;
    store.migrate().await.map_err(told)?;
    let platform = chat.platform(&store)?;
    Ok(Arc::new(App::new(store, Arc::new(IdSource::seeded(seed)), CATALOG.clone()?, platform)))
}
