//! A row stands under the province of its area: it moves from one to another and stays one row, on both databases.

use jiff::Timestamp;
use taicho_model::{Place, Record as _};
use taicho_store::{Actor, Filter, Intent, Put, Scope, Store, StoreError, Write};
use taicho_testkit::{Engine, TestStore, on_both, open};

const BAC_NINH: &str = "27/256/09187/";
const BAC_GIANG: &str = "24/213/07213/";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn place(id: &str, name: &str, path: &str) -> Place {
    let area = path.trim_end_matches('/').rsplit('/').next().unwrap();
    Place {
        area_id: area.to_owned().into(),
        area_path: path.into(),
        ..taicho_testkit::place(id, name)
    }
}

fn write<T: Send + 'static>(
    test: &TestStore,
    day: &str,
    work: impl FnMut(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let intent = Intent::new("test", at(&format!("2021-06-{day}T08:00+07:00"))).dated();
    test.store.write(&Actor::local_operator(), intent, work)
}

fn of_province(path: &str) -> Actor {
    Actor { id: "officer".into(), scope: Scope::Subtrees(vec![path.into()]) }
}

fn names(test: &TestStore, actor: &Actor, filter: &Filter) -> Vec<String> {
    let found = test.store.read::<_, StoreError>(actor, |read| read.list::<Place>(filter));
    found.unwrap().into_iter().map(|place| place.name).collect()
}

/// Fails where a row does not stand under the province given.
fn stands(test: &TestStore, id: &str, versions: &[&str]) {
    for (version, top) in (1..).zip(versions) {
        // A row that is not there cannot be cast.
        let found = format!(
            "select count(*) from places where id = '{id}' and version = {version} and top = '{top}'"
        );
        let check = match test.engine {
            Engine::Sqlite => {
                format!("create temp table found (n check (n = 1)); insert into found {found}")
            }
            Engine::Postgres => format!(
                "create temp table found (n bigint check (n = 1)); insert into found {found}"
            ),
        };
        test.run(&check);
    }
}

#[test]
fn a_row_that_moves_to_another_province_stays_one_row() {
    on_both(|test| {
        write(test, "01", |w| w.put(&place("p1", "A", BAC_NINH))).unwrap();
        let moved = write(test, "02", |w| {
            assert_eq!(w.put(&place("p1", "A", BAC_GIANG))?, Put::Corrected);
            Ok(w.change_id().to_owned())
        });
        stands(test, "p1", &["27", "24"]);
        let everybody = Actor::local_operator();
        let (north, south) = (of_province("24/"), of_province("27/"));
        let then = Filter::as_of(at("2021-06-01T12:00+07:00"));
        assert_eq!(names(test, &north, &Filter::now()), ["A"]);
        assert!(names(test, &south, &Filter::now()).is_empty());
        assert_eq!(names(test, &south, &then), ["A"]);
        assert!(names(test, &north, &then).is_empty());
        assert_eq!(names(test, &everybody, &then.clone().under("27/256/")), ["A"]);
        // Somebody who still had the row of before is told so.
        let stale = write(test, "03", |w| w.put_on(&place("p1", "B", BAC_NINH), 1));
        assert!(matches!(stale, Err(StoreError::Conflict { .. })));
        let history =
            test.store.read::<_, StoreError>(&everybody, |r| r.history(Place::SPEC, "p1"));
        assert_eq!(history.unwrap().len(), 2);

        let moved = moved.unwrap();
        write(test, "04", move |w| w.undo(&moved)).unwrap();
        stands(test, "p1", &["27", "24", "27"]);
        assert_eq!(names(test, &south, &Filter::now()), ["A"]);
        // A change that moves on what it moved, and takes it away.
        let gone = write(test, "05", |w| {
            w.put(&place("p1", "B", BAC_GIANG))?;
            w.withdraw::<Place>("p1")?;
            Ok(w.change_id().to_owned())
        });
        assert!(names(test, &everybody, &Filter::now()).is_empty());
        let gone = gone.unwrap();
        let redated = gone.clone();
        write(test, "06", move |w| w.redate(&redated, at("2021-06-04T20:00+07:00"))).unwrap();
        write(test, "07", move |w| w.undo(&gone)).unwrap();
        stands(test, "p1", &["27", "24", "27", "24", "27"]);
        assert_eq!(names(test, &south, &Filter::now()), ["A"]);
        write(test, "08", |w| w.erase(Place::SPEC, "p1", &[("name", "".into())])).unwrap();
        let report = test.store.audit().unwrap();
        assert!(report.is_clean(), "{:?}: {report:#?}", test.engine);
    });
}

#[test]
fn a_key_is_unique_within_a_province_and_may_stand_in_another() {
    on_both(|test| {
        let keyed =
            |id: &str, path| Place { source_key: Some("NT-1".into()), ..place(id, id, path) };
        write(test, "01", move |w| {
            w.put(&keyed("p1", BAC_NINH))?;
            w.put(&keyed("p2", BAC_GIANG))
        })
        .unwrap();
        let taken = write(test, "02", move |w| w.put(&keyed("p3", "27/256/09178/")));
        assert!(taken.is_err(), "two rows of one province have one key");
        // Who moves there is told the same, and nothing has moved.
        let taken = write(test, "02", move |w| w.put(&keyed("p2", BAC_NINH)));
        assert!(taken.is_err());
        let found = |actor: &Actor| {
            let keys = ["NT-1".to_owned()];
            let ids = test
                .store
                .read::<_, StoreError>(actor, |r| r.ids_by_key(Place::SPEC, "source_key", &keys));
            ids.unwrap().into_values().collect::<Vec<_>>()
        };
        assert_eq!(found(&of_province("27/")), ["p1"]);
        assert_eq!(found(&of_province("24/")), ["p2"]);
        assert_eq!(
            found(&Actor::local_operator()),
            ["p2"],
            "the first of both, on either database"
        );
        let both = Filter::now().is("source_key", "NT-1");
        assert_eq!(names(test, &Actor::local_operator(), &both), ["p1", "p2"]);
        assert!(test.store.audit().unwrap().is_clean());
    });
}

#[test]
fn who_moves_a_row_and_who_corrects_it_come_one_after_the_other() {
    on_both(|test| {
        write(test, "01", |w| w.put(&place("p1", "first", BAC_NINH))).unwrap();
        std::thread::scope(|scope| {
            for (who, path) in [("a", BAC_NINH), ("b", BAC_GIANG), ("c", "01/001/00001/")] {
                scope.spawn(move || {
                    for n in 0..8 {
                        let name = format!("{who}{n}");
                        write(test, "02", move |w| w.put(&place("p1", &name, path))).unwrap();
                    }
                });
            }
        });
        let everybody = Actor::local_operator();
        assert_eq!(names(test, &everybody, &Filter::now()).len(), 1);
        let history =
            test.store.read::<_, StoreError>(&everybody, |r| r.history(Place::SPEC, "p1"));
        assert_eq!(history.unwrap().len(), 25);
        assert!(test.store.audit().unwrap().is_clean());
    });
}

/// What stood under one key for the whole country stands under the provinces afterwards, and every proof holds.
#[test]
fn a_database_of_before_is_brought_under_its_provinces() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let test = open(engine);
        write(&test, "01", |w| {
            w.put(&place("p1", "A", BAC_NINH))?;
            w.put(&place("p2", "B", "vn/24/07213/"))?;
            w.put(&place("p3", "C", "vn/"))?;
            w.put(&place("p4", "D", "01.2/00004/"))?;
            w.set("scene", "a")
        })
        .unwrap();
        write(&test, "02", |w| w.put(&place("p1", "A", BAC_GIANG))).unwrap();
        test.run(
            "update places set top = 'vn'; delete from migrations where name = '0006_province'",
        );
        assert!(!test.store.audit().unwrap().is_clean());
        let (address, store, _folder) = test.into_parts();
        drop(store);
        let store = match engine {
            Engine::Sqlite => Store::open_folder(std::path::Path::new(&address)).unwrap(),
            Engine::Postgres => {
                let shared = taicho_store::SharedAddress::parse(&address).unwrap();
                Store::migrate_postgres(&shared, None).unwrap();
                Store::open_postgres(&address).unwrap()
            }
        };
        let test = TestStore::of(engine, store, address);
        for (id, versions) in
            [("p1", &["27", "24"][..]), ("p2", &["24"]), ("p3", &["vn"]), ("p4", &["01.2"])]
        {
            stands(&test, id, versions);
        }
        let report = test.store.audit().unwrap();
        assert!(report.is_clean(), "{engine:?}: {report:#?}");
    }
}
