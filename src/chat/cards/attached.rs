//! What somebody reads whose file could not be used. Nothing was changed by it.

use super::view::short;
use crate::chat::incoming::{Attached, FILE_BYTES_MAX, Unread};
use crate::chat::message::Message;
use crate::chat::text::{Words, messages};

/// A file's name is repeated up to here.
const NAME_CHARS: usize = 60;

messages! {
    fn file_too_large(name: Plain, most: Number) -> Text;
    fn file_not_text(name: Plain) -> Text;
    fn file_not_fetched(name: Plain) -> Text;
    fn file_unused(name: Plain) -> Text;
}

/// Why it was not read, and what to do.
pub fn unread(words: &Words, file: &Attached, why: Unread) -> Message {
    let name = short(&file.name, NAME_CHARS);
    Message::line(match why {
        Unread::TooLarge => {
            let most = i64::try_from(FILE_BYTES_MAX >> 10).unwrap_or(i64::MAX);
            words.file_too_large(&name, most)
        }
        Unread::NotText => words.file_not_text(&name),
        Unread::NotFetched => words.file_not_fetched(&name),
    })
}

/// What was asked takes no file.
pub fn unused(words: &Words, message: Message, file: &Attached) -> Message {
    message.and_small(words.file_unused(&short(&file.name, NAME_CHARS)))
}
