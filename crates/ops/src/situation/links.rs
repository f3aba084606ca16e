//! Which of the cases of this week, this month and the month before are linked with one another.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use petgraph::unionfind::UnionFind;
use taicho_model::{Area, AreaId, CaseStatus, Origin};

use crate::situation::group::CaseGroup;

/// The confirmed cases of each commune and disease that hang together with another, each with its chain.
#[derive(Debug, Default)]
pub(crate) struct Links {
    by_commune: HashMap<AreaId, BTreeMap<u16, Vec<Linked>>>,
}

/// A confirmed case in a chain.
#[derive(Debug)]
struct Linked {
    found_on: Date,
    chain: u32,
    record_origin: Origin,
}

/// Cases with what may link them to others. Old ones that nothing links stand in no chain and need not be there.
#[derive(Default)]
pub(super) struct Linkables {
    cases: Vec<Linkable>,
    /// Their keys, one after another: of hundreds of thousands each would cost more than it holds.
    texts: String,
}

struct Linkable {
    commune: u32,
    found_on: Date,
    disease: u16,
    status: CaseStatus,
    record_origin: Origin,
    source_key: Text,
    source_case_key: Text,
    cluster: Text,
}

/// A text by where it begins and how long it is; none begins nowhere.
#[derive(Clone, Copy)]
struct Text(u32, u32);

const NO_TEXT: Text = Text(u32::MAX, 0);

impl Linkables {
    /// Adds a case with its own key, that of its source and its outbreak.
    pub(super) fn add(&mut self, commune: u32, case: &CaseGroup, keys: [Option<&str>; 3]) {
        let [source_key, source_case_key, cluster] = keys.map(|key| self.keep(key));
        self.cases.push(Linkable {
            commune,
            found_on: case.found_on,
            disease: case.disease,
            status: case.status,
            record_origin: case.record_origin,
            source_key,
            source_case_key,
            cluster,
        });
    }

    fn keep(&mut self, text: Option<&str>) -> Text {
        let Some(text) = text else { return NO_TEXT };
        let number = |bytes: usize| u32::try_from(bytes).expect("fewer letters than that");
        let kept = Text(number(self.texts.len()), number(text.len()));
        self.texts.push_str(text);
        kept
    }

    fn text(&self, Text(first, bytes): Text) -> Option<&str> {
        let first = first as usize;
        (first != NO_TEXT.0 as usize).then(|| &self.texts[first..first + bytes as usize])
    }

    /// Finds the chains.
    pub(super) fn link(mut self, communes: &[Area]) -> Links {
        let mut cases = std::mem::take(&mut self.cases);
        cases.sort_unstable_by(|a, b| {
            let order = |it: &Linkable| (it.commune, it.disease, it.found_on);
            let key = |it: &Linkable| self.text(it.source_key);
            order(a).cmp(&order(b)).then_with(|| key(a).cmp(&key(b)))
        });
        let mut links = Links::default();
        for alike in cases.chunk_by(|a, b| (a.commune, a.disease) == (b.commune, b.disease)) {
            let chained = alike.iter().zip(self.chains(alike));
            let linked: Vec<Linked> = chained
                .filter(|(case, _)| case.status == CaseStatus::Confirmed)
                .filter_map(|(case, chain)| {
                    let (found_on, record_origin) = (case.found_on, case.record_origin);
                    Some(Linked { found_on, chain: chain? as u32, record_origin })
                })
                .collect();
            if !linked.is_empty() {
                let commune = communes[alike[0].commune as usize].id.clone();
                let of_commune = links.by_commune.entry(commune).or_default();
                of_commune.insert(alike[0].disease, linked);
            }
        }
        links
    }

    /// The chain of each case: those of one outbreak by its name are in one, and so is a case with the one that it
    /// names as its source, perhaps one that is not known here. A case that nothing links is in none.
    fn chains(&self, all: &[Linkable]) -> Vec<Option<usize>> {
        let keys = all.iter().enumerate();
        let by_key: HashMap<&str, usize> =
            keys.filter_map(|(index, case)| Some((self.text(case.source_key)?, index))).collect();
        let mut chains = UnionFind::<usize>::new(all.len());
        let mut first_of: HashMap<&str, usize> = HashMap::new();
        let mut first_named: HashMap<&str, usize> = HashMap::new();
        for (index, case) in all.iter().enumerate() {
            if case.status == CaseStatus::RuledOut {
                continue;
            }
            if let Some(cluster) = self.text(case.cluster) {
                chains.union(*first_of.entry(cluster).or_insert(index), index);
            }
            if let Some(source) = self.text(case.source_case_key) {
                let other = by_key.get(source).copied();
                let other = other.unwrap_or_else(|| *first_named.entry(source).or_insert(index));
                chains.union(other, index);
            }
        }
        let sources: HashSet<&str> =
            all.iter().filter_map(|case| self.text(case.source_case_key)).collect();
        let is_linked = |case: &Linkable| {
            let is_source = self.text(case.source_key).is_some_and(|key| sources.contains(key));
            let has_text = |text| self.text(text).is_some();
            has_text(case.cluster) || has_text(case.source_case_key) || is_source
        };
        let of_each = all.iter().enumerate();
        of_each.map(|(index, case)| is_linked(case).then(|| chains.find(index))).collect()
    }
}

impl Links {
    /// How many of the confirmed cases of a disease that were found in a commune in a span of days hang together, at
    /// most, and the weakest origin among them.
    pub(super) fn most_linked(
        &self,
        commune: &AreaId,
        disease: u16,
        (first, last): (Date, Date),
    ) -> (i64, Option<Origin>) {
        let of_commune = self.by_commune.get(commune);
        let cases = of_commune.and_then(|diseases| diseases.get(&disease));
        let cases = cases.map_or(&[][..], Vec::as_slice);
        let of_days = &cases[cases.partition_point(|case| case.found_on < first)..];
        let mut linked: BTreeMap<u32, (i64, Origin)> = BTreeMap::new();
        for case in of_days.iter().take_while(|case| case.found_on <= last) {
            let (count, origin) = linked.entry(case.chain).or_insert((0, case.record_origin));
            *count += 1;
            *origin = case.record_origin.max(*origin);
        }
        let most = linked.into_values().max_by_key(|(count, _)| *count);
        most.map_or((0, None), |(count, origin)| (count, Some(origin)))
    }
}
