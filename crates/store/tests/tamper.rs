//! Whatever somebody does to the database with SQL, the audit finds it and names it; what only a seal can tell is told
//! by a seal that was kept elsewhere.

use jiff::Timestamp;
use taicho_model::Place;
use taicho_store::{
    Actor, AuditReport, Intent, KindSpec, Line, Request, SealKey, Store, StoreError, Value,
    Witness, Write,
};
use taicho_testkit::{Engine, TestStore, copy_of, place};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An office after a few days: corrections, withdrawals, an undone change, an import, a setting, an erasure, a time of
/// learning put right; and what an auditor has of it on paper and in a file.
struct Office {
    address: String,
    engine: Engine,
    key: SealKey,
    witness: Witness,
    _folder: tempfile::TempDir,
}

fn write<T: Send + 'static>(
    store: &Store,
    day: &str,
    work: impl FnMut(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    let mut intent = Intent::new("test", at(&format!("2021-06-{day}T08:00+07:00"))).dated();
    intent.reason = Some("as planned".into());
    intent.device = Some("desk-1".into());
    store.write(&Actor::local_operator(), intent, work).unwrap()
}

fn office(engine: Engine) -> Office {
    let test = taicho_testkit::open(engine);
    let (address, store, folder) = test.into_parts();
    let id = |w: &Write<'_>| w.change_id().to_owned();
    write(&store, "01", |w| {
        w.put(&place("p1", "A"))?;
        w.put(&place("p2", "B"))?;
        w.put(&place("p3", "C"))
    });
    write(&store, "02", |w| w.put(&place("p1", "A2")));
    write(&store, "03", |w| w.withdraw::<Place>("p3"));
    let undone = write(&store, "04", move |w| {
        w.put(&place("p4", "D"))?;
        w.put(&place("p2", "B2"))?;
        Ok(id(w))
    });
    write(&store, "05", move |w| w.undo(&undone));
    let asked = Intent::new("test", at("2021-06-06T08:00+07:00")).dated();
    let asked = asked.requested(Some(Request::new("r1", b"set the scene")));
    let answered = |w: &mut Write<'_>| {
        w.set("scene", "one")?;
        w.keep_answer("\"one\"".into());
        Ok::<_, StoreError>(())
    };
    store.write(&Actor::local_operator(), asked, answered).unwrap();
    write(&store, "07", |w| {
        w.put_all(&(0..60).map(|n| place(&format!("q{n:02}"), "import")).collect::<Vec<_>>())
    });
    write(&store, "08", |w| w.put(&place("p5", "to be erased")));
    write(&store, "09", |w| {
        let kind = KindSpec::named("places").unwrap();
        w.erase(kind, "p5", &[("name", Value::Text(String::new())), ("source_key", Value::Null)])
    });
    let ahead = write(&store, "30", move |w| {
        w.put(&place("p6", "from the future"))?;
        Ok(id(w))
    });
    write(&store, "10", move |w| w.redate(&ahead, at("2021-06-10T07:00+07:00")));
    let key = SealKey::make().unwrap();
    let seal = |day: &str| store.seal(&key, at(&format!("2021-06-{day}T23:00+07:00"))).unwrap();
    let mut seals = vec![seal("10").unwrap()];
    assert_eq!(seal("10"), None, "nothing was written since");
    write(&store, "11", |w| w.put(&place("p7", "E")));
    seals.push(seal("11").unwrap());
    let line = store.heads().unwrap().line();
    let witness =
        Witness { keys: vec![key.public_text()], seals, lines: vec![line], ..Witness::default() };
    drop(store);
    Office { address, engine, key, witness, _folder: folder }
}

impl Office {
    fn untouched(&self) -> TestStore {
        copy_of(self.engine, &self.address)
    }

    fn audit(&self, store: &Store) -> AuditReport {
        store.audit_with(&self.witness).unwrap()
    }

    /// The report on a copy to which somebody has done this.
    fn after(&self, statements: &str) -> (AuditReport, AuditReport) {
        let copy = self.untouched();
        copy.run(statements);
        (copy.store.audit().unwrap(), self.audit(&copy.store))
    }
}

/// Statement, the table that is named, the row that is named (none where it cannot be known), words of the reason.
const FOUND: &[(&str, &str, &str, &str)] = &[
    // Content.
    ("update places set name = 'X' where id = 'p1' and version = 2", "places", "p1", "not what was written"),
    ("update places set name = 'X' where id = 'p1' and version = 1", "places", "p1", "not what was written"),
    ("update places set source_key = null where id = 'p2' and version = 3", "places", "p2", "not what was written"),
    ("update places set area_path = '27/256/09999/' where id = 'q07'", "places", "q07", "not what was written"),
    ("update places set name = 'X' where id like 'q%'", "places", "q59", "not what was written"),
    ("update places set kind = 'workplace', proof = proof where id = 'q01'", "places", "q01", "not what was written"),
    // Proofs.
    ("update places set proof = '', name = 'X' where id like 'q%'", "places", "q42", "proof was taken away"),
    ("update places set proof = 'spoilt' where id = 'p7'", "places", "p7", "proof was taken away"),
    ("update places set proof = '-' || substr(proof, 17), name = 'X' where id = 'p7'", "places", "p7", "no change says so"),
    ("update places set proof = (select proof from places where id = 'q02') where id = 'q01'", "places", "q01", "not what was written"),
    // Rows that come, go, or are moved.
    ("insert into places (top, id, version, change_id, recorded_at, kind, name, area_id, area_path, record_origin, ordinal, proof)
      select top, 'forged', 1, 'no-such-change', recorded_at, kind, name, area_id, area_path, record_origin, 1, proof from places where id = 'p7'",
     "places", "forged", "log does not have"),
    ("insert into places (top, id, version, change_id, recorded_at, kind, name, area_id, area_path, record_origin, ordinal, proof)
      select top, 'forged', 1, change_id, recorded_at, kind, name, area_id, area_path, record_origin, 61, proof from places where id = 'q01'",
     "places", "forged", "not what was written"),
    ("delete from places where id = 'q01'", "places", "", "60 rows of this kind, and there are 59"),
    ("delete from places where id = 'p1' and version = 1", "places", "p1", "earlier version of the row is missing"),
    ("delete from places where id = 'p7'", "places", "", "none is left"),
    ("update places set id = 'other' where id = 'q01'", "places", "other", "not what was written"),
    ("update places set top = 'elsewhere' where id = 'q01'", "places", "q01", "key of another province"),
    ("update places set change_id = (select change_id from places where id = 'p7') where id = 'q01'", "places", "q01", "not what was written"),
    ("update places set ordinal = 62 where id = 'q01'", "places", "q01", "not what was written"),
    ("update places set version = 2 where id = 'q01'", "places", "q01", "earlier version of the row is missing"),
    // Beginnings and ends.
    ("update places set superseded_at = 1, superseded_by = 'nobody' where id = 'p7'", "places", "p7", "did not close it"),
    ("update places set superseded_at = 1 where id = 'p7'", "places", "p7", "nothing says by which change"),
    ("update places set superseded_by = 'nobody' where id = 'p7'", "places", "p7", "nothing says by which change"),
    ("update places set superseded_at = recorded_at + 1, superseded_by = change_id where id = 'p7'", "places", "p7", "did not close it"),
    ("update places set superseded_by = (select change_id from places where id = 'p7') where id = 'p1' and version = 1", "places", "p1", "did not close it"),
    ("update places set superseded_at = superseded_at + 5 where id = 'p1' and version = 1", "places", "p1", "ended was altered"),
    ("update places set superseded_at = superseded_at + 5 where id = 'p3'", "places", "p3", "ended was altered"),
    ("update places set superseded_at = null, superseded_by = null where id = 'p3'", "places", "p3", "withdrawn, and now stands open"),
    ("update places set recorded_at = recorded_at - 1000000 where id = 'p7'", "places", "p7", "not what was written"),
    ("update places set recorded_at = recorded_at + 1 where id = 'p6'", "places", "p6", "not what was written"),
    ("delete from places where id = 'p3'", "places", "p3", "is gone"),
    // What was done to versions.
    ("delete from amendments where id like 'withdrawn/places/p3/%'", "places", "p3", "did not close it"),
    ("delete from amendments where what = 'erased'", "places", "p5", "no change says so"),
    ("delete from amendments where what = 'redated'", "places", "p6", "not what was written"),
    ("update amendments set row_id = 'q01', id = 'erased/places/q01/1' where what = 'erased';
      update places set proof = '-' || substr(proof, 17), name = '' where id = 'q01'", "amendments", "erased/places/q01/1", "not what was written"),
    ("update amendments set after_at = after_at - 9 where what = 'redated';
      update places set recorded_at = recorded_at - 9 where id = 'p6'", "amendments", "redated/places/p6/1", "not what was written"),
    // Settings.
    ("update settings set value = 'two'", "settings", "scene", "not what was written"),
    ("delete from settings", "settings", "", "none is left"),
    // Answers.
    ("update answers set answer = 'two'", "answers", "r1", "not what was written"),
    ("update answers set answer = 'two', proof = null", "answers", "r1", "not what was written"),
    ("update answers set request_digest = 'of another'", "answers", "r1", "not what was written"),
    ("update answers set request_id = 'r2'", "answers", "r2", "log does not have"),
    ("delete from answers", "answers", "r1", "is gone"),
    ("insert into answers (top, request_id, request_digest, actor, change_id, answer, committed_at, proof)
      select top, 'r3', request_digest, actor, change_id, answer, committed_at, proof from answers",
     "answers", "r3", "log does not have"),
    // What is said of changes.
    ("delete from chains", "chains", "", "missing from the list of chains"),
    ("insert into open_changes (top, id, actor, operation, began_at)
      select top, id, actor, operation, 1 from changes where chain_seq = 7", "open_changes", "", "still in the making"),
    // The log.
    ("update changes set reason = 'ordered from above' where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set reason = null where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set actor = 'somebody' where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set device = 'other' where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set operation = 'import' where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set undoes = null where undoes is not null", "changes", "", "entry of this change"),
    ("update changes set request_id = 'r' where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set recorded_at = recorded_at + 1 where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set committed_at = committed_at - 1 where chain_seq = 3", "changes", "", "entry of this change"),
    ("update changes set parts = '' where chain_seq = 7", "changes", "", "entry of this change"),
    ("update changes set id = 'renamed' where chain_seq = 7", "places", "q00", "log does not have"),
    ("update changes set digest = 'x' where chain_seq = 5", "changes", "", "entry of this change"),
    ("update changes set chain = 'other' where chain_seq = 12", "changes", "", "missing"),
    ("update changes set chain_seq = 99 where chain_seq = 5", "changes", "", "missing"),
    ("delete from changes where chain_seq = 5", "changes", "", "missing"),
    ("delete from changes where chain_seq = 12", "places", "p7", "log does not have"),
    ("delete from changes", "places", "p1", "log does not have"),
    ("insert into changes (top, id, chain, chain_seq, recorded_at, committed_at, actor, operation, parts, digest)
      select top, 'forged', chain, 13, recorded_at, committed_at, actor, operation, '', digest from changes where chain_seq = 12",
     "changes", "", "entry of this change"),
    // Seals in the database.
    ("update seals set seal = replace(seal, '2021-06-10', '2021-06-09') where number = 1", "seals", "", "signature of seal 1"),
    ("delete from seals where number = 1", "seals", "", "does not follow"),
];

#[test]
fn whatever_is_done_with_sql_is_found_and_named() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let office = office(engine);
        let sound = office.audit(&office.untouched().store);
        assert!(sound.is_clean(), "{engine:?}: {sound:#?}");
        assert_eq!((sound.changes, sound.changes_since), (12, 0));
        assert_eq!(sound.sealed_to.as_ref().map(|seal| seal.number), Some(2));
        for (statements, table, row, why) in FOUND {
            let (report, _) = office.after(statements);
            assert!(!report.is_clean(), "{engine:?} missed: {statements}");
            let names = report.faults.iter().any(|fault| {
                fault.table == *table
                    && fault.why.en.contains(why)
                    && !fault.why.vi.is_empty()
                    && (row.is_empty() || fault.rows.iter().any(|found| found == row))
            });
            assert!(names, "{engine:?} {statements}: {:#?}", report.faults);
        }
    }
}

/// Only what is in the making is hidden and, where nobody makes it any more, taken back; what is in the log stays,
/// whatever somebody says of it.
#[test]
fn a_change_of_the_log_is_never_taken_back_as_half_written() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let office = office(engine);
        let copy = office.untouched();
        copy.run(
            "insert into open_changes (top, id, actor, operation, began_at)
             select top, id, actor, operation, 1 from changes where chain_seq = 7",
        );
        let (address, store, _folder) = copy.into_parts();
        let imported = |store: &Store| {
            let filter = taicho_store::Filter::now().is("name", "import");
            let read = store.read(&Actor::local_operator(), |r| r.count::<Place>(&filter));
            let count: Result<_, StoreError> = read;
            count.unwrap()
        };
        assert_eq!(imported(&store), 60, "{engine:?}");
        // The next long change and the next start look for what was left half written.
        let intent = Intent::new("test", at("2021-06-20T08:00+07:00")).dated();
        let long = |w: &mut Write<'_>| w.put(&place("p9", "F"));
        store.write_long::<_, StoreError>(&Actor::local_operator(), intent, long).unwrap();
        assert_eq!(imported(&store), 60, "{engine:?}");
        if engine == Engine::Sqlite {
            drop(store);
            let again = Store::open_folder(address.as_ref()).unwrap();
            assert_eq!(imported(&again), 60);
        }
    }
}

/// What leaves a log that is sound in itself: only a seal from elsewhere tells.
#[test]
fn a_log_cut_off_or_written_anew_is_told_by_a_seal_from_elsewhere() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let office = office(engine);
        let forget = "delete from seals;";
        let cut = "delete from places where id = 'p7'; delete from changes where chain_seq = 12;";
        let emptied = "delete from places; delete from settings; delete from amendments; delete from answers; delete from changes;";
        for statements in [cut, emptied] {
            let (alone, with_witness) = office.after(&format!("{forget} {statements}"));
            assert!(alone.is_clean(), "{engine:?}: {alone:#?}");
            assert_eq!(alone.sealed_to, None);
            for words in ["were cut off", "seal 2 is missing", "does not agree with the line"] {
                let told = with_witness.faults.iter().any(|fault| fault.why.en.contains(words));
                assert!(told, "{engine:?} {words}: {:#?}", with_witness.faults);
            }
        }
        // The whole log once more, with proofs and chains that fit, and one name changed.
        let copy = taicho_testkit::open(engine);
        let anew = &copy.store;
        for day in 1..=12 {
            write(anew, "01", move |w| w.put(&place(&format!("n{day}"), "as it suits")));
        }
        assert!(anew.audit().unwrap().is_clean());
        let told = office.audit(anew);
        assert!(
            told.faults.iter().any(|fault| fault.why.en.contains("written anew before seal 2"))
        );
        // Sealed again by the forger, with a key of their own.
        anew.seal(&SealKey::make().unwrap(), at("2021-06-30T23:00+07:00")).unwrap();
        let told = office.audit(anew);
        assert!(
            told.faults
                .iter()
                .any(|fault| fault.why.en.contains("seal 1 is signed with a key that is not ours"))
        );
        assert_eq!(told.sealed_to, None);
        // The paper alone is enough.
        let line = office.witness.lines[0].to_string().parse::<Line>().unwrap();
        let paper = Witness { lines: vec![line], ..Witness::default() };
        assert!(!anew.audit_with(&paper).unwrap().is_clean());
        assert!(office.untouched().store.audit_with(&paper).unwrap().is_clean());
        assert!(office.key.secret_text().len() > 40);
    }
}

#[test]
fn a_line_from_paper_is_read_as_a_person_types_it() {
    let line = "local=12,node-2=3 3f2a-99bc-1d20-e4f5-a6b7";
    assert_eq!(line.parse::<Line>().unwrap().to_string(), line);
    assert!(" local=12 3F2A99BC1D20E4F5A6B7 ".parse::<Line>().is_ok());
    for bad in [
        "",
        "local=12",
        "local 3f2a-99bc-1d20-e4f5-a6b7",
        "local=12 3f2a",
        "local=x 3f2a99bc1d20e4f5a6b7",
    ] {
        assert!(bad.parse::<Line>().is_err(), "{bad}");
    }
}
