//! Who answers and who is known, where a case needs no whole program.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use baton::chat::incoming::{Deliver, Outgoing, Place, Reply};
use baton::chat::message::{Choice, Inline, Message, Text};
use baton::ids::{PersonId, WorkspaceId};
use baton::platform::discord::Discord;
use baton::platform::discord::client::Client;
use baton::platform::{Accounts, Answer, Answers, Arrival, DeliveryFault, Late, Named, People, Typing};

use crate::stub::Stub;
use crate::told;

/// The workspace of every case.
pub const WORKSPACE: WorkspaceId = WorkspaceId::new(1);
/// Its server.
pub const SERVER: &str = "700";

/// Person `n` has account `1n`; person 9 has none.
pub struct Known;

#[async_trait]
impl Accounts for Known {
    async fn people(&self, _: WorkspaceId, ids: &[PersonId]) -> Result<People, DeliveryFault> {
        let named = |id: &PersonId| {
            let account = (id.get() != 9).then(|| format!("1{}", id.get()));
            (*id, Named { account, name: format!("person {}", id.get()) })
        };
        Ok(ids.iter().map(named).collect())
    }

    async fn server(&self, workspace: WorkspaceId) -> Result<Option<String>, DeliveryFault> {
        Ok((workspace == WORKSPACE).then(|| SERVER.to_owned()))
    }
}

/// Answers everything alike, after a while.
pub struct Says {
    /// What.
    pub reply: Reply,
    /// After so long.
    pub after: Duration,
}

#[async_trait]
impl Answers for Says {
    async fn answer(&self, _: Arrival) -> Answer {
        // A pause that only its time-out ends.
        let _ = tokio::time::timeout(self.after, std::future::pending::<()>()).await;
        let people = Known.people(WORKSPACE, &self.reply.people()).await.unwrap_or_default();
        Answer { reply: self.reply.clone(), people, asker: None }
    }

    async fn late(&self, _: Late) {}

    async fn suggest(&self, typing: Typing) -> Vec<Choice> {
        let many = (0..40).map(|n| format!("{} {n}", typing.typed));
        many.map(|label| Choice { value: label.clone(), label, hint: String::new(), chosen: false }).collect()
    }
}

/// Discord at the stub's address.
pub fn discord(stub: &Stub) -> Result<Arc<Discord>, String> {
    let client = Client::new("token", Some(&stub.url)).map_err(told)?;
    Ok(Arc::new(Discord::new(client, Arc::new(Known))))
}

/// Bare words.
pub fn text(words: &str) -> Text {
    vec![Inline::Plain(words.to_owned())]
}

/// A message of one line.
pub fn line(words: &str) -> Message {
    Message::line(text(words))
}

/// Something of the outbox.
pub fn outgoing(handle: &str, is_again: bool, what: Deliver) -> Outgoing {
    Outgoing { workspace: WORKSPACE, handle: handle.to_owned(), is_again, what }
}

/// Into channel 600.
pub fn post(words: &str) -> Deliver {
    Deliver::Post { to: Place::channel("600"), message: line(words) }
}
