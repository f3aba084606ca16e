//! The shipped areas and scenes hold together: every code exists on its day and every bound of the plan is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use taicho_model::{
    AreaLevel, AreaLinkKind, CaseOrigin, CaseSetting, CaseStatus, Confidence, OrderStatus, Origin,
    PeriodKind, vietnam_date,
};

type Row = BTreeMap<String, String>;

const FOUR_WARDS: [&str; 4] = ["09325", "09286", "09271", "09181"];
const SCENE: &str = "demo/bac-ninh-2021";
const LAW_OF_TODAY: &str = "demo/kinh-bac-2026";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content").join(name)
}

fn table(name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let headers = reader.headers().unwrap().clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.unwrap_or_else(|e| panic!("{name}: {e}"));
        rows.push(headers.iter().zip(&record).map(|(h, c)| (h.to_owned(), c.to_owned())).collect());
    }
    assert!(!rows.is_empty(), "{name} has rows");
    rows
}

fn table_if_there(name: &str) -> Vec<Row> {
    if path(name).exists() { table(name) } else { Vec::new() }
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("`{text}` is no date: {error}"))
}

fn optional_day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| day(text))
}

/// Areas by code, each with its periods.
struct Areas(BTreeMap<String, Vec<Row>>);

impl Areas {
    fn load() -> Self {
        let mut by_code: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in table("areas/areas.csv") {
            by_code.entry(row["code"].clone()).or_default().push(row);
        }
        Self(by_code)
    }

    fn on(&self, code: &str, on: Date) -> Option<&Row> {
        let mut found = self.0.get(code)?.iter().filter(|row| {
            optional_day(&row["valid_from"]).is_none_or(|from| from <= on)
                && optional_day(&row["valid_to"]).is_none_or(|to| on <= to)
        });
        let first = found.next();
        assert!(found.next().is_none(), "{code} means two areas on {on}");
        first
    }
}

#[test]
fn areas_form_two_trees_with_one_meaning_per_code_and_day() {
    let areas = Areas::load();
    let (old, new) = (date(2025, 6, 30), date(2025, 7, 1));
    let mut ids = BTreeSet::new();
    let mut counts: BTreeMap<(AreaLevel, bool), usize> = BTreeMap::new();
    for row in areas.0.values().flatten() {
        assert!(ids.insert(row["id"].clone()), "{} twice", row["id"]);
        let level = AreaLevel::parse(&row["level"]).expect("a level");
        let is_new = row["valid_from"] == "2025-07-01";
        *counts.entry((level, is_new)).or_default() += 1;
        let on = optional_day(&row["valid_from"])
            .or(optional_day(&row["valid_to"]))
            .expect("at least one end is known");
        if level == AreaLevel::Province {
            assert_eq!(row["parent_code"], "");
        } else {
            let parent = areas.on(&row["parent_code"], on).expect("the parent exists on the day");
            assert!(AreaLevel::parse(&parent["level"]).unwrap() < level);
        }
        areas.on(&row["code"], if is_new { new } else { old.min(on) });
    }
    assert_eq!(counts[&(AreaLevel::Province, true)], 34);
    assert_eq!(counts[&(AreaLevel::Commune, true)], 3_321);
    // The State's list of the day; of 2025 it has twelve communes that were merged years before.
    for (on, provinces, districts, communes) in [
        (date(2019, 9, 11), 63, 713, 11_161),
        (date(2021, 7, 1), 63, 705, 10_603),
        (date(2025, 6, 30), 63, 696, 10_035 + 12),
        (date(2026, 11, 20), 34, 0, 3_321),
    ] {
        let of = |level| {
            let codes = areas.0.keys().filter_map(|code| areas.on(code, on));
            codes.filter(|row| AreaLevel::parse(&row["level"]) == Some(level)).count()
        };
        let found = [AreaLevel::Province, AreaLevel::District, AreaLevel::Commune].map(of);
        assert_eq!(found, [provinces, districts, communes], "{on}");
    }
    for (code, on, name) in [
        ("09187", date(2021, 6, 17), "Suối Hoa"),
        ("09187", date(2026, 11, 20), "Kinh Bắc"),
        ("09184", date(2021, 6, 17), "Ninh Xá"),
        ("09184", date(2024, 11, 30), "Ninh Xá"),
        ("09184", date(2024, 12, 1), "Tiền Ninh Vệ"),
        ("09178", date(2021, 6, 17), "Tiền An"),
        ("24", date(2021, 6, 17), "Bắc Giang"),
        ("24", date(2026, 11, 20), "Bắc Ninh"),
        ("221", date(2021, 6, 5), "Yên Dũng"),
        ("11308", date(2022, 6, 5), "Hạ Lý"),
        ("07681", date(2019, 10, 1), "Neo"),
        ("06978", date(2025, 7, 1), "Ba Chẽ"),
        ("20333", date(2025, 7, 1), "Hoàng Sa"),
        ("22736", date(2025, 7, 1), "Trường Sa"),
    ] {
        assert_eq!(areas.on(code, on).expect("an area")["name"], name, "{code} on {on}");
    }
    assert!(areas.on("09184", date(2025, 7, 1)).is_none());
    assert!(areas.on("09178", date(2024, 12, 1)).is_none());
}

#[test]
fn links_lead_from_an_area_that_ended_to_one_that_began() {
    let areas = Areas::load();
    let by_id: BTreeMap<&str, &Row> =
        areas.0.values().flatten().map(|row| (row["id"].as_str(), row)).collect();
    let mut ended = BTreeSet::new();
    for link in table("areas/area_links.csv") {
        let from = by_id[link["from_id"].as_str()];
        let to = by_id[link["to_id"].as_str()];
        assert_eq!(to["valid_from"], link["on"], "{link:?}");
        assert_eq!(day(&from["valid_to"]).tomorrow().unwrap(), day(&link["on"]), "{link:?}");
        assert!(
            [AreaLinkKind::Whole, AreaLinkKind::Part]
                .iter()
                .any(|kind| format!("{kind:?}").to_lowercase() == link["kind"])
        );
        ended.insert(link["from_id"].clone());
    }
    let at_the_end = |row: &&&Row| row["level"] != "district" && row["valid_to"] == "2025-06-30";
    let nowhere = by_id.values().filter(at_the_end).filter(|row| !ended.contains(&row["id"]));
    // Those twelve are in no table of what became of communes.
    assert_eq!(nowhere.count(), 12);
}

#[test]
fn outlines_carry_codes_of_their_day_and_rings_run_one_way() {
    let areas = Areas::load();
    for (file, count, on) in [
        ("bac-ninh-city-2021.geojson", 19, date(2021, 6, 17)),
        ("bu-dang-2021.geojson", 16, date(2021, 8, 15)),
        ("hoc-mon-2021.geojson", 12, date(2021, 11, 24)),
        ("hong-bang-2022.geojson", 7, date(2022, 6, 1)),
        ("bac-ninh-2025.geojson", 99, date(2025, 7, 1)),
        ("vietnam-provinces-2025.geojson", 34, date(2025, 7, 1)),
    ] {
        let text = std::fs::read_to_string(path(&format!("areas/outlines/{file}"))).unwrap();
        let map: serde_json::Value = serde_json::from_str(&text).unwrap();
        let features = map["features"].as_array().unwrap();
        assert_eq!(features.len(), count, "{file}");
        for feature in features {
            let code = feature["properties"]["code"].as_str().unwrap();
            let area = areas.on(code, on).unwrap_or_else(|| panic!("{code} on {on}"));
            assert_eq!(area["name"], feature["properties"]["name"].as_str().unwrap());
            let polygons: Vec<Vec<Vec<[f64; 2]>>> =
                serde_json::from_value(feature["geometry"]["coordinates"].clone()).unwrap();
            assert!(!polygons.is_empty(), "{code}");
            for ring in polygons.iter().map(|polygon| &polygon[0]) {
                assert_eq!(ring.first(), ring.last(), "{code}");
                let area: f64 =
                    ring.windows(2).map(|p| p[0][0] * p[1][1] - p[1][0] * p[0][1]).sum();
                assert!(area > 0.0, "the outer ring of {code} runs anticlockwise");
            }
        }
    }
    for row in table("areas/adjacency-bac-ninh-city-2021.csv") {
        assert!(row["area_code"] < row["neighbour_code"]);
        assert_eq!(row["confidence"], "U");
    }
}

/// Checks what every file of a scene shares: known words, codes that exist on the row's day, keys given once.
fn check_scene(scene: &str, at: Timestamp) {
    let areas = Areas::load();
    let now = vietnam_date(at);
    let exists = |code: &str, on: Date| assert!(areas.on(code, on).is_some(), "{code} on {on}");
    let mut keys = BTreeSet::new();
    let cases = table(&format!("{scene}/cases.csv"));
    for case in &cases {
        exists(&case["area_code"], day(&case["found_on"]));
        assert!(keys.insert(case["source_key"].clone()));
        assert!(CaseStatus::parse(&case["status"]).is_some(), "{case:?}");
        assert!(CaseOrigin::parse(&case["case_origin"]).is_some(), "{case:?}");
        assert!(CaseSetting::parse(&case["setting"]).is_some(), "{case:?}");
        assert!(Origin::parse(&case["origin"]).is_some(), "{case:?}");
        let detected: Timestamp = case["detected_at"].parse().unwrap();
        assert!(detected <= at && vietnam_date(detected) == day(&case["found_on"]), "{case:?}");
        if !case["reported_at"].is_empty() {
            let reported: Timestamp = case["reported_at"].parse().unwrap();
            assert!(detected < reported && reported <= at, "{case:?}");
        }
        if let Some(onset) = optional_day(&case["onset_on"]) {
            assert!(onset <= day(&case["found_on"]));
        }
        assert!(case["person_key"].contains(&format!("{}-", case["area_code"])));
    }
    let people: BTreeSet<&String> = cases.iter().map(|case| &case["person_key"]).collect();
    assert_eq!(people.len(), cases.len(), "one case per person");
    for case in cases.iter().filter(|case| !case["source_case_key"].is_empty()) {
        assert!(keys.contains(&case["source_case_key"]) && case["source_known"] == "true");
    }
    let mut facts = table(&format!("{scene}/facts.csv"));
    let besides = format!("{scene}/stated.csv");
    if path(&besides).exists() {
        facts.extend(table(&besides));
    }
    let mut stated = BTreeSet::new();
    for fact in facts {
        exists(&fact["area_code"], now);
        let key = ["area_code", "zone_code", "disease", "name", "valid_from"];
        assert!(stated.insert(key.map(|column| fact[column].clone())), "{fact:?} twice");
        assert!(Origin::parse(&fact["origin"]).is_some(), "{fact:?}");
        assert!(Confidence::parse(&fact["confidence"]).is_some(), "{fact:?}");
        assert!(!fact["source"].is_empty(), "{fact:?}");
        // A plan's own words are S and name their paragraph; what is made up never passes for them.
        assert_eq!(fact["origin"] == "seed", fact["confidence"] == "S", "{fact:?}");
        let value = fact["value"].as_str();
        assert!(
            match fact["type"].as_str() {
                "flag" => value == "true" || value == "false",
                "number" => value.parse::<f64>().is_ok(),
                "date" => value.parse::<Date>().is_ok(),
                "text" => !value.is_empty(),
                _ => false,
            },
            "{fact:?}"
        );
    }
}

#[test]
fn bac_ninh_keeps_the_bounds_of_plan_23() {
    check_scene(SCENE, "2021-06-17T14:30:00+07:00".parse().unwrap());
    let now = date(2021, 6, 17);
    let zones: BTreeMap<String, Row> = table(&format!("{SCENE}/zones.csv"))
        .into_iter()
        .map(|zone| (zone["code"].clone(), zone))
        .collect();
    let open = |zone: &Row, on: Date| {
        day(&zone["opened_on"]) <= on
            && optional_day(&zone["lifted_on"]).is_none_or(|lifted| on < lifted)
    };
    assert_eq!(zones.values().filter(|zone| open(zone, now)).count(), 40);
    assert_eq!(zones["09325-01"]["name"], "Khu Thượng");
    assert_eq!(zones["09271-01"]["residents"], "1310");

    let cases = table(&format!("{SCENE}/cases.csv"));
    let confirmed: Vec<&Row> = cases.iter().filter(|case| case["status"] == "confirmed").collect();
    assert!((300..=360).contains(&confirmed.len()), "{} cases", confirmed.len());
    for case in &cases {
        if let Some(zone) = zones.get(&case["zone_code"]) {
            assert!(open(zone, day(&case["found_on"])), "{case:?} outside the days of {zone:?}");
            assert_eq!(zone["area_code"], case["area_code"]);
        } else {
            assert_eq!(case["zone_code"], "");
        }
        if FOUR_WARDS.contains(&case["area_code"].as_str()) {
            assert_eq!(case["case_origin"], "contained", "{case:?}");
            assert!(!case["zone_code"].is_empty() || case["setting"] == "quarantine_site");
        }
    }
    let last = |ward: &str| {
        confirmed
            .iter()
            .filter(|case| case["area_code"] == ward && case["setting"] != "quarantine_site")
            .map(|case| day(&case["found_on"]))
            .max()
    };
    let in_ward = |ward: &str| confirmed.iter().filter(|case| case["area_code"] == ward).count();
    assert_eq!((in_ward("09187"), in_ward("09235")), (0, 0), "Suối Hoa, Khúc Xuyên: no case");
    assert!(in_ward("09178") > 0 && in_ward("09244") > 0, "Tiền An, Phong Khê: contained only");
    assert_eq!((last("09178"), last("09244")), (None, None));
    for (ward, on) in [
        ("09214", date(2021, 5, 24)),
        ("09226", date(2021, 5, 25)),
        ("09256", date(2021, 5, 19)),
        ("09169", date(2021, 5, 19)),
    ] {
        assert_eq!(last(ward), Some(on), "{ward}");
    }
    for ward in ["09163", "09166", "09172", "09175", "09184", "09190", "09331"] {
        let community = confirmed
            .iter()
            .filter(|case| case["area_code"] == ward && case["case_origin"] == "community")
            .map(|case| day(&case["found_on"]))
            .max()
            .expect("a community case");
        // Not even on the last day of the plan is such a ward over 20 days.
        assert!(community >= date(2021, 6, 5), "{ward}: {community}");
    }
}

#[test]
fn zones_show_the_whole_sampling_calendar() {
    let now = date(2021, 6, 17);
    let mut last: BTreeMap<String, Date> = BTreeMap::new();
    for case in table(&format!("{SCENE}/cases.csv")) {
        if case["status"] == "confirmed" && !case["zone_code"].is_empty() {
            let found = day(&case["found_on"]);
            let latest = last.entry(case["zone_code"].clone()).or_insert(found);
            *latest = found.max(*latest);
        }
    }
    let rounds = table(&format!("{SCENE}/sampling_rounds.csv"));
    let (mut buckets, mut liftable, mut owes_final, mut catch_up) = ([0; 3], 0, 0, 0);
    for zone in table(&format!("{SCENE}/zones.csv")) {
        let of_zone: Vec<&Row> =
            rounds.iter().filter(|round| round["zone_code"] == zone["code"]).collect();
        for round in &of_zone {
            let taken = day(&round["taken_on"]);
            assert!(day(&zone["opened_on"]) <= taken && taken <= now, "{round:?}");
            let number = |name: &str| round[name].parse::<i64>().unwrap();
            assert!(number("sampled") <= number("listed"));
            assert!(number("listed") <= zone["residents"].parse().unwrap());
            assert_eq!(round["positive"].is_empty(), taken == now, "results take a day");
        }
        if !zone["lifted_on"].is_empty() {
            continue;
        }
        let latest = last[&zone["code"]];
        let days = now.since(latest).unwrap().get_days();
        let since = |from: i32| {
            of_zone.iter().filter(move |round| {
                day(&round["taken_on"]).since(latest).unwrap().get_days() >= from
            })
        };
        match days {
            ..=7 => buckets[0] += 1,
            8..=14 => {
                buckets[1] += 1;
                catch_up += usize::from(since(7).count() == 0);
            }
            _ => {
                buckets[2] += 1;
                let complete = since(15)
                    .any(|round| round["listed"] == round["sampled"] && round["positive"] == "0");
                liftable += usize::from(complete);
                owes_final += usize::from(since(15).count() == 0);
            }
        }
    }
    assert_eq!(buckets, [16, 12, 12]);
    assert!(catch_up >= 4, "{catch_up} zones owe a catch-up round");
    assert!(liftable >= 4, "{liftable} zones may be lifted");
    assert!(owes_final >= 3, "{owes_final} zones owe the final round");
}

#[test]
fn scenes_of_the_other_plans_hold_together() {
    let areas = Areas::load();
    for (scene, at, zones, confirmed) in [
        ("demo/bu-dang-2021", "2021-08-15T14:30:00+07:00", 3, 25),
        ("demo/xuan-thoi-son-2021", "2021-11-24T14:30:00+07:00", 1, 32),
        ("demo/hong-bang-2022", "2022-06-01T14:30:00+07:00", 0, 49),
    ] {
        let at: Timestamp = at.parse().unwrap();
        let now = vietnam_date(at);
        check_scene(scene, at);
        let cases = table(&format!("{scene}/cases.csv"));
        let found = cases.iter().filter(|case| case["status"] == "confirmed").count();
        assert_eq!(found, confirmed, "{scene}");
        let stays = table(&format!("{scene}/stays.csv"));
        let of_cases = stays.iter().filter(|stay| stay["reason"] == "case").count();
        assert_eq!(of_cases, confirmed, "{scene}: each F0 is somewhere");
        if zones == 0 {
            assert!(!path(&format!("{scene}/zones.csv")).exists());
            assert!(cases.iter().all(|case| case["zone_code"].is_empty()));
            continue;
        }
        let rows = table(&format!("{scene}/zones.csv"));
        assert_eq!(rows.len(), zones);
        let zones: BTreeMap<&str, &Row> =
            rows.iter().map(|zone| (zone["code"].as_str(), zone)).collect();
        for case in cases.iter().filter(|case| !case["zone_code"].is_empty()) {
            let zone = zones[case["zone_code"].as_str()];
            assert_eq!(
                (&case["area_code"], case["case_origin"].as_str()),
                (&zone["area_code"], "contained")
            );
            let days = day(&zone["opened_on"])..=optional_day(&zone["lifted_on"]).unwrap_or(now);
            assert!(
                days.contains(&day(&case["found_on"])),
                "{case:?} outside the days of {zone:?}"
            );
        }
        for round in table(&format!("{scene}/sampling_rounds.csv")) {
            let zone = zones[round["zone_code"].as_str()];
            let number = |name: &str| round[name].parse::<i64>().unwrap();
            assert!(number("sampled") <= number("listed"));
            assert!(number("listed") <= zone["residents"].parse().unwrap());
            let taken = day(&round["taken_on"]);
            assert!(day(&zone["opened_on"]) <= taken && taken <= now, "{round:?}");
            assert_eq!(round["positive"].is_empty(), taken == now, "results take a day");
        }
        for order in table_if_there(&format!("{scene}/orders.csv")) {
            assert!(areas.on(&order["area_code"], now).is_some());
            assert_eq!(order["number"], "", "numbers are never invented");
        }
    }
}

#[test]
fn orders_plan_and_later_events_fit_the_scene() {
    let areas = Areas::load();
    let now = date(2021, 6, 17);
    let orders = table(&format!("{SCENE}/orders.csv"));
    let wards: BTreeSet<&str> = orders.iter().map(|order| order["area_code"].as_str()).collect();
    assert_eq!(wards.len(), 19);
    for order in &orders {
        let ward = areas.on(&order["area_code"], now).unwrap();
        assert_eq!(ward["parent_code"], "256");
        assert_eq!((order["kind"].as_str(), order["value"].as_str()), ("distancing_tier", "16"));
        assert_eq!(OrderStatus::parse(&order["status"]), Some(OrderStatus::Issued));
        assert_eq!(order["number"], "", "numbers are never invented");
    }
    let plan = table(&format!("{SCENE}/plan.csv"));
    let steps = |from: &str| -> Vec<&str> {
        plan.iter()
            .filter(|row| row["kind"] == "distancing_tier" && row["value"] == "15")
            .filter(|row| row["from"] == from)
            .map(|row| row["area_code"].as_str())
            .collect()
    };
    assert_eq!(steps("2021-06-21"), ["09187", "09178", "09244", "09235"]);
    assert_eq!(steps("2021-06-25"), ["09214", "09226", "09256", "09169"]);
    let freeze = plan.iter().find(|row| row["kind"] == "zone_freeze").unwrap();
    assert_eq!((freeze["value"].as_str(), freeze["until"].as_str()), ("20", "2021-07-06"));
    for (file, origin) in [
        ("2021-06-19-tien-an-community.csv", "community"),
        ("2021-06-19-tien-an-contained.csv", "contained"),
    ] {
        let later = table(&format!("{SCENE}/later/{file}"));
        assert_eq!(later.len(), 1);
        assert_eq!(later[0]["case_origin"], origin);
        assert_eq!(later[0]["found_on"], "2021-06-19");
        assert_eq!(areas.on(&later[0]["area_code"], now).unwrap()["name"], "Tiền An");
    }
}

#[test]
fn the_scene_of_today_has_an_epidemic_an_alert_and_running_clocks() {
    let at: Timestamp = "2026-11-20T09:00:00+07:00".parse().unwrap();
    check_scene(LAW_OF_TODAY, at);
    let areas = Areas::load();
    let cases = table(&format!("{LAW_OF_TODAY}/cases.csv"));
    let count = |disease: &str, ward: &str, from: Date| {
        cases
            .iter()
            .filter(|case| case["disease"] == disease && case["area_code"] == ward)
            .filter(|case| case["status"] == "confirmed" && day(&case["found_on"]) >= from)
            .count()
    };
    let (monday, first) = (date(2026, 11, 16), date(2026, 11, 1));
    assert!(count("measles", "09187", monday) >= 3 && count("measles", "09187", first) >= 5);
    assert_eq!((count("measles", "09190", monday), count("measles", "09190", first)), (3, 3));
    assert_eq!(count("measles", "09169", first), 1);
    assert_eq!((count("dengue", "09187", monday), count("dengue", "09187", first)), (4, 13));
    assert_eq!(count("dengue", "09190", first), 9);
    let waiting = cases.iter().filter(|case| case["reported_at"].is_empty()).count();
    assert!(waiting >= 5, "{waiting} reports are still owed");

    let mut novembers: BTreeMap<i16, i64> = BTreeMap::new();
    let mut weeks: BTreeMap<i16, i64> = BTreeMap::new();
    let links = table("areas/area_links.csv");
    for row in table(&format!("{LAW_OF_TODAY}/period_counts.csv")) {
        let starts = day(&row["starts_on"]);
        let area = areas.on(&row["area_code"], starts).unwrap_or_else(|| panic!("{row:?}"));
        let period = PeriodKind::parse(&row["period"]).expect("week or month");
        if row["disease"] != "dengue" || !leads_to(&links, &area["id"], "09187.2") {
            continue;
        }
        let cases: i64 = row["cases"].parse().unwrap();
        match period {
            PeriodKind::Month if starts.month() == 11 => {
                *novembers.entry(starts.year()).or_default() += cases;
            }
            PeriodKind::Week if starts.iso_week_date().week() == 47 => {
                *weeks.entry(starts.year()).or_default() += cases;
            }
            _ => {}
        }
    }
    assert_eq!(novembers.into_values().collect::<Vec<_>>(), [10, 12, 8, 14, 11]);
    assert_eq!(weeks.into_values().collect::<Vec<_>>(), [2, 4, 2, 3, 4]);
}

/// Whether an area is another or became it, over any number of steps.
fn leads_to(links: &[Row], from: &str, to: &str) -> bool {
    from == to
        || links
            .iter()
            .filter(|link| link["from_id"] == from)
            .any(|link| leads_to(links, &link["to_id"], to))
}
