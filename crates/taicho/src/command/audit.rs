use clap::Args;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let report = office.store()?.audit()?;
        if self.json {
            let json = serde_json::json!({
                "changes": report.changes,
                "versions": report.versions,
                "broken_links": report.broken_links,
                "broken_payloads": report.broken_payloads,
            });
            println!("{json:#}");
        } else {
            println!("{} thay đổi, {} phiên bản đã kiểm tra.", report.changes, report.versions);
        }
        anyhow::ensure!(
            report.is_clean(),
            "the log is not as it was written: {} links, {} payloads",
            report.broken_links.len(),
            report.broken_payloads.len()
        );
        Ok(())
    }
}
