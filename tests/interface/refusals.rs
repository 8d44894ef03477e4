//! What bad input gets: a sentence that says what is wrong and that nothing was lost; never a half-done thing.

use serde_json::{Value, json};

use crate::cases;
use crate::client::Request;
use crate::player::{primary, words};
use crate::server::Server;

cases![
    nobody_of_that_name_is_not_found,
    what_is_no_json_is_refused_in_json,
    too_much_at_once_is_refused,
    an_address_that_is_not_there_is_refused_in_json,
    an_old_button_says_so_and_shows_a_way_on,
    a_draft_is_its_senders_alone,
    a_command_that_cannot_be_read_is_answered,
    nobody_speaks_where_they_may_not_read,
    what_people_type_stays_text,
];

const DEEDS: [&str; 4] = ["command", "click", "form", "say"];

/// A body that every deed can read.
fn any_body() -> Value {
    json!({ "text": "/handoff help", "channel": "handoffs", "action": "1.more.1", "form": "1.more.1" })
}

async fn nobody_of_that_name_is_not_found(server: Server) {
    for person in ["nobody", "zzzzzz", "0", "%00", "%F0%9F%98%80", "ana%20", "dm:ana"] {
        for what in DEEDS {
            let request = Request::post(&format!("/as/{person}/{what}"), &any_body());
            let sentence = server.client.refused(request, 404).await;
            assert!(sentence.contains("nobody of that name"), "{sentence}");
        }
        for path in
            [format!("/as/{person}/messages"), format!("/as/{person}/work"), format!("/people/{person}/summary")]
        {
            server.client.refused(Request::get(&path), 404).await;
        }
    }
    server.client.refused(Request::post("/leave", &json!({ "person": "nobody" })), 404).await;
}

async fn what_is_no_json_is_refused_in_json(server: Server) {
    let before = server.player("ana").messages().await;
    let json_of = |path: &str, text: &[u8]| Request::post_text(path, text).with("content-type", "application/json");
    for path in ["/as/ana/command", "/as/ana/click", "/as/ana/form", "/as/ana/say", "/clock", "/outage", "/leave"] {
        for broken in ["", "{", "{\"text\": \"/handoff start\", \"channel\": ", "not json"] {
            let sentence = server.client.refused(json_of(path, broken.as_bytes()), 400).await;
            assert!(sentence.contains("Nothing was changed"), "{path} {broken}: {sentence}");
        }
        for other in
            ["null", "[]", "7", "{\"text\": 7, \"action\": 7, \"form\": 7, \"by\": 7, \"hours\": {}, \"person\": []}"]
        {
            server.client.refused(json_of(path, other.as_bytes()), 422).await;
        }
        server.client.refused(Request::post_text(path, any_body().to_string()), 415).await;
        let form = Request::post_text(path, "text=x").with("content-type", "application/x-www-form-urlencoded");
        server.client.refused(form, 415).await;
    }
    for text in [b"\"\xff\xfe\"".as_slice(), b"\"\\ud800\""] {
        let body = [b"{\"channel\": \"handoffs\", \"text\": ", text, b"}"].concat();
        server.client.refused(json_of("/as/ana/say", &body), 400).await;
    }
    server.client.refused(Request::get("/as/ana/messages?after=yesterday"), 400).await;
    server.client.refused(Request::get("/people/ana/summary?handoff=UPPER"), 404).await;
    assert_eq!(server.player("ana").messages().await, before);
}

async fn too_much_at_once_is_refused(server: Server) {
    let huge = json!({ "text": "x".repeat(300 * 1024), "channel": "handoffs" });
    let sentence = server.client.refused(Request::post("/as/ana/say", &huge), 413).await;
    assert!(sentence.contains("too much"), "{sentence}");
    let long = json!({ "text": "x".repeat(4_001), "channel": "handoffs" });
    let sentence = server.client.refused(Request::post("/as/ana/say", &long), 400).await;
    assert!(sentence.contains("4,000"), "{sentence}");
    let fits = json!({ "text": "ü".repeat(4_000), "channel": "handoffs" });
    server.client.ok(Request::post("/as/ana/say", &fits)).await;
    assert_eq!(server.player("ben").messages().await.len(), 2, "the news of the deal, and what fits");
}

async fn an_address_that_is_not_there_is_refused_in_json(server: Server) {
    server.client.refused(Request::get("/stat"), 404).await;
    server.client.refused(Request::get("/as/ana"), 404).await;
    server.client.refused(Request::bare_post("/as/ana/dance"), 404).await;
    server.client.refused(Request::get("//playground/api/v1/"), 404).await;
    let answer = server.client.send(Request::get("/clock")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"));
    server.client.refused(Request::bare_post("/state"), 405).await;
}

async fn an_old_button_says_so_and_shows_a_way_on(server: Server) {
    let ben = server.player("ben");
    let start = ben.find("start").await;
    let ids = [
        "",
        "1",
        "x",
        "0.accept.1",
        "2.accept.1",
        "1.fly.1",
        "1.accept.1",
        "1.accept.zzzzzzzzzzzz",
        "1.accept.UP",
        "1.accept",
        "1.complete.-4",
        "1..",
        "\u{0}",
        "1.accept.1.💥",
        "'; DROP TABLE handoffs; --",
    ];
    for id in ids {
        let body = json!({ "message": start.message, "action": id });
        let reply = server.client.ok(Request::post("/as/ben/click", &body)).await["reply"].clone();
        let said = ben.read(&reply).await;
        assert!(said.contains("out of date") && said.contains("/handoff list"), "{id}: {said}");
        let body = json!({ "form": id, "values": { "goal": "x" }, "message": null });
        let reply = server.client.ok(Request::post("/as/ben/form", &body)).await["reply"].clone();
        let answer = ben.message(reply["message"].as_str().expect("a message")).await;
        assert!(words(&answer).contains("out of date"), "{id}: {}", words(&answer));
        assert_eq!(answer["direct"], json!(true), "a form from nowhere is answered in their own talk with Baton");
    }
    for message in [json!("no such message"), json!("zzzzzz"), json!(""), Value::Null] {
        let body = json!({ "message": message, "action": "1.fly.1" });
        let reply = server.client.ok(Request::post("/as/ben/click", &body)).await["reply"].clone();
        assert!(ben.read(&reply).await.contains("out of date"));
    }
    assert!(server.player("ana").messages().await.len() == 1, "nobody else was told");
}

async fn a_draft_is_its_senders_alone(server: Server) {
    let (ana, ben) = (server.player("ana"), server.player("ben"));
    let reply = ana.press_newest("start").await;
    let card = ana.message(reply["message"].as_str().expect("a card")).await;
    assert!(ben.messages().await.iter().all(|message| message["id"] != card["id"]), "Ben cannot see it");
    let next = primary(&card).expect("a next step");
    let reply = ben.press(&next).await;
    let answer = ben.message(reply["message"].as_str().expect("a message")).await;
    assert!(words(&answer).contains("out of date"), "{}", words(&answer));
    assert_eq!((&answer["private"], &answer["direct"]), (&json!(false), &json!(true)), "not where he cannot read");
    assert_eq!(ana.message(&next.message).await, card, "the card is as it was");
}

async fn a_command_that_cannot_be_read_is_answered(server: Server) {
    let ana = server.player("ana");
    for text in ["/handoff", "/handoff strat", "/handoff show #999999", "hello", "", "/", "/handoff start \"unfinished"]
    {
        let answer = ana.command(text).await;
        assert!(words(&answer).len() > 10, "{text}: {answer}");
        assert_eq!(answer["private"], json!(true), "{text}");
    }
    assert_eq!(server.player("ben").messages().await.len(), 1, "nobody else was told");
}

async fn nobody_speaks_where_they_may_not_read(server: Server) {
    let (ana, ben) = (server.id_of("ana").await, server.id_of("ben").await);
    let news = server.player("ana").find("start").await.message;
    let places = [
        json!({ "channel": "nowhere" }),
        json!({ "channel": "" }),
        json!({ "channel": "cs-managers" }),
        json!({ "channel": format!("dm:{ana}") }),
        json!({ "channel": "dm:" }),
        json!({ "channel": "hand\u{0}offs" }),
        json!({ "channel": "handoffs", "thread": news }),
        json!({ "channel": "handoffs", "thread": "zzzz" }),
        json!({ "channel": format!("dm:{ben}"), "thread": "\u{0}" }),
    ];
    for mut place in places {
        for (what, text) in [("say", "hello"), ("command", "/handoff help")] {
            place["text"] = json!(text);
            let sentence = server.client.refused(Request::post(&format!("/as/ben/{what}"), &place), 404).await;
            assert!(sentence.contains("no such channel"), "{place}: {sentence}");
        }
    }
    for (who, channel) in
        [("mia", "cs-managers".to_owned()), ("ben", format!("dm:{ben}")), ("ben", "handoffs".to_owned())]
    {
        let said = json!({ "text": "hello", "channel": channel });
        server.client.ok(Request::post(&format!("/as/{who}/say"), &said)).await;
    }
}

async fn what_people_type_stays_text(server: Server) {
    let (ana, ben) = (server.player("ana"), server.player("ben"));
    let hostile = [
        "@everyone @here <@ben> <!channel>",
        "<script>alert(1)</script> &amp; <b>bold</b>",
        "**bold** _it_ `code` [link](https://evil.example) { $customer }",
        "\u{202e}gpj.exe \u{200f}שלום مرحبا",
        "👩‍👩‍👧‍👦 e\u{301} 🏳️‍🌈 \u{1f3fb}",
        "'; DROP TABLE chat_messages; -- \\ \" \u{7f}",
    ];
    for text in hostile {
        let said = json!({ "text": text, "channel": "handoffs" });
        server.client.ok(Request::post("/as/ana/say", &said)).await;
        let heard = ben.messages().await.pop().expect("a message");
        assert!(heard["message"]["pings"].is_null(), "{heard}");
        let line = &heard["message"]["blocks"][0]["line"];
        assert!(line.as_array().expect("a line").iter().all(|part| part["plain"].is_string()), "{line}");
    }
    // What no database takes, and nothing at all.
    let said = json!({ "text": "N\u{0}UL", "channel": "handoffs" });
    server.client.ok(Request::post("/as/ana/say", &said)).await;
    assert_eq!(words(ben.messages().await.last().expect("a message")), "NUL");
    let known = ben.messages().await.len();
    server.client.ok(Request::post("/as/ana/say", &json!({ "text": " \u{0}\n ", "channel": "handoffs" }))).await;
    assert_eq!(ben.messages().await.len(), known);
    for text in hostile.into_iter().chain(["N\u{0}UL", "x"]) {
        let card = ana.command(&format!("/handoff start {} to ben", json!(text))).await;
        assert!(!words(&card).is_empty(), "{text}");
        let long = ana.command(&format!("/handoff start {}", text.repeat(4_000 / text.len()))).await;
        assert!(!words(&long).is_empty(), "{text}");
    }
}
