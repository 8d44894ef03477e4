//! What people do, turned into acts and answered: commands, buttons, forms.
//!
//! Every answer comes within the platform's limit or is a sentence; a fault or a bug is told in words and logged once.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use tracing::error;

use super::act::{Act, Acted, Subject, Target};
use super::company::Company;
use super::fault::{ActFault, AppFault};
use super::scene::Scene;
use super::{App, buttons, commands, kept, setup};
use crate::chat::cards;
use crate::chat::cards::refusal::OurFault;
use crate::chat::command;
use crate::chat::incoming::{Incoming, Reply, What};
use crate::chat::limits::{Limits, fit_form, fit_message};
use crate::chat::route::Route;
use crate::chat::text::Words;
use crate::clock::Timestamp;
use crate::domain::lifecycle::Action;
use crate::ids::HandoffId;
use crate::store::identity::Capability;

/// One thing a person did, with what answering it needs.
#[derive(Clone)]
pub(super) struct Desk<'a> {
    pub(super) app: &'a App,
    pub(super) incoming: &'a Incoming,
    pub(super) company: Arc<Company>,
    pub(super) words: Words,
    pub(super) now: Timestamp,
}

impl App {
    /// Answers what somebody did. Never fails: what went wrong on our side is told as a sentence.
    pub async fn receive(&self, incoming: &Incoming) -> Reply {
        let handled = AssertUnwindSafe(Box::pin(self.handle(incoming))).catch_unwind().await;
        match handled {
            Ok(Ok(reply)) => reply,
            Ok(Err(fault)) => {
                error!(workspace = %incoming.workspace, person = %incoming.person, %fault, "a request failed");
                self.faulty(incoming, fault.told())
            }
            Err(_) => {
                error!(workspace = %incoming.workspace, person = %incoming.person, "a request hit a bug");
                self.faulty(incoming, OurFault::Other)
            }
        }
    }

    fn faulty(&self, incoming: &Incoming, fault: OurFault) -> Reply {
        self.told_of_fault(&self.words("en"), fault, &incoming.what)
    }

    /// What went wrong, with what was typed.
    pub(super) fn told_of_fault(&self, words: &Words, fault: OurFault, what: &What) -> Reply {
        fitted(Reply::Private(kept::fault(words, fault, what)), self.platform().limits(), words)
    }

    async fn handle(&self, incoming: &Incoming) -> Result<Reply, AppFault> {
        let Some(company) = Company::load(&self.store, incoming.workspace).await? else {
            return Ok(Reply::Private(cards::refusal::not_set_up(&self.words("en"))));
        };
        let words = self.words(company.locale_of(incoming.person));
        let now = self.store.now().await?;
        let desk = Desk { app: self, incoming, company: Arc::new(company), words, now };
        if desk.company.workspace.set_up_at.is_none() && !setup::is_open_before(&incoming.what) {
            return Ok(fitted(setup::not_yet(&desk), self.platform().limits(), &desk.words));
        }
        let reply = match &incoming.what {
            What::Command(text) => match command::parse(text) {
                Ok(command) => commands::run(&desk, command).await,
                Err(problem) => {
                    Ok(Reply::Private(cards::help::problem(&desk.words, &problem, self.platform().entry())))
                }
            },
            What::Message { text, at } => commands::start::from_message(&desk, text, *at).await,
            What::Click { id, values } => match Route::parse(id) {
                Some(route) => buttons::clicked(&desk, &route, values).await,
                None => Ok(desk.out_of_date()),
            },
            What::Submit { id, answers } => match Route::parse(id) {
                Some(route) => desk.coming_back(buttons::submitted(&desk, &route, answers).await?, &route).await,
                None => Ok(desk.out_of_date()),
            },
        };
        reply.map(|reply| fitted(reply, self.platform().limits(), &desk.words))
    }
}

/// Made small enough for the platform; what is left out is counted.
fn fitted(reply: Reply, limits: &Limits, words: &Words) -> Reply {
    match reply {
        Reply::Private(message) => Reply::Private(fit_message(message, limits, words)),
        Reply::Update(message) => Reply::Update(fit_message(message, limits, words)),
        Reply::Public(message) => Reply::Public(fit_message(message, limits, words)),
        Reply::Form(form) => Reply::Form(fit_form(form, limits, words)),
        Reply::Quiet => Reply::Quiet,
    }
}

impl Desk<'_> {
    /// Whether the one who asked may set Baton up.
    pub(super) fn is_admin(&self) -> bool {
        self.company.may(self.incoming.person, Capability::Admin)
    }

    /// "This message is out of date", with a way on.
    pub(super) fn out_of_date(&self) -> Reply {
        Reply::Private(cards::refusal::out_of_date(&self.words))
    }

    /// The handoff that a route names; absent where it names none of this workspace.
    pub(super) async fn subject(&self, handoff: Option<HandoffId>) -> Result<Option<Subject>, AppFault> {
        match handoff {
            Some(id) => self.app.subject(self.incoming.workspace, id).await,
            None => Ok(None),
        }
    }

    /// What is needed to draw a handoff for the one who asked.
    pub(super) async fn scene(&self, subject: &Subject) -> Result<Scene, AppFault> {
        self.app.scene(subject, Some(self.incoming.person)).await
    }

    /// Carries out an action of the one who asked.
    pub(super) async fn act(&self, handoff: HandoffId, action: Action) -> Result<Acted, ActFault> {
        self.act_in_part(handoff, action, 0).await
    }

    /// One of several actions that a single click or form stands for; each part is its own delivery.
    pub(super) async fn act_in_part(&self, handoff: HandoffId, action: Action, part: u32) -> Result<Acted, ActFault> {
        self.act_for_form(handoff, action, part, self.submitted_form()).await
    }

    /// The same, done for what was typed into a form that is kept.
    pub(super) async fn act_for_form(
        &self,
        handoff: HandoffId,
        action: Action,
        part: u32,
        form: Option<String>,
    ) -> Result<Acted, ActFault> {
        let delivery = match part {
            0 => self.incoming.delivery.clone(),
            part => format!("{}#{part}", self.incoming.delivery),
        };
        self.app
            .act(Act {
                workspace: self.incoming.workspace,
                target: Target::Existing(handoff),
                action,
                by: Some(self.incoming.person),
                source: self.app.platform().name(),
                delivery: Some((self.app.platform().name(), delivery)),
                finished: None,
                catching_up: None,
                form,
                at: None,
            })
            .await
    }

    /// The line after an action. A delivery that came twice is answered like the first time.
    pub(super) async fn confirmed(&self, acted: &Acted, action: &Action) -> Result<Reply, AppFault> {
        let scene = self.scene(&acted.subject).await?;
        let message = cards::confirm::confirmed(&scene.view(&acted.subject), action);
        Ok(message.map_or(Reply::Quiet, Reply::Update))
    }

    /// Why an action was not carried out, in words; faults go on up.
    pub(super) async fn refused(&self, fault: ActFault) -> Result<Reply, AppFault> {
        match fault {
            ActFault::Refused(refused) => {
                let scene = self.scene(&refused.subject).await?;
                let view = scene.view(&refused.subject);
                Ok(Reply::Private(cards::refusal::refusal(&self.words, &refused.refusal, Some(&view))))
            }
            ActFault::NoHandoff | ActFault::LeaseLost => Ok(self.out_of_date()),
            ActFault::Fault(fault) => Err(fault),
        }
    }
}
