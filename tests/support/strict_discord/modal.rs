//! The form that opens over everything: what Discord enforces beyond its schema, and what it sends when it is submitted.

use serde_json::{Value, json};

use super::components::{self, LABEL, ROW, Seen, TEXT, TEXT_INPUT, is_select, items, kind};
use super::refusal::Refusal;

const USER_SELECT: u64 = 5;
/// Parts of a form.
const PARTS_MAX: usize = 5;
const TITLE_MAX: usize = 45;
const TEXT_MAX: u64 = 4000;

/// Holds a form against the rules.
pub fn check(modal: &Value) -> Result<(), Refusal> {
    let mut found = Vec::new();
    let parts = items(&modal["components"]).count();
    if parts == 0 || parts > PARTS_MAX {
        found.push(("/data/components".to_owned(), format!("{parts} components, 1 to {PARTS_MAX}")));
    }
    if modal["title"].as_str().is_none_or(|title| title.is_empty() || title.chars().count() > TITLE_MAX) {
        found.push(("/data/title".to_owned(), format!("Must be between 1 and {TITLE_MAX} in length.")));
    }
    if modal["custom_id"].as_str().is_none_or(|id| id.is_empty() || id.len() > 100) {
        found.push(("/data/custom_id".to_owned(), "Must be between 1 and 100 in length.".to_owned()));
    }
    for (index, part) in items(&modal["components"]).enumerate() {
        let place = format!("/data/components/{index}");
        match kind(part) {
            ROW => {
                let inside: Vec<&Value> = items(&part["components"]).collect();
                if inside.len() != 1 || kind(inside[0]) != TEXT_INPUT {
                    found.push((place, "a row of a form holds one text input".to_owned()));
                } else if inside[0]["label"].as_str().unwrap_or_default().is_empty() {
                    found.push((place, "a text input in a row has a label".to_owned()));
                }
            }
            LABEL if part["component"]["label"].is_null() => {}
            LABEL => found.push((place, "inside of a label, a text input has none of its own".to_owned())),
            TEXT => {}
            other => found.push((place, format!("type {other} cannot stand in a form"))),
        }
    }
    let mut seen = Seen::default();
    components::each(&modal["components"], "/data/components", &mut |place, component| {
        // The rows of messages have other rules.
        if kind(component) != ROW {
            seen.check(place, component, &mut found);
        }
        check_input(place, component, &mut found);
    });
    if found.is_empty() { Ok(()) } else { Err(Refusal::fields(found)) }
}

fn check_input(place: &str, input: &Value, found: &mut Vec<(String, String)>) {
    if input["custom_id"].is_string() && input["disabled"] == true {
        found.push((format!("{place}/disabled"), "nothing in a form is disabled".to_owned()));
    }
    if kind(input) != TEXT_INPUT {
        return;
    }
    let (min, max) = (input["min_length"].as_u64().unwrap_or(0), input["max_length"].as_u64().unwrap_or(TEXT_MAX));
    let filled = input["value"].as_str().map_or(0, |value| value.chars().count());
    if min > max {
        found.push((format!("{place}/min_length"), format!("at least {min}, and at most {max}")));
    }
    if u64::try_from(filled).is_ok_and(|filled| filled > max) {
        found.push((format!("{place}/value"), format!("Must be {max} or fewer in length.")));
    }
}

/// What somebody puts into a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// Words into a text input.
    Text(String),
    /// Options of a select, radio or checkbox group, by what they are called.
    Choose(Vec<String>),
    /// Ids into a select of people, roles or channels.
    Ids(Vec<u64>),
    /// A checkbox.
    Tick(bool),
}

/// What is submitted when these fields are filled, by their labels; the others stay as they were drawn.
///
/// # Errors
/// Where no person could do it: no such field or option, too long, too short, left empty.
pub fn submitted(modal: &Value, fills: &[(&str, Fill)]) -> Result<Value, String> {
    let labels: Vec<&str> = items(&modal["components"]).filter_map(label).collect();
    if let Some((unknown, _)) = fills.iter().find(|(wanted, _)| !labels.contains(wanted)) {
        return Err(format!("the form has no field {unknown:?}, only {labels:?}"));
    }
    let part = |part: &Value| {
        let fill =
            label(part).and_then(|label| fills.iter().find(|(wanted, _)| *wanted == label)).map(|(_, fill)| fill);
        match kind(part) {
            ROW => Ok(json!({ "type": ROW, "id": part["id"], "components": [filled(&part["components"][0], fill)?] })),
            LABEL => Ok(json!({ "type": LABEL, "id": part["id"], "component": filled(&part["component"], fill)? })),
            other => Ok(json!({ "type": other, "id": part["id"] })),
        }
    };
    let parts: Result<Vec<Value>, String> = items(&modal["components"]).map(part).collect();
    Ok(json!({ "custom_id": modal["custom_id"], "components": parts? }))
}

/// What is submitted by a client that holds nobody to anything: values by the ids of the fields.
pub fn forged(modal: &Value, values: &[(&str, Value)]) -> Value {
    let part = |part: &Value| {
        let input = &part["component"];
        let value = values.iter().find(|(id, _)| input["custom_id"] == *id).map(|(_, value)| value.clone());
        let name = if kind(input) == TEXT_INPUT { "value" } else { "values" };
        let filled = json!({ "type": input["type"], "id": input["id"], "custom_id": input["custom_id"], name: value });
        json!({ "type": LABEL, "id": part["id"], "component": filled })
    };
    let parts: Vec<Value> = items(&modal["components"]).map(part).collect();
    json!({ "custom_id": modal["custom_id"], "components": parts })
}

/// Whom the selects of a form that is submitted name.
pub fn people(data: &Value) -> Vec<u64> {
    let fields = items(&data["components"]).map(|part| &part["component"]).filter(|field| kind(field) == USER_SELECT);
    fields.flat_map(|field| items(&field["values"])).filter_map(|id| id.as_str()?.parse().ok()).collect()
}

/// What people read over a field.
fn label(part: &Value) -> Option<&str> {
    let label = if kind(part) == ROW { &part["components"][0]["label"] } else { &part["label"] };
    label.as_str()
}

fn filled(input: &Value, fill: Option<&Fill>) -> Result<Value, String> {
    let id = &input["custom_id"];
    let is_required = input["required"] != false;
    let base = |what: &str, value: Value| {
        let mut filled = json!({ "type": input["type"], "id": input["id"], "custom_id": id });
        filled[what] = value;
        filled
    };
    match (kind(input), fill) {
        (TEXT_INPUT, None | Some(Fill::Text(_))) => {
            let drawn = input["value"].as_str().unwrap_or_default().to_owned();
            let text = if let Some(Fill::Text(text)) = fill { text.clone() } else { drawn };
            let chars = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            let (min, max) =
                (input["min_length"].as_u64().unwrap_or(0), input["max_length"].as_u64().unwrap_or(TEXT_MAX));
            if (is_required && chars == 0) || chars > max || (chars > 0 && chars < min) {
                return Err(format!("{id}: {chars} characters, {min} to {max}, required: {is_required}"));
            }
            Ok(base("value", json!(text)))
        }
        (3 | 21 | 22, None | Some(Fill::Choose(_))) => {
            let chosen = chosen(input, if let Some(Fill::Choose(labels)) = fill { Some(labels) } else { None })?;
            count(input, chosen.len(), is_required)?;
            // A radio group has one value, or none.
            let one = || chosen.first().cloned().unwrap_or_default();
            Ok(if kind(input) == 21 { base("value", one()) } else { base("values", json!(chosen)) })
        }
        (5..=8, None | Some(Fill::Ids(_))) => {
            let drawn = || items(&input["default_values"]).map(|value| value["id"].clone()).collect::<Vec<_>>();
            let ids = if let Some(Fill::Ids(ids)) = fill {
                ids.iter().map(|id| json!(id.to_string())).collect()
            } else {
                drawn()
            };
            count(input, ids.len(), is_required)?;
            Ok(base("values", json!(ids)))
        }
        (23, None) => Ok(base("value", json!(input["default"] == true))),
        (23, Some(Fill::Tick(is_on))) => Ok(base("value", json!(is_on))),
        (19, None) if !is_required => Ok(base("values", json!([]))),
        (other, fill) => Err(format!("{id}: nobody can put {fill:?} into a component of type {other}")),
    }
}

/// The values of options by what they are called; the ones that are chosen already, where nothing else is.
pub fn chosen(input: &Value, labels: Option<&Vec<String>>) -> Result<Vec<Value>, String> {
    let options = || items(&input["options"]);
    let Some(labels) = labels else {
        return Ok(options()
            .filter(|option| option["default"] == true)
            .map(|option| option["value"].clone())
            .collect());
    };
    let by_label = |label: &String| {
        let found = options().find(|option| option["label"] == label.as_str());
        let known = || options().map(|option| option["label"].to_string()).collect::<Vec<_>>().join(", ");
        found.map(|option| option["value"].clone()).ok_or_else(|| format!("no option {label:?}, only {}", known()))
    };
    labels.iter().map(by_label).collect()
}

/// That so many can be chosen.
pub fn count(input: &Value, chosen: usize, is_required: bool) -> Result<(), String> {
    let number = |name: &str, default| input[name].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(default);
    let many = if kind(input) == 22 { items(&input["options"]).count() } else { 1 };
    let (min, max) = (number("min_values", 1), number("max_values", many));
    let is_empty_allowed = chosen == 0 && (!is_required || min == 0);
    let is_here = is_select(input) || matches!(kind(input), 21 | 22);
    if is_here && !is_empty_allowed && (chosen < min || chosen > max) {
        return Err(format!("{}: {chosen} chosen, {min} to {max}", input["custom_id"]));
    }
    Ok(())
}
