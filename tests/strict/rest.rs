//! A bot's side of REST: one connection a request, every answer held against Discord's own description where that is here.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, USER_AGENT};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::strict_discord::{Discord, schema};

const PATIENCE: Duration = Duration::from_mins(1);

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Discord's number of a refusal.
    pub(crate) fn code(&self) -> u64 {
        self.body["code"].as_u64().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> u64 {
        self.body["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {}", self.body))
    }
}

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: &'static str,
    pub path: String,
    pub kind: String,
    pub body: Vec<u8>,
    pub agent: &'static str,
    pub token: Option<String>,
}

/// Speaks for one bot.
#[derive(Clone)]
pub(crate) struct Rest {
    base: String,
    token: String,
}

impl Rest {
    pub(crate) fn new(discord: &Discord) -> Self {
        Self { base: discord.api_url(), token: discord.token() }
    }

    /// A request with a body of JSON, or with none.
    pub(crate) fn request(&self, method: &'static str, path: &str, body: &Value) -> Request {
        Request {
            method,
            path: path.to_owned(),
            kind: if body.is_null() { String::new() } else { "application/json".to_owned() },
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
            agent: "DiscordBot (https://baton.example, 1)",
            token: Some(format!("Bot {}", self.token)),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path, &Value::Null)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path, &Value::Null)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("PUT", path, body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("POST", path, body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("PATCH", path, body)).await
    }

    /// With files, as a form.
    pub(crate) async fn with_files(
        &self,
        method: &'static str,
        path: &str,
        body: &Value,
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut form =
            format!("--edge\r\ncontent-disposition: form-data; name=\"payload_json\"\r\n\r\n{body}").into_bytes();
        for (index, (name, bytes)) in files.iter().enumerate() {
            let head = format!(
                "\r\n--edge\r\ncontent-disposition: form-data; name=\"files[{index}]\"; filename=\"{name}\"\r\n\
                 content-type: text/plain\r\n\r\n"
            );
            form.extend_from_slice(head.as_bytes());
            form.extend_from_slice(bytes);
        }
        form.extend_from_slice(b"\r\n--edge--\r\n");
        let request = self.request(method, path, &Value::Null);
        self.send(Request { kind: "multipart/form-data; boundary=edge".to_owned(), body: form, ..request }).await
    }

    /// Sends it, and hears an answer.
    pub(crate) async fn send(&self, request: Request) -> Answer {
        let shown = format!("{} {}", request.method, request.path);
        self.try_send(request).await.unwrap_or_else(|why| panic!("{shown}: {why}"))
    }

    /// Sends it; nothing may come back.
    pub(crate) async fn try_send(&self, request: Request) -> Result<Answer, String> {
        let answer = self.raw(&request).await?;
        let path = request.path.split('?').next().unwrap_or_default();
        if (200..300).contains(&answer.status)
            && !answer.body.is_null()
            && let Ok(Some(operation)) = schema::operation(request.method, path)
        {
            let problems = operation.answer_problems(answer.status, &answer.body);
            assert!(
                problems.is_empty(),
                "{} {path} is not as Discord answers: {problems:#?}\n{}",
                request.method,
                answer.body
            );
        }
        Ok(answer)
    }

    /// Sends it, and hears an answer that may be odd.
    pub(crate) async fn raw(&self, request: &Request) -> Result<Answer, String> {
        let sent = tokio::time::timeout(PATIENCE, self.exchange(request)).await;
        sent.map_err(|_| "hangs".to_owned())?
    }

    async fn exchange(&self, request: &Request) -> Result<Answer, String> {
        let failed = |error: &dyn std::fmt::Display| error.to_string();
        let (host, base) = self.base.trim_start_matches("http://").split_once('/').expect("an address with a path");
        let socket = TcpStream::connect(host).await.map_err(|error| failed(&error))?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(socket)).await.map_err(|error| failed(&error))?;
        tokio::spawn(connection);
        let built = hyper::Request::builder().method(request.method).uri(format!("/{base}{}", request.path));
        let mut built = built.header(HOST, host).header(USER_AGENT, request.agent);
        if let Some(token) = &request.token {
            built = built.header(AUTHORIZATION, token);
        }
        if !request.kind.is_empty() {
            built = built.header(CONTENT_TYPE, &request.kind);
        }
        let built = built.body(Full::new(Bytes::from(request.body.clone()))).expect("a request");
        let (head, body) = sender.send_request(built).await.map_err(|error| failed(&error))?.into_parts();
        let body = body.collect().await.map_err(|error| failed(&error))?.to_bytes();
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}
