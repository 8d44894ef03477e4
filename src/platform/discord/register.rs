//! Registers the commands, when what stands there is not what is wanted: Discord takes 200 new ones a day a server.

use std::time::Duration;

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, GuildId};
use tracing::warn;

use super::Discord;
use super::client::{Failure, pause};
use super::deliver::number;
use super::draw::commands::is_registered;
use crate::platform::DeliveryFault;

const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_mins(5);

impl Discord {
    /// The application's id, as Discord tells it to its token.
    pub async fn application(&self) -> Result<String, Failure> {
        let own = self.get(Route::Oauth2ApplicationCurrent).await?;
        let id = own.get("id").and_then(Value::as_str);
        id.map(ToOwned::to_owned).ok_or_else(|| Failure::Unclear("an application without an id".to_owned()))
    }

    /// As [`Self::register`], again and again until it is done or refused: a start in the middle of an outage leaves nobody
    /// without commands.
    pub async fn register_in_time(
        &self,
        application: Option<&str>,
        server: Option<&str>,
        wanted: &Value,
    ) -> Result<bool, Failure> {
        let mut wait = PAUSE_FIRST;
        loop {
            let failure = match self.register_known(application, server, wanted).await {
                Ok(is_changed) => return Ok(is_changed),
                Err(failure) => failure,
            };
            match DeliveryFault::from(failure.clone()) {
                DeliveryFault::Later { after_ms, .. } => {
                    warn!(%failure, "the commands could not be registered, which is tried again");
                    pause(wait.max(Duration::from_millis(u64::try_from(after_ms).unwrap_or_default()))).await;
                    wait = (wait * 2).min(PAUSE_MAX);
                }
                DeliveryFault::Never(_) | DeliveryFault::NoDirect | DeliveryFault::Removed | DeliveryFault::Left(_) => {
                    return Err(failure);
                }
            }
        }
    }

    async fn register_known(
        &self,
        application: Option<&str>,
        server: Option<&str>,
        wanted: &Value,
    ) -> Result<bool, Failure> {
        let application = match application {
            Some(known) => known.to_owned(),
            None => self.application().await?,
        };
        self.register(&application, server, wanted).await
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
