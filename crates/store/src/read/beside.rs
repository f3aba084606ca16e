//! What is known of many rows without looking at each.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Filter, Half, KEYS_AT_ONCE, Read};
use crate::{Record, StoreError, Value};

impl Read<'_> {
    /// The different values of a column beside each key in another, among the rows that pass the filter. The two are the
    /// first by which the kind is found together: from each value the index leads to the next, and rows that are alike
    /// are passed over.
    pub fn values_beside<R: Record>(
        &mut self,
        [key, value]: [&'static str; 2],
        keys: &[String],
        filter: &Filter,
    ) -> Result<BTreeSet<(String, String)>, StoreError> {
        assert!(R::SPEC.found_together.starts_with(&[key, value]), "{} by {key}", R::KIND);
        let halves: Vec<Option<Half>> = match filter.as_of.is_some() && self.hidden.is_none() {
            true => filter.halves().iter().copied().map(Some).collect(),
            false => vec![None],
        };
        let mut found = BTreeSet::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            for half in &halves {
                let mut params: Vec<Value> = keys.iter().cloned().map(Value::Text).collect();
                let places: Vec<String> = (1..=params.len()).map(|n| format!("(${n})")).collect();
                let conditions = self.conditions_in(R::SPEC, filter, *half, &mut params);
                let least =
                    format!("select min({value}) from {} where {conditions}", self.table(R::SPEC));
                let sql = format!(
                    "with recursive wanted(wanted_key) as (values {}), found(found_key, found_value) as (
                     select wanted_key, ({least} and {key} = wanted_key) from wanted union all
                     select found_key, ({least} and {key} = found_key and {value} > found_value) from found
                     where found_value is not null)
                     select found_key, found_value from found where found_value is not null",
                    places.join(", ")
                );
                self.conn.each(&sql, &params, |row| {
                    found.extend(row.text(0)?.zip(row.text(1)?));
                    Ok(())
                })?;
            }
        }
        Ok(found)
    }

    /// How many rows of a past moment that pass its filter stood there no more at a later one: they were replaced or
    /// withdrawn meanwhile.
    pub fn count_replaced<R: Record>(
        &mut self,
        filter: &Filter,
        later: Timestamp,
    ) -> Result<i64, StoreError> {
        let mut params = Vec::new();
        let half = self.hidden.is_none().then_some(Half::Past);
        let conditions = self.conditions_in(R::SPEC, filter, half, &mut params);
        params.push(Value::Int(later.as_microsecond()));
        let sql = format!(
            "select count(*) from {} where {conditions} and superseded_at <= ${}",
            self.table(R::SPEC),
            params.len()
        );
        Ok(self.one(&sql, &params, |row| row.int(0))?.flatten().unwrap_or_default())
    }
}
