//! Typed ids, and the generator that makes them.
//!
//! An id is 63 bits: milliseconds since 2020-01-01 UTC (42 bits), then 21 random bits. Rows of one table therefore sort by
//! age and stay small in an index on both databases. One process never gives the same id twice; two processes that meet
//! in the same millisecond do so once in two million, and the primary key refuses the second, which is then tried anew.
//!
//! People see handoff numbers (`#482`), never these. In JSON and in button ids they are text in base 36, since
//! JavaScript cannot hold 63 bits.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Timestamp;

/// 2020-01-01T00:00:00Z in milliseconds.
const EPOCH_MS: i64 = 1_577_836_800_000;
const RANDOM_BITS: u32 = 21;

/// The text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// From the number in the database.
            pub const fn new(raw: i64) -> Self {
                Self(raw)
            }

            /// The number as the database holds it.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_base36(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), to_base36(self.0))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                from_base36(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// One installation on one platform: a Discord server, a Slack team, the playground's company.
    WorkspaceId;
    /// Somebody in one workspace.
    PersonId;
    /// A team of one workspace.
    TeamId;
    /// A business calendar of one workspace.
    CalendarId;
    /// A handoff, from its draft on.
    HandoffId;
    /// A row of the append-only history.
    EventId;
    /// A timer or an outgoing message.
    JobId;
    /// One claim of one job by one worker; every later write of that job must carry it.
    LeaseToken;
    /// A message of the playground's chat.
    MessageId;
}

/// Makes ids. Seeded in tests and scenarios, so that a run can be repeated to the letter.
#[derive(Debug)]
pub struct IdSource(Mutex<State>);

#[derive(Debug)]
struct State {
    rng: StdRng,
    last: i64,
}

impl IdSource {
    /// Seeded by the operating system.
    #[expect(clippy::disallowed_methods, reason = "the one place that draws real randomness")]
    pub fn random() -> Self {
        Self::from_rng(StdRng::from_rng(&mut rand::rng()))
    }

    /// Gives the same ids for the same seed and the same moments.
    pub fn seeded(seed: u64) -> Self {
        Self::from_rng(StdRng::seed_from_u64(seed))
    }

    fn from_rng(rng: StdRng) -> Self {
        Self(Mutex::new(State { rng, last: 0 }))
    }

    /// The next id, greater than every id this source gave before.
    pub fn next(&self, now: Timestamp) -> i64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = (now.ms() - EPOCH_MS).clamp(0, (1 << 42) - 1);
        let random = i64::from(state.rng.next_u32() >> (32 - RANDOM_BITS));
        let fresh = (millis << RANDOM_BITS) | random;
        state.last = fresh.max(state.last + 1);
        state.last
    }

    /// A number below `bound` for choices that must look random and yet repeat under a seed.
    pub fn below(&self, bound: u32) -> u32 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.rng.random_range(0..bound.max(1))
    }
}

fn to_base36(raw: i64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = raw.unsigned_abs();
    let mut out = Vec::with_capacity(13);
    loop {
        let digit = usize::try_from(rest % 36).unwrap_or_default();
        out.push(DIGITS[digit]);
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    out.reverse();
    out.into_iter().map(char::from).collect()
}

fn from_base36(text: &str) -> Result<i64, NotAnId> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    if !plain {
        return Err(NotAnId);
    }
    i64::from_str_radix(text, 36).map_err(|_| NotAnId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_their_text() {
        for raw in [0, 1, 35, 36, i64::MAX] {
            assert_eq!(HandoffId::new(raw).to_string().parse(), Ok(HandoffId::new(raw)));
        }
        for bad in ["", "-1", "+1", "A", "zzzzzzzzzzzzzzzz", "1 "] {
            assert_eq!(bad.parse::<HandoffId>(), Err(NotAnId));
        }
    }

    #[test]
    fn ids_grow_even_when_the_clock_stands_still() {
        let source = IdSource::seeded(7);
        let at = Timestamp::from_ms(1_772_000_000_000);
        let ids: Vec<i64> = (0..100).map(|_| source.next(at)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
