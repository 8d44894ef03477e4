//! Discord's own description of its interface, `discord/openapi.json` below `BATON_SPECS`, as the judge of requests and of
//! this server's own answers. It is found at run time; without it this part of the judgement is left out.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

static DOCUMENT: LazyLock<Option<Value>> = LazyLock::new(|| {
    let file = file()?;
    let text =
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("BATON_SPECS: {}: {error}", file.display()));
    let mut document: Value = serde_json::from_str(&text).expect("openapi.json is JSON");
    close(&mut document["components"]["schemas"]);
    Some(document)
});
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Where the description should be, if anywhere.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the specifications are")]
pub fn file() -> Option<PathBuf> {
    let folder = std::env::var_os("BATON_SPECS").filter(|folder| !folder.is_empty())?;
    Some(PathBuf::from(folder).join("discord/openapi.json"))
}

/// Reads it, where it is said to be; fails where it is not there.
pub fn load() {
    LazyLock::force(&DOCUMENT);
}

/// Forbids unknown fields on plain objects: misspelt ones are silently lost otherwise. What is combined by `allOf` stays
/// open, for each part knows only its own fields.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let is_plain = fields.get("properties").is_some_and(Value::is_object) && fields["type"] == "object";
            if is_plain && !fields.contains_key("additionalProperties") && !fields.contains_key("allOf") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            for (_, value) in fields.iter_mut().filter(|(key, _)| *key != "allOf") {
                close(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An operation of the description.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pointer_method: &'static str,
    template: &'static str,
    value: &'static Value,
}

/// The operation that a request asks for; nothing where the description is absent.
///
/// # Errors
/// Where the description is here and knows no such operation.
pub fn operation(method: &str, path: &str) -> Result<Option<Operation>, ()> {
    let Some(document) = DOCUMENT.as_ref() else { return Ok(None) };
    let paths = document["paths"].as_object().expect("paths");
    let parts: Vec<&str> = path.split('/').collect();
    // `@me` and `@original` come before what a parameter would take.
    let fit = |template: &str| {
        let wanted: Vec<&str> = template.split('/').collect();
        let fits = parts.len() == wanted.len()
            && parts.iter().zip(&wanted).all(|(part, wanted)| wanted.starts_with('{') || part == wanted);
        fits.then(|| wanted.iter().filter(|wanted| !wanted.starts_with('{')).count())
    };
    let best =
        paths.iter().filter_map(|(template, value)| Some((fit(template)?, template, value))).max_by_key(|it| it.0);
    let (_, template, methods) = best.ok_or(())?;
    let (pointer_method, value) =
        methods.as_object().and_then(|methods| methods.get_key_value(&method.to_lowercase())).ok_or(())?;
    Ok(Some(Operation { pointer_method, template, value }))
}

impl Operation {
    fn place(&self) -> String {
        format!("/paths/{}/{}", escaped(self.template), self.pointer_method)
    }

    /// What is wrong with a body of JSON. Where the description offers several schemas, `which` names the one that counts.
    pub fn body_problems(&self, which: Option<&str>, body: &Value) -> Vec<(String, String)> {
        let place = match which {
            Some(name) => format!("/components/schemas/{name}"),
            None => format!("{}/requestBody/content/application~1json/schema", self.place()),
        };
        problems(&place, body)
    }

    /// Whether it takes a body.
    pub fn takes_body(&self) -> bool {
        self.value["requestBody"].is_object()
    }

    /// Whether it knows a parameter of the query.
    pub fn knows(&self, parameter: &str) -> bool {
        let known = self.value["parameters"].as_array().into_iter().flatten();
        known.into_iter().any(|known| known["in"] == "query" && known["name"] == parameter)
    }

    /// What is wrong with this server's own answer.
    pub fn answer_problems(&self, status: u16, answer: &Value) -> Vec<(String, String)> {
        let place = format!("{}/responses/{status}/content/application~1json/schema", self.place());
        let is_described = DOCUMENT.as_ref().is_some_and(|document| document.pointer(&place).is_some());
        if is_described { problems(&place, answer) } else { vec![(place, "is not described".to_owned())] }
    }
}

/// What is wrong with a value by the schema at a place: pointers into the value, and words.
fn problems(place: &str, value: &Value) -> Vec<(String, String)> {
    let mut known = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = Arc::clone(known.entry(place.to_owned()).or_insert_with(|| Arc::new(compiled(place))));
    drop(known);
    validator.iter_errors(value).map(|error| (error.instance_path().to_string(), error.to_string())).collect()
}

fn compiled(place: &str) -> Validator {
    let document = DOCUMENT.as_ref().expect("asked only where it is here");
    let schema = document.pointer(place).unwrap_or_else(|| panic!("nothing is described at {place}"));
    let root = json!({ "components": document["components"], "allOf": [schema] });
    jsonschema::draft202012::new(&root).unwrap_or_else(|error| panic!("{place}: {error}"))
}

/// A key as a part of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
