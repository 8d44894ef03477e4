//! Server-sent events: what a page hears while it is open. It looks as soon as something was written here; polling the
//! database is the truth here too, so a message that another process wrote arrives just the same, a little later.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::stream;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

use super::act::Asker;
use super::panel::upcoming;
use super::problem::Problem;
use super::{Playground, Shared, Sweep};
use crate::ids::{EventId, PersonId, WorkspaceId};

/// Without a hint a page's stream looks again after so long.
const POLL: Duration = Duration::from_secs(2);
/// From one look to the next at least, however much is written: a sweep of the clock writes without a pause.
const REST: Duration = Duration::from_millis(100);

/// `?after=` of the stream: the last message the page has.
#[derive(Debug, Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    after: Option<i64>,
}

struct Watching {
    shared: Arc<Playground>,
    /// Whose stream it is, so that they are found again after a reset.
    key: String,
    workspace: WorkspaceId,
    viewer: PersonId,
    cursor: i64,
    last_work: EventId,
    /// As told last; absent before the first look.
    waiting: Option<Value>,
    guide: Option<Value>,
    next_reminder: Option<Value>,
    sweep: Sweep,
    /// Rung by whatever is written here, and by the clock on its way.
    written: watch::Receiver<()>,
    swept: watch::Receiver<Sweep>,
    rest: Interval,
    has_looked: bool,
    ready: VecDeque<Event>,
}

pub(super) async fn events(
    State(shared): Shared,
    Path(person): Path<String>,
    since: Result<Query<Since>, QueryRejection>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let Query(Since { after }) = since.map_err(|_| Problem::UNREADABLE_QUERY)?;
    let asker = shared.asker(&person).await?;
    let watching = Watching::begin(shared, &asker, after).await?;
    let stream = stream::unfold(watching, |mut watching| async move {
        let event = watching.next().await;
        Some((Ok(event), watching))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}

impl Watching {
    async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return event;
            }
            self.wait().await;
            if let Err(problem) = self.gather().await {
                tracing::warn!(?problem, "a page's stream could not look");
            }
        }
    }

    /// Until it is worth a look; the first is at once.
    async fn wait(&mut self) {
        self.rest.tick().await;
        if !std::mem::replace(&mut self.has_looked, true) {
            return;
        }
        let hint = async {
            tokio::select! {
                _ = self.written.changed() => {}
                _ = self.swept.changed() => {}
            }
        };
        // Timed out or told: look either way.
        let _ = tokio::time::timeout(POLL, hint).await;
    }

    /// From what stands there now, or from a message on.
    async fn begin(shared: Arc<Playground>, asker: &Asker, after: Option<i64>) -> Result<Self, Problem> {
        let Asker { workspace, person, company } = asker;
        let (written, swept) = (shared.app.store.written(), shared.sweep.subscribe());
        let mut rest = tokio::time::interval(REST);
        rest.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let newest = shared.app.store.chat_cursor(*workspace).await?;
        let latest = shared.app.store.latest_events(*workspace, 1).await?;
        let sweep = *shared.sweep.borrow();
        Ok(Self {
            shared,
            key: company.persons.get(person).map(|person| person.external_id.clone()).unwrap_or_default(),
            workspace: *workspace,
            viewer: *person,
            cursor: after.unwrap_or(newest),
            last_work: latest.first().map_or(EventId::new(0), |event| event.id),
            waiting: None,
            guide: None,
            next_reminder: None,
            sweep,
            written,
            swept,
            rest,
            has_looked: false,
            ready: VecDeque::new(),
        })
    }

    async fn gather(&mut self) -> Result<(), Problem> {
        let sweep = *self.shared.sweep.borrow();
        if sweep.resets != self.sweep.resets {
            self.begin_anew().await?;
        }
        if sweep != self.sweep {
            let clock = self.clock(sweep).await?;
            self.sweep = sweep;
            self.push("clock", &clock);
        }
        let app = Arc::clone(&self.shared.app);
        let (messages, last) = app.chat_for(self.workspace, self.viewer, self.cursor).await?;
        self.cursor = last;
        for message in messages {
            self.push("message", &json!(message));
        }
        for line in app.work_after(self.workspace, self.viewer, self.last_work).await? {
            self.last_work = line.id;
            self.push("work", &json!(line));
        }
        let waiting = json!(app.waiting_for(self.workspace).await?);
        if self.waiting.as_ref() != Some(&waiting) {
            self.push("waiting", &waiting);
            self.waiting = Some(waiting);
        }
        let guide = json!(app.guide(self.workspace).await?);
        if self.guide.as_ref() != Some(&guide) {
            self.push("guide", &guide);
            self.guide = Some(guide);
        }
        // What was sent or accepted moves the next reminder, and nobody has to touch the clock for it.
        let next_reminder = Some(json!(app.next_reminder(self.workspace).await?));
        if self.next_reminder != next_reminder {
            let clock = self.clock(sweep).await?;
            self.push("clock", &clock);
            self.next_reminder = next_reminder;
        }
        Ok(())
    }

    /// The same person in the company that is shown now. The page is told once its next reading shows that company.
    async fn begin_anew(&mut self) -> Result<(), Problem> {
        let asker = self.shared.asker(&self.key).await?;
        let anew = Self::begin(Arc::clone(&self.shared), &asker, None).await?;
        let ready = std::mem::take(&mut self.ready);
        *self = Self { ready, ..anew };
        self.push("reset", &Value::Null);
        Ok(())
    }

    async fn clock(&self, sweep: Sweep) -> Result<Value, Problem> {
        let at = sweep.at.filter(|_| sweep.is_sweeping);
        let now = match at {
            Some(at) => at,
            None => self.shared.app.store.now().await?,
        };
        let mut clock = upcoming(&self.shared.app, self.workspace, now).await?;
        clock.insert("sweeping".to_owned(), json!(sweep.is_sweeping));
        clock.insert("skipped_closed_ms".to_owned(), json!(sweep.skipped_closed_ms));
        Ok(Value::Object(clock))
    }

    fn push(&mut self, name: &str, data: &Value) {
        self.ready.push_back(Event::default().event(name).data(data.to_string()));
    }
}
