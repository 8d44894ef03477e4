//! What the program logs while a case runs, for its failure. Each case runs on one thread, so each thread keeps its own.

use std::cell::RefCell;
use std::io;

thread_local! {
    static SAID: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Keeps warnings and errors from now on.
pub fn keep() {
    let layer = tracing_subscriber::fmt().with_ansi(false).without_time().with_max_level(tracing::Level::WARN);
    // A second call in the same program changes nothing.
    let _ = layer.with_writer(|| Kept).try_init();
}

/// Forgets what was said.
pub fn clear() {
    SAID.with_borrow_mut(Vec::clear);
}

/// What was said since.
pub fn taken() -> String {
    SAID.with_borrow_mut(|said| String::from_utf8_lossy(&std::mem::take(said)).into_owned())
}

struct Kept;

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        SAID.with_borrow_mut(|said| said.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
