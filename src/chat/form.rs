//! Forms: one screen that a person fills and submits.
//!
//! At most five inputs, since that is what Discord's form takes. What is typed comes back as text by key; reading it is the
//! domain's part ([`crate::domain::brief::value`]), so that every platform understands the same words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::message::Choice;
use crate::ids::PersonId;

/// At most so many inputs.
pub const INPUTS_MAX: usize = 5;

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// A versioned id of [`super::route`].
    pub id: String,
    /// At most 45 characters.
    pub title: String,
    /// One to five.
    pub inputs: Vec<Input>,
    /// On the button that submits it.
    pub submit: String,
    /// Why it is shown once more; absent the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// One thing asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What its answer is called on the way back.
    pub key: String,
    /// The question, at most 45 characters.
    pub label: String,
    /// A sentence of help, at most 100 characters.
    #[serde(default)]
    pub help: String,
    /// A good answer, shown while it is empty, at most 100 characters.
    #[serde(default)]
    pub example: String,
    /// What can be entered.
    pub kind: InputKind,
    /// Whether the platform insists; Baton itself keeps half-filled drafts.
    pub required: bool,
    /// What stands there when it opens; for a choice the value of an option.
    #[serde(default)]
    pub value: String,
}

/// What can be entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// A line of at most `max` characters.
    Line {
        /// Characters.
        max: u16,
    },
    /// Several lines, at most `max` characters.
    Lines {
        /// Characters.
        max: u16,
    },
    /// One option, or several, which come back separated by line ends.
    Options {
        /// At most 25.
        options: Vec<Choice>,
        /// Whether several may be chosen.
        several: bool,
    },
    /// A person of the workspace; comes back as their id.
    Person,
    /// Several persons of the workspace; come back as their ids, a line each.
    People {
        /// At most so many, and at most 25.
        most: u8,
    },
    /// A day; comes back as `2026-03-15` or as typed.
    Date,
    /// A day and a time; comes back as `2026-03-15 10:00` or as typed.
    Datetime,
}

/// What came back, by key.
pub type Answers = BTreeMap<String, String>;

impl Form {
    /// The people who stand in it already.
    pub fn people(&self) -> Vec<PersonId> {
        let asks_people = |input: &&Input| matches!(input.kind, InputKind::Person | InputKind::People { .. });
        let persons = self.inputs.iter().filter(asks_people).flat_map(|input| input.value.lines());
        persons.filter_map(|id| id.parse().ok()).collect()
    }
}
