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

    /// How long it takes, until it was measured.
    fn usual(self) -> Duration {
        Duration::from_millis(match self {
            Self::Form | Self::Click => 15,
            Self::Send | Self::Delivery => 40,
            Self::Sweep => 150,
        })
    }
}

/// The kills of one handoff, and the dice.
#[derive(Debug)]
pub(crate) struct Plan {
    dice: StdRng,
    kills: Vec<(Under, u32)>,
    passed: BTreeMap<Under, u32>,
    usual: BTreeMap<Under, Duration>,
}

impl Plan {
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: StdRng::seed_from_u64(seed), kills: Vec::new(), passed: BTreeMap::new(), usual: BTreeMap::new() }
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

    /// Hears how long something took that was left alone.
    pub(crate) fn took(&mut self, under: Under, long: Duration) {
        let usual = self.usual.entry(under).or_insert(long);
        *usual = (*usual + long) / 2;
    }

    /// How long the program goes on after the work began: anything up to a little more than it usually takes.
    pub(crate) fn moment(&mut self, under: Under) -> Duration {
        let usual = self.usual.get(&under).copied().unwrap_or(under.usual());
        self.within(usual * 5 / 4)
    }

    /// Any moment up to `most`.
    pub(crate) fn within(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.dice.random_range(0..=most))
    }
}
