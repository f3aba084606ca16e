//! What is to come: fans, how well they held, and scenarios.

use jiff::ToSpan;
use jiff::civil::date;
use taicho_forecast::picture::{
    Calibration, Compared, Comparison, Course, Coverage, ForecastFan, HorizonScore, Intervention,
    PastAccuracy, Point,
};
use taicho_forecast::{Counts, Step};
use taicho_model::Words;

use crate::epidemic::{Epidemic, Noise, around};

pub(crate) fn fans() -> Vec<(&'static str, ForecastFan)> {
    let epidemic = Epidemic::of(104);
    let from = 88;
    let forecast = (0..14).map(|ahead| {
        let on = epidemic.first_on + ((from + ahead) as i64).days();
        let median = epidemic.cases[from] as f64 * (1.0 + 0.035 * ahead as f64);
        Point { on, value: Some(around(median, 0.08 + 0.035 * ahead as f64)) }
    });
    let good = PastAccuracy {
        days: 14,
        forecasts: 412,
        covered_50: 0.48,
        covered_90: 0.87,
        wis: 12.31,
        baseline_wis: 15.06,
    };
    let cases = ForecastFan {
        mended: Vec::new(),
        history: Counts {
            name: "tỉnh Bắc Ninh".to_owned(),
            first_on: epidemic.first_on,
            step: Step::Day,
            values: epidemic.cases[..from].iter().map(|it| Some(*it)).collect(),
        },
        quantity: Words::new("số ca mắc mới", "new cases"),
        unit: Words::new("ca mỗi ngày", "cases a day"),
        forecast: forecast.collect(),
        capacity: None,
        accuracy: Some(good),
        in_vietnamese: true,
    };
    let times = |points: &[Point], factor: f64| -> Vec<Point> {
        let value = |point: &Point| {
            point.value.map(|it| around(it.median * factor, (it.q75 / it.median).ln() / 0.674))
        };
        points.iter().map(|point| Point { on: point.on, value: value(point) }).collect()
    };
    let beds = ForecastFan {
        mended: Vec::new(),
        history: Counts {
            values: cases.history.values.iter().map(|it| it.map(|it| it * 31)).collect(),
            ..cases.history.clone()
        },
        quantity: Words::new("số giường bệnh đang dùng", "hospital beds occupied"),
        unit: Words::new("giường", "beds"),
        forecast: times(&cases.forecast, 31.0),
        capacity: Some(3_000.0),
        ..cases.clone()
    };
    let worse = PastAccuracy { covered_90: 0.61, covered_50: 0.29, wis: 16.9, ..good };
    vec![
        ("fan-worse", ForecastFan { accuracy: Some(worse), ..cases.clone() }),
        ("fan-cases", cases),
        ("fan-beds", beds),
    ]
}

pub(crate) fn calibrations() -> Vec<(&'static str, Calibration)> {
    let held = |off: f64| {
        let nominal = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
        let share = move |nominal: f64| nominal - off * nominal * (1.3 - nominal) * 2.4;
        nominal.map(|nominal| Coverage { nominal, observed: share(nominal) }).to_vec()
    };
    let horizons = |growth: f64| {
        let score = move |days: u32| HorizonScore {
            days,
            wis: 4.0 + f64::from(days).powf(growth),
            baseline_wis: 5.0 + 1.9 * f64::from(days),
            covered_90: Some(0.93 - 0.012 * f64::from(days)),
        };
        (1..=14).map(score).collect::<Vec<_>>()
    };
    let good = Calibration {
        name: "số ca mắc mới, tỉnh Bắc Ninh".to_owned(),
        forecasts: 412,
        coverage: held(0.04),
        pit: vec![0.11, 0.1, 0.09, 0.1, 0.11, 0.1, 0.08, 0.1, 0.09, 0.12],
        horizons: horizons(1.1),
        in_vietnamese: true,
    };
    let narrow = Calibration {
        coverage: held(0.35),
        pit: vec![0.22, 0.1, 0.06, 0.05, 0.05, 0.05, 0.06, 0.07, 0.11, 0.23],
        horizons: horizons(1.38),
        ..good.clone()
    };
    let by_horizon = Calibration { pit: Vec::new(), ..good.clone() };
    let none = Calibration {
        name: String::new(),
        forecasts: 0,
        coverage: Vec::new(),
        pit: Vec::new(),
        horizons: Vec::new(),
        in_vietnamese: true,
    };
    vec![
        ("calibration", good),
        ("calibration-narrow", narrow),
        ("calibration-horizon", by_horizon),
        ("calibration-edge-none", none),
    ]
}

/// A wave that so many days after 1 July 2021 is highest.
fn wave(
    peak: f64,
    day: f64,
    noise: &mut Noise,
    capacity: Option<f64>,
    first: Option<f64>,
) -> Course {
    let begin = date(2021, 7, 1);
    let at = |t: i64| {
        let far = (t as f64 - day) / 24.0;
        peak * (-far * far / 2.0).exp()
    };
    let spread = 0.22;
    let points = (0..150).map(|t| Point {
        on: begin + t.days(),
        value: Some(around(at(t) * (1.0 + 0.03 * noise.next()), spread)),
    });
    let first_over = capacity.and_then(|most| (0..150).find(|t| at(*t) > most));
    let difference = first.map(|first| {
        let (off, wide) = (peak - first, peak * spread * 0.7);
        let mut all = around(1.0, 1.0);
        all.median = off;
        (all.q025, all.q975) = (off - 1.96 * wide, off + 1.96 * wide);
        (all.q05, all.q95) = (off - 1.645 * wide, off + 1.645 * wide);
        (all.q25, all.q75) = (off - 0.674 * wide, off + 0.674 * wide);
        all
    });
    Course {
        points: points.collect(),
        peak: Some(around(peak, spread)),
        peak_on: Some(begin + (day as i64).days()),
        exceeded_in: if first_over.is_some() { 0.86 } else { 0.0 },
        exceeded_on: first_over.map(|t| begin + t.days()),
        difference,
    }
}

pub(crate) fn comparisons() -> Vec<(&'static str, Comparison)> {
    let quantities = [
        (
            "số ca nhiễm mới",
            "new infections",
            "người mỗi ngày",
            "persons a day",
            4_200.0,
            None,
            0.0,
        ),
        (
            "giường bệnh đang dùng",
            "hospital beds occupied",
            "giường",
            "beds",
            6_100.0,
            Some(3_500.0),
            9.0,
        ),
        (
            "giường hồi sức tích cực (ICU)",
            "intensive care beds occupied",
            "giường",
            "beds",
            420.0,
            Some(250.0),
            12.0,
        ),
        (
            "người cần thở ô-xy",
            "persons on oxygen",
            "người",
            "persons",
            1_600.0,
            Some(2_400.0),
            10.0,
        ),
        ("tử vong mới", "new deaths", "người mỗi ngày", "persons a day", 61.0, None, 16.0),
    ];
    let made = |waves: &[(f64, f64)]| -> Vec<Compared> {
        let mut noise = Noise(3);
        let compared =
            quantities.iter().map(|(vi, en, unit_vi, unit_en, most, capacity, later)| {
                let courses = waves.iter().enumerate().map(|(at, (part, day))| {
                    let first = (at > 0).then_some(most * waves[0].0);
                    wave(most * part, day + later, &mut noise, *capacity, first)
                });
                Compared {
                    quantity: Words::new(*vi, *en),
                    unit: Words::new(*unit_vi, *unit_en),
                    capacity: *capacity,
                    courses: courses.collect(),
                }
            });
        compared.collect()
    };
    let on = |month, day| date(2021, month, day);
    let four = Comparison {
        name: "thành phố Thủ Đức".to_owned(),
        scenarios: vec![
            Words::new("giữ nguyên hiện trạng", "as it is"),
            Words::new("Chỉ thị 16 từ 09/07", "Directive 16 from 9 July"),
            Words::new("Chỉ thị 16 và tiêm vắc-xin nhanh", "Directive 16 and quick vaccination"),
            Words::new("xét nghiệm gộp hằng tuần", "weekly pooled tests"),
        ],
        compared: made(&[(1.0, 62.0), (0.52, 78.0), (0.3, 70.0), (0.93, 66.0)]),
        interventions: vec![
            Intervention {
                on: on(7, 9),
                named: Words::new("giãn cách theo Chỉ thị 16", "distancing by Directive 16"),
                scenarios: vec![1, 2],
            },
            Intervention {
                on: on(8, 1),
                named: Words::new("tiêm 20.000 liều mỗi ngày", "20,000 doses a day"),
                scenarios: vec![2],
            },
            Intervention {
                on: on(8, 1),
                named: Words::new(
                    "xét nghiệm gộp toàn dân mỗi tuần",
                    "pooled tests of all, weekly",
                ),
                scenarios: vec![3],
            },
            Intervention {
                on: on(9, 15),
                named: Words::new("nới lỏng về Chỉ thị 15", "easing to Directive 15"),
                scenarios: Vec::new(),
            },
        ],
        runs: 100,
        dated: true,
        in_vietnamese: true,
    };
    let two = Comparison {
        scenarios: four.scenarios[..2].to_vec(),
        compared: made(&[(1.0, 62.0), (0.95, 64.0)])[..3].to_vec(),
        interventions: four.interventions[..1].to_vec(),
        ..four.clone()
    };
    let none = Comparison {
        name: String::new(),
        scenarios: Vec::new(),
        compared: Vec::new(),
        interventions: Vec::new(),
        runs: 0,
        dated: true,
        in_vietnamese: true,
    };
    vec![("comparison", four), ("comparison-noise", two), ("comparison-edge-none", none)]
}
