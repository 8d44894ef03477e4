//! What the gateway knows: sessions, what each was told, and what goes wrong on the way. The socket itself is in `socket`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::faults::Bend;
use super::world::{Id, World};

pub const GUILDS: u64 = 1 << 0;
pub const GUILD_MEMBERS: u64 = 1 << 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
pub const MESSAGE_CONTENT: u64 = 1 << 15;
/// Members, presences and the content of messages: to be switched on in the portal.
pub const PRIVILEGED: u64 = GUILD_MEMBERS | (1 << 8) | MESSAGE_CONTENT;
/// The highest intent there is.
pub const INTENTS_END: u64 = 1 << 26;

/// To a connection.
#[derive(Debug, Clone)]
pub enum Out {
    Frame(Value),
    Close(u16),
}

/// Where a bot takes its interactions by HTTP.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub address: SocketAddr,
    pub path: String,
}

/// One bot's connection that outlives sockets.
#[derive(Debug)]
pub struct Session {
    /// Which, of how many.
    pub shard: (u64, u64),
    pub intents: u64,
    pub seq: u64,
    /// Everything it was told, for one that resumes.
    pub told: Vec<(u64, Value)>,
    /// The socket, while there is one.
    pub line: Option<UnboundedSender<Out>>,
    /// Which socket that is.
    pub socket: u64,
}

/// The gateway.
pub struct Gateway {
    pub sessions: BTreeMap<String, Session>,
    /// Set: interactions go there, and none over the gateway.
    pub endpoint: Option<Endpoint>,
    /// Privileged intents that the portal allows.
    pub privileged: u64,
    pub heartbeat_ms: u64,
    pub shards: u64,
    /// It hears heartbeats and does not say so: a dead connection that looks alive.
    pub is_silent: bool,
    /// It takes no connection.
    pub is_down: bool,
    /// So many milliseconds until sessions are counted anew.
    pub starts_anew_ms: u64,
    /// How often somebody identified, and resumed.
    pub identified: u32,
    pub resumed: u32,
    /// So many events come twice.
    pub twice: u32,
    /// The next event comes after the one that follows it.
    pub swaps: bool,
    kept_back: Option<(Option<Id>, String, Value)>,
    bends: Vec<(String, Bend)>,
    pub made: u64,
}

impl Default for Gateway {
    fn default() -> Self {
        Self {
            sessions: BTreeMap::new(),
            endpoint: None,
            privileged: GUILD_MEMBERS,
            heartbeat_ms: 41_250,
            shards: 1,
            is_silent: false,
            is_down: false,
            starts_anew_ms: 86_400_000,
            identified: 0,
            resumed: 0,
            twice: 0,
            swaps: false,
            kept_back: None,
            bends: Vec::new(),
            made: 0,
        }
    }
}

impl Gateway {
    /// What the portal says of an application of less than a hundred servers.
    pub fn application_flags(&self) -> u64 {
        let flags = [(GUILD_MEMBERS, 1 << 15), (MESSAGE_CONTENT, 1 << 19)];
        flags.into_iter().filter(|(intent, _)| self.privileged & intent != 0).map(|(_, flag)| flag).sum()
    }

    pub fn may_know_members(&self) -> bool {
        self.privileged & GUILD_MEMBERS != 0
    }

    /// Events of this name are changed on their way: fields missing, unknown ones added.
    pub fn bend(&mut self, event: &str, bend: Bend) {
        self.bends.push((event.to_owned(), bend));
    }

    /// What is sent of an event, by the gateway or over HTTP.
    pub fn bent(&self, event: &str, mut data: Value) -> Value {
        for (_, bend) in self.bends.iter().filter(|(bent, _)| bent == event) {
            bend(&mut data);
        }
        data
    }

    /// To every socket that is open.
    pub fn to_all(&self, out: &Out) {
        for line in self.sessions.values().filter_map(|session| session.line.as_ref()) {
            // A socket that is just closing hears nothing.
            drop(line.send(out.clone()));
        }
    }
}

impl Session {
    /// Whether this shard hears of a server; of direct conversations the first one does.
    fn hears_of(&self, guild: Option<Id>) -> bool {
        let (shard, of) = self.shard;
        guild.map_or(shard == 0, |guild| (guild >> 22) % of == shard)
    }

    fn wants(&self, event: &str, guild: Option<Id>) -> bool {
        let needed = match event {
            _ if event.starts_with("GUILD_MEMBER_") => GUILD_MEMBERS,
            _ if event.starts_with("MESSAGE_") && guild.is_none() => DIRECT_MESSAGES,
            _ if event.starts_with("MESSAGE_") => GUILD_MESSAGES,
            _ if ["GUILD_", "THREAD_", "CHANNEL_"].iter().any(|kind| event.starts_with(kind)) => GUILDS,
            _ => 0,
        };
        self.intents & needed == needed
    }

    /// Tells one event, with the next number.
    pub fn tell(&mut self, event: &str, data: &Value) {
        self.seq += 1;
        let frame = json!({ "op": 0, "t": event, "s": self.seq, "d": data });
        self.told.push((self.seq, frame.clone()));
        if let Some(line) = &self.line {
            drop(line.send(Out::Frame(frame)));
        }
    }
}

/// Tells every session that should hear of it.
pub fn dispatch(world: &mut World, guild: Option<Id>, event: &str, data: Value) {
    let gateway = &mut world.gateway;
    if gateway.swaps && gateway.kept_back.is_none() {
        gateway.swaps = false;
        gateway.kept_back = Some((guild, event.to_owned(), data));
        return;
    }
    let times = if gateway.twice > 0 { 2 } else { 1 };
    gateway.twice = gateway.twice.saturating_sub(1);
    for _ in 0..times {
        tell_all(world, guild, event, data.clone());
    }
    if let Some((guild, event, data)) = world.gateway.kept_back.take() {
        tell_all(world, guild, &event, data);
    }
}

fn tell_all(world: &mut World, guild: Option<Id>, event: &str, data: Value) {
    let data = world.gateway.bent(event, data);
    let bot = world.bot.to_string();
    let wanting = |session: &&mut Session| session.hears_of(guild) && session.wants(event, guild);
    for session in world.gateway.sessions.values_mut().filter(wanting) {
        let mut data = data.clone();
        let is_blank = event.starts_with("MESSAGE_") && guild.is_some() && session.intents & MESSAGE_CONTENT == 0;
        if is_blank && data["author"]["id"] != bot.as_str() && data["content"].is_string() {
            data["content"] = json!("");
            data["components"] = json!([]);
        }
        session.tell(event, &data);
    }
}

impl World {
    /// Where the socket is.
    pub fn gateway_url(&self) -> String {
        self.base.replacen("http", "ws", 1)
    }

    pub fn gateway_bot_json(&self) -> Value {
        let used = u64::from(self.gateway.identified);
        json!({
            "url": self.gateway_url(), "shards": self.gateway.shards,
            "session_start_limit": {
                "total": 1000, "remaining": 1000_u64.saturating_sub(used), "reset_after": self.gateway.starts_anew_ms, "max_concurrency": 1,
            },
        })
    }

    /// A new session: it is told who it is, and of its servers.
    pub fn identify(&mut self, shard: (u64, u64), intents: u64, line: UnboundedSender<Out>, socket: u64) -> String {
        self.gateway.made += 1;
        self.gateway.identified += 1;
        let id = format!("{:032x}", self.gateway.made);
        let session = Session { shard, intents, seq: 0, told: Vec::new(), line: Some(line), socket };
        let is_ours =
            |guild: &&Id| session.hears_of(Some(**guild)) && self.guilds[guild].members.contains_key(&self.bot);
        let guilds: Vec<Id> = self.guilds.keys().filter(is_ours).copied().collect();
        let unavailable = guilds.iter().map(|id| json!({ "id": id.to_string(), "unavailable": true }));
        let ready = json!({
            "v": 10, "user": self.me_json(), "guilds": unavailable.collect::<Vec<_>>(), "session_id": id,
            "resume_gateway_url": self.gateway_url(), "shard": [shard.0, shard.1], "session_type": "normal",
            "application": { "id": self.bot.to_string(), "flags": self.gateway.application_flags() },
            "private_channels": [], "relationships": [], "presences": [],
        });
        let mut session = session;
        session.tell("READY", &ready);
        if intents & GUILDS != 0 {
            for guild in guilds {
                session.tell("GUILD_CREATE", &self.whole_guild_json(guild, &self.guilds[&guild]));
            }
        }
        self.gateway.sessions.insert(id.clone(), session);
        id
    }

    /// Takes a session up where it was left; `false` where that cannot be.
    pub fn resume(&mut self, id: &str, seq: u64, line: UnboundedSender<Out>, socket: u64) -> bool {
        let Some(session) = self.gateway.sessions.get_mut(id).filter(|session| seq <= session.seq) else {
            return false;
        };
        self.gateway.resumed += 1;
        for (_, frame) in session.told.iter().filter(|(told, _)| *told > seq) {
            drop(line.send(Out::Frame(frame.clone())));
        }
        session.line = Some(line);
        session.socket = socket;
        session.tell("RESUMED", &json!({}));
        true
    }
}
