use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AreaRef, Confidence, FactValue, Origin, Subject, Words};

/// The kinds of proposals that something is done about besides deciding; all are in `content/proposals.toml`.
pub mod kind {
    use utoipa::openapi::Schema;
    use utoipa::openapi::schema::{ObjectBuilder, Type};

    /// Risk level of an area: `very_high`, `high`, `at_risk`, `new_normal`.
    pub const RISK_LEVEL: &str = "risk_level";
    /// Epidemic level of an area under 128/NQ-CP: `4`, `3`, `2`, `1`.
    pub const EPIDEMIC_LEVEL: &str = "epidemic_level";
    /// Distancing tier of an area: `16`, `15`, `19`.
    pub const DISTANCING_TIER: &str = "distancing_tier";
    /// A zone may be lifted.
    pub const ZONE_LIFT: &str = "zone_lift";
    /// A zone stays frozen for a number of days.
    pub const ZONE_FREEZE: &str = "zone_freeze";
    /// A sampling round of a zone: 1 … n.
    pub const SAMPLING_ROUND: &str = "sampling_round";
    /// An alert of a disease in an area.
    pub const ALERT: &str = "alert";
    /// An epidemic of a disease in an area.
    pub const EPIDEMIC: &str = "epidemic";
    /// The end of an epidemic of a disease in an area.
    pub const EPIDEMIC_END: &str = "epidemic_end";
    /// A case must be reported by an instant.
    pub const CASE_REPORT: &str = "case_report";
    /// A suspected person must be made known to the station by an instant.
    pub const SUSPECT_REPORT: &str = "suspect_report";
    /// A death must be reported by an instant.
    pub const DEATH_REPORT: &str = "death_report";

    /// Before the rule set and the parameter in the kind of an order that fixes one of the readings of a doubtful text
    /// for its area: `reading/15-2026-tt-byt/sd_convention`. Its value is the reading.
    pub const READING: &str = "reading/";

    /// The kinds that are about one disease, whose code is their value.
    pub const OF_DISEASES: &[&str] = &[ALERT, EPIDEMIC, EPIDEMIC_END];

    /// The words of [`RISK_LEVEL`], the worst first.
    pub const RISK_LEVELS: &[&str] = &["very_high", "high", "at_risk", "new_normal"];

    /// The words of [`EPIDEMIC_LEVEL`], the worst first.
    pub const EPIDEMIC_LEVELS: &[&str] = &["4", "3", "2", "1"];

    /// The kinds that say how bad things are in an area; one of them serves at a time.
    pub const OF_LEVELS: &[&str] = &[RISK_LEVEL, EPIDEMIC_LEVEL];

    /// The words of every kind of level as they are described to clients.
    pub fn level_schema() -> Schema {
        closed_list(&[RISK_LEVELS, EPIDEMIC_LEVELS].concat())
    }

    /// The kinds of levels as they are described to clients.
    pub fn level_kind_schema() -> Schema {
        closed_list(OF_LEVELS)
    }

    fn closed_list(words: &[&'static str]) -> Schema {
        let list = ObjectBuilder::new().schema_type(Type::String);
        list.enum_values(Some(words.iter().copied())).into()
    }
}

/// The family of rule sets that replays a period or serves today: `vn-covid-2021`, `vn-2026`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleFamily(pub String);

/// A fact on which a proposal rests, with the line it was held against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UsedFact {
    /// The name of the fact.
    pub name: String,
    /// The fact's name as a person reads it.
    pub label: Words,
    /// The value; none where it is not known.
    pub value: Option<FactValue>,
    /// The condition in words and figures, for instance `> 20`.
    pub threshold: Option<String>,
    /// Whether the condition holds; none where it cannot be told.
    pub holds: Option<bool>,
    /// Who stands behind the value.
    pub origin: Option<Origin>,
    /// How sure the value and the threshold are, the weaker of the two.
    pub confidence: Confidence,
}

/// What the rules propose; nothing happens until a person approves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The kind, one of `content/proposals.toml`.
    pub kind: String,
    /// The value, in the vocabulary of the kind.
    pub value: FactValue,
    /// First day on which it holds.
    pub from: Option<Date>,
    /// Last day on which it holds.
    pub until: Option<Date>,
    /// The instant by which something must be done.
    pub due_at: Option<Timestamp>,
    /// Whether it differs from what is in force.
    pub changes: bool,
    /// Rule set, rule and version: `vn-covid-2021/23-kh-bcd/step-down.no-community-case@1`.
    pub rule: String,
    /// The legal document and article, as cited.
    pub document: String,
    /// The weakest tag among the parameters and facts on which the outcome depends.
    pub confidence: Confidence,
    /// Whether it may decide once approved, or only advises.
    pub decides: bool,
    /// What it rests on.
    pub facts: Vec<UsedFact>,
    /// The reason in words.
    pub why: Words,
    /// What the reader must know besides: missing facts, alternatives, catch-up rounds.
    pub notes: Vec<Words>,
    /// What would give another answer, the nearest first.
    #[serde(default)]
    pub would_change: Vec<WouldChange>,
}

/// One thing that, by itself, would give another answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WouldChange {
    /// The fact that would have to be otherwise; none where days passing is enough.
    pub fact: Option<String>,
    /// What it would have to be, or the day that would have to come.
    pub to: FactValue,
    /// The same in words, within a sentence.
    pub when: Words,
    /// The answer that would come out; none where this one would fall away.
    pub answer: Option<FactValue>,
    /// The same in words, within a sentence.
    pub then: Words,
}

/// What was decided on: the proposal as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "nearly every one is the large one")]
pub enum DecidedProposal {
    /// As the decision kept it.
    Kept(Proposal),
    /// The decision stands, and its proposal can no longer be read.
    Unreadable {
        /// The area.
        area: AreaRef,
        /// Which it was and why it cannot be read.
        unreadable: Words,
    },
}

impl Proposal {
    /// The key under which a decision on this proposal is kept: subject, kind, value and date.
    pub fn key(&self) -> String {
        let Self { subject, kind, value, .. } = self;
        let area = &subject.area.code;
        let zone = subject.zone_code().unwrap_or_default();
        let disease = subject.disease_code().unwrap_or_default();
        let from = self.from.map_or(String::new(), |from| from.to_string());
        let record = subject.record_id().map_or(String::new(), |id| format!("|{id}"));
        format!("{area}|{zone}|{disease}|{kind}|{value}|{from}{record}")
    }
}
