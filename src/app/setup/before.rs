//! Before somebody sets it up: what can be done all the same, and what everybody else reads.

use crate::app::router::Desk;
use crate::chat::cards::joining;
use crate::chat::command::{Command, parse};
use crate::chat::incoming::{Reply, What};
use crate::chat::route::{Route, Verb};
use crate::ids::PersonId;
use crate::store::identity::{Capability, PersonState};

/// Whether it may be done before set-up: help, the walk through a practice handoff, and what admins do.
pub(in crate::app) fn is_open_before(what: &What) -> bool {
    match what {
        // What cannot be read is answered as ever.
        What::Command(text) => {
            matches!(parse(text), Ok(Command::Help(_) | Command::Admin { .. }) | Err(_))
        }
        What::Click { id, .. } | What::Submit { id, .. } => Route::parse(id).is_some_and(|route| {
            matches!(route.verb, Verb::Setup | Verb::Settings | Verb::DaysOff | Verb::Teams | Verb::Practice)
        }),
        What::Message { .. } => false,
    }
}

/// What everybody else reads before set-up.
pub(in crate::app) fn not_yet(desk: &Desk<'_>) -> Reply {
    Reply::Private(joining::not_set_up_yet(&desk.words, &admins(desk), desk.is_admin()))
}

/// Who can set it up.
pub(in crate::app) fn admins(desk: &Desk<'_>) -> Vec<PersonId> {
    let company = &desk.company;
    let is_here = |person: &PersonId| {
        company.persons.get(person).is_some_and(|found| found.state == PersonState::Active && !found.name.is_empty())
    };
    let admins = company.grants.iter().filter(|grant| grant.capability == Capability::Admin);
    admins.map(|grant| grant.person).filter(is_here).collect()
}
