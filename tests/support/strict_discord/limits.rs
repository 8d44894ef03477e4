//! Rate limits with the headers of the real ones, by the server's clock: nothing here waits.

use std::collections::BTreeMap;

use baton::clock::Timestamp;
use serde_json::{Value, json};

/// Requests a second that a bot may make in all; answers to interactions are exempt.
const GLOBAL_PER_SECOND: u32 = 50;
/// Within which invalid requests are counted.
const INVALID_WINDOW_MS: i64 = 600_000;
/// So many 401, 403 and 429 in ten minutes, and the address is banned.
pub const INVALID_MAX: usize = 10_000;

/// What is said of a request that counts against a bucket.
pub type Headers = Vec<(&'static str, String)>;

/// Too many requests.
#[derive(Debug, Clone, PartialEq)]
pub struct TooMany {
    /// Milliseconds to wait.
    pub after_ms: i64,
    /// Of the bot, not of the route.
    pub is_global: bool,
    /// `user`, `global` or `shared`; the last one does not count as invalid.
    pub scope: &'static str,
    pub headers: Headers,
}

/// How often a route may be asked: so many in so many milliseconds.
pub type Rate = (u32, i64);

/// The state of all limits.
#[derive(Debug)]
pub struct RateLimits {
    /// Whether they are held at all.
    pub are_on: bool,
    /// By template: `POST channels/*/messages`.
    pub rates: BTreeMap<String, Rate>,
    buckets: BTreeMap<String, Bucket>,
    global: Option<Bucket>,
    invalid: Vec<Timestamp>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u32,
    resets: Timestamp,
}

impl Default for RateLimits {
    fn default() -> Self {
        // As they were seen by many bots; Discord publishes none and may change each of them at any time.
        let rates = [
            ("POST channels/*/messages", (5, 5000)),
            ("PATCH channels/*/messages/*", (5, 5000)),
            ("DELETE channels/*/messages/*", (5, 1000)),
            ("PATCH channels/*", (10, 15_000)),
            ("POST channels/*/threads", (10, 10_000)),
            ("POST channels/*/messages/*/threads", (10, 10_000)),
            ("POST users/@me/channels", (10, 10_000)),
            ("PUT applications/*/commands", (2, 20_000)),
            ("PUT applications/*/guilds/*/commands", (2, 20_000)),
            ("POST webhooks/*/*", (5, 5000)),
            ("PATCH webhooks/*/*/messages/@original", (5, 5000)),
        ];
        let rates = rates.into_iter().map(|(route, rate)| (route.to_owned(), rate)).collect();
        Self { are_on: true, rates, buckets: BTreeMap::new(), global: None, invalid: Vec::new() }
    }
}

impl RateLimits {
    /// Counts a request against the limits. `major` is what tells buckets of one route apart: channel, server or token.
    pub fn take(&mut self, now: Timestamp, template: &str, major: &str) -> Result<Headers, TooMany> {
        let is_exempt = template.ends_with("/callback") || template.contains(" webhooks/");
        if !self.are_on || template.ends_with("/callback") {
            return Ok(Headers::new());
        }
        if !is_exempt {
            let global = fresh(&mut self.global, now, (GLOBAL_PER_SECOND, 1000));
            if global.left == 0 {
                let after_ms = global.resets.since(now);
                return Err(TooMany::new(after_ms, true, "global"));
            }
            global.left -= 1;
        }
        let rate = self.rates.get(template).copied().unwrap_or((30, 1000));
        let key = format!("{template} {major}");
        let mut known = self.buckets.get(&key).copied();
        let bucket = fresh(&mut known, now, rate);
        let refused = bucket.left == 0;
        bucket.left = bucket.left.saturating_sub(1);
        let headers = headers(*bucket, rate, now, template);
        let after_ms = bucket.resets.since(now);
        self.buckets.insert(key, *bucket);
        if refused { Err(TooMany { headers, ..TooMany::new(after_ms, false, "user") }) } else { Ok(headers) }
    }

    /// Counts an answer of 401, 403 or 429.
    pub fn count_invalid(&mut self, now: Timestamp) {
        self.invalid.push(now);
    }

    /// How many there were in the last ten minutes.
    pub fn invalid(&self, now: Timestamp) -> usize {
        self.invalid.iter().filter(|at| now.since(**at) < INVALID_WINDOW_MS).count()
    }
}

fn fresh(bucket: &mut Option<Bucket>, now: Timestamp, (limit, per_ms): Rate) -> &mut Bucket {
    if bucket.is_none_or(|bucket| now >= bucket.resets) {
        *bucket = None;
    }
    bucket.get_or_insert(Bucket { left: limit, resets: now.plus_ms(per_ms) })
}

fn headers(bucket: Bucket, (limit, _): Rate, now: Timestamp, template: &str) -> Headers {
    let name = template.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)));
    vec![
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", bucket.left.to_string()),
        ("x-ratelimit-reset", seconds(bucket.resets.ms())),
        ("x-ratelimit-reset-after", seconds(bucket.resets.since(now))),
        ("x-ratelimit-bucket", format!("{name:016x}")),
    ]
}

/// Milliseconds as seconds with three places.
fn seconds(ms: i64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

impl TooMany {
    /// With a time to wait.
    pub fn new(after_ms: i64, is_global: bool, scope: &'static str) -> Self {
        Self { after_ms, is_global, scope, headers: Headers::new() }
    }

    /// The answer's body.
    pub fn json(&self) -> Value {
        let after: Value = serde_json::from_str(&seconds(self.after_ms)).expect("a number");
        json!({ "message": "You are being rate limited.", "retry_after": after, "global": self.is_global, "code": 0 })
    }

    /// All headers of the answer.
    pub fn all_headers(&self) -> Headers {
        let mut headers = self.headers.clone();
        // Whole seconds, rounded up, unlike the body.
        headers.push(("retry-after", ((self.after_ms + 999) / 1000).to_string()));
        headers.push(("x-ratelimit-scope", self.scope.to_owned()));
        if self.is_global {
            headers.push(("x-ratelimit-global", "true".to_owned()));
        }
        headers
    }
}
