//! `/handoff digest`: one's own, now.

use std::sync::Arc;

use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards;
use crate::chat::incoming::Reply;

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    let person = desk.incoming.person;
    let left = desk.app.left_to_digest(&desk.company, person).await?;
    let digest = desk.app.person_digest(Arc::clone(&desk.company), person, &left).await?;
    Ok(Reply::Private(digest.map_or_else(|| cards::digest::nothing(&desk.words), |(_, message)| message)))
}
