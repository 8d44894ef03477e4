//! Ids of buttons, selects and forms: short, versioned, and enough to act on after a restart or a year.
//!
//! `1.accept.2k9f3x0c7w1a` is version 1, verb, handoff; a fourth part is the verb's argument. A form carries the id of the
//! button that opened it. The id names an intent, never a state: what it may still do is decided when it is pressed.
//! What cannot be read any more answers "this message is out of date".

use crate::ids::HandoffId;

/// Version of the ids made now. Older ones stay readable.
const VERSION: &str = "1";
/// Longest id that every platform takes, in bytes.
pub const ID_MAX_BYTES: usize = 100;
/// Argument of [`Verb::FirstContact`] that ticks in the same tap what it needs.
pub const WITH_ITEMS: &str = "with_items";

/// What a button, select or form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// What is wanted.
    pub verb: Verb,
    /// Of which handoff; absent for what has none.
    pub handoff: Option<HandoffId>,
    /// A section, a field, a number or an option; may be empty.
    pub arg: String,
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// What a button, select or form wants.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Verb {
            $($(#[$doc])* $name,)*
        }

        impl Verb {
            /// Every verb.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As written in ids. Never changed once shipped.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

verbs! {
    /// Begins a draft; the argument is the customer's name where a message told it.
    Start = "start",
    /// Shows a draft again.
    Resume = "resume",
    /// Opens or submits a section of the brief; the argument is its key, or `customer`.
    Section = "section",
    /// A choice of the brief's card; the argument is the field's key.
    Choose = "choose",
    /// Chooses the receiver of a draft; the argument is a person where a button names one.
    Receiver = "receiver",
    /// Passes a draft to the one who hands the customer over.
    Sender = "sender",
    /// Chooses the backup.
    Backup = "backup",
    /// When the deal closed; the argument of a submitted form is the choice that opened it.
    Closed = "closed",
    /// Whether the contract is signed; the argument or value is `yes` or `no`.
    Signed = "signed",
    /// Sends, or sends again.
    Send = "send",
    /// Sends in spite of a warning.
    SendAnyway = "send_anyway",
    /// Throws a draft away.
    Discard = "discard",
    /// Moves a draft to the newer playbook.
    Newer = "newer",
    /// Opens or submits the accept form.
    Accept = "accept",
    /// Accept now, write later.
    AcceptLater = "accept_later",
    /// Opens or submits the accept form of the backup.
    TakeOver = "take_over",
    /// Opens or submits the return form.
    Return = "return",
    /// Opens or submits a question; the argument may be a field.
    Ask = "ask",
    /// Opens or submits an answer; the argument is the question's number.
    Answer = "answer",
    /// What else can be done.
    More = "more",
    /// The whole brief.
    Brief = "brief",
    /// Opens or submits "whose is it instead".
    NotMine = "not_mine",
    /// The history.
    History = "history",
    /// How the deadlines came about.
    Explain = "explain",
    /// The brief's card of a handoff that was sent.
    Edit = "edit",
    /// Opens or submits a reassignment.
    Reassign = "reassign",
    /// Opens or submits a cancellation.
    Cancel = "cancel",
    /// Why the person hears of it.
    WhyMe = "why_me",
    /// Ticks off the chosen items.
    Tick = "tick",
    /// First contact; the argument [`WITH_ITEMS`] ticks what it needs.
    FirstContact = "first_contact",
    /// Completes.
    Complete = "complete",
    /// Opens or submits a waiver; the argument is the clause.
    Waive = "waive",
    /// Opens or submits an override; the argument is the gate.
    Override = "override",
    /// Opens or submits waiting for the customer.
    Wait = "wait",
    /// The customer answered.
    Lift = "lift",
    /// "That's it".
    ThatsIt = "thats_it",
    /// Opens or submits "Not quite".
    NotQuite = "not_quite",
    /// "Got it".
    GotIt = "got_it",
    /// Opens or submits the read-back anew.
    Rewrite = "rewrite",
    /// Question one of the quick card; the argument is 1 to 5.
    RateNeeded = "rate_needed",
    /// Question two; the argument is the answer's key.
    RateTiming = "rate_timing",
    /// Question three; the argument is the answer's key.
    RateFelt = "rate_felt",
    /// Why at most 2; the argument is the reason's key.
    RateReason = "rate_reason",
    /// Opens or submits words to the rating.
    RateWords = "rate_words",
    /// Opens or submits the scorecard's own number or tick; the argument is `number`, `yes` or `no`.
    RateExtra = "rate_extra",
    /// Shows the quick card again, to change an answer.
    RateAgain = "rate_again",
    /// Thanks the sender.
    Thank = "thank",
    /// Opens or submits the second look.
    LookAgain = "look_again",
    /// A promise; the argument is `3.kept` or `3.broken`.
    Promise = "promise",
    /// Opens or submits a promise's date; the argument is its number.
    PromiseDate = "promise_date",
    /// The message to the customer, to copy.
    Intro = "intro",
    /// The agenda of the first meeting.
    Agenda = "agenda",
    /// Shows one handoff.
    Show = "show",
    /// A page of a list; the argument is `filter.page`.
    List = "list",
    /// Figures by person.
    StatsByPerson = "stats_person",
    /// Figures as a file.
    StatsCsv = "stats_csv",
    /// Takes a line out of today's digest.
    NotToday = "not_today",
    /// Set-up: its card, or what the argument names of it.
    Setup = "setup",
    /// Settings: the same once it is set up.
    Settings = "settings",
    /// A person's own time: its card, or what the argument names of it; a person behind it where it is not the reader's.
    MyTime = "my_time",
    /// Goes on in spite of, or around, somebody who is away; the argument is that of [`crate::chat::cards::away`].
    AwayTo = "away_to",
    /// Days off of everybody or of a team; the argument is what is wanted, and the team behind a dot.
    DaysOff = "days_off",
    /// Teams; the argument is what is wanted, and the team behind a dot.
    Teams = "teams",
    /// Sends once more what was given up.
    TryAgain = "try_again",
    /// The walk through a practice handoff: its beginning, or the step that the argument names.
    Practice = "practice",
    /// Sends the admin a test handoff.
    Test = "test",
    /// A test handoff goes on at once to what would come next.
    TestNext = "test_next",
    /// Removes a test handoff.
    TestRemove = "test_remove",
}

impl Route {
    /// About a handoff.
    pub fn of(verb: Verb, handoff: HandoffId) -> Self {
        Self { verb, handoff: Some(handoff), arg: String::new() }
    }

    /// About no handoff.
    pub fn plain(verb: Verb) -> Self {
        Self { verb, handoff: None, arg: String::new() }
    }

    /// With an argument.
    #[must_use]
    pub fn with(mut self, arg: impl Into<String>) -> Self {
        self.arg = arg.into();
        self
    }

    /// The id as a platform carries it, at most [`ID_MAX_BYTES`]; a longer argument is cut at a character.
    pub fn id(&self) -> String {
        let handoff = self.handoff.map(|id| id.to_string()).unwrap_or_default();
        let head = format!("{VERSION}.{}.{handoff}", self.verb.key());
        if self.arg.is_empty() {
            return head;
        }
        let mut id = format!("{head}.{}", self.arg);
        while id.len() > ID_MAX_BYTES {
            id.pop();
        }
        id
    }

    /// Reads an id; nothing for one that no version ever made.
    pub fn parse(id: &str) -> Option<Self> {
        let mut parts = id.splitn(4, '.');
        if parts.next() != Some(VERSION) {
            return None;
        }
        let key = parts.next()?;
        let verb = Verb::ALL.iter().copied().find(|verb| verb.key() == key)?;
        let handoff = match parts.next()? {
            "" => None,
            text => Some(text.parse().ok()?),
        };
        Some(Self { verb, handoff, arg: parts.next().unwrap_or_default().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_survives_its_id() {
        for verb in Verb::ALL {
            for route in [
                Route::plain(*verb),
                Route::of(*verb, HandoffId::new(i64::MAX)),
                Route::of(*verb, HandoffId::new(7)).with("a.b.c"),
                Route::plain(*verb).with("x"),
            ] {
                let id = route.id();
                assert!(id.len() <= ID_MAX_BYTES, "{id}");
                assert_eq!(Route::parse(&id), Some(route));
            }
        }
    }

    #[test]
    fn keys_are_unique() {
        let mut keys: Vec<_> = Verb::ALL.iter().map(|verb| verb.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Verb::ALL.len());
    }

    #[test]
    fn a_long_argument_is_cut_and_a_foreign_id_is_not_read() {
        let long = Route::of(Verb::Start, HandoffId::new(1)).with("ä".repeat(90));
        assert!(long.id().len() <= ID_MAX_BYTES);
        for id in ["", "1", "1.accept", "2.accept.1", "1.fly.1", "1.accept.UP", "1.accept.-4"] {
            assert_eq!(Route::parse(id), None, "{id}");
        }
    }
}
