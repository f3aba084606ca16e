use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{
    Area, AreaRef, DecidedProposal, Decision, DecisionOutcome, Words, ZoneRef, vietnam_date,
};

use crate::kept;
use crate::situation::Situation;

/// What was done in a day and what the report of it needs besides the board.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct DayBook {
    /// Sampling of the day.
    pub sampling: SampledOfDay,
    /// Zones open on the day.
    pub zones: Vec<ZoneOfDay>,
    /// What was decided on the day until the moment, the earliest first.
    pub decisions: Vec<DecisionOfDay>,
    /// Confirmed cases of earlier days that were learned of since the freeze of the day before.
    pub learned_of_earlier_days: i64,
    /// The first day of the wave, where the rules in force name one.
    pub wave_began_on: Option<Date>,
}

/// Sampling of one day.
#[derive(Clone, Copy, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct SampledOfDay {
    /// Rounds recorded.
    pub rounds: i64,
    /// People on their lists.
    pub listed: i64,
    /// People sampled.
    pub sampled: i64,
    /// Positive people in the rounds with results.
    pub positive: i64,
    /// People sampled in rounds whose results are awaited.
    pub awaited: i64,
}

/// A zone that is open on the day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ZoneOfDay {
    /// The commune.
    pub area: AreaRef,
    /// The zone.
    pub zone: ZoneRef,
    /// People inside, where counted.
    pub residents: Option<i64>,
    /// First day closed.
    pub opened_on: Date,
    /// Day of its latest confirmed case.
    pub last_case_on: Option<Date>,
}

/// A decision with who took it and when.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DecisionOfDay {
    /// The decision.
    pub decision_id: String,
    /// The proposal as it stood.
    pub proposal: DecidedProposal,
    /// Approved, rejected or overridden.
    pub outcome: DecisionOutcome,
    /// The value decided, where overridden.
    pub value: Option<String>,
    /// The officer's reason.
    pub reason: Option<String>,
    /// Who.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
}

impl DayBook {
    /// What the day of a situation's moment holds.
    pub(super) fn of(situation: &Situation, wave_began_on: Option<Date>) -> Self {
        let today = vietnam_date(situation.as_of);
        let mut sampling = SampledOfDay::default();
        for round in situation.rounds.values().flatten().filter(|round| round.taken_on == today) {
            sampling.rounds += 1;
            sampling.listed += round.listed;
            sampling.sampled += round.sampled;
            match round.positive {
                Some(positive) => sampling.positive += positive,
                None => sampling.awaited += round.sampled,
            }
        }
        Self {
            sampling,
            zones: zones_of_day(situation),
            decisions: decisions_of_day(situation, today),
            learned_of_earlier_days: situation.learned_of_earlier_days,
            wave_began_on,
        }
    }
}

fn decisions_of_day(situation: &Situation, today: Date) -> Vec<DecisionOfDay> {
    let mut of_day: Vec<(&str, DecisionOfDay)> = situation
        .decisions
        .iter()
        .filter_map(|decision| {
            let change = situation.decided_in.get(&decision.id.0)?;
            (vietnam_date(change.recorded_at) == today).then_some(())?;
            let made = DecisionOfDay {
                decision_id: decision.id.to_string(),
                proposal: proposal_of(situation, decision),
                outcome: decision.outcome,
                value: decision.value.clone(),
                reason: decision.reason.clone(),
                decided_by: change.actor.clone(),
                decided_at: change.recorded_at,
            };
            Some((decision.proposal_key.as_str(), made))
        })
        .collect();
    of_day.sort_by_key(|(key, made)| (made.decided_at, *key));
    of_day.into_iter().map(|(_, made)| made).collect()
}

/// A decision whose proposal cannot be read stays a decision: it is shown with the reason in the proposal's place.
fn proposal_of(situation: &Situation, decision: &Decision) -> DecidedProposal {
    let why = match kept::proposal::read(&decision.proposal_json) {
        Ok(proposal) => return DecidedProposal::Kept(proposal),
        Err(why) => why.words(),
    };
    let Decision { id, proposal_key: key, area_id, .. } = decision;
    let area = situation.areas().find(|area| area.id == *area_id).map(Area::to_ref);
    DecidedProposal::Unreadable {
        area: area.unwrap_or_else(|| AreaRef { code: area_id.0.clone(), name: area_id.0.clone() }),
        unreadable: Words::new(
            format!("Không đọc được đề xuất {key} của quyết định {id}: {}", why.vi),
            format!("The proposal {key} of decision {id} cannot be read: {}", why.en),
        ),
    }
}

fn zones_of_day(situation: &Situation) -> Vec<ZoneOfDay> {
    let communes: BTreeMap<_, _> = situation.communes.iter().map(|area| (&area.id, area)).collect();
    let open = situation.zones.iter().filter(|zone| zone.is_open_on(situation.day));
    open.filter_map(|zone| {
        let latest = situation.cases.latest_of_zone(&zone.id, situation.day);
        let last_case_on = latest.map(|(day, _)| day);
        Some(ZoneOfDay {
            area: communes.get(&zone.area_id)?.to_ref(),
            zone: zone.to_ref(),
            residents: zone.residents,
            opened_on: zone.opened_on,
            last_case_on,
        })
    })
    .collect()
}
