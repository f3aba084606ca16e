//! Scenarios with faults: all of them are named, in both languages, and nothing runs.

use taicho_forecast::simulate::Model;

use crate::{SMALL, outcome, read, runs};

/// What is said of a scenario in which one text is replaced by another.
fn check(from: &str, to: &str, says: &[&str]) {
    assert!(SMALL.contains(from), "{from}");
    check_text(&SMALL.replacen(from, to, 1), says);
}

fn check_text(text: &str, says: &[&str]) {
    let error = read(text).expect_err(text).to_string();
    for said in says {
        assert!(error.contains(said), "“{said}” is not in: {error}");
    }
    assert!(error.starts_with("kịch bản.toml, ") && error.contains(" · "), "{error}");
    assert!(!error.contains("NaN"));
}

#[test]
fn numbers_outside_their_range() {
    check(
        "days = 90",
        "days = 365000",
        &["days", "365000 nằm ngoài khoảng 1 đến 3650", "is not between 1 and 3650"],
    );
    check("days = 90", "days = 0", &["0 is not between 1"]);
    check("days = 90", "days = -3", &["dòng 4 · line 4"]);
    check("weight = 3.0", "weight = -1.0", &["population.layer[0].weight", "-1 nằm ngoài"]);
    check("isolated = 0.3", "isolated = 1.5", &["population.layer[0].isolated"]);
    check("size = 2000", "size = 0", &["population.size"]);
    check("size = 2000", "size = 4000000000", &["population.size"]);
    check(
        "weight = 3.0",
        "weight = nan",
        &["population.layer[0].weight", "is not a finite number"],
    );
    check("weight = 3.0", "weight = inf", &["population.layer[0].weight"]);
    check("infected_at_start = 10", "infected_at_start = 2001", &["infected_at_start", "2001"]);
    check("ages = [18, 64]", "ages = [64, 18]", &["population.layer[1].ages"]);
    check("contacts = 10", "", &["population.layer[2].contacts", "còn thiếu", "is missing"]);
}

#[test]
fn misspelt_words() {
    let measures = "[[vacinate]]\nvaccine = \"pfizer\"\n";
    check_text(
        &format!("{SMALL}{measures}"),
        &["không có mục “vacinate”; có phải “vaccinate”?", "do you mean “vaccinate”?", "line 46"],
    );
    let measure = |text: &str, says: &[&str]| check_text(&format!("{SMALL}{text}"), says);
    measure("[[test]]\nsymptons = 0.2\n", &["symptons", "symptoms"]);
    measure(
        "[[close]]\nlayers = [\"wrok\"]\ncontacts = 0.1\n",
        &["close[0].layers", "có phải “work”?"],
    );
    measure("[[vaccinate]]\nvaccine = \"fizer\"\nchance_a_day = 0.1\n", &["có phải “pfizer”?"]);
    measure(
        "[[trace]]\nchance = { houshold = 0.5 }\nquarantine_days = 14\n",
        &["có phải “household”?"],
    );
    measure("[[import]]\na_day = 1.0\nvariant = \"detla\"\n", &["có phải “delta”?"]);
    check(
        "course = \"covid-19-2020\"",
        "course = \"covid-2020\"",
        &["không có tệp courses/covid-2020.toml"],
    );
    check("kind = \"groups\"", "kind = \"group\"", &["group"]);
}

#[test]
fn days_that_cannot_be() {
    let measure = |text: &str, says: &[&str]| check_text(&format!("{SMALL}{text}"), says);
    let test = |days: &str| format!("[[test]]\nsymptoms = 0.2\n{days}");
    measure(
        &test("from = 30\nuntil = 20\n"),
        &["kết thúc trước khi bắt đầu", "ends before it begins"],
    );
    measure(&test("from = 91\n"), &["bắt đầu sau ngày cuối", "after the last day"]);
    measure(&test("from = 2021-06-17\n"), &["cần starts_on", "needs starts_on"]);
    measure(&test("from = \"soon\"\n"), &["phải là số ngày", "must be a number of days"]);
    let dated = SMALL.replace("days = 90", "days = 90\nstarts_on = 2021-06-17");
    let early = format!("{dated}{}", test("from = 2021-06-20\nuntil = 2021-07-01\n"));
    assert!(read(&early).is_ok());
    let late = format!("{dated}{}", test("from = 2022-06-20\n"));
    check_text(&late, &["after the last day"]);
}

#[test]
fn a_scenario_that_extends_another() {
    let check = |text: &str, says: &[&str]| check_text(text, says);
    let title = "title = { vi = \"Thử\", en = \"Trial\" }\n";
    check(
        &format!("extends = \"hybird\"\n{title}"),
        &["extends", "không có tệp scenarios/hybird.toml"],
    );
    let misspelt = format!("extends = \"hybrid\"\n{title}[[test]]\nsymptons = 0.5\n");
    check(&misspelt, &["dòng 4 · line 4", "có phải “symptoms”?"]);
    let scenario =
        read(&format!("extends = \"ward-response\"\n{title}days = 60\n[population]\nsize = 700\n"));
    let scenario = scenario.expect("a scenario that extends one that extends one");
    assert_eq!((scenario.days(), scenario.size()), (60, 700));
    assert_eq!(scenario.starts_on().map(|it| it.to_string()).as_deref(), Some("2021-06-01"));
}

#[test]
fn all_faults_are_named_at_once() {
    let text =
        SMALL.replace("weight = 3.0", "weight = -1.0").replace("contacts = 4", "contacts = 4000");
    let error = read(&text).expect_err("two faults");
    assert_eq!(error.faults.len(), 2, "{error}");
}

#[test]
fn a_population_of_three_runs() {
    for size in [1, 2, 3] {
        let text = SMALL
            .replace("size = 2000", &format!("size = {size}"))
            .replace("infected_at_start = 10", "infected_at_start = 1");
        let runs = runs(&Model::of(read(&text).expect("a scenario")), 50, 1);
        let infected = outcome(&runs, "cum_infections");
        assert!(infected.iter().all(|it| (1.0..30.0).contains(it)), "{infected:?}");
    }
}

#[test]
fn garbage_is_refused() {
    for text in ["", "days", "= 3", "\u{feff}days = 1", "[population]", "title = 3"] {
        check_text(text, &[]);
    }
}
