//! A file system that is really full, time and again, while a worker writes.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use taicho_store::Store;

use crate::child::Worker;
use crate::control::{Control, Plan};
use crate::is_soak;
use crate::ledger::Ledger;

/// Where the small file system is, in the process that has it to itself.
const MOUNTED: &str = "TAICHO_FAULT_MOUNTED";

const MEGABYTES: u64 = 24;

#[test]
fn a_full_file_system_refuses_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    // Its own namespace: what is mounted there is gone with the process, however that ends.
    let mount = format!(
        "mount -t tmpfs -o size={MEGABYTES}m tmpfs \"$1\" || exit 77; exec \"$2\" --exact room::inside_the_small_file_system --nocapture"
    );
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", &mount, "sh"]);
    command.arg(folder.path()).arg(std::env::current_exe().unwrap());
    let done = command.env(MOUNTED, folder.path()).stdin(Stdio::null()).output();
    let Some(output) = done.ok().filter(|output| {
        output.status.success()
            || String::from_utf8_lossy(&output.stdout).contains("running 1 test")
    }) else {
        eprintln!(
            "SKIPPED: no file system may be mounted here (`unshare -rm`); a really full one was not tried"
        );
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.lines().filter(|line| line.starts_with("room:")).for_each(|line| println!("{line}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}\n{errors}",
        said.lines().filter(|line| !line.starts_with('>')).collect::<Vec<_>>().join("\n")
    );
}

/// Runs where the small file system is mounted; elsewhere it has nothing to do.
#[test]
fn inside_the_small_file_system() {
    let Some(mounted) = std::env::var_os(MOUNTED) else { return };
    let mounted = Path::new(&mounted);
    let begun = Instant::now();
    let outside = tempfile::tempdir().unwrap();
    let control = Control::new(&outside.path().join("control"));
    control.arm(Plan::count());
    let cycles = if is_soak() { 100 } else { 8 };
    let (mut full, mut refused, mut acknowledged) = (0, 0, 0);
    for cycle in 0..cycles {
        let data = mounted.join("data");
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir_all(&data).unwrap();
        let mut ledger = ledger_of(&data, cycle, mounted, &control);
        ledger.faults.iter_mut().for_each(|fault| *fault = format!("[cycle {cycle}] {fault}"));
        assert!(ledger.faults.is_empty(), "{}", ledger.faults.join("\n"));
        full += ledger.count.full;
        refused += ledger.count.refused;
        acknowledged += ledger.count.acknowledged;
    }
    println!(
        "room: {cycles} times full, {acknowledged} acknowledged, {refused} refused, {full} of them since the disk is full, {:?}",
        begun.elapsed()
    );
    assert!(full > cycles.into(), "only {full} writes were refused for want of room");
    assert_eq!(refused, full, "some were refused without saying that the disk is full");
}

/// One worker: it fills up at work, stays full, has a little room, and goes on once there is more.
fn ledger_of(data: &Path, cycle: u32, mounted: &Path, control: &Control) -> Ledger {
    let mut ledger = Ledger::default();
    let mut worker = Worker::start(data, control, &format!("f{cycle}"));
    worker.hear(&["opened"], &mut ledger, true);
    let mut ballast = None;
    worker.tell("work");
    worker.hear_meanwhile(&["worked"], &mut ledger, false, |elapsed| {
        if ballast.is_none() && elapsed > Duration::from_millis(u64::from(cycle % 5) * 12) {
            ballast = Some(Ballast::fill(mounted));
        }
    });
    let ballast = ballast.unwrap_or_else(|| Ballast::fill(mounted));
    worker.tell("work");
    worker.hear(&["worked"], &mut ledger, false);
    // Who opens it while it is full may read.
    match Store::open_folder(data) {
        Ok(store) => assert!(store.audit().unwrap().is_clean()),
        Err(error) => ledger.faults.push(format!("not opened while the disk is full: {error:?}")),
    }
    ballast.leave(u64::from(cycle % 7) * 20 * 1024);
    worker.tell("work");
    worker.hear(&["worked"], &mut ledger, false);
    drop(ballast);
    worker.tell("work");
    worker.hear(&["worked"], &mut ledger, true);
    ledger.check(&Store::open_folder(data).unwrap());
    worker.kill(&mut ledger);
    ledger.check(&Store::open_folder(data).unwrap());
    ledger
}

/// A file that takes all room there is.
struct Ballast {
    file: File,
    path: std::path::PathBuf,
}

impl Ballast {
    fn fill(mounted: &Path) -> Self {
        let path = mounted.join("ballast");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 20, 4096] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        Self { file, path }
    }

    fn leave(&self, bytes: u64) {
        let size = self.file.metadata().unwrap().len();
        self.file.set_len(size.saturating_sub(bytes)).unwrap();
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
