//! One's own place from an empty folder to a decision and a report, by commands alone.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn taicho(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    program.current_dir(folder).env_remove("TAICHO_DATABASE_URL").args(arguments);
    program.output().unwrap()
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    format!("{out}{err}")
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = taicho(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn decided(folder: &Path, arguments: &[&str]) -> Value {
    let text = done(folder, &[&["decide", "--json"], arguments].concat());
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_commune_of_today_begins_with_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = done(folder, &["init", "--area", "26647", "--at", "2026-11-20"]);
    assert!(made.contains("(26647), ngày 20/11/2026"), "{made}");
    assert!(made.contains("vn-2026") && made.contains("15/2026/TT-BYT"), "{made}");
    let at = ["--at", "2026-11-20T16:00+07:00"];
    let nothing = decided(folder, &at);
    assert_eq!(nothing["proposals"], Value::Array(Vec::new()));
    let note = nothing["notes"][0]["vi"].as_str().unwrap();
    assert!(note.contains("không có nghĩa là an toàn"), "{note}");
    let rows: String =
        (0..3).map(|n| format!("C{n},sởi,26647,xác định,cộng đồng,18/11/2026,ổ 1\n")).collect();
    let head = "Mã ca,Bệnh,Mã xã,status,Nguồn ca,Ngày phát hiện,cluster\n";
    std::fs::write(folder.join("ca benh.csv"), format!("{head}{rows}")).unwrap();
    let endemic = "area_code,name,type,value,disease,confidence,source\n26647,endemic,flag,false,measles,V,Trạm y tế\n";
    std::fs::write(folder.join("du kien.csv"), endemic).unwrap();
    for file in ["ca benh.csv", "du kien.csv"] {
        done(folder, &["import", file, "--known-at", "2026-11-20T08:00+07:00"]);
    }
    let alert = decided(folder, &at);
    let kinds = alert["proposals"].as_array().unwrap().iter().map(|it| it["kind"].clone());
    assert!(kinds.collect::<Vec<_>>().contains(&"alert".into()), "{alert}");
    assert_eq!(alert["notes"], Value::Array(Vec::new()));
    let report = done(folder, &["report", "daily", at[0], at[1], "--format", "json"]);
    assert!(report.contains("26647"), "{report}");
    done(folder, &["audit"]);
}

#[test]
fn a_district_of_another_time_opens_at_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = done(folder, &["init", "--area", "222", "--at", "2021-06-05"]);
    assert!(made.contains("(222), ngày 05/06/2021") && made.contains("vn-covid-2021"), "{made}");
    let decided = decided(folder, &["--at", "2021-06-05T16:00+07:00"]);
    assert_eq!(decided["family"], "vn-covid-2021");
    // Whom nobody told of a commune has a level that nobody knows.
    let open = decided["undecided"].as_array().unwrap();
    assert!(open.iter().any(|it| it["kind"] == "risk_level" && it["area"]["code"] == "222"));
    assert!(decided["proposals"].as_array().unwrap().iter().all(|it| it["kind"] != "risk_level"));
}

#[test]
fn a_place_that_there_is_not_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (arguments, why) in [
        (["--area", "99999", "--at", "2026-11-20"], "99999"),
        // A district of before July 2025 is none today.
        (["--area", "256", "--at", "2026-11-20"], "256"),
    ] {
        let output = taicho(folder, &[&["init"], &arguments[..]].concat());
        assert!(!output.status.success() && said(&output).contains(why), "{}", said(&output));
        let listed = done(folder, &["list", "areas", "--json"]);
        assert_eq!(listed.trim(), "[\n]", "{arguments:?}");
    }
    let found = done(folder, &["init", "--find", "vo cuong", "--at", "2026-11-20"]);
    assert!(found.contains("Phường Võ Cường, Tỉnh Bắc Ninh"), "{found}");
}

/// A plan of one's own, whose numbers are unlike those of plan 23 and are an example of nobody's.
fn write_plan_of_one_s_own(folder: &Path) {
    let name = ["--name", "vi-du-viet-yen", "--out", "content"];
    done(folder, &[&["rules", "template", "vn-covid-2021/23-kh-bcd"], &name[..]].concat());
    let own = folder.join("content/rules/vn-covid-2021/vi-du-viet-yen");
    let mut rules = std::fs::read_to_string(own.join("rules.toml")).unwrap();
    for (from, to) in [
        (
            "cited_as = \"Kế hoạch số 23/KH-BCĐ ngày 17/6/2021\"",
            "cited_as = \"Ví dụ: kế hoạch của huyện Việt Yên\"",
        ),
        ("canonical = \"23/KH-BCĐ\"", "canonical = \"VÍ DỤ 01/KH-UBND\""),
        ("jurisdiction = \"27/256\"", "jurisdiction = \"222\""),
        ("issued_on = 2021-06-17", "issued_on = 2021-06-01"),
        ("in_force_from = 2021-06-17", "in_force_from = 2021-06-01"),
        ("in_force_to = 2021-06-25", "in_force_to = 2021-06-20"),
        ("id = \"lift_days\"\nvalue = 14", "id = \"lift_days\"\nvalue = 9"),
    ] {
        assert!(rules.contains(from), "{from}");
        rules = rules.replace(from, to);
    }
    std::fs::write(own.join("rules.toml"), rules).unwrap();
    let examples = "[[example]]\nname = \"Ví dụ: 10 ngày không có ca mới, lần lấy mẫu cuối âm tính: dỡ\"\n\
        at = 2021-06-15T16:00:00+07:00\nabout = \"zone\"\nzone = \"Vùng thí dụ\"\n\
        facts = { latest_f0_on = 2021-06-05, rounds_taken_on = [2021-06-15], final_round_complete_negative_on = 2021-06-15 }\n\
        [[example.expect]]\nkind = \"zone_lift\"\nvalue = \"lift\"\nfrom = 2021-06-16\n";
    std::fs::write(own.join("examples.toml"), examples).unwrap();
}

#[test]
fn a_district_decides_by_a_plan_of_its_own_and_after_its_end_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_plan_of_one_s_own(folder);
    assert!(done(folder, &["rules", "check", "--content", "content"]).contains("vi-du-viet-yen"));
    done(folder, &["rules", "test", "--content", "content"]);
    let data = folder.join("taicho-data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::rename(folder.join("content"), data.join("content")).unwrap();
    done(folder, &["init", "--area", "222", "--at", "2021-06-05"]);
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).unwrap();
        done(folder, &["import", name, "--known-at", "2021-06-05T08:00+07:00"]);
    };
    let commune = "7777";
    let areas = done(
        folder,
        &[
            "list",
            "areas",
            "--json",
            "--filter",
            "open_on=2021-06-05",
            "--area",
            "222",
            "--at",
            "2021-06-05T08:00+07:00",
        ],
    );
    let areas: Value = serde_json::from_str(&areas).unwrap();
    let found = areas.as_array().unwrap().iter().find(|it| it["level"] == "commune");
    let code = found.map_or(commune, |it| it["code"].as_str().unwrap()).to_owned();
    write(
        "vung.csv",
        &format!(
            "Mã,Tên,Bệnh,Mã xã,Ngày phong tỏa,Số dân\nVY-1,Thôn 1,covid-19,{code},20/5/2021,80\n"
        ),
    );
    write(
        "ca benh.csv",
        &format!(
            "Mã ca,Bệnh,Mã xã,status,Nguồn ca,Ngày phát hiện,Mã vùng\nA1,covid-19,{code},xác định,cộng đồng,25/5/2021,VY-1\n"
        ),
    );
    write(
        "lay mau.csv",
        "Mã vùng,Ngày lấy mẫu,Trong danh sách,Đã lấy mẫu,Dương tính\nVY-1,4/6/2021,80,80,0\n",
    );
    let lifts = |at: &str| -> Vec<Value> {
        let decided = decided(folder, &["--at", at]);
        let proposals = decided["proposals"].as_array().unwrap().clone();
        proposals.into_iter().filter(|it| it["kind"] == "zone_lift").collect()
    };
    // Ten days without a case are more than nine, and fewer than the fourteen of plan 23.
    let lift = lifts("2021-06-05T16:00+07:00");
    assert_eq!(lift.len(), 1, "{lift:?}");
    assert!(lift[0]["rule"].as_str().unwrap().contains("/vi-du-viet-yen/"), "{lift:?}");
    let after = decided(folder, &["--at", "2021-06-21T16:00+07:00"]);
    assert!(lifts("2021-06-21T16:00+07:00").is_empty());
    let plan = &after["ended_plans"][0];
    assert_eq!(plan["document"], "VÍ DỤ 01/KH-UBND");
    assert_eq!(plan["proposals"][0]["zone"], "VY-1", "{plan}");
    // The same place without the plan has no rule for its zones.
    std::fs::rename(data.join("content"), folder.join("content")).unwrap();
    assert!(lifts("2021-06-05T16:00+07:00").is_empty());
    // What would hold for the whole country is refused, with the file and what is wanted.
    let rules = folder.join("content/rules/vn-covid-2021/vi-du-viet-yen/rules.toml");
    let text = std::fs::read_to_string(&rules).unwrap();
    std::fs::write(&rules, text.replace("jurisdiction = \"222\"", "jurisdiction = \"VN\""))
        .unwrap();
    let refused = taicho(folder, &["rules", "check", "--content", "content"]);
    assert!(!refused.status.success());
    assert!(said(&refused).contains("vi-du-viet-yen/rules.toml") && said(&refused).contains("VN"));
}
