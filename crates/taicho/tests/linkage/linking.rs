use super::Folder;
use super::people::{Person, in_windows_1258, people, register, table};

/// Every second person as another office has them: other columns, another order, no personal ids.
fn vaccinated(people: &[Person]) -> String {
    let rows = people.iter().step_by(2).map(|person| {
        let (year, month, day) = person.born;
        let Person { id, name, sex, phone, .. } = person;
        format!("{phone},{},{year}-{month:02}-{day:02},{sex},V{}", name.to_uppercase(), &id[1..])
    });
    table("SĐT,Họ tên,Ngày tháng năm sinh,Giới,Mã số", rows)
}

fn truth(people: &[Person]) -> Vec<(String, String)> {
    let pair = |person: &Person| (person.id.clone(), format!("V{}", &person.id[1..]));
    people.iter().step_by(2).map(pair).collect()
}

#[test]
fn lists_in_different_encodings_and_orders_are_linked() {
    let (desk, people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    desk.put("vaccinated.csv", in_windows_1258(&vaccinated(&people).to_lowercase()));
    let found = desk.json(&["link", "register.csv", "vaccinated.csv", "--out", "links.csv"]);
    assert_eq!(found["lists"][0]["encoding"], "UTF-8");
    assert_eq!(found["lists"][1]["encoding"], "Windows-1258");
    assert_eq!(found["lists"][1]["rows"], 150);
    assert_eq!(found["links"], 150);
    let text = desk.text("links.csv");
    assert_eq!(text.lines().next(), Some("left_id,right_id,probability,explanation"));
    assert!(text.contains("\"giống: họ, tên đệm, tên, ngày sinh, giới tính, số điện thoại\""));
    let lower = |(left, right): (String, String)| (left, right.to_lowercase());
    assert_eq!(desk.pairs("links.csv"), truth(&people).into_iter().map(lower).collect::<Vec<_>>());
}

#[test]
fn the_summary_says_how_the_lists_were_read_and_compared() {
    let (desk, people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    desk.put("vaccinated.csv", vaccinated(&people));
    let said = desk.said(&["link", "register.csv", "vaccinated.csv"]);
    for part in [
        "register.csv (UTF-8): 300 dòng",
        "vaccinated.csv (UTF-8): 150 dòng",
        "SĐT → số điện thoại",
        "cặp đã so",
        "ngưỡng xác suất",
        "dự kiến đúng",
        "dự kiến đủ",
        "links: 150",
        "MiB",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_mapping_and_an_id_column_override_headings() {
    let (desk, people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    let own = vaccinated(&people);
    let rows = own.lines().skip(1).map(str::to_owned);
    desk.put("strange.csv", table("x1,x2,x3,x4,x5", rows));
    desk.put(
        "map.toml",
        "x1 = \"phone\"\nx2 = \"name\"\nx3 = \"birth_date\"\nx4 = \"-\"\n\"Điện thoại\" = \"phone\"\n",
    );
    let run = ["link", "register.csv", "strange.csv", "--map", "map.toml", "--id", "x5"];
    let found = desk.json(&[&run[..], &["--out", "links.csv"]].concat());
    assert_eq!(found["lists"][1]["columns"]["x1"], "phone");
    assert_eq!(found["lists"][1]["columns"]["x4"], serde_json::Value::Null);
    assert_eq!(found["lists"][1]["columns"]["x5"], "record_id");
    assert_eq!(desk.pairs("links.csv"), truth(&people));
}

#[test]
fn a_mapping_that_fits_nothing_is_refused() {
    let (desk, people) = (Folder::new(), people(20));
    desk.put("register.csv", register(&people));
    for (mapping, expected) in [
        ("\"Mã\" = \"year\"\n", "“year”"),
        ("\"Năm\" = \"birth_year\"\n", "“Năm”"),
        ("Mã = ", "không đọc được"),
    ] {
        desk.put("map.toml", mapping);
        let refusal = desk.refusal(&["link", "register.csv", "register.csv", "--map", "map.toml"]);
        assert!(refusal.contains(expected), "{refusal}");
    }
    let refusal = desk.refusal(&["link", "register.csv", "register.csv", "--id", "Số"]);
    assert!(refusal.contains("“Số”"), "{refusal}");
    assert!(desk.refusal(&["link", "register.csv", "none.csv"]).contains("none.csv"));
}

#[test]
fn decisions_of_people_override_what_is_found() {
    let (desk, people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    desk.put("vaccinated.csv", vaccinated(&people[..200]));
    // P0003 and P0300 are in the register only; V0001 and V0005 are taken from whom they resemble.
    desk.put(
        "decisions.csv",
        "left,right,decision\nP0001,V0001,different\nP0300,V0001,same\nP0005,V0005,khác người\n",
    );
    let run = ["link", "register.csv", "vaccinated.csv", "--decisions", "decisions.csv"];
    desk.said(&[&run[..], &["--out", "links.csv", "--review", "review.csv"]].concat());
    let (links, review) = (desk.pairs("links.csv"), desk.pairs("review.csv"));
    let has = |pairs: &[(String, String)], left: &str, right: &str| {
        pairs.contains(&(left.to_owned(), right.to_owned()))
    };
    assert!(has(&links, "P0300", "V0001"));
    assert!(!has(&links, "P0001", "V0001") && !has(&review, "P0001", "V0001"));
    assert!(!has(&links, "P0005", "V0005") && !has(&review, "P0005", "V0005"));
    assert!(has(&links, "P0007", "V0007"));
    assert_eq!(links.len(), 99);
}

#[test]
fn decisions_that_cannot_be_meant_are_refused_with_their_row() {
    let (desk, people) = (Folder::new(), people(20));
    desk.put("register.csv", register(&people));
    let twice = people.iter().chain(&people[4..5]).map(Person::row);
    desk.put("twice.csv", table(super::people::HEADING, twice));
    for (decisions, expected) in [
        ("left,right,decision\nP0001,P0001,same\nP0001,P9999,same\n", ["dòng 3", "“P9999”"]),
        ("left,right,decision\nP0001,P0002,maybe\n", ["dòng 2", "“maybe”"]),
        ("left,right,decision\nP0001,P0005,same\n", ["dòng 2", "nhiều dòng cùng mã “P0005”"]),
        ("left,right\nP0001,P0002\n", ["decisions.csv", "decision"]),
    ] {
        desk.put("decisions.csv", decisions);
        let run = ["link", "register.csv", "twice.csv", "--decisions", "decisions.csv"];
        let refusal = desk.refusal(&run);
        assert!(expected.iter().all(|part| refusal.contains(part)), "{refusal}");
    }
}

#[test]
fn pairs_that_are_not_sure_are_written_for_review() {
    let (desk, mut people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    // Two rows stand for P0001 equally well, each with another slip in the telephone.
    let mut rival = people[0].clone();
    let phone = people[0].phone.clone();
    people[0].phone = format!("{}7", &phone[..9]);
    rival.phone = format!("{}9", &phone[..9]);
    rival.id = "P9999".to_owned();
    let rival = vaccinated(&[rival]);
    let row = rival.lines().nth(1).unwrap();
    desk.put("vaccinated.csv", vaccinated(&people) + row + "\n");
    let run = ["link", "register.csv", "vaccinated.csv", "--out", "links.csv"];
    let found = desk.json(&[&run[..], &["--review", "review.csv"]].concat());
    let review = desk.text("review.csv");
    assert!(
        review.starts_with("left_id,right_id,probability,explanation\nP0001,V0001,0."),
        "{review}"
    );
    assert_eq!(found["for_review"], 1);
    assert_eq!(desk.pairs("links.csv"), truth(&people)[1..]);
}

#[test]
fn a_pair_is_explained_field_by_field() {
    let (desk, people) = (Folder::new(), people(300));
    desk.put("register.csv", register(&people));
    desk.put("vaccinated.csv", vaccinated(&people));
    let run = ["link", "register.csv", "vaccinated.csv", "--explain", "P0001", "V0001"];
    let said = desk.said(&[&run[..], &["--svg", "why.svg"]].concat());
    let line = |start: &str| said.lines().find(|line| line.starts_with(start)).unwrap_or_default();
    let Person { name, phone, .. } = &people[0];
    assert!(line("họ và tên ").contains(&format!("{name}  ")), "{said}");
    assert!(line("họ và tên ").ends_with(&name.to_uppercase()), "{said}");
    assert!(line("số điện thoại ").matches(phone).count() == 2, "{said}");
    assert!(said.contains("giống nhau") && said.contains("→ đã nối."), "{said}");
    assert!(desk.text("why.svg").contains("P0001 và V0001 có phải là một người?"));

    let other = ["link", "register.csv", "vaccinated.csv", "--explain", "P0001", "V0003"];
    let said = desk.said(&[&other[..], &["--lang", "en"]].concat());
    assert!(said.contains("different") && said.contains("→ not linked"), "{said}");
    let refusal =
        desk.refusal(&["link", "register.csv", "vaccinated.csv", "--explain", "P0001", "V9"]);
    assert!(refusal.contains("vaccinated.csv") && refusal.contains("“V9”"), "{refusal}");
}
