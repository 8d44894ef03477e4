//! Broken playbooks, and word for word what is said about them: `broken_cases.txt`.
//!
//! The file starts with a sound playbook. Each case takes the `-` lines out, puts the `+` lines there, and expects the
//! `>` lines.

use super::*;

const CASES: &str = include_str!("broken_cases.txt");

struct Case<'t> {
    name: &'t str,
    out: String,
    into: String,
    expected: Vec<&'t str>,
}

fn sound() -> &'static str {
    CASES.split_once("\n=== ").unwrap().0
}

fn cases() -> Vec<Case<'static>> {
    let blocks = CASES.split("\n=== ").skip(1);
    blocks
        .map(|block| {
            let marked = |mark: char| -> Vec<&str> {
                let lines = block.lines().skip(1).filter(|line| line.starts_with(mark));
                lines.map(|line| line[1..].strip_prefix(' ').unwrap_or_default()).collect()
            };
            Case {
                name: block.lines().next().unwrap(),
                out: marked('-').join("\n"),
                into: marked('+').join("\n"),
                expected: marked('>'),
            }
        })
        .collect()
}

fn said(text: &str) -> Vec<String> {
    parse("p.toml", text).err().unwrap_or_default().iter().map(Problem::to_string).collect()
}

#[test]
fn the_sound_playbook_is_sound() {
    assert_eq!(said(sound()), Vec::<String>::new());
}

#[test]
fn every_mistake_is_named_with_its_line() {
    let cases = cases();
    assert!(cases.len() > 80, "only {} cases were read", cases.len());
    for case in cases {
        assert!(sound().contains(&case.out), "{}: nothing to replace", case.name);
        assert_eq!(said(&sound().replacen(&case.out, &case.into, 1)), case.expected, "{}", case.name);
    }
}

/// `count` copies of a block, `#` replaced by their number.
fn copies(block: &str, count: usize) -> String {
    (0..count).map(|n| block.replace('#', &n.to_string())).collect()
}

#[track_caller]
fn check_inserted(before: &str, block: &str, expected: &str) {
    let text = sound().replacen(before, &format!("{block}{before}"), 1);
    assert_eq!(said(&text), [expected]);
}

#[test]
fn limits_are_counted() {
    check_inserted(
        "    { key = \"low\"",
        &copies("    { key = \"o#\", label = \"O #\" },\n", 24),
        "p.toml:16, section card, field risk: It has 26 options; a select takes 25. Hint: Join some, or ask it as type = \
         \"short\".",
    );
    let section =
        "[[section]]\nkey = \"s#\"\ntitle = \"S\"\ncore = true\n[[section.field]]\nkey = \"f#\"\nlabel = \"F\"\n";
    check_inserted(
        "[[section]]\nkey = \"more\"",
        &copies(section, 3),
        "p.toml:66, section s2: This is core section 4; the sender passes through 3 at most. Hint: Leave out core = true \
         here, or join two of them.",
    );
    let required = copies("[[card]]\nkey = \"c#\"\nlabel = \"C\"\ntype = \"yesno\"\nrequired = true\n", 7);
    assert_eq!(said(&sound().replacen("[[section]]", &format!("{required}[[section]]"), 1)), Vec::<String>::new());
    check_inserted(
        "[[section]]",
        &copies("[[card]]\nkey = \"c#\"\nlabel = \"C\"\ntype = \"yesno\"\nrequired = true\n", 8),
        "p.toml:87, section why, field until: The playbook requires 13 fields, the backup counted; 12 is the most. Hint: \
         Write star = \"starred\" instead of required where the receiver can act without it.",
    );
    check_inserted(
        "[[summary]]",
        &copies("[[at_accept]]\nkey = \"a#\"\nlabel = \"A\"\ntype = \"yesno\"\n", 3),
        "p.toml:66, section at_accept, field a2: The accept form asks more than 2 fields. Hint: The form has three lines \
         for the read-back already; it takes five.",
    );
    check_inserted(
        "[[clock]]",
        &copies("[[checklist]]\nkey = \"i#\"\nlabel = \"I\"\nwho = \"manager\"\n", 25),
        "p.toml:163: In checklist i24: The checklist has 26 choices; a select takes 25. Hint: Join some items; one that may \
         be declined counts twice.",
    );
    check_inserted(
        "[[checklist]]",
        &copies("[[summary]]\nlabel = \"S#\"\nfields = [\"goals\"]\n", 6),
        "p.toml:77: In summary S5: The summary has 7 lines; 6 is the most. Hint: Join some; the whole brief is one tap \
         away.",
    );
}

#[test]
fn an_empty_file_lacks_everything() {
    let lacking: Vec<String> =
        said("").iter().filter_map(|line| Some(line.split_once(" is missing")?.0.to_owned())).collect();
    let words = ["format", "key", "name", "trigger", "sender", "receiver", "kickoff"];
    assert_eq!(lacking, words.map(|word| format!("p.toml:1: `{word}`")));
}
