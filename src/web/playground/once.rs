//! The same request twice is carried out once. A caller that got no answer sends it again under the same key and gets the
//! answer of the first time; a request without a key is always a new one.
//!
//! The key comes in the header `Idempotency-Key`, or as `request_id` in the body, which wins. Answers are kept while the
//! program runs; what outlives it are the delivery ids of acts, the handles of messages, and what a request to the panel
//! meant ([`App::meant`](crate::app::App::meant)), which all carry the same key.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use futures::future::BoxFuture;
use serde_json::Value;
use tracing::error;

use super::Playground;
use super::problem::Problem;
use crate::ids::PersonId;

const HEADER: &str = "idempotency-key";
const KEY_CHARS_MAX: usize = 200;
/// The oldest answers make room; a caller repeats within seconds.
const ANSWERS_MAX: usize = 1_000;

/// What the caller calls a request; may be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key(Option<String>);

/// What a request does, up to its answer.
pub(super) type Deed = BoxFuture<'static, Result<Value, Problem>>;

/// The answer of one request; held while the request is on its way.
type Kept = Arc<tokio::sync::Mutex<Option<Value>>>;

/// The answers of the latest requests.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<Board>);

#[derive(Debug, Default)]
struct Board {
    by_name: HashMap<String, Kept>,
    oldest_first: VecDeque<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.headers.get(HEADER) {
            Some(value) => Self::read(value.to_str().map_err(|_| Problem::UNREADABLE_KEY)?),
            None => Ok(Self(None)),
        }
    }
}

impl Key {
    fn read(text: &str) -> Result<Self, Problem> {
        let is_sound = (1..=KEY_CHARS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_sound { Ok(Self(Some(text.to_owned()))) } else { Err(Problem::UNREADABLE_KEY) }
    }

    /// The body's own key where it has one.
    pub(super) fn unless(self, request_id: Option<&str>) -> Result<Self, Problem> {
        request_id.map_or(Ok(self), Self::read)
    }

    /// As something a person did: two people may use the same key.
    pub(super) fn of(self, person: PersonId) -> Option<String> {
        self.0.map(|key| format!("{person}:{key}"))
    }

    /// As something done to the whole playground.
    pub(super) fn for_all(self, what: &str) -> Option<String> {
        self.0.map(|key| format!("/{what}:{key}"))
    }
}

impl Answers {
    /// The place for the answer of a request.
    fn place(&self, name: &str) -> Kept {
        let mut board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = board.by_name.get(name) {
            return Arc::clone(known);
        }
        if board.oldest_first.len() >= ANSWERS_MAX
            && let Some(oldest) = board.oldest_first.pop_front()
        {
            board.by_name.remove(&oldest);
        }
        let place = Kept::default();
        board.by_name.insert(name.to_owned(), Arc::clone(&place));
        board.oldest_first.push_back(name.to_owned());
        place
    }
}

impl Playground {
    /// Carries a deed out and keeps its answer under `name`; answers with what is kept where the name is known. A deed that
    /// failed is not kept, so that it can be tried again.
    pub(super) async fn once(&self, name: Option<String>, deed: Deed) -> Result<Json<Value>, Problem> {
        let Some(name) = name else { return to_its_end(deed).await };
        let place = self.answers.place(&name);
        let guarded = async move {
            let mut kept = place.lock().await;
            if let Some(answer) = &*kept {
                return Ok(answer.clone());
            }
            let answer = deed.await?;
            *kept = Some(answer.clone());
            Ok(answer)
        };
        to_its_end(Box::pin(guarded)).await
    }
}

/// A caller that hangs up does not stop a deed half-way.
async fn to_its_end(deed: Deed) -> Result<Json<Value>, Problem> {
    match tokio::spawn(deed).await {
        Ok(answer) => answer.map(Json),
        Err(bug) => {
            error!(%bug, "a request hit a bug");
            Err(Problem::BUG)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_printable_word() {
        for sound in ["1", "3f0c2f5e-6a1d", &"k".repeat(KEY_CHARS_MAX)] {
            assert!(Key::read(sound).is_ok(), "{sound}");
        }
        for bad in ["", "two words", "tab\t", "NUL\0", "schlüssel", &"k".repeat(KEY_CHARS_MAX + 1)] {
            assert!(Key::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_body_wins_and_people_do_not_share_keys() {
        let key = || Key(Some("k".to_owned()));
        let body = key().unless(Some("b")).ok().and_then(|key| key.for_all("deal"));
        assert_eq!(body.as_deref(), Some("/deal:b"));
        let header = key().unless(None).ok().and_then(|key| key.for_all("deal"));
        assert_eq!(header.as_deref(), Some("/deal:k"));
        assert_ne!(key().of(PersonId::new(1)), key().of(PersonId::new(2)));
        assert_eq!(Key(None).of(PersonId::new(1)), None);
    }

    #[test]
    fn old_answers_make_room() {
        let answers = Answers::default();
        let first = answers.place("first");
        assert!(Arc::ptr_eq(&first, &answers.place("first")));
        for n in 0..ANSWERS_MAX {
            answers.place(&n.to_string());
        }
        assert!(!Arc::ptr_eq(&first, &answers.place("first")), "it was the oldest");
        let board = answers.0.lock().expect("the answers");
        assert_eq!((board.by_name.len(), board.oldest_first.len()), (ANSWERS_MAX, ANSWERS_MAX));
    }
}
