use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Encounter, How, Link, Member, Method, Offspring};
use crate::Person;

/// A case that infected many.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Spreader {
    /// Who.
    pub person: Person,
    /// How many others, by claimed links.
    pub infected: u32,
    /// How many, with the probabilities of likely links.
    pub expected: f64,
    /// Whether so many would be beyond the 99th percentile if all cases were alike, and enough by the method.
    pub superspreader: bool,
}

/// A place where infections happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceRank {
    /// The place.
    pub place: u32,
    /// How many claimed links happened there.
    pub infections: u32,
    /// How many cases infected others there.
    pub sources: u32,
}

/// The cases that infected anybody, those who infected most first.
pub(super) fn spreaders(
    members: &[Member],
    offspring: Option<&Offspring>,
    method: &Method,
) -> Vec<Spreader> {
    let from = offspring.map(|offspring| offspring.fitted.superspreading_from());
    let from = from.map(|from| from.max(method.superspreader_least));
    let mut found: Vec<Spreader> = (0_u32..)
        .zip(members)
        .filter(|(_, member)| member.infected > 0)
        .map(|(person, member)| Spreader {
            person,
            infected: member.infected,
            expected: member.expected,
            superspreader: from.is_some_and(|from| member.infected >= from),
        })
        .collect();
    found.sort_by(|one, other| {
        let more = other.infected.cmp(&one.infected);
        more.then(other.expected.total_cmp(&one.expected)).then(one.person.cmp(&other.person))
    });
    found
}

/// The places of claimed links, those with most first; a link that names none has the place where the two met.
pub(super) fn places(links: &[Link], encounters: &[Encounter]) -> Vec<PlaceRank> {
    let mut found: BTreeMap<u32, (u32, BTreeSet<Person>)> = BTreeMap::new();
    for link in links.iter().filter(|link| matches!(link.how, How::Claimed(_))) {
        let pair = (link.source.min(link.infectee), link.source.max(link.infectee));
        let met = || {
            let from = encounters.partition_point(|met| (met.a, met.b) < pair);
            let theirs = encounters[from..].iter().take_while(|met| (met.a, met.b) == pair);
            theirs.filter_map(|met| met.place).next()
        };
        let Some(place) = link.place.or_else(met) else { continue };
        let of_place = found.entry(place).or_default();
        of_place.0 += 1;
        of_place.1.insert(link.source);
    }
    let rank = |(place, (infections, sources)): (u32, (u32, BTreeSet<Person>))| PlaceRank {
        place,
        infections,
        sources: sources.len() as u32,
    };
    let mut ranked: Vec<PlaceRank> = found.into_iter().map(rank).collect();
    ranked.sort_by_key(|rank| (Reverse(rank.infections), rank.place));
    ranked
}
