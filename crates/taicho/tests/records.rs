//! The general verbs on the command line: kinds, list, show.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn taicho(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    program.current_dir(folder).env_remove("TAICHO_DATABASE_URL").args(arguments);
    program.output().unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = taicho(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn kinds_have_what_scripts_rely_on() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = json(folder.path(), &["kinds", "--json"]);
    let cases = kinds.as_array().unwrap().iter().find(|kind| kind["name"] == "cases").unwrap();
    assert_eq!(
        (&cases["title"]["vi"], &cases["title"]["en"]),
        (&"Ca bệnh".into(), &"Cases".into())
    );
    assert_eq!(cases["importable"], true);
    for field in cases["fields"].as_array().unwrap() {
        assert!(field["name"].is_string() && field["type"].is_string(), "{field}");
        assert!(field["required"].is_boolean(), "{field}");
    }
    assert!(!folder.path().join("taicho-data").exists(), "nothing is made");
}

#[test]
fn a_result_that_cannot_be_printed_is_told_without_a_trace_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    let output = program.current_dir(folder.path()).args(["kinds", "--json"]).stdout(full);
    let output = output.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("không in được kết quả") && !said.contains("panicked"), "{said}");
}

#[test]
fn records_are_listed_and_shown_with_their_history() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("areas.csv", "code,name,kind,level\n92,Cần Thơ,Thành phố,province\n");
    write("communes.csv", "code,name,kind,level,parent_code\n31135,Cái Khế,Phường,commune,92\n");
    write(
        "cases.csv",
        "source_key,disease,area_code,status,case_origin,setting,found_on\n\
         C1,dengue,31135,suspected,community,quarter,2026-11-02\n\
         C2,dengue,31135,confirmed,community,hospital,2026-11-09\n",
    );
    write(
        "later.csv",
        "source_key,disease,area_code,status,case_origin,setting,found_on\n\
         C1,dengue,31135,confirmed,community,quarter,2026-11-02\n",
    );
    for (file, kind, known_at) in [
        ("areas.csv", "areas", "2026-11-01T08:00+07:00"),
        ("communes.csv", "areas", "2026-11-01T08:00+07:00"),
        ("cases.csv", "cases", "2026-11-10T08:00+07:00"),
        ("later.csv", "cases", "2026-11-12T08:00+07:00"),
    ] {
        let done = taicho(folder.path(), &["import", file, "--kind", kind, "--known-at", known_at]);
        assert!(done.status.success(), "{file}: {}", String::from_utf8_lossy(&done.stdout));
    }
    let keys = |arguments: &[&str]| -> Vec<String> {
        let rows = json(folder.path(), &[&["list", "cases", "--json"], arguments].concat());
        let rows = rows.as_array().unwrap().clone();
        let mut keys: Vec<String> =
            rows.iter().map(|row| row["source_key"].as_str().unwrap().to_owned()).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&[]), ["C1", "C2"]);
    assert_eq!(keys(&["--filter", "status=confirmed"]), ["C1", "C2"]);
    let before = ["--at", "2026-11-11T08:00+07:00", "--filter", "status=confirmed"];
    assert_eq!(keys(&before), ["C2"], "what was known then");
    assert_eq!(keys(&["--filter", "found_on=2026-11-05..", "--area", "92"]), ["C2"]);
    assert_eq!(keys(&["--filter", "found_on=..2026-11-05"]), ["C1"]);
    assert_eq!(keys(&["--filter", "disease=measles"]), [""; 0]);
    for (arguments, told) in [
        (
            ["list", "cases", "--filter", "sex=male"],
            "cases have no field sex; they have source_key",
        ),
        (["list", "cases", "--filter", "status=zzz"], "suspected, confirmed, ruled_out"),
        (["list", "cases", "--filter", "area_path=92/"], "no field area_path"),
        (["list", "nothing", "--filter", "a=b"], "there are areas, area_links"),
        (["list", "cases", "--area", "99999"], "99999"),
        (["show", "cases", "no-such-id", "--json"], "there is no such record"),
    ] {
        let refused = taicho(folder.path(), &arguments);
        assert!(!refused.status.success(), "{arguments:?}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(told), "{arguments:?}: {said}");
        assert!(refused.stdout.is_empty(), "{arguments:?}");
    }
    let rows = json(folder.path(), &["list", "cases", "--filter", "source_key=C1", "--json"]);
    let id = rows[0]["id"].as_str().unwrap();
    let shown = json(folder.path(), &["show", "cases", id, "--json"]);
    assert_eq!((&shown["version"], &shown["is_withdrawn"]), (&2.into(), &false.into()));
    assert_eq!(shown["record"]["status"], "confirmed");
    assert_eq!(shown["history"][1]["values"]["status"], "suspected");
}
