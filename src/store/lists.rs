//! Handoffs as lines: lists, search, counts. Only the handoff's own row is read; its derived columns say what is due.

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::handoff_rows::folded;
use super::sql::{Arg, args, statements};
use crate::clock::Timestamp;
use crate::domain::handoff::{Purpose, Status};
use crate::domain::playbook::ClockKind;
use crate::ids::{HandoffId, PersonId, TeamId, WorkspaceId};

/// A handoff in one line.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct HandoffLine {
    /// Key.
    pub id: HandoffId,
    /// Its version; the card is out of date when it was drawn from another.
    pub version: i64,
    /// `#482`.
    pub number: Option<i64>,
    /// Key of the playbook.
    pub playbook: String,
    /// Whether it counts.
    pub purpose: Purpose,
    /// The customer; may be empty in a draft.
    pub customer: String,
    /// Where it stands.
    pub status: Status,
    /// Who sends.
    #[sqlx(rename = "sender_id")]
    pub sender: PersonId,
    /// Who receives.
    #[sqlx(rename = "receiver_id")]
    pub receiver: Option<PersonId>,
    /// Who steps in.
    #[sqlx(rename = "backup_id")]
    pub backup: Option<PersonId>,
    /// Who accepted last.
    #[sqlx(rename = "accepted_by_id")]
    pub accepted_by: Option<PersonId>,
    /// Rounds so far.
    pub round: i64,
    /// When it was started.
    #[sqlx(rename = "created_at_ms")]
    pub created_at: Timestamp,
    /// When it was first sent.
    #[sqlx(rename = "first_sent_at_ms")]
    pub first_sent_at: Option<Timestamp>,
    /// When anything changed last.
    #[sqlx(rename = "changed_at_ms")]
    pub changed_at: Timestamp,
    /// Since when it waits for the customer.
    #[sqlx(rename = "waiting_at_ms")]
    pub waiting_since: Option<Timestamp>,
    /// The earliest due moment of a clock that runs and is not paused; past = overdue.
    #[sqlx(rename = "next_due_at_ms")]
    pub next_due_at: Option<Timestamp>,
    /// That clock.
    pub next_clock: Option<ClockKind>,
    /// When it was rated.
    #[sqlx(rename = "rated_at_ms")]
    pub rated_at: Option<Timestamp>,
    /// Whether a question waits for the sender.
    pub has_open_question: bool,
}

/// Which handoffs. Except for drafts, drafts are in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Open ones.
    Open,
    /// Open ones with a clock that is past its due moment at this moment.
    Overdue(Timestamp),
    /// Those that wait for their sender to mend them.
    Returned,
    /// First contact was made or they are completed, and whoever accepted has not rated them.
    Unrated,
    /// All that were ever sent.
    All,
    /// Drafts; of a person only those they send.
    Drafts,
}

/// Whose handoffs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    Everyone,
    /// Those in which the person sends, receives, backs up or has accepted.
    Person(PersonId),
    /// Those in which a member of the team sends, receives or has accepted.
    Team(TeamId),
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// At most so many lines.
    pub limit: u32,
    /// After so many.
    pub offset: u32,
}

/// Open handoffs of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Load {
    /// Who.
    #[sqlx(rename = "receiver_id")]
    pub receiver: PersonId,
    /// How many.
    pub open: i64,
}

/// A handoff that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Accepted {
    /// Which.
    #[sqlx(rename = "id")]
    pub handoff: HandoffId,
    /// Key of its playbook.
    pub playbook: String,
    /// The customer, folded: the same for every way to write it.
    #[sqlx(rename = "customer_folded")]
    pub customer: String,
    /// Who accepted last.
    #[sqlx(rename = "accepted_by_id")]
    pub by: PersonId,
}

macro_rules! line {
    () => {
        "h.id, h.version, h.number, h.playbook, h.purpose, h.customer, h.status, h.sender_id, h.receiver_id, \
         h.backup_id, h.accepted_by_id, h.round, h.created_at_ms, h.first_sent_at_ms, h.changed_at_ms, \
         h.waiting_at_ms, h.next_due_at_ms, h.next_clock, h.rated_at_ms, h.has_open_question"
    };
}

macro_rules! whose {
    () => {
        "h.workspace_id = $1 AND h.purpose <> 'test' AND (CAST($2 AS BIGINT) IS NULL OR h.sender_id = $2 OR h.receiver_id = $2 OR h.backup_id = $2 \
         OR h.accepted_by_id = $2) AND (CAST($3 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM team_members m \
         WHERE m.workspace_id = h.workspace_id AND m.team_id = $3 \
         AND m.person_id IN (h.sender_id, h.receiver_id, h.accepted_by_id)))"
    };
}

macro_rules! page {
    ($which:expr, $order:literal) => {
        concat!(
            "SELECT ",
            line!(),
            " FROM handoffs h WHERE ",
            whose!(),
            " AND ",
            $which,
            " ORDER BY ",
            $order,
            " LIMIT $4 OFFSET $5"
        )
    };
}

macro_rules! count {
    ($which:expr) => {
        concat!("SELECT COUNT(*) FROM handoffs h WHERE ", whose!(), " AND ", $which)
    };
}

macro_rules! open {
    () => {
        "h.status IN ('sent', 'returned', 'accepted', 'kicked_off')"
    };
}

macro_rules! unrated {
    () => {
        "h.rated_at_ms IS NULL AND h.kicked_off_at_ms IS NOT NULL AND h.status IN ('kicked_off', 'completed')"
    };
}

macro_rules! drafts {
    () => {
        "h.status = 'draft' AND (CAST($2 AS BIGINT) IS NULL OR h.sender_id = $2)"
    };
}

statements! {
    OPEN = page!(open!(), "COALESCE(h.next_due_at_ms, 9223372036854775807), h.id");
    OVERDUE = page!(concat!(open!(), " AND h.next_due_at_ms <= $6"), "h.next_due_at_ms, h.id");
    RETURNED = page!("h.status = 'returned'", "h.changed_at_ms, h.id");
    UNRATED = page!(unrated!(), "h.kicked_off_at_ms, h.id");
    EVERY = page!("h.first_sent_at_ms IS NOT NULL", "h.first_sent_at_ms DESC, h.id DESC");
    DRAFTS = page!(drafts!(), "h.changed_at_ms DESC, h.id DESC");
    UNFINISHED = "SELECT id FROM handoffs WHERE workspace_id = $1 AND purpose <> 'test' \
        AND status IN ('draft', 'sent', 'returned', 'accepted', 'kicked_off') AND id > $2 ORDER BY id LIMIT $3";
    COUNT_OPEN = count!(open!());
    COUNT_OVERDUE = count!(concat!(open!(), " AND h.next_due_at_ms <= $4"));
    COUNT_RETURNED = count!("h.status = 'returned'");
    COUNT_UNRATED = count!(unrated!());
    COUNT_EVERY = count!("h.first_sent_at_ms IS NOT NULL");
    COUNT_DRAFTS = count!(drafts!());
    LINE = concat!("SELECT ", line!(), " FROM handoffs h WHERE h.workspace_id = $1 AND h.id = $2");
    BY_NUMBER = concat!("SELECT ", line!(), " FROM handoffs h WHERE h.workspace_id = $1 AND (h.number = $3 \
        OR h.number BETWEEN $4 AND $5 OR h.number BETWEEN $6 AND $7 OR h.number BETWEEN $8 AND $9) \
        ORDER BY h.number LIMIT $2");
    BY_CUSTOMER = concat!("SELECT ", line!(), " FROM handoffs h WHERE h.workspace_id = $1 \
        AND h.customer_folded >= $3 AND h.customer_folded < $4 AND h.purpose <> 'test' AND (h.status <> 'draft' OR h.sender_id = $2) \
        ORDER BY h.customer_folded, h.id DESC LIMIT $5");
    RECENT = concat!("SELECT ", line!(), " FROM handoffs h WHERE h.workspace_id = $1 \
        AND h.purpose <> 'test' AND (h.status <> 'draft' OR h.sender_id = $2) ORDER BY h.id DESC LIMIT $3");
    TESTS_OF = "SELECT id FROM handoffs WHERE workspace_id = $1 AND sender_id = $2 AND purpose = 'test' ORDER BY id DESC";
    OF_CUSTOMER = concat!("SELECT ", line!(), " FROM handoffs h WHERE h.workspace_id = $1 \
        AND h.customer_folded = $2 AND h.id <> $3 AND h.purpose = 'real' AND h.first_sent_at_ms IS NOT NULL \
        AND h.status <> 'cancelled' ORDER BY h.first_sent_at_ms DESC, h.id DESC LIMIT 1");
    EVERY_OF_CUSTOMER = concat!("SELECT ", line!(), " FROM handoffs h WHERE h.workspace_id = $1 \
        AND h.customer_folded = $2 AND h.purpose = 'real' AND h.status <> 'cancelled' \
        ORDER BY COALESCE(h.accepted_at_ms, -1) DESC, h.id DESC LIMIT $3");
    LOADS = "SELECT receiver_id, COUNT(*) AS open FROM handoffs WHERE workspace_id = $1 AND receiver_id IS NOT NULL \
        AND purpose = 'real' AND status IN ('sent', 'returned', 'accepted', 'kicked_off') \
        GROUP BY receiver_id ORDER BY receiver_id";
    ACCOUNTS = "SELECT h.id, h.playbook, h.customer_folded, h.accepted_by_id FROM handoffs h WHERE h.workspace_id = $1 \
        AND h.purpose = 'real' AND h.status IN ('accepted', 'kicked_off', 'completed') AND h.accepted_by_id IS NOT NULL \
        AND h.customer_folded IN (SELECT c.customer_folded FROM handoffs c WHERE c.workspace_id = $1 \
        AND c.accepted_by_id = $2 AND c.purpose = 'real') ORDER BY h.accepted_at_ms, h.id";
    LOAD_OF = "SELECT COUNT(*) FROM handoffs WHERE workspace_id = $1 AND receiver_id = $2 AND purpose = 'real' \
        AND status IN ('sent', 'returned', 'accepted', 'kicked_off')";
}

impl Store {
    /// A page of handoffs: what is due first comes first, of *all* what was sent last, of drafts the latest change.
    pub async fn list(
        &self,
        workspace: WorkspaceId,
        which: Which,
        whose: Whose,
        page: Page,
    ) -> Result<Vec<HandoffLine>, Fault> {
        let mut args = whose.args(workspace);
        args.extend(args![page.limit, page.offset]);
        let sql = match which {
            Which::Open => OPEN,
            Which::Overdue(now) => {
                args.extend(args![now]);
                OVERDUE
            }
            Which::Returned => RETURNED,
            Which::Unrated => UNRATED,
            Which::All => EVERY,
            Which::Drafts => DRAFTS,
        };
        self.readers().all(sql, args).await
    }

    /// Drafts and open handoffs, the oldest first, beginning after `after`: whatever comes or goes meanwhile, who goes on
    /// from the last one misses none and meets none twice.
    pub async fn unfinished(
        &self,
        workspace: WorkspaceId,
        after: HandoffId,
        limit: u32,
    ) -> Result<Vec<HandoffId>, Fault> {
        let found: Vec<(HandoffId,)> = self.readers().all(UNFINISHED, args![workspace, after, limit]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// How long that list is.
    pub async fn count(&self, workspace: WorkspaceId, which: Which, whose: Whose) -> Result<i64, Fault> {
        let mut args = whose.args(workspace);
        let sql = match which {
            Which::Open => COUNT_OPEN,
            Which::Overdue(now) => {
                args.extend(args![now]);
                COUNT_OVERDUE
            }
            Which::Returned => COUNT_RETURNED,
            Which::Unrated => COUNT_UNRATED,
            Which::All => COUNT_EVERY,
            Which::Drafts => COUNT_DRAFTS,
        };
        let (count,): (i64,) = self.readers().one(sql, args).await?;
        Ok(count)
    }

    /// One handoff as a line.
    pub async fn handoff_line(&self, workspace: WorkspaceId, id: HandoffId) -> Result<Option<HandoffLine>, Fault> {
        self.readers().first(LINE, args![workspace, id]).await
    }

    /// Handoffs whose number or customer starts with what was typed, numbers first; nothing typed: the newest.
    /// Of drafts only the viewer's own.
    pub async fn search(
        &self,
        workspace: WorkspaceId,
        viewer: PersonId,
        typed: &str,
        limit: u32,
    ) -> Result<Vec<HandoffLine>, Fault> {
        let prefix = folded(typed);
        if prefix.is_empty() {
            return self.readers().all(RECENT, args![workspace, viewer, limit]).await;
        }
        let mut found: Vec<HandoffLine> = match number_of(&prefix) {
            Some(number) => self.readers().all(BY_NUMBER, number_args(workspace, limit, number)).await?,
            None => Vec::new(),
        };
        let end = format!("{prefix}{}", char::MAX);
        let named: Vec<HandoffLine> =
            self.readers().all(BY_CUSTOMER, args![workspace, viewer, prefix, end, limit]).await?;
        let named = named.into_iter().filter(|line| found.iter().all(|known| known.id != line.id)).collect::<Vec<_>>();
        found.extend(named);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// The handoff of the same customer that was sent last, other than `except`; cancelled ones do not count.
    pub async fn last_of_customer(
        &self,
        workspace: WorkspaceId,
        customer: &str,
        except: HandoffId,
    ) -> Result<Option<HandoffLine>, Fault> {
        self.readers().first(OF_CUSTOMER, args![workspace, folded(customer), except]).await
    }

    /// Handoffs and drafts of the same customer that nobody cancelled: what was accepted last comes first, then what never
    /// was, the newest first.
    pub async fn of_customer(
        &self,
        workspace: WorkspaceId,
        customer: &str,
        limit: u32,
    ) -> Result<Vec<HandoffLine>, Fault> {
        self.readers().all(EVERY_OF_CUSTOMER, args![workspace, folded(customer), limit]).await
    }

    /// Somebody's test handoffs, the newest first; they are in no list.
    pub async fn tests_of(&self, workspace: WorkspaceId, sender: PersonId) -> Result<Vec<HandoffId>, Fault> {
        let found: Vec<(HandoffId,)> = self.readers().all(TESTS_OF, args![workspace, sender]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// How many open handoffs each receiver has; whoever has none is not in it.
    pub async fn receiver_loads(&self, workspace: WorkspaceId) -> Result<Vec<Load>, Fault> {
        self.readers().all(LOADS, args![workspace]).await
    }

    /// Everything that was ever accepted of the customers of whom this person has accepted something, oldest first.
    pub async fn accepted_of(&self, workspace: WorkspaceId, person: PersonId) -> Result<Vec<Accepted>, Fault> {
        self.readers().all(ACCOUNTS, args![workspace, person]).await
    }

    /// How many open handoffs one receiver has.
    pub async fn open_as_receiver(&self, workspace: WorkspaceId, receiver: PersonId) -> Result<u32, Fault> {
        let (open,): (i64,) = self.readers().one(LOAD_OF, args![workspace, receiver]).await?;
        Ok(u32::try_from(open).unwrap_or(u32::MAX))
    }
}

impl Whose {
    fn args(self, workspace: WorkspaceId) -> Vec<Arg> {
        match self {
            Self::Everyone => args![workspace, None::<i64>, None::<i64>],
            Self::Person(person) => args![workspace, person, None::<i64>],
            Self::Team(team) => args![workspace, None::<i64>, team],
        }
    }
}

/// `#48` or `48`, as typed on the way to #482.
fn number_of(typed: &str) -> Option<i64> {
    let digits = typed.strip_prefix('#').unwrap_or(typed);
    digits.parse::<i64>().ok().filter(|number| (1..1_000_000_000).contains(number))
}

/// The number itself, and the ranges of those that begin with it, up to three digits longer.
fn number_args(workspace: WorkspaceId, limit: u32, number: i64) -> Vec<Arg> {
    let mut args = args![workspace, limit, number];
    for width in [10, 100, 1000] {
        args.extend(args![number * width, number * width + width - 1]);
    }
    args
}
