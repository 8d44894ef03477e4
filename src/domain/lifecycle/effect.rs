//! What follows from a decision: timers to set and notes to write. Data only; the shell turns each into a job, and the
//! job renders from the state at the moment it is sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::action::Timer;
use crate::clock::Timestamp;
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::ids::PersonId;

/// A consequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Something is said.
    Note(Note),
    /// The card in the channel is drawn anew.
    Card,
    /// A draft of another playbook is opened, since a day of this handoff came near.
    Draft {
        /// Key of that playbook.
        playbook: String,
        /// The day.
        on: NaiveDate,
    },
    /// The state is to be looked at again then.
    Timer {
        /// What to look at.
        timer: Timer,
        /// When.
        at: Timestamp,
    },
}

/// Something Baton says about a handoff. Where and to whom follows from the kind ([`Note::place`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// First time somebody is named: a direct message to the receiver. Not counted as a ping.
    Greeting {
        /// Whom.
        to: PersonId,
    },
    /// The handoff opened its thread; pings the receiver.
    Arrived,
    /// Sent again after a return; pings the receiver.
    SentAgain {
        /// The new round.
        round: u32,
    },
    /// Sent back; pings the sender.
    Returned {
        /// Number of the return, from 1.
        n: u32,
    },
    /// A question; pings the sender.
    Asked {
        /// Number of the question, from 1.
        n: u32,
    },
    /// An answer; pings the receiver.
    Answered {
        /// Number of the question.
        n: u32,
    },
    /// Accepted; pings nobody. Carries the read-back and the sender's two buttons.
    Accepted {
        /// Who accepted.
        by: PersonId,
        /// Number of the read-back; absent with *write later*.
        read_back: Option<u32>,
    },
    /// The read-back was written later or anew.
    ReadBackWritten {
        /// Number of the read-back, from 1.
        n: u32,
    },
    /// *Not quite*; pings the receiver.
    ReadBackDisputed {
        /// Number of the read-back.
        n: u32,
    },
    /// *That's it* or *Got it*.
    ReadBackSettled {
        /// Number of the read-back.
        n: u32,
    },
    /// "Not mine"; pings the new receiver.
    Rerouted {
        /// Who said so.
        by: PersonId,
        /// The new receiver.
        to: PersonId,
    },
    /// Given to someone else; pings the new receiver.
    Reassigned {
        /// Who did it.
        by: PersonId,
        /// The new receiver.
        to: PersonId,
        /// Why.
        reason: String,
    },
    /// The brief changed after it was sent.
    Edited {
        /// Who changed it.
        by: PersonId,
        /// Keys of the fields; `deal_closed` and `backup` may be among them.
        fields: Vec<String>,
    },
    /// The customer lets us wait, or answered.
    Waiting {
        /// Who said so.
        by: PersonId,
        /// Why; absent when it was lifted.
        reason: Option<String>,
    },
    /// First contact was made; asks for the rating and pings the one who rates.
    KickedOff,
    /// The definition of done is met; asks for the rating if first contact did not.
    Completed {
        /// Whether they are asked now.
        #[serde(default)]
        asks: bool,
    },
    /// The rating is locked and shown.
    RatingShown {
        /// Number of the rating, from 1; 0 for the last one.
        #[serde(default)]
        n: u32,
    },
    /// The receiver thanks the sender.
    Thanked,
    /// What was asked on ticking an item; pings the other side where the item says so.
    ItemAnswered {
        /// Its key.
        item: String,
        /// Who ticked it.
        by: PersonId,
    },
    /// A clause was waived.
    Waived {
        /// Its key.
        clause: String,
        /// By whom.
        by: PersonId,
        /// Why.
        reason: String,
    },
    /// Stopped.
    Cancelled,
    /// A step of a ladder.
    Step {
        /// Which clock.
        clock: ClockKind,
        /// Which instance.
        n: u32,
        /// Which step.
        step: Step,
    },
    /// One reminder for what was late already when it arrived.
    LateArrival,
    /// Somebody left and somebody else has their part.
    PartTaken {
        /// Who left.
        left: PersonId,
        /// Who has it now.
        by: PersonId,
    },
    /// The second look; pings whoever accepted last.
    SecondLook,
    /// A manager began the draft, or passed it on; direct message to the sender.
    DraftPassed {
        /// Who did.
        by: PersonId,
    },
    /// Working hours or days off changed, and deadlines with them; pings nobody.
    HoursMoved {
        /// Every deadline that moved.
        moved: Vec<MovedDue>,
    },
    /// A date opened the draft; direct message to the sender.
    DraftDated {
        /// The date.
        on: NaiveDate,
        /// Whether it comes later than the playbook says.
        is_late: bool,
    },
    /// What held the draft is over; direct message to the sender.
    GateOpened {
        /// Its key.
        gate: String,
    },
    /// An alarm of the playbook.
    Alarm {
        /// Its key.
        alarm: String,
    },
    /// A repeating reminder of the playbook.
    Tick {
        /// Its key.
        tick: String,
        /// Which time.
        n: u32,
    },
}

/// A deadline before and after the hours changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedDue {
    /// Which clock.
    pub clock: ClockKind,
    /// Where it was.
    pub from: Timestamp,
    /// Where it is.
    pub to: Timestamp,
}

/// Where a note goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotePlace {
    /// The handoff's thread.
    Thread,
    /// A direct message, since there is no thread yet.
    Direct,
    /// The managers' channel.
    Managers,
}

impl Note {
    /// Where it goes. Steps of the start clock have no thread yet.
    pub fn place(&self) -> NotePlace {
        match self {
            Self::Step { step: Step::Manager | Step::Offer, .. } => NotePlace::Managers,
            Self::Greeting { .. }
            | Self::DraftPassed { .. }
            | Self::DraftDated { .. }
            | Self::GateOpened { .. }
            | Self::Step { clock: ClockKind::Start, .. } => NotePlace::Direct,
            Self::Arrived
            | Self::SentAgain { .. }
            | Self::Returned { .. }
            | Self::Asked { .. }
            | Self::Answered { .. }
            | Self::Accepted { .. }
            | Self::ReadBackWritten { .. }
            | Self::ReadBackDisputed { .. }
            | Self::ReadBackSettled { .. }
            | Self::Rerouted { .. }
            | Self::Reassigned { .. }
            | Self::Edited { .. }
            | Self::Waiting { .. }
            | Self::KickedOff
            | Self::Completed { .. }
            | Self::RatingShown { .. }
            | Self::Thanked
            | Self::ItemAnswered { .. }
            | Self::Waived { .. }
            | Self::Cancelled
            | Self::Step { .. }
            | Self::LateArrival
            | Self::PartTaken { .. }
            | Self::SecondLook
            | Self::HoursMoved { .. }
            | Self::Alarm { .. }
            | Self::Tick { .. } => NotePlace::Thread,
        }
    }

    /// Whether it still says something true and wanted in a handoff that stands there. Reminders fall silent the moment
    /// the awaited action happened; the steps themselves were re-checked when they were decided.
    pub fn is_wanted(&self, status: Status) -> bool {
        match self {
            Self::Arrived
            | Self::SentAgain { .. }
            | Self::Rerouted { .. }
            | Self::LateArrival
            | Self::HoursMoved { .. }
            | Self::Tick { .. } => status.is_open(),
            Self::Alarm { .. } => status != Status::Cancelled,
            Self::DraftPassed { .. } | Self::DraftDated { .. } | Self::GateOpened { .. } => status == Status::Draft,
            Self::Greeting { .. }
            | Self::Returned { .. }
            | Self::Asked { .. }
            | Self::Answered { .. }
            | Self::Accepted { .. }
            | Self::ReadBackWritten { .. }
            | Self::ReadBackDisputed { .. }
            | Self::ReadBackSettled { .. }
            | Self::Reassigned { .. }
            | Self::Edited { .. }
            | Self::Waiting { .. }
            | Self::KickedOff
            | Self::Completed { .. }
            | Self::RatingShown { .. }
            | Self::Thanked
            | Self::ItemAnswered { .. }
            | Self::Waived { .. }
            | Self::Cancelled
            | Self::Step { .. }
            | Self::PartTaken { .. }
            | Self::SecondLook => true,
        }
    }
}
