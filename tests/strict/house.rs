//! A server on the strict Discord, and the whole program in it.

use std::sync::Arc;

use async_trait::async_trait;

use baton::app::App;
use baton::app::accounts::StoredAccounts;
use baton::app::arrivals::Door;
use baton::app::playbooks::sources;
use baton::chat::message::Choice;
use baton::chat::text::Catalog;
use baton::clock::{Clock, ManualClock, Timestamp};
use baton::ids::IdSource;
use baton::platform::discord::client::Client;
use baton::platform::discord::draw::commands::commands;
use baton::platform::discord::gateway::{Gateway, Shard};
use baton::platform::discord::{self, Discord as Adapter};
use baton::platform::{Answer, Answers, Arrival, Happening, Late, Platform, Typing};
use baton::store::{OpenOptions, Store};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::strict_discord::Discord;
use crate::strict_discord::permissions::{INVITED, MANAGE_CHANNELS};
use crate::strict_discord::render::id_of;
use crate::strict_discord::town::Town;
use crate::strict_discord::world::{Id, World};

const DATABASE: &str = "baton.db";
/// Monday 2026-03-09, 10:00 UTC.
const MONDAY: Timestamp = Timestamp::from_ms(1_773_050_400_000);

/// A server in which newcomers are greeted, and a program that hears of it.
pub(crate) struct House {
    pub discord: Discord,
    pub town: Town,
    pub general: Id,
    clock: Arc<ManualClock>,
    program: Program,
    is_busy: watch::Sender<bool>,
    folder: TempDir,
}

/// A process on the house's database.
struct Program {
    adapter: Arc<Adapter>,
    app: Arc<App>,
    gateway: JoinHandle<()>,
    worker: JoinHandle<()>,
}

/// A program that answers nothing while it is busy.
struct Busy {
    door: Door,
    is_busy: watch::Receiver<bool>,
}

#[async_trait]
impl Answers for Busy {
    async fn answer(&self, arrival: Arrival) -> Answer {
        let answer = self.door.answer(arrival).await;
        let mut is_busy = self.is_busy.clone();
        // It only fails when the house is gone.
        drop(is_busy.wait_for(|is_busy| !is_busy).await);
        answer
    }

    async fn late(&self, late: Late) {
        self.door.late(late).await;
    }

    async fn happened(&self, platform: &'static str, happening: Happening) {
        self.door.happened(platform, happening).await;
    }

    async fn suggest(&self, typing: Typing) -> Vec<Choice> {
        self.door.suggest(typing).await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.gateway.abort();
        self.worker.abort();
    }
}

impl Program {
    /// The nth, on a database in this folder.
    async fn start(
        discord: &Discord,
        clock: &Arc<ManualClock>,
        (folder, nth): (&TempDir, u64),
        is_busy: watch::Receiver<bool>,
    ) -> Self {
        let file = folder.path().join(DATABASE).display().to_string();
        let time = Arc::clone(clock) as Arc<dyn Clock>;
        let store = Store::open(&file, time, OpenOptions::default()).await.expect("a store");
        store.migrate().await.expect("tables");
        let accounts = StoredAccounts::new(store.clone(), discord::NAME);
        let client = Client::new(&discord.token(), Some(&discord.api_url())).expect("an address");
        let adapter = Arc::new(Adapter::new(client, Arc::new(accounts)));
        let catalog = Catalog::embedded().expect("words");
        let platform = Arc::clone(&adapter) as Arc<dyn Platform>;
        let app = Arc::new(App::new(store, Arc::new(IdSource::seeded(nth)), catalog, platform));
        let door = Door::new(Arc::clone(&app), sources(None).expect("playbooks"));
        let door: Arc<dyn Answers> = Arc::new(Busy { door, is_busy });
        let address = Some(discord.gateway_url());
        let gateway =
            Gateway::new(Arc::clone(&adapter), door, &discord.token(), Shard::default(), address).expect("a gateway");
        let gateway = tokio::spawn(async move {
            gateway.run().await;
        });
        let worker = tokio::spawn({
            let app = Arc::clone(&app);
            async move { app.run_worker().await }
        });
        discord.until("a session", |world| (!world.gateway.sessions.is_empty()).then_some(())).await;
        Self { adapter, app, gateway, worker }
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(MONDAY));
        let discord = Discord::start(Arc::clone(&clock)).await;
        discord.change(|world| world.limits.are_on = false);
        let town = discord.town("Northlight");
        let general = town.channel("general");
        let folder = tempfile::tempdir().expect("a folder");
        let is_busy = watch::Sender::new(false);
        let program = Program::start(&discord, &clock, (&folder, 1), is_busy.subscribe()).await;
        Self { discord, town, general, clock, program, is_busy, folder }
    }

    /// The process ends as it stands, and another is started on what it left.
    pub(crate) async fn another_process(&mut self) {
        let Program { gateway, worker, .. } = &mut self.program;
        for task in [gateway, worker] {
            task.abort();
            if !task.is_finished() {
                // It ends as one that was told to.
                drop(task.await);
            }
        }
        self.discord.change(|world| world.gateway.sessions.clear());
        self.program = Program::start(&self.discord, &self.clock, (&self.folder, 2), self.is_busy.subscribe()).await;
    }

    /// No job is worked on any more.
    pub(crate) async fn stops_working(&mut self) {
        self.program.app.stop_working();
        (&mut self.program.worker).await.expect("it ends by itself");
    }

    /// Set up, and with its commands.
    pub(crate) async fn at_work() -> Self {
        let house = Self::new().await;
        house.town.greets_in(house.general);
        house.town.invite_bot(INVITED | MANAGE_CHANNELS);
        let hello = house.said(house.general, 1).await;
        let owner = house.town.owner();
        let card = owner.clicks(id(&hello), "1.setup.").expect("a button").message().await;
        owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
        let application = house.program.adapter.application().await.expect("an application");
        let wanted = commands(&house.program.app.words("en"), &[]);
        house.program.adapter.register(&application, None, &wanted).await.expect("registered commands");
        house
    }

    /// Nothing is answered from now on, or everything is that waits.
    pub(crate) fn is_busy(&self, is_busy: bool) {
        self.is_busy.send_replace(is_busy);
    }

    /// Grows with everything that the program writes into its database, as `one` sees it.
    pub(crate) async fn written(&self, one: &mut SqliteConnection) -> i64 {
        sqlx::query_scalar("PRAGMA data_version").fetch_one(one).await.expect("a version")
    }

    /// A connection beside the program's own.
    pub(crate) async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join(DATABASE));
        options.connect().await.expect("a database")
    }

    /// So much later.
    pub(crate) fn later(&self, ms: i64) {
        self.clock.set(self.clock.now().plus_ms(ms));
    }

    /// What Baton said in the channel, once it said so much.
    pub(crate) async fn said(&self, channel: Id, many: usize) -> Value {
        let found = |world: &World| {
            let said: Vec<_> = world.said_in(channel).collect();
            (said.len() >= many).then(|| world.message_json(said[many - 1]))
        };
        self.discord.until("a message", found).await
    }

    pub(crate) fn count(&self, channel: Id) -> usize {
        self.discord.look(|world| world.said_in(channel).count())
    }

    pub(crate) fn named(&self, name: &str) -> Option<Id> {
        let is_it = |world: &World| world.channels.values().find(|channel| channel.name == name).map(|it| it.id);
        self.discord.look(is_it)
    }
}

/// The id of a message.
pub(crate) fn id(message: &Value) -> Id {
    id_of(&message["id"]).expect("an id")
}
