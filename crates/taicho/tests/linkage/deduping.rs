use super::Folder;
use super::people::{HEADING, Person, people, table};

/// The people, and forty of them once more as somebody else typed them.
fn typed_twice() -> Vec<Person> {
    let mut people = people(300);
    for at in 0..40 {
        let mut again = people[at * 7].clone();
        again.id = format!("Z{}", &again.id[1..]);
        match at % 3 {
            0 => again.number.clear(),
            1 => again.name = again.name.to_uppercase(),
            _ => again.born.1 = 1 + again.born.1 % 12,
        }
        people.push(again);
    }
    people
}

#[test]
fn rows_of_one_person_share_a_cluster() {
    let (desk, people) = (Folder::new(), typed_twice());
    desk.put("list.csv", table(HEADING, people.iter().map(Person::row)));
    let found = desk.json(&["dedupe", "list.csv", "--out", "clusters.csv"]);
    assert_eq!(found["people"], 300);
    assert!(desk.text("clusters.csv").starts_with("id,cluster,probability\nP0001,P0001,"));
    for ((id, cluster), person) in desk.pairs("clusters.csv").iter().zip(&people) {
        assert_eq!(id, &person.id);
        assert_eq!(cluster, &format!("P{}", &id[1..]));
    }
    let said = desk.said(&["dedupe", "list.csv"]);
    assert!(said.contains("people: 300") && said.contains("rows more than people: 40"), "{said}");
}

#[test]
fn decisions_join_and_separate() {
    let (desk, people) = (Folder::new(), typed_twice());
    desk.put("list.csv", table(HEADING, people.iter().map(Person::row)));
    desk.put("decisions.csv", "left,right,decision\nP0001,Z0001,different\nP0002,P0003,same\n");
    let run = ["dedupe", "list.csv", "--decisions", "decisions.csv", "--out", "clusters.csv"];
    let found = desk.json(&run);
    assert_eq!(found["people"], 300);
    let cluster = |id: &str| {
        let pairs = desk.pairs("clusters.csv");
        pairs.into_iter().find(|(own, _)| own == id).unwrap().1
    };
    assert_eq!(cluster("Z0001"), "Z0001");
    assert_eq!(cluster("P0003"), "P0002");
    assert_eq!(cluster("Z0008"), "P0008");

    desk.put("decisions.csv", "left,right,decision\nP0001,Q1,different\n");
    assert!(desk.refusal(&run).contains("“Q1”"));
}
