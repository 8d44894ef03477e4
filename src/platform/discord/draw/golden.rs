//! Every kind of message and form of every playbook as Discord gets it, word for word, in `tests/platforms/golden`: one file
//! a playbook, one kind a line. What the flagship draws alike is named there only. The same JSON goes both ways in.
//!
//! `BATON_TEST_BLESS=1` writes what is drawn now; look at the difference before it is kept.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Audience, form, message};
use crate::chat::cards::tests::kinds::{Kinds, Shown, common, of_playbook, playbooks};
use crate::chat::limits::{DISCORD_CARD, fit_form, fit_message};
use crate::chat::text::{Catalog, Words};
use crate::ids::PersonId;
use crate::platform::{Named, People};

fn people() -> People {
    let named = |id: i64, name: &str| {
        (PersonId::new(id), Named { account: Some(format!("10000000000000000{id}")), name: name.to_owned() })
    };
    BTreeMap::from([named(1, "Ana"), named(2, "Ben"), named(3, "Lea"), named(4, "Mia")])
}

fn drawn(shown: &Shown, words: &Words) -> Value {
    match shown {
        Shown::Message(shown) => {
            message(&fit_message(shown.clone(), &DISCORD_CARD, words), &people(), Audience::All, None)
        }
        Shown::Form(shown) => form::modal(&fit_form(shown.clone(), &DISCORD_CARD, words), &people()),
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/platforms/golden").join(format!("{name}.jsonl"))
}

fn lines(kinds: &Kinds, words: &Words, flagship: &BTreeMap<String, Value>) -> (String, BTreeMap<String, Value>) {
    let all: BTreeMap<String, Value> = kinds.iter().map(|(kind, shown)| (kind.clone(), drawn(shown, words))).collect();
    let line = |(kind, drawn): (&String, &Value)| {
        if flagship.get(kind) == Some(drawn) {
            format!("{}\n", json!({ "kind": kind, "as": "ae_csm" }))
        } else {
            format!("{}\n", json!({ "kind": kind, "drawn": drawn }))
        }
    };
    (all.iter().map(line).collect(), all)
}

#[expect(clippy::disallowed_methods, reason = "a test suite's own setting")]
fn compare(name: &str, found: &str) {
    let path = file(name);
    if std::env::var("BATON_TEST_BLESS").is_ok() {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    for (found, wanted) in found.lines().zip(wanted.lines()) {
        assert_eq!(found, wanted, "{name}");
    }
    assert_eq!(found.lines().count(), wanted.lines().count(), "{name}: kinds");
}

#[test]
fn every_kind_of_every_playbook_is_drawn_as_it_was() {
    let words = Catalog::embedded().unwrap().words("en");
    compare("common", &lines(&common(), &words, &BTreeMap::new()).0);
    let mut flagship = BTreeMap::new();
    for key in playbooks() {
        let (text, all) = lines(&of_playbook(key), &words, &flagship);
        compare(key, &text);
        if flagship.is_empty() {
            flagship = all;
        }
    }
}
