//! Answers to interactions: in time, once, of a fitting kind, and seen by whom the first one said.

use serde_json::{Value, json};

use super::{Stage, button, id, quiet, refused, row};
use crate::strict_discord::acts::First;
use crate::strict_discord::modal::Fill;
use crate::strict_discord::people::Sent;

crate::cases!(
    in_time,
    once,
    fitting_kinds,
    forms,
    form_limits,
    private_from_the_first,
    the_life_of_a_token,
    follow_ups,
    clicked_cards,
    choices,
    what_is_not_answered,
    with_the_answer,
);

impl Stage {
    fn list(&self) -> Sent {
        self.anna.command(self.channel, "/handoff list").expect("it is registered")
    }
}

async fn in_time() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    stage.later(3000);
    assert_eq!(stage.answer(&sent, &json!({ "type": 4, "data": { "content": "x" } })).await.status, 204);
    assert_eq!((sent.message().await["content"].as_str(), sent.interaction().first_after_ms), (Some("x"), Some(3000)));
    stage.discord.assert_sound();
    let late = stage.list();
    stage.later(3001);
    refused(&stage.answer(&late, &json!({ "type": 5 })).await, 404, 10062);
    assert_eq!(stage.discord.take_problems(), ["a first answer after 3001 ms"]);
    let forged = format!("/interactions/{}/other/callback", sent.id);
    refused(&stage.rest.post(&forged, &json!({ "type": 5 })).await, 404, 10062);
}

async fn once() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    assert_eq!(stage.answer(&sent, &json!({ "type": 5, "data": { "flags": 64 } })).await.status, 204);
    refused(&stage.answer(&sent, &json!({ "type": 4, "data": { "content": "x" } })).await, 400, 40060);
    stage.discord.assert_sound();
}

async fn fitting_kinds() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    for kind in [1, 6, 7, 8] {
        let body = if kind == 8 { json!({ "type": kind, "data": { "choices": [] } }) } else { json!({ "type": kind }) };
        stage.mistaken(&stage.answer(&sent, &body).await);
    }
    stage.mistaken(&stage.answer(&sent, &json!({ "type": 4, "data": { "content": "x".repeat(2001) } })).await);
    if crate::schema::file().is_some() {
        stage.mistaken(&stage.answer(&sent, &json!({ "type": 4, "data": { "content": "x", "private": true } })).await);
    }
    refused(&stage.answer(&sent, &json!({ "type": 4, "data": {} })).await, 400, 50006);
    assert_eq!(sent.interaction().first, None, "what is refused answers nothing");
}

fn form(title: &str, parts: &[Value]) -> Value {
    json!({ "type": 9, "data": { "custom_id": "f", "title": title, "components": parts } })
}

fn line(custom_id: &str, label: &str) -> Value {
    json!({ "type": 1, "components": [{ "type": 4, "style": 1, "custom_id": custom_id, "label": label, "max_length": 10 }] })
}

fn labelled(label: &str, component: &Value) -> Value {
    json!({ "type": 18, "label": label, "component": component })
}

async fn forms() {
    let stage = Stage::patient().await;
    stage.register().await;
    let opened = stage.list();
    let options = json!([{ "label": "Red", "value": "r" }, { "label": "Green", "value": "g", "default": true }]);
    let select = json!({ "type": 3, "custom_id": "s", "options": options, "required": false });
    let radio = json!({ "type": 21, "custom_id": "r", "options": [{ "label": "Yes", "value": "y" }, { "label": "No", "value": "n" }] });
    let tick = json!({ "type": 23, "custom_id": "t" });
    let who = json!({ "type": 5, "custom_id": "w", "required": false });
    let [select, radio, tick] =
        [("Colour", select), ("Sure", radio), ("Mark", tick)].map(|(label, component)| labelled(label, &component));
    let parts = [line("a", "Customer"), select, radio, tick, labelled("Who", &who)];
    assert_eq!(stage.answer(&opened, &form("Brief", &parts)).await.status, 204);
    assert_eq!(opened.modal().await["title"], "Brief");
    let filled = |customer: &str| {
        vec![("Customer", Fill::Text(customer.to_owned())), ("Sure", Fill::Choose(vec!["Yes".to_owned()]))]
    };
    for wrong in [
        vec![("Customer", Fill::Text("ACME".to_owned()))],
        filled(""),
        filled("x23456789ab"),
        vec![("Unknown", Fill::Tick(true))],
        vec![("Customer", Fill::Tick(true))],
        [filled("ACME"), vec![("Colour", Fill::Choose(vec!["Blue".to_owned()]))]].concat(),
    ] {
        assert!(stage.anna.submits(&opened, &wrong).is_err(), "{wrong:?}");
    }
    assert!(stage.ben.submits(&opened, &filled("ACME")).is_err(), "not his form");
    let whole = [filled("ACME"), vec![("Who", Fill::Ids(vec![stage.ben.id]))]].concat();
    let sent = stage.anna.submits(&opened, &whole).expect("a good form");
    let parts = sent.interaction().payload["data"]["components"].clone();
    assert_eq!(parts[0]["components"][0]["value"], "ACME");
    assert_eq!(parts[1]["component"]["values"], json!(["g"]), "what was chosen stays chosen");
    assert_eq!((&parts[2]["component"]["value"], &parts[3]["component"]["value"]), (&json!("y"), &json!(false)));
    let ben = stage.ben.id.to_string();
    assert_eq!(parts[4]["component"]["values"], json!([ben]));
    let resolved = &sent.interaction().payload["data"]["resolved"];
    assert_eq!(resolved["users"][&ben]["username"], "ben");
    assert!(resolved["members"][&ben]["permissions"].is_string());
    // A form never answers a form; nothing was clicked that could be drawn anew.
    stage.mistaken(&stage.answer(&sent, &form("Next", &[line("b", "More")])).await);
    stage.mistaken(&stage.answer(&sent, &json!({ "type": 7, "data": { "content": "x" } })).await);
    assert!(stage.anna.submits(&opened, &filled("ACME")).is_ok(), "an unanswered form stays open");
    assert_eq!(stage.answer(&sent, &json!({ "type": 4, "data": { "content": "thanks" } })).await.status, 204);
    assert!(stage.anna.submits(&opened, &filled("ACME")).is_err(), "an answered one is closed");
    assert_eq!(
        sent.message().await["interaction_metadata"]["triggering_interaction_metadata"]["id"],
        opened.id.to_string()
    );
}

async fn form_limits() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    let lines = |many: usize| (0..many).map(|it| line(&it.to_string(), "Label")).collect::<Vec<_>>();
    for wrong in [
        form("x", &lines(6)),
        form(&"x".repeat(46), &lines(1)),
        form("", &lines(1)),
        form("x", &[]),
        form("x", &[line("a", ""), line("b", "c")]),
        form("x", &[line("a", "b"), line("a", "c")]),
        form("x", &[json!({ "type": 1, "components": [button("x")] })]),
        form("x", &[labelled("y", &json!({ "type": 4, "style": 1, "custom_id": "a", "label": "z" }))]),
        form(
            "x",
            &[labelled("y", &json!({ "type": 4, "style": 1, "custom_id": "a", "max_length": 2, "value": "abc" }))],
        ),
        form(
            "x",
            &[labelled("y", &json!({ "type": 4, "style": 1, "custom_id": "a", "min_length": 3, "max_length": 2 }))],
        ),
        form("x", &[line(&"x".repeat(101), "b")]),
    ] {
        stage.mistaken(&stage.answer(&sent, &wrong).await);
    }
    if crate::schema::file().is_some() {
        stage.mistaken(&stage.answer(&sent, &form("x", &[line("a", &"b".repeat(46))])).await);
    }
    assert_eq!(stage.answer(&sent, &form(&"x".repeat(45), &lines(5))).await.status, 204);
}

async fn private_from_the_first() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    assert_eq!(stage.answer(&sent, &json!({ "type": 5, "data": { "flags": 64 } })).await.status, 204);
    let original = format!("{}/messages/@original", stage.hook(&sent));
    assert_eq!(stage.rest.get(&original).await.body["flags"], 64 | 128, "it is thinking");
    assert_eq!(stage.rest.patch(&original, &quiet(&json!({ "content": "yours", "flags": 4 }))).await.status, 200);
    assert!(sent.is_private());
    assert_eq!((stage.anna.reads(stage.channel).len(), stage.ben.reads(stage.channel).len()), (1, 0));
    let message = id(&sent.message().await);
    refused(&stage.rest.get(&format!("{}/{message}", stage.messages())).await, 404, 10008);
    stage.discord.assert_sound();
    // A public one cannot be made private any more.
    let public = stage.list();
    stage.answer(&public, &json!({ "type": 5 })).await;
    stage.rest.post(&stage.hook(&public), &quiet(&json!({ "content": "secret", "flags": 64 }))).await;
    assert!(!public.is_private() && stage.ben.reads(stage.channel).len() == 1);
    let problems = stage.discord.take_problems();
    assert!(problems.len() == 1 && problems[0].contains("since its first"), "{problems:?}");
    stage.anna.forgets();
    assert_eq!(stage.anna.reads(stage.channel).len(), 1);
}

async fn the_life_of_a_token() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    let original = format!("{}/messages/@original", stage.hook(&sent));
    refused(&stage.rest.get(&original).await, 404, 10015);
    stage.answer(&sent, &json!({ "type": 4, "data": { "content": "x" } })).await;
    stage.later(15 * 60 * 1000 - 1);
    assert_eq!(stage.rest.patch(&original, &quiet(&json!({ "content": "y" }))).await.status, 200);
    stage.later(1);
    refused(&stage.rest.patch(&original, &quiet(&json!({ "content": "z" }))).await, 401, 50027);
    refused(&stage.rest.post(&stage.hook(&sent), &quiet(&json!({ "content": "z" }))).await, 401, 50027);
}

async fn follow_ups() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    stage.answer(&sent, &json!({ "type": 5, "data": { "flags": 64 } })).await;
    let first = stage.rest.post(&stage.hook(&sent), &quiet(&json!({ "content": "one" }))).await;
    assert_eq!(
        (first.id(), &first.body["flags"]),
        (id(&sent.message().await), &json!(64)),
        "it takes the place that was kept"
    );
    let second = stage
        .rest
        .with_files("POST", &stage.hook(&sent), &quiet(&json!({ "content": "two", "flags": 64 })), &[("a.csv", b"1")])
        .await;
    assert_eq!(
        (second.status, stage.anna.reads(stage.channel).len(), stage.ben.reads(stage.channel).len()),
        (200, 2, 0)
    );
    let path = format!("{}/messages/{}", stage.hook(&sent), second.id());
    assert_eq!(stage.rest.patch(&path, &quiet(&json!({ "content": "2" }))).await.status, 200);
    assert_eq!(stage.rest.delete(&path).await.status, 204);
    refused(&stage.rest.get(&path).await, 404, 10008);
    let other = stage.say(&json!({ "content": "not of this token" })).await.id();
    refused(&stage.rest.get(&format!("{}/messages/{other}", stage.hook(&sent))).await, 404, 10008);
    stage.discord.assert_sound();
}

async fn clicked_cards() {
    let stage = Stage::patient().await;
    let card = stage.say(&json!({ "content": "card", "components": [row("accept")] })).await.id();
    let clicked = stage.anna.clicks(card, "accept").expect("it is there");
    assert_eq!(clicked.interaction().payload["message"]["id"], card.to_string());
    let drawn = json!({ "type": 7, "data": { "content": "accepted", "components": [] } });
    assert_eq!(stage.answer(&clicked, &drawn).await.status, 204);
    assert_eq!((clicked.first().await, id(&clicked.message().await)), (First::Update, card));
    assert!(stage.anna.clicks(card, "accept").is_err(), "it is gone");
    let again = stage.say(&json!({ "content": "card", "components": [row("accept")] })).await.id();
    let silent = stage.ben.clicks(again, "accept").expect("it is there");
    stage.answer(&silent, &json!({ "type": 6 })).await;
    let original = format!("{}/messages/@original", stage.hook(&silent));
    assert_eq!(stage.rest.patch(&original, &quiet(&json!({ "content": "later" }))).await.id(), again);
    // A form from a click may draw the card anew.
    let opened = stage.ben.clicks(again, "accept").expect("it stays");
    stage.answer(&opened, &form("x", &[line("a", "Why")])).await;
    let sent = stage.ben.submits(&opened, &[("Why", Fill::Text("so".to_owned()))]).expect("a form");
    assert_eq!(stage.answer(&sent, &json!({ "type": 7, "data": { "content": "so" } })).await.status, 204);
    stage.discord.assert_sound();
}

async fn choices() {
    let stage = Stage::patient().await;
    stage.register().await;
    let typing = stage.anna.types(stage.channel, "/handoff start customer:AC").expect("it offers");
    let offer = |many: usize| {
        let choices: Vec<Value> =
            (0..many).map(|it| json!({ "name": format!("ACME {it}"), "value": it.to_string() })).collect();
        json!({ "type": 8, "data": { "choices": choices } })
    };
    stage.mistaken(&stage.answer(&typing, &json!({ "type": 5 })).await);
    stage.mistaken(&stage.answer(&typing, &offer(26)).await);
    stage.mistaken(
        &stage
            .answer(&typing, &json!({ "type": 8, "data": { "choices": [{ "name": "x".repeat(101), "value": "y" }] } }))
            .await,
    );
    stage.mistaken(
        &stage.answer(&typing, &json!({ "type": 8, "data": { "choices": [{ "name": "x", "value": 1 }] } })).await,
    );
    assert_eq!(stage.answer(&typing, &offer(25)).await.status, 204);
    assert_eq!(typing.choices().await.len(), 25);
}

async fn what_is_not_answered() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    let pending = tokio::time::timeout(std::time::Duration::ZERO, sent.first()).await;
    assert!(pending.is_err(), "nobody answered");
}

async fn with_the_answer() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.list();
    let path = format!("/interactions/{}/{}/callback?with_response=true", sent.id, sent.interaction().token);
    let answer =
        stage.rest.post(&path, &json!({ "type": 4, "data": quiet(&json!({ "content": "x", "flags": 64 })) })).await;
    assert_eq!((answer.status, &answer.body["resource"]["message"]["content"]), (200, &json!("x")));
    assert_eq!(answer.body["interaction"]["response_message_ephemeral"], true);
}
