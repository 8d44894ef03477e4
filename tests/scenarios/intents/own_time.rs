//! A person's own time, and going on when somebody is away.

use baton::chat::cards::away::{Doing, Going};
use baton::chat::cards::my_time::what;
use baton::chat::route::Verb;

use super::Outcome;
use crate::driver::{Driver, Wanted};
use crate::words::{Word, exactly, pairs};

intents! {
    OwnTime:
    Opens = "opens my hours",
    Times = "changes times",
    Off = "takes days off",
    OffOf = "takes days off for",
    Back = "is back",
    Instead = "takes who is here",
    Insists = "insists on",
    Keeps = "keeps backup",
    Gives = "gives away",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::Opens => {
            driver.types("/handoff help", None).await?;
            Ok(Outcome::told(driver.uses(&Wanted::of(Verb::MyTime).with("")).await?))
        }
        Intent::Times => fills(driver, what::TIMES, words).await,
        Intent::Off => fills(driver, what::OFF, words).await,
        Intent::OffOf => fills(driver, what::OTHER, words).await,
        Intent::Back => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::MyTime).with(what::BACK)).await?)),
        // The way around stands first.
        Intent::Instead => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::AwayTo)).await?)),
        Intent::Insists => {
            let [who] = exactly(words, "insists on ben")?;
            let to = driver.world.person(who)?;
            going(driver, |doing| Going { doing, to, known: vec![to] }).await
        }
        Intent::Keeps => {
            let [who] = exactly(words, "keeps backup tom")?;
            let known = vec![driver.world.person(who)?];
            let to = driver.world.subject().await?.handoff.receiver.ok_or("nobody is to receive it")?;
            going(driver, |doing| Going { doing, to, known: known.clone() }).await
        }
        Intent::Gives => {
            let [to] = exactly(words, "gives away lea")?;
            let to = driver.world.person(to)?;
            going(driver, |doing| Going { doing, to, known: Vec::new() }).await
        }
    }
}

async fn fills(driver: &mut Driver<'_>, form: &str, words: &[Word]) -> Result<Outcome, String> {
    let opened = driver.uses(&Wanted::of(Verb::MyTime).with(form)).await?;
    Ok(Outcome::acted(driver.submits(opened, &pairs(words)).await?))
}

/// Whatever is being done, by the button that says so.
async fn going(driver: &mut Driver<'_>, wanted: impl Fn(Doing) -> Going) -> Result<Outcome, String> {
    let mut problem = String::new();
    for doing in [Doing::Send, Doing::Backup, Doing::NotMine, Doing::Reassign] {
        match driver.uses(&Wanted::of(Verb::AwayTo).with(wanted(doing).to_arg())).await {
            Ok(answered) => return Ok(Outcome::told(answered)),
            Err(why) => problem = why,
        }
    }
    Err(problem)
}
