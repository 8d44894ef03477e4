//! What else can be done, for the one who asks; and why somebody hears of a handoff.

use super::buttons::{owes_read_back, reassign, row, send_back, under};
use super::note;
use super::turn::turn_line;
use super::view::{View, joined, plain};
use crate::chat::message::{Button, Message};
use crate::chat::route::Verb;
use crate::chat::text::{common, messages};
use crate::clock::Timestamp;
use crate::domain::handoff::Status;
use crate::domain::lifecycle::effect::Note;
use crate::domain::roles::Role;

/// At most so many buttons side by side.
const ROW_MAX: usize = 5;

messages! {
    fn more_line(customer: Plain) -> Text;
    fn button_brief() -> String;
    fn button_history() -> String;
    fn button_explain() -> String;
    fn button_why_me() -> String;
    fn button_not_mine() -> String;
    fn button_accept_later() -> String;
    fn button_edit() -> String;
    fn button_intro() -> String;
    fn button_agenda() -> String;
    fn button_wait() -> String;
    fn why_me_line(roles: Text, customer: Plain) -> Text;
    fn why_me_nobody(customer: Plain) -> Text;
    fn why_me_role(role: Key) -> Text;
    fn why_me_pings() -> Text;
    fn why_me_rang(at: DayTime, what: Text) -> Text;
    fn why_me_told(at: DayTime, what: Text) -> Text;
    fn why_me_waits(at: DayTime, what: Text) -> Text;
    fn why_me_left(what: Text) -> Text;
}

/// A ping of the reader about this handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What it was for.
    pub note: Note,
    /// What became of it.
    pub came: Came,
}

/// What became of a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// It rang then.
    Rang(Timestamp),
    /// A digest said it then.
    Told(Timestamp),
    /// It waits until then.
    Waits(Timestamp),
    /// The next digest says it.
    Left,
}

/// *More*: everything that the reader may do here and that has no button of its own.
pub fn more_menu(v: &View<'_>) -> Message {
    let look = vec![
        Button::plain(v.id(Verb::Brief), v.words.button_brief()),
        Button::plain(v.id(Verb::History), v.words.button_history()),
        Button::plain(v.id(Verb::Explain), v.words.button_explain()),
        Button::plain(v.id(Verb::WhyMe), v.words.button_why_me()),
    ];
    let mut message = under(Message::line(v.words.more_line(&v.customer())).and_small(turn_line(v)), row(look));
    let act = actions(v);
    for buttons in act.chunks(ROW_MAX) {
        message = message.and_buttons(buttons.to_vec());
    }
    message
}

/// In the order of their use; what is hard to undo comes last.
fn actions(v: &View<'_>) -> Vec<Button> {
    match v.handoff.status {
        Status::Draft => vec![Button::plain(v.id(Verb::Resume), v.words.button_continue())],
        Status::Sent => sent(v),
        Status::Returned => returned(v),
        Status::Accepted | Status::KickedOff => at_work(v),
        Status::Completed => completed(v),
        Status::Cancelled => Vec::new(),
    }
}

fn sent(v: &View<'_>) -> Vec<Button> {
    let mut buttons = Vec::new();
    if v.viewer_is(Role::Receiver) {
        buttons.push(Button::plain(v.id(Verb::AcceptLater), v.words.button_accept_later()));
        buttons.push(Button::plain(v.id(Verb::NotMine), v.words.button_not_mine()));
    }
    if v.viewer_is(Role::Backup) {
        buttons.push(Button::plain(v.id(Verb::TakeOver), v.words.button_take_over()));
        buttons.push(send_back(v));
    }
    if v.viewer_is(Role::Sender) {
        buttons.push(edit(v));
    }
    give_or_stop(v, &mut buttons);
    buttons
}

fn returned(v: &View<'_>) -> Vec<Button> {
    let mut buttons = Vec::new();
    if v.viewer_is(Role::Sender) {
        buttons.push(edit(v));
        buttons.push(Button::plain(v.id(Verb::Send), v.words.button_send_again()));
    }
    if may_stop(v) {
        buttons.push(cancel(v));
    }
    buttons
}

fn at_work(v: &View<'_>) -> Vec<Button> {
    let mut buttons = Vec::new();
    if v.viewer_is(Role::Receiver) {
        if owes_read_back(v.handoff) {
            buttons.push(Button::plain(v.id(Verb::Rewrite), v.words.button_write_read_back()));
        }
        buttons.extend(copies(v));
        if v.handoff.waiting.is_none() {
            buttons.push(Button::plain(v.id(Verb::Wait), v.words.button_wait()));
        }
    }
    if v.viewer_is(Role::Receiver) || v.viewer_is(Role::Sender) {
        buttons.push(edit(v));
    }
    if v.handoff.status == Status::KickedOff && v.viewer_is(Role::Accepter) {
        buttons.push(Button::plain(v.id(Verb::RateAgain), v.words.button_rate_again()));
    }
    if v.handoff.status == Status::KickedOff && (v.viewer_is(Role::Manager) || v.viewer_is(Role::Receiver)) {
        buttons.push(Button::plain(v.id(Verb::Complete), v.words.button_complete()));
    }
    give_or_stop(v, &mut buttons);
    buttons
}

fn completed(v: &View<'_>) -> Vec<Button> {
    let mut buttons = Vec::new();
    if v.viewer_is(Role::Accepter) {
        buttons.push(Button::plain(v.id(Verb::RateAgain), v.words.button_rate_again()));
        if v.handoff.second_look.is_none() {
            buttons.push(Button::plain(v.id(Verb::LookAgain), v.words.button_second_look()));
        }
    }
    buttons
}

fn may_stop(v: &View<'_>) -> bool {
    [Role::Sender, Role::Owner, Role::Manager].into_iter().any(|role| v.viewer_is(role))
}

fn give_or_stop(v: &View<'_>, buttons: &mut Vec<Button>) {
    if may_stop(v) {
        buttons.push(reassign(v));
        buttons.push(cancel(v));
    }
}

fn cancel(v: &View<'_>) -> Button {
    Button::danger(v.id(Verb::Cancel), v.words.button_cancel())
}

fn edit(v: &View<'_>) -> Button {
    Button::plain(v.id(Verb::Edit), v.words.button_edit())
}

fn copies(v: &View<'_>) -> Vec<Button> {
    let texts = &v.playbook.texts;
    let intro = (!texts.intro.is_empty()).then(|| Button::plain(v.id(Verb::Intro), v.words.button_intro()));
    let agenda = (!texts.agenda.is_empty()).then(|| Button::plain(v.id(Verb::Agenda), v.words.button_agenda()));
    intro.into_iter().chain(agenda).collect()
}

/// Why the reader hears of this handoff, and what they were pinged for, the newest first.
pub fn why_me(v: &View<'_>, heard: &[Heard]) -> Message {
    let held: Vec<Role> = Role::ALL.into_iter().filter(|role| *role != Role::Accepter && v.viewer_is(*role)).collect();
    let customer = v.customer();
    if held.is_empty() {
        return heard_of(v, Message::line(v.words.why_me_nobody(&customer)), heard);
    }
    let parts = held.iter().map(|role| plain(&common::role(v.words, *role))).collect();
    let parts = joined(parts, |before, last| v.words.list_and(before, last));
    let message = Message::line(v.words.why_me_line(parts, &customer));
    let told = held.into_iter().map(|role| v.words.why_me_role(common::role_key(role)));
    let message = told.fold(message, Message::and_line);
    heard_of(v, message, heard).and_small(v.words.why_me_pings())
}

fn heard_of(v: &View<'_>, message: Message, heard: &[Heard]) -> Message {
    let lines = heard.iter().filter_map(|heard| {
        let what = note::ping::what(v, &heard.note)?;
        Some(match heard.came {
            Came::Rang(at) => v.words.why_me_rang(at, what),
            Came::Told(at) => v.words.why_me_told(at, what),
            Came::Waits(at) => v.words.why_me_waits(at, what),
            Came::Left => v.words.why_me_left(what),
        })
    });
    lines.fold(message, Message::and_line)
}
