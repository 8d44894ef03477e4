//! `.env.example` and `src/config.rs` name the same variables, so that nobody looks for a setting that does not exist.

use std::collections::BTreeMap;

use super::reader::Code;
use super::tree::{File, Violation};

/// Every variable that is read but not explained, explained but not read, or explained twice.
pub fn check(config: &[File], example: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut explained = BTreeMap::new();
    for (line, name) in keys(&example.text) {
        if let Some(first) = explained.insert(name, line) {
            let rule = format!("{name} stands here twice, first on line {first}");
            violations.push(Violation::new(&example.path, line, rule));
        }
    }
    let mut read = BTreeMap::new();
    for file in config {
        for (line, name) in variables(&file.text) {
            read.entry(name).or_insert_with(|| (file.path.clone(), line));
        }
    }
    for (name, (path, line)) in &read {
        if !explained.contains_key(name.as_str()) {
            violations.push(Violation::new(path, *line, format!("{name} is not explained in {}", example.path)));
        }
    }
    for (name, line) in &explained {
        if !read.contains_key(*name) {
            violations.push(Violation::new(&example.path, *line, format!("{name} is read by nobody")));
        }
    }
    violations
}

/// The variables of an environment file, with their lines. `# NAME=value` is one that is left at its default.
fn keys(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter_map(|(number, line)| {
        let line = line.trim_start();
        let line = line.strip_prefix('#').unwrap_or(line).trim_start();
        let (name, _) = line.split_once('=')?;
        is_variable(name).then_some((number, name))
    })
}

/// The variables that the settings' code names in quotes, outside its tests.
fn variables(text: &str) -> Vec<(usize, String)> {
    let code = Code::read(text);
    let names = code.literals.iter().filter(|it| is_variable(&it.text) && !code.is_test(it.line));
    names.map(|it| (it.line, it.text.clone())).collect()
}

/// Capitals, digits and at least one underscore between them: `DATABASE_URL`, but not `UTC`.
fn is_variable(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    plain && text.starts_with(|c: char| c.is_ascii_uppercase()) && text.trim_end_matches('_').contains('_')
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, file, files_under};
    use super::*;

    #[test]
    fn every_setting_is_explained_and_read() -> std::io::Result<()> {
        // The settings may one day be a folder.
        let config = files_under("src", &["rs"])?
            .into_iter()
            .filter(|file| file.path == "src/config.rs" || file.path.starts_with("src/config/"))
            .collect::<Vec<_>>();
        assert!(config.iter().any(|file| !variables(&file.text).is_empty()), "src/config.rs names no variable");
        assert_none(&check(&config, &file(".env.example")?));
        Ok(())
    }

    #[test]
    fn it_bites() {
        let check =
            |config, example| check(&[File::planted("src/config.rs", config)], &File::planted(".env.example", example));
        let config = "const ALL: &[&str] = &[\"BATON_A\",\n\"DATABASE_URL\"];\nlet zone = \"UTC\"; // \"BATON_C\"";
        assert_none(&check(config, "# What A does.\nBATON_A=1\n\n# DATABASE_URL=sqlite:baton.db\n"));
        assert_found(&check(config, "BATON_A=1\n"), &["src/config.rs:2"]);
        assert_found(&check(config, "BATON_A=1\nDATABASE_URL=\nBATON_B=\n"), &[".env.example:3"]);
        assert_found(&check(config, "BATON_A=1\nDATABASE_URL=\n#BATON_A=2\n"), &[".env.example:3"]);
        assert_none(&check("#[cfg(test)]\nmod tests {\n const X: &str = \"BATON_X\";\n}", ""));
    }
}
