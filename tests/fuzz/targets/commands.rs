//! Whatever is typed as a command is one, or a problem that can be told.
#![no_main]

use std::sync::LazyLock;

use baton::chat::cards::help;
use baton::chat::command::{self, Entry};
use baton::chat::limits::{DISCORD_CARD, check_message, fit_message};
use baton::chat::text::{Catalog, Words};
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<Words> = LazyLock::new(|| match Catalog::embedded() {
    Ok(catalog) => catalog.words("en"),
    Err(problems) => panic!("{problems:?}"),
});

fuzz_target!(|text: &str| {
    for text in [text.to_owned(), format!("/handoff {text}"), format!("/handoff-admin {text}")] {
        if let Err(problem) = command::parse(&text) {
            let told = fit_message(help::problem(&WORDS, &problem, Entry::REGISTERED), &DISCORD_CARD, &WORDS);
            assert_eq!(check_message(&told, &DISCORD_CARD), []);
        }
    }
});
