//! What linking costs, from ten thousand rows to ten million.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::median;
use super::people::{Cells, HEADINGS, People};
use super::sets::taicho;
use super::truth::Quality;

const RUNS: usize = 3;
/// Rows from which on one run is enough.
const LONG: usize = 10_000_000;
/// One row of the list for so many of the register.
const LISTED: usize = 10;

pub(crate) fn print(largest: usize) {
    println!("| register | list | CPU s | µs for each row | MiB | F1 | precision | recall |");
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
    let sizes = std::iter::successors(Some(10_000), |size| Some(size * 10));
    sizes.take_while(|size| *size <= largest).for_each(row);
}

fn row(size: usize) {
    let folder = tempfile::tempdir().expect("there is room");
    let people = People::of(size);
    let list = size / LISTED;
    let (left, right) = (folder.path().join("left.csv"), folder.path().join("right.csv"));
    write(&left, (0..size).map(|number| people.registered(number)));
    // Three of four are in the register.
    let strangers = (size..size + list / 4).map(|number| people.listed(number));
    let known = list - list / 4;
    write(&right, (0..known).map(|at| people.listed(at * (size / known))).chain(strangers));
    let answer = folder.path().join("links.csv");
    let runs = if size >= LONG { 1 } else { RUNS };
    let costs: Vec<_> =
        (0..runs).map(|_| taicho("link", &[left.clone(), right.clone()], &answer)).collect();
    let quality = quality(&answer, known);
    let cpu_s = median(costs.iter().map(|cost| cost.cpu_s).collect());
    println!(
        "| {size} | {list} | {cpu_s:.2} | {:.2} | {:.0} | {:.5} | {:.5} | {:.5} |",
        cpu_s * 1e6 / (size + list) as f64,
        median(costs.iter().map(|cost| cost.mib).collect()),
        quality.f1(),
        quality.precision,
        quality.recall
    );
}

/// A row of the list has the id of the person's row in the register.
fn quality(answer: &Path, all: usize) -> Quality {
    let mut file = csv::Reader::from_path(answer).expect("the links can be read");
    let (mut found, mut right) = (0, 0);
    for row in file.records() {
        let row = row.expect("a row of cells");
        found += 1;
        right += u64::from(row[0] == row[1]);
    }
    Quality::of(right, found, all as u64)
}

fn write(path: &Path, rows: impl Iterator<Item = Cells>) {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path).expect("there is room"));
    writeln!(out, "{HEADINGS}").expect("there is room");
    rows.for_each(|row| writeln!(out, "{}", row.join(",")).expect("there is room"));
    out.flush().expect("there is room");
}
