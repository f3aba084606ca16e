use taicho_linkage::{Decisions, dedupe, link};

use super::made_up::{noted_elsewhere, records, register};

#[test]
fn ten_thousand_identical_rows_are_counted_and_compared_once() {
    let mut people = register(500);
    people.extend(std::iter::repeat_n(people[7].clone(), 10_000));
    let right = people[8..108].to_vec();
    let records = records(&[&people, &right]);
    let found = link(&records, (0, 1), &Decisions::default(), &mut |_, _| ());
    assert_eq!(found.outcome.repeats, 10_000);
    assert!(found.outcome.candidates <= 2_000 * 100);
    let pairs: Vec<(u32, u32)> = found.links.iter().map(|link| (link.left, link.right)).collect();
    assert_eq!(pairs, (0..100).map(|at| (8 + at, 12_000 + at)).collect::<Vec<_>>());
}

#[test]
fn identical_rows_among_others_of_one_person_are_one_person() {
    let mut people = register(500);
    people.extend(people[..200].to_vec());
    people.extend(std::iter::repeat_n(people[7].clone(), 3));
    people.extend(noted_elsewhere(&people[1000..1800]));
    let found = dedupe(&records(&[&people]), 0, &Decisions::default(), &mut |_, _| ());
    assert!(found.outcome.repeats >= 203);
    for row in 0..200 {
        assert_eq!(found.clusters[2_000 + row], found.clusters[row]);
    }
    assert!(found.clusters[2_200..2_203].iter().all(|cluster| *cluster == found.clusters[7]));
}

#[test]
fn a_list_of_one_person_alone_is_one_person() {
    let people = vec![register(1)[0].clone(); 10_000];
    let found = dedupe(&records(&[&people]), 0, &Decisions::default(), &mut |_, _| ());
    assert!(found.clusters.iter().all(|cluster| *cluster == 0));
}

#[test]
fn a_copy_is_joined_where_nobody_else_is_twice() {
    let mut people = register(75);
    people.push(people[4].clone());
    let found = dedupe(&records(&[&people]), 0, &Decisions::default(), &mut |_, _| ());
    let expected: Vec<u32> = (0..300).chain([4]).collect();
    assert_eq!(found.clusters, expected);
}

#[test]
fn many_copies_of_one_do_not_hide_the_link() {
    let mut people = register(500);
    let right = noted_elsewhere(&people[..100]);
    people.extend(std::iter::repeat_n(people[7].clone(), 10_000));
    let found = link(&records(&[&people, &right]), (0, 1), &Decisions::default(), &mut |_, _| ());
    assert!(found.links.iter().any(|link| link.left == 7 && link.right == 12_007));
}
