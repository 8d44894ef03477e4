//! What is asked for, what was measured, and how it is told.

use std::time::Instant;

/// So many pairs at least make a median.
pub(crate) const PAIRS: usize = 5;

/// What the command line asks for.
#[derive(Clone)]
pub(crate) struct Asked {
    names: Vec<String>,
    is_quick: bool,
    is_full: bool,
}

impl Asked {
    /// Anything that is no flag names a benchmark.
    pub(crate) fn from_args() -> Self {
        let (flags, names): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|arg| arg.starts_with('-'));
        let has = |flag: &str| flags.iter().any(|given| given == flag);
        Self { names, is_quick: has("--quick"), is_full: has("--full") }
    }

    /// Whether a benchmark is to run.
    pub(crate) fn is_for(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|asked| asked == name)
    }

    /// The size for `--quick`, the usual one, the one for `--full`.
    pub(crate) fn size(&self, quick: i64, usual: i64, full: i64) -> i64 {
        if self.is_full {
            full
        } else if self.is_quick {
            quick
        } else {
            usual
        }
    }
}

/// What is asked of a ratio.
#[derive(Clone, Copy)]
pub(crate) enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

impl Bar {
    fn told(self, found: f64) -> String {
        let (sign, wanted, is_met) = match self {
            Self::AtLeast(wanted) => (">=", wanted, found >= wanted),
            Self::AtMost(wanted) => ("<=", wanted, found <= wanted),
        };
        format!("bar {sign} {wanted}: {}", if is_met { "met" } else { "NOT MET" })
    }
}

/// One run of ours beside one of the baseline.
pub(crate) struct Pair {
    pub(crate) ours: f64,
    pub(crate) baseline: f64,
}

/// The value and how many seconds it took.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (T, f64) {
    let start = Instant::now();
    let value = work.await;
    (value, start.elapsed().as_secs_f64())
}

/// Tells pairs: medians of both, and of the ratio with its range.
pub(crate) fn tell(name: &str, unit: &str, pairs: &[Pair], bar: Bar) {
    let mut ratios: Vec<f64> = pairs.iter().map(|pair| pair.ours / pair.baseline).collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = median(ratios.iter().copied());
    let (least, most) = (ratios.first().copied().unwrap_or_default(), ratios.last().copied().unwrap_or_default());
    let (ours, baseline) = (median(pairs.iter().map(|pair| pair.ours)), median(pairs.iter().map(|pair| pair.baseline)));
    println!(
        "{name}: {ours:.1} {unit} against {baseline:.1}, ratio {ratio:.2} ({least:.2} to {most:.2}), {}",
        bar.told(ratio)
    );
}

/// Tells a figure that has no baseline.
pub(crate) fn tell_one(name: &str, found: f64, unit: &str, bar: Bar) {
    println!("{name}: {found:.2} {unit}, {}", bar.told(found));
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
