//! Reads one row that people wrote, cell by cell, as the fields of its kind say: the same for a table, a form and the API.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{
    Area, AreaLevel, FactValue, FieldSpec, FieldType, KindSpec, Note, Reading, Row, RowFault, Sex,
    TextLimits, TypedFault, VIETNAM_OFFSET, Value, Words, YEARS, shown_safely, typed_day,
    typed_text, vietnam_date,
};
use taicho_normalise::{self as normalise, DateOrders, Normal, Reason};

use super::diseases::Diseases;
use super::export::BY_ID;

/// What a person wrote into the columns of one row.
pub(crate) trait Texts {
    /// What stands under a heading, within the limits.
    fn text(&mut self, column: &'static str, limits: TextLimits) -> Result<Written, Reason>;
}

/// What stands under a heading.
pub(crate) enum Written {
    /// Nothing was said of it.
    Nothing,
    /// It was left blank.
    Blank,
    /// A text, as it is kept.
    Text(String),
}

impl Written {
    /// What was written, as it is kept.
    pub(crate) fn of(text: &str, limits: TextLimits) -> Result<Self, Reason> {
        match typed_text(text, limits) {
            Ok(text) => Ok(Self::Text(text.into_owned())),
            Err(TypedFault::Blank) => Ok(Self::Blank),
            Err(fault) => Err(reason_of(&fault)),
        }
    }
}

/// Finds the areas that rows name.
pub(crate) trait Areas {
    /// The area of a code or a name on a day.
    fn named(&mut self, text: &str, day: Date) -> Result<Area, Reason>;
    /// The area of an id.
    fn of_id(&mut self, id: &str) -> Result<Area, Reason>;
    /// Whether nothing lies below an area on a day, as in an island district without communes.
    fn is_lowest(&mut self, area: &Area, day: Date) -> Result<bool, Reason>;
}

/// A row that was read, with what has to be looked up before it can be kept.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The row; a reference holds what was written until it is looked up.
    pub(crate) row: Row,
    /// Whether the id was told, and is not made of the fields or drawn.
    pub(crate) is_told: bool,
    /// The references that were written anew.
    pub(crate) references: Vec<&'static FieldSpec>,
    /// When it would have been learned, where the row tells.
    pub(crate) happened_at: Option<Timestamp>,
    /// The number of the row in its table.
    pub(crate) number: u32,
    /// What stood in columns that no field takes, by heading, as JSON.
    pub(crate) other_cells: Option<String>,
}

/// What there is to say of a row that was read.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// What keeps it out.
    pub(crate) faults: Vec<RowFault>,
    /// What looks odd and was taken all the same.
    pub(crate) notes: Vec<Note>,
}

/// The column of an id, which every kind has besides its fields.
pub(crate) const ID: &str = "id";

/// The column that tells the type of a fact's value.
pub(crate) const FACT_TYPE: &str = "type";

/// The types that it can have; of a list the values stand one after the other, with semicolons.
pub(crate) const FACT_TYPES: [&str; 7] =
    ["flag", "number", "text", "date", "instant", "numbers", "dates"];

/// Reads the rows of one kind.
pub(crate) struct Reader<'a> {
    pub(crate) kind: &'static KindSpec,
    pub(crate) areas: &'a mut dyn Areas,
    pub(crate) today: Date,
    pub(crate) orders: &'a mut DateOrders,
}

impl Reader<'_> {
    /// Reads a row on top of another: what was not written stays as it is there. None where a cell is at fault.
    pub(crate) fn read(
        &mut self,
        base: Row,
        texts: &mut dyn Texts,
        said: &mut Said,
    ) -> Option<Draft> {
        let mut draft = Draft {
            is_told: !base.id.is_empty(),
            row: base,
            references: Vec::new(),
            happened_at: None,
            number: 0,
            other_cells: None,
        };
        let mut of_areas = Vec::new();
        for field in self.kind.shown_fields() {
            let written = match texts.text(field.column, limits(field)) {
                Ok(written) => written,
                Err(reason) => {
                    said.faults.push(fault(field.name, reason));
                    continue;
                }
            };
            match written {
                Written::Nothing => {}
                Written::Blank => self.clear(field, &mut draft.row),
                Written::Text(text) if is_of_areas(field) => of_areas.push((field, text)),
                Written::Text(text) => self.field(field, &text, texts, &mut draft, said),
            }
        }
        let mut lies_in = None;
        for (field, text) in of_areas {
            match self.area(field, &text, &draft.row) {
                Ok(area) => {
                    draft.row.set(field.name, area.id.0.as_str());
                    lies_in = Some(area);
                }
                Err(reason) => said.faults.push(fault(field.name, reason)),
            }
        }
        match texts.text(ID, TextLimits::KEY) {
            Ok(Written::Text(id)) => {
                draft.row.id = id;
                draft.is_told = true;
            }
            Ok(_) => {}
            Err(reason) => said.faults.push(fault(ID, reason)),
        }
        self.complete(&mut draft, lies_in.as_ref(), said);
        if said.faults.is_empty() { Some(draft) } else { None }
    }

    fn clear(&self, field: &FieldSpec, row: &mut Row) {
        row.set(field.name, Value::Null);
        // The year of a birth has a column of its own, and what stands there stays.
        if let Reading::Name(bare) = field.reading {
            row.set(bare, Value::Null);
        }
    }

    fn field(
        &mut self,
        field: &'static FieldSpec,
        text: &str,
        texts: &mut dyn Texts,
        draft: &mut Draft,
        said: &mut Said,
    ) {
        let row = &mut draft.row;
        let read = match (field.reading, field.field_type) {
            (Reading::Name(bare), _) => kept(normalise::name(text), said).map(|name| {
                row.set(bare, name.key.as_str());
                Value::Text(name.text.into_owned())
            }),
            (Reading::Phone, _) => kept(normalise::phone(text), said)
                .map(|phone| Value::Text(phone.e164.as_str().to_owned())),
            (Reading::PersonalId, _) => self.personal_id(text, row, said),
            (Reading::Sex, _) => {
                kept(normalise::sex(text), said).map(|sex| Value::from(sex.as_str()))
            }
            (Reading::Birth(year), _) => normalise::birth_date(text, self.today).map(|read| {
                self.orders.add(read.value.order);
                row.set(year, Value::Int(read.value.date.year().into()));
                read.value.date.day().map_or(Value::Null, Value::from)
            }),
            (Reading::Id, FieldType::Reference("areas")) => {
                self.areas.of_id(text).map(|area| Value::Text(area.id.0))
            }
            (_, FieldType::Text) => Ok(Value::from(text)),
            (_, FieldType::Number) => count(text),
            (_, FieldType::Year) => year(text),
            (_, FieldType::Flag) => {
                kept(normalise::yes_no(text), said).map(|yes| Value::Int(yes.into()))
            }
            (_, FieldType::Day) => self.day(text, field).map(Value::from),
            (_, FieldType::Instant) => instant(text).map(|at| Value::Int(at.as_microsecond())),
            (_, FieldType::Word(words)) => word(text, words),
            (_, FieldType::Disease) => Diseases::shipped().code(text).map(Value::from),
            (_, FieldType::Reference(_)) => {
                draft.references.push(field);
                Ok(Value::from(text))
            }
            (_, FieldType::Fact) => {
                let of = match texts.text(FACT_TYPE, TextLimits::KEY) {
                    Ok(Written::Text(of)) => of,
                    _ => String::new(),
                };
                match self.fact(text, &of, field) {
                    Ok(value) => Ok(Value::Text(
                        serde_json::to_string(&value).expect("a fact's value has a text"),
                    )),
                    Err(NoFact::Type(reason)) => {
                        said.faults.push(fault(FACT_TYPE, reason));
                        return;
                    }
                    Err(NoFact::Value(reason)) => Err(reason),
                }
            }
        };
        match read {
            Ok(value) => draft.row.set(field.name, value),
            Err(reason) => said.faults.push(fault(field.name, reason)),
        }
    }

    fn personal_id(&self, text: &str, row: &Row, said: &mut Said) -> Result<Value, Reason> {
        let id = kept(normalise::personal_id(text), said)?;
        // The number tells a sex and a year of birth; the fields that say them too stand before it.
        let has = |name: &str| self.kind.field(name).is_some();
        let sex = has("sex").then(|| row.text("sex").and_then(Sex::parse)).flatten();
        let year = has("birth_year").then(|| row.number("birth_year")).flatten();
        let year = year.and_then(|year| i16::try_from(year).ok());
        said.notes.extend(id.contradictions(sex, year));
        Ok(Value::Text(id.digits.as_str().to_owned()))
    }

    fn day(&mut self, text: &str, field: &FieldSpec) -> Result<Date, Reason> {
        let read = normalise::date(text, None)?.value;
        self.orders.add(read.order);
        let day = read.date.day().ok_or_else(|| {
            reason("date.no_day", "cần đủ ngày, tháng, năm", "day, month and year are needed")
        })?;
        let day = typed_day(day).map_err(|fault| reason_of(&fault))?;
        if field.is_past && day > self.today {
            return Err(reason(
                "date.future",
                format!("ngày {} còn ở tương lai", day.strftime("%d/%m/%Y")),
                format!("{day} is in the future"),
            ));
        }
        Ok(day)
    }

    /// The value of a fact, of the type that another cell names.
    fn fact(&mut self, text: &str, of: &str, field: &FieldSpec) -> Result<FactValue, NoFact> {
        Ok(match of {
            "flag" => FactValue::Flag(normalise::yes_no(text)?.value),
            "date" => FactValue::Date(self.day(text, field)?),
            "instant" => FactValue::Instant(instant(text)?),
            "text" => FactValue::Text(text.to_owned()),
            "number" => FactValue::Number(normalise::number(text)?.value),
            "numbers" => FactValue::Numbers(
                text.split(';')
                    .map(|part| normalise::number(part).map(|read| read.value))
                    .collect::<Result<_, _>>()?,
            ),
            "dates" => FactValue::Dates(
                text.split(';').map(|part| self.day(part, field)).collect::<Result<_, _>>()?,
            ),
            _ => {
                return Err(NoFact::Type(reason(
                    "word.unknown",
                    format!("loại dữ kiện phải là một trong: {}", FACT_TYPES.join(", ")),
                    format!("the type of a fact is one of {}", FACT_TYPES.join(", ")),
                )));
            }
        })
    }

    /// The area that a cell names, in the borders of the row's own day.
    fn area(&mut self, field: &FieldSpec, text: &str, row: &Row) -> Result<Area, Reason> {
        let day = field.dated_by.iter().find_map(|name| row.day(name)).unwrap_or(self.today);
        let area = match text.strip_prefix(BY_ID) {
            Some(id) => self.areas.of_id(id)?,
            None => self.areas.named(&padded_code(text), day)?,
        };
        let is_commune = matches!(area.level, AreaLevel::Commune | AreaLevel::Subunit);
        if field.is_of_commune && !is_commune && !self.areas.is_lowest(&area, day)? {
            return Err(reason(
                "area.not_a_commune",
                format!("{} không phải xã, phường: hãy ghi xã, phường", area.full_name()),
                format!("{} is no commune: name the commune", area.full_name()),
            ));
        }
        Ok(area)
    }

    /// Fills in what follows, and looks at the row as a whole.
    fn complete(&self, draft: &mut Draft, lies_in: Option<&Area>, said: &mut Said) {
        let row = &mut draft.row;
        if let Some(area) = lies_in
            && self.kind.field("area_path").is_some()
        {
            row.set("area_path", area.path.as_str());
            // What has to lie in the row's area has to lie in the new one.
            let within = self.kind.fields.iter().filter(|field| field.is_within);
            for field in within.filter(|field| !row.lacks(field.name)) {
                if !draft.references.contains(&field) {
                    draft.references.push(field);
                }
            }
        }
        for field in self.kind.fields {
            if row.lacks(field.name)
                && let Some(value) = field.default_value()
            {
                row.set(field.name, value);
            }
        }
        (self.kind.complete)(row, lies_in);
        if row.id.is_empty()
            && let Some(form) = self.kind.id_form
        {
            row.id = filled(form, row);
        }
        if self.kind.name == "areas" && (lies_in.is_some() || row.lacks("parent_id")) {
            let above = lies_in.map_or("", |area| area.path.as_str());
            if above.split('/').any(|step| step == row.id) {
                said.faults.push(RowFault::new(
                    "parent_id",
                    "area.own_parent",
                    "đơn vị cấp trên nằm trong chính đơn vị này",
                    "the area above lies within this area",
                ));
            }
            let path = format!("{above}{}/", row.id);
            row.set("path", path);
        }
        let is_faulty = |said: &Said, name| said.faults.iter().any(|fault| fault.field == name);
        for field in self.kind.shown_fields().filter(|field| field.is_needed(self.kind)) {
            if row.lacks(field.name) && !is_faulty(said, field.name) {
                said.faults.push(fault(field.name, blank()));
            }
        }
        if said.faults.is_empty() {
            // A row that lies where what it refers to lies is placed later; its rules are asked all the same.
            let mut whole = row.clone();
            if self.kind.field("area_path").is_some() && whole.lacks("area_path") {
                whole.set("area_path", "");
            }
            (self.kind.check)(&whole, &mut said.faults);
        }
        let mut learned = self.kind.learned.iter();
        draft.happened_at = learned.find_map(|(name, hour)| match row.get(name) {
            Value::Int(micros) => Timestamp::from_microsecond(*micros).ok(),
            _ => VIETNAM_OFFSET.to_timestamp(row.day(name)?.at(*hour, 0, 0, 0)).ok(),
        });
    }
}

/// Why a text is no fact: its type or its value.
enum NoFact {
    Type(Reason),
    Value(Reason),
}

impl From<Reason> for NoFact {
    fn from(reason: Reason) -> Self {
        Self::Value(reason)
    }
}

/// A form of an id, such as `{zone_id}|{taken_on}`, with what stands in the fields.
pub(crate) fn filled(form: &str, row: &Row) -> String {
    let mut id = String::new();
    for part in form.split('{') {
        let (name, rest) = part.split_once('}').unwrap_or(("", part));
        if !name.is_empty() {
            match row.get(name) {
                Value::Text(text) => id.push_str(text),
                Value::Int(number) => id.push_str(&number.to_string()),
                _ => {}
            }
        }
        id.push_str(rest);
    }
    // A part that came to a form later is none of the ids that were made before it.
    let whole = id.trim_end_matches('|').len();
    id.truncate(whole);
    id
}

/// Areas are found by code or name on a day; where their id is written they are not.
fn is_of_areas(field: &FieldSpec) -> bool {
    field.field_type == FieldType::Reference("areas") && field.reading != Reading::Id
}

fn kept<T>(read: Result<Normal<T>, Reason>, said: &mut Said) -> Result<T, Reason> {
    let Normal { value, notes } = read?;
    said.notes.extend(notes);
    Ok(value)
}

fn count(text: &str) -> Result<Value, Reason> {
    let number = normalise::number(text)?.value;
    if number >= 0.0 && number.fract() == 0.0 && number < 1e15 {
        return Ok(Value::Int(number as i64));
    }
    Err(reason("number.not_a_count", "cần một số nguyên không âm", "a whole number is needed"))
}

fn year(text: &str) -> Result<Value, Reason> {
    match count(text)? {
        Value::Int(year) if i16::try_from(year).is_ok_and(|year| YEARS.contains(&year)) => {
            Ok(Value::Int(year))
        }
        _ => Err(reason(
            "date.out_of_range",
            format!("cần một năm từ {} đến {}", YEARS.start(), YEARS.end()),
            format!("a year from {} to {} is needed", YEARS.start(), YEARS.end()),
        )),
    }
}

/// An instant: with an offset as written, without one in Vietnam's time.
fn instant(text: &str) -> Result<Timestamp, Reason> {
    let at = match text.parse::<Timestamp>() {
        Ok(at) => at,
        Err(_) => {
            let read = normalise::date_time(text, None)?.value;
            VIETNAM_OFFSET.to_timestamp(read).map_err(|_| {
                reason("date.unreadable", "không có thời điểm này", "there is no such moment")
            })?
        }
    };
    typed_day(vietnam_date(at)).map_err(|fault| reason_of(&fault))?;
    Ok(at)
}

/// One of a list's words: the stable word, or what people write for it.
fn word(text: &str, words: &'static [taicho_model::WordSpec]) -> Result<Value, Reason> {
    if let Some(found) = words.iter().find(|it| it.word == text) {
        return Ok(Value::from(found.word));
    }
    let key = heading_key(text);
    let is_meant = |it: &&taicho_model::WordSpec| {
        let (vi, en) = it.title;
        let said = [it.word, vi, en].into_iter().map(heading_key);
        it.spellings.contains(&key.as_str()) || said.into_iter().any(|said| said == key)
    };
    if let Some(found) = words.iter().find(is_meant) {
        return Ok(Value::from(found.word));
    }
    let (vi, en): (Vec<&str>, Vec<&str>) = words.iter().map(|it| it.title).unzip();
    Err(reason(
        "word.unknown",
        format!("không hiểu giá trị “{}”; chỉ nhận: {}", shown(text), vi.join(", ")),
        format!("“{}” is not a value of this column; it takes {}", shown(text), en.join(", ")),
    ))
}

/// `Ngày phát hiện`, `NGAY PHAT HIEN`, `ngay_phat_hien` are one heading.
pub(crate) fn heading_key(text: &str) -> String {
    let mut key = String::new();
    taicho_model::vietnamese::push_bare(text.trim(), &mut key);
    let words = key.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// How long the text of a column may be.
fn limits(field: &FieldSpec) -> TextLimits {
    match (field.reading, field.field_type) {
        (Reading::Key | Reading::Id, _) => TextLimits::KEY,
        (_, FieldType::Reference(_) | FieldType::Disease | FieldType::Word(_)) => {
            TextLimits { longest: TextLimits::NAME.longest, ..TextLimits::KEY }
        }
        (Reading::Name(_) | Reading::Title, _) => TextLimits::NAME,
        _ => TextLimits::REASON,
    }
}

/// Excel drops the zeros before a code: 9187 is 09187, and 1 to 99 a province's two digits.
fn padded_code(text: &str) -> String {
    match text.len() {
        1 | 4 if text.bytes().all(|byte| byte.is_ascii_digit()) => format!("0{text}"),
        _ => text.to_owned(),
    }
}

/// The beginning of a text, for a message.
pub(crate) fn shown(text: &str) -> String {
    shown_safely(&text.chars().take(40).collect::<String>())
}

pub(crate) fn no_area(id: &str) -> Reason {
    let id = shown(id);
    reason("area.unknown", format!("không có đơn vị {id}"), format!("there is no area {id}"))
}

fn blank() -> Reason {
    reason("cell.required", "ô bắt buộc bị bỏ trống", "the cell is required and empty")
}

/// Why a text cannot be kept, as a cell's fault.
fn reason_of(fault: &TypedFault) -> Reason {
    let code = match fault {
        TypedFault::Blank => return blank(),
        TypedFault::TooLong { .. } => "cell.too_long",
        TypedFault::Year(_) => "date.out_of_range",
        TypedFault::Hidden { .. } | TypedFault::Slash => "cell.control",
    };
    let Words { vi, en } = fault.words();
    reason(code, format!("ô {vi}"), format!("the cell {en}"))
}

pub(crate) fn reason(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Reason {
    Reason { code, words: Words::new(vi, en) }
}

pub(super) fn fault(field: &'static str, Reason { code, words }: Reason) -> RowFault {
    RowFault { field, code, words }
}
