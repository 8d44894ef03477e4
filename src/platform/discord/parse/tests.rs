//! Interactions of every kind, whole and broken.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[expect(clippy::needless_pass_by_value, reason = "it reads like the JSON it is put into")]
fn head(kind: u64, data: Value) -> Value {
    json!({
        "type": kind, "id": "900", "application_id": "800", "token": "aW50ZXJhY3Rpb24", "version": 1,
        "guild_id": "700", "channel_id": "600", "channel": { "id": "600", "type": 0 }, "locale": "de",
        "member": { "nick": "Ana", "permissions": "32", "user": { "id": "11", "username": "ana.b", "global_name": "Ana B" } },
        "data": data,
    })
}

fn did(raw: &Value) -> (Ticket, Arrival) {
    let parsed = interaction(raw);
    let Parsed::Did(ticket, arrival) = parsed else { panic!("{parsed:?}") };
    (ticket, *arrival)
}

#[test]
fn a_ping_is_a_ping() {
    assert_eq!(interaction(&json!({ "type": 1, "id": "1" })), Parsed::Ping);
}

#[test]
fn a_nul_is_nothing() {
    let mut raw = head(3, json!({ "custom_id": "1.more\0.1", "component_type": 2, "values": ["a\0"] }));
    raw["member"]["user"]["global_name"] = json!("\0A\0na");
    raw["member"]["nick"] = json!("\0");
    let (_, arrival) = did(&raw);
    assert_eq!(arrival.by.name, "Ana");
    assert_eq!(arrival.what, What::Click { id: "1.more.1".to_owned(), values: vec!["a".to_owned()] });
}

#[test]
fn a_command_is_the_line_that_would_be_typed() {
    let raw = head(
        2,
        json!({
            "id": "1", "name": "handoff", "type": 1,
            "options": [{ "name": "start", "type": 1, "options": [
                { "name": "playbook", "type": 3, "value": "AE > CSM" },
                { "name": "customer", "type": 3, "value": "ACME \"the\" Corp" },
                { "name": "receiver", "type": 6, "value": "22" },
                { "name": "sender", "type": 6, "value": "23" },
            ]}],
            "resolved": {
                "users": { "22": { "id": "22", "username": "ben", "global_name": null, "bot": true } },
                "members": { "22": { "nick": "Benny", "permissions": "8" } },
            },
        }),
    );
    let (ticket, arrival) = did(&raw);
    assert_eq!(ticket.from, From::Command);
    let line = "/handoff start playbook:\"AE > CSM\" customer:«ACME \"the\" Corp» receiver:<@22> sender:<@23>";
    assert_eq!(arrival.what, What::Command(line.into()));
    assert_eq!((arrival.by.name.as_str(), arrival.by.manages_server), ("Ana", Some(true)));
    assert_eq!((arrival.server.as_deref(), arrival.by.locale.as_deref()), (Some("700"), Some("de")));
    assert_eq!((arrival.named[0].name.as_str(), arrival.named[0].is_bot), ("Benny", true));
    assert_eq!(arrival.place, Place::channel("600"));
    let admin = head(
        2,
        json!({ "name": "handoff-admin", "type": 1, "options": [
        { "name": "playbook", "type": 1, "options": [{ "name": "what", "type": 3, "value": "export ae_csm" }] }] }),
    );
    assert_eq!(did(&admin).1.what, What::Command("/handoff-admin playbook export ae_csm".into()));
    let show = head(
        2,
        json!({ "name": "handoff", "type": 1, "options": [
        { "name": "show", "type": 1, "options": [{ "name": "handoff", "type": 3, "value": "482" }] }] }),
    );
    assert_eq!(did(&show).1.what, What::Command("/handoff show handoff:\"482\"".into()));
}

#[test]
fn a_message_command_brings_the_message_and_its_time() {
    let id = "867793854505943041";
    let messages = json!({ id: { "id": id, "content": "ACME signed!" } });
    let raw =
        head(2, json!({ "name": "Start handoff", "type": 3, "target_id": id, "resolved": { "messages": messages } }));
    let at = Timestamp::from_ms(1_626_968_577_744);
    assert_eq!(did(&raw).1.what, What::Message { text: "ACME signed!".into(), at });
    let bare = head(2, json!({ "name": "Start handoff", "type": 3, "target_id": id }));
    assert_eq!(did(&bare).1.what, What::Message { text: String::new(), at });
}

#[test]
fn a_click_says_whether_its_message_can_be_redrawn() {
    let click = |flags: u64| {
        let mut raw = head(3, json!({ "custom_id": "1.choose.7.segment", "component_type": 3, "values": ["smb"] }));
        raw["message"] = json!({ "id": "55", "flags": flags, "components": [{ "type": 17, "odd": true }] });
        did(&raw)
    };
    let (ticket, arrival) = click(64 | (1 << 15));
    assert_eq!((ticket.from, arrival.message.as_deref()), (From::Private, Some("55")));
    assert_eq!(arrival.what, What::Click { id: "1.choose.7.segment".into(), values: vec!["smb".into()] });
    assert_eq!(click(1 << 15).0.from, From::Public);
}

#[test]
fn a_direct_message_is_private_and_has_no_server() {
    let raw = json!({ "type": 3, "id": 1, "token": "t", "channel": { "id": "9", "type": 1 },
        "user": { "id": "11", "username": "ana" }, "message": { "id": "5" }, "data": { "custom_id": "x" } });
    let (ticket, arrival) = did(&raw);
    assert_eq!((ticket.from, arrival.server, arrival.by.manages_server), (From::Private, None, None));
}

#[test]
fn forms_of_both_kinds_come_back_whole() {
    let mut raw = head(
        5,
        json!({ "custom_id": "1.return.7", "components": [
        { "type": 18, "id": 1, "component": { "type": 3, "id": 2, "custom_id": "reason", "values": ["a", "b"] } },
        { "type": 18, "component": { "type": 5, "custom_id": "to", "values": ["22"] } },
        { "type": 18, "component": { "type": 4, "custom_id": "words", "value": "two\nlines" } },
        { "type": 1, "components": [{ "type": 4, "custom_id": "old", "value": "classic" }] },
        { "type": 99, "component": { "type": 98, "custom_id": "odd", "value": { "x": 1 } } },
        { "type": 10, "content": "text" },
    ] }),
    );
    let What::Submit { id, answers } = did(&raw).1.what else { panic!("no form") };
    assert_eq!(id, "1.return.7");
    let pairs: Vec<(&str, &str)> = answers.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(pairs, [("old", "classic"), ("reason", "a\nb"), ("to", "<@22>"), ("words", "two\nlines")]);
    assert_eq!(did(&raw).0.from, From::FormOfCommand);
    raw["message"] = json!({ "id": "5", "flags": 64 });
    assert_eq!(did(&raw).0.from, From::FormOfPrivate);
    raw["message"]["flags"] = json!(0);
    assert_eq!(did(&raw).0.from, From::FormOfPublic);
}

#[test]
fn a_thread_is_a_place_in_its_channel() {
    let mut raw = head(3, json!({ "custom_id": "x" }));
    raw["channel"] = json!({ "id": "601", "type": 12, "parent_id": "600" });
    assert_eq!(did(&raw).1.place, Place { channel: "600".into(), thread: Some("601".into()) });
    raw["channel"] = json!({ "id": "601", "type": 12 });
    assert_eq!(did(&raw).1.place, Place::channel("601"));
    raw.as_object_mut().expect("an object").remove("channel");
    assert_eq!(did(&raw).1.place, Place::channel("600"));
}

#[test]
fn typing_names_the_argument() {
    let raw = head(
        4,
        json!({ "name": "handoff", "type": 1, "options": [{ "name": "show", "type": 1,
        "options": [{ "name": "handoff", "type": 3, "value": "AC", "focused": true }] }] }),
    );
    let Parsed::Typing(_, typing) = interaction(&raw) else { panic!("not typing") };
    assert_eq!((typing.argument.as_str(), typing.typed.as_str()), ("handoff", "AC"));
}

#[test]
fn what_is_broken_says_how() {
    let without = |key: &str| {
        let mut raw = head(3, json!({ "custom_id": "x" }));
        raw.as_object_mut().expect("an object").remove(key);
        interaction(&raw)
    };
    let why = |parsed: Parsed| {
        let Parsed::Unreadable(answerable, why) = parsed else { panic!("{parsed:?}") };
        (answerable.is_some(), why)
    };
    assert_eq!(why(without("type")), (false, Unreadable::NotAnInteraction));
    assert_eq!(why(without("id")), (false, Unreadable::NoTicket("id")));
    assert_eq!(why(without("token")), (false, Unreadable::NoTicket("token")));
    assert_eq!(why(without("member")), (false, Unreadable::Nobody));
    assert_eq!(why(without("data")), (true, Unreadable::Missing("data")));
    assert_eq!(why(interaction(&head(77, json!({})))), (true, Unreadable::UnknownKind(77)));
    assert_eq!(why(interaction(&head(2, json!({ "name": "ban" })))), (true, Unreadable::Missing("command")));
    let mut evil = head(3, json!({ "custom_id": "x" }));
    evil["token"] = json!("../../users/@me");
    assert_eq!(why(interaction(&evil)), (false, Unreadable::NoTicket("token")));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_u64..20).prop_map(Value::from),
        "[0-9]{1,22}".prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        proptest::sample::select(vec![
            "type",
            "id",
            "token",
            "data",
            "member",
            "user",
            "custom_id",
            "values",
            "value",
            "components",
            "component",
            "options",
            "name",
            "focused",
            "resolved",
            "users",
            "members",
            "messages",
            "target_id",
            "channel",
            "flags",
            "message",
            "parent_id",
            "permissions",
            "guild_id",
            "username",
        ])
        .prop_map(ToOwned::to_owned),
        ".{0,5}",
    ];
    leaf.prop_recursive(6, 80, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(raw in any_json()) {
        let _ = interaction(&raw);
    }

    #[test]
    fn no_part_of_a_real_one_makes_it_panic(kind in 0_u64..8, data in any_json(), message in any_json(), channel in any_json()) {
        let mut raw = head(kind, data);
        raw["message"] = message;
        raw["channel"] = channel;
        let _ = interaction(&raw);
    }
}
