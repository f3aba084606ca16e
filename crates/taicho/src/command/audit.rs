use clap::Args;
use taicho_store::{AuditReport, Fault};

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let report = office.existing_store()?.audit()?;
        if self.json {
            let json = serde_json::json!({
                "ok": report.is_clean(),
                "changes": report.changes,
                "versions": report.versions,
                "open_changes": report.open_changes,
                "faults_in_all": report.faults_in_all,
                "faults": report.faults.iter().map(fault_json).collect::<Vec<_>>(),
            });
            println!("{json:#}");
        } else {
            print(&report);
        }
        anyhow::ensure!(
            report.is_clean(),
            "dữ liệu không còn như khi được ghi: {0} lỗi · the data are not as they were written: {0} faults",
            report.faults_in_all
        );
        Ok(())
    }
}

pub(super) fn fault_json(fault: &Fault) -> serde_json::Value {
    serde_json::json!({
        "change": fault.change,
        "table": fault.table,
        "rows": fault.rows,
        "why": { "vi": fault.why.vi, "en": fault.why.en },
    })
}

pub(super) fn print(report: &AuditReport) {
    println!(
        "Đã kiểm tra {0} thay đổi, {1} phiên bản. Checked {0} changes, {1} versions.",
        report.changes, report.versions
    );
    for fault in &report.faults {
        let change = fault.change.as_deref().unwrap_or("–");
        println!("{} · {}: {} · {}", fault.table, change, fault.why.vi, fault.why.en);
        if !fault.rows.is_empty() {
            println!("  {}", fault.rows.join(", "));
        }
    }
    let shown: u64 = report.faults.iter().map(|fault| fault.rows.len().max(1) as u64).sum();
    if report.faults_in_all > shown {
        let more = report.faults_in_all - shown;
        println!("… và {more} lỗi nữa · and {more} more");
    }
}
