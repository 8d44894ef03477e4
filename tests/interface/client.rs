//! A small HTTP client: one connection a request, every answer held against the description of the interface.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap};
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::contract;

const BASE: &str = "/playground/api/v1";
/// No answer takes so long unless something hangs.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// Reads an address below the interface's base, or an absolute one that starts with `//`.
    pub(crate) fn get(path: &str) -> Self {
        Self { method: Method::GET, path: full(path), headers: Vec::new(), body: Vec::new() }
    }

    /// Does something, with a body of JSON.
    pub(crate) fn post(path: &str, body: &Value) -> Self {
        Self::post_text(path, body.to_string()).with("content-type", "application/json")
    }

    /// Does something, with any body and without a content type.
    pub(crate) fn post_text(path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { method: Method::POST, path: full(path), headers: Vec::new(), body: body.into() }
    }

    /// Does something that takes no body.
    pub(crate) fn bare_post(path: &str) -> Self {
        Self::post_text(path, Vec::new())
    }

    /// With a header more.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Under a key, so that it is carried out once.
    pub(crate) fn keyed(self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }
}

fn full(path: &str) -> String {
    match path.strip_prefix('/') {
        Some(absolute) if absolute.starts_with('/') => absolute.to_owned(),
        Some(_) | None => format!("{BASE}{path}"),
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// What somebody has read, as a page keeps it: every message by its id, and up to where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub messages: BTreeMap<String, Value>,
    pub last: i64,
}

/// Talks to one server.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    used: Arc<Mutex<BTreeSet<String>>>,
    books: Arc<Mutex<HashMap<&'static str, Book>>>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, used: Arc::default(), books: Arc::default() }
    }

    /// Sends a request and hears the whole answer, whatever it is.
    pub(crate) async fn send(&self, request: Request) -> Answer {
        let (method, path) = (request.method.clone(), request.path.clone());
        let whole = async {
            let (head, body) = self.open(request).await.into_parts();
            let body = body.collect().await.expect("the whole answer").to_bytes();
            Answer { status: head.status, headers: head.headers, body }
        };
        let answer = tokio::time::timeout(PATIENCE, whole).await.unwrap_or_else(|_| panic!("{method} {path} hangs"));
        if path.contains("/reset") {
            // Another company: what was read belongs to the one before.
            self.books.lock().expect("the books").clear();
        }
        let operation = contract::check(&method, &path, &answer);
        self.used.lock().expect("what was used").extend(operation);
        answer
    }

    /// Sends a request that is carried out, and reads its answer.
    pub(crate) async fn ok(&self, request: Request) -> Value {
        let shown = format!("{} {}", request.method, request.path);
        let answer = self.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{shown}: {}", answer.text());
        answer.json()
    }

    /// Sends a request that is refused, and reads the sentence.
    pub(crate) async fn refused(&self, request: Request, status: u16) -> String {
        let shown = format!("{} {}", request.method, request.path);
        let answer = self.send(request).await;
        assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.text());
        let sentence = answer.json()["error"].as_str().expect("a sentence").to_owned();
        let ends_well = sentence.ends_with('.') && sentence.contains(' ');
        assert!(ends_well, "{shown}: not a sentence: {sentence}");
        sentence
    }

    /// The beginning of an answer that may never end.
    pub(crate) async fn open(&self, request: Request) -> Response<Incoming> {
        let socket = TcpStream::connect(self.address).await.expect("the server listens");
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(socket)).await.expect("a connection");
        tokio::spawn(connection);
        let mut built = hyper::Request::builder().method(request.method).uri(request.path);
        if !request.headers.iter().any(|(name, _)| *name == HOST.as_str()) {
            built = built.header(HOST, self.address.to_string());
        }
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let built = built.body(Full::new(Bytes::from(request.body))).expect("a request");
        sender.send_request(built).await.expect("an answer")
    }

    /// Reads what is new to somebody, and answers with all they have read.
    pub(crate) async fn read_on(&self, who: &'static str) -> Book {
        let mut book = self.books.lock().expect("the books").get(who).cloned().unwrap_or_default();
        loop {
            let answer = self.ok(Request::get(&format!("/as/{who}/messages?after={}", book.last))).await;
            let last = answer["last"].as_i64().expect("a cursor");
            if last == book.last {
                break;
            }
            book.last = last;
            let page = answer["messages"].as_array().expect("messages").iter();
            book.messages.extend(page.map(|message| (message["id"].to_string(), message.clone())));
        }
        self.books.lock().expect("the books").insert(who, book.clone());
        book
    }

    /// The operations of the description that were used so far.
    pub(crate) fn used(&self) -> BTreeSet<String> {
        self.used.lock().expect("what was used").clone()
    }
}

/// The type of an answer's body, without its parameters.
pub(crate) fn kind(headers: &HeaderMap) -> &str {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim()
}
