//! Words are found without their marks, each as the beginning of a word, on both databases alike.

use jiff::Timestamp;
use taicho_model::{Place, Record as _};
use taicho_store::{Actor, Filter, Intent, Scope, StoreError, Write};
use taicho_testkit::{TestStore, on_both};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn place(id: &str, name: &str, path: &str) -> Place {
    Place { area_path: path.into(), ..taicho_testkit::place(id, name) }
}

fn write<T: Send + 'static>(
    test: &TestStore,
    day: u32,
    work: impl FnMut(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    let intent = Intent::new("test", at(&format!("2021-06-{day:02}T08:00+07:00"))).dated();
    test.store.write(&Actor::local_operator(), intent, work).unwrap()
}

/// What is found as a list, on pages and by counting, which must agree.
fn found(test: &TestStore, actor: &Actor, filter: &Filter) -> Vec<String> {
    test.store
        .read::<_, StoreError>(actor, |read| {
            let listed: Vec<String> =
                read.list::<Place>(filter)?.into_iter().map(|place| place.id.0).collect();
            assert_eq!(read.count::<Place>(filter)?, listed.len() as i64, "{filter:?}");
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let (page, mut json) = (filter.clone().page(after.take(), 7), String::new());
                let end = read.page(Place::SPEC, &["name"], &page, &mut json)?;
                let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
                paged.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
                if end.rows < 7 {
                    break;
                }
                after = end.last_id;
            }
            assert_eq!(paged, listed, "{filter:?}");
            Ok(listed)
        })
        .unwrap()
}

#[test]
fn what_is_written_is_found_by_the_beginnings_of_its_words() {
    on_both(|test| {
        let everybody = Actor::local_operator();
        let now = |words: &str| found(test, &everybody, &Filter::now().searched(words));
        write(test, 1, |w| {
            w.put(&place("p1", "Dãy trọ Đặng Thị Hằng (A-12/3)", "27/256/09187/"))?;
            w.put(&place("p2", "Nhà ĐẶNG VĂN ÁNH, 0912345678", "27/256/09178/"))?;
            w.put(&place("p3", "Chợ Bắc Giang - khu B", "24/213/07213/"))
        });
        for (words, ids) in [
            ("dang", &["p1", "p2"][..]),
            ("DANG THI", &["p1"]),
            ("đặng hằng", &["p1"]),
            ("da", &["p1", "p2"]),
            ("ang", &[]),
            ("a-12/3", &["p1"]),
            ("12", &["p1"]),
            ("0912 345 678", &["p2"]),
            ("anh", &["p2"]),
            ("key-p3", &["p3"]),
            ("khu b", &["p3"]),
            ("bac giang cho", &["p3"]),
            ("' or 1=1 --", &[]),
            ("dang & van | x:* \"", &[]),
            ("", &["p1", "p2", "p3"]),
        ] {
            assert_eq!(now(words), ids, "{:?}: {words}", test.engine);
        }
        let officer =
            Actor { id: "officer".into(), scope: Scope::Subtrees(vec!["27/256/09178/".into()]) };
        assert_eq!(found(test, &officer, &Filter::now().searched("dang")), ["p2"]);
        assert_eq!(found(test, &everybody, &Filter::now().searched("key").under("24/")), ["p3"]);
        let of_kind = Filter::now().searched("dang").is("source_key", "key-p1");
        assert_eq!(found(test, &everybody, &of_kind), ["p1"]);

        let renamed = write(test, 3, |w| {
            w.put(&place("p1", "Dãy trọ Lê Thị Hoa", "27/256/09187/"))?;
            w.withdraw::<Place>("p3")?;
            Ok(w.change_id().to_owned())
        });
        assert_eq!(now("dang"), ["p2"]);
        assert_eq!(now("hoa"), ["p1"]);
        assert!(now("giang").is_empty());
        let then = Filter::as_of(at("2021-06-02T08:00+07:00"));
        assert_eq!(found(test, &everybody, &then.clone().searched("dang")), ["p1", "p2"]);
        assert_eq!(found(test, &everybody, &then.clone().searched("giang").under("24/")), ["p3"]);
        assert_eq!(found(test, &officer, &then.searched("dang")), ["p2"]);
        write(test, 4, move |w| w.undo(&renamed));
        assert_eq!(now("dang"), ["p1", "p2"]);
        assert_eq!(now("giang"), ["p3"]);
        write(test, 5, |w| {
            w.erase(
                Place::SPEC,
                "p2",
                &[("name", "".into()), ("source_key", taicho_store::Value::Null)],
            )
        });
        assert_eq!(now("dang"), ["p1"]);
        assert!(test.store.audit().unwrap().is_clean());
        let (_, findings) = test.store.check(&taicho_store::Witness::default()).unwrap();
        assert!(!findings.iter().any(|finding| finding.is_fault), "{findings:?}");
    });
}

#[test]
fn frequent_and_rare_words_page_in_order() {
    on_both(|test| {
        let names = ["Nguyễn Văn Bình", "Trần Thị Lan", "Nguyễn Thị Mai"];
        let places: Vec<Place> = (0..9_000)
            .map(|n| {
                let name = if n % 1_000 == 7 { "Quách Tĩnh" } else { names[n % 3] };
                place(&format!("p{:04}", n * 7 % 9_000), name, "27/256/09187/")
            })
            .collect();
        write(test, 1, move |w| w.put_all(&places));
        for (words, count) in [("nguyen van", 2_997), ("quach tinh", 9), ("tran lan", 2_997)] {
            let filter = Filter::now().searched(words);
            let count_found = test.store.read::<_, StoreError>(&Actor::local_operator(), |read| {
                read.count::<Place>(&filter)
            });
            assert_eq!(count_found.unwrap(), count, "{words}");
            for newest_first in [true, false] {
                let page = Filter { newest_first, ..filter.clone() }.page(None, 100);
                let mut json = String::new();
                test.store
                    .read::<_, StoreError>(&Actor::local_operator(), |read| {
                        read.page(Place::SPEC, &[], &page, &mut json)
                    })
                    .unwrap();
                let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
                let mut ids: Vec<&str> =
                    rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
                if newest_first {
                    ids.reverse();
                }
                assert!(ids.is_sorted() && ids.len() == count.min(100) as usize, "{words}");
            }
        }
        assert_eq!(
            found(test, &Actor::local_operator(), &Filter::now().searched("quach")).len(),
            9
        );
    });
}
