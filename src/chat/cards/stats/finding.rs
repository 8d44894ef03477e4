//! What to look at, in words.

use super::super::brief::weekday;
use super::span;
use crate::chat::message::Text;
use crate::chat::text::Words;
use crate::domain::stats::{Finding, Share};

/// Behind "Look at": what stands out, and what it rests on.
pub(super) fn words(words: &Words, finding: &Finding) -> Text {
    let counts = |share: &Share| (i64::from(share.met), i64::from(share.of));
    match finding {
        Finding::NothingSent => words.look_nothing_sent(),
        Finding::LateStarts { on, late } => {
            let (met, of) = counts(late);
            words.look_late_starts(weekday(*on), met, of)
        }
        Finding::LateMostly { phase, late_ms, .. } => words.look_late_mostly(phase.key(), &span(words, *late_ms)),
        Finding::SentBackFor { reason, times } => {
            let (met, of) = counts(times);
            words.look_sent_back(&words.stats_reason(reason.key()), met, of)
        }
        Finding::WeakClock { kind, share } => {
            let (met, of) = counts(share);
            words.look_weak_clock(kind.key(), met, of)
        }
        Finding::LowBriefs { low } => {
            let (met, of) = counts(low);
            words.look_low_briefs(met, of)
        }
        Finding::Rerouted { handoffs } => words.look_rerouted((*handoffs).into()),
        Finding::Unrated { unrated } => {
            let (met, of) = counts(unrated);
            words.look_unrated(met, of)
        }
        Finding::TooFew { handoffs } => words.look_too_few((*handoffs).into()),
        Finding::AllWell => words.look_all_well(),
    }
}
