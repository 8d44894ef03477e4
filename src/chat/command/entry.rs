//! What a platform takes of what people type: words that tell them to type something depend on it, never on its name.

use super::{Argument, Name, Spec};

/// How commands are given on a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Any line is taken, of several lines too; elsewhere only what is registered, and what a button does is not.
    pub takes_any_line: bool,
    /// A file can go with a command.
    pub takes_files: bool,
}

impl Default for Entry {
    fn default() -> Self {
        Self::TYPED
    }
}

impl Entry {
    /// People type, and type only.
    pub const TYPED: Self = Self { takes_any_line: true, takes_files: false };
    /// People fill in what is registered, files among it.
    pub const REGISTERED: Self = Self { takes_any_line: false, takes_files: true };

    /// An admin's command with its words, as they are entered here: `link off @ben`, or `link what:off @ben`.
    pub fn admin(self, name: Name, words: &str) -> String {
        let typed = name.spec().map(Spec::typed).unwrap_or_default();
        let place = if self.takes_any_line { String::new() } else { format!("{}:", Argument::What.word()) };
        format!("{typed} {place}{words}")
    }
}
