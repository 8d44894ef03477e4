//! What people cannot do, this server does not let a test do either.

use serde_json::{Value, json};

use super::{Stage, button, id, quiet};
use crate::strict_discord::modal::Fill;
use crate::strict_discord::permissions::{INVITED, MANAGE_THREADS};

crate::cases!(
    what_is_not_there,
    what_others_see,
    what_is_chosen,
    what_clients_do_against_the_rules,
    in_private_threads,
    in_locked_threads,
);

async fn what_is_not_there() {
    let stage = Stage::patient().await;
    let mut dead = button("dead");
    dead["disabled"] = json!(true);
    let row = json!({ "type": 1, "components": [button("go"), dead] });
    let card = stage.say(&json!({ "components": [row] })).await.id();
    assert!(stage.anna.clicks(card, "go").is_ok());
    for wrong in ["dead", "gone"] {
        assert!(stage.anna.clicks(card, wrong).is_err(), "{wrong}");
    }
    assert!(stage.anna.clicks(1, "go").is_err());
    assert!(stage.anna.selects(card, "go", &["x"]).is_err());
    stage.rest.delete(&format!("{}/{card}", stage.messages())).await;
    assert!(stage.anna.clicks(card, "go").is_err());
}

async fn what_others_see() {
    let stage = Stage::patient().await;
    stage.register().await;
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    let row = json!({ "type": 1, "components": [button("go")] });
    stage.answer(&sent, &json!({ "type": 4, "data": { "content": "x", "flags": 64, "components": [row] } })).await;
    let card = id(&sent.message().await);
    assert!(stage.anna.clicks(card, "go").is_ok());
    assert!(stage.ben.clicks(card, "go").is_err());
    stage.town.leaves(&stage.anna);
    assert!(stage.anna.clicks(card, "go").is_err());
    assert!(stage.anna.command(stage.channel, "/handoff list").is_err());
}

async fn what_is_chosen() {
    let stage = Stage::patient().await;
    let options = json!([{ "label": "Red", "value": "r" }, { "label": "Green", "value": "g" }]);
    let colours = json!({ "type": 3, "custom_id": "colour", "options": options });
    let people = json!({ "type": 5, "custom_id": "who" });
    let rows = json!([{ "type": 1, "components": [colours] }, { "type": 1, "components": [people] }]);
    let card = stage.say(&json!({ "components": rows })).await.id();
    let sent = stage.anna.selects(card, "colour", &["Green"]).expect("it is offered");
    assert_eq!(sent.interaction().payload["data"]["values"], json!(["g"]));
    for wrong in [&["Blue"][..], &["Red", "Green"][..], &[][..]] {
        assert!(stage.anna.selects(card, "colour", wrong).is_err(), "{wrong:?}");
    }
    assert!(stage.anna.clicks(card, "colour").is_err());
    let sent = stage.anna.selects_ids(card, "who", &[stage.ben.id]).expect("anybody may be chosen");
    assert_eq!(sent.interaction().payload["data"]["resolved"]["users"][stage.ben.id.to_string()]["username"], "ben");
    assert!(stage.anna.selects_ids(card, "colour", &[stage.ben.id]).is_err());
    assert!(stage.anna.selects_ids(card, "who", &[stage.ben.id, stage.anna.id]).is_err());
}

async fn what_clients_do_against_the_rules() {
    let stage = Stage::patient().await;
    let row = json!({ "type": 1, "components": [button("go")] });
    let card = stage.say(&json!({ "components": [row] })).await.id();
    let tapped = stage.anna.clicks(card, "go").expect("a button");
    let again = stage.anna.repeats(&tapped).expect("a second tap");
    assert_ne!(tapped.id, again.id);
    assert_eq!(tapped.interaction().payload["data"], again.interaction().payload["data"]);
    let gone = stage.anna.clicks_what_is_gone(stage.channel, "of long ago").expect("the channel is open");
    assert_eq!(gone.interaction().payload["data"]["custom_id"], "of long ago");
    let line = json!({ "type": 4, "custom_id": "a", "style": 1, "max_length": 3 });
    let label = json!({ "type": 18, "label": "Why", "component": line });
    let form = json!({ "type": 9, "data": { "custom_id": "f", "title": "Form", "components": [label] } });
    assert_eq!(stage.answer(&tapped, &form).await.status, 204);
    assert!(stage.anna.submits(&tapped, &[("Why", Fill::Text("too long".to_owned()))]).is_err());
    let forged = stage.anna.forges(&tapped, &[("a", json!("too long"))]).expect("a form");
    assert_eq!(forged.interaction().payload["data"]["components"][0]["component"]["value"], "too long");
}

async fn in_private_threads() {
    let stage = Stage::patient().await;
    let thread = json!({ "name": "ACME", "type": 12 });
    let thread = stage.rest.post(&format!("/channels/{}/threads", stage.channel), &thread).await.id();
    let row = json!({ "type": 1, "components": [button("go")] });
    let card =
        stage.rest.post(&format!("/channels/{thread}/messages"), &quiet(&json!({ "components": [row] }))).await.id();
    assert!(stage.anna.clicks(card, "go").is_err());
    stage.rest.put(&format!("/channels/{thread}/thread-members/{}", stage.anna.id), &Value::Null).await;
    let sent = stage.anna.clicks(card, "go").expect("she is in it");
    assert_eq!((&sent.interaction().payload["channel"]["type"], sent.interaction().channel), (&json!(12), thread));
}

async fn in_locked_threads() {
    let stage = Stage::patient().await;
    let row = json!({ "type": 1, "components": [button("go")] });
    let thread = stage.say(&json!({ "content": "x" })).await.id();
    stage.rest.post(&format!("{}/{thread}/threads", stage.messages()), &json!({ "name": "ACME" })).await;
    let card =
        stage.rest.post(&format!("/channels/{thread}/messages"), &quiet(&json!({ "components": [row] }))).await.id();
    assert!(stage.anna.clicks(card, "go").is_ok());
    stage.rest.patch(&format!("/channels/{thread}"), &json!({ "locked": true })).await;
    assert!(stage.anna.clicks(card, "go").is_err());
    let keeper = stage.town.role("keeper", INVITED | MANAGE_THREADS, false);
    stage.town.gives(&stage.anna, keeper);
    assert!(stage.anna.clicks(card, "go").is_ok());
}
