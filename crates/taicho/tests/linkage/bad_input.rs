//! What offices send: everything wrong is named, nothing stops the rest, no row is lost.

use serde_json::Value;

use super::Folder;
use super::people::{HEADING, Person, people, register, table};

/// Runs both commands over a list; it is named in both summaries by all these codes, and every row comes out.
fn check(list: &str, codes: &[&str]) -> Value {
    let desk = Folder::new();
    desk.put("register.csv", register(&people(300)));
    desk.put("list.csv", list);
    let found = desk.json(&["dedupe", "list.csv", "--out", "clusters.csv"]);
    let noticed = &found["lists"][0];
    let rows = noticed["rows"].as_u64().unwrap() as usize;
    assert_eq!(rows, list.lines().count().saturating_sub(1));
    assert_eq!(desk.pairs("clusters.csv").len(), rows);
    let linked = desk.json(&["link", "register.csv", "list.csv", "--out", "links.csv"]);
    assert_eq!(linked["lists"][1]["rows"], noticed["rows"]);
    assert_eq!(linked["links"], desk.pairs("links.csv").len());
    let said = desk.said(&["dedupe", "list.csv"]);
    for code in codes {
        let notes = noticed["notes"].as_array().unwrap();
        let note = notes.iter().find(|note| note["code"] == *code);
        let words = note.map_or(&noticed["remarks"][*code]["words"], |note| &note["words"]);
        let [vi, en] = ["vi", "en"].map(|language| words[language].as_str());
        let (Some(vi), Some(en)) = (vi, en) else { panic!("{code} is missing in {noticed}") };
        assert!(said.contains(vi) && said.contains(en), "{code} in {said}");
    }
    noticed.clone()
}

fn changed(change: impl FnOnce(&mut Vec<Person>)) -> String {
    let mut people = people(300);
    change(&mut people);
    register(&people)
}

#[test]
fn two_people_with_one_id_are_named() {
    let list = changed(|people| people[9].number = people[3].number.clone());
    let noticed = check(&list, &["id.several_people"]);
    assert_eq!(noticed["remarks"]["id.several_people"]["rows"], serde_json::json!([5, 11]));
}

#[test]
fn one_person_with_two_ids_is_named() {
    let (desk, mut people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    people[3].number = format!("{}999999", &people[3].number[..6]);
    desk.put("list.csv", register(&people));
    let found = desk.json(&["link", "register.csv", "list.csv", "--out", "links.csv"]);
    assert_eq!((&found["with_two_ids"], &found["links"]), (&1.into(), &300.into()));
    let said = desk.said(&["link", "register.csv", "list.csv"]);
    assert!(said.contains("một người có hai số định danh · one person with two ids: 1"), "{said}");
}

#[test]
fn a_birth_date_that_stands_for_none_is_named() {
    let list = changed(|people| people[..150].iter_mut().for_each(|it| it.born = (1900, 1, 1)));
    check(&list, &["birth.too_frequent"]);
}

#[test]
fn an_id_that_contradicts_sex_or_year_is_named() {
    let list = changed(|people| {
        people[4].sex = if people[4].sex == "Nam" { "Nữ" } else { "Nam" };
        people[5].born.0 -= 10;
    });
    let noticed = check(&list, &["id.other_sex", "id.other_year"]);
    assert_eq!(noticed["remarks"]["id.other_sex"]["rows"], serde_json::json!([6]));
    assert_eq!(noticed["remarks"]["id.other_year"]["rows"], serde_json::json!([7]));
}

#[test]
fn names_in_the_column_of_addresses_are_named() {
    let list = changed(|people| people.iter_mut().for_each(|it| it.address = it.name.clone()));
    check(&list, &["column.looks_like"]);
    // One of them alone says nothing about the column.
    let one = changed(|people| people[8].address = people[8].name.clone());
    assert_eq!(
        check(&one, &["address.own_name"])["remarks"]["address.own_name"]["rows"],
        serde_json::json!([10])
    );
}

#[test]
fn ten_thousand_identical_rows_stop_nothing() {
    let person = &people(1)[0];
    let desk = Folder::new();
    desk.put("list.csv", table(HEADING, std::iter::repeat_n(person.row(), 10_000)));
    desk.put("register.csv", register(&people(300)));
    let found = desk.json(&["dedupe", "list.csv", "--out", "clusters.csv"]);
    assert_eq!(found["outcome"]["repeats"], 9_999);
    assert_eq!(found["lists"][0]["remarks"]["row_id.repeated"]["count"], 9_999);
    assert_eq!(desk.pairs("clusters.csv").len(), 10_000);
    let linked = desk.json(&["link", "register.csv", "list.csv", "--out", "links.csv"]);
    assert_eq!(linked["outcome"]["repeats"], 9_999);
    assert!(desk.pairs("links.csv").len() <= 1);
}

#[test]
fn a_list_of_nothing_but_names_is_named() {
    let names = people(300).into_iter().map(|person| person.name);
    check(&table("Họ và tên", names), &["list.only_names"]);
}

#[test]
fn lists_of_nobody_are_named_and_stop_nothing() {
    check("", &["list.empty"]);
    check(&format!("{HEADING}\n"), &["list.empty"]);
    let desk = Folder::new();
    desk.put("none.csv", "");
    let said = desk.said(&["link", "none.csv", "none.csv", "--out", "links.csv"]);
    assert!(said.contains("links: 0"), "{said}");
    assert_eq!(desk.text("links.csv"), "left_id,right_id,probability,explanation\n");
}

#[test]
fn row_ids_that_repeat_are_named_and_both_rows_stay() {
    let list = changed(|people| people[200].id = "P0002".to_owned());
    let noticed = check(&list, &["row_id.repeated"]);
    assert_eq!(noticed["remarks"]["row_id.repeated"]["rows"], serde_json::json!([202]));
}

#[test]
fn ids_that_a_spreadsheet_would_run_are_written_as_text() {
    let (desk, mut people) = (Folder::new(), people(300));
    let ids = ["=cmd()", "+1+1", "@SUM(A1)", "-2"];
    people.iter_mut().zip(ids).for_each(|(person, id)| person.id = id.to_owned());
    desk.put("list.csv", register(&people));
    desk.said(&["dedupe", "list.csv", "--out", "clusters.csv"]);
    desk.said(&["link", "list.csv", "list.csv", "--out", "links.csv"]);
    for file in ["clusters.csv", "links.csv"] {
        let pairs = desk.pairs(file);
        for id in ids {
            let safe = format!("'{id}");
            assert!(pairs.contains(&(safe.clone(), safe)), "{id} in {file}");
        }
    }
}

#[test]
fn a_file_that_is_no_table_is_refused_by_name() {
    let desk = Folder::new();
    desk.put("register.csv", register(&people(20)));
    desk.put("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\xff\xfe");
    let refusal = desk.refusal(&["link", "register.csv", "picture.csv"]);
    assert!(refusal.contains("picture.csv"), "{refusal}");
}
