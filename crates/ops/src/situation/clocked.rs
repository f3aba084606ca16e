//! Cases of late with the moments of their reporting clock.

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use taicho_model::{Area, AreaId, vietnam_midnight};

use crate::situation::numbered::Names;

/// Confirmed cases of which it is known when the station learned of them.
#[derive(Debug, Default)]
pub(crate) struct ClockedCases {
    /// Oldest first.
    cases: Vec<ClockedCase>,
    communes: Vec<AreaId>,
    diseases: Names,
}

#[derive(Debug)]
pub(super) struct ClockedCase {
    /// The commune by its number; none where that is not known.
    pub(super) commune: Option<u32>,
    /// The disease by its number.
    pub(super) disease: u16,
    pub(super) found_on: Date,
    pub(super) detected_at: Timestamp,
    pub(super) reported_at: Option<Timestamp>,
}

impl ClockedCases {
    /// Puts cases in order.
    pub(super) fn of(communes: &[Area], mut cases: Vec<ClockedCase>, diseases: Names) -> Self {
        cases.sort_by_key(|case| case.found_on);
        Self { cases, communes: communes.iter().map(|area| area.id.clone()).collect(), diseases }
    }

    /// Of those found in a span of days in the communes wanted, how many were reported within the hours of their disease,
    /// and how many were or should have been by `now`.
    pub(super) fn reported_in_time(
        &self,
        report_within_hours: impl Fn(&str) -> Option<i64>,
        is_wanted: impl Fn(Option<&AreaId>) -> bool,
        (first, last): (Date, Date),
        now: Timestamp,
    ) -> (i64, i64) {
        let now = now.min(vietnam_midnight(last.saturating_add(1.day())));
        let from = self.cases.partition_point(|case| case.found_on < first);
        let hours_of: Vec<Option<i64>> = self.diseases.iter().map(report_within_hours).collect();
        let wanted: Vec<bool> = self.communes.iter().map(|id| is_wanted(Some(id))).collect();
        let elsewhere = is_wanted(None);
        let (mut in_time, mut due) = (0, 0);
        for case in self.cases[from..].iter().take_while(|case| case.found_on <= last) {
            let is_wanted = case.commune.map_or(elsewhere, |number| wanted[number as usize]);
            let hours = hours_of[usize::from(case.disease)];
            let (true, Some(hours)) = (is_wanted, hours) else { continue };
            let due_at = case.detected_at.saturating_add(hours.hours()).unwrap_or(case.detected_at);
            let reported = case.reported_at.is_some_and(|reported_at| reported_at <= due_at);
            if reported || due_at <= now {
                due += 1;
                in_time += i64::from(reported);
            }
        }
        (in_time, due)
    }
}
