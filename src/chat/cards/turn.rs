//! Whose turn it is and until when: the line that every card and reminder shares.

use super::view::{View, chain};
use crate::chat::message::Text;
use crate::chat::text::messages;
use crate::clock::Timestamp;
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::ClockInstance;
use crate::ids::PersonId;

messages! {
    fn turn_by(who: Person, task: Text, due: DayTime, distance: Distance) -> Text;
    fn turn_late(who: Person, task: Text, due: DayTime) -> Text;
    fn turn_open(who: Person, task: Text) -> Text;
    fn turn_besides(task: Text, due: DayTime) -> Text;
    fn turn_waiting(who: Person, customer: Plain, since: DayTime) -> Text;
    fn turn_done(at: Date) -> Text;
    fn turn_cancelled(by: Person) -> Text;
    fn turn_stopped() -> Text;
    fn task_send() -> Text;
    fn task_accept() -> Text;
    fn task_answer(asker: Person) -> Text;
    fn task_fix() -> Text;
    fn task_kickoff(noun: Plain) -> Text;
    fn task_done() -> Text;
    fn owner_until(owner: Person, customer: Plain) -> Text;
    fn owner_still(owner: Person, customer: Plain) -> Text;
    fn owner_now(owner: Person, customer: Plain) -> Text;
    fn accept_stands_still() -> Text;
}

/// What is awaited of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn it is.
    pub who: PersonId,
    /// What they are to do.
    pub task: Task,
    /// Until when; absent where no clock runs.
    pub due: Option<Timestamp>,
    /// Whether that moment has passed.
    pub is_late: bool,
}

/// What is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// The brief is to be sent.
    Send,
    /// To be accepted.
    Accept,
    /// A question is to be answered.
    Answer {
        /// Its number.
        n: u32,
        /// Who asked.
        asker: PersonId,
    },
    /// A returned brief is to be mended and sent again.
    Fix,
    /// First contact.
    Kickoff,
    /// The definition of done is to be met.
    Complete,
}

/// Whose turn it is; nobody's while the customer lets us wait, and when it is over.
pub fn turn(v: &View<'_>) -> Option<Turn> {
    let handoff = v.handoff;
    match handoff.status {
        Status::Draft => Some(awaited(v, handoff.sender, Task::Send, handoff.latest_clock(ClockKind::Start))),
        Status::Sent => {
            let accept = handoff.clock(ClockKind::Accept, handoff.round);
            let stands_still = accept.is_some_and(|clock| clock.paused_since.is_some());
            match handoff.open_question().filter(|_| stands_still) {
                Some((n, question)) => {
                    let task = Task::Answer { n, asker: question.by };
                    Some(awaited(v, handoff.sender, task, handoff.clock(ClockKind::Answer, n)))
                }
                None => Some(awaited(v, v.receiver(), Task::Accept, accept)),
            }
        }
        Status::Returned => {
            Some(awaited(v, handoff.sender, Task::Fix, handoff.clock(ClockKind::Resubmit, handoff.round)))
        }
        Status::Accepted | Status::KickedOff if handoff.waiting.is_some() => None,
        Status::Accepted => Some(awaited(v, handoff.owner(), Task::Kickoff, handoff.latest_clock(ClockKind::Kickoff))),
        Status::KickedOff => {
            Some(awaited(v, handoff.owner(), Task::Complete, handoff.latest_clock(ClockKind::Complete)))
        }
        Status::Completed | Status::Cancelled => None,
    }
}

fn awaited(v: &View<'_>, who: PersonId, task: Task, clock: Option<&ClockInstance>) -> Turn {
    let clock = clock.filter(|clock| clock.is_running());
    let due = clock.filter(|clock| clock.paused_since.is_none()).map(|clock| clock.due);
    Turn { who, task, due, is_late: due.is_some_and(|due| v.now >= due) }
}

/// What a clock awaits of somebody, said as late: `Ben's turn: accept, late since Mon 12:30`. While the brief is back with
/// the sender their turn is said with its own deadline, and then what is late: each moment stands beside what it is of.
pub(super) fn late_words(v: &View<'_>, who: PersonId, clock: &ClockInstance) -> Text {
    let still = v.words.owner_still(v.handoff.owner(), &v.customer());
    let awaited = match clock.kind {
        ClockKind::Start => Task::Send,
        ClockKind::Accept => Task::Accept,
        ClockKind::Kickoff => Task::Kickoff,
        ClockKind::Complete => Task::Complete,
        ClockKind::Resubmit => Task::Fix,
        ClockKind::Answer => {
            let index = usize::try_from(clock.n).unwrap_or_default().wrapping_sub(1);
            let asker = v.handoff.questions.get(index).map_or(v.receiver(), |question| question.by);
            Task::Answer { n: clock.n, asker }
        }
    };
    let is_customers = matches!(clock.kind, ClockKind::Kickoff | ClockKind::Complete);
    if is_customers && v.handoff.status == Status::Returned {
        return chain([turn_words(v), v.words.turn_besides(task(v, awaited), clock.due), still], " · ");
    }
    chain([v.words.turn_late(who, task(v, awaited), clock.due), still], " · ")
}

/// What is awaited, as it stands before "by".
fn task(v: &View<'_>, task: Task) -> Text {
    match task {
        Task::Send => v.words.task_send(),
        Task::Accept => v.words.task_accept(),
        Task::Answer { asker, .. } => v.words.task_answer(asker),
        Task::Fix => v.words.task_fix(),
        Task::Kickoff => v.words.task_kickoff(&v.playbook.kickoff.noun),
        Task::Complete => v.words.task_done(),
    }
}

/// `Ben's turn: accept by Mon 12:30 (in 2 h)`, or where it stands when it is nobody's turn.
pub fn turn_words(v: &View<'_>) -> Text {
    let words = v.words;
    let Some(turn) = turn(v) else { return nobodys_turn(v) };
    let task = task(v, turn.task);
    match turn.due {
        Some(due) if turn.is_late => words.turn_late(turn.who, task, due),
        Some(due) => words.turn_by(turn.who, task, due, due),
        None => words.turn_open(turn.who, task),
    }
}

fn nobodys_turn(v: &View<'_>) -> Text {
    let handoff = v.handoff;
    if let Some(waiting) = handoff.waiting.as_ref().filter(|_| handoff.status.is_open()) {
        return v.words.turn_waiting(handoff.owner(), &v.customer(), waiting.since);
    }
    match (&handoff.cancelled, handoff.times.completed) {
        (Some(cancelled), _) => v.words.turn_cancelled(cancelled.by),
        (None, Some(completed)) => v.words.turn_done(completed),
        (None, None) => v.words.turn_stopped(),
    }
}

/// The same with who owns the customer: `… · Ana owns ACME until then`.
pub fn turn_line(v: &View<'_>) -> Text {
    let (words, owner, customer) = (v.words, v.handoff.owner(), v.customer());
    let owns = match turn(v) {
        Some(Turn { task: Task::Accept | Task::Fix, is_late: false, .. }) => words.owner_until(owner, &customer),
        Some(Turn { task: Task::Accept | Task::Fix, is_late: true, .. }) => words.owner_still(owner, &customer),
        Some(Turn { task: Task::Answer { .. }, .. }) => {
            chain([words.accept_stands_still(), words.owner_now(owner, &customer)], " · ")
        }
        Some(Turn { task: Task::Send | Task::Kickoff | Task::Complete, .. }) | None => {
            words.owner_now(owner, &customer)
        }
    };
    chain([turn_words(v), owns], " · ")
}
