use super::dated::Dated;
use super::sources::Found;
use super::trees::{Children, Trees};
use super::{How, Link, Method, Note, Odd};
use crate::Person;

/// A case in its chain.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Member {
    /// Who infected the case, as far as a link is in use.
    pub source: Option<Person>,
    /// The chain, by its place in the list of chains.
    pub chain: u32,
    /// How many links lie between the first case of the chain and this one.
    pub generation: u32,
    /// How many others the case infected, by claimed links.
    pub infected: u32,
    /// How many it infected when the probabilities of all likely links are added.
    pub expected: f64,
}

/// A cluster: the cases that links hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Chain {
    /// The case that nobody infected, as far as is known.
    pub root: Person,
    /// How many cases there are.
    pub cases: u32,
    /// How many links the longest path has.
    pub generations: u32,
    /// How many of the links are likely ones.
    pub likely_links: u32,
    /// The first day of a case; the onset, or else the report less the usual delay.
    pub first_on: Option<i64>,
    /// The last such day.
    pub last_on: Option<i64>,
}

/// Takes likely sources into the chains, the most probable first, as long as no circle is closed.
pub(super) fn accept(
    found: &Found,
    method: &Method,
    known: &Dated<'_>,
    trees: &mut Trees,
    links: &mut Vec<Link>,
    notes: &mut Vec<Note>,
) {
    let named = found.sources.iter().flat_map(|of| {
        let infectee = of.infectee;
        of.likeliest.iter().map(move |(source, probability)| (*probability, infectee, *source))
    });
    let mut wanted: Vec<_> = named.filter(|it| it.0 >= method.accept_from).collect();
    wanted.sort_by(|one, other| {
        other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2)))
    });
    let mut has_source = vec![false; known.cases.len()];
    for (probability, infectee, source) in wanted {
        if has_source[infectee as usize] {
            continue;
        }
        if !trees.join(source, infectee) {
            notes.push(Note { person: infectee, odd: Odd::LikelySourceIsDescendant });
            continue;
        }
        has_source[infectee as usize] = true;
        let serial_days = known.serial_days(source, infectee);
        let how = How::Likely(probability);
        links.push(Link { source, infectee, how, setting: None, place: None, serial_days });
    }
}

/// Each case's place, and the chains.
pub(super) fn grow(known: &Dated<'_>, links: &[Link], found: &Found) -> (Vec<Member>, Vec<Chain>) {
    let cases = known.cases.len();
    let nowhere = Member { source: None, chain: 0, generation: 0, infected: 0, expected: 0.0 };
    let mut members = vec![nowhere; cases];
    let mut likely = vec![false; cases];
    for (member, expected) in members.iter_mut().zip(&found.expected) {
        member.expected = *expected;
    }
    for link in links {
        members[link.infectee as usize].source = Some(link.source);
        match link.how {
            How::Claimed(_) => members[link.source as usize].infected += 1,
            How::Likely(_) => likely[link.infectee as usize] = true,
        }
    }
    let mut chains: Vec<Chain> = Vec::new();
    for (case, depth) in Children::of(cases, links).walk() {
        let on = known.day[case as usize];
        if depth == 0 {
            let (first_on, last_on) = (on, on);
            chains.push(Chain {
                root: case,
                cases: 0,
                generations: 0,
                likely_links: 0,
                first_on,
                last_on,
            });
        }
        let at = chains.len() - 1;
        let chain = &mut chains[at];
        chain.cases += 1;
        chain.generations = chain.generations.max(depth);
        chain.likely_links += u32::from(likely[case as usize]);
        chain.first_on = chain.first_on.into_iter().chain(on).min();
        chain.last_on = chain.last_on.into_iter().chain(on).max();
        members[case as usize].chain = at as u32;
        members[case as usize].generation = depth;
    }
    let mut order: Vec<usize> = (0..chains.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(chains[*at].cases), chains[*at].root));
    let mut rank = vec![0; chains.len()];
    order.iter().enumerate().for_each(|(place, at)| rank[*at] = place as u32);
    members.iter_mut().for_each(|member| member.chain = rank[member.chain as usize]);
    (members, order.into_iter().map(|at| chains[at]).collect())
}
