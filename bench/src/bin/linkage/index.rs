//! The index that answers while one types. Times are those the processor worked.

use std::fs::File;
use std::io::{BufReader, BufWriter};

use jiff::civil::date;
use taicho_bench::{peak_mib, resident_mib, timed_with};
use taicho_linkage::{Candidate, Field, Index, Records};
use taicho_model::vietnamese::bare;

use super::people::{Cells, FIELDS, People};

const QUESTIONS: usize = 3_000;
/// Questions that are asked again after the index was saved and loaded.
const ASKED_AGAIN: usize = 200;

pub(crate) fn print(count: usize) {
    let people = People::of(count);
    let before = resident_mib();
    let (read_s, records) = timed_with(|| records(&people, count));
    let (build_s, mut index) = timed_with(|| Index::new(records));
    println!("people: {count}");
    println!("read {read_s:.1} s, built {build_s:.1} s");
    println!("held {:.0} MiB, peak {:.0} MiB", resident_mib() - before, peak_mib());

    // Three of four are there, and come as a list writes them.
    let asked = |at: usize| if at % 4 < 3 { at * (count / QUESTIONS) } else { count + at };
    let questions: Vec<Cells> = (0..QUESTIONS).map(|at| people.listed(asked(at))).collect();
    let (mut times, mut first, mut strangers) = (Vec::new(), 0, 0);
    for question in &questions {
        let found = ask(&mut index, &mut times, &fields(question));
        let best = found.first().filter(|best| best.probability >= 0.5);
        if let Some(best) = best {
            let is_right = index.records().label(best.row) == question[0];
            first += usize::from(is_right);
            strangers += usize::from(!is_right);
        }
    }
    let known = questions.len() * 3 / 4;
    println!("a new row: {}", spread(&mut times));
    let others = questions.len() - first;
    println!(
        "  at 0.5 or more: {first} of {known} right; {strangers} wrong among the other {others}"
    );

    print_typed(&mut index, &people, &questions);
    print_changes(&mut index, &people, count);
    print_saved(index, &questions);
}

/// Names without their last two letters, with marks and without, and a family name alone.
fn print_typed(index: &mut Index, people: &People, questions: &[Cells]) {
    let (mut times, mut shown) = (Vec::new(), 0);
    let known = questions.iter().filter_map(|cells| cells[0].parse().ok());
    let known: Vec<usize> = known.filter(|number| *number < index.len()).collect();
    for (at, number) in known.iter().enumerate() {
        let mut cells = people.registered(*number);
        let marked = std::mem::take(&mut cells[1]);
        let mut name = if at % 2 == 0 { marked } else { bare(&marked) };
        name.truncate(name.char_indices().rev().nth(1).map_or(0, |(byte, _)| byte));
        let found = ask(index, &mut times, &[(Field::Name, &name), (Field::Commune, &cells[6])]);
        shown += usize::from(found.iter().any(|it| index.records().label(it.row) == cells[0]));
    }
    println!("an unfinished name and the commune: {}", spread(&mut times));
    println!("  shown among 20: {shown} of {}", known.len());
    let mut times = Vec::new();
    for name in
        ["Nguyễn", "nguyen", "Trần", "le", "Nguyễn Thị", "tran van", "Phạm Thị H", "n", "Ng"]
    {
        ask(index, &mut times, &[(Field::Name, name)]);
    }
    println!("one or two frequent words: {}", spread(&mut times));
}

fn print_changes(index: &mut Index, people: &People, count: usize) {
    let new = (2 * count..2 * count + 1_000).map(|number| people.registered(number));
    let mut times = Vec::new();
    let mut rows = Vec::new();
    for cells in new {
        let (seconds, row) = timed_with(|| index.insert(&cells[0], &fields(&cells)));
        times.push(seconds);
        rows.push(row);
    }
    println!("insert: {}", spread(&mut times));
    let mut times = Vec::new();
    for row in rows {
        let (seconds, was_there) = timed_with(|| index.remove(row));
        times.push(seconds);
        assert!(was_there, "it came in");
    }
    println!("remove: {}", spread(&mut times));
}

fn print_saved(mut index: Index, questions: &[Cells]) {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("index");
    let answers = |index: &mut Index| -> Vec<Vec<Candidate>> {
        questions.iter().take(ASKED_AGAIN).map(|cells| index.who(&fields(cells))).collect()
    };
    let before = answers(&mut index);
    let file = || File::create(&path).expect("there is room");
    let (save_s, _) = timed_with(|| index.save(BufWriter::new(file())).expect("saved"));
    let size = path.metadata().expect("the file is there").len();
    drop(index);
    let file = File::open(&path).expect("the file is there");
    let (load_s, index) = timed_with(|| Index::load(BufReader::new(file)));
    let mut index = index.expect("what was saved can be loaded");
    println!("saved in {save_s:.1} s, {} MB; loaded in {load_s:.1} s", size / 1_000_000);
    let after = answers(&mut index);
    let best = |found: &[Candidate]| found.first().map(|best| (best.row, best.probability));
    let as_before =
        before.iter().zip(&after).filter(|(one, other)| match (best(one), best(other)) {
            (Some((row, probability)), Some((again, then))) => {
                row == again && (probability - then).abs() < 1e-3
            }
            (one, other) => one == other,
        });
    println!("  answers as before: {} of {}", as_before.count(), before.len());
}

fn records(people: &People, count: usize) -> Records {
    let mut records = Records::new(date(2026, 1, 1));
    records.begin(&FIELDS.map(Some));
    for number in 0..count {
        let cells = people.registered(number);
        records.add(&cells[0], number as u32 + 2, |at| &cells[at]);
    }
    records
}

fn fields(cells: &Cells) -> Vec<(Field, &str)> {
    FIELDS.into_iter().zip(cells.iter().map(String::as_str)).skip(1).collect()
}

fn ask(index: &mut Index, times: &mut Vec<f64>, cells: &[(Field, &str)]) -> Vec<Candidate> {
    let (seconds, found) = timed_with(|| index.who(cells));
    times.push(seconds);
    found
}

fn spread(times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| 1e3 * times[((times.len() - 1) as f64 * share) as usize];
    format!("median {:.3} ms, p99 {:.3} ms, longest {:.3} ms", at(0.5), at(0.99), at(1.0))
}
