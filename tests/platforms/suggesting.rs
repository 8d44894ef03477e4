//! What is offered while somebody types: at most 25 things of at most 100 characters, only what they may see, and in time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use baton::chat::message::Choice;
use baton::platform::{Answer, Answers, Arrival, Late, Typing};
use libtest_mimic::Trial;
use serde_json::Value;

use crate::flow::{Way, World, sent};
use crate::house::{Says, discord, line};
use crate::player::Player;
use crate::signed::Signer;
use crate::stub::Stub;
use crate::{Outcome, case, holds, same, told};

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/suggesting/handoffs_by_number_or_customer", by_number_or_customer),
        case("discord/suggesting/drafts_are_their_senders_alone", drafts),
        case("discord/suggesting/what_takes_too_long_is_left_out", too_slow),
    ]
}

fn names(answer: &Value) -> Result<Vec<String>, String> {
    let choices = answer["data"]["choices"].as_array().ok_or_else(|| format!("no choices: {answer}"))?;
    for choice in choices {
        for text in [&choice["name"], &choice["value"]] {
            let chars = text.as_str().unwrap_or_default().chars().count();
            holds((1..=100).contains(&chars), format!("{chars} characters: {choice}"))?;
        }
    }
    holds(choices.len() <= 25, format!("{} choices", choices.len()))?;
    Ok(choices.iter().filter_map(|choice| choice["name"].as_str()).map(ToOwned::to_owned).collect())
}

async fn by_number_or_customer() -> Outcome {
    let world = World::new(Way::Signed).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    sent(&world, &mut ana).await?;
    for typed in ["", "1", "#1", "acme", "ACM", "everyone", "amce", "ac me", "me \"@ev"] {
        let found = names(&world.did(&ben.types("show", "handoff", typed)).await?)?;
        same(typed, &found, &vec!["#1 ACME \"@everyone\"".to_owned()])?;
    }
    for typed in ["2", "#12", "globex", "\u{202e}x"] {
        same(typed, &names(&world.did(&ben.types("show", "handoff", typed)).await?)?, &Vec::new())?;
    }
    let playbooks = names(&world.did(&ben.types("start", "playbook", "csm")).await?)?;
    same("playbooks", &playbooks, &vec!["AE > CSM".to_owned()])?;
    same("topics", &names(&world.did(&ben.types("help", "topic", "setings")).await?)?, &vec!["settings".to_owned()])
}

async fn drafts() -> Outcome {
    let world = World::new(Way::Called).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    world.did(&ana.command("help", &[])).await?;
    for n in 0..30 {
        let customer = format!("Initech\u{202e}\u{200b} number {n} {}", "of a long name ".repeat(9));
        world.did(&ana.command("start", &[("playbook", 3, "ae_csm"), ("customer", 3, &customer)])).await?;
    }
    for typed in ["", "init", "number", "intiech"] {
        let own = names(&world.did(&ana.types("show", "handoff", typed)).await?)?;
        same(typed, &own.len(), &25)?;
        holds(own.iter().all(|name| name.starts_with("Initech number ")), format!("{own:?}"))?;
        same(typed, &names(&world.did(&ben.types("show", "handoff", typed)).await?)?, &Vec::new())?;
    }
    Ok(())
}

/// A program that never finds anything.
struct Lost(Says);

#[async_trait]
impl Answers for Lost {
    async fn answer(&self, arrival: Arrival) -> Answer {
        self.0.answer(arrival).await
    }

    async fn late(&self, late: Late) {
        self.0.late(late).await;
    }

    async fn suggest(&self, _: Typing) -> Vec<Choice> {
        std::future::pending().await
    }
}

async fn too_slow() -> Outcome {
    let stub = Stub::start().await?;
    let says = Says { reply: baton::chat::incoming::Reply::Private(line("x")), after: Duration::ZERO };
    let signer = Signer::start(discord(&stub)?, Arc::new(Lost(says))).await?;
    let mut ana = Player::new("11", "Ana");
    let many: Vec<Value> = (0..50).map(|_| ana.types("show", "handoff", "ac")).collect();
    let answers = futures::future::join_all(many.iter().map(|raw| signer.send(raw)));
    let answers = tokio::time::timeout(Duration::from_secs(3), answers).await.map_err(told)?;
    for answer in answers {
        same("nothing", &names(&answer?.1)?, &Vec::new())?;
    }
    Ok(())
}
