//! Who writes: one function writes handoffs, one folder speaks SQL, one place opens transactions.
//!
//! Every way to a handoff (page, scenario, platform, webhook, timer) therefore passes the same decision and lands in the
//! same transaction as its events and jobs.

use super::reader::{Code, Token};
use super::tree::{File, Violation};

/// What a commit writes to a handoff; whoever can build one can bypass the decision.
const CHANGE: &str = "HandoffChange";
/// The only file outside the store that builds it, in one place.
const WRITER: &str = "src/app/act.rs";

/// Every place outside the store that could write a handoff without going through `act`.
pub fn check_handoffs(files: &[File]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in outside_the_store(files) {
        let code = Code::read(&file.text);
        let uses = (0..code.tokens.len()).filter(|&at| code.tokens[at].text == CHANGE);
        if file.path == WRITER {
            let built: Vec<usize> = uses.filter(|&at| is_built(&code.tokens, at)).collect();
            let again = built.iter().skip(1).map(|&at| code.tokens[at].line);
            let rule = format!("builds a second `{CHANGE}`: one function writes handoffs");
            violations.extend(again.map(|line| Violation::new(&file.path, line, rule.clone())));
        } else {
            let rule = format!("names `{CHANGE}`: only {WRITER} writes handoffs");
            violations.extend(uses.map(|at| Violation::new(&file.path, code.tokens[at].line, rule.clone())));
        }
    }
    violations
}

/// `HandoffChange { … }` or `HandoffChange::new(…)`, but neither a return type nor an `impl`.
fn is_built(tokens: &[Token], at: usize) -> bool {
    let before = if at == 0 { "" } else { tokens[at - 1].text.as_str() };
    let after = tokens.get(at + 1).map_or("", |token| token.text.as_str());
    matches!(after, "{" | "(" | "::") && !matches!(before, ">" | "impl" | "for" | "struct")
}

/// Every place outside the store that names the database crate, writes by SQL or opens a transaction.
pub fn check_sql(files: &[File]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in outside_the_store(files) {
        let code = Code::read(&file.text);
        let mut report = |line, rule: String| violations.push(Violation::new(&file.path, line, rule));
        for pair in code.tokens.windows(2) {
            if pair[0].text == "sqlx" {
                report(pair[0].line, "names `sqlx`: only src/store/ does".to_owned());
            }
            if pair[0].text == "." && OPENS_TRANSACTION.contains(&pair[1].text.as_str()) {
                report(pair[1].line, format!("opens a transaction (`.{}`): only src/store/ does", pair[1].text));
            }
        }
        for literal in &code.literals {
            if let Some(statement) = write_statement(&literal.text) {
                report(literal.line, format!("writes by SQL ({statement}): only src/store/ does"));
            }
        }
    }
    violations
}

const OPENS_TRANSACTION: [&str; 4] = ["begin", "begin_with", "try_begin", "try_begin_with"];

/// The writing statement that a text holds, if any.
fn write_statement(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
    let starts = |words: &[String], first: &str, second: &str| words[0] == first && words[1] == second;
    words.windows(3).find_map(|three| match three {
        it if starts(it, "INSERT", "INTO") => Some("INSERT"),
        it if starts(it, "REPLACE", "INTO") => Some("REPLACE"),
        it if starts(it, "DELETE", "FROM") => Some("DELETE"),
        [update, _, set] if update == "UPDATE" && set == "SET" => Some("UPDATE"),
        _ => None,
    })
}

fn outside_the_store(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| !file.path.starts_with("src/store/") && file.path != "src/store.rs")
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, files_under};
    use super::*;

    #[test]
    fn one_function_writes_handoffs() -> std::io::Result<()> {
        assert_none(&check_handoffs(&files_under("src", &["rs"])?));
        Ok(())
    }

    #[test]
    fn only_the_store_speaks_sql() -> std::io::Result<()> {
        assert_none(&check_sql(&files_under("src", &["rs"])?));
        Ok(())
    }

    #[test]
    fn a_second_writer_is_found() {
        let check = |path: &str, text: &str| check_handoffs(&[File::planted(path, text)]);
        let builds = "use crate::store::HandoffChange;\nfn f() -> HandoffChange {\n    HandoffChange { version }\n}\n";
        assert_none(&check("src/app/act.rs", builds));
        assert_none(&check("src/store/commit.rs", builds));
        assert_found(&check("src/web.rs", builds), &["src/web.rs:1", "src/web.rs:2", "src/web.rs:3"]);
        assert_found(&check("src/app/act.rs", &builds.repeat(2)), &["src/app/act.rs:7"]);
        assert_none(&check("src/web.rs", "// HandoffChange { } is built in act.rs"));
    }

    #[test]
    fn sql_elsewhere_is_found() {
        let check = |path: &str, text: &str| check_sql(&[File::planted(path, text)]);
        let writes = "let a = \"INSERT INTO jobs\n (id)\";\nlet b = \"update jobs set x = 1\";\nlet c = r#\"DELETE FROM jobs WHERE\"#;";
        assert_none(&check("src/store/jobs.rs", writes));
        assert_found(
            &check("src/app/worker.rs", writes),
            &["src/app/worker.rs:1", "src/app/worker.rs:3", "src/app/worker.rs:4"],
        );
        assert_found(&check("src/app/worker.rs", "let t = pool.begin().await?;"), &["src/app/worker.rs:1"]);
        assert_found(&check("src/app/worker.rs", "fn f(pool: &sqlx::PgPool) {}"), &["src/app/worker.rs:1"]);
        assert_none(&check(
            "src/app/worker.rs",
            "// INSERT INTO x y\nlet a = \"SELECT 1\"; let begin = 1; set.begins();",
        ));
    }
}
