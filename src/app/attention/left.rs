//! What was left to somebody's digest, and what a digest said: both are rows of pings, so that a reminder that comes within
//! the hour after a digest finds that it was given.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::json;

use super::{dropped, is_wanted, note_of};
use crate::app::App;
use crate::app::act::Subject;
use crate::app::company::Company;
use crate::app::digests::matter;
use crate::app::fault::AppFault;
use crate::clock::Timestamp;
use crate::domain::attention::Class;
use crate::domain::digest::{Digest, Line, kept};
use crate::domain::lifecycle::effect::Note;
use crate::ids::{HandoffId, PersonId};
use crate::store::commit::Row;
use crate::store::pings::{Ping, PingState};

/// What waits for a person's digest.
#[derive(Default)]
pub(in crate::app) struct Left {
    /// Each with the line that says it.
    wanted: Vec<(Ping, Line)>,
    /// Not to be said any more.
    unwanted: Vec<Ping>,
}

impl Left {
    /// The lines.
    pub(in crate::app) fn lines(&self) -> Vec<Line> {
        self.wanted.iter().map(|(_, line)| line.clone()).collect()
    }

    /// What is to be written where there is no digest.
    pub(in crate::app) fn gone(self) -> Vec<Row> {
        self.unwanted.into_iter().map(dropped).collect()
    }

    /// What is to be written once a digest was sent. What had no room in it is left to the next.
    pub(in crate::app) fn said(self, digest: &Digest, (job, date, now): (&str, NaiveDate, Timestamp)) -> Vec<Row> {
        let mut rows: Vec<Row> = self.unwanted.into_iter().map(dropped).collect();
        for (ping, line) in self.wanted {
            if digest.lines.iter().any(|shown| shown.says(&line)) {
                let (given_at, carrier) = (Some(now), Some(job.to_owned()));
                let said = Ping { state: PingState::Given, due_at: None, given_at, carrier, ..ping };
                rows.push(Row::SettlePing { from: PingState::InDigest, ping: said });
            }
        }
        rows.extend(digest.lines.iter().map(|line| Row::PutPing(named(line, date, now))));
        rows
    }
}

impl App {
    /// What was left to a person's digest, as things stand now.
    pub(in crate::app) async fn left_to_digest(
        &self,
        company: &Arc<Company>,
        person: PersonId,
    ) -> Result<Left, AppFault> {
        let mut open = self.store.open_pings(company.workspace.id, person).await?;
        open.retain(|ping| ping.state == PingState::InDigest);
        let mut subjects: BTreeMap<HandoffId, Subject> = BTreeMap::new();
        let mut left = Left::default();
        for ping in open {
            let subject = match subjects.entry(ping.handoff) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => {
                    let Some(handoff) = self.store.handoff(company.workspace.id, ping.handoff).await? else { continue };
                    let playbook = self.playbook_of(company, &handoff).await?;
                    let now = self.store.now().await?;
                    free.insert(Subject { handoff, playbook, company: Arc::clone(company), now })
                }
            };
            let scene = self.scene(subject, Some(person)).await?;
            let is_wanted = is_wanted(&scene.view(subject), &ping, person);
            let line = note_of(&ping).and_then(|note| kept::line(&matter(subject), person, &note, subject.now));
            match line.filter(|_| is_wanted) {
                Some(line) => left.wanted.push((ping, line)),
                None => left.unwanted.push(ping),
            }
        }
        Ok(left)
    }

    /// When today's digest named what these notes remind of.
    pub(super) async fn named_at(
        &self,
        subject: &Subject,
        notes: &[Note],
        (person, day): (PersonId, &str),
    ) -> Result<Option<Timestamp>, AppFault> {
        let mut named_at = None;
        for note in notes {
            let Some(line) = kept::line(&matter(subject), person, note, subject.now) else { return Ok(None) };
            let known = self.store.ping(subject.handoff.workspace, person, &cause(&line, day)).await?;
            let Some(at) = known.and_then(|known| known.given_at) else { return Ok(None) };
            named_at = named_at.max(Some(at));
        }
        Ok(named_at)
    }
}

/// Under which key it is known that a day's digest named something.
fn cause(line: &Line, day: &str) -> String {
    format!("digest:{day}:{}:{}", line.handoff, line.about.topic())
}

fn named(line: &Line, date: NaiveDate, now: Timestamp) -> Ping {
    Ping {
        person: line.who,
        cause: cause(line, &date.to_string()),
        handoff: line.handoff,
        note: json!({ "v": 1, "digest": line.about.key() }),
        class: Class::Silent,
        state: PingState::Given,
        decided_at: now,
        due_at: None,
        given_at: Some(now),
        day: None,
        slot: None,
        carrier: None,
    }
}
