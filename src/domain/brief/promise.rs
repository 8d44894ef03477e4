//! Promises as people type them, one a line, taken apart: what, by when, to whom.
//!
//! `SSO live by 15 March, to Dana Ortiz` and Baton's own way to show it, `SSO live · 15 March · Dana Ortiz`. What is
//! not understood stays in *what*; a day is never guessed, and a promise without one is kept and flagged. Whether it
//! was kept stands in the handoff's ledger, not here.

use std::ops::Range;

use chrono::NaiveDate;

use super::day;

/// The longest day in words: `Monday 15 March 2027`, and "of" besides.
const DAY_WORDS_MAX: usize = 6;
/// The longest name of a person in words.
const NAME_WORDS_MAX: usize = 4;

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The line as typed.
    pub text: String,
    /// What was promised.
    pub what: String,
    /// By which day; absent = flagged.
    pub by: Option<NaiveDate>,
    /// To whom.
    pub to: Option<String>,
}

impl Promise {
    /// Without a day nobody can tell whether it was kept.
    pub fn is_flagged(&self) -> bool {
        self.by.is_none()
    }
}

/// Takes the lines apart. A line that says that nothing was promised gives no promise. `today` is the writer's, for
/// days without a year.
pub fn parse(lines: &[String], today: NaiveDate) -> Vec<Promise> {
    lines.iter().filter(|line| !says_none(line)).map(|line| parse_line(line, today)).collect()
}

/// `no promises beyond contract` and its kin.
pub fn says_none(line: &str) -> bool {
    let letters: String = line.to_lowercase().chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect();
    let words: Vec<&str> = letters.split_whitespace().filter(|word| !["the", "any"].contains(word)).collect();
    matches!(
        words.as_slice(),
        [] | ["none"]
            | ["no", "promises"]
            | ["no", "promises", "beyond", "contract"]
            | ["none" | "nothing", "beyond", "contract"]
    )
}

/// A word, and whether something before or after it divides the line.
#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    raw: &'t str,
    bare: &'t str,
    starts_part: bool,
    ends_part: bool,
}

fn parse_line(line: &str, today: NaiveDate) -> Promise {
    let words = words_of(line);
    let found = find_day(&words, today);
    let parts = parts_around(&words, found.as_ref().map(|(_, range)| range));
    let recipient = recipient_in(line, &parts);
    let kept = parts.iter().enumerate().filter(|(at, _)| recipient.as_ref().is_none_or(|(named, _)| named != at));
    let what: Vec<String> = kept.map(|(_, part)| joined(part)).collect();
    Promise {
        text: line.to_owned(),
        what: what.join(", "),
        by: found.map(|(day, _)| day),
        to: recipient.map(|(_, name)| name),
    }
}

/// The line for the eyes of the recipient: `SSO live by 15 March` of `SSO live by 15 March, to Dana Ortiz`.
pub fn without_recipient(line: &str) -> String {
    let words = words_of(line);
    // Which day it is does not matter here, only where it stands.
    let found = find_day(&words, NaiveDate::default());
    let parts = parts_around(&words, found.as_ref().map(|(_, range)| range));
    let Some(part) = recipient_in(line, &parts).and_then(|(at, _)| parts.get(at)) else { return line.to_owned() };
    let is_named = |word: &Word| part.iter().any(|named| std::ptr::eq(named.raw, word.raw));
    let kept: Vec<&str> = words.iter().filter(|word| !is_named(word)).map(|word| word.raw).collect();
    kept.join(" ").trim_end_matches([',', ';']).to_owned()
}

fn parts_around<'w, 't>(words: &'w [Word<'t>], day: Option<&Range<usize>>) -> Vec<&'w [Word<'t>]> {
    let (before, after) =
        day.map_or((words, None), |day| (words.get(..day.start).unwrap_or_default(), words.get(day.end..)));
    std::iter::once(before).chain(after).flat_map(parts_of).collect()
}

/// The part that names the recipient, and the name.
fn recipient_in(line: &str, parts: &[&[Word]]) -> Option<(usize, String)> {
    let is_dotted = line.contains('·');
    parts.iter().enumerate().rev().find_map(|(at, part)| Some((at, name_in(part, at, is_dotted)?)))
}

fn words_of(line: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word> = Vec::new();
    let mut starts_part = true;
    for raw in line.split_whitespace() {
        if ["·", "-", "–", "—", "|"].contains(&raw) {
            starts_part = true;
            words.iter_mut().rev().take(1).for_each(|last| last.ends_part = true);
            continue;
        }
        let bare = raw.trim_start_matches('(').trim_end_matches([',', ';', ')', ':']);
        let ends_part = raw.ends_with([',', ';', ')']);
        words.push(Word { raw, bare, starts_part: starts_part || raw.starts_with('('), ends_part });
        starts_part = ends_part;
    }
    // A full stop; within the line it may belong to a day, as in "15. 3. 2027".
    words.iter_mut().rev().take(1).for_each(|last| last.bare = last.bare.trim_end_matches('.'));
    words
}

/// The day of the line and the words that name it, a leading "by" included. Of several the last one behind such a word,
/// else the last one that can be nothing but a day.
fn find_day(words: &[Word], today: NaiveDate) -> Option<(NaiveDate, Range<usize>)> {
    let mut led = None;
    let mut plain = None;
    let mut start = 0;
    while start < words.len() {
        let Some((day, end)) = day_at(words, start, today) else {
            start += 1;
            continue;
        };
        let leads = |word: &Word| {
            ["by", "until", "till", "before", "on", "due", "from"].contains(&word.bare.to_lowercase().as_str())
        };
        if start > 0 && words.get(start - 1).is_some_and(leads) {
            led = Some((day, start - 1..end));
        } else if words.get(start..end).is_some_and(is_surely_a_day) {
            plain = Some((day, start..end));
        }
        start = end;
    }
    led.or(plain)
}

/// The longest day that starts at this word, and where it ends.
fn day_at(words: &[Word], start: usize, today: NaiveDate) -> Option<(NaiveDate, usize)> {
    // "on" and "the" mean nothing within a day, so one must not begin with them.
    if words.get(start).is_some_and(|word| ["on", "of"].contains(&word.bare.to_lowercase().as_str())) {
        return None;
    }
    let longest = words.len().min(start + DAY_WORDS_MAX);
    (start + 1..=longest).rev().find_map(|end| {
        let text: Vec<&str> = words.get(start..end)?.iter().map(|word| word.bare).collect();
        Some((day::date(&text.join(" "), today).ok()?, end))
    })
}

/// A month's name or a full year stands in it: `15.3` may be a version and `Monday` a habit.
fn is_surely_a_day(words: &[Word]) -> bool {
    let has_month = words.len() > 1 && words.iter().any(|word| day::month_of(&word.bare.to_lowercase()).is_some());
    let has_year =
        words.iter().any(|word| word.bare.split(['-', '.', '/']).filter(|part| !part.is_empty()).count() == 3);
    has_month || has_year
}

fn parts_of<'w, 't>(words: &'w [Word<'t>]) -> Vec<&'w [Word<'t>]> {
    words.chunk_by(|left, right| !left.ends_part && !right.starts_part).collect()
}

/// The person a part names: `to Dana Ortiz`; between dots, and not first, also `Dana Ortiz`.
fn name_in(part: &[Word], at: usize, is_dotted: bool) -> Option<String> {
    let (first, rest) = part.split_first()?;
    let name = if first.bare.eq_ignore_ascii_case("to") {
        rest
    } else if is_dotted {
        part
    } else {
        return None;
    };
    let is_name = |word: &Word| word.bare.chars().next().is_some_and(char::is_uppercase);
    let fits = at > 0 && (1..=NAME_WORDS_MAX).contains(&name.len()) && name.first().is_some_and(is_name);
    fits.then(|| name.iter().map(|word| word.bare).collect::<Vec<_>>().join(" "))
}

fn joined(part: &[Word]) -> String {
    let raw: Vec<&str> = part.iter().map(|word| word.raw).collect();
    raw.join(" ").trim_end_matches([',', ';']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 6).unwrap()
    }

    #[track_caller]
    fn check(line: &str, what: &str, by: Option<(i32, u32, u32)>, to: Option<&str>) {
        let by = by.map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap());
        let read = parse(&[line.to_owned()], today());
        let expected = Promise { text: line.to_owned(), what: what.to_owned(), by, to: to.map(str::to_owned) };
        assert_eq!(read, [expected], "{line}");
    }

    #[test]
    fn what_by_when_and_to_whom() {
        let by = Some((2026, 3, 15));
        check("SSO live by 15 March, to Dana Ortiz", "SSO live", by, Some("Dana Ortiz"));
        check("SSO live by 15 March to Dana Ortiz", "SSO live", by, Some("Dana Ortiz"));
        check("SSO live by March 15, 2027, to Dana", "SSO live", Some((2027, 3, 15)), Some("Dana"));
        check("SSO · 15 March · Dana", "SSO", by, Some("Dana"));
        check("SSO live, to Dana Ortiz, by 15.3.2026", "SSO live", by, Some("Dana Ortiz"));
        check("SSO live (to Dana Ortiz) until 2026-03-15", "SSO live", by, Some("Dana Ortiz"));
        check("by 15 March: single sign-on", "single sign-on", by, None);
        check("SSO: live for everyone by 15 March.", "SSO: live for everyone", by, None);
        check("SSO by 15. 3. 2026.", "SSO", by, None);
        check("SSO and export, by the 15th of March", "SSO and export", by, None);
        check("Weekly call until Friday", "Weekly call", Some((2026, 3, 6)), None);
    }

    #[test]
    fn a_promise_without_a_day_is_kept_and_flagged() {
        check("SSO soon, to Dana", "SSO soon", None, Some("Dana"));
        check("SSO by end of March", "SSO by end of March", None, None);
        check("Upgrade to 15.3", "Upgrade to 15.3", None, None);
        check("Call every Monday", "Call every Monday", None, None);
        check("SSO by 3/4/2027", "SSO by 3/4/2027", None, None);
        assert!(parse(&["SSO soon".to_owned()], today())[0].is_flagged());
        assert!(!parse(&["SSO by 15 March".to_owned()], today())[0].is_flagged());
    }

    #[test]
    fn a_system_is_not_a_person() {
        check("Migration to Azure by 1 May", "Migration to Azure", Some((2026, 5, 1)), None);
        check("Export, to be agreed", "Export, to be agreed", None, None);
        check("To be agreed with Dana", "To be agreed with Dana", None, None);
    }

    #[test]
    fn the_last_day_counts() {
        check("Data of 1 January 2026 moved by 15 March", "Data of 1 January 2026 moved", Some((2026, 3, 15)), None);
    }

    #[test]
    fn the_recipient_need_not_be_told_who_they_are() {
        for (line, told) in [
            ("SSO live by 15 March, to Dana Ortiz", "SSO live by 15 March"),
            ("SSO live by 15 March to Dana Ortiz", "SSO live by 15 March"),
            ("SSO live, to Dana Ortiz, by 15 March", "SSO live, by 15 March"),
            ("SSO live by 15 March", "SSO live by 15 March"),
            ("Migration to Azure, soon", "Migration to Azure, soon"),
        ] {
            assert_eq!(without_recipient(line), told);
        }
    }

    #[test]
    fn nothing_promised_is_no_promise() {
        for line in
            ["no promises beyond contract", "No promises beyond the contract.", "none", "nothing beyond contract", "-"]
        {
            assert_eq!(parse(&[line.to_owned()], today()), [], "{line}");
        }
        assert_eq!(parse(&["No promises on price were made".to_owned()], today()).len(), 1);
    }
}
