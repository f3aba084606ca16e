//! A line list of 15 columns with a fixed seed, as three files.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet};

const HEADER: [&str; 15] = [
    "id",
    "name",
    "birth",
    "sex",
    "phone",
    "national_id",
    "ward",
    "address",
    "sampled_at",
    "lab",
    "ct",
    "result",
    "dose1",
    "dose2",
    "note",
];
const SURNAMES: [&str; 10] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi"];
const MIDDLE: [&str; 7] = ["Văn", "Thị", "Ngọc", "Minh", "Thanh", "Đức", "Hữu"];
const GIVEN: [&str; 12] =
    ["An", "Anh", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hùng", "Lan", "Thảo", "Tuấn", "Yến"];

/// Splitmix64: enough for a test list and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

/// A cell before it is written.
enum Value {
    Text(String),
    Number(f64),
    Day(u32),
    Minute(f64),
    Nothing,
}

/// Writes the list in the form that the file's name asks for.
pub(super) fn write(path: &Path, rows: u32) -> Result<(), Box<dyn Error>> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.ends_with(".csv") {
        return write_csv(path, rows);
    }
    let mut book = Workbook::new();
    let sheet = if name.starts_with("inline") {
        book.add_worksheet_with_constant_memory()?
    } else {
        book.add_worksheet_with_low_memory()?
    };
    write_sheet(sheet, rows)?;
    book.save(path)?;
    Ok(())
}

fn write_sheet(sheet: &mut Worksheet, rows: u32) -> Result<(), Box<dyn Error>> {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let minute = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for (column, name) in (0..).zip(HEADER) {
        sheet.write_string(0, column, name)?;
    }
    let mut dice = Dice(5);
    for row in 1..=rows {
        for (column, value) in (0..).zip(line(row, &mut dice)) {
            match value {
                Value::Text(text) => sheet.write_string(row, column, text)?,
                Value::Number(number) => sheet.write_number(row, column, number)?,
                Value::Day(serial) => sheet.write_number_with_format(row, column, serial, &day)?,
                Value::Minute(serial) => {
                    sheet.write_number_with_format(row, column, serial, &minute)?
                }
                Value::Nothing => sheet,
            };
        }
    }
    Ok(())
}

fn write_csv(path: &Path, rows: u32) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{}", HEADER.join(","))?;
    let mut dice = Dice(5);
    let mut text = String::new();
    for row in 1..=rows {
        text.clear();
        for (column, value) in line(row, &mut dice).into_iter().enumerate() {
            if column > 0 {
                text.push(',');
            }
            match value {
                Value::Text(cell) => text.push_str(&cell),
                Value::Number(number) => write!(text, "{number}")?,
                Value::Day(serial) => write!(text, "{}", day(serial))?,
                Value::Minute(serial) => {
                    let minutes = (serial.fract() * 1440.0).round() as u32;
                    write!(
                        text,
                        "{} {:02}:{:02}:00",
                        day(serial as u32),
                        minutes / 60,
                        minutes % 60
                    )?;
                }
                Value::Nothing => {}
            }
        }
        writeln!(out, "{text}")?;
    }
    out.flush()?;
    Ok(())
}

fn day(serial: u32) -> jiff::civil::Date {
    use jiff::ToSpan;
    jiff::civil::date(1899, 12, 30) + i64::from(serial).days()
}

fn line(row: u32, dice: &mut Dice) -> [Value; 15] {
    let born = 14_611 + dice.below(29_000) as u32;
    let female = dice.below(2) == 1;
    let year = day(born).year();
    let century = (year / 100 - 19) * 2 + i16::from(female);
    let minutes = dice.below(150_000) as f64;
    let dose = |given: bool, first: u32, days: u32| {
        if given { Value::Day(first + days) } else { Value::Nothing }
    };
    let (name, id) = (
        format!("{} {} {}", dice.of(&SURNAMES), dice.of(&MIDDLE), dice.of(&GIVEN)),
        format!("079{century}{:02}{:06}", year % 100, dice.below(1_000_000)),
    );
    [
        Value::Number(f64::from(row)),
        Value::Text(name),
        Value::Day(born),
        Value::Text(if female { "F" } else { "M" }.into()),
        Value::Text(format!("09{:08}", dice.below(100_000_000))),
        Value::Text(id),
        Value::Text(format!("W{:03}", dice.below(320))),
        Value::Text(format!("{} Duong so {}", dice.below(900), dice.below(700))),
        Value::Minute(44_317.0 + minutes / 1440.0),
        Value::Text(format!("LAB{:02}", dice.below(40))),
        Value::Number((1200 + dice.below(2500)) as f64 / 100.0),
        Value::Text(if dice.below(100) < 8 { "POS" } else { "NEG" }.into()),
        dose(dice.below(10) < 6, 44_263, dice.below(200) as u32),
        dose(dice.below(10) < 4, 44_293, dice.below(200) as u32),
        if dice.below(10) < 3 {
            Value::Text(format!("ghi chu {}", dice.below(1_000_000)))
        } else {
            Value::Nothing
        },
    ]
}
