//! What goes wrong while people act: drawn from a seed, planned on the strict Discord, or done to the program.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::stage::{Stage, Way};
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
    pub unanswered: u32,
}

impl Weather {
    /// Nothing goes wrong.
    pub(crate) fn fair() -> Self {
        Self::of(0, &[], 0)
    }

    pub(crate) fn of(seed: u64, ills: &[Ill], percent: u32) -> Self {
        let (dice, ills) = (StdRng::seed_from_u64(seed), ills.to_vec());
        Self { dice, ills, percent, next: None, tally: BTreeMap::new(), unanswered: 0 }
    }

    fn draw(&mut self) -> Option<Ill> {
        if self.ills.is_empty() || self.dice.random_range(0..100) >= self.percent {
            return None;
        }
        let drawn = self.ills[self.dice.random_range(0..self.ills.len())];
        *self.tally.entry(drawn).or_default() += 1;
        Some(drawn)
    }

    fn soon(&mut self) -> Duration {
        let most = u64::try_from(SOON.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.dice.random_range(0..=most))
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
            Ill::Down | Ill::Reconnect | Ill::Twice | Ill::Swapped | Ill::Kill | Ill::Elsewhere => {
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
            next @ (Some(Ill::Swapped | Ill::Reconnect | Ill::Kill) | None) => {
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
        let moment = weather.soon();
        let how = weather.dice.random_range(0..4);
        drop(weather);
        // Nothing is waited for: the moment is what is tried out.
        let _ = tokio::time::timeout(moment, std::future::pending::<()>()).await;
        if next == Ill::Kill {
            self.kill().await;
            self.start().await;
        } else if self.way == Way::Gateway {
            match how {
                0 => self.discord.close_gateway(4000),
                1 => self.discord.ask_to_reconnect(),
                2 => self.discord.invalidate_sessions(true),
                _ => self.discord.invalidate_sessions(false),
            }
        }
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
