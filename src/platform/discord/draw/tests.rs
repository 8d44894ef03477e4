//! What is drawn is escaped, within the limits, and pings nobody who is not meant.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::text::escape;
use super::*;
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::limits::{DISCORD_CARD, fit_form, fit_message};
use crate::chat::message::{Choice, File, Inline, MomentStyle};
use crate::chat::text::{Catalog, Words};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::platform::Named;

const NOTHING: char = '\u{200b}';

fn words() -> Words {
    Catalog::embedded().unwrap_or_else(|problems| panic!("{problems:?}")).words("en")
}

fn people() -> People {
    let named =
        |account: Option<&str>, name: &str| Named { account: account.map(ToOwned::to_owned), name: name.into() };
    BTreeMap::from([
        (PersonId::new(1), named(Some("11"), "Ana")),
        (PersonId::new(2), named(Some("22"), "Ben")),
        (PersonId::new(3), named(None, "*Mia*")),
    ])
}

fn plain(text: &str) -> Text {
    vec![Inline::Plain(text.to_owned())]
}

/// Every text of a drawn message.
fn contents(body: &Value) -> Vec<String> {
    match body {
        Value::Object(map) => {
            let own = map.get("content").and_then(Value::as_str).map(ToOwned::to_owned);
            own.into_iter().chain(map.values().flat_map(contents)).collect()
        }
        Value::Array(list) => list.iter().flat_map(contents).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn all_components(value: &Value) -> usize {
    match value {
        Value::Object(map) => {
            let own = usize::from(map.contains_key("type") && !map.contains_key("components_of"));
            own + ["components", "component", "accessory"]
                .iter()
                .filter_map(|key| map.get(*key))
                .map(all_components)
                .sum::<usize>()
        }
        Value::Array(list) => list.iter().map(all_components).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

#[test]
fn inline_elements_in_their_own_markup() {
    let at = Timestamp::from_ms(1_772_784_600_999);
    let line: Text = vec![
        Inline::Bold(plain("a*b")),
        Inline::Plain(" _c_ ".into()),
        Inline::Quote(plain("d\"")),
        Inline::Code("`e`@here".into()),
        Inline::Link { text: "[f]".into(), url: "https://g.example/(h)".into() },
        Inline::Link { text: "no".into(), url: "javascript:alert(1)".into() },
        Inline::Person(PersonId::new(1)),
        Inline::Person(PersonId::new(3)),
        Inline::Channel("99".into()),
        Inline::Channel("#evil>".into()),
        Inline::Moment { at, style: MomentStyle::Time },
        Inline::Moment { at, style: MomentStyle::Distance },
    ];
    let wanted = "**a\\*b** \\_c\\_ “d\"”`ˋeˋ@\u{200b}here`[\\[f\\]](https://g.example/%28h%29)no<@11>\\*Mia\\*<#99>\\#evil\\>\
                  <t:1772784600:f><t:1772784600:R>";
    assert_eq!(text::text(&line, &people()), wanted);
}

#[test]
fn what_people_typed_is_never_markup() {
    for (typed, wanted) in [
        ("@everyone @here", format!("@{NOTHING}everyone @{NOTHING}here")),
        ("<@&12> <@12>", format!("\\<@{NOTHING}&12\\> \\<@{NOTHING}12\\>")),
        ("<#1> <t:1:R> </a:1>", "\\<\\#1\\> \\<t\\:1\\:R\\> \\</a\\:1\\>".to_owned()),
        ("<a:x:1> :x:", "\\<a\\:x\\:1\\> \\:x\\:".to_owned()),
        ("# h\n-# s\n> q\n- l", "\\# h\n\\-\\# s\n\\> q\n\\- l".to_owned()),
        ("1. one\n 22. two\n3.5 h", "1.\u{a0}one\n 22.\u{a0}two\n3.5 h".to_owned()),
        ("[a](https://b)", "\\[a\\]\\(https\\://b\\)".to_owned()),
        ("||s|| ~~t~~ `c` \\*", "\\|\\|s\\|\\| \\~\\~t\\~\\~ \\`c\\` \\\\\\*".to_owned()),
    ] {
        assert_eq!(escape(typed), wanted, "{typed}");
    }
}

#[test]
fn only_those_who_are_pinged_can_be() {
    let one = Message::line(vec![Inline::Person(PersonId::new(1)), Inline::Person(PersonId::new(2))]).pinging([
        PersonId::new(2),
        PersonId::new(2),
        PersonId::new(3),
        PersonId::new(9),
    ]);
    let body = message(&one, &people(), Audience::All, None);
    assert_eq!(body["allowed_mentions"], json!({ "parse": [], "users": ["22"] }));
    assert_eq!(body["flags"], json!(FLAG_COMPONENTS_V2));
    let private = message(&Message::line(plain("x")), &people(), Audience::One, None);
    assert_eq!(private["flags"], json!(FLAG_COMPONENTS_V2 | FLAG_EPHEMERAL));
    assert_eq!(private["allowed_mentions"], json!({ "parse": [], "users": [] }));
}

#[test]
fn lines_join_and_controls_stand_between_them_in_a_frame() {
    let card = Message::line(plain("one"))
        .and_small(plain("two\nlines"))
        .and(Block::Meter { label: plain("half"), percent: 55 })
        .and_buttons(vec![Button::primary("1.send.1".into(), "Send".into())])
        .and(Block::Divider)
        .and(Block::Copy("a ``` b".into()));
    let body = message(&card, &people(), Audience::All, Some(7));
    let frame = &body["components"][0];
    assert_eq!((&frame["type"], &frame["id"]), (&json!(17), &json!(7)));
    assert_eq!(frame["components"][0]["content"], json!("one\n-# two lines\n▰▰▰▰▰▱▱▱▱▱ half"));
    assert_eq!(frame["components"][1]["components"][0]["custom_id"], json!("1.send.1"));
    assert_eq!(frame["components"][3]["content"], json!(format!("```\na ``{NOTHING}` b```")));
    let bare = message(&Message::line(plain("one")), &people(), Audience::All, Some(8));
    assert_eq!(bare["components"], json!([{ "type": 10, "content": "one", "id": 8 }]));
}

#[test]
fn nothing_ends_a_box_of_text_to_copy() {
    for ticks in 1..20 {
        let drawn = text::copy(&format!("a{}<@1>", "`".repeat(ticks)));
        assert_eq!(drawn.matches("```").count(), 2, "{drawn}");
        let at_the_end = text::copy(&"`".repeat(ticks));
        assert_eq!(at_the_end.matches("```").count(), 2, "{at_the_end}");
    }
}

#[test]
fn what_cannot_be_pressed_says_so_and_nothing_else_does() {
    let button = Button { disabled: true, ..Button::plain("1.send.1".into(), "Send".into()) };
    let options = vec![Choice { value: "a".into(), label: "A".into(), hint: String::new(), chosen: false }];
    let select = Select { id: "1.tick.1".into(), label: "Tick".into(), options, picks: (1, 1), disabled: true };
    let alive = Button::plain("1.more.1".into(), "More".into());
    let card = Message::default().and_buttons(vec![button, alive]).and(Block::Select(select));
    let rows = message(&card, &people(), Audience::One, None)["components"][0]["components"].clone();
    assert_eq!(rows[0]["components"][0]["disabled"], json!(true));
    assert_eq!(rows[0]["components"][1].get("disabled"), None);
    assert_eq!(rows[1]["components"][0]["disabled"], json!(true));
}

#[test]
fn what_is_drawn_anew_loses_the_files_of_before() {
    let bare = redrawn(&Message::line(plain("words")), &people());
    assert_eq!((&bare["attachments"], &bare["flags"]), (&json!([]), &json!(FLAG_COMPONENTS_V2)));
    let mut with = Message::line(plain("figures"));
    with.files.push(File::of_text("figures.csv".into(), "text/csv", "a,b".into()));
    let anew = redrawn(&with, &people());
    assert_eq!(anew["attachments"], json!([{ "id": "0", "filename": "figures.csv" }]));
    assert_eq!(anew, message(&with, &people(), Audience::All, None));
}

#[test]
fn a_file_stands_in_the_message_and_in_its_list() {
    let mut with = Message::line(plain("figures"));
    with.files.push(File::of_text("figures.csv".into(), "text/csv", "a,b".into()));
    let body = message(&with, &people(), Audience::One, None);
    assert_eq!(body["attachments"], json!([{ "id": "0", "filename": "figures.csv" }]));
    assert_eq!(body["components"][1], json!({ "type": 13, "file": { "url": "attachment://figures.csv" } }));
}

#[test]
fn a_picture_is_looked_at_and_told() {
    let mut with = Message::line(plain("figures"));
    with.files.push(File::of_png("figures.png".into(), vec![137, 80], "Accepted on time: 85 %".into()));
    let body = message(&with, &people(), Audience::All, None);
    let shown = json!({ "media": { "url": "attachment://figures.png" }, "description": "Accepted on time: 85 %" });
    assert_eq!(body["components"][1], json!({ "type": 12, "items": [shown] }));
    let stored = serde_json::to_value(&with).unwrap();
    assert_eq!(stored["files"][0]["base64"], "iVA=");
    assert_eq!(serde_json::from_value::<Message>(stored).unwrap(), with);
}

fn input(key: &str, kind: InputKind, value: &str) -> Input {
    Input {
        key: key.into(),
        label: "Label".into(),
        help: String::new(),
        example: String::new(),
        kind,
        required: key == "a",
        value: value.into(),
    }
}

#[test]
fn every_kind_of_field_stands_in_the_form() {
    let choice = |value: &str| Choice { value: value.into(), label: value.into(), hint: String::new(), chosen: false };
    let options = vec![choice("x"), choice("y")];
    let form = Form {
        id: "1.section.1.goal".into(),
        title: "Goal".into(),
        inputs: vec![
            input("a", InputKind::Line { max: 80 }, "two\nlines"),
            input("b", InputKind::Lines { max: 900 }, ""),
            input("c", InputKind::Options { options: options.clone(), several: true }, "x\ny"),
            input("d", InputKind::Options { options, several: false }, "x\ny"),
            input("e", InputKind::Person, &PersonId::new(1).to_string()),
        ],
        submit: "Save".into(),
        problem: None,
    };
    let modal = form::modal(&form, &people());
    let field = |nth: usize| modal["components"][nth]["component"].clone();
    assert_eq!(
        field(0),
        json!({ "type": 4, "custom_id": "a", "style": 1, "required": true, "max_length": 80, "value": "two lines" })
    );
    assert_eq!(field(1), json!({ "type": 4, "custom_id": "b", "style": 2, "required": false, "max_length": 900 }));
    assert_eq!((&field(2)["max_values"], &field(2)["min_values"]), (&json!(2), &json!(0)));
    assert_eq!(field(2)["options"][1]["default"], json!(true));
    assert_eq!(field(3)["options"][1].get("default"), None, "one at most");
    assert_eq!(field(4)["default_values"], json!([{ "type": "user", "id": "11" }]));
    assert_eq!(form.people(), [PersonId::new(1)]);
}

#[test]
fn commands_are_registered_once() {
    let wanted = commands::commands(&words(), &[]);
    let customer = &wanted[0]["options"][0]["options"][1];
    assert_eq!((&customer["name"], &customer["max_length"]), (&json!("customer"), &json!(200)), "as long as a brief's");
    let names: Vec<&str> = wanted.as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["handoff", "handoff-admin", "Start handoff"]);
    assert_eq!(wanted[1]["default_member_permissions"], json!(32));
    assert!(wanted.to_string().len() < 8_000);
    // As Discord gives it back: more fields, permissions as text, defaults written out.
    let mut known = wanted.clone();
    known.as_array_mut().expect("a list").reverse();
    for one in known.as_array_mut().expect("a list") {
        one["id"] = json!("5");
        one["nsfw"] = json!(false);
        if one.get("default_member_permissions").is_some() {
            one["default_member_permissions"] = json!("32");
        }
    }
    assert!(commands::is_registered(&known, &wanted));
    let mut other = known.clone();
    other[2]["options"][0]["description"] = json!("Something else.");
    assert!(!commands::is_registered(&other, &wanted));
    let mut fewer = known.clone();
    fewer[2]["options"].as_array_mut().expect("options").pop();
    assert!(!commands::is_registered(&fewer, &wanted));
    assert!(!commands::is_registered(&json!([]), &wanted) && !commands::is_registered(&json!({}), &wanted));
}

fn any_inline() -> impl Strategy<Value = Inline> + Clone {
    let nasty = prop_oneof![
        ".{0,60}",
        "[<>@#&!:a-z0-9`*_\\\\|~\\[\\]() \n.-]{0,80}",
        Just("@everyone <@&1> <@1> ```".to_owned()),
    ];
    prop_oneof![
        nasty.clone().prop_map(Inline::Plain),
        nasty.clone().prop_map(Inline::Code),
        nasty.clone().prop_map(|text| Inline::Bold(vec![Inline::Plain(text)])),
        nasty.clone().prop_map(|text| Inline::Quote(vec![Inline::Plain(text)])),
        (nasty, "https://a\\.example/[()<>@a-z*]{0,900}").prop_map(|(text, url)| Inline::Link { text, url }),
    ]
}

fn any_block() -> impl Strategy<Value = Block> {
    let line = proptest::collection::vec(any_inline(), 0..8);
    prop_oneof![
        line.clone().prop_map(Block::Line),
        line.clone().prop_map(Block::Small),
        line.clone().prop_map(Block::Heading),
        (line, any::<u8>()).prop_map(|(label, percent)| Block::Meter { label, percent }),
        ".{0,600}".prop_map(Block::Copy),
        "[`a]{0,5000}".prop_map(Block::Copy),
        Just(Block::Divider),
    ]
}

/// Whether Discord would see a mention, a command, a moment or an emoji of somebody's making.
fn has_markup(content: &str) -> bool {
    let outside = content.split("```").step_by(2).collect::<Vec<_>>().join(" ");
    let open = |mark: &str| outside.match_indices(mark).any(|(at, _)| !outside[..at].ends_with('\\'));
    outside.contains("@everyone")
        || outside.contains("@here")
        || ["<@", "<#", "<t:", "<:", "<a:", "</"].iter().any(|mark| open(mark))
}

proptest! {
    #[test]
    fn arbitrary_text_stays_within_the_limits_and_pings_nobody(blocks in proptest::collection::vec(any_block(), 1..30)) {
        let fitted = fit_message(Message { blocks, ..Message::default() }, &DISCORD_CARD, &words());
        let body = message(&fitted, &People::new(), Audience::All, None);
        let contents = contents(&body);
        let chars: usize = contents.iter().map(|content| content.chars().count()).sum();
        prop_assert!(chars <= 4_000, "{chars} characters");
        prop_assert!(all_components(&body["components"]) <= 40);
        for content in contents {
            prop_assert!(!content.is_empty());
            prop_assert!(!has_markup(&content), "{content}");
        }
    }

    #[test]
    fn arbitrary_forms_stay_within_the_limits(labels in proptest::collection::vec(".{0,120}", 1..9), value in ".{0,200}") {
        let inputs = labels.iter().enumerate().map(|(nth, label)| Input {
            label: label.clone(), help: label.clone(), example: label.clone(),
            ..input(&nth.to_string(), InputKind::Lines { max: 4_000 }, &value)
        });
        let form = Form { id: "1.ask.1".into(), title: "T".into(), inputs: inputs.collect(), submit: "S".into(), problem: None };
        let modal = form::modal(&fit_form(form, &DISCORD_CARD, &words()), &People::new());
        let fields = modal["components"].as_array().expect("fields");
        prop_assert!(fields.len() <= 5);
        for field in fields {
            prop_assert!(field["label"].as_str().unwrap_or_default().chars().count() <= 45);
            prop_assert!(field["description"].as_str().unwrap_or_default().chars().count() <= 100);
        }
    }
}
