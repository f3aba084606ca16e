//! Line lists with everything that goes wrong in them.

use proptest::prelude::*;
use taicho_ops::Content;
use taicho_ops::lists::Remarks;
use taicho_ops::lists::lines::{
    DateOf, HowKnown, LineLists, Mapping, RowKind, Sheet, Standing, guess_mapping, read_line_lists,
};

fn sheet(name: &str, text: &str) -> Sheet {
    Sheet::from_bytes(name, text.as_bytes(), &mut Remarks::default()).unwrap()
}

fn guessed(files: &[(&str, &str)]) -> LineLists {
    let sheets: Vec<Sheet> = files.iter().map(|(name, text)| sheet(name, text)).collect();
    read_line_lists(&sheets, &guess_mapping(&sheets), Remarks::default())
}

/// Doubts as code, row, heading and text.
fn doubts(lists: &LineLists) -> Vec<(&'static str, u32, &str)> {
    lists.doubts.iter().map(|doubt| (doubt.code, doubt.at.row, doubt.text.as_str())).collect()
}

fn links(lists: &LineLists) -> Vec<(&str, &str)> {
    let id = |person: u32| lists.persons[person as usize].id.as_str();
    lists.links.iter().map(|link| (id(link.source), id(link.person))).collect()
}

#[test]
fn a_vietnamese_list_is_read_by_a_guess_with_a_doubt_for_each_fault() {
    let text = "DANH SÁCH CA BỆNH;;;;;;\n\
        Mã BN;Nguồn lây;Ngày khởi phát;Ngày xác định;Tuổi;Giới tính;Nghề nghiệp\n\
        BN-001;;1/6/2021;3/6/2021;40;Nữ;công nhân\n\
        BN-002;BN1;5/6/2021;7/6/2021;3 tháng;Nam;\n\
        BN-003;tiếp xúc ca 1 và bn002;31/4/2021;8/6/2021;x;Nam;\n\
        BN-004;BN-004;hôm kia;9/6/2021;20;Nam;\n\
        BN-005;BN-099;6/2021;9/6/2021;20;Nam;\n\
        BN-006;Hàn Quốc;14/6/2021;13/6/1921;20;Nam;\n\
        bn 6;BN-002;;1/6/2021;21;Nam;\n\
        BN-002;BN-001;;;;;lái xe\n";
    let lists = guessed(&[("ca bệnh.csv", text)]);
    assert_eq!(lists.files[0].rows_are, Some(RowKind::Cases));
    assert_eq!(lists.files[0].kept, ["Nghề nghiệp"]);
    assert_eq!(lists.persons[0].kept, ["công nhân"]);
    assert_eq!(lists.persons[1].age_years, Some(0.25));
    assert_eq!(lists.persons[0].dates[&DateOf::Onset], 18_779);
    let expected = [
        ("BN-001", "BN-002"),
        ("BN-001", "BN-003"),
        ("BN-002", "BN-003"),
        ("BN-099", "BN-005"),
        ("BN-002", "bn 6"),
    ];
    assert_eq!(links(&lists), expected);
    assert_eq!(lists.links[1].known, HowKnown::Text);
    let expected = [
        ("id.other_form", 4, "BN1"),
        ("date.impossible", 5, "31/4/2021"),
        ("cell.unreadable", 5, "x"),
        ("id.other_form", 5, "1"),
        ("id.other_form", 5, "bn002"),
        ("link.several_sources", 5, "BN-003"),
        ("date.unreadable", 6, "hôm kia"),
        ("link.oneself", 6, "BN-004"),
        ("date.partial", 7, "6/2021"),
        ("link.unknown_source", 7, "BN-099"),
        ("source.no_id", 8, "Hàn Quốc"),
        ("date.far", 8, "1921-06-13"),
        ("id.alike", 9, "bn 6"),
        ("link.source_after", 9, "BN-002: 2021-06-07 > 2021-06-01"),
        ("id.duplicate", 10, "BN-002"),
        ("link.twice", 10, "BN-001"),
    ];
    assert_eq!(doubts(&lists), expected);
    assert_eq!(lists.persons[5].origins, ["Hàn Quốc"]);
    for remark in &lists.remarks {
        assert!(remark.what.vi != "chưa rõ" && remark.count > 0, "{remark:?}");
    }
}

#[test]
fn cases_contacts_and_relationships_are_read_together() {
    let lists = guessed(&[
        (
            "cases.csv",
            "uuid,case_id,classification,date_of_onset\n\
             aa-1,C-1,CONFIRMED,2021-06-01\nbb-2,C-2,NOT_A_CASE,2021-06-02\ncc-3,C-3,PROBABLE,2021-06-05\n",
        ),
        ("contacts.csv", "uuid,contact_id,contact_status\ndd-4,K-1,COMPLETED\nee-5,K-2,LOST\n"),
        (
            "relationships.csv",
            "source_uuid,target_uuid,date_of_last_contact,context_of_exposure\n\
             aa-1,cc-3,2021-06-03,Household\naa-1,dd-4,2021-06-03,School\naa-1,bb-2,,\n,dd-4,,\n",
        ),
    ]);
    assert_eq!(links(&lists), [("C-1", "C-3")]);
    assert_eq!(lists.links[0].exposed, Some([18_781, 18_781]));
    assert_eq!(lists.persons[1].standing, Some(Standing::NotACase));
    assert_eq!(lists.cases().count(), 2);
    let contacts: Vec<_> = lists
        .contacts
        .iter()
        .map(|contact| (contact.source, contact.person, contact.follow_up.as_deref()))
        .collect();
    assert_eq!(
        contacts,
        [(None, 4, Some("LOST")), (Some(0), 3, Some("COMPLETED")), (Some(0), 1, None)]
    );
    assert_eq!(doubts(&lists), [("row.nobody", 5, "K-1")]);
}

#[test]
fn a_mapping_says_prefixes_codes_dates_and_phrases() {
    let mapping = "[[list]]\nrows = \"cases\"\nunknown = [\"x\"]\n[list.columns]\n\
        no = { is = \"id\", strip = [\"P\"] }\n\
        by = { is = \"source\", strip = [\"P\"], separators = [\"@\"] }\n\
        day = { is = \"onset\", dates = \"month-first\" }\n\
        from = \"exposed-first\"\nto = \"exposed-last\"\n\
        state = { is = \"standing\", codes = { \"+\" = \"confirmed\", \"-\" = \"not-a-case\" } }\n\
        text = { is = \"related\", phrases = [\"bạn của {id}\"] }\n";
    let text = "no,by,day,from,to,state,text\n\
        P1,x,6/1/21,2021-05-30 23:15:00,2021-05-20,+,\n\
        2,P1@3,6/2/21,,,+,là BẠN CỦA 3.\n\
        3,9,6/3/21,,,-,\n";
    let sheets = [sheet("a.csv", text)];
    let mapping = Mapping::parse(mapping).unwrap();
    let lists = read_line_lists(&sheets, &mapping, Remarks::default());
    assert_eq!(links(&lists), [("1", "2"), ("3", "2"), ("3", "2"), ("9", "3")]);
    assert!(lists.links[1].directed && !lists.links[2].directed);
    assert_eq!(lists.persons[1].dates[&DateOf::Onset], 18_780);
    assert_eq!(lists.persons[0].dates[&DateOf::ExposedFirst], 18_767);
    assert_eq!(lists.cases().count(), 2);
    let expected = [
        ("time.zone", 2, "2021-05-30 23:15:00"),
        ("exposure.backwards", 2, "exposed-first 2021-05-30 > exposed-last 2021-05-20"),
        ("link.several_sources", 3, "2"),
        ("link.unknown_source", 4, "9"),
    ];
    assert_eq!(doubts(&lists), expected);
    let others = [sheet("b.csv", "no,by\n1,2\n")];
    let lists = read_line_lists(&others, &mapping, Remarks::default());
    assert_eq!(doubts(&lists)[0].0, "list.no_mapping");
    assert!(doubts(&lists)[0].2.contains("day"), "{:?}", lists.doubts);
}

#[test]
fn ids_may_be_numbers_in_one_file_and_text_in_another() {
    let lists = guessed(&[
        ("cases.csv", "case_id,onset,infector\n001,2021-06-01,\n002,2021-06-02,1.0\n"),
        ("contacts.csv", "contact_id,source_id\nF1-1,2\nF1-2,\"1, 7\"\n"),
    ]);
    assert_eq!(links(&lists), [("001", "002")]);
    assert_eq!(lists.contacts.len(), 3);
    let codes: Vec<_> = lists.doubt_counts().into_iter().collect();
    assert_eq!(codes, [("contact.unknown_case", 1), ("id.other_form", 3)]);
}

#[test]
fn every_mapping_of_the_content_is_read_and_comes_back() {
    let content = Content::built_in().unwrap();
    let mut read = 0;
    for path in Content::paths("line-lists/") {
        if path.ends_with(".toml") {
            let text = content.text(&path).unwrap();
            let mapping = Mapping::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(Mapping::parse(&mapping.to_toml()).unwrap(), mapping, "{path}");
            read += 1;
        }
    }
    assert!(read >= 3);
}

proptest! {
    /// Any bytes under headings that fit: an answer, never a panic, and no row with a person is lost.
    #[test]
    fn no_bytes_break_the_reader(
        rows in prop::collection::vec(any::<u8>(), 0..300),
        cells in prop::collection::vec("[A-Z0-9 ,;/.#-]{0,12}|ca [0-9]{1,3}|[0-9/.-]{0,10}|\\PC{0,6}", 0..60),
    ) {
        let written: String = cells
            .chunks(3)
            .map(|row| row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",") + "\n")
            .collect();
        for body in [rows.as_slice(), written.as_bytes()] {
            for head in ["case_id,infector,onset\n", "infector_id,infectee_id,date\n", "[{\"id\":\"", ""] {
                let bytes = [head.as_bytes(), body].concat();
                let Ok(sheet) = Sheet::from_bytes("x.csv", &bytes, &mut Remarks::default()) else { continue };
                let mapped = "[[list]]\nrows = \"cases\"\n[list.columns]\ncase_id = \"id\"\n\
                    infector = { is = \"source\", strip = [\"P\", \"é\"], add = \"C\" }\nonset = \"onset\"\n";
                let sheets = [sheet];
                for mapping in [guess_mapping(&sheets), Mapping::parse(mapped).unwrap()] {
                    prop_assert!(Mapping::parse(&mapping.to_toml()).is_ok() || mapping.lists.is_empty());
                    let lists = read_line_lists(&sheets, &mapping, Remarks::default());
                    let seen = lists.persons.iter().filter(|person| person.listed).count()
                        + lists.doubts.iter().filter(|it| it.code == "id.duplicate").count();
                    if lists.files[0].rows_are == Some(RowKind::Cases) {
                        prop_assert!(seen >= sheets[0].rows.len());
                    }
                    for link in &lists.links {
                        prop_assert!(link.source != link.person);
                        prop_assert!((link.source.max(link.person) as usize) < lists.persons.len());
                    }
                }
            }
        }
    }
}
