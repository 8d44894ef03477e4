//! Answers that were ready when the platform did not take them as answers any more.
//!
//! Each is committed as a job and told by the worker like everything else that goes out, under the name of what it answers:
//! it survives its process, and is told once. It has no lane: it is out of turn as it is, and holds nothing up.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{error, info, warn};

use super::App;
use super::fault::AppFault;
use super::jobs::Task;
use super::worker::Ran;
use crate::chat::incoming::{Deliver, Place};
use crate::chat::message::Message;
use crate::ids::{JobId, PersonId};
use crate::platform::{DeliveryFault, Late};
use crate::store::commit::{Commit, NewJob};
use crate::store::fault::FaultKind;
use crate::store::jobs::ClaimedJob;

/// While the database is away it is tried for so long: whoever asked has waited as long for the answer.
const TRIED_MAX: Duration = Duration::from_mins(15);
const PAUSE: Duration = Duration::from_millis(500);

impl App {
    /// Commits a late answer.
    pub(super) async fn take_late(&self, late: &Late) {
        let until = Instant::now() + TRIED_MAX;
        let mut is_waiting = false;
        loop {
            match self.keep_late(late).await {
                Ok(()) => return,
                Err(AppFault::Store(fault)) if fault.kind() != FaultKind::Never && Instant::now() < until => {
                    if !std::mem::replace(&mut is_waiting, true) {
                        warn!(delivery = %late.delivery, %fault, "a late answer waits for the database");
                    }
                    self.store.rest(PAUSE).await;
                }
                Err(fault) => {
                    error!(delivery = %late.delivery, %fault, "a late answer could not be kept");
                    return;
                }
            }
        }
    }

    async fn keep_late(&self, late: &Late) -> Result<(), AppFault> {
        let now = self.store.now().await?;
        let person = late.asker.person;
        let task = Task::LateAnswer { person, place: late.place.clone(), message: late.message.clone() };
        let job = NewJob {
            id: JobId::new(self.ids.next(now)),
            kind: task.kind().to_owned(),
            dedupe: format!("late:{}", late.delivery),
            lane: None,
            run_at: now,
            handoff: None,
            payload: task.payload(),
        };
        self.store.write(Commit { jobs: vec![job], ..Commit::new(late.asker.workspace, now) }).await?;
        info!(delivery = %late.delivery, "an answer was ready too late, and comes as a message");
        self.wake.notify_one();
        Ok(())
    }

    /// Who takes no direct messages sees how it stands by asking again; nothing private is said where others read it.
    pub(super) async fn run_late_answer(
        &self,
        job: &ClaimedJob,
        person: PersonId,
        (place, message): (Option<Place>, Message),
    ) -> Result<Ran, AppFault> {
        let what = match place {
            Some(to) => Deliver::Post { to, message },
            None => Deliver::Direct { to: person, message },
        };
        match self.send_even_before_set_up(job, what).await {
            Ok(_) => self.end_with(job, Vec::new()).await,
            Err(DeliveryFault::NoDirect) => {
                info!(job = %job.id, %person, "a late answer was not told: they take no direct messages");
                self.end_with(job, Vec::new()).await
            }
            Err(fault) => self.undelivered(job, fault).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::message::{Block, Button, Choice, File, Inline, MomentStyle, Select};
    use crate::clock::Timestamp;

    #[test]
    fn everything_of_a_message_is_kept() {
        let (ana, at) = (PersonId::new(i64::MAX), Timestamp::from_ms(1_773_050_400_000));
        let words = vec![
            Inline::Bold(vec![Inline::Quote(vec![Inline::Plain("a\u{1f600}\n".to_owned())])]),
            Inline::Code("b".to_owned()),
            Inline::Link { text: "c".to_owned(), url: "https://example.com".to_owned() },
            Inline::Person(ana),
            Inline::Channel("600".to_owned()),
            Inline::Moment { at, style: MomentStyle::DayTime },
        ];
        let choice = Choice { value: "v".to_owned(), label: "l".to_owned(), hint: "h".to_owned(), chosen: true };
        let mut message = Message::line(words.clone())
            .and(Block::Heading(words.clone()))
            .and_small(words.clone())
            .and(Block::Meter { label: words, percent: 85 })
            .and_buttons(vec![Button::primary("1.a.".to_owned(), "A".to_owned())])
            .and(Block::Select(Select::new("1.b.".to_owned(), "B".to_owned(), vec![choice], (0, 25))))
            .and(Block::Copy("copy".to_owned()))
            .and(Block::Divider)
            .pinging([ana]);
        message.files.push(File::of_png("figures.png".to_owned(), vec![137, 80, 0, 255], "85 %".to_owned()));
        message.files.push(File::of_text("figures.csv".to_owned(), "text/csv", "a,b".to_owned()));
        for place in [None, Some(Place { channel: "600".to_owned(), thread: Some("601".to_owned()) })] {
            let task = Task::LateAnswer { person: ana, place, message: message.clone() };
            assert_eq!(Task::from_payload(&task.payload()).expect("a task"), task);
        }
    }
}
