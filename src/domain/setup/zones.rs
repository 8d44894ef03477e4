//! Time zones as people name them: by their name in the zone database, or by a city. A slip of the finger is answered with
//! the names that were probably meant, and a shorthand that would lose summer time is not taken.

use chrono_tz::{TZ_VARIANTS, Tz};

/// So many names are suggested.
const NEAR_MAX: usize = 3;
/// So many letters may be wrong, and so many of a short name, which is near to many others.
const SLIPS_MAX: usize = 2;
const SLIPS_SHORT_MAX: usize = 1;
/// A short name has at most so many letters; one of two is near to everything.
const SHORT_MAX: usize = 4;
const LETTERS_MIN: usize = 3;
const LETTERS_MAX: usize = 40;

/// Shorthands that people write: some are no zones, others are zones without summer time.
const SHORTHANDS: [(&str, &str); 12] = [
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("cest", "Europe/Berlin"),
    ("bst", "Europe/London"),
    ("ist", "Asia/Kolkata"),
    ("jst", "Asia/Tokyo"),
];

/// No zone is called so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongZone {
    /// As it was typed.
    pub typed: String,
    /// What was probably meant; often nothing.
    pub near: Vec<&'static str>,
}

/// `Europe/Berlin`, `europe/berlin`, or a city that only one zone is named for.
pub fn read_zone(typed: &str) -> Result<Tz, WrongZone> {
    let wanted = typed.trim().replace(' ', "_").to_lowercase();
    let unknown = |near: Vec<&'static str>| Err(WrongZone { typed: typed.trim().to_owned(), near });
    if let Some((_, name)) = SHORTHANDS.iter().find(|(short, _)| *short == wanted) {
        return unknown(vec![*name]);
    }
    if let Some(zone) = TZ_VARIANTS.iter().find(|zone| zone.name().to_lowercase() == wanted) {
        return Ok(*zone);
    }
    let cities: Vec<Tz> = TZ_VARIANTS.iter().copied().filter(|zone| city(*zone) == wanted).collect();
    match cities.as_slice() {
        [only] => Ok(*only),
        [] => unknown(near(&wanted)),
        several => unknown(several.iter().take(NEAR_MAX).map(|zone| zone.name()).collect()),
    }
}

fn city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().to_lowercase()
}

/// The names closest to what was typed, the closest first.
fn near(wanted: &str) -> Vec<&'static str> {
    let letters = wanted.chars().count();
    if !(LETTERS_MIN..=LETTERS_MAX).contains(&letters) {
        return Vec::new();
    }
    let slips_max = if letters <= SHORT_MAX { SLIPS_SHORT_MAX } else { SLIPS_MAX };
    let slips = |zone: Tz| distance(wanted, &zone.name().to_lowercase()).min(distance(wanted, &city(zone)));
    let mut found: Vec<(usize, Tz)> = TZ_VARIANTS.iter().map(|zone| (slips(*zone), *zone)).collect();
    // Etc/ holds hours away from Greenwich and no places: one of them loses the hours that were typed, or summer time.
    let is_place = |zone: &Tz| zone.name().contains('/') && !zone.name().starts_with("Etc/");
    found.retain(|(slips, zone)| *slips <= slips_max && is_place(zone));
    found.sort_by_key(|(slips, zone)| (*slips, zone.name()));
    found.into_iter().take(NEAR_MAX).map(|(_, zone)| zone.name()).collect()
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = above + 1;
        for (place, second) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != *second);
            corner = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The zone that most people of a language live in, as a first guess to be looked over; UTC where they live everywhere.
pub fn zone_of(locale: &str) -> Tz {
    let folded = locale.to_lowercase();
    let language = folded.split(['-', '_']).next().unwrap_or_default();
    match (folded.as_str(), language) {
        ("en-gb", _) => Tz::Europe__London,
        ("pt-br", _) => Tz::America__Sao_Paulo,
        ("zh-tw", _) => Tz::Asia__Taipei,
        (_, "de") => Tz::Europe__Berlin,
        (_, "fr") => Tz::Europe__Paris,
        (_, "it") => Tz::Europe__Rome,
        (_, "nl") => Tz::Europe__Amsterdam,
        (_, "pl") => Tz::Europe__Warsaw,
        (_, "da") => Tz::Europe__Copenhagen,
        (_, "sv") => Tz::Europe__Stockholm,
        (_, "no") => Tz::Europe__Oslo,
        (_, "fi") => Tz::Europe__Helsinki,
        (_, "cs") => Tz::Europe__Prague,
        (_, "hu") => Tz::Europe__Budapest,
        (_, "ro") => Tz::Europe__Bucharest,
        (_, "el") => Tz::Europe__Athens,
        (_, "bg") => Tz::Europe__Sofia,
        (_, "uk") => Tz::Europe__Kyiv,
        (_, "tr") => Tz::Europe__Istanbul,
        (_, "ja") => Tz::Asia__Tokyo,
        (_, "ko") => Tz::Asia__Seoul,
        (_, "th") => Tz::Asia__Bangkok,
        (_, "vi") => Tz::Asia__Ho_Chi_Minh,
        (_, "hi") => Tz::Asia__Kolkata,
        (_, "zh") => Tz::Asia__Shanghai,
        (_, _) => Tz::UTC,
    }
}
