//! Lists: whose turn a line says it is, pages that lead to each other, what a search suggests.

use super::super::testing::{self, World};
use super::*;
use crate::chat::limits::{DISCORD, DISCORD_CARD, check_message};
use crate::chat::text::{Catalog, plain};
use crate::domain::lifecycle::Action;

const ANA: PersonId = PersonId::new(1);
const BEN: PersonId = PersonId::new(2);

fn at(text: &str) -> Timestamp {
    Timestamp::from_utc(format!("2026-03-{text}:00+01:00").parse().unwrap())
}

fn words() -> Words {
    Catalog::embedded().unwrap().words("en")
}

fn line(n: i64, status: Status) -> ListLine {
    ListLine {
        handoff: HandoffId::new(n),
        number: (status != Status::Draft).then_some(480 + n),
        customer: "ACME".into(),
        playbook: "AE > CSM".into(),
        status,
        sender: ANA,
        receiver: Some(BEN),
        accepted_by: matches!(status, Status::Accepted | Status::KickedOff | Status::Completed).then_some(BEN),
        next_due: None,
        waiting_since: None,
        has_open_question: false,
    }
}

fn page(filter: Filter, page: u32, lines: &[ListLine], total: u32) -> Message {
    let page = ListPage { list: List { filter, page }, lines, total };
    let message = list(&words(), &page, at("09T09:00"));
    assert_eq!(check_message(&message, &DISCORD_CARD), []);
    message
}

fn read(message: &Message) -> Vec<String> {
    let name = |person| if person == ANA { "Ana".to_owned() } else { "Ben".to_owned() };
    let draw = |text: &Text| plain::draw(text, &name, chrono_tz::Europe::Berlin, at("09T09:00"));
    let text = |block: &Block| if let Block::Line(text) | Block::Small(text) = block { Some(draw(text)) } else { None };
    message.blocks.iter().filter_map(text).collect()
}

#[test]
fn a_line_says_whose_turn_it_is() {
    let mut lines = vec![
        line(1, Status::Sent),
        line(2, Status::Sent),
        line(3, Status::Returned),
        line(4, Status::Accepted),
        line(5, Status::KickedOff),
        line(6, Status::Draft),
        line(7, Status::Completed),
    ];
    lines[0].next_due = Some((ClockKind::Accept, at("09T12:30")));
    lines[1].has_open_question = true;
    lines[1].next_due = Some((ClockKind::Answer, at("06T16:30")));
    lines[3].next_due = Some((ClockKind::Kickoff, at("09T09:00")));
    lines[4].waiting_since = Some(at("06T10:00"));
    lines[5].customer = String::new();
    assert_eq!(
        read(&page(Filter::Mine, 1, &lines, 7)),
        [
            "Yours, 7 in all",
            "ACME · AE > CSM · #481 · Ben: accept by Mon 12:30",
            "ACME · AE > CSM · #482 · Ana: answer, late since Fri 16:30",
            "ACME · AE > CSM · #483 · Ana's turn",
            "ACME · AE > CSM · #484 · Ben: first contact, late since Mon 09:00",
            "ACME · AE > CSM · #485 · Ben waits for the customer since Fri 10:00",
            "no name yet · AE > CSM · Ana's turn",
            "ACME · AE > CSM · #487 · done",
        ]
    );
    let unrated = page(Filter::Unrated, 1, &lines[4..5], 1);
    assert_eq!(read(&unrated)[1], "ACME · AE > CSM · #485 · Ben has not rated it yet");
}

#[test]
fn a_clock_of_somebody_elses_is_not_put_to_whoevers_turn_it_is() {
    let mut returned = line(1, Status::Returned);
    returned.next_due = Some((ClockKind::Complete, at("09T12:00")));
    assert_eq!(read(&page(Filter::Mine, 1, &[returned.clone()], 1))[1], "ACME · AE > CSM · #481 · Ana's turn");
    returned.next_due = Some((ClockKind::Resubmit, at("09T12:00")));
    let said = read(&page(Filter::Mine, 1, &[returned], 1));
    assert!(said[1].starts_with("ACME · AE > CSM · #481 · Ana: ") && said[1].ends_with("by Mon 12:00"), "{}", said[1]);
}

#[test]
fn pages_lead_to_each_other() {
    let lines: Vec<ListLine> = (1..=10).map(|n| line(n, Status::Sent)).collect();
    let arguments = |message: &Message| -> Vec<String> {
        let buttons =
            message.blocks.iter().filter_map(|block| if let Block::Buttons(row) = block { Some(row) } else { None });
        buttons.flatten().map(|button| Route::parse(&button.id).unwrap().arg).collect()
    };
    let first = page(Filter::Overdue, 1, &lines, 25);
    assert_eq!(read(&first).last().unwrap(), "… and 15 more");
    assert_eq!(arguments(&first), ["overdue.2"]);
    let second = page(Filter::Overdue, 2, &lines, 25);
    assert_eq!(arguments(&second), ["overdue.1", "overdue.3"]);
    let last = page(Filter::Overdue, 3, &lines[..5], 25);
    assert_eq!(arguments(&last), ["overdue.2"]);
    // A page that emptied meanwhile still leads back.
    assert_eq!(arguments(&page(Filter::Overdue, 4, &[], 25)), ["overdue.3"]);
}

#[test]
fn an_empty_list_says_what_is_empty() {
    let said: Vec<Vec<String>> = Filter::ALL.into_iter().map(|filter| read(&page(filter, 1, &[], 0))).collect();
    assert_eq!(said[2], ["Nothing is overdue."]);
    let distinct: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(distinct.len(), Filter::ALL.len());
}

#[test]
fn a_search_suggests_numbers_and_names() {
    let mut lines: Vec<ListLine> = (1..=40).map(|n| line(n, Status::Sent)).collect();
    lines.insert(0, line(50, Status::Draft));
    lines.insert(1, ListLine { customer: String::new(), ..line(51, Status::Draft) });
    lines.insert(2, line(52, Status::Draft));
    let found = suggestions(&words(), &lines);
    assert_eq!(found.len(), SUGGESTIONS_MAX);
    assert_eq!((found[0].value.as_str(), found[0].label.as_str()), ("ACME", "ACME · AE > CSM · draft"));
    assert_eq!((found[1].value.as_str(), found[1].label.as_str()), ("#481", "ACME · AE > CSM · #481 · sent"));
    let several = which_one(&words(), "ACME", &lines[..2]);
    assert_eq!(check_message(&several, &DISCORD), []);
    assert_eq!(read(&which_one(&words(), "Nord", &[])), ["I know no handoff with Nord in its customer's name."]);
    assert_eq!(read(&not_found(&words(), "#99")), ["There is no handoff #99 here."]);
}

#[test]
fn one_handoff_has_buttons_for_whose_turn_it_is() {
    let buttons = |world: &World, person| {
        let drawn = world.draw(&show(&world.view_of(person)));
        drawn.lines().filter(|line| line.starts_with('[')).collect::<Vec<_>>().join(" ")
    };
    let sent = World::sent();
    assert_eq!(buttons(&sent, testing::BEN), "[Accept] [Ask Ana] [Return] [More]");
    assert_eq!(buttons(&sent, testing::ANA), "[More]");
    assert_eq!(buttons(&sent, PersonId::new(99)), "[More]");
    let mut waiting = World::accepted();
    waiting.act(testing::BEN, Action::Wait { reason: "Dana is away".into() });
    assert!(buttons(&waiting, testing::BEN).starts_with("[They answered]"));
    assert_eq!(buttons(&waiting, testing::ANA), "[More]");
    assert!(buttons(&World::draft(), testing::ANA).starts_with("[Continue]"));
    assert!(!sent.draw(&show_public(&sent.view())).contains('['));
}

#[test]
fn hostile_names_stay_names() {
    let evil = format!("**@everyone** `x` \u{202e}{}", "ж".repeat(400));
    let lines: Vec<ListLine> = (1..=10)
        .map(|n| ListLine { customer: evil.clone(), playbook: evil.clone(), ..line(n, Status::Sent) })
        .collect();
    let message = page(Filter::All, 1, &lines, 99);
    assert!(message.pings.is_empty() && !format!("{message:?}").contains('\u{202e}'));
    assert!(suggestions(&words(), &lines).iter().all(|choice| choice.label.chars().count() <= 100));
    let several = which_one(&words(), &evil, &lines);
    assert_eq!(check_message(&several, &DISCORD_CARD), []);
}
