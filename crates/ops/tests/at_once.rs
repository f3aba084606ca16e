//! Every operation that writes, eight times at once: on both databases, in one program and in two.
//!
//! Of what may be once only, one wins, and each of the others hears what won. Nothing is there twice, nobody hears of
//! an error that is none of theirs, and the log has one chain for each node.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::sync::{Barrier, LazyLock};

use jiff::{Timestamp, ToSpan as _};
use taicho_model::{
    Case, CaseOrigin, CaseSetting, CaseStatus, Decision, DecisionOutcome, Freeze, Import, Order,
    Origin, Person, Place,
};
use taicho_ops::demo::{Holds, holds, prepare};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{
    Asked, Attached, Content, Correction, Home, Kept, KeptContent, NewAttachment, NewCase,
    NewContent, OpsError, Recorded, Signs, Situation, Verdict, admit_case, attach_file, back_up,
    board, correct_record, create_record, decide_on_proposal, freeze, home, keep_content,
    redate_change, set_up, take_in, undo_change, withdraw_records,
};
use taicho_rules::Library;
use taicho_store::backup::{BackupError, Lock};
use taicho_store::{Actor, Filter, Record, Request, Store, StoreError};
use taicho_testkit::{Engine, TestStore};

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

const AT_ONCE: usize = 8;

type Operation = (&'static str, fn(&Round));

/// Every operation by the name under which it stands in the log, and the function that runs it here.
const OPERATIONS: &[Operation] = &[
    ("admit_case", admissions),
    ("create_record", creations),
    ("correct_record", corrections),
    ("withdraw_record", withdrawals),
    ("decide_on_proposal", decisions),
    ("undo_change", undoings),
    ("redate_change", redatings),
    ("freeze_figures", freezes),
    ("import", imports),
    ("prepare_demo", demos),
    ("attach_file", attachings),
    ("back_up", backups),
    ("set_home", homes),
    ("keep_content", contents),
    ("take_in_content", folders),
];

#[test]
fn every_operation_that_writes_is_run_at_once() {
    let mut written = BTreeSet::new();
    names_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut written);
    let run: BTreeSet<String> = OPERATIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(written, run, "an operation writes and is not run eight times at once");
}

/// The names that operations give to what they write.
fn names_in(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names_in(&path, names);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for start in ["Intent::new(\"", ".intent(\""] {
            let after = text.split(start).skip(1);
            names.extend(after.map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
        // Whoever writes names the operation in the same file.
        let writes =
            ["store.write(", "store.write::", "store.write_long(", "once(store", "once_long(store"];
        let is_the_way = path.ends_with("asked.rs");
        if !is_the_way && writes.iter().any(|call| text.contains(call)) {
            let named = text.contains("Intent::new(\"") || text.contains(".intent(\"");
            assert!(named, "{} writes without naming the operation", path.display());
        }
    }
}

#[test]
fn eight_at_once_on_the_embedded_database() {
    eight_at_once(Engine::Sqlite);
}

#[test]
fn eight_at_once_on_the_shared_database() {
    eight_at_once(Engine::Postgres);
}

fn eight_at_once(engine: Engine) {
    let first = taicho_testkit::open(engine);
    let second = open_again(&first);
    // The demo is loaded by one of eight that find the database empty, from both programs.
    let loaded = at_once(&[&first.store, &second], |_, store| prepare(store, &CONTENT, |_| {}));
    one_wins(&loaded, |error| matches!(error, OpsError::DemoUnderWay | OpsError::HalfADemo));
    assert_eq!(holds(&second).unwrap(), Holds::Demo);
    for (name, stores) in [("one", vec![&first.store]), ("two", vec![&first.store, &second])] {
        for (operation, run) in OPERATIONS {
            println!("{engine:?}, {name}: {operation}");
            run(&Round { name, stores: stores.clone() });
            nothing_is_twice(&first.store);
        }
    }
    let report = first.store.audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    let chains = || first.store.heads().unwrap().0.len();
    let nodes = if engine == Engine::Postgres { 2 } else { 1 };
    assert_eq!(chains(), nodes, "one chain for each node");
    // A node that starts again goes on where its chain ends.
    drop(second);
    let third = open_again(&first);
    admit(&third, "after a restart", 0, None).unwrap();
    admit(&first.store, "after a restart", 1, None).unwrap();
    assert_eq!(chains(), nodes);
    assert!(first.store.audit().unwrap().is_clean());
}

fn open_again(test: &TestStore) -> Store {
    match test.engine {
        Engine::Sqlite => Store::open_existing(Path::new(&test.address)).unwrap(),
        Engine::Postgres => Store::open_postgres(&test.address).unwrap(),
    }
}

/// The programs that take part, and a name by which what they write is told from other rounds.
struct Round<'s> {
    name: &'static str,
    stores: Vec<&'s Store>,
}

impl Round<'_> {
    fn run<T: Send>(&self, work: impl Fn(usize, &Store) -> T + Sync) -> Vec<T> {
        at_once(&self.stores, work)
    }

    /// A request of this round; `asks` is what is asked for.
    fn request(&self, operation: &str, case: &str, asks: usize) -> Option<Request> {
        let id = format!("{operation}-{}-{case}", self.name);
        Some(Request::new(id, format!("{asks}").as_bytes()))
    }

    /// The same thing, eight different things, one request eight times, and one request id for eight different things.
    fn all_four<T: Send + Debug>(
        &self,
        operation: &str,
        lost: impl Fn(&OpsError) -> bool,
        text: impl Fn(&T) -> String,
        run: impl Fn(&Store, &str, usize, Option<Request>) -> Result<T, OpsError> + Sync,
    ) -> T {
        let mut same = self.run(|n, store| run(store, "same", n, None));
        let winner = one_wins(&same, lost);
        let different = self.run(|n, store| run(store, "different", n, None));
        assert_eq!(all(different).iter().map(&text).collect::<BTreeSet<_>>().len(), AT_ONCE);
        let request = || self.request(operation, "request", 0);
        let again = all(self.run(|_, store| run(store, "request", 0, request())));
        let told: BTreeSet<String> = again.iter().map(&text).collect();
        assert_eq!(told.len(), 1, "one request has one answer: {told:?}");
        let reused =
            self.run(|n, store| run(store, "reused", n, self.request(operation, "reused", n)));
        one_wins(&reused, |error| matches!(error, OpsError::Store(StoreError::RequestReused(_))));
        same.swap_remove(winner).unwrap()
    }
}

/// What is meant by the number of one of eight.
fn thing(name: &str, number: usize) -> usize {
    if name == "same" { 0 } else { number }
}

fn at_once<T: Send>(stores: &[&Store], work: impl Fn(usize, &Store) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(AT_ONCE);
    std::thread::scope(|scope| {
        let threads = (0..AT_ONCE).map(|n| {
            let (barrier, work) = (&barrier, &work);
            let store = stores[n % stores.len()];
            scope.spawn(move || {
                barrier.wait();
                work(n, store)
            })
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn all<T: Debug>(done: Vec<Result<T, OpsError>>) -> Vec<T> {
    done.into_iter().map(|one| one.expect("each of them may pass")).collect()
}

/// Which of them won; the others all hear that they lost.
fn one_wins<T: Debug>(done: &[Result<T, OpsError>], lost: impl Fn(&OpsError) -> bool) -> usize {
    let won: Vec<usize> = (0..done.len()).filter(|n| done[*n].is_ok()).collect();
    assert_eq!(won.len(), 1, "{done:?}");
    for error in done.iter().filter_map(|one| one.as_ref().err()) {
        assert!(lost(error), "{error:?}");
        assert!(!error.words().vi.is_empty());
    }
    won[0]
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2021-06-17T16:00:00+07:00")
}

fn asked(request: Option<Request>) -> Asked {
    Asked { at: now(), request }
}

fn admit(
    store: &Store,
    name: &str,
    what: usize,
    request: Option<Request>,
) -> Result<(Case, String), OpsError> {
    let case = NewCase {
        source_key: Some(format!("{name} {what}")),
        person_id: None,
        disease: "covid-19".into(),
        area_code: "09187".into(),
        zone_code: None,
        status: CaseStatus::Suspected,
        origin: CaseOrigin::Community,
        setting: CaseSetting::Quarter,
        onset_on: None,
        found_on: "2021-06-17".parse().unwrap(),
        detected_at: None,
        source_known: None,
        cluster: None,
    };
    admit_case(store, &Actor::local_operator(), case, asked(request))
}

/// A place chosen by several at once is one of those chosen, whole.
fn homes(round: &Round<'_>) {
    let codes = ["09187", "09178"];
    let done = round.run(|n, store| {
        let wanted = Home { code: codes[n % 2].to_owned(), on: "2021-06-17".parse().unwrap() };
        set_up(store, &Actor::local_operator(), &CONTENT, &wanted, &Signs::default(), asked(None))
    });
    assert!(all(done).iter().all(|area| codes.contains(&area.code.as_str())));
    let kept = round.stores[0].read(&Actor::local_operator(), home).unwrap().unwrap();
    assert!(codes.contains(&kept.code.as_str()) && kept.on.to_string() == "2021-06-17");
}

/// An indicator of the place's own, an example of nobody's.
fn own_measure(id: &str) -> String {
    let words = "{ vi = \"Ví dụ\", en = \"Example\" }";
    format!(
        "jurisdiction = \"256\"\n[[measure]]\nid = \"{id}\"\ncount = {{ of = \"cases\" }}\nunit = \"case\"\nlabel = {words}\nexplain = {words}\n"
    )
}

fn contents(round: &Round<'_>) {
    round.all_four(
        "keep_content",
        |error| matches!(error, OpsError::Store(StoreError::Conflict { .. })),
        |kept: &KeptContent| format!("{:?}", kept.change_id),
        |store, name, what, request| {
            let id = format!("{}-{name}-{}", round.name, thing(name, what));
            let new = NewContent {
                path: format!("measures/{id}.toml"),
                text: Some(own_measure(&id)),
                base_version: 0,
                reason: "Ví dụ".to_owned(),
                known_at: None,
            };
            keep_content(store, &Actor::local_operator(), &LIBRARY, new, asked(request))
        },
    );
}

/// A folder that several take at once is taken by one of them.
fn folders(round: &Round<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("measures");
    std::fs::create_dir(&own).unwrap();
    let id = format!("folder-{}", round.name);
    std::fs::write(own.join(format!("{id}.toml")), own_measure(&id)).unwrap();
    let take = |store: &Store| take_in(store, &CONTENT, &LIBRARY, folder.path(), now());
    let taken = all(round.run(|_, store| take(store)));
    assert_eq!(taken.iter().map(|it| it.files.len()).sum::<usize>(), 1, "{taken:?}");
    assert!(taken.iter().all(|it| it.faults.is_empty() && it.older.is_empty()), "{taken:?}");
}

fn admissions(round: &Round<'_>) {
    let (case, _) = round.all_four(
        "admit_case",
        |error| matches!(error, OpsError::KnownKey { .. }),
        |(case, change): &(Case, String)| format!("{} {change}", case.id.0),
        |store, name, what, request| {
            admit(store, &format!("{} {name}", round.name), thing(name, what), request)
        },
    );
    // Whoever lost is told which row has the key.
    let again = admit(round.stores[0], &format!("{} same", round.name), 0, None);
    assert!(matches!(again, Err(OpsError::KnownKey { id, .. }) if id == case.id.0));
}

fn creations(round: &Round<'_>) {
    round.all_four(
        "create_record",
        |error| matches!(error, OpsError::KnownKey { .. }),
        |kept: &Kept| format!("{} {:?}", kept.id, kept.change_id),
        |store, name, what, request| {
            create(store, &format!("{} {name} {}", round.name, thing(name, what)), request)
        },
    );
}

/// A dwelling of that key, as a person enters it.
fn create(store: &Store, key: &str, request: Option<Request>) -> Result<Kept, OpsError> {
    let values = [("key", key), ("kind", "hộ"), ("name", "Hộ ông An"), ("area_code", "09187")];
    let entered = values.map(|(name, value)| (name.to_owned(), Some(value.to_owned())));
    create_record(store, &Actor::local_operator(), Place::SPEC, entered.into(), asked(request))
}

fn corrections(round: &Round<'_>) {
    let correct = |store: &Store, id: &str, what: usize, request| {
        let name = format!("Hộ bà Bình, lần {what}");
        let correction = Correction {
            id: id.to_owned(),
            base_version: 1,
            entered: [("name".to_owned(), Some(name))].into(),
            reason: None,
        };
        let actor = Actor::local_operator();
        correct_record(store, &actor, Place::SPEC, correction, asked(request))
    };
    let dwelling = |what: usize| {
        create(round.stores[0], &format!("correct {} {what}", round.name), None).unwrap().id
    };
    let ids: Vec<String> = (0..2 + 2 * AT_ONCE).map(dwelling).collect();
    let is_late =
        |error: &OpsError| matches!(error, OpsError::Meanwhile(told) if told.version == 2);
    one_wins(&round.run(|what, store| correct(store, &ids[0], what, None)), is_late);
    all(round.run(|n, store| correct(store, &ids[2 + n], n, None)));
    let request = || round.request("correct_record", "request", 0);
    let again = all(round.run(|_, store| correct(store, &ids[1], 0, request())));
    assert!(again.iter().all(|kept| *kept == again[0] && kept.version == 2));
    let reused = round.run(|n, store| {
        let request = round.request("correct_record", "reused", n);
        correct(store, &ids[2 + AT_ONCE + n], n, request)
    });
    one_wins(&reused, |error| matches!(error, OpsError::Store(StoreError::RequestReused(_))));
}

fn withdrawals(round: &Round<'_>) {
    let withdraw = |store: &Store, id: &str, request| {
        let (chosen, reason) = ([(id.to_owned(), 1)].into(), "nhầm".to_owned());
        let actor = Actor::local_operator();
        withdraw_records(store, &actor, Place::SPEC, chosen, reason, asked(request))
    };
    let dwelling = |what: usize| {
        create(round.stores[0], &format!("withdraw {} {what}", round.name), None).unwrap().id
    };
    let ids: Vec<String> = (0..2 + AT_ONCE).map(dwelling).collect();
    let is_gone = |error: &OpsError| {
        matches!(
            error,
            OpsError::UnknownRecord
                | OpsError::Store(StoreError::Conflict { .. } | StoreError::Held { .. })
        )
    };
    one_wins(&round.run(|_, store| withdraw(store, &ids[0], None)), is_gone);
    all(round.run(|n, store| withdraw(store, &ids[2 + n], None)));
    let request = || round.request("withdraw_record", "request", 0);
    let again = all(round.run(|_, store| withdraw(store, &ids[1], request())));
    assert!(again.iter().all(|many| *many == again[0] && many.changed == 1));
}

fn attach(
    store: &Store,
    case: &str,
    what: usize,
    request: Option<String>,
) -> Result<Attached, OpsError> {
    let mut file = tempfile::tempfile().unwrap();
    write!(file, "%PDF-1.7\nphiếu {what}\n%%EOF\n").unwrap();
    file.rewind().unwrap();
    let new = NewAttachment {
        subject_kind: "cases".into(),
        subject_id: case.to_owned(),
        file_name: format!("phiếu {what}.pdf"),
    };
    attach_file(store, &Actor::local_operator(), new, file, request, now())
}

fn attachings(round: &Round<'_>) {
    let (case, _) = admit(round.stores[0], &format!("attach {}", round.name), 0, None).unwrap();
    let ids = |done: Vec<Result<Attached, OpsError>>| -> BTreeSet<String> {
        all(done).into_iter().map(|attached| attached.id).collect()
    };
    let different = ids(round.run(|what, store| attach(store, &case.id.0, what, None)));
    assert_eq!(different.len(), AT_ONCE);
    // The same bytes eight times are eight attachments, and stand once.
    let same = ids(round.run(|_, store| attach(store, &case.id.0, 77, None)));
    assert_eq!(same.len(), AT_ONCE);
    let request = || Some(format!("attach-{}", round.name));
    let named = ids(round.run(|_, store| attach(store, &case.id.0, 99, request())));
    assert_eq!(named.len(), 1);
    let reused = attach(round.stores[0], &case.id.0, 98, request());
    assert!(matches!(reused, Err(OpsError::Store(StoreError::RequestReused(_)))), "{reused:?}");
}

/// Eight into eight folders, and eight into one: who comes while another is made hears so, or that its name is taken.
fn backups(round: &Round<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let actor = Actor::local_operator();
    let lost = |error: &BackupError| match error {
        BackupError::NotEmpty(_) | BackupError::UnderWay => true,
        BackupError::Io(error) => error.kind() == std::io::ErrorKind::AlreadyExists,
        _ => false,
    };
    let one = folder.path().join("one");
    for in_one in [false, true] {
        let made = round.run(|what, store| {
            let its_own = folder.path().join(what.to_string());
            let folder = if in_one { &one } else { &its_own };
            back_up(store, &actor, folder, &Lock::Open, None, now())
        });
        assert!(made.iter().any(Result::is_ok), "{made:?}");
        for made in made {
            match made {
                Ok((_, path)) => assert!(path.is_file()),
                Err(error) => assert!(lost(&error), "{error:?}"),
            }
        }
    }
    let files = std::fs::read_dir(&one).unwrap().map(|entry| entry.unwrap().path());
    assert!(files.into_iter().all(|path| path.extension().is_some_and(|e| e == "backup")));
}

fn undoings(round: &Round<'_>) {
    let changes: Vec<String> = (0..AT_ONCE)
        .flat_map(|what| ["same", "different", "request", "reused"].map(|name| (name, what)))
        .map(|(name, what)| {
            admit(round.stores[0], &format!("undo {} {name}", round.name), what, None)
        })
        .map(|admitted| admitted.unwrap().1)
        .collect();
    let change = |name: &str, what: usize| {
        let place = ["same", "different", "request", "reused"].iter().position(|it| *it == name);
        changes[what * 4 + place.unwrap()].clone()
    };
    let (by, versions) = round.all_four(
        "undo_change",
        |error| matches!(error, OpsError::Store(StoreError::AlreadyUndone(_))),
        |(change, _): &(String, u64)| change.clone(),
        |store, name, what, request| {
            let reason = "nhập nhầm".to_owned();
            let change = change(name, thing(name, what));
            undo_change(store, &Actor::local_operator(), change, reason, asked(request))
        },
    );
    assert_eq!(versions, 1);
    let again = undo_change(
        round.stores[0],
        &Actor::local_operator(),
        change("same", 0),
        "lần nữa".into(),
        asked(None),
    );
    assert!(matches!(again, Err(OpsError::Store(StoreError::AlreadyUndone(first))) if first == by));
}

/// Of those who move the same versions one does, and the others find them moved.
fn redatings(round: &Round<'_>) {
    let to = at("2021-06-17T15:00:00+07:00");
    let redate = |store: &Store, change: &str, request| {
        let (change, reason) = (change.to_owned(), "đồng hồ chạy nhanh".to_owned());
        redate_change(store, &Actor::local_operator(), change, to, reason, asked(request))
    };
    let change = |what: usize| {
        admit(round.stores[0], &format!("redate {}", round.name), what, None).unwrap().1
    };
    let changes: Vec<String> = (0..2 + 2 * AT_ONCE).map(change).collect();
    let same = all(round.run(|_, store| redate(store, &changes[0], None)));
    assert_eq!(same.iter().map(|(_, moved)| moved).sum::<u64>(), 1);
    let different = all(round.run(|n, store| redate(store, &changes[2 + n], None)));
    assert!(different.iter().all(|(_, moved)| *moved == 1));
    let request = || round.request("redate", "request", 0);
    let again = all(round.run(|_, store| redate(store, &changes[1], request())));
    assert!(again.iter().all(|answer| *answer == again[0] && answer.1 == 1));
    let reused = round.run(|n, store| {
        redate(store, &changes[2 + AT_ONCE + n], round.request("redate", "reused", n))
    });
    one_wins(&reused, |error| matches!(error, OpsError::Store(StoreError::RequestReused(_))));
}

fn decisions(round: &Round<'_>) {
    let moment = at("2021-06-17T14:40:00+07:00");
    let open = round.stores[0].read::<_, OpsError>(&Actor::local_operator(), |read| {
        let situation = Situation::load(read, "256", moment, None)?;
        let decided: BTreeSet<String> = read
            .list::<Decision>(&Filter::now())?
            .into_iter()
            .map(|decision| decision.proposal_key)
            .collect();
        let made = board(&situation, &CONTENT, &LIBRARY, None)?.proposals;
        Ok(made
            .into_iter()
            .map(|it| it.key)
            .filter(|key| !decided.contains(key))
            .collect::<Vec<_>>())
    });
    let open = open.unwrap();
    assert!(open.len() >= 2 * AT_ONCE + 2, "{} proposals are open", open.len());
    let key = |name: &str, what: usize| match name {
        "same" => open[0].clone(),
        "request" => open[1].clone(),
        "different" => open[2 + what].clone(),
        _ => open[2 + AT_ONCE + what].clone(),
    };
    let recorded = round.all_four(
        "decide_on_proposal",
        |error| matches!(error, OpsError::AlreadyDecided { .. }),
        |recorded: &Recorded| recorded.change_id.clone(),
        |store, name, what, request| {
            // Those who decide on the same do not agree, so that it is seen whose word stands.
            let rejects = name == "same" && what % 2 == 1;
            let outcome =
                if rejects { DecisionOutcome::Rejected } else { DecisionOutcome::Approved };
            let verdict = Verdict {
                area_code: "256".into(),
                at: moment,
                family: None,
                proposal_key: key(name, what),
                outcome,
                value: None,
                reason: rejects.then(|| "chờ thêm số liệu".to_owned()),
            };
            decide_on_proposal(
                store,
                &Actor::local_operator(),
                &CONTENT,
                &LIBRARY,
                verdict,
                asked(request),
            )
        },
    );
    let verdict = Verdict {
        area_code: "256".into(),
        at: moment,
        family: None,
        proposal_key: key("same", 0),
        outcome: DecisionOutcome::Approved,
        value: None,
        reason: None,
    };
    let again = decide_on_proposal(
        round.stores[0],
        &Actor::local_operator(),
        &CONTENT,
        &LIBRARY,
        verdict,
        asked(None),
    );
    let Err(OpsError::AlreadyDecided { decision, outcome }) = again else { panic!("{again:?}") };
    assert_eq!((decision, outcome), (recorded.decision.id, recorded.decision.outcome));
}

fn freezes(round: &Round<'_>) {
    let store_of_figures = |store: &Store, minutes: i64, request| {
        let moment = at("2021-06-17T13:00:00+07:00") + minutes.minutes();
        let (content, library) = (&*CONTENT, &*LIBRARY);
        freeze(
            store,
            &Actor::local_operator(),
            content,
            library,
            "256".into(),
            moment,
            asked(request),
        )
    };
    let begin = if round.name == "one" { 0 } else { 60 };
    // A moment is frozen once, and everybody is given what was kept.
    let same = all(round.run(|_, store| store_of_figures(store, begin, None)));
    assert!(same.iter().all(|kept| kept.id == same[0].id));
    let different = all(round.run(|n, store| store_of_figures(store, begin + 1 + n as i64, None)));
    let ids: BTreeSet<&str> = different.iter().map(|kept| kept.id.0.as_str()).collect();
    assert_eq!(ids.len(), AT_ONCE);
    let again = all(round.run(|_, store| {
        store_of_figures(store, begin + 20, round.request("freeze", "request", 0))
    }));
    assert!(again.iter().all(|kept| kept.id == again[0].id));
    let reused = round.run(|n, store| {
        let request = round.request("freeze", "reused", n);
        store_of_figures(store, begin + 30 + n as i64, request)
    });
    one_wins(&reused, |error| matches!(error, OpsError::Store(StoreError::RequestReused(_))));
}

fn imports(round: &Round<'_>) {
    let run = |store: &Store, name: &str, what: usize, request: Option<Request>, dry_run: bool| {
        let table = format!(
            "key,full_name,area_code,origin\n{0} {name} {what},Nguyễn Thị Hằng,09187,synthetic\n",
            round.name
        );
        let sources = vec![Source::bytes("people.csv", table.into_bytes()).of_kind("people")];
        let request_id = request.map(|request| request.id);
        let options = Options { dry_run, request_id, ..Options::new(now()) };
        let report = import(store, &Actor::local_operator(), sources, options);
        report.inspect(|report| assert_eq!(report.faults, [], "{name}"))
    };
    let rehearsed = all(round.run(|_, store| run(store, "same", 0, None, true)));
    assert!(rehearsed.iter().all(|report| report.change_id.is_none()));
    assert!(rehearsed.iter().all(|report| report.files[0].rows_added == 1));
    let same = all(round.run(|_, store| run(store, "same", 0, None, false)));
    let changes = same.iter().filter(|report| report.change_id.is_some()).count();
    assert_eq!(changes, 1, "one of them wrote, and the others found it there");
    let different = all(round.run(|n, store| run(store, "different", n, None, false)));
    assert!(different.iter().all(|report| report.change_id.is_some()));
    let request = || round.request("import", "request", 0);
    let again = all(round.run(|_, store| run(store, "request", 0, request(), false)));
    assert!(again.iter().all(|report| report.change_id == again[0].change_id));
    assert!(again[0].change_id.is_some());
    let reused =
        round.run(|n, store| run(store, "reused", n, round.request("import", "reused", n), false));
    one_wins(&reused, |error| matches!(error, OpsError::Store(StoreError::RequestReused(_))));
}

/// A demo that is there is given to everybody, and stays as it is.
fn demos(round: &Round<'_>) {
    let before = round.stores[0].heads().unwrap();
    all(round.run(|_, store| prepare(store, &CONTENT, |_| {})));
    assert_eq!(round.stores[0].heads().unwrap(), before);
}

/// What may stand once stands once.
fn nothing_is_twice(store: &Store) {
    fn list<R: Record>(store: &Store, key: impl Fn(R) -> Option<String>) -> Vec<String> {
        let read = store
            .read::<_, StoreError>(&Actor::local_operator(), |read| read.list::<R>(&Filter::now()));
        let keys: Vec<String> = read.unwrap().into_iter().filter_map(key).collect();
        let once: BTreeSet<&String> = keys.iter().collect();
        assert_eq!(once.len(), keys.len(), "{} that stand twice", R::KIND);
        keys
    }
    list::<Case>(store, |case| case.source_key);
    list::<Person>(store, |person| person.source_key);
    list::<Import>(store, |import| Some(format!("{} {}", import.content_digest, import.kind)));
    list::<Freeze>(store, |freeze| Some(format!("{} {}", freeze.area_id.0, freeze.frozen_at)));
    list::<Decision>(store, |decision| Some(decision.proposal_key));
    // Each order of an officer follows from one decision.
    let mut ordered = list::<Decision>(store, |decision| decision.order_id.map(|id| id.0));
    let mut orders = list::<Order>(store, |order| {
        (order.record_origin == Origin::Officer).then_some(order.id.0)
    });
    ordered.sort();
    orders.sort();
    assert_eq!(ordered, orders);
}
