//! Somebody at the chat: reads what they may read, and presses, fills and types as a script would.

use serde_json::{Map, Value, json};

use crate::client::{Client, Request};

/// Somebody, by key.
pub(crate) struct Player<'a> {
    client: &'a Client,
    key: &'static str,
}

/// A button or select, and the message that carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub message: String,
    pub action: String,
    pub label: String,
}

impl<'a> Player<'a> {
    pub(crate) fn new(client: &'a Client, key: &'static str) -> Self {
        Self { client, key }
    }

    /// An address of theirs.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/as/{}/{rest}", self.key)
    }

    /// Everything they may read, oldest first, as each message stands now.
    pub(crate) async fn messages(&self) -> Vec<Value> {
        let mut messages: Vec<Value> = self.client.read_on(self.key).await.messages.into_values().collect();
        messages.sort_by_key(|message| (message["at_ms"].as_i64(), message["id"].as_str().map(ToOwned::to_owned)));
        messages
    }

    /// One message.
    pub(crate) async fn message(&self, id: &str) -> Value {
        let found = self.messages().await.into_iter().find(|message| message["id"] == id);
        found.unwrap_or_else(|| panic!("{} cannot read message {id}", self.key))
    }

    /// The newest button or select for a purpose; `prefix` is a verb, or a verb and its argument.
    pub(crate) async fn find(&self, verb: &str) -> Found {
        let found = self.all(verb).await.pop();
        found.unwrap_or_else(|| panic!("{} has nothing to press for {verb}", self.key))
    }

    /// Every button and select for a purpose, the newest message's last.
    pub(crate) async fn all(&self, verb: &str) -> Vec<Found> {
        let mut messages = self.messages().await;
        messages.sort_by_key(|message| message["seq"].as_i64());
        messages.iter().flat_map(actions).filter(|found| is_for(&found.action, verb)).collect()
    }

    /// Presses a button.
    pub(crate) async fn press(&self, found: &Found) -> Value {
        self.choose(found, &[]).await
    }

    /// Presses the newest button for a purpose.
    pub(crate) async fn press_newest(&self, verb: &str) -> Value {
        self.press(&self.find(verb).await).await
    }

    /// Chooses in a select.
    pub(crate) async fn choose(&self, found: &Found, values: &[&str]) -> Value {
        self.client.ok(self.choice(found, values)).await["reply"].clone()
    }

    /// The request of a choice, or of a press where nothing is chosen.
    pub(crate) fn choice(&self, found: &Found, values: &[&str]) -> Request {
        let body = json!({ "message": found.message, "action": found.action, "values": values });
        Request::post(&self.path("click"), &body)
    }

    /// Submits a form that was opened from a message.
    pub(crate) async fn submit(&self, opened: &Found, form: &Value, answers: &[(&str, &str)]) -> Value {
        self.client.ok(self.submission(opened, form, answers)).await["reply"].clone()
    }

    /// The request of a submission: what stands in the form already, and `answers` laid over it.
    pub(crate) fn submission(&self, opened: &Found, form: &Value, answers: &[(&str, &str)]) -> Request {
        let inputs = form["inputs"].as_array().expect("inputs");
        let standing =
            inputs.iter().map(|input| (input["key"].as_str().expect("a key").to_owned(), input["value"].clone()));
        let mut values: Map<String, Value> = standing.collect();
        for (key, answer) in answers {
            assert!(values.insert((*key).to_owned(), json!(answer)).is_some(), "{key} is not asked: {form}");
        }
        let body = json!({ "form": form["id"], "values": values, "message": opened.message });
        Request::post(&self.path("form"), &body)
    }

    /// Types a command into the cards' channel, and reads the answer's message.
    pub(crate) async fn command(&self, text: &str) -> Value {
        let reply = self.client.ok(self.typing(text)).await["reply"].clone();
        match reply["message"].as_str() {
            Some(id) => self.message(id).await,
            None => reply,
        }
    }

    /// The request of a command.
    pub(crate) fn typing(&self, text: &str) -> Request {
        Request::post(&self.path("command"), &json!({ "text": text, "channel": "handoffs" }))
    }

    /// What a reply led to, in words.
    pub(crate) async fn read(&self, reply: &Value) -> String {
        let id = reply["message"].as_str().unwrap_or_else(|| panic!("no message: {reply}"));
        words(&self.message(id).await)
    }
}

/// Every button and select of a message.
pub(crate) fn actions(message: &Value) -> Vec<Found> {
    let found = |part: &Value| Found {
        message: message["id"].as_str().expect("an id").to_owned(),
        action: part["id"].as_str().expect("an id").to_owned(),
        label: part["label"].as_str().expect("a label").to_owned(),
    };
    let blocks = message["message"]["blocks"].as_array().expect("blocks").iter();
    blocks
        .flat_map(|block| {
            let buttons = block["buttons"].as_array().into_iter().flatten();
            buttons.chain(block.get("select")).map(found).collect::<Vec<_>>()
        })
        .collect()
}

/// The button that is lit, if there is one.
pub(crate) fn primary(message: &Value) -> Option<Found> {
    let blocks = message["message"]["blocks"].as_array().expect("blocks").iter();
    let mut buttons = blocks.flat_map(|block| block["buttons"].as_array().into_iter().flatten());
    let lit = buttons.find(|button| button["style"] == "primary")?["id"].as_str().expect("an id");
    actions(message).into_iter().find(|found| found.action == lit)
}

/// `accept` is for `1.accept.2k9f`, `rate_needed.4` for `1.rate_needed.2k9f.4`.
fn is_for(action: &str, wanted: &str) -> bool {
    let mut parts = action.splitn(4, '.').skip(1);
    let (verb, _, arg) = (parts.next().unwrap_or_default(), parts.next(), parts.next().unwrap_or_default());
    match wanted.split_once('.') {
        Some((wanted, wanted_arg)) => verb == wanted && arg == wanted_arg,
        None => verb == wanted,
    }
}

/// What a message says, a line for each block, people and moments by what stands for them.
pub(crate) fn words(message: &Value) -> String {
    let blocks = message["message"]["blocks"].as_array().expect("blocks");
    blocks.iter().map(block_words).collect::<Vec<_>>().join("\n")
}

fn block_words(block: &Value) -> String {
    let Some((kind, part)) = block.as_object().and_then(|fields| fields.iter().next()) else { return "---".to_owned() };
    match kind.as_str() {
        "meter" => format!("{} {} %", line(&part["label"]), part["percent"]),
        "buttons" => {
            let labels = part.as_array().expect("buttons").iter().map(|button| format!("[{}]", button["label"]));
            labels.collect::<Vec<_>>().join(" ")
        }
        "select" => format!("[{}…]", part["label"]),
        "copy" => part.as_str().expect("text").to_owned(),
        _ => line(part),
    }
}

/// A run of inline elements in plain words.
pub(crate) fn line(text: &Value) -> String {
    let parts = text.as_array().expect("a run of inline elements").iter();
    parts
        .map(|part| {
            let (kind, value) = part.as_object().and_then(|fields| fields.iter().next()).expect("one key");
            match kind.as_str() {
                "bold" | "quote" => line(value),
                "link" => value["text"].as_str().expect("text").to_owned(),
                "person" => format!("@{}", value.as_str().expect("an id")),
                "moment" => format!("<{}>", value["at"]),
                _ => value.as_str().expect("text").to_owned(),
            }
        })
        .collect()
}
