//! Each measure does what it says.

use proptest::prelude::*;
use taicho_forecast::simulate::{Day, Model, Quantity, Run, Summary, difference};

use crate::{SMALL, moments, outcome, read, runs};

fn with(measures: &str) -> Vec<Run> {
    runs(&Model::of(read(&format!("{SMALL}{measures}")).expect(measures)), 30, 3)
}

fn infections(runs: &[Run]) -> f64 {
    moments(&outcome(runs, "cum_infections")).0
}

fn most(runs: &[Run], of: impl Fn(&Day) -> f64) -> f64 {
    runs.iter().flat_map(|run| &run.days).map(of).fold(0.0, f64::max)
}

fn total(runs: &[Run], of: impl Fn(&Day) -> f64) -> f64 {
    runs.iter().flat_map(|run| &run.days).map(of).sum::<f64>() / runs.len() as f64
}

const TEST: &str = "[[test]]\nsymptoms = 0.3\nothers = 0.002\n";
const TRACE: &str =
    "[[trace]]\nchance = { household = 1.0, work = 0.8, community = 0.5 }\nquarantine_days = 14\n";

#[test]
fn every_measure_lowers_infections() {
    let nothing = with("");
    assert!(infections(&nothing) > 1_200.0, "{}", infections(&nothing));
    let check = |measure: &str, share: f64| {
        let left = infections(&with(measure)) / infections(&nothing);
        assert!(left < share, "{measure}: {left}");
        left
    };
    let tested = check(TEST, 0.9);
    let traced = check(&format!("{TEST}{TRACE}"), 0.7);
    assert!(traced < tested, "tracing adds to testing");
    check(
        "[[close]]\nlayers = [\"work\", \"community\", \"street\"]\ncontacts = 0.2\nfrom = 10\n",
        0.5,
    );
    check(
        "[[distance]]\ntier = 16\nleft = { work = 0.3, community = 0.2, street = 0.2 }\nfrom = 10\n",
        0.5,
    );
    check("[[vaccinate]]\nvaccine = \"pfizer\"\nchance_a_day = 0.05\n", 0.8);
    check("[[round]]\non = [10, 14, 18, 22, 26]\npool = 10\n", 0.7);
    check(
        &format!(
            "{TEST}[zone]\ncases = 1\nwithin_days = 7\nclosed_days = 14\ninside = 0.2\nacross = 0.0\n"
        ),
        0.8,
    );
}

#[test]
fn imports_and_variants_raise_them() {
    let nothing = with("");
    let imported = with("[[import]]\na_day = 2.0\nvariant = \"delta\"\n");
    assert!(infections(&imported) > 1.1 * infections(&nothing));
    let without_seeds = SMALL.replace("infected_at_start = 10", "infected_at_start = 0");
    let none = runs(&Model::of(read(&without_seeds).expect("a scenario")), 5, 3);
    assert_eq!(infections(&none), 0.0, "nothing comes of nothing");
    let own = format!(
        "{SMALL}[variant.omega]\ntransmission = 3.0\n[[import]]\na_day = 1.0\nvariant = \"omega\"\n"
    );
    assert!(
        infections(&runs(&Model::of(read(&own).expect("a variant of its own")), 10, 3))
            > infections(&nothing)
    );
}

#[test]
fn limits_are_kept() {
    let places = with(&format!("{TEST}{TRACE}places = 25\nin_place = 0.0\n"));
    assert_eq!(most(&places, |day| f64::from(day.quarantine_places)), 25.0);
    assert!(most(&places, |day| f64::from(day.quarantined)) > 25.0, "the others stay at home");
    let unlimited = with(&format!("{TEST}{TRACE}"));
    let few = with(&format!("{TEST}{TRACE}cases_a_day = 1\n"));
    assert!(
        total(&few, |day| f64::from(day.quarantined))
            < total(&unlimited, |day| f64::from(day.quarantined)),
        "one case traced a day sends fewer into quarantine"
    );
    let doses =
        with("[[vaccinate]]\nvaccine = \"janssen\"\nfirst_doses_a_day = 20\nages = [18, 120]\n");
    assert_eq!(most(&doses, |day| f64::from(day.doses)), 20.0);
    let all = total(&doses, |day| f64::from(day.doses));
    assert!(all <= 2_000.0, "nobody has a second first dose: {all}");
    let slow = with(&format!("{TEST}results_a_day = 2\n"));
    let quick = with(TEST);
    assert!(
        total(&slow, |day| f64::from(day.found)) < 0.5 * total(&quick, |day| f64::from(day.found))
    );
}

#[test]
fn vaccination_gives_each_dose_once() {
    let all = with("[[vaccinate]]\nvaccine = \"pfizer\"\nfirst_doses_a_day = 100\n");
    let doses = total(&all, |day| f64::from(day.doses));
    // Everybody within 20 days, and again 21 days later; who has died by then is not there.
    assert!((3_950.0..=4_000.0).contains(&doses), "{doses}");
    let boosted = with(
        "[[vaccinate]]\nvaccine = \"pfizer\"\nfirst_doses_a_day = 100\n[[vaccinate]]\nvaccine = \"pfizer\"\nbooster = true\nfrom = 60\nfirst_doses_a_day = 200\n",
    );
    let doses = total(&boosted, |day| f64::from(day.doses));
    assert!((5_900.0..=6_000.0).contains(&doses), "{doses}");
}

#[test]
fn a_pooled_round_takes_fewer_tests_than_swabs() {
    let runs = with("[[round]]\non = [20]\npool = 10\nshare = 0.9\n");
    for run in &runs {
        let day = run.days[20];
        let alive = 2_000 - run.days[20].deaths;
        assert_eq!(day.swabs, (alive as f64 * 0.9).round() as u64);
        assert_eq!(day.tests, day.swabs.div_ceil(10) + 10 * u64::from(day.found));
        assert!(f64::from(day.found) <= f64::from(day.infectious));
    }
    assert!(most(&runs, |day| f64::from(day.found)) > 10.0);
}

#[test]
fn lack_of_beds_costs_lives() {
    let course = "[capacity]\nbeds = 0\nintensive_beds = 0\n";
    let scenario =
        |text: &str| Model::of(read(text).and_then(|it| it.with_size(20_000)).expect("a scenario"));
    let full = runs(&scenario(&format!("{SMALL}{course}")), 10, 3);
    let enough = runs(&scenario(SMALL), 10, 3);
    let deaths = |runs: &[Run]| moments(&outcome(runs, "cum_deaths")).0;
    assert!(deaths(&full) > 1.5 * deaths(&enough), "{} and {}", deaths(&full), deaths(&enough));
}

#[test]
fn a_summary_says_when_what_runs_out() {
    let scenario =
        read(&format!("{SMALL}[capacity]\nbeds = 3\nintensive_beds = 1000\n")).expect("a scenario");
    let model = Model::of(scenario);
    let runs = runs(&model, 30, 3);
    let summary = Summary::of(model.scenario(), &runs);
    let [beds, intensive] = summary.runs_out.as_slice() else { panic!("two capacities") };
    assert_eq!((beds.quantity, intensive.quantity), (Quantity::Beds, Quantity::IntensiveBeds));
    let first = runs.iter().filter_map(|run| run.days.iter().position(|day| day.beds > 3)).min();
    let day = beds.day.expect("beds run out");
    assert!(
        beds.share > 0.9
            && day.quantiles.q05 >= first.expect("a day") as f64
            && day.quantiles.q05 <= day.quantiles.median
    );
    assert_eq!((intensive.share, intensive.day), (0.0, None));
    let (_, infections) = summary.outcomes[0];
    assert!(
        infections.quantiles.q05 <= infections.quantiles.median
            && infections.quantiles.median <= infections.quantiles.q95
    );
}

#[test]
fn differences_are_told_from_noise() {
    let (nothing, tested) = (with(""), with(TEST));
    let told = difference(&nothing, &tested);
    assert!(
        told[0].is_told_apart() && told[0].mean < 0.0 && told[0].second_is_lower > 0.9,
        "{told:?}"
    );
    let model = Model::of(read(SMALL).expect("a scenario"));
    let untold = difference(&runs(&model, 30, 3), &runs(&model, 30, 4));
    assert!(!untold[0].is_told_apart(), "{untold:?}");
    assert!(difference(&nothing[..1], &tested).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn figures_hang_together_whatever_the_scenario(
        size in 1u32..400,
        infected in 0u32..20,
        days in 4u32..120,
        factor in 0.0f64..20.0,
        symptoms in 0.0f64..=1.0,
        share in 0.0f64..=1.0,
        places in 0u32..40,
        seed in any::<u64>(),
    ) {
        let text = format!(
            "transmission_factor = {factor:?}\n{}\n[[test]]\nsymptoms = {symptoms:?}\nothers = {share:?}\nsensitivity = {share:?}\n{TRACE}places = {places}\n[[round]]\non = [0, 3]\nshare = {share:?}\npool = 5\n[[close]]\nlayers = [\"work\"]\ncontacts = {share:?}\n[zone]\ncases = 1\nwithin_days = 3\nclosed_days = 5\ninside = {share:?}\nacross = {share:?}\nrounds_on = [0, 1]\n[[import]]\na_day = {symptoms:?}\n",
            SMALL.replace("size = 2000", &format!("size = {size}")).replace("infected_at_start = 10", &format!("infected_at_start = {}", infected.min(size))).replace("days = 90", &format!("days = {days}")),
        );
        let model = Model::of(read(&text).expect("a scenario"));
        let run = &runs(&model, 1, seed)[0];
        prop_assert_eq!(run.days.len() as u32, days + 1);
        let mut before = Day::default();
        for day in &run.days {
            prop_assert!(day.deaths <= day.critical && day.critical <= day.severe && day.severe <= day.infected);
            prop_assert!(day.deaths >= before.deaths && day.severe >= before.severe && day.infected >= before.infected);
            prop_assert!(u64::from(day.infectious) <= day.infected && day.infectious <= size && day.intensive_beds <= day.beds);
            prop_assert!(day.quarantine_places <= places && day.quarantine_places <= day.quarantined && day.quarantined <= size);
            prop_assert!(u64::from(day.found) <= day.infected);
            before = *day;
        }
    }
}
