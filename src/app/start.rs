//! The database at a start, waited for where it is not there yet: after a power cut everything starts at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::store::{Fault, OpenOptions, Store};

/// It is waited for so long, and looked for so often.
const WAIT_MAX: Duration = Duration::from_mins(5);
const LOOK: Duration = Duration::from_secs(1);

/// Opens the database, and leaves its tables alone.
pub async fn open(config: &Config) -> Result<Store, Fault> {
    let options = OpenOptions { movable_clock: config.playground, ..OpenOptions::default() };
    Store::open(&config.database, Arc::new(SystemClock), options).await
}

/// Opens it with its tables up to date, as soon as it can be reached; `say` is told once that it is waited for. What waiting
/// would not mend, a wrong password or a newer database, is a fault at once.
pub async fn reach(config: &Config, say: impl Fn(&str)) -> Result<Store, Fault> {
    let began = Instant::now();
    let mut is_told = false;
    loop {
        match open_current(config).await {
            Err(fault) if fault.is_outage() && began.elapsed() < WAIT_MAX => {
                if !is_told {
                    let minutes = WAIT_MAX.as_secs() / 60;
                    say(&format!(
                        "The database cannot be reached yet; waiting for it, up to {minutes} minutes. ({fault})"
                    ));
                }
                is_told = true;
                // It never comes: only the time-out ends it.
                let _ = tokio::time::timeout(LOOK, std::future::pending::<()>()).await;
            }
            opened => return opened,
        }
    }
}

async fn open_current(config: &Config) -> Result<Store, Fault> {
    let store = open(config).await?;
    if config.migrates {
        store.migrate().await?;
    }
    Ok(store)
}
