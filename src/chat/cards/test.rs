//! What is said of a test handoff besides the handoff itself.

use crate::chat::message::{Button, Message};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::ids::HandoffId;

messages! {
    fn test_begun(room: Channel) -> Text;
    fn test_how() -> Text;
    fn test_under_way(room: Channel) -> Text;
    fn test_title(title: Plain) -> String;
    fn test_line() -> Text;
    fn test_nothing_comes() -> Text;
    fn test_removed() -> Text;
    fn test_next_button() -> String;
    fn test_remove_button() -> String;
}

/// It is on its way.
pub fn begun(words: &Words, room: &str, handoff: HandoffId) -> Message {
    Message::line(words.test_begun(room)).and_line(words.test_how()).and_buttons(vec![remove(words, handoff)])
}

/// There is one already.
pub fn under_way(words: &Words, room: &str, handoff: HandoffId) -> Message {
    Message::line(words.test_under_way(room)).and_buttons(vec![remove(words, handoff)])
}

/// A message of a test's thread: marked, and with what only a test has.
#[must_use]
pub fn marked(words: &Words, message: Message, handoff: HandoffId) -> Message {
    let next = Button::plain(Route::of(Verb::TestNext, handoff).id(), words.test_next_button());
    message.and_small(words.test_line()).and_buttons(vec![next, remove(words, handoff)])
}

/// Nothing comes by itself any more.
pub fn nothing_comes(words: &Words) -> Message {
    Message::line(words.test_nothing_comes())
}

/// It is gone.
pub fn removed(words: &Words) -> Message {
    Message::line(words.test_removed())
}

fn remove(words: &Words, handoff: HandoffId) -> Button {
    Button::plain(Route::of(Verb::TestRemove, handoff).id(), words.test_remove_button())
}
