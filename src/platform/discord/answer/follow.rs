//! What comes after an acknowledgement: by the interaction's token while it lives, afterwards as a job of who answered it.
//!
//! Redrawing what was promised is the same however often it is done, so it is tried until it is certain. A message beside it
//! has no handle by which Discord would know it again: neither a nonce (its `OpenAPI` of 2026-07 knows none for webhooks) nor a
//! list of what was said by a token, and a private one is in no channel's history. After an unclear outcome it is therefore
//! given up; what was done stands, and is shown to whoever asks again. Only a private card that is answered beside itself
//! still comes to that, and only when it took longer than [`super::WORK_MAX`].

use std::time::Duration;

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, InteractionId};
use tokio::time::{Instant, timeout};
use tracing::{debug, warn};

use super::{Origin, Promised, is_over, opener};
use crate::chat::incoming::Reply;
use crate::chat::message::{File, Message};
use crate::platform::discord::Discord;
use crate::platform::discord::client::{Body, Failure, pause};
use crate::platform::discord::deliver::number;
use crate::platform::discord::draw::{self, Audience};
use crate::platform::discord::parse::{From, Ticket};
use crate::platform::{Answer, Asker, Late, People};

/// Tries of one call.
const TRIES_MAX: u32 = 6;
const PAUSE: Duration = Duration::from_millis(500);
/// The token lives for 15 minutes; the way here and a slow last call are taken off.
const LIFE_MAX: Duration = Duration::from_mins(14);
/// The first answer is tried no longer than that after the act reached us: three seconds less the way here.
const FIRST_MAX: Duration = Duration::from_millis(2_700);
/// One try of it; the next goes out while there is time.
const FIRST_TRY_MAX: Duration = Duration::from_millis(1_500);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const ACKNOWLEDGED: u64 = 40_060;
/// The first answer is not there yet.
const NOT_YET: [u64; 2] = [10_008, 10_015];
/// The token's life is over.
const TOKEN_OVER: u64 = 50_027;

/// A call by the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The first answer, or the message that was clicked, is redrawn.
    Redrawing,
    /// A new message.
    Saying,
    /// The first answer is taken away.
    Removing,
}

/// What became of a call by the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// It is done, or there is nothing left to do.
    Done,
    /// The token's life is over; nothing was done.
    TooLate,
}

/// What is to be said, and who sees it.
struct Said<'a> {
    message: &'a Message,
    people: &'a People,
    to: Audience,
}

impl Discord {
    /// Keeps what was promised.
    pub(super) async fn follow(&self, ticket: &Ticket, origin: &Origin, promised: Promised, answer: Answer) {
        let Answer { reply, people, asker } = answer;
        let can_redraw = promised == Promised::Nothing && matches!(ticket.from, From::Private | From::FormOfPrivate);
        let is_redrawn = can_redraw && matches!(reply, Reply::Update(_));
        let (message, to) = match reply {
            Reply::Form(form) => (opener(&form), Audience::One),
            Reply::Private(message) | Reply::Update(message) => (message, Audience::One),
            Reply::Public(message) => (message, Audience::All),
            Reply::Quiet => {
                if promised != Promised::Nothing {
                    self.by_token(ticket, origin, By::Removing, Value::Null, &[]).await;
                }
                return;
            }
        };
        let said = Said { message: &message, people: &people, to };
        let told = if is_redrawn {
            self.by_token(ticket, origin, By::Redrawing, draw::redrawn(&message, &people), &message.files).await
        } else {
            self.tell(ticket, origin, promised, &said).await
        };
        if told == Told::TooLate {
            self.tell_late(ticket, origin, asker, &said).await;
        }
    }

    /// In place of what was promised where the audience is the promised one, else beside it.
    async fn tell(&self, ticket: &Ticket, origin: &Origin, promised: Promised, said: &Said<'_>) -> Told {
        let files = &said.message.files;
        let is_promised =
            matches!((promised, said.to), (Promised::Private, Audience::One) | (Promised::Public, Audience::All));
        if is_promised {
            return self.by_token(ticket, origin, By::Redrawing, draw::redrawn(said.message, said.people), files).await;
        }
        if promised != Promised::Nothing {
            // Discord gives the first message after an acknowledgement the acknowledged audience: that one goes first.
            self.by_token(ticket, origin, By::Removing, Value::Null, &[]).await;
        }
        let drawn = draw::message(said.message, said.people, said.to, None);
        self.by_token(ticket, origin, By::Saying, drawn, files).await
    }

    /// The token's life is over: what was for one person comes as a direct message, what was for all into the conversation.
    async fn tell_late(&self, ticket: &Ticket, origin: &Origin, asker: Option<Asker>, said: &Said<'_>) {
        let Some(asker) = asker else {
            warn!(interaction = %ticket.id, "an answer to somebody unknown came too late to be told");
            return;
        };
        let place = match said.to {
            Audience::One => None,
            Audience::All => Some(origin.place.clone()),
        };
        let late = Late { asker, delivery: ticket.id.clone(), place, message: said.message.clone() };
        origin.answers.late(late).await;
    }

    async fn by_token(&self, ticket: &Ticket, origin: &Origin, by: By, body: Value, files: &[File]) -> Told {
        for _ in 0..TRIES_MAX {
            if origin.at.elapsed() > LIFE_MAX {
                return Told::TooLate;
            }
            let Err(failure) = self.once_by_token(ticket, by, body.clone(), files).await else { return Told::Done };
            let wait = match &failure {
                Failure::Refused { code: TOKEN_OVER, .. } => return Told::TooLate,
                Failure::Limited { after_ms } => span(*after_ms),
                Failure::Refused { code, .. } if NOT_YET.contains(code) && by != By::Removing => PAUSE,
                // What is redrawn twice is the same; what is said twice is two messages.
                Failure::Unclear(_) if by != By::Saying => PAUSE,
                Failure::Refused { .. } | Failure::Unclear(_) => {
                    if is_over(&failure) || by == By::Removing {
                        debug!(interaction = %ticket.id, %failure, "nothing is left to follow");
                    } else {
                        warn!(interaction = %ticket.id, %failure, "an interaction's later answer was lost");
                    }
                    return Told::Done;
                }
            };
            if origin.at.elapsed() + wait > LIFE_MAX {
                return Told::TooLate;
            }
            pause(wait).await;
        }
        warn!(interaction = %ticket.id, "an interaction's later answer was given up");
        Told::Done
    }

    async fn once_by_token(&self, ticket: &Ticket, by: By, body: Value, files: &[File]) -> Result<Value, Failure> {
        let application_id = ApplicationId::from(number(&ticket.application)?);
        let token = ticket.token.as_str();
        let original = Route::WebhookOriginalInteractionResponse { application_id, token };
        let json = (!body.is_null()).then_some(body);
        let body = Body { json, files, ..Body::default() };
        match by {
            By::Redrawing => self.client.answer(LightMethod::Patch, original, body).await,
            By::Removing => self.client.answer(LightMethod::Delete, original, body).await,
            By::Saying => {
                let route = Route::WebhookFollowupMessages { application_id, token };
                self.client.answer(LightMethod::Post, route, body).await
            }
        }
    }

    /// The first answer as a call of its own, tried again while there is time: an answer that is lost is no answer.
    pub async fn call_back(
        &self,
        ticket: &Ticket,
        body: Value,
        files: &[File],
        arrived: Instant,
    ) -> Result<(), Failure> {
        let mut may_be_done = false;
        loop {
            let left = FIRST_MAX.saturating_sub(arrived.elapsed()).min(FIRST_TRY_MAX);
            let tried = timeout(left, self.call_back_once(ticket, body.clone(), files)).await;
            let Err(failure) = tried.unwrap_or_else(|_| Err(Failure::Unclear("no reply in time".to_owned()))) else {
                return Ok(());
            };
            let wait = match &failure {
                // It was carried out before; only its reply was lost.
                Failure::Refused { code: ACKNOWLEDGED, .. } if may_be_done => return Ok(()),
                Failure::Refused { .. } => return Err(failure),
                Failure::Limited { after_ms } => span(*after_ms),
                Failure::Unclear(_) => FIRST_PAUSE,
            };
            may_be_done |= matches!(failure, Failure::Unclear(_));
            if arrived.elapsed() + wait >= FIRST_MAX {
                return Err(failure);
            }
            pause(wait).await;
        }
    }

    async fn call_back_once(&self, ticket: &Ticket, body: Value, files: &[File]) -> Result<(), Failure> {
        let interaction_id = InteractionId::from(number(&ticket.id)?);
        let route = Route::InteractionResponse { interaction_id, token: &ticket.token };
        let body = Body { json: Some(body), files, ..Body::default() };
        self.client.answer(LightMethod::Post, route, body).await.map(|_| ())
    }
}

fn span(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or_default())
}
