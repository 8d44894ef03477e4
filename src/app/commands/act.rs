//! Buttons as commands: `/handoff accept 482`. Which handoff is meant is found out here; everything else is done by the
//! handlers of the very buttons and forms, so that nothing is decided twice.
//!
//! A handoff is named by its number, by its customer, or by the thread in which the command is typed. A draft has neither
//! number nor thread: without a name it is the person's only one.

use crate::app::act::Subject;
use crate::app::buttons;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::list;
use crate::chat::cards::typed::{self, Press};
use crate::chat::command::{Act, ActionSpec, Which as Named};
use crate::chat::incoming::{Incoming, Reply};
use crate::chat::route::{Route, Verb};
use crate::domain::handoff::Status;
use crate::store::lists::{HandoffLine, Page, Which, Whose};

/// At most so many are offered where several fit.
const FOUND_MAX: u32 = 10;
/// A customer's name at the beginning of the words has at most so many of them.
const NAME_WORDS_MAX: usize = 6;

/// What the command is about.
enum About {
    /// This handoff, and the words that are left.
    Handoff(Box<Subject>, String),
    /// It is not clear which.
    Unclear(Reply),
}

/// Answers the command.
pub(super) async fn run(desk: &Desk<'_>, asked: &Act) -> Result<Reply, AppFault> {
    let Some(spec) = ActionSpec::of(asked.verb) else { return Ok(desk.out_of_date()) };
    let (subject, words) = match about(desk, asked, spec).await? {
        About::Handoff(subject, words) => (subject, words),
        About::Unclear(reply) => return Ok(reply),
    };
    if !super::list::may_look(desk, &subject) {
        return Ok(Reply::Private(list::not_found(&desk.words, &subject.handoff.customer)));
    }
    let scene = desk.scene(&subject).await?;
    let pressed = typed::press(&scene.view(&subject), asked.verb, &words);
    match pressed {
        Press::Say(message) => Ok(Reply::Private(message)),
        Press::Clicks(clicks) => all(desk, &clicks).await,
        Press::Form { route, values, words } => fill(desk, &route, &values, &words).await,
    }
}

/// Several taps in one line; each is a delivery of its own, and the first that is refused ends it.
async fn all(desk: &Desk<'_>, clicks: &[(Route, Vec<String>)]) -> Result<Reply, AppFault> {
    let mut reply = Reply::Quiet;
    for (n, (route, values)) in (0..).zip(clicks) {
        reply = match n {
            0 => buttons::clicked(desk, route, values).await?,
            n => {
                let delivery = format!("{}+{n}", desk.incoming.delivery);
                let incoming = Incoming { delivery, ..desk.incoming.clone() };
                let desk = Desk { incoming: &incoming, ..desk.clone() };
                buttons::clicked(&desk, route, values).await?
            }
        };
        if matches!(reply, Reply::Private(_)) {
            break;
        }
    }
    Ok(reply)
}

/// Opens the form with the words in it; where they are all it asks, it is submitted at once.
async fn fill(desk: &Desk<'_>, route: &Route, values: &[String], words: &str) -> Result<Reply, AppFault> {
    let reply = buttons::clicked(desk, route, values).await?;
    let Reply::Form(mut form) = reply else { return Ok(reply) };
    match (typed::fill(&mut form, words), Route::parse(&form.id)) {
        (Some(answers), Some(route)) => buttons::submitted(desk, &route, &answers).await,
        (None, _) | (_, None) => Ok(Reply::Form(form)),
    }
}

async fn about(desk: &Desk<'_>, asked: &Act, spec: &'static ActionSpec) -> Result<About, AppFault> {
    let workspace = desk.incoming.workspace;
    let words = || asked.words.clone();
    match &asked.which {
        Some(Named::Number(number)) => {
            if let Some(subject) = counted_in_thread(desk, asked, *number).await? {
                return Ok(About::Handoff(Box::new(subject), format!("{number} {}", asked.words)));
            }
            let found = desk.app.store.handoff_by_number(workspace, *number).await?;
            let subject = match found {
                Some(handoff) => desk.app.subject_around(handoff).await?,
                None => None,
            };
            let unknown = || Reply::Private(list::not_found(&desk.words, &format!("#{number}")));
            Ok(subject.map_or_else(|| About::Unclear(unknown()), |subject| About::Handoff(Box::new(subject), words())))
        }
        Some(Named::Customer(customer)) => {
            let found = called(desk, customer, spec).await?;
            only(desk, &found, customer, words()).await
        }
        None => match of_thread(desk).await? {
            Some(subject) => Ok(About::Handoff(Box::new(subject), words())),
            None => by_first_words(desk, asked, spec).await,
        },
    }
}

/// In a handoff's own thread `rate 4 late` and `answer 14 days` begin with a number that names no handoff; `complete 482` does.
async fn counted_in_thread(desk: &Desk<'_>, asked: &Act, number: i64) -> Result<Option<Subject>, AppFault> {
    let begins_words = !asked.words.is_empty() || matches!(asked.verb, Verb::RateAgain | Verb::Promise);
    if !asked.is_bare || !begins_words {
        return Ok(None);
    }
    Ok(of_thread(desk).await?.filter(|subject| subject.handoff.number != Some(number)))
}

/// The handoff whose thread the command was typed in.
async fn of_thread(desk: &Desk<'_>) -> Result<Option<Subject>, AppFault> {
    let place = &desk.incoming.place;
    let Some(thread) = &place.thread else { return Ok(None) };
    let post = desk.app.store.post_by_message(desk.incoming.workspace, &place.channel, thread).await?;
    desk.subject(post.and_then(|post| post.handoff)).await
}

/// The customer that the words begin with, the longest name first; a draft may go unnamed where there is one only.
async fn by_first_words(desk: &Desk<'_>, asked: &Act, spec: &'static ActionSpec) -> Result<About, AppFault> {
    let words: Vec<&str> = asked.words.split_whitespace().collect();
    for count in (1..=words.len().min(NAME_WORDS_MAX)).rev() {
        let (name, rest) = words.split_at(count);
        let found = called(desk, &name.join(" "), spec).await?;
        if !found.is_empty() {
            return only(desk, &found, &name.join(" "), rest.join(" ")).await;
        }
    }
    let drafts = if spec.is_of_draft { drafts(desk).await? } else { Vec::new() };
    match drafts.as_slice() {
        [] => Ok(About::Unclear(Reply::Private(typed::which_handoff(&desk.words, spec)))),
        drafts => only(desk, drafts, "", asked.words.clone()).await,
    }
}

async fn only(desk: &Desk<'_>, found: &[HandoffLine], name: &str, words: String) -> Result<About, AppFault> {
    if let [only] = found
        && let Some(subject) = desk.subject(Some(only.id)).await?
    {
        return Ok(About::Handoff(Box::new(subject), words));
    }
    let lines = super::list::lines(desk, found.to_vec()).await?;
    Ok(About::Unclear(Reply::Private(list::which_one(&desk.words, name, &lines))))
}

/// Handoffs of a customer with exactly this name, on which the command could do something: drafts for what drafts have,
/// others for the rest.
async fn called(desk: &Desk<'_>, customer: &str, spec: &ActionSpec) -> Result<Vec<HandoffLine>, AppFault> {
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    let mut found = desk.app.store.search(workspace, person, customer, FOUND_MAX).await?;
    if spec.is_of_draft {
        let others = super::show::drafts_of_others(desk, customer).await?;
        let new: Vec<HandoffLine> =
            others.into_iter().filter(|one| found.iter().all(|known| known.id != one.id)).collect();
        found.extend(new);
    }
    found.retain(|line| line.customer.to_lowercase() == customer.to_lowercase());
    let fits =
        |line: &HandoffLine| (line.status == Status::Draft) == spec.is_of_draft && line.status != Status::Cancelled;
    if found.iter().any(fits) {
        found.retain(fits);
    }
    Ok(found)
}

async fn drafts(desk: &Desk<'_>) -> Result<Vec<HandoffLine>, AppFault> {
    let page = Page { limit: FOUND_MAX, offset: 0 };
    let whose = Whose::Person(desk.incoming.person);
    Ok(desk.app.store.list(desk.incoming.workspace, Which::Drafts, whose, page).await?)
}
