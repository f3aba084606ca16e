//! What of a board its report needs, and a freeze keeps.

use taicho_model::Proposal;

use crate::decide::Unanswered;
use crate::decide::board::{self, Board};
use crate::kept::figures::{
    Cases, DayBook, Decided, Decision, Disease, Figures, Indicator, Level, Open, Proposed,
    Sampling, Stated, Tier, Ward, Zone,
};

impl From<Board> for Figures {
    fn from(board: Board) -> Self {
        Self {
            as_of: board.as_of,
            day: board.day,
            records_not_yet_known: board.records_not_yet_known,
            wards: all(board.wards),
            indicators: all(board.indicators),
            proposals: all(board.proposals),
            undecided: all(board.undecided),
            day_book: board.day_book.into(),
        }
    }
}

fn all<Of, To: From<Of>>(list: Vec<Of>) -> Vec<To> {
    list.into_iter().map(To::from).collect()
}

impl From<board::Ward> for Ward {
    fn from(ward: board::Ward) -> Self {
        Self {
            area: ward.area,
            level: ward.level.map(|level| Level { value: level.value, decides: level.decides }),
            tier: ward.tier.map(Tier::from),
            planned_tier: ward.planned_tier.map(Tier::from),
            open_zones: ward.open_zones as u64,
            cases: ward.cases.into(),
            new_cases: ward.new_cases.into(),
            days_since_last_community: ward.days_since_last_community,
            population: ward.population.map(|population| Stated { value: population.value }),
        }
    }
}

impl From<board::Tier> for Tier {
    fn from(tier: board::Tier) -> Self {
        Self { value: tier.value, from: tier.from }
    }
}

impl From<board::CaseCounts> for Cases {
    fn from(counts: board::CaseCounts) -> Self {
        let board::CaseCounts { community, contained, imported } = counts;
        Self { community, contained, imported }
    }
}

impl From<board::Shown> for Indicator {
    fn from(shown: board::Shown) -> Self {
        Self {
            id: shown.id,
            label: shown.label,
            unit: shown.unit,
            value: shown.value,
            numerator: shown.numerator,
            denominator: shown.denominator.map(|whole| Stated { value: whole.value }),
        }
    }
}

impl From<board::Proposed> for Proposed {
    fn from(proposed: board::Proposed) -> Self {
        let decision = proposed.decision.map(|made| Decided { outcome: made.outcome });
        // What would change it is asked of the board, at its moment; a report says what is.
        let proposal = Proposal { would_change: Vec::new(), ..proposed.proposal };
        Self { proposal, decision }
    }
}

impl From<Unanswered> for Open {
    fn from(open: Unanswered) -> Self {
        Self {
            zone: open.subject.as_zone(),
            disease_name: open.subject.disease_name().cloned(),
            area: open.subject.area,
            kind: open.kind,
            missing: open.missing,
            cases: open.cases as u64,
        }
    }
}

impl From<board::DayBook> for DayBook {
    fn from(book: board::DayBook) -> Self {
        let board::SampledOfDay { rounds, listed, sampled, positive, awaited } = book.sampling;
        Self {
            sampling: Sampling { rounds, listed, sampled, positive, awaited },
            zones: all(book.zones),
            decisions: all(book.decisions),
            learned_of_earlier_days: book.learned_of_earlier_days,
            wave_began_on: book.wave_began_on,
            diseases: book.diseases.map(all),
        }
    }
}

impl From<board::ZoneOfDay> for Zone {
    fn from(zone: board::ZoneOfDay) -> Self {
        let board::ZoneOfDay { area, zone, residents, opened_on, last_case_on } = zone;
        Self { area, zone, residents, opened_on, last_case_on }
    }
}

impl From<board::DiseaseOfDay> for Disease {
    fn from(of_day: board::DiseaseOfDay) -> Self {
        let board::DiseaseOfDay { area, name, new_cases, cases, suspected, .. } = of_day;
        let board::DiseaseOfDay { deaths, outbreaks, state, .. } = of_day;
        Self { area, name, new_cases, cases, suspected, deaths, outbreaks, state }
    }
}

impl From<board::DecisionOfDay> for Decision {
    fn from(made: board::DecisionOfDay) -> Self {
        Self {
            proposal: made.proposal,
            outcome: made.outcome,
            value: made.value,
            reason: made.reason,
            decided_by: made.decided_by,
            decided_at: made.decided_at,
        }
    }
}
