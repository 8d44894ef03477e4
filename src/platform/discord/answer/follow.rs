//! What comes after an acknowledgement, by the interaction's token.

use std::time::Duration;

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, InteractionId};
use tokio::time::{Instant, timeout};
use tracing::{debug, warn};

use super::{Promised, is_over, opener};
use crate::chat::incoming::Reply;
use crate::chat::message::{File, Message};
use crate::platform::discord::Discord;
use crate::platform::discord::client::{Body, Failure, pause};
use crate::platform::discord::deliver::number;
use crate::platform::discord::draw::{self, Audience};
use crate::platform::discord::parse::{From, Ticket};
use crate::platform::{Answer, People};

/// Tries of one call.
const TRIES_MAX: u32 = 6;
const PAUSE: Duration = Duration::from_millis(500);
/// The token lives for 15 minutes; what comes before and a slow last call are taken off.
const LIFE_MAX: Duration = Duration::from_mins(14);
/// The first answer is tried no longer than that after the act reached us: three seconds less the way here.
const FIRST_MAX: Duration = Duration::from_millis(2_700);
/// One try of it; the next goes out while there is time.
const FIRST_TRY_MAX: Duration = Duration::from_millis(1_500);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const ACKNOWLEDGED: u64 = 40_060;
/// The first answer is not there yet.
const NOT_YET: [u64; 2] = [10_008, 10_015];

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

impl Discord {
    /// Keeps what was promised.
    pub(super) async fn follow(&self, ticket: &Ticket, promised: Promised, answer: Answer) {
        let Answer { reply, people } = answer;
        let can_redraw = promised == Promised::Nothing && matches!(ticket.from, From::Private | From::FormOfPrivate);
        match (reply, promised) {
            (Reply::Form(form), _) => {
                self.tell(ticket, promised, &opener(&form), &people, Audience::One).await;
            }
            (Reply::Update(message), _) if can_redraw => {
                self.by_token(ticket, By::Redrawing, drawn(&message, &people, Audience::All), &message.files).await;
            }
            (Reply::Private(message) | Reply::Update(message), _) => {
                self.tell(ticket, promised, &message, &people, Audience::One).await;
            }
            (Reply::Public(message), _) => self.tell(ticket, promised, &message, &people, Audience::All).await,
            (Reply::Quiet, Promised::Private | Promised::Public) => {
                self.by_token(ticket, By::Removing, Value::Null, &[]).await;
            }
            (Reply::Quiet, Promised::Nothing) => {}
        }
    }

    /// In place of what was promised where the audience is the promised one, else beside it.
    async fn tell(&self, ticket: &Ticket, promised: Promised, message: &Message, people: &People, to: Audience) {
        let is_promised =
            matches!((promised, to), (Promised::Private, Audience::One) | (Promised::Public, Audience::All));
        if is_promised {
            self.by_token(ticket, By::Redrawing, drawn(message, people, Audience::All), &message.files).await;
            return;
        }
        if promised != Promised::Nothing {
            // Discord gives the first message after an acknowledgement the acknowledged audience: that one goes first.
            self.by_token(ticket, By::Removing, Value::Null, &[]).await;
        }
        self.by_token(ticket, By::Saying, drawn(message, people, to), &message.files).await;
    }

    async fn by_token(&self, ticket: &Ticket, by: By, body: Value, files: &[File]) {
        let begun = Instant::now();
        for _ in 0..TRIES_MAX {
            let Err(failure) = self.once_by_token(ticket, by, body.clone(), files).await else { return };
            let wait = match &failure {
                Failure::Limited { after_ms } if begun.elapsed() + span(*after_ms) < LIFE_MAX => span(*after_ms),
                Failure::Refused { code, .. } if NOT_YET.contains(code) && by != By::Removing => PAUSE,
                // What is redrawn twice is the same; what is said twice is two messages.
                Failure::Unclear(_) if by != By::Saying => PAUSE,
                Failure::Limited { .. } | Failure::Refused { .. } | Failure::Unclear(_) => {
                    if is_over(&failure) || by == By::Removing {
                        debug!(interaction = %ticket.id, %failure, "nothing is left to follow");
                    } else {
                        warn!(interaction = %ticket.id, %failure, "an interaction's later answer was lost");
                    }
                    return;
                }
            };
            pause(wait).await;
        }
        warn!(interaction = %ticket.id, "an interaction's later answer was given up");
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

/// An edit takes no flag for its audience, which was decided with the first answer.
fn drawn(message: &Message, people: &People, audience: Audience) -> Value {
    draw::message(message, people, audience, None)
}
