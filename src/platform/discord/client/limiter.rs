//! How long a call has to wait: what Discord's headers say of each route, and of all together.
//!
//! Short waits are made in place, so that a lane keeps its order; long ones go back to the outbox.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Routes that are remembered; the ones whose wait is over make room first.
const ROUTES_MAX: usize = 10_000;
/// Discord gives a bot 50 requests a second (documentation, 2026-08); ours stay below.
const PER_SECOND_MAX: u32 = 45;

/// Keeps to the limits of each route `K`, and of all together.
#[derive(Debug)]
pub(super) struct Limiter<K>(Mutex<Board<K>>);

#[derive(Debug)]
struct Board<K> {
    /// Routes with nothing left, and until when.
    spent: HashMap<K, Instant>,
    /// Nothing at all before then.
    all: Option<Instant>,
    /// The present second, and how many calls it has seen.
    second: Option<(Instant, u32)>,
}

/// What Discord said about a route.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Said {
    /// Calls left.
    pub(super) remaining: Option<u64>,
    /// Seconds until there are more.
    pub(super) reset_after: Option<f64>,
    /// Seconds to wait after a refusal.
    pub(super) retry_after: Option<f64>,
    /// Whether the refusal is for every route.
    pub(super) is_global: bool,
}

impl<K: Eq + Hash> Limiter<K> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Board { spent: HashMap::new(), all: None, second: None }))
    }

    fn board(&self) -> MutexGuard<'_, Board<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long to wait before a call to this route; nothing where it may be made, and then it counts.
    pub(super) fn wait(&self, route: &K, now: Instant) -> Option<Duration> {
        let mut board = self.board();
        let until = board.all.into_iter().chain(board.spent.get(route).copied()).max();
        if let Some(until) = until.filter(|until| *until > now) {
            return Some(until - now);
        }
        let (begun, calls) = board.second.unwrap_or((now, 0));
        let is_over = now >= begun + Duration::from_secs(1);
        if !is_over && calls >= PER_SECOND_MAX {
            return Some(begun + Duration::from_secs(1) - now);
        }
        board.second = Some(if is_over { (now, 1) } else { (begun, calls + 1) });
        None
    }

    /// Remembers what an answer said.
    pub(super) fn heard(&self, route: K, said: Said, now: Instant) {
        let mut board = self.board();
        if let Some(after) = said.retry_after {
            let until = now + seconds(after);
            if said.is_global {
                board.all = Some(until);
            } else {
                board.spent.insert(route, until);
            }
        } else if said.remaining == Some(0)
            && let Some(after) = said.reset_after
        {
            board.spent.insert(route, now + seconds(after));
        }
        if board.spent.len() > ROUTES_MAX {
            board.spent.retain(|_, until| *until > now);
        }
    }
}

/// Anything odd counts as a second, and no more than a day.
pub(super) fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(1)).min(Duration::from_hours(24))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(remaining: u64, reset_after: f64) -> Said {
        Said { remaining: Some(remaining), reset_after: Some(reset_after), ..Said::default() }
    }

    #[test]
    fn a_spent_route_waits_and_others_do_not() {
        let limiter = Limiter::new();
        let now = Instant::now();
        limiter.heard("a", said(0, 2.5), now);
        limiter.heard("b", said(1, 2.5), now);
        assert_eq!(limiter.wait(&"a", now), Some(Duration::from_millis(2_500)));
        assert_eq!(limiter.wait(&"b", now), None);
        assert_eq!(limiter.wait(&"a", now + Duration::from_secs(3)), None);
    }

    #[test]
    fn a_global_refusal_holds_everything() {
        let limiter = Limiter::new();
        let now = Instant::now();
        limiter.heard("a", Said { retry_after: Some(1.0), is_global: true, ..Said::default() }, now);
        assert_eq!(limiter.wait(&"b", now), Some(Duration::from_secs(1)));
        limiter.heard("a", Said { retry_after: Some(f64::NAN), ..Said::default() }, now);
        assert_eq!(limiter.wait(&"a", now + Duration::from_secs(1)), None);
    }

    #[test]
    fn a_second_takes_so_many_calls() {
        let limiter = Limiter::new();
        let now = Instant::now();
        let free = (0..100).take_while(|_| limiter.wait(&"a", now).is_none()).count();
        assert_eq!(free, PER_SECOND_MAX as usize);
        assert!(limiter.wait(&"a", now + Duration::from_millis(400)).is_some());
        assert_eq!(limiter.wait(&"a", now + Duration::from_secs(1)), None);
    }
}
