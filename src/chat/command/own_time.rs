//! A person's own time in words, which is about no handoff and so no line of the table of buttons.

use super::Command;
use super::tokens::tokens;

/// A person's own time in words: `/handoff my hours`, `/handoff away 24 Dec to 2 Jan`. What stands behind is read where the
/// forms of the same card are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MyTime {
    /// What is so now.
    Show,
    /// Another zone.
    Zone(String),
    /// Another hour of the digest.
    Digest(String),
    /// Other quiet hours.
    Quiet(String),
    /// Days off, of the one who types or of somebody named first.
    Away(Option<String>, String),
    /// There again.
    Back(Option<String>),
}

/// The words that lead here, for whoever mistypes one.
pub(super) const WORDS: [&str; 4] = ["hours", "away", "back", "quiet"];

/// `hours`, `my hours`, `my zone Lisbon`, `my digest 8:00`, `quiet 20-7`, `away [@ben] 24 Dec to 2 Jan`, `back [@ben]`.
pub(super) fn read(word: &str, rest: &str) -> Option<Command> {
    let rest = rest.trim();
    let asked = match word {
        "hours" => MyTime::Show,
        "my" => {
            let (what, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            match what.to_lowercase().as_str() {
                "hours" | "time" => MyTime::Show,
                "zone" => MyTime::Zone(rest.trim().to_owned()),
                "digest" => MyTime::Digest(rest.trim().to_owned()),
                "quiet" => MyTime::Quiet(rest.trim().to_owned()),
                _ => return None,
            }
        }
        "quiet" => MyTime::Quiet(rest.to_owned()),
        "away" => {
            let (person, rest) = person(rest);
            MyTime::Away(person, rest)
        }
        "back" => MyTime::Back(person(rest).0),
        _ => return None,
    };
    Some(Command::MyTime(asked))
}

/// `/handoff help my hours` is the way where only registered commands can be typed.
pub(super) fn in_help(topic: &str) -> Option<Command> {
    ["hours", "my hours"].contains(&topic.to_lowercase().as_str()).then_some(Command::MyTime(MyTime::Show))
}

/// Whoever is mentioned first, and the rest.
fn person(rest: &str) -> (Option<String>, String) {
    let tokens = tokens(rest, &[]);
    let mentioned = tokens.first().and_then(|first| first.person()).map(str::to_owned);
    let words = tokens.iter().skip(usize::from(mentioned.is_some())).map(|token| token.text.as_str());
    (mentioned, words.collect::<Vec<_>>().join(" "))
}
