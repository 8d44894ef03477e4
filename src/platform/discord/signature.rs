//! Pure: whether a request was signed by Discord: Ed25519 over the timestamp and the raw body.

use ring::signature::{ED25519, UnparsedPublicKey};

use crate::clock::Timestamp;

/// A request that was signed longer ago, or is to be signed so much later, is somebody's copy, or a clock is wrong.
const AGE_MAX_MS: i64 = 5 * 60_000;

/// Whether a signed timestamp, seconds since 1970, is of these minutes.
pub fn is_fresh(timestamp: &str, now: Timestamp) -> bool {
    let signed_at = timestamp.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000));
    signed_at.is_some_and(|ms| now.since(Timestamp::from_ms(ms)).saturating_abs() <= AGE_MAX_MS)
}

/// The application's public key, as its page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        bytes(text.trim()).map(Self)
    }

    /// Whether this signature is of this body at this timestamp. Nothing about the request may be believed before.
    pub fn is_signed(&self, signature: &str, timestamp: &str, body: &[u8]) -> bool {
        let Some(signature) = bytes::<64>(signature) else { return false };
        let mut message = Vec::with_capacity(timestamp.len() + body.len());
        message.extend_from_slice(timestamp.as_bytes());
        message.extend_from_slice(body);
        UnparsedPublicKey::new(&ED25519, self.0).verify(&message, &signature).is_ok()
    }
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    if hex.len() != 2 * N {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }

    #[test]
    fn only_what_was_signed_is_signed() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
        let key = PublicKey::from_hex(&hex(pair.public_key().as_ref())).expect("its public half");
        let signature = hex(pair.sign(b"1772784600{\"type\":1}").as_ref());
        assert!(key.is_signed(&signature, "1772784600", b"{\"type\":1}"));
        assert!(key.is_signed(&signature.to_uppercase(), "1772784600", b"{\"type\":1}"));
        assert!(!key.is_signed(&signature, "1772784601", b"{\"type\":1}"));
        assert!(!key.is_signed(&signature, "1772784600", b"{\"type\":2}"));
        for bad in ["", "00", &signature[2..], &format!("{}zz", &signature[2..]), &"ä".repeat(64)] {
            assert!(!key.is_signed(bad, "1772784600", b"{\"type\":1}"), "{bad}");
        }
        assert_eq!(PublicKey::from_hex("12"), None);
    }

    #[test]
    fn a_timestamp_is_of_these_minutes() {
        let now = Timestamp::from_ms(1_772_784_600_000);
        for (timestamp, is_right) in [
            ("1772784600", true),
            ("1772784300", true),
            ("1772784299", false),
            ("1772784900", true),
            ("1772784901", false),
            ("", false),
            ("1772784600.5", false),
            (" 1772784600", false),
            ("9223372036854775807", false),
            ("-9223372036854775808", false),
        ] {
            assert_eq!(is_fresh(timestamp, now), is_right, "{timestamp}");
        }
        assert!(!is_fresh("1772784600", Timestamp::from_ms(i64::MIN)));
    }
}
