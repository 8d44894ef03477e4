//! Everything about a message or form that a platform would refuse or cut. Strict fakes and tests use it; what is sent has
//! gone through [`super::fit`].

use std::collections::BTreeSet;
use std::fmt;

use super::{Limits, chars};
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::{Block, Choice, Inline, Message, Text};

/// Something a platform does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Whose limit.
    pub platform: &'static str,
    /// What of it: `button characters`.
    pub what: &'static str,
    /// Where: an id, a key or the words themselves.
    pub at: String,
    /// How much there is.
    pub found: usize,
    /// How much there may be; at least, where it is too little.
    pub max: usize,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} of {:?}: {}, limit {}", self.platform, self.what, self.at, self.found, self.max)
    }
}

/// What a platform would refuse about a message.
pub fn check_message(message: &Message, limits: &Limits) -> Vec<Violation> {
    let mut checker = Checker { limits, found: Vec::new(), ids: BTreeSet::new() };
    checker.message(message);
    checker.found
}

/// What a platform would refuse about a form.
pub fn check_form(form: &Form, limits: &Limits) -> Vec<Violation> {
    let mut checker = Checker { limits, found: Vec::new(), ids: BTreeSet::new() };
    checker.form(form);
    checker.found
}

struct Checker<'a> {
    limits: &'a Limits,
    found: Vec<Violation>,
    ids: BTreeSet<String>,
}

impl Checker<'_> {
    fn message(&mut self, message: &Message) {
        if message.blocks.is_empty() && message.files.is_empty() {
            self.violated("blocks", "an empty message", 0, 1);
        }
        let content = message.blocks.iter().map(|block| block_chars(block, self.limits)).sum();
        self.most("content characters", "the message", content, self.limits.content_chars);
        self.most("rows", "the message", rows(message), self.limits.rows);
        self.most("parts", "the message", parts(&message.blocks) + message.files.len(), self.limits.parts);
        for block in &message.blocks {
            self.block(block);
        }
        for file in &message.files {
            self.most("file bytes", &file.name, file.content.bytes().len(), self.limits.file_bytes);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Line(text) | Block::Small(text) | Block::Heading(text) | Block::Meter { label: text, .. } => {
                self.text(text);
            }
            Block::Copy(text) => self.least("characters", "a text to copy", text.chars().count()),
            Block::Divider => {}
            Block::Buttons(buttons) => {
                self.least("buttons", "a row", buttons.len());
                self.most("buttons a row", "a row", buttons.len(), self.limits.buttons_a_row);
                for button in buttons {
                    self.id(&button.id);
                    self.least("button characters", &button.id, button.label.chars().count());
                    self.most("button characters", &button.id, button.label.chars().count(), self.limits.button_chars);
                }
            }
            Block::Select(select) => {
                self.id(&select.id);
                self.most("select characters", &select.id, select.label.chars().count(), self.limits.select_chars);
                self.options(&select.id, &select.options);
                let (fewest, most) = (usize::from(select.picks.0), usize::from(select.picks.1));
                self.most("fewest picks", &select.id, fewest, most);
                self.most("most picks", &select.id, most, select.options.len());
                self.least("most picks", &select.id, most);
            }
        }
    }

    fn text(&mut self, text: &Text) {
        self.least("characters", "a line", chars(text, self.limits));
        for inline in text {
            match inline {
                Inline::Bold(inner) | Inline::Quote(inner) => self.text(inner),
                Inline::Link { url, .. } if !url.starts_with("https://") => self.violated("https links", url, 0, 1),
                Inline::Link { .. }
                | Inline::Plain(_)
                | Inline::Code(_)
                | Inline::Person(_)
                | Inline::Channel(_)
                | Inline::Moment { .. } => {}
            }
        }
    }

    fn form(&mut self, form: &Form) {
        self.id(&form.id);
        self.least("title characters", &form.id, form.title.chars().count());
        self.most("title characters", &form.title, form.title.chars().count(), self.limits.title_chars);
        self.least("inputs", &form.id, form.inputs.len());
        self.most("inputs", &form.id, form.inputs.len(), self.limits.inputs);
        for input in &form.inputs {
            self.input(input);
        }
    }

    fn input(&mut self, input: &Input) {
        self.id(&input.key);
        self.least("label characters", &input.key, input.label.chars().count());
        self.most("label characters", &input.label, input.label.chars().count(), self.limits.label_chars);
        self.most("help characters", &input.help, input.help.chars().count(), self.limits.help_chars);
        self.most("example characters", &input.example, input.example.chars().count(), self.limits.help_chars);
        match &input.kind {
            InputKind::Line { max } | InputKind::Lines { max } => {
                let max = usize::from(*max);
                self.most("input characters", &input.key, max, self.limits.input_chars);
                self.most("value characters", &input.key, input.value.chars().count(), max);
            }
            InputKind::Options { options, .. } => self.options(&input.key, options),
            InputKind::People { most } => {
                self.most("people", &input.key, usize::from(*most), self.limits.select_options);
            }
            InputKind::Person | InputKind::Date | InputKind::Datetime => {}
        }
    }

    fn options(&mut self, at: &str, options: &[Choice]) {
        self.least("options", at, options.len());
        self.most("options", at, options.len(), self.limits.select_options);
        let mut values = BTreeSet::new();
        for option in options {
            for (what, text) in
                [("option", &option.label), ("option hint", &option.hint), ("option value", &option.value)]
            {
                self.most(what, text, text.chars().count(), self.limits.option_chars);
            }
            self.least("option", at, option.label.chars().count());
            self.least("option value", at, option.value.chars().count());
            if !values.insert(&option.value) {
                self.violated("option value given twice", &option.value, 2, 1);
            }
        }
    }

    /// Ids must be there, short, and unlike each other: Discord refuses a message that has one twice.
    fn id(&mut self, id: &str) {
        self.least("id bytes", id, id.len());
        self.most("id bytes", id, id.len(), self.limits.id_bytes);
        if !self.ids.insert(id.to_owned()) {
            self.violated("id given twice", id, 2, 1);
        }
    }

    fn least(&mut self, what: &'static str, at: &str, found: usize) {
        if found == 0 {
            self.violated(what, at, found, 1);
        }
    }

    fn most(&mut self, what: &'static str, at: &str, found: usize, max: usize) {
        if found > max {
            self.violated(what, at, found, max);
        }
    }

    fn violated(&mut self, what: &'static str, at: &str, found: usize, max: usize) {
        self.found.push(Violation { platform: self.limits.name, what, at: at.to_owned(), found, max });
    }
}

/// Characters a block takes, with the end of its line.
pub(super) fn block_chars(block: &Block, limits: &Limits) -> usize {
    const BEFORE_LINE: usize = 4;
    const METER: usize = 16;
    match block {
        Block::Line(text) => chars(text, limits) + 1,
        Block::Small(text) | Block::Heading(text) => chars(text, limits) + BEFORE_LINE,
        Block::Meter { label, .. } => chars(label, limits) + METER,
        // Backticks are kept apart, so that they do not end the box.
        Block::Copy(text) => text.chars().count() + text.matches("``").count() + 2 * BEFORE_LINE,
        Block::Divider => BEFORE_LINE,
        Block::Buttons(_) | Block::Select(_) => 0,
    }
}

/// Rows of buttons and selects.
pub(super) fn rows(message: &Message) -> usize {
    message.blocks.iter().filter(|block| is_control(block)).count()
}

/// Whether it is a row of buttons or a select.
pub(super) fn is_control(block: &Block) -> bool {
    match block {
        Block::Buttons(_) | Block::Select(_) => true,
        Block::Line(_)
        | Block::Small(_)
        | Block::Heading(_)
        | Block::Meter { .. }
        | Block::Copy(_)
        | Block::Divider => false,
    }
}

/// Parts of a message: a run of text is one, a row is one and one for each of its buttons, and one holds them all.
pub(super) fn parts(blocks: &[Block]) -> usize {
    let mut count = 1;
    let mut in_text = false;
    for block in blocks {
        match block {
            Block::Line(_) | Block::Small(_) | Block::Heading(_) | Block::Meter { .. } | Block::Copy(_) => {
                count += usize::from(!in_text);
                in_text = true;
            }
            Block::Divider => {
                count += 1;
                in_text = false;
            }
            Block::Buttons(buttons) => {
                count += 1 + buttons.len();
                in_text = false;
            }
            Block::Select(_) => {
                count += 2;
                in_text = false;
            }
        }
    }
    count
}
