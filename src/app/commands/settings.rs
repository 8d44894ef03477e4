//! `/handoff-admin setup` and `/handoff-admin settings`; the words behind them are what a button would carry: `hours`,
//! `room handoffs`, `good`. A calendar file that goes with them is days off: everybody's, or those of the team that is named,
//! `settings import Support`.

use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::app::{days_off, setup, teams};
use crate::chat::cards::attached;
use crate::chat::cards::setup::OTHER;
use crate::chat::cards::setup::days_off::{self as cards, Came};
use crate::chat::cards::setup::forms::key;
use crate::chat::command::Name;
use crate::chat::form::Answers;
use crate::chat::incoming::{Attached, Reply};
use crate::chat::message::Message;
use crate::chat::route::{Route, Verb};

/// Answers the two commands.
pub(super) async fn run(desk: &Desk<'_>, name: Name, words: &[String]) -> Result<Reply, AppFault> {
    let what = words.first().map(String::as_str).unwrap_or_default();
    let values: Vec<String> = words.iter().skip(1).cloned().collect();
    let reply = match desk.incoming.files.first() {
        Some(file) if matches!(what, "" | "import" | "holidays" | "days") => {
            attach(desk, file, &values.join(" ")).await?
        }
        Some(file) => unused(desk, file, typed(desk, name, (what, values)).await?),
        None => typed(desk, name, (what, values)).await?,
    };
    Ok(match reply {
        Reply::Update(message) => Reply::Private(message),
        other @ (Reply::Private(_) | Reply::Public(_) | Reply::Form(_) | Reply::Quiet) => other,
    })
}

async fn typed(desk: &Desk<'_>, name: Name, (what, values): (&str, Vec<String>)) -> Result<Reply, AppFault> {
    let verb = if name == Name::Setup && !setup::is_set_up(desk) { Verb::Setup } else { Verb::Settings };
    match (what, values.is_empty()) {
        ("holidays" | "days", _) => days_off::clicked(desk, &Route::plain(Verb::DaysOff), &[]).await,
        ("import", _) => {
            // Where a command is one line, the lines of a file do not arrive: there it is attached.
            let came = Came::usual(desk.app.platform().entry());
            days_off::import(desk, None, (&values.join(" "), came)).await
        }
        ("teams", _) | ("team", true) => teams::clicked(desk, &Route::plain(Verb::Teams), &[]).await,
        ("team", false) => Ok(teams::named(desk, &values.join(" "))),
        // Without a value a select opens the form that asks for a name.
        ("room" | "private", true) => setup::clicked(desk, &Route::plain(verb).with(what), &[OTHER.to_owned()]).await,
        ("room" | "private", false) => {
            let answers = Answers::from([(key::ROOM.to_owned(), values.join(" "))]);
            setup::submitted(desk, &Route::plain(verb).with(what), &answers).await
        }
        (_, _) => setup::clicked(desk, &Route::plain(verb).with(what), &values).await,
    }
}

/// A file of everybody's days off, or of a team's.
async fn attach(desk: &Desk<'_>, file: &Attached, team: &str) -> Result<Reply, AppFault> {
    if let Some(refused) = setup::not_an_admin(desk) {
        return Ok(refused);
    }
    let text = match &file.text {
        Ok(text) => text,
        Err(why) => return Ok(Reply::Private(attached::unread(&desk.words, file, *why))),
    };
    let team = match teams::by_name(desk, team) {
        _ if team.trim().is_empty() => None,
        Some(found) if desk.company.own_calendar(found).is_some() => Some(found.id),
        Some(found) => return Ok(Reply::Private(cards::no_own_days(&desk.words, &found.name))),
        None => return Ok(unused(desk, file, teams::named(desk, team))),
    };
    days_off::import(desk, team, (text, Came::Attached)).await
}

/// What was asked takes no file: that is said beside it, and alone where a form would be opened.
fn unused(desk: &Desk<'_>, file: &Attached, reply: Reply) -> Reply {
    match reply {
        Reply::Private(message) | Reply::Update(message) => {
            Reply::Private(attached::unused(&desk.words, message, file))
        }
        Reply::Form(_) => Reply::Private(attached::unused(&desk.words, Message::default(), file)),
        other @ (Reply::Public(_) | Reply::Quiet) => other,
    }
}
