//! What the daily report is made from; the same frozen figures that the board shows.

mod compose;
mod outlook;
mod proposals;
mod situation;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{
    AreaRef, Confidence, DecidedProposal, DecisionOutcome, Proposal, ProposalKinds, Words, ZoneRef,
    kind,
};

use crate::form::{Issuer, Recipient, Signer};

/// The daily 16:00 report of a steering committee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyReport {
    /// Who issues it.
    pub issuer: Issuer,
    /// The day reported on, which is also the day of the document.
    pub date: Date,
    /// What the report is about, after the word BÁO CÁO.
    pub title: Words,
    /// When the figures were frozen.
    pub frozen_at: Timestamp,
    /// Said in a box on page 1 where the figures are made up or an exercise.
    pub demo_notice: Option<Words>,
    /// The situation: cases, contacts, zones.
    pub figures: Vec<Figure>,
    /// What was done: samples, results, checks; the section is short where nothing was counted.
    pub results: Vec<Figure>,
    /// One row per commune and disease, under the law that asks about diseases in communes; in place of the rows below.
    #[serde(default)]
    pub diseases: Option<Vec<DiseaseRow>>,
    /// One row per ward or commune, in the order to print.
    pub wards: Vec<WardRow>,
    /// The kinds of proposals, with their words.
    pub kinds: ProposalKinds,
    /// What the rules propose; the report lists those that change something.
    pub proposals: Vec<Proposal>,
    /// What the rules cannot tell for want of facts, so that silence is not taken for safety.
    #[serde(default)]
    pub unanswered: Vec<UnansweredRow>,
    /// What officers decided on the day.
    pub decisions: Vec<DecisionRow>,
    /// Sampling on the days ahead.
    pub sampling: Vec<SamplingRow>,
    /// Zones that are near their lifting or ready for it.
    pub lifts: Vec<LiftRow>,
    /// What the reader must know about the figures.
    pub data_notes: DataNotes,
    /// Who receives it, with what each is to do.
    pub recipients: Vec<Recipient>,
    /// Who signs.
    pub signer: Signer,
}

impl DailyReport {
    /// Whether its levels are those of 128/NQ-CP, be it that nobody can tell them yet.
    pub(crate) fn has_epidemic_levels(&self) -> bool {
        let mut levels = self.wards.iter().filter_map(|ward| ward.risk_level.as_deref());
        levels.any(|level| kind::EPIDEMIC_LEVELS.contains(&level))
            || self.unanswered.iter().any(|open| open.kind == kind::EPIDEMIC_LEVEL)
    }
}

/// A number with what it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The id of the indicator.
    pub id: String,
    /// What is counted.
    pub label: Words,
    /// The value; none where it is not known.
    pub value: Option<f64>,
    /// Digits after the comma.
    pub decimals: u8,
    /// The unit, for instance *ca*.
    pub unit: Words,
    /// The numerator, where the value is a rate.
    pub numerator: Option<f64>,
    /// The denominator, where the value is a rate.
    pub denominator: Option<f64>,
}

/// Confirmed cases by origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseCounts {
    /// Found in the community.
    pub community: u64,
    /// Found inside a closed zone or a quarantine site.
    pub contained: u64,
    /// Came from abroad.
    pub imported: u64,
}

impl CaseCounts {
    /// All of them.
    pub fn total(self) -> u64 {
        self.community + self.contained + self.imported
    }
}

/// When an area last had a community case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastCommunityCase {
    /// So many days ago.
    DaysAgo(u32),
    /// None since the wave began on this day.
    NoneSince(Date),
    /// Not known.
    Unknown,
}

/// A tier that is planned from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedTier {
    /// The tier: `16`, `15`, `19`.
    pub tier: String,
    /// Its first day.
    pub from: Date,
}

/// How one ward stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WardRow {
    /// The ward.
    pub area: AreaRef,
    /// The risk level (`very_high`, `high`, `at_risk`, `new_normal`) or the epidemic level (`4` to `1`).
    pub risk_level: Option<String>,
    /// Whether that level only advises, because something that it rests on is unsure.
    #[serde(default)]
    pub risk_level_advises: bool,
    /// The tier in force: `16`, `15`, `19`.
    pub tier: Option<String>,
    /// The next tier, proposed or ordered.
    pub planned: Option<PlannedTier>,
    /// Cases since the wave began.
    pub cases: CaseCounts,
    /// Cases of the day reported on.
    pub new_cases: CaseCounts,
    /// Days since the last community case.
    pub last_community_case: LastCommunityCase,
    /// Closed zones.
    pub open_zones: u64,
}

/// How a disease stands in a commune.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiseaseRow {
    /// The commune.
    pub area: AreaRef,
    /// The name of the disease as it stands within a sentence.
    pub disease: Words,
    /// Confirmed cases of the day reported on.
    pub new_cases: u64,
    /// Confirmed cases of the month so far.
    pub cases: u64,
    /// Suspected cases of the month so far.
    pub suspected: u64,
    /// Deaths of the month so far.
    pub deaths: u64,
    /// Outbreaks that have not ended.
    pub outbreaks: u64,
    /// Whether there is an alert or an epidemic, ordered or proposed.
    pub state: Words,
}

/// A question that the rules cannot answer because facts are missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnansweredRow {
    /// The ward.
    pub area: AreaRef,
    /// The zone, where it is about one.
    pub zone: Option<ZoneRef>,
    /// The kind of proposal that could have come out.
    pub kind: String,
    /// The name of the disease, where it is about one.
    pub disease_name: Option<Words>,
    /// What nobody has stated.
    pub missing: Vec<Words>,
}

/// What an officer decided on a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRow {
    /// The proposal as it stood.
    pub proposal: DecidedProposal,
    /// Approved, rejected or overridden.
    pub outcome: DecisionOutcome,
    /// The value decided, where overridden.
    pub value: Option<String>,
    /// The officer's reason.
    pub reason: Option<String>,
    /// The officer's name or role.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
}

/// One round of sampling to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplingRow {
    /// The day.
    pub date: Date,
    /// The ward.
    pub area: AreaRef,
    /// The zone, where it is one zone.
    pub zone: Option<ZoneRef>,
    /// Which round; none where rounds are not counted.
    pub round: Option<u32>,
    /// People to sample, where counted.
    pub people: Option<u64>,
    /// Who is sampled and how, for instance *toàn dân, mẫu gộp*.
    pub method: Words,
}

/// A zone whose lifting comes near.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiftRow {
    /// The ward.
    pub area: AreaRef,
    /// The zone.
    pub zone: ZoneRef,
    /// People inside, where counted.
    pub people: Option<u64>,
    /// First day closed.
    pub opened_on: Date,
    /// Day of the latest case.
    pub last_case_on: Option<Date>,
    /// First day no longer closed, where the conditions are met.
    pub lift_from: Option<Date>,
    /// What is still owed, or how the conditions were met.
    pub note: Words,
}

/// What the reader must know about the figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataNotes {
    /// Records about the day or before it that were not yet known when the figures were frozen.
    pub late_records: u64,
    /// Facts on which nothing may be decided until an officer asserts them.
    pub unsure: Vec<UnsureFact>,
    /// Anything else.
    pub other: Vec<Words>,
}

/// A fact that may only advise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsureFact {
    /// The area.
    pub area: AreaRef,
    /// The fact.
    pub label: Words,
    /// Its tag.
    pub confidence: Confidence,
}
