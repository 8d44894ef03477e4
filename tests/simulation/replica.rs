//! A replica of the program, and what it is in the middle of.
//!
//! A task is a future of the real App that is polled alone, until everything in it waits at a gate. At most one call of a
//! database is under way at any time, so what happens depends on nothing but the order in which gates are opened.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use baton::app::App;
use baton::app::act::{Act, Acted};
use baton::app::fault::{ActFault, AppFault};
use baton::chat::incoming::{Incoming, Reply};
use baton::clock::Timestamp;
use baton::ids::{PersonId, WorkspaceId};
use baton::store::commit::Commit;
use baton::store::gate;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::chat;

/// A running program.
pub struct Replica {
    /// The program; absent while it is down.
    pub app: Option<Arc<App>>,
    /// Calls of its database that wait.
    pub calls: UnboundedReceiver<gate::Stop>,
    /// Its deliveries that wait.
    pub deliveries: UnboundedReceiver<chat::Stop>,
    /// Grows with every start.
    pub starts: u64,
    /// Whether it looked at what down time left.
    pub has_caught_up: bool,
}

/// What waits at a gate.
pub enum Waiting {
    /// A call of the database.
    Call(gate::Stop),
    /// A delivery.
    Delivery(Box<chat::Stop>),
}

/// How a task ended.
pub enum Ended {
    /// The worker found nothing more to do.
    Worked(Result<(), AppFault>),
    /// A step was taken, or not.
    Acted(Box<Result<Acted, ActFault>>),
    /// A person was answered.
    Answered(Box<Reply>),
}

/// What a task is for.
#[derive(Debug, Clone)]
pub enum Purpose {
    /// The worker's loop, once through; side by side it cannot be told which job a read is for.
    Work {
        /// Several handoffs at once.
        side_by_side: bool,
    },
    /// A step by a person, through the one door.
    Act(Box<Act>),
    /// Something a person did in the chat.
    Chat(Box<Incoming>),
    /// Somebody left the server.
    Left(WorkspaceId, PersonId),
    /// Rows that somebody changed in the settings.
    Commit(Box<Commit>),
}

/// A task of a replica.
pub struct Task {
    /// Its number.
    pub id: u64,
    /// Whose.
    pub replica: usize,
    /// What for.
    pub purpose: Purpose,
    /// What it does.
    pub future: Pin<Box<dyn Future<Output = Ended>>>,
    /// What waits in it.
    pub waiting: VecDeque<Waiting>,
    /// Calls that were carried out since it was last looked at.
    pub done: Vec<gate::Call>,
    /// Calls of the database that are under way.
    pub under_way: u32,
    /// Not scheduled before.
    pub frozen_until: Option<Timestamp>,
    /// When it last read a handoff, in calls.
    pub loaded: u64,
    /// What time it was then.
    pub loaded_at: Timestamp,
    /// When it last claimed or ended a job, in calls and on the clock.
    pub boundary: (u64, Timestamp),
    /// Whether a call of its database was failed.
    pub was_failed: bool,
}

struct Woken {
    is_set: AtomicBool,
    outer: Waker,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.is_set.store(true, Ordering::SeqCst);
        self.outer.wake_by_ref();
    }
}

impl Task {
    /// Goes on until something waits at a gate and nothing else can be done, or until it ended.
    pub async fn go_on(&mut self, replica: &mut Replica) -> Option<Ended> {
        poll_fn(|context| {
            let woken = Arc::new(Woken { is_set: AtomicBool::new(false), outer: context.waker().clone() });
            let waker = Waker::from(Arc::clone(&woken));
            if let Poll::Ready(ended) = self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Poll::Ready(Some(ended));
            }
            self.collect(replica);
            if woken.is_set.load(Ordering::SeqCst) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            // With nothing under way it waits at gates, or for another task of its replica.
            if self.under_way == 0 { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }

    fn collect(&mut self, replica: &mut Replica) {
        while let Ok(stop) = replica.calls.try_recv() {
            if stop.is_done {
                self.under_way -= 1;
                self.done.push(stop.call);
            }
            self.waiting.push_back(Waiting::Call(stop));
        }
        while let Ok(stop) = replica.deliveries.try_recv() {
            self.waiting.push_back(Waiting::Delivery(Box::new(stop)));
        }
        // Of several calls at once the others are dropped when one fails.
        self.waiting.retain(|waiting| match waiting {
            Waiting::Call(stop) => !stop.is_gone(),
            Waiting::Delivery(stop) => !stop.is_gone(),
        });
    }

    /// Whether it is a replica's worker.
    pub fn is_work(&self) -> bool {
        matches!(self.purpose, Purpose::Work { .. })
    }
}

/// What stands at a gate, in a few words.
pub fn named(waiting: &Waiting) -> String {
    match waiting {
        Waiting::Call(stop) => {
            let side = if stop.is_done { "after" } else { "before" };
            match stop.call {
                gate::Call::Read(name) => format!("{side} reading {}", name.trim_start_matches("baton::store::")),
                gate::Call::Write => format!("{side} a commit"),
                gate::Call::Claim => format!("{side} a claim"),
                gate::Call::Rest => format!("{side} a pause"),
            }
        }
        Waiting::Delivery(stop) => {
            let side = if stop.is_done { "after" } else { "before" };
            format!("{side} delivering {}", stop.outgoing.handle)
        }
    }
}
