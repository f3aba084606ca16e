//! Rows drawn from the description of each kind go through every verb, on both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use jiff::Timestamp;
use taicho_model::{FieldSpec, FieldType, KINDS, KindSpec, Reading};
use taicho_ops::import::{Options, Source, import};
use taicho_ops::{
    Correction, Entered, OpsError, TableFormat, correct_record, create_record, export_records,
    find_records, name_records, narrowed, other_cells, undo_change, withdraw_records,
};
use taicho_store::{Actor, Filter, Read, Store, Value, Written, field_json};
use taicho_testkit::{TestStore, on_both};

fn now() -> Timestamp {
    "2026-11-30T16:00:00+07:00".parse().unwrap()
}

fn actor() -> Actor {
    Actor::local_operator()
}

/// A province with a district and two communes, on which every kind stands.
const AREAS: &str = "code,name,kind,level,parent_code\n24,Bắc Ninh,Tỉnh,province,\n\
                     09190,Kinh Bắc,Phường,commune,24\n09193,Võ Cường,Phường,commune,24\n";

/// What a person writes into a field; `n` tells rows apart.
fn text(
    kind: &KindSpec,
    field: &FieldSpec,
    n: usize,
    there: &BTreeMap<&str, Vec<String>>,
) -> String {
    match (field.reading, field.field_type) {
        (Reading::Name(_), _) => format!("Nguyễn Văn {}", ["An", "Bình", "Chi", "Dung"][n]),
        (Reading::Phone, _) => format!("091234567{n}"),
        (Reading::PersonalId, _) => format!("02709000123{n}"),
        (Reading::Birth(_), _) => format!("1{n}/2/1990"),
        (Reading::Sex, _) => "nữ".to_owned(),
        (Reading::Id, FieldType::Reference("areas")) => ["24", "09190", "09193", "09190"][n].into(),
        (_, FieldType::Reference("areas")) if kind.name == "areas" => "24".to_owned(),
        (_, FieldType::Reference("areas")) => "phường kinh bắc".to_owned(),
        (_, FieldType::Reference(of)) => there[of][n % there[of].len()].clone(),
        (_, FieldType::Disease) => "sởi".to_owned(),
        (_, FieldType::Text) if kind.name == "areas" => format!("0919{n}x"),
        // A sheet would run it, were it not guarded.
        (_, FieldType::Text) => format!("={} {n}", field.title.0),
        (_, FieldType::Number) => "7".to_owned(),
        (_, FieldType::Year) => "1990".to_owned(),
        (_, FieldType::Flag) => "có".to_owned(),
        // A Monday, as periods of weeks begin on.
        (_, FieldType::Day) => format!("{}/11/2026", [2, 9, 16, 23][n]),
        (_, FieldType::Instant) => format!("2026-11-0{}T08:00:00+07:00", n + 1),
        (_, FieldType::Word(words)) => words[0].title.0.to_owned(),
        (_, FieldType::Fact) => "có".to_owned(),
    }
}

fn drawn(kind: &'static KindSpec, n: usize, there: &BTreeMap<&str, Vec<String>>) -> Entered {
    let mut entered = Entered::new();
    for field in kind.fields.iter().filter(|field| !field.is_internal) {
        entered.insert(field.name.to_owned(), Some(text(kind, field, n, there)));
        if field.field_type == FieldType::Fact {
            entered.insert("type".to_owned(), Some("flag".to_owned()));
        }
    }
    entered
}

/// Every current row of a kind as JSON, by id.
fn rows(store: &Store, kind: &'static KindSpec, filter: &Filter) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let read = store.read::<_, OpsError>(&actor(), |read| {
        Ok(read.rows(kind, filter, |row| {
            let values =
                kind.fields.iter().map(|field| field_json(field, row.record.get(field.name)));
            found.insert(
                row.record.id.clone(),
                serde_json::to_string(&values.collect::<Vec<_>>()).unwrap(),
            );
            Ok(())
        })?)
    });
    read.unwrap();
    found
}

/// Pages in the order of each field, both ways, with its empty values last, have every row once and in that order.
fn every_order_pages_through_all(store: &Store, kind: &'static KindSpec, count: usize) {
    for field in kind.shown_fields() {
        let paged = |wanted: &str, at: Option<Timestamp>| {
            let (mut seen, mut after) = (Vec::<(String, serde_json::Value)>::new(), None);
            loop {
                let filter = narrowed(Filter::now(), kind, "sort", wanted).unwrap();
                let page = Filter { as_of: at, ..filter }.page(after.take(), 2);
                let mut json = String::new();
                let end = store
                    .read::<_, OpsError>(&actor(), |read| {
                        let mut rows = Vec::new();
                        read.rows(kind, &page, |row| {
                            rows.push(row.record.id);
                            Ok(())
                        })?;
                        let end = read.page(kind, &[field.name], &page, &mut json)?;
                        Ok((end, rows))
                    })
                    .unwrap();
                let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
                let here: Vec<_> = rows
                    .iter()
                    .map(|row| (row["id"].as_str().unwrap().to_owned(), row[field.name].clone()))
                    .collect();
                assert!(here.iter().map(|(id, _)| id).eq(&end.1), "{}.{wanted}", kind.name);
                seen.extend(here);
                if end.0.rows < 2 {
                    break seen;
                }
                after = end.0.last_id;
            }
        };
        let (up, down) = (paged(field.name, None), paged(&format!("-{}", field.name), None));
        let name = format!("{}.{}", kind.name, field.name);
        assert_eq!(up.len(), count, "{name}");
        assert_eq!(paged(field.name, Some(now())), up, "{name} as of now");
        let unique: BTreeSet<&String> = up.iter().map(|(id, _)| id).collect();
        assert_eq!(unique.len(), count, "{name}");
        let there = |rows: &[(String, serde_json::Value)]| -> Vec<String> {
            let first_empty = rows.iter().position(|(_, value)| value.is_null());
            let (there, empty) = rows.split_at(first_empty.unwrap_or(rows.len()));
            assert!(empty.iter().all(|(_, value)| value.is_null()), "{name}: {rows:?}");
            there.iter().map(|(id, _)| id.clone()).collect()
        };
        let mut turned = there(&down);
        turned.reverse();
        assert_eq!(there(&up), turned, "{name}");
        let is_plain =
            matches!(field.field_type, FieldType::Day | FieldType::Number | FieldType::Year);
        let texts =
            up.iter().filter(|(_, value)| !value.is_null()).map(|(_, value)| value.to_string());
        assert!(!is_plain || texts.is_sorted(), "{name}: {up:?}");
    }
}

fn table(store: &Store, kind: &'static KindSpec, format: TableFormat) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let out: File = file.reopen().unwrap();
    let written = store.read(&actor(), |read| {
        export_records(read, kind, &Filter::now(), format, out, true, now())
    });
    assert!(written.unwrap() > 0, "{}", kind.name);
    std::fs::read(file.path()).unwrap()
}

/// The rows of each kind that stand, by kind: what others can refer to.
fn with_areas(test: &TestStore) -> BTreeMap<&'static str, Vec<String>> {
    let source = Source::bytes("areas.csv", AREAS.as_bytes());
    let done = import(&test.store, &actor(), vec![source], Options::new(now())).unwrap();
    assert_eq!(done.faults, []);
    BTreeMap::new()
}

/// The rows that a change wrote.
fn written(store: &Store, change: &str) -> Vec<Written> {
    let told = store.read::<_, OpsError>(&actor(), |read| {
        let change = read.change(change)?.unwrap();
        Ok(read.written(&change, 10)?)
    });
    told.unwrap()
}

/// What names a record, by the fields that are told of it.
fn name_of(
    store: &Store,
    kind: &'static KindSpec,
    id: &str,
) -> BTreeMap<&'static str, serde_json::Value> {
    let wanted = [(kind.name, [id.to_owned()].into())].into();
    let named = store.read(&actor(), |read| name_records(read, wanted, true)).unwrap();
    let own = named.into_iter().find(|one| one.kind == kind.name && one.id == id);
    own.map(|one| one.values).unwrap_or_default()
}

#[test]
fn every_kind_is_entered_narrowed_corrected_withdrawn_and_taken_back() {
    on_both(|test| {
        let store = &test.store;
        let mut there = with_areas(test);
        for kind in KINDS.iter().copied().filter(|kind| kind.is_importable()) {
            let name = kind.name;
            let mut ids = Vec::new();
            for n in 0..3 {
                let kept = create_record(store, &actor(), kind, drawn(kind, n, &there), now());
                let kept = kept.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(kept.version, 1, "{name}");
                ids.push(kept.id);
            }
            let again = create_record(store, &actor(), kind, drawn(kind, 0, &there), now());
            let is_refused = matches!(
                &again,
                Err(OpsError::KnownKey { .. } | OpsError::Store(taicho_store::StoreError::Taken(_)))
            );
            assert!(
                is_refused || (kind.key.is_empty() && kind.id_form.is_none()),
                "{name}: {again:?}"
            );
            // One with as little as may be.
            let mut bare = drawn(kind, 3, &there);
            bare.retain(|name, _| kind.field(name).is_none_or(|field| field.is_needed(kind)));
            let _ = create_record(store, &actor(), kind, bare, now());
            let before = rows(store, kind, &Filter::now());
            // Every field narrows the list to rows with its value.
            let one = serde_json::from_str::<Vec<serde_json::Value>>(&before[&ids[1]]).unwrap();
            for (field, value) in
                kind.fields.iter().zip(&one).filter(|(field, _)| !field.is_internal)
            {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let filter = narrowed(Filter::now(), kind, field.name, &text).unwrap();
                let found = rows(store, kind, &filter);
                assert!(found.contains_key(&ids[1]), "{name}.{} = {text}", field.name);
            }
            every_order_pages_through_all(store, kind, before.len());
            // A correction on what was seen, and none on what was not.
            let last = kind.fields.iter().rev().find(|field| !field.is_internal).unwrap();
            let entered: Entered = match last.field_type {
                FieldType::Word(words) => {
                    [(last.name.to_owned(), Some(words.last().unwrap().word.to_owned()))].into()
                }
                _ => [(last.name.to_owned(), Some(text(kind, last, 3, &there)))].into(),
            };
            let correction = Correction {
                id: ids[1].clone(),
                base_version: 1,
                entered,
                reason: Some("rà soát".to_owned()),
            };
            let kept = correct_record(store, &actor(), kind, correction.clone(), now());
            let kept = kept.unwrap_or_else(|error| panic!("{name}.{}: {error}", last.name));
            assert_eq!(kept.version, 2, "{name}.{}", last.name);
            let late = correct_record(store, &actor(), kind, correction, now());
            assert!(matches!(late, Err(OpsError::Meanwhile(_))), "{name}: {late:?}");
            let change = kept.change_id.unwrap();
            let told = written(store, &change);
            let [row] = &told[..] else { panic!("{name}: {told:?}") };
            let field = |values: &Option<_>| -> Option<Value> {
                let values: &BTreeMap<&str, Value> = values.as_ref()?;
                values.get(last.name).cloned()
            };
            assert_eq!((row.kind, &row.id), (kind, &ids[1]), "{name}");
            assert_ne!(field(&row.before), field(&row.after), "{name}.{}", last.name);
            undo_change(store, &actor(), change, "nhầm".into(), now()).unwrap();
            assert_eq!(rows(store, kind, &Filter::now()), before, "{name}");
            // A withdrawal, which one undo takes back.
            let chosen = [(ids[2].clone(), 1)].into();
            let gone = withdraw_records(store, &actor(), kind, chosen, "trùng".into(), now());
            let gone = gone.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!rows(store, kind, &Filter::now()).contains_key(&ids[2]), "{name}");
            let gone = gone.change_id.unwrap();
            let told = written(store, &gone);
            let is_told = |row: &Written| row.kind == kind && row.id == ids[2];
            let row = told.iter().find(|row| is_told(row)).unwrap_or_else(|| panic!("{name}"));
            assert!(row.before.is_some() && row.after.is_none(), "{name}: {row:?}");
            assert!(name_of(store, kind, &ids[2]).is_empty(), "{name} is not there any more");
            undo_change(store, &actor(), gone, "nhầm".into(), now()).unwrap();
            assert!(!name_of(store, kind, &ids[2]).is_empty(), "{name} has a name");
            assert_eq!(rows(store, kind, &Filter::now()), before, "{name}");
            let past = Filter::as_of("2026-11-30T08:59:00Z".parse().unwrap());
            assert!(!rows(store, kind, &past).contains_key(&ids[0]), "{name}");
            // What others are known by: their key, or their id.
            let key = kind.key_field().map_or("", |field| field.name);
            let keys = ids.iter().map(|id| {
                let row =
                    store.read::<_, OpsError>(&actor(), |read| Ok(read.row(kind, id)?)).unwrap();
                let record = row.unwrap().record;
                if key.is_empty() { id.clone() } else { record.text(key).unwrap().to_owned() }
            });
            there.insert(name, keys.collect());
        }
        assert!(store.audit().unwrap().is_clean());
        // Whoever does not know what a record is finds it all the same, and no person whom they may not see.
        let found = |with_persons| {
            let find =
                |read: &mut Read<'_>| find_records(read, "nguyen van", None, 5, with_persons);
            store.read(&actor(), find).unwrap()
        };
        let people = |kind: &&(&'static KindSpec, Vec<String>)| kind.0.name == "people";
        assert!(found(true).iter().find(people).is_some_and(|(_, ids)| ids.len() >= 3));
        assert!(!found(false).iter().any(|kind| people(&kind)));
        // As they came in, every kind goes out and in again, changing nothing.
        for kind in KINDS.iter().copied().filter(|kind| kind.is_importable()) {
            for (format, ending) in [(TableFormat::Csv, "csv"), (TableFormat::Xlsx, "xlsx")] {
                let bytes = table(store, kind, format);
                let source = Source::bytes(&format!("x.{ending}"), bytes).of_kind(kind.name);
                let done = import(store, &actor(), vec![source], Options::new(now())).unwrap();
                assert_eq!(done.faults, [], "{}", kind.name);
                let file = &done.files[0];
                assert_eq!(file.columns_left_out, Vec::<String>::new());
                assert_eq!(
                    (file.rows_added, file.rows_corrected, file.rows_unchanged),
                    (0, 0, file.rows_read),
                    "{} as {ending}: {file:?}",
                    kind.name
                );
            }
        }
    });
}

fn imported(store: &Store, name: &str, list: &str) -> (i64, i64, i64) {
    let source = vec![Source::bytes(name, list.as_bytes())];
    let done = import(store, &actor(), source, Options::new(now())).unwrap();
    assert_eq!(done.faults, [], "{list}");
    let file = &done.files[0];
    (file.rows_added, file.rows_corrected, file.rows_unchanged)
}

#[test]
fn a_list_of_fewer_columns_empties_no_field() {
    on_both(|test| {
        let store = &test.store;
        with_areas(test);
        let whole = "source_key,disease,area_code,status,case_origin,found_on,onset_on,cluster\n\
                     C1,sởi,09190,xác định,cộng đồng,20/11/2026,18/11/2026,ổ A\n";
        let fewer = "source_key,disease,area_code,status,case_origin,found_on\n\
                     C1,sởi,09190,xác định,cộng đồng,20/11/2026\n";
        assert_eq!(imported(store, "cases.csv", whole), (1, 0, 0));
        assert_eq!(imported(store, "cases.csv", fewer), (0, 0, 1));
        // What is there and blank is cleared all the same.
        let blank = whole.replace("ổ A", "");
        assert_eq!(imported(store, "cases.csv", &blank), (0, 1, 0));
        let people =
            "key,full_name,area_code,born_on,phone\nK1,Trần Thị Bé,09190,2/9/1950,0912345678\n";
        assert_eq!(imported(store, "people.csv", people), (1, 0, 0));
        assert_eq!(
            imported(store, "people.csv", "key,full_name,area_code\nK1,Trần Thị Bé,09190\n"),
            (0, 0, 1)
        );
        let year = "key,full_name,area_code,birth_year\nK1,Trần Thị Bé,09190,1950\n";
        assert_eq!(imported(store, "people.csv", year), (0, 0, 1));
        // Another year takes the day with it.
        assert_eq!(imported(store, "people.csv", &year.replace("1950", "1951")), (0, 1, 0));
        let kind = KindSpec::named("people").unwrap();
        let of_1951 = narrowed(Filter::now(), kind, "birth_year", "1951").unwrap();
        let kept = rows(store, kind, &of_1951).into_values().next().unwrap();
        assert!(!kept.contains("1950") && kept.contains("+84912345678"), "{kept}");
    });
}

#[test]
fn a_key_that_has_become_free_is_another_record_s() {
    on_both(|test| {
        let store = &test.store;
        with_areas(test);
        let zones = KindSpec::named("zones").unwrap();
        let list = "code,name,disease,area_code,opened_on\nUY,Ngõ 1,sởi,09190,1/11/2026\n";
        assert_eq!(imported(store, "zones.csv", list), (1, 0, 0));
        let correction = Correction {
            id: "UY".to_owned(),
            base_version: 1,
            entered: [("code".to_owned(), Some("UX".to_owned()))].into(),
            reason: None,
        };
        correct_record(store, &actor(), zones, correction, now()).unwrap();
        let other = list.replace("Ngõ 1", "Ngõ khác");
        assert_eq!(imported(store, "zones.csv", &other), (1, 0, 0));
        assert_eq!(imported(store, "zones.csv", &other), (0, 0, 1));
        assert_eq!(imported(store, "zones.csv", &list.replace("UY", "UX")), (0, 0, 1));
        assert_eq!(rows(store, zones, &Filter::now()).len(), 2);
        // Of a round that moved to another day likewise, and of an order without any key.
        let round = "zone_code,taken_on,listed,sampled,positive\nUX,10/11/2026,5,5,0\n";
        let rounds = KindSpec::named("sampling_rounds").unwrap();
        assert_eq!(imported(store, "sampling_rounds.csv", round), (1, 0, 0));
        let id = rows(store, rounds, &Filter::now()).into_keys().next().unwrap();
        let day = [("taken_on".to_owned(), Some("11/11/2026".to_owned()))].into();
        let moved = Correction { id, base_version: 1, entered: day, reason: None };
        correct_record(store, &actor(), rounds, moved, now()).unwrap();
        assert_eq!(imported(store, "sampling_rounds.csv", round), (1, 0, 0));
        assert_eq!(imported(store, "sampling_rounds.csv", round), (0, 0, 1));
        assert_eq!(rows(store, rounds, &Filter::now()).len(), 2);
    });
}

#[test]
fn the_rules_of_a_row_are_asked_where_it_lies_by_what_it_refers_to() {
    on_both(|test| {
        let store = &test.store;
        with_areas(test);
        let zone = "code,name,disease,area_code,opened_on\nV1,Ngõ 1,sởi,09190,1/11/2026\n";
        imported(store, "zones.csv", zone);
        for (listed, sampled, positive) in [(5, 500, 0), (5, 5, 9)] {
            let list = format!(
                "zone_code,taken_on,listed,sampled,positive\nV1,10/11/2026,{listed},{sampled},{positive}\n"
            );
            let source = vec![Source::bytes("sampling_rounds.csv", list.as_bytes())];
            let done = import(store, &actor(), source, Options::new(now())).unwrap();
            assert_eq!(done.faults.len(), 1, "{list}");
        }
        imported(store, "people.csv", "key,full_name,area_code\nK1,Lê Út,09190\n");
        imported(store, "places.csv", "key,kind,name,area_code\nP1,household,Nhà,09190\n");
        let stay = [
            ("place_id", "P1"),
            ("person_id", "K1"),
            ("reason", "Ca bệnh"),
            ("began_at", "2026-11-05T08:00:00+07:00"),
            ("ended_at", "2026-11-04T08:00:00+07:00"),
        ];
        let entered: Entered =
            stay.iter().map(|(name, text)| (name.to_string(), Some(text.to_string()))).collect();
        let refused =
            create_record(store, &actor(), KindSpec::named("stays").unwrap(), entered, now());
        let Err(OpsError::Faults(faults)) = refused else { panic!("{refused:?}") };
        assert!(faults.iter().any(|it| it.code == "stay.ended_before_began"), "{faults:?}");
    });
}

#[test]
fn a_birth_known_by_its_year_goes_out_and_in_again() {
    on_both(|test| {
        let store = &test.store;
        with_areas(test);
        imported(store, "people.csv", "key,full_name,area_code,birth_year\nK1,Lê Út,09190,1990\n");
        let people = KindSpec::named("people").unwrap();
        for (format, name) in [(TableFormat::Csv, "people.csv"), (TableFormat::Xlsx, "people.xlsx")]
        {
            let source = vec![Source::bytes(name, table(store, people, format))];
            let done = import(store, &actor(), source, Options::new(now())).unwrap();
            assert_eq!(done.faults, []);
            assert_eq!(done.files[0].rows_unchanged, 1, "{name}: {:?}", done.files[0]);
        }
    });
}

#[test]
fn a_year_of_birth_in_its_own_column_stays_where_the_day_is_blank() {
    on_both(|test| {
        with_areas(test);
        let list = "key,full_name,area_code,birth_year,born_on\nK1,Trần Thị Bé,09190,1950,\n";
        let source = vec![Source::bytes("people.csv", list.as_bytes())];
        let done = import(&test.store, &actor(), source, Options::new(now())).unwrap();
        assert_eq!(done.faults, []);
        let people = KindSpec::named("people").unwrap();
        let of_1950 = narrowed(Filter::now(), people, "birth_year", "1950").unwrap();
        assert_eq!(rows(&test.store, people, &of_1950).len(), 1);
    });
}

#[test]
fn cells_of_unknown_columns_are_kept_beside_their_row() {
    on_both(|test| {
        let store = &test.store;
        with_areas(test);
        let people = KindSpec::named("people").unwrap();
        let list = "Mã,Họ tên,Phường,Dân tộc,Ghi chú\nK1,Trần Thị Bé,09190,Kinh,ở trọ\nK2,Lê Văn Út,09190,,\n";
        let source = || vec![Source::bytes("dan cu.csv", list.as_bytes())];
        let done = import(store, &actor(), source(), Options::new(now())).unwrap();
        assert_eq!(done.faults, []);
        assert_eq!(done.files[0].columns_left_out, ["Dân tộc", "Ghi chú"]);
        assert_eq!(done.files[0].other_cells_kept, 1);
        let beside = |key: &str| {
            store.read::<_, OpsError>(&actor(), |read| {
                let ids = read.ids_by_key(people, "source_key", &[key.to_owned()])?;
                other_cells(read, people, &ids[key])
            })
        };
        let kept = beside("K1").unwrap();
        assert_eq!(
            kept.iter().map(|(head, text)| format!("{head}={text}")).collect::<Vec<_>>(),
            ["Dân tộc=Kinh", "Ghi chú=ở trọ"]
        );
        assert!(beside("K2").unwrap().is_empty());
        let again = import(store, &actor(), source(), Options::new(now())).unwrap();
        assert_eq!((again.change_id, again.files[0].other_cells_kept), (None, 0));
        let change = done.change_id.unwrap();
        undo_change(store, &actor(), change, "nhầm tệp".into(), now()).unwrap();
        let left = rows(store, KindSpec::named("other_cells").unwrap(), &Filter::now());
        assert!(left.is_empty(), "they go with their rows: {left:?}");
        assert!(store.audit().unwrap().is_clean());
    });
}

#[test]
fn what_others_refer_to_does_not_go() {
    on_both(|test| {
        let store = &test.store;
        with_areas(test);
        let kind = |name: &str| KindSpec::named(name).unwrap();
        let create = |name: &str, entered: &[(&str, &str)]| {
            let entered: Entered = entered
                .iter()
                .map(|(name, text)| (name.to_string(), Some(text.to_string())))
                .collect();
            create_record(store, &actor(), kind(name), entered, now()).unwrap()
        };
        let withdraw = |name: &str, id: &str, version: i64| {
            let chosen = [(id.to_owned(), version)].into();
            withdraw_records(store, &actor(), kind(name), chosen, "trùng".into(), now())
        };
        let undo =
            |change: &str| undo_change(store, &actor(), change.to_owned(), "nhầm".into(), now());
        let zone = create(
            "zones",
            &[
                ("code", "V1"),
                ("name", "Ngõ 1"),
                ("disease", "sởi"),
                ("area_id", "Kinh Bắc"),
                ("opened_on", "1/11/2026"),
            ],
        );
        let case = create(
            "cases",
            &[
                ("source_key", "C1"),
                ("disease", "sởi"),
                ("area_id", "Kinh Bắc"),
                ("status", "confirmed"),
                ("origin", "community"),
                ("found_on", "2/11/2026"),
                ("zone_id", "V1"),
            ],
        );
        let referred = |result: Result<_, OpsError>| {
            let error: Option<OpsError> = Result::<taicho_ops::Many, _>::err(result);
            assert_eq!(error.as_ref().map(|error| error.code()), Some("referred"), "{error:?}");
        };
        let all = || {
            [rows(store, kind("zones"), &Filter::now()), rows(store, kind("cases"), &Filter::now())]
        };
        let before = all();
        referred(withdraw("zones", &zone.id, 1));
        let undone = undo(&zone.change_id.unwrap());
        assert_eq!(undone.unwrap_err().code(), "referred");
        assert_eq!(all(), before, "a refusal leaves no trace");
        let case_gone = withdraw("cases", &case.id, 1).unwrap().change_id.unwrap();
        let zone_gone = withdraw("zones", &zone.id, 1).unwrap().change_id.unwrap();
        assert_eq!(undo(&case_gone).unwrap_err().code(), "referred_gone");
        undo(&zone_gone).unwrap();
        undo(&case_gone).unwrap();
        assert_eq!(all(), before);
        assert!(store.audit().unwrap().is_clean());
    });
}
