//! Areas as the law draws them on a day: by code, with their outlines, before and after a merger.

mod outlines;
mod surroundings;
pub(crate) mod units;

use jiff::civil::Date;
use taicho_model::{Area, Field, TextLimits};
use taicho_store::{Filter, Read};

use crate::OpsError;
pub use outlines::outlines;
pub use surroundings::{Surroundings, surroundings};
pub use units::units;

/// The area that has a code on a day; codes are used again, so the day belongs to the question.
pub fn area_with_code(read: &mut Read<'_>, code: &str, day: Date) -> Result<Area, OpsError> {
    let code = Field::new("area", "Mã đơn vị").text(code, TextLimits::KEY)?;
    let found = read.list::<Area>(&Filter::now().is("code", code.as_str()))?;
    let known = !found.is_empty();
    found.into_iter().find(|area| area.is_valid_on(day)).ok_or_else(|| {
        if known { OpsError::AreaNotOnDay { code, day } } else { OpsError::UnknownArea(code) }
    })
}

/// Whether a jurisdiction takes in an area: `VN`, or the code of a place, perhaps with the codes of those it lies in
/// before it.
pub(crate) fn takes_in(jurisdiction: &str, area: &Area) -> bool {
    if jurisdiction == "VN" {
        return true;
    }
    /// What tells units of one code and other times apart is no part of the code.
    fn codes(path: &str) -> Vec<&str> {
        let steps = path.split('/').filter(|step| !step.is_empty());
        steps.map(|step| step.split_once('.').map_or(step, |(code, _)| code)).collect()
    }
    let (wanted, path) = (codes(jurisdiction), codes(&area.path));
    path.windows(wanted.len().max(1)).any(|steps| steps == wanted)
}
