//! Answers to interactions after the first one: the token's own messages, for as long as it lives.

use serde_json::{Value, json};

use super::acts::{First, Interaction, TOKEN_MS, say_answer};
use super::compose::EPHEMERAL;
use super::refusal::{DEAD_TOKEN, Refusal, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK};
use super::rest::{Answer, Call};
use super::world::{Id, World};

/// The interaction of a token that lives and was answered.
fn by_token(world: &World, application: Id, token: &str) -> Result<Interaction, Refusal> {
    let known = world.interactions.values().find(|known| known.token == token);
    let known = known.filter(|_| application == world.bot).ok_or(UNKNOWN_WEBHOOK)?;
    if world.now().since(known.created) >= TOKEN_MS {
        return Err(DEAD_TOKEN.into());
    }
    if known.first.is_none() {
        return Err(UNKNOWN_WEBHOOK.into());
    }
    Ok(known.clone())
}

/// The message that `@original` or an id means to this token.
fn meant(world: &World, by: &Interaction, message: &str) -> Result<Id, Refusal> {
    let id = match message.parse::<Id>() {
        Ok(id) => Some(id).filter(|id| by.original == Some(*id) || by.more.contains(id)),
        Err(_) => by.original.filter(|_| message == "@original"),
    };
    Ok(id.filter(|id| world.messages.contains_key(id)).ok_or(UNKNOWN_MESSAGE)?)
}

/// `POST /webhooks/{application}/{token}`
pub fn follow_up(world: &mut World, application: Id, token: &str, call: &Call) -> Result<Answer, Refusal> {
    let by = by_token(world, application, token)?;
    let loading = by.original.filter(|id| world.messages.get(id).is_some_and(|message| message.is_loading));
    if let Some(id) = loading.filter(|_| by.first == Some(First::Deferred)) {
        // The first message after "thinking" takes its place, seen by whom that was seen.
        check_private(world, id, &call.body);
        let mut body = call.body.clone();
        keep_private(world, id, &mut body);
        world.edit(id, &body, &call.files, true)?;
        return shown(world, id);
    }
    let id = say_answer(world, &by, &call.body, &call.files, true)?;
    if let Some(here) = world.interactions.get_mut(&by.id) {
        here.more.push(id);
    }
    shown(world, id)
}

/// `GET`, `PATCH` and `DELETE /webhooks/{application}/{token}/messages/{message}`
pub fn message(world: &mut World, at: (Id, &str, &str), call: &Call) -> Result<Answer, Refusal> {
    let (application, token, message) = at;
    let by = by_token(world, application, token)?;
    let id = meant(world, &by, message)?;
    match call.method.as_str() {
        "PATCH" => {
            // An edit cannot say who sees it: it is silent about that, or wrong.
            if call.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0 {
                check_private(world, id, &call.body);
            }
            let mut body = call.body.clone();
            keep_private(world, id, &mut body);
            world.edit(id, &body, &call.files, true)?;
        }
        "DELETE" => {
            world.remove(id);
            return Ok(Answer::Nothing);
        }
        _ => {}
    }
    shown(world, id)
}

fn shown(world: &World, id: Id) -> Result<Answer, Refusal> {
    Ok(Answer::Json(200, world.message_json(world.messages.get(&id).ok_or(UNKNOWN_MESSAGE)?)))
}

/// Who sees an answer is decided by the first one: asking for something else later changes nothing, and is a mistake.
fn check_private(world: &mut World, id: Id, body: &Value) {
    let Some(flags) = body["flags"].as_u64() else { return };
    let asks = flags & EPHEMERAL != 0;
    let is_private = world.messages.get(&id).is_some_and(|message| message.only_for.is_some());
    if asks != is_private && (asks || world.messages.get(&id).is_some_and(|message| message.is_loading)) {
        let now = if is_private { "private" } else { "public" };
        world.problem(format!("answer {id} is {now} since its first acknowledgement, and cannot become otherwise"));
    }
}

fn keep_private(world: &World, id: Id, body: &mut Value) {
    if let Some(flags) = body["flags"].as_u64() {
        let is_private = world.messages.get(&id).is_some_and(|message| message.only_for.is_some());
        body["flags"] = json!(flags & !EPHEMERAL | if is_private { EPHEMERAL } else { 0 });
    }
}
