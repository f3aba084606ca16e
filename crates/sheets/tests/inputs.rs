//! What may be opened, and what is refused without being waited for or read.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use taicho_sheets::{Links, Options, SheetError, Table, open_file};

/// Opens as a table; a path that makes the program wait fails the test instead of stopping it.
fn open(path: &Path) -> Result<Table, SheetError> {
    let (sender, opened) = channel();
    let path = path.to_owned();
    std::thread::spawn(move || sender.send(Table::open(path)).expect("the test waits"));
    opened.recv_timeout(Duration::from_secs(20)).expect("it is opened or refused at once")
}

#[test]
fn only_files_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.csv"), "a,b\n1,2\n").unwrap();
    fs::create_dir(at("folder.csv")).unwrap();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe.csv"), rustix::fs::FileType::Fifo, mode, 0)
        .unwrap();
    let _listener = UnixListener::bind(at("socket.csv")).unwrap();
    for (link, target) in [
        ("to-pipe.csv", "pipe.csv"),
        ("to-nothing.csv", "none.csv"),
        ("to-itself.csv", "to-itself.csv"),
    ] {
        symlink(target, at(link)).unwrap();
    }
    symlink("a.csv", at("to-file.csv")).unwrap();
    for (path, code, vi, en) in [
        (at("folder.csv"), "file.not_a_file", "thư mục", "a folder"),
        (at("pipe.csv"), "file.not_a_file", "ống dẫn", "a pipe"),
        (at("to-pipe.csv"), "file.not_a_file", "ống dẫn", "a pipe"),
        (at("socket.csv"), "file.not_a_file", "socket", "a socket"),
        ("/dev/zero".into(), "file.not_a_file", "thiết bị", "a device"),
        ("/dev/null".into(), "file.not_a_file", "thiết bị", "a device"),
        (at("to-nothing.csv"), "file.not_a_file", "không dẫn tới tệp", "leads to no file"),
        (at("to-itself.csv"), "file.not_a_file", "không dẫn tới tệp", "leads to no file"),
        (at("none.csv"), "sheet.io", "không có tệp này", "no such file"),
    ] {
        let error = open(&path).err().unwrap_or_else(|| panic!("{} was opened", path.display()));
        assert_eq!(error.code(), code, "{error}");
        assert!(error.words().vi.contains(vi) && error.words().en.contains(en), "{error}");
        assert_eq!(error.location.file, path.file_name().unwrap().to_str().unwrap());
    }
    assert!(open(&at("a.csv")).is_ok());
    assert!(open(&at("to-file.csv")).is_ok(), "a person may name a link to a file");
    let refused = open_file(&at("to-file.csv"), Links::Refuse).unwrap_err();
    assert!(refused.words().en.contains("a link found in a folder"), "{refused}");
    assert!(open_file(&at("a.csv"), Links::Refuse).is_ok());
}

#[test]
fn a_name_that_hides_something_is_shown_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, shown) in [
        ("a\n.csv", "a\\u{a}.csv"),
        ("a\u{1b}[31m.csv", "a\\u{1b}[31m.csv"),
        ("ca\u{202E}vsc.exe", "ca\\u{202e}vsc.exe"),
        ("\u{2066}a.csv", "\\u{2066}a.csv"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, "a,b\n1,2\n").unwrap();
        let bytes = "a,b\n1,2\n".as_bytes();
        let (opened, sent) = (open(&path), Table::from_bytes(name, bytes, &Options::default()));
        for error in [opened.err().expect(shown), sent.err().expect(shown)] {
            assert_eq!((error.code(), error.location.file.as_str()), ("file.name", shown));
            assert!(error.words().vi.contains("hãy đổi tên tệp"), "{error}");
            assert!(error.words().en.contains("rename the file"), "{error}");
        }
    }
}
