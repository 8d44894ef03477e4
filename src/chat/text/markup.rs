//! The light markup of message files: `**strong**`, `_"somebody's words"_` and `` `code` ``.
//!
//! Only the file's own characters are read as markup. An argument is one private character here and becomes inline
//! elements without being read.

use super::kinds::{FIRST_TOKEN, LAST_TOKEN};
use crate::chat::message::{Inline, Text};

/// Around strong words.
pub(super) const BOLD: &str = "**";
/// Before somebody's words.
pub(super) const QUOTE_OPEN: &str = "_\"";
/// After somebody's words.
pub(super) const QUOTE_CLOSE: &str = "\"_";
/// Around code.
pub(super) const CODE: char = '`';

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Bold,
    Quote,
}

/// Reads a formatted sentence and puts the arguments in. What was left open is closed at the end.
pub(super) fn read(formatted: &str, inlines: &[Text]) -> Text {
    let mut open: Vec<(Mark, Text)> = Vec::new();
    let mut text = Text::new();
    let mut rest = formatted;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(BOLD) {
            rest = after;
            toggle(Mark::Bold, open.last().is_some_and(|(mark, _)| *mark == Mark::Bold), &mut open, &mut text);
        } else if let Some(after) = rest.strip_prefix(QUOTE_OPEN) {
            rest = after;
            toggle(Mark::Quote, false, &mut open, &mut text);
        } else if let Some(after) = rest.strip_prefix(QUOTE_CLOSE).filter(|_| is_quoting(&open)) {
            rest = after;
            toggle(Mark::Quote, true, &mut open, &mut text);
        } else if let Some((code, after)) = rest.strip_prefix(CODE).and_then(|rest| rest.split_once(CODE)) {
            rest = after;
            text.push(Inline::Code(bare(code, inlines)));
        } else {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            match argument(first, inlines) {
                Some(argument) => argument.iter().for_each(|inline| push(&mut text, inline.clone())),
                None => push(&mut text, Inline::Plain(first.to_string())),
            }
        }
    }
    while !open.is_empty() {
        toggle(Mark::Bold, true, &mut open, &mut text);
    }
    text
}

/// The sentence as bare characters, arguments that are such put in.
pub(super) fn bare(formatted: &str, inlines: &[Text]) -> String {
    let mut out = String::with_capacity(formatted.len());
    for c in formatted.chars() {
        match argument(c, inlines) {
            Some(argument) => {
                for inline in argument {
                    if let Inline::Plain(plain) = inline {
                        out.push_str(plain);
                    }
                }
            }
            None => out.push(c),
        }
    }
    out
}

fn argument(c: char, inlines: &[Text]) -> Option<&Text> {
    if !(FIRST_TOKEN..=LAST_TOKEN).contains(&c) {
        return None;
    }
    let nth = u32::from(c) - u32::from(FIRST_TOKEN);
    inlines.get(usize::try_from(nth).ok()?)
}

fn is_quoting(open: &[(Mark, Text)]) -> bool {
    open.last().is_some_and(|(mark, _)| *mark == Mark::Quote)
}

fn toggle(mark: Mark, closes: bool, open: &mut Vec<(Mark, Text)>, text: &mut Text) {
    if !closes {
        open.push((mark, std::mem::take(text)));
        return;
    }
    if let Some((mark, outside)) = open.pop() {
        let inside = std::mem::replace(text, outside);
        text.push(match mark {
            Mark::Bold => Inline::Bold(inside),
            Mark::Quote => Inline::Quote(inside),
        });
    }
}

/// Appends, joining plain neighbours.
fn push(text: &mut Text, inline: Inline) {
    match (text.last_mut(), inline) {
        (Some(Inline::Plain(before)), Inline::Plain(more)) => before.push_str(&more),
        (_, inline) => text.push(inline),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Inline {
        Inline::Plain(text.to_owned())
    }

    #[test]
    fn markup_of_the_file_becomes_inlines() {
        assert_eq!(
            read("**a** b _\"c **d**\"_ `e`", &[]),
            vec![
                Inline::Bold(vec![plain("a")]),
                plain(" b "),
                Inline::Quote(vec![plain("c "), Inline::Bold(vec![plain("d")])]),
                plain(" "),
                Inline::Code("e".into()),
            ]
        );
        assert_eq!(read("say \"no\"_x", &[]), vec![plain("say \"no\"_x")]);
    }

    #[test]
    fn markup_of_an_argument_stays_as_typed() {
        let typed = "**x** _\"y\"_ `z` \u{E000}\u{E001}";
        let args = [vec![plain(typed)]];
        assert_eq!(read("**\u{E000}**!", &args), vec![Inline::Bold(vec![plain(typed)]), plain("!")]);
        assert_eq!(read("`\u{E000}`", &args), vec![Inline::Code(typed.into())]);
        assert_eq!(bare("<\u{E000}>", &args), format!("<{typed}>"));
    }
}
