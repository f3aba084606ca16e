//! `taicho simulate` as scripts rely on it.

use std::process::{Command, Output};

fn taicho(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taicho")).args(arguments).output().expect("the program starts")
}

fn said(arguments: &[&str]) -> String {
    let output = taicho(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn refused(arguments: &[&str]) -> String {
    let output = taicho(arguments);
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

#[test]
fn every_day_of_every_run_is_written_and_again_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, threads: &str| {
        let path = folder.path().join(name);
        let out = path.to_str().expect("a path");
        said(&[
            "simulate",
            "response",
            "--runs",
            "3",
            "--seed",
            "5",
            "--size",
            "2000",
            "--threads",
            threads,
            "--out",
            out,
        ]);
        std::fs::read_to_string(&path).expect("the file is written")
    };
    let runs = write("one.csv", "1");
    let mut lines = runs.lines();
    assert_eq!(
        lines.next(),
        Some("run,day,cum_infections,new_infections,infectious,cum_severe,cum_critical,cum_deaths")
    );
    assert_eq!(lines.clone().count(), 3 * 181);
    assert_eq!(lines.next(), Some("0,0,20,0,0,0,0,0"));
    assert_eq!(runs, write("two.csv", "2"), "the number of threads changes nothing");
}

#[test]
fn scenarios_are_compared_in_words_and_in_a_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("compared.svg");
    let own = folder.path().join("own.toml");
    let text = "extends = \"ward\"\ntitle = { vi = \"Ít người hơn\", en = \"Fewer people\" }\n[population]\nsize = 3000\n";
    std::fs::write(&own, text).expect("the scenario is written");
    let [own, svg] = [&own, &path].map(|path| path.to_str().expect("a path"));
    let arguments = [
        "simulate",
        "--compare",
        own,
        "ward-response",
        "--runs",
        "4",
        "--days",
        "90",
        "--svg",
        svg,
    ];
    let words = said(&arguments);
    for part in ["Ít người hơn · Fewer people", "3000 người", "Giường hồi sức tích cực", "tử vong"]
    {
        assert!(words.contains(part), "“{part}” is not in {words}");
    }
    let drawn = std::fs::read_to_string(&path).expect("the picture is drawn");
    assert!(drawn.contains("So sánh kịch bản") && drawn.contains("giãn cách theo Chỉ thị 16"));
    let json: serde_json::Value =
        serde_json::from_str(&said(&[&arguments[..6], &["--days", "30", "--json"]].concat()))
            .expect("JSON");
    assert_eq!(json["differences"][0][0]["outcome"], "cum_infections");
    assert_eq!(json["scenarios"][1]["people"], 20_000);
}

#[test]
fn what_cannot_be_run_is_refused_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let misspelt = folder.path().join("misspelt.toml");
    let text = "extends = \"hybrid\"\ntitle = { vi = \"Thử\", en = \"Trial\" }\n[[vacinate]]\n";
    std::fs::write(&misspelt, text).expect("the scenario is written");
    let errors = refused(&["simulate", misspelt.to_str().expect("a path")]);
    assert!(
        errors.contains("dòng 3 · line 3") && errors.contains("có phải “vaccinate”?"),
        "{errors}"
    );
    let errors = refused(&["simulate", "hybrd"]);
    assert!(errors.contains("không có kịch bản sẵn tên đó"), "{errors}");
    let errors = refused(&["simulate", "plain", "--days", "365000"]);
    assert!(errors.contains("365000 nằm ngoài khoảng 1 đến 3650"), "{errors}");
    let errors = refused(&["simulate", "plain", "--size", "0"]);
    assert!(errors.contains("population.size"), "{errors}");
}

#[test]
fn counts_say_what_a_scenario_is_like() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let [tested, closed] = [path("tested.toml"), path("closed.toml")];
    let text = |more: &str| {
        format!(
            "extends = \"hybrid\"\ntitle = {{ vi = \"Thử{0}\", en = \"Trial{0}\" }}\ndays = 80\nstarts_on = 2026-01-05\ntest = [{{ symptoms = 0.3 }}]\n{more}[population]\nsize = 1500\n",
            more.len()
        )
    };
    std::fs::write(&tested, text("")).expect("written");
    let later = "close = [{ layers = [\"school\"], contacts = 0.5, from = 70 }]\n";
    std::fs::write(&closed, text(later)).expect("written");
    let counts = path("counts.csv");
    let days = (0..42).map(|day| {
        format!("2026-{:02}-{:02},{}\n", 1 + (day + 4) / 31, 1 + (day + 4) % 31, 1 + day / 5)
    });
    std::fs::write(&counts, format!("date,found\n{}", days.collect::<String>())).expect("written");
    let (out, svg) = (path("runs.csv"), path("fit.svg"));
    let words = said(&[
        "simulate",
        &tested,
        "--fit",
        &counts,
        "--trials",
        "300",
        "--runs",
        "7",
        "--prior",
        "transmission=0.5..2",
        "--prior",
        "infected_at_start=2..60",
        "--out",
        &out,
        "--fit-svg",
        &svg,
    ]);
    for part in
        ["số liệu cho biết", "Số người nhiễm lúc bắt đầu", "300 lần thử", "tổng số ca nhiễm"]
    {
        assert!(words.contains(part), "“{part}” is not in {words}");
    }
    let runs = std::fs::read_to_string(&out).expect("the runs are written");
    assert_eq!(runs.lines().count(), 1 + 7 * 81);
    let drawn = std::fs::read_to_string(&svg).expect("the picture is drawn");
    assert!(drawn.contains("Kịch bản so với số liệu") && !drawn.contains("NaN"));
    // What begins after the last count, counts cannot tell.
    let compare = [
        "simulate",
        "--compare",
        &tested,
        &closed,
        "--fit",
        &counts,
        "--trials",
        "200",
        "--runs",
        "5",
    ];
    let words = said(&compare);
    assert!(words.contains("Số liệu không phân biệt được hai kịch bản này."), "{words}");
    let json: serde_json::Value =
        serde_json::from_str(&said(&[&compare[..], &["--json"]].concat())).expect("JSON");
    assert_eq!(json["counts_speak_for"][0], "not told apart");
    assert!(json["scenarios"][0]["fit"]["parameters"]["testing"]["median"].is_number());
}

#[test]
fn counts_that_tell_nothing_are_refused_and_leave_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let (counts, out) = (path("counts.csv"), path("runs.csv"));
    let fit = |scenario: &str, text: &str, more: &[&str]| {
        std::fs::write(&counts, text).expect("written");
        let arguments =
            [&["simulate", scenario, "--fit", &counts, "--out", &out][..], more].concat();
        let output = taicho(&arguments);
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(
            !output.status.success() && !errors.contains("panicked"),
            "{arguments:?}: {errors}"
        );
        assert!(!std::path::Path::new(&out).exists(), "nothing is written");
        errors
    };
    let some = "date,found\n2026-01-05,1\n2026-01-06,2\n";
    let zero = "date,found\n2026-01-05,0\n2026-01-06,0\n";
    assert!(fit("response", zero, &[]).contains("mọi số liệu đều bằng 0"));
    assert!(fit("plain", some, &[]).contains("kịch bản không xét nghiệm ai"));
    assert!(
        fit("response", some, &["--prior", "transmision=1..2"]).contains("there are transmission")
    );
    assert!(fit("response", some, &["--prior", "transmission=2"]).contains("transmission=0.5..2"));
    assert!(fit("response", some, &["--trials", "3"]).contains("từ 100"));
    let two = "date,An,Bình\n2026-01-05,1,2\n2026-01-06,2,3\n";
    assert!(fit("response", two, &[]).contains("--fit-series"));
    assert!(fit("response", two, &["--fit-series", "Chi"]).contains("không có chuỗi “Chi”"));
    assert!(fit("ward", some, &[]).contains("kịch bản không xét nghiệm ai"));
    assert!(fit("ward-response", some, &[]).contains("không có số liệu nào nằm trong"));
}
