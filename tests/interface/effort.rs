//! How much a handoff asks of people: taps and screens from an empty brief to *Send*, taps and lines to accept.
//!
//! A tap is a press, and two where something is chosen in a select: it opens, and an option is taken. A screen is the card,
//! and each form.

use serde_json::{Value, json};

use crate::cases;
use crate::player::{Found, Player, actions, primary, words};
use crate::server::Server;

cases![a_brief_is_fourteen_taps_and_four_screens];

const TAPS_MAX: usize = 14;
const SCREENS_MAX: usize = 4;
/// Steps until a brief is full; more means that it never will be.
const STEPS_MAX: usize = 30;

/// What a way took.
#[derive(Debug, Default, PartialEq, Eq)]
struct Effort {
    taps: usize,
    screens: usize,
    lines: usize,
}

async fn a_brief_is_fourteen_taps_and_four_screens(server: Server) {
    let ana = server.player("ana");
    let card = ana.command("/handoff start ae_csm Lumen").await;
    let card_id = card["id"].as_str().expect("a card").to_owned();
    let mut took = Effort { screens: 1, ..Effort::default() };
    for _ in 0..STEPS_MAX {
        let card = ana.message(&card_id).await;
        if let Some((select, value)) = open_choice(&card) {
            took.taps += 2;
            ana.choose(&select, &[&value]).await;
            continue;
        }
        if let Some(yes) = actions(&card)
            .into_iter()
            .find(|it| it.action.contains(".signed.") && it.action.rsplit('.').next() == Some("yes"))
        {
            took.taps += 1;
            ana.press(&yes).await;
            continue;
        }
        let next = primary(&card).unwrap_or_else(|| panic!("no next step: {}", words(&card)));
        if next.action.contains(".send.") {
            took.taps += 1;
            let said = ana.press(&next).await;
            assert!(ana.read(&said).await.contains("on its way"), "{}", ana.read(&said).await);
            break;
        }
        took.screens += 1;
        let reply = fills(&ana, &next, &mut took).await;
        assert!(reply["form"].is_null(), "what is typed is enough: {reply}");
    }
    assert!(took.taps <= TAPS_MAX && took.screens <= SCREENS_MAX, "{took:?}");
    server.settle().await;
    let ben = server.player("ben");
    let accept = ben.find("accept").await;
    let mut took = Effort::default();
    let said = fills(&ben, &accept, &mut took).await;
    assert!(ben.read(&said).await.contains("Lumen is yours"), "{}", ben.read(&said).await);
    assert_eq!(took, Effort { taps: 2, screens: 0, lines: 2 }, "the form opens and is sent, with two lines in it");
}

/// Opens a form, types what is needed and nothing else, and submits it.
async fn fills(who: &Player<'_>, button: &Found, took: &mut Effort) -> Value {
    took.taps += 2;
    let form = who.press(button).await["form"].clone();
    let inputs = form["inputs"].as_array().expect("inputs").iter();
    let needed: Vec<(String, String)> = inputs
        .filter(|input| input["required"] == json!(true) && input["value"] == json!(""))
        .map(|input| (input["key"].as_str().expect("a key").to_owned(), typed(input)))
        .collect();
    took.lines += needed.len();
    let needed: Vec<(&str, &str)> = needed.iter().map(|(key, typed)| (key.as_str(), typed.as_str())).collect();
    who.submit(button, &form, &needed).await
}

/// A good answer: its own example, else one for everything.
fn typed(input: &Value) -> String {
    if input["kind"] == json!("date") {
        return "2027-03-09".to_owned();
    }
    let example = input["example"].as_str().unwrap_or_default();
    if example.is_empty() { "Onboarding from 14 to 5 days by 30 June".to_owned() } else { example.to_owned() }
}

/// A choice of the card that is not made yet, and its first option.
fn open_choice(card: &Value) -> Option<(Found, String)> {
    let blocks = card["message"]["blocks"].as_array().expect("blocks").iter();
    let selects = blocks.filter_map(|block| block.get("select"));
    let open = selects.into_iter().find(|select| {
        let options = select["options"].as_array().expect("options");
        let is_choice = select["id"].as_str().is_some_and(|id| id.contains(".choose."));
        is_choice && options.iter().all(|option| option["chosen"] != json!(true))
    })?;
    let found = actions(card).into_iter().find(|found| open["id"] == json!(found.action))?;
    Some((found, open["options"][0]["value"].as_str().expect("a value").to_owned()))
}
