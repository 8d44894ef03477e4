//! Reads Rust text just well enough to check it: the words of the code, the text in its quotes, the paths it names.
//!
//! Comments never count and quoted text is kept apart, so that a rule can be named in a comment without breaking it.
//! It is not a parser: what a macro makes of its words is not seen.

use std::ops::RangeInclusive;

/// A word or a sign of the code; `::` is one sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// The content of a string literal, on the line where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub text: String,
    pub line: usize,
}

/// A Rust file, taken apart.
#[derive(Debug, Default)]
pub struct Code {
    pub tokens: Vec<Token>,
    pub literals: Vec<Literal>,
    tests: Vec<RangeInclusive<usize>>,
}

impl Code {
    pub fn read(text: &str) -> Self {
        let mut reader = Reader { rest: text, line: 1, code: Self::default() };
        while reader.step() {}
        let mut code = reader.code;
        code.tests = test_modules(&code.tokens);
        code
    }

    /// Whether the line lies in a module that only tests compile.
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|module| module.contains(&line))
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    code: Code,
}

impl Reader<'_> {
    /// Takes the next piece of the text; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.skip(block_comment(self.rest));
        } else if let Some((before, content, after)) = string_literal(self.rest) {
            let text = self.rest[before..before + content].to_owned();
            self.code.literals.push(Literal { text, line: self.line });
            self.token("\"\"");
            self.skip(before + content + after);
        } else if let Some(length) = char_literal(self.rest) {
            self.token("''");
            self.skip(length);
        } else if first.is_alphanumeric() || first == '_' {
            let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
            let word = self.rest[..end].to_owned();
            self.token(&word);
            self.skip(end);
        } else if self.rest.starts_with("::") {
            self.token("::");
            self.skip(2);
        } else {
            if !first.is_whitespace() {
                self.token(&first.to_string());
            }
            self.skip(first.len_utf8());
        }
        true
    }

    fn token(&mut self, text: &str) {
        self.code.tokens.push(Token { text: text.to_owned(), line: self.line });
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at(length);
        self.line += skipped.matches('\n').count();
        self.rest = rest;
    }
}

/// Length of the block comment at the start; they nest.
fn block_comment(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Lengths of opening, content and closing of the string literal at the start: `"…"`, `r#"…"#`, `b"…"`, `c"…"`.
fn string_literal(text: &str) -> Option<(usize, usize, usize)> {
    let prefix = text.find(|c: char| !matches!(c, 'b' | 'c' | 'r'))?;
    if !matches!(&text[..prefix], "" | "b" | "c" | "r" | "br" | "cr") {
        return None;
    }
    let raw = text[..prefix].ends_with('r');
    let hashes = if raw { text[prefix..].chars().take_while(|&c| c == '#').count() } else { 0 };
    let open = prefix + hashes + 1;
    if text.as_bytes().get(open - 1) != Some(&b'"') {
        return None;
    }
    let content = &text[open..];
    let length = if raw {
        content.find(&format!("\"{}", "#".repeat(hashes))).unwrap_or(content.len())
    } else {
        let mut escaped = false;
        content
            .find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            })
            .unwrap_or(content.len())
    };
    // An unfinished literal runs to the end of the file and has no closing.
    Some((open, length, (1 + hashes).min(content.len() - length)))
}

/// Length of the character literal at the start; `None` for a lifetime.
fn char_literal(text: &str) -> Option<usize> {
    let content = text.strip_prefix('\'').or_else(|| text.strip_prefix("b'"))?;
    let before = text.len() - content.len();
    let first = content.chars().next()?;
    let length = if first == '\\' { 2 + content.get(2..)?.find('\'')? } else { first.len_utf8() };
    (content.as_bytes().get(length) == Some(&b'\'')).then_some(before + length + 1)
}

/// The lines of `#[cfg(test)] mod … { … }`.
fn test_modules(tokens: &[Token]) -> Vec<RangeInclusive<usize>> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut modules = Vec::new();
    for (at, mark) in tokens.windows(MARK.len()).enumerate() {
        let marked = mark.iter().map(|token| token.text.as_str()).eq(MARK);
        let [keyword, _, open, ..] = &tokens[at + MARK.len()..] else { continue };
        if marked && keyword.text == "mod" && open.text == "{" {
            let close = closing(tokens, at + MARK.len() + 2);
            modules.push(mark[0].line..=tokens[close].line);
        }
    }
    modules
}

/// Where the brace opened at `open` closes; the last token if it never does.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len() - 1
}

/// A path that the code names, such as `crate::store::Store`; every member of a group is a path of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub parts: Vec<String>,
    pub line: usize,
    /// Stands in a `pub use` of any reach.
    pub is_reexport: bool,
    /// How many modules of this file it stands inside.
    pub depth: usize,
}

/// Everything a `use` names, and every path of two parts or more in the rest of the code.
pub fn paths(code: &Code) -> Vec<Named> {
    let tokens = &code.tokens;
    let mut found = Vec::new();
    // For each brace that is open here: whether it holds a module.
    let mut braces = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let is_use = token.text == "use";
        let mut named = Vec::new();
        let next = match token.text.as_str() {
            "use" => use_tree(tokens, at + 1, &[], &mut named),
            _ if is_word(token) => plain_path(tokens, at, &mut named),
            _ => at,
        };
        match token.text.as_str() {
            "{" => braces.push(at >= 2 && tokens[at - 2].text == "mod"),
            "}" => {
                braces.pop();
            }
            _ => {}
        }
        let is_reexport = is_use && is_public(&tokens[..at]);
        let depth = braces.iter().filter(|&&is_module| is_module).count();
        found.extend(named.into_iter().map(|(parts, line)| Named { parts, line, is_reexport, depth }));
        at = next.max(at + 1);
    }
    found
}

fn is_word(token: &Token) -> bool {
    token.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Whether the words before a `use` make it visible to others: `pub` or `pub(…)`.
fn is_public(before: &[Token]) -> bool {
    let reach = match before.last() {
        Some(last) if last.text == ")" => before.iter().rposition(|it| it.text == "(").unwrap_or(0),
        _ => before.len(),
    };
    reach > 0 && before[reach - 1].text == "pub"
}

/// Reads `a::b::c` at `at` and says where it ends; a lone word is no path.
fn plain_path(tokens: &[Token], mut at: usize, named: &mut Vec<(Vec<String>, usize)>) -> usize {
    let line = tokens[at].line;
    let mut parts = vec![tokens[at].text.clone()];
    while let [_, colons, word, ..] = &tokens[at..]
        && colons.text == "::"
        && is_word(word)
    {
        parts.push(word.text.clone());
        at += 2;
    }
    if parts.len() > 1 {
        named.push((parts, line));
    }
    at + 1
}

/// Reads what a `use` says at `at`, behind `prefix`, and says where it ends: a member of a group, or `;`.
fn use_tree(tokens: &[Token], mut at: usize, prefix: &[String], named: &mut Vec<(Vec<String>, usize)>) -> usize {
    let mut parts = prefix.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|it| it.text != "}") {
                    at = use_tree(tokens, at, &parts, named).max(at + 1);
                }
                return at + 1;
            }
            // Another name for the path; the path itself is already kept.
            "as" => at += 2,
            "::" => at += 1,
            _ if is_word(token) || token.text == "*" => {
                parts.push(token.text.clone());
                at += 1;
                if tokens.get(at).is_none_or(|next| next.text != "::") {
                    named.push((parts.clone(), token.line));
                }
            }
            _ => return at,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Code::read(text).tokens.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn named(text: &str) -> Vec<String> {
        paths(&Code::read(text)).iter().map(|it| it.parts.join("::")).collect()
    }

    #[test]
    fn comments_and_quotes_are_not_code() {
        assert_eq!(words("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(
            words(r##"x = "a \" b"; y = r#"c " d"#; z = b'"'; w = '\'' "##),
            "x = \"\" ; y = \"\" ; z = '' ; w = ''"
        );
        assert_eq!(words("fn f<'a>(x: &'a str) -> char { 'x' }"), "fn f < ' a > ( x : & ' a str ) - > char { '' }");
        assert_eq!(words("rest bring crate"), "rest bring crate");
    }

    #[test]
    fn quoted_text_keeps_its_line() {
        let code = Code::read("one\n\"two\nstill two\"\nfour r\"five\"");
        let literals: Vec<_> = code.literals.iter().map(|it| (it.text.as_str(), it.line)).collect();
        assert_eq!(literals, [("two\nstill two", 2), ("five", 4)]);
        assert_eq!(code.tokens.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 2, 4, 4]);
    }

    #[test]
    fn modules_for_tests_are_known() {
        let code = Code::read("mod a {\n}\n#[cfg(test)]\nmod tests {\n fn f() { {} }\n}\nfn g() {}");
        assert_eq!((1..=7).filter(|&line| code.is_test(line)).collect::<Vec<_>>(), [3, 4, 5, 6]);
    }

    #[test]
    fn groups_are_taken_apart() {
        assert_eq!(
            named("use crate::{ids::A, chat::{self, form::B}, c::*};"),
            ["crate::ids::A", "crate::chat::self", "crate::chat::form::B", "crate::c::*"]
        );
        assert_eq!(named("use {crate::a, super::{b, c as d}};"), ["crate::a", "super::b", "super::c"]);
        assert_eq!(
            named("let x = crate::a::f::<T>(super::g(y), ::baton::h);"),
            ["crate::a::f", "super::g", "baton::h"]
        );
    }

    #[test]
    fn reach_and_depth_are_known() {
        let found = paths(&Code::read("pub(crate) use a::b; mod m { use c::d; fn f() { e::f() } } use g::h;"));
        let facts: Vec<_> = found.iter().map(|it| (it.parts[0].as_str(), it.is_reexport, it.depth)).collect();
        assert_eq!(facts, [("a", true, 0), ("c", false, 1), ("e", false, 1), ("g", false, 0)]);
    }
}
