//! What a handoff came to, for the last card of the newcomer's walk.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::act::{Answer, Asker};
use super::problem::Problem;
use super::{Playground, Shared};
use crate::ids::{HandoffId, PersonId, WorkspaceId};

const NO_SUCH_HANDOFF: Problem = Problem::Refused(
    StatusCode::NOT_FOUND,
    "There is no such handoff here to sum up. Start one, and see what it takes.",
);

/// The newest handoff was begun so many events ago at most.
const EVENTS_MAX: u32 = 2_000;

/// `?handoff=` of the summary; the newest where absent or empty.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    handoff: String,
}

/// Figures of a handoff: the sender's time, the receiver's pings, what nobody had to ask again.
pub(super) async fn summary(
    State(shared): Shared,
    Path(person): Path<String>,
    about: Result<Query<About>, QueryRejection>,
) -> Answer {
    let Query(About { handoff }) = about.map_err(|_| Problem::UNREADABLE_QUERY)?;
    let Asker { workspace, person, .. } = shared.asker(&person).await?;
    let id = match handoff.as_str() {
        "" => shared.newest_handoff(workspace).await?,
        text => text.parse().ok(),
    };
    let subject = shared.app.subject(workspace, id.ok_or(NO_SUCH_HANDOFF)?).await?.ok_or(NO_SUCH_HANDOFF)?;
    let (handoff, company) = (&subject.handoff, &subject.company);
    // A draft is its sender's alone.
    if handoff.round == 0 && handoff.sender != person && !company.is_manager(person, handoff) {
        return Err(NO_SUCH_HANDOFF);
    }
    let receiver = handoff.receiver.unwrap_or(person);
    let figures = shared.app.summary(workspace, receiver, Some(handoff.id)).await?.ok_or(NO_SUCH_HANDOFF)?;
    let key = |person: Option<PersonId>| {
        person.and_then(|person| company.persons.get(&person)).map(|person| person.external_id.clone())
    };
    let mut answer = json!(figures);
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("handoff".to_owned(), json!(handoff.id));
        fields.insert("customer".to_owned(), json!(handoff.customer));
        fields.insert("sender_key".to_owned(), json!(key(Some(handoff.sender))));
        fields.insert("receiver_key".to_owned(), json!(key(handoff.receiver)));
    }
    Ok::<Json<Value>, Problem>(Json(answer))
}

impl Playground {
    /// The handoff that was begun last, by people: the rehearsed past does not count.
    async fn newest_handoff(&self, workspace: WorkspaceId) -> Result<Option<HandoffId>, Problem> {
        let events = self.app.store.latest_events(workspace, EVENTS_MAX).await?;
        let begun = events.iter().find(|event| event.kind == "started" && event.source != "rehearsal");
        Ok(begun.and_then(|event| event.handoff))
    }
}
