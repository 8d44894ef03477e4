//! Messages and forms as plain text, as somebody reads them at a moment.

use baton::chat::form::{Form, Input, InputKind};
use baton::chat::message::{Block, Choice, Inline, Message, MomentStyle, Text};
use baton::chat::text::plain;
use baton::clock::Timestamp;
use baton::ids::PersonId;
use chrono_tz::Tz;

use crate::loosely::any_of;

/// Who reads, and when.
pub struct Reader<'a> {
    /// What people are called.
    pub names: &'a dyn Fn(PersonId) -> String,
    /// The reader's zone.
    pub zone: Tz,
    /// The moment of reading.
    pub now: Timestamp,
    /// In which ways a moment of a style may have been meant; as it says where there are none.
    pub meant: &'a dyn Fn(MomentStyle) -> &'static [MomentStyle],
}

impl Reader<'_> {
    /// A message, a line for each block.
    pub fn message(&self, message: &Message) -> String {
        let blocks = message.blocks.iter().map(|block| self.block(block));
        let files = message.files.iter().map(|file| format!("(file {})", file.name));
        blocks.chain(files).collect::<Vec<_>>().join("\n")
    }

    /// A form, a line for each input.
    pub fn form(&self, form: &Form) -> String {
        let head = format!("(form) {}", form.title);
        let inputs = form.inputs.iter().map(|input| self.input(input));
        std::iter::once(head).chain(form.problem.clone()).chain(inputs).collect::<Vec<_>>().join("\n")
    }

    fn text(&self, text: &Text) -> String {
        plain::draw(&self.meant(text), self.names, self.zone, self.now)
    }

    fn meant(&self, text: &Text) -> Text {
        let meant = |inline: &Inline| match inline {
            Inline::Bold(inner) => Inline::Bold(self.meant(inner)),
            Inline::Quote(inner) => Inline::Quote(self.meant(inner)),
            Inline::Moment { at, style } if !(self.meant)(*style).is_empty() => {
                let way = |style: &MomentStyle| {
                    let moment = vec![Inline::Moment { at: *at, style: *style }];
                    plain::draw(&moment, self.names, self.zone, self.now)
                };
                Inline::Plain(any_of(&(self.meant)(*style).iter().map(way).collect::<Vec<_>>()))
            }
            Inline::Moment { .. }
            | Inline::Plain(_)
            | Inline::Code(_)
            | Inline::Link { .. }
            | Inline::Person(_)
            | Inline::Channel(_) => inline.clone(),
        };
        text.iter().map(meant).collect()
    }

    fn block(&self, block: &Block) -> String {
        match block {
            Block::Line(text) | Block::Small(text) | Block::Heading(text) => self.text(text),
            Block::Meter { label, percent } => format!("{} {percent} %", self.text(label)),
            Block::Buttons(buttons) => {
                buttons.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" ")
            }
            Block::Select(select) => format!("[{}: {}]", select.label, options(&select.options)),
            Block::Copy(text) => text.clone(),
            Block::Divider => "---".to_owned(),
        }
    }

    fn input(&self, input: &Input) -> String {
        let answer = match &input.kind {
            InputKind::Options { options: choices, .. } => options(choices),
            InputKind::Person | InputKind::People { .. } => {
                let name = |id: &str| id.parse().map_or_else(|_| id.to_owned(), |person| (self.names)(person));
                input.value.lines().map(name).collect::<Vec<_>>().join(", ")
            }
            InputKind::Line { .. } | InputKind::Lines { .. } | InputKind::Date | InputKind::Datetime => {
                input.value.clone()
            }
        };
        let star = if input.required { "*" } else { "" };
        let help = if input.help.is_empty() { String::new() } else { format!(" ({})", input.help) };
        format!("{}{star}{help}: {answer}", input.label)
    }
}

/// The options, the chosen ones with a mark.
fn options(options: &[Choice]) -> String {
    let drawn = options.iter().map(|option| {
        let mark = if option.chosen { "✓" } else { "" };
        let hint = if option.hint.is_empty() { String::new() } else { format!(" ({})", option.hint) };
        format!("{mark}{}{hint}", option.label)
    });
    drawn.collect::<Vec<_>>().join(" · ")
}
