//! The whole program comes into a server, is set up with one press, and makes its channels there.

use std::sync::Arc;

use baton::app::App;
use baton::app::accounts::StoredAccounts;
use baton::app::arrivals::Door;
use baton::app::playbooks::sources;
use baton::chat::text::Catalog;
use baton::clock::{Clock, ManualClock, Timestamp};
use baton::ids::IdSource;
use baton::platform::discord::client::Client;
use baton::platform::discord::gateway::{Gateway, Shard};
use baton::platform::discord::{self, Discord as Adapter};
use baton::platform::{Answers, Platform};
use baton::store::{OpenOptions, Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::strict_discord::Discord;
use crate::strict_discord::permissions::{INVITED, MANAGE_CHANNELS};
use crate::strict_discord::render::id_of;
use crate::strict_discord::town::Town;
use crate::strict_discord::world::{Id, World};

crate::cases!(set_up_by_one_press, without_the_right_to_make_channels, by_message_to_the_owner);

/// Monday 2026-03-09, 10:00 UTC.
const MONDAY: Timestamp = Timestamp::from_ms(1_773_050_400_000);

/// A server in which newcomers are greeted, and a program that hears of it.
struct House {
    discord: Discord,
    town: Town,
    general: Id,
    tasks: Vec<JoinHandle<()>>,
    _folder: TempDir,
}

impl Drop for House {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl House {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(MONDAY));
        let discord = Discord::start(Arc::clone(&clock)).await;
        discord.change(|world| world.limits.are_on = false);
        let town = discord.town("Northlight");
        let general = town.channel("general");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("baton.db").display().to_string();
        let store = Store::open(&file, clock as Arc<dyn Clock>, OpenOptions::default()).await.expect("a store");
        store.migrate().await.expect("tables");
        let accounts = StoredAccounts::new(store.clone(), discord::NAME);
        let client = Client::new(&discord.token(), Some(&discord.api_url())).expect("an address");
        let adapter = Arc::new(Adapter::new(client, Arc::new(accounts)));
        let catalog = Catalog::embedded().expect("words");
        let platform = Arc::clone(&adapter) as Arc<dyn Platform>;
        let app = Arc::new(App::new(store, Arc::new(IdSource::seeded(1)), catalog, platform));
        let door: Arc<dyn Answers> = Arc::new(Door::new(Arc::clone(&app), sources(None).expect("playbooks")));
        let address = Some(discord.gateway_url());
        let gateway = Gateway::new(adapter, door, &discord.token(), Shard::default(), address).expect("a gateway");
        let tasks = vec![
            tokio::spawn(async move {
                gateway.run().await;
            }),
            tokio::spawn(async move { app.run_worker().await }),
        ];
        discord.until("a session", |world| (!world.gateway.sessions.is_empty()).then_some(())).await;
        Self { discord, town, general, tasks, _folder: folder }
    }

    /// What Baton said in the channel, once it said so much.
    async fn said(&self, channel: Id, many: usize) -> Value {
        let found = |world: &World| {
            let said: Vec<_> = world.said_in(channel).collect();
            (said.len() >= many).then(|| world.message_json(said[many - 1]))
        };
        self.discord.until("a message", found).await
    }

    fn count(&self, channel: Id) -> usize {
        self.discord.look(|world| world.said_in(channel).count())
    }

    fn named(&self, name: &str) -> Option<Id> {
        let is_it = |world: &World| world.channels.values().find(|channel| channel.name == name).map(|it| it.id);
        self.discord.look(is_it)
    }
}

fn id(message: &Value) -> Id {
    id_of(&message["id"]).expect("an id")
}

async fn set_up_by_one_press() {
    let house = House::new().await;
    house.town.greets_in(house.general);
    house.town.invite_bot(INVITED | MANAGE_CHANNELS);
    let hello = house.said(house.general, 1).await;
    assert!(hello.to_string().contains("no customer is dropped between two teams"), "{hello:#}");
    // Discord loses the server for a while, and tells of it again.
    house.town.outage();
    house.town.is_back();
    house.discord.close_gateway(4000);
    house.discord.until("a session taken up", |world| (world.gateway.resumed > 0).then_some(())).await;
    let (owner, anna) = (house.town.owner(), house.town.member("anna"));
    let told = anna.clicks(id(&hello), "1.setup.").expect("a button").message().await;
    assert!(told.to_string().contains("can set me up in three minutes"), "{told:#}");
    let sent = owner.clicks(id(&hello), "1.setup.").expect("a button");
    let card = sent.message().await;
    assert!(sent.is_private() && card.to_string().contains("Looks good"), "{card:#}");
    let done = owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
    assert!(done.to_string().contains("Done. I am at work in"), "{done:#}");
    let handoffs = house.named("handoffs").expect("a channel for cards");
    let managers = house.named("handoff-managers").expect("a channel for managers");
    let reads = |who, channel| house.discord.look(|world| world.may_read(who, channel));
    assert!(reads(anna.id, handoffs) && !reads(anna.id, managers) && reads(owner.id, managers));
    let bot = house.discord.look(|world| world.bot);
    assert!(reads(bot, managers), "it is to write there");
    assert_eq!((house.count(house.general), house.count(handoffs), house.count(managers)), (1, 0, 0));
    house.discord.assert_sound();
}

async fn without_the_right_to_make_channels() {
    let house = House::new().await;
    house.town.greets_in(house.general);
    house.town.invite_bot(INVITED);
    let hello = house.said(house.general, 1).await;
    let owner = house.town.owner();
    let card = owner.clicks(id(&hello), "1.setup.").expect("a button").message().await;
    let refused = owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
    assert!(refused.to_string().contains("Manage Channels"), "{refused:#}");
    // Chosen instead, both of them.
    for select in ["1.setup..room", "1.setup..private"] {
        owner.selects(id(&card), select, &["#general"]).expect("a select").message().await;
    }
    let done = owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
    assert!(done.to_string().contains("Done. I am at work in"), "{done:#}");
    assert_eq!(house.named("handoffs"), None);
    house.discord.assert_sound();
}

async fn by_message_to_the_owner() {
    let house = House::new().await;
    house.town.invite_bot(INVITED);
    let owner = house.town.owner();
    let hello = house.said(owner.direct(), 1).await;
    assert!(hello.to_string().contains("Hi, I'm Baton."), "{hello:#}");
    let card = owner.clicks(id(&hello), "1.setup.").expect("a button").message().await;
    assert!(card.to_string().contains("Looks good"), "{card:#}");
    house.discord.assert_sound();
}
