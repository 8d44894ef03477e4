//! The description of the interface, `openapi.json`: sound in itself, and true of every answer that the cases see.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use hyper::Method;
use jsonschema::Validator;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::client::{Answer, kind};

/// As it is served; a case holds the two equal.
pub(crate) const TEXT: &str = include_str!("../../src/web/playground/openapi.json");

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(TEXT).expect("openapi.json is JSON"));
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// What is wrong with a value, by the schema that stands at a place of the document.
pub(crate) fn problems(place: &str, value: &Value) -> Vec<String> {
    let mut known = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = Arc::clone(known.entry(place.to_owned()).or_insert_with(|| Arc::new(validator(place))));
    drop(known);
    validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

fn validator(place: &str) -> Validator {
    let mut schema = DOCUMENT.pointer(place).unwrap_or_else(|| panic!("nothing is described at {place}")).clone();
    let fields = schema.as_object_mut().expect("a schema");
    // What it refers to has to stand in the same document.
    fields.insert("components".to_owned(), DOCUMENT["components"].clone());
    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// Holds an answer against the document and names the operation it answers; nothing for an address that is not described,
/// where only an error may come.
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) -> Option<String> {
    let shown = format!("{method} {path}: {} {}", answer.status, answer.text());
    let path = path.split('?').next().unwrap_or_default();
    let Some(template) = template_of(path).filter(|template| !operation(template, method).is_null()) else {
        assert!(!answer.status.is_success() || !path.starts_with("/playground/api"), "not described: {shown}");
        return None;
    };
    let operation = operation(template, method);
    let place = format!("/paths/{}/{}/responses/{}", escaped(template), verb(method), answer.status.as_u16());
    let response = DOCUMENT.pointer(&place).unwrap_or_else(|| panic!("this status is not described: {shown}"));
    let place = match response["$ref"].as_str() {
        Some(reference) => reference.trim_start_matches('#').to_owned(),
        None => place,
    };
    let content = format!("{place}/content/{}/schema", escaped(kind(&answer.headers)));
    assert!(DOCUMENT.pointer(&content).is_some(), "this content type is not described: {shown}");
    let value = if kind(&answer.headers) == "application/json" { answer.json() } else { json!(answer.text()) };
    let problems = problems(&content, &value);
    assert!(problems.is_empty(), "not as described:\n{}\n{shown}", problems.join("\n"));
    Some(operation["operationId"].as_str().expect("an operation has an id").to_owned())
}

/// Holds the data of a server-sent event against the document.
pub(crate) fn check_event(name: &str, data: &Value) {
    let path = escaped("/playground/api/v1/as/{person}/events");
    let place = format!("/paths/{path}/get/responses/200/content/text~1event-stream/x-events/{name}");
    assert!(DOCUMENT.pointer(&place).is_some(), "an event that is not described: {name} {data}");
    let problems = problems(&place, data);
    assert!(problems.is_empty(), "{name} is not as described:\n{}\n{data}", problems.join("\n"));
}

/// The ids of all operations.
pub(crate) fn operations() -> BTreeSet<String> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let all = paths.values().flat_map(|path| path.as_object().expect("operations").values());
    all.map(|operation| operation["operationId"].as_str().expect("an id").to_owned()).collect()
}

fn template_of(path: &str) -> Option<&'static str> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let fits = |template: &str| {
        let (parts, wanted): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
        parts.len() == wanted.len()
            && parts.iter().zip(&wanted).all(|(part, wanted)| wanted.starts_with('{') || part == wanted)
    };
    paths.keys().map(String::as_str).find(|template| fits(template))
}

fn operation(template: &str, method: &Method) -> &'static Value {
    &DOCUMENT["paths"][template][verb(method)]
}

fn verb(method: &Method) -> String {
    method.as_str().to_lowercase()
}

/// A key as a part of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// What can be said of the document alone.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |name: &str, check: fn()| {
        Trial::test(format!("contract::{name}"), move || {
            check();
            Ok(())
        })
    };
    vec![
        trial("every_reference_leads_somewhere", every_reference_leads_somewhere),
        trial("nothing_is_described_in_vain", nothing_is_described_in_vain),
        trial("every_example_is_true", every_example_is_true),
        trial("it_bites", it_bites),
    ]
}

/// Calls `visit` with every value below, and with where it stands.
fn each(value: &Value, place: &str, visit: &mut dyn FnMut(&str, &Value)) {
    visit(place, value);
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                each(value, &format!("{place}/{}", escaped(key)), visit);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                each(value, &format!("{place}/{index}"), visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn references() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    each(&DOCUMENT, "", &mut |_, value| found.extend(value["$ref"].as_str().map(ToOwned::to_owned)));
    found
}

fn every_reference_leads_somewhere() {
    for reference in references() {
        let place = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads out of the document"));
        assert!(DOCUMENT.pointer(place).is_some(), "{reference} leads nowhere");
    }
}

fn nothing_is_described_in_vain() {
    let used = references();
    for kind in ["schemas", "responses", "parameters"] {
        for name in DOCUMENT["components"][kind].as_object().expect("parts").keys() {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "{kind}/{name} is used nowhere");
        }
    }
}

fn every_example_is_true() {
    let mut checked = 0;
    each(&DOCUMENT["components"]["schemas"], "/components/schemas", &mut |place, schema| {
        for example in schema["examples"].as_array().into_iter().flatten() {
            let problems = problems(place, example);
            assert!(problems.is_empty(), "{place}: {example}\n{}", problems.join("\n"));
            checked += 1;
        }
    });
    assert!(checked > 10, "only {checked} examples were found");
}

fn it_bites() {
    let block = |value: &Value| problems("/components/schemas/Block", value).is_empty();
    assert!(block(&json!("divider")));
    assert!(block(&json!({ "line": [{ "bold": [{ "plain": "ACME" }] }] })));
    for wrong in [
        json!("rule"),
        json!({}),
        json!({ "line": ["ACME"] }),
        json!({ "line": [], "small": [] }),
        json!({ "buttons": [] }),
        json!({ "meter": { "label": [], "percent": 101 } }),
    ] {
        assert!(!block(&wrong), "{wrong}");
    }
    let message = json!({ "id": "1", "seq": 1 });
    assert!(!problems("/components/schemas/ChatMessage", &message).is_empty());
}
