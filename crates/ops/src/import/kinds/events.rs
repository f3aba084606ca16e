use taicho_model::{
    Case, CaseId, CaseOrigin, CaseSetting, CaseStatus, PersonId, RoundId, SamplingRound, Words,
    Zone, ZoneId,
};

use super::{Draft, Importable, ORIGIN, Reference, Spec, at_hour, column, origin, unknown_zone};
use crate::import::cells::Cells;
use crate::import::context::{Context, Target};

pub(super) const ZONES: Spec = Spec {
    kind: "zones",
    file_words: &["vung", "khu phong toa"],
    title: ("Vùng cách ly y tế", "Containment zones"),
    order: 4,
    key: ("code", "code"),
    columns: &[
        column("code", true, &["mã vùng"], ("mã vùng", "code of the zone")),
        column("name", true, &["tên vùng", "tên"], ("tên, phạm vi", "name, extent")),
        column("disease", true, &["bệnh"], ("mã bệnh", "disease code")),
        column(
            "area_code",
            true,
            &["mã phường", "mã xã", "phường", "xã", "phường xã"],
            ("mã hoặc tên xã, phường", "code or name of the commune"),
        ),
        column(
            "opened_on",
            true,
            &["ngày phong tỏa", "ngày thiết lập", "từ ngày"],
            ("ngày đầu thiết lập", "first day closed"),
        ),
        column(
            "lifted_on",
            false,
            &["ngày dỡ bỏ"],
            ("ngày đầu đã dỡ bỏ", "first day no longer closed"),
        ),
        column("households", false, &["số hộ"], ("số hộ bên trong", "households inside")),
        column(
            "residents",
            false,
            &["số dân", "số người"],
            ("số người bên trong", "people inside"),
        ),
        ORIGIN,
    ],
};

impl Importable for Zone {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let (code, name, disease) = (cells.text("code"), cells.text("name"), cells.text("disease"));
        let opened_on = cells.past_day("opened_on");
        let lifted_on = cells.day("lifted_on");
        let area = cells.area("area_code", opened_on.unwrap_or_else(|| cells.context.today()));
        let (households, residents) = (cells.count("households"), cells.count("residents"));
        let record_origin = origin(cells);
        if let (Some(opened_on), Some(lifted_on)) = (opened_on, lifted_on)
            && lifted_on < opened_on
        {
            let words = Words::new("dỡ bỏ trước khi thiết lập", "lifted before it was closed");
            cells.fault("lifted_on", "zone.lifted_before_opened", words);
        }
        if cells.bad {
            return None;
        }
        let (code, area, opened_on) = (code?, area?, opened_on?);
        let id =
            cells.context.zone(&code).map_or_else(|| ZoneId(code.clone()), |(id, _)| id.clone());
        let zone = Self {
            id,
            code: code.clone(),
            name: name?,
            disease: disease?,
            area_id: area.id,
            area_path: area.path,
            opened_on,
            lifted_on,
            households,
            residents,
            record_origin,
        };
        let happened_at = at_hour(opened_on, 6);
        Some(Draft { key: code, record: zone, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }

    fn remember(&self, context: &mut Context) {
        context.add_zone(self);
    }
}

pub(super) const CASES: Spec = Spec {
    kind: "cases",
    file_words: &["ca benh", "f0"],
    title: ("Ca bệnh", "Cases"),
    order: 5,
    key: ("source_key", "source_key"),
    columns: &[
        column(
            "source_key",
            true,
            &["mã ca", "mã bệnh nhân", "case_id"],
            ("mã ca của nơi gửi", "the sender's key of the case"),
        ),
        column(
            "person_key",
            false,
            &["mã người"],
            ("mã người đã có trong danh sách dân cư", "key of a person on the register"),
        ),
        column("disease", true, &["bệnh"], ("mã bệnh", "disease code")),
        column(
            "area_code",
            true,
            &["mã phường", "mã xã", "phường", "xã", "phường xã"],
            (
                "mã hoặc tên xã, phường nơi ghi nhận",
                "code or name of the commune in which it counts",
            ),
        ),
        column(
            "zone_code",
            false,
            &["mã vùng"],
            ("mã vùng cách ly y tế", "code of the containment zone"),
        ),
        column(
            "status",
            true,
            &["phân loại", "tình trạng"],
            ("nghi ngờ, xác định, loại trừ", "suspected, confirmed, ruled_out"),
        ),
        column(
            "case_origin",
            true,
            &["nguồn ca", "loại ca"],
            ("cộng đồng, đã cách ly, nhập cảnh", "community, contained, imported"),
        ),
        column(
            "setting",
            false,
            &["nơi phát hiện"],
            (
                "quarter, zone, quarantine_site, hospital, border",
                "quarter, zone, quarantine_site, hospital, border",
            ),
        ),
        column("onset_on", false, &["ngày khởi phát"], ("ngày khởi phát", "first day of symptoms")),
        column(
            "found_on",
            true,
            &["ngày phát hiện", "ngày xác định"],
            ("ngày phát hiện", "day found"),
        ),
        column(
            "detected_at",
            false,
            &["giờ phát hiện"],
            ("thời điểm trạm biết", "when the station learned of it"),
        ),
        column(
            "reported_at",
            false,
            &["giờ báo cáo"],
            ("thời điểm đã báo cáo", "when it was reported"),
        ),
        column("source_known", false, &["rõ nguồn lây"], ("có, không", "yes, no")),
        column(
            "source_case_key",
            false,
            &["mã ca nguồn"],
            ("mã ca nguồn lây", "key of the case that infected it"),
        ),
        column(
            "cluster",
            false,
            &["ổ dịch", "chùm ca bệnh"],
            ("ổ dịch, chùm ca bệnh", "outbreak, cluster"),
        ),
        ORIGIN,
    ],
};

const STATUS_WORDS: &[(&str, CaseStatus)] = &[
    ("nghi ngo", CaseStatus::Suspected),
    ("xac dinh", CaseStatus::Confirmed),
    ("f0", CaseStatus::Confirmed),
    ("duong tinh", CaseStatus::Confirmed),
    ("loai tru", CaseStatus::RuledOut),
];

const ORIGIN_WORDS: &[(&str, CaseOrigin)] = &[
    ("cong dong", CaseOrigin::Community),
    ("da cach ly", CaseOrigin::Contained),
    ("cach ly", CaseOrigin::Contained),
    ("phong toa", CaseOrigin::Contained),
    ("nhap canh", CaseOrigin::Imported),
];

const SETTING_WORDS: &[(&str, CaseSetting)] = &[
    ("khu pho", CaseSetting::Quarter),
    ("cong dong", CaseSetting::Quarter),
    ("vung phong toa", CaseSetting::Zone),
    ("khu cach ly", CaseSetting::QuarantineSite),
    ("khu cach ly tap trung", CaseSetting::QuarantineSite),
    ("benh vien", CaseSetting::Hospital),
    ("cua khau", CaseSetting::Border),
];

impl Importable for Case {
    const KEY_COLUMN: Option<&'static str> = Some("source_key");

    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let (key, disease) = (cells.text("source_key"), cells.text("disease"));
        let status = cells.word("status", CaseStatus::parse, STATUS_WORDS);
        let case_origin = cells.word("case_origin", CaseOrigin::parse, ORIGIN_WORDS);
        let setting = cells.word("setting", CaseSetting::parse, SETTING_WORDS);
        let (onset_on, found_on) = (cells.past_day("onset_on"), cells.past_day("found_on"));
        let area = cells.area("area_code", found_on.unwrap_or_else(|| cells.context.today()));
        let zone_code = cells.text("zone_code");
        let zone_id = zone_code.as_ref().and_then(|code| cells.context.zone(code).cloned());
        if let (Some(code), None) = (&zone_code, &zone_id) {
            cells.fault("zone_code", "zone.unknown", unknown_zone(code));
        }
        let detected_at = cells.instant("detected_at");
        let reported_at = cells.instant("reported_at");
        if let (Some(detected_at), Some(reported_at)) = (detected_at, reported_at)
            && reported_at < detected_at
        {
            let words = Words::new("báo cáo trước khi phát hiện", "reported before it was found");
            cells.fault("reported_at", "case.reported_before_detected", words);
        }
        let source_known = cells.flag("source_known");
        let (source_case_key, cluster) = (cells.text("source_case_key"), cells.text("cluster"));
        let person_id = cells.text("person_key").map(PersonId);
        let record_origin = origin(cells);
        if cells.bad {
            return None;
        }
        let (key, area, found_on, case_origin) = (key?, area?, found_on?, case_origin?);
        let case = Self {
            id: CaseId(String::new()),
            source_key: Some(key.clone()),
            person_id,
            disease: disease?,
            area_id: area.id,
            area_path: area.path,
            zone_id: zone_id.map(|(id, _)| id),
            status: status?,
            origin: case_origin,
            setting: setting.unwrap_or(match case_origin {
                CaseOrigin::Community => CaseSetting::Quarter,
                CaseOrigin::Contained => CaseSetting::Zone,
                CaseOrigin::Imported => CaseSetting::Border,
            }),
            onset_on,
            found_on,
            detected_at,
            reported_at,
            source_known,
            source_case_key,
            cluster,
            record_origin,
        };
        let happened_at = detected_at.or_else(|| at_hour(found_on, 18));
        Some(Draft { key, record: case, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }

    fn references(&mut self) -> Vec<Reference<'_>> {
        let person = self.person_id.as_mut().map(|id| Reference {
            target: Target::Person,
            column: "person_key",
            key: &mut id.0,
        });
        person.into_iter().collect()
    }
}

pub(super) const ROUNDS: Spec = Spec {
    kind: "sampling_rounds",
    file_words: &["lay mau", "lan lay mau"],
    title: ("Lần lấy mẫu toàn vùng", "Sampling rounds of zones"),
    order: 6,
    key: ("zone_code, taken_on", "zone_code, taken_on"),
    columns: &[
        column("zone_code", true, &["mã vùng"], ("mã vùng cách ly y tế", "code of the zone")),
        column("taken_on", true, &["ngày lấy mẫu"], ("ngày lấy mẫu", "day of sampling")),
        column(
            "listed",
            true,
            &["số trong danh sách"],
            ("số người trong danh sách", "people on the list"),
        ),
        column("sampled", true, &["số đã lấy mẫu"], ("số người đã lấy mẫu", "people sampled")),
        column(
            "positive",
            false,
            &["số dương tính"],
            (
                "số dương tính; để trống khi chờ kết quả",
                "positive people; empty while results are awaited",
            ),
        ),
        ORIGIN,
    ],
};

impl Importable for SamplingRound {
    fn from_row(cells: &mut Cells<'_>) -> Option<Draft<Self>> {
        let zone_code = cells.text("zone_code");
        let zone = zone_code.as_ref().and_then(|code| cells.context.zone(code).cloned());
        if let (Some(code), None) = (&zone_code, &zone) {
            cells.fault("zone_code", "zone.unknown", unknown_zone(code));
        }
        let taken_on = cells.past_day("taken_on");
        let (listed, sampled) = (cells.count("listed"), cells.count("sampled"));
        let positive = cells.count("positive");
        if let (Some(listed), Some(sampled)) = (listed, sampled)
            && sampled > listed
        {
            let words = Words::new("lấy mẫu nhiều hơn danh sách", "more sampled than listed");
            cells.fault("sampled", "round.more_than_listed", words);
        }
        let record_origin = origin(cells);
        if cells.bad {
            return None;
        }
        let ((zone_id, area_path), taken_on) = (zone?, taken_on?);
        let id = format!("{zone_id}|{taken_on}");
        let round = Self {
            id: RoundId(id.clone()),
            zone_id,
            area_path,
            taken_on,
            listed: listed?,
            sampled: sampled?,
            positive,
            record_origin,
        };
        let happened_at = at_hour(taken_on, 20);
        Some(Draft { key: id, record: round, happened_at, row: cells.row.number() })
    }

    fn id_mut(&mut self) -> &mut String {
        &mut self.id.0
    }
}
