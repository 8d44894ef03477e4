//! What people do in the playground: type, click, submit, talk; and what they read.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::once::Key;
use super::problem::Problem;
use super::{Playground, Shared};
use crate::app::company::Company;
use crate::app::playground::rooms::rooms;
use crate::chat::incoming::{Incoming, Place, Reply, What};
use crate::chat::message::{Inline, Message};
use crate::ids::{MessageId, PersonId, WorkspaceId};
use crate::platform::playground::draw::Drawn;
use crate::platform::playground::parse::{ClickRequest, FormRequest, TypedRequest};
use crate::platform::playground::{ChatLog, NewEntry, Said, direct};

/// The most somebody says at once.
const SAID_CHARS_MAX: usize = 4_000;

/// What a `POST` answers.
pub(super) type Answer = Result<Json<Value>, Problem>;

/// `?after=` of the messages.
#[derive(Debug, Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: i64,
}

/// What a person may read.
#[derive(Debug, Serialize)]
pub(super) struct Readable {
    messages: Vec<Drawn>,
    last: i64,
    waiting: Value,
}

/// Who a request comes from.
pub(super) struct Asker {
    pub(super) workspace: WorkspaceId,
    pub(super) person: PersonId,
    pub(super) company: Company,
}

/// What a person asks for, before it is an [`Incoming`].
struct Wish {
    place: Place,
    message: Option<String>,
    what: What,
}

pub(super) async fn messages(
    State(shared): Shared,
    Path(person): Path<String>,
    after: Result<Query<After>, QueryRejection>,
) -> Result<Json<Readable>, Problem> {
    let Query(After { after }) = after.map_err(|_| Problem::UNREADABLE_QUERY)?;
    let Asker { workspace, person, .. } = shared.asker(&person).await?;
    let (messages, last) = shared.app.chat_for(workspace, person, after).await?;
    let waiting = json!(shared.app.waiting_for(workspace).await?);
    Ok(Json(Readable { messages, last, waiting }))
}

pub(super) async fn command(
    State(shared): Shared,
    Path(person): Path<String>,
    key: Key,
    Json(typed): Json<TypedRequest>,
) -> Answer {
    let asker = shared.asker(&person).await?;
    let place = shared.open_place(&asker, typed.place()).await?;
    let key = key.unless(typed.request_id.as_deref())?;
    shared.receive(&asker, key, Wish { place, message: None, what: typed.into() }).await
}

pub(super) async fn click(
    State(shared): Shared,
    Path(person): Path<String>,
    key: Key,
    Json(click): Json<ClickRequest>,
) -> Answer {
    let asker = shared.asker(&person).await?;
    let key = key.unless(click.request_id.as_deref())?;
    let message = click.message.clone();
    let place = shared.place_of(&asker, message.as_deref()).await?;
    shared.receive(&asker, key, Wish { place, message, what: click.into() }).await
}

pub(super) async fn form(
    State(shared): Shared,
    Path(person): Path<String>,
    key: Key,
    Json(form): Json<FormRequest>,
) -> Answer {
    let asker = shared.asker(&person).await?;
    let key = key.unless(form.request_id.as_deref())?;
    let message = form.message.clone();
    let place = shared.place_of(&asker, message.as_deref()).await?;
    shared.receive(&asker, key, Wish { place, message, what: form.into() }).await
}

pub(super) async fn say(
    State(shared): Shared,
    Path(person): Path<String>,
    key: Key,
    Json(typed): Json<TypedRequest>,
) -> Answer {
    let Asker { workspace, person, company } = shared.asker(&person).await?;
    let name = key.unless(typed.request_id.as_deref())?.of(person);
    let text = kept(&typed.text);
    if text.chars().count() > SAID_CHARS_MAX {
        let sentence = "One message holds 4,000 characters at most. Nothing was sent; please say it in two.";
        return Err(Problem::Refused(StatusCode::BAD_REQUEST, sentence));
    }
    let place = shared.open_place(&Asker { workspace, person, company }, typed.place()).await?;
    if text.is_empty() {
        return Ok(Json(json!({ "reply": null })));
    }
    let entry = NewEntry {
        private_to: (place == direct(person)).then_some(person),
        place,
        author: Some(person),
        said: Said { message: Message::line(vec![Inline::Plain(text)]), thread: None },
        handle: name.as_ref().map(|name| format!("said:{name}")),
    };
    let own = Arc::clone(&shared);
    let deed = async move {
        own.log.add(workspace, entry).await?;
        Ok(json!({ "reply": null }))
    };
    shared.once(name, Box::pin(deed)).await
}

/// What people say to each other, trimmed: without control characters, which no database keeps, and without those that
/// turn the direction of writing, which can forge what a line seems to say.
fn kept(typed: &str) -> String {
    let is_unwanted = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    typed.replace("\r\n", "\n").chars().filter(|c| !is_unwanted(*c)).collect::<String>().trim().to_owned()
}

/// Whether somebody has not left.
pub(super) fn is_here(company: &Company, person: PersonId) -> bool {
    company.directory().members.get(&person).is_some_and(|member| member.is_present)
}

impl Playground {
    /// A person of the company that is shown, by key or id, unless they left.
    pub(super) async fn asker(&self, person: &str) -> Result<Asker, Problem> {
        let workspace = *self.workspace.read().await;
        let company = Company::load(&self.app.store, workspace).await?.ok_or(Problem::NO_SUCH_PERSON)?;
        let found = company.find(person).filter(|found| is_here(&company, *found));
        Ok(Asker { workspace, person: found.ok_or(Problem::NO_SUCH_PERSON)?, company })
    }

    /// A conversation that a person may speak in.
    async fn open_place(&self, asker: &Asker, place: Place) -> Result<Place, Problem> {
        let Asker { workspace, person, company } = asker;
        let is_manager = company.members.iter().any(|member| member.person == *person && member.is_manager);
        let is_open = place.channel == direct(*person).channel
            || rooms()?.iter().any(|room| room.name == place.channel && (is_manager || !room.is_closed));
        let is_member = match &place.thread {
            Some(root) => match root.parse() {
                Ok(root) => self.channel_of_thread(*workspace, root, *person).await? == Some(place.channel.clone()),
                Err(_) => false,
            },
            None => true,
        };
        if is_open && is_member { Ok(place) } else { Err(Problem::NO_SUCH_PLACE) }
    }

    /// Where a thread hangs that a person is in.
    async fn channel_of_thread(
        &self,
        workspace: WorkspaceId,
        root: MessageId,
        person: PersonId,
    ) -> Result<Option<String>, Problem> {
        let Some(found) = self.app.store.chat_message(workspace, root).await? else { return Ok(None) };
        let said = serde_json::from_value::<Said>(found.body).ok();
        let thread = said.and_then(|said| said.thread).filter(|thread| thread.members.contains(&person));
        Ok(thread.map(|_| found.channel))
    }

    /// The conversation a message stands in; the person's own where they cannot read it, or there is none.
    async fn place_of(&self, asker: &Asker, message: Option<&str>) -> Result<Place, Problem> {
        let Asker { workspace, person, .. } = asker;
        let own = direct(*person);
        let Some(id) = message.and_then(|message| message.parse().ok()) else { return Ok(own) };
        let Some(found) = self.app.store.chat_message(*workspace, id).await? else { return Ok(own) };
        let is_readable = found.private_to.is_none_or(|only| only == *person)
            && match found.thread_root {
                Some(root) => self.channel_of_thread(*workspace, root, *person).await?.is_some(),
                None => true,
            };
        let place = Place { channel: found.channel, thread: found.thread_root.map(|root| root.to_string()) };
        Ok(if is_readable { place } else { own })
    }

    async fn receive(self: &Arc<Self>, asker: &Asker, key: Key, wish: Wish) -> Answer {
        let Asker { workspace, person, .. } = *asker;
        let name = key.of(person);
        let Wish { place, message, what } = wish;
        let now = self.app.store.now().await?;
        let delivery = name.clone().unwrap_or_else(|| format!("unnamed-{}", self.app.ids.next(now)));
        let files = Vec::new();
        let incoming = Incoming { workspace, person, delivery, place, message, what, files };
        let shared = Arc::clone(self);
        let deed = async move {
            let reply = shared.app.receive(&incoming).await;
            shared.show(&incoming, reply).await
        };
        self.once(name, Box::pin(deed)).await
    }

    /// What a chat platform does with a reply, done here: private ones are kept for their one reader.
    async fn show(&self, incoming: &Incoming, reply: Reply) -> Result<Value, Problem> {
        let (message, private_to) = match reply {
            Reply::Form(form) => return Ok(json!({ "reply": { "form": form } })),
            Reply::Quiet => return Ok(json!({ "reply": null })),
            Reply::Private(message) => (message, Some(incoming.person)),
            Reply::Public(message) => (message, None),
            Reply::Update(message) => match self.private_message(incoming).await? {
                Some(known) => {
                    self.app.change_said(incoming.workspace, known, message).await?;
                    return Ok(json!({ "reply": { "message": known } }));
                }
                None => (message, Some(incoming.person)),
            },
        };
        let entry = NewEntry {
            place: incoming.place.clone(),
            private_to,
            author: None,
            said: Said { message, thread: None },
            handle: Some(format!("answer:{}", incoming.delivery)),
        };
        let id = self.log.add(incoming.workspace, entry).await?;
        Ok(json!({ "reply": { "message": id } }))
    }

    /// The message that was clicked, where it is a private one of this reader.
    async fn private_message(&self, incoming: &Incoming) -> Result<Option<MessageId>, Problem> {
        let Some(id) = incoming.message.as_deref().and_then(|id| id.parse().ok()) else { return Ok(None) };
        let known = self.app.store.chat_message(incoming.workspace, id).await?;
        let known = known.filter(|known| known.private_to == Some(incoming.person) && known.author.is_none());
        Ok(known.map(|known| known.id))
    }
}
