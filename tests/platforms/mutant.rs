//! Payloads gone wrong, the same ones in every run: cut, bent, doubled, swollen, forged.

use serde_json::{Map, Value, json};

/// A sequence that looks random and is not.
pub struct Dice(u64);

impl Dice {
    /// The same seed rolls the same.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// Below `most`; 0 where that is 0.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default().checked_rem(most).unwrap_or_default()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

const NASTY: [&str; 16] = [
    "",
    " ",
    "\0",
    "a\0b",
    "\u{202e}turned",
    "@everyone",
    "<@12>",
    "99999999999999999999999999",
    "-1",
    "1.accept.",
    "1.accept.zzzzzzzzzzzzzzzzzzzzzzzz",
    "1.section.1.-customer",
    "../../..",
    "'; DROP TABLE handoffs; --",
    "{{ customer }} { $customer }",
    "𝕬👩\u{200d}👩\u{200d}👧\u{fe0f}",
];
/// One string in so many is a megabyte.
const RARELY: usize = 40;

/// A payload with one to four things wrong, as the bytes that come.
pub fn mutant(sound: &Value, dice: &mut Dice) -> Vec<u8> {
    let mut value = sound.clone();
    for _ in 0..=dice.below(3) {
        let count = nodes(&value);
        let mut nth = dice.below(count);
        bend(&mut value, &mut nth, dice);
    }
    let text = value.to_string();
    if dice.below(3) > 0 { text.into_bytes() } else { broken(text, dice) }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(nodes).sum(),
        Value::Object(map) => map.values().map(nodes).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Bends the node that is the `nth` on the way through.
fn bend(value: &mut Value, nth: &mut usize, dice: &mut Dice) -> bool {
    if *nth == 0 {
        *value = bent(value, dice);
        return true;
    }
    *nth -= 1;
    match value {
        Value::Array(list) => list.iter_mut().any(|value| bend(value, nth, dice)),
        Value::Object(map) => map.values_mut().any(|value| bend(value, nth, dice)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn bent(value: &Value, dice: &mut Dice) -> Value {
    if let (Value::Object(map), true) = (value, dice.below(2) == 0) {
        let mut less: Map<String, Value> = map.clone();
        let keys: Vec<String> = map.keys().cloned().collect();
        if !keys.is_empty() {
            less.remove(dice.one(&keys));
        }
        return Value::Object(less);
    }
    match dice.below(12) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(u64::MAX),
        3 => json!(-1),
        4 => json!(1e308),
        5 => json!([]),
        6 => json!({}),
        7 => json!([value, value]),
        8 => (0..100).fold(value.clone(), |inner, _| json!([inner])),
        9 if dice.below(RARELY) == 0 => json!("x".repeat(1_000_000)),
        9 => json!((0..30).map(|_| value.clone()).collect::<Vec<_>>()),
        10 => json!(dice.below(16)),
        _ => json!(dice.one(&NASTY)),
    }
}

/// No JSON any more, or only just.
fn broken(text: String, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    let at = dice.below(bytes.len());
    match dice.below(9) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, 0),
        2 => bytes.insert(at, 0xff),
        3 => bytes = swapped(&bytes, "\"", "\"\\ud800", at),
        4 => bytes = swapped(&bytes, "{", "{\"type\":5,\"type\":3,\"id\":\"1\",\"data\":{},", at),
        5 => bytes = swapped(&bytes, ":", ":1e999", at),
        6 => bytes = swapped(&bytes, "\"", "\"\\u0000", at),
        7 => {
            let deep = [b"[".repeat(10_000), b"]".repeat(10_000)].concat();
            bytes.splice(at..at, deep);
        }
        _ => bytes.extend_from_slice(b"{}"),
    }
    bytes
}

/// The first `what` after `at` becomes something else.
fn swapped(bytes: &[u8], what: &str, by: &str, at: usize) -> Vec<u8> {
    let found = bytes.iter().skip(at).position(|byte| what.as_bytes() == [*byte]).map(|after| at + after);
    let Some(found) = found else { return bytes.to_vec() };
    [&bytes[..found], by.as_bytes(), &bytes[found + 1..]].concat()
}
