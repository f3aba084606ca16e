//! One's own place from an empty folder to a decision and a report, by commands alone.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn taicho(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    program.current_dir(folder).env_remove("TAICHO_DATABASE_URL").args(arguments);
    program.output().unwrap()
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    format!("{out}{err}")
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = taicho(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn decided(folder: &Path, arguments: &[&str]) -> Value {
    let text = done(folder, &[&["decide", "--json"], arguments].concat());
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_commune_of_today_begins_with_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = done(folder, &["init", "--area", "26647", "--at", "2026-11-20"]);
    assert!(made.contains("(26647), ngày 20/11/2026"), "{made}");
    assert!(made.contains("vn-2026") && made.contains("15/2026/TT-BYT"), "{made}");
    let at = ["--at", "2026-11-20T16:00+07:00"];
    let nothing = decided(folder, &at);
    assert_eq!(nothing["proposals"], Value::Array(Vec::new()));
    let note = nothing["notes"][0]["vi"].as_str().unwrap();
    assert!(note.contains("không có nghĩa là an toàn"), "{note}");
    let rows: String =
        (0..3).map(|n| format!("C{n},sởi,26647,xác định,cộng đồng,18/11/2026,ổ 1\n")).collect();
    let head = "Mã ca,Bệnh,Mã xã,status,Nguồn ca,Ngày phát hiện,cluster\n";
    std::fs::write(folder.join("ca benh.csv"), format!("{head}{rows}")).unwrap();
    let endemic = "area_code,name,type,value,disease,confidence,source\n26647,endemic,flag,false,measles,V,Trạm y tế\n";
    std::fs::write(folder.join("du kien.csv"), endemic).unwrap();
    for file in ["ca benh.csv", "du kien.csv"] {
        done(folder, &["import", file, "--known-at", "2026-11-20T08:00+07:00"]);
    }
    let alert = decided(folder, &at);
    let kinds = alert["proposals"].as_array().unwrap().iter().map(|it| it["kind"].clone());
    assert!(kinds.collect::<Vec<_>>().contains(&"alert".into()), "{alert}");
    assert_eq!(alert["notes"], Value::Array(Vec::new()));
    let report = done(folder, &["report", "daily", at[0], at[1], "--format", "json"]);
    assert!(report.contains("26647"), "{report}");
    assert!(done(folder, &["audit"]).contains("0"), "the log is sound");
}

#[test]
fn a_district_of_another_time_opens_at_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = done(folder, &["init", "--area", "222", "--at", "2021-06-05"]);
    assert!(made.contains("(222), ngày 05/06/2021") && made.contains("vn-covid-2021"), "{made}");
    let decided = decided(folder, &["--at", "2021-06-05T16:00+07:00"]);
    assert_eq!(decided["family"], "vn-covid-2021");
    // Whom nobody told of a commune has a level that nobody knows.
    let open = decided["undecided"].as_array().unwrap();
    assert!(open.iter().any(|it| it["kind"] == "risk_level" && it["area"]["code"] == "222"));
    assert!(decided["proposals"].as_array().unwrap().iter().all(|it| it["kind"] != "risk_level"));
}

#[test]
fn a_place_that_there_is_not_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (arguments, why) in [
        (["--area", "99999", "--at", "2026-11-20"], "99999"),
        // A district of before July 2025 is none today.
        (["--area", "256", "--at", "2026-11-20"], "256"),
    ] {
        let output = taicho(folder, &[&["init"], &arguments[..]].concat());
        assert!(!output.status.success() && said(&output).contains(why), "{}", said(&output));
        let listed = done(folder, &["list", "areas", "--json"]);
        assert_eq!(listed.trim(), "[\n]", "{arguments:?}");
    }
    let found = done(folder, &["init", "--find", "vo cuong", "--at", "2026-11-20"]);
    assert!(found.contains("Phường Võ Cường, Tỉnh Bắc Ninh"), "{found}");
}
