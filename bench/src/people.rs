//! Lists of people that are the same each time, and the wards they live in.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use taicho_model::{Area, AreaLevel};
use taicho_store::{Actor, Intent, Store, StoreError};

const WARDS: u32 = 19;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn ward(number: u32) -> String {
    format!("{:05}", 9_160 + number % WARDS * 3)
}

/// Writes the wards.
///
/// # Errors
///
/// What the store says.
pub fn fill_areas(store: &Store) -> Outcome {
    let area = |number| {
        let code = ward(number);
        Area {
            id: code.clone().into(),
            name: format!("Phường {number}"),
            kind: "Phường".into(),
            level: AreaLevel::Commune,
            parent_id: None,
            path: format!("27/256/{code}/"),
            valid_from: None,
            valid_to: None,
            earliest_from: None,
            earliest_to: None,
            code,
        }
    };
    let areas: Vec<Area> = (0..WARDS).map(area).collect();
    let intent = Intent::new("bench", "2021-06-17T14:00:00+07:00".parse()?);
    store.write::<_, StoreError>(&Actor::local_operator(), intent, move |write| {
        write.put_all(&areas)
    })?;
    Ok(())
}

/// Writes a list of people, no two alike.
///
/// # Errors
///
/// Where the file cannot be written.
pub fn write(path: &Path, rows: u32, quarter: &str) -> Outcome {
    const SURNAMES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ", "Vũ", "Đặng"];
    const GIVEN: [&str; 10] =
        ["Hằng", "Đức", "Thủy", "Dũng", "Hòa", "Bình", "Tuấn", "Lan", "Phương", "Hải"];
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(
        out,
        "Mã,Họ tên,Giới tính,Ngày sinh,CCCD,Điện thoại,Phường,Địa chỉ,Cư trú,Nguồn dữ liệu"
    )?;
    for n in 0..rows {
        // A walk through all numbers, so that keys do not arrive in order.
        let key = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let (woman, year) = (key >> 9 & 1, 1_940 + (key >> 20) % 60);
        let (day, month) = (1 + (key >> 30) % 28, 1 + (key >> 40) % 12);
        writeln!(
            out,
            "NK-{key:016x},{} {} {},{},{day:02}/{month:02}/{year},027{woman}{:02}{n:06},09{:08},{},\"Số {}, {quarter} {}\",{},synthetic",
            SURNAMES[(key >> 50) as usize % 8],
            ["Văn", "Thị"][woman as usize],
            GIVEN[(key >> 55) as usize % 10],
            ["nam", "nữ"][woman as usize],
            year % 100,
            n % 100_000_000,
            ward(n),
            n % 300,
            n % 12,
            ["thường trú", "tạm trú"][(n % 5 == 0) as usize],
        )?;
    }
    Ok(out.flush()?)
}
