//! Registers the commands, when what stands there is not what is wanted: Discord takes 200 new ones a day a server.

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, GuildId};

use super::Discord;
use super::client::Failure;
use super::deliver::number;
use super::draw::commands::is_registered;

impl Discord {
    /// The application's id, as Discord tells it to its token.
    pub async fn application(&self) -> Result<String, Failure> {
        let own = self.get(Route::Oauth2ApplicationCurrent).await?;
        let id = own.get("id").and_then(Value::as_str);
        id.map(ToOwned::to_owned).ok_or_else(|| Failure::Unclear("an application without an id".to_owned()))
    }

    /// Makes the commands of one server, or of all, the wanted ones; whether anything had to be changed.
    pub async fn register(&self, application: &str, server: Option<&str>, wanted: &Value) -> Result<bool, Failure> {
        let application_id = ApplicationId::from(number(application)?);
        let route = match server {
            Some(server) => Route::GuildCommands { application_id, guild_id: GuildId::from(number(server)?) },
            None => Route::Commands { application_id },
        };
        let registered = self.registered(application, server).await?;
        if is_registered(&registered, wanted) {
            return Ok(false);
        }
        self.client.call(LightMethod::Put, route, wanted.clone().into()).await?;
        Ok(true)
    }
}
