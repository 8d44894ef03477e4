//! Commands as a platform writes them down for somebody who chose them instead of typing, and the customer that a message
//! speaks of.

use super::{Command, Stats, parse};
use crate::domain::brief::value::clean;

/// Words that say that a deal is done, folded.
const DONE: [&str; 8] = ["signed", "closed", "won", "bought", "renewed", "joined", "welcome", "landed"];
/// Words that may stand between a customer and that.
const BETWEEN: [&str; 9] = ["has", "have", "just", "is", "was", "got", "finally", "officially", "with"];
/// The longest name that is guessed, in words.
const NAME_WORDS_MAX: usize = 5;

/// A value in quotes, so that it is read as one whatever it holds.
pub fn quoted(value: &str) -> String {
    let straight = ['"', '“', '”', '„'];
    if !value.contains(straight) {
        return format!("\"{value}\"");
    }
    if !value.contains('»') {
        return format!("«{value}»");
    }
    format!("\"{}\"", value.replace(straight, "″"))
}

/// Whether the answer is for everybody in the channel. It is decided before the work begins, since a platform has to be told.
pub fn answers_in_channel(text: &str) -> bool {
    matches!(parse(text), Ok(Command::Stats(Stats { person: None, .. })))
}

/// The customer that a message speaks of, the name beside "signed", "won", …: "ACME Corp has signed!", "We just closed Globex".
pub fn customer_in(message: &str) -> Option<String> {
    let cleaned = clean(message);
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    let done = words.iter().position(|word| DONE.contains(&bare(word).to_lowercase().as_str()))?;
    let (before, after) = words.split_at_checked(done)?;
    let between = |word: &&&str| BETWEEN.contains(&bare(word).to_lowercase().as_str());
    let mut name = Vec::new();
    for word in before.iter().rev().skip_while(between).take_while(|word| is_name(bare(word))) {
        // A sentence or clause that ended before is not part of it.
        if !name.is_empty() && ends_clause(word) {
            break;
        }
        name.insert(0, bare(word));
    }
    if name.is_empty() {
        for word in after.iter().skip(1).skip_while(between).take_while(|word| is_name(bare(word))) {
            name.push(bare(word));
            if ends_clause(word) {
                break;
            }
        }
    }
    name.truncate(NAME_WORDS_MAX);
    (!name.is_empty()).then(|| name.join(" "))
}

fn ends_clause(word: &str) -> bool {
    word.ends_with([',', ';', ':', '!', '?', '.'])
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&' && c != '<')
}

/// Names begin with a capital or a digit; "We" is nobody's.
fn is_name(word: &str) -> bool {
    let is_upper = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || c == '&');
    is_upper && !["We", "I", "They", "It", "Our", "The", "Deal", "Contract", "Hooray", "Yay"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::{Command, parse};
    use super::*;

    #[test]
    fn a_message_tells_its_customer() {
        for (message, customer) in [
            ("ACME signed!", Some("ACME")),
            ("🎉 ACME Corp has just signed!!", Some("ACME Corp")),
            ("We just closed Globex Industries, 48k", Some("Globex Industries")),
            ("welcome Initech :tada:", Some("Initech")),
            ("The contract is signed", None),
            ("lunch?", None),
            ("", None),
        ] {
            assert_eq!(customer_in(message).as_deref(), customer, "{message}");
        }
    }

    #[test]
    fn quotes_hold_whatever_they_hold() {
        for value in ["ACME", "ACME \"the\" Corp", "A «b» \"c\"", "playbook:x @ben", "« ”", "a  b"] {
            let Ok(Command::Start(start)) = parse(&format!("/handoff start customer:{}", quoted(value))) else {
                panic!("{value} is no customer")
            };
            let plain = |text: &str| text.replace(['”', '“', '″'], "\"");
            assert_eq!(plain(&start.customer.unwrap_or_default()), plain(value), "{value}");
            assert_eq!((start.playbook, start.receiver), (None, None), "{value}");
        }
    }

    #[test]
    fn only_figures_of_a_team_are_for_everybody() {
        for (text, expected) in
            [("/handoff stats 90d", true), ("/handoff stats me", false), ("/handoff list", false), ("nonsense", false)]
        {
            assert_eq!(answers_in_channel(text), expected, "{text}");
        }
    }
}
