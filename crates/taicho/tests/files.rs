//! What the commands say of files that are not there or hold nothing: in both languages, on one line, by name.

use std::process::Command;

/// What a command says of a file where nothing is as it should be.
fn said(folder: &tempfile::TempDir, arguments: &[&str]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    let output = program.current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Each command that reads a table, with the place of the table open.
const READERS: [&[&str]; 8] = [
    &["rt", "FILE", "--si-mean", "4.7", "--si-sd", "2.9", "--out", "-"],
    &["detect", "FILE"],
    &["forecast", "FILE"],
    &["simulate", "plain", "--fit", "FILE"],
    &["rings", "FILE", "--index", "FILE"],
    &["copresence", "FILE"],
    &["chains", "FILE"],
    &["link", "FILE", "FILE"],
];

fn with<'a>(arguments: &[&'a str], file: &'a str) -> Vec<&'a str> {
    arguments.iter().map(|it| if *it == "FILE" { file } else { it }).collect()
}

#[test]
fn a_file_that_is_not_there_is_named_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in READERS {
        let said = said(&folder, &with(arguments, "missing.csv"));
        let wanted = "taicho: missing.csv: không có tệp này · there is no such file\n";
        assert_eq!(said, wanted, "{arguments:?}");
    }
}

#[test]
fn an_empty_table_and_one_of_headings_alone_are_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty.csv"), "").unwrap();
    std::fs::write(folder.path().join("head.csv"), "series,date,count\n").unwrap();
    for arguments in &READERS[..4] {
        for (file, wanted) in [
            ("empty.csv", "tệp không có dữ liệu · the file holds no data"),
            ("head.csv", "không có số liệu nào · there is not one count"),
        ] {
            let said = said(&folder, &with(arguments, file));
            assert_eq!(said, format!("taicho: {file}: {wanted}\n"), "{arguments:?}");
        }
    }
    for arguments in [&READERS[4], &READERS[5]] {
        let said = said(&folder, &with(arguments, "empty.csv"));
        assert_eq!(said, "taicho: empty.csv: tệp không có dữ liệu · the file holds no data\n");
    }
}

#[test]
fn a_damaged_row_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let open = "series,date,count\na,2021-06-01,3\na,2021-06-02,\"4\n";
    std::fs::write(folder.path().join("open.csv"), open).unwrap();
    let said = said(&folder, &["forecast", "open.csv"]);
    assert_eq!(
        said,
        "taicho: open.csv dòng · row 3: dấu ngoặc kép mở ra mà không đóng lại · a quotation mark opens and never closes\n"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_named_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let days: String = (1..=28).map(|day| format!("a,2021-06-{day:02},{day}\n")).collect();
    std::fs::write(folder.path().join("days.csv"), format!("series,date,count\n{days}")).unwrap();
    let said = said(&folder, &["forecast", "days.csv", "--out", "none/f.csv"]);
    assert!(
        said.starts_with("taicho: không ghi được none/f.csv · none/f.csv cannot be written"),
        "{said}"
    );
}

#[test]
fn what_is_no_file_is_refused_at_once_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let import: &[&str] = &["import", "FILE", "--kind", "people"];
    for arguments in READERS.into_iter().chain([import]) {
        for (file, what) in [
            ("pipe.csv", "đây là ống dẫn (FIFO), không phải tệp"),
            ("/dev/zero", "đây là thiết bị, không phải tệp"),
            (".", "đây là thư mục, không phải tệp"),
        ] {
            if (arguments[0], file) != ("import", ".") {
                let said = said(&folder, &with(arguments, file));
                assert!(said.contains(what), "{arguments:?} {file}: {said}");
                assert!(said.contains("text file on disk is taken"), "{arguments:?}: {said}");
            }
        }
    }
}

#[test]
fn a_file_of_users_is_no_list_of_people() {
    let folder = tempfile::tempdir().unwrap();
    let users =
        "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n";
    std::fs::write(folder.path().join("passwd"), users).unwrap();
    std::fs::write(folder.path().join("people.csv"), "full_name,area_code\n").unwrap();
    let import = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
        let output = program.current_dir(folder.path()).arg("import").args(arguments).output();
        let output = output.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = import(&["passwd", "--kind", "people"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("passwd dòng · row 1: bảng “Nhân khẩu”: không nhận ra tiêu đề nào"),
        "{said}"
    );
    assert!(said.contains("required columns are missing: full_name"), "{said}");
    let (code, said) = import(&["people.csv"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("CHÚ Ý: tệp chỉ có tiêu đề, 0 dòng dữ liệu"), "{said}");
}

#[test]
fn the_licences_of_what_is_inside_are_printed() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    let output = program.arg("licences").output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    for wanted in ["\ncrate typst ", "\nnpm svelte ", "\nlibrary SQLite: ", "SIL OPEN FONT LICENSE"]
    {
        assert!(said.contains(wanted), "{wanted}");
    }
}
