use taicho_linkage::{Decisions, dedupe, link};

use super::made_up::{Chance, Person, id, noted_elsewhere, phone, records, register};

/// Two people whom a careless eye takes for one.
fn look_alikes() -> Vec<(Person, Person)> {
    let mut chance = Chance::new(5);
    let mut pairs = Vec::new();
    for (at, given) in
        [("Hùng", "Hưng"), ("Lan", "Liên"), ("Quân", "Quang"), ("Hoà", "Hoa"), ("Tuấn", "Tuyển")]
            .into_iter()
            .cycle()
            .take(60)
            .enumerate()
    {
        let one = Person {
            names: ["Nguyễn", if at % 2 == 0 { "Văn" } else { "Thị" }, given.0],
            born: (1990 + at as u32 % 20, 1 + at as u32 % 12, 13 + at as u32 % 15),
            woman: at % 2 == 1,
            id: String::new(),
            phone: phone(&mut chance),
            address: format!("Số {} đường Trần Phú, khu {}", at + 500, at % 20),
        };
        let mut other = one.clone();
        match at / 5 % 3 {
            // Twins: all the same but the given name.
            0 => other.names[2] = given.1,
            // Father and son with one telephone.
            1 => {
                other.names[2] = given.1;
                other.born =
                    (one.born.0 - 28, 1 + (one.born.1 + 4) % 12, 1 + (one.born.2 + 9) % 28);
            }
            // Neighbours of one name.
            _ => {
                other.born =
                    (one.born.0 - 11, 1 + (one.born.1 + 5) % 12, 1 + (one.born.2 + 13) % 28);
                other.address = format!("Số {} đường Trần Phú, khu {}", at + 502, at % 20);
                other.phone = phone(&mut chance);
            }
        }
        pairs.push((one, other));
    }
    pairs
}

#[test]
fn twins_neighbours_and_father_and_son_are_never_linked_without_an_id() {
    let look_alikes = look_alikes();
    let mut left = register(500);
    let mut right = noted_elsewhere(&left[..1000]);
    left.extend(look_alikes.iter().map(|pair| pair.0.clone()));
    right.extend(look_alikes.iter().map(|pair| pair.1.clone()));
    let records = records(&[&left, &right]);
    let found = link(&records, (0, 1), &Decisions::default(), &mut |_, _| ());
    let start = records.list(1).start;
    let wrong =
        found.links.iter().filter(|link| link.left != link.right - start || link.left >= 2000);
    assert_eq!(wrong.count(), 0);
    assert!(found.links.len() >= 980, "{}", found.links.len());
}

#[test]
fn twins_neighbours_and_father_and_son_are_never_one_cluster_without_an_id() {
    let mut people = register(500);
    people.extend(noted_elsewhere(&people[..400]));
    let first = people.len();
    people.extend(look_alikes().into_iter().flat_map(|pair| [pair.0, pair.1]));
    let found = dedupe(&records(&[&people]), 0, &Decisions::default(), &mut |_, _| ());
    for (row, cluster) in found.clusters.iter().enumerate().skip(first) {
        assert_eq!(*cluster as usize, row);
    }
    let joined = (2000..first).filter(|row| found.clusters[*row] as usize == row - 2000).count();
    assert!(joined >= 390, "{joined}");
}

#[test]
fn an_id_of_their_own_joins_whom_the_rule_keeps_apart() {
    let mut left = register(500);
    let mut right = noted_elsewhere(&left[..1000]);
    for (at, (mut one, mut other)) in
        look_alikes().into_iter().filter(|pair| pair.0.born == pair.1.born).enumerate()
    {
        one.id = id(one.born.0, one.woman, 500_000 + at);
        other.id.clone_from(&one.id);
        left.push(one);
        right.push(other);
    }
    let records = records(&[&left, &right]);
    let found = link(&records, (0, 1), &Decisions::default(), &mut |_, _| ());
    let by_id = found.links.iter().filter(|link| link.left >= 2000).count();
    assert_eq!(by_id, left.len() - 2000);
}
