//! Bad input, the same in every run: whatever comes is answered in words or refused, and the program goes on.
//!
//! `BATON_TEST_FUZZ` multiplies the rounds.

use std::panic::catch_unwind;
use std::sync::Arc;

use baton::chat::command;
use baton::chat::incoming::What;
use baton::chat::route::{Route, Verb};
use baton::platform::discord::gateway::Shard;
use baton::platform::discord::gateway::session::{Do, Session};
use baton::platform::discord::parse::{Parsed, interaction};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::databases::Postgres;
use crate::flow::{Way, World, sent};
use crate::mutant::{Dice, mutant};
use crate::player::Player;
use crate::reading::fixtures;
use crate::{Outcome, case, holds, same, told};

const READ_ROUNDS: usize = 20_000;
const FRAME_ROUNDS: usize = 10_000;
const PROGRAM_ROUNDS: usize = 600;
/// What people read when something failed on our side.
const FAULT: &str = "Something went wrong on our side";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("discord/hostile/interactions_are_read_or_refused", || read().map_err(Failed::from)),
        Trial::test("discord/hostile/frames_ask_for_something_that_can_be_done", || frames().map_err(Failed::from)),
        case("discord/hostile/the_program_answers_or_refuses_by_signed_requests", || own(Way::Signed)),
        case("discord/hostile/the_program_answers_or_refuses_by_the_gateway", || own(Way::Called)),
        case("discord/hostile/what_comes_again_elsewhere_is_done_once", || again(Way::Signed)),
        case("discord/hostile/what_comes_again_over_the_gateway_is_done_once", || again(Way::Called)),
        case("discord/hostile/a_message_tells_no_more_than_its_reader_may_know", strangers),
    ]
}

#[expect(clippy::disallowed_methods, reason = "a test suite's own setting")]
fn times() -> usize {
    std::env::var("BATON_TEST_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// Everything that a person can send about one handoff, as Discord would send it.
fn seeds(handoff: &str) -> Vec<Value> {
    let mut ana = Player::new("11", "Ana");
    let mut seeds: Vec<Value> = recorded();
    for verb in Verb::ALL {
        for arg in ["", ".1", ".-customer", ".customer", ".yes", ".number"] {
            let id = format!("1.{}.{handoff}{arg}", verb.key());
            seeds.push(ana.click(&id, &[]));
            seeds.push(ana.click(&id, &["kickoff_held.declined", "someone_else"]));
            let answers =
                ["goal", "first_step", "question", "note", "person", "to", "reason", "day", "words", "customer"];
            let answers: Vec<(String, Value)> =
                answers.iter().map(|key| ((*key).to_owned(), json!("typed *words*\nof two"))).collect();
            seeds.push(ana.submit(&id, &answers));
        }
    }
    for word in ["help", "start", "list", "show", "stats", "digest", "accept", "explain"] {
        seeds.push(ana.command(word, &[("customer", 3, "ACME"), ("handoff", 3, "1"), ("receiver", 6, "12")]));
        seeds.push(ana.types(word, "handoff", "ac"));
    }
    seeds.push(ana.on_message("1300000000000000000", "ACME has signed"));
    seeds
}

fn recorded() -> Vec<Value> {
    let texts = fixtures("read").into_iter().filter_map(|(_, path)| std::fs::read_to_string(path).ok());
    texts.filter_map(|text| Some(serde_json::from_str::<Value>(&text).ok()?["raw"].clone())).collect()
}

/// Runs it; a panic is told with what caused it.
fn unharmed(what: &[u8], act: impl FnOnce() + std::panic::UnwindSafe) -> Outcome {
    let shown = String::from_utf8_lossy(&what[..what.len().min(4_000)]).into_owned();
    catch_unwind(act).map_err(|_| format!("a panic at {shown}"))
}

fn read() -> Outcome {
    let (seeds, mut dice) = (seeds("7"), Dice::new(17));
    let mut counts = [0_usize; 3];
    for round in 0..READ_ROUNDS * times() {
        let bytes = mutant(&seeds[round % seeds.len()], &mut dice);
        let Ok(raw) = serde_json::from_slice::<Value>(&bytes) else {
            counts[0] += 1;
            continue;
        };
        unharmed(&bytes, || match interaction(&raw) {
            Parsed::Did(_, arrival) => match &arrival.what {
                What::Command(text) => drop(command::parse(text)),
                What::Click { id, .. } | What::Submit { id, .. } => drop(Route::parse(id)),
                What::Message { .. } => {}
            },
            Parsed::Unreadable(_, why) => drop(why.to_string()),
            Parsed::Ping | Parsed::Typing(..) => {}
        })?;
        counts[if matches!(interaction(&raw), Parsed::Unreadable(..)) { 1 } else { 2 }] += 1;
    }
    let [broken, unreadable, sound] = counts;
    println!("{broken} no JSON, {unreadable} refused, {sound} read");
    holds(counts.iter().all(|count| *count > READ_ROUNDS / 20), format!("all alike: {counts:?}"))
}

fn frames() -> Outcome {
    let mut seeds = vec![
        json!({ "op": 10, "d": { "heartbeat_interval": 41_250 } }),
        json!({ "op": 0, "s": 1, "t": "READY", "d": { "session_id": "s", "resume_gateway_url": "wss://r.example" } }),
        json!({ "op": 1, "d": null }),
        json!({ "op": 7 }),
        json!({ "op": 9, "d": true }),
        json!({ "op": 11 }),
    ];
    seeds.extend(recorded().into_iter().map(|raw| json!({ "op": 0, "s": 2, "t": "INTERACTION_CREATE", "d": raw })));
    let mut dice = Dice::new(29);
    let mut session = Session::new("token", Shard::default());
    for round in 0..FRAME_ROUNDS * times() {
        let bytes = mutant(&seeds[round % seeds.len()], &mut dice);
        let Ok(frame) = serde_json::from_slice::<Value>(&bytes) else { continue };
        for asked in session.hear(&frame) {
            match asked {
                Do::Interaction(raw) => unharmed(&bytes, || drop(interaction(&raw)))?,
                Do::Beat(every) => holds(every.as_secs() <= 600 && !every.is_zero(), format!("{every:?}"))?,
                Do::Send(_)
                | Do::Heard
                | Do::Ready
                | Do::Servers(_)
                | Do::Happened(_)
                | Do::Reconnect
                | Do::Nothing => {}
            }
        }
        holds(session.beat()["op"] == 1, "no beat")?;
    }
    Ok(())
}

/// The same where the database refuses more: a NUL, a text that is no number.
pub fn on_postgres(server: &Arc<Postgres>) -> Trial {
    let server = Arc::clone(server);
    case("discord/hostile/the_program_answers_or_refuses_over_postgres", || async move {
        program(World::over(Arc::new(server.database().await.map_err(told)?), Way::Signed, 1).await?).await
    })
}

async fn own(way: Way) -> Outcome {
    program(World::new(way).await?).await
}

/// Mutants of everything that can be sent about a handoff that is there.
async fn program(world: World) -> Outcome {
    let mut ana = Player::new("11", "Ana");
    let accept = sent(&world, &mut ana).await?;
    let handoff = accept.rsplit('.').next().unwrap_or_default().to_owned();
    let (seeds, mut dice) = (seeds(&handoff), Dice::new(43));
    for round in 0..PROGRAM_ROUNDS * times() {
        let mut sound = seeds[dice.below(seeds.len())].clone();
        sound["id"] = json!(format!("7{round:09}"));
        let bytes = mutant(&sound, &mut dice);
        let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(3_000)]).into_owned();
        let said = world.sent_bytes(&bytes).await.map_err(|problem| format!("{problem} at {}", shown()))?;
        holds(!said.contains(FAULT), format!("a fault of ours at {}", shown()))?;
    }
    let help = world.did(&ana.command("help", &[])).await?;
    same("it goes on", &help["type"], &json!(4))
}

/// The same interactions at two processes, one after the other and at once.
async fn again(way: Way) -> Outcome {
    let world = World::new(way).await?;
    let mut ana = Player::new("11", "Ana");
    let accept = sent(&world, &mut ana).await?;
    let other = world.replica().await?;
    let handoff = accept.rsplit('.').next().unwrap_or_default();
    let ask =
        |word: &str, ben: &mut Player| ben.submit(&format!("1.ask.{handoff}"), &[("question".to_owned(), json!(word))]);
    let start = ana.command("start", &[("playbook", 3, "ae_csm"), ("customer", 3, "Lumen")]);
    let mut ben = Player::new("12", "Ben");
    for raw in [start.clone(), ask("Which one?", &mut ben), ben.submit(&format!("1.wait.{handoff}"), &[])] {
        for world in [&world, &other, &other, &world] {
            let said = world.did(&raw).await?.to_string();
            holds(!said.contains(FAULT), said)?;
        }
    }
    let second = ask("At once?", &mut ben);
    let (here, there) = futures::future::join(world.did(&second), other.did(&second)).await;
    let said = format!("{} {}", here?, there?);
    holds(!said.contains(FAULT), said)?;
    let workspace = world.workspace().await?;
    let kept = world.app.store.handoff(workspace.id, handoff.parse().map_err(told)?).await.map_err(told)?;
    let kept = kept.ok_or("no handoff")?;
    let questions: Vec<&str> = kept.questions.iter().map(|question| question.text.as_str()).collect();
    same("questions", &questions, &vec!["Which one?", "At once?"])?;
    let persons = world.app.store.persons(workspace.id).await.map_err(told)?;
    let ana = persons.iter().find(|person| person.external_id == "11").ok_or("no Ana")?;
    let drafts = world.app.store.search(workspace.id, ana.id, "Lumen", 25).await.map_err(told)?;
    same("drafts", &drafts.len(), &1)
}

/// Somebody from elsewhere sends a known id: it is out of date to them.
async fn strangers() -> Outcome {
    let world = World::new(Way::Called).await?;
    let mut ana = Player::new("11", "Ana");
    let accept = sent(&world, &mut ana).await?;
    let handoff = accept.rsplit('.').next().unwrap_or_default().to_owned();
    let mut eve = Player::new("66", "Eve");
    for verb in Verb::ALL {
        let id = format!("1.{}.{handoff}", verb.key());
        for mut raw in [eve.click(&id, &[]), eve.submit(&id, &[("goal".to_owned(), json!("x"))])] {
            raw["guild_id"] = json!("701");
            let said = world.did(&raw).await?.to_string();
            // The walk through a practice handoff has an invented ACME; what follows the name is in the real one's alone.
            let names_it = said.contains("everyone") || (*verb != Verb::Practice && said.contains("ACME"));
            holds(!names_it, format!("{id}: {said}"))?;
        }
    }
    let workspace = world.workspace().await?;
    let handoff = handoff.parse().map_err(told)?;
    let kept = world.app.store.handoff(workspace.id, handoff).await.map_err(told)?.ok_or("no handoff")?;
    holds(kept.accepted_by.is_none() && kept.questions.is_empty(), "it was changed from elsewhere")
}
