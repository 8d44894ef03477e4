//! What the card shows, and which step is lit.

use std::collections::{BTreeMap, BTreeSet};

use super::tests::*;
use super::*;
use crate::chat::form::Answers;
use crate::chat::limits::{DISCORD, DISCORD_CARD, check_form, check_message};
use crate::chat::message::{Choice, Select};
use crate::chat::route::Route;
use crate::domain::brief::{Source, Value};
use crate::domain::handoff::Suggestion;

#[test]
fn the_card_of_a_new_draft() {
    let stage = Stage::new(playbook("ae_csm"), "ACME");
    let card = stage.card();
    assert_eq!(
        read(&card),
        [
            "ACME · AE > CSM",
            "Only you see this. Every change is kept at once; close it whenever you like.",
            "To Ben: Mid-market, 3 open",
            "[0] The brief is 0 % there",
            "Would help most: Segment (empty) · Renewal risk as of today (empty) · Contract value a year (empty)",
            "Needed before it goes: Segment, Renewal risk as of today, Contract value a year, Contract starts on, \
             Renews on, Who do we talk to, day to day?, … and 4 more",
            "Deal closed Fri 16:30",
            "Is the contract signed?",
        ]
    );
    assert_eq!(
        labels(&card),
        [
            "Customer 0 of 4",
            "Why and promises 0 of 5",
            "Risks 0 of 3",
            "People 0 of 5",
            "Terms 0 of 5",
            "Technical 0 of 5",
            "Transition 0 of 4",
            "Signed",
            "Not yet",
            "Send to Ben",
            "Rename",
            "Discard",
        ]
    );
    let asked: Vec<&str> = selects(&card).into_iter().map(|select| select.label.as_str()).collect();
    assert_eq!(
        asked,
        [
            "Segment",
            "Renewal risk as of today",
            "Who takes the customer over?",
            "Backup: who steps in if they cannot?",
            "When did the deal close?",
        ]
    );
    let receivers: Vec<_> = selects(&card)[2]
        .options
        .iter()
        .map(|option| (option.label.as_str(), option.hint.as_str(), option.chosen))
        .collect();
    assert_eq!(
        receivers,
        [("Ben", "Mid-market, 3 open", true), ("Lea", "5 open", false), ("Someone else…", "", false)]
    );
    let backups: Vec<&str> = selects(&card)[3].options.iter().map(|option| option.label.as_str()).collect();
    assert_eq!(backups, ["Lea", "Someone else…"]);
}

#[test]
fn the_next_section_comes_first() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    stage.fill("customer");
    let card = stage.card_after(Some("customer"));
    assert_eq!(labels(&card)[..2], ["Why and promises 0 of 5", "Customer 4 of 4"]);
    assert_eq!(lit(&card).map(|route| route.arg).as_deref(), Some("why"));
    // A section that was left half-empty waits until the others were seen.
    stage.handoff.brief.values.remove("renewal_date");
    assert_eq!(lit(&stage.card_after(Some("customer"))).unwrap().arg, "why");
    stage.fill("why");
    stage.fill("risks");
    assert_eq!(lit(&stage.card_after(Some("risks"))).unwrap().arg, "customer");
    assert_eq!(lit(&stage.card()).unwrap().arg, "customer");
}

#[test]
fn a_draft_without_a_receiver_asks_for_one() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    stage.handoff.receiver = None;
    assert!(read(&stage.card()).contains(&"Who should have it?".to_owned()));
    let nobody = brief_card(&stage.view(), &Desk::default());
    assert!(read(&nobody).contains(&"Who should have it? Nobody is on the list for this yet.".to_owned()));
    assert_eq!(selects(&nobody)[2].options.len(), 1, "someone else");
    assert!(labels(&nobody).contains(&"Send"));
    // A chosen person who is not on the list is among the options all the same.
    stage.handoff.receiver = Some(LEA);
    stage.handoff.suggestion = None;
    let card = brief_card(&stage.view(), &Desk::default());
    assert!(read(&card).contains(&"To Lea".to_owned()));
    assert!(selects(&card)[2].options[0].chosen);
}

#[test]
fn high_risk_needs_a_backup_and_a_plan() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    for section in ["customer", "why", "risks"] {
        stage.fill(section);
    }
    let high = [("segment", "smb"), ("renewal_risk", "high")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    stage.submit(CARD, &Answers::from(high));
    stage.handoff.brief.values.remove("what_if");
    let card = stage.card();
    assert_eq!(selects(&card)[3].label, "Backup, needed at high risk: who steps in?");
    assert!(read(&card).contains(&"Needed before it goes: Backup and If that happens, then what?".to_owned()));
    assert_eq!(lit(&card).unwrap().arg, "risks");
    let form = section_form(&stage.view(), "risks").unwrap();
    assert_eq!(form.inputs[1].label, "If that happens, then what? *");
}

#[test]
fn not_signed_yet_is_held_and_says_so() {
    let mut stage = ready();
    assert_eq!(lit(&stage.card()).unwrap().verb, Verb::Send);
    assert!(read(&stage.card()).contains(&"The contract is signed.".to_owned()));
    stage.act(&Action::SetSigned(false));
    let card = stage.card();
    let held = "Held until the contract is signed; everything is kept. Press Signed when it is, then send.";
    assert!(read(&card).contains(&held.to_owned()));
    assert_eq!(lit(&card).unwrap(), Route::of(Verb::Signed, stage.handoff.id).with("yes"));
    assert!(labels(&card).contains(&"Send to Ben"));
}

#[test]
fn a_warning_is_told_before_it_is_sent() {
    let mut stage = ready();
    stage.handoff.deal_closed = Some(NOW.plus_ms(-5 * 86_400_000));
    let card = stage.card();
    assert!(read(&card).iter().any(|line| line.starts_with("Before you send: The deal closed more than")), "{card:?}");
    assert_eq!(lit(&card).unwrap().verb, Verb::SendAnyway);
}

#[test]
fn a_closed_gate_says_what_to_do() {
    let mut stage = Stage::new(playbook("sdr_ae"), "ACME");
    stage.fill("essentials");
    let answers = [("trigger_event", "funding"), ("decision_role", "decides"), ("agenda_agreed", "no")];
    stage.submit(CARD, &answers.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    let lines = read(&stage.card());
    assert!(lines.iter().any(|line| line.starts_with("Held. ")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("Everything is kept. Mend that")), "{lines:?}");
    stage.handoff.receiver = Some(PersonId::new(99));
    stage.people.names.insert(PersonId::new(99), "@CS".into());
    let card = brief_card(&stage.view(), &Desk::default());
    assert!(card.blocks.contains(&Block::Line(stage.words.brief_not_a_person(PersonId::new(99)))));
}

#[test]
fn vague_goals_and_undated_promises_are_flagged() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    let typed = [
        ("success_criteria", "better onboarding"),
        ("promises", "no promises beyond contract\nSSO live by 15 March, to Dana Ortiz\nExport soon, to Dana"),
    ];
    stage.submit("why", &typed.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    let card = stage.card();
    let lines = read(&card);
    let vague = "How will they know it worked? has no number and no date yet. For example: \
                 “Onboarding from 14 to 5 days by 30 June”";
    assert!(lines.contains(&vague.to_owned()), "{lines:?}");
    assert!(lines.contains(&"SSO live · 15 March · Dana Ortiz".to_owned()), "{lines:?}");
    assert!(lines.contains(&"Export soon · no date yet · Dana".to_owned()), "{lines:?}");
    assert!(labels(&card).contains(&"Date for promise 2"));

    let form = draft_promise_form(&stage.view(), 2).unwrap();
    assert_eq!((form.inputs[0].help.as_str(), check_form(&form, &DISCORD)), ("Export soon", Vec::new()));
    let day = |typed: &str| Answers::from([(DAY.to_owned(), typed.to_owned())]);
    let entry = dated_promise(&stage.view(), 2, &day("2026-04-01")).unwrap();
    stage.act(&Action::Fill { entries: vec![entry] });
    let lines = read(&stage.card());
    assert!(lines.contains(&"Export soon · 1 April · Dana".to_owned()), "{lines:?}");
    assert!(!labels(&stage.card()).contains(&"Date for promise 2"));
    assert_eq!(draft_promise_form(&stage.view(), 3), None);
    assert_eq!(dated_promise(&stage.view(), 1, &day("soon")), None);
}

#[test]
fn hostile_words_stay_words() {
    let mut stage = ready();
    let evil = "**@everyone** [x](https://evil) `\u{202e}` <@1> _\"q\"_ { $n }";
    stage.handoff.customer = evil.into();
    stage.people.names.insert(BEN, evil.into());
    let rule = Some(evil.to_owned());
    stage.handoff.suggestion = Some(Suggestion { rule: rule.clone(), open: 1 });
    for key in ["success_criteria", "promises"] {
        stage.handoff.brief.set(key, Value::List(vec![evil.into()]));
    }
    let candidates = [Candidate { person: BEN, open: 1, rule, away: None }];
    let card = brief_card(&stage.view(), &Desk { candidates: &candidates, ..Desk::default() });
    assert_eq!(check_message(&card, &DISCORD_CARD), []);
    assert!(card.pings.is_empty());
    let drawn = format!("{card:?}");
    assert!(!drawn.contains('\u{202e}') && !drawn.contains("Link {"));
    let many: BTreeMap<PersonId, String> = (0..60).map(|n| (PersonId::new(100 + n), "x".repeat(90))).collect();
    stage.people.names.extend(many.clone());
    let crowd: Vec<Candidate> = many
        .keys()
        .map(|person| Candidate { person: *person, open: 9, rule: Some("y".repeat(200)), away: None })
        .collect();
    let card = brief_card(
        &stage.view(),
        &Desk { candidates: &crowd, accounts: None, after: Some("nowhere"), has_newer: true },
    );
    assert_eq!(check_message(&card, &DISCORD_CARD), []);
    let someone = |select: &Select| select.options.iter().find(|option| option.value == SOMEONE_ELSE).cloned();
    let asked: Vec<(Choice, usize)> = selects(&card)
        .iter()
        .filter_map(|select| {
            let is_shown = |one: &&Candidate| select.options.iter().any(|o| o.value == one.person.to_string());
            Some((someone(select)?, crowd.iter().filter(is_shown).count()))
        })
        .collect();
    assert_eq!(asked.len(), 2, "receiver and backup");
    for (someone, shown) in asked {
        assert_eq!(someone.hint, format!("… and {} more", crowd.len() - shown));
    }
    // Everything at once that a card can show.
    let undated = (0..9).map(|n| format!("{n} {evil}"));
    stage.handoff.brief.set("promises", Value::List(undated.collect()));
    stage.handoff.deal_closed = Some(NOW.plus_ms(-5 * 86_400_000));
    stage.handoff.signed = None;
    stage.handoff.brief.set_from("sponsor", Value::Text(evil.into()), Source { name: evil.into(), at: NOW });
    let card = brief_card(&stage.view(), &Desk { candidates: &crowd, accounts: None, after: None, has_newer: true });
    assert_eq!(check_message(&card, &DISCORD_CARD), []);
    let values: BTreeSet<&str> = selects(&card)[2].options.iter().map(|option| option.value.as_str()).collect();
    assert!(values.contains(BEN.to_string().as_str()) && values.contains(SOMEONE_ELSE));
}
