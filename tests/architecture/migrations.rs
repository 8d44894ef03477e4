//! The two databases grow in step: the same numbered migrations for both, with no number used twice.
//!
//! Whether they create the same tables and columns is the store's own suite's question.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{File, Violation};

const FOLDERS: [&str; 2] = ["migrations/sqlite/", "migrations/postgres/"];

/// Every migration that the other database lacks, that bears no number, or a number that is taken.
pub fn check(files: &[File]) -> Vec<Violation> {
    let [sqlite, postgres] = FOLDERS.map(|folder| names_in(files, folder));
    let mut violations = Vec::new();
    for (folder, names, other, others) in
        [(FOLDERS[0], &sqlite, FOLDERS[1], &postgres), (FOLDERS[1], &postgres, FOLDERS[0], &sqlite)]
    {
        for name in names.difference(others) {
            violations.push(Violation::new(&format!("{folder}{name}"), 0, format!("{other} has no file of this name")));
        }
        let mut taken = BTreeMap::new();
        for name in names {
            let path = format!("{folder}{name}");
            match number(name) {
                None => violations.push(Violation::new(&path, 0, "is not named like 0001_what_it_adds.sql")),
                Some(number) => {
                    if let Some(first) = taken.insert(number, name) {
                        violations.push(Violation::new(&path, 0, format!("has the number of {first}")));
                    }
                }
            }
        }
    }
    violations
}

fn names_in<'a>(files: &'a [File], folder: &str) -> BTreeSet<&'a str> {
    files.iter().filter_map(|file| file.path.strip_prefix(folder)).collect()
}

/// `0007_adds_ratings.sql` is 7.
fn number(name: &str) -> Option<u32> {
    let (number, what) = name.strip_suffix(".sql")?.split_once('_')?;
    let plain = what.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if number.len() == 4 && !what.is_empty() && plain { number.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, files_under};
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() -> std::io::Result<()> {
        let files = files_under("migrations", &["sql"])?;
        assert!(!files.is_empty(), "no migrations found");
        assert_none(&check(&files));
        Ok(())
    }

    #[test]
    fn it_bites() {
        let check = |paths: &[&str]| check(&paths.iter().map(|path| File::planted(path, "")).collect::<Vec<_>>());
        assert_none(&check(&["migrations/sqlite/0001_start.sql", "migrations/postgres/0001_start.sql"]));
        assert_found(&check(&["migrations/sqlite/0001_start.sql"]), &["migrations/sqlite/0001_start.sql"]);
        assert_found(&check(&["migrations/postgres/0002_x.sql"]), &["migrations/postgres/0002_x.sql"]);
        let both = |name: &str| FOLDERS.map(|folder| format!("{folder}{name}"));
        let twice: Vec<String> = [both("0001_a.sql"), both("0001_b.sql")].concat();
        let twice: Vec<&str> = twice.iter().map(String::as_str).collect();
        assert_found(&check(&twice), &["migrations/sqlite/0001_b.sql", "migrations/postgres/0001_b.sql"]);
        for odd in ["1_a.sql", "start.sql", "0001_.sql", "0001_A B.sql"] {
            let paths = both(odd);
            assert_found(&check(&[&paths[0], &paths[1]]), &[&paths[0], &paths[1]]);
        }
    }
}
