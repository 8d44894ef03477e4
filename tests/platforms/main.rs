//! The adapters of chat platforms against what the platforms themselves publish, and against small servers on loopback.
//!
//! Drawn payloads are held to Discord's own OpenAPI where `BATON_SPECS` names the folder it is in; without it those cases
//! are left out, said so, and fail where `BATON_TEST_REQUIRE` names `specs`.

#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};

mod coming_back;
#[path = "../support/databases.rs"]
mod databases;
mod deferred;
mod delivering;
mod drawing;
mod flow;
mod gateway;
mod golden;
mod hostile;
mod house;
mod limits;
mod mutant;
mod player;
mod reading;
mod replays;
mod signed;
mod spec;
mod stub;
mod suggesting;

use databases::Postgres;

/// What a case comes to.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = reading::trials();
    trials.extend(drawing::trials());
    trials.extend(delivering::trials());
    trials.extend(gateway::trials());
    trials.extend(signed::trials());
    trials.extend(flow::trials());
    trials.extend(coming_back::trials());
    trials.extend(replays::trials());
    trials.extend(suggesting::trials());
    trials.extend(golden::trials());
    trials.extend(limits::trials());
    trials.extend(hostile::trials());
    if spec::is_here() {
        trials.extend(spec::trials());
    } else {
        println!("left out: payloads against Discord's own OpenAPI; set BATON_SPECS");
        if databases::is_required("specs") {
            let reason = "BATON_TEST_REQUIRE names specs, and BATON_SPECS has none";
            trials.push(Trial::test("specs/are_here", move || Err(reason.into())));
        }
    }
    let server = match postgres(&arguments) {
        Ok(server) => server.map(Arc::new),
        Err(problem) => {
            println!("PostgreSQL does not start: {problem}");
            return ExitCode::FAILURE;
        }
    };
    trials.extend(server.as_ref().map(hostile::on_postgres));
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(server) = &server
        && let Err(problem) = runtime().and_then(|runtime| runtime.block_on(server.clean_up()).map_err(told))
    {
        println!("the databases stay: {problem}");
    }
    conclusion.exit_code()
}

/// A server for the cases that need one; started here, since it ends with the thread that started it.
fn postgres(arguments: &Arguments) -> Result<Option<Postgres>, String> {
    let is_asked = |filter: &String| "discord/hostile/over_postgres".contains(filter.as_str());
    if arguments.list || !arguments.filter.as_ref().is_none_or(is_asked) {
        return Ok(None);
    }
    if !databases::has_postgres() {
        println!("left out: PostgreSQL, 1 case; run tests/run");
    }
    Postgres::start()
}

/// A case that waits.
fn case<F: Future<Output = Outcome>>(name: &str, run: impl FnOnce() -> F + Send + 'static) -> Trial {
    Trial::test(name, move || runtime()?.block_on(run()).map_err(Failed::from))
}

fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}

/// Any fault, as words.
fn told(fault: impl std::fmt::Display) -> String {
    fault.to_string()
}

/// Holds two things equal.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, wanted: &T) -> Outcome {
    if found == wanted { Ok(()) } else { Err(format!("{what}: found {found:#?}, wanted {wanted:#?}")) }
}

/// Holds something true.
fn holds(is_so: bool, what: impl Into<String>) -> Outcome {
    if is_so { Ok(()) } else { Err(what.into()) }
}
