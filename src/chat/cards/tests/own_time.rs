//! A person's own time and the question before a handoff goes to somebody who is away, as they are drawn.

use chrono::NaiveDate;

use super::super::away::{self, Asked, Away, Doing, Going, Held};
use super::super::my_time::{self, Card, forms};
use super::super::testing::{BEN, LEA, MIA, World, ZONE};
use crate::chat::form::Form;
use crate::chat::message::Message;
use crate::domain::handoff::Status;
use crate::domain::own_time::days_off::{Absence, DaysOff};
use crate::domain::own_time::{Quiet, Times};
use crate::ids::HandoffId;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn times() -> Times {
    Times { zone: ZONE, digest_minute: 540, quiet: Quiet::USUAL }
}

fn ranges() -> [DaysOff; 2] {
    [DaysOff { first: day(6), last: day(13) }, DaysOff { first: day(20), last: day(20) }]
}

/// Every message.
pub(super) fn add(world: &World, add: &mut impl FnMut(&str, Message)) {
    let words = &world.words;
    let now = world.now.utc().with_timezone(&ZONE).naive_local();
    let [first, second] = ranges();
    let days = vec![(first, Some(MIA)), (second, None)];
    let own = Card {
        person: BEN,
        name: "Ben".to_owned(),
        is_own: true,
        now,
        times: times(),
        days_off: Vec::new(),
        looks_after_others: false,
        back: None,
    };
    add("my time", my_time::card(words, &own, None));
    let quiet = Times { quiet: Quiet::None, ..times() };
    let away = Card { times: quiet, days_off: days, looks_after_others: true, back: Some(day(16)), ..own.clone() };
    add("my time, away", my_time::card(words, &away, Some(words.time_saved_off())));
    add("days off that somebody else changed", my_time::changed(words, &away, MIA));
    add("days off that somebody else took out", my_time::changed(words, &own, MIA));
    let of = Card { is_own: false, ..away };
    add("days off of another", my_time::card(words, &of, None));
    let held = |n: i64| Held {
        handoff: HandoffId::new(n),
        customer: format!("Customer *{n}* with quite a long name"),
        status: Status::Sent,
        due: (n > 1).then_some(world.now),
        doing: Doing::NotMine,
        other: (n != 3).then_some(LEA),
    };
    let held: Vec<Held> = (1..=4).map(held).collect();
    let name = |_| "Lea".to_owned();
    add("away with open handoffs", away::holds(my_time::card(words, &own, None), words, (&held, 9, None), name));
    questions(world, add);
}

fn questions(world: &World, add: &mut impl FnMut(&str, Message)) {
    let absent =
        |person, first: u32| Away { person, absence: Absence { first: day(first), back: day(16) }, today: day(6) };
    let going = |doing| Going { doing, to: BEN, known: Vec::new() };
    let asked = |doing| Asked {
        going: going(doing),
        receiver: Some(absent(BEN, 2)),
        backup: None,
        other: Some((LEA, 2)),
        due: Some(world.now),
    };
    let view = world.view();
    add("away receiver", away::question(&view, &asked(Doing::Send)));
    let soon =
        Asked { receiver: Some(absent(BEN, 9)), backup: Some(absent(LEA, 9)), other: None, ..asked(Doing::Send) };
    add("away soon, and the backup", away::question(&view, &soon));
    let backup = Asked { receiver: None, backup: Some(absent(LEA, 2)), other: Some((MIA, 0)), ..asked(Doing::Send) };
    add("away backup", away::question(&view, &backup));
    let chosen = Asked { going: going(Doing::Backup), ..backup.clone() };
    add("away backup of what was sent", away::question(&view, &chosen));
    add("away passed on", away::question(&view, &asked(Doing::Reassign)));
}

/// Every form.
pub(super) fn forms(world: &World) -> [Form; 3] {
    let words = &world.words;
    [forms::times(words, &times()), forms::days_off(words, &ranges(), None), forms::others(words)]
}

#[test]
fn the_question_names_who_is_here_and_keeps_what_was_written() {
    let world = World::draft();
    let mut drawn = std::collections::BTreeMap::new();
    add(&world, &mut |kind: &str, message: Message| {
        drawn.insert(kind.to_owned(), world.draw(&message));
    });
    assert_eq!(
        drawn["away receiver"],
        "Ben is away until Mon 16 Mar. Lea is here, 2 open.\n\
         -# Nothing was sent yet; everything you wrote is kept.\n\
         [Send to Lea] [Send to Ben anyway] [Choose someone else]"
    );
    assert_eq!(
        drawn["away backup"],
        "Lea, the backup, is away until Mon 16 Mar. Mia is here, 0 open.\n\
         -# Nothing was sent yet; everything you wrote is kept.\n\
         [Send, with Mia as backup] [Send, with Lea anyway] [Choose someone else]"
    );
    assert!(drawn["away soon, and the backup"].starts_with("Ben is away from Mon 9 Mar until Mon 16 Mar, and is to"));
    assert!(drawn["away passed on"].ends_with("[Give it to Lea] [Give it to Ben anyway] [Choose someone else]"));
    assert!(drawn["my time, away"].contains("Days off: Fri 6 Mar to Fri 13 Mar (entered by Mia), Fri 20 Mar."));
    assert!(drawn["away with open handoffs"].contains("… and 5 more"));
}
