use clap::Args;
use jiff::Timestamp;
use taicho_store::Actor;

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Redate {
    /// The change whose time of learning is wrong, as when a clock ran ahead.
    change: String,
    /// When it was really learned, for instance 2026-11-30T08:00+07:00.
    #[arg(long, value_name = "INSTANT")]
    to: Timestamp,
    /// Why.
    #[arg(long)]
    reason: String,
}

impl Redate {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        let actor = Actor::local_operator();
        let done = taicho_ops::redate_change(
            &store,
            &actor,
            self.change,
            self.to,
            self.reason,
            super::now(),
        );
        let (change, versions) = done.map_err(super::in_both_languages)?;
        println!(
            "Đã sửa thời điểm ghi nhận của {versions} phiên bản, bằng thay đổi {change}. The time of learning of {versions} versions was corrected, by this change."
        );
        Ok(())
    }
}
