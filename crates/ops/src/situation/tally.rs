//! Counts what is alike in memory that grows with what differs, and not with what is counted.

use crate::situation::group::CaseGroup;

/// Groups of cases by the numbers of their places.
#[derive(Default)]
pub(super) struct Tally {
    /// Sorted and each once up to the last merging, as they came after it.
    groups: Vec<(u32, CaseGroup)>,
}

/// So many are held before alike ones are looked for.
const AT_LEAST: usize = 8192;

impl Tally {
    /// Counts a group.
    pub(super) fn add(&mut self, place: u32, group: CaseGroup) {
        if self.groups.len() == self.groups.capacity() {
            self.merge();
            // Half of what there is room for is new, or the merging would come too often.
            let more = self.groups.len().max(AT_LEAST);
            self.groups.reserve_exact(more);
        }
        self.groups.push((place, group));
    }

    /// All groups, each once, by place and day.
    pub(super) fn counted(mut self) -> Vec<(u32, CaseGroup)> {
        self.merge();
        self.groups
    }

    fn merge(&mut self) {
        self.groups.sort_unstable();
        self.groups.dedup_by(|next, held| {
            let is_same = (next.0, CaseGroup { cases: held.1.cases, ..next.1 }) == *held;
            if is_same {
                held.1.cases += next.1.cases;
            }
            is_same
        });
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use taicho_model::{CaseOrigin, CaseSetting, CaseStatus, Origin};

    use super::*;

    #[test]
    fn nothing_is_lost_and_nothing_stands_twice() {
        let mut tally = Tally::default();
        let all = 3 * AT_LEAST as i32 + 7;
        for n in 0..all {
            let group = CaseGroup {
                found_on: date(2026, 1, 1).saturating_add((n % 5).days()),
                disease: (n % 2) as u16,
                status: CaseStatus::Confirmed,
                origin: CaseOrigin::Community,
                setting: CaseSetting::Quarter,
                source_known: None,
                record_origin: Origin::Record,
                cases: 1,
            };
            tally.add((n % 3) as u32, group);
        }
        assert!(tally.groups.capacity() < 2 * AT_LEAST, "{}", tally.groups.capacity());
        let counted = tally.counted();
        assert_eq!(counted.len(), 5 * 2 * 3);
        assert!(counted.is_sorted_by_key(|(place, group)| (*place, group.found_on, group.disease)));
        assert_eq!(counted.iter().map(|(_, group)| group.cases as i32).sum::<i32>(), all);
    }
}
