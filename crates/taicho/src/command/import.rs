use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use taicho_model::shown_safely;
use taicho_ops::import::{ImportReport, Options, Source, import};
use taicho_store::Actor;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A CSV or XLSX file, or a folder of them.
    path: PathBuf,
    /// Only look for faults; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// What the rows are, where neither name nor headings tell: areas, people, cases, zones …
    #[arg(long)]
    kind: Option<String>,
    /// When the rows were learned, for a back-filled list or a demo; now if it is left out.
    #[arg(long, value_name = "INSTANT")]
    known_at: Option<Timestamp>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let sources = Source::at(&self.path)?;
        anyhow::ensure!(
            !sources.is_empty(),
            "{0}: không có bảng nào · {0} holds no table",
            shown_safely(&self.path.to_string_lossy())
        );
        let sources = match &self.kind {
            Some(kind) => sources.into_iter().map(|source| source.of_kind(kind)).collect(),
            None => sources,
        };
        let store = office.store()?;
        let now = self.known_at.unwrap_or_else(super::now);
        let options = Options {
            dry_run: self.dry_run,
            is_dated: self.known_at.is_some(),
            ..Options::new(now)
        };
        let report = import(&store, &Actor::local_operator(), sources, options)?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            print(&report);
        }
        anyhow::ensure!(
            report.faults_in_all == 0,
            "{} lỗi, không ghi gì. {} faults, nothing was written",
            report.faults_in_all,
            report.faults_in_all
        );
        Ok(())
    }
}

fn print(report: &ImportReport) {
    for file in &report.files {
        println!(
            "{} ({}, {}): {} dòng; thêm {}, sửa {}, không đổi {}",
            file.file,
            file.kind,
            file.read_as,
            file.rows_read,
            file.rows_added,
            file.rows_corrected,
            file.rows_unchanged
        );
        for heading in &file.columns_left_out {
            println!(
                "  cột ngoài mẫu, giữ kèm bản ghi · column of no field, kept beside the rows: {heading}"
            );
        }
        for note in &file.notes {
            println!("  {} · {}", note.vi, note.en);
        }
    }
    for fault in &report.faults {
        println!("{}: {} · {}", fault.location, fault.reason.vi, fault.reason.en);
    }
    let shown = report.faults.len() as u64;
    if report.faults_in_all > shown {
        println!(
            "… và {} lỗi nữa · and {} more",
            report.faults_in_all - shown,
            report.faults_in_all - shown
        );
    }
    if let Some(change) = &report.change_id {
        println!("Đã ghi; hoàn tác được bằng thay đổi {change}. Written; undo with this change.");
    }
}
