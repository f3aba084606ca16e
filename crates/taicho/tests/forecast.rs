//! `taicho forecast` as it is called: what it reads, what it writes, and what it says of bad input.

use std::fs;
use std::process::{Command, Output};

use jiff::civil::date;

const HEADING: &str = "series,what,date,horizon_days,mean,q025,q05,q25,median,q75,q95,q975";
const SCORES: &str = "series,what,horizon_days,forecasts,wis,log_wis,covered_50,covered_90,covered_95,wis_last_count,relative_wis,log_wis_last_count,wis_last_week,wis_trend";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    /// A table in long form of one series from 1 May 2021 on; a day that is none has no row.
    fn put_series(&self, name: &str, counts: &[Option<i64>]) {
        let rows: String = counts
            .iter()
            .enumerate()
            .filter_map(|(at, count)| Some(format!("a,{},{}\n", day(at), (*count)?)))
            .collect();
        self.put(name, &format!("series,date,count\n{rows}"));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
        program.arg("forecast").args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    fn read(&self, name: &str) -> String {
        let text = fs::read_to_string(self.0.path().join(name)).unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf"), "{name}");
        text
    }

    /// Runs it and gives the rows under a heading that it wrote, and what it printed.
    fn rows(&self, arguments: &[&str], heading: &str) -> (Vec<Vec<String>>, String) {
        let done = self.run(&[arguments, &["--out", "f.csv"]].concat());
        let said = String::from_utf8(done.stdout).unwrap();
        let errors = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{arguments:?}: {errors}");
        assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
        let text = self.read("f.csv");
        assert_eq!(text.lines().next(), Some(heading));
        let rows = text.lines().skip(1).map(|row| row.split(',').map(str::to_owned).collect());
        (rows.collect(), said + &errors)
    }

    /// Runs what must fail, gives what it says, and makes sure that nothing was written.
    fn refused(&self, arguments: &[&str]) -> String {
        let done = self.run(&[arguments, &["--out", "no.csv", "--svg", "no.svg"]].concat());
        assert!(!done.status.success(), "{arguments:?}");
        for name in ["no.csv", "no.svg"] {
            assert!(!self.0.path().join(name).exists(), "{arguments:?} wrote {name}");
        }
        String::from_utf8(done.stderr).unwrap()
    }
}

fn day(at: usize) -> jiff::civil::Date {
    date(2021, 5, 1).checked_add(jiff::Span::new().days(at as i64)).unwrap()
}

/// A wave that rises, stands and falls, over so many days.
fn wave(days: usize) -> Vec<Option<i64>> {
    let of = |at: usize| 8.0 + 40.0 * (at as f64 / 25.0).sin().powi(2) + (at * 7 % 5) as f64;
    (0..days).map(|at| Some(of(at) as i64)).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

#[test]
fn both_shapes_of_a_table_give_the_same_rising_quantiles() {
    let folder = Folder::new();
    let counts = wave(90);
    folder.put_series("long.csv", &counts);
    let wide = counts.iter().enumerate().map(|(at, it)| format!("{},{}\n", day(at), it.unwrap()));
    folder.put("wide.csv", &format!("date,a\n{}", wide.collect::<String>()));
    let (long, said) = folder.rows(&["long.csv", "--days", "14"], HEADING);
    let (wide, _) = folder.rows(&["wide.csv", "--days", "14"], HEADING);
    assert_eq!(long, wide);
    assert_eq!(long.len(), 14);
    for (at, row) in long.iter().enumerate() {
        let ahead = (at + 1).to_string();
        assert_eq!(row[..4], ["a", "cases", &day(90 + at).to_string(), &ahead]);
        let quantiles: Vec<f64> = row[5..].iter().map(|cell| number(cell)).collect();
        assert!(quantiles.is_sorted() && quantiles[0] >= 0.0, "{row:?}");
        assert!((quantiles[0]..=quantiles[6]).contains(&number(&row[4])), "{row:?}");
    }
    assert!(said.contains("known to 2021-07-29") && said.contains("số liệu đến"), "{said}");
    assert!(said.contains("Độ chính xác") && said.contains("Accuracy of past forecasts"), "{said}");
    let piped = folder.run(&["long.csv", "--days", "14", "--out", "-"]);
    assert_eq!(String::from_utf8(piped.stdout).unwrap(), folder.read("f.csv"));
}

#[test]
fn a_back_test_gives_scores_beside_the_baselines_for_every_day_ahead() {
    let folder = Folder::new();
    folder.put_series("a.csv", &wave(120));
    let arguments = ["a.csv", "--days", "14", "--backtest", "--svg", "a.svg", "--lang", "en"];
    let (rows, said) = folder.rows(&arguments, SCORES);
    assert_eq!(rows.len(), 14);
    for row in &rows {
        assert!(number(&row[3]) > 60.0 && number(&row[4]) > 0.0, "{row:?}");
        assert!(row[6..9].iter().all(|cell| (0.0..=1.0).contains(&number(cell))), "{row:?}");
        let relative = number(&row[4]) / number(&row[9]);
        assert!((number(&row[10]) - relative).abs() < 1e-3, "{row:?}");
    }
    assert!(said.contains("trong 90%"), "{said}");
    let drawn = folder.read("a.svg");
    assert!(drawn.starts_with("<svg") && drawn.contains("Calibration of the forecasts: a"));
}

#[test]
fn pictures_come_in_both_languages() {
    let folder = Folder::new();
    folder.put_series("a.csv", &wave(90));
    for (language, words) in [("vi", "Dự báo số ca mắc mới: a"), ("en", "Forecast of new cases: a")]
    {
        folder.rows(&["a.csv", "--svg", "a.svg", "--lang", language], HEADING);
        let drawn = folder.read("a.svg");
        assert!(drawn.starts_with("<svg") && drawn.contains(words), "{language}");
    }
}

#[test]
fn weeks_months_and_needs_are_forecast() {
    let folder = Folder::new();
    let weeks: String =
        (0..80_usize).map(|at| format!("{},{}\n", day(2 + 7 * at), 30 + at % 7)).collect();
    folder.put("weeks.csv", &format!("date,x\n{weeks}"));
    let (rows, _) = folder.rows(&["weeks.csv", "--days", "14"], HEADING);
    assert_eq!(rows.iter().map(|row| row[3].as_str()).collect::<Vec<_>>(), ["7", "14"]);
    let months = (0..80_usize)
        .map(|at| format!("{}-{:02}-01,{}\n", 2015 + at / 12, at % 12 + 1, 30 + at % 12));
    folder.put("months.csv", &format!("date,x\n{}", months.collect::<String>()));
    let (rows, _) = folder.rows(&["months.csv", "--days", "28"], HEADING);
    assert_eq!((rows.len(), rows[0][2].as_str()), (1, "2021-09-01"));
    folder.put_series("days.csv", &wave(90));
    let needs = ["days.csv", "--needs", "covid-19", "--capacity", "beds=1,icu=100000"];
    let (rows, said) = folder.rows(&needs, HEADING);
    assert!(rows.iter().filter(|row| row[1] == "beds").count() == 14);
    assert!(said.contains("above 1 from 2021-07-30 on"), "{said}");
    assert!(said.contains("not likely above 100000 within the forecast"), "{said}");
    for (arguments, words) in [
        (vec!["weeks.csv", "--needs", "covid-19"], "from daily counts only"),
        (vec!["days.csv", "--needs", "covid-19", "--capacity", "beds"], "must be like beds=200"),
        (vec!["days.csv", "--needs", "covid-19", "--capacity", "tents=4"], "no such need"),
        (
            vec!["days.csv", "--needs", "none.toml"],
            "none.toml: không có tệp này · there is no such file",
        ),
        (vec!["days.csv", "--needs", "covid-19", "--backtest"], "wants --recorded"),
        (vec!["days.csv", "--recorded", "deaths=days.csv"], "--needs"),
        (vec!["days.csv", "--needs", "covid-19", "--recorded", "deaths"], "like deaths=FILE.csv"),
        (vec!["days.csv", "--needs", "covid-19", "--recorded", "deaths=no.csv"], "no.csv"),
        (vec!["days.csv", "--needs", "covid-19", "--recorded", "tents=days.csv"], "no such need"),
        (
            vec!["days.csv", "--needs", "covid-19", "--recorded", "deaths=weeks.csv"],
            "no series has the name",
        ),
    ] {
        let said = folder.refused(&arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn what_was_recorded_of_a_need_is_learnt_from_and_judged() {
    let folder = Folder::new();
    let rows = (0..120).map(|at| format!("a,{},{},{}\n", day(at), 400 + at % 7, 20 + at % 3));
    let table = format!("series,date,new_cases,new_deaths\n{}", rows.collect::<String>());
    folder.put("both.csv", &table);
    let arguments = ["both.csv", "--count", "new_cases", "--needs", "covid-19"];
    let median = |arguments: &[&str]| {
        let (rows, said) = folder.rows(arguments, HEADING);
        (number(&rows.iter().find(|row| row[1] == "deaths").unwrap()[8]), said)
    };
    // By the file of needs some two of 400 cases die, here twenty do.
    assert!(median(&arguments).0 < 5.0);
    let learnt = [&arguments[..], &["--recorded", "deaths=both.csv#new_deaths"]].concat();
    let (deaths, said) = median(&learnt);
    assert!((18.0..24.0).contains(&deaths), "{deaths}");
    assert!(
        said.contains("Accuracy of past forecasts: ca tử vong trong ngày · deaths a day"),
        "{said}"
    );
    let (rows, said) = folder.rows(&[&learnt[..], &["--backtest"]].concat(), SCORES);
    assert_eq!(rows.iter().filter(|row| row[1] == "deaths").count(), 14);
    folder
        .put("few.csv", &table.lines().take(11).map(|row| format!("{row}\n")).collect::<String>());
    let few = [&arguments[..], &["--recorded", "deaths=few.csv#new_deaths"]].concat();
    let (deaths, said_of_few) = median(&few);
    assert!(deaths < 5.0 && said_of_few.contains("too little is recorded"), "{said_of_few}");
    assert!(
        said.contains("Accuracy of past forecasts: ca tử vong trong ngày · deaths a day"),
        "{said}"
    );
}

#[test]
fn faults_of_reporting_are_named_and_forecast_around() {
    let folder = Folder::new();
    let with = |changes: &[(usize, Option<i64>)]| {
        let mut counts = vec![Some(20); 60];
        changes.iter().for_each(|(at, count)| counts[*at] = *count);
        counts
    };
    let gap: Vec<_> = (30..36).map(|at| (at, None)).collect();
    let mut single = vec![Some(0); 60];
    single[40] = Some(1);
    for (counts, vi, en) in [
        (vec![Some(0); 60], "chưa đủ số liệu quá khứ", "too little of the past is known"),
        (with(&[(40, Some(-7))]), "số đính chính", "a correction"),
        (with(&gap), "không có số liệu", "there is no count"),
        (with(&[(40, Some(400))]), "báo dồn", "400 cases reported on the last day"),
        (with(&[(59, Some(400))]), "cao gấp mười lần", "ten times what is usual"),
        (single, "chưa đủ số liệu quá khứ", "too little of the past is known"),
        (vec![Some(20); 15], "chưa đủ số liệu quá khứ", "too little of the past is known"),
    ] {
        folder.put_series("a.csv", &counts);
        let (rows, said) = folder.rows(&["a.csv"], HEADING);
        assert!(said.contains(vi) && said.contains(en), "{said}");
        assert_eq!(rows.len(), 14);
        assert!(number(&rows[13][11]) < 200.0, "{:?}", rows[13]);
        folder.rows(&["a.csv", "--backtest"], SCORES);
    }
    // A serial interval that is longer than the series.
    folder.put_series("a.csv", &with(&[])[..20]);
    let (rows, _) = folder.rows(&["a.csv", "--si-mean", "60", "--si-sd", "20"], HEADING);
    assert!(number(&rows[13][11]) < 200.0, "{:?}", rows[13]);
}

#[test]
fn a_forecast_worse_than_a_naive_one_says_so_without_absurd_figures() {
    let folder = Folder::new();
    // What nobody forecasts well but whoever lets the last week go on.
    let jumping: Vec<_> = (0..120_i64).map(|at| Some(60 + 59 * (at % 2 * 2 - 1))).collect();
    folder.put_series("jumping.csv", &jumping);
    let (_, said) = folder.rows(&["jumping.csv", "--svg", "a.svg", "--lang", "en"], HEADING);
    assert!(said.contains("kém hơn") && said.contains("do not rely on it"), "{said}");
    assert!(folder.read("a.svg").contains("Warning: "));
    // The trend of a series that never changes is never wrong.
    folder.put_series("level.csv", &[Some(20); 90]);
    let (_, said) = folder.rows(&["level.csv"], HEADING);
    assert!(!said.contains("00000"), "{said}");
}

#[test]
fn a_series_without_a_forecast_is_named_beside_the_others() {
    let folder = Folder::new();
    let row = |at: usize| {
        let short = if at < 53 { String::new() } else { at.to_string() };
        format!("{},{},{short}\n", day(at), 20 + at % 5)
    };
    folder.put("a.csv", &format!("date,good,short\n{}", (0..60).map(row).collect::<String>()));
    let (rows, said) = folder.rows(&["a.csv"], HEADING);
    assert!(rows.len() == 14 && rows.iter().all(|row| row[0] == "good"));
    assert!(said.contains("chuỗi “short” chỉ có 7") && said.contains("“short” has 7"), "{said}");
}

#[test]
fn what_cannot_be_forecast_is_refused_and_nothing_is_written() {
    let folder = Folder::new();
    folder.put_series("a.csv", &wave(60));
    folder.put_series("short.csv", &wave(10));
    folder.put_series("single.csv", &[Some(1)]);
    folder.put_series("huge.csv", &[Some(20), Some(1_000_000_000_000_000_000)]);
    folder.put("dates.csv", "series,date,count\na,gần đây,4\na,2021-13-03,4\n");
    folder.put("words.csv", "series,date,count\na,2021-05-01,nhiều\n");
    folder.put("far.csv", "series,date,count\na,2021-05-01,3\na,9999-12-31,4\n");
    folder.put("bare.csv", "series,date,count\n");
    for (arguments, vi, en) in [
        (vec!["a.csv", "--days", "0"], "phải từ 1 đến 28", "1 to 28 days, not 0"),
        (vec!["a.csv", "--days", "29"], "phải từ 1 đến 28", "1 to 28 days, not 29"),
        (vec!["a.csv", "--days", "400"], "phải từ 1 đến 28", "1 to 28 days, not 400"),
        (vec!["a.csv", "--days", "0", "--backtest"], "phải từ 1 đến 28", "1 to 28 days, not 0"),
        (vec!["a.csv", "--si-mean", "NaN"], "không dùng được", "the mean must be above 1"),
        (vec!["a.csv", "--si-mean", "0.5"], "không dùng được", "the mean must be above 1"),
        (vec!["short.csv"], "chỉ có 10 số liệu", "has 10 counts"),
        (vec!["short.csv", "--backtest"], "chỉ có 10 số liệu", "has 10 counts"),
        (vec!["single.csv"], "chỉ có 1 số liệu", "has 1 counts"),
        (vec!["huge.csv"], "quá lớn", "too large for a count"),
        (vec!["dates.csv"], "không phải là ngày", "the calendar has no such day"),
        (vec!["words.csv"], "không phải là số", "is no number"),
        (vec!["far.csv"], "năm 9999 không hợp lý", "no sensible year"),
        (vec!["bare.csv"], "không có số liệu nào", "not one count"),
    ] {
        let said = folder.refused(&arguments);
        assert!(said.contains(vi) && said.contains(en), "{arguments:?}: {said}");
    }
}
