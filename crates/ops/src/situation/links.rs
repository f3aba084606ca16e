//! Which of the cases of this week, this month and the month before are linked with one another.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use petgraph::unionfind::UnionFind;
use taicho_model::{Area, AreaId, CaseStatus, Origin};

use crate::situation::numbered::Names;

/// The cases of each commune and disease that hang together with one of these days, or may.
#[derive(Debug, Default)]
pub(crate) struct Links {
    by_commune: BTreeMap<AreaId, BTreeMap<Arc<str>, Vec<Linkable>>>,
}

/// A case with what may link it to others. Old ones that nothing links stand in no chain and need not be there.
#[derive(Debug)]
pub(super) struct Linkable {
    /// The disease, by its number.
    pub(super) disease: u16,
    pub(super) status: CaseStatus,
    pub(super) found_on: Date,
    pub(super) source_key: Option<Box<str>>,
    pub(super) source_case_key: Option<Box<str>>,
    pub(super) cluster: Option<Box<str>>,
    pub(super) record_origin: Origin,
}

impl Links {
    /// Puts cases with the numbers of their communes in order.
    pub(super) fn of(communes: &[Area], cases: Vec<(u32, Linkable)>, diseases: &Names) -> Self {
        let mut links = Self::default();
        for (commune, case) in cases {
            let of_commune = links.by_commune.entry(communes[commune as usize].id.clone());
            let name = diseases.name(case.disease);
            of_commune.or_default().entry(name).or_default().push(case);
        }
        links
    }

    /// How many of the confirmed cases of a disease that were found in a commune in a span of days hang together, at
    /// most, and the weakest origin among them.
    pub(super) fn most_linked(
        &self,
        commune: &AreaId,
        disease: &str,
        (first, last): (Date, Date),
    ) -> (i64, Option<Origin>) {
        let of_commune = self.by_commune.get(commune);
        let Some(cases) = of_commune.and_then(|diseases| diseases.get(disease)) else {
            return (0, None);
        };
        let chain_of = chains(cases);
        let mut linked: BTreeMap<usize, (i64, Origin)> = BTreeMap::new();
        for (case, chain) in cases.iter().zip(chain_of) {
            let counts = case.status == CaseStatus::Confirmed
                && first <= case.found_on
                && case.found_on <= last;
            if let (true, Some(chain)) = (counts, chain) {
                let (count, origin) = linked.entry(chain).or_insert((0, case.record_origin));
                *count += 1;
                *origin = case.record_origin.max(*origin);
            }
        }
        let most = linked.into_values().max_by_key(|(count, _)| *count);
        most.map_or((0, None), |(count, origin)| (count, Some(origin)))
    }
}

/// The chain of each case: those of one outbreak by its name are in one, and so is a case with the one that it names
/// as its source, perhaps one that is not known here. A case that nothing links is in none.
fn chains(all: &[Linkable]) -> Vec<Option<usize>> {
    let keys = all.iter().enumerate();
    let by_key: HashMap<&str, usize> =
        keys.filter_map(|(index, case)| Some((case.source_key.as_deref()?, index))).collect();
    let mut chains = UnionFind::<usize>::new(all.len());
    let mut first_of: HashMap<&str, usize> = HashMap::new();
    let mut first_named: HashMap<&str, usize> = HashMap::new();
    for (index, case) in all.iter().enumerate() {
        if case.status == CaseStatus::RuledOut {
            continue;
        }
        if let Some(cluster) = case.cluster.as_deref() {
            chains.union(*first_of.entry(cluster).or_insert(index), index);
        }
        if let Some(source) = case.source_case_key.as_deref() {
            let other = by_key.get(source).copied();
            let other = other.unwrap_or_else(|| *first_named.entry(source).or_insert(index));
            chains.union(other, index);
        }
    }
    let sources: HashSet<&str> =
        all.iter().filter_map(|case| case.source_case_key.as_deref()).collect();
    let is_linked = |case: &Linkable| {
        let is_source = case.source_key.as_deref().is_some_and(|key| sources.contains(key));
        case.cluster.is_some() || case.source_case_key.is_some() || is_source
    };
    let of_each = all.iter().enumerate();
    of_each.map(|(index, case)| is_linked(case).then(|| chains.find(index))).collect()
}
