//! The facts of what has a clock: cases, isolations, outbreaks and epidemics that were determined.
//!
//! What happened after the moment asked has not happened yet.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{
    Case, Confidence, Fact, FactValue, Facts, Isolation, Order, Origin, Outbreak, vietnam_midnight,
};

/// What the clocks of a case run by.
#[derive(Debug)]
pub(crate) struct CaseClocks {
    pub(crate) seen_at: Option<Timestamp>,
    pub(crate) detected_at: Option<Timestamp>,
    pub(crate) reported_at: Option<Timestamp>,
    pub(crate) died_on: Option<Date>,
    pub(crate) death_known_at: Option<Timestamp>,
    pub(crate) death_reported_at: Option<Timestamp>,
    pub(crate) record_origin: Origin,
}

impl CaseClocks {
    /// Those of a record.
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            seen_at: case.seen_at,
            detected_at: case.detected_at,
            reported_at: case.reported_at,
            died_on: case.died_on,
            death_known_at: case.death_known_at,
            death_reported_at: case.death_reported_at,
            record_origin: case.record_origin,
        }
    }
}

/// The facts of a case and of its clocks.
pub(crate) fn of_case(case: &CaseClocks, as_of: Timestamp) -> Facts {
    let mut facts = Gathered { facts: Facts::new(), origin: case.record_origin, as_of };
    facts.begun("seen_at", case.seen_at);
    facts.begun("detected_at", case.detected_at);
    facts.begun("death_known_at", case.death_known_at);
    facts.done("reported_at", case.reported_at);
    facts.done("death_reported_at", case.death_reported_at);
    facts.put("died_on", case.died_on.map(FactValue::Date));
    facts.facts
}

/// The facts of an isolation and of its steps.
pub(crate) fn of_isolation(isolation: &Isolation, as_of: Timestamp) -> Facts {
    let mut facts = Gathered { facts: Facts::new(), origin: isolation.record_origin, as_of };
    let setting = FactValue::Text(isolation.setting.as_str().to_owned());
    facts.put("isolation_setting", Some(setting));
    facts.put("mass_event", Some(FactValue::Flag(isolation.mass_event)));
    facts.begun("detected_at", isolation.detected_at);
    facts.done("hold_began_at", isolation.hold_began_at);
    facts.done("hold_ended_at", isolation.hold_ended_at);
    facts.done("isolation_began_at", isolation.began_at);
    facts.done("isolation_ended_at", isolation.ended_at);
    facts.done("listed_at", isolation.listed_at);
    facts.done("isolation_decided_at", isolation.decided_at);
    facts.done("isolation_notified_at", isolation.notified_at);
    facts.facts
}

/// The facts of an outbreak between two reports of it, the first of which may be its determination.
pub(crate) fn of_outbreak(
    outbreak: &Outbreak,
    (told_at, reported_at): (Option<Timestamp>, Option<Timestamp>),
    as_of: Timestamp,
) -> Facts {
    let mut facts = Gathered { facts: Facts::new(), origin: outbreak.record_origin, as_of };
    let over = |last: Date| last.tomorrow().map(vietnam_midnight).ok();
    facts.begun("outbreak_told_at", told_at);
    facts.done("outbreak_reported_at", reported_at);
    facts.done("outbreak_ended_at", outbreak.ended_on.and_then(over));
    facts.facts
}

/// The facts of an epidemic, or its end, that was determined.
pub(crate) fn of_determination(order: &Order, as_of: Timestamp) -> Facts {
    let mut facts = Gathered { facts: Facts::new(), origin: order.record_origin, as_of };
    facts.put("determined", Some(FactValue::Text(order.kind.clone())));
    facts.begun("determined_at", order.determined_at);
    facts.done("notice_sent_at", order.notified_at);
    facts.facts
}

/// Facts as good as the record that they are of: a made-up record makes made-up facts.
struct Gathered {
    facts: Facts,
    origin: Origin,
    as_of: Timestamp,
}

impl Gathered {
    fn put(&mut self, name: &str, value: Option<FactValue>) {
        if let Some(value) = value {
            let fact = Fact { value, origin: self.origin, confidence: Confidence::V };
            self.facts.insert(name.to_owned(), fact);
        }
    }

    /// From when a clock runs, perhaps not yet.
    fn begun(&mut self, name: &str, at: Option<Timestamp>) {
        self.put(name, at.map(FactValue::Instant));
    }

    /// What was done by the moment asked.
    fn done(&mut self, name: &str, at: Option<Timestamp>) {
        self.put(name, at.filter(|at| *at <= self.as_of).map(FactValue::Instant));
    }
}
