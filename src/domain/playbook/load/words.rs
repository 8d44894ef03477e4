//! Words in playbooks: near misses of known ones, and codes that people must never read.

/// Of the known words the one that was probably meant.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let word = word.to_lowercase();
    let most = (word.chars().count() / 3).max(1) + 1;
    known
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(edits, candidate)| *edits <= most && *edits < candidate.chars().count())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// "Did you mean …?", else a list of what is known.
pub(super) fn suggest(word: &str, known: &[&str]) -> String {
    if let Some(candidate) = nearest(word, known.iter().copied()) {
        return format!("Did you mean `{candidate}`?");
    }
    let named: Vec<&str> = known.iter().copied().filter(|name| !name.is_empty()).collect();
    if named.is_empty() {
        "There is none to name here.".to_owned()
    } else {
        format!("Known here: {}.", named.join(", "))
    }
}

/// Insertions, deletions, swaps of neighbours and changes of a letter between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let mut best = (rows[i][j] + usize::from(left != right)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}

/// A code of the notation or of the trade in a text that people read: `4bh`, `BD`, `SLA`.
pub(super) fn short_code(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| {
        let letters = word.trim_start_matches(|c: char| c.is_ascii_digit()).to_lowercase();
        ["bh", "bd", "bhs", "bds", "dod", "sla", "slas"].contains(&letters.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_are_recognised() {
        let known = ["required", "restricted", "label", "type", "key", "is"];
        for (typed, meant) in [
            ("requierd", "required"),
            ("Required", "required"),
            ("lable", "label"),
            ("tpye", "type"),
            ("labels", "label"),
            ("ist", "is"),
        ] {
            assert_eq!(nearest(typed, known), Some(meant), "{typed}");
        }
        for typed in ["colour", "x", "q"] {
            assert_eq!(nearest(typed, known), None, "{typed}");
        }
    }

    #[test]
    fn codes_are_found_and_words_are_not() {
        for (text, code) in
            [("within 4bh", "4bh"), ("1 BD", "BD"), ("(DoD)", "DoD"), ("the SLA's end", "SLA"), ("slas", "slas")]
        {
            assert_eq!(short_code(text), Some(code), "{text}");
        }
        for text in ["Bhutan", "ABD Ltd", "slang", "4 business hours", ""] {
            assert_eq!(short_code(text), None, "{text}");
        }
    }
}
