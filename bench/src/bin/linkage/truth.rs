//! What an answer is worth, by the truth beside the lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Precision and recall of an answer, and what it joined that only looks like one person.
pub(crate) struct Quality {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) false_pairs: u64,
    /// False pairs by kind; none where the set does not tell kinds.
    pub(crate) kinds: Option<BTreeMap<String, u64>>,
}

impl Quality {
    pub(crate) fn of(right: u64, found: u64, all: u64) -> Self {
        let share = |of: u64| right as f64 / of.max(1) as f64;
        Self {
            precision: share(found),
            recall: share(all),
            false_pairs: found - right,
            kinds: None,
        }
    }

    pub(crate) fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall).max(1e-12)
    }
}

/// The worth of links, `left_id` and `right_id` first in each row.
pub(crate) fn of_links(links: &Path, set: &Path) -> Quality {
    let truth = pairs(&set.join("truth.csv"));
    let found = pairs(links);
    let right = found.intersection(&truth).count() as u64;
    let mut quality = Quality::of(right, found.len() as u64, truth.len() as u64);
    quality.kinds = kinds(set, |one, other| found.contains(&(other.to_owned(), one.to_owned())));
    quality
}

/// The worth of clusters, `id` and `cluster` first in each row, over all pairs within them.
pub(crate) fn of_clusters(clusters: &Path, set: &Path) -> Quality {
    let entities: BTreeMap<String, String> = pairs(&set.join("truth.csv")).into_iter().collect();
    let clusters: BTreeMap<String, String> = pairs(clusters).into_iter().collect();
    let both = clusters.iter().filter_map(|(id, cluster)| Some((cluster, entities.get(id)?)));
    let right = pairs_within(both);
    let mut quality =
        Quality::of(right, pairs_within(clusters.values()), pairs_within(entities.values()));
    quality.kinds = kinds(set, |one, other| {
        clusters.get(one).is_some_and(|cluster| clusters.get(other) == Some(cluster))
    });
    quality
}

/// How many pairs can be made within groups.
fn pairs_within<G: Ord>(groups: impl Iterator<Item = G>) -> u64 {
    let mut sizes: BTreeMap<G, u64> = BTreeMap::new();
    groups.for_each(|group| *sizes.entry(group).or_default() += 1);
    sizes.values().map(|size| size * (size - 1) / 2).sum()
}

fn kinds(set: &Path, joined: impl Fn(&str, &str) -> bool) -> Option<BTreeMap<String, u64>> {
    let path = set.join("kinds.csv");
    let mut kinds = BTreeMap::new();
    for row in path.exists().then(|| rows(&path))? {
        *kinds.entry(row[2].clone()).or_default() += u64::from(joined(&row[0], &row[1]));
    }
    Some(kinds)
}

fn pairs(path: &Path) -> BTreeSet<(String, String)> {
    rows(path).map(|mut row| (std::mem::take(&mut row[0]), std::mem::take(&mut row[1]))).collect()
}

fn rows(path: &Path) -> impl Iterator<Item = Vec<String>> {
    let file = csv::Reader::from_path(path).expect("the table can be read");
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    file.into_records().map(move |row| cells(row.expect("a table of cells")))
}
