//! Makes a message or form small enough for a platform. What is left out is counted in words, where it would have stood.

use super::check::{block_chars, is_control, parts};
use super::{Limits, chars};
use crate::chat::form::{Form, InputKind};
use crate::chat::message::{Block, Button, Inline, Message, Select, Text};
use crate::chat::text::Words;

/// Room kept for "… and n more", in characters.
const ROOM_CHARS: usize = 60;

/// The message as the platform takes it: rows are broken, labels shortened, and lines that do not fit give way from the end,
/// never the buttons, to "… and n more".
pub fn fit_message(message: Message, limits: &Limits, words: &Words) -> Message {
    let Message { blocks, pings, files } = message;
    let mut fitted = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Buttons(buttons) => {
                let buttons: Vec<_> = buttons.into_iter().map(|button| fit_button(button, limits)).collect();
                fitted.extend(buttons.chunks(limits.buttons_a_row.max(1)).map(|row| Block::Buttons(row.to_vec())));
            }
            Block::Select(select) => fit_select(select, limits, words, &mut fitted),
            Block::Line(_)
            | Block::Small(_)
            | Block::Heading(_)
            | Block::Meter { .. }
            | Block::Copy(_)
            | Block::Divider => {
                fitted.push(block);
            }
        }
    }
    let blocks = fit_parts(fit_rows(fitted, limits, words), files.len(), limits, words);
    let blocks = fit_content(blocks, limits, words);
    Message { blocks, pings, files }
}

fn fit_button(button: Button, limits: &Limits) -> Button {
    Button { label: cut(&button.label, limits.button_chars), ..button }
}

fn fit_select(mut select: Select, limits: &Limits, words: &Words, blocks: &mut Vec<Block>) {
    let left = select.options.len().saturating_sub(limits.select_options);
    select.options.truncate(limits.select_options);
    for option in &mut select.options {
        option.label = cut(&option.label, limits.option_chars);
        option.hint = cut(&option.hint, limits.option_chars);
    }
    select.label = cut(&select.label, limits.select_chars);
    let most = u8::try_from(select.options.len()).unwrap_or(u8::MAX);
    select.picks = (select.picks.0.min(most), select.picks.1.min(most));
    blocks.push(Block::Select(select));
    if left > 0 {
        blocks.push(Block::Small(words.and_more(number(left))));
    }
}

/// Rows beyond the limit give way to a line that counts what they held.
fn fit_rows(blocks: Vec<Block>, limits: &Limits, words: &Words) -> Vec<Block> {
    let mut seen = 0;
    let mut left = 0;
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        if is_control(&block) {
            seen += 1;
            if seen > limits.rows {
                left += controls(&block);
                continue;
            }
        }
        kept.push(block);
    }
    if left > 0 {
        kept.push(Block::Small(words.and_more(number(left))));
    }
    kept
}

/// Dividers give way first, then the last rows, to a line that counts what they held.
fn fit_parts(mut blocks: Vec<Block>, files: usize, limits: &Limits, words: &Words) -> Vec<Block> {
    let mut left = 0;
    loop {
        let mut fitted = blocks.clone();
        if left > 0 {
            fitted.push(Block::Small(words.and_more(number(left))));
        }
        if parts(&fitted) + files <= limits.parts {
            return fitted;
        }
        let divider = blocks.iter().rposition(|block| *block == Block::Divider);
        let Some(gone) = divider.or_else(|| blocks.iter().rposition(is_control)) else { return fitted };
        left += controls(&blocks.remove(gone));
    }
}

fn controls(block: &Block) -> usize {
    match block {
        Block::Buttons(buttons) => buttons.len(),
        Block::Select(_) => 1,
        Block::Line(_)
        | Block::Small(_)
        | Block::Heading(_)
        | Block::Meter { .. }
        | Block::Copy(_)
        | Block::Divider => 0,
    }
}

/// Takes out lines from the end until the rest fits, and shortens the first line where even it is too long.
fn fit_content(mut blocks: Vec<Block>, limits: &Limits, words: &Words) -> Vec<Block> {
    let total = |blocks: &[Block]| blocks.iter().map(|block| block_chars(block, limits)).sum::<usize>();
    if total(&blocks) <= limits.content_chars {
        return blocks;
    }
    let room = limits.content_chars.saturating_sub(ROOM_CHARS);
    let mut left = 0;
    let mut place = None;
    while total(&blocks) > room {
        let texts = blocks.iter().filter(|block| !is_control(block)).count();
        let Some(last) = blocks.iter().rposition(|block| !is_control(block)) else { break };
        if texts == 1 {
            let shortened = shorten(blocks.remove(last), room, limits, words);
            blocks.splice(last..last, shortened);
            break;
        }
        let gone = blocks.remove(last);
        place = Some(last);
        left += usize::from(gone != Block::Divider);
    }
    if let Some(place) = place {
        blocks.insert(place, Block::Small(words.and_more(number(left))));
    }
    blocks
}

/// One overlong text, cut, with the number of characters that are missing.
fn shorten(block: Block, room: usize, limits: &Limits, words: &Words) -> Vec<Block> {
    let before = block_chars(&block, limits);
    let cut = match block {
        Block::Line(text) => Block::Line(cut_text(text, room, limits)),
        Block::Small(text) => Block::Small(cut_text(text, room, limits)),
        Block::Heading(text) => Block::Heading(cut_text(text, room, limits)),
        Block::Meter { label, percent } => Block::Meter { label: cut_text(label, room, limits), percent },
        Block::Copy(text) => Block::Copy(cut_copy(&text, room.saturating_sub(2 * MARKS_ROOM))),
        other @ (Block::Divider | Block::Buttons(_) | Block::Select(_)) => other,
    };
    let missing = before.saturating_sub(block_chars(&cut, limits));
    vec![cut, Block::Small(words.and_more_characters(number(missing)))]
}

/// Every backtick may take another character with it.
fn cut_copy(text: &str, room: usize) -> String {
    let mut left = room;
    text.chars()
        .take_while(|c| {
            let size = if *c == '`' { 2 } else { 1 };
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        })
        .collect()
}

/// Room for what a platform puts around or before a line.
const MARKS_ROOM: usize = 8;

fn cut_text(text: Text, room: usize, limits: &Limits) -> Text {
    let mut left = room.saturating_sub(MARKS_ROOM);
    let mut kept = Text::new();
    for inline in text {
        let size = chars(&vec![inline.clone()], limits);
        if size <= left {
            left -= size;
            kept.push(inline);
            continue;
        }
        if left > MARKS_ROOM {
            kept.extend(cut_inline(inline, left, limits));
        }
        break;
    }
    kept
}

fn cut_inline(inline: Inline, room: usize, limits: &Limits) -> Option<Inline> {
    match inline {
        Inline::Plain(plain) => Some(Inline::Plain(cut_plain(&plain, room, limits))),
        Inline::Code(code) => Some(Inline::Code(cut_plain(&code, room.saturating_sub(MARKS_ROOM), limits))),
        Inline::Bold(inner) => Some(Inline::Bold(cut_text(inner, room.saturating_sub(MARKS_ROOM), limits))),
        Inline::Quote(inner) => Some(Inline::Quote(cut_text(inner, room.saturating_sub(MARKS_ROOM), limits))),
        Inline::Link { .. } | Inline::Person(_) | Inline::Channel(_) | Inline::Moment { .. } => None,
    }
}

fn cut_plain(text: &str, room: usize, limits: &Limits) -> String {
    let mut left = room.saturating_sub(1);
    let mut kept = String::new();
    for c in text.chars() {
        let size = if limits.escaped.contains(c) { 2 } else { 1 };
        if size > left {
            break;
        }
        left -= size;
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// The form as the platform takes it. Options and inputs that do not fit are counted in the help beside them.
pub fn fit_form(form: Form, limits: &Limits, words: &Words) -> Form {
    let Form { id, title, mut inputs, submit, problem } = form;
    let left = inputs.len().saturating_sub(limits.inputs);
    inputs.truncate(limits.inputs);
    for input in &mut inputs {
        input.label = cut(&input.label, limits.label_chars);
        input.help = cut(&input.help, limits.help_chars);
        input.example = cut(&input.example, limits.help_chars);
        input.value = cut(&input.value, limits.input_chars);
        if let InputKind::Options { options, .. } = &mut input.kind {
            let left = options.len().saturating_sub(limits.select_options);
            options.truncate(limits.select_options);
            for option in options {
                option.label = cut(&option.label, limits.option_chars);
                option.hint = cut(&option.hint, limits.option_chars);
            }
            if left > 0 {
                input.help = cut(&words.and_more_options(number(left)), limits.help_chars);
            }
        }
    }
    if left > 0
        && let Some(last) = inputs.last_mut()
    {
        last.help = cut(&words.and_more_options(number(left)), limits.help_chars);
    }
    Form { id, title: cut(&title, limits.title_chars), inputs, submit: cut(&submit, limits.button_chars), problem }
}

/// At most so many characters, the last one `…` where some are missing.
fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
