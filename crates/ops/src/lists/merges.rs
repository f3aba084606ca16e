use std::collections::BTreeMap;

use taicho_sheets::Table;

use super::{ListError, Remarks, each_row, needed};

/// Reads which units were merged into which: columns `from` and `to`, a row for each predecessor.
///
/// Given are the predecessors of each unit, in the order of the table.
pub fn read_merges(
    table: &mut Table,
    remarks: &mut Remarks,
) -> Result<BTreeMap<String, Vec<String>>, ListError> {
    let from = needed(table, &["from", "predecessor", "từ", "đơn vị cũ"])?;
    let to = needed(table, &["to", "successor", "thành", "đơn vị mới"])?;
    let mut merges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    each_row(table, remarks, |table, row, remarks| {
        let [from, to] = [from, to].map(|column| row.cell(column).text.trim());
        if from.is_empty() || to.is_empty() || from == to {
            remarks.add(
                table,
                row.number(),
                "merge.empty",
                "thiếu đơn vị cũ hoặc đơn vị mới, hoặc hai đơn vị là một: bỏ qua dòng",
                "a unit is missing, or both are one: the row is left out",
            );
            return Ok(());
        }
        let predecessors = merges.entry(to.to_owned()).or_default();
        if !predecessors.iter().any(|known| known == from) {
            predecessors.push(from.to_owned());
        }
        Ok(())
    })?;
    Ok(merges)
}
