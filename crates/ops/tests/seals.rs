//! Seals and the files beside the database: a key that is lost, a disk that is full, a node that has no key.

use jiff::{Timestamp, ToSpan as _};
use taicho_ops::{SealFiles, Upkeep, jobs_left, plan_jobs, run_one_job};
use taicho_store::{Actor, AuditReport, Intent, JobState, Seal, Store, StoreError};
use taicho_testkit::on_both;

fn now() -> Timestamp {
    "2026-11-30T23:55+07:00".parse().unwrap()
}

fn write(store: &Store, value: &str) {
    let value = value.to_owned();
    let set = move |w: &mut taicho_store::Write<'_>| w.set("scene", &value);
    let intent = Intent::new("test", now());
    store.write::<_, StoreError>(&Actor::local_operator(), intent, set).unwrap();
}

fn sealed(files: &SealFiles, store: &Store, value: &str) -> Seal {
    write(store, value);
    files.seal(store, now()).unwrap().unwrap()
}

fn audit(files: &SealFiles, store: &Store) -> AuditReport {
    store.audit_with(&files.witness().unwrap()).unwrap()
}

fn lines(files: &SealFiles) -> Vec<Seal> {
    let text = std::fs::read_to_string(&files.seals).unwrap();
    text.lines().map(|line| Seal::read(line).expect(line)).collect()
}

#[test]
fn a_key_that_is_missing_is_not_replaced_without_a_word() {
    on_both(|test| {
        let folder = tempfile::tempdir().unwrap();
        let files = SealFiles::in_folder(folder.path());
        let store = &test.store;
        for public_is_lost in [false, true] {
            sealed(&files, store, &format!("before {public_is_lost}"));
            // As after a backup was restored, which has no private keys.
            std::fs::remove_file(&files.key).unwrap();
            if public_is_lost {
                std::fs::remove_file(&files.public).unwrap();
            }
            write(store, &format!("after {public_is_lost}"));
            for _ in 0..2 {
                let refused = files.seal(store, now()).unwrap_err();
                let words = refused.words();
                assert!(words.vi.contains("taicho seal --new-key"), "{}", words.vi);
                assert!(words.en.contains("taicho seal --new-key"), "{}", words.en);
                assert!(!files.key.exists(), "a refusal leaves nothing behind");
            }
            files.begin_new_key(store).unwrap();
            assert!(files.seal(store, now()).unwrap().is_some());
            let report = audit(&files, store);
            assert!(report.is_clean(), "{report:#?}");
            assert_eq!(report.changes_since, 0);
        }
        assert!(files.begin_new_key(store).is_err(), "a key that is there is not thrown away");
        // Somebody else's key is none of ours.
        let other = tempfile::tempdir().unwrap();
        let theirs = SealFiles::in_folder(other.path());
        theirs.begin_new_key(store).unwrap();
        sealed(&theirs, store, "theirs");
        let report = audit(&files, store);
        assert!(
            report.faults.iter().any(|fault| fault.why.en.contains("a key that is not ours")),
            "{report:#?}"
        );
    });
}

#[test]
fn a_seal_that_broke_off_in_the_file_is_mended_by_the_next() {
    on_both(|test| {
        let folder = tempfile::tempdir().unwrap();
        let files = SealFiles::in_folder(folder.path());
        let mut kept = vec![sealed(&files, &test.store, "one"), sealed(&files, &test.store, "two")];
        let whole = std::fs::read_to_string(&files.seals).unwrap();
        // The disk was full after so many bytes of the second seal; the last one lacks only the end of its line.
        let first = whole.find('\n').unwrap() + 1;
        for length in [first, first + 1, whole.len() - 9, whole.len() - 1] {
            std::fs::write(&files.seals, &whole[..length]).unwrap();
            let report = audit(&files, &test.store);
            assert!(report.is_clean(), "{length}: {report:#?}");
            assert!(files.seal(&test.store, now()).unwrap().is_none(), "nothing is new");
            assert_eq!(lines(&files), kept, "{length}");
        }
        std::fs::write(&files.seals, &whole[..first + 40]).unwrap();
        kept.push(sealed(&files, &test.store, "three"));
        assert_eq!(lines(&files), kept);
        // What stands in the middle did not break off: somebody wrote it.
        std::fs::write(&files.seals, format!("no seal\n{whole}")).unwrap();
        let report = audit(&files, &test.store);
        assert!(report.faults[0].why.en.contains("seals.jsonl:1"), "{report:#?}");
    });
}

#[test]
fn seals_of_what_was_lost_are_put_aside_once_that_is_accepted() {
    on_both(|test| {
        let folder = tempfile::tempdir().unwrap();
        let files = SealFiles::in_folder(folder.path());
        let kept = sealed(&files, &test.store, "one");
        sealed(&files, &test.store, "two");
        // As after the loss of the last change: the database knows of one seal.
        test.run("delete from seals where number = 2");
        assert!(!audit(&files, &test.store).is_clean());
        assert_eq!(files.put_aside_lost(&test.store).unwrap(), 1);
        assert_eq!(lines(&files), [kept]);
        let report = audit(&files, &test.store);
        assert!(report.is_clean(), "{report:#?}");
        let aside = std::fs::read_to_string(folder.path().join("seals.lost.jsonl")).unwrap();
        assert_eq!(aside.lines().count(), 1);
        assert_eq!(files.put_aside_lost(&test.store).unwrap(), 0);
    });
}

#[test]
fn a_key_that_could_not_be_written_whole_is_not_there() {
    let test = taicho_testkit::open(taicho_testkit::Engine::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    let missing = SealFiles::in_folder(&folder.path().join("new/place"));
    sealed(&missing, &test.store, "a folder that is not there is made");
    std::fs::write(folder.path().join("file"), "").unwrap();
    let files = SealFiles { key: folder.path().join("file/seal.key"), ..missing };
    write(&test.store, "again");
    assert!(files.seal(&test.store, now()).is_err());
}

#[test]
fn a_node_leaves_to_others_what_it_cannot_do_and_says_so() {
    on_both(|test| {
        let folder = tempfile::tempdir().unwrap();
        let upkeep = |name: &str| Upkeep {
            node: name.into(),
            seals: SealFiles::in_folder(&folder.path().join(name)),
            backup: None,
        };
        let (one, two) = (upkeep("one"), upkeep("two"));
        sealed(&one.seals, &test.store, "one has the key");
        write(&test.store, "more");
        plan_jobs(&test.store, &one, now()).unwrap();
        let later = now() + 1.hour();
        while let Some(job) = run_one_job(&test.store, &two, later).unwrap() {
            assert_ne!(job.what.kind, "seal");
        }
        let left = jobs_left(&test.store, &two, later).unwrap();
        assert_eq!(left.len(), 1, "{left:#?}");
        assert!(left[0].1.vi.contains("thiếu khóa niêm phong"), "{left:#?}");
        while run_one_job(&test.store, &one, later).unwrap().is_some() {}
        assert!(jobs_left(&test.store, &two, later).unwrap().is_empty());
        let jobs = test.store.jobs(later, 50).unwrap();
        assert!(jobs.iter().all(|job| job.state == JobState::Done), "{jobs:#?}");
    });
}
