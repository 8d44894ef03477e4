//! The lists of a handoff, out of the JSON arrays that its statement builds.
//!
//! Each struct names the columns of one `list!` in [`super`], in the same order. A round trip of a handoff with every
//! list filled, on both databases, keeps them together.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::clock::Timestamp;
use crate::domain::brief::{Brief, Entry, FieldKey};
use crate::domain::calendar::Period;
use crate::domain::handoff::{
    Answer, Felt, Item, Occasion, Promise, Question, Rating, ReadBack, Return, ReturnReason, SecondLook, Timing,
    Verdict, Waived, Waiver,
};
use crate::domain::playbook::{Assignee, ClockKind};
use crate::domain::sla::{ClockInstance, Step, StepTaken};
use crate::ids::{CalendarId, PersonId};
use crate::store::columns::from_json;
use crate::store::fault::Fault;

/// An id in these arrays is a number, unlike in the JSON that leaves the program.
fn person<'de, D: Deserializer<'de>>(from: D) -> Result<PersonId, D::Error> {
    i64::deserialize(from).map(PersonId::new)
}

fn maybe_person<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PersonId>, D::Error> {
    Ok(Option::<i64>::deserialize(from)?.map(PersonId::new))
}

fn calendar<'de, D: Deserializer<'de>>(from: D) -> Result<CalendarId, D::Error> {
    i64::deserialize(from).map(CalendarId::new)
}

/// SQLite writes 0 and 1 where Postgres writes false and true.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Number(i64),
}

impl Flag {
    fn is_set(self) -> bool {
        match self {
            Self::Bool(flag) => flag,
            Self::Number(number) => number != 0,
        }
    }
}

/// A row of a list and what it stands for.
pub(super) trait Part: DeserializeOwned {
    /// Its table, for faults.
    const TABLE: &'static str;
    /// What the program makes of it.
    type Element;

    fn into_element(self) -> Result<Self::Element, Fault>;
}

/// All elements of one list.
pub(super) fn all<P: Part>(json: &str) -> Result<Vec<P::Element>, Fault> {
    from_json::<Vec<P>>(P::TABLE, json)?.into_iter().map(P::into_element).collect()
}

/// A stored brief, `{"v":1,"values":{…}}`.
pub(super) fn brief(json: &str) -> Result<Brief, Fault> {
    #[derive(Deserialize)]
    struct Stored {
        v: u32,
        values: std::collections::BTreeMap<FieldKey, Entry>,
    }
    let stored: Stored = from_json("briefs.body", json)?;
    match stored.v {
        1 => Ok(Brief { values: stored.values }),
        newer => Err(Fault::unreadable("briefs.body v", &newer)),
    }
}

#[derive(Deserialize)]
struct ClockRow {
    kind: ClockKind,
    n: u32,
    started: Timestamp,
    span: String,
    counts_back: Flag,
    #[serde(deserialize_with = "calendar")]
    calendar: CalendarId,
    due: Timestamp,
    schedule: u32,
    pauses: String,
    paused: Option<Timestamp>,
    met: Option<Timestamp>,
    breached: Option<Timestamp>,
    stopped: Option<Timestamp>,
}

#[derive(Deserialize)]
struct StepRow {
    clock: ClockKind,
    n: u32,
    step: Step,
    at: Timestamp,
    passed_over: Flag,
}

/// The clocks with their steps.
pub(super) fn clocks(clocks: &str, steps: &str) -> Result<Vec<ClockInstance>, Fault> {
    let steps: Vec<StepRow> = from_json("clock_steps", steps)?;
    from_json::<Vec<ClockRow>>("clocks", clocks)?.into_iter().map(|row| row.into_clock(&steps)).collect()
}

impl ClockRow {
    fn into_clock(self, steps: &[StepRow]) -> Result<ClockInstance, Fault> {
        let taken = steps.iter().filter(|step| (step.clock, step.n) == (self.kind, self.n));
        Ok(ClockInstance {
            kind: self.kind,
            n: self.n,
            start: self.started,
            span: self.span.parse().map_err(|_| Fault::unreadable("clocks.span", &self.span))?,
            before: self.counts_back.is_set(),
            calendar: self.calendar,
            due: self.due,
            schedule: self.schedule,
            pauses: pauses(&self.pauses)?,
            paused_since: self.paused,
            met_at: self.met,
            breached_at: self.breached,
            stopped_at: self.stopped,
            steps: taken
                .map(|step| StepTaken { step: step.step, at: step.at, passed_over: step.passed_over.is_set() })
                .collect(),
        })
    }
}

/// Stored pauses, `{"v":1,"periods":[[from,to],…]}`.
pub(in crate::store) fn pauses(json: &str) -> Result<Vec<Period>, Fault> {
    #[derive(Deserialize)]
    struct Stored {
        v: u32,
        periods: Vec<(Timestamp, Timestamp)>,
    }
    let stored: Stored = from_json("clocks.pauses", json)?;
    match stored.v {
        1 => Ok(stored.periods.into_iter().map(|(from, to)| Period { from, to }).collect()),
        newer => Err(Fault::unreadable("clocks.pauses v", &newer)),
    }
}

#[derive(Deserialize)]
pub(super) struct QuestionRow {
    #[serde(deserialize_with = "person")]
    by: PersonId,
    at: Timestamp,
    field: Option<String>,
    text: String,
    round: u32,
    #[serde(deserialize_with = "maybe_person")]
    answered_by: Option<PersonId>,
    answered_at: Option<Timestamp>,
    answer: Option<String>,
}

impl Part for QuestionRow {
    const TABLE: &'static str = "questions";
    type Element = Question;

    fn into_element(self) -> Result<Question, Fault> {
        let answered = self.answered_by.zip(self.answered_at).zip(self.answer);
        let answer = answered.map(|((by, at), text)| Answer { by, at, text });
        Ok(Question { by: self.by, at: self.at, field: self.field, text: self.text, round: self.round, answer })
    }
}

#[derive(Deserialize)]
pub(super) struct ReturnRow {
    #[serde(deserialize_with = "person")]
    by: PersonId,
    at: Timestamp,
    round: u32,
    reason: ReturnReason,
    sections: String,
    note: String,
}

impl Part for ReturnRow {
    const TABLE: &'static str = "returns";
    type Element = Return;

    fn into_element(self) -> Result<Return, Fault> {
        #[derive(Deserialize)]
        struct Stored {
            v: u32,
            sections: Vec<String>,
        }
        let stored: Stored = from_json("returns.sections", &self.sections)?;
        if stored.v != 1 {
            return Err(Fault::unreadable("returns.sections v", &stored.v));
        }
        let sections = stored.sections;
        Ok(Return { by: self.by, at: self.at, round: self.round, reason: self.reason, sections, note: self.note })
    }
}

#[derive(Deserialize)]
pub(super) struct ReadBackRow {
    #[serde(deserialize_with = "person")]
    by: PersonId,
    at: Timestamp,
    goal: String,
    first_step: String,
    watch: String,
    verdict: String,
    verdict_at: Option<Timestamp>,
    verdict_line: Option<String>,
}

impl Part for ReadBackRow {
    const TABLE: &'static str = "read_backs";
    type Element = ReadBack;

    fn into_element(self) -> Result<ReadBack, Fault> {
        let line = self.verdict_line.unwrap_or_default();
        let verdict = match (self.verdict.as_str(), self.verdict_at) {
            ("open", _) => Verdict::Open,
            ("confirmed", Some(at)) => Verdict::Confirmed(at),
            ("disputed", Some(at)) => Verdict::Disputed { at, line },
            ("taken", Some(at)) => Verdict::Taken { at, line },
            (other, _) => return Err(Fault::unreadable("read_backs.verdict", &other)),
        };
        Ok(ReadBack {
            by: self.by,
            at: self.at,
            goal: self.goal,
            first_step: self.first_step,
            watch: self.watch,
            verdict,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct ItemRow {
    key: String,
    who: Assignee,
    due: Option<Timestamp>,
    is_clause: Flag,
    #[serde(deserialize_with = "maybe_person")]
    ticked_by: Option<PersonId>,
    ticked_at: Option<Timestamp>,
    is_moved: Flag,
    line: String,
}

impl Part for ItemRow {
    const TABLE: &'static str = "checklist_items";
    type Element = Item;

    fn into_element(self) -> Result<Item, Fault> {
        let ticked = self.ticked_by.zip(self.ticked_at);
        Ok(Item {
            key: self.key,
            who: self.who,
            due: self.due,
            is_moved: self.is_moved.is_set(),
            is_clause: self.is_clause.is_set(),
            ticked,
            line: self.line,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct PromiseRow {
    text: String,
    to: Option<String>,
    by: Option<String>,
    kept: Option<Flag>,
    withdrawn: Flag,
}

impl Part for PromiseRow {
    const TABLE: &'static str = "promises";
    type Element = Promise;

    fn into_element(self) -> Result<Promise, Fault> {
        let day = |text: String| text.parse().map_err(|_| Fault::unreadable("promises.by_day", &text));
        Ok(Promise {
            text: self.text,
            to: self.to,
            by: self.by.map(day).transpose()?,
            kept: self.kept.map(Flag::is_set),
            withdrawn: self.withdrawn.is_set(),
        })
    }
}

#[derive(Deserialize)]
pub(super) struct WaiverRow {
    what: Waived,
    key: String,
    #[serde(deserialize_with = "person")]
    by: PersonId,
    at: Timestamp,
    reason: String,
}

impl Part for WaiverRow {
    const TABLE: &'static str = "waivers";
    type Element = Waiver;

    fn into_element(self) -> Result<Waiver, Fault> {
        Ok(Waiver { what: self.what, key: self.key, by: self.by, at: self.at, reason: self.reason })
    }
}

#[derive(Deserialize)]
pub(super) struct OccasionRow {
    key: String,
    at: Timestamp,
}

impl Part for OccasionRow {
    const TABLE: &'static str = "occasions";
    type Element = Occasion;

    fn into_element(self) -> Result<Occasion, Fault> {
        Ok(Occasion { key: self.key, at: self.at })
    }
}

#[derive(Deserialize)]
pub(super) struct RatingRow {
    #[serde(deserialize_with = "maybe_person")]
    by: Option<PersonId>,
    first_at: Option<Timestamp>,
    needed: Option<u8>,
    timing: Option<Timing>,
    felt: Option<Felt>,
    reason: Option<ReturnReason>,
    words: String,
    extra_number: Option<i64>,
    extra_tick: Option<Flag>,
    locked: Flag,
    thanked: Flag,
}

impl Part for RatingRow {
    const TABLE: &'static str = "ratings";
    type Element = Rating;

    fn into_element(self) -> Result<Rating, Fault> {
        Ok(Rating {
            by: self.by,
            first_at: self.first_at,
            needed: self.needed,
            timing: self.timing,
            felt: self.felt,
            reason: self.reason,
            words: self.words,
            extra_number: self.extra_number,
            extra_tick: self.extra_tick.map(Flag::is_set),
            locked: self.locked.is_set(),
            thanked: self.thanked.is_set(),
        })
    }
}

#[derive(Deserialize)]
pub(super) struct SecondLookRow {
    #[serde(deserialize_with = "person")]
    by: PersonId,
    at: Timestamp,
    section: Option<String>,
    words: String,
    promises_accurate: Option<Flag>,
    felt: Option<Felt>,
}

impl Part for SecondLookRow {
    const TABLE: &'static str = "second_looks";
    type Element = SecondLook;

    fn into_element(self) -> Result<SecondLook, Fault> {
        Ok(SecondLook {
            by: self.by,
            at: self.at,
            section: self.section,
            words: self.words,
            promises_accurate: self.promises_accurate.map(Flag::is_set),
            felt: self.felt,
        })
    }
}
