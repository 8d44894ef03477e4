//! The pure layers decide and draw; they wait for nothing, read no clock, no file, no environment and no chance.
//!
//! Their own unit tests may read files: they hold examples against the shipped ones.

use super::reader::{Code, paths};
use super::tree::{File, Violation};

/// `src/domain.rs` and everything under `src/domain/`, and so on.
const PURE: [&str; 3] = ["domain", "chat", "chart"];

/// Words that have no place in pure code, and what they would bring in.
const WORDS: [(&str, &str); 9] = [
    ("async", "waiting"),
    ("await", "waiting"),
    ("tokio", "waiting"),
    ("sqlx", "a database"),
    ("reqwest", "the network"),
    ("rand", "chance"),
    ("SystemTime", "the machine's clock"),
    ("Instant", "the machine's clock"),
    ("thread_rng", "chance"),
];

/// Modules of `std` that reach outside.
const OUTSIDE: [&str; 4] = ["env", "fs", "net", "process"];

/// Every place where a pure layer reaches outside.
pub fn check(files: &[File]) -> Vec<Violation> {
    files.iter().filter(|file| is_pure(&file.path)).flat_map(check_file).collect()
}

fn is_pure(path: &str) -> bool {
    let inside = path.strip_prefix("src/").unwrap_or_default();
    let layer = inside.split(['/', '.']).next().unwrap_or_default();
    PURE.contains(&layer) && !is_for_tests(path)
}

/// Modules of unit tests in files of their own.
fn is_for_tests(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    file == "tests.rs" || file == "testing.rs" || file.ends_with("_tests.rs") || path.contains("/tests/")
}

fn check_file(file: &File) -> Vec<Violation> {
    let code = Code::read(&file.text);
    let mut violations = Vec::new();
    let mut report = |line, what: &str, brings: &str| {
        violations.push(Violation::new(&file.path, line, format!("`{what}` in a pure layer: it brings in {brings}")));
    };
    for (at, token) in code.tokens.iter().enumerate() {
        if let Some((word, brings)) = WORDS.iter().find(|(word, _)| token.text == *word) {
            report(token.line, word, brings);
        }
        if token.text == "now" && code.tokens.get(at + 1).is_some_and(|next| next.text == "(") {
            report(token.line, "now()", "a clock: take the moment as a parameter");
        }
    }
    for named in paths(&code) {
        if let [root, module, ..] = named.parts.as_slice()
            && root == "std"
            && OUTSIDE.contains(&module.as_str())
        {
            report(named.line, &format!("std::{module}"), "the machine");
        }
    }
    violations.retain(|it| !code.is_test(it.line));
    violations
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, files_under};
    use super::*;

    #[test]
    fn pure_layers_stay_pure() -> std::io::Result<()> {
        assert_none(&check(&files_under("src", &["rs"])?));
        Ok(())
    }

    #[track_caller]
    fn breaks(path: &str, text: &str, places: &[&str]) {
        assert_found(&check(&[File::planted(path, text)]), places);
    }

    #[test]
    fn it_bites() {
        breaks("src/domain/sla.rs", "async fn f() {}", &["src/domain/sla.rs:1"]);
        breaks("src/chat/card.rs", "let x = 1;\nlet y = f().await;", &["src/chat/card.rs:2"]);
        breaks("src/domain.rs", "use tokio::time::sleep;", &["src/domain.rs:1"]);
        breaks("src/domain.rs", "#[derive(sqlx::Type)]\nstruct X;", &["src/domain.rs:1"]);
        breaks("src/chart/png.rs", "use std::{\n  fmt,\n  fs::File,\n};", &["src/chart/png.rs:3"]);
        breaks("src/chart/png.rs", "fn f() { std::env::var(\"X\"); }", &["src/chart/png.rs:1"]);
        breaks("src/domain/sla.rs", "let at = clock.now();", &["src/domain/sla.rs:1"]);
        breaks("src/domain/sla.rs", "let at = rand::random();", &["src/domain/sla.rs:1"]);
    }

    #[test]
    fn it_lets_the_rest_be() {
        breaks("src/app/act.rs", "async fn f() { clock.now(); std::fs::read(x).await }", &[]);
        breaks(
            "src/domain/sla.rs",
            "// no async, no now()\nlet now = context.now; let x = \"async\"; operand(now);",
            &[],
        );
        breaks("src/domain/sla.rs", "#[cfg(test)]\nmod tests {\n use std::fs;\n}", &[]);
    }
}
