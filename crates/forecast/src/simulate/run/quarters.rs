use super::super::scenario::Scenario;
use super::{Agent, Epidemic, NEVER};

/// Quarters, those that are closed among them.
#[derive(Debug, Default)]
pub(super) struct Quarters {
    size: u32,
    /// Days on which cases were found, of late.
    found_on: Vec<Vec<u16>>,
    /// From when and until when a quarter is closed; never where it is not.
    closed: Vec<(u16, u16)>,
    is_closed: Vec<bool>,
    /// Quarters that are closed or will be.
    active: Vec<u32>,
}

impl Quarters {
    pub(super) fn clear(&mut self, scenario: &Scenario) {
        let population = &scenario.notation.population;
        let with_zones = scenario.notation.zone.is_some();
        self.size = population.quarter_size.filter(|_| with_zones).unwrap_or_default();
        let count = if self.size == 0 { 0 } else { population.size.div_ceil(self.size) as usize };
        self.found_on.clear();
        self.found_on.resize(count, Vec::new());
        self.closed.clear();
        self.closed.resize(count, (NEVER, 0));
        self.is_closed.clear();
        self.is_closed.resize(count, false);
        self.active.clear();
    }
}

impl Epidemic<'_> {
    /// What zones leave of a contact today.
    #[inline]
    pub(super) fn across_zones(&self, source: Agent, target: Agent) -> f32 {
        let quarters = &self.work.quarters;
        if quarters.active.is_empty() {
            return 1.0;
        }
        let [one, other] = [source, target].map(|agent| (agent / quarters.size) as usize);
        let Some((_, zone)) = &self.model.zone else { return 1.0 };
        match (quarters.is_closed[one] || quarters.is_closed[other], one == other) {
            (false, _) => 1.0,
            (true, true) => zone.inside as f32,
            (true, false) => zone.across as f32,
        }
    }

    /// A case was found: their quarter may have to be closed, or stay so for longer.
    pub(super) fn note_in_quarter(&mut self, agent: Agent, day: u16) {
        let Some((days, zone)) = &self.model.zone else { return };
        if !days.contains(&day) {
            return;
        }
        let quarters = &mut self.work.quarters;
        let quarter = (agent / quarters.size) as usize;
        let (from, until) = quarters.closed[quarter];
        if from < NEVER && day < until {
            quarters.closed[quarter].1 = until.max(day.saturating_add(zone.closed_days));
            return;
        }
        let found_on = &mut quarters.found_on[quarter];
        found_on.retain(|earlier| day - earlier < zone.within_days);
        found_on.push(day);
        if found_on.len() >= zone.cases as usize {
            found_on.clear();
            let from = day.saturating_add(zone.after_days);
            quarters.closed[quarter] = (from, from.saturating_add(zone.closed_days));
            quarters.active.push(quarter as u32);
        }
    }

    /// Opens and closes zones, and samples those whose day it is.
    pub(super) fn sample_zones(&mut self, day: u16) {
        let Some((_, zone)) = &self.model.zone else { return };
        let active = std::mem::take(&mut self.work.quarters.active);
        let mut zones = 0;
        for quarter in active {
            let (from, until) = self.work.quarters.closed[quarter as usize];
            let closed = (from..until).contains(&day);
            self.work.quarters.is_closed[quarter as usize] = closed;
            zones += u32::from(closed);
            if day >= until {
                self.work.quarters.closed[quarter as usize] = (NEVER, 0);
                continue;
            }
            self.work.quarters.active.push(quarter);
            if closed && zone.rounds_on.contains(&(day - from)) {
                self.sample_quarter(quarter, day, (zone.share, zone.sensitivity, zone.pool));
            }
        }
        self.today.zones = zones;
    }

    fn sample_quarter(
        &mut self,
        quarter: u32,
        day: u16,
        (share, sensitivity, pool): (f64, f64, u16),
    ) {
        let size = self.work.quarters.size;
        let (first, end) = (quarter * size, ((quarter + 1) * size).min(self.work.population.len()));
        let mut swabs = 0;
        for agent in first..end {
            let person = &self.work.people[agent as usize];
            if person.is_dead(day) || person.is_isolated(day) || !self.draw.chance(share) {
                continue;
            }
            swabs += 1;
            if person.is_infectious(day) && self.draw.chance(sensitivity) {
                if pool > 1 {
                    self.today.tests += u64::from(pool);
                }
                self.found(agent, day);
            }
        }
        self.today.swabs += swabs;
        self.today.tests += swabs.div_ceil(u64::from(pool));
    }
}
