//! Reads and checks the text of a playbook: [`parse`].
//!
//! Three passes, so that one reading names everything that is wrong. *Syntax* is the TOML parser's; what it refuses
//! ends the reading, since the rest would be guessed. *Shape* (`shape`) knows which words stand where and of which
//! type, reports what does not fit and puts something harmless in its place. *Rules* (`rules`, `ask_rules`,
//! `time_rules`, `text_rules`) look at the typed playbook: limits, references, what belongs together. Whether a
//! playbook is wise is not checked.

use std::fmt;
use std::fmt::Write as _;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::{Branch, ClockKind, ClockSpec, DueSpec, Origin, Playbook};
use crate::domain::calendar::Span;

mod ask_rules;
mod place;
mod rules;
mod shape;
mod text_rules;
mod time_rules;
mod words;

/// How long a sender has after a return and after a question, in a playbook that says nothing else.
const SENDER_REACTS_WITHIN: &str = "4bh";

/// One thing wrong in a playbook's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Key of the section, or `card` or `at_accept`; none for what is in no section.
    pub section: Option<String>,
    /// Key of the field.
    pub field: Option<String>,
    /// What is wrong, one sentence.
    pub what: String,
    /// What to do about it, one sentence.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if let Some(section) = &self.section {
            write!(f, ", section {section}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {} Hint: {}", self.what, self.hint)
    }
}

/// Reads one playbook. `file` is only named in problems. A `resubmit` or `answer` clock that is left out is put in with
/// four working hours.
///
/// # Errors
/// All problems of the file, in the order of its lines.
pub fn parse(file: &str, text: &str) -> Result<Playbook, Vec<Problem>> {
    let (tree, mistakes) = DeTable::parse_recoverable(text);
    if !mistakes.is_empty() {
        return Err(mistakes.iter().map(|mistake| syntax_problem(file, text, mistake)).collect());
    }
    let mut places = place::Places::of(text);
    let mut found = place::Found::default();
    let table = shape::fit(tree.get_ref(), &mut places, &mut found);
    found.end_shape();
    let playbook = match Playbook::deserialize(table) {
        Ok(playbook) => Some(with_usual_clocks(playbook)),
        Err(fault) => {
            let hint = "Compare it with the other playbooks.";
            // Only without a finding of the shape: it repeats what is said there.
            if found.is_empty() {
                found.add("", format!("The file cannot be read: {}.", fault.message()), hint);
            }
            None
        }
    };
    if let Some(playbook) = &playbook {
        rules::check(playbook, &mut found);
    }
    let problems = found.into_problems(file, &places);
    match playbook {
        Some(playbook) if problems.is_empty() => Ok(playbook),
        Some(_) | None => Err(problems),
    }
}

/// The version of a playbook: the first 16 hex digits of the SHA-256 of its text.
pub fn version_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(String::with_capacity(16), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn syntax_problem(file: &str, text: &str, mistake: &toml::de::Error) -> Problem {
    let at = mistake.span().map_or(0, |span| span.start);
    let message = mistake.message().lines().collect::<Vec<_>>().join(", ");
    let hint = if message == "duplicate key" {
        "The same word stands twice in one block; keep one. Blocks that may be repeated have two brackets: [[card]]."
    } else {
        "Look for a missing quote, bracket or comma on this line or the one before."
    };
    Problem {
        file: file.to_owned(),
        line: place::line_of(text, at),
        section: None,
        field: None,
        what: format!("This is not TOML: {message}."),
        hint: hint.to_owned(),
    }
}

fn with_usual_clocks(mut playbook: Playbook) -> Playbook {
    for (clock, from) in [(ClockKind::Resubmit, Origin::Returned), (ClockKind::Answer, Origin::Asked)] {
        if playbook.clock(clock).is_none()
            && let Ok(span) = SENDER_REACTS_WITHIN.parse::<Span>()
        {
            let due = DueSpec { from, before: false, branches: vec![Branch { when: None, span }] };
            playbook.clocks.push(ClockSpec { clock, due, weekends: None, ladder: None });
        }
    }
    playbook
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "load/broken_tests.rs"]
mod broken_tests;
