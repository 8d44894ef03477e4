//! The program is killed while it makes a company, at the first start and at a reset: the next life finishes it, and there is
//! never a second one beside it.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use crate::client::{Request, send};
use crate::databases::Database;
use crate::plan::Plan;
use crate::process::Baton;
use crate::recount::companies;
use crate::rows::Rows;
use crate::{home, opens};

const KILLS: usize = 5;
const SEED: u64 = 7;
/// The debug build takes longer to make a company.
const USUAL: Duration = Duration::from_millis(300);

pub(crate) async fn what_is_half_made_is_finished(database: &Database) {
    let folder = tempfile::Builder::new().prefix("baton-crash-").tempdir().expect("a folder");
    let home = home(folder.path(), database);
    let mut plan = Plan::new(SEED);
    let mut half_way = [0, 0];
    for _ in 0..KILLS {
        let mut baton = Baton::spawn(&home);
        // What it says right before it looks for its company.
        baton.says("Database:").await;
        // Nothing is waited for: the moment is what is tried out.
        let is_open = timeout(plan.within(USUAL), opens(&mut baton)).await.is_ok();
        baton.kill();
        half_way[0] += usize::from(!is_open && baton.said("First start"));
    }
    let mut baton = Baton::spawn(&home);
    let mut address = opens(&mut baton).await;
    let mut rows = Rows::open(&database.url).await;
    companies(&mut rows, 1).await;
    let first = shown(&mut rows).await;
    let reset = Request::post("/reset", &json!({}));
    for _ in 0..KILLS {
        let _ = timeout(plan.within(USUAL), send(address, &reset, "reset")).await;
        baton.kill();
        baton = Baton::spawn(&home);
        address = opens(&mut baton).await;
        half_way[1] += usize::from(baton.said("Finishing the fresh start"));
    }
    let answer = send(address, &reset, "reset").await.expect("an answer");
    assert_eq!(answer.0.as_u16(), 200, "{}", answer.1);
    companies(&mut rows, 2).await;
    let anew = shown(&mut rows).await;
    assert_ne!(anew, first);
    let undo = Request::post("/reset/undo", &json!({}));
    let answer = send(address, &undo, "undo").await.expect("an answer");
    assert_eq!(answer.0.as_u16(), 200, "{}", answer.1);
    assert_eq!(shown(&mut rows).await, first, "the reset was carried out once, however often it was asked for");
    baton.kill();
    let [first, fresh] = half_way;
    println!("killed half-way: {first} times in the first company, {fresh} times in a fresh one");
    assert_eq!(home.log(), "", "it logged nothing");
}

async fn shown(rows: &mut Rows) -> String {
    rows.all("SELECT value FROM meta WHERE key = 'playground_workspace'", &[]).await[0][0].clone()
}
