use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use taicho_forecast::picture::{Compared, Comparison, Course, Intervention, Point, Quantiles};
use taicho_model::Words;

use crate::read::{around, checked, figures, in_both_languages, names, quantiles};

fn on(day: i64) -> Date {
    date(2021, 7, 1).saturating_add(Span::new().days(day.clamp(-7_000_000, 7_000_000)))
}

fn course(height: f64, difference: Option<(f64, f64, f64)>) -> Course {
    let day = |day: i64| Point {
        on: on(day),
        value: Some(around(height - (day - 30).pow(2) as f64, 0.2)),
    };
    let difference = difference.map(|(q025, median, q975)| Quantiles {
        q025,
        median,
        q975,
        ..around(median, 0.0)
    });
    Course {
        points: (0..60).map(day).collect(),
        peak: Some(around(height, 0.2)),
        peak_on: Some(on(30)),
        exceeded_in: if height > 1_500.0 { 0.86 } else { 0.0 },
        exceeded_on: (height > 1_500.0).then(|| on(11)),
        difference,
    }
}

fn three() -> Comparison {
    Comparison {
        name: "Ward 7".to_owned(),
        scenarios: vec![
            Words::new("như hiện nay", "as it is"),
            Words::new("giãn cách", "distancing"),
            Words::new("xét nghiệm", "testing"),
        ],
        compared: vec![Compared {
            quantity: Words::new("giường đang dùng", "beds occupied"),
            unit: Words::new("giường", "beds"),
            capacity: Some(1_500.0),
            courses: vec![
                course(2_000.0, None),
                course(1_200.0, Some((-900.0, -800.0, -700.0))),
                course(1_950.0, Some((-200.0, -50.0, 90.0))),
            ],
        }],
        interventions: vec![
            Intervention {
                on: on(9),
                named: Words::new("đóng cửa", "closure"),
                scenarios: vec![1],
            },
            Intervention {
                on: on(9),
                named: Words::new("khẩu trang", "masks"),
                scenarios: Vec::new(),
            },
        ],
        runs: 1_000,
        dated: true,
        in_vietnamese: true,
    }
}

#[test]
fn peaks_and_crossings_stand_in_a_table() {
    let mut drawn = three();
    let vi = drawn.svg();
    let texts = checked(&vi);
    for cell in [
        "2.000",
        "1.760–2.240",
        "31/07",
        "12/07 (86%)",
        "không",
        "−800",
        "chưa rõ",
        "1",
        "A",
        "B",
        "C",
    ] {
        assert!(texts.iter().any(|text| text == cell), "{cell} is missing in {texts:?}");
    }
    let said = texts.join(" ");
    for text in [
        "B so với A: thấp hơn rõ rệt ở mọi chỉ tiêu.",
        "C chưa khác A: mọi chênh lệch đều nằm trong dao động ngẫu nhiên.",
        "1. 10/07/2021: đóng cửa (B); khẩu trang (mọi kịch bản)",
        "năng lực hiện có",
        "Mỗi kịch bản chạy 1.000 lần.",
    ] {
        assert!(said.contains(text), "{text} is missing in {said}");
    }
    drawn.in_vietnamese = false;
    in_both_languages(&vi, &drawn.svg());
}

#[test]
fn nothing_and_too_many_are_drawn_too() {
    let none = Comparison {
        scenarios: Vec::new(),
        compared: Vec::new(),
        interventions: Vec::new(),
        ..three()
    };
    assert!(checked(&none.svg()).join(" ").contains("Không có kịch bản nào."));
    let mut many = three();
    many.scenarios = vec![Words::new("một", "one"); 30];
    many.compared[0].courses = vec![course(90.0, Some((1.0, 2.0, 3.0))); 30];
    many.interventions = vec![many.interventions[0].clone(); 40];
    assert!(checked(&many.svg()).join(" ").contains("Chỉ vẽ 4 kịch bản đầu trong số 30 kịch bản."));
    let mut bare = three();
    bare.compared.push(Compared { courses: Vec::new(), ..bare.compared[0].clone() });
    bare.compared
        .push(Compared { courses: vec![Course::default(); 3], ..bare.compared[0].clone() });
    checked(&bare.svg());
}

fn courses() -> impl Strategy<Value = Course> {
    let points = proptest::collection::vec((0_i64..900, proptest::option::of(quantiles())), 0..40);
    let peak = proptest::option::of(quantiles());
    let day = || proptest::option::of(0_i64..900);
    let difference = proptest::option::of(quantiles());
    (points, peak, day(), figures(), day(), difference).prop_map(
        |(points, peak, peak_on, exceeded_in, exceeded_on, difference)| Course {
            points: points.into_iter().map(|(day, value)| Point { on: on(day), value }).collect(),
            peak,
            peak_on: peak_on.map(on),
            exceeded_in,
            exceeded_on: exceeded_on.map(on),
            difference,
        },
    )
}

#[test]
fn a_scenario_alone_is_not_compared() {
    let mut alone = three();
    alone.scenarios.truncate(1);
    alone.compared[0].courses.truncate(1);
    alone.interventions.remove(0);
    let said = checked(&alone.svg()).join(" ");
    assert!(said.contains("Kịch bản: Ward 7") && said.contains("khẩu trang"), "{said}");
    assert!(!said.contains("So sánh") && !said.contains("mọi kịch bản"), "{said}");
}

proptest! {
    #[test]
    fn any_figures_give_a_legible_picture(
        name in names(),
        scenarios in proptest::collection::vec(names(), 0..6),
        vi in any::<bool>(),
        compared in proptest::collection::vec(
            (names(), proptest::option::of(figures()), proptest::collection::vec(courses(), 0..5)),
            0..6,
        ),
        interventions in proptest::collection::vec((0_i64..900, names(), proptest::collection::vec(0_usize..9, 0..4)), 0..20),
        runs in any::<u32>(),
        dated in any::<bool>(),
    ) {
        let words = |text: &str| Words::new(text, text);
        let drawn = Comparison {
            name,
            scenarios: scenarios.iter().map(|it| words(it)).collect(),
            compared: compared
                .into_iter()
                .map(|(quantity, capacity, courses)| Compared {
                    unit: words(&quantity),
                    quantity: words(&quantity),
                    capacity,
                    courses,
                })
                .collect(),
            interventions: interventions
                .into_iter()
                .map(|(day, named, scenarios)| Intervention { on: on(day), named: words(&named), scenarios })
                .collect(),
            runs,
            dated,
            in_vietnamese: vi,
        };
        checked(&drawn.svg());
    }
}
