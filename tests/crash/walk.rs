//! One handoff from the first click to done, as the page would go through it, whatever happens to the program meanwhile.

use std::collections::BTreeMap;

use baton::ids::HandoffId;
use chrono::{DateTime, Duration};
use serde_json::Value;

use crate::client::{Client, Request};
use crate::player::{Found, Player, primary, words};

/// Numbers of the sample company's past.
pub(crate) const PAST: i64 = 64;
/// So many times something is waited for, a minute of the playground's clock each, before it counts as lost.
const LOOKS: usize = 20;

/// What was acknowledged, so that it must be there in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Intended {
    pub handoff: HandoffId,
    pub number: i64,
    /// Answers of the brief by field.
    pub answers: BTreeMap<String, String>,
    pub goal: String,
    pub first_step: String,
    pub waived_because: String,
}

/// A handoff under way.
struct Walk<'a> {
    client: &'a Client,
    handoff: HandoffId,
    number: i64,
}

/// Takes the `n`th handoff from start to done.
pub(crate) async fn hand_over(client: &Client, n: i64) -> Intended {
    let number = PAST + n;
    if n > 1 {
        a_day_later(client).await;
    }
    let (send, answers) = write_brief(client, number).await;
    let handoff = handoff_of(&send).expect("a handoff");
    let walk = Walk { client, handoff, number };
    Player::new(client, "ana").press(&send).await;
    client.delivering().await;
    walk.until_called("arrived").await;
    walk.wait_for_the_reminder().await;
    let (goal, first_step) = (answers["success_criteria"].clone(), format!("Call Dana about deal {number}"));
    walk.accept(&goal, &first_step).await;
    walk.make_first_contact_and_rate().await;
    let waived_because = format!("Ana stays until the launch of deal {number}");
    walk.complete(&waived_because).await;
    Intended { handoff, number, answers, goal, first_step, waived_because }
}

/// Nobody is reminded more than three times a day: each handoff has a day of its own.
async fn a_day_later(client: &Client) {
    let state = client.ok(Request::get("/state")).await;
    client.sweep_to(state["next_morning_ms"].as_i64().expect("a working morning")).await;
}

/// A draft with everything that is needed, not sent.
pub(crate) async fn ready(client: &Client) -> HandoffId {
    let (send, _) = write_brief(client, PAST + 1).await;
    handoff_of(&send).expect("a handoff")
}

/// A draft with everything that is needed, its *Send*, and what was typed.
async fn write_brief(client: &Client, number: i64) -> (Found, BTreeMap<String, String>) {
    let ana = Player::new(client, "ana");
    let known = known_to_ana(client, number).await;
    let mut shown = ana.press_newest("start").await;
    for section in ["section.customer", "section.why", "section.risks"] {
        let card = ana.message(shown["message"].as_str().expect("a card")).await;
        let opened = ana.find(section).await;
        assert_eq!(card["id"], opened.message, "the draft's own card");
        let form = ana.press(&opened).await["form"].clone();
        let inputs = form["inputs"].as_array().expect("inputs");
        let answers: Vec<(&str, &str)> = known
            .iter()
            .filter(|(key, _)| inputs.iter().any(|input| input["key"] == **key))
            .map(|(key, answer)| (key.as_str(), answer.as_str()))
            .collect();
        assert!(!answers.is_empty(), "{form}");
        shown = ana.submit(&opened, &form, &answers).await;
    }
    for _ in 0..4 {
        let card = ana.message(shown["message"].as_str().expect("a card")).await;
        let next = primary(&card).unwrap_or_else(|| panic!("no next step: {}", words(&card)));
        if next.action.contains(".send.") {
            return (next, known);
        }
        shown = ana.press(&next).await;
    }
    panic!("the brief is never ready");
}

/// What Ana adds to the sample deal, other words for each.
async fn known_to_ana(client: &Client, number: i64) -> BTreeMap<String, String> {
    let now = DateTime::from_timestamp_millis(client.now().await).expect("a moment").date_naive();
    let day = |days: i64| (now + Duration::days(days)).to_string();
    let goal = format!("Onboarding from {number} to 5 days by {}", day(90));
    let contact = format!("Dana Ortiz, operations lead, dana.{number}@acme.example");
    let flag = format!("Their CFO will look at invoice {number} closely, and wanted the other vendor.");
    let known = [
        ("start_date", day(10 + number)),
        ("renewal_date", day(375 + number)),
        ("contact", contact),
        ("success_criteria", goal),
        ("first_value", format!("Customer {number} onboarded in five days")),
        ("red_flags", flag),
    ];
    known.map(|(key, answer)| (key.to_owned(), answer)).into()
}

/// The handoff that a button is for.
fn handoff_of(found: &Found) -> Option<HandoffId> {
    found.action.split('.').nth(2)?.parse().ok()
}

/// What a handoff came to so far.
pub(crate) async fn summary(client: &Client, handoff: HandoffId) -> Value {
    client.ok(Request::get(&format!("/people/ben/summary?handoff={handoff}"))).await
}

impl Walk<'_> {
    fn player(&self, key: &'static str) -> Player<'_> {
        Player::new(self.client, key)
    }

    /// The newest button of this handoff for a purpose, once it is there.
    async fn find(&self, who: &'static str, verb: &str) -> Found {
        for _ in 0..LOOKS {
            let all = self.player(who).all(verb).await;
            if let Some(found) = all.into_iter().rfind(|found| handoff_of(found) == Some(self.handoff)) {
                return found;
            }
            self.client.outlast_leases().await;
        }
        panic!("{who} never gets to {verb} of #{}", self.number);
    }

    async fn press(&self, who: &'static str, verb: &str) -> Value {
        let found = self.find(who, verb).await;
        self.player(who).press(&found).await
    }

    async fn is_called(&self, why: &str) -> bool {
        summary(self.client, self.handoff).await["pings"].get(why).is_some()
    }

    /// Waits until Ben is called for a reason.
    async fn until_called(&self, why: &str) {
        for _ in 0..LOOKS {
            if self.is_called(why).await {
                return;
            }
            self.client.outlast_leases().await;
        }
        panic!("Ben is never called: {why} of #{}", self.number);
    }

    /// From stop to stop: other handoffs have reminders, too.
    async fn wait_for_the_reminder(&self) {
        for _ in 0..10 * LOOKS {
            if self.is_called("reminder").await {
                return;
            }
            let state = self.client.ok(Request::get("/state")).await;
            let next = state["next_reminder_ms"].as_i64().expect("a reminder");
            // A moment ahead, since the clock goes on while we look.
            let soon = state["now_ms"].as_i64().expect("a moment") + 2_000;
            self.client.sweep_to(next.max(soon)).await;
        }
        panic!("Ben is never reminded of #{}", self.number);
    }

    async fn accept(&self, goal: &str, first_step: &str) {
        let accept = self.find("ben", "accept").await;
        let form = self.player("ben").press(&accept).await["form"].clone();
        let reply = self.player("ben").submit(&accept, &form, &[("goal", goal), ("first_step", first_step)]).await;
        let said = self.player("ben").read(&reply).await;
        assert!(said.contains("ACME is yours"), "{said}");
        self.client.delivering().await;
        self.press("ana", "thats_it").await;
    }

    async fn make_first_contact_and_rate(&self) {
        let reply = self.press("ben", "first_contact").await;
        let said = self.player("ben").read(&reply).await;
        assert!(said.contains("Kickoff scheduled"), "{said}");
        self.press("ben", "first_contact.with_items").await;
        self.client.delivering().await;
        self.until_called("rate").await;
        for answer in ["rate_needed.5", "rate_timing.right", "rate_felt.no"] {
            let reply = self.press("ben", answer).await;
            let said = self.player("ben").read(&reply).await;
            assert!(said.contains("Saved") || !answer.contains("felt"), "{said}");
        }
    }

    /// Ben ticks what he can; the rest Mia leaves out, with a reason.
    async fn complete(&self, reason: &str) {
        let reply = self.press("ben", "complete").await;
        let said = self.player("ben").read(&reply).await;
        assert!(said.contains("2 things are still open"), "{said}");
        let tick = self.find("ben", "tick").await;
        self.player("ben").choose(&tick, &["promises_confirmed"]).await;
        let shown = self.player("mia").command(&format!("/handoff show #{}", self.number)).await;
        assert!(words(&shown).contains("ACME"), "{}", words(&shown));
        self.press("mia", "more").await;
        let reply = self.press("mia", "complete").await;
        let said = self.player("mia").read(&reply).await;
        assert!(said.contains("one thing is still open"), "{said}");
        let waive = self.find("mia", "waive").await;
        let form = self.player("mia").press(&waive).await["form"].clone();
        self.player("mia").submit(&waive, &form, &[("reason", reason)]).await;
        let reply = self.press("ben", "complete").await;
        let said = self.player("ben").read(&reply).await;
        assert!(!said.contains("Not done yet"), "{said}");
        self.client.delivering().await;
    }
}
