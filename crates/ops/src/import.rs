//! Reads what offices send and writes it as one change: all of it or nothing.
//!
//! Each file is read twice: once to find every fault, once to write; so a file of any length needs little memory.

mod cells;
mod recognise;
mod scan;
mod source;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{Import, ImportId, KINDS, KindSpec, Words};
use taicho_sheets::Location;
use taicho_store::{Actor, Filter, Intent, Request, Store, StoreError, Write};
use utoipa::ToSchema;

use crate::OpsError;
use crate::records::{AreaBook, Brought};
pub use cells::columns_of;
pub use source::Source;

/// How to import.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only look for faults; write nothing.
    pub dry_run: bool,
    /// Take each row as learned when it happened, as a demo does; such a change is marked.
    pub backdate: bool,
    /// Now: dates after it are faults, and rows are learned then.
    pub now: Timestamp,
    /// Whether `now` was told and not read from a clock, as for a list that is filled in later.
    pub is_dated: bool,
    /// What the sender calls the request, so that it takes effect once.
    pub request_id: Option<String>,
}

impl Options {
    /// Writes what is there, as learned now.
    pub fn new(now: Timestamp) -> Self {
        Self { dry_run: false, backdate: false, now, is_dated: false, request_id: None }
    }
}

/// What an import did, or what keeps it from being done.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct ImportReport {
    /// Whether nothing was to be written.
    pub dry_run: bool,
    /// The change that holds everything written; none for a dry run, with faults, or where nothing was new.
    pub change_id: Option<String>,
    /// File by file, in the order of writing.
    pub files: Vec<FileReport>,
    /// What is wrong, at most [`FAULTS_SHOWN`] of a file.
    pub faults: Vec<CellFault>,
    /// How many faults there are in all.
    pub faults_in_all: u64,
}

/// What became of one file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// What its rows are.
    pub kind: String,
    /// How it was read: the encoding of a CSV file, the sheet of a workbook.
    pub read_as: String,
    /// Rows read.
    pub rows_read: i64,
    /// New rows.
    pub rows_added: i64,
    /// Rows that corrected an earlier value.
    pub rows_corrected: i64,
    /// Rows that were there already.
    pub rows_unchanged: i64,
    /// Columns that no field takes, by heading.
    pub columns_left_out: Vec<String>,
    /// What a person should know.
    pub notes: Vec<Words>,
}

/// A bad cell, row or file: where it is and why.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CellFault {
    /// Where.
    #[serde(flatten)]
    pub location: Location,
    /// The stable code of the reason.
    pub code: &'static str,
    /// The reason.
    pub reason: Words,
}

/// Faults of one file that are reported one by one; the rest is counted.
pub const FAULTS_SHOWN: usize = 1_000;

/// Imports tables as one change. A report with faults means that nothing was written.
pub fn import(
    store: &Store,
    actor: &Actor,
    sources: Vec<Source>,
    options: Options,
) -> Result<ImportReport, OpsError> {
    let mut report = ImportReport { dry_run: options.dry_run, ..ImportReport::default() };
    let mut opened = recognise::recognise(sources, &mut report);
    opened.sort_by_key(|file| kinds().position(|kind| kind == file.kind));
    let before = store.read(actor, |read| {
        let before = AreaBook::load(read)?;
        let mut context = Context::begin(&before, options.now);
        for file in &opened {
            scan::check(file, read, &mut context, &mut report)?;
        }
        Ok::<_, OpsError>(before)
    })?;
    if report.faults_in_all > 0 {
        return Ok(report);
    }
    let request = options.request_id.as_ref().map(|id| Request::new(id, &asks(&opened, &options)));
    let mut intent = Intent::new("import", options.now).requested(request);
    // Rows that were told when they were learned are not put off to when their turn comes.
    intent.is_dated = options.is_dated || options.backdate;
    intent.reason = Some(opened.iter().map(|file| file.name()).collect::<Vec<_>>().join(", "));
    let written = store.write_long(actor, intent, move |write| {
        if let Some(answer) = write.answered()? {
            let unreadable = |_| StoreError::Unreadable { kind: "answers", column: "answer" };
            let (change_id, files) = serde_json::from_str(&answer).map_err(unreadable)?;
            return Ok(ImportReport { change_id, files, ..report.clone() });
        }
        let mut context = Context::begin(&before, options.now);
        let mut report = report.clone();
        report.files.clear();
        for file in &opened {
            let done = scan::write(file, write, &mut context, &options)?;
            remember(write, file.digest(), &done)?;
            report.files.push(done);
        }
        if options.dry_run {
            return Err(Ended::Rehearsed(report));
        }
        report.change_id = Some(write.change_id().to_owned());
        let wrote = |file: &FileReport| file.rows_added + file.rows_corrected > 0;
        if !report.files.iter().any(wrote) {
            report.change_id = None;
        } else if write.is_request() {
            write.keep_answer(
                serde_json::to_string(&(&report.change_id, &report.files))
                    .expect("a report has a text"),
            );
        }
        Ok(report)
    });
    match written {
        Ok(report) | Err(Ended::Rehearsed(report)) => Ok(report),
        Err(Ended::Failed(error)) => Err(error),
    }
}

/// The kinds whose rows come in tables, in the order of writing.
pub fn kinds() -> impl Iterator<Item = &'static KindSpec> {
    KINDS.iter().copied().filter(|kind| kind.is_importable())
}

/// What the rows of an import are read by: the areas of its day, and what came before in the same import.
struct Context {
    areas: AreaBook,
    brought: Brought,
    now: Timestamp,
}

impl Context {
    fn begin(before: &AreaBook, now: Timestamp) -> Self {
        Self { areas: before.clone(), brought: Brought::default(), now }
    }
}

/// What an import asks for, by which another one under the same id is told.
fn asks(files: &[recognise::File], options: &Options) -> Vec<u8> {
    let mut asks = format!("import dry_run={} backdate={}\n", options.dry_run, options.backdate);
    for file in files {
        asks += &format!("{}\n{}\n{}\n", file.kind.name, file.name(), file.digest());
    }
    asks.into_bytes()
}

/// Why a write is given up: a dry run counts by writing everything and keeping nothing.
enum Ended {
    Rehearsed(ImportReport),
    Failed(OpsError),
}

impl<E: Into<OpsError>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Keeps which file was imported when, by its content: the same file again leaves no second trace.
fn remember(write: &mut Write<'_>, digest: String, done: &FileReport) -> Result<(), OpsError> {
    let known = Filter::now().is("content_digest", digest.as_str()).is("kind", done.kind.as_str());
    if done.rows_added + done.rows_corrected == 0 || write.count::<Import>(&known)? > 0 {
        return Ok(());
    }
    write.put(&Import {
        id: ImportId(write.new_id()),
        file_name: done.file.clone(),
        content_digest: digest,
        kind: done.kind.clone(),
        rows_read: done.rows_read,
        rows_added: done.rows_added,
        rows_corrected: done.rows_corrected,
    })?;
    Ok(())
}
