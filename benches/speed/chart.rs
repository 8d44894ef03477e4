//! The picture of a team's figures: from numbers to bytes, at both sizes.

use std::time::Instant;

use baton::chart::{Bar as Share95, Sheet, png};
use baton::domain::stats::{Ratings, Share};

use crate::support::{Bar, tell_one};

/// Pictures of each size; the median counts.
const PICTURES: usize = 15;

pub(crate) fn run() {
    let clocks = ["Sent on time", "Accepted on time", "First contact on time", "Done on time"];
    let bars = (7..).zip(clocks).map(|(met, label)| Share95 {
        label: label.to_owned(),
        value: format!("{met} of 12"),
        share: Share { met, of: 12 },
    });
    let sheet = Sheet {
        title: "AE > CSM, last 30 days · 14 sent".to_owned(),
        range: "Thin line: where the share lies, 95 % sure".to_owned(),
        bars: bars.collect(),
        late: "Late in all: 9 h".to_owned(),
        late_parts: vec![("7 h before the brief was sent".to_owned(), 25_200), ("2 h after".to_owned(), 7_200)],
        brief: "Brief: 4.2 of 5 (10 ratings)".to_owned(),
        marks: Ratings { times: [0, 1, 1, 3, 5] },
    };
    for (scale, bar_ms) in [(1, 30.0), (2, 60.0)] {
        let mut took_ms: Vec<f64> = (0..PICTURES).map(|_| drawn_ms(&sheet, scale)).collect();
        took_ms.sort_by(f64::total_cmp);
        tell_one(&format!("a picture at {scale} x"), took_ms[PICTURES / 2], "ms", Bar::AtMost(bar_ms));
    }
}

#[expect(clippy::disallowed_methods, reason = "it is measured")]
fn drawn_ms(sheet: &Sheet, scale: u8) -> f64 {
    let begun = Instant::now();
    let bytes = png(&sheet.svg(), scale).expect("it is drawn");
    assert!(!bytes.is_empty());
    begun.elapsed().as_secs_f64() * 1_000.0
}
