//! What is expected of a step, held against what came onto the screens since it began.

use std::collections::BTreeMap;

use baton::ids::PersonId;

use crate::chat_room::{Happening, Kind};
use crate::company::CHANNEL;
use crate::facts;
use crate::loosely::{is_held, one_line};
use crate::moments;
use crate::script::{Expected, What};
use crate::world::World;

/// What a step led to.
pub struct Since<'a> {
    /// What came onto the screens.
    pub happened: &'a [Happening],
    /// What the person who acted read at once, drawn; empty where there was nothing.
    pub answer: Option<&'a str>,
}

/// Whether it came as expected; an error says what is missing.
pub async fn check(world: &World, expected: &Expected, since: &Since<'_>) -> Result<(), String> {
    let found = holds(world, expected, since).await?;
    match (found, expected.is_not) {
        (Ok(()), false) | (Err(_), true) => Ok(()),
        (Ok(()), true) => Err("it is so, and was expected not to be".to_owned()),
        (Err(why), false) => Err(why),
    }
}

/// The outer error is a mistake in the scenario, the inner one says what was not found.
async fn holds(world: &World, expected: &Expected, since: &Since<'_>) -> Result<Result<(), String>, String> {
    let wanted = expected.holds.as_deref();
    let none = |what: &str| Err(format!("no such {what}"));
    Ok(match &expected.what {
        What::Answer => match since.answer {
            Some(answer) if is_held(answer, wanted) => Ok(()),
            Some(_) => Err("the answer says something else".to_owned()),
            None => none("answer"),
        },
        What::Ping(person) => {
            let person = world.person(person)?;
            any(world, since, Some(person), wanted, |happening| happening.pings.contains(&person)).await
        }
        What::Channel(channel) => {
            any(world, since, None, wanted, |happening| {
                let is_there = happening.place.channel == *channel && happening.place.thread.is_none();
                happening.kind == Kind::Posted && is_there
            })
            .await
        }
        What::Thread => {
            let is_there = |happening: &Happening| happening.kind == Kind::Posted && happening.place.thread.is_some();
            any(world, since, None, wanted, is_there).await
        }
        What::Direct(person) => {
            let person = world.person(person)?;
            let is_there = |happening: &Happening| happening.kind == Kind::Direct && happening.only_for == Some(person);
            any(world, since, Some(person), wanted, is_there).await
        }
        What::Private(person) => private(world, world.person(person)?, wanted).await,
        What::Card(customer) => stands(world, (CHANNEL, customer.as_deref()), wanted).await,
        What::Stands(channel) => stands(world, (channel, None), wanted).await,
        What::Nothing => match since.happened.iter().find(|happening| is_news(happening)) {
            None => Ok(()),
            Some(_) => Err("something came".to_owned()),
        },
        What::NoPings => match since.happened.iter().find(|happening| !happening.pings.is_empty()) {
            None => Ok(()),
            Some(_) => Err("a telephone rang".to_owned()),
        },
        What::Fact(words) => facts::check(world, words).await,
    })
}

fn is_news(happening: &Happening) -> bool {
    matches!(happening.kind, Kind::Posted | Kind::Direct)
}

async fn any(
    world: &World,
    since: &Since<'_>,
    reader: Option<PersonId>,
    wanted: Option<&str>,
    is_one: impl Fn(&Happening) -> bool,
) -> Result<(), String> {
    let mut seen = 0;
    for happening in since.happened.iter().filter(|happening| is_one(happening)) {
        seen += 1;
        let drawn = world.read(reader, happening.at, |reader| reader.message(&happening.message)).await;
        if is_held(&drawn, wanted) {
            return Ok(());
        }
    }
    if seen == 0 { Err("nothing came there".to_owned()) } else { Err("what came there says something else".to_owned()) }
}

async fn private(world: &World, person: PersonId, wanted: Option<&str>) -> Result<(), String> {
    let seen = world.chat.visible_to(world.workspace(), person);
    let newest = seen.iter().find(|said| said.only_for == Some(person) && !said.place.channel.starts_with("dm:"));
    let Some(newest) = newest else { return Err("there is none".to_owned()) };
    let drawn = world.read(Some(person), world.now(), |reader| reader.message(&newest.message)).await;
    if is_held(&drawn, wanted) { Ok(()) } else { Err(format!("it says: {}", one_line(&drawn))) }
}

async fn stands(world: &World, (channel, customer): (&str, Option<&str>), wanted: Option<&str>) -> Result<(), String> {
    let cards = world.chat.in_channel(world.workspace(), channel);
    let mut drawn = Vec::new();
    for card in &cards {
        drawn.push(world.read(None, world.now(), |reader| reader.message(&card.message)).await);
    }
    let about = |text: &&String| {
        customer.is_none_or(|customer| text.lines().next().is_some_and(|line| line.contains(customer)))
    };
    match drawn.iter().find(about) {
        None => Err("there is no such message".to_owned()),
        Some(card) if is_held(card, wanted) => Ok(()),
        Some(card) => Err(format!("it says: {}", one_line(card))),
    }
}

/// Every ping has its own `@` line.
pub fn check_pings(world: &World, expected: &[Expected], since: &Since<'_>) -> Result<(), String> {
    let mut rang: BTreeMap<PersonId, i64> = BTreeMap::new();
    for person in since.happened.iter().flat_map(|happening| &happening.pings) {
        *rang.entry(*person).or_default() += 1;
    }
    for line in expected.iter().filter(|line| !line.is_not) {
        if let What::Ping(person) = &line.what {
            *rang.entry(world.person(person)?).or_default() -= 1;
        }
    }
    match rang.into_iter().find(|(_, left)| *left != 0) {
        None => Ok(()),
        Some((person, left)) if left > 0 => {
            Err(format!("{} was pinged {left} times more than expected", world.name(person)))
        }
        Some((person, _)) => Err(format!("{} was pinged once for two expectations", world.name(person))),
    }
}

/// Every message is expected by some line.
pub async fn check_strictly(world: &World, expected: &[Expected], since: &Since<'_>) -> Result<(), String> {
    for (index, happening) in since.happened.iter().enumerate() {
        if !is_news(happening) {
            continue;
        }
        let alone = Since { happened: &since.happened[index..=index], answer: None };
        let mut is_expected = false;
        for line in expected.iter().filter(|line| !line.is_not) {
            let is_place = matches!(line.what, What::Ping(_) | What::Channel(_) | What::Thread | What::Direct(_));
            is_expected |= is_place && check(world, line, &alone).await.is_ok();
        }
        if !is_expected {
            return Err(format!("this was not expected: {}", told_one(world, happening).await));
        }
    }
    Ok(())
}

/// What came onto the screens, a line each, for failures. Answers are told beside it.
pub async fn told(world: &World, since: &Since<'_>) -> String {
    let mut lines = Vec::new();
    let is_answer = |happening: &&Happening| happening.only_for.is_some() && happening.kind != Kind::Direct;
    for happening in since.happened.iter().filter(|happening| !is_answer(happening)) {
        lines.push(format!("      {}", told_one(world, happening).await));
    }
    if lines.is_empty() { "      nothing".to_owned() } else { lines.join("\n") }
}

async fn told_one(world: &World, happening: &Happening) -> String {
    let drawn = world.read(happening.only_for, happening.at, |reader| reader.message(&happening.message)).await;
    let pings: Vec<String> = happening.pings.iter().map(|person| world.name(*person)).collect();
    let pings = if pings.is_empty() { String::new() } else { format!(" @{}", pings.join(" @")) };
    let place = match (&happening.only_for, &happening.place.thread) {
        (Some(person), _) => world.name(*person),
        (None, Some(_)) => "thread".to_owned(),
        (None, None) => format!("#{}", happening.place.channel),
    };
    let at = moments::shown(happening.at, world.zone());
    format!("{at} {:?} {place}{pings}: {}", happening.kind, shortened(&one_line(&drawn)))
}

/// Short enough for a failure.
pub fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 1_500;
    if text.chars().count() <= CHARS_MAX {
        return text.to_owned();
    }
    text.chars().take(CHARS_MAX).chain(" …".chars()).collect()
}
