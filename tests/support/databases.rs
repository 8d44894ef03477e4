//! Databases for tests: a file of its own for each, and on Postgres a database of its own on a throw-away server.
//!
//! The server is the one named by `BATON_TEST_POSTGRES` (a `postgres://` address whose account may create databases), else
//! one that is started from Debian's programs in a temporary folder, without waiting for the disk. It is stopped when the
//! value is dropped, and by the kernel when the test program dies first. Where there is no Postgres the caller is told;
//! leaving tests out silently is not offered.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use sqlx::{ConnectOptions, Connection, Executor};
use tempfile::TempDir;

/// What a test gets: an empty database nobody else uses.
#[derive(Debug, Default)]
pub struct Database {
    /// For `Store::open`.
    pub url: String,
    /// Keeps an SQLite file until the test is over.
    pub _folder: Option<TempDir>,
}

impl Database {
    /// An SQLite file that does not exist yet.
    pub fn sqlite() -> std::io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("baton-test-").tempdir()?;
        Ok(Self { url: folder.path().join("baton.db").display().to_string(), _folder: Some(folder) })
    }
}

/// A Postgres server for the life of a test program.
#[derive(Debug)]
pub struct Postgres {
    /// Of a database that is always there.
    admin: String,
    /// Put before the name of each database, so that two programs can share a server.
    prefix: String,
    made: AtomicU32,
    server: Option<Server>,
}

/// Whether [`Postgres::start`] will find one. Costs nothing, for listing tests.
pub fn has_postgres() -> bool {
    setting("BATON_TEST_POSTGRES").is_some() || programs().is_some()
}

/// Whether `BATON_TEST_REQUIRE` names `what`: leaving it out is then a failure.
pub fn is_required(what: &str) -> bool {
    setting("BATON_TEST_REQUIRE").is_some_and(|required| required.split(',').any(|name| name.trim() == what))
}

impl Postgres {
    /// The server, started if need be; `None` where there is no Postgres at all. Call it from the main thread: the kernel
    /// stops the server when the thread that started it ends.
    pub fn start() -> Result<Option<Self>, String> {
        let prefix = format!("baton_test_{}", std::process::id());
        let made = AtomicU32::new(0);
        if let Some(admin) = setting("BATON_TEST_POSTGRES") {
            return Ok(Some(Self { admin, prefix, made, server: None }));
        }
        let Some(programs) = programs() else { return Ok(None) };
        let server = Server::start(&programs)?;
        let admin = server.url("postgres");
        Ok(Some(Self { admin, prefix, made, server: Some(server) }))
    }

    /// An empty database.
    pub async fn database(&self) -> Result<Database, sqlx::Error> {
        let name = format!("{}_{}", self.prefix, self.made.fetch_add(1, Ordering::Relaxed));
        self.as_admin(&format!("CREATE DATABASE {name}")).await?;
        Ok(Database { url: with_name(&self.admin, &name), _folder: None })
    }

    /// Removes the databases from a server that outlives this program.
    pub async fn clean_up(&self) -> Result<(), sqlx::Error> {
        if self.server.is_none() {
            for number in 0..self.made.load(Ordering::Relaxed) {
                self.as_admin(&format!("DROP DATABASE IF EXISTS {}_{number} WITH (FORCE)", self.prefix)).await?;
            }
        }
        Ok(())
    }

    async fn as_admin(&self, sql: &str) -> Result<(), sqlx::Error> {
        let options: sqlx::postgres::PgConnectOptions = self.admin.parse()?;
        let mut connection = options.disable_statement_logging().connect().await?;
        connection.execute(sqlx::AssertSqlSafe(sql.to_owned())).await?;
        connection.close().await
    }
}

/// The same address with another database.
fn with_name(admin: &str, name: &str) -> String {
    let (address, query) = admin.split_once('?').map_or((admin, None), |(address, query)| (address, Some(query)));
    let start = address.find("://").map_or(0, |at| at + 3);
    let base = address[start..].find('/').map_or(address, |at| &address[..start + at]);
    let mut url = format!("{base}/{name}");
    if let Some(query) = query {
        let _ = write!(url, "?{query}");
    }
    url
}

#[expect(clippy::disallowed_methods, reason = "settings of tests are no settings of the program")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The folder with the newest server's programs; Debian keeps them out of the path.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").exists() && folder.join("postgres").exists())
        .collect();
    folders.sort();
    folders.pop().map(|(_, folder)| folder)
}

/// A server of ours: the process, its folder, and the thread that reads what it says.
#[derive(Debug)]
struct Server {
    process: Child,
    listener: Option<JoinHandle<()>>,
    folder: TempDir,
}

impl Server {
    fn start(programs: &Path) -> Result<Self, String> {
        let told = |what: &str, error: std::io::Error| format!("PostgreSQL, {what}: {error}");
        let folder = tempfile::Builder::new().prefix("baton-pg-").tempdir().map_err(|e| told("its folder", e))?;
        let home = folder.path().join("server");
        fs::create_dir(&home).map_err(|error| told("its folder", error))?;
        let account = account();
        if let Some((user, group)) = account {
            // It must get through the outer folder to its own.
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711))
                .and_then(|()| chown(&home, Some(user), Some(group)))
                .map_err(|error| told("its folder", error))?;
        }
        let data = home.join("data");
        let made = as_account(account, &programs.join("initdb"), &home)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"])
            .arg(&data)
            .output()
            .map_err(|error| told("initdb", error))?;
        if !made.status.success() {
            return Err(format!("PostgreSQL, initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        // Nobody needs these data after a power cut. Only this folder leads to the server: it listens on no port.
        let mut process = as_account(account, &programs.join("postgres"), &home)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off"])
            .args(["-c", "full_page_writes=off", "-c", "max_connections=200", "-k"])
            .arg(&home)
            .arg("-D")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| told("its program", error))?;
        let mut lines = BufReader::new(process.stderr.take().ok_or("PostgreSQL: no output")?).lines();
        let mut said = String::new();
        let is_ready = lines.by_ref().map_while(Result::ok).any(|line| {
            said.push_str(&line);
            said.push('\n');
            line.contains("ready to accept connections")
        });
        // What it says later is not needed, but somebody has to read it, or it would wait.
        let listener = Some(std::thread::spawn(move || lines.for_each(drop)));
        let server = Self { process, listener, folder };
        if is_ready { Ok(server) } else { Err(format!("PostgreSQL did not start:\n{said}")) }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.path().join("server").display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // QUIT stops it at once: there is nothing in it worth saving. Failing means that it is gone already.
        let _ = Command::new("kill").args(["-QUIT", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

/// The user and group that the server runs as when the tests run as root, which it refuses to.
pub fn account() -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut parts = line.split(':').skip(2).map(str::parse);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    };
    if is_root { named("postgres").or_else(|| named("nobody")) } else { None }
}

/// A program as that account, told to stop when we do.
pub fn as_account(account: Option<(u32, u32)>, program: &Path, home: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some((user, group)) = account {
        command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]);
    }
    command.arg(program).current_dir(home);
    command
}
