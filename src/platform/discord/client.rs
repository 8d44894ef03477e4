//! Calls to Discord, or to what stands at another address: one request, one answer or [`Failure`].
//!
//! serenity knows addresses, headers and which routes share a limit; the request is sent and its waits are kept here, see the
//! head of [`super`].

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use serenity::http::{LightMethod, RatelimitingBucket, Request, Route};
use tokio::time::Instant;
use tracing::warn;

use crate::chat::message::File;
use crate::platform::DeliveryFault;

mod invalid;
mod limiter;

use invalid::{Invalid, is_invalid};
use limiter::{Limiter, Said, Turn, seconds};

/// Where Discord's own interface is.
pub const API: &str = "https://discord.com";
/// A connection that takes longer will not come.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// An answer that takes longer is treated as lost.
const ANSWER_MAX: Duration = Duration::from_secs(15);
/// Waits up to so long are made in place.
const WAIT_MAX: Duration = Duration::from_millis(1_500);
/// Shut out altogether, one call in so long is enough: 10,000 in ten minutes are answered with a ban.
const SHUT_OUT_MS: i64 = 5 * 60_000;
/// A file that takes longer is not waited for.
const FILE_MAX: Duration = Duration::from_secs(8);
/// Where Discord keeps what people attach (documentation, 2026-08).
const FILE_HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// At most so much of an answer is read; a page of messages is far smaller.
const BODY_MAX: usize = 8 << 20;

/// Speaks to one address with one token.
pub struct Client {
    http: reqwest::Client,
    api: String,
    authorization: String,
    limiter: Limiter<RatelimitingBucket>,
    invalid: Invalid,
}

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Too many calls; nothing was done.
    #[error("too many requests")]
    Limited {
        /// Not before.
        after_ms: i64,
    },
    /// No answer, or none that says what was done.
    #[error("unclear: {0}")]
    Unclear(String),
    /// Discord said no.
    #[error("{status}, code {code}: {said}")]
    Refused {
        /// The answer's status.
        status: u16,
        /// Discord's code; 0 where there is none.
        code: u64,
        /// In Discord's words.
        said: String,
    },
}

/// An address that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAddress(pub String);

/// What is sent.
#[derive(Default)]
pub(super) struct Body<'a> {
    pub(super) json: Option<Value>,
    pub(super) files: &'a [File],
    pub(super) params: Vec<(&'static str, String)>,
}

impl From<Value> for Body<'_> {
    fn from(json: Value) -> Self {
        Body { json: Some(json), ..Body::default() }
    }
}

impl Client {
    /// Speaks to `api`, else to Discord itself. Plain http is for this computer only.
    pub fn new(token: &str, api: Option<&str>) -> Result<Self, BadAddress> {
        let api = api.unwrap_or(API).trim_end_matches('/').trim_end_matches("/api/v10").to_owned();
        check_address(&api, "https", "http")?;
        let unusable = |error: reqwest::Error| BadAddress(error.to_string());
        let builder = reqwest::Client::builder().connect_timeout(CONNECT_MAX).timeout(ANSWER_MAX);
        // Redirects would carry the token elsewhere.
        let http = builder.redirect(Policy::none()).build().map_err(unusable)?;
        let authorization = format!("Bot {}", bare_token(token));
        Ok(Self { http, api, authorization, limiter: Limiter::new(), invalid: Invalid::default() })
    }

    /// Whether another address than Discord's own was given.
    pub fn is_elsewhere(&self) -> bool {
        self.api != API
    }

    /// One call. A short wait for the route's limit is made first; none goes out after too many that were refused.
    pub(super) async fn call(&self, method: LightMethod, route: Route<'_>, body: Body<'_>) -> Result<Value, Failure> {
        if let Some(wait) = self.invalid.wait(Instant::now()) {
            return Err(Failure::Limited { after_ms: ms(wait) });
        }
        let mut turn = self.turn(&route.ratelimiting_bucket()).await?;
        let answer = self.send(method, route, body).await?;
        // At once: the body may never come.
        turn.heard(said(&answer), Instant::now());
        let (said, outcome) = heard(answer).await?;
        turn.heard(said, Instant::now());
        outcome
    }

    /// A call about an interaction: its routes have no limit, and it cannot wait.
    pub(super) async fn answer(&self, method: LightMethod, route: Route<'_>, body: Body<'_>) -> Result<Value, Failure> {
        heard(self.send(method, route, body).await?).await?.1
    }

    /// The bytes at an address of Discord's; nothing where they are more than so many. The token stays here.
    pub(super) async fn download(&self, address: &str, bytes_max: usize) -> Result<Option<Vec<u8>>, String> {
        let url = self.file_url(address).ok_or("it is at none of Discord's addresses")?;
        let fetched = async {
            let mut answer = self.http.get(url).send().await?.error_for_status()?;
            // What is led elsewhere is not followed, and has no body of ours.
            if !answer.status().is_success() {
                return Ok(Err(answer.status().to_string()));
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = answer.chunk().await? {
                if bytes.len() + chunk.len() > bytes_max {
                    return Ok(Ok(None));
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(Ok(Some(bytes)))
        };
        match tokio::time::timeout(FILE_MAX, fetched).await {
            Ok(Ok(fetched)) => fetched,
            Ok(Err(error)) => Err(reqwest::Error::without_url(error).to_string()),
            Err(_) => Err("it took too long".to_owned()),
        }
    }

    /// An address that files may be fetched from: Discord's own, or that of the server which stands for it. A server on this
    /// computer has its files itself.
    fn file_url(&self, address: &str) -> Option<reqwest::Url> {
        let url: reqwest::Url = address.parse().ok()?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let api: reqwest::Url = self.api.parse().ok()?;
        let is_its_own = self.is_elsewhere() && url.origin() == api.origin();
        let host = url.host_str().unwrap_or_default();
        let is_discords = url.scheme() == "https" && url.port().is_none() && FILE_HOSTS.contains(&host);
        (is_its_own || (is_discords && api.scheme() == "https")).then_some(url)
    }

    /// Whether whoever listens at the application's own address refuses what nobody signed, as we do; else what happened.
    pub(super) async fn knock(&self, address: &str) -> Result<(), String> {
        check_address(address, "https", "http").map_err(|bad| bad.to_string())?;
        let answer =
            self.http.post(address).body("{}").send().await.map_err(|error| error.without_url().to_string())?;
        match answer.status() {
            StatusCode::UNAUTHORIZED => Ok(()),
            status => Err(format!("it answers {status}")),
        }
    }

    async fn turn(&self, bucket: &RatelimitingBucket) -> Result<Turn<'_, RatelimitingBucket>, Failure> {
        let begun = Instant::now();
        loop {
            let wait = match self.limiter.turn(bucket, Instant::now()) {
                Ok(turn) => return Ok(turn),
                Err(wait) => wait,
            };
            if begun.elapsed() + wait > WAIT_MAX {
                return Err(Failure::Limited { after_ms: ms(wait) });
            }
            pause(wait).await;
        }
    }

    async fn send(&self, method: LightMethod, route: Route<'_>, body: Body<'_>) -> Result<Response, Failure> {
        let Body { json, files, params } = body;
        let has_files = !files.is_empty();
        let bytes = json.as_ref().map(|json| json.to_string().into_bytes());
        let request = Request::new(route, method).body(bytes).params((!params.is_empty()).then_some(params));
        let built = request.build(&self.http, &self.authorization, Some(&self.api));
        let mut request = built
            .map_err(|error| Failure::Refused { status: 0, code: 0, said: error.to_string() })?
            .build()
            .map_err(|error| Failure::Refused { status: 0, code: 0, said: error.to_string() })?;
        if has_files {
            request = self.with_files(&request, &json.unwrap_or_default(), files)?;
        }
        let answer = self.http.execute(request).await;
        let answer = answer.map_err(|error| Failure::Unclear(error.without_url().to_string()))?;
        let scope = answer.headers().get("x-ratelimit-scope").and_then(|value| value.to_str().ok());
        if is_invalid(answer.status(), scope) && self.invalid.count(Instant::now()) {
            warn!(status = %answer.status(), "Discord refuses so much that it may shut this address out; see what it refuses");
        }
        Ok(answer)
    }

    /// The same request with files beside its JSON.
    fn with_files(
        &self,
        request: &reqwest::Request,
        json: &Value,
        files: &[File],
    ) -> Result<reqwest::Request, Failure> {
        let failed = |error: reqwest::Error| Failure::Refused { status: 0, code: 0, said: error.to_string() };
        let mut form = Form::new().text("payload_json", json.to_string());
        for (nth, file) in files.iter().enumerate() {
            let part = Part::bytes(file.content.bytes().to_vec()).file_name(file.name.clone());
            form = form.part(format!("files[{nth}]"), part.mime_str(&file.mime).map_err(failed)?);
        }
        let mut headers = request.headers().clone();
        headers.remove(header::CONTENT_TYPE);
        headers.remove(header::CONTENT_LENGTH);
        let builder = self.http.request(request.method().clone(), request.url().clone()).headers(headers);
        builder.multipart(form).build().map_err(failed)
    }
}

/// The token, whether or not the kind stands before it.
pub(super) fn bare_token(token: &str) -> &str {
    let token = token.trim();
    token.strip_prefix("Bot ").unwrap_or(token).trim()
}

/// Waits. Nothing else can be done meanwhile in this lane.
pub(super) async fn pause(span: Duration) {
    // It never comes: only the time-out ends it.
    let _ = tokio::time::timeout(span, std::future::pending::<()>()).await;
}

/// Refuses an address that would carry the token through the open.
pub(super) fn check_address(address: &str, safe: &str, plain: &str) -> Result<(), BadAddress> {
    let bad = |problem: &str| BadAddress(format!("{address}: {problem}"));
    let url: reqwest::Url = address.parse().map_err(|_| bad("it is no address"))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        scheme if scheme == safe => Ok(()),
        scheme if scheme == plain && is_here => Ok(()),
        scheme if scheme == plain => Err(bad("without encryption only this computer can be reached")),
        _ => Err(bad("it begins with neither of the two schemes")),
    }
}

fn ms(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// What an answer says of limits, and what came of the call.
async fn heard(answer: Response) -> Result<(Said, Result<Value, Failure>), Failure> {
    let (said, status) = (said(&answer), answer.status());
    let json = read(answer).await?;
    if status != StatusCode::TOO_MANY_REQUESTS {
        return Ok((said, outcome(status, json)));
    }
    let said = with_body(said, &json);
    let after = seconds(said.retry_after.unwrap_or(1.0));
    Ok((said, Err(Failure::Limited { after_ms: ms(after) })))
}

fn said(answer: &Response) -> Said {
    let text = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    Said {
        remaining: text("x-ratelimit-remaining").and_then(|text| text.parse().ok()),
        reset_after: text("x-ratelimit-reset-after").and_then(|text| text.parse().ok()),
        retry_after: text("retry-after").and_then(|text| text.parse().ok()).filter(|_| answer.status() == 429),
        is_global: text("x-ratelimit-global").is_some_and(|text| text.eq_ignore_ascii_case("true")),
    }
}

/// The body is more exact than the header.
fn with_body(said: Said, json: &Value) -> Said {
    Said {
        retry_after: json.get("retry_after").and_then(Value::as_f64).or(said.retry_after).or(Some(1.0)),
        is_global: said.is_global || json.get("global").and_then(Value::as_bool).unwrap_or_default(),
        ..said
    }
}

async fn read(mut answer: Response) -> Result<Value, Failure> {
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > BODY_MAX => return Ok(Value::Null),
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(Failure::Unclear(error.without_url().to_string())),
        }
    }
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

fn outcome(status: StatusCode, json: Value) -> Result<Value, Failure> {
    if status.is_success() {
        return Ok(json);
    }
    let code = json.get("code").and_then(Value::as_u64).unwrap_or_default();
    let said = json.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    if status.is_server_error() {
        return Err(Failure::Unclear(format!("{status} {said}")));
    }
    Err(Failure::Refused { status: status.as_u16(), code, said })
}

impl Failure {
    /// Discord's code for a refusal.
    pub(super) fn code(&self) -> Option<u64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Limited { .. } | Self::Unclear(_) => None,
        }
    }
}

impl From<Failure> for DeliveryFault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Limited { after_ms } => Self::Later { after_ms, reason: failure.to_string() },
            Failure::Unclear(_) => Self::Later { after_ms: 0, reason: failure.to_string() },
            // A token that was changed, or a wall before Discord: somebody mends it, and what waits is not thrown away.
            Failure::Refused { status: 401, .. } | Failure::Refused { status: 403, code: 0, .. } => {
                Self::Later { after_ms: SHUT_OUT_MS, reason: failure.to_string() }
            }
            Failure::Refused { .. } => Self::Never(failure.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
