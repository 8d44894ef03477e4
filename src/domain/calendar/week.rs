//! A week as people write it: "Mon-Fri 9-12, 13-17; Sat 10-13", "Mon-Thu 8:30-17, Fri 8:30-14", "Mon-Fri 22-6", "always".
//!
//! Lenient about how days and times are written, strict where a guess would move every deadline of a team: a day that
//! stands there twice, an hour that begins and ends at once, a week that never opens are refused. What is written here is
//! read again as the same week. Not here: words for people ([`crate::chat`]), dates, zones.

use super::Interval;

/// The opening hours of each weekday, Monday first.
pub type Week = [Vec<Interval>; 7];

/// Keys of the days, Monday first; as they are written, too.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const LONG: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const DAY_S: u32 = 86_400;

/// Why a text is no week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeekError {
    /// This part of it cannot be read.
    Unread(String),
    /// Days without hours behind them.
    NoHours(String),
    /// A weekday, Monday 0, stands there twice.
    Twice(usize),
    /// It begins and ends at the same time, or lasts longer than a day.
    TooLong(String),
    /// No day has an hour.
    NeverOpens,
}

/// Weekdays with the same hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// First and last of each stretch of days.
    pub days: Vec<(usize, usize)>,
    /// Their hours.
    pub hours: Vec<Interval>,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Days(usize, usize),
    Time(u32),
    WholeDay,
    Closed,
    Dash,
    And,
}

/// What is written in several words or signs.
const PHRASES: [(&str, &str); 9] = [
    ("24/7", " daily allday "),
    ("always", " daily allday "),
    ("around the clock", " allday "),
    ("round the clock", " allday "),
    ("24 hours", " allday "),
    ("all day", " allday "),
    ("every day", " daily "),
    ("each day", " daily "),
    ("the next day", " "),
];

/// Reads a week. Hours without days are those of Monday to Friday.
pub fn read(text: &str) -> Result<Week, WeekError> {
    let tokens = tokens(text)?;
    let mut week: [Option<Vec<Interval>>; 7] = Default::default();
    let mut rest = tokens.as_slice();
    let mut is_first = true;
    while !rest.is_empty() {
        let (mut days, after) = days(rest);
        if days.is_empty() {
            let is_alone = is_first && !tokens.iter().any(|token| matches!(token, Token::Days(..)));
            match rest.first() {
                Some(Token::And) => {
                    rest = &rest[1..];
                    continue;
                }
                Some(Token::WholeDay) if is_alone => days = (0..7).collect(),
                Some(_) | None if is_alone => days = (0..5).collect(),
                Some(_) | None => return Err(WeekError::Unread(text.trim().to_owned())),
            }
        }
        let (hours, after) = hours(after, text)?;
        for day in days {
            if week[day].replace(hours.clone()).is_some() {
                return Err(WeekError::Twice(day));
            }
        }
        (rest, is_first) = (after, false);
    }
    let week = week.map(Option::unwrap_or_default);
    if week.iter().all(Vec::is_empty) { Err(WeekError::NeverOpens) } else { Ok(week) }
}

/// Reads the hours of one day: "9-13", "9-12, 13-17", "closed", "all day".
pub fn read_hours(text: &str) -> Result<Vec<Interval>, WeekError> {
    let tokens = tokens(text)?;
    let (found, rest) = hours(&tokens, text)?;
    if rest.is_empty() { Ok(found) } else { Err(WeekError::Unread(text.trim().to_owned())) }
}

/// As [`read`] reads it.
pub fn written(week: &Week) -> String {
    if week.iter().all(|day| day.as_slice() == [Interval::WHOLE_DAY]) {
        return "always".to_owned();
    }
    let name = |day: usize| {
        let key = DAYS[day];
        format!("{}{}", key[..1].to_uppercase(), &key[1..])
    };
    let stretch = |(first, last): &(usize, usize)| {
        if first == last { name(*first) } else { format!("{}-{}", name(*first), name(*last)) }
    };
    let line = |run: &Run| {
        let days: Vec<String> = run.days.iter().map(stretch).collect();
        format!("{} {}", days.join(", "), written_hours(&run.hours))
    };
    runs(week).iter().map(line).collect::<Vec<_>>().join("; ")
}

/// The hours of one day as [`read_hours`] reads them.
pub fn written_hours(hours: &[Interval]) -> String {
    if hours.is_empty() {
        return "closed".to_owned();
    }
    let one = |hours: &Interval| format!("{}-{}", time_text(hours.open_s()), time_text(hours.close_s()));
    hours.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// `9:00`, `9:00:30`.
pub fn time_text(time_s: u32) -> String {
    let (hours, minutes, seconds) = (time_s / 3_600, time_s / 60 % 60, time_s % 60);
    if seconds == 0 { format!("{hours}:{minutes:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// The open days of a week, those with the same hours together.
pub fn runs(week: &Week) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (day, hours) in week.iter().enumerate().filter(|(_, hours)| !hours.is_empty()) {
        match runs.iter_mut().find(|run| run.hours == *hours) {
            Some(run) => match run.days.last_mut().filter(|(_, last)| last + 1 == day) {
                Some((_, last)) => *last = day,
                None => run.days.push((day, day)),
            },
            None => runs.push(Run { days: vec![(day, day)], hours: hours.clone() }),
        }
    }
    runs
}

/// A time of day in seconds: `9`, `9:00`, `09.30`, `8h30`, `5pm`, `noon`; at most 24:00.
pub fn read_time(word: &str) -> Option<u32> {
    let folded = word.trim().to_lowercase();
    match folded.as_str() {
        "noon" => return Some(12 * 3_600),
        "midnight" => return Some(0),
        _ => {}
    }
    let (digits, half) = match (folded.strip_suffix("am"), folded.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (None, Some(rest)) => (rest, Some(12)),
        (None, None) => (folded.strip_suffix("uhr").unwrap_or(&folded), None),
    };
    let plain = digits.trim().trim_end_matches('h').replace(['.', 'h'], ":");
    let mut parts = plain.split(':').map(|part| Some(part).filter(|part| is_number(part))?.parse::<u32>().ok());
    let (hours, minutes, seconds) =
        (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let hours = match half {
        Some(later) if (1..=12).contains(&hours) => hours % 12 + later,
        Some(_) => return None,
        None => hours,
    };
    let total = hours * 3_600 + minutes * 60 + seconds;
    (parts.next().is_none() && minutes < 60 && seconds < 60 && total <= DAY_S).then_some(total)
}

fn is_number(part: &str) -> bool {
    (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn tokens(text: &str) -> Result<Vec<Token>, WeekError> {
    let mut plain = text.to_lowercase().replace(['–', '—', '−'], "-");
    for (phrase, word) in PHRASES {
        plain = plain.replace(phrase, word);
    }
    for sign in ["-", ",", ";", "\n", "&", "+"] {
        plain = plain.replace(sign, &format!(" {} ", if sign == "\n" { ";" } else { sign }));
    }
    let mut words: Vec<String> = Vec::new();
    for word in plain.split_whitespace() {
        // "9 am" is one time.
        match words.last_mut() {
            Some(last) if ["am", "pm", "uhr", "h"].contains(&word) && read_time(last).is_some() => last.push_str(word),
            Some(_) | None => words.push(word.to_owned()),
        }
    }
    let meant =
        words.iter().filter(|word| !["from", "on", "the", "each", "open", "and", "und"].contains(&word.as_str()));
    meant.map(|word| token(word).ok_or_else(|| WeekError::Unread(word.clone()))).collect()
}

fn token(word: &str) -> Option<Token> {
    let bare = word.trim_end_matches(['.', ':']);
    match bare {
        "-" | "to" | "until" | "till" | "through" | "thru" | "bis" => return Some(Token::Dash),
        "," | ";" | "&" | "+" => return Some(Token::And),
        "closed" | "off" => return Some(Token::Closed),
        "allday" | "24h" => return Some(Token::WholeDay),
        "daily" | "everyday" => return Some(Token::Days(0, 6)),
        "weekdays" | "workdays" | "weekday" => return Some(Token::Days(0, 4)),
        "weekend" | "weekends" => return Some(Token::Days(5, 6)),
        _ => {}
    }
    day(bare).map(|day| Token::Days(day, day)).or_else(|| read_time(bare).map(Token::Time))
}

/// `mo`, `mon`, `monday`, `mondays`, `tues`, `thurs`.
fn day(word: &str) -> Option<usize> {
    let word = word.strip_suffix('s').filter(|word| word.ends_with("day")).unwrap_or(word);
    (word.len() >= 2).then(|| LONG.iter().position(|long| long.starts_with(word)))?
}

/// The days that the tokens begin with, in order.
fn days(tokens: &[Token]) -> (Vec<usize>, &[Token]) {
    let mut found = Vec::new();
    let mut rest = tokens;
    loop {
        rest = match rest {
            [Token::Days(first, _), Token::Dash, Token::Days(_, last), after @ ..] => {
                let length = (last + 7 - first) % 7;
                found.extend((0..=length).map(|days| (first + days) % 7));
                after
            }
            [Token::Days(first, last), after @ ..] => {
                found.extend(*first..=*last);
                after
            }
            [Token::And, Token::Days(..) | Token::Time(_) | Token::WholeDay, ..] if !found.is_empty() => &rest[1..],
            _ => return (found, rest),
        };
    }
}

/// The hours that the tokens begin with, merged.
fn hours<'a>(tokens: &'a [Token], text: &str) -> Result<(Vec<Interval>, &'a [Token]), WeekError> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut is_closed = false;
    let mut rest = tokens;
    loop {
        rest = match rest {
            [Token::Time(open), Token::Dash, Token::Time(close), after @ ..] => {
                found.push(stretch(*open, *close)?);
                after
            }
            [Token::WholeDay, after @ ..] => {
                found.push((0, DAY_S));
                after
            }
            [Token::Closed, after @ ..] if found.is_empty() => {
                is_closed = true;
                after
            }
            [Token::And, Token::Time(_) | Token::WholeDay, ..] if !found.is_empty() => &rest[1..],
            _ => break,
        };
    }
    if found.is_empty() && !is_closed || is_closed && !found.is_empty() {
        return Err(WeekError::NoHours(text.trim().to_owned()));
    }
    Ok((merged(found)?, rest))
}

/// In seconds after the day's midnight; past 24:00 it lies on the next day.
fn stretch(open: u32, close: u32) -> Result<(u32, u32), WeekError> {
    let close = if close == 0 { DAY_S } else { close };
    if open == close || open == DAY_S {
        return Err(WeekError::TooLong(format!("{}-{}", time_text(open), time_text(close))));
    }
    Ok((open, if close < open { close + DAY_S } else { close }))
}

fn merged(mut found: Vec<(u32, u32)>) -> Result<Vec<Interval>, WeekError> {
    found.sort_unstable();
    found.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
    let interval = |(open, end): (u32, u32)| {
        let close = if end > DAY_S { end - DAY_S } else { end };
        let too_long = || WeekError::TooLong(format!("{}-{}", time_text(open), time_text(close)));
        let is_too_long = end - open > DAY_S || (close == open && open > 0);
        if is_too_long { Err(too_long()) } else { Interval::new(open, close).map_err(|_| too_long()) }
    };
    found.into_iter().map(interval).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(read(text).as_ref().map(written).as_deref(), Ok(expected), "{text:?}");
    }

    #[test]
    fn weeks_are_read_however_they_are_written() {
        for text in [
            "Mon-Fri 9-17",
            "9-17",
            "9am-5pm",
            "Mo–Fr: 9.00 – 17.00",
            "weekdays from 9 to 17",
            "Monday to Friday, 9 am until 5 pm",
        ] {
            check(text, "Mon-Fri 9:00-17:00");
        }
        check("Mon-Fri 9-12, 13-17; Sat 10-13", "Mon-Fri 9:00-12:00, 13:00-17:00; Sat 10:00-13:00");
        check("Mon-Thu 8:30-17, Fri 8:30-14", "Mon-Thu 8:30-17:00; Fri 8:30-14:00");
        check(
            "Mon, Wed and Fri 9-12 and 13-17\nTue 8h30-noon",
            "Mon, Wed, Fri 9:00-12:00, 13:00-17:00; Tue 8:30-12:00",
        );
        check("Mon-Fri 22-6", "Mon-Fri 22:00-6:00");
        check("Sun-Thu 9-17; Fri closed", "Mon-Thu, Sun 9:00-17:00");
        check("Fri 18-0", "Fri 18:00-24:00");
        check("Mon 9-12, 12-17", "Mon 9:00-17:00");
        check("weekend all day", "Sat-Sun 0:00-24:00");
        for text in ["always", "24/7", "every day 0-24", "Mon-Sun all day", "around the clock"] {
            check(text, "always");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for (text, wrong) in [
            ("", WeekError::NeverOpens),
            ("Mon-Fri closed", WeekError::NeverOpens),
            ("nine to five", WeekError::Unread("nine".to_owned())),
            ("Mon-Fri", WeekError::NoHours("Mon-Fri".to_owned())),
            ("Mon-Fri 9", WeekError::NoHours("Mon-Fri 9".to_owned())),
            ("Mon-Fri 9-25", WeekError::Unread("25".to_owned())),
            ("Mon-Fri 9-17; Fri 9-14", WeekError::Twice(4)),
            ("Mon 9-9", WeekError::TooLong("9:00-9:00".to_owned())),
            ("Mon 9-17, 16-10", WeekError::TooLong("9:00-10:00".to_owned())),
            ("9-17 Mon 9-17", WeekError::Unread("9-17 Mon 9-17".to_owned())),
        ] {
            assert_eq!(read(text), Err(wrong), "{text:?}");
        }
    }

    #[test]
    fn the_hours_of_one_day_are_read() {
        assert_eq!(read_hours("closed"), Ok(Vec::new()));
        assert_eq!(read_hours("9-13").map(|hours| written_hours(&hours)), Ok("9:00-13:00".to_owned()));
        assert!(read_hours("9-13 Mon").is_err());
    }

    /// One to three stretches, apart from each other; the last may end on the next day.
    fn day() -> impl Strategy<Value = Vec<Interval>> {
        proptest::collection::btree_set(0..DAY_S, 0..6).prop_map(|times| {
            let times: Vec<u32> = times.into_iter().collect();
            let pairs = times.chunks_exact(2).filter_map(|pair| Interval::new(pair[0], pair[1]).ok());
            pairs.collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(week in proptest::array::uniform7(day()), night in any::<bool>(), morning in 1..21_600_u32) {
            let mut week = week;
            if night {
                week[2] = vec![Interval::new(79_200, morning).map_err(|error| TestCaseError::fail(error.to_string()))?];
            }
            prop_assume!(week.iter().any(|day| !day.is_empty()));
            let text = written(&week);
            prop_assert_eq!(read(&text), Ok(week), "{}", text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn nor_do_words_of_the_trade(text in "((mon|fri|-|,|;|9|17:30|24|closed|all day|to| )){0,14}") {
            if let Ok(week) = read(&text) {
                prop_assert_eq!(read(&written(&week)), Ok(week));
            }
        }
    }
}
