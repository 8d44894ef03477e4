//! Errors of the playground's interface: a sentence, never a stack trace.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tracing::error;

use crate::app::fault::{ActFault, AppFault};
use crate::platform::DeliveryFault;

const OUR_SIDE: &str = "Something went wrong on our side. Nothing was lost; please try again.";

/// Why a request was not carried out.
#[derive(Debug)]
pub(super) enum Problem {
    /// The caller can do something about it.
    Refused(StatusCode, &'static str),
    /// The world failed.
    Fault(AppFault),
}

impl Problem {
    pub(super) const NO_SUCH_PERSON: Self = Self::Refused(StatusCode::NOT_FOUND, "There is nobody of that name here.");
    pub(super) const NO_SUCH_PLACE: Self =
        Self::Refused(StatusCode::NOT_FOUND, "There is no such channel or thread for you here. Nothing was sent.");
    pub(super) const UNREADABLE_KEY: Self = Self::Refused(
        StatusCode::BAD_REQUEST,
        "The key of a request is one word of at most 200 plain characters. Nothing was changed.",
    );
    pub(super) const UNREADABLE_QUERY: Self = Self::Refused(
        StatusCode::BAD_REQUEST,
        "What stands after the question mark cannot be read. Nothing was changed; /openapi.json tells what belongs there.",
    );
    pub(super) const BUG: Self = Self::Refused(StatusCode::INTERNAL_SERVER_ERROR, OUR_SIDE);
}

impl<F: Into<AppFault>> From<F> for Problem {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<DeliveryFault> for Problem {
    fn from(fault: DeliveryFault) -> Self {
        error!(%fault, "the chat could not be kept");
        Self::Refused(StatusCode::SERVICE_UNAVAILABLE, OUR_SIDE)
    }
}

impl From<ActFault> for Problem {
    fn from(fault: ActFault) -> Self {
        match fault {
            ActFault::Fault(fault) => Self::Fault(fault),
            ActFault::Refused(_) | ActFault::NoHandoff | ActFault::LeaseLost => {
                Self::Refused(StatusCode::CONFLICT, "That is not possible now. Nothing was changed.")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, sentence) = match self {
            Self::Refused(status, sentence) => (status, sentence),
            Self::Fault(fault) => {
                error!(%fault, "a request failed");
                (StatusCode::SERVICE_UNAVAILABLE, OUR_SIDE)
            }
        };
        (status, Json(json!({ "error": sentence }))).into_response()
    }
}

/// What the framework refuses on its own, told as our own refusals are.
pub(super) async fn in_words(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !response.status().is_client_error() || kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return response;
    }
    let sentence = match response.status() {
        StatusCode::NOT_FOUND => {
            "There is nothing at this address. Nothing was changed; /openapi.json lists what there is."
        }
        StatusCode::METHOD_NOT_ALLOWED => "This address takes another method. Nothing was changed; see /openapi.json.",
        StatusCode::PAYLOAD_TOO_LARGE => "That is too much at once: 256 KiB is the most. Nothing was changed.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            "Please send JSON, with the header content-type: application/json. Nothing was changed."
        }
        StatusCode::UNPROCESSABLE_ENTITY => {
            "Something is missing or of the wrong kind. Nothing was changed; /openapi.json tells what belongs here."
        }
        _ => "That cannot be read. Nothing was changed; /openapi.json tells what belongs here.",
    };
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut told = Problem::Refused(response.status(), sentence).into_response();
    if let Some(allowed) = allowed {
        told.headers_mut().insert(header::ALLOW, allowed);
    }
    told
}
