//! How much a platform takes, as data: [`fit`] makes a message or form small enough and says what is left out, [`check`]
//! finds what is still too large.
//!
//! Nothing is ever cut in silence. Whether a platform draws a select or a meter at all is its own business, not a limit.

pub mod check;
pub mod fit;

#[cfg(test)]
mod tests;

pub use check::{Violation, check_form, check_message};
pub use fit::{fit_form, fit_message};

use super::message::{Inline, Text};

/// The limits of one platform, or of one kind of message there. Characters are Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Who it is, as violations name it.
    pub name: &'static str,
    /// Characters of all text of a message.
    pub content_chars: usize,
    /// Rows of buttons and selects.
    pub rows: usize,
    /// Parts of all kinds, a row counted with its buttons.
    pub parts: usize,
    /// Buttons side by side.
    pub buttons_a_row: usize,
    /// Characters on a button.
    pub button_chars: usize,
    /// Options of a select or of a form's choice.
    pub select_options: usize,
    /// Characters of an option, of its hint and of its value.
    pub option_chars: usize,
    /// Characters of what a select says while nothing is chosen.
    pub select_chars: usize,
    /// Bytes of an id.
    pub id_bytes: usize,
    /// Inputs of a form.
    pub inputs: usize,
    /// Characters of a form's title.
    pub title_chars: usize,
    /// Characters of a question.
    pub label_chars: usize,
    /// Characters of help and of an example.
    pub help_chars: usize,
    /// Characters typed into one input.
    pub input_chars: usize,
    /// Characters of a thread's title.
    pub thread_chars: usize,
    /// Bytes of a file.
    pub file_bytes: usize,
    /// Characters that the platform escapes, so that each takes two.
    pub escaped: &'static str,
}

/// The playground draws everything; its limits only keep a page readable, and its forms as small as everywhere (2026-11).
pub const PLAYGROUND: Limits = Limits {
    name: "playground",
    content_chars: 16_000,
    rows: 12,
    parts: 200,
    buttons_a_row: 5,
    button_chars: 80,
    select_options: 25,
    option_chars: 100,
    select_chars: 150,
    id_bytes: 100,
    inputs: 5,
    title_chars: 45,
    label_chars: 45,
    help_chars: 100,
    input_chars: 4_000,
    thread_chars: 100,
    file_bytes: 10 << 20,
    escaped: "",
};

/// An ordinary message and the modal of text inputs: Discord's documentation, read 2026-08, and its `OpenAPI` file of
/// 2026-07-18. Its form takes no more than five inputs.
pub const DISCORD: Limits = Limits {
    name: "discord",
    content_chars: 2_000,
    rows: 5,
    parts: 40,
    buttons_a_row: 5,
    button_chars: 80,
    select_options: 25,
    option_chars: 100,
    select_chars: 150,
    id_bytes: 100,
    inputs: 5,
    title_chars: 45,
    label_chars: 45,
    help_chars: 100,
    input_chars: 4_000,
    thread_chars: 100,
    file_bytes: 10 << 20,
    escaped: "\\*_~`|<>[]()#-@:",
};

/// A message of Discord's newer components: 40 of them, 4,000 characters in all of its texts together (documentation, read
/// 2026-11).
pub const DISCORD_CARD: Limits = Limits { name: "discord card", content_chars: 4_000, rows: 40, ..DISCORD };

/// Room for a person or channel as markup, `<@1234567890123456789>`.
const MENTION_CHARS: usize = 24;
/// Room for a moment as markup, `<t:1772784600:F>`, or in words.
const MOMENT_CHARS: usize = 24;
/// Room for the marks around strong, quoted or linked words.
const MARKS_CHARS: usize = 4;

/// How many characters a text takes at most once it is drawn.
pub(super) fn chars(text: &Text, limits: &Limits) -> usize {
    text.iter().map(|inline| inline_chars(inline, limits)).sum()
}

fn inline_chars(inline: &Inline, limits: &Limits) -> usize {
    match inline {
        Inline::Plain(plain) => plain_chars(plain, limits),
        Inline::Code(code) => plain_chars(code, limits) + MARKS_CHARS,
        Inline::Bold(inner) | Inline::Quote(inner) => chars(inner, limits) + MARKS_CHARS,
        Inline::Link { text, url } => {
            // The address itself stands where there are no words for it.
            let words = if text.trim().is_empty() { url } else { text };
            plain_chars(words, limits) + url_chars(url, limits) + MARKS_CHARS
        }
        Inline::Person(_) | Inline::Channel(_) => MENTION_CHARS,
        Inline::Moment { .. } => MOMENT_CHARS,
    }
}

/// Characters of an address with those counted thrice that are written as `%28` in it.
fn url_chars(url: &str, limits: &Limits) -> usize {
    plain_chars(url, limits) + url.matches(['(', ')', '<', '>', '@']).count()
}

/// Characters of plain text with those that are escaped counted twice.
fn plain_chars(text: &str, limits: &Limits) -> usize {
    text.chars().map(|c| if limits.escaped.contains(c) { 2 } else { 1 }).sum()
}
