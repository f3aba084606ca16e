//! A page in the order of a field: rows with a value come first and by it, then those without one; among equals the id
//! decides, so that pages follow one another without gaps on both databases alike.

use taicho_model::{FieldSpec, FieldType, KindSpec, Reading};

use crate::read::{Filter, Read, Sort, state};
use crate::{StoreError, Value, search};

/// What rows are compared by: names without marks, words in the order of their declaration, areas by their path.
fn compared(kind: &KindSpec, field: &FieldSpec, is_postgres: bool) -> String {
    let name = field.name;
    match (field.field_type, field.reading) {
        (_, Reading::Name(without_marks)) => without_marks.to_owned(),
        _ if name == "area_id" && kind.columns.contains(&"area_path") => "area_path".to_owned(),
        (FieldType::Word(words), _) => {
            let ranks = words.iter().enumerate();
            let ranks: String =
                ranks.map(|(n, it)| format!(" when '{}' then {n}", it.word)).collect();
            format!("cast(case {name}{ranks} end as bigint)")
        }
        (FieldType::Text, Reading::Plain | Reading::Title) => {
            search::without_marks(name, is_postgres)
        }
        _ => name.to_owned(),
    }
}

impl Read<'_> {
    /// The order of a list, for SQL.
    pub(super) fn order_of(&self, kind: &KindSpec, filter: &Filter) -> String {
        let Some(sort) = filter.sort else {
            return if filter.newest_first { "id desc" } else { "id" }.to_owned();
        };
        let (by, down) = (self.compared(kind, sort), if sort.is_descending { " desc" } else { "" });
        format!("{by} is null, {by}{down}, id{down}")
    }

    fn compared(&self, kind: &KindSpec, sort: Sort) -> String {
        let field = kind.field(sort.field);
        let Some(field) = field else { panic!("{} has no field {}", kind.name, sort.field) };
        compared(kind, field, self.conn.is_postgres())
    }

    /// The ids on a page in the order of a field; none where the list has no such order.
    pub(crate) fn ids_sorted(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let (Some(sort), Some(limit)) = (filter.sort, filter.limit) else { return Ok(None) };
        let by = self.compared(kind, sort);
        let begin = match &filter.after_id {
            Some(id) => Some((id.clone(), self.value_of(kind, &by, id, filter)?)),
            None => None,
        };
        let (side, down) = if sort.is_descending { ("<", " desc") } else { (">", "") };
        let rest = Filter { after_id: None, ..filter.clone() };
        let mut ids = Vec::new();
        // Each half of the list has an order that an index can give.
        for has_value in [true, false] {
            if ids.len() as u64 >= u64::from(limit) {
                break;
            }
            let mut params = Vec::new();
            let (from, mut passes) = self.from(kind, &rest, &mut params);
            let (is_there, order) = match has_value {
                true => ("is not null", format!("{by}{down}, id{down}")),
                false => ("is null", format!("id{down}")),
            };
            passes += &format!(" and {by} {is_there}");
            match &begin {
                Some((id, Some(value))) if has_value => {
                    params.extend([value.clone(), Value::Text(id.clone())]);
                    let (value, id) = (params.len() - 1, params.len());
                    passes += &format!(" and ({by}, id) {side} (${value}, ${id})");
                }
                Some((_, None)) if has_value => continue,
                Some((id, None)) => {
                    params.push(Value::Text(id.clone()));
                    passes += &format!(" and id {side} ${}", params.len());
                }
                _ => {}
            }
            let left = limit as usize - ids.len();
            let sql = format!("select id from {from} where {passes} order by {order} limit {left}");
            ids.extend(self.texts(&sql, &params)?);
        }
        Ok(Some(ids))
    }

    /// What the last row of the page before is compared by; what has gone since has it in its newest version.
    fn value_of(
        &mut self,
        kind: &KindSpec,
        by: &str,
        id: &str,
        filter: &Filter,
    ) -> Result<Option<Value>, StoreError> {
        let mut params = vec![Value::Text(id.to_owned())];
        let holds = state(&Filter { as_of: filter.as_of, ..Filter::now() }, None, &mut params);
        let is_number = self.is_number(kind, filter);
        let sql = format!(
            "select {by} from {} where id = $1 order by case when {holds} then 0 else 1 end, version desc limit 1",
            kind.name
        );
        let value = self.one(&sql, &params, |row| {
            Ok(match is_number {
                true => row.int(0)?.map(Value::Int),
                false => row.text(0)?.map(Value::Text),
            })
        })?;
        Ok(value.flatten())
    }

    fn is_number(&self, kind: &KindSpec, filter: &Filter) -> bool {
        let field = filter.sort.and_then(|sort| kind.field(sort.field));
        field.is_some_and(|field| match field.field_type {
            FieldType::Number | FieldType::Year | FieldType::Flag | FieldType::Instant => true,
            FieldType::Word(_) => true,
            FieldType::Text
            | FieldType::Day
            | FieldType::Reference(_)
            | FieldType::Disease
            | FieldType::Fact => false,
        })
    }
}
