use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use taicho_forecast::picture::{ForecastFan, Mended, PastAccuracy, Point};
use taicho_forecast::{Counts, Step};
use taicho_model::Words;

use crate::read::{around, checked, figures, in_both_languages, names, quantiles};

fn on(day: i64) -> Date {
    date(2021, 7, 1).saturating_add(Span::new().days(day.clamp(-7_000_000, 7_000_000)))
}

/// Thirty days of 100 beds, then ten that need 10 more each day.
fn beds() -> ForecastFan {
    let forecast = (0..10)
        .map(|day| Point { on: on(30 + day), value: Some(around(110.0 + 10.0 * day as f64, 0.1)) });
    ForecastFan {
        history: Counts {
            name: "Ward 7".to_owned(),
            first_on: on(0),
            step: Step::Day,
            values: vec![Some(100); 30],
        },
        mended: Vec::new(),
        quantity: Words::new("số giường đang dùng", "beds occupied"),
        unit: Words::new("giường", "beds"),
        forecast: forecast.collect(),
        capacity: Some(155.0),
        accuracy: Some(PastAccuracy {
            days: 14,
            forecasts: 1_234,
            covered_50: 0.48,
            covered_90: 0.87,
            wis: 12.0,
            baseline_wis: 15.0,
        }),
        in_vietnamese: true,
    }
}

#[test]
fn the_days_of_crossing_and_the_accuracy_stand_in_words() {
    let mut fan = beds();
    let vi = fan.svg();
    let said = checked(&vi).join(" ");
    for text in [
        "Dự báo số giường đang dùng: Ward 7",
        "Ngày 09/08/2021: khoảng 200 giường; 90% khả năng trong khoảng 188–212.",
        // The median is 160 on the sixth day, the upper end of the 90% interval 1.06 × 150 on the fifth.
        "có thể bị vượt từ 04/08/2021 (khả năng trên 5%), nhiều khả năng từ 05/08/2021 (trên 50%)",
        "Kiểm chứng trên 1.234 dự báo trước đây, mỗi dự báo trước 14 ngày: số thực tế nằm trong khoảng 90% ở 87% số lần",
        "Sai số WIS: 12,0; cách dự báo đơn giản: 15,0 (tốt hơn 20%)",
        "năng lực 155",
    ] {
        assert!(said.contains(text), "{text} is missing in {said}");
    }
    assert!(!said.contains("Cảnh báo"));
    fan.in_vietnamese = false;
    in_both_languages(&vi, &fan.svg());
}

#[test]
fn worse_than_the_naive_baseline_is_a_warning() {
    let mut fan = beds();
    fan.accuracy = fan.accuracy.map(|it| PastAccuracy { wis: 18.0, ..it });
    let vi = fan.svg();
    let said = checked(&vi).join(" ");
    assert!(said.contains("kém hơn cách dự báo đơn giản (sai số WIS cao hơn 20%)"), "{said}");
    fan.in_vietnamese = false;
    let en = fan.svg();
    assert!(checked(&en).join(" ").contains("worse than the naive baseline"));
    in_both_languages(&vi, &en);
}

#[test]
fn a_doubted_count_does_not_press_the_forecast_flat() {
    let mut fan = beds();
    fan.history.values[20] = Some(151_919);
    fan.mended = vec![Mended { on: on(20), used: None }];
    let texts = checked(&fan.svg());
    for text in ["151.919", "số báo cáo bị nghi sai", "không dùng số liệu này", "300"]
    {
        assert!(texts.iter().any(|it| it == text), "{text} is missing in {texts:?}");
    }
    // What the engine reckons with instead is what the picture is told.
    let mended = Mended::of(&fan.history);
    assert!(mended.iter().any(|it| it.on == on(20) && it.used != Some(151_919.0)), "{mended:?}");
}

#[test]
fn few_past_forecasts_judge_nothing() {
    let mut fan = beds();
    fan.accuracy = fan.accuracy.map(|it| PastAccuracy { forecasts: 9, wis: 180.0, ..it });
    let vi = fan.svg();
    let said = checked(&vi).join(" ");
    assert!(said.contains("Mới kiểm chứng được 9 dự báo trước đây, chưa đủ"), "{said}");
    assert!(!said.contains("Cảnh báo") && !said.contains("WIS"), "{said}");
    fan.in_vietnamese = false;
    in_both_languages(&vi, &fan.svg());
}

#[test]
fn a_capacity_that_suffices_is_said_to() {
    let fan = ForecastFan { capacity: Some(5_000.0), ..beds() };
    assert!(
        checked(&fan.svg()).join(" ").contains("khả năng bị vượt trong thời gian dự báo dưới 5%")
    );
}

#[test]
fn nothing_and_little_are_drawn_too() {
    let nothing = Counts { values: Vec::new(), ..beds().history };
    let none = ForecastFan { history: nothing, forecast: Vec::new(), accuracy: None, ..beds() };
    let said = checked(&none.svg()).join(" ");
    // Without a forecast nothing is said about what the capacity suffices for.
    assert!(said.contains("Không có dự báo.") && !said.contains("Năng lực"), "{said}");
    let one = ForecastFan { forecast: beds().forecast[..1].to_vec(), ..none };
    checked(&one.svg());
    let foul = PastAccuracy {
        days: 14,
        forecasts: 9,
        covered_50: f64::NAN,
        covered_90: 2.0,
        wis: f64::INFINITY,
        baseline_wis: 0.0,
    };
    checked(&ForecastFan { accuracy: Some(foul), capacity: Some(f64::NAN), ..beds() }.svg());
}

proptest! {
    #[test]
    fn any_figures_give_a_legible_picture(
        name in names(),
        unit in names(),
        vi in any::<bool>(),
        first in -400_000_i64..400_000,
        step in prop_oneof![Just(Step::Day), Just(Step::Week), Just(Step::Month)],
        values in proptest::collection::vec(proptest::option::of(prop_oneof![9 => 0_i64..5_000, 1 => any::<i64>()]), 0..120),
        mended in proptest::collection::vec((-3_i64..130, proptest::option::of(figures())), 0..5),
        forecast in proptest::collection::vec((-9_i64..160, proptest::option::of(quantiles())), 0..40),
        capacity in proptest::option::of(figures()),
        accuracy in proptest::option::of((any::<u32>(), figures(), 0.0..1.0, figures(), figures())),
    ) {
        let days = match step { Step::Day => 1, Step::Week => 7, Step::Month => 31 };
        let many = values.len() as i64;
        let point = |(ahead, value): (i64, _)| Point { on: on(first + days * (many + ahead)), value };
        let fan = ForecastFan {
            mended: mended.into_iter().map(|(day, used)| Mended { on: on(first + day), used }).collect(),
            history: Counts { name, first_on: on(first), step, values },
            quantity: Words::new(unit.as_str(), unit.as_str()),
            unit: Words::new(unit.as_str(), ""),
            forecast: forecast.into_iter().map(point).collect(),
            capacity,
            accuracy: accuracy.map(|(forecasts, covered_50, covered_90, wis, baseline_wis)| {
                PastAccuracy { days: 14, forecasts, covered_50, covered_90, wis, baseline_wis }
            }),
            in_vietnamese: vi,
        };
        checked(&fan.svg());
    }
}
