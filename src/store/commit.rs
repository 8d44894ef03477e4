//! What a caller wants written, as data: a [`Commit`] goes in whole or not at all.
//!
//! No closure, no open transaction: so that waiting commits can be fused into one, and a caller cannot hold the writer up.
//! How a commit becomes statements stands in `store::plan`.

use serde_json::Value;

use super::chat_log::{ChatEdit, ChatMessage};
use super::dated_drafts::DatedDraft;
use super::forms::KeptForm;
use super::identity::{
    Grant, Person, PersonLink, PersonNames, PersonState, StoredCalendar, StoredClosedDays, Team, TeamMember, Workspace,
};
use super::own_time::{EnteredDaysOff, OwnTimes};
use super::pings::{ManagerLine, Ping, PingState};
use super::playbooks::{PlaybookVersion, Receivers, WorkspacePlaybook};
use super::posts::Post;
use super::schedules::{Advance, Schedule};
use super::secrets::Secret;
use super::setups::{Installation, SetupDraft};
use crate::clock::Timestamp;
use crate::domain::handoff::Handoff;
use crate::domain::own_time::days_off::DaysOff;
use crate::ids::{EventId, HandoffId, JobId, LeaseToken, MessageId, PersonId, TeamId, WorkspaceId};

/// One step of the program, all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// Whose rows; nothing of another workspace can be touched.
    pub workspace: WorkspaceId,
    /// The moment it was decided at.
    pub at: Timestamp,
    /// The delivery it answers; a second commit with the same one is a [`Written::Duplicate`].
    pub delivery: Option<Delivery>,
    /// The handoff it changes.
    pub handoff: Option<HandoffChange>,
    /// What happened, appended to the history.
    pub events: Vec<NewEvent>,
    /// Work to come.
    pub jobs: Vec<NewJob>,
    /// The job that this step was.
    pub finished: Option<FinishedJob>,
    /// Everything else.
    pub rows: Vec<Row>,
}

impl Commit {
    /// An empty one, to be filled.
    pub fn new(workspace: WorkspaceId, at: Timestamp) -> Self {
        Self {
            workspace,
            at,
            delivery: None,
            handoff: None,
            events: Vec::new(),
            jobs: Vec::new(),
            finished: None,
            rows: Vec::new(),
        }
    }

    /// With one more row.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }
}

/// Something that reached us from outside and may come twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Who sent it: a platform or a connection.
    pub platform: String,
    /// The sender's own id of it.
    pub id: String,
    /// What came of it; given back when it comes again.
    pub outcome: Value,
}

/// A handoff before and after a decision. Rows that are equal in both are not written.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffChange {
    /// As loaded, with its version; absent for a new one.
    pub before: Option<Handoff>,
    /// As decided; its `version` and, when a number is assigned, its `number` are the store's to give.
    pub after: Handoff,
    /// Whether it gets the workspace's next number, if it has none.
    pub assign_number: bool,
}

/// A row of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Key; webhooks carry it as their idempotency key.
    pub id: EventId,
    /// The handoff; absent for what concerns the workspace.
    pub handoff: Option<HandoffId>,
    /// When it happened.
    pub at: Timestamp,
    /// What happened, in the past tense: `handoff_sent`.
    pub kind: String,
    /// Who; absent for timers and imports.
    pub by: Option<PersonId>,
    /// From where: `discord`, `timer`, `hubspot`.
    pub source: String,
    /// The rest, with `"v"`.
    pub payload: Value,
}

/// Work to come.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Key.
    pub id: JobId,
    /// Which handler it is for.
    pub kind: String,
    /// Unique in the workspace; a second job with the same key is left out without a word.
    pub dedupe: String,
    /// Jobs of one lane run one after the other, in the order they were committed.
    pub lane: Option<String>,
    /// Not before.
    pub run_at: Timestamp,
    /// The handoff it is about.
    pub handoff: Option<HandoffId>,
    /// The rest, with `"v"`.
    pub payload: Value,
}

/// The end of a claimed job.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedJob {
    /// Which.
    pub id: JobId,
    /// The lease it was claimed under; an older one is a [`Written::LeaseLost`].
    pub lease: LeaseToken,
    /// How it ended.
    pub state: JobEnd,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// It did what it was for.
    Done,
    /// It will never work; the reason is shown to admins.
    Discarded(String),
    /// Once more, later.
    RetryAt(Timestamp, String),
}

/// Everything a commit can write besides handoffs, events and jobs. *Put* inserts or replaces by key.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// The workspace itself; its id must be the commit's. Its counters are left alone.
    PutWorkspace(Workspace),
    /// The settings are changed by this commit: calendars, teams, days off, who receives. [`Written::Stale`] when they are
    /// not at this version any more, as [`Store::settings_version`](super::Store::settings_version) gave it.
    ChangeSettings {
        /// The version they were read at.
        version: i64,
    },
    /// What the workspace is called; everything else of it is left alone.
    NameWorkspace(String),
    /// A person, whole; who is known already gets single facts written.
    PutPerson(Person),
    /// What a person is called now.
    NamePerson(PersonNames),
    /// Somebody left, or came back.
    SetState {
        /// Who.
        person: PersonId,
        /// What they are now.
        state: PersonState,
    },
    /// Somebody got the greeting; the first time stays.
    Greeted {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The playbook that somebody started last.
    LastPlaybook {
        /// Who.
        person: PersonId,
        /// Its key.
        playbook: String,
    },
    /// Nothing is written: who gets a part in the commit is in the server; [`Written::Stale`] when they left meanwhile.
    IsHere(PersonId),
    /// A person's zone, digest hour and quiet hours; everything else of them is left alone.
    SetTimes(OwnTimes),
    /// Days off; entered twice they stay as they are.
    PutDaysOff(EnteredDaysOff),
    /// Days off that are over, or were taken back.
    RemoveDaysOff {
        /// Whose.
        person: PersonId,
        /// Exactly this range.
        days: DaysOff,
    },
    /// Nobody waits for the moment any more until which somebody was away.
    ClearAway(PersonId),
    /// A person's account on another platform.
    PutPersonLink(PersonLink),
    /// Nobody's account any more.
    RemovePersonLink {
        /// The platform it is on.
        platform: String,
        /// The platform's id of it.
        external_id: String,
    },
    /// A team.
    PutTeam(Team),
    /// A member of a team.
    PutTeamMember(TeamMember),
    /// Nobody's member any more.
    RemoveTeamMember {
        /// Of which team.
        team: TeamId,
        /// Who.
        person: PersonId,
    },
    /// No team any more, with its members and schedule; clocks that run keep its calendar.
    RemoveTeam(TeamId),
    /// A right.
    PutGrant(Grant),
    /// A right taken away.
    RemoveGrant(Grant),
    /// A calendar.
    PutCalendar(StoredCalendar),
    /// Where a calendar's exceptions come from.
    PutClosedDays(StoredClosedDays),
    /// A playbook's text; the same digest again changes nothing.
    PutPlaybookVersion(PlaybookVersion),
    /// How the workspace uses a playbook.
    PutWorkspacePlaybook(WorkspacePlaybook),
    /// All receivers of a playbook, in order, in place of the former ones.
    PutReceivers(Receivers),
    /// A date opened the commit's draft; [`Written::Stale`] when it has opened one already.
    TakeDate(DatedDraft),
    /// What was chosen in set-up, one version after the one it was chosen on; [`Written::Stale`] when that moved on.
    PutSetupDraft(SetupDraft),
    /// No draft any more; [`Written::Stale`] when it is not at this version.
    RemoveSetupDraft {
        /// Its version.
        version: i64,
    },
    /// When Baton joined the server, or left it.
    PutInstallation(Installation),
    /// Where one of our messages stands.
    PutPost(Post),
    /// Forget a message, for example one whose channel is gone.
    RemovePost {
        /// The handoff it was about.
        handoff: Option<HandoffId>,
        /// What it was for.
        purpose: String,
    },
    /// A ping that is decided for the first time; [`Written::Stale`] when it was decided before, or when its number of the
    /// day is taken.
    ReservePing(Ping),
    /// A ping that somebody has already; one that is known changes nothing.
    PutPing(Ping),
    /// What became of a ping; [`Written::Stale`] when it is not in that state any more.
    MovePing {
        /// As it was.
        from: PingState,
        /// As it is now.
        ping: Ping,
    },
    /// The same, but one that is not in that state any more is left alone.
    SettlePing {
        /// As it was.
        from: PingState,
        /// As it is now.
        ping: Ping,
    },
    /// A line in a message to managers; one that is known goes to another message.
    PutManagerLine(ManagerLine),
    /// What was typed into a form that could not come back at once; the workspace's expired ones are forgotten.
    KeepForm(KeptForm),
    /// The form was taken.
    ForgetForm {
        /// Whose.
        person: PersonId,
        /// The form's id.
        form: String,
    },
    /// A repeating schedule; its last occurrence and missed counter are kept when it exists.
    PutSchedule(Schedule),
    /// One occurrence fired; [`Written::Stale`] when another process was first.
    AdvanceSchedule(Advance),
    /// No more occurrences.
    RemoveSchedule {
        /// Its key.
        key: String,
    },
    /// A message in the playground; one with a handle that is there already changes nothing.
    PutChatMessage(ChatMessage),
    /// A changed message in the playground.
    EditChatMessage(ChatEdit),
    /// Messages in the playground as they are, told to pages once more: somebody may read them only from now on.
    RepeatChatMessages(Vec<MessageId>),
    /// Deleted messages in the playground; they stay as empty rows, so that pages hear of it.
    DeleteChatMessages(Vec<MessageId>),
    /// Every message of the playground's workspace, for a reset.
    ClearChat,
    /// The bot was removed from the server: nothing is worked on until it wakes.
    Sleep,
    /// The bot is there: what waited is due as it was.
    Wake,
    /// Somebody takes no direct messages.
    CloseDirect(PersonId),
    /// They do again.
    OpenDirect(PersonId),
    /// An encrypted value.
    PutSecret(Secret),
    /// Every secret of a connection.
    RemoveSecrets {
        /// Which connection.
        connection: i64,
    },
    /// A discarded job once more, with all its attempts; what it may have said before is looked for first.
    RequeueJob {
        /// Which.
        id: JobId,
        /// When.
        run_at: Timestamp,
    },
    /// A test or practice handoff with all that hangs on it; a real one is never removed.
    RemoveHandoff(HandoffId),
    /// Jobs that ended, deliveries received, pings that were over and lines that managers had before a moment.
    ForgetFinished {
        /// The moment.
        before: Timestamp,
        /// At most so many of each, the oldest first.
        at_most: u32,
    },
    /// An interaction is being answered; stale where it was before. Those of long ago are forgotten.
    TakeAnswer {
        /// Of which platform.
        platform: String,
        /// The platform's id of it.
        delivery: String,
        /// Older ones nobody asks for any more.
        forget_before: Timestamp,
    },
    /// A fact about the database. The clock's offset is refused: [`super::Store::advance_clock_to`] moves it.
    PutMeta {
        /// Its key.
        key: String,
        /// Its value.
        value: String,
    },
}

/// What became of a commit.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// All of it is on the disk.
    Committed(Receipt),
    /// The handoff or schedule moved on since it was loaded; nothing was written. Load again and decide anew.
    Stale,
    /// The delivery was dealt with before; nothing was written. This came of it then.
    Duplicate(Value),
    /// The job was given to somebody else; nothing was written.
    LeaseLost,
}

/// What the store gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Receipt {
    /// The handoff's number, if it has one.
    pub number: Option<i64>,
    /// The handoff's new version; 0 when no handoff was written.
    pub version: i64,
}
