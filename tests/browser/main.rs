//! The page in a real browser: the newcomer's walk by mouse and by keyboard, and what must never be lost on the way.
//!
//! Each case runs the real program on a database of its own and a Chromium of its own, driven through chromedriver. A harness
//! of its own, so that without a browser it can say what it left out, and fail where `BATON_TEST_REQUIRE` names it. Nothing
//! sleeps: every wait looks for a condition, inside the page, until a deadline.
//!
//! The client is fantoccini: the plain protocol with no runtime, TLS or browser manager of its own.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use futures::FutureExt;
use libtest_mimic::{Arguments, Failed, Trial};
use tempfile::TempDir;

mod baton;
mod by_keys;
mod by_mouse;
mod driver;
mod kept;
mod own_time;
mod page;
mod steps;

use baton::Baton;
use driver::{Driver, Look};
use page::Page;

/// What a case gets: the program on a company that was just founded, and a page that shows it.
pub(crate) struct Stage {
    pub baton: Baton,
    pub page: Page,
}

type Body = for<'a> fn(&'a mut Stage) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

struct Case {
    name: &'static str,
    look: Look,
    body: Body,
}

fn cases() -> Vec<Case> {
    vec![
        Case { name: "by_mouse_wide_light", look: driver::WIDE_LIGHT, body: |stage| Box::pin(by_mouse::walk(stage)) },
        Case { name: "by_keys_phone_dark", look: driver::PHONE_DARK, body: |stage| Box::pin(by_keys::walk(stage)) },
        Case { name: "typed_text_stays", look: driver::WIDE_DARK, body: |stage| Box::pin(kept::typed_text(stage)) },
        Case {
            name: "a_double_click_sends_once",
            look: driver::WIDE_DARK,
            body: |stage| Box::pin(kept::double_click(stage)),
        },
        Case {
            name: "a_second_start_finds_all",
            look: driver::PHONE_LIGHT,
            body: |stage| Box::pin(kept::second_start(stage)),
        },
        Case {
            name: "days_off_wide_light",
            look: driver::WIDE_LIGHT,
            body: |stage| Box::pin(own_time::days_off(stage)),
        },
        Case {
            name: "days_off_phone_dark",
            look: driver::PHONE_DARK,
            body: |stage| Box::pin(own_time::days_off(stage)),
        },
    ]
}

fn folder() -> TempDir {
    tempfile::Builder::new().prefix("baton-browser-").tempdir().expect("a temporary folder")
}

async fn played(case: &Case, stage: &mut Stage) {
    stage.page.open().await;
    (case.body)(stage).await;
}

fn run(case: &Case, driver: &Driver) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (folder, profile) = (folder(), folder());
    runtime.block_on(async {
        let baton = Baton::start(folder.path(), "127.0.0.1:0");
        assert!(baton.said("First start: setting up the sample company."), "the first start says what it does");
        let page = Page::new(driver, profile.path(), case.look, &baton.address).await;
        let mut stage = Stage { baton, page };
        let result = AssertUnwindSafe(played(case, &mut stage)).catch_unwind().await;
        if result.is_err() {
            stage.page.keep_as_failed(case.name).await;
        }
        // Also after a failure: the browser is ended by the driver that started it.
        stage.page.close().await;
        result.map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default().into()
        })
    })
}

/// A variable of the test run.
#[expect(clippy::disallowed_methods, reason = "settings of the tests, which config.rs does not know")]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// The program named by a variable of `tests/run`, else one of that name in the `PATH`.
fn program(variable: &str, name: &str) -> Option<PathBuf> {
    let named = setting(variable).map(PathBuf::from);
    let folders = setting("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&folders).map(|folder| folder.join(name));
    named.or_else(|| places.find(|place| place.is_file()))
}

fn is_required() -> bool {
    setting("BATON_TEST_REQUIRE").is_some_and(|required| required.split(',').any(|name| name.trim() == "chromium"))
}

fn main() {
    let arguments = Arguments::from_args();
    let programs = program("BATON_CHROMIUM", "chromium").zip(program("BATON_CHROMEDRIVER", "chromedriver"));
    let Some((chromium, chromedriver)) = programs else {
        println!("left out: Chromium, {} cases; run tests/run", cases().len());
        let missing =
            || Trial::test("chromium_is_here", || Err("BATON_TEST_REQUIRE names chromium, and there is none".into()));
        let trials = if is_required() { vec![missing()] } else { Vec::new() };
        libtest_mimic::run(&arguments, trials).exit();
    };
    let is_asked = |case: &Case| arguments.filter.as_ref().is_none_or(|filter| case.name.contains(filter.as_str()));
    let ready =
        (!arguments.list && cases().iter().any(is_asked)).then(|| Arc::new(Driver::start(&chromedriver, &chromium)));
    let trials = cases().into_iter().map(|case| {
        let ready = ready.clone();
        Trial::test(case.name, move || run(&case, ready.as_deref().ok_or("no browser was started")?))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    // `exit` runs no destructors.
    drop(ready);
    conclusion.exit();
}

/// The pictures that are kept with the tests, to look at.
const KEPT: [&str; 16] = [
    "start-wide-light.png",
    "start-phone-dark.png",
    "brief-card-wide-light.png",
    "brief-form-wide-light.png",
    "brief-form-phone-dark.png",
    "channel-wide-light.png",
    "channel-phone-dark.png",
    "sweep-weekend-wide-light.png",
    "thread-phone-dark.png",
    "digest-phone-dark.png",
    "thread-wide-dark.png",
    "commands-phone-dark.png",
    "connection-lost-phone-light.png",
    "stats-wide-light.png",
    "end-card-wide-light.png",
    "end-card-phone-dark.png",
];

/// Where pictures go: always under `target`, and with `BATON_PICTURES=1` to those that are kept with the tests.
pub(crate) fn picture_folders(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("target/pictures")];
    if KEPT.contains(&name) && setting("BATON_PICTURES").is_some_and(|text| text == "1") {
        folders.push(root.join("tests/pictures"));
    }
    folders
}
