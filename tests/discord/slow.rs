//! The database is busy when somebody acts: the act is acknowledged in time, and answered in full by its token.

use std::time::Duration;

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::databases::Database;
use crate::hands::{Found, controls, id_of};
use crate::recount;
use crate::stage::{Stage, Way};
use crate::strict_discord::acts::First;
use crate::strict_discord::modal::Fill;
use crate::strict_discord::people::Sent;
use crate::strict_discord::world::Id;
use crate::walk;
use crate::weather::Weather;

/// A command, a choice and a form, each while somebody else writes.
pub(crate) async fn a_busy_database_is_acknowledged_first(database: &Database, way: Way) {
    let stage = Stage::new(database, way, Weather::fair()).await;
    let command = "/handoff start playbook:ae_csm customer:ACME receiver:@ben";
    let (started, first) = busy(&stage, command, || stage.ana.command(stage.channel, command)).await;
    assert_eq!(first, First::Deferred);
    let card = started.message().await;
    assert!(started.is_private(), "{card}");
    let select = control(&card, |found| found.id().starts_with("1.choose.") && found.id().ends_with(".segment"));
    let label = select.control["options"][0]["label"].as_str().expect("an option").to_owned();
    let choose = || stage.ana.selects(select.message, select.id(), &[&label]);
    let (_, first) = busy(&stage, "a choice", choose).await;
    assert_eq!(first, First::DeferredUpdate);
    let card = redrawn(&stage, id_of(&card), "\"default\":true").await;
    let section = control(&card, |found| found.id().ends_with(".people"));
    let (opened, _) = stage.opens(&stage.ana, &section).await;
    let champion = [("Champion", Fill::Text("Sam Kim, team lead onboarding".to_owned()))];
    let (_, first) = busy(&stage, "a form", || stage.ana.submits(&opened, &champion)).await;
    assert_eq!(first, First::DeferredUpdate);
    let card = redrawn(&stage, id_of(&card), "People 1 of 5").await;
    let handed = walk::go_on(&stage, card, "ACME").await;
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    walk::take_over(&stage, &handed).await;
    assert_eq!(stage.weather.lock().await.unanswered, 0, "{}", stage.told());
    recount::all(&stage, &[handed]).await;
}

/// Acts while another holds the database, until there is a first answer.
async fn busy(stage: &Stage, what: &str, act: impl Fn() -> Result<Sent, String>) -> (Sent, First) {
    let options = SqliteConnectOptions::new().filename(&stage.home.database).busy_timeout(Duration::from_secs(10));
    let mut other = options.connect().await.expect("the database opens");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("it is held");
    let answered = stage.does(what, act).await;
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("it is free");
    other.close().await.expect("it is left");
    answered
}

fn control(card: &Value, is_it: impl Fn(&Found) -> bool) -> Found {
    controls(card).into_iter().find(is_it).unwrap_or_else(|| panic!("not on {card}"))
}

/// Waits until a message holds this.
async fn redrawn(stage: &Stage, message: Id, part: &str) -> Value {
    let drawn = stage.discord.until(part, |world| {
        let json = world.message_json(world.messages.get(&message)?);
        json["components"].to_string().contains(part).then_some(json)
    });
    drawn.await
}
