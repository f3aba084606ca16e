//! What the program itself holds at most: the pages that the embedded database keeps are its own, and the same for all.

use peak_alloc::PeakAlloc;

#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

/// Megabytes that some work held at most, beyond what was held before it.
pub(crate) fn held_by<T>(work: impl FnOnce() -> T) -> (T, f32) {
    let before = HELD.current_usage_as_mb();
    HELD.reset_peak_usage();
    let done = work();
    (done, HELD.peak_usage_as_mb() - before)
}

/// Megabytes that the process held at most, pages of the database and all.
pub(crate) fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("memory is told");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kilobytes.expect("a number of kilobytes") / 1000.0
}
