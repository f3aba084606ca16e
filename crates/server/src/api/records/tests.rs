//! The general verbs over HTTP, with a role that may and one that may not.

use axum::body::{Body, to_bytes};
use axum::http::header;
use serde_json::{Value, json};
use taicho_model::KINDS;
use taicho_model::vietnamese::bare;
use tower::ServiceExt as _;

use super::lists::path_of;
use crate::rights::Role;
use crate::testing::{Answer, Demo, demo, get, of_one_ward, post, request, send, shared};
use crate::{App, router};

async fn patch(app: App, path: &str, body: Value) -> Answer {
    let request = request("PATCH", &format!("/api/v1{path}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    send(app, request.body(Body::from(body.to_string())).unwrap()).await
}

async fn bytes(app: App, path: &str) -> (u16, Vec<u8>) {
    let request = request("GET", &format!("/api/v1{path}")).body(Body::empty()).unwrap();
    let answer = router(app.into()).oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    (status, to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec())
}

fn a_zone(code: &str) -> Value {
    json!({ "values": {
        "code": code, "name": "Khu Thượng", "disease": "COVID-19", "area_code": "09187",
        "opened_on": "10/06/2021", "residents": 120,
    } })
}

async fn entered(demo: &Demo, code: &str) -> String {
    let kept = post(demo.app(), "/records/zones", a_zone(code)).await;
    assert_eq!(kept.status, 201, "{kept:?}");
    kept.body["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_record_is_entered_opened_corrected_withdrawn_and_stands_again() {
    let demo = demo();
    let id = entered(&demo, "VT-1").await;
    let path = format!("/records/zones/{id}");
    let one = get(demo.app(), &path).await;
    assert_eq!((one.status.as_u16(), &one.body["version"]), (200, &json!(1)), "{one:?}");
    assert_eq!(one.body["values"]["disease"], "covid-19", "a name is read as its code");
    assert_eq!(one.body["values"]["opened_on"], "2021-06-10");
    assert_eq!(one.body["values"]["record_origin"], "record");

    let again = post(demo.app(), "/records/zones", a_zone("VT-1")).await;
    assert!(again.is_problem(409, "known_key"), "{again:?}");

    let body = json!({ "version": 1, "values": { "residents": 125, "lifted_on": "2021-06-30" } });
    let done = patch(demo.app(), &path, body.clone()).await;
    assert_eq!((done.status.as_u16(), &done.body["version"]), (200, &json!(2)), "{done:?}");
    let one = get(demo.app(), &path).await.body;
    assert_eq!(one["values"]["name"], "Khu Thượng", "what is not named stays");
    assert_eq!(one["values"]["residents"], 125);
    // Who saw the first version is told what both wrote.
    let late = patch(demo.app(), &path, json!({ "version": 1, "values": { "residents": 90 } }));
    let late = late.await;
    assert!(late.is_problem(409, "conflict"), "{late:?}");
    let told = &late.body["meanwhile"];
    assert_eq!(
        (&told["version"], &told["fields"]["residents"]["current"]),
        (&json!(2), &json!(125))
    );
    assert_eq!(told["fields"]["residents"]["entered"], "90");
    let same = patch(demo.app(), &path, json!({ "version": 2, "values": { "residents": 125 } }));
    assert!(same.await.body["change_id"].is_null(), "the same again leaves no trace");
    let cleared = json!({ "version": 2, "values": { "lifted_on": null } });
    assert_eq!(patch(demo.app(), &path, cleared).await.body["version"], 3);

    let gone = json!({ "rows": { &id: 3 }, "reason": "nhầm khu" });
    let gone = post(demo.app(), "/withdrawals/zones", gone).await;
    assert_eq!((gone.status.as_u16(), &gone.body["changed"]), (200, &json!(1)), "{gone:?}");
    assert_eq!(get(demo.app(), &path).await.status, 404);
    let history = get(demo.app(), &format!("/history/zones/{id}")).await.body;
    assert_eq!(history["versions"].as_array().unwrap().len(), 3, "its history stays");
    let undo = format!("/changes/{}/undo", gone.body["change_id"].as_str().unwrap());
    let undone = post(demo.app(), &undo, json!({ "reason": "đúng khu" })).await;
    assert_eq!(undone.status, 200, "{undone:?}");
    assert_eq!(get(demo.app(), &path).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_field_by_field() {
    let demo = demo();
    let case = |more: Value| {
        let mut values = json!({
            "disease": "covid-19", "area_code": "09187", "status": "Xác định",
            "origin": "community", "found_on": "2021-06-16", "source_key": "K-1",
        });
        values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "values": values })
    };
    for (more, field, code) in [
        (json!({ "disease": "no-such-disease" }), "disease", "disease.unknown"),
        (json!({ "person_key": "nobody-at-all" }), "person_id", "reference.unknown"),
        (json!({ "zone_code": "no-zone" }), "zone_id", "reference.unknown"),
        (json!({ "source_key": "  " }), "source_key", "cell.required"),
        (json!({ "area_code": "99999" }), "area_id", "area.unknown"),
        (json!({ "area_code": "27" }), "area_id", "area.not_a_commune"),
        (json!({ "area_code": "id:27" }), "area_id", "area.not_a_commune"),
        (json!({ "status": "maybe" }), "status", "word.unknown"),
        (json!({ "found_on": "2031-01-01" }), "found_on", "date.future"),
        (json!({ "found_on": "31/02/2021" }), "found_on", "date.impossible"),
        (json!({ "source_key": "a\nb" }), "source_key", "cell.control"),
        (
            json!({ "detected_at": "2021-06-16T08:00+07:00", "reported_at": "2021-06-16T07:00+07:00" }),
            "reported_at",
            "case.reported_before_detected",
        ),
    ] {
        let answer = post(demo.app(), "/records/cases", case(more.clone())).await;
        assert!(answer.is_problem(422, "faults"), "{more}: {answer:?}");
        let faults = answer.body["faults"].as_array().unwrap();
        assert_eq!(faults.len(), 1, "{more}: {faults:?}");
        assert_eq!(
            (&faults[0]["field"], &faults[0]["code"]),
            (&json!(field), &json!(code)),
            "{more}"
        );
        assert!(faults[0]["reason"]["vi"].is_string() && faults[0]["reason"]["en"].is_string());
    }
    let odd = post(demo.app(), "/records/cases", case(json!({ "colour": "red" }))).await;
    assert!(odd.is_problem(422, "unknown_field"), "{odd:?}");
    assert!(odd.body["detail"].as_str().unwrap().contains("found_on"), "those that there are");
    // A zone of another ward, where an order is about a zone.
    let zone = entered(&demo, "VT-2").await;
    let order = json!({ "values": {
        "kind": "zone_freeze", "value": "20", "area_code": "09163", "zone_code": zone,
        "effective_from": "2021-06-16", "document": "KH 23", "status": "draft",
    } });
    let answer = post(demo.app(), "/records/orders", order).await;
    assert_eq!(answer.body["faults"][0]["code"], "reference.elsewhere", "{answer:?}");
    let settings = post(demo.app(), "/records/settings", json!({ "values": {} })).await;
    assert_eq!(settings.status, 404);
    let freeze = post(demo.app(), "/records/freezes", json!({ "values": {} })).await;
    assert!(freeze.is_problem(422, "not_by_hand"), "{freeze:?}");
    // What the program keeps of itself is withdrawn by nobody either.
    for kind in KINDS.iter().filter(|kind| !kind.is_importable() && !kind.is_internal) {
        let body = json!({ "rows": { "x": 1 }, "reason": "thử" });
        let answer = post(demo.app(), &format!("/withdrawals/{}", path_of(kind)), body).await;
        assert!(answer.is_problem(422, "not_by_hand"), "{}: {answer:?}", kind.name);
    }
}

#[tokio::test]
async fn ten_thousand_records_are_corrected_and_withdrawn_as_one_change_each() {
    let demo = demo();
    let mut rows = serde_json::Map::new();
    let mut cursor = String::new();
    while rows.len() < 10_000 {
        let page = get(demo.app(), &format!("/people?limit=500{cursor}")).await.body;
        for row in page["rows"].as_array().unwrap() {
            rows.insert(row["id"].as_str().unwrap().to_owned(), row["version"].clone());
        }
        cursor = format!("&cursor={}", page["next_cursor"].as_str().unwrap());
    }
    let body = json!({ "rows": rows, "values": { "residence": "tạm trú" }, "reason": "rà soát" });
    let done = post(demo.app(), "/corrections/people", body.clone()).await;
    assert_eq!(done.status, 200, "{done:?}");
    let (changed, same) = (&done.body["changed"], &done.body["unchanged"]);
    assert_eq!(changed.as_i64().unwrap() + same.as_i64().unwrap(), 10_000);
    assert!(changed.as_i64().unwrap() > 1_000, "{done:?}");
    let stale = post(demo.app(), "/corrections/people", body).await;
    assert!(
        stale.is_problem(409, "conflict"),
        "what was corrected is not what was seen: {stale:?}"
    );
    let undo = format!("/changes/{}/undo", done.body["change_id"].as_str().unwrap());
    let undone = post(demo.app(), &undo, json!({ "reason": "thử" })).await;
    assert_eq!(undone.body["versions"], *changed, "{undone:?}");
    let none = json!({ "rows": {}, "reason": "không" });
    let none = post(demo.app(), "/withdrawals/people", none).await;
    assert!(none.is_problem(422, "bad_count"), "{none:?}");
}

#[tokio::test]
async fn who_may_not_neither_sees_nor_writes() {
    let observer = || shared().app().for_observer();
    for kind in KINDS.iter().filter(|kind| kind.is_importable()) {
        let path = path_of(kind);
        let answer = post(observer(), &format!("/records/{path}"), json!({ "values": {} })).await;
        assert!(answer.is_problem(403, "forbidden"), "{path}: {answer:?}");
        let rows = get(observer(), &format!("/{path}?limit=1")).await;
        let row = &rows.body["rows"][0];
        let id = row["id"].as_str().unwrap_or("none").replace('|', "%7C").replace('>', "%3E");
        let one = get(observer(), &format!("/records/{path}/{id}")).await;
        let (_, table) = bytes(observer(), &format!("/tables/{path}?format=csv")).await;
        let table = String::from_utf8(table).unwrap();
        let head = table.lines().next().unwrap();
        for field in kind.fields.iter().filter(|field| field.is_personal && !field.is_internal) {
            assert!(row.get(field.name).is_none(), "{path}: {row}");
            assert!(one.body["values"].get(field.name).is_none(), "{path}: {one:?}");
            assert!(!head.split(',').any(|column| column == field.column), "{head}");
            let guess = get(observer(), &format!("/{path}?{}=x", field.name)).await;
            assert!(guess.is_problem(400, "not_in_an_address"), "{path}: {guess:?}");
            for asked in [
                json!({ "filters": { field.name: "x" } }),
                json!({ "sort": field.name }),
                json!({ "sort": format!("-{}", field.name) }),
            ] {
                let guess = post(observer(), &format!("/searches/{path}"), asked).await;
                assert!(guess.is_problem(403, "forbidden"), "{path}: {guess:?}");
            }
        }
    }
    // Of another ward nothing is there at all.
    let foreign = get(shared().app(), "/people?area=09163&limit=1").await.body["rows"][0].clone();
    let id = foreign["id"].as_str().unwrap();
    let narrow = || shared().app().for_actor(of_one_ward());
    for path in [format!("/records/people/{id}"), format!("/records/people/{id}/referrers")] {
        assert_eq!(get(shared().app(), &path).await.status, 200, "{path}");
        assert!(get(narrow(), &path).await.is_problem(404, "not_found"), "{path}");
    }
    let body = json!({ "version": 1, "values": { "address": "x" } });
    let answer = patch(narrow(), &format!("/records/people/{id}"), body).await;
    assert!(answer.is_problem(404, "unknown_record"), "{answer:?}");
    let elsewhere = json!({ "values": { "code": "X-1", "name": "x", "disease": "covid-19",
        "area_code": "09163", "opened_on": "2021-06-01" } });
    let answer = post(narrow(), "/records/zones", elsewhere).await;
    assert!(answer.is_problem(404, "not_found"), "{answer:?}");
    let (_, table) = bytes(narrow(), "/tables/people?format=csv").await;
    let table = String::from_utf8(table).unwrap();
    assert!(table.lines().count() > 100 && !table.contains(id), "the table is of the ward");
}

#[tokio::test]
async fn tables_open_in_a_spreadsheet_and_run_nothing() {
    let demo = demo();
    let mut zone = a_zone("VT-3");
    zone["values"]["name"] = json!("=HYPERLINK(\"http://x\")");
    assert_eq!(post(demo.app(), "/records/zones", zone).await.status, 201);
    let (status, table) = bytes(demo.app(), "/tables/zones?format=csv&code=VT-3").await;
    let table = String::from_utf8(table).unwrap();
    assert_eq!(status, 200);
    assert_eq!(table.lines().count(), 2, "narrowed like the list: {table}");
    assert!(table.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{table}");
    let (status, book) = bytes(demo.app(), "/tables/zones").await;
    assert!(status == 200 && book.starts_with(b"PK"));
    let (status, book) = bytes(demo.app(), "/workbooks/cases").await;
    assert!(status == 200 && book.starts_with(b"PK"));
    let answer = get(demo.app(), "/tables/zones?format=pdf").await;
    assert!(answer.is_problem(400, "unknown_format"), "{answer:?}");
    let answer = get(demo.app(), "/tables/zones?colour=red").await;
    assert!(answer.is_problem(400, "no_such_filter"), "{answer:?}");
}

#[tokio::test]
async fn what_refers_to_a_record_is_found() {
    let case = get(shared().app(), "/cases?limit=100").await.body;
    let mut cases = case["rows"].as_array().unwrap().iter();
    let zone = cases.find_map(|case| case["zone_id"].as_str()).expect("a case in a zone");
    let found = get(shared().app(), &format!("/records/zones/{zone}/referrers")).await.body;
    let kinds: Vec<&str> =
        found.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"cases"), "{kinds:?}");
    let described = get(shared().app(), "/kinds").await.body;
    let names = described.as_array().unwrap().iter().map(|kind| kind["name"].as_str().unwrap());
    assert!(names.eq(KINDS.iter().map(|kind| kind.name)));
}

#[tokio::test]
async fn records_are_found_by_words_and_sorted() {
    let search = async |body: Value| post(shared().app(), "/searches/people", body).await;
    let some = get(shared().app(), "/people?limit=1").await.body["rows"][0].clone();
    let name = some["full_name"].as_str().unwrap();
    let found = search(json!({ "search": bare(name), "count": true, "limit": 500 })).await;
    assert_eq!(found.status, 200, "{found:?}");
    let rows = found.body["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["id"] == some["id"]));
    assert!(rows.iter().all(|row| {
        bare(name).split(' ').all(|word| bare(row["full_name"].as_str().unwrap()).contains(word))
    }));
    assert_eq!(found.body["total"], rows.len());
    let phone = rows.iter().find_map(|row| row["phone"].as_str());
    if let Some(phone) = phone {
        let found = search(json!({ "filters": { "phone": phone } })).await.body;
        assert_eq!(found["rows"][0]["phone"], phone);
    }
    // Pages in the order of a field follow one another.
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    for _ in 0..4 {
        let page = search(json!({ "sort": "-birth_year", "limit": 7, "cursor": cursor })).await;
        seen.extend(
            page.body["rows"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["birth_year"].as_i64().unwrap()),
        );
        cursor = page.body["next_cursor"].clone();
    }
    assert!(seen.len() == 28 && seen.is_sorted_by(|a, b| a >= b), "{seen:?}");
    let listed = get(shared().app(), "/people?sort=-birth_year&limit=28").await.body;
    let listed = listed["rows"].as_array().unwrap().iter().map(|row| row["birth_year"].as_i64());
    assert!(listed.eq(seen.into_iter().map(Some)));
    for (asked, code) in [
        (json!({ "search": " - " }), "no_such_word"),
        (json!({ "sort": "no_such" }), "no_such_filter"),
        (json!({ "sort": "name_key" }), "no_such_filter"),
        (json!({ "filters": { "limit": "1" } }), "no_such_filter"),
        (json!({ "filters": { "sort": "sex" } }), "no_such_filter"),
        (json!({ "filters": { "sex": "mail" } }), "no_such_word"),
        (json!({ "cursor": "x" }), "bad_cursor"),
        (json!({ "limit": 501 }), "bad_limit"),
        (json!({ "at": "tomorrow" }), "bad_time"),
    ] {
        let answer = search(asked.clone()).await;
        assert!(answer.is_problem(400, code), "{asked}: {answer:?}");
    }
    let unknown = search(json!({ "words": "an" })).await;
    assert_eq!(unknown.status, 422, "{unknown:?}");
    let nothing = post(shared().app(), "/searches/facts", json!({ "search": "an" })).await;
    assert!(nothing.is_problem(400, "no_such_filter"), "{nothing:?}");
    let address = get(shared().app(), "/people?search=an").await;
    assert!(address.is_problem(400, "not_in_an_address"), "{address:?}");
    let zones = get(shared().app(), "/zones?search=suoi%20hoa&sort=name").await;
    assert_eq!(zones.status, 200, "{zones:?}");
    let narrow = post(
        shared().app().for_actor(of_one_ward()),
        "/searches/people",
        json!({ "search": "nguyen", "limit": 500 }),
    )
    .await;
    let rows = narrow.body["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["area_code"] == "09187"));
}

#[tokio::test]
async fn records_of_every_kind_are_found_and_named() {
    let app = || shared().app();
    let case = get(app(), "/cases?limit=100").await.body;
    let case = case["rows"].as_array().unwrap().iter().find(|case| case["person_id"].is_string());
    let case = case.expect("a case of a person").clone();
    let person = case["person_id"].as_str().unwrap();
    let found = post(app(), "/findings", json!({ "search": case["source_key"] })).await;
    assert_eq!(found.status, 200, "{found:?}");
    let of_cases = found.body["rows"].as_array().unwrap().iter().find(|row| row["kind"] == "cases");
    assert_eq!(of_cases.unwrap()["ids"][0], case["id"]);
    let round = get(app(), "/sampling-rounds?limit=1").await.body["rows"][0].clone();
    let asked = json!({ "records": {
        "people": [person, "nobody"], "sampling-rounds": [round["id"]], "cases": [case["id"]]
    } });
    let named = post(app(), "/names", asked.clone()).await;
    assert_eq!(named.status, 200, "{named:?}");
    let rows = named.body["rows"].as_array().unwrap().clone();
    let of = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).collect::<Vec<_>>();
    assert!(of("people").len() == 1 && of("people")[0]["values"]["full_name"].is_string());
    assert_eq!(of("cases")[0]["values"], json!({ "source_key": case["source_key"] }));
    assert_eq!(of("zones")[0]["id"], round["zone_id"], "what stands in a name is named too");
    // Who may not see persons is told no name, and finds none.
    let observer = || app().for_role(Role::Observer);
    let hidden = post(observer(), "/names", asked).await.body;
    let hidden = hidden["rows"].as_array().unwrap().clone();
    assert!(hidden.iter().all(|row| row["values"].get("full_name").is_none()), "{hidden:?}");
    let found = post(observer(), "/findings", json!({ "search": "nguyen" })).await.body;
    assert!(found["rows"].as_array().unwrap().iter().all(|row| row["kind"] != "people"));
    let narrow = || app().for_actor(of_one_ward());
    let foreign = get(app(), "/people?area=09163&limit=1").await.body["rows"][0]["id"].clone();
    let none = post(narrow(), "/names", json!({ "records": { "people": [foreign] } })).await;
    assert_eq!(none.body["rows"], json!([]));
    let many: Vec<String> = (0..2_001).map(|n| n.to_string()).collect();
    let many = post(app(), "/names", json!({ "records": { "people": many } })).await;
    assert_eq!(many.status, 422, "{many:?}");
    let unknown = post(app(), "/names", json!({ "records": { "settings": ["x"] } })).await;
    assert!(unknown.is_problem(404, "not_found"), "{unknown:?}");
    let long = post(app(), "/findings", json!({ "search": "a".repeat(201) })).await;
    assert!(long.is_problem(400, "no_such_word"), "{long:?}");
    let nothing = post(app(), "/findings", json!({ "search": " - " })).await;
    assert_eq!(nothing.body["rows"], json!([]));
}

#[tokio::test]
async fn what_was_searched_is_a_table_too() {
    let people = get(shared().app(), "/people?limit=1").await.body["rows"][0].clone();
    let body = json!({ "search": people["full_name"], "count": true });
    let found = post(shared().app(), "/searches/people", body.clone()).await.body;
    let total = found["total"].as_u64().unwrap() as usize;
    let body = body.to_string();
    let request = request("POST", "/api/v1/tables/people?format=csv");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let answer = router(shared().app().into()).oneshot(request.body(Body::from(body)).unwrap());
    let answer = answer.await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let table = to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec();
    let table = String::from_utf8(table).unwrap();
    assert_eq!(table.lines().count(), 1 + total, "narrowed by the words");
    assert!(table.contains(people["id"].as_str().unwrap()));
    let odd = post(shared().app(), "/tables/people?format=pdf", json!({})).await;
    assert!(odd.is_problem(400, "unknown_format"), "{odd:?}");
}

#[tokio::test]
async fn a_change_tells_row_by_row_what_it_wrote() {
    let demo = demo();
    let id = entered(&demo, "VT-8").await;
    let path = format!("/records/zones/{id}");
    let body = json!({ "version": 1, "values": { "residents": 125 }, "reason": "đếm lại" });
    assert_eq!(patch(demo.app(), &path, body).await.status, 200);
    let gone = json!({ "rows": { &id: 2 }, "reason": "nhầm khu" });
    let gone = post(demo.app(), "/withdrawals/zones", gone).await.body;
    let log = get(demo.app(), "/changes").await.body;
    let told = |n: usize| &log["rows"][n]["rows"][0];
    assert_eq!((&told(0)["what"], &told(0)["id"]), (&json!("withdrawn"), &json!(id)), "{log}");
    assert_eq!(told(1)["what"], "corrected");
    assert_eq!(told(1)["fields"], json!({ "residents": { "before": 120, "after": 125 } }));
    assert_eq!(told(2)["what"], "new");
    assert_eq!(told(2)["fields"]["code"], json!({ "before": null, "after": "VT-8" }));
    assert_eq!(log["rows"][2]["written"]["zones"], 1);
    let named = log["names"].as_array().unwrap();
    assert!(named.iter().any(|row| row["kind"] == "areas" && row["id"] == "09187"), "{named:?}");
    let change = gone["change_id"].as_str().unwrap();
    let history = get(demo.app(), &format!("/history/zones/{id}")).await.body;
    assert_eq!(history["withdrawn"]["id"], change);
    assert_eq!(history["withdrawn"]["reason"], "nhầm khu");
    assert_eq!(history["versions"][0]["values"]["area_id"], "09187");
    let undo = format!("/changes/{change}/undo");
    let undone = post(demo.app(), &undo, json!({ "reason": "đúng khu" })).await.body;
    let one = get(demo.app(), &format!("/changes/{change}")).await;
    assert_eq!(one.status, 200, "{one:?}");
    assert_eq!(one.body["undone_by"], undone["change_id"]);
    assert!(get(demo.app(), &format!("/history/zones/{id}")).await.body["withdrawn"].is_null());
    assert!(get(demo.app(), "/changes/none").await.is_problem(404, "not_found"));
    // Of a change of somebody else who sees little learns nothing.
    let narrow = demo.app().for_actor(of_one_ward());
    assert!(get(narrow, &format!("/changes/{change}")).await.is_problem(404, "not_found"));
}
