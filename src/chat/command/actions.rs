//! What buttons do, as text: `/handoff accept 482`. For platforms without buttons, and for fingers that prefer to type.
//!
//! A word leads to the same place as the button of its verb; what the words behind it choose is told by
//! [`crate::chat::cards::typed`], and forms are asked as that platform asks them.

use crate::chat::route::Verb;

/// A word that does what a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionSpec {
    /// As it is typed.
    pub word: &'static str,
    /// What it does.
    pub verb: Verb,
    /// Whether it is about a draft, which has no number yet.
    pub is_of_draft: bool,
}

const fn of_draft(word: &'static str, verb: Verb) -> ActionSpec {
    ActionSpec { word, verb, is_of_draft: true }
}

const fn action(word: &'static str, verb: Verb) -> ActionSpec {
    ActionSpec { word, verb, is_of_draft: false }
}

/// Every word, in the order of a handoff's life.
pub const ACTIONS: &[ActionSpec] = &[
    of_draft("continue", Verb::Resume),
    of_draft("fill", Verb::Section),
    of_draft("choose", Verb::Choose),
    of_draft("receiver", Verb::Receiver),
    of_draft("sender", Verb::Sender),
    of_draft("backup", Verb::Backup),
    of_draft("closed", Verb::Closed),
    of_draft("signed", Verb::Signed),
    of_draft("newer", Verb::Newer),
    of_draft("send", Verb::Send),
    of_draft("override", Verb::Override),
    of_draft("discard", Verb::Discard),
    action("accept", Verb::Accept),
    action("accept-later", Verb::AcceptLater),
    action("return", Verb::Return),
    action("ask", Verb::Ask),
    action("answer", Verb::Answer),
    action("take", Verb::TakeOver),
    action("not-mine", Verb::NotMine),
    action("reassign", Verb::Reassign),
    action("more", Verb::More),
    action("brief", Verb::Brief),
    action("history", Verb::History),
    action("explain", Verb::Explain),
    action("why", Verb::WhyMe),
    action("edit", Verb::Edit),
    action("tick", Verb::Tick),
    action("first-contact", Verb::FirstContact),
    action("wait", Verb::Wait),
    action("lift", Verb::Lift),
    action("confirm", Verb::ThatsIt),
    action("correct", Verb::NotQuite),
    action("got-it", Verb::GotIt),
    action("rewrite", Verb::Rewrite),
    action("promise", Verb::Promise),
    action("rate", Verb::RateAgain),
    action("thank", Verb::Thank),
    action("waive", Verb::Waive),
    action("complete", Verb::Complete),
    action("look", Verb::LookAgain),
    action("intro", Verb::Intro),
    action("agenda", Verb::Agenda),
    action("cancel", Verb::Cancel),
];

impl ActionSpec {
    /// The line of a verb.
    pub fn of(verb: Verb) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.verb == verb)
    }

    /// `/handoff accept`.
    pub fn typed(&self) -> String {
        format!("/{} {}", super::Root::Handoff.word(), self.word)
    }
}
