//! Real line lists, where `TAICHO_TEST_DATA` names the folder that holds them; their rows are not ours to ship.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use taicho_ops::lists::Remarks;
use taicho_ops::lists::lines::{LineLists, Mapping, Sheet, guess_mapping, read_line_lists};

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
        Sheet::from_bytes(file.rsplit('/').next().unwrap(), &bytes, &mut Remarks::default())
            .unwrap()
    };
    files.iter().map(read).collect()
}

#[test]
fn explore() {
    let Some(folder) = data() else { return };
    for files in [
        &["outbreaks-r/ebola_sim_clean_linelist.csv", "outbreaks-r/ebola_sim_clean_contacts.csv"][..],
        &[
            "godata-training/cases_clean.csv",
            "godata-training/contacts_clean.csv",
            "godata-training/relationships_clean.csv",
        ],
        &["godata-guatemala/rastreo_cases.csv", "godata-guatemala/rastreo_contacts.csv"],
        &["korea-covid19/patient_info.csv"],
        &["korea-covid19/ds4c_patients.csv"],
        &["singapore-tianjin-covid19/COVID-19_Singapore_data_revised.csv"],
        &["singapore-tianjin-covid19/COVID-19_Singapore_eg_update_edges.csv"],
        &["singapore-tianjin-covid19/Tianjin135cases_revised.csv"],
        &["china-transmission-pairs/transmission_pairs.csv"],
        &["vietnam-covid19-cases/patients.json"],
        &["vo-italy-covid19/persons.csv", "vo-italy-covid19/contacts.csv"],
        &["outbreaks-r/measles_hagelloch_1861.csv"],
    ] {
        let sheets = sheets(&folder, files);
        let mapping = guess_mapping(&sheets);
        let toml = mapping.to_toml();
        println!("=== {files:?}\n{toml}");
        let lists = read_line_lists(&sheets, &mapping, Remarks::default());
        let from_saved =
            read_line_lists(&sheets, &Mapping::parse(&toml).unwrap(), Remarks::default());
        assert_eq!(lists.persons, from_saved.persons);
        show(&lists);
    }
}

fn show(lists: &LineLists) {
    let listed = |person: u32| lists.persons[person as usize].listed;
    let directed = lists.links.iter().filter(|link| link.directed).count();
    let known = lists.links.iter().filter(|link| link.directed && listed(link.source)).count();
    println!(
        "persons {} cases {} links {} directed {directed} source listed {known} contacts {} {:?}",
        lists.persons.len(),
        lists.cases().count(),
        lists.links.len(),
        lists.contacts.len(),
        lists.doubt_counts()
    );
    let mut some: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for doubt in &lists.doubts {
        let some = some.entry(doubt.code).or_default();
        if some.len() < 8 {
            some.push(&doubt.text);
        }
    }
    println!("{some:?}");
}
