//! The database goes away: Postgres is stopped hard, started again, and its connections are cut, while two processes work.
//! People are told in words that it was not saved, and what was acknowledged is carried out once.

use std::time::Duration;

use tokio::time::Instant;

use crate::databases::Database;
use crate::hands::{controls, is_unsaved, words};
use crate::own_postgres::OwnPostgres;
use crate::process::Baton;
use crate::recount;
use crate::stage::{Stage, Way};
use crate::strict_discord::modal::Fill;
use crate::walk;
use crate::weather::{Ill, Weather};

/// Whoever acts while the database is away is told so within that.
const TOLD_MAX: Duration = Duration::from_secs(20);
/// Acts are saved again within so long after it is back. What waits is delivered as soon; only a job whose taking was written
/// down while the answer to it was lost waits for the end of its lease.
const WELL_MAX: Duration = Duration::from_secs(10);
const LEASE_OVER: Duration = Duration::from_secs(70);
/// The database is away for so long while a start waits for it.
const LATE: Duration = Duration::from_secs(3);
/// Typed while nothing can be saved.
const TYPED: &str = "Sam Kim, team lead onboarding";

/// It is stopped while one brief is delivered and another is written.
pub(crate) async fn the_database_goes_away(_database: &Database) {
    let mut postgres = OwnPostgres::new();
    postgres.start();
    let database = postgres.database();
    let stage = Stage::new(&database, Way::Signed, Weather::fair()).await;
    stage.one_more().await;
    let command = "/handoff start playbook:ae_csm customer:Globex receiver:@ben";
    let card = stage.asks(command, || stage.ana.command(stage.channel, command)).await;
    let section = controls(&card).into_iter().find(|found| found.id().ends_with("people")).expect("a section");
    let (opened, _) = stage.opens(&stage.ana, &section).await;
    let sent = walk::write(&stage, "ACME").await;

    postgres.stop_hard();
    let champion = [("Champion", Fill::Text(TYPED.to_owned()))];
    let began = Instant::now();
    stage.ana.submits(&opened, &champion).expect("submitted").first().await;
    let told = stage.reads(&stage.ana, TYPED).await;
    println!("told after {} ms: {}", began.elapsed().as_millis(), words(&told));
    assert!(is_unsaved(&told) && began.elapsed() < TOLD_MAX, "{}", words(&told));
    stage.turn_to_another().await;
    let asked = stage.ben.command(stage.channel, "/handoff list").expect("typed");
    let told = tokio::time::timeout(TOLD_MAX, asked.message()).await.expect("an answer");
    assert!(is_unsaved(&told), "{}", words(&told));

    postgres.start();
    let back = Instant::now();
    let (opened, _) = stage.opens(&stage.ana, &section).await;
    let anew = async || stage.opens(&stage.ana, &section).await.0;
    let card = stage.submits(&stage.ana, &opened, &champion, anew).await;
    let acted = back.elapsed();
    stage.find(&stage.ben, &format!("1.accept.{}", sent.handoff)).await;
    let delivered = back.elapsed();
    assert!(acted < WELL_MAX && delivered < LEASE_OVER, "acting {acted:?}, delivering {delivered:?}\n{}", stage.told());
    println!(
        "PostgreSQL is back: the first act is saved after {} ms, what waited is delivered after {} ms",
        acted.as_millis(),
        delivered.as_millis()
    );

    *stage.weather.lock().await = Weather::of(crate::SEED, &[Ill::Cut, Ill::Elsewhere], 70);
    walk::take_over(&stage, &sent).await;
    let other = walk::go_on(&stage, card, "Globex").await;
    stage.find(&stage.ben, &format!("1.accept.{}", other.handoff)).await;
    walk::take_over(&stage, &other).await;
    stage.clears_up().await;
    recount::counted(&stage, &[sent, other]).await;
}

/// Connections are cut again and again while a handoff is made.
pub(crate) async fn connections_are_cut(database: &Database, way: Way) {
    let seed = crate::number("BATON_DISCORD_SEED").unwrap_or(crate::SEED) + 30;
    let stage = Stage::new(database, way, Weather::of(seed, &[Ill::Cut], 90)).await;
    let handed = walk::hand_over(&stage, "ACME").await;
    recount::counted(&stage, &[handed]).await;
}

/// It is started before its database: it says so and waits. A database that will never be there is told at once.
pub(crate) async fn it_waits_for_its_database(_database: &Database) {
    let mut postgres = OwnPostgres::new();
    let database = postgres.database();
    let mut stage = Stage::silent(&database, Way::Gateway).await;
    let mut baton = Baton::spawn(&stage.home);
    let told = baton.says("The database cannot be reached yet").await;
    assert!(told.contains("waiting"), "{told}");
    postgres.stays_away(LATE).await;
    postgres.start();
    let back = Instant::now();
    baton.says("Database:").await;
    println!("it started {} ms after its database", back.elapsed().as_millis());
    baton.kill();
    stage.home.database = format!("{}_of_nobody", postgres.url());
    let mut baton = Baton::spawn(&stage.home);
    let ended = baton.ends().await;
    let log = stage.home.log();
    assert_eq!(ended.code(), Some(1), "{log}");
    assert!(log.contains("does not exist") && !baton.said("The database cannot be reached yet"), "{log}");
}
