//! The gateway's connection breaks while somebody has a form open: what is submitted is answered in time.

use crate::databases::Database;
use crate::hands::controls;
use crate::recount;
use crate::stage::{Stage, Way};
use crate::strict_discord::modal::Fill;
use crate::walk;

/// How a connection breaks.
type Break = fn(&Stage);

/// Those after which the session goes on: nothing may be lost.
const BREAKS: [Break; 3] = [
    |stage| stage.discord.close_gateway(4000),
    |stage| stage.discord.ask_to_reconnect(),
    |stage| stage.discord.invalidate_sessions(true),
];
/// Often enough for a test.
const HEARTBEAT_MS: u64 = 400;

/// It breaks between the opening of a form and its submission, three times, and then while it looks alive.
pub(crate) async fn a_form_outlives_its_connection(database: &Database) {
    let stage = Stage::silent(database, Way::Gateway).await;
    stage.discord.change(|world| world.gateway.heartbeat_ms = HEARTBEAT_MS);
    stage.start().await;
    let command = "/handoff start playbook:ae_csm customer:ACME receiver:@ben";
    let mut card = stage.asks(command, || stage.ana.command(stage.channel, command)).await;
    for (n, breaks) in BREAKS.iter().enumerate() {
        let section = controls(&card).into_iter().find(|found| found.id().ends_with("people")).expect("a section");
        let (opened, _) = stage.opens(&stage.ana, &section).await;
        breaks(&stage);
        let champion = [("Champion", Fill::Text(format!("Sam Kim, team lead {n}")))];
        card = stage.asks("the form", || stage.ana.submits(&opened, &champion)).await;
    }
    let resumed = stage.discord.look(|world| world.gateway.resumed);
    stage.discord.change(|world| world.gateway.is_silent = true);
    stage.discord.until("a dead connection left", |world| (world.gateway.resumed > resumed).then_some(())).await;
    stage.discord.change(|world| world.gateway.is_silent = false);
    assert_eq!(stage.weather.lock().await.unanswered, 0, "{}", stage.told());
    let slow = stage
        .discord
        .look(|world| world.interactions.values().filter_map(|act| act.first_after_ms).max().unwrap_or_default());
    println!("the slowest answer across a broken connection took {slow} ms");
    let handed = walk::go_on(&stage, card, "ACME").await;
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}
