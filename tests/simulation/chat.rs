//! The chat of a simulated company. Every delivery waits at a gate before and after; the scheduler says what becomes of it.
//!
//! Nothing is forgiven: what a platform would refuse is a problem, and a problem ends the run. A platform either makes one
//! message of a handle however often it comes, or only lets itself be searched by those who say that they come again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use baton::chat::incoming::{Deliver, Incoming, Outgoing, Place, Posted, Reply, Sought};
use baton::chat::limits::{DISCORD_CARD, Limits};
use baton::chat::message::Message;
use baton::clock::Timestamp;
use baton::ids::{PersonId, WorkspaceId};
use baton::platform::{Delivered, DeliveryFault, Platform};
use tokio::sync::{mpsc, oneshot};

use crate::chat_room::{Kind, Room, Said, Thread};
use crate::strict_text;

/// What becomes of a delivery at a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// The platform says later, or cannot be reached, or its answer is lost.
    Later(i64),
}

/// A delivery that waits.
#[derive(Debug)]
pub struct Stop {
    /// What is to be delivered.
    pub outgoing: Outgoing,
    /// Whether it was carried out already.
    pub is_done: bool,
    answer: oneshot::Sender<Verdict>,
}

impl Stop {
    /// Whether nobody waits for it any more.
    pub fn is_gone(&self) -> bool {
        self.answer.is_closed()
    }

    /// Lets it go on so.
    pub fn answer(self, verdict: Verdict) {
        // Who waited may be gone, and then nothing goes on.
        let _ = self.answer.send(verdict);
    }
}

/// Something that was delivered and made a message.
#[derive(Debug, Clone)]
pub struct Made {
    /// The handle it came under.
    pub handle: String,
    /// Whom it pings, with a direct message's reader among them.
    pub pings: Vec<PersonId>,
    /// What it says.
    pub message: Message,
}

/// The chat, shared by all replicas.
#[derive(Default)]
pub struct Chat(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    room: Room,
    /// What each handle led to, and how many messages it made.
    by_handle: BTreeMap<String, (Delivered, u32)>,
    made: Vec<Made>,
    no_direct: BTreeSet<PersonId>,
    gone: BTreeSet<PersonId>,
    only_searched: bool,
    problems: Vec<String>,
}

impl Chat {
    /// A chat in which these take no direct messages.
    pub fn new(only_searched: bool, no_direct: BTreeSet<PersonId>) -> Self {
        Self(Mutex::new(Inner { no_direct, only_searched, ..Inner::default() }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the person can read, the newest first.
    pub fn visible_to(&self, person: PersonId) -> Vec<Said> {
        let inner = self.inner();
        let mut found: Vec<Said> =
            inner.room.messages.iter().filter(|said| inner.room.may_read(said, person)).cloned().collect();
        found.sort_by_key(|said| std::cmp::Reverse(said.drawn));
        found
    }

    /// How many messages came of a handle.
    pub fn count(&self, handle: &str) -> u32 {
        self.inner().by_handle.get(handle).map_or(0, |(_, count)| *count)
    }

    /// Whether the person takes no direct messages.
    pub fn refuses_direct(&self, person: PersonId) -> bool {
        self.inner().no_direct.contains(&person)
    }

    /// Somebody left the server.
    pub fn leaves(&self, person: PersonId) {
        self.inner().gone.insert(person);
    }

    /// The messages made since the last time it was asked.
    pub fn take_made(&self) -> Vec<Made> {
        std::mem::take(&mut self.inner().made)
    }

    /// What went wrong since it was last asked.
    pub fn take_problems(&self) -> Vec<String> {
        std::mem::take(&mut self.inner().problems)
    }

    /// Shows an answer to whoever asked.
    pub fn show(&self, incoming: &Incoming, reply: &Reply) {
        let mut inner = self.inner();
        let place = incoming.place.clone();
        match reply {
            Reply::Private(message) => {
                inner.room.say(incoming.workspace, place, Some(incoming.person), message.clone());
            }
            Reply::Public(message) => {
                inner.room.say(incoming.workspace, place, None, message.clone());
            }
            Reply::Update(message) => match inner.room.private_message(incoming) {
                Some(id) => inner.room.redraw(&id, message),
                None => {
                    inner.room.say(incoming.workspace, place, Some(incoming.person), message.clone());
                }
            },
            Reply::Form(_) | Reply::Quiet => {}
        }
    }

    fn carry_out(&self, outgoing: &Outgoing, now: Timestamp) -> Result<Delivered, DeliveryFault> {
        self.inner().carry_out(outgoing, now)
    }
}

impl Inner {
    fn carry_out(&mut self, outgoing: &Outgoing, now: Timestamp) -> Result<Delivered, DeliveryFault> {
        self.room.now = Some(now);
        let workspace = outgoing.workspace;
        match &outgoing.what {
            Deliver::Post { to, message } => self.once(outgoing, |inner| {
                let posted = inner.post(workspace, to, message)?;
                inner.made(outgoing, message.pings.clone(), message);
                Ok(Delivered::Posted(posted))
            }),
            Deliver::OpenThread { under, members, first, .. } => self.once(outgoing, |inner| {
                let thread = inner.open_thread(workspace, under, members, first)?;
                inner.made(outgoing, first.pings.clone(), first);
                Ok(thread)
            }),
            Deliver::Direct { to, message } => {
                if self.no_direct.contains(to) {
                    return Err(DeliveryFault::NoDirect);
                }
                self.once(outgoing, |inner| {
                    let place = Place::channel(format!("dm:{to}"));
                    let id = inner.room.say(workspace, place.clone(), Some(*to), message.clone());
                    inner.room.happened(Kind::Direct, place.clone(), Some(*to), message, &message.pings);
                    inner.made(outgoing, vec![*to], message);
                    Ok(Delivered::Posted(Posted { place, message: id }))
                })
            }
            Deliver::Invite { to, people } => self.invite(to, people),
            Deliver::Remove { posted, .. } => {
                self.room.messages.retain(|said| said.id != posted.message);
                Ok(Delivered::Done)
            }
            Deliver::Edit { posted, message } => self.edit(posted, message),
            Deliver::Find { at } => Ok(self.find(&outgoing.handle, at)),
        }
    }

    /// A message that was made under the handle and is looked for elsewhere is a problem: it would be missed.
    fn find(&mut self, handle: &str, at: &Sought) -> Delivered {
        let Some((known, _)) = self.by_handle.get(handle) else { return Delivered::Done };
        let (Delivered::Posted(posted) | Delivered::Thread { first: posted, .. }) = known.clone() else {
            return Delivered::Done;
        };
        if !Room::is_at(&posted.place, at) {
            self.problems.push(format!("looks for {handle} in {at:?}, and it stands in {:?}", posted.place));
        }
        Delivered::Posted(posted)
    }

    fn made(&mut self, outgoing: &Outgoing, pings: Vec<PersonId>, message: &Message) {
        self.made.push(Made { handle: outgoing.handle.clone(), pings, message: message.clone() });
    }

    /// The same handle again is the same message: always, or where it is searched for.
    fn once(
        &mut self,
        outgoing: &Outgoing,
        carry_out: impl FnOnce(&mut Self) -> Result<Delivered, DeliveryFault>,
    ) -> Result<Delivered, DeliveryFault> {
        let is_looked_for = !self.only_searched || outgoing.is_again;
        if let Some((known, _)) = self.by_handle.get(&outgoing.handle).filter(|_| is_looked_for) {
            return Ok(known.clone());
        }
        let delivered = carry_out(self)?;
        let entry = self.by_handle.entry(outgoing.handle.clone()).or_insert_with(|| (delivered.clone(), 0));
        entry.1 += 1;
        Ok(delivered)
    }

    fn post(&mut self, workspace: WorkspaceId, to: &Place, message: &Message) -> Result<Posted, DeliveryFault> {
        if let Some(thread) = &to.thread
            && self.room.threads.get(thread).is_none_or(|known| known.channel != to.channel)
        {
            self.problems.push(format!("posts into the thread {thread}, which is not there"));
            return Err(DeliveryFault::Never("no such thread".to_owned()));
        }
        let named = strict_text::people(message);
        for person in &message.pings {
            if !named.contains(person) {
                self.problems.push(format!("pings {person} without naming them"));
            }
            // Until their part is taken over, what is for somebody who left rings nowhere.
            if !self.gone.contains(person) && !self.room.may_read_place(to, *person) {
                self.problems.push(format!("pings {person}, who cannot read {to:?}"));
            }
        }
        let id = self.room.say(workspace, to.clone(), None, message.clone());
        self.room.happened(Kind::Posted, to.clone(), None, message, &message.pings);
        Ok(Posted { place: to.clone(), message: id })
    }

    fn open_thread(
        &mut self,
        workspace: WorkspaceId,
        under: &Posted,
        members: &[PersonId],
        first: &Message,
    ) -> Result<Delivered, DeliveryFault> {
        if !self.room.messages.iter().any(|said| said.id == under.message) {
            self.problems.push(format!("opens a thread under {}, which is not there", under.message));
            return Err(DeliveryFault::Never("no such message".to_owned()));
        }
        let id = self.room.next_id('t');
        let channel = under.place.channel.clone();
        let members = members.iter().copied().collect();
        let thread = Thread { channel: channel.clone(), under: under.message.clone(), members };
        self.room.threads.insert(id.clone(), thread);
        let place = Place { channel, thread: Some(id) };
        let first = self.post(workspace, &place, first)?;
        Ok(Delivered::Thread { place, first })
    }

    fn invite(&mut self, to: &Place, people: &[PersonId]) -> Result<Delivered, DeliveryFault> {
        let Some(thread) = to.thread.as_ref().and_then(|thread| self.room.threads.get_mut(thread)) else {
            self.problems.push(format!("invites to {to:?}, which is not there"));
            return Err(DeliveryFault::Never("no such thread".to_owned()));
        };
        thread.members.extend(people.iter().copied());
        Ok(Delivered::Done)
    }

    fn edit(&mut self, posted: &Posted, message: &Message) -> Result<Delivered, DeliveryFault> {
        if !self.room.messages.iter().any(|said| said.id == posted.message) {
            self.problems.push(format!("edits {}, which is not there", posted.message));
            return Err(DeliveryFault::Never("no such message".to_owned()));
        }
        self.room.redraw(&posted.message, message);
        Ok(Delivered::Done)
    }
}

/// One replica's way to the chat.
pub struct Line {
    /// The chat.
    pub chat: Arc<Chat>,
    /// What time it is there.
    pub clock: Arc<dyn baton::clock::Clock>,
    /// Where deliveries wait.
    pub queue: mpsc::UnboundedSender<Stop>,
}

impl Line {
    async fn stop(&self, outgoing: &Outgoing, is_done: bool) -> Verdict {
        let (answer, answered) = oneshot::channel();
        let stop = Stop { outgoing: outgoing.clone(), is_done, answer };
        // A replica whose gate is gone is dead, and hears nothing more.
        match self.queue.send(stop) {
            Ok(()) => answered.await.unwrap_or(Verdict::Later(0)),
            Err(_) => Verdict::Later(0),
        }
    }
}

#[async_trait]
impl Platform for Line {
    fn name(&self) -> &'static str {
        "fake"
    }

    fn limits(&self) -> &'static Limits {
        &DISCORD_CARD
    }

    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        let later = |after_ms| DeliveryFault::Later { after_ms, reason: "not now".to_owned() };
        if let Verdict::Later(after_ms) = self.stop(outgoing, false).await {
            return Err(later(after_ms));
        }
        let delivered = self.chat.carry_out(outgoing, self.clock.now());
        match self.stop(outgoing, true).await {
            Verdict::Pass => delivered,
            Verdict::Later(after_ms) => Err(later(after_ms)),
        }
    }
}
