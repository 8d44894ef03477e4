//! When things are due: clocks, alarms, ticks and gates, and the moments they count from.
//!
//! Only what a playbook's file says. What a span is, and how it is counted, is [`crate::domain::calendar`]'s; when a
//! clock of one handoff runs out is not here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::steps::Assignee;
use super::{Condition, FIELD_PREFIX};
use crate::domain::calendar::Span;
use crate::domain::handoff::Status;

/// A moment counted from another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueSpec {
    /// Where the count starts.
    #[serde(default)]
    pub from: Origin,
    /// Whether it counts backwards from there.
    #[serde(default)]
    pub before: bool,
    /// First match wins, the last has no condition.
    #[serde(rename = "after")]
    pub branches: Vec<Branch>,
}

/// Where a count starts. In a file: `sent`, `deal_closed`, …, or `field:notice_date`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Origin {
    /// The first send; for `accept`, the send that opened the round.
    #[default]
    Sent,
    /// When the deal closed.
    DealClosed,
    /// The latest acceptance.
    Accepted,
    /// First contact.
    KickedOff,
    /// The return that opened the resubmit clock.
    Returned,
    /// The question that opened the answer clock.
    Asked,
    /// A `date` or `datetime` field of the brief; the clock waits until it is filled.
    Field(String),
}

/// `when field = value → span`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Absent in the last branch.
    pub when: Option<Condition>,
    /// How long.
    pub span: Span,
}

/// One of the six clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Deal closed → sent; the sender's.
    Start,
    /// Sent → accepted or returned; one a round.
    Accept,
    /// Until first contact.
    Kickoff,
    /// Until the definition of done is met.
    Complete,
    /// Returned → sent again; the sender's, one a return.
    Resubmit,
    /// Asked → answered; the sender's, one a question.
    Answer,
}

/// How long a clock runs, and who hears of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockSpec {
    /// Which.
    pub clock: ClockKind,
    /// Its due moment.
    #[serde(flatten)]
    pub due: DueSpec,
    /// Takes the place of the last span where a workspace says that weekends count.
    pub weekends: Option<Span>,
    /// Replaces the usual ladder when its condition holds.
    pub ladder: Option<LadderSpec>,
}

/// A playbook's own ladder, for example for an outage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderSpec {
    /// When it applies; always where absent.
    pub when: Option<Condition>,
    /// Percentage of the first reminder to whoever acts; none where absent.
    pub early_percent: Option<u8>,
    /// Real or business time after due at which the manager channel hears of it.
    pub manager_after: Span,
    /// After due: the manager is offered a reassignment.
    pub offer_after: Span,
}

/// A moment at which people are told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// Stable key.
    pub key: String,
    /// What they read, at most 100 characters.
    pub label: String,
    /// When.
    pub at: DueSpec,
    /// Who.
    pub to: Vec<AlarmTo>,
    /// Silent once first contact was made.
    #[serde(default)]
    pub until_kicked_off: bool,
}

impl Alarm {
    /// Whether people want to hear it of a handoff that stands there.
    pub fn is_wanted(&self, status: Status) -> bool {
        match status {
            Status::Sent | Status::Returned | Status::Accepted => true,
            Status::KickedOff | Status::Completed => !self.until_kicked_off,
            Status::Draft | Status::Cancelled => false,
        }
    }
}

/// Who hears an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmTo {
    /// The sender.
    Sender,
    /// The receiver.
    Receiver,
    /// The owner at that moment.
    Owner,
    /// The manager channel.
    Manager,
}

/// A reminder that repeats until the handoff is completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// Stable key.
    pub key: String,
    /// What is asked each time, at most 100 characters.
    pub label: String,
    /// Who is asked; whoever owns the customer at the time where absent.
    pub who: Option<Assignee>,
    /// How often; first match wins.
    pub every: Vec<Branch>,
}

/// Something checked before sending.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Stable key.
    pub key: String,
    /// What the sender reads, one sentence, at most 200 characters.
    pub label: String,
    /// Holds the draft, or only warns.
    pub effect: GateEffect,
    /// Too early while one of these fields is empty or junk (for `yesno`: not yes).
    #[serde(default)]
    pub not_before_fields: Vec<String>,
    /// Too early before this moment; releases by itself.
    pub not_before: Option<DueSpec>,
    /// Too late after this moment.
    pub not_after: Option<DueSpec>,
}

/// What a gate does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateEffect {
    /// Says so, and sends.
    Warn,
    /// Keeps the draft until it opens or a manager overrides it.
    Hold,
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => f.write_str("sent"),
            Self::DealClosed => f.write_str("deal_closed"),
            Self::Accepted => f.write_str("accepted"),
            Self::KickedOff => f.write_str("kicked_off"),
            Self::Returned => f.write_str("returned"),
            Self::Asked => f.write_str("asked"),
            Self::Field(key) => write!(f, "{FIELD_PREFIX}{key}"),
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "sent" => Ok(Self::Sent),
            "deal_closed" => Ok(Self::DealClosed),
            "accepted" => Ok(Self::Accepted),
            "kicked_off" => Ok(Self::KickedOff),
            "returned" => Ok(Self::Returned),
            "asked" => Ok(Self::Asked),
            other => match other.strip_prefix(FIELD_PREFIX) {
                Some(key) if !key.is_empty() => Ok(Self::Field(key.to_owned())),
                Some(_) | None => {
                    Err("sent, deal_closed, accepted, kicked_off, returned, asked or field:<key>".to_owned())
                }
            },
        }
    }
}

impl ClockKind {
    /// Every clock, in the order of a handoff's life.
    pub const ALL: [Self; 6] = [Self::Start, Self::Accept, Self::Kickoff, Self::Complete, Self::Resubmit, Self::Answer];

    /// As stored and as written in a file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Accept => "accept",
            Self::Kickoff => "kickoff",
            Self::Complete => "complete",
            Self::Resubmit => "resubmit",
            Self::Answer => "answer",
        }
    }

    /// From the stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}
