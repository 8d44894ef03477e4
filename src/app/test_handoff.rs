//! A test handoff: an admin plays both sides in a private thread of their own. It is a handoff like any other but for what
//! its purpose leaves out (figures, lists, digests, a number, anybody else's screen), its clocks run in minutes, and one tap
//! takes it away with all that hangs on it.

use super::App;
use super::act::Subject;
use super::drafts::Beginning;
use super::fault::{ActFault, AppFault};
use super::jobs::Task;
use super::notes::{CARD, THREAD, posted, thread_place};
use super::router::Desk;
use super::seed::{self, Sample};
use super::worker::Ran;
use crate::chat::cards::{admin, test};
use crate::chat::incoming::{Deliver, Place, Posted, Reply};
use crate::domain::handoff::Purpose;
use crate::domain::lifecycle::{Action, Refusal};
use crate::domain::playbook::{Field, FieldKind};
use crate::ids::JobId;
use crate::store::commit::{Commit, NewJob, Row, Written};
use crate::store::jobs::ClaimedJob;

/// What the sample brief is written for.
const PLAYBOOK: &str = "ae_csm";
const DAY_MS: i64 = 86_400_000;

/// *Send myself a test handoff*.
pub(super) async fn start(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    if !desk.is_admin() {
        return Ok(Reply::Private(admin::only_admins(&desk.words)));
    }
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    let Some(channel) = desk.company.workspace.channel.clone() else { return Ok(desk.out_of_date()) };
    for known in desk.app.store.tests_of(workspace, person).await? {
        if let Some(subject) = desk.subject(Some(known)).await?
            && subject.handoff.status.is_open()
        {
            return Ok(Reply::Private(test::under_way(&desk.words, &channel, known)));
        }
    }
    let sample = Sample::shipped()?;
    let beginning = Beginning {
        sample: Some(&sample),
        receiver: Some(person),
        purpose: Purpose::Test,
        ..Beginning::new(PLAYBOOK, desk.now)
    };
    let delivery = Some((desk.app.platform().name(), desk.incoming.delivery.clone()));
    let begun = match desk.app.start_draft(&desk.company, person, beginning, delivery).await {
        Ok(begun) => begun,
        Err(fault) => return desk.refused(fault).await,
    };
    let id = begun.subject.handoff.id;
    if !begun.is_repeat {
        let entries = missing(&begun.subject);
        for (part, action) in (1..).zip([Action::Fill { entries }, Action::Send]) {
            if let Err(fault) = desk.act_in_part(id, action, part).await {
                // Half a test helps nobody.
                remove(desk, &begun.subject).await?;
                return desk.refused(fault).await;
            }
        }
    }
    Ok(Reply::Private(test::begun(&desk.words, &channel, id)))
}

/// *Show me what comes next*.
pub(super) async fn next(desk: &Desk<'_>, subject: &Subject) -> Result<Reply, AppFault> {
    match desk.act(subject.handoff.id, Action::JumpAhead).await {
        Ok(_) => Ok(Reply::Quiet),
        Err(ActFault::Refused(refused)) if refused.refusal == Refusal::NothingChanged => {
            Ok(Reply::Private(test::nothing_comes(&desk.words)))
        }
        Err(fault) => desk.refused(fault).await,
    }
}

/// *Remove this test*: out of the database at once; what was said of it is taken back by a job.
pub(super) async fn remove(desk: &Desk<'_>, subject: &Subject) -> Result<Reply, AppFault> {
    let (workspace, id) = (desk.incoming.workspace, subject.handoff.id);
    if subject.handoff.purpose != Purpose::Test || subject.handoff.sender != desk.incoming.person {
        return Ok(desk.out_of_date());
    }
    let card = desk.app.store.post(workspace, Some(id), CARD).await?.as_ref().and_then(posted);
    let thread = desk.app.store.post(workspace, Some(id), THREAD).await?.as_ref().map(thread_place);
    let mut commit = Commit::new(workspace, desk.now).row(Row::RemoveHandoff(id));
    if let Some(card) = card {
        let task = Task::TakeBack { card, thread };
        commit.jobs.push(NewJob {
            id: JobId::new(desk.app.ids.next(desk.now)),
            kind: task.kind().to_owned(),
            dedupe: format!("take_back:{id}"),
            lane: None,
            run_at: desk.now,
            handoff: None,
            payload: task.payload(),
        });
    }
    match desk.app.store.write(commit).await? {
        Written::Committed(_) => desk.app.wake.notify_one(),
        // It is gone already.
        Written::Stale | Written::Duplicate(_) | Written::LeaseLost => {}
    }
    Ok(Reply::Private(test::removed(&desk.words)))
}

/// What the sample leaves out and the playbook insists on.
fn missing(subject: &Subject) -> Vec<(String, crate::domain::brief::Entry)> {
    let brief = &subject.handoff.brief;
    let is_missing = |field: &&Field| field.required && brief.value(&field.key).is_none();
    let typed: Vec<(String, String)> = subject
        .playbook
        .fields()
        .filter(is_missing)
        .map(|field| (field.key.clone(), typical(field, subject)))
        .collect();
    let typed: Vec<(&str, &str)> = typed.iter().map(|(key, typed)| (key.as_str(), typed.as_str())).collect();
    seed::entries(&subject.playbook, &typed, subject.now)
}

/// A good answer to a field: its own example where it has one.
fn typical(field: &Field, subject: &Subject) -> String {
    let day = || subject.now.plus_ms(30 * DAY_MS).utc().date_naive().to_string();
    match field.kind {
        FieldKind::Choice | FieldKind::Multi => {
            field.options.first().map(|option| option.key.clone()).unwrap_or_default()
        }
        FieldKind::Yesno => "yes".to_owned(),
        FieldKind::Date => day(),
        FieldKind::Datetime => format!("{} 10:00", day()),
        FieldKind::User => subject.handoff.sender.to_string(),
        FieldKind::Number => "10".to_owned(),
        FieldKind::Money => "48000 EUR".to_owned(),
        FieldKind::Link => "https://example.com".to_owned(),
        FieldKind::Short | FieldKind::Long | FieldKind::List => field.example.clone(),
    }
}

impl App {
    /// Takes back what was said of a test.
    pub(super) async fn run_take_back(
        &self,
        job: &ClaimedJob,
        card: Posted,
        thread: Option<Place>,
    ) -> Result<Ran, AppFault> {
        match self.send(job, Deliver::Remove { posted: card, thread }).await {
            Ok(_) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }
}
