//! What time it is to the database: its source plus an offset that only grows.
//!
//! On SQLite the source is the program's clock, on Postgres the server's, which is one for all replicas. The offset
//! stands in `meta`, so that every process and restart sees it; only a playground or a test may move it.

use super::Store;
use super::fault::Fault;
use super::plan::Op;
use super::sql::{args, statements};
use crate::clock::Timestamp;

/// The key of the offset in `meta`.
pub(super) const CLOCK_OFFSET: &str = "clock_offset_ms";

statements! {
    META = "SELECT value FROM meta WHERE key = $1";
    // Postgres only: SQLite's time is the program's.
    SERVER_TIME = "SELECT 0, value FROM meta WHERE key = $1",
        postgres "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT), \
                  (SELECT value FROM meta WHERE key = $1)";
    MOVE_FORWARD = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE \
        SET value = excluded.value WHERE CAST(meta.value AS BIGINT) < CAST(excluded.value AS BIGINT)";
}

impl Store {
    /// The present moment of this database.
    pub async fn now(&self) -> Result<Timestamp, Fault> {
        let (unmoved, offset) = self.reading().await?;
        Ok(unmoved.plus_ms(offset))
    }

    /// The time as nobody moved it, and by how much it was moved.
    async fn reading(&self) -> Result<(Timestamp, i64), Fault> {
        if self.inner.is_server_time {
            let (at_ms, offset): (i64, Option<String>) = self.readers().one(SERVER_TIME, args![CLOCK_OFFSET]).await?;
            return Ok((Timestamp::from_ms(at_ms), parsed(offset.as_deref())?));
        }
        let offset = if self.inner.movable_clock {
            self.clock_offset().await?
        } else {
            *self.inner.fixed_offset.get_or_try_init(|| self.clock_offset()).await?
        };
        Ok((self.inner.clock.now(), offset))
    }

    /// Moves the database's time to `to` and gives the time it then is. An earlier moment changes nothing: time only goes
    /// forward.
    pub async fn advance_clock_to(&self, to: Timestamp) -> Result<Timestamp, Fault> {
        if !self.inner.movable_clock {
            return Err(Fault::Misuse("the clock of this database does not move"));
        }
        // From the time that nobody moved: another process may move it between this look and the write.
        let (unmoved, offset) = self.reading().await?;
        if to > unmoved.plus_ms(offset) {
            let offset = to.since(unmoved);
            self.write_ops(vec![Op::new(MOVE_FORWARD, args![CLOCK_OFFSET, offset.to_string()])]).await?;
        }
        self.now().await
    }

    /// A fact about the database.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, Fault> {
        let found: Option<(String,)> = self.readers().first(META, args![key]).await?;
        Ok(found.map(|(value,)| value))
    }

    async fn clock_offset(&self) -> Result<i64, Fault> {
        parsed(self.meta(CLOCK_OFFSET).await?.as_deref())
    }
}

fn parsed(stored: Option<&str>) -> Result<i64, Fault> {
    stored.map_or(Ok(0), |text| text.parse().map_err(|_| Fault::unreadable("meta.clock_offset_ms", &text)))
}
