//! What happened: the append-only history. Payloads hold ids and keys, never names, so that a person can be forgotten.
//!
//! The stored form is its `kind` and a JSON object with `v`; every shape ever stored stays readable, so variants and
//! fields are only added.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::domain::handoff::{ReturnReason, Status};
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::ids::{HandoffId, PersonId};

/// Version of the payloads written now.
pub const PAYLOAD_VERSION: u32 = 1;

/// Something that happened to a handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A draft was begun.
    Started,
    /// A date opened it: right after [`Event::Started`].
    Dated {
        /// The handoff that knows the date.
        from: HandoffId,
        /// The date.
        on: NaiveDate,
    },
    /// Fields were filled or changed.
    Filled {
        /// Their keys.
        fields: Vec<String>,
        /// The brief's version from then on; 0 in a draft.
        brief_version: u32,
    },
    /// The customer's name was set.
    CustomerSet,
    /// The receiver of a draft was chosen.
    ReceiverSet {
        /// Whom.
        to: PersonId,
        /// Whether Baton suggested them.
        suggested: bool,
    },
    /// A manager passed the draft to the one who hands the customer over.
    SenderSet {
        /// Who has it.
        to: PersonId,
    },
    /// The backup was chosen or taken away.
    BackupSet {
        /// Whom.
        to: Option<PersonId>,
    },
    /// When the deal closed was told or changed.
    DealClosedSet {
        /// The moment.
        at: Timestamp,
        /// Why, after sending.
        reason: String,
    },
    /// Whether the contract is signed.
    SignedSet {
        /// The answer.
        signed: bool,
    },
    /// The draft moved to a newer version of the playbook.
    Moved {
        /// Its digest.
        to: String,
    },
    /// Sent to the receiver.
    Sent {
        /// The round it opened.
        round: u32,
        /// To whom.
        to: PersonId,
    },
    /// Accepted.
    Accepted {
        /// By whom; the owner from then on.
        by: PersonId,
        /// The round.
        round: u32,
        /// Whether the read-back comes later.
        write_later: bool,
        /// Whether the backup took over.
        took_over: bool,
    },
    /// Sent back.
    Returned {
        /// By whom.
        by: PersonId,
        /// Number of the return.
        n: u32,
        /// Why.
        reason: ReturnReason,
    },
    /// A question was asked.
    Asked {
        /// Its number.
        n: u32,
    },
    /// A question was answered.
    Answered {
        /// Its number.
        n: u32,
    },
    /// "Not mine".
    Rerouted {
        /// Who said so.
        from: PersonId,
        /// The new receiver.
        to: PersonId,
        /// Hops so far.
        hops: u32,
    },
    /// Given to someone else.
    Reassigned {
        /// Who had it.
        from: PersonId,
        /// Who has it.
        to: PersonId,
        /// Where it stood.
        status: Status,
    },
    /// First contact was made.
    KickedOff,
    /// The definition of done is met.
    Completed,
    /// An item was ticked.
    Ticked {
        /// Its key.
        item: String,
    },
    /// The customer declined an item, which is due on another day.
    Declined {
        /// Its key.
        item: String,
        /// The new day.
        to: NaiveDate,
    },
    /// A tick was taken back.
    Unticked {
        /// Its key.
        item: String,
    },
    /// Waiting for the customer began.
    WaitStarted,
    /// Waiting for the customer ended.
    WaitEnded,
    /// A read-back was written.
    ReadBackWritten {
        /// Its number.
        n: u32,
    },
    /// *That's it*.
    ReadBackConfirmed {
        /// Its number.
        n: u32,
    },
    /// *Not quite*.
    ReadBackDisputed {
        /// Its number.
        n: u32,
    },
    /// *Got it*.
    CorrectionTaken {
        /// Number of the read-back.
        n: u32,
    },
    /// An answer of the quick card.
    Rated {
        /// Which question: `needed`, `timing`, `felt`, `reason`, `words`, `extra_number`, `extra_tick`.
        question: String,
    },
    /// The rating is locked.
    RatingLocked,
    /// The receiver thanked the sender.
    Thanked,
    /// The second look was asked for.
    SecondLookAsked,
    /// The second look was given.
    LookedAgain,
    /// A promise was kept or broken.
    PromiseJudged {
        /// Its number.
        n: u32,
        /// Which.
        kept: bool,
    },
    /// A promise got its date.
    PromiseDated {
        /// Its number.
        n: u32,
    },
    /// A clause was waived.
    Waived {
        /// Its key.
        clause: String,
    },
    /// A gate was overridden.
    Overridden {
        /// Its key.
        gate: String,
    },
    /// A gate opened by itself.
    GateOpened {
        /// Its key.
        gate: String,
    },
    /// Cancelled, or a draft discarded.
    Cancelled {
        /// Where it stood.
        from: Status,
    },
    /// A step of a ladder was decided.
    StepDecided {
        /// Which clock.
        clock: ClockKind,
        /// Which instance.
        n: u32,
        /// Which step.
        step: Step,
        /// Whether it was only recorded.
        passed_over: bool,
    },
    /// A deadline passed unmet. Never erased.
    Breached {
        /// Which clock.
        clock: ClockKind,
        /// Which instance.
        n: u32,
        /// The deadline.
        due: Timestamp,
    },
    /// A deadline moved.
    DueMoved {
        /// Which clock.
        clock: ClockKind,
        /// Which instance.
        n: u32,
        /// Where it was.
        from: Timestamp,
        /// Where it is.
        to: Timestamp,
    },
    /// The one reminder of what was late already when it arrived was given.
    LateArrivalTold,
    /// An alarm was raised.
    AlarmRaised {
        /// Its key.
        alarm: String,
    },
    /// The day came on which a draft of another playbook is opened.
    DraftDue {
        /// Key of that playbook.
        playbook: String,
        /// The date it is for.
        on: NaiveDate,
    },
    /// A repeating reminder was given.
    TickGiven {
        /// Its key.
        tick: String,
        /// Which time.
        n: u32,
    },
    /// Somebody left; somebody else took the part.
    PartTaken {
        /// Who left.
        left: PersonId,
        /// Who took it.
        by: PersonId,
    },
}
