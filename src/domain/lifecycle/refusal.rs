//! Why something was not done: typed facts without words. `chat::text` says each in the person's language: what happened,
//! what was kept, what to do.

use super::super::brief::FieldKey;
use super::super::handoff::Status;
use super::super::roles::Role;
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// The person can do something about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Someone else may do it.
    NotYours {
        /// The roles that may.
        roles: Vec<Role>,
        /// The people who hold them.
        people: Vec<PersonId>,
    },
    /// It does not fit where the handoff stands.
    NotNow {
        /// Where it stands.
        status: Status,
    },
    /// It happened already, by this person or another.
    AlreadyDone {
        /// Where it stands.
        status: Status,
        /// Who did it, where known.
        by: Option<PersonId>,
    },
    /// Sending: something the receiver cannot act without is missing.
    Incomplete(Vec<Missing>),
    /// Editing what was sent: it would be high risk without what that needs.
    HighRisk(Vec<Missing>),
    /// Sending: the contract is not signed; the draft is held.
    NotSigned,
    /// Sending: a gate holds the draft.
    Held {
        /// Its key.
        gate: String,
        /// When it opens by itself.
        until: Option<Timestamp>,
    },
    /// First contact: the playbook's condition is not met.
    KickoffNeeds {
        /// Items to tick.
        items: Vec<String>,
        /// Fields to fill.
        fields: Vec<FieldKey>,
        /// Whether the read-back of *write later* is missing.
        read_back: bool,
        /// Whether a backup is missing: the receiver judged it high risk.
        backup: bool,
    },
    /// Complete: these clauses are open.
    ClausesOpen(Vec<String>),
    /// The moment lies in the future.
    InFuture,
    /// The new day is missing, or does not lie ahead.
    DayNeeded,
    /// A reason is needed.
    ReasonNeeded,
    /// Ticking: the line that the item asks for is missing.
    LineNeeded {
        /// Its key.
        item: String,
    },
    /// Required lines of the read-back are empty.
    ReadBackNeeded {
        /// Whether the third line is required too.
        watch: bool,
    },
    /// Required answers of the accept form are missing.
    AnswersNeeded(Vec<FieldKey>),
    /// The person is a bot, has left, or is the one already.
    NotAPerson(PersonId),
    /// Sender and receiver would be the same person.
    SamePerson,
    /// The person is the receiver already.
    AlreadyReceiver(PersonId),
    /// The rating is locked.
    RatingLocked,
    /// Nobody asked for a rating.
    NotRatable,
    /// There is no such item, question, promise, clause or gate any more.
    Gone,
    /// Take over is possible only after the deadline passed.
    NotOverdue {
        /// The deadline.
        due: Timestamp,
    },
    /// The round had its question already, and it is open.
    QuestionOpen,
    /// Nothing changed.
    NothingChanged,
}

/// Something missing for sending, or for high risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The customer's name.
    Customer,
    /// A receiver.
    Receiver,
    /// A backup, at high risk.
    Backup,
    /// When the deal closed.
    DealClosed,
    /// A required field.
    Field(FieldKey),
}
