//! The words of a command line: quotes of every keyboard, `name:value` pairs, mentions; and which known word is nearest.

/// A word or quoted text, and the argument it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The word before the colon, folded: `customer:"ACME"`.
    pub(super) key: Option<String>,
    /// What stands there, without its quotes.
    pub(super) text: String,
    /// Whether it stood in quotes.
    pub(super) is_quoted: bool,
    /// Whether the quotes began before its first character, so that an `@` is one of its characters.
    is_verbatim: bool,
}

impl Token {
    /// Handle or name of a person, where the token is a mention: `@ben`, `@"Ben Ross"`, `<@17>`; never `"@Home Ltd"`.
    pub(super) fn person(&self) -> Option<&str> {
        if self.is_verbatim {
            return None;
        }
        let handle = self.text.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
        let handle = handle.map(|id| id.trim_start_matches('!')).or_else(|| self.text.strip_prefix('@'))?;
        (!handle.is_empty()).then_some(handle)
    }

    /// Folded, for comparing with known words.
    pub(super) fn folded(&self) -> String {
        self.text.to_lowercase()
    }
}

/// Closing quotes for an opening one. Phones turn straight quotes into one of these pairs.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"', '”', '“']),
        '“' => Some(&['”', '"', '“']),
        '„' => Some(&['“', '”', '"']),
        '«' => Some(&['»']),
        _ => None,
    }
}

/// The words; a key counts only if it is one of `keys`, so that a customer may have a colon in its name.
pub(super) fn tokens(text: &str, keys: &[&str]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (raw, is_quoted, after) = word(rest);
        let (key, value) = split_key(&raw, keys);
        let begins = rest.get(raw.len().saturating_sub(value.len())..).unwrap_or_default();
        let is_verbatim = is_quoted && begins.chars().next().and_then(closing).is_some();
        rest = after.trim_start();
        let waits = tokens.last().is_some_and(|last| last.key.is_some() && last.text.is_empty() && !last.is_quoted);
        match tokens.last_mut().filter(|_| waits && key.is_none()) {
            // `customer: ACME`
            Some(last) => {
                last.text = value;
                last.is_quoted = is_quoted;
                last.is_verbatim = is_verbatim;
            }
            None => tokens.push(Token { key, text: value, is_quoted, is_verbatim }),
        }
    }
    tokens.retain(|token| !token.text.trim().is_empty());
    tokens
}

/// Up to the next space outside of quotes: the word without quotes, whether it had any, and what follows.
fn word(text: &str) -> (String, bool, &str) {
    let (mut out, mut is_quoted) = (String::new(), false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            break;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        // A quote opens at the start of a word, after a colon and after an @; elsewhere it is an inch or an apostrophe.
        let opens = closing(c).filter(|_| out.is_empty() || out.ends_with([':', '=', '@']));
        let Some(ends) = opens else {
            out.push(c);
            continue;
        };
        is_quoted = true;
        // A quote that is never closed holds the rest.
        let end = rest.find(ends).unwrap_or(rest.len());
        out.push_str(rest.get(..end).unwrap_or_default());
        rest = rest.get(end..).unwrap_or_default();
        rest = rest.strip_prefix(ends).unwrap_or_default();
    }
    (out, is_quoted, rest)
}

/// The text in quotes that a line begins with, and what follows.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    text.chars().next().and_then(closing)?;
    let (inner, _, after) = word(text);
    (!inner.trim().is_empty()).then_some((inner, after))
}

fn split_key(raw: &str, keys: &[&str]) -> (Option<String>, String) {
    let found = raw.split_once([':', '=']).map(|(key, value)| (key.to_lowercase(), value));
    match found.filter(|(key, _)| keys.contains(&key.as_str())) {
        Some((key, value)) => (Some(key), value.to_owned()),
        None => (None, raw.to_owned()),
    }
}

/// The known word that was probably meant: the only one that begins so, else the nearest within two slips (one in words of
/// up to four letters), whatever the case. Ties go to the first.
pub fn nearest(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let mut begin = known.iter().filter(|candidate| length > 1 && candidate.to_lowercase().starts_with(&word));
    if let (Some(only), None) = (begin.next(), begin.next()) {
        return Some(only);
    }
    let slips_max = if length <= 4 { 1 } else { 2 };
    // Longer than any word of ours: no need to compare.
    let known = known.iter().filter(|candidate| candidate.chars().count().abs_diff(length) <= slips_max);
    let measured = known.map(|candidate| (slips(&word, &candidate.to_lowercase()), *candidate));
    measured.filter(|(slips, _)| *slips <= slips_max).min_by_key(|(slips, _)| *slips).map(|(_, candidate)| candidate)
}

/// Letters left out, added, changed or swapped with their neighbour between two words.
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, b) in other.iter().enumerate() {
            let changed = last[column] + usize::from(a != b);
            let mut best = changed.min(last[column + 1] + 1).min(line[column] + 1);
            let is_swap = row > 0 && column > 0 && *a == other[column - 1] && one[row - 1] == *b;
            if is_swap {
                best = best.min(before_last[column - 1] + 1);
            }
            line.push(best);
        }
        before_last = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or_default()
}
