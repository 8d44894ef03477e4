//! Whatever the gateway sends, line by line over one session, asks for something that can be done.
#![no_main]

use baton::platform::discord::gateway::Shard;
use baton::platform::discord::gateway::session::{Do, Session};
use baton::platform::discord::parse::interaction;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut session = Session::new("token", Shard::default());
    for line in data.split(|byte| *byte == b'\n') {
        let Ok(frame) = serde_json::from_slice(line) else { continue };
        for asked in session.hear(&frame) {
            if let Do::Interaction(raw) = asked {
                drop(interaction(&raw));
            }
        }
    }
    drop(session.beat());
});
