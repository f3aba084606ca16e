use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{AreaRef, Proposal, Words, ZoneRef, kind, vietnam_date};
use taicho_rules::Library;
use taicho_sheets::SheetError;
use taicho_store::Read;

use crate::content::{Cells, plan_rows};
use crate::decide::board::{Board, ZoneOfDay, board};
use crate::decide::has_say;
use crate::local::in_force;
use crate::situation::Situation;
use crate::situation::freeze_at;
use crate::situation::indicators::days_between;
use crate::{Content, OpsError, Scene};

/// One decision of a plan with our proposal beside it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlanRow {
    /// Its id in the scene's file.
    pub id: String,
    /// The section of the plan.
    pub section: String,
    /// What the plan decided.
    pub text: Words,
    /// The plan's own words, where it has some.
    pub quote: String,
    /// The decision in the vocabulary of proposals.
    pub plan: PlanDecision,
    /// The area, where it exists on the day.
    pub area: Option<AreaRef>,
    /// The zone.
    pub zone: Option<ZoneRef>,
    /// Our proposal, where there is one for exactly this subject.
    pub ours: Option<Proposal>,
    /// How they agree.
    pub verdict: Agreement,
    /// Why.
    pub why: Words,
}

/// What a plan decided.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlanDecision {
    /// The kind of proposal, or `duty`.
    pub kind: String,
    /// The value.
    pub value: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// How a plan's decision and our proposal agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The same value on the same days.
    Same,
    /// Another value or another day.
    Different,
    /// No rule proposes such a thing yet.
    NotCovered,
}

/// Sets the plan of a scene beside what the rules propose at 16:00 of the scene's first day; a scene without a plan
/// has no rows.
pub fn plan_comparison(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    scene: &Scene,
) -> Result<Vec<PlanRow>, OpsError> {
    let path = format!("{}/plan.csv", scene.folder);
    if !Content::paths(&path).contains(&path) {
        return Ok(Vec::new());
    }
    let at = freeze_at(vietnam_date(scene.starts_at));
    let situation = Situation::load(read, &scene.area_code, at, None)?;
    let board = board(&situation, content, library, None)?;
    let fault = |error: SheetError| OpsError::Content(format!("{path}: {}", error.words().en));
    let rows = plan_rows(content.bytes(&path)?.into_owned()).map_err(fault)?;
    Ok(rows.iter().map(|cells| compare(cells, &board)).collect())
}

/// Sets the plans of the place's own that are in force beside what the rules propose at a moment; no rows where none
/// tells what it decides.
pub fn local_plans(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    area_code: &str,
    at: Timestamp,
) -> Result<Vec<PlanRow>, OpsError> {
    let situation = Situation::load(read, area_code, at, None)?;
    let asked = in_force(read, content, library, Some(at))?;
    let board = board(&situation, &asked.content, &asked.library, None)?;
    let mut compared = Vec::new();
    for set in asked.library.sets() {
        let path = set.file.replace("/rules.toml", "/plan.csv");
        let Some(text) = asked.content.local().files.get(&path) else { continue };
        if !set.is_in_force(board.day) || !has_say(set, &situation.area) {
            continue;
        }
        let fault = |error: SheetError| OpsError::LocalContent(error.words());
        let rows = plan_rows(text.as_bytes().to_vec()).map_err(fault)?;
        compared.extend(rows.iter().map(|cells| compare(cells, &board)));
    }
    Ok(compared)
}

fn compare(cells: &Cells, board: &Board) -> PlanRow {
    let text = |name: &str| cells.get(name).cloned().unwrap_or_default();
    let plan = PlanDecision {
        kind: text("kind"),
        value: text("value"),
        from: text("from").parse().ok(),
        until: text("until").parse().ok(),
    };
    let (area_code, zone_code) = (text("area_code"), text("zone_code"));
    let ward = board.wards.iter().map(|ward| &ward.area).find(|area| area.code == area_code);
    let area = ward.or((board.area.code == area_code).then_some(&board.area)).cloned();
    let zone = board.day_book.zones.iter().find(|zone| zone.zone.code == zone_code);
    let zone = zone.map(|zone| zone.zone.clone());
    let ours = if ward.is_some() { ours(board, &plan.kind, &area, &zone) } else { None };
    let (verdict, why) = match (&ours, plan.kind.as_str()) {
        (Some(ours), _) => with_ours(&plan, ours),
        (None, kind::SAMPLING_ROUND) => calendar(&plan, board),
        (None, kind::ZONE_LIFT) => liftings(board),
        (None, "duty") => (Agreement::NotCovered, duty()),
        (None, _) => (
            Agreement::Different,
            Words::new("Bộ quy tắc không đề xuất việc này.", "The rules do not propose this."),
        ),
    };
    PlanRow {
        id: text("id"),
        section: text("section"),
        text: Words::new(text("vi"), text("en")),
        quote: text("quote"),
        plan,
        area,
        zone,
        ours,
        verdict,
        why,
    }
}

fn ours(
    board: &Board,
    kind: &str,
    area: &Option<AreaRef>,
    zone: &Option<ZoneRef>,
) -> Option<Proposal> {
    let area = area.as_ref()?;
    let proposals = board.proposals.iter().map(|proposed| &proposed.proposal);
    proposals
        .filter(|proposal| proposal.kind == kind && proposal.area == *area)
        .find(|proposal| proposal.zone == *zone)
        .cloned()
}

/// A proposal that changes nothing has no first day: what holds goes on.
fn with_ours(plan: &PlanDecision, ours: &Proposal) -> (Agreement, Words) {
    let same_days = if ours.changes {
        plan.from == ours.from && (ours.until.is_none() || plan.until == ours.until)
    } else {
        true
    };
    let same = ours.value.to_string() == plan.value && same_days;
    let mut why = match (same, plan.kind.as_str(), ours.changes) {
        (false, ..) => Words::new(
            "Giá trị hoặc ngày khác với kế hoạch.",
            "The value or the day differs from the plan's.",
        ),
        (true, kind::RISK_LEVEL | kind::EPIDEMIC_LEVEL, _) => Words::new(
            "Mức này do kế hoạch nêu (độ tin cậy S); quy tắc nhận lấy, không tự suy ra.",
            "The plan asserts this level (confidence S); the rule takes it over and does not derive it.",
        ),
        (true, kind::DISTANCING_TIER, true) => Words::new(
            "Quy tắc xếp phường vào nhóm theo số liệu; ngày bắt đầu của nhóm là quyết định của kế hoạch (S).",
            "The rule puts the ward into its group by the figures; the group's day is the plan's own decision (S).",
        ),
        (true, kind::DISTANCING_TIER, false) => Words::new(
            "Không có quy tắc nào hạ mức ở đây, nên mức đang áp dụng được giữ.",
            "No rule lowers the tier here, so the one in force stays.",
        ),
        (true, ..) => Words::new("Cùng giá trị và cùng ngày.", "The same value on the same days."),
    };
    for part in [&ours.why].into_iter().chain(&ours.notes) {
        why = Words::new(format!("{} {}", why.vi, part.vi), format!("{} {}", why.en, part.en));
    }
    (if same { Agreement::Same } else { Agreement::Different }, why)
}

/// The plan's calendar is a rule for every zone of a bucket: each round that we propose must lie on one of its days,
/// counted from the zone's latest F0, or be the catch-up of a day that was missed.
fn calendar(plan: &PlanDecision, board: &Board) -> (Agreement, Words) {
    let days: Vec<i32> = plan.value.split(',').filter_map(|day| day.trim().parse().ok()).collect();
    let bucket = match days.as_slice() {
        [1, ..] => 0..=7,
        [7, ..] => 8..=14,
        _ => 15..=i32::MAX,
    };
    let final_only = *bucket.start() > 14;
    let (mut zones, mut rounds, mut off) = (0, 0, 0);
    for zone in &board.day_book.zones {
        let Some(last) = zone.last_case_on else { continue };
        if !bucket.contains(&days_between(last, board.day)) {
            continue;
        }
        zones += 1;
        for from in days_of_rounds(board, zone) {
            rounds += 1;
            let on_a_day = !final_only && days.contains(&days_between(last, from));
            off += usize::from(!on_a_day && from != board.day);
        }
    }
    let (verdict, vi, en) = if off == 0 && rounds > 0 {
        (
            Agreement::Same,
            "đều đúng lịch hoặc là lần lấy bù trong ngày",
            "each on a day of the calendar, or made up for today",
        )
    } else {
        (Agreement::Different, "có lần không đúng lịch", "some are not on a day of the calendar")
    };
    let why = Words::new(
        format!(
            "Lịch được tính cho từng vùng: {zones} vùng thuộc nhóm này, {rounds} lần lấy mẫu được đề xuất, {vi}."
        ),
        format!(
            "The calendar is made for each zone: {zones} zones are in this bucket, {rounds} rounds are proposed, {en}."
        ),
    );
    (verdict, why)
}

fn days_of_rounds<'a>(board: &'a Board, zone: &'a ZoneOfDay) -> impl Iterator<Item = Date> + 'a {
    board
        .proposals
        .iter()
        .map(|proposed| &proposed.proposal)
        .filter(|proposal| proposal.kind == kind::SAMPLING_ROUND)
        .filter(|proposal| proposal.zone.as_ref() == Some(&zone.zone))
        .filter_map(|proposal| proposal.from)
}

fn liftings(board: &Board) -> (Agreement, Words) {
    let lifted = board.proposals.iter().filter(|p| p.proposal.kind == kind::ZONE_LIFT).count();
    let open = board.day_book.zones.len();
    let why = Words::new(
        format!(
            "Kế hoạch giao lập danh sách và không nêu tên vùng nào; bộ quy tắc lập danh sách đó: {lifted} trong {open} vùng đủ điều kiện."
        ),
        format!(
            "The plan asks for the list and names no zone; the rules make the list: {lifted} of {open} zones meet the conditions."
        ),
    );
    (Agreement::Different, why)
}

fn duty() -> Words {
    Words::new(
        "Đây là nhiệm vụ tổ chức thực hiện; Taicho chưa theo dõi nhiệm vụ nên chưa có đề xuất.",
        "This is a duty to carry out; Taicho does not follow duties yet, so there is no proposal.",
    )
}
