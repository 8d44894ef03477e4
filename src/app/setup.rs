//! Set-up and settings: the card behind `/handoff-admin setup` and `/handoff-admin settings`.
//!
//! Before it is confirmed every choice goes into a draft, which any admin may go on with, after a restart too; *Looks good*
//! makes the channels that are to be made and then writes everything in one commit, once. Afterwards the same card changes
//! one thing at a time, at once. What is asked is [`crate::domain::setup`]'s, which rows it becomes [`plan`]'s.

use std::sync::Arc;

use super::company::Company;
use super::fault::AppFault;
use super::router::Desk;
use crate::chat::cards::setup::forms as asked;
use crate::chat::cards::setup::{Card, NEW, OTHER, done, done_already, usual_name};
use crate::chat::cards::{self, admin, forms};
use crate::chat::form::{Answers, Form};
use crate::chat::incoming::Reply;
use crate::chat::message::{Message, Text};
use crate::chat::route::{Route, Verb};
use crate::domain::setup::{Hours, Plan, Room, Typed, Wrong};
use crate::ids::PersonId;
use crate::platform::{Channel, NewChannel, Openness, Unmade};
use crate::store::commit::Written;
use crate::store::identity::PersonState;
use crate::store::pauses;

mod before;
mod moves;
mod plan;

pub(super) use before::{admins, is_open_before, not_yet};
pub(super) use moves::{Moves, saved};
use plan::{Kept, Standing};

/// Before set-up is confirmed, of two admins who choose at once one looks again, so often at most.
const ATTEMPTS_MAX: usize = 3;

/// What somebody wants changed.
enum Change {
    Room(&'static str, Room),
    Hours(Hours),
    People { managers: Vec<PersonId>, fallback: PersonId },
    Playbook { key: String, receivers: Vec<PersonId> },
}

/// A button or select of the card.
pub(super) async fn clicked(desk: &Desk<'_>, route: &Route, values: &[String]) -> Result<Reply, AppFault> {
    if let Some(refused) = refused(desk, route) {
        return Ok(refused);
    }
    let kept = desk.app.plan_of(desk).await?;
    let form = match (route.arg.as_str(), values.first().map(String::as_str)) {
        ("", _) => return Ok(Reply::Update(card(desk, &kept, None).await?)),
        ("good", _) if route.verb == Verb::Setup => return confirm(desk).await,
        ("hours", _) => asked::hours(&desk.words, route.verb, &kept.plan),
        ("people", _) => asked::managers(&desk.words, route.verb, &kept.plan),
        ("playbook", _) => {
            let standing = desk.app.standing(desk).await?;
            asked::playbook(&desk.words, route.verb, &kept.plan, &standing.playbooks)
        }
        ("room" | "private", Some(OTHER)) => asked::room(&desk.words, route.verb, which(&route.arg)),
        ("room" | "private", Some(chosen)) => {
            return change_plan(desk, &chosen_room(which(&route.arg), chosen), &kept.plan).await;
        }
        (_, _) => return Ok(desk.out_of_date()),
    };
    Ok(Reply::Form(form))
}

/// A form of the card.
pub(super) async fn submitted(desk: &Desk<'_>, route: &Route, answers: &Answers) -> Result<Reply, AppFault> {
    if let Some(refused) = refused(desk, route) {
        return Ok(refused);
    }
    let kept = desk.app.plan_of(desk).await?;
    let answer = |key: &str| answers.get(key).map(String::as_str).unwrap_or_default();
    let (form, read): (Form, Result<Change, Wrong>) = match route.arg.as_str() {
        "hours" => {
            let typed = Typed {
                zone: answer(asked::key::ZONE),
                week: answer(asked::key::WEEK),
                weekends: answer(asked::key::WEEKENDS),
                digest: answer(asked::key::DIGEST),
            };
            let form = asked::hours(&desk.words, route.verb, &kept.plan);
            (form, Hours::read(&typed).map(Change::Hours))
        }
        "people" => {
            let managers = persons(desk, answer(asked::key::MANAGERS));
            let fallback = persons(desk, answer(asked::key::FALLBACK)).first().copied();
            let read = match fallback {
                Some(fallback) if !managers.is_empty() => Ok(Change::People { managers, fallback }),
                Some(_) | None => Err(Wrong::Nobody),
            };
            (asked::managers(&desk.words, route.verb, &kept.plan), read)
        }
        "playbook" => {
            let standing = desk.app.standing(desk).await?;
            let key = answer(asked::key::PLAYBOOK).to_owned();
            let receivers = persons(desk, answer(asked::key::RECEIVERS));
            let is_known = standing.playbooks.iter().any(|(known, _)| *known == key);
            let read = if receivers.is_empty() || !is_known {
                Err(Wrong::Nobody)
            } else {
                Ok(Change::Playbook { key, receivers })
            };
            (asked::playbook(&desk.words, route.verb, &kept.plan, &standing.playbooks), read)
        }
        "room" | "private" => {
            let which = which(&route.arg);
            let read = named_room(desk, answer(asked::key::ROOM)).await?.map(|room| Change::Room(which, room));
            (asked::room(&desk.words, route.verb, which), read)
        }
        _ => return Ok(desk.out_of_date()),
    };
    match read {
        Ok(change) => change_plan(desk, &change, &kept.plan).await,
        Err(wrong) => Ok(Reply::Form(forms::once_more(form, answers, asked::problem(&desk.words, &wrong)))),
    }
}

/// Why somebody who is no admin may not.
pub(super) fn not_an_admin(desk: &Desk<'_>) -> Option<Reply> {
    if desk.is_admin() {
        return None;
    }
    Some(if is_set_up(desk) { Reply::Private(admin::only_admins(&desk.words)) } else { not_yet(desk) })
}

/// The desk as things are now, with the version of the settings that a change is decided on.
pub(super) async fn anew<'a>(desk: &Desk<'a>) -> Result<Option<(Desk<'a>, i64)>, AppFault> {
    let (store, workspace) = (&desk.app.store, desk.incoming.workspace);
    // Read first: what somebody changes while the rest is read makes the change stale.
    let version = store.settings_version(workspace).await?;
    let company = Company::load(store, workspace).await?;
    Ok(company.map(|company| (Desk { company: Arc::new(company), ..desk.clone() }, version)))
}

/// Why it is not done at all: for admins only; or a card of set-up that is confirmed by now.
fn refused(desk: &Desk<'_>, route: &Route) -> Option<Reply> {
    if let Some(refused) = not_an_admin(desk) {
        return Some(refused);
    }
    let is_late = route.verb == Verb::Setup && is_set_up(desk);
    is_late.then(|| Reply::Update(done_already(&desk.words)))
}

pub(super) fn is_set_up(desk: &Desk<'_>) -> bool {
    desk.company.workspace.set_up_at.is_some()
}

fn which(arg: &str) -> &'static str {
    if arg == "private" { "private" } else { "room" }
}

/// The people who were named and are people.
pub(super) fn persons(desk: &Desk<'_>, lines: &str) -> Vec<PersonId> {
    let mut found: Vec<PersonId> = Vec::new();
    for person in lines.lines().filter_map(|line| desk.company.find(line.trim())) {
        let is_person = desk.company.persons.get(&person).is_some_and(|known| known.state == PersonState::Active);
        if is_person && !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

fn chosen_room(which: &'static str, chosen: &str) -> Change {
    let room = if chosen == NEW {
        Room::New(usual_name(which == "private").to_owned())
    } else {
        Room::Known(chosen.to_owned())
    };
    Change::Room(which, room)
}

/// A channel by its name, `#name`, or as the platform writes it.
pub(super) async fn named_room(desk: &Desk<'_>, typed: &str) -> Result<Result<Room, Wrong>, AppFault> {
    let plain = typed.trim().trim_start_matches("<#").trim_end_matches('>').trim_start_matches('#').to_lowercase();
    let rooms = rooms_of(desk).await;
    let is_it = |room: &&Channel| room.id == plain || room.name.to_lowercase() == plain;
    Ok(match rooms.iter().find(is_it) {
        Some(room) if room.may_write => Ok(Room::Known(room.id.clone())),
        Some(room) => Err(Wrong::ReadOnly(format!("#{}", room.name))),
        None => Err(Wrong::NoRoom(typed.trim().to_owned())),
    })
}

/// The platform's channels; none where it cannot be asked just now.
pub(super) async fn rooms_of(desk: &Desk<'_>) -> Vec<Channel> {
    let found = desk.app.platform().channels(desk.incoming.workspace).await;
    found.unwrap_or_else(|fault| {
        tracing::warn!(workspace = %desk.incoming.workspace, %fault, "the channels are not known");
        Vec::new()
    })
}

/// Before it is confirmed a change is kept in the draft; afterwards it counts at once. `seen` is what it was chosen on.
async fn change_plan(desk: &Desk<'_>, change: &Change, seen: &Plan) -> Result<Reply, AppFault> {
    if is_set_up(desk) {
        return change_setting(desk, change, seen).await;
    }
    for _ in 0..ATTEMPTS_MAX {
        let mut kept = desk.app.plan_of(desk).await?;
        changed(&mut kept, change);
        if desk.app.keep_draft(desk, &mut kept).await? {
            return Ok(Reply::Update(card(desk, &kept, None).await?));
        }
    }
    Err(AppFault::Busy)
}

async fn change_setting(desk: &Desk<'_>, change: &Change, seen: &Plan) -> Result<Reply, AppFault> {
    let _one = desk.app.setting_up.lock().await;
    for pause in pauses() {
        // What somebody else saved meanwhile stays as they saved it.
        let Some((desk, version)) = &anew(desk).await? else { return Ok(desk.out_of_date()) };
        let mut kept = desk.app.plan_of(desk).await?;
        if !is_as_seen(change, seen, &kept.plan) {
            let said = desk.words.settings_changed_meanwhile();
            return Ok(Reply::Update(card(desk, &kept, Some(said)).await?));
        }
        changed(&mut kept, change);
        if let Err(why) = make_rooms(desk, &mut kept).await? {
            return Ok(Reply::Update(card(desk, &kept, Some(why)).await?));
        }
        let (written, moves) = desk.app.confirm_plan(desk, &kept, *version).await?;
        if written != Written::Stale {
            desk.app.wake.notify_one();
            let said = moves.map_or_else(|| desk.words.settings_saved(), |moves| saved(&desk.words, moves));
            return Ok(Reply::Update(card(desk, &kept, Some(said)).await?));
        }
        desk.app.store.rest(pause).await;
    }
    Err(AppFault::Busy)
}

/// Whether what a change replaces is as it was seen. Where it is a single choice the later one stands anyway.
fn is_as_seen(change: &Change, seen: &Plan, now: &Plan) -> bool {
    match change {
        Change::Room(..) => true,
        Change::Hours(_) => seen.hours == now.hours,
        Change::People { .. } => (&seen.managers, seen.fallback) == (&now.managers, now.fallback),
        Change::Playbook { .. } => (&seen.playbook, &seen.receivers) == (&now.playbook, &now.receivers),
    }
}

fn changed(kept: &mut Kept, change: &Change) {
    let plan = &mut kept.plan;
    match change {
        Change::Room("private", room) => plan.manager_room = room.clone(),
        Change::Room(_, room) => plan.room = room.clone(),
        Change::Hours(hours) => plan.hours = hours.clone(),
        Change::People { managers, fallback } => {
            plan.managers.clone_from(managers);
            plan.fallback = *fallback;
        }
        Change::Playbook { key, receivers } => {
            plan.playbook.clone_from(key);
            plan.receivers.clone_from(receivers);
        }
    }
}

/// *Looks good*: the channels first, since they cannot be part of a commit; each is kept in the draft as soon as it is made,
/// so that a second try makes none twice.
async fn confirm(desk: &Desk<'_>) -> Result<Reply, AppFault> {
    let _one = desk.app.setting_up.lock().await;
    for pause in pauses() {
        // Somebody may have been faster while we waited.
        let found = anew(desk).await?.filter(|(desk, _)| !is_set_up(desk));
        let Some((desk, version)) = &found else { return Ok(Reply::Update(done_already(&desk.words))) };
        let mut kept = desk.app.plan_of(desk).await?;
        // The draft is what only one of two processes can take away.
        if kept.version == 0 && !desk.app.keep_draft(desk, &mut kept).await? {
            continue;
        }
        if let Err(why) = make_rooms(desk, &mut kept).await? {
            return Ok(Reply::Update(card(desk, &kept, Some(why)).await?));
        }
        match desk.app.confirm_plan(desk, &kept, *version).await?.0 {
            Written::Committed(_) => {
                let standing = desk.app.standing(desk).await?;
                let Room::Known(room) = &kept.plan.room else { return Ok(desk.out_of_date()) };
                return Ok(Reply::Update(done(&desk.words, room, standing.name_of(&kept.plan.playbook))));
            }
            Written::Duplicate(_) => return Ok(Reply::Update(done_already(&desk.words))),
            Written::Stale | Written::LeaseLost => desk.app.store.rest(pause).await,
        }
    }
    Err(AppFault::Busy)
}

/// Makes the channels that are to be made; why not, where one cannot be, or where Baton may not write in a chosen one.
async fn make_rooms(desk: &Desk<'_>, kept: &mut Kept) -> Result<Result<(), Text>, AppFault> {
    let rooms = rooms_of(desk).await;
    for is_private in [false, true] {
        let room = if is_private { kept.plan.manager_room.clone() } else { kept.plan.room.clone() };
        let name = match room {
            Room::Known(id) => {
                let is_shut = rooms.iter().any(|room| room.id == id && !room.may_write);
                if is_shut {
                    return Ok(Err(desk.words.setup_read_only(&id)));
                }
                continue;
            }
            Room::New(name) => name,
        };
        let known = rooms.iter().find(|room| room.name == name && room.may_write).cloned();
        let made = if let Some(known) = known {
            Ok(known)
        } else {
            let only_for = is_private.then(|| kept.plan.managers.clone());
            let new = NewChannel { workspace: desk.incoming.workspace, name: name.clone(), only_for };
            desk.app.platform().make_channel(&new).await
        };
        match made {
            Ok(channel) => {
                let room = if is_private { &mut kept.plan.manager_room } else { &mut kept.plan.room };
                *room = Room::Known(channel.id);
                if !is_set_up(desk) {
                    desk.app.keep_draft(desk, kept).await?;
                }
            }
            Err(why) => {
                tracing::warn!(workspace = %desk.incoming.workspace, name, %why, "a channel was not made");
                return Ok(Err(desk.words.setup_unmade(&format!("#{name}"), unmade_key(&why))));
            }
        }
    }
    Ok(Ok(()))
}

fn unmade_key(why: &Unmade) -> &'static str {
    match why {
        Unmade::NotAllowed => "not_allowed",
        Unmade::NotHere => "not_here",
        Unmade::Failed(_) => "failed",
    }
}

/// The card as things stand.
async fn card(desk: &Desk<'_>, kept: &Kept, said: Option<Text>) -> Result<Message, AppFault> {
    let standing: Standing = desk.app.standing(desk).await?;
    let rooms = rooms_of(desk).await;
    let rooms: Vec<(String, String)> =
        rooms.into_iter().filter(|room| room.may_write).map(|room| (room.id, room.name)).collect();
    let open_to_all = open_to_all(desk, &kept.plan).await;
    let drawn = Card {
        plan: &kept.plan,
        verb: if is_set_up(desk) { Verb::Settings } else { Verb::Setup },
        rooms: &rooms,
        playbook: standing.name_of(&kept.plan.playbook),
        asleep: standing.playbooks.len().saturating_sub(1),
        open_to_all: &open_to_all,
        platform: desk.app.platform().name(),
    };
    Ok(cards::setup::card(&desk.words, &drawn, said))
}

/// Which of the chosen channels everybody can read.
async fn open_to_all(desk: &Desk<'_>, plan: &Plan) -> Vec<String> {
    let mut open = Vec::new();
    for room in [&plan.room, &plan.manager_room] {
        let Room::Known(id) = room else { continue };
        let found = desk.app.platform().openness(desk.incoming.workspace, id).await;
        if found == Ok(Openness::Open) && !open.contains(id) {
            open.push(id.clone());
        }
    }
    open
}
