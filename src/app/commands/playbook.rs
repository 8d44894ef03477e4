//! `/handoff-admin playbook list | export <key> | import <text or file> | on <key> | off <key>`.

use crate::app::fault::AppFault;
use crate::app::playbooks::Source;
use crate::app::router::Desk;
use crate::chat::cards::{admin, attached};
use crate::chat::incoming::{Attached, Reply};
use crate::chat::message::{File, Message};
use crate::domain::playbook::load;
use crate::store::commit::{Commit, Row, Written};
use crate::store::pauses;
use crate::store::playbooks::WorkspacePlaybook;

/// Answers the command; an import's text is the file that went with it, or the rest of the line.
pub(super) async fn run(desk: &Desk<'_>, words: &[String]) -> Result<Reply, AppFault> {
    if !desk.is_admin() {
        return Ok(Reply::Private(admin::only_admins(&desk.words)));
    }
    let key = words.get(1).map(String::as_str).unwrap_or_default();
    let word = words.first().map(String::as_str);
    let message = match (word, desk.incoming.files.first()) {
        (None | Some("import"), Some(file)) => return Ok(Reply::Private(import_file(desk, file).await?)),
        (None | Some("list"), _) => list(desk).await?,
        (Some("export"), _) => export(desk, key).await?,
        (Some("import"), None) => import_typed(desk, key).await?,
        (Some("on"), _) => switch(desk, key, true).await?,
        (Some("off"), _) => switch(desk, key, false).await?,
        (Some(_), _) => admin::playbook_usage(&desk.words),
    };
    let unused = desk.incoming.files.first();
    Ok(Reply::Private(unused.into_iter().fold(message, |message, file| attached::unused(&desk.words, message, file))))
}

async fn list(desk: &Desk<'_>) -> Result<Message, AppFault> {
    let mut lines = Vec::new();
    for setting in desk.app.store.workspace_playbooks(desk.incoming.workspace).await? {
        let playbook = desk.app.playbook(desk.incoming.workspace, &setting.digest).await?;
        lines.push(admin::PlaybookLine {
            key: setting.key,
            name: playbook.name.clone(),
            version: setting.digest,
            is_on: setting.is_on,
        });
    }
    Ok(admin::playbook_list(&desk.words, &lines))
}

async fn find(desk: &Desk<'_>, key: &str) -> Result<Option<WorkspacePlaybook>, AppFault> {
    Ok(desk.app.store.workspace_playbook(desk.incoming.workspace, key).await?)
}

async fn export(desk: &Desk<'_>, key: &str) -> Result<Message, AppFault> {
    let Some(setting) = find(desk, key).await? else { return Ok(admin::no_such_playbook(&desk.words, key)) };
    let stored = desk.app.store.playbook_version(desk.incoming.workspace, &setting.digest).await?;
    let text = stored.map(|stored| stored.text).unwrap_or_default();
    let mut message = admin::playbook_exported(&desk.words, key);
    message.files.push(File::of_text(format!("{key}.toml"), "application/toml", text));
    Ok(message)
}

async fn import_file(desk: &Desk<'_>, file: &Attached) -> Result<Message, AppFault> {
    match &file.text {
        Ok(text) if text.trim().is_empty() => {
            Ok(admin::playbook_import_empty(&desk.words, desk.app.platform().entry()))
        }
        Ok(text) => import(desk, text).await,
        Err(why) => Ok(attached::unread(&desk.words, file, *why)),
    }
}

/// Where commands are one line, the lines of a file do not arrive.
async fn import_typed(desk: &Desk<'_>, text: &str) -> Result<Message, AppFault> {
    let entry = desk.app.platform().entry();
    if text.is_empty() {
        return Ok(admin::playbook_import_empty(&desk.words, entry));
    }
    if !text.contains('\n') {
        return Ok(admin::playbook_import_flat(&desk.words, entry));
    }
    import(desk, text).await
}

/// A playbook with a mistake changes nothing: every mistake is named with its place.
async fn import(desk: &Desk<'_>, text: &str) -> Result<Message, AppFault> {
    match load::parse("import", text) {
        Err(problems) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Ok(admin::playbook_refused(&desk.words, &lines))
        }
        Ok(playbook) => {
            let key = playbook.key.clone();
            let source = Source { playbook, text: text.to_owned() };
            let new = desk.app.import_playbook(desk.incoming.workspace, &source).await?;
            Ok(admin::playbook_imported(&desk.words, &key, new))
        }
    }
}

async fn switch(desk: &Desk<'_>, key: &str, is_on: bool) -> Result<Message, AppFault> {
    for pause in pauses() {
        let version = desk.app.store.settings_version(desk.incoming.workspace).await?;
        let Some(setting) = find(desk, key).await? else { return Ok(admin::no_such_playbook(&desk.words, key)) };
        let playbook = desk.app.playbook(desk.incoming.workspace, &setting.digest).await?;
        let mut commit = Commit::new(desk.incoming.workspace, desk.now).row(Row::ChangeSettings { version });
        if is_on {
            desk.app.plan(&mut commit, &playbook, &setting.digest);
        }
        commit.rows.push(Row::PutWorkspacePlaybook(WorkspacePlaybook { is_on, ..setting }));
        if desk.app.store.write(commit).await? != Written::Stale {
            let message = admin::playbook_switched(&desk.words, key, is_on);
            let opens_drafts = is_on && playbook.auto_draft.is_some();
            return Ok(if opens_drafts { admin::with_dated_drafts(&desk.words, message) } else { message });
        }
        desk.app.store.rest(pause).await;
    }
    Err(AppFault::Busy)
}
