//! What can be done to a handoff: one variant an action, whoever does it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::brief::{Entry, FieldKey};
use super::super::handoff::{Felt, Purpose, ReturnReason, Suggestion, Timing};
use super::super::playbook::ClockKind;
use super::super::sla::Step;
use crate::clock::Timestamp;
use crate::ids::{HandoffId, PersonId};

/// An action. Text is cleaned by the caller ([`crate::domain::brief::value::clean`]); everything else is checked in `decide`.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A draft is begun.
    Start(Start),
    /// Fields of the brief are filled or changed; before and after sending.
    Fill {
        /// New answers by field; an entry that equals the old one changes nothing.
        entries: Vec<(FieldKey, Entry)>,
    },
    /// The customer's name is set.
    SetCustomer(String),
    /// The receiver of a draft is chosen.
    SetReceiver {
        /// Whom.
        to: PersonId,
        /// Why Baton suggests them; absent when a person chose.
        suggestion: Option<Suggestion>,
    },
    /// A manager passes a draft to the one who hands the customer over.
    SetSender {
        /// To whom.
        to: PersonId,
    },
    /// The backup is chosen or taken away.
    SetBackup(Option<PersonId>),
    /// When the deal closed; after sending a reason is required.
    SetDealClosed {
        /// Never later than now.
        at: Timestamp,
        /// Why it is changed after sending.
        reason: String,
    },
    /// Whether the contract is signed.
    SetSigned(bool),
    /// The draft moves to a newer version of its playbook.
    MoveToVersion(String),
    /// The draft is thrown away.
    Discard,
    /// Draft or returned → sent.
    Send,
    /// Sent → accepted, by the receiver.
    Accept(Acceptance),
    /// Sent → accepted by the backup after a breach, who becomes the receiver.
    TakeOver(Acceptance),
    /// Sent → returned.
    Return {
        /// Why.
        reason: ReturnReason,
        /// Keys of the sections to mend.
        sections: Vec<String>,
        /// What is needed; required for [`ReturnReason::Other`].
        note: String,
    },
    /// A question to the sender.
    Ask {
        /// The field it is about.
        field: Option<FieldKey>,
        /// The question.
        text: String,
    },
    /// The sender's answer; it updates the field that the question was about.
    Answer {
        /// Number of the question, from 1.
        n: u32,
        /// The answer as typed.
        text: String,
        /// The field's new value, where the question was about one.
        entry: Option<Entry>,
    },
    /// The receiver says whose it is instead.
    NotMine {
        /// The right person.
        to: PersonId,
    },
    /// Sender, owner or manager gives it to someone else.
    Reassign {
        /// To whom.
        to: PersonId,
        /// Why.
        reason: String,
    },
    /// Accepted → kicked off.
    FirstContact {
        /// Items that the same tap ticks, where the kickoff condition names them.
        tick: Vec<String>,
    },
    /// Kicked off → completed.
    Complete,
    /// A checklist item is done.
    Tick {
        /// Its key.
        item: String,
        /// The line that the item asks for; empty where it asks nothing.
        line: String,
    },
    /// The customer declined an item; it is due on another day.
    Decline {
        /// Its key.
        item: String,
        /// The new day; absent where none could be read.
        to: Option<NaiveDate>,
    },
    /// A ticked item is open again.
    Untick {
        /// Its key.
        item: String,
    },
    /// The customer lets us wait.
    Wait {
        /// Why.
        reason: String,
    },
    /// The customer answered.
    Lift,
    /// The sender: *That's it*.
    ConfirmReadBack,
    /// The sender: *Not quite*, with one correcting line.
    DisputeReadBack {
        /// The line.
        line: String,
    },
    /// The receiver: *Got it*.
    TakeCorrection,
    /// The receiver writes the read-back anew, or for the first time after *Accept now, write later*.
    WriteReadBack(ReadBackText),
    /// One answer of the quick card.
    Rate(RateAnswer),
    /// The receiver thanks the sender for a brief rated 5.
    Thank,
    /// The second look.
    LookAgain {
        /// Section that should have told more.
        section: Option<String>,
        /// In words.
        words: String,
        /// Whether promises were accurate.
        promises_accurate: Option<bool>,
        /// The late answer to *did the customer feel it*.
        felt: Option<Felt>,
    },
    /// A promise was kept or broken.
    JudgePromise {
        /// Number of the promise, from 1.
        n: u32,
        /// Which.
        kept: bool,
    },
    /// A date for a promise that had none.
    DatePromise {
        /// Number of the promise, from 1.
        n: u32,
        /// By when.
        by: NaiveDate,
    },
    /// A clause of the definition of done does not apply here.
    Waive {
        /// Its key.
        clause: String,
        /// Why.
        reason: String,
    },
    /// A gate does not hold here.
    Override {
        /// Its key.
        gate: String,
        /// Why.
        reason: String,
    },
    /// Stopped.
    Cancel {
        /// Why.
        reason: String,
    },
    /// Working hours are others from now on, weekends count or do not, or dates open other drafts than before.
    HoursChanged,
    /// A test goes on to its next reminder or deadline.
    JumpAhead,
    /// A timer came due: a hint to look again.
    TimerFired(Timer),
    /// Somebody left the workspace.
    PersonLeft {
        /// Who.
        person: PersonId,
        /// Who takes their part.
        fallback: PersonId,
    },
}

/// How a draft begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The customer, where it is known already.
    pub customer: String,
    /// Real, test or practice.
    pub purpose: Purpose,
    /// Receiver, where the command named one or Baton suggests one.
    pub receiver: Option<(PersonId, Option<Suggestion>)>,
    /// When the deal closed, where it is known.
    pub deal_closed: Option<Timestamp>,
    /// Whether the contract is signed, where whoever reports the deal knows.
    pub signed: Option<bool>,
    /// Answers that are known already.
    pub entries: Vec<(FieldKey, Entry)>,
    /// Set where a date opened it, and nobody.
    pub dated: Option<Dated>,
}

/// A date of an earlier handoff that opens a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The handoff that knows the date.
    pub from: HandoffId,
    /// The date.
    pub on: NaiveDate,
    /// Whether it comes later than the playbook says, since the date was not known in time.
    pub is_late: bool,
}

/// How somebody accepts.
#[derive(Debug, Clone, PartialEq)]
pub enum Acceptance {
    /// With the read-back.
    Now(ReadBackText),
    /// *Accept now, write later*.
    WriteLater,
}

/// The read-back as typed, and what the playbook asks of the receiver beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadBackText {
    /// "What are they trying to achieve?"
    pub goal: String,
    /// "Your first step, and by when"
    pub first_step: String,
    /// "The promise or risk you will watch"
    pub watch: String,
    /// Answers to the playbook's `at_accept` fields; they become part of the brief. Other fields are left out.
    pub answers: Vec<(FieldKey, Entry)>,
}

/// One tap of the quick card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateAnswer {
    /// 1 to 5.
    Needed(u8),
    /// The timing.
    Timing(Timing),
    /// Whether the customer felt it.
    Felt(Felt),
    /// At 2 or less: why.
    Reason(ReturnReason),
    /// Optional words.
    Words(String),
    /// The scorecard's own number.
    ExtraNumber(i64),
    /// The scorecard's own tick.
    ExtraTick(bool),
}

/// What a timer looks at. Stored as a job's payload, so variants and fields are only added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "timer", rename_all = "snake_case")]
pub enum Timer {
    /// A step of a clock's ladder.
    Sla {
        /// Which clock.
        clock: ClockKind,
        /// Which instance.
        n: u32,
        /// Which step.
        step: Step,
        /// The schedule it was made for; another one now means that it is stale.
        schedule: u32,
    },
    /// The first question of a round paused the accept clock for its longest.
    AskPauseOver {
        /// Number of the question.
        question: u32,
    },
    /// The 24 hours in which a rating may be changed are over.
    RatingLocks,
    /// The second look is due.
    SecondLookDue,
    /// A gate that released by itself.
    GateOpens {
        /// Its key.
        gate: String,
    },
    /// An alarm of the playbook.
    Alarm {
        /// Its key.
        alarm: String,
        /// The moment it was made for.
        at: Timestamp,
        /// The day it was counted from; another one now means that it is stale.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<NaiveDate>,
    },
    /// A draft of another playbook is to be opened.
    DraftDue {
        /// Key of that playbook.
        playbook: String,
        /// The day it is for; another one now means that it is stale.
        on: NaiveDate,
        /// The moment it was made for.
        at: Timestamp,
    },
    /// A repeating reminder of the playbook.
    Tick {
        /// Its key.
        tick: String,
        /// Which time, from 1.
        n: u32,
    },
    /// The reminder one business hour after a late arrival.
    LateArrival,
}
