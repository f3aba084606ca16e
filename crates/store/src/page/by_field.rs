//! A page of the rows that have one value in a field: they stand in an index in the order of the page, what is current
//! and what was replaced each in its own.

use std::collections::BTreeSet;

use taicho_model::KindSpec;

use super::subtree::LOOKED_AT;
use crate::StoreError;
use crate::read::{Filter, Half, Read, after, conditions_on, state};
use crate::shape::found_by;

impl Read<'_> {
    /// The ids on a page of what has a value in a field that lists are found by; none where few of the many that have
    /// it pass what else is asked, so that another way is better.
    pub(super) fn ids_by_field(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let Some(limit) = filter.limit.filter(|_| self.hidden_list().is_none()) else {
            return Ok(None);
        };
        let ranked =
            filter.equal().filter_map(|(column, _)| Some((found_by(kind, column)?, column)));
        let Some((_, column)) = ranked.min() else { return Ok(None) };
        let mut by_field = Filter { conditions: Vec::new(), search: None, ..filter.clone() };
        let mut other = Filter { search: filter.search.clone(), ..by_field.clone() };
        for condition in &filter.conditions {
            let is_first = by_field.conditions.is_empty();
            let side = match condition.is_equal(column) && is_first {
                true => &mut by_field,
                false => &mut other,
            };
            side.conditions.push(condition.clone());
        }
        for looked_at in [limit.saturating_mul(4), LOOKED_AT.max(limit)] {
            let found = self.pass_among(kind, &by_field, &other, looked_at)?;
            if let Some(ids) = found {
                return Ok(Some(ids));
            }
        }
        Ok(None)
    }

    /// The ids of the page, where so many rows of each half are enough to know them.
    fn pass_among(
        &mut self,
        kind: &KindSpec,
        by_field: &Filter,
        other: &Filter,
        looked_at: u32,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let limit = by_field.limit.unwrap_or_default() as usize;
        let (mut found, mut known_to) = (BTreeSet::new(), None);
        for &half in by_field.halves() {
            let (passing, last) = self.of_half(kind, by_field, other, half, looked_at)?;
            found.extend(passing);
            // Beyond the last row that was looked at nothing is known.
            known_to = match (known_to, last, by_field.newest_first) {
                (known_to, None, _) => known_to,
                (None, last, _) => last,
                (Some(known), Some(last), true) => Some(String::max(known, last)),
                (Some(known), Some(last), false) => Some(String::min(known, last)),
            };
        }
        let is_known = |id: &String| match (&known_to, by_field.newest_first) {
            (None, _) => true,
            (Some(known), true) => id >= known,
            (Some(known), false) => id <= known,
        };
        let ids: Vec<String> = match by_field.newest_first {
            true => found.into_iter().rev().filter(is_known).take(limit).collect(),
            false => found.into_iter().filter(is_known).take(limit).collect(),
        };
        Ok((known_to.is_none() || ids.len() == limit).then_some(ids))
    }

    /// The ids that pass among the next rows of one half that have the value, and the last row where there are more.
    fn of_half(
        &mut self,
        kind: &KindSpec,
        by_field: &Filter,
        other: &Filter,
        half: Half,
        looked_at: u32,
    ) -> Result<(Vec<String>, Option<String>), StoreError> {
        let mut params = Vec::new();
        let mut conditions = state(by_field, Some(half), &mut params);
        conditions += &conditions_on(kind, by_field, &mut params);
        conditions += &after(by_field, &mut params);
        let mut passes = conditions_on(kind, other, &mut params);
        passes += &self.search_condition(kind, other, &mut params);
        passes += &self.where_seen(kind, other, &mut params);
        let order = if by_field.newest_first { " desc" } else { "" };
        // Where nothing else is asked the page is as long as it is wanted.
        let (passes, looked_at) = match passes.strip_prefix(" and ") {
            None => ("1 = 1", by_field.limit.unwrap_or_default()),
            Some(passes) => (passes, looked_at),
        };
        let sql = format!(
            "select id, case when {passes} then 1::bigint else 0::bigint end from {} where {conditions}
             order by id{order} limit {looked_at}",
            kind.name
        );
        let sql = if self.conn.is_postgres() { sql } else { sql.replace("::bigint", "") };
        let (mut passing, mut seen, mut last) = (Vec::new(), 0, None);
        self.conn.each(&sql, &params, |row| {
            let id = row.text(0)?.unwrap_or_default();
            if row.int(1)? == Some(1) {
                passing.push(id.clone());
            }
            seen += 1;
            last = Some(id);
            Ok(())
        })?;
        Ok((passing, last.filter(|_| seen == looked_at)))
    }
}
