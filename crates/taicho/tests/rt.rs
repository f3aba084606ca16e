//! `taicho rt` as it is called: what it reads, what it writes, and what it says of bad input.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HEADING: &str = "series,date_start,date_end,mean,sd,q025,q05,q25,median,q75,q95,q975";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taicho"))
        .arg("rt")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Runs it and gives the rows that it wrote to `rt.csv`, and what it printed.
fn rows(folder: &Path, arguments: &[&str]) -> (Vec<Vec<String>>, String) {
    let done = run(folder, &[arguments, &["--out", "rt.csv"]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = fs::read_to_string(folder.join("rt.csv")).unwrap();
    assert!(!text.contains("NaN") && !text.contains("inf"));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEADING));
    let rows = lines.map(|line| line.split(',').map(str::to_owned).collect());
    (rows.collect(), String::from_utf8_lossy(&done.stdout).into_owned())
}

/// The made-up series of the engine's tests, and what EpiEstim 2.2.4 says of them.
fn fixture() -> Vec<Vec<&'static str>> {
    let text = include_str!("../../forecast/tests/reproduction/epiestim.csv");
    text.lines().map(|line| line.split(',').collect()).collect()
}

const SERIAL: [&str; 4] = ["--si-mean", "4.7", "--si-sd", "2.9"];

#[test]
fn both_forms_of_a_table_give_the_figures_of_epiestim() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = fixture();
    let wave: Vec<&str> =
        fixture.iter().filter(|row| row[..2] == ["count", "wave"]).map(|row| row[3]).collect();
    fs::write(folder.path().join("wide.csv"), format!("wave\n{}\n", wave.join("\n"))).unwrap();
    let day = |at: usize| {
        jiff::civil::date(2021, 5, 1).checked_add(jiff::Span::new().days(at as i64)).unwrap()
    };
    let long: String =
        wave.iter().enumerate().map(|(at, count)| format!("wave,{},{count}\n", day(at))).collect();
    fs::write(folder.path().join("long.csv"), format!("series,date,count\n{long}")).unwrap();
    let arguments = |file| [&[file][..], &SERIAL, &["--window", "7"]].concat();
    let (wide, _) = rows(folder.path(), &arguments("wide.csv"));
    let (long, said) = rows(folder.path(), &arguments("long.csv"));
    let wanted: Vec<_> = fixture.iter().filter(|row| row[0] == "wave").collect();
    assert_eq!((wide.len(), long.len()), (wanted.len(), wanted.len()));
    for ((wide, long), wanted) in wide.iter().zip(&long).zip(wanted) {
        assert_eq!(wide[..3], wanted[..3], "days are numbered where there are no dates");
        assert_eq!(long[1], day(wanted[1].parse::<usize>().unwrap() - 1).to_string());
        assert_eq!(wide[3..], long[3..]);
        for (found, wanted) in wide[3..].iter().zip(&wanted[3..]) {
            let (found, wanted): (f64, f64) = (found.parse().unwrap(), wanted.parse().unwrap());
            assert!((found / wanted - 1.0).abs() < 1e-9, "{found} {wanted}");
        }
    }
    assert!(said.contains("wave: Rt "), "{said}");
}

#[test]
fn imports_parents_late_reports_and_pictures_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let days = |counts: &dyn Fn(usize) -> String| -> String { (1..=40).map(counts).collect() };
    write(
        "counts.csv",
        &format!(
            "date,a,b\n{}",
            days(&|at| format!(
                "2021-{:02}-{:02},{},{}\n",
                6 + (at - 1) / 30,
                (at - 1) % 30 + 1,
                20 + at,
                at % 3
            ))
        ),
    );
    write("parents.csv", "series,parent\na,tỉnh\nb,tỉnh\n");
    write("imported.csv", "date,a\n2021-06-20,9\n");
    write("si.csv", "days,probability\n0,0\n3,0.5\n5,0.5\n");
    let table = |more: &[&'static str]| [&["counts.csv"][..], &SERIAL, more].concat();
    let (plain, _) = rows(folder.path(), &table(&[]));
    let (imported, _) = rows(folder.path(), &table(&["--imported", "imported.csv"]));
    // Nine imported cases on the 20th lower R of the windows that hold the day, and of no other.
    assert!(imported[15][3].parse::<f64>().unwrap() < plain[15][3].parse::<f64>().unwrap());
    assert_eq!(imported[20], plain[20]);
    let (leaning, _) = rows(folder.path(), &table(&["--parents", "parents.csv"]));
    assert_eq!(leaning.len(), 3 * (40 - 7));
    assert_eq!(leaning.last().unwrap()[0], "tỉnh");
    let (unsure, _) = rows(folder.path(), &table(&["--si-mean-range", "1,3,7"]));
    let sd = |rows: &[Vec<String>]| rows[30][4].parse::<f64>().unwrap();
    assert!(sd(&unsure) > sd(&plain));
    let (given, _) = rows(
        folder.path(),
        &["counts.csv", "--si", "si.csv", "--svg", "rt.svg", "--cohort", "cohort.csv"],
    );
    assert_eq!(given.len(), 2 * (40 - 7));
    assert!(
        fs::read_to_string(folder.path().join("rt.svg")).unwrap().contains("Hệ số lây nhiễm Rt: a")
    );
    assert!(
        fs::read_to_string(folder.path().join("cohort.csv"))
            .unwrap()
            .starts_with("series,date_start,date_end,mean,sd,q025,q975,seen\na,")
    );
    let (now, _) = rows(folder.path(), &table(&["--delay", "3,2", "--nowcast", "now.csv"]));
    assert_eq!(now[0], plain[0]);
    assert!(now[32][3].parse::<f64>().unwrap() > plain[32][3].parse::<f64>().unwrap());
    let nowcast = fs::read_to_string(folder.path().join("now.csv")).unwrap();
    assert!(nowcast.starts_with("series,date,counted,reported,mean,sd,q025"), "{nowcast}");
    let again =
        run(folder.path(), &table(&["--delay", "3,2", "--nowcast", "-", "--out", "rt.csv"]));
    assert!(String::from_utf8_lossy(&again.stdout).starts_with(&nowcast));
}

#[test]
fn weekly_counts_noughts_and_faults_have_a_clear_answer() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let weeks =
        ["2021-05-03", "2021-05-10", "2021-05-17", "2021-05-24", "2021-05-31", "2021-06-07"];
    let rows_of: String = weeks.iter().map(|week| format!("x,{week},70\n")).collect();
    write("weekly.csv", &format!("series,date,count\n{rows_of}"));
    let (weekly, _) = rows(folder.path(), &[&["weekly.csv"][..], &SERIAL].concat());
    assert_eq!(weekly[0][1..3], ["2021-05-10", "2021-05-16"]);
    assert!((weekly.last().unwrap()[3].parse::<f64>().unwrap() - 1.0).abs() < 0.05);
    write("none.csv", &format!("x\n{}", "0\n".repeat(20)));
    let (none, said) = rows(folder.path(), &[&["none.csv"][..], &SERIAL].concat());
    assert!(none.iter().all(|row| row[3..].iter().all(String::is_empty)));
    assert!(
        said.contains("không ước lượng được Rt") && said.contains("there is no case"),
        "{said}"
    );
    write("minus.csv", &format!("x\n{}-4\n9\n9\n9\n", "9\n".repeat(20)));
    let (_, said) = rows(folder.path(), &[&["minus.csv"][..], &SERIAL].concat());
    assert!(said.contains("số âm") && said.contains("negative"), "{said}");
    for (arguments, words) in [
        (vec!["none.csv", "--si-mean", "0.5", "--si-sd", "1"], "trung bình phải lớn hơn 1"),
        (
            vec!["none.csv", "--si-mean", "4.7", "--si-sd", "2.9", "--window", "0"],
            "cửa sổ phải dài",
        ),
        (vec!["none.csv", "--si", "none.csv"], "hai cột"),
        (vec!["none.csv", "--si-mean", "4.7"], "--si-sd"),
    ] {
        let done = run(folder.path(), &[&arguments[..], &["--out", "no.csv"]].concat());
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!done.status.success() && said.contains(words), "{arguments:?}: {said}");
        assert!(!folder.path().join("no.csv").exists());
    }
}
