//! Real line lists, where `TAICHO_TEST_DATA` names the folder that holds them; their rows are not ours to ship.
//!
//! Every number was counted apart from this reader, mostly by a few lines of Python over the file, as each test says.

use std::path::{Path, PathBuf};

use taicho_ops::Content;
use taicho_ops::lists::Remarks;
use taicho_ops::lists::lines::{
    DateOf, HowKnown, LineLists, Mapping, Sheet, guess_mapping, read_line_lists,
};

/// The folder of the lists; without it the tests say loudly that they saw nothing.
fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("TAICHO_TEST_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("NOT TESTED: set TAICHO_TEST_DATA to the folder of the real line lists");
    }
    folder
}

fn sheets(folder: &Path, files: &[&str]) -> Vec<Sheet> {
    let read = |file: &&str| {
        let bytes =
            std::fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let name = file.rsplit('/').next().unwrap();
        Sheet::from_bytes(name, &bytes, &mut Remarks::default()).unwrap()
    };
    files.iter().map(read).collect()
}

/// What is read by a guess; the guess is saved and read again, as people do who correct it.
fn guessed(files: &[&str]) -> Option<LineLists> {
    let sheets = sheets(&data()?, files);
    let mapping = guess_mapping(&sheets).to_toml();
    let mapping = Mapping::parse(&mapping).unwrap_or_else(|error| panic!("{error}\n{mapping}"));
    Some(read_line_lists(&sheets, &mapping, Remarks::default()))
}

fn mapped(name: &str, files: &[&str]) -> Option<LineLists> {
    let sheets = sheets(&data()?, files);
    let content = Content::built_in().unwrap();
    let mapping = content.text(&format!("line-lists/{name}.toml")).unwrap();
    Some(read_line_lists(&sheets, &Mapping::parse(&mapping).unwrap(), Remarks::default()))
}

/// Cases, links that say who infected whom, those of them whose source has a row, other links, contacts.
fn counts(lists: &LineLists) -> [usize; 5] {
    let directed = || lists.links.iter().filter(|link| link.directed);
    let listed = directed().filter(|link| lists.persons[link.source as usize].listed).count();
    let directed = directed().count();
    let cases = lists.cases().count();
    [cases, directed, listed, lists.links.len() - directed, lists.contacts.len()]
}

fn doubts(lists: &LineLists) -> Vec<(&'static str, usize)> {
    lists.doubt_counts().into_iter().collect()
}

fn dated(lists: &LineLists, of: DateOf) -> usize {
    lists.cases().filter(|(_, person)| person.dates.contains_key(&of)).count()
}

/// Counts of the two files: 5,829 cases, 3,800 links, 2,143 infectors and 3,741 infectees with a row; 197 rows in which the
/// stay in hospital starts after the outcome.
#[test]
fn ebola_tree_by_guess() {
    let files =
        ["outbreaks-r/ebola_sim_clean_linelist.csv", "outbreaks-r/ebola_sim_clean_contacts.csv"];
    let Some(lists) = guessed(&files) else { return };
    assert_eq!(counts(&lists), [5_829, 3_800, 2_143, 0, 0]);
    assert_eq!(dated(&lists, DateOf::Onset), 5_829);
    assert!(lists.links.iter().all(|link| link.known == HowKnown::Pair));
    let funerals = lists.links.iter().filter(|link| link.setting.as_deref() == Some("funeral"));
    assert!(funerals.count() > 0);
    let expected = [
        ("date.order", 197),
        ("link.unknown_infectee", 3_800 - 3_741),
        ("link.unknown_source", 3_800 - 2_143),
    ];
    assert_eq!(doubts(&lists), expected);
}

/// The raw list of the same outbreak has 5,888 rows and as many ids.
#[test]
fn ebola_raw_list_by_guess() {
    let Some(lists) = guessed(&["outbreaks-r/ebola_sim_raw_linelist.csv"]) else { return };
    assert_eq!(counts(&lists), [5_888, 0, 0, 0, 0]);
}

/// 188 children, 184 with an infector, all of whom have a row (Oesterle's list of 1861).
#[test]
fn measles_of_1861_by_guess() {
    let Some(lists) = guessed(&["outbreaks-r/measles_hagelloch_1861.csv"]) else { return };
    assert_eq!(counts(&lists), [188, 184, 184, 0, 0]);
    assert_eq!((dated(&lists, DateOf::Onset), dated(&lists, DateOf::Died)), (188, 12));
}

/// 56 cases of which one is discarded; of 100 relationships 65 lead to a contact, 34 to a case and one to nobody known;
/// of the sources of those 35, 22 have a row; 10 of the 66 contacts are in no
/// relationship.
#[test]
fn go_data_training_by_guess() {
    let files = ["cases_clean", "contacts_clean", "relationships_clean"]
        .map(|name| format!("godata-training/{name}.csv"));
    let Some(lists) = guessed(&files.each_ref().map(String::as_str)) else { return };
    assert_eq!(counts(&lists), [55, 35, 22, 0, 65 + 10]);
    let named = lists.contacts.iter().filter(|contact| contact.source.is_some());
    assert_eq!(named.count(), 65);
    assert_eq!(lists.doubt_counts()["link.unknown_source"], 13);
}

/// 8,827 cases of which 140 are discarded; 1,382 contacts, every one of a case with a row, 566 cases among them.
#[test]
fn go_data_guatemala_by_guess_and_by_mapping() {
    let files = ["godata-guatemala/rastreo_cases.csv", "godata-guatemala/rastreo_contacts.csv"];
    let Some(guess) = guessed(&files) else { return };
    let lists = mapped("go-data-spanish", &files).unwrap();
    for lists in [&guess, &lists] {
        assert_eq!(counts(lists), [8_827 - 140, 0, 0, 0, 1_382]);
        let of = lists.contacts.iter().filter_map(|contact| contact.source);
        assert_eq!(of.collect::<std::collections::BTreeSet<_>>().len(), 566);
    }
    let sexes = |lists: &LineLists| lists.cases().filter(|(_, it)| it.sex.is_some()).count();
    assert_eq!(sexes(&guess), 0);
    assert!(sexes(&lists) > 8_000);
    let died = lists.persons.iter().filter(|it| it.outcome.as_deref() == Some("died"));
    assert_eq!(died.count(), 5);
}

/// 5,165 rows with 5,164 ids; 1,345 named infectors in good rows and 2 in the row that stands in one cell, 4 of them the
/// patient's own id and 7 of nobody in the list; 690 onsets.
#[test]
fn korea_by_guess() {
    let Some(lists) = guessed(&["korea-covid19/patient_info.csv"]) else { return };
    assert_eq!(counts(&lists), [5_164, 1_345 + 2 - 4, 1_345 + 2 - 4 - 7, 0, 0]);
    let counts = lists.doubt_counts();
    let of = |code| counts.get(code).copied().unwrap_or_default();
    assert_eq!((of("link.oneself"), of("link.unknown_source")), (4, 7));
    assert_eq!((of("row.in_one_cell"), of("id.duplicate")), (1, 1));
    let onsets = dated(&lists, DateOf::Onset);
    assert!((689..=690).contains(&onsets), "{onsets}");
}

/// The other release has 7,754 rows, 70 infectors that all have rows, and American dates.
#[test]
fn korea_with_american_dates_by_guess() {
    let Some(lists) = guessed(&["korea-covid19/ds4c_patients.csv"]) else { return };
    assert_eq!(counts(&lists), [7_754, 70, 70, 0, 0]);
    let first = &lists.persons[0].dates;
    // 1/20/20.
    assert_eq!(first[&DateOf::Confirmed], 18_281);
    assert!(!lists.doubt_counts().contains_key("date.impossible"));
}

/// 93 cases, 92 pairs of related cases (regular expression over both columns, each pair once), 83 onsets, case 71 related to
/// itself; in the variant a spreadsheet mangled 152 dates into 2001 to 2012.
#[test]
fn singapore_by_guess() {
    let folder = "singapore-tianjin-covid19";
    let revised = format!("{folder}/COVID-19_Singapore_data_revised.csv");
    let Some(lists) = guessed(&[revised.as_str()]) else { return };
    assert_eq!(counts(&lists), [93, 0, 0, 92, 0]);
    assert_eq!(dated(&lists, DateOf::Onset), 83);
    assert_eq!(doubts(&lists), [("link.oneself", 1)]);
    let mangled = format!("{folder}/COVID-19_Singapore_eg_update_edges.csv");
    let lists = guessed(&[mangled.as_str()]).unwrap();
    assert_eq!(counts(&lists), [93, 0, 0, 92, 0]);
    assert_eq!(doubts(&lists), [("date.far", 152), ("link.oneself", 1)]);
}

/// 135 cases; 94 pairs named in free text (`TJ9`, `case 109`) of 69 cases, 21 of whom have two sources or more, all known.
#[test]
fn tianjin_by_guess() {
    let file = "singapore-tianjin-covid19/Tianjin135cases_revised.csv";
    let Some(lists) = guessed(&[file]) else { return };
    assert_eq!(counts(&lists), [135, 94, 94, 0, 0]);
    let infected: std::collections::BTreeSet<_> =
        lists.links.iter().map(|link| link.person).collect();
    assert_eq!(infected.len(), 69);
    let counts = lists.doubt_counts();
    assert_eq!((counts["link.several_sources"], counts["id.other_form"]), (21, 3));
}

/// 1,407 pairs of 2,050 persons; 679 pairs with both onsets, 54 of them negative, mean 5.0898 days.
#[test]
fn china_pairs_by_guess() {
    let Some(lists) = guessed(&["china-transmission-pairs/transmission_pairs.csv"]) else { return };
    assert_eq!(counts(&lists), [2_050, 1_407, 1_407, 0, 0]);
    let onset = |person: u32| lists.persons[person as usize].dates.get(&DateOf::Onset).copied();
    let intervals: Vec<i32> = lists
        .links
        .iter()
        .filter_map(|link| Some(onset(link.person)? - onset(link.source)?))
        .collect();
    let mean = f64::from(intervals.iter().sum::<i32>()) / intervals.len() as f64;
    // A person told in several pairs with different onsets keeps the first, so a few pairs may differ.
    assert!(intervals.len().abs_diff(679) <= 6, "{}", intervals.len());
    assert!((mean - 5.0898).abs() < 0.05, "{mean}");
    assert!(intervals.iter().filter(|days| **days < 0).count().abs_diff(54) <= 3);
}

/// 288 cases, 85 named sources that are cases, of 74 persons, and 228 that are countries and clusters; the
/// texts name 91 pairs (a number behind `BN`, `BN ` or `#`, `#3-4-5` being three, each pair once).
#[test]
fn vietnam_2020_by_guess_and_by_mapping() {
    let file = ["vietnam-covid19-cases/patients.json"];
    let Some(lists) = guessed(&file) else { return };
    assert_eq!(counts(&lists), [288, 85, 85, 0, 0]);
    let infected: std::collections::BTreeSet<_> =
        lists.links.iter().map(|link| link.person).collect();
    assert_eq!(infected.len(), 74);
    let found = lists.doubt_counts();
    assert_eq!((found["source.no_id"], found["link.several_sources"]), (228, 10));
    assert_eq!(dated(&lists, DateOf::Confirmed), 288);
    let mapped = mapped("vncovid19", &file).unwrap();
    let [cases, directed, listed, others, _] = counts(&mapped);
    assert_eq!([cases, directed, listed], [288, 85, 85]);
    assert_eq!(others, 91);
}

/// 2,900 persons of whom 80 were positive; 595 contacts: 329 of persons with a row, 50 of persons without, 216 of venues.
#[test]
fn vo_by_guess_and_by_mapping() {
    let files = ["vo-italy-covid19/persons.csv", "vo-italy-covid19/contacts.csv"];
    let Some(guess) = guessed(&files) else { return };
    let lists = mapped("vo-2020", &files).unwrap();
    for lists in [&guess, &lists] {
        assert_eq!(counts(lists), [80, 0, 0, 0, 595]);
        assert_eq!(lists.persons.iter().filter(|person| person.listed).count(), 2_900);
        assert_eq!(doubts(lists), [("contact.unknown_case", 50)]);
        let venues = lists.contacts.iter().filter(|contact| contact.place.is_some());
        assert_eq!(venues.count(), 216);
    }
    let at_home =
        |it: &&taicho_ops::lists::lines::ContactLine| it.setting.as_deref() == Some("household");
    assert_eq!(lists.contacts.iter().filter(at_home).count(), 198 + 38);
}
