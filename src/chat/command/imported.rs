//! Files whose text stands behind a command: a playbook, a calendar file. Their lines matter, so they are taken as they are.

use super::parse::{first_word, root};
use super::{Name, Root};

/// A playbook or a calendar file that is brought in: its text as it stands, since its lines matter. A fence around it is no
/// part of it.
pub(super) fn imported(text: &str) -> Option<(Name, &str)> {
    let (_, rest) = root(text).filter(|(root, _)| *root == Root::Admin)?;
    let (word, rest) = first_word(rest);
    let (import, file) = first_word(rest);
    let name = match word.to_lowercase().as_str() {
        "playbook" => Name::Playbook,
        "settings" => Name::Settings,
        _ => return None,
    };
    if import.to_lowercase() != "import" {
        return None;
    }
    let file = file.trim();
    let fenced = file.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    let plain = |rest: &'static str| fenced.and_then(|text| text.strip_prefix(rest));
    let inner = plain("toml").or_else(|| plain("ics")).or(fenced);
    Some((name, inner.map_or(file, str::trim)))
}
