//! What a calendar file would bring, and why it brings nothing: one of every kind.

use chrono::NaiveDate;

use super::super::setup::days_off::{Came, import_form, no_file, no_own_days, nothing_given, shown};
use crate::chat::form::Form;
use crate::chat::message::Message;
use crate::chat::text::Words;
use crate::domain::days_off::ics::{FileError, Found, Skipped};
use crate::ids::TeamId;

const CAME: [Came; 2] = [Came::Pasted, Came::Attached];

/// Every message.
pub(super) fn add(words: &Words, add: &mut impl FnMut(&str, Message)) {
    for came in CAME {
        for why in [FileError::TooLarge, FileError::NoCalendar, FileError::TooMany] {
            add(&format!("days off {why:?} {came:?}"), no_file(words, why, came));
        }
        add(&format!("days off nothing {came:?}"), nothing_given(words, came));
    }
    add("days off of a team without", no_own_days(words, "Customer *Success*"));
    let day = |n| NaiveDate::from_ymd_opt(2026, 12, n).map(|date| (date, format!("Day *{n}*")));
    let why = [
        Skipped::Timed,
        Skipped::Cancelled,
        Skipped::OutOfReach,
        Skipped::OtherRule,
        Skipped::Unread,
        Skipped::TooLong,
    ];
    let skipped = why.into_iter().zip(1..).map(|(why, count)| (why, (count, "Summer party".to_owned()))).collect();
    let full = Found { days: (1..=9).filter_map(day).collect(), skipped };
    add("days off shown", shown(words, Some(TeamId::new(7)), &full));
    add("days off none shown", shown(words, None, &Found::default()));
}

/// Every form.
pub(super) fn forms(words: &Words) -> [Form; 1] {
    [import_form(words, Some(TeamId::new(7)), Came::Attached)]
}
