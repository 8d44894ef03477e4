//! Components of messages, of both kinds.

use serde_json::{Value, json};

use super::{Stage, button, row};

crate::cases!(rows, buttons, selects, ids, the_newer_kind, pictures, what_comes_back);

async fn rows() {
    let stage = Stage::patient().await;
    let rows = |many: usize| json!({ "components": (0..many).map(|it| row(&it.to_string())).collect::<Vec<_>>() });
    assert_eq!(stage.say(&rows(5)).await.status, 200);
    stage.mistaken(&stage.say(&rows(6)).await);
    let of = |inside: Value| json!({ "components": [{ "type": 1, "components": inside }] });
    let buttons = |many: usize| (0..many).map(|it| button(&it.to_string())).collect::<Value>();
    assert_eq!(stage.say(&of(buttons(5))).await.status, 200);
    stage.mistaken(&stage.say(&of(buttons(6))).await);
    stage.mistaken(&stage.say(&of(json!([]))).await);
    stage.mistaken(&stage.say(&of(json!([select(1), button("x")]))).await);
    stage.discord.assert_sound();
}

async fn buttons() {
    let stage = Stage::patient().await;
    let one = |button: Value| json!({ "components": [{ "type": 1, "components": [button] }] });
    let link = json!({ "type": 2, "style": 5, "label": "Read", "url": "https://baton.example/" });
    assert_eq!(stage.say(&one(link)).await.status, 200);
    for wrong in [
        json!({ "type": 2, "style": 5, "label": "Read", "url": "https://baton.example/", "custom_id": "x" }),
        json!({ "type": 2, "style": 1, "label": "Go" }),
        json!({ "type": 2, "style": 1, "custom_id": "x" }),
        json!({ "type": 2, "style": 1, "custom_id": "x", "label": "" }),
    ] {
        stage.mistaken(&stage.say(&one(wrong)).await);
    }
    if crate::schema::file().is_some() {
        stage.mistaken(
            &stage.say(&one(json!({ "type": 2, "style": 1, "custom_id": "x", "label": "x".repeat(81) }))).await,
        );
    }
}

fn select(options: usize) -> Value {
    let options: Vec<Value> =
        (0..options).map(|it| json!({ "label": format!("L{it}"), "value": it.to_string() })).collect();
    json!({ "type": 3, "custom_id": "s", "options": options })
}

async fn selects() {
    let stage = Stage::patient().await;
    let say = async |select: Value| stage.say(&json!({ "components": [{ "type": 1, "components": [select] }] })).await;
    assert_eq!(say(select(25)).await.status, 200);
    stage.mistaken(&say(select(26)).await);
    stage.mistaken(&say(select(0)).await);
    let mut twice = select(2);
    twice["options"][1]["value"] = json!("0");
    stage.mistaken(&say(twice).await);
    let mut many = select(2);
    many["max_values"] = json!(3);
    stage.mistaken(&say(many).await);
    let mut defaults = select(2);
    defaults["options"][0]["default"] = json!(true);
    assert_eq!(say(defaults.clone()).await.status, 200);
    defaults["options"][1]["default"] = json!(true);
    stage.mistaken(&say(defaults).await);
    let mut crossed = select(3);
    (crossed["min_values"], crossed["max_values"]) = (json!(2), json!(1));
    stage.mistaken(&say(crossed).await);
    assert_eq!(say(json!({ "type": 5, "custom_id": "who" })).await.status, 200);
}

async fn ids() {
    let stage = Stage::patient().await;
    assert_eq!(stage.say(&json!({ "components": [row(&"x".repeat(100))] })).await.status, 200);
    stage.mistaken(&stage.say(&json!({ "components": [row(&"x".repeat(101))] })).await);
    stage.mistaken(&stage.say(&json!({ "components": [row(&"ä".repeat(51))] })).await);
    stage.mistaken(&stage.say(&json!({ "components": [row("x"), row("x")] })).await);
}

async fn the_newer_kind() {
    let stage = Stage::patient().await;
    let text = |content: &str| json!({ "type": 10, "content": content });
    let say = async |components: Value| stage.say(&json!({ "flags": 32768, "components": components })).await;
    let container = |inside: Vec<Value>| json!([{ "type": 17, "components": inside }]);
    assert_eq!(say(container(vec![text("x"); 39])).await.status, 200);
    stage.mistaken(&say(container(vec![text("x"); 40])).await);
    let rows: Vec<Value> = (0..8).map(|it| row(&it.to_string())).collect();
    assert_eq!(say(json!(rows)).await.status, 200, "more rows than the older kind has");
    stage.mistaken(&say(json!([text(&"x".repeat(4000)), text("x")])).await);
    stage.mistaken(&stage.say(&json!({ "flags": 32768, "components": [text("x")], "content": "x" })).await);
    stage.mistaken(
        &stage.say(&json!({ "flags": 32768, "components": [text("x")], "embeds": [{ "title": "x" }] })).await,
    );
    stage.mistaken(&stage.say(&json!({ "components": [text("x")] })).await);
    // What is of the newer kind stays so.
    let said = say(json!([text("x")])).await;
    let path = format!("{}/{}", stage.messages(), said.id());
    stage.mistaken(&stage.rest.patch(&path, &super::quiet(&json!({ "content": "x" }))).await);
    let section = json!({ "type": 9, "components": [text("x")], "accessory": button("y") });
    assert_eq!(stage.rest.patch(&path, &super::quiet(&json!({ "components": [section] }))).await.status, 200);
    let file = json!({ "type": 13, "file": { "url": "attachment://a.csv" } });
    stage.mistaken(&say(json!([file])).await);
    let sent = super::quiet(&json!({ "flags": 32768, "components": [file] }));
    let said = stage.rest.with_files("POST", &stage.messages(), &sent, &[("a.csv", b"x")]).await;
    assert_eq!((said.status, said.body["components"][0]["name"].as_str()), (200, Some("a.csv")));
}

async fn pictures() {
    let stage = Stage::patient().await;
    let send = async |body: Value| {
        stage.rest.with_files("POST", &stage.messages(), &super::quiet(&body), &[("week.png", b"png")]).await
    };
    let gallery =
        |name: &str| json!([{ "type": 12, "items": [{ "media": { "url": format!("attachment://{name}") } }] }]);
    let said = send(json!({ "flags": 32768, "components": gallery("week.png") })).await;
    let address = &said.body["attachments"][0]["url"];
    assert_eq!((said.status, &said.body["components"][0]["items"][0]["media"]["url"]), (200, address));
    stage.mistaken(&send(json!({ "flags": 32768, "components": gallery("month.png") })).await);
    let text = json!([{ "type": 10, "content": "see below" }]);
    assert_eq!(send(json!({ "flags": 32768, "components": text })).await.status, 200);
    assert_eq!(stage.discord.take_problems().len(), 1, "a file that no component shows");
    let embed = |name: &str| json!([{ "title": "Week", "image": { "url": format!("attachment://{name}") } }]);
    let said = send(json!({ "embeds": embed("week.png") })).await;
    assert_eq!(said.body["embeds"][0]["image"]["url"], said.body["attachments"][0]["url"]);
    stage.mistaken(&send(json!({ "embeds": embed("month.png") })).await);
}

async fn what_comes_back() {
    let stage = Stage::patient().await;
    let mut second = row("b");
    second["id"] = json!(1);
    let said = stage.say(&json!({ "components": [{ "type": 1, "components": [select(2)] }, second] })).await;
    assert_eq!(said.body["components"][1]["id"], 1);
    assert_eq!(said.body["components"][0]["components"][0]["max_values"], 1);
    let ids = crate::strict_discord::components::flat(&said.body["components"]).into_iter().map(|it| it["id"].as_u64());
    let ids: std::collections::BTreeSet<_> = ids.map(|id| id.expect("an id")).collect();
    assert_eq!(ids.len(), 4, "each has one of its own");
}
