//! What was typed into a form that could not come back at once.

use serde_json::Value;

use super::Store;
use super::columns::JsonColumn;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::chat::form::Answers;
use crate::clock::Timestamp;
use crate::ids::{HandoffId, PersonId, WorkspaceId};

/// A form as somebody left it. There is one of each person and form: what is typed later takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// Who typed.
    pub person: PersonId,
    /// The form's id.
    pub form: String,
    /// The handoff it is about.
    pub handoff: Option<HandoffId>,
    /// What was typed.
    pub answers: Answers,
    /// Not shown again after that.
    pub expires_at: Timestamp,
}

statements! {
    KEPT_FORM = "SELECT answers FROM kept_forms WHERE workspace_id = $1 AND person_id = $2 AND form = $3 \
        AND expires_at_ms > $4";
}

impl Store {
    /// What somebody typed into a form that was not taken; nothing once it has expired.
    pub async fn kept_form(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        form: &str,
        now: Timestamp,
    ) -> Result<Option<Answers>, Fault> {
        let found: Option<(JsonColumn,)> = self.readers().first(KEPT_FORM, args![workspace, person, form, now]).await?;
        let Some((answers,)) = found else { return Ok(None) };
        let answers = Value::from(answers);
        let read = serde_json::from_value(answers).map(Some);
        read.map_err(|error| Fault::Unreadable { what: "kept_forms.answers", found: error.to_string() })
    }
}
