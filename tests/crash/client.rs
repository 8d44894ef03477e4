//! A page that does not give up: every request carries a key, and is sent again under it after each crash until it is
//! answered. The kills of the [`Plan`] happen here, while a request is on its way.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::opens;
use crate::plan::{Plan, Under};
use crate::process::{Baton, Home};

const BASE: &str = "/playground/api/v1";
/// No answer takes so long unless something hangs.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longer than a job's lease: what a killed worker held is free again.
const LEASE_OVER_MS: i64 = 61_000;

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    method: Method,
    path: String,
    body: Vec<u8>,
    under: Option<Under>,
}

impl Request {
    /// Reads an address below the interface's base.
    pub(crate) fn get(path: &str) -> Self {
        Self { method: Method::GET, path: format!("{BASE}{path}"), body: Vec::new(), under: None }
    }

    /// Does something.
    pub(crate) fn post(path: &str, body: &Value) -> Self {
        let is_send = body["action"].as_str().is_some_and(|action| action.contains(".send."));
        let under = match path.rsplit('/').next() {
            Some("form") => Some(Under::Form),
            Some("click") if is_send => Some(Under::Send),
            Some("click" | "command") => Some(Under::Click),
            Some(_) | None => None,
        };
        let (path, body) = (format!("{BASE}{path}"), body.to_string().into_bytes());
        Self { method: Method::POST, path, body, under }
    }
}

/// What somebody has read: every message by its id, and up to where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub messages: BTreeMap<String, Value>,
    pub last: i64,
}

/// What happened on the way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Kills by what was under way: how many, and how many of them came before the answer.
    pub kills: BTreeMap<Under, (usize, usize)>,
    /// Kills while the sample company was made.
    pub seeding: usize,
    /// Requests that were acknowledged.
    pub acknowledged: usize,
    /// Messages that replies named.
    replies: Vec<String>,
}

/// Talks to the program through all its lives.
#[derive(Debug)]
pub(crate) struct Client {
    life: Mutex<Life>,
    books: Mutex<HashMap<&'static str, Book>>,
}

#[derive(Debug)]
struct Life {
    home: Home,
    baton: Baton,
    address: SocketAddr,
    plan: Plan,
    tally: Tally,
}

impl Client {
    pub(crate) async fn new(home: Home, mut baton: Baton, plan: Plan, seeding: usize) -> Self {
        let address = opens(&mut baton).await;
        let tally = Tally { seeding, ..Tally::default() };
        Self { life: Mutex::new(Life { home, baton, address, plan, tally }), books: Mutex::default() }
    }

    /// Plans the kills of the next handoff.
    pub(crate) async fn draw(&self, from: usize, to: usize) {
        self.life.lock().await.plan.draw(from, to);
    }

    /// Sends a request until it is acknowledged, and reads its answer.
    pub(crate) async fn ok(&self, request: Request) -> Value {
        self.life.lock().await.carry_out(&request).await
    }

    /// A chance to kill the worker while it delivers.
    pub(crate) async fn delivering(&self) {
        let mut life = self.life.lock().await;
        for _ in 0..life.plan.pass(Under::Delivery) {
            let moment = life.plan.moment(Under::Delivery);
            // Nothing is waited for: the moment is what is tried out.
            let _ = timeout(moment, std::future::pending::<()>()).await;
            life.crash(Under::Delivery, true).await;
        }
    }

    /// Reads what is new to somebody, and answers with all they have read.
    pub(crate) async fn read_on(&self, who: &'static str) -> Book {
        let mut book = self.books.lock().await.get(who).cloned().unwrap_or_default();
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
        self.books.lock().await.insert(who, book.clone());
        book
    }

    /// Sweeps the clock to a moment; it may be killed on the way.
    pub(crate) async fn sweep_to(&self, to: i64) {
        let sweep = Request { under: Some(Under::Sweep), ..Request::post("/clock", &json!({ "to": to })) };
        self.ok(sweep).await;
    }

    /// Lets so much time pass that a killed worker's jobs are claimed again.
    pub(crate) async fn outlast_leases(&self) {
        let to = self.now().await + LEASE_OVER_MS;
        self.ok(Request::post("/clock", &json!({ "to": to }))).await;
    }

    /// The playground's present.
    pub(crate) async fn now(&self) -> i64 {
        self.ok(Request::get("/state")).await["now_ms"].as_i64().expect("a moment")
    }

    /// Messages that acknowledged replies named.
    pub(crate) async fn replies(&self) -> Vec<String> {
        self.life.lock().await.tally.replies.clone()
    }

    /// Ends the program for good: what happened, and what it logged.
    pub(crate) fn end(self) -> (Tally, String) {
        let mut life = self.life.into_inner();
        life.plan.draw(0, 0);
        life.baton.kill();
        (life.tally, life.home.log())
    }
}

impl Life {
    async fn carry_out(&mut self, request: &Request) -> Value {
        let kills = request.under.map_or(0, |under| self.plan.pass(under));
        let key = format!("request-{}", self.tally.acknowledged);
        let mut acknowledged = None;
        for under in request.under.into_iter().cycle().take(kills) {
            let moment = self.plan.moment(under);
            let mut sent = pin!(send(self.address, request, &key));
            let answer = timeout(moment, &mut sent).await;
            // The caller is still there when the program goes.
            self.crash(under, answer.is_ok()).await;
            acknowledged = answer.ok().or(acknowledged);
        }
        let answer = if let Some(answer) = acknowledged {
            answer
        } else {
            let began = Instant::now();
            let answer = timeout(PATIENCE, send(self.address, request, &key)).await.expect("an answer in time");
            if let Some(under) = request.under.filter(|_| kills == 0) {
                self.plan.took(under, began.elapsed());
            }
            answer
        };
        let (status, text) = answer.unwrap_or_else(|error| panic!("{}: {error}", request.path));
        assert!(status == StatusCode::OK, "{}: {status} {text}", request.path);
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        if request.method == Method::POST {
            self.tally.acknowledged += 1;
            self.tally.replies.extend(answer["reply"]["message"].as_str().map(str::to_owned));
        }
        answer
    }

    async fn crash(&mut self, under: Under, is_answered: bool) {
        self.baton.kill();
        self.baton = Baton::spawn(&self.home);
        self.address = opens(&mut self.baton).await;
        assert!(self.baton.said("Everything is as you left it."), "it begins anew after a crash");
        let (all, unanswered) = self.tally.kills.entry(under).or_default();
        *all += 1;
        *unanswered += usize::from(!is_answered);
    }
}

/// Sends a request once: the answer, or why there is none.
pub(crate) async fn send(address: SocketAddr, request: &Request, key: &str) -> Result<(StatusCode, String), String> {
    let told = |error: &dyn std::error::Error| error.to_string();
    let socket = TcpStream::connect(address).await.map_err(|error| told(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(socket)).await.map_err(|error| told(&error))?;
    tokio::spawn(connection);
    let built = hyper::Request::builder()
        .method(request.method.clone())
        .uri(&request.path)
        .header(HOST, address.to_string())
        .header(CONTENT_TYPE, "application/json")
        .header("idempotency-key", key)
        .body(Full::new(Bytes::from(request.body.clone())))
        .map_err(|error| told(&error))?;
    let (head, body) = sender.send_request(built).await.map_err(|error| told(&error))?.into_parts();
    let body = body.collect().await.map_err(|error| told(&error))?.to_bytes();
    Ok((head.status, String::from_utf8_lossy(&body).into_owned()))
}

impl Tally {
    /// All kills.
    pub(crate) fn all(&self) -> usize {
        self.seeding + self.kills.values().map(|(all, _)| all).sum::<usize>()
    }

    /// In words.
    pub(crate) fn told(&self) -> String {
        let kinds = self.kills.iter();
        let kinds = kinds.map(|(under, (all, open))| format!("{under:?} {all} ({open} unanswered)").to_lowercase());
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let (all, seeding, steps) = (self.all(), self.seeding, self.acknowledged);
        format!("{all} kills: seeding {seeding}, {kinds}; {steps} requests acknowledged")
    }
}
