//! The words on the picture of a team's figures. Where everything stands is [`crate::chart`]'s, which knows no language.

use chrono_tz::Tz;

use super::{Heading, brief, period, playbook, span};
use crate::chat::message::Text;
use crate::chat::text::{Words, plain};
use crate::clock::Timestamp;
use crate::domain::playbook::ClockKind;
use crate::domain::stats::{Figures, LatePhase, Share};

/// Which figures these are.
pub fn title(words: &Words, figures: &Figures, heading: &Heading<'_>) -> String {
    let (playbook, period) = (playbook(words, heading), period(words, heading.period));
    flat(&match figures.cancelled {
        0 => words.stats_head(&playbook, &period, figures.sent.into()),
        cancelled => words.stats_head_cancelled(&playbook, &period, figures.sent.into(), cancelled.into()),
    })
}

/// What the thin line over a bar means.
pub fn range(words: &Words) -> String {
    words.picture_range()
}

/// What a bar is of, and its share.
pub fn bar(words: &Words, clock: ClockKind, share: Share) -> (String, String) {
    let (met, of) = (share.met.into(), share.of.into());
    let value = match share.percent() {
        Some(percent) => words.picture_percent(percent.into(), met, of),
        None if share.of > 0 => words.picture_count(met, of),
        None => words.picture_none(),
    };
    (words.picture_clock(clock.key()), value)
}

/// The lateness in all.
pub fn late(words: &Words, figures: &Figures) -> String {
    match figures.late.total_ms {
        0 => words.picture_late_never(),
        total => words.picture_late(&span(words, total)),
    }
}

/// A part of it.
pub fn late_part(words: &Words, phase: LatePhase, ms: i64) -> String {
    words.picture_late_part(&span(words, ms), phase.key())
}

/// What marks the briefs got.
pub fn marks(words: &Words, figures: &Figures) -> String {
    flat(&brief(words, &figures.brief))
}

/// Without markup. There are no people and no moments in these texts.
fn flat(text: &Text) -> String {
    plain::draw(text, &|_| String::new(), Tz::UTC, Timestamp::from_ms(0))
}
