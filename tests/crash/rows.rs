//! Reads rows of either database, every column as text.

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

/// A row's columns; NULL is empty.
pub(crate) type Columns = Vec<String>;

/// A connection of our own beside the program's.
#[derive(Debug)]
pub(crate) enum Rows {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The columns of rows of any database.
macro_rules! columns {
    ($rows:expr) => {
        $rows
            .iter()
            .map(|row| {
                let column = |place| row.try_get::<Option<String>, _>(place).expect("a column cast to text");
                (0..row.len()).map(|place| column(place).unwrap_or_default()).collect()
            })
            .collect()
    };
}

impl Rows {
    pub(crate) async fn open(url: &str) -> Self {
        if url.starts_with("postgres://") {
            return Self::Postgres(PgConnection::connect(url).await.expect("the database opens"));
        }
        let options = SqliteConnectOptions::new().filename(url).read_only(true);
        Self::Sqlite(options.connect().await.expect("the database opens"))
    }

    /// All rows; the statement has up to two numbers as parameters, and takes every column as text.
    pub(crate) async fn all(&mut self, sql: &'static str, ids: &[i64]) -> Vec<Columns> {
        match self {
            Self::Sqlite(connection) => {
                let query = ids.iter().fold(sqlx::query(sql), |query, id| query.bind(*id));
                columns!(query.fetch_all(connection).await.unwrap_or_else(|error| panic!("{sql}: {error}")))
            }
            Self::Postgres(connection) => {
                let query = ids.iter().fold(sqlx::query(sql), |query, id| query.bind(*id));
                columns!(query.fetch_all(connection).await.unwrap_or_else(|error| panic!("{sql}: {error}")))
            }
        }
    }

    /// A number, as a count is.
    pub(crate) async fn number(&mut self, sql: &'static str, ids: &[i64]) -> i64 {
        let rows = self.all(sql, ids).await;
        rows.first().and_then(|row| row.first()?.parse().ok()).unwrap_or_else(|| panic!("{sql}: {rows:?}"))
    }
}
