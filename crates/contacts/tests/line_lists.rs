//! Figures from real line lists beside those that other programs and papers give.
//!
//! The lists may not be shipped, so they are read from the folder that `TAICHO_TEST_DATA` names. Without it these tests
//! check nothing, and say so. Where a number has more digits than a paper prints, it was computed with pandas 3.1 and
//! SciPy 1.17 from the same file.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use taicho_contacts::chains::{
    Case, Chains, Claim, Delay, Intervals, Known, Method, NegativeBinomial, Offspring, Pool, Reason,
};

type Row = BTreeMap<String, String>;

/// Where a file of the lists lies; none, and a word that no test runner swallows, where they are not there.
fn file(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TAICHO_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        let mut loud = std::io::stderr();
        let _ = writeln!(loud, "NOT CHECKED: {path}, for TAICHO_TEST_DATA names no folder");
    }
    Some(folder?.join(path))
}

/// The rows of a table.
fn table(path: &str) -> Option<Vec<Row>> {
    let file = file(path)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).unwrap();
    let heads = reader.headers().unwrap().clone();
    let cell = |text: &str| text.trim_start_matches('\u{feff}').trim().to_owned();
    let row = |record: csv::StringRecord| {
        heads.iter().zip(record.iter()).map(|(head, text)| (cell(head), cell(text))).collect()
    };
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

/// A date of any of the ways these lists write it.
fn day(text: &str) -> Option<i32> {
    let parts: Option<Vec<i16>> = text.split(['-', '/']).map(|part| part.parse().ok()).collect();
    let (year, month, day) = match parts?[..] {
        [year, month, day] if year > 31 => (year, month, day),
        [day, month, year] => (year, month, day),
        _ => return None,
    };
    let date = jiff::civil::Date::new(year, month as i8, day as i8).ok()?;
    Some((date - jiff::civil::date(1970, 1, 1)).get_days())
}

/// A list under way: persons get numbers as they are named.
#[derive(Default)]
struct List {
    numbers: BTreeMap<String, u32>,
    cases: Vec<Case>,
    claims: Vec<Claim>,
}

impl List {
    fn case(&mut self, id: &str) -> &mut Case {
        let next = self.cases.len() as u32;
        let number = *self.numbers.entry(id.to_owned()).or_insert(next);
        if number == next {
            self.cases.push(Case::default());
        }
        &mut self.cases[number as usize]
    }

    /// A link between two of the list; others are not cases.
    fn claim(&mut self, source: &str, infectee: &str) {
        let known = (self.numbers.get(source), self.numbers.get(infectee));
        if let (Some(source), Some(infectee)) = known {
            let (source, infectee) = (*source, *infectee);
            let (setting, place, known) = (None, None, Known::Investigated);
            self.claims.push(Claim { source, infectee, setting, place, known });
        }
    }

    fn traced(&self) -> Chains {
        let serial = Delay::normal(5.0, 5.0).unwrap();
        let method = Method {
            pool: Pool::Nobody,
            serial_days: (-30, 120),
            window_most_days: 1,
            ..Method::new(serial)
        };
        Chains::trace(&self.cases, &self.claims, &[], &method)
    }
}

#[track_caller]
fn near(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within, "{found} instead of {wanted} ± {within}");
}

#[track_caller]
fn check_intervals(found: Option<Intervals>, n: u32, negative: u32, mean: f64, sd: f64) {
    let found = found.unwrap();
    println!("{found:?}");
    assert_eq!((found.n, found.negative), (n, negative));
    near(found.mean, mean, 1e-4);
    near(found.sd.unwrap(), sd, 1e-4);
    let (low, high) = found.mean_95.unwrap();
    let normal = 1.96 * sd / f64::from(n).sqrt();
    near(low, mean - normal, 0.2 * normal);
    near(high, mean + normal, 0.2 * normal);
}

#[track_caller]
fn check_offspring(found: Option<&Offspring>, wanted: [f64; 6]) {
    let found = found.unwrap();
    println!("{found:?}");
    let (low, high) = found.dispersion_95.unwrap();
    let found = [
        found.fitted.mean,
        found.fitted.dispersion.unwrap(),
        found.mean_95.0,
        found.mean_95.1,
        low,
        high.unwrap(),
    ];
    found.into_iter().zip(wanted).for_each(|(found, wanted)| near(found / wanted, 1.0, 1e-5));
}

/// Ali and others, Science 2020;369:1106: from 7.8 to 2.6 days within a month.
#[test]
fn serial_intervals_of_china_shorten_as_published() {
    let Some(rows) = table("china-transmission-pairs/transmission_pairs.csv") else { return };
    let mut list = List::default();
    for row in &rows {
        for side in ["infector", "infectee"] {
            let onset_on = day(&row[&format!("{side}_onsetDate")]);
            let case = list.case(&row[&format!("{side}_id")]);
            case.onset_on = onset_on.or(case.onset_on);
        }
        list.claim(&row["infector_id"], &row["infectee_id"]);
    }
    let chains = list.traced();
    assert_eq!((chains.links.len(), chains.refused.len()), (1_407, 0));
    check_intervals(chains.serial, 679, 54, 5.08984, 5.25507);
    let all = chains.serial.unwrap();
    let spread = (all.median, all.quantiles.map(|days| (days * 1e4).round() / 1e4));
    assert_eq!(spread, (4.0, [-4.0, 1.0, 8.0, 16.05]));
    assert_eq!((all.least, all.most), (-11.0, 24.0));
    let periods = [
        ("2020-01-09", "2020-01-22", Some(7.8), 162, 2, 7.80864, 5.21528),
        ("2020-01-23", "2020-01-29", None, 339, 26, 5.11799, 4.96713),
        ("2020-01-30", "2020-02-13", Some(2.6), 176, 26, 2.57386, 4.57511),
    ];
    for (first, last, published, n, negative, mean, sd) in periods {
        let period = day(first).unwrap()..=day(last).unwrap();
        let within = |source: u32| {
            list.cases[source as usize].onset_on.is_some_and(|on| period.contains(&on))
        };
        let links = chains.links.iter().filter(|link| within(link.source));
        let days: Vec<f64> =
            links.filter_map(|link| link.serial_days).map(|days| days as f64).collect();
        let found = Intervals::of(&days, 1_000, 1);
        if let Some(published) = published {
            near(found.unwrap().mean, published, 0.05);
        }
        check_intervals(found, n, negative, mean, sd);
    }
}

/// Tindale and others, eLife 2020;9:e57149: 4.31 days (2.91 to 5.72).
#[test]
fn the_serial_interval_of_tianjin_is_within_what_is_published() {
    let Some(rows) = table("singapore-tianjin-covid19/Tianjin135cases_revised.csv") else { return };
    let mut list = List::default();
    for row in &rows {
        list.case(&row["case_id"]).onset_on = day(&row["symptom_onset"]);
    }
    for row in &rows {
        let digits =
            |part: &str| part.trim_start().chars().take_while(char::is_ascii_digit).collect();
        let named: Vec<String> = row["Infection_source"].split("TJ").skip(1).map(digits).collect();
        if let [only] = &named[..] {
            list.claim(&format!("TJ{only}"), &row["case_id"]);
        }
    }
    let chains = list.traced();
    let mean = chains.serial.unwrap().mean;
    println!("{:?} {:?}", chains.serial, chains.refused);
    assert!((2.91..5.72).contains(&mean), "{mean}");
    // Two cases name each other; with the link that was refused the days are those that pandas finds.
    let [refusal] = &chains.refused[..] else { panic!("{:?}", chains.refused) };
    assert!(matches!(refusal.reason, Reason::Circle { .. }));
    let onset = |person: u32| list.cases[person as usize].onset_on.unwrap();
    let back = onset(refusal.claim.infectee) - onset(refusal.claim.source);
    let mut days: Vec<f64> = vec![f64::from(back)];
    days.extend(chains.links.iter().filter_map(|link| link.serial_days).map(|days| days as f64));
    check_intervals(Intervals::of(&days, 1_000, 1), 39, 6, 4.46154, 4.79499);
}

/// Ryu and others, BMC Infect Dis 2021;21:485: about 3 days in both waves.
#[test]
fn the_serial_interval_of_korea_is_about_three_days() {
    let Some(rows) = table("korea-covid19/patient_info.csv") else { return };
    let mut list = List::default();
    for row in &rows {
        let date = |column: &str| row.get(column).and_then(|text| day(text));
        let dates = (date("symptom_onset_date"), date("confirmed_date"));
        let case = list.case(&row["patient_id"]);
        (case.onset_on, case.reported_on) = dates;
    }
    for row in &rows {
        for source in row.get("infected_by").map_or("", String::as_str).split(',') {
            list.claim(source.trim(), &row["patient_id"]);
        }
    }
    let chains = list.traced();
    println!("{:?} {:?} {:?}", chains.serial, chains.offspring, chains.refused);
    let serial = chains.serial.unwrap();
    let (low, high) = serial.mean_95.unwrap();
    assert!(low < 3.0 && 3.0 < high && serial.negative >= 10, "{serial:?}");
}

#[test]
fn measles_in_hagelloch_and_the_simulated_ebola_give_what_scipy_gives() {
    let Some(rows) = table("outbreaks-r/measles_hagelloch_1861.csv") else { return };
    let mut list = List::default();
    rows.iter().for_each(|row| list.case(&row["case_ID"]).onset_on = day(&row["date_of_prodrome"]));
    rows.iter().for_each(|row| list.claim(&row["infector"], &row["case_ID"]));
    let chains = list.traced();
    check_intervals(chains.serial, 184, 0, 10.3913, 1.6789);
    let wanted =
        [0.978_723_404, 0.254_740_955, 0.716_434_382, 1.365_319_76, 0.173_518_616, 0.374_369_763];
    check_offspring(chains.offspring.as_ref(), wanted);

    let Some(rows) = table("outbreaks-r/ebola_sim_clean_linelist.csv") else { return };
    let Some(contacts) = table("outbreaks-r/ebola_sim_clean_contacts.csv") else { return };
    let mut list = List::default();
    for row in &rows {
        let case = list.case(&row["case_id"]);
        case.onset_on = day(&row["date_of_onset"]);
        case.exposed = day(&row["date_of_infection"]).map(|on| (on, on));
    }
    contacts.iter().for_each(|row| list.claim(&row["infector"], &row["case_id"]));
    let chains = list.traced();
    assert_eq!(chains.links.len(), 2_116);
    check_intervals(chains.serial, 2_116, 0, 11.06049, 8.07788);
    check_intervals(chains.generation, 1_339, 0, 10.96415, 7.58767);
    let wanted =
        [0.363_012_524, 0.863_763_033, 0.344_972_884, 0.381_862_008, 0.733_970_773, 1.030_001_645];
    check_offspring(chains.offspring.as_ref(), wanted);
}

/// Laxminarayan and others, Science 2020;370:691: k = 0.51.
#[test]
fn the_dispersion_of_india_is_that_published() {
    let path = "offspring-distribution/laxminarayan_india_positive_contacts.txt";
    let Some(file) = file(path) else { return };
    let mut cases_with = vec![0; 64];
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let numbers: Vec<f64> = line.split_whitespace().map(|it| it.parse().unwrap()).collect();
        cases_with[numbers[0] as usize] = numbers[1] as u64;
    }
    let found = Offspring::of(&cases_with);
    near(found.as_ref().unwrap().fitted.dispersion.unwrap(), 0.51, 0.01);
    let wanted =
        [0.476_659_514, 0.515_116_919, 0.470_357_548, 0.483_044_812, 0.501_130_013, 0.529_595_963];
    check_offspring(found.as_ref(), wanted);
}

/// Wallinga–Teunis by EpiEstim 2.2.4, the mean over the cases of each week.
#[test]
fn expected_offspring_are_the_cohort_numbers_of_epiestim() {
    let Some(incidence) = table("epiestim-rt/incidence.csv") else { return };
    let Some(delays) = table("epiestim-rt/si_distribution.csv") else { return };
    let Some(wanted) = table("epiestim-rt/rt_wallinga_teunis_reference.csv") else { return };
    let mut compared = 0;
    for series in ["Flu1918", "SARS2003", "Measles1861"] {
        let of = |rows: &[Row]| -> Vec<Row> {
            rows.iter().filter(|row| row["series"] == series).cloned().collect()
        };
        let weights: Vec<f64> =
            of(&delays).iter().map(|row| row["probability"].parse().unwrap()).collect();
        let onsets: Vec<i32> = of(&incidence)
            .iter()
            .flat_map(|row| {
                let day: i32 = row["t"].parse().unwrap();
                std::iter::repeat_n(day, row["incidence"].parse().unwrap())
            })
            .collect();
        let case = |day: &i32| Case { onset_on: Some(*day), ..Case::default() };
        let cases: Vec<Case> = onsets.iter().map(case).collect();
        let method = Method {
            infectious_days: (0, 10_000),
            pool_most: u32::MAX,
            accept_from: 2.0,
            ..Method::new(Delay::new(0, &weights).unwrap())
        };
        let chains = Chains::trace(&cases, &[], &[], &method);
        for row in of(&wanted) {
            let (first, last): (i32, i32) =
                (row["t_start"].parse().unwrap(), row["t_end"].parse().unwrap());
            let within = chains.members.iter().zip(&onsets);
            let own: Vec<f64> = within
                .filter(|(_, on)| (first..=last).contains(*on))
                .map(|(member, _)| member.expected)
                .collect();
            let Ok(wanted) = row["cohort_mean_r"].parse::<f64>() else { continue };
            if !own.is_empty() {
                near(own.iter().sum::<f64>() / own.len() as f64, wanted, 1e-6);
                compared += 1;
            }
        }
    }
    assert!(compared > 150, "only {compared} weeks were compared");
}

/// Adam and others, Nat Med 2020;26:1714, Hong Kong: R 0.58 and k 0.43, so that 19 % of cases seed 80 %.
#[test]
fn the_share_that_causes_four_fifths_is_that_of_hong_kong() {
    let hong_kong = NegativeBinomial { mean: 0.58, dispersion: Some(0.43) };
    near(hong_kong.share_causing(0.8), 0.19, 0.005);
    let scipy = [0.692_680_95, 0.171_044_19, 0.070_229_73, 0.032_667_25, 0.016_086_2];
    let found = hong_kong.probabilities();
    found.iter().zip(scipy).for_each(|(found, wanted)| near(*found, wanted, 1e-8));
    near(found.iter().sum(), 1.0, 1e-9);
}
