//! `/handoff-admin link`: accounts that belong to one person. `link @ben @ben_phone`, `link @ben ben@acme.example`,
//! `link @ben slack:U123`, `link off @ben_phone`; without words, what is linked.
//!
//! The first one named stays the person; the other account acts as them from then on. An account that was a person of its
//! own keeps its past, and can be linked only while nothing open hangs on it, so that nobody's turn is lost.

use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::admin;
use crate::chat::cards::link::{self as cards, NotLinked};
use crate::chat::incoming::Reply;
use crate::chat::message::Message;
use crate::ids::PersonId;
use crate::store::commit::{Commit, Row};
use crate::store::identity::{Person, PersonLink, PersonState};
use crate::store::lists::{Page, Which, Whose};

/// The platform under which e-mail addresses are kept.
const MAIL: &str = "email";
/// Other platforms, as they stand before a colon.
const PLATFORMS: [&str; 5] = ["discord", "slack", "mattermost", "matrix", "teams"];
/// Stands behind the @ of what is no mention.
const NO_PING: char = '\u{200b}';
/// So many open handoffs are looked at; five are named.
const BUSY_MAX: u32 = 50;

/// An account, wherever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Account {
    platform: String,
    id: String,
    /// As people know it.
    shown: String,
}

/// Answers the command.
pub(super) async fn run(desk: &Desk<'_>, words: &[String]) -> Result<Reply, AppFault> {
    if !desk.is_admin() {
        return Ok(Reply::Private(admin::only_admins(&desk.words)));
    }
    // A command that is copied from an answer brings what keeps a name there from being a ping.
    let words: Vec<String> = words.iter().map(|word| word.replace(NO_PING, "")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let entry = desk.app.platform().entry();
    let message = match words.as_slice() {
        [] | ["list"] => cards::list(&desk.words, entry, &all(desk).await?),
        ["off", account] => unlink(desk, account).await?,
        [person, account] => link(desk, person, account).await?,
        [_] | [_, _, ..] => cards::usage(&desk.words, entry),
    };
    Ok(Reply::Private(message))
}

/// The accounts of the one who asks, besides their own.
pub(super) async fn own(desk: &Desk<'_>) -> Result<Vec<String>, AppFault> {
    let links = desk.app.store.person_links(desk.incoming.workspace, desk.incoming.person).await?;
    Ok(links.iter().map(|link| shown(desk, &link.platform, &link.external_id)).collect())
}

async fn all(desk: &Desk<'_>) -> Result<Vec<(PersonId, String)>, AppFault> {
    let links = desk.app.store.links(desk.incoming.workspace).await?;
    Ok(links.iter().map(|link| (link.person, shown(desk, &link.platform, &link.external_id))).collect())
}

async fn link(desk: &Desk<'_>, person: &str, account: &str) -> Result<Message, AppFault> {
    let refused = |why: &NotLinked| Ok(cards::refused(&desk.words, desk.app.platform().entry(), why));
    let (person, account) = match (who(desk, person), meant(desk, account)) {
        (Ok(person), Ok(account)) => (person, account),
        (Err(why), _) | (_, Err(why)) => return refused(&why),
    };
    if let Some(why) = hindrance(desk, person, &account).await? {
        return refused(&why);
    }
    let link = PersonLink {
        person: person.id,
        platform: account.platform.clone(),
        external_id: account.id.clone(),
        linked_at: desk.now,
    };
    let mut commit = Commit::new(desk.incoming.workspace, desk.now).row(Row::PutPersonLink(link));
    if let Some(second) = of_account(desk, &account) {
        commit = commit.row(Row::SetState { person: second.id, state: PersonState::Left });
    }
    desk.app.store.write(commit).await?;
    Ok(cards::linked(&desk.words, desk.app.platform().entry(), &account.shown, person.id))
}

/// What keeps an account from becoming a person's.
async fn hindrance(desk: &Desk<'_>, person: &Person, account: &Account) -> Result<Option<NotLinked>, AppFault> {
    let links = desk.app.store.links(desk.incoming.workspace).await?;
    let is_it = |link: &&PersonLink| link.platform == account.platform && link.external_id == account.id;
    let shown = || account.shown.clone();
    if person.platform == account.platform && person.external_id == account.id {
        return Ok(Some(NotLinked::Same));
    }
    if let Some(known) = links.iter().find(is_it) {
        let is_theirs = known.person == person.id;
        let why = if is_theirs { NotLinked::Already } else { NotLinked::Taken };
        return Ok(Some(why(shown(), known.person)));
    }
    if person.state != PersonState::Active {
        return Ok(Some(NotLinked::Gone(person.id)));
    }
    let Some(second) = of_account(desk, account) else { return Ok(None) };
    if second.state == PersonState::Bot {
        return Ok(Some(NotLinked::Bot(shown())));
    }
    if links.iter().any(|link| link.person == second.id) {
        return Ok(Some(NotLinked::HasOwn(shown())));
    }
    let page = Page { limit: BUSY_MAX, offset: 0 };
    let mut customers = Vec::new();
    for which in [Which::Drafts, Which::Open] {
        let parts = desk.app.store.list(desk.incoming.workspace, which, Whose::Person(second.id), page).await?;
        customers.extend(parts.into_iter().map(|line| line.customer));
    }
    Ok((!customers.is_empty()).then(|| NotLinked::Busy(shown(), customers)))
}

async fn unlink(desk: &Desk<'_>, account: &str) -> Result<Message, AppFault> {
    let account = match meant(desk, account) {
        Ok(account) => account,
        Err(why) => return Ok(cards::refused(&desk.words, desk.app.platform().entry(), &why)),
    };
    let links = desk.app.store.links(desk.incoming.workspace).await?;
    let known = links.iter().find(|link| link.platform == account.platform && link.external_id == account.id);
    let Some(known) = known else {
        return Ok(cards::refused(&desk.words, desk.app.platform().entry(), &NotLinked::Unlinked(account.shown)));
    };
    let row = Row::RemovePersonLink { platform: account.platform.clone(), external_id: account.id.clone() };
    let mut commit = Commit::new(desk.incoming.workspace, desk.now).row(row);
    if let Some(second) = of_account(desk, &account) {
        commit = commit.row(Row::SetState { person: second.id, state: PersonState::Active });
    }
    desk.app.store.write(commit).await?;
    Ok(cards::unlinked(&desk.words, &account.shown, known.person))
}

/// The person a word means: a mention, an id, a handle or a name that only one has.
fn who<'a>(desk: &'a Desk<'_>, word: &str) -> Result<&'a Person, NotLinked> {
    let persons = &desk.company.persons;
    let named = word.trim_start_matches('@');
    if let Some(id) = mentioned(word) {
        let own = persons.values().find(|it| it.platform == desk.app.platform().name() && it.external_id == id);
        return own.ok_or_else(|| NotLinked::Nobody(word.to_owned()));
    }
    if let Some(person) = named.parse::<PersonId>().ok().and_then(|id| persons.get(&id)) {
        return Ok(person);
    }
    let folded = named.to_lowercase();
    let by_handle: Vec<&Person> = persons.values().filter(|it| it.handle.to_lowercase() == folded).collect();
    let by_name = || persons.values().filter(|it| it.name.to_lowercase() == folded).collect();
    let found: Vec<&Person> = if by_handle.is_empty() { by_name() } else { by_handle };
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(NotLinked::Nobody(word.to_owned())),
        several => {
            let handles = several.iter().map(|person| format!("@{}", person.handle)).collect();
            Err(NotLinked::Several(word.to_owned(), handles))
        }
    }
}

/// The account a word means: somebody's own, one that nobody used yet, one elsewhere, an address.
fn meant(desk: &Desk<'_>, word: &str) -> Result<Account, NotLinked> {
    let on = |platform: &str, id: String| {
        let shown = shown(desk, platform, &id);
        Account { platform: platform.to_owned(), id, shown }
    };
    if let Some(id) = mentioned(word) {
        return Ok(on(desk.app.platform().name(), id.to_owned()));
    }
    if let Some((platform, id)) = word.split_once(':').filter(|(platform, id)| is_elsewhere(platform, id)) {
        return Ok(on(&platform.to_lowercase(), id.to_owned()));
    }
    if is_mail(word) {
        return Ok(on(MAIL, word.to_lowercase()));
    }
    let person = who(desk, word)?;
    Ok(on(&person.platform, person.external_id.clone()))
}

/// The id in `<@17>`.
fn mentioned(word: &str) -> Option<&str> {
    let id = word.strip_prefix("<@")?.strip_suffix('>')?.trim_start_matches('!');
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

fn is_elsewhere(platform: &str, id: &str) -> bool {
    PLATFORMS.contains(&platform.to_lowercase().as_str()) && !id.is_empty()
}

fn is_mail(word: &str) -> bool {
    let parts = word.split_once('@');
    parts
        .is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.'))
}

/// The person whose own account it is or was.
fn of_account<'a>(desk: &'a Desk<'_>, account: &Account) -> Option<&'a Person> {
    desk.company.persons.values().find(|it| it.platform == account.platform && it.external_id == account.id)
}

/// `@ben_phone`, `slack:U123`, `ben@acme.example`.
fn shown(desk: &Desk<'_>, platform: &str, id: &str) -> String {
    let own = desk.company.persons.values().find(|it| it.platform == platform && it.external_id == id);
    match own {
        Some(person) if person.handle.is_empty() => person.name.clone(),
        Some(person) => format!("@{}", person.handle),
        None if platform == MAIL => id.to_owned(),
        None if platform == desk.app.platform().name() => format!("<@{id}>"),
        None => format!("{platform}:{id}"),
    }
}
