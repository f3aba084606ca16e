use jiff::Timestamp;
use jiff::civil::Date;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use taicho_model::{
    AreaRef, Case, Confidence, DiseaseRef, FactValue, Isolation, Origin, Proposal, Record, Subject,
    UsedFact, Words, WouldChange, Zone, ZoneRef,
};

use super::{Unreadable, form_of};

const FORM: u64 = 2;

/// A proposal as form 2 holds it; 0 and 1 have no `subject`, and 0 no `v`.
///
/// A field that the model gains is missing where the two are taken apart and does not compile: it goes into a form of
/// its own.
#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    #[serde(default)]
    subject: Option<About>,
    area: AreaRef,
    zone: Option<ZoneRef>,
    disease: Option<String>,
    #[serde(default)]
    disease_name: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    kind: String,
    value: FactValue,
    from: Option<Date>,
    until: Option<Date>,
    due_at: Option<Timestamp>,
    changes: bool,
    rule: String,
    document: String,
    confidence: Confidence,
    decides: bool,
    #[serde(serialize_with = "write_facts", deserialize_with = "read_facts")]
    facts: Vec<UsedFact>,
    why: Words,
    notes: Vec<Words>,
}

/// Which record a proposal is about.
#[derive(Serialize, Deserialize)]
struct About {
    kind: String,
    id: String,
    label: String,
}

impl From<Proposal> for Form {
    fn from(proposal: Proposal) -> Self {
        // What would have given another answer is of the moment at which it was asked, and can be asked again.
        let Proposal {
            subject,
            kind,
            value,
            from,
            until,
            due_at,
            changes,
            rule,
            document,
            confidence,
            decides,
            facts,
            why,
            notes,
            would_change: _,
        } = proposal;
        let (zone, case) = (subject.as_zone(), subject.record_id().map(str::to_owned));
        let Subject { kind: of, id, label, area, disease } = subject;
        let (disease, disease_name) = disease.map_or((None, None), |it| (Some(it.code), it.name));
        Self {
            subject: Some(About { kind: of, id, label }),
            area,
            zone,
            disease,
            disease_name,
            case,
            kind,
            value,
            from,
            until,
            due_at,
            changes,
            rule,
            document,
            confidence,
            decides,
            facts,
            why,
            notes,
        }
    }
}

impl From<Form> for Proposal {
    fn from(form: Form) -> Self {
        let about = match (form.subject, form.zone, form.case) {
            (Some(about), ..) => about,
            (None, Some(zone), _) => {
                About { kind: Zone::KIND.to_owned(), id: zone.code, label: zone.name }
            }
            (None, None, Some(id)) => {
                let is_case = form.kind != "isolation_step";
                let of = if is_case { Case::KIND } else { Isolation::KIND };
                About { kind: of.to_owned(), id, label: String::new() }
            }
            (None, None, None) => {
                let Subject { kind, id, label, .. } = Subject::area(form.area.clone());
                About { kind, id, label }
            }
        };
        let disease_name = form.disease_name;
        Self {
            subject: Subject {
                kind: about.kind,
                id: about.id,
                label: about.label,
                area: form.area,
                disease: form.disease.map(|code| DiseaseRef { code, name: disease_name }),
            },
            kind: form.kind,
            value: form.value,
            from: form.from,
            until: form.until,
            due_at: form.due_at,
            changes: form.changes,
            rule: form.rule,
            document: form.document,
            confidence: form.confidence,
            decides: form.decides,
            facts: form.facts,
            why: form.why,
            notes: form.notes,
            would_change: Vec::<WouldChange>::new(),
        }
    }
}

impl Form {
    pub(super) fn serialize<S: Serializer>(proposal: &Proposal, out: S) -> Result<S::Ok, S::Error> {
        Serialize::serialize(&Self::from(proposal.clone()), out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(text: D) -> Result<Proposal, D::Error> {
        <Self as Deserialize>::deserialize(text).map(Proposal::from)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "UsedFact")]
struct FactForm {
    name: String,
    label: Words,
    value: Option<FactValue>,
    threshold: Option<String>,
    holds: Option<bool>,
    origin: Option<Origin>,
    confidence: Confidence,
}

fn write_facts<S: Serializer>(facts: &[UsedFact], out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Fact<'a>(#[serde(with = "FactForm")] &'a UsedFact);
    let mut list = out.serialize_seq(Some(facts.len()))?;
    facts.iter().try_for_each(|fact| list.serialize_element(&Fact(fact)))?;
    list.end()
}

fn read_facts<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<UsedFact>, D::Error> {
    #[derive(Deserialize)]
    struct Fact(#[serde(with = "FactForm")] UsedFact);
    Ok(Vec::<Fact>::deserialize(text)?.into_iter().map(|Fact(fact)| fact).collect())
}

/// The text that a decision keeps of its proposal.
pub(crate) fn text_of(proposal: Proposal) -> String {
    #[derive(Serialize)]
    struct Versioned {
        v: u64,
        #[serde(flatten, with = "Form")]
        proposal: Proposal,
    }
    serde_json::to_string(&Versioned { v: FORM, proposal }).expect("a proposal has a text")
}

/// The proposal that a text keeps.
pub(crate) fn read(text: &str) -> Result<Proposal, Unreadable> {
    form_of(text, FORM)?;
    Ok(serde_json::from_str::<Form>(text)?.into())
}
