//! The line that an item asks for, and what the customer declined.

use super::effect::Note;
use super::testing::{ANA, BEN, MIA, World, at};
use super::{Action, Event, Refusal};
use crate::domain::handoff::Item;

fn tick(item: &str, line: &str) -> Action {
    Action::Tick { item: item.to_owned(), line: line.to_owned() }
}

fn decline(item: &str, to: &str) -> Action {
    Action::Decline { item: item.to_owned(), to: to.parse().ok() }
}

/// AE > CSM, where the billing contact is asked for.
fn asking() -> World {
    let mut world = World::accepted();
    let item = world.playbook.checklist.iter_mut().find(|item| item.key == "billing_confirmed");
    item.expect("the shipped item").asks = Some("Who pays?".to_owned());
    world
}

fn item<'w>(world: &'w World, key: &str) -> &'w Item {
    world.handoff.item(key).expect("the item is there")
}

#[test]
fn an_item_that_asks_is_ticked_with_its_line_and_says_it() {
    let mut world = asking();
    let needed = Refusal::LineNeeded { item: "billing_confirmed".to_owned() };
    assert_eq!(world.refusal(BEN, &tick("billing_confirmed", "")), needed);
    world.does(BEN, &tick("billing_confirmed", "Sam Kim, accounts"));
    assert_eq!(item(&world, "billing_confirmed").line, "Sam Kim, accounts");
    assert!(world.happened(&Event::Ticked { item: "billing_confirmed".to_owned() }));
    assert!(world.said(&Note::ItemAnswered { item: "billing_confirmed".to_owned(), by: BEN }));
}

#[test]
fn an_item_that_asks_nothing_takes_no_line_and_says_nothing() {
    let mut world = asking();
    world.does(BEN, &tick("kickoff_scheduled", "Thursday"));
    assert_eq!(item(&world, "kickoff_scheduled").line, "");
    assert!(!world.said(&Note::ItemAnswered { item: "kickoff_scheduled".to_owned(), by: BEN }));
}

#[test]
fn a_tick_taken_back_takes_its_line_along() {
    let mut world = asking();
    world.does(BEN, &tick("billing_confirmed", "Sam Kim, accounts"));
    world.does(BEN, &Action::Untick { item: "billing_confirmed".to_owned() });
    assert_eq!(item(&world, "billing_confirmed").line, "");
}

#[test]
fn what_the_customer_declined_is_due_at_the_end_of_the_new_day() {
    let mut world = World::accepted();
    world.does(BEN, &decline("kickoff_held", "2026-03-20"));
    let held = item(&world, "kickoff_held");
    assert_eq!((held.due, held.is_moved, held.ticked), (Some(at("Fri 2026-03-20 17:00")), true, None));
    let to = "2026-03-20".parse().expect("a day");
    assert!(world.happened(&Event::Declined { item: "kickoff_held".to_owned(), to }));
    // Neither another day of the deal nor another segment moves it back; both move what nobody moved.
    let closed = Action::SetDealClosed { at: at("Fri 15:00"), reason: "Mistyped".to_owned() };
    world.fills("segment", "enterprise").does(ANA, &closed);
    assert_eq!(item(&world, "kickoff_held").due, Some(at("Fri 2026-03-20 17:00")));
    assert_eq!(item(&world, "intro_sent").due, Some(at("Mon 15:00")));
    // A Sunday ends with the Friday before it; declined again, it moves again.
    world.does(MIA, &decline("kickoff_held", "2026-03-29"));
    assert_eq!(item(&world, "kickoff_held").due, Some(at("Fri 2026-03-27 17:00")));
}

#[test]
fn the_new_day_lies_ahead() {
    let mut world = World::accepted();
    world.until("Mon 11:00");
    for day in ["", "2026-03-06", "2026-03-08"] {
        assert_eq!(world.refusal(BEN, &decline("kickoff_held", day)), Refusal::DayNeeded, "{day}");
    }
    world.does(BEN, &decline("kickoff_held", "2026-03-09"));
    assert_eq!(item(&world, "kickoff_held").due, Some(at("Mon 17:00")));
}

#[test]
fn only_what_may_be_declined_and_is_open_is_declined() {
    let mut world = World::accepted();
    assert_eq!(world.refusal(BEN, &decline("kickoff_scheduled", "2026-03-20")), Refusal::Gone);
    assert_eq!(world.refusal(BEN, &decline("nonsense", "2026-03-20")), Refusal::Gone);
    world.does(BEN, &tick("kickoff_held", ""));
    let done = Refusal::AlreadyDone { status: world.handoff.status, by: Some(BEN) };
    assert_eq!(world.refusal(BEN, &decline("kickoff_held", "2026-03-20")), done);
}
