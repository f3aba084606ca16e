use super::super::model::VaccinateDays;
use super::spread::hazard;
use super::{Agent, Epidemic};

impl Epidemic<'_> {
    /// Gives the doses of the day.
    pub(super) fn vaccinate(&mut self, day: u16) {
        for (agent, programme) in std::mem::take(&mut self.work.second_doses[usize::from(day)]) {
            self.give(agent, day, programme);
        }
        for at in 0..self.model.vaccinations.len() {
            let programme = &self.model.vaccinations[at];
            if !programme.days.contains(&day) {
                continue;
            }
            match programme.chance {
                Some(chance) => self.give_by_chance(at, chance, day),
                None => self.give_in_turn(at, day),
            }
        }
    }

    fn may_have(&self, agent: Agent, programme: &VaccinateDays, day: u16) -> bool {
        let person = &self.work.people[agent as usize];
        let (youngest, oldest) = programme.ages;
        let had =
            if programme.booster { person.doses == programme.doses } else { person.doses == 0 };
        had && !person.is_dead(day)
            && (youngest..=oldest).contains(&self.work.population.ages[agent as usize])
    }

    /// Everybody has the same chance; from one who has it to the next is one draw.
    fn give_by_chance(&mut self, at: usize, chance: f64, day: u16) {
        let programme = &self.model.vaccinations[at];
        let people = self.work.population.len();
        let each = hazard(chance);
        if each <= 0.0 {
            return;
        }
        // From anywhere, so that a limit favours nobody.
        let first = if programme.most.is_some() { self.draw.below(people) } else { 0 };
        let (mut place, mut given) = (0u64, 0);
        loop {
            place += (self.draw.exponential() / each) as u64;
            if place >= u64::from(people) || programme.most.is_some_and(|most| given >= most) {
                return;
            }
            let agent = ((u64::from(first) + place) % u64::from(people)) as Agent;
            if self.may_have(agent, programme, day) {
                self.give(agent, day, at as u8);
                given += 1;
            }
            place += 1;
        }
    }

    /// As many as there are doses, everybody in a turn that chance has set.
    fn give_in_turn(&mut self, at: usize, day: u16) {
        let programme = &self.model.vaccinations[at];
        let people = u64::from(self.work.population.len());
        let stride = coprime(people, self.salt);
        let mut given = 0;
        while given < programme.most.unwrap_or_default() && self.come_past[at] < people {
            let agent = (self.come_past[at] * stride % people) as Agent;
            self.come_past[at] += 1;
            if self.may_have(agent, programme, day) {
                self.give(agent, day, at as u8);
                given += 1;
            }
        }
    }

    fn give(&mut self, agent: Agent, day: u16, programme: u8) {
        let model = self.model;
        let (plan, Some(antibodies)) =
            (&model.vaccinations[usize::from(programme)], &model.immunity)
        else {
            return;
        };
        let person = &mut self.work.people[agent as usize];
        if person.is_dead(day) {
            return;
        }
        let vaccine = &antibodies.vaccines[usize::from(plan.vaccine)].0;
        let own = person.level(&antibodies.waning, day);
        if own > 0.0 {
            person.peak *= vaccine.boost as f32;
        } else {
            person.peak =
                (vaccine.peak_log2_mean + vaccine.peak_log2_sd * self.draw.normal()).exp2() as f32;
        }
        person.level = own;
        person.raised_on = day;
        person.doses = person.doses.saturating_add(1);
        person.vaccine = plan.vaccine;
        self.today.doses += 1;
        if person.doses < plan.doses
            && let Some(due) = self.work.second_doses.get_mut(usize::from(day + plan.interval_days))
        {
            due.push((agent, programme));
        }
    }
}

/// A stride by which one comes past all of `people` before one is back.
fn coprime(people: u64, salt: u64) -> u64 {
    let divides = |mut one: u64, mut other: u64| {
        while other > 0 {
            (one, other) = (other, one % other);
        }
        one
    };
    (salt % people.max(1)..).find(|stride| divides(*stride, people) == 1).unwrap_or(1)
}
