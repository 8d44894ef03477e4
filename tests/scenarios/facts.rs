//! Facts of the database, in words: `owner is ben`, `deadline kickoff is Mon 2026-03-09 16:30`, `rows clock_steps 3`.

use baton::domain::brief::value;
use baton::domain::handoff::Handoff;
use baton::domain::playbook::ClockKind;
use baton::domain::sla::ClockInstance;
use baton::ids::PersonId;
use baton::store::lists::{HandoffLine, Page, Which, Whose};

use crate::chat_room::{Happening, Kind};
use crate::moments;
use crate::words::{Word, unknown};
use crate::world::{World, told};

/// The first words of facts.
pub const FACTS: &[&str] = &[
    "owner", "sender", "receiver", "backup", "status", "round", "hops", "number", "deadline", "item", "brief", "rows",
    "count", "history", "promise",
];
/// More handoffs than any scenario has.
const ALL: Page = Page { limit: 1_000, offset: 0 };

/// Whether it is so; an error says how it is.
pub async fn check(world: &World, words: &[Word]) -> Result<(), String> {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let [first, rest @ ..] = texts.as_slice() else { return Err("an empty fact".to_owned()) };
    match (*first, rest) {
        ("rows", [table, wanted]) => rows(world, table, wanted).await,
        ("count", [what, of @ .., wanted]) => counted(world, what, of, wanted),
        ("history", _) => history(world, &words[1..]).await,
        (known, _) if FACTS.contains(&known) => {
            let handoff = world.subject().await?.handoff;
            match (known, rest) {
                ("deadline", rest) => deadline(world, &handoff, rest),
                ("item", [key, is, how @ ..]) if *is == "is" || *is == "due" => item(world, &handoff, key, how),
                ("brief", [field, "is", wanted]) => brief(&handoff, field, wanted),
                ("promise", [n, "is", wanted]) => promise(&handoff, n, wanted),
                (part, ["is", wanted]) => part_of(world, &handoff, part, wanted),
                _ => Err(format!("{known}: this is written {known} is …, deadline accept is …, item key is ticked")),
            }
        }
        (other, _) => Err(unknown("fact", other, FACTS)),
    }
}

fn same(what: &str, found: &str, wanted: &str) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} is {found}, not {wanted}")) }
}

fn part_of(world: &World, handoff: &Handoff, part: &str, wanted: &str) -> Result<(), String> {
    let name = |person: Option<PersonId>| person.map_or("none".to_owned(), |person| world.name(person).to_lowercase());
    let found = match part {
        "owner" => name(Some(handoff.owner())),
        "sender" => name(Some(handoff.sender)),
        "receiver" => name(handoff.receiver),
        "backup" => name(handoff.backup),
        "status" => handoff.status.key().to_owned(),
        "round" => handoff.round.to_string(),
        "hops" => handoff.hops.to_string(),
        "number" => handoff.number.map_or("none".to_owned(), |number| number.to_string()),
        other => return Err(unknown("fact", other, FACTS)),
    };
    same(part, &found, wanted)
}

/// `deadline accept is Mon 2026-03-09 12:30`, `deadline accept 2 is met`, `deadline start is absent`.
fn deadline(world: &World, handoff: &Handoff, words: &[&str]) -> Result<(), String> {
    let kinds = [
        ClockKind::Start,
        ClockKind::Accept,
        ClockKind::Kickoff,
        ClockKind::Complete,
        ClockKind::Resubmit,
        ClockKind::Answer,
    ];
    let known = kinds.map(ClockKind::key);
    let (name, n, wanted) = match words {
        [name, "is", wanted @ ..] => (*name, None, wanted),
        [name, n, "is", wanted @ ..] => (*name, Some(*n), wanted),
        _ => return Err("this is written: deadline accept [2] is Mon 2026-03-09 12:30|running|met|late|…".to_owned()),
    };
    let kind = kinds.into_iter().find(|kind| kind.key() == name).ok_or_else(|| unknown("deadline", name, &known))?;
    let clock = match n {
        Some(n) => handoff.clock(kind, n.parse().map_err(|_| format!("{n:?} is no number"))?),
        None => handoff.latest_clock(kind),
    };
    let Some(clock) = clock else { return same(name, "absent", &wanted.join(" ")) };
    let state = standing(clock);
    if let [word] = wanted
        && (state.contains(word) || !word.contains(':'))
    {
        let is_so = state.contains(word);
        return if is_so { Ok(()) } else { Err(format!("{name} is {}, not {word}", state.join(" and "))) };
    }
    let wanted = moments::moment(wanted, world.now(), world.zone())?;
    let zone = world.zone();
    same(name, &moments::shown(clock.due, zone), &moments::shown(wanted, zone))
}

/// All that is true of it.
fn standing(clock: &ClockInstance) -> Vec<&'static str> {
    let facts = [
        (clock.is_running() && clock.paused_since.is_none(), "running"),
        (clock.paused_since.is_some(), "paused"),
        (clock.met_at.is_some(), "met"),
        (clock.breached_at.is_some(), "late"),
        (clock.breached_at.is_none(), "unbroken"),
        (clock.stopped_at.is_some(), "stopped"),
    ];
    facts.into_iter().filter_map(|(is_so, word)| is_so.then_some(word)).collect()
}

fn item(world: &World, handoff: &Handoff, key: &str, how: &[&str]) -> Result<(), String> {
    let Some(item) = handoff.item(key) else {
        let known: Vec<&str> = handoff.items.iter().map(|item| item.key.as_str()).collect();
        return same(&format!("item {key} (there are: {})", known.join(", ")), "absent", &how.join(" "));
    };
    match how {
        ["ticked" | "open"] => same(key, if item.ticked.is_some() { "ticked" } else { "open" }, how[0]),
        ["absent"] => Err(format!("item {key} is there")),
        ["saying", wanted] => same(key, &format!("saying {:?}", item.line), &format!("saying {wanted:?}")),
        moment => {
            let wanted = moments::moment(moment, world.now(), world.zone())?;
            let zone = world.zone();
            let found = item.due.map_or("without a moment".to_owned(), |due| moments::shown(due, zone));
            same(key, &found, &moments::shown(wanted, zone))
        }
    }
}

fn brief(handoff: &Handoff, field: &str, wanted: &str) -> Result<(), String> {
    let found = handoff.brief.value(field).map_or("missing".to_owned(), value::to_typed);
    same(field, &found, wanted)
}

/// `promise 1 is open`, `kept`, `broken`, `undated`.
fn promise(handoff: &Handoff, n: &str, wanted: &str) -> Result<(), String> {
    let index = n.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let found = index.and_then(|index| handoff.promises.get(index));
    let state = found.map_or("absent", |promise| match (promise.withdrawn, promise.kept, promise.by) {
        (true, _, _) => "withdrawn",
        (false, Some(true), _) => "kept",
        (false, Some(false), _) => "broken",
        (false, None, None) => "undated",
        (false, None, Some(_)) => "open",
    });
    same(&format!("promise {n}"), state, wanted)
}

/// Every handoff, drafts included.
pub async fn handoffs(world: &World) -> Result<Vec<HandoffLine>, String> {
    let mut found = Vec::new();
    for which in [Which::All, Which::Drafts] {
        found.extend(world.app.store.list(world.workspace(), which, Whose::Everyone, ALL).await.map_err(told)?);
    }
    Ok(found)
}

/// Rows by table; those of the handoff that steps are about, but for `handoffs`.
async fn rows(world: &World, table: &str, wanted: &str) -> Result<(), String> {
    const TABLES: &[&str] = &[
        "handoffs",
        "events",
        "clocks",
        "clock_steps",
        "steps_told",
        "questions",
        "returns",
        "read_backs",
        "items",
        "promises",
        "waivers",
        "ratings",
    ];
    if table == "handoffs" {
        return same(table, &handoffs(world).await?.len().to_string(), wanted);
    }
    let handoff = world.subject().await?.handoff;
    let steps = || handoff.clocks.iter().flat_map(|clock| &clock.steps);
    let found = match table {
        "events" => world.app.store.events(world.workspace(), handoff.id).await.map_err(told)?.len(),
        "clocks" => handoff.clocks.len(),
        "clock_steps" => steps().count(),
        "steps_told" => steps().filter(|step| !step.passed_over).count(),
        "questions" => handoff.questions.len(),
        "returns" => handoff.returns.len(),
        "read_backs" => handoff.read_backs.len(),
        "items" => handoff.items.len(),
        "promises" => handoff.promises.len(),
        "waivers" => handoff.waivers.len(),
        "ratings" => usize::from(handoff.rating.is_some()) + handoff.earlier_ratings.len(),
        other => return Err(unknown("table", other, TABLES)),
    };
    same(table, &found.to_string(), wanted)
}

/// `count pings ben 2`, `count posts handoffs 1`, `count direct ben 1`, `count threads 1`: since the beginning.
fn counted(world: &World, what: &str, of: &[&str], wanted: &str) -> Result<(), String> {
    let log = world.chat.log();
    let count = |is_one: &dyn Fn(&Happening) -> bool| log.iter().filter(|happening| is_one(happening)).count();
    let found = match (what, of) {
        ("pings", [person]) => {
            let person = world.person(person)?;
            // Direct messages without a ping of their own (digest, greeting) ring no telephone.
            count(&|happening| happening.pings.contains(&person))
        }
        ("posts", [channel]) => count(&|happening| {
            let is_there = happening.place.channel == *channel && happening.place.thread.is_none();
            happening.kind == Kind::Posted && is_there
        }),
        ("direct", [person]) => {
            let person = world.person(person)?;
            count(&|happening| happening.kind == Kind::Direct && happening.only_for == Some(person))
        }
        ("thread", []) => count(&|happening| happening.kind == Kind::Posted && happening.place.thread.is_some()),
        _ => return Err("this is written: count pings ben 2|posts handoffs 1|direct ben 1|thread 5".to_owned()),
    };
    same(&format!("{what} {}", of.join(" ")), &found.to_string(), wanted)
}

/// `history has breached`, `history has 2 sent`, `history has 0 breached clock=accept`.
async fn history(world: &World, words: &[Word]) -> Result<(), String> {
    let usage = "this is written: history has [2] breached [clock=accept]";
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let (wanted, kind) = match plain.as_slice() {
        ["has", kind] => (None, *kind),
        ["has", wanted, kind] => (Some(wanted.parse::<usize>().map_err(|_| usage.to_owned())?), *kind),
        _ => return Err(usage.to_owned()),
    };
    let about = world.about.ok_or("no handoff was started yet")?;
    let events = world.app.store.events(world.workspace(), about).await.map_err(told)?;
    let holds = |payload: &serde_json::Value, word: &Word| {
        word.key.as_ref().is_none_or(|key| match payload.get(key) {
            Some(serde_json::Value::String(text)) => *text == word.text,
            Some(other) => format!("{other}") == word.text,
            None => false,
        })
    };
    let fits = |event: &&baton::store::events::StoredEvent| {
        event.kind == kind && words.iter().all(|word| holds(&event.payload, word))
    };
    let found = events.iter().filter(fits).count();
    let is_so = wanted.map_or(found > 0, |wanted| wanted == found);
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    if is_so { Ok(()) } else { Err(format!("the history has {found} of them: {}", kinds.join(", "))) }
}
