//! Messages and forms as they are drawn, word for word and held to Discord's own schemas: every file of `discord/draw`
//! holds a message or a form with what Discord gets.

use std::collections::BTreeMap;

use baton::chat::form::Form;
use baton::chat::limits::{DISCORD_CARD, fit_form, fit_message};
use baton::chat::message::{Choice, Message};
use baton::chat::text::Catalog;
use baton::ids::PersonId;
use baton::platform::discord::draw::{self, Audience};
use baton::platform::{Named, People};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::reading::{fixtures, golden};
use crate::{spec, told};

pub fn trials() -> Vec<Trial> {
    fixtures("draw").into_iter().map(|(name, path)| golden(&format!("discord/draw/{name}"), path, drawn)).collect()
}

/// Made small enough first, as the app does.
fn drawn(fixture: &Value) -> Result<Value, String> {
    let words = Catalog::embedded().map_err(|problems| format!("{problems:?}"))?.words("en");
    if let Some(form) = fixture.get("form") {
        let form: Form = serde_json::from_value(form.clone()).map_err(told)?;
        let drawn = draw::form::modal(&fit_form(form, &DISCORD_CARD, &words), &people());
        spec::check("ModalInteractionCallbackRequest", &json!({ "type": 9, "data": drawn }))?;
        return Ok(drawn);
    }
    if let Some(choices) = fixture.get("choices") {
        let choices: Vec<Choice> = serde_json::from_value(choices.clone()).map_err(told)?;
        let drawn = draw::choices(&choices);
        spec::check("ApplicationCommandAutocompleteCallbackRequest", &json!({ "type": 8, "data": drawn }))?;
        return Ok(drawn);
    }
    let message: Message = serde_json::from_value(fixture["message"].clone()).map_err(told)?;
    let message = fit_message(message, &DISCORD_CARD, &words);
    let posted = draw::message(&message, &people(), Audience::All, Some(1_073_741_824));
    spec::check("MessageCreateRequest", &posted)?;
    let private = draw::message(&message, &people(), Audience::One, None);
    spec::check("CreateMessageInteractionCallbackRequest", &json!({ "type": 4, "data": private }))?;
    Ok(posted)
}

/// 1 and 2 have accounts, 3 has none.
fn people() -> People {
    let named =
        |account: Option<&str>, name: &str| Named { account: account.map(ToOwned::to_owned), name: name.to_owned() };
    BTreeMap::from([
        (PersonId::new(1), named(Some("11"), "Ana")),
        (PersonId::new(2), named(Some("12"), "Ben")),
        (PersonId::new(3), named(None, "Mia *the* manager")),
    ])
}
