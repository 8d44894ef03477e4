//! Where things stand in a playbook's file, and what was found wrong there.
//!
//! A path is written as in the typed playbook: `section[1].field[2].label`. What cannot be found itself (a word that is
//! missing) is where its block begins.

use std::collections::BTreeMap;

use super::Problem;

/// Line and name of every block, by path.
#[derive(Debug)]
pub(super) struct Places<'t> {
    text: &'t str,
    starts: BTreeMap<String, usize>,
    names: BTreeMap<String, String>,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, starts: BTreeMap::new(), names: BTreeMap::new() }
    }

    /// Notes that `path` starts at this byte.
    pub(super) fn put(&mut self, path: &str, start: usize) {
        self.starts.insert(path.to_owned(), start);
    }

    /// Notes what people call the block at `path`: its key.
    pub(super) fn name(&mut self, path: &str, name: &str) {
        self.names.insert(path.to_owned(), name.to_owned());
    }

    /// Line of the path, or of the closest block around it.
    fn line(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(start) = self.starts.get(path) {
                return line_of(self.text, *start);
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return 1,
            }
        }
    }

    /// Whether the text at `path` begins on the line below its opening quotes.
    fn opens_with_line_break(&self, path: &str) -> bool {
        let rest = self.starts.get(path).and_then(|start| self.text.get(*start..)).unwrap_or_default();
        ["'''\n", "\"\"\"\n", "'''\r\n", "\"\"\"\r\n"].iter().any(|quotes| rest.starts_with(quotes))
    }

    fn name_of(&self, block: &str) -> String {
        if let Some(name) = self.names.get(block) {
            return name.clone();
        }
        // "section[1]" without a key is "number 2".
        let digits = block.rsplit('[').next().unwrap_or_default().trim_end_matches(']');
        format!("number {}", digits.parse().unwrap_or(0_usize) + 1)
    }
}

/// Line of a byte, counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// What is wrong, by path.
#[derive(Debug, Default)]
pub(super) struct Found {
    findings: Vec<Finding>,
    /// How many of them are about the shape.
    of_shape: usize,
}

#[derive(Debug)]
struct Finding {
    path: String,
    /// Line within a text of several lines, counted from 1.
    line_within: Option<usize>,
    what: String,
    hint: String,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether something is wrong with this very word, so that nothing should be concluded from its value.
    pub(super) fn has(&self, path: &str) -> bool {
        self.findings.iter().any(|finding| finding.path == path)
    }

    /// Ends the findings about the shape: from here on nothing is noted that lies inside a block whose shape was wrong,
    /// since it would speak about what was put in its place.
    pub(super) fn end_shape(&mut self) {
        self.of_shape = self.findings.len();
    }

    /// Notes something wrong. Of two findings about one path the first is kept: the second mostly follows from it.
    pub(super) fn add(&mut self, path: &str, what: impl Into<String>, hint: impl Into<String>) {
        self.push(Finding { path: path.to_owned(), line_within: None, what: what.into(), hint: hint.into() });
    }

    /// Notes something wrong in a certain line of a text.
    pub(super) fn add_within(&mut self, path: &str, line: usize, what: String, hint: &str) {
        self.push(Finding { path: path.to_owned(), line_within: Some(line), what, hint: hint.to_owned() });
    }

    fn push(&mut self, finding: Finding) {
        let is_known = |known: &Finding| known.path == finding.path && known.line_within == finding.line_within;
        let lies_inside =
            |known: &Finding| finding.path.strip_prefix(&known.path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let of_shape = self.findings.get(..self.of_shape).unwrap_or_default();
        if !self.findings.iter().any(is_known) && !of_shape.iter().any(lies_inside) {
            self.findings.push(finding);
        }
    }

    /// With lines and names, in the order of the file.
    pub(super) fn into_problems(self, file: &str, places: &Places) -> Vec<Problem> {
        let mut problems: Vec<Problem> =
            self.findings.into_iter().map(|finding| problem(file, places, finding)).collect();
        problems.sort_by_key(|problem| problem.line);
        problems
    }
}

fn problem(file: &str, places: &Places, finding: Finding) -> Problem {
    let within = match finding.line_within {
        Some(line) => line - usize::from(!places.opens_with_line_break(&finding.path)),
        None => 0,
    };
    let (mut section, mut field, mut what) = (None, None, finding.what);
    if let Some(block) = block_of(&finding.path, "section[") {
        section = Some(places.name_of(block));
        let inner = &finding.path[block.len()..];
        if let Some(part) = block_of(inner, ".field[") {
            field = Some(places.name_of(&finding.path[..block.len() + part.len()]));
        }
    } else if let Some((list, block)) = ["card", "at_accept"]
        .into_iter()
        .find_map(|list| block_of(&finding.path, &format!("{list}[")).map(|block| (list, block)))
    {
        section = Some(list.to_owned());
        field = Some(places.name_of(block));
    } else if let Some(end) = finding.path.find(['.', '[']) {
        let list = &finding.path[..end];
        let name = block_of(&finding.path, &format!("{list}["))
            .map_or_else(String::new, |block| format!(" {}", places.name_of(block)));
        what = format!("In {list}{name}: {what}");
    }
    let line = places.line(&finding.path) + within;
    Problem { file: file.to_owned(), line, section, field, what, hint: finding.hint }
}

/// `section[1]` of `section[1].field[2].label`.
fn block_of<'p>(path: &'p str, start: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(start)?;
    rest.find(']').map(|end| &path[..=start.len() + end])
}
