//! Answers that were promised first, followed to what was said at last: however loaded the machine is, a person's client
//! shows the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use baton::app::arrivals::Door;
use baton::chat::incoming::Reply;
use baton::chat::message::Choice;
use baton::platform::{Answer, Answers, Arrival, Happening, Late, Typing};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::stub::{Call, Stub};

/// Longer than any load.
const FOLLOWED_MAX: Duration = Duration::from_mins(2);
/// Longer than the program works before it acknowledges.
const SLOW: Duration = Duration::from_millis(1_700);
const LOOK: Duration = Duration::from_millis(10);

/// The program's own answers, as they were made.
pub struct Ear {
    door: Door,
    /// Every so manyth takes longer than the first answer may.
    slow: Option<usize>,
    many: AtomicUsize,
    heard: watch::Sender<Heard>,
}

#[derive(Default)]
struct Heard {
    replies: BTreeMap<String, Reply>,
    /// Deliveries that another process answers.
    copies: BTreeSet<String>,
}

impl Ear {
    /// At a program's door.
    pub fn new(door: Door, slow: Option<usize>) -> Self {
        Self { door, slow, many: AtomicUsize::new(0), heard: watch::Sender::default() }
    }

    /// What the program answers to a delivery; nothing to a copy.
    pub async fn reply(&self, delivery: &str) -> Result<Option<Reply>, String> {
        let mut heard = self.heard.subscribe();
        let is_known = |heard: &Heard| heard.replies.contains_key(delivery) || heard.copies.contains(delivery);
        let known = tokio::time::timeout(FOLLOWED_MAX, heard.wait_for(is_known)).await;
        let known = known.map_err(|_| format!("no answer to {delivery}"))?.map_err(|error| error.to_string())?;
        Ok(known.replies.get(delivery).filter(|_| !known.copies.contains(delivery)).cloned())
    }
}

#[async_trait]
impl Answers for Ear {
    async fn answer(&self, arrival: Arrival) -> Answer {
        let delivery = arrival.delivery.clone();
        let answer = self.door.answer(arrival).await;
        let many = self.many.fetch_add(1, Ordering::Relaxed);
        if self.slow.is_some_and(|slow| many.is_multiple_of(slow)) {
            // A pause that only its time-out ends.
            let _ = tokio::time::timeout(SLOW, std::future::pending::<()>()).await;
        }
        self.heard.send_modify(|heard| heard.replies.extend([(delivery, answer.reply.clone())]));
        answer
    }

    async fn late(&self, late: Late) {
        self.door.late(late).await;
    }

    async fn happened(&self, platform: &'static str, happening: Happening) {
        self.door.happened(platform, happening).await;
    }

    async fn is_first(&self, platform: &'static str, delivery: &str) -> bool {
        let is_first = self.door.is_first(platform, delivery).await;
        if !is_first {
            self.heard.send_modify(|heard| heard.copies.extend([delivery.to_owned()]));
        }
        is_first
    }

    async fn suggest(&self, typing: Typing) -> Vec<Choice> {
        self.door.suggest(typing).await
    }
}

/// Whether something was promised and is still to come.
pub fn is_promise(first: &Value) -> bool {
    matches!(first["type"].as_u64(), Some(5 | 6))
}

/// What a promise led to, as the first answer it would have been. `since` so many calls the stub was not asked yet.
pub async fn kept(stub: &Stub, raw: &Value, first: &Value, since: usize) -> Result<Value, String> {
    let token = format!("/{}", raw["token"].as_str().unwrap_or_default());
    let is_told = |call: &Call| {
        let is_original = call.path.ends_with(&format!("{token}/messages/@original"));
        (call.method == "PATCH" && is_original) || (call.method == "POST" && call.path.ends_with(&token))
    };
    let waiting = async {
        loop {
            if let Some(call) = stub.calls().into_iter().skip(since).find(is_told) {
                return call;
            }
            let _ = tokio::time::timeout(LOOK, std::future::pending::<()>()).await;
        }
    };
    let call = tokio::time::timeout(FOLLOWED_MAX, waiting).await.map_err(|_| format!("{first} was not kept"))?;
    let is_redrawn = first["type"] == 6 && call.method == "PATCH";
    let mut data = call.body;
    if call.method == "PATCH" && !is_redrawn {
        // Who reads it was said with the promise.
        let flags = |part: &Value| part["flags"].as_u64().unwrap_or_default();
        data["flags"] = json!(flags(&data) | flags(&first["data"]));
    }
    Ok(json!({ "type": if is_redrawn { 7 } else { 4 }, "data": data }))
}

/// A press of the button that stands for a form which came too late to be opened.
pub fn pressing(raw: &Value, form: &str) -> Value {
    let mut press = raw.clone();
    press["type"] = json!(3);
    press["id"] = json!(format!("{}1", raw["id"].as_str().unwrap_or_default()));
    press["token"] = json!(format!("{}-1", raw["token"].as_str().unwrap_or_default()));
    press["data"] = json!({ "custom_id": form, "component_type": 2, "values": [] });
    press["message"] = json!({ "id": "56", "flags": 64 | (1 << 15), "components": [] });
    press
}
