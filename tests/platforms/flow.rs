//! A whole program on Discord: from the first command to a thread with the receiver in it, by signed requests and by calls
//! as the gateway makes them, with every payload held to Discord's own schemas.

use std::sync::Arc;

use baton::app::App;
use baton::app::accounts::StoredAccounts;
use baton::app::arrivals::Door;
use baton::app::playbooks::sources;
use baton::chat::incoming::Reply;
use baton::chat::text::Catalog;
use baton::clock::{Clock, ManualClock, Timestamp};
use baton::ids::IdSource;
use baton::platform::discord::client::Client;
use baton::platform::discord::parse::{self, Parsed};
use baton::platform::discord::{self, Discord};
use baton::platform::{Answers, Happening, Here, Platform};
use baton::store::commit::{Commit, Row};
use baton::store::identity::Workspace;
use baton::store::{OpenOptions, Store};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::databases::Database;
use crate::deferred::{Ear, is_promise, kept, pressing};
use crate::player::Player;
use crate::signed::Signer;
use crate::stub::{Fault, Stub};
use crate::{Outcome, case, holds, same, told};

/// Monday 2026-03-09, 10:00 UTC.
const MONDAY_MS: i64 = 1_773_050_400_000;
/// Clicks until a brief is full; more means that it never will be.
const CLICKS_MAX: usize = 60;
/// Every fourth answer is later than it may be.
const SOMETIMES: Option<usize> = Some(4);

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/flow/a_handoff_by_signed_requests", || handoff(Way::Signed, None)),
        case("discord/flow/a_handoff_by_the_gateway", || handoff(Way::Called, None)),
        case("discord/flow/a_handoff_by_signed_requests_with_late_answers", || handoff(Way::Signed, SOMETIMES)),
        case("discord/flow/a_handoff_by_the_gateway_with_late_answers", || handoff(Way::Called, SOMETIMES)),
        case("discord/flow/a_message_starts_a_handoff", message),
        case("discord/flow/newcomers_become_persons_once", newcomers),
    ]
}

/// How interactions come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As signed requests.
    Signed,
    /// As the gateway hands them over; answers are calls.
    Called,
}

/// A program over a database.
pub struct World {
    /// Discord.
    pub stub: Stub,
    /// The program.
    pub app: Arc<App>,
    clock: Arc<ManualClock>,
    discord: Arc<Discord>,
    ear: Arc<Ear>,
    door: Arc<dyn Answers>,
    signer: Option<Signer>,
    database: Arc<Database>,
    way: Way,
}

impl World {
    /// With a database of its own.
    pub async fn new(way: Way) -> Result<Self, String> {
        Self::answering(way, None).await
    }

    /// The same, with some answers that come late.
    async fn answering(way: Way, slow: Option<usize>) -> Result<Self, String> {
        Self::open(Arc::new(Database::sqlite().map_err(told)?), way, (1, slow)).await
    }

    /// Another process over the same database.
    pub async fn restarted(self) -> Result<Self, String> {
        let Self { app, database, way, .. } = self;
        app.store.close().await;
        Self::over(database, way, 2).await
    }

    /// One more process beside this one.
    pub async fn replica(&self) -> Result<Self, String> {
        Self::over(Arc::clone(&self.database), self.way, 3).await
    }

    /// Over a database that is there.
    pub async fn over(database: Arc<Database>, way: Way, seed: u64) -> Result<Self, String> {
        Self::open(database, way, (seed, None)).await
    }

    async fn open(database: Arc<Database>, way: Way, (seed, slow): (u64, Option<usize>)) -> Result<Self, String> {
        let stub = Stub::start().await?;
        let clock = Arc::new(ManualClock::at(Timestamp::from_ms(MONDAY_MS)));
        let store = Store::open(
            &database.url,
            Arc::clone(&clock) as Arc<dyn Clock>,
            OpenOptions { time_from_clock: true, ..OpenOptions::default() },
        )
        .await
        .map_err(told)?;
        store.migrate().await.map_err(told)?;
        let accounts = StoredAccounts::new(store.clone(), discord::NAME);
        let client = Client::new("token", Some(&stub.url)).map_err(told)?;
        let discord = Arc::new(Discord::new(client, Arc::new(accounts)));
        let catalog = Catalog::embedded().map_err(|problems| format!("{problems:?}"))?;
        let platform = Arc::clone(&discord) as Arc<dyn Platform>;
        let app = Arc::new(App::new(store, Arc::new(IdSource::seeded(seed)), catalog, platform));
        let ear = Arc::new(Ear::new(Door::new(Arc::clone(&app), sources(None).map_err(told)?), slow));
        let door: Arc<dyn Answers> = Arc::clone(&ear) as Arc<dyn Answers>;
        let signer = match way {
            Way::Signed => Some(Signer::start(Arc::clone(&discord), Arc::clone(&door)).await?),
            Way::Called => None,
        };
        let world = Self { stub, app, clock, discord, ear, door, signer, database, way };
        world.set_up().await?;
        Ok(world)
    }

    /// Baton came into the server, and somebody confirmed set-up.
    async fn set_up(&self) -> Outcome {
        let here = Here {
            server: "700".to_owned(),
            name: "Northlight".to_owned(),
            since: None,
            channel: None,
            owner: None,
            locale: None,
        };
        self.door.happened(discord::NAME, Happening::Here(Box::new(here))).await;
        let (workspace, now) = (self.workspace().await?, self.clock.now());
        let id = workspace.id;
        let confirmed = Workspace { channel: Some("600".to_owned()), set_up_at: Some(now), ..workspace };
        self.app.store.write(Commit::new(id, now).row(Row::PutWorkspace(confirmed))).await.map_err(told)?;
        Ok(())
    }

    /// The answer to an interaction, at once or as promised; a form that came too late is opened by its button.
    pub async fn did(&self, raw: &Value) -> Result<Value, String> {
        let (since, first) = (self.stub.calls().len(), self.first(raw).await?);
        if !is_promise(&first) {
            return Ok(first);
        }
        let reply = self.ear.reply(raw["id"].as_str().unwrap_or_default()).await?;
        let last = match reply {
            // What was promised to a copy is not told.
            None => Value::Null,
            Some(Reply::Quiet) => first,
            Some(Reply::Form(form)) if raw["type"] != 5 => {
                kept(&self.stub, raw, &first, since).await?;
                Box::pin(self.did(&pressing(raw, &form.id))).await?
            }
            Some(Reply::Form(_) | Reply::Private(_) | Reply::Public(_) | Reply::Update(_)) => {
                kept(&self.stub, raw, &first, since).await?
            }
        };
        self.stub.problems()?;
        Ok(last)
    }

    async fn first(&self, raw: &Value) -> Result<Value, String> {
        let first = if let Some(signer) = &self.signer {
            signer.send(raw).await?.1
        } else {
            self.discord.take(raw, &self.door).await;
            self.stub.called("POST", "/callback").last().map(|call| call.body.clone()).unwrap_or_default()
        };
        self.stub.problems()?;
        Ok(first)
    }

    /// Bytes as they come, signed or as a frame's content; what was said, at once or later, in words.
    pub async fn sent_bytes(&self, bytes: &[u8]) -> Result<String, String> {
        let read = serde_json::from_slice::<Value>(bytes);
        let first = match (&self.signer, &read) {
            (Some(signer), _) => {
                let (status, first) = signer.send_bytes(bytes).await?;
                holds(matches!(status, 200 | 202 | 400 | 413), format!("status {status}"))?;
                first
            }
            (None, Ok(raw)) => {
                let before = self.stub.called("POST", "/callback").len();
                self.discord.take(raw, &self.door).await;
                let first = self.stub.called("POST", "/callback").into_iter().nth(before);
                first.map(|call| call.body).unwrap_or_default()
            }
            // What is no JSON never leaves the gateway's reader.
            (None, Err(_)) => Value::Null,
        };
        self.stub.problems()?;
        let promised = read.ok().filter(|_| is_promise(&first)).map(|raw| parse::interaction(&raw));
        let Some(Parsed::Did(ticket, _) | Parsed::Unreadable(Some((ticket, _)), _)) = promised else {
            return Ok(first.to_string());
        };
        let reply = self.ear.reply(&ticket.id).await?;
        Ok(format!("{first} {reply:?}"))
    }

    /// So much later.
    pub fn later(&self, ms: i64) {
        self.clock.set(self.clock.now().plus_ms(ms));
    }

    /// The one workspace.
    pub async fn workspace(&self) -> Result<Workspace, String> {
        let found = self.app.store.workspace_by_external(discord::NAME, "700").await.map_err(told)?;
        found.ok_or_else(|| "no workspace was made".to_owned())
    }
}

/// Every control of a drawn message.
pub fn controls(part: &Value) -> Vec<&Value> {
    match part {
        Value::Array(list) => list.iter().flat_map(controls).collect(),
        Value::Object(map) if map.contains_key("custom_id") => vec![part],
        Value::Object(map) => map.get("components").map(controls).unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Its id.
pub fn id(control: &Value) -> &str {
    control["custom_id"].as_str().unwrap_or_default()
}

/// The control whose id begins so.
pub fn find<'a>(card: &'a Value, prefix: &str) -> Option<&'a Value> {
    controls(&card["data"]["components"]).into_iter().find(|control| id(control).starts_with(prefix))
}

/// Something that every field of a shipped brief takes.
pub fn filled(form: &Value) -> Vec<(String, Value)> {
    let fields = form["data"]["components"].as_array().into_iter().flatten();
    fields
        .map(|field| {
            let component = &field["component"];
            let key = component["custom_id"].as_str().unwrap_or_default().to_owned();
            if component["type"] == 5 {
                return (key, json!({ "users": ["12"] }));
            }
            if component["type"] == 3 {
                return (key, json!([component["options"][0]["value"]]));
            }
            let label = field["label"].as_str().unwrap_or_default();
            let example =
                component["placeholder"].as_str().unwrap_or("Cut onboarding from 9 days to 4 by 30 June 2026");
            (key, json!(if example.is_empty() { label } else { example }))
        })
        .collect()
}

async fn submitted(world: &World, ana: &mut Player, form: &Value) -> Result<Value, String> {
    let raw = ana.submit(form["data"]["custom_id"].as_str().unwrap_or_default(), &filled(form));
    world.did(&Player::knowing(raw, &[("12", "Ben")])).await
}

/// Chooses and fills until the lit button is *Send*, as somebody would who follows the card.
async fn fill(world: &World, ana: &mut Player, mut card: Value) -> Result<Value, String> {
    for _ in 0..CLICKS_MAX {
        let open = controls(&card["data"]["components"]).into_iter().find(|control| {
            let is_open =
                control["options"].as_array().is_some_and(|options| options.iter().all(|it| it["default"] != true));
            id(control).starts_with("1.choose.") && is_open
        });
        if let Some(select) = open {
            let value = select["options"][0]["value"].as_str().unwrap_or_default().to_owned();
            let next = world.did(&ana.click(id(select), &[&value])).await?;
            card = if next["type"] == 9 { submitted(world, ana, &next).await? } else { next };
            same("a choice redraws the card", &card["type"], &json!(7))?;
            continue;
        }
        if let Some(yes) = find(&card, "1.signed.").filter(|yes| id(yes).rsplit('.').next() == Some("yes")) {
            card = world.did(&ana.click(id(yes), &[])).await?;
            continue;
        }
        let all = controls(&card["data"]["components"]);
        let lit =
            all.iter().find(|control| control["style"] == 1).ok_or_else(|| format!("nothing is lit:\n{card:#}"))?;
        if id(lit).starts_with("1.send") {
            return Ok(card);
        }
        let form = world.did(&ana.click(id(lit), &[])).await?;
        same("a section opens its form", &form["type"], &json!(9))?;
        card = submitted(world, ana, &form).await?;
        same("a form redraws the card", &card["type"], &json!(7))?;
    }
    Err(format!("the brief is never full:\n{card:#}"))
}

/// Ana sends a handoff to Ben; the id of his button to accept it.
pub async fn sent(world: &World, ana: &mut Player) -> Result<String, String> {
    world.did(&ana.command("help", &[])).await?;
    let options = [("playbook", 3, "ae_csm"), ("customer", 3, "ACME \"@everyone\""), ("receiver", 6, "12")];
    let start = Player::knowing(ana.command("start", &options), &[("12", "Ben")]);
    let card = world.did(&start).await?;
    same("the card is private", &(&card["type"], &card["data"]["flags"]), &(&json!(4), &json!(64 | (1 << 15))))?;
    let card = fill(world, ana, card).await?;
    let send = find(&card, "1.send").ok_or("no way to send")?;
    holds(send["label"].as_str().is_some_and(|label| label.contains("Ben")), format!("{send}"))?;
    let said = world.did(&ana.click(id(send), &[])).await?;
    same("the card says so", &said["type"], &json!(7))?;
    // Its answers are lost on the way; the outbox does it again, once.
    world.stub.plan("POST", "/channels/600/messages", Fault::Lose);
    world.stub.plan("POST", "/threads", Fault::Lose);
    for _ in 0..4 {
        world.app.work().await.map_err(told)?;
        let next = world.app.next_due().await.map_err(told)?.ok_or("nothing is due")?;
        let now = world.app.store.now().await.map_err(told)?;
        if next.since(now) > 60_000 {
            break;
        }
        world.clock.set(next);
    }
    world.stub.problems()?;
    same("cards", &world.stub.messages("600").len(), &1)?;
    same("threads", &world.stub.called("POST", "/threads").len(), &1)?;
    let threads = world.stub.called("POST", "/messages");
    let is_elsewhere = |path: &str| path.starts_with("/channels/600/") || path.starts_with("/channels/91");
    let first = threads.iter().find(|call| !is_elsewhere(&call.path)).ok_or("nothing in the thread")?;
    same("Ben is pinged", &first.body["allowed_mentions"]["users"], &json!(["12"]))?;
    let said = first.body.to_string() + &world.stub.messages("600")[0].to_string();
    holds(!said.contains("@everyone"), "it could ping everyone")?;
    let accept = controls(&first.body["components"]).into_iter().find(|control| id(control).starts_with("1.accept."));
    Ok(id(accept.ok_or("no way to accept")?).to_owned())
}

async fn handoff(way: Way, slow: Option<usize>) -> Outcome {
    let world = World::answering(way, slow).await?;
    let (mut ana, mut ben) = (Player::new("11", "Ana"), Player::new("12", "Ben"));
    let accept = sent(&world, &mut ana).await?;
    let mut pressed = ben.click(&accept, &[]);
    pressed["message"]["flags"] = json!(1 << 15);
    let form = world.did(&pressed).await?;
    same("accepting asks for the read-back", &form["type"], &json!(9))?;
    let mut submitted = ben.submit(form["data"]["custom_id"].as_str().unwrap_or_default(), &filled(&form));
    submitted["message"]["flags"] = json!(1 << 15);
    world.did(&submitted).await?;
    let listed = world.did(&ben.command("list", &[])).await?.to_string();
    holds(listed.contains("ACME"), listed)?;
    let typed = world.did(&ben.types("show", "handoff", "ac")).await?;
    holds(typed["data"]["choices"][0]["name"].as_str().is_some_and(|name| name.contains("ACME")), format!("{typed}"))
}

async fn message() -> Outcome {
    let world = World::new(Way::Called).await?;
    // Said an hour before now; the id tells.
    let said_ms = MONDAY_MS - 3_600_000;
    let id = ((said_ms - 1_420_070_400_000) << 22).to_string();
    let card = world.did(&Player::new("11", "Ana").on_message(&id, "ACME has signed! 🎉")).await?.to_string();
    holds(card.contains("ACME"), format!("no customer: {card}"))?;
    holds(card.contains(&format!("<t:{}:f>", said_ms / 1_000)), format!("closed at another time: {card}"))
}

async fn newcomers() -> Outcome {
    let world = World::new(Way::Called).await?;
    let mut players: Vec<Player> = (0..3).map(|_| Player::new("11", "Ana")).collect();
    let raws: Vec<Value> = players
        .iter_mut()
        .enumerate()
        .map(|(nth, player)| {
            let mut raw = player.command("help", &[]);
            raw["id"] = json!(format!("5{nth}"));
            raw
        })
        .collect();
    futures::future::join_all(raws.iter().map(|raw| world.discord.take(raw, &world.door))).await;
    let workspace = world.workspace().await?;
    let persons = world.app.store.persons(workspace.id).await.map_err(told)?;
    same("persons", &persons.len(), &1)?;
    same("named", &(persons[0].name.as_str(), persons[0].handle.as_str()), &("Ana", "ana"))?;
    same("admins", &world.app.store.grants(workspace.id).await.map_err(told)?.len(), &1)?;
    let mut later = Player::new("11", "Ana Maria").command("help", &[]);
    later["id"] = json!("59");
    later["member"]["permissions"] = json!("0");
    world.did(&later).await?;
    let persons = world.app.store.persons(workspace.id).await.map_err(told)?;
    same("renamed", &persons[0].name.as_str(), &"Ana Maria")?;
    same("no admin any more", &world.app.store.grants(workspace.id).await.map_err(told)?.len(), &0)?;
    let mut nobody = Player::new("77", "Eve").click("1.more.1", &[]);
    nobody.as_object_mut().ok_or("no object")?.remove("guild_id");
    let told_so = world.did(&nobody).await?;
    same("a stranger's direct message", &told_so["type"], &json!(4))
}
