mod day;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use taicho_model::{
    Area, AreaRef, CaseOrigin, CaseSetting, CaseStatus, Confidence, Decision, DecisionOutcome,
    FactValue, Order, OrderStatus, Proposal, RuleFamily, Words, kind,
};
use taicho_rules::{About, Library};
use utoipa::ToSchema;

use crate::content::measures::{Count, Counted, Measure, Measures};
use crate::decide::told::CASES_TOLD;
use crate::decide::{
    EndedPlan, MoreProposals, Nearly, Standing, Unanswered, decide_telling, sets_in_force,
    wave_began_on,
};
use crate::situation::measures::{
    Counter, Denominator, Ground, days_between, measures_of_place, population,
};
use crate::situation::{CaseGroup, Situation, TREND_DAYS, freeze_at};
use crate::{Content, OpsError};

pub(crate) use day::{DayBook, DecisionOfDay, DiseaseOfDay, SampledOfDay, ZoneOfDay};

/// The command board of an area at a moment, as the web app has it and reports are made from it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Board {
    /// The moment whose knowledge it shows.
    pub as_of: Timestamp,
    /// The day it shows: of the moment, or a planned day ahead.
    pub day: Date,
    /// Whether the day lies ahead.
    pub planned: bool,
    /// The rule family that was asked; none where no rules are written for the day.
    pub family: Option<String>,
    /// What has to be said of the whole board, such as that no rules are written for the day.
    pub notes: Vec<Words>,
    /// The area.
    pub area: AreaRef,
    /// When the figures of the day freeze: 16:00.
    pub freeze_at: Timestamp,
    /// Cases that had been found and were not yet known.
    pub records_not_yet_known: i64,
    /// One row for each commune.
    pub wards: Vec<Ward>,
    /// Confirmed cases of which the commune is not known: they stand in no row of a commune.
    pub commune_not_known: CaseCounts,
    /// The indicators of the whole area.
    pub indicators: Vec<Shown>,
    /// Today's proposals, with what was decided on them.
    pub proposals: Vec<Proposed>,
    /// How many proposals about single cases and people there are besides, the least urgent.
    pub more: Vec<MoreProposals>,
    /// What the rules cannot tell for want of facts.
    pub undecided: Vec<Unanswered>,
    /// What they do not propose and would if one thing more were so.
    pub near: Vec<Nearly>,
    /// What the week or the month before called for and nobody decided.
    pub left_open: Vec<Proposed>,
    /// Orders in force, or made for a later day.
    pub in_force: Vec<Standing>,
    /// What plans that have ended leave behind.
    pub ended_plans: Vec<EndedPlan>,
    /// Zones at a glance.
    pub zones: ZoneCounts,
    /// What was done in the day, for its report.
    pub day_book: DayBook,
}

/// One commune on the board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Ward {
    /// The commune.
    pub area: AreaRef,
    /// Its risk level or epidemic level, as proposed or ordered.
    pub level: Option<Level>,
    /// Whether there is an alert or an epidemic of any disease.
    pub state: WardState,
    /// Whether the rules may decide that state; otherwise it advises.
    pub state_decides: bool,
    /// The distancing tier in force on the day of the moment.
    pub tier: Option<Tier>,
    /// The next tier that was decided and is not yet in force.
    pub planned_tier: Option<Tier>,
    /// The tier on the day shown.
    pub tier_on_day: Option<String>,
    /// Zones open on the day.
    pub open_zones: usize,
    /// Confirmed cases by origin.
    pub cases: CaseCounts,
    /// Those found on the day.
    pub new_cases: CaseCounts,
    /// Suspected cases, which stand in no other count.
    pub suspected: i64,
    /// The day on which the latest community case was found.
    pub last_community_on: Option<Date>,
    /// Days from then to the day shown.
    pub days_since_last_community: Option<i32>,
    /// Its population, as stated.
    pub population: Option<Denominator>,
    /// Proposals that would change something here.
    pub proposals: usize,
}

/// Whether there is an alert or an epidemic in a commune, by orders and by what the rules propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WardState {
    /// An epidemic of some disease.
    Epidemic,
    /// An alert of some disease.
    Alert,
    /// Neither, as far as the records and counts of every disease that is recorded tell.
    Clear,
    /// Nothing is recorded, or it cannot be told.
    Unknown,
}

/// A risk level with what stands behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Level {
    /// Which kind of level.
    #[schema(schema_with = kind::level_kind_schema)]
    pub kind: String,
    /// The word.
    #[schema(schema_with = kind::level_schema)]
    pub value: String,
    /// How sure.
    pub confidence: Confidence,
    /// Whether the rules may decide it.
    pub decides: bool,
}

/// A distancing tier, in force or planned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tier {
    /// The directive: `16`, `15`, `19`.
    pub value: String,
    /// First day.
    pub from: Date,
    /// Draft or issued.
    #[schema(value_type = OrderStatus)]
    pub status: String,
    /// The legal basis.
    pub document: String,
    /// The order.
    pub order_id: String,
}

/// Confirmed cases by origin.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct CaseCounts {
    /// Found in the community.
    pub community: i64,
    /// In quarantine or in a closed zone when found.
    pub contained: i64,
    /// From abroad.
    pub imported: i64,
}

impl CaseCounts {
    fn add(&mut self, group: &CaseGroup) {
        match group.origin {
            CaseOrigin::Community => self.community += i64::from(group.cases),
            CaseOrigin::Contained => self.contained += i64::from(group.cases),
            CaseOrigin::Imported => self.imported += i64::from(group.cases),
        }
    }
}

/// Zones at a glance.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct ZoneCounts {
    /// Open on the day.
    pub open: usize,
    /// Frozen by proposal or order.
    pub frozen: usize,
    /// Proposed to be lifted.
    pub liftable: usize,
    /// Sampling rounds proposed.
    pub rounds_due: usize,
}

/// An indicator as shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Shown {
    /// The id.
    pub id: String,
    /// The name.
    pub label: Words,
    /// The unit.
    pub unit: Words,
    /// The value; none where it cannot be told.
    pub value: Option<f64>,
    /// What was counted.
    pub numerator: f64,
    /// What it is held against.
    pub denominator: Option<Denominator>,
    /// What it means.
    pub explain: Words,
    /// The value on the days before.
    pub trend: Vec<TrendPoint>,
    /// Where its rows are.
    pub rows: RowsLink,
}

/// A value of the past.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrendPoint {
    /// The day.
    pub date: Date,
    /// The value.
    pub value: Option<f64>,
}

/// The list that a number is made of.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowsLink {
    /// The list's path under the API.
    pub path: String,
    /// Its query.
    pub query: BTreeMap<String, String>,
}

/// A proposal with what was decided on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Proposed {
    /// The key under which it is decided.
    pub key: String,
    /// The proposal.
    #[serde(flatten)]
    pub proposal: Proposal,
    /// What was decided.
    pub decision: Option<Decided>,
}

/// What was decided on a proposal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Decided {
    /// Approved, rejected or overridden.
    pub outcome: DecisionOutcome,
    /// The value, where overridden.
    pub value: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// The order drafted.
    pub order_id: Option<String>,
    /// The decision's own id.
    pub decision_id: String,
    /// Who decided.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The change that holds the decision and what followed from it.
    pub change_id: String,
}

/// Makes the board of a situation, as it is shown: of proposals about single cases and people the most urgent.
pub fn board(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&str>,
) -> Result<Board, OpsError> {
    board_telling(situation, content, library, family, CASES_TOLD)
}

/// Makes the board of a situation with each proposal, as it is decided on, reported and frozen.
pub(crate) fn whole_board(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&str>,
) -> Result<Board, OpsError> {
    board_telling(situation, content, library, family, usize::MAX)
}

fn board_telling(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&str>,
    most: usize,
) -> Result<Board, OpsError> {
    let decided = decide_telling(situation, content, library, family, most)?;
    let decisions = latest_decisions(situation);
    let proposals: Vec<Proposed> = once_each(decided.proposals)
        .into_iter()
        .map(|proposal| proposed(situation, &decisions, proposal))
        .collect();
    let zones = ZoneCounts {
        open: situation.zones.iter().filter(|zone| zone.is_open_on(situation.day)).count(),
        frozen: count_kind(&proposals, kind::ZONE_FREEZE),
        liftable: count_kind(&proposals, kind::ZONE_LIFT),
        rounds_due: count_kind(&proposals, kind::SAMPLING_ROUND),
    };
    let mut heres: BTreeMap<&AreaRef, Here<'_>> = BTreeMap::new();
    for Proposed { proposal, .. } in &proposals {
        heres.entry(&proposal.subject.area).or_default().proposals.push(proposal);
    }
    for open in &decided.undecided {
        heres.entry(&open.subject.area).or_default().undecided.push(open);
    }
    for more in &decided.more {
        heres.entry(&more.area).or_default().more += more.proposals;
    }
    let nothing = Here::default();
    let wards = situation.communes.iter().map(|area| {
        let reference = area.to_ref();
        let here = heres.get(&reference).unwrap_or(&nothing);
        ward(situation, area, reference, here)
    });
    let mut wards: Vec<Ward> = wards.collect();
    if decided.family.is_none() {
        // Nobody was asked, so nobody says that all is well.
        let clear = wards.iter_mut().filter(|ward| ward.state == WardState::Clear);
        clear.for_each(|ward| ward.state = WardState::Unknown);
    }
    let mut commune_not_known = CaseCounts::default();
    for unplaced in &situation.cases.of_unknown_commune {
        if unplaced.group.status == CaseStatus::Confirmed {
            commune_not_known.add(&unplaced.group);
        }
    }
    let today = taicho_model::vietnam_date(situation.as_of);
    let family = decided.family.clone().map(RuleFamily);
    let sets = sets_in_force(library, family.as_ref(), today, situation);
    let wave_began_on = wave_began_on(&sets);
    let counter = Counter { situation, content, wave_began_on };
    let measures = measures_of_place(content, &situation.area)?;
    let indicators = measures.shown(decided.family.as_deref());
    let indicators = indicators.map(|measure| shown(counter, &measures, measure)).collect();
    let asks_about_diseases =
        sets.iter().flat_map(|set| &set.groups).any(|it| it.about == About::DiseaseInCommune);
    let diseases = asks_about_diseases.then(|| day::diseases_of_day(situation, content, &heres));
    Ok(Board {
        day_book: DayBook::of(situation, wave_began_on, diseases),
        as_of: situation.as_of,
        day: situation.day,
        planned: situation.day > today,
        family: decided.family,
        notes: decided.notes,
        area: situation.area.to_ref(),
        freeze_at: freeze_at(situation.day),
        records_not_yet_known: situation.cases_learned_later,
        wards,
        commune_not_known,
        indicators,
        proposals,
        more: decided.more,
        undecided: decided.undecided,
        near: decided.near,
        left_open: once_each(decided.left_open)
            .into_iter()
            .map(|proposal| proposed(situation, &decisions, proposal))
            .collect(),
        in_force: decided.in_force,
        ended_plans: decided.ended_plans,
        zones,
    })
}

/// What two documents propose alike is decided once: the one that may decide stands, and names the other.
fn once_each(proposals: Vec<Proposal>) -> Vec<Proposal> {
    let mut once: Vec<Proposal> = Vec::with_capacity(proposals.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for proposal in proposals {
        let place = match places.entry(proposal.key()) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(place) => {
                place.insert(once.len());
                once.push(proposal);
                continue;
            }
        };
        let held = &mut once[place];
        let also = match proposal.decides && !held.decides {
            true => std::mem::replace(held, proposal),
            false => proposal,
        };
        held.notes.push(Words::new(
            format!("{} cũng đề xuất như vậy ({}).", also.document, also.rule),
            format!("{} proposes the same ({}).", also.document, also.rule),
        ));
    }
    once
}

/// The latest decision on each proposal, by its key.
fn latest_decisions(situation: &Situation) -> HashMap<&str, &Decision> {
    let decisions = situation.decisions.iter();
    decisions.map(|decision| (decision.proposal_key.as_str(), decision)).collect()
}

fn proposed(
    situation: &Situation,
    decisions: &HashMap<&str, &Decision>,
    proposal: Proposal,
) -> Proposed {
    let key = proposal.key();
    let made = decisions.get(key.as_str());
    let decision = made.and_then(|decision| {
        let change = situation.decided_in.get(&decision.id.0)?;
        Some(Decided {
            outcome: decision.outcome,
            value: decision.value.clone(),
            reason: decision.reason.clone(),
            order_id: decision.order_id.as_ref().map(ToString::to_string),
            decision_id: decision.id.to_string(),
            actor: change.actor.clone(),
            at: change.recorded_at,
            change_id: change.id.clone(),
        })
    });
    Proposed { key, proposal, decision }
}

fn count_kind(proposals: &[Proposed], kind: &str) -> usize {
    proposals.iter().filter(|proposed| proposed.proposal.kind == kind).count()
}

/// What was made of a commune.
#[derive(Default)]
pub(super) struct Here<'a> {
    proposals: Vec<&'a Proposal>,
    undecided: Vec<&'a Unanswered>,
    /// Proposals that are not told one by one.
    more: usize,
}

/// The state of a commune, and whether it is decided.
fn state(situation: &Situation, area: &Area, here: &Here<'_>) -> (WardState, bool) {
    let today = taicho_model::vietnam_date(situation.as_of);
    let is_declared = |kind| situation.is_any_declared(area, kind, today);
    for (kind, state) in [(kind::EPIDEMIC, WardState::Epidemic), (kind::ALERT, WardState::Alert)] {
        let of_kind = |proposal: &&&Proposal| proposal.kind == kind;
        let mut proposed = here.proposals.iter().filter(of_kind).peekable();
        if is_declared(kind) || proposed.peek().is_some() {
            return (state, is_declared(kind) || proposed.any(|proposal| proposal.decides));
        }
    }
    let about_states = [kind::EPIDEMIC, kind::ALERT];
    let is_open = here.undecided.iter().any(|open| about_states.contains(&open.kind.as_str()));
    let is_silent = situation.cases.of(&area.id).is_empty()
        && situation.past_periods.diseases(&area.id).next().is_none()
        && situation.facts_of(&area.id).all(|fact| fact.disease.is_none());
    match is_open || is_silent {
        true => (WardState::Unknown, true),
        false => (WardState::Clear, true),
    }
}

fn ward(situation: &Situation, area: &Area, reference: AreaRef, here: &Here<'_>) -> Ward {
    let today = taicho_model::vietnam_date(situation.as_of);
    let is_level = |proposal: &&&Proposal| kind::OF_LEVELS.contains(&proposal.kind.as_str());
    let level = here.proposals.iter().find(is_level).map(|proposal| Level {
        kind: proposal.kind.clone(),
        value: text_of(&proposal.value),
        confidence: proposal.confidence,
        decides: proposal.decides,
    });
    let (mut cases, mut new_cases) = (CaseCounts::default(), CaseCounts::default());
    let mut last_community_on = None;
    let mut suspected = 0;
    for group in situation.cases.of(&area.id) {
        match group.status {
            CaseStatus::Suspected => suspected += i64::from(group.cases),
            CaseStatus::RuledOut => {}
            CaseStatus::Confirmed => {
                cases.add(group);
                if group.found_on == situation.day {
                    new_cases.add(group);
                }
                if group.origin == CaseOrigin::Community {
                    last_community_on = last_community_on.max(Some(group.found_on));
                }
            }
        }
    }
    let (state, state_decides) = state(situation, area, here);
    let tier_kind = kind::DISTANCING_TIER;
    let on_day = situation.order_on(area, tier_kind, situation.day);
    Ward {
        level,
        state,
        state_decides,
        tier: situation.order_on(area, tier_kind, today).map(tier),
        planned_tier: situation.order_after(area, tier_kind, today).map(tier),
        tier_on_day: on_day.map(|order| order.value.clone()),
        open_zones: situation
            .zones_of(&area.id)
            .filter(|zone| zone.is_open_on(situation.day))
            .count(),
        cases,
        new_cases,
        suspected,
        last_community_on,
        days_since_last_community: last_community_on.map(|last| days_between(last, situation.day)),
        population: population(situation, &area.id).map(|population| Denominator {
            value: population.value,
            label: Words::new("dân số", "population"),
            origin: Some(population.origin),
            as_of: population.as_of,
        }),
        proposals: here.proposals.iter().filter(|it| it.changes).count() + here.more,
        area: reference,
    }
}

fn tier(order: &Order) -> Tier {
    Tier {
        value: order.value.clone(),
        from: order.effective_from,
        status: order.status.as_str().to_owned(),
        document: order.document.clone(),
        order_id: order.id.to_string(),
    }
}

/// A proposal's value as a word.
pub(crate) fn text_of(value: &FactValue) -> String {
    value.to_string()
}

fn shown(counter: Counter<'_>, measures: &Measures, measure: &Measure) -> Shown {
    let situation = counter.situation;
    let communes: Vec<&Area> = situation.communes.iter().collect();
    let ground = Ground::whole(&situation.area, &communes);
    let read = |day| counter.read(measure, ground, None, day);
    // A day ahead has no figures of its own: counting on would show a silent green.
    let day = situation.day.min(taicho_model::vietnam_date(situation.as_of));
    let reading = read(day);
    let trend = (0..=TREND_DAYS)
        .rev()
        .map(|days| {
            let date = day.saturating_sub(days.days());
            TrendPoint { date, value: read(date).number() }
        })
        .collect();
    Shown {
        value: reading.number(),
        numerator: reading.numerator,
        denominator: reading.denominator,
        trend,
        rows: rows_link(counter, &measure.count),
        id: measure.id.clone(),
        label: measure.label.clone(),
        unit: measures.unit(measure),
        explain: measure.explain.clone(),
    }
}

/// Where the rows of a measure are.
pub(crate) fn rows_link(counter: Counter<'_>, count: &Count) -> RowsLink {
    let situation = counter.situation;
    let mut query = BTreeMap::from([
        ("area".to_owned(), situation.area.code.clone()),
        ("at".to_owned(), situation.as_of.to_string()),
    ]);
    let mut put = |name: &str, value: &str| query.insert(name.to_owned(), value.to_owned());
    let (first, last) = counter.span(count, situation.day).unwrap_or((Date::MIN, situation.day));
    let first = if first == Date::MIN { String::new() } else { first.to_string() };
    let span = format!("{first}..{last}");
    let path = match count.of {
        Counted::OpenZones | Counted::ZoneResidents => {
            put("open_on", &situation.day.to_string());
            "/zones"
        }
        Counted::SampledShare => {
            put("taken_on", &span);
            "/sampling-rounds"
        }
        Counted::Cases
        | Counted::LatestCaseOn
        | Counted::DaysSinceLatestCase
        | Counted::LinkedCases
        | Counted::ReportedInTimeShare => {
            put("status", count.status.as_str());
            put("found_on", &span);
            let known = count.source_known.map(|known| if known { "true" } else { "false" });
            let narrowed = [
                ("origin", count.origin.map(CaseOrigin::as_str)),
                ("setting", count.setting.map(CaseSetting::as_str)),
                ("disease", count.disease.as_deref()),
                ("source_known", known),
            ];
            for (name, value) in narrowed {
                if let Some(value) = value {
                    put(name, value);
                }
            }
            "/cases"
        }
    };
    RowsLink { path: path.to_owned(), query }
}
