//! Scenarios: text in, text out, over the whole App on a real SQLite file and on a real Postgres.
//!
//! Each `*.txt` in this folder is a case on either database, and unchanged on a strict Discord: over the gateway, by signed
//! requests, and some with the way changed from each step to the next ([`chat`]). What cannot be done there is told in
//! [`beyond`].
//!
//! How they are written is told in [`script`] (lines), [`intents`] (what people do), [`directives`] (clock, company,
//! platform), [`facts`] (the database) and [`words`] (quotes). No case waits for real time, reaches a network or knows of
//! another; ids are seeded by the file's name.

#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};

#[path = "../support/chat_room.rs"]
mod chat_room;
#[path = "../support/company.rs"]
mod company;
#[path = "../support/databases.rs"]
mod databases;
#[path = "../support/drawing.rs"]
mod drawing;
#[path = "../support/fake_chat.rs"]
mod fake_chat;
#[expect(
    dead_code,
    clippy::expect_used,
    clippy::panic,
    reason = "scenarios need a part of it, and a case that cannot go on has failed"
)]
#[path = "../support/strict_discord/mod.rs"]
mod strict_discord;
#[path = "../support/strict_text.rs"]
mod strict_text;

mod beyond;
mod chat;
mod directives;
mod driver;
mod expect;
mod facts;
mod filling;
mod intents;
mod itself;
mod log;
mod loosely;
mod moments;
mod play;
mod script;
mod seen;
mod slash;
mod strict;
mod words;
mod world;

use chat::Way;
use databases::{Database, Postgres, has_postgres, is_required};
use script::Script;

const FOLDER: &str = "tests/scenarios";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    log::keep();
    match run(&arguments) {
        Ok(code) => code,
        Err(problem) => {
            println!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let scripts = scripts()?;
    // Here and not in a case: the kernel stops the server when the thread that started it ends.
    let server = if is_asked(arguments, &scripts) { Postgres::start()?.map(Arc::new) } else { None };
    let mut trials: Vec<Trial> = itself::trials();
    let stale = beyond::stale(&scripts);
    trials.push(Trial::test("harness/what_discord_cannot_do_is_in_the_scripts", move || {
        if stale.is_empty() { Ok(()) } else { Err(stale.join("\n").into()) }
    }));
    for played in &ON_SQLITE {
        trials.extend(played.of(&scripts).map(|script| on_sqlite(script, played)));
    }
    let on_the_other = || ON_POSTGRES.iter().flat_map(|played| played.of(&scripts).map(move |script| (script, played)));
    if has_postgres() {
        trials.extend(on_the_other().map(|(script, played)| on_postgres(script, played, server.clone())));
    } else {
        println!("left out: PostgreSQL, {} cases; run tests/run", on_the_other().count());
        if is_required("postgres") {
            let reason = "BATON_TEST_REQUIRE names postgres, and there is none";
            trials.push(Trial::test("postgres/is_here", move || Err(reason.into())));
        }
    }
    if strict_discord::schema::file().is_none() {
        println!("left out: Discord's own description; set BATON_SPECS to the folder of the specifications");
    }
    let conclusion = libtest_mimic::run(arguments, trials);
    if let Some(server) = &server {
        runtime()?.block_on(server.clean_up()).map_err(|error| error.to_string())?;
    }
    Ok(conclusion.exit_code())
}

/// How scripts are played.
struct Played {
    /// Before the names of its cases.
    named: &'static str,
    way: Way,
    /// Whether it is every script, or [`FEW`].
    is_all: bool,
}

const ON_SQLITE: [Played; 4] = [
    Played { named: "sqlite", way: Way::Fake, is_all: true },
    Played { named: "gateway", way: Way::Gateway, is_all: true },
    Played { named: "signed", way: Way::Signed, is_all: true },
    Played { named: "in_turn", way: Way::InTurn, is_all: false },
];
const ON_POSTGRES: [Played; 3] = [
    Played { named: "postgres", way: Way::Fake, is_all: true },
    Played { named: "postgres_gateway", way: Way::Gateway, is_all: false },
    Played { named: "postgres_signed", way: Way::Signed, is_all: false },
];
/// Where not everything is played: a whole handoff, a healthy one, every kind of delivery, and lost answers.
const FEW: [&str; 4] = ["ae_csm_start_to_completed", "healthy_handoff", "double_click", "platform_loses_replies"];

impl Played {
    fn of<'a>(&self, scripts: &'a [Arc<Script>]) -> impl Iterator<Item = &'a Arc<Script>> + use<'a> {
        let (way, is_all) = (self.way, self.is_all);
        let is_wanted = move |script: &&Arc<Script>| is_all || FEW.contains(&script.name.as_str());
        scripts.iter().filter(is_wanted).filter(move |script| beyond::is_played(script, way))
    }

    fn name(&self, script: &Script) -> String {
        format!("{}/{}", self.named, script.name)
    }
}

/// Whether a case on Postgres is going to run.
fn is_asked(arguments: &Arguments, scripts: &[Arc<Script>]) -> bool {
    let is_named = |filter: &String| {
        let mut all = ON_POSTGRES.iter().flat_map(|played| played.of(scripts).map(|script| played.name(script)));
        all.any(|name| name.contains(filter.as_str()))
    };
    !arguments.list && arguments.filter.as_ref().is_none_or(is_named)
}

/// Every scenario of the folder, by name.
fn scripts() -> Result<Vec<Arc<Script>>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut scripts = Vec::new();
    for file in files {
        let shown = format!("{FOLDER}/{}", file.file_name().unwrap_or_default().to_string_lossy());
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{shown}: {error}"))?;
        scripts.push(Arc::new(Script::read(&shown, &text)?));
    }
    Ok(scripts)
}

fn on_sqlite(script: &Arc<Script>, played: &Played) -> Trial {
    let (case, way) = (Arc::clone(script), played.way);
    Trial::test(played.name(script), move || {
        let database = Database::sqlite()?;
        runtime()?.block_on(play::play(&case, database, way)).map_err(Failed::from)
    })
}

fn on_postgres(script: &Arc<Script>, played: &Played, server: Option<Arc<Postgres>>) -> Trial {
    let (case, way) = (Arc::clone(script), played.way);
    Trial::test(played.name(script), move || {
        let server = server.ok_or("PostgreSQL was not started")?;
        let runtime = runtime()?;
        let database = runtime.block_on(server.database())?;
        runtime.block_on(play::play(&case, database, way)).map_err(Failed::from)
    })
}

/// One thread for each case, so that its log is its own.
fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}
