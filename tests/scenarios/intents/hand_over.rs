//! Between sender and receiver: accept, send back, ask, answer, read back, give away.

use baton::chat::cards::forms::{hand_over, reasons};
use baton::chat::route::Verb;

use super::Outcome;
use crate::driver::{Driver, Wanted};
use crate::words::{Word, exactly, pairs};

intents! {
    HandOver:
    AcceptsLater = "accepts later",
    Accepts = "accepts",
    TakesOver = "takes over",
    Returns = "returns",
    AsksAbout = "asks about",
    Asks = "asks",
    Answers = "answers",
    NotMine = "says not mine",
    Reassigns = "reassigns",
    Confirms = "confirms read-back",
    Disputes = "disputes",
    GotIt = "got it",
    Rewrites = "rewrites",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::AcceptsLater => tap(driver, Verb::AcceptLater).await,
        Intent::Accepts => form(driver, Verb::Accept, &read_back(words)).await,
        Intent::TakesOver => form(driver, Verb::TakeOver, &read_back(words)).await,
        Intent::Rewrites => form(driver, Verb::Rewrite, &read_back(words)).await,
        Intent::Returns => form(driver, Verb::Return, &pairs(words)).await,
        Intent::Asks => {
            let [question] = exactly(words, "asks \"…?\"")?;
            let question = (hand_over::QUESTION.to_owned(), question.to_owned());
            form(driver, Verb::Ask, &[question]).await
        }
        Intent::AsksAbout => {
            let [field, question] = exactly(words, "asks about success_criteria \"…?\"")?;
            let field = (hand_over::FIELD.to_owned(), field.to_owned());
            form(driver, Verb::Ask, &[field, (hand_over::QUESTION.to_owned(), question.to_owned())]).await
        }
        Intent::Answers => {
            let [answer] = exactly(words, "answers \"…\" [field=\"…\"]")?;
            let mut answers = vec![(hand_over::ANSWER.to_owned(), answer.to_owned())];
            answers.extend(pairs(words));
            form(driver, Verb::Answer, &answers).await
        }
        Intent::NotMine => {
            let [to] = exactly(words, "says not mine lea")?;
            form(driver, Verb::NotMine, &[(reasons::TO.to_owned(), to.to_owned())]).await
        }
        Intent::Reassigns => {
            let [to, why] = exactly(words, "reassigns lea \"why\"")?;
            let answers = [(reasons::TO.to_owned(), to.to_owned()), (reasons::REASON.to_owned(), why.to_owned())];
            form(driver, Verb::Reassign, &answers).await
        }
        Intent::Confirms => tap(driver, Verb::ThatsIt).await,
        Intent::Disputes => {
            let [line] = exactly(words, "disputes \"…\"")?;
            form(driver, Verb::NotQuite, &[(reasons::LINE.to_owned(), line.to_owned())]).await
        }
        Intent::GotIt => tap(driver, Verb::GotIt).await,
    }
}

async fn tap(driver: &mut Driver<'_>, verb: Verb) -> Result<Outcome, String> {
    Ok(Outcome::acted(driver.uses(&Wanted::of(verb)).await?))
}

async fn form(driver: &mut Driver<'_>, verb: Verb, answers: &[(String, String)]) -> Result<Outcome, String> {
    Ok(Outcome::acted(driver.fills(&Wanted::of(verb), answers).await?))
}

/// `goal="…" first="…" watch="…"`, and what the playbook asks besides.
fn read_back(words: &[Word]) -> Vec<(String, String)> {
    let key = |key: String| if key == "first" { hand_over::FIRST_STEP.to_owned() } else { key };
    pairs(words).into_iter().map(|(name, value)| (key(name), value)).collect()
}
