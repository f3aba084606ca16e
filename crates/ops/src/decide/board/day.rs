use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{
    Area, AreaRef, CaseStatus, DecidedProposal, Decision, DecisionOutcome, Proposal, Words,
    ZoneRef, kind, vietnam_date,
};

use super::Here;
use crate::decide::Unanswered;
use crate::situation::Situation;
use crate::{Content, kept};

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
    /// How each disease stands in each commune; none under rules that do not ask about diseases in communes.
    pub diseases: Option<Vec<DiseaseOfDay>>,
}

/// How a disease stands in a commune on the day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DiseaseOfDay {
    /// The commune.
    pub area: AreaRef,
    /// The disease code.
    pub disease: String,
    /// Its name as it stands within a sentence.
    pub name: Words,
    /// Confirmed cases found on the day.
    pub new_cases: i64,
    /// Confirmed cases found in the month so far.
    pub cases: i64,
    /// Suspected cases found in the month so far.
    pub suspected: i64,
    /// People who died in the month so far.
    pub deaths: i64,
    /// Outbreaks that were determined and have not ended.
    pub outbreaks: i64,
    /// Whether there is an alert or an epidemic, ordered or proposed, or nobody can tell.
    pub state: Words,
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
    pub(super) fn of(
        situation: &Situation,
        wave_began_on: Option<Date>,
        diseases: Option<Vec<DiseaseOfDay>>,
    ) -> Self {
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
            diseases,
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

/// How each disease of which something is recorded this month, was ordered or is asked stands in each commune.
pub(super) fn diseases_of_day(
    situation: &Situation,
    content: &Content,
    heres: &BTreeMap<&AreaRef, Here<'_>>,
) -> Vec<DiseaseOfDay> {
    let nothing = Here::default();
    let month_began_on = situation.day.first_of_month();
    let mut rows = Vec::new();
    for commune in &situation.communes {
        let area = commune.to_ref();
        let mut counted: BTreeMap<String, [i64; 5]> = BTreeMap::new();
        let mut add = |disease: &str, at: usize, count: i64| {
            counted.entry(disease.to_owned()).or_default()[at] += count;
        };
        for group in situation.cases.of(&commune.id) {
            let is_of_month = (month_began_on..=situation.day).contains(&group.found_on);
            let (disease, cases) = (situation.cases.disease(group), i64::from(group.cases));
            match group.status {
                CaseStatus::Confirmed if is_of_month => {
                    let is_new = group.found_on == situation.day;
                    add(&disease, 0, if is_new { cases } else { 0 });
                    add(&disease, 1, cases);
                }
                CaseStatus::Suspected if is_of_month => add(&disease, 2, cases),
                _ => {}
            }
        }
        for (disease, deaths) in situation.cases.deaths_in_month(&commune.id) {
            add(disease, 3, deaths);
        }
        for outbreak in situation.outbreaks.get(&commune.id).into_iter().flatten() {
            add(&outbreak.disease, 4, 1);
        }
        let is_asked = |kind: &str| [kind::EPIDEMIC, kind::ALERT].contains(&kind);
        let here = heres.get(&area).unwrap_or(&nothing);
        let proposed = here.proposals.iter().copied();
        let proposed: Vec<&Proposal> = proposed.filter(|it| is_asked(&it.kind)).collect();
        let diseases = proposed.iter().filter_map(|it| it.subject.disease_code());
        diseases.for_each(|it| add(it, 0, 0));
        for order in situation.orders_of(&commune.id) {
            if let Some(disease) = order.about_disease().filter(|_| is_asked(&order.kind))
                && situation.is_declared(commune, &order.kind, disease, situation.day)
            {
                add(disease, 0, 0);
            }
        }
        for (disease, [new_cases, cases, suspected, deaths, outbreaks]) in counted {
            let name = content.disease(&disease).map(|it| it.name.clone());
            let is_of = |it: &&Unanswered| it.subject.disease_code() == Some(&disease);
            let open = here.undecided.iter().any(|it| is_of(it) && is_asked(&it.kind));
            rows.push(DiseaseOfDay {
                area: area.clone(),
                name: name.unwrap_or_else(|| Words::new(&*disease, &*disease)),
                state: state_of(situation, commune, &disease, &proposed, open),
                disease,
                new_cases,
                cases,
                suspected,
                deaths,
                outbreaks,
            });
        }
    }
    rows
}

/// Whether there is an alert or an epidemic of a disease, and where that comes from.
fn state_of(
    situation: &Situation,
    commune: &Area,
    disease: &str,
    proposed: &[&Proposal],
    is_open: bool,
) -> Words {
    for (kind, there, wanted) in [
        (
            kind::EPIDEMIC,
            ("Có dịch", "Epidemic"),
            ("Đề xuất xác định có dịch", "Epidemic proposed"),
        ),
        (kind::ALERT, ("Đã cảnh báo", "Alert given"), ("Đề xuất cảnh báo", "Alert proposed")),
    ] {
        if situation.is_declared(commune, kind, disease, situation.day) {
            return Words::new(there.0, there.1);
        }
        let of_disease = proposed
            .iter()
            .find(|it| it.kind == kind && it.subject.disease_code() == Some(disease));
        match of_disease {
            Some(proposal) if proposal.decides => return Words::new(wanted.0, wanted.1),
            Some(_) => {
                return Words::new(
                    format!("{} (tham khảo)", wanted.0),
                    format!("{} (advice)", wanted.1),
                );
            }
            None => {}
        }
    }
    match is_open {
        true => Words::new("Chưa đủ dữ liệu", "Cannot be told"),
        false => Words::new("Không", "Neither"),
    }
}
