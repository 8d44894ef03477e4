//! Days off: the card with what is coming, the choice of a country, the forms behind it, and what a calendar file would
//! bring.

use chrono::{Datelike as _, NaiveDate};

use super::super::forms::{HELP_CHARS, LABEL_CHARS};
use super::super::view::short;
use super::forms::{input, line};
use super::week;
use crate::chat::command::Entry;
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::{Block, Button, Choice, Message, Select, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::domain::days_off::by_hand::{DaysError, LINES_MAX};
use crate::domain::days_off::ics::{FileError, Found, Skipped};
use crate::domain::days_off::{Coming, DaysOff};
use crate::domain::holidays::{self, Place};
use crate::ids::TeamId;

/// Value of the option that takes no holidays, or a whole country.
pub const NONE: &str = "+none";
/// Value of the option that asks for another by name.
pub const OTHER: &str = "+other";
/// Options of a select beside those two: 25 in all (Discord's documentation, August 2026).
const OPTIONS_MAX: usize = 23;
/// So many days to come are listed.
const COMING_MAX: usize = 10;
/// So many days of a file are named.
const SHOWN_MAX: usize = 6;
const DAYS_CHARS: u16 = 2_000;
const FILE_CHARS: u16 = 4_000;
const TYPED_CHARS: usize = 40;

/// Countries that are offered behind the one of the zone.
const USUAL: [&str; 24] = [
    "US", "GB", "DE", "FR", "ES", "IT", "NL", "CH", "AT", "BE", "PL", "PT", "SE", "DK", "NO", "FI", "IE", "CA", "AU",
    "NZ", "IN", "JP", "SG", "BR",
];

/// Keys of the inputs.
pub mod key {
    /// Days, a line each.
    pub const DAYS: &str = "days";
    /// A country by name.
    pub const COUNTRY: &str = "country";
    /// A region by name.
    pub const REGION: &str = "region";
    /// The text of a calendar file.
    pub const FILE: &str = "file";
}

messages! {
    fn days_off_head() -> Text;
    fn days_off_head_team(team: Plain) -> Text;
    fn days_off_intro() -> Text;
    fn days_off_place(place: Plain, year: Plain) -> Text;
    fn days_off_no_place() -> Text;
    fn days_off_ends(year: Plain) -> Text;
    fn days_off_coming() -> Text;
    fn days_off_nothing() -> Text;
    fn days_off_line(day: Plain, hours: Plain) -> Text;
    fn days_off_line_named(day: Plain, name: Plain, hours: Plain) -> Text;
    fn days_off_usual() -> String;
    fn days_off_choose_country() -> String;
    fn days_off_choose_region() -> String;
    fn days_off_none() -> String;
    fn days_off_whole() -> String;
    fn days_off_other() -> String;
    fn days_off_enter() -> String;
    fn days_off_import() -> String;
    fn days_off_back() -> String;
    fn days_off_hand_title() -> String;
    fn days_off_ask_days() -> String;
    fn days_off_ask_days_help() -> String;
    fn days_off_place_title() -> String;
    fn days_off_ask_country() -> String;
    fn days_off_ask_country_help() -> String;
    fn days_off_ask_region() -> String;
    fn days_off_ask_region_help() -> String;
    fn days_off_import_title() -> String;
    fn days_off_ask_file() -> String;
    fn days_off_ask_file_help(came: Key) -> String;
    fn days_off_save() -> String;
    fn days_off_look() -> String;
    fn days_off_wrong_line(typed: Plain) -> String;
    fn days_off_wrong_range(typed: Plain) -> String;
    fn days_off_wrong_nothing() -> String;
    fn days_off_wrong_many(count: Number) -> String;
    fn days_off_wrong_place(typed: Plain) -> String;
    fn days_off_wrong_place_near(typed: Plain, near: Plain) -> String;
    fn days_off_file_wrong(why: Key, came: Key) -> Text;
    fn days_off_file_missing(came: Key) -> Text;
    fn days_off_team_usual(team: Plain) -> Text;
    fn days_off_file_shown(count: Number, years: Plain, days: Plain) -> Text;
    fn days_off_file_more(count: Number, years: Plain, days: Plain, more: Number) -> Text;
    fn days_off_file_nothing() -> Text;
    fn days_off_file_skipped(count: Number, why: Key, example: Plain) -> Text;
    fn days_off_file_keep(count: Number) -> String;
    fn days_off_file_leave() -> String;
}

/// How the text of a file came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Pasted into a form, or behind a command.
    Pasted,
    /// As a file, or behind a command with which one can go.
    Attached,
}

impl Came {
    /// How a whole file gets here.
    pub fn usual(entry: Entry) -> Self {
        if entry.takes_files { Self::Attached } else { Self::Pasted }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Pasted => "text",
            Self::Attached => "file",
        }
    }
}

/// What the card is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// Whose days they are; everybody's where absent.
    pub team: Option<(TeamId, &'a str)>,
    /// Their zone, by which a country is proposed.
    pub zone: &'a str,
    /// The days.
    pub days: &'a DaysOff,
    /// Today there.
    pub today: NaiveDate,
    /// Where one came from.
    pub back: Verb,
}

/// A button or form of the card.
pub fn route(what: &str, team: Option<TeamId>) -> Route {
    let arg = team.map_or_else(|| what.to_owned(), |team| format!("{what}.{team}"));
    Route::plain(Verb::DaysOff).with(arg)
}

/// The card; `said` stands on top of it.
pub fn card(words: &Words, card: &Card<'_>, said: Option<Text>) -> Message {
    let team = card.team.map(|(id, _)| id);
    let head = card.team.map_or_else(|| words.days_off_head(), |(_, name)| words.days_off_head_team(name));
    let mut message = Message::default().and(Block::Heading(head)).and_line(said.unwrap_or(words.days_off_intro()));
    let place = holidays::place(&card.days.country, &card.days.region);
    message = message.and_line(match (place, card.days.filled_to) {
        (Some(place), Some(year)) => words.days_off_place(&full_name(place), &year.to_string()),
        (Some(_) | None, _) => words.days_off_no_place(),
    });
    if card.days.runs_out(card.today) {
        message = message.and_line(words.days_off_ends(&card.days.filled_to.unwrap_or_default().to_string()));
    }
    message = message.and(countries(words, card, team));
    message = regions(words, card, team).map_or_else(|| message.clone(), |select| message.clone().and(select));
    let coming = card.days.coming(card.today);
    message = message.and_line(if coming.is_empty() { words.days_off_nothing() } else { words.days_off_coming() });
    for day in coming.iter().take(COMING_MAX) {
        message = message.and_line(coming_line(words, day, card.today));
    }
    let more = coming.len().saturating_sub(COMING_MAX);
    if more > 0 {
        message = message.and_small(words.and_more(i64::try_from(more).unwrap_or(i64::MAX)));
    }
    let back = match team {
        Some(team) => Route::plain(Verb::Teams).with(format!("show.{team}")),
        None => Route::plain(card.back),
    };
    message.and_buttons(vec![
        Button::plain(route("hand", team).id(), words.days_off_enter()),
        Button::plain(route("import", team).id(), words.days_off_import()),
        Button::plain(back.id(), words.days_off_back()),
    ])
}

fn coming_line(words: &Words, day: &Coming, today: NaiveDate) -> Text {
    let hours = day.hours.as_deref().map_or_else(|| words.days_off_usual(), |hours| week::hours(words, hours));
    let date = written(words, day.date, today);
    if day.name.is_empty() {
        words.days_off_line(&date, &hours)
    } else {
        words.days_off_line_named(&date, &day.name, &hours)
    }
}

/// `Thu 24 Dec`, with the year where it is another.
fn written(words: &Words, date: NaiveDate, today: NaiveDate) -> String {
    let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or_default();
    let name = words.setup_day(crate::domain::calendar::week::DAYS[weekday]);
    let year = if date.year() == today.year() { String::new() } else { date.format(" %Y").to_string() };
    format!("{name} {}{year}", date.format("%-d %b"))
}

fn full_name(place: Place) -> String {
    match holidays::place(place.country, "").filter(|_| !place.region.is_empty()) {
        Some(country) => format!("{}, {}", country.name, place.name),
        None => place.name.to_owned(),
    }
}

/// The chosen one, the one of the zone, and others that many take; the rest by name.
fn countries(words: &Words, card: &Card<'_>, team: Option<TeamId>) -> Block {
    let chosen = card.days.country.as_str();
    let near = holidays::country_of(card.zone).map(|place| place.country);
    let wanted = holidays::place(chosen, "").map(|place| place.country).into_iter().chain(near).chain(USUAL);
    let mut codes: Vec<&str> = Vec::new();
    for code in wanted {
        if !codes.contains(&code) && codes.len() < OPTIONS_MAX {
            codes.push(code);
        }
    }
    let found: Vec<Place> = codes.iter().filter_map(|code| holidays::place(code, "")).collect();
    let left = holidays::countries().count().saturating_sub(found.len());
    let none = option(NONE, &words.days_off_none(), chosen.is_empty());
    let label = words.days_off_choose_country();
    let options = found.iter().map(|place| option(place.country, place.name, place.country == chosen));
    select(words, &route("country", team), label, [none].into_iter().chain(options).collect(), left)
}

fn regions(words: &Words, card: &Card<'_>, team: Option<TeamId>) -> Option<Block> {
    let all: Vec<Place> = holidays::regions(&card.days.country).collect();
    if all.is_empty() {
        return None;
    }
    let is_chosen = |place: &Place| place.region == card.days.region;
    let (first, rest): (Vec<&Place>, Vec<&Place>) = all.iter().partition(|place| is_chosen(place));
    let found: Vec<&Place> = first.into_iter().chain(rest).take(OPTIONS_MAX).collect();
    let whole = option(NONE, &words.days_off_whole(), card.days.region.is_empty());
    let options = found.iter().map(|place| option(place.region, place.name, is_chosen(place)));
    let label = words.days_off_choose_region();
    let left = all.len().saturating_sub(found.len());
    Some(select(words, &route("region", team), label, [whole].into_iter().chain(options).collect(), left))
}

fn select(words: &Words, route: &Route, label: String, mut options: Vec<Choice>, left: usize) -> Block {
    if left > 0 {
        let hint = words.and_more_options(i64::try_from(left).unwrap_or(i64::MAX));
        options.push(Choice { hint, ..option(OTHER, &words.days_off_other(), false) });
    }
    Block::Select(Select::new(route.id(), label, options, (1, 1)))
}

fn option(value: &str, label: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: short(label, 90), hint: String::new(), chosen }
}

/// Days typed by hand.
pub fn hand_form(words: &Words, team: Option<TeamId>) -> Form {
    let kind = InputKind::Lines { max: DAYS_CHARS };
    let asked = input(key::DAYS, &words.days_off_ask_days(), &words.days_off_ask_days_help(), kind);
    let asked =
        Input { example: "24 Dec closed\n31 Dec 9-13\n2 Jan - 5 Jan closed (Company holidays)".to_owned(), ..asked };
    form(&route("hand", team), &words.days_off_hand_title(), vec![asked], words.days_off_save())
}

/// A country and a region by name.
pub fn place_form(words: &Words, team: Option<TeamId>, days: &DaysOff) -> Form {
    let name = |region: &str| holidays::place(&days.country, region).map(|place| place.name.to_owned());
    let region = name(&days.region).filter(|_| !days.region.is_empty());
    let country = input(key::COUNTRY, &words.days_off_ask_country(), &words.days_off_ask_country_help(), line());
    let asked = input(key::REGION, &words.days_off_ask_region(), &words.days_off_ask_region_help(), line());
    let inputs = vec![
        Input { value: name("").unwrap_or_default(), example: "Germany".to_owned(), ..country },
        Input { value: region.unwrap_or_default(), example: "Bayern".to_owned(), required: false, ..asked },
    ];
    form(&route("place", team), &words.days_off_place_title(), inputs, words.days_off_save())
}

/// The text of a calendar file, and where a longer one goes.
pub fn import_form(words: &Words, team: Option<TeamId>, usual: Came) -> Form {
    let kind = InputKind::Lines { max: FILE_CHARS };
    let asked = input(key::FILE, &words.days_off_ask_file(), &words.days_off_ask_file_help(usual.key()), kind);
    let asked = Input { example: "BEGIN:VCALENDAR …".to_owned(), ..asked };
    form(&route("import", team), &words.days_off_import_title(), vec![asked], words.days_off_look())
}

fn form(route: &Route, title: &str, inputs: Vec<Input>, submit: String) -> Form {
    let inputs = inputs.into_iter().map(|input| Input { help: short(&input.help, HELP_CHARS), ..input }).collect();
    Form { id: route.id(), title: short(title, LABEL_CHARS), inputs, submit, problem: None }
}

/// Why days are not taken.
pub fn days_problem(words: &Words, wrong: &DaysError) -> String {
    match wrong {
        DaysError::Unread(line) => words.days_off_wrong_line(&short(line, TYPED_CHARS)),
        DaysError::Range(line) => words.days_off_wrong_range(&short(line, TYPED_CHARS)),
        DaysError::Nothing => words.days_off_wrong_nothing(),
        DaysError::TooMany => words.days_off_wrong_many(i64::try_from(LINES_MAX).unwrap_or(i64::MAX)),
    }
}

/// Why a place is not taken.
pub fn place_problem(words: &Words, typed: &str, near: &[&str]) -> String {
    let typed = short(typed.trim(), TYPED_CHARS);
    if near.is_empty() {
        words.days_off_wrong_place(&typed)
    } else {
        words.days_off_wrong_place_near(&typed, &near.join(", "))
    }
}

/// Why a file is not taken.
pub fn no_file(words: &Words, wrong: FileError, came: Came) -> Message {
    let why = match wrong {
        FileError::TooLarge => "large",
        FileError::NoCalendar => "none",
        FileError::TooMany => "many",
    };
    Message::line(words.days_off_file_wrong(why, came.key()))
}

/// There is no text to read, or nothing stands in the file.
pub fn nothing_given(words: &Words, came: Came) -> Message {
    Message::line(words.days_off_file_missing(came.key()))
}

/// The team keeps everybody's hours, and has no days off of its own.
pub fn no_own_days(words: &Words, team: &str) -> Message {
    Message::line(words.days_off_team_usual(team))
}

/// What a file would bring, and what it would not.
pub fn shown(words: &Words, team: Option<TeamId>, found: &Found) -> Message {
    let count = i64::try_from(found.days.len()).unwrap_or(i64::MAX);
    let day = |(date, name): (&NaiveDate, &String)| format!("{} {name}", date.format("%-d %b")).trim().to_owned();
    let named = found.days.iter().take(SHOWN_MAX).map(day).collect::<Vec<_>>().join(", ");
    let more = i64::try_from(found.days.len().saturating_sub(SHOWN_MAX)).unwrap_or(i64::MAX);
    let years = match (found.days.keys().next(), found.days.keys().last()) {
        (Some(first), Some(last)) if first.year() != last.year() => format!("{}-{}", first.year(), last.year()),
        (Some(first), _) => first.year().to_string(),
        (None, _) => String::new(),
    };
    let mut message = Message::line(match (count, more) {
        (0, _) => words.days_off_file_nothing(),
        (_, 0) => words.days_off_file_shown(count, &years, &named),
        (_, more) => words.days_off_file_more(count, &years, &named, more),
    });
    for (why, (count, example)) in &found.skipped {
        let count = i64::try_from(*count).unwrap_or(i64::MAX);
        message =
            message.and_small(words.days_off_file_skipped(count, skipped_key(*why), &short(example, TYPED_CHARS)));
    }
    let leave = Button::plain(route("show", team).id(), words.days_off_file_leave());
    if found.days.is_empty() {
        return message.and_buttons(vec![leave]);
    }
    message.and_buttons(vec![Button::primary(route("keep", team).id(), words.days_off_file_keep(count)), leave])
}

fn skipped_key(why: Skipped) -> &'static str {
    match why {
        Skipped::Timed => "timed",
        Skipped::Cancelled => "cancelled",
        Skipped::OutOfReach => "reach",
        Skipped::OtherRule => "rule",
        Skipped::Unread => "unread",
        Skipped::TooLong => "long",
    }
}
