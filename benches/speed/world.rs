//! A company on a fresh database, a clock that can be set and then runs, a chat that takes everything at once, and handoffs.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use async_trait::async_trait;
use baton::app::App;
use baton::app::act::{Rehearsal, Subject};
use baton::app::playbooks::sources;
use baton::chat::incoming::{Deliver, Outgoing, Place, Posted};
use baton::chat::limits::{Limits, PLAYGROUND};
use baton::chat::text::Catalog;
use baton::clock::{Clock, SystemClock, Timestamp};
use baton::domain::brief::{Entry, value};
use baton::domain::calendar::Calendar;
use baton::domain::handoff::{Handoff, Purpose};
use baton::domain::lifecycle::Action;
use baton::domain::lifecycle::action::Start;
use baton::ids::{HandoffId, IdSource, PersonId, WorkspaceId};
use baton::platform::{Delivered, DeliveryFault, Platform};
use baton::store::commit::Delivery;
use baton::store::{OpenOptions, Store};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use tempfile::TempDir;

use crate::company::{self, Founded, Plan};

/// Monday, 2026-03-09, 10:00 in Berlin.
pub(crate) const MONDAY: Timestamp = Timestamp::from_ms(1_773_046_800_000);
/// What every handoff here follows.
pub(crate) const PLAYBOOK: &str = "ae_csm";

/// The system's clock, moved: it stands still until it is let go.
pub(crate) struct BenchClock {
    at: AtomicI64,
    let_go: AtomicI64,
}

impl BenchClock {
    /// Stands at this moment.
    pub(crate) fn at(at: Timestamp) -> Arc<Self> {
        Arc::new(Self { at: AtomicI64::new(at.ms()), let_go: AtomicI64::new(0) })
    }

    /// Stands at another moment.
    pub(crate) fn stand_at(&self, at: Timestamp) {
        self.at.store(at.ms(), Ordering::SeqCst);
    }

    /// Runs on from this moment.
    pub(crate) fn run_from(&self, at: Timestamp) {
        self.at.store(at.ms(), Ordering::SeqCst);
        self.let_go.store(SystemClock.now().ms(), Ordering::SeqCst);
    }
}

impl Clock for BenchClock {
    fn now(&self) -> Timestamp {
        let (at, let_go) = (self.at.load(Ordering::SeqCst), self.let_go.load(Ordering::SeqCst));
        let passed = if let_go == 0 { 0 } else { SystemClock.now().ms() - let_go };
        Timestamp::from_ms(at + passed)
    }
}

/// A chat that counts what it is given.
#[derive(Default)]
pub(crate) struct Counter {
    delivered: AtomicU64,
    direct: AtomicI64,
}

impl Counter {
    /// Messages to single people so far.
    pub(crate) fn direct(&self) -> i64 {
        self.direct.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Platform for Counter {
    fn name(&self) -> &'static str {
        "bench"
    }

    fn limits(&self) -> &'static Limits {
        &PLAYGROUND
    }

    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        let id = self.delivered.fetch_add(1, Ordering::SeqCst).to_string();
        Ok(match &outgoing.what {
            Deliver::Post { to, .. } => Delivered::Posted(Posted { place: to.clone(), message: id }),
            Deliver::OpenThread { under, .. } => {
                let place = Place { channel: under.place.channel.clone(), thread: Some(id.clone()) };
                Delivered::Thread { place: place.clone(), first: Posted { place, message: id } }
            }
            Deliver::Direct { .. } => {
                self.direct.fetch_add(1, Ordering::SeqCst);
                Delivered::Done
            }
            Deliver::Remove { .. } | Deliver::Invite { .. } | Deliver::Edit { .. } | Deliver::Find { .. } => {
                Delivered::Done
            }
        })
    }
}

/// A folder for one SQLite file, where builds go: on a disk, as temporary folders may not be.
pub(crate) fn folder() -> TempDir {
    tempfile::Builder::new().prefix("bench-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

/// The file in it.
pub(crate) fn file(folder: &TempDir) -> String {
    folder.path().join("baton.db").display().to_string()
}

/// A connection of the baseline, set up as Baton's own writer is, without its rules of reference where rows are poured in.
pub(crate) async fn raw(url: &str, has_references: bool) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(url)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(has_references)
        .statement_cache_capacity(1_000)
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "4000");
    options.disable_statement_logging().connect().await.expect("the database opens")
}

/// Sends statements that are of nobody's concern.
pub(crate) async fn pour(connection: &mut SqliteConnection, text: String) {
    connection.execute(AssertSqlSafe(text)).await.expect("it is understood");
}

/// The program, on tables of its own; only where it must is its clock one that can be moved, as in the playground.
pub(crate) async fn app(url: &str, clock: &Arc<BenchClock>, chat: &Arc<Counter>, movable_clock: bool) -> App {
    let options = OpenOptions { movable_clock, time_from_clock: true, ..OpenOptions::default() };
    let store = Store::open(url, Arc::<BenchClock>::clone(clock), options).await.expect("the database opens");
    store.migrate().await.expect("the tables are made");
    let catalog = Catalog::embedded().expect("the words are there");
    App::new(store, Arc::new(IdSource::seeded(7)), catalog, Arc::<Counter>::clone(chat))
}

/// A company with its program.
pub(crate) struct World {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<BenchClock>,
    pub(crate) chat: Arc<Counter>,
    pub(crate) company: Founded,
}

impl World {
    /// Four people on Monday morning. Made alike twice, it has the same ids.
    pub(crate) async fn open(url: &str) -> Self {
        let (clock, chat) = (BenchClock::at(MONDAY), Arc::new(Counter::default()));
        let app = app(url, &clock, &chat, false).await;
        let plan = Plan::usual(Calendar::business_week(chrono_tz::Europe::Berlin));
        let company = company::found(&app.store, &app.ids, &plan).await.expect("it is founded");
        app.install_playbooks(company.workspace, &sources(None).expect("they ship")).await.expect("they are taken");
        company::staff(&app.store, &company, &plan.calendar).await.expect("it is staffed");
        Self { app: Arc::new(app), clock, chat, company }
    }

    /// Where it all happens.
    pub(crate) fn workspace(&self) -> WorkspaceId {
        self.company.workspace
    }

    /// Somebody.
    pub(crate) fn person(&self, key: &str) -> PersonId {
        self.company.person(key).expect("somebody of that name")
    }

    /// A draft before its first word, with all around it.
    pub(crate) async fn blank(&self) -> Subject {
        let setting = self.app.store.workspace_playbook(self.workspace(), PLAYBOOK).await.expect("it works");
        let digest = setting.expect("it is installed").digest;
        let now = self.clock.now();
        let id = HandoffId::new(self.app.ids.next(now));
        let draft = Handoff::draft(id, self.workspace(), self.person("ana"), now);
        let blank = Handoff { playbook: PLAYBOOK.to_owned(), playbook_version: digest, ..draft };
        self.app.subject_around(blank).await.expect("it works").expect("a company")
    }

    /// Writes handoffs that Ana sent this moment, one to each of these.
    pub(crate) async fn send_to(&self, receivers: &[PersonId]) {
        let subject = self.blank().await;
        let (ana, now) = (self.person("ana"), self.clock.now());
        for receiver in receivers {
            let id = HandoffId::new(self.app.ids.next(now));
            let handoff = Handoff { id, ..subject.handoff.clone() };
            let mut rehearsal = Rehearsal::new(Subject { handoff, ..subject.clone() });
            for action in [start(&subject, *receiver), Action::Send] {
                let step = self.app.rehearse_step(&mut rehearsal, now, ana, &action);
                step.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"));
            }
            let delivery = Delivery { platform: "bench".to_owned(), id: id.to_string(), outcome: Value::Null };
            self.app.write_rehearsal(rehearsal, now, delivery).await.expect("it is written");
        }
    }
}

/// The draft of a deal that closed this moment, everything filled in.
pub(crate) fn start(subject: &Subject, receiver: PersonId) -> Action {
    let typed = [
        ("segment", "mid_market"),
        ("renewal_risk", "low"),
        ("contract_value", "48000 EUR"),
        ("start_date", "2026-03-20"),
        ("renewal_date", "2027-03-20"),
        ("contact", "Robin Vale, operations"),
        ("why_bought", "Their team lost a day a week copying numbers between two tools."),
        ("success_criteria", "cut the month's close from 9 days to 4 by 30 June"),
        ("promises", "no promises beyond contract"),
        ("red_flags", "none seen, because the whole team joined the last call"),
        ("what_if", "if the data is late: start with one site"),
        ("sponsor", "Kim Adler, COO: fewer surprises at month's end"),
    ];
    let today = subject.now.utc().date_naive();
    let read = |(key, typed): (&str, &str)| {
        let field = subject.playbook.field(key)?;
        Some((key.to_owned(), Entry { value: value::read(field, typed, today), source: None }))
    };
    Action::Start(Start {
        customer: "ACME".to_owned(),
        purpose: Purpose::Real,
        receiver: Some((receiver, None)),
        deal_closed: Some(subject.now),
        signed: Some(true),
        entries: typed.into_iter().filter_map(read).collect(),
        dated: None,
    })
}
