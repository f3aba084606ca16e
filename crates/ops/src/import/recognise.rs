//! Finds out what the rows of a file are: as told, by the name of the file, or by its headings.

use taicho_model::{KindSpec, TextLimits, TypedFault, Words, shown_safely, typed_text};
use taicho_sheets::Table;

use super::cells::Columns;
use super::scan::sheet_fault;
use super::{CellFault, ImportReport, Source, kinds};
use crate::records::shown;

/// A file whose kind is known, and which has every column that the kind needs.
pub(super) struct File {
    pub(super) source: Source,
    pub(super) kind: &'static KindSpec,
}

impl File {
    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    pub(super) fn digest(&self) -> String {
        self.source.digest()
    }
}

/// Opens each file and finds out what its rows are.
pub(super) fn recognise(sources: Vec<Source>, report: &mut ImportReport) -> Vec<File> {
    let mut files = Vec::new();
    for source in sources {
        let table = match source.open() {
            Ok(table) => table,
            Err(error) => {
                add(report, sheet_fault(error));
                continue;
            }
        };
        if let Some(fault) = hidden_in_a_heading(&table) {
            add(report, fault);
            continue;
        }
        match kind_of(&source, table.header()) {
            Ok(kind) => files.push(File { source, kind }),
            Err((code, reason)) => {
                let location = table.location(table.header_row(), None);
                add(report, CellFault { location, code, reason });
            }
        }
    }
    files
}

/// Headings stand in messages and lists, so they hide nothing either.
fn hidden_in_a_heading(table: &Table) -> Option<CellFault> {
    let found = |heading: &String| match typed_text(heading, TextLimits::REASON) {
        Err(fault @ TypedFault::Hidden { .. }) => Some(fault),
        _ => None,
    };
    let mut headings = table.header().iter().enumerate();
    let (column, fault) = headings.find_map(|(column, it)| Some((column, found(it)?)))?;
    let mut location = table.location(table.header_row(), Some(column));
    location.header = location.header.as_deref().map(shown_safely);
    let Words { vi, en } = fault.words();
    let reason = Words::new(format!("tiêu đề cột {vi}"), format!("the heading {en}"));
    Some(CellFault { location, code: "cell.control", reason })
}

fn kind_of(source: &Source, header: &[String]) -> Result<&'static KindSpec, (&'static str, Words)> {
    if let Some(name) = &source.kind {
        let kind = kinds().find(|kind| kind.name == name).ok_or_else(|| no_kind(name))?;
        return complete(kind, header);
    }
    let name = taicho_model::vietnamese::bare(&source.name).replace(['_', '-'], " ");
    let by_name = kinds().find(|kind| {
        let english = kind.name.replace('_', " ");
        let words = std::iter::once(english.as_str()).chain(kind.files.iter().copied());
        words.into_iter().any(|word| name.starts_with(word))
    });
    if let Some(kind) = by_name {
        return complete(kind, header);
    }
    let best = kinds()
        .map(|kind| (kind, Columns::find(kind, header)))
        .filter(|(_, columns)| columns.missing().is_empty())
        .max_by_key(|(_, columns)| columns.found());
    best.map(|(kind, _)| kind).ok_or_else(|| ("file.kind", unlike_any(header)))
}

/// The kind, where the table has every column that a row of it needs.
fn complete(
    kind: &'static KindSpec,
    header: &[String],
) -> Result<&'static KindSpec, (&'static str, Words)> {
    let columns = Columns::find(kind, header);
    let missing = columns.missing();
    if missing.is_empty() {
        return Ok(kind);
    }
    let heads = |name: &&'static str| {
        let field = kind.fields.iter().find(|field| field.column == *name);
        let others = field.map_or(Vec::new(), |field| [&[field.title.0], field.headings].concat());
        format!("{name} ({})", others.join(", "))
    };
    let wanted = missing.iter().map(heads).collect::<Vec<_>>().join("; ");
    let (vi, en) = kind.title;
    let have = shown_headings(header);
    let none = columns.found() == 0;
    let (none_vi, none_en) = match none {
        true => ("không nhận ra tiêu đề nào; ", "not one heading is known; "),
        false => ("", ""),
    };
    let reason = Words::new(
        format!("bảng “{vi}”: {none_vi}thiếu cột bắt buộc {wanted}; các tiêu đề đọc được: {have}"),
        format!(
            "table “{en}”: {none_en}required columns are missing: {wanted}; the headings read: {have}"
        ),
    );
    Err(("file.columns", reason))
}

fn no_kind(kind: &str) -> (&'static str, Words) {
    let kinds = kinds().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    let kind = shown_safely(kind);
    let words = Words::new(
        format!("không có loại dữ liệu {kind}; các loại: {kinds}"),
        format!("there is no kind {kind}; the kinds are {kinds}"),
    );
    ("file.kind", words)
}

fn unlike_any(header: &[String]) -> Words {
    let have = shown_headings(header);
    Words::new(
        format!(
            "không nhận ra loại dữ liệu: tên tệp và các tiêu đề cột không khớp loại nào; các tiêu đề đọc được: {have}"
        ),
        format!(
            "the kind of the rows is unknown: neither the file's name nor its headings fit one; the headings read: {have}"
        ),
    )
}

/// The first headings of a table, short enough for a message.
fn shown_headings(header: &[String]) -> String {
    const SHOWN: usize = 8;
    let named = || header.iter().filter(|heading| !heading.is_empty());
    let mut list: Vec<String> = named().take(SHOWN).map(|text| shown(text)).collect();
    if named().count() > SHOWN {
        list.push("…".to_owned());
    }
    list.join(", ")
}

fn add(report: &mut ImportReport, fault: CellFault) {
    report.faults_in_all += 1;
    report.faults.push(fault);
}
