//! Every kind of message and form as it is drawn (`tests/platforms/golden`, written by the drawing's own unit test), held to
//! Discord's schemas and limits; and what comes back of them, read: each button, each select, each form in both shapes.

use std::path::Path;

use baton::chat::incoming::What;
use baton::chat::route::Route;
use baton::platform::discord::parse::{Parsed, interaction};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::flow::{controls, id};
use crate::player::Player;
use crate::{Outcome, holds, same, spec, told};

/// Kinds of all playbooks together; fewer means that some are gone.
const KINDS_MIN: usize = 1_400;

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = files().into_iter().map(trial).collect();
    trials.push(Trial::test("discord/golden/there_are_all_kinds", || {
        let lines: usize = files().iter().map(|name| lines(name).map_or(0, |lines| lines.len())).sum();
        holds(lines >= KINDS_MIN, format!("{lines} kinds")).map_err(Failed::from)
    }));
    trials
}

fn trial(name: String) -> Trial {
    Trial::test(format!("discord/golden/{name}"), move || {
        let lines = lines(&name)?;
        for line in &lines {
            let drawn = &line["drawn"];
            let held = if drawn.is_null() { Ok(()) } else { held(drawn) };
            held.map_err(|problem| format!("{}: {problem}", line["kind"]))?;
        }
        Ok(())
    })
}

/// The files by name.
fn files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platforms/golden");
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    names
}

/// The kinds of one file.
pub fn lines(name: &str) -> Result<Vec<Value>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platforms/golden").join(format!("{name}.jsonl"));
    let text = std::fs::read_to_string(path).map_err(told)?;
    text.lines().map(|line| serde_json::from_str(line).map_err(told)).collect()
}

fn held(drawn: &Value) -> Outcome {
    if drawn.get("title").is_some() {
        spec::check("ModalInteractionCallbackRequest", &json!({ "type": 9, "data": drawn }))?;
        return form_comes_back(drawn);
    }
    spec::check("MessageCreateRequest", drawn)?;
    let mut private = drawn.clone();
    private["flags"] = json!(drawn["flags"].as_u64().unwrap_or_default() | 64);
    spec::check("CreateMessageInteractionCallbackRequest", &json!({ "type": 4, "data": private }))?;
    clicks_come_back(drawn)
}

fn read(raw: &Value) -> Result<What, String> {
    match interaction(raw) {
        Parsed::Did(_, arrival) => Ok(arrival.what),
        other @ (Parsed::Ping | Parsed::Typing(..) | Parsed::Unreadable(..)) => Err(format!("{other:?}")),
    }
}

fn clicks_come_back(drawn: &Value) -> Outcome {
    for control in controls(&drawn["components"]) {
        let custom_id = id(control);
        holds(Route::parse(custom_id).is_some(), format!("no route: {custom_id}"))?;
        let options = control["options"].as_array().into_iter().flatten();
        let values: Vec<&str> = options.filter_map(|option| option["value"].as_str()).collect();
        let what = read(&Player::new("11", "Ana").click(custom_id, &values))?;
        let wanted = What::Click { id: custom_id.to_owned(), values: values.iter().map(ToString::to_string).collect() };
        same("a click", &what, &wanted)?;
    }
    Ok(())
}

/// As Discord sends it now, in labels, and as it did before, in rows.
fn form_comes_back(drawn: &Value) -> Outcome {
    let custom_id = id(drawn);
    holds(Route::parse(custom_id).is_some(), format!("no route: {custom_id}"))?;
    let fields: Vec<&Value> =
        drawn["components"].as_array().into_iter().flatten().map(|field| &field["component"]).collect();
    let typed = |field: &&Value| match field["type"].as_u64() {
        Some(3) => (
            json!([field["options"][0]["value"]]),
            field["options"][0]["value"].as_str().unwrap_or_default().to_owned(),
        ),
        Some(5) => (json!({ "users": ["12"] }), "<@12>".to_owned()),
        Some(_) | None => (json!("ä\n🎉"), "ä\n🎉".to_owned()),
    };
    let answers: Vec<(String, Value)> = fields.iter().map(|field| (id(field).to_owned(), typed(field).0)).collect();
    let mut raw = Player::new("11", "Ana").submit(custom_id, &answers);
    let wanted = What::Submit {
        id: custom_id.to_owned(),
        answers: fields.iter().map(|field| (id(field).to_owned(), typed(field).1)).collect(),
    };
    same("a form in labels", &read(&raw)?, &wanted)?;
    let rows: Vec<Value> = raw["data"]["components"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|label| json!({ "type": 1, "components": [label["component"]] }))
        .collect();
    raw["data"]["components"] = json!(rows);
    same("a form in rows", &read(&raw)?, &wanted)
}
