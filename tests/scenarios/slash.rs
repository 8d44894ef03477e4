//! A command as a scenario writes it, put into the options that Discord's own input field offers.

use baton::chat::command::{Argument, Command, Root, Spec, parse};

/// `/handoff start ae_csm "ACME" @ben` as `/handoff start playbook:ae_csm customer:ACME receiver:@ben`; what Discord has no
/// option for stays as it is, and its field will not take it. Files that go with it stand behind it by their names.
pub fn with_options<'a>(line: &str, files: impl Iterator<Item = &'a str>) -> String {
    let option = |name: &str| format!(" {}:{name}", Argument::File.word());
    filled_in(line) + &files.map(option).collect::<String>()
}

fn filled_in(line: &str) -> String {
    let (root, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let named = [Root::Handoff, Root::Admin].into_iter().find(|known| root.strip_prefix('/') == Some(known.word()));
    let Some(root) = named.filter(|root| Spec::of(*root, word).is_some()) else { return line.to_owned() };
    let (people, words): (Vec<&str>, Vec<&str>) = rest.split_whitespace().partition(|word| word.starts_with('@'));
    let given = |name: &str, value: &str| if value.is_empty() { String::new() } else { format!(" {name}:{value}") };
    let options = match (word, parse(line)) {
        _ if root == Root::Admin => given(Argument::What.word(), rest),
        ("start", Ok(Command::Start(start))) => {
            let of = |name: &str, value: Option<String>| given(name, value.unwrap_or_default().trim());
            let person = |name: &str, value: Option<String>| {
                let handle = value.map(|value| format!("@{}", value.trim_start_matches('@')));
                given(name, &handle.unwrap_or_default())
            };
            of("playbook", start.playbook)
                + &of("customer", start.customer)
                + &person("receiver", start.receiver)
                + &person("sender", start.sender)
        }
        ("start", _) => given("playbook", rest),
        ("list", _) => given("filter", rest),
        ("show", _) => given("handoff", rest.trim_matches('"')),
        ("stats", _) => given("period", &words.join(" ")) + &given("person", &people.join(" ")),
        ("help", _) => given("topic", rest),
        (_, _) => given("what", rest),
    };
    format!("/{} {word}{options}", root.word())
}
