//! Words that several messages share: where a handoff stands, why one came back, who somebody is, how long something took.

use super::Words;
use crate::domain::handoff::{ReturnReason, Status};
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Role;

const MINUTE_SECONDS: i64 = 60;
const HOUR_MINUTES: i64 = 60;

messages! {
    fn status_name(status: Key) -> String;
    fn reason_name(reason: Key) -> String;
    fn role_name(role: Key) -> String;
    fn clock_name(clock: Key) -> String;
    fn yes_or_no(answer: Key) -> String;
    fn span_minutes(minutes: Number) -> String;
    fn span_hours(hours: Number) -> String;
    fn span_hours_minutes(hours: Number, minutes: Number) -> String;
    fn working_time(span: Plain) -> String;
    fn handoff_number(number: Number) -> String;
    fn and_more(count: Number) -> Text;
    fn and_more_options(count: Number) -> String;
    fn and_more_characters(count: Number) -> Text;
}

/// Where a handoff stands: `sent back`.
pub fn status(words: &Words, status: Status) -> String {
    words.status_name(status.key())
}

/// Why a brief came back: `Something I need is missing`.
pub fn reason(words: &Words, reason: ReturnReason) -> String {
    words.reason_name(reason.key())
}

/// Who somebody is to a handoff: `the receiver`.
pub fn role(words: &Words, role: Role) -> String {
    words.role_name(role_key(role))
}

/// What a clock waits for, as it stands before "by": `accept`, `first contact`.
pub fn clock(words: &Words, clock: ClockKind) -> String {
    words.clock_name(clock.key())
}

/// A length of time: `2 h 10 min`. Seconds are rounded to minutes.
pub fn span(words: &Words, seconds: i64) -> String {
    let minutes = (seconds.max(0) + MINUTE_SECONDS / 2) / MINUTE_SECONDS;
    match (minutes / HOUR_MINUTES, minutes % HOUR_MINUTES) {
        (0, minutes) => words.span_minutes(minutes),
        (hours, 0) => words.span_hours(hours),
        (hours, minutes) => words.span_hours_minutes(hours, minutes),
    }
}

/// A length of time inside business hours: `2 h 10 min of working time`.
pub fn working_span(words: &Words, seconds: i64) -> String {
    words.working_time(&span(words, seconds))
}

/// A role as message files choose by it.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Sender => "sender",
        Role::Receiver => "receiver",
        Role::Backup => "backup",
        Role::Owner => "owner",
        Role::Accepter => "accepter",
        Role::Manager => "manager",
    }
}
