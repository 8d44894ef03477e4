//! What the forms ask and what they return; several drafts; changes after sending.

use chrono_tz::Europe::Berlin;

use super::tests::*;
use super::*;
use crate::chat::form::{Answers, Form, InputKind};
use crate::chat::limits::{DISCORD, DISCORD_CARD, check_form, check_message};
use crate::chat::route::Route;
use crate::domain::brief::closed::{Closed, ClosedProblem};
use crate::domain::brief::{Entry, Source, Value};
use crate::domain::calendar::Calendar;
use crate::domain::handoff::{Purpose, Status};
use crate::domain::lifecycle::action::Start;
use crate::domain::playbook::Meaning;
use crate::ids::HandoffId;

#[test]
fn what_came_from_elsewhere_says_so_until_it_is_touched() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    let source = Source { name: "HubSpot".into(), at: NOW };
    let brief = &mut stage.handoff.brief;
    brief.set_from("contact", Value::Text("Dana".into()), source.clone());
    brief.set_from("renewal_date", Value::Date("2027-03-01".parse().unwrap()), source);
    assert!(read(&stage.card()).contains(&"2 answers come from HubSpot, 16:30; please check.".to_owned()));
    let form = section_form(&stage.view(), "customer").unwrap();
    assert!(form.inputs[3].help.starts_with("From HubSpot, please check. Name first"), "{:?}", form.inputs[3]);
    // Submitted as it was shown, it still comes from there; changed, it is the sender's.
    let mut answers: Answers = form.inputs.iter().map(|input| (input.key.clone(), input.value.clone())).collect();
    let entries =
        |answers: &Answers| answers_to_entries(&stage.playbook, &stage.handoff.brief, "customer", answers, today());
    assert_eq!(entries(&answers), []);
    answers.insert("contact".into(), "Dana Ortiz".into());
    let changed = ("contact".to_owned(), Entry { value: Value::Text("Dana Ortiz".into()), source: None });
    assert_eq!(entries(&answers), [changed]);
    // Taken out, it is gone; what was blank stays untouched.
    answers.insert("contact".into(), " ".into());
    assert!(matches!(entries(&answers).as_slice(), [(key, entry)] if key == "contact" && entry.value.is_blank()));
}

#[test]
fn what_could_not_be_read_stands_there_again_with_the_reason() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    let typed = [("contract_value", "a lot"), ("start_date", "3/4/2027"), ("renewal_date", "Mon 2 March 2027")];
    stage.submit("customer", &typed.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    let form = section_form(&stage.view(), "customer").unwrap();
    let shown: Vec<_> = form.inputs.iter().map(|input| (input.value.as_str(), input.help.as_str())).collect();
    assert_eq!(
        shown[..3],
        [
            ("a lot", "I could not read one amount. Please write it like 48,000 EUR."),
            ("3/4/2027", "Day or month first? Please write it like 3 April 2027."),
            ("Mon 2 March 2027", "That day is a Tuesday. Which of the two is right?"),
        ]
    );
    assert!(read(&stage.card()).iter().any(|line| line.contains("Contract value a year (I could not read it)")));
}

#[test]
fn the_customers_name_is_asked_where_there_is_room() {
    let mut stage = Stage::new(playbook("ae_csm"), "");
    let form = section_form(&stage.view(), "customer").unwrap();
    assert_eq!((form.title.as_str(), form.inputs[0].label.as_str()), ("Customer", "Customer"));
    assert_eq!(form.inputs.len(), 5);
    assert!(!labels(&stage.card()).contains(&"Name of the customer"));
    stage.fill("customer");
    assert_eq!(stage.handoff.customer, "ACME");
    let form = section_form(&stage.view(), "customer").unwrap();
    assert_eq!((form.title.as_str(), form.inputs.len()), ("Customer · ACME", 4));

    // Five fields on its first screen leave no room: a button of its own.
    let stage = Stage::new(playbook("ae_impl"), "");
    assert_eq!(labels(&stage.card())[0], "Name of the customer");
    assert_eq!(section_form(&stage.view(), CUSTOMER).unwrap().inputs.len(), 1);

    // A playbook with a field for it asks there, and what the command told stands there already.
    let mut stage = Stage::new(playbook("csm_csm"), "Lumen");
    let field = stage.playbook.with_meaning(Meaning::Customer).unwrap().key.clone();
    let form = section_form(&stage.view(), "now").unwrap();
    assert_eq!(form.inputs.iter().find(|input| input.key == field).unwrap().value, "Lumen");
    stage.submit("now", &Answers::from([(field, "  Nord \n wind ".to_owned())]));
    assert_eq!(stage.handoff.customer, "Nord wind");
    assert_eq!(
        customer_in(&Answers::from([(CUSTOMER.to_owned(), " Lumen \n AG ".to_owned())])).as_deref(),
        Some("Lumen AG")
    );
    assert_eq!(customer_in(&Answers::new()), None);
}

#[test]
fn fields_that_do_not_apply_are_not_asked() {
    let mut playbook = playbook("ae_csm");
    let section = playbook.sections.iter_mut().find(|section| section.key == "people").unwrap();
    for field in &mut section.fields {
        field.applies_when =
            Some(crate::domain::playbook::Condition { field: "segment".into(), is: vec!["enterprise".into()] });
    }
    let mut stage = Stage::new(playbook, "ACME");
    assert_eq!(section_form(&stage.view(), "people"), None);
    assert!(!labels(&stage.card()).iter().any(|label| label.starts_with("People")));
    stage.submit(CARD, &Answers::from([("segment".to_owned(), "enterprise".to_owned())]));
    assert_eq!(section_form(&stage.view(), "people").unwrap().inputs.len(), 5);
    assert_eq!(section_form(&stage.view(), "no_such_section"), None);
}

#[test]
fn when_the_deal_closed() {
    let mut stage = Stage::new(playbook("ae_csm"), "ACME");
    let keys = |form: Option<Form>| -> Vec<String> {
        form.iter().flat_map(|form| &form.inputs).map(|input| input.key.clone()).collect()
    };
    assert_eq!(keys(closed_form(&stage.view(), Closed::JustNow)), [""; 0]);
    assert_eq!(keys(closed_form(&stage.view(), Closed::Yesterday)), [""; 0]);
    assert_eq!(keys(closed_form(&stage.view(), Closed::EarlierToday)), [TIME]);
    assert_eq!(keys(closed_form(&stage.view(), Closed::Other)), [DAY, TIME]);
    // After it was sent the reason is asked, whatever is chosen.
    stage.handoff.round = 1;
    assert_eq!(keys(closed_form(&stage.view(), Closed::Yesterday)), [REASON]);
    assert_eq!(keys(closed_form(&stage.view(), Closed::Other)), [DAY, TIME, REASON]);
    for closed in Closed::ALL {
        let form = closed_form(&stage.view(), closed).unwrap();
        assert_eq!(check_form(&form, &DISCORD), []);
        assert_eq!(Route::parse(&form.id).unwrap().arg, closed.key());
    }
    let desk = Calendar::business_week(Berlin);
    let answers =
        |day: &str, time: &str| Answers::from([(DAY, day), (TIME, time)].map(|(k, v)| (k.to_owned(), v.to_owned())));
    let read = |day: &str, time: &str| closed_answer(Closed::Other, &answers(day, time), &desk, NOW);
    assert_eq!(read("5 March", "\u{200b}10:20 "), Ok(NOW.plus_ms(-(30 * 60 + 10) * 60_000)));
    assert_eq!(read("7 March", ""), Err(ClosedProblem::InFuture));
    for problem in [ClosedProblem::InFuture, ClosedProblem::NotATime, read("3/4/2026", "").unwrap_err()] {
        let said = closed_problem(&stage.words, problem);
        assert!(said.starts_with("Not changed: "), "{said:?}");
    }
}

#[test]
fn drafts_are_continued_or_a_new_one_is_begun() {
    let anew = |customer: &str| Route::plain(Verb::Start).with(customer);
    let stage = ready();
    let nameless = Stage::new(playbook("sdr_ae"), "");
    let line = |stage: &Stage| (stage.handoff.clone(), stage.playbook.clone());
    let owned = [line(&stage), line(&nameless)];
    let drafts: Vec<DraftLine<'_>> = owned.iter().map(|(handoff, playbook)| DraftLine { handoff, playbook }).collect();
    let percent = quality::assess(&stage.playbook, &stage.handoff.brief).percent;
    let message = resume_chooser(&stage.words, &drafts, "", &anew(""));
    assert_eq!(labels(&message), [&format!("Continue ACME ({percent} %)"), "Continue SDR > AE (0 %)", "New"]);
    let message = resume_chooser(&stage.words, &drafts[..1], "Lumen", &anew("Lumen"));
    assert_eq!(read(&message), ["You have a draft. Go on with it, or begin a new one?"]);
    assert_eq!(labels(&message)[1], "New for Lumen");
    assert_eq!(Route::parse(&buttons(&message)[1].id).unwrap(), anew("Lumen"));
    // Many drafts: nine have a button, the others are counted.
    let mut owned = Vec::new();
    for n in 0..14 {
        let mut handoff = stage.handoff.clone();
        handoff.id = HandoffId::new(n);
        owned.push(handoff);
    }
    let drafts: Vec<_> = owned.iter().map(|handoff| DraftLine { handoff, playbook: &stage.playbook }).collect();
    let message = resume_chooser(&stage.words, &drafts, &"ю".repeat(300), &anew(&"ю".repeat(300)));
    assert_eq!(check_message(&message, &DISCORD), []);
    assert_eq!(read(&message)[1], "… and 5 more; find one with /handoff show and its customer");
}

#[test]
fn after_it_was_sent_only_its_sections_are_offered() {
    let mut stage = ready();
    stage.act(&Action::Send);
    let card = edit_card(&stage.view());
    assert_eq!(check_message(&card, &DISCORD_CARD), []);
    assert_eq!(read(&card)[2], "Ben is shown what changes; everything before stays in the history.");
    assert_eq!(labels(&card)[..2], ["Choices 2 of 2", "Customer 4 of 4"]);
    assert_eq!(selects(&card).len(), 0);
    assert_eq!(lit(&card), None);
    assert_eq!(section_form(&stage.view(), CARD).unwrap().inputs.len(), 2);
    stage.handoff.status = Status::Returned;
    assert_eq!(lit(&edit_card(&stage.view())).unwrap().verb, Verb::Send);
    let ben = View { viewer: Some(Actor::Person { id: BEN, is_manager: false }), ..stage.view() };
    assert_eq!(lit(&edit_card(&ben)), None);
    assert!(read(&edit_card(&ben))[2].starts_with("Ana is shown"));
}

#[test]
fn people_are_chosen_by_a_form_too() {
    let stage = Stage::new(playbook("ae_impl"), "ACME");
    for form in
        [receiver_form(&stage.view()), backup_form(&stage.view()), user_form(&stage.view(), "who_said").unwrap()]
    {
        assert_eq!(check_form(&form, &DISCORD), []);
        assert_eq!((form.inputs[0].key.as_str(), &form.inputs[0].kind), (PERSON, &InputKind::Person));
    }
    assert_eq!(user_form(&stage.view(), "nobody"), None);
    let card = stage.card();
    let select = selects(&card).into_iter().find(|select| select.id.ends_with("who_said")).unwrap();
    let names: Vec<&str> = select.options.iter().map(|option| option.label.as_str()).collect();
    assert_eq!(names, ["Ana", "Ben", "Lea", "Someone else…"]);
}

#[test]
fn a_start_that_knows_everything_is_ready_at_once() {
    let ready = ready();
    let mut stage = Stage::new(playbook("ae_csm"), "");
    stage.handoff.version = 0;
    stage.act(&Action::Start(Start {
        customer: "ACME".into(),
        purpose: Purpose::Real,
        receiver: Some((BEN, None)),
        deal_closed: Some(NOW),
        signed: Some(true),
        entries: ready.handoff.brief.values.clone().into_iter().collect(),
        dated: None,
    }));
    assert_eq!(lit(&stage.card()).unwrap().verb, Verb::Send);
}
