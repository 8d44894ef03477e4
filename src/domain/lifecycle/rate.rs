//! The quick card, the thank-you and the second look.
//!
//! Whoever last accepted rates, each on a card of their own: when somebody else has accepted since and rates, the earlier
//! rating is kept as it was given, and the figures use the last. Each is asked once, at first contact; at completion only
//! whom first contact did not ask, such as the fallback person who took the part of somebody who left.

use super::action::{RateAnswer, Timer};
use super::effect::{Effect, Note};
use super::event::Event;
use super::{Refusal, Work};
use crate::clock::Timestamp;
use crate::domain::handoff::{Felt, Rating, SecondLook, Status};
use crate::domain::roles::Role;

/// A rating may be changed for so long after its first answer.
const EDITABLE_MS: i64 = 24 * 3_600_000;
/// At or below, five one-tap reasons are offered and a manager looks at it.
pub(super) const LOW: u8 = 2;

pub(super) fn rate(work: &mut Work<'_>, answer: &RateAnswer) -> Result<(), Refusal> {
    ratable(work)?;
    let (by, now) = (work.actor(), work.at());
    if work.handoff.own_rating().is_none() {
        let earlier = work.handoff.rating.take();
        work.handoff.earlier_ratings.extend(earlier);
    }
    let rating = work.handoff.rating.get_or_insert_with(Rating::default);
    if rating.locked || is_over(rating, now) {
        return Err(Refusal::RatingLocked);
    }
    let is_first = rating.first_at.is_none();
    rating.by = Some(by);
    rating.first_at.get_or_insert(now);
    let question = fill(rating, answer)?;
    work.happened(Event::Rated { question: question.to_owned() });
    if is_first {
        work.effects.push(Effect::Timer { timer: Timer::RatingLocks, at: now.plus_ms(EDITABLE_MS) });
    }
    Ok(())
}

/// Whether whoever accepted last is to be asked now: not yet asked, and not rated by themselves.
pub(super) fn asks(work: &mut Work<'_>) -> bool {
    let Some(person) = work.handoff.accepted_by.filter(|_| work.handoff.own_rating().is_none()) else { return false };
    let round = work.handoff.round;
    work.says_once(&format!("rate:{round}:{person}"))
}

/// Locks every rating whose time is over, and shows it.
pub(super) fn lock(work: &mut Work<'_>) {
    let now = work.at();
    let handoff = &mut work.handoff;
    let mut locked = Vec::new();
    for (n, rating) in (1..).zip(handoff.earlier_ratings.iter_mut().chain(&mut handoff.rating)) {
        if !rating.locked && is_over(rating, now) {
            rating.locked = true;
            locked.push(n);
        }
    }
    for n in locked {
        work.happened(Event::RatingLocked);
        work.note(Note::RatingShown { n });
    }
}

/// Whether the time is over in which it may be changed.
fn is_over(rating: &Rating, now: Timestamp) -> bool {
    rating.first_at.is_some_and(|first| now >= first.plus_ms(EDITABLE_MS))
}

/// Takes over one answer; the key of its question. A score outside 1 to 5 is no answer.
fn fill(rating: &mut Rating, answer: &RateAnswer) -> Result<&'static str, Refusal> {
    let question = match answer {
        RateAnswer::Needed(score @ 1..=5) => {
            rating.needed = Some(*score);
            if *score > LOW {
                rating.reason = None;
            }
            "needed"
        }
        RateAnswer::Needed(_) => return Err(Refusal::Gone),
        RateAnswer::Timing(timing) => {
            rating.timing = Some(*timing);
            "timing"
        }
        RateAnswer::Felt(felt) => {
            rating.felt = Some(*felt);
            "felt"
        }
        RateAnswer::Reason(reason) => {
            rating.reason = Some(*reason);
            "reason"
        }
        RateAnswer::Words(words) => {
            rating.words.clone_from(words);
            "words"
        }
        RateAnswer::ExtraNumber(number) => {
            rating.extra_number = Some(*number);
            "extra_number"
        }
        RateAnswer::ExtraTick(tick) => {
            rating.extra_tick = Some(*tick);
            "extra_tick"
        }
    };
    Ok(question)
}

fn ratable(work: &Work<'_>) -> Result<(), Refusal> {
    if work.handoff.accepted_by.is_none() {
        return Err(Refusal::NotRatable);
    }
    work.only(&[Role::Accepter])?;
    work.when(&[Status::KickedOff, Status::Completed])
}

pub(super) fn thank(work: &mut Work<'_>) -> Result<(), Refusal> {
    ratable(work)?;
    let (status, by) = (work.handoff.status, work.handoff.accepted_by);
    let is_own = work.handoff.own_rating().is_some();
    match work.handoff.rating.as_mut().filter(|_| is_own) {
        Some(rating) if rating.thanked => Err(Refusal::AlreadyDone { status, by }),
        Some(rating) if rating.needed == Some(5) => {
            rating.thanked = true;
            work.happened(Event::Thanked);
            work.note(Note::Thanked);
            Ok(())
        }
        Some(_) | None => Err(Refusal::NotRatable),
    }
}

pub(super) fn look_again(
    work: &mut Work<'_>,
    section: Option<&String>,
    words: &str,
    promises_accurate: Option<bool>,
    felt: Option<Felt>,
) -> Result<(), Refusal> {
    work.only(&[Role::Accepter])?;
    work.when(&[Status::Completed])?;
    if work.handoff.second_look.is_some() {
        return Err(Refusal::AlreadyDone { status: Status::Completed, by: work.handoff.accepted_by });
    }
    let section = section.filter(|key| work.playbook().section(key).is_some()).cloned();
    let (by, at) = (work.actor(), work.at());
    work.handoff.second_look = Some(SecondLook { by, at, section, words: words.to_owned(), promises_accurate, felt });
    work.happened(Event::LookedAgain);
    Ok(())
}
