//! Completeness worked out by hand, and what counts as junk, thin and vague.

use chrono::NaiveDate;

use super::*;
use crate::domain::brief::value;
use crate::domain::playbook::load;

/// Weights at low risk: risk 3, reasons 3, goals 3, plan 1, name 2, extra 1, blockers 2; `depth` is asked at high risk
/// only.
const PLAYBOOK: &str = r#"
format = 1
key = "demo"
name = "A > B"
trigger = "Something is ready."
sender = "maker"
receiver = "keeper"
high_risk = { field = "risk", is = ["high"] }
what_if = "plan"
card = [{ key = "risk", label = "Risk", type = "choice", required = true, options = [
    { key = "low", label = "Low" }, { key = "high", label = "High" }, { key = "unknown", label = "Not known" },
] }]
summary = [{ label = "They want", fields = ["goals"] }]
clock = [
    { clock = "accept", after = [{ span = "4bh" }] },
    { clock = "kickoff", after = [{ span = "1bd" }] },
    { clock = "complete", after = [{ span = "5bd" }] },
]
kickoff = { button = "First contact made", noun = "first contact" }
done = [{ key = "accepted", label = "Accepted", met = "accepted" }]

[[section]]
key = "why"
title = "Why"
core = true
field = [
    { key = "reasons", label = "Reasons", type = "long", required = true },
    { key = "goals", label = "Goals", type = "list", required = true, meaning = "success_criteria" },
    { key = "plan", label = "If it fails?", required_at_high_risk = true },
]

[[section]]
key = "more"
title = "More"
field = [
    { key = "name", label = "Name", star = "starred" },
    { key = "extra", label = "Extra" },
    { key = "blockers", label = "Blockers", type = "list", star = "or_not_applicable" },
    { key = "depth", label = "Depth", applies_when = { field = "risk", is = ["high"] } },
]
"#;

const REASONS: &str = "They lost two customers because onboarding took three weeks.";

fn playbook() -> Playbook {
    load::parse("demo.toml", PLAYBOOK).unwrap()
}

fn brief(typed: &[(&str, &str)]) -> Brief {
    let (playbook, mut brief) = (playbook(), Brief::default());
    for (key, typed) in typed {
        let field = playbook.field(key).unwrap();
        brief.set(key, value::read(field, typed, NaiveDate::from_ymd_opt(2026, 3, 6).unwrap()));
    }
    brief
}

/// Percentage, gaps and what blocks, as `53: blockers Missing, …; blocks …`.
fn summed(typed: &[(&str, &str)]) -> String {
    let assessment = assess(&playbook(), &brief(typed));
    let named =
        |gaps: &[Gap]| gaps.iter().map(|gap| format!("{} {:?}", gap.field, gap.kind)).collect::<Vec<_>>().join(", ");
    format!("{}: {}; blocks {}", assessment.percent, named(&assessment.gaps), named(&assessment.blocking))
}

#[test]
fn an_empty_brief() {
    assert_eq!(
        summed(&[]),
        "0: risk Missing, reasons Missing, goals Missing; blocks risk Missing, reasons Missing, goals Missing"
    );
}

#[test]
fn half_a_brief() {
    // (3 + 1.5 + 1.5 + 2) / 15 = 53.3 %; lost: blockers 2, reasons 1.5, goals 1.5, plan 1, extra 1.
    let half = [("risk", "low"), ("reasons", "They want it faster."), ("goals", "Faster"), ("name", "Dana Ortiz")];
    assert_eq!(summed(&half), "53: blockers Missing, reasons Thin, goals Thin; blocks ");
    // Waived: (3 + 1.5 + 1.5 + 2) / 13 = 61.5 %; plan and extra lose 1 each, and plan comes first.
    let waived = [&half[..], &[("blockers", "n/a: their lawyers have signed")]].concat();
    assert_eq!(summed(&waived), "61: reasons Thin, goals Thin, plan Missing; blocks ");
}

#[test]
fn a_high_risk_asks_more() {
    // 3 risk + 3 reasons + 3 goals + 3 plan + 2 name + 1 extra + 2 blockers + 1 depth = 18; (3 + 3 + 3) / 18 = 50 %.
    let typed = [("risk", "high"), ("reasons", REASONS), ("goals", "Onboarding from 14 to 5 days")];
    assert_eq!(summed(&typed), "50: plan Missing, name Missing, blockers Missing; blocks plan Missing");
    let planned = [&typed[..], &[("plan", "tbd")]].concat();
    assert_eq!(summed(&planned), "50: plan Junk, name Missing, blockers Missing; blocks plan Junk");
    let planned = [&typed[..], &[("plan", "Mia calls Dana")]].concat();
    assert_eq!(summed(&planned), "66: name Missing, blockers Missing, extra Missing; blocks ");
}

#[test]
fn a_full_brief() {
    let full = [
        ("risk", "low"),
        ("reasons", REASONS),
        ("goals", "Onboarding from 14 to 5 days"),
        ("plan", "Mia calls Dana"),
        ("name", "Dana Ortiz"),
        ("extra", "Two offices"),
        ("blockers", "Data processing agreement"),
    ];
    assert_eq!(summed(&full), "100: ; blocks ");
    let counts = assess(&playbook(), &brief(&full)).counts;
    let counts: Vec<(Option<&str>, usize, usize)> =
        counts.iter().map(|count| (count.section.as_deref(), count.filled, count.of)).collect();
    assert_eq!(counts, [(None, 1, 1), (Some("why"), 3, 3), (Some("more"), 3, 3)]);
}

#[test]
fn counts_leave_out_what_is_waived_and_not_asked() {
    let typed =
        [("risk", "high"), ("blockers", "n/a: their lawyers have signed"), ("name", "x"), ("extra", "Two offices")];
    let counts = assess(&playbook(), &brief(&typed)).counts;
    assert_eq!(counts[2], Count { section: Some("more".to_owned()), filled: 1, of: 3 });
}

#[track_caller]
fn check_kind(key: &str, typed: &str, expected: Option<GapKind>) {
    let brief = brief(&[("risk", "high"), (key, typed)]);
    let (playbook, field) = (playbook(), key);
    let field = playbook.field(field).unwrap();
    let found = match grade(&playbook, field, &brief) {
        Grade::Empty(kind) => Some(kind),
        Grade::Thin => Some(GapKind::Thin),
        Grade::Full | Grade::NotApplicable => None,
    };
    assert_eq!(found, expected, "{key}: {typed}");
}

#[test]
fn junk_says_nothing() {
    for typed in [
        "n/a",
        "N/A.",
        "na",
        "TBD",
        "t.b.d.",
        "tba",
        "None",
        "none!",
        "see CRM",
        "See  crm.",
        "x",
        "X.",
        "test",
        "Test…",
        "-",
        "...",
        "?",
        "👍",
        "(none)",
    ] {
        check_kind("name", typed, Some(GapKind::Junk));
        check_kind("reasons", typed, Some(GapKind::Junk));
        check_kind("goals", typed, Some(GapKind::Junk));
        check_kind("goals", &format!("- {typed}\n- tbd"), Some(GapKind::Junk));
    }
    for typed in ["Nan", "xy", "testing", "see CRM notes of 3 March", "nope", "None of them"] {
        check_kind("name", typed, None);
    }
    check_kind("name", "  ", Some(GapKind::Missing));
    check_kind("goals", "\n \n", Some(GapKind::Missing));
}

#[test]
fn thin_says_little() {
    check_kind("reasons", "1234567890123456789012345678901234567 9", Some(GapKind::Thin));
    check_kind("reasons", "12345678901234567890123456789012345678 0", None);
    check_kind("reasons", "1234567890123456789012345678901234567     9", Some(GapKind::Thin));
    check_kind("goals", "Faster\nCheaper", Some(GapKind::Thin));
    check_kind("goals", "Faster\nCheaper by 5 %", None);
    check_kind("goals", "tbd\nCheaper by 5 %", None);
    check_kind("name", "Al", None);
    check_kind("risk", "unknown", Some(GapKind::Thin));
}

#[test]
fn what_cannot_be_read_counts_as_empty() {
    check_kind("risk", "perhaps", Some(GapKind::Unread));
    check_kind("risk", "tbd", Some(GapKind::Junk));
    check_kind("name", &"long ".repeat(50), Some(GapKind::Unread));
    check_kind("blockers", "n/a", Some(GapKind::Junk));
    check_kind("blockers", "n/a: no", Some(GapKind::Unread));
    check_kind("blockers", "n/a: their lawyers have signed", None);
    // Only a field that says so can be waived: elsewhere it is a text like any other.
    check_kind("name", "n/a: their lawyers have signed", None);
}

#[test]
fn an_option_that_is_gone_was_not_chosen() {
    let mut brief = Brief::default();
    brief.set("risk", Value::Choice("medium".to_owned()));
    let assessment = assess(&playbook(), &brief);
    assert_eq!(assessment.blocking[0], Gap { field: "risk".to_owned(), kind: GapKind::Unread });
}

#[test]
fn the_same_text_twice_is_thin_both_times() {
    let typed =
        [("name", "Dana  Ortiz"), ("extra", "dana ortiz"), ("plan", "Mia calls Dana"), ("goals", "mia calls dana")];
    let (playbook, brief) = (playbook(), brief(&typed));
    for key in ["name", "extra", "plan", "goals"] {
        assert_eq!(grade(&playbook, playbook.field(key).unwrap(), &brief), Grade::Thin, "{key}");
    }
}

#[test]
fn goals_without_a_number_or_a_date_are_vague() {
    let is_vague = |typed| assess(&playbook(), &brief(&[("goals", typed)])).vague_criteria;
    for typed in ["Faster onboarding", "Happier users\nOne view of everything", "They may grow", "Marching ahead"] {
        assert!(is_vague(typed), "{typed}");
    }
    for typed in [
        "Onboarding in 5 days",
        "Faster onboarding\nlive by June",
        "Five days instead of fourteen",
        "Ready by May",
        "Half the tickets",
        "Decided in Q3",
    ] {
        assert!(!is_vague(typed), "{typed}");
    }
    // What is not there, or says nothing, is missing and not vague.
    assert!(!is_vague("") && !is_vague("tbd"));
}

#[test]
fn filled_is_what_a_clause_waits_for() {
    let playbook = playbook();
    let filled = |key: &str, brief: &Brief| is_filled(&playbook, playbook.field(key).unwrap(), brief);
    let brief =
        brief(&[("risk", "low"), ("name", "tbd"), ("goals", "Faster"), ("blockers", "n/a: nothing in the way")]);
    assert_eq!(
        ["risk", "name", "goals", "blockers", "depth", "extra"].map(|key| filled(key, &brief)),
        [true, false, true, true, true, false]
    );
}
