//! Pictures: what is told is there, whatever is typed stays words, and the bytes are a picture.

use super::*;

fn sheet() -> Sheet {
    let bar = |label: &str, value: &str, met, of| Bar {
        label: label.to_owned(),
        value: value.to_owned(),
        share: Share { met, of },
    };
    Sheet {
        title: "AE > CSM, last 30 days · 14 sent".to_owned(),
        range: "Thin line: where the share lies, 95 % sure".to_owned(),
        bars: vec![
            bar("Accepted on time", "85 % · 11 of 13", 11, 13),
            bar("First contact on time", "75 % · 9 of 12", 9, 12),
            bar("Sent on time", "3 of 4", 3, 4),
            bar("Done on time", "none was due yet", 0, 0),
        ],
        late: "Late in all: 9 h".to_owned(),
        late_parts: vec![("7 h before the brief was sent".to_owned(), 25_200_000), ("2 h later".to_owned(), 7_200_000)],
        brief: "Brief: 4.2 of 5 (10 ratings)".to_owned(),
        marks: Ratings { times: [0, 1, 1, 3, 5] },
    }
}

#[test]
fn every_figure_has_its_words() {
    let svg = sheet().svg();
    for told in ["AE &gt; CSM, last 30 days", "85 % · 11 of 13", "3 of 4", "none was due yet", "Late in all: 9 h"] {
        assert!(svg.contains(told), "{told} is missing in {svg}");
    }
}

#[test]
fn few_are_circles_and_many_a_bar_with_its_range() {
    let circles = sheet().svg().matches("<circle").count();
    assert_eq!(circles, 4, "only the four of *3 of 4*");
    let mut many = sheet();
    many.bars.retain(|bar| bar.share.of >= ENOUGH);
    assert_eq!(many.svg().matches("<circle").count(), 0);
    assert!(many.svg().contains("95 % sure"));
    let mut few = sheet();
    few.bars.retain(|bar| bar.share.of < ENOUGH);
    assert!(!few.svg().contains("95 % sure"), "no range is drawn");
}

#[test]
fn a_name_cannot_draw() {
    let title = "</text><rect width=\"900\"/>&\u{0}\u{7}<![CDATA[ ∞ 漢 😀".to_owned();
    let svg = Sheet { title, ..sheet() }.svg();
    assert!(!svg.contains("<rect width=\"900\"/>"), "{svg}");
    assert!(png(&svg, 1).is_ok());
}

/// Four bytes of a PNG's header.
fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}

#[test]
fn a_picture_is_as_large_as_asked_and_always_the_same() {
    let svg = sheet().svg();
    let (one, two) = (png(&svg, 1).unwrap(), png(&svg, 2).unwrap());
    let size = |bytes: &[u8]| (number(bytes, 16), number(bytes, 20));
    assert_eq!(size(&one), (900, 450));
    assert_eq!(size(&two), (1_800, 900));
    assert_eq!(one, png(&svg, 1).unwrap());
    assert!(matches!(png("<svg", 1), Err(PngError::Drawing(_))));
}

#[test]
fn nothing_yet_is_no_crash() {
    let empty = Sheet { bars: Vec::new(), late_parts: Vec::new(), marks: Ratings::default(), ..sheet() };
    assert!(png(&empty.svg(), 1).is_ok());
    let huge = Sheet { late_parts: vec![("long".to_owned(), i64::MAX), ("none".to_owned(), -5)], ..sheet() };
    assert!(png(&huge.svg(), 1).is_ok());
}
