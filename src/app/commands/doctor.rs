//! `/handoff-admin doctor`: what does not work here, for this workspace alone.

use crate::app::doctor::{examine_bot, examine_workspace};
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards;
use crate::chat::incoming::Reply;

/// Answers the command.
pub(super) async fn run(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    if !desk.is_admin() {
        return Ok(Reply::Private(cards::admin::only_admins(&desk.words)));
    }
    let (bot, mut findings) = examine_bot(desk.app.platform(), &desk.app.words("en")).await;
    findings.extend(examine_workspace(desk.app, &desk.company, &bot).await?);
    Ok(Reply::Private(cards::doctor::of_all(&desk.words, &bot.pages, &findings)))
}
