//! Public holidays by country and region, as data: which places there are, and which days are off there.
//!
//! The data are made from the Python package `holidays` of the Vacanza team (MIT; 0.109 of November 2026; 250 countries, 38
//! of them with their regions; names in English) by `prompts/holidays/renew.py`, and stand beside it as text that anybody
//! can read and mend. Looked at in November 2026 and not taken: the crate `holidays` (made from the same package once, in
//! 2022, up to 2030), `opening-hours` (130 countries up to 2076, but no names, and all regions of a country in one heap),
//! `holidays-rs` (rules for every year and no dependencies, but young, a third of the countries, no regions).
//!
//! Not here: what a day off does to a deadline (`calendar`), and days that a company adds itself.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

/// The years that the data tell.
pub const YEARS: RangeInclusive<i32> = 2026..=2045;

const PUBLIC: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/holidays/public.tsv"));
const PLACES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/holidays/places.tsv"));

/// Every region of a country.
const EVERYWHERE: &str = "*";
/// A country of which no region is chosen.
const NO_REGION: &str = ".";
/// Letters that may be wrong in a name.
const NEAR_MAX: usize = 5;

/// A country, or a region of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166 code of the country.
    pub country: &'static str,
    /// Code of the region within it; empty for the whole country.
    pub region: &'static str,
    /// Its name in English; a region may be called by its code.
    pub name: &'static str,
    zones: &'static str,
}

/// Every country, by code.
pub fn countries() -> impl Iterator<Item = Place> {
    places().filter(|place| place.region.is_empty())
}

/// The regions of a country; none where it has the same days everywhere, or nobody told which.
pub fn regions(country: &str) -> impl Iterator<Item = Place> {
    places().filter(move |place| place.country == country && !place.region.is_empty())
}

/// A place by its codes.
pub fn place(country: &str, region: &str) -> Option<Place> {
    places().find(|place| place.country == country && place.region == region)
}

/// The country whose zone this is, where there is only one.
pub fn country_of(zone: &str) -> Option<Place> {
    let mut found = countries().filter(|place| place.zones.split(' ').any(|known| known == zone));
    found.next().filter(|_| found.next().is_none())
}

/// The place among these that somebody means by a code or a name; else the names that were probably meant.
pub fn find(places: impl Iterator<Item = Place>, typed: &str) -> Result<Place, Vec<&'static str>> {
    let wanted = folded(typed);
    let all: Vec<Place> = places.collect();
    let code = |place: &&Place| {
        let code = if place.region.is_empty() { place.country } else { place.region };
        folded(code) == wanted
    };
    if let Some(found) = all.iter().find(code).or_else(|| all.iter().find(|place| folded(place.name) == wanted)) {
        return Ok(*found);
    }
    let is_near = |place: &&Place| wanted.len() >= 3 && folded(place.name).contains(&wanted);
    let near: Vec<Place> = all.iter().filter(is_near).copied().collect();
    match near.as_slice() {
        [only] => Ok(*only),
        [] => {
            let begins =
                |place: &&Place| wanted.len() >= 3 && folded(place.name).starts_with(&wanted[..first(&wanted)]);
            Err(all.iter().filter(begins).take(NEAR_MAX).map(|place| place.name).collect())
        }
        several => Err(several.iter().take(NEAR_MAX).map(|place| place.name).collect()),
    }
}

/// The public holidays of a place in these years, in order; of a year that the data do not tell, none.
pub fn days(country: &str, region: &str, years: RangeInclusive<i32>) -> Vec<(NaiveDate, &'static str)> {
    let wanted = if region.is_empty() { NO_REGION } else { region };
    let holds = |regions: &str| regions == EVERYWHERE || regions.split(',').any(|known| known == wanted);
    let mut found = Vec::new();
    for line in lines(PUBLIC) {
        let mut parts = line.split('\t');
        let (Some(of), Some(regions), Some(name), Some(days)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if of != country || !holds(regions) {
            continue;
        }
        let dates = days.split(' ').flat_map(dates).filter(|date| years.contains(&year(*date)));
        found.extend(dates.map(|date| (date, name)));
    }
    found.sort_unstable();
    found.dedup_by_key(|(date, _)| *date);
    found
}

fn year(date: NaiveDate) -> i32 {
    use chrono::Datelike as _;
    date.year()
}

/// `1225` is that day of every year, `260403` that of 2026.
fn dates(written: &str) -> Vec<NaiveDate> {
    let number = |from: usize| written.get(from..from + 2).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    if written.len() == 6 {
        let year = i32::try_from(2_000 + number(0)).unwrap_or_default();
        return NaiveDate::from_ymd_opt(year, number(2), number(4)).into_iter().collect();
    }
    YEARS.filter_map(|year| NaiveDate::from_ymd_opt(year, number(0), number(2))).collect()
}

fn places() -> impl Iterator<Item = Place> {
    lines(PLACES).filter_map(|line| {
        let mut parts = line.split('\t');
        let (country, region, name) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Place { country, region, name, zones: parts.next().unwrap_or_default() })
    })
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn folded(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let plain = |c: char| match c {
        'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'î' | 'ï' => 'i',
        'ö' | 'ó' | 'ô' | 'ø' | 'õ' => 'o',
        'ü' | 'ú' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    lower.chars().map(plain).collect()
}

/// Where the first three letters end.
fn first(text: &str) -> usize {
    text.char_indices().nth(3).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(country: &str, region: &str, year: i32) -> Vec<String> {
        days(country, region, year..=year)
            .into_iter()
            .map(|(date, name)| format!("{} {name}", date.format("%m-%d")))
            .collect()
    }

    #[test]
    fn a_country_and_its_regions_have_their_own_days() {
        let germany = names("DE", "", 2026);
        assert!(
            germany.contains(&"12-25 Christmas Day".to_owned()) && germany.contains(&"04-06 Easter Monday".to_owned())
        );
        assert!(!germany.iter().any(|day| day.contains("Epiphany")));
        assert!(names("DE", "BY", 2026).contains(&"01-06 Epiphany".to_owned()));
        assert!(names("GB", "SCT", 2026).iter().any(|day| day.contains("Andrew")));
        assert!(names("GB", "ENG", 2026).iter().any(|day| day.starts_with("12-28")), "a weekend's day is made up for");
        assert!(names("XX", "", 2026).is_empty() && names("DE", "", 2090).is_empty());
    }

    #[test]
    fn every_line_of_the_data_is_read() {
        for line in lines(PUBLIC) {
            let parts: Vec<&str> = line.split('\t').collect();
            assert_eq!(parts.len(), 4, "{line}");
            for written in parts[3].split(' ') {
                assert!(matches!(written.len(), 4 | 6) && !dates(written).is_empty(), "{line}");
            }
            assert!(place(parts[0], "").is_some(), "{line}");
        }
        assert!(countries().count() > 200);
        for country in countries() {
            let latest = days(country.country, "", YEARS).last().map(|(date, _)| year(*date));
            assert!(regions(country.country).count() > 0 || latest.is_some(), "{}", country.name);
        }
        let head = PUBLIC.lines().next().unwrap_or_default();
        assert!(head.contains(&format!("{} to {}", YEARS.start(), YEARS.end())), "{head}");
    }

    #[test]
    fn places_are_found_by_code_and_name() {
        let name = |typed: &str| find(countries(), typed).map(|place| place.name);
        assert_eq!(name("DE"), Ok("Germany"));
        assert_eq!(name(" germany "), Ok("Germany"));
        assert_eq!(name("zerland"), Ok("Switzerland"));
        assert!(name("Germny").is_err_and(|near| near.contains(&"Germany")));
        assert!(name("Middle Earth").is_err());
        assert_eq!(find(regions("DE"), "bayern").map(|place| place.region), Ok("BY"));
        assert_eq!(find(regions("DE"), "Baden-Wurttemberg").map(|place| place.region), Ok("BW"));
        assert_eq!(country_of("Europe/Berlin").map(|place| place.country), Some("DE"));
        assert_eq!(country_of("UTC"), None);
    }
}
