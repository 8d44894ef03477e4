//! How long a call has to wait: what Discord's headers say of each route, and of all together.
//!
//! Short waits are made in place, so that a lane keeps its order; long ones go back to the outbox.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Routes that are remembered; the ones whose wait is over make room first.
const ROUTES_MAX: usize = 10_000;
/// Discord gives a bot 50 requests a second (documentation, 2026-08); ours stay below, in whichever second it counts.
const PER_SECOND_MAX: usize = 45;

/// While it is not known what a route takes, one call at a time finds out; the next looks again after so long.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Clocks differ by a little: a new window is entered so much later.
const GRACE: Duration = Duration::from_millis(50);

/// Keeps to the limits of each route `K`, and of all together.
#[derive(Debug)]
pub(super) struct Limiter<K>(Mutex<Board<K>>);

#[derive(Debug)]
struct Board<K> {
    routes: HashMap<K, Window>,
    /// Nothing at all before then.
    all: Option<Instant>,
    /// When the latest calls were made, the oldest first, as many as a second takes.
    lately: VecDeque<Instant>,
}

/// What is known of a route.
#[derive(Debug, Clone, Copy)]
struct Window {
    /// Calls left until `ends`, those under way taken off.
    left: u64,
    ends: Instant,
    under_way: u64,
}

/// A call that may be made; the route hears of its end when this is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a, K: Eq + Hash + Clone> {
    limiter: &'a Limiter<K>,
    route: K,
    said: Option<(Said, Instant)>,
}

impl<K: Eq + Hash + Clone> Turn<'_, K> {
    /// Remembers what the answer said.
    pub(super) fn heard(&mut self, said: Said, now: Instant) {
        self.said = Some((said, now));
    }
}

impl<K: Eq + Hash + Clone> Drop for Turn<'_, K> {
    fn drop(&mut self) {
        self.limiter.over(&self.route, self.said);
    }
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

impl<K: Eq + Hash + Clone> Limiter<K> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Board { routes: HashMap::new(), all: None, lately: VecDeque::new() }))
    }

    fn board(&self) -> MutexGuard<'_, Board<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn on this route, or how long to wait before asking again.
    pub(super) fn turn(&self, route: &K, now: Instant) -> Result<Turn<'_, K>, Duration> {
        let mut board = self.board();
        if let Some(until) = board.all.filter(|until| *until > now) {
            return Err(until - now);
        }
        let window = board.routes.get(route).copied().unwrap_or(Window { left: 0, ends: now, under_way: 0 });
        let left = match (window.ends > now, window.left, window.under_way) {
            (true, 0, _) => return Err(window.ends - now),
            (true, left, _) => left - 1,
            // Nobody knows: this one finds out.
            (false, _, 0) => 0,
            (false, _, _) => return Err(LOOK_AGAIN),
        };
        if board.lately.len() >= PER_SECOND_MAX {
            let free = board.lately.front().map_or(now, |oldest| *oldest + Duration::from_secs(1));
            if free > now {
                return Err(free - now);
            }
            board.lately.pop_front();
        }
        board.lately.push_back(now);
        if board.routes.len() > ROUTES_MAX {
            board.routes.retain(|_, window| window.under_way > 0 || window.ends > now);
        }
        board.routes.insert(route.clone(), Window { left, under_way: window.under_way + 1, ..window });
        Ok(Turn { limiter: self, route: route.clone(), said: None })
    }

    /// A call ended; what its answer said, where there was one.
    fn over(&self, route: &K, said: Option<(Said, Instant)>) {
        let mut board = self.board();
        let Some(window) = board.routes.get_mut(route) else { return };
        window.under_way = window.under_way.saturating_sub(1);
        let Some((said, now)) = said else { return };
        if let Some(after) = said.retry_after {
            let until = now + seconds(after);
            if said.is_global {
                board.all = Some(until);
            } else {
                (window.left, window.ends) = (0, until);
            }
            return;
        }
        let (Some(remaining), Some(after)) = (said.remaining, said.reset_after) else { return };
        let (left, ends) = (remaining.saturating_sub(window.under_way), now + seconds(after) + GRACE);
        // Answers overtake each other: within one window the least that was heard holds.
        let is_same = window.ends > now && ends <= window.ends + 2 * GRACE;
        *window = Window { left: if is_same { left.min(window.left) } else { left }, ends, ..*window };
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

    fn answered(limiter: &Limiter<&'static str>, route: &'static str, said: Said, now: Instant) {
        limiter.turn(&route, now).expect("a turn").heard(said, now);
    }

    #[test]
    fn a_spent_route_waits_and_others_do_not() {
        let limiter = Limiter::new();
        let now = Instant::now();
        answered(&limiter, "a", said(0, 2.5), now);
        answered(&limiter, "b", said(1, 2.5), now);
        assert_eq!(limiter.turn(&"a", now).err(), Some(Duration::from_millis(2_550)));
        assert!(limiter.turn(&"b", now).is_ok());
        assert!(limiter.turn(&"a", now + Duration::from_secs(3)).is_ok());
    }

    #[test]
    fn an_unknown_route_is_tried_by_one_and_then_used_as_far_as_it_goes() {
        let limiter = Limiter::new();
        let now = Instant::now();
        let mut first = limiter.turn(&"a", now).expect("a turn");
        assert_eq!(limiter.turn(&"a", now).err(), Some(LOOK_AGAIN));
        first.heard(said(2, 5.0), now);
        drop(first);
        let mut both = [limiter.turn(&"a", now).expect("a turn"), limiter.turn(&"a", now).expect("a turn")];
        assert!(limiter.turn(&"a", now).is_err(), "two are left, and two are under way");
        // The second answer overtakes the first.
        both[1].heard(said(0, 5.0), now);
        both[0].heard(said(1, 5.0), now);
        let [first, second] = both;
        drop(second);
        drop(first);
        assert!(limiter.turn(&"a", now).is_err());
        // One that ends without an answer makes room for the next to find out.
        let later = now + Duration::from_secs(6);
        drop(limiter.turn(&"a", later));
        assert!(limiter.turn(&"a", later).is_ok());
    }

    #[test]
    fn a_global_refusal_holds_everything() {
        let limiter = Limiter::new();
        let now = Instant::now();
        answered(&limiter, "a", Said { retry_after: Some(1.0), is_global: true, ..Said::default() }, now);
        assert_eq!(limiter.turn(&"b", now).err(), Some(Duration::from_secs(1)));
        let later = now + Duration::from_secs(1);
        answered(&limiter, "a", Said { retry_after: Some(f64::NAN), ..Said::default() }, later);
        assert_eq!(limiter.turn(&"a", later).err(), Some(Duration::from_secs(1)));
        assert!(limiter.turn(&"a", later + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn a_second_takes_so_many_calls() {
        let limiter = Limiter::new();
        let now = Instant::now();
        let free = (0..100).take_while(|_| limiter.turn(&"a", now).is_ok()).count();
        assert_eq!(free, PER_SECOND_MAX);
        assert!(limiter.turn(&"a", now + Duration::from_millis(400)).is_err());
        assert!(limiter.turn(&"a", now + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn no_second_takes_more_wherever_it_begins() {
        let limiter = Limiter::new();
        let now = Instant::now();
        answered(&limiter, "a", said(1_000, 60.0), now);
        let at = |ms| now + Duration::from_millis(ms);
        let made = |ms| (0..100).take_while(|_| limiter.turn(&"a", at(ms)).is_ok()).count();
        assert_eq!((made(900), made(1_000), made(1_100)), (PER_SECOND_MAX - 1, 1, 0));
        assert_eq!(made(1_900), PER_SECOND_MAX - 1);
    }
}
