//! The harness held to its own promises: mistakes in scenarios are named with their place, and what is not so fails.

use std::sync::Arc;

use baton::chat::incoming::{Deliver, Outgoing, Place};
use baton::chat::message::{Inline, Message};
use baton::clock::{ManualClock, Timestamp};
use baton::ids::{PersonId, WorkspaceId};
use baton::platform::Platform;
use libtest_mimic::{Failed, Trial};

use crate::chat::Way;
use crate::databases::Database;
use crate::fake_chat::FakeChat;
use crate::loosely::is_held;
use crate::play;
use crate::script::Script;
use crate::words::words;

/// Its cases.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("harness/mistakes_are_named_with_their_place", || all(MISTAKES)),
        Trial::test("harness/what_is_not_so_fails", || all(NOT_SO)),
        Trial::test("harness/texts_are_compared_loosely", texts),
        Trial::test("harness/words_are_read", quoted),
        Trial::test("harness/the_fake_chat_is_strict", strict),
    ]
}

/// A script, and what its failure must say.
const MISTAKES: &[(&str, &str)] = &[
    ("clock 12:30", "x.txt:1: the first line is"),
    ("# A title of some length.\n  @ben < x", "x.txt:2: an expectation without a step"),
    (
        "# A title of some length.\nclock Fri 2026-03-06 16:30\nana sents",
        "unknown intent \"sents\"; did you mean \"sends\"?",
    ),
    ("# A title of some length.\nclok Fri 2026-03-06 16:30", "x.txt:2: clok"),
    (
        "# A title of some length.\nclock Mon 2026-03-06 16:30",
        "x.txt:2: clock Mon 2026-03-06 16:30\n    2026-03-06 is a Fri",
    ),
    ("# A title of some length.\nana sends", "say first what time it is"),
    ("# A title of some length.\nclock Fri 2026-03-06 16:30\nzoe sends", "somebody: ana, ben, lea, mia"),
    ("# A title of some length.\nclock Fri 2026-03-06 16:30\nana sends \"x", "x.txt:3: a quote is not closed"),
    (
        "# A title of some length.\nclock Fri 2026-03-06 16:30\n  hread < x",
        "x.txt:3: unknown place \"hread\"; did you mean \"thread\"?",
    ),
    (
        "# A title of some length.\nclock Fri 2026-03-06 16:30\nana sends",
        "no button \"send\" to be seen; no buttons at all",
    ),
];

/// Things that are not so.
const NOT_SO: &[(&str, &str)] = &[
    (
        "# A title of some length.\nclock Fri 2026-03-06 16:30\n  @ben < hello",
        "line 3: @ben < hello\n    nothing came there",
    ),
    ("# A title of some length.\nclock Fri 2026-03-06 16:30\nclock Fri 2026-03-06 16:00", "time only goes forward"),
    ("# A title of some length.\nclock Fri 2026-03-06 16:30\nrows handoffs 1", "handoffs is 0, not 1"),
    ("# A title of some length.\nclock Fri 2026-03-06 16:30\n  ! nothing", "it is so, and was expected not to be"),
];

fn all(cases: &[(&str, &str)]) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (text, wanted) in cases {
        let failed = match Script::read("x.txt", text) {
            Err(problem) => Err(problem),
            Ok(script) => runtime.block_on(play::play(&script, Database::sqlite()?, Way::Fake)),
        };
        match failed {
            Err(problem) if problem.contains(wanted) => {}
            Err(problem) => return Err(format!("{text}\nsaid {problem}\nand not {wanted}").into()),
            Ok(()) => return Err(format!("{text}\nwent through").into()),
        }
    }
    Ok(())
}

fn texts() -> Result<(), Failed> {
    let text = "ACME was to be\naccepted by 12:30.  Ana still owns it.";
    let held = ["ACME was to be accepted by 12:30.", "ACME … 12:30 … owns it.", "…", "Ana still"];
    let not_held = ["acme", "owns … ACME", "ACME … Ben"];
    let is_right = held.iter().all(|wanted| is_held(text, Some(wanted)))
        && !not_held.iter().any(|wanted| is_held(text, Some(wanted)));
    if is_right { Ok(()) } else { Err("texts are compared otherwise".into()) }
}

fn quoted() -> Result<(), Failed> {
    let found = words("fills \"Why and promises\" promises=\"a\\nb \\\"c\\\"\" x=3*\"ä\" \"\\u{202e}\\0\" a=b=c")?;
    let shown: Vec<(Option<&str>, &str)> = found.iter().map(|word| (word.key.as_deref(), word.text.as_str())).collect();
    let wanted = [
        (None, "fills"),
        (None, "Why and promises"),
        (Some("promises"), "a\nb \"c\""),
        (Some("x"), "äää"),
        (None, "\u{202e}\0"),
        (Some("a"), "b=c"),
    ];
    if shown == wanted { Ok(()) } else { Err(format!("{shown:?}").into()) }
}

/// Each of these must be noticed.
fn strict() -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let clock = Arc::new(ManualClock::at(Timestamp::from_ms(0)));
    let person = PersonId::new(5);
    let line = |text: &str| Message::line(vec![Inline::Plain(text.to_owned())]);
    let channel = Place::channel("handoffs");
    let thread = Place { thread: Some("t9".to_owned()), ..channel.clone() };
    let bad = [
        (channel.clone(), line("unnamed").pinging([person]), "without naming them"),
        (channel.clone(), Message::default(), "limit 1"),
        (channel.clone(), line(&"x".repeat(4_001)), "content characters"),
        (channel.clone(), line("turned \u{202e}"), "reaches the platform"),
        (thread, line("lost"), "which is not there"),
    ];
    for (to, message, wanted) in bad {
        let chat = FakeChat::new(Arc::clone(&clock));
        let outgoing = Outgoing {
            workspace: WorkspaceId::new(1),
            handle: "one".to_owned(),
            is_again: false,
            what: Deliver::Post { to, message },
        };
        let _ = runtime.block_on(chat.deliver(&outgoing));
        let found = chat.take_problems().join("; ");
        if !found.contains(wanted) {
            return Err(format!("{wanted}: {found:?}").into());
        }
    }
    let chat = FakeChat::new(clock);
    for (text, problems) in [("one", 0), ("one", 0), ("other", 1)] {
        let what = Deliver::Post { to: channel.clone(), message: line(text) };
        let outgoing = Outgoing { workspace: WorkspaceId::new(1), handle: "one".to_owned(), is_again: false, what };
        let _ = runtime.block_on(chat.deliver(&outgoing));
        if chat.take_problems().len() != problems || chat.log().len() != 1 {
            return Err(format!("a handle used twice: {text}").into());
        }
    }
    Ok(())
}
