//! How somebody finds and uses the widgets of a chat: the only place that knows buttons, selects and forms.
//!
//! Nothing is done that the person could not do: a button is pressed only where it can be seen, behind *More* where that
//! leads to it, and a form is submitted only as a platform would let people submit it.

use baton::chat::form::{Answers, Form, Input, InputKind};
use baton::chat::incoming::{Attached, Incoming, Place, Reply, What};
use baton::chat::message::{Block, Message, Select};
use baton::chat::route::{Route, Verb};
use baton::ids::{HandoffId, PersonId};

use crate::chat_room::Said;
use crate::company::CHANNEL;
use crate::filling::{entered, is_called, stands};
use crate::world::World;

/// How a click or a form reaches the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// Once.
    #[default]
    Once,
    /// The same delivery twice, as platforms do after a time-out.
    SameTwice,
    /// Two presses, one after the other.
    PressedTwice,
}

/// Somebody at the keyboard.
pub struct Driver<'a> {
    /// Where.
    pub world: &'a mut World,
    /// Who.
    pub person: PersonId,
    /// How the last thing they do arrives.
    pub delivery: Delivery,
    /// What goes with the next thing they do.
    pub files: Vec<Attached>,
}

/// The answer to something that was done, and the message it was done on.
#[derive(Debug, Clone)]
pub struct Answered {
    /// What came back; of two presses the second answer.
    pub reply: Reply,
    message: Option<String>,
    place: Place,
}

/// A button or select that is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What it is to do.
    pub verb: Verb,
    /// Its argument; any where absent.
    pub arg: Option<String>,
    /// What is chosen in a select; a button where empty.
    pub values: Vec<String>,
}

impl Wanted {
    /// Any button or select of a verb.
    pub fn of(verb: Verb) -> Self {
        Self { verb, arg: None, values: Vec::new() }
    }

    /// With this argument.
    #[must_use]
    pub fn with(mut self, arg: impl Into<String>) -> Self {
        self.arg = Some(arg.into());
        self
    }

    /// A select in which these are chosen.
    #[must_use]
    pub fn choosing(mut self, values: impl IntoIterator<Item = String>) -> Self {
        self.values = values.into_iter().collect();
        self
    }

    fn shown(&self) -> String {
        match &self.arg {
            Some(arg) if !arg.is_empty() => format!("{} {arg}", self.verb.key()),
            Some(_) | None => self.verb.key().to_owned(),
        }
    }
}

/// Where it was found.
struct Found {
    id: String,
    message: String,
    place: Place,
}

impl Driver<'_> {
    /// Types a command in the channel of the cards, or elsewhere.
    pub async fn types(&mut self, text: &str, place: Option<Place>) -> Result<Answered, String> {
        let place = place.unwrap_or_else(|| Place::channel(CHANNEL));
        self.send(What::Command(text.to_owned()), None, place).await
    }

    /// Types a command with a file beside it.
    pub async fn types_with(&mut self, text: &str, file: Attached) -> Result<Answered, String> {
        self.files = vec![file];
        self.types(text, None).await
    }

    /// Presses the newest such button, or chooses in the newest such select.
    pub async fn uses(&mut self, wanted: &Wanted) -> Result<Answered, String> {
        if let Some(found) = self.find(wanted)? {
            return self.click(found, wanted).await;
        }
        for verb in way_to(wanted.verb) {
            let step = Wanted::of(*verb);
            let delivery = std::mem::take(&mut self.delivery);
            if let Some(found) = self.find(&step)? {
                self.click(found, &step).await?;
            }
            self.delivery = delivery;
            if let Some(found) = self.find(wanted)? {
                return self.click(found, wanted).await;
            }
        }
        Err(format!("no button {:?} to be seen; {}", wanted.shown(), self.visible()))
    }

    /// Values, and labels with their hints, that the newest such select offers; nothing where there is none to be seen.
    pub fn offered(&self, wanted: &Wanted) -> Option<Vec<(String, String)>> {
        let seen = self.world.chat.visible_to(self.world.workspace(), self.person);
        let selects = seen.iter().flat_map(|said| &said.message.blocks).filter_map(|block| match block {
            Block::Select(select) => Some(select),
            Block::Buttons(_)
            | Block::Line(_)
            | Block::Small(_)
            | Block::Heading(_)
            | Block::Meter { .. }
            | Block::Copy(_)
            | Block::Divider => None,
        });
        let newest = selects.into_iter().find(|select| is_wanted(&select.id, wanted, self.world.about))?;
        Some(
            newest
                .options
                .iter()
                .map(|option| (option.value.clone(), format!("{} {}", option.label, option.hint)))
                .collect(),
        )
    }

    /// The newest button or select of a verb whose argument begins with a word; what stands behind its dot is found out.
    pub fn newest(&self, verb: Verb, what: &str) -> Result<Wanted, String> {
        let seen = self.world.chat.visible_to(self.world.workspace(), self.person);
        let ids = seen.iter().flat_map(|said| &said.message.blocks).flat_map(|block| match block {
            Block::Buttons(buttons) => buttons.iter().map(|button| button.id.clone()).collect::<Vec<_>>(),
            Block::Select(select) => vec![select.id.clone()],
            Block::Line(_)
            | Block::Small(_)
            | Block::Heading(_)
            | Block::Meter { .. }
            | Block::Copy(_)
            | Block::Divider => Vec::new(),
        });
        let is_it = |route: &Route| route.verb == verb && route.arg.split('.').next() == Some(what);
        let found = ids.filter_map(|id| Route::parse(&id)).find(is_it);
        let found =
            found.ok_or_else(|| format!("no button {:?} {what:?} to be seen; {}", verb.key(), self.visible()))?;
        Ok(Wanted::of(verb).with(found.arg))
    }

    /// Uses a button that opens a form, fills it and submits it. Another answer than a form is given back as it is.
    pub async fn fills(&mut self, wanted: &Wanted, answers: &[(String, String)]) -> Result<Answered, String> {
        let delivery = std::mem::take(&mut self.delivery);
        let opened = self.uses(wanted).await?;
        self.delivery = delivery;
        self.submits(opened, answers).await
    }

    /// Fills the form that an answer opened, and submits it.
    pub async fn submits(&mut self, opened: Answered, answers: &[(String, String)]) -> Result<Answered, String> {
        let Reply::Form(form) = &opened.reply else { return Ok(opened) };
        let filled = self.fill(form, answers)?;
        let what = What::Submit { id: form.id.clone(), answers: filled };
        self.send(what, opened.message.clone(), opened.place.clone()).await
    }

    /// Fills the one input of a form that an answer opened, and submits it.
    pub async fn submits_only(&mut self, opened: Answered, typed: &str) -> Result<Answered, String> {
        let key = match &opened.reply {
            Reply::Form(form) => form.inputs.first().map(|input| input.key.clone()).unwrap_or_default(),
            Reply::Private(_) | Reply::Update(_) | Reply::Public(_) | Reply::Quiet => String::new(),
        };
        self.submits(opened, &[(key, typed.to_owned())]).await
    }

    /// Presses a button by its id, as if it stood on a message that nobody has any more.
    pub async fn presses(&mut self, id: &str) -> Result<Answered, String> {
        let what = What::Click { id: id.to_owned(), values: Vec::new() };
        self.send(what, None, Place::channel(CHANNEL)).await
    }

    async fn click(&mut self, found: Found, wanted: &Wanted) -> Result<Answered, String> {
        let what = What::Click { id: found.id, values: wanted.values.clone() };
        self.send(what, Some(found.message), found.place).await
    }

    async fn send(&mut self, what: What, message: Option<String>, place: Place) -> Result<Answered, String> {
        self.world.deliveries += 1;
        let incoming = Incoming {
            workspace: self.world.workspace(),
            person: self.person,
            delivery: format!("delivery-{}", self.world.deliveries),
            place: place.clone(),
            message,
            what,
            files: std::mem::take(&mut self.files),
        };
        let World { chat, app, is_held_to_forms, .. } = &*self.world;
        let (reply, message) = chat.act(app, incoming, self.delivery, *is_held_to_forms).await?;
        Ok(Answered { reply, message, place })
    }

    /// The newest one; of selects the newest that offers what is chosen, since one may be for another reader.
    fn find(&self, wanted: &Wanted) -> Result<Option<Found>, String> {
        let mut problem = None;
        for said in self.world.chat.visible_to(self.world.workspace(), self.person) {
            match control_in(&said.message, wanted, self.world.about) {
                Ok(Some(id)) => return Ok(Some(Found { id, message: said.id, place: said.place })),
                Ok(None) => {}
                Err(not_offered) => problem = problem.or(Some(not_offered)),
            }
        }
        problem.map_or(Ok(None), Err)
    }

    /// What can be pressed, for failures.
    fn visible(&self) -> String {
        let seen = self.world.chat.visible_to(self.world.workspace(), self.person);
        let lists: Vec<String> = seen.iter().filter_map(controls).take(8).collect();
        if lists.is_empty() { "no buttons at all".to_owned() } else { format!("there are: {}", lists.join(" | ")) }
    }

    fn fill(&self, form: &Form, answers: &[(String, String)]) -> Result<Answers, String> {
        let keys: Vec<&str> = form.inputs.iter().map(|input| input.key.as_str()).collect();
        for (key, _) in answers {
            if !keys.iter().any(|known| is_called(known, key)) {
                return Err(format!("the form {:?} asks no {key:?}; it asks: {}", form.title, keys.join(", ")));
            }
        }
        let mut filled = Answers::new();
        for input in &form.inputs {
            let given = answers.iter().find(|(key, _)| is_called(&input.key, key)).map(|(_, value)| value.as_str());
            let value = match given {
                Some(given) => self.typed(input, given),
                None => stands(input),
            };
            if self.world.is_held_to_forms {
                entered(input, &value, given.is_some()).map_err(|problem| format!("{:?}: {problem}", form.title))?;
            }
            filled.insert(input.key.clone(), value);
        }
        Ok(filled)
    }

    /// People are named by their keys, options by key or label.
    fn typed(&self, input: &Input, given: &str) -> String {
        match &input.kind {
            InputKind::Person => {
                self.world.person(given).map_or_else(|_| given.to_owned(), |person| person.to_string())
            }
            InputKind::People { .. } => {
                let id =
                    |key: &str| self.world.person(key).map_or_else(|_| key.to_owned(), |person| person.to_string());
                given.split(',').map(|key| id(key.trim())).collect::<Vec<_>>().join("\n")
            }
            InputKind::Options { several: true, .. } => given.split(',').map(str::trim).collect::<Vec<_>>().join("\n"),
            InputKind::Options { several: false, .. }
            | InputKind::Line { .. }
            | InputKind::Lines { .. }
            | InputKind::Date
            | InputKind::Datetime => given.to_owned(),
        }
    }
}

/// The buttons that lead to one that is not shown at once, in the order in which they are tried.
const WAYS: &[(&[Verb], &[Verb])] = &[
    (&[Verb::Promise, Verb::PromiseDate], &[Verb::More, Verb::Brief]),
    (&[Verb::Section, Verb::Choose, Verb::Backup, Verb::Closed], &[Verb::More, Verb::Edit]),
    (&[Verb::More, Verb::Send, Verb::Accept, Verb::Resume, Verb::Receiver, Verb::Signed], &[]),
];

fn way_to(verb: Verb) -> &'static [Verb] {
    WAYS.iter().find(|(verbs, _)| verbs.contains(&verb)).map_or(&[Verb::More], |(_, way)| way)
}

fn is_wanted(id: &str, wanted: &Wanted, about: Option<HandoffId>) -> bool {
    let Some(route) = Route::parse(id) else { return false };
    let is_about = route.handoff.is_none() || about.is_none() || route.handoff == about;
    route.verb == wanted.verb && is_about && wanted.arg.as_ref().is_none_or(|arg| *arg == route.arg)
}

/// The id of the wanted button or select in a message.
fn control_in(message: &Message, wanted: &Wanted, about: Option<HandoffId>) -> Result<Option<String>, String> {
    for block in &message.blocks {
        match block {
            Block::Buttons(buttons) if wanted.values.is_empty() => {
                if let Some(button) = buttons.iter().find(|it| !it.disabled && is_wanted(&it.id, wanted, about)) {
                    return Ok(Some(button.id.clone()));
                }
            }
            Block::Select(select)
                if !wanted.values.is_empty() && !select.disabled && is_wanted(&select.id, wanted, about) =>
            {
                chosen(select, &wanted.values)?;
                return Ok(Some(select.id.clone()));
            }
            Block::Buttons(_)
            | Block::Select(_)
            | Block::Line(_)
            | Block::Small(_)
            | Block::Heading(_)
            | Block::Meter { .. }
            | Block::Copy(_)
            | Block::Divider => {}
        }
    }
    Ok(None)
}

/// A platform lets people choose only what is offered.
fn chosen(select: &Select, values: &[String]) -> Result<(), String> {
    let offered: Vec<&str> = select.options.iter().map(|option| option.value.as_str()).collect();
    if let Some(other) = values.iter().find(|value| !offered.contains(&value.as_str())) {
        return Err(format!("{:?} does not offer {other:?}; it offers: {}", select.label, offered.join(", ")));
    }
    let (fewest, most) = (usize::from(select.picks.0), usize::from(select.picks.1));
    if values.len() < fewest || values.len() > most {
        return Err(format!("{:?} takes {fewest} to {most}, not {}", select.label, values.len()));
    }
    Ok(())
}

/// The buttons and selects of a message, by what they do.
fn controls(said: &Said) -> Option<String> {
    let mut found = Vec::new();
    let name = |id: &str| match Route::parse(id) {
        Some(route) if route.arg.is_empty() => route.verb.key().to_owned(),
        Some(route) => format!("{} {}", route.verb.key(), route.arg),
        None => id.to_owned(),
    };
    for block in &said.message.blocks {
        match block {
            Block::Buttons(buttons) => found.extend(buttons.iter().map(|button| name(&button.id))),
            Block::Select(select) => found.push(format!("{} (select)", name(&select.id))),
            Block::Line(_)
            | Block::Small(_)
            | Block::Heading(_)
            | Block::Meter { .. }
            | Block::Copy(_)
            | Block::Divider => {}
        }
    }
    (!found.is_empty()).then(|| found.join(", "))
}
