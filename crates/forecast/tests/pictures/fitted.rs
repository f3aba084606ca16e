use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use taicho_forecast::picture::{CountedFan, CountedFigure, FittedScenario, Told};
use taicho_model::Words;

use crate::read::{around, checked, figures, in_both_languages, names, quantiles};

fn on(day: i64) -> Date {
    date(2021, 5, 3).saturating_add(Span::new().days(day.clamp(-7_000_000, 7_000_000)))
}

/// Six weeks with counts and three without.
fn ward() -> FittedScenario {
    let figure = |week: i64| CountedFigure {
        first_on: on(7 * week),
        last_on: on(7 * week + 6),
        counted: (week < 6).then_some(40.0 + 10.0 * week as f64),
        quantiles: around(45.0 + 9.0 * week as f64, 0.3),
    };
    FittedScenario {
        scenario: Words::new("Phường 7: truy vết", "Ward 7: tracing"),
        counted: vec![CountedFan {
            quantity: Words::new("ca được phát hiện", "cases found"),
            figures: (0..9).map(figure).collect(),
        }],
        told: vec![
            Told {
                what: Words::new("Số người nhiễm lúc bắt đầu", "Infected at the start"),
                quantiles: around(25.0, 0.4),
                is_told: true,
            },
            Told {
                what: Words::new("Hiệu lực của giãn cách", "Effect of distancing"),
                quantiles: around(0.8, 0.9),
                is_told: false,
            },
        ],
        warning: None,
        in_vietnamese: true,
    }
}

#[test]
fn what_the_counts_tell_and_do_not_tell_stands_in_words() {
    let mut picture = ward();
    let vi = picture.svg();
    let said = checked(&vi).join(" ");
    for text in [
        "Kịch bản so với số liệu: Phường 7: truy vết",
        "Số người nhiễm lúc bắt đầu: 25 (90%:",
        "Hiệu lực của giãn cách: số liệu chưa cho biết rõ",
        "Ca được phát hiện (mỗi ngày, trung bình tuần)",
    ] {
        assert!(said.contains(text), "{text} is missing in {said}");
    }
    assert_eq!(vi.matches("<circle").count(), 6 + 1, "a dot a figure and one in the legend");
    picture.in_vietnamese = false;
    in_both_languages(&vi, &picture.svg());
}

#[test]
fn a_warning_and_nothing_are_drawn_too() {
    let warning = Words::new("Quá ít lần chạy khớp với số liệu.", "Too few runs agree.");
    let warned = FittedScenario { warning: Some(warning), ..ward() };
    assert!(checked(&warned.svg()).join(" ").contains("Quá ít lần chạy khớp"));
    let nothing = FittedScenario { counted: Vec::new(), told: Vec::new(), ..ward() };
    assert!(checked(&nothing.svg()).join(" ").contains("Không có số liệu."));
    let mut empty = ward();
    empty.counted[0].figures.clear();
    checked(&empty.svg());
}

proptest! {
    #[test]
    fn any_figures_give_a_legible_picture(
        name in names(),
        vi in any::<bool>(),
        first in -400_000_i64..400_000,
        drawn in proptest::collection::vec((1_i64..40, proptest::option::of(figures()), quantiles()), 0..60),
        told in proptest::collection::vec((names(), quantiles(), any::<bool>()), 0..4),
        warning in proptest::option::of(names()),
    ) {
        let mut day = first;
        let figures = drawn.into_iter().map(|(days, counted, quantiles)| {
            let first_on = on(day);
            day += days;
            CountedFigure { first_on, last_on: on(day - 1), counted, quantiles }
        });
        let both = |text: &str| Words::new(text, text);
        let picture = FittedScenario {
            scenario: both(&name),
            counted: vec![CountedFan { quantity: both(&name), figures: figures.collect() }],
            told: told.into_iter().map(|(what, quantiles, is_told)| Told { what: both(&what), quantiles, is_told }).collect(),
            warning: warning.map(|it| both(&it)),
            in_vietnamese: vi,
        };
        checked(&picture.svg());
    }
}
