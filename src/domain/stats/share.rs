//! Shares, medians and means, and how they are rounded. Below [`ENOUGH`] there is no per cent, no mean and no median: a
//! percentage of four says more than anybody knows.

use serde::Serialize;

/// From so many on a share is given in per cent, and a mean or a median at all.
pub const ENOUGH: u32 = 10;

/// The standard normal quantile for 95 %, two-sided.
const Z_95: f64 = 1.959_963_984_540_054;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    /// For which it holds.
    pub met: u32,
    /// In all.
    pub of: u32,
}

impl Share {
    /// Counts answers.
    pub fn of(answers: impl Iterator<Item = bool>) -> Self {
        answers.fold(Self::default(), Self::and)
    }

    /// With one answer more.
    #[must_use]
    pub fn and(self, yes: bool) -> Self {
        Self { met: self.met + u32::from(yes), of: self.of + 1 }
    }

    /// In whole per cent, half up; nothing below [`ENOUGH`].
    pub fn percent(self) -> Option<u8> {
        if self.of < ENOUGH {
            return None;
        }
        let doubled = (200 * u64::from(self.met) + u64::from(self.of)) / (2 * u64::from(self.of));
        u8::try_from(doubled).ok()
    }

    /// The Wilson 95 % interval as fractions of one; nothing below [`ENOUGH`].
    pub fn wilson(self) -> Option<(f64, f64)> {
        if self.of < ENOUGH {
            return None;
        }
        let (met, of) = (f64::from(self.met), f64::from(self.of));
        let (share, z2) = (met / of, Z_95 * Z_95);
        let shrink = 1.0 + z2 / of;
        let middle = (share + z2 / (2.0 * of)) / shrink;
        let half = Z_95 * (share * (1.0 - share) / of + z2 / (4.0 * of * of)).sqrt() / shrink;
        Some(((middle - half).max(0.0), (middle + half).min(1.0)))
    }
}

/// The middle of a list of lengths of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Median {
    /// How many were measured.
    pub of: u32,
    /// The middle one, of an even count the mean of the middle two, in whole milliseconds; nothing below [`ENOUGH`].
    pub middle_ms: Option<i64>,
}

impl Median {
    /// Measures.
    pub fn of(lengths_ms: impl Iterator<Item = i64>) -> Self {
        let mut sorted: Vec<i64> = lengths_ms.collect();
        sorted.sort_unstable();
        let of = super::count(&sorted);
        let upper = sorted.len() / 2;
        let lower = if sorted.len().is_multiple_of(2) { upper.saturating_sub(1) } else { upper };
        let middle_ms = match (sorted.get(lower), sorted.get(upper)) {
            (Some(one), Some(other)) if of >= ENOUGH => Some(i64::midpoint(*one, *other)),
            (Some(_) | None, Some(_) | None) => None,
        };
        Self { of, middle_ms }
    }
}

/// Marks from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Ratings {
    /// How often each mark was given, 1 first.
    pub times: [u32; 5],
}

impl Ratings {
    /// Counts marks; what is not one of 1 to 5 is none.
    pub fn of(marks: impl Iterator<Item = u8>) -> Self {
        let mut times = [0; 5];
        for mark in marks {
            if let Some(counted) = usize::from(mark).checked_sub(1).and_then(|at| times.get_mut(at)) {
                *counted += 1;
            }
        }
        Self { times }
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        self.times.iter().sum()
    }

    /// How many are 2 or less.
    pub fn low(&self) -> u32 {
        self.times.iter().take(2).sum()
    }

    /// The mean in tenths, half up: 42 is 4.2; nothing below [`ENOUGH`].
    pub fn mean_tenths(&self) -> Option<u32> {
        let count = self.count();
        if count < ENOUGH {
            return None;
        }
        let sum: u32 = (1..).zip(self.times).map(|(mark, times): (u32, u32)| mark * times).sum();
        Some((20 * sum + count) / (2 * count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(met: u32, of: u32) -> Option<u8> {
        Share { met, of }.percent()
    }

    #[test]
    fn a_share_is_rounded_half_up() {
        // 11/13 = 84.6, 9/12 = 75, 1/8 would be 12.5 but is too few; 5/40 = 12.5, 3/40 = 7.5, 1/200 = 0.5.
        assert_eq!(percent(11, 13), Some(85));
        assert_eq!(percent(9, 12), Some(75));
        assert_eq!(percent(5, 40), Some(13));
        assert_eq!(percent(3, 40), Some(8));
        assert_eq!(percent(1, 200), Some(1));
        assert_eq!(percent(199, 200), Some(100));
        assert_eq!(percent(1, 201), Some(0));
        assert_eq!(percent(0, 10), Some(0));
        assert_eq!(percent(10, 10), Some(100));
        assert_eq!(percent(u32::MAX, u32::MAX), Some(100));
    }

    #[test]
    fn nine_are_a_count_and_ten_are_a_share() {
        assert_eq!(percent(3, 9), None);
        assert_eq!(percent(3, 10), Some(30));
        assert_eq!(percent(0, 0), None);
        assert_eq!(Share { met: 3, of: 9 }.wilson(), None);
        assert!(Share { met: 3, of: 10 }.wilson().is_some());
    }

    #[test]
    fn wilson_agrees_with_the_published_formula() {
        // By hand for 9 of 12: middle 0.689378, half 0.221677. For 10 of 10 the low end is n / (n + z²).
        let close = |got: f64, want: f64| assert!((got - want).abs() < 5e-5, "{got} {want}");
        for (met, of, low, high) in
            [(9, 12, 0.4677, 0.9111), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634)]
        {
            let (got_low, got_high) = Share { met, of }.wilson().unwrap();
            close(got_low, low);
            close(got_high, high);
        }
        let (low, high) = Share { met: 0, of: 10 }.wilson().unwrap();
        assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
    }

    #[test]
    fn the_median_of_an_even_count_lies_between_the_middle_two() {
        let median = |lengths: &[i64]| Median::of(lengths.iter().copied());
        assert_eq!(median(&[]), Median { of: 0, middle_ms: None });
        assert_eq!(median(&[9, 8, 7, 6, 5, 4, 3, 2, 1]), Median { of: 9, middle_ms: None });
        // Sorted 1 to 10: the mean of 5 and 6, times a hundred.
        let ten: Vec<i64> = (1..=10).rev().map(|n| n * 100).collect();
        assert_eq!(median(&ten), Median { of: 10, middle_ms: Some(550) });
        let eleven: Vec<i64> = (1..=11).rev().map(|n| n * 100).collect();
        assert_eq!(median(&eleven), Median { of: 11, middle_ms: Some(600) });
    }

    #[test]
    fn a_mean_has_one_decimal_half_up() {
        let marks = |times: [u32; 5]| Ratings { times };
        // 4×5 + 4×4 + 2×3 = 42 of 10 → 4.2.
        assert_eq!(marks([0, 0, 2, 4, 4]).mean_tenths(), Some(42));
        // 5×19 + 4×1 = 99 of 20 → 4.95 → 5.0.
        assert_eq!(marks([0, 0, 0, 1, 19]).mean_tenths(), Some(50));
        assert_eq!(marks([0, 0, 0, 0, 9]).mean_tenths(), None);
        assert_eq!(marks([1, 2, 0, 0, 9]).low(), 3);
        assert_eq!(Ratings::of([0, 1, 5, 5, 6, 255].into_iter()).times, [1, 0, 0, 0, 2]);
    }
}
