//! How a disease runs in a person and passes on, as a content file says it.

use std::collections::BTreeMap;

use serde::Deserialize;
use taicho_model::{Confidence, Words};

use super::fault::{Faults, ScenarioError};

/// The course of a disease: who falls how ill, when they infect, and how immunity wanes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// What it is called.
    pub name: Words,
    /// Where its parameters come from.
    pub source: String,
    /// How sure we are of them.
    pub confidence: Confidence,
    pub(super) transmission: Transmission,
    pub(super) days: CourseDays,
    pub(super) age: Vec<AgeBand>,
    #[serde(default)]
    pub(super) crowding: Crowding,
    pub(super) immunity: Option<Immunity>,
    #[serde(default)]
    pub(super) variant: BTreeMap<String, Variant>,
    #[serde(default)]
    pub(super) vaccine: BTreeMap<String, Vaccine>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transmission {
    /// Chance that one contact on one day infects, at mean infectiousness.
    pub(super) per_contact: f64,
    pub(super) individual_dispersion: f64,
    pub(super) individual_step: f64,
    pub(super) early_share: f64,
    pub(super) early_days_most: f64,
    pub(super) early_ratio: f64,
    pub(super) without_symptoms: f64,
    pub(super) breakthrough: f64,
}

/// A lognormal of days.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stay {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CourseDays {
    pub(super) latent: Stay,
    pub(super) infectious_to_symptoms: Stay,
    pub(super) symptoms_to_severe: Stay,
    pub(super) severe_to_critical: Stay,
    pub(super) without_symptoms_to_recovery: Stay,
    pub(super) mild_to_recovery: Stay,
    pub(super) severe_to_recovery: Stay,
    pub(super) critical_to_recovery: Stay,
    pub(super) critical_to_death: Stay,
}

/// From an age on: how easily infected, and shares of all infected.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgeBand {
    pub(super) from: u8,
    pub(super) susceptibility: f64,
    pub(super) symptoms: f64,
    pub(super) severe: f64,
    pub(super) critical: f64,
    pub(super) death: f64,
}

/// What lack of beds does to the chances of those who need one.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Crowding {
    pub(super) no_bed: f64,
    pub(super) no_intensive_bed: f64,
}

impl Default for Crowding {
    fn default() -> Self {
        Self { no_bed: 1.0, no_intensive_bed: 1.0 }
    }
}

/// Antibodies after infection, and what their level protects from. Without it, whoever recovered stays immune.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Immunity {
    pub(super) peak_log2_mean: f64,
    pub(super) peak_log2_sd: f64,
    pub(super) natural_factor: f64,
    pub(super) without_symptoms: f64,
    pub(super) mild: f64,
    pub(super) severe: f64,
    pub(super) boost: f64,
    pub(super) growth_days: u16,
    pub(super) early_half_life_days: f64,
    pub(super) early_days: u16,
    pub(super) late_half_life_days: f64,
    pub(super) late_days: u16,
    pub(super) infection: Protection,
    pub(super) symptoms: Protection,
    pub(super) severe_disease: Protection,
}

/// Odds of protection: exp(intercept) × level ^ slope (Khoury et al., Nat Med 2021;27:1205).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Protection {
    pub(super) intercept: f64,
    pub(super) slope: f64,
}

const fn one() -> f64 {
    1.0
}

/// A variant against the wild type, and how far immunity after it counts against others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variant {
    #[serde(default = "one")]
    pub(super) transmission: f64,
    #[serde(default = "one")]
    pub(super) symptoms: f64,
    #[serde(default = "one")]
    pub(super) severe: f64,
    #[serde(default = "one")]
    pub(super) critical: f64,
    #[serde(default = "one")]
    pub(super) death: f64,
    #[serde(default)]
    pub(super) against: BTreeMap<String, f64>,
}

/// A vaccine's antibodies by dose, and how far they count against variants.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vaccine {
    pub(super) peak_log2_mean: f64,
    pub(super) peak_log2_sd: f64,
    pub(super) boost: f64,
    pub(super) doses: u8,
    #[serde(default)]
    pub(super) interval_days: u16,
    #[serde(default)]
    pub(super) against: BTreeMap<String, f64>,
}

/// The variant that is there from the start.
pub(super) const WILD: &str = "wild";

impl Course {
    /// Reads a course; `file` is named where something is wrong.
    ///
    /// # Errors
    /// A field that is unknown, missing or outside its range, with its line where there is one.
    pub fn read(file: &str, text: &str) -> Result<Self, ScenarioError> {
        let course: Self =
            toml::from_str(text).map_err(|error| ScenarioError::notation(file, text, &error))?;
        let mut faults = Faults::of(file);
        course.check(&mut faults);
        faults.result(course)
    }

    fn check(&self, faults: &mut Faults) {
        let it = &self.transmission;
        faults.share("transmission.per_contact", it.per_contact);
        faults.within("transmission.individual_dispersion", it.individual_dispersion, 0.01, 1e4);
        faults.within("transmission.individual_step", it.individual_step, 1e-3, 1.0);
        faults.share("transmission.early_share", it.early_share);
        faults.within("transmission.early_days_most", it.early_days_most, 0.0, 365.0);
        faults.within("transmission.early_ratio", it.early_ratio, 0.01, 100.0);
        faults.within("transmission.without_symptoms", it.without_symptoms, 0.0, 10.0);
        faults.within("transmission.breakthrough", it.breakthrough, 0.0, 1.0);
        for (name, stay) in self.days.named() {
            faults.within(&format!("days.{name}.mean"), stay.mean, 0.0, 365.0);
            faults.within(&format!("days.{name}.sd"), stay.sd, 0.0, 365.0);
        }
        if self.age.first().is_none_or(|band| band.from != 0) {
            faults.add("age", "dải tuổi đầu tiên phải từ 0", "the first band must begin at 0");
        }
        for (at, band) in self.age.iter().enumerate() {
            let place = format!("age[{at}]");
            if at > 0 && self.age[at - 1].from >= band.from {
                faults.add(&place, "các dải tuổi phải tăng dần", "bands must go up");
            }
            faults.within(&format!("{place}.susceptibility"), band.susceptibility, 0.0, 100.0);
            faults.share(&format!("{place}.symptoms"), band.symptoms);
            let steps =
                [("severe", band.severe), ("critical", band.critical), ("death", band.death)];
            let mut above = band.symptoms;
            for (name, share) in steps {
                faults.share(&format!("{place}.{name}"), share);
                if share > above {
                    let vi = "không thể nhiều hơn mức nhẹ hơn";
                    faults.add(&format!("{place}.{name}"), vi, "is more than of what precedes it");
                }
                above = share;
            }
        }
        faults.within("crowding.no_bed", self.crowding.no_bed, 1.0, 100.0);
        faults.within("crowding.no_intensive_bed", self.crowding.no_intensive_bed, 1.0, 100.0);
        if let Some(immunity) = &self.immunity {
            immunity.check(faults);
        }
        for (name, variant) in &self.variant {
            variant.check(&format!("variant.{name}"), faults);
        }
        for (name, vaccine) in &self.vaccine {
            vaccine.check(&format!("vaccine.{name}"), faults);
        }
    }

    /// The place of an age among the bands.
    pub(super) fn band(&self, age: u8) -> u8 {
        let at = self.age.partition_point(|band| band.from <= age);
        at.saturating_sub(1) as u8
    }
}

impl CourseDays {
    fn named(&self) -> [(&'static str, Stay); 9] {
        [
            ("latent", self.latent),
            ("infectious_to_symptoms", self.infectious_to_symptoms),
            ("symptoms_to_severe", self.symptoms_to_severe),
            ("severe_to_critical", self.severe_to_critical),
            ("without_symptoms_to_recovery", self.without_symptoms_to_recovery),
            ("mild_to_recovery", self.mild_to_recovery),
            ("severe_to_recovery", self.severe_to_recovery),
            ("critical_to_recovery", self.critical_to_recovery),
            ("critical_to_death", self.critical_to_death),
        ]
    }
}

impl Immunity {
    fn check(&self, faults: &mut Faults) {
        faults.within("immunity.peak_log2_mean", self.peak_log2_mean, -30.0, 30.0);
        faults.within("immunity.peak_log2_sd", self.peak_log2_sd, 0.0, 10.0);
        for (name, factor) in [
            ("natural_factor", self.natural_factor),
            ("without_symptoms", self.without_symptoms),
            ("mild", self.mild),
            ("severe", self.severe),
            ("boost", self.boost),
        ] {
            faults.within(&format!("immunity.{name}"), factor, 0.0, 1_000.0);
        }
        faults.within("immunity.growth_days", f64::from(self.growth_days), 1.0, 365.0);
        faults.within("immunity.early_half_life_days", self.early_half_life_days, 0.1, 1e6);
        faults.within("immunity.late_half_life_days", self.late_half_life_days, 0.1, 1e6);
        if self.late_days <= self.early_days {
            let vi = "phải lớn hơn early_days";
            faults.add("immunity.late_days", vi, "must be more than early_days");
        }
        for (name, protection) in [
            ("infection", self.infection),
            ("symptoms", self.symptoms),
            ("severe_disease", self.severe_disease),
        ] {
            faults.within(&format!("immunity.{name}.intercept"), protection.intercept, -50.0, 50.0);
            faults.within(&format!("immunity.{name}.slope"), protection.slope, 0.0, 20.0);
        }
    }
}

impl Variant {
    pub(super) fn check(&self, place: &str, faults: &mut Faults) {
        faults.within(&format!("{place}.transmission"), self.transmission, 0.0, 100.0);
        for (name, factor) in [
            ("symptoms", self.symptoms),
            ("severe", self.severe),
            ("critical", self.critical),
            ("death", self.death),
        ] {
            faults.within(&format!("{place}.{name}"), factor, 0.0, 100.0);
        }
        for (name, share) in &self.against {
            faults.share(&format!("{place}.against.{name}"), *share);
        }
    }
}

impl Vaccine {
    fn check(&self, place: &str, faults: &mut Faults) {
        faults.within(&format!("{place}.peak_log2_mean"), self.peak_log2_mean, -30.0, 30.0);
        faults.within(&format!("{place}.peak_log2_sd"), self.peak_log2_sd, 0.0, 10.0);
        faults.within(&format!("{place}.boost"), self.boost, 0.0, 1_000.0);
        faults.within(&format!("{place}.doses"), f64::from(self.doses), 1.0, 10.0);
        for (name, share) in &self.against {
            faults.share(&format!("{place}.against.{name}"), *share);
        }
    }
}
