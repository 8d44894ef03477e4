//! A small Discord on loopback: it keeps what it is sent, holds it to the published schemas, and can fail on purpose.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{spec, told};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Call {
    /// `POST`.
    pub method: String,
    /// Behind `/api/v10`.
    pub path: String,
    /// Its JSON; of several parts the one that is JSON.
    pub body: Value,
    /// Whether files came with it.
    pub has_files: bool,
}

/// What goes wrong once.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Refused with this status and body, nothing done.
    Refuse(u16, Value),
    /// Done, and the answer is lost.
    Lose,
}

/// What happens to one call: its method, how its path ends, and the fault.
type Planned = (&'static str, String, Fault);

#[derive(Default)]
struct Inner {
    calls: Vec<Call>,
    problems: Vec<String>,
    planned: VecDeque<Planned>,
    messages: BTreeMap<String, Vec<Value>>,
    threads: Vec<Value>,
    commands: Value,
    gateway: Option<String>,
    made: u64,
}

/// The server.
#[derive(Clone)]
pub struct Stub {
    /// Where it is: `http://127.0.0.1:1234`.
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Stub {
    /// Starts one; it ends with the runtime.
    pub async fn start() -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(told)?;
        let url = format!("http://{}", listener.local_addr().map_err(told)?);
        let inner = Arc::new(Mutex::new(Inner { made: 1_000, commands: json!([]), ..Inner::default() }));
        let router = Router::new().fallback(call).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, inner })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Once, for a call with that method whose path ends so.
    pub fn plan(&self, method: &'static str, path: &str, fault: Fault) {
        self.inner().planned.push_back((method, path.to_owned(), fault));
    }

    /// Where events are said to come from.
    pub fn name_gateway(&self, url: &str) {
        self.inner().gateway = Some(url.to_owned());
    }

    /// Everything that came.
    pub fn calls(&self) -> Vec<Call> {
        self.inner().calls.clone()
    }

    /// The calls with that method whose path ends so.
    pub fn called(&self, method: &str, path: &str) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.method == method && call.path.ends_with(path)).collect()
    }

    /// The messages of a channel, the oldest first.
    pub fn messages(&self, channel: &str) -> Vec<Value> {
        self.inner().messages.get(channel).cloned().unwrap_or_default()
    }

    /// What it would have refused.
    pub fn problems(&self) -> Result<(), String> {
        let problems = self.inner().problems.clone();
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }
}

async fn call(
    State(inner): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
    let path = uri.path().strip_prefix("/api/v10").unwrap_or(uri.path()).to_owned();
    let (body, has_files) = body(&headers, &bytes);
    if headers.get("authorization").is_none_or(|value| value != "Bot token") {
        inner.problems.push(format!("{method} {path} without the token"));
    }
    inner.calls.push(Call { method: method.to_string(), path: path.clone(), body: body.clone(), has_files });
    let at = inner.planned.iter().position(|(wanted, end, _)| *wanted == method.as_str() && path.ends_with(end));
    let fault = at.and_then(|at| inner.planned.remove(at)).map(|(_, _, fault)| fault);
    if let Some(Fault::Refuse(status, said)) = fault {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
        return (status, Json(said)).into_response();
    }
    let answer = inner.answer(method.as_str(), &path, &body);
    if matches!(fault, Some(Fault::Lose)) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    match answer {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

fn body(headers: &HeaderMap, bytes: &Bytes) -> (Value, bool) {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    if !kind.starts_with("multipart/") {
        return (serde_json::from_str(&text).unwrap_or_default(), false);
    }
    let part = text.split("name=\"payload_json\"").nth(1).and_then(|rest| rest.split("\r\n\r\n").nth(1));
    let json = part.and_then(|part| part.split("\r\n--").next()).unwrap_or_default();
    (serde_json::from_str(json).unwrap_or_default(), text.contains("name=\"files[0]\""))
}

fn handoffs_channel() -> Value {
    json!({ "id": "600", "name": "handoffs", "type": 0, "permission_overwrites": [] })
}

impl Inner {
    fn next_id(&mut self) -> String {
        self.made += 1;
        self.made.to_string()
    }

    fn hold(&mut self, schema: &str, body: &Value) {
        if let Err(problem) = spec::check(schema, body) {
            self.problems.push(problem);
        }
    }

    fn answer(&mut self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("POST", ["channels", channel, "messages"]) => Some(self.create(channel, body)),
            ("GET", ["users", "@me"]) => Some(json!({ "id": "800", "username": "baton" })),
            ("GET", ["channels", "600"]) => Some(handoffs_channel()),
            ("GET", ["guilds", "700" | "701", "channels"]) => Some(json!([handoffs_channel()])),
            ("GET", ["guilds", "700" | "701", "roles"]) => Some(json!([{ "id": "700", "permissions": "3072" }])),
            // Any other server has nothing that could be seen.
            ("GET", ["guilds", _, "channels" | "roles"]) => Some(json!([])),
            ("GET", ["guilds", "700" | "701", "members", "800"]) => Some(json!({ "roles": [] })),
            ("POST", ["guilds", "700", "channels"]) => {
                self.hold("CreateGuildChannelRequest", body);
                Some(json!({ "id": self.next_id(), "name": body["name"], "type": 0 }))
            }
            ("GET", ["channels", channel, "messages"]) => {
                let known = self.messages.get(*channel).cloned().unwrap_or_default();
                Some(known.into_iter().rev().collect())
            }
            ("PATCH", ["channels", channel, "messages", message]) => {
                self.hold("MessageEditRequestPartial", body);
                let known = self.messages.entry((*channel).to_owned()).or_default();
                let known = known.iter_mut().find(|known| known["id"] == **message)?;
                known["components"] = body["components"].clone();
                Some(known.clone())
            }
            ("POST", ["channels", channel, "threads"]) => {
                self.hold("CreateTextThreadWithoutMessageRequest", body);
                let thread =
                    json!({ "id": self.next_id(), "name": body["name"], "parent_id": channel, "type": body["type"] });
                self.threads.push(thread.clone());
                Some(thread)
            }
            ("GET", ["guilds", id] | ["guilds", _, "members", id]) => Some(json!({ "id": id })),
            ("GET", ["guilds", _, "threads", "active"]) => Some(json!({ "threads": self.threads })),
            ("PUT", ["channels", _, "thread-members", _]) | ("DELETE", ["webhooks", ..]) => None,
            ("PATCH", ["channels", channel]) => Some(json!({ "id": channel })),
            ("POST", ["users", "@me", "channels"]) => {
                Some(json!({ "id": format!("9{}", body["recipient_id"].as_str().unwrap_or_default()) }))
            }
            ("GET", ["gateway", "bot"]) => Some(json!({ "url": self.gateway, "shards": 1 })),
            ("GET", [.., "commands"]) => Some(self.commands.clone()),
            ("PUT", [.., "commands"]) => {
                for command in body.as_array().into_iter().flatten() {
                    self.hold("ApplicationCommandUpdateRequest", command);
                }
                self.commands = body.clone();
                Some(body.clone())
            }
            ("GET", ["oauth2", "applications", "@me"]) => Some(json!({ "id": "800" })),
            ("POST", ["interactions", _, _, "callback"]) => {
                self.hold(callback_schema(body), body);
                None
            }
            ("PATCH" | "POST", ["webhooks", ..]) => {
                let schema = if method == "POST" {
                    "IncomingWebhookRequestPartial"
                } else {
                    "IncomingWebhookUpdateRequestPartial"
                };
                self.hold(schema, body);
                Some(json!({ "id": self.next_id() }))
            }
            _ => {
                self.problems.push(format!("{method} {path} is not known here"));
                Some(json!({}))
            }
        }
    }

    fn create(&mut self, channel: &str, body: &Value) -> Value {
        self.hold("MessageCreateRequest", body);
        let known = self.messages.entry(channel.to_owned()).or_default();
        if let Some(same) = known.iter().find(|known| known["nonce"] == body["nonce"]) {
            return same.clone();
        }
        let mut message = body.clone();
        message["id"] = json!(self.next_id());
        self.messages.entry(channel.to_owned()).or_default().push(message.clone());
        message
    }
}

/// The schema of an interaction's first answer.
pub fn callback_schema(body: &Value) -> &'static str {
    match body["type"].as_u64() {
        Some(6 | 7) => "UpdateMessageInteractionCallbackRequest",
        Some(8) => "ApplicationCommandAutocompleteCallbackRequest",
        Some(9) => "ModalInteractionCallbackRequest",
        Some(1) => "PongInteractionCallbackRequest",
        _ => "CreateMessageInteractionCallbackRequest",
    }
}
