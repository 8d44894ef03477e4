//! The first words in a new server, and what everybody reads there until it is set up.

use super::practice;
use crate::chat::message::{Button, Message, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::ids::PersonId;

/// So many are named who can set Baton up.
const ADMINS_MAX: usize = 3;

messages! {
    fn joining_hello() -> Text;
    fn joining_silent() -> Text;
    fn joining_back() -> Text;
    fn joining_button() -> String;
    fn not_yet() -> Text;
    fn not_yet_ask(who: Text) -> Text;
    fn not_yet_nobody() -> Text;
    fn not_yet_yours() -> Text;
}

/// To the whole server, once.
pub fn hello(words: &Words) -> Message {
    Message::line(words.joining_hello())
        .and_buttons(vec![set_up(words), practice::button(words)])
        .and_small(words.joining_silent())
}

/// To a server that invited Baton once more and was set up before.
pub fn back(words: &Words) -> Message {
    Message::line(words.joining_back())
}

/// To somebody who wants something before the server is set up.
pub fn not_set_up_yet(words: &Words, admins: &[PersonId], is_admin: bool) -> Message {
    let (who, set_up) = who_sets_up(words, admins, is_admin);
    Message::line(words.not_yet()).and_line(who).and_buttons(set_up.into_iter().collect())
}

/// Who can set it up, with the button for whoever can themselves.
pub(super) fn who_sets_up(words: &Words, admins: &[PersonId], is_admin: bool) -> (Text, Option<Button>) {
    if is_admin {
        return (words.not_yet_yours(), Some(set_up(words)));
    }
    if admins.is_empty() {
        return (words.not_yet_nobody(), None);
    }
    let named: Vec<PersonId> = admins.iter().copied().take(ADMINS_MAX).collect();
    (words.not_yet_ask(super::setup::people(&named)), None)
}

fn set_up(words: &Words) -> Button {
    Button::primary(Route::plain(Verb::Setup).id(), words.joining_button())
}
