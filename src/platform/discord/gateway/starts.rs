//! Pure: how often sessions may be begun, as Discord says before each, and whose turn it is.

use std::time::Duration;

use serde_json::Value;

use super::session::Shard;

/// Of the shards that may begin together, each group follows the one before after so long (documentation, 2026-08).
const TURN: Duration = Duration::from_secs(5);
/// Discord counts a day; whatever it says, it is asked again after so long.
const SPENT_MAX: Duration = Duration::from_hours(1);

/// What Discord says of beginning sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Starts {
    /// So many are left until the count begins anew.
    left: u64,
    /// When that is.
    anew_after: Duration,
    /// So many shards may begin together.
    together: u32,
    /// So many shards there should be.
    pub(super) shards: u32,
}

/// What comes before a session is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// Others begin first.
    Turn(Duration),
    /// None are left; Discord is asked again then.
    Spent(Duration),
}

impl Starts {
    /// From the answer of `GET /gateway/bot`; what is missing there holds nobody up.
    pub(super) fn read(told: &Value) -> Self {
        let limit = &told["session_start_limit"];
        let small = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(1).max(1);
        Self {
            left: limit["remaining"].as_u64().unwrap_or(1),
            anew_after: Duration::from_millis(limit["reset_after"].as_u64().unwrap_or_default()),
            together: small(&limit["max_concurrency"]),
            shards: small(&told["shards"]),
        }
    }

    /// What this shard has to wait for.
    pub(super) fn before(self, shard: Shard) -> Before {
        if self.left == 0 {
            return Before::Spent(self.anew_after.clamp(Duration::from_millis(100), SPENT_MAX));
        }
        match shard.index / self.together {
            0 => Before::Nothing,
            group => Before::Turn(TURN * group),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn starts(left: u64, together: u32) -> Starts {
        Starts::read(&json!({ "shards": 4, "session_start_limit": {
            "total": 1000, "remaining": left, "reset_after": 90_000, "max_concurrency": together,
        }}))
    }

    #[test]
    fn shards_begin_in_groups() {
        let shard = |index| Shard { index, of: 40 };
        assert_eq!(starts(10, 1).before(shard(0)), Before::Nothing);
        assert_eq!(starts(10, 1).before(shard(3)), Before::Turn(Duration::from_secs(15)));
        assert_eq!(starts(10, 16).before(shard(15)), Before::Nothing);
        assert_eq!(starts(10, 16).before(shard(33)), Before::Turn(Duration::from_secs(10)));
        assert_eq!(starts(10, 1).shards, 4);
    }

    #[test]
    fn none_are_begun_when_none_are_left() {
        assert_eq!(starts(0, 1).before(Shard::default()), Before::Spent(Duration::from_secs(90)));
        assert_eq!(Starts::read(&json!({})).before(Shard::default()), Before::Nothing);
        let odd = Starts::read(&json!({ "session_start_limit": { "remaining": 0, "max_concurrency": 0 } }));
        assert_eq!(odd.before(Shard::default()), Before::Spent(Duration::from_millis(100)));
    }
}
