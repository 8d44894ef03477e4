//! A database for each run: a copy of a company that was made once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tempfile::TempDir;

use crate::databases_for_tests::{Database, Postgres};
use crate::founding::{Made, VARIANTS, found, told};

/// Where runs keep their rows.
#[derive(Clone)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A database of this server.
    Postgres(Arc<Postgres>),
}

/// A database with a company in it.
pub struct Place {
    /// For `Store::open`.
    pub url: String,
    /// The company.
    pub made: Made,
    _folder: Option<TempDir>,
    is_on_server: bool,
}

#[derive(Clone)]
enum Template {
    File(Arc<Vec<u8>>),
    Url(String),
}

type Templates = BTreeMap<(bool, usize), (Template, Made)>;
static COPIES: AtomicU32 = AtomicU32::new(0);
static TEMPLATES: LazyLock<Mutex<Templates>> = LazyLock::new(Mutex::default);

/// Memory-backed where there is such a folder: nobody needs these rows after a power cut.
fn folder() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let parent: PathBuf = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("baton-sim-").tempdir_in(parent)
}

impl Place {
    /// A fresh copy of a kind of company.
    pub async fn open(kind: &Kind, variant: usize) -> Result<Self, String> {
        let (template, made) = template(kind, variant).await?;
        match (template, kind) {
            (Template::File(bytes), _) => {
                let folder = folder().map_err(told)?;
                let path = folder.path().join("baton.db");
                std::fs::write(&path, bytes.as_slice()).map_err(told)?;
                Ok(Self { url: path.display().to_string(), made, _folder: Some(folder), is_on_server: false })
            }
            (Template::Url(template), _) => {
                let copy = format!("{}_c{}", name(&template), COPIES.fetch_add(1, Ordering::Relaxed));
                let url = template.replacen(name(&template), &copy, 1);
                as_admin(&url, &format!("CREATE DATABASE {} TEMPLATE {}", name(&url), name(&template))).await?;
                Ok(Self { url, made, _folder: None, is_on_server: true })
            }
        }
    }

    /// Nobody needs it any more.
    pub async fn remove(self) -> Result<(), String> {
        if self.is_on_server {
            as_admin(&self.url, &format!("DROP DATABASE {} WITH (FORCE)", name(&self.url))).await?;
        }
        Ok(())
    }
}

/// The name of a database, at the end of its address.
fn name(url: &str) -> &str {
    let address = url.split('?').next().unwrap_or_default();
    address.rsplit('/').next().unwrap_or_default()
}

/// Runs a statement beside the database, since none can be made or removed from within.
async fn as_admin(url: &str, sql: &str) -> Result<(), String> {
    let options: PgConnectOptions = url.parse().map_err(told)?;
    let options = options.database("postgres").disable_statement_logging();
    let mut connection = options.connect().await.map_err(told)?;
    connection.execute(AssertSqlSafe(sql.to_owned())).await.map_err(told)?;
    connection.close().await.map_err(told)
}

/// Two threads may make the same company at once; they make the same.
async fn template(kind: &Kind, variant: usize) -> Result<(Template, Made), String> {
    let key = (matches!(kind, Kind::Postgres(_)), variant);
    let known = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let (template, made) = match kind {
        Kind::Sqlite => {
            let folder = folder().map_err(told)?;
            let path = folder.path().join("baton.db");
            let made = found(&path.display().to_string(), &VARIANTS[variant]).await?;
            (Template::File(Arc::new(std::fs::read(&path).map_err(told)?)), made)
        }
        Kind::Postgres(server) => {
            let Database { url, .. } = server.database().await.map_err(told)?;
            let made = found(&url, &VARIANTS[variant]).await?;
            (Template::Url(url), made)
        }
    };
    let mut all = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(all.entry(key).or_insert((template, made)).clone())
}
