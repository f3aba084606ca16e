//! One run of a scenario.
//!
//! Nobody is looked at on a day on which nothing happens to them. Whoever is infected draws at once which of their
//! contacts they may infect on which day, and those few wait in a queue of that day until it is known whether they do.

mod find;
mod infect;
mod quarantine;
mod quarters;
mod spread;
mod vaccinate;

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::antibodies::Waning;
use super::draw::Draw;
use super::model::Model;
use super::outcome::{Day, Flows, Run};
use super::population::{Agent, Aim, Population, pair_share};
use quarters::Quarters;
use spread::{Candidate, Waiting};

/// Never, within any scenario.
const NEVER: u16 = u16::MAX;

/// Somebody, as far as a run changes them: 32 bytes, two to a line of cache.
#[derive(Clone, Copy, Debug)]
struct Person {
    /// The level towards which antibodies were last raised, from which level, and when.
    peak: f32,
    level: f32,
    /// Against the mean; below zero until it is drawn.
    infectivity: f32,
    raised_on: u16,
    infectious_from: u16,
    symptoms_from: u16,
    /// The day on which the last infection ends, in recovery or death; 0 as long as there was none.
    ends: u16,
    /// The first day out of quarantine; 0 outside it.
    quarantined_until: u16,
    /// How often they were infected.
    infections: u8,
    /// The variant of the last infection.
    variant: u8,
    doses: u8,
    vaccine: u8,
    band: u8,
    dies: bool,
    /// Whether somebody knows of the last infection.
    found: bool,
    in_place: bool,
    broke_through: bool,
}

impl Person {
    fn of(band: u8) -> Self {
        Self {
            peak: 0.0,
            level: 0.0,
            infectivity: -1.0,
            raised_on: 0,
            infectious_from: NEVER,
            symptoms_from: NEVER,
            ends: 0,
            quarantined_until: 0,
            infections: 0,
            variant: 0,
            doses: 0,
            vaccine: 0,
            band,
            dies: false,
            found: false,
            in_place: false,
            broke_through: false,
        }
    }

    /// The level of antibodies, whatever it counts against.
    fn level(&self, waning: &Waning, day: u16) -> f32 {
        if self.peak > 0.0 {
            waning.level(self.level, self.peak, day - self.raised_on)
        } else {
            0.0
        }
    }

    fn is_infectious(&self, day: u16) -> bool {
        (self.infectious_from..self.ends).contains(&day)
    }

    fn is_isolated(&self, day: u16) -> bool {
        self.found && day < self.ends
    }

    fn is_dead(&self, day: u16) -> bool {
        self.dies && day >= self.ends
    }
}

/// An infection whose result becomes known.
#[derive(Clone, Copy, Debug)]
struct Finding {
    agent: Agent,
    /// Which of theirs.
    infection: u8,
    /// Single tests that its pool takes, where a round found it: its swab is counted already.
    retests: Option<u16>,
}

/// What a run works with; its memory serves one run after another.
#[derive(Debug, Default)]
pub struct Workspace {
    population: Population,
    /// The number of the population that is there, where it serves several runs.
    shared: Option<u64>,
    people: Vec<Person>,
    /// The day from which everybody can be infected: 0, the end of their last infection, or never again.
    immune_until: Vec<u16>,
    candidates: Vec<Vec<Candidate>>,
    /// Candidates of today's infections, whose contacts are not looked up yet.
    waiting: Vec<Waiting>,
    /// Who is infected today, and with what.
    infected: Vec<(Agent, u8)>,
    /// Results that become known on a day.
    findings: Vec<Vec<Finding>>,
    /// People in quarantine who are tested on a day, and with which sensitivity.
    checks: Vec<Vec<(Agent, f32)>>,
    quarantine_from: Vec<Vec<quarantine::Start>>,
    quarantine_ends: Vec<Vec<Agent>>,
    second_doses: Vec<Vec<(Agent, u8)>>,
    flows: Flows,
    quarters: Quarters,
    /// Of the plain loop only: the day on which everybody's infectiousness falls.
    turns: Vec<u16>,
}

/// A run under way.
struct Epidemic<'a> {
    model: &'a Model,
    work: &'a mut Workspace,
    draw: Draw,
    /// Which pairs a closing leaves open.
    salt: u64,
    today: Day,
    alive: u32,
    ill_unfound: u32,
    /// Found cases whose contacts nobody has traced yet, and when they were found.
    waiting: VecDeque<(Agent, u16)>,
    /// How many each programme of vaccination has come past.
    come_past: Vec<u64>,
    plainly: bool,
}

impl Model {
    /// One run; `each_day` hears of every day and may end it. The same seed and number give the same run.
    ///
    /// A run that was ended holds the days until then.
    pub fn run(
        &self,
        seed: u64,
        number: u64,
        work: &mut Workspace,
        each_day: impl FnMut(u16, &Day) -> ControlFlow<()>,
    ) -> Run {
        self.run_by(false, None, (seed, number), work, each_day)
    }

    /// One run among a population that other runs with this workspace share; their scenarios must have the same.
    pub(super) fn run_among(
        &self,
        population: u64,
        (seed, number): (u64, u64),
        work: &mut Workspace,
        each_day: impl FnMut(u16, &Day) -> ControlFlow<()>,
    ) -> Run {
        self.run_by(false, Some(population), (seed, number), work, each_day)
    }

    /// One run that tries every contact of everybody infectious on every day: the plain way, for comparison.
    ///
    /// Its runs have the same distribution as those of [`Model::run`], and are other runs.
    pub fn run_plainly(&self, seed: u64, number: u64, work: &mut Workspace) -> Run {
        self.run_by(true, None, (seed, number), work, |_, _| ControlFlow::Continue(()))
    }

    fn run_by(
        &self,
        plainly: bool,
        population: Option<u64>,
        (seed, number): (u64, u64),
        work: &mut Workspace,
        mut each_day: impl FnMut(u16, &Day) -> ControlFlow<()>,
    ) -> Run {
        let mut draw = Draw::of(seed, number);
        match population {
            None => work.population.draw(&self.scenario, &mut draw),
            Some(_) if population == work.shared => {}
            Some(it) => work.population.draw(&self.scenario, &mut Draw::of(it, 0)),
        }
        work.shared = population;
        work.begin(self);
        work.turns.clear();
        work.turns.resize(if plainly { work.people.len() } else { 0 }, 0);
        let mut epidemic = Epidemic {
            salt: draw.bits(),
            alive: work.population.len(),
            model: self,
            work,
            draw,
            today: Day::default(),
            ill_unfound: 0,
            waiting: VecDeque::new(),
            come_past: vec![0; self.vaccinations.len()],
            plainly,
        };
        let mut days = Vec::with_capacity(usize::from(self.days) + 1);
        for day in 0..=self.days {
            epidemic.step(day);
            days.push(epidemic.today);
            if each_day(day, &epidemic.today).is_break() {
                break;
            }
        }
        Run { days }
    }
}

impl Workspace {
    fn begin(&mut self, model: &Model) {
        self.people.clear();
        let bands = self.population.ages.iter().map(|age| model.band_of[usize::from(*age)]);
        self.people.extend(bands.map(Person::of));
        self.immune_until.clear();
        self.immune_until.resize(self.people.len(), 0);
        let days = usize::from(model.days) + 1;
        fn empty<T>(queue: &mut Vec<Vec<T>>, days: usize) {
            queue.iter_mut().for_each(Vec::clear);
            queue.resize_with(days, Vec::new);
        }
        empty(&mut self.candidates, days);
        self.waiting.clear();
        empty(&mut self.findings, days);
        empty(&mut self.checks, days);
        empty(&mut self.quarantine_from, days);
        empty(&mut self.quarantine_ends, days);
        empty(&mut self.second_doses, days);
        self.flows.clear(model.days);
        self.quarters.clear(&model.scenario);
    }
}

impl Epidemic<'_> {
    fn step(&mut self, day: u16) {
        self.today =
            Day { new_infections: 0, found: 0, swabs: 0, tests: 0, doses: 0, ..self.today };
        if day == 0 {
            self.infect_at_start();
        }
        self.count_changes(day);
        self.import(day);
        self.find(day);
        self.vaccinate(day);
        self.begin_quarantines(day);
        self.end_quarantines(day);
        if self.plainly {
            self.spread_plainly(day);
        } else {
            self.spread(day);
        }
        self.today.infected += u64::from(self.today.new_infections);
    }

    /// What was decided earlier and happens on this day.
    fn count_changes(&mut self, day: u16) {
        let Some(flow) = self.work.flows.at(day) else { return };
        let today = &mut self.today;
        today.infectious = today.infectious.saturating_add_signed(flow.infectious);
        today.beds = today.beds.saturating_add_signed(flow.severe);
        today.intensive_beds = today.intensive_beds.saturating_add_signed(flow.critical);
        today.severe += u64::from(flow.new_severe);
        today.critical += u64::from(flow.new_critical);
        today.deaths += u64::from(flow.new_deaths);
        self.alive -= flow.new_deaths;
        self.ill_unfound = self.ill_unfound.saturating_add_signed(flow.ill_unfound);
    }

    fn infect_at_start(&mut self) {
        let wanted = self.model.scenario.notation.infected_at_start;
        let mut infected = 0;
        while infected < wanted {
            let agent = self.draw.below(self.work.population.len());
            if self.work.people[agent as usize].infections == 0 {
                self.infect(agent, 0, self.model.variant_at_start, true);
                infected += 1;
            }
        }
        self.today.infected = u64::from(infected);
        self.today.new_infections = 0;
    }

    fn import(&mut self, day: u16) {
        for at in 0..self.model.imports.len() {
            let import = &self.model.imports[at];
            if !import.days.contains(&day) {
                continue;
            }
            let variant = import.variant;
            for _ in 0..self.draw.poisson(import.a_day) {
                let agent = self.draw.below(self.work.population.len());
                if day >= self.work.immune_until[agent as usize] {
                    self.infect(agent, day, variant, false);
                }
            }
        }
    }
}
