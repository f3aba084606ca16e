use super::infect::Case;
use super::{Agent, Aim, Epidemic, NEVER, Person, Workspace, pair_share};

/// A pair and a day on which the one may infect the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    source: Agent,
    target: Agent,
    /// Chance of infection before anything that only lowers it, and before how susceptible the other is.
    rate: f32,
    layer: u8,
    variant: u8,
}

/// A candidate whose contact is not looked up yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    candidate: Candidate,
    /// The number of the contact among those of the source, then what is known of it.
    number: u32,
    aim: Aim,
    day: u16,
}

/// So many are looked at in memory before they are worked on, that the looks do not wait for each other.
const AHEAD: usize = 1_024;

/// The hazard at which a chance is certain.
const CERTAIN: f64 = 40.0;

/// The hazard −ln(1−p) of a chance.
#[inline]
pub(super) fn hazard(chance: f64) -> f64 {
    if chance < 1.0 { (-(-chance).ln_1p()).min(CERTAIN) } else { CERTAIN }
}

impl Epidemic<'_> {
    /// The most that a rate can come to: the contact is the most susceptible there is, and nothing lowers it.
    fn bound(&self, rate: f32) -> f64 {
        let most = self.model.most_susceptible
            * self.model.scenario.course.transmission.without_symptoms.max(1.0);
        (f64::from(rate) * most).min(1.0)
    }

    /// The day on which infectiousness falls from its early level.
    fn turns_on(&self, case: &Case) -> u16 {
        let transmission = &self.model.scenario.course.transmission;
        let total = f64::from(case.ends.saturating_sub(case.latent_until));
        let early_days =
            (transmission.early_share * total).min(transmission.early_days_most).ceil();
        case.latent_until.saturating_add(early_days as u16)
    }

    /// The chance that a contact in a layer infects, were the other as susceptible as the mean and nothing lowered it.
    fn rate(&self, person: &Person, layer: usize, early: bool) -> f32 {
        let transmission = &self.model.scenario.course.transmission;
        let mean = 1.0 + transmission.early_share * (transmission.early_ratio - 1.0);
        let load = if early { transmission.early_ratio / mean } else { 1.0 / mean };
        let variant = self.model.variants[usize::from(person.variant)].transmission;
        (self.model.layers[layer].rate * f64::from(person.infectivity) * variant * load) as f32
    }

    /// Draws whom somebody may infect, and when.
    ///
    /// Every contact on every infectious day is a trial. All trials of a layer in one phase of infectiousness have the
    /// same bound on their chance, so the next success under that bound is found by one exponential draw, however many
    /// trials lie between; what remains of the draw at the end of a stretch is carried into the next. On its day a
    /// success under the bound is accepted with the share that the true chance is of it, which gives exactly the
    /// distribution of trying every contact on every day (thinning).
    pub(super) fn may_infect(&mut self, agent: Agent, case: &Case) {
        let model = self.model;
        let person = self.work.people[agent as usize];
        if person.infectivity <= 0.0 {
            return;
        }
        let turns = self.turns_on(case);
        if self.plainly {
            self.work.turns[agent as usize] = turns;
            return;
        }
        let ends = case.ends.min(model.days + 1);
        let turns = turns.clamp(case.infectious_from, ends.max(case.infectious_from));
        let phases = [(case.infectious_from, turns, true), (turns, ends.max(turns), false)];
        let mut waits = self.draw.exponential();
        for layer in 0..model.layers.len() {
            let stored = self.work.population.degree(agent, layer);
            let age = |work: &Workspace| work.population.ages[agent as usize];
            let mixing = self.work.population.mixing(layer);
            let mixed = mixing.map(|mixing| mixing.a_day(age(self.work)));
            if stored == 0 && mixed.is_none() {
                continue;
            }
            for (from, to, early) in phases {
                let days = f64::from(to - from);
                if days <= 0.0 {
                    continue;
                }
                let rate = self.rate(&person, layer, early);
                let bound = self.bound(rate);
                if bound <= 0.0 {
                    continue;
                }
                let candidate = Candidate {
                    source: agent,
                    target: 0,
                    rate,
                    layer: layer as u8,
                    variant: person.variant,
                };
                match mixed {
                    // Meetings of a day are Poisson, and those that may infect a thinned Poisson.
                    Some(a_day) => {
                        let per_day = a_day * bound;
                        let mut at = 0.0;
                        loop {
                            let left = (days - at) * per_day;
                            if waits >= left || per_day <= 0.0 {
                                waits -= left.max(0.0);
                                break;
                            }
                            at += waits / per_day;
                            let day = from + (at as u16).min(to - from - 1);
                            let mixing = self.work.population.mixing(layer);
                            let age = age(self.work);
                            let target =
                                mixing.map_or(agent, |mixing| mixing.other(age, &mut self.draw));
                            self.work.candidates[usize::from(day)]
                                .push(Candidate { target, ..candidate });
                            waits = self.draw.exponential();
                        }
                    }
                    None => {
                        let each = hazard(bound);
                        let trials = u64::from(stored) * u64::from(to - from);
                        let mut at = 0u64;
                        loop {
                            let left = (trials - at) as f64 * each;
                            if waits >= left {
                                waits -= left;
                                break;
                            }
                            at += (waits / each) as u64;
                            if at >= trials {
                                // The division was rounded up.
                                waits = self.draw.exponential();
                                break;
                            }
                            let day = from + (at as u32 / stored) as u16;
                            self.work.waiting.push(Waiting {
                                candidate,
                                number: at as u32 % stored,
                                aim: Aim::default(),
                                day,
                            });
                            at += 1;
                            waits = self.draw.exponential();
                        }
                    }
                }
            }
        }
    }

    /// Decides who of those who may be infected today are.
    pub(super) fn spread(&mut self, day: u16) {
        // Those of whom is infected from the start or comes from outside.
        self.aim();
        let mut candidates = std::mem::take(&mut self.work.candidates[usize::from(day)]);
        let mut infected = std::mem::take(&mut self.work.infected);
        for chunk in candidates.chunks_mut(AHEAD) {
            // Most of them cannot be infected, as one look at a short list says. Nobody knows beforehand who, so that
            // keeping the others is done without branches.
            let mut kept = 0;
            for at in 0..chunk.len() {
                let candidate = chunk[at];
                chunk[kept] = candidate;
                kept += usize::from(day >= self.work.immune_until[candidate.target as usize]);
            }
            let chunk = &chunk[..kept];
            self.look_at(chunk.iter().map(|candidate| candidate.target));
            if self.model.source_matters {
                self.look_at(chunk.iter().map(|candidate| candidate.source));
            }
            for candidate in chunk {
                let immune_until = &mut self.work.immune_until[candidate.target as usize];
                if day < *immune_until {
                    // Somebody was quicker.
                    continue;
                }
                let chance = self.chance(candidate, day);
                if self.draw.unit() * self.bound(candidate.rate) < chance {
                    self.work.immune_until[candidate.target as usize] = NEVER;
                    infected.push((candidate.target, candidate.variant));
                }
            }
            self.work.population.look_at(infected.iter().map(|(agent, _)| *agent));
            for (agent, variant) in infected.drain(..) {
                self.infect(agent, day, variant, false);
            }
            self.aim();
        }
        self.work.infected = infected;
    }

    /// Reads people who will be worked on.
    fn look_at(&self, agents: impl Iterator<Item = Agent>) {
        let seen = agents.fold(0, |seen, agent| seen ^ self.work.people[agent as usize].ends);
        std::hint::black_box(seen);
    }

    /// Looks up the contacts of those who were infected, step by step for many at once, and puts them into the queues.
    pub(super) fn aim(&mut self) {
        let mut waiting = std::mem::take(&mut self.work.waiting);
        let population = &self.work.population;
        for it in &mut waiting {
            let (source, layer) = (it.candidate.source, usize::from(it.candidate.layer));
            it.aim = population.aim(source, layer, it.number);
        }
        population.look_at_aims(waiting.iter().map(|it| (usize::from(it.candidate.layer), it.aim)));
        for it in &waiting {
            let target = population.hit(usize::from(it.candidate.layer), it.aim);
            let candidate = Candidate { target, ..it.candidate };
            self.work.candidates[usize::from(it.day)].push(candidate);
        }
        waiting.clear();
        self.work.waiting = waiting;
    }

    /// Tries every contact of everybody infectious.
    pub(super) fn spread_plainly(&mut self, day: u16) {
        for source in 0..self.work.population.len() {
            let person = self.work.people[source as usize];
            if !person.is_infectious(day) || person.infectivity <= 0.0 {
                continue;
            }
            let early = day < self.work.turns[source as usize];
            for layer in 0..self.model.layers.len() {
                let rate = self.rate(&person, layer, early);
                let age = self.work.population.ages[source as usize];
                let mixed = self.work.population.mixing(layer).map(|mixing| mixing.a_day(age));
                let contacts = match mixed {
                    Some(a_day) => self.draw.poisson(a_day),
                    None => self.work.population.degree(source, layer),
                };
                for number in 0..contacts {
                    let target = match self.work.population.mixing(layer) {
                        Some(mixing) => mixing.other(age, &mut self.draw),
                        None => self.work.population.contact(source, layer, number),
                    };
                    if day < self.work.immune_until[target as usize] {
                        continue;
                    }
                    let candidate = Candidate {
                        source,
                        target,
                        rate,
                        layer: layer as u8,
                        variant: person.variant,
                    };
                    let chance = self.chance(&candidate, day);
                    if self.draw.chance(chance) {
                        self.infect(target, day, person.variant, false);
                    }
                }
            }
        }
    }

    /// The chance that a pair passes it on today.
    fn chance(&self, candidate: &Candidate, day: u16) -> f64 {
        let model = self.model;
        let layer = usize::from(candidate.layer);
        let (at, today) = (&model.layers[layer], &model.on_day[usize::from(day)][layer]);
        let target = &self.work.people[candidate.target as usize];
        let mut factor = today.transmission;
        if today.open < 1.0 {
            let share = pair_share(candidate.source, candidate.target, layer, self.salt);
            if share >= f64::from(today.open) {
                return 0.0;
            }
        }
        // One look at memory less where nothing that is done depends on who infects.
        if model.source_matters {
            let source = &self.work.people[candidate.source as usize];
            if source.is_isolated(day) {
                factor *= at.isolated;
            }
            for person in [source, target] {
                if day < person.quarantined_until {
                    factor *= if person.in_place { model.in_place } else { at.quarantined };
                }
            }
            if day < source.symptoms_from {
                factor *= model.scenario.course.transmission.without_symptoms as f32;
            }
        }
        if !at.at_home {
            factor *= self.across_zones(candidate.source, candidate.target);
        }
        let mut chance = f64::from(candidate.rate)
            * f64::from(factor)
            * model.bands[usize::from(target.band)].susceptibility;
        if target.peak > 0.0
            && let Some(antibodies) = &model.immunity
        {
            let level = self.level_against(candidate.target, day, candidate.variant);
            chance *= 1.0 - antibodies.course.infection.share(level);
        }
        chance.min(1.0)
    }
}
