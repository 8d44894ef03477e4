//! What is done around the brief: checklist, first contact, "done", scorecard, texts, and drafts made by a date.
//!
//! Only what a playbook's file says about them. What somebody ticked or wrote in one handoff is not here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::timing::DueSpec;
use super::{Condition, FIELD_PREFIX};
use crate::domain::calendar::Span;

/// Somebody's task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemSpec {
    /// Stable key.
    pub key: String,
    /// What is to be done, at most 100 characters.
    pub label: String,
    /// Who does it.
    pub who: Assignee,
    /// When; with the complete clock where absent.
    pub due: Option<DueSpec>,
    /// Whether it is a clause of the definition of done.
    #[serde(default)]
    pub done: bool,
    /// Asked only then.
    pub applies_when: Option<Condition>,
    /// Baton ticks it by itself when this is met, in the name of whoever did it.
    pub ticked_when: Option<ClauseMet>,
    /// Words of the one line that is asked on ticking and said in the thread, `Decision and reason`.
    pub asks: Option<String>,
    /// Whether that line is passed on: it pings the other side.
    #[serde(default)]
    pub passes_on: bool,
    /// The customer may decline it; one tap then asks for the new date.
    #[serde(default)]
    pub declinable: bool,
}

/// Who a checklist item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// The sender.
    Sender,
    /// The receiver, whoever that is at the time.
    Receiver,
    /// The sender's team's first manager.
    Manager,
}

/// What *first contact* is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kickoff {
    /// On the button, at most 80 characters: `First contact made`.
    pub button: String,
    /// What the moment is called in sentences: `first contact`.
    pub noun: String,
    /// Keys of checklist items that must be ticked first.
    #[serde(default)]
    pub needs_items: Vec<String>,
    /// Keys of fields that must be filled first.
    #[serde(default)]
    pub needs_fields: Vec<String>,
}

/// A computed clause of the definition of done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Stable key.
    pub key: String,
    /// As people read it.
    pub label: String,
    /// When it is met. In a file: `accepted`, `read_back_settled`, `first_contact`, or `field:leaves_on`.
    pub met: ClauseMet,
}

/// When a computed clause is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ClauseMet {
    /// Someone accepted.
    Accepted,
    /// A read-back was written and is not disputed.
    ReadBackSettled,
    /// First contact was made.
    FirstContact,
    /// The field is filled.
    Field(String),
}

/// The receiver's quick card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scorecard {
    /// Words of question one, where they differ from the usual.
    pub needed: Option<String>,
    /// Words of question two.
    pub timing: Option<String>,
    /// Words of question three.
    pub felt: Option<String>,
    /// A number asked besides, with its words.
    pub extra_number: Option<String>,
    /// A yes-or-no asked besides.
    pub extra_tick: Option<String>,
    /// Days after completion of the second look.
    pub second_look_days: u32,
}

impl Default for Scorecard {
    fn default() -> Self {
        Self { needed: None, timing: None, felt: None, extra_number: None, extra_tick: None, second_look_days: 14 }
    }
}

/// Texts the receiver may copy: templates over the keys of the fields, `customer`, `sender` and `receiver`; see
/// [`super::texts`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// A message to the customer, which Baton never sends.
    pub intro: String,
    /// The agenda of the first meeting.
    pub agenda: String,
}

/// A draft made by a date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoDraft {
    /// Playbooks whose accepted handoffs know the date.
    pub from_playbooks: Vec<String>,
    /// Key of the date field there.
    pub field: String,
    /// So long before it.
    pub before: Span,
}

/// The same seen from a handoff that knows the date: a draft of which playbook its field opens, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedDraft {
    /// Key of the playbook that the draft is of.
    pub playbook: String,
    /// Key of the date field in the handoff that knows it.
    pub field: String,
    /// So long before it.
    pub before: Span,
}

impl From<ClauseMet> for String {
    fn from(met: ClauseMet) -> Self {
        met.to_string()
    }
}

impl fmt::Display for ClauseMet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted"),
            Self::ReadBackSettled => f.write_str("read_back_settled"),
            Self::FirstContact => f.write_str("first_contact"),
            Self::Field(key) => write!(f, "{FIELD_PREFIX}{key}"),
        }
    }
}

impl TryFrom<String> for ClauseMet {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "accepted" => Ok(Self::Accepted),
            "read_back_settled" => Ok(Self::ReadBackSettled),
            "first_contact" => Ok(Self::FirstContact),
            other => match other.strip_prefix(FIELD_PREFIX) {
                Some(key) if !key.is_empty() => Ok(Self::Field(key.to_owned())),
                Some(_) | None => Err("accepted, read_back_settled, first_contact or field:<key>".to_owned()),
            },
        }
    }
}
