use std::collections::HashMap;

use taicho_model::Words;
use taicho_normalise::DateOrders;
use taicho_sheets::{Row, SheetError, Table};
use taicho_store::{Read, Write};

use super::cells::{Cells, Columns, Faults};
use super::context::{Context, Target, hash_of, ids_of};
use super::kinds::{Draft, Importable, Spec, Step, run_for, unknown_target};
use super::recognise::File;
use super::{CellFault, FileReport, ImportReport, Options};
use crate::OpsError;

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
    let step = Check { file, read, context, faults: &mut faults };
    let done = run_for(file.spec, step)?;
    report.files.push(done);
    report.faults_in_all += faults.in_all;
    report.faults.append(&mut faults.shown);
    Ok(())
}

struct Check<'a, 'r> {
    file: &'a File,
    read: &'a mut Read<'r>,
    context: &'a mut Context,
    faults: &'a mut Faults,
}

impl Step for Check<'_, '_> {
    type Output = FileReport;

    fn run<R: Importable>(self) -> Result<FileReport, OpsError> {
        let Self { file, read, context, faults } = self;
        let mut first_rows: HashMap<u64, u32> = HashMap::new();
        let mut scan = Scan::open(file)?;
        let result = scan.rows::<R>(context, faults, |drafts, context, faults, at| {
            for draft in drafts.iter() {
                match first_rows.entry(hash_of(&draft.key)) {
                    std::collections::hash_map::Entry::Vacant(entry) => {
                        entry.insert(draft.row);
                    }
                    std::collections::hash_map::Entry::Occupied(first) => {
                        faults.add(at.twice(draft.row, *first.get()));
                    }
                }
            }
            check_references(drafts, read, context, faults, at)
        });
        if let Err(Stop::Sheet(error)) = result {
            faults.add(sheet_fault(error));
        } else if let Err(Stop::Ops(error)) = result {
            return Err(error);
        }
        Ok(scan.report)
    }
}

fn check_references<R: Importable>(
    drafts: &mut [Draft<R>],
    read: &mut Read<'_>,
    context: &mut Context,
    faults: &mut Faults,
    at: &Place<'_>,
) -> Result<(), OpsError> {
    for target in [Target::Person, Target::Place] {
        let mut wanted = Vec::new();
        for draft in drafts.iter_mut() {
            let row = draft.row;
            for reference in draft.record.references() {
                if reference.target == target && !context.has_seen(target, reference.key) {
                    wanted.push((reference.key.clone(), reference.column, row));
                }
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let keys: Vec<String> = wanted.iter().map(|(key, ..)| key.clone()).collect();
        let known = ids_of(read, target, &keys)?;
        for (key, column, row) in wanted {
            if !known.contains_key(&key) {
                faults.add(at.fault(row, column, "key.unknown", unknown_target(target, &key)));
            }
        }
    }
    Ok(())
}

/// Reads a file for the second time and writes its rows.
pub(super) fn write(
    file: &File,
    write: &mut Write<'_>,
    context: &mut Context,
    options: &Options,
) -> Result<FileReport, OpsError> {
    run_for(file.spec, WriteRows { file, write, context, options })
}

struct WriteRows<'a, 'w> {
    file: &'a File,
    write: &'a mut Write<'w>,
    context: &'a mut Context,
    options: &'a Options,
}

impl Step for WriteRows<'_, '_> {
    type Output = FileReport;

    fn run<R: Importable>(self) -> Result<FileReport, OpsError> {
        let Self { file, write, context, options } = self;
        let mut scan = Scan::open(file)?;
        let mut faults = Faults::default();
        let mut counts = taicho_store::PutCounts::default();
        let result = scan.rows::<R>(context, &mut faults, |drafts, _, _, _| {
            give_ids(drafts, write)?;
            let mut records = Vec::with_capacity(drafts.len());
            let mut times = HashMap::new();
            for draft in drafts.iter_mut() {
                let happened_at = draft.happened_at.filter(|at| *at <= options.now);
                if let Some(at) = happened_at.filter(|_| options.backdate) {
                    times.insert(draft.record.id().to_owned(), at);
                }
                records.push(draft.record.clone());
            }
            let done = write.put_all_at(&records, |record| times.get(record.id()).copied())?;
            counts.added += done.added;
            counts.corrected += done.corrected;
            counts.unchanged += done.unchanged;
            Ok(())
        });
        match result {
            Ok(()) if faults.in_all == 0 => {}
            Err(Stop::Ops(error)) => return Err(error),
            // The file was sound a moment ago: somebody has changed it in between.
            _ => {
                return Err(OpsError::Content(format!(
                    "{} changed while it was read",
                    file.name()
                )));
            }
        }
        scan.report.rows_added = counts.added;
        scan.report.rows_corrected = counts.corrected;
        scan.report.rows_unchanged = counts.unchanged;
        Ok(scan.report)
    }
}

/// Gives each record the id that its key has, or a new one, and turns the keys it refers to into ids.
fn give_ids<R: Importable>(drafts: &mut [Draft<R>], write: &mut Write<'_>) -> Result<(), OpsError> {
    if let Some(column) = R::KEY_COLUMN {
        let keys: Vec<String> = drafts.iter().map(|draft| draft.key.clone()).collect();
        let known = write.ids_by_key::<R>(column, &keys)?;
        for draft in drafts.iter_mut() {
            let id = known.get(&draft.key).cloned().unwrap_or_else(|| write.new_id());
            *draft.record.id_mut() = id;
        }
    }
    for target in [Target::Person, Target::Place] {
        let mut keys = Vec::new();
        for draft in drafts.iter_mut() {
            let references = draft.record.references();
            keys.extend(references.iter().filter(|r| r.target == target).map(|r| r.key.clone()));
        }
        if keys.is_empty() {
            continue;
        }
        keys.sort();
        keys.dedup();
        let ids = ids_of(write, target, &keys)?;
        for draft in drafts.iter_mut() {
            for reference in draft.record.references() {
                if reference.target == target
                    && let Some(id) = ids.get(reference.key)
                {
                    *reference.key = id.clone();
                }
            }
        }
    }
    Ok(())
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
    spec: &'static Spec,
    columns: &'a Columns,
}

impl Place<'_> {
    fn fault(&self, row: u32, column: &str, code: &'static str, reason: Words) -> CellFault {
        let place = self.columns.place_of(self.spec, column);
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
    spec: &'static Spec,
    columns: Columns,
    report: FileReport,
}

impl Scan {
    fn open(file: &File) -> Result<Self, OpsError> {
        let table = file
            .source
            .open()
            .map_err(|error| OpsError::Content(format!("{}: {}", file.name(), error.words().en)))?;
        let columns = Columns::find(file.spec, table.header());
        let read_as = match (table.encoding(), table.sheet()) {
            (Some(encoding), _) => encoding.name().to_owned(),
            (None, sheet) => sheet.unwrap_or_default().to_owned(),
        };
        let report = FileReport {
            file: file.name().to_owned(),
            kind: file.spec.kind.to_owned(),
            read_as,
            columns_left_out: columns.left_out.clone(),
            ..FileReport::default()
        };
        Ok(Self { table, spec: file.spec, columns, report })
    }

    fn rows<R: Importable>(
        &mut self,
        context: &mut Context,
        faults: &mut Faults,
        mut take: impl FnMut(
            &mut [Draft<R>],
            &mut Context,
            &mut Faults,
            &Place<'_>,
        ) -> Result<(), OpsError>,
    ) -> Result<(), Stop> {
        let mut row = Row::new();
        let mut drafts = Vec::with_capacity(CHUNK);
        let mut orders = DateOrders::default();
        loop {
            let more = self.table.next_row(&mut row).map_err(Stop::Sheet)?;
            if more && row.is_blank() {
                continue;
            }
            if more {
                self.report.rows_read += 1;
                let mut cells = Cells {
                    row: &row,
                    table: &self.table,
                    spec: self.spec,
                    columns: &self.columns,
                    context,
                    faults,
                    orders: &mut orders,
                    bad: false,
                };
                let draft = R::from_row(&mut cells);
                cells.check_width();
                if let Some(draft) = draft {
                    draft.record.remember(context);
                    drafts.push(draft);
                }
            }
            if !drafts.is_empty() && (drafts.len() == CHUNK || !more) {
                let place = Place { table: &self.table, spec: self.spec, columns: &self.columns };
                take(&mut drafts, context, faults, &place)?;
                drafts.clear();
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
