//! Pure: single fields of Discord's JSON, read leniently.

use serde_json::Value;

use crate::chat::form::Answers;
use crate::platform::Account;
use crate::platform::discord::draw::text::is_id;

const USER_SELECT: u64 = 5;
/// *Administrator* and *Manage Server*.
const MANAGES_SERVER: u64 = (1 << 3) | (1 << 5);
/// A form is three levels deep; whoever goes deeper sends no form.
const DEPTH_MAX: usize = 6;

/// What stands under a path of keys.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// A text.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// A number, written as one or as text.
pub(super) fn unsigned(value: &Value, key: &str) -> Option<u64> {
    let found = value.get(key)?;
    found.as_u64().or_else(|| found.as_str()?.parse().ok())
}

/// One of Discord's ids, written as text or as a number.
pub(super) fn id(value: &Value, key: &str) -> Option<String> {
    let found = value.get(key)?;
    let id = found.as_str().map(ToOwned::to_owned).or_else(|| found.as_u64().map(|id| id.to_string()))?;
    is_id(&id).then_some(id)
}

/// A user, with what the server calls them.
pub(super) fn account(user: &Value, member: Option<&Value>) -> Option<Account> {
    let handle = text(user, "username").unwrap_or_default();
    let nick = member.and_then(|member| text(member, "nick"));
    let names = [nick, text(user, "global_name"), Some(handle)];
    let name = names.into_iter().flatten().find(|name| !name.trim().is_empty()).unwrap_or_default();
    let permissions = member.and_then(|member| unsigned(member, "permissions"));
    Some(Account {
        id: id(user, "id")?,
        name: name.to_owned(),
        handle: handle.to_owned(),
        locale: None,
        manages_server: permissions.map(|permissions| permissions & MANAGES_SERVER != 0),
        is_bot: user.get("bot").and_then(Value::as_bool).unwrap_or_default(),
    })
}

/// The values of a select; people stand as `<@id>`.
pub(super) fn values(component: &Value) -> Vec<String> {
    let is_people = ["component_type", "type"].iter().any(|key| unsigned(component, key) == Some(USER_SELECT));
    let chosen = component.get("values").and_then(Value::as_array).into_iter().flatten();
    let chosen = chosen.filter_map(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    });
    if is_people { chosen.filter(|id| is_id(id)).map(|id| format!("<@{id}>")).collect() } else { chosen.collect() }
}

/// What was typed and chosen in a form, whether its parts stand in labels, in rows or bare.
pub(super) fn answers(data: &Value) -> Answers {
    let mut answers = Answers::new();
    collect(data.get("components"), &mut answers, DEPTH_MAX);
    answers
}

fn collect(part: Option<&Value>, answers: &mut Answers, depth: usize) {
    let Some(part) = part.filter(|_| depth > 0) else { return };
    if let Some(parts) = part.as_array() {
        for part in parts {
            collect(Some(part), answers, depth - 1);
        }
        return;
    }
    if let Some(key) = text(part, "custom_id").filter(|key| !key.is_empty())
        && let Some(value) = answer(part)
    {
        answers.insert(key.to_owned(), value);
    }
    collect(part.get("component"), answers, depth - 1);
    collect(part.get("components"), answers, depth - 1);
}

fn answer(part: &Value) -> Option<String> {
    if part.get("values").is_some_and(Value::is_array) {
        return Some(values(part).join("\n"));
    }
    match part.get("value")? {
        Value::String(text) => Some(text.clone()),
        Value::Bool(is_ticked) => Some(if *is_ticked { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}
