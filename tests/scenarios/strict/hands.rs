//! What people do before a client of Discord, and what is answered on their screen.

use std::collections::BTreeMap;

use baton::chat::form::Input;
use baton::chat::incoming::{Incoming, Place, Reply, What};
use baton::chat::message::{Block, Inline};
use baton::ids::PersonId;
use serde_json::{Value, json};

use super::{GENERAL, Strict, locked};
use crate::beyond::NO_CLIENT;
use crate::company::CHANNEL;
use crate::driver::Delivery;
use crate::strict_discord::acts::First;
use crate::strict_discord::components;
use crate::strict_discord::endpoint::Seal;
use crate::strict_discord::modal::Fill;
use crate::strict_discord::people::{Person, Sent};
use crate::strict_discord::world::{Id, Message as Seen};
use crate::{seen, slash};

impl Strict {
    /// The channel that a place is, by Discord's id or by its name; before there is one for cards, people type elsewhere.
    fn channel_of(&self, place: &Place) -> Result<Id, String> {
        let named = place.thread.as_deref().unwrap_or(&place.channel);
        let elsewhere = || self.named(GENERAL).filter(|_| named == CHANNEL);
        let known = self.named(named).or_else(|| named.parse().ok()).or_else(elsewhere);
        known.ok_or_else(|| format!("no channel {named:?}"))
    }

    /// Somebody does something before a client; an error says why no client lets them.
    pub async fn act(
        &self,
        incoming: &Incoming,
        delivery: Delivery,
        is_held_to_forms: bool,
    ) -> Result<(Reply, Option<String>), String> {
        let person = self.before_a_client(incoming.person)?;
        let before = self.discord().change(|world| {
            world.gateway.twice = u32::from(delivery == Delivery::SameTwice);
            world.shown.len()
        });
        let sent = self.done(person, incoming, is_held_to_forms).map_err(|why| format!("{NO_CLIENT} {why}"))?;
        let answered = self.answered(incoming, &sent, before).await?;
        match delivery {
            Delivery::Once => Ok(answered),
            Delivery::SameTwice => {
                self.deliver_again(&sent).await?;
                Ok(answered)
            }
            Delivery::PressedTwice => {
                let before = self.discord().look(|world| world.shown.len());
                let again = person.repeats(&sent)?;
                self.answered(incoming, &again, before).await
            }
        }
    }

    /// Puts a file beside the command that comes next.
    pub fn upload(&self, person: PersonId, name: &str, bytes: &[u8]) {
        if let Ok(person) = self.before_a_client(person) {
            person.attaches(name, "text/calendar", bytes);
        }
    }

    fn done(&self, person: &Person, incoming: &Incoming, is_held_to_forms: bool) -> Result<Sent, String> {
        match (&incoming.what, &incoming.message) {
            (What::Command(text), _) => {
                let files = incoming.files.iter().map(|file| file.name.as_str());
                person.command(self.channel_of(&incoming.place)?, &slash::with_options(text, files))
            }
            (What::Click { id, .. }, None) => person.clicks_what_is_gone(self.channel_of(&incoming.place)?, id),
            (What::Click { id, values }, Some(message)) => {
                let message: Id = message.parse().map_err(|_| "no message of Discord's".to_owned())?;
                if values.is_empty() {
                    return person.clicks(message, id);
                }
                let labels = self.discord().look(|world| {
                    let select = components::find(&world.messages.get(&message)?.parts["components"], id)?;
                    Some(labels(select, values))
                });
                let labels = labels.ok_or("the select is gone")?;
                person.selects(message, id, &labels.iter().map(String::as_str).collect::<Vec<_>>())
            }
            (What::Submit { id, answers }, _) => {
                let opened = self.state().forms.get(&(incoming.person, id.clone())).cloned();
                let opened = opened.ok_or("the form was never opened")?;
                let Some(First::Modal(form)) = opened.interaction().first else { return Err("no form".to_owned()) };
                // What no client lets through is sent as by one that does.
                let is_left_empty = fields(&form).any(|(_, field)| {
                    let key = field["custom_id"].as_str().unwrap_or_default();
                    field["required"] != false && answers.get(key).is_none_or(String::is_empty)
                });
                if is_held_to_forms && !is_left_empty {
                    let fills = self.filled(&form, answers)?;
                    let fills: Vec<(&str, Fill)> =
                        fills.iter().map(|(label, fill)| (label.as_str(), fill.clone())).collect();
                    return person.submits(&opened, &fills);
                }
                let values = fields(&form).map(|(_, field)| {
                    let key = field["custom_id"].as_str().unwrap_or_default();
                    (key, self.forged(field, answers.get(key).map_or("", String::as_str)))
                });
                person.forges(&opened, &values.collect::<Vec<_>>())
            }
            (What::Message { .. }, _) => Err("scenarios choose no command of a message".to_owned()),
        }
    }

    /// By the labels over the fields, as people fill them.
    fn filled(&self, form: &Value, answers: &BTreeMap<String, String>) -> Result<Vec<(String, Fill)>, String> {
        let mut fills = Vec::new();
        for (label, field) in fields(form) {
            let given = field["custom_id"].as_str().and_then(|key| answers.get(key)).map_or("", String::as_str);
            let fill = match components::kind(field) {
                components::TEXT_INPUT => Fill::Text(given.to_owned()),
                components::STRING_SELECT => {
                    Fill::Choose(labels(field, &given.lines().map(str::to_owned).collect::<Vec<_>>()))
                }
                _ => {
                    let account = |given: &str| {
                        let known = given.parse().ok().and_then(|id| self.before_a_client(id).ok());
                        Ok(known.ok_or_else(|| format!("the client offers nobody called {given:?}"))?.id)
                    };
                    Fill::Ids(given.lines().map(account).collect::<Result<_, String>>()?)
                }
            };
            fills.push((label.to_owned(), fill));
        }
        Ok(fills)
    }

    /// A value that no client was asked about.
    fn forged(&self, field: &Value, given: &str) -> Value {
        match components::kind(field) {
            components::TEXT_INPUT => json!(given),
            components::STRING_SELECT => given.lines().collect(),
            _ => {
                let account = |given: &str| self.before_a_client(given.parse().ok()?).ok();
                given.lines().filter_map(account).map(|person| person.id.to_string()).collect()
            }
        }
    }

    /// Waits for the answer and reads it from the screen.
    async fn answered(
        &self,
        incoming: &Incoming,
        sent: &Sent,
        before: usize,
    ) -> Result<(Reply, Option<String>), String> {
        let first = sent.first().await;
        if let First::Modal(form) = &first {
            let form = seen::form(form, self);
            self.state().forms.insert((incoming.person, form.id.clone()), sent.clone());
            return Ok((Reply::Form(form), incoming.message.clone()));
        }
        let id = sent.id.to_string();
        let heard = || locked(&self.ear.replies).get(&id).cloned();
        let shown = self.discord().until("an answer on the screen", |world| {
            let reply = heard()?;
            let mine = &world.interactions[&sent.id];
            let is_mine = |id: Id| mine.original == Some(id) || mine.more.contains(&id);
            let shown = world.shown.iter().skip(before).rev().find(|shown| is_mine(shown.message));
            match (shown, reply) {
                (_, Reply::Quiet) => Some(None),
                (shown, _) => Some(Some(shown?.as_it_was.clone())),
            }
        });
        let Some(stands) = shown.await else { return Ok((Reply::Quiet, incoming.message.clone())) };
        let mut message = self.read(&stands);
        if let What::Submit { id, .. } = &incoming.what {
            message.blocks.extend(self.behind(incoming.person, &stands, id).await?);
        }
        let is_private = stands.only_for.is_some() || incoming.place.channel.starts_with("dm:");
        let (reply, should_be_private) = match heard().unwrap_or(Reply::Quiet) {
            Reply::Public(_) => (Reply::Public(message), false),
            Reply::Update(_) => (Reply::Update(message), true),
            Reply::Private(_) | Reply::Form(_) | Reply::Quiet => (Reply::Private(message), true),
        };
        if is_private != should_be_private {
            return Err(format!("an answer that is private: {is_private}, and should be: {should_be_private}"));
        }
        Ok((reply, Some(stands.id.to_string())))
    }

    /// What a form says that comes back: a form cannot answer a form, so a button of its name opens it.
    async fn behind(&self, person: PersonId, stands: &Seen, form: &str) -> Result<Vec<Block>, String> {
        let found = components::find(&stands.parts["components"], form);
        if stands.only_for.is_none() || found.is_none_or(|found| components::kind(found) != components::BUTTON) {
            return Ok(Vec::new());
        }
        let sent = self.before_a_client(person)?.clicks(stands.id, form)?;
        let First::Modal(form) = sent.first().await else { return Ok(Vec::new()) };
        let form = seen::form(&form, self);
        let said = |input: &Input| Inline::Plain(format!("{}: {} {}", input.label, input.value, input.help));
        Ok(form.inputs.iter().map(|input| Block::Line(vec![said(input)])).collect())
    }

    async fn deliver_again(&self, sent: &Sent) -> Result<(), String> {
        let Some(endpoint) = self.discord().look(|world| world.gateway.endpoint.clone()) else { return Ok(()) };
        let payload = sent.interaction().payload.to_string();
        let heard = self.discord().knock(&endpoint, payload.as_bytes(), Seal::Good).await?;
        if heard.status == 202 { Ok(()) } else { Err(format!("what came twice was answered with {}", heard.status)) }
    }
}

/// The fields of a form, with what stands over them.
fn fields(form: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let parts = components::items(&form["components"]);
    parts.map(|part| (part["label"].as_str().unwrap_or_default(), &part["component"]))
}

/// What the options with these values are called; a value that is not offered stays as it is, and is refused.
fn labels(select: &Value, values: &[String]) -> Vec<String> {
    let label = |value: &String| {
        let option = components::items(&select["options"]).find(|option| option["value"] == value.as_str());
        option.and_then(|option| option["label"].as_str()).unwrap_or(value).to_owned()
    };
    values.iter().map(label).collect()
}
