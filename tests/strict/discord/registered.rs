//! Application commands: what may be registered, and what people are offered of it.

use serde_json::{Value, json};

use super::{Stage, refused};
use crate::rest::Answer;

crate::cases!(
    servers_without_the_scope,
    whole_sets,
    names,
    options,
    sizes,
    one_by_one,
    creates_a_day,
    what_people_are_offered,
    what_is_typed
);

async fn servers_without_the_scope() {
    let stage = Stage::patient().await;
    let app = stage.discord.look(|world| world.bot);
    let path = format!("/applications/{app}/guilds/{}/commands", stage.town.id);
    assert_eq!(stage.rest.get(&path).await.status, 200);
    let id = stage.town.id;
    stage.discord.change(|world| world.guilds.get_mut(&id).expect("the server").refuses_commands = true);
    refused(&stage.rest.get(&path).await, 403, 50001);
    assert_eq!(stage.rest.get(&format!("/applications/{app}/commands")).await.status, 200, "those for all stay");
}

impl Stage {
    async fn set(&self, commands: &Value) -> Answer {
        let path = format!("/applications/{}/guilds/{}/commands", self.discord.look(|world| world.bot), self.town.id);
        self.rest.put(&path, commands).await
    }

    async fn set_one(&self, change: &Value) -> Answer {
        let mut command = json!({ "name": "x", "description": "y" });
        command.as_object_mut().expect("fields").extend(change.as_object().expect("fields").clone());
        self.set(&json!([command])).await
    }
}

async fn whole_sets() {
    let stage = Stage::patient().await;
    let first = stage.set_one(&json!({ "default_member_permissions": "32" })).await;
    assert_eq!((first.status, &first.body[0]["default_member_permissions"]), (200, &json!("32")));
    let again = stage.set_one(&json!({ "description": "other" })).await;
    assert_eq!((&again.body[0]["id"], &again.body[0]["description"]), (&first.body[0]["id"], &json!("other")));
    assert_ne!(again.body[0]["version"], first.body[0]["version"]);
    assert_eq!(stage.set(&json!([])).await.body, json!([]));
    // Libraries send what is empty; what is not has to be known.
    assert_eq!(stage.set_one(&json!({ "nsfw": false, "options": [] })).await.status, 200);
    if crate::schema::file().is_some() {
        stage.mistaken(&stage.set_one(&json!({ "nsfw": true })).await);
    }
    let other = stage.discord.town("other");
    let path = format!("/applications/{}/guilds/{}/commands", stage.discord.look(|world| world.bot), other.id);
    refused(&stage.rest.put(&path, &json!([])).await, 403, 50001);
}

async fn names() {
    let stage = Stage::patient().await;
    for name in ["handoff", "übergabe", "hand-off_2", "引き継ぎ"] {
        assert_eq!(stage.set_one(&json!({ "name": name })).await.status, 200, "{name}");
    }
    let long = "x".repeat(33);
    for name in ["Handoff", "hand off", "hand!", "", long.as_str()] {
        stage.mistaken(&stage.set_one(&json!({ "name": name })).await);
    }
    stage
        .mistaken(&stage.set(&json!([{ "name": "a", "description": "b" }, { "name": "a", "description": "c" }])).await);
    assert_eq!(stage.set(&json!([{ "name": "a", "description": "b" }, { "name": "a", "type": 3 }])).await.status, 200);
    let named =
        async |locale: &str, name: &str| stage.set_one(&json!({ "name_localizations": { locale: name } })).await;
    assert_eq!(named("de", "übergabe").await.status, 200);
    stage.mistaken(&named("de", "Übergabe").await);
    stage.mistaken(&named("german", "übergabe").await);
    stage.mistaken(&stage.set(&json!([{ "name": "a" }])).await);
    stage.mistaken(&stage.set(&json!([{ "name": "a", "type": 3, "description": "b" }])).await);
}

fn option(kind: u64, name: &str) -> Value {
    json!({ "type": kind, "name": name, "description": "z" })
}

fn with(mut option: Value, field: &str, value: Value) -> Value {
    option[field] = value;
    option
}

async fn options() {
    let stage = Stage::patient().await;
    let set = async |options: Value| stage.set_one(&json!({ "options": options })).await;
    let many = |many: usize| (0..many).map(|it| option(3, &format!("o{it}"))).collect::<Value>();
    assert_eq!(set(many(25)).await.status, 200);
    stage.mistaken(&set(many(26)).await);
    let required = with(option(3, "b"), "required", json!(true));
    assert_eq!(set(json!([required, option(3, "a")])).await.status, 200);
    stage.mistaken(&set(json!([option(3, "a"), required])).await);
    stage.mistaken(&set(json!([option(3, "a"), option(4, "a")])).await);
    stage.mistaken(&set(json!([option(1, "a"), option(3, "b")])).await);
    let choices = |many: usize| (0..many).map(|it| json!({ "name": it.to_string(), "value": "v" })).collect::<Value>();
    assert_eq!(set(json!([with(option(3, "a"), "choices", choices(25))])).await.status, 200);
    stage.mistaken(&set(json!([with(option(3, "a"), "choices", choices(26))])).await);
    let both = with(with(option(3, "a"), "choices", choices(1)), "autocomplete", json!(true));
    stage.mistaken(&set(json!([both])).await);
    let nested = with(option(2, "g"), "options", json!([option(1, "s")]));
    assert_eq!(set(json!([nested])).await.status, 200);
    stage.mistaken(&set(json!([with(option(1, "s"), "options", json!([option(1, "t")]))])).await);
    if crate::schema::file().is_some() {
        stage.mistaken(&set(json!([with(option(3, "a"), "description", json!("x".repeat(101)))])).await);
    }
}

async fn sizes() {
    let stage = Stage::patient().await;
    let long = |many: usize| {
        let choices: Value =
            (0..many).map(|it| json!({ "name": format!("{it:0100}"), "value": format!("{it:0100}") })).collect();
        let of = |name: &str| with(option(3, name), "choices", choices.clone());
        json!({ "options": [of("a"), of("b")] })
    };
    assert_eq!(stage.set_one(&long(19)).await.status, 200);
    stage.mistaken(&stage.set_one(&long(20)).await);
    let commands =
        |many: usize| (0..many).map(|it| json!({ "name": format!("c{it}"), "description": "d" })).collect::<Value>();
    assert_eq!(stage.set(&commands(100)).await.status, 200);
    stage.mistaken(&stage.set(&commands(101)).await);
}

async fn one_by_one() {
    let stage = Stage::patient().await;
    let path = format!("/applications/{}/commands", stage.discord.look(|world| world.bot));
    let made = stage.rest.post(&path, &json!({ "name": "a", "description": "b" })).await;
    let again = stage.rest.post(&path, &json!({ "name": "a", "description": "c" })).await;
    assert_eq!((made.status, again.status, made.id() == again.id()), (201, 200, true));
    assert_eq!(stage.rest.get(&path).await.body.as_array().map(Vec::len), Some(1));
    assert_eq!(stage.rest.delete(&format!("{path}/{}", made.id())).await.status, 204);
    refused(&stage.rest.delete(&format!("{path}/{}", made.id())).await, 404, 10063);
}

async fn creates_a_day() {
    let stage = Stage::patient().await;
    let set = async |from: usize| {
        stage.set(&(from..from + 100).map(|it| json!({ "name": format!("c{it}"), "description": "d" })).collect()).await
    };
    assert_eq!((set(0).await.status, set(100).await.status, set(100).await.status), (200, 200, 200));
    refused(&set(200).await, 400, 30034);
    stage.later(24 * 60 * 60 * 1000);
    assert_eq!(set(200).await.status, 200);
}

async fn what_people_are_offered() {
    let stage = Stage::patient().await;
    stage.register().await;
    let offered =
        |text: &str| stage.anna.command(stage.channel, text).map(|sent| sent.interaction().payload["data"].clone());
    assert_eq!(offered("/handoff list").expect("registered")["options"][0]["name"], "list");
    for not in ["/other", "/handoff", "/handoff stop", "/handoff list now:1", "handoff list", "/handoff-admin"] {
        assert!(offered(not).is_err(), "{not}");
    }
    let boss = stage.town.role("boss", crate::strict_discord::permissions::ADMINISTRATOR, false);
    stage.town.gives(&stage.anna, boss);
    assert!(offered("/handoff-admin").is_ok());
    let direct = stage.anna.direct();
    assert!(stage.anna.command(direct, "/handoff list").is_ok());
    assert!(stage.anna.command(direct, "/handoff-admin").is_err(), "in servers only");
    assert!(stage.ben.command(direct, "/handoff list").is_err(), "not his conversation");
}

async fn what_is_typed() {
    let stage = Stage::patient().await;
    stage.register().await;
    let text = "/handoff start kind:AE to CSM customer:ACME: the  Corp receiver:@ben";
    let sent = stage.anna.command(stage.channel, text).expect("all is there");
    let data = sent.interaction().payload["data"].clone();
    let values: Vec<&Value> =
        data["options"][0]["options"].as_array().expect("options").iter().map(|it| &it["value"]).collect();
    let ben = stage.ben.id.to_string();
    assert_eq!(values, [&json!("ae_csm"), &json!("ACME: the  Corp"), &json!(ben)]);
    assert_eq!(data["resolved"]["users"][&ben]["username"], "ben");
    for wrong in ["/handoff start", "/handoff start kind:other", "/handoff start kind:AE to CSM receiver:@nobody"] {
        assert!(stage.anna.command(stage.channel, wrong).is_err(), "{wrong}");
    }
    let typing = stage.anna.types(stage.channel, "/handoff start customer:AC").expect("it offers");
    assert_eq!(typing.interaction().payload["data"]["options"][0]["options"][0]["focused"], true);
    assert!(stage.anna.types(stage.channel, "/handoff start kind:AE to CSM").is_err(), "it has choices");
    let said = stage.anna.says(stage.channel, "ACME signed");
    let chosen = stage.ben.message_command(said, "Start handoff").expect("it is registered");
    let data = chosen.interaction().payload["data"].clone();
    assert_eq!(data["resolved"]["messages"][said.to_string()]["content"], "ACME signed");
    assert!(stage.ben.message_command(said, "handoff").is_err());
}
