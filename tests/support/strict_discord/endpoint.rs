//! Interactions over HTTP: signed with Ed25519 over the raw bytes, sent to the bot's own address, answered in the response.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::acts::{self, Interaction};
use super::gateway::Endpoint;
use super::rest::check_callback;
use super::{Discord, Shared, hex, multipart};

/// No bot takes so long unless it hangs; what counts as late is said by the server's clock.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// As Discord does.
    Good,
    /// Well, and ten minutes ago.
    Stale,
    /// Over other bytes.
    Wrong,
    /// With half a signature.
    Short,
    /// Not at all.
    Missing,
}

/// What an address answered.
#[derive(Debug, Clone)]
pub struct Heard {
    pub status: u16,
    pub kind: String,
    pub body: Bytes,
}

impl Discord {
    /// What a person types into the portal as *Interactions Endpoint URL*. As the real one, it is tried first: a PING has to
    /// be answered, and a bad signature refused.
    ///
    /// # Errors
    /// With what the portal would show.
    pub async fn set_endpoint(&self, endpoint: Endpoint) -> Result<(), String> {
        let ping = json!({ "id": "1", "application_id": "1", "type": 1, "token": "t", "version": 1 }).to_string();
        for seal in [Seal::Wrong, Seal::Short, Seal::Missing] {
            let heard = self.knock(&endpoint, ping.as_bytes(), seal).await?;
            if heard.status != 401 {
                return Err(format!("a signature that is {seal:?} was answered with {}", heard.status));
            }
        }
        let heard = self.knock(&endpoint, ping.as_bytes(), Seal::Good).await?;
        let answer: Value = serde_json::from_slice(&heard.body).unwrap_or_default();
        if heard.status != 200 || answer["type"] != 1 {
            return Err(format!("a PING was answered with {} {}", heard.status, String::from_utf8_lossy(&heard.body)));
        }
        self.change(|world| world.gateway.endpoint = Some(endpoint));
        Ok(())
    }

    /// Sends raw bytes to the bot's address: forged, truncated, replayed or good.
    ///
    /// # Errors
    /// Where nothing is heard.
    pub async fn knock(&self, endpoint: &Endpoint, body: &[u8], seal: Seal) -> Result<Heard, String> {
        let age_s = if seal == Seal::Stale { 600 } else { 0 };
        let timestamp = (self.look(|world| world.now().ms()) / 1000 - age_s).to_string();
        let sent = post(&self.shared, endpoint, &timestamp, body, seal);
        tokio::time::timeout(PATIENCE, sent).await.map_err(|_| "the bot's address hangs".to_owned())?
    }
}

async fn post(shared: &Shared, to: &Endpoint, timestamp: &str, body: &[u8], seal: Seal) -> Result<Heard, String> {
    let failed = |error: &dyn std::fmt::Display| format!("http://{}{}: {error}", to.address, to.path);
    if !to.address.ip().is_loopback() {
        return Err(failed(&"not on loopback"));
    }
    let mut signed = timestamp.as_bytes().to_vec();
    signed.extend_from_slice(if seal == Seal::Wrong { b"something else" } else { body });
    let signature = shared.key.sign(&signed);
    let signature = hex(signature.as_ref());
    let signature = if seal == Seal::Short { signature[..64].to_owned() } else { signature };
    let socket = TcpStream::connect(to.address).await.map_err(|error| failed(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(socket)).await.map_err(|error| failed(&error))?;
    tokio::spawn(connection);
    let mut request = Request::post(&to.path).header(HOST, to.address.to_string());
    request = request.header(CONTENT_TYPE, "application/json").header("user-agent", "Discord-Interactions/1.0");
    if seal != Seal::Missing {
        request = request.header("x-signature-ed25519", signature).header("x-signature-timestamp", timestamp);
    }
    let request = request.body(Full::new(Bytes::from(body.to_vec()))).map_err(|error| failed(&error))?;
    let (head, body) = sender.send_request(request).await.map_err(|error| failed(&error))?.into_parts();
    let body = body.collect().await.map_err(|error| failed(&error))?.to_bytes();
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    Ok(Heard { status: head.status.as_u16(), kind, body })
}

/// Sends an interaction to the bot's address, and takes the answer as its first one.
pub async fn deliver(shared: Arc<Shared>, interaction: Interaction) {
    let Some(to) = shared.look(|world| world.gateway.endpoint.clone()) else { return };
    let body = shared.look(|world| world.gateway.bent("INTERACTION_CREATE", interaction.payload.clone())).to_string();
    let timestamp = (interaction.created.ms() / 1000).to_string();
    let sent = post(&shared, &to, &timestamp, body.as_bytes(), Seal::Good);
    let heard = match tokio::time::timeout(PATIENCE, sent).await {
        Ok(Ok(heard)) => heard,
        Ok(Err(why)) => return shared.change(|world| world.problem(why)),
        Err(_) => return shared.change(|world| world.problem("the bot's address hangs")),
    };
    shared.change(|world| match (heard.status, heard.body.is_empty()) {
        // The answer comes by a request of its own.
        (202, true) => {}
        (200, false) => {
            let read = if heard.kind.starts_with("multipart/") {
                multipart::read(&heard.kind, &heard.body).map_err(|refusal| refusal.json().to_string())
            } else {
                let json = serde_json::from_slice(&heard.body).map_err(|error| error.to_string());
                json.map(|json: Value| (json, Vec::new()))
            };
            let answered = read.and_then(|(json, files)| {
                let checked = check_callback(&json)
                    .and_then(|()| acts::answer(world, interaction.id, &interaction.token, &json, &files).map(drop));
                checked.map_err(|refusal| format!("{}: {json}", refusal.json()))
            });
            if let Err(why) = answered {
                world.problem(format!("the answer to interaction {} is refused: {why}", interaction.id));
            }
        }
        (status, _) => world.problem(format!("interaction {} was answered with status {status}", interaction.id)),
    });
}
