//! What the store promises, on both databases.

use std::path::Path;

use jiff::Timestamp;
use taicho_model::{
    Area, AreaLevel, Case, CaseOrigin, CaseSetting, CaseStatus, FactValue, FieldType, Origin,
    Place, PlaceKind, Record as _, Row, Value,
};
use taicho_store::{
    Actor, Difference, Filter, Intent, KINDS, KindSpec, Put, Read, Scope, StoreError, Write,
};
use taicho_testkit::{Engine, TestStore, on_both};

const ALL_TIME: std::ops::Range<Timestamp> = Timestamp::MIN..Timestamp::MAX;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn place(id: &str, name: &str, path: &str) -> Place {
    Place {
        id: id.to_owned().into(),
        source_key: Some(format!("key-{id}")),
        kind: PlaceKind::Lodging,
        name: name.into(),
        area_id: path.trim_end_matches('/').rsplit('/').next().unwrap().to_owned().into(),
        area_path: path.into(),
        record_origin: Origin::Synthetic,
    }
}

const SUOI_HOA: &str = "27/256/09187/";
const TIEN_AN: &str = "27/256/09178/";

fn write<T: Send + 'static>(
    test: &TestStore,
    recorded_at: &str,
    work: impl FnMut(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let intent = Intent::new("test", at(recorded_at)).dated();
    test.store.write(&Actor::local_operator(), intent, work)
}

fn read<T>(test: &TestStore, work: impl FnOnce(&mut Read<'_>) -> Result<T, StoreError>) -> T {
    test.store.read(&Actor::local_operator(), work).unwrap()
}

fn names(test: &TestStore, filter: &Filter) -> Vec<String> {
    read(test, |read| read.list::<Place>(filter)).into_iter().map(|place| place.name).collect()
}

#[test]
fn a_correction_keeps_what_was_known_before() {
    on_both(|test| {
        let put = |name: &'static str, when: &str| {
            write(test, when, move |write| write.put(&place("p1", name, SUOI_HOA))).unwrap()
        };
        assert_eq!(put("Dãy trọ A", "2021-06-17T08:00+07:00"), Put::Added);
        assert_eq!(put("Dãy trọ A", "2021-06-17T09:00+07:00"), Put::Unchanged);
        assert_eq!(put("Dãy trọ B", "2021-06-17T10:00+07:00"), Put::Corrected);
        assert_eq!(names(test, &Filter::now()), ["Dãy trọ B"]);
        assert_eq!(names(test, &Filter::as_of(at("2021-06-17T09:59+07:00"))), ["Dãy trọ A"]);
        assert_eq!(names(test, &Filter::as_of(at("2021-06-17T10:00+07:00"))), ["Dãy trọ B"]);
        assert!(names(test, &Filter::as_of(at("2021-06-17T07:59+07:00"))).is_empty());

        let history = read(test, |read| read.history(KindSpec::named("places").unwrap(), "p1"));
        let versions: Vec<i64> = history.iter().map(|version| version.version).collect();
        assert_eq!(versions, [2, 1]);
        assert_eq!(history[1].superseded_by.as_ref(), Some(&history[0].change.id));
        assert_eq!(history[0].change.operation, "test");
        assert!(history[0].change.is_backdated());
    });
}

#[test]
fn a_version_is_never_recorded_before_the_one_it_replaces() {
    on_both(|test| {
        write(test, "2021-06-17T08:00+07:00", |w| w.put(&place("p1", "A", SUOI_HOA))).unwrap();
        let earlier = write(test, "2021-06-16T08:00+07:00", |w| w.put(&place("p1", "B", SUOI_HOA)));
        assert!(matches!(earlier, Err(StoreError::RecordedBefore { kind: "places", .. })));
        assert_eq!(names(test, &Filter::now()), ["A"]);
    });
}

#[test]
fn an_edit_on_an_old_version_is_a_conflict_and_leaves_no_trace() {
    on_both(|test| {
        write(test, "2021-06-17T08:00+07:00", |w| w.put(&place("p1", "A", SUOI_HOA))).unwrap();
        write(test, "2021-06-17T09:00+07:00", |w| w.put_on(&place("p1", "B", SUOI_HOA), 1))
            .unwrap();
        let stale = write(test, "2021-06-17T10:00+07:00", |w| {
            w.put(&place("p2", "beside", SUOI_HOA))?;
            w.put_on(&place("p1", "C", SUOI_HOA), 1)
        });
        assert!(matches!(stale, Err(StoreError::Conflict { .. })));
        assert_eq!(names(test, &Filter::now()), ["B"]);
        assert_eq!(read(test, |read| read.changes(ALL_TIME, None, 10)).len(), 2);
        let since_nine = at("2021-06-17T09:00+07:00")..Timestamp::MAX;
        assert_eq!(read(test, |read| read.changes(since_nine, None, 10)).len(), 1);
    });
}

#[test]
fn undo_withdraws_what_a_change_wrote_and_restores_what_it_replaced() {
    on_both(|test| {
        write(test, "2021-06-17T08:00+07:00", |w| w.put(&place("p1", "A", SUOI_HOA))).unwrap();
        let change = write(test, "2021-06-17T09:00+07:00", |w| {
            w.put(&place("p1", "B", SUOI_HOA))?;
            w.put(&place("p2", "new", SUOI_HOA))?;
            Ok(w.change_id().to_owned())
        })
        .unwrap();
        let undone = change.clone();
        write(test, "2021-06-17T10:00+07:00", move |w| w.undo(&undone)).unwrap();
        assert_eq!(names(test, &Filter::now()), ["A"]);
        assert_eq!(names(test, &Filter::as_of(at("2021-06-17T09:30+07:00"))), ["B", "new"]);
        let log = read(test, |read| read.changes(ALL_TIME, None, 1));
        assert_eq!(log[0].undoes.as_ref(), Some(&change));
        // What was withdrawn may be written again, under a number of its own.
        write(test, "2021-06-17T11:00+07:00", |w| w.put(&place("p2", "again", SUOI_HOA))).unwrap();
        assert_eq!(names(test, &Filter::now()), ["A", "again"]);
        assert!(test.store.audit().unwrap().is_clean());
    });
}

#[test]
fn undo_refuses_where_somebody_has_built_on_it() {
    on_both(|test| {
        let change = write(test, "2021-06-17T08:00+07:00", |w| {
            w.put(&place("p1", "A", SUOI_HOA))?;
            Ok(w.change_id().to_owned())
        })
        .unwrap();
        write(test, "2021-06-17T09:00+07:00", |w| w.put(&place("p1", "B", SUOI_HOA))).unwrap();
        let refused = write(test, "2021-06-17T10:00+07:00", move |w| w.undo(&change));
        assert!(matches!(refused, Err(StoreError::Conflict { .. })));
        assert_eq!(names(test, &Filter::now()), ["B"]);
        let unknown = write(test, "2021-06-17T10:00+07:00", |w| w.undo("no-such-change"));
        assert!(matches!(unknown, Err(StoreError::NoSuchChange(_))));
    });
}

#[test]
fn undo_refuses_where_a_key_was_taken_since() {
    on_both(|test| {
        let keyed =
            |id: &str| Place { source_key: Some("one key".into()), ..place(id, "A", SUOI_HOA) };
        let (first, second) = (keyed("p1"), keyed("p2"));
        let change = |w: &Write<'_>| w.change_id().to_owned();
        let made = write(test, "2021-06-17T08:00+07:00", move |w| {
            w.put(&first)?;
            Ok(change(w))
        });
        let made = made.unwrap();
        let undone = write(test, "2021-06-17T09:00+07:00", move |w| {
            w.undo(&made)?;
            Ok(change(w))
        });
        let undone = undone.unwrap();
        write(test, "2021-06-17T10:00+07:00", move |w| w.put(&second)).unwrap();
        let refused = write(test, "2021-06-17T11:00+07:00", move |w| w.undo(&undone));
        assert!(matches!(refused, Err(StoreError::Taken(_))), "{refused:?}");
        assert!(test.store.audit().unwrap().is_clean());
    });
}

#[test]
fn an_actor_sees_and_writes_only_their_areas() {
    on_both(|test| {
        write(test, "2021-06-17T08:00+07:00", |w| {
            w.put(&place("p1", "Suối Hoa", SUOI_HOA))?;
            w.put(&place("p2", "Tiền An", TIEN_AN))
        })
        .unwrap();
        let officer = |paths: &[&str]| Actor {
            id: "officer".into(),
            scope: Scope::Subtrees(paths.iter().map(|path| (*path).to_owned()).collect()),
        };
        let seen = |actor: &Actor| {
            let places = test.store.read(actor, |r| r.list::<Place>(&Filter::now()));
            places.unwrap().into_iter().map(|place| place.name).collect::<Vec<_>>()
        };
        assert_eq!(seen(&officer(&[SUOI_HOA])), ["Suối Hoa"]);
        assert_eq!(seen(&officer(&[SUOI_HOA, TIEN_AN])), ["Suối Hoa", "Tiền An"]);
        assert_eq!(seen(&officer(&["27/256/"])), ["Suối Hoa", "Tiền An"]);
        assert!(seen(&officer(&[])).is_empty());
        // A path is a subtree, not a text that begins alike.
        assert!(seen(&officer(&["27/256/0918/"])).is_empty());

        let keys = ["key-p1", "key-p2", "key-p3"].map(str::to_owned);
        let found = |actor: &Actor| {
            let ids = test.store.read(actor, |r| r.ids_by_key(Place::SPEC, "source_key", &keys));
            ids.unwrap().into_iter().map(|(key, id)| format!("{key} {id}")).collect::<Vec<_>>()
        };
        assert_eq!(found(&officer(&["27/256/"])), ["key-p1 p1", "key-p2 p2"]);
        assert_eq!(found(&officer(&[SUOI_HOA])), ["key-p1 p1"]);
        assert!(found(&officer(&[])).is_empty());

        let ward_officer = officer(&[SUOI_HOA]);
        let hidden = test.store.read(&ward_officer, |r| r.fetch::<Place>("p2")).unwrap();
        assert!(hidden.is_none());
        let kind = KindSpec::named("places").unwrap();
        assert!(test.store.read(&ward_officer, |r| r.history(kind, "p2")).unwrap().is_empty());
        let refused: Result<Put, StoreError> = test.store.write(
            &ward_officer,
            Intent::new("test", at("2021-06-17T09:00+07:00")),
            |w| w.put(&place("p3", "elsewhere", TIEN_AN)),
        );
        assert!(matches!(refused, Err(StoreError::OutOfScope)));
        // Areas are public reference: everyone may read them, and only who may see all may write them.
        let area = Area {
            id: String::from("27").into(),
            code: "27".into(),
            name: "Bắc Ninh".into(),
            kind: "Tỉnh".into(),
            level: AreaLevel::Province,
            parent_id: None,
            path: "27/".into(),
            valid_from: None,
            valid_to: None,
            earliest_from: None,
            earliest_to: None,
        };
        let refused: Result<Put, StoreError> = test.store.write(
            &ward_officer,
            Intent::new("test", at("2021-06-17T09:00+07:00")),
            move |w| w.put(&area),
        );
        assert!(matches!(refused, Err(StoreError::OutOfScope)));
    });
}

#[test]
fn every_kind_of_column_comes_back_as_it_was_written() {
    on_both(|test| {
        let case = Case {
            id: String::from("c1").into(),
            source_key: None,
            person_id: None,
            disease: "covid-19".into(),
            area_id: String::from("09187").into(),
            area_path: SUOI_HOA.into(),
            zone_id: None,
            status: CaseStatus::Confirmed,
            origin: CaseOrigin::Contained,
            setting: CaseSetting::QuarantineSite,
            onset_on: None,
            found_on: "2021-06-10".parse().unwrap(),
            detected_at: Some(at("2021-06-10T08:30:15.123456+07:00")),
            reported_at: None,
            seen_at: None,
            died_on: None,
            death_known_at: None,
            death_reported_at: None,
            source_known: Some(false),
            source_case_key: None,
            cluster: Some("Ổ dịch «Đông Dương» – =1+1".into()),
            record_origin: Origin::Synthetic,
        };
        let fact = taicho_model::AssertedFact {
            id: String::from("f1").into(),
            area_id: String::from("09187").into(),
            area_path: SUOI_HOA.into(),
            zone_id: None,
            disease: None,
            name: "same_month_counts".into(),
            value: FactValue::Numbers(vec![10.0, 12.5]),
            valid_from: Some("2021-05-01".parse().unwrap()),
            valid_to: None,
            origin: Origin::Officer,
            confidence: taicho_model::Confidence::U,
            source: "Trạm Y tế".into(),
        };
        let (written, stated) = (case.clone(), fact.clone());
        write(test, "2021-06-17T08:00+07:00", move |w| {
            w.put(&written)?;
            w.put(&stated)
        })
        .unwrap();
        let found = read(test, |r| r.fetch::<Case>("c1")).unwrap();
        assert_eq!((found.version, found.record), (1, case));
        let facts = read(test, |r| r.list::<taicho_model::AssertedFact>(&Filter::now()));
        assert_eq!(facts, [fact]);
    });
}

#[test]
fn many_rows_page_in_order_without_gaps() {
    on_both(|test| {
        let places: Vec<Place> =
            (0..1_234).map(|n| place(&format!("p{n:05}"), "x", SUOI_HOA)).collect();
        let counts = write(test, "2021-06-17T08:00+07:00", move |w| w.put_all(&places)).unwrap();
        assert_eq!(counts.added, 1_234);
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let filter = Filter::now().under("27/256/").page(after.take(), 100);
            let page = read(test, |r| r.list::<Place>(&filter));
            let Some(last) = page.last() else { break };
            after = Some(last.id.0.clone());
            seen.extend(page.into_iter().map(|place| place.id.0));
        }
        assert_eq!(seen.len(), 1_234);
        assert!(seen.is_sorted());
        let few = Filter::now().any_of("source_key", &["key-p00007".into(), "key-p00009".into()]);
        assert_eq!(read(test, |r| r.count::<Place>(&few)), 2);
        let none = Filter::now().any_of("source_key", &[]);
        assert_eq!(read(test, |r| r.count::<Place>(&none)), 0);
    });
}

#[test]
fn an_import_may_tell_when_each_row_was_learned() {
    on_both(|test| {
        let places = [place("p1", "early", SUOI_HOA), place("p2", "late", SUOI_HOA)];
        write(test, "2021-06-17T08:00+07:00", move |w| {
            w.put_all_at(&places, |place| {
                (place.name == "early").then(|| at("2021-06-01T18:00+07:00"))
            })
        })
        .unwrap();
        assert_eq!(names(test, &Filter::as_of(at("2021-06-02T00:00+07:00"))), ["early"]);
    });
}

#[test]
fn a_panic_inside_a_write_fails_that_write_alone() {
    on_both(|test| {
        let broken = write::<Put>(test, "2021-06-17T08:00+07:00", |w| {
            w.put(&place("p1", "A", SUOI_HOA))?;
            panic!("half way")
        });
        assert!(matches!(broken, Err(StoreError::Rejected(text)) if text.contains("half way")));
        assert!(names(test, &Filter::now()).is_empty());
        write(test, "2021-06-17T09:00+07:00", |w| w.put(&place("p2", "B", SUOI_HOA))).unwrap();
        assert_eq!(names(test, &Filter::now()), ["B"]);
    });
}

#[test]
fn a_panic_inside_a_read_loses_no_reader() {
    on_both(|test| {
        for _ in 0..20 {
            let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                read::<()>(test, |_| panic!("half way"));
            }));
            assert!(broken.is_err());
        }
        assert_eq!(test.store.readers_at_work(), 0);
        assert!(names(test, &Filter::now()).is_empty());
    });
}

#[test]
fn writes_from_many_threads_are_all_kept() {
    on_both(|test| {
        std::thread::scope(|scope| {
            for thread in 0..8 {
                scope.spawn(move || {
                    for n in 0..25 {
                        let id = format!("p-{thread}-{n}");
                        write(test, "2021-06-17T08:00+07:00", move |w| {
                            w.put(&place(&id, "x", SUOI_HOA))
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(read(test, |r| r.count::<Place>(&Filter::now())), 200);
        let report = test.store.audit().unwrap();
        assert!(report.is_clean());
        assert_eq!(report.changes, 200);
    });
}

/// What comes in while all of it is checked is no damage.
#[test]
fn a_check_while_somebody_writes_finds_no_fault() {
    on_both(|test| {
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let relaxed = std::sync::atomic::Ordering::Relaxed;
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut number = 0;
                while !is_over.load(relaxed) {
                    let row = place(&format!("p{}", number % 50), &format!("n{number}"), "27/256/");
                    let day =
                        format!("2026-11-30T{:02}:{:02}+07:00", number / 60 % 24, number % 60);
                    write(test, &day, move |w| w.put(&row)).ok();
                    number += 1;
                }
            });
            for round in 0..15 {
                let (report, findings) = test.store.check(&Default::default()).unwrap();
                let faults: Vec<_> = findings.iter().filter(|it| it.is_fault).collect();
                assert!(faults.is_empty() && report.is_clean(), "{round}: {faults:?} {report:?}");
            }
            is_over.store(true, relaxed);
        });
    });
}

#[test]
fn settings_are_kept() {
    on_both(|test| {
        write(test, "2021-06-17T08:00+07:00", |w| w.set("scene", "a")).unwrap();
        write(test, "2021-06-17T08:00+07:00", |w| w.set("scene", "b")).unwrap();
        assert_eq!(read(test, |r| r.setting("scene")).as_deref(), Some("b"));
        assert_eq!(read(test, |r| r.setting("other")), None);
    });
}

/// A row of a kind in which every field has a value that its type allows.
fn example(kind: &'static KindSpec) -> Row {
    let mut row = Row::empty(kind);
    row.id = "example".to_owned();
    for (index, field) in kind.fields.iter().enumerate() {
        let value = match field.field_type {
            FieldType::Number | FieldType::Year | FieldType::Flag | FieldType::Instant => {
                Value::Int(index as i64 % 2)
            }
            FieldType::Word(words) => words[0].word.into(),
            FieldType::Day => "2021-06-10".into(),
            FieldType::Fact => "[10.0,12.5]".into(),
            _ if field.name == "area_path" => SUOI_HOA.into(),
            _ => field.name.into(),
        };
        row.set(field.name, value);
    }
    row
}

/// A row of each kind is written, found in each of the ways in which rows are found, withdrawn, and stands again.
#[test]
fn every_kind_can_be_listed_counted_traced_and_taken_back() {
    on_both(|test| {
        for kind in KINDS.iter().copied() {
            let count = || read(test, |r| r.count_kind(kind, &Filter::now()));
            let before = count();
            let change = write(test, "2021-06-17T08:00+07:00", move |w| {
                w.put_row(example(kind))?;
                Ok(w.change_id().to_owned())
            });
            let change = change.unwrap();
            assert_eq!(count(), before + 1, "{}", kind.name);
            let found = read(test, |r| r.row(kind, "example")).unwrap();
            assert_eq!((found.version, found.record), (1, example(kind)), "{}", kind.name);
            let versions = read(test, |r| r.history(kind, "example"));
            let changes: Vec<&str> = versions.iter().map(|it| it.change.id.as_str()).collect();
            assert_eq!(changes, [&change], "{}", kind.name);
            let mut page = String::new();
            read(test, |r| r.page(kind, kind.columns, &Filter::now(), &mut page));
            assert!(page.contains("\"id\":\"example\""), "{}: {page}", kind.name);
            let past = Filter::as_of(at("2021-06-17T07:59+07:00"));
            assert_eq!(read(test, |r| r.count_kind(kind, &past)), 0, "{}", kind.name);
            // What was done to rows later is the log's own, and is taken back by nobody.
            if kind.name == "amendments" {
                continue;
            }
            let gone = write(test, "2021-06-17T09:00+07:00", move |w| {
                w.withdraw_row(kind, "example")?;
                Ok(w.change_id().to_owned())
            });
            assert_eq!(count(), before, "{}", kind.name);
            let gone = gone.unwrap();
            write(test, "2021-06-17T10:00+07:00", move |w| w.undo(&gone)).unwrap();
            let again = read(test, |r| r.row(kind, "example")).unwrap();
            assert_eq!(again.record, example(kind), "{}", kind.name);
        }
        // The attachment of the example has no file.
        let faults = test.store.audit().unwrap().faults;
        assert!(faults.iter().all(|fault| fault.table == "attachments"), "{faults:?}");
    });
}

/// Migrations give on both databases exactly the tables that the kinds ask for, and the schema that `schema.sql` shows.
///
/// Set `TAICHO_BLESS` to have both written: where a kind, a field or an index is new, the next migration as well, under
/// the name that stands in it.
#[test]
fn migrations_give_what_the_kinds_ask_for_and_the_schema_that_is_shown() {
    let sqlite = taicho_testkit::open(Engine::Sqlite);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = here.join("schema.sql");
    let bless = std::env::var("TAICHO_BLESS").ok();
    let difference = sqlite.store.difference().unwrap();
    if bless.is_some() {
        // Files that were written by hand come first: what they lack is known once they are in the list.
        let is_new = list_migrations(here);
        assert!(!is_new, "a migration was taken into the list: run this again");
    }
    assert!(difference.by_hand.is_empty(), "to be written by hand: {:#?}", difference.by_hand);
    if let Some(name) = &bless {
        if !difference.add.is_empty() {
            write_migration(here, name, &difference.sql());
            panic!("a migration was written: run this again");
        }
        std::fs::write(&schema, sqlite.store.schema().unwrap()).unwrap();
    }
    let shown = std::fs::read_to_string(schema).unwrap_or_default();
    let is_shown = shown == sqlite.store.schema().unwrap();
    assert!(is_shown, "schema.sql is not what the migrations give; TAICHO_BLESS=1 writes it anew");
    if bless.is_none() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let difference = taicho_testkit::open(engine).store.difference().unwrap();
            assert_eq!(
                difference,
                Difference::default(),
                "{engine:?}: TAICHO_BLESS=<name of the migration> writes what can be added"
            );
        }
    }
}

/// The names of the steps that there are, in order.
fn migrations(here: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(here.join("migrations")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".sql")?.to_owned())).collect();
    // What is done after the work of a step is no step of its own.
    names.retain(|name| !name.ends_with("_end"));
    names.sort();
    names
}

/// Writes the list of all migrations; says whether it has changed.
fn list_migrations(here: &Path) -> bool {
    let path = here.join("src/migrate/list.rs");
    let before = std::fs::read_to_string(&path).unwrap();
    let (head, _) = before.split_once("&[\n").unwrap();
    let steps = migrations(here).into_iter().map(|name| {
        format!("    step(\"{name}\", include_str!(\"../../migrations/{name}.sql\")),\n")
    });
    let list = format!("{head}&[\n{}];\n", steps.collect::<String>());
    // However it was laid out since.
    let plain = |text: &str| text.replace([' ', '\n'], "").replace(",)", ")");
    let is_new = plain(&list) != plain(&before);
    if is_new {
        std::fs::write(path, &list).unwrap();
    }
    is_new
}

/// Writes the next migration, and takes it into the list.
fn write_migration(here: &Path, name: &str, sql: &str) {
    let newest = migrations(here).pop().and_then(|name| name.get(..4)?.parse::<u32>().ok());
    let name = if name.len() > 1 { name } else { "declared" };
    let file = format!("migrations/{:04}_{name}.sql", newest.unwrap() + 1);
    std::fs::write(here.join(file), sql).unwrap();
    list_migrations(here);
}

#[test]
fn a_page_is_json_with_the_area_named() {
    on_both(|test| {
        let area = Area {
            id: String::from("09187").into(),
            code: "09187".into(),
            name: "Suối Hoa".into(),
            kind: "Phường".into(),
            level: AreaLevel::Commune,
            parent_id: None,
            path: SUOI_HOA.into(),
            valid_from: None,
            valid_to: None,
            earliest_from: None,
            earliest_to: None,
        };
        write(test, "2021-06-17T08:00+07:00", move |w| {
            w.put(&area)?;
            w.put_all(&[place("p1", "Dãy «1»", SUOI_HOA), place("p2", "Dãy \"2\"", SUOI_HOA)])
        })
        .unwrap();
        let kind = KindSpec::named("places").unwrap();
        let mut json = String::new();
        let filter = Filter { newest_first: true, ..Filter::now().page(None, 1) };
        let end =
            read(test, |r| r.page(kind, &["name", "kind", "no_such_column"], &filter, &mut json));
        assert_eq!((end.rows, end.last_id.as_deref()), (1, Some("p2")));
        assert_eq!(
            json,
            r#"[{"id":"p2","version":1,"area_code":"09187","area_name":"Phường Suối Hoa","name":"Dãy \"2\"","kind":"lodging"}]"#
        );
        assert_eq!(read(test, |r| r.count_kind(kind, &Filter::now().under("27/256/"))), 2);
        let wards = read(test, |r| r.list::<Area>(&Filter::now().under("27/256/")));
        assert_eq!(wards.len(), 1);
    });
}

/// Pages are found by walking and by areas, lists by their conditions alone: whatever way was taken, both say the same.
#[test]
fn a_page_of_a_large_area_has_the_rows_of_the_list() {
    on_both(|test| {
        // A district of 150 areas that was entered first, and more rows of another after it than a walk looks at.
        let mut places: Vec<Place> = (0..900)
            .map(|n| {
                let name = if n % 7 == 0 { "seventh" } else { "x" };
                place(&format!("a{n:05}"), name, &format!("01/019/{:05}/", n * 31 % 150))
            })
            .collect();
        places.extend((0..2_600).map(|n| place(&format!("b{n:05}"), "x", SUOI_HOA)));
        places.extend((0..60).map(|n| place(&format!("c{n:05}"), "x", "01/020/00500/")));
        write(test, "2021-06-17T08:00+07:00", move |w| w.put_all(&places)).unwrap();
        write(test, "2021-06-18T08:00+07:00", |w| w.withdraw::<Place>("a00449")).unwrap();
        let kind = KindSpec::named("places").unwrap();
        let subtrees =
            |paths: &[&str]| Scope::Subtrees(paths.iter().map(|path| (*path).to_owned()).collect());
        for scope in [
            Scope::All,
            subtrees(&["01/"]),
            subtrees(&["01/019/00007/", "01/019/00008/", "01/019/", "27/256/09178/"]),
            subtrees(&["01/019/00007/", "01/020/"]),
            subtrees(&[]),
        ] {
            let actor = Actor { id: "officer".into(), scope };
            for under in [None, Some("01/019/"), Some("01/"), Some("01/019/00031/"), Some("02/")] {
                for (newest_first, limit, named) in
                    [(true, 100, None), (false, 100, None), (true, 7, Some("seventh"))]
                {
                    let all = Filter { newest_first, ..Filter::now() };
                    let all = under.iter().fold(all, |filter, path| filter.under(*path));
                    let all = named.iter().fold(all, |filter, name| filter.is("name", *name));
                    let list = |filter: &Filter| {
                        let rows = test.store.read(&actor, |read| read.list::<Place>(filter));
                        let rows: Result<_, StoreError> = rows;
                        rows.unwrap().into_iter().map(|place| place.id.0).collect::<Vec<_>>()
                    };
                    let (mut paged, mut after) = (Vec::new(), None);
                    loop {
                        let mut json = String::new();
                        let page = all.clone().page(after.take(), limit);
                        let end = test.store.read(&actor, |r| r.page(kind, &[], &page, &mut json));
                        let end: Result<_, StoreError> = end;
                        let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
                        paged.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
                        after = end.unwrap().last_id;
                        if rows.len() < limit as usize {
                            break;
                        }
                    }
                    assert_eq!(paged, list(&all), "{:?}: {under:?}, {named:?}", actor.scope);
                }
            }
        }
    });
}

/// A past moment is found by the indexes of what is current and of what was replaced; each row of it must come out
/// once, whatever is asked.
#[test]
fn a_page_of_a_past_moment_has_what_was_known_then() {
    on_both(|test| {
        let path = |n: usize| format!("{}/{:03}/{:05}/", ["01", "24", "27"][n % 3], n % 5, n % 40);
        let versions = |round: usize| -> Vec<Place> {
            let changed = (0..700).filter(|n: &usize| round == 0 || n.is_multiple_of(round + 2));
            let place = |n: usize| Place {
                source_key: (!n.is_multiple_of(3))
                    .then(|| format!("key-{}", n + 700 * (round % 2))),
                ..place(
                    &format!("p{:03}", n * 337 % 700),
                    ["x", "y", "z"][(n + round) % 3],
                    &path(n + round * (n % 2)),
                )
            };
            changed.map(place).collect()
        };
        for (round, day) in ["01", "03", "05", "07"].into_iter().enumerate() {
            let rows = versions(round);
            write(test, &format!("2021-06-{day}T08:00+07:00"), move |w| w.put_all(&rows)).unwrap();
        }
        write(test, "2021-06-09T08:00+07:00", |w| {
            (0..700)
                .filter(|n| n % 9 == 0)
                .try_for_each(|n| w.withdraw::<Place>(&format!("p{n:03}")))
        })
        .unwrap();
        let subtree = |path: &str| Scope::Subtrees(vec![path.to_owned()]);
        for day in ["01T07:59", "01T08:00", "04T08:00", "06T08:00", "08T08:00", "10T08:00"] {
            let then = Filter::as_of(at(&format!("2021-06-{day}+07:00")));
            // Without any condition the versions are read in the order of their ids.
            let known = read(test, |read| read.list::<Place>(&then));
            assert_eq!(known.is_empty(), day == "01T07:59");
            for scope in
                [Scope::All, subtree("27/"), subtree("24/001/"), Scope::Subtrees(Vec::new())]
            {
                let actor = Actor { id: "officer".into(), scope };
                for (under, also, column, value) in [
                    (None, None, None, ""),
                    (Some("01/"), None, None, ""),
                    (Some("27/002/00007/"), None, None, ""),
                    (Some("27/002/00007/"), Some("24/001/"), None, ""),
                    (Some("27/"), Some("24/"), Some("name"), "y"),
                    (None, None, Some("source_key"), "key-701"),
                    (Some("24/"), None, Some("source_key"), "key-4"),
                    (None, None, Some("name"), "y"),
                    (Some("27/"), None, Some("name"), "z"),
                ] {
                    let filter = under.into_iter().fold(then.clone(), Filter::under);
                    let or_under = also.into_iter().map(str::to_owned).collect();
                    let filter = Filter { or_under, ..filter };
                    let filter =
                        column.into_iter().fold(filter, |filter, column| filter.is(column, value));
                    let passes = |place: &&Place| {
                        actor.scope.covers(&place.area_path)
                            && under.is_none_or(|under| {
                                place.area_path.starts_with(under)
                                    || also.is_some_and(|it| place.area_path.starts_with(it))
                            })
                            && match column {
                                None => true,
                                Some("name") => place.name == value,
                                _ => place.source_key.as_deref() == Some(value),
                            }
                    };
                    let mut expected: Vec<&str> =
                        known.iter().filter(passes).map(|place| place.id.0.as_str()).collect();
                    expected.sort_unstable();
                    let what = format!(
                        "{:?} {day} {:?} {under:?} {also:?} {column:?}",
                        test.engine, actor.scope
                    );
                    let found: Vec<Place> = test
                        .store
                        .read::<_, StoreError>(&actor, |read| read.list(&filter))
                        .unwrap();
                    let found: Vec<&str> = found.iter().map(|place| place.id.0.as_str()).collect();
                    assert_eq!(found, expected, "{what}");
                    let counted = test
                        .store
                        .read::<_, StoreError>(&actor, |read| read.count::<Place>(&filter));
                    assert_eq!(counted.unwrap(), expected.len() as i64, "{what}");
                    for newest_first in [false, true] {
                        let all = Filter { newest_first, ..filter.clone() };
                        let mut paged = Vec::new();
                        let mut after = None;
                        loop {
                            let (page, mut json) =
                                (all.clone().page(after.take(), 30), String::new());
                            let end = test.store.read::<_, StoreError>(&actor, |r| {
                                r.page(Place::SPEC, &["name"], &page, &mut json)
                            });
                            let end = end.unwrap();
                            let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
                            paged.extend(
                                rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()),
                            );
                            after = end.last_id;
                            if end.rows < 30 {
                                break;
                            }
                        }
                        if newest_first {
                            paged.reverse();
                        }
                        assert_eq!(paged, expected, "{what} {newest_first}");
                    }
                }
            }
        }
    });
}
