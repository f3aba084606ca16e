//! Equal outcomes: the mean of 20 runs lies within the mean ± 2 deviations of 20 runs of both versions of Covasim.
//!
//! Reference: Covasim 3.1.6 and 4.0.1 with their default parameters, 20,000 people, 180 days, seeds 1 to 20; `hybrid` has
//! its population of that name, `response` besides `test_prob(symp_prob=0.2, asymp_prob=0.001, start_day=10)`,
//! `contact_tracing` with chances 0.9, 0.5, 0.5, 0.1 after 0, 1, 1, 2 days from day 10, `vaccinate_prob("pfizer")` of 1 % a
//! day on days 30 to 129, and `clip_edges` of schools and work to 0.3 from day 40 to 70.

use crate::{built_in, moments, outcome, runs};
use taicho_forecast::simulate::Model;

const OUTCOMES: [&str; 6] =
    ["cum_infections", "peak_infectious", "peak_day", "cum_severe", "cum_critical", "cum_deaths"];

/// Mean and deviation of each outcome, for each version.
type Bands = [[(f64, f64); 6]; 2];

const PLAIN: Bands = [
    [(21385.5, 148.9), (5375.9, 126.3), (65.5, 2.9), (1046.3, 33.4), (320.8, 19.5), (120.0, 9.4)],
    [(21271.0, 198.4), (5228.2, 118.5), (66.9, 3.7), (1061.6, 29.3), (321.8, 21.2), (119.0, 10.4)],
];
const HYBRID: Bands = [
    [(21007.2, 210.9), (5237.4, 122.4), (64.7, 3.8), (977.6, 28.9), (278.9, 17.9), (100.6, 9.9)],
    [(20811.8, 193.6), (5171.9, 120.0), (63.1, 4.7), (977.2, 28.7), (274.2, 11.9), (100.7, 10.5)],
];
const RESPONSE: Bands = [
    [(1495.2, 542.5), (237.6, 101.2), (44.0, 2.0), (73.2, 26.0), (19.6, 8.6), (6.2, 3.4)],
    [(1618.2, 617.6), (285.6, 119.4), (45.6, 3.1), (83.9, 36.2), (24.2, 11.7), (7.6, 3.7)],
];

fn check(name: &str, bands: &Bands) {
    let runs = runs(&Model::of(built_in(name)), 20, 1);
    for (at, outcome_name) in OUTCOMES.iter().enumerate() {
        let (mean, sd) = moments(&outcome(&runs, outcome_name));
        for (version, band) in ["3.1.6", "4.0.1"].iter().zip(bands) {
            let (theirs, their_sd) = band[at];
            assert!(
                (mean - theirs).abs() <= 2.0 * their_sd,
                "{name}, {outcome_name}: {mean} ({sd}) against {theirs} ({their_sd}) of Covasim {version}"
            );
        }
    }
}

#[test]
fn outcomes_lie_within_both_versions_of_covasim() {
    check("plain", &PLAIN);
    check("hybrid", &HYBRID);
    check("response", &RESPONSE);
}
