use std::collections::BTreeMap;

use serde_json::Value;
use taicho_sheets::{CellKind, Options, Table};

use super::super::{ListError, Remarks, each_row};

/// A list as it came, all of it in memory.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The file.
    pub file: String,
    /// The headings.
    pub headings: Vec<String>,
    /// Row numbers of the file and cells, as many as there are headings.
    pub rows: Vec<(u32, Vec<Box<str>>)>,
    /// Rows that stood in one cell with all their separators, and were taken apart.
    pub unpacked: Vec<u32>,
}

impl Sheet {
    /// Reads a file of any kind that lists come in: CSV, a workbook, JSON.
    pub fn from_bytes(file: &str, bytes: &[u8], remarks: &mut Remarks) -> Result<Self, ListError> {
        let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if let (Some(b'{' | b'['), Ok(text)) = (start, std::str::from_utf8(bytes))
            && let Some(sheet) = Self::from_json(file, text)
        {
            return Ok(sheet);
        }
        Self::read(&mut Table::from_bytes(file, bytes, &Options::default())?, remarks)
    }

    /// Reads all of a table.
    pub fn read(table: &mut Table, remarks: &mut Remarks) -> Result<Self, ListError> {
        let mut sheet = Self {
            file: table.file().to_owned(),
            headings: table.header().to_vec(),
            ..Self::default()
        };
        each_row(table, remarks, |_, row, _| {
            let width = sheet.headings.len();
            let cells = (0..width).map(|at| match row.cell(at) {
                cell if cell.kind == CellKind::Error => "".into(),
                cell => cell.text.trim().into(),
            });
            sheet.push(row.number(), cells.collect());
            Ok(())
        })?;
        Ok(sheet)
    }

    /// Reads a JSON text that is a list of objects, or an object that has such a list; lists in cells become `a; b`.
    pub fn from_json(file: &str, text: &str) -> Option<Self> {
        let rows = match serde_json::from_str(text).ok()? {
            Value::Array(rows) => rows,
            Value::Object(parts) => parts.into_iter().find_map(|(_, part)| match part {
                Value::Array(rows) if rows.iter().any(Value::is_object) => Some(rows),
                _ => None,
            })?,
            _ => return None,
        };
        let mut columns: BTreeMap<String, usize> = BTreeMap::new();
        let mut sheet = Self { file: file.to_owned(), ..Self::default() };
        for row in &rows {
            for name in row.as_object()?.keys() {
                if !columns.contains_key(name) {
                    columns.insert(name.clone(), sheet.headings.len());
                    sheet.headings.push(name.clone());
                }
            }
        }
        for (at, row) in rows.iter().enumerate() {
            let cell = |name: &String| row.get(name).map_or_else(String::new, json_text).into();
            let cells: Vec<Box<str>> = sheet.headings.iter().map(cell).collect();
            sheet.rows.push((u32::try_from(at + 1).ok()?, cells));
        }
        (!sheet.rows.is_empty()).then_some(sheet)
    }

    /// Where a heading stands.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|it| it == heading)
    }

    /// The filled cells of a column.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = &str> {
        let cells = self.rows.iter().map(move |(_, cells)| cells[column].as_ref());
        cells.filter(|cell| !says_nothing(cell))
    }

    fn push(&mut self, number: u32, mut cells: Vec<Box<str>>) {
        if let [first, rest @ ..] = cells.as_slice()
            && rest.iter().all(|cell| cell.is_empty())
            && let Some(parts) = taken_apart(first, cells.len())
        {
            cells = parts;
            self.unpacked.push(number);
        }
        self.rows.push((number, cells));
    }
}

/// Words of all countries' lists for a cell that says nothing.
pub(super) fn says_nothing(cell: &str) -> bool {
    let words = ["", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "?", "."];
    let more = ["unknown", "unclear", "không rõ", "chưa rõ", "không có", "sin dato", "sin datos"];
    let cell = cell.trim();
    cell.len() <= 20
        && words
            .iter()
            .chain(&more)
            .any(|word| word.eq_ignore_ascii_case(cell) || *word == cell.to_lowercase())
}

/// A whole row that stands in its first cell.
fn taken_apart(cell: &str, width: usize) -> Option<Vec<Box<str>>> {
    if width < 4 {
        return None;
    }
    [',', ';', '\t'].into_iter().find_map(|separator| {
        let mut parts = vec![String::new()];
        let mut in_quotes = false;
        for letter in cell.chars() {
            match letter {
                '"' => in_quotes = !in_quotes,
                _ if letter == separator && !in_quotes => parts.push(String::new()),
                _ => parts.last_mut()?.push(letter),
            }
        }
        let parts = parts.into_iter().map(|part| part.trim().into());
        (parts.len() == width).then(|| parts.collect())
    })
}

fn json_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(parts) => parts.iter().map(json_text).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_inside_one_cell_is_taken_apart() {
        let text = "id,sex,by,day\n1,f,,2\n\"3,m,\"\"1, 2\"\",5\"\n";
        let mut table = Table::from_bytes("x.csv", text.as_bytes(), &Options::default()).unwrap();
        let sheet = Sheet::read(&mut table, &mut Remarks::default()).unwrap();
        assert_eq!(sheet.unpacked, [3]);
        assert_eq!(sheet.rows[1].1, ["3", "m", "1, 2", "5"].map(Box::from));
    }

    #[test]
    fn json_lists_are_read_wherever_they_stand() {
        let text = r#"{"n":2,"data":[{"id":"1","by":["2","CN"]},{"id":"2","age":0.25,"by":null}]}"#;
        let sheet = Sheet::from_json("p.json", text).unwrap();
        assert_eq!(sheet.headings.len(), 3);
        let by = sheet.column("by").unwrap();
        assert_eq!(sheet.rows[0].1[by].as_ref(), "2; CN");
        assert_eq!(sheet.rows[1].1[by].as_ref(), "");
        assert!(Sheet::from_json("p.json", "[1]").is_none());
    }
}
