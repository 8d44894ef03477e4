//! Keys, arguments and uses are held equal, and mistakes are found by file, line and key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::{Catalog, Problem, TOPICS};

fn files_below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

fn texts(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ending, &mut files);
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

fn variables(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => variable(inline, found),
                Expression::Select { selector, variants } => {
                    variable(selector, found);
                    for variant in variants {
                        variables(&variant.value, found);
                    }
                }
            }
        }
    }
}

fn literals(pattern: &Pattern<&str>, found: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => found.push_str(value),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                for variant in variants {
                    found.push(' ');
                    literals(&variant.value, found);
                }
            }
            PatternElement::Placeable { expression: Expression::Inline(_) } => found.push('_'),
        }
    }
}

fn variable(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        found.insert(id.name.to_owned());
    }
    if let InlineExpression::Placeable { expression } = inline
        && let Expression::Inline(inner) = expression.as_ref()
    {
        variable(inner, found);
    }
}

#[test]
fn the_shipped_files_are_sound() {
    if let Err(problems) = Catalog::embedded() {
        let lines: Vec<_> = problems.iter().map(Problem::to_string).collect();
        panic!("{}", lines.join("\n"));
    }
}

#[test]
fn english_uses_every_argument() {
    let declared: BTreeMap<&str, BTreeSet<String>> = TOPICS
        .iter()
        .copied()
        .flatten()
        .map(|message| (message.key, message.args.iter().map(|(name, _)| (*name).to_owned()).collect()))
        .collect();
    assert_eq!(declared.len(), TOPICS.iter().map(|topic| topic.len()).sum::<usize>(), "a key is declared twice");
    let mut said = BTreeMap::new();
    for (path, text) in texts("prompts/messages/en", "ftl") {
        let resource = fluent_syntax::parser::parse(text.as_str()).unwrap_or_else(|_| panic!("{}", path.display()));
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                let mut found = BTreeSet::new();
                variables(message.value.as_ref().unwrap(), &mut found);
                said.insert(message.id.name.to_owned(), found);
            }
        }
    }
    for (key, args) in &declared {
        assert_eq!(said.get(*key), Some(args), "arguments of {key}");
    }
    let orphans: Vec<_> = said.keys().filter(|key| !declared.contains_key(key.as_str())).collect();
    assert!(orphans.is_empty(), "said by nobody: {orphans:?}");
}

#[test]
fn every_message_is_used() {
    let code: String = texts("src", "rs").into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> = TOPICS
        .iter()
        .copied()
        .flatten()
        .filter(|message| !code.contains(&format!(".{}(", message.key)))
        .map(|message| message.key)
        .collect();
    assert!(unused.is_empty(), "declared and never said: {unused:?}");
}

/// What people never read: the project's own short codes and terms.
const UNREAD: [&str; 13] = [
    "bh",
    "bd",
    "sla",
    "dod",
    "ladder",
    "hop",
    "hops",
    "surprise",
    "surprises",
    "core",
    "submitted",
    "resubmit",
    "gate",
];

#[test]
fn no_message_holds_a_short_code_or_an_exclamation_mark() {
    for (path, text) in texts("prompts/messages", "ftl") {
        let resource = fluent_syntax::parser::parse(text.as_str()).unwrap_or_else(|_| panic!("{}", path.display()));
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut said = String::new();
            literals(message.value.as_ref().unwrap(), &mut said);
            let key = message.id.name;
            assert!(!said.contains('!'), "{key}: {said}");
            for word in said.split(|c: char| !c.is_alphanumeric()) {
                assert!(!UNREAD.contains(&word.to_lowercase().as_str()), "{key}: {word}");
            }
        }
    }
}

fn check(text: &str, expected: &str) {
    let files = vec![("en".to_owned(), "mine.ftl".to_owned(), text.to_owned())];
    let problems = Catalog::new(files).map_or_else(|problems| problems, |_| Vec::new());
    let lines: Vec<_> = problems.iter().map(Problem::to_string).collect();
    assert_eq!(lines.join("\n"), expected, "{text}");
}

#[test]
fn mistakes_are_named_by_file_line_and_key() {
    check("and_more = … { $count }", "");
    check("# x\nand_mor = a", "en/mine.ftl:2, message and_mor: Nothing says this message. Is the key misspelt?");
    check("and_more = { $n }", "en/mine.ftl:1, message and_more: There is no $n here, only: $count.");
    check(
        "and_more = **{ $count }",
        "en/mine.ftl:1, message and_more: Markup is opened and not closed in the same piece.",
    );
    check(
        "working_time = **x** { $span }",
        "en/mine.ftl:1, message working_time: It is a label and cannot have markup.",
    );
    check(
        "status_name = { $status }",
        "en/mine.ftl:1, message status_name: $status only chooses; write { $status -> … }.",
    );
    check(
        "working_time = { $span ->\n   *[a] b\n}",
        "en/mine.ftl:1, message working_time: $span is shown and cannot choose.",
    );
    check("and_more = \u{E000}", "en/mine.ftl:1, message and_more: It holds a private character. Take it out.");
    check(
        "and_more = { working_time }",
        "en/mine.ftl:1, message and_more: It refers to the message working_time. Use a term, -working_time.",
    );
    check("and_more = { NUMBER($count) }", "en/mine.ftl:1, message and_more: There is no function NUMBER.");
    check("and_more =\n    a\n    b", "en/mine.ftl:1, message and_more: It must be one line.");
    check(
        "and_more = a\nand_more = b",
        "en/mine.ftl:2, message and_more: It is said twice; the other stands in en/mine.ftl. Take one out.",
    );
    check("and_more = { $count", "en/mine.ftl:1: Expected a token starting with \"}\".");
}

#[test]
fn another_language_falls_back_to_english_message_by_message() {
    let german = "and_more = … und { $count ->\n    [one] noch eins\n   *[other] noch { $count }\n}\n";
    let catalog = Catalog::new(vec![("de".into(), "a.ftl".into(), german.into())]).unwrap();
    let words = catalog.words("de-AT");
    assert_eq!(words.locale(), "de");
    let plain =
        |text| super::plain::draw(&text, &|_| String::new(), chrono_tz::Tz::UTC, crate::clock::Timestamp::from_ms(0));
    assert_eq!(plain(words.and_more(1)), "… und noch eins");
    assert_eq!(plain(words.and_more(2)), "… und noch 2");
    assert_eq!(words.span_hours(2), "2 h");
    assert_eq!(catalog.words("fr").locale(), "en");
}

#[test]
fn words_cross_threads() {
    fn crosses<T: Send + Sync + Clone>() {}
    crosses::<super::Words>();
    crosses::<Catalog>();
}
