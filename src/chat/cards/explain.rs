//! *Why this deadline*: what each deadline was made of, and by whom a missed one was late. For one reader, in private.
//!
//! Nothing is counted here: the stretches come from `domain::sla::explain`, the lateness from `domain::sla::late`.

use std::cmp::Reverse;

use super::channel::title;
use super::view::{View, capital, chain};
use crate::chat::message::{Block, Message, MomentStyle, Text};
use crate::chat::text::{common, messages};
use crate::domain::calendar::{Calendar, Period, Unit};
use crate::domain::playbook::{ClockKind, Origin};
use crate::domain::roles::Role;
use crate::domain::sla::explain::{self, Explained};
use crate::domain::sla::{ClockInstance, late};
use crate::domain::stats::{LatePhase, LatePiece};
use crate::ids::PersonId;

/// At most so many deadlines; a phone shows no more at ease.
const CLOCKS_MAX: usize = 8;
/// At most so many stretches of one deadline; of more the first ones and the last are told.
const STRETCHES_MAX: usize = 4;
const MINUTE_MS: i64 = 60_000;

messages! {
    fn explain_head(what: Plain, due: DayTime) -> Text;
    fn explain_head_still(what: Plain) -> Text;
    fn explain_given(amount: Number, unit: Key) -> String;
    fn explain_from(given: Plain, origin: Text) -> Text;
    fn explain_before(given: Plain, origin: Text) -> Text;
    fn explain_origin(origin: Key, at: DayTime) -> Text;
    fn explain_origin_field(label: Plain, at: DayTime) -> Text;
    fn explain_count(count: Text) -> Text;
    fn explain_count_stretches(count: Text, stretches: Text) -> Text;
    fn explain_stretch(from: DayTime, to: Moment) -> Text;
    fn explain_stretches_more(count: Number) -> Text;
    fn explain_paused(stretches: Text) -> Text;
    fn explain_paused_days(stretches: Text, days: Number) -> Text;
    fn explain_runs(distance: DistanceLong) -> Text;
    fn explain_overdue() -> Text;
    fn explain_still(since: DayTime) -> Text;
    fn explain_still_left(since: DayTime, left: Plain) -> Text;
    fn explain_done(what: Key, at: DayTime) -> Text;
    fn explain_stopped(at: DayTime) -> Text;
    fn explain_late(span: Plain, parts: Text) -> Text;
    fn explain_late_part(span: Plain, turn: Text) -> Text;
    fn explain_late_turn(phase: Key) -> Text;
    fn explain_late_turn_by(phase: Key, person: Person) -> Text;
    fn explain_nothing() -> Text;
}

/// Every deadline that runs or was missed, the newest first, a line each.
///
/// `lates` is what [`late::pieces`] makes of the same handoff at the same moment.
pub fn explain(v: &View<'_>, lates: &[LatePiece]) -> Message {
    let told = |clock: &&ClockInstance| clock.is_running() || late::was_missed(clock, v.now);
    let mut clocks: Vec<&ClockInstance> = v.handoff.clocks.iter().filter(told).collect();
    clocks.sort_by_key(|clock| (Reverse(clock.start.min(clock.due)), clock.due));
    let head = Message::default().and(Block::Heading(title(v)));
    if clocks.is_empty() {
        return head.and_line(v.words.explain_nothing());
    }
    let message = clocks.iter().take(CLOCKS_MAX).fold(head, |message, clock| message.and_line(line(v, clock, lates)));
    match clocks.len().saturating_sub(CLOCKS_MAX) {
        0 => message,
        more => message.and_small(v.words.and_more(number(more))),
    }
}

/// One deadline, and what is known of it; nothing where its calendar is gone.
struct Told<'a> {
    v: &'a View<'a>,
    clock: &'a ClockInstance,
    made: Option<Made<'a>>,
}

struct Made<'a> {
    calendar: &'a Calendar,
    of: Explained,
}

/// What is awaited and by when, what that was made of, what became of it, by whom it was late.
fn line(v: &View<'_>, clock: &ClockInstance, lates: &[LatePiece]) -> Text {
    let calendar = v.directory.calendars.get(&clock.calendar);
    let made = calendar.map(|calendar| Made { calendar, of: explain::explain(clock, calendar, v.now) });
    let told = Told { v, clock, made };
    let parts = [told.head(), told.counted(), told.paused(), told.state(), lateness(v, &own_pieces(v, clock, lates))];
    chain(parts, " ")
}

impl Told<'_> {
    fn head(&self) -> Text {
        let what = capital(&self.awaited());
        match self.clock.paused_since {
            Some(_) => self.v.words.explain_head_still(&what),
            None => self.v.words.explain_head(&what, self.clock.due),
        }
    }

    /// What the clock waits for: the playbook's own word for first contact.
    fn awaited(&self) -> String {
        match self.clock.kind {
            ClockKind::Kickoff => self.v.playbook.kickoff.noun.clone(),
            kind @ (ClockKind::Start
            | ClockKind::Accept
            | ClockKind::Complete
            | ClockKind::Resubmit
            | ClockKind::Answer) => common::clock(self.v.words, kind),
        }
    }

    /// `4 working hours from the moment it arrived, Fri 16:30: Fri 16:30 to Fri 17:00, Mon 09:00 to 12:30.` Real time in
    /// one piece is not told again.
    fn counted(&self) -> Text {
        let (words, clock) = (self.v.words, self.clock);
        let given = words.explain_given(clock.span.amount.into(), unit_key(clock.span.unit));
        let (origin, may_see) = self.origin();
        let count =
            if clock.before { words.explain_before(&given, origin) } else { words.explain_from(&given, origin) };
        let fewest = if clock.span.unit.runs_in_open_time() { 1 } else { 2 };
        match self.made.as_ref().filter(|made| may_see && made.of.counted.len() >= fewest) {
            Some(made) => words.explain_count_stretches(count, stretches(self.v, made.calendar, &made.of.counted)),
            None => words.explain_count(count),
        }
    }

    /// From which moment it counts, and whether the reader may see it: an answer of the brief may be open to few.
    fn origin(&self) -> (Text, bool) {
        let from = self.v.playbook.clock(self.clock.kind).map(|spec| &spec.due.from);
        let key = match self.clock.kind {
            // These begin at the action itself, whatever the playbook says.
            ClockKind::Accept => "arrived",
            ClockKind::Resubmit => "returned",
            ClockKind::Answer => "asked",
            ClockKind::Start | ClockKind::Kickoff | ClockKind::Complete => match from {
                Some(Origin::Sent) => "sent",
                Some(Origin::DealClosed) => "deal_closed",
                Some(Origin::Accepted) => "accepted",
                Some(Origin::KickedOff) => "kicked_off",
                Some(Origin::Returned) => "returned",
                Some(Origin::Asked) => "asked",
                Some(Origin::Field(field)) => return self.origin_field(field),
                None => "other",
            },
        };
        (self.v.words.explain_origin(key, self.clock.start), true)
    }

    fn origin_field(&self, field: &str) -> (Text, bool) {
        let (v, at) = (self.v, self.clock.start);
        let among = [Role::Sender, Role::Receiver, Role::Backup, Role::Manager];
        let may_see = !v.playbook.restricted(field) || among.into_iter().any(|role| v.viewer_is(role));
        if may_see {
            (v.words.explain_origin_field(&v.field_label(field), at), true)
        } else {
            (v.words.explain_origin("hidden", at), false)
        }
    }

    /// The pauses that are over.
    fn paused(&self) -> Text {
        let Some(made) = &self.made else { return Text::new() };
        let is_over = |pause: &&Period| self.clock.paused_since != Some(pause.from);
        let over: Vec<Period> = made.of.taken_out.iter().filter(is_over).copied().collect();
        if over.is_empty() {
            return Text::new();
        }
        let stretches = stretches(self.v, made.calendar, &over);
        match self.clock.span.unit {
            Unit::Days | Unit::BusinessDays => self.v.words.explain_paused_days(stretches, made.of.days_added.into()),
            Unit::Minutes | Unit::Hours | Unit::BusinessHours => self.v.words.explain_paused(stretches),
        }
    }

    /// What became of it.
    fn state(&self) -> Text {
        let (words, clock) = (self.v.words, self.clock);
        match (clock.met_at, clock.stopped_at, clock.paused_since) {
            (Some(met), _, _) => words.explain_done(self.done_key(), met),
            (None, Some(stopped), _) => words.explain_stopped(stopped),
            (None, None, Some(since)) => match self.left() {
                Some(left) => words.explain_still_left(since, &left),
                None => words.explain_still(since),
            },
            (None, None, None) if clock.due <= self.v.now => words.explain_overdue(),
            (None, None, None) => words.explain_runs(clock.due),
        }
    }

    /// An accept clock is met by a return too.
    fn done_key(&self) -> &'static str {
        let is_return = self.v.handoff.returns.iter().any(|back| back.round == self.clock.n);
        if self.clock.kind == ClockKind::Accept && is_return { "returned" } else { self.clock.kind.key() }
    }

    /// What is left while it stands still. Of a clock that is counted in days nobody can say before the pause is over.
    fn left(&self) -> Option<String> {
        let seconds = self.made.as_ref()?.of.left_ms / 1_000;
        match self.clock.span.unit {
            Unit::Minutes | Unit::Hours => Some(common::span(self.v.words, seconds)),
            Unit::BusinessHours => Some(common::working_span(self.v.words, seconds)),
            Unit::Days | Unit::BusinessDays => None,
        }
    }
}

fn unit_key(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::BusinessHours => "working_hours",
        Unit::BusinessDays => "working_days",
    }
}

/// `Fri 16:30 to Fri 17:00, Mon 09:00 to 12:30`; what lies between the first ones and the last of many is counted.
fn stretches(v: &View<'_>, calendar: &Calendar, periods: &[Period]) -> Text {
    let one = |period: &Period| v.words.explain_stretch(period.from, (period.to, end_style(v, calendar, *period)));
    let parts: Vec<Text> = match periods {
        [first, second, between @ .., last] if periods.len() > STRETCHES_MAX => {
            vec![one(first), one(second), v.words.explain_stretches_more(number(between.len())), one(last)]
        }
        all => all.iter().map(one).collect(),
    };
    chain(parts, ", ")
}

/// The day of an end is left out only where it is today: no platform writes a bare time of another day.
fn end_style(v: &View<'_>, calendar: &Calendar, period: Period) -> MomentStyle {
    let today = calendar.local_date(v.now);
    let is_today = calendar.local_date(period.from) == today && calendar.local_date(period.to) == today;
    if is_today { MomentStyle::Time } else { MomentStyle::DayTime }
}

/// The pieces of this instance. A piece names the clock and not which instance of it; they come in the order of the
/// instances, and each instance's add up to its lateness.
fn own_pieces<'a>(v: &View<'_>, clock: &ClockInstance, lates: &'a [LatePiece]) -> Vec<&'a LatePiece> {
    if !late::was_missed(clock, v.now) {
        return Vec::new();
    }
    let late_ms = |clock: &ClockInstance| {
        let calendar = v.directory.calendars.get(&clock.calendar);
        calendar.map_or(0, |calendar| late::late_ms(clock, calendar, v.now))
    };
    let missed = |other: &&ClockInstance| other.kind == clock.kind && late::was_missed(other, v.now);
    let missed: Vec<&ClockInstance> = v.handoff.clocks.iter().filter(missed).collect();
    let before = missed.iter().take_while(|other| other.n != clock.n);
    let from_ms: i64 = before.map(|other| late_ms(other)).sum();
    let is_last = missed.last().is_some_and(|last| last.n == clock.n);
    let to_ms = if is_last { i64::MAX } else { from_ms + late_ms(clock) };
    let mut reached_ms = 0_i64;
    let is_own = |piece: &&LatePiece| {
        let at_ms = reached_ms;
        reached_ms = reached_ms.saturating_add(piece.late_ms);
        (from_ms..to_ms).contains(&at_ms)
    };
    lates.iter().filter(|piece| piece.clock == clock.kind).filter(is_own).collect()
}

/// `Late by 9 h: 7 h before the brief was sent (Ana), 2 h before it was accepted (Ben).` In whole minutes, so that the
/// parts add up to what is said in all.
fn lateness(v: &View<'_>, pieces: &[&LatePiece]) -> Text {
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        let (phase, person) = (phase_key(piece), piece.person);
        match parts.iter_mut().find(|part| part.phase == phase && part.person == person) {
            Some(part) => part.late_ms += piece.late_ms,
            None => parts.push(Part { phase, person, late_ms: piece.late_ms }),
        }
    }
    for part in &mut parts {
        part.late_ms = (part.late_ms + MINUTE_MS / 2) / MINUTE_MS * MINUTE_MS;
    }
    parts.retain(|part| part.late_ms > 0);
    let span = |late_ms: i64| common::span(v.words, late_ms / 1_000);
    let turn = |part: &Part| match part.person {
        Some(person) => v.words.explain_late_turn_by(part.phase, person),
        None => v.words.explain_late_turn(part.phase),
    };
    let told = match parts.as_slice() {
        [] => return Text::new(),
        [only] => turn(only),
        several => {
            let told = several.iter().map(|part| v.words.explain_late_part(&span(part.late_ms), turn(part)));
            chain(told, ", ")
        }
    };
    v.words.explain_late(&span(parts.iter().map(|part| part.late_ms).sum()), told)
}

/// Lateness with the same cause.
struct Part {
    phase: &'static str,
    person: Option<PersonId>,
    late_ms: i64,
}

fn phase_key(piece: &LatePiece) -> &'static str {
    if piece.clock == ClockKind::Answer {
        return "answer";
    }
    match piece.phase {
        LatePhase::Unsent => "unsent",
        LatePhase::Unaccepted => "unaccepted",
        LatePhase::SentBack => "sent_back",
        LatePhase::Accepted => "accepted",
        LatePhase::Waiting => "waiting",
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
