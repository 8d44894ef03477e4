//! A playbook's way of writing a length of time: "15m", "4h", "3d", "8bh", "1bd". Not here: what it adds up to, and how
//! it is put into words for people, who never read these codes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most units a span may count: 11 years of hours, 273 of days.
pub const AMOUNT_MAX: u32 = 100_000;

/// What a span counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `m`: real time.
    Minutes,
    /// `h`: real time.
    Hours,
    /// `d`: calendar days, same local time.
    Days,
    /// `bh`: hours of open time.
    BusinessHours,
    /// `bd`: days on which the calendar opens at all.
    BusinessDays,
}

/// A length of time in one unit. As text, and as JSON, an amount and a code: "8bh".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    /// How many units; more than [`AMOUNT_MAX`] is refused when it is read and when it is used.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// Why a text is no span.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// Not a whole number with a unit behind it.
    #[error("{text:?} is not a length of time such as 15m, 4h, 3d, 8bh or 1bd")]
    Malformed {
        /// What was written.
        text: String,
    },
    /// A number, but then something that is no unit.
    #[error("{text:?} ends in an unknown unit; the units are m, h, d, bh and bd")]
    UnknownUnit {
        /// What was written.
        text: String,
    },
    /// More than [`AMOUNT_MAX`].
    #[error("{text:?} is more than the {AMOUNT_MAX} units a span may have")]
    TooLarge {
        /// What was written.
        text: String,
    },
}

impl Unit {
    /// Every unit, in the order of the notation.
    pub const ALL: [Self; 5] = [Self::Minutes, Self::Hours, Self::Days, Self::BusinessHours, Self::BusinessDays];

    /// Its code in a playbook.
    pub fn code(self) -> &'static str {
        match self {
            Self::Minutes => "m",
            Self::Hours => "h",
            Self::Days => "d",
            Self::BusinessHours => "bh",
            Self::BusinessDays => "bd",
        }
    }

    /// Does a clock in this unit run in open time only (`bh`, `bd`), or in real time (`m`, `h`, `d`)?
    pub fn runs_in_open_time(self) -> bool {
        match self {
            Self::Minutes | Self::Hours | Self::Days => false,
            Self::BusinessHours | Self::BusinessDays => true,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.amount, self.unit.code())
    }
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, code) = text.split_at(digits);
        if number.is_empty() || code.is_empty() {
            return Err(SpanError::Malformed { text: text.to_owned() });
        }
        let Some(unit) = Unit::ALL.into_iter().find(|unit| unit.code() == code) else {
            return Err(SpanError::UnknownUnit { text: text.to_owned() });
        };
        // Digits alone fail to parse only where they are too many.
        match number.parse::<u32>() {
            Ok(amount) if amount <= AMOUNT_MAX => Ok(Self { amount, unit }),
            Ok(_) | Err(_) => Err(SpanError::TooLarge { text: text.to_owned() }),
        }
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}
