//! People, and what they can do: only what a person in front of a real client could.

use std::sync::Arc;

use serde_json::{Value, json};

use super::acts::{First, Interaction, act};
use super::components::{self, find, is_select, kind};
use super::modal::{self, Fill};
use super::permissions::MANAGE_THREADS;
use super::world::{Id, World};
use super::{Discord, endpoint, typed};

/// Somebody in front of a client.
#[derive(Clone)]
pub struct Person {
    pub discord: Discord,
    pub id: Id,
}

/// Something that was sent to the bot.
#[derive(Clone)]
pub struct Sent {
    discord: Discord,
    pub id: Id,
}

type Done = Result<Sent, String>;

impl Person {
    /// Sends a command: `/handoff start customer:ACME`.
    ///
    /// # Errors
    /// With what keeps the person from it, as everywhere below.
    pub fn command(&self, channel: Id, text: &str) -> Done {
        self.act(act::COMMAND, channel, (None, None), |world| typed::read(world, self.id, channel, text, false))
    }

    /// Types at the last option of a command, and waits for what is offered.
    ///
    /// # Errors
    /// Where that option offers nothing.
    pub fn types(&self, channel: Id, text: &str) -> Done {
        self.act(act::AUTOCOMPLETE, channel, (None, None), |world| typed::read(world, self.id, channel, text, true))
    }

    /// Chooses a command in the menu of a message.
    ///
    /// # Errors
    /// Where it is not offered, or the message not seen.
    pub fn message_command(&self, message: Id, name: &str) -> Done {
        let channel = self.sees(message)?;
        self.act(act::COMMAND, channel, (None, None), |world| typed::on_message(world, self.id, message, name))
    }

    /// Clicks a button.
    ///
    /// # Errors
    /// Where the message holds no such button that can be clicked by this person.
    pub fn clicks(&self, message: Id, custom_id: &str) -> Done {
        self.on_component(message, custom_id, |button| {
            if kind(button) != components::BUTTON {
                return Err(format!("{custom_id} is no button"));
            }
            Ok(json!({}))
        })
    }

    /// Chooses options of a select, by what they are called.
    ///
    /// # Errors
    /// Where there is no such select or option, or too many or few are chosen.
    pub fn selects(&self, message: Id, custom_id: &str, labels: &[&str]) -> Done {
        self.on_component(message, custom_id, |select| {
            if kind(select) != components::STRING_SELECT {
                return Err(format!("{custom_id} offers no options"));
            }
            let labels: Vec<String> = labels.iter().map(ToString::to_string).collect();
            let values = modal::chosen(select, Some(&labels))?;
            modal::count(select, values.len(), true)?;
            Ok(json!({ "values": values }))
        })
    }

    /// Chooses people, roles or channels of a select.
    ///
    /// # Errors
    /// Where there is no such select, or too many or few are chosen.
    pub fn selects_ids(&self, message: Id, custom_id: &str, ids: &[Id]) -> Done {
        let channel = self.sees(message)?;
        let resolved = self.discord.look(|world| resolved(world, channel, ids));
        self.on_component(message, custom_id, |select| {
            if !is_select(select) || kind(select) == components::STRING_SELECT {
                return Err(format!("{custom_id} does not choose among people, roles or channels"));
            }
            modal::count(select, ids.len(), true)?;
            let values: Vec<String> = ids.iter().map(ToString::to_string).collect();
            Ok(json!({ "values": values, "resolved": resolved }))
        })
    }

    /// Fills the form that was opened, by what stands over its fields, and submits it.
    ///
    /// # Errors
    /// Where there is no such form, field or option, or the form would not let itself be submitted.
    pub fn submits(&self, opened: &Sent, fills: &[(&str, Fill)]) -> Done {
        let by = opened.interaction();
        let Some(First::Modal(form)) = &by.first else { return Err("no form was opened".to_owned()) };
        if by.user != self.id {
            return Err("the form was opened for somebody else".to_owned());
        }
        let is_done = |other: &Interaction| other.opened_by == Some(by.id) && other.first.is_some();
        if self.discord.look(|world| world.interactions.values().any(is_done)) {
            return Err("the form was submitted, and is closed".to_owned());
        }
        let data = modal::submitted(form, fills)?;
        self.sends_form(&by, data)
    }

    /// People who were chosen in a form are told of as in a command.
    fn sends_form(&self, opened: &Interaction, mut data: Value) -> Done {
        self.act(act::SUBMIT, opened.channel, (opened.message, Some(opened.id)), |world| {
            let people = modal::people(&data);
            if !people.is_empty() {
                data["resolved"] = resolved(world, opened.channel, &people);
            }
            Ok(data)
        })
    }

    /// Does the same once more, as a second tap before the first was answered.
    ///
    /// # Errors
    /// Where the channel is closed to the person by now.
    pub fn repeats(&self, sent: &Sent) -> Done {
        let by = sent.interaction();
        self.act(by.kind, by.channel, (by.message, by.opened_by), |_| Ok(by.payload["data"].clone()))
    }

    /// Clicks a button of a message that is gone: it still stood on this person's screen.
    ///
    /// # Errors
    /// Where the channel is closed to the person by now.
    pub fn clicks_what_is_gone(&self, channel: Id, custom_id: &str) -> Done {
        let data = json!({ "custom_id": custom_id, "component_type": components::BUTTON, "id": 1 });
        self.act(act::COMPONENT, channel, (None, None), |_| Ok(data))
    }

    /// Submits a form with whatever values, as a client that was tampered with.
    ///
    /// # Errors
    /// Where there is no such form.
    pub fn forges(&self, opened: &Sent, values: &[(&str, Value)]) -> Done {
        let by = opened.interaction();
        let Some(First::Modal(form)) = &by.first else { return Err("no form was opened".to_owned()) };
        self.sends_form(&by, modal::forged(form, values))
    }

    /// What the person sees in a channel, oldest first.
    pub fn reads(&self, channel: Id) -> Vec<Value> {
        self.discord
            .look(|world| world.seen_in(channel, self.id).into_iter().map(|it| world.message_json(it)).collect())
    }

    /// The threads of a channel that the person sees.
    pub fn threads(&self, channel: Id) -> Vec<Id> {
        self.discord.look(|world| {
            let below = world.channels.values().filter(|it| it.parent == Some(channel) && it.thread.is_some());
            below.map(|it| it.id).filter(|id| world.may_read(self.id, *id)).collect()
        })
    }

    /// Says something.
    pub fn says(&self, channel: Id, text: &str) -> Id {
        self.discord.change(|world| world.chatter(self.id, channel, text))
    }

    /// Private answers vanish, as they do when a client is opened anew.
    pub fn forgets(&self) {
        self.discord.change(|world| world.messages.retain(|_, message| message.only_for != Some(self.id)));
    }

    /// Takes direct messages from servers, or takes none.
    pub fn takes_direct(&self, takes: bool) {
        self.discord.change(|world| {
            if let Some(user) = world.users.get_mut(&self.id) {
                user.takes_direct = takes;
            }
        });
    }

    /// The person's conversation with the bot.
    pub fn direct(&self) -> Id {
        self.discord.change(|world| world.direct_with(self.id))
    }

    /// How often the person's telephone rang.
    pub fn pings(&self) -> usize {
        self.discord.look(|world| world.pings.iter().filter(|ping| ping.people.contains(&self.id)).count())
    }

    fn sees(&self, message: Id) -> Result<Id, String> {
        self.discord.look(|world| {
            let known = world.messages.get(&message).ok_or("the message is not there")?;
            if known.only_for.is_some_and(|only| only != self.id) || !world.may_read(self.id, known.channel) {
                return Err("this person does not see the message".to_owned());
            }
            Ok(known.channel)
        })
    }

    fn on_component(&self, message: Id, id: &str, data: impl FnOnce(&Value) -> Result<Value, String>) -> Done {
        let channel = self.sees(message)?;
        self.act(act::COMPONENT, channel, (Some(message), None), |world| {
            let parts = &world.messages.get(&message).ok_or("the message is not there")?.parts;
            let known = || components::flat(&parts["components"]).into_iter().map(|it| it["custom_id"].to_string());
            let found = find(&parts["components"], id);
            let found =
                found.ok_or_else(|| format!("the message holds no {id:?}, only {:?}", known().collect::<Vec<_>>()))?;
            if found["disabled"] == true {
                return Err(format!("{id} is disabled"));
            }
            let mut data = data(found)?;
            data["custom_id"] = json!(id);
            data["component_type"] = found["type"].clone();
            data["id"] = found["id"].clone();
            Ok(data)
        })
    }

    fn act(
        &self,
        kind: u64,
        channel: Id,
        on: (Option<Id>, Option<Id>),
        data: impl FnOnce(&World) -> Result<Value, String>,
    ) -> Done {
        let made = self.discord.change(|world| {
            world.age_threads();
            let permissions = world.permissions(self.id, channel);
            if !world.may_read(self.id, channel) {
                return Err("this person does not see the channel".to_owned());
            }
            let thread = world.channels.get(&channel).and_then(|here| here.thread.as_ref());
            if thread.is_some_and(|thread| thread.is_locked && permissions & MANAGE_THREADS == 0) {
                return Err("the thread is locked".to_owned());
            }
            let data = data(world)?;
            Ok(world.act(kind, self.id, channel, &data, on))
        })?;
        let sent = Sent { discord: self.discord.clone(), id: made.id };
        if self.discord.look(|world| world.gateway.endpoint.is_some()) {
            tokio::spawn(endpoint::deliver(Arc::clone(&self.discord.shared), made));
        }
        Ok(sent)
    }
}

fn resolved(world: &World, channel: Id, people: &[Id]) -> Value {
    let mut resolved = serde_json::Map::new();
    for id in people {
        typed::resolve_person(world, channel, *id, &mut resolved);
    }
    Value::Object(resolved)
}

impl Sent {
    /// As it stands.
    pub fn interaction(&self) -> Interaction {
        self.discord.look(|world| world.interactions[&self.id].clone())
    }

    /// Waits for the first answer, whatever it is.
    pub async fn first(&self) -> First {
        self.discord.until("a first answer", |world| world.interactions[&self.id].first.clone()).await
    }

    /// Waits for the message it is answered with, in its final words.
    pub async fn message(&self) -> Value {
        let said = |world: &World| {
            let message = world.messages.get(&world.interactions[&self.id].original?)?;
            (!message.is_loading).then(|| world.message_json(message))
        };
        self.discord.until("an answer in words", said).await
    }

    /// Waits for a form.
    pub async fn modal(&self) -> Value {
        let form = |world: &World| match &world.interactions[&self.id].first {
            Some(First::Modal(form)) => Some(form.clone()),
            _ => None,
        };
        self.discord.until("a form", form).await
    }

    /// Waits for what is offered while somebody types.
    pub async fn choices(&self) -> Vec<Value> {
        let choices = |world: &World| match &world.interactions[&self.id].first {
            Some(First::Choices(choices)) => Some(choices.clone()),
            _ => None,
        };
        self.discord.until("choices", choices).await
    }

    /// Whether only the person sees the answer.
    pub fn is_private(&self) -> bool {
        self.discord.look(|world| {
            let message = world.interactions[&self.id].original.and_then(|id| world.messages.get(&id));
            message.is_some_and(|message| message.only_for.is_some())
        })
    }
}
