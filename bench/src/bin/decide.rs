//! `decide` and the board for a city, a province of today and a load larger than any province, each from a warm database.
//!
//! `cargo run --release -p taicho-bench --bin decide [-- postgres] [city] [province] [cases] [communes]`; memory is what
//! the program holds for one board at most, the pages of the database apart. What the process held is of all loads that
//! were measured: name one to have it alone.

use std::time::Instant;

use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use taicho_model::{
    Area, AreaLevel, Case, CaseId, CaseOrigin, CaseSetting, CaseStatus, Order, OrderId,
    OrderStatus, Origin, SamplingRound, Zone, vietnam_midnight,
};
use taicho_ops::{Content, OpsError, Situation, board, decide, demo};
use taicho_rules::Library;
use taicho_store::{Actor, Intent, Store, StoreError};

#[path = "decide/memory.rs"]
mod memory;
#[path = "decide/province.rs"]
mod province;

const RUNS: usize = 21;

fn main() {
    let content: &'static Content =
        Box::leak(Box::new(Content::built_in().expect("the content is sound")));
    let begun = Instant::now();
    let library = content.library().expect("the rules are sound");
    println!("reading the rules: {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    println!(
        "| load | load ms | decide ms | board ms, median | worst | board kB | MB a board | proposals |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let at: Timestamp = "2021-06-17T16:00+07:00".parse().expect("an instant");
    if is_wanted("city") {
        let (store, _folder) = fresh();
        demo::prepare(&store, content, |_| {}).expect("the demo loads");
        measure("city: 19 wards, 40 zones", &store, content, &library, "256", at);
    }
    for (load, cases) in [("province", 30_000), ("cases", 100_000)] {
        if is_wanted(load) {
            let (store, _folder) = fresh();
            province::fill(&store, cases);
            let what =
                format!("province of today: 99 communes, {cases} cases, 83,160 period counts");
            measure(&what, &store, content, &library, province::CODE, province::at());
        }
    }
    if is_wanted("communes") {
        let (store, _folder) = fresh();
        fill_province(&store, date(2021, 6, 17));
        let what = "3,000 communes, 200,000 cases, 6,000 zones";
        measure(what, &store, content, &library, "27", at);
    }
    println!("the process held {:.0} MB at most", memory::resident());
}

const LOADS: &[&str] = &["city", "province", "cases", "communes"];

/// Whether a load is named, or none is.
fn is_wanted(load: &str) -> bool {
    let named: Vec<String> = std::env::args().filter(|it| LOADS.contains(&it.as_str())).collect();
    named.is_empty() || named.iter().any(|it| it == load)
}

fn fresh() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let store = match std::env::args().any(|it| it == "postgres") {
        true => Store::open_postgres(&taicho_testkit::fresh_database()),
        false => Store::open_folder(folder.path()),
    };
    (store.expect("the store opens"), folder)
}

fn measure(
    what: &str,
    store: &Store,
    content: &Content,
    library: &Library,
    area: &str,
    at: Timestamp,
) {
    let load = || {
        let load = |read: &mut taicho_store::Read<'_>| Situation::load(read, area, at, None);
        store.read::<_, OpsError>(&Actor::local_operator(), load).expect("the situation loads")
    };
    let millis = |begun: Instant| begun.elapsed().as_secs_f64() * 1e3;
    let (mut loads, mut decides, mut boards) = (Vec::new(), Vec::new(), Vec::new());
    let (mut proposals, mut bytes) = (0, 0);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let situation = load();
        loads.push(millis(begun));
        let begun = Instant::now();
        let decided = decide(&situation, content, library, None).expect("the rules answer");
        decides.push(millis(begun));
        proposals = decided.proposals.len();
    }
    let mut held = 0.0;
    for _ in 0..RUNS {
        let begun = Instant::now();
        let (text, most) = memory::held_by(|| {
            let made = board(&load(), content, library, None).expect("the board is made");
            serde_json::to_vec(&made).expect("it is written")
        });
        (bytes, held) = (text.len(), most);
        boards.push(millis(begun));
    }
    for times in [&mut loads, &mut decides, &mut boards] {
        times.sort_by(f64::total_cmp);
    }
    println!(
        "| {what} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {held:.1} | {proposals} |",
        loads[RUNS / 2],
        decides[RUNS / 2],
        boards[RUNS / 2],
        boards[RUNS - 1],
        bytes / 1000,
    );
}

/// One province of 30 districts with 100 communes each; every commune has 66 or 67 cases and two zones.
fn fill_province(store: &Store, today: Date) {
    let areas: Vec<Area> = std::iter::once(area("27", "27/", AreaLevel::Province, None))
        .chain((0..30).flat_map(|district| {
            let code = format!("{:03}", 100 + district);
            let path = format!("27/{code}/");
            let communes: Vec<Area> = (0..100)
                .map(|commune| {
                    let own = format!("{:05}", 10_000 + district * 100 + commune);
                    area(&own, &format!("{path}{own}/"), AreaLevel::Commune, Some(&code))
                })
                .collect();
            std::iter::once(area(&code, &path, AreaLevel::District, Some("27"))).chain(communes)
        }))
        .collect();
    let communes: Vec<Area> =
        areas.iter().filter(|area| area.level == AreaLevel::Commune).cloned().collect();
    put(store, areas);
    put(store, communes.iter().map(order).collect());
    let zones: Vec<Zone> =
        communes.iter().flat_map(|area| (0..2).map(|n| zone(area, n, today))).collect();
    put(store, zones.iter().map(|zone| round(zone, today)).collect());
    put(store, zones);
    for part in 0..20 {
        let communes = &communes;
        let cases: Vec<Case> = (0..10_000)
            .map(|n| case(&communes[(part * 10_000 + n) % 3_000], part * 10_000 + n, today))
            .collect();
        put(store, cases);
    }
}

pub(crate) fn put<R: taicho_store::Record + Send + 'static>(store: &Store, rows: Vec<R>) {
    let intent = Intent::new("bench", vietnam_midnight(date(2021, 6, 17)));
    let work = move |write: &mut taicho_store::Write<'_>| write.put_all(&rows);
    store.write::<_, StoreError>(&Actor::local_operator(), intent, work).expect("rows are written");
}

pub(crate) fn area(code: &str, path: &str, level: AreaLevel, parent: Option<&str>) -> Area {
    Area {
        id: code.to_owned().into(),
        code: code.into(),
        name: format!("Đơn vị {code}"),
        kind: "Xã".into(),
        level,
        parent_id: parent.map(|parent| parent.to_owned().into()),
        path: path.into(),
        valid_from: None,
        valid_to: None,
        earliest_from: None,
        earliest_to: None,
    }
}

fn order(area: &Area) -> Order {
    Order {
        id: OrderId(format!("tier-{}", area.code)),
        number: None,
        kind: "distancing_tier".into(),
        value: "16".into(),
        disease: None,
        area_id: area.id.clone(),
        area_path: area.path.clone(),
        zone_id: None,
        effective_from: date(2021, 5, 18),
        effective_to: None,
        status: OrderStatus::Issued,
        determined_at: None,
        notified_at: None,
        document: "16/CT-TTg".into(),
        record_origin: Origin::Synthetic,
    }
}

fn zone(area: &Area, n: i32, today: Date) -> Zone {
    Zone {
        id: format!("{}-{n}", area.code).into(),
        code: format!("{}-{n}", area.code),
        name: format!("Vùng {n}"),
        disease: "covid-19".into(),
        area_id: area.id.clone(),
        area_path: area.path.clone(),
        opened_on: today.saturating_sub(20.days()),
        lifted_on: None,
        households: Some(50),
        residents: Some(200),
        source: None,
        record_origin: Origin::Synthetic,
    }
}

fn round(zone: &Zone, today: Date) -> SamplingRound {
    let taken_on = today.saturating_sub(8.days());
    SamplingRound {
        id: format!("{}|{taken_on}", zone.id).into(),
        zone_id: zone.id.clone(),
        area_path: zone.area_path.clone(),
        taken_on,
        listed: 200,
        sampled: 200,
        positive: Some(0),
        record_origin: Origin::Synthetic,
    }
}

fn case(area: &Area, n: usize, today: Date) -> Case {
    let found_on = today.saturating_sub(((n / 3_000) as i32 % 40).days());
    Case {
        id: CaseId(format!("case-{n:06}")),
        source_key: Some(format!("C{n:06}")),
        person_id: None,
        disease: "covid-19".into(),
        area_id: area.id.clone(),
        area_path: area.path.clone(),
        zone_id: Some(format!("{}-{}", area.code, n % 2).into()),
        status: CaseStatus::Confirmed,
        origin: if n.is_multiple_of(4) { CaseOrigin::Community } else { CaseOrigin::Contained },
        setting: CaseSetting::Quarter,
        onset_on: None,
        found_on,
        detected_at: Some(vietnam_midnight(found_on)),
        reported_at: Some(vietnam_midnight(found_on)),
        seen_at: None,
        died_on: None,
        death_known_at: None,
        death_reported_at: None,
        source_known: Some(!n.is_multiple_of(7)),
        source_case_key: None,
        cluster: None,
        record_origin: Origin::Synthetic,
    }
}
