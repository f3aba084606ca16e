use super::{Agent, Epidemic};

/// Somebody who is told to stay in quarantine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) agent: Agent,
    /// The first day on which they are free again.
    pub(super) until: u16,
    /// The tracing that found them.
    pub(super) trace: u8,
}

impl Epidemic<'_> {
    /// Begins the quarantines of the day, and tests whom it is time to test.
    pub(super) fn begin_quarantines(&mut self, day: u16) {
        for start in std::mem::take(&mut self.work.quarantine_from[usize::from(day)]) {
            let person = &mut self.work.people[start.agent as usize];
            let recovered_or_dead = person.infections > 0 && day >= person.ends;
            if recovered_or_dead || person.is_isolated(day) || start.until <= day {
                continue;
            }
            if day < person.quarantined_until {
                person.quarantined_until = person.quarantined_until.max(start.until);
                continue;
            }
            let trace = &self.model.traces[usize::from(start.trace)].trace;
            person.quarantined_until = start.until;
            person.in_place = self.today.quarantine_places < trace.places;
            self.today.quarantine_places += u32::from(person.in_place);
            self.today.quarantined += 1;
            for test_on in &trace.test_on {
                // The day of entry is the first day.
                let on = usize::from(day) + usize::from(test_on.saturating_sub(1));
                if let Some(checks) = self.work.checks.get_mut(on) {
                    checks.push((start.agent, trace.sensitivity as f32));
                }
            }
            if let Some(ends) = self.work.quarantine_ends.get_mut(usize::from(start.until)) {
                ends.push(start.agent);
            }
        }
        for (agent, sensitivity) in std::mem::take(&mut self.work.checks[usize::from(day)]) {
            let person = &self.work.people[agent as usize];
            if day >= person.quarantined_until {
                continue;
            }
            self.today.swabs += 1;
            self.today.tests += 1;
            if person.is_infectious(day) && self.draw.chance(f64::from(sensitivity)) {
                self.found(agent, day);
            }
        }
    }

    pub(super) fn end_quarantines(&mut self, day: u16) {
        for agent in std::mem::take(&mut self.work.quarantine_ends[usize::from(day)]) {
            let until = self.work.people[agent as usize].quarantined_until;
            if until > day {
                // It was prolonged.
                if let Some(ends) = self.work.quarantine_ends.get_mut(usize::from(until)) {
                    ends.push(agent);
                }
            } else {
                self.leave_quarantine(agent);
            }
        }
    }

    pub(super) fn leave_quarantine(&mut self, agent: Agent) {
        let person = &mut self.work.people[agent as usize];
        if person.quarantined_until == 0 {
            return;
        }
        person.quarantined_until = 0;
        self.today.quarantined -= 1;
        self.today.quarantine_places -= u32::from(std::mem::take(&mut person.in_place));
    }
}
