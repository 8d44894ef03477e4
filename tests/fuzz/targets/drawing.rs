//! Whatever people typed is drawn within the limits, pings nobody, and is no markup.
#![no_main]

use std::sync::LazyLock;

use baton::chat::form::{Form, Input, InputKind};
use baton::chat::limits::{DISCORD_CARD, fit_form, fit_message};
use baton::chat::message::{Block, Inline, Message};
use baton::chat::text::{Catalog, Words};
use baton::platform::People;
use baton::platform::discord::draw::{self, Audience};
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<Words> = LazyLock::new(|| match Catalog::embedded() {
    Ok(catalog) => catalog.words("en"),
    Err(problems) => panic!("{problems:?}"),
});

/// Whether Discord would see a mention, a command, a moment or an emoji of somebody's making.
fn has_markup(content: &str) -> bool {
    let outside = content.split("```").step_by(2).collect::<Vec<_>>().join(" ");
    let open = |mark: &str| outside.match_indices(mark).any(|(at, _)| !outside[..at].ends_with('\\'));
    outside.contains("@everyone")
        || outside.contains("@here")
        || ["<@", "<#", "<t:", "<:", "<a:", "</"].iter().any(|mark| open(mark))
}

fuzz_target!(|typed: &str| {
    let plain = || vec![Inline::Plain(typed.to_owned())];
    let message = Message::line(plain())
        .and_small(vec![Inline::Bold(plain()), Inline::Code(typed.to_owned())])
        .and(Block::Heading(vec![Inline::Quote(plain())]))
        .and(Block::Copy(typed.to_owned()))
        .and_line(vec![Inline::Link { text: typed.to_owned(), url: format!("https://a.example/{typed}") }]);
    let drawn = draw::message(&fit_message(message, &DISCORD_CARD, &WORDS), &People::new(), Audience::All, None);
    let mut chars = 0;
    for part in drawn["components"][0]["components"].as_array().into_iter().flatten() {
        let content = part["content"].as_str().unwrap_or_default();
        assert!(!has_markup(content), "{content}");
        chars += content.chars().count();
    }
    assert!(chars <= 4_000, "{chars}");
    let kind = InputKind::Lines { max: 300 };
    let (key, label, help) = ("key".to_owned(), typed.to_owned(), typed.to_owned());
    let input = Input { key, label, help, example: typed.to_owned(), kind, required: true, value: typed.to_owned() };
    let (id, title, submit) = ("1.ask.1".to_owned(), typed.to_owned(), "Send".to_owned());
    let form = Form { id, title, inputs: vec![input], submit, problem: None };
    let drawn = draw::form::modal(&fit_form(form, &DISCORD_CARD, &WORDS), &People::new());
    assert!(drawn["title"].as_str().is_some_and(|title| title.chars().count() <= 45));
});
