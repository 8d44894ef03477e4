//! `/handoff-admin doctor`: what does not work here, for this workspace alone; and what was given up is tried again.

use crate::app::doctor::{examine_bot, examine_workspace, given_up};
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards;
use crate::chat::incoming::Reply;
use crate::store::commit::{Commit, Row};

/// Answers the command.
pub(super) async fn run(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    if !desk.is_admin() {
        return Ok(Reply::Private(cards::admin::only_admins(&desk.words)));
    }
    let (bot, mut findings) = examine_bot(desk.app.platform(), &desk.app.words("en")).await;
    findings.extend(examine_workspace(desk.app, &desk.company, &bot).await?);
    Ok(Reply::Private(cards::doctor::of_all(&desk.words, &bot.pages, &findings)))
}

/// Everything that was given up lately goes out once more, in its old order; what is out of date by now stays unsaid.
pub(in crate::app) async fn try_again(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    if !desk.is_admin() {
        return Ok(Reply::Private(cards::admin::only_admins(&desk.words)));
    }
    let jobs = given_up(desk.app, &desk.company).await?;
    let count = i64::try_from(jobs.len()).unwrap_or(i64::MAX);
    let mut commit = Commit::new(desk.incoming.workspace, desk.now);
    commit.rows = jobs.into_iter().map(|id| Row::RequeueJob { id, run_at: desk.now }).collect();
    desk.app.store.write(commit).await?;
    desk.app.wake.notify_one();
    Ok(Reply::Private(cards::doctor::tried_again(&desk.words, count)))
}
