use std::collections::HashMap;
use std::collections::hash_map::Entry;

use taicho_model::{
    FieldSpec, OtherCells, Reading, Record as _, Row as Record, Words, vietnam_date,
};
use taicho_normalise::DateOrders;
use taicho_sheets::{Row, SheetError, Table};
use taicho_store::{Filter, PutCounts, Read, Write};

use super::cells::{Cells, Columns, Faults};
use super::recognise::File;
use super::{CellFault, Context, FileReport, ImportReport, Options};
use crate::OpsError;
use crate::records::{Brought, Draft, Reader, Said, identity, settle};

/// Rows that are looked at together, so that keys are looked up a chunk at a time.
const CHUNK: usize = 500;

/// Reads a file for the first time: finds every fault, and writes nothing.
pub(super) fn check(
    file: &File,
    read: &mut Read<'_>,
    context: &mut Context,
    report: &mut ImportReport,
) -> Result<(), OpsError> {
    let mut faults = Faults::default();
    let mut first_rows: HashMap<u64, u32> = HashMap::new();
    let mut scan = Scan::open(file)?;
    let result = scan.rows(context, &mut faults, |mut drafts, context, faults, at| {
        drafts.iter().for_each(|draft| context.brought.add(&draft.row));
        at.settle(&mut drafts, read, &context.brought, faults)?;
        for draft in &drafts {
            match first_rows.entry(identity(draft)) {
                Entry::Vacant(entry) => drop(entry.insert(draft.number)),
                Entry::Occupied(first) => faults.add(at.twice(draft.number, *first.get())),
            }
        }
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(Stop::Sheet(error)) => faults.add(sheet_fault(error)),
        Err(Stop::Ops(error)) => return Err(error),
    }
    report.files.push(scan.report);
    report.faults_in_all += faults.in_all;
    report.faults.append(&mut faults.shown);
    Ok(())
}

/// Reads a file for the second time and writes its rows.
pub(super) fn write(
    file: &File,
    write: &mut Write<'_>,
    context: &mut Context,
    options: &Options,
) -> Result<FileReport, OpsError> {
    let mut scan = Scan::open(file)?;
    let mut faults = Faults::default();
    let (mut counts, mut other_cells) = (PutCounts::default(), 0);
    let result = scan.rows(context, &mut faults, |mut drafts, _, faults, at| {
        // What the same import brings is written by now.
        at.settle(&mut drafts, write, &Brought::default(), faults)?;
        keep_unsaid(&mut drafts, write, &at.columns.unsaid())?;
        let mut others = Vec::new();
        let rows = drafts.into_iter().map(|Draft { mut row, other_cells, happened_at, .. }| {
            if row.id.is_empty() {
                row.id = write.new_id();
            }
            others.extend(other_cells.map(|cells| (beside(&row, cells), None)));
            let happened_at = happened_at.filter(|at| *at <= options.now);
            (row, happened_at.filter(|_| options.backdate))
        });
        let rows = rows.collect();
        counts += write.put_rows(file.kind, rows)?;
        let kept = write.put_rows(OtherCells::SPEC, others)?;
        other_cells += kept.added + kept.corrected;
        Ok(())
    });
    match result {
        Ok(()) if faults.in_all == 0 => {}
        Err(Stop::Ops(error)) => return Err(error),
        // The file was sound a moment ago: somebody has changed it, or what it refers to, in between.
        _ => {
            return Err(OpsError::Content(format!("{} changed while it was read", file.name())));
        }
    }
    scan.report.rows_added = counts.added;
    scan.report.rows_corrected = counts.corrected;
    scan.report.rows_unchanged = counts.unchanged;
    scan.report.other_cells_kept = other_cells;
    Ok(scan.report)
}

/// What a table says nothing of stays as it is: a list of fewer columns empties no field of a known record.
fn keep_unsaid(
    drafts: &mut [Draft],
    read: &mut Read<'_>,
    unsaid: &[&'static FieldSpec],
) -> Result<(), OpsError> {
    let known = drafts.iter().filter(|draft| !draft.row.id.is_empty());
    let ids: Vec<String> = known.map(|draft| draft.row.id.clone()).collect();
    let Some(kind) = drafts.first().map(|draft| draft.row.kind()) else { return Ok(()) };
    if unsaid.is_empty() || ids.is_empty() {
        return Ok(());
    }
    let mut current: HashMap<String, Record> = HashMap::new();
    read.rows(kind, &Filter::now().any_of("id", &ids), |found| {
        current.insert(found.record.id.clone(), found.record);
        Ok(())
    })?;
    for draft in drafts {
        let Some(current) = current.get(&draft.row.id) else { continue };
        for field in unsaid {
            // A day of birth that another year contradicts is not the day any more.
            let is_told_otherwise = match field.reading {
                Reading::Birth(year) => draft.row.get(year) != current.get(year),
                _ => false,
            };
            if !is_told_otherwise {
                draft.row.set(field.name, current.get(field.name).clone());
            }
        }
    }
    Ok(())
}

/// What stood beside a row in columns that no field takes.
fn beside(row: &Record, cells_json: String) -> Record {
    Record::of(&OtherCells {
        id: OtherCells::id_of(row.kind().name, &row.id).into(),
        row_kind: row.kind().name.to_owned(),
        row_id: row.id.clone(),
        area_path: row.path().unwrap_or_default().to_owned(),
        cells_json,
    })
}

/// Why a reading stopped before the end of the file.
enum Stop {
    Sheet(SheetError),
    Ops(OpsError),
}

impl From<OpsError> for Stop {
    fn from(error: OpsError) -> Self {
        Self::Ops(error)
    }
}

/// Tells where in the file a fault is, after its row has been left behind.
struct Place<'a> {
    table: &'a Table,
    columns: &'a Columns,
}

impl Place<'_> {
    /// Looks up what the rows refer to and which rows they are, and notes what is wrong with them.
    fn settle(
        &self,
        drafts: &mut [Draft],
        read: &mut Read<'_>,
        brought: &Brought,
        faults: &mut Faults,
    ) -> Result<(), OpsError> {
        for (index, fault) in settle(drafts, read, brought)? {
            let number = drafts[index].number;
            faults.add(self.fault(number, fault.field, fault.code, fault.words));
        }
        Ok(())
    }

    fn fault(&self, row: u32, column: &str, code: &'static str, reason: Words) -> CellFault {
        let place = self.columns.place_of(column);
        CellFault { location: self.table.location(row, place), code, reason }
    }

    fn twice(&self, row: u32, first: u32) -> CellFault {
        let reason = Words::new(
            format!("trùng khóa với dòng {first} của cùng tệp"),
            format!("has the same key as row {first} of the same file"),
        );
        CellFault { location: self.table.location(row, None), code: "row.twice", reason }
    }
}

struct Scan {
    table: Table,
    columns: Columns,
    kind: &'static taicho_model::KindSpec,
    report: FileReport,
}

impl Scan {
    fn open(file: &File) -> Result<Self, OpsError> {
        let table = file
            .source
            .open()
            .map_err(|error| OpsError::Content(format!("{}: {}", file.name(), error.words().en)))?;
        let columns = Columns::find(file.kind, table.header());
        let read_as = match (table.encoding(), table.sheet()) {
            (Some(encoding), _) => encoding.name().to_owned(),
            (None, sheet) => sheet.unwrap_or_default().to_owned(),
        };
        let report = FileReport {
            file: file.name().to_owned(),
            kind: file.kind.name.to_owned(),
            read_as,
            columns_left_out: columns.left_out.iter().map(|(_, heading)| heading.clone()).collect(),
            ..FileReport::default()
        };
        Ok(Self { table, columns, kind: file.kind, report })
    }

    fn rows(
        &mut self,
        context: &mut Context,
        faults: &mut Faults,
        mut take: impl FnMut(Vec<Draft>, &mut Context, &mut Faults, &Place<'_>) -> Result<(), OpsError>,
    ) -> Result<(), Stop> {
        let mut row = Row::new();
        let mut drafts = Vec::with_capacity(CHUNK);
        let mut orders = DateOrders::default();
        let today = vietnam_date(context.now);
        loop {
            let more = self.table.next_row(&mut row).map_err(Stop::Sheet)?;
            if more && row.is_blank() {
                continue;
            }
            if more {
                self.report.rows_read += 1;
                let mut cells = Cells { row: &row, table: &self.table, columns: &self.columns };
                let mut said = Said::default();
                let areas = &mut context.areas;
                let mut reader = Reader { kind: self.kind, areas, today, orders: &mut orders };
                let draft = reader.read(Record::empty(self.kind), &mut cells, &mut said);
                cells.note(said, faults);
                cells.check_width(faults);
                if let Some(mut draft) = draft {
                    draft.number = row.number();
                    draft.other_cells = cells.left_out();
                    if let Some(area) = draft.row.record::<taicho_model::Area>() {
                        context.areas.add(area);
                    }
                    drafts.push(draft);
                }
            }
            if !drafts.is_empty() && (drafts.len() == CHUNK || !more) {
                let place = Place { table: &self.table, columns: &self.columns };
                take(std::mem::take(&mut drafts), context, faults, &place)?;
            }
            if !more {
                break;
            }
        }
        self.report.notes = self.table.notes().into_iter().map(|note| note.words).collect();
        if self.report.rows_read == 0 {
            self.report.notes.insert(0, no_rows());
        }
        self.report.notes.extend(faults.odd());
        self.report.notes.extend(orders.note().map(|note| note.words));
        Ok(())
    }
}

pub(super) fn sheet_fault(error: SheetError) -> CellFault {
    CellFault { code: error.code(), reason: error.words(), location: *error.location }
}

/// A list without rows may be meant, as on a day without cases, and may be a mistake.
fn no_rows() -> Words {
    Words::new(
        "CHÚ Ý: tệp chỉ có tiêu đề, 0 dòng dữ liệu; nếu lẽ ra phải có, hãy kiểm tra lại tệp",
        "NOTE: the file has headings alone, 0 rows of data; if there should be some, look at the file again",
    )
}
