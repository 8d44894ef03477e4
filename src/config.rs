//! The environment, read once at start-up into [`Config`]. Named by `main` and `app` only.
//!
//! Each variable's unit, default and range stands in [`VARIABLES`]; `.env.example` lists the same, and a test holds them
//! equal. A value that cannot be used stops the start with its name, what is wrong and a hint. Secrets redact themselves.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

mod discord;

pub use discord::Discord;

/// A variable that Baton reads.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is for, with unit and range.
    pub about: &'static str,
    /// What holds where it is not set.
    pub default: &'static str,
}

/// Every variable, in the order of `.env.example`.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "BATON_DATABASE",
        about: "Where everything is kept: a file (sqlite:baton.db) or a server (postgres://user:password@host/baton)",
        default: "sqlite:baton.db",
    },
    Variable {
        name: "BATON_PLAYGROUND",
        about: "1 serves the playground, 0 does not",
        default: "1 while no chat platform is configured",
    },
    Variable {
        name: "BATON_PLAYGROUND_ADDRESS",
        about: "Loopback address and port of the playground; port 0 takes a free one",
        default: "127.0.0.1:4711",
    },
    Variable {
        name: "BATON_PROMPTS",
        about: "A folder whose playbooks/ and messages/ are laid over those that ship",
        default: "none",
    },
    Variable {
        name: "BATON_MIGRATE",
        about: "off leaves the tables alone at start-up; run `baton migrate` yourself",
        default: "on",
    },
    Variable {
        name: "BATON_SECRET_KEY",
        about: "32 bytes in base 64 that encrypt stored credentials; needed once a CRM is connected",
        default: "none",
    },
    Variable {
        name: "BATON_LISTEN",
        about: "Address and port of the listener for signed requests of chat platforms, and of /healthz",
        default: "127.0.0.1:4712",
    },
    Variable {
        name: "DISCORD_TOKEN",
        about: "The bot's token; with it Baton is on Discord, and the playground is off unless it is asked for",
        default: "none",
    },
    Variable {
        name: "DISCORD_PUBLIC_KEY",
        about: "The application's public key; with it events come as signed requests to /platforms/discord",
        default: "none: events come over the gateway",
    },
    Variable { name: "DISCORD_APPLICATION_ID", about: "The application's id", default: "asked of Discord" },
    Variable {
        name: "DISCORD_GUILD",
        about: "Id of one server: commands are registered there alone, and at once",
        default: "none: everywhere",
    },
    Variable {
        name: "DISCORD_SHARD",
        about: "Which part of the servers this process hears over the gateway, counted from 0, of how many: 0/2",
        default: "0/1",
    },
    Variable {
        name: "DISCORD_API_URL",
        about: "Another address in place of https://discord.com; plain http only to this computer",
        default: "https://discord.com",
    },
    Variable {
        name: "DISCORD_GATEWAY_URL",
        about: "Another gateway than the one Discord names; plain ws only to this computer",
        default: "asked of Discord",
    },
    Variable { name: "BATON_LOG", about: "What is logged, as `info` or `baton=debug,sqlx=warn`", default: "info" },
];

/// How Baton was told to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address of the database.
    pub database: String,
    /// Whether the playground is served.
    pub playground: bool,
    /// Where it is served.
    pub playground_address: SocketAddr,
    /// An operator's own playbooks and messages.
    pub prompts: Option<PathBuf>,
    /// Whether tables are brought up to date at start-up.
    pub migrates: bool,
    /// Encrypts stored credentials.
    pub secret_key: Option<Secret>,
    /// Log filter.
    pub log: String,
    /// Where platforms' signed requests arrive.
    pub listen: SocketAddr,
    /// How to be on Discord; absent where it is not configured.
    pub discord: Option<Discord>,
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself, for where it is used.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(set)")
    }
}

/// A value that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {value:?}, and {problem}. Hint: {hint}")]
pub struct BadSetting {
    /// The variable.
    pub name: &'static str,
    /// What it holds.
    pub value: String,
    /// What is wrong with it.
    pub problem: &'static str,
    /// What to do.
    pub hint: &'static str,
}

impl Config {
    /// From the process's environment, after `.env` was laid under it.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_environment() -> Result<Self, BadSetting> {
        Self::from(|name| std::env::var(name).ok())
    }

    /// From any source of variables; an empty value counts as not set.
    pub fn from(lookup: impl Fn(&'static str) -> Option<String>) -> Result<Self, BadSetting> {
        let get = |name| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let playground_address =
            address("BATON_PLAYGROUND_ADDRESS", get("BATON_PLAYGROUND_ADDRESS"), "127.0.0.1:4711")?;
        if !playground_address.ip().is_loopback() {
            return Err(BadSetting {
                name: "BATON_PLAYGROUND_ADDRESS",
                value: playground_address.to_string(),
                problem: "others could reach the playground there and act as anyone",
                hint: "use 127.0.0.1 or [::1]",
            });
        }
        let discord = Discord::from(get)?;
        Ok(Self {
            database: get("BATON_DATABASE").unwrap_or_else(|| "sqlite:baton.db".to_owned()),
            playground: switch("BATON_PLAYGROUND", get("BATON_PLAYGROUND"), discord.is_none())?,
            playground_address,
            prompts: get("BATON_PROMPTS").map(PathBuf::from),
            migrates: switch("BATON_MIGRATE", get("BATON_MIGRATE"), true)?,
            secret_key: get("BATON_SECRET_KEY").map(Secret),
            log: get("BATON_LOG").unwrap_or_else(|| "info".to_owned()),
            listen: address("BATON_LISTEN", get("BATON_LISTEN"), "127.0.0.1:4712")?,
            discord,
        })
    }
}

fn address(name: &'static str, value: Option<String>, default: &str) -> Result<SocketAddr, BadSetting> {
    let value = value.unwrap_or_else(|| default.to_owned());
    value.parse().map_err(|_| BadSetting {
        name,
        value: value.clone(),
        problem: "it is no address with a port",
        hint: "write it like 127.0.0.1:4711",
    })
}

fn switch(name: &'static str, value: Option<String>, default: bool) -> Result<bool, BadSetting> {
    let Some(value) = value else { return Ok(default) };
    match value.to_lowercase().as_str() {
        "1" | "on" | "yes" | "true" => Ok(true),
        "0" | "off" | "no" | "false" => Ok(false),
        _ => Err(BadSetting { name, value, problem: "it is neither on nor off", hint: "use 1 or 0, or leave it out" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &'static str) -> Result<Config, BadSetting> {
        Config::from(move |wanted| (wanted == name).then(|| value.to_owned()))
    }

    #[test]
    fn nothing_set_is_enough() {
        let config = Config::from(|_| None).expect("defaults");
        assert_eq!(config.database, "sqlite:baton.db");
        assert!(config.playground && config.migrates);
    }

    #[test]
    fn a_bad_value_names_itself_and_the_way_out() {
        for (name, value) in [
            ("BATON_PLAYGROUND_ADDRESS", "everywhere"),
            ("BATON_PLAYGROUND_ADDRESS", "0.0.0.0:80"),
            ("BATON_PLAYGROUND", "maybe"),
            ("BATON_MIGRATE", "later"),
            ("BATON_LISTEN", "4712"),
        ] {
            let problem = with(name, value).expect_err("refused").to_string();
            assert!(problem.contains(name) && problem.contains("Hint"), "{problem}");
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let config = with("BATON_SECRET_KEY", "hunter2").expect("accepted");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
