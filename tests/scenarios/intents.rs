//! What people do, in the words of a scenario, and what each of it is at the keyboard.
//!
//! An intent says what somebody wants, never how: the same file runs on every platform.

use baton::chat::incoming::Reply;

use crate::driver::{Answered, Delivery, Driver};
use crate::words::{Word, unknown};

/// The intents of a group, each with its phrase.
macro_rules! intents {
    ($group:ident: $($name:ident = $phrase:literal,)*) => {
        /// Something that people do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Intent {
            $($name,)*
        }

        /// What each is called.
        pub const PHRASES: &[(&str, $crate::intents::Intent)] =
            &[$(($phrase, $crate::intents::Intent::$group(Intent::$name)),)*];
    };
}

pub mod brief;
pub mod hand_over;
pub mod look;
pub mod own_time;
pub mod set_up;
pub mod work;

/// Something that people do, by the part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Writing a brief.
    Brief(brief::Intent),
    /// Between sender and receiver.
    HandOver(hand_over::Intent),
    /// From acceptance on.
    Work(work::Intent),
    /// Looking, typing, leaving.
    Look(look::Intent),
    /// A person's own time.
    OwnTime(own_time::Intent),
    /// Setting up.
    SetUp(set_up::Intent),
}

fn phrases() -> impl Iterator<Item = (&'static str, Intent)> {
    let all = [brief::PHRASES, hand_over::PHRASES, work::PHRASES, look::PHRASES, own_time::PHRASES, set_up::PHRASES];
    all.into_iter().flatten().copied()
}

/// What came of an intent.
pub struct Outcome {
    /// The answer, where there was one.
    pub reply: Option<Reply>,
    /// Whether it was not done.
    pub is_refused: bool,
}

impl Outcome {
    /// Something was to be done: a private sentence or the form once more says why it was not.
    pub fn acted(answered: Answered) -> Self {
        let is_refused = matches!(answered.reply, Reply::Private(_) | Reply::Form(_));
        Self { reply: Some(answered.reply), is_refused }
    }

    /// Something was to be seen.
    pub fn told(answered: Answered) -> Self {
        Self { reply: Some(answered.reply), is_refused: false }
    }

    /// It happened outside of the chat.
    pub fn silent() -> Self {
        Self { reply: None, is_refused: false }
    }
}

/// The intent that the words begin with, how it is delivered, and the rest of the words.
pub fn recognise(words: &[Word]) -> Result<(Intent, Delivery, &[Word]), String> {
    let (delivery, words) = match words {
        [before @ .., how, twice] if twice.is("twice") && how.is("delivered") => (Delivery::SameTwice, before),
        [before @ .., how, twice] if twice.is("twice") && how.is("pressed") => (Delivery::PressedTwice, before),
        _ => (Delivery::Once, words),
    };
    let fits = |phrase: &str| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        words.len() >= parts.len() && words.iter().zip(&parts).all(|(word, part)| word.is(part))
    };
    let found = phrases().filter(|(phrase, _)| fits(phrase)).max_by_key(|(phrase, _)| phrase.len());
    if let Some((phrase, intent)) = found {
        return Ok((intent, delivery, &words[phrase.split(' ').count()..]));
    }
    let first = words.first().map_or("", |word| word.text.as_str());
    let known: Vec<&'static str> = phrases().map(|(phrase, _)| phrase).collect();
    Err(unknown("intent", first, &known))
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::Brief(intent) => brief::run(driver, intent, words).await,
        Intent::HandOver(intent) => hand_over::run(driver, intent, words).await,
        Intent::Work(intent) => work::run(driver, intent, words).await,
        Intent::Look(intent) => look::run(driver, intent, words).await,
        Intent::OwnTime(intent) => own_time::run(driver, intent, words).await,
        Intent::SetUp(intent) => set_up::run(driver, intent, words).await,
    }
}
