//! The gateway's connection breaks while somebody has a form open: what is submitted is answered in time.

use std::time::Duration;

use crate::databases::Database;
use crate::hands::{PATIENCE, controls};
use crate::recount;
use crate::stage::{Stage, Way};
use crate::strict_discord::modal::Fill;
use crate::walk;
use crate::weather::Weather;

/// How a connection breaks.
type Break = fn(&Stage);
/// An answer over a connection that is taken up again comes long before the three seconds are over.
const SOON_MS: i64 = 900;
/// The gateway takes no connection for so long.
const DOWN: Duration = Duration::from_millis(300);

/// Those after which the session goes on: nothing may be lost.
const BREAKS: [Break; 4] = [
    |stage| stage.discord.close_gateway(4000),
    |stage| stage.discord.ask_to_reconnect(),
    |stage| stage.discord.invalidate_sessions(true),
    |stage| {
        stage.discord.change(|world| world.gateway.is_down = true);
        stage.discord.close_gateway(4000);
    },
];
/// Often enough for a test.
const HEARTBEAT_MS: u64 = 400;

/// It breaks between the opening of a form and its submission, three times, and then while it looks alive.
pub(crate) async fn a_form_outlives_its_connection(database: &Database) {
    let stage = Stage::silent(database, Way::Gateway).await;
    stage.discord.change(|world| world.gateway.heartbeat_ms = HEARTBEAT_MS);
    stage.start().await;
    stage.set_up().await;
    let command = "/handoff start playbook:ae_csm customer:ACME receiver:@ben";
    let mut card = stage.asks(command, || stage.ana.command(stage.channel, command)).await;
    for (n, breaks) in BREAKS.iter().enumerate() {
        let section = controls(&card).into_iter().find(|found| found.id().ends_with("people")).expect("a section");
        let (opened, _) = stage.opens(&stage.ana, &section).await;
        breaks(&stage);
        let champion = [("Champion", Fill::Text(format!("Sam Kim, team lead {n}")))];
        let submitted = stage.asks("the form", || stage.ana.submits(&opened, &champion));
        let is_up = async {
            // Nothing is waited for: for so long it is down, if it is.
            let _ = tokio::time::timeout(DOWN, std::future::pending::<()>()).await;
            stage.discord.change(|world| world.gateway.is_down = false);
        };
        card = tokio::join!(submitted, is_up).0;
    }
    let resumed = stage.discord.look(|world| world.gateway.resumed);
    stage.discord.change(|world| world.gateway.is_silent = true);
    stage.discord.until("a dead connection left", |world| (world.gateway.resumed > resumed).then_some(())).await;
    stage.discord.change(|world| world.gateway.is_silent = false);
    assert_eq!(stage.weather.lock().await.unanswered, 0, "{}", stage.told());
    let slow = stage
        .discord
        .look(|world| world.interactions.values().filter_map(|act| act.first_after_ms).max().unwrap_or_default());
    assert!(slow <= SOON_MS, "{slow} ms");
    println!("the slowest answer across a broken connection took {slow} ms");
    let handed = walk::go_on(&stage, card, "ACME").await;
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// A click reaches the bot after its three seconds, and again when the person repeats it: it is carried out once, and
/// nobody is told of an error.
pub(crate) async fn what_comes_too_late_is_quiet(database: &Database) {
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    let handed = walk::send(&stage, "ACME").await;
    let accept = stage.find(&stage.ben, "1.accept.").await;
    let (opened, form) = stage.opens(&stage.ben, &accept).await;
    stage.discord.change(|world| world.gateway.is_down = true);
    stage.discord.close_gateway(4000);
    let fills = walk::read_back(&form, &handed);
    let fills: Vec<(&str, Fill)> = fills.iter().map(|(label, fill)| (label.as_str(), fill.clone())).collect();
    let late = stage.ben.submits(&opened, &fills).expect("submitted");
    assert!(tokio::time::timeout(PATIENCE, late.first()).await.is_err(), "the bot cannot have heard of it");
    stage.discord.change(|world| world.gateway.is_down = false);
    // The late one is carried out, whose answer nobody takes any more.
    stage.find(&stage.ana, "1.thats_it.").await;
    stage.asks("the read-back again", || stage.ben.submits(&opened, &fills)).await;
    let late = stage.discord.take_problems();
    assert!(late.len() <= 1 && late.iter().all(|it| it.starts_with("a first answer after")), "{late:#?}");
    walk::work(&stage, &handed).await;
    walk::complete(&stage, &handed).await;
    let log = stage.home.log();
    assert!(!log.contains("was not answered"), "{log}");
    recount::all(&stage, &[handed]).await;
}
