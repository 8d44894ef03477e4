//! A whole program in this process, on a strict Discord and a database of its own.

use std::sync::Arc;
use std::time::Duration;

use baton::app::App;
use baton::app::accounts::StoredAccounts;
use baton::app::arrivals::Door;
use baton::app::jobs::Task;
use baton::app::playbooks::sources;
use baton::chat::text::Catalog;
use baton::clock::{Clock, ManualClock, Timestamp};
use baton::domain::stats::Period;
use baton::ids::{IdSource, JobId, PersonId, WorkspaceId};
use baton::platform::discord::answer::Way;
use baton::platform::discord::client::Client;
use baton::platform::discord::draw::commands::commands;
use baton::platform::discord::gateway::{Gateway, Shard};
use baton::platform::discord::{self, Discord, Setup};
use baton::platform::{Answers, Platform};
use baton::store::commit::{Commit, NewJob, Row};
use baton::store::identity::{Capability, Grant, Person};
use baton::store::playbooks::{Receiver, Receivers};
use baton::store::{OpenOptions, Store};
use serde_json::Value;
use tempfile::TempDir;

use crate::strict_discord::people::Person as Player;
use crate::strict_discord::permissions::{INVITED, VIEW_CHANNEL};
use crate::strict_discord::town::Town;
use crate::strict_discord::world::{Id, Overwrite};
use crate::strict_discord::{self};

/// Monday 2026-03-09, 10:00 UTC.
const MONDAY: Timestamp = Timestamp::from_ms(1_773_050_400_000);
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything.
pub(crate) struct Stage {
    pub discord: strict_discord::Discord,
    pub clock: Arc<ManualClock>,
    pub folder: TempDir,
    pub store: Store,
    pub app: Arc<App>,
    pub platform: Arc<Discord>,
    pub door: Arc<Door>,
}

/// A server that is set up as it should be.
pub(crate) struct House {
    pub town: Town,
    pub workspace: WorkspaceId,
    pub role: Id,
    pub cards: Id,
    pub managers: Id,
    pub ben: Player,
    pub receiver: PersonId,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ManualClock::at(MONDAY));
        let discord = strict_discord::Discord::start(Arc::clone(&clock)).await;
        discord.change(|world| world.limits.are_on = false);
        let folder = tempfile::Builder::new().prefix("baton-test-").tempdir().expect("a folder");
        let url = folder.path().join("baton.db").display().to_string();
        let store =
            Store::open(&url, Arc::clone(&clock) as Arc<dyn Clock>, OpenOptions::default()).await.expect("a store");
        store.migrate().await.expect("tables");
        let client = Client::new(&discord.token(), Some(&discord.api_url())).expect("a loopback address");
        let accounts = StoredAccounts::new(store.clone(), discord::NAME);
        let platform = Arc::new(Discord::new(client, Arc::new(accounts)).with_setup(Setup::default()));
        let catalog = Catalog::embedded().expect("messages");
        let app =
            App::new(store.clone(), Arc::new(IdSource::seeded(1)), catalog, Arc::clone(&platform) as Arc<dyn Platform>);
        let app = Arc::new(app);
        let door = Arc::new(Door::new(Arc::clone(&app), sources(None).expect("playbooks")));
        Self { discord, clock, folder, store, app, platform, door }
    }

    /// Commands are registered as at a start.
    pub(crate) async fn register(&self) {
        let wanted = commands(&self.app.words("en"), &[]);
        let application = self.platform.application().await.expect("an application");
        self.platform.register(&application, None, &wanted).await.expect("registered");
    }

    /// The gateway is heard until the case is over.
    pub(crate) async fn listen(&self) {
        tokio::spawn(self.gateway().run());
        self.discord.until("a session", |world| (!world.gateway.sessions.is_empty()).then_some(())).await;
    }

    /// A gateway that is not heard yet.
    pub(crate) fn gateway(&self) -> Gateway {
        let (platform, door) = (Arc::clone(&self.platform), Arc::clone(&self.door) as Arc<dyn Answers>);
        Gateway::new(platform, door, &self.discord.token(), Shard::default(), None).expect("loopback")
    }

    /// A server with private channels, a manager, a fallback person and a receiver.
    pub(crate) async fn house(&self, name: &str) -> House {
        let town = self.discord.town(name);
        let role = town.invite_bot(INVITED);
        let (cards, managers) = (town.channel("handoffs"), town.channel("managers"));
        for channel in [cards, managers] {
            town.overwrite(channel, Overwrite { id: town.id, is_member: false, allow: 0, deny: VIEW_CHANNEL });
            town.overwrite(channel, Overwrite { id: role, is_member: false, allow: VIEW_CHANNEL, deny: 0 });
        }
        let ben = town.member("ben");
        let boss = town.role("boss", VIEW_CHANNEL | (1 << 5), false);
        town.overwrite(cards, Overwrite { id: boss, is_member: false, allow: VIEW_CHANNEL, deny: 0 });
        town.gives(&ben, boss);
        let workspace = self.workspace(&town, cards).await;
        let receiver = self.person(workspace, &ben, "Ben", "ben").await;
        let mut known = self.store.workspace(workspace).await.expect("read").expect("there");
        known.channel = Some(cards.to_string());
        known.manager_channel = Some(managers.to_string());
        known.fallback = Some(receiver);
        known.set_up_at = Some(MONDAY);
        let mut commit = Commit::new(workspace, MONDAY)
            .row(Row::PutWorkspace(known))
            .row(Row::PutGrant(Grant { person: receiver, capability: Capability::Manager, granted_by: None }))
            .row(Row::PutGrant(Grant { person: receiver, capability: Capability::Admin, granted_by: Some(receiver) }));
        for playbook in self.store.workspace_playbooks(workspace).await.expect("read") {
            let list = vec![Receiver { person: receiver, field: None, value: None }];
            commit = commit.row(Row::PutReceivers(Receivers { key: playbook.key, list }));
        }
        self.store.write(commit).await.expect("written");
        House { town, workspace, role, cards, managers, ben, receiver }
    }

    /// The workspace, founded by the first word somebody says there.
    async fn workspace(&self, town: &Town, channel: Id) -> WorkspaceId {
        let raw = serde_json::json!({
            "type": 2, "id": town.id.to_string(), "application_id": "1", "token": "t",
            "guild_id": town.id.to_string(), "channel": { "id": channel.to_string(), "type": 0 },
            "member": { "permissions": "0", "user": { "id": "17", "username": "owner" } },
            "data": { "name": "handoff", "type": 1, "options": [{ "name": "help", "type": 1 }] },
        });
        let answers = Arc::clone(&self.door) as Arc<dyn Answers>;
        self.platform.first_answer(&raw, Way::Gateway, &answers).await.expect("an answer");
        let known = self.store.workspace_by_external(discord::NAME, &town.id.to_string()).await.expect("read");
        known.expect("founded").id
    }

    /// Somebody who has used Baton there before.
    pub(crate) async fn person(&self, workspace: WorkspaceId, player: &Player, name: &str, handle: &str) -> PersonId {
        let id = PersonId::new(self.app.ids.next(MONDAY));
        let person = Person::new(id, discord::NAME, &player.id.to_string(), name.to_owned(), handle.to_owned());
        self.store.write(Commit::new(workspace, MONDAY).row(Row::PutPerson(person))).await.expect("written");
        id
    }

    /// The present moment.
    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A direct message that waits to be sent.
    pub(crate) async fn queue(&self, workspace: WorkspaceId, to: PersonId, key: &str) {
        let task = Task::FiguresOpened { person: to, by: to, period: Period::LastDays(30) };
        let now = self.store.now().await.expect("the time");
        let job = NewJob {
            id: JobId::new(self.app.ids.next(now)),
            kind: task.kind().to_owned(),
            dedupe: key.to_owned(),
            lane: None,
            run_at: now,
            handoff: None,
            payload: task.payload(),
        };
        self.store.write(Commit { jobs: vec![job], ..Commit::new(workspace, now) }).await.expect("written");
    }

    /// Waits until something is so in the store.
    pub(crate) async fn until<F: Future<Output = bool>>(&self, what: &str, is_so: impl Fn() -> F) {
        let mut written = self.store.written();
        let wait = async {
            while !is_so().await {
                written.changed().await.expect("the store is there");
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("waited for {what}"));
    }

    /// A command, and its private answer in words.
    pub(crate) async fn asks(&self, player: &Player, channel: Id, text: &str) -> String {
        let sent = player.command(channel, text).unwrap_or_else(|why| panic!("{text}: {why}"));
        let said = sent.message().await;
        assert!(sent.is_private(), "{said}");
        words(&said)
    }
}

/// How much somebody was written.
pub(crate) fn written_to(player: &Player) -> usize {
    let direct = player.direct();
    player.reads(direct).len()
}

/// Every text of a message, one after the other.
pub(crate) fn words(message: &Value) -> String {
    fn add(part: &Value, into: &mut Vec<String>) {
        if let Some(text) = part["content"].as_str().filter(|text| !text.is_empty()) {
            into.push(text.to_owned());
        }
        for below in part["components"].as_array().into_iter().flatten() {
            add(below, into);
        }
    }
    let mut all = Vec::new();
    add(message, &mut all);
    // As it is read: without what escapes it.
    all.join("\n").replace(['\\', '\u{200b}'], "")
}
