//! How to be on Discord.

use super::{BadSetting, Secret};

/// Discord's variables.
#[derive(Debug, Clone)]
pub struct Discord {
    /// The bot's token.
    pub token: Secret,
    /// The application's public key; with it events come as signed requests.
    pub public_key: Option<String>,
    /// The application's id; asked of Discord where absent.
    pub application: Option<String>,
    /// The one server where commands are registered; all where absent.
    pub server: Option<String>,
    /// Which part of the servers, counted from 0, of how many.
    pub shard: (u32, u32),
    /// Another address than Discord's own.
    pub api: Option<String>,
    /// Another gateway than the one that Discord names.
    pub gateway: Option<String>,
}

impl Discord {
    /// Absent without a token.
    pub(super) fn from(get: impl Fn(&'static str) -> Option<String>) -> Result<Option<Self>, BadSetting> {
        let Some(token) = get("DISCORD_TOKEN") else {
            return match get("DISCORD_PUBLIC_KEY") {
                Some(value) => Err(BadSetting {
                    name: "DISCORD_PUBLIC_KEY",
                    value,
                    problem: "there is no DISCORD_TOKEN beside it",
                    hint: "copy the token from the application's Bot page",
                }),
                None => Ok(None),
            };
        };
        Ok(Some(Self {
            token: Secret(token),
            public_key: public_key(get("DISCORD_PUBLIC_KEY"))?,
            application: id("DISCORD_APPLICATION_ID", get("DISCORD_APPLICATION_ID"))?,
            server: id("DISCORD_GUILD", get("DISCORD_GUILD"))?,
            shard: shard(get("DISCORD_SHARD"))?,
            api: get("DISCORD_API_URL"),
            gateway: get("DISCORD_GATEWAY_URL"),
        }))
    }
}

fn public_key(value: Option<String>) -> Result<Option<String>, BadSetting> {
    let is_key = |key: &String| key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    match value {
        Some(value) if !is_key(&value) => Err(BadSetting {
            name: "DISCORD_PUBLIC_KEY",
            value,
            problem: "a key has 64 hexadecimal digits",
            hint: "copy it from the application's General Information page",
        }),
        value => Ok(value),
    }
}

fn id(name: &'static str, value: Option<String>) -> Result<Option<String>, BadSetting> {
    match value {
        Some(value) if value.parse::<std::num::NonZeroU64>().is_err() => Err(BadSetting {
            name,
            value,
            problem: "an id has digits only",
            hint: "switch on Discord's developer mode, right-click and choose Copy ID",
        }),
        value => Ok(value),
    }
}

fn shard(value: Option<String>) -> Result<(u32, u32), BadSetting> {
    let Some(value) = value else { return Ok((0, 1)) };
    let parsed =
        value.split_once('/').and_then(|(index, of)| Some((index.trim().parse().ok()?, of.trim().parse().ok()?)));
    parsed.filter(|(index, of): &(u32, u32)| index < of).ok_or(BadSetting {
        name: "DISCORD_SHARD",
        value,
        problem: "it is no part of a whole",
        hint: "write it like 0/2 and 1/2 for two processes",
    })
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    fn with(set: &[(&'static str, &str)]) -> Result<Config, String> {
        let lookup = |wanted| set.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned());
        Config::from(lookup).map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_token_is_enough_and_turns_the_playground_off() {
        let config = with(&[("DISCORD_TOKEN", "hunter2"), ("DISCORD_SHARD", "1/3")]).expect("accepted");
        assert!(!config.playground && !format!("{config:?}").contains("hunter2"));
        assert_eq!(config.discord.map(|discord| discord.shard), Some((1, 3)));
        assert!(with(&[("DISCORD_TOKEN", "t"), ("BATON_PLAYGROUND", "1")]).expect("accepted").playground);
    }

    #[test]
    fn a_bad_value_names_itself_and_the_way_out() {
        for (name, value) in [
            ("DISCORD_PUBLIC_KEY", "abc"),
            ("DISCORD_APPLICATION_ID", "mine"),
            ("DISCORD_GUILD", "0"),
            ("DISCORD_SHARD", "3/3"),
            ("DISCORD_SHARD", "one"),
        ] {
            let problem = with(&[("DISCORD_TOKEN", "t"), (name, value)]).expect_err("refused");
            assert!(problem.contains(name) && problem.contains("Hint"), "{problem}");
        }
        assert!(with(&[("DISCORD_PUBLIC_KEY", &"a".repeat(64))]).is_err(), "a key without a token");
    }
}
