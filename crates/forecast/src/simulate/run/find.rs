use super::super::model::TestDays;
use super::infect::Case;
use super::spread::hazard;
use super::{Agent, Epidemic, Finding, NEVER, Person};

impl Epidemic<'_> {
    /// Draws whether and when an infection is found by tests that come to everybody: those are known beforehand.
    pub(super) fn may_be_found(&mut self, agent: Agent, case: &Case) {
        let model = self.model;
        if model.tests.is_empty() && model.rounds.is_empty() {
            return;
        }
        let person = self.work.people[agent as usize];
        let mut first: Option<(u16, Option<u16>)> = None;
        let mut earlier = |result_on: u16, retests: Option<u16>| {
            if first.is_none_or(|(known, _)| result_on < known) {
                first = Some((result_on, retests));
            }
        };
        for test in &model.tests {
            if let Some(day) = self.tested_on(test, &person, case) {
                earlier(day.saturating_add(test.result_days), None);
            }
        }
        for round in &model.rounds {
            if (case.infectious_from..case.ends).contains(&round.day)
                && self.draw.chance(round.found)
            {
                let retests = if round.pool > 1 { round.pool } else { 0 };
                earlier(round.day.saturating_add(round.result_days), Some(retests));
            }
        }
        if let Some((result_on, retests)) = first
            && let Some(findings) = self.work.findings.get_mut(usize::from(result_on))
        {
            findings.push(Finding { agent, infection: person.infections, retests });
        }
    }

    /// The first day on which a test of somebody infectious is positive.
    fn tested_on(&mut self, test: &TestDays, person: &Person, case: &Case) -> Option<u16> {
        let from = case.infectious_from.max(test.first);
        let ends = case.ends.min(test.last.saturating_add(1));
        let ill = person.symptoms_from.clamp(from, ends.max(from));
        let mut waits = self.draw.exponential();
        for (from, to, chance) in [(from, ill, test.others), (ill, ends, test.symptoms)] {
            let each = hazard(chance * test.found);
            let days = f64::from(to.saturating_sub(from));
            if waits < days * each {
                return Some(from + ((waits / each) as u16).min(to - from - 1));
            }
            waits -= days * each;
        }
        None
    }

    /// Gives out the results of the day, and traces.
    pub(super) fn find(&mut self, day: u16) {
        let findings = std::mem::take(&mut self.work.findings[usize::from(day)]);
        let single = findings.iter().filter(|finding| finding.retests.is_none()).count();
        let swabs = self.count_tests(day, single as u64);
        let most = self.model.tests.iter().filter_map(|test| test.results_a_day).min();
        // Where laboratories cannot give all results, everybody waits with the same chance.
        let share = most.map_or(1.0, |most| f64::from(most) / (swabs as f64).max(1.0));
        for finding in findings {
            if share < 1.0 && !self.draw.chance(share) {
                if let Some(later) = self.work.findings.get_mut(usize::from(day) + 1) {
                    later.push(finding);
                }
                continue;
            }
            self.today.tests += u64::from(finding.retests.unwrap_or_default());
            if self.work.people[finding.agent as usize].infections == finding.infection {
                self.found(finding.agent, day);
            }
        }
        self.sample_zones(day);
        self.trace(day);
    }

    /// Somebody is known to be infected from today on.
    pub(super) fn found(&mut self, agent: Agent, day: u16) {
        let person = &mut self.work.people[agent as usize];
        if person.found {
            return;
        }
        person.found = true;
        self.today.found += 1;
        if person.symptoms_from < NEVER && day < person.ends {
            let (from, ends) = (person.symptoms_from, person.ends);
            if from <= day {
                self.ill_unfound = self.ill_unfound.saturating_sub(1);
            } else if let Some(flow) = self.work.flows.at(from) {
                flow.ill_unfound -= 1;
            }
            if let Some(flow) = self.work.flows.at(ends) {
                flow.ill_unfound += 1;
            }
        }
        self.leave_quarantine(agent);
        self.waiting.push_back((agent, day));
        self.note_in_quarter(agent, day);
    }

    /// Counts the swabs of the day, those of the uninfected among them; the number of results they give.
    fn count_tests(&mut self, day: u16, findings: u64) -> u64 {
        let (mut swabs, mut tests) = (0, 0);
        let infectious = u64::from(self.today.infectious);
        let well = u64::from(self.alive).saturating_sub(infectious);
        let ill = u64::from(self.ill_unfound);
        for test in &self.model.tests {
            if (test.first..=test.last).contains(&day) {
                swabs += self.draw.successes(well, test.others);
                swabs += self.draw.successes(ill, test.symptoms * (1.0 - test.found));
            }
        }
        swabs += findings;
        tests += swabs;
        for round in self.model.rounds.iter().filter(|round| round.day == day) {
            let sampled = (f64::from(self.alive) * round.share).round() as u64;
            swabs += sampled;
            tests += sampled.div_ceil(u64::from(round.pool));
        }
        self.today.swabs += swabs;
        self.today.tests += tests;
        tests
    }

    fn trace(&mut self, day: u16) {
        for at in 0..self.model.traces.len() {
            let trace = &self.model.traces[at];
            if !trace.days.contains(&day) {
                continue;
            }
            let most = trace.trace.cases_a_day.map_or(usize::MAX, |most| most as usize);
            for _ in 0..most.min(self.waiting.len()) {
                let Some((agent, found_on)) = self.waiting.pop_front() else { break };
                self.trace_one(at, agent, found_on, day);
            }
            return;
        }
        // Nobody traces: nobody waits for it.
        self.waiting.clear();
    }

    fn trace_one(&mut self, at: usize, agent: Agent, found_on: u16, day: u16) {
        let trace = &self.model.traces[at];
        let until = found_on.saturating_add(trace.trace.quarantine_days);
        for (layer, &(chance, after_days)) in trace.layers.iter().enumerate() {
            if chance <= 0.0 {
                continue;
            }
            let told_on = usize::from(day.saturating_add(after_days));
            let open = f64::from(self.model.on_day[usize::from(day)][layer].open);
            for number in 0..self.work.population.degree(agent, layer) {
                if !self.draw.chance(chance) {
                    continue;
                }
                let contact = self.work.population.contact(agent, layer, number);
                let closed =
                    open < 1.0 && super::pair_share(agent, contact, layer, self.salt) >= open;
                if !closed && let Some(starts) = self.work.quarantine_from.get_mut(told_on) {
                    starts.push(super::quarantine::Start {
                        agent: contact,
                        until,
                        trace: at as u8,
                    });
                }
            }
        }
    }
}
