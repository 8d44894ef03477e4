//! Requests that Discord counts against us: refused ones, of which too many shut the whole address out for a while.
//!
//! 10,000 of them in ten minutes are answered with a ban, where 401, 403 and 429 count, except a 429 of the scope `shared`
//! (documentation, 2026-08). So one line says early that something is wrong, and before the ban only people are still
//! answered; what else there is to say waits in the outbox.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::StatusCode;
use tokio::time::Instant;

/// So far back Discord counts.
const WINDOW: Duration = Duration::from_mins(10);
/// So many ban the address; more are not remembered.
const BAN_AT: usize = 10_000;
/// So many are told of.
const WARN_AT: usize = 1_000;
/// From so many on, only answers to people go out.
const HOLD_AT: usize = 8_000;

/// The invalid requests of the last ten minutes.
#[derive(Debug, Default)]
pub(super) struct Invalid(Mutex<Lately>);

#[derive(Debug, Default)]
struct Lately {
    /// When they were made, the oldest first.
    made: VecDeque<Instant>,
    /// They were told of, and have not become half as few since.
    is_told: bool,
}

/// Whether an answer makes its request an invalid one. A limit that everybody shares is nobody's fault.
pub(super) fn is_invalid(status: StatusCode, scope: Option<&str>) -> bool {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => true,
        StatusCode::TOO_MANY_REQUESTS => scope != Some("shared"),
        _ => false,
    }
}

impl Invalid {
    fn lately(&self, now: Instant) -> MutexGuard<'_, Lately> {
        let mut lately = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while lately.made.front().is_some_and(|oldest| *oldest + WINDOW <= now) {
            lately.made.pop_front();
        }
        lately.is_told &= lately.made.len() > WARN_AT / 2;
        lately
    }

    /// Counts one; whether they are so many now that it has to be said, once.
    pub(super) fn count(&self, now: Instant) -> bool {
        let mut lately = self.lately(now);
        if lately.made.len() == BAN_AT {
            lately.made.pop_front();
        }
        lately.made.push_back(now);
        let is_news = !lately.is_told && lately.made.len() >= WARN_AT;
        lately.is_told |= is_news;
        is_news
    }

    /// How long everything that nobody waits for has to wait.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let lately = self.lately(now);
        // When this one is over there are fewer than so many.
        let last_too_many = lately.made.len().checked_sub(HOLD_AT)?;
        lately.made.get(last_too_many).map(|made| *made + WINDOW - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts so many at one moment; how often it was said.
    fn counted(invalid: &Invalid, many: usize, now: Instant) -> usize {
        (0..many).filter(|_| invalid.count(now)).count()
    }

    #[test]
    fn only_refusals_of_ours_count() {
        for (status, scope, expected) in [
            (401, None, true),
            (403, None, true),
            (429, None, true),
            (429, Some("user"), true),
            (429, Some("global"), true),
            (429, Some("shared"), false),
            (403, Some("shared"), true),
            (200, None, false),
            (400, None, false),
            (404, None, false),
            (500, None, false),
        ] {
            let code = StatusCode::from_u16(status).expect("a status");
            assert_eq!(is_invalid(code, scope), expected, "{status} {scope:?}");
        }
    }

    #[test]
    fn many_are_told_of_once() {
        let (invalid, now) = (Invalid::default(), Instant::now());
        assert_eq!(counted(&invalid, WARN_AT - 1, now), 0);
        assert_eq!(counted(&invalid, 1, now), 1);
        assert_eq!(counted(&invalid, WARN_AT, now + Duration::from_mins(1)), 0);
        // The first thousand is over, and the second is still there.
        assert_eq!(counted(&invalid, 1, now + WINDOW), 0);
        // All are over: what comes then is told anew.
        let later = now + 3 * WINDOW;
        assert_eq!(counted(&invalid, WARN_AT, later), 1);
    }

    #[test]
    fn too_many_hold_everything_until_enough_are_over() {
        let (invalid, now) = (Invalid::default(), Instant::now());
        let minute = Duration::from_mins(1);
        counted(&invalid, 5_000, now);
        counted(&invalid, 2_999, now + minute);
        assert_eq!(invalid.wait(now + minute), None);
        counted(&invalid, 1, now + minute);
        assert_eq!(invalid.wait(now + minute), Some(9 * minute));
        // Answers go on meanwhile: those that are refused, too, make the wait longer.
        counted(&invalid, 5_000, now + 2 * minute);
        assert_eq!(invalid.wait(now + 2 * minute), Some(9 * minute));
        assert_eq!(invalid.wait(now + WINDOW + minute), None, "5,000 are left");
    }

    #[test]
    fn no_more_are_remembered_than_matter() {
        let (invalid, now) = (Invalid::default(), Instant::now());
        counted(&invalid, 3 * BAN_AT, now);
        assert_eq!(invalid.lately(now).made.len(), BAN_AT);
        assert_eq!(invalid.wait(now), Some(WINDOW));
        assert_eq!(invalid.wait(now + WINDOW), None);
    }
}
