//! The quick card: three taps, one question at a time in one message, each answer saved as it is given.
//!
//! Then, only where they apply: why at 2 or less, what the playbook asks besides, words, a thank-you for a 5.

use super::view::{GLANCE_CHARS, View, chain, short};
use crate::chat::message::{Block, Button, Message, Text};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::clock::Timestamp;
use crate::domain::handoff::{Felt, Rating, ReturnReason, Timing};

/// At or below, the reason is asked and a manager looks at it.
const LOW: u8 = 2;
const BEST: u8 = 5;
/// How long answers may be changed after the first one.
const EDITABLE_MS: i64 = 24 * 3_600_000;
/// The five one-tap reasons.
const REASONS: [ReturnReason; 5] = [
    ReturnReason::MissingField,
    ReturnReason::VagueCriteria,
    ReturnReason::PromiseUnclear,
    ReturnReason::TooEarly,
    ReturnReason::Other,
];

messages! {
    fn rate_intro(sender: Person) -> Text;
    fn rate_intro_until(sender: Person, locks: DayTime) -> Text;
    fn rate_low_seen() -> Text;
    fn rate_question(question: Plain) -> Text;
    fn rate_needed() -> String;
    fn rate_needed_option(score: Key, kind: Key) -> String;
    fn rate_timing() -> String;
    fn rate_timing_option(timing: Key) -> String;
    fn rate_felt() -> String;
    fn rate_felt_option(felt: Key) -> String;
    fn rate_reason() -> String;
    fn rate_reason_option(reason: Key) -> String;
    fn rate_said_needed(score: Number) -> Text;
    fn rate_said_timing(timing: Key) -> Text;
    fn rate_said_felt(felt: Key) -> Text;
    fn rate_said_words(words: Plain) -> Text;
    fn rate_said_extra(question: Plain, answer: Plain) -> Text;
    fn rate_said_reason(reason: Key) -> Text;
    fn rate_saved() -> Text;
    fn rate_offer_thanks(sender: Person) -> Text;
    fn rate_thanked(sender: Person) -> Text;
    fn rate_change() -> Text;
    fn rate_shown(by: Person, sender: Person, customer: Plain, answers: Text) -> Text;
    fn rate_locked() -> Text;
    fn button_rate_words() -> String;
    fn button_rate_again() -> String;
    fn button_rate_number() -> String;
    fn button_thank(sender: Plain) -> String;
}

/// The card with the next open question, or what was said when none is left.
pub fn rating_card(v: &View<'_>) -> Message {
    with_card(v, Message::default())
}

/// The card under a first line.
pub(super) fn with_card(v: &View<'_>, message: Message) -> Message {
    let (words, none) = (v.words, Rating::default());
    let rating = v.handoff.own_rating().unwrap_or(&none);
    if rating.locked {
        return message.and_line(words.rate_locked()).and_line(answers(v, rating));
    }
    let seen = match rating.first_at {
        Some(first) => words.rate_intro_until(v.handoff.sender, locks_at(first)),
        None => words.rate_intro(v.handoff.sender),
    };
    let said = answers(v, rating);
    let mut message = message.and_small(seen);
    if rating.needed.is_some_and(|needed| needed <= LOW) {
        message = message.and_small(words.rate_low_seen());
    }
    if !said.is_empty() {
        message = message.and_line(said);
    }
    match next(v, rating) {
        Some(question) => asked(v, message, question),
        None => all_said(v, message, rating),
    }
}

/// All answers at once, to change any of them.
pub fn rating_again(v: &View<'_>) -> Message {
    let none = Rating::default();
    let rating = v.handoff.own_rating().unwrap_or(&none);
    if rating.locked {
        return rating_card(v);
    }
    let message = Message::line(v.words.rate_change());
    [Question::Needed, Question::Timing, Question::Felt]
        .into_iter()
        .fold(message, |message, question| asked(v, message, question))
}

fn locks_at(first: Timestamp) -> Timestamp {
    first.plus_ms(EDITABLE_MS)
}

#[derive(Clone, Copy)]
enum Question {
    Needed,
    Timing,
    Felt,
    Reason,
    ExtraTick,
    ExtraNumber,
}

fn next(v: &View<'_>, rating: &Rating) -> Option<Question> {
    let card = &v.playbook.scorecard;
    let is_low = rating.needed.is_some_and(|needed| needed <= LOW);
    [
        (rating.needed.is_none(), Question::Needed),
        (rating.timing.is_none(), Question::Timing),
        (rating.felt.is_none(), Question::Felt),
        (is_low && rating.reason.is_none(), Question::Reason),
        (card.extra_tick.is_some() && rating.extra_tick.is_none(), Question::ExtraTick),
        (card.extra_number.is_some() && rating.extra_number.is_none(), Question::ExtraNumber),
    ]
    .into_iter()
    .find_map(|(is_open, question)| is_open.then_some(question))
}

fn asked(v: &View<'_>, message: Message, question: Question) -> Message {
    let (words, card) = (v.words, &v.playbook.scorecard);
    let own = |own: &Option<String>, usual: String| own.clone().unwrap_or(usual);
    let text = match question {
        Question::Needed => own(&card.needed, words.rate_needed()),
        Question::Timing => own(&card.timing, words.rate_timing()),
        Question::Felt => own(&card.felt, words.rate_felt()),
        Question::Reason => words.rate_reason(),
        Question::ExtraTick => own(&card.extra_tick, String::new()),
        Question::ExtraNumber => own(&card.extra_number, String::new()),
    };
    message.and_line(words.rate_question(&text)).and(Block::Buttons(options(v, question)))
}

fn options(v: &View<'_>, question: Question) -> Vec<Button> {
    let words = v.words;
    let chosen = v.handoff.own_rating().cloned().unwrap_or_default();
    let button =
        |id, label, is_chosen: bool| if is_chosen { Button::primary(id, label) } else { Button::plain(id, label) };
    match question {
        Question::Needed => {
            let kind = if v.playbook.scorecard.needed.is_some() { "own" } else { "usual" };
            [(1, "one"), (2, "two"), (3, "three"), (4, "four"), (BEST, "five")]
                .into_iter()
                .map(|(score, key)| {
                    let label = words.rate_needed_option(key, kind);
                    button(v.id_with(Verb::RateNeeded, score.to_string()), label, chosen.needed == Some(score))
                })
                .collect()
        }
        Question::Timing => [Timing::Early, Timing::Right, Timing::Late]
            .into_iter()
            .map(|timing| {
                let key = timing_key(timing);
                button(v.id_with(Verb::RateTiming, key), words.rate_timing_option(key), chosen.timing == Some(timing))
            })
            .collect(),
        Question::Felt => [Felt::No, Felt::Little, Felt::Yes, Felt::Unknown]
            .into_iter()
            .map(|felt| {
                let key = felt_key(felt);
                button(v.id_with(Verb::RateFelt, key), words.rate_felt_option(key), chosen.felt == Some(felt))
            })
            .collect(),
        Question::Reason => REASONS
            .into_iter()
            .map(|reason| {
                button(v.id_with(Verb::RateReason, reason.key()), words.rate_reason_option(reason.key()), false)
            })
            .collect(),
        Question::ExtraTick => [("yes", true), ("no", false)]
            .into_iter()
            .map(|(key, _)| button(v.id_with(Verb::RateExtra, key), words.yes_or_no(key), false))
            .collect(),
        Question::ExtraNumber => vec![button(v.id_with(Verb::RateExtra, "number"), words.button_rate_number(), true)],
    }
}

fn all_said(v: &View<'_>, message: Message, rating: &Rating) -> Message {
    let words = v.words;
    let mut buttons = Vec::new();
    let mut message = message.and_line(words.rate_saved());
    if rating.needed == Some(BEST) && !rating.thanked {
        message = message.and_line(words.rate_offer_thanks(v.handoff.sender));
        buttons.push(Button::primary(v.id(Verb::Thank), words.button_thank(&v.name(v.handoff.sender))));
    } else if rating.thanked {
        message = message.and_line(words.rate_thanked(v.handoff.sender));
    }
    buttons.push(Button::plain(v.id(Verb::RateWords), words.button_rate_words()));
    buttons.push(Button::plain(v.id(Verb::RateAgain), words.button_rate_again()));
    message.and_buttons(buttons)
}

/// What was answered so far, on one line.
fn answers(v: &View<'_>, rating: &Rating) -> Text {
    let (words, card) = (v.words, &v.playbook.scorecard);
    let number = rating.extra_number.map(|number| number.to_string());
    let tick = rating.extra_tick.map(|tick| words.yes_or_no(if tick { "yes" } else { "no" }));
    let extra =
        |question: &Option<String>, answer: Option<String>| Some(words.rate_said_extra(question.as_ref()?, &answer?));
    let parts = [
        rating.needed.map(|score| words.rate_said_needed(score.into())),
        rating.reason.map(|reason| words.rate_said_reason(reason.key())),
        rating.timing.map(|timing| words.rate_said_timing(timing_key(timing))),
        rating.felt.map(|felt| said_felt(v, felt)),
        extra(&card.extra_tick, tick),
        extra(&card.extra_number, number),
        (!rating.words.is_empty()).then(|| words.rate_said_words(&short(&rating.words, GLANCE_CHARS))),
    ];
    chain(parts.into_iter().flatten(), " · ")
}

/// The playbook's own question is said with its answer, the usual one as a sentence.
fn said_felt(v: &View<'_>, felt: Felt) -> Text {
    let key = felt_key(felt);
    match &v.playbook.scorecard.felt {
        Some(question) => v.words.rate_said_extra(question, &v.words.rate_felt_option(key)),
        None => v.words.rate_said_felt(key),
    }
}

/// The rating as it is shown in the thread once it is locked; the last one for 0.
pub(super) fn shown(v: &View<'_>, n: u32) -> Option<Message> {
    let rating = v.handoff.nth_rating(n)?;
    let said = answers(v, rating);
    let by = rating.by.unwrap_or(v.handoff.owner());
    (!said.is_empty()).then(|| Message::line(v.words.rate_shown(by, v.handoff.sender, &v.customer(), said)))
}

fn timing_key(timing: Timing) -> &'static str {
    match timing {
        Timing::Early => "early",
        Timing::Right => "right",
        Timing::Late => "late",
    }
}

pub(super) fn felt_key(felt: Felt) -> &'static str {
    match felt {
        Felt::No => "no",
        Felt::Little => "little",
        Felt::Yes => "yes",
        Felt::Unknown => "unknown",
    }
}
