//! The same request twice is carried out once. A caller that got no answer sends it again under the same key and gets the
//! answer of the first time; a request without a key is always a new one.
//!
//! The key comes in the header `Idempotency-Key`, or as `request_id` in the body, which wins. What a request does to a
//! handoff is guarded by its delivery id besides ([`crate::chat::incoming::Incoming`]), in the commit itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::Value;
use tokio::sync::Mutex as Gate;
use tracing::error;

use super::Playground;
use super::problem::Problem;
use crate::ids::{PersonId, WorkspaceId};
use crate::store::commit::{Commit, Delivery};

const HEADER: &str = "idempotency-key";
const KEY_CHARS_MAX: usize = 200;
/// Where answers are kept, beside the deliveries of the chat platforms.
const ANSWERS: &str = "playground_answers";

/// What the caller calls a request; may be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key(Option<String>);

/// One at a time for each key that is being worked on.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<HashMap<String, Weak<Gate<()>>>>);

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

impl Gates {
    fn gate(&self, name: &str) -> Arc<Gate<()>> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gates.retain(|_, gate| gate.strong_count() > 0);
        if let Some(known) = gates.get(name).and_then(Weak::upgrade) {
            return known;
        }
        let gate = Arc::new(Gate::new(()));
        gates.insert(name.to_owned(), Arc::downgrade(&gate));
        gate
    }
}

impl Playground {
    /// Carries a deed out and keeps its answer under `name`; answers with what is kept where the name is known. A deed that
    /// failed is not kept, so that it can be tried again.
    pub(super) async fn once<D>(self: &Arc<Self>, name: Option<String>, deed: D) -> Result<Json<Value>, Problem>
    where
        D: Future<Output = Result<Value, Problem>> + Send + 'static,
    {
        let Some(name) = name else { return to_its_end(deed).await };
        let (shared, gate) = (Arc::clone(self), self.gates.gate(&name));
        to_its_end(async move {
            let _turn = gate.lock().await;
            let before = *shared.workspace.read().await;
            if let Some(answer) = shared.app.store.inbox_outcome(before, ANSWERS, &name).await? {
                return Ok(answer);
            }
            let answer = deed.await?;
            shared.keep(before, &name, &answer).await?;
            let after = *shared.workspace.read().await;
            if after != before {
                shared.keep(after, &name, &answer).await?;
            }
            Ok(answer)
        })
        .await
    }

    async fn keep(&self, workspace: WorkspaceId, name: &str, answer: &Value) -> Result<(), Problem> {
        let mut commit = Commit::new(workspace, self.app.store.now().await?);
        let (platform, id) = (ANSWERS.to_owned(), name.to_owned());
        commit.delivery = Some(Delivery { platform, id, outcome: answer.clone() });
        self.app.store.write(commit).await?;
        Ok(())
    }
}

/// A caller that hangs up does not stop a deed half-way.
async fn to_its_end<D>(deed: D) -> Result<Json<Value>, Problem>
where
    D: Future<Output = Result<Value, Problem>> + Send + 'static,
{
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
    fn a_gate_is_shared_while_it_is_held_and_forgotten_afterwards() {
        let gates = Gates::default();
        let first = gates.gate("a");
        assert!(Arc::ptr_eq(&first, &gates.gate("a")));
        drop(first);
        let _other = gates.gate("b");
        assert_eq!(gates.0.lock().expect("gates").len(), 1);
    }
}
