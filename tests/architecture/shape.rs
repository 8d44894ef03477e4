//! The shape of files: each says first what it is for, and none grows past one sitting.

use super::tree::{File, Violation};

/// Longer files have more than one reason to change.
const LINES_MAX: usize = 400;

/// Every Rust file that does not open with `//!`.
pub fn check_opening(files: &[File]) -> Vec<Violation> {
    let says = |file: &&File| !file.text.lines().next().is_some_and(|line| line.starts_with("//! "));
    let rule = "does not open with `//!`: what it is for, and what it is not";
    files.iter().filter(says).map(|file| Violation::new(&file.path, 1, rule)).collect()
}

/// Every file with more than [`LINES_MAX`] lines.
pub fn check_length(files: &[File]) -> Vec<Violation> {
    let long = files.iter().map(|file| (file, file.text.lines().count())).filter(|(_, lines)| *lines > LINES_MAX);
    long.map(|(file, lines)| Violation::new(&file.path, 0, format!("{lines} lines, {LINES_MAX} at most"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::{assert_found, assert_none, files_under};
    use super::*;

    #[test]
    fn every_file_says_what_it_is_for() -> std::io::Result<()> {
        assert_none(&check_opening(&files_under("src", &["rs"])?));
        assert_none(&check_opening(&files_under("tests", &["rs"])?));
        assert_none(&check_opening(&files_under("benches", &["rs"])?));
        Ok(())
    }

    #[test]
    fn no_file_is_too_long() -> std::io::Result<()> {
        assert_none(&check_length(&files_under("src", &["rs", "js", "css", "html"])?));
        Ok(())
    }

    #[test]
    fn it_bites() {
        let opens = |text| check_opening(&[File::planted("src/x.rs", text)]);
        assert_none(&opens("//! What for.\nfn f() {}"));
        for silent in ["", "fn f() {}", "// What for.", "\n//! Too late.", "//!"] {
            assert_found(&opens(silent), &["src/x.rs:1"]);
        }
        let lines = |count: usize| check_length(&[File::planted("src/x.rs", &"x\n".repeat(count))]);
        assert_none(&lines(400));
        assert_found(&lines(401), &["src/x.rs"]);
    }
}
