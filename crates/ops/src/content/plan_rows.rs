use std::collections::BTreeMap;

use taicho_sheets::{Options, Row, SheetError, Table};

/// One decision of a plan: its cells by the headings of their columns.
pub(crate) type Cells = BTreeMap<String, String>;

/// The rows of a table of what a plan decides, by the headings of its columns.
pub(crate) fn plan_rows(bytes: Vec<u8>) -> Result<Vec<Cells>, SheetError> {
    let mut table = Table::from_bytes("plan.csv", bytes, &Options::default())?;
    let header = table.header().to_vec();
    let (mut row, mut rows) = (Row::new(), Vec::new());
    while table.next_row(&mut row)? {
        let cells = row.cells().map(|cell| cell.text.to_owned());
        rows.push(header.iter().cloned().zip(cells).collect());
    }
    Ok(rows)
}
