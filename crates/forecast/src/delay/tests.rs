use super::{Delay, DelayError};
use proptest::prelude::*;

fn check(delay: &Delay, within: f64, first: &[f64]) {
    for (steps, wanted) in first.iter().enumerate() {
        let found = delay.probability(steps);
        assert!((found - wanted).abs() < within, "{steps} steps: {found}, not {wanted}");
    }
    let sum: f64 = delay.probabilities().iter().sum();
    assert!((sum - 1.0).abs() < 1e-12);
}

/// `discr_si` of EpiEstim 2.2.4 on R 4.2.2.
#[test]
fn serial_intervals_are_those_of_epiestim() {
    let covid = Delay::serial_interval(4.7, 2.9).unwrap();
    check(
        &covid,
        1e-13,
        &[
            0.0,
            0.056_500_786_888_205,
            0.178_074_274_311_428,
            0.185_418_005_890_767,
            0.155_734_407_627_077,
            0.120_751_365_200_649,
            0.089_717_644_696_837,
            0.064_908_418_521_092,
            0.046_111_237_162_682,
        ],
    );
    assert!((covid.mean() - 4.7).abs() < 1e-12, "{}", covid.mean());
    let short = [0.0, 0.729_626_543_403_984, 0.244_496_297_218_495, 0.022_632_481_206_938];
    check(&Delay::serial_interval(1.3, 0.4).unwrap(), 1e-13, &short);
    let long = Delay::serial_interval(15.3, 9.3).unwrap();
    for (days, wanted) in [(40, 0.002_745_868_914_889), (60, 0.000_177_012_251_609)] {
        assert!((long.probability(days) - wanted).abs() < 2e-14);
    }
}

/// The second difference of ∫F by R 4.2.2; `integrate` over the first hour agrees to 2e-10.
#[test]
fn whole_days_are_those_of_a_numerical_integral() {
    let gamma = Delay::gamma(5.0, 3.0).unwrap();
    check(
        &gamma,
        1e-13,
        &[
            0.008_245_379_847_281,
            0.067_025_363_815_577,
            0.130_394_732_829_122,
            0.155_530_342_924_247,
            0.150_027_447_168_352,
            0.128_717_793_880_147,
            0.102_544_158_111_589,
        ],
    );
    assert!((gamma.mean() - 5.0).abs() < 1e-11);
    assert!((gamma.sd().powi(2) - 9.0 - 1.0 / 6.0).abs() < 1e-3);
    let lognormal = Delay::lognormal(2.0, 2.1).unwrap();
    // The normal distribution function of statrs 0.19 has ten digits.
    check(
        &lognormal,
        2e-10,
        &[
            0.137_761_659_218_167,
            0.391_574_993_105_508,
            0.221_111_428_727_612,
            0.107_528_844_791_919,
            0.055_979_087_079_628,
            0.031_236_836_004_386,
            0.018_461_288_510_563,
        ],
    );
    assert!((lognormal.cdf(1) - 0.529_336_652_323_674).abs() < 2e-10);
    assert!((lognormal.mean() - 2.0).abs() < 1e-9);
}

#[test]
fn delays_can_be_cut_and_joined() {
    let table = Delay::from_weights(&[1.0, 2.0, 1.0, 0.0]).unwrap();
    assert_eq!(table.probabilities(), [0.25, 0.5, 0.25]);
    assert_eq!(
        (table.longest(), table.cdf(0), table.cdf(7), table.probability(7)),
        (2, 0.25, 1.0, 0.0)
    );
    assert_eq!(table.at_most(1).unwrap().probabilities(), [1.0 / 3.0, 2.0 / 3.0]);
    assert_eq!(table.then(&table).unwrap().probabilities(), [0.0625, 0.25, 0.375, 0.25, 0.0625]);
    let never_at_once = Delay::from_weights(&[0.0, 1.0]).unwrap();
    assert_eq!(never_at_once.at_most(0), Err(DelayError::Weights));
}

#[test]
fn delays_that_no_disease_has_are_refused() {
    let bad = [
        (f64::NAN, 1.0),
        (5.0, f64::NAN),
        (5.0, 0.0),
        (5.0, -1.0),
        (5.0, f64::INFINITY),
        (1e9, 1.0),
        (5.0, 1e-9),
        (0.0, 1.0),
        (-3.0, 1.0),
    ];
    for (mean, sd) in bad {
        for delay in
            [Delay::gamma(mean, sd), Delay::lognormal(mean, sd), Delay::serial_interval(mean, sd)]
        {
            assert!(matches!(delay, Err(DelayError::Moments { .. })), "{mean} {sd}: {delay:?}");
        }
    }
    assert!(
        Delay::serial_interval(1.0, 1.0).is_err(),
        "nobody infects before they are ill by a mean of one step"
    );
    for weights in [&[][..], &[0.0], &[1.0, -0.5], &[f64::NAN], &[f64::MAX, f64::MAX]] {
        assert_eq!(Delay::from_weights(weights), Err(DelayError::Weights));
    }
    assert_eq!(Delay::gamma(1_000.0, 1_000.0), Err(DelayError::TooLong));
    assert_eq!(Delay::from_weights(&[1.0; 3_001]), Err(DelayError::TooLong));
    let said = DelayError::Moments { mean: 0.5, sd: 1.0, above: 1.0 }.to_string();
    assert!(
        said.contains("trung bình phải lớn hơn 1") && said.contains("must be above 1"),
        "{said}"
    );
}

proptest! {
    #[test]
    fn every_delay_that_is_not_refused_is_whole(mean in 0.01..60.0_f64, ratio in 0.002..3.0_f64) {
        for delay in [Delay::gamma(mean, mean * ratio), Delay::lognormal(mean, mean * ratio)] {
            let Ok(delay) = delay else { continue };
            prop_assert!(delay.probabilities().iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((delay.mean() - mean).abs() < 1e-6 * mean, "{} {mean}", delay.mean());
        }
    }
}
