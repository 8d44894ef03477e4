//! Messages as every platform can draw them.
//!
//! Text is typed inline elements, never markup: each platform escapes and draws them in its own way, a person becomes a
//! mention that can ping only whom [`Message::pings`] names, and a moment appears in the reader's own time. What a platform
//! cannot draw (a meter, a select) it draws in words; nothing is dropped in silence.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::PersonId;

/// The type of pictures.
const PNG: &str = "image/png";

/// A run of inline elements.
pub type Text = Vec<Inline>;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// As it is; user text is always this, or inside `Bold` or `Quote`.
    Plain(String),
    /// Strong.
    Bold(Text),
    /// Somebody's own words.
    Quote(Text),
    /// In a fixed-width face.
    Code(String),
    /// Words that lead to a web address.
    Link {
        /// What is read.
        text: String,
        /// `https` only.
        url: String,
    },
    /// A person, by name; pings nobody unless the message says so.
    Person(PersonId),
    /// A channel, by the platform's id.
    Channel(String),
    /// A moment, in the reader's own time.
    Moment {
        /// When.
        at: Timestamp,
        /// How it is written.
        style: MomentStyle,
    },
}

/// How a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentStyle {
    /// `12:30`, with the day in front when it is another than today.
    Time,
    /// `Mon 12:30`; with the date when it is more than six days away.
    DayTime,
    /// `15 March`; with the year when it is another.
    Date,
    /// `in 2 h`, `3 h ago`.
    Distance,
    /// `in 2 hours`, `3 hours ago`.
    DistanceLong,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Message {
    /// What is read, from the top.
    pub blocks: Vec<Block>,
    /// The only people it may ping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pings: Vec<PersonId>,
    /// Attached files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A line.
    Line(Text),
    /// A line in small print.
    Small(Text),
    /// A heading.
    Heading(Text),
    /// A share in whole per cent, with words beside it.
    Meter {
        /// Words.
        label: Text,
        /// 0 to 100.
        percent: u8,
    },
    /// Buttons side by side, at most five.
    Buttons(Vec<Button>),
    /// A choice.
    Select(Select),
    /// Text to be copied, in a box of its own.
    Copy(String),
    /// A rule between parts.
    Divider,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// A versioned id of [`super::route`], at most 100 bytes.
    pub id: String,
    /// What it says, at most 80 characters.
    pub label: String,
    /// How it looks.
    pub style: ButtonStyle,
    /// Only shown: nobody can press it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonStyle {
    /// The next step; one a message.
    Primary,
    /// Another way.
    Plain,
    /// Hard to undo.
    Danger,
}

/// A choice among options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Select {
    /// A versioned id of [`super::route`].
    pub id: String,
    /// What is chosen, shown while nothing is.
    pub label: String,
    /// At most 25.
    pub options: Vec<Choice>,
    /// Fewest and most options chosen.
    pub picks: (u8, u8),
    /// Only shown: nobody can choose in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
}

impl Select {
    /// One that people choose in.
    pub fn new(id: String, label: String, options: Vec<Choice>, picks: (u8, u8)) -> Self {
        Self { id, label, options, picks, disabled: false }
    }
}

/// An option of a select or form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What comes back.
    pub value: String,
    /// What is read, at most 100 characters.
    pub label: String,
    /// Small print, at most 100 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Whether it is chosen.
    #[serde(default)]
    pub chosen: bool,
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Name with its ending.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// What is in it.
    #[serde(flatten)]
    pub content: Content,
    /// What a picture shows, for those who do not see it; empty for other files.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Text.
    Text(String),
    /// Anything else; in base64 where it is stored or shown.
    Base64(#[serde(with = "in_base64")] Vec<u8>),
}

impl Message {
    /// A message of one line.
    pub fn line(text: Text) -> Self {
        Self { blocks: vec![Block::Line(text)], ..Self::default() }
    }

    /// With a line more.
    #[must_use]
    pub fn and_line(self, text: Text) -> Self {
        self.and(Block::Line(text))
    }

    /// With a line of small print more.
    #[must_use]
    pub fn and_small(self, text: Text) -> Self {
        self.and(Block::Small(text))
    }

    /// With a row of buttons more; none for an empty list.
    #[must_use]
    pub fn and_buttons(self, buttons: Vec<Button>) -> Self {
        if buttons.is_empty() { self } else { self.and(Block::Buttons(buttons)) }
    }

    /// Each button once: several lines of one handoff would lead to it several times, which no platform takes.
    pub fn without_repeated_buttons(&mut self) {
        let mut known = BTreeSet::new();
        for block in &mut self.blocks {
            if let Block::Buttons(buttons) = block {
                buttons.retain(|button| known.insert(button.id.clone()));
            }
        }
        self.blocks.retain(|block| !matches!(block, Block::Buttons(buttons) if buttons.is_empty()));
    }

    /// With a block more.
    #[must_use]
    pub fn and(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Everybody whom it names or pings.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let mut people: BTreeSet<PersonId> = self.pings.iter().copied().collect();
        for block in &self.blocks {
            match block {
                Block::Line(text) | Block::Small(text) | Block::Heading(text) | Block::Meter { label: text, .. } => {
                    add_people(text, &mut people);
                }
                Block::Buttons(_) | Block::Select(_) | Block::Copy(_) | Block::Divider => {}
            }
        }
        people
    }

    /// Pinging these people.
    #[must_use]
    pub fn pinging(mut self, people: impl IntoIterator<Item = PersonId>) -> Self {
        self.pings.extend(people);
        self
    }
}

fn add_people(text: &Text, people: &mut BTreeSet<PersonId>) {
    for inline in text {
        match inline {
            Inline::Person(person) => {
                people.insert(*person);
            }
            Inline::Bold(inner) | Inline::Quote(inner) => add_people(inner, people),
            Inline::Plain(_) | Inline::Code(_) | Inline::Link { .. } | Inline::Channel(_) | Inline::Moment { .. } => {}
        }
    }
}

impl File {
    /// A file of text.
    pub fn of_text(name: String, mime: &str, text: String) -> Self {
        Self { name, mime: mime.to_owned(), content: Content::Text(text), alt: String::new() }
    }

    /// A picture, with what it shows.
    pub fn of_png(name: String, bytes: Vec<u8>, alt: String) -> Self {
        Self { name, mime: PNG.to_owned(), content: Content::Base64(bytes), alt }
    }

    /// Whether it is to be looked at and not opened.
    pub fn is_picture(&self) -> bool {
        self.mime == PNG
    }
}

impl Content {
    /// As it is sent.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Base64(bytes) => bytes,
        }
    }
}

/// Bytes as text, for serde.
mod in_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

impl Button {
    /// One that can be pressed.
    pub fn styled(id: String, label: String, style: ButtonStyle) -> Self {
        Self { id, label, style, disabled: false }
    }

    /// The next step.
    pub fn primary(id: String, label: String) -> Self {
        Self::styled(id, label, ButtonStyle::Primary)
    }

    /// Another way.
    pub fn plain(id: String, label: String) -> Self {
        Self::styled(id, label, ButtonStyle::Plain)
    }

    /// Hard to undo.
    pub fn danger(id: String, label: String) -> Self {
        Self::styled(id, label, ButtonStyle::Danger)
    }
}
