//! A signed request that somebody copied: at whatever process it comes again, the answer is read by nobody.

use baton::store::lists::{Page, Which, Whose};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::flow::{Way, World, sent};
use crate::player::Player;
use crate::{Outcome, case, holds, same, told};

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/replays/a_copy_at_another_process_is_told_nothing", elsewhere),
        case("discord/replays/two_processes_at_once_answer_once", at_once),
        case("discord/replays/the_gateway_needs_no_proof", by_gateway),
    ]
}

async fn elsewhere() -> Outcome {
    let world = World::new(Way::Signed).await?;
    let other = world.replica().await?;
    let mut ana = Player::new("11", "Ana");
    sent(&world, &mut ana).await?;
    let begun = [("playbook", 3, "ae_csm"), ("customer", 3, "Globex")];
    let acts = [
        ana.command("list", &[]),
        ana.command("show", &[("handoff", 3, "1")]),
        ana.types("show", "handoff", "ac"),
        ana.command("start", &begun),
        ana.click("1.brief.1", &[]),
    ];
    for raw in &acts {
        let first = world.did(raw).await?;
        holds(first["type"].as_u64().is_some(), format!("an answer: {first}"))?;
        for world in [&other, &world, &other] {
            same("a copy", &world.did(raw).await?, &Value::Null)?;
        }
    }
    let drafts = (Which::Drafts, Whose::Everyone, Page { limit: 9, offset: 0 });
    let id = world.workspace().await?.id;
    let found = world.app.store.list(id, drafts.0, drafts.1, drafts.2).await.map_err(told)?;
    same("drafts", &found.len(), &1)?;
    // What was signed before anybody heard of it is answered, wherever it comes first.
    let answer = other.did(&ana.command("list", &[])).await?;
    holds(answer.to_string().contains("ACME"), format!("{answer}"))
}

async fn at_once() -> Outcome {
    let world = World::new(Way::Signed).await?;
    let other = world.replica().await?;
    let mut ana = Player::new("11", "Ana");
    for n in 0..20 {
        let raw = ana.command("help", &[]);
        let (one, two) = futures::future::join(world.did(&raw), other.did(&raw)).await;
        let answered = [one?, two?].into_iter().filter(|answer| answer["type"] == json!(4)).count();
        same(&format!("answers to {n}"), &answered, &1)?;
    }
    Ok(())
}

/// Discord sends an event to one connection; what it says again was not heard.
async fn by_gateway() -> Outcome {
    let world = World::new(Way::Called).await?;
    let other = world.replica().await?;
    let raw = Player::new("11", "Ana").command("help", &[]);
    let (one, two) = (world.did(&raw).await?, other.did(&raw).await?);
    same("both", &(&one["type"], &two["type"]), &(&json!(4), &json!(4)))
}
