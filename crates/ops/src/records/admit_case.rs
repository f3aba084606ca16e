use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{
    Case, CaseId, CaseOrigin, CaseSetting, CaseStatus, Field, Origin, PersonId, TextLimits, Zone,
    vietnam_date,
};
use taicho_store::{Actor, Filter, Store};

use crate::OpsError;
use crate::areas::area_with_code;
use crate::asked::{Asked, once};

/// A case as the health station reports it.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// The station's own number of the case; one that is known already is refused.
    pub source_key: Option<String>,
    /// The person on the register, where known.
    pub person_id: Option<String>,
    /// The disease code.
    pub disease: String,
    /// The commune in which it counts, by its code on the day found.
    pub area_code: String,
    /// The containment zone in which the person was found.
    pub zone_code: Option<String>,
    /// Suspected or confirmed.
    pub status: CaseStatus,
    /// Community, contained or imported.
    pub origin: CaseOrigin,
    /// Where the person was.
    pub setting: CaseSetting,
    /// First day of symptoms.
    pub onset_on: Option<Date>,
    /// Day found.
    pub found_on: Date,
    /// When the station learned of it; now where left out: the reporting clock starts here.
    pub detected_at: Option<Timestamp>,
    /// Whether the source of infection is known.
    pub source_known: Option<bool>,
    /// The outbreak that links it.
    pub cluster: Option<String>,
}

impl NewCase {
    /// The case as it is kept, or what of it cannot be taken.
    fn checked(self, now: Timestamp) -> Result<Self, OpsError> {
        let key = TextLimits::KEY;
        let new = Self {
            source_key: Field::new("source_key", "Mã ca bệnh").optional(self.source_key, key)?,
            person_id: Field::new("person_id", "Người bệnh").optional(self.person_id, key)?,
            disease: Field::new("disease", "Mã bệnh").text(&self.disease, key)?,
            area_code: Field::new("area_code", "Mã xã, phường").text(&self.area_code, key)?,
            zone_code: Field::new("zone_code", "Mã vùng").optional(self.zone_code, key)?,
            cluster: Field::new("cluster", "Ổ dịch").optional(self.cluster, key)?,
            ..self
        };
        Field::new("found_on", "Ngày phát hiện").day(new.found_on)?;
        if let Some(onset) = new.onset_on {
            Field::new("onset_on", "Ngày khởi phát").day(onset)?;
        }
        if let Some(at) = new.detected_at {
            Field::new("detected_at", "Lúc phát hiện").day(vietnam_date(at))?;
        }
        // A station learns of a case when it is found, or while it is still suspected.
        let too_early = new.found_on.saturating_sub(1.year());
        let impossible = new.found_on > vietnam_date(now)
            || new.onset_on.is_some_and(|onset| onset > new.found_on)
            || new.detected_at.is_some_and(|at| at > now || vietnam_date(at) < too_early);
        if impossible { Err(OpsError::ImpossibleDates) } else { Ok(new) }
    }
}

/// Admits one case and gives it back with the change that holds it.
pub fn admit_case(
    store: &Store,
    actor: &Actor,
    new: NewCase,
    asked: impl Into<Asked>,
) -> Result<(Case, String), OpsError> {
    let asked = asked.into();
    let now = asked.at;
    let new = new.checked(now)?;
    // That a key is new is guarded by its index; nothing else here must not be twice.
    let intent = asked.intent("admit_case").guarded();
    once(store, actor, intent, move |write| {
        let new = new.clone();
        let area = area_with_code(write, &new.area_code, new.found_on)?;
        if let Some(key) = &new.source_key
            && let Some(known) =
                write.list::<Case>(&Filter::now().is("source_key", key.as_str()))?.pop()
        {
            return Err(OpsError::KnownKey { key: key.clone(), id: known.id.0 });
        }
        let zone_id = match &new.zone_code {
            None => None,
            Some(code) => {
                let zones = write.list::<Zone>(&Filter::now().is("code", code.as_str()))?;
                let zone = zones.into_iter().next();
                Some(zone.ok_or_else(|| OpsError::UnknownZone(code.clone()))?.id)
            }
        };
        let case = Case {
            id: CaseId(write.new_id()),
            source_key: new.source_key,
            person_id: new.person_id.map(PersonId),
            disease: new.disease,
            area_id: area.id,
            area_path: area.path,
            zone_id,
            status: new.status,
            origin: new.origin,
            setting: new.setting,
            onset_on: new.onset_on,
            found_on: new.found_on,
            detected_at: Some(new.detected_at.unwrap_or(now)),
            reported_at: None,
            seen_at: None,
            died_on: None,
            death_known_at: None,
            death_reported_at: None,
            source_known: new.source_known,
            source_case_key: None,
            cluster: new.cluster,
            record_origin: Origin::Record,
        };
        write.put(&case)?;
        Ok((case, write.change_id().to_owned()))
    })
}
