//! Opening hours in words: "Mon-Fri 9:00-12:00 and 13:00-17:00; Sat 10:00-13:00".

use crate::chat::text::{Words, messages};
use crate::domain::calendar::Interval;
use crate::domain::calendar::week::{self, DAYS, Run, Week};

messages! {
    fn setup_day(day: Key) -> String;
    fn setup_every_day() -> String;
    fn week_always() -> String;
    fn week_whole_day() -> String;
    fn week_closed() -> String;
    fn week_and(before: Plain, last: Plain) -> String;
    fn week_next_day(open: Plain, close: Plain) -> String;
}

/// A whole week.
pub fn week(words: &Words, week: &Week) -> String {
    if week.iter().all(|day| day.as_slice() == [Interval::WHOLE_DAY]) {
        return words.week_always();
    }
    let line = |run: &Run| format!("{} {}", days(words, run), hours(words, &run.hours));
    week::runs(week).iter().map(line).collect::<Vec<_>>().join("; ")
}

/// The hours of one day.
pub fn hours(words: &Words, hours: &[Interval]) -> String {
    let one = |hours: &Interval| {
        let (open, close) = (week::time_text(hours.open_s()), week::time_text(hours.close_s()));
        if *hours == Interval::WHOLE_DAY {
            words.week_whole_day()
        } else if hours.crosses_midnight() {
            words.week_next_day(&open, &close)
        } else {
            format!("{open}-{close}")
        }
    };
    match hours {
        [] => words.week_closed(),
        [only] => one(only),
        [before @ .., last] => words.week_and(&before.iter().map(one).collect::<Vec<_>>().join(", "), &one(last)),
    }
}

/// `Mon-Fri`, `Mon-Wed, Fri`.
fn days(words: &Words, run: &Run) -> String {
    if run.days == [(0, 6)] {
        return words.setup_every_day();
    }
    let name = |day: usize| words.setup_day(DAYS[day]);
    let stretch = |(first, last): &(usize, usize)| {
        if first == last { name(*first) } else { format!("{}-{}", name(*first), name(*last)) }
    };
    run.days.iter().map(stretch).collect::<Vec<_>>().join(", ")
}
