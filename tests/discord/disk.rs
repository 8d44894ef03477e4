//! The disk under an SQLite file is full: here the size that the program's files may have is limited from outside, while it
//! runs. People are told in words, read on, and lose nothing they typed; with room again everything goes on.

use std::process::Command;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::databases::Database;
use crate::hands::{controls, is_unsaved, words};
use crate::own_postgres::OwnPostgres;
use crate::recount;
use crate::stage::{Stage, Way};
use crate::strict_discord::modal::Fill;
use crate::walk;
use crate::weather::Weather;

/// So much more may be written once the disk is nearly full: less than a step needs.
const ROOM_BYTES: u64 = 4_096;
/// What is typed while nothing can be saved.
const TYPED: &str = "Sam Kim, team lead onboarding";
const TRIES: usize = 5;
/// Some 700 kB each; the disk is far smaller.
const FILLS_MAX: usize = 200;
/// Forms that fit into what is left of the tables' pages.
const SAVED_MAX: usize = 150;
/// The log is folded in at 16 MB; a step may be larger than what is left of it.
const LOG_MAX_BYTES: u64 = 17 << 20;

/// A form while the disk is full, and while a brief is delivered.
pub(crate) async fn a_full_disk_is_told_in_words(database: &Database) {
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    let command = "/handoff start playbook:ae_csm customer:Globex receiver:@ben";
    let card = stage.asks(command, || stage.ana.command(stage.channel, command)).await;
    let section = controls(&card).into_iter().find(|found| found.id().ends_with("people")).expect("a section");
    let sent = walk::send(&stage, "ACME").await;
    let accept = stage.find(&stage.ben, &format!("1.accept.{}", sent.handoff)).await;

    let log = format!("{}-wal", database.url);
    limit(&stage, &(size(&log) + ROOM_BYTES).to_string()).await;
    // What was on its way when the limit came is in it.
    let full = size(&log) + ROOM_BYTES;
    let champion = [("Champion", Fill::Text(TYPED.to_owned()))];
    for n in 0..TRIES {
        let (opened, _) = stage.opens(&stage.ana, &section).await;
        let told = stage.ana.submits(&opened, &champion).expect("submitted").message().await;
        assert!(is_unsaved(&told) && words(&told).contains(TYPED), "{n}: {}", words(&told));
        let list = stage.asks("/handoff list", || stage.ana.command(stage.channel, "/handoff list")).await;
        assert!(words(&list).contains("ACME"), "{}", words(&list));
        let (_, form) = stage.opens(&stage.ben, &accept).await;
        assert!(form["components"].is_array(), "{form}");
    }
    assert!(size(&log) <= full, "{} of {full} bytes", size(&log));

    limit(&stage, "unlimited").await;
    let (opened, _) = stage.opens(&stage.ana, &section).await;
    let card = stage.asks("the form again", || stage.ana.submits(&opened, &champion)).await;
    assert!(card.to_string().contains("People 1 of 5"), "{card}");
    let other = walk::go_on(&stage, card, "Globex").await;
    stage.find(&stage.ben, &format!("1.accept.{}", other.handoff)).await;
    for handed in [&sent, &other] {
        walk::take_over(&stage, handed).await;
    }
    recount::counted(&stage, &[sent, other]).await;
    assert!(size(&log) <= LOG_MAX_BYTES, "{} bytes", size(&log));
    println!(
        "{TRIES} forms refused on a full disk, each told with what was typed; the log ends at {} kB",
        size(&log) / 1024
    );
}

/// The same on Postgres, whose tables lie on a small disk of their own: what still fits is saved, and the rest is refused.
pub(crate) async fn a_full_server_is_told_in_words(_database: &Database) {
    let Some(mut postgres) = OwnPostgres::with_small_disk() else {
        return println!("left out: PostgreSQL on a small disk, since no disk can be mounted here");
    };
    postgres.start();
    let mut admin = PgConnection::connect(&postgres.url()).await.expect("the server answers");
    let place = format!("CREATE TABLESPACE small LOCATION '{}'", postgres.small_disk().display());
    admin.execute(AssertSqlSafe(place)).await.expect("a place");
    admin.execute("CREATE DATABASE narrow TABLESPACE small").await.expect("a database");
    let database = postgres.database_called("narrow");
    let stage = Stage::new(&database, Way::Gateway, Weather::fair()).await;
    let command = "/handoff start playbook:ae_csm customer:Globex receiver:@ben";
    let card = stage.asks(command, || stage.ana.command(stage.channel, command)).await;
    let section = controls(&card).into_iter().find(|found| found.id().ends_with("people")).expect("a section");
    let sent = walk::send(&stage, "ACME").await;

    let mut filler = PgConnection::connect(&database.url).await.expect("the server answers");
    filler.execute("CREATE TABLE filler (n INTEGER)").await.expect("a table");
    let fill = "INSERT INTO filler SELECT generate_series(1, 20000)";
    let mut refusal = None;
    for _ in 0..FILLS_MAX {
        refusal = filler.execute(fill).await.err();
        if refusal.is_some() {
            break;
        }
    }
    let refusal = refusal.expect("the disk is full");
    let (mut saved, mut refused) = (0, 0);
    while refused < TRIES {
        let typed = format!("{TYPED} {saved}");
        let (opened, _) = stage.opens(&stage.ana, &section).await;
        let submitted = stage.ana.submits(&opened, &[("Champion", Fill::Text(typed.clone()))]).expect("submitted");
        let told = submitted.message().await;
        if is_unsaved(&told) {
            refused += 1;
            assert!(words(&told).contains(&typed) && words(&told).contains("disk"), "{}", words(&told));
        } else {
            saved += 1;
        }
        assert!(saved < SAVED_MAX, "a full disk takes everything");
    }
    let list = stage.asks("/handoff list", || stage.ana.command(stage.channel, "/handoff list")).await;
    assert!(words(&list).contains("ACME"), "{}", words(&list));

    filler.execute("DROP TABLE filler").await.expect("room");
    filler.close().await.expect("it is left");
    let (opened, _) = stage.opens(&stage.ana, &section).await;
    let champion = [("Champion", Fill::Text(TYPED.to_owned()))];
    let card = stage.asks("the form again", || stage.ana.submits(&opened, &champion)).await;
    let other = walk::go_on(&stage, card, "Globex").await;
    stage.find(&stage.ben, &format!("1.accept.{}", other.handoff)).await;
    for handed in [&sent, &other] {
        walk::take_over(&stage, handed).await;
    }
    recount::counted(&stage, &[sent, other]).await;
    println!("a full server ({refusal}): {refused} forms refused with what was typed, {saved} still fitted");
}

fn size(file: &str) -> u64 {
    std::fs::metadata(file).map(|file| file.len()).unwrap_or_default()
}

/// How large the files of the running program may grow.
async fn limit(stage: &Stage, bytes: &str) {
    let process = stage.process().await.to_string();
    let limit = format!("--fsize={bytes}:unlimited");
    let set = Command::new("prlimit").args(["--pid", &process, &limit]).status();
    assert!(set.is_ok_and(|set| set.success()), "prlimit works");
}
