//! Text as bare characters: for logs, CSV, `.ics` files and the scenarios' platform. Days and distances are in English.

use chrono_tz::Tz;

use super::moment;
use crate::chat::message::{Inline, Text};
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// Draws a text for a reader in `zone` at `now`. Quotes stand in “ ”, code and strong words as they are.
pub fn draw(text: &Text, names: &dyn Fn(PersonId) -> String, zone: Tz, now: Timestamp) -> String {
    let mut out = String::new();
    draw_into(&mut out, text, &|person| names(person), zone, now);
    out
}

fn draw_into(out: &mut String, text: &Text, names: &dyn Fn(PersonId) -> String, zone: Tz, now: Timestamp) {
    for inline in text {
        match inline {
            Inline::Plain(plain) | Inline::Code(plain) => out.push_str(plain),
            Inline::Bold(inner) => draw_into(out, inner, names, zone, now),
            Inline::Quote(inner) => {
                out.push('“');
                draw_into(out, inner, names, zone, now);
                out.push('”');
            }
            Inline::Link { text, url } => {
                out.push_str(text);
                out.push_str(" (");
                out.push_str(url);
                out.push(')');
            }
            Inline::Person(person) => out.push_str(&names(*person)),
            Inline::Channel(id) => {
                out.push('#');
                out.push_str(id);
            }
            Inline::Moment { at, style } => out.push_str(&moment::write(*at, *style, zone, now)),
        }
    }
}
