//! Coach notes: what would make a brief better, by rules of its playbook, each with its reason. Private help for the sender;
//! a note never holds anything back.

use super::{Brief, quality};
use crate::domain::playbook::{Coach, CoachWhen, Playbook};

/// At most so many at once; more is a lecture.
const NOTES_MAX: usize = 2;

/// The notes that apply, in the order of the playbook.
pub fn notes<'p>(playbook: &'p Playbook, brief: &Brief) -> Vec<&'p Coach> {
    playbook.coach.iter().filter(|note| applies(playbook, brief, note)).take(NOTES_MAX).collect()
}

fn applies(playbook: &Playbook, brief: &Brief, note: &Coach) -> bool {
    let Some(field) = playbook.field(&note.field).filter(|field| field.applies(brief)) else { return false };
    if note.applies_when.as_ref().is_some_and(|when| !when.holds(brief)) {
        return false;
    }
    let is_filled = quality::is_filled(playbook, field, brief);
    match note.when {
        CoachWhen::Empty => !is_filled,
        CoachWhen::Thin => quality::is_thin(playbook, field, brief),
        CoachWhen::NoNumber => is_filled && !quality::has_figure(field, brief),
        CoachWhen::OneItem => is_filled && quality::items(field, brief) == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::brief::Value;
    use crate::domain::playbook::{Condition, load};

    fn playbook(rules: &[(&str, CoachWhen)]) -> Playbook {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playbooks/ae_csm.toml"));
        let mut playbook = load::parse("ae_csm.toml", text).unwrap();
        let note = |(n, (field, when)): (usize, &(&str, CoachWhen))| Coach {
            key: format!("note_{n}"),
            field: (*field).to_owned(),
            when: *when,
            applies_when: None,
            says: "Because.".to_owned(),
        };
        playbook.coach = rules.iter().enumerate().map(note).collect();
        playbook
    }

    fn keys(playbook: &Playbook, brief: &Brief) -> Vec<String> {
        notes(playbook, brief).into_iter().map(|note| note.field.clone()).collect()
    }

    #[test]
    fn each_kind_of_rule_looks_at_its_field() {
        let rules = [
            ("sceptic", CoachWhen::Empty),
            ("why_bought", CoachWhen::Thin),
            ("first_value", CoachWhen::NoNumber),
            ("success_criteria", CoachWhen::OneItem),
        ];
        for (rule, is_noted, is_not) in [
            (0, Value::Text("tbd".into()), Value::Text("Tom Reyes, CFO".into())),
            (
                1,
                Value::Text("Too slow".into()),
                Value::Text("Onboarding takes them 14 days, and it lost them two customers.".into()),
            ),
            (2, Value::Text("They see the first report".into()), Value::Text("The first report by mid April".into())),
            (
                3,
                Value::List(vec!["Five days by June".into()]),
                Value::List(vec!["Five days".into(), "No calls".into()]),
            ),
        ] {
            let playbook = playbook(&rules[rule..=rule]);
            let field = rules[rule].0;
            let mut brief = Brief::default();
            brief.set(field, is_noted);
            assert_eq!(keys(&playbook, &brief), [field]);
            brief.set(field, is_not);
            assert!(keys(&playbook, &brief).is_empty(), "{field}");
        }
        assert_eq!(keys(&playbook(&rules), &Brief::default()), ["sceptic"], "what is empty is only told to be so");
    }

    #[test]
    fn at_most_two_and_only_where_they_apply() {
        let mut playbook =
            playbook(&[("sceptic", CoachWhen::Empty), ("sponsor", CoachWhen::Empty), ("champion", CoachWhen::Empty)]);
        let mut brief = Brief::default();
        assert_eq!(keys(&playbook, &brief), ["sceptic", "sponsor"]);
        playbook.coach[0].applies_when = Some(Condition { field: "segment".into(), is: vec!["enterprise".into()] });
        assert_eq!(keys(&playbook, &brief), ["sponsor", "champion"]);
        brief.set("segment", Value::Choice("enterprise".into()));
        assert_eq!(keys(&playbook, &brief), ["sceptic", "sponsor"]);
    }
}
