//! The playground's panel: who is there, the clock, what happened, a sample deal, an outage, reset and undo.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{NaiveDateTime, TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::act::{Answer, Asker, is_here};
use super::once::Key;
use super::problem::Problem;
use super::{Playground, Shared};
use crate::app::App;
use crate::app::company::Company;
use crate::app::playground::rooms::{Room, rooms};
use crate::chat::text::Words;
use crate::clock::Timestamp;
use crate::ids::{EventId, PersonId, WorkspaceId};

const OPENAPI: &str = include_str!("openapi.json");
/// The clock moves at most so far at once: a year.
const MOVE_MAX_MS: i64 = 366 * 86_400_000;
/// An outage lasts at most so long: two weeks.
const OUTAGE_MAX_HOURS: u32 = 14 * 24;
/// Colours of faces that a page has.
const COLORS: u32 = 8;

pub(super) async fn openapi() -> ([(axum::http::HeaderName, &'static str); 1], &'static str) {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], OPENAPI)
}

pub(super) async fn state(State(shared): Shared) -> Answer {
    let workspace = *shared.workspace.read().await;
    let company = Company::load(&shared.app.store, workspace).await?.ok_or(Problem::NO_SUCH_PERSON)?;
    let locale = &company.workspace.locale;
    let words = shared.app.words(locale);
    let mut state = upcoming(&shared.app, workspace, shared.app.store.now().await?).await?;
    let rest = json!({
        "company": company.workspace.name,
        "database": shared.database,
        "version": env!("CARGO_PKG_VERSION"),
        "zone": company.workspace.zone,
        "people": people(&company),
        "channels": channels(&company, &words)?,
        "commands": crate::app::playground::watch::commands(&shared.app, locale),
        "guide": shared.app.guide(workspace).await?,
        "undo": shared.app.company_before().await?.is_some(),
    });
    if let Value::Object(rest) = rest {
        state.extend(rest);
    }
    Ok(Json(Value::Object(state)))
}

/// The channels, that of the cards first.
fn channels(company: &Company, words: &Words) -> Result<Vec<Value>, Problem> {
    let is_of_cards = |room: &Room| company.workspace.channel.as_ref() == Some(&room.name);
    let (first, rest): (Vec<Room>, Vec<Room>) = rooms()?.into_iter().partition(is_of_cards);
    let managers = company.members.iter().filter(|member| member.is_manager).map(|member| member.person);
    let managers: Vec<PersonId> = managers.collect();
    let channel = |room: Room| {
        let team = company.teams.iter().find(|team| team.channel.as_ref() == Some(&room.name));
        let about = match team {
            _ if is_of_cards(&room) => words.playground_channel(),
            Some(team) => words.playground_team(&team.name),
            None if company.workspace.manager_channel.as_ref() == Some(&room.name) => words.playground_managers(),
            None => String::new(),
        };
        let mut channel = json!({ "id": room.name, "name": room.name, "about": about });
        if room.is_closed {
            channel["only"] = json!(managers);
        }
        channel
    };
    Ok(first.into_iter().chain(rest).map(channel).collect())
}

/// Those who are still here. The colour is somebody's own, whoever else has left.
fn people(company: &Company) -> Vec<Value> {
    let everybody = (0..).zip(company.persons.values());
    let here = everybody.filter(|(_, person)| is_here(company, person.id));
    here.map(|(place, person): (u32, _)| {
        json!({
            "id": person.id,
            "key": person.external_id,
            "name": person.name,
            "title": person.title,
            "team": company.teams_of(person.id).next().map(|team| team.name.clone()),
            "color": place % COLORS,
        })
    })
    .collect()
}

/// The moment, and the two that the clock is most often moved to.
pub(super) async fn upcoming(app: &App, workspace: WorkspaceId, now: Timestamp) -> Result<Map<String, Value>, Problem> {
    let company = Company::load(&app.store, workspace).await?;
    let morning = company.and_then(|company| next_morning(&company, now));
    let moments = [
        ("now_ms", json!(now)),
        ("next_reminder_ms", json!(app.next_reminder(workspace).await?)),
        ("next_morning_ms", json!(morning)),
    ];
    Ok(moments.into_iter().map(|(name, moment)| (name.to_owned(), moment)).collect())
}

pub(super) async fn work(State(shared): Shared, Path(person): Path<String>) -> Answer {
    let Asker { workspace, person, .. } = shared.asker(&person).await?;
    let lines = shared.app.work_after(workspace, person, EventId::new(0)).await?;
    Ok(Json(json!({ "lines": lines })))
}

/// `POST /clock`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Move {
    /// To a moment in milliseconds.
    ToMs { to: i64 },
    /// To a local time `2026-03-09T09:00`, or by name.
    To { to: String },
    /// By so much: `1h`.
    By { by: String },
}

pub(super) async fn clock(State(shared): Shared, key: Key, Json(wanted): Json<Move>) -> Answer {
    let (own, name) = (Arc::clone(&shared), key.for_all("clock"));
    let key = name.clone();
    shared.once(name, Box::pin(async move { own.move_clock(key.as_deref(), wanted).await })).await
}

pub(super) async fn deal(State(shared): Shared, key: Key) -> Answer {
    let (own, name) = (Arc::clone(&shared), key.for_all("deal"));
    let key = name.clone();
    let deed = async move {
        let here = async { Ok::<_, Problem>(*own.workspace.read().await) };
        let workspace = own.app.meant(key.as_deref(), here).await?;
        let nobody = "Ana has left, and with her whoever closes deals here. Nothing was changed.";
        own.app.close_sample_deal(workspace, key).await?.ok_or(Problem::Refused(StatusCode::CONFLICT, nobody))?;
        Ok(json!({ "ok": true }))
    };
    shared.once(name, Box::pin(deed)).await
}

/// `POST /outage`.
#[derive(Debug, Deserialize)]
pub(super) struct Outage {
    hours: u32,
}

/// As if the program had been off for so many hours and came back.
pub(super) async fn outage(State(shared): Shared, key: Key, Json(Outage { hours }): Json<Outage>) -> Answer {
    if !(1..=OUTAGE_MAX_HOURS).contains(&hours) {
        let sentence = "An outage lasts from 1 hour to two weeks, 336 hours. Nothing was changed.";
        return Err(Problem::Refused(StatusCode::BAD_REQUEST, sentence));
    }
    let (own, name) = (Arc::clone(&shared), key.for_all("outage"));
    let key = name.clone();
    let deed = async move {
        let end = async { Ok::<_, Problem>(own.app.store.now().await?.plus_ms(i64::from(hours) * 3_600_000)) };
        let end = own.app.meant(key.as_deref(), end).await?;
        own.app.be_down_until(end).await?;
        own.sweep.send_modify(|sweep| {
            (sweep.at, sweep.is_sweeping, sweep.skipped_closed_ms) = (None, false, None);
            sweep.moves += 1;
        });
        let workspace = *own.workspace.read().await;
        Ok(Value::Object(upcoming(&own.app, workspace, own.app.store.now().await?).await?))
    };
    shared.once(name, Box::pin(deed)).await
}

pub(super) async fn reset(State(shared): Shared, key: Key) -> Answer {
    let (own, name) = (Arc::clone(&shared), key.for_all("reset"));
    let key = name.clone();
    let deed = async move {
        let mut current = own.workspace.write().await;
        *current = own.app.reset_playground(&own.sources, key.as_deref()).await?;
        own.sweep.send_modify(|sweep| sweep.resets += 1);
        Ok(json!({ "ok": true, "undo": true }))
    };
    shared.once(name, Box::pin(deed)).await
}

pub(super) async fn undo(State(shared): Shared, key: Key) -> Answer {
    let (own, name) = (Arc::clone(&shared), key.for_all("undo"));
    let key = name.clone();
    let deed = async move {
        let mut current = own.workspace.write().await;
        let nothing = "There is no reset to undo. Nothing was changed.";
        let undone = own.app.undo_reset(key.as_deref()).await?;
        *current = undone.ok_or(Problem::Refused(StatusCode::CONFLICT, nothing))?;
        own.sweep.send_modify(|sweep| sweep.resets += 1);
        Ok(json!({ "ok": true, "undo": false }))
    };
    shared.once(name, Box::pin(deed)).await
}

/// `POST /leave`.
#[derive(Debug, Deserialize)]
pub(super) struct Leave {
    person: String,
}

pub(super) async fn leave(State(shared): Shared, key: Key, Json(leave): Json<Leave>) -> Answer {
    let (own, name) = (Arc::clone(&shared), key.for_all("leave"));
    let key = name.clone();
    let deed = async move {
        let who = async { own.asker(&leave.person).await.map(|asker| (asker.workspace, asker.person)) };
        let (workspace, person) = own.app.meant(key.as_deref(), who).await?;
        own.app.person_leaves(workspace, person).await?;
        Ok(json!({ "ok": true }))
    };
    shared.once(name, Box::pin(deed)).await
}

impl Playground {
    async fn move_clock(&self, key: Option<&str>, wanted: Move) -> Result<Value, Problem> {
        let workspace = *self.workspace.read().await;
        let company = Company::load(&self.app.store, workspace).await?.ok_or(Problem::NO_SUCH_PERSON)?;
        let (now, to) = self.app.meant(key, self.move_of(&company, wanted)).await?;
        self.sweep.send_modify(|sweep| {
            (sweep.at, sweep.is_sweeping, sweep.skipped_closed_ms) = (Some(now), true, None);
            sweep.moves += 1;
        });
        let moved = self.app.move_clock(to, |at| self.sweep.send_modify(|sweep| sweep.at = Some(at))).await;
        let closed = company.calendars.values().next().map(|calendar| to.since(now) - calendar.open_ms(now, to));
        self.sweep.send_modify(|sweep| (sweep.is_sweeping, sweep.skipped_closed_ms) = (false, closed));
        moved?;
        let mut answer = upcoming(&self.app, workspace, self.app.store.now().await?).await?;
        answer.insert("skipped_closed_ms".to_owned(), json!(closed));
        Ok(Value::Object(answer))
    }

    /// The moment now, and the one the clock is to move to.
    async fn move_of(&self, company: &Company, wanted: Move) -> Result<(Timestamp, Timestamp), Problem> {
        let now = self.app.store.now().await?;
        let to = self.moment(company, now, wanted).await?;
        if to < now {
            let sentence = "The clock only moves forward. Nothing was changed.";
            return Err(Problem::Refused(StatusCode::BAD_REQUEST, sentence));
        }
        if to.since(now) > MOVE_MAX_MS {
            let sentence = "That is more than a year ahead. Nothing was changed; please go in smaller steps.";
            return Err(Problem::Refused(StatusCode::BAD_REQUEST, sentence));
        }
        Ok((now, to))
    }

    async fn moment(&self, company: &Company, now: Timestamp, wanted: Move) -> Result<Timestamp, Problem> {
        const UNREAD: Problem = Problem::Refused(
            StatusCode::BAD_REQUEST,
            "That moment cannot be read. Nothing was changed; write it like 2026-03-09T09:00.",
        );
        match wanted {
            Move::ToMs { to } => Ok(Timestamp::from_ms(to)),
            Move::By { by } => Ok(now.plus_ms(minutes(&by).ok_or(UNREAD)? * 60_000)),
            Move::To { to } if to == "next_morning" => next_morning(company, now).ok_or(UNREAD),
            Move::To { to } if to == "next_reminder" => {
                let nothing = "Nothing is due. The clock stays where it is.";
                self.app
                    .next_reminder(company.workspace.id)
                    .await?
                    .ok_or(Problem::Refused(StatusCode::CONFLICT, nothing))
            }
            Move::To { to } => {
                let local = NaiveDateTime::parse_from_str(&to, "%Y-%m-%dT%H:%M").map_err(|_| UNREAD)?;
                let at = company.zone().from_local_datetime(&local).earliest().ok_or(UNREAD)?;
                Ok(Timestamp::from_utc(at.to_utc()))
            }
        }
    }
}

/// `90m`, `2h` or `3d` in minutes.
fn minutes(by: &str) -> Option<i64> {
    let (amount, unit) = by.split_at_checked(by.len().checked_sub(1)?)?;
    let each = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    let is_number = amount.bytes().all(|byte| byte.is_ascii_digit());
    Some(i64::from(amount.parse::<u32>().ok().filter(|_| is_number)?) * each)
}

fn next_morning(company: &Company, now: Timestamp) -> Option<Timestamp> {
    company.calendars.values().next().and_then(|calendar| calendar.next_open_day_start(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        let read: Vec<_> = ["0m", "90m", "2h", "3d"].into_iter().map(minutes).collect();
        assert_eq!(read, [Some(0), Some(90), Some(120), Some(4_320)]);
        for bad in ["", "h", "5", "-1h", "+1h", "1bd", "1 h", "1ä", "99999999999d"] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }
}
