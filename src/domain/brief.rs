//! The brief: what the sender writes down, field by field.
//!
//! Values keep what was typed even when it could not be read ([`Value::Unread`]), so that nothing typed is lost. How good
//! the brief is stands in [`quality`]; promises in [`promise`]; what is typed becomes a value in [`mod@value`]. Nothing here
//! decides who may see or change it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::PersonId;

mod amount;
pub(in crate::domain) mod day;

pub mod closed;
pub mod coach;
pub mod promise;
pub mod quality;
pub mod value;

pub(in crate::domain) use day::date as read_date;

/// Key of a field, unique in its playbook.
pub type FieldKey = String;

/// All answers of one handoff.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Brief {
    /// Answers by field; an absent key was never answered.
    pub values: BTreeMap<FieldKey, Entry>,
}

/// An answer and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was answered.
    pub value: Value,
    /// Set while nobody has touched what another system or handoff filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Where an untouched answer came from; shown as `from HubSpot, 14:02, please check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// A name people know: `HubSpot`, `an earlier handoff`.
    pub name: String,
    /// When it was taken over.
    pub at: Timestamp,
}

/// An answer by its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum Value {
    /// `short`, `long` and `link`, trimmed.
    Text(String),
    /// `list`, one item a line, empty ones dropped.
    List(Vec<String>),
    /// `choice`, key of the option.
    Choice(String),
    /// `multi`, keys of the options in playbook order.
    Multi(Vec<String>),
    /// `money`.
    Money {
        /// In hundredths of the currency.
        cents: i64,
        /// ISO 4217 where it was told; empty otherwise.
        currency: String,
    },
    /// `date`.
    Date(NaiveDate),
    /// `datetime`, in the sender's local time; the zone is the calendar's.
    Datetime(NaiveDateTime),
    /// `number`, as typed, without grouping.
    Number(f64),
    /// `yesno`.
    Yesno(bool),
    /// `user`.
    Person(PersonId),
    /// `n/a: reason` in a field that allows it.
    NotApplicable(String),
    /// Typed, kept, but not understood; counts as empty and is shown again in the form.
    Unread(String),
}

impl Brief {
    /// The answer, if the field has one.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key).map(|entry| &entry.value)
    }

    /// Writes a person's answer; a blank one takes the field out.
    pub fn set(&mut self, key: &str, value: Value) {
        self.put(key, value, None);
    }

    /// Writes an answer taken over from elsewhere, which says so until somebody touches it.
    pub fn set_from(&mut self, key: &str, value: Value, source: Source) {
        self.put(key, value, Some(source));
    }

    fn put(&mut self, key: &str, value: Value, source: Option<Source>) {
        if value.is_blank() {
            self.values.remove(key);
        } else {
            self.values.insert(key.to_owned(), Entry { value, source });
        }
    }
}

impl Value {
    /// Nothing was typed or chosen. Junk is not blank; [`quality`] finds it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::NotApplicable(text) | Self::Unread(text) => {
                text.trim().is_empty()
            }
            Self::List(items) | Self::Multi(items) => items.iter().all(|item| item.trim().is_empty()),
            Self::Money { .. }
            | Self::Date(_)
            | Self::Datetime(_)
            | Self::Number(_)
            | Self::Yesno(_)
            | Self::Person(_) => false,
        }
    }
}
