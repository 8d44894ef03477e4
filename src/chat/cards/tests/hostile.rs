//! What people type stays what they typed: it never becomes markup, a ping, a button, or a hole in a limit.

use super::super::testing::{World, ZONE, name};
use super::sweep::{all_forms, messages};
use crate::chat::limits::{DISCORD, PLAYGROUND, check_form, check_message, fit_form, fit_message};
use crate::chat::message::{Block, Inline, Message, Text};
use crate::chat::text::plain;
use crate::domain::brief::Value;

const TRICKS: &str =
    "@everyone **x** _\"y\"_ `z` <@1> [a](https://x.example) {$sender} { $x }\u{0}\u{202e}\u{E000}\u{E001}\u{F8FF}";

/// The state with every text a person can type replaced.
fn with_text(mut world: World, typed: &str) -> World {
    let handoff = &mut world.handoff;
    handoff.customer = typed.to_owned();
    for entry in handoff.brief.values.values_mut() {
        match &mut entry.value {
            Value::Text(text) => typed.clone_into(text),
            Value::List(items) => items.iter_mut().for_each(|item| typed.clone_into(item)),
            Value::Choice(_)
            | Value::Multi(_)
            | Value::Money { .. }
            | Value::Date(_)
            | Value::Datetime(_)
            | Value::Number(_)
            | Value::Yesno(_)
            | Value::Person(_)
            | Value::NotApplicable(_)
            | Value::Unread(_) => {}
        }
    }
    for read_back in &mut handoff.read_backs {
        typed.clone_into(&mut read_back.goal);
        typed.clone_into(&mut read_back.first_step);
        typed.clone_into(&mut read_back.watch);
    }
    for back in &mut handoff.returns {
        typed.clone_into(&mut back.note);
    }
    for question in &mut handoff.questions {
        typed.clone_into(&mut question.text);
        if let Some(answer) = &mut question.answer {
            typed.clone_into(&mut answer.text);
        }
    }
    for promise in &mut handoff.promises {
        typed.clone_into(&mut promise.text);
    }
    if let Some(rating) = &mut handoff.rating {
        typed.clone_into(&mut rating.words);
    }
    if let Some(waiting) = &mut handoff.waiting {
        typed.clone_into(&mut waiting.reason);
    }
    world.people.names.values_mut().for_each(|name| typed.clone_into(name));
    world
}

/// What a message is made of, all plain characters left out.
fn shape(message: &Message) -> String {
    let text = |text: &Text| format!("{:?}", bones(text));
    let blocks: Vec<String> = message
        .blocks
        .iter()
        .map(|block| match block {
            Block::Line(line) => format!("line {}", text(line)),
            Block::Small(line) => format!("small {}", text(line)),
            Block::Heading(line) => format!("heading {}", text(line)),
            Block::Meter { label, .. } => format!("meter {}", text(label)),
            Block::Buttons(buttons) => {
                format!("buttons {:?}", buttons.iter().map(|button| &button.id).collect::<Vec<_>>())
            }
            Block::Select(select) => format!("select {} {}", select.id, select.options.len()),
            Block::Copy(_) => "copy".to_owned(),
            Block::Divider => "divider".to_owned(),
        })
        .collect();
    format!("{blocks:#?} {:?}", message.pings)
}

fn bones(text: &Text) -> Text {
    let strip = |inline: &Inline| match inline {
        Inline::Plain(_) => Inline::Plain(String::new()),
        Inline::Code(_) => Inline::Code(String::new()),
        Inline::Bold(inner) => Inline::Bold(bones(inner)),
        Inline::Quote(inner) => Inline::Quote(bones(inner)),
        other @ (Inline::Link { .. } | Inline::Person(_) | Inline::Channel(_) | Inline::Moment { .. }) => other.clone(),
    };
    text.iter().map(strip).collect()
}

fn worlds() -> Vec<fn() -> World> {
    vec![World::draft, World::sent, World::accepted, World::kicked_off, World::completed]
}

#[test]
fn tricks_change_nothing_but_the_words() {
    for world in worlds() {
        let (tricked, tame) = (with_text(world(), TRICKS), with_text(world(), "a few words"));
        for ((what, hostile), (_, plain)) in messages(&tricked).iter().zip(&messages(&tame)) {
            assert_eq!(shape(hostile), shape(plain), "{what}");
        }
    }
}

#[test]
fn invisible_and_turning_characters_are_gone() {
    for world in worlds() {
        let world = with_text(world(), TRICKS);
        for (what, message) in messages(&world) {
            let drawn = world.draw(&message);
            assert!(!drawn.contains(['\u{0}', '\u{202e}']), "{what}\n{drawn}");
        }
    }
}

#[test]
fn endless_text_is_cut_where_it_shows_and_fits() {
    let long = format!("{TRICKS} {}", "*_`~ long words without an end ".repeat(130));
    assert!(long.chars().count() > 4_000);
    for world in worlds() {
        let world = with_text(world(), &long);
        for (what, message) in messages(&world) {
            for limits in [&PLAYGROUND, &DISCORD] {
                let fitted = fit_message(message.clone(), limits, &world.words);
                let found = check_message(&fitted, limits);
                assert!(found.is_empty(), "{what}: {}", found[0]);
                if fitted.blocks.len() < message.blocks.len() {
                    assert!(world.draw(&fitted).contains("… and "), "{what}: silent loss");
                }
            }
        }
        for form in all_forms(&world) {
            for limits in [&PLAYGROUND, &DISCORD] {
                let found = check_form(&fit_form(form.clone(), limits, &world.words), limits);
                let cut: Vec<_> = found.iter().filter(|violation| violation.what != "value characters").collect();
                assert!(cut.is_empty(), "{}", cut[0]);
            }
        }
    }
}

#[test]
fn what_was_typed_arrives_to_the_letter() {
    let typed = "@everyone **x** _\"y\"_ `z` <@1> {$sender} \u{E000}";
    let world = with_text(World::accepted(), typed);
    let note = crate::domain::lifecycle::effect::Note::Accepted { by: super::super::testing::BEN, read_back: Some(1) };
    let message = super::super::note::note(&world.view(), &note).unwrap();
    let quoted = message.blocks.iter().any(|block| match block {
        Block::Line(text) => plain::draw(text, &name, ZONE, world.now) == format!("They want: “{typed}”"),
        Block::Small(_)
        | Block::Heading(_)
        | Block::Meter { .. }
        | Block::Buttons(_)
        | Block::Select(_)
        | Block::Copy(_)
        | Block::Divider => false,
    });
    assert!(quoted, "{}", world.draw(&message));
}
