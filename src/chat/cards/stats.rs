//! The figures in words: at most eight lines, the last of which says what to look at; one person's two blocks; the file.
//!
//! Team figures name nobody. Below ten there are counts and no per cent, no mean and no median; what nobody has done yet says
//! so, and is never a zero. What is counted, and how it is rounded, is decided in [`crate::domain::stats`].

use super::view::{chain, short};
use crate::chat::command;
use crate::chat::message::{Button, File, Message, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, common, messages};
use crate::domain::playbook::ClockKind;
use crate::domain::stats::{Figures, Median, Period, Ratings, SentBack, Share};

mod finding;
mod person;
pub mod picture;

#[cfg(test)]
pub(crate) mod tests;

pub use person::{by_person, of_person, told};

const PLAYBOOK_CHARS: usize = 40;

messages! {
    fn stats_all_playbooks() -> String;
    fn stats_last_days(days: Number) -> String;
    fn stats_one_day(day: Plain) -> String;
    fn stats_dates(first: Plain, last: Plain) -> String;
    fn stats_head(playbook: Plain, period: Plain, sent: Number) -> Text;
    fn stats_head_cancelled(playbook: Plain, period: Plain, sent: Number, cancelled: Number) -> Text;
    fn stats_nothing(playbook: Plain, period: Plain) -> Text;
    fn stats_on_time_percent(clock: Key, percent: Number, met: Number, of: Number) -> Text;
    fn stats_on_time_count(clock: Key, met: Number, of: Number) -> Text;
    fn stats_on_time_nobody(clock: Key) -> Text;
    fn stats_accept_time(span: Plain) -> Text;
    fn stats_accept_few(accepted: Number, of: Number) -> Text;
    fn stats_accept_nobody() -> Text;
    fn stats_brief(mean: Plain, count: Number) -> Text;
    fn stats_brief_few(count: Number, marks: Plain) -> Text;
    fn stats_brief_nobody() -> Text;
    fn stats_sent_back(times: Number, reason: Plain) -> Text;
    fn stats_sent_back_mixed(times: Number, most: Number, reason: Plain) -> Text;
    fn stats_sent_back_never() -> Text;
    fn stats_reason(reason: Key) -> String;
    fn stats_late(total: Plain, part: Plain, phase: Key) -> Text;
    fn stats_late_all(total: Plain, phase: Key) -> Text;
    fn stats_late_never() -> Text;
    fn stats_look_at(what: Text) -> Text;
    fn look_nothing_sent() -> Text;
    fn look_late_starts(weekday: Key, late: Number, of: Number) -> Text;
    fn look_late_mostly(phase: Key, span: Plain) -> Text;
    fn look_sent_back(reason: Plain, times: Number, of: Number) -> Text;
    fn look_weak_clock(clock: Key, met: Number, of: Number) -> Text;
    fn look_low_briefs(low: Number, of: Number) -> Text;
    fn look_rerouted(handoffs: Number) -> Text;
    fn look_unrated(unrated: Number, of: Number) -> Text;
    fn look_too_few(handoffs: Number) -> Text;
    fn look_all_well() -> Text;
    fn picture_clock(clock: Key) -> String;
    fn picture_percent(percent: Number, met: Number, of: Number) -> String;
    fn picture_count(met: Number, of: Number) -> String;
    fn picture_none() -> String;
    fn picture_range() -> String;
    fn picture_late(total: Plain) -> String;
    fn picture_late_never() -> String;
    fn picture_late_part(span: Plain, phase: Key) -> String;
    fn button_by_person() -> String;
    fn button_csv() -> String;
    fn stats_in_channel() -> Text;
    fn stats_file() -> Text;
    fn person_head(person: Person, period: Plain) -> Text;
    fn person_list_head(period: Plain) -> Text;
    fn person_sender(person: Person, parts: Text) -> Text;
    fn person_receiver(person: Person, parts: Text) -> Text;
    fn person_sent(sent: Number) -> Text;
    fn person_received(received: Number) -> Text;
    fn person_sent_back_to(times: Number) -> Text;
    fn person_sent_back_by(times: Number) -> Text;
    fn person_brief(mean: Plain, count: Number) -> Text;
    fn person_brief_few(count: Number, marks: Plain) -> Text;
    fn person_rated(met: Number, of: Number) -> Text;
    fn person_accept_time(span: Plain) -> Text;
    fn person_late(span: Plain) -> Text;
    fn person_nothing(person: Person, period: Plain) -> Text;
    fn person_private() -> Text;
    fn person_more(count: Number) -> Text;
    fn person_told(by: Person, period: Plain) -> Text;
}

/// What the figures are of.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// What the playbook is called; all of them where absent.
    pub playbook: Option<&'a str>,
    /// From when to when.
    pub period: Period,
}

/// They were asked for in a thread.
pub fn in_channel(words: &Words) -> Message {
    Message::line(words.stats_in_channel())
}

/// The figures of a team, and the ways to those by person and to the file.
pub fn team(words: &Words, figures: &Figures, heading: &Heading<'_>, asked: &command::Stats) -> Message {
    let (playbook, period) = (playbook(words, heading), period(words, heading.period));
    if figures.population() == 0 {
        let line = match (figures.sent, figures.cancelled) {
            (0, _) => words.stats_nothing(&playbook, &period),
            (sent, cancelled) => words.stats_head_cancelled(&playbook, &period, sent.into(), cancelled.into()),
        };
        return Message::line(line).and_line(words.stats_look_at(finding::words(words, &figures.look_at)));
    }
    let head = match figures.cancelled {
        0 => words.stats_head(&playbook, &period, figures.sent.into()),
        cancelled => words.stats_head_cancelled(&playbook, &period, figures.sent.into(), cancelled.into()),
    };
    let mut message = Message::line(head);
    for line in lines(words, figures) {
        message = message.and_line(line);
    }
    message.and_line(words.stats_look_at(finding::words(words, &figures.look_at))).and_buttons(buttons(words, asked))
}

/// Between the first line and the last: at most six.
fn lines(words: &Words, figures: &Figures) -> Vec<Text> {
    let on_time = |kind| on_time(words, kind, figures.on_time_of(kind));
    let mut lines = vec![chain([on_time(ClockKind::Accept), on_time(ClockKind::Kickoff)], " · ")];
    let others = [ClockKind::Start, ClockKind::Resubmit, ClockKind::Answer, ClockKind::Complete];
    let others: Vec<Text> = others.into_iter().filter(|kind| figures.on_time_of(*kind).of > 0).map(on_time).collect();
    if !others.is_empty() {
        lines.push(chain(others, " · "));
    }
    lines.push(accept_time(words, figures));
    lines.push(chain([brief(words, &figures.brief), sent_back(words, &figures.sent_back)], " · "));
    lines.push(late(words, figures));
    lines
}

/// The file, for those who asked for it.
pub fn csv(words: &Words, name: &str, text: String) -> Message {
    let file = File::of_text(format!("{name}.csv"), "text/csv", text);
    Message { files: vec![file], ..Message::line(words.stats_file()) }
}

fn buttons(words: &Words, asked: &command::Stats) -> Vec<Button> {
    let id = |verb| Route::plain(verb).with(asked.to_arg()).id();
    vec![
        Button::plain(id(Verb::StatsByPerson), words.button_by_person()),
        Button::plain(id(Verb::StatsCsv), words.button_csv()),
    ]
}

fn playbook(words: &Words, heading: &Heading<'_>) -> String {
    heading.playbook.map_or_else(|| words.stats_all_playbooks(), |name| short(name, PLAYBOOK_CHARS))
}

fn period(words: &Words, period: Period) -> String {
    let day = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    match period {
        Period::LastDays(days) => words.stats_last_days(days.into()),
        Period::Dates { first, last } if first == last => words.stats_one_day(&day(first)),
        Period::Dates { first, last } => words.stats_dates(&day(first), &day(last)),
    }
}

/// `Accepted on time: 85 % (11 of 13)`, `3 of 4`, or that nobody has yet.
fn on_time(words: &Words, kind: ClockKind, share: Share) -> Text {
    let (key, met, of) = (kind.key(), share.met.into(), share.of.into());
    match share.percent() {
        Some(percent) => words.stats_on_time_percent(key, percent.into(), met, of),
        None if share.of > 0 => words.stats_on_time_count(key, met, of),
        None => words.stats_on_time_nobody(key),
    }
}

fn accept_time(words: &Words, figures: &Figures) -> Text {
    match figures.accept_time {
        Median { middle_ms: Some(ms), .. } => words.stats_accept_time(&span(words, ms)),
        Median { middle_ms: None, .. } if figures.accepted > 0 => {
            words.stats_accept_few(figures.accepted.into(), figures.population().into())
        }
        Median { middle_ms: None, .. } => words.stats_accept_nobody(),
    }
}

fn brief(words: &Words, ratings: &Ratings) -> Text {
    let count = ratings.count();
    match ratings.mean_tenths() {
        Some(tenths) => words.stats_brief(&decimal(tenths), count.into()),
        None if count > 0 => words.stats_brief_few(count.into(), &marks(ratings)),
        None => words.stats_brief_nobody(),
    }
}

fn decimal(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The marks themselves, best first: `5, 4, 4`.
fn marks(ratings: &Ratings) -> String {
    let times = (1..=5).zip(ratings.times).rev();
    let marks = times.flat_map(|(mark, times): (u8, u32)| (0..times).map(move |_| mark.to_string()));
    marks.collect::<Vec<_>>().join(", ")
}

fn sent_back(words: &Words, sent_back: &SentBack) -> Text {
    match sent_back.reasons.first() {
        None => words.stats_sent_back_never(),
        Some((reason, times)) if *times == sent_back.times => {
            words.stats_sent_back((*times).into(), &words.stats_reason(reason.key()))
        }
        Some((reason, most)) => {
            words.stats_sent_back_mixed(sent_back.times.into(), (*most).into(), &words.stats_reason(reason.key()))
        }
    }
}

fn late(words: &Words, figures: &Figures) -> Text {
    let total = || span(words, figures.late.total_ms);
    match figures.late.parts.as_slice() {
        [] => words.stats_late_never(),
        [(phase, _)] => words.stats_late_all(&total(), phase.key()),
        [(phase, ms), ..] => words.stats_late(&total(), &span(words, *ms), phase.key()),
    }
}

fn span(words: &Words, ms: i64) -> String {
    common::span(words, ms / 1_000)
}
