use std::collections::BTreeMap;

use taicho_model::{FieldSpec, KindSpec, Note, Reading, RowFault, TextLimits, Words};
use taicho_normalise::Reason;
use taicho_sheets::{CellKind as Kind, Row, Table};

use super::{CellFault, FAULTS_SHOWN};
use crate::records::{FACT_TYPE, ID, Said, Texts, Written, heading_key, shown};

/// Where the columns of a kind stand in one table.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    kind: &'static KindSpec,
    /// The place of each heading.
    places: BTreeMap<&'static str, usize>,
    /// Headings that no column of the kind takes.
    pub(super) left_out: Vec<(usize, String)>,
}

impl Columns {
    /// Finds each column by its heading, in Vietnamese or English, whatever its marks, case and spacing.
    pub(super) fn find(kind: &'static KindSpec, header: &[String]) -> Self {
        let keys: Vec<String> = header.iter().map(|text| heading_key(text)).collect();
        let mut places = BTreeMap::new();
        let mut taken = vec![false; keys.len()];
        let mut take = |column: &'static str, names: &[&str], taken: &mut Vec<bool>| {
            let names: Vec<String> = names.iter().map(|name| heading_key(name)).collect();
            let named = |place: &usize| !taken[*place] && names.contains(&keys[*place]);
            if !places.contains_key(column)
                && let Some(place) = (0..keys.len()).find(named)
            {
                taken[place] = true;
                places.insert(column, place);
            }
        };
        // What a column is called by itself comes before what others call it too.
        for column in columns_of(kind) {
            if column != ID {
                take(column, &[column], &mut taken);
            }
        }
        for field in kind.shown_fields() {
            let titles = [field.title.0, field.title.1];
            take(field.column, &[&titles[..1], field.headings, &titles[1..]].concat(), &mut taken);
        }
        for (column, names) in [(ID, &["id"][..]), (FACT_TYPE, &["loại giá trị"][..])] {
            if columns_of(kind).any(|it| it == column) {
                take(column, names, &mut taken);
            }
        }
        let left_out = header.iter().enumerate().zip(taken);
        let left_out = left_out.filter(|((_, text), taken)| !taken && !text.trim().is_empty());
        let left_out = left_out.map(|((place, text), _)| (place, text.clone())).collect();
        Self { kind, places, left_out }
    }

    /// The needed columns that the table lacks.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let needed = self.kind.shown_fields().filter(|field| field.is_needed(self.kind));
        let needed = needed.map(|field| field.column);
        needed.filter(|column| !self.places.contains_key(column)).collect()
    }

    /// The fields of which the table says nothing: it has neither their column nor that of one that tells them too.
    pub(super) fn unsaid(&self) -> Vec<&'static FieldSpec> {
        let is_there = |field: &FieldSpec| self.places.contains_key(field.column);
        let told_by = |name: &str| {
            let mut fields = self.kind.shown_fields();
            fields.any(|field| match field.reading {
                Reading::Birth(other) | Reading::Name(other) => other == name && is_there(field),
                _ => false,
            })
        };
        let fields = self.kind.shown_fields().filter(|field| !self.kind.key.contains(&field.name));
        fields.filter(|field| !is_there(field) && !told_by(field.name)).collect()
    }

    /// The place of the column of a field.
    pub(super) fn place_of(&self, field: &str) -> Option<usize> {
        let column = self.kind.field(field).map_or(field, |field| field.column);
        self.places.get(column).copied()
    }

    pub(super) fn found(&self) -> usize {
        self.places.len()
    }
}

/// The headings of the columns of a kind's tables: of its fields, and of the id.
pub fn columns_of(kind: &'static KindSpec) -> impl Iterator<Item = &'static str> {
    kind.shown_fields()
        .flat_map(|field| {
            let is_fact = field.field_type == taicho_model::FieldType::Fact;
            [Some(field.column), is_fact.then_some(FACT_TYPE)]
        })
        .flatten()
        .chain([ID])
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

/// One row of a table, whose cells are read by their headings.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    pub(super) table: &'a Table,
    pub(super) columns: &'a Columns,
}

impl Texts for Cells<'_> {
    fn text(&mut self, column: &'static str, limits: TextLimits) -> Result<Written, Reason> {
        let Some(place) = self.columns.places.get(column) else { return Ok(Written::Nothing) };
        let cell = self.row.cell(*place);
        if cell.kind == Kind::Error {
            let shown = shown(cell.text);
            return Err(Reason {
                code: "cell.error",
                words: Words::new(
                    format!("ô chứa lỗi của bảng tính: {shown}"),
                    format!("the cell holds a spreadsheet error: {shown}"),
                ),
            });
        }
        if cell.kind == Kind::Empty && cell.formula {
            let words = Words::new(
                "ô có công thức mà tệp không lưu kết quả: hãy mở bằng Excel, lưu lại rồi gửi",
                "the cell has a formula without a stored result: open it in Excel, save it and send it again",
            );
            return Err(Reason { code: "cell.not_computed", words });
        }
        if cell.kind == Kind::Date
            && let Some(year) = self.year_in_a_day(column, cell.text)
        {
            return Written::of(&year, limits);
        }
        Written::of(unguarded(cell.text), limits)
    }
}

impl Cells<'_> {
    /// The year that somebody typed into a birth cell which is formatted for days: 1990 shows as a day of 1905 there.
    fn year_in_a_day(&self, column: &str, text: &str) -> Option<String> {
        let kind = self.columns.kind;
        let field = kind.fields.iter().find(|field| field.column == column)?;
        if !matches!(field.reading, Reading::Birth(_)) {
            return None;
        }
        let day: jiff::civil::Date = text.parse().ok()?;
        // Spreadsheets count days from here.
        let serial = jiff::civil::date(1899, 12, 30).until(day).ok()?.get_days();
        (1900..2100).contains(&serial).then(|| serial.to_string())
    }
}

/// Takes off the guard that an export puts before what a spreadsheet would run.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if taicho_documents::table::could_run(rest) => rest,
        _ => text,
    }
}

impl Cells<'_> {
    /// Notes everything that was said of the row where it stands in the table.
    pub(super) fn note(&self, said: Said, faults: &mut Faults) {
        for RowFault { field, code, words } in said.faults {
            self.fault_at(self.columns.place_of(field), code, words, faults);
        }
        self.note_all(said.notes, faults);
    }

    fn note_all(&self, notes: Vec<Note>, faults: &mut Faults) {
        for note in notes {
            faults.odd.entry(note.code).or_insert((0, self.row.number(), note.words)).0 += 1;
        }
    }

    fn fault_at(
        &self,
        column: Option<usize>,
        code: &'static str,
        reason: Words,
        faults: &mut Faults,
    ) {
        let location = self.table.location(self.row.number(), column);
        faults.add(CellFault { location, code, reason });
    }

    /// The cells that no field takes, by heading, as JSON; none where all of them are blank.
    pub(super) fn left_out(&self) -> Option<String> {
        let cells = self.columns.left_out.iter();
        let cells: BTreeMap<&str, &str> = cells
            .map(|(place, heading)| (heading.as_str(), self.row.cell(*place).text.trim()))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let text = || serde_json::to_string(&cells).expect("texts have a text");
        (!cells.is_empty()).then(text)
    }

    /// Refuses what stands to the right of the last heading, where nothing says what it is; notes what stands under a
    /// gap between headings.
    pub(super) fn check_width(&self, faults: &mut Faults) {
        let header = self.table.header();
        for (column, cell) in self.row.cells().enumerate() {
            if cell.is_blank() || header.get(column).is_some_and(|heading| !heading.is_empty()) {
                continue;
            }
            if column < header.len() {
                let note = Note::new(
                    "cell.no_heading",
                    "có ô nằm dưới cột không có tiêu đề, nên không được đọc",
                    "a cell stands in a column without a heading and was not read",
                );
                self.note_all(vec![note], faults);
                continue;
            }
            let words = Words::new(
                format!("ô nằm ngoài các cột có tiêu đề: “{}”", shown(cell.text)),
                format!("the cell stands beyond the last heading: “{}”", shown(cell.text)),
            );
            self.fault_at(Some(column), "cell.beyond_header", words, faults);
        }
    }
}
