//! Record linkage: how right and how dear beside its peers, against size, and while one types.
//!
//! `cargo build --release -p taicho`, then
//! `cargo run --release -p taicho-bench --bin linkage FOLDER [--peers PYTHON] [SET …]` links every set in the folder, or
//! those named, with the `taicho` beside this program, in turn with `bench/peers/linkage.py` where a Python is given.
//! `… --bin linkage curve [LARGEST]` links made-up registers of 10,000 rows and more with lists of a tenth.
//! `… --bin linkage index PEOPLE` asks an index of so many people.
//!
//! A set is a folder with `truth.csv` and `left.csv`, `right.csv` (or `register.csv`, `list.csv`, as `linkage_set`
//! writes them) or `file.csv`; see `bench/peers/linkage.py`. Processor seconds are those of the whole process, medians
//! of three; of a peer without the imports, and one run where that takes more than ten.

#[path = "linkage/curve.rs"]
mod curve;
#[path = "linkage/index.rs"]
mod index;
#[path = "linkage/people.rs"]
mod people;
#[path = "linkage/sets.rs"]
mod sets;
#[path = "linkage/truth.rs"]
mod truth;

use std::path::Path;

const USAGE: &str = "linkage FOLDER [--peers PYTHON] [SET …] | curve [LARGEST] | index PEOPLE";

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let peers = arguments.iter().position(|it| it == "--peers").map(|at| {
        let python = arguments.drain(at..(at + 2).min(arguments.len())).nth(1);
        python.expect(USAGE)
    });
    let count = |text: &str| text.parse::<usize>().expect(USAGE);
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["curve"] => curve::print(10_000_000),
        ["curve", largest] => curve::print(count(largest)),
        ["index", people] => index::print(count(people)),
        [folder, named @ ..] => sets::print(Path::new(folder), named, peers.as_deref()),
        [] => panic!("{USAGE}"),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
