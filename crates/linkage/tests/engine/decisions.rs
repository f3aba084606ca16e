use taicho_linkage::{Decisions, dedupe, explain, link};

use super::made_up::{noted_elsewhere, records, register};

#[test]
fn the_same_person_by_decision_is_linked_whatever_the_fields_say() {
    let people = register(500);
    let right = noted_elsewhere(&people[..1000]);
    let records = records(&[&people, &right]);
    // The last of the register is in no other list; the first of the list resembles somebody else.
    let (stranger, first) = (1999, 2000);
    let mut decisions = Decisions::default();
    decisions.decide(stranger, first, true);
    let found = link(&records, (0, 1), &decisions, &mut |_, _| ());
    let linked =
        |left, right| found.links.iter().any(|link| (link.left, link.right) == (left, right));
    assert!(linked(stranger, first) && !linked(0, first));
    assert!(found.for_review.iter().all(|link| (link.left, link.right) != (0, first)));
    assert!(explain(&records, &found.plan, &decisions, stranger, first).probability > 0.999);
    decisions.decide(0, first, false);
    assert!(explain(&records, &found.plan, &decisions, 0, first).probability < 0.001);
    assert!(explain(&records, &found.plan, &Decisions::default(), 0, first).probability > 0.9);
}

#[test]
fn the_last_word_on_a_pair_counts() {
    let mut decisions = Decisions::default();
    assert!(decisions.is_empty());
    decisions.decide(3, 8, true);
    decisions.decide(8, 3, false);
    assert_eq!((decisions.len(), decisions.of(3, 8), decisions.of(3, 9)), (1, Some(false), None));
}

#[test]
fn decisions_join_and_separate_rows_of_one_list() {
    let mut people = register(500);
    people.extend(noted_elsewhere(&people[..100]));
    let records = records(&[&people]);
    let mut decisions = Decisions::default();
    decisions.decide(4, 9, true);
    decisions.decide(2000, 0, false);
    let found = dedupe(&records, 0, &decisions, &mut |_, _| ());
    assert_eq!((found.clusters[9], found.clusters[2000]), (found.clusters[4], 2000));
    assert_ne!(found.clusters[0], found.clusters[2000]);
}

#[test]
fn whom_people_parted_no_third_row_joins() {
    let mut people = register(500);
    people.extend([people[4].clone(), people[4].clone()]);
    people[2000].phone = "0911 222 333".to_owned();
    people[2001].address.clear();
    let records = records(&[&people]);
    let clusters = |decisions: &Decisions| dedupe(&records, 0, decisions, &mut |_, _| ()).clusters;
    let alone = clusters(&Decisions::default());
    assert_eq!((alone[2000], alone[2001]), (4, 4));
    let mut decisions = Decisions::default();
    decisions.decide(2000, 2001, false);
    let parted = clusters(&decisions);
    assert_ne!(parted[2000], parted[2001]);
}
