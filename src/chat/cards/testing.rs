//! A small company for tests: Ana hands ACME to Ben, Lea is the backup, Mia manages. Every state is made by the rules
//! themselves, and messages are drawn to lines of bare characters.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{People, View};
use crate::chat::form::{Form, InputKind};
use crate::chat::message::{Block, Message};
use crate::chat::text::{Catalog, Words, plain};
use crate::clock::Timestamp;
use crate::domain::brief::{Entry, value};
use crate::domain::calendar::Calendar;
use crate::domain::handoff::{Handoff, Purpose};
use crate::domain::lifecycle::action::{Acceptance, ReadBackText, Start};
use crate::domain::lifecycle::effect::Note;
use crate::domain::lifecycle::{Action, Context, Directory, Effect, Event, Member, Refusal, decide};
use crate::domain::playbook::{Playbook, load};
use crate::domain::roles::Actor;
use crate::ids::{CalendarId, HandoffId, PersonId, WorkspaceId};

pub(super) const ANA: PersonId = PersonId::new(1);
pub(super) const BEN: PersonId = PersonId::new(2);
pub(super) const LEA: PersonId = PersonId::new(3);
pub(super) const MIA: PersonId = PersonId::new(4);
pub(super) const ZONE: Tz = Tz::Europe__Berlin;

/// The company at one moment.
pub(super) struct World {
    pub(super) words: Words,
    pub(super) handoff: Handoff,
    pub(super) playbook: Playbook,
    pub(super) people: People,
    pub(super) directory: Directory,
    pub(super) now: Timestamp,
    pub(super) notes: Vec<Note>,
    pub(super) events: Vec<(Timestamp, Option<PersonId>, Event)>,
}

/// Local time in Berlin in winter; 6 March 2026 is a Friday: `06T16:30`.
pub(super) fn at(day_and_time: &str) -> Timestamp {
    Timestamp::from_utc(format!("2026-03-{day_and_time}:00+01:00").parse().unwrap())
}

pub(super) fn playbook(key: &str) -> Playbook {
    let path = format!("{}/prompts/playbooks/{key}.toml", env!("CARGO_MANIFEST_DIR"));
    load::parse(key, &std::fs::read_to_string(path).unwrap()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(super) fn words() -> Words {
    Catalog::embedded().unwrap_or_else(|problems| panic!("{problems:?}")).words("en")
}

/// What Ana types, by field of `ae_csm`.
const TYPED: [(&str, &str); 16] = [
    ("segment", "mid_market"),
    ("renewal_risk", "watch"),
    ("contract_value", "48,000 EUR"),
    ("start_date", "2026-03-15"),
    ("renewal_date", "2027-03-15"),
    ("contact", "Dana Ortiz, head of operations, dana@acme.example"),
    ("why_bought", "The old tool lost two of their customers."),
    ("success_criteria", "Onboarding from 14 to 5 days by 30 June"),
    ("promises", "SSO live by 15 March, to Dana Ortiz"),
    ("red_flags", "Their CFO wanted the other vendor and will look at the numbers."),
    ("sceptic", "Tom Reyes, CFO"),
    ("contact_by", "email"),
    ("first_value", "First customer onboarded in five days, by mid April"),
    ("open_questions", "Who signs off the data protection agreement?"),
    ("kickoff_target", "2026-03-12 10:00"),
    ("hard_event", "The old tool ends on 30 April"),
];

impl World {
    /// Ana's filled draft, Friday 16:30, the deal just closed.
    pub(super) fn draft() -> Self {
        let mut world = Self::empty("ae_csm", "ACME");
        for (key, typed) in TYPED {
            world.fill(key, typed);
        }
        world
    }

    /// A new draft in any playbook.
    pub(super) fn empty(key: &str, customer: &str) -> Self {
        let calendar = CalendarId::new(1);
        let member = Member { is_present: true, calendar };
        let names = [(ANA, "Ana"), (BEN, "Ben"), (LEA, "Lea"), (MIA, "Mia")];
        let mut world = Self {
            words: words(),
            handoff: blank(at("06T16:30")),
            playbook: playbook(key),
            people: People {
                names: names.map(|(id, name)| (id, name.to_owned())).into(),
                managers: vec![MIA],
                fallback: None,
            },
            directory: Directory {
                members: names.map(|(id, _)| (id, member.clone())).into(),
                calendars: BTreeMap::from([(calendar, Calendar::business_week(ZONE))]),
                default_calendar: Some(calendar),
            },
            now: at("06T16:30"),
            notes: Vec::new(),
            events: Vec::new(),
        };
        let start = Start {
            customer: customer.to_owned(),
            purpose: Purpose::Real,
            receiver: Some((BEN, None)),
            deal_closed: Some(world.now),
            signed: Some(true),
            entries: Vec::new(),
            dated: None,
        };
        world.act(ANA, Action::Start(start));
        world.act(ANA, Action::SetBackup(Some(LEA)));
        world
    }

    pub(super) fn sent() -> Self {
        let mut world = Self::draft();
        world.act(ANA, Action::Send);
        world
    }

    pub(super) fn accepted() -> Self {
        let mut world = Self::sent();
        world.clock("09T10:00");
        world.act(BEN, Action::Accept(Acceptance::Now(read_back())));
        world
    }

    pub(super) fn kicked_off() -> Self {
        let mut world = Self::accepted();
        world.clock("09T15:00");
        world.act(BEN, Action::FirstContact { tick: vec!["kickoff_scheduled".into()] });
        world
    }

    pub(super) fn completed() -> Self {
        let mut world = Self::kicked_off();
        world.clock("17T15:00");
        world.fill("ae_leaves_on", "2026-03-31");
        for key in world.handoff.items.iter().map(|item| item.key.clone()).collect::<Vec<_>>() {
            if world.handoff.item(&key).is_some_and(|item| item.ticked.is_none()) {
                world.act(MIA, Action::Tick { item: key, line: String::new() });
            }
        }
        world.act(BEN, Action::Complete);
        world
    }

    /// The same world once more, to go another way from here.
    pub(super) fn copy(&self) -> Self {
        Self {
            words: self.words.clone(),
            handoff: self.handoff.clone(),
            playbook: self.playbook.clone(),
            people: self.people.clone(),
            directory: self.directory.clone(),
            now: self.now,
            notes: self.notes.clone(),
            events: self.events.clone(),
        }
    }

    pub(super) fn clock(&mut self, day_and_time: &str) {
        self.now = at(day_and_time);
    }

    pub(super) fn fill(&mut self, key: &str, typed: &str) {
        let field = self.playbook.field(key).unwrap_or_else(|| panic!("no field {key}"));
        let today = self.now.utc().with_timezone(&ZONE).date_naive();
        let value = value::read(field, typed, today);
        self.act(ANA, Action::Fill { entries: vec![(key.to_owned(), Entry { value, source: None })] });
    }

    #[expect(clippy::needless_pass_by_value, reason = "stories read better without ampersands")]
    pub(super) fn act(&mut self, who: PersonId, action: Action) {
        if let Err(refusal) = self.try_act(Actor::Person { id: who, is_manager: who == MIA }, &action) {
            panic!("{action:?}: {refusal:?}");
        }
    }

    /// A timer comes due.
    pub(super) fn fire(&mut self, timer: &crate::domain::lifecycle::action::Timer) {
        self.try_act(Actor::System, &Action::TimerFired(timer.clone())).unwrap();
    }

    pub(super) fn try_act(&mut self, actor: Actor, action: &Action) -> Result<(), Refusal> {
        let context =
            Context { now: self.now, actor, playbook: &self.playbook, directory: &self.directory, dated: &[] };
        let decision = decide(&self.handoff, action, &context)?;
        self.handoff = decision.handoff;
        self.handoff.version += 1;
        if self.handoff.round > 0 {
            self.handoff.number = Some(482);
        }
        self.notes = decision
            .effects
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Note(note) => Some(note),
                Effect::Card | Effect::Draft { .. } | Effect::Timer { .. } => None,
            })
            .collect();
        let (now, person) = (self.now, actor.person());
        self.events.extend(decision.events.into_iter().map(|event| (now, person, event)));
        Ok(())
    }

    pub(super) fn view(&self) -> View<'_> {
        View {
            words: &self.words,
            handoff: &self.handoff,
            playbook: &self.playbook,
            people: &self.people,
            directory: &self.directory,
            viewer: None,
            thread: None,
            now: self.now,
        }
    }

    pub(super) fn view_of(&self, person: PersonId) -> View<'_> {
        View { viewer: Some(Actor::Person { id: person, is_manager: person == MIA }), ..self.view() }
    }

    /// The last note of the last action that has a message, drawn.
    pub(super) fn said(&self) -> String {
        let message = self.notes.iter().rev().find_map(|note| super::note::note(&self.view(), note));
        self.draw(&message.expect("nothing was said"))
    }

    pub(super) fn draw(&self, message: &Message) -> String {
        draw(message, self.now)
    }
}

pub(super) fn read_back() -> ReadBackText {
    ReadBackText {
        goal: "Their customers onboarded in five days".into(),
        first_step: "Mail Dana today, kickoff Thu 10:00".into(),
        watch: "SSO by 15 March".into(),
        answers: Vec::new(),
    }
}

pub(super) fn blank(now: Timestamp) -> Handoff {
    Handoff { playbook: "ae_csm".into(), ..Handoff::draft(HandoffId::new(7), WorkspaceId::new(1), ANA, now) }
}

pub(super) fn name(person: PersonId) -> String {
    let names = [(ANA, "Ana"), (BEN, "Ben"), (LEA, "Lea"), (MIA, "Mia")];
    names.iter().find(|(id, _)| *id == person).map_or("somebody else", |(_, name)| name).to_owned()
}

/// A message as lines: `-#` small print, `#` a heading, `[a] [b]` buttons, `<a | b>` a select, `@Ben` a ping.
pub(super) fn draw(message: &Message, now: Timestamp) -> String {
    let text = |text| plain::draw(text, &name, ZONE, now);
    let mut lines: Vec<String> = message
        .blocks
        .iter()
        .map(|block| match block {
            Block::Line(line) => text(line),
            Block::Small(line) => format!("-# {}", text(line)),
            Block::Heading(line) => format!("# {}", text(line)),
            Block::Meter { label, percent } => format!("{} {percent}", text(label)),
            Block::Buttons(buttons) => {
                buttons.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" ")
            }
            Block::Select(select) => {
                let options: Vec<_> = select.options.iter().map(|option| option.label.as_str()).collect();
                format!("<{}: {}>", select.label, options.join(" | "))
            }
            Block::Copy(copy) => format!("```\n{copy}\n```"),
            Block::Divider => "---".to_owned(),
        })
        .collect();
    if !message.pings.is_empty() {
        let pings: Vec<_> = message.pings.iter().map(|person| format!("@{}", name(*person))).collect();
        lines.push(pings.join(" "));
    }
    lines.join("\n")
}

/// A form as lines: its title, each question with help and options, its button.
pub(super) fn draw_form(form: &Form) -> String {
    let mut lines = vec![form.title.clone()];
    lines.extend(form.problem.clone());
    for input in &form.inputs {
        let mark = if input.required { "*" } else { "" };
        lines.push(format!("{}{mark} | {} | {} | {}", input.label, input.help, input.example, input.value));
        if let InputKind::Options { options, .. } = &input.kind {
            lines.push(options.iter().map(|option| option.label.as_str()).collect::<Vec<_>>().join(" / "));
        }
    }
    lines.push(format!("[{}]", form.submit));
    lines.join("\n")
}
