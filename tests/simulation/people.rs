//! What people do: mostly what is their turn, sometimes what is not theirs, on whatever they can see.

use baton::app::act::{Act, Target};
use baton::chat::form::{Answers, Input, InputKind};
use baton::chat::incoming::{Incoming, Place, What};
use baton::chat::message::{Block, Message};
use baton::clock::Clock;
use baton::domain::calendar::{Calendar, Interval};
use baton::domain::handoff::{Felt, ReturnReason, Timing};
use baton::domain::lifecycle::Action;
use baton::domain::lifecycle::action::{Acceptance, RateAnswer, ReadBackText};
use baton::domain::playbook::Playbook;
use baton::ids::{HandoffId, JobId, PersonId};
use baton::store::commit::{Commit, NewJob, Row};
use baton::store::identity::StoredCalendar;
use rand::RngExt;

use crate::company::CHANNEL;
use crate::founding::{entry, playbook, told};
use crate::model::Seen;
use crate::replica::Purpose;
use crate::sim::{Next, Sim};

/// So many of the newest messages are looked at.
const LOOKED_AT: usize = 10;

impl Sim {
    /// Somebody does something, on any replica.
    pub fn somebody_acts(&mut self) -> Result<(), String> {
        let up = self.up();
        let Some(replica) = self.pick(&up) else { return Ok(()) };
        let roll = self.dice.random_range(0..1_000);
        let purpose = if roll < 400 && !self.next.is_empty() {
            self.follow_up()
        } else if roll < 640 {
            self.decides()?
        } else if roll < 980 {
            self.uses_the_chat()
        } else if roll < 988 {
            self.leaves()
        } else {
            self.changes_hours()?
        };
        let Some(purpose) = purpose else { return Ok(()) };
        let name = name(&purpose);
        // A double click: two presses that arrive at once, or one that is delivered twice.
        if matches!(purpose, Purpose::Act(_) | Purpose::Chat(_))
            && self.happens(60)
            && let Some(other) = self.pick(&up)
        {
            self.begin(other, purpose.clone(), &format!("{name}, twice"));
        }
        self.begin(replica, purpose, &name);
        Ok(())
    }

    fn follow_up(&mut self) -> Option<Purpose> {
        match self.next.pop_front()? {
            Next::Repeat(purpose) => Some(*purpose),
            Next::Submit(person, place, message, form) => {
                let answers: Answers = form.inputs.iter().map(|input| (input.key.clone(), self.fills(input))).collect();
                let delivery = self.delivery();
                let what = What::Submit { id: form.id.clone(), answers };
                let workspace = self.workspace();
                Some(Purpose::Chat(Box::new(Incoming {
                    workspace,
                    person,
                    delivery,
                    place,
                    message,
                    what,
                    files: Vec::new(),
                })))
            }
        }
    }

    fn fills(&mut self, input: &Input) -> String {
        if !input.value.is_empty() && self.dice.random_bool(0.8) {
            return input.value.clone();
        }
        match &input.kind {
            InputKind::Line { .. } | InputKind::Lines { .. } => {
                if input.example.is_empty() {
                    "By the end of the quarter".to_owned()
                } else {
                    input.example.clone()
                }
            }
            InputKind::Options { options, .. } => {
                let values: Vec<String> = options.iter().map(|option| option.value.clone()).collect();
                self.pick(&values).unwrap_or_default()
            }
            InputKind::Person | InputKind::People { .. } => self.anybody().to_string(),
            InputKind::Date => self.soon(),
            InputKind::Datetime => format!("{} 11:00", self.soon()),
        }
    }

    fn soon(&mut self) -> String {
        let days = self.dice.random_range(1..30);
        (self.clock.now().utc().date_naive() + chrono::Days::new(days)).to_string()
    }

    fn anybody(&mut self) -> PersonId {
        let people: Vec<PersonId> = self.place.made.company.people.iter().map(|(_, id)| *id).collect();
        self.pick(&people).unwrap_or(PersonId::new(0))
    }

    fn manager(&self) -> PersonId {
        self.place.made.company.person("mia").unwrap_or(PersonId::new(0))
    }

    /// A step that somebody takes, past the chat and through the same door.
    fn decides(&mut self) -> Result<Option<Purpose>, String> {
        let all: Vec<i64> = self.model.handoffs.keys().copied().collect();
        let Some(id) = self.pick(&all) else { return Ok(None) };
        let Some(seen) = self.model.handoffs.get(&id).cloned() else { return Ok(None) };
        let playbook = playbook(&seen.playbook)?;
        let (mut by, action) = self.turn(&seen, &playbook);
        if self.happens(80) {
            by = self.anybody();
        }
        if self.left.contains(&by) {
            return Ok(None);
        }
        let delivery = self.delivery();
        Ok(Some(Purpose::Act(Box::new(Act {
            workspace: self.workspace(),
            target: Target::Existing(HandoffId::new(id)),
            action,
            by: Some(by),
            source: "fake",
            delivery: Some(("fake", delivery)),
            finished: None,
            catching_up: None,
            form: None,
            at: None,
        }))))
    }

    /// Mostly what is next, by whose turn it is; sometimes what belongs elsewhere.
    fn turn(&mut self, seen: &Seen, playbook: &Playbook) -> (PersonId, Action) {
        let person = PersonId::new;
        let sender = person(seen.sender);
        let receiver = seen.receiver.map_or(sender, person);
        let backup = seen.backup.map_or(receiver, person);
        let (owner, manager, somebody) = (person(seen.owner()), self.manager(), self.anybody());
        let reason = || "Dana asked for it".to_owned();
        let status = if self.happens(60) { "" } else { seen.status.as_str() };
        let choices: Vec<(PersonId, Action)> = match status {
            "draft" => {
                let mut choices = vec![(sender, Action::Send); 6];
                let gates =
                    playbook.gates.iter().map(|gate| Action::Override { gate: gate.key.clone(), reason: reason() });
                choices.extend(gates.map(|action| (manager, action)));
                choices.push((sender, Action::SetReceiver { to: somebody, suggestion: None }));
                choices.push((sender, self.edit(playbook)));
                choices
            }
            "sent" => vec![
                (receiver, self.acceptance(playbook)),
                (receiver, self.acceptance(playbook)),
                (receiver, Action::Accept(Acceptance::WriteLater)),
                (backup, Action::TakeOver(Acceptance::WriteLater)),
                (receiver, self.give_back()),
                (receiver, Action::Ask { field: None, text: "Which site goes first?".to_owned() }),
                (sender, self.answers()),
                (receiver, Action::NotMine { to: somebody }),
                (owner, Action::Reassign { to: somebody, reason: reason() }),
                (sender, self.edit(playbook)),
            ],
            "returned" => vec![(sender, Action::Send), (sender, Action::Send), (sender, self.edit(playbook))],
            "accepted" => vec![
                (receiver, Action::FirstContact { tick: playbook.kickoff.needs_items.clone() }),
                (receiver, Action::FirstContact { tick: playbook.kickoff.needs_items.clone() }),
                (receiver, Action::Wait { reason: reason() }),
                (receiver, Action::Lift),
                (owner, Action::Reassign { to: somebody, reason: reason() }),
                (receiver, Action::Ask { field: None, text: "Who signs?".to_owned() }),
                (sender, self.answers()),
                (sender, Action::ConfirmReadBack),
                (sender, Action::DisputeReadBack { line: "In March already".to_owned() }),
                (receiver, Action::TakeCorrection),
                (receiver, self.edit(playbook)),
            ],
            "kicked_off" => {
                let mut choices = vec![(receiver, Action::Complete); 3];
                let waive = |clause: &String| Action::Waive { clause: clause.clone(), reason: reason() };
                choices.extend(playbook.done.iter().map(|clause| (manager, waive(&clause.key))));
                choices
                    .extend(playbook.checklist.iter().filter(|item| item.done).map(|item| (manager, waive(&item.key))));
                choices.push((receiver, Action::Rate(self.rates())));
                choices.push((manager, Action::Reassign { to: somebody, reason: reason() }));
                choices
            }
            "completed" => vec![(owner, Action::Rate(self.rates())), (receiver, Action::Thank)],
            _ => vec![
                (somebody, Action::Send),
                (somebody, Action::Complete),
                (manager, Action::Cancel { reason: reason() }),
                (somebody, Action::Lift),
                (somebody, Action::FirstContact { tick: Vec::new() }),
            ],
        };
        self.pick(&choices).unwrap_or((sender, Action::Send))
    }

    fn acceptance(&mut self, playbook: &Playbook) -> Action {
        let (now, mia) = (self.now(), self.manager());
        let answers = playbook.at_accept.iter().map(|field| (field.key.clone(), entry(field, now, mia))).collect();
        Action::Accept(Acceptance::Now(ReadBackText {
            goal: "Set up in five days".to_owned(),
            first_step: "Call Dana today".to_owned(),
            watch: "Their CFO".to_owned(),
            answers,
        }))
    }

    fn give_back(&mut self) -> Action {
        let reason = self.pick(&ReturnReason::ALL).unwrap_or(ReturnReason::Other);
        Action::Return { reason, sections: Vec::new(), note: "By how much?".to_owned() }
    }

    fn answers(&mut self) -> Action {
        Action::Answer { n: self.dice.random_range(1..3), text: "By nine days".to_owned(), entry: None }
    }

    fn rates(&mut self) -> RateAnswer {
        match self.dice.random_range(0..3) {
            0 => RateAnswer::Needed(self.dice.random_range(1..=5)),
            1 => RateAnswer::Timing(Timing::Right),
            _ => RateAnswer::Felt(Felt::No),
        }
    }

    /// One field is written anew; dates move deadlines.
    fn edit(&mut self, playbook: &Playbook) -> Action {
        let (now, mia) = (self.now().plus_ms(self.dice.random_range(0..9) * 86_400_000), self.manager());
        let fields: Vec<_> = playbook.fields().cloned().collect();
        let field = self.pick(&fields);
        Action::Fill { entries: field.iter().map(|field| (field.key.clone(), entry(field, now, mia))).collect() }
    }

    /// Somebody presses what they see, new or old, or types a command.
    fn uses_the_chat(&mut self) -> Option<Purpose> {
        let person = self.anybody();
        let mut seen = self.chat.visible_to(person);
        if self.dice.random_bool(0.8) {
            seen.truncate(LOOKED_AT);
        }
        let said = self.pick(&seen);
        let pressed = said.as_ref().and_then(|said| self.presses(&said.message));
        self.has_put_off |= matches!(&pressed, Some(What::Click { id, .. }) if id.contains("not_today"));
        let (what, place, message) = if let Some((what, said)) = pressed.zip(said) {
            (what, said.place, Some(said.id))
        } else {
            let typed = self.pick(&["/handoff list", "/handoff digest", "/handoff show 1", "/handoff list overdue"])?;
            (What::Command(typed.to_owned()), Place::channel(CHANNEL), None)
        };
        let (workspace, delivery) = (self.workspace(), self.delivery());
        let is_gone = self.left.contains(&person);
        let incoming = Incoming { workspace, person, delivery, place, message, what, files: Vec::new() };
        (!is_gone).then(|| Purpose::Chat(Box::new(incoming)))
    }

    fn presses(&mut self, message: &Message) -> Option<What> {
        let mut controls = Vec::new();
        for block in &message.blocks {
            match block {
                Block::Buttons(buttons) => {
                    controls
                        .extend(buttons.iter().map(|button| What::Click { id: button.id.clone(), values: Vec::new() }));
                }
                Block::Select(select) => {
                    let values: Vec<String> = select.options.iter().map(|option| option.value.clone()).collect();
                    let values = self.pick(&values).into_iter().collect();
                    controls.push(What::Click { id: select.id.clone(), values });
                }
                Block::Line(_)
                | Block::Small(_)
                | Block::Heading(_)
                | Block::Meter { .. }
                | Block::Copy(_)
                | Block::Divider => {}
            }
        }
        self.pick(&controls)
    }

    /// One of them at most, and never the one who takes over.
    fn leaves(&mut self) -> Option<Purpose> {
        let person = self.anybody();
        if !self.left.is_empty() || person == self.manager() {
            return None;
        }
        self.left.insert(person);
        self.chat.leaves(person);
        Some(Purpose::Left(self.workspace(), person))
    }

    /// The desk opens at other hours from now on.
    fn changes_hours(&mut self) -> Result<Option<Purpose>, String> {
        let (id, calendar) = self.place.made.calendar.clone();
        let (from, to) =
            self.pick(&[("09:00", "17:00"), ("08:00", "20:00"), ("13:00", "18:30")]).unwrap_or(("09:00", "17:00"));
        let calendar = Calendar::weekdays(calendar.zone, Interval::parse(from, to).map_err(told)?);
        let body = serde_json::to_value(&calendar).map_err(told)?;
        self.place.made.calendar.1 = calendar;
        let now = self.now();
        let mut commit = Commit::new(self.workspace(), now);
        commit.rows.push(Row::PutCalendar(StoredCalendar { id, name: "Office hours".to_owned(), body }));
        let task = baton::app::jobs::Task::Recount;
        self.deliveries += 1;
        let number = i64::try_from(self.deliveries).unwrap_or_default();
        commit.jobs.push(NewJob {
            id: JobId::new(number),
            kind: task.kind().to_owned(),
            dedupe: format!("recount:{number}"),
            lane: Some("recount".to_owned()),
            run_at: now,
            handoff: None,
            payload: task.payload(),
        });
        Ok(Some(Purpose::Commit(Box::new(commit))))
    }
}

fn name(purpose: &Purpose) -> String {
    let told = match purpose {
        Purpose::Act(act) => format!("{:?} {:?} on {:?}", act.by, act.action, act.target),
        Purpose::Chat(incoming) => format!("{:?} {:?}", incoming.person, incoming.what),
        Purpose::Left(_, person) => format!("{person:?} left the server"),
        Purpose::Commit(_) => "the desk has other hours".to_owned(),
        Purpose::Work { .. } => "work".to_owned(),
    };
    told.chars().take(120).collect()
}
