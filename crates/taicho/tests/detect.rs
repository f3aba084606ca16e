//! `taicho detect` as an office runs it: a table of counts in, alarms with their reasons out.

use std::path::PathBuf;
use std::process::{Command, Output};

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    program.current_dir(folder.path()).arg("detect").args(arguments).output().unwrap()
}

fn said(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn weekly() -> String {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../forecast/tests/detect/weekly.csv");
    std::fs::read_to_string(path).unwrap()
}

fn alarms(written: &str) -> usize {
    let is_alarm = |row: &&str| row.split(',').nth(5) == Some("1");
    written.lines().filter(is_alarm).count()
}

const HEADING: &str =
    "series,date,observed,expected,bound,alarm,score,line,reason,reason_vi,reason_en";

#[test]
fn every_method_writes_its_alarms_with_reasons() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("weekly.csv"), weekly()).unwrap();
    for (method, lines, least) in
        [("farrington", 1, 5), ("ears", 1, 5), ("scan", 1, 5), ("law", 2, 5)]
    {
        let arguments = ["weekly.csv", "--method", method, "--last", "60", "--out", "alarms.csv"];
        let printed = said(&folder, &arguments);
        assert!(printed.contains("common"), "{printed}");
        let written = std::fs::read_to_string(folder.path().join("alarms.csv")).unwrap();
        assert_eq!(written.lines().next(), Some(HEADING));
        assert_eq!(written.lines().count(), 1 + 5 * 60 * lines, "{method}");
        assert!(alarms(&written) >= least, "{method} {}", alarms(&written));
        assert!(!written.contains("NaN") && !written.contains("inf"), "{method}");
        assert!(written.contains("2023-12-18"), "{method}");
    }
}

#[test]
fn a_table_without_dates_is_taken_for_weeks() {
    let folder = tempfile::tempdir().unwrap();
    let undated: String =
        weekly().lines().map(|line| format!("{}\n", line.split_once(',').unwrap().1)).collect();
    std::fs::write(folder.path().join("weekly.csv"), undated).unwrap();
    let arguments = ["weekly.csv", "--method", "farrington", "--last", "52", "--out", "alarms.csv"];
    let printed = said(&folder, &arguments);
    assert!(printed.contains("một năm 52 tuần") && printed.contains("a year for 52"), "{printed}");
    let written = std::fs::read_to_string(folder.path().join("alarms.csv")).unwrap();
    assert!(written.contains("\ncommon,469,"), "{written}");
}

#[test]
fn the_law_by_month_says_when_it_only_advises() {
    let folder = tempfile::tempdir().unwrap();
    let july = [(2021, 10), (2022, 12), (2023, 8), (2024, 14), (2025, 11), (2026, 16)];
    let rows: String = july.map(|(year, count)| format!("A,{year}-07-01,{count}\n")).concat();
    std::fs::write(folder.path().join("a.csv"), format!("series,date,count\n{rows}")).unwrap();
    let arguments = ["a.csv", "--step", "month", "--method", "law", "--last", "1", "--out", "-"];
    let written = said(&folder, &arguments);
    assert!(written.contains("A,2026-07-01,16,11,15.47"), "{written}");
    assert_eq!(alarms(&written), 1);
    let written = said(&folder, &[&arguments[..], &["--epidemic-years", "2024"]].concat());
    assert_eq!(alarms(&written), 0);
    assert!(written.contains("advises_above") && written.contains("4 năm"), "{written}");
    let printed = said(&folder, &arguments[..7]);
    assert!(printed.contains("15/2026/TT-BYT"), "{printed}");
}

#[test]
fn merged_communes_sum_their_predecessors() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("m.csv", "date,a,b,c,d\n2020-01-06,1,2,,0\n2020-01-13,1,5,,0\n2020-01-20,,,9,0\n");
    put("units.csv", "from,to\na,c\nb,c\n");
    let arguments = ["m.csv", "--method", "ears", "--baseline", "3", "--out", "-"];
    let written = said(&folder, &[&arguments[..], &["--units", "units.csv"]].concat());
    let counts: Vec<&str> = written
        .lines()
        .filter(|row| row.starts_with("c,"))
        .map(|row| row.split(',').nth(2).unwrap())
        .collect();
    assert_eq!(counts, ["3", "6", "9"]);
    assert!(!written.contains("\na,") && written.contains("\nd,"), "{written}");
    put("units.csv", "from,to\na,c\nz,c\n");
    let output = run(&folder, &[&arguments[..], &["--units", "units.csv"]].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && errors.contains("there are no counts of z"), "{errors}");
}

#[test]
fn bad_input_is_answered_clearly() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("zero.csv", &format!("a\n{}", "0\n".repeat(400)));
    for method in ["farrington", "ears", "scan", "law"] {
        let written = said(&folder, &["zero.csv", "--method", method, "--out", "-"]);
        assert_eq!(alarms(&written), 0, "{method}");
        assert!(!written.contains("NaN"), "{method}");
    }
    put("short.csv", "date,a\n2026-01-05,3\n2026-01-12,4\n");
    let printed = said(&folder, &["short.csv", "--method", "farrington"]);
    assert!(printed.contains("could not be judged"), "{printed}");
    put("negative.csv", "date,a\n2026-01-05,3\n2026-01-12,-4\n2026-01-19,1\n");
    let written = said(&folder, &["negative.csv", "--method", "ears", "--out", "-"]);
    assert!(written.contains(",negative,"), "{written}");
    put("days.csv", "date,a\n2026-01-05,3\n2026-01-06,4\n2026-01-07,1\n");
    let refused = run(&folder, &["days.csv", "--method", "farrington"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--step week"));
    let refused = run(&folder, &["short.csv", "--method", "ears", "--alpha", "7"]);
    let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(errors.contains("chances must be above 0"), "{errors}");
}

#[test]
fn the_picture_shows_the_series_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("weekly.csv"), weekly()).unwrap();
    said(&folder, &["weekly.csv", "--last", "104", "--svg", "a.svg", "--draw", "many"]);
    let drawn = std::fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("many") && !drawn.contains("NaN"));
    // What is newest comes first, with its line and verdict.
    assert!(drawn.contains("Cảnh báo sớm: many") && drawn.contains("ngưỡng báo động"), "{drawn}");
    let law =
        ["weekly.csv", "--method", "law", "--last", "104", "--svg", "law.svg", "--lang", "en"];
    said(&folder, &law);
    let drawn = std::fs::read_to_string(folder.path().join("law.svg")).unwrap();
    assert!(["alert line", "epidemic line"].iter().any(|line| drawn.contains(line)), "{drawn}");
}

#[test]
fn the_picture_of_a_table_without_dates_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let undated: String =
        weekly().lines().map(|line| format!("{}\n", line.split_once(',').unwrap().1)).collect();
    std::fs::write(folder.path().join("weekly.csv"), undated).unwrap();
    said(&folder, &["weekly.csv", "--last", "52", "--svg", "a.svg"]);
    let drawn = std::fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(drawn.contains("tuần thứ") || drawn.contains("Tuần thứ"), "{drawn}");
    let drawn = drawn.replace("http://www.w3.org/2000/svg", "");
    assert!(!drawn.contains("/20"), "a date was invented: {drawn}");
}
