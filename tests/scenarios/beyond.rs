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

/// Scripts that are not played on Discord, or not by one way, and why.
const SCRIPTS: &[(&str, Option<Way>, &str)] = &[
    ("platform_slow", None, "how long Discord asks to wait is waited in real time, which no scenario moves"),
    ("platform_hits_bugs", None, "a bug of ours is no doing of Discord's"),
    ("nobody_by_that_name", None, NOBODY),
    ("days_off_told", None, "what a manager enters for somebody else is typed, and that is no registered command"),
    (
        "my_hours_typed",
        None,
        "every line of it is typed, and Discord's field takes none of them: they are no registered commands",
    ),
    (
        "thread_opened_unheard",
        None,
        "Discord opens a thread by several requests, whose answers are lost at other moments",
    ),
    ("joining", Some(Way::Signed), UNHEARD),
    ("joining_by_message", Some(Way::Signed), UNHEARD),
    ("practice_before_set_up", Some(Way::Signed), UNHEARD),
];

const UNREGISTERED: &str = "Discord's field takes registered commands alone, and what buttons do is not among them";
const UNHEARD: &str = "signed requests tell of what people press and type, and not of a server that was joined or left";
const HIDDEN: &str = "Discord shows an admin's command to those alone who manage the server";
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
    ("joining", "ana types \"/handoff-admin setup\"", Beyond::Step, HIDDEN),
    ("joining", "ana types \"/handoff strat\"", Beyond::Step, UNREGISTERED),
    ("list_and_show", "ben types \"/handoff 1\"", Beyond::Step, UNREGISTERED),
    ("list_and_show", "ben types \"/handoff show\"", Beyond::Step, "Discord's field asks which handoff"),
    ("list_and_show", "ben types \"/handoff list nonsense\"", Beyond::Step, CHOICES),
    ("manager_starts_for_another", "ben types \"/handoff continue ACME\"", Beyond::Rest, UNREGISTERED),
    ("named_receiver", "ana starts ae_csm for \"Lumen\" to nobody", Beyond::Rest, NOBODY),
    ("set_up", "mia changes playbook receivers=nobody", Beyond::Step, NOBODY),
    ("settings", "ana types \"/handoff-admin settings\"", Beyond::Step, HIDDEN),
    ("typed_start_to_completed", "ana types \"/handoff choose segment\"", Beyond::Rest, UNREGISTERED),
    ("wrong_commands", "ana types \"/handoff frobnicate\"", Beyond::Step, UNREGISTERED),
    ("wrong_commands", "ana types \"/handoff strat\"", Beyond::Step, UNREGISTERED),
];

/// Whether a script is played by this way.
pub fn is_played(script: &Script, way: Way) -> bool {
    let is_left_out = |at: &Option<Way>| at.is_none_or(|at| at == way);
    way == Way::Fake || !SCRIPTS.iter().any(|(name, at, _)| *name == script.name && is_left_out(at))
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
    let scripts = SCRIPTS.iter().map(|(name, _, _)| (*name, ""));
    let all = scripts.chain(STEPS.iter().map(|(name, text, _, _)| (*name, *text)));
    all.filter(|(name, text)| !has(name, text)).map(|(name, text)| format!("{name}: {text}")).collect()
}
