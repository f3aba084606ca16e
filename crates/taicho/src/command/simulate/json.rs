//! What came of scenarios, as JSON.

use serde_json::{Value, json};
use taicho_forecast::simulate::{Calibration, Difference, Summary, Verdict};

use super::Simulated;

/// Everything as one value; seconds are those of reading and of running.
pub(super) fn of(
    all: &[Simulated],
    differences: &[Vec<Difference>],
    seed: u64,
    (read_s, run_s): (f64, f64),
) -> Value {
    let rounded = |seconds: f64| (seconds * 1e4).round() / 1e4;
    let agent_days: f64 = all
        .iter()
        .map(|it| {
            let days = f64::from(it.scenario.size()) * f64::from(it.scenario.days());
            days * it.runs.len() as f64
        })
        .sum();
    let scenarios = all.iter().map(|it| {
        json!({
            "scenario": it.path.display().to_string(),
            "people": it.scenario.size(),
            "days": it.scenario.days(),
            "outcomes": outcomes(&it.summary),
            "runs_out": runs_out(&it.summary),
            "fit": it.calibration.as_ref().map(fit),
        })
    });
    let verdicts = all.iter().skip(1).filter_map(|it| {
        let (first, second) = (all[0].calibration.as_ref()?, it.calibration.as_ref()?);
        Some(match first.evidence().verdict(&second.evidence()) {
            Verdict::First => "first",
            Verdict::Second => "second",
            Verdict::NotToldApart => "not told apart",
        })
    });
    json!({
        "runs": all.first().map(|it| it.runs.len()),
        "seed": seed,
        "read_s": rounded(read_s),
        "run_s": rounded(run_s),
        "agent_days_per_cpu_s": (agent_days / run_s.max(1e-9)).round(),
        "scenarios": scenarios.collect::<Vec<_>>(),
        "differences": differences.iter().map(|it| difference(it)).collect::<Vec<_>>(),
        "counts_speak_for": verdicts.collect::<Vec<_>>(),
    })
}

fn outcomes(summary: &Summary) -> Value {
    let named = summary.outcomes.iter().map(|(name, it)| {
        let quantiles = it.quantiles;
        let spread = json!({
            "mean": it.mean, "q05": quantiles.q05, "median": quantiles.median, "q95": quantiles.q95,
        });
        ((*name).to_owned(), spread)
    });
    Value::Object(named.collect())
}

fn runs_out(summary: &Summary) -> Vec<Value> {
    let each = summary.runs_out.iter().map(|it| {
        json!({
            "what": it.quantity.words().en,
            "most": it.most,
            "share": it.share,
            "day": it.day.map(|day| day.quantiles.median),
            "needed": it.needed.quantiles.median,
        })
    });
    each.collect()
}

fn difference(list: &[Difference]) -> Vec<Value> {
    let each = list.iter().map(|it| {
        json!({
            "outcome": it.name,
            "mean": it.mean,
            "from": it.interval.0,
            "to": it.interval.1,
            "second_is_lower": it.second_is_lower,
            "told_apart": it.is_told_apart(),
        })
    });
    each.collect()
}

fn fit(calibration: &Calibration) -> Value {
    let parameters = calibration.fitted().into_iter().map(|it| {
        let named = json!({
            "least": it.prior.least,
            "most": it.prior.most,
            "q05": it.quantiles.q05,
            "median": it.quantiles.median,
            "q95": it.quantiles.q95,
            "told": it.is_told,
            "bound_to": it.bound_to.map(|other| other.name()),
        });
        (it.prior.parameter.name().to_owned(), named)
    });
    let evidence = calibration.evidence();
    json!({
        "parameters": Value::Object(parameters.collect()),
        "tried": calibration.tried(),
        "runs_of_equal_weight": evidence.effective,
        "trust": calibration.trust(),
        "noise": calibration.noise(),
        "log_evidence": evidence.log.is_finite().then_some(evidence.log),
        "log_evidence_error": evidence.error.is_finite().then_some(evidence.error),
    })
}
