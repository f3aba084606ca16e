//! The queue of likely infections has the same distribution as trying every contact on every day.

use taicho_forecast::simulate::{Model, Run, Workspace};

use crate::{SMALL, moments, outcome, read, runs};

const RUNS: u64 = 300;

/// Standard errors by which two means may differ; with some 80 comparisons more come once in thousands of seeds.
const ERRORS: f64 = 4.5;

fn check(name: &str, factor: f64, measures: &str) {
    let scenario = read(&format!("transmission_factor = {factor:?}\n{SMALL}{measures}"))
        .and_then(|it| it.with_size(600))
        .expect(name);
    let model = Model::of(scenario);
    let quick = runs(&model, RUNS, 11);
    let mut work = Workspace::default();
    let plain: Vec<Run> =
        (0..RUNS).map(|number| model.run_plainly(12, number, &mut work)).collect();
    let compare = |what: String, one: Vec<f64>, other: Vec<f64>| {
        let ((one, sd_one), (other, sd_other)) = (moments(&one), moments(&other));
        let error = ((sd_one.powi(2) + sd_other.powi(2)) / RUNS as f64).sqrt();
        assert!(
            (one - other).abs() <= ERRORS * error + 1e-9,
            "{name}, {what}: {one} by the queue, {other} by the loop, standard error {error}"
        );
    };
    for what in ["cum_infections", "peak_infectious", "peak_day", "cum_severe", "cum_deaths"] {
        compare(what.to_owned(), outcome(&quick, what), outcome(&plain, what));
    }
    for day in (10..90).step_by(20) {
        let so_far =
            |runs: &[Run]| runs.iter().map(|run| run.days[day].infected as f64).collect::<Vec<_>>();
        compare(format!("infected by day {day}"), so_far(&quick), so_far(&plain));
    }
}

#[test]
fn without_measures() {
    check("without measures", 1.0, "");
}

#[test]
fn with_every_measure_at_once() {
    check(
        "every measure",
        1.0,
        r#"
        [[test]]
        from = 5
        symptoms = 0.3
        others = 0.01
        sensitivity = 0.8
        result_days = 1

        [[trace]]
        chance = { household = 0.9, work = 0.5, community = 0.2 }
        after_days = { work = 1, community = 2 }
        quarantine_days = 14
        places = 30
        in_place = 0.05
        test_on = [1, 7, 14]

        [[vaccinate]]
        vaccine = "pfizer"
        from = 10
        chance_a_day = 0.01

        [[close]]
        layers = ["work", "community"]
        contacts = 0.4
        from = 20
        until = 50

        [[distance]]
        left = { street = 0.5 }
        from = 15

        [zone]
        cases = 2
        within_days = 7
        closed_days = 14
        inside = 0.5
        across = 0.1
        rounds_on = [1, 7]

        [[round]]
        on = [30, 33]
        share = 0.9
        pool = 10
        sensitivity = 0.9
        "#,
    );
}

#[test]
fn with_chances_near_one_and_variants() {
    check("certain infection", 12.0, "[[import]]\na_day = 0.3\nvariant = \"delta\"\n");
}
