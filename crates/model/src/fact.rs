use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_record_derive::Record;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::record::word_field;
use crate::words::words;
use crate::{AreaId, FactId, ZoneId};

/// How sure we are of a parameter or a fact; the order runs from the surest to the least sure.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub enum Confidence {
    /// Read in the instrument's own text.
    V,
    /// Read in a secondary source.
    V2,
    /// Stated in one of the four seed plans.
    S,
    /// From memory, not found.
    M,
    /// Uncertain, or found in part.
    U,
}

impl Confidence {
    /// Whether a decision may rest on it; memory and doubt only advise.
    pub fn decides(self) -> bool {
        self < Self::M
    }

    /// The tag, as stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V => "V",
            Self::V2 => "V2",
            Self::S => "S",
            Self::M => "M",
            Self::U => "U",
        }
    }

    /// Reads a tag.
    pub fn parse(tag: &str) -> Option<Self> {
        [Self::V, Self::V2, Self::S, Self::M, Self::U].into_iter().find(|item| item.as_str() == tag)
    }
}

word_field! {
    Confidence:
    ("V", "Đọc trong văn bản", "Read in the text", []),
    ("V2", "Theo nguồn thứ cấp", "From a secondary source", []),
    ("S", "Kế hoạch nêu", "Stated in a plan", []),
    ("M", "Theo trí nhớ", "From memory", []),
    ("U", "Chưa chắc chắn", "Uncertain", []),
}

words! {
    /// Who stands behind a fact.
    Origin {
        /// A seed plan states it.
        Seed = "seed" ("Kế hoạch nêu", "Stated in a plan") ["ke hoach"],
        /// Computed from records.
        Record = "record" ("Bản ghi", "Record") [],
        /// An officer asserts it, with a reason.
        Officer = "officer" ("Cán bộ xác nhận", "Officer") ["can bo"],
        /// Made up for a demo or an exercise.
        Synthetic = "synthetic" ("Mô phỏng", "Synthetic") [],
    }
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// Several numbers, for instance the same month of five years, oldest first.
    Numbers(Vec<f64>),
    /// Several civil dates, for instance the days on which samples were taken, oldest first.
    Dates(Vec<Date>),
    /// A civil date.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
    /// A word.
    Text(String),
}

/// On the wire the type tells only yes or no, number, text and list: a date, an instant and a word are all texts.
impl PartialSchema for FactValue {
    fn schema() -> RefOr<Schema> {
        let types = |types: &[Type]| SchemaType::Array(types.to_vec());
        let item = ObjectBuilder::new().schema_type(types(&[Type::Number, Type::String]));
        ArrayBuilder::new()
            .schema_type(types(&[Type::Boolean, Type::Number, Type::String, Type::Array]))
            .items(item)
            .description(Some("The value of a fact."))
            .into()
    }
}

impl ToSchema for FactValue {}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Numbers(numbers) => {
                let texts: Vec<String> = numbers.iter().map(f64::to_string).collect();
                f.write_str(&texts.join(", "))
            }
            Self::Dates(dates) => {
                let texts: Vec<String> = dates.iter().map(Date::to_string).collect();
                f.write_str(&texts.join(", "))
            }
            Self::Date(date) => write!(f, "{date}"),
            Self::Instant(at) => write!(f, "{at}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A fact about one subject (an area, a zone, a disease in an area) as a rule sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The value.
    pub value: FactValue,
    /// Who stands behind it.
    pub origin: Origin,
    /// How sure we are of it.
    pub confidence: Confidence,
}

impl Fact {
    /// A fact computed from records that are taken as they are.
    pub fn recorded(value: FactValue) -> Self {
        Self { value, origin: Origin::Record, confidence: Confidence::V }
    }
}

/// The facts of one subject, by name.
pub type Facts = BTreeMap<String, Fact>;

/// A fact that a seed or an officer states, as it is kept.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "facts",
    vi = "Dữ kiện do người nêu",
    en = "Stated facts",
    files("du kien"),
    id = "{area_id}|{zone_id}|{disease}|{name}|{valid_from}",
    learned(valid_from = 0), span(valid_from..=valid_to), decided)]
pub struct AssertedFact {
    /// The identity.
    pub id: FactId,
    /// The area that it is about.
    #[field(
        vi = "Địa bàn",
        en = "Area",
        column = "area_code",
        headings("mã phường", "mã xã", "mã đơn vị"),
        holds("mã hoặc tên đơn vị", "code or name of the area"),
        dated_by(valid_from),
        index
    )]
    pub area_id: AreaId,
    /// The path of that area.
    #[field(vi = "Đường dẫn địa bàn", en = "Path of the area", internal)]
    pub area_path: String,
    /// The zone, where it is about a zone.
    #[field(
        vi = "Vùng cách ly y tế",
        en = "Containment zone",
        column = "zone_code",
        headings("mã vùng"),
        holds("mã vùng, nếu nói về một vùng", "code of the zone, where it is about one"),
        within
    )]
    pub zone_id: Option<ZoneId>,
    /// The disease, where it is about one.
    #[field(
        vi = "Bệnh",
        en = "Disease",
        headings("mã bệnh"),
        holds("mã hoặc tên bệnh", "code or name of the disease"),
        disease
    )]
    pub disease: Option<String>,
    /// The name of the fact, as rules use it.
    #[field(
        vi = "Tên",
        en = "Name",
        headings("tên dữ kiện"),
        holds("tên trong danh mục dữ kiện", "name in the catalogue of facts"),
        reads(key),
        index
    )]
    pub name: String,
    /// The value.
    #[field(vi = "Giá trị", en = "Value")]
    pub value: FactValue,
    /// First day on which it holds.
    #[field(vi = "Từ ngày", en = "From")]
    pub valid_from: Option<Date>,
    /// Last day on which it holds.
    #[field(vi = "Đến ngày", en = "To")]
    pub valid_to: Option<Date>,
    /// Who states it.
    #[field(
        vi = "Người nêu",
        en = "Stated by",
        column = "origin",
        headings("nguồn dữ liệu"),
        default = "record"
    )]
    pub origin: Origin,
    /// How sure we are.
    #[field(vi = "Độ tin cậy", en = "Confidence")]
    pub confidence: Confidence,
    /// The document and place, or the officer's reason.
    #[field(
        vi = "Căn cứ",
        en = "Source",
        headings("căn cứ"),
        holds("văn bản, điều khoản, hoặc lý do", "document and place, or the reason")
    )]
    pub source: String,
}
