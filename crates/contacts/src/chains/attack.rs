use std::collections::BTreeMap;

use super::dated::Dated;
use super::{Encounter, How, Link};
use crate::Person;

/// How many of those who met a case in a setting became cases by it.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Attack {
    /// The setting; none for meetings without one.
    pub setting: Option<u32>,
    /// How many persons met a case there before they could be one themselves.
    pub exposed: u32,
    /// How many of them became cases, unless a link says that somebody else infected them.
    pub infected: u32,
    /// The secondary attack rate.
    pub rate: f64,
    /// Where it lies with 95 %, after Wilson.
    pub rate_95: (f64, f64),
}

/// The rate of each setting that meetings name.
///
/// A person counts once in a setting, however many cases they met there; whoever fell ill before the case they met was
/// not exposed to it.
pub(super) fn rates(known: &Dated<'_>, links: &[Link], encounters: &[Encounter]) -> Vec<Attack> {
    let cases = known.cases.len();
    let claimed = |link: &&Link| matches!(link.how, How::Claimed(_));
    let mut source: Vec<Option<Person>> = vec![None; cases];
    links
        .iter()
        .filter(claimed)
        .for_each(|link| source[link.infectee as usize] = Some(link.source));
    // Per setting and person: whether the meetings there explain the infection.
    let mut exposed: BTreeMap<(Option<u32>, Person), bool> = BTreeMap::new();
    for met in encounters {
        for (case, person) in [(met.a, met.b), (met.b, met.a)] {
            if case as usize >= cases {
                continue;
            }
            let is_case = (person as usize) < cases;
            if is_case && !could_be_infected(known, &source, case, person) {
                continue;
            }
            let infected = is_case && source[person as usize].is_none_or(|source| source == case);
            *exposed.entry((met.setting, person)).or_default() |= infected;
        }
    }
    let mut counts: BTreeMap<Option<u32>, (u32, u32)> = BTreeMap::new();
    for ((setting, _), infected) in exposed {
        let count = counts.entry(setting).or_default();
        count.0 += 1;
        count.1 += u32::from(infected);
    }
    let attack = |(setting, (exposed, infected))| Attack {
        setting,
        exposed,
        infected,
        rate: f64::from(infected) / f64::from(exposed),
        rate_95: wilson(infected, exposed),
    };
    counts.into_iter().map(attack).collect()
}

/// Whether a case came after the one it met: a link says so, or else the dates do.
fn could_be_infected(
    known: &Dated<'_>,
    source: &[Option<Person>],
    case: Person,
    person: Person,
) -> bool {
    if source[person as usize] == Some(case) {
        return true;
    }
    let imported = known.cases[person as usize].imported;
    let after = known.days_between(case, person).is_some_and(|days| days > 0);
    source[case as usize] != Some(person) && !imported && after
}

/// The interval of a share after Wilson (J Am Stat Assoc 1927;22:209), 95 %.
fn wilson(with: u32, of: u32) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, share) = (f64::from(of), f64::from(with) / f64::from(of));
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    // Rounding must not leave the share outside its own interval.
    (((middle - reach) / whole).clamp(0.0, share), ((middle + reach) / whole).clamp(share, 1.0))
}

#[cfg(test)]
mod tests {
    use super::wilson;

    /// Newcombe, Stat Med 1998;17:857, table I, the score method without continuity correction.
    #[test]
    fn intervals_are_those_that_newcombe_published() {
        let published = [
            ((81, 263), (0.2553, 0.3662)),
            ((15, 148), (0.0624, 0.1605)),
            ((0, 20), (0.0, 0.1611)),
            ((1, 29), (0.0061, 0.1718)),
        ];
        for ((with, of), (low, high)) in published {
            let found = wilson(with, of);
            assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{found:?}");
        }
    }
}
