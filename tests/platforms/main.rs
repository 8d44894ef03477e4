//! The adapters of chat platforms against what the platforms themselves publish, and against small servers on loopback.
//!
//! Drawn payloads are held to Discord's own OpenAPI where `BATON_SPECS` names the folder it is in; without it those cases
//! are left out, said so, and fail where `BATON_TEST_REQUIRE` names `specs`.

#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};

mod coming_back;
#[path = "../support/databases.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod databases;
mod delivering;
mod drawing;
mod flow;
mod gateway;
mod house;
mod player;
mod reading;
mod signed;
mod spec;
mod stub;

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
    if spec::is_here() {
        trials.extend(spec::trials());
    } else {
        println!("left out: payloads against Discord's own OpenAPI; set BATON_SPECS");
        if databases::is_required("specs") {
            let reason = "BATON_TEST_REQUIRE names specs, and BATON_SPECS has none";
            trials.push(Trial::test("specs/are_here", move || Err(reason.into())));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
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
