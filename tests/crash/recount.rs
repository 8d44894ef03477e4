//! What is left in the end, counted in the rows: nothing acknowledged is missing, and nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};

use baton::domain::brief::{Brief, Value as Answered};
use baton::ids::{MessageId, WorkspaceId};
use serde_json::{Value, json};

use crate::client::Client;
use crate::player::{Player, words};
use crate::rows::Rows;
use crate::walk::{Intended, PAST, summary};

/// So many minutes of the playground's clock may pass before everything is said.
const LOOKS: usize = 20;

/// A rating can no longer be changed, and is shown.
const RATING_LOCKED_MS: i64 = 4 * 86_400_000;

/// What stands in the thread of each handoff, by kind of note.
const THREAD: [(&str, usize); 8] = [
    ("accepted", 1),
    ("arrived", 1),
    ("completed", 1),
    ("kicked_off", 1),
    ("rating_shown", 1),
    ("read_back_settled", 1),
    ("step", 1),
    ("waived", 1),
];
/// What happened to each handoff once; ticks and answers of the brief may be several.
const ONCE: [&str; 8] =
    ["accepted", "completed", "kicked_off", "read_back_confirmed", "sent", "started", "step_decided", "waived"];

/// How often each word is among these.
fn counts<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Lets everything be said that is still to be said, the last rating with it.
pub(crate) async fn settle(client: &Client, url: &str) {
    client.sweep_to(client.now().await + RATING_LOCKED_MS).await;
    let mut rows = Rows::open(url).await;
    for _ in 0..LOOKS {
        let now = client.now().await;
        let due = "SELECT CAST(COUNT(*) AS TEXT) FROM jobs WHERE state = 'leased' OR next_at_ms <= $1";
        if rows.number(due, &[now]).await == 0 {
            return;
        }
        client.outlast_leases().await;
    }
    panic!("something is left to be done");
}

/// Ben was called three times for each handoff.
pub(crate) async fn calls(client: &Client, intended: &[Intended]) {
    for one in intended {
        let summary = summary(client, one.handoff).await;
        let expected = json!({ "arrived": 1, "reminder": 1, "rate": 1 });
        assert_eq!((&summary["pings"], &summary["receiver_key"]), (&expected, &json!("ben")), "#{}", one.number);
    }
    let read = Player::new(client, "ben").messages().await;
    for one in intended {
        let title = json!(format!("#{} ACME", one.number));
        let cards: Vec<_> = read.iter().filter(|message| message["thread_title"] == title).map(words).collect();
        let [card] = cards.as_slice() else { panic!("one card: {cards:#?}") };
        assert!(card.contains("Done on"), "the card tells how #{} ended: {card}", one.number);
    }
}

/// Recounts everything; the figures in words.
pub(crate) async fn rows(url: &str, intended: &[Intended], replies: &[String]) -> String {
    let mut recount = Recount::begin(Rows::open(url).await).await;
    recount.handoffs(intended).await;
    let (mut said, mut events) = (0, 0);
    for one in intended {
        recount.brief(one).await;
        recount.texts(one).await;
        said += recount.thread(one).await;
        events += recount.events(one).await;
    }
    let messages = recount.messages(replies).await;
    let jobs = recount.jobs().await;
    companies(&mut recount.rows, 1).await;
    let made = intended.len();
    format!(
        "{made} handoffs made and completed, {made} cards, {made} threads with {said} notes, {events} events without a \
         gap, {messages} messages, {jobs} jobs done, none leased, discarded or overdue; one company"
    )
}

struct Recount {
    rows: Rows,
    workspace: i64,
}

impl Recount {
    async fn begin(mut rows: Rows) -> Self {
        let current = rows.all("SELECT value FROM meta WHERE key = 'playground_workspace'", &[]).await;
        let workspace: WorkspaceId = current[0][0].parse().expect("a workspace");
        Self { rows, workspace: workspace.get() }
    }

    /// As many as were meant, each done, and the company's past beside them.
    async fn handoffs(&mut self, intended: &[Intended]) {
        let sql = "SELECT CAST(h.id AS TEXT), CAST(h.number AS TEXT), h.status, CAST(h.round AS TEXT) FROM handoffs h \
                   JOIN workspaces w ON w.id = h.workspace_id \
                   WHERE w.id = $1 AND h.created_at_ms >= w.created_at_ms ORDER BY h.number";
        let made = self.rows.all(sql, &[self.workspace]).await;
        let meant = intended.iter().map(|one| {
            let columns = [one.handoff.get().to_string(), one.number.to_string()];
            columns.into_iter().chain(["completed".to_owned(), "1".to_owned()]).collect::<Vec<_>>()
        });
        assert_eq!(made, meant.collect::<Vec<_>>());
        let sql = "SELECT CAST(COUNT(*) AS TEXT) FROM handoffs WHERE workspace_id = $1";
        let all = self.rows.number(sql, &[self.workspace]).await;
        assert_eq!(all, PAST + i64::try_from(made.len()).expect("few"));
    }

    /// Every answer of an acknowledged form is in the brief that was sent.
    async fn brief(&mut self, one: &Intended) {
        let sql = "SELECT CAST(version AS TEXT), CAST(body AS TEXT) FROM briefs \
                   WHERE workspace_id = $1 AND handoff_id = $2 ORDER BY briefs.version";
        let versions = self.rows.all(sql, &[self.workspace, one.handoff.get()]).await;
        let [only] = versions.as_slice() else { panic!("one brief: {versions:?}") };
        assert_eq!(only[0], "1", "the draft is gone");
        let brief: Brief = serde_json::from_str(&only[1]).expect("a brief");
        for (key, typed) in &one.answers {
            let kept = match brief.value(key) {
                Some(Answered::Text(text)) => text.clone(),
                Some(Answered::List(items)) => items.join("\n"),
                Some(Answered::Date(day)) => day.to_string(),
                other => panic!("#{}: {key} is {other:?}", one.number),
            };
            assert_eq!(&kept, typed, "#{}: {key}", one.number);
        }
    }

    /// Read-back, waiver and rating: one each, in the words that were acknowledged.
    async fn texts(&mut self, one: &Intended) {
        let ids = [self.workspace, one.handoff.get()];
        let sql = "SELECT goal, first_step, verdict FROM read_backs WHERE workspace_id = $1 AND handoff_id = $2";
        assert_eq!(self.rows.all(sql, &ids).await, [[one.goal.as_str(), one.first_step.as_str(), "confirmed"]]);
        let sql = "SELECT reason FROM waivers WHERE workspace_id = $1 AND handoff_id = $2";
        assert_eq!(self.rows.all(sql, &ids).await, [[one.waived_because.as_str()]]);
        let sql = "SELECT CAST(needed AS TEXT), timing, felt FROM ratings WHERE workspace_id = $1 AND handoff_id = $2";
        assert_eq!(self.rows.all(sql, &ids).await, [["5", "right", "no"]]);
        let sql = "SELECT CAST((SELECT COUNT(*) FROM questions WHERE workspace_id = $1 AND handoff_id = $2) \
                   + (SELECT COUNT(*) FROM returns WHERE workspace_id = $1 AND handoff_id = $2) AS TEXT)";
        assert_eq!(self.rows.number(sql, &ids).await, 0, "#{}: nobody asked or sent back", one.number);
    }

    /// One card, one thread, one of each note in it; how many notes.
    async fn thread(&mut self, one: &Intended) -> usize {
        let ids = [self.workspace, one.handoff.get()];
        let sql = "SELECT purpose, message_external_id FROM posts \
                   WHERE workspace_id = $1 AND handoff_id = $2 ORDER BY purpose";
        let posts = self.rows.all(sql, &ids).await;
        let root = &posts[0][1];
        assert_eq!(posts, [["card", root], ["thread", root]], "#{}: one card and its thread", one.number);
        let root: MessageId = root.parse().expect("a message");
        let sql = "SELECT handle FROM chat_messages WHERE workspace_id = $1 AND author_id IS NULL \
                   AND thread_root IS NULL AND channel = 'handoffs' AND handle LIKE 'card:%' ORDER BY handle";
        let cards = self.rows.all(sql, &[self.workspace]).await;
        let prefix = format!("card:{}:", one.handoff);
        assert_eq!(cards.iter().filter(|card| card[0].starts_with(&prefix)).count(), 1, "{cards:?}");
        let sql = "SELECT COALESCE(CAST(j.payload AS TEXT), ''), COALESCE(m.handle, '') FROM chat_messages m \
                   LEFT JOIN jobs j ON j.workspace_id = m.workspace_id AND j.dedupe = m.handle \
                   WHERE m.workspace_id = $1 AND m.thread_root = $2 AND m.private_to_id IS NULL";
        let notes = self.rows.all(sql, &[self.workspace, root.get()]).await;
        let kinds: Vec<String> = notes
            .iter()
            .map(|note| {
                assert!(!note[0].is_empty(), "#{}: said by no job: {note:?}", one.number);
                json_of(&note[0])["note"]["note"].as_str().expect("a kind of note").to_owned()
            })
            .collect();
        assert_eq!(counts(kinds.iter().map(String::as_str)), BTreeMap::from(THREAD), "#{}", one.number);
        kinds.len()
    }

    /// The history has no gap, and what happens once happened once; how long it is.
    async fn events(&mut self, one: &Intended) -> usize {
        let ids = [self.workspace, one.handoff.get()];
        let sql = "SELECT CAST(seq AS TEXT), kind, CAST(payload AS TEXT) FROM events \
                   WHERE workspace_id = $1 AND handoff_id = $2 ORDER BY events.seq";
        let events = self.rows.all(sql, &ids).await;
        let seqs: Vec<usize> = events.iter().map(|event| event[0].parse().expect("a number")).collect();
        assert_eq!(seqs, (1..=events.len()).collect::<Vec<_>>(), "#{}: no gap", one.number);
        let kinds = counts(events.iter().map(|event| event[1].as_str()));
        for once in ONCE {
            assert_eq!(kinds.get(once), Some(&1), "#{}: {once} in {kinds:?}", one.number);
        }
        let steps = events.iter().filter(|event| event[1] == "step_decided").map(|event| {
            let payload = json_of(&event[2]);
            [&payload["clock"], &payload["n"], &payload["step"]].map(Value::to_string)
        });
        let steps: Vec<_> = steps.collect();
        let sql = "SELECT clock, CAST(n AS TEXT), step FROM clock_steps WHERE workspace_id = $1 AND handoff_id = $2";
        let decided = self.rows.all(sql, &ids).await;
        assert_eq!((steps.len(), decided.len()), (1, 1), "#{}: {steps:?} {decided:?}", one.number);
        assert_eq!(decided, [["accept", "1", "early"]], "#{}", one.number);
        events.len()
    }

    /// Every acknowledged reply is there, and Baton says nothing but under a handle; how many messages there are.
    async fn messages(&mut self, replies: &[String]) -> usize {
        let sql = "SELECT CAST(id AS TEXT), COALESCE(handle, '') FROM chat_messages WHERE workspace_id = $1";
        let messages = self.rows.all(sql, &[self.workspace]).await;
        let nameless = messages.iter().filter(|message| message[1].is_empty()).count();
        assert_eq!(nameless, 1, "only the news of the deal has no handle");
        let handles: BTreeSet<&str> = messages.iter().map(|message| message[1].as_str()).collect();
        assert_eq!(handles.len(), messages.len());
        let ids: BTreeSet<&str> = messages.iter().map(|message| message[0].as_str()).collect();
        for reply in replies {
            let id: MessageId = reply.parse().expect("a message");
            assert!(ids.contains(id.get().to_string().as_str()), "reply {reply} is lost");
        }
        messages.len()
    }

    /// Of the whole database: nothing leased, given up or forgotten; how many are done.
    async fn jobs(&mut self) -> usize {
        let sql =
            "SELECT state, CAST(payload AS TEXT), dedupe, COALESCE(last_error, '') FROM jobs WHERE state <> 'pending'";
        let ended = self.rows.all(sql, &[]).await;
        let open: Vec<_> = ended.iter().filter(|job| job[0] != "done").collect();
        assert!(open.is_empty(), "{open:#?}");
        ended.len()
    }
}

/// There are so many companies and no half-made one: each has everybody and everything once, and the past once.
pub(crate) async fn companies(rows: &mut Rows, expected: usize) {
    let sql = "SELECT CAST((SELECT COUNT(*) FROM persons WHERE workspace_id = w.id) AS TEXT), \
               CAST((SELECT COUNT(*) FROM teams WHERE workspace_id = w.id) AS TEXT), \
               CAST((SELECT COUNT(*) FROM workspace_playbooks WHERE workspace_id = w.id) AS TEXT), \
               CAST((SELECT COUNT(*) FROM schedules WHERE workspace_id = w.id) AS TEXT), \
               CAST((SELECT COUNT(*) FROM handoffs h WHERE h.workspace_id = w.id AND h.created_at_ms < w.created_at_ms) AS TEXT), \
               CAST((SELECT COUNT(*) FROM chat_messages m WHERE m.workspace_id = w.id AND m.said_at_ms <= w.created_at_ms + 60000 \
               AND m.handle IS NULL AND m.author_id IS NOT NULL) AS TEXT) \
               FROM workspaces w";
    let found = rows.all(sql, &[]).await;
    let past = PAST.to_string();
    assert_eq!(found, vec![["4", "2", "11", "5", past.as_str(), "1"]; expected]);
}
