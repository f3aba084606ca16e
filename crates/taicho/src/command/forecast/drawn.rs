use taicho_forecast::Counts;
use taicho_forecast::outlook::{Accuracy, Backtest, Outlook, Rival};
use taicho_forecast::picture::{
    Calibration, Coverage, ForecastFan, HorizonScore, Mended, PastAccuracy, Point, Quantiles,
};
use taicho_model::Words;

use super::{Found, Language, WRITTEN};

/// The forecast of one series, with the accuracy of its past.
pub(super) fn fan(counts: &Counts, outlook: &Outlook, lang: Language) -> ForecastFan {
    let points = outlook.ahead.iter().map(|step| {
        let [q025, q05, q25, median, q75, q95, q975] = WRITTEN.map(|at| step.quantiles[at]);
        Point { on: step.on, value: Some(Quantiles { q025, q05, q25, median, q75, q95, q975 }) }
    });
    let (accuracy, last) = (&outlook.accuracy, outlook.accuracy.horizon());
    let past =
        accuracy.coverage(last, Rival::Forecast).map(|[covered_50, covered_90, _]| PastAccuracy {
            days: accuracy.days(last) as u32,
            forecasts: accuracy.forecasts(last),
            covered_50,
            covered_90,
            wis: accuracy.wis(last, Rival::Forecast).unwrap_or_default(),
            // The best of the naive ones, so that the picture warns when the words do.
            baseline_wis: [Rival::LastCount, Rival::LastWeek, Rival::Trend]
                .into_iter()
                .filter(|rival| accuracy.relative_wis(last, *rival).is_some())
                .filter_map(|rival| accuracy.wis(last, rival))
                .reduce(f64::min)
                .unwrap_or_default(),
        });
    ForecastFan {
        history: counts.clone(),
        mended: Mended::of(counts),
        quantity: Words::new("số ca mắc mới", "new cases"),
        unit: Words::new("ca", "cases"),
        forecast: points.collect(),
        capacity: None,
        accuracy: past,
        in_vietnamese: lang == Language::Vi,
    }
}

/// How well the forecasts of all series held: coverage and places at the last day, errors by day.
pub(super) fn calibration(
    found: &Found<'_, Backtest>,
    all: &Accuracy,
    lang: Language,
) -> Calibration {
    let last = all.horizon();
    let name = match found.as_slice() {
        [(counts, _)] => counts.name.clone(),
        _ => {
            let many = found.len();
            lang.of(Words::new(format!("{many} chuỗi số liệu"), format!("{many} series")))
        }
    };
    let covered = all.coverage(last, Rival::Forecast).into_iter().flatten();
    let coverage = [0.5, 0.9, 0.95].into_iter().zip(covered);
    let horizons = (1..=last).filter_map(|ahead| {
        Some(HorizonScore {
            days: u32::try_from(all.days(ahead)).ok()?,
            wis: all.wis(ahead, Rival::Forecast)?,
            baseline_wis: all.wis(ahead, Rival::LastCount)?,
            covered_90: all.coverage(ahead, Rival::Forecast).map(|[_, ninety, _]| ninety),
        })
    });
    Calibration {
        name,
        forecasts: all.forecasts(last),
        coverage: coverage.map(|(nominal, observed)| Coverage { nominal, observed }).collect(),
        pit: all.pit(last).map(Vec::from).unwrap_or_default(),
        horizons: horizons.collect(),
        in_vietnamese: lang == Language::Vi,
    }
}
