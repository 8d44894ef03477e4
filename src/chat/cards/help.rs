//! `/handoff help`, made from the one command table, so that it lists what works and nothing else; and what somebody reads
//! whose line was no command.

use super::my_time;
use super::practice;
use super::view::short;
use crate::chat::command::{Argument, COMMANDS, CommandProblem, Entry, Name, Root, Spec, Topic};
use crate::chat::message::{Block, Message};
use crate::chat::text::{Words, messages};

/// What somebody typed is repeated up to here.
const WORD_CHARS: usize = 60;

messages! {
    fn help_head() -> Text;
    fn help_line(typed: Plain, about: Plain) -> Text;
    fn help_admin_head() -> Text;
    fn help_more() -> Text;
    fn help_unsent() -> Text;
    fn help_buttons() -> Text;
    fn help_buttons_pressed() -> Text;
    fn help_about(command: Key) -> String;
    fn help_argument(argument: Key) -> String;
    fn help_argument_line(argument: Plain, about: Plain) -> Text;
    fn help_example(example: Plain) -> Text;
    fn help_example_or(example: Plain) -> Text;
    fn help_not_yet(typed: Plain) -> Text;
    fn help_data_head() -> Text;
    fn help_data_kept() -> Text;
    fn help_data_seen() -> Text;
    fn help_data_not() -> Text;
    fn help_data_out(typed: Plain) -> Text;
    fn help_data_ask() -> Text;
    fn command_start_handoff() -> String;
    fn command_about(command: Key) -> String;
    fn command_not_ours() -> Text;
    fn command_unknown(word: Plain) -> Text;
    fn command_nearest(typed: Plain) -> Text;
    fn command_see_help() -> Text;
    fn command_missing(argument: Key) -> Text;
    fn command_unexpected(word: Plain) -> Text;
    fn command_unexpected_nearest(word: Plain, nearest: Plain) -> Text;
    fn command_works_like(typed: Plain) -> Text;
}

/// What a command does, in one sentence of at most 100 characters; also its description on the platform.
pub fn about(words: &Words, spec: &Spec) -> String {
    words.help_about(spec.word)
}

/// What an argument is, in at most 100 characters; also its description on the platform.
pub fn about_argument(words: &Words, argument: Argument) -> String {
    words.help_argument(argument.word())
}

/// Help on everything that works, on one command, or on one's own data. Admins also see their commands.
pub fn help(words: &Words, topic: Topic, is_admin: bool, entry: Entry) -> Message {
    match topic {
        Topic::All => all(words, is_admin, entry),
        Topic::MyData => my_data(words),
        Topic::Buttons => super::typed::all(words, entry),
        Topic::Of(name) => name.spec().map_or_else(|| all(words, is_admin, entry), |spec| one(words, spec, entry)),
    }
}

fn all(words: &Words, is_admin: bool, entry: Entry) -> Message {
    let built = |root: Root| COMMANDS.iter().filter(move |spec| spec.root == root && spec.is_built);
    let line = |spec: &Spec| Block::Line(words.help_line(&usage(spec, entry), &about(words, spec)));
    let mut blocks = vec![Block::Line(words.help_head())];
    blocks.extend(built(Root::Handoff).map(line));
    if is_admin && built(Root::Admin).next().is_some() {
        blocks.push(Block::Line(words.help_admin_head()));
        blocks.extend(built(Root::Admin).map(line));
    }
    blocks.push(Block::Small(if entry.takes_any_line { words.help_buttons() } else { words.help_buttons_pressed() }));
    blocks.push(Block::Small(words.help_more()));
    blocks.push(Block::Small(words.help_unsent()));
    Message { blocks, ..Message::default() }.and_buttons(vec![my_time::button(words), practice::button(words)])
}

fn one(words: &Words, spec: &Spec, entry: Entry) -> Message {
    if !spec.is_built {
        return Message::line(words.help_not_yet(&spec.typed()));
    }
    let mut message = Message::line(words.help_line(&usage(spec, entry), &about(words, spec)));
    for argument in taken(spec, entry) {
        message = message.and_line(words.help_argument_line(argument.word(), &about_argument(words, argument)));
    }
    for (n, example) in examples(spec.name, entry).iter().enumerate() {
        message = message.and_small(if n == 0 { words.help_example(example) } else { words.help_example_or(example) });
    }
    message
}

/// What stands behind a command on a platform.
fn taken(spec: &Spec, entry: Entry) -> impl Iterator<Item = Argument> {
    spec.arguments.iter().copied().filter(move |argument| entry.takes_files || *argument != Argument::File)
}

/// Lines that can be copied; the parser's test reads them, too. Where a command is filled in, each word has its place.
pub(crate) fn examples(name: Name, entry: Entry) -> &'static [&'static str] {
    if entry.takes_any_line { typed_examples(name) } else { filled_examples(name) }
}

fn filled_examples(name: Name) -> &'static [&'static str] {
    match name {
        Name::Start => &[
            "/handoff start customer:ACME",
            "/handoff start playbook:ae_csm customer:ACME receiver:@ben",
            "/handoff start playbook:csm_csm customer:ACME receiver:@ida sender:@ben",
        ],
        Name::List => &["/handoff list", "/handoff list filter:overdue"],
        Name::Show => &["/handoff show handoff:482", "/handoff show handoff:ACME"],
        Name::Stats => &[
            "/handoff stats",
            "/handoff stats period:90d playbook:ae_csm",
            "/handoff stats period:2026-03 person:@ben",
        ],
        Name::Help => &["/handoff help topic:start", "/handoff help topic:my data"],
        Name::Settings => &["/handoff-admin settings", "/handoff-admin settings what:import file:"],
        Name::Playbook => &["/handoff-admin playbook what:export ae_csm", "/handoff-admin playbook what:import file:"],
        Name::Link => &["/handoff-admin link what:@ben @ben_phone", "/handoff-admin link what:off @ben_phone"],
        Name::Digest
        | Name::Map
        | Name::Practice
        | Name::Learn
        | Name::Setup
        | Name::Connect
        | Name::Doctor
        | Name::Qa
        | Name::Review
        | Name::Export
        | Name::Privacy => &[],
    }
}

fn typed_examples(name: Name) -> &'static [&'static str] {
    match name {
        Name::Start => &[
            "/handoff start ACME",
            "/handoff start ae_csm \"ACME Corp\" @ben",
            "/handoff start csm_csm ACME @ida from @ben",
        ],
        Name::List => &["/handoff list", "/handoff list overdue"],
        Name::Show => &["/handoff show 482", "/handoff show ACME"],
        Name::Stats => &["/handoff stats", "/handoff stats 90d ae_csm", "/handoff stats 2026-03 me"],
        Name::Help => &["/handoff help start", "/handoff help my data"],
        Name::Playbook => &["/handoff-admin playbook export ae_csm"],
        Name::Link => &["/handoff-admin link @ben @ben_phone", "/handoff-admin link off @ben_phone"],
        Name::Digest
        | Name::Map
        | Name::Practice
        | Name::Learn
        | Name::Setup
        | Name::Settings
        | Name::Connect
        | Name::Doctor
        | Name::Qa
        | Name::Review
        | Name::Export
        | Name::Privacy => &[],
    }
}

/// `/handoff start [playbook] [customer] [receiver]`
fn usage(spec: &Spec, entry: Entry) -> String {
    let arguments = taken(spec, entry).map(|argument| {
        let word = argument.word();
        if argument.is_required() { format!(" <{word}>") } else { format!(" [{word}]") }
    });
    format!("{}{}", spec.typed(), arguments.collect::<String>())
}

fn my_data(words: &Words) -> Message {
    let message = Message::line(words.help_data_head())
        .and_line(words.help_data_kept())
        .and_line(words.help_data_seen())
        .and_line(words.help_data_not());
    match Name::Privacy.spec().filter(|spec| spec.is_built) {
        Some(spec) => message.and_line(words.help_data_out(&spec.typed())),
        None => message.and_line(words.help_data_ask()),
    }
}

/// Why a line was no command, what was probably meant, and what to do.
pub fn problem(words: &Words, problem: &CommandProblem, entry: Entry) -> Message {
    match problem {
        CommandProblem::NotOurs => Message::line(words.command_not_ours()),
        CommandProblem::Unknown { root, word, nearest } => {
            let message = Message::line(words.command_unknown(&short(word, WORD_CHARS)));
            match nearest {
                Some(nearest) => message.and_line(words.command_nearest(&format!("/{} {nearest}", root.word()))),
                None => message.and_line(words.command_see_help()),
            }
        }
        CommandProblem::Missing { name, argument } => {
            works_like(words, Message::line(words.command_missing(argument.word())), *name, entry)
        }
        CommandProblem::Unexpected { name, word, nearest } => {
            let line = match nearest {
                Some(nearest) => words.command_unexpected_nearest(&short(word, WORD_CHARS), nearest),
                None => words.command_unexpected(&short(word, WORD_CHARS)),
            };
            works_like(words, Message::line(line), *name, entry)
        }
        CommandProblem::NotYet { word } => Message::line(words.help_not_yet(word)),
    }
}

fn works_like(words: &Words, message: Message, name: Name, entry: Entry) -> Message {
    let examples = examples(name, entry).iter().take(2);
    examples.fold(message, |message, example| message.and_small(words.command_works_like(example)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::command::{Filter, read};
    use crate::chat::limits::{DISCORD, check_message};
    use crate::chat::message::Text;
    use crate::chat::text::{Catalog, plain};
    use crate::clock::Timestamp;

    fn words() -> Words {
        Catalog::embedded().unwrap().words("en")
    }

    fn lines(message: &Message) -> Vec<String> {
        assert_eq!(check_message(message, &DISCORD), []);
        let draw = |text: &Text| plain::draw(text, &|_| String::new(), chrono_tz::UTC, Timestamp::from_ms(0));
        let text =
            |block: &Block| if let Block::Line(text) | Block::Small(text) = block { Some(draw(text)) } else { None };
        message.blocks.iter().filter_map(text).collect()
    }

    #[test]
    fn help_lists_what_works_and_nothing_else() {
        let all = lines(&help(&words(), Topic::All, true, Entry::TYPED)).join("\n");
        for spec in COMMANDS {
            assert_eq!(all.contains(&spec.typed()), spec.is_built, "{}", spec.typed());
        }
        assert!(all.contains("/handoff start [playbook] [customer] [receiver]"));
        assert!(all.contains("/handoff show <handoff>"));
        let mine = lines(&help(&words(), Topic::All, false, Entry::TYPED)).join("\n");
        assert!(!mine.contains("/handoff-admin"), "{mine}");
    }

    #[test]
    fn descriptions_fit_a_platform() {
        for spec in COMMANDS {
            let about = about(&words(), spec);
            assert!((5..=100).contains(&about.chars().count()), "{about}");
            for argument in spec.arguments {
                let about = about_argument(&words(), *argument);
                assert!((5..=100).contains(&about.chars().count()), "{about}");
            }
        }
    }

    #[test]
    fn nobody_is_told_to_type_what_a_platform_does_not_take() {
        let all = |entry| {
            let topics = [Topic::All, Topic::Buttons, Topic::Of(Name::Playbook)];
            topics.map(|topic| lines(&help(&words(), topic, true, entry)).join("\n")).join("\n")
        };
        let pressed = all(Entry::REGISTERED);
        for action in crate::chat::command::ACTIONS {
            assert!(!pressed.contains(&format!("/handoff {} ", action.word)), "{pressed}");
        }
        assert!(!pressed.contains("help buttons") && pressed.contains("[file]"), "{pressed}");
        let typed = all(Entry::TYPED);
        assert!(typed.contains("/handoff accept 482") && !typed.contains("file"), "{typed}");
    }

    #[test]
    fn examples_are_understood() {
        for spec in COMMANDS {
            for example in [Entry::TYPED, Entry::REGISTERED].into_iter().flat_map(|entry| examples(spec.name, entry)) {
                assert_eq!(read(example).unwrap().name(), Some(spec.name), "{example}");
            }
        }
    }

    #[test]
    fn every_topic_says_something() {
        for spec in COMMANDS {
            let message = lines(&help(&words(), Topic::Of(spec.name), false, Entry::REGISTERED));
            assert!(message[0].contains(&spec.typed()), "{message:?}");
        }
        assert!(lines(&help(&words(), Topic::MyData, false, Entry::TYPED)).len() >= 5);
    }

    #[test]
    fn a_slip_is_told_what_was_meant() {
        let told = |text: &str| lines(&problem(&words(), &read(text).unwrap_err(), Entry::TYPED));
        assert_eq!(
            told("/handoff strat"),
            ["I do not know strat. Nothing was changed.", "Did you mean /handoff start?"]
        );
        assert_eq!(told("/handoff xyz")[1], "/handoff help shows what I can do.");
        assert_eq!(told("/handoff list overdu")[0], "I do not know what to do with overdu. Did you mean overdue?");
        assert_eq!(told("/handoff show")[0], "Which handoff? Give its number or its customer.");
        assert_eq!(told("hello"), ["I answer to /handoff. /handoff help shows what I can do."]);
        for evil in ["/handoff **x**", "/handoff list @everyone", "/handoff stats `\u{202e}`"] {
            let shown = problem(&words(), &read(evil).unwrap_err(), Entry::TYPED);
            assert!(!format!("{shown:?}").contains('\u{202e}') && shown.pings.is_empty());
        }
        let map = CommandProblem::NotYet { word: "map" };
        assert_eq!(lines(&problem(&words(), &map, Entry::TYPED)), ["map does not work yet. Nothing was changed."]);
        let long =
            CommandProblem::Unexpected { name: Name::List, word: "x".repeat(4_000), nearest: Some(Filter::All.key()) };
        assert_eq!(check_message(&problem(&words(), &long, Entry::REGISTERED), &DISCORD), []);
    }
}
