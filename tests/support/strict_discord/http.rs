//! The listener: connections, who may call, rate limits, troubles on purpose, and the log of what was asked.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, SEC_WEBSOCKET_KEY, UPGRADE, USER_AGENT};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::faults::Trouble;
use super::limits::{Headers, INVALID_MAX, TooMany};
use super::refusal::{BLOCKED_AGENT, INVALID_JSON, NO_SUCH_ROUTE, Refusal, UNAUTHORIZED};
use super::rest::{Answer, Call, carry_out};
use super::world::{self, World};
use super::{Shared, multipart, socket, uploads};

const API: &str = "/api/v10";

/// The connection ends without an answer.
#[derive(Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

type Answered = Response<Full<Bytes>>;

/// Serves connections for ever.
pub async fn listen(listener: TcpListener, shared: Arc<Shared>) -> Infallible {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&shared)));
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| respond(request, Arc::clone(&shared)));
    let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A connection that breaks, on purpose or not, concerns the one who made it.
    drop(connection.with_upgrades().await);
}

async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Answered, Dropped> {
    if request.headers().contains_key(UPGRADE) {
        return upgrade(request, &shared);
    }
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
    let uri = head.uri.to_string();
    if uri.starts_with(uploads::FOLDER) {
        return file(&shared, &head.method, &uri, &head.headers).await;
    }
    let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let below = path.strip_prefix(API).map(ToOwned::to_owned);
    let mut call =
        Call { method: head.method.to_string(), path: below.clone().unwrap_or_default(), query, ..Call::default() };
    let trouble = shared.change(|world| {
        let request = format!("{} {} {}", call.method, call.path, String::from_utf8_lossy(&body));
        let is_lost = call.method != "GET" && world.faults.is_lost(request);
        world.faults.take(&call.template()).or(is_lost.then_some(Trouble::DroppedAfter))
    });
    match &trouble {
        Some(Trouble::Status(status)) => {
            let page = format!("<html><body><h1>{status}</h1><p>cloudflare</p></body></html>");
            shared.change(|world| note(world, &call, *status, None));
            return Ok(answered(*status, "text/html", page, &Vec::new()));
        }
        Some(Trouble::TooMany { after_ms, is_global }) => {
            let scope = if *is_global { "global" } else { "user" };
            let refused = TooMany::new(*after_ms, *is_global, scope);
            return Ok(shared.change(|world| too_many(world, &call, &refused)));
        }
        Some(Trouble::Refused(kind)) => {
            return Ok(shared.change(|world| refused(world, &call, &(*kind).into(), &Vec::new())));
        }
        Some(Trouble::DroppedBefore) => return Err(Dropped),
        Some(Trouble::Held) => {
            let mut gate = shared.look(|world| world.faults.gate());
            // It only fails when the server is gone.
            drop(gate.changed().await);
        }
        Some(Trouble::DroppedAfter | Trouble::Bent(_)) | None => {}
    }
    let read = below.ok_or_else(|| Refusal::from(NO_SUCH_ROUTE)).and_then(|_| read_body(&head.headers, &body));
    let answer = shared.change(|world| {
        let headers = match admit(world, &head.headers, &call) {
            Ok(headers) => headers,
            Err(answer) => return *answer,
        };
        let outcome = read.and_then(|(body, files)| {
            (call.body, call.files) = (body, files);
            carry_out(world, &call)
        });
        finish(world, &call, outcome, &headers, trouble.as_ref())
    });
    if matches!(trouble, Some(Trouble::DroppedAfter)) { Err(Dropped) } else { Ok(answer) }
}

/// A file that somebody attached. It can be missing, late or broken off like everything else.
async fn file(shared: &Shared, method: &Method, uri: &str, headers: &HeaderMap) -> Result<Answered, Dropped> {
    let trouble = shared.change(|world| world.faults.take("GET attachments"));
    match trouble {
        Some(Trouble::Status(status)) => return Ok(answered(status, "text/html", String::new(), &Vec::new())),
        Some(Trouble::DroppedBefore | Trouble::DroppedAfter) => return Err(Dropped),
        Some(Trouble::Held) => {
            let mut gate = shared.look(|world| world.faults.gate());
            drop(gate.changed().await);
        }
        Some(Trouble::TooMany { .. } | Trouble::Refused(_) | Trouble::Bent(_)) | None => {}
    }
    let Some((kind, bytes)) = shared.change(|world| uploads::serve(world, method.as_str(), uri, headers)) else {
        return Ok(answered(404, "text/plain", "This content is no longer available.".to_owned(), &Vec::new()));
    };
    let response = Response::builder().status(200).header(CONTENT_TYPE, kind);
    Ok(response.body(Full::new(Bytes::from(bytes))).expect("a response"))
}

/// Who calls, with which program, and how often.
fn admit(world: &mut World, headers: &HeaderMap, call: &Call) -> Result<Headers, Box<Answered>> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now = world.now();
    if world.limits.invalid(now) >= INVALID_MAX {
        // The address is banned: no JSON any more.
        return Err(Box::new(answered(429, "text/html", "error code: 1015".to_owned(), &Vec::new())));
    }
    if !text(USER_AGENT).starts_with("DiscordBot (") {
        world.problem(format!("a user agent that Discord blocks: {:?}", text(USER_AGENT)));
        return Err(Box::new(refused(world, call, &BLOCKED_AGENT.into(), &Vec::new())));
    }
    let is_ours = text(AUTHORIZATION) == format!("Bot {}", world.token);
    if !is_ours && !call.needs_no_bot() {
        return Err(Box::new(refused(world, call, &UNAUTHORIZED.into(), &Vec::new())));
    }
    world.limits.take(now, &call.template(), &call.major()).map_err(|refused| Box::new(too_many(world, call, &refused)))
}

fn read_body(headers: &HeaderMap, body: &Bytes) -> Result<(Value, Vec<world::File>), Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if body.is_empty() {
        Ok((Value::Null, Vec::new()))
    } else if kind.starts_with("multipart/form-data") {
        multipart::read(kind, body)
    } else if kind.starts_with("application/json") {
        let body = serde_json::from_slice(body).map_err(|_| Refusal::from(INVALID_JSON))?;
        Ok((body, Vec::new()))
    } else {
        Err(Refusal::field("", format!("Expected \"Content-Type\" header to be application/json, not {kind:?}.")))
    }
}

fn finish(
    world: &mut World,
    call: &Call,
    outcome: Result<Answer, Refusal>,
    headers: &Headers,
    trouble: Option<&Trouble>,
) -> Answered {
    match outcome {
        Ok(Answer::Json(status, mut json)) => {
            note(world, call, status, None);
            if let Some(Trouble::Bent(bend)) = trouble {
                bend(&mut json);
            }
            answered(status, "application/json", json.to_string(), headers)
        }
        Ok(Answer::Nothing) => {
            note(world, call, 204, None);
            answered(204, "", String::new(), headers)
        }
        Err(refusal) => refused(world, call, &refusal, headers),
    }
}

fn refused(world: &mut World, call: &Call, refusal: &Refusal, headers: &Headers) -> Answered {
    note(world, call, refusal.status, Some(refusal.code));
    if refusal.is_mistake() {
        world.problem(format!("{} {}: {} to {}", call.method, call.path, refusal.json(), call.body));
    }
    if matches!(refusal.status, 401 | 403) {
        let now = world.now();
        world.limits.count_invalid(now);
    }
    answered(refusal.status, "application/json", refusal.json().to_string(), headers)
}

fn too_many(world: &mut World, call: &Call, refused: &TooMany) -> Answered {
    note(world, call, 429, None);
    if refused.scope != "shared" {
        let now = world.now();
        world.limits.count_invalid(now);
    }
    answered(429, "application/json", refused.json().to_string(), &refused.all_headers())
}

fn note(world: &mut World, call: &Call, status: u16, code: Option<u32>) {
    let (at, method, path, body) = (world.now(), call.method.clone(), call.path.clone(), call.body.clone());
    world.log.push(world::Request { at, method, path, body, status, code });
}

fn answered(status: u16, kind: &str, body: String, headers: &Headers) -> Answered {
    let mut response = Response::builder().status(status);
    if !kind.is_empty() {
        response = response.header(CONTENT_TYPE, kind);
    }
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(Full::new(Bytes::from(body))).expect("a response")
}

/// A socket of the gateway.
fn upgrade(mut request: Request<Incoming>, shared: &Arc<Shared>) -> Result<Answered, Dropped> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let is_down = shared.change(|world| {
        if !query.split('&').any(|part| part == "v=10") || query.contains("compress=") {
            world.problem(format!("a socket that asks for {query:?}"));
        }
        world.gateway.is_down
    });
    let key = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
    let Some(accept) = key.filter(|_| !is_down) else { return Err(Dropped) };
    let upgraded = hyper::upgrade::on(&mut request);
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            let stream = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
            socket::serve(stream, shared).await;
        }
    });
    let response = Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
    let response = response.header("connection", "upgrade").header("upgrade", "websocket");
    Ok(response.header("sec-websocket-accept", accept).body(Full::default()).expect("a response"))
}
