//! The daily digest: what is late, due today, somebody's turn, at risk, or unrated. Ten lines, then "and so many more".
//!
//! One message a person and day, and one a team. Which lines there are is decided in `gather`; here they are chosen, ordered
//! and cut. The same input gives the same digest. When and where it is sent, and the words, are not here.
//!
//! * *Today* reaches to the reader's next working morning: what is due before the next digest must stand in this one.
//! * Order: sections as in [`Section`], then the earlier moment, then the customer's name, then the handoff.
//! * A team's digest is read by all in its channel: it names whose turn it is, and says nothing that rests on a restricted
//!   field.

use std::collections::BTreeSet;

use super::calendar::{Calendar, Span, Unit};
use super::handoff::Handoff;
use super::playbook::{ClockKind, Playbook};
use crate::clock::Timestamp;
use crate::ids::{HandoffId, PersonId};

mod gather;
pub mod kept;

#[cfg(test)]
mod tests;

/// At most so many lines; the rest is a number.
pub const LINES_MAX: usize = 10;
/// So long after it was asked for, a missing rating is no longer mentioned.
pub const UNRATED_DAYS: i64 = 14;

const DAY_MS: i64 = 86_400_000;

/// A handoff with what its lines need.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The handoff: a draft, an open one, or one that is completed and unrated.
    pub handoff: &'a Handoff,
    /// The playbook it is pinned to.
    pub playbook: &'a Playbook,
    /// Who does the manager's items.
    pub manager: Option<PersonId>,
}

/// When a digest is read.
#[derive(Debug, Clone, Copy)]
pub struct Day<'a> {
    /// The present moment.
    pub now: Timestamp,
    /// The hours of the person's or team's desk.
    pub calendar: &'a Calendar,
    /// Lines taken out by *Not today*.
    pub not_today: &'a BTreeSet<LineId>,
}

/// What somebody reads in the morning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The first lines, in order; at least one, at most [`LINES_MAX`].
    pub lines: Vec<Line>,
    /// How many more there are.
    pub more: u32,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub section: Section,
    /// Of which handoff.
    pub handoff: HandoffId,
    /// Its number; none of a draft.
    pub number: Option<i64>,
    /// The customer; empty in a draft that has none yet.
    pub customer: String,
    /// What the playbook calls first contact.
    pub kickoff: String,
    /// What it is about.
    pub about: About,
    /// Late and today: when it is or was due. Otherwise since when, or until when.
    pub at: Timestamp,
    /// Whose it is.
    pub who: PersonId,
}

/// The sections, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Due has passed.
    Late,
    /// Due before the next working morning.
    Today,
    /// Somebody waits for the reader.
    YourTurn,
    /// Nothing to do yet, but worth a look.
    AtRisk,
    /// A rating is missing.
    Unrated,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A clock of the reader.
    Clock(ClockKind),
    /// Checklist items of the reader, by their labels.
    Items(Vec<String>),
    /// It waits for the reader to accept.
    Arrived,
    /// The sender answered, and the reader can go on.
    Answered {
        /// Who answered.
        by: PersonId,
    },
    /// It was sent back to the reader.
    Returned {
        /// By whom.
        by: PersonId,
    },
    /// A question waits for the reader.
    Question {
        /// By whom.
        by: PersonId,
    },
    /// What the reader understood was *not quite* it.
    Disputed {
        /// By whom.
        by: PersonId,
    },
    /// The read-back is still to be written.
    ReadBack,
    /// A draft of the reader.
    Draft,
    /// A handoff the reader owns waits for somebody else, who is late.
    OthersLate {
        /// What is late.
        clock: ClockKind,
        /// Who.
        who: PersonId,
    },
    /// High risk, and nothing was read back.
    HighRiskUnread,
    /// High risk, and a clock runs out within a working day.
    HighRiskDue(ClockKind),
    /// Sent back twice or more, and still not accepted.
    SentBackOften {
        /// Times.
        times: u32,
    },
    /// A rating.
    Rate,
    /// What was said on ticking an item.
    Ticked {
        /// By whom.
        by: PersonId,
        /// Its label.
        item: String,
    },
    /// The second look.
    SecondLook,
    /// What the playbook reminds of, in its words.
    Reminder(String),
    /// Somebody else may have to take it.
    Offer,
}

/// A line as *Not today* names it: a handoff, and what about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId {
    /// The handoff.
    pub handoff: HandoffId,
    /// What about it.
    pub key: String,
}

/// What a person reads today; nothing where there is nothing to say. What was left to the digest stands in it, too, where
/// it would not be said anyway.
pub fn for_person(person: PersonId, matters: &[Matter<'_>], left: Vec<Line>, day: &Day<'_>) -> Option<Digest> {
    let reach = Reach::of(day);
    let lines = matters.iter().flat_map(|matter| gather::lines(matter, &reach));
    let mut lines: Vec<Line> = lines.filter(|line| line.who == person && !line.about.is_for_teams()).collect();
    for line in left {
        if !lines.iter().any(|known| known.says(&line)) {
            lines.push(line);
        }
    }
    cut(lines, day)
}

/// What a team reads today in its channel; nothing where there is nothing to say.
pub fn for_team(members: &BTreeSet<PersonId>, matters: &[Matter<'_>], day: &Day<'_>) -> Option<Digest> {
    let reach = Reach::of(day);
    let mut lines = Vec::new();
    for matter in matters {
        let tells_risk =
            matter.playbook.high_risk.as_ref().is_some_and(|risk| !matter.playbook.restricted(&risk.field));
        let mut is_at_risk = false;
        for line in gather::lines(matter, &reach).into_iter().filter(|line| members.contains(&line.who)) {
            // What several people hear of one risk, their team hears once.
            let again = line.section == Section::AtRisk && std::mem::replace(&mut is_at_risk, true);
            if !again && (tells_risk || !line.about.tells_risk()) {
                lines.push(line);
            }
        }
    }
    cut(lines, day)
}

/// How far today reaches.
struct Reach {
    now: Timestamp,
    /// The next working morning.
    morning: Timestamp,
    /// A working day from now.
    day_ahead: Timestamp,
}

impl Reach {
    /// A desk that never opens again has days of 24 hours.
    fn of(day: &Day<'_>) -> Self {
        let tomorrow = day.now.plus_ms(DAY_MS);
        let working_day = Span { amount: 1, unit: Unit::BusinessDays };
        Self {
            now: day.now,
            morning: day.calendar.next_open_day_start(day.now).unwrap_or(tomorrow),
            day_ahead: day.calendar.after(day.now, working_day).unwrap_or(tomorrow),
        }
    }
}

/// Without what was put off, in order, at most ten.
fn cut(mut lines: Vec<Line>, day: &Day<'_>) -> Option<Digest> {
    lines.retain(|line| !day.not_today.contains(&line.id()));
    lines.sort_by_cached_key(|line| (line.section, line.at, line.customer.to_lowercase(), line.id()));
    let more = u32::try_from(lines.len().saturating_sub(LINES_MAX)).unwrap_or(u32::MAX);
    lines.truncate(LINES_MAX);
    (!lines.is_empty()).then_some(Digest { lines, more })
}

impl Digest {
    /// All lines, those that are only counted too.
    pub fn total(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX).saturating_add(self.more)
    }

    /// The lines of one section, in order.
    pub fn section(&self, section: Section) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.section == section)
    }
}

impl Line {
    /// Whether it says of the same handoff what another line says.
    pub fn says(&self, other: &Self) -> bool {
        let is_same = match (&self.about, &other.about) {
            (About::Reminder(one), About::Reminder(other)) => one == other,
            (one, other) => one.topic() == other.topic(),
        };
        self.handoff == other.handoff && is_same
    }

    /// How *Not today* names it.
    pub fn id(&self) -> LineId {
        LineId { handoff: self.handoff, key: format!("{}_{}", self.section.key(), self.about.key()) }
    }
}

impl Section {
    /// Every section, in order.
    pub const ALL: [Self; 5] = [Self::Late, Self::Today, Self::YourTurn, Self::AtRisk, Self::Unrated];

    /// As in ids and message files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Today => "today",
            Self::YourTurn => "your_turn",
            Self::AtRisk => "at_risk",
            Self::Unrated => "unrated",
        }
    }
}

impl About {
    /// As in ids and message files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Clock(kind) => kind.key(),
            Self::Items(_) => "items",
            Self::Arrived => "arrived",
            Self::Answered { .. } => "answered",
            Self::Returned { .. } => "returned",
            Self::Question { .. } => "question",
            Self::Disputed { .. } => "disputed",
            Self::ReadBack => "read_back",
            Self::Draft => "draft",
            Self::OthersLate { .. } => "others_late",
            Self::HighRiskUnread => "unread",
            Self::HighRiskDue(_) => "due",
            Self::SentBackOften { .. } => "sent_back_often",
            Self::Rate => "rate",
            Self::Ticked { .. } => "ticked",
            Self::SecondLook => "second_look",
            Self::Reminder(_) => "reminder",
            Self::Offer => "offer",
        }
    }

    /// Somebody's turn and the clock of it are one topic.
    pub fn topic(&self) -> &'static str {
        match self {
            Self::Arrived | Self::Answered { .. } => ClockKind::Accept.key(),
            Self::Returned { .. } => ClockKind::Resubmit.key(),
            Self::Question { .. } => ClockKind::Answer.key(),
            Self::Draft => ClockKind::Start.key(),
            Self::Clock(_)
            | Self::Items(_)
            | Self::Disputed { .. }
            | Self::ReadBack
            | Self::OthersLate { .. }
            | Self::HighRiskUnread
            | Self::HighRiskDue(_)
            | Self::SentBackOften { .. }
            | Self::Rate
            | Self::Ticked { .. }
            | Self::SecondLook
            | Self::Reminder(_)
            | Self::Offer => self.key(),
        }
    }

    /// Whether it lets a reader guess that a handoff is of high risk.
    fn tells_risk(&self) -> bool {
        matches!(self, Self::HighRiskUnread | Self::HighRiskDue(_))
    }

    /// Whether it is said to teams only.
    fn is_for_teams(&self) -> bool {
        matches!(self, Self::SentBackOften { .. })
    }
}
