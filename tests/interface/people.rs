//! Who is there, what each may see, and what becomes of the parts of somebody who leaves.

use std::collections::BTreeSet;

use baton::domain::handoff::Status;
use baton::store::jobs::StoredJob;
use serde_json::{Value, json};

use crate::cases;
use crate::client::Request;
use crate::player::line;
use crate::server::Server;
use crate::walk;

cases![
    a_person_is_found_by_key_name_and_id,
    who_has_left_is_gone_and_their_part_is_taken,
    without_the_closer_no_deal_closes,
    the_work_tells_what_happened_in_words,
    each_step_opens_to_the_jobs_it_left,
    a_summary_needs_something_to_sum_up,
];

fn keys(state: &Value) -> Vec<&str> {
    state["people"].as_array().expect("people").iter().map(|person| person["key"].as_str().expect("a key")).collect()
}

async fn a_person_is_found_by_key_name_and_id(server: Server) {
    let id = server.id_of("ben").await;
    let by_key = server.client.ok(Request::get("/as/ben/messages")).await;
    for name in ["Ben", "BEN", "%40ben", &id] {
        assert_eq!(server.client.ok(Request::get(&format!("/as/{name}/messages"))).await, by_key, "{name}");
    }
}

async fn who_has_left_is_gone_and_their_part_is_taken(server: Server) {
    let handoff = walk::sent(&server).await;
    let before = server.state().await;
    assert_eq!(keys(&before), ["ana", "ben", "lea", "mia"]);
    let (ben, mia) = (server.id_of("ben").await, server.id_of("mia").await);
    server.client.ok(Request::post("/leave", &json!({ "person": "ben" }))).await;
    let after = server.state().await;
    assert_eq!(keys(&after), ["ana", "lea", "mia"]);
    let face = |state: &Value, key: &str| {
        let people = state["people"].as_array().expect("people");
        people.iter().find(|person| person["key"] == key).cloned()
    };
    assert_eq!(face(&after, "mia"), face(&before, "mia"), "nobody else changes colour");
    for gone in ["ben", ben.as_str()] {
        server.client.refused(Request::get(&format!("/as/{gone}/messages")), 404).await;
        server.client.refused(Request::post("/leave", &json!({ "person": gone })), 404).await;
    }
    let row = server.store.handoff(server.workspace, handoff).await.expect("a read").expect("a handoff");
    assert_eq!((row.status, row.receiver.map(|receiver| receiver.to_string())), (Status::Sent, Some(mia)));
}

async fn without_the_closer_no_deal_closes(server: Server) {
    server.client.ok(Request::post("/leave", &json!({ "person": "ana" }))).await;
    let sentence = server.client.refused(Request::bare_post("/deal"), 409).await;
    assert!(sentence.contains("Ana has left"), "{sentence}");
}

async fn the_work_tells_what_happened_in_words(server: Server) {
    walk::sent(&server).await;
    let answer = server.client.ok(Request::get("/as/ben/work")).await;
    let lines = answer["lines"].as_array().expect("lines");
    let told: Vec<String> = lines.iter().map(|told| line(&told["line"])).collect();
    assert!(told.iter().any(|told| told.contains("sent") && told.contains("ACME")), "{told:?}");
    assert!(lines.iter().any(|told| told["event"]["kind"] == "sent" && told["event"]["source"] == "playground"));
}

async fn each_step_opens_to_the_jobs_it_left(server: Server) {
    let handoff = walk::sent(&server).await;
    let answer = server.client.ok(Request::get("/as/ben/work")).await;
    let lines = answer["lines"].as_array().expect("lines");
    let jobs_of = |kind: &str| {
        let line = lines.iter().find(|line| line["event"]["kind"] == kind).expect("a line");
        line["jobs"].as_array().expect("jobs").clone()
    };
    let sent = jobs_of("sent");
    let kinds: Vec<&str> = sent.iter().filter_map(|job| job["kind"].as_str()).collect();
    assert!(["card", "note", "timer"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    let card = sent.iter().find(|job| job["kind"] == "card").expect("the card");
    assert_eq!((&card["state"], &card["lane"]), (&json!("done"), &json!(format!("handoff:{handoff}"))));
    let timer = sent.iter().find(|job| job["kind"] == "timer").expect("a timer");
    assert_eq!((&timer["state"], &timer["lane"]), (&json!("pending"), &Value::Null));
    let filled: Vec<Value> = jobs_of("filled");
    assert!(filled.iter().all(|job| !sent.contains(job)), "what another step left is not told here: {filled:?}");
    let all = server.store.jobs_of_handoff(server.workspace, handoff).await.expect("jobs");
    // Two steps that were taken as one left their jobs together, and each opens to all of them.
    let told = lines.iter().flat_map(|line| line["jobs"].as_array().expect("jobs"));
    let told: BTreeSet<String> =
        told.map(|job| format!("{} {} {}", job["kind"], job["run_at_ms"], job["lane"])).collect();
    let stored = |job: &StoredJob| format!("{} {} {}", json!(job.kind), json!(job.run_at), json!(job.lane));
    assert_eq!(told, all.iter().map(stored).collect(), "every job is told where it came from");
}

async fn a_summary_needs_something_to_sum_up(server: Server) {
    server.client.refused(Request::get("/people/ana/summary"), 404).await;
    server.client.ok(Request::bare_post("/deal")).await;
    let summary = server.client.ok(Request::get("/people/ana/summary?handoff=")).await;
    assert_eq!((&summary["customer"], &summary["sender_key"]), (&json!("ACME"), &json!("ana")));
    server.client.refused(Request::get("/people/ben/summary"), 404).await;
    server.client.refused(Request::get("/people/ana/summary?handoff=1"), 404).await;
}
