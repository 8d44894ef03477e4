//! Whatever comes as an interaction is read or refused, and what was read can be looked up.
#![no_main]

use baton::chat::command;
use baton::chat::incoming::What;
use baton::chat::route::Route;
use baton::platform::discord::parse::{Parsed, attachments, interaction};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(raw) = serde_json::from_slice(data) else { return };
    drop(attachments(&raw));
    match interaction(&raw) {
        Parsed::Did(_, arrival) => match &arrival.what {
            What::Command(text) => drop(command::parse(text)),
            What::Click { id, .. } | What::Submit { id, .. } => drop(Route::parse(id)),
            What::Message { .. } => {}
        },
        Parsed::Unreadable(_, why) => drop(why.to_string()),
        Parsed::Ping | Parsed::Typing(..) => {}
    }
});
