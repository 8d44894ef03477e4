//! The bot's voice: no short codes of ours, no exclamation marks, at most one emoji in a message.
//!
//! Holds for every language under `prompts/messages/`. Names of variables may be short codes; only what people read counts.

use fluent_syntax::ast::{Attribute, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::tree::{File, Violation};

/// Our own abbreviations and jargon, which mean nothing to the people who read the messages.
const SHORT_CODES: [&str; 9] = ["bh", "bd", "dod", "sla", "ladder", "hop", "surprise", "core", "submitted"];

/// Letters that name a clock among ourselves. `A` is an English word too, but not in the middle of a sentence.
const CLOCK_LETTERS: [&str; 3] = ["A", "K", "C"];

/// What makes a letter a part of a longer word.
const BINDS: [char; 4] = ['-', '&', '\'', '’'];

/// Every message that speaks out of character, and everything that cannot be read as a message.
pub fn check(files: &[File]) -> Vec<Violation> {
    files.iter().flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Violation> {
    let (resource, mut violations) = match parser::parse(file.text.as_str()) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => {
            let lines = errors.iter().map(|error| file.text[..error.pos.start].matches('\n').count() + 1);
            let broken = lines.zip(&errors).map(|(line, error)| Violation::new(&file.path, line, error.to_string()));
            (resource, broken.collect())
        }
    };
    for entry in &resource.body {
        let (id, value, attributes) = match entry {
            Entry::Message(message) => (message.id.name, message.value.as_ref(), &message.attributes),
            Entry::Term(term) => (term.id.name, Some(&term.value), &term.attributes),
            // Junk is already reported as an error of the parser.
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => continue,
        };
        let line = line_of(&file.text, id);
        for fault in value.into_iter().chain(attributes.iter().map(value_of)).flat_map(faults) {
            violations.push(Violation::new(&file.path, line, format!("{id}: {fault}")));
        }
    }
    violations
}

fn value_of<S>(attribute: &Attribute<S>) -> &Pattern<S> {
    &attribute.value
}

/// The line where the message begins; the parser does not keep it.
fn line_of(text: &str, id: &str) -> usize {
    let begins = |line: &str| {
        let line = line.strip_prefix('-').unwrap_or(line);
        line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(begins).map_or(0, |at| at + 1)
}

/// What is wrong with one text, in each of its variants.
fn faults(pattern: &Pattern<&str>) -> Vec<String> {
    let mut pieces = Vec::new();
    let emojis = read(pattern, &mut pieces);
    let mut faults: Vec<String> = pieces.iter().flat_map(|piece| short_codes(piece)).collect();
    if pieces.iter().any(|piece| piece.contains(['!', '¡', '！'])) {
        faults.push("has an exclamation mark".to_owned());
    }
    if emojis > 1 {
        faults.push(format!("has {emojis} emojis, one at most"));
    }
    faults
}

/// Collects the pieces of text that people read, and counts the most emojis that they can see at once.
fn read<'a>(pattern: &Pattern<&'a str>, pieces: &mut Vec<&'a str>) -> usize {
    let mut count = 0;
    for element in &pattern.elements {
        count += match element {
            PatternElement::TextElement { value } => read_text(value, pieces),
            PatternElement::Placeable { expression } => read_expression(expression, pieces),
        };
    }
    count
}

fn read_expression<'a>(expression: &Expression<&'a str>, pieces: &mut Vec<&'a str>) -> usize {
    match expression {
        Expression::Select { variants, .. } => {
            variants.iter().map(|variant| read(&variant.value, pieces)).max().unwrap_or_default()
        }
        Expression::Inline(InlineExpression::StringLiteral { value }) => read_text(value, pieces),
        Expression::Inline(InlineExpression::Placeable { expression }) => read_expression(expression, pieces),
        Expression::Inline(
            InlineExpression::NumberLiteral { .. }
            | InlineExpression::FunctionReference { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. }
            | InlineExpression::VariableReference { .. },
        ) => 0,
    }
}

fn read_text<'a>(text: &'a str, pieces: &mut Vec<&'a str>) -> usize {
    pieces.push(text);
    emojis(text)
}

/// The short codes in a text, each as a sentence.
fn short_codes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        if is_jargon(word) || is_clock(before, word, after) {
            found.push(format!("says `{word}`, a short code that people never read"));
        }
        at += piece.len();
    }
    found
}

fn is_jargon(word: &str) -> bool {
    let word = word.to_lowercase();
    // `4bh` is the same short code as `bh`, and `hops` as `hop`.
    let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
    SHORT_CODES.contains(&bare) || bare.strip_suffix('s').is_some_and(|one| SHORT_CODES.contains(&one))
}

fn is_clock(before: &str, word: &str, after: &str) -> bool {
    // C-level, Q&A and K's are words of their own.
    let is_part = before.ends_with(BINDS) || after.starts_with(BINDS);
    let mid_sentence = before.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',');
    CLOCK_LETTERS.contains(&word) && !is_part && (word != "A" || mid_sentence)
}

/// How many emojis a reader sees, whether written as such or by their short name, as in `:tada:`.
fn emojis(text: &str) -> usize {
    let mut count = 0;
    let mut flag_letters = 0;
    let mut joined = false;
    for c in text.chars() {
        // A skin tone, or what a joiner ties to the sign before it, is part of one picture.
        let is_part = joined || matches!(c, '\u{1F3FB}'..='\u{1F3FF}');
        joined = c == '\u{200D}';
        match c {
            '\u{1F1E6}'..='\u{1F1FF}' => flag_letters += 1,
            '\u{231A}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}'..='\u{2B55}' | '\u{1F000}'..='\u{1FAFF}' => {
                count += usize::from(!is_part);
            }
            _ => {}
        }
    }
    // Two letters make a flag.
    count += flag_letters / 2;
    let parts: Vec<&str> = text.split(':').collect();
    // The first and the last part have a colon on one side only.
    let named = parts.iter().skip(1).take(parts.len().saturating_sub(2)).filter(|part| is_short_name(part));
    count + named.count()
}

fn is_short_name(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    plain && text.starts_with(|c: char| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, files_under};
    use super::*;

    #[test]
    fn the_bot_speaks_in_its_voice() -> std::io::Result<()> {
        let files = files_under("prompts/messages", &["ftl"])?;
        assert!(!files.is_empty(), "no messages found");
        assert_none(&check(&files));
        Ok(())
    }

    #[track_caller]
    fn breaks(text: &str, places: &[usize]) {
        let places: Vec<String> = places.iter().map(|line| format!("x.ftl:{line}")).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        assert_found(&check(&[File::planted("x.ftl", text)]), &places);
    }

    #[test]
    fn it_bites() {
        breaks("# The SLA step!\nfine = Accept by { $sla }\nlate = The SLA is over\n", &[3]);
        breaks("due = Accept within 4bh\nsent = Submitted.\nlong =\n    One line\n    and one hop\n", &[1, 2, 3]);
        breaks("clock = It is due on A\nother = K is due\nname = Run clock C, please\n", &[1, 2, 3]);
        breaks("glad = Well done!\n", &[1]);
        breaks("button = Fine\n    .title = Great!\n-brand = Baton!\n", &[1, 3]);
        breaks("n = { $n ->\n    [one] one hop\n   *[other] { $n } hops\n}\nliteral = { \"bd\" }\n", &[1, 1, 5]);
        breaks("a = 🎉 Done 🎉\nb = 🎉 Done\nc = :tada: Done :+1: :wave:\n", &[1, 3]);
        breaks("broken = { $x ] }\n", &[1]);
    }

    #[test]
    fn it_lets_plain_words_be() {
        breaks("a = A handoff is here. A customer too, of the C-level. Q&A at 12:30:00\n", &[]);
        breaks("b = **ACME** · AE > CSM · scored, chop, encore\n", &[]);
        breaks("c = { $n ->\n    [one] 🙂 One\n   *[other] 🎉 Many\n}\nd = 👩‍💻 and 👍🏽\ne = 🇩🇪 Hallo\n", &[5]);
    }
}
