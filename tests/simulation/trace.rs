//! What happened in a run, step by step: its end for people, all of it as one number.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher};

use baton::clock::{Clock, ManualClock};

/// So many of the last steps are told.
const TOLD: usize = 40;

/// The steps of a run.
#[derive(Default)]
pub struct Trace {
    hasher: DefaultHasher,
    last: VecDeque<String>,
    steps: u64,
    is_loud: bool,
}

impl Trace {
    /// One that says every step at once, or only keeps the last.
    pub fn new(is_loud: bool) -> Self {
        Self { is_loud, ..Self::default() }
    }

    /// The next step.
    #[expect(clippy::print_stdout, reason = "whoever replays a seed may want to see all of it")]
    pub fn step(&mut self, clock: &ManualClock, what: &str) {
        self.steps += 1;
        let line = format!("{:>5} {} {what}", self.steps, clock.now().utc().format("%a %Y-%m-%d %H:%M:%S"));
        self.hasher.write(line.as_bytes());
        if self.is_loud {
            println!("{line}");
        }
        if self.last.len() == TOLD {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// How many there were.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Two runs that did the same have the same.
    pub fn hash(&self) -> u64 {
        self.hasher.finish()
    }

    /// The last of them.
    pub fn told(&self) -> String {
        let mut told = String::new();
        for line in &self.last {
            let _ = writeln!(told, "  {line}");
        }
        told
    }
}
