//! The invented handoff of the walk, played by the rules up to one step: Ana hands ACME to Ben, from Friday 6 March 2026,
//! 16:30, on. Who they are and what the brief says is data, `prompts/playground/sample.toml`.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::Deserialize;

use super::super::stats::Heading;
use super::super::{People, View, brief, channel, note};
use super::{Step, figures_card};
use crate::chat::message::Message;
use crate::chat::text::Words;
use crate::clock::Timestamp;
use crate::domain::brief::{Entry, value};
use crate::domain::calendar::Calendar;
use crate::domain::handoff::{Handoff, Purpose, ReturnReason, Suggestion};
use crate::domain::lifecycle::action::{Acceptance, ReadBackText, Start};
use crate::domain::lifecycle::effect::Note;
use crate::domain::lifecycle::{Action, Context, Directory, Member, Refusal, decide};
use crate::domain::playbook::{ClockKind, Playbook};
use crate::domain::roles::Actor;
use crate::domain::sla;
use crate::domain::stats::{DEFAULT_DAYS, Figures, Finding, Late, LatePhase, Median, Period, Ratings, SentBack, Share};
use crate::ids::{CalendarId, HandoffId, PersonId, WorkspaceId};

const ANA: PersonId = PersonId::new(1);
const BEN: PersonId = PersonId::new(2);
const LEA: PersonId = PersonId::new(3);
const MIA: PersonId = PersonId::new(4);
/// Their keys in the file.
const CAST: [(PersonId, &str); 4] = [(ANA, "ana"), (BEN, "ben"), (LEA, "lea"), (MIA, "mia")];

/// Where the story plays; its moments are written in words, and read the same everywhere.
pub(super) const ZONE: Tz = Tz::Europe__Berlin;
/// Friday 6 March 2026, 16:30 there.
const CLOSED: Timestamp = Timestamp::from_ms(1_772_811_000_000);
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Monday 11:30, three of four working hours later.
const REMINDED_MS: i64 = 67 * HOUR_MS;
/// Monday 11:40.
const ACCEPTED_MS: i64 = REMINDED_MS + 10 * MINUTE_MS;
/// Monday 14:30.
const CONTACTED_MS: i64 = 70 * HOUR_MS;
const NUMBER: i64 = 482;

/// The invented people and their handoff, as the file tells of them.
#[derive(Debug, Clone, Deserialize)]
pub struct Sample {
    #[serde(rename = "person")]
    people: Vec<Named>,
    deal: BTreeMap<String, String>,
    practice: Told,
}

#[derive(Debug, Clone, Deserialize)]
struct Named {
    key: String,
    name: String,
}

/// What the walk tells besides the draft.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    mended: BTreeMap<String, String>,
    goal: String,
    first_step: String,
    watch: String,
}

/// Why the walk cannot be shown: file, playbook and rules do not fit together.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// A step that the rules refuse.
    #[error("the sample handoff was refused: {0:?}")]
    Refused(Refusal),
    /// A step at which nothing is said.
    #[error("of the sample handoff nothing is said at {0:?}")]
    Silent(Step),
}

/// The handoff at one step.
pub(super) struct Story<'a> {
    words: &'a Words,
    sample: &'a Sample,
    playbook: &'a Playbook,
    people: People,
    directory: Directory,
    handoff: Handoff,
    /// When the step plays.
    pub(super) now: Timestamp,
}

impl<'a> Story<'a> {
    /// Plays it from its beginning.
    pub(super) fn until(
        words: &'a Words,
        sample: &'a Sample,
        playbook: &'a Playbook,
        step: Step,
    ) -> Result<Self, Broken> {
        let calendar = CalendarId::new(1);
        let member = Member { is_present: true, calendar };
        let names = CAST.map(|(person, key)| (person, sample.name(key)));
        let blank = Handoff::draft(HandoffId::new(1), WorkspaceId::new(1), ANA, CLOSED);
        let mut story = Self {
            words,
            sample,
            playbook,
            people: People { names: names.into(), managers: vec![MIA], fallback: None },
            directory: Directory {
                members: CAST.map(|(person, _)| (person, member.clone())).into(),
                calendars: BTreeMap::from([(calendar, Calendar::business_week(ZONE))]),
                default_calendar: Some(calendar),
            },
            handoff: Handoff { playbook: playbook.key.clone(), ..blank },
            now: CLOSED,
        };
        story.play(step).map_err(Broken::Refused)?;
        Ok(story)
    }

    fn play(&mut self, step: Step) -> Result<(), Refusal> {
        self.draft()?;
        match step {
            Step::Brief | Step::Figures => Ok(()),
            Step::Card | Step::Arrived => self.send(),
            Step::Reminder => {
                self.send()?;
                self.now = CLOSED.plus_ms(REMINDED_MS);
                Ok(())
            }
            Step::ReadBack => self.accept(),
            Step::Rating => {
                self.accept()?;
                self.now = CLOSED.plus_ms(CONTACTED_MS);
                self.act(BEN, &Action::FirstContact { tick: self.playbook.kickoff.needs_items.clone() })
            }
        }
    }

    fn draft(&mut self) -> Result<(), Refusal> {
        let start = Start {
            customer: self.sample.deal.get("customer").cloned().unwrap_or_default(),
            purpose: Purpose::Practice,
            receiver: Some((BEN, Some(Suggestion { rule: self.segment(), open: 3 }))),
            deal_closed: Some(CLOSED),
            signed: Some(true),
            entries: self.entries(&self.sample.deal),
            dated: None,
        };
        self.act(ANA, &Action::Start(start))?;
        self.act(ANA, &Action::SetBackup(Some(LEA)))
    }

    fn send(&mut self) -> Result<(), Refusal> {
        let entries = self.entries(&self.sample.practice.mended);
        self.act(ANA, &Action::Fill { entries })?;
        self.act(ANA, &Action::Send)?;
        self.handoff.number = Some(NUMBER);
        Ok(())
    }

    fn accept(&mut self) -> Result<(), Refusal> {
        self.send()?;
        self.now = CLOSED.plus_ms(ACCEPTED_MS);
        let Told { goal, first_step, watch, .. } = self.sample.practice.clone();
        let read_back = ReadBackText { goal, first_step, watch, answers: Vec::new() };
        self.act(BEN, &Action::Accept(Acceptance::Now(read_back)))
    }

    fn act(&mut self, who: PersonId, action: &Action) -> Result<(), Refusal> {
        let actor = Actor::Person { id: who, is_manager: false };
        self.handoff = decide(&self.handoff, action, &Context { actor, ..self.view(None).context() })?.handoff;
        Ok(())
    }

    /// The card of a step, as the product draws it.
    pub(super) fn said(&self, step: Step) -> Result<Message, Broken> {
        let noted = |note: &Note| note::note(&self.view(None), note).ok_or(Broken::Silent(step));
        match step {
            Step::Brief => Ok(self.brief()),
            Step::Card => Ok(channel::channel_card(&self.view(None))),
            Step::Arrived => noted(&Note::Arrived),
            Step::Reminder => noted(&Note::Step { clock: ClockKind::Accept, n: 1, step: sla::Step::Early }),
            Step::ReadBack => noted(&Note::Accepted { by: BEN, read_back: Some(1) }),
            Step::Rating => noted(&Note::KickedOff),
            Step::Figures => Ok(figures_card(self.words, self.playbook)),
        }
    }

    fn brief(&self) -> Message {
        let ben = brief::Candidate { person: BEN, open: 3, rule: self.segment(), away: None };
        let lea = brief::Candidate { person: LEA, open: 2, rule: None, away: None };
        let desk = brief::Desk { candidates: &[ben, lea], ..brief::Desk::default() };
        brief::brief_card(&self.view(Some(ANA)), &desk)
    }

    fn view(&self, reader: Option<PersonId>) -> View<'_> {
        View {
            words: self.words,
            handoff: &self.handoff,
            playbook: self.playbook,
            people: &self.people,
            directory: &self.directory,
            viewer: reader.map(|id| Actor::Person { id, is_manager: false }),
            thread: None,
            now: self.now,
        }
    }

    /// What somebody of the story is called.
    pub(super) fn name(&self, person: PersonId) -> String {
        self.people.names.get(&person).cloned().unwrap_or_default()
    }

    /// The choice by which Ben is suggested.
    fn segment(&self) -> Option<String> {
        let chosen = self.sample.deal.get("segment")?;
        let field = self.playbook.field("segment")?;
        Some(field.options.iter().find(|option| option.key == *chosen)?.label.clone())
    }

    fn entries(&self, typed: &BTreeMap<String, String>) -> Vec<(String, Entry)> {
        let today = self.now.utc().with_timezone(&ZONE).date_naive();
        let read = |(key, typed): (&String, &String)| {
            let value = value::read(self.playbook.field(key)?, typed, today);
            Some((key.clone(), Entry { value, source: None }))
        };
        typed.iter().filter_map(read).collect()
    }
}

impl Sample {
    fn name(&self, key: &str) -> String {
        self.people.iter().find(|person| person.key == key).map(|person| person.name.clone()).unwrap_or_default()
    }
}

/// A month of an invented team.
pub fn figures() -> Figures {
    Figures {
        sent: 14,
        cancelled: 0,
        accepted: 13,
        on_time: vec![(ClockKind::Accept, Share { met: 11, of: 13 }), (ClockKind::Kickoff, Share { met: 9, of: 12 })],
        accept_time: Median { of: 13, middle_ms: Some(2 * HOUR_MS + 10 * MINUTE_MS) },
        brief: Ratings { times: [0, 0, 2, 4, 4] },
        timing: Vec::new(),
        felt: Vec::new(),
        rated: Share { met: 10, of: 12 },
        sent_back: SentBack { times: 2, handoffs: 2, reasons: vec![(ReturnReason::VagueCriteria, 2)] },
        rerouted: 0,
        late: Late {
            total_ms: 9 * HOUR_MS,
            parts: vec![(LatePhase::Unsent, 7 * HOUR_MS), (LatePhase::Unaccepted, 2 * HOUR_MS)],
        },
        look_at: Finding::LateStarts { on: chrono::Weekday::Fri, late: Share { met: 3, of: 4 } },
    }
}

/// What they are of.
pub fn heading(playbook: &Playbook) -> Heading<'_> {
    Heading { playbook: Some(&playbook.name), period: Period::LastDays(DEFAULT_DAYS) }
}
