//! The strict Discord itself: each of its rules refuses a bad request and lets a good one pass.

use std::sync::Arc;

use baton::clock::{Clock, ManualClock, Timestamp};
use serde_json::{Value, json};

use crate::Case;
use crate::rest::{Answer, Rest};
use crate::strict_discord::Discord;
use crate::strict_discord::people::Person;
use crate::strict_discord::permissions::INVITED;
use crate::strict_discord::town::Town;

mod access;
mod answers;
mod cards;
mod faults;
mod gateway;
mod over_http;
mod persons;
mod pings;
mod rates;
mod registered;
mod rooms;
mod said;
mod threads;

pub(crate) fn cases() -> Vec<Case> {
    [
        access::cases(),
        answers::cases(),
        cards::cases(),
        faults::cases(),
        gateway::cases(),
        over_http::cases(),
        persons::cases(),
        pings::cases(),
        rates::cases(),
        registered::cases(),
        rooms::cases(),
        said::cases(),
        threads::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Friday 2026-03-06 16:30 in Berlin.
const START: Timestamp = Timestamp::from_ms(1_772_811_000_000);

/// A server with a channel, two people and a bot.
struct Stage {
    clock: Arc<ManualClock>,
    discord: Discord,
    rest: Rest,
    town: Town,
    channel: u64,
    anna: Person,
    ben: Person,
}

impl Stage {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let discord = Discord::start(Arc::clone(&clock)).await;
        let town = discord.town("ACME");
        town.invite_bot(INVITED);
        let (channel, anna, ben) = (town.channel("handoffs"), town.member("anna"), town.member("ben"));
        let rest = Rest::new(&discord);
        Self { clock, discord, rest, town, channel, anna, ben }
    }

    /// One where nobody counts how often it is asked.
    async fn patient() -> Self {
        let stage = Self::new().await;
        stage.discord.change(|world| world.limits.are_on = false);
        stage
    }

    /// Time goes by.
    fn later(&self, ms: i64) {
        self.clock.set(self.clock.now().plus_ms(ms));
    }

    /// Where messages of the channel are made.
    fn messages(&self) -> String {
        format!("/channels/{}/messages", self.channel)
    }

    /// Says a message in the channel.
    async fn say(&self, body: &Value) -> Answer {
        self.rest.post(&self.messages(), &quiet(body)).await
    }

    /// Registers `/handoff` with what the cases use.
    async fn register(&self) {
        let customer = json!({ "type": 3, "name": "customer", "description": "Whose", "autocomplete": true });
        let receiver = json!({ "type": 6, "name": "receiver", "description": "Who", "required": false });
        let kind = json!({ "type": 3, "name": "kind", "description": "Which", "required": true,
                           "choices": [{ "name": "AE to CSM", "value": "ae_csm" }] });
        let start =
            json!({ "type": 1, "name": "start", "description": "Starts one", "options": [kind, customer, receiver] });
        let list = json!({ "type": 1, "name": "list", "description": "Shows yours" });
        let handoff = json!({ "name": "handoff", "description": "Handoffs", "options": [start, list] });
        let on_message = json!({ "type": 3, "name": "Start handoff" });
        let admin = json!({ "name": "handoff-admin", "description": "For few", "default_member_permissions": "0", "contexts": [0] });
        let path = format!("/applications/{}/commands", self.discord.look(|world| world.bot));
        let answer = self.rest.put(&path, &json!([handoff, on_message, admin])).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Answers an interaction as a bot in gateway mode does.
    async fn answer(&self, sent: &crate::strict_discord::people::Sent, body: &Value) -> Answer {
        let token = sent.interaction().token;
        let mut body = body.clone();
        if body["data"]["content"].is_string() {
            body["data"] = quiet(&body["data"]);
        }
        self.rest.post(&format!("/interactions/{}/{token}/callback", sent.id), &body).await
    }

    /// The address of a token's messages.
    fn hook(&self, sent: &crate::strict_discord::people::Sent) -> String {
        format!("/webhooks/{}/{}", self.discord.look(|world| world.bot), sent.interaction().token)
    }

    /// A mistake is refused, and noted.
    #[track_caller]
    fn mistaken(&self, answer: &Answer) {
        refused(answer, 400, 50035);
        assert_eq!(self.discord.take_problems().len(), 1, "it is noted once");
    }
}

/// It was refused, and for this reason.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: u64) {
    assert_eq!((answer.status, answer.code()), (status, code), "{}", answer.body);
}

/// With `allowed_mentions` that ring nobody, unless it says otherwise.
fn quiet(body: &Value) -> Value {
    let mut body = body.clone();
    if body.get("allowed_mentions").is_none() {
        body["allowed_mentions"] = json!({ "parse": [] });
    }
    body
}

fn id(value: &Value) -> u64 {
    value["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {value}"))
}

/// A row with one button.
fn row(custom_id: &str) -> Value {
    json!({ "type": 1, "components": [button(custom_id)] })
}

fn button(custom_id: &str) -> Value {
    json!({ "type": 2, "style": 1, "label": "Go", "custom_id": custom_id })
}
