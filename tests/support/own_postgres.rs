//! A Postgres of a case's own, as durable as one should be, which can be stopped hard and started again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::databases::{Database, account, as_account, programs};

/// How often it is started before it counts as broken.
const STARTS_MAX: usize = 5;

/// The server, running or stopped; stopped for good when it is dropped, or when the thread that made it ends.
#[derive(Debug)]
pub struct OwnPostgres {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    process: Option<Child>,
    /// Whether it has a small disk of its own at [`OwnPostgres::small_disk`].
    has_small_disk: bool,
}

/// Mounts a small disk and becomes the program that is named behind it; nobody else sees that disk.
const ON_A_SMALL_DISK: &str =
    "mount -t tmpfs -o size=48m,mode=0777 tmpfs \"$1\" && chown --reference=. \"$1\" && shift && exec \"$@\"";

impl OwnPostgres {
    /// Made and not started yet.
    pub fn new() -> Self {
        let programs = programs().expect("PostgreSQL's programs");
        let folder = tempfile::Builder::new().prefix("baton-own-pg-").tempdir().expect("a folder");
        let home = folder.path().join("server");
        fs::create_dir(&home).expect("a folder");
        if let Some((user, group)) = account() {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).expect("a folder that opens");
            chown(&home, Some(user), Some(group)).expect("a folder of its own");
        }
        let made = as_account(account(), &programs.join("initdb"), &home)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"])
            .arg(home.join("data"))
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        // Free at this moment; nobody else is given it soon.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
        Self { programs, folder, port, process: None, has_small_disk: false }
    }

    /// With a small disk of its own, for a tablespace; nothing where disks cannot be mounted.
    pub fn with_small_disk() -> Option<Self> {
        let can_mount = Command::new("unshare")
            .args(["--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|tried| tried.success());
        let mut made = can_mount.then(Self::new)?;
        made.has_small_disk = true;
        fs::create_dir(made.small_disk()).expect("a folder");
        Some(made)
    }

    /// Where the small disk is.
    pub fn small_disk(&self) -> PathBuf {
        self.folder.path().join("server").join("small")
    }

    /// The server's program, on its small disk if it has one.
    fn program(&self) -> Command {
        let home = self.folder.path().join("server");
        let program = as_account(account(), &self.programs.join("postgres"), &home);
        if !self.has_small_disk {
            return program;
        }
        let mut outer = Command::new("unshare");
        outer.args(["--mount", "sh", "-c", ON_A_SMALL_DISK, "sh"]).arg(self.small_disk());
        outer.arg(program.get_program()).args(program.get_args()).current_dir(home);
        outer
    }

    /// Where it is, running or not.
    pub fn url(&self) -> String {
        self.database().url
    }

    /// Its database.
    pub fn database(&self) -> Database {
        self.database_called("postgres")
    }

    /// Another of its databases.
    pub fn database_called(&self, name: &str) -> Database {
        Database { url: format!("postgres://postgres@127.0.0.1:{}/{name}", self.port), ..Database::default() }
    }

    /// Starts it and waits until it takes connections.
    pub fn start(&mut self) {
        let said: Vec<String> = (0..STARTS_MAX).filter_map(|_| self.try_start().err()).collect();
        assert!(self.process.is_some(), "PostgreSQL does not start: {said:?}");
    }

    fn try_start(&mut self) -> Result<(), String> {
        if self.process.is_some() {
            return Ok(());
        }
        let home = self.folder.path().join("server");
        let mut process = self
            .program()
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p"])
            .arg(self.port.to_string())
            .arg("-D")
            .arg(home.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut lines = BufReader::new(process.stderr.take().ok_or("no output")?).lines();
        let mut said = String::new();
        let is_ready = lines.by_ref().map_while(Result::ok).any(|line| {
            said.push_str(&line);
            line.contains("ready to accept connections")
        });
        // What it says later is not needed, but somebody has to read it, or it would wait.
        std::thread::spawn(move || lines.for_each(drop));
        if !is_ready {
            let _ = process.wait();
            return Err(said);
        }
        self.process = Some(process);
        Ok(())
    }

    /// Stops it as a crash would: nobody is waited for, nothing is tidied up.
    pub fn stop_hard(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = Command::new("kill").args(["-QUIT", &process.id().to_string()]).status();
            let _ = process.wait();
        }
    }

    /// Some time passes with it stopped.
    pub async fn stays_away(&self, span: Duration) {
        assert!(self.process.is_none(), "it runs");
        let _ = tokio::time::timeout(span, std::future::pending::<()>()).await;
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        self.stop_hard();
    }
}
