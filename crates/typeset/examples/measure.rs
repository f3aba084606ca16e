//! Measures the exports of a made-up day (19 wards, 60 proposals): the first one and the median of those after it.

#[path = "../../documents/tests/sample/bac_ninh.rs"]
mod sample;

use std::time::Instant;
use std::{error, fs};

use taicho_documents::order::OrderForm;
use taicho_documents::{DocumentError, Export};
use taicho_typeset::pdf;

const WARM_RUNS: usize = 20;

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("{:<28} {:>9} {:>9} {:>9} {:>9}", "export", "first ms", "warm ms", "CPU s", "kB");
    measure("XLSX", &|proposals| sample::report(proposals).to_xlsx())?;
    measure("DOCX", &|proposals| sample::report(proposals).to_document().to_docx())?;
    measure("PDF, same figures", &|_| pdf(&sample::report(60).to_document()))?;
    measure("PDF, other figures each time", &|proposals| {
        pdf(&sample::report(proposals).to_document())
    })?;
    measure("PDF of an empty day", &|_| pdf(&sample::empty().to_document()))?;
    measure("PDF of an order", &|_| pdf(&sample::order(OrderForm::Decision).to_document()))?;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak =
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not known here");
    println!("peak memory of all: {}", peak.trim_start_matches("VmHWM:").trim());
    Ok(())
}

/// The CPU is that of the warm runs, by export.
fn measure(
    name: &str,
    export: &dyn Fn(usize) -> Result<Export, DocumentError>,
) -> Result<(), Box<dyn error::Error>> {
    let start = Instant::now();
    let size = export(60)?.bytes.len();
    let first = start.elapsed().as_secs_f64() * 1e3;
    let cpu = cpu_seconds()?;
    let mut times = Vec::new();
    for run in 0..WARM_RUNS {
        let start = Instant::now();
        export(59 - run)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let cpu = (cpu_seconds()? - cpu) / WARM_RUNS as f64;
    times.sort_by(f64::total_cmp);
    let warm = times[WARM_RUNS / 2];
    println!("{name:<28} {first:>9.1} {warm:>9.1} {cpu:>9.3} {:>9.1}", size as f64 / 1e3);
    Ok(())
}

/// User and system time of this process; the kernel counts hundredths of a second.
fn cpu_seconds() -> Result<f64, Box<dyn error::Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}
