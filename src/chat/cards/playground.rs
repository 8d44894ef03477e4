//! What the playground says besides Baton: the news of the deal, its channels, the steps of the newcomer's walk.

use crate::chat::message::{Button, Message};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};

/// The argument of [`Verb::Start`] that fills the draft with the sample deal.
pub const SAMPLE: &str = "sample";

messages! {
    fn playground_deal_signed(customer: Plain) -> Text;
    fn playground_start() -> String;
    fn playground_channel() -> String;
    fn playground_managers() -> String;
    fn playground_team(team: Plain) -> String;
    fn playground_step(step: Number) -> String;
}

/// Somebody tells the channel that a deal was signed; the button hands it over.
pub fn deal_signed(words: &Words, customer: &str) -> Message {
    let start = Route::plain(Verb::Start).with(SAMPLE).id();
    Message::line(words.playground_deal_signed(customer))
        .and_buttons(vec![Button::primary(start, words.playground_start())])
}
