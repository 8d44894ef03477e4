//! Discord's signed requests: `POST /platforms/discord`. Nothing of a request is believed before its signature.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use serde_json::Value;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::clock::Clock;
use crate::platform::Answers;
use crate::platform::discord::Discord;
use crate::platform::discord::answer::{First, Way};
use crate::platform::discord::signature::{PublicKey, is_fresh};

/// A full form is under 100 kB; a message that is acted upon brings itself along.
const BODY_MAX_BYTES: usize = 1 << 20;

struct Endpoint {
    discord: Arc<Discord>,
    answers: Arc<dyn Answers>,
    key: PublicKey,
    clock: Arc<dyn Clock>,
}

/// The route. `clock` tells whether a signature is of these minutes.
pub fn routes(discord: Arc<Discord>, answers: Arc<dyn Answers>, key: PublicKey, clock: Arc<dyn Clock>) -> Router {
    Router::new()
        .route("/platforms/discord", post(interaction))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .with_state(Arc::new(Endpoint { discord, answers, key, clock }))
}

async fn interaction(State(endpoint): State<Arc<Endpoint>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (signature, timestamp) = (text("x-signature-ed25519"), text("x-signature-timestamp"));
    if timestamp.is_empty() || !endpoint.key.is_signed(signature, timestamp, &body) {
        debug!("a request that Discord did not sign");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if !is_fresh(timestamp, endpoint.clock.now()) {
        warn!(timestamp, "a signed request of another time: a copy, or this computer's clock is wrong");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(raw) = serde_json::from_slice::<Value>(&body) else {
        warn!(bytes = body.len(), "a signed request that is no JSON");
        return StatusCode::BAD_REQUEST.into_response();
    };
    let arrived = Instant::now();
    // On its own: Discord hanging up does not stop the work half-way.
    let working = tokio::spawn(async move {
        let first = endpoint.discord.first_answer(&raw, Way::Signed, &endpoint.answers).await;
        match first {
            Some(first) => answered(&endpoint, first, arrived).await,
            // It cannot be answered, or has been.
            None => StatusCode::ACCEPTED.into_response(),
        }
    });
    working.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn answered(endpoint: &Arc<Endpoint>, first: First, arrived: Instant) -> Response {
    let First { ticket, body, files, rest } = first;
    if let Some(rest) = rest {
        tokio::spawn(rest);
    }
    match ticket {
        // Files go by a call of their own.
        Some(ticket) if !files.is_empty() => {
            if let Err(failure) = endpoint.discord.call_back(&ticket, body, &files, arrived).await {
                warn!(interaction = %ticket.id, %failure, "an interaction was not answered");
            }
            StatusCode::ACCEPTED.into_response()
        }
        Some(_) | None => Json(body).into_response(),
    }
}
