//! Reading, checking and normalising a list of 15 columns, beside calamine and the plain csv crate in the same run.
//!
//! `import_parse [ROWS]` writes the inputs with a fixed seed, runs every reader three times in a process of its own,
//! and prints the medians: CPU seconds, peak memory, and the rows, cells and sum that all of them must agree on.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::Reader;
use jiff::civil::{Date, date};
use taicho_bench::{cpu_s, peak_mib};
use taicho_normalise as normalise;
use taicho_sheets::{Row, Table};

#[path = "import_parse/input.rs"]
mod input;

type Outcome = Result<(), Box<dyn Error>>;

const RUNS: usize = 3;
const READERS: &[(&str, &str)] = &[
    ("taicho: parse, check, normalise", "inline.xlsx"),
    ("taicho: parse only", "inline.xlsx"),
    ("calamine: whole sheet, no checks", "inline.xlsx"),
    ("calamine: cell by cell, no checks", "inline.xlsx"),
    ("taicho: parse, check, normalise", "shared.xlsx"),
    ("taicho: parse only", "shared.xlsx"),
    ("calamine: cell by cell, no checks", "shared.xlsx"),
    ("taicho: parse, check, normalise", "list.csv"),
    ("taicho: parse only", "list.csv"),
    ("csv crate: byte records, no checks", "list.csv"),
];

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", file, rows] => input::write(Path::new(file), rows.parse()?),
        ["read", reader, file] => {
            let sums = read(reader, Path::new(file))?;
            let (cpu, peak) = (cpu_s("self").ok_or("stat")?, peak_mib());
            println!(
                "{cpu:.2} {peak:.1} {} {} {:.2} {}",
                sums.rows, sums.cells, sums.ct, sums.refused
            );
            Ok(())
        }
        [] => compare(100_000),
        [rows] => compare(rows.parse()?),
        _ => Err("usage: import_parse [ROWS]".into()),
    }
}

fn compare(rows: u32) -> Outcome {
    let folder = tempfile::tempdir()?;
    let own = std::env::current_exe()?;
    for file in ["inline.xlsx", "shared.xlsx", "list.csv"] {
        let path = folder.path().join(file);
        let made = Command::new(&own).arg("write").arg(&path).arg(rows.to_string()).status()?;
        if !made.success() {
            return Err(format!("{file} was not written").into());
        }
        println!("{file}: {rows} rows x 15, {:.1} MB", fs::metadata(&path)?.len() as f64 / 1e6);
    }
    println!("| reader | input | CPU s | peak MiB | rows | cells | sum of ct | refused cells |");
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (reader, file) in READERS {
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let output = Command::new(&own)
                .arg("read")
                .arg(reader)
                .arg(folder.path().join(file))
                .output()?;
            let line = String::from_utf8(output.stdout)?;
            let fields: Vec<String> = line.split_whitespace().map(String::from).collect();
            if fields.len() != 6 {
                return Err(format!(
                    "{reader} on {file}: {}",
                    String::from_utf8_lossy(&output.stderr)
                )
                .into());
            }
            runs.push((fields[0].parse::<f64>()?, fields));
        }
        runs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let fields = &runs[RUNS / 2].1;
        println!("| {reader} | {file} | {} |", fields.join(" | "));
    }
    Ok(())
}

/// What every reader must find.
#[derive(Default)]
struct Sums {
    rows: u64,
    cells: u64,
    ct: f64,
    refused: u64,
}

fn read(reader: &str, path: &Path) -> Result<Sums, Box<dyn Error>> {
    match reader {
        "taicho: parse, check, normalise" => ours(path, true),
        "taicho: parse only" => ours(path, false),
        "calamine: whole sheet, no checks" => calamine_whole(path),
        "calamine: cell by cell, no checks" => calamine_cells(path),
        _ => csv_plain(path),
    }
}

fn ours(path: &Path, normalised: bool) -> Result<Sums, Box<dyn Error>> {
    let mut table = Table::open(path)?;
    let mut row = Row::new();
    let mut sums = Sums::default();
    let today = date(2021, 9, 1);
    while table.next_row(&mut row)? {
        sums.rows += 1;
        sums.cells += row.cells().filter(|cell| !cell.text.is_empty()).count() as u64;
        let ct = row.cell(10);
        sums.ct += match ct.number {
            Some(number) => number,
            None => normalise::number(ct.text).map_or(0.0, |read| read.value),
        };
        if normalised {
            sums.refused += check(&row, today);
        }
    }
    Ok(sums)
}

/// Every column that has a form of its own is brought into it; gives the number of cells without one.
fn check(row: &Row, today: Date) -> u64 {
    let text = |column| row.cell(column).text;
    let name = normalise::name(text(1)).is_ok_and(|read| !read.value.key.is_empty());
    let birth = normalise::birth_date(text(2), today);
    let sex = normalise::sex(text(3));
    let phone = normalise::phone(text(4)).is_ok();
    let id = normalise::personal_id(text(5));
    let contradicted = id.as_ref().is_ok_and(|id| {
        let year = birth.as_ref().ok().map(|read| read.value.date.year());
        !id.value.contradictions(sex.as_ref().ok().map(|read| read.value), year).is_empty()
    });
    let ward = normalise::area_name(text(6)).is_ok();
    let street = !text(7).trim().is_empty();
    let sampled = normalise::date_time(text(8), None).is_ok();
    let doses = [12, 13].into_iter().filter(|column| !row.cell(*column).is_blank());
    let bad_doses =
        doses.filter(|column| normalise::date(text(*column), None).is_err()).count() as u64;
    let whole = [
        name,
        birth.is_ok(),
        sex.is_ok(),
        phone,
        id.is_ok() && !contradicted,
        ward,
        street,
        sampled,
    ];
    bad_doses + whole.iter().filter(|sound| !**sound).count() as u64
}

fn calamine_whole(path: &Path) -> Result<Sums, Box<dyn Error>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path)?;
    let range = book.worksheet_range_at(0).ok_or("no sheet")??;
    let mut sums = Sums::default();
    for row in range.rows().skip(1) {
        sums.rows += 1;
        sums.cells += row.iter().filter(|cell| **cell != calamine::Data::Empty).count() as u64;
        sums.ct += row.get(10).and_then(calamine::DataType::as_f64).unwrap_or(0.0);
    }
    Ok(sums)
}

fn calamine_cells(path: &Path) -> Result<Sums, Box<dyn Error>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path)?;
    let sheet = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&sheet)?;
    let mut sums = Sums::default();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row == 0 || matches!(cell.get_value(), calamine::DataRef::Empty) {
            continue;
        }
        sums.cells += 1;
        sums.rows = u64::from(row);
        if let (10, calamine::DataRef::Float(number)) = (column, cell.get_value()) {
            sums.ct += number;
        }
    }
    Ok(sums)
}

fn csv_plain(path: &Path) -> Result<Sums, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut record = csv::ByteRecord::new();
    let mut sums = Sums::default();
    while reader.read_byte_record(&mut record)? {
        sums.rows += 1;
        sums.cells += record.iter().filter(|cell| !cell.is_empty()).count() as u64;
        sums.ct += std::str::from_utf8(&record[10])?.parse::<f64>()?;
    }
    Ok(sums)
}
