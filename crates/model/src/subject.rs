use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Area, AreaRef, Record, Words, Zone, ZoneRef};

/// What something is about: a rule's question, a proposal, an order, a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "OnTheWire", from = "OnTheWire")]
pub struct Subject {
    /// The kind of record that it is: `areas`, `zones`, `cases`.
    pub kind: String,
    /// The record's id; of an area or a zone its code, which names it as well.
    pub id: String,
    /// What a person calls it; of a record about a person nothing that tells who it is.
    pub label: String,
    /// The area in which it lies, or which it is.
    pub area: AreaRef,
    /// The disease that is meant of it, where one is.
    pub disease: Option<DiseaseRef>,
}

/// A disease, as what is about it carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DiseaseRef {
    /// The code.
    pub code: String,
    /// The name as it stands within a sentence, where the content knows it.
    pub name: Option<Words>,
}

impl Subject {
    /// An area as a whole.
    pub fn area(area: AreaRef) -> Self {
        let (id, label) = (area.code.clone(), area.name.clone());
        Self { kind: Area::KIND.to_owned(), id, label, area, disease: None }
    }

    /// A zone in an area.
    pub fn zone(zone: ZoneRef, area: AreaRef) -> Self {
        let ZoneRef { code: id, name: label } = zone;
        Self { kind: Zone::KIND.to_owned(), id, label, area, disease: None }
    }

    /// Any other record in an area, by its id; the label is a key or name that tells nobody who a person is.
    pub fn record(kind: &str, id: &str, label: &str, area: AreaRef) -> Self {
        let owned = |text: &str| text.to_owned();
        Self { kind: owned(kind), id: owned(id), label: owned(label), area, disease: None }
    }

    /// The same, about a disease.
    #[must_use]
    pub fn of_disease(self, code: &str, name: Option<Words>) -> Self {
        Self { disease: Some(DiseaseRef { code: code.to_owned(), name }), ..self }
    }

    /// Whether it is an area as a whole.
    pub fn is_area(&self) -> bool {
        self.kind == Area::KIND
    }

    /// The code of the zone, where it is one.
    pub fn zone_code(&self) -> Option<&str> {
        (self.kind == Zone::KIND).then_some(self.id.as_str())
    }

    /// The zone, where it is one.
    pub fn as_zone(&self) -> Option<ZoneRef> {
        let code = self.zone_code()?.to_owned();
        Some(ZoneRef { code, name: self.label.clone() })
    }

    /// The id of the record, where it is neither an area nor a zone.
    pub fn record_id(&self) -> Option<&str> {
        (!self.is_area() && self.zone_code().is_none()).then_some(self.id.as_str())
    }

    /// The disease's code.
    pub fn disease_code(&self) -> Option<&str> {
        self.disease.as_ref().map(|disease| disease.code.as_str())
    }

    /// The disease's name within a sentence, where it is known.
    pub fn disease_name(&self) -> Option<&Words> {
        self.disease.as_ref()?.name.as_ref()
    }

    /// Where it is, for a line of text: the zone's name, or the area's.
    pub fn place(&self) -> &str {
        if self.zone_code().is_some() { &self.label } else { &self.area.name }
    }
}

/// A subject as clients and scripts have it: with the place and the disease beside it, each under a name of its own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct OnTheWire {
    subject: Which,
    area: AreaRef,
    zone: Option<ZoneRef>,
    disease: Option<String>,
    #[serde(default)]
    disease_name: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Which {
    /// The kind of record.
    kind: String,
    /// The record's id.
    id: String,
    /// What a person calls it.
    label: String,
}

impl From<Subject> for OnTheWire {
    fn from(subject: Subject) -> Self {
        let (zone, case) = (subject.as_zone(), subject.record_id().map(str::to_owned));
        let Subject { kind, id, label, area, disease } = subject;
        let (disease, disease_name) = disease.map_or((None, None), |it| (Some(it.code), it.name));
        Self { subject: Which { kind, id, label }, area, zone, disease, disease_name, case }
    }
}

impl From<OnTheWire> for Subject {
    fn from(wire: OnTheWire) -> Self {
        let OnTheWire { subject: Which { kind, id, label }, area, disease, disease_name, .. } =
            wire;
        let disease = disease.map(|code| DiseaseRef { code, name: disease_name });
        Self { kind, id, label, area, disease }
    }
}

impl utoipa::PartialSchema for Subject {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        OnTheWire::schema()
    }
}

impl ToSchema for Subject {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        OnTheWire::schemas(schemas);
    }
}
