//! What every message of a handoff is made from, and the small things they share: names, values, lists.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::chat::message::{Inline, MomentStyle, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::clock::Timestamp;
use crate::domain::brief::{Value, value};
use crate::domain::handoff::{Handoff, Promise};
use crate::domain::lifecycle::{Context, Directory};
use crate::domain::playbook::{Field, Meaning, Playbook};
use crate::domain::roles::{Actor, Role};
use crate::ids::PersonId;

/// At most so many characters of a customer's name in a sentence.
const CUSTOMER_CHARS: usize = 60;
/// A day so near is told without its year.
const NEAR_DAYS: i64 = 300;
/// At most so many characters of a person's name on a button.
const NAME_CHARS: usize = 24;
/// At most so many characters of an answer where the whole brief is one tap away.
pub(super) const GLANCE_CHARS: usize = 280;

messages! {
    fn somebody() -> String;
    fn this_customer() -> String;
    fn list_and(before: Text, last: Text) -> Text;
    fn list_or(before: Text, last: Text) -> Text;
    fn field_customer() -> String;
    fn field_receiver() -> String;
    fn field_backup() -> String;
    fn field_deal_closed() -> String;
    fn item_read_back() -> String;
}

/// A handoff as it stands, and for whom it is shown.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The language.
    pub words: &'a Words,
    /// The handoff.
    pub handoff: &'a Handoff,
    /// The version of the playbook it is pinned to.
    pub playbook: &'a Playbook,
    /// Who is called what.
    pub people: &'a People,
    /// Whose hours are which; tells when the next step comes.
    pub directory: &'a Directory,
    /// Who reads, where it is one person.
    pub viewer: Option<Actor>,
    /// The platform's id of the handoff's thread, to lead there; absent where it is not opened yet or shown anyway.
    pub thread: Option<&'a str>,
    /// The present moment.
    pub now: Timestamp,
}

/// The people a message may name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    /// Short names, for buttons and for texts to copy; elsewhere a person is named by the platform.
    pub names: BTreeMap<PersonId, String>,
    /// The managers who hear of a breach, the first one first.
    pub managers: Vec<PersonId>,
    /// Who takes the part of people who leave.
    pub fallback: Option<PersonId>,
}

impl<'a> View<'a> {
    /// Who is to take it, and the sender until someone is chosen.
    pub(super) fn receiver(&self) -> PersonId {
        self.handoff.receiver.unwrap_or(self.handoff.sender)
    }

    /// A name for places where only characters fit.
    pub(super) fn name(&self, person: PersonId) -> String {
        match self.people.names.get(&person).map(|name| short(name, NAME_CHARS)) {
            Some(name) if !name.is_empty() => name,
            Some(_) | None => self.words.somebody(),
        }
    }

    /// The customer as it stands in sentences.
    pub(super) fn customer(&self) -> String {
        let name = short(&self.handoff.customer, CUSTOMER_CHARS);
        if name.is_empty() { self.words.this_customer() } else { name }
    }

    /// The customer's person to talk to, without their role and address.
    pub(super) fn contact(&self) -> Option<String> {
        let field = self.playbook.with_meaning(Meaning::Contact).filter(|field| !field.restricted)?;
        let Value::Text(text) = self.handoff.brief.value(&field.key)? else { return None };
        let name = text.split([',', ';', '(', '\n']).next().unwrap_or_default().trim();
        (!name.is_empty()).then(|| short(name, CUSTOMER_CHARS))
    }

    /// The first name of the person to talk to.
    pub(super) fn contact_first_name(&self) -> Option<String> {
        Some(first_name(&self.contact()?))
    }

    /// The id of a button of this handoff.
    pub(super) fn id(&self, verb: Verb) -> String {
        Route::of(verb, self.handoff.id).id()
    }

    /// The id of a button of this handoff with an argument.
    pub(super) fn id_with(&self, verb: Verb, arg: impl Into<String>) -> String {
        Route::of(verb, self.handoff.id).with(arg).id()
    }

    /// Whether the one who reads has the role.
    pub(super) fn viewer_is(&self, role: Role) -> bool {
        self.viewer.is_some_and(|viewer| role.is_held(self.handoff, viewer))
    }

    /// For the domain's questions about moments.
    pub(super) fn context(&self) -> Context<'a> {
        Context { now: self.now, actor: Actor::System, playbook: self.playbook, directory: self.directory, dated: &[] }
    }

    /// What a field is called, also one that is no field of the playbook: `deal_closed`, `backup`.
    pub(super) fn field_label(&self, key: &str) -> String {
        match (self.playbook.field(key), key) {
            (Some(field), _) => field.label.clone(),
            (None, "customer") => self.words.field_customer(),
            (None, "receiver") => self.words.field_receiver(),
            (None, "backup") => self.words.field_backup(),
            (None, "deal_closed") => self.words.field_deal_closed(),
            (None, other) => other.to_owned(),
        }
    }

    /// What an item of the checklist is called.
    pub(super) fn item_label(&self, key: &str) -> String {
        match self.playbook.item(key) {
            Some(item) => item.label.clone(),
            None if key == crate::domain::handoff::READ_BACK_ITEM => self.words.item_read_back(),
            None => key.to_owned(),
        }
    }

    /// What a clause of the definition of done is called; it may be an item.
    pub(super) fn clause_label(&self, key: &str) -> String {
        let clause = self.playbook.done.iter().find(|clause| clause.key == key);
        clause.map_or_else(|| self.item_label(key), |clause| clause.label.clone())
    }

    /// What a gate says.
    pub(super) fn gate_label(&self, key: &str) -> String {
        let gate = self.playbook.gates.iter().find(|gate| gate.key == key);
        gate.map_or_else(|| key.to_owned(), |gate| gate.label.clone())
    }

    /// An answer of the brief as people read it, at most `chars` characters on one line; nothing for an unanswered field.
    pub(super) fn answer(&self, key: &str, chars: usize) -> Option<Text> {
        match (self.playbook.field(key), key) {
            (Some(field), _) => Some(answer(field, self.handoff.brief.value(key)?, chars)),
            (None, "backup") => Some(vec![Inline::Person(self.handoff.backup?)]),
            (None, "receiver") => Some(vec![Inline::Person(self.handoff.receiver?)]),
            (None, "customer") => Some(plain(&self.customer())),
            (None, "deal_closed") => {
                Some(vec![Inline::Moment { at: self.handoff.deal_closed?, style: MomentStyle::DayTime }])
            }
            (None, _) => None,
        }
    }

    /// The answer to the field with that meaning, unless it is restricted.
    pub(super) fn meant(&self, meaning: Meaning) -> Option<Text> {
        let field = self.playbook.with_meaning(meaning).filter(|field| !field.restricted)?;
        self.answer(&field.key, GLANCE_CHARS)
    }

    /// Promises that still stand, with their numbers.
    pub(super) fn promises(&self) -> impl Iterator<Item = (u32, &'a Promise)> {
        (1..).zip(&self.handoff.promises).filter(|(_, promise)| !promise.withdrawn)
    }
}

/// A value as people read it, cut to `chars` characters on one line.
pub(super) fn answer(field: &Field, value: &Value, chars: usize) -> Text {
    if let Value::Person(person) = value {
        return vec![Inline::Person(*person)];
    }
    plain(&short(&value::plain(field, value).unwrap_or_default(), chars))
}

/// Characters as a text.
pub(super) fn plain(text: &str) -> Text {
    vec![Inline::Plain(value::clean(text))]
}

/// Several texts as one list: commas between them, and before the last what `join` says.
pub(super) fn joined(mut parts: Vec<Text>, join: impl Fn(Text, Text) -> Text) -> Text {
    match parts.pop() {
        None => Text::new(),
        Some(only) if parts.is_empty() => only,
        Some(last) => join(chain(parts, ", "), last),
    }
}

/// Texts one after the other with `between` in between; empty ones are left out.
pub(super) fn chain(parts: impl IntoIterator<Item = Text>, between: &str) -> Text {
    let mut all = Text::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !all.is_empty() {
            all.push(Inline::Plain(between.to_owned()));
        }
        all.extend(part);
    }
    all
}

/// What the date is called that opens drafts of the playbook; the playbook's name where it has none any more.
pub(super) fn dated_label(v: &View<'_>) -> String {
    v.playbook.auto_draft.as_ref().map_or_else(|| v.playbook.name.clone(), |auto| v.field_label(&auto.field))
}

/// A day with its weekday: `Wed 18 March 2026`.
pub(super) fn long_day(day: NaiveDate) -> String {
    day.format("%a %-d %B %Y").to_string()
}

/// A day as near ones are told: `Mon 4 Jan`, with the year where it could be taken for another.
pub(super) fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    let is_near = day.signed_duration_since(today).num_days().abs() < NEAR_DAYS;
    day.format(if is_near { "%a %-d %b" } else { "%a %-d %b %Y" }).to_string()
}

/// On one line, at most `chars` characters; what is cut off shows as `…`.
pub(super) fn short(text: &str, chars: usize) -> String {
    let line = value::clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= chars {
        return line;
    }
    let cut: String = line.chars().take(chars.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// The first word of a name.
pub(super) fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

/// With its first letter large, for the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
