//! Counts from records the facts that rules ask for; `content/facts.toml` says how each is counted.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use taicho_model::{
    Area, AssertedFact, Case, CaseOrigin, CaseSetting, CaseStatus, Confidence, DecisionOutcome,
    Fact, FactValue, Facts, Order, Origin, PeriodKind, Zone, kind, vietnam_date,
};

use crate::situation::Situation;
use crate::situation::indicators::population;

/// Days in which recent cases are counted, as the names of the facts say.
const RECENT_DAYS: i32 = 14;

/// Years of history that the alert and epidemic lines look back.
const HISTORY_YEARS: i16 = 5;

/// The facts of one situation on the day of its moment.
pub(crate) struct FactDesk<'a> {
    situation: &'a Situation,
    today: Date,
    wave_began_on: Option<Date>,
}

impl<'a> FactDesk<'a> {
    pub(crate) fn new(situation: &'a Situation, wave_began_on: Option<Date>) -> Self {
        Self { situation, today: vietnam_date(situation.as_of), wave_began_on }
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
        self.put_orders(area, &mut facts);
        self.put_stated(self.situation.facts_of(&area.id), None, &mut facts);
        facts
    }

    /// The facts of a district, given the level that each of its communes has.
    pub(crate) fn of_district(
        &self,
        area: &Area,
        levels: &BTreeMap<String, Option<String>>,
    ) -> Facts {
        let mut facts = Facts::new();
        let under: Vec<&Area> = self
            .situation
            .communes
            .iter()
            .filter(|commune| commune.path.starts_with(&area.path))
            .collect();
        let all = under.len() as f64;
        put(&mut facts, "communes", FactValue::Number(all), &[]);
        let known: Option<Vec<&str>> = under
            .iter()
            .map(|commune| levels.get(&commune.code).and_then(Option::as_deref))
            .collect();
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            let share = |level: &str| known.iter().filter(|found| **found == level).count() as f64;
            put(&mut facts, "communes_red", FactValue::Number(share("very_high")), &[]);
            for (name, level) in [
                ("communes_red_share", "very_high"),
                ("communes_orange_share", "high"),
                ("communes_yellow_share", "at_risk"),
            ] {
                let percent = 100.0 * share(level) / all;
                put(&mut facts, name, FactValue::Number((percent * 10.0).round() / 10.0), &[]);
            }
        }
        if let Some(people) = population(self.situation, &area.id) {
            let cases: Vec<&Case> = under
                .iter()
                .flat_map(|commune| self.confirmed(commune, None))
                .filter(|case| self.is_recent(case.found_on) && case.source_known == Some(true))
                .collect();
            let rate = cases.len() as f64 * 100_000.0 / people.value;
            let name = "cases_known_source_per_100k_14_days";
            put(&mut facts, name, FactValue::Number((rate * 10.0).round() / 10.0), &cases);
        }
        self.put_orders(area, &mut facts);
        self.put_stated(self.situation.facts_of(&area.id), None, &mut facts);
        facts
    }

    /// The facts of a zone.
    pub(crate) fn of_zone(&self, zone: &Zone) -> Facts {
        let mut facts = Facts::new();
        put(&mut facts, "opened_on", FactValue::Date(zone.opened_on), &[]);
        let latest = self
            .situation
            .cases_of(&zone.area_id)
            .iter()
            .filter(|case| {
                case.zone_id.as_ref() == Some(&zone.id)
                    && case.status == CaseStatus::Confirmed
                    && case.found_on <= self.today
            })
            .max_by_key(|case| case.found_on);
        if let Some(latest) = latest {
            put(&mut facts, "latest_f0_on", FactValue::Date(latest.found_on), &[latest]);
        }
        let rounds = self.situation.rounds_of(&zone.id);
        let taken: Vec<Date> =
            rounds.iter().map(|round| round.taken_on).filter(|day| *day <= self.today).collect();
        let origin = rounds.iter().map(|round| round.record_origin).max().unwrap_or(Origin::Record);
        let recorded = |value| Fact { value, origin, confidence: Confidence::V };
        facts.insert("rounds_taken_on".into(), recorded(FactValue::Dates(taken)));
        let negative = rounds
            .iter()
            .filter(|round| round.taken_on <= self.today)
            .filter(|round| round.is_complete_and_negative() == Some(true))
            .map(|round| round.taken_on)
            .max();
        if let Some(day) = negative {
            let name = "final_round_complete_negative_on";
            facts.insert(name.into(), recorded(FactValue::Date(day)));
        }
        let stated =
            self.situation.facts.iter().filter(|fact| fact.zone_id.as_ref() == Some(&zone.id));
        self.put_stated(stated, None, &mut facts);
        facts
    }

    /// The facts of a disease in a commune under the law of 2026.
    pub(crate) fn of_disease(&self, area: &Area, disease: &str) -> Facts {
        let mut facts = Facts::new();
        let confirmed = self.confirmed(area, Some(disease));
        let week_began = self.week_began_on();
        let month_began = self.today.first_of_month();
        let since = |first: Date| -> Vec<&Case> {
            confirmed.iter().filter(|case| case.found_on >= first).copied().collect()
        };
        let (week, month) = (since(week_began), since(month_began));
        put_count(&mut facts, "confirmed_week_to_date", &week);
        put_count(&mut facts, "cases_week_to_date", &week);
        put_count(&mut facts, "cases_month_to_date", &month);
        put_linked(&mut facts, "linked_cases_week", &week);
        put_linked(&mut facts, "linked_cases_month", &month);
        for (name, period) in
            [("same_week_counts", PeriodKind::Week), ("same_month_counts", PeriodKind::Month)]
        {
            let (counts, origin) = self.same_period_counts(area, disease, period);
            if !counts.is_empty() {
                let fact =
                    Fact { value: FactValue::Numbers(counts), origin, confidence: Confidence::V };
                facts.insert(name.into(), fact);
            }
        }
        let declared = self
            .situation
            .order_on(&area.id, kind::EPIDEMIC, self.today)
            .filter(|order| order.value == disease);
        let ended = self
            .situation
            .order_on(&area.id, kind::EPIDEMIC_END, self.today)
            .filter(|order| order.value == disease);
        let running = match (declared, ended) {
            (Some(declared), Some(ended)) => declared.effective_from > ended.effective_from,
            (declared, _) => declared.is_some(),
        };
        put(&mut facts, "epidemic_declared", FactValue::Flag(running), &[]);
        self.put_stated(self.situation.facts_of(&area.id), Some(disease), &mut facts);
        facts
    }

    /// The facts of a case whose reporting clock may be running.
    pub(crate) fn of_case(&self, case: &Case) -> Facts {
        let mut facts = Facts::new();
        if let Some(detected_at) = case.detected_at {
            put(&mut facts, "detected_at", FactValue::Instant(detected_at), &[case]);
        }
        if let Some(reported_at) = case.reported_at.filter(|at| *at <= self.situation.as_of) {
            put(&mut facts, "reported_at", FactValue::Instant(reported_at), &[case]);
        }
        facts
    }

    /// The diseases with a case, a count or a stated fact in a commune.
    pub(crate) fn diseases(&self, area: &Area) -> Vec<String> {
        let situation = self.situation;
        let cases = situation.cases_of(&area.id).iter().map(|case| case.disease.clone());
        let counts = situation.counts.get(&area.id).into_iter().flatten();
        let stated = situation.facts_of(&area.id).filter_map(|fact| fact.disease.clone());
        let mut diseases: Vec<String> =
            cases.chain(counts.map(|count| count.disease.clone())).chain(stated).collect();
        diseases.sort();
        diseases.dedup();
        diseases
    }

    fn confirmed(&self, area: &Area, disease: Option<&str>) -> Vec<&'a Case> {
        self.situation
            .cases_of(&area.id)
            .iter()
            .filter(|case| case.status == CaseStatus::Confirmed && case.found_on <= self.today)
            .filter(|case| disease.is_none_or(|disease| case.disease == disease))
            .collect()
    }

    fn is_recent(&self, found_on: Date) -> bool {
        found_on > self.today.saturating_sub(RECENT_DAYS.days())
    }

    fn week_began_on(&self) -> Date {
        let days = i32::from(self.today.weekday().to_monday_zero_offset());
        self.today.saturating_sub(days.days())
    }

    /// The counts of this week or month in each of the past years, oldest first, epidemic ones left out; a commune
    /// that was merged sums its predecessors, and an epidemic in one of them makes the period an epidemic one.
    fn same_period_counts(
        &self,
        area: &Area,
        disease: &str,
        period: PeriodKind,
    ) -> (Vec<f64>, Origin) {
        let mut by_year: BTreeMap<i16, (i64, bool)> = BTreeMap::new();
        let mut origin = Origin::Seed;
        let (year, place) = period_of(self.today, period);
        for count in self.situation.counts.get(&area.id).into_iter().flatten() {
            let (count_year, count_place) = period_of(count.starts_on, period);
            let is_past = (year - HISTORY_YEARS..year).contains(&count_year);
            if count.disease == disease && count.period == period && is_past && place == count_place
            {
                let sum = by_year.entry(count_year).or_default();
                sum.0 += count.cases;
                sum.1 |= count.was_epidemic;
                origin = origin.max(count.record_origin);
            }
        }
        let usable = by_year.into_values().filter(|(_, epidemic)| !epidemic);
        (usable.map(|(cases, _)| cases as f64).collect(), origin)
    }

    fn put_orders(&self, area: &Area, facts: &mut Facts) {
        let situation = self.situation;
        for (name, of_kind) in
            [("distancing_tier", kind::DISTANCING_TIER), ("risk_level_in_force", kind::RISK_LEVEL)]
        {
            if let Some(order) = situation.order_on(&area.id, of_kind, self.today) {
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
        let planned = situation.order_after(&area.id, kind::DISTANCING_TIER, self.today);
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

/// The largest number of cases that one outbreak links; a case that nobody linked counts for none.
fn put_linked(facts: &mut Facts, name: &str, cases: &[&Case]) {
    let mut by_cluster: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        if let Some(cluster) = case.cluster.as_deref() {
            by_cluster.entry(cluster).or_default().push(case);
        }
    }
    let largest = by_cluster.into_values().max_by_key(Vec::len).unwrap_or_default();
    put_count(facts, name, &largest);
}

/// A counted fact is as good as the records that it was counted from: made-up records make a made-up fact.
fn put(facts: &mut Facts, name: &str, value: FactValue, from: &[&Case]) {
    let origin = from.iter().map(|case| case.record_origin).max().unwrap_or(Origin::Record);
    facts.insert(name.to_owned(), Fact { value, origin, confidence: Confidence::V });
}
