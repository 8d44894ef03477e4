//! Figures as a picture beside their words, from [`ENOUGH`] handoffs on: of fewer the words say all there is.

use tracing::error;

use crate::chart::{BARS_MAX, Bar, PARTS_MAX, Sheet, png};
use crate::chat::cards::stats::{Heading, picture};
use crate::chat::message::{File, Message};
use crate::chat::text::Words;
use crate::domain::playbook::ClockKind;
use crate::domain::stats::{ENOUGH, Figures};

/// Pixels a unit: sharp on a phone.
const SCALE: u8 = 2;
const NAME: &str = "figures.png";
/// Clocks of which there is always a line.
const ALWAYS: [ClockKind; 2] = [ClockKind::Accept, ClockKind::Kickoff];

/// The figures' message with their picture. Without one it is whole, too: a fault in drawing is logged, and the words go out.
pub(super) async fn with_picture(words: &Words, message: Message, figures: &Figures, heading: &Heading<'_>) -> Message {
    if figures.population() < ENOUGH {
        return message;
    }
    let sheet = sheet(words, figures, heading);
    let told: Vec<String> = sheet.bars.iter().map(|bar| format!("{}: {}", bar.label, bar.value)).collect();
    let alt = format!("{}. {}. {}. {}.", sheet.title, told.join("; "), sheet.late, sheet.brief);
    let drawn = tokio::task::spawn_blocking(move || png(&sheet.svg(), SCALE)).await;
    let mut message = message;
    match drawn {
        Ok(Ok(bytes)) => message.files.push(File::of_png(NAME.to_owned(), bytes, alt)),
        Ok(Err(fault)) => error!(%fault, "the figures could not be drawn"),
        Err(fault) => error!(%fault, "drawing the figures hit a bug"),
    }
    message
}

fn sheet(words: &Words, figures: &Figures, heading: &Heading<'_>) -> Sheet {
    let shown = ClockKind::ALL.into_iter().map(|clock| (clock, figures.on_time_of(clock)));
    let bars = shown.filter(|(clock, share)| share.of > 0 || ALWAYS.contains(clock)).map(|(clock, share)| {
        let (label, value) = picture::bar(words, clock, share);
        Bar { label, value, share }
    });
    let parts = figures.late.parts.iter().map(|(phase, ms)| (picture::late_part(words, *phase, *ms), *ms));
    Sheet {
        title: picture::title(words, figures, heading),
        range: picture::range(words),
        bars: bars.take(BARS_MAX).collect(),
        late: picture::late(words, figures),
        late_parts: parts.take(PARTS_MAX).collect(),
        brief: picture::marks(words, figures),
        marks: figures.brief,
    }
}
