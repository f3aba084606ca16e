//! A population register and a list of the same Vietnamese people, hard to link, with the truth beside them.
//!
//! `cargo run --release -p taicho-bench --bin linkage_set REGISTER_ROWS LIST_ROWS FOLDER [--seed N]`
//! `… --bin linkage_set --dedupe ROWS FOLDER [--seed N]`
//!
//! Writes `register.csv`, with the units of before July 2025, `list.csv`, with those of today in most rows,
//! `truth.csv` (`left,right`) and `kinds.csv` (`list_id,register_id,kind`): the pairs that look like one person and are
//! two. With `--dedupe` it writes `file.csv`, `truth.csv` (`id,entity`) and `kinds.csv` (`id,other_id,kind`).
//! How often everything happens stands in `linkage_set/rates.rs`. The same numbers and seed give the same files.
//!
//! Of each pair that looks alike something tells the two apart: twins have given names that differ without marks, and
//! what is typed stays nearer to the own one; where a neighbour of one name, or the father, is in the register and only
//! the other on the list, the full birth date is there.

#[path = "linkage_set/draw.rs"]
mod draw;
#[path = "linkage_set/files.rs"]
mod files;
#[path = "linkage_set/names.rs"]
mod names;
#[path = "linkage_set/people.rs"]
mod people;
#[path = "linkage_set/places.rs"]
mod places;
#[path = "linkage_set/rates.rs"]
mod rates;
#[path = "linkage_set/typist.rs"]
mod typist;

use std::path::Path;

use people::People;

const USAGE: &str =
    "linkage_set REGISTER_ROWS LIST_ROWS FOLDER [--seed N] | --dedupe ROWS FOLDER [--seed N]";

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let seed = match arguments.iter().position(|it| it == "--seed") {
        Some(at) => {
            let number = arguments.drain(at..).nth(1);
            number.and_then(|number| number.parse().ok()).expect(USAGE)
        }
        None => 1,
    };
    let count = |text: &str| text.parse::<usize>().expect(USAGE);
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--dedupe", rows, folder] => {
            let folder = Path::new(folder);
            std::fs::create_dir_all(folder).expect("the folder can be made");
            let people = People::born(seed, count(rows));
            let (rows, traps) = files::dedupe(&people, seed, count(rows), folder).expect("written");
            println!("{rows} rows, {traps} pairs that look alike and are not");
        }
        [register, list, folder] => {
            let folder = Path::new(folder);
            std::fs::create_dir_all(folder).expect("the folder can be made");
            let (register, list) = (count(register), count(list));
            let strangers = (list as f64 * (1.0 - rates::LISTED_AND_REGISTERED)) as usize;
            // Some more than needed, for the parted pairs fill one file and not the other.
            let people = People::born(seed, register + strangers + (register + list) / 20);
            let (pairs, traps) =
                files::link(&people, seed, register, list, folder).expect("written");
            println!("{pairs} true pairs, {traps} pairs that look alike and are not");
        }
        _ => panic!("{USAGE}"),
    }
}
