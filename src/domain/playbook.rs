//! A playbook: the standard for one transition, as data.
//!
//! What is asked (card and sections), who does what (checklist), which clocks run, what "done" means and how the
//! receiver scores it. Playbooks are written in TOML under `prompts/playbooks/` (one has comments, no traps of
//! indentation, and the parser knows the line of every mistake); [`crate::domain::playbook::load`] reads and checks
//! them. A stored playbook is immutable and known by the digest of its text; a handoff pins the version it was started
//! with.
//!
//! Nothing here knows about any one playbook: what differs between them is data, never a `match` on a key.

use serde::{Deserialize, Serialize};

mod query;
mod steps;
mod timing;
mod variants;

pub mod load;
pub mod texts;

pub use query::span_for;
pub use steps::{Assignee, AutoDraft, Clause, ClauseMet, DatedDraft, ItemSpec, Kickoff, Scorecard, Texts};
pub use timing::{Alarm, AlarmTo, Branch, ClockKind, ClockSpec, DueSpec, Gate, GateEffect, LadderSpec, Origin, Tick};

/// At most so many fields on one screen; Discord's form takes five inputs.
pub const SECTION_FIELDS_MAX: usize = 5;
/// At most so many fields are required for sending, those required only at high risk counted.
pub const CORE_FIELDS_MAX: usize = 12;
/// At most so many core sections (screens) besides the card.
pub const CORE_SECTIONS_MAX: usize = 3;
/// At most so many fields in the accept form: it has three lines for the read-back already.
pub const ACCEPT_FIELDS_MAX: usize = 2;
/// At most so many options of a `choice` or `multi`; Discord's select takes no more.
pub const OPTIONS_MAX: usize = 25;
/// At most so many characters in a label or title; Discord's form takes no more.
pub const LABEL_CHARS_MAX: usize = 45;
/// At most so many characters of help under a field.
pub const HELP_CHARS_MAX: usize = 100;
/// At most so many lines in the summary; the first message has ten lines in all.
pub const SUMMARY_LINES_MAX: usize = 6;
/// Key of the checklist item that *Accept now, write later* adds; a playbook's own items cannot have it.
pub const READ_BACK_ITEM: &str = "read_back";
/// Before a field's key where a file names a moment or a clause: `field:notice_date`.
const FIELD_PREFIX: &str = "field:";
/// The shape of the file that this program reads.
pub const FORMAT: u32 = 1;

/// One transition's standard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// Version of the file format, [`FORMAT`].
    pub format: u32,
    /// Stable key, `ae_csm`.
    pub key: String,
    /// As shown to people, `AE > CSM`.
    pub name: String,
    /// One sentence on when to start it.
    pub trigger: String,
    /// Whether a new workspace has it switched on.
    #[serde(default)]
    pub on: bool,
    /// Who starts it.
    #[serde(default)]
    pub initiator: Initiator,
    /// What the sender is called, `account executive`.
    pub sender: String,
    /// What the receiver is called, `customer success manager`.
    pub receiver: String,
    /// Whether the brief asks when the deal closed; a clock or item may then start there.
    #[serde(default)]
    pub asks_deal_closed: bool,
    /// Whether a draft is held until the contract is signed.
    #[serde(default)]
    pub holds_until_signed: bool,
    /// Whether the customer's account goes along.
    #[serde(default)]
    pub account: Account,
    /// When the handoff is high risk: it then needs a what-if plan and a backup.
    pub high_risk: Option<Condition>,
    /// The field that holds the what-if plan.
    pub what_if: Option<String>,
    /// Fields that are choices and stand on the card itself. Customer, receiver and backup are on every card and not
    /// listed.
    #[serde(default)]
    pub card: Vec<Field>,
    /// Screens of at most five fields, core sections first.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
    /// Asked in the receiver's accept form, not of the sender; no part of the completeness, but conditions may name
    /// them.
    #[serde(default)]
    pub at_accept: Vec<Field>,
    /// The lines of the first message in the thread, in order.
    #[serde(default)]
    pub summary: Vec<SummaryLine>,
    /// Tasks around the handoff.
    #[serde(default)]
    pub checklist: Vec<ItemSpec>,
    /// The clocks; `accept`, `kickoff` and `complete` in every playbook.
    #[serde(default, rename = "clock")]
    pub clocks: Vec<ClockSpec>,
    /// Moments at which someone is told, without a breach.
    #[serde(default, rename = "alarm")]
    pub alarms: Vec<Alarm>,
    /// Reminders that repeat until the handoff is completed.
    #[serde(default, rename = "tick")]
    pub ticks: Vec<Tick>,
    /// What warns or holds before sending.
    #[serde(default, rename = "gate")]
    pub gates: Vec<Gate>,
    /// What *first contact* is in this playbook.
    pub kickoff: Kickoff,
    /// Computed clauses of the definition of done; checklist items with `done = true` are clauses too.
    #[serde(default)]
    pub done: Vec<Clause>,
    /// What the sender is told that would make the brief better.
    #[serde(default)]
    pub coach: Vec<Coach>,
    /// How the receiver rates the brief.
    #[serde(default)]
    pub scorecard: Scorecard,
    /// Texts the receiver may copy.
    #[serde(default)]
    pub texts: Texts,
    /// A draft made by a date of an earlier handoff of the customer.
    pub auto_draft: Option<AutoDraft>,
}

/// Whether a handoff carries the customer's account: whether its receiver looks after the customer from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// It stays where it is.
    #[default]
    Stays,
    /// It goes along.
    Carried,
    /// It goes along, and the draft says how many accounts the receiver has, and how many of them are at high risk.
    LoadChecked,
}

/// Who starts a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// Whoever hands the customer over.
    #[default]
    Sender,
    /// Their manager, who then says whose customer it is.
    Manager,
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Stable key within the playbook.
    pub key: String,
    /// Title of the screen, at most 45 characters.
    pub title: String,
    /// Whether the sender must pass through it before sending.
    #[serde(default)]
    pub core: bool,
    /// One to five fields.
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

/// One thing that the brief asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Stable key, unique in the playbook.
    pub key: String,
    /// The question, at most 45 characters.
    pub label: String,
    /// What is typed there.
    #[serde(rename = "type", default)]
    pub kind: FieldKind,
    /// Options of a `choice` or `multi`, 1 to 25.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// A sentence on what a good answer holds, at most 100 characters.
    #[serde(default)]
    pub help: String,
    /// A good answer.
    #[serde(default)]
    pub example: String,
    /// How much it counts.
    #[serde(default)]
    pub star: Star,
    /// Blocks sending while empty or junk. In a core section or on the card only; in the accept form it blocks
    /// accepting.
    #[serde(default)]
    pub required: bool,
    /// Blocks sending in a handoff of high risk only.
    #[serde(default)]
    pub required_at_high_risk: bool,
    /// Seen by sender, receiver, backup and managers only.
    #[serde(default)]
    pub restricted: bool,
    /// Asked only then; otherwise not applicable.
    pub applies_when: Option<Condition>,
    /// What the field means to Baton beyond its text.
    pub meaning: Option<Meaning>,
    /// At least and at most so many items in a `list`.
    pub items: Option<(u32, u32)>,
}

/// An option: what is stored, and what people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stable key.
    pub key: String,
    /// As shown.
    pub label: String,
}

/// What is typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// One line, at most 200 characters.
    #[default]
    Short,
    /// Several lines, at most 1,500 characters.
    Long,
    /// One of the options.
    Choice,
    /// Some of the options.
    Multi,
    /// An amount and a currency.
    Money,
    /// A day.
    Date,
    /// A day and a time.
    Datetime,
    /// A number.
    Number,
    /// Yes or no.
    Yesno,
    /// A member of the workspace, by id.
    User,
    /// A web address.
    Link,
    /// One item a line, at most 1,500 characters in all.
    List,
}

/// How much a field counts in the completeness score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Star {
    /// Weight 1.
    #[default]
    Optional,
    /// Weight 2, or 3 when required.
    Starred,
    /// Like `Starred`, and waived by `n/a: ` and a reason of ten characters.
    OrNotApplicable,
}

/// What a field means to Baton beyond its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Flagged when no line has a number or a date.
    SuccessCriteria,
    /// Each line becomes a row of the promises ledger.
    Promises,
    /// The customer's person to talk to; greeted in *Copy intro*.
    Contact,
    /// The customer's own name, where a playbook asks it in a section.
    Customer,
    /// The agreed time of the first meeting; an `.ics` file is made of it.
    KickoffTime,
    /// How risky the sender says it is.
    Severity,
}

/// A coach note: what would make the brief better, and why. It never holds anything back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coach {
    /// Stable key.
    pub key: String,
    /// The field it is about; a note about one that does not apply is not given.
    pub field: String,
    /// When.
    pub when: CoachWhen,
    /// Only then, besides.
    pub applies_when: Option<Condition>,
    /// One or two sentences: what is missing, and why it matters.
    pub says: String,
}

/// What a coach note looks for in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoachWhen {
    /// There is none that says something.
    Empty,
    /// It says little.
    Thin,
    /// It has neither a number nor a date.
    NoNumber,
    /// The list has one item.
    OneItem,
}

/// `field` has one of the values; never true while the field is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Key of a `choice`, `multi` or `yesno` field.
    pub field: String,
    /// Keys of options, `yes` or `no`.
    pub is: Vec<String>,
}

/// A line of the summary in the thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryLine {
    /// Words before the colon, `They want`.
    pub label: String,
    /// Keys of the fields joined there; empty ones are left out. Restricted fields are refused.
    pub fields: Vec<String>,
}
