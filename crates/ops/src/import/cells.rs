use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{
    Area, FactValue, Note, TextLimits, TypedFault, VIETNAM_OFFSET, Words, shown_safely, typed_day,
    typed_text, vietnam_date,
};
use taicho_normalise::{self as normalise, DateOrders, Reason};
use taicho_sheets::{Kind, Row, Table};

use super::context::Context;
use super::kinds::Spec;
use super::{CellFault, FAULTS_SHOWN};

/// Where the columns of a kind stand in one table.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    places: Vec<Option<usize>>,
    /// Headings that no column of the kind takes.
    pub(super) left_out: Vec<String>,
}

impl Columns {
    /// Finds each column by its heading, in Vietnamese or English, whatever its marks, case and spacing.
    pub(super) fn find(spec: &Spec, header: &[String]) -> Self {
        let keys: Vec<String> = header.iter().map(|text| heading_key(text)).collect();
        let mut taken = vec![false; keys.len()];
        let places = spec
            .columns
            .iter()
            .map(|column| {
                let names = std::iter::once(&column.name).chain(column.headings);
                let names: Vec<String> = names.map(|name| heading_key(name)).collect();
                let place = keys.iter().position(|key| names.contains(key))?;
                taken[place] = true;
                Some(place)
            })
            .collect();
        let left_out = header
            .iter()
            .zip(taken)
            .filter(|(text, taken)| !taken && !text.trim().is_empty())
            .map(|(text, _)| text.clone())
            .collect();
        Self { places, left_out }
    }

    /// The required columns that the table lacks.
    pub(super) fn missing(&self, spec: &Spec) -> Vec<&'static str> {
        let pairs = spec.columns.iter().zip(&self.places);
        pairs.filter(|(c, place)| c.required && place.is_none()).map(|(c, _)| c.name).collect()
    }

    pub(super) fn place_of(&self, spec: &Spec, name: &str) -> Option<usize> {
        let index = spec.columns.iter().position(|column| column.name == name)?;
        self.places[index]
    }

    pub(super) fn found(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

/// `Ngày phát hiện`, `NGAY PHAT HIEN`, `ngay_phat_hien` are one heading.
fn heading_key(text: &str) -> String {
    let mut key = String::new();
    taicho_model::vietnamese::push_bare(text.trim(), &mut key);
    let words = key.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Faults of one file: the first thousand one by one, the rest counted.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) shown: Vec<CellFault>,
    pub(super) in_all: u64,
    /// What looks odd and was taken all the same, by code: how often, and where first.
    odd: BTreeMap<&'static str, (u64, u32, Words)>,
}

impl Faults {
    pub(super) fn add(&mut self, fault: CellFault) {
        self.in_all += 1;
        if self.shown.len() < FAULTS_SHOWN {
            self.shown.push(fault);
        }
    }

    /// What looks odd, one sentence for each sort of thing.
    pub(super) fn odd(&self) -> Vec<Words> {
        let sentence = |(count, row, words): &(u64, u32, Words)| {
            Words::new(
                format!("{} ({count} dòng, đầu tiên là dòng {row})", words.vi),
                format!("{} ({count} rows, row {row} the first)", words.en),
            )
        };
        self.odd.values().map(sentence).collect()
    }
}

/// One row as a kind reads it: every cell by the name of its column, every fault noted where it is.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    pub(super) table: &'a Table,
    pub(super) spec: &'static Spec,
    pub(super) columns: &'a Columns,
    pub(super) context: &'a Context,
    pub(super) faults: &'a mut Faults,
    pub(super) orders: &'a mut DateOrders,
    /// Faults of this row: a row with one gives no record.
    pub(super) bad: bool,
}

impl Cells<'_> {
    /// The text of a cell; none where it is blank or the table has no such column.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let place = self.place(name)?;
        let cell = self.row.cell(place);
        if cell.kind == Kind::Error {
            let shown = cell.text.to_owned();
            self.fault(
                name,
                "cell.error",
                Words::new(
                    format!("ô chứa lỗi của bảng tính: {shown}"),
                    format!("the cell holds a spreadsheet error: {shown}"),
                ),
            );
            return None;
        }
        if cell.kind == Kind::Empty && cell.formula {
            let words = Words::new(
                "ô có công thức mà tệp không lưu kết quả: hãy mở bằng Excel, lưu lại rồi gửi",
                "the cell has a formula without a stored result: open it in Excel, save it and send it again",
            );
            self.fault(name, "cell.not_computed", words);
            return None;
        }
        match typed_text(cell.text, limits_of(name)) {
            Ok(text) => Some(text.into_owned()),
            Err(TypedFault::Blank) if !self.is_required(name) => None,
            Err(fault) => self.refuse_typed(name, &fault),
        }
    }

    fn refuse_typed<T>(&mut self, name: &str, fault: &TypedFault) -> Option<T> {
        let code = match fault {
            TypedFault::Blank => "cell.required",
            TypedFault::TooLong { .. } => "cell.too_long",
            TypedFault::Year(_) => "date.out_of_range",
            TypedFault::Hidden { .. } | TypedFault::Slash => "cell.control",
        };
        let words = match fault {
            TypedFault::Blank => {
                Words::new("ô bắt buộc bị bỏ trống", "the cell is required and empty")
            }
            fault => {
                let Words { vi, en } = fault.words();
                Words::new(format!("ô {vi}"), format!("the cell {en}"))
            }
        };
        self.fault(name, code, words);
        None
    }

    /// Refuses what stands to the right of the last heading, where nothing says what it is; notes what stands under a
    /// gap between headings.
    pub(super) fn check_width(&mut self) {
        let header = self.table.header();
        for (column, cell) in self.row.cells().enumerate() {
            if cell.is_blank() || header.get(column).is_some_and(|heading| !heading.is_empty()) {
                continue;
            }
            if column < header.len() {
                self.note_all(vec![Note::new(
                    "cell.no_heading",
                    "có ô nằm dưới cột không có tiêu đề, nên không được đọc",
                    "a cell stands in a column without a heading and was not read",
                )]);
                continue;
            }
            let words = Words::new(
                format!("ô nằm ngoài các cột có tiêu đề: “{}”", shown(cell.text)),
                format!("the cell stands beyond the last heading: “{}”", shown(cell.text)),
            );
            self.fault_at(column, "cell.beyond_header", words);
        }
    }

    pub(super) fn day(&mut self, name: &str) -> Option<Date> {
        let text = self.text(name)?;
        let read = match normalise::date(&text, None) {
            Ok(read) => read.value,
            Err(reason) => return self.refuse(name, reason),
        };
        self.orders.add(read.order);
        let Some(day) = read.date.day() else {
            let words = Words::new("cần đủ ngày, tháng, năm", "day, month and year are needed");
            self.fault(name, "date.no_day", words);
            return None;
        };
        typed_day(day).map_or_else(|fault| self.refuse_typed(name, &fault), Some)
    }

    /// A day that has already come.
    pub(super) fn past_day(&mut self, name: &str) -> Option<Date> {
        let day = self.day(name)?;
        if day > self.context.today() {
            let words = Words::new(
                format!("ngày {} còn ở tương lai", day.strftime("%d/%m/%Y")),
                format!("{day} is in the future"),
            );
            self.fault(name, "date.future", words);
            return None;
        }
        Some(day)
    }

    /// A birth date as far as it is known: its year, and the day where it is full.
    pub(super) fn birth(&mut self, name: &str) -> (Option<i16>, Option<Date>) {
        let Some(text) = self.text(name) else { return (None, None) };
        match normalise::birth_date(&text, self.context.today()) {
            Ok(read) => {
                self.orders.add(read.value.order);
                (Some(read.value.date.year()), read.value.date.day())
            }
            Err(reason) => {
                self.refuse::<()>(name, reason);
                (None, None)
            }
        }
    }

    /// An instant: with an offset as written, without one in Vietnam's time.
    pub(super) fn instant(&mut self, name: &str) -> Option<Timestamp> {
        let text = self.text(name)?;
        let at = match text.parse::<Timestamp>() {
            Ok(at) => at,
            Err(_) => match normalise::date_time(&text, None) {
                Ok(read) => VIETNAM_OFFSET.to_timestamp(read.value).ok()?,
                Err(reason) => return self.refuse(name, reason),
            },
        };
        let day = typed_day(vietnam_date(at));
        day.map_or_else(|fault| self.refuse_typed(name, &fault), |_| Some(at))
    }

    pub(super) fn count(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        match normalise::number(&text) {
            Ok(read) if read.value >= 0.0 && read.value.fract() == 0.0 && read.value < 1e15 => {
                Some(read.value as i64)
            }
            Ok(_) => {
                let words = Words::new("cần một số nguyên không âm", "a whole number is needed");
                self.fault(name, "number.not_a_count", words);
                None
            }
            Err(reason) => self.refuse(name, reason),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        let text = self.text(name)?;
        match normalise::yes_no(&text) {
            Ok(read) => Some(read.value),
            Err(reason) => self.refuse(name, reason),
        }
    }

    /// One of a kind's words: the stable word, or what Vietnamese lists write for it.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        spoken: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text(name)?;
        let key = heading_key(&text);
        let found = parse(&text)
            .or_else(|| spoken.iter().find(|(word, _)| *word == key).map(|(_, value)| *value));
        if found.is_none() {
            let words = Words::new(
                format!("không hiểu giá trị “{}”", shown(&text)),
                format!("“{}” is not a value of this column", shown(&text)),
            );
            self.fault(name, "word.unknown", words);
        }
        found
    }

    /// The area that a cell names by code or name on a day.
    pub(super) fn area(&mut self, name: &str, day: Date) -> Option<Area> {
        let text = self.text(name)?;
        match self.context.area(&padded_code(&text), day) {
            Ok(area) => Some(area.clone()),
            Err(words) => {
                self.fault(name, "area.unknown", words);
                None
            }
        }
    }

    /// The value of a fact, of the type that another cell names.
    pub(super) fn fact_value(&mut self, name: &str, kind: &str) -> Option<FactValue> {
        match kind {
            "flag" => self.flag(name).map(FactValue::Flag),
            "date" => self.day(name).map(FactValue::Date),
            "instant" => self.instant(name).map(FactValue::Instant),
            "text" => self.text(name).map(FactValue::Text),
            "number" => {
                let text = self.text(name)?;
                match normalise::number(&text) {
                    Ok(read) => Some(FactValue::Number(read.value)),
                    Err(reason) => self.refuse(name, reason),
                }
            }
            _ => {
                let words = Words::new(
                    "loại dữ kiện phải là flag, number, text, date hoặc instant",
                    "the type of a fact is flag, number, text, date or instant",
                );
                self.fault("type", "word.unknown", words);
                None
            }
        }
    }

    /// Applies a normaliser of the linkage engine to a cell.
    pub(super) fn normal<T>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        let text = self.text(name)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(reason) => self.refuse(name, reason),
        }
    }

    /// Remembers what looks odd in the row and does not keep it out.
    pub(super) fn note_all(&mut self, notes: Vec<Note>) {
        for note in notes {
            let odd = &mut self.faults.odd;
            odd.entry(note.code).or_insert((0, self.row.number(), note.words)).0 += 1;
        }
    }

    pub(super) fn fault(&mut self, name: &str, code: &'static str, reason: Words) {
        self.bad = true;
        let location = self.table.location(self.row.number(), self.place(name));
        self.faults.add(CellFault { location, code, reason });
    }

    fn fault_at(&mut self, column: usize, code: &'static str, reason: Words) {
        self.bad = true;
        let location = self.table.location(self.row.number(), Some(column));
        self.faults.add(CellFault { location, code, reason });
    }

    fn refuse<T>(&mut self, name: &str, reason: Reason) -> Option<T> {
        self.fault(name, reason.code, reason.words);
        None
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.columns.place_of(self.spec, name)
    }

    fn is_required(&self, name: &str) -> bool {
        self.spec.columns.iter().any(|column| column.name == name && column.required)
    }
}

/// How long the text of a column may be.
fn limits_of(column: &str) -> TextLimits {
    match column {
        "disease" | "cluster" | "number" | "id" | "from_id" | "to_id" | "kind" | "type" => {
            TextLimits::KEY
        }
        "name" | "full_name" => TextLimits::NAME,
        _ if column.ends_with("key") || column.ends_with("code") => TextLimits::KEY,
        _ => TextLimits::REASON,
    }
}

/// Excel drops the zeros before a code: 9187 is 09187, and 1 to 99 a province's two digits.
fn padded_code(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        match text.len() {
            1 => return format!("0{text}"),
            4 => return format!("0{text}"),
            _ => {}
        }
    }
    text.to_owned()
}

/// The beginning of a text, for a message.
pub(super) fn shown(text: &str) -> String {
    shown_safely(&text.chars().take(40).collect::<String>())
}
