//! What was typed is never lost: a form that is not taken comes back filled, at once where the platform can, else behind a
//! button, after a restart and on another replica, too; what no form can take any more is said again, to be copied.

use super::fault::AppFault;
use super::router::Desk;
use crate::chat::cards::refusal::OurFault;
use crate::chat::cards::{forms, kept, refusal};
use crate::chat::form::{Answers, Form};
use crate::chat::incoming::{Reply, What};
use crate::chat::message::Message;
use crate::chat::route::Route;
use crate::chat::text::Words;
use crate::domain::brief::value;
use crate::store::commit::{Commit, Row};
use crate::store::forms::KeptForm;

/// Whoever has not opened the form again in a week does not want it.
const KEPT_MS: i64 = 7 * 24 * 3_600_000;

impl Desk<'_> {
    /// The form that the person submitted, which may have been kept.
    pub(super) fn submitted_form(&self) -> Option<String> {
        match &self.incoming.what {
            What::Submit { id, .. } => Some(id.clone()),
            What::Command(_) | What::Message { .. } | What::Click { .. } => None,
        }
    }

    fn keeps_forms(&self) -> bool {
        !self.app.platform().answers_form_with_form()
    }

    /// What this person typed into the form the last time, where it was not taken.
    pub(super) async fn kept_answers(&self, form: &str) -> Result<Option<Answers>, AppFault> {
        let (workspace, person) = (self.incoming.workspace, self.incoming.person);
        Ok(self.app.store.kept_form(workspace, person, form, self.now).await?)
    }

    /// A form that comes back, where no form may answer a form: its answers are kept, and a button opens it again.
    pub(super) async fn coming_back(&self, reply: Reply, route: &Route) -> Result<Reply, AppFault> {
        let form = match reply {
            Reply::Form(form) if self.keeps_forms() => form,
            Reply::Form(_) | Reply::Private(_) | Reply::Update(_) | Reply::Public(_) | Reply::Quiet => {
                return Ok(reply);
            }
        };
        let answers = form.inputs.iter().map(|input| (input.key.clone(), value::clean(&input.value))).collect();
        self.keep(route, &form.id, answers).await?;
        Ok(Reply::Private(kept::form_again(&self.words, &form)))
    }

    /// Keeps what was typed into a form, which opens with it the next time.
    pub(super) async fn keep(&self, route: &Route, form: &str, answers: Answers) -> Result<(), AppFault> {
        let row = KeptForm {
            person: self.incoming.person,
            form: form.to_owned(),
            handoff: route.handoff,
            answers,
            expires_at: self.now.plus_ms(KEPT_MS),
        };
        self.app.store.write(Commit::new(self.incoming.workspace, self.now).row(Row::KeepForm(row))).await?;
        Ok(())
    }

    /// With what was typed, where the form behind it is closed by now.
    pub(super) fn with_typed(&self, message: Message, form: Option<Form>) -> Message {
        match (&self.incoming.what, form) {
            (What::Submit { answers, .. }, Some(form)) => {
                kept::with_typed(&self.words, message, &forms::with_answers(form, answers))
            }
            (What::Submit { .. }, None) | (What::Command(_) | What::Message { .. } | What::Click { .. }, _) => message,
        }
    }
}

/// A fault, with what was typed although not even the form can be looked up.
pub(super) fn fault(words: &Words, fault: OurFault, what: &What) -> Message {
    match what {
        What::Submit { answers, .. } => kept::fault_with(words, fault, answers.values()),
        What::Command(_) | What::Message { .. } | What::Click { .. } => refusal::our_fault(words, fault),
    }
}
