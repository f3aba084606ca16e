//! What a measure would change: an agent-based simulation of scenarios.

mod antibodies;
mod compare;
mod course;
mod draw;
mod drawn;
mod fault;
mod fit;
mod matrix;
mod measures;
mod model;
mod outcome;
mod population;
mod run;
mod runs;
mod scenario;
mod when;

pub use compare::{Difference, Quantity, RunsOut, Spread, Summary, difference};
pub use course::Course;
pub use drawn::{beside_counts, comparison};
pub use fault::{ScenarioError, ScenarioFault};
pub use fit::{
    Calibration, Evidence, Fan, FanStep, Fit, Fitted, Measured, Parameter, Prior, Verdict,
};
pub use model::Model;
pub use outcome::{Day, Outcome, Run};
pub use run::Workspace;
pub use scenario::{Capacity, Library, Scenario};
