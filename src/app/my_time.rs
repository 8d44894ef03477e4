//! A person's own time: the card, its forms, the same in words, and what follows from a change: the digest moves at once,
//! and somebody who goes away is told what they hold.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::json;

use super::company::Company;
use super::digests;
use super::fault::AppFault;
use super::router::Desk;
use super::setup;
use crate::chat::cards::forms::once_more;
use crate::chat::cards::my_time::{self, Card, forms, forms::key, what};
use crate::chat::command::MyTime;
use crate::chat::form::{Answers, Form};
use crate::chat::incoming::Reply;
use crate::chat::message::{Message, Text};
use crate::chat::route::Route;
use crate::clock::Timestamp;
use crate::domain::own_time::days_off::{self, DaysOff};
use crate::domain::own_time::{Quiet, Times};
use crate::ids::{EventId, PersonId};
use crate::store::commit::{Commit, NewEvent, Row, Written};
use crate::store::own_time::{EnteredDaysOff, OwnTimes};
use crate::store::pauses;

mod held;
mod told;

use held::with_held;
pub(super) use held::with_rest;

const PAYLOAD_VERSION: u32 = 1;

/// A button of the card.
pub(super) async fn clicked(desk: &Desk<'_>, route: &Route) -> Result<Reply, AppFault> {
    let (asked, person) = match whose(desk, &route.arg) {
        Ok(found) => found,
        Err(refused) => return Ok(refused),
    };
    match asked {
        "" => Ok(Reply::Private(card(desk, person, None))),
        what::TIMES => with_kept(desk, forms::times(&desk.words, &times(&desk.company, person))).await,
        what::OFF => with_kept(desk, off_form(desk, person)).await,
        what::OTHER => with_kept(desk, forms::others(&desk.words)).await,
        what::BACK => back(desk, person).await.map(Reply::Update),
        _ => Ok(desk.out_of_date()),
    }
}

/// A form of the card.
pub(super) async fn submitted(desk: &Desk<'_>, route: &Route, answers: &Answers) -> Result<Reply, AppFault> {
    let (asked, person) = match whose(desk, &route.arg) {
        Ok(found) => found,
        Err(refused) => return Ok(refused),
    };
    let answer = |key: &str| answers.get(key).map(String::as_str).unwrap_or_default();
    let (form, problem) = match asked {
        what::TIMES => match Times::read(answer(key::ZONE), answer(key::DIGEST), answer(key::QUIET)) {
            Ok(times) => return save_times(desk, &times).await.map(Reply::Update),
            Err(wrong) => {
                (forms::times(&desk.words, &times(&desk.company, person)), forms::problem(&desk.words, &wrong))
            }
        },
        what::OFF => match days_off::read_lines(answer(key::OFF), today(desk, person)) {
            Ok(days) => return save_days(desk, person, &days).await.map(Reply::Update),
            Err(wrong) => (off_form(desk, person), forms::problem_with_days(&desk.words, &wrong)),
        },
        what::OTHER => return others(desk, answers).await,
        _ => return Ok(desk.out_of_date()),
    };
    Ok(Reply::Form(once_more(form, answers, problem)))
}

/// Days off of somebody whom the form names; besides those they have.
async fn others(desk: &Desk<'_>, answers: &Answers) -> Result<Reply, AppFault> {
    let answer = |key: &str| answers.get(key).map(String::as_str).unwrap_or_default();
    let again = |problem| Ok(Reply::Form(once_more(forms::others(&desk.words), answers, problem)));
    let Some(person) = desk.company.find(answer(key::WHO)) else {
        return again(crate::chat::cards::refusal::nobody_in_form(&desk.words, answer(key::WHO)));
    };
    if let Err(refused) = may_change(desk, person) {
        return Ok(refused);
    }
    match days_off::read_lines(answer(key::OFF), today(desk, person)) {
        Ok(new) => {
            let all: Vec<DaysOff> = coming(desk, person).into_iter().chain(new).collect();
            save_days(desk, person, &days_off::joined(&all)).await.map(Reply::Update)
        }
        Err(wrong) => again(forms::problem_with_days(&desk.words, &wrong)),
    }
}

/// The same in words. What is wrong comes back as the form with it.
pub(super) async fn typed(desk: &Desk<'_>, asked: MyTime) -> Result<Reply, AppFault> {
    let own = desk.incoming.person;
    match asked {
        MyTime::Show => Ok(Reply::Private(card(desk, own, None))),
        MyTime::Zone(typed) => one_time(desk, key::ZONE, typed).await,
        MyTime::Digest(typed) => one_time(desk, key::DIGEST, typed).await,
        MyTime::Quiet(typed) => one_time(desk, key::QUIET, typed).await,
        MyTime::Away(named, typed) => {
            let person = match named_person(desk, named.as_deref()) {
                Ok(person) => person,
                Err(refused) => return Ok(refused),
            };
            let mut form = off_form(desk, person);
            if typed.is_empty() {
                return Ok(Reply::Form(form));
            }
            match days_off::read(&typed, today(desk, person)) {
                Ok(days) => {
                    let mut all = coming(desk, person);
                    all.push(days);
                    save_days(desk, person, &days_off::joined(&all)).await.map(Reply::Private)
                }
                Err(wrong) => {
                    form.problem = Some(forms::problem_with_days(&desk.words, &wrong));
                    for input in &mut form.inputs {
                        let both = format!("{}\n{typed}", input.value);
                        both.trim().clone_into(&mut input.value);
                    }
                    Ok(Reply::Form(form))
                }
            }
        }
        MyTime::Back(named) => match named_person(desk, named.as_deref()) {
            Ok(person) => back(desk, person).await.map(Reply::Private),
            Err(refused) => Ok(refused),
        },
    }
}

/// One of the form's three questions answered in words, the others as they are.
async fn one_time(desk: &Desk<'_>, key: &str, typed: String) -> Result<Reply, AppFault> {
    let form = forms::times(&desk.words, &times(&desk.company, desk.incoming.person));
    if typed.is_empty() {
        return Ok(Reply::Form(form));
    }
    let mut answers: Answers = form.inputs.iter().map(|input| (input.key.clone(), input.value.clone())).collect();
    answers.insert(key.to_owned(), typed);
    let reply = submitted(desk, &my_time::route(what::TIMES, None), &answers).await?;
    Ok(match reply {
        Reply::Update(message) => Reply::Private(message),
        other @ (Reply::Private(_) | Reply::Public(_) | Reply::Form(_) | Reply::Quiet) => other,
    })
}

async fn with_kept(desk: &Desk<'_>, form: Form) -> Result<Reply, AppFault> {
    let kept = desk.kept_answers(&form.id).await?;
    Ok(Reply::Form(match kept {
        Some(kept) => crate::chat::cards::forms::with_answers(form, &kept),
        None => form,
    }))
}

/// What is asked and whose; why not, where it is not the reader's to change.
fn whose<'a>(desk: &Desk<'_>, arg: &'a str) -> Result<(&'a str, PersonId), Reply> {
    let own = desk.incoming.person;
    let Some((asked, person)) = arg.split_once('.') else { return Ok((arg, own)) };
    let person = person.parse().map_err(|_| desk.out_of_date())?;
    may_change(desk, person).map(|()| (asked, person))
}

fn may_change(desk: &Desk<'_>, person: PersonId) -> Result<(), Reply> {
    let own = desk.incoming.person;
    let is_known = desk.company.persons.contains_key(&person);
    if is_known && (person == own || desk.company.looks_after(own, person)) {
        Ok(())
    } else if is_known {
        Err(Reply::Private(Message::line(desk.words.time_not_yours(person))))
    } else {
        Err(desk.out_of_date())
    }
}

fn named_person(desk: &Desk<'_>, named: Option<&str>) -> Result<PersonId, Reply> {
    let Some(named) = named else { return Ok(desk.incoming.person) };
    let found = desk.company.find(named);
    let person = found.ok_or_else(|| Reply::Private(Message::line(desk.words.time_nobody(named))))?;
    may_change(desk, person).map(|()| person)
}

fn today(desk: &Desk<'_>, person: PersonId) -> NaiveDate {
    desk.company.date_of(person, desk.now)
}

/// What somebody chose, or has without choosing.
fn times(company: &Company, person: PersonId) -> Times {
    let found = company.persons.get(&person);
    let minute = found.and_then(|found| found.digest_minute).unwrap_or(company.workspace.digest_minute);
    let quiet = found.map_or(Quiet::USUAL, |found| Quiet::of(found.quiet_from_minute, found.quiet_to_minute));
    Times { zone: company.zone_of(person), digest_minute: u16::try_from(minute).unwrap_or_default(), quiet }
}

/// Days off that are not over; what was entered as a moment begins today.
fn coming(desk: &Desk<'_>, person: PersonId) -> Vec<DaysOff> {
    coming_of(&desk.company, person, today(desk, person))
}

fn coming_of(company: &Company, person: PersonId, today: NaiveDate) -> Vec<DaysOff> {
    let known = company.days_off_of(person);
    let coming = known.into_iter().filter(|days| days.last >= today);
    let begun = coming.map(|days| if days.first == NaiveDate::MIN { DaysOff { first: today, ..days } } else { days });
    days_off::joined(&begun.collect::<Vec<_>>())
}

fn off_form(desk: &Desk<'_>, person: PersonId) -> Form {
    let name = desk.company.name_of(person);
    let other = (person != desk.incoming.person).then_some((person, name.as_str()));
    forms::days_off(&desk.words, &coming(desk, person), other)
}

fn card(desk: &Desk<'_>, person: PersonId, said: Option<Text>) -> Message {
    my_time::card(&desk.words, &drawn(&desk.company, (person, desk.incoming.person), desk.now), said)
}

fn drawn(company: &Company, (person, reader): (PersonId, PersonId), now: Timestamp) -> Card {
    let entered = |days: &DaysOff| {
        let by = company.days_off.iter().find(|entered| entered.person == person && entered.days == *days);
        by.map(|entered| entered.set_by).filter(|by| *by != person)
    };
    let days = coming_of(company, person, company.date_of(person, now));
    Card {
        person,
        name: company.name_of(person),
        is_own: person == reader,
        now: now.utc().with_timezone(&company.zone_of(person)).naive_local(),
        times: times(company, person),
        days_off: days.into_iter().map(|days| (days, entered(&days))).collect(),
        looks_after_others: company.looks_after_others(reader),
        back: company.absence(person, now, now).map(|absence| absence.back),
    }
}

/// The desk with the company as it is now.
async fn anew<'a>(desk: &Desk<'a>) -> Result<Desk<'a>, AppFault> {
    let company = Company::load(&desk.app.store, desk.incoming.workspace).await?;
    let company = company.map_or_else(|| Arc::clone(&desk.company), Arc::new);
    Ok(Desk { company, ..desk.clone() })
}

/// Only what is another than before becomes the person's own. The digest moves in the same commit.
async fn save_times(desk: &Desk<'_>, wanted: &Times) -> Result<Message, AppFault> {
    for pause in pauses() {
        // Whoever changes everybody's hours moves digests too.
        let Some((fresh, version)) = &setup::anew(desk).await? else { break };
        if let Some(card) = save_times_once((desk, fresh), wanted, *version).await? {
            return Ok(card);
        }
        desk.app.store.rest(pause).await;
    }
    Err(AppFault::Busy)
}

/// One attempt, of what was asked when it was seen one way and is now another; nothing where somebody else was faster.
async fn save_times_once(
    (seen, desk): (&Desk<'_>, &Desk<'_>),
    wanted: &Times,
    version: i64,
) -> Result<Option<Message>, AppFault> {
    let person = desk.incoming.person;
    let Some(known) = desk.company.persons.get(&person) else { return Ok(Some(card(desk, person, None))) };
    let before = times(&seen.company, person);
    let quiet = if wanted.quiet == before.quiet {
        (known.quiet_from_minute, known.quiet_to_minute)
    } else {
        let (from, to) = wanted.quiet.stored();
        (Some(from), Some(to))
    };
    let zone = if wanted.zone == before.zone { known.zone.clone() } else { Some(wanted.zone.name().to_owned()) };
    let digest_minute = if wanted.digest_minute == before.digest_minute {
        known.digest_minute
    } else {
        Some(i64::from(wanted.digest_minute))
    };
    let row = OwnTimes { person, zone, digest_minute, quiet_from_minute: quiet.0, quiet_to_minute: quiet.1 };
    let mut commit = Commit::new(desk.incoming.workspace, desk.now).row(Row::ChangeSettings { version });
    let mut company = Company::clone(&desk.company);
    if let Some(own) = company.persons.get_mut(&person) {
        own.zone.clone_from(&row.zone);
        own.digest_minute = row.digest_minute;
    }
    let mut said = desk.words.time_saved();
    if (wanted.zone, wanted.digest_minute) != (before.zone, before.digest_minute)
        && let Some(own) = company.persons.get(&person)
    {
        let planned = desk.app.store.schedules(desk.incoming.workspace).await?;
        let schedule = digests::moved(digests::of_person(&company, own, desk.now), &planned, desk.now);
        if schedule.next_at <= desk.now {
            said = desk.words.time_saved_digest_now();
        } else if came_today(&company, person, &planned, &schedule, desk.now) {
            said = desk.words.time_saved_digest_came();
        }
        commit.rows.push(Row::PutSchedule(schedule));
    }
    commit.rows.push(Row::SetTimes(row));
    commit.events = vec![event(desk, person, "own_time_changed")];
    taken(desk, &mut commit);
    if desk.app.store.write(commit).await? == Written::Stale {
        return Ok(None);
    }
    desk.app.wake.notify_one();
    Ok(Some(card(&anew(desk).await?, person, Some(said))))
}

/// Whether the new hour is still to come today, but today's digest came already.
fn came_today(
    company: &Company,
    person: PersonId,
    planned: &[crate::store::schedules::Schedule],
    moved: &crate::store::schedules::Schedule,
    now: Timestamp,
) -> bool {
    let last = planned.iter().find(|known| known.key == moved.key).and_then(|known| known.last_at);
    let today = company.date_of(person, now);
    let plain = company.persons.get(&person).map(|found| digests::of_person(company, found, now).next_at);
    last.is_some_and(|last| company.date_of(person, last) == today) && plain.is_some_and(|plain| plain < moved.next_at)
}

/// In place of what was known; what stays as it was keeps who entered it, what is over is forgotten.
async fn save_days(desk: &Desk<'_>, person: PersonId, wanted: &[DaysOff]) -> Result<Message, AppFault> {
    let is_new = wanted.iter().any(|days| !coming(desk, person).contains(days));
    write_days(desk, person, wanted, "days_off_changed").await?;
    let desk = &anew(desk).await?;
    let said = if is_new { desk.words.time_saved_off() } else { desk.words.time_saved() };
    let card = card(desk, person, Some(said));
    if is_new { with_held(desk, person, card).await } else { Ok(card) }
}

async fn write_days(desk: &Desk<'_>, person: PersonId, wanted: &[DaysOff], kind: &str) -> Result<(), AppFault> {
    let mut commit = Commit::new(desk.incoming.workspace, desk.now);
    let known = desk.company.days_off.iter().filter(|entered| entered.person == person);
    let known: Vec<DaysOff> = known.map(|entered| entered.days).collect();
    let gone = known.iter().filter(|days| !wanted.contains(days));
    commit.rows.extend(gone.map(|days| Row::RemoveDaysOff { person, days: *days }));
    let new = wanted.iter().filter(|days| !known.contains(days));
    let entered = |days: &DaysOff| EnteredDaysOff { person, days: *days, set_by: desk.incoming.person };
    commit.rows.extend(new.map(|days| Row::PutDaysOff(entered(days))));
    if desk.company.persons.get(&person).is_some_and(|found| found.away_until.is_some()) {
        commit.rows.push(Row::ClearAway(person));
    }
    commit.events = vec![event(desk, person, kind)];
    commit.jobs = told::job(desk, person, wanted).into_iter().collect();
    taken(desk, &mut commit);
    desk.app.store.write(commit).await?;
    desk.app.wake.notify_one();
    Ok(())
}

/// The form it came from is not kept any longer.
fn taken(desk: &Desk<'_>, commit: &mut Commit) {
    let form = desk.submitted_form();
    commit.rows.extend(form.map(|form| Row::ForgetForm { person: desk.incoming.person, form }));
}

fn event(desk: &Desk<'_>, person: PersonId, kind: &str) -> NewEvent {
    NewEvent {
        id: EventId::new(desk.app.ids.next(desk.now)),
        handoff: None,
        at: desk.now,
        kind: kind.to_owned(),
        by: Some(desk.incoming.person),
        source: desk.app.platform().name().to_owned(),
        payload: json!({ "v": PAYLOAD_VERSION, "person": person }),
    }
}

/// There again today: what has begun ended yesterday, what is still to come stays.
async fn back(desk: &Desk<'_>, person: PersonId) -> Result<Message, AppFault> {
    let (today, words) = (today(desk, person), &desk.words);
    let is_own = person == desk.incoming.person;
    let known = coming(desk, person);
    if !days_off::is_off(&known, today) {
        let said = if is_own { words.time_back_already() } else { words.time_back_already_of(person) };
        return Ok(card(desk, person, Some(said)));
    }
    let wanted: Vec<DaysOff> = known.into_iter().filter(|days| !days.holds(today)).collect();
    write_days(desk, person, &wanted, "days_off_changed").await?;
    let said = if is_own { words.time_back_now() } else { words.time_back_now_of(person) };
    Ok(card(&anew(desk).await?, person, Some(said)))
}
