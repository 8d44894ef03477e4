//! The real program in a folder of its own, and other programs that tests start: what they say, and their end.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// A first start of the slow debug build on a busy machine stays well below.
const START_MAX: Duration = Duration::from_secs(90);
/// So long it may take to stop.
const STOP_MAX: Duration = Duration::from_secs(10);

/// A program that is ended with this value, by its own id.
pub(crate) struct Running(Child);

impl Running {
    /// Starts it; its lines come through the receiver.
    pub(crate) fn start(command: &mut Command) -> (Self, Receiver<String>) {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let out = child.stdout.take().expect("its output");
        (Self(child), lines(out))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn lines(out: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        // Read to the end even when nobody listens: a full pipe would stop the program.
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}

/// Reads lines until one of them gives an answer; with all that came before it.
pub(crate) fn read_until<T>(lines: &Receiver<String>, find: impl Fn(&str) -> Option<T>) -> (T, Vec<String>) {
    let mut said = Vec::new();
    loop {
        let line = lines.recv_timeout(START_MAX).unwrap_or_else(|_| panic!("it did not start; it said {said:#?}"));
        let found = find(&line);
        said.push(line);
        if let Some(found) = found {
            return (found, said);
        }
    }
}

/// The playground, serving.
pub(crate) struct Baton {
    /// `127.0.0.1:4711`.
    pub address: String,
    folder: PathBuf,
    said: Vec<String>,
    lines: Receiver<String>,
    running: Option<Running>,
}

impl Baton {
    /// Starts it with `baton.db` in the folder and waits until it serves.
    pub(crate) fn start(folder: &Path, address: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.current_dir(folder).env_clear().envs([
            ("BATON_DATABASE", "baton.db"),
            ("BATON_PLAYGROUND_ADDRESS", address),
            ("BATON_LOG", "warn"),
        ]);
        let (running, lines) = Running::start(&mut command);
        let open = |line: &str| line.strip_prefix("The playground is open: http://").map(str::to_owned);
        let (address, said) = read_until(&lines, open);
        Self { address, folder: folder.to_owned(), said, lines, running: Some(running) }
    }

    /// Whether it said this while it started.
    pub(crate) fn said(&self, line: &str) -> bool {
        self.said.iter().any(|said| said == line)
    }

    /// Stops it as Ctrl+C does; it must not wait for the page that is open.
    pub(crate) fn stop(&mut self) {
        let running = self.running.take().expect("it runs");
        let told = Command::new("kill").args(["-s", "INT", &running.0.id().to_string()]).status();
        assert!(told.is_ok_and(|told| told.success()), "it is told to stop");
        loop {
            match self.lines.recv_timeout(STOP_MAX) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not stop while a page is open"),
            }
        }
    }

    /// Starts it again on the same database and address.
    pub(crate) fn start_again(&mut self) {
        *self = Self::start(&self.folder, &self.address);
    }
}
