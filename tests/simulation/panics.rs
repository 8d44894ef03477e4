//! Bugs of the program that it outlives by itself: a run must not.

use std::cell::RefCell;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on panics are kept, for the thread that hit them. The harness hears of its own all the same.
pub fn keep() {
    std::panic::set_hook(Box::new(|info| LAST.with_borrow_mut(|last| *last = Some(info.to_string()))));
}

/// The last one of this thread.
pub fn taken() -> Option<String> {
    LAST.take()
}
