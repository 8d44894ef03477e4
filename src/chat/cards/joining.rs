//! The first words in a new server, and what everybody reads there until it is set up.

use crate::chat::message::{Button, Message};
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
    Message::line(words.joining_hello()).and_buttons(vec![set_up(words)]).and_small(words.joining_silent())
}

/// To a server that invited Baton once more and was set up before.
pub fn back(words: &Words) -> Message {
    Message::line(words.joining_back())
}

/// To somebody who wants something before the server is set up.
pub fn not_set_up_yet(words: &Words, admins: &[PersonId], is_admin: bool) -> Message {
    let message = Message::line(words.not_yet());
    if is_admin {
        return message.and_line(words.not_yet_yours()).and_buttons(vec![set_up(words)]);
    }
    if admins.is_empty() {
        return message.and_line(words.not_yet_nobody());
    }
    let named: Vec<PersonId> = admins.iter().copied().take(ADMINS_MAX).collect();
    message.and_line(words.not_yet_ask(super::setup::people(&named)))
}

fn set_up(words: &Words) -> Button {
    Button::primary(Route::plain(Verb::Setup).id(), words.joining_button())
}
