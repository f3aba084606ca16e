use std::cmp::Reverse;

use super::dated::Dated;
use super::trees::Trees;
use super::{How, Link, Method, Note, Odd};
use crate::Person;

/// How many of a circle's persons a refusal names.
const NAMED_MOST: usize = 16;

/// How somebody knows who infected whom, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The record only groups the two.
    Assumed,
    /// One of the two said so.
    Told,
    /// Investigators found it.
    Investigated,
    /// The genomes agree.
    Sequenced,
}

/// A link as somebody claims it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Claim {
    /// Who infected.
    pub source: Person,
    /// Who was infected.
    pub infectee: Person,
    /// Household, work, school …, as a number of the caller's.
    pub setting: Option<u32>,
    /// Where, as a number of the caller's.
    pub place: Option<u32>,
    /// How it is known.
    pub known: Known,
}

/// A claim that was not used.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Refusal {
    /// The claim.
    pub claim: Claim,
    /// Why not.
    pub reason: Reason,
}

/// Why a claim was not used; [`Reason::in_vietnamese`] and [`Reason::in_english`] say it to people.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody is said to have infected themselves.
    InfectedThemselves,
    /// The source is not among the cases.
    UnknownSource,
    /// The infected is not among the cases.
    UnknownInfectee,
    /// The same two are claimed already, as well known or better.
    Repeated,
    /// The source fell ill, or was reported, too long after the infected.
    TooEarly {
        /// Days from source to infected; below nought.
        days: i64,
    },
    /// The infected fell ill, or was reported, too long after the source.
    TooLate {
        /// Days from source to infected.
        days: i64,
    },
    /// The infected has another source that is better known or likelier.
    OtherSource {
        /// The source that stays.
        kept: Person,
        /// How probable the source that stays is among all claimed ones, by dates alone.
        kept_probability: f64,
        /// How probable this one is.
        probability: f64,
    },
    /// The link would close a circle whose other links are better known or likelier.
    Circle {
        /// From the source back to the infected along the links that stay; the first sixteen of a long circle.
        through: Vec<Person>,
    },
}

/// A claim that nothing speaks against by itself.
struct Possible {
    claim: Claim,
    serial_days: Option<i64>,
    weight: f64,
    probability: f64,
}

/// Takes the claims from the best known and likeliest downwards, as long as none gives a case a second source or closes
/// a circle. Of a circle thus the weakest link is the one that breaks.
pub(super) fn settle(
    known: &Dated<'_>,
    claims: &[Claim],
    method: &Method,
    trees: &mut Trees,
    notes: &mut Vec<Note>,
) -> (Vec<Link>, Vec<Refusal>) {
    let (mut possible, mut refused) = sift(known, claims, method, notes);
    let strength = |it: &Possible| (Reverse(it.claim.known), it.claim.infectee, it.claim.source);
    possible.sort_by(|one, other| {
        let of_known = Reverse(one.claim.known).cmp(&Reverse(other.claim.known));
        let of_weight = other.weight.total_cmp(&one.weight);
        of_known.then(of_weight).then_with(|| strength(one).cmp(&strength(other)))
    });
    let mut kept: Vec<Option<(Person, f64)>> = vec![None; known.cases.len()];
    let mut links = Vec::new();
    for it in possible {
        let Claim { source, infectee, setting, place, .. } = it.claim;
        if let Some((kept, kept_probability)) = kept[infectee as usize] {
            let probability = it.probability;
            let reason = Reason::OtherSource { kept, kept_probability, probability };
            refused.push(Refusal { claim: it.claim, reason });
        } else if trees.join(source, infectee) {
            kept[infectee as usize] = Some((source, it.probability));
            let how = How::Claimed(it.claim.known);
            let serial_days = it.serial_days;
            links.push(Link { source, infectee, how, setting, place, serial_days });
        } else {
            let up = |person: &Person| kept[*person as usize].map(|(source, _)| source);
            let through = std::iter::successors(Some(source), up).take(NAMED_MOST).collect();
            refused.push(Refusal { claim: it.claim, reason: Reason::Circle { through } });
        }
    }
    links.sort_by_key(|link| link.infectee);
    refused.sort_by_key(|refusal| refusal.claim);
    (links, refused)
}

/// Parts the claims that can be true from those that cannot, and weighs the former by their dates.
fn sift(
    known: &Dated<'_>,
    claims: &[Claim],
    method: &Method,
    notes: &mut Vec<Note>,
) -> (Vec<Possible>, Vec<Refusal>) {
    let mut claims = claims.to_vec();
    claims.sort_unstable_by_key(|claim| {
        (claim.infectee, claim.source, Reverse(claim.known), Reverse((claim.setting, claim.place)))
    });
    let (mut possible, mut refused): (Vec<Possible>, Vec<Refusal>) = (Vec::new(), Vec::new());
    let undated = method.serial.expected_probability();
    let mut before = None;
    for claim in claims {
        let Claim { source, infectee, .. } = claim;
        if let Some(reason) = fault(known, &claim, before, method) {
            refused.push(Refusal { claim, reason });
            continue;
        }
        before = Some((source, infectee));
        let days = known.days_between(source, infectee);
        if days.is_none() {
            notes.push(Note { person: infectee, odd: Odd::LinkUndated });
        }
        let weight = days.map_or(undated, |days| method.serial.probability(days));
        let serial_days = known.serial_days(source, infectee);
        possible.push(Possible { claim, serial_days, weight, probability: 1.0 });
    }
    for rivals in possible.chunk_by_mut(|one, other| one.claim.infectee == other.claim.infectee) {
        let sum: f64 = rivals.iter().map(|it| it.weight).sum();
        let equal = 1.0 / rivals.len() as f64;
        for it in rivals {
            it.probability = if sum > 0.0 { it.weight / sum } else { equal };
        }
    }
    (possible, refused)
}

fn fault(
    known: &Dated<'_>,
    claim: &Claim,
    before: Option<(Person, Person)>,
    method: &Method,
) -> Option<Reason> {
    let Claim { source, infectee, .. } = *claim;
    let cases = known.cases.len();
    if source == infectee {
        return Some(Reason::InfectedThemselves);
    }
    if source as usize >= cases {
        return Some(Reason::UnknownSource);
    }
    if infectee as usize >= cases {
        return Some(Reason::UnknownInfectee);
    }
    if before == Some((source, infectee)) {
        return Some(Reason::Repeated);
    }
    let days = known.days_between(source, infectee)?;
    let (least, most) = method.serial_days;
    if days < i64::from(least) {
        return Some(Reason::TooEarly { days });
    }
    (days > i64::from(most)).then_some(Reason::TooLate { days })
}
