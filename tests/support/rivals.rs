//! Two who act on the same handoffs at the same time, and the count of what came of it.
//!
//! Whatever carries their requests, two of one server or one each of two processes, is the caller's. Nothing here waits for
//! real time.

use std::collections::BTreeMap;
use std::future::Future;

use baton::domain::attention::Class;
use baton::domain::handoff::{Handoff, Status};
use baton::domain::playbook::ClockKind;
use baton::ids::{HandoffId, WorkspaceId};
use baton::store::Store;
use baton::store::commit::{Commit, HandoffChange};
use serde_json::{Value, json};

/// So many looks at what is left to do before it counts as hanging.
const LOOKS: usize = 200;
const HOUR_MS: i64 = 3_600_000;
/// Every refusal of the kind that comes too late says so.
const TOO_LATE: &str = "Nothing was changed";

/// The handoffs of a race, and what sends a request by one of two ways: which way, the address, the body.
pub struct Race<'a, P> {
    pub store: &'a Store,
    pub workspace: WorkspaceId,
    pub handoffs: Vec<HandoffId>,
    pub post: P,
}

/// Copies of a draft that is ready to be sent.
pub async fn copies(store: &Store, model: &Handoff, many: i64) -> Vec<HandoffId> {
    let mut made = Vec::new();
    for n in 1..=many {
        let id = HandoffId::new(model.id.get() + n);
        let after = Handoff { id, version: 0, number: None, ..model.clone() };
        let mut commit = Commit::new(model.workspace, store.now().await.expect("a moment"));
        commit.handoff = Some(HandoffChange { before: None, after, assign_number: false });
        store.write(commit).await.expect("a draft");
        made.push(id);
    }
    made
}

fn click(action: &str, values: &[&str]) -> Value {
    json!({ "message": null, "action": action, "values": values })
}

impl<P, A> Race<'_, P>
where
    P: Fn(usize, String, Value) -> A,
    A: Future<Output = Value>,
{
    /// Sent twice, reminded by two, accepted and sent back, ticked twice, cancelled by two: in words what was counted.
    pub async fn run(&self) -> String {
        self.both_send().await;
        self.both_move_the_clock().await;
        let accepted = self.one_accepts_and_one_sends_back().await;
        self.both_tick(&accepted).await;
        self.both_cancel().await;
        self.settle().await;
        let messages = self.recount(&accepted).await;
        let all = self.handoffs.len();
        format!(
            "{all} handoffs sent and cancelled once, {} accepted, the rest sent back, {messages} notes",
            accepted.len()
        )
    }

    /// Both requests in flight at once; what they are answered with.
    async fn at_once(&self, requests: [(&str, &str, Value); 2]) -> [String; 2] {
        let [one, other] = requests.map(|(who, how, body)| (format!("/as/{who}/{how}"), body));
        let (one, other) = tokio::join!((self.post)(0, one.0, one.1), (self.post)(1, other.0, other.1));
        [self.said(&one).await, self.said(&other).await]
    }

    /// The message that a reply names, as it is stored.
    async fn said(&self, answer: &Value) -> String {
        let id = answer["reply"]["message"].as_str().and_then(|id| id.parse().ok());
        let id = id.unwrap_or_else(|| panic!("an answer in words: {answer}"));
        let message = self.store.chat_message(self.workspace, id).await.expect("a read").expect("a message");
        message.body.to_string()
    }

    async fn row(&self, handoff: HandoffId) -> Handoff {
        self.store.handoff(self.workspace, handoff).await.expect("a read").expect("a handoff")
    }

    /// How often each thing happened to a handoff; the history has no gap.
    async fn happened(&self, handoff: HandoffId) -> BTreeMap<String, usize> {
        let events = self.store.events(self.workspace, handoff).await.expect("events");
        let mut happened = BTreeMap::new();
        for (event, seq) in events.into_iter().zip(1..) {
            assert_eq!(event.seq, seq, "{handoff}: a gap");
            *happened.entry(event.kind).or_default() += 1;
        }
        happened
    }

    async fn both_send(&self) {
        for handoff in &self.handoffs {
            let send = || ("ana", "click", click(&format!("1.send.{handoff}"), &[]));
            let said = self.at_once([send(), send()]).await;
            let told = said.iter().filter(|said| said.contains("on its way")).count();
            assert!(
                told >= 1 && said.iter().all(|said| said.contains("on its way") || said.contains(TOO_LATE)),
                "{said:?}"
            );
            assert_eq!(self.row(*handoff).await.status, Status::Sent);
        }
        self.settle().await;
    }

    /// Past the reminder of every handoff, and not yet to its deadline.
    async fn both_move_the_clock(&self) {
        let first = self.row(self.handoffs[0]).await;
        let due = first.latest_clock(ClockKind::Accept).expect("a deadline").due;
        let to = json!({ "to": due.ms() - HOUR_MS / 2 });
        let moved = |way| (self.post)(way, "/clock".to_owned(), to.clone());
        tokio::join!(moved(0), moved(1));
        self.settle().await;
    }

    /// Those that were accepted in time.
    async fn one_accepts_and_one_sends_back(&self) -> Vec<HandoffId> {
        let mut accepted = Vec::new();
        for (handoff, n) in self.handoffs.iter().zip(0..) {
            let values = json!({ "goal": "Fewer escalations", "first_step": "Call Dana today" });
            let accept = json!({ "form": format!("1.accept.{handoff}"), "values": values });
            let values = json!({ "reason": "vague_criteria", "sections": "why", "note": "By how much?" });
            let back = json!({ "form": format!("1.return.{handoff}"), "values": values });
            let (accept, back) = (("ben", "form", accept), ("ben", "form", back));
            let said = if n % 2 == 0 {
                self.at_once([accept, back]).await
            } else {
                let [back, accept] = self.at_once([back, accept]).await;
                [accept, back]
            };
            let status = self.row(*handoff).await.status;
            assert!([Status::Accepted, Status::Returned].contains(&status), "{handoff} is {status:?}");
            let is_accepted = status == Status::Accepted;
            let told = said.each_ref().map(|said| said.contains(TOO_LATE));
            assert_eq!(told, [!is_accepted, is_accepted], "one is first, the other is told: {said:?}");
            accepted.extend(is_accepted.then_some(*handoff));
        }
        accepted
    }

    async fn both_tick(&self, accepted: &[HandoffId]) {
        for handoff in accepted {
            let tick = || ("ben", "click", click(&format!("1.tick.{handoff}"), &["kickoff_scheduled"]));
            self.at_once([tick(), tick()]).await;
        }
    }

    async fn both_cancel(&self) {
        for handoff in &self.handoffs {
            let values = json!({ "reason": "They went elsewhere" });
            let cancel = |who| (who, "form", json!({ "form": format!("1.cancel.{handoff}"), "values": values }));
            let said = self.at_once([cancel("ana"), cancel("mia")]).await;
            let told = said.iter().filter(|said| said.contains(TOO_LATE)).count();
            assert_eq!(told, 1, "one is first, the other is told: {said:?}");
            assert_eq!(self.row(*handoff).await.status, Status::Cancelled);
        }
    }

    /// Lets everything that is due happen, whoever does it.
    async fn settle(&self) {
        let stay = json!({ "by": "0m" });
        for _ in 0..LOOKS {
            let moved = |way| (self.post)(way, "/clock".to_owned(), stay.clone());
            tokio::join!(moved(0), moved(1));
            let counts = self.store.job_counts(self.store.now().await.expect("a moment")).await.expect("counts");
            if counts.due == 0 && counts.leased == 0 {
                assert_eq!(counts.discarded, 0, "{counts:?}");
                return;
            }
        }
        panic!("something is left to be done");
    }

    /// Everything happened once and was said once; how much was said.
    async fn recount(&self, accepted: &[HandoffId]) -> usize {
        let mut messages = 0;
        for handoff in &self.handoffs {
            let is_accepted = accepted.contains(handoff);
            let happened = self.happened(*handoff).await;
            let times = |kind: &str| happened.get(kind).copied().unwrap_or(0);
            let expected = [("sent", 1), ("step_decided", 1), ("cancelled", 1)].into_iter().chain([
                ("accepted", usize::from(is_accepted)),
                ("returned", usize::from(!is_accepted)),
                ("ticked", usize::from(is_accepted)),
            ]);
            for (kind, expected) in expected {
                assert_eq!(times(kind), expected, "{handoff}: {kind} in {happened:?}");
            }
            let jobs = self.store.jobs_of_handoff(self.workspace, *handoff).await.expect("jobs");
            let lane = Some(format!("handoff:{handoff}"));
            let receiver = self.row(*handoff).await.receiver.expect("a receiver");
            let mut notes = 0;
            for job in jobs.iter().filter(|job| job.kind == "note" && job.lane == lane) {
                let ping = self.store.ping(self.workspace, receiver, &job.dedupe).await.expect("a read");
                // A reminder beyond the day's three is a line of the digest.
                let is_left = ping.is_some_and(|ping| ping.class == Class::Reminder && ping.carrier.is_none());
                notes += usize::from(!is_left);
            }
            let thread = self.store.post(self.workspace, Some(*handoff), "thread").await.expect("a read");
            let root = thread.and_then(|post| post.message).and_then(|id| id.parse().ok()).expect("a thread");
            let said = self.store.chat_thread(self.workspace, root).await.expect("messages");
            assert_eq!(said.len(), notes, "{handoff}: each note is one message");
            messages += said.len();
        }
        messages
    }
}
