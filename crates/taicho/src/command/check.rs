use std::path::Path;

use clap::Args;
use taicho_model::Words;
use taicho_ops::{BackupState, backup_state};
use taicho_store::{Actor, AuditReport, Finding, Store, accept_loss};

use super::audit::{fault_json, print as print_audit};
use super::{Office, now, said, seal};

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Serve on without the last changes, which damage took away, and say why; what is left must be sound.
    #[arg(long, value_name = "REASON", conflicts_with = "json")]
    accept_loss: Option<String>,
    #[command(flatten)]
    files: seal::Files,
}

impl Check {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        if let Some(reason) = &self.accept_loss {
            accept(office, &self.files, reason)?;
        }
        match office.existing_store() {
            Ok(store) => all(office, &self.files, &store, self.json),
            Err(error) => {
                if self.json {
                    let json = serde_json::json!({ "ok": false, "error": format!("{error:#}") });
                    println!("{json:#}");
                }
                Err(error)
            }
        }
    }
}

fn accept(office: &Office, files: &seal::Files, reason: &str) -> anyhow::Result<()> {
    anyhow::ensure!(
        office.shared.url.is_none(),
        "chỉ dùng cho cơ sở dữ liệu nhúng · this is for the embedded database alone"
    );
    anyhow::ensure!(!reason.trim().is_empty(), "cần ghi lý do · a reason is needed");
    let actor = Actor::local_operator();
    let lost = accept_loss(&office.data_dir, &actor, reason.trim(), now()).map_err(said)?;
    match lost {
        None => println!("Không thiếu thay đổi nào. No change is missing."),
        Some(loss) => println!(
            "Đã chấp nhận mất các thay đổi sau thay đổi {0}; từng có đến thay đổi {1}. Accepted that the changes after {0} are lost; there had been {1}.",
            loss.has, loss.had
        ),
    }
    let files = files.of(office)?;
    let lost = files.put_aside_lost(&*office.existing_store()?);
    match lost.map_err(super::in_both_languages)? {
        0 => {}
        lost => println!(
            "Đã cất {lost} niêm phong của các thay đổi bị mất vào {0}. Put {lost} seals of what was lost into {0}.",
            files.seals.with_extension("lost.jsonl").display()
        ),
    }
    Ok(())
}

/// Checks everything, prints it, and fails where something is damaged.
pub(super) fn all(
    office: &Office,
    files: &seal::Files,
    store: &Store,
    json: bool,
) -> anyhow::Result<()> {
    let files = files.of(office)?;
    let witness = files.witness().map_err(super::in_both_languages)?;
    let (audit, mut findings) = store.check(&witness)?;
    let is_demo = taicho_ops::demo::holds(store)? == taicho_ops::demo::Holds::Demo;
    let backup = store.read(&Actor::local_operator(), |read| backup_state(read, now()))?;
    if backup.is_old && !is_demo {
        findings.push(old_backup(&backup));
    }
    if office.shared.url.is_none() {
        findings.extend(little_room(&office.data_dir));
    }
    let damaged = findings.iter().filter(|finding| finding.is_fault).count() as u64;
    let faults = damaged + audit.faults_in_all;
    if json {
        print_json(&audit, &findings, &backup, faults);
    } else {
        print(&audit, &findings, faults);
    }
    anyhow::ensure!(
        faults == 0,
        "có {faults} lỗi: hãy dừng ghi, giữ nguyên thư mục dữ liệu và khôi phục bản sao lưu gần nhất bằng `taicho restore` · there are {faults} faults: stop writing, keep the data folder as it is, and restore the last backup with `taicho restore`"
    );
    Ok(())
}

fn old_backup(state: &BackupState) -> Finding {
    let found = match &state.last {
        None => Words::new("chưa có bản sao lưu nào", "there is no backup yet"),
        Some(last) if state.is_gone => Words::new(
            format!("bản sao lưu gần nhất không còn ở {}", last.to),
            format!("the last backup is not at {} any more", last.to),
        ),
        Some(last) => Words::new(
            format!("bản sao lưu gần nhất đã cũ: {} ({})", last.at, last.to),
            format!("the last backup is old: {} ({})", last.at, last.to),
        ),
    };
    let to_do = Words::new(
        "chạy `taicho backup --to THƯ-MỤC`, hoặc `taicho serve --backup-to THƯ-MỤC` để sao lưu hằng ngày",
        "run `taicho backup --to FOLDER`, or `taicho serve --backup-to FOLDER` for one each day",
    );
    Finding { part: "backup", is_fault: false, found, to_do }
}

/// A copy before a migration and a backup need as much room as the database has, and the log of SQLite some more.
fn little_room(folder: &Path) -> Option<Finding> {
    let free = rustix::fs::statvfs(folder).ok().map(|found| found.f_bavail * found.f_frsize)?;
    let used: u64 = ["taicho.db", "taicho.db-wal"]
        .iter()
        .filter_map(|name| Some(folder.join(name).metadata().ok()?.len()))
        .sum();
    if free >= 2 * used + 256 * 1024 * 1024 {
        return None;
    }
    let (free, used) = (free / 1024 / 1024, used / 1024 / 1024);
    Some(Finding {
        part: "disk",
        is_fault: false,
        found: Words::new(
            format!("ổ đĩa chỉ còn {free} MB, cơ sở dữ liệu có {used} MB"),
            format!("the disk has {free} MB left, and the database {used} MB"),
        ),
        to_do: Words::new(
            "giải phóng dung lượng, hoặc chuyển thư mục dữ liệu sang ổ đĩa lớn hơn",
            "make room, or move the data folder to a larger disk",
        ),
    })
}

fn print(audit: &AuditReport, findings: &[Finding], faults: u64) {
    print_audit(audit);
    for Finding { part, is_fault, found, to_do } in findings {
        let mark = if *is_fault { "LỖI · FAULT" } else { "Lưu ý · Note" };
        println!("{mark} [{part}] {} · {}", found.vi, found.en);
        println!("  → {} · {}", to_do.vi, to_do.en);
    }
    if faults == 0 {
        println!("Nguyên vẹn. It is whole.");
    }
}

fn print_json(audit: &AuditReport, findings: &[Finding], backup: &BackupState, faults: u64) {
    let words = |words: &Words| serde_json::json!({ "vi": words.vi, "en": words.en });
    let findings = findings.iter().map(|finding| {
        serde_json::json!({
            "part": finding.part,
            "fault": finding.is_fault,
            "found": words(&finding.found),
            "to_do": words(&finding.to_do),
        })
    });
    let json = serde_json::json!({
        "ok": faults == 0,
        "changes": audit.changes,
        "versions": audit.versions,
        "contents": audit.contents,
        "open_changes": audit.open_changes,
        "faults_in_all": faults,
        "faults": audit.faults.iter().map(fault_json).collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
        "backup": { "last": backup.last, "is_old": backup.is_old },
    });
    println!("{json:#}");
}
