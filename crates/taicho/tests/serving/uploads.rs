//! Many files at once need no more memory than two, and leave nothing behind.

use std::collections::BTreeSet;

use crate::server::{Client, Server, post};

const FILES: usize = 12;
const MIB: usize = 48;

/// What lies in a data folder by rights.
const OURS: &[&str] = &["taicho.db", ".lock", "newest-change", "seal"];

#[test]
fn many_files_at_once_take_the_memory_of_two() {
    let server = Server::start(None);
    let table = "what nobody knows,nor needs\n".repeat((MIB << 20) / 28);
    let request = post("/imports?name=x.csv&dry_run=true", "text/csv", &table);
    let before = server.status("VmHWM");
    std::thread::scope(|scope| {
        for _ in 0..FILES {
            scope.spawn(|| {
                let mut client = Client::connect(server.address).unwrap();
                let answer = client.ask(&request).unwrap().unwrap();
                assert_eq!(answer.status, 200, "{answer:?}");
                assert!(answer.body.contains("file.kind"), "{answer:?}");
            });
        }
    });
    let grown = (server.status("VmHWM") - before) >> 10;
    assert!(grown < 3 * MIB as u64, "{FILES} files of {MIB} MiB took {grown} MiB");
    let left: BTreeSet<String> = std::fs::read_dir(server.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !OURS.iter().any(|ours| name.contains(ours)))
        .collect();
    assert_eq!(left, BTreeSet::new());
}
