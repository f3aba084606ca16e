//! Words and tables about runs of scenarios.

use jiff::ToSpan as _;
use taicho_forecast::simulate::{Calibration, Difference, Scenario, Summary, Verdict};
use taicho_model::Words;

use super::Simulated;
use crate::table::Table;

const OUTCOMES: [(&str, &str); 6] = [
    ("tổng số ca nhiễm", "infections"),
    ("đỉnh số người có khả năng lây", "most infectious at once"),
    ("ngày đỉnh", "day of the peak"),
    ("ca nặng", "severe cases"),
    ("ca nguy kịch", "critical cases"),
    ("tử vong", "deaths"),
];

/// Prints what came of scenarios, and how the others differ from the first.
pub(super) fn print(all: &[Simulated], differences: &[Vec<Difference>]) {
    for it in all {
        print_scenario(it);
    }
    for (it, list) in all.iter().skip(1).zip(differences) {
        let (title, first) = (&it.scenario.title, &all[0]);
        println!("{} so với {} · against the first", title.vi, first.scenario.title.vi);
        print_difference(list);
        if let (Some(first), Some(second)) = (&first.calibration, &it.calibration) {
            println!("{}\n", spoken_for(first, second));
        }
    }
}

fn print_scenario(it: &Simulated) {
    let Simulated { scenario, summary, .. } = it;
    println!("{} · {}", scenario.title.vi, scenario.title.en);
    println!(
        "{} người, {} ngày, {} lần chạy · people, days, runs",
        scenario.size(),
        scenario.days(),
        summary.runs
    );
    if let Some(calibration) = &it.calibration {
        print_fit(calibration);
    }
    let mut table = Table::new(&["", "trung bình", "5 %", "trung vị", "95 %", ""]);
    for ((vi, en), (_, it)) in OUTCOMES.iter().zip(&summary.outcomes) {
        table.row(vec![
            (*vi).into(),
            figure(it.mean),
            figure(it.quantiles.q05),
            figure(it.quantiles.median),
            figure(it.quantiles.q95),
            (*en).into(),
        ]);
    }
    println!("{table}");
    print_capacities(scenario, summary);
}

/// What the counts tell of the scenario's figures.
fn print_fit(calibration: &Calibration) {
    let mut table =
        Table::new(&["số liệu cho biết · the counts tell", "5 %", "trung vị", "95 %", "", ""]);
    for it in calibration.fitted() {
        let words = it.prior.parameter.words();
        let bound = it.bound_to.map(|other| other.words());
        let said = match (it.is_told, bound) {
            (false, _) => "không cho biết rõ · hardly tell".to_owned(),
            (true, Some(other)) => {
                format!("chỉ biết cùng với · only together with “{}”", other.vi)
            }
            (true, None) => String::new(),
        };
        let write = |value: f64| match value.abs() < 10.0 {
            true => format!("{value:.2}"),
            false => format!("{value:.0}"),
        };
        let it = it.quantiles;
        table.row(vec![words.vi, write(it.q05), write(it.median), write(it.q95), words.en, said]);
    }
    println!("{table}");
    println!(
        "{} số liệu, {} lần thử, tương đương {:.0} lần chạy khớp, sai lệch mỗi số liệu khoảng {:.0} % · figures, runs tried, as good as so many that agree, figures lie about so far beside them",
        calibration.compared(),
        calibration.tried(),
        calibration.evidence().effective,
        100.0 * calibration.noise(),
    );
    if let Some(Words { vi, en }) = calibration.warning() {
        println!("! {vi}\n! {en}");
    }
}

/// Which of two scenarios the counts speak for.
fn spoken_for(first: &Calibration, second: &Calibration) -> String {
    let (one, other) = (first.evidence(), second.evidence());
    let odds = |log: f64| match log.abs().exp() {
        odds if odds > 1e6 => "1.000.000".to_owned(),
        odds => format!("{odds:.0}"),
    };
    let odds = odds(one.log - other.log);
    let named = |it: &Calibration| it.scenario().title.clone();
    match one.verdict(&other) {
        Verdict::NotToldApart => "Số liệu không phân biệt được hai kịch bản này. · The counts cannot tell the two scenarios apart.".to_owned(),
        verdict => {
            let Words { vi, en } = named(if verdict == Verdict::First { first } else { second });
            format!("Số liệu ủng hộ “{vi}”, khoảng {odds} ăn 1. · The counts speak for “{en}”, about {odds} to one.")
        }
    }
}

fn print_difference(list: &[Difference]) {
    let mut table = Table::new(&["", "chênh lệch", "95 %", "thấp hơn", "", ""]);
    for ((vi, en), it) in OUTCOMES.iter().zip(list) {
        let said =
            if it.is_told_apart() { "" } else { "không phân biệt được · not told apart" };
        let interval = format!("{} … {}", figure(it.interval.0), figure(it.interval.1));
        let lower = format!("{:.0} %", it.second_is_lower * 100.0);
        table.row(vec![(*vi).into(), figure(it.mean), interval, lower, (*en).into(), said.into()]);
    }
    println!("{table}");
}

/// A figure with as many digits as it is worth.
fn figure(value: f64) -> String {
    if value.abs() >= 10.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// When beds, oxygen and the rest run out.
fn print_capacities(scenario: &Scenario, summary: &Summary) {
    let needed = summary.runs_out.iter().filter(|it| it.needed.quantiles.q95 > 0.0);
    let mut table = Table::new(&[
        "",
        "hiện có",
        "cần lúc cao nhất",
        "thiếu ở",
        "từ ngày",
        "90 % số lần chạy",
        "",
    ]);
    let mut rows = 0;
    for it in needed {
        let on = |day: f64| match scenario.starts_on() {
            Some(start) => {
                let date = start.saturating_add((day.round() as i32).days());
                date.strftime("%d/%m/%Y").to_string()
            }
            None => figure(day.round()),
        };
        let (from, between) = match it.day {
            Some(day) => (
                on(day.quantiles.median),
                format!("{} … {}", on(day.quantiles.q05), on(day.quantiles.q95)),
            ),
            None => ("không thiếu · enough".to_owned(), String::new()),
        };
        let words = it.quantity.words();
        let share = format!("{:.0} %", it.share * 100.0);
        table.row(vec![
            words.vi,
            figure(it.most),
            figure(it.needed.quantiles.median),
            share,
            from,
            between,
            words.en,
        ]);
        rows += 1;
    }
    if rows > 0 {
        println!("{table}");
    }
}
