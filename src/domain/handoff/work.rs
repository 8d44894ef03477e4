//! What is to be done around a handoff: checklist, promises, waivers.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::domain::playbook::Assignee;
use crate::ids::PersonId;

/// A task on the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Key in the playbook, or [`READ_BACK_ITEM`].
    pub key: String,
    /// Whose it is; the person follows the role.
    pub who: Assignee,
    /// When; absent = with the complete clock.
    pub due: Option<Timestamp>,
    /// Whether somebody moved it there; the playbook's moment no longer counts.
    pub is_moved: bool,
    /// Whether the definition of done waits for it.
    pub is_clause: bool,
    /// Who ticked it and when.
    pub ticked: Option<(PersonId, Timestamp)>,
    /// The line that was asked on ticking it; empty where nothing was.
    pub line: String,
}

impl Item {
    /// Nobody did anything about it yet.
    pub fn open(key: impl Into<String>, who: Assignee) -> Self {
        Self { key: key.into(), who, due: None, is_moved: false, is_clause: false, ticked: None, line: String::new() }
    }
}

/// Key of the item that *Accept now, write later* adds.
pub const READ_BACK_ITEM: &str = "read_back";

/// A row of the promises ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The line as typed.
    pub text: String,
    /// To whom, where it was understood.
    pub to: Option<String>,
    /// By which day; absent = flagged.
    pub by: Option<chrono::NaiveDate>,
    /// Kept, broken, or not said yet.
    pub kept: Option<bool>,
    /// Whether a later brief dropped the line; it stays in the ledger, struck out.
    pub withdrawn: bool,
}

/// Something that Baton says once, outside of the clocks' ladders. A key that may be said again has its moment, its number
/// or its person in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Its key: `second_look`, `tick:told:3`.
    pub key: String,
    /// When it was said.
    pub at: Timestamp,
}

/// A clause waived or a gate overridden by a manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Clause or gate.
    pub what: Waived,
    /// Its key in the playbook.
    pub key: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What a waiver is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waived {
    /// A clause of the definition of done.
    Clause,
    /// A gate before sending.
    Gate,
}
