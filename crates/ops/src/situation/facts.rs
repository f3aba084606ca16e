//! Counts from records the facts that rules ask for; `content/facts.toml` says how each is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::ToSpan;
use jiff::civil::Date;
use petgraph::unionfind::UnionFind;
use taicho_model::{
    Area, AssertedFact, Case, CaseOrigin, CaseSetting, CaseStatus, Confidence, DecisionOutcome,
    Fact, FactValue, Facts, Order, Origin, PeriodKind, SamplingRound, Zone, kind, vietnam_date,
};

use crate::situation::indicators::{Population, population};
use crate::situation::{PastPeriod, Situation, week_began_on};

/// Days in which recent cases are counted, as the names of the facts say.
const RECENT_DAYS: i32 = 14;

/// Days of the week in which the rates of the epidemic levels are counted.
const WEEK_DAYS: i32 = 7;

/// The disease that the levels of 128/NQ-CP are about.
const COVID_19: &str = "covid-19";

/// Years of history that the alert and epidemic lines look back.
const HISTORY_YEARS: i16 = 5;

/// The level of a commune, as far as it is known.
#[derive(Clone)]
pub(crate) struct CommuneLevel {
    /// The level.
    pub(crate) value: String,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// The weakest origin of what it rests on.
    pub(crate) origin: Origin,
}

/// The facts of one situation on the day of its moment.
pub(crate) struct FactDesk<'a> {
    situation: &'a Situation,
    today: Date,
    wave_began_on: Option<Date>,
    /// Whether any case of COVID-19 is recorded: without one nobody has counted.
    counts_covid: bool,
}

impl<'a> FactDesk<'a> {
    pub(crate) fn new(situation: &'a Situation, wave_began_on: Option<Date>) -> Self {
        let unplaced = &situation.cases_of_unknown_commune;
        let mut recorded = situation.cases.values().flatten().chain(unplaced);
        let counts_covid = recorded.any(|case| case.disease == COVID_19);
        Self { situation, today: vietnam_date(situation.as_of), wave_began_on, counts_covid }
    }

    /// The facts of a commune under the risk levels and tiers of 2021.
    pub(crate) fn of_commune(&self, area: &Area) -> Facts {
        let confirmed = self.confirmed(area, None);
        let recent = |case: &&&Case| self.is_recent(case.found_on);
        let community = |case: &&&Case| case.origin == CaseOrigin::Community;
        let mut facts = Facts::new();
        if let Some(wave_began_on) = self.wave_began_on {
            let in_wave: Vec<&Case> =
                confirmed.iter().filter(|case| case.found_on >= wave_began_on).copied().collect();
            put_count(&mut facts, "cases_in_wave", &in_wave);
            let in_community: Vec<&Case> = in_wave.iter().filter(community).copied().collect();
            put_count(&mut facts, "community_cases_in_wave", &in_community);
        }
        let in_quarters = |case: &&&Case| {
            case.origin == CaseOrigin::Community && case.setting == CaseSetting::Quarter
        };
        let last = confirmed.iter().filter(in_quarters).max_by_key(|case| case.found_on);
        if let Some(last) = last {
            put(&mut facts, "last_f0_in_quarters_on", FactValue::Date(last.found_on), &[last]);
        }
        let in_14_days: Vec<&Case> =
            confirmed.iter().filter(recent).filter(community).copied().collect();
        put_count(&mut facts, "community_cases_14_days", &in_14_days);
        for (name, known) in [
            ("community_cases_known_source_14_days", true),
            ("community_cases_unknown_source_14_days", false),
        ] {
            // While nobody has said where a case comes from, the count is not known.
            if known || in_14_days.iter().all(|case| case.source_known.is_some()) {
                let of_source: Vec<&Case> = in_14_days
                    .iter()
                    .filter(|case| case.source_known == Some(known))
                    .copied()
                    .collect();
                put_count(&mut facts, name, &of_source);
            }
        }
        let contained: Vec<&Case> = confirmed
            .iter()
            .filter(recent)
            .filter(|case| case.origin == CaseOrigin::Contained)
            .copied()
            .collect();
        put_count(&mut facts, "contained_cases_14_days", &contained);
        self.put_week(area, &mut facts);
        self.put_orders(area, &mut facts);
        self.put_stated(self.situation.facts_of(&area.id), None, &mut facts);
        put_week_rates(&mut facts);
        facts
    }

    /// New cases of COVID-19 in the week, and the population; where no case of it is recorded anywhere nobody has counted.
    fn put_week(&self, area: &Area, facts: &mut Facts) {
        if let Some(people) = population(self.situation, &area.id) {
            let Population { value, origin, confidence, .. } = people;
            let stated = Fact { value: FactValue::Number(value), origin, confidence };
            facts.insert("population".into(), stated);
        }
        if !self.counts_covid {
            return;
        }
        let confirmed = self.confirmed(area, Some(COVID_19));
        let first = self.today.saturating_sub((WEEK_DAYS - 1).days());
        let all: Vec<&Case> = confirmed.into_iter().filter(|case| case.found_on >= first).collect();
        let community: Vec<&Case> =
            all.iter().filter(|case| case.origin == CaseOrigin::Community).copied().collect();
        put_count(facts, "covid_cases_7_days", &all);
        put_count(facts, "covid_community_cases_7_days", &community);
    }

    /// The facts of a district, given the level that each of its communes has; no share is known while one has none.
    pub(crate) fn of_district(&self, area: &Area, levels: &BTreeMap<&str, CommuneLevel>) -> Facts {
        let mut facts = Facts::new();
        let under = self.situation.communes_under(area);
        let all = under.len() as f64;
        put(&mut facts, "communes", FactValue::Number(all), &[]);
        let known: Option<Vec<&CommuneLevel>> =
            under.iter().map(|commune| levels.get(commune.code.as_str())).collect();
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            let count = |level: &str| known.iter().filter(|it| it.value == level).count() as f64;
            // A share is as sure as the levels that it was counted from, and as made up.
            let confidence = known.iter().map(|it| it.confidence).max().unwrap_or(Confidence::U);
            let origin = known.iter().map(|it| it.origin).max().unwrap_or(Origin::Record);
            let mut put = |name: &str, value: f64| {
                let value = FactValue::Number(value);
                facts.insert(name.to_owned(), Fact { value, origin, confidence });
            };
            put("communes_red", count("very_high"));
            for (name, level) in [
                ("communes_red_share", "very_high"),
                ("communes_orange_share", "high"),
                ("communes_yellow_share", "at_risk"),
            ] {
                put(name, 100.0 * count(level) / all);
            }
        }
        if let Some(people) = population(self.situation, &area.id) {
            let of_communes = under.iter().flat_map(|commune| self.confirmed(commune, None));
            let cases: Vec<&Case> = of_communes
                .chain(self.confirmed_somewhere_in(area))
                .filter(|case| self.is_recent(case.found_on) && case.source_known == Some(true))
                .collect();
            let rate = cases.len() as f64 * 100_000.0 / people.value;
            let name = "cases_known_source_per_100k_14_days";
            put(&mut facts, name, FactValue::Number(rate), &cases);
            weaken(&mut facts, name, people.origin, people.confidence);
        }
        self.put_orders(area, &mut facts);
        self.put_stated(self.situation.facts_of(&area.id), None, &mut facts);
        facts
    }

    /// The facts of a zone.
    pub(crate) fn of_zone(&self, zone: &Zone) -> Facts {
        let mut facts = Facts::new();
        put(&mut facts, "opened_on", FactValue::Date(zone.opened_on), &[]);
        let confirmed = self
            .situation
            .cases_of_zone(&zone.id)
            .iter()
            .filter(|case| case.status == CaseStatus::Confirmed && case.found_on <= self.today);
        if let Some(latest) = confirmed.max_by_key(|case| case.found_on) {
            put(&mut facts, "latest_f0_on", FactValue::Date(latest.found_on), &[latest]);
        }
        let taken = self.situation.rounds_of(&zone.id).iter();
        let taken: Vec<&SamplingRound> =
            taken.filter(|round| round.taken_on <= self.today).collect();
        let origin = taken.iter().map(|round| round.record_origin).max();
        let recorded = |value| Fact {
            value,
            origin: origin.unwrap_or(Origin::Record),
            confidence: Confidence::V,
        };
        // A list of some of the residents is no round of everyone, nor is one on which nobody was sampled yet.
        let is_whole = |round: &&&SamplingRound| {
            round.sampled > 0 && zone.residents.is_none_or(|people| round.listed >= people)
        };
        let whole: Vec<&SamplingRound> = taken.iter().filter(is_whole).copied().collect();
        let mut days: Vec<Date> = whole.iter().map(|round| round.taken_on).collect();
        days.dedup();
        if let Some(&last) = days.last() {
            // The newest round counts, and whatever was found or is awaited since then.
            let is_good = taken.iter().filter(|round| round.taken_on >= last).all(|round| {
                match is_whole(&round) {
                    true => round.is_complete_and_negative() == Some(true),
                    false => round.sampled == 0 || round.positive == Some(0),
                }
            });
            if is_good {
                let name = "final_round_complete_negative_on";
                facts.insert(name.into(), recorded(FactValue::Date(last)));
            }
        }
        facts.insert("rounds_taken_on".into(), recorded(FactValue::Dates(days)));
        let stated =
            self.situation.facts.iter().filter(|fact| fact.zone_id.as_ref() == Some(&zone.id));
        self.put_stated(stated, None, &mut facts);
        facts
    }

    /// The facts of a disease in a commune under the law of 2026.
    pub(crate) fn of_disease(&self, area: &Area, disease: &str) -> Facts {
        let mut facts = Facts::new();
        let confirmed = self.confirmed(area, Some(disease));
        let week_began = week_began_on(self.today);
        let month_began = self.today.first_of_month();
        let since = |first: Date| -> Vec<&Case> {
            confirmed.iter().filter(|case| case.found_on >= first).copied().collect()
        };
        let (week, month) = (since(week_began), since(month_began));
        put_count(&mut facts, "confirmed_week_to_date", &week);
        put_count(&mut facts, "cases_week_to_date", &week);
        put_count(&mut facts, "cases_month_to_date", &month);
        for (name, first) in
            [("suspected_week_to_date", week_began), ("suspected_month_to_date", month_began)]
        {
            let suspected = self.of_status(area, Some(disease), CaseStatus::Suspected);
            let since: Vec<&Case> =
                suspected.into_iter().filter(|case| case.found_on >= first).collect();
            put_count(&mut facts, name, &since);
        }
        let chains = Chains::of(self.situation.cases_of(&area.id));
        put_count(&mut facts, "linked_cases_week", &chains.largest(&week));
        put_count(&mut facts, "linked_cases_month", &chains.largest(&month));
        for (name, period) in
            [("same_week_counts", PeriodKind::Week), ("same_month_counts", PeriodKind::Month)]
        {
            if let Some(fact) = self.same_period_counts(area, disease, period) {
                facts.insert(name.into(), fact);
            }
        }
        for (name, kind) in [("epidemic_declared", kind::EPIDEMIC), ("alert_declared", kind::ALERT)]
        {
            let is_declared = self.situation.is_declared(area, kind, disease, self.today);
            put(&mut facts, name, FactValue::Flag(is_declared), &[]);
        }
        self.put_stated(self.situation.facts_of(&area.id), Some(disease), &mut facts);
        facts
    }

    /// The diseases with a case, a count or a stated fact in a commune.
    pub(crate) fn diseases(&self, area: &Area) -> Vec<String> {
        let situation = self.situation;
        let cases = situation.cases_of(&area.id).iter().map(|case| case.disease.clone());
        let counts = situation.past_periods.get(&area.id).into_iter().flatten();
        let stated = situation.facts_of(&area.id).filter_map(|fact| fact.disease.clone());
        let mut diseases: Vec<String> =
            cases.chain(counts.map(|count| count.disease.clone())).chain(stated).collect();
        diseases.sort();
        diseases.dedup();
        diseases
    }

    fn confirmed(&self, area: &Area, disease: Option<&str>) -> Vec<&'a Case> {
        self.of_status(area, disease, CaseStatus::Confirmed)
    }

    fn of_status(&self, area: &Area, disease: Option<&str>, status: CaseStatus) -> Vec<&'a Case> {
        let cases = self.situation.cases_of(&area.id).iter();
        cases
            .filter(|case| case.status == status && case.found_on <= self.today)
            .filter(|case| disease.is_none_or(|disease| case.disease == disease))
            .collect()
    }

    /// Confirmed cases of an area of which nobody knows the commune.
    fn confirmed_somewhere_in(&self, area: &Area) -> impl Iterator<Item = &'a Case> {
        let (path, today) = (area.path.clone(), self.today);
        self.situation.cases_of_unknown_commune.iter().filter(move |case| {
            case.status == CaseStatus::Confirmed
                && case.found_on <= today
                && case.area_path.starts_with(&path)
        })
    }

    fn is_recent(&self, found_on: Date) -> bool {
        found_on > self.today.saturating_sub(RECENT_DAYS.days())
    }

    /// The counts of this week or month in each of the past years, oldest first, years with an epidemic left out.
    ///
    /// A year in which a unit that went into the commune did not report is no year of the commune. Where only a part
    /// of a unit went into it, nobody knows how many of its cases were there: none are counted, and the counts advise.
    fn same_period_counts(&self, area: &Area, disease: &str, period: PeriodKind) -> Option<Fact> {
        let (year, place) = period_of(self.today, period);
        let past = self.situation.past_periods.get(&area.id)?;
        let of_disease = past.iter().filter(|past| past.disease == disease);
        // Any week or month with an epidemic makes it an epidemic year.
        let epidemic: BTreeSet<i16> = of_disease
            .clone()
            .filter(|past| past.was_epidemic)
            .map(|past| period_of(past.starts_on, past.period).0)
            .collect();
        let mut by_year: BTreeMap<i16, &PastPeriod> = BTreeMap::new();
        for past in of_disease.filter(|past| past.period == period) {
            let (past_year, past_place) = period_of(past.starts_on, period);
            let is_past = (year - HISTORY_YEARS..year).contains(&past_year);
            if is_past && place == past_place && past.silent.is_empty() {
                by_year.insert(past_year, past);
            }
        }
        by_year.retain(|year, _| !epidemic.contains(year));
        let counts = by_year.values().map(|past| past.cases as f64).collect::<Vec<_>>();
        let is_uncertain = by_year.values().any(|past| past.is_uncertain);
        let origin = by_year.values().map(|past| past.record_origin).max()?;
        let confidence = if is_uncertain { Confidence::U } else { Confidence::V };
        Some(Fact { value: FactValue::Numbers(counts), origin, confidence })
    }

    fn put_orders(&self, area: &Area, facts: &mut Facts) {
        let situation = self.situation;
        for (name, of_kind) in [
            ("distancing_tier", kind::DISTANCING_TIER),
            ("risk_level_in_force", kind::RISK_LEVEL),
            ("epidemic_level_in_force", kind::EPIDEMIC_LEVEL),
        ] {
            if let Some(order) = situation.order_on(area, of_kind, self.today) {
                let value = FactValue::Text(order.value.clone());
                let fact = Fact { value, origin: order.record_origin, confidence: Confidence::V };
                facts.insert(name.into(), fact);
            }
        }
        // An officer who decided otherwise gave the reason; the rules do not ask to take that back.
        let is_own = |order: &&Order| {
            situation.decisions.iter().any(|decision| {
                decision.outcome == DecisionOutcome::Overridden
                    && decision.order_id.as_ref() == Some(&order.id)
            })
        };
        let planned = situation.order_after(area, kind::DISTANCING_TIER, self.today);
        let Some(planned) = planned.filter(|order| !is_own(order)) else { return };
        let number = planned.number.clone().unwrap_or_else(|| {
            format!("dự thảo lệnh, hiệu lực từ {}", planned.effective_from.strftime("%d/%m/%Y"))
        });
        for (name, value) in [
            ("planned_tier", FactValue::Text(planned.value.clone())),
            ("planned_tier_from", FactValue::Date(planned.effective_from)),
            ("planned_tier_order", FactValue::Text(number)),
        ] {
            let fact = Fact { value, origin: planned.record_origin, confidence: Confidence::V };
            facts.insert(name.into(), fact);
        }
    }

    /// Adds what a plan or an officer states. Where records count the same fact, the records hold, and a plan that
    /// says the same stands behind them.
    fn put_stated(
        &self,
        stated: impl Iterator<Item = &'a AssertedFact>,
        disease: Option<&str>,
        facts: &mut Facts,
    ) {
        for fact in stated {
            if disease.is_some() && fact.disease.as_deref().is_some_and(|of| Some(of) != disease) {
                continue;
            }
            let same = facts.get(&fact.name).map(|counted| counted.value == fact.value);
            if same != Some(false) {
                let stated = Fact {
                    value: fact.value.clone(),
                    origin: fact.origin,
                    confidence: fact.confidence,
                };
                facts.insert(fact.name.clone(), stated);
            }
        }
    }
}

/// The year and the place in it of a period; a week belongs to the year of its Thursday.
fn period_of(day: Date, period: PeriodKind) -> (i16, i16) {
    match period {
        PeriodKind::Month => (day.year(), day.month().into()),
        PeriodKind::Week => {
            let week = day.iso_week_date();
            (week.year(), week.week().into())
        }
    }
}

fn put_count(facts: &mut Facts, name: &str, cases: &[&Case]) {
    put(facts, name, FactValue::Number(cases.len() as f64), cases);
}

/// Cases that are linked with one another: by the name of their outbreak, or because one names another as its source,
/// perhaps one that is not known here. A case that nothing links is in none.
struct Chains<'a> {
    chain_of: HashMap<&'a str, usize>,
}

impl<'a> Chains<'a> {
    fn of(all: &'a [Case]) -> Self {
        let keys = all.iter().enumerate();
        let by_key: HashMap<&str, usize> =
            keys.filter_map(|(index, case)| Some((case.source_key.as_deref()?, index))).collect();
        let mut chains = UnionFind::<usize>::new(all.len());
        let mut first_of: HashMap<(&str, &str), usize> = HashMap::new();
        let mut first_named: HashMap<&str, usize> = HashMap::new();
        for (index, case) in all.iter().enumerate() {
            if case.status == CaseStatus::RuledOut {
                continue;
            }
            if let Some(cluster) = case.cluster.as_deref() {
                let first = *first_of.entry((&case.disease, cluster)).or_insert(index);
                chains.union(first, index);
            }
            if let Some(source) = case.source_case_key.as_deref() {
                let other = by_key.get(source).copied();
                let other = other.unwrap_or_else(|| *first_named.entry(source).or_insert(index));
                chains.union(other, index);
            }
        }
        let sources: HashSet<&str> =
            all.iter().filter_map(|case| case.source_case_key.as_deref()).collect();
        let is_linked = |case: &Case| {
            let is_source = case.source_key.as_deref().is_some_and(|key| sources.contains(key));
            case.cluster.is_some() || case.source_case_key.is_some() || is_source
        };
        let linked = all.iter().enumerate().filter(|(_, case)| is_linked(case));
        let chain_of = linked.map(|(index, case)| (case.id.0.as_str(), chains.find(index)));
        Self { chain_of: chain_of.collect() }
    }

    /// The most of some cases that are in one chain.
    fn largest<'c>(&self, among: &[&'c Case]) -> Vec<&'c Case> {
        let mut linked: BTreeMap<usize, Vec<&Case>> = BTreeMap::new();
        for case in among {
            if let Some(chain) = self.chain_of.get(case.id.0.as_str()) {
                linked.entry(*chain).or_default().push(case);
            }
        }
        linked.into_values().max_by_key(Vec::len).unwrap_or_default()
    }
}

/// A counted fact is as good as the records that it was counted from: made-up records make a made-up fact.
fn put(facts: &mut Facts, name: &str, value: FactValue, from: &[&Case]) {
    let origin = from.iter().map(|case| case.record_origin).max().unwrap_or(Origin::Record);
    facts.insert(name.to_owned(), Fact { value, origin, confidence: Confidence::V });
}

/// What also rests on something else is as made up and as unsure as that.
fn weaken(facts: &mut Facts, name: &str, origin: Origin, confidence: Confidence) {
    if let Some(fact) = facts.get_mut(name) {
        fact.origin = fact.origin.max(origin);
        fact.confidence = fact.confidence.max(confidence);
    }
}

/// The rates of a week follow from its numbers, counted or stated, and from the population: never rounded.
fn put_week_rates(facts: &mut Facts) {
    let number = |facts: &Facts, name: &str| match facts.get(name) {
        Some(Fact { value: FactValue::Number(value), origin, confidence }) => {
            Some((*value, *origin, *confidence))
        }
        _ => None,
    };
    let Some(people) = number(facts, "population").filter(|people| people.0 > 0.0) else { return };
    for (name, counted) in [
        ("covid_cases_per_100k_7_days", "covid_cases_7_days"),
        ("covid_community_cases_per_100k_7_days", "covid_community_cases_7_days"),
        ("covid_deaths_per_100k_7_days", "covid_deaths_7_days"),
    ] {
        if let Some(count) = number(facts, counted) {
            let fact = Fact {
                value: FactValue::Number(count.0 * 100_000.0 / people.0),
                origin: count.1.max(people.1),
                confidence: count.2.max(people.2),
            };
            facts.insert(name.into(), fact);
        }
    }
}
