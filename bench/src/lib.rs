//! What the benches share: what Linux counts of a process, and lists of people.

use std::fs;
use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

pub mod people;

/// Processor seconds that some work takes, all threads of this process together.
pub fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    timed_with(work).0
}

/// The same with what the work gives.
pub fn timed_with<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let now_s = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    };
    let begun_s = now_s();
    let done = black_box(work());
    (now_s() - begun_s, done)
}

/// Processor seconds of a process so far, in hundredths; none where it is gone. `self` is this one.
pub fn cpu_s(process: &str) -> Option<f64> {
    worked_s(process, 11)
}

/// Processor seconds of the processes that this one started and that have ended, in hundredths.
///
/// # Panics
///
/// When the system does not tell.
pub fn children_cpu_s() -> f64 {
    worked_s("self", 13).expect("Linux tells")
}

/// The sum of two neighbouring times of a process, user and system.
fn worked_s(process: &str, field: usize) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(") ")?;
    let mut fields = after.split(' ').skip(field).map(str::parse::<f64>);
    let (user, system) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some((user + system) / 100.0)
}

/// The memory that this process held at its peak, in MiB.
///
/// # Panics
///
/// When the system does not tell.
pub fn peak_mib() -> f64 {
    memory_mib("VmHWM:")
}

/// The memory that this process holds now, in MiB.
///
/// # Panics
///
/// When the system does not tell.
pub fn resident_mib() -> f64 {
    memory_mib("VmRSS:")
}

fn memory_mib(what: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kib.expect("Linux tells the memory of a process") / 1_024.0
}
