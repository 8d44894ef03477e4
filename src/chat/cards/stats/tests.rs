//! The figures as they are read.

use super::super::People;
use super::super::practice::figures;
use super::*;
use crate::chat::limits::{DISCORD, check_message};
use crate::chat::message::Block;
use crate::chat::text::{Catalog, plain};
use crate::clock::Timestamp;
use crate::domain::handoff::ReturnReason;
use crate::domain::stats::{Finding, Late, LatePhase, PersonFigures, ReceiverFigures, SenderFigures};
use crate::ids::PersonId;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

fn words() -> Words {
    Catalog::embedded().unwrap().words("en")
}

fn heading() -> Heading<'static> {
    Heading { playbook: Some("AE > CSM"), period: Period::LastDays(30) }
}

fn read(message: &Message) -> Vec<String> {
    assert_eq!(check_message(message, &DISCORD), []);
    let name = |person: PersonId| format!("P{}", person.get());
    let draw = |text: &Text| plain::draw(text, &name, chrono_tz::UTC, Timestamp::from_ms(0));
    let text = |block: &Block| if let Block::Line(text) | Block::Small(text) = block { Some(draw(text)) } else { None };
    message.blocks.iter().filter_map(text).collect()
}

fn team_lines(figures: &Figures) -> Vec<String> {
    let message = team(&words(), figures, &heading(), &command::Stats::default());
    assert!(message.blocks.len() <= 9, "eight lines and the buttons");
    read(&message)
}

/// One of every kind, for what a platform draws.
pub(crate) fn kinds(words: &Words, add: &mut impl FnMut(&str, Message)) {
    let asked = command::Stats::default();
    let nobody = PersonId::new(9);
    let both = |n| PersonFigures { person: PersonId::new(n), as_sender: Some(sender()), as_receiver: Some(receiver()) };
    let names = [(1, "Ana"), (2, "Ben"), (3, "Lea")].map(|(id, name)| (PersonId::new(id), name.to_owned()));
    let names = People { names: names.into(), managers: Vec::new(), fallback: None };
    let none = Figures { sent: 2, cancelled: 2, ..figures() };
    add("figures", team(words, &figures(), &heading(), &asked));
    add("figures of few", team(words, &few(), &heading(), &asked));
    add("figures of nobody", team(words, &none, &Heading { playbook: None, ..heading() }, &asked));
    add("figures in the channel", in_channel(words));
    add("figures as a file", csv(words, "figures-30d", "customer,met\nACME,1\n".to_owned()));
    add("figures of a person", of_person(words, &both(2), &heading()));
    let empty = PersonFigures { person: nobody, as_sender: None, as_receiver: None };
    add("figures of a person who has none", of_person(words, &empty, &heading()));
    add("figures by person", by_person(words, &[both(1), both(2), both(3)], &names, &heading()));
    add("figures by many persons", by_person(words, &(1..30).map(both).collect::<Vec<_>>(), &names, &heading()));
    add("figures were opened", told(words, PersonId::new(4), &heading()));
}

#[test]
fn the_example() {
    assert_eq!(
        team_lines(&figures()),
        [
            "AE > CSM, last 30 days · 14 sent",
            "Accepted on time: 85 % (11 of 13) · First contact on time: 75 % (9 of 12)",
            "Sent to accepted: 2 h 10 min of working time (half were quicker)",
            "Brief: 4.2 of 5 (10 ratings) · Sent back: 2, both for vague goals",
            "Late in all: 9 h, of which 7 h before the brief was sent",
            "Look at: briefs that start late on Fridays (3 of 4 late starts).",
        ]
    );
}

fn few() -> Figures {
    Figures {
        sent: 4,
        cancelled: 1,
        accepted: 2,
        on_time: vec![
            (ClockKind::Start, Share { met: 0, of: 3 }),
            (ClockKind::Accept, Share { met: 2, of: 2 }),
            (ClockKind::Complete, Share { met: 1, of: 1 }),
        ],
        accept_time: Median { of: 2, middle_ms: None },
        brief: Ratings { times: [0, 0, 0, 2, 1] },
        sent_back: SentBack {
            times: 3,
            handoffs: 1,
            reasons: vec![(ReturnReason::MissingField, 2), (ReturnReason::Other, 1)],
        },
        late: Late { total_ms: HOUR_MS, parts: vec![(LatePhase::Accepted, HOUR_MS)] },
        look_at: Finding::TooFew { handoffs: 3 },
        ..figures()
    }
}

#[test]
fn below_ten_there_are_counts_and_never_a_zero_for_nobody() {
    let few = few();
    assert_eq!(
        team_lines(&few),
        [
            "AE > CSM, last 30 days · 4 sent, 1 of them cancelled",
            "Accepted on time: 2 of 2 · First contact on time: none was due yet",
            "Sent on time: 0 of 3 · Done on time: 1 of 1",
            "Accepted so far: 2 of 3; too few to say how long it takes",
            "Brief: 3 ratings (5, 4, 4) · Sent back: 3, 2 of them for something missing",
            "Late in all: 1 h, all of it after it was accepted",
            "Look at: nothing yet; 3 handoffs are too few to see a pattern.",
        ]
    );
    let none = Figures {
        accepted: 0,
        on_time: Vec::new(),
        accept_time: Median::default(),
        brief: Ratings::default(),
        sent_back: SentBack::default(),
        late: Late::default(),
        look_at: Finding::AllWell,
        ..figures()
    };
    let said = team_lines(&none);
    assert_eq!(said[2], "Nobody has accepted yet");
    assert_eq!(said[3], "Brief: not rated yet · Sent back: none");
    assert_eq!(said[4], "Late in all: nothing");
}

#[test]
fn nothing_sent_says_so() {
    let nothing = Figures { sent: 0, cancelled: 0, look_at: Finding::NothingSent, ..figures() };
    let all = Heading { playbook: None, period: Period::LastDays(1) };
    let message = team(&words(), &nothing, &all, &command::Stats::default());
    assert_eq!(
        read(&message),
        ["All handoffs, today · nothing was sent", "Look at: whether customers change hands without a handoff."]
    );
    let cancelled = Figures { sent: 2, cancelled: 2, look_at: Finding::NothingSent, ..figures() };
    assert_eq!(team_lines(&cancelled)[0], "AE > CSM, last 30 days · 2 sent, 2 of them cancelled");
}

#[test]
fn every_finding_and_period_has_words() {
    let share = Share { met: 2, of: 3 };
    let findings = [
        Finding::LateMostly { phase: LatePhase::Unaccepted, late_ms: HOUR_MS, total_ms: HOUR_MS },
        Finding::SentBackFor { reason: ReturnReason::Duplicate, times: share },
        Finding::WeakClock { kind: ClockKind::Kickoff, share: Share { met: 8, of: 10 } },
        Finding::LowBriefs { low: share },
        Finding::Rerouted { handoffs: 1 },
        Finding::Rerouted { handoffs: 3 },
        Finding::Unrated { unrated: share },
        Finding::AllWell,
    ];
    let said: Vec<String> =
        findings.into_iter().map(|look_at| team_lines(&Figures { look_at, ..figures() }).pop().unwrap()).collect();
    assert_eq!(said[0], "Look at: the time before a handoff is accepted; 1 h of the lateness lies there.");
    assert_eq!(said[2], "Look at: first contact on time: 8 of 10.");
    assert_eq!(said[4], "Look at: the handoff that went through several wrong hands.");
    assert_eq!(said[5], "Look at: the 3 handoffs that went through several wrong hands.");
    let day = |text: &str| text.parse().unwrap();
    let dates = Period::Dates { first: day("2026-03-01"), last: day("2026-03-31") };
    assert_eq!(period(&words(), dates), "1 March 2026 to 31 March 2026");
    let one = Period::Dates { first: day("2026-03-01"), last: day("2026-03-01") };
    assert_eq!(period(&words(), one), "1 March 2026");
}

#[test]
fn the_buttons_ask_for_the_same_figures() {
    let asked = command::Stats { period: Period::LastDays(90), playbook: Some("ae_csm".into()), person: None };
    let message = team(&words(), &figures(), &heading(), &asked);
    let Some(Block::Buttons(buttons)) = message.blocks.last() else { panic!("{message:?}") };
    let routes: Vec<Route> = buttons.iter().map(|button| Route::parse(&button.id).unwrap()).collect();
    assert_eq!(routes.iter().map(|route| route.verb).collect::<Vec<_>>(), [Verb::StatsByPerson, Verb::StatsCsv]);
    assert!(routes.iter().all(|route| command::Stats::from_arg(&route.arg) == Some(asked.clone())));
    let file = csv(&words(), "ae_csm", "a,b\n".to_owned());
    assert_eq!((file.files[0].name.as_str(), check_message(&file, &DISCORD)), ("ae_csm.csv", Vec::new()));
}

fn sender() -> SenderFigures {
    SenderFigures {
        sent: 12,
        cancelled: 0,
        on_time: vec![(ClockKind::Start, Share { met: 9, of: 12 })],
        sent_back: SentBack { times: 1, handoffs: 1, reasons: vec![(ReturnReason::TooEarly, 1)] },
        brief: Ratings { times: [0, 0, 0, 1, 1] },
        late_ms: 0,
    }
}

fn receiver() -> ReceiverFigures {
    ReceiverFigures {
        received: 3,
        accepted: 3,
        on_time: vec![(ClockKind::Accept, Share { met: 3, of: 3 })],
        accept_time: Median { of: 3, middle_ms: None },
        sent_back: SentBack::default(),
        rated: Share { met: 2, of: 3 },
        late_ms: 90 * MINUTE_MS,
    }
}

#[test]
fn a_person_has_two_blocks_of_what_there_is() {
    let both = PersonFigures { person: PersonId::new(2), as_sender: Some(sender()), as_receiver: Some(receiver()) };
    assert_eq!(
        read(&of_person(&words(), &both, &heading())),
        [
            "P2, last 30 days",
            "P2 as sender: 12 sent · Sent on time: 75 % (9 of 12) · 1 sent back to them · briefs rated 5, 4 (2 ratings)",
            "P2 as receiver: 3 received · Accepted on time: 3 of 3 · rated 2 of 3 · \
             customers waited 1 h 30 min beyond what was due",
            "Only the person and their managers can see this; the person is told when a manager opens it.",
        ]
    );
    let none = PersonFigures { person: PersonId::new(2), as_sender: None, as_receiver: None };
    assert_eq!(read(&of_person(&words(), &none, &heading()))[0], "P2, last 30 days: nothing to count yet.");
    let told = read(&told(&words(), PersonId::new(4), &heading()));
    assert_eq!(
        told,
        ["P4 opened your figures (last 30 days). You see the same with /handoff stats me; nobody else can."]
    );
}

#[test]
fn people_come_by_name_and_unranked() {
    let person = |id: i64| PersonFigures {
        person: PersonId::new(id),
        as_sender: Some(sender()),
        as_receiver: (id % 2 == 0).then(receiver),
    };
    let names = [(1, "Zoe"), (2, "ben"), (3, "Ana")].map(|(id, name)| (PersonId::new(id), name.to_owned()));
    let names = People { names: names.into(), managers: Vec::new(), fallback: None };
    let message = by_person(&words(), &[person(1), person(2), person(3)], &names, &heading());
    let said = read(&message);
    assert_eq!(said[0], "By person, last 30 days");
    let order: Vec<&str> = said[1..5].iter().map(|line| &line[..2]).collect();
    assert_eq!(order, ["P3", "P2", "P2", "P1"]);
    let crowd: Vec<PersonFigures> = (1..=30).map(person).collect();
    let message = by_person(&words(), &crowd, &names, &heading());
    assert!(read_any(&message).contains(&"… and 22 more; ask for one with /handoff stats and a name".to_owned()));
}

fn read_any(message: &Message) -> Vec<String> {
    let draw = |text: &Text| plain::draw(text, &|_| String::new(), chrono_tz::UTC, Timestamp::from_ms(0));
    let text = |block: &Block| if let Block::Line(text) | Block::Small(text) = block { Some(draw(text)) } else { None };
    message.blocks.iter().filter_map(text).collect()
}
