//! How it went: the rating, the second look, a cancellation.

use serde::{Deserialize, Serialize};

use super::{ReturnReason, Status};
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// When the receiver says the handoff came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Too early.
    Early,
    /// Right.
    Right,
    /// Too late.
    Late,
}

/// Whether the customer felt the gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Felt {
    /// No.
    No,
    /// A little.
    Little,
    /// Yes.
    Yes,
    /// Cannot tell yet; asked again in the second look.
    Unknown,
}

/// The quick card, filled one answer at a time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rating {
    /// Who rates.
    pub by: Option<PersonId>,
    /// When the first answer came; editable for 24 h from then.
    pub first_at: Option<Timestamp>,
    /// Had what was needed, 1-5.
    pub needed: Option<u8>,
    /// The timing.
    pub timing: Option<Timing>,
    /// Whether the customer felt it.
    pub felt: Option<Felt>,
    /// At 2 or less: why.
    pub reason: Option<ReturnReason>,
    /// Optional words.
    pub words: String,
    /// The scorecard's own number.
    pub extra_number: Option<i64>,
    /// The scorecard's own tick.
    pub extra_tick: Option<bool>,
    /// Set when the 24 h were over and it was shown.
    pub locked: bool,
    /// Whether a thank-you was sent to the sender.
    pub thanked: bool,
}

/// The second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondLook {
    /// Who answered.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Key of the section that should have told more; absent = nothing was missing.
    pub section: Option<String>,
    /// In the receiver's words.
    pub words: String,
    /// Whether the promises were accurate.
    pub promises_accurate: Option<bool>,
    /// Answer to *did the customer feel it*, where it was unknown before.
    pub felt: Option<Felt>,
}

/// Why it stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why; empty for a discarded draft.
    pub reason: String,
    /// Where it stood.
    pub from: Status,
}
