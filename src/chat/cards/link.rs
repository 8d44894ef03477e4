//! What admins read about accounts that belong to one person, and what everybody reads about their own.

use super::view::short;
use crate::chat::command::{Entry, Name};
use crate::chat::message::{Message, Text};
use crate::chat::text::{Words, messages};
use crate::ids::PersonId;

/// At most so many lines.
const LINES_MAX: usize = 30;
/// What was typed as a name is repeated up to here.
const NAME_CHARS: usize = 60;
/// At most so many names or customers in a sentence.
const NAMED_MAX: usize = 5;

messages! {
    fn link_head() -> Text;
    fn link_line(person: Person, account: Plain) -> Text;
    fn link_none() -> Text;
    fn link_usage(link: Plain, off: Plain) -> Text;
    fn link_done(account: Plain, person: Person, off: Plain) -> Text;
    fn link_off_done(account: Plain, person: Person) -> Text;
    fn link_already(account: Plain, person: Person) -> Text;
    fn link_taken(account: Plain, person: Person, off: Plain) -> Text;
    fn link_same() -> Text;
    fn link_nobody(named: Plain) -> Text;
    fn link_several(count: Number, named: Plain, names: Plain) -> Text;
    fn link_gone(person: Person) -> Text;
    fn link_bot(account: Plain) -> Text;
    fn link_busy(count: Number, account: Plain, customers: Plain) -> Text;
    fn link_has_own(account: Plain) -> Text;
    fn link_not_linked(account: Plain) -> Text;
    fn link_yours(accounts: Plain) -> Text;
}

/// Why accounts were not linked. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotLinked {
    /// Nobody is called so.
    Nobody(String),
    /// Several are; their handles.
    Several(String, Vec<String>),
    /// The person is not here, or is none.
    Gone(PersonId),
    /// Both are the same account.
    Same,
    /// It is a bot's.
    Bot(String),
    /// They are linked already.
    Already(String, PersonId),
    /// It is somebody else's.
    Taken(String, PersonId),
    /// It has a part in open handoffs; their customers.
    Busy(String, Vec<String>),
    /// It has linked accounts of its own.
    HasOwn(String),
    /// It is nobody's.
    Unlinked(String),
}

/// What is linked, and how to link.
pub fn list(words: &Words, entry: Entry, links: &[(PersonId, String)]) -> Message {
    if links.is_empty() {
        return Message::line(words.link_none()).and_small(how(words, entry));
    }
    let shown = links.iter().take(LINES_MAX).map(|(person, account)| words.link_line(*person, account));
    let message = shown.fold(Message::line(words.link_head()), Message::and_line);
    let more = links.len().saturating_sub(LINES_MAX);
    let message =
        if more > 0 { message.and_small(words.and_more(i64::try_from(more).unwrap_or(i64::MAX))) } else { message };
    message.and_small(how(words, entry))
}

/// How to link.
pub fn usage(words: &Words, entry: Entry) -> Message {
    Message::line(how(words, entry))
}

fn how(words: &Words, entry: Entry) -> Text {
    words.link_usage(&entry.admin(Name::Link, "@ben @ben_phone"), &off(entry, "@ben_phone"))
}

/// What takes an account back.
fn off(entry: Entry, account: &str) -> String {
    entry.admin(Name::Link, &format!("off {account}"))
}

/// They are one person now.
pub fn linked(words: &Words, entry: Entry, account: &str, person: PersonId) -> Message {
    Message::line(words.link_done(account, person, &off(entry, account)))
}

/// They are two again.
pub fn unlinked(words: &Words, account: &str, person: PersonId) -> Message {
    Message::line(words.link_off_done(account, person))
}

/// Why nothing was changed.
pub fn refused(words: &Words, entry: Entry, why: &NotLinked) -> Message {
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    Message::line(match why {
        NotLinked::Nobody(named) => words.link_nobody(&short(named, NAME_CHARS)),
        NotLinked::Several(named, all) => words.link_several(count(all.len()), &short(named, NAME_CHARS), &joined(all)),
        NotLinked::Gone(person) => words.link_gone(*person),
        NotLinked::Same => words.link_same(),
        NotLinked::Bot(account) => words.link_bot(account),
        NotLinked::Already(account, person) => words.link_already(account, *person),
        NotLinked::Taken(account, person) => words.link_taken(account, *person, &off(entry, account)),
        NotLinked::Busy(account, customers) => words.link_busy(count(customers.len()), account, &joined(customers)),
        NotLinked::HasOwn(account) => words.link_has_own(account),
        NotLinked::Unlinked(account) => words.link_not_linked(account),
    })
}

/// Somebody's own accounts, for who asks what is known about them.
pub fn yours(words: &Words, accounts: &[String]) -> Option<Text> {
    (!accounts.is_empty()).then(|| words.link_yours(&joined(accounts)))
}

fn joined(names: &[String]) -> String {
    names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::message::Block;
    use crate::chat::text::{Catalog, plain};
    use crate::clock::Timestamp;

    fn read(message: &Message) -> String {
        let text = |block: &Block| match block {
            Block::Line(text) | Block::Small(text) => {
                plain::draw(text, &|_| "Ben".to_owned(), chrono_tz::UTC, Timestamp::from_ms(0))
            }
            Block::Heading(_)
            | Block::Meter { .. }
            | Block::Buttons(_)
            | Block::Select(_)
            | Block::Copy(_)
            | Block::Divider => String::new(),
        };
        message.blocks.iter().map(text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_to_be_typed_is_told_as_the_platform_takes_it() {
        let words = Catalog::embedded().unwrap().words("en");
        let ben = PersonId::new(2);
        let all = |entry| {
            let taken = NotLinked::Taken("@ben_phone".to_owned(), ben);
            let told = [
                list(&words, entry, &[]),
                list(&words, entry, &[(ben, "@ben_phone".to_owned())]),
                usage(&words, entry),
                linked(&words, entry, "@ben_phone", ben),
                refused(&words, entry, &taken),
            ];
            told.map(|message| read(&message))
        };
        for told in all(Entry::TYPED) {
            assert!(told.contains("/handoff-admin link off @ben_phone") && !told.contains("what:"), "{told}");
        }
        for told in all(Entry::REGISTERED) {
            assert!(told.contains("/handoff-admin link what:off @ben_phone"), "{told}");
            assert!(!told.contains("link off") && !told.contains("link @"), "{told}");
        }
    }
}
