//! A scenario on Discord: the real adapter speaks to a strict server, and people sit before its clients.
//!
//! What is done goes in as interactions, over the gateway or by signed requests; what is expected is read from what stands
//! on that server's screens. Of the program itself only the kind of its answer is heard, which no screen shows: whether a
//! sentence says that something was done, or why it was not.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use baton::app::App;
use baton::app::accounts::StoredAccounts;
use baton::app::arrivals::Door;
use baton::chat::incoming::Reply;
use baton::clock::ManualClock;
use baton::ids::PersonId;
use baton::platform::discord::client::Client;
use baton::platform::discord::draw::commands::commands;
use baton::platform::discord::gateway::{Gateway, Shard};
use baton::platform::discord::signature::PublicKey;
use baton::platform::discord::{self, Discord as Adapter, Setup};
use baton::platform::{Answer, Answers, Arrival, Happening, Late, Platform, Typing};
use baton::store::Store;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::chat::Way;
use crate::chat_room;
use crate::company::{CHANNEL, Founded, Home, MANAGERS, Plan, TEAM_CHANNEL, shown};
use crate::fake_chat::Weather;
use crate::seen::Names;
use crate::strict_discord::Discord;
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::gateway::Endpoint;
use crate::strict_discord::people::{Person, Sent};
use crate::strict_discord::refusal::NO_PERMISSION;
use crate::strict_discord::town::Town;
use crate::strict_discord::world::{Id, World};
use crate::world::{sources_of_playbooks, told};

mod hands;
mod rooms;
mod screens;

/// The channel that every server has.
const GENERAL: &str = "general";
/// Noting that Baton came or went takes no longer.
const NOTED_MAX: Duration = Duration::from_secs(30);
/// What the outbox asks for.
const OUTBOX: [&str; 5] = [
    "POST channels/*/messages",
    "PATCH channels/*/messages/*",
    "POST channels/*/threads",
    "PUT channels/*/thread-members/*",
    "POST users/@me/channels",
];

/// A strict Discord with the adapter before it.
pub struct Strict {
    town: Town,
    members: BTreeMap<String, Person>,
    people: Vec<(PersonId, Person)>,
    ear: Arc<Ear>,
    state: Mutex<State>,
    way: Way,
}

#[derive(Default)]
struct State {
    adapter: Option<Arc<Adapter>>,
    listening: Option<AbortHandle>,
    is_signed: bool,
    /// The bot's role since it was invited last.
    role: Option<Id>,
    /// Whether it may make no channels.
    are_rooms_fixed: bool,
    /// Forms that were opened, by reader and id.
    forms: BTreeMap<(PersonId, String), Sent>,
    log: Vec<chat_room::Happening>,
}

/// Hears of what kind the program's answers are, and what it has noted.
#[derive(Default)]
struct Ear {
    replies: Mutex<BTreeMap<String, Reply>>,
    was_invited: AtomicBool,
    noted: watch::Sender<usize>,
}

struct Listening {
    door: Door,
    ear: Arc<Ear>,
}

#[async_trait]
impl Answers for Listening {
    async fn answer(&self, arrival: Arrival) -> Answer {
        let delivery = arrival.delivery.clone();
        let answer = self.door.answer(arrival).await;
        locked(&self.ear.replies).insert(delivery, answer.reply.clone());
        answer
    }

    async fn late(&self, late: Late) {
        self.door.late(late).await;
    }

    async fn happened(&self, platform: &'static str, happening: Happening) {
        // A scenario's company is known before Baton was ever in its server, which is never so: it was not sent away then.
        if self.ear.was_invited.load(Ordering::Relaxed) {
            self.door.happened(platform, happening).await;
        }
        self.ear.noted.send_modify(|noted| *noted += 1);
    }

    async fn suggest(&self, typing: Typing) -> Vec<baton::chat::message::Choice> {
        self.door.suggest(typing).await
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Names for Strict {
    fn person(&self, account: Id) -> Option<PersonId> {
        self.people.iter().find(|(_, person)| person.id == account).map(|(id, _)| *id)
    }

    fn channel(&self, id: Id) -> Option<String> {
        self.discord().look(|world| self.name_in(world, id))
    }
}

impl Strict {
    /// A server with the company's channels and people, and the bot.
    pub async fn open(way: Way, clock: &Arc<ManualClock>, plan: &Plan) -> Result<(Self, Home), String> {
        let discord = Discord::start(Arc::clone(clock)).await;
        // A scenario's clock stands still while people type: all of a morning would count as one second.
        discord.change(|world| {
            world.limits.are_on = false;
            world.late_edits_max = usize::MAX;
        });
        let town = discord.town("Northlight");
        let rooms: &[&str] = if plan.is_set_up { &[CHANNEL, MANAGERS, TEAM_CHANNEL, GENERAL] } else { &[GENERAL] };
        let channels: Vec<(String, Id)> = rooms.iter().map(|name| ((*name).to_owned(), town.channel(name))).collect();
        let managers = town.role("managers", 0, false);
        let mut members = BTreeMap::new();
        for member in &plan.people {
            let person = town.member(&member.key);
            discord.change(|world| {
                let guild = world.guilds.get_mut(&town.id);
                if let Some(known) = guild.and_then(|guild| guild.members.get_mut(&person.id)) {
                    known.nick = Some(shown(&member.key));
                }
            });
            if member.is_manager {
                town.gives(&person, managers);
            }
            members.insert(member.key.clone(), person);
        }
        // The server is the first manager's, who sets everything up.
        if let Some(first) = plan.people.iter().find(|member| member.is_manager) {
            discord.change(|world| {
                if let Some(guild) = world.guilds.get_mut(&town.id) {
                    guild.owner = members[&first.key].id;
                }
            });
        }
        let home = Home {
            platform: discord::NAME.to_owned(),
            server: town.id.to_string(),
            accounts: members.iter().map(|(key, person)| (key.clone(), person.id.to_string())).collect(),
            channels: channels.iter().map(|(name, id)| (name.clone(), id.to_string())).collect(),
        };
        let state = Mutex::new(State { is_signed: way == Way::Signed, ..State::default() });
        let strict = Self { town, members, people: Vec::new(), ear: Arc::default(), state, way };
        if plan.is_set_up {
            let bot = strict.invites();
            if let Some((_, closed)) = channels.iter().find(|(name, _)| name == MANAGERS) {
                strict.town.only_for(*closed, &[managers, bot]);
            }
        }
        Ok((strict, home))
    }

    fn discord(&self) -> &Discord {
        &self.town.discord
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    /// A new adapter.
    pub fn platform(&self, store: &Store) -> Result<Arc<dyn Platform>, String> {
        let accounts = StoredAccounts::new(store.clone(), discord::NAME);
        let client = Client::new(&self.discord().token(), Some(&self.discord().api_url())).map_err(told)?;
        let public_key = self.state().is_signed.then(|| self.discord().public_key());
        let gateway = Some(self.discord().gateway_url());
        let setup = Setup { public_key, gateway, ..Setup::default() };
        let adapter = Arc::new(Adapter::new(client, Arc::new(accounts)).with_setup(setup));
        self.state().adapter = Some(Arc::clone(&adapter));
        Ok(adapter)
    }

    /// Who is who.
    pub fn know(&mut self, company: &Founded) {
        let known = company.people.iter().filter_map(|(key, id)| Some((*id, self.members.get(key)?.clone())));
        self.people = known.collect();
    }

    /// Registers the commands, and hears interactions by the present way.
    pub async fn listen(&self, app: &Arc<App>) -> Result<(), String> {
        let adapter = self.state().adapter.clone().ok_or("no adapter")?;
        let application = adapter.application().await.map_err(told)?;
        adapter.register(&application, None, &commands(&app.words("en"), &[])).await.map_err(told)?;
        let door = Door::new(Arc::clone(app), sources_of_playbooks()?);
        let answers: Arc<dyn Answers> = Arc::new(Listening { door, ear: Arc::clone(&self.ear) });
        if let Some(before) = self.state().listening.take() {
            before.abort();
        }
        let is_signed = self.state().is_signed;
        let listening =
            if is_signed { self.signed(adapter, answers).await? } else { self.gateway(adapter, answers).await? };
        self.state().listening = Some(listening);
        Ok(())
    }

    async fn gateway(&self, adapter: Arc<Adapter>, answers: Arc<dyn Answers>) -> Result<AbortHandle, String> {
        let before = self.discord().change(|world| {
            world.gateway.endpoint = None;
            world.gateway.sessions.clear();
            world.gateway.identified
        });
        let noted = *self.ear.noted.borrow();
        let url = Some(self.discord().gateway_url());
        let gateway = Gateway::new(adapter, answers, &self.discord().token(), Shard::default(), url).map_err(told)?;
        let listening = tokio::spawn(gateway.run());
        let is_here = |world: &World| (world.gateway.identified > before).then_some(());
        self.discord().until("the bot at the gateway", is_here).await;
        let server = self.town.id;
        let is_in = self.discord().look(|world| world.guilds[&server].members.contains_key(&world.bot));
        if is_in {
            self.is_noted(noted).await?;
        }
        Ok(listening.abort_handle())
    }

    async fn signed(&self, adapter: Arc<Adapter>, answers: Arc<dyn Answers>) -> Result<AbortHandle, String> {
        let key = PublicKey::from_hex(&self.discord().public_key()).ok_or("no key")?;
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(told)?;
        let address = listener.local_addr().map_err(told)?;
        let clock = self.discord().look(|world| Arc::clone(&world.clock));
        let routes = baton::web::discord::routes(adapter, answers, key, clock);
        let listening = tokio::spawn(baton::web::serve(listener, routes, std::future::pending()));
        self.discord().set_endpoint(Endpoint { address, path: "/platforms/discord".to_owned() }).await?;
        Ok(listening.abort_handle())
    }

    /// Whether the way changes before the next step; from now on it is the other one.
    pub fn turns(&self) -> bool {
        if self.way == Way::InTurn {
            let mut state = self.state();
            state.is_signed = !state.is_signed;
        }
        self.way == Way::InTurn
    }

    /// Waits until one happening more is noted.
    async fn is_noted(&self, before: usize) -> Result<(), String> {
        let mut noted = self.ear.noted.subscribe();
        let wait = tokio::time::timeout(NOTED_MAX, noted.wait_for(|noted| *noted > before)).await;
        wait.map(drop).map_err(|_| "what happened in the server was never noted".to_owned())
    }

    fn before_a_client(&self, person: PersonId) -> Result<&Person, String> {
        let found = self.people.iter().find(|(id, _)| *id == person);
        found.map(|(_, person)| person).ok_or_else(|| "somebody without an account".to_owned())
    }

    /// What went wrong since it was last asked.
    pub fn take_problems(&self) -> Vec<String> {
        self.discord().take_problems()
    }

    /// From now on the outbox meets this; what people do gets through, since they could do nothing otherwise.
    pub fn set_weather(&self, weather: Weather) -> Result<(), String> {
        self.discord().change(|world| world.faults.clear());
        match weather {
            Weather::Up => Ok(()),
            Weather::Down => {
                self.discord().change(|world| {
                    for route in OUTBOX {
                        world.faults.plan(route, u32::MAX, Trouble::Status(503));
                    }
                });
                Ok(())
            }
            Weather::Refuses => {
                self.discord().change(|world| {
                    for route in OUTBOX {
                        world.faults.plan(route, u32::MAX, Trouble::Refused(NO_PERMISSION));
                    }
                });
                Ok(())
            }
            Weather::LosesReplies => {
                self.discord().change(|world| world.faults.lose_first_answers());
                Ok(())
            }
            Weather::Buggy => Err("a bug of ours is no doing of Discord's".to_owned()),
            Weather::Slow => Err("the adapter waits in real time, which no scenario moves".to_owned()),
        }
    }

    /// The person takes no direct messages any more.
    pub fn take_no_direct(&self, person: PersonId) {
        if let Ok(person) = self.before_a_client(person) {
            person.takes_direct(false);
        }
    }

    /// The person's private answers vanish.
    pub fn forget_private(&self, person: PersonId) {
        if let Ok(person) = self.before_a_client(person) {
            person.forgets();
        }
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        if let Some(listening) = self.state().listening.take() {
            listening.abort();
        }
    }
}
