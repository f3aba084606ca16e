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
    let printed = done(folder, &["decide", at[0], at[1]]);
    assert!(printed.contains("lúc 16:00 ngày 20/11/2026. Mọi giờ là giờ Việt Nam"), "{printed}");
    assert!(!printed.contains("T09:00") && !printed.contains("00Z"), "{printed}");
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

/// The code of a province is the same before and after July 2025: the day that was asked for is the one that is looked at.
#[test]
fn a_day_of_the_past_stays_where_the_code_is_one_of_today_too() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    done(folder, &["init", "--area", "24", "--at", "2021-06-05"]);
    let then = decided(folder, &[]);
    assert_eq!(then["family"], "vn-covid-2021");
    assert_eq!(then["as_of"], "2021-06-05T09:00:00Z");
    let now = decided(folder, &["--at", "2026-11-20T16:00+07:00"]);
    assert_eq!(now["family"], "vn-2026");
}

#[test]
fn a_day_that_has_not_come_is_refused_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let output = taicho(folder, &["init", "--area", "26647", "--at", "2199-11-20"]);
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("Ngày 20/11/2199 chưa đến"), "{}", said(&output));
    assert!(said(&output).contains("2199-11-20 has not come"), "{}", said(&output));
    assert_eq!(done(folder, &["list", "areas", "--json"]).trim(), "[\n]");
}

/// Plans of Bắc Ninh, Hồng Bàng and others are in force on that day, and hold nothing for a ward of Huế.
#[test]
fn only_documents_that_have_a_say_in_the_place_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let found = done(folder, &["init", "--find", "Phú Hội", "--at", "2022-06-01"]);
    let code = found.lines().find(|line| line.contains("Huế")).unwrap()[..5].to_owned();
    let ward = done(folder, &["init", "--area", &code, "--at", "2022-06-01"]);
    assert!(ward.contains("218/QĐ-BYT"), "{ward}");
    assert!(!ward.contains("Hồng Bàng"), "{ward}");
    let own = done(folder, &["init", "--area", "303", "--at", "2022-06-01"]);
    assert!(own.contains("Hồng Bàng"), "{own}");
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

/// A folder with a database of its own, embedded or shared, on which commands run.
struct Desk {
    folder: tempfile::TempDir,
    url: Option<String>,
}

impl Desk {
    fn on_both(test: impl Fn(&Self)) {
        test(&Self { folder: tempfile::tempdir().unwrap(), url: None });
        let cluster = taicho_testkit::Cluster::start(&[], |_| {});
        let url = Some(cluster.database("story"));
        test(&Self { folder: tempfile::tempdir().unwrap(), url });
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
        program.current_dir(self.path()).env_remove("TAICHO_DATABASE_URL");
        if let Some(url) = &self.url {
            program.args(["--database-url", url]);
        }
        program.args(arguments).output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    /// What is decided at a moment, and what was said beside it.
    fn decided(&self, at: &str) -> (Value, String) {
        let output = self.run(&["decide", "--json", "--at", at]);
        assert!(output.status.success(), "{at}: {}", said(&output));
        let beside = String::from_utf8_lossy(&output.stderr).into_owned();
        (serde_json::from_slice(&output.stdout).unwrap(), beside)
    }

    fn lifts(&self, at: &str) -> Vec<Value> {
        let proposals = self.decided(at).0["proposals"].as_array().unwrap().clone();
        proposals.into_iter().filter(|it| it["kind"] == "zone_lift").collect()
    }

    /// Records of the district, by import.
    fn bring_records(&self) {
        let listed = self.done(&[
            "list",
            "areas",
            "--json",
            "--filter",
            "open_on=2021-06-05",
            "--area",
            "222",
            "--at",
            "2021-06-05T08:00+07:00",
        ]);
        let areas: Value = serde_json::from_str(&listed).unwrap();
        let mut areas = areas.as_array().unwrap().iter();
        let code = areas.find(|it| it["level"] == "commune").unwrap()["code"].as_str().unwrap();
        let zones = "Mã,Tên,Bệnh,Mã xã,Ngày phong tỏa,Số dân";
        let cases = "Mã ca,Bệnh,Mã xã,status,Nguồn ca,Ngày phát hiện,Mã vùng";
        for (name, text) in [
            ("vung.csv", format!("{zones}\nVY-1,Thôn 1,covid-19,{code},20/5/2021,80\n")),
            (
                "ca benh.csv",
                format!("{cases}\nA1,covid-19,{code},xác định,cộng đồng,25/5/2021,VY-1\n"),
            ),
            (
                "lay mau.csv",
                "Mã vùng,Ngày lấy mẫu,Trong danh sách,Đã lấy mẫu,Dương tính\nVY-1,4/6/2021,80,80,0\n"
                    .to_owned(),
            ),
        ] {
            std::fs::write(self.path().join(name), text).unwrap();
            self.done(&["import", name, "--known-at", "2021-06-05T08:00+07:00"]);
        }
    }
}

#[test]
fn a_district_decides_by_a_plan_of_its_own_and_after_its_end_says_so() {
    Desk::on_both(|desk| {
        write_plan_of_one_s_own(desk.path());
        let checked = desk.done(&["rules", "check", "--content", "content"]);
        assert!(checked.contains("vi-du-viet-yen"), "{checked}");
        desk.done(&["rules", "test", "--content", "content"]);
        let data = desk.path().join("taicho-data");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::rename(desk.path().join("content"), data.join("content")).unwrap();
        let signs = ["--signer", "Nguyễn Thí Dụ", "--disease", "covid-19"];
        let home = ["init", "--area", "222", "--at", "2021-06-05"];
        let made = desk.done(&[&home[..], &signs[..]].concat());
        assert!(made.contains("Ví dụ: kế hoạch của huyện Việt Yên"), "{made}");
        assert!(made.contains("Nguyễn Thí Dụ") && made.contains("COVID-19"), "{made}");
        desk.bring_records();
        // Ten days without a case are more than nine, and fewer than the fourteen of plan 23.
        let lift = desk.lifts("2021-06-05T16:00+07:00");
        assert_eq!(lift.len(), 1, "{lift:?}");
        assert!(lift[0]["rule"].as_str().unwrap().contains("/vi-du-viet-yen/"), "{lift:?}");
        // The day before the records came nobody knew of a zone.
        assert!(desk.lifts("2021-06-04T16:00+07:00").is_empty());
        let after = desk.decided("2021-06-21T16:00+07:00").0;
        assert!(desk.lifts("2021-06-21T16:00+07:00").is_empty());
        let plan = &after["ended_plans"][0];
        assert_eq!(plan["document"], "VÍ DỤ 01/KH-UBND");
        assert_eq!(plan["proposals"][0]["zone"], "VY-1", "{plan}");
        let at = ["--at", "2021-06-05T16:00+07:00", "--format", "json"];
        let report = desk.done(&[&["report", "daily"], &at[..]].concat());
        assert!(report.contains("Nguyễn Thí Dụ") && report.contains("COVID-19"), "{report}");
        // A changed text is taken by the next command, and a faulty one is named and left.
        let rules = data.join("content/rules/vn-covid-2021/vi-du-viet-yen/rules.toml");
        let text = std::fs::read_to_string(&rules).unwrap();
        let days = |days: &str| {
            text.replace(
                "id = \"lift_days\"\nvalue = 9",
                &format!("id = \"lift_days\"\nvalue = {days}"),
            )
        };
        std::fs::write(&rules, days("\"chín\"")).unwrap();
        let (kept, beside) = desk.decided("2021-06-05T16:00+07:00");
        assert!(
            beside.contains("LỖI") && beside.contains("vi-du-viet-yen/rules.toml, dòng"),
            "{beside}"
        );
        assert!(kept["proposals"].as_array().unwrap().iter().any(|it| it["kind"] == "zone_lift"));
        std::fs::write(&rules, days("12")).unwrap();
        let (changed, beside) = desk.decided("2021-06-05T16:00+07:00");
        assert!(beside.contains("vi-du-viet-yen/rules.toml"), "{beside}");
        assert!(
            changed["proposals"].as_array().unwrap().iter().all(|it| it["kind"] != "zone_lift")
        );
        // What would hold for the whole country is refused, with the file and what is wanted.
        std::fs::write(&rules, text.replace("jurisdiction = \"222\"", "jurisdiction = \"VN\""))
            .unwrap();
        let refused = desk.run(&["rules", "check"]);
        assert!(!refused.status.success());
        let refused = said(&refused);
        assert!(
            refused.contains("vi-du-viet-yen/rules.toml") && refused.contains("VN"),
            "{refused}"
        );
        desk.done(&["audit"]);
    });
}

#[test]
fn the_same_district_without_a_plan_has_no_rule_for_its_zones() {
    let desk = Desk { folder: tempfile::tempdir().unwrap(), url: None };
    desk.done(&["init", "--area", "222", "--at", "2021-06-05"]);
    desk.bring_records();
    assert!(desk.lifts("2021-06-05T16:00+07:00").is_empty());
}

#[test]
fn what_cannot_be_used_is_told_in_both_languages_and_leaves_nothing_behind() {
    let desk = Desk { folder: tempfile::tempdir().unwrap(), url: None };
    let data = desk.path().join("taicho-data");
    let refused = |arguments: &[&str]| {
        let output = desk.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        said(&output)
    };
    // A content folder that is a file.
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("content"), "x").unwrap();
    let told = refused(&["init", "--area", "222", "--at", "2021-06-05"]);
    assert!(told.contains("không phải thư mục") && told.contains("no folder"), "{told}");
    assert!(!data.join("taicho.db").exists(), "nothing is left behind");
    std::fs::remove_file(data.join("content")).unwrap();
    // A disease that the catalogue does not have.
    let told = refused(&["init", "--area", "222", "--at", "2021-06-05", "--disease", "bệnh lạ"]);
    assert!(told.contains("danh mục không có bệnh") && told.contains("no disease"), "{told}");
    assert_eq!(desk.done(&["list", "areas", "--json"]).trim(), "[\n]");
    // A code of nobody's, in both languages.
    let told = refused(&["init", "--area", "SG-01", "--at", "2026-11-20"]);
    assert!(told.contains("SG-01") && told.contains("Không") && told.contains("no area"), "{told}");
    // A file that is not UTF-8 stops no command, and is named.
    desk.done(&["init", "--area", "222", "--at", "2021-06-05"]);
    std::fs::create_dir_all(data.join("content/measures")).unwrap();
    std::fs::write(data.join("content/measures/a.toml"), [0xff, 0xfe, b'x']).unwrap();
    let (_, beside) = desk.decided("2021-06-05T16:00+07:00");
    assert!(beside.contains("không phải UTF-8") && beside.contains("not UTF-8"), "{beside}");
    assert!(desk.done(&["list", "local_contents", "--json"]).trim() == "[\n]");
}

#[test]
fn two_offices_set_up_at_once_leave_one_of_them_whole() {
    Desk::on_both(|desk| {
        let codes = ["222", "223"];
        let outputs: Vec<Output> = std::thread::scope(|scope| {
            let begun = codes.map(|code| {
                scope.spawn(move || desk.run(&["init", "--area", code, "--at", "2021-06-05"]))
            });
            begun.into_iter().map(|it| it.join().unwrap()).collect()
        });
        // One at least is done; another is done too, or told why not.
        assert!(
            outputs.iter().any(|it| it.status.success()),
            "{:?}",
            outputs.iter().map(said).collect::<Vec<_>>()
        );
        for output in outputs.iter().filter(|it| !it.status.success()) {
            let told = said(output);
            assert!(told.contains("hãy") && !told.contains("panicked"), "{told}");
        }
        let (decided, _) = desk.decided("2021-06-05T16:00+07:00");
        assert_eq!(decided["family"], "vn-covid-2021");
        desk.done(&["audit"]);
    });
}

/// Exits of the shell of the test where nothing can be mounted.
const NOT_MOUNTED: i32 = 77;

#[test]
fn a_disk_that_is_full_is_told_and_leaves_no_half_of_a_place() {
    let folder = tempfile::tempdir().unwrap();
    // A file system of its own, gone with the shell; the units of the country need more room than it has.
    let script = "mount -t tmpfs -o size=4m tmpfs \"$1\" || exit 77
        \"$2\" --data-dir \"$1/data\" init --area 222 --at 2021-06-05 && exit 3
        \"$2\" --data-dir \"$1/data\" list areas --json";
    let mut shell = Command::new("unshare");
    shell.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]);
    shell.arg(folder.path()).arg(env!("CARGO_BIN_EXE_taicho"));
    let output = shell.env_remove("TAICHO_DATABASE_URL").output().unwrap();
    if output.status.code() == Some(NOT_MOUNTED) {
        println!("SKIPPED: no file system may be mounted here (`unshare -rm`)");
        return;
    }
    let told = said(&output);
    assert!(output.status.success() && !told.contains("panicked"), "{told}");
    assert!(told.contains("đã đầy") && told.contains("is full"), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "[\n]", "{told}");
}
