//! The files under test, and how a violation in them is reported.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

/// A file of the project: where it lies, seen from the project's root with `/` between the parts, and what it says.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// A file that exists only in a test.
    pub fn planted(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }
}

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    pub path: String,
    /// From 1; 0 when it concerns the whole file.
    pub line: usize,
    pub rule: String,
}

impl Violation {
    pub fn new(path: &str, line: usize, rule: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule: rule.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.path, self.rule)
        } else {
            write!(f, "{}:{}: {}", self.path, self.line, self.rule)
        }
    }
}

/// All files below `folder` whose name ends in one of `extensions`, sorted by path. What a build leaves behind is
/// passed over. A folder that is missing is an error: a check that reads nothing would always pass.
pub fn files_under(folder: &str, extensions: &[&str]) -> io::Result<Vec<File>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(root, &root.join(folder), extensions, &mut files)
        .map_err(|error| io::Error::new(error.kind(), format!("{folder}: {error}")))?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// One file of the project.
pub fn file(path: &str) -> io::Result<File> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
    Ok(File { path: path.to_owned(), text })
}

fn collect(root: &Path, folder: &Path, extensions: &[&str], files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name() != Some(OsStr::new("target")) {
                collect(root, &path, extensions, files)?;
            }
        } else if path.extension().and_then(OsStr::to_str).is_some_and(|ending| extensions.contains(&ending)) {
            let parts: Vec<_> = path.strip_prefix(root).unwrap_or(&path).iter().map(OsStr::to_string_lossy).collect();
            files.push(File { path: parts.join("/"), text: fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

/// Fails with every violation on a line of its own.
#[track_caller]
pub fn assert_none(violations: &[Violation]) {
    let lines: Vec<String> = violations.iter().map(Violation::to_string).collect();
    assert!(violations.is_empty(), "{} broken rules:\n{}\n", lines.len(), lines.join("\n"));
}

/// Fails unless exactly these places are found, each given as `path:line`, or as `path` for a whole file.
#[track_caller]
pub fn assert_found(violations: &[Violation], places: &[&str]) {
    let mut found: Vec<String> = violations
        .iter()
        .map(|it| if it.line == 0 { it.path.clone() } else { format!("{}:{}", it.path, it.line) })
        .collect();
    let mut expected: Vec<String> = places.iter().map(ToString::to_string).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{violations:#?}");
}
