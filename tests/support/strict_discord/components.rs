//! Components of messages: what Discord enforces beyond its schema, and what it adds to those it keeps.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::media;
use super::refusal::Refusal;

pub const ROW: u64 = 1;
pub const BUTTON: u64 = 2;
pub const STRING_SELECT: u64 = 3;
pub const TEXT_INPUT: u64 = 4;
pub const TEXT: u64 = 10;
pub const THUMBNAIL: u64 = 11;
pub const GALLERY: u64 = 12;
pub const FILE: u64 = 13;
pub const SEPARATOR: u64 = 14;
pub const CONTAINER: u64 = 17;
pub const LABEL: u64 = 18;

/// Rows of a message of the older kind.
const ROWS_MAX: usize = 5;
/// Buttons of a row.
const BUTTONS_MAX: usize = 5;
/// Components of a message of the newer kind, nested ones included.
const COMPONENTS_MAX: usize = 40;
/// Characters of all texts of a message of the newer kind.
const TEXTS_MAX: usize = 4000;
/// Bytes of the id of a component. Discord counts characters; ours are ASCII.
const CUSTOM_ID_MAX: usize = 100;
/// Options of a select.
const OPTIONS_MAX: usize = 25;

/// The kind of a component.
pub fn kind(component: &Value) -> u64 {
    component["type"].as_u64().unwrap_or_default()
}

/// Whether people choose from it.
pub fn is_select(component: &Value) -> bool {
    matches!(kind(component), 3 | 5..=8)
}

/// The elements of a list that may be absent.
pub fn items(list: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Calls `visit` with every component, outer ones first, and with where it stands.
pub fn each<'a>(components: &'a Value, place: &str, visit: &mut dyn FnMut(&str, &'a Value)) {
    for (index, component) in items(components).enumerate() {
        one(component, &format!("{place}/{index}"), visit);
    }
}

fn one<'a>(component: &'a Value, place: &str, visit: &mut dyn FnMut(&str, &'a Value)) {
    visit(place, component);
    each(&component["components"], &format!("{place}/components"), visit);
    for part in ["accessory", "component"] {
        if component[part].is_object() {
            one(&component[part], &format!("{place}/{part}"), visit);
        }
    }
}

/// All of them, outer ones first.
pub fn flat(components: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    each(components, "", &mut |_, component| found.push(component));
    found
}

/// The one with this id of ours.
pub fn find<'a>(components: &'a Value, custom_id: &str) -> Option<&'a Value> {
    flat(components).into_iter().find(|component| component["custom_id"] == custom_id)
}

/// What people read in components.
pub fn texts(components: &Value) -> Vec<String> {
    let texts = flat(components).into_iter().filter(|component| kind(component) == TEXT);
    texts.filter_map(|component| component["content"].as_str()).map(ToOwned::to_owned).collect()
}

/// Holds the components of a message against the rules.
pub fn check(components: &Value, is_newer: bool) -> Result<(), Refusal> {
    let mut found = Vec::new();
    let top = items(components).count();
    if is_newer {
        let all = flat(components).len();
        let chars: usize = texts(components).iter().map(|text| text.chars().count()).sum();
        if all > COMPONENTS_MAX {
            found.push(("/components".to_owned(), format!("{all} components, {COMPONENTS_MAX} at most")));
        }
        if chars > TEXTS_MAX {
            found.push(("/components".to_owned(), format!("{chars} characters of text, {TEXTS_MAX} at most")));
        }
    } else {
        if top > ROWS_MAX {
            found.push(("/components".to_owned(), format!("{top} rows, {ROWS_MAX} at most")));
        }
        for (index, component) in items(components).enumerate().filter(|(_, component)| kind(component) != ROW) {
            let why = format!("type {} needs the flag IS_COMPONENTS_V2", kind(component));
            found.push((format!("/components/{index}/type"), why));
        }
    }
    let mut seen = Seen::default();
    each(components, "/components", &mut |place, component| seen.check(place, component, &mut found));
    if found.is_empty() { Ok(()) } else { Err(Refusal::fields(found)) }
}

/// Which ids were used.
#[derive(Default)]
pub struct Seen {
    custom_ids: BTreeSet<String>,
    ids: BTreeSet<u64>,
}

impl Seen {
    /// The rules of one component.
    pub fn check(&mut self, place: &str, component: &Value, found: &mut Vec<(String, String)>) {
        let mut wrong = |what: &str, why: String| found.push((format!("{place}{what}"), why));
        if let Some(id) = component["custom_id"].as_str() {
            if id.len() > CUSTOM_ID_MAX {
                wrong("/custom_id", format!("{} bytes, {CUSTOM_ID_MAX} at most", id.len()));
            }
            if !self.custom_ids.insert(id.to_owned()) {
                wrong("/custom_id", "Component custom id cannot be duplicated".to_owned());
            }
        }
        if let Some(id) = component["id"].as_u64().filter(|id| *id > 0)
            && !self.ids.insert(id)
        {
            wrong("/id", "Component id cannot be duplicated".to_owned());
        }
        match kind(component) {
            ROW => check_row(component, &mut wrong),
            BUTTON => check_button(component, &mut wrong),
            _ if is_select(component) => check_select(component, &mut wrong),
            _ => {}
        }
    }
}

fn check_row(row: &Value, wrong: &mut dyn FnMut(&str, String)) {
    let inside: Vec<&Value> = items(&row["components"]).collect();
    let selects = inside.iter().filter(|it| is_select(it)).count();
    if inside.is_empty() || inside.len() > BUTTONS_MAX {
        wrong("/components", format!("{} components, 1 to {BUTTONS_MAX}", inside.len()));
    }
    if selects > 0 && inside.len() > 1 {
        wrong("/components", "a select has its row to itself".to_owned());
    }
}

fn check_button(button: &Value, wrong: &mut dyn FnMut(&str, String)) {
    let is_link = button["style"] == 5;
    if is_link == button["url"].is_null() {
        wrong("/url", "links have a url, and no other button has".to_owned());
    }
    if is_link != button["custom_id"].is_null() {
        wrong("/custom_id", "every button but a link has a custom id".to_owned());
    }
    if button["label"].as_str().unwrap_or_default().is_empty() && button["emoji"].is_null() {
        wrong("/label", "a button has a label or an emoji".to_owned());
    }
}

fn check_select(select: &Value, wrong: &mut dyn FnMut(&str, String)) {
    let number = |name: &str| select[name].as_u64().and_then(|number| usize::try_from(number).ok());
    let (min, max) = (number("min_values").unwrap_or(1), number("max_values").unwrap_or(1));
    if min > max {
        wrong("/min_values", format!("at least {min}, and at most {max}"));
    }
    if kind(select) != STRING_SELECT {
        return;
    }
    let options: Vec<&Value> = items(&select["options"]).collect();
    let values: BTreeSet<&str> = options.iter().filter_map(|option| option["value"].as_str()).collect();
    if options.is_empty() || options.len() > OPTIONS_MAX {
        wrong("/options", format!("{} options, 1 to {OPTIONS_MAX}", options.len()));
    }
    if values.len() < options.len() {
        wrong("/options", "The specified option value is already used".to_owned());
    }
    if max > options.len() {
        wrong("/max_values", format!("{max} of {} options", options.len()));
    }
    if options.iter().filter(|option| option["default"] == true).count() > max {
        wrong("/options", format!("more than {max} are chosen already"));
    }
}

/// As Discord gives them back: every one with an id, and with what was left out.
pub fn completed(components: &Value, attachments: &Value) -> Value {
    let given: BTreeSet<u64> = flat(components).iter().filter_map(|component| component["id"].as_u64()).collect();
    let mut next = 0;
    let mut complete = components.clone();
    for component in complete.as_array_mut().into_iter().flatten() {
        complete_one(component, &given, &mut next, attachments);
    }
    complete
}

fn complete_one(component: &mut Value, given: &BTreeSet<u64>, next: &mut u64, attachments: &Value) {
    if let Some(fields) = component.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    if component["id"].as_u64().is_none_or(|id| id == 0) {
        *next += 1;
        while given.contains(next) {
            *next += 1;
        }
        component["id"] = json!(next);
    }
    let default = |component: &mut Value, name: &str, value: Value| {
        if component[name].is_null() {
            component[name] = value;
        }
    };
    match kind(component) {
        3 | 5..=8 => {
            default(component, "min_values", json!(1));
            default(component, "max_values", json!(1));
        }
        SEPARATOR => {
            default(component, "spacing", json!(1));
            default(component, "divider", json!(true));
        }
        CONTAINER => {
            default(component, "spoiler", json!(false));
            default(component, "accent_color", Value::Null);
        }
        _ => {}
    }
    media::resolve(component, attachments);
    let inside = component.get_mut("components").and_then(Value::as_array_mut);
    for inner in inside.into_iter().flatten() {
        complete_one(inner, given, next, attachments);
    }
    for part in ["accessory", "component"] {
        if let Some(inner) = component.get_mut(part).filter(|inner| inner.is_object()) {
            complete_one(inner, given, next, attachments);
        }
    }
}
