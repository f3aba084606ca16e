//! Folders that are imported: what stands in them under the name of a table and cannot be opened.

use std::os::unix::fs::symlink;

use taicho_ops::import::Source;
use taicho_testkit::{Engine, open};

use crate::{Trace, fill, try_import};

#[test]
fn a_link_or_a_folder_among_the_files_keeps_all_of_them_out() {
    let test = open(Engine::Sqlite);
    fill(&test.store);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("places.csv"), "key,kind,name,area_code\nmoi,lodging,Trọ,09187\n").unwrap();
    std::fs::write(at("notes.md"), "no table").unwrap();
    symlink("/etc/passwd", at("people.csv")).unwrap();
    symlink("none", at("zones.csv")).unwrap();
    symlink("none", at("not-a-table")).unwrap();
    std::fs::create_dir(at("cases.csv")).unwrap();
    std::fs::write(at("ca\u{202E}vsc.txt"), "key\n").unwrap();
    let before = Trace::of(&test.store);
    let report = try_import(&test.store, Source::at(folder.path()).unwrap()).unwrap();
    assert_eq!((report.faults_in_all, &report.change_id), (4, &None));
    let faults: Vec<(&str, &str)> =
        report.faults.iter().map(|fault| (fault.location.file.as_str(), fault.code)).collect();
    let wanted = [
        ("cases.csv", "file.not_a_file"),
        ("ca\\u{202e}vsc.txt", "file.name"),
        ("people.csv", "file.not_a_file"),
        ("zones.csv", "file.not_a_file"),
    ];
    assert_eq!(faults, wanted);
    assert!(report.faults[2].reason.en.contains("a link found in a folder"));
    assert_eq!(Trace::of(&test.store), before);
}

#[test]
fn a_link_that_a_person_names_is_followed_to_a_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("places.csv"), "key,kind,name,area_code\n").unwrap();
    symlink("places.csv", at("link.csv")).unwrap();
    symlink("/dev/zero", at("zero.csv")).unwrap();
    assert_eq!(Source::at(&at("link.csv")).unwrap().len(), 1);
    for (path, code) in [
        (at("zero.csv"), "file.not_a_file"),
        ("/dev/stdin".into(), "file.not_a_file"),
        (at("none.csv"), "sheet.io"),
    ] {
        let refused = Source::at(&path).unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
    }
}
