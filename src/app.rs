//! Shell: everything that happens, happens through here.
//!
//! [`act`] is the one way a handoff changes; [`router`] turns what people do into acts and answers them; [`worker`]
//! carries out jobs; the rest is what those three need. The app knows no platform but through [`crate::platform::Platform`],
//! except the playground, whose chat and clock it keeps.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::chat::text::{Catalog, Words};
use crate::domain::handoff::{Handoff, Purpose};
use crate::domain::playbook::{Playbook, load};
use crate::ids::{IdSource, WorkspaceId};
use crate::platform::Platform;
use crate::store::Store;

pub mod accounts;
pub mod act;
pub mod arrivals;
mod attention;
mod buttons;
mod carry_over;
pub mod chat_log;
mod commands;
pub mod company;
mod dated_drafts;
mod days_off;
mod digests;
pub mod doctor;
mod drafts;
pub mod fault;
mod figures;
pub mod jobs;
mod joining;
mod kept;
mod late;
mod lease;
mod managers;
mod my_time;
mod notes;
mod once;
mod pictures;
pub mod playbooks;
pub mod playground;
mod practice;
mod reach;
mod receivers;
mod recount;
mod retries;
pub mod router;
mod scene;
pub mod seed;
mod setup;
pub mod start;
mod suggest;
mod teams;
mod test_handoff;
mod threads;
mod told;
mod upkeep;
pub mod worker;
pub mod working;

use company::Company;
use fault::AppFault;

/// The running program: one per process, shared by all tasks.
pub struct App {
    /// Where everything is kept.
    pub store: Store,
    /// Makes ids.
    pub ids: Arc<IdSource>,
    /// Every sentence.
    pub catalog: Catalog,
    /// Rung when there is work; a hint, polling is the truth.
    pub wake: Notify,
    platform: Arc<dyn Platform>,
    playbooks: Mutex<HashMap<(WorkspaceId, String), Arc<Playbook>>>,
    turn: tokio::sync::Mutex<()>,
    is_stopping: AtomicBool,
    /// Channels for cards are made by one at a time: two that want one at once get the same. That settings are not
    /// overwritten is the commit's affair.
    setting_up: tokio::sync::Mutex<()>,
}

impl App {
    /// Puts the parts together.
    pub fn new(store: Store, ids: Arc<IdSource>, catalog: Catalog, platform: Arc<dyn Platform>) -> Self {
        Self {
            store,
            ids,
            catalog,
            wake: Notify::new(),
            platform,
            playbooks: Mutex::new(HashMap::new()),
            turn: tokio::sync::Mutex::new(()),
            is_stopping: AtomicBool::new(false),
            setting_up: tokio::sync::Mutex::new(()),
        }
    }

    /// The chat platform.
    pub fn platform(&self) -> &dyn Platform {
        self.platform.as_ref()
    }

    /// The words of a language.
    pub fn words(&self, locale: &str) -> Words {
        self.catalog.words(locale)
    }

    /// The playbook that a handoff is pinned to, under its circumstances: a test's clocks are quick, and where weekends count
    /// some are others.
    async fn playbook_of(&self, company: &Company, handoff: &Handoff) -> Result<Arc<Playbook>, AppFault> {
        let playbook = self.playbook(handoff.workspace, &handoff.playbook_version).await?;
        Ok(if handoff.purpose == Purpose::Test {
            Arc::new(Playbook::clone(&playbook).sped_up())
        } else if company.workspace.weekends_count && playbook.minds_weekends() {
            Arc::new(Playbook::clone(&playbook).counting_weekends())
        } else {
            playbook
        })
    }

    /// A version of a playbook. Versions never change, so each is read once.
    pub async fn playbook(&self, workspace: WorkspaceId, digest: &str) -> Result<Arc<Playbook>, AppFault> {
        let key = (workspace, digest.to_owned());
        if let Some(known) = self.playbooks.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let stored = self.store.playbook_version(workspace, digest).await?;
        let stored = stored.ok_or_else(|| AppFault::Unreadable(format!("playbook version {digest} is missing")))?;
        let playbook = load::parse(&stored.key, &stored.text).map_err(|problems| {
            let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
            AppFault::Unreadable(list.join("; "))
        })?;
        let playbook = Arc::new(playbook);
        self.playbooks.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&playbook));
        Ok(playbook)
    }
}
