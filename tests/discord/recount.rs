//! What is left at the end, counted on Discord's side and in the rows of the database.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use baton::clock::{Clock, SystemClock};
use baton::domain::brief::{Brief, Value as Answered};
use baton::ids::{HandoffId, WorkspaceId};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::hands::words;
use crate::rows::{Columns, Rows};
use crate::stage::Stage;
use crate::strict_discord::acts::FIRST_MS;
use crate::strict_discord::world::{Channel, Id, Message, World};
use crate::walk::Handed;

/// Everything is said within so long, retries included.
const QUIET_MAX: Duration = Duration::from_secs(90);
/// How often it is looked whether that is so.
const LOOK: Duration = Duration::from_millis(100);
/// Notes of a handoff that went well, each said once in its thread.
const THREAD: [&str; 6] = ["accepted", "arrived", "completed", "edited", "kicked_off", "read_back_settled"];
/// What happened to each handoff once.
const ONCE: [&str; 5] = ["accepted", "completed", "kicked_off", "read_back_confirmed", "sent"];
/// So many calls a day are made of those that count, such as the one to rate; the others stand in the digest.
const A_DAY: i64 = 3;
const COUNTED: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM pings WHERE class = 'counted'";
const RUNG: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM pings WHERE class = 'counted' AND state = 'given'";
const BUSIEST_DAY: &str = "SELECT CAST(COALESCE(MAX(calls), 0) AS TEXT) FROM \
    (SELECT COUNT(*) AS calls FROM pings WHERE class = 'counted' AND state = 'given' GROUP BY person_id, day) AS days";

/// Recounts everything, once nothing is left to be said; it logged no fault.
pub(crate) async fn all(stage: &Stage, handed: &[Handed]) {
    counted(stage, handed).await;
    let log = stage.home.log();
    let wrong: Vec<&str> = log.lines().filter(|line| line.contains("ERROR") || line.contains("panicked")).collect();
    assert!(wrong.is_empty(), "it logged {wrong:#?}");
}

/// As [`all`], after faults that had to be logged.
pub(crate) async fn counted(stage: &Stage, handed: &[Handed]) {
    let mut recount = said(stage, handed, ("completed", "Done on"), &THREAD).await;
    for one in handed {
        recount.brief(one).await;
        recount.events(one).await;
        recount.texts(one).await;
    }
    // Each calls Ben when it arrives, and to rate it as far as the day's calls go.
    let rung = recount.counted_calls(handed.len()).await;
    recount.nobody_is_pinged_but_ben(handed.len() + rung);
    let jobs = recount.nothing_open().await;
    let bugs = stage.home.log().lines().filter(|line| line.contains("panicked")).count();
    assert_eq!(bugs, 0, "{}", stage.home.log());
    let weather = stage.weather.lock().await;
    let asked = stage.discord.look(|world| world.log.len());
    let acts = stage.discord.look(|world| world.interactions.len());
    println!(
        "{} handoffs, {acts} acts, {} of them unanswered, {} told as not saved, {asked} requests, {} messages said once, \
         {jobs} jobs done, none leased, discarded or overdue; {:?} {:?}",
        handed.len(),
        weather.unanswered,
        weather.unsaved,
        recount.nothing_twice(),
        weather.tally,
        weather.kills,
    );
}

/// Recounts what was sent and waits for Ben.
pub(crate) async fn arrived(stage: &Stage, sent: &[Handed]) {
    let mut recount = said(stage, sent, ("sent", "accept by"), &["arrived"]).await;
    for one in sent {
        recount.brief(one).await;
    }
    recount.nobody_is_pinged_but_ben(sent.len());
}

/// What was said of each handoff, once there is nothing left to say.
async fn said<'a>(stage: &'a Stage, handed: &[Handed], (status, card): (&str, &str), notes: &[&str]) -> Recount<'a> {
    stage.clears_up().await;
    let mut recount = Recount { rows: Rows::open(&stage.home.database).await, stage };
    recount.until_quiet().await;
    recount.handoffs(handed, status).await;
    recount.jobs().await;
    for one in handed {
        recount.card(one, card);
        let thread = recount.thread(one);
        recount.notes(one, thread, notes).await;
    }
    recount.nothing_twice();
    recount.nothing_late();
    recount
}

struct Recount<'a> {
    rows: Rows,
    stage: &'a Stage,
}

impl Recount<'_> {
    fn look<T>(&self, see: impl FnOnce(&World) -> T) -> T {
        self.stage.discord.look(see)
    }

    /// Waits until all that is left are moments to come.
    async fn until_quiet(&mut self) {
        const OPEN: &str = "SELECT kind, state, COALESCE(last_error, '') FROM jobs WHERE state = 'leased' \
                            OR (state = 'pending' AND kind <> 'timer')";
        let mut looks = tokio::time::interval(LOOK);
        let rows = &mut self.rows;
        let quiet = async {
            loop {
                looks.tick().await;
                if rows.all(OPEN, &[]).await.is_empty() {
                    return;
                }
            }
        };
        let is_quiet = tokio::time::timeout(QUIET_MAX, quiet).await.is_ok();
        let open = self.rows.all(OPEN, &[]).await;
        assert!(is_quiet, "never quiet: {open:#?}\n{}", self.stage.told());
    }

    /// Each was carried out once; a command that was typed again may have left a draft behind, never more.
    async fn handoffs(&mut self, handed: &[Handed], status: &str) {
        let sql = "SELECT CAST(id AS TEXT), status, customer FROM handoffs WHERE status <> 'draft' ORDER BY id";
        let made = self.rows.all(sql, &[]).await;
        let mut meant: Vec<Columns> =
            handed.iter().map(|one| vec![id(one).get().to_string(), status.to_owned(), one.customer.clone()]).collect();
        meant.sort_by_key(|one| one[0].parse::<i64>().ok());
        assert_eq!(made, meant);
        let people = self.rows.all("SELECT handle FROM persons ORDER BY handle", &[]).await;
        assert_eq!(people, [["ana"], ["ben"], ["owner"]], "each person once");
    }

    async fn jobs(&mut self) {
        let sql = "SELECT kind, state, COALESCE(last_error, '') FROM jobs WHERE state = 'discarded' ORDER BY id";
        let discarded = self.rows.all(sql, &[]).await;
        assert!(discarded.is_empty(), "{discarded:#?}");
    }

    /// One card, which tells how it stands.
    fn card(&self, one: &Handed, part: &str) {
        let cards: Vec<String> = self.look(|world| {
            let said = world.said_in(self.stage.channel).filter(|said| said.interaction.is_none());
            said.map(|said| words(&said.parts)).filter(|words| words.starts_with(&one.customer)).collect()
        });
        let [card] = cards.as_slice() else { panic!("one card of {}: {cards:#?}", one.customer) };
        assert!(card.contains(part), "{card}");
    }

    /// One thread, with Ana and Ben in it, and the owner, who is the manager.
    fn thread(&self, one: &Handed) -> Id {
        let is_it = |channel: &&Channel| channel.thread.is_some() && channel.name.ends_with(&one.customer);
        let threads: Vec<Channel> = self.look(|world| world.channels.values().filter(is_it).cloned().collect());
        let [thread] = threads.as_slice() else { panic!("one thread of {}: {threads:#?}", one.customer) };
        let members = thread.thread.iter().flat_map(|thread| thread.members.keys().copied());
        let expected: BTreeSet<Id> =
            [self.look(|world| world.bot), self.stage.owner.id, self.stage.ana.id, self.stage.ben.id].into();
        assert_eq!(members.collect::<BTreeSet<Id>>(), expected);
        thread.id
    }

    /// Each note once, in the order in which it was decided.
    async fn notes(&mut self, one: &Handed, thread: Id, expected: &[&str]) {
        let sql = "SELECT CAST(workspace_id AS TEXT), dedupe, CAST(payload AS TEXT) FROM jobs \
                   WHERE handoff_id = $1 AND kind = 'note' AND lane LIKE 'handoff:%' ORDER BY run_at_ms, seq";
        let notes = self.rows.all(sql, &[id(one).get()]).await;
        let kinds = |notes: &[Columns]| {
            let mut kinds: Vec<String> = notes.iter().map(|note| kind_of(&note[2])).collect();
            kinds.sort_unstable();
            kinds
        };
        assert_eq!(kinds(&notes), expected);
        let nonces: Vec<String> = notes.iter().map(|note| nonce(&note[0], &note[1])).collect();
        let said = self.look(|world| {
            let said = world.said_in(thread).filter(|said| said.author == world.bot && said.interaction.is_none());
            said.map(nonce_of).collect::<Vec<String>>()
        });
        assert_eq!(said, nonces, "each note once, and in order");
    }

    /// Every answer of an acknowledged form is in the brief.
    async fn brief(&mut self, one: &Handed) {
        let sql = "SELECT CAST(body AS TEXT) FROM briefs WHERE handoff_id = $1 ORDER BY version DESC";
        let versions = self.rows.all(sql, &[id(one).get()]).await;
        let brief: Brief = serde_json::from_str(&versions[0][0]).expect("a brief");
        assert!(one.answers.len() >= 9, "{:?}", one.answers);
        for (key, typed) in &one.answers {
            let kept = match brief.value(key) {
                Some(Answered::Text(text)) => text.clone(),
                Some(Answered::List(items)) => items.join("\n"),
                Some(Answered::Date(day)) => day.to_string(),
                Some(Answered::Money { .. }) => continue,
                other => panic!("{key} is {other:?}, and {typed:?} was typed"),
            };
            assert_eq!(&kept, typed, "{key}");
        }
    }

    /// The history has no gap, and what happens once happened once.
    async fn events(&mut self, one: &Handed) {
        let sql = "SELECT CAST(seq AS TEXT), kind FROM events WHERE handoff_id = $1 ORDER BY events.seq";
        let events = self.rows.all(sql, &[id(one).get()]).await;
        let seqs: Vec<usize> = events.iter().map(|event| event[0].parse().expect("a number")).collect();
        assert_eq!(seqs, (1..=events.len()).collect::<Vec<_>>(), "no gap");
        for once in ONCE {
            assert_eq!(events.iter().filter(|event| event[1] == once).count(), 1, "{once} in {events:?}");
        }
    }

    /// The read-back and the rating, in the words that were acknowledged.
    async fn texts(&mut self, one: &Handed) {
        let ids = [id(one).get()];
        let sql = "SELECT goal, first_step, verdict FROM read_backs WHERE handoff_id = $1";
        assert_eq!(self.rows.all(sql, &ids).await, [[one.goal.as_str(), one.first_step.as_str(), "confirmed"]]);
        let sql = "SELECT CAST(needed AS TEXT), timing, felt FROM ratings WHERE handoff_id = $1";
        assert_eq!(self.rows.all(sql, &ids).await, [["5", "right", "no"]]);
    }

    /// Nothing is held, given up or overdue; how many jobs are done.
    async fn nothing_open(&mut self) -> i64 {
        let now = SystemClock.now().ms();
        let open = "SELECT CAST(COUNT(*) AS TEXT) FROM jobs WHERE state IN ('leased', 'discarded') OR next_at_ms <= $1";
        assert_eq!(self.rows.number(open, &[now]).await, 0, "{}", self.stage.told());
        self.rows.number("SELECT CAST(COUNT(*) AS TEXT) FROM jobs WHERE state = 'done'", &[]).await
    }

    /// Whatever the worker says has a nonce of its own; how much was said.
    fn nothing_twice(&self) -> usize {
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        self.look(|world| {
            for message in world.messages.values() {
                if message.author == world.bot && message.interaction.is_none() {
                    *said.entry(nonce_of(message)).or_default() += 1;
                }
            }
        });
        let twice: Vec<_> = said.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
        said.len()
    }

    /// How many of the calls that count were made: one a handoff, as far as a day's go.
    async fn counted_calls(&self, handoffs: usize) -> usize {
        let mut rows = Rows::open(&self.stage.home.database).await;
        let (counted, rung) = (rows.number(COUNTED, &[]).await, rows.number(RUNG, &[]).await);
        assert_eq!(usize::try_from(counted).ok(), Some(handoffs), "each is to be rated once");
        assert!(rung >= counted.min(A_DAY) && rows.number(BUSIEST_DAY, &[]).await <= A_DAY, "{rung} of {counted}");
        usize::try_from(rung).expect("a count")
    }

    /// No role, no crowd, nobody for nothing.
    fn nobody_is_pinged_but_ben(&self, times: usize) {
        self.look(|world| {
            let crowds = world.pings.iter().filter(|ping| ping.is_everyone || !ping.roles.is_empty());
            assert_eq!(crowds.count(), 0, "{:#?}", world.pings);
        });
        let calls = [self.stage.ana.pings(), self.stage.ben.pings()];
        assert_eq!(calls, [0, times], "{:#?}", self.look(|world| world.pings.clone()));
    }

    /// Every answer came in time, and what was announced came too.
    fn nothing_late(&self) {
        let late = self.look(|world| {
            let answered = world.interactions.values().filter_map(|act| Some((act.id, act.first_after_ms?)));
            answered.filter(|(_, after_ms)| *after_ms > FIRST_MS).collect::<Vec<_>>()
        });
        assert!(late.is_empty(), "{late:?}");
        self.stage.assert_sound();
    }
}

fn id(one: &Handed) -> HandoffId {
    one.handoff.parse().expect("a handoff")
}

fn kind_of(payload: &str) -> String {
    let payload: Value = serde_json::from_str(payload).expect("JSON");
    payload["note"]["note"].as_str().expect("a kind of note").to_owned()
}

fn nonce_of(message: &Message) -> String {
    let nonce = message.nonce.as_ref().and_then(Value::as_str);
    nonce.unwrap_or_else(|| panic!("said without a nonce: {}", words(&message.parts))).to_owned()
}

/// The nonce of what a job says.
fn nonce(workspace: &str, handle: &str) -> String {
    let workspace = WorkspaceId::new(workspace.parse().expect("a number"));
    let digest = Sha256::digest(format!("{workspace}:{handle}").as_bytes());
    digest.iter().take(12).fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
