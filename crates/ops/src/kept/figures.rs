use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{AreaRef, DecidedProposal, DecisionOutcome, Proposal, Words, ZoneRef};

use super::{Unreadable, form_of, proposal};

const FORM: u64 = 2;

/// The figures of a moment: all of a board that its report needs, and what a freeze keeps.
///
/// Form 0 is a whole board, in which these stand under the same names; before form 2 no diseases were kept, and proposals
/// did not name their subject.
#[derive(Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) as_of: Timestamp,
    pub(crate) day: Date,
    pub(crate) records_not_yet_known: i64,
    pub(crate) wards: Vec<Ward>,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) proposals: Vec<Proposed>,
    pub(crate) undecided: Vec<Open>,
    pub(crate) day_book: DayBook,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Ward {
    pub(crate) area: AreaRef,
    pub(crate) level: Option<Level>,
    pub(crate) tier: Option<Tier>,
    pub(crate) planned_tier: Option<Tier>,
    pub(crate) open_zones: u64,
    pub(crate) cases: Cases,
    pub(crate) new_cases: Cases,
    pub(crate) days_since_last_community: Option<i32>,
    pub(crate) population: Option<Stated>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Level {
    pub(crate) value: String,
    pub(crate) decides: bool,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Tier {
    pub(crate) value: String,
    pub(crate) from: Date,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cases {
    pub(crate) community: i64,
    pub(crate) contained: i64,
    pub(crate) imported: i64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Stated {
    pub(crate) value: f64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Indicator {
    pub(crate) id: String,
    pub(crate) label: Words,
    pub(crate) unit: Words,
    pub(crate) value: Option<f64>,
    pub(crate) numerator: f64,
    pub(crate) denominator: Option<Stated>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Proposed {
    #[serde(flatten, with = "proposal::Form")]
    pub(crate) proposal: Proposal,
    pub(crate) decision: Option<Decided>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Decided {
    pub(crate) outcome: DecisionOutcome,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Open {
    pub(crate) area: AreaRef,
    pub(crate) zone: Option<ZoneRef>,
    #[serde(default)]
    pub(crate) disease_name: Option<Words>,
    pub(crate) kind: String,
    pub(crate) missing: BTreeMap<String, Words>,
    /// Of how many cases or people, where it is of several.
    #[serde(default, skip_serializing_if = "is_one")]
    pub(crate) cases: u64,
}

fn is_one(cases: &u64) -> bool {
    *cases <= 1
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DayBook {
    pub(crate) sampling: Sampling,
    pub(crate) zones: Vec<Zone>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) learned_of_earlier_days: i64,
    pub(crate) wave_began_on: Option<Date>,
    /// None under rules that do not ask about diseases in communes.
    #[serde(default)]
    pub(crate) diseases: Option<Vec<Disease>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Disease {
    pub(crate) area: AreaRef,
    pub(crate) name: Words,
    pub(crate) new_cases: i64,
    pub(crate) cases: i64,
    pub(crate) suspected: i64,
    pub(crate) deaths: i64,
    pub(crate) outbreaks: i64,
    pub(crate) state: Words,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Sampling {
    pub(crate) rounds: i64,
    pub(crate) listed: i64,
    pub(crate) sampled: i64,
    pub(crate) positive: i64,
    pub(crate) awaited: i64,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Zone {
    pub(crate) area: AreaRef,
    pub(crate) zone: ZoneRef,
    pub(crate) residents: Option<i64>,
    pub(crate) opened_on: Date,
    pub(crate) last_case_on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Decision {
    #[serde(with = "OnProposal")]
    pub(crate) proposal: DecidedProposal,
    pub(crate) outcome: DecisionOutcome,
    pub(crate) value: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "DecidedProposal", untagged)]
#[expect(clippy::large_enum_variant, reason = "so is what it writes and reads")]
enum OnProposal {
    Kept(#[serde(with = "proposal::Form")] Proposal),
    Unreadable { area: AreaRef, unreadable: Words },
}

impl Figures {
    /// The text that a freeze keeps.
    pub(crate) fn text(&self) -> String {
        #[derive(Serialize)]
        struct Versioned<'a> {
            v: u64,
            #[serde(flatten)]
            figures: &'a Figures,
        }
        serde_json::to_string(&Versioned { v: FORM, figures: self }).expect("figures have a text")
    }

    /// The figures that a text keeps.
    pub(crate) fn read(text: &str) -> Result<Self, Unreadable> {
        form_of(text, FORM)?;
        Ok(serde_json::from_str(text)?)
    }
}
