//! From a line list as an office sends it to chains with names: what is used, what is refused and why.

use serde_json::Value;
use taicho_contacts::chains::{Delay, Method, Pool};
use taicho_ops::lists::Remarks;
use taicho_ops::lists::lines::{Sheet, guess_mapping, read_line_lists};
use taicho_ops::trace_chains;

const CASES: &str = "Mã ca bệnh;Ngày khởi phát;Ngày xác định;Nguồn lây;Nơi ở\n\
    BN01;01/06/2021;03/06/2021;;Khu Thượng\n\
    BN02;05/06/2021;07/06/2021;BN01;Khu Thượng\n\
    BN03;06/06/2021;08/06/2021;BN01;Khu Hạ\n\
    BN04;10/06/2021;11/06/2021;BN02;Khu Hạ\n\
    BN05;12/06/2021;13/06/2021;BN05;Khu Hạ\n\
    BN06;13/06/2021;14/06/2021;BN99;Khu Hạ\n\
    BN07;;15/06/2021;;Khu Hạ\n";

fn traced(files: &[(&str, &str)]) -> (taicho_ops::TracedChains, Value, Vec<&'static str>) {
    let mut remarks = Remarks::default();
    let sheets: Vec<Sheet> = files
        .iter()
        .map(|(name, text)| Sheet::from_bytes(name, text.as_bytes(), &mut remarks).unwrap())
        .collect();
    let lists = read_line_lists(&sheets, &guess_mapping(&sheets), remarks);
    let mut method = Method::new(Delay::normal(5.1, 5.3).unwrap());
    method.pool = Pool::Nobody;
    let traced = trace_chains(&lists, &method);
    let json = traced.json();
    (traced, json, lists.doubt_counts().into_keys().collect())
}

fn links(json: &Value) -> Vec<(&str, &str)> {
    let rows = json["links"].as_array().unwrap();
    rows.iter()
        .map(|row| (row["source"].as_str().unwrap(), row["infectee"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_list_of_cases_becomes_chains_with_names() {
    let (traced, json, doubts) = traced(&[("ca_benh.csv", CASES)]);
    assert_eq!(json["cases"], 7);
    assert_eq!(links(&json), [("BN01", "BN02"), ("BN01", "BN03"), ("BN02", "BN04")]);
    assert_eq!(json["generations"], serde_json::json!([4, 2, 1]));
    assert_eq!(json["links"][0]["serial_days"], 4);
    assert_eq!(json["chains"][0]["root"], "BN01");
    assert_eq!(json["chains"][0]["cases"], 4);
    // Who is said to have infected themselves, and who is not on the list, is said and not dropped in silence.
    let refused = json["refused"].as_array().unwrap().len();
    assert!(refused + doubts.len() >= 2, "{doubts:?} {}", json["refused"]);
    let svg = traced.picture().svg();
    assert!(["BN01", "BN04"].iter().all(|name| svg.contains(name)));
    assert!(traced.picture().graphml().contains("BN02"));
}

#[test]
fn a_circle_breaks_at_its_weakest_link_and_says_so() {
    let circle = CASES.replace("03/06/2021;;Khu Thượng", "03/06/2021;BN04;Khu Thượng");
    let (_, json, _) = traced(&[("ca_benh.csv", &circle)]);
    assert_eq!(links(&json), [("BN01", "BN02"), ("BN01", "BN03"), ("BN02", "BN04")]);
    let refused = json["refused"].as_array().unwrap();
    let broken = refused.iter().find(|row| row["infectee"] == "BN01").expect("the link is refused");
    assert_eq!(broken["source"], "BN04");
    assert!(
        !broken["vi"].as_str().unwrap().is_empty() && !broken["en"].as_str().unwrap().is_empty()
    );
}
