//! Two act on the same handoff at once, two hundred times: one is first, the other is told so in words, and it happened once.

use crate::cases;
use crate::client::Request;
use crate::rivals::{Race, copies};
use crate::server::Server;
use crate::walk;

cases![of_two_at_once_one_is_first];

/// Each is raced for four times: sent, accepted or sent back, ticked, cancelled.
const HANDOFFS: i64 = 50;

async fn of_two_at_once_one_is_first(server: Server) {
    let (_, model) = walk::ready(&server).await;
    let model = server.store.handoff(server.workspace, model).await.expect("a read").expect("a draft");
    let handoffs = copies(&server.store, &model, HANDOFFS).await;
    let post = async |_: usize, path: String, body| server.client.ok(Request::post(&path, &body)).await;
    let race = Race { store: &server.store, workspace: server.workspace, handoffs, post };
    println!("two at once: {}", race.run().await);
}
