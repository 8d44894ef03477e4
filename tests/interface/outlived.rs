//! A request to the panel that is sent again under its key after the program died: it is carried out once.

use baton::domain::handoff::Status;
use baton::store::lists::{Page, Which, Whose};
use serde_json::json;

use crate::cases;
use crate::client::Request;
use crate::player::words;
use crate::server::Server;
use crate::walk;

cases![
    a_deal_is_one_draft,
    a_deal_stays_in_its_company,
    the_clock_moves_once,
    an_outage_passes_once,
    a_reset_is_one,
    an_undone_reset_stays_undone,
    who_left_has_left,
    a_company_that_is_put_away_lives_on,
];

const HOUR: i64 = 3_600_000;

/// Sends a request, lets the program die, and sends it again; the server that answered last.
async fn repeated(server: Server, request: Request) -> Server {
    server.client.ok(request.clone()).await;
    let server = server.restarted().await;
    server.client.ok(request).await;
    server
}

async fn drafts(server: &Server) -> usize {
    let page = Page { limit: 100, offset: 0 };
    server.store.list(server.workspace, Which::Drafts, Whose::Everyone, page).await.expect("drafts").len()
}

async fn now(server: &Server) -> i64 {
    server.state().await["now_ms"].as_i64().expect("a moment")
}

async fn a_deal_is_one_draft(server: Server) {
    let before = drafts(&server).await;
    let server = repeated(server, Request::bare_post("/deal").keyed("deal")).await;
    assert_eq!(drafts(&server).await, before + 1);
    server.client.ok(Request::bare_post("/deal").keyed("another")).await;
    assert_eq!(drafts(&server).await, before + 2);
}

async fn a_deal_stays_in_its_company(server: Server) {
    let deal = Request::bare_post("/deal").keyed("deal");
    server.client.ok(deal.clone()).await;
    server.client.ok(Request::bare_post("/reset")).await;
    let server = server.restarted().await;
    server.client.ok(deal).await;
    assert_eq!(drafts(&server).await, 0, "nothing was asked for here");
}

async fn the_clock_moves_once(server: Server) {
    let start = now(&server).await;
    let server = repeated(server, Request::post("/clock", &json!({ "by": "1h" })).keyed("hour")).await;
    assert_eq!(now(&server).await, start + HOUR);
    // By name it means the same moment as well, not the one after it.
    let morning = server.state().await["next_morning_ms"].clone();
    let server = repeated(server, Request::post("/clock", &json!({ "to": "next_morning" })).keyed("morning")).await;
    assert_eq!(json!(now(&server).await), morning);
    // A moment that has passed meanwhile was asked for when it lay ahead.
    let to = Request::post("/clock", &json!({ "to": now(&server).await + HOUR })).keyed("to");
    server.client.ok(to.clone()).await;
    server.move_clock("by", "1h").await;
    let server = server.restarted().await;
    server.client.ok(to).await;
}

async fn an_outage_passes_once(server: Server) {
    let start = now(&server).await;
    let server = repeated(server, Request::post("/outage", &json!({ "hours": 2 })).keyed("outage")).await;
    assert_eq!(now(&server).await, start + 2 * HOUR);
}

async fn a_reset_is_one(server: Server) {
    let first = server.id_of("ana").await;
    let reset = Request::bare_post("/reset").keyed("reset");
    server.client.ok(reset.clone()).await;
    let anew = server.id_of("ana").await;
    let server = server.restarted().await;
    assert_eq!(server.client.ok(reset).await, json!({ "ok": true, "undo": true }));
    assert_eq!(server.id_of("ana").await, anew);
    server.client.ok(Request::bare_post("/reset/undo")).await;
    assert_eq!(server.id_of("ana").await, first, "a second reset would have put the fresh company away");
}

async fn an_undone_reset_stays_undone(server: Server) {
    let first = server.id_of("ana").await;
    let (reset, undo) = (Request::bare_post("/reset").keyed("reset"), Request::bare_post("/reset/undo").keyed("undo"));
    server.client.ok(reset.clone()).await;
    let server = repeated(server, undo).await;
    assert_eq!(server.id_of("ana").await, first);
    server.client.ok(reset).await;
    assert_eq!(server.id_of("ana").await, first, "a late repeat does not put away what was brought back");
}

async fn who_left_has_left(server: Server) {
    let handoff = walk::sent(&server).await;
    let mia = server.id_of("mia").await;
    let server = repeated(server, Request::post("/leave", &json!({ "person": "ben" })).keyed("leave")).await;
    let row = server.store.handoff(server.workspace, handoff).await.expect("a read").expect("a handoff");
    assert_eq!((row.status, row.receiver.map(|receiver| receiver.to_string())), (Status::Sent, Some(mia)));
    let events = server.store.events(server.workspace, handoff).await.expect("events");
    assert_eq!(events.iter().filter(|event| event.kind == "part_taken").count(), 1, "{events:?}");
}

/// A reset moves the clock to the next Friday, for the company that is put away as well: nothing of it is late afterwards.
async fn a_company_that_is_put_away_lives_on(server: Server) {
    walk::sent(&server).await;
    server.move_clock("by", "1m").await;
    server.client.ok(Request::bare_post("/reset")).await;
    server.client.ok(Request::bare_post("/reset/undo")).await;
    let server = server.restarted().await;
    server.settle().await;
    let messages = server.player("ben").messages().await;
    let reminder = messages.iter().find(|message| words(message).contains("is waiting for you"));
    assert_eq!(reminder.expect("a reminder")["at_ms"], json!(walk::REMINDED), "said when it was due");
    assert!(!messages.iter().any(|message| words(message).contains("Baton was away")), "and nothing is caught up with");
}
