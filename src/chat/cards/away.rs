//! Somebody whom a handoff goes to is away: the question before it goes, and what somebody who goes away still holds.
//!
//! The question's buttons carry everything they need: what is to be done, to whom, and whose absence the reader has read of.
//! So none of them rests on what was true when it was drawn, and an old one is answered like any other.

use chrono::NaiveDate;

use super::view::{View, chain, short, short_day};
use crate::chat::message::{Button, Message, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, common, messages};
use crate::clock::Timestamp;
use crate::domain::handoff::Status;
use crate::domain::own_time::days_off::Absence;
use crate::ids::{HandoffId, PersonId};

/// At most so many handoffs are offered to be given away, each with its row of buttons.
pub const HELD_MAX: usize = 4;
const CUSTOMER_CHARS: usize = 24;
const NAME_CHARS: usize = 24;

messages! {
    fn away_now(person: Person, back: Plain) -> Text;
    fn away_soon(person: Person, first: Plain, back: Plain, customer: Plain, due: DayTime) -> Text;
    fn away_backup_now(person: Person, back: Plain) -> Text;
    fn away_backup_soon(person: Person, first: Plain, back: Plain) -> Text;
    fn away_other(person: Person, open: Number) -> Text;
    fn away_kept() -> Text;
    fn away_stays() -> Text;
    fn away_back() -> Text;
    fn away_send_to(person: Plain) -> String;
    fn away_send_anyway(person: Plain) -> String;
    fn away_send_backup(person: Plain) -> String;
    fn away_send_with(person: Plain) -> String;
    fn away_backup_to(person: Plain) -> String;
    fn away_backup_anyway(person: Plain) -> String;
    fn away_give_to(person: Plain) -> String;
    fn away_give_anyway(person: Plain) -> String;
    fn away_someone_else() -> String;
    fn away_reason(person: Plain, back: Plain) -> String;
    fn away_holds(count: Number) -> Text;
    fn away_holds_of(person: Person, count: Number) -> Text;
    fn away_holds_line(customer: Plain, status: Plain) -> Text;
    fn away_holds_by(customer: Plain, status: Plain, due: DayTime) -> Text;
    fn away_holds_more(count: Number) -> Text;
    fn away_give_this(customer: Plain, person: Plain) -> String;
    fn away_give_this_other(customer: Plain) -> String;
}

/// What is done with the handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It is sent to the person.
    Send,
    /// It is sent as it is, and the person is its backup.
    SendWithBackup,
    /// It was sent, and gets the person as its backup.
    Backup,
    /// The receiver passes it on.
    NotMine,
    /// It is given to another.
    Reassign,
}

/// What a button does, as its argument: `send.1k3.1k3+1k4`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// What.
    pub doing: Doing,
    /// To whom.
    pub to: PersonId,
    /// Of whose absence the reader knows; nobody where no question was asked.
    pub known: Vec<PersonId>,
}

/// Somebody who is away when they would be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub absence: Absence,
    /// Today, where they live.
    pub today: NaiveDate,
}

/// What the question is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What is to be done.
    pub going: Going,
    /// The one it goes to, if they are away.
    pub receiver: Option<Away>,
    /// The backup, if they are.
    pub backup: Option<Away>,
    /// Who else could have it, and how much they have.
    pub other: Option<(PersonId, u32)>,
    /// By when it would have to be accepted.
    pub due: Option<Timestamp>,
}

/// A handoff that somebody holds who goes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub handoff: HandoffId,
    /// Of whom.
    pub customer: String,
    /// Where it stands.
    pub status: Status,
    /// What is due next.
    pub due: Option<Timestamp>,
    /// How it is given away: the receiver passes on what is not accepted yet.
    pub doing: Doing,
    /// Who could have it.
    pub other: Option<PersonId>,
}

impl Doing {
    const ALL: [Self; 5] = [Self::Send, Self::SendWithBackup, Self::Backup, Self::NotMine, Self::Reassign];

    /// As in ids.
    fn key(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::SendWithBackup => "backup",
            Self::Backup => "as_backup",
            Self::NotMine => "not_mine",
            Self::Reassign => "reassign",
        }
    }

    /// The button that asks for another person.
    pub fn verb(self) -> Verb {
        match self {
            Self::Send => Verb::Receiver,
            Self::SendWithBackup | Self::Backup => Verb::Backup,
            Self::NotMine => Verb::NotMine,
            Self::Reassign => Verb::Reassign,
        }
    }
}

impl Going {
    /// From the argument of a button.
    pub fn from_arg(arg: &str) -> Option<Self> {
        let (key, rest) = arg.split_once('.')?;
        let (to, known) = rest.split_once('.')?;
        let doing = Doing::ALL.into_iter().find(|doing| doing.key() == key)?;
        let known = known.split('+').filter_map(|id| id.parse().ok()).collect();
        Some(Self { doing, to: to.parse().ok()?, known })
    }

    /// As the argument of a button.
    pub fn to_arg(&self) -> String {
        let known = self.known.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
        format!("{}.{}.{known}", self.doing.key(), self.to)
    }

    fn button(&self, handoff: HandoffId) -> String {
        Route::of(Verb::AwayTo, handoff).with(self.to_arg()).id()
    }
}

/// "Ben is away until Mon 4 Jan. Lea is here, 2 open."
pub fn question(v: &View<'_>, asked: &Asked) -> Message {
    let words = v.words;
    let receiver = asked.receiver.map(|away| receiver(v, &away, asked.due));
    let backup = asked.backup.map(|away| backup(v, &away));
    let other = asked.other.map(|(person, open)| words.away_other(person, open.into()));
    let text = chain([receiver, backup, other].into_iter().flatten(), " ");
    let is_sent_again = asked.going.doing == Doing::Send && v.handoff.status == Status::Returned;
    let kept = match asked.going.doing {
        Doing::Send | Doing::SendWithBackup if is_sent_again => words.away_back(),
        Doing::Send | Doing::SendWithBackup => words.away_kept(),
        Doing::Backup | Doing::NotMine | Doing::Reassign => words.away_stays(),
    };
    Message::line(text).and_small(kept).and_buttons(ways(v, asked, is_sent_again))
}

fn receiver(v: &View<'_>, away: &Away, due: Option<Timestamp>) -> Text {
    let (first, back) = days(away);
    match due {
        Some(due) if away.absence.first > away.today => {
            v.words.away_soon(away.person, &first, &back, &v.customer(), due)
        }
        Some(_) | None => v.words.away_now(away.person, &back),
    }
}

fn backup(v: &View<'_>, away: &Away) -> Text {
    let (first, back) = days(away);
    if away.absence.first > away.today {
        v.words.away_backup_soon(away.person, &first, &back)
    } else {
        v.words.away_backup_now(away.person, &back)
    }
}

fn days(away: &Away) -> (String, String) {
    let first = away.absence.first.max(away.today);
    (short_day(first, away.today), short_day(away.absence.back, away.today))
}

/// Around, in spite of it, or somebody else.
fn ways(v: &View<'_>, asked: &Asked, is_sent_again: bool) -> Vec<Button> {
    let (words, going) = (v.words, &asked.going);
    let name = |person| short(&v.name(person), NAME_CHARS);
    let mut known = going.known.clone();
    known.extend(asked.backup.filter(|_| asked.receiver.is_some()).map(|away| away.person));
    let is_about_backup = asked.receiver.is_none();
    let mut buttons = Vec::new();
    // What was sent back goes to whoever sent it back.
    if let Some((other, _)) = asked.other.filter(|_| is_about_backup || !is_sent_again) {
        let is_with_it = is_about_backup && going.doing == Doing::Send;
        let doing = if is_with_it { Doing::SendWithBackup } else { going.doing };
        let read_of = asked.receiver.or(asked.backup).map(|away| away.person);
        let around = Going { doing, to: other, known: known.iter().copied().chain(read_of).collect() };
        let label = match doing {
            Doing::Send => words.away_send_to(&name(other)),
            Doing::SendWithBackup => words.away_send_backup(&name(other)),
            Doing::Backup => words.away_backup_to(&name(other)),
            Doing::NotMine | Doing::Reassign => words.away_give_to(&name(other)),
        };
        buttons.push(Button::primary(around.button(v.handoff.id), label));
    }
    known.extend(asked.receiver.or(asked.backup).map(|away| away.person));
    let anyway = Going { known, ..going.clone() };
    let label = match (going.doing, asked.backup.filter(|_| is_about_backup)) {
        (Doing::Send | Doing::SendWithBackup, Some(backup)) => words.away_send_with(&name(backup.person)),
        (Doing::Send | Doing::SendWithBackup, None) => words.away_send_anyway(&name(going.to)),
        (Doing::Backup, _) => words.away_backup_anyway(&name(going.to)),
        (Doing::NotMine | Doing::Reassign, _) => words.away_give_anyway(&name(going.to)),
    };
    buttons.push(Button::plain(anyway.button(v.handoff.id), label));
    let verb = if is_about_backup { Verb::Backup } else { going.doing.verb() };
    if is_about_backup || !is_sent_again {
        buttons.push(Button::plain(v.id(verb), words.away_someone_else()));
    }
    buttons
}

/// The reason for giving a handoff away that was given by the days off alone.
pub fn reason(words: &Words, name: &str, back: NaiveDate, today: NaiveDate) -> String {
    words.away_reason(name, &short_day(back, today))
}

/// What somebody who goes away holds, each with a way to whoever is here. `of` is the person where somebody else reads it.
pub fn holds(
    mut message: Message,
    words: &Words,
    (held, total, of): (&[Held], usize, Option<PersonId>),
    name: impl Fn(PersonId) -> String,
) -> Message {
    if held.is_empty() {
        return message;
    }
    let count = i64::try_from(total).unwrap_or(i64::MAX);
    message = message.and_line(of.map_or_else(|| words.away_holds(count), |of| words.away_holds_of(of, count)));
    for one in held.iter().take(HELD_MAX) {
        let (customer, status) = (short(&one.customer, CUSTOMER_CHARS), common::status(words, one.status));
        message = message.and_line(match one.due {
            Some(due) => words.away_holds_by(&customer, &status, due),
            None => words.away_holds_line(&customer, &status),
        });
        let mut buttons = Vec::new();
        if let Some(other) = one.other {
            let going = Going { doing: one.doing, to: other, known: Vec::new() };
            let label = words.away_give_this(&customer, &short(&name(other), NAME_CHARS));
            buttons.push(Button::plain(going.button(one.handoff), label));
        }
        let other = Route::of(one.doing.verb(), one.handoff).id();
        buttons.push(Button::plain(other, words.away_give_this_other(&customer)));
        message = message.and_buttons(buttons);
    }
    match i64::try_from(total.saturating_sub(HELD_MAX)) {
        Ok(0) | Err(_) => message,
        Ok(more) => message.and_small(words.away_holds_more(more)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_button_does_survives_its_id() {
        let (ben, tom) = (PersonId::new(i64::MAX), PersonId::new(i64::MAX - 1));
        for doing in Doing::ALL {
            for known in [vec![], vec![ben], vec![ben, tom]] {
                let going = Going { doing, to: ben, known };
                assert_eq!(Going::from_arg(&going.to_arg()), Some(going.clone()));
                assert!(going.button(HandoffId::new(i64::MAX)).ends_with(&going.to_arg()), "cut");
            }
        }
        for arg in ["", "send", "send.1", "fly.1.", "send.?.", "send..1"] {
            assert_eq!(Going::from_arg(arg), None, "{arg}");
        }
    }
}
