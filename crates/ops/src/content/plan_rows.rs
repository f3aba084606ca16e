use std::collections::BTreeMap;

use taicho_sheets::{Options, Row, SheetError, Table};

/// One decision of a plan: its cells by the headings of their columns.
pub(crate) type Cells = BTreeMap<String, String>;

/// The rows of a table of what a plan decides, by the headings of its columns.
pub(crate) fn plan_rows(bytes: Vec<u8>) -> Result<Vec<Cells>, SheetError> {
    Ok(plan_lines(bytes)?.into_iter().map(|(_, cells)| cells).collect())
}

/// The same, each with the line of the text in which it begins.
pub(crate) fn plan_lines(bytes: Vec<u8>) -> Result<Vec<(usize, Cells)>, SheetError> {
    let mut table = Table::from_bytes("plan.csv", bytes, &Options::default())?;
    let header = table.header().to_vec();
    let breaks = |text: &str| text.matches('\n').count();
    // A cell in quotation marks may go over several lines.
    let mut more: usize = header.iter().map(|heading| breaks(heading)).sum();
    let (mut row, mut rows) = (Row::new(), Vec::new());
    while table.next_row(&mut row)? {
        let cells: Vec<String> = row.cells().map(|cell| cell.text.to_owned()).collect();
        let line = row.number() as usize + more;
        more += cells.iter().map(|cell| breaks(cell)).sum::<usize>();
        rows.push((line, header.iter().cloned().zip(cells).collect()));
    }
    Ok(rows)
}
