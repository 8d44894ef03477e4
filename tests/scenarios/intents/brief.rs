//! Writing a brief: start, fill, choose, send.

use baton::chat::cards::brief::{CARD, CUSTOMER, DAY, NOBODY, PERSON, SOMEONE_ELSE, TIME};
use baton::chat::incoming::Reply;
use baton::chat::message::{Block, Message};
use baton::chat::route::{Route, Verb};
use baton::domain::playbook::{Field, FieldKind, Meaning};
use baton::ids::HandoffId;

use super::Outcome;
use crate::driver::{Answered, Driver, Wanted};
use crate::words::{Word, exactly, pairs};

intents! {
    Brief:
    Starts = "starts",
    StartsAnew = "starts anew",
    WritesAll = "writes a full brief",
    Fills = "fills",
    Chooses = "chooses",
    PicksReceiver = "picks receiver",
    PicksSender = "picks sender",
    PicksBackup = "picks backup",
    SaysClosed = "says deal closed",
    SaysSigned = "says signed",
    SendsAnyway = "sends anyway",
    Sends = "sends",
    Discards = "discards",
    Resumes = "resumes",
    MovesToNewer = "moves to the newer playbook",
}

/// Does it.
pub async fn run(driver: &mut Driver<'_>, intent: Intent, words: &[Word]) -> Result<Outcome, String> {
    match intent {
        Intent::Starts => starts(driver, words).await,
        Intent::StartsAnew => {
            let answered = driver.uses(&Wanted::of(Verb::Start)).await?;
            Ok(begun(driver, answered))
        }
        Intent::WritesAll => writes_all(driver, words).await,
        Intent::Fills => fills(driver, words).await,
        Intent::Chooses => chooses(driver, words).await,
        Intent::PicksReceiver => picks(driver, Verb::Receiver, words).await,
        Intent::PicksSender => picks(driver, Verb::Sender, words).await,
        Intent::PicksBackup => picks(driver, Verb::Backup, words).await,
        Intent::SaysClosed => says_closed(driver, words).await,
        Intent::SaysSigned => says_signed(driver, words).await,
        Intent::SendsAnyway => acted(driver, Verb::SendAnyway).await,
        Intent::Sends => acted(driver, Verb::Send).await,
        Intent::Discards => acted(driver, Verb::Discard).await,
        Intent::Resumes => Ok(Outcome::told(driver.uses(&Wanted::of(Verb::Resume)).await?)),
        Intent::MovesToNewer => acted(driver, Verb::Newer).await,
    }
}

async fn acted(driver: &mut Driver<'_>, verb: Verb) -> Result<Outcome, String> {
    Ok(Outcome::acted(driver.uses(&Wanted::of(verb)).await?))
}

/// `starts ae_csm for "ACME"`, `starts ae_csm for "ACME" to ben`.
async fn starts(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let typed = match plain.as_slice() {
        [] => "/handoff start".to_owned(),
        [playbook] => format!("/handoff start {playbook}"),
        [playbook, "for", customer] => format!("/handoff start {playbook} \"{customer}\""),
        [playbook, "for", customer, "to", receiver] => format!("/handoff start {playbook} \"{customer}\" @{receiver}"),
        _ => return Err("this is written: starts ae_csm for \"ACME\" [to ben]".to_owned()),
    };
    let answered = driver.types(&typed, None).await?;
    Ok(begun(driver, answered))
}

/// `writes a full brief of ae_csm for "ACME" [to lea] [segment=enterprise …]`: everything that is required, as in the
/// playbook's own examples, and the fields named here; signed where that is asked. It is not sent.
async fn writes_all(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let (playbook, customer, to) = match plain.as_slice() {
        ["of", playbook, "for", customer] => (playbook, customer, String::new()),
        ["of", playbook, "for", customer, "to", receiver] => (playbook, customer, format!(" @{receiver}")),
        _ => {
            return Err("this is written: writes a full brief of ae_csm for \"ACME\" [to lea] [segment=smb]".to_owned());
        }
    };
    let answered = driver.types(&format!("/handoff start {playbook} \"{customer}\"{to}"), None).await?;
    let mut outcome = begun(driver, answered);
    let playbook = driver.world.subject().await?.playbook;
    let named = pairs(words);
    let typed = |field: &Field| {
        let own = named.iter().find(|(key, _)| *key == field.key).map(|(_, value)| value.clone());
        // The command has told the customer already, and it stands there.
        let is_asked = field.meaning != Some(Meaning::Customer) && (field.required || field.required_at_high_risk);
        own.or_else(|| is_asked.then(|| sample(field)))
    };
    for field in &playbook.card {
        if let Some(value) = typed(field) {
            outcome = choose(driver, &field.key, &value).await?;
        }
    }
    for section in &playbook.sections {
        let answers: Vec<(String, String)> =
            section.fields.iter().filter_map(|field| Some((field.key.clone(), typed(field)?))).collect();
        if !answers.is_empty() {
            let wanted = Wanted::of(Verb::Section).with(&section.key);
            outcome = Outcome::acted(driver.fills(&wanted, &answers).await?);
        }
    }
    if playbook.holds_until_signed {
        outcome = Outcome::acted(driver.uses(&Wanted::of(Verb::Signed).with("yes")).await?);
    }
    Ok(outcome)
}

/// A good answer: the playbook's example, else something of the kind.
fn sample(field: &Field) -> String {
    if !field.example.is_empty() {
        return field.example.clone();
    }
    let fixed = match field.kind {
        FieldKind::Choice | FieldKind::Multi => {
            return field.options.first().map(|choice| choice.key.clone()).unwrap_or_default();
        }
        FieldKind::Short => "Dana Ortiz, operations",
        FieldKind::Long => {
            "Their team lost a day a week copying numbers between two tools, and it cost them two customers."
        }
        FieldKind::List => "SSO live by 15 March, to Dana Ortiz",
        FieldKind::Money => "48,000 EUR",
        FieldKind::Date => "2027-03-01",
        FieldKind::Datetime => "2027-03-01 10:00",
        FieldKind::Number => "12",
        FieldKind::Yesno => "yes",
        FieldKind::Link => "https://files.example/acme",
        FieldKind::User => "mia",
    };
    fixed.to_owned()
}

/// From now on steps are about the draft that was begun.
fn begun(driver: &mut Driver<'_>, answered: Answered) -> Outcome {
    let begun = begun_by(&answered);
    let mut outcome = Outcome::told(answered);
    outcome.is_refused = begun.is_none();
    driver.world.about = begun.or(driver.world.about);
    outcome
}

/// The handoff that an answer is about.
pub fn begun_by(answered: &Answered) -> Option<HandoffId> {
    match &answered.reply {
        Reply::Private(message) | Reply::Update(message) | Reply::Public(message) => handoff_of(message),
        Reply::Form(form) => Route::parse(&form.id).and_then(|route| route.handoff),
        Reply::Quiet => None,
    }
}

/// The handoff that a message's buttons are about.
fn handoff_of(message: &Message) -> Option<HandoffId> {
    message.blocks.iter().find_map(|block| match block {
        Block::Buttons(buttons) => buttons.iter().find_map(|button| Route::parse(&button.id)?.handoff),
        Block::Select(select) => Route::parse(&select.id)?.handoff,
        Block::Line(_)
        | Block::Small(_)
        | Block::Heading(_)
        | Block::Meter { .. }
        | Block::Copy(_)
        | Block::Divider => None,
    })
}

/// `fills "Why and promises" promises="…"`: the section by title or key; `name` and `choices` after it was sent.
async fn fills(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let [wanted] = exactly(words, "fills \"Customer\" contact=\"Dana\"")?;
    let subject = driver.world.subject().await?;
    let sections = &subject.playbook.sections;
    let found = sections.iter().find(|section| section.key == wanted || section.title == wanted);
    let key = match found {
        Some(section) => section.key.clone(),
        None if wanted == "name" => CUSTOMER.to_owned(),
        None if wanted == "choices" => CARD.to_owned(),
        None => {
            let titles: Vec<&str> = sections.iter().map(|section| section.title.as_str()).collect();
            return Err(format!("no section {wanted:?}; there are: {}", titles.join(", ")));
        }
    };
    let answered = driver.fills(&Wanted::of(Verb::Section).with(key), &pairs(words)).await?;
    Ok(Outcome::acted(answered))
}

/// `chooses segment=mid_market renewal_risk=low who_said=mia`.
async fn chooses(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let mut outcome = Outcome::silent();
    for (field, value) in pairs(words) {
        outcome = choose(driver, &field, &value).await?;
        if outcome.is_refused {
            return Ok(outcome);
        }
    }
    Ok(outcome)
}

/// One choice of the card, by the keys of its options, or by the key of a person.
async fn choose(driver: &mut Driver<'_>, field: &str, value: &str) -> Result<Outcome, String> {
    let wanted = Wanted::of(Verb::Choose).with(field);
    let playbook = driver.world.subject().await?.playbook;
    if playbook.field(field).is_some_and(|field| field.kind == FieldKind::User) {
        return picks_one(driver, wanted, value).await;
    }
    let values = value.split(',').map(str::to_owned);
    Ok(Outcome::acted(driver.uses(&wanted.choosing(values)).await?))
}

async fn picks(driver: &mut Driver<'_>, verb: Verb, words: &[Word]) -> Result<Outcome, String> {
    let [who] = exactly(words, "picks receiver ben, picks backup lea, picks backup none")?;
    picks_one(driver, Wanted::of(verb), who).await
}

/// Whom the select offers is chosen in it; anybody else, and after sending, by the form behind it.
async fn picks_one(driver: &mut Driver<'_>, wanted: Wanted, who: &str) -> Result<Outcome, String> {
    let value = match who {
        "none" => NOBODY.to_owned(),
        who => driver.world.person(who).map_or_else(|_| who.to_owned(), |person| person.to_string()),
    };
    let opened = match driver.offered(&wanted) {
        Some(offered) if offered.iter().any(|(offered, _)| *offered == value) => {
            driver.uses(&wanted.choosing([value])).await?
        }
        Some(_) => driver.uses(&wanted.choosing([SOMEONE_ELSE.to_owned()])).await?,
        None => driver.uses(&wanted).await?,
    };
    Ok(Outcome::acted(driver.submits(opened, &[(PERSON.to_owned(), who.to_owned())]).await?))
}

/// `says deal closed now`, `… yesterday`, `… today 11:00`, `… other 2026-03-05 [15:00]`, and `reason="…"` after sending.
async fn says_closed(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let [choice, rest @ ..] = plain.as_slice() else {
        return Err("this is written: says deal closed now|yesterday|today 11:00|other 2026-03-05 [15:00]".to_owned());
    };
    let wanted = Wanted::of(Verb::Closed);
    let opened = match driver.offered(&wanted) {
        Some(_) => driver.uses(&wanted.choosing([(*choice).to_owned()])).await?,
        None => driver.uses(&wanted).await?,
    };
    let mut answers = pairs(words);
    let keys: &[&str] = if *choice == "today" { &[TIME] } else { &[DAY, TIME] };
    answers.extend(keys.iter().zip(rest).map(|(key, typed)| ((*key).to_owned(), (*typed).to_owned())));
    Ok(Outcome::acted(driver.submits(opened, &answers).await?))
}

async fn says_signed(driver: &mut Driver<'_>, words: &[Word]) -> Result<Outcome, String> {
    let [answer] = exactly(words, "says signed yes")?;
    Ok(Outcome::acted(driver.uses(&Wanted::of(Verb::Signed).with(answer)).await?))
}
