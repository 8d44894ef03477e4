//! Playbooks on their way into a workspace: those that ship, an operator's own, and imports; checked before anything is
//! stored, and stored as versions that never change.

use std::path::Path;

use rust_embed::RustEmbed;

use super::App;
use super::fault::AppFault;
use crate::clock::Timestamp;
use crate::domain::playbook::Playbook;
use crate::domain::playbook::load::{self, Problem};
use crate::ids::WorkspaceId;
use crate::store::commit::{Commit, Row, Written};
use crate::store::pauses;
use crate::store::playbooks::{PlaybookVersion, WorkspacePlaybook};

#[derive(RustEmbed)]
#[folder = "prompts/playbooks"]
struct Shipped;

/// A playbook with the text it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// As read.
    pub playbook: Playbook,
    /// The file's text.
    pub text: String,
}

/// Before the workspace and the key of a playbook: the version that its file gave last.
const OF_FILE: &str = "playbook_file";

/// Why the playbooks of a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaybooksFault {
    /// Mistakes in files, with their places.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
    /// The folder cannot be read.
    #[error("{0}: {1}")]
    Folder(String, std::io::Error),
}

/// What ships, with the files of `folder`/playbooks laid over it by name. Nothing is taken while one file has a mistake.
pub fn sources(folder: Option<&Path>) -> Result<Vec<Source>, PlaybooksFault> {
    let mut texts: std::collections::BTreeMap<String, String> = Shipped::iter()
        .filter_map(|name| {
            let text = String::from_utf8(Shipped::get(&name)?.data.into_owned()).ok()?;
            Some((format!("prompts/playbooks/{name}"), text))
        })
        .collect();
    if let Some(folder) = folder.map(|folder| folder.join("playbooks")).filter(|folder| folder.is_dir()) {
        let name = folder.display().to_string();
        for entry in std::fs::read_dir(&folder).map_err(|error| PlaybooksFault::Folder(name.clone(), error))? {
            let path = entry.map_err(|error| PlaybooksFault::Folder(name.clone(), error))?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let shown = path.display().to_string();
                let text =
                    std::fs::read_to_string(&path).map_err(|error| PlaybooksFault::Folder(shown.clone(), error))?;
                let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
                texts.remove(&format!("prompts/playbooks/{file}"));
                texts.insert(shown, text);
            }
        }
    }
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for (file, text) in texts {
        match load::parse(&file, &text) {
            Ok(playbook) => sources.push(Source { playbook, text }),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(PlaybooksFault::Problems(problems)) }
}

/// A playbook as it ships, by its key.
pub(super) fn shipped(key: &str) -> Result<Playbook, AppFault> {
    let file = format!("{key}.toml");
    let text = Shipped::get(&file).and_then(|shipped| String::from_utf8(shipped.data.into_owned()).ok());
    load::parse(&file, &text.unwrap_or_default())
        .map_err(|problems| AppFault::Unreadable(PlaybooksFault::Problems(problems).to_string()))
}

impl App {
    /// Stores the playbooks of files whose text is new and makes them the version that new drafts get. What the workspace
    /// switched on or off stays so; a playbook it never saw follows its own file; one that it brought in itself stays. What
    /// the dates of a new version open is planned behind it.
    pub async fn install_playbooks(&self, workspace: WorkspaceId, sources: &[Source]) -> Result<usize, AppFault> {
        let mut written = None;
        for pause in pauses() {
            written = self.install_once(workspace, sources).await?;
            if written.is_some() {
                break;
            }
            self.store.rest(pause).await;
        }
        let new = written.ok_or(AppFault::Busy)?;
        self.plan_unplanned(workspace).await?;
        Ok(new)
    }

    /// How many were new; nothing where somebody changed the settings meanwhile.
    async fn install_once(&self, workspace: WorkspaceId, sources: &[Source]) -> Result<Option<usize>, AppFault> {
        let now = self.store.now().await?;
        let version_read = self.store.settings_version(workspace).await?;
        let known = self.store.workspace_playbooks(workspace).await?;
        let mut commit = Commit::new(workspace, now).row(Row::ChangeSettings { version: version_read });
        let mut new = 0;
        for source in sources {
            let digest = load::version_of(&source.text);
            let before = known.iter().find(|known| known.key == source.playbook.key);
            let of_file = format!("{OF_FILE}:{workspace}:{}", source.playbook.key);
            if before.is_some_and(|before| before.digest == digest) {
                continue;
            }
            let last = self.store.meta(&of_file).await?;
            if let (Some(before), Some(last)) = (before, last)
                && before.digest != last
            {
                continue;
            }
            commit.rows.extend(version(source, before, &digest, now));
            commit.rows.push(Row::PutMeta { key: of_file, value: digest });
            new += 1;
        }
        if new > 0 && self.store.write(commit).await? == Written::Stale {
            return Ok(None);
        }
        Ok(Some(new))
    }

    /// A playbook that somebody brings in, in place of the one with its key; whether it was a new version.
    pub async fn import_playbook(&self, workspace: WorkspaceId, source: &Source) -> Result<bool, AppFault> {
        let digest = load::version_of(&source.text);
        for pause in pauses() {
            let now = self.store.now().await?;
            let version_read = self.store.settings_version(workspace).await?;
            let before = self.store.workspace_playbook(workspace, &source.playbook.key).await?;
            if before.as_ref().is_some_and(|before| before.digest == digest) {
                return Ok(false);
            }
            let mut commit = Commit::new(workspace, now).row(Row::ChangeSettings { version: version_read });
            commit.rows.extend(version(source, before.as_ref(), &digest, now));
            self.plan(&mut commit, &source.playbook, &digest);
            if self.store.write(commit).await? != Written::Stale {
                return Ok(true);
            }
            self.store.rest(pause).await;
        }
        Err(AppFault::Busy)
    }
}

/// A version, and that new drafts get it.
fn version(source: &Source, before: Option<&WorkspacePlaybook>, digest: &str, now: Timestamp) -> [Row; 2] {
    let key = source.playbook.key.clone();
    let stored =
        PlaybookVersion { digest: digest.to_owned(), key: key.clone(), text: source.text.clone(), created_at: now };
    let setting = WorkspacePlaybook {
        is_on: before.map_or(source.playbook.on, |before| before.is_on),
        channel: before.and_then(|before| before.channel.clone()),
        team: before.and_then(|before| before.team),
        key,
        digest: digest.to_owned(),
    };
    [Row::PutPlaybookVersion(stored), Row::PutWorkspacePlaybook(setting)]
}
