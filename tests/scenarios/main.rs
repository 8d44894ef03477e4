//! Scenarios: text in, text out, over the whole App on a real SQLite file and on a real Postgres.
//!
//! Each `*.txt` in this folder is a case on either database. How they are written is told in [`script`] (lines),
//! [`intents`] (what people do), [`directives`] (clock, company, platform), [`facts`] (the database) and [`words`]
//! (quotes). No case waits for real time, reaches a network or knows of another; ids are seeded by the file's name.

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
#[path = "../support/strict_text.rs"]
mod strict_text;

mod directives;
mod driver;
mod expect;
mod facts;
mod intents;
mod itself;
mod log;
mod moments;
mod play;
mod script;
mod words;
mod world;

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
    trials.extend(scripts.iter().map(on_sqlite));
    if has_postgres() {
        trials.extend(scripts.iter().map(|script| on_postgres(script, server.clone())));
    } else {
        println!("left out: PostgreSQL, {} cases; run tests/run", scripts.len());
        if is_required("postgres") {
            let reason = "BATON_TEST_REQUIRE names postgres, and there is none";
            trials.push(Trial::test("postgres/is_here", move || Err(reason.into())));
        }
    }
    let conclusion = libtest_mimic::run(arguments, trials);
    if let Some(server) = &server {
        runtime()?.block_on(server.clean_up()).map_err(|error| error.to_string())?;
    }
    Ok(conclusion.exit_code())
}

/// Whether a case on Postgres is going to run.
fn is_asked(arguments: &Arguments, scripts: &[Arc<Script>]) -> bool {
    let is_named = |filter: &String| scripts.iter().any(|script| name("postgres", script).contains(filter.as_str()));
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

fn name(database: &str, script: &Script) -> String {
    format!("{database}/{}", script.name)
}

fn on_sqlite(script: &Arc<Script>) -> Trial {
    let case = Arc::clone(script);
    Trial::test(name("sqlite", script), move || {
        let database = Database::sqlite()?;
        runtime()?.block_on(play::play(&case, database)).map_err(Failed::from)
    })
}

fn on_postgres(script: &Arc<Script>, server: Option<Arc<Postgres>>) -> Trial {
    let case = Arc::clone(script);
    Trial::test(name("postgres", script), move || {
        let server = server.ok_or("PostgreSQL was not started")?;
        let runtime = runtime()?;
        let database = runtime.block_on(server.database())?;
        runtime.block_on(play::play(&case, database)).map_err(Failed::from)
    })
}

/// One thread for each case, so that its log is its own.
fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}
