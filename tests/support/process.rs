//! The real program as a process of its own: started, waited for, and ended as a power cut would.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

/// A first start of the slow debug build on a busy machine stays well below.
const START_MAX: Duration = Duration::from_secs(90);

/// What every start of one case shares.
#[derive(Debug)]
pub(crate) struct Home {
    pub folder: PathBuf,
    pub database: String,
    /// What is set beside the database and the log.
    pub settings: Vec<(&'static str, String)>,
}

impl Home {
    /// What all starts together have logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

/// One life of the program, ended with this value by its own id.
#[derive(Debug)]
pub(crate) struct Baton {
    child: Child,
    lines: UnboundedReceiver<String>,
    said: Vec<String>,
    log: PathBuf,
}

impl Baton {
    /// Starts it and waits for nothing.
    pub(crate) fn spawn(home: &Home) -> Self {
        let path = home.folder.join("log");
        let log = OpenOptions::new().create(true).append(true).open(&path).expect("a log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_baton"))
            .current_dir(&home.folder)
            .env_clear()
            .envs([("BATON_DATABASE", home.database.as_str()), ("BATON_LOG", "warn")])
            .envs(home.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let out = child.stdout.take().expect("its output");
        let (sender, lines) = unbounded_channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                // Read to the end even when nobody listens: a full pipe would stop the program.
                let _ = sender.send(line);
            }
        });
        Self { child, lines, said: Vec::new(), log: path }
    }

    /// Waits until it says a line that begins so; the rest of that line.
    pub(crate) async fn says(&mut self, beginning: &str) -> String {
        loop {
            let line = timeout(START_MAX, self.lines.recv()).await;
            let Ok(Some(line)) = line else {
                let ended = self.child.try_wait();
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                panic!("it never said {beginning:?}; it said {:#?}, ended as {ended:?} and logged: {log}", self.said)
            };
            self.said.push(line.clone());
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.to_owned();
            }
        }
    }

    /// Whether it said a line that begins so while it was waited for.
    pub(crate) fn said(&self, beginning: &str) -> bool {
        self.said.iter().any(|line| line.starts_with(beginning))
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ends(&mut self) -> ExitStatus {
        // Its output ends with it.
        while let Ok(Some(line)) = timeout(START_MAX, self.lines.recv()).await {
            self.said.push(line);
        }
        self.child.wait().expect("its end")
    }

    /// Its own id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// A signal, by its name: STOP, CONT, TERM.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|sent| sent.success()), "the program is there for {name}");
    }

    /// SIGKILL, now.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself, which what follows will show.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Baton {
    fn drop(&mut self) {
        self.kill();
    }
}
