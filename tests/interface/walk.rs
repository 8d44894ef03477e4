//! The newcomer's walk, played by a script: a deal is handed over, reminded of, accepted, worked on, rated and completed.

use std::collections::BTreeSet;

use baton::domain::handoff::Status;
use baton::ids::HandoffId;
use serde_json::{Value, json};

use crate::cases;
use crate::client::Request;
use crate::contract;
use crate::player::{Found, Player, line, primary, words};
use crate::server::{SHOWN, START, Server};

cases![one_handoff_from_the_first_click_to_the_figures];

const HOUR: i64 = 3_600_000;
/// Monday 11:30 and 12:30 in Berlin: the reminder, and four working hours after Friday 16:30.
pub(crate) const REMINDED: i64 = START.ms() + 67 * HOUR;
const DUE: i64 = START.ms() + 68 * HOUR;
const GOAL: &str = "Onboarding from 14 to 5 days by 30 June";

/// What Ana adds to the sample deal.
const ANSWERS: [(&str, &str); 3] =
    [("start_date", "2026-03-09"), ("renewal_date", "2027-03-09"), ("success_criteria", GOAL)];

async fn one_handoff_from_the_first_click_to_the_figures(server: Server) {
    opens_with_everything(&server).await;
    let handoff = starts_and_sends(&server).await;
    is_reminded(&server).await;
    accepts(&server, handoff).await;
    makes_first_contact_and_rates(&server).await;
    completes(&server).await;
    asks_for_figures(&server).await;
    sums_up(&server, handoff).await;
    leaves_rows(&server, handoff).await;
    uses_the_rest_of_the_panel(&server).await;
    let left: Vec<_> = contract::operations().difference(&server.client.used()).cloned().collect();
    assert_eq!(left, ["events"], "described, and not used by the walk; the stream has cases of its own");
}

/// A draft with everything that is needed, and its *Send*.
pub(crate) async fn ready(server: &Server) -> (Found, HandoffId) {
    let ana = server.player("ana");
    let mut shown = ana.press_newest("start").await;
    for _ in 0..8 {
        let card = ana.message(shown["message"].as_str().expect("a card")).await;
        let next = primary(&card).unwrap_or_else(|| panic!("no next step: {}", words(&card)));
        if next.action.contains(".send.") {
            let handoff = next.action.rsplit('.').next().and_then(|id| id.parse().ok()).expect("a handoff");
            return (next, handoff);
        }
        shown = step(&ana, &next).await;
    }
    panic!("the brief is never ready");
}

/// Presses a button, and fills the form it opens with what Ana knows.
async fn step(ana: &Player<'_>, next: &Found) -> Value {
    let reply = ana.press(next).await;
    let form = &reply["form"];
    let Some(inputs) = form["inputs"].as_array() else { return reply };
    let asked = |key: &str| inputs.iter().any(|input| input["key"] == key);
    let answers: Vec<_> = ANSWERS.into_iter().filter(|(key, _)| asked(key)).collect();
    ana.submit(next, form, &answers).await
}

/// A handoff that waits for Ben.
pub(crate) async fn sent(server: &Server) -> HandoffId {
    let (send, handoff) = ready(server).await;
    let reply = server.player("ana").press(&send).await;
    let said = server.player("ana").read(&reply).await;
    assert!(said.contains("on its way"), "{said}");
    server.settle().await;
    handoff
}

async fn step_of_the_guide(server: &Server) -> (i64, String) {
    let guide = server.state().await["guide"].clone();
    (guide["step"].as_i64().expect("a step"), guide["person"].as_str().expect("a person").to_owned())
}

async fn waiting(server: &Server) -> Value {
    server.client.ok(Request::get("/as/ana/messages")).await["waiting"].clone()
}

async fn opens_with_everything(server: &Server) {
    let state = server.state().await;
    assert_eq!((&state["company"], &state["database"]), (&json!("Northlight"), &json!(SHOWN)));
    assert_eq!((&state["now_ms"], &state["zone"]), (&json!(START.ms()), &json!("Europe/Berlin")));
    assert_eq!(step_of_the_guide(server).await, (1, "ana".to_owned()));
    let commands = state["commands"].as_array().expect("commands");
    assert!(commands.iter().any(|command| command["text"] == "/handoff stats"), "{commands:?}");
    for who in ["ana", "ben", "lea", "mia"] {
        let messages = server.player(who).messages().await;
        let [news] = messages.as_slice() else { panic!("{who} reads only the news of the deal: {messages:?}") };
        assert!(words(news).contains("ACME signed"), "{}", words(news));
    }
}

async fn starts_and_sends(server: &Server) -> HandoffId {
    let (ana, ben) = (server.player("ana"), server.player("ben"));
    let (send, handoff) = ready(server).await;
    assert_eq!(step_of_the_guide(server).await, (2, "ana".to_owned()));
    // One answer of the sample is vague; the card says so until it is mended.
    assert!(words(&ana.message(&send.message).await).contains("no number"), "the vague answer is flagged");
    step(&ana, &ana.find("section.why").await).await;
    assert!(!words(&ana.message(&send.message).await).contains("no number"), "the flag is gone");

    let said = ana.press(&send).await;
    assert!(ana.read(&said).await.contains(&format!("<{DUE}>")), "the weekend does not count");
    server.settle().await;
    let messages = ben.messages().await;
    let card = messages.iter().find(|message| message["thread_title"] == "#65 ACME").expect("a card");
    assert!(words(card).contains("accept by"), "{}", words(card));
    let thread: Vec<_> = messages.iter().filter(|message| message["thread"] == card["id"]).collect();
    let [arrived] = thread.as_slice() else { panic!("one message in the thread: {thread:?}") };
    assert!(words(arrived).contains(GOAL) && words(arrived).contains(&format!("<{DUE}>")), "{}", words(arrived));
    assert_eq!(called(server, "ben").await, 1, "the post calls Ben, and nothing else does");
    assert_eq!(waiting(server).await, json!({ server.id_of("ben").await: 1 }));
    assert_eq!(step_of_the_guide(server).await, (3, "ana".to_owned()));
    handoff
}

/// How many messages call somebody.
async fn called(server: &Server, who: &'static str) -> usize {
    let id = json!(server.id_of(who).await);
    let messages = server.player(who).messages().await;
    let calls = |message: &&Value| message["message"]["pings"].as_array().is_some_and(|pings| pings.contains(&id));
    messages.iter().filter(calls).count()
}

async fn is_reminded(server: &Server) {
    server.move_clock("to", "next_reminder").await;
    let state = server.state().await;
    assert_eq!(state["now_ms"], json!(REMINDED), "an hour before the deadline");
    assert_eq!(step_of_the_guide(server).await, (4, "ben".to_owned()));
    let messages = server.player("ben").messages().await;
    let digests: Vec<_> = messages.iter().filter(|message| words(message).starts_with("Good morning")).collect();
    let [digest] = digests.as_slice() else { panic!("one digest on the way: {digests:?}") };
    assert!(words(digest).contains("ACME") && digest["message"]["pings"].is_null(), "{digest}");
    let reminder = messages.iter().find(|message| message["at_ms"] == json!(REMINDED)).expect("a reminder");
    assert!(words(reminder).contains("ACME is waiting for you"), "{}", words(reminder));
    assert_eq!(called(server, "ben").await, 2, "the arrival and one reminder; a digest calls nobody");
}

async fn accepts(server: &Server, handoff: HandoffId) {
    let (ana, ben) = (server.player("ana"), server.player("ben"));
    let accept = ben.find("accept").await;
    let form = ben.press(&accept).await["form"].clone();
    // Half a read-back is not enough; what was typed comes back.
    let again = ben.submit(&accept, &form, &[("goal", GOAL)]).await;
    assert!(again["form"]["problem"].as_str().is_some_and(|why| why.starts_with("Not accepted yet")), "{again}");
    let kept = again["form"]["inputs"].as_array().expect("the form again").iter().find(|input| input["key"] == "goal");
    assert_eq!(kept.expect("the goal")["value"], json!(GOAL));
    let reply = ben.submit(&accept, &form, &[("goal", GOAL), ("first_step", "Call Dana today")]).await;
    assert!(ben.read(&reply).await.contains("ACME is yours"));
    server.settle().await;
    let read_back = ana.messages().await.into_iter().find(|message| words(message).contains("Call Dana today"));
    assert!(read_back.is_some_and(|message| words(&message).contains("is that it?")), "Ana reads what Ben understood");
    let ok = ana.press_newest("thats_it").await;
    assert!(ana.read(&ok).await.len() > 10);
    assert_eq!(step_of_the_guide(server).await, (5, "ben".to_owned()));
    let row = server.store.handoff(server.workspace, handoff).await.expect("a read").expect("a handoff");
    assert_eq!(row.owner().to_string(), server.id_of("ben").await);
}

async fn makes_first_contact_and_rates(server: &Server) {
    let ben = server.player("ben");
    let reply = ben.press_newest("first_contact").await;
    assert!(ben.read(&reply).await.contains("Kickoff scheduled"), "what is missing for it is named");
    let reply = ben.press_newest("first_contact.with_items").await;
    assert!(ben.read(&reply).await.contains("first contact is done"));
    server.settle().await;
    assert_eq!(step_of_the_guide(server).await, (6, "ben".to_owned()));
    assert_eq!(called(server, "ben").await, 3, "arrived, reminder, rate it");
    let first = ben.press_newest("rate_needed.5").await;
    let second = ben.press_newest("rate_timing.right").await;
    assert_eq!(ben.press_newest("rate_felt.no").await, second, "one message, an answer more each time");
    assert_eq!(first, second);
    assert!(ben.read(&second).await.contains("Saved"));
    server.settle().await;
    assert_eq!(step_of_the_guide(server).await, (7, "ben".to_owned()));
}

async fn completes(server: &Server) {
    let (ben, mia) = (server.player("ben"), server.player("mia"));
    let reply = ben.press_newest("complete").await;
    let open = ben.read(&reply).await;
    assert!(open.contains("2 things are still open"), "{open}");
    let tick = ben.find("tick").await;
    let reply = ben.choose(&tick, &["promises_confirmed"]).await;
    assert!(ben.read(&reply).await.contains("Promises and success criteria"), "ticked");
    // The other one a manager leaves out, with a reason.
    let shown = mia.command("/handoff show #65").await;
    assert!(words(&shown).contains("ACME"), "{}", words(&shown));
    mia.press_newest("more").await;
    let reply = mia.press_newest("complete").await;
    assert!(mia.read(&reply).await.contains("one thing is still open"), "{}", mia.read(&reply).await);
    let waive = mia.find("waive").await;
    let form = mia.press(&waive).await["form"].clone();
    let reply = mia.submit(&waive, &form, &[("reason", "Ana stays until the launch in June")]).await;
    assert!(mia.read(&reply).await.len() > 10);
    let reply = ben.press_newest("complete").await;
    let said = ben.read(&reply).await;
    assert!(said.contains("ACME") && !said.contains("Not done yet"), "{said}");
    server.settle().await;
    assert_eq!(waiting(server).await, json!({}), "nothing waits for anybody");
    assert_eq!(step_of_the_guide(server).await, (8, "mia".to_owned()));
}

async fn asks_for_figures(server: &Server) {
    let figures = server.player("mia").command("/handoff stats").await;
    let said = words(&figures);
    assert!(said.contains("Accepted on time") && said.contains("sent"), "{said}");
    assert_eq!(
        (&figures["private"], &figures["author"]),
        (&json!(false), &Value::Null),
        "for everybody in the channel"
    );
    let guide = server.state().await["guide"].clone();
    assert_eq!(guide, Value::Null, "the walk is done");
}

async fn sums_up(server: &Server, handoff: HandoffId) {
    // Whoever asks: it is the receiver who was called.
    for who in ["ana", "ben", "mia"] {
        let summary = server.client.ok(Request::get(&format!("/people/{who}/summary?handoff="))).await;
        assert_eq!(summary["pings"], json!({ "arrived": 1, "reminder": 1, "rate": 1 }), "{who}");
        assert_eq!((&summary["customer"], &summary["handoff"]), (&json!("ACME"), &json!(handoff)));
        assert_eq!((&summary["sender_key"], &summary["receiver_key"]), (&json!("ana"), &json!("ben")));
        assert!(summary["not_asked_twice"].as_u64().is_some_and(|answers| answers >= 12), "{summary}");
    }
}

async fn leaves_rows(server: &Server, handoff: HandoffId) {
    let row = server.store.handoff(server.workspace, handoff).await.expect("a read").expect("a handoff");
    assert_eq!((row.status, row.round, row.number), (Status::Completed, 1, Some(65)));
    let rating = row.rating.expect("a rating");
    assert_eq!(rating.needed, Some(5));
    let events = server.store.events(server.workspace, handoff).await.expect("events");
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    for once in ["started", "sent", "accepted", "kicked_off", "completed", "waived"] {
        assert_eq!(kinds.iter().filter(|kind| **kind == once).count(), 1, "{once} in {kinds:?}");
    }
    let jobs = server.store.jobs_of_handoff(server.workspace, handoff).await.expect("jobs");
    let states: BTreeSet<&str> = jobs.iter().map(|job| job.state.as_str()).collect();
    assert!(!states.contains("discarded"), "{jobs:?}");
    let lines = server.client.ok(Request::get("/as/mia/work")).await["lines"].clone();
    let told: Vec<String> = lines.as_array().expect("lines").iter().map(|told| line(&told["line"])).collect();
    assert!(told.iter().all(|told| !told.is_empty()) && told.len() > 6, "{told:?}");
}

async fn uses_the_rest_of_the_panel(server: &Server) {
    let said = json!({ "text": "That was quick.", "channel": "handoffs" });
    server.client.ok(Request::post("/as/ana/say", &said)).await;
    server.client.ok(Request::bare_post("/deal")).await;
    server.client.ok(Request::post("/outage", &json!({ "hours": 24 }))).await;
    server.client.ok(Request::post("/leave", &json!({ "person": "lea" }))).await;
    for address in ["//", "//healthz", "//openapi.json"] {
        assert_eq!(server.client.send(Request::get(address)).await.status, 200);
    }
    server.client.ok(Request::bare_post("/reset")).await;
    server.client.ok(Request::bare_post("/reset/undo")).await;
}
