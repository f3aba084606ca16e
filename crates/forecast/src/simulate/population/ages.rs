use crate::simulate::draw::{Draw, Whole};
use crate::simulate::matrix::Matrix;
use crate::simulate::scenario::{AgeBands, LayerKind, Scenario};

/// The youngest who can live alone.
const HEAD_FROM: usize = 20;

/// Draws ages, and households as sizes of neighbours; none where the scenario has no households.
pub(super) fn fill(scenario: &Scenario, ages: &mut Vec<u8>, draw: &mut Draw) -> Vec<u32> {
    let size = scenario.size();
    let layers = &scenario.notation.population.layer;
    let home = layers.iter().find(|layer| layer.kind == LayerKind::Households);
    let homes = home.map_or_else(Vec::new, |layer| {
        let table = layer.group_sizes();
        households(size, &table, draw)
    });
    ages.clear();
    match home.and_then(|layer| scenario.matrices.get(&layer.name)) {
        Some(matrix) => *ages = composed(&homes, &scenario.ages, matrix, size, draw),
        None => {
            let table = Whole::weighted(&scenario.ages.years());
            ages.extend((0..size).map(|_| table.draw(draw) as u8));
        }
    }
    homes
}

impl AgeBands {
    /// Weights of single years; within a band all are even.
    fn years(&self) -> Vec<f64> {
        let last = self.bands.iter().map(|(_, to, _)| *to).max().unwrap_or_default();
        let mut years = vec![0.0; usize::from(last) + 1];
        for (from, to, share) in &self.bands {
            let each = share / f64::from(to - from + 1);
            years[usize::from(*from)..=usize::from(*to)].iter_mut().for_each(|it| *it += each);
        }
        years
    }
}

fn households(size: u32, table: &Whole, draw: &mut Draw) -> Vec<u32> {
    let mut homes = Vec::with_capacity(size as usize / 2);
    let mut left = size;
    while left > 0 {
        let people = table.draw(draw).min(left);
        homes.push(people);
        left -= people;
    }
    homes
}

/// Ages of households: a head of age, and others as the matrix of contacts at home says of the head's group; the
/// totals by year are those of the bands, for everybody is taken from them once.
fn composed(
    homes: &[u32],
    bands: &AgeBands,
    matrix: &Matrix,
    size: u32,
    draw: &mut Draw,
) -> Vec<u8> {
    let years = bands.years();
    let mut left = apportioned(&years, size);
    let groups = matrix.contacts.len();
    let mut in_group = vec![0u64; groups];
    for (year, count) in left.iter().enumerate() {
        in_group[matrix.group(year as u8)] += u64::from(*count);
    }
    let first = in_group.clone();
    let mut heads: u64 = left.iter().skip(HEAD_FROM).map(|count| u64::from(*count)).sum();
    let mut ages = Vec::with_capacity(size as usize);
    for &people in homes {
        let mut head_group = None;
        for place in 0..people {
            let year = if place == 0 && heads > 0 {
                picked(&left, HEAD_FROM..left.len(), heads, draw)
            } else {
                let row = head_group.map(|group: usize| &matrix.contacts[group]);
                // What is left of a group counts as much as the matrix makes the head meet it.
                let weight = |group: usize| {
                    let each = row.map_or(1.0, |row| row[group] / first[group].max(1) as f64);
                    in_group[group] as f64 * each
                };
                let group = by_weight(groups, weight, draw)
                    .or_else(|| by_weight(groups, |it| in_group[it] as f64, draw));
                let group = group.unwrap_or_default();
                let (from, to) = span(matrix, group, left.len());
                picked(&left, from..to, in_group[group], draw)
            };
            left[year] -= 1;
            let group = matrix.group(year as u8);
            in_group[group] -= 1;
            heads -= u64::from(year >= HEAD_FROM);
            head_group.get_or_insert(group);
            ages.push(year as u8);
        }
    }
    ages
}

/// Whole numbers in proportion to weights that sum to `total` (largest remainders).
fn apportioned(weights: &[f64], total: u32) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * f64::from(total)).collect();
    let mut counts: Vec<u32> = exact.iter().map(|it| it.floor() as u32).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let missing = total - counts.iter().sum::<u32>();
    for year in order.into_iter().cycle().take(missing as usize) {
        counts[year] += 1;
    }
    counts
}

/// One of those who are left in a span of years.
fn picked(left: &[u32], span: std::ops::Range<usize>, total: u64, draw: &mut Draw) -> usize {
    let mut at = draw.below(u32::try_from(total).unwrap_or(u32::MAX));
    for year in span.clone() {
        if at < left[year] {
            return year;
        }
        at -= left[year];
    }
    span.start
}

fn by_weight(groups: usize, weight: impl Fn(usize) -> f64, draw: &mut Draw) -> Option<usize> {
    let total: f64 = (0..groups).map(&weight).sum();
    let mut at = draw.unit() * total;
    let mut last = None;
    for group in 0..groups {
        let here = weight(group);
        if here > 0.0 {
            last = Some(group);
            if at < here {
                break;
            }
            at -= here;
        }
    }
    last
}

/// The years of a group.
fn span(matrix: &Matrix, group: usize, years: usize) -> (usize, usize) {
    let from = (0..years).position(|year| matrix.group(year as u8) == group).unwrap_or(years);
    let to = (from..years).find(|year| matrix.group(*year as u8) != group).unwrap_or(years);
    (from, to)
}
