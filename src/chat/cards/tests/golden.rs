//! The main messages word for word, as the people of the sample company read them.

use super::super::confirm::accepted_reply;
use super::super::testing::{ANA, BEN, LEA, MIA, World, draw_form, read_back};
use super::super::{channel, forms, full, more, note, rating, refusal};
use crate::chat::route::Verb;
use crate::domain::handoff::{Felt, ReturnReason, Status, Timing};
use crate::domain::lifecycle::action::{Acceptance, RateAnswer};
use crate::domain::lifecycle::effect::Note;
use crate::domain::lifecycle::refusal::Missing;
use crate::domain::lifecycle::{Action, Refusal};
use crate::domain::playbook::ClockKind;
use crate::domain::roles::{Actor, Role};
use crate::domain::sla::Step;

fn step(clock: ClockKind, step: Step) -> Note {
    Note::Step { clock, n: 1, step }
}

fn noted(world: &World, of: &Note) -> String {
    world.draw(&note::note(&world.view(), of).unwrap())
}

fn card(world: &World) -> String {
    world.draw(&channel::channel_card(&world.view()))
}

fn refused(world: &World, refused: &Refusal) -> String {
    world.draw(&refusal::refusal(&world.words, refused, Some(&world.view_of(ANA))))
}

#[test]
fn the_card_says_whose_turn_it_is_in_every_status() {
    let mut world = World::sent();
    world.clock("09T10:30");
    let head = "ACME · AE > CSM · #482\nAna → Ben\n";
    let check = |world: &World, turn: &str| assert_eq!(card(world), format!("{head}{turn}"));
    check(&world, "Ben's turn: accept by Mon 12:30 (in 2 h) · Ana owns ACME until then");
    world.clock("09T12:30");
    check(&world, "Ben's turn: accept, late since Mon 12:30 · Ana still owns ACME");
    world.clock("09T11:30");
    world.act(BEN, Action::Ask { field: None, text: "Who is Dana?".into() });
    check(
        &world,
        "Ana's turn: answer Ben's question by Mon 15:30 (in 4 h) · the time to accept stands still · Ana owns ACME",
    );
    world.act(ANA, Action::Answer { n: 1, text: "Head of operations".into(), entry: None });
    world.act(BEN, Action::Return { reason: ReturnReason::Other, sections: vec![], note: "One goal".into() });
    check(&world, "Ana's turn: fix the brief by Mon 15:30 (in 4 h) · Ana owns ACME until then");

    let mut world = World::accepted();
    check(&world, "Ben's turn: first contact by Mon 16:30 (in 7 h) · Ben owns ACME");
    world.act(BEN, Action::Wait { reason: "Dana is away until Thursday".into() });
    check(&world, "Ben waits for ACME, since Mon 10:00; the deadlines stand still · Ben owns ACME");
    check(&World::kicked_off(), "Ben's turn: done by Fri 20 March, 16:30 (in 11 days) · Ben owns ACME");
    check(&World::completed(), "Done on 17 March · Ben owns ACME");
    world.act(MIA, Action::Cancel { reason: "They withdrew".into() });
    check(&world, "Cancelled by Mia · Ben owns ACME");
}

#[test]
fn the_card_tells_what_was_late_on_arrival_and_who_was_re_routed() {
    let mut world = World::draft();
    world.clock("10T11:30");
    world.act(ANA, Action::Send);
    world.act(BEN, Action::NotMine { to: LEA });
    assert_eq!(
        card(&world),
        "ACME · AE > CSM · #482\nAna → Lea\n\
         Lea's turn: accept by Tue 15:30 (in 4 h) · Ana owns ACME until then\n\
         -# Already 3 h late when it arrived (Ana)\n-# re-routed once"
    );
    world.clock("10T12:30");
    assert_eq!(
        noted(&world, &Note::LateArrival),
        "Lea, ACME came to you late: first contact was due by Mon 16:30, before Ana sent it. That part is not yours; \
         please make it your next step.\n[Accept] [Ask Ana] [Return] [More]\n@Lea"
    );
}

#[test]
fn the_first_message_carries_the_summary() {
    let world = World::sent();
    assert_eq!(
        noted(&world, &Note::Arrived),
        "Ben, ACME is coming to you from Ana. Closed Fri 16:30.\n\
         They want: Onboarding from 14 to 5 days by 30 June\n\
         Why us: The old tool lost two of their customers.\n\
         Promised: SSO live by 15 March, to Dana Ortiz\n\
         Watch: Their CFO wanted the other vendor and will look at the numbers. The old tool ends on 30 April\n\
         Talk to: Dana Ortiz, head of operations, dana@acme.example; By mail\n\
         -# Accept by Mon 12:30. Until you do, Ana owns ACME.\n\
         [Accept] [Ask Ana] [Return] [More]\n@Ben"
    );
    assert_eq!(
        noted(&world, &Note::Greeting { to: BEN }),
        "Hi Ben, I'm Baton. Ana is handing you a customer, and I carry the brief so nobody has to ask Dana twice.\n\
         You can accept, ask or send back. Until you accept, Ana keeps the customer.\n\
         I remind you once before a deadline. The rest comes in one message a day, or not at all.\n\
         [Go to ACME]"
    );
}

#[test]
fn the_ladder_of_accept() {
    let mut world = World::sent();
    world.clock("09T11:30");
    assert_eq!(
        noted(&world, &step(ClockKind::Accept, Step::Early)),
        "Ben, ACME is waiting for you: accept by 12:30, in 1 hour.\n[Accept] [Ask Ana] [Return]\n\
         -# You get this because you are the receiver. It is the only reminder before the deadline.\n@Ben"
    );
    world.clock("09T12:30");
    assert_eq!(
        noted(&world, &step(ClockKind::Accept, Step::Due)),
        "ACME was to be accepted by 12:30. Ana still owns it. Ben, can you take it now? Lea, you are the backup.\n\
         [Accept] [I'll take it] [Return]\n-# If nobody moves by 16:30, Mia hears about it.\n@Ben @Lea"
    );
    world.clock("09T16:30");
    assert_eq!(
        noted(&world, &step(ClockKind::Accept, Step::Manager)),
        "ACME · AE > CSM · #482: Ben's turn: accept, late since Mon 12:30 · Ana still owns ACME\n[Go to ACME]"
    );
    world.clock("10T12:30");
    assert_eq!(
        noted(&world, &step(ClockKind::Accept, Step::Offer)),
        "Mia, should somebody else take this? ACME · AE > CSM · #482: Ben's turn: accept, late since Mon 12:30 · \
         Ana still owns ACME\n[Give it to someone else] [Go to ACME]\n@Mia"
    );
    world.act(BEN, Action::Accept(Acceptance::WriteLater));
    assert_eq!(note::note(&world.view(), &step(ClockKind::Accept, Step::Offer)), None, "silent once it happened");
}

#[test]
fn accepting() {
    let mut world = World::sent();
    world.clock("09T10:00");
    assert_eq!(
        draw_form(&forms::hand_over::accept_form(&world.view_of(BEN), Verb::Accept)),
        "Accept ACME\n\
         What are they trying to achieve?* | One line, your words; Ana reads it. |  | \n\
         Your first step, and by when* |  | Mail Dana today, kickoff Thu 10:00 | \n\
         The promise or risk you will watch | Optional. |  | \n[Accept]"
    );
    world.act(BEN, Action::Accept(Acceptance::Now(read_back())));
    let tick = "<Tick off…: Contract linked | Intro sent that names the new customer success manager | \
                Old mail sequences stopped | Kickoff scheduled | Kickoff held | Kickoff held: the customer declined, new day | \
                Promises and success criteria confirmed with the customer | Billing contact confirmed>";
    assert_eq!(
        world.said(),
        format!(
            "Ben has accepted ACME and owns it from now on. What Ben understood:\n\
             They want: “Their customers onboarded in five days”\n\
             -# Ana wrote: “Onboarding from 14 to 5 days by 30 June”\n\
             First step: “Mail Dana today, kickoff Thu 10:00”\n\
             To watch: “SSO by 15 March”\n\
             -# Ana wrote: “SSO live by 15 March, to Dana Ortiz”\n\
             -# First contact by Mon 16:30\n\
             Ana, is that it? If you say nothing, nothing waits for it.\n\
             [That's it] [Not quite]\n{tick}\n[First contact made] [More]"
        )
    );
    assert_eq!(
        world.draw(&accepted_reply(&world.view_of(BEN))),
        format!(
            "ACME is yours, Ben. First contact by Mon 16:30; ask for Dana. Ana can correct what you wrote.\n\
             {tick}\n[First contact made] [Ask Ana] [More]"
        )
    );
    world.act(ANA, Action::DisputeReadBack { line: "The CFO decides, not Dana".into() });
    assert_eq!(
        world.said(),
        "Ben, Ana says not quite, about ACME: “The CFO decides, not Dana”\n\
         -# You wrote: “Their customers onboarded in five days”\n[Got it] [Write it again]\n@Ben"
    );
}

#[test]
fn sent_back_and_mended() {
    let mut world = World::sent();
    world.clock("09T11:30");
    let needs = "\"Faster onboarding\": by how much, by when?";
    let reason = ReturnReason::VagueCriteria;
    world.act(BEN, Action::Return { reason, sections: vec!["why".into()], note: needs.into() });
    assert_eq!(
        world.said(),
        "Ana, Ben needs one thing before starting with ACME: “\"Faster onboarding\": by how much, by when?” Everything \
         else is kept. Please fix it by Mon 15:30; ACME stays with you until then.\n\
         -# To fix: Why and promises\n-# Why: The goals are vague\n[Fix this part] [Send again]\n@Ana"
    );
    world.clock("09T12:30");
    world.act(ANA, Action::Send);
    assert!(world.said().starts_with("Ben, ACME is back: Ana has mended the brief.\nYou had asked for: “\"Faster"));
    world.act(BEN, Action::Return { reason: ReturnReason::BadFit, sections: vec![], note: String::new() });
    assert_eq!(
        world.said(),
        "Ana, Ben sends ACME back: it is not for this team. Everything else is kept. Please fix it by Mon 16:30; ACME \
         stays with you until then.\n[Fix this part] [Send again] [Give it to someone else] [Cancel it]\n@Ana"
    );
}

#[test]
fn deadlines_that_pass_while_the_brief_is_back_speak_to_the_sender() {
    let mut world = World::sent();
    world.clock("09T16:00");
    world.act(BEN, Action::Return { reason: ReturnReason::MissingField, sections: vec![], note: String::new() });
    assert!(world.said().starts_with(
        "Ana, Ben needs one thing before starting with ACME: something is missing. Everything else is kept."
    ));
    world.clock("09T16:30");
    assert_eq!(
        noted(&world, &step(ClockKind::Kickoff, Step::Due)),
        "ACME has been late since 16:30, and the brief is back with you, Ana. Can you mend it now? Lea, you are the backup.\n\
         [Fix this part] [Send again]\n-# If nobody moves by tomorrow 12:30, Mia hears about it.\n@Ana @Lea"
    );
    world.clock("10T12:30");
    assert_eq!(
        noted(&world, &step(ClockKind::Kickoff, Step::Manager)),
        "ACME · AE > CSM · #482: Ana's turn: fix the brief, late since Tue 12:00 · first contact late since Mon 16:30 · \
         Ana still owns ACME\n[Go to ACME]"
    );
}

#[test]
fn a_question_and_its_answer() {
    let mut world = World::sent();
    world.clock("09T11:30");
    world.act(BEN, Action::Ask { field: Some("promises".into()), text: "Which SSO?".into() });
    assert_eq!(
        world.said(),
        "Ana, Ben has a question about ACME, on What did we promise?: “Which SSO?”\n\
         Please answer by Mon 15:30; Ben's time to accept stands still until then.\n[Answer]\n@Ana"
    );
    world.clock("09T12:30");
    world.act(ANA, Action::Answer { n: 1, text: "SAML, their own directory".into(), entry: None });
    assert_eq!(
        world.said(),
        "Ben, Ana answered your question about ACME: “SAML, their own directory”\n\
         -# You asked: “Which SSO?” The answer belongs to What did we promise? in the brief.\n\
         Ben's turn: accept by Mon 13:30 (in 1 h) · Ana owns ACME until then\n\
         [Accept] [Ask Ana] [Return] [More]\n@Ben"
    );
}

#[test]
fn an_edit_names_what_changed_and_hides_what_is_restricted() {
    let mut world = World::accepted();
    world.fill("first_value", "First customer onboarded in four days");
    assert_eq!(
        world.said(),
        "Ana changed one answer in the brief of ACME:\n\
         First moment of value, and when: First customer onboarded in four days"
    );
    world.fill("contract_value", "60,000 EUR");
    assert_eq!(world.said(), "Ana changed one answer in the brief of ACME:\nContract value a year: see the full brief");
}

#[test]
fn the_quick_card_asks_one_question_at_a_time() {
    let mut world = World::kicked_off();
    assert_eq!(
        world.said(),
        "Ben, first contact is done: ACME is under way. How was Ana's brief?\n\
         -# Three taps. Ana sees your answers tomorrow; until then you can change them.\n\
         Did you have what you needed?\n[1 Started over] [2] [3] [4] [5 All there]\n@Ben"
    );
    let tap = |world: &mut World, answer| {
        world.act(BEN, Action::Rate(answer));
        world.draw(&rating::rating_card(&world.view_of(BEN)))
    };
    let until = "-# Ana sees your answers Tue 15:00; until then you can change them.\n";
    let low = "-# A manager looks at a 1 or a 2, to find what would have helped.\n";
    assert_eq!(
        tap(&mut world, RateAnswer::Needed(2)),
        format!("{until}{low}2 of 5\nWas the timing right?\n[Too early] [Right] [Too late]")
    );
    tap(&mut world, RateAnswer::Timing(Timing::Right));
    assert_eq!(
        tap(&mut world, RateAnswer::Felt(Felt::No)),
        format!(
            "{until}{low}2 of 5 · at the right time · the customer felt no gap\nWhat would have helped most?\n\
             [Something was missing] [Clearer goals] [Clearer promises] [A later moment] [Something else]"
        )
    );
    assert_eq!(
        tap(&mut world, RateAnswer::Needed(5)),
        format!(
            "{until}5 of 5 · at the right time · the customer felt no gap\nSaved, thank you.\n\
             A 5 is rare. Shall I tell Ana that you are glad?\n[Thank Ana] [Add words] [Change an answer]"
        )
    );
    world.act(BEN, Action::Thank);
    assert_eq!(world.said(), "Ana, Ben says thank you: the brief of ACME had everything.");
    world.clock("10T15:00");
    world.fire(&crate::domain::lifecycle::action::Timer::RatingLocks);
    assert_eq!(world.said(), "Ben rated Ana's brief of ACME: 5 of 5 · at the right time · the customer felt no gap");
}

#[test]
fn refusals_say_what_happened_what_was_kept_and_what_to_do() {
    let world = World::draft();
    let field = |key: &str| Missing::Field(key.to_owned());
    assert_eq!(
        refused(&world, &Refusal::Incomplete(vec![Missing::Backup, field("promises"), field("what_if")])),
        "Not sent yet: 3 answers are missing that nobody can take ACME over without. Your brief is saved. Please fill \
         in:\n• Backup\n• What did we promise?\n• If that happens, then what?\n\
         [Open the brief] [Fill in: Why and promises] [Fill in: Risks]"
    );
    assert_eq!(
        refused(&world, &Refusal::NotAPerson(LEA)),
        "A handoff goes to one person who is here, and Lea is a group, an app, or has left. Everything is kept; please \
         choose someone else.\n[Open the brief]"
    );
    assert_eq!(
        refused(&world, &Refusal::NotYours { roles: vec![Role::Receiver, Role::Manager], people: vec![BEN] }),
        "Only Ben or a manager can do that for ACME. Nothing was changed."
    );
    assert_eq!(
        refused(&world, &Refusal::AlreadyDone { status: Status::Accepted, by: Some(ANA) }),
        "You have done that already; ACME is accepted. Nothing was changed.\n\
         -# Ana's turn: send the brief by Mon 12:30 (in 3 days) · Ana owns ACME\n[More]"
    );
    let mut world = World::accepted();
    let ben = Actor::Person { id: BEN, is_manager: false };
    let needs = world.try_act(ben, &Action::FirstContact { tick: vec![] }).unwrap_err();
    assert_eq!(
        refused(&world, &needs),
        "Not yet: first contact counts once this is done, too. Nothing is lost.\n• Kickoff scheduled\n\
         [That's done, too]"
    );
    let mut world = World::kicked_off();
    let open = world.try_act(ben, &Action::Complete).unwrap_err();
    let message = refusal::refusal(&world.words, &open, Some(&world.view_of(MIA)));
    assert_eq!(
        world.draw(&message),
        "Not done yet: 2 things are still open for ACME. Everything is kept.\n\
         • The date is set on which the account executive leaves\n\
         • Promises and success criteria confirmed with the customer\n\
         <Tick off…: Contract linked | Intro sent that names the new customer success manager | \
         Old mail sequences stopped | Kickoff held | Kickoff held: the customer declined, new day | Promises and success criteria confirmed with the customer | \
         Billing contact confirmed>\n\
         [Leave out: The date is set on which the account executive leaves] \
         [Leave out: Promises and success criteria confirmed with the customer]"
    );
}

#[test]
fn restricted_answers_stay_hidden_from_those_who_may_not_see_them() {
    let world = World::sent();
    let all = world.draw(&full::full_brief(&world.view_of(BEN), true));
    let some = world.draw(&full::full_brief(&world.view(), false));
    for secret in ["48,000 EUR", "Tom Reyes", "Renewal risk as of today: Watch"] {
        assert!(all.contains(secret) && !some.contains(secret), "{secret}");
    }
    assert!(some.contains("-# 3 answers are for the sender, the receiver, the backup and managers only."));
    assert!(!noted(&world, &Note::Arrived).contains("Tom Reyes"));
}

#[test]
fn more_and_why_me() {
    let world = World::sent();
    assert_eq!(
        world.draw(&more::more_menu(&world.view_of(BEN))),
        "ACME: what else?\n-# Ben's turn: accept by Mon 12:30 (in 3 days) · Ana owns ACME until then\n\
         [The full brief] [History] [Why this deadline] [Why me]\n[Accept now, write later] [Not mine]"
    );
    assert_eq!(
        world.draw(&more::why_me(&world.view_of(LEA), &[])),
        "You hear of ACME because you are the backup.\n\
         The backup steps in when the receiver's time is over. Pinged only then.\n\
         -# Everything else is in the thread, and in one message a day."
    );
    let heard = [
        more::Heard { note: Note::Asked { n: 9 }, came: more::Came::Left },
        more::Heard { note: Note::SecondLook, came: more::Came::Left },
        more::Heard { note: Note::Arrived, came: more::Came::Rang(world.now) },
    ];
    let said = world.draw(&more::why_me(&world.view_of(BEN), &heard));
    let pinged: Vec<&str> = said.lines().filter(|line| line.contains("digest") || line.contains("pinged:")).collect();
    assert_eq!(
        pinged,
        [
            "Next in your digest: a second look at the brief.",
            "Fri 16:30 you were pinged: Ana hands it to you, accept by Mon 12:30."
        ]
    );
}
