//! What is too large gives way visibly; what is wrong is named.

use chrono_tz::Tz;

use super::*;
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::{Block, Button, Choice, File, Message, Select};
use crate::chat::text::{Catalog, Words, plain};
use crate::clock::Timestamp;

fn words() -> Words {
    Catalog::embedded().unwrap_or_else(|problems| panic!("{problems:?}")).words("en")
}

fn text(words: &str) -> Text {
    vec![Inline::Plain(words.to_owned())]
}

fn buttons(count: usize) -> Vec<Button> {
    (0..count).map(|n| Button::plain(format!("1.more.{n}"), format!("Button {n}"))).collect()
}

fn options(count: usize) -> Vec<Choice> {
    let option = |n: usize| Choice { value: n.to_string(), label: "x".repeat(120), hint: String::new(), chosen: false };
    (0..count).map(option).collect()
}

fn lines(message: &Message) -> Vec<String> {
    let draw = |text| plain::draw(text, &|_| String::new(), Tz::UTC, Timestamp::from_ms(0));
    message
        .blocks
        .iter()
        .map(|block| match block {
            Block::Line(line) | Block::Small(line) | Block::Heading(line) | Block::Meter { label: line, .. } => {
                draw(line)
            }
            Block::Buttons(buttons) => format!("{} buttons", buttons.len()),
            Block::Select(select) => format!("{} options, {:?}", select.options.len(), select.picks),
            Block::Copy(copy) => copy.clone(),
            Block::Divider => String::from("---"),
        })
        .collect()
}

#[test]
fn rows_are_broken_and_counted() {
    let message = Message::line(text("a")).and_buttons(buttons(7));
    assert_eq!(lines(&fit_message(message, &DISCORD, &words())), ["a", "5 buttons", "2 buttons"]);
    let message = Message::line(text("a")).and_buttons(buttons(33));
    let fitted = lines(&fit_message(message, &DISCORD, &words()));
    assert_eq!(fitted.len(), 7, "{fitted:?}");
    assert_eq!(fitted[6], "… and 8 more");
}

#[test]
fn options_beyond_the_limit_are_counted() {
    let select = Select::new("1.tick.7".into(), "Tick".into(), options(30), (1, 30));
    let message = Message::line(text("a")).and(Block::Select(select));
    assert!(!check_message(&message, &DISCORD).is_empty());
    let fitted = fit_message(message, &DISCORD, &words());
    assert_eq!(lines(&fitted), ["a", "25 options, (1, 25)", "… and 5 more"]);
    assert_eq!(check_message(&fitted, &DISCORD), []);
}

#[test]
fn lines_give_way_from_the_end_and_buttons_stay() {
    let mut message = Message::default();
    for n in 0..100 {
        message = message.and_line(text(&format!("line {n} {}", "word ".repeat(10))));
    }
    let fitted = fit_message(message.and_buttons(buttons(2)), &DISCORD, &words());
    assert_eq!(check_message(&fitted, &DISCORD), []);
    let lines = lines(&fitted);
    let kept = lines.len() - 2;
    assert_eq!(lines[kept], format!("… and {} more", 100 - kept));
    assert_eq!(lines[kept + 1], "2 buttons");
}

#[test]
fn one_endless_line_is_cut_and_the_missing_characters_are_counted() {
    let message = Message::line(vec![Inline::Bold(text("Note")), Inline::Quote(text(&"*".repeat(4_000)))]);
    let fitted = fit_message(message, &DISCORD, &words());
    assert_eq!(check_message(&fitted, &DISCORD), []);
    let lines = lines(&fitted);
    assert!(lines[0].starts_with("Note“***") && lines[0].ends_with("…”"), "{}", lines[0]);
    assert!(lines[1].starts_with("… and ") && lines[1].ends_with(" more characters"), "{}", lines[1]);
}

#[test]
fn what_fits_is_left_alone() {
    let message = Message::line(text("a")).and_small(text("b")).and_buttons(buttons(3));
    assert_eq!(fit_message(message.clone(), &DISCORD, &words()), message);
}

fn violated(message: &Message) -> Vec<&'static str> {
    check_message(message, &DISCORD).into_iter().map(|violation| violation.what).collect()
}

#[test]
fn every_violation_is_named() {
    assert_eq!(violated(&Message::default()), ["blocks"]);
    assert_eq!(violated(&Message::line(text(""))), ["characters"]);
    assert_eq!(violated(&Message::line(text(&"x".repeat(2_001)))), ["content characters"]);
    assert_eq!(violated(&Message::line(text("a")).and_buttons(buttons(6))), ["buttons a row"]);
    let twice = Message::line(text("a")).and_buttons(buttons(1)).and_buttons(buttons(1));
    assert_eq!(violated(&twice), ["id given twice"]);
    let wide = Message::line(text("a")).and_buttons(vec![Button::plain("x".repeat(101), "y".repeat(81))]);
    assert_eq!(violated(&wide), ["id bytes", "button characters"]);
    let link = Inline::Link { text: "x".into(), url: "http://x.example".into() };
    assert_eq!(violated(&Message::line(vec![link])), ["https links"]);
    let mut file = Message::line(text("a"));
    file.files.push(File::of_text("a.csv".into(), "text/csv", "x".repeat((10 << 20) + 1)));
    assert_eq!(violated(&file), ["file bytes"]);
}

fn input(n: usize, kind: InputKind) -> Input {
    let (key, value) = (format!("key{n}"), String::new());
    Input { key, label: "l".repeat(60), help: "h".repeat(140), example: String::new(), kind, required: false, value }
}

#[test]
fn forms_are_shortened_and_what_is_left_out_is_counted() {
    let kinds = (0..7).map(|n| input(n, InputKind::Line { max: 200 }));
    let mut inputs: Vec<Input> = kinds.collect();
    inputs[0] = input(0, InputKind::Options { options: options(27), several: false });
    let form = Form { id: "1.accept.7".into(), title: "t".repeat(60), inputs, submit: "Send".into(), problem: None };
    assert!(!check_form(&form, &DISCORD).is_empty());
    let fitted = fit_form(form, &DISCORD, &words());
    assert_eq!(check_form(&fitted, &DISCORD), []);
    assert_eq!(fitted.inputs[0].help, "… and 2 more");
    assert_eq!((fitted.inputs.len(), fitted.inputs[4].help.as_str()), (5, "… and 2 more"));
    assert!(fitted.title.ends_with('…'));
}
