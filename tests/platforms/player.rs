//! Interactions as Discord would send them.

use serde_json::{Value, json};

/// Makes interactions of one person, each with an id of its own.
pub struct Player {
    account: String,
    name: String,
    made: u64,
}

impl Player {
    /// Somebody in server 700, channel 600, who manages the server.
    pub fn new(account: &str, name: &str) -> Self {
        Self { account: account.to_owned(), name: name.to_owned(), made: 0 }
    }

    #[expect(clippy::needless_pass_by_value, reason = "it reads like the JSON it is put into")]
    fn head(&mut self, kind: u64, data: Value) -> Value {
        self.made += 1;
        json!({
            "type": kind,
            "id": format!("{}{:06}", self.account, self.made),
            "application_id": "800",
            "token": format!("token-{}-{}", self.account, self.made),
            "version": 1,
            "guild_id": "700",
            "channel_id": "600",
            "channel": { "id": "600", "type": 0, "name": "handoffs" },
            "locale": "en-US",
            "guild_locale": "en-US",
            "app_permissions": "2147483647",
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "member": {
                "permissions": "32", "nick": null, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00",
                "user": { "id": self.account, "username": self.name.to_lowercase(), "global_name": self.name, "avatar": null },
            },
            "data": data,
        })
    }

    /// A subcommand with options, each with its kind.
    pub fn command(&mut self, word: &str, options: &[(&str, u64, &str)]) -> Value {
        let options: Vec<Value> =
            options.iter().map(|(name, kind, value)| json!({ "name": name, "type": kind, "value": value })).collect();
        let word = json!([{ "name": word, "type": 1, "options": options }]);
        self.head(2, json!({ "id": "1", "name": "handoff", "type": 1, "options": word }))
    }

    /// The message command.
    pub fn on_message(&mut self, id: &str, content: &str) -> Value {
        let messages = json!({ id: { "id": id, "content": content } });
        self.head(
            2,
            json!({ "name": "Start handoff", "type": 3, "target_id": id, "resolved": { "messages": messages } }),
        )
    }

    /// With people whom Discord looked up.
    pub fn knowing(mut raw: Value, people: &[(&str, &str)]) -> Value {
        let users = people.iter().map(|(id, name)| {
            ((*id).to_owned(), json!({ "id": id, "username": name.to_lowercase(), "global_name": name }))
        });
        raw["data"]["resolved"] = json!({ "users": users.collect::<serde_json::Map<_, _>>() });
        raw
    }

    /// A click in a message that only this person sees.
    pub fn click(&mut self, id: &str, values: &[&str]) -> Value {
        let kind = if values.is_empty() { 2 } else { 3 };
        let mut raw = self.head(3, json!({ "custom_id": id, "component_type": kind, "values": values }));
        raw["message"] =
            json!({ "id": "55", "flags": 64 | (1 << 15), "components": [{ "type": 17, "components": [] }] });
        raw
    }

    /// A form submitted that was opened from such a message; selects give a list.
    pub fn submit(&mut self, id: &str, answers: &[(String, Value)]) -> Value {
        let fields: Vec<Value> = answers
            .iter()
            .map(|(key, value)| {
                let component = if let Some(users) = value.get("users") {
                    json!({ "type": 5, "id": 2, "custom_id": key, "values": users })
                } else if value.is_array() {
                    json!({ "type": 3, "id": 2, "custom_id": key, "values": value })
                } else {
                    json!({ "type": 4, "id": 2, "custom_id": key, "value": value })
                };
                json!({ "type": 18, "id": 1, "component": component })
            })
            .collect();
        let mut raw = self.head(5, json!({ "custom_id": id, "components": fields }));
        raw["message"] = json!({ "id": "55", "flags": 64 | (1 << 15) });
        raw
    }

    /// Typing an argument.
    pub fn types(&mut self, word: &str, argument: &str, typed: &str) -> Value {
        let option = json!({ "name": argument, "type": 3, "value": typed, "focused": true });
        let data = json!({ "id": "1", "name": "handoff", "type": 1, "options": [{ "name": word, "type": 1, "options": [option] }] });
        self.head(4, data)
    }
}
