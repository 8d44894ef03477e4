//! The shipped playbooks load, hold what they must, and speak as people do.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::brief::{Brief, promise, quality, value};
use crate::domain::playbook::{CORE_FIELDS_MAX, CORE_SECTIONS_MAX, Field, FieldKind, Meaning, Star};

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/playbooks")
}

/// Every shipped playbook with its text, by key.
fn shipped() -> BTreeMap<String, (Playbook, String)> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let playbook = parse(path.to_str().unwrap(), &text).unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))
        });
        assert_eq!(playbook.key, stem);
        all.insert(stem, (playbook, text));
    }
    all
}

#[test]
fn all_eleven_load_and_survive_json() {
    let all = shipped();
    let keys: Vec<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "ae_csm",
            "ae_impl",
            "cs_product",
            "csm_billing",
            "csm_csm",
            "csm_renewal",
            "csm_support_issue",
            "csm_support_live",
            "impl_csm",
            "sdr_ae",
            "sup_eng_bug"
        ]
    );
    for (key, (playbook, text)) in &all {
        assert_eq!(playbook.on, key == "ae_csm", "{key}");
        assert!(text.starts_with("# "), "{key} opens with words for the person who edits it");
        assert_eq!(playbook.clocks.len(), if key == "ae_csm" { 6 } else { 5 }, "{key}");
        assert!((5..=6).contains(&playbook.summary.len()), "{key}");
        assert!(!playbook.texts.intro.is_empty() && !playbook.texts.agenda.is_empty(), "{key}");
        let json = serde_json::to_string(playbook).unwrap();
        assert_eq!(&serde_json::from_str::<Playbook>(&json).unwrap(), playbook, "{key}");
    }
}

/// The core lines of the standard: what blocks sending, card first. `?` marks what does so at high risk only.
const CORES: [(&str, &str); 11] = [
    ("sdr_ae", "trigger_event decision_role agenda_agreed company contact meeting_time pain do_not_ask"),
    (
        "ae_csm",
        "segment renewal_risk contract_value start_date renewal_date contact why_bought success_criteria promises red_flags \
         what_if?",
    ),
    (
        "ae_impl",
        "package who_said in_scope out_of_scope go_live_told integrations data project_lead tech_lead tech_risks what_if?",
    ),
    ("impl_csm", "readiness sentiment live_since open_issues training_gaps hypercare_end top_risk"),
    ("csm_support_live", "support_tier modules customer account_id contacts_allowed known_issues"),
    ("csm_support_issue", "impact mood talks_now customer what_happens since tried expects what_if?"),
    (
        "sup_eng_bug",
        "severity security ask one_line steps expected actual customers_affected needed_by customer_was_told what_if?",
    ),
    (
        "cs_product",
        "request_type decision_wanted one_line customer_words job customers_asking needed_by customer_was_told",
    ),
    (
        "csm_renewal",
        "criteria_met forecast customer contract_value renewal_date notice_date evidence open_commitments signer top_risk \
         who_leads",
    ),
    ("csm_billing", "billing_type suspension mood invoice amount customer customer_says needed_by what_if?"),
    (
        "csm_csm",
        "health reason_told customer renewal_date health_why three_things open_commitments sponsor top_risk last_day what_if?",
    ),
];

#[test]
fn the_core_is_what_the_standard_says() {
    let all = shipped();
    for (key, expected) in CORES {
        let playbook = &all[key].0;
        let mark = |field: &Field| format!("{}{}", field.key, if field.required { "" } else { "?" });
        let core: Vec<String> = playbook.fields().filter(|field| field.is_required(true)).map(mark).collect();
        assert_eq!(core.join(" "), expected, "{key}");
        let backup = usize::from(playbook.high_risk.is_some());
        assert!(core.len() + backup <= CORE_FIELDS_MAX, "{key}");
        assert!(playbook.core_sections().count() <= CORE_SECTIONS_MAX, "{key}");
    }
    let widest = ["ae_csm", "ae_impl", "sup_eng_bug", "csm_csm"];
    assert!(widest.iter().all(|key| all[*key].0.fields().filter(|field| field.is_required(true)).count() == 11));
}

#[test]
fn the_flagship_is_built_as_agreed() {
    let playbook = &shipped()["ae_csm"].0;
    let keys = |fields: &[Field]| fields.iter().map(|field| field.key.clone()).collect::<Vec<_>>().join(" ");
    let sections: Vec<String> =
        playbook.sections.iter().map(|section| format!("{}: {}", section.key, keys(&section.fields))).collect();
    assert_eq!(keys(&playbook.card), "segment renewal_risk");
    assert_eq!(
        sections,
        [
            "customer: contract_value start_date renewal_date contact",
            "why: why_bought success_criteria promises not_sold first_value",
            "risks: red_flags what_if sceptic",
            "people: sponsor champion contact_by why_us expansion",
            "terms: told_timeline hard_event terms open_questions documents",
            "technical: integrations migration compliance tech_contact env_limits",
            "transition: introduction kickoff_target ae_leaves_on first_message_by",
        ]
    );
    let items: Vec<&str> = playbook.checklist.iter().map(|item| item.key.as_str()).collect();
    assert_eq!(
        items,
        [
            "contract_linked",
            "intro_sent",
            "sequences_stopped",
            "kickoff_scheduled",
            "kickoff_held",
            "promises_confirmed",
            "billing_confirmed"
        ]
    );
    let restricted: Vec<&str> =
        playbook.fields().filter(|field| field.restricted).map(|field| field.key.as_str()).collect();
    assert_eq!(restricted, ["renewal_risk", "contract_value", "sceptic", "terms"]);
}

/// Everything a person reads of a playbook, except what they typed.
fn shown(playbook: &Playbook) -> Vec<&String> {
    let mut words = vec![&playbook.name, &playbook.trigger, &playbook.sender, &playbook.receiver];
    for field in playbook.fields().chain(&playbook.at_accept) {
        words.extend([&field.label, &field.help, &field.example]);
        words.extend(field.options.iter().map(|option| &option.label));
    }
    words.extend(playbook.sections.iter().map(|section| &section.title));
    words.extend(playbook.summary.iter().map(|line| &line.label));
    words.extend(playbook.checklist.iter().flat_map(|item| std::iter::once(&item.label).chain(&item.asks)));
    words.extend(playbook.alarms.iter().map(|alarm| &alarm.label));
    words.extend(playbook.ticks.iter().map(|tick| &tick.label));
    words.extend(playbook.gates.iter().map(|gate| &gate.label));
    words.extend(playbook.done.iter().map(|clause| &clause.label));
    words.extend([&playbook.kickoff.button, &playbook.kickoff.noun, &playbook.texts.intro, &playbook.texts.agenda]);
    let card = &playbook.scorecard;
    words.extend([&card.needed, &card.timing, &card.felt, &card.extra_number, &card.extra_tick].into_iter().flatten());
    words
}

#[test]
fn nobody_reads_codes_or_inner_words() {
    const INNER: [&str; 11] =
        ["bh", "bd", "dod", "sla", "ladder", "hop", "hops", "surprise", "core", "submit", "submitted"];
    for (key, (playbook, _)) in shipped() {
        for text in shown(&playbook) {
            let folded = text.to_lowercase();
            let mut words = folded.split(|c: char| !c.is_alphabetic());
            assert!(!words.any(|word| INNER.contains(&word)), "{key}: {text}");
            assert!(!text.contains('!') && !text.contains('—'), "{key}: {text}");
        }
    }
}

#[test]
fn whoever_types_sees_an_example() {
    for (key, (playbook, _)) in shipped() {
        for field in playbook.fields() {
            let is_chosen =
                matches!(field.kind, FieldKind::Choice | FieldKind::Multi | FieldKind::Yesno | FieldKind::User);
            assert_eq!(field.example.is_empty(), is_chosen, "{key}.{}", field.key);
            let tells_waiver = field.help.contains("n/a:");
            assert_eq!(tells_waiver, field.star == Star::OrNotApplicable, "{key}.{}", field.key);
        }
    }
}

#[test]
fn examples_are_good_answers() {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 6).unwrap();
    for (key, (playbook, _)) in shipped() {
        for field in playbook.fields().filter(|field| !field.example.is_empty() && field.items.is_none()) {
            let mut brief = Brief::default();
            brief.set(&field.key, value::read(field, &field.example, today));
            let gaps: Vec<String> = field_gaps(&playbook, &brief, field);
            assert_eq!(gaps, Vec::<String>::new(), "{key}.{}", field.key);
            assert!(!quality::assess(&playbook, &brief).vague_criteria, "{key}.{}", field.key);
        }
        if let Some(field) = playbook.with_meaning(Meaning::Promises) {
            let promises = promise::parse(std::slice::from_ref(&field.example), today);
            assert!(promises[0].by.is_some() && promises[0].to.is_some(), "{key}: {promises:?}");
        }
    }
}

fn field_gaps(playbook: &Playbook, brief: &Brief, field: &Field) -> Vec<String> {
    let alone = Playbook { card: vec![field.clone()], sections: Vec::new(), high_risk: None, ..playbook.clone() };
    quality::assess(&alone, brief).gaps.iter().map(|gap| format!("{gap:?}")).collect()
}

/// A later handoff copies answers by key, so a key means the same everywhere.
#[test]
fn a_key_means_the_same_in_every_playbook() {
    let all = shipped();
    let mut seen: BTreeMap<&str, (&str, &Field)> = BTreeMap::new();
    for (key, (playbook, _)) in &all {
        for field in playbook.fields() {
            let (other, first) = *seen.entry(&field.key).or_insert((key, field));
            let is_alike = first.kind == field.kind || field.key == "what_if";
            assert!(is_alike && first.restricted == field.restricted, "{} in {other} and {key}", field.key);
            assert!(first.options == field.options, "options of {} in {other} and {key}", field.key);
        }
    }
    for key in ["contract_value", "renewal_risk", "sceptic", "mood", "terms", "unpaid"] {
        assert!(seen[key].1.restricted, "{key}");
    }
    for (key, (playbook, _)) in &all {
        for source in playbook.auto_draft.iter().flat_map(|auto| &auto.from_playbooks) {
            let field = all[source].0.field(&playbook.auto_draft.as_ref().unwrap().field).unwrap();
            assert!(field.kind == FieldKind::Date && field.required, "{key} from {source}");
        }
    }
}

/// `accept sent: impact=blocked 1bh, 4bh`
fn described(spec: &ClockSpec) -> String {
    let before = if spec.due.before { "before " } else { "" };
    let branches: Vec<String> = spec.due.branches.iter().map(described_branch).collect();
    let ladder = if spec.ladder.is_some() { " (own ladder)" } else { "" };
    format!("{} {before}{}: {}{ladder}", spec.clock.key(), spec.due.from, branches.join(", "))
}

fn described_branch(branch: &Branch) -> String {
    let when = branch.when.as_ref().map(|when| format!("{}={} ", when.field, when.is.join("|")));
    format!("{}{}", when.unwrap_or_default(), branch.span)
}

#[test]
fn the_clocks_are_those_of_the_standard() {
    let expected: [(&str, &[&str]); 11] = [
        ("sdr_ae", &["accept sent: 4bh", "kickoff sent: 1bd", "complete field:meeting_time: 1bd"]),
        (
            "ae_csm",
            &["start deal_closed: 4bh", "accept sent: 4bh", "kickoff deal_closed: 1bd", "complete deal_closed: 10bd"],
        ),
        ("ae_impl", &["accept sent: 1bd", "kickoff deal_closed: 5bd", "complete deal_closed: 10bd"]),
        ("impl_csm", &["accept sent: 1bd", "kickoff sent: 3bd", "complete sent: 20bd"]),
        ("csm_support_live", &["accept sent: 4bh", "kickoff sent: 1bd", "complete sent: 5bd"]),
        (
            "csm_support_issue",
            &["accept sent: impact=blocked 1bh, 4bh", "kickoff sent: impact=blocked 4bh, 1bd", "complete sent: 5bd"],
        ),
        (
            "sup_eng_bug",
            &[
                "accept sent: severity=s1 15m, severity=s2 1bh, severity=s3 8bh, 3bd (own ladder)",
                "kickoff sent: severity=s1 1h, severity=s2 4bh, 2bd (own ladder)",
                "complete sent: severity=s1 24h, severity=s2 5bd, 20bd",
            ],
        ),
        ("cs_product", &["accept sent: 5bd", "kickoff sent: 10bd", "complete sent: 30bd"]),
        ("csm_renewal", &["accept sent: 1bd", "kickoff sent: 5bd", "complete before field:notice_date: 30d"]),
        (
            "csm_billing",
            &["accept sent: suspension=yes 1bh, 4bh", "kickoff sent: suspension=yes 4bh, 1bd", "complete sent: 5bd"],
        ),
        ("csm_csm", &["accept sent: health=red 4bh, 2bd", "kickoff sent: health=red 2bd, 5bd", "complete sent: 20bd"]),
    ];
    let all = shipped();
    for (key, clocks) in expected {
        let described: Vec<String> = all[key].0.clocks.iter().map(described).collect();
        let usual = ["resubmit returned: 4bh", "answer asked: 4bh"];
        assert_eq!(described, [clocks, &usual].concat(), "{key}");
    }
}

#[test]
fn the_usual_clocks_of_the_sender_are_put_in() {
    let text = &shipped()["impl_csm"].1;
    let cut = text.find("[[clock]]\nclock = \"resubmit\"").unwrap();
    let end = text.find("# ---- Texts").unwrap();
    let playbook = parse("p.toml", &format!("{}{}", &text[..cut], &text[end..])).unwrap();
    let described: Vec<String> = playbook.clocks.iter().skip(3).map(described).collect();
    assert_eq!(described, ["resubmit returned: 4bh", "answer asked: 4bh"]);
}

/// The words that the shape knows are the fields of the types: a serialized playbook has no others, and all of them.
#[test]
fn the_shape_fits_the_types() {
    let mut seen = BTreeSet::new();
    for (playbook, _) in shipped().values() {
        walk(&serde_json::to_value(playbook).unwrap(), shape::PLAYBOOK, &mut seen);
    }
    assert_eq!(seen.len(), 20, "blocks of the shape that no playbook uses are not compared");
}

fn walk(json: &serde_json::Value, keys: &'static [shape::Key], seen: &mut BTreeSet<String>) {
    let names: BTreeSet<&str> = keys.iter().map(|key| key.name).collect();
    let object = json.as_object().unwrap();
    assert_eq!(object.keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
    seen.insert(names.into_iter().collect::<Vec<_>>().join(" "));
    for key in keys {
        match (key.shape, &object[key.name]) {
            (_, serde_json::Value::Null) => {}
            (shape::Shape::Block(inner), value) => walk(value, inner, seen),
            (shape::Shape::Blocks(inner), value) => {
                value.as_array().unwrap().iter().for_each(|value| walk(value, inner, seen));
            }
            (_, _) => {}
        }
    }
}

#[test]
fn the_version_is_a_short_digest_of_the_text() {
    assert_eq!(version_of(""), "e3b0c44298fc1c14");
    assert_eq!(version_of("a").len(), 16);
    assert_ne!(version_of("a"), version_of("b"));
}
