//! Counts of the Vietnamese provinces of 2020 to 2022: their faults, and how well forecasts of them did.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use taicho_forecast::outlook::{Accuracy, Needs, Question, Record, Rival};
use taicho_forecast::{Counts, Delay, Fault, Step};

/// Cases and deaths of the provinces; none, loudly, where they are not at hand, for they are under no licence.
fn provinces() -> Option<Vec<[Counts; 2]>> {
    let Ok(folder) = std::env::var("TAICHO_TEST_DATA") else {
        eprintln!(
            "LEFT OUT: TAICHO_TEST_DATA does not name the folder of the series of the provinces"
        );
        return None;
    };
    let path = format!("{folder}/vietnam-covid19-province-series/daily_by_province.csv");
    let mut reader = csv::Reader::from_path(path).expect("the series can be read");
    let mut found: BTreeMap<String, BTreeMap<Date, [i64; 2]>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        found
            .entry(row[1].to_owned())
            .or_default()
            .insert(row[2].parse().unwrap(), [3, 4].map(|at| row[at].parse().unwrap()));
    }
    let series = found.into_iter().map(|(name, days)| {
        let (first_on, last_on) = (*days.keys().next().unwrap(), *days.keys().last().unwrap());
        let all = first_on.series(jiff::ToSpan::days(1)).take_while(|day| *day <= last_on);
        let all: Vec<Option<[i64; 2]>> = all.map(|day| days.get(&day).copied()).collect();
        [0, 1].map(|at| {
            let values = all.iter().map(|day| day.map(|it| it[at])).collect();
            Counts { name: name.clone(), first_on, step: Step::Day, values }
        })
    });
    Some(series.collect())
}

#[test]
fn the_faults_of_the_provinces_are_found() {
    let Some(provinces) = provinces() else { return };
    let of = |name: &str| &provinces.iter().find(|[it, _]| it.name == name).unwrap()[0];
    let fault = |name: &str, day: Date| {
        let mended = of(name).mended();
        let mend = mended.mends.iter().find(|mend| mend.last_on == day).map(|mend| mend.fault);
        let at = of(name).first_on.until(day).unwrap().get_days() as usize;
        (mend, mended.values[at])
    };
    assert_eq!(fault("Cà Mau", date(2021, 10, 25)), (Some(Fault::OutOfProportion), None));
    assert_eq!(fault("Kiên Giang", date(2021, 9, 28)), (Some(Fault::OutOfProportion), None));
    let (found, value) = fault("TP HCM", date(2021, 7, 23));
    assert_eq!((found, value), (Some(Fault::Backlog), Some(5_342)));
    assert_eq!(fault("TP HCM", date(2021, 7, 20)).0, Some(Fault::Backlog));
    // The day on which the figures were copied was not over.
    assert_eq!(fault("Hà Nội", date(2022, 1, 22)), (Some(Fault::NotReported), None));
}

#[test]
fn forecasts_of_the_provinces_beat_the_baselines() {
    let Some(provinces) = provinces() else { return };
    let question = Question::new(28, Delay::serial_interval(4.7, 2.9).unwrap());
    let mut better = [0; 29];
    let mut accuracies = Vec::new();
    for [cases, _] in &provinces {
        let accuracy = question.backtest(cases).unwrap().accuracy;
        for ahead in [7, 14, 28] {
            better[ahead] += usize::from(
                accuracy.relative_wis(ahead, Rival::LastCount).is_some_and(|it| it < 1.0),
            );
        }
        accuracies.push(accuracy);
    }
    println!(
        "better than the flat baseline at 7, 14, 28 days: {:?}",
        [7, 14, 28].map(|it| better[it])
    );
    let all = together(&accuracies, 0, 1);
    print("all provinces", &all);
    print("those by which the upper tail was chosen", &together(&accuracies, 0, 2));
    print("the others", &together(&accuracies, 1, 2));
    // As the README has them.
    for (ahead, natural, log) in [(7, 0.88, 0.82), (14, 0.93, 0.84), (28, 1.0, 0.9)] {
        assert!(all.relative_wis(ahead, Rival::LastCount).unwrap() < natural);
        assert!(all.relative_wis(ahead, Rival::LastWeek).unwrap() < natural);
        assert!(all.relative_wis(ahead, Rival::Trend).unwrap() < natural);
        let log_of = |rival| all.log_wis(ahead, rival).unwrap();
        assert!(log_of(Rival::Forecast) < log * log_of(Rival::LastCount));
    }
}

#[test]
fn deaths_of_the_provinces_are_forecast_from_their_cases() {
    let Some(provinces) = provinces() else { return };
    let question = Question::new(28, Delay::serial_interval(4.7, 2.9).unwrap());
    let needs = Needs::read(include_str!("../../../content/needs/covid-19.toml")).unwrap();
    let died =
        provinces.iter().filter(|[_, deaths]| deaths.values.iter().flatten().sum::<i64>() >= 20);
    let accuracies: Vec<Accuracy> = died
        .map(|[cases, deaths]| {
            let record = Record { what: "deaths".to_owned(), counts: deaths.clone() };
            needs.backtest(&question, cases, &record).unwrap().accuracy
        })
        .collect();
    println!("{} provinces with 20 deaths or more", accuracies.len());
    let all = together(&accuracies, 0, 1);
    print("all of them", &all);
    print("every other one", &together(&accuracies, 0, 2));
    print("the others", &together(&accuracies, 1, 2));
    // As the README has them.
    for (ahead, natural, log) in
        [(1, 0.85, 0.72), (7, 0.95, 0.81), (14, 0.93, 0.8), (28, 1.07, 0.83)]
    {
        assert!(all.relative_wis(ahead, Rival::LastCount).unwrap() < natural);
        let log_of = |rival| all.log_wis(ahead, rival).unwrap();
        assert!(log_of(Rival::Forecast) < log * log_of(Rival::LastCount));
        let [_, ninety, _] = all.coverage(ahead, Rival::Forecast).unwrap();
        assert!((0.85..0.96).contains(&ninety));
    }
}

/// The scores of every second or every one of the series, from one of them on.
fn together(of_each: &[Accuracy], from: usize, step: usize) -> Accuracy {
    let mut all = of_each[from].clone();
    of_each.iter().skip(from + step).step_by(step).for_each(|it| all.merge(it));
    all
}

fn print(whose: &str, all: &Accuracy) {
    println!("{whose}");
    for ahead in [1, 3, 7, 14, 21, 28] {
        let parts = all.pit(ahead).unwrap();
        let within = |from: usize| parts[from..20 - from].iter().sum::<f64>();
        println!(
            "  {ahead} days: {} forecasts; of what was seen, spread over its count, {:.3} in 50%, {:.3} in 90%, {:.3} below, {:.3} above",
            all.forecasts(ahead),
            within(5),
            within(1),
            parts[0],
            parts[19]
        );
        for rival in Rival::ALL {
            let [half, ninety, most] = all.coverage(ahead, rival).unwrap();
            let (wis, log_wis) =
                (all.wis(ahead, rival).unwrap(), all.log_wis(ahead, rival).unwrap());
            println!(
                "    {rival:?}: WIS {wis:.2}, relative {:.3}, log WIS {log_wis:.4}, relative {:.3}, covered {half:.3} {ninety:.3} {most:.3}",
                wis / all.wis(ahead, Rival::LastCount).unwrap(),
                log_wis / all.log_wis(ahead, Rival::LastCount).unwrap(),
            );
        }
    }
}
