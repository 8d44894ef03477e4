//! Answers an interaction: within three seconds, always. What takes longer is acknowledged first, private or public as
//! decided beforehand, and told by the token, which lives for 15 minutes.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::{debug, error, warn};

use super::Discord;
use super::client::Failure;
use super::draw::{self, Audience, form};
use super::parse::{self, From, Parsed, Ticket};
use crate::chat::command::answers_in_channel;
use crate::chat::form::Form;
use crate::chat::incoming::{Reply, What};
use crate::chat::message::{Button, File, Message};
use crate::platform::{Answer, Answers, Arrival, People, Typing};

mod follow;

/// The work gets so long before it is acknowledged: three seconds less two ways over the network.
const WORK_MAX: Duration = Duration::from_millis(1_500);
/// Suggestions cannot be acknowledged first; none are better than late ones.
const SUGGEST_MAX: Duration = Duration::from_millis(1_500);
const SUGGESTIONS_MAX: usize = 25;
const SUGGESTION_CHARS: usize = 100;
const BUTTON_CHARS: usize = 80;

const PONG: u8 = 1;
const MESSAGE: u8 = 4;
const LATER: u8 = 5;
const LATER_REDRAWN: u8 = 6;
const REDRAW: u8 = 7;
const SUGGESTIONS: u8 = 8;
const FORM: u8 = 9;

/// The first answer to an interaction, and what comes after it.
pub struct First {
    /// Whom it answers; absent for a ping.
    pub ticket: Option<Ticket>,
    /// The answer's JSON.
    pub body: Value,
    /// Files that go with it.
    pub files: Vec<File>,
    /// To be driven once the answer is out.
    pub rest: Option<BoxFuture<'static, ()>>,
}

/// What was promised by an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promised {
    /// A message that only one person sees.
    Private,
    /// A message for everybody.
    Public,
    /// Nothing visible yet.
    Nothing,
}

impl Discord {
    /// Reads an interaction and answers it; nothing for what cannot be answered, or came before.
    pub async fn first_answer(self: &Arc<Self>, raw: &Value, answers: &Arc<dyn Answers>) -> Option<First> {
        let (ticket, arrival) = match parse::interaction(raw) {
            Parsed::Ping => {
                return Some(First { ticket: None, body: json!({ "type": PONG }), files: Vec::new(), rest: None });
            }
            Parsed::Typing(ticket, typing) => {
                let body = suggestions(answers, typing).await;
                return Some(First { ticket: Some(ticket), body, files: Vec::new(), rest: None });
            }
            Parsed::Did(ticket, arrival) | Parsed::Unreadable(Some((ticket, arrival)), _)
                if self.is_repeat(&ticket.id) =>
            {
                debug!(interaction = %ticket.id, by = %arrival.by.id, "an interaction came twice");
                return None;
            }
            Parsed::Did(ticket, arrival) => (ticket, arrival),
            Parsed::Unreadable(answerable, why) => {
                warn!(%why, "an interaction cannot be read");
                answerable?
            }
        };
        let attached = parse::attachments(raw);
        Some(self.work(ticket, *arrival, attached, answers).await)
    }

    async fn work(
        self: &Arc<Self>,
        ticket: Ticket,
        mut arrival: Arrival,
        attached: Vec<parse::Attachment>,
        answers: &Arc<dyn Answers>,
    ) -> First {
        let promised = promise(&ticket, &arrival.what);
        let (discord, answers) = (Arc::clone(self), Arc::clone(answers));
        // On its own, so that an acknowledgement does not stop it half-way.
        let mut working = tokio::spawn(async move {
            arrival.files = discord.fetch(attached).await;
            answers.answer(arrival).await
        });
        if let Ok(answer) = tokio::time::timeout(WORK_MAX, &mut working).await {
            return self.first(ticket, done(answer));
        }
        let discord = Arc::clone(self);
        let (later, body) = (ticket.clone(), acknowledgement(promised));
        let rest = async move {
            let answer = done(working.await);
            discord.follow(&later, promised, answer).await;
        };
        First { ticket: Some(ticket), body, files: Vec::new(), rest: Some(rest.boxed()) }
    }

    fn first(self: &Arc<Self>, ticket: Ticket, answer: Answer) -> First {
        let Answer { reply, people } = answer;
        let is_private = matches!(ticket.from, From::Private | From::FormOfPrivate);
        let is_form = matches!(ticket.from, From::FormOfCommand | From::FormOfPublic | From::FormOfPrivate);
        let (body, files) = match reply {
            Reply::Form(asked) if !is_form => {
                (json!({ "type": FORM, "data": form::modal(&asked, &people) }), Vec::new())
            }
            Reply::Form(asked) => said(MESSAGE, &opener(&asked), &people, Audience::One),
            Reply::Update(message) if is_private => said(REDRAW, &message, &people, Audience::All),
            Reply::Private(message) | Reply::Update(message) => said(MESSAGE, &message, &people, Audience::One),
            Reply::Public(message) => said(MESSAGE, &message, &people, Audience::All),
            Reply::Quiet => {
                let promised = if ticket.from == From::Command || ticket.from == From::FormOfCommand {
                    Promised::Private
                } else {
                    Promised::Nothing
                };
                let (discord, later) = (Arc::clone(self), ticket.clone());
                let quiet = Answer { reply: Reply::Quiet, people };
                let rest = async move { discord.follow(&later, promised, quiet).await };
                let body = acknowledgement(promised);
                return First { ticket: Some(ticket), body, files: Vec::new(), rest: Some(rest.boxed()) };
            }
        };
        First { ticket: Some(ticket), body, files, rest: None }
    }

    /// Takes an interaction that came over the gateway: the answer is a call of its own.
    pub async fn take(self: &Arc<Self>, raw: &Value, answers: &Arc<dyn Answers>) {
        let arrived = Instant::now();
        let Some(first) = self.first_answer(raw, answers).await else { return };
        let Some(ticket) = &first.ticket else { return };
        match self.call_back(ticket, first.body, &first.files, arrived).await {
            Ok(()) => {}
            // Too late, or another process was faster: it has been answered, or the person will press again.
            Err(failure) if is_over(&failure) => {
                debug!(interaction = %ticket.id, %failure, "an interaction is over");
                return;
            }
            Err(failure) => warn!(interaction = %ticket.id, %failure, "an interaction was not answered"),
        }
        if let Some(rest) = first.rest {
            rest.await;
        }
    }
}

/// Unknown by now (10062), or acknowledged already (40060).
fn is_over(failure: &Failure) -> bool {
    matches!(failure.code(), Some(10_062 | 40_060))
}

/// A bug is told as nothing: it was logged, and the person's screen stays as it was.
fn done(answer: Result<Answer, tokio::task::JoinError>) -> Answer {
    answer.unwrap_or_else(|bug| {
        error!(%bug, "answering an interaction hit a bug");
        Answer { reply: Reply::Quiet, people: People::new() }
    })
}

fn said(kind: u8, message: &Message, people: &People, audience: Audience) -> (Value, Vec<File>) {
    (json!({ "type": kind, "data": draw::message(message, people, audience, None) }), message.files.clone())
}

/// A form cannot be opened here: a click on this opens it.
fn opener(form: &Form) -> Message {
    let label = form.title.chars().take(BUTTON_CHARS).collect();
    Message::default().and_buttons(vec![Button::primary(form.id.clone(), label)])
}

/// What an acknowledgement would promise; decided before the work begins.
fn promise(ticket: &Ticket, what: &What) -> Promised {
    match (ticket.from, what) {
        (From::Command, What::Command(text)) if answers_in_channel(text) => Promised::Public,
        (From::Command | From::FormOfCommand, _) => Promised::Private,
        (From::Public | From::Private | From::FormOfPublic | From::FormOfPrivate, _) => Promised::Nothing,
    }
}

fn acknowledgement(promised: Promised) -> Value {
    match promised {
        Promised::Private => json!({ "type": LATER, "data": { "flags": draw::FLAG_EPHEMERAL } }),
        Promised::Public => json!({ "type": LATER }),
        Promised::Nothing => json!({ "type": LATER_REDRAWN }),
    }
}

async fn suggestions(answers: &Arc<dyn Answers>, typing: Typing) -> Value {
    let found = tokio::time::timeout(SUGGEST_MAX, answers.suggest(typing)).await.unwrap_or_default();
    let short = |text: &str| text.chars().take(SUGGESTION_CHARS).collect::<String>();
    let found = found.iter().filter(|choice| !choice.label.is_empty() && !choice.value.is_empty());
    let choices: Vec<Value> = found
        .take(SUGGESTIONS_MAX)
        .map(|choice| json!({ "name": short(&choice.label), "value": short(&choice.value) }))
        .collect();
    json!({ "type": SUGGESTIONS, "data": { "choices": choices } })
}
