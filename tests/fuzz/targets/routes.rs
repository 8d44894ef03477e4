//! An id that can be read says the same when it is written again.
#![no_main]

use baton::chat::route::{ID_MAX_BYTES, Route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|id: &str| {
    let Some(route) = Route::parse(id) else { return };
    let written = route.id();
    assert!(written.len() <= ID_MAX_BYTES);
    if id.len() <= ID_MAX_BYTES {
        assert_eq!(Route::parse(&written), Some(route));
    }
});
