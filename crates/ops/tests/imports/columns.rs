//! Files that lack what their kind needs: every kind is walked, with each required column taken away in turn.

use taicho_model::KindSpec;
use taicho_ops::import::{CellFault, Source, columns_of, kinds};
use taicho_store::Store;
use taicho_testkit::on_both;

use crate::{Trace, fill, try_import};

const PASSWD: &str =
    "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n";

/// A table of a kind with one row of nonsense, one column left out.
fn table_without(kind: &'static KindSpec, left_out: &str) -> String {
    let columns = columns_of(kind).filter(|name| *name != left_out);
    let columns: Vec<&str> = columns.collect();
    format!("{}\n{}\n", columns.join(","), vec!["x1"; columns.len()].join(","))
}

/// The one fault for which a file was refused without a trace.
fn refused(store: &Store, source: Source, what: &str) -> CellFault {
    let before = Trace::of(store);
    let report = try_import(store, vec![source]).unwrap();
    assert_eq!((report.faults_in_all, &report.change_id), (1, &None), "{what}: {report:?}");
    assert!(report.files.is_empty(), "{what}: no row of it was looked at");
    assert_eq!(Trace::of(store), before, "{what} left a trace");
    report.faults.into_iter().next().unwrap()
}

#[test]
fn a_file_without_a_column_that_its_kind_needs_is_refused() {
    on_both(|test| {
        fill(&test.store);
        let mut walked = 0;
        for kind in kinds() {
            for field in kind.fields.iter().filter(|it| it.is_needed(kind) && !it.is_internal) {
                let bytes = table_without(kind, field.column).into_bytes();
                let told = Source::bytes("bảng.csv", bytes.clone()).of_kind(kind.name);
                let named = Source::bytes(&format!("{}.csv", kind.name), bytes);
                for source in [told, named] {
                    let what = format!("{} without {}", kind.name, field.column);
                    let fault = refused(&test.store, source, &what);
                    assert_eq!((fault.code, fault.location.row), ("file.columns", Some(1)));
                    let (vi, en) = (&fault.reason.vi, &fault.reason.en);
                    assert!(vi.contains(&format!("thiếu cột bắt buộc {}", field.column)), "{vi}");
                    assert!(en.contains(&format!("columns are missing: {}", field.column)), "{en}");
                    // What would have done stands beside it.
                    assert!(field.headings.iter().all(|heading| vi.contains(heading)), "{vi}");
                    assert!(vi.contains(kind.title.0) && en.contains(kind.title.1), "{vi} {en}");
                }
                walked += 1;
            }
        }
        assert!(walked > 25, "{walked} columns were walked");
    });
}

#[test]
fn what_is_no_table_of_ours_is_refused_for_every_kind() {
    // This very program: bytes that are no text.
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let binary = &program[..100_000];
    on_both(|test| {
        fill(&test.store);
        for kind in kinds() {
            let told = |bytes: &[u8]| Source::bytes("x.csv", bytes.to_vec()).of_kind(kind.name);
            let fault = refused(&test.store, told(PASSWD.as_bytes()), kind.name);
            assert_eq!(fault.code, "file.columns");
            assert!(fault.reason.vi.contains("không nhận ra tiêu đề nào"), "{}", fault.reason.vi);
            assert!(fault.reason.en.contains("not one heading is known"), "{}", fault.reason.en);
            assert!(fault.reason.en.contains("root:x:0:0"), "what was read is shown");
            let fault = refused(&test.store, told(b""), kind.name);
            assert_eq!(fault.code, "sheet.empty");
            let fault = refused(&test.store, told(binary), kind.name);
            assert_eq!(fault.code, "sheet.unreadable");
        }
        let unknown = refused(&test.store, Source::bytes("x.csv", PASSWD.as_bytes()), "no kind");
        assert_eq!(unknown.code, "file.kind");
        let none = Source::bytes("x.csv", PASSWD.as_bytes()).of_kind("no\u{202E}ne");
        let fault = refused(&test.store, none, "an unknown kind");
        assert!(fault.reason.en.starts_with("there is no kind no\\u{202e}ne; the kinds are areas"));
    });
}

#[test]
fn headings_without_rows_are_said_aloud() {
    on_both(|test| {
        fill(&test.store);
        for kind in kinds() {
            let table = table_without(kind, "");
            let headings = table.lines().next().unwrap().as_bytes().to_vec();
            let before = Trace::of(&test.store);
            let report = try_import(
                &test.store,
                vec![Source::bytes("bảng.csv", headings).of_kind(kind.name)],
            )
            .unwrap();
            assert_eq!((report.faults_in_all, &report.change_id), (0, &None), "{report:?}");
            let note = &report.files[0].notes[0];
            assert!(note.vi.starts_with("CHÚ Ý: tệp chỉ có tiêu đề, 0 dòng"), "{}", note.vi);
            assert!(
                note.en.starts_with("NOTE: the file has headings alone, 0 rows"),
                "{}",
                note.en
            );
            assert_eq!(Trace::of(&test.store), before);
        }
    });
}
