//! What is wrong with a text that is no command.

use super::{Argument, Name, Root};

/// Why a text is no command. Drawn by [`crate::chat::cards::help::problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandProblem {
    /// It does not begin with one of the two commands.
    NotOurs,
    /// No such command.
    Unknown {
        /// Of these.
        root: Root,
        /// What was typed.
        word: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// It needs more.
    Missing {
        /// Which command.
        name: Name,
        /// What is missing.
        argument: Argument,
    },
    /// It does not know what to do with this.
    Unexpected {
        /// Which command.
        name: Name,
        /// What was typed.
        word: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// It does not work yet.
    NotYet {
        /// Which command, or what the button says.
        word: &'static str,
    },
}
