//! The brief card: its selects, its sections, *Send*; and edits of a handoff that was sent.
//!
//! Every change is saved at once and the card redrawn, so nothing typed waits for a *Save*.

use crate::app::act::{Acted, Subject};
use crate::app::fault::AppFault;
use crate::app::receivers::Question;
use crate::app::router::Desk;
use crate::chat::cards::brief::{self, NOBODY, SOMEONE_ELSE};
use crate::chat::cards::view::View;
use crate::chat::form::{Answers, Form};
use crate::chat::incoming::Reply;
use crate::chat::message::Message;
use crate::chat::route::{Route, Verb};
use crate::domain::brief::closed::{self, Closed};
use crate::domain::brief::{Brief, Entry, value};
use crate::domain::lifecycle::Action;
use crate::domain::playbook::{Account, FieldKind};
use crate::ids::PersonId;

/// What a click on the card leads to.
enum Next {
    Act(Vec<Action>),
    Form(Form),
    Card,
    Say(Message),
}

/// A click on the brief card or an edit card; nothing for other buttons.
pub(super) async fn clicked(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    values: &[String],
) -> Result<Option<Reply>, AppFault> {
    let Some(next) = next_of(desk, subject, route, values).await? else { return Ok(None) };
    match next {
        Next::Form(form) => Ok(Some(Reply::Form(form))),
        Next::Say(message) => Ok(Some(Reply::Private(message))),
        Next::Card => Ok(Some(Reply::Update(card(desk, subject, None).await?))),
        Next::Act(actions) => carry_out(desk, subject, route, actions, None).await.map(Some),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs are not the brief card's")]
async fn next_of(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    values: &[String],
) -> Result<Option<Next>, AppFault> {
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    let first = values.first().unwrap_or(&route.arg).as_str();
    let form = |form: Option<Form>| form.map(Next::Form);
    let next = match route.verb {
        Verb::Resume | Verb::Edit => Some(Next::Card),
        Verb::Sender if first == SOMEONE_ELSE || first.is_empty() => Some(Next::Form(brief::sender_form(&view))),
        Verb::Sender => match person(first) {
            Some(to) => Some(Next::Act(sender(desk, subject, to).await?)),
            None => None,
        },
        Verb::Section if route.arg == brief::CUSTOMER => Some(Next::Form(brief::customer_form(&view))),
        Verb::Section => form(brief::section_form(&view, &route.arg)),
        Verb::Choose if values.first().is_none_or(|first| first == SOMEONE_ELSE) => {
            form(brief::user_form(&view, &route.arg))
        }
        Verb::Choose => choose(desk, subject, &route.arg, values).await?.map(Next::Act),
        Verb::Receiver if first == SOMEONE_ELSE || first.is_empty() => Some(Next::Form(brief::receiver_form(&view))),
        Verb::Receiver => person(first).map(|to| Next::Act(vec![receiver(to)])),
        Verb::Backup if first == SOMEONE_ELSE || first.is_empty() => Some(Next::Form(brief::backup_form(&view))),
        Verb::Backup if first == NOBODY => Some(Next::Act(vec![Action::SetBackup(None)])),
        Verb::Backup => person(first).map(|to| Next::Act(vec![Action::SetBackup(Some(to))])),
        Verb::Closed => match Closed::from_key(if first.is_empty() { "other" } else { first }) {
            Some(chosen) if chosen.asks() || subject.handoff.round > 0 => form(brief::closed_form(&view, chosen)),
            Some(chosen) => closed_at_once(desk, subject, chosen).map(|action| Next::Act(vec![action])),
            None => None,
        },
        Verb::Signed => Some(Next::Act(vec![Action::SetSigned(route.arg == "yes")])),
        Verb::PromiseDate if subject.handoff.round == 0 => {
            form(route.arg.parse().ok().and_then(|n| brief::draft_promise_form(&view, n)))
        }
        Verb::Newer => newest(desk, subject).await?.map(|version| Next::Act(vec![Action::MoveToVersion(version)])),
        Verb::Send | Verb::SendAnyway => match super::away::before_sending(desk, subject).await? {
            Some(question) => Some(Next::Say(question)),
            None => Some(Next::Act(vec![Action::Send])),
        },
        Verb::Discard => Some(Next::Act(vec![Action::Discard])),
        _ => None,
    };
    Ok(next)
}

fn receiver(to: PersonId) -> Action {
    Action::SetReceiver { to, suggestion: None }
}

/// The draft goes to whoever hands the customer over; whom Baton had suggested to receive it is then somebody else.
async fn sender(desk: &Desk<'_>, subject: &Subject, to: PersonId) -> Result<Vec<Action>, AppFault> {
    let mut actions = Vec::new();
    if subject.handoff.receiver == Some(to) && subject.handoff.suggestion.is_some() {
        let question = Question { sender: to, ..question(subject, &subject.handoff.brief) };
        if let Some((to, suggestion)) = desk.app.suggest(&question).await? {
            actions.push(Action::SetReceiver { to, suggestion });
        }
    }
    actions.push(Action::SetSender { to });
    Ok(actions)
}

pub(in crate::app) fn question<'a>(subject: &'a Subject, brief: &'a Brief) -> Question<'a> {
    Question {
        company: &subject.company,
        playbook: &subject.playbook,
        brief,
        sender: subject.handoff.sender,
        now: subject.now,
    }
}

fn person(value: &str) -> Option<PersonId> {
    value.parse().ok()
}

/// A choice on the card. Where Baton had suggested the receiver, the choice may bring another suggestion.
async fn choose(
    desk: &Desk<'_>,
    subject: &Subject,
    key: &str,
    values: &[String],
) -> Result<Option<Vec<Action>>, AppFault> {
    let Some(field) = subject.playbook.field(key) else { return Ok(None) };
    let typed = values.join("\n");
    let entry = Entry { value: value::read(field, &typed, today(desk, subject)), source: None };
    let mut brief = subject.handoff.brief.clone();
    brief.values.insert(key.to_owned(), entry.clone());
    let mut actions = vec![Action::Fill { entries: vec![(key.to_owned(), entry)] }];
    let is_open_choice = subject.handoff.suggestion.is_some() || subject.handoff.receiver.is_none();
    if subject.handoff.round == 0 && is_open_choice && field.kind != FieldKind::User {
        let question = question(subject, &brief);
        if let Some((to, suggestion)) = desk.app.suggest(&question).await?
            && (subject.handoff.receiver != Some(to) || subject.handoff.suggestion != suggestion)
        {
            actions.push(Action::SetReceiver { to, suggestion });
        }
    }
    Ok(Some(actions))
}

fn today(desk: &Desk<'_>, subject: &Subject) -> chrono::NaiveDate {
    let calendar = subject.company.calendar_of(desk.incoming.person);
    calendar.map_or_else(|| subject.now.utc().date_naive(), |calendar| calendar.local_date(subject.now))
}

fn closed_at_once(desk: &Desk<'_>, subject: &Subject, chosen: Closed) -> Option<Action> {
    let calendar = subject.company.calendar_of(desk.incoming.person)?;
    let at = closed::read(chosen, "", "", calendar, subject.now).ok()?;
    Some(Action::SetDealClosed { at, reason: String::new() })
}

async fn newest(desk: &Desk<'_>, subject: &Subject) -> Result<Option<String>, AppFault> {
    let handoff = &subject.handoff;
    let setting = desk.app.store.workspace_playbook(handoff.workspace, &handoff.playbook).await?;
    Ok(setting.map(|setting| setting.digest).filter(|digest| *digest != handoff.playbook_version))
}

/// A form of the brief; nothing for other forms.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs are not the brief's forms")]
pub(super) async fn submitted(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    answers: &Answers,
) -> Result<Option<Reply>, AppFault> {
    let picked = answers.get(brief::PERSON).and_then(|typed| subject.company.find(typed));
    let named = answers.get(brief::PERSON).map(|typed| value::clean(typed)).filter(|typed| !typed.is_empty());
    if let Some(typed) = named.filter(|_| picked.is_none() && is_about_person(route.verb)) {
        return super::nobody(desk, subject, route, &typed).await.map(Some);
    }
    let actions = match route.verb {
        Verb::Section => section_actions(desk, subject, &route.arg, answers),
        Verb::Choose => match (picked, subject.playbook.field(&route.arg)) {
            (Some(person), Some(field)) => {
                let entry = Entry { value: crate::domain::brief::Value::Person(person), source: None };
                vec![Action::Fill { entries: vec![(field.key.clone(), entry)] }]
            }
            (None, _) | (_, None) => Vec::new(),
        },
        Verb::Receiver => picked.map(receiver).into_iter().collect(),
        Verb::Sender => match picked {
            Some(to) => sender(desk, subject, to).await?,
            None => Vec::new(),
        },
        Verb::Backup => picked.map(|to| Action::SetBackup(Some(to))).into_iter().collect(),
        Verb::Closed => return closed_submitted(desk, subject, route, answers).await.map(Some),
        Verb::PromiseDate if subject.handoff.round == 0 => {
            let scene = desk.scene(subject).await?;
            let n = route.arg.parse().unwrap_or(0);
            let entry = brief::dated_promise(&scene.view(subject), n, answers);
            entry.map(|entry| Action::Fill { entries: vec![entry] }).into_iter().collect()
        }
        _ => return Ok(None),
    };
    let after = Some(route.arg.as_str()).filter(|_| route.verb == Verb::Section);
    carry_out(desk, subject, route, actions, after).await.map(Some)
}

/// The form of the brief that was submitted, where words are typed into it.
pub(super) fn form_of(view: &View<'_>, route: &Route) -> Option<Form> {
    (route.verb == Verb::Section).then(|| brief::section_form(view, &route.arg))?
}

/// Whether the form asks for one person and nothing else.
fn is_about_person(verb: Verb) -> bool {
    matches!(verb, Verb::Choose | Verb::Receiver | Verb::Sender | Verb::Backup)
}

fn section_actions(desk: &Desk<'_>, subject: &Subject, section: &str, answers: &Answers) -> Vec<Action> {
    let (handoff, playbook) = (&subject.handoff, &subject.playbook);
    let mut actions = Vec::new();
    if let Some(customer) = brief::customer_in(answers) {
        actions.push(Action::SetCustomer(customer));
    }
    let entries = brief::answers_to_entries(playbook, &handoff.brief, section, answers, today(desk, subject));
    if !entries.is_empty() {
        actions.push(Action::Fill { entries });
    }
    actions
}

async fn closed_submitted(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    answers: &Answers,
) -> Result<Reply, AppFault> {
    let chosen = Closed::from_key(&route.arg).unwrap_or(Closed::Other);
    let Some(calendar) = subject.company.calendar_of(desk.incoming.person) else { return Ok(desk.out_of_date()) };
    match brief::closed_answer(chosen, answers, calendar, subject.now) {
        Ok(at) => {
            let reason = answers.get(brief::REASON).map(|typed| value::clean(typed)).unwrap_or_default();
            match desk.act(subject.handoff.id, Action::SetDealClosed { at, reason }).await {
                Ok(acted) => Ok(Reply::Update(card(desk, &acted.subject, None).await?)),
                Err(fault) => super::refused_with_form(desk, subject, route, answers, fault).await,
            }
        }
        Err(problem) => {
            let problem = brief::closed_problem(&desk.words, problem);
            let form = super::reopened(desk, subject, route, answers, problem).await?;
            Ok(form.unwrap_or_else(|| desk.out_of_date()))
        }
    }
}

/// Carries out what a click or form stands for, and draws what it led to.
async fn carry_out(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    actions: Vec<Action>,
    after: Option<&str>,
) -> Result<Reply, AppFault> {
    if let Some(question) = super::away::before_backing_up(desk, subject, &actions).await? {
        return Ok(Reply::Private(question));
    }
    let mut last: Option<(Acted, Action)> = None;
    for (part, action) in (0..).zip(actions) {
        match desk.act_in_part(subject.handoff.id, action.clone(), part).await {
            Ok(acted) => last = Some((acted, action)),
            // The card stays as it is.
            Err(fault) => return super::refused_with_typed(desk, subject, route, fault).await,
        }
    }
    match last {
        None => Ok(Reply::Update(card(desk, subject, after).await?)),
        Some((acted, action @ (Action::Send | Action::Discard | Action::SetSender { .. }))) => {
            desk.confirmed(&acted, &action).await
        }
        Some((acted, _)) => Ok(Reply::Update(card(desk, &acted.subject, after).await?)),
    }
}

/// The card of a draft, or the edit card of a handoff that was sent.
pub(in crate::app) async fn card(desk: &Desk<'_>, subject: &Subject, after: Option<&str>) -> Result<Message, AppFault> {
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    if subject.handoff.round > 0 {
        return Ok(brief::edit_card(&view));
    }
    let candidates = desk.app.candidates(&question(subject, &subject.handoff.brief)).await?;
    let accounts = match subject.handoff.receiver.filter(|_| subject.playbook.account == Account::LoadChecked) {
        Some(receiver) => Some(desk.app.accounts(&desk.company, receiver, desk.incoming.person).await?),
        None => None,
    };
    let has_newer = newest(desk, subject).await?.is_some();
    Ok(brief::brief_card(&view, &brief::Desk { candidates: &candidates, accounts, after, has_newer }))
}
