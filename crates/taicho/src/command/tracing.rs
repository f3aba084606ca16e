//! What the commands of contact tracing share: lists, a watch, and cells that are safe to open.

use std::io::IsTerminal as _;
use std::path::Path;

use rustix::time::{ClockId, clock_gettime};
use taicho_contacts::Person;
use taicho_ops::lists::{People, Remark, Remarks, read_person_ids};

use super::files::table_at;

/// The persons of a list who are in another one.
pub(super) fn read_ids(
    path: &Path,
    people: &People,
    remarks: &mut Remarks,
) -> anyhow::Result<Vec<Person>> {
    Ok(read_person_ids(&mut table_at(path)?, people, remarks)?)
}

/// Remarks whose progress a person at a terminal sees.
pub(super) fn remarks() -> Remarks {
    if std::io::stderr().is_terminal() {
        Remarks::with_progress(|file, rows| eprintln!("{file}: {rows} dòng · rows"))
    } else {
        Remarks::default()
    }
}

/// Measures the time that the processor works for this program.
pub(super) struct Watch {
    last_s: f64,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self { last_s: worked_s() }
    }

    /// Seconds of work since the last lap.
    pub(super) fn lap(&mut self) -> f64 {
        let now_s = worked_s();
        now_s - std::mem::replace(&mut self.last_s, now_s)
    }
}

fn worked_s() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// A cell of a CSV file that no spreadsheet takes for a formula.
pub(super) fn safe_cell(text: &str) -> String {
    let text = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

pub(super) fn print_remarks(remarks: &[Remark]) {
    for remark in remarks {
        let rows: Vec<String> = remark.rows.iter().map(u32::to_string).collect();
        let more = if remark.count > remark.rows.len() as u64 { ", …" } else { "" };
        let words = &remark.what;
        println!(
            "{}: {} · {} ({} dòng · rows: {}{more})",
            remark.file,
            words.vi,
            words.en,
            remark.count,
            rows.join(", ")
        );
    }
}
