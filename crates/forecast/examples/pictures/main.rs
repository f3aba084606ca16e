//! Draws every picture, in both languages, from a made-up epidemic and from what breaks pictures:
//! `cargo run -p taicho-forecast --example pictures -- FOLDER`.

mod edges;
mod epidemic;
mod outlook;

use std::fs;
use std::path::PathBuf;

use jiff::ToSpan;
use taicho_forecast::picture::{
    Calibration, Comparison, EpidemicCurve, ForecastFan, Mended, Point, RtBand, Threshold,
};
use taicho_forecast::{Counts, Step};
use taicho_model::Words;

use epidemic::{Epidemic, around};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "pictures".to_owned()));
    fs::create_dir_all(&folder)?;
    for in_vietnamese in [true, false] {
        let language = if in_vietnamese { "vi" } else { "en" };
        for (name, svg) in drawn(in_vietnamese) {
            fs::write(folder.join(format!("{name}.{language}.svg")), svg)?;
        }
    }
    Ok(())
}

fn drawn(in_vietnamese: bool) -> Vec<(&'static str, String)> {
    let mut drawn: Vec<(&'static str, String)> = Vec::new();
    for (name, curve) in curves().into_iter().chain(edges::curves()) {
        drawn.push((name, EpidemicCurve { in_vietnamese, ..curve }.svg()));
    }
    for (name, band) in edges::bands(rt_of(&Epidemic::of(110))) {
        drawn.push((name, RtBand { in_vietnamese, ..band }.svg()));
    }
    for (name, fan) in outlook::fans().into_iter().chain(edges::fans()) {
        drawn.push((name, ForecastFan { in_vietnamese, ..fan }.svg()));
    }
    for (name, checked) in outlook::calibrations() {
        drawn.push((name, Calibration { in_vietnamese, ..checked }.svg()));
    }
    for (name, compared) in outlook::comparisons() {
        drawn.push((name, Comparison { in_vietnamese, ..compared }.svg()));
    }
    drawn
}

fn rt_of(epidemic: &Epidemic) -> RtBand {
    let points = epidemic.rt.iter().enumerate().map(|(at, rt)| {
        let on = epidemic.first_on + (at as i64).days();
        let cases = epidemic.cases[at.saturating_sub(6)..=at].iter().sum::<i64>() as f64;
        let value = (at >= 7 && cases > 3.0).then(|| around(*rt, 1.1 / (cases + 2.0).sqrt()));
        Point { on, value }
    });
    RtBand {
        name: "thành phố Thủ Đức".to_owned(),
        points: points.collect(),
        window_days: Some(7),
        in_vietnamese: true,
    }
}

fn curves() -> Vec<(&'static str, EpidemicCurve)> {
    let epidemic = Epidemic::of(110);
    let many = epidemic.cases.len();
    let on = |at: usize| epidemic.first_on + (at as i64).days();
    let mut values: Vec<Option<i64>> = epidemic.cases.iter().map(|it| Some(*it)).collect();
    let mut nowcast = Vec::new();
    for back in 0..9 {
        let (at, reported) = (many - 1 - back, 0.12 + 0.1 * back as f64);
        let whole = epidemic.cases[at] as f64;
        values[at] = Some((whole * reported) as i64);
        let spread = 0.3 * (1.0 - reported);
        nowcast.push(Point { on: on(at), value: Some(around(whole, spread)) });
    }
    let plain = Counts {
        name: "thành phố Thủ Đức".to_owned(),
        first_on: epidemic.first_on,
        step: Step::Day,
        values: values.clone(),
    };
    let whole = EpidemicCurve {
        dated_by: Words::new("ngày khởi phát", "day of onset"),
        delayed_from: Some(on(many - 9)),
        nowcast: nowcast.clone(),
        ..EpidemicCurve::of(plain.clone())
    };
    let mut faulty = values;
    faulty[48] = Some(15_191);
    faulty[62] = Some(-37);
    (70..74).for_each(|at| faulty[at] = None);
    faulty[30] = Some(0);
    faulty[31] = Some(epidemic.cases[30] + epidemic.cases[31]);
    let mended = vec![
        Mended { on: on(48), used: None },
        Mended { on: on(30), used: Some(epidemic.cases[30] as f64) },
        Mended { on: on(31), used: Some(epidemic.cases[31] as f64) },
    ];
    let weekly = Epidemic::weekly(190);
    let week = |at: usize| weekly.first_on + (at as i64 * 7).days();
    let season = |at: usize| 22.0 + 16.0 * (at as f64 / 52.18 * std::f64::consts::TAU - 1.2).sin();
    let thresholds: Vec<Threshold> = (100..190)
        .map(|at| Threshold {
            on: week(at),
            expected: Some(season(at)),
            alarm_above: season(at) + 2.0 * season(at).sqrt() + 3.0,
        })
        .collect();
    let alarms = thresholds.iter().filter(|it| {
        let at = (it.on - weekly.first_on).get_days() as usize / 7;
        weekly.cases[at] as f64 > it.alarm_above
    });
    let alarms = alarms.map(|it| it.on).collect();
    let dengue = Counts {
        name: "quận Bình Thạnh".to_owned(),
        first_on: weekly.first_on,
        step: Step::Week,
        values: weekly.cases.iter().map(|it| Some(*it)).collect(),
    };
    let monthly = Counts {
        name: "tỉnh Khánh Hòa".to_owned(),
        first_on: jiff::civil::date(2018, 1, 1),
        step: Step::Month,
        values: (0..60).map(|at| Some((season(at * 4) * 9.0) as i64)).collect(),
    };
    vec![
        ("curve", whole.clone()),
        ("curve-rt", EpidemicCurve { rt: Some(rt_of(&epidemic)), ..whole.clone() }),
        (
            "curve-faulty",
            EpidemicCurve {
                mended,
                counts: Counts { values: faulty, ..plain.clone() },
                ..whole.clone()
            },
        ),
        (
            "curve-warning",
            EpidemicCurve {
                counted: Words::new("ca sốt xuất huyết", "dengue cases"),
                thresholds,
                alarms,
                ..EpidemicCurve::of(dengue)
            },
        ),
        ("curve-month", EpidemicCurve::of(monthly)),
    ]
}
