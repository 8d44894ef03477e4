//! The dependency rule: which layer may name which, and no layer handing on the things of another.
//!
//! It holds for tests inside `src` as well. Files outside every layer (`lib.rs`, `main.rs`) may name all of them.

use std::collections::BTreeSet;

use super::reader::{Code, Named, paths};
use super::tree::{File, Violation};

/// Each layer, and the others it may name. A new folder or file directly under `src` needs a line here.
const LAYERS: [(&str, &[&str]); 11] = [
    ("clock", &[]),
    ("ids", &["clock"]),
    ("config", &[]),
    ("domain", &["clock", "ids"]),
    ("chat", &["domain", "clock", "ids"]),
    ("chart", &["domain"]),
    ("store", &["domain", "chat", "clock", "ids"]),
    ("platform", &["chat", "clock", "ids"]),
    ("integration", &["domain", "clock", "ids"]),
    ("app", &["clock", "ids", "config", "domain", "chat", "chart", "store", "platform", "integration"]),
    ("web", &["app", "platform", "integration", "chat", "clock", "ids"]),
];

/// The crate's own roots, which tie the layers together.
const ROOTS: [&str; 2] = ["src/lib.rs", "src/main.rs"];

/// Every place under `src` where a layer names what it may not.
pub fn check(files: &[File]) -> Vec<Violation> {
    let platforms: BTreeSet<&str> = files.iter().filter_map(|file| platform_of(&file.path)).collect();
    files.iter().flat_map(|file| check_file(file, &platforms)).collect()
}

fn check_file(file: &File, platforms: &BTreeSet<&str>) -> Vec<Violation> {
    let all = paths(&Code::read(&file.text));
    if ROOTS.contains(&file.path.as_str()) {
        return all.iter().filter(|it| it.is_reexport).map(|it| root_reexport(file, it)).collect();
    }
    let module = module_of(&file.path);
    let Some((layer, allowed)) = LAYERS.iter().find(|(name, _)| module.first() == Some(name)) else {
        return vec![Violation::new(&file.path, 0, "belongs to no layer: give it one, or add it to LAYERS")];
    };
    let own_platform = platform_of(&file.path);
    let mut violations = Vec::new();
    for named in &all {
        let Some(target) = from_the_crate(&module, named) else { continue };
        let [other, rest @ ..] = target.as_slice() else { continue };
        let mut report = |rule| violations.push(Violation::new(&file.path, named.line, rule));
        if other != layer && !allowed.contains(other) {
            report(format!("`{layer}` may not name `{other}`: it may name {}", list(allowed)));
        } else if other != layer && named.is_reexport {
            report(format!("`{layer}` hands on `{}`: each thing is named where it lives", target.join("::")));
        } else if *other == "platform"
            && let (Some(own), Some(&wanted)) = (own_platform, rest.first())
            && own != wanted
            && platforms.contains(wanted)
        {
            report(format!("platform `{own}` may not name platform `{wanted}`"));
        }
    }
    violations
}

fn root_reexport(file: &File, named: &Named) -> Violation {
    let rule = format!("the crate's root hands on `{}`: each thing is named where it lives", named.parts.join("::"));
    Violation::new(&file.path, named.line, rule)
}

fn list(layers: &[&str]) -> String {
    if layers.is_empty() { "no other".to_owned() } else { layers.join(", ") }
}

/// `src/domain/brief.rs` is `domain::brief`; `src/domain.rs` and `src/domain/mod.rs` are `domain`.
fn module_of(path: &str) -> Vec<&str> {
    let path = path.strip_prefix("src/").unwrap_or(path);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    path.strip_suffix("/mod").unwrap_or(path).split('/').collect()
}

/// The platform a file belongs to: `src/platform/slack/draw.rs` and `src/platform/slack.rs` are Slack's, but a single
/// file without a folder is shared by all platforms and only counts as one when a folder of its name exists.
fn platform_of(path: &str) -> Option<&str> {
    let (name, _) = path.strip_prefix("src/platform/")?.split_once('/')?;
    Some(name)
}

/// The path as seen from the crate's root; `None` for what lies outside the crate or inside the module.
fn from_the_crate<'a>(module: &[&'a str], named: &'a Named) -> Option<Vec<&'a str>> {
    let parts: Vec<&str> = named.parts.iter().map(String::as_str).collect();
    match *parts.first()? {
        "crate" | "baton" => Some(parts[1..].to_vec()),
        "super" | "self" => {
            let own = parts.iter().take_while(|part| **part == "self").count();
            let up = parts[own..].iter().take_while(|part| **part == "super").count();
            // Leaving the modules of this file comes first.
            let left = up.saturating_sub(named.depth);
            let stays = module.len().saturating_sub(left);
            Some(module[..stays].iter().chain(&parts[own + up..]).copied().collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, files_under};
    use super::*;

    #[test]
    fn every_layer_names_only_what_it_may() -> std::io::Result<()> {
        assert_none(&check(&files_under("src", &["rs"])?));
        Ok(())
    }

    /// A file at `path` breaks the rule on exactly these lines.
    #[track_caller]
    fn breaks(path: &str, text: &str, places: &[&str]) {
        let platforms = ["src/platform/slack/draw.rs", "src/platform/teams/draw.rs"];
        let mut files: Vec<File> = platforms.iter().map(|it| File::planted(it, "")).collect();
        files.push(File::planted(path, text));
        assert_found(&check(&files), places);
    }

    #[test]
    fn it_bites() {
        breaks("src/domain/sla.rs", "use crate::ids::X;\nuse crate::store::Store;", &["src/domain/sla.rs:2"]);
        breaks("src/domain.rs", "fn f() { crate::chat::form::g() }", &["src/domain.rs:1"]);
        breaks("src/domain/mod.rs", "use std::{fmt, io};\nuse baton::app::act;", &["src/domain/mod.rs:2"]);
        breaks(
            "src/chat/card.rs",
            "use crate::{\n  domain::{brief, sla},\n  store::{self, Store},\n};",
            &["src/chat/card.rs:3", "src/chat/card.rs:3"],
        );
        breaks("src/chart/axis.rs", "use crate::clock::Clock;", &["src/chart/axis.rs:1"]);
        breaks("src/clock.rs", "use crate::ids::X;", &["src/clock.rs:1"]);
        breaks("src/ids.rs", "use crate::clock::Timestamp;", &[]);
        breaks("src/config.rs", "use crate::clock::Timestamp;", &["src/config.rs:1"]);
        breaks("src/web.rs", "use crate::{app, store};", &["src/web.rs:1"]);
        breaks("src/app/act.rs", "use crate::{store, domain, web};", &["src/app/act.rs:1"]);
        breaks("src/main.rs", "use baton::{app, web, store};", &[]);
        breaks("src/tools.rs", "", &["src/tools.rs"]);
        breaks("src/domain/x.rs", "use crate::*;", &["src/domain/x.rs:1"]);
    }

    #[test]
    fn it_follows_paths_that_climb() {
        breaks("src/domain/sla.rs", "use super::brief::Brief;\nuse super::super::store::S;", &["src/domain/sla.rs:2"]);
        breaks("src/domain.rs", "use super::store::S;", &["src/domain.rs:1"]);
        breaks(
            "src/domain/sla.rs",
            "mod tests { use super::super::brief; use super::super::super::app; }",
            &["src/domain/sla.rs:1"],
        );
        breaks("src/domain/sla.rs", "use self::super::super::web::W;", &["src/domain/sla.rs:1"]);
    }

    #[test]
    fn platforms_do_not_know_each_other() {
        breaks(
            "src/platform/slack/parse.rs",
            "use crate::platform::teams::x;\nuse super::super::teams::y;",
            &["src/platform/slack/parse.rs:1", "src/platform/slack/parse.rs:2"],
        );
        breaks("src/platform/slack/parse.rs", "use super::draw;\nuse crate::platform::{slack::z, Platform};", &[]);
        breaks("src/platform/mod.rs", "use slack::Slack; use self::teams::Teams; use crate::platform::teams::T;", &[]);
        breaks("src/platform/slack/parse.rs", "use crate::domain::brief;", &["src/platform/slack/parse.rs:1"]);
    }

    #[test]
    fn nothing_is_handed_on() {
        breaks(
            "src/chat/card.rs",
            "pub use crate::domain::brief::Brief;\npub use super::form::Form;",
            &["src/chat/card.rs:1"],
        );
        breaks("src/app/act.rs", "pub(crate) use crate::{store::Store, app::x};", &["src/app/act.rs:1"]);
        breaks("src/lib.rs", "pub mod domain;\npub use domain::brief::Brief;", &["src/lib.rs:2"]);
    }

    #[test]
    fn comments_and_quotes_may_name_everything() {
        breaks(
            "src/domain/sla.rs",
            "//! [`crate::store`] keeps it.\n/* crate::app::x */ const X: &str = \"crate::web::x\";",
            &[],
        );
    }
}
