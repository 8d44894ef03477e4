//! Setting Baton up, changing settings, and the test handoff.

use baton::chat::cards::setup::{NEW, OTHER};
use baton::chat::route::Verb;

use super::Outcome;
use crate::driver::{Answered, Driver, Wanted};
use crate::words::{Word, exactly, pairs};
use crate::world::told;

intents! {
    SetUp:
    OpensSetup = "opens set-up",
    OpensSettings = "opens settings",
    Room = "chooses channel",
    PrivateRoom = "chooses private channel",
    MakesRoom = "has a channel made",
    NamesRoom = "names channel",
    ChangesHours = "changes hours",
    ChangesManagers = "changes managers",
    ChangesPlaybook = "changes playbook",
    LooksGood = "looks good",
    Tests = "sends a test",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::OpensSetup => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::Setup).with("")).await?)),
        Intent::OpensSettings => Ok(Outcome::told(driver.types("/handoff-admin settings", None).await?)),
        Intent::Room => {
            let [name] = exactly(words, "chooses channel general")?;
            Ok(Outcome::acted(chooses(driver, "room", name).await?))
        }
        Intent::PrivateRoom => {
            let [name] = exactly(words, "chooses private channel leads")?;
            Ok(Outcome::acted(chooses(driver, "private", name).await?))
        }
        Intent::MakesRoom => Ok(Outcome::acted(chooses(driver, "room", NEW).await?)),
        Intent::NamesRoom => {
            let [name] = exactly(words, "names channel \"#general\"")?;
            let opened = chooses(driver, "room", OTHER).await?;
            Ok(Outcome::acted(driver.submits_only(opened, name).await?))
        }
        Intent::ChangesHours => fills(driver, "hours", words).await,
        Intent::ChangesManagers => fills(driver, "people", words).await,
        Intent::ChangesPlaybook => fills(driver, "playbook", words).await,
        Intent::Tests => tests(driver).await,
        Intent::LooksGood => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::Setup).with("good")).await?)),
    }
}

/// Set-up, and once that is done settings.
fn card(arg: &str) -> [Wanted; 2] {
    [Verb::Settings, Verb::Setup].map(|verb| Wanted::of(verb).with(arg))
}

async fn chooses(driver: &mut Driver<'_>, which: &str, value: &str) -> Result<Answered, String> {
    let mut problem = String::new();
    for wanted in card(which) {
        match driver.uses(&wanted.choosing([value.to_owned()])).await {
            Ok(answered) => return Ok(answered),
            Err(why) => problem = why,
        }
    }
    Err(problem)
}

async fn fills(driver: &mut Driver<'_>, form: &str, words: &[Word]) -> Result<Outcome, String> {
    let mut problem = String::new();
    for wanted in card(form) {
        match driver.uses(&wanted).await {
            Ok(opened) => return Ok(Outcome::acted(driver.submits(opened, &pairs(words)).await?)),
            Err(why) => problem = why,
        }
    }
    Err(problem)
}

/// The steps that follow are about the test.
async fn tests(driver: &mut Driver<'_>) -> Result<Outcome, String> {
    let (workspace, person) = (driver.world.workspace(), driver.person);
    let answered = driver.uses(&Wanted::of(Verb::Test)).await?;
    let tests = driver.world.app.store.tests_of(workspace, person).await.map_err(told)?;
    driver.world.about = tests.first().copied().or(driver.world.about);
    Ok(Outcome::told(answered))
}
