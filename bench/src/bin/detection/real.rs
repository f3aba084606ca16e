//! All methods over real series by month: alerts before the peaks that are known now, and false alerts a year.
//!
//! A year whose cases are at least 20 and more than 1.5 times the median of all years is an epidemic year, and its
//! month with the most cases is the peak. The alert comes before the peak when a month among the six before it alarms,
//! and in time when that month or the peak itself does. An alarm is false outside the six months before a peak, the
//! peak and the three months after. The law leaves out past epidemic years; its advice counts in its own row.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use taicho_forecast::Step;
use taicho_forecast::detect::{
    Calendar, Ears, EarsKind, Farrington, Finding, Law, Line, Reason, Scan,
};
use taicho_ops::{Content, epidemic_lines};

use super::Counts;

const MONTHS: usize = 12;
/// Years that a method may learn from before it is judged.
const LEARNED_YEARS: usize = 6;

#[derive(Default)]
struct Sum {
    peaks: usize,
    before: usize,
    in_time: usize,
    false_alerts: usize,
    calm_months: usize,
    judged: usize,
    months: usize,
}

pub(super) fn run(folder: &Path) {
    println!(
        "| series | method | before the peak | by the peak | false alerts a series-year | months judged |"
    );
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    let law = law_in_force();
    for disease in ["dengue", "mumps", "rubella", "encephalitis", "typhoid"] {
        report(&format!("{disease}, provinces"), &by_province(folder, disease), &law);
    }
    let districts = "vietnam-dengue-districts/monthly_cases_by_district_1998_2020.csv";
    let all = read(&folder.join(districts), &["areaid"], "cases", None);
    report("dengue, districts", &all, &law);
    judged_weeks(&folder.join("surveillance-r/weekly_counts_with_outbreak_state.csv"));
}

/// The lines that the rule set in force draws.
fn law_in_force() -> Law {
    let library = Content::built_in().expect("content").library().expect("rule sets");
    epidemic_lines(&library).expect("a rule set that draws the lines").0
}

fn by_province(folder: &Path, disease: &str) -> Vec<(i16, Counts)> {
    let gdpm = "vietnam-notifiable-diseases-gdpm/monthly_by_province_2005_2017.csv";
    read(&folder.join(gdpm), &["province"], "cases", Some(disease))
}

/// A first year and counts by month of each series.
fn read(path: &Path, names: &[&str], count: &str, disease: Option<&str>) -> Vec<(i16, Counts)> {
    let mut reader = csv::Reader::from_path(path).expect("the table");
    let heads = reader.headers().expect("headings").clone();
    let at = |name: &str| heads.iter().position(|head| head == name).expect("a heading");
    let usable = heads.iter().position(|head| head == "year_useable_from");
    let mut all: BTreeMap<String, BTreeMap<(i16, usize), i64>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        if disease.is_some_and(|disease| &row[at("disease")] != disease) {
            continue;
        }
        let year: i16 = row[at("year")].parse().expect("a year");
        let from: i16 = usable.map_or(0, |usable| row[usable].parse().unwrap_or(i16::MAX));
        let month: usize = row[at("month")].parse().expect("a month");
        if let (true, Ok(cases)) = (year >= from, row[at(count)].parse::<f64>()) {
            let name = names.iter().map(|name| &row[at(name)]).collect::<Vec<_>>().join(" ");
            all.entry(name).or_default().insert((year, month), cases as i64);
        }
    }
    let filled = |months: BTreeMap<(i16, usize), i64>| {
        let (first, last) = (months.first_key_value()?.0.0, months.last_key_value()?.0.0);
        let places = (first..=last).flat_map(|year| (1..=MONTHS).map(move |month| (year, month)));
        let counts: Counts = places.map(|place| months.get(&place).copied()).collect();
        (counts.len() > LEARNED_YEARS * MONTHS).then_some((first, counts))
    };
    all.into_values().filter_map(filled).collect()
}

/// What a way of detecting finds in a series of months, without its epidemic years.
type Way<'a> = &'a dyn Fn(&(i16, Counts), &BTreeSet<i16>) -> Vec<Finding>;

fn report(name: &str, all: &[(i16, Counts)], law: &Law) {
    for (method, sum) in judge_all(all, law) {
        let [before, by] = [sum.before, sum.in_time].map(|part| 100.0 * sum.share(part));
        println!(
            "| {name}: {}, peaks {} | {method} | {before:.0} % | {by:.0} % | {:.2} | {:.0} % |",
            all.len(),
            sum.peaks,
            sum.false_alerts_a_year(),
            100.0 * sum.judged as f64 / sum.months.max(1) as f64,
        );
    }
}

impl Sum {
    /// Part of the peaks.
    fn share(&self, part: usize) -> f64 {
        part as f64 / self.peaks.max(1) as f64
    }

    fn false_alerts_a_year(&self) -> f64 {
        self.false_alerts as f64 * MONTHS as f64 / self.calm_months.max(1) as f64
    }
}

/// What each method finds in all series together.
fn judge_all(all: &[(i16, Counts)], law: &Law) -> Vec<(&'static str, Sum)> {
    let lower = Law { epidemic_deviations: law.alert_deviations, ..law.clone() };
    let cycle = Calendar::Cycle(MONTHS);
    let methods: [(&'static str, Way<'_>); 8] = [
        ("law, epidemic, decided", &|series, epidemic| by_law(law, series, epidemic)),
        ("law, epidemic, with advice", &|series, epidemic| advised(by_law(law, series, epidemic))),
        ("law, the alert's deviations by month, with advice", &|series, epidemic| {
            advised(by_law(&lower, series, epidemic))
        }),
        ("Farrington flexible", &|(_, counts), _| {
            Farrington::monthly(5).judge(counts, cycle, 0..counts.len()).expect("settings")
        }),
        ("scan", &|(_, counts), _| {
            Scan::monthly(7).judge(counts, cycle, 0..counts.len()).expect("settings")
        }),
        ("EARS C1", &|(_, counts), _| ears(counts, EarsKind::C1)),
        ("EARS C2", &|(_, counts), _| ears(counts, EarsKind::C2)),
        ("EARS C3", &|(_, counts), _| ears(counts, EarsKind::C3)),
    ];
    let judged = methods.into_iter().map(|(method, judge)| {
        let mut sum = Sum::default();
        for series in all {
            let epidemic = epidemic_years(series);
            count(series, &epidemic, &judge(series, &epidemic), &mut sum);
        }
        (method, sum)
    });
    judged.collect()
}

fn calendar(first_year: i16) -> Calendar {
    Calendar::From(jiff::civil::date(first_year, 1, 1), Step::Month)
}

fn by_law(law: &Law, series: &(i16, Counts), epidemic: &BTreeSet<i16>) -> Vec<Finding> {
    let was = |year: i16| epidemic.contains(&year);
    law.endemic(&series.1, calendar(series.0), Line::Epidemic, was)
}

fn advised(mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut findings {
        let reason = finding.reason;
        finding.alarm |= matches!(reason, Reason::AdvisesAbove { .. } | Reason::AdvisesReading);
    }
    findings
}

fn ears(counts: &Counts, kind: EarsKind) -> Vec<Finding> {
    let settings = Ears { least_deviation: 0.5, ..Ears::new(kind) };
    settings.judge(counts, 0..counts.len()).expect("settings")
}

fn total(year: &[Option<i64>]) -> i64 {
    year.iter().flatten().sum()
}

fn epidemic_years((first, counts): &(i16, Counts)) -> BTreeSet<i16> {
    let totals: Vec<i64> = counts.chunks(MONTHS).map(total).collect();
    let mut sorted = totals.clone();
    sorted.sort_unstable();
    let median = sorted[sorted.len() / 2] as f64;
    let is_epidemic = |total: &i64| *total >= 20 && *total as f64 > 1.5 * median;
    (*first..).zip(&totals).filter(|(_, total)| is_epidemic(total)).map(|(year, _)| year).collect()
}

fn count(series: &(i16, Counts), epidemic: &BTreeSet<i16>, findings: &[Finding], sum: &mut Sum) {
    let (first, counts) = series;
    let begin = LEARNED_YEARS * MONTHS;
    let alarms: BTreeSet<usize> =
        findings.iter().filter(|finding| finding.alarm).map(|finding| finding.at).collect();
    let mut near = BTreeSet::new();
    for year in epidemic {
        let january = (year - first) as usize * MONTHS;
        let peak = (january..january + MONTHS).rev().max_by_key(|at| counts[*at]);
        let Some(peak) = peak else { continue };
        near.extend(peak.saturating_sub(6)..=peak + 3);
        if peak < begin + 6 {
            continue;
        }
        sum.peaks += 1;
        let before = alarms.range(peak - 6..peak).next().is_some();
        sum.before += usize::from(before);
        sum.in_time += usize::from(before || alarms.contains(&peak));
    }
    for finding in findings.iter().filter(|finding| finding.at >= begin) {
        sum.months += 1;
        sum.judged += usize::from(finding.reason.is_verdict());
        if !near.contains(&finding.at) {
            sum.calm_months += 1;
            sum.false_alerts += usize::from(finding.alarm);
        }
    }
}

/// False weeks of German series. All outbreaks that the institute saw lie in the first two years, from which
/// Farrington's baseline is learned, so that none of them can be found.
fn judged_weeks(path: &Path) {
    let mut all: BTreeMap<String, (Counts, Vec<bool>)> = BTreeMap::new();
    for row in csv::Reader::from_path(path).expect("the table").records() {
        let row = row.expect("a row");
        let (counts, states) = all.entry(row[0].to_owned()).or_default();
        counts.push(row[2].parse().ok());
        states.push(&row[3] == "1");
    }
    println!("\n| German weeks | method | false weeks |\n| --- | --- | ---: |");
    let cycle = Calendar::Cycle(52);
    let methods: [Named; 4] = [
        ("Farrington flexible, 2 years", &|counts| {
            Farrington::weekly(2).judge(counts, cycle, 0..counts.len()).expect("settings")
        }),
        ("scan", &|counts| {
            Scan::weekly(7).judge(counts, cycle, 0..counts.len()).expect("settings")
        }),
        ("EARS C1", &|counts| ears(counts, EarsKind::C1)),
        ("EARS C3", &|counts| ears(counts, EarsKind::C3)),
    ];
    for (method, judge) in methods {
        let (mut false_weeks, mut calm) = (0, 0);
        for (counts, states) in all.values() {
            // From the first week that every method can judge.
            let quiet = |finding: &&Finding| finding.at >= 2 * 52 + 3 && !states[finding.at];
            let findings = judge(counts);
            calm += findings.iter().filter(quiet).count();
            false_weeks += findings.iter().filter(quiet).filter(|finding| finding.alarm).count();
        }
        let share = 100.0 * false_weeks as f64 / calm.max(1) as f64;
        println!("| {} series | {method} | {share:.2} % |", all.len());
    }
}

type Named<'a> = (&'a str, &'a dyn Fn(&Counts) -> Vec<Finding>);

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// Loosely what the README of taicho-forecast says of real months.
    #[test]
    fn real_months_are_judged_as_the_readme_says() {
        let Some(folder) = std::env::var_os("TAICHO_TEST_DATA") else {
            let mut loud = std::io::stderr();
            let _ = writeln!(
                loud,
                "NOT CHECKED: early warning on Vietnamese months, for TAICHO_TEST_DATA names no folder"
            );
            return;
        };
        let law = law_in_force();
        // Before the peak, by the peak, false alerts a series-year.
        let wanted = [
            ("dengue", 110, "law, epidemic, decided", [0.23, 0.25, 0.43]),
            ("dengue", 110, "law, epidemic, with advice", [0.96, 0.99, 1.79]),
            ("dengue", 110, "Farrington flexible", [0.54, 0.66, 0.43]),
            ("dengue", 110, "scan", [0.59, 0.76, 0.43]),
            ("dengue", 110, "EARS C2", [0.80, 0.92, 1.17]),
            ("rubella", 45, "law, epidemic, with advice", [0.13, 0.27, 0.43]),
            ("rubella", 45, "Farrington flexible", [0.64, 0.89, 0.21]),
            ("rubella", 45, "scan", [0.13, 0.42, 0.15]),
            ("rubella", 45, "EARS C1", [0.42, 0.91, 0.26]),
        ];
        let mut found = BTreeMap::new();
        for disease in ["dengue", "rubella"] {
            let judged = judge_all(&by_province(Path::new(&folder), disease), &law);
            found.extend(judged.into_iter().map(|(method, sum)| ((disease, method), sum)));
        }
        for (disease, peaks, method, wanted) in wanted {
            let sum = &found[&(disease, method)];
            let shares = [sum.share(sum.before), sum.share(sum.in_time), sum.false_alerts_a_year()];
            println!("{disease}, {method}: {shares:.2?}");
            assert_eq!(sum.peaks, peaks, "{disease}");
            for (found, wanted) in shares.into_iter().zip(wanted) {
                assert!((found - wanted).abs() < 0.05, "{disease}, {method}: {shares:?}");
            }
        }
    }
}
