//! Interactions as Discord documents them, read word for word: every file of `discord/read` holds one with what it is.
//!
//! `BATON_TEST_BLESS=1` writes what is read now; look at the difference before it is kept.

use std::path::{Path, PathBuf};

use baton::platform::discord::parse::interaction;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::{Outcome, same, told};

pub fn trials() -> Vec<Trial> {
    fixtures("read").into_iter().map(|(name, path)| golden(&format!("discord/read/{name}"), path, read)).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "one of several makers")]
fn read(fixture: &Value) -> Result<Value, String> {
    let read = format!("{:#?}", interaction(&fixture["raw"]));
    Ok(json!(read.lines().collect::<Vec<_>>()))
}

/// The files of a folder, by name.
pub fn fixtures(folder: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platforms/discord").join(folder);
    let entries = std::fs::read_dir(&folder).into_iter().flatten();
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_stem()?.to_string_lossy().into_owned(), path))
        })
        .collect();
    found.sort();
    found
}

/// A file whose `wanted` is what `make` makes of it.
pub fn golden(name: &str, path: PathBuf, make: fn(&Value) -> Result<Value, String>) -> Trial {
    Trial::test(name, move || compare(&path, make).map_err(Failed::from))
}

fn compare(path: &Path, make: fn(&Value) -> Result<Value, String>) -> Outcome {
    let mut fixture: Value = serde_json::from_str(&std::fs::read_to_string(path).map_err(told)?).map_err(told)?;
    let found = make(&fixture)?;
    if is_blessing() {
        fixture["wanted"] = found;
        let text = serde_json::to_string_pretty(&fixture).map_err(told)?;
        return std::fs::write(path, format!("{text}\n")).map_err(told);
    }
    same("made of it", &found, &fixture["wanted"])
}

#[expect(clippy::disallowed_methods, reason = "a test suite's own setting")]
fn is_blessing() -> bool {
    std::env::var("BATON_TEST_BLESS").is_ok()
}
