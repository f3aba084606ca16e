use super::{Agent, Epidemic, NEVER};

/// How ill somebody falls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Illness {
    None,
    Mild,
    Severe,
}

impl Epidemic<'_> {
    /// The level of antibodies that counts against a variant.
    pub(super) fn level_against(&self, agent: Agent, day: u16, variant: u8) -> f64 {
        let (person, Some(antibodies)) = (&self.work.people[agent as usize], &self.model.immunity)
        else {
            return 0.0;
        };
        if person.peak <= 0.0 {
            return 0.0;
        }
        let natural = match person.infections {
            0 => 0.0,
            _ => self.model.variants[usize::from(person.variant)].against[usize::from(variant)],
        };
        let vaccinated = match person.doses {
            0 => 0.0,
            _ => antibodies.vaccines[usize::from(person.vaccine)].1[usize::from(variant)],
        };
        f64::from(person.level(&antibodies.waning, day)) * natural.max(vaccinated)
    }

    /// Infects somebody who can be: decides how ill they fall and when, whom they may infect and when they are found.
    ///
    /// The course is that of Kerr et al., PLoS Comput Biol 2021;17:e1009149, with waning as of its version 3.
    pub(super) fn infect(&mut self, agent: Agent, day: u16, variant: u8, at_start: bool) {
        let model = self.model;
        let (stays, factors) = (&model.stays, &model.variants[usize::from(variant)]);
        let level = self.level_against(agent, day, variant);
        let person = &mut self.work.people[agent as usize];
        let band = &model.bands[usize::from(person.band)];
        let draw = &mut self.draw;
        if person.infectivity < 0.0 {
            let step = model.scenario.course.transmission.individual_step;
            person.infectivity = (f64::from(model.infectivity.draw(draw)) * step) as f32;
        }
        if person.peak > 0.0 && !person.broke_through {
            person.broke_through = true;
            person.infectivity *= model.scenario.course.transmission.breakthrough as f32;
        }
        let (mut symptoms, mut severe) =
            (band.symptoms * factors.symptoms, band.severe * factors.severe);
        if let Some(antibodies) = &model.immunity
            && level > 0.0
        {
            symptoms *= 1.0 - antibodies.course.symptoms.share(level);
            severe *= 1.0 - antibodies.course.severe_disease.share(level);
        }
        let after = |day: u16, stay: u32| {
            u32::from(day).saturating_add(stay).min(u32::from(NEVER - 1)) as u16
        };
        let latent_until = after(day, stays.latent.draw(draw));
        // Nobody passes on what they caught on the same day.
        let infectious_from = if at_start { latent_until } else { latent_until.max(day + 1) };
        person.infections = person.infections.saturating_add(1);
        person.variant = variant;
        person.infectious_from = infectious_from;
        person.symptoms_from = NEVER;
        person.found = false;
        let mut illness = Illness::None;
        let mut dies = false;
        let (mut severe_from, mut critical_from) = (NEVER, NEVER);
        let ends = if draw.chance(symptoms) {
            illness = Illness::Mild;
            let symptoms_from = after(latent_until, stays.infectious_to_symptoms.draw(draw));
            person.symptoms_from = symptoms_from;
            if draw.chance(severe) {
                illness = Illness::Severe;
                severe_from = after(symptoms_from, stays.symptoms_to_severe.draw(draw));
                let capacity = &model.scenario.capacity;
                let full = capacity.beds.is_some_and(|most| f64::from(self.today.beds) > most);
                let crowding = &model.scenario.course.crowding;
                let factor = if full { crowding.no_bed } else { 1.0 };
                if draw.chance(band.critical * factors.critical * factor) {
                    critical_from = after(severe_from, stays.severe_to_critical.draw(draw));
                    let full = capacity
                        .intensive_beds
                        .is_some_and(|most| f64::from(self.today.intensive_beds) > most);
                    let factor = if full { crowding.no_intensive_bed } else { 1.0 };
                    dies = draw.chance(band.death * factors.death * factor);
                    let stay =
                        if dies { &stays.critical_to_death } else { &stays.critical_to_recovery };
                    after(critical_from, stay.draw(draw))
                } else {
                    after(severe_from, stays.severe_to_recovery.draw(draw))
                }
            } else {
                after(symptoms_from, stays.mild_to_recovery.draw(draw))
            }
        } else {
            after(latent_until, stays.without_symptoms_to_recovery.draw(draw))
        };
        let ends = ends.max(day + 1);
        (person.ends, person.dies) = (ends, dies);
        // Where nothing wanes, nobody falls ill twice.
        let for_good = dies || model.immunity.is_none();
        self.work.immune_until[agent as usize] = if for_good { NEVER } else { ends };
        if let Some(antibodies) = &model.immunity {
            let course = &antibodies.course;
            let own = person.level(&antibodies.waning, day);
            if own > 0.0 {
                person.peak *= course.boost as f32;
            } else {
                let by_illness = match illness {
                    Illness::None => course.without_symptoms,
                    Illness::Mild => course.mild,
                    Illness::Severe => course.severe,
                };
                let drawn = (course.peak_log2_mean + course.peak_log2_sd * draw.normal()).exp2();
                person.peak = (drawn * by_illness * course.natural_factor) as f32;
            }
            person.level = own;
            person.raised_on = day;
        }
        self.today.new_infections += 1;
        let case = Case { infectious_from, latent_until, ends, severe_from, critical_from, dies };
        self.count(agent, day, &case);
        self.may_be_found(agent, &case);
        self.may_infect(agent, &case);
    }

    fn count(&mut self, agent: Agent, day: u16, case: &Case) {
        let flows = &mut self.work.flows;
        // What would have begun before today, or today after the counting, counts from tomorrow on.
        let from = |begins: u16| begins.max(day + u16::from(day > 0));
        let mut stretch = |begins: u16, change: fn(&mut super::super::outcome::Flow, i32)| {
            let begins = from(begins);
            if begins < case.ends {
                flows.at(begins).into_iter().for_each(|flow| change(flow, 1));
                flows.at(case.ends).into_iter().for_each(|flow| change(flow, -1));
            }
        };
        stretch(case.infectious_from, |flow, by| flow.infectious += by);
        let symptoms_from = self.work.people[agent as usize].symptoms_from;
        if symptoms_from < NEVER {
            stretch(symptoms_from, |flow, by| flow.ill_unfound += by);
        }
        if case.severe_from < NEVER {
            stretch(case.severe_from, |flow, by| flow.severe += by);
            flows.at(from(case.severe_from)).into_iter().for_each(|flow| flow.new_severe += 1);
        }
        if case.critical_from < NEVER {
            let flows = &mut self.work.flows;
            flows.at(from(case.critical_from)).into_iter().for_each(|flow| {
                flow.new_critical += 1;
                flow.critical += 1;
            });
            flows
                .at(case.ends.max(from(case.critical_from)))
                .into_iter()
                .for_each(|flow| flow.critical -= 1);
        }
        if case.dies {
            self.work.flows.at(case.ends).into_iter().for_each(|flow| flow.new_deaths += 1);
        }
    }
}

/// The days of one infection.
pub(super) struct Case {
    pub(super) infectious_from: u16,
    /// The day from which infectiousness is counted.
    pub(super) latent_until: u16,
    /// Recovery or death.
    pub(super) ends: u16,
    severe_from: u16,
    critical_from: u16,
    dies: bool,
}
