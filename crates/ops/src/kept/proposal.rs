use jiff::Timestamp;
use jiff::civil::Date;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use taicho_model::{
    AreaRef, Confidence, FactValue, Origin, Proposal, UsedFact, Words, WouldChange, ZoneRef,
};

use super::{Unreadable, form_of};

const FORM: u64 = 1;

/// A proposal as forms 0 and 1 hold it; 0 differs by the missing `v` alone.
///
/// A field that the model gains is missing here and does not compile: it goes into a form of its own.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Proposal")]
pub(super) struct Form {
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
    /// What would have given another answer is of the moment at which it was asked, and can be asked again.
    #[serde(skip)]
    would_change: Vec<WouldChange>,
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
    Ok(Form::deserialize(&mut serde_json::Deserializer::from_str(text))?)
}
