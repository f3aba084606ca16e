//! The facts that rules ask for: what is counted, what orders say, and what people state.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taicho_model::{
    Area, AssertedFact, Confidence, DecisionOutcome, Fact, FactValue, Facts, Order, Origin,
    PeriodKind, SamplingRound, Zone, kind, vietnam_date,
};

use crate::content::measures::FactsOf;
use crate::situation::history::{HISTORY_YEARS, period_of};
use crate::situation::measures::{Counter, Ground, Population, Reading, population};
use crate::situation::{PastPeriod, Situation, last_month_began_on};

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

/// The fact with the day of the final round of a zone while its results are awaited.
pub(crate) const FINAL_ROUND_AWAITED_ON: &str = "final_round_awaited_on";

/// The facts of one situation on the day of its moment.
pub(crate) struct FactDesk<'a> {
    situation: &'a Situation,
    today: Date,
    counter: Counter<'a>,
}

impl<'a> FactDesk<'a> {
    pub(crate) fn new(counter: Counter<'a>) -> Self {
        Self::on(counter, vietnam_date(counter.situation.as_of))
    }

    /// The facts of an earlier day by what is known now.
    pub(crate) fn on(counter: Counter<'a>, today: Date) -> Self {
        Self { situation: counter.situation, today, counter }
    }

    /// The facts of a commune: what is counted in it whatever the disease, its orders, and what is stated.
    pub(crate) fn of_commune(&self, area: &Area) -> Facts {
        let mut facts = Facts::new();
        self.put_measures(FactsOf::Commune, Ground::communes(&[area]), None, &mut facts);
        if let Some(people) = population(self.situation, &area.id) {
            let Population { value, origin, confidence, .. } = people;
            let stated = Fact { value: FactValue::Number(value), origin, confidence };
            facts.insert("population".into(), stated);
        }
        self.put_orders(area, &mut facts);
        self.put_stated(self.situation.facts_of(&area.id), None, &mut facts);
        put_week_rates(&mut facts);
        facts
    }

    /// The measures that are facts of a subject, as far as they can be told.
    fn put_measures(
        &self,
        subject: FactsOf,
        ground: Ground<'_>,
        disease: Option<&str>,
        facts: &mut Facts,
    ) {
        for measure in self.counter.content.measures().facts_of(subject) {
            let reading = self.counter.read(measure, ground, disease, self.today);
            if let Some(value) = reading.value {
                let Reading { origin, confidence, .. } = reading;
                facts.insert(measure.id.clone(), Fact { value, origin, confidence });
            }
        }
    }

    /// The facts of a district, given the level that each of its communes has; no share is known while one has none.
    pub(crate) fn of_district(&self, area: &Area, levels: &BTreeMap<&str, CommuneLevel>) -> Facts {
        let mut facts = Facts::new();
        let under = self.situation.communes_under(area);
        let all = under.len() as f64;
        put(&mut facts, "communes", FactValue::Number(all), Origin::Record);
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
        self.put_measures(FactsOf::District, Ground::whole(area, &under), None, &mut facts);
        self.put_orders(area, &mut facts);
        self.put_stated(self.situation.facts_of(&area.id), None, &mut facts);
        facts
    }

    /// The facts of a zone.
    pub(crate) fn of_zone(&self, zone: &Zone) -> Facts {
        let mut facts = Facts::new();
        put(&mut facts, "opened_on", FactValue::Date(zone.opened_on), zone.record_origin);
        let taken = self.situation.rounds_of(&zone.id).iter();
        let taken: Vec<&SamplingRound> =
            taken.filter(|round| round.taken_on <= self.today).collect();
        // Whoever was positive in a round is an F0 from that day on, whether a case has been filed yet or not.
        let positive = taken.iter().filter(|round| round.positive.is_some_and(|count| count > 0));
        let positive = positive.map(|round| (round.taken_on, round.record_origin));
        let latest = self.situation.cases.latest_of_zone(&zone.id, self.today);
        let latest = positive.chain(latest).max();
        if let Some((found_on, origin)) = latest {
            put(&mut facts, "latest_f0_on", FactValue::Date(found_on), origin);
        }
        let origin = taken.iter().map(|round| round.record_origin).max();
        let recorded = |value| Fact {
            value,
            origin: origin.unwrap_or(Origin::Record),
            confidence: Confidence::V,
        };
        let is_awaited = |round: &SamplingRound| round.sampled > 0 && round.positive.is_none();
        // A list of some of the residents is no round of everyone, nor is one on which nobody was sampled yet.
        let is_whole = |round: &&&SamplingRound| {
            round.sampled > 0 && zone.residents.is_none_or(|people| round.listed >= people)
        };
        let whole: Vec<&SamplingRound> = taken.iter().filter(is_whole).copied().collect();
        let mut days: Vec<Date> = whole.iter().map(|round| round.taken_on).collect();
        days.dedup();
        if let Some(&last) = days.last() {
            // The newest round counts, and whatever was found or is awaited since then.
            let is_good = |round: &SamplingRound| match is_whole(&&round) {
                true => round.is_complete_and_negative() == Some(true),
                false => round.sampled == 0 || round.positive == Some(0),
            };
            let may_be_good = |round: &SamplingRound| {
                let negative = SamplingRound { positive: Some(0), ..round.clone() };
                is_good(round) || (is_awaited(round) && is_good(&negative))
            };
            // Nor is anything final while results of an earlier round since the latest F0 are still out.
            let mut since = taken.iter().copied().filter(|round| {
                let is_after = latest.is_none_or(|(found_on, _)| round.taken_on > found_on);
                round.taken_on >= last || (is_awaited(round) && is_after)
            });
            let name = match since.clone().all(is_good) {
                true => Some("final_round_complete_negative_on"),
                false => since.all(may_be_good).then_some(FINAL_ROUND_AWAITED_ON),
            };
            if let Some(name) = name {
                facts.insert(name.into(), recorded(FactValue::Date(last)));
            }
        }
        let awaited = taken.iter().filter(|round| is_awaited(round)).map(|round| round.taken_on);
        facts.insert("rounds_awaited_on".into(), recorded(FactValue::Dates(awaited.collect())));
        facts.insert("rounds_taken_on".into(), recorded(FactValue::Dates(days)));
        self.put_stated(self.situation.facts_of_zone(zone), None, &mut facts);
        facts
    }

    /// The facts of a disease in a commune under the law of 2026.
    pub(crate) fn of_disease(&self, area: &Area, disease: &str) -> Facts {
        let mut facts = Facts::new();
        let ground = &[area];
        self.put_measures(FactsOf::Disease, Ground::communes(ground), Some(disease), &mut facts);
        let before = last_month_began_on(self.today);
        for (name, period, day) in [
            ("same_week_counts", PeriodKind::Week, self.today),
            ("same_month_counts", PeriodKind::Month, self.today),
            ("last_month_counts", PeriodKind::Month, before),
        ] {
            if let Some(fact) = self.same_period_counts(area, disease, (period, day)) {
                facts.insert(name.into(), fact);
            }
        }
        for (name, kind) in [("epidemic_declared", kind::EPIDEMIC), ("alert_declared", kind::ALERT)]
        {
            let is_declared = self.situation.is_declared(area, kind, disease, self.today);
            put(&mut facts, name, FactValue::Flag(is_declared), Origin::Record);
        }
        self.put_stated(self.situation.facts_of(&area.id), Some(disease), &mut facts);
        facts
    }

    /// The diseases with a case, a count or a stated fact in a commune.
    pub(crate) fn diseases(&self, area: &Area) -> BTreeSet<String> {
        let situation = self.situation;
        let cases = situation.cases.diseases_of(&area.id);
        let stated = situation.facts_of(&area.id).filter_map(|fact| fact.disease.clone());
        cases.chain(situation.past_periods.diseases(&area.id).cloned()).chain(stated).collect()
    }

    /// The counts of the week or month of a day in each of the past years, oldest first, years with an epidemic left out.
    ///
    /// A year in which a unit that went into the commune did not report is no year of the commune. Where only a part
    /// of a unit went into it, nobody knows how many of its cases were there: none are counted, and the counts advise.
    fn same_period_counts(
        &self,
        area: &Area,
        disease: &str,
        (period, day): (PeriodKind, Date),
    ) -> Option<Fact> {
        let (year, place) = period_of(day, period);
        let past = self.situation.past_periods.of(&area.id);
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
        let is_about = |fact: &&AssertedFact| match (disease, fact.disease.as_deref()) {
            (Some(asked), Some(of)) => of == asked,
            _ => true,
        };
        // What was stated last holds, and of the same day what is said of the disease itself.
        let mut latest: BTreeMap<&str, &AssertedFact> = BTreeMap::new();
        for fact in stated.filter(is_about) {
            let age = |fact: &AssertedFact| (fact.valid_from, fact.disease.is_some());
            let held = latest.entry(&fact.name).or_insert(fact);
            if age(held) <= age(fact) {
                *held = fact;
            }
        }
        for (name, fact) in latest {
            let same = facts.get(name).map(|counted| counted.value == fact.value);
            if same != Some(false) {
                let value = fact.value.clone();
                let (origin, confidence) = (fact.origin, fact.confidence);
                facts.insert(name.to_owned(), Fact { value, origin, confidence });
            }
        }
    }
}

/// A counted fact is as good as the records that it was counted from: made-up records make a made-up fact.
fn put(facts: &mut Facts, name: &str, value: FactValue, origin: Origin) {
    facts.insert(name.to_owned(), Fact { value, origin, confidence: Confidence::V });
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
