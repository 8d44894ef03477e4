//! When the program is killed: moments drawn from a seed, spread over everything that may be under way.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// What is under way when the program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Under {
    /// A form was submitted, its answer has not come.
    Form,
    /// A button was pressed or a command typed.
    Click,
    /// *Send* was pressed.
    Send,
    /// The clock is swept from one due moment to the next.
    Sweep,
    /// The worker delivers what an acknowledged step left to say.
    Delivery,
}

impl Under {
    const ALL: [Self; 5] = [Self::Form, Self::Delivery, Self::Sweep, Self::Send, Self::Click];

    /// How often a handoff comes by here at least.
    fn chances(self) -> u32 {
        match self {
            Self::Form | Self::Delivery => 4,
            Self::Click => 12,
            Self::Send | Self::Sweep => 1,
        }
    }

    /// The kill comes within so many microseconds: about as long as the work takes, in a debug build.
    fn within_us(self) -> u64 {
        match self {
            Self::Form | Self::Click => 25_000,
            Self::Send => 40_000,
            Self::Delivery => 60_000,
            Self::Sweep => 250_000,
        }
    }
}

/// The kills of one handoff, and the dice.
#[derive(Debug)]
pub(crate) struct Plan {
    dice: StdRng,
    kills: Vec<(Under, u32)>,
    passed: BTreeMap<Under, u32>,
}

impl Plan {
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: StdRng::seed_from_u64(seed), kills: Vec::new(), passed: BTreeMap::new() }
    }

    /// Draws kills number `from` to `to` for the next handoff: each kind in turn, at any of its chances.
    pub(crate) fn draw(&mut self, from: usize, to: usize) {
        assert!(self.kills.is_empty(), "kills that never came: {:?}", self.kills);
        self.passed.clear();
        for n in from..to {
            let under = Under::ALL[n % Under::ALL.len()];
            let chance = self.dice.random_range(0..under.chances());
            self.kills.push((under, chance));
        }
    }

    /// How many kills come at this chance; it is passed then.
    pub(crate) fn pass(&mut self, under: Under) -> usize {
        let passed = self.passed.entry(under).or_default();
        let here = (under, *passed);
        *passed += 1;
        let before = self.kills.len();
        self.kills.retain(|kill| *kill != here);
        before - self.kills.len()
    }

    /// How long the program goes on after the work began.
    pub(crate) fn moment(&mut self, under: Under) -> Duration {
        self.within(Duration::from_micros(under.within_us()))
    }

    /// Any moment up to `most`.
    pub(crate) fn within(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.dice.random_range(0..=most))
    }
}
