//! What sender and receiver say to each other: questions, returns, read-backs.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::domain::brief::FieldKey;
use crate::ids::PersonId;

/// A question of the receiver, tied to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who asked.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The field whose brief entry the answer updates; absent for a general question.
    pub field: Option<FieldKey>,
    /// The question.
    pub text: String,
    /// The round in which it was asked; the first of a round pauses the accept clock.
    pub round: u32,
    /// The sender's answer.
    pub answer: Option<Answer>,
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who answered.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The answer.
    pub text: String,
}

/// Why a brief came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// Something the receiver cannot act without.
    MissingField,
    /// No number, no date.
    VagueCriteria,
    /// Unclear what was promised.
    PromiseUnclear,
    /// Not ripe.
    TooEarly,
    /// Not for this team.
    BadFit,
    /// There is one already.
    Duplicate,
    /// In the receiver's words.
    Other,
}

impl ReturnReason {
    /// Every reason, in the order they are offered.
    pub const ALL: [Self; 7] = [
        Self::MissingField,
        Self::VagueCriteria,
        Self::PromiseUnclear,
        Self::TooEarly,
        Self::BadFit,
        Self::Duplicate,
        Self::Other,
    ];

    /// As stored and as an option of a form.
    pub fn key(self) -> &'static str {
        match self {
            Self::MissingField => "missing_field",
            Self::VagueCriteria => "vague_criteria",
            Self::PromiseUnclear => "promise_unclear",
            Self::TooEarly => "too_early",
            Self::BadFit => "bad_fit",
            Self::Duplicate => "duplicate",
            Self::Other => "other",
        }
    }

    /// From the stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// A return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Who sent it back.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The round that it ended.
    pub round: u32,
    /// Why.
    pub reason: ReturnReason,
    /// Keys of the sections to mend; may be empty.
    pub sections: Vec<String>,
    /// What the receiver needs, in their words.
    pub note: String,
}

/// What the receiver understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// "What are they trying to achieve?"
    pub goal: String,
    /// "Your first step, and by when"
    pub first_step: String,
    /// "The promise or risk you will watch"; empty where none.
    pub watch: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// What the sender said to a read-back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet. After one business day it counts as unanswered, which blocks nothing.
    Open,
    /// *That's it*.
    Confirmed(Timestamp),
    /// *Not quite*, and one correcting line; the receiver must react.
    Disputed {
        /// When.
        at: Timestamp,
        /// The sender's line.
        line: String,
    },
    /// The receiver pressed *Got it* after a dispute.
    Taken {
        /// When.
        at: Timestamp,
        /// The sender's line.
        line: String,
    },
}
