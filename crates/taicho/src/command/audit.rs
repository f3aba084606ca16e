use clap::Args;
use taicho_store::{AuditReport, Fault, Line};

use super::{Office, seal};

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// A line from a report or a seal on paper, like `local=123 3f2a-99bc-1d20-e4f5-a6b7`; may be given again.
    #[arg(long, value_name = "LINE")]
    line: Vec<Line>,
    /// The public key that seals must be signed with; may be given again where the key was once a new one. Those beside
    /// the key in the data folder if it is left out.
    #[arg(long, value_name = "KEY")]
    public_key: Vec<String>,
    #[command(flatten)]
    files: seal::Files,
}

impl Audit {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        let mut witness = self.files.of(office)?.witness().map_err(super::in_both_languages)?;
        witness.lines = self.line;
        if !self.public_key.is_empty() {
            witness.keys = self.public_key;
        }
        let report = store.audit_with(&witness)?;
        if self.json {
            let json = serde_json::json!({
                "ok": report.is_clean(),
                "changes": report.changes,
                "versions": report.versions,
                "open_changes": report.open_changes,
                "sealed_to": report.sealed_to.as_ref().map(|seal| serde_json::json!({
                    "number": seal.number,
                    "sealed_at": seal.sealed_at.to_string(),
                    "changes": seal.heads.changes(),
                    "line": seal.heads.line().to_string(),
                })),
                "changes_since": report.changes_since,
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
    match &report.sealed_to {
        Some(seal) => println!(
            "Niêm phong số {0}, {1} thay đổi, khớp; {2} thay đổi sau đó chưa niêm phong. It agrees with seal {0} of {1} changes; the {2} after it are not sealed yet.",
            seal.number,
            seal.heads.changes(),
            report.changes_since
        ),
        None => println!(
            "Chưa có niêm phong nào khớp: không thể biết các thay đổi cuối có bị cắt hay toàn bộ nhật ký có bị viết lại. No seal to hold it against: whether the last changes were cut off, or the whole log was written anew, cannot be told."
        ),
    }
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
