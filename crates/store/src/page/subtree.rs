//! A page of the rows under a large area: the rows of one area stand in an index in the order of the page, those of
//! many areas together do not, and sorting a district of a million rows for the first hundred takes seconds.

use std::collections::BTreeSet;

use crate::Value;
use crate::actor::path_range;
use crate::read::{Filter, Read, after, conditions_on, state};
use crate::{Scope, StoreError};
use taicho_model::KindSpec;

/// Rows that are looked at in the order of the page, whatever their area, before the areas are taken one by one:
/// where much of the table lies under the area the page is full by then.
pub(super) const LOOKED_AT: u32 = 2_000;

/// Areas of one statement.
const AREAS_AT_ONCE: usize = 64;

impl Read<'_> {
    /// The ids on a page of what lies under some areas; none where the rows are not found by their areas.
    ///
    /// Areas are taken one by one, each in the order of its index and only as far as the page goes, so the cost is in
    /// the number of areas and not in the number of rows.
    pub(super) fn ids_under(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let (Some(limit), true) = (filter.limit, kind.columns.contains(&"area_path")) else {
            return Ok(None);
        };
        let Some(tops) = self.tops(filter) else { return Ok(None) };
        let full = self.walk(kind, filter, LOOKED_AT)?;
        if full.len() as u64 == u64::from(limit) {
            return Ok(Some(full));
        }
        // What a change in the making replaces still counts, and has left the index.
        if self.hidden_list().is_some() {
            return Ok(None);
        }
        let mut found = BTreeSet::new();
        for areas in self.areas_in_use(kind, filter, &tops)?.chunks(AREAS_AT_ONCE) {
            let worst = match (found.len() as u64 >= u64::from(limit), filter.newest_first) {
                (false, _) => None,
                (true, true) => found.first().cloned(),
                (true, false) => found.last().cloned(),
            };
            found.extend(self.ids_of_areas(kind, filter, areas, worst)?);
            while found.len() as u64 > u64::from(limit) {
                match filter.newest_first {
                    true => found.pop_first(),
                    false => found.pop_last(),
                };
            }
        }
        Ok(Some(found.into_iter().collect()))
    }

    /// The areas that hold all that is asked for and the actor may see; none where that is every area.
    fn tops(&self, filter: &Filter) -> Option<Vec<String>> {
        let mut tops: Vec<String> = match (&self.actor.scope, &filter.under) {
            (Scope::All, None) => return None,
            (Scope::All, Some(_)) => filter.subtrees().cloned().collect(),
            (Scope::Subtrees(paths), None) => paths.clone(),
            (Scope::Subtrees(paths), Some(_)) => {
                let within = |under: &String| -> Vec<String> {
                    let within = paths.iter().filter(|path| path.starts_with(under.as_str()));
                    match self.actor.scope.covers(under) {
                        true => vec![under.clone()],
                        false => within.cloned().collect(),
                    }
                };
                filter.subtrees().flat_map(within).collect()
            }
        };
        tops.sort();
        tops.dedup_by(|path, above| path.starts_with(above.as_str()));
        Some(tops)
    }

    /// The ids that pass among the next rows of the table, in the order of the page.
    pub(super) fn walk(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
        looked_at: u32,
    ) -> Result<Vec<String>, StoreError> {
        let (mut params, table, order) = (Vec::new(), self.table(kind), order(filter));
        let next = state(filter, None, &mut params) + &after(filter, &mut params);
        let mut columns: Vec<&str> = kind.path_field().into_iter().collect();
        columns.extend(filter.columns());
        if filter.words().is_some() {
            let searched = kind.fields.iter().filter(|field| field.is_searched);
            columns.extend(searched.map(|field| field.name));
        }
        columns.sort_unstable();
        columns.dedup();
        columns.retain(|column| *column != "id");
        let passes = self.conditions(kind, filter, &mut params);
        let sql = format!(
            "select id from (select top, recorded_at, superseded_at, id{} from {table} where {next}
             order by id{order} limit {looked_at}) walked where {passes} order by id{order} limit {}",
            columns.iter().map(|column| format!(", {column}")).collect::<String>(),
            filter.limit.unwrap_or_default()
        );
        self.texts(&sql, &params)
    }

    /// The areas under some others in which there are rows, by leaps from one to the next in the index.
    fn areas_in_use(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
        tops: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let mut areas = BTreeSet::new();
        for (path, half) in
            tops.iter().flat_map(|path| filter.halves().iter().map(move |half| (path, half)))
        {
            let mut params = Vec::new();
            let range = path_range("area_path", path, &mut params);
            let within = Filter::now().under(path);
            let top = self.within_province(kind, &within, &mut params);
            let rows = format!("from {} where {}{top}", kind.name, half.predicate());
            let sql = format!(
                "with recursive used(path) as (select min(area_path) {rows} and {range}
                 union all select (select min(area_path) {rows} and area_path > used.path and area_path < $2)
                 from used where used.path is not null)
                 select path from used where path is not null"
            );
            areas.extend(self.texts(&sql, &params)?);
        }
        Ok(areas.into_iter().collect())
    }

    /// The first ids of each of some areas, as far as they come before the worst that is already there.
    fn ids_of_areas(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
        areas: &[String],
        worst: Option<String>,
    ) -> Result<Vec<String>, StoreError> {
        let (mut params, order) = (Vec::new(), order(filter));
        let limit = filter.limit.unwrap_or_default();
        // Few texts, each prepared once: the last area stands for those that are missing.
        let places = areas.len().next_power_of_two();
        params.extend(areas.iter().cloned().map(Value::Text));
        params.resize(places, params[params.len() - 1].clone());
        let mut each = Vec::with_capacity(places * filter.halves().len());
        for &half in filter.halves() {
            let mut passes = state(filter, Some(half), &mut params);
            passes += &conditions_on(kind, filter, &mut params);
            passes += &self.search_condition(kind, filter, &mut params);
            passes += &after(filter, &mut params);
            passes += &self.within_province(kind, filter, &mut params);
            if let Some(worst) = &worst {
                params.push(Value::Text(worst.clone()));
                let side = if filter.newest_first { ">" } else { "<" };
                passes += &format!(" and id {side} ${}", params.len());
            }
            each.extend((1..=places).map(|n| {
                format!(
                    "select id from (select id from {} where {passes} and area_path = ${n}
                     order by id{order} limit {limit}) area_{}{n}",
                    kind.name,
                    half.name()
                )
            }));
        }
        self.texts(&each.join(" union all "), &params)
    }

    pub(crate) fn texts(&mut self, sql: &str, params: &[Value]) -> Result<Vec<String>, StoreError> {
        let mut texts = Vec::new();
        self.conn.each(sql, params, |row| {
            texts.extend(row.text(0)?);
            Ok(())
        })?;
        Ok(texts)
    }
}

impl Filter {
    /// The subtrees that are asked for; none where it is everything.
    pub(crate) fn subtrees(&self) -> impl Iterator<Item = &String> {
        let others = self.under.is_some().then_some(&self.or_under).into_iter().flatten();
        self.under.iter().chain(others)
    }
}

fn order(filter: &Filter) -> &'static str {
    if filter.newest_first { " desc" } else { "" }
}
