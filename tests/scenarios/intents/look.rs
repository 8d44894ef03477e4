//! Looking at things, typing commands, pressing what is old; and what happens to people outside of the chat.

use baton::chat::incoming::{Place, Reply};
use baton::chat::route::Verb;
use baton::store::commit::Row;
use baton::store::identity::Person;

use super::Outcome;
use super::brief::begun_by as begun;
use super::set_up::file_named;
use crate::driver::{Driver, Wanted};
use crate::moments;
use crate::words::{Word, exactly, pairs, unknown};
use crate::world::told;

/// What can be opened, and the button that does it.
const OPENED: &[(&str, Verb)] = &[
    ("more", Verb::More),
    ("brief", Verb::Brief),
    ("history", Verb::History),
    ("explain", Verb::Explain),
    ("why", Verb::WhyMe),
    ("intro", Verb::Intro),
    ("agenda", Verb::Agenda),
    ("edit", Verb::Edit),
    ("handoff", Verb::Show),
    ("rating", Verb::RateAgain),
];

intents! {
    Look:
    Opens = "opens",
    Clicks = "clicks",
    Presses = "presses",
    PutsOff = "puts off",
    Types = "types",
    OpensChatAnew = "opens the chat anew",
    Leaves = "leaves",
    IsAway = "is away until",
    TakesNoDirect = "takes no direct messages",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::Opens => {
            let [what] = exactly(words, "opens history")?;
            let known: Vec<&'static str> = OPENED.iter().map(|(name, _)| *name).collect();
            let found = OPENED.iter().find(|(name, _)| *name == what);
            let (_, verb) = found.ok_or_else(|| unknown("thing to open", what, &known))?;
            Ok(Outcome::told(driver.uses(&Wanted::of(*verb)).await?))
        }
        Intent::Clicks => clicks(driver, words).await,
        Intent::Presses => {
            let [id] = exactly(words, "presses \"1.accept.2k9\"")?;
            Ok(Outcome::told(driver.presses(id).await?))
        }
        Intent::PutsOff => puts_off(driver, words).await,
        Intent::Types => types(driver, words).await,
        Intent::OpensChatAnew => {
            driver.world.chat.forget_private(driver.person);
            Ok(Outcome::silent())
        }
        Intent::Leaves => {
            let (workspace, person) = (driver.world.workspace(), driver.person);
            driver.world.app.person_leaves(workspace, person).await.map_err(told)?;
            Ok(Outcome::silent())
        }
        Intent::IsAway => is_away(driver, words).await,
        Intent::TakesNoDirect => {
            driver.world.chat.take_no_direct(driver.person);
            Ok(Outcome::silent())
        }
    }
}

/// `clicks accept`, `clicks waive promises_confirmed`: any button by the verb of its id.
async fn clicks(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let [verb, arg @ ..] = plain.as_slice() else { return Err("this is written: clicks accept".to_owned()) };
    let known: Vec<&'static str> = Verb::ALL.iter().map(|verb| verb.key()).collect();
    let found = Verb::ALL.iter().find(|known| known.key() == *verb).ok_or_else(|| unknown("button", verb, &known))?;
    let wanted = arg.first().map_or_else(|| Wanted::of(*found), |arg| Wanted::of(*found).with(*arg));
    Ok(Outcome::told(driver.uses(&wanted).await?))
}

/// `puts off "ACME"`: the digest's lines about it are taken out for today.
async fn puts_off(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let [text] = exactly(words, "puts off \"ACME\"")?;
    let wanted = Wanted::of(Verb::NotToday);
    let offered = driver.offered(&wanted).ok_or("no digest to be seen")?;
    let values: Vec<String> =
        offered.into_iter().filter(|(_, label)| label.contains(text)).map(|(value, _)| value).collect();
    Ok(Outcome::acted(driver.uses(&wanted.choosing(values)).await?))
}

/// `types "/handoff list"`, `types "/handoff list" in cs-managers`, `types "/handoff stats" in thread`; where a form opens,
/// it is submitted if answers stand behind: `types "/handoff accept" goal="…" first_step="…"`. A file goes with it:
/// `types "/handoff-admin settings import" with company_days.ics`. A draft that it begins is
/// what the steps are about from then on.
async fn types(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let (text, place) = match plain.as_slice() {
        [text] => (text, None),
        [text, "with", file] => {
            let file = driver.world.chat.attach(driver.person, file, file_named(file)?);
            return Ok(Outcome::told(driver.types_with(text, file).await?));
        }
        [text, "in", "thread"] => (text, Some(driver.world.thread().await?)),
        [text, "in", channel] => (text, Some(Place::channel(*channel))),
        _ => return Err("this is written: types \"/handoff list\" [in cs-managers|in thread] [goal=\"…\"]".to_owned()),
    };
    let answered = driver.types(text, place).await?;
    driver.world.about = begun(&answered).or(driver.world.about);
    let answers = pairs(words);
    if answers.is_empty() {
        return Ok(Outcome::told(answered));
    }
    if !matches!(answered.reply, Reply::Form(_)) {
        return Err("no form was opened for the answers".to_owned());
    }
    Ok(Outcome::acted(driver.submits(answered, &answers).await?))
}

async fn is_away(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let (workspace, now) = (driver.world.workspace(), driver.world.now());
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let until = moments::moment(&plain, now, driver.world.zone())?;
    let found = driver.world.app.store.person(workspace, driver.person).await.map_err(told)?;
    let person = found.ok_or("nobody")?;
    driver.world.put(Row::PutPerson(Person { away_until: Some(until), ..person })).await?;
    Ok(Outcome::silent())
}
