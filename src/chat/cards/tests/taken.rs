//! What is read afterwards or taken away: the history, the intro, the calendar file.

use super::super::confirm::confirmed;
use super::super::testing::{ANA, World, ZONE};
use super::super::{history, texts};
use crate::domain::lifecycle::Action;

#[test]
fn what_happened_in_plain_lines() {
    let world = World::accepted();
    let drawn = world.draw(&history::history(&world.view(), &world.events));
    for line in [
        "Fri 16:30 · Ana began a brief for ACME.",
        "Fri 16:30 · Ana filled in: What did we promise?",
        "Fri 16:30 · Ana sent ACME. Ben has until Mon 12:30.",
        "Mon 10:00 · Ben accepted ACME and owns it. First contact by Mon 16:30.",
        "1. SSO live by 15 March, to Dana Ortiz · by 15 March 2026",
    ] {
        assert!(drawn.lines().any(|drawn| drawn == line), "{line}\n{drawn}");
    }
    let sent = confirmed(&World::sent().view_of(ANA), &Action::Send).map(|message| world.draw(&message));
    assert_eq!(
        sent.as_deref(),
        Some("ACME is on its way to Ben, who has until Mon 12:30. It stays yours until it is accepted.")
    );
}

#[test]
fn texts_to_take_away() {
    let world = World::accepted();
    assert!(texts::intro(&world.view()).starts_with("Hi Dana,\n\nfrom today Ben looks after you."));
    let file = texts::kickoff_ics(&world.view(), ZONE).unwrap();
    assert_eq!((file.name.as_str(), file.mime.as_str()), ("kickoff-acme.ics", "text/calendar"));
    for line in ["DTSTART:20260312T090000Z", "DTEND:20260312T100000Z", "SUMMARY:First meeting with ACME"] {
        let text = String::from_utf8_lossy(file.content.bytes());
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(texts::kickoff_ics(&World::empty("ae_csm", "ACME").view(), ZONE).is_none());
}
