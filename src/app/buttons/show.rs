//! Buttons that only show something, and those that name no handoff.

use crate::app::act::Subject;
use crate::app::commands;
use crate::app::days_off;
use crate::app::fault::AppFault;
use crate::app::my_time;
use crate::app::practice;
use crate::app::router::Desk;
use crate::app::setup;
use crate::app::teams;
use crate::app::test_handoff;
use crate::chat::cards;
use crate::chat::command::List;
use crate::chat::incoming::Reply;
use crate::chat::route::{Route, Verb};
use crate::clock::Timestamp;
use crate::domain::lifecycle::Event;
use crate::domain::sla::late;
use crate::ids::PersonId;

/// What a button that needs no handoff leads to; nothing for the others.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs need a handoff")]
pub(super) async fn without_handoff(
    desk: &Desk<'_>,
    route: &Route,
    values: &[String],
) -> Result<Option<Reply>, AppFault> {
    let reply = match route.verb {
        Verb::Start => commands::start::by_button(desk, &route.arg).await?,
        Verb::List => match List::from_arg(&route.arg) {
            Some(list) => commands::list::run(desk, list).await?,
            None => desk.out_of_date(),
        },
        Verb::StatsByPerson => commands::stats::by_person(desk, &route.arg).await?,
        Verb::StatsCsv => commands::stats::as_file(desk, &route.arg).await?,
        Verb::NotToday => not_today(desk, values).await?,
        Verb::Test => test_handoff::start(desk).await?,
        Verb::Practice => practice::clicked(desk, route).await?,
        Verb::TryAgain => commands::doctor::try_again(desk).await?,
        Verb::Setup | Verb::Settings => setup::clicked(desk, route, values).await?,
        Verb::MyTime => my_time::clicked(desk, route).await?,
        Verb::DaysOff => days_off::clicked(desk, route, values).await?,
        Verb::Teams => teams::clicked(desk, route, values).await?,
        Verb::Show if route.handoff.is_none() => {
            let chosen = values.first().and_then(|id| id.parse().ok());
            match desk.subject(chosen).await? {
                Some(subject) => commands::show::of(desk, &subject).await?,
                None => desk.out_of_date(),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

/// Takes lines out of today's digest and draws the rest.
async fn not_today(desk: &Desk<'_>, values: &[String]) -> Result<Reply, AppFault> {
    for line in cards::digest::put_off(values) {
        desk.app.put_off(&desk.company, desk.incoming.person, &line).await?;
    }
    commands::digest::run(desk).await.map(|reply| match reply {
        Reply::Private(message) => Reply::Update(message),
        other @ (Reply::Update(_) | Reply::Public(_) | Reply::Form(_) | Reply::Quiet) => other,
    })
}

/// What a button of a handoff shows; nothing for a button that does something.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs are not for showing")]
pub(super) async fn clicked(desk: &Desk<'_>, subject: &Subject, route: &Route) -> Result<Option<Reply>, AppFault> {
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    let person = desk.incoming.person;
    let message = match route.verb {
        Verb::More => cards::more::more_menu(&view),
        Verb::Brief => cards::full::full_brief(&view, subject.company.may_see_restricted(person, &subject.handoff)),
        Verb::History => cards::history::history(&view, &history(desk, subject).await?),
        Verb::Explain => {
            let events = desk.app.events_of(&subject.handoff).await?;
            let lates = late::pieces(&subject.handoff, &events, &subject.company.calendars, subject.now);
            cards::explain::explain(&view, &lates)
        }
        Verb::WhyMe => cards::more::why_me(&view, &desk.app.heard_of(subject, person).await?),
        Verb::Intro => cards::texts::intro_message(&view),
        Verb::Agenda => cards::texts::agenda_message(&view, desk.company.zone_of(person)),
        Verb::RateAgain => cards::rating::rating_again(&view),
        Verb::Show => return commands::show::of(desk, subject).await.map(Some),
        _ => return Ok(None),
    };
    Ok(Some(Reply::Private(message)))
}

/// The history with who did what.
async fn history(desk: &Desk<'_>, subject: &Subject) -> Result<Vec<(Timestamp, Option<PersonId>, Event)>, AppFault> {
    let stored = desk.app.store.events(subject.handoff.workspace, subject.handoff.id).await?;
    let read = |event: crate::store::events::StoredEvent| {
        Some((event.at, event.by, serde_json::from_value(event.payload).ok()?))
    };
    Ok(stored.into_iter().filter_map(read).collect())
}
