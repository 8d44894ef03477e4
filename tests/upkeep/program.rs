//! The real program: running in the playground, and asked what does not work.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A first start of the slow debug build on a busy machine stays well below.
const START_MAX: Duration = Duration::from_secs(90);

/// What it said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub code: i32,
    pub text: String,
}

/// `baton doctor` with these settings, in a folder of its own.
pub(crate) async fn doctor(folder: &Path, settings: &[(&str, String)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.arg("doctor").current_dir(folder).env_clear().env("BATON_LOG", "off");
    command.envs(settings.iter().map(|(name, value)| (*name, value)));
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("waited").expect("it starts");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Said { code: output.status.code().expect("it ended by itself"), text }
}

/// `baton run`, ended with this value by its own id.
pub(crate) struct Running {
    child: Child,
    lines: UnboundedReceiver<String>,
}

impl Running {
    /// In the playground, at a free port.
    pub(crate) fn playground(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_baton"))
            .current_dir(folder)
            .env_clear()
            .envs([("BATON_PLAYGROUND_ADDRESS", "127.0.0.1:0"), ("BATON_LOG", "off")])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let out = child.stdout.take().expect("its output");
        let (sender, lines) = unbounded_channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                // Read to the end even when nobody listens: a full pipe would stop the program.
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// Waits until it says a line that begins so.
    pub(crate) async fn says(&mut self, beginning: &str) {
        let wait = async {
            while let Some(line) = self.lines.recv().await {
                if line.starts_with(beginning) {
                    return;
                }
            }
            panic!("it never said {beginning:?}");
        };
        tokio::time::timeout(START_MAX, wait).await.expect("it starts in time");
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) {
        // It may have ended by itself, which what follows will show.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
