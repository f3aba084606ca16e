//! What counts tell of a scenario: the posterior where it can be reckoned, made-up truth, and what is refused.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use jiff::civil::date;
use statrs::distribution::{Discrete as _, NegativeBinomial};
use taicho_forecast::simulate::{
    Calibration, Fit, Measured, Model, Parameter, Prior, Run, Scenario, Verdict,
};
use taicho_forecast::{Counts, Step};

use crate::{SMALL, read, runs};

const TESTED: &str = "[[test]]\nsymptoms = 0.3\n";

fn small(more: &str) -> Scenario {
    read(&format!("{SMALL}\n{more}")).expect("a scenario")
}

fn counts(step: Step, values: &[i64]) -> Counts {
    Counts {
        name: "found".to_owned(),
        first_on: date(2026, 1, 5),
        step,
        values: values.iter().map(|it| Some(*it)).collect(),
    }
}

/// What a run found on each day.
fn found(run: &Run, days: usize) -> Counts {
    let values: Vec<i64> = run.days[..days].iter().map(|day| i64::from(day.found)).collect();
    counts(Step::Day, &values)
}

fn threads(many: usize) -> NonZeroUsize {
    NonZeroUsize::new(many).expect("a thread")
}

fn calibrated(scenario: Scenario, counts: Counts, priors: &[Prior], most: usize) -> Calibration {
    let fit = Fit::new(scenario, &[(Measured::Found, counts)], priors.to_vec()).expect("a fit");
    fit.calibrate(most, 1, threads(2), |_| ControlFlow::Continue(())).expect("not stopped")
}

/// Without any contact everybody who is infected at the start is found, and nobody else: the posterior of how many
/// they are is that of one count with the noise of counting, which is reckoned here by the sum over all of them.
#[test]
fn the_posterior_is_the_one_that_can_be_reckoned() {
    let all_found = "[[test]]\nsymptoms = 1.0\nothers = 1.0\n";
    let text = SMALL.replacen("days = 90", "days = 60\ntransmission_factor = 0.0", 1);
    let scenario = read(&format!("{text}\n{all_found}")).expect("a scenario");
    let one = &runs(&Model::of(scenario.clone()), 1, 3)[0];
    assert_eq!(one.days.iter().map(|day| day.found).sum::<u32>(), 10, "all of ten are found");
    let prior = Prior { parameter: Parameter::InfectedAtStart, least: 1.0, most: 400.0 };
    // Two months: the second has nobody, where half a case is expected.
    let told = calibrated(scenario, counts(Step::Month, &[60]), &[prior], 3_000);
    assert!(told.evidence().effective > 200.0, "{:?}", told.evidence());
    // The prior of a whole number: the logarithms that are rounded to it.
    let weight = |many: u32| {
        let edge = |half: f64| (f64::from(many) + half).clamp(1.0, 400.0).ln();
        let likely = [0.1, 0.2, 0.4, 0.8].map(|noise: f64| {
            let size = 1.0 / (noise * noise);
            let chance = size / (size + f64::from(many));
            NegativeBinomial::new(size, chance).expect("a distribution").pmf(60)
        });
        (edge(0.5) - edge(-0.5)) * likely.iter().sum::<f64>()
    };
    let all: f64 = (1..=400).map(weight).sum();
    let quantile = |share: f64| {
        let mut sum = 0.0;
        (1..=400).find(|many| {
            sum += weight(*many) / all;
            sum >= share
        })
    };
    let fitted = told.fitted()[0];
    for (share, value) in
        [(0.05, fitted.quantiles.q05), (0.5, fitted.quantiles.median), (0.95, fitted.quantiles.q95)]
    {
        let wanted = f64::from(quantile(share).expect("a quantile"));
        assert!((value / wanted - 1.0).abs() < 0.08, "{share}: {value} is not {wanted}");
    }
    assert!(fitted.is_told && fitted.bound_to.is_none());
    // The evidence as well: the mean likelihood under the prior.
    let wanted = (all / 400f64.ln() / 4.0).ln();
    assert!((told.evidence().log - wanted).abs() < 0.15, "{:?} is not {wanted}", told.evidence());
}

#[test]
fn values_of_a_made_up_epidemic_are_found_again() {
    let truth = small(TESTED).with_transmission(1.3).expect("in range");
    let truth = truth.with_infected_at_start(25).expect("in range");
    let run = &runs(&Model::of(truth), 1, 17)[0];
    let priors = [
        Prior { parameter: Parameter::Transmission, least: 0.4, most: 3.0 },
        Prior { parameter: Parameter::InfectedAtStart, least: 3.0, most: 150.0 },
    ];
    let told = calibrated(small(TESTED), found(run, 56), &priors, 4_000);
    assert!(told.evidence().effective > 50.0 && told.trust() >= 1.0, "{:?}", told.evidence());
    for (fitted, truth) in told.fitted().iter().zip([1.3, 25.0]) {
        let it = fitted.quantiles;
        assert!((it.q025..=it.q975).contains(&truth), "{fitted:?} does not hold {truth}");
        assert!(fitted.is_told, "{fitted:?}");
    }
    // The runs go on from where the counts end, and say what comes with its uncertainty.
    let agreeing = told.runs(100, threads(2), |_| ControlFlow::Continue(()));
    assert_eq!((agreeing.len(), agreeing[0].days.len()), (100, 91));
    let fan = &told.fans(&agreeing)[0];
    assert_eq!(fan.steps.iter().filter(|step| step.counted.is_some()).count(), 8);
    assert!(fan.steps.len() > 8 && fan.steps[8].counted.is_none());
    for step in &fan.steps {
        let first = date(2026, 1, 5).until(step.first_on).expect("a span").get_days() as usize;
        let last = date(2026, 1, 5).until(step.last_on).expect("a span").get_days() as usize;
        let truth: u32 = run.days[first..=last].iter().map(|day| day.found).sum();
        let it = step.quantiles;
        assert!((it.q025..=it.q975).contains(&f64::from(truth)), "{step:?} does not hold {truth}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let run = &runs(&Model::of(small(TESTED)), 1, 5)[0];
    let fit = Fit::new(small(TESTED), &[(Measured::Found, found(run, 42))], Vec::new());
    let fit = fit.expect("a fit");
    let ask = |many| {
        let told = fit.calibrate(400, 9, threads(many), |_| ControlFlow::Continue(()));
        let told = told.expect("not stopped");
        let runs = told.runs(10, threads(many), |_| ControlFlow::Continue(()));
        (told.fitted(), told.evidence(), told.fans(&runs), runs)
    };
    assert_eq!(ask(1), ask(3));
    // Everything that the scenario has was asked for, and no more.
    let asked: Vec<Parameter> = ask(1).0.iter().map(|it| it.prior.parameter).collect();
    assert_eq!(asked, [Parameter::Transmission, Parameter::InfectedAtStart, Parameter::Testing]);
    let mut told = 0;
    let stopped = fit.calibrate(400, 9, threads(2), |done| {
        told = done;
        if done >= 150 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(stopped.is_none() && told == 150, "stopped after {told}");
}

#[test]
fn counts_speak_for_a_scenario_only_where_they_can() {
    // From day 28 on nobody meets at work or anywhere, in truth and in one of two scenarios.
    let closed =
        "[[close]]\nlayers = [\"work\", \"community\", \"street\"]\ncontacts = 0.0\nfrom = 28\n";
    let closing = || small(&format!("{TESTED}{closed}")).with_transmission(1.5).expect("in range");
    let open = || small(TESTED).with_transmission(1.5).expect("in range");
    let run = &runs(&Model::of(closing()), 1, 2)[0];
    let priors = [
        Prior { parameter: Parameter::Transmission, least: 0.7, most: 1.5 },
        Prior { parameter: Parameter::InfectedAtStart, least: 5.0, most: 20.0 },
    ];
    let ask = |scenario, days| calibrated(scenario, found(run, days), &priors, 3_000).evidence();
    let (with, without) = (ask(closing(), 70), ask(open(), 70));
    assert_eq!(with.verdict(&without), Verdict::First, "{with:?} {without:?}");
    assert_eq!(without.verdict(&with), Verdict::Second);
    // Before the closing they are one scenario, whatever comes of them.
    let (with, without) = (ask(closing(), 28), ask(open(), 28));
    assert_eq!(with.verdict(&without), Verdict::NotToldApart, "{with:?} {without:?}");
}

#[test]
fn too_few_runs_that_agree_are_said_to_be_too_few() {
    let run = &runs(&Model::of(small(TESTED)), 1, 5)[0];
    let fit = Fit::new(small(TESTED), &[(Measured::Found, found(run, 84))], Vec::new());
    let told = fit.expect("a fit").calibrate(100, 1, threads(1), |_| ControlFlow::Continue(()));
    let told = told.expect("not stopped");
    assert!(told.trust() < 1.0 && told.warning().is_some(), "{:?}", told.evidence());
    // Counts that no run of this scenario comes near: there are as many cases as people, in one week.
    let far = counts(Step::Week, &[0, 0, 0, 0, 0, 1_999, 0, 0, 0, 0]);
    let told = calibrated(small(TESTED), far, &[], 300);
    let warning = told.warning().expect("a warning");
    assert!(warning.en.contains("follows the counts only roughly"), "{}", warning.en);
    assert!(told.fitted().iter().all(|it| it.quantiles.median.is_finite()));
}

#[test]
fn what_cannot_be_fitted_is_refused_in_both_languages() {
    let refused =
        |scenario: Scenario, series: &[(Measured, Counts)], priors: Vec<Prior>, says: &str| {
            let error = Fit::new(scenario, series, priors).expect_err(says).to_string();
            assert!(error.contains(says) && error.contains(" · "), "“{says}” is not in: {error}");
        };
    let some = || vec![(Measured::Found, counts(Step::Week, &[1, 2, 3]))];
    let prior = |parameter, least, most| vec![Prior { parameter, least, most }];
    refused(small(TESTED), &[], Vec::new(), "there are none");
    let zero = [(Measured::Found, counts(Step::Week, &[0, 0, 0]))];
    refused(small(TESTED), &zero, Vec::new(), "mọi số liệu đều bằng 0");
    refused(small(""), &some(), Vec::new(), "the scenario tests nobody");
    let twice = [some(), some()].concat();
    refused(small(TESTED), &twice, Vec::new(), "is there twice");
    let late = SMALL.replacen("days = 90", "days = 90\nstarts_on = 2027-01-01", 1);
    let late = read(&format!("{late}\n{TESTED}")).expect("a scenario");
    refused(late, &some(), Vec::new(), "no figure lies within the days");
    for (parameter, least, most, says) in [
        (Parameter::Transmission, 2.0, 1.0, "2 is not below 1"),
        (Parameter::Transmission, f64::NAN, 1.0, "is not a finite number"),
        (Parameter::Transmission, 0.0, 1.0, "is not between"),
        (Parameter::InfectedAtStart, 1.0, 9_000.0, "is not between 1 and 2000"),
        (Parameter::Distancing, 0.0, 1.0, "nothing in the scenario depends on it"),
    ] {
        refused(small(TESTED), &some(), prior(parameter, least, most), says);
    }
    let both = [prior(Parameter::Transmission, 0.5, 2.0), prior(Parameter::Transmission, 0.5, 2.0)];
    refused(small(TESTED), &some(), both.concat(), "is given twice");
    let nobody = SMALL.replacen("infected_at_start = 10", "infected_at_start = 0", 1);
    let nobody = read(&format!("{nobody}\n{TESTED}")).expect("a scenario");
    refused(nobody, &some(), Vec::new(), "nobody is infected");
}

#[test]
fn faults_of_reporting_and_little_to_go_by_give_an_answer() {
    for values in [
        vec![Some(1)],
        vec![Some(3), None, None, Some(5), Some(-2), Some(4)],
        vec![Some(4), Some(5), Some(6), Some(5), Some(60), Some(6), Some(7), Some(5), Some(6)],
    ] {
        let first_on = date(2026, 1, 5);
        let counts = Counts { name: String::new(), first_on, step: Step::Day, values };
        let told = calibrated(small(TESTED), counts, &[], 200);
        let runs = told.runs(5, threads(1), |_| ControlFlow::Continue(()));
        let steps = &told.fans(&runs)[0].steps;
        let known =
            steps.iter().all(|it| it.quantiles.q975.is_finite() && it.quantiles.q025 >= 0.0);
        assert!(known && told.noise().is_finite() && told.evidence().log.is_finite());
    }
}
