//! One handoff from the command to done, as people would go through it: each looks at what stands there and does the next
//! thing, whatever happens meanwhile.

use std::collections::BTreeMap;

use baton::clock::{Clock, SystemClock};
use chrono::{DateTime, TimeDelta};
use serde_json::Value;

use crate::hands::{Found, controls, is_unsaved, words};
use crate::stage::Stage;
use crate::strict_discord::acts::First;
use crate::strict_discord::components::items;
use crate::strict_discord::modal::Fill;
use crate::strict_discord::people::{Person, Sent};

/// Clicks until a brief is full; more means that it never will be.
const CLICKS_MAX: usize = 60;

/// What was acknowledged, so that it must be there in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handed {
    pub handoff: String,
    pub customer: String,
    /// What was typed into the brief, by the field's key.
    pub answers: BTreeMap<String, String>,
    pub goal: String,
    pub first_step: String,
}

/// Takes a handoff of this customer from Ana to Ben, to its end.
pub(crate) async fn hand_over(stage: &Stage, customer: &str) -> Handed {
    let handed = send(stage, customer).await;
    take_over(stage, &handed).await;
    look_at_figures(stage).await;
    handed
}

/// Up to *Send*, and until it arrived.
pub(crate) async fn send(stage: &Stage, customer: &str) -> Handed {
    let handed = write(stage, customer).await;
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    handed
}

/// A brief, written and sent.
pub(crate) async fn write(stage: &Stage, customer: &str) -> Handed {
    let command = format!("/handoff start playbook:ae_csm customer:{customer} receiver:@ben");
    let card = stage.asks(&command, || stage.ana.command(stage.channel, &command)).await;
    go_on(stage, card, customer).await
}

/// From a brief's card on: what is open is chosen and filled, until it can be sent.
pub(crate) async fn go_on(stage: &Stage, mut card: Value, customer: &str) -> Handed {
    let mut answers = BTreeMap::new();
    for _ in 0..CLICKS_MAX {
        if let Some(open) = open_choice(&card) {
            let label = open.control["options"][0]["label"].as_str().unwrap_or_default().to_owned();
            card = chosen(stage, &stage.ana, &open, &[&label]).await;
            continue;
        }
        if let Some(yes) = controls(&card).into_iter().find(is_signed) {
            card = stage.presses(&stage.ana, &yes).await;
            continue;
        }
        let lit = controls(&card).into_iter().find(|found| found.control["style"] == 1);
        let lit = lit.unwrap_or_else(|| panic!("nothing is lit: {}", words(&card)));
        // The command was typed again, and the draft of the first time is there.
        if lit.id().starts_with("1.resume") {
            card = stage.presses(&stage.ana, &lit).await;
            continue;
        }
        if lit.id().starts_with("1.send") {
            stage.wake_everybody().await;
            let handoff = lit.handoff();
            stage.presses(&stage.ana, &lit).await;
            let goal = format!("{customer} in four days by June, {}", stage.crowd);
            let first_step = format!("Call {customer} tomorrow");
            return Handed { handoff, customer: customer.to_owned(), answers, goal, first_step };
        }
        let (form, drawn) = stage.opens(&stage.ana, &lit).await;
        let anew = async || stage.opens(&stage.ana, &lit).await.0;
        card = fill(stage, &stage.ana, (&form, &drawn), (&mut answers, anew)).await;
    }
    panic!("the brief is never full: {}", words(&card))
}

fn is_signed(found: &Found) -> bool {
    found.id().starts_with("1.signed.") && found.id().rsplit('.').next() == Some("yes")
}

/// A select of the card that nobody has chosen from.
fn open_choice(card: &Value) -> Option<Found> {
    let is_open = |found: &Found| {
        let options = found.control["options"].as_array();
        found.id().starts_with("1.choose.")
            && options.is_some_and(|options| options.iter().all(|option| option["default"] != true))
    };
    controls(card).into_iter().find(is_open)
}

/// Chooses; where that asks something more, the form is filled.
async fn chosen(stage: &Stage, who: &Person, select: &Found, labels: &[&str]) -> Value {
    let chooses = || who.selects(select.message, select.id(), labels);
    for _ in 0..CLICKS_MAX {
        let (sent, first) = stage.does(select.id(), chooses).await;
        match first {
            First::Modal(form) => {
                let anew = async || stage.does(select.id(), chooses).await.0;
                return fill(stage, who, (&sent, &form), (&mut BTreeMap::new(), anew)).await;
            }
            First::Message | First::Update => {
                let said = sent.message().await;
                if !is_unsaved(&said) {
                    return said;
                }
                stage.goes_unsaved().await;
            }
            First::DeferredUpdate => match stage.follows(&sent).await {
                Some(said) if is_unsaved(&said) => stage.goes_unsaved().await,
                Some(said) => return said,
                None => stage.goes_unanswered().await,
            },
            First::Deferred | First::Choices(_) => panic!("{} got {first:?}", select.id()),
        }
    }
    panic!("{} is never saved", select.id())
}

/// Fills what a form asks for, and submits it until it is answered.
async fn fill(
    stage: &Stage,
    who: &Person,
    (opened, form): (&Sent, &Value),
    (answers, anew): (&mut BTreeMap<String, String>, impl AsyncFn() -> Sent),
) -> Value {
    let (mut fills, mut typed_now) = (Vec::new(), BTreeMap::new());
    for field in items(&form["components"]) {
        let (label, input) = (field["label"].as_str().unwrap_or_default(), &field["component"]);
        let is_drawn = input["value"].as_str().is_some_and(|value| !value.is_empty());
        if input["type"] != 4 || is_drawn {
            continue;
        }
        let key = input["custom_id"].as_str().unwrap_or_default();
        if let Some(typed) = typed(stage, key, input["placeholder"].as_str()) {
            fills.push((label, Fill::Text(typed.clone())));
            typed_now.insert(key.to_owned(), typed);
        }
    }
    let said = stage.submits(who, opened, &fills, anew).await;
    answers.append(&mut typed_now);
    said
}

/// What is typed into a field: its example, and days that are still to come. Other days are left alone.
fn typed(stage: &Stage, key: &str, example: Option<&str>) -> Option<String> {
    let today = DateTime::from_timestamp_millis(SystemClock.now().ms()).expect("a moment").date_naive();
    let in_days = |days: i64| Some((today + TimeDelta::days(days)).to_string());
    match key {
        "start_date" => in_days(10),
        "renewal_date" => in_days(375),
        "ae_leaves_on" => in_days(30),
        "kickoff_target" | "first_message_by" => None,
        "red_flags" | "success_criteria" => Some(format!("{} want this by 30 June", stage.crowd)),
        _ => Some(example.unwrap_or("Cut onboarding from 9 days to 4").to_owned()),
    }
}

/// From the arrival to done.
pub(crate) async fn take_over(stage: &Stage, handed: &Handed) {
    accept(stage, handed).await;
    work(stage, handed).await;
    complete(stage, handed).await;
}

/// Accepting with the read-back.
pub(crate) async fn accept(stage: &Stage, handed: &Handed) {
    let (ben, handoff) = (&stage.ben, &handed.handoff);
    let accept = stage.find(ben, &format!("1.accept.{handoff}")).await;
    let (opened, form) = stage.opens(ben, &accept).await;
    let fills = read_back(&form, handed);
    let fills: Vec<(&str, Fill)> = fills.iter().map(|(label, fill)| (label.as_str(), fill.clone())).collect();
    stage.submits(ben, &opened, &fills, async || stage.opens(ben, &accept).await.0).await;
}

/// What is typed into the form of the read-back.
pub(crate) fn read_back(form: &Value, handed: &Handed) -> [(String, Fill); 2] {
    let label = |key: &str| {
        let field = items(&form["components"]).find(|field| field["component"]["custom_id"] == key);
        field.and_then(|field| field["label"].as_str()).unwrap_or_else(|| panic!("no {key}: {form}")).to_owned()
    };
    [(label("goal"), Fill::Text(handed.goal.clone())), (label("first_step"), Fill::Text(handed.first_step.clone()))]
}

/// What follows until the rating.
pub(crate) async fn work(stage: &Stage, handed: &Handed) {
    let (ana, ben, handoff) = (&stage.ana, &stage.ben, &handed.handoff);
    let thats_it = stage.find(ana, &format!("1.thats_it.{handoff}")).await;
    stage.presses(ana, &thats_it).await;
    let contact = stage.find(ben, &format!("1.first_contact.{handoff}")).await;
    let asked = stage.presses(ben, &contact).await;
    if let Some(both) = controls(&asked).into_iter().find(|found| found.id().ends_with("with_items")) {
        stage.presses(ben, &both).await;
    }
    for answer in ["rate_needed", "rate_timing", "rate_felt"] {
        let best = match answer {
            "rate_needed" => "5",
            "rate_timing" => "right",
            _ => "no",
        };
        let question = stage.find(ben, &format!("1.{answer}.{handoff}.{best}")).await;
        stage.presses(ben, &question).await;
    }
}

/// Everything is ticked, the last field is filled, and it is done.
pub(crate) async fn complete(stage: &Stage, handed: &Handed) {
    let (ben, handoff) = (&stage.ben, &handed.handoff);
    let tick = stage.find(ben, &format!("1.tick.{handoff}")).await;
    let label = "Promises and success criteria confirmed with the customer";
    chosen(stage, ben, &tick, &[label]).await;
    let more = stage.find(ben, &format!("1.more.{handoff}")).await;
    let menu = stage.presses(ben, &more).await;
    let edit = controls(&menu).into_iter().find(|found| found.id().starts_with("1.edit.")).expect("a way to edit");
    let card = stage.presses(ben, &edit).await;
    let transition = controls(&card).into_iter().find(|found| found.id().ends_with(".transition"));
    let transition = transition.expect("the last section");
    let (opened, form) = stage.opens(ben, &transition).await;
    let anew = async || stage.opens(ben, &transition).await.0;
    fill(stage, ben, (&opened, &form), (&mut BTreeMap::new(), anew)).await;
    let complete = stage.find(ben, &format!("1.complete.{handoff}")).await;
    stage.presses(ben, &complete).await;
    stage.reads(ben, &format!("{} is done.", handed.customer)).await;
}

async fn look_at_figures(stage: &Stage) {
    let said = stage.asks("/handoff stats", || stage.ana.command(stage.channel, "/handoff stats")).await;
    assert!(!words(&said).is_empty(), "{said}");
}
