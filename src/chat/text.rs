//! Words: every sentence Baton says, each behind one typed function.
//!
//! The sentences are data, `prompts/messages/<locale>/*.ftl` (Project Fluent); a file of a topic is declared once, beside
//! the code that uses it:
//!
//! ```text
//! messages! {
//!     fn arrived(receiver: Person, customer: Plain, closed: DayTime) -> Text;
//!     fn accept_button() -> String;
//! }
//! ```
//!
//! makes `words.arrived(…)` and `words.accept_button()`, and the constant `MESSAGES` that [`TOPICS`] lists. The key in the
//! file is the function's name. `Text` may hold every kind of argument ([`kinds`]) and the light markup of [`markup`];
//! `Lines` is the same with a [`Text`](super::message::Text) for each line; `String` (buttons, titles, labels) takes only
//! `Plain`, `Number` and `Key`, which the compiler holds.
//!
//! Invariant: what people typed is put in after the sentence was formatted and its markup read, so it can never become
//! markup, whatever it holds. Tests hold keys, arguments and uses equal.

use std::fmt;

use super::cards;

/// Declares the messages of a topic; see the module's text.
macro_rules! messages {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $kind:ident),* $(,)?) -> $ret:ident;)*) => {
        impl $crate::chat::text::Words {
            $(
                #[doc = concat!("Says `", stringify!($name), "` of `prompts/messages/`.")]
                $(#[$doc])*
                pub fn $name(
                    &self,
                    $($arg: <$crate::chat::text::kinds::$kind as $crate::chat::text::kinds::Kind>::Given<'_>,)*
                ) -> $crate::chat::text::kinds::shapes::$ret {
                    type Shape = $crate::chat::text::kinds::shapes::$ret;
                    let args = $crate::chat::text::kinds::Args::new()
                        $(.with::<Shape, $crate::chat::text::kinds::$kind>(stringify!($arg), $arg))*;
                    <Shape as $crate::chat::text::kinds::Said>::said(self, stringify!($name), args)
                }
            )*
        }

        /// The messages declared here.
        pub const MESSAGES: &[$crate::chat::text::Declared] = &[$(
            $crate::chat::text::Declared {
                key: stringify!($name),
                args: &[$((
                    stringify!($arg),
                    <$crate::chat::text::kinds::$kind as $crate::chat::text::kinds::Kind>::NAME,
                ),)*],
                shape: <$crate::chat::text::kinds::shapes::$ret as $crate::chat::text::kinds::Said>::SHAPE,
            },
        )*];
    };
}
pub(crate) use messages;

mod check;
mod moment;
#[cfg(test)]
mod tests;

pub mod catalog;
pub mod common;
pub mod kinds;
pub mod markup;
pub mod plain;

pub use catalog::{Catalog, Words};

/// A message as the code declares it.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// Its key, and the function's name.
    pub key: &'static str,
    /// Its arguments, all of which the English text uses.
    pub args: &'static [(&'static str, kinds::KindName)],
    /// What it becomes.
    pub shape: kinds::ShapeName,
}

/// Every topic.
pub const TOPICS: &[&[Declared]] = &[
    common::MESSAGES,
    cards::admin::MESSAGES,
    cards::attached::MESSAGES,
    cards::away::MESSAGES,
    cards::brief::MESSAGES,
    cards::buttons::MESSAGES,
    cards::catch_up::MESSAGES,
    cards::channel::MESSAGES,
    cards::confirm::MESSAGES,
    cards::digest::MESSAGES,
    cards::doctor::MESSAGES,
    cards::explain::MESSAGES,
    cards::forms::MESSAGES,
    cards::forms::checklist::MESSAGES,
    cards::forms::hand_over::MESSAGES,
    cards::forms::look_back::MESSAGES,
    cards::forms::reasons::MESSAGES,
    cards::full::MESSAGES,
    cards::held::MESSAGES,
    cards::kept::MESSAGES,
    cards::help::MESSAGES,
    cards::history::MESSAGES,
    cards::joining::MESSAGES,
    cards::link::MESSAGES,
    cards::list::MESSAGES,
    cards::more::MESSAGES,
    cards::my_time::MESSAGES,
    cards::my_time::forms::MESSAGES,
    cards::note::arrival::MESSAGES,
    cards::note::end::MESSAGES,
    cards::note::ping::MESSAGES,
    cards::note::read_back::MESSAGES,
    cards::note::steps::MESSAGES,
    cards::note::talk::MESSAGES,
    cards::playground::MESSAGES,
    cards::practice::MESSAGES,
    cards::rating::MESSAGES,
    cards::refusal::MESSAGES,
    cards::setup::MESSAGES,
    cards::setup::days_off::MESSAGES,
    cards::setup::forms::MESSAGES,
    cards::setup::teams::MESSAGES,
    cards::setup::week::MESSAGES,
    cards::stats::MESSAGES,
    cards::test::MESSAGES,
    cards::texts::MESSAGES,
    cards::turn::MESSAGES,
    cards::typed::MESSAGES,
    cards::view::MESSAGES,
    cards::work_line::MESSAGES,
];

/// The declaration of a key.
pub fn declared(key: &str) -> Option<&'static Declared> {
    TOPICS.iter().copied().flatten().find(|message| message.key == key)
}

/// One mistake in a message file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, `en/card.ftl`.
    pub file: String,
    /// Line, counted from 1; 0 where no line is to blame.
    pub line: usize,
    /// The message, where it is known.
    pub key: Option<String>,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if let Some(key) = &self.key {
            write!(f, ", message {key}")?;
        }
        write!(f, ": {}", self.what)
    }
}
