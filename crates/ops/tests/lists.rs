//! Lists for contact tracing, with everything that goes wrong in them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use taicho_contacts::{KnownBy, Meetings, Rings, Spread, Visits};
use taicho_ops::lists::{
    ContactList, ListError, People, Remarks, read_contacts, read_index, read_person_ids,
    read_visits,
};
use taicho_sheets::{Options, Table};

fn table(name: &str, text: &str) -> Table {
    Table::from_bytes(name, text.as_bytes(), &Options::default()).unwrap()
}

/// What lists give: rings, and the codes of the remarks with their rows.
struct Found {
    rings: Rings,
    people: People,
    list: ContactList,
    remarks: Vec<(&'static str, Vec<u32>)>,
}

fn rings(contacts: &str, index: &str) -> Found {
    let (mut people, mut remarks) = (People::default(), Remarks::default());
    let mut list =
        read_contacts(&mut table("c.csv", contacts), &mut people, 15.0, &mut remarks).unwrap();
    let cases = read_index(&mut table("i.csv", index), &mut people, &mut list, 2, 14, &mut remarks)
        .unwrap();
    let meetings = Meetings::of(people.len(), &list.contacts);
    let spread = Spread { depth: 4, infects_from_days: 0, infects_to_days: 14, timed: true };
    let cases = cases.into_iter().collect();
    let rings = Rings::around(&cases, &BTreeMap::new(), meetings, spread);
    let remarks = remarks.into_list().into_iter().map(|remark| {
        assert!(!remark.what.vi.is_empty() && !remark.what.en.is_empty());
        assert_eq!(remark.count, remark.rows.len() as u64);
        (remark.code, remark.rows)
    });
    Found { rings, people, list, remarks: remarks.collect() }
}

#[test]
fn what_cannot_be_taken_as_it_is_gives_a_result_and_a_remark() {
    let contacts = "a,b,day,minutes\n\
        1,2,10,20\n\
        2,2,11,20\n\
        2,3,11,14\n\
        2,4,11,long\n\
        ,5,11,20\n\
        2,6,hom kia,20\n\
        2,7,12,\n\
        2,8,99999999,20\n";
    let Found { rings, people, list, remarks } = rings(contacts, "person,day\n1,9\n99,9\n7,\n");
    assert_eq!(rings.counts(), [3, 1, 1, 0, 0]);
    let f1 = people.known("2").and_then(|person| rings.standing(person)).unwrap();
    assert_eq!((f1.ring, list.day(f1.exposed_on)), (1, "10".to_owned()));
    assert_eq!(
        remarks,
        [
            ("contact.far_day", vec![9]),
            ("contact.minutes", vec![5]),
            ("contact.no_day", vec![7]),
            ("contact.nobody", vec![6]),
            ("contact.oneself", vec![3]),
            ("index.no_day", vec![4]),
            ("index.without_contacts", vec![3]),
        ]
    );
}

#[test]
fn dates_and_vietnamese_headings_are_read_and_a_stay_may_be_written_backwards() {
    let contacts = "Người;Người tiếp xúc;Ngày tiếp xúc;Đến ngày;Số phút\n\
        BN-01;F1-07;10/06/2021;12/06/2021;60\n\
        F1-07;F2-01;14/06/2021;11/06/2021;15,5\n";
    let Found { rings, people, list, remarks } =
        rings(contacts, "Ca bệnh;Ngày khởi phát\nBN-01;13/06/2021\n");
    assert_eq!(rings.counts(), [1, 1, 1, 0, 0]);
    let standing = |id: &str| people.known(id).and_then(|person| rings.standing(person)).unwrap();
    assert_eq!(list.day(standing("F1-07").exposed_on), "2021-06-11");
    assert_eq!(list.day(standing("F2-01").exposed_on), "2021-06-11");
    assert_eq!(remarks, [("contact.backwards", vec![3])]);
}

#[test]
fn a_list_without_a_column_that_it_needs_says_which() {
    let mut contacts = table("c.csv", "a,minutes\n1,2\n");
    let read = read_contacts(&mut contacts, &mut People::default(), 15.0, &mut Remarks::default());
    assert!(matches!(&read, Err(ListError::NoColumn { file, .. }) if file == "c.csv"), "{read:?}");
    let said = read.unwrap_err().to_string();
    assert!(said.contains("không có cột") && said.contains("there is no column"), "{said}");
}

#[test]
fn visits_are_read_in_seconds_and_as_moments() {
    let text = "person,place,kind,t_in,t_out\n\
        A,chợ,,17/06/2021 08:00,17/06/2021 09:00\n\
        B,chợ,,2021-06-17T08:30+07:00,2021-06-17T03:00Z\n\
        C,chợ,,17/06/2021 09:00,17/06/2021 08:00\n\
        D,chợ,,?,1\n\
        D,29B-123,xe,2021-06-17T08:30+07:00,2021-06-17T09:30+07:00\n\
        D,lớp 5A,bay,2021-06-17T08:30+07:00,2021-06-17T09:30+07:00\n";
    let (mut people, mut places) = (People::default(), People::default());
    let mut remarks = Remarks::default();
    let list = read_visits(
        &mut table("v.csv", text),
        &mut people,
        &mut places,
        KnownBy::Shift,
        &mut remarks,
    )
    .unwrap();
    let visits = Visits::of(&list.visits, 900).unwrap();
    assert_eq!(visits.total(), (1, 1_800));
    visits.each(|met| assert_eq!(list.time(met.from_s), "2021-06-17T08:30:00"));
    let codes: Vec<_> = remarks.into_list().into_iter().map(|remark| remark.code).collect();
    assert_eq!(codes, ["visit.backwards", "visit.kind", "visit.no_time", "visit.no_zone"]);
    assert_eq!(list.kinds, [KnownBy::Shift, KnownBy::Vehicle, KnownBy::Shift]);
    let mut remarks = Remarks::default();
    let ids = read_person_ids(&mut table("p.csv", "person\nB\nZ\nB\n"), &people, &mut remarks);
    assert_eq!(ids.unwrap(), [people.known("B").unwrap()]);
    assert_eq!(remarks.into_list()[0].rows, [3]);
}

proptest! {
    /// Any bytes under headings that fit: an answer or an error, never a panic, and no row that is lost in silence.
    #[test]
    fn no_bytes_break_the_readers(rows in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = |head: &str| [head.as_bytes(), &rows].concat();
        let open = |head: &str| {
            Table::from_bytes("x.csv", bytes(head), &Options::default()).ok()
        };
        let (mut people, mut remarks) = (People::default(), Remarks::default());
        if let Some(mut table) = open("a,b,day,minutes\n")
            && let Ok(list) = read_contacts(&mut table, &mut people, 15.0, &mut remarks)
        {
            let meetings = Meetings::of(people.len(), &list.contacts);
            prop_assert_eq!(meetings.persons(), people.len());
        }
        if let Some(mut table) = open("person,place,t_in,t_out\n")
            && let Ok(list) = read_visits(&mut table, &mut people, &mut People::default(), KnownBy::CheckIn, &mut remarks)
        {
            let _ = Visits::of(&list.visits, 900);
        }
    }
}
