//! The program as it runs for a newcomer, on a free port: store, app, worker and listener, put together as `main` does.

use std::net::SocketAddr;
use std::sync::Arc;

use baton::app::App;
use baton::app::chat_log::StoredChat;
use baton::app::playbooks::{self, Source};
use baton::chat::message::{Inline, Message};
use baton::chat::text::Catalog;
use baton::clock::{ManualClock, Timestamp};
use baton::ids::{IdSource, MessageId, WorkspaceId};
use baton::platform::playground::{Playground, Said};
use baton::store::chat_log::ChatMessage;
use baton::store::commit::{Commit, Row};
use baton::store::{OpenOptions, Store};
use baton::web::playground::{Serving, serve};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::client::{Client, Request};
use crate::databases::Database;
use crate::player::Player;

/// Where every case starts: Friday 2026-03-06 16:30 in Berlin.
pub(crate) const START: Timestamp = Timestamp::from_ms(1_772_811_000_000);

/// What is shown as the database.
pub(crate) const SHOWN: &str = "baton-test.db";

/// The running program.
pub(crate) struct Server {
    pub client: Client,
    pub address: SocketAddr,
    /// For looking at rows; what is done is done over the socket.
    pub store: Store,
    app: Arc<App>,
    sources: Vec<Source>,
    /// The company that was opened first.
    pub workspace: WorkspaceId,
    tasks: Vec<AbortHandle>,
    database: Arc<Database>,
}

impl Drop for Server {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Server {
    /// Opens a new sample company and serves it.
    pub(crate) async fn start(database: Database) -> Self {
        Self::open(Arc::new(database), 2).await
    }

    /// The program ends, and starts again on the same database: nothing is left but what stands there.
    pub(crate) async fn restarted(self) -> Self {
        let database = Arc::clone(&self.database);
        drop(self);
        Box::pin(Self::open(database, 3)).await
    }

    async fn open(database: Arc<Database>, seed: u64) -> Self {
        let options = OpenOptions { movable_clock: true, time_from_clock: true, ..OpenOptions::default() };
        let clock = Arc::new(ManualClock::at(START));
        let store = Store::open(&database.url, clock, options).await.expect("the database opens");
        store.migrate().await.expect("the tables are made");
        let ids = Arc::new(IdSource::seeded(seed));
        let log = Arc::new(StoredChat::new(store.clone(), Arc::clone(&ids)));
        let catalog = Catalog::new(Vec::new()).expect("the messages are sound");
        let app = Arc::new(App::new(store.clone(), ids, catalog, Arc::new(Playground::new(log))));
        let sources = playbooks::sources(None).expect("the playbooks are sound");
        let workspace = app.open_playground(&sources, |_| {}).await.expect("a company");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let worker = tokio::spawn({
            let app = Arc::clone(&app);
            async move { app.run_worker().await }
        });
        let client = Client::new(address);
        let tasks = vec![worker.abort_handle()];
        let mut server = Self { client, address, store, app, sources, workspace, tasks, database };
        let serving = server.serving(address);
        server.tasks.push(tokio::spawn(serve(listener, serving, std::future::pending())).abort_handle());
        server
    }

    /// What a listener at `address` serves.
    pub(crate) fn serving(&self, address: SocketAddr) -> Serving {
        let (app, sources) = (Arc::clone(&self.app), self.sources.clone());
        Serving { app, workspace: self.workspace, database: SHOWN.to_owned(), sources, address }
    }

    /// Somebody, by key.
    pub(crate) fn player(&self, key: &'static str) -> Player<'_> {
        Player::new(&self.client, key)
    }

    /// What a page opens with.
    pub(crate) async fn state(&self) -> Value {
        self.client.ok(Request::get("/state")).await
    }

    /// Lets everything that is due happen.
    pub(crate) async fn settle(&self) {
        self.move_clock("by", "0m").await;
    }

    /// Moves the clock `to` or `by`.
    pub(crate) async fn move_clock(&self, how: &str, far: &str) -> Value {
        self.client.ok(Request::post("/clock", &serde_json::json!({ how: far }))).await
    }

    /// So many messages at once in the managers' channel.
    pub(crate) async fn among_managers(&self, many: i64) {
        let at = self.store.now().await.expect("a moment");
        let managers = self.state().await["channels"].as_array().expect("channels").last().expect("one")["id"].clone();
        let managers = managers.as_str().expect("an id").to_owned();
        let mut commit = Commit::new(self.workspace, at);
        commit.rows.extend((0..many).map(|n| {
            let said =
                Said { message: Message::line(vec![Inline::Plain(format!("among managers {n}"))]), thread: None };
            Row::PutChatMessage(ChatMessage {
                id: MessageId::new(1 + n),
                seq: 0,
                channel: managers.clone(),
                thread_root: None,
                private_to: None,
                author: None,
                body: serde_json::to_value(said).expect("a message"),
                files: Value::Array(Vec::new()),
                handle: None,
                said_at: at,
                edited_at: None,
                is_deleted: false,
            })
        }));
        self.store.write(commit).await.expect("they are said");
    }

    /// Somebody's id, by key.
    pub(crate) async fn id_of(&self, key: &str) -> String {
        let state = self.state().await;
        let people = state["people"].as_array().expect("people");
        let found = people.iter().find(|person| person["key"] == key).expect("somebody of that key");
        found["id"].as_str().expect("an id").to_owned()
    }
}
