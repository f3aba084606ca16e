use jiff::civil::Date;

use crate::{AreaId, Origin, RoundId, ZoneId};

/// A containment zone (*vùng cách ly y tế, phong tỏa*).
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// The identity.
    pub id: ZoneId,
    /// The code, unique in the installation.
    pub code: String,
    /// The name.
    pub name: String,
    /// The disease it contains.
    pub disease: String,
    /// The commune in which it lies.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// First day closed.
    pub opened_on: Date,
    /// First day no longer closed.
    pub lifted_on: Option<Date>,
    /// Households inside, where counted.
    pub households: Option<i64>,
    /// People inside, where counted.
    pub residents: Option<i64>,
    /// Who says so.
    pub record_origin: Origin,
}

impl Zone {
    /// Whether the zone is closed on a day.
    pub fn is_open_on(&self, date: Date) -> bool {
        self.opened_on <= date && self.lifted_on.is_none_or(|lifted_on| date < lifted_on)
    }
}

/// One round of sampling everyone in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplingRound {
    /// The identity.
    pub id: RoundId,
    /// The zone.
    pub zone_id: ZoneId,
    /// The path of the zone's area.
    pub area_path: String,
    /// Day on which the samples were taken.
    pub taken_on: Date,
    /// People on the list.
    pub listed: i64,
    /// People sampled.
    pub sampled: i64,
    /// Positive people; none while results are awaited.
    pub positive: Option<i64>,
    /// Who says so.
    pub record_origin: Origin,
}

impl SamplingRound {
    /// Whether everyone listed was sampled and no one was positive; unknown while results are awaited.
    pub fn is_complete_and_negative(&self) -> Option<bool> {
        self.positive
            .map(|positive| self.listed > 0 && self.sampled >= self.listed && positive == 0)
    }
}
