use proptest::prelude::*;
use taicho_linkage::{Field, Index, IndexError};

use super::made_up::{FIELDS, Person, noted_elsewhere, records, register};

fn index() -> (Vec<Person>, Index) {
    let people = register(400);
    let index = Index::new(records(&[&people]));
    (people, index)
}

fn fields(cells: &[String; 6]) -> Vec<(Field, &str)> {
    FIELDS.into_iter().zip(cells.iter().map(String::as_str)).collect()
}

fn best(index: &mut Index, cells: &[(Field, &str)]) -> Option<(String, f32)> {
    let found = index.who(cells);
    let best = found.first()?;
    Some((index.records().label(best.row).to_owned(), best.probability))
}

#[test]
fn whoever_another_list_notes_is_found() {
    let (people, mut index) = index();
    let mut sure = 0;
    for (at, person) in noted_elsewhere(&people).iter().enumerate() {
        if let Some((label, probability)) = best(&mut index, &fields(&person.cells()))
            && probability > 0.5
        {
            assert_eq!(label, at.to_string(), "{person:?}");
            sure += 1;
        }
    }
    assert!(sure > 1_500, "{sure} of 1600");
}

#[test]
fn an_unfinished_name_finds_all_whom_it_may_mean() {
    let (people, mut index) = index();
    let meant = people.iter().filter(|person| {
        person.names[0] == "Trần" && person.names[1] == "Thu" && person.names[2].starts_with('H')
    });
    let mut meant: Vec<String> = meant.map(|person| person.names.join(" ")).collect();
    let found = index.who(&[(Field::Name, "tran thu h")]);
    let at = |row: u32| people[row as usize].names.join(" ");
    let mut found: Vec<String> = found.iter().map(|candidate| at(candidate.row)).collect();
    meant.sort();
    found.sort();
    assert!(!meant.is_empty());
    assert_eq!(found, meant);
}

#[test]
fn people_come_and_go() {
    let (_, mut index) = index();
    let cells = [
        (Field::Name, "Quách Thị Mới"),
        (Field::BirthDate, "01/02/1999"),
        (Field::Phone, "0912 345 678"),
    ];
    let asked = [(Field::Name, "QUACH THI MOI"), (Field::BirthDate, "1999")];
    assert_ne!(best(&mut index, &asked).map(|found| found.0).as_deref(), Some("new"));
    let row = index.insert("new", &cells);
    assert_eq!(index.len(), 1_601);
    let (label, probability) = best(&mut index, &asked).unwrap();
    assert_eq!(label, "new");
    assert!(probability > 0.9, "{probability}");
    assert!(index.remove(row));
    assert!(!index.remove(row));
    assert_ne!(best(&mut index, &asked).map(|found| found.0).as_deref(), Some("new"));
}

#[test]
fn what_people_decided_overrides() {
    let (people, mut index) = index();
    let cells = people[7].cells();
    let twice = index.insert("again", &fields(&cells));
    let found = index.same_people(twice);
    assert_eq!(found[0].row, 7);
    index.decide(7, twice, false);
    assert!(index.same_people(twice).iter().all(|candidate| candidate.row != 7));
    index.decide(7, twice, true);
    assert!(index.same_people(twice)[0].probability > 0.999);
}

#[test]
fn a_saved_index_answers_the_same() {
    let (people, mut index) = index();
    index.insert("late", &[(Field::Name, "Lý Thị Muộn"), (Field::BirthDate, "03/04/2005")]);
    index.remove(3);
    index.decide(4, 5, true);
    let mut saved = Vec::new();
    index.save(&mut saved).unwrap();
    let mut again = Index::load(&saved[..]).unwrap();
    assert_eq!(again.len(), index.len());
    for person in noted_elsewhere(&people).iter().step_by(7) {
        let cells = person.cells();
        assert_eq!(again.who(&fields(&cells)), index.who(&fields(&cells)));
    }
    assert_eq!(
        again.who(&[(Field::Name, "ly thi muon")]),
        index.who(&[(Field::Name, "ly thi muon")])
    );
    assert_eq!(again.same_people(4), index.same_people(4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_damaged_file_is_refused(cut in 0_usize..2_000, at in 0_usize..100_000, bit in 0_u8..8) {
        let people = register(5);
        let index = Index::new(records(&[&people]));
        let mut saved = Vec::new();
        index.save(&mut saved).unwrap();
        let at = at % saved.len();
        let short = &saved[..saved.len() - 1 - cut.min(saved.len() - 1)];
        prop_assert!(matches!(Index::load(short), Err(IndexError::Foreign | IndexError::Damaged)));
        saved[at] ^= 1 << bit;
        prop_assert!(matches!(Index::load(&saved[..]), Err(IndexError::Foreign | IndexError::Damaged)));
    }

    #[test]
    fn any_question_is_answered(name in "\\PC{0,40}", born in "\\PC{0,12}", address in "\\PC{0,60}") {
        let people = register(10);
        let mut index = Index::new(records(&[&people]));
        let before = index.len();
        let cells = [(Field::Name, &*name), (Field::BirthDate, &*born), (Field::Address, &*address)];
        for candidate in index.who(&cells) {
            prop_assert!((0.0..=1.0).contains(&candidate.probability));
        }
        prop_assert_eq!(index.len(), before);
    }
}
