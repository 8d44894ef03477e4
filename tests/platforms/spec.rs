//! Discord's own OpenAPI as a judge, made stricter: a field it does not know is a mistake.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{Outcome, limits};

static COMPONENTS: LazyLock<Option<Value>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(folder()?.join("discord/openapi.json")).ok()?;
    let mut components = serde_json::from_str::<Value>(&text).ok()?.get("components")?.clone();
    for schema in components.get_mut("schemas")?.as_object_mut()?.values_mut() {
        forbid_unknown(schema);
    }
    Some(components)
});
static VALIDATORS: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);

#[expect(clippy::disallowed_methods, reason = "a test suite's own setting")]
fn folder() -> Option<PathBuf> {
    std::env::var("BATON_SPECS").ok().map(PathBuf::from)
}

/// Whether there is a judge.
pub fn is_here() -> bool {
    COMPONENTS.is_some()
}

/// Plain objects get no other fields than those they name.
fn forbid_unknown(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("allOf") {
                map.entry("additionalProperties").or_insert(json!(false));
            }
            map.values_mut().for_each(forbid_unknown);
        }
        Value::Array(list) => list.iter_mut().for_each(forbid_unknown),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Holds a payload to the schema of that name; everything is fine where there is no judge.
pub fn check(schema: &str, payload: &Value) -> Outcome {
    let Some(components) = &*COMPONENTS else { return Ok(()) };
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = if let Some(known) = validators.get(schema) {
        *known
    } else {
        let reference = format!("#/components/schemas/{schema}");
        let root = json!({ "components": components, "allOf": [{ "$ref": reference }] });
        let made = jsonschema::draft202012::new(&root).map_err(|error| format!("{schema}: {error}"))?;
        // For the life of the program: each schema is compiled once.
        let made: &'static Validator = Box::leak(Box::new(made));
        validators.insert(schema.to_owned(), made);
        made
    };
    let problems: Vec<String> =
        validator.iter_errors(payload).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if problems.is_empty() {
        return rules(payload).map_err(|rule| format!("{schema}: {rule}\n{payload:#}"));
    }
    Err(format!("{schema}: {}\n{payload:#}", problems.join("; ")))
}

/// The judge itself: what Discord would refuse is refused.
pub fn trials() -> Vec<Trial> {
    let button = |id: String| json!({ "type": 2, "style": 1, "label": "x", "custom_id": id });
    let options =
        |count: usize| (0..count).map(|n| json!({ "label": "x", "value": n.to_string() })).collect::<Vec<_>>();
    let row = |parts: Vec<Value>| json!({ "type": 1, "components": parts });
    let select = |count| row(vec![json!({ "type": 3, "custom_id": "x", "options": options(count) })]);
    let buttons = |count: usize| row((0..count).map(|n| button(n.to_string())).collect());
    let message = |part: Value| json!({ "components": [part], "flags": 1 << 15, "allowed_mentions": { "parse": [], "users": [] } });
    let mut crowd = message(buttons(1));
    crowd["allowed_mentions"]["parse"] = json!(["everyone"]);
    let mut unflagged = message(buttons(1));
    unflagged["flags"] = json!(0);
    let mut misspelt = message(buttons(1));
    misspelt["alowed_mentions"] = json!({});
    let field = |n: usize| json!({ "type": 18, "label": "x", "component": { "type": 4, "custom_id": n.to_string(), "style": 1 } });
    let form = |title: String, count: usize| json!({ "type": 9, "data": { "custom_id": "x", "title": title, "components": (0..count).map(field).collect::<Vec<_>>() } });
    let (created, opened) = ("MessageCreateRequest", "ModalInteractionCallbackRequest");
    let cases = vec![
        ("a_sound_message", created, message(buttons(5)), true),
        ("a_sound_form", opened, form("x".repeat(45), 5), true),
        ("a_long_id", created, message(row(vec![button("x".repeat(101))])), false),
        ("six_buttons", created, message(buttons(6)), false),
        ("ids_given_twice", created, message(row(vec![button("a".into()), button("a".into())])), false),
        ("twenty_six_options", created, message(select(26)), false),
        ("a_long_text", created, message(json!({ "type": 10, "content": "x".repeat(4_001) })), false),
        ("a_crowd", created, crowd, false),
        ("no_flag", created, unflagged, false),
        ("a_misspelt_field", created, misspelt, false),
        ("a_long_title", opened, form("x".repeat(46), 1), false),
        ("six_fields", opened, form("x".to_owned(), 6), false),
    ];
    let judged = |(name, schema, payload, is_sound): (&str, &'static str, Value, bool)| {
        Trial::test(format!("discord/spec/{name}"), move || {
            let found = check(schema, &payload);
            if found.is_ok() == is_sound { Ok(()) } else { Err(format!("{found:?}").into()) }
        })
    };
    cases.into_iter().map(judged).collect()
}

/// What the schema lets through, and Discord does not.
fn rules(payload: &Value) -> Outcome {
    let data = payload.get("data").unwrap_or(payload);
    if data.get("components").is_some() {
        limits::check(data)?;
    }
    let mut seen = Seen::default();
    seen.walk(data.get("components").unwrap_or(&Value::Null));
    if data.get("title").is_some() {
        let fields = data["components"].as_array().map(Vec::len).unwrap_or_default();
        return if (1..=5).contains(&fields) { Ok(()) } else { Err(format!("{fields} fields in a form")) };
    }
    if seen.components > 40 || seen.chars > 4_000 {
        return Err(format!("{} components, {} characters", seen.components, seen.chars));
    }
    if !seen.twice.is_empty() {
        return Err(format!("ids given twice: {:?}", seen.twice));
    }
    if seen.components > 0 && data["allowed_mentions"]["parse"] != json!([]) {
        return Err("a message that may ping crowds".to_owned());
    }
    if seen.components > 0 && data["flags"].as_u64().unwrap_or_default() & (1 << 15) == 0 {
        return Err("components of the newer kind without their flag".to_owned());
    }
    Ok(())
}

#[derive(Default)]
struct Seen {
    components: usize,
    chars: usize,
    ids: Vec<String>,
    twice: Vec<String>,
}

impl Seen {
    fn walk(&mut self, part: &Value) {
        if let Some(list) = part.as_array() {
            for part in list {
                self.walk(part);
            }
            return;
        }
        if part.get("type").is_none() {
            return;
        }
        self.components += 1;
        self.chars += part["content"].as_str().map(|content| content.chars().count()).unwrap_or_default();
        if let Some(id) = part["custom_id"].as_str() {
            if self.ids.iter().any(|known| known == id) {
                self.twice.push(id.to_owned());
            }
            self.ids.push(id.to_owned());
        }
        self.walk(part.get("components").unwrap_or(&Value::Null));
        self.walk(part.get("component").unwrap_or(&Value::Null));
    }
}
