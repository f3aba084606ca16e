use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use taicho_forecast::picture::{EpidemicCurve, Mended, Point, RtBand, Threshold};
use taicho_forecast::{Counts, Step};
use taicho_model::Words;

use crate::read::{around, checked, figures, in_both_languages, names, quantiles};

fn on(day: i64) -> Date {
    date(2021, 12, 20).saturating_add(Span::new().days(day.clamp(-7_000_000, 7_000_000)))
}

fn counts(step: Step, values: &[i64]) -> Counts {
    let values = values.iter().map(|value| Some(*value)).collect();
    Counts { name: "Ward 7".to_owned(), first_on: on(0), step, values }
}

fn whole() -> EpidemicCurve {
    let values: Vec<i64> = (0..40).map(|at| 2_000 + at * 13).collect();
    let estimate = |day| Point { on: on(day), value: Some(around(2_900.0, 0.2)) };
    let expected = |day| Threshold { on: on(day), expected: Some(1_900.0), alarm_above: 2_400.0 };
    EpidemicCurve {
        dated_by: Words::new("ngày khởi phát", "day of onset"),
        mended: vec![Mended { on: on(4), used: None }, Mended { on: on(5), used: Some(1_200.0) }],
        delayed_from: Some(on(34)),
        nowcast: (34..40).map(estimate).collect(),
        thresholds: (0..40).map(expected).collect(),
        alarms: vec![on(32), on(33)],
        rt: Some(RtBand {
            name: String::new(),
            points: (7..40)
                .map(|day| Point { on: on(day), value: Some(around(1.1, 0.4)) })
                .collect(),
            window_days: Some(7),
            in_vietnamese: true,
        }),
        ..EpidemicCurve::of(counts(Step::Day, &values))
    }
}

fn has(texts: &[String], wanted: &str) {
    assert!(texts.join(" ").contains(wanted), "{wanted} is missing in {texts:#?}");
}

#[test]
fn everything_is_said_in_both_languages() {
    let mut curve = whole();
    curve.counts.values[10] = None;
    curve.counts.values[11] = Some(-3);
    let vi = curve.svg();
    curve.in_vietnamese = false;
    let en = curve.svg();
    in_both_languages(&vi, &en);
    let vi = checked(&vi);
    for text in [
        "Cảnh báo sớm: Ward 7",
        "28/01/2022: 2.507 ca mắc, ngưỡng báo động 2.400, không báo động.",
        "2 lần báo động; gần nhất: 22/01/2022.",
        "Số ca mắc mỗi ngày",
        "còn chờ báo cáo thêm",
        "ngưỡng báo động",
        "số âm (đính chính giảm)",
        "không có số liệu",
        "đã chỉnh số liệu",
        "không dùng số liệu này",
        "Ngày khởi phát",
        "cao nhất ngày 28/01/2022: 2.507",
        "Tính trên 7 ngày, ghi ngày cuối",
        "2021",
        "2022",
        "3.000",
    ] {
        has(&vi, text);
    }
    let en = checked(&en);
    ["Day of onset", "3,000", "Number of cases a day", "2 alarms", "threshold 2,400, no alarm."]
        .iter()
        .for_each(|it| has(&en, it));
}

#[test]
fn the_bars_stand_on_nothing_and_are_as_high_as_their_count() {
    let svg = EpidemicCurve::of(counts(Step::Day, &[10, 5, 0, 20])).svg();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let bars = document.descendants().find(|node| node.attribute("fill") == Some("#1f77b4"));
    let path = bars.and_then(|node| node.attribute("d")).unwrap();
    let bars: Vec<(f64, f64)> = path
        .split('Z')
        .filter(|bar| !bar.is_empty())
        .map(|bar| {
            let numbers: Vec<f64> =
                bar.split(['M', 'V', 'H', ' ']).filter_map(|number| number.parse().ok()).collect();
            (numbers[1], numbers[1] - numbers[2])
        })
        .collect();
    assert_eq!(bars.len(), 3, "a day without cases has no bar");
    assert!(bars.iter().all(|bar| bar.0 == bars[0].0), "one foot for all");
    assert!(
        (bars[2].1 / bars[0].1 - 2.0).abs() < 0.01 && (bars[0].1 / bars[1].1 - 2.0).abs() < 0.01
    );
}

#[test]
fn a_dump_of_old_cases_does_not_press_the_others_flat() {
    let mut curve = EpidemicCurve::of(counts(Step::Day, &[10, 12, 151_919, 11, 9]));
    has(&checked(&curve.svg()), "200.000");
    curve.mended = vec![Mended { on: on(2), used: None }];
    let texts = checked(&curve.svg());
    // The figure stands at its broken bar, and is neither the highest nor in the sum.
    assert!(texts.contains(&"151.919".to_owned()) && !texts.contains(&"200.000".to_owned()));
    has(&texts, "Sau khi chỉnh số liệu: 42 ca mắc; cao nhất ngày 21/12/2021: 12 ca mắc.");
}

#[test]
fn steps_without_dates_have_their_numbers() {
    for (step, vi, en) in [
        (
            Step::Week,
            ["tuần thứ 211: 12 ca mắc", "Tuần thứ"],
            ["in week 211: 12 cases", "Number of the week"],
        ),
        (
            Step::Month,
            ["tháng thứ 211: 12 ca mắc", "Tháng thứ"],
            ["in month 211", "Number of the month"],
        ),
    ] {
        let mut curve = EpidemicCurve {
            numbered_from: Some(209),
            ..EpidemicCurve::of(counts(step, &[3, 5, 12, 7]))
        };
        for (in_vietnamese, wanted) in [(true, vi), (false, en)] {
            curve.in_vietnamese = in_vietnamese;
            let texts = checked(&curve.svg());
            wanted.iter().for_each(|text| has(&texts, text));
            assert!(!texts.join(" ").contains("2021"), "no date is invented: {texts:?}");
        }
    }
}

#[test]
fn alarms_that_only_advise_are_hollow() {
    let threshold = |day: i64| Threshold { on: on(7 * day), expected: Some(4.0), alarm_above: 6.5 };
    let curve = EpidemicCurve {
        thresholds: (0..4).map(threshold).collect(),
        line: Words::new("ngưỡng dịch", "epidemic line"),
        advised: vec![on(14), on(21)],
        ..EpidemicCurve::of(counts(Step::Week, &[3, 5, 12, 7]))
    };
    let svg = curve.svg();
    let texts = checked(&svg);
    for text in [
        "Tuần từ 10/01/2022: 7 ca mắc, ngưỡng dịch 6,5, vượt ngưỡng, chỉ để tham khảo.",
        "Chưa lần nào báo động.",
    ] {
        has(&texts, text);
    }
    // One run of two weeks and the sign of the legend.
    assert_eq!(svg.matches("-11h13z\" fill=\"#fff\"").count(), 2);
}

#[test]
fn nothing_and_little_are_drawn_too() {
    for step in [Step::Day, Step::Week, Step::Month] {
        let none = Counts { values: Vec::new(), ..counts(step, &[]) };
        has(&checked(&EpidemicCurve::of(none).svg()), "Không có số liệu");
        has(
            &checked(&EpidemicCurve::of(counts(step, &[0; 20])).svg()),
            "Không ghi nhận ca mắc nào",
        );
        has(&checked(&EpidemicCurve::of(counts(step, &[1])).svg()), "1 ca mắc");
        let unknown = Counts { values: vec![None; 9], ..counts(step, &[]) };
        has(&checked(&EpidemicCurve::of(unknown).svg()), "không có số liệu");
        checked(&EpidemicCurve::of(counts(step, &[i64::MAX, i64::MIN, 1])).svg());
    }
}

#[test]
fn names_cannot_break_out_of_the_file() {
    let name = "</text><script>alert(1)</script>\u{0}\u{1}&\"'";
    let mut curve = whole();
    curve.counts.name = name.to_owned();
    curve.counted = Words::new(name, name);
    curve.dated_by = Words::new(name, name);
    has(&checked(&curve.svg()), "</text><script>");
}

proptest! {
    #[test]
    fn any_figures_give_a_legible_picture(
        name in names(),
        counted in names(),
        vi in any::<bool>(),
        first in -400_000_i64..400_000,
        step in prop_oneof![Just(Step::Day), Just(Step::Week), Just(Step::Month)],
        values in proptest::collection::vec(
            prop_oneof![
                8 => (0_i64..300).prop_map(Some),
                2 => (-50_i64..2_000_000).prop_map(Some),
                1 => Just(None),
                1 => any::<i64>().prop_map(Some),
            ],
            0..160,
        ),
        mended in proptest::collection::vec((-3_i64..170, proptest::option::of(figures())), 0..5),
        delayed in proptest::option::of(-5_i64..200),
        nowcast in proptest::collection::vec((-3_i64..200, proptest::option::of(quantiles())), 0..12),
        thresholds in proptest::collection::vec((-3_i64..200, proptest::option::of(figures()), figures()), 0..60),
        alarms in proptest::collection::vec(-3_i64..200, 0..9),
        advised in proptest::collection::vec(-3_i64..200, 0..9),
        numbered_from in proptest::option::of(0_usize..100_000),
        rt in proptest::option::of(proptest::collection::vec((-3_i64..400, proptest::option::of(quantiles())), 0..80)),
    ) {
        let at = |day: i64| on(first + day);
        let point = |(day, value): (i64, _)| Point { on: at(day), value };
        let curve = EpidemicCurve {
            counts: Counts { name, first_on: at(0), step, values },
            counted: Words::new(counted.as_str(), counted.as_str()),
            dated_by: Words::new(counted.as_str(), ""),
            mended: mended.into_iter().map(|(day, used)| Mended { on: at(day), used }).collect(),
            delayed_from: delayed.map(at),
            nowcast: nowcast.into_iter().map(point).collect(),
            thresholds: thresholds
                .into_iter()
                .map(|(day, expected, alarm_above)| Threshold { on: at(day), expected, alarm_above })
                .collect(),
            line: Words::new(counted.as_str(), counted.as_str()),
            alarms: alarms.into_iter().map(at).collect(),
            advised: advised.into_iter().map(at).collect(),
            numbered_from,
            rt: rt.map(|points| RtBand {
                name: String::new(),
                points: points.into_iter().map(point).collect(),
                window_days: Some(7),
                in_vietnamese: vi,
            }),
            in_vietnamese: vi,
        };
        checked(&curve.svg());
    }
}
