use taicho_model::{
    AssertedFact, Confidence, FactId, Order, OrderId, OrderStatus, Origin, PeriodCount, PeriodKind,
    Words, ZoneId,
};

use super::{Draft, Importable, ORIGIN, Spec, at_hour, column, origin, unknown_zone};
use crate::import::cells::Cells;

pub(super) const FACTS: Spec = Spec {
    kind: "facts",
    file_words: &["du kien"],
    title: ("Dữ kiện do văn bản hoặc cán bộ nêu", "Facts that a document or an officer states"),
    order: 7,
    key: (
        "area_code, zone_code, disease, name, valid_from",
        "area_code, zone_code, disease, name, valid_from",
    ),
    columns: &[
        column(
            "area_code",
            true,
            &["mã phường", "mã xã", "mã đơn vị"],
            ("mã hoặc tên đơn vị", "code or name of the area"),
        ),
        column(
            "zone_code",
            false,
            &["mã vùng"],
            ("mã vùng, nếu nói về một vùng", "code of the zone, where it is about one"),
        ),
        column(
            "disease",
            false,
            &["bệnh"],
            ("mã bệnh, nếu nói về một bệnh", "disease code, where it is about one"),
        ),
        column(
            "name",
            true,
            &["tên dữ kiện"],
            ("tên trong danh mục dữ kiện", "name in the catalogue of facts"),
        ),
        column("value", true, &["giá trị"], ("giá trị", "value")),
        column(
            "type",
            true,
            &["loại giá trị"],
            ("flag, number, text, date, instant", "flag, number, text, date, instant"),
        ),
        column("valid_from", false, &["từ ngày"], ("ngày đầu", "first day")),
        column("valid_to", false, &["đến ngày"], ("ngày cuối", "last day")),
        ORIGIN,
        column("confidence", true, &["độ tin cậy"], ("V, V2, S, M, U", "V, V2, S, M, U")),
        column(
            "source",
            true,
            &["nguồn", "căn cứ"],
            ("văn bản, điều khoản, hoặc lý do", "document and place, or the reason"),
        ),
    ],
};

impl Importable for AssertedFact {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let (valid_from, valid_to) = (cells.day("valid_from"), cells.day("valid_to"));
        let today = cells.context.today();
        let area = cells.area("area_code", valid_from.unwrap_or(today));
        let zone_id = zone(cells);
        let (disease, name) = (cells.text("disease"), cells.text("name"));
        let kind = cells.text("type").unwrap_or_default();
        let value = cells.fact_value("value", &kind);
        let confidence = cells.word("confidence", Confidence::parse, &[]);
        let (record_origin, source) = (origin(cells), cells.text("source"));
        if cells.bad {
            return None;
        }
        let (area, name) = (area?, name?);
        let id = [
            area.id.0.as_str(),
            zone_id.as_ref().map_or("", |id: &ZoneId| id.0.as_str()),
            disease.as_deref().unwrap_or(""),
            &name,
            &valid_from.map_or(String::new(), |day| day.to_string()),
        ]
        .join("|");
        let fact = Self {
            id: FactId(id.clone()),
            area_id: area.id,
            area_path: area.path,
            zone_id,
            disease,
            name,
            value: value?,
            valid_from,
            valid_to,
            origin: record_origin,
            confidence: confidence?,
            source: source?,
        };
        let happened_at = valid_from.and_then(|day| at_hour(day, 0));
        Some(Draft { key: id, record: fact, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }
}

pub(super) const ORDERS: Spec = Spec {
    kind: "orders",
    file_words: &["lenh", "quyet dinh"],
    title: ("Lệnh, quyết định đã có", "Orders in force"),
    order: 8,
    key: (
        "area_code, zone_code, kind, effective_from",
        "area_code, zone_code, kind, effective_from",
    ),
    columns: &[
        column(
            "kind",
            true,
            &["loại"],
            (
                "distancing_tier, risk_level, zone_freeze…",
                "distancing_tier, risk_level, zone_freeze…",
            ),
        ),
        column("value", true, &["giá trị", "mức"], ("giá trị, ví dụ 16", "value, for instance 16")),
        column(
            "area_code",
            true,
            &["mã phường", "mã xã", "mã đơn vị"],
            ("mã hoặc tên đơn vị", "code or name of the area"),
        ),
        column("zone_code", false, &["mã vùng"], ("mã vùng", "code of the zone")),
        column(
            "effective_from",
            true,
            &["hiệu lực từ"],
            ("ngày đầu hiệu lực", "first day of effect"),
        ),
        column(
            "effective_to",
            false,
            &["hiệu lực đến"],
            ("ngày cuối hiệu lực", "last day of effect"),
        ),
        column(
            "number",
            false,
            &["số, ký hiệu", "số ký hiệu"],
            ("số và ký hiệu", "number and symbol"),
        ),
        column("document", true, &["căn cứ"], ("văn bản căn cứ", "legal basis")),
        column(
            "status",
            true,
            &["tình trạng"],
            ("draft, issued, revoked", "draft, issued, revoked"),
        ),
        ORIGIN,
    ],
};

impl Importable for Order {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let (kind, value) = (cells.text("kind"), cells.text("value"));
        let (effective_from, effective_to) =
            (cells.day("effective_from"), cells.day("effective_to"));
        let today = cells.context.today();
        let area = cells.area("area_code", effective_from.unwrap_or(today));
        let zone_id = zone(cells);
        let (number, document) = (cells.text("number"), cells.text("document"));
        let status = cells.word("status", OrderStatus::parse, &[]);
        let record_origin = origin(cells);
        if cells.bad {
            return None;
        }
        let (area, kind, effective_from) = (area?, kind?, effective_from?);
        let zone = zone_id.as_ref().map_or("", |id: &ZoneId| id.0.as_str());
        let id = format!("{}|{zone}|{kind}|{effective_from}", area.id);
        let order = Self {
            id: OrderId(id.clone()),
            number,
            kind,
            value: value?,
            area_id: area.id,
            area_path: area.path,
            zone_id,
            effective_from,
            effective_to,
            status: status?,
            document: document?,
            record_origin,
        };
        let happened_at = at_hour(effective_from, 0);
        Some(Draft { key: id, record: order, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }
}

pub(super) const COUNTS: Spec = Spec {
    kind: "period_counts",
    file_words: &["so ca theo ky", "so lieu nam truoc"],
    title: ("Số ca các kỳ trước", "Counts of past periods"),
    order: 9,
    key: ("area_code, disease, period, starts_on", "area_code, disease, period, starts_on"),
    columns: &[
        column(
            "area_code",
            true,
            &["mã phường", "mã xã"],
            ("mã xã, phường vào thời điểm đó", "code of the commune at that time"),
        ),
        column("disease", true, &["bệnh"], ("mã bệnh", "disease code")),
        column("period", true, &["kỳ"], ("week hoặc month", "week or month")),
        column("starts_on", true, &["ngày đầu kỳ"], ("ngày đầu kỳ", "first day of the period")),
        column("cases", true, &["số ca"], ("số ca", "cases")),
        column(
            "was_epidemic",
            false,
            &["kỳ có dịch"],
            ("có dịch hay không", "whether it was an epidemic"),
        ),
        ORIGIN,
    ],
};

impl Importable for PeriodCount {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let starts_on = cells.past_day("starts_on");
        let area = cells.area("area_code", starts_on.unwrap_or_else(|| cells.context.today()));
        let disease = cells.text("disease");
        let words = [("tuan", PeriodKind::Week), ("thang", PeriodKind::Month)];
        let period = cells.word("period", PeriodKind::parse, &words);
        let (count, was_epidemic) = (cells.count("cases"), cells.flag("was_epidemic"));
        if let (Some(period), Some(day)) = (period, starts_on) {
            let begins = match period {
                PeriodKind::Week => day.weekday() == jiff::civil::Weekday::Monday,
                PeriodKind::Month => day.day() == 1,
            };
            if !begins {
                let words = Words::new(
                    "kỳ phải bắt đầu vào thứ Hai hoặc ngày 1",
                    "a period begins on a Monday or on the 1st",
                );
                cells.fault("starts_on", "period.begins", words);
            }
        }
        let record_origin: Origin = origin(cells);
        if cells.bad {
            return None;
        }
        let (area, disease, period, starts_on) = (area?, disease?, period?, starts_on?);
        let id = format!("{}|{disease}|{}|{starts_on}", area.id, period.as_str());
        let count = Self {
            id: id.clone(),
            area_id: area.id,
            area_path: area.path,
            disease,
            period,
            starts_on,
            cases: count?,
            was_epidemic: was_epidemic.unwrap_or(false),
            record_origin,
        };
        let happened_at = at_hour(starts_on, 0);
        Some(Draft { key: id, record: count, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id
    }
}

fn zone(cells: &mut Cells<'_>) -> Option<ZoneId> {
    let code = cells.text("zone_code")?;
    match cells.context.zone(&code).cloned() {
        Some((id, _)) => Some(id),
        None => {
            cells.fault("zone_code", "zone.unknown", unknown_zone(&code));
            None
        }
    }
}
