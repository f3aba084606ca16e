use std::fmt::Write as _;

use jiff::Timestamp;

use crate::StoreError;
use crate::Value;
use crate::db::RowRef;
use crate::read::{Filter, Read, conditions_on, state};
use taicho_model::{FieldSpec, FieldType, KindSpec};

mod by_field;
mod by_words;
mod sorted;
mod subtree;

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEnd {
    /// Rows on the page.
    pub rows: u32,
    /// The id of its last row: the cursor of the next page.
    pub last_id: Option<String>,
}

impl Read<'_> {
    /// Writes a page of rows as a JSON array of flat objects, straight from the database's row: the chosen columns,
    /// `id`, `version`, and for kinds in an area its `area_code` and `area_name`.
    ///
    /// Each comes out as its field's type says: instants as ISO text, flags as booleans.
    pub fn page(
        &mut self,
        kind: &KindSpec,
        columns: &[&'static str],
        filter: &Filter,
        out: &mut String,
    ) -> Result<PageEnd, StoreError> {
        let fields: Vec<&FieldSpec> =
            columns.iter().filter_map(|column| kind.field(column)).collect();
        let columns: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let mut params = Vec::new();
        let conditions = match self.ids(kind, filter)? {
            // What else is asked for they meet, and it would lead the database another way.
            Some(ids) => {
                let by_id = Filter { as_of: filter.as_of, ..Filter::now() }.any_of("id", &ids);
                let conditions = state(&by_id, None, &mut params);
                conditions + &conditions_on(kind, &by_id, &mut params)
            }
            None => self.conditions(kind, filter, &mut params),
        };
        let order = self.order_of(kind, filter);
        let limit = filter.limit.map_or(String::new(), |limit| format!(" limit {limit}"));
        let in_area = kind.columns.contains(&"area_id");
        let area = if in_area && !columns.contains(&"area_id") { ", area_id" } else { "" };
        // Names of areas are joined to the page, and the order is that of the rows all the same.
        let place = format!(", row_number() over (order by {order}) place");
        let place = if filter.sort.is_some() && in_area { place } else { String::new() };
        let page = format!(
            "select id, version{area}{}{place} from {} where {conditions} order by {order}{limit}",
            columns.iter().map(|column| format!(", {column}")).collect::<String>(),
            self.table(kind)
        );
        let sql = if in_area {
            let order = match (filter.sort, filter.newest_first) {
                (Some(_), _) => "page.place",
                (None, true) => "page.id desc",
                (None, false) => "page.id",
            };
            format!(
                "select page.id, page.version, areas.code, areas.kind, areas.name{} from ({page}) page
                 left join areas on areas.id = page.area_id
                 and areas.superseded_at is null order by {order}",
                columns.iter().map(|column| format!(", page.{column}")).collect::<String>()
            )
        } else {
            page
        };
        let mut end = PageEnd { rows: 0, last_id: None };
        out.push('[');
        self.conn.each(&sql, &params, |row| {
            if end.rows > 0 {
                out.push(',');
            }
            end.rows += 1;
            end.last_id = row.text(0)?;
            write_row(row, in_area, &fields, out)
        })?;
        out.push(']');
        Ok(end)
    }

    /// The ids of the rows on a page, in its order.
    pub fn page_ids(
        &mut self,
        kind: &KindSpec,
        filter: &Filter,
    ) -> Result<Vec<String>, StoreError> {
        if let Some(ids) = self.ids(kind, filter)? {
            return Ok(ids);
        }
        let mut params = Vec::new();
        let sql = self.select(kind, "id", filter, &mut params);
        self.texts(&sql, &params)
    }

    /// The ids on a page, where there is a better way to them than the database would find.
    fn ids(&mut self, kind: &KindSpec, filter: &Filter) -> Result<Option<Vec<String>>, StoreError> {
        if let Some(ids) = self.ids_sorted(kind, filter)? {
            return Ok(Some(ids));
        }
        if let Some(ids) = self.ids_by_words(kind, filter)? {
            return Ok(Some(ids));
        }
        if let Some(ids) = self.ids_by_field(kind, filter)? {
            return Ok(Some(ids));
        }
        if let Some(ids) = self.ids_under(kind, filter)? {
            return Ok(Some(ids));
        }
        if filter.limit.is_none() || !self.is_in_halves(kind, filter) {
            return Ok(None);
        }
        let mut params = Vec::new();
        let sql = self.select(kind, "id", filter, &mut params);
        self.texts(&sql, &params).map(Some)
    }

    /// How many rows of a kind pass the filter.
    pub fn count_kind(&mut self, kind: &KindSpec, filter: &Filter) -> Result<i64, StoreError> {
        let mut params = Vec::new();
        let counted = Filter { limit: None, ..filter.clone() };
        let sql = match self.is_in_halves(kind, filter) {
            true => {
                let halves = counted.halves().iter().map(|half| {
                    let conditions = self.conditions_in(kind, &counted, Some(*half), &mut params);
                    format!("(select count(*) from {} where {conditions})", kind.name)
                });
                format!("select {}", halves.collect::<Vec<_>>().join(" + "))
            }
            false => {
                let (from, conditions) = self.from(kind, &counted, &mut params);
                format!("select count(*) from {from} where {conditions}")
            }
        };
        self.one(&sql, &params, |row| row.int(0)).map(|count| count.flatten().unwrap_or_default())
    }
}

fn write_row(
    row: &RowRef<'_>,
    in_area: bool,
    fields: &[&FieldSpec],
    out: &mut String,
) -> Result<(), StoreError> {
    out.push_str("{\"id\":");
    write_value(FieldType::Text, &row.value(0)?, out);
    out.push_str(",\"version\":");
    write_value(FieldType::Number, &row.value(1)?, out);
    let mut first = 2;
    if in_area {
        out.push_str(",\"area_code\":");
        write_value(FieldType::Text, &row.value(2)?, out);
        out.push_str(",\"area_name\":");
        let kind = row.text(3)?.unwrap_or_default();
        let name = row.text(4)?.unwrap_or_default();
        let full = if kind.is_empty() { name } else { format!("{kind} {name}") };
        write_text(&full, out);
        first = 5;
    }
    for (index, field) in fields.iter().enumerate() {
        out.push_str(",\"");
        out.push_str(field.name);
        out.push_str("\":");
        write_value(field.field_type, &row.value(first + index)?, out);
    }
    out.push('}');
    Ok(())
}

/// One field as a page has it: instants as ISO text and flags as booleans.
pub fn field_json(field: &FieldSpec, value: &Value) -> serde_json::Value {
    let mut text = String::new();
    write_value(field.field_type, value, &mut text);
    serde_json::from_str(&text).expect("a column is written as JSON")
}

/// Writes one column as JSON, instants as ISO text and flags as booleans.
fn write_value(field_type: FieldType, value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Int(micros) if field_type == FieldType::Instant => {
            match Timestamp::from_microsecond(*micros) {
                Ok(at) => {
                    let _ = write!(out, "\"{at}\"");
                }
                Err(_) => out.push_str("null"),
            }
        }
        Value::Int(number) if field_type == FieldType::Flag => {
            out.push_str(if *number == 0 { "false" } else { "true" });
        }
        Value::Int(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Real(number) if number.is_finite() => {
            let _ = write!(out, "{number}");
        }
        Value::Real(_) | Value::Bytes(_) => out.push_str("null"),
        Value::Text(text) => write_text(text, out),
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (index, byte) in text.bytes().enumerate() {
        let escaped: &str = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[plain..index]);
        if escaped.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escaped);
        }
        plain = index + 1;
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_json_readers_expect() {
        for text in ["", "Suối Hoa", "a\"b\\c\n\r\t\u{1}\u{1f}z", "</script>", "đ\u{7f}"] {
            let mut out = String::new();
            write_text(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }

    #[test]
    fn instants_flags_and_numbers_are_told_apart() {
        let written = |field_type, value: Value| {
            let mut out = String::new();
            write_value(field_type, &value, &mut out);
            out
        };
        assert_eq!(written(FieldType::Instant, Value::Int(0)), "\"1970-01-01T00:00:00Z\"");
        assert_eq!(written(FieldType::Flag, Value::Int(1)), "true");
        assert_eq!(written(FieldType::Number, Value::Int(1)), "1");
        assert_eq!(written(FieldType::Number, Value::Real(f64::NAN)), "null");
    }
}
