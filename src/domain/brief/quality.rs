//! How good a brief is: completeness, the best gaps to close, and what blocks sending.
//!
//! Private help for the sender, computed by rules that anyone can repeat by hand. Whether the customer and a backup are
//! there is the handoff's to check, not the brief's.

use super::{Brief, FieldKey, Value};
use crate::domain::playbook::{Field, FieldKind, Meaning, Playbook, Star};

/// So many gaps are shown.
const GAPS_MAX: usize = 3;
/// A `long` text of fewer characters is thin.
const LONG_CHARS_MIN: usize = 40;
/// A `list` without an item of so many characters is thin.
const ITEM_CHARS_MIN: usize = 10;
/// Key of the option that says "not known yet".
const UNKNOWN: &str = "unknown";
/// Texts that say nothing, without case, punctuation and white space.
const JUNK: [&str; 8] = ["", "na", "tbd", "tba", "none", "seecrm", "x", "test"];

/// What the sender is told about the brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Completeness, 0 to 100, rounded down.
    pub percent: u8,
    /// The three gaps that would raise it most, the best first.
    pub gaps: Vec<Gap>,
    /// What blocks sending, in playbook order.
    pub blocking: Vec<Gap>,
    /// Success criteria are there, and none has a number or a date.
    pub vague_criteria: bool,
    /// Filled fields of the card (if it has any), then of each section.
    pub counts: Vec<Count>,
}

/// A field that could be better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Key of the field.
    pub field: FieldKey,
    /// What is the matter.
    pub kind: GapKind,
}

/// What is the matter with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// There is none.
    Missing,
    /// It says nothing: `tbd`, `see CRM`, `-`.
    Junk,
    /// It says little.
    Thin,
    /// It was typed and could not be read.
    Unread,
}

/// How many of the applicable fields are filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Key of the section; none for the card.
    pub section: Option<String>,
    /// Fields with an answer that is not junk.
    pub filled: usize,
    /// Fields that apply and are not waived.
    pub of: usize,
}

/// An answer's worth. The order is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// Waived, or not asked given the other answers.
    NotApplicable,
    /// Worth nothing.
    Empty(GapKind),
    /// Worth half.
    Thin,
    /// Worth all.
    Full,
}

/// Assesses the brief: Σ weight × q ÷ Σ weight over the fields that apply, with weight 3 for what blocks sending, 2 for
/// other starred fields, 1 for the rest, and q = 1, ½ or 0.
pub fn assess(playbook: &Playbook, brief: &Brief) -> Assessment {
    let is_high_risk = playbook.is_high_risk(brief);
    let graded: Vec<(&Field, Grade)> = playbook.fields().map(|field| (field, grade(playbook, field, brief))).collect();
    let (mut reached, mut reachable) = (0, 0);
    let mut gaps: Vec<(u32, Gap)> = Vec::new();
    let mut blocking = Vec::new();
    for (field, grade) in &graded {
        let is_required = field.is_required(is_high_risk);
        let weight = weight(field, is_required);
        let gap = |kind| Gap { field: field.key.clone(), kind };
        // In halves, so that everything stays whole.
        let halves = match grade {
            Grade::NotApplicable => continue,
            Grade::Full => 2,
            Grade::Thin => {
                gaps.push((weight, gap(GapKind::Thin)));
                1
            }
            Grade::Empty(kind) => {
                gaps.push((weight * 2, gap(*kind)));
                if is_required {
                    blocking.push(gap(*kind));
                }
                0
            }
        };
        reached += weight * halves;
        reachable += weight * 2;
    }
    // Stable: equal losses stay in playbook order.
    gaps.sort_by_key(|(loss, _)| std::cmp::Reverse(*loss));
    Assessment {
        percent: (reached * 100).checked_div(reachable).and_then(|percent| u8::try_from(percent).ok()).unwrap_or(100),
        gaps: gaps.into_iter().take(GAPS_MAX).map(|(_, gap)| gap).collect(),
        blocking,
        vague_criteria: has_vague_criteria(playbook, brief),
        counts: counts(playbook, &graded),
    }
}

/// Whether the field has an answer that is not junk, or needs none. A clause `field:…` is met then, a gate opens then.
pub fn is_filled(playbook: &Playbook, field: &Field, brief: &Brief) -> bool {
    match grade(playbook, field, brief) {
        Grade::NotApplicable | Grade::Thin | Grade::Full => true,
        Grade::Empty(_) => false,
    }
}

/// Whether the answer says little.
pub(super) fn is_thin(playbook: &Playbook, field: &Field, brief: &Brief) -> bool {
    grade(playbook, field, brief) == Grade::Thin
}

/// Whether the answer, in words, has a number or a date.
pub(super) fn has_figure(field: &Field, brief: &Brief) -> bool {
    text_of(field, brief).is_none_or(|text| has_number_or_date(&text))
}

/// Items of a list.
pub(super) fn items(field: &Field, brief: &Brief) -> usize {
    if let Some(Value::List(items)) = brief.value(&field.key) { items.len() } else { 0 }
}

fn weight(field: &Field, is_required: bool) -> u32 {
    match (is_required, field.star) {
        (true, _) => 3,
        (false, Star::Starred | Star::OrNotApplicable) => 2,
        (false, Star::Optional) => 1,
    }
}

fn counts(playbook: &Playbook, graded: &[(&Field, Grade)]) -> Vec<Count> {
    let count = |section: Option<String>, fields: &[Field]| {
        let own = graded.iter().filter(|(field, _)| fields.iter().any(|known| known.key == field.key));
        let asked: Vec<Grade> = own.map(|(_, grade)| *grade).filter(|grade| *grade != Grade::NotApplicable).collect();
        let filled = asked.iter().filter(|grade| matches!(grade, Grade::Full | Grade::Thin)).count();
        Count { section, filled, of: asked.len() }
    };
    let card = (!playbook.card.is_empty()).then(|| count(None, &playbook.card));
    let sections = playbook.sections.iter().map(|section| count(Some(section.key.clone()), &section.fields));
    card.into_iter().chain(sections).collect()
}

fn grade(playbook: &Playbook, field: &Field, brief: &Brief) -> Grade {
    if !field.applies(brief) {
        return Grade::NotApplicable;
    }
    let Some(value) = brief.value(&field.key) else { return Grade::Empty(GapKind::Missing) };
    if value.is_blank() {
        return Grade::Empty(GapKind::Missing);
    }
    match value {
        Value::Text(text) if field.kind == FieldKind::Link => text_grade(text, |_| false),
        Value::Text(text) => text_grade(text, |folded| {
            let is_short = field.kind == FieldKind::Long && folded.chars().count() < LONG_CHARS_MIN;
            is_short || is_repeated(playbook, field, brief, folded)
        }),
        Value::List(items) => list_grade(items, |folded| is_repeated(playbook, field, brief, folded)),
        Value::Choice(key) if field.option_label(key).is_none() => Grade::Empty(GapKind::Unread),
        Value::Choice(key) if key == UNKNOWN => Grade::Thin,
        Value::Multi(keys) if keys.iter().all(|key| field.option_label(key).is_none()) => Grade::Empty(GapKind::Unread),
        Value::NotApplicable(_) if field.star == Star::OrNotApplicable => Grade::NotApplicable,
        Value::Unread(text) if is_junk(text) => Grade::Empty(GapKind::Junk),
        Value::NotApplicable(_) | Value::Unread(_) => Grade::Empty(GapKind::Unread),
        Value::Choice(_)
        | Value::Multi(_)
        | Value::Money { .. }
        | Value::Date(_)
        | Value::Datetime(_)
        | Value::Number(_)
        | Value::Yesno(_)
        | Value::Person(_) => Grade::Full,
    }
}

fn text_grade(text: &str, is_thin: impl Fn(&str) -> bool) -> Grade {
    if is_junk(text) {
        Grade::Empty(GapKind::Junk)
    } else if is_thin(&folded(text)) {
        Grade::Thin
    } else {
        Grade::Full
    }
}

fn list_grade(items: &[String], is_repeated: impl Fn(&str) -> bool) -> Grade {
    if items.iter().all(|item| is_junk(item)) {
        return Grade::Empty(GapKind::Junk);
    }
    let has_substance = items.iter().any(|item| folded(item).chars().count() >= ITEM_CHARS_MIN);
    if !has_substance || is_repeated(&folded(&items.join("\n"))) { Grade::Thin } else { Grade::Full }
}

/// Whether another text field that applies says the same.
fn is_repeated(playbook: &Playbook, field: &Field, brief: &Brief, text: &str) -> bool {
    let others = playbook.fields().filter(|other| other.key != field.key && other.applies(brief));
    others.filter_map(|other| text_of(other, brief)).any(|other| other == text)
}

/// The folded text of a `short`, `long` or `list` field.
fn text_of(field: &Field, brief: &Brief) -> Option<String> {
    match (field.kind, brief.value(&field.key)?) {
        (FieldKind::Short | FieldKind::Long, Value::Text(text)) => Some(folded(text)),
        (FieldKind::List, Value::List(items)) => Some(folded(&items.join("\n"))),
        _ => None,
    }
}

/// Trimmed, white space and case folded.
fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_junk(text: &str) -> bool {
    let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    JUNK.contains(&letters.as_str())
}

/// Whether success criteria were written and no line has a number or a date.
fn has_vague_criteria(playbook: &Playbook, brief: &Brief) -> bool {
    let Some(field) = playbook.with_meaning(Meaning::SuccessCriteria) else { return false };
    if !matches!(grade(playbook, field, brief), Grade::Full | Grade::Thin) {
        return false;
    }
    text_of(field, brief).is_some_and(|text| !has_number_or_date(&text))
}

/// In folded text. `may` is a month only after a word that leads to one, and `one` no number: "one view of everything".
fn has_number_or_date(text: &str) -> bool {
    const NUMBERS: [&str; 17] = [
        "zero", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "half", "double",
        "triple", "hundred", "thousand", "million",
    ];
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let leads_to_date = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|word| {
            ["by", "in", "until", "till", "before", "of", "end", "mid", "late", "early"].contains(word)
        })
    };
    words.iter().enumerate().any(|(at, word)| {
        let is_month = super::day::month_of(word).is_some() && (*word != "may" || leads_to_date(at));
        word.contains(|c: char| c.is_numeric()) || NUMBERS.contains(word) || is_month
    })
}

#[cfg(test)]
#[path = "quality_tests.rs"]
mod tests;
