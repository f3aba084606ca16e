//! Tables of counts, with everything that goes wrong in them.

use std::fmt::Write as _;

use jiff::civil::{Date, date};
use taicho_forecast::{Counts, Step};
use taicho_ops::lists::{CountsOptions, ListError, Remarks, read_counts};
use taicho_sheets::{Limits, Options, Table};

fn read_with(
    text: &str,
    options: &CountsOptions,
) -> (Result<Vec<Counts>, ListError>, Vec<&'static str>) {
    let limits = Limits { max_columns: 20_000, ..Limits::default() };
    let wishes = Options { limits, ..Options::default() };
    let mut table = Table::from_bytes("so-lieu.csv", text.as_bytes(), &wishes).unwrap();
    let mut remarks = Remarks::default();
    let counts = read_counts(&mut table, options, &mut remarks);
    (counts, remarks.into_list().into_iter().map(|remark| remark.code).collect())
}

fn read(text: &str) -> Vec<Counts> {
    read_with(text, &CountsOptions::default()).0.unwrap()
}

/// The bad cells: row, column and code.
fn faults(text: &str) -> Vec<(u32, String, &'static str)> {
    match read_with(text, &CountsOptions::default()).0 {
        Err(error @ ListError::Cells { .. }) => {
            assert!(error.to_string().contains("so-lieu.csv"));
            let ListError::Cells { faults, all } = error else { unreachable!() };
            assert_eq!(all, faults.len());
            let place = |fault: &taicho_ops::import::CellFault| {
                assert!(!fault.reason.vi.is_empty() && !fault.reason.en.is_empty());
                let location = &fault.location;
                (location.row.unwrap(), location.column.clone().unwrap(), fault.code)
            };
            faults.iter().map(place).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn series(name: &str, first_on: Date, step: Step, values: &[Option<i64>]) -> Counts {
    Counts { name: name.to_owned(), first_on, step, values: values.to_vec() }
}

#[test]
fn long_and_wide_tables_give_the_same_series_in_any_order_of_days() {
    let expected = [
        series("Quế Võ", date(2021, 5, 4), Step::Day, &[Some(3), None, Some(-1)]),
        series("Yên Phong", date(2021, 5, 5), Step::Day, &[Some(1_234), Some(7)]),
    ];
    let long = "Địa bàn,Ngày,Số ca\n\
        Quế Võ,06/05/2021,-1\nYên Phong,5/5/2021,1.234\nQuế Võ,04/05/2021,3\nYên Phong,6/5/2021,7\n";
    assert_eq!(read(long), expected);
    let wide = "Ngày,Quế Võ,Yên Phong\n2021-05-06,-1,7\n2021-05-04,3,\n2021-05-05,NA,1234\n";
    assert_eq!(read(wide), expected);
    let semicolons = "date;Quế Võ;Yên Phong\n4/5/2021;3;-\n5/5/2021;;1 234\n6/5/2021;-1;7\n";
    assert_eq!(read(semicolons), expected);
}

#[test]
fn the_step_is_told_by_the_dates() {
    let step = |text: &str| {
        read(text).into_iter().map(|it| (it.first_on, it.step, it.values.len())).next().unwrap()
    };
    assert_eq!(step("date,a\n2021-01-04,1\n2021-01-18,2\n"), (date(2021, 1, 4), Step::Week, 3));
    assert_eq!(step("date,a\n2021-01-10,1\n2021-01-17,2\n"), (date(2021, 1, 4), Step::Week, 2));
    assert_eq!(step("tuần,a\n2021-W01,1\ntuần 3/2021,2\n"), (date(2021, 1, 4), Step::Week, 3));
    assert_eq!(step("date,a\n2021-01-01,1\n2021-04-01,2\n"), (date(2021, 1, 1), Step::Month, 4));
    assert_eq!(step("tháng,a\n1/2021,1\n4/2021,2\n"), (date(2021, 1, 1), Step::Month, 4));
    assert_eq!(step("date,a\n6/17/2021,1\n6/5/2021,2\n"), (date(2021, 6, 5), Step::Day, 13));
    let long = "disease,province,year,month,cases\nSởi,An Giang,2005,12,4\nSởi,An Giang,2006,1,5\n";
    assert_eq!(
        read(long),
        [series("Sởi · An Giang", date(2005, 12, 1), Step::Month, &[Some(4), Some(5)])]
    );
    let weeks = "series,week_index,observed\nk1,158,1\nk1,159,0\n";
    let options = CountsOptions { first_on: Some(date(2001, 1, 1)), ..CountsOptions::default() };
    let counts = read_with(weeks, &options).0.unwrap();
    assert_eq!(counts, [series("k1", date(2001, 1, 1), Step::Week, &[Some(1), Some(0)])]);
}

#[test]
fn days_are_gathered_into_whole_weeks_and_months() {
    let mut text = "date,a\n".to_owned();
    for day in 1..=31 {
        writeln!(text, "2021-05-{day:02},1").unwrap();
    }
    let by = |step| {
        let options = CountsOptions { step: Some(step), ..CountsOptions::default() };
        read_with(&text, &options)
    };
    let (weeks, said) = by(Step::Week);
    // 1 May 2021 was a Saturday, 31 May a Monday: four whole weeks lie between.
    assert_eq!(weeks.unwrap(), [series("a", date(2021, 5, 3), Step::Week, &[Some(7); 4])]);
    assert_eq!(said, ["counts.partial_step"]);
    assert_eq!(
        by(Step::Month).0.unwrap(),
        [series("a", date(2021, 5, 1), Step::Month, &[Some(31)])]
    );
    let weekly = "date,a\n2021-01-04,1\n2021-01-11,2\n";
    let options = CountsOptions { step: Some(Step::Month), ..CountsOptions::default() };
    assert!(matches!(read_with(weekly, &options).0, Err(ListError::Cells { .. })));
}

#[test]
fn columns_can_be_named_and_tables_without_dates_begin_where_one_says() {
    let text = "province_code,province,date,new_cases,new_deaths\n01,Hà Nội,2020-03-18,4,1\n02,Hà Giang,2020-03-18,5,0\n";
    let options = |count: &str| CountsOptions {
        series: vec!["province".to_owned()],
        date: Some("date".to_owned()),
        count: Some(count.to_owned()),
        ..CountsOptions::default()
    };
    let of = |count: &str| -> Vec<_> {
        let counts = read_with(text, &options(count)).0.unwrap();
        counts.into_iter().map(|it| (it.name, it.values[0])).collect()
    };
    let named =
        |one, other| vec![("Hà Nội".to_owned(), Some(one)), ("Hà Giang".to_owned(), Some(other))];
    assert_eq!(of("new_cases"), named(4, 5));
    assert_eq!(of("new_deaths"), named(1, 0));
    assert_eq!(read(text).iter().map(|it| it.values[0]).collect::<Vec<_>>(), [Some(4), Some(5)]);
    assert!(matches!(read_with(text, &options("tử vong")).0, Err(ListError::NoColumn { .. })));
    let bare = "a0,a1\n1,2\n3,4\n";
    let (counts, said) = read_with(bare, &CountsOptions::default());
    assert_eq!(counts.unwrap()[1].values, [Some(2), Some(4)]);
    assert_eq!(said, ["counts.no_dates"]);
    let options = CountsOptions { first_on: Some(date(2021, 5, 6)), ..CountsOptions::default() };
    let (counts, said) = read_with(bare, &options);
    assert_eq!((counts.unwrap()[0].first_on, said.len()), (date(2021, 5, 6), 0));
    assert_eq!(read("date,cases\n2021-05-06,4\n")[0].name, "so-lieu");
}

#[test]
fn every_bad_cell_is_named_and_nothing_is_taken() {
    let long = "series,date,count\n\
        a,2021-05-04,3\na,31/4/2021,3\n,2021-05-05,3\na,2021-05-06,ba\na,2021-05-07,1.5\na,,2\n\
        a,2021-05-08,99999999999\na,1925-05-08,1\n";
    assert_eq!(
        faults(long),
        [
            (4, "A".to_owned(), "counts.no_series"),
            (5, "C".to_owned(), "number.unreadable"),
            (6, "C".to_owned(), "counts.not_whole"),
            (8, "C".to_owned(), "counts.too_many"),
            (3, "B".to_owned(), "date.impossible"),
            (7, "B".to_owned(), "date.empty"),
            (9, "B".to_owned(), "counts.far_day"),
        ]
    );
    let wide = "date,a,b\n2021-05-04,3,x\n2021-05-05,y,4\n";
    let cell = |row, column: &str| (row, column.to_owned(), "number.unreadable");
    assert_eq!(faults(wide), [cell(2, "C"), cell(3, "B")]);
    for empty in ["series,date,count\na,2021-05-04,\n", "date,a\n2021-05-04,NA\n"] {
        assert!(matches!(
            read_with(empty, &CountsOptions::default()).0,
            Err(ListError::NoCounts { .. })
        ));
    }
    assert!(matches!(
        read_with("series,count\na,4\n", &CountsOptions::default()).0,
        Err(ListError::NoColumn { .. })
    ));
}

#[test]
fn doubles_count_once_when_equal_and_are_refused_or_added_up_otherwise() {
    let equal = "series,date,count\na,2021-05-04,3\na,4/5/2021,3\n";
    let (counts, said) = read_with(equal, &CountsOptions::default());
    assert_eq!((counts.unwrap()[0].values.clone(), said), (vec![Some(3)], vec!["counts.double"]));
    let other = "series,date,count\na,2021-05-04,3\na,2021-05-05,1\na,2021-05-04,4\n";
    assert_eq!(faults(other), [(4, "C".to_owned(), "counts.double_differs")]);
    let options = CountsOptions { add_up: true, ..CountsOptions::default() };
    assert_eq!(read_with(other, &options).0.unwrap()[0].values, [Some(7), Some(1)]);
    let commas = "series,date,count\na,2021-05-04,\"1,234\"\n";
    let (counts, said) = read_with(commas, &CountsOptions::default());
    assert_eq!(
        (counts.unwrap()[0].values.clone(), said),
        (vec![Some(1_234)], vec!["counts.commas"])
    );
}

#[test]
fn a_thousand_series_of_a_year_are_read_whole() {
    let mut wide = "date".to_owned();
    for number in 0..1_000 {
        write!(wide, ",a{number}").unwrap();
    }
    let mut day = date(2021, 1, 1);
    for at in 0..365 {
        write!(wide, "\n{day}").unwrap();
        for number in 0..1_000 {
            write!(wide, ",{}", at * number).unwrap();
        }
        day = day.tomorrow().unwrap();
    }
    let counts = read(&wide);
    assert_eq!(counts.len(), 1_000);
    assert!(counts.iter().all(|it| it.values.len() == 365 && it.step == Step::Day));
    assert_eq!(counts[999].values[364], Some(364 * 999));
}
