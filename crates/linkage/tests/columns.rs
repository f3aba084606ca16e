//! What the columns of real lists are taken for.

use std::collections::BTreeMap;

use taicho_linkage::{ColumnError, Columns, Field, How};

fn recognise(header: &[&str], rows: &[&[&str]]) -> Columns {
    let header: Vec<String> = header.iter().map(|heading| (*heading).to_owned()).collect();
    Columns::recognise(&header, &table(rows), &BTreeMap::new()).unwrap()
}

fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

/// The codes of the fields, a dash for a column that is not used.
fn fields(columns: &Columns) -> String {
    let code = |at: usize| columns.field(at).map_or("-", Field::code);
    (0..columns.all().len()).map(code).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(header: &str, expected: &str) {
    let headings: Vec<&str> = header.split('|').collect();
    assert_eq!(fields(&recognise(&headings, &[])), expected, "{header}");
}

#[test]
fn headings_of_data_sets() {
    check(
        "rec_id|given_name|surname|street_number|address_1|address_2|suburb|postcode|state|date_of_birth|soc_sec_id|true_entity_id",
        "record_id given_name family_name house street text text postcode text birth_date other_id -",
    );
    check(
        "fname_c1|fname_c2|lname_c1|lname_c2|by|bm|bd|true_entity_id|row_id",
        "given_name given_name family_name family_name birth_year birth_month birth_day - record_id",
    );
    check(
        "unique_id|first_name|surname|dob|city|email|cluster",
        "record_id given_name family_name birth_date text email -",
    );
    check(
        "uid|person|full_name|birth|sex|phone|national_id|ward|address",
        "record_id - name birth_date sex phone personal_id commune address",
    );
    check(
        "id|name|dob|gender|zip|address1|address2|mobile|nhs_number",
        "record_id name birth_date sex postcode address text phone other_id",
    );
    check(
        "Patient ID|Patient Name|Date of Birth|Age (years)|Occupation|Province|District",
        "record_id name birth_date age text province district",
    );
    check(
        "Last Name,|First Name|Year of birth|Home phone|SSN|label|truth|entity_id",
        "family_name given_name birth_year phone other_id - - -",
    );
}

#[test]
fn headings_of_offices() {
    check(
        "STT|Họ và tên|Ngày sinh|Giới tính|Số CCCD|Mã thẻ BHYT|SĐT|Địa chỉ|Ghi chú",
        "record_id name birth_date sex personal_id health_card phone address -",
    );
    check(
        "TT|HỌ TÊN|NĂM SINH|NAM/NỮ|CMND/CCCD|ĐIỆN THOẠI|NƠI Ở HIỆN TẠI",
        "record_id name birth_year sex personal_id phone address",
    );
    check(
        "stt|ho va ten|ngay thang nam sinh|gioi|so dinh danh|so dien thoai|xa phuong",
        "record_id name birth_date sex personal_id phone commune",
    );
    check("Mã|Họ|Tên đệm|Tên|Tuổi|Phái", "record_id family_name middle_name given_name age sex");
    check(
        "Họ đệm|Tên|Ngày sinh (dd/mm/yyyy)|Giới tính (Nam/Nữ)",
        "family_name given_name birth_date sex",
    );
    check(
        "Tên|Năm sinh|Số nhà|Đường|Thôn/Tổ|Phường/Xã|Quận/Huyện|Tỉnh/TP",
        "name birth_year house street hamlet commune district province",
    );
    check(
        "Họ tên người bệnh|Ngày, tháng, năm sinh|Số CMND/CCCD/Hộ chiếu|Dân tộc|Nghề nghiệp",
        "name birth_date personal_id text text",
    );
    check(
        "Số định danh cá nhân|Mã định danh|Thôn, xóm|Xã, phường, thị trấn|Quận, huyện, thị xã|Tỉnh, thành phố",
        "personal_id personal_id hamlet commune district province",
    );
    check(
        "Họ và tên / Full name|Ngày sinh / Date of birth|Địa chỉ / Phường|Địa chỉ / Số nhà",
        "name birth_date commune house",
    );
    check(
        "Họ và tên (chữ in hoa, có dấu)|Số điện thoại liên hệ|SĐT 2|Số thẻ bảo hiểm y tế|Email",
        "name phone phone health_card email",
    );
    check(
        "Tỉnh|Thành phố|Thành phố Huế|Khu phố|Ấp|Tổ/Khóm/Ấp|Hộ khẩu thường trú",
        "province district - hamlet hamlet hamlet address",
    );
}

#[test]
fn what_is_another_persons_is_left_out() {
    check(
        "Họ tên trẻ|Họ tên mẹ|SĐT bố/mẹ|Ngày tiêm|Ngày cấp|Chủ hộ|Mã hộ|Hộ",
        "name - - - - - - -",
    );
    check("name|mother_name|Guardian phone|date of onset|test date|report_date", "name - - - - -");
    // Not even where nothing else holds a name or a date.
    let rows: &[&[&str]] = &[
        &["Trần Thị Hoa", "1/2/1980", "1"],
        &["Lê Thị Lan", "3/4/1990", "1"],
        &["Vũ Thị Mơ", "5/6/1970", "2"],
    ];
    assert_eq!(fields(&recognise(&["Họ tên mẹ", "Ngày tiêm", "cluster"], rows)), "- - -");
}

#[test]
fn content_decides_what_a_heading_leaves_open() {
    let one = |heading: &str, cells: [&str; 4]| {
        let rows = cells.map(|cell| vec![cell.to_owned()]);
        let columns = Columns::recognise(&[heading.to_owned()], &rows, &BTreeMap::new()).unwrap();
        columns.field(0).map_or("-", Field::code)
    };
    let years = ["1980", "1991", "2003", "1955"];
    let days = ["1/2/1980", "13/4/1991", "2003-05-06", "30.12.1955"];
    for (heading, cells, field) in [
        ("NS", years, "birth_year"),
        ("NS", days, "birth_date"),
        ("Năm sinh", days, "birth_date"),
        ("Ngày sinh", years, "birth_year"),
        ("birth", years, "birth_year"),
        ("bd", days, "birth_date"),
        ("Năm sinh / Nam", years, "birth_year"),
        ("Nam", years, "birth_year"),
        ("Nam", ["x", "", "x", ""], "-"),
        ("national_id", ["6988048", "7364009", "1804974", "6089216"], "other_id"),
        ("national_id", ["079215000001", "", "125123456", "058186000028"], "personal_id"),
    ] {
        assert_eq!(one(heading, cells), field, "{heading} {cells:?}");
    }
    let header = ["Ngày sinh", "Tháng sinh", "Năm sinh"];
    let rows: &[&[&str]] = &[&["1", "2", "1980"], &["13", "4", "1991"], &["30", "12", "1955"]];
    assert_eq!(fields(&recognise(&header, rows)), "birth_day birth_month birth_year");
    assert_eq!(
        fields(&recognise(&["Ngày", "Tháng", "Năm"], rows)),
        "birth_day birth_month birth_year"
    );
    assert_eq!(fields(&recognise(&["Năm"], &[])), "-");
}

const PEOPLE: &[&[&str]] = &[
    &[
        "1",
        "Nguyễn Văn An",
        "17/06/1985",
        "Nam",
        "027085000123",
        "0903123456",
        "an@gmail.com",
        "12 Lê Lợi, P. Suối Hoa",
        "1/7/2021",
    ],
    &[
        "2",
        "Trần Thị Bình",
        "03/04/1990",
        "Nữ",
        "027190004567",
        "0912345678",
        "binh@yahoo.com",
        "Thôn Đông, xã Tam Đa",
        "1/7/2021",
    ],
    &[
        "3",
        "Lê Hoàng Cường",
        "1/1/1961",
        "Nam",
        "125123456",
        "0365555555",
        "",
        "Số 5 ngõ 3, khu Thượng",
        "2/7/2021",
    ],
    &[
        "4",
        "Phạm Thu Dung",
        "30/12/2003",
        "Nữ",
        "",
        "",
        "dung@vnpt.vn",
        "KP 2, phường Vũ Ninh",
        "2/7/2021",
    ],
    &[
        "5",
        "Nông Văn Én",
        "25/5/1978",
        "Nam",
        "019078000999",
        "0978000111",
        "en@gmail.com",
        "45/2 Nguyễn Trãi",
        "2/7/2021",
    ],
];

#[test]
fn columns_without_heading_are_known_by_content() {
    let expected = "- name birth_date sex personal_id phone email address -";
    for header in [&[][..], &["a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1", "i1"]] {
        let columns = recognise(header, PEOPLE);
        assert_eq!(fields(&columns), expected);
        assert!(
            columns.all().iter().flat_map(|column| column.held).all(|(_, how)| how == How::Content)
        );
    }
    let columns = recognise(&[], PEOPLE);
    assert_eq!(columns.unused().collect::<Vec<_>>(), ["(A)", "(I)"]);
}

#[test]
fn content_gives_a_field_once_and_never_beside_a_heading() {
    let rows: Vec<Vec<&str>> =
        PEOPLE.iter().map(|row| vec![row[1], row[1], row[2], row[2]]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    assert_eq!(fields(&recognise(&["", "", "", ""], &rows)), "name - birth_date -");
    assert_eq!(fields(&recognise(&["Khai", "Họ tên", "Lúc", "DOB"], &rows)), "- name - birth_date");
}

#[test]
fn numbers_and_repeated_words_say_nothing() {
    let rows: Vec<Vec<String>> = (0..50)
        .map(|at| {
            vec![
                format!("{}", at % 7),
                format!("{}", 1000 + at),
                "Công ty Samsung".into(),
                "Đã tiêm".into(),
                format!("2{at:07}"),
            ]
        })
        .collect();
    let columns = Columns::recognise(&[], &rows, &BTreeMap::new()).unwrap();
    assert_eq!(fields(&columns), "- - - - -");
}

#[test]
fn foreign_names_and_vietnamese_ones_without_marks() {
    let rows: &[&[&str]] = &[
        &["John Smith", "NGUYEN VAN AN"],
        &["Mary-Ann O'Brien", "TRAN THI BINH"],
        &["Carsten Meier", "LE VAN CUONG"],
        &["Jean Dupont", "NGUYEN THI DUNG"],
        &["Lucia di Marco", "PHAM VAN EM"],
        &["Kim Hansen", "VO THI GIANG"],
        &["Ana Souza", "H'HEN NIE"],
    ];
    assert_eq!(fields(&recognise(&["x1"], rows)).split(' ').next(), Some("name"));
    let second: Vec<&[&str]> = rows.iter().map(|row| &row[1..]).collect();
    assert_eq!(fields(&recognise(&["x1"], &second)), "name");
}

#[test]
fn a_heading_that_its_content_contradicts_is_kept_and_told() {
    let rows: Vec<Vec<&str>> =
        PEOPLE.iter().map(|row| vec![row[0], row[1], row[5], row[3], row[2]]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let columns = recognise(&["STT", "Địa chỉ", "CCCD", "Ngày sinh", "SĐT"], &rows);
    assert_eq!(fields(&columns), "record_id address personal_id birth_date phone");
    let told: Vec<&str> = columns.doubts().iter().map(|note| note.words.vi.as_str()).collect();
    assert_eq!(
        told,
        [
            "cột “Địa chỉ” được đọc là địa chỉ, nhưng nội dung giống họ và tên",
            "cột “CCCD” được đọc là số định danh cá nhân, nhưng nội dung giống số điện thoại",
            "cột “Ngày sinh” được đọc là ngày sinh, nhưng nội dung giống giới tính",
            "cột “SĐT” được đọc là số điện thoại, nhưng nội dung giống ngày sinh",
        ]
    );
    let columns = recognise(&["id", "Tuổi"], &[&["7", "cao"], &["7", "thấp"], &["8", "vừa"]]);
    assert_eq!(
        columns.doubts().iter().map(|note| note.code).collect::<Vec<_>>(),
        ["column.repeated_ids", "column.unreadable"]
    );
    let header = ["STT", "Họ tên", "Ngày sinh", "Giới", "CCCD", "SĐT", "Email", "Địa chỉ"];
    assert_eq!(recognise(&header, PEOPLE).doubts(), []);
}

#[test]
fn the_surest_row_id_wins() {
    check("STT|Mã BN|Họ tên", "- record_id name");
    check("row_id|id", "- record_id");
    check("#|Họ tên", "record_id name");
}

#[test]
fn a_mapping_overrides() {
    let header = ["STT", "Mã thẻ", "Họ tên", "Khách", "person"].map(String::from);
    let map = |pairs: &[(&str, Option<Field>)]| -> BTreeMap<String, Option<Field>> {
        pairs.iter().map(|(heading, field)| ((*heading).to_owned(), *field)).collect()
    };
    let read = |pairs: &[(&str, Option<Field>)]| Columns::recognise(&header, &[], &map(pairs));
    let columns = read(&[
        ("Mã thẻ", Some(Field::RecordId)),
        ("họ tên", None),
        ("Khách", Some(Field::Name)),
        ("person", Some(Field::OtherId)),
    ])
    .unwrap();
    assert_eq!(fields(&columns), "- record_id - name other_id");
    assert_eq!(columns.all()[1].held, Some((Field::RecordId, How::Mapping)));
    assert_eq!(columns.holding(Field::Name).collect::<Vec<_>>(), [3]);
    assert_eq!(columns.unused().collect::<Vec<_>>(), ["STT", "Họ tên"]);

    let error = read(&[("Họ và tên đệm", Some(Field::Name))]).unwrap_err();
    assert!(
        matches!(&error, ColumnError::UnknownHeading { heading, .. } if heading == "Họ và tên đệm")
    );
    assert_eq!(
        error.words().vi,
        "tệp ánh xạ nêu cột “Họ và tên đệm”, nhưng danh sách chỉ có các cột “STT”, “Mã thẻ”, “Họ tên”, “Khách”, “person”"
    );
    let error =
        read(&[("STT", Some(Field::RecordId)), ("Khách", Some(Field::RecordId))]).unwrap_err();
    assert!(matches!(error, ColumnError::SeveralRecordIds { .. }));
    // A column that the mapping leaves out does not come back by content.
    let left = Columns::recognise(
        &["x".into(), "y".into()],
        &table(&[&["a@b.vn", "q@b.vn"], &["c@b.vn", "r@b.vn"], &["d@b.vn", "s@b.vn"]]),
        &map(&[("x", None)]),
    );
    assert_eq!(fields(&left.unwrap()), "- email");
}
