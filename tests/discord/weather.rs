//! What goes wrong while people act: drawn from a seed, planned on the strict Discord, or done to the program.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::stage::{Stage, Way, change, pass};
use crate::strict_discord::faults::Trouble;

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ill {
    /// 429, of a route or of everything.
    Storm,
    /// A reply is lost, with what was asked or after it.
    Lost,
    /// 5xx.
    Down,
    /// The gateway's connection breaks, in one of its ways.
    Reconnect,
    /// Events come twice.
    Twice,
    /// The next event comes after the one that follows it.
    Swapped,
    /// SIGKILL and a new start.
    Kill,
    /// Another process on the same database is asked.
    Elsewhere,
    /// Every connection to the database is cut. Postgres alone can.
    Cut,
}

/// At which moment the program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// Somebody has just acted.
    Act,
    /// The act is answered, and the worker delivers.
    Delivery,
    /// It starts after another kill.
    Start,
    /// It stops as it was told to.
    Stop,
}

impl Ill {
    /// Those that a process meets alone.
    pub(crate) const ALL: [Self; 7] =
        [Self::Storm, Self::Lost, Self::Down, Self::Reconnect, Self::Twice, Self::Swapped, Self::Kill];
}

/// What the worker asks, and what answers people.
const ROUTES: [&str; 8] = [
    "POST channels/*/messages",
    "POST channels/*/messages",
    "PATCH channels/*/messages/*",
    "POST channels/*/threads",
    "PUT channels/*/thread-members/*",
    "POST users/@me/channels",
    "POST interactions/*/*/callback",
    "POST interactions/*/*/callback",
];
/// After an act the trouble comes within so long.
const SOON: Duration = Duration::from_millis(60);
/// The worker has delivered what came of an act within so long; a start is over within so long, and so is a stop.
const DELIVERED: Duration = Duration::from_millis(400);
const STARTED: Duration = Duration::from_millis(1_200);
const STOPPED: Duration = Duration::from_millis(40);
/// Between being told that something was not saved and doing it again.
const BREATH: Duration = Duration::from_millis(700);
/// Cuts the connections of a database's programs.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE application_name = 'baton' AND datname = current_database()";

/// The weather of one case.
#[derive(Debug)]
pub(crate) struct Weather {
    dice: StdRng,
    ills: Vec<Ill>,
    /// Of a hundred acts so many meet trouble.
    percent: u32,
    /// What comes right after the act that is being made.
    next: Option<Ill>,
    pub tally: BTreeMap<Ill, u32>,
    /// Kills by their moment.
    pub kills: BTreeMap<Moment, u32>,
    pub unanswered: u32,
    /// How often somebody was told that something was not saved.
    pub unsaved: u32,
    /// Whether a kill may come at any of its moments; else right after an act.
    pub kills_anywhere: bool,
    /// After so many kills there are no more.
    pub kills_left: u32,
}

impl Weather {
    /// Nothing goes wrong.
    pub(crate) fn fair() -> Self {
        Self::of(0, &[], 0)
    }

    pub(crate) fn of(seed: u64, ills: &[Ill], percent: u32) -> Self {
        let (dice, ills) = (StdRng::seed_from_u64(seed), ills.to_vec());
        let (tally, kills) = (BTreeMap::new(), BTreeMap::new());
        Self {
            dice,
            ills,
            percent,
            next: None,
            tally,
            kills,
            unanswered: 0,
            unsaved: 0,
            kills_anywhere: false,
            kills_left: u32::MAX,
        }
    }

    fn draw(&mut self) -> Option<Ill> {
        if self.ills.is_empty() || self.dice.random_range(0..100) >= self.percent {
            return None;
        }
        let drawn = self.ills[self.dice.random_range(0..self.ills.len())];
        if drawn == Ill::Kill {
            self.kills_left = self.kills_left.checked_sub(1)?;
        }
        *self.tally.entry(drawn).or_default() += 1;
        Some(drawn)
    }

    fn within(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.dice.random_range(0..=most))
    }

    /// When a kill comes, counted.
    fn kill(&mut self, how: u32) -> (Moment, Duration) {
        let (moment, most) = match how {
            0 if self.kills_anywhere => (Moment::Delivery, DELIVERED),
            1 if self.kills_anywhere => (Moment::Start, STARTED),
            2 if self.kills_anywhere => (Moment::Stop, STOPPED),
            _ => (Moment::Act, SOON),
        };
        *self.kills.entry(moment).or_default() += 1;
        (moment, self.within(most))
    }

    /// What a route meets.
    fn trouble(&mut self, ill: Ill) -> (&'static str, u32, Trouble) {
        let route = ROUTES[self.dice.random_range(0..ROUTES.len())];
        let is_even = self.dice.random_range(0..2) == 0;
        match ill {
            Ill::Storm => {
                let after_ms = self.dice.random_range(100..900);
                let times = self.dice.random_range(1..=3);
                (route, times, Trouble::TooMany { after_ms, is_global: is_even })
            }
            Ill::Lost if is_even => (route, 1, Trouble::DroppedAfter),
            Ill::Lost => (route, 1, Trouble::DroppedBefore),
            Ill::Down | Ill::Reconnect | Ill::Twice | Ill::Swapped | Ill::Kill | Ill::Elsewhere | Ill::Cut => {
                (route, 1, Trouble::Status(if is_even { 500 } else { 503 }))
            }
        }
    }
}

impl Stage {
    /// What is in the air before somebody acts.
    pub(crate) async fn weather(&self) {
        let mut weather = self.weather.lock().await;
        weather.next = None;
        match weather.draw() {
            Some(ill @ (Ill::Storm | Ill::Lost | Ill::Down)) => {
                let (route, times, trouble) = weather.trouble(ill);
                self.discord.change(|world| world.faults.plan(route, times, trouble));
            }
            Some(Ill::Elsewhere) => self.turn_to_another().await,
            Some(Ill::Twice) => self.discord.change(|world| world.gateway.twice += 2),
            next @ (Some(Ill::Swapped | Ill::Reconnect | Ill::Kill | Ill::Cut) | None) => {
                self.discord.change(|world| world.gateway.swaps = next == Some(Ill::Swapped));
                weather.next = next;
            }
        }
    }

    /// What strikes while the act is under way.
    pub(crate) async fn strike(&self) {
        let mut weather = self.weather.lock().await;
        let Some(next) = weather.next.take() else { return };
        if next == Ill::Swapped {
            // What the act comes after.
            return self.discord.send_unknown_event();
        }
        let moment = weather.within(SOON);
        let how = weather.dice.random_range(0..4);
        if next == Ill::Kill {
            let kill = weather.kill(how);
            drop(weather);
            return self.strike_dead(kill).await;
        }
        drop(weather);
        pass(moment).await;
        if next == Ill::Cut {
            change(&self.home.database, CUT).await;
        } else if self.way == Way::Gateway {
            match how {
                0 => self.discord.close_gateway(4000),
                1 => self.discord.ask_to_reconnect(),
                2 => self.discord.invalidate_sessions(true),
                _ => self.discord.invalidate_sessions(false),
            }
        }
    }

    /// A kill, and a new start.
    async fn strike_dead(&self, (moment, after): (Moment, Duration)) {
        match moment {
            Moment::Act | Moment::Delivery => {
                pass(after).await;
                self.kill().await;
            }
            Moment::Start => self.kill_a_start(after).await,
            Moment::Stop => self.kill_a_stop(after).await,
        }
        self.start().await;
    }

    /// Somebody was told that it was not saved, and takes a breath before they try again.
    pub(crate) async fn goes_unsaved(&self) {
        self.weather.lock().await.unsaved += 1;
        pass(BREATH).await;
    }

    /// Somebody got no answer in time.
    pub(crate) async fn goes_unanswered(&self) {
        self.weather.lock().await.unanswered += 1;
    }

    /// From now on nothing goes wrong any more.
    pub(crate) async fn clears_up(&self) {
        let mut weather = self.weather.lock().await;
        weather.ills.clear();
        self.discord.change(|world| {
            world.faults.clear();
            world.gateway.twice = 0;
            world.gateway.swaps = false;
        });
    }
}
