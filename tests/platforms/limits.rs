//! Discord's limits as its documentation names them (read 2026-08 and 2026-11), checked on what is drawn whatever the
//! published schemas say; and each one at one less, at exactly, and at one more than it takes: nothing gives way unseen.

use baton::chat::form::{Form, Input, InputKind};
use baton::chat::limits::{DISCORD_CARD, fit_form, fit_message};
use baton::chat::message::{Block, Button, Choice, Inline, Message, Select};
use baton::chat::route::{Route, Verb};
use baton::chat::text::Catalog;
use baton::ids::HandoffId;
use baton::platform::People;
use baton::platform::discord::draw::{self, Audience};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::{Outcome, holds, same, spec};

const CONTENT_CHARS: usize = 4_000;
const COMPONENTS: usize = 40;
const ROW_BUTTONS: usize = 5;
const OPTIONS: usize = 25;
const OPTION_CHARS: usize = 100;
const SELECT_PLACEHOLDER_CHARS: usize = 150;
const BUTTON_CHARS: usize = 80;
const ID_CHARS: usize = 100;
const TITLE_CHARS: usize = 45;
const LABEL_CHARS: usize = 45;
const DESCRIPTION_CHARS: usize = 100;
const PLACEHOLDER_CHARS: usize = 100;
const INPUTS: usize = 5;
const TYPED_CHARS: usize = 4_000;

/// What of a drawn part has a limit: its type, the field, the fewest and the most.
const OF_PARTS: [(u64, &str, usize, usize); 13] = [
    (1, "components", 1, ROW_BUTTONS),
    (2, "label", 1, BUTTON_CHARS),
    (2, "custom_id", 1, ID_CHARS),
    (3, "custom_id", 1, ID_CHARS),
    (3, "options", 1, OPTIONS),
    (3, "placeholder", 1, SELECT_PLACEHOLDER_CHARS),
    (4, "custom_id", 1, ID_CHARS),
    (4, "placeholder", 1, PLACEHOLDER_CHARS),
    (4, "value", 1, TYPED_CHARS),
    (5, "custom_id", 1, ID_CHARS),
    (10, "content", 1, CONTENT_CHARS),
    (18, "label", 1, LABEL_CHARS),
    (18, "description", 1, DESCRIPTION_CHARS),
];

/// Holds the body of a message or of a form to every limit.
pub fn check(data: &Value) -> Outcome {
    let parts = parts(&data["components"]);
    if data.get("title").is_some() {
        within("title", size(&data["title"]), 1, TITLE_CHARS)?;
        within("custom_id", size(&data["custom_id"]), 1, ID_CHARS)?;
        within("inputs", size(&data["components"]), 1, INPUTS)?;
    } else {
        within("components", parts.len(), 0, COMPONENTS)?;
        let content: usize = parts.iter().map(|part| size(&part["content"])).sum();
        within("content", content, 0, CONTENT_CHARS)?;
    }
    for part in parts {
        for (_, field, fewest, most) in OF_PARTS.iter().filter(|(kind, ..)| part["type"] == *kind) {
            if let Some(found) = part.get(*field) {
                within(field, size(found), *fewest, *most)?;
            }
        }
        for option in part["options"].as_array().into_iter().flatten() {
            for field in ["label", "value", "description"] {
                if let Some(found) = option.get(field) {
                    within(field, size(found), 1, OPTION_CHARS)?;
                }
            }
        }
        if let Some(max) = part["max_length"].as_u64() {
            let max = usize::try_from(max).unwrap_or(usize::MAX);
            within("max_length", max, 1, TYPED_CHARS)?;
            within("value", size(&part["value"]), 0, max)?;
        }
    }
    Ok(())
}

fn within(what: &str, found: usize, fewest: usize, most: usize) -> Outcome {
    holds((fewest..=most).contains(&found), format!("{what}: {found}, from {fewest} to {most}"))
}

/// Characters of a text, items of a list.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(list) => list.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => 0,
    }
}

/// Every component, at whatever depth.
fn parts(part: &Value) -> Vec<&Value> {
    match part {
        Value::Array(list) => list.iter().flat_map(parts).collect(),
        Value::Object(map) => {
            let inner = ["components", "component", "accessory"].into_iter().filter_map(|key| map.get(key));
            std::iter::once(part).chain(inner.flat_map(parts)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// What is measured, its limit, how so much of it is drawn, and how much of it is drawn then.
struct Measured {
    name: &'static str,
    limit: usize,
    draw: fn(usize) -> Result<Value, String>,
    found: fn(&Value) -> usize,
}

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = of_messages().into_iter().chain(of_forms()).map(trial).collect();
    trials.push(Trial::test("discord/limits/ids_are_cut_at_a_hundred_bytes", || ids().map_err(Failed::from)));
    trials
}

fn trial(measured: Measured) -> Trial {
    Trial::test(format!("discord/limits/{}", measured.name), move || at_and_around(&measured).map_err(Failed::from))
}

fn at_and_around(measured: &Measured) -> Outcome {
    let Measured { limit, draw, found, .. } = measured;
    for wanted in [limit - 1, *limit] {
        let drawn = draw(wanted)?;
        same("what fits stands there", &found(&drawn), &wanted)?;
        holds(!drawn.to_string().contains('…'), format!("{wanted} fit, and something is left out: {drawn}"))?;
    }
    for more in [limit + 1, 3 * limit] {
        let drawn = draw(more)?;
        holds(found(&drawn) <= *limit, format!("{} of {limit}", found(&drawn)))?;
        holds(drawn.to_string().contains('…'), format!("{more} of {limit} are less, and nothing says so: {drawn}"))?;
    }
    Ok(())
}

fn of_messages() -> Vec<Measured> {
    vec![
        Measured {
            name: "content",
            // A line end is counted with each line, also with the only one.
            limit: CONTENT_CHARS - 1,
            draw: |n| message(Message::line(plain(&"x".repeat(n)))),
            found: |drawn| size(&drawn["components"][0]["content"]),
        },
        Measured {
            name: "components",
            limit: COMPONENTS,
            // The frame, one text, and rows of a select each, the last one's button for an odd number.
            draw: |n| {
                let mut it = Message::line(plain("x"));
                let (rows, is_odd) = ((n - 2) / 2, n % 2 == 1);
                for row in 0..rows {
                    it = if is_odd && row == 0 { it.and_buttons(buttons(2)) } else { it.and(select(row + 10, 1, 5)) };
                }
                message(it)
            },
            found: |drawn| parts(&drawn["components"]).len(),
        },
        Measured {
            name: "options",
            limit: OPTIONS,
            draw: |n| message(Message::line(plain("x")).and(select(1, n, 5))),
            found: |drawn| parts(&drawn["components"]).iter().map(|part| size(&part["options"])).sum(),
        },
        Measured {
            name: "option_characters",
            limit: OPTION_CHARS,
            draw: |n| message(Message::line(plain("x")).and(select(1, 1, n))),
            found: |drawn| parts(&drawn["components"]).iter().map(|part| size(&part["options"][0]["label"])).sum(),
        },
        Measured {
            name: "button_characters",
            limit: BUTTON_CHARS,
            draw: |n| {
                message(Message::line(plain("x")).and_buttons(vec![Button::plain("1.more.1".into(), "b".repeat(n))]))
            },
            found: |drawn| parts(&drawn["components"]).iter().map(|part| size(&part["label"])).sum(),
        },
    ]
}

fn of_forms() -> Vec<Measured> {
    vec![
        Measured {
            name: "title",
            limit: TITLE_CHARS,
            draw: |n| form(Form { title: "t".repeat(n), ..asking(vec![input(0)]) }),
            found: |drawn| size(&drawn["title"]),
        },
        Measured {
            name: "inputs",
            limit: INPUTS,
            draw: |n| form(asking((0..n).map(input).collect())),
            found: |drawn| size(&drawn["components"]),
        },
        Measured {
            name: "label",
            limit: LABEL_CHARS,
            draw: |n| form(asking(vec![Input { label: "l".repeat(n), ..input(0) }])),
            found: |drawn| size(&drawn["components"][0]["label"]),
        },
        Measured {
            name: "description",
            limit: DESCRIPTION_CHARS,
            draw: |n| form(asking(vec![Input { help: "h".repeat(n), ..input(0) }])),
            found: |drawn| size(&drawn["components"][0]["description"]),
        },
        Measured {
            name: "placeholder",
            limit: PLACEHOLDER_CHARS,
            draw: |n| form(asking(vec![Input { example: "e".repeat(n), ..input(0) }])),
            found: |drawn| size(&drawn["components"][0]["component"]["placeholder"]),
        },
        Measured {
            name: "typed",
            limit: TYPED_CHARS,
            draw: |n| form(asking(vec![Input { value: "v".repeat(n), ..input(0) }])),
            found: |drawn| size(&drawn["components"][0]["component"]["value"]),
        },
        Measured {
            name: "options_of_a_form",
            limit: OPTIONS,
            draw: |n| {
                let kind = InputKind::Options { options: options(n, 5), several: true };
                form(asking(vec![Input { kind, ..input(0) }]))
            },
            found: |drawn| size(&drawn["components"][0]["component"]["options"]),
        },
    ]
}

fn plain(words: &str) -> Vec<Inline> {
    vec![Inline::Plain(words.to_owned())]
}

fn buttons(count: usize) -> Vec<Button> {
    (0..count).map(|n| Button::plain(format!("1.more.{n}"), format!("Button {n}"))).collect()
}

fn options(count: usize, chars: usize) -> Vec<Choice> {
    let option =
        |n: usize| Choice { value: n.to_string(), label: "o".repeat(chars), hint: String::new(), chosen: false };
    (0..count).map(option).collect()
}

fn select(n: usize, count: usize, chars: usize) -> Block {
    let options = options(count, chars);
    Block::Select(Select::new(format!("1.tick.{n}"), "Tick".to_owned(), options, (1, 1)))
}

fn input(n: usize) -> Input {
    Input {
        key: format!("key{n}"),
        label: "Label".to_owned(),
        help: String::new(),
        example: String::new(),
        kind: InputKind::Lines { max: 300 },
        required: false,
        value: String::new(),
    }
}

fn asking(inputs: Vec<Input>) -> Form {
    Form { id: "1.ask.1".to_owned(), title: "Ask".to_owned(), inputs, submit: "Send".to_owned(), problem: None }
}

fn message(message: Message) -> Result<Value, String> {
    let words = Catalog::embedded().map_err(|problems| format!("{problems:?}"))?.words("en");
    let drawn = draw::message(&fit_message(message, &DISCORD_CARD, &words), &People::new(), Audience::All, None);
    spec::check("MessageCreateRequest", &drawn)?;
    check(&drawn)?;
    Ok(drawn)
}

fn form(form: Form) -> Result<Value, String> {
    let words = Catalog::embedded().map_err(|problems| format!("{problems:?}"))?.words("en");
    let drawn = draw::form::modal(&fit_form(form, &DISCORD_CARD, &words), &People::new());
    spec::check("ModalInteractionCallbackRequest", &json!({ "type": 9, "data": drawn }))?;
    check(&drawn)?;
    Ok(drawn)
}

fn ids() -> Outcome {
    let head = Route::of(Verb::Start, HandoffId::new(1)).with("x").id().len() - 1;
    for (bytes, wanted) in [(ID_CHARS - 1, ID_CHARS - 1), (ID_CHARS, ID_CHARS), (ID_CHARS + 1, ID_CHARS)] {
        let id = Route::of(Verb::Start, HandoffId::new(1)).with("x".repeat(bytes - head)).id();
        same("bytes of an id", &id.len(), &wanted)?;
    }
    Ok(())
}
