use anyhow::bail;
use taicho_forecast::detect::{Calendar, Ears, EarsKind, Farrington, Finding, Law, Line, Scan};
use taicho_forecast::{Counts, Step};

use super::{Detect, EarsLine, Method};

impl Detect {
    /// What each line of the method says of a series.
    pub(super) fn judge(
        &self,
        counts: &Counts,
        calendar: Calendar,
        law: &Law,
    ) -> anyhow::Result<Vec<(&'static str, Vec<Finding>)>> {
        let values = &counts.values;
        let whole = 0..values.len();
        let needs_years = matches!(self.method, Method::Farrington | Method::Scan);
        if needs_years && counts.step == Step::Day {
            bail!(
                "phương pháp này so sánh tuần hoặc tháng: hãy thêm --step week · this method compares weeks or months: add --step week"
            );
        }
        let is_monthly = counts.step == Step::Month;
        Ok(match self.method {
            Method::Farrington => {
                let years = self.years.unwrap_or(4);
                let usual =
                    if is_monthly { Farrington::monthly(years) } else { Farrington::weekly(years) };
                let farrington = Farrington {
                    alpha: self.alpha.unwrap_or(usual.alpha),
                    half_window: self.half_window.unwrap_or(usual.half_window),
                    levels: self.levels.unwrap_or(usual.levels),
                    steps_left_out: self.left_out.unwrap_or(usual.steps_left_out),
                    ..usual
                };
                vec![("farrington", farrington.judge(values, calendar, whole)?)]
            }
            Method::Scan => {
                let years = self.years.unwrap_or(7);
                let usual = if is_monthly { Scan::monthly(years) } else { Scan::weekly(years) };
                let scan = Scan {
                    alpha: self.alpha.unwrap_or(usual.alpha),
                    steps_left_out: self.left_out.unwrap_or(usual.steps_left_out),
                    ..usual
                };
                vec![("scan", scan.judge(values, calendar, whole)?)]
            }
            Method::Ears => {
                let (kind, name) = match self.ears {
                    EarsLine::C1 => (EarsKind::C1, "C1"),
                    EarsLine::C2 => (EarsKind::C2, "C2"),
                    EarsLine::C3 => (EarsKind::C3, "C3"),
                };
                let usual = Ears::new(kind);
                let ears = Ears {
                    alpha: self.alpha.unwrap_or(usual.alpha),
                    baseline: self.baseline,
                    least_deviation: self.least_sd,
                    ..usual
                };
                vec![(name, ears.judge(values, whole)?)]
            }
            Method::Law => {
                let was_epidemic = |year| self.epidemic_years.contains(&year);
                let of = |line| match self.linked {
                    true => law.not_endemic(values, calendar, line),
                    false => law.endemic(values, calendar, line, was_epidemic),
                };
                [("alert", of(Line::Alert)), ("epidemic", of(Line::Epidemic))]
                    .into_iter()
                    .filter(|(_, findings)| !findings.is_empty())
                    .collect()
            }
        })
    }
}
