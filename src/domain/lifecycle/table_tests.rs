//! Who may do what, where: every cell of action × status × person, tried.
//!
//! The table is written from PRODUCT, section 1, and not from the code. Rows of actions that PRODUCT does not name follow
//! from its text: what only a draft has is its sender's; what edits the brief follows *edit*; a tick is taken back by
//! whoever may give it; the thank-you and the second look belong to whoever rates.

use super::action::{Acceptance, RateAnswer, ReadBackText, Start, Timer};
use super::effect::Note;
use super::testing::{
    ANA, BEN, CARA, GUS, LEA, MIA, NINA, OLAF, World, accept, answer, ask, at, first_contact, read_back, reassign,
    send_back, start,
};
use super::world_tests::acting;
use super::{Action, Refusal};
use crate::domain::handoff::{Felt, Status};
use crate::domain::roles::{Actor, Role};
use crate::ids::PersonId;

/// S sender · R receiver · B backup · O owner · M manager · L whoever accepted last · T the item's assignee.
const TABLE: &str = "
                        draft   sent    returned  accepted  kicked_off  completed  cancelled
start                 |       |       |         |         |           |          |
fill                  | S     | S     | S       | S R     | S R       |          |
set customer          | S     | S     | S       | S R     | S R       |          |
set backup            | S     | S     | S       | S R     | S R       |          |
set deal closed       | S     | S     | S       | S R     | S R       |          |
set receiver          | S     |       |         |         |           |          |
set sender            | M     |       |         |         |           |          |
set signed            | S     |       |         |         |           |          |
move to version       | S     |       |         |         |           |          |
discard               | S     |       |         |         |           |          |
send                  | S     |       | S       |         |           |          |
accept                |       | R     |         |         |           |          |
accept, write later   |       | R     |         |         |           |          |
take over             |       | B     |         |         |           |          |
return                |       | R B   |         |         |           |          |
ask                   |       | R B   |         | R B     | R B       |          |
answer                |       | S     |         | S       | S         |          |
not mine              |       | R     |         |         |           |          |
reassign              |       | S O M |         | S O M   | S O M     |          |
first contact         |       |       |         | R B     |           |          |
complete              |       |       |         |         | R M       |          |
tick the sender's     |       | T M   | T M     | T M     | T M       | T M      |
tick the receiver's   |       | T M   | T M     | T M     | T M       | T M      |
decline               |       | T M   | T M     | T M     | T M       | T M      |
untick                |       | T M   | T M     | T M     | T M       | T M      |
wait                  |       |       |         | R       | R         |          |
lift                  |       |       |         | R       | R         |          |
that's it             |       |       |         | S       | S         |          |
not quite             |       |       |         | S       | S         |          |
got it                |       |       |         | R       | R         |          |
rewrite               |       |       |         | R       | R         |          |
rate                  |       |       |         |         | L         | L        |
thank                 |       |       |         |         | L         | L        |
look again            |       |       |         |         |           | L        |
judge promise         |       |       |         | R       | R         | R        |
date promise          |       | S     | S       | S R     | S R       |          |
waive                 |       | M     | M       | M       | M         |          |
override              | M     | M     | M       | M       | M         |          |
cancel                |       | S O M | S O M   | S O M   | S O M     |          |
hours changed         |       |       |         |         |           |          |
jump ahead            |       |       |         |         |           |          |
timer                 |       |       |         |         |           |          |
person left           |       |       |         |         |           |          |
";

/// What happened before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Past {
    /// Ana sent it to Ben.
    Plain,
    /// Cara had accepted it, then it was given to Ben: until he accepts, the owner is neither sender nor receiver.
    SecondHand,
}

pub(super) const PEOPLE: [PersonId; 6] = [ANA, BEN, LEA, CARA, MIA, OLAF];

/// The row an action belongs to. A new action does not compile before it has one.
fn row_of(action: &Action) -> &'static str {
    match action {
        Action::Start(_) => "start",
        Action::Fill { .. } => "fill",
        Action::SetCustomer(_) => "set customer",
        Action::SetReceiver { .. } => "set receiver",
        Action::SetSender { .. } => "set sender",
        Action::SetBackup(_) => "set backup",
        Action::SetDealClosed { .. } => "set deal closed",
        Action::SetSigned(_) => "set signed",
        Action::MoveToVersion(_) => "move to version",
        Action::Discard => "discard",
        Action::Send => "send",
        Action::Accept(Acceptance::Now(_)) => "accept",
        Action::Accept(Acceptance::WriteLater) => "accept, write later",
        Action::TakeOver(_) => "take over",
        Action::Return { .. } => "return",
        Action::Ask { .. } => "ask",
        Action::Answer { .. } => "answer",
        Action::NotMine { .. } => "not mine",
        Action::Reassign { .. } => "reassign",
        Action::FirstContact { .. } => "first contact",
        Action::Complete => "complete",
        Action::Tick { item, .. } if item == SENDERS_ITEM => "tick the sender's",
        Action::Tick { .. } => "tick the receiver's",
        Action::Decline { .. } => "decline",
        Action::Untick { .. } => "untick",
        Action::Wait { .. } => "wait",
        Action::Lift => "lift",
        Action::ConfirmReadBack => "that's it",
        Action::DisputeReadBack { .. } => "not quite",
        Action::TakeCorrection => "got it",
        Action::WriteReadBack(_) => "rewrite",
        Action::Rate(_) => "rate",
        Action::Thank => "thank",
        Action::LookAgain { .. } => "look again",
        Action::JudgePromise { .. } => "judge promise",
        Action::DatePromise { .. } => "date promise",
        Action::Waive { .. } => "waive",
        Action::Override { .. } => "override",
        Action::Cancel { .. } => "cancel",
        Action::HoursChanged => "hours changed",
        Action::JumpAhead => "jump ahead",
        Action::TimerFired(_) => "timer",
        Action::PersonLeft { .. } => "person left",
    }
}

const SENDERS_ITEM: &str = "contract_linked";
const RECEIVERS_ITEM: &str = "billing_confirmed";
const UNTICKED_ITEM: &str = "kickoff_held";

/// Every action once, with what it needs to be allowed by the right person.
pub(super) fn actions(world: &World) -> Vec<Action> {
    let reason = || "Because".to_owned();
    let later = ReadBackText { goal: "Five days instead of fourteen".to_owned(), ..read_back() };
    vec![
        start(None),
        Action::Fill { entries: world.typed(&[("sponsor", "Ines Vogt, COO")]) },
        Action::SetCustomer("ACME Ltd".to_owned()),
        Action::SetReceiver { to: CARA, suggestion: None },
        Action::SetSender { to: NINA },
        Action::SetBackup(None),
        Action::SetDealClosed { at: at("Fri 12:00"), reason: reason() },
        Action::SetSigned(false),
        Action::MoveToVersion("2".to_owned()),
        Action::Discard,
        Action::Send,
        accept(),
        Action::Accept(Acceptance::WriteLater),
        Action::TakeOver(Acceptance::Now(read_back())),
        send_back(),
        ask("Who signs?"),
        answer(1),
        Action::NotMine { to: NINA },
        reassign(NINA),
        first_contact(),
        Action::Complete,
        Action::Tick { item: SENDERS_ITEM.to_owned(), line: String::new() },
        Action::Tick { item: RECEIVERS_ITEM.to_owned(), line: String::new() },
        Action::Decline { item: UNTICKED_ITEM.to_owned(), to: Some("2026-05-04".parse().expect("a date")) },
        Action::Untick { item: UNTICKED_ITEM.to_owned() },
        Action::Wait { reason: reason() },
        Action::Lift,
        Action::ConfirmReadBack,
        Action::DisputeReadBack { line: "Nine days, not five".to_owned() },
        Action::TakeCorrection,
        Action::WriteReadBack(later),
        Action::Rate(RateAnswer::Felt(Felt::No)),
        Action::Thank,
        Action::LookAgain { section: None, words: String::new(), promises_accurate: Some(true), felt: None },
        Action::JudgePromise { n: 1, kept: true },
        Action::DatePromise { n: 2, by: "2026-04-01".parse().expect("a date") },
        Action::Waive { clause: "ae_leaves".to_owned(), reason: reason() },
        Action::Override { gate: "late_start".to_owned(), reason: reason() },
        Action::Cancel { reason: reason() },
        Action::HoursChanged,
        Action::JumpAhead,
        Action::TimerFired(Timer::RatingLocks),
        Action::PersonLeft { person: BEN, fallback: MIA },
    ]
}

/// A handoff in that status, with a question of Ben's that waits and a tick that can be taken back.
fn staged(status: Status, past: Past) -> World {
    let mut world = if status == Status::Draft {
        return World::draft("Fri 16:30");
    } else if past == Past::Plain {
        World::sent()
    } else {
        World::second_hand()
    };
    world.until("Mon 10:00").does(BEN, &ask("By how much?"));
    world.does(MIA, &Action::Tick { item: UNTICKED_ITEM.to_owned(), line: String::new() });
    match status {
        Status::Draft | Status::Sent => {}
        Status::Returned => {
            world.does(BEN, &send_back());
        }
        Status::Accepted => {
            world.does(BEN, &accept());
        }
        Status::KickedOff | Status::Completed => {
            world.does(BEN, &accept()).until("Mon 11:00").does(BEN, &first_contact());
        }
        Status::Cancelled => {
            world.does(ANA, &Action::Cancel { reason: "They went elsewhere".to_owned() });
        }
    }
    if status == Status::Completed {
        world.does(MIA, &Action::Waive { clause: "ae_leaves".to_owned(), reason: "She left".to_owned() });
        world
            .does(BEN, &Action::Tick { item: "promises_confirmed".to_owned(), line: String::new() })
            .does(BEN, &Action::Complete);
    }
    world
}

/// What must have happened before the action, where that can happen in this status.
fn prepare(world: &mut World, action: &Action) {
    let status = world.handoff.status;
    let is_with_receiver = matches!(status, Status::Accepted | Status::KickedOff);
    if matches!(action, Action::TakeOver(_)) && status == Status::Sent {
        world.until("Tue 16:00");
    } else if *action == Action::Lift && is_with_receiver {
        world.does(BEN, &Action::Wait { reason: "They are on holiday".to_owned() });
    } else if *action == Action::TakeCorrection && is_with_receiver {
        world.does(ANA, &Action::DisputeReadBack { line: "Nine days".to_owned() });
    } else if *action == Action::Thank && matches!(status, Status::KickedOff | Status::Completed) {
        world.does(BEN, &Action::Rate(RateAnswer::Needed(5)));
    } else if matches!(action, Action::Decline { .. }) && (status.is_open() || status == Status::Completed) {
        world.does(MIA, &Action::Untick { item: UNTICKED_ITEM.to_owned() });
    } else if *action == Action::Complete && status == Status::KickedOff {
        world.fulfil_clauses();
    }
}

/// The letters that a person has there, by PRODUCT's words and not by the code's.
fn letters(person: PersonId, status: Status, past: Past, action: &Action) -> String {
    let has_new_owner = matches!(status, Status::Accepted | Status::KickedOff | Status::Completed);
    let accepted_last = match (has_new_owner, past) {
        (true, _) => Some(BEN),
        (false, Past::SecondHand) if status != Status::Draft => Some(CARA),
        (false, Past::SecondHand | Past::Plain) => None,
    };
    let item_is_senders = row_of(action) == "tick the sender's";
    let held = [
        ('S', person == ANA),
        ('R', person == BEN),
        ('B', person == LEA),
        ('O', person == accepted_last.unwrap_or(ANA)),
        ('M', person == MIA),
        ('L', accepted_last == Some(person)),
        ('T', person == if item_is_senders { ANA } else { BEN }),
    ];
    held.iter().filter(|(_, is_held)| *is_held).map(|(letter, _)| *letter).collect()
}

/// Row by row: the action and its seven cells.
fn table() -> Vec<(&'static str, Vec<&'static str>)> {
    let rows = TABLE.lines().filter(|line| line.contains('|'));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| (cells[0], cells[1..].to_vec())).collect()
}

#[test]
fn every_cell_of_the_table_is_as_written() {
    let rows = table();
    let mut tried = 0;
    let mut wrong = Vec::new();
    for past in [Past::Plain, Past::SecondHand] {
        for (column, status) in Status::ALL.into_iter().enumerate() {
            let world = staged(status, past);
            for action in actions(&world) {
                let (name, cells) = rows.iter().find(|(name, _)| *name == row_of(&action)).expect("a row");
                let mut world = staged(status, past);
                prepare(&mut world, &action);
                for person in PEOPLE {
                    let held = letters(person, status, past, &action);
                    let may = held.contains(|letter| cells[column].contains(letter));
                    let before = world.handoff.clone();
                    let found = world.decide(acting(person), &action);
                    tried += 1;
                    assert_eq!(world.handoff, before);
                    // Allowed means: it happened. A decision without an event is none.
                    if found.as_ref().is_ok_and(|decision| !decision.events.is_empty()) != may {
                        let expected = if may { "allowed" } else { "refused" };
                        wrong.push(format!("{name}, {status:?} {past:?}, {held:?}: {expected}; {:?}", found.err()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(tried, rows.len() * 7 * PEOPLE.len() * 2);
}

#[test]
fn the_table_has_a_row_for_every_action_and_no_other() {
    let mut rows: Vec<&str> = table().iter().map(|(name, _)| *name).collect();
    let mut tried: Vec<&str> = actions(&World::sent()).iter().map(row_of).collect();
    rows.sort_unstable();
    tried.sort_unstable();
    assert_eq!(rows, tried);
    assert!(table().iter().all(|(_, cells)| cells.len() == 7));
}

#[test]
fn whoever_is_allowed_changes_something_and_what_is_refused_changes_nothing() {
    let mut world = World::sent();
    let before = world.handoff.clone();
    assert!(world.act(acting(OLAF), &accept()).is_err());
    assert_eq!((&world.handoff, world.handoff.version), (&before, before.version));
    world.does(BEN, &accept());
    assert_eq!(world.handoff.version, before.version + 1);
}

#[test]
fn a_stranger_is_told_who_may() {
    let rows = table();
    for (column, status) in Status::ALL.into_iter().enumerate() {
        let world = staged(status, Past::Plain);
        for action in actions(&world) {
            let (name, cells) = rows.iter().find(|(name, _)| *name == row_of(&action)).expect("a row");
            if cells[column].is_empty() {
                continue;
            }
            let mut world = staged(status, Past::Plain);
            prepare(&mut world, &action);
            let refusal = world.refusal(OLAF, &action);
            let Refusal::NotYours { roles, people } = &refusal else { panic!("{name}, {status:?}: {refusal:?}") };
            assert!(!roles.is_empty());
            let has_names = !people.is_empty() || *roles == [Role::Manager];
            assert!(has_names && !people.contains(&OLAF), "{name}, {status:?}");
        }
    }
}

#[test]
fn only_time_itself_fires_a_timer_and_only_the_directory_says_who_left() {
    let left = Action::PersonLeft { person: BEN, fallback: MIA };
    let timers: Vec<Action> =
        World::sent().timers.iter().map(|(_, timer)| Action::TimerFired(timer.clone())).chain([left]).collect();
    assert!(timers.len() > 8);
    let mut world = World::sent();
    world.sleeps_until("Wed 12:00");
    for action in timers {
        for person in PEOPLE {
            assert!(matches!(world.refusal(person, &action), Refusal::NotYours { .. }));
        }
        assert!(world.act(Actor::System, &action).is_ok());
    }
}

#[test]
fn only_its_sender_or_a_manager_begins_a_draft_and_only_once() {
    let mut world = World::blank("Fri 16:30");
    for person in [BEN, LEA, CARA, OLAF] {
        assert!(matches!(world.refusal(person, &start(None)), Refusal::NotYours { .. }));
    }
    world.does(ANA, &start(None));
    for person in [ANA, MIA] {
        assert_eq!(world.refusal(person, &start(None)), Refusal::AlreadyDone { status: Status::Draft, by: Some(ANA) });
    }
    assert!(!world.said(&Note::DraftPassed { by: ANA }));
    let mut world = World::blank("Fri 16:30");
    world.does(MIA, &start(None));
    assert_eq!(world.handoff.sender, ANA);
    assert!(world.said(&Note::DraftPassed { by: MIA }));
}

#[test]
fn a_manager_passes_a_draft_on_and_not_to_its_receiver() {
    let mut world = World::draft("Fri 16:30");
    assert_eq!(world.refusal(MIA, &Action::SetSender { to: BEN }), Refusal::SamePerson);
    assert_eq!(world.refusal(MIA, &Action::SetSender { to: GUS }), Refusal::NotAPerson(GUS));
    world.does(MIA, &Action::SetSender { to: LEA });
    assert_eq!((world.handoff.sender, world.handoff.backup), (LEA, None));
    assert!(world.said(&Note::DraftPassed { by: MIA }));
}

#[test]
fn nobody_hands_a_customer_to_themselves() {
    let world = World::blank("Fri 16:30");
    let Action::Start(begun) = start(None) else { panic!("no start") };
    let to_herself = Action::Start(Start { receiver: Some((ANA, None)), ..begun });
    assert_eq!(world.refusal(ANA, &to_herself), Refusal::SamePerson);
}
