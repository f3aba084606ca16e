//! A scenario made ready to run: tables to draw from, and what holds on each day.

use super::antibodies::Waning;
use super::course::{Course, Immunity, Stay, Vaccine, WILD};
use super::draw::Whole;
use super::measures::{Trace, ZoneRule};
use super::scenario::Scenario;

/// The most variants; the wild type is one of them.
pub(super) const VARIANTS_MOST: usize = 16;

/// A scenario made ready to run, many times and by several threads.
#[derive(Debug)]
pub struct Model {
    pub(super) scenario: Scenario,
    pub(super) days: u16,
    pub(super) layers: Vec<LayerFactors>,
    /// Transmission of each layer on each day, and the share of its contacts that are open.
    pub(super) on_day: Vec<Vec<DayFactors>>,
    pub(super) stays: Stays,
    pub(super) bands: Vec<Prognosis>,
    /// The band of every age.
    pub(super) band_of: Vec<u8>,
    pub(super) most_susceptible: f64,
    pub(super) infectivity: Whole,
    pub(super) variants: Vec<VariantFactors>,
    pub(super) immunity: Option<Antibodies>,
    pub(super) tests: Vec<TestDays>,
    pub(super) rounds: Vec<RoundDay>,
    pub(super) traces: Vec<TraceDays>,
    /// What is left of contacts in a quarantine site.
    pub(super) in_place: f32,
    pub(super) vaccinations: Vec<VaccinateDays>,
    pub(super) imports: Vec<ImportDays>,
    pub(super) variant_at_start: u8,
    /// Whether it matters, beside how infectious they are, what is done with those who infect.
    pub(super) source_matters: bool,
    pub(super) zone: Option<(std::ops::RangeInclusive<u16>, ZoneRule)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct LayerFactors {
    /// Chance that a contact infects on one day, at mean infectiousness.
    pub(super) rate: f64,
    pub(super) isolated: f32,
    pub(super) quarantined: f32,
    /// Whether zones leave it alone.
    pub(super) at_home: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DayFactors {
    pub(super) transmission: f32,
    pub(super) open: f32,
}

/// Days that phases take.
#[derive(Debug)]
pub(super) struct Stays {
    pub(super) latent: Whole,
    pub(super) infectious_to_symptoms: Whole,
    pub(super) symptoms_to_severe: Whole,
    pub(super) severe_to_critical: Whole,
    pub(super) without_symptoms_to_recovery: Whole,
    pub(super) mild_to_recovery: Whole,
    pub(super) severe_to_recovery: Whole,
    pub(super) critical_to_recovery: Whole,
    pub(super) critical_to_death: Whole,
}

/// Chances at an age, each of those who came so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prognosis {
    pub(super) susceptibility: f64,
    pub(super) symptoms: f64,
    pub(super) severe: f64,
    pub(super) critical: f64,
    pub(super) death: f64,
}

#[derive(Clone, Debug)]
pub(super) struct VariantFactors {
    pub(super) transmission: f64,
    pub(super) symptoms: f64,
    pub(super) severe: f64,
    pub(super) critical: f64,
    pub(super) death: f64,
    /// How far immunity after this variant counts against each.
    pub(super) against: Vec<f64>,
}

/// Antibodies, and how far those of each vaccine count against each variant.
#[derive(Debug)]
pub(super) struct Antibodies {
    pub(super) course: Immunity,
    pub(super) waning: Waning,
    pub(super) vaccines: Vec<(Vaccine, Vec<f64>)>,
}

/// A way of testing on its days.
#[derive(Clone, Debug)]
pub(super) struct TestDays {
    pub(super) first: u16,
    pub(super) last: u16,
    /// Chances of being tested on one day.
    pub(super) symptoms: f64,
    pub(super) others: f64,
    /// Chance that a test of somebody infectious is positive and reaches somebody.
    pub(super) found: f64,
    pub(super) result_days: u16,
    pub(super) results_a_day: Option<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct RoundDay {
    pub(super) day: u16,
    pub(super) share: f64,
    pub(super) pool: u16,
    pub(super) found: f64,
    pub(super) result_days: u16,
}

#[derive(Clone, Debug)]
pub(super) struct TraceDays {
    pub(super) days: std::ops::RangeInclusive<u16>,
    pub(super) trace: Trace,
    /// By layer: chance and days until told.
    pub(super) layers: Vec<(f64, u16)>,
}

#[derive(Clone, Debug)]
pub(super) struct VaccinateDays {
    pub(super) days: std::ops::RangeInclusive<u16>,
    pub(super) vaccine: u8,
    pub(super) chance: Option<f64>,
    pub(super) most: Option<u32>,
    pub(super) ages: (u8, u8),
    pub(super) booster: bool,
    pub(super) doses: u8,
    pub(super) interval_days: u16,
}

#[derive(Clone, Debug)]
pub(super) struct ImportDays {
    pub(super) days: std::ops::RangeInclusive<u16>,
    pub(super) a_day: f64,
    pub(super) variant: u8,
}

impl Model {
    /// Makes a scenario ready to run.
    pub fn of(scenario: Scenario) -> Self {
        let course = &scenario.course;
        let notation = &scenario.notation;
        let calendar = &scenario.calendar;
        let names: Vec<String> =
            scenario.variants().into_iter().take(VARIANTS_MOST).map(str::to_owned).collect();
        let vaccines: Vec<&str> = course.vaccine.keys().map(String::as_str).collect();
        let number = |list: &[&str], name: &str| {
            list.iter().position(|it| *it == name).unwrap_or_default() as u8
        };
        let tests = notation.test.iter().map(|test| {
            let days = calendar.stretch(test.from.as_ref(), test.until.as_ref());
            TestDays {
                first: *days.start(),
                last: *days.end(),
                symptoms: test.symptoms,
                others: test.others,
                found: test.sensitivity * (1.0 - test.lost),
                result_days: test.result_days,
                results_a_day: test.results_a_day,
            }
        });
        let rounds = notation.round.iter().flat_map(|round| {
            round
                .on
                .iter()
                .filter_map(|when| calendar.number(when))
                .filter(|day| (0..=i64::from(calendar.days)).contains(day))
                .map(|day| RoundDay {
                    day: day as u16,
                    share: round.share,
                    pool: round.pool,
                    found: round.share * round.sensitivity,
                    result_days: round.result_days,
                })
        });
        let layer_names: Vec<&str> =
            notation.population.layer.iter().map(|layer| layer.name.as_str()).collect();
        let traces = notation.trace.iter().map(|trace| TraceDays {
            days: calendar.stretch(trace.from.as_ref(), trace.until.as_ref()),
            layers: layer_names
                .iter()
                .map(|layer| {
                    let chance = trace.chance.get(*layer).copied().unwrap_or_default();
                    (chance, trace.after_days.get(*layer).copied().unwrap_or_default())
                })
                .collect(),
            trace: trace.clone(),
        });
        let vaccinations = notation.vaccinate.iter().map(|it| {
            let vaccine = &course.vaccine[&it.vaccine];
            VaccinateDays {
                days: calendar.stretch(it.from.as_ref(), it.until.as_ref()),
                vaccine: number(&vaccines, &it.vaccine),
                chance: it.chance_a_day,
                most: it.first_doses_a_day,
                ages: it.ages.unwrap_or((0, u8::MAX)),
                booster: it.booster,
                doses: vaccine.doses,
                interval_days: vaccine.interval_days,
            }
        });
        let variant_names: Vec<&str> = names.iter().map(String::as_str).collect();
        let imports = notation.import.iter().map(|import| ImportDays {
            days: calendar.stretch(import.from.as_ref(), import.until.as_ref()),
            a_day: import.a_day,
            variant: number(&variant_names, import.variant.as_deref().unwrap_or(WILD)),
        });
        let bands: Vec<Prognosis> = course.age.iter().map(prognosis).collect();
        Self {
            days: calendar.days,
            layers: layers(&scenario),
            on_day: (0..=calendar.days).map(|day| on_day(&scenario, day)).collect(),
            stays: Stays::of(course),
            band_of: (0..=u8::MAX).map(|age| course.band(age)).collect(),
            most_susceptible: bands.iter().map(|band| band.susceptibility).fold(0.0, f64::max),
            bands,
            infectivity: {
                let step = course.transmission.individual_step;
                Whole::negative_binomial(1.0 / step, course.transmission.individual_dispersion)
            },
            variants: names.iter().map(|name| variant(course, name, &names)).collect(),
            immunity: course.immunity.as_ref().map(|immunity| Antibodies {
                waning: Waning::of(immunity, calendar.days + 1),
                course: immunity.clone(),
                vaccines: course
                    .vaccine
                    .values()
                    .map(|vaccine| {
                        let against =
                            |name: &String| vaccine.against.get(name).copied().unwrap_or(1.0);
                        (vaccine.clone(), names.iter().map(against).collect())
                    })
                    .collect(),
            }),
            in_place: notation.trace.iter().map(|trace| trace.in_place).fold(1.0, f64::min) as f32,
            source_matters: !notation.test.is_empty()
                || !notation.round.is_empty()
                || !notation.trace.is_empty()
                || notation.zone.is_some()
                || course.transmission.without_symptoms != 1.0,
            tests: tests.collect(),
            rounds: rounds.collect(),
            traces: traces.collect(),
            vaccinations: vaccinations.collect(),
            imports: imports.collect(),
            variant_at_start: number(
                &variant_names,
                notation.variant_at_start.as_deref().unwrap_or(WILD),
            ),
            zone: notation.zone.as_ref().map(|zone| {
                (calendar.stretch(zone.from.as_ref(), zone.until.as_ref()), zone.clone())
            }),
            scenario,
        }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }
}

fn layers(scenario: &Scenario) -> Vec<LayerFactors> {
    let rate = scenario.course.transmission.per_contact;
    let factors = scenario.notation.population.layer.iter().map(|layer| LayerFactors {
        rate: rate * layer.weight,
        isolated: layer.isolated as f32,
        quarantined: layer.quarantined as f32,
        at_home: layer.kind == super::scenario::LayerKind::Households,
    });
    factors.collect()
}

fn on_day(scenario: &Scenario, day: u16) -> Vec<DayFactors> {
    let calendar = &scenario.calendar;
    let mut factors = Vec::new();
    for layer in &scenario.notation.population.layer {
        let mut factor = DayFactors { transmission: 1.0, open: 1.0 };
        for close in &scenario.notation.close {
            let days = calendar.stretch(close.from.as_ref(), close.until.as_ref());
            if days.contains(&day) && close.layers.contains(&layer.name) {
                factor.open = factor.open.min(close.contacts as f32);
            }
        }
        for distance in &scenario.notation.distance {
            let days = calendar.stretch(distance.from.as_ref(), distance.until.as_ref());
            if let Some(left) = distance.left.get(&layer.name).filter(|_| days.contains(&day)) {
                factor.transmission = factor.transmission.min(*left as f32);
            }
        }
        factors.push(factor);
    }
    factors
}

fn prognosis(band: &super::course::AgeBand) -> Prognosis {
    let of = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    Prognosis {
        susceptibility: band.susceptibility,
        symptoms: band.symptoms,
        severe: of(band.severe, band.symptoms),
        critical: of(band.critical, band.severe),
        death: of(band.death, band.critical),
    }
}

fn variant(course: &Course, name: &str, names: &[String]) -> VariantFactors {
    let held = course.variant.get(name);
    let factor = |of: fn(&super::course::Variant) -> f64| held.map_or(1.0, of);
    let against = |other: &String| {
        // Immunity counts in full against what nothing is said of.
        held.and_then(|it| it.against.get(other).copied()).unwrap_or(1.0)
    };
    VariantFactors {
        transmission: factor(|it| it.transmission),
        symptoms: factor(|it| it.symptoms),
        severe: factor(|it| it.severe),
        critical: factor(|it| it.critical),
        death: factor(|it| it.death),
        against: names.iter().map(against).collect(),
    }
}

impl Stays {
    fn of(course: &Course) -> Self {
        let table = |stay: Stay| Whole::lognormal(stay.mean, stay.sd);
        let days = &course.days;
        Self {
            latent: table(days.latent),
            infectious_to_symptoms: table(days.infectious_to_symptoms),
            symptoms_to_severe: table(days.symptoms_to_severe),
            severe_to_critical: table(days.severe_to_critical),
            without_symptoms_to_recovery: table(days.without_symptoms_to_recovery),
            mild_to_recovery: table(days.mild_to_recovery),
            severe_to_recovery: table(days.severe_to_recovery),
            critical_to_recovery: table(days.critical_to_recovery),
            critical_to_death: table(days.critical_to_death),
        }
    }
}
