//! What a message takes and becomes: the kinds of arguments, and the shapes of results.
//!
//! A number goes to Fluent as a number, so that languages can choose their plurals; a key is only chosen by, never shown;
//! everything else stands as one private character in the formatted sentence and is put in afterwards.

use fluent_bundle::{FluentArgs, FluentValue};

use super::catalog::Words;
use super::markup;
use crate::chat::message::{Inline, MomentStyle};
use crate::clock::Timestamp;
use crate::domain::brief::value::clean;
use crate::ids::PersonId;

/// First of the private characters that stand for arguments; message files may hold none of them.
pub(super) const FIRST_TOKEN: char = '\u{E000}';
/// Last of them.
pub(super) const LAST_TOKEN: char = '\u{F8FF}';

/// A kind by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindName {
    /// [`Number`].
    Number,
    /// [`Key`].
    Key,
    /// [`Plain`].
    Plain,
    /// Everything else.
    Inline,
}

/// A kind of argument.
pub trait Kind {
    /// What the caller gives.
    type Given<'a>;
    /// Which kind it is.
    const NAME: KindName;
    /// Puts it among the arguments.
    fn put(given: Self::Given<'_>, name: &'static str, args: &mut Args);
}

/// What a message becomes.
pub trait Said: Sized {
    /// Which shape it is.
    const SHAPE: ShapeName;
    /// Formats the message of that key.
    fn said(words: &Words, key: &str, args: Args) -> Self;
}

/// A shape by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeName {
    /// One line of inline elements.
    Text,
    /// Several of them.
    Lines,
    /// Bare characters.
    String,
}

/// A shape that can hold a kind of argument. A label holds no inline elements:
///
/// ```compile_fail
/// use baton::chat::text::kinds::{Args, Person, shapes};
/// let args = Args::new().with::<shapes::String, Person>("who", baton::ids::PersonId::new(1));
/// ```
pub trait Holds<K: Kind> {}

/// The arguments of one message.
#[derive(Debug, Default)]
pub struct Args {
    pub(super) values: FluentArgs<'static>,
    pub(super) inlines: Vec<shapes::Text>,
}

impl Args {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more, of a kind that the shape `S` can hold.
    #[expect(clippy::extra_unused_type_parameters, reason = "the shape only bounds what may be given")]
    #[must_use]
    pub fn with<S: Holds<K>, K: Kind>(mut self, name: &'static str, given: K::Given<'_>) -> Self {
        K::put(given, name, &mut self);
        self
    }

    fn inline(&mut self, name: &'static str, text: shapes::Text) {
        let nth = u32::try_from(self.inlines.len()).unwrap_or_default();
        let token = char::from_u32(u32::from(FIRST_TOKEN) + nth).unwrap_or(LAST_TOKEN);
        self.inlines.push(text);
        self.values.set(name, FluentValue::from(token.to_string()));
    }
}

macro_rules! inline_kinds {
    ($($(#[$doc:meta])* $name:ident<$life:lifetime>($given:ident: $type:ty) => $text:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Kind for $name {
            type Given<$life> = $type;
            const NAME: KindName = KindName::Inline;
            fn put<$life>($given: $type, name: &'static str, args: &mut Args) {
                args.inline(name, $text);
            }
        }

        impl Holds<$name> for shapes::Text {}
        impl Holds<$name> for shapes::Lines {}
    )*};
}

inline_kinds! {
    /// Somebody; drawn as their name.
    Person<'a>(given: PersonId) => vec![Inline::Person(given)];
    /// A channel, by the platform's id.
    Channel<'a>(given: &'a str) => vec![Inline::Channel(given.to_owned())];
    /// Words and the `https` address they lead to.
    Link<'a>(given: (&'a str, &'a str)) => vec![Inline::Link { text: given.0.to_owned(), url: given.1.to_owned() }];
    /// A moment in a style the caller chooses.
    Moment<'a>(given: (Timestamp, MomentStyle)) => moment(given.0, given.1);
    /// A moment, `12:30`.
    Time<'a>(given: Timestamp) => moment(given, MomentStyle::Time);
    /// A moment, `Mon 12:30`.
    DayTime<'a>(given: Timestamp) => moment(given, MomentStyle::DayTime);
    /// A moment, `15 March`.
    Date<'a>(given: Timestamp) => moment(given, MomentStyle::Date);
    /// A moment, `in 2 h`.
    Distance<'a>(given: Timestamp) => moment(given, MomentStyle::Distance);
    /// A moment, `in 2 hours`.
    DistanceLong<'a>(given: Timestamp) => moment(given, MomentStyle::DistanceLong);
    /// Text that is ready already.
    Text<'a>(given: shapes::Text) => given;
}

fn moment(at: Timestamp, style: MomentStyle) -> shapes::Text {
    vec![Inline::Moment { at, style }]
}

/// Bare characters: what people typed, a customer, a label of the playbook. Control characters and those that turn the
/// direction of writing are taken out once more.
#[derive(Debug)]
pub enum Plain {}

impl Kind for Plain {
    type Given<'a> = &'a str;
    const NAME: KindName = KindName::Plain;
    fn put(given: &str, name: &'static str, args: &mut Args) {
        args.inline(name, vec![Inline::Plain(clean(given))]);
    }
}

impl<S: Said> Holds<Plain> for S {}

/// A number that is shown, or by which a plural is chosen.
#[derive(Debug)]
pub enum Number {}

impl Kind for Number {
    type Given<'a> = i64;
    const NAME: KindName = KindName::Number;
    fn put(given: i64, name: &'static str, args: &mut Args) {
        args.values.set(name, FluentValue::from(given));
    }
}

impl<S: Said> Holds<Number> for S {}

/// One of a few words by which a variant is chosen; never shown.
#[derive(Debug)]
pub enum Key {}

impl Kind for Key {
    type Given<'a> = &'static str;
    const NAME: KindName = KindName::Key;
    fn put(given: &'static str, name: &'static str, args: &mut Args) {
        args.values.set(name, FluentValue::from(given));
    }
}

impl<S: Said> Holds<Key> for S {}

/// The shapes by the names that declarations use.
pub mod shapes {
    /// Bare characters.
    pub type String = std::string::String;
    /// A line.
    pub type Text = crate::chat::message::Text;
    /// Several lines.
    pub type Lines = Vec<Text>;
}

impl Said for shapes::String {
    const SHAPE: ShapeName = ShapeName::String;
    fn said(words: &Words, key: &str, args: Args) -> Self {
        let formatted = words.format(key, &args);
        markup::bare(&formatted, &args.inlines)
    }
}

impl Said for shapes::Text {
    const SHAPE: ShapeName = ShapeName::Text;
    fn said(words: &Words, key: &str, args: Args) -> Self {
        markup::read(&words.format(key, &args), &args.inlines)
    }
}

impl Said for shapes::Lines {
    const SHAPE: ShapeName = ShapeName::Lines;
    fn said(words: &Words, key: &str, args: Args) -> Self {
        words.format(key, &args).lines().map(|line| markup::read(line, &args.inlines)).collect()
    }
}
