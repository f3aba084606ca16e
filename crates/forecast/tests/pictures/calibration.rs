use proptest::prelude::*;
use taicho_forecast::picture::{Calibration, Coverage, HorizonScore};

use crate::read::{checked, figures, in_both_languages, names};

fn narrow() -> Calibration {
    let coverage = [(0.5, 0.31), (0.9, 0.72)];
    let score = |days: u32| HorizonScore {
        days,
        wis: f64::from(days * days),
        baseline_wis: 5.0 + f64::from(days),
        covered_90: Some(0.9 - 0.02 * f64::from(days)),
    };
    Calibration {
        name: "Ward 7".to_owned(),
        forecasts: 1_234,
        coverage: coverage.map(|(nominal, observed)| Coverage { nominal, observed }).to_vec(),
        pit: vec![0.3, 0.1, 0.1, 0.1, 0.4],
        horizons: (1..=5).map(score).collect(),
        in_vietnamese: true,
    }
}

#[test]
fn what_was_promised_and_held_stands_in_words() {
    for pit in [narrow().pit, Vec::new()] {
        let mut drawn = Calibration { pit, ..narrow() };
        let vi = drawn.svg();
        let said = checked(&vi).join(" ");
        for text in [
            "Trong 1.234 dự báo, số thực tế nằm trong khoảng 90% ở 72% số lần: khoảng dự báo quá hẹp",
            "khi dự báo trước 3–5 ngày, kết quả kém hơn cách dự báo đơn giản",
        ] {
            assert!(said.contains(text), "{text} is missing in {said}");
        }
        drawn.in_vietnamese = false;
        in_both_languages(&vi, &drawn.svg());
    }
}

#[test]
fn the_bars_of_the_errors_are_as_high_as_their_scores() {
    let svg = narrow().svg();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let high = |node: &roxmltree::Node<'_, '_>| -> f64 {
        node.attribute("height").unwrap().parse().unwrap()
    };
    let baseline: Vec<f64> = document
        .descendants()
        .filter(|node| node.attribute("stroke-width") == Some("1.4") && node.has_tag_name("rect"))
        .map(|node| high(&node))
        .collect();
    assert_eq!(baseline.len(), 5);
    assert!((baseline[4] / baseline[0] - 10.0 / 6.0).abs() < 0.01, "{baseline:?}");
}

#[test]
fn nothing_is_drawn_too() {
    let none = Calibration {
        name: String::new(),
        forecasts: 0,
        coverage: Vec::new(),
        pit: Vec::new(),
        horizons: Vec::new(),
        in_vietnamese: false,
    };
    assert!(checked(&none.svg()).join(" ").contains("No forecasts to check yet."));
}

proptest! {
    #[test]
    fn any_figures_give_a_legible_picture(
        name in names(),
        vi in any::<bool>(),
        forecasts in any::<u32>(),
        coverage in proptest::collection::vec((0.0..1.1, figures()), 0..12),
        shares in any::<bool>(),
        pit in proptest::collection::vec(figures(), 0..40),
        horizons in proptest::collection::vec((prop_oneof![0_u32..60, any::<u32>()], figures(), figures(), proptest::option::of(0.0..1.2)), 0..50),
    ) {
        let held = |(nominal, observed): (f64, f64)| Coverage { nominal, observed: if shares { observed / 200_000.0 } else { observed } };
        let horizons = horizons.into_iter().map(|(days, wis, baseline_wis, covered_90)| {
            HorizonScore { days, wis, baseline_wis, covered_90 }
        });
        let drawn = Calibration {
            name,
            forecasts,
            coverage: coverage.into_iter().map(held).collect(),
            pit,
            horizons: horizons.collect(),
            in_vietnamese: vi,
        };
        checked(&drawn.svg());
    }
}
