//! A form that cannot be taken comes back filled behind a button, since no form can answer a form: after a restart, too, by
//! signed requests and by calls.

use baton::clock::Timestamp;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::flow::{Way, World, controls, filled, find, id, sent};
use crate::player::Player;
use crate::{Outcome, case, holds, same, told};

const GOAL: &str = "Onboarding in *five* days, not @everyone";

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/coming_back/an_acceptance_by_signed_requests", || acceptance(Way::Signed)),
        case("discord/coming_back/an_acceptance_by_the_gateway", || acceptance(Way::Called)),
        case("discord/coming_back/a_ticked_item", ticked),
        case("discord/coming_back/what_no_form_takes_any_more_is_said_again", too_late),
        case("discord/coming_back/a_week_later_nothing_is_kept", expired),
    ]
}

/// As pressed on a message that everybody reads.
fn public(mut raw: Value) -> Value {
    raw["message"]["flags"] = json!(1 << 15);
    raw
}

/// What stands in a drawn form, by key.
fn standing(form: &Value) -> Vec<(String, Value)> {
    let fields = form["data"]["components"].as_array().into_iter().flatten();
    let pair = |field: &Value| {
        let component = &field["component"];
        let key = component["custom_id"].as_str().unwrap_or_default().to_owned();
        (key, component.get("value").cloned().unwrap_or_default())
    };
    fields.map(pair).collect()
}

/// The one lit button under what was said, and what was said.
fn way_back(said: &Value) -> Result<(String, String), String> {
    same(
        "a private message",
        &(said["type"].as_u64(), said["data"]["flags"].as_u64()),
        &(Some(4), Some(64 | 1 << 15)),
    )?;
    let buttons = controls(&said["data"]["components"]);
    let button = buttons.first().ok_or_else(|| format!("no button: {said}"))?;
    same("its words", &button["label"], &json!("Open the form again"))?;
    Ok((id(button).to_owned(), said.to_string()))
}

/// Ben accepts with one line only: what comes back, and what he typed.
async fn half_accepted(world: &World, ben: &mut Player, accept: &str) -> Result<Value, String> {
    let form = world.did(&public(ben.click(accept, &[]))).await?;
    same("accepting asks for the read-back", &form["type"], &json!(9))?;
    let typed = [("goal".to_owned(), json!(GOAL)), ("watch".to_owned(), json!("two\nlines"))];
    let submitted = ben.submit(form["data"]["custom_id"].as_str().unwrap_or_default(), &typed);
    world.did(&public(submitted)).await
}

async fn acceptance(way: Way) -> Outcome {
    let world = World::new(way).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    let accept = sent(&world, &mut ana).await?;
    let said = half_accepted(&world, &mut ben, &accept).await?;
    let (button, words) = way_back(&said)?;
    holds(words.contains("What you typed is kept"), &words)?;
    holds(words.contains("five") && !words.contains("@everyone"), &words)?;
    // Elsewhere, and for nobody else.
    let world = world.restarted().await?;
    let of_another = world.did(&public(ana.click(&button, &[]))).await?;
    holds(!of_another.to_string().contains("five"), format!("{of_another}"))?;
    let form = world.did(&ben.click(&button, &[])).await?;
    same("the form opens", &form["type"], &json!(9))?;
    let found = standing(&form);
    let held = |key: &str| found.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
    same("the goal", &held("goal"), &Some(json!(GOAL)))?;
    holds(held("watch").is_some_and(|watch| watch.as_str().is_some_and(|watch| watch.starts_with("two"))), "no watch")?;
    let mut whole = filled(&form);
    whole.retain(|(key, _)| key != "goal");
    whole.push(("goal".to_owned(), json!(GOAL)));
    let submitted = ben.submit(form["data"]["custom_id"].as_str().unwrap_or_default(), &whole);
    let accepted = world.did(&submitted).await?;
    holds(accepted.to_string().contains("is yours"), format!("{accepted}"))?;
    let workspace = world.workspace().await?.id;
    let persons = world.app.store.persons(workspace).await.map_err(told)?;
    for person in persons {
        let kept =
            world.app.store.kept_form(workspace, person.id, &button, Timestamp::from_ms(0)).await.map_err(told)?;
        same("nothing is kept any more", &kept, &None)?;
    }
    Ok(())
}

/// Ben has accepted, and Discord's message about it.
async fn accepted(world: &World, ben: &mut Player, accept: &str) -> Result<Value, String> {
    let form = world.did(&public(ben.click(accept, &[]))).await?;
    let submitted = ben.submit(form["data"]["custom_id"].as_str().unwrap_or_default(), &filled(&form));
    world.did(&public(submitted)).await
}

async fn ticked() -> Outcome {
    let world = World::new(Way::Called).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    let accept = sent(&world, &mut ana).await?;
    let said = accepted(&world, &mut ben, &accept).await?;
    let tick = find(&said, "1.tick.").map(id).ok_or_else(|| format!("no ticking: {said}"))?.to_owned();
    let form = world.did(&ben.click(&tick, &["kickoff_held.declined"])).await?;
    same("it asks for the day", &form["type"], &json!(9))?;
    let typed = [("kickoff_held.declined".to_owned(), json!("one of these days"))];
    let said = world.did(&ben.submit(form["data"]["custom_id"].as_str().unwrap_or_default(), &typed)).await?;
    let (button, _) = way_back(&said)?;
    let world = world.restarted().await?;
    let form = world.did(&ben.click(&button, &[])).await?;
    same("as it was typed", &standing(&form), &typed.to_vec())
}

async fn too_late() -> Outcome {
    let world = World::new(Way::Signed).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    let accept = sent(&world, &mut ana).await?;
    let form = world.did(&public(ben.click(&accept, &[]))).await?;
    let id = form["data"]["custom_id"].as_str().unwrap_or_default().to_owned();
    accepted(&world, &mut ben, &accept).await?;
    let mut whole = filled(&form);
    whole.retain(|(key, _)| key != "goal");
    whole.push(("goal".to_owned(), json!("Typed in a second window")));
    let said = world.did(&public(ben.submit(&id, &whole))).await?.to_string();
    holds(said.contains("Typed in a second window") && said.contains("so that you can copy it"), said)
}

async fn expired() -> Outcome {
    let world = World::new(Way::Called).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    let accept = sent(&world, &mut ana).await?;
    let (button, _) = way_back(&half_accepted(&world, &mut ben, &accept).await?)?;
    world.later(8 * 24 * 3_600_000);
    let form = world.did(&ben.click(&button, &[])).await?;
    same("the form opens", &form["type"], &json!(9))?;
    holds(!form.to_string().contains("five"), format!("{form}"))
}
