//! What of a scenario is not known, and within which bounds it is believed to lie.

use taicho_model::Words;

use crate::simulate::fault::Faults;
use crate::simulate::scenario::Scenario;

/// A figure of a scenario that counts can tell something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// How easily a contact infects, against the scenario.
    Transmission,
    /// People infected on day 0.
    InfectedAtStart,
    /// The chance of a test with symptoms, against the scenario; never above one.
    Testing,
    /// What distancing takes away from contacts, against the scenario; never more than all.
    Distancing,
}

impl Parameter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] =
        [Self::Transmission, Self::InfectedAtStart, Self::Testing, Self::Distancing];

    /// The name by which it is called in commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Transmission => "transmission",
            Self::InfectedAtStart => "infected_at_start",
            Self::Testing => "testing",
            Self::Distancing => "distancing",
        }
    }

    /// What people call it.
    pub fn words(self) -> Words {
        let (vi, en) = match self {
            Self::Transmission => {
                ("Khả năng lây, so với kịch bản", "Transmission, against the scenario")
            }
            Self::InfectedAtStart => ("Số người nhiễm lúc bắt đầu", "Infected at the start"),
            Self::Testing => (
                "Khả năng được xét nghiệm khi có triệu chứng, so với kịch bản",
                "Chance of a test with symptoms, against the scenario",
            ),
            Self::Distancing => (
                "Hiệu lực của giãn cách, so với kịch bản",
                "Effect of distancing, against the scenario",
            ),
        };
        Words::new(vi, en)
    }

    /// Whether anything in the scenario depends on it.
    pub fn is_in(self, scenario: &Scenario) -> bool {
        let it = &scenario.notation;
        match self {
            Self::Transmission => true,
            Self::InfectedAtStart => it.infected_at_start > 0,
            Self::Testing => it.test.iter().any(|test| test.symptoms > 0.0),
            Self::Distancing => it.distance.iter().any(|it| it.left.values().any(|it| *it < 1.0)),
        }
    }

    /// The widest bounds that can be asked for.
    fn bounds(self) -> (f64, f64) {
        match self {
            Self::Transmission => (0.01, 50.0),
            Self::InfectedAtStart => (1.0, 1e6),
            Self::Testing => (0.001, 100.0),
            Self::Distancing => (0.0, 10.0),
        }
    }

    /// The scenario with another value of it.
    pub(super) fn set(self, scenario: &mut Scenario, value: f64) {
        let it = &mut scenario.notation;
        match self {
            Self::Transmission => {
                let chance = &mut scenario.course.transmission.per_contact;
                *chance = (*chance * value).min(1.0);
            }
            Self::InfectedAtStart => {
                it.infected_at_start = (value.round() as u32).min(it.population.size);
            }
            Self::Testing => {
                for test in &mut it.test {
                    test.symptoms = (test.symptoms * value).min(1.0);
                }
            }
            Self::Distancing => {
                for left in it.distance.iter_mut().flat_map(|it| it.left.values_mut()) {
                    *left = (1.0 - value * (1.0 - *left)).max(0.0);
                }
            }
        }
    }
}

/// What is believed of a parameter before anything was counted: between two values, each factor as likely as any
/// other (of distancing: each value).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The parameter.
    pub parameter: Parameter,
    /// The least that it may be.
    pub least: f64,
    /// The most that it may be.
    pub most: f64,
}

impl Prior {
    /// Wide bounds about what a scenario says of a parameter: assumed, and better replaced by what is known.
    pub fn wide(parameter: Parameter, scenario: &Scenario) -> Self {
        let (least, most) = match parameter {
            Parameter::Transmission => (0.3, 3.0),
            Parameter::InfectedAtStart => {
                let most = scenario.notation.infected_at_start.saturating_mul(20);
                (1.0, f64::from(most.min(scenario.size()).max(2)))
            }
            Parameter::Testing => (0.1, 5.0),
            Parameter::Distancing => (0.0, 1.5),
        };
        Self { parameter, least, most }
    }

    pub(super) fn check(&self, scenario: &Scenario, faults: &mut Faults) {
        let place = self.parameter.name();
        let (least, most) = self.parameter.bounds();
        faults.within(place, self.least, least, most);
        faults.within(place, self.most, least, most);
        if self.least >= self.most {
            let vi = format!("{} không nhỏ hơn {}", self.least, self.most);
            faults.add(place, vi, format!("{} is not below {}", self.least, self.most));
        }
        if self.parameter == Parameter::InfectedAtStart {
            faults.within(place, self.most, 1.0, f64::from(scenario.size()));
        }
        if !self.parameter.is_in(scenario) {
            let vi = "kịch bản không có gì phụ thuộc vào tham số này";
            faults.add(place, vi, "nothing in the scenario depends on it");
        }
    }

    /// The value at a place between the bounds: 0 is the least, 1 the most.
    pub(super) fn value(&self, place: f64) -> f64 {
        match self.parameter {
            Parameter::Distancing => self.least + (self.most - self.least) * place,
            _ => self.least * (self.most / self.least).powf(place),
        }
    }
}
