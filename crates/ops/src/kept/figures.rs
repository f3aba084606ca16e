use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{AreaRef, DecidedProposal, DecisionOutcome, Proposal, Words, ZoneRef};

use super::{Unreadable, form_of, proposal};
use crate::board::{self, Board};
use crate::decide::Unanswered;

const FORM: u64 = 1;

/// The figures of a moment: all of a board that its report needs, and what a freeze keeps.
///
/// Form 0 is a whole board, in which these stand under the same names.
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
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DayBook {
    pub(crate) sampling: Sampling,
    pub(crate) zones: Vec<Zone>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) learned_of_earlier_days: i64,
    pub(crate) wave_began_on: Option<Date>,
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

impl From<Board> for Figures {
    fn from(board: Board) -> Self {
        Self {
            as_of: board.as_of,
            day: board.day,
            records_not_yet_known: board.records_not_yet_known,
            wards: all(board.wards),
            indicators: all(board.indicators),
            proposals: all(board.proposals),
            undecided: all(board.undecided),
            day_book: board.day_book.into(),
        }
    }
}

fn all<Of, To: From<Of>>(list: Vec<Of>) -> Vec<To> {
    list.into_iter().map(To::from).collect()
}

impl From<board::Ward> for Ward {
    fn from(ward: board::Ward) -> Self {
        Self {
            area: ward.area,
            level: ward.level.map(|level| Level { value: level.value, decides: level.decides }),
            tier: ward.tier.map(Tier::from),
            planned_tier: ward.planned_tier.map(Tier::from),
            open_zones: ward.open_zones as u64,
            cases: ward.cases.into(),
            new_cases: ward.new_cases.into(),
            days_since_last_community: ward.days_since_last_community,
            population: ward.population.map(|population| Stated { value: population.value }),
        }
    }
}

impl From<board::Tier> for Tier {
    fn from(tier: board::Tier) -> Self {
        Self { value: tier.value, from: tier.from }
    }
}

impl From<board::CaseCounts> for Cases {
    fn from(counts: board::CaseCounts) -> Self {
        let board::CaseCounts { community, contained, imported } = counts;
        Self { community, contained, imported }
    }
}

impl From<board::Shown> for Indicator {
    fn from(shown: board::Shown) -> Self {
        Self {
            id: shown.id,
            label: shown.label,
            unit: shown.unit,
            value: shown.value,
            numerator: shown.numerator,
            denominator: shown.denominator.map(|whole| Stated { value: whole.value }),
        }
    }
}

impl From<board::Proposed> for Proposed {
    fn from(proposed: board::Proposed) -> Self {
        let decision = proposed.decision.map(|made| Decided { outcome: made.outcome });
        Self { proposal: proposed.proposal, decision }
    }
}

impl From<Unanswered> for Open {
    fn from(open: Unanswered) -> Self {
        Self {
            area: open.area,
            zone: open.zone,
            disease_name: open.disease_name,
            kind: open.kind,
            missing: open.missing,
        }
    }
}

impl From<board::DayBook> for DayBook {
    fn from(book: board::DayBook) -> Self {
        let board::SampledOfDay { rounds, listed, sampled, positive, awaited } = book.sampling;
        Self {
            sampling: Sampling { rounds, listed, sampled, positive, awaited },
            zones: all(book.zones),
            decisions: all(book.decisions),
            learned_of_earlier_days: book.learned_of_earlier_days,
            wave_began_on: book.wave_began_on,
        }
    }
}

impl From<board::ZoneOfDay> for Zone {
    fn from(zone: board::ZoneOfDay) -> Self {
        let board::ZoneOfDay { area, zone, residents, opened_on, last_case_on } = zone;
        Self { area, zone, residents, opened_on, last_case_on }
    }
}

impl From<board::DecisionOfDay> for Decision {
    fn from(made: board::DecisionOfDay) -> Self {
        Self {
            proposal: made.proposal,
            outcome: made.outcome,
            value: made.value,
            reason: made.reason,
            decided_by: made.decided_by,
            decided_at: made.decided_at,
        }
    }
}
