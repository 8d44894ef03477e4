//! What the receiver copies, word for word.

use chrono::NaiveDate;

use super::*;
use crate::domain::playbook::load;

const FLAGSHIP: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playbooks/ae_csm.toml"));

fn rendered(pick: impl Fn(&Playbook) -> &str, typed: &[(&str, &str)]) -> String {
    let playbook = load::parse("ae_csm.toml", FLAGSHIP).unwrap();
    let mut brief = Brief::default();
    for (key, typed) in typed {
        let field = playbook.field(key).unwrap();
        brief.set(key, value::read(field, typed, NaiveDate::from_ymd_opt(2026, 3, 6).unwrap()));
    }
    let person = |_: PersonId| "Kim".to_owned();
    let names = Names { customer: "ACME", sender: "Ana", receiver: "Ben", person: &person };
    render(&playbook, pick(&playbook), &brief, names).unwrap()
}

const TYPED: [(&str, &str); 4] = [
    ("contact", "Dana Ortiz, head of operations, dana@acme.example"),
    ("success_criteria", "Onboarding from 14 to 5 days by 30 June"),
    ("promises", "SSO live by 15 March, to Dana Ortiz"),
    ("first_value", "tbd"),
];

#[test]
fn the_intro_speaks_in_the_briefs_own_words() {
    assert_eq!(
        rendered(|playbook| &playbook.texts.intro, &TYPED),
        "Hi Dana,\n\nfrom today Ben looks after you. We know what you are after: Onboarding from 14 to 5 days by 30 June. And \
         we know what we promised: SSO live by 15 March. You won't have to explain it again.\n\nIf anything is on \
         your mind before we meet, just reply.\n\nBen"
    );
}

#[test]
fn the_intro_does_without_what_is_not_there() {
    let typed = [("contact", "Dana Ortiz"), ("promises", "no promises beyond contract")];
    assert_eq!(
        rendered(|playbook| &playbook.texts.intro, &typed),
        "Hi Dana,\n\nfrom today Ben looks after you. You won't have to explain it again.\n\nIf anything is on your mind before we \
         meet, just reply.\n\nBen"
    );
}

#[test]
fn the_agenda_lists_goals_promises_and_questions() {
    assert_eq!(
        rendered(|playbook| &playbook.texts.agenda, &TYPED),
        "Kickoff with ACME\n\n1. Where you want to be\n   - Onboarding from 14 to 5 days by 30 June\n2. What we promised, and by \
         when\n   - SSO live by 15 March\n3. What is still open\n   - Your questions\n4. First moment of value\n5. \
         Who does what until we meet again"
    );
}

#[test]
fn restricted_answers_never_leave() {
    let template = "[{{ contract_value }}{{ sceptic }}]";
    assert_eq!(rendered(|_| template, &[("contract_value", "48k"), ("sceptic", "Tom Reyes")]), "[]");
}

#[test]
fn a_template_cannot_run_for_ever() {
    let playbook = load::parse("ae_csm.toml", FLAGSHIP).unwrap();
    let person = |_: PersonId| String::new();
    let names = Names { customer: "ACME", sender: "Ana", receiver: "Ben", person: &person };
    let template = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
    assert!(render(&playbook, template, &Brief::default(), names).is_err());
}

#[test]
fn first_names() {
    for (typed, name) in [
        ("Dana Ortiz, head of operations", "Dana"),
        ("Dr. Dana Ortiz", "Dana"),
        ("dana", "dana"),
        ("Prof. Dr. Ines Vogt (COO)", "Ines"),
        ("", ""),
    ] {
        assert_eq!(first_name(typed), name, "{typed}");
    }
}
