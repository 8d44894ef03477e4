//! Signed requests: only Discord's own are heard, each once, and always in time.

use std::sync::Arc;
use std::time::Duration;

use baton::chat::form::{Form, Input, InputKind};
use baton::chat::incoming::Reply;
use baton::chat::message::File;
use baton::clock::{ManualClock, Timestamp};
use baton::platform::Answers;
use baton::platform::discord::Discord;
use baton::platform::discord::signature::PublicKey;
use libtest_mimic::Trial;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::house::{Says, discord, line};
use crate::player::Player;
use crate::stub::{Fault, Stub, callback_schema};
use crate::{Outcome, case, holds, same, spec, told};

/// When every case's requests are signed.
const SIGNED_MS: i64 = 1_772_784_600_000;

pub fn trials() -> Vec<Trial> {
    vec![
        case("discord/signed/what_discord_did_not_sign_is_refused", forged),
        case("discord/signed/what_was_signed_at_another_time_is_refused", at_another_time),
        case("discord/signed/a_ping_is_answered", ping),
        case("discord/signed/every_reply_has_its_answer", replies),
        case("discord/signed/slow_work_is_acknowledged_first", slow),
        case("discord/signed/the_same_interaction_twice_is_done_once", twice),
        case("discord/signed/files_go_by_a_call_of_their_own", files),
        case("discord/signed/suggestions_are_twenty_five_at_most", suggestions),
        case("discord/signed/a_late_answer_survives_faults", late_faults),
    ]
}

/// The endpoint, and somebody who can sign.
pub struct Signer {
    url: String,
    key: Ed25519KeyPair,
    clock: Arc<ManualClock>,
    http: reqwest::Client,
}

impl Signer {
    pub async fn start(discord: Arc<Discord>, answers: Arc<dyn Answers>) -> Result<Self, String> {
        let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).map_err(told)?;
        let public = PublicKey::from_hex(&hex(key.public_key().as_ref())).ok_or("no key")?;
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(told)?;
        let url = format!("http://{}/platforms/discord", listener.local_addr().map_err(told)?);
        let clock = Arc::new(ManualClock::at(Timestamp::from_ms(SIGNED_MS)));
        let routes =
            baton::web::discord::routes(discord, answers, public, Arc::clone(&clock) as Arc<dyn baton::clock::Clock>);
        tokio::spawn(baton::web::serve(listener, routes, std::future::pending()));
        Ok(Self { url, key, clock, http: reqwest::Client::new() })
    }

    pub async fn send(&self, raw: &Value) -> Result<(u16, Value), String> {
        self.send_bytes(raw.to_string().as_bytes()).await
    }

    /// Whatever it is, signed.
    pub async fn send_bytes(&self, body: &[u8]) -> Result<(u16, Value), String> {
        let signature = hex(self.key.sign(&[b"1772784600", body].concat()).as_ref());
        self.send_signed(body, &signature).await
    }

    async fn send_signed(&self, body: &[u8], signature: &str) -> Result<(u16, Value), String> {
        let request = self.http.post(&self.url).header("x-signature-timestamp", "1772784600");
        let answer = request.header("x-signature-ed25519", signature).body(body.to_vec()).send().await.map_err(told)?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(told)?;
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        if json.get("type").is_some() {
            spec::check(callback_schema(&json), &json)?;
        }
        Ok((status, json))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn says(reply: Reply, after: Duration) -> Arc<dyn Answers> {
    Arc::new(Says { reply, after })
}

async fn answering(reply: Reply, after: Duration) -> Result<(Stub, Signer), String> {
    let stub = Stub::start().await?;
    let signer = Signer::start(discord(&stub)?, says(reply, after)).await?;
    Ok((stub, signer))
}

async fn forged() -> Outcome {
    let (stub, signer) = answering(Reply::Quiet, Duration::ZERO).await?;
    let raw = Player::new("11", "Ana").click("1.more.1", &[]).to_string();
    for signature in ["", "00", &"0".repeat(128), "nonsense"] {
        same("status", &signer.send_signed(raw.as_bytes(), signature).await?.0, &401)?;
    }
    let other = hex(signer.key.sign(b"1772784600{}").as_ref());
    same("another body", &signer.send_signed(raw.as_bytes(), &other).await?.0, &401)?;
    let broken = hex(signer.key.sign(b"1772784600{\"type\":").as_ref());
    same("signed, but broken", &signer.send_signed(b"{\"type\":", &broken).await?.0, &400)?;
    let big = format!("\"{}\"", "x".repeat(2 << 20));
    same("too large", &signer.send_signed(big.as_bytes(), &other).await?.0, &413)?;
    same("calls", &stub.calls().len(), &0)
}

async fn at_another_time() -> Outcome {
    let (stub, signer) = answering(Reply::Private(line("x")), Duration::ZERO).await?;
    for (later_ms, status) in [(300_001, 401), (-300_001, 401), (86_400_000, 401), (300_000, 200), (-300_000, 200)] {
        signer.clock.set(Timestamp::from_ms(SIGNED_MS + later_ms));
        let mut raw = Player::new("11", "Ana").command("help", &[]);
        raw["id"] = json!(format!("9{}", later_ms.unsigned_abs() * 2 + u64::from(later_ms > 0)));
        same(&format!("{later_ms} ms later"), &signer.send(&raw).await?.0, &status)?;
    }
    same("calls", &stub.calls().len(), &0)
}

async fn ping() -> Outcome {
    let (_stub, signer) = answering(Reply::Quiet, Duration::ZERO).await?;
    same("pong", &signer.send(&json!({ "type": 1, "id": "1" })).await?, &(200, json!({ "type": 1 })))
}

fn form() -> Form {
    let input = Input {
        key: "words".into(),
        label: "Words".into(),
        help: String::new(),
        example: String::new(),
        kind: InputKind::Lines { max: 300 },
        required: true,
        value: String::new(),
    };
    Form { id: "1.ask.1".into(), title: "Ask".into(), inputs: vec![input], submit: "Send".into(), problem: None }
}

async fn replies() -> Outcome {
    let click = || Player::new("11", "Ana").click("1.more.1", &[]);
    let command = || Player::new("11", "Ana").command("help", &[]);
    let submit = || Player::new("11", "Ana").submit("1.ask.1", &[("words".into(), json!("x"))]);
    let mut public = click();
    public["message"]["flags"] = json!(1 << 15);
    for (name, raw, reply, kind, is_private) in [
        ("a command is answered", command(), Reply::Private(line("x")), 4, true),
        ("figures are for all", command(), Reply::Public(line("x")), 4, false),
        ("a command opens a form", command(), Reply::Form(form()), 9, false),
        ("a private card is redrawn", click(), Reply::Update(line("x")), 7, false),
        ("a public card stays", public.clone(), Reply::Update(line("x")), 4, true),
        ("a click opens a form", public.clone(), Reply::Form(form()), 9, false),
        ("a form redraws its card", submit(), Reply::Update(line("x")), 7, false),
        ("a form cannot open a form", submit(), Reply::Form(form()), 4, true),
        ("nothing to say to a click", click(), Reply::Quiet, 6, false),
    ] {
        let (stub, signer) = answering(reply, Duration::ZERO).await?;
        let (status, answer) = signer.send(&raw).await?;
        same(name, &(status, answer["type"].as_u64()), &(200, Some(kind)))?;
        let flags = answer["data"]["flags"].as_u64().unwrap_or_default();
        same(name, &(flags & 64 != 0), &is_private)?;
        stub.problems()?;
    }
    Ok(())
}

/// Waits until the stub was called, by handing the turn over again and again.
async fn until_called(stub: &Stub, method: &str, path: &str) -> Result<Value, String> {
    let waiting = async {
        loop {
            if let Some(call) = stub.called(method, path).first() {
                return call.body.clone();
            }
            let _ = tokio::time::timeout(Duration::from_millis(10), std::future::pending::<()>()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.map_err(|_| format!("no {method} {path}"))
}

async fn slow() -> Outcome {
    let slow = Duration::from_millis(1_800);
    let stats = || Player::new("11", "Ana").command("stats", &[]);
    let help = || Player::new("11", "Ana").command("help", &[]);
    let click = || Player::new("11", "Ana").click("1.more.1", &[]);
    let private = Some(64);
    for (name, raw, reply, (kind, flags), (method, path)) in [
        ("private", help(), Reply::Private(line("x")), (5, private), ("PATCH", "/messages/@original")),
        ("public", stats(), Reply::Public(line("x")), (5, None), ("PATCH", "/messages/@original")),
        ("redrawn", click(), Reply::Update(line("x")), (6, None), ("PATCH", "/messages/@original")),
        ("beside", click(), Reply::Private(line("x")), (6, None), ("POST", "/token-11-1")),
        ("a form late", click(), Reply::Form(form()), (6, None), ("POST", "/token-11-1")),
        ("quiet", help(), Reply::Quiet, (5, private), ("DELETE", "/messages/@original")),
    ] {
        let (stub, signer) = answering(reply, slow).await?;
        let answer = signer.send(&raw).await?.1;
        same(name, &(answer["type"].as_u64(), answer["data"]["flags"].as_u64()), &(Some(kind), flags))?;
        let body = until_called(&stub, method, path).await.map_err(|problem| format!("{name}: {problem}"))?;
        let is_private = body["flags"].as_u64().unwrap_or_default() & 64 != 0;
        same(name, &is_private, &(method == "POST"))?;
        stub.problems()?;
    }
    Ok(())
}

async fn twice() -> Outcome {
    let (_stub, signer) = answering(Reply::Private(line("x")), Duration::ZERO).await?;
    let raw = Player::new("11", "Ana").command("help", &[]);
    same("first", &signer.send(&raw).await?.0, &200)?;
    same("again", &signer.send(&raw).await?, &(202, Value::Null))
}

async fn files() -> Outcome {
    let mut message = line("figures");
    message.files.push(File::of_text("figures.csv".into(), "text/csv", "a,b".into()));
    let (stub, signer) = answering(Reply::Private(message), Duration::ZERO).await?;
    let raw = Player::new("11", "Ana").command("stats", &[]);
    same("status", &signer.send(&raw).await?.0, &202)?;
    let calls = stub.called("POST", "/callback");
    holds(calls.first().is_some_and(|call| call.has_files), format!("{calls:?}"))?;
    stub.problems()
}

async fn suggestions() -> Outcome {
    let (_stub, signer) = answering(Reply::Quiet, Duration::ZERO).await?;
    let raw = Player::new("11", "Ana").types("show", "handoff", &"long ".repeat(60));
    let answer = signer.send(&raw).await?.1;
    same("how many", &answer["data"]["choices"].as_array().map(Vec::len), &Some(25))
}

async fn late_faults() -> Outcome {
    let (stub, signer) = answering(Reply::Private(line("x")), Duration::from_millis(1_800)).await?;
    let path = "/messages/@original";
    stub.plan("PATCH", path, Fault::Refuse(404, json!({ "code": 10_015, "message": "Unknown Webhook" })));
    stub.plan("PATCH", path, Fault::Refuse(429, json!({ "retry_after": 0.2, "message": "slow down" })));
    stub.plan("PATCH", path, Fault::Lose);
    signer.send(&Player::new("11", "Ana").command("help", &[])).await?;
    let waiting = async {
        while stub.called("PATCH", path).len() < 4 {
            let _ = tokio::time::timeout(Duration::from_millis(10), std::future::pending::<()>()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.map_err(|_| "it was given up".to_owned())
}
