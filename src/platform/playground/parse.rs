//! Pure: the playground's requests as [`What`].

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::chat::incoming::{Place, What};

/// `POST …/command` and `POST …/say`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TypedRequest {
    /// What was typed.
    pub text: String,
    /// Where.
    pub channel: String,
    /// In which thread of it.
    #[serde(default)]
    pub thread: Option<String>,
    /// The page's own id of the request; the same one twice is done once.
    #[serde(default)]
    pub request_id: Option<String>,
}

/// `POST …/click`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ClickRequest {
    /// The message that was clicked.
    pub message: Option<String>,
    /// The button or select.
    pub action: String,
    /// Values chosen.
    #[serde(default)]
    pub values: Vec<String>,
    /// The page's own id of the request.
    #[serde(default)]
    pub request_id: Option<String>,
}

/// `POST …/form`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FormRequest {
    /// The form.
    pub form: String,
    /// What was typed, by key.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// The message the form was opened from.
    #[serde(default)]
    pub message: Option<String>,
    /// The page's own id of the request.
    #[serde(default)]
    pub request_id: Option<String>,
}

impl TypedRequest {
    /// The conversation it was typed in.
    pub fn place(&self) -> Place {
        Place { channel: self.channel.clone(), thread: self.thread.clone() }
    }
}

impl From<TypedRequest> for What {
    fn from(request: TypedRequest) -> Self {
        Self::Command(request.text)
    }
}

impl From<ClickRequest> for What {
    fn from(request: ClickRequest) -> Self {
        Self::Click { id: request.action, values: request.values }
    }
}

impl From<FormRequest> for What {
    fn from(request: FormRequest) -> Self {
        Self::Submit { id: request.form, answers: request.values }
    }
}
