use super::Link;
use crate::Person;

/// Which cases hang together.
pub(super) struct Trees(Vec<u32>);

impl Trees {
    pub(super) fn new(cases: usize) -> Self {
        Self((0..cases as u32).collect())
    }

    /// Joins the trees of two cases; false when they are one already, so that the link would close a circle.
    pub(super) fn join(&mut self, source: Person, infectee: Person) -> bool {
        let (one, other) = (self.top(source), self.top(infectee));
        self.0[other as usize] = one;
        one != other
    }

    fn top(&mut self, person: Person) -> u32 {
        let mut at = person;
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }
}

/// Who infected whom, from above.
pub(super) struct Children {
    starts: Vec<u32>,
    of_case: Vec<Person>,
    roots: Vec<Person>,
}

impl Children {
    /// Sorts links, of which no case has two as the infected and none close a circle.
    pub(super) fn of(cases: usize, links: &[Link]) -> Self {
        let mut pairs: Vec<_> = links.iter().map(|link| (link.source, link.infectee)).collect();
        pairs.sort_unstable();
        let starts = (0..=cases as u32)
            .map(|case| pairs.partition_point(|(source, _)| *source < case) as u32)
            .collect();
        let mut infected = vec![false; cases];
        links.iter().for_each(|link| infected[link.infectee as usize] = true);
        let roots = (0..cases as u32).filter(|case| !infected[*case as usize]).collect();
        Self { starts, of_case: pairs.into_iter().map(|pair| pair.1).collect(), roots }
    }

    pub(super) fn of_case(&self, case: Person) -> &[Person] {
        let (start, end) = (self.starts[case as usize], self.starts[case as usize + 1]);
        &self.of_case[start as usize..end as usize]
    }

    /// Every case after the one that infected it, each tree in one piece, with its depth.
    pub(super) fn walk(&self) -> Vec<(Person, u32)> {
        let mut order = Vec::with_capacity(self.starts.len());
        let mut open: Vec<_> = self.roots.iter().rev().map(|root| (*root, 0)).collect();
        while let Some((case, depth)) = open.pop() {
            order.push((case, depth));
            open.extend(self.of_case(case).iter().rev().map(|child| (*child, depth + 1)));
        }
        order
    }
}
