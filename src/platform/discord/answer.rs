//! Answers an interaction: within three seconds, always. What takes longer is acknowledged first, private or public as
//! decided beforehand, and told by the token, which lives for 15 minutes; whoever made it tells it after that.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::{debug, error, warn};

use super::client::Failure;
use super::draw::{self, Audience, form};
use super::parse::{self, From, Parsed, Ticket};
use super::{Discord, NAME};
use crate::chat::command::answers_in_channel;
use crate::chat::form::Form;
use crate::chat::incoming::{Place, Reply, What};
use crate::chat::message::{Button, File, Message};
use crate::platform::{Answer, Answers, People, Typing};

mod follow;

/// The work gets so long before it is acknowledged: three seconds less two ways over the network.
const WORK_MAX: Duration = Duration::from_millis(1_500);
/// Suggestions cannot be acknowledged first; none are better than late ones.
const SUGGEST_MAX: Duration = Duration::from_millis(1_500);
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

/// How an interaction came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over our own connection, once.
    Gateway,
    /// As a signed request, which whoever saw it can send again, to another process too.
    Signed,
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

/// Where and when it was asked, and who answers when the token's life is over.
#[derive(Clone)]
struct Origin {
    place: Place,
    at: Instant,
    answers: Arc<dyn Answers>,
}

impl Discord {
    /// Reads an interaction and answers it; nothing for what cannot be answered, or came before.
    pub async fn first_answer(self: &Arc<Self>, raw: &Value, way: Way, answers: &Arc<dyn Answers>) -> Option<First> {
        let (ticket, arrival) = match parse::interaction(raw) {
            Parsed::Ping => {
                return Some(First { ticket: None, body: json!({ "type": PONG }), files: Vec::new(), rest: None });
            }
            Parsed::Typing(ticket, typing) => {
                let is_first = tokio::time::timeout(SUGGEST_MAX, is_first(&ticket, way, answers));
                let (body, is_first) = tokio::join!(suggestions(answers, typing), is_first);
                return is_first.unwrap_or_default().then_some(First {
                    ticket: Some(ticket),
                    body,
                    files: Vec::new(),
                    rest: None,
                });
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
        let origin = Origin { place: arrival.place.clone(), at: Instant::now(), answers: Arc::clone(answers) };
        let promised = promise(&ticket, &arrival.what);
        let (discord, own, own_ticket) = (Arc::clone(self), Arc::clone(answers), ticket.clone());
        let attached = parse::attachments(raw);
        // On its own, so that an acknowledgement does not stop it half-way.
        let mut working = tokio::spawn(async move {
            let mut arrival = *arrival;
            arrival.files = discord.fetch(attached).await;
            let (answer, is_first) = tokio::join!(own.answer(arrival), is_first(&own_ticket, way, &own));
            is_first.then_some(answer)
        });
        if let Ok(answer) = tokio::time::timeout(WORK_MAX, &mut working).await {
            return done(answer).map(|answer| self.first(ticket, origin, answer));
        }
        let discord = Arc::clone(self);
        let (later, body) = (ticket.clone(), acknowledgement(promised));
        let rest = async move {
            if let Some(answer) = done(working.await) {
                discord.follow(&later, &origin, promised, answer).await;
            }
        };
        Some(First { ticket: Some(ticket), body, files: Vec::new(), rest: Some(rest.boxed()) })
    }

    fn first(self: &Arc<Self>, ticket: Ticket, origin: Origin, answer: Answer) -> First {
        let Answer { reply, people, .. } = answer;
        let is_private = matches!(ticket.from, From::Private | From::FormOfPrivate);
        let is_form = matches!(ticket.from, From::FormOfCommand | From::FormOfPublic | From::FormOfPrivate);
        let (body, files) = match reply {
            Reply::Form(screen) if !is_form => {
                (json!({ "type": FORM, "data": form::modal(&screen, &people) }), Vec::new())
            }
            Reply::Form(screen) => said(MESSAGE, &opener(&screen), &people, Audience::One),
            Reply::Update(message) if is_private => {
                (json!({ "type": REDRAW, "data": draw::redrawn(&message, &people) }), message.files)
            }
            Reply::Private(message) | Reply::Update(message) => said(MESSAGE, &message, &people, Audience::One),
            Reply::Public(message) => said(MESSAGE, &message, &people, Audience::All),
            Reply::Quiet => return self.quiet(ticket, origin),
        };
        First { ticket: Some(ticket), body, files, rest: None }
    }

    /// A click needs nothing more; what a command promised is taken away again.
    fn quiet(self: &Arc<Self>, ticket: Ticket, origin: Origin) -> First {
        let promised = match ticket.from {
            From::Command | From::FormOfCommand => Promised::Private,
            From::Public | From::Private | From::FormOfPublic | From::FormOfPrivate => Promised::Nothing,
        };
        let (discord, later) = (Arc::clone(self), ticket.clone());
        let rest = async move { discord.follow(&later, &origin, promised, silence()).await };
        let body = acknowledgement(promised);
        First { ticket: Some(ticket), body, files: Vec::new(), rest: Some(rest.boxed()) }
    }

    /// Takes an interaction that came over the gateway: the answer is a call of its own.
    pub async fn take(self: &Arc<Self>, raw: &Value, answers: &Arc<dyn Answers>) {
        let arrived = Instant::now();
        let Some(first) = self.first_answer(raw, Way::Gateway, answers).await else { return };
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

/// Whether no other process has answered it. Over our own connection an interaction comes to one process alone.
async fn is_first(ticket: &Ticket, way: Way, answers: &Arc<dyn Answers>) -> bool {
    match way {
        Way::Gateway => true,
        Way::Signed => answers.is_first(NAME, &ticket.id).await,
    }
}

/// Unknown by now (10062), or acknowledged already (40060).
fn is_over(failure: &Failure) -> bool {
    matches!(failure.code(), Some(10_062 | 40_060))
}

/// A bug is told as nothing: it was logged, and the person's screen stays as it was.
fn done(answer: Result<Option<Answer>, tokio::task::JoinError>) -> Option<Answer> {
    answer.unwrap_or_else(|bug| {
        error!(%bug, "answering an interaction hit a bug");
        Some(silence())
    })
}

fn silence() -> Answer {
    Answer { reply: Reply::Quiet, people: People::new(), asker: None }
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
///
/// A click in a message that everybody reads is answered beside it, to one person: that answer is promised, because what was
/// promised can be said again and again until its arrival is certain, and anything beside it only once. A private card may be
/// drawn anew instead, so nothing can be promised there.
fn promise(ticket: &Ticket, what: &What) -> Promised {
    match (ticket.from, what) {
        (From::Command, What::Command(text)) if answers_in_channel(text) => Promised::Public,
        (From::Command | From::FormOfCommand | From::Public | From::FormOfPublic, _) => Promised::Private,
        (From::Private | From::FormOfPrivate, _) => Promised::Nothing,
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
    json!({ "type": SUGGESTIONS, "data": draw::choices(&found) })
}
