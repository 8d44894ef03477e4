//! A request that is sent again under the same key is carried out once and answered as the first time.

use baton::store::lists::{Page, Which, Whose};
use serde_json::{Value, json};

use crate::cases;
use crate::client::Request;
use crate::player::words;
use crate::server::Server;
use crate::walk;

cases![
    a_command_makes_one_draft,
    a_click_makes_one_draft,
    the_body_has_the_last_word_on_the_key,
    two_people_may_use_the_same_key,
    in_flight_together_they_are_still_one,
    a_form_is_submitted_once,
    something_is_said_once,
    a_sample_deal_closes_once,
    the_clock_moves_once,
    a_reset_happens_once,
    a_key_that_is_none_is_refused,
];

/// How many drafts there are in the company that was opened first.
async fn drafts(server: &Server) -> usize {
    let page = Page { limit: 100, offset: 0 };
    server.store.list(server.workspace, Which::Drafts, Whose::Everyone, page).await.expect("drafts").len()
}

/// The same request twice; both answers are the same.
async fn twice(server: &Server, request: Request) -> Value {
    let first = server.client.ok(request.clone()).await;
    assert_eq!(server.client.ok(request).await, first);
    first
}

async fn a_command_makes_one_draft(server: Server) {
    let (ana, before) = (server.player("ana"), drafts(&server).await);
    twice(&server, ana.typing("/handoff start Kestrel").keyed("one")).await;
    assert_eq!(drafts(&server).await, before + 1);
    let messages = ana.messages().await;
    assert_eq!(messages.iter().filter(|message| words(message).contains("Kestrel")).count(), 1, "one card");
    let asked = twice(&server, ana.typing("/handoff start Kestrel").keyed("two")).await;
    assert_eq!(drafts(&server).await, before + 1, "the one that is begun is offered first: {asked}");
    twice(&server, ana.typing("/handoff start Merlin").keyed("three")).await;
    assert_eq!(drafts(&server).await, before + 2);
}

async fn a_click_makes_one_draft(server: Server) {
    let (ana, before) = (server.player("ana"), drafts(&server).await);
    let start = ana.find("start").await;
    let first = twice(&server, ana.choice(&start, &[]).keyed("5d1f9c9e-4f0a-4f53-9a53-2f4c6f1f7f10")).await;
    assert_eq!(drafts(&server).await, before + 1);
    let known = ana.messages().await.len();
    // A page that was reloaded has forgotten its key; the draft that is open already is shown.
    let again = server.client.ok(ana.choice(&start, &[]).keyed("another")).await;
    assert_ne!(again, first);
    assert_eq!((drafts(&server).await, ana.messages().await.len()), (before + 1, known + 1));
}

async fn the_body_has_the_last_word_on_the_key(server: Server) {
    let before = drafts(&server).await;
    for (header, expected) in [("a", 1), ("b", 1), ("c", 1)] {
        let body = json!({ "text": "/handoff start Kestrel", "channel": "handoffs", "request_id": "in-the-body" });
        server.client.ok(Request::post("/as/ana/command", &body).keyed(header)).await;
        assert_eq!(drafts(&server).await, before + expected);
    }
    let body = json!({ "text": "/handoff start Kestrel", "channel": "handoffs", "request_id": null });
    server.client.ok(Request::post("/as/ana/command", &body).keyed("in-the-body")).await;
    assert_eq!(drafts(&server).await, before + 1, "the header names the same request");
}

async fn two_people_may_use_the_same_key(server: Server) {
    let before = drafts(&server).await;
    for who in ["ana", "lea"] {
        twice(&server, server.player(who).typing("/handoff start Kestrel").keyed("1")).await;
    }
    assert_eq!(drafts(&server).await, before + 2);
}

async fn in_flight_together_they_are_still_one(server: Server) {
    for round in 0..10 {
        let before = drafts(&server).await;
        let typed = format!("/handoff start Kestrel {round}");
        let request = server.player("ana").typing(&typed).keyed(&format!("round-{round}"));
        let [a, b, c] = [0; 3].map(|_| server.client.ok(request.clone()));
        let (a, b, c) = tokio::join!(a, b, c);
        assert_eq!((&a, &a), (&b, &c));
        assert_eq!(drafts(&server).await, before + 1, "round {round}");
    }
}

async fn a_form_is_submitted_once(server: Server) {
    let handoff = walk::sent(&server).await;
    let ben = server.player("ben");
    let accept = ben.find("accept").await;
    let form = ben.press(&accept).await["form"].clone();
    let request = ben.submission(&accept, &form, &[("goal", "Fewer escalations"), ("first_step", "Call Dana")]);
    let answer = twice(&server, request.clone().keyed("accepted")).await;
    assert!(ben.read(&answer["reply"]).await.contains("is yours"));
    let events = server.store.events(server.workspace, handoff).await.expect("events");
    assert_eq!(events.iter().filter(|event| event.kind == "accepted").count(), 1, "{events:?}");
    // Under a key of its own it is a new request, and told that it comes too late.
    let late = server.client.ok(request.keyed("accepted-again")).await;
    assert!(ben.read(&late["reply"]).await.contains("already"), "{late}");
}

async fn something_is_said_once(server: Server) {
    let body = json!({ "text": "Lunch?", "channel": "handoffs" });
    twice(&server, Request::post("/as/ana/say", &body).keyed("lunch")).await;
    twice(&server, Request::post("/as/lea/say", &body).keyed("lunch")).await;
    let heard = server.player("ben").messages().await;
    assert_eq!(heard.iter().filter(|message| words(message) == "Lunch?").count(), 2, "once each");
}

async fn a_sample_deal_closes_once(server: Server) {
    let before = drafts(&server).await;
    twice(&server, Request::bare_post("/deal").keyed("deal")).await;
    assert_eq!(drafts(&server).await, before + 1);
    twice(&server, Request::bare_post("/deal").keyed("another-deal")).await;
    assert_eq!(drafts(&server).await, before + 2);
    server.client.ok(Request::bare_post("/deal")).await;
    server.client.ok(Request::bare_post("/deal")).await;
    assert_eq!(drafts(&server).await, before + 4, "without a key each is new");
}

async fn the_clock_moves_once(server: Server) {
    let start = server.state().await["now_ms"].as_i64().expect("a moment");
    twice(&server, Request::post("/clock", &json!({ "by": "1h" })).keyed("hour")).await;
    twice(&server, Request::post("/outage", &json!({ "hours": 1 })).keyed("hour")).await;
    assert_eq!(server.state().await["now_ms"], json!(start + 2 * 3_600_000));
    // What was refused is not kept: mended, it goes through under the same key.
    server.client.refused(Request::post("/clock", &json!({ "by": "soon" })).keyed("mended"), 400).await;
    twice(&server, Request::post("/clock", &json!({ "by": "1h" })).keyed("mended")).await;
    assert_eq!(server.state().await["now_ms"], json!(start + 3 * 3_600_000));
}

async fn a_reset_happens_once(server: Server) {
    server.move_clock("by", "1m").await;
    let before = server.id_of("ana").await;
    twice(&server, Request::bare_post("/reset").keyed("reset")).await;
    let anew = server.id_of("ana").await;
    assert_ne!(anew, before);
    twice(&server, Request::bare_post("/reset/undo").keyed("undo")).await;
    assert_eq!(server.id_of("ana").await, before, "a second reset would have put something else away");
    server.client.ok(Request::bare_post("/reset").keyed("reset")).await;
    assert_eq!(server.id_of("ana").await, before, "a late repeat does not put away what was brought back");
}

async fn a_key_that_is_none_is_refused(server: Server) {
    let (ana, before) = (server.player("ana"), drafts(&server).await);
    for key in ["", "two words", &"k".repeat(201)] {
        server.client.refused(ana.typing("/handoff start Kestrel").keyed(key), 400).await;
        server.client.refused(Request::bare_post("/deal").keyed(key), 400).await;
        let body = json!({ "text": "/handoff start Kestrel", "channel": "handoffs", "request_id": key });
        server.client.refused(Request::post("/as/ana/command", &body), 400).await;
    }
    let body = json!({ "text": "/handoff start Kestrel", "channel": "handoffs", "request_id": "N\u{0}UL" });
    server.client.refused(Request::post("/as/ana/command", &body), 400).await;
    assert_eq!(drafts(&server).await, before);
}
