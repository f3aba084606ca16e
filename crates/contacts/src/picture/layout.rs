use super::Picture;
use super::axis::Axis;
use crate::Person;
use crate::chains::How;

/// From so many cases on, single cases are counted and not drawn, and those of one source and day are drawn as one.
const MANY: usize = 60;
/// Between chains that share rows.
const GAP_PX: f64 = 26.0;

/// One drawn mark: a case, or several that nobody could tell apart in the drawing.
pub(super) struct Mark {
    pub(super) cases: Vec<Person>,
    /// The mark of the source.
    pub(super) source: Option<usize>,
    /// The probability of a likely link.
    pub(super) likely: Option<f64>,
    pub(super) day: Option<i64>,
    pub(super) x: f64,
    pub(super) row: usize,
    pub(super) children: usize,
}

/// Where everything stands.
pub(super) struct Layout {
    pub(super) axis: Axis,
    pub(super) marks: Vec<Mark>,
    pub(super) rows: usize,
    pub(super) row_px: f64,
    pub(super) radius: f64,
    /// Whether any mark stands in the column of unknown days, and where its middle is.
    pub(super) unknown_x: Option<f64>,
    /// Cases that are only counted.
    pub(super) counted: Vec<Person>,
    /// How many of those belong to chains.
    pub(super) folded: usize,
}

/// The marks of one chain, which move together.
struct Block {
    marks: std::ops::Range<usize>,
    rows: usize,
    from: f64,
    to: f64,
}

pub(super) fn lay_out(picture: &Picture<'_>) -> Layout {
    let days = Days::of(picture);
    let (drawn, counted, folded) = chosen(picture);
    let mut on_axis: Vec<i64> = days.0.iter().flatten().copied().collect();
    let many = drawn.len() > MANY;
    let axis = Axis::over(&mut on_axis, if many { 1_500.0 } else { 1_040.0 });
    let radius = match drawn.len() {
        0..=60 => 6.5,
        61..=250 => 5.0,
        _ => 4.0,
    };
    let unknown_x = axis.width() + 84.0;
    let x =
        |day: Option<i64>| day.filter(|day| axis.holds(*day)).map_or(unknown_x, |day| axis.x(day));
    let mut marks = Vec::new();
    let mut blocks = Vec::new();
    let families = Families::of(picture, &drawn);
    for root in drawn.iter().filter(|person| families.is_root(**person)) {
        let begin = marks.len();
        let rows = families.stand(*root, &days, many, radius, &x, &mut marks);
        let own = &marks[begin..];
        let label = |mark: &Mark| {
            let letters = mark.cases.first().map_or(0, |case| picture.name(*case).chars().count());
            if many { 8.0 } else { 14.0 + letters as f64 * 7.0 }
        };
        let from = own.iter().map(|mark| mark.x).fold(f64::MAX, f64::min);
        let to = own.iter().map(|mark| mark.x + label(mark)).fold(0.0, f64::max);
        blocks.push(Block { marks: begin..marks.len(), rows, from, to });
    }
    let rows = pack(&blocks, &mut marks);
    let row_px = match rows {
        0..=60 => 25.0,
        61..=140 => 17.0,
        _ => 13.0,
    };
    let any_unknown = marks.iter().any(|mark| mark.x == unknown_x);
    let unknown_x = any_unknown.then_some(unknown_x);
    Layout { axis, marks, rows, row_px, radius, unknown_x, counted, folded }
}

/// The days on which cases are drawn: those on which they were compared.
pub(super) struct Days(pub(super) Vec<Option<i64>>);

impl Days {
    fn of(picture: &Picture<'_>) -> Self {
        let on = |case: &crate::chains::Case| case.onset_on.or(case.reported_on).map(i64::from);
        let members = picture.chains.members.len();
        Self(picture.cases.iter().map(on).chain(std::iter::repeat(None)).take(members).collect())
    }
}

/// The cases that are drawn, chain by chain, and those that are only counted.
fn chosen(picture: &Picture<'_>) -> (Vec<Person>, Vec<Person>, usize) {
    let chains = &picture.chains.chains;
    let few = picture.chains.members.len() <= MANY;
    let mut left = picture.drawn_most as usize;
    let mut is_drawn = vec![false; chains.len()];
    for (chain, drawn) in chains.iter().zip(&mut is_drawn) {
        let cases = chain.cases as usize;
        *drawn = cases <= left && (cases > 1 || few);
        left -= if *drawn { cases } else { 0 };
    }
    let mut drawn = Vec::new();
    let (mut counted, mut folded) = (Vec::new(), 0);
    for (person, member) in (0_u32..).zip(&picture.chains.members) {
        let chain = member.chain as usize;
        if is_drawn[chain] {
            drawn.push(person);
        } else {
            counted.push(person);
            folded += usize::from(chains[chain].cases > 1);
        }
    }
    drawn.sort_by_key(|person| picture.chains.members[*person as usize].chain);
    (drawn, counted, folded)
}

/// Who infected whom among the drawn.
struct Families {
    children: std::collections::BTreeMap<Person, Vec<Person>>,
    roots: std::collections::BTreeSet<Person>,
    likely: std::collections::BTreeMap<Person, f64>,
}

impl Families {
    fn of(picture: &Picture<'_>, drawn: &[Person]) -> Self {
        let mut found = Self {
            children: Default::default(),
            roots: Default::default(),
            likely: Default::default(),
        };
        for person in drawn {
            match picture.chains.members[*person as usize].source {
                Some(source) => found.children.entry(source).or_default().push(*person),
                None => drop(found.roots.insert(*person)),
            }
        }
        for link in &picture.chains.links {
            if let How::Likely(probability) = link.how {
                found.likely.insert(link.infectee, probability);
            }
        }
        found
    }

    fn is_root(&self, person: Person) -> bool {
        self.roots.contains(&person)
    }

    /// Stands a tree: a case that follows its source in time continues the row, all others begin rows below.
    fn stand(
        &self,
        root: Person,
        days: &Days,
        many: bool,
        radius: f64,
        x: &impl Fn(Option<i64>) -> f64,
        marks: &mut Vec<Mark>,
    ) -> usize {
        let mut rows = 0;
        let mut open = vec![(vec![root], None, false)];
        while let Some((cases, source, in_line)) = open.pop() {
            let day = days.0[cases[0] as usize];
            let row = match source {
                Some(source) if in_line => marks[source as usize].row,
                _ => {
                    rows += 1;
                    rows - 1
                }
            };
            let groups = self.grouped(&cases, days, many);
            let here = marks.len();
            let own_x = x(day);
            // A line that comes from the right takes the row on that side.
            let taken =
                source.is_some_and(|source: u32| own_x < marks[source as usize].x + 4.0 * radius);
            let follows =
                |of: &Vec<Person>| !taken && x(days.0[of[0] as usize]) > own_x + 4.0 * radius + 3.0;
            let first = groups.iter().position(follows);
            let likely = self.likely.get(&cases[0]).copied();
            let children = groups.len();
            let source = source.map(|source: u32| source as usize);
            marks.push(Mark { cases, source, likely, day, x: own_x, row, children });
            let in_line = |at: usize| Some(at) == first;
            let others = (0..groups.len()).filter(|at| !in_line(*at));
            // Whoever stands to the left comes last, so that no other line is crossed.
            let (left, right): (Vec<usize>, Vec<usize>) =
                others.partition(|at| x(days.0[groups[*at][0] as usize]) <= own_x + 2.0 * radius);
            let order: Vec<usize> = first.into_iter().chain(right).chain(left).collect();
            for at in order.into_iter().rev() {
                open.push((groups[at].clone(), Some(here as u32), in_line(at)));
            }
        }
        rows
    }

    /// The infected by day; in large drawings those who infected nobody and share day and sort of link stand as one.
    fn grouped(&self, cases: &[Person], days: &Days, many: bool) -> Vec<Vec<Person>> {
        let Some(children) = self.children.get(&cases[0]) else { return Vec::new() };
        let mut keyed: Vec<_> = children
            .iter()
            .map(|child| {
                let alone =
                    !many || self.children.contains_key(child) || self.likely.contains_key(child);
                (days.0[*child as usize], alone, *child)
            })
            .collect();
        keyed.sort_unstable();
        let same = |one: &(Option<i64>, bool, Person), other: &(Option<i64>, bool, Person)| {
            !one.1 && !other.1 && one.0 == other.0
        };
        keyed.chunk_by(same).map(|of| of.iter().map(|it| it.2).collect()).collect()
    }
}

/// Gives every chain its rows: the first where it touches no other.
fn pack(blocks: &[Block], marks: &mut [Mark]) -> usize {
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    for block in blocks {
        let touches = |row: &Vec<(f64, f64)>| {
            row.iter().any(|(from, to)| block.from < to + GAP_PX && *from < block.to + GAP_PX)
        };
        let mut top = 0;
        // From below, so that a clash tells at once how far down to go on.
        while let Some(clash) =
            (top..(top + block.rows).min(taken.len())).rev().find(|row| touches(&taken[*row]))
        {
            top = clash + 1;
        }
        if taken.len() < top + block.rows {
            taken.resize(top + block.rows, Vec::new());
        }
        taken[top..top + block.rows].iter_mut().for_each(|row| row.push((block.from, block.to)));
        marks[block.marks.clone()].iter_mut().for_each(|mark| mark.row += top);
    }
    taken.len()
}
