//! The panel that moves the playground's world: the clock, an outage, a fresh start and the way back.

use serde_json::{Value, json};

use crate::cases;
use crate::client::Request;
use crate::player::words;
use crate::server::Server;

cases![
    it_moves_to_a_time_by_a_span_and_by_name,
    the_weekend_does_not_count,
    it_never_moves_back,
    what_it_cannot_read_changes_nothing,
    every_due_moment_is_stopped_at,
    the_past_asks_its_owners_in_direct_messages,
    an_outage_passes_at_once,
    after_an_outage_each_person_reads_one_line,
    a_reset_starts_anew_and_can_be_undone_once,
    after_a_reset_only_the_new_company_is_waited_for,
];

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn ms(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no moment: {value}"))
}

async fn it_moves_to_a_time_by_a_span_and_by_name(server: Server) {
    let start = ms(&server.state().await["now_ms"]);
    assert_eq!(server.move_clock("by", "0m").await["now_ms"], json!(start));
    assert_eq!(server.move_clock("by", "90m").await["now_ms"], json!(start + 90 * MINUTE));
    assert_eq!(server.move_clock("by", "2h").await["now_ms"], json!(start + 210 * MINUTE));
    // Friday 16:30 became 20:00; the company's own time is meant.
    assert_eq!(server.move_clock("to", "2026-03-06T21:00").await["now_ms"], json!(start + 270 * MINUTE));
    let to = start + 5 * HOUR;
    let moved = server.client.ok(Request::post("/clock", &json!({ "to": to }))).await;
    assert_eq!(moved["now_ms"], json!(to));
    let reminder = server.state().await["next_reminder_ms"].clone();
    assert_eq!(server.move_clock("to", "next_reminder").await["now_ms"], reminder);
    assert_eq!(server.state().await["now_ms"], reminder);
}

async fn the_weekend_does_not_count(server: Server) {
    let moved = server.move_clock("to", "next_morning").await;
    // Friday 17:00 to Monday 9:00.
    assert_eq!(moved["skipped_closed_ms"], json!(64 * HOUR));
    assert_eq!(ms(&moved["next_morning_ms"]) - ms(&moved["now_ms"]), 24 * HOUR);
}

async fn it_never_moves_back(server: Server) {
    let before = server.state().await;
    let now = ms(&before["now_ms"]);
    for back in
        [json!({ "to": now - 1 }), json!({ "to": 0 }), json!({ "to": i64::MIN }), json!({ "to": "2026-03-06T16:29" })]
    {
        let sentence = server.client.refused(Request::post("/clock", &back), 400).await;
        assert!(sentence.contains("only moves forward"), "{back}: {sentence}");
    }
    assert_eq!(server.state().await, before);
}

async fn what_it_cannot_read_changes_nothing(server: Server) {
    let before = server.state().await;
    for (body, status) in [
        (json!({ "to": "next Tuesday" }), 400),
        (json!({ "to": "2026-02-30T09:00" }), 400),
        (json!({ "to": i64::MAX }), 400),
        (json!({ "to": "2028-03-06T09:00" }), 400),
        (json!({ "by": "-1h" }), 400),
        (json!({ "by": "1bd" }), 400),
        (json!({ "by": "" }), 400),
        (json!({ "by": "99999d" }), 400),
        (json!({ "by": 5 }), 422),
        (json!({}), 422),
        (json!([]), 422),
    ] {
        server.client.refused(Request::post("/clock", &body), status).await;
    }
    for hours in [json!(0), json!(337), json!(u32::MAX)] {
        server.client.refused(Request::post("/outage", &json!({ "hours": hours })), 400).await;
    }
    server.client.refused(Request::post("/outage", &json!({ "hours": -1 })), 422).await;
    assert_eq!(server.state().await, before);
}

async fn every_due_moment_is_stopped_at(server: Server) {
    let monday = ms(&server.state().await["next_morning_ms"]);
    server.move_clock("by", "4d").await;
    // The digest of Monday was said on Monday at nine, although the clock went on to Tuesday in one move.
    let messages = server.player("ben").messages().await;
    let at_nine = messages.iter().filter(|message| message["at_ms"] == json!(monday));
    let said: Vec<String> = at_nine.map(words).collect();
    assert!(said.iter().any(|said| said.starts_with("Good morning")), "{said:?}");
}

async fn the_past_asks_its_owners_in_direct_messages(server: Server) {
    let before = server.player("mia").messages().await.len();
    server.move_clock("by", "14d").await;
    let mut asked = 0;
    for owner in ["ben", "lea"] {
        for message in server.player(owner).messages().await {
            if words(&message).contains("What should the brief have told you?") {
                let place = message["channel"].as_str().expect("a place");
                assert!(place.starts_with("dm:"), "{place}: {}", words(&message));
                asked += 1;
            }
        }
    }
    assert!(asked > 2, "{asked} of the past were looked back at");
    // What is done long since gets no card for it.
    let cards = server.player("mia").messages().await.split_off(before);
    assert!(!cards.iter().any(|message| words(message).contains("Done on")), "{cards:?}");
}

async fn an_outage_passes_at_once(server: Server) {
    let start = ms(&server.state().await["now_ms"]);
    let after = server.client.ok(Request::post("/outage", &json!({ "hours": 20 }))).await;
    assert_eq!(after["now_ms"], json!(start + 20 * HOUR));
    assert_eq!(server.state().await["now_ms"], after["now_ms"]);
}

async fn after_an_outage_each_person_reads_one_line(server: Server) {
    crate::walk::sent(&server).await;
    // Over the digest, the reminder and the deadline of Monday.
    let after = server.client.ok(Request::post("/outage", &json!({ "hours": 72 }))).await;
    let messages = server.player("ben").messages().await;
    let meanwhile: Vec<String> =
        messages.iter().filter(|message| message["at_ms"] == after["now_ms"]).map(words).collect();
    let lines = meanwhile.iter().filter(|said| said.contains("I was away for a while")).count();
    assert_eq!(lines, 1, "{meanwhile:?}");
    assert!(!meanwhile.iter().any(|said| said.contains("is waiting for you")), "no reminder by itself: {meanwhile:?}");
}

async fn a_reset_starts_anew_and_can_be_undone_once(server: Server) {
    let say = |text: &str| Request::post("/as/ana/say", &json!({ "text": text, "channel": "handoffs" }));
    server.client.ok(say("before the reset")).await;
    server.client.ok(Request::bare_post("/deal")).await;
    server.move_clock("by", "1m").await;
    let before = server.state().await;
    assert_eq!((&before["undo"], &before["guide"]["step"]), (&json!(false), &json!(2)));
    let old_ana = server.id_of("ana").await;

    let reset = server.client.ok(Request::bare_post("/reset")).await;
    assert_eq!(reset, json!({ "ok": true, "undo": true }));
    let anew = server.state().await;
    assert_eq!((&anew["undo"], &anew["guide"]["step"]), (&json!(true), &json!(1)));
    assert!(ms(&anew["now_ms"]) >= ms(&before["now_ms"]), "the clock moves only forward");
    let messages = server.player("ana").messages().await;
    assert_eq!(messages.len(), 1, "only the news of the deal: {messages:?}");
    server.client.refused(Request::get(&format!("/as/{old_ana}/messages")), 404).await;

    let undone = server.client.ok(Request::bare_post("/reset/undo")).await;
    assert_eq!(undone, json!({ "ok": true, "undo": false }));
    let back = server.state().await;
    assert_eq!((&back["people"], &back["guide"]), (&before["people"], &before["guide"]));
    let messages = server.player("ana").messages().await;
    assert!(messages.iter().any(|message| words(message) == "before the reset"));
    let sentence = server.client.refused(Request::bare_post("/reset/undo"), 409).await;
    assert!(sentence.contains("no reset"), "{sentence}");
}

async fn after_a_reset_only_the_new_company_is_waited_for(server: Server) {
    let untouched = next_stops(&server).await;
    crate::walk::sent(&server).await;
    server.client.ok(Request::bare_post("/reset")).await;
    // The handoff that was put away has deadlines of its own; nobody here waits for them.
    assert_eq!(next_stops(&server).await, untouched);
}

/// How far ahead the next reminders are, one after the other.
async fn next_stops(server: &Server) -> Vec<i64> {
    let start = ms(&server.state().await["now_ms"]);
    let mut stops = Vec::new();
    for _ in 0..5 {
        stops.push(ms(&server.move_clock("to", "next_reminder").await["now_ms"]) - start);
    }
    stops
}
