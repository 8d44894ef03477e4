//! What buttons do, as text: `/handoff accept 482`. For platforms without buttons, and for fingers that prefer to type.
//!
//! A word leads to the same place as the button of its verb; forms are then asked as that platform asks them.

use crate::chat::route::Verb;

/// A word that does what a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionSpec {
    /// As it is typed.
    pub word: &'static str,
    /// What it does.
    pub verb: Verb,
}

const fn action(word: &'static str, verb: Verb) -> ActionSpec {
    ActionSpec { word, verb }
}

/// Whether the words are understood yet.
pub(super) const IS_BUILT: bool = false;

/// Every word, in the order of a handoff's life.
pub const ACTIONS: &[ActionSpec] = &[
    action("continue", Verb::Resume),
    action("send", Verb::Send),
    action("discard", Verb::Discard),
    action("accept", Verb::Accept),
    action("return", Verb::Return),
    action("ask", Verb::Ask),
    action("answer", Verb::Answer),
    action("take", Verb::TakeOver),
    action("not-mine", Verb::NotMine),
    action("reassign", Verb::Reassign),
    action("brief", Verb::Brief),
    action("history", Verb::History),
    action("explain", Verb::Explain),
    action("edit", Verb::Edit),
    action("tick", Verb::Tick),
    action("contacted", Verb::FirstContact),
    action("complete", Verb::Complete),
    action("wait", Verb::Wait),
    action("lift", Verb::Lift),
    action("confirm", Verb::ThatsIt),
    action("correct", Verb::NotQuite),
    action("got-it", Verb::GotIt),
    action("rate", Verb::RateNeeded),
    action("intro", Verb::Intro),
    action("agenda", Verb::Agenda),
    action("cancel", Verb::Cancel),
];
