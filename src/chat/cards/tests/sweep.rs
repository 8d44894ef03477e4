//! Every note, card, form and menu in every plausible state of every playbook: it is drawn, it fits both platforms, and it
//! reads as it should.

use super::super::testing::{ANA, BEN, LEA, MIA, World, ZONE, draw_form, read_back};
use super::super::view::short;
use super::super::{channel, confirm, forms, full, history, more, note, rating, refusal, texts};
use crate::chat::form::Form;
use crate::chat::limits::{DISCORD, PLAYGROUND, check_form, check_message, fit_message};
use crate::chat::message::Message;
use crate::chat::route::Verb;
use crate::domain::brief::{Entry, Value, value};
use crate::domain::handoff::{Felt, ReturnReason, Status, Timing};
use crate::domain::lifecycle::action::{Acceptance, RateAnswer, ReadBackText};
use crate::domain::lifecycle::effect::{MovedDue, Note};
use crate::domain::lifecycle::refusal::Missing;
use crate::domain::lifecycle::{Action, Refusal};
use crate::domain::playbook::{ClockKind, Field, FieldKind, Playbook};
use crate::domain::roles::{Actor, Role};
use crate::domain::sla::Step;

pub(super) const PLAYBOOKS: [&str; 11] = [
    "sdr_ae",
    "ae_csm",
    "ae_impl",
    "impl_csm",
    "csm_support_live",
    "csm_support_issue",
    "sup_eng_bug",
    "cs_product",
    "csm_renewal",
    "csm_billing",
    "csm_csm",
];

/// A good answer of the field's kind.
fn answer(field: &Field) -> Value {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 6).unwrap();
    let typed = match field.kind {
        FieldKind::Choice | FieldKind::Multi => field.options[0].key.clone(),
        FieldKind::User => LEA.to_string(),
        FieldKind::Yesno => "yes".to_owned(),
        FieldKind::Date => "2026-06-15".to_owned(),
        FieldKind::Datetime => "2026-03-12 10:00".to_owned(),
        FieldKind::Number => "3".to_owned(),
        FieldKind::Money => "48,000 EUR".to_owned(),
        FieldKind::Link => "https://crm.example/acme".to_owned(),
        FieldKind::List => {
            let lines = field.items.map_or(2, |(fewest, _)| fewest.max(1));
            (0..lines).map(|n| format!("A thing worth knowing, number {n}, by 30 June")).collect::<Vec<_>>().join("\n")
        }
        FieldKind::Short | FieldKind::Long => format!("{} is answered here in enough words", field.key),
    };
    value::read(field, &typed, today)
}

/// The read-back, with what the playbook asks of the receiver.
fn answered(playbook: &Playbook) -> ReadBackText {
    let entry = |field: &Field| (field.key.clone(), Entry { value: answer(field), source: None });
    ReadBackText { answers: playbook.at_accept.iter().map(entry).collect(), ..read_back() }
}

/// The same customer in every state of one playbook.
pub(super) fn states(key: &str) -> Vec<World> {
    let mut states = Vec::new();
    let mut keep = |world: &World| states.push(world.copy());
    let mut world = World::empty(key, "Nordwind Logistics");
    keep(&world);
    let fields: Vec<_> = world.playbook.fields().cloned().collect();
    for field in &fields {
        let entry = Entry { value: answer(field), source: None };
        world.act(ANA, Action::Fill { entries: vec![(field.key.clone(), entry)] });
    }
    keep(&world);
    world.clock("09T09:00");
    world.act(ANA, Action::Send);
    keep(&world);
    world.act(BEN, Action::Ask { field: fields.first().map(|field| field.key.clone()), text: "Which one?".into() });
    keep(&world);
    world.act(ANA, Action::Answer { n: 1, text: "The second".into(), entry: None });
    for reason in ReturnReason::ALL {
        let sections = world.playbook.sections.iter().map(|section| section.key.clone()).collect();
        world.act(BEN, Action::Return { reason, sections, note: "The date of the first promise".into() });
        keep(&world);
        world.act(ANA, Action::Send);
    }
    keep(&world);
    world.clock("20T09:00");
    keep(&world);
    let mut later = world.copy();
    later.act(BEN, Action::Accept(Acceptance::WriteLater));
    keep(&later);
    let read_back = answered(&world.playbook);
    world.act(LEA, Action::TakeOver(Acceptance::Now(read_back.clone())));
    world.act(MIA, Action::Reassign { to: BEN, reason: "Lea is on leave".into() });
    keep(&world);
    world.act(BEN, Action::Accept(Acceptance::Now(read_back)));
    keep(&world);
    world.act(ANA, Action::DisputeReadBack { line: "One thing is different".into() });
    world.act(BEN, Action::Wait { reason: "They are away".into() });
    keep(&world);
    world.act(BEN, Action::TakeCorrection);
    world.act(BEN, Action::Lift);
    to_the_end(&mut world, &mut keep);
    states
}

fn to_the_end(world: &mut World, keep: &mut impl FnMut(&World)) {
    world.act(BEN, Action::FirstContact { tick: world.playbook.kickoff.needs_items.clone() });
    keep(world);
    for tap in [
        RateAnswer::Needed(1),
        RateAnswer::Timing(Timing::Late),
        RateAnswer::Felt(Felt::Unknown),
        RateAnswer::Reason(ReturnReason::Other),
        RateAnswer::ExtraTick(true),
        RateAnswer::ExtraNumber(3),
        RateAnswer::Words("Late, and thin".into()),
        RateAnswer::Needed(5),
    ] {
        world.act(BEN, Action::Rate(tap));
        keep(world);
    }
    let mut stopped = world.copy();
    stopped.act(MIA, Action::Cancel { reason: "They withdrew".into() });
    keep(&stopped);
    let manager = Actor::Person { id: MIA, is_manager: true };
    if let Err(Refusal::ClausesOpen(open)) = world.try_act(manager, &Action::Complete) {
        for clause in open {
            world.act(MIA, Action::Waive { clause, reason: "Not here".into() });
        }
        world.act(MIA, Action::Complete);
    }
    assert_eq!(world.handoff.status, Status::Completed);
    keep(world);
}

pub(super) fn notes(world: &World) -> Vec<Note> {
    let by_n = |n| {
        [
            Note::Returned { n },
            Note::Asked { n },
            Note::Answered { n },
            Note::ReadBackWritten { n },
            Note::ReadBackDisputed { n },
            Note::ReadBackSettled { n },
            Note::SentAgain { round: n },
            Note::Accepted { by: BEN, read_back: Some(n) },
        ]
    };
    let noon = world.now;
    let mut notes: Vec<Note> = [0, 1, 2, 7].into_iter().flat_map(by_n).collect();
    notes.extend([
        Note::Greeting { to: BEN },
        Note::DraftPassed { by: MIA },
        Note::DraftDated { on: world.now.utc().date_naive() + chrono::Days::new(40), is_late: true },
        Note::DraftDated { on: world.now.utc().date_naive() - chrono::Days::new(40), is_late: false },
        Note::Arrived,
        Note::Accepted { by: BEN, read_back: None },
        Note::Rerouted { by: LEA, to: BEN },
        Note::Reassigned { by: MIA, to: BEN, reason: "Lea is on leave".into() },
        Note::Edited { by: ANA, fields: world.playbook.fields().map(|field| field.key.clone()).take(6).collect() },
        Note::Edited { by: ANA, fields: vec!["deal_closed".into(), "backup".into(), "gone".into()] },
        Note::Waiting { by: BEN, reason: Some("They are away".into()) },
        Note::Waiting { by: BEN, reason: None },
        Note::KickedOff,
        Note::Completed { asks: true },
        Note::Completed { asks: false },
        Note::RatingShown { n: 0 },
        Note::RatingShown { n: 1 },
        Note::RatingShown { n: 2 },
        Note::Thanked,
        Note::ItemAnswered { item: "verdict".into(), by: BEN },
        Note::Waived { clause: "accepted".into(), by: MIA, reason: "Not here".into() },
        Note::Cancelled,
        Note::HoursMoved {
            moved: ClockKind::ALL.map(|clock| MovedDue { clock, from: noon, to: noon.plus_ms(3_600_000) }).to_vec(),
        },
        Note::LateArrival,
        Note::PartTaken { left: LEA, by: BEN },
        Note::PartTaken { left: BEN, by: MIA },
        Note::SecondLook,
    ]);
    notes.extend(world.playbook.gates.iter().map(|gate| Note::GateOpened { gate: gate.key.clone() }));
    notes.extend(world.playbook.alarms.iter().map(|alarm| Note::Alarm { alarm: alarm.key.clone() }));
    notes.extend(world.playbook.ticks.iter().map(|tick| Note::Tick { tick: tick.key.clone(), n: 1 }));
    for clock in ClockKind::ALL {
        for step in Step::ALL {
            notes.extend((1..3).map(|n| Note::Step { clock, n, step }));
        }
    }
    notes
}

fn refusals() -> Vec<Refusal> {
    let keys = || vec!["one".to_owned(), "kickoff_scheduled".to_owned()];
    let missing = vec![Missing::Customer, Missing::Receiver, Missing::DealClosed, Missing::Field("promises".into())];
    vec![
        Refusal::NotYours { roles: Role::ALL.into(), people: vec![ANA, BEN] },
        Refusal::NotYours { roles: vec![], people: vec![] },
        Refusal::NotNow { status: Status::Completed },
        Refusal::AlreadyDone { status: Status::Accepted, by: None },
        Refusal::AlreadyDone { status: Status::Accepted, by: Some(BEN) },
        Refusal::HighRisk(missing.clone()),
        Refusal::Incomplete(missing),
        Refusal::NotSigned,
        Refusal::Held { gate: "late_start".into(), until: None },
        Refusal::Held { gate: "late_start".into(), until: Some(super::super::testing::at("20T09:00")) },
        Refusal::KickoffNeeds { items: keys(), fields: vec![], read_back: false, backup: false },
        Refusal::KickoffNeeds { items: vec![], fields: keys(), read_back: true, backup: true },
        Refusal::KickoffNeeds { items: vec![], fields: vec!["feasibility".into()], read_back: false, backup: true },
        Refusal::AnswersNeeded(vec!["feasibility".into()]),
        Refusal::LineNeeded { item: "verdict".into() },
        Refusal::DayNeeded,
        Refusal::ClausesOpen(keys()),
        Refusal::InFuture,
        Refusal::ReasonNeeded,
        Refusal::ReadBackNeeded { watch: true },
        Refusal::NotAPerson(LEA),
        Refusal::SamePerson,
        Refusal::AlreadyReceiver(BEN),
        Refusal::RatingLocked,
        Refusal::NotRatable,
        Refusal::Gone,
        Refusal::NotOverdue { due: super::super::testing::at("09T12:30") },
        Refusal::QuestionOpen,
        Refusal::NothingChanged,
    ]
}

/// Everything that can be shown of one state, with what it is.
pub(super) fn messages(world: &World) -> Vec<(String, Message)> {
    let mut all = vec![("card".to_owned(), channel::channel_card(&world.view()))];
    for note in notes(world) {
        all.extend(note::note(&world.view(), &note).map(|message| (format!("{note:?}"), message)));
    }
    for person in [ANA, BEN, LEA, MIA, crate::ids::PersonId::new(9)] {
        let v = world.view_of(person);
        let refused = refusals().into_iter().filter(|_| person == BEN || person == MIA);
        all.extend(refused.map(|refused| (format!("{refused:?}"), refusal::refusal(&world.words, &refused, Some(&v)))));
        all.extend([
            ("more".to_owned(), more::more_menu(&v)),
            ("why me".to_owned(), more::why_me(&v, &[])),
            ("full".to_owned(), full::full_brief(&v, true)),
            ("full".to_owned(), full::full_brief(&v, false)),
            ("history".to_owned(), history::history(&v, &world.events)),
            ("rating".to_owned(), rating::rating_card(&v)),
            ("rating again".to_owned(), rating::rating_again(&v)),
            ("accepted".to_owned(), confirm::accepted_reply(&v)),
            ("intro".to_owned(), texts::intro_message(&v)),
            ("agenda".to_owned(), texts::agenda_message(&v, ZONE)),
        ]);
    }
    let words = &world.words;
    let few = refusals().into_iter().map(|refused| ("bare".to_owned(), refusal::refusal(words, &refused, None)));
    all.extend(few);
    all.extend([
        ("out of date".to_owned(), refusal::out_of_date(words)),
        ("fault".to_owned(), refusal::fault(words)),
        ("not set up".to_owned(), refusal::not_set_up(words)),
    ]);
    all
}

/// Every form of one state.
pub(super) fn all_forms(world: &World) -> Vec<Form> {
    use forms::{hand_over, look_back, reasons};
    let v = world.view_of(BEN);
    let mut all = vec![
        hand_over::accept_form(&v, Verb::Accept),
        hand_over::accept_form(&v, Verb::TakeOver),
        hand_over::read_back_form(&v),
        hand_over::return_form(&v),
        hand_over::ask_form(&v, None),
        reasons::not_mine_form(&v),
        reasons::reassign_form(&v),
        reasons::cancel_form(&v),
        reasons::waive_form(&v, "accepted"),
        reasons::override_form(&v, "late_start"),
        reasons::wait_form(&v),
        reasons::not_quite_form(&v),
        look_back::rate_words_form(&v),
        look_back::second_look_form(&v),
        look_back::promise_date_form(&v, 1),
    ];
    all.extend(look_back::extra_number_form(&v));
    all.extend(world.playbook.fields().step_by(9).map(|field| hand_over::ask_form(&v, Some(&field.key))));
    let questions = (1..).zip(&world.handoff.questions);
    all.extend(questions.map(|(n, question)| hand_over::answer_form(&v, n, question)));
    all
}

/// Words that people never read.
const UNREAD: [&str; 12] =
    ["bh", "bd", "sla", "dod", "ladder", "hop", "hops", "surprise", "surprises", "core", "submitted", "unknown-key"];

fn assert_reads_well(what: &str, drawn: &str) {
    assert!(!drawn.contains('!'), "{what}: an exclamation mark\n{drawn}");
    assert!(!drawn.contains("{ $") && !drawn.contains("{$"), "{what}: an argument without value\n{drawn}");
    for word in drawn.split(|c: char| !c.is_alphanumeric()) {
        assert!(!UNREAD.iter().any(|unread| word.eq_ignore_ascii_case(unread)), "{what}: {word}\n{drawn}");
    }
}

#[test]
fn everything_is_drawn_fits_and_reads_well_in_every_state_of_every_playbook() {
    let mut drawn = 0;
    for key in PLAYBOOKS {
        // The flagship in every state, the others in every third: a run in debug mode stays under ten seconds.
        let step = if key == "ae_csm" { 1 } else { 3 };
        for world in states(key).into_iter().step_by(step) {
            for (what, message) in messages(&world) {
                let text = world.draw(&message);
                assert_reads_well(&format!("{key} {:?} {what}", world.handoff.status), &text);
                for limits in [&PLAYGROUND, &DISCORD] {
                    let found = check_message(&fit_message(message.clone(), limits, &world.words), limits);
                    assert!(found.is_empty(), "{key} {what}: {}\n{text}", found[0]);
                }
                drawn += 1;
            }
            for form in all_forms(&world) {
                let text = draw_form(&form);
                assert_reads_well(&format!("{key} form"), &text);
                for limits in [&PLAYGROUND, &DISCORD] {
                    let found = check_form(&form, limits);
                    assert!(found.is_empty(), "{key}: {}\n{text}", found[0]);
                }
                drawn += 1;
            }
        }
    }
    assert!(drawn > 10_000, "{drawn}");
}

#[test]
fn notes_fit_without_being_fitted() {
    for world in states("ae_csm") {
        for note in notes(&world) {
            let Some(message) = note::note(&world.view(), &note) else { continue };
            for limits in [&PLAYGROUND, &DISCORD] {
                let found = check_message(&message, limits);
                assert!(found.is_empty(), "{note:?}: {}\n{}", found[0], world.draw(&message));
            }
        }
    }
}

#[test]
fn every_button_leads_somewhere() {
    use crate::chat::message::Block;
    use crate::chat::route::Route;
    for world in states("ae_csm") {
        for (what, message) in messages(&world) {
            for block in &message.blocks {
                let ids: Vec<&str> = match block {
                    Block::Buttons(buttons) => buttons.iter().map(|button| button.id.as_str()).collect(),
                    Block::Select(select) => vec![&select.id],
                    Block::Line(_)
                    | Block::Small(_)
                    | Block::Heading(_)
                    | Block::Meter { .. }
                    | Block::Copy(_)
                    | Block::Divider => Vec::new(),
                };
                for id in ids {
                    let route = Route::parse(id).unwrap_or_else(|| panic!("{what}: {id}"));
                    assert_eq!(route.handoff, Some(world.handoff.id), "{what}: {id}");
                }
            }
        }
    }
}

#[test]
fn a_name_too_long_for_a_button_is_cut_where_it_shows() {
    assert_eq!(short("Wilhelmina Featherstonehaugh", 12), "Wilhelmina…");
}
