//! From acceptance to the second look: tick, first contact, wait, rate, complete; and cancel.

use baton::chat::cards::forms::checklist::Chosen;
use baton::chat::cards::forms::{look_back, reasons};
use baton::chat::incoming::Reply;
use baton::chat::route::Verb;

use super::Outcome;
use crate::driver::{Driver, Wanted};
use crate::words::{Word, exactly, pairs};

intents! {
    Work:
    Ticks = "ticks",
    Declines = "declines",
    FirstContactWithItems = "makes first contact with items",
    FirstContact = "makes first contact",
    Waits = "waits",
    Lifts = "lifts",
    Rates = "rates",
    Thanks = "thanks",
    LooksAgain = "looks again",
    Judges = "judges promise",
    Dates = "dates promise",
    Completes = "completes",
    Waives = "waives",
    Overrides = "overrides",
    Cancels = "cancels",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::Ticks => ticks(driver, words).await,
        Intent::Declines => {
            let [item, "to", day] = exactly(words, "declines kickoff_held to \"18 March\"")? else {
                return Err("this is written: declines kickoff_held to \"18 March\"".to_owned());
            };
            let declined = Chosen::Declined(item).value();
            let opened = driver.uses(&Wanted::of(Verb::Tick).choosing([declined])).await?;
            Ok(Outcome::acted(driver.submits_only(opened, day).await?))
        }
        Intent::FirstContact => tap(driver, &Wanted::of(Verb::FirstContact).with("")).await,
        Intent::FirstContactWithItems => tap(driver, &Wanted::of(Verb::FirstContact).with("with_items")).await,
        Intent::Waits => {
            let [why] = exactly(words, "waits \"why\"")?;
            reason(driver, &Wanted::of(Verb::Wait), why).await
        }
        Intent::Lifts => tap(driver, &Wanted::of(Verb::Lift)).await,
        Intent::Rates => rates(driver, words).await,
        Intent::Thanks => tap(driver, &Wanted::of(Verb::Thank)).await,
        Intent::LooksAgain => form(driver, &Wanted::of(Verb::LookAgain), &pairs(words)).await,
        Intent::Judges => {
            let [n, verdict] = exactly(words, "judges promise 1 kept")?;
            tap(driver, &Wanted::of(Verb::Promise).with(format!("{n}.{verdict}"))).await
        }
        Intent::Dates => {
            let [n, by] = exactly(words, "dates promise 1 \"15 March\"")?;
            let opened = driver.uses(&Wanted::of(Verb::PromiseDate).with(n)).await?;
            Ok(Outcome::acted(driver.submits_only(opened, by).await?))
        }
        Intent::Completes => tap(driver, &Wanted::of(Verb::Complete)).await,
        Intent::Waives => {
            let [clause, why] = exactly(words, "waives promises_confirmed \"why\"")?;
            reason(driver, &Wanted::of(Verb::Waive).with(clause), why).await
        }
        Intent::Overrides => {
            let [gate, why] = exactly(words, "overrides signed \"why\"")?;
            reason(driver, &Wanted::of(Verb::Override).with(gate), why).await
        }
        Intent::Cancels => {
            let [why] = exactly(words, "cancels \"why\"")?;
            reason(driver, &Wanted::of(Verb::Cancel), why).await
        }
    }
}

/// `ticks next_step`, `ticks verdict says "by design"`, `ticks ticket_linked outcome_told says ticket_linked="4711" …`.
async fn ticks(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let says = words.iter().position(|word| word.is("says"));
    let (items, said) = words.split_at(says.unwrap_or(words.len()));
    let items = items.iter().filter_map(Word::plain).map(str::to_owned);
    let opened = driver.uses(&Wanted::of(Verb::Tick).choosing(items)).await?;
    let answered = match said {
        [] => opened,
        [_, line] if line.key.is_none() => driver.submits_only(opened, &line.text).await?,
        [_, lines @ ..] => driver.submits(opened, &pairs(lines)).await?,
    };
    Ok(Outcome::acted(answered))
}

async fn tap(driver: &mut Driver<'_>, wanted: &Wanted) -> Result<Outcome, String> {
    Ok(Outcome::acted(driver.uses(wanted).await?))
}

async fn form(driver: &mut Driver<'_>, wanted: &Wanted, answers: &[(String, String)]) -> Result<Outcome, String> {
    Ok(Outcome::acted(driver.fills(wanted, answers).await?))
}

async fn reason(driver: &mut Driver<'_>, wanted: &Wanted, why: &str) -> Result<Outcome, String> {
    form(driver, wanted, &[(reasons::REASON.to_owned(), why.to_owned())]).await
}

/// `rates 4 right no`, in the order of the taps; `because=vague_criteria`, `words="…"`, `number=3`, `tick=yes`.
async fn rates(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let mut outcome = Outcome::silent();
    for word in words {
        let text = word.text.as_str();
        outcome = match (word.key.as_deref(), text) {
            (None, "1" | "2" | "3" | "4" | "5") => tap(driver, &Wanted::of(Verb::RateNeeded).with(text)).await?,
            (None, "early" | "right" | "late") => tap(driver, &Wanted::of(Verb::RateTiming).with(text)).await?,
            (None, "no" | "little" | "yes" | "unknown") => tap(driver, &Wanted::of(Verb::RateFelt).with(text)).await?,
            (Some("because"), reason) => tap(driver, &Wanted::of(Verb::RateReason).with(reason)).await?,
            (Some("tick"), answer) => tap(driver, &Wanted::of(Verb::RateExtra).with(answer)).await?,
            (Some("number"), number) => {
                let answers = [(look_back::NUMBER.to_owned(), number.to_owned())];
                form(driver, &Wanted::of(Verb::RateExtra).with("number"), &answers).await?
            }
            (Some("words"), words) => {
                let answers = [(look_back::WORDS.to_owned(), words.to_owned())];
                form(driver, &Wanted::of(Verb::RateWords), &answers).await?
            }
            _ => return Err("this is written: rates 4 right no [because=vague_criteria] [words=\"…\"]".to_owned()),
        };
        let is_over = outcome.is_refused && matches!(outcome.reply, Some(Reply::Private(_)));
        if is_over {
            return Ok(outcome);
        }
    }
    Ok(outcome)
}
