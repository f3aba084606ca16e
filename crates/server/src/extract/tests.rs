use axum::body::Body;
use serde_json::{Value, json};

use super::REQUEST_ID;
use crate::testing::{Answer, Demo, demo, get, of_one_ward, request, send};

async fn post_as(demo: &Demo, id: &str, path: &str, body: &Value) -> Answer {
    let request = request("POST", &format!("/api/v1{path}"))
        .header("content-type", "application/json")
        .header(REQUEST_ID, id);
    send(demo.app(), request.body(Body::from(body.to_string())).unwrap()).await
}

fn case(key: &str) -> Value {
    json!({
        "source_key": key, "disease": "covid-19", "area_code": "09187", "status": "confirmed",
        "origin": "community", "setting": "quarter", "found_on": "2021-06-17"
    })
}

#[tokio::test]
async fn a_named_request_takes_effect_once_and_answers_alike() {
    let demo = demo();
    let count =
        async || get(demo.app(), "/cases?count=true&limit=1").await.body["total"].as_i64().unwrap();
    let before = count().await;
    let first = post_as(&demo, "request-0001", "/cases", &case("once-1")).await;
    assert_eq!(first.status, 201, "{first:?}");
    let again = post_as(&demo, "request-0001", "/cases", &case("once-1")).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(count().await, before + 1);
    let other = post_as(&demo, "request-0001", "/cases", &case("once-2")).await;
    assert!(other.is_problem(422, "request_reused"), "{other:?}");
    // What was refused left no answer, and may be sent again under its name once it is right.
    let refused = post_as(&demo, "request-0002", "/cases", &case("once-1")).await;
    assert!(refused.is_problem(409, "known_key"), "{refused:?}");
    let right = post_as(&demo, "request-0002", "/cases", &case("once-3")).await;
    assert_eq!(right.status, 201, "{right:?}");
    // Undoing is a write like any other.
    let undo = format!("/changes/{}/undo", first.body["change_id"].as_str().unwrap());
    let reason = json!({ "reason": "nhập nhầm" });
    let undone = post_as(&demo, "request-0003", &undo, &reason).await;
    assert_eq!((undone.status.as_u16(), &undone.body["versions"]), (200, &json!(1)));
    assert_eq!(post_as(&demo, "request-0003", &undo, &reason).await.body, undone.body);
    let unnamed = post_as(&demo, "request-0004", &undo, &reason).await;
    assert!(unnamed.is_problem(409, "already_undone"), "{unnamed:?}");
}

#[tokio::test]
async fn a_request_with_two_names_is_refused() {
    let demo = demo();
    let twice = request("POST", "/api/v1/cases")
        .header("content-type", "application/json")
        .header(REQUEST_ID, "request-0011")
        .header(REQUEST_ID, "request-0012");
    let answer = send(demo.app(), twice.body(Body::from(case("twice").to_string())).unwrap()).await;
    assert!(answer.is_problem(400, "bad_request_id"), "{answer:?}");
}

#[tokio::test]
async fn an_import_under_one_name_is_one_import() {
    let demo = demo();
    let table = "key,kind,name,area_code\nonce-1,lodging,Dãy trọ mới,09187\n";
    let import = async |table: &str| {
        let request = request("POST", "/api/v1/imports?name=places.csv&kind=places")
            .header(REQUEST_ID, "import-0001");
        send(demo.app(), request.body(Body::from(table.to_owned())).unwrap()).await
    };
    let first = import(table).await;
    assert!(first.body["change_id"].is_string(), "{first:?}");
    let again = import(table).await;
    assert_eq!(again.body, first.body);
    let other = import(&table.replace("mới", "cũ")).await;
    assert!(other.is_problem(422, "request_reused"), "{other:?}");
}

#[tokio::test]
async fn a_name_is_refused_where_it_is_none_and_belongs_to_who_gave_it() {
    let demo = demo();
    for id in ["short", &"x".repeat(201)] {
        let answer = post_as(&demo, id, "/cases", &case("never")).await;
        assert!(answer.is_problem(400, "bad_request_id"), "{answer:?}");
    }
    assert_eq!(post_as(&demo, "request-0001", "/cases", &case("mine")).await.status, 201);
    let request = request("POST", "/api/v1/cases")
        .header("content-type", "application/json")
        .header(REQUEST_ID, "request-0001");
    let ward = demo.app().for_actor(of_one_ward());
    let answer = send(ward, request.body(Body::from(case("mine").to_string())).unwrap()).await;
    assert!(answer.is_problem(422, "request_reused"), "{answer:?}");
}
