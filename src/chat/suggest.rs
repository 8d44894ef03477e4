//! Pure: what somebody may mean while they type a name: it begins so, a word of it does, it holds that, or a word is a slip
//! away. What was meant for sure comes first.

use crate::domain::brief::value::clean;

/// Shorter words fit nearly everything once a letter may be wrong.
const SLIP_CHARS_MIN: usize = 3;
/// From so many letters on two may be wrong.
const SLIPS_CHARS_MIN: usize = 7;

/// How well a name fits; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The name begins so.
    Begins,
    /// A word of it begins so.
    Word,
    /// It stands somewhere in it.
    Within,
    /// A word of it is nearly that.
    Slip,
}

/// How well a name fits what is typed; nothing where it does not.
pub fn fit(typed: &str, name: &str) -> Option<Fit> {
    let (typed, name) = (folded(typed), folded(name));
    if name.starts_with(&typed) {
        return Some(Fit::Begins);
    }
    if words(&name).any(|word| word.starts_with(&typed)) {
        return Some(Fit::Word);
    }
    if name.contains(&typed) {
        return Some(Fit::Within);
    }
    words(&name).any(|word| is_a_slip(&typed, word)).then_some(Fit::Slip)
}

/// Those that fit, the best first, otherwise in the order in which they came.
pub fn fitting<T>(typed: &str, all: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String) -> Vec<T> {
    let mut found: Vec<(Fit, T)> = all.into_iter().filter_map(|one| Some((fit(typed, &name(&one))?, one))).collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, one)| one).collect()
}

/// One line without anything that is not seen, so that a name looks like itself in somebody's list.
pub fn label(name: &str) -> String {
    clean(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(text: &str) -> String {
    label(text).to_lowercase()
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether the word begins with what is typed but for a letter too many, too few, swapped or another; two in long words.
fn is_a_slip(typed: &str, word: &str) -> bool {
    let typed: Vec<char> = typed.chars().collect();
    if typed.len() < SLIP_CHARS_MIN {
        return false;
    }
    let slips_max = if typed.len() < SLIPS_CHARS_MIN { 1 } else { 2 };
    let word: Vec<char> = word.chars().take(typed.len() + slips_max).collect();
    // The last row holds the distance to every beginning of the word; two rows above are kept for swapped letters.
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (i, own) in typed.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in word.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&row, j) + usize::from(own != other);
            best = best.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let is_swapped = i > 0 && j > 0 && typed.get(i - 1) == Some(other) && word.get(j - 1) == Some(own);
            if is_swapped {
                best = best.min(at(&above, j - 1) + 1);
            }
            next.push(best);
        }
        above = std::mem::replace(&mut row, next);
    }
    row.into_iter().min().is_some_and(|slips| slips <= slips_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_as_people_type_them() {
        for (typed, name, expected) in [
            ("", "ACME", Some(Fit::Begins)),
            ("ac", "ACME Corp", Some(Fit::Begins)),
            ("corp", "ACME Corp", Some(Fit::Word)),
            ("wind log", "Nordwind Logistics", Some(Fit::Within)),
            ("nordwnd", "Nordwind Logistics", Some(Fit::Slip)),
            ("amce", "ACME", Some(Fit::Slip)),
            ("logsitics", "Nordwind Logistics", Some(Fit::Slip)),
            ("xy", "ACME", None),
            ("acid", "ACME", None),
            ("globex", "ACME", None),
            ("ÄRZTE", "Praxis der ärzte", Some(Fit::Word)),
        ] {
            assert_eq!(fit(typed, name), expected, "{typed} in {name}");
        }
    }

    #[test]
    fn the_best_come_first_and_hidden_letters_do_not_count() {
        let names = ["Big ACME", "Amce Ltd", "ACME", "Initech", "Pacme"].map(ToOwned::to_owned);
        assert_eq!(fitting("acme", names, Clone::clone), ["ACME", "Big ACME", "Pacme", "Amce Ltd"]);
        assert_eq!(label(" AC\u{202e}ME\u{200b}\n Corp\0 "), "ACME Corp");
        assert_eq!(fit("acme", "AC\u{200b}ME"), Some(Fit::Begins));
    }
}
