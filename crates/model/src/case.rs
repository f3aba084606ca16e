use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words::words;
use crate::{AreaId, CaseId, Origin, PersonId, ZoneId};

words! {
    /// How sure the diagnosis is.
    CaseStatus {
        /// *nghi ngờ*
        Suspected = "suspected",
        /// *xác định*: F0 for COVID-19.
        Confirmed = "confirmed",
        /// *loại trừ*
        RuledOut = "ruled_out",
    }
}

words! {
    /// Where an infection comes from, as it counts for an area's level.
    CaseOrigin {
        /// Found in the community.
        Community = "community",
        /// Already inside a quarantine site or a closed zone when found.
        Contained = "contained",
        /// Came from abroad.
        Imported = "imported",
    }
}

words! {
    /// Where the person was when found.
    CaseSetting {
        /// At home or about in a quarter (*khu phố*).
        Quarter = "quarter",
        /// Inside a closed zone.
        Zone = "zone",
        /// In a concentrated quarantine site.
        QuarantineSite = "quarantine_site",
        /// In a hospital.
        Hospital = "hospital",
        /// At a border gate.
        Border = "border",
    }
}

/// A case of a disease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The identity.
    pub id: CaseId,
    /// The number or code that the source gives the case.
    pub source_key: Option<String>,
    /// The person, where known.
    pub person_id: Option<PersonId>,
    /// The disease code, a file in `content/diseases/`.
    pub disease: String,
    /// The area in which the case counts.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// The closed zone in which the person was found.
    pub zone_id: Option<ZoneId>,
    /// Suspected, confirmed or ruled out.
    pub status: CaseStatus,
    /// Community, contained or imported.
    pub origin: CaseOrigin,
    /// Where the person was when found.
    pub setting: CaseSetting,
    /// First day of symptoms.
    pub onset_on: Option<Date>,
    /// Day on which the case was confirmed or, for a suspected case, seen.
    pub found_on: Date,
    /// When the health station learned of it: the reporting clock starts here.
    pub detected_at: Option<Timestamp>,
    /// When the case was reported to the national system.
    pub reported_at: Option<Timestamp>,
    /// Whether the source of infection is known.
    pub source_known: Option<bool>,
    /// The case that infected this one.
    pub source_case_key: Option<String>,
    /// The outbreak or cluster that links cases.
    pub cluster: Option<String>,
    /// Who says so.
    pub record_origin: Origin,
}

words! {
    /// The length of a counting period.
    PeriodKind {
        /// Monday 00:00 to Sunday 24:00.
        Week = "week",
        /// A calendar month.
        Month = "month",
    }
}

/// How many cases an area had in a past period: the history that the alert and epidemic lines need.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodCount {
    /// The identity: area, disease, period and first day joined.
    pub id: String,
    /// The area, in the borders of its time.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
    /// The disease code.
    pub disease: String,
    /// Week or month.
    pub period: PeriodKind,
    /// The first day of the period.
    pub starts_on: Date,
    /// Cases in the period.
    pub cases: i64,
    /// Whether the period was an epidemic one, which the law leaves out of the mean.
    pub was_epidemic: bool,
    /// Who says so.
    pub record_origin: Origin,
}
