//! What people cannot do before a client of Discord, so that a scenario is played there without it. Each line says why; one
//! that is possible after all fails until it is taken out.

use crate::chat::Way;
use crate::script::{Script, Step};

/// How an error begins where a client holds somebody back.
pub const NO_CLIENT: &str = "no client lets them:";

/// How much cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// One step.
    Step,
    /// This step, and what follows rests on it.
    Rest,
}

/// Scripts that are not played on Discord, and why.
const SCRIPTS: &[(&str, &str)] = &[
    ("platform_slow", "how long Discord asks to wait is waited in real time, which no scenario moves"),
    ("platform_hits_bugs", "a bug of ours is no doing of Discord's"),
    ("nobody_by_that_name", NOBODY),
    ("my_hours_typed", UNREGISTERED),
    ("joining", NEW_SERVER),
    ("joining_by_message", NEW_SERVER),
    ("practice_before_set_up", NEW_SERVER),
    ("set_up", NEW_SERVER),
    ("settings", NEW_SERVER),
    ("test_handoff", NEW_SERVER),
];

const UNREGISTERED: &str = "Discord's field takes registered commands alone, and what buttons do is not among them";
const NEW_SERVER: &str =
    "the strict town of a scenario is founded with its channels; joining and set-up are played in tests/strict";
const NOBODY: &str = "Discord's fields for people offer members alone";
const CHOICES: &str = "Discord's field takes one of the filters alone";

/// Steps, by script and how they begin.
const STEPS: &[(&str, &str, Beyond, &str)] = &[
    ("form_once_more", "ana reassigns nobody", Beyond::Step, NOBODY),
    ("hostile_text", "ana types 4000*", Beyond::Step, UNREGISTERED),
    ("hostile_text", "ana types \"/handoff @everyone", Beyond::Step, UNREGISTERED),
    ("hostile_text", "ana types \"/handoff list", Beyond::Step, CHOICES),
    ("hostile_text", "ana types \"/handoff stats", Beyond::Step, NOBODY),
    ("hostile_text", "ana starts ae_csm for 4000*", Beyond::Rest, "Discord's field takes a customer's 200 characters"),
    ("list_and_show", "ben types \"/handoff 1\"", Beyond::Step, UNREGISTERED),
    ("list_and_show", "ben types \"/handoff show\"", Beyond::Step, "Discord's field asks which handoff"),
    ("list_and_show", "ben types \"/handoff list nonsense\"", Beyond::Step, CHOICES),
    ("manager_starts_for_another", "ben types \"/handoff continue ACME\"", Beyond::Rest, UNREGISTERED),
    ("named_receiver", "ana starts ae_csm for \"Lumen\" to nobody", Beyond::Rest, NOBODY),
    ("typed_start_to_completed", "ana types \"/handoff choose segment\"", Beyond::Rest, UNREGISTERED),
    ("wrong_commands", "ana types \"/handoff frobnicate\"", Beyond::Step, UNREGISTERED),
    ("wrong_commands", "ana types \"/handoff strat\"", Beyond::Step, UNREGISTERED),
];

/// Whether a script is played by this way.
pub fn is_played(script: &Script, way: Way) -> bool {
    way == Way::Fake || !SCRIPTS.iter().any(|(name, _)| *name == script.name)
}

/// Whether a step can be done by this way, and why it cannot.
pub fn of(script: &Script, step: &Step, way: Way) -> Option<(Beyond, &'static str)> {
    let fits = |(name, text, _, _): &&(&str, &str, Beyond, &str)| *name == script.name && step.text.starts_with(text);
    let found = STEPS.iter().filter(|_| way != Way::Fake).find(fits)?;
    Some((found.2, found.3))
}

/// Lines that no script knows any more.
pub fn stale(scripts: &[std::sync::Arc<Script>]) -> Vec<String> {
    let has = |name: &str, text: &str| {
        let of_it = scripts.iter().filter(|script| script.name == name);
        of_it.flat_map(|script| &script.steps).any(|step| step.text.starts_with(text))
    };
    let scripts = SCRIPTS.iter().map(|(name, _)| (*name, ""));
    let all = scripts.chain(STEPS.iter().map(|(name, text, _, _)| (*name, *text)));
    all.filter(|(name, text)| !has(name, text)).map(|(name, text)| format!("{name}: {text}")).collect()
}
