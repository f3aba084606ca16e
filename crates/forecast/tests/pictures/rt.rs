use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use taicho_forecast::picture::{Point, RtBand};

use crate::read::{around, checked, in_both_languages, names, quantiles};

fn on(day: i64) -> Date {
    date(2021, 12, 20).saturating_add(Span::new().days(day.clamp(-7_000_000, 7_000_000)))
}

fn band(medians: &[Option<f64>]) -> RtBand {
    let point = |(day, median): (usize, &Option<f64>)| Point {
        on: on(day as i64),
        value: median.map(|median| around(median, 0.3)),
    };
    RtBand {
        name: "Ward 7".to_owned(),
        points: medians.iter().enumerate().map(point).collect(),
        window_days: Some(7),
        in_vietnamese: true,
    }
}

/// The median lines of the drawing.
fn lines(svg: &str) -> usize {
    let document = roxmltree::Document::parse(svg).unwrap();
    let lines = document.descendants().filter(|node| {
        node.attribute("stroke-linejoin") == Some("round") && node.attribute("fill") == Some("none")
    });
    lines.count()
}

#[test]
fn windows_without_estimate_are_left_open() {
    let mut medians = vec![Some(1.2); 30];
    assert_eq!(lines(&band(&medians).svg()), 1);
    medians[10] = None;
    assert_eq!(lines(&band(&medians).svg()), 2);
    // A window that is not even named is open as well.
    let mut left_out = band(&medians);
    left_out.points.drain(20..22);
    assert_eq!(lines(&left_out.svg()), 3);
    let foul = RtBand {
        points: vec![Point { on: on(0), value: Some(around(f64::NAN, 1.0)) }],
        ..left_out
    };
    assert_eq!(lines(&foul.svg()), 0);
}

#[test]
fn the_last_estimate_stands_in_words() {
    for (median, verdict) in [
        (1.6, "Dịch đang tăng. Ngày 29/12/2021: Rt = 1,60 (khoảng 95%: 1,22–"),
        (0.7, "Dịch đang giảm."),
        (1.0, "Chưa thể khẳng định dịch đang tăng hay giảm."),
    ] {
        let mut band = band(&[Some(median); 10]);
        let svg = band.svg();
        assert!(checked(&svg).join(" ").contains(verdict), "{verdict}");
        band.in_vietnamese = false;
        in_both_languages(&svg, &band.svg());
    }
    assert!(checked(&band(&[]).svg()).join(" ").contains("Không đủ số liệu để ước tính Rt."));
}

#[test]
fn early_windows_of_few_cases_leave_the_frame() {
    let medians: Vec<_> = [14.0, 8.0].into_iter().chain([1.1; 30]).map(Some).collect();
    let svg = band(&medians).svg();
    let texts = checked(&svg);
    assert!(
        texts.iter().any(|text| text == "2,0") && !texts.iter().any(|text| text == "10,0"),
        "{texts:?}"
    );
    assert!(texts.join(" ").contains("Phần vượt quá khung hình không vẽ hết."));
    // The line comes in from above and does not run along the upper edge.
    let document = roxmltree::Document::parse(&svg).unwrap();
    let line = document.descendants().find(|node| {
        node.attribute("stroke-linejoin") == Some("round") && node.has_tag_name("path")
    });
    let corners = line.and_then(|node| node.attribute("d")).unwrap().matches(['M', 'L']).count();
    assert_eq!(corners, 31);
}

#[test]
fn above_and_below_one_differ_by_more_than_colour() {
    // Up, unclear, down: three stretches of the lane, each with its own sign.
    let medians: Vec<_> = [1.8, 1.0, 0.5].into_iter().flat_map(|it| [Some(it); 10]).collect();
    let svg = band(&medians).svg();
    for sign in ["l5 -8l5 8z", "h10\"", "l5 8l5 -8z"] {
        assert!(svg.matches(sign).count() >= 2, "{sign} in the lane and in the legend");
    }
}

proptest! {
    #[test]
    fn any_figures_give_a_legible_picture(
        name in names(),
        vi in any::<bool>(),
        first in -4_000_000_i64..3_000_000,
        apart in prop_oneof![Just(1_i64), Just(7), Just(40_000)],
        points in proptest::collection::vec((0_i64..120, proptest::option::of(quantiles())), 0..120),
        window_days in proptest::option::of(any::<u32>()),
    ) {
        let point = |(day, value)| Point { on: on(first + apart * day), value };
        let points = points.into_iter().map(point).collect();
        checked(&RtBand { name, points, window_days, in_vietnamese: vi }.svg());
    }
}
