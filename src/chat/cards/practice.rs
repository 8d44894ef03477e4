//! *Show me a practice handoff*: a private walk through what a handoff looks like, for whoever sees the greeting of a new
//! server or asks for help.
//!
//! One screen a step: a line that says what happens, the product's own card, and *Back* and *Next*. The cards are not
//! pictures of cards. `story` plays one invented handoff through the rules, in memory, and every step is drawn by the function
//! that draws the real one; so the walk is never older than the product.
//!
//! * **It keeps nothing.** The step is in the button's id, the handoff is played anew for each screen and forgotten, and its
//!   moments are fixed: the same id leads to the same screen after a restart, in another process, next year.
//! * **It touches nothing.** What stands under a sample card cannot be pressed ([`Button::disabled`]) and carries an id of
//!   the walk itself, so that even a forged press only draws the same screen. People, moments and channels of the sample are
//!   plain words: nobody real is named by it, and nobody is pinged.
//! * **It promises nothing.** Every screen says that it is practice; the last one leads to set-up whoever may do that, and
//!   tells the others who may.
//!
//! Not here: practice that is played and scored, which is something else, and the picture of the figures, which the shell
//! adds.

use super::joining;
use super::stats;
use crate::chat::command;
use crate::chat::message::{Block, Button, Inline, Message, Select, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages, plain};
use crate::domain::playbook::Playbook;
use crate::ids::PersonId;

mod story;

#[cfg(test)]
pub(crate) mod tests;

pub use story::{Broken, Sample};
use story::{Story, ZONE};
pub use story::{figures, heading};

messages! {
    fn practice_button() -> String;
    fn practice_head(step: Number, steps: Number, title: Plain) -> Text;
    fn practice_title(step: Key) -> String;
    fn practice_about(step: Key) -> Text;
    fn practice_mark() -> Text;
    fn practice_back() -> String;
    fn practice_next() -> String;
    fn practice_begin() -> Text;
}

/// A screen of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The private card on which the brief is written.
    Brief,
    /// The card in the channel.
    Card,
    /// What the receiver reads in the thread.
    Arrived,
    /// The one reminder before a deadline.
    Reminder,
    /// What the receiver understood, beside what the sender wrote.
    ReadBack,
    /// The receiver is asked about the brief.
    Rating,
    /// What a month of handoffs adds up to.
    Figures,
}

/// How the walk ends for whoever looks.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    /// It is not set up here yet.
    NotSetUp {
        /// Who can do that, themselves perhaps.
        admins: &'a [PersonId],
        /// Whether they can.
        is_admin: bool,
    },
    /// It is at work here.
    AtWork,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 7] =
        [Self::Brief, Self::Card, Self::Arrived, Self::Reminder, Self::ReadBack, Self::Rating, Self::Figures];

    /// As written in ids and in message files. Never changed once shipped.
    pub fn key(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Card => "card",
            Self::Arrived => "arrived",
            Self::Reminder => "reminder",
            Self::ReadBack => "read_back",
            Self::Rating => "rating",
            Self::Figures => "figures",
        }
    }

    /// The step that a button's argument names; a sample's own buttons have a number behind a dot.
    pub fn of_arg(arg: &str) -> Option<Self> {
        let key = arg.split('.').next().unwrap_or_default();
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    fn beside(self, ahead: bool) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        let at = if ahead { at + 1 } else { at.checked_sub(1)? };
        Self::ALL.get(at).copied()
    }

    fn route(self) -> Route {
        Route::plain(Verb::Practice).with(self.key())
    }
}

/// The button that begins the walk.
pub fn button(words: &Words) -> Button {
    Button::plain(Route::plain(Verb::Practice).id(), words.practice_button())
}

/// One screen. Fails only where what ships is broken, which a test rules out.
pub fn screen(
    words: &Words,
    (sample, playbook): (&Sample, &Playbook),
    step: Step,
    ending: Ending<'_>,
) -> Result<Message, Broken> {
    let story = Story::until(words, sample, playbook, step)?;
    let names = |person| story.name(person);
    let still =
        Still { step, controls: 0, draw: &|inline| plain::draw(&vec![inline.clone()], &names, ZONE, story.now) };
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let at = Step::ALL.iter().position(|known| *known == step).unwrap_or_default();
    let head = words.practice_head(number(at + 1), number(Step::ALL.len()), &words.practice_title(step.key()));
    let mut message = Message::default().and(Block::Heading(head)).and_line(words.practice_about(step.key()));
    message.blocks.push(Block::Divider);
    message.blocks.extend(still.blocks(story.said(step)?.blocks));
    message.blocks.push(Block::Divider);
    Ok(end(words, message.and_small(words.practice_mark()), step, ending))
}

/// *Back*, *Next*, and on the last screen what comes after the walk.
fn end(words: &Words, message: Message, step: Step, ending: Ending<'_>) -> Message {
    let back = Button::plain(step.beside(false).unwrap_or(step).route().id(), words.practice_back());
    // It stays in its place, so that *Next* does, too.
    let back = Button { disabled: step.beside(false).is_none(), ..back };
    if let Some(next) = step.beside(true) {
        return message.and_buttons(vec![back, Button::primary(next.route().id(), words.practice_next())]);
    }
    let (line, set_up) = match ending {
        Ending::NotSetUp { admins, is_admin } => joining::who_sets_up(words, admins, is_admin),
        Ending::AtWork => (words.practice_begin(), None),
    };
    message.and_line(line).and_buttons(std::iter::once(back).chain(set_up).collect())
}

/// Makes a card of the sample one to be looked at.
struct Still<'a> {
    step: Step,
    controls: usize,
    draw: &'a dyn Fn(&Inline) -> String,
}

impl Still<'_> {
    fn blocks(mut self, blocks: Vec<Block>) -> Vec<Block> {
        blocks.into_iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: Block) -> Block {
        match block {
            Block::Line(text) => Block::Line(self.text(text)),
            Block::Small(text) => Block::Small(self.text(text)),
            Block::Heading(text) => Block::Heading(self.text(text)),
            Block::Meter { label, percent } => Block::Meter { label: self.text(label), percent },
            Block::Buttons(buttons) => {
                let buttons = buttons.into_iter();
                Block::Buttons(buttons.map(|button| Button { id: self.id(), disabled: true, ..button }).collect())
            }
            Block::Select(select) => Block::Select(Select { id: self.id(), disabled: true, ..select }),
            Block::Copy(_) | Block::Divider => block,
        }
    }

    /// Each control has an id of its own, as platforms insist.
    fn id(&mut self) -> String {
        self.controls += 1;
        Route::plain(Verb::Practice).with(format!("{}.{}", self.step.key(), self.controls)).id()
    }

    fn text(&self, text: Text) -> Text {
        let still = |inline| match inline {
            Inline::Bold(inner) => Inline::Bold(self.text(inner)),
            Inline::Quote(inner) => Inline::Quote(self.text(inner)),
            Inline::Person(_) | Inline::Channel(_) | Inline::Moment { .. } => Inline::Plain((self.draw)(&inline)),
            Inline::Plain(_) | Inline::Code(_) | Inline::Link { .. } => inline,
        };
        text.into_iter().map(still).collect()
    }
}

/// The figures' card, which names nobody.
fn figures_card(words: &Words, playbook: &Playbook) -> Message {
    stats::team(words, &figures(), &heading(playbook), &command::Stats::default())
}
