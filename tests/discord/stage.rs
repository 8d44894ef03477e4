//! A town on a strict Discord, and the real program in it: started, killed, started again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use baton::clock::{Clock, ManualClock, SystemClock};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use crate::databases::Database;
use crate::hands::{id_of, words};
use crate::process::{Baton, Home};
use crate::strict_discord::Discord;
use crate::strict_discord::gateway::Endpoint;
use crate::strict_discord::people::Person;
use crate::strict_discord::permissions::INVITED;
use crate::strict_discord::town::Town;
use crate::strict_discord::world::{Id, World};
use crate::weather::Weather;

/// How often the town's clock is set.
const TICK: Duration = Duration::from_millis(5);

/// How events come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Gateway,
    Signed,
}

/// A server with a channel, people and a bot.
pub(crate) struct Stage {
    pub discord: Discord,
    pub channel: Id,
    /// Whose server it is.
    pub owner: Person,
    pub ana: Person,
    pub ben: Person,
    /// Words that would call everybody, a role, and somebody who is not concerned.
    pub crowd: String,
    pub home: Home,
    pub way: Way,
    clock: Arc<Ahead>,
    baton: Mutex<Option<Baton>>,
    /// Where each process on this database is heard, and those beside the first one.
    heard_at: Mutex<VecDeque<Endpoint>>,
    beside: Mutex<Vec<Baton>>,
    pub weather: Mutex<Weather>,
    ticking: AbortHandle,
    _folder: TempDir,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.ticking.abort();
    }
}

impl Stage {
    /// With the program running.
    pub(crate) async fn new(database: &Database, way: Way, weather: Weather) -> Self {
        let stage = Self::silent(database, way).await;
        stage.start().await;
        stage.set_up().await;
        *stage.weather.lock().await = weather;
        stage
    }

    /// With the program still to be started.
    pub(crate) async fn silent(database: &Database, way: Way) -> Self {
        let manual = Arc::new(ManualClock::at(SystemClock.now()));
        let clock = Arc::new(Ahead { clock: Arc::clone(&manual), ms: StdMutex::new(0) });
        let discord = Discord::start(manual).await;
        let town = discord.town("Acme & Sons");
        Self::in_town(&town, database.url.clone(), way, clock)
    }

    /// Another server on the same Discord, heard by a process of its own on the same database: one of two.
    pub(crate) async fn shard(&self, index: u64) -> Self {
        let town = loop {
            let town = self.discord.town("Globex");
            if town.id >> 22 & 1 == index {
                break town;
            }
            // Ids are made of moments.
            let _ = tokio::time::timeout(TICK, std::future::pending::<()>()).await;
        };
        let mut stage = Self::in_town(&town, self.home.database.clone(), Way::Gateway, Arc::clone(&self.clock));
        stage.home.settings.push(("DISCORD_SHARD", format!("{index}/2")));
        stage
    }

    fn in_town(town: &Town, database: String, way: Way, clock: Arc<Ahead>) -> Self {
        let discord = town.discord.clone();
        town.invite_bot(INVITED);
        let (channel, ana, ben) = (town.channel("handoffs"), town.member("ana"), town.member("ben"));
        town.channel("managers");
        let owner = town.owner();
        let (role, eve) = (town.role("sales", 0, true), town.member("eve"));
        let crowd = format!("@everyone @here <@&{role}> <@{}>", eve.id);
        let folder = tempfile::Builder::new().prefix("baton-discord-").tempdir().expect("a folder");
        let mut settings = vec![("DISCORD_TOKEN", discord.token()), ("DISCORD_API_URL", discord.api_url())];
        if way == Way::Signed {
            settings.push(("DISCORD_PUBLIC_KEY", discord.public_key()));
            settings.push(("BATON_LISTEN", "127.0.0.1:0".to_owned()));
        }
        Self {
            discord,
            channel,
            owner,
            ana,
            ben,
            crowd,
            home: Home { folder: folder.path().to_owned(), database, settings },
            way,
            ticking: tokio::spawn(tick(Arc::clone(&clock))).abort_handle(),
            clock,
            baton: Mutex::new(None),
            heard_at: Mutex::default(),
            beside: Mutex::default(),
            weather: Mutex::new(Weather::fair()),
            _folder: folder,
        }
    }

    /// Starts the program and waits until Discord's events reach it.
    pub(crate) async fn start(&self) {
        let mut baton = Baton::spawn(&self.home);
        match self.way {
            Way::Gateway => {
                baton.says("Discord's events are heard over the gateway.").await;
                self.connected().await;
            }
            Way::Signed => self.is_heard(&mut baton).await,
        }
        *self.baton.lock().await = Some(baton);
        let is_there = |world: &World| world.commands.values().any(|known| !known.is_empty()).then_some(());
        self.discord.until("registered commands", is_there).await;
    }

    /// Starts one more process on the same database.
    pub(crate) async fn one_more(&self) {
        let mut baton = Baton::spawn(&self.home);
        self.is_heard(&mut baton).await;
        self.beside.lock().await.push(baton);
    }

    /// Waits until a process hears signed requests; they go there from now on.
    async fn is_heard(&self, baton: &mut Baton) {
        let told = baton.says("Discord's requests are heard at http://").await;
        let (address, path) = told.split_once('/').expect("an address with a path");
        let endpoint = Endpoint { address: address.parse().expect("an address"), path: format!("/{path}") };
        self.discord.set_endpoint(endpoint.clone()).await.expect("the portal takes the address");
        self.heard_at.lock().await.push_back(endpoint);
    }

    /// From now on requests go to the next process.
    pub(crate) async fn turn_to_another(&self) {
        let mut heard_at = self.heard_at.lock().await;
        heard_at.rotate_left(1);
        let endpoint = heard_at.front().cloned().expect("a process that is heard");
        self.discord.set_endpoint(endpoint).await.expect("the portal takes the address");
    }

    /// The owner sets the server up: cards and what managers hear have channels already.
    pub(crate) async fn set_up(&self) {
        let command = "/handoff-admin setup";
        let mut card = self.asks(command, || self.owner.command(self.channel, command)).await;
        for (select, room) in [("1.setup..room", "#handoffs"), ("1.setup..private", "#managers")] {
            let at = id_of(&card);
            card = self.asks(select, || self.owner.selects(at, select, &[room])).await;
        }
        let at = id_of(&card);
        let done = self.asks("Looks good", || self.owner.clicks(at, "1.setup..good")).await;
        assert!(words(&done).contains("I am at work in"), "{}", words(&done));
    }

    /// The program runs by the real clock here: whatever the hour and the day, everybody may be pinged.
    pub(crate) async fn wake_everybody(&self) {
        change(&self.home.database, "UPDATE persons SET quiet_from_minute = 0, quiet_to_minute = 0").await;
    }

    /// Waits until a session has a socket.
    pub(crate) async fn connected(&self) {
        let sessions =
            |world: &World| world.gateway.sessions.values().any(|session| session.line.is_some()).then_some(());
        self.discord.until("a session of the gateway", sessions).await;
    }

    /// A signal to the first process.
    pub(crate) async fn signal(&self, name: &str) {
        self.baton.lock().await.as_ref().expect("it runs").signal(name);
    }

    /// The id of the first process.
    pub(crate) async fn process(&self) -> u32 {
        self.baton.lock().await.as_ref().expect("it runs").id()
    }

    /// SIGKILL while it starts.
    pub(crate) async fn kill_a_start(&self, moment: Duration) {
        self.kill().await;
        let mut baton = Baton::spawn(&self.home);
        pass(moment).await;
        baton.kill();
    }

    /// SIGKILL while it stops as it was told to.
    pub(crate) async fn kill_a_stop(&self, moment: Duration) {
        self.signal("TERM").await;
        pass(moment).await;
        self.kill().await;
    }

    /// Waits until it has stopped by itself.
    pub(crate) async fn stopped(&self) {
        let mut baton = self.baton.lock().await.take().expect("it runs");
        let ended = baton.ends().await;
        assert!(ended.success(), "{ended:?}");
        self.discord.change(|world| world.gateway.sessions.clear());
    }

    /// SIGKILL, and what a dead process held is free again: its minute is not waited for.
    pub(crate) async fn kill(&self) {
        self.end().await;
        // Its socket is closed by the kernel; a session that nobody takes up again is forgotten.
        self.discord.change(|world| world.gateway.sessions.clear());
    }

    /// The same, and its sessions stand.
    pub(crate) async fn end(&self) {
        if let Some(mut baton) = self.baton.lock().await.take() {
            baton.kill();
        }
        let freed = "UPDATE jobs SET next_at_ms = 1, lease_until_ms = 1 WHERE state = 'leased'";
        change(&self.home.database, freed).await;
    }

    /// Fails where anything went wrong on Discord's side. An address that a killed program left is nobody's fault.
    pub(crate) fn assert_sound(&self) {
        let of_a_kill = |problem: &String| problem.starts_with("http://");
        let problems: Vec<String> = self.discord.take_problems().into_iter().filter(|it| !of_a_kill(it)).collect();
        assert!(problems.is_empty(), "{problems:#?}\n{}", self.told());
    }

    /// The town's clock jumps ahead of the program's.
    pub(crate) fn jump(&self, ms: i64) {
        self.clock.set(ms);
    }

    /// Every pause between two tries is over, as after a long time.
    pub(crate) async fn nothing_pauses(&self) {
        change(&self.home.database, "UPDATE jobs SET next_at_ms = 1 WHERE state = 'pending' AND kind <> 'timer'").await;
    }
}

/// The town's clock: the real one, or ahead of it.
struct Ahead {
    clock: Arc<ManualClock>,
    ms: StdMutex<i64>,
}

impl Ahead {
    /// Sets it, from now on so much further ahead.
    fn set(&self, further_ms: i64) {
        let mut ms = self.ms.lock().unwrap_or_else(PoisonError::into_inner);
        *ms += further_ms;
        self.clock.set(SystemClock.now().plus_ms(*ms));
    }
}

/// Lets time pass. Nothing is waited for: the moment is what is tried out.
pub(crate) async fn pass(moment: Duration) {
    let _ = tokio::time::timeout(moment, std::future::pending::<()>()).await;
}

/// Changes rows beside the program.
pub(crate) async fn change(url: &str, sql: &'static str) {
    if url.starts_with("postgres://") {
        let mut rows = PgConnection::connect(url).await.expect("the database opens");
        sqlx::query(sql).execute(&mut rows).await.expect("the rows are changed");
    } else {
        let options = SqliteConnectOptions::new().filename(url).busy_timeout(Duration::from_secs(10));
        let mut rows = options.connect().await.expect("the database opens");
        sqlx::query(sql).execute(&mut rows).await.expect("the rows are changed");
    }
}

/// Real time passes in the town as it does in the program.
async fn tick(clock: Arc<Ahead>) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        clock.set(0);
    }
}
