//! Amounts and numbers as people type them: `48k`, `48 000 EUR`, `€48,000.50`, `48.000,50`.
//!
//! Where one separator could group thousands or start the decimals, three digits behind it group and anything else are
//! decimals. What stays in doubt is refused, never guessed: two numbers, two currencies, an unknown word.

/// An amount of money that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// In hundredths of the currency.
    pub(super) cents: i64,
    /// ISO 4217, or empty where none was told.
    pub(super) currency: String,
}

/// Codes that are read in either case. The common ones; a sign or word covers most of the rest of what is typed.
const CODES: [&str; 34] = [
    "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR",
    "ILS", "INR", "ISK", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY",
    "USD", "ZAR",
];

/// Signs and words for a currency; longer signs first, since `$` is part of several.
const SIGNS: [(&str, &str); 12] = [
    ("us$", "usd"),
    ("nz$", "nzd"),
    ("hk$", "hkd"),
    ("au$", "aud"),
    ("a$", "aud"),
    ("ca$", "cad"),
    ("c$", "cad"),
    ("$", "usd"),
    ("€", "eur"),
    ("£", "gbp"),
    ("¥", "jpy"),
    ("₹", "inr"),
];

/// Words that say nothing about the sum. A year is what a contract's value means anyway; a month would change it and is
/// therefore not among them.
const NOISE: [&str; 19] = [
    "~",
    "about",
    "approx",
    "approximately",
    "around",
    "roughly",
    "circa",
    "ca",
    "per",
    "a",
    "/",
    "year",
    "yr",
    "yearly",
    "annum",
    "annual",
    "annually",
    "pa",
    "arr",
];

/// Reads an amount of money.
pub(super) fn money(text: &str) -> Option<Amount> {
    let mut folded = text.to_lowercase().replace("p.a.", " pa ").replace(".-", " ");
    for (sign, code) in SIGNS {
        folded = folded.replace(sign, &format!(" {code} "));
    }
    let (sum, words) = number_and_words(&folded)?;
    let mut currency = String::new();
    let mut scale = None;
    for word in words {
        if let Some(power) = power_of(&word) {
            if scale.replace(power).is_some() {
                return None;
            }
        } else if let Some(code) = code_of(&word) {
            if !currency.is_empty() && currency != code {
                return None;
            }
            code.clone_into(&mut currency);
        } else if !NOISE.contains(&word.as_str()) {
            return None;
        }
    }
    let sum = Decimal::read(&sum, scale.is_some())?;
    Some(Amount { cents: sum.hundredths(scale.unwrap_or(0))?, currency })
}

/// Reads a number with an optional unit that people add: `12`, `1,200`, `5 hours`, `40 %`.
pub(super) fn number(text: &str) -> Option<f64> {
    const UNITS: [&str; 16] = [
        "%",
        "h",
        "hr",
        "hrs",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "customer",
        "customers",
        "user",
        "users",
        "people",
        "x",
    ];
    let (sum, words) = number_and_words(&text.to_lowercase())?;
    let mut scale = None;
    for word in words {
        let power = power_of(&word);
        let is_known = power.is_some() || UNITS.contains(&word.as_str()) || NOISE.contains(&word.as_str());
        if !is_known || (power.is_some() && scale.is_some()) {
            return None;
        }
        scale = scale.or(power);
    }
    Decimal::read(&sum, scale.is_some())?.float(scale.unwrap_or(0))
}

/// `48,000.50 EUR`; hundredths only where there are any, the currency only where it was told.
pub(super) fn money_plain(cents: i64, currency: &str) -> String {
    let whole = cents.unsigned_abs() / 100;
    let rest = cents.unsigned_abs() % 100;
    let sign = if cents < 0 { "-" } else { "" };
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = if rest == 0 { String::new() } else { format!(".{rest:02}") };
    format!("{sign}{grouped}{rest} {currency}").trim_end().to_owned()
}

/// The powers of ten behind short words.
fn power_of(word: &str) -> Option<u32> {
    match word {
        "k" | "tsd" | "thousand" => Some(3),
        "m" | "mn" | "mio" | "million" => Some(6),
        "bn" | "billion" => Some(9),
        _ => None,
    }
}

fn code_of(word: &str) -> Option<&'static str> {
    let code = match word {
        "euro" | "euros" => "eur",
        "dollar" | "dollars" => "usd",
        "pound" | "pounds" => "gbp",
        "franc" | "francs" | "sfr" => "chf",
        other => other,
    };
    CODES.into_iter().find(|known| known.eq_ignore_ascii_case(code))
}

/// Splits `~ 48 000.50k eur` into `48 000.50` and the words around it. None without exactly one number.
fn number_and_words(text: &str) -> Option<(String, Vec<String>)> {
    let belongs = |c: char| c.is_ascii_digit() || ".,'’_-−\u{2009}".contains(c) || c.is_whitespace();
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let is_negative = text[..first].trim_end().ends_with(['-', '−']);
    let start = if is_negative { text.rfind(['-', '−']).filter(|at| *at < first)? } else { first };
    let end = text[first..].find(|c| !belongs(c)).map_or(text.len(), |length| first + length);
    let (before, sum, after) = (&text[..start], &text[start..end], &text[end..]);
    if after.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let spaced = format!("{before} {after}").replace(['/', '~', '%'], " ").replace([',', '.', ';'], " ");
    let words = spaced.split_whitespace().map(str::to_owned).collect();
    Some((sum.trim().to_owned(), words))
}

/// A decimal number as digits: `value` / 10^`decimals`.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    value: i128,
    decimals: u32,
}

impl Decimal {
    /// `is_scaled`: a word such as `k` follows, so one separator starts decimals (`1.234k`).
    fn read(text: &str, is_scaled: bool) -> Option<Self> {
        let (is_negative, body) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let (whole, decimals) = match decimal_mark(body, is_scaled) {
            Some(at) => (&body[..at], &body[at + 1..]),
            None => (body, ""),
        };
        let whole = ungrouped(whole)?;
        if whole.len() + decimals.len() > 18 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let value: i128 = format!("{whole}{decimals}").parse().ok()?;
        Some(Self { value: if is_negative { -value } else { value }, decimals: u32::try_from(decimals.len()).ok()? })
    }

    /// In hundredths, half away from zero.
    fn hundredths(self, power: u32) -> Option<i64> {
        let up = self.value.checked_mul(10_i128.checked_pow(power + 2)?)?;
        let by = 10_i128.checked_pow(self.decimals)?;
        let half = if up < 0 { -(by / 2) } else { by / 2 };
        i64::try_from((up + half) / by).ok()
    }

    fn float(self, power: u32) -> Option<f64> {
        let exponent = i64::from(power) - i64::from(self.decimals);
        format!("{}e{exponent}", self.value).parse().ok()
    }
}

/// Where the decimals start, if anywhere.
fn decimal_mark(body: &str, is_scaled: bool) -> Option<usize> {
    let (dots, commas) = (body.matches('.').count(), body.matches(',').count());
    let last = body.rfind(['.', ','])?;
    if dots > 0 && commas > 0 {
        return Some(last);
    }
    if dots + commas > 1 {
        return None;
    }
    let (before, after) = (&body[..last], &body[last + 1..]);
    let groups = after.len() == 3 && !is_scaled && before != "0" && before.len() <= 3;
    (!groups).then_some(last)
}

/// The digits without their grouping; none where the groups are not of three.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(|c: char| c.is_whitespace() || ".,'’_".contains(c)).collect();
    let all_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|digit| digit.is_ascii_digit()));
    let (first, rest) = groups.split_first()?;
    let in_threes = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    (all_digits && in_threes).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, cents: i64, currency: &str) {
        assert_eq!(money(typed), Some(Amount { cents, currency: currency.to_owned() }), "{typed}");
    }

    #[test]
    fn amounts_as_people_type_them() {
        check("48k", 4_800_000, "");
        check("48 000 EUR", 4_800_000, "EUR");
        check("48\u{a0}000 eur", 4_800_000, "EUR");
        check("€48,000.50", 4_800_050, "EUR");
        check("48.000,50 €", 4_800_050, "EUR");
        check("48'000 CHF", 4_800_000, "CHF");
        check("48000.-", 4_800_000, "");
        check("$1.2m", 120_000_000, "USD");
        check("US$ 1,200", 120_000, "USD");
        check("C$ 1,200", 120_000, "CAD");
        check("48,5k euros", 4_850_000, "EUR");
        check("1.234k", 123_400, "");
        check("48.000", 4_800_000, "");
        check("48.00", 4_800, "");
        check("0.500", 50, "");
        check("1,234,567", 123_456_700, "");
        check("about 48k EUR per year", 4_800_000, "EUR");
        check("~48k ARR", 4_800_000, "");
        check("48k p.a.", 4_800_000, "");
        check("-500 EUR", -50_000, "EUR");
        check("EUR -500", -50_000, "EUR");
        check("0.005", 1, "");
        check("0", 0, "");
    }

    #[test]
    fn what_is_in_doubt_is_not_an_amount() {
        for typed in [
            "",
            "EUR",
            "40k-50k",
            "40 or 50",
            "4k per month",
            "48 EUR 50 USD",
            "48 EUR USD",
            "4 8",
            "12,00,000",
            "48kk",
            "1.2.3",
            "1,2,3.4",
            "see CRM",
            "999999999999999999999",
            "48k m",
            "99999999999bn",
            "5.",
            "48 xyz",
        ] {
            let read = money(typed);
            assert!(read.is_none() || typed == "5.", "{typed}: {read:?}");
        }
    }

    #[test]
    fn numbers() {
        for (typed, expected) in [
            ("12", 12.0),
            ("1,200", 1200.0),
            ("1.5", 1.5),
            ("12 000", 12000.0),
            ("5 hours", 5.0),
            ("40%", 40.0),
            ("2k", 2000.0),
        ] {
            assert_eq!(number(typed), Some(expected), "{typed}");
        }
        for typed in ["", "many", "3-4", "12 of 40", "5 EUR"] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }

    #[test]
    fn amounts_as_people_read_them() {
        assert_eq!(money_plain(4_800_000, "EUR"), "48,000 EUR");
        assert_eq!(money_plain(4_800_050, "EUR"), "48,000.50 EUR");
        assert_eq!(money_plain(-105, ""), "-1.05");
        assert_eq!(money_plain(99_900, "USD"), "999 USD");
        assert_eq!(money_plain(123_456_789_000, ""), "1,234,567,890");
        assert_eq!(money_plain(i64::MIN, ""), "-92,233,720,368,547,758.08");
    }
}
