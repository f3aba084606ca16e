//! Forecasts of what was recorded of a need: what the cases bring, by a share that the record tells.

use std::borrow::Cow;

use super::backtest::{RECENT, Run};
use super::response::Response;
use super::{LEAST_STEPS, OutlookError, Question, enough};
use crate::Counts;
use crate::counts::Growing;

impl<'a> Run<'a> {
    /// Forecasts of a record over the last months.
    pub(super) fn of_record(
        question: &'a Question,
        cases: &'a Counts,
        record: &Counts,
        response: &Response,
    ) -> Result<Self, OutlookError> {
        let from = cases.values.len().saturating_sub(RECENT);
        Self::of_record_from(from, question, cases, record, response)
    }

    /// Forecasts of a record from a step of the cases on.
    pub(super) fn of_record_from(
        from: usize,
        question: &'a Question,
        cases: &'a Counts,
        record: &Counts,
        response: &Response,
    ) -> Result<Self, OutlookError> {
        let mut run = question.checked(cases)?;
        let record = beside(cases, record);
        enough(&record.name, &record.values)?;
        let from = from.max(LEAST_STEPS - 1);
        let mut growing = Growing::of(cases);
        let expected = (0..cases.values.len()).map(|at| {
            if at < from {
                return None;
            }
            let known = growing.known_at(at);
            run.made_after(at, &known).map(|it| response.expected(&known, it))
        });
        let expected = expected.collect();
        let truth = record.mended();
        let mut run = Run::new(question, Cow::Owned(record), truth);
        run.expect(expected);
        run.play(from);
        Ok(run)
    }
}

/// A record on the days of the cases.
fn beside(cases: &Counts, record: &Counts) -> Counts {
    let values = (0..cases.values.len()).map(|at| {
        let days = record.first_on.until(cases.step_on(at)).ok()?.get_days();
        record.values.get(usize::try_from(days).ok()?).copied().flatten()
    });
    Counts {
        name: record.name.clone(),
        first_on: cases.first_on,
        step: cases.step,
        values: values.collect(),
    }
}
