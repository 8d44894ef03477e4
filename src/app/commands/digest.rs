//! `/handoff digest`: one's own, now.

use std::sync::Arc;

use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards;
use crate::chat::incoming::Reply;

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    let digest = desk.app.person_digest(Arc::clone(&desk.company), desk.incoming.person).await?;
    Ok(Reply::Private(digest.unwrap_or_else(|| cards::digest::nothing(&desk.words))))
}
