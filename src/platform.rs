//! Shell at the rim: chat platforms. Each parses what comes in ([`crate::chat::incoming`]) and carries out what goes out.
//!
//! A platform knows the chat model, ids and the clock; never the rules, the store, the app or another platform.

use async_trait::async_trait;

use crate::chat::incoming::{Outgoing, Place, Posted};
use crate::chat::limits::Limits;

pub mod playground;

/// A chat platform, as the outbox sees it.
#[async_trait]
pub trait Platform: Send + Sync {
    /// Its key: `playground`, `discord`.
    fn name(&self) -> &'static str;

    /// What its messages and forms can hold.
    fn limits(&self) -> &'static Limits;

    /// Carries out one delivery. The same handle twice makes one message wherever the platform lets us see it.
    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault>;
}

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// A message stands there.
    Posted(Posted),
    /// A thread was opened, and its first message stands there.
    Thread {
        /// The thread.
        place: Place,
        /// Its first message.
        first: Posted,
    },
    /// Nothing to point at.
    Done,
}

/// Why a delivery did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryFault {
    /// Not now: rate limited, or not reachable.
    #[error("not now: {reason}")]
    Later {
        /// At the earliest, in milliseconds from now.
        after_ms: i64,
        /// What the platform said.
        reason: String,
    },
    /// Never: refused, gone, forbidden.
    #[error("refused: {0}")]
    Never(String),
    /// The person takes no direct messages; the thread is used in its place.
    #[error("takes no direct messages")]
    NoDirect,
}
