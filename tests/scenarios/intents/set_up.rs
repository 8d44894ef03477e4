//! Setting Baton up, changing settings, and the test handoff.

use baton::chat::cards::setup::days_off::OTHER as DAYS_OTHER;
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
    OpensDaysOff = "opens days off",
    EntersDaysOff = "enters days off",
    ChoosesCountry = "chooses country",
    ChoosesRegion = "chooses region",
    NamesPlace = "names country",
    Imports = "brings in",
    KeepsImport = "keeps the days",
    OpensTeams = "opens teams",
    OpensTeam = "opens team",
    MakesTeam = "makes team",
    ChangesTeam = "changes team",
    ChangesTeamHours = "changes hours of team",
    TeamUsualHours = "gives the team the hours of everybody",
    TeamDaysOff = "opens days off of the team",
    RemovesTeam = "removes team",
    ConfirmsRemoval = "confirms the removal",
    LooksGood = "looks good",
    Tests = "sends a test",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::OpensSetup => {
            // Where nobody was greeted there is no button yet.
            match driver.uses(&Wanted::of(Verb::Setup).with("")).await {
                Err(_) => Ok(Outcome::told(driver.types("/handoff-admin setup", None).await?)),
                opened => Ok(Outcome::told(opened?)),
            }
        }
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
        Intent::OpensDaysOff => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::DaysOff).with("")).await?)),
        Intent::EntersDaysOff => {
            let typed = exactly::<1>(words, "enters days off \"24 Dec closed / 31 Dec 9-13\"")?[0].replace(" / ", "\n");
            let opened = on_days(driver, "hand", None).await?;
            Ok(Outcome::acted(driver.submits_only(opened, &typed).await?))
        }
        Intent::ChoosesCountry => {
            let [code] = exactly(words, "chooses country DE")?;
            Ok(Outcome::acted(on_days(driver, "country", Some(code)).await?))
        }
        Intent::ChoosesRegion => {
            let [code] = exactly(words, "chooses region BY")?;
            Ok(Outcome::acted(on_days(driver, "region", Some(code)).await?))
        }
        Intent::NamesPlace => {
            let opened = on_days(driver, "country", Some(DAYS_OTHER)).await?;
            Ok(Outcome::acted(driver.submits(opened, &pairs(words)).await?))
        }
        Intent::Imports => {
            let [file] = exactly(words, "brings in holidays.ics")?;
            let text = String::from_utf8(file_named(file)?).map_err(told)?;
            let opened = on_days(driver, "import", None).await?;
            Ok(Outcome::told(driver.submits_only(opened, &text).await?))
        }
        Intent::KeepsImport => Ok(Outcome::told(on_days(driver, "keep", None).await?)),
        Intent::OpensTeams => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::Teams).with("")).await?)),
        Intent::OpensTeam => {
            let [name] = exactly(words, "opens team Support")?;
            opens_team(driver, name).await
        }
        Intent::MakesTeam => {
            Ok(Outcome::acted(driver.fills(&Wanted::of(Verb::Teams).with("new"), &pairs(words)).await?))
        }
        Intent::ChangesTeam => Ok(Outcome::acted(on_team(driver, "edit", &pairs(words)).await?)),
        Intent::ChangesTeamHours => Ok(Outcome::acted(on_team(driver, "hours", &pairs(words)).await?)),
        Intent::TeamUsualHours => Ok(Outcome::acted(on_team(driver, "theirs", &[]).await?)),
        Intent::TeamDaysOff => Ok(Outcome::told(on_days(driver, "show", None).await?)),
        Intent::RemovesTeam => Ok(Outcome::told(on_team(driver, "remove", &[]).await?)),
        Intent::ConfirmsRemoval => Ok(Outcome::told(on_team(driver, "gone", &[]).await?)),
        Intent::Tests => tests(driver).await,
        Intent::LooksGood => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::Setup).with("good")).await?)),
    }
}

/// A file of the scenarios' folder.
pub fn file_named(file: &str) -> Result<Vec<u8>, String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/files").join(file);
    std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Set-up, and once that is done settings.
fn card(arg: &str) -> [Wanted; 2] {
    [Verb::Settings, Verb::Setup].map(|verb| Wanted::of(verb).with(arg))
}

/// A control of the days off that are seen: everybody's, or those of a team.
async fn on_days(driver: &mut Driver<'_>, what: &str, value: Option<&str>) -> Result<Answered, String> {
    let mut wanted = driver.newest(Verb::DaysOff, what)?;
    wanted.values = value.into_iter().map(str::to_owned).collect();
    driver.uses(&wanted).await
}

/// From settings through the list of teams.
async fn opens_team(driver: &mut Driver<'_>, name: &str) -> Result<Outcome, String> {
    driver.types("/handoff-admin settings", None).await?;
    driver.uses(&Wanted::of(Verb::Teams).with("")).await?;
    let list = Wanted::of(Verb::Teams).with("open");
    let offered = driver.offered(&list).unwrap_or_default();
    let found = offered.into_iter().find(|(_, label)| label.starts_with(name));
    let (id, _) = found.ok_or_else(|| format!("no team {name:?} is offered"))?;
    Ok(Outcome::told(driver.uses(&list.choosing([id])).await?))
}

/// A button of the team's card that is seen.
async fn on_team(driver: &mut Driver<'_>, what: &str, answers: &[(String, String)]) -> Result<Answered, String> {
    let wanted = driver.newest(Verb::Teams, what)?;
    driver.fills(&wanted, answers).await
}

async fn chooses(driver: &mut Driver<'_>, which: &str, value: &str) -> Result<Answered, String> {
    let mut problem = String::new();
    let value = driver.world.chat.value_of_channel(value);
    for wanted in card(which) {
        match driver.uses(&wanted.choosing([value.clone()])).await {
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
