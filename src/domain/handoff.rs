//! A handoff: one customer on the way from a sender to a receiver, from the first word of the draft on.
//!
//! This is the state that [`crate::domain::lifecycle::decide`] reads and returns; the store keeps it in typed columns, a table for
//! each list. Lists only grow and their elements are known by their position, `n` counted from 1, so that a commit
//! writes the rows that changed and no others. How it changes is not here.

use serde::{Deserialize, Serialize};

use super::brief::Brief;
use super::playbook::ClockKind;
use super::sla::ClockInstance;
use crate::clock::Timestamp;
use crate::ids::{HandoffId, PersonId, WorkspaceId};

mod outcome;
mod talk;
mod work;

pub use outcome::{Cancellation, Felt, Rating, SecondLook, Timing};
pub use talk::{Answer, Question, ReadBack, Return, ReturnReason, Verdict};
pub use work::{Item, Occasion, Promise, READ_BACK_ITEM, Waived, Waiver};

/// One customer changing hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Handoff {
    /// Key in the database and in buttons.
    pub id: HandoffId,
    /// Where it lives.
    pub workspace: WorkspaceId,
    /// Grows with every commit; a commit names the version it was decided on. 0 = not stored yet.
    pub version: i64,
    /// `#482`, given at the first send.
    pub number: Option<i64>,
    /// Key of the playbook, `ae_csm`.
    pub playbook: String,
    /// Digest of the playbook's text it was started with.
    pub playbook_version: String,
    /// Real, or out of the statistics.
    pub purpose: Purpose,
    /// The customer's name as typed; empty only in a draft.
    pub customer: String,
    /// Where it stands.
    pub status: Status,
    /// Who writes the brief and owns the customer until someone accepts.
    pub sender: PersonId,
    /// Who is to take the customer; absent only in a draft.
    pub receiver: Option<PersonId>,
    /// Who steps in after a breach.
    pub backup: Option<PersonId>,
    /// Who accepted last; the owner from then on.
    pub accepted_by: Option<PersonId>,
    /// Why this receiver was suggested; absent once a person chose.
    pub suggestion: Option<Suggestion>,
    /// Sends so far that opened an accept clock.
    pub round: u32,
    /// Times somebody said "not mine".
    pub hops: u32,
    /// What the sender wrote.
    pub brief: Brief,
    /// Grows with every change of the brief after the first send; 1 at the first send, 0 before.
    pub brief_version: u32,
    /// When the deal closed, where the playbook asks.
    pub deal_closed: Option<Timestamp>,
    /// Whether the contract is signed, where the playbook asks; absent until answered.
    pub signed: Option<bool>,
    /// When what happened.
    pub times: Times,
    /// Set while the receiver waits for the customer.
    pub waiting: Option<Waiting>,
    /// All clocks it ever had.
    pub clocks: Vec<ClockInstance>,
    /// Questions of the receiver.
    pub questions: Vec<Question>,
    /// Times it was sent back.
    pub returns: Vec<Return>,
    /// What the receiver wrote on accepting; the last one stands.
    pub read_backs: Vec<ReadBack>,
    /// The checklist.
    pub items: Vec<Item>,
    /// The promises ledger of this handoff.
    pub promises: Vec<Promise>,
    /// Clauses waived and gates overridden.
    pub waivers: Vec<Waiver>,
    /// What was said once and is not said again.
    pub occasions: Vec<Occasion>,
    /// The last rating, filled answer by answer; [`Self::own_rating`] says whether it is of whoever accepted last.
    pub rating: Option<Rating>,
    /// Ratings of those who had accepted before somebody else did and rated too.
    pub earlier_ratings: Vec<Rating>,
    /// What was learned after completion.
    pub second_look: Option<SecondLook>,
    /// Why it was cancelled or the draft discarded.
    pub cancelled: Option<Cancellation>,
}

/// Where a handoff stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written; only its sender sees it.
    Draft,
    /// Waits for the receiver.
    Sent,
    /// Waits for the sender to mend it.
    Returned,
    /// The receiver owns the customer and has not met them.
    Accepted,
    /// First contact was made.
    KickedOff,
    /// The definition of done is met.
    Completed,
    /// Stopped, or a draft thrown away.
    Cancelled,
}

impl Status {
    /// Every status, in the order of the journey.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Sent, Self::Returned, Self::Accepted, Self::KickedOff, Self::Completed, Self::Cancelled];

    /// Sent, returned, accepted or kicked off. A draft is not open.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Returned | Self::Accepted | Self::KickedOff)
    }

    /// As stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::KickedOff => "kicked_off",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// From the stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }
}

/// Whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A customer's.
    Real,
    /// From set-up; out of the statistics.
    Test,
    /// From practice; out of the statistics.
    Practice,
}

/// Why a receiver was suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Label of the choice that a rule matched, `Mid-market`; absent where the load decided.
    pub rule: Option<String>,
    /// Open handoffs of the person at that moment.
    pub open: u32,
}

/// When what happened. Absent = not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The draft was started.
    pub created: Timestamp,
    /// Sent for the first time.
    pub first_sent: Option<Timestamp>,
    /// Sent last.
    pub sent: Option<Timestamp>,
    /// Accepted last.
    pub accepted: Option<Timestamp>,
    /// First contact was made.
    pub kicked_off: Option<Timestamp>,
    /// The definition of done was met.
    pub completed: Option<Timestamp>,
    /// Anything changed last.
    pub changed: Timestamp,
}

/// Waiting for the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// The receiver's reason.
    pub reason: String,
}

impl Handoff {
    /// A draft before its first word, of no playbook yet and not stored.
    pub fn draft(id: HandoffId, workspace: WorkspaceId, sender: PersonId, now: Timestamp) -> Self {
        Self {
            id,
            workspace,
            version: 0,
            number: None,
            playbook: String::new(),
            playbook_version: String::new(),
            purpose: Purpose::Real,
            customer: String::new(),
            status: Status::Draft,
            sender,
            receiver: None,
            backup: None,
            accepted_by: None,
            suggestion: None,
            round: 0,
            hops: 0,
            brief: Brief::default(),
            brief_version: 0,
            deal_closed: None,
            signed: None,
            times: Times {
                created: now,
                first_sent: None,
                sent: None,
                accepted: None,
                kicked_off: None,
                completed: None,
                changed: now,
            },
            waiting: None,
            clocks: Vec::new(),
            questions: Vec::new(),
            returns: Vec::new(),
            read_backs: Vec::new(),
            items: Vec::new(),
            promises: Vec::new(),
            waivers: Vec::new(),
            occasions: Vec::new(),
            rating: None,
            earlier_ratings: Vec::new(),
            second_look: None,
            cancelled: None,
        }
    }

    /// The last person who accepted, else the sender. Never empty.
    pub fn owner(&self) -> PersonId {
        self.accepted_by.unwrap_or(self.sender)
    }

    /// The read-back that stands.
    pub fn read_back(&self) -> Option<&ReadBack> {
        self.read_backs.last()
    }

    /// The rating of whoever accepted last; nothing while only somebody before them has rated.
    pub fn own_rating(&self) -> Option<&Rating> {
        let is_own = |rating: &&Rating| rating.by == self.accepted_by && rating.first_at >= self.times.accepted;
        self.rating.as_ref().filter(is_own)
    }

    /// The `n`th rating that was given, from 1; the last one for 0.
    pub fn nth_rating(&self, n: u32) -> Option<&Rating> {
        let Some(place) = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)) else { return self.rating.as_ref() };
        self.earlier_ratings.iter().chain(&self.rating).nth(place)
    }

    /// The question that waits for the sender, with its number.
    pub fn open_question(&self) -> Option<(u32, &Question)> {
        (1..).zip(&self.questions).find(|(_, question)| self.is_open(question))
    }

    /// Whether a question waits for its answer: not one that the return of its round took the place of.
    pub fn is_open(&self, question: &Question) -> bool {
        question.answer.is_none() && !self.returns.iter().any(|back| back.round == question.round)
    }

    /// A clock instance.
    pub fn clock(&self, kind: ClockKind, n: u32) -> Option<&ClockInstance> {
        self.clocks.iter().find(|clock| clock.kind == kind && clock.n == n)
    }

    /// The newest instance of a clock.
    pub fn latest_clock(&self, kind: ClockKind) -> Option<&ClockInstance> {
        self.clocks.iter().filter(|clock| clock.kind == kind).max_by_key(|clock| clock.n)
    }

    /// An item of the checklist.
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key == key)
    }
}
