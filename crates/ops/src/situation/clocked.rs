//! Cases of late with the moments of their reporting clock.

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use taicho_model::{Area, AreaId, vietnam_midnight};

/// Confirmed cases of which it is known when the station learned of them.
#[derive(Debug, Default)]
pub(crate) struct ClockedCases {
    /// Oldest first.
    cases: Vec<ClockedCase>,
    communes: Vec<AreaId>,
}

/// One of them; moments are microseconds, for there are many.
#[derive(Debug)]
pub(super) struct ClockedCase {
    detected_at: i64,
    /// Never, where it was not reported.
    reported_at: i64,
    /// The commune by its number, or none.
    commune: u32,
    found_on: Date,
    /// The disease by its number.
    disease: u16,
}

/// The number of no commune, and a moment that never comes.
const NO_COMMUNE: u32 = u32::MAX;
const NEVER: i64 = i64::MAX;

const HOUR_MICROS: i64 = 3_600_000_000;

impl ClockedCase {
    /// A case of a commune and a disease by their numbers, with the day on which it was found.
    pub(super) fn new(
        (commune, disease, found_on): (Option<u32>, u16, Date),
        detected_at: Timestamp,
        reported_at: Option<Timestamp>,
    ) -> Self {
        Self {
            detected_at: detected_at.as_microsecond(),
            reported_at: reported_at.map_or(NEVER, Timestamp::as_microsecond),
            commune: commune.unwrap_or(NO_COMMUNE),
            found_on,
            disease,
        }
    }
}

impl ClockedCases {
    /// Puts cases in order.
    pub(super) fn of(communes: &[Area], mut cases: Vec<ClockedCase>) -> Self {
        cases.sort_unstable_by_key(|case| case.found_on);
        Self { cases, communes: communes.iter().map(|area| area.id.clone()).collect() }
    }

    /// Of those found in a span of days in the communes wanted, how many were reported within the hours of their disease,
    /// and how many were or should have been by `now`.
    pub(super) fn reported_in_time(
        &self,
        hours_of: &[Option<i64>],
        is_wanted: impl Fn(Option<&AreaId>) -> bool,
        (first, last): (Date, Date),
        now: Timestamp,
    ) -> (i64, i64) {
        let now = now.min(vietnam_midnight(last.saturating_add(1.day()))).as_microsecond();
        let from = self.cases.partition_point(|case| case.found_on < first);
        let wanted: Vec<bool> = self.communes.iter().map(|id| is_wanted(Some(id))).collect();
        let elsewhere = is_wanted(None);
        let (mut in_time, mut due) = (0, 0);
        for case in self.cases[from..].iter().take_while(|case| case.found_on <= last) {
            let is_wanted = match case.commune {
                NO_COMMUNE => elsewhere,
                number => wanted[number as usize],
            };
            let hours = hours_of[usize::from(case.disease)];
            let (true, Some(hours)) = (is_wanted, hours) else { continue };
            let due_at = case.detected_at.saturating_add(hours.saturating_mul(HOUR_MICROS));
            let reported = case.reported_at <= due_at;
            if reported || due_at <= now {
                due += 1;
                in_time += i64::from(reported);
            }
        }
        (in_time, due)
    }
}
