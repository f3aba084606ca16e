use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{AreaRef, Origin, Proposal, Words, ZoneRef, kind, vietnam_date};
use taicho_rules::Library;
use taicho_sheets::SheetError;
use taicho_store::Read;

use crate::content::{Cells, plan_rows};
use crate::decide::board::{Board, ZoneOfDay, whole_board};
use crate::decide::has_say;
use crate::local::in_force;
use crate::situation::Situation;
use crate::situation::freeze_at;
use crate::situation::measures::days_between;
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
    /// The risk level that we propose for the area, where it is high while the plan lowers its tier.
    pub level: Option<Proposal>,
    /// What has to be known beside that.
    pub beside: Option<Words>,
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
    /// There is nothing to compare: the plan says nothing, or we took from it what it says.
    NothingToCompare,
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
    let board = whole_board(&situation, content, library, None)?;
    let fault = |error: SheetError| OpsError::Content(format!("{path}: {}", error.words().en));
    let rows = plan_rows(content.bytes(&path)?.into_owned()).map_err(fault)?;
    Ok(rows.iter().map(|cells| compare(cells, &situation, &board)).collect())
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
    let board = whole_board(&situation, &asked.content, &asked.library, None)?;
    let mut compared = Vec::new();
    for set in asked.library.sets() {
        let path = set.file.replace("/rules.toml", "/plan.csv");
        let Some(text) = asked.content.local().files.get(&path) else { continue };
        if !set.is_in_force(board.day) || !has_say(set, &situation.area) {
            continue;
        }
        let fault = |error: SheetError| OpsError::LocalContent(error.words());
        let rows = plan_rows(text.as_bytes().to_vec()).map_err(fault)?;
        compared.extend(rows.iter().map(|cells| compare(cells, &situation, &board)));
    }
    Ok(compared)
}

fn compare(cells: &Cells, situation: &Situation, board: &Board) -> PlanRow {
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
        (ours, _) if text("basis") == SILENCE => (Agreement::NothingToCompare, silent(ours)),
        (Some(ours), _) if is_taken_over(&plan, ours) => taken_over(ours),
        (Some(ours), _) => with_ours(&plan, ours),
        (None, kind::SAMPLING_ROUND) if plan.value == FINAL_ROUND => finals(situation, board),
        (None, kind::SAMPLING_ROUND) => calendar(&plan, board),
        (None, kind::ZONE_LIFT) => liftings(board),
        (None, "duty") => (Agreement::NotCovered, duty()),
        (None, _) => (
            Agreement::Different,
            Words::new("Bộ quy tắc không đề xuất việc này.", "The rules do not propose this."),
        ),
    };
    let level = level_beside(board, &plan, &area);
    let beside = Words::new(text("beside_vi"), text("beside_en"));
    PlanRow {
        id: text("id"),
        section: text("section"),
        text: Words::new(text("vi"), text("en")),
        quote: text("quote"),
        plan,
        area,
        zone,
        ours,
        beside: level.as_ref().map(|_| beside).filter(|beside| !beside.vi.is_empty()),
        level,
        verdict,
        why,
    }
}

/// A row of the file that the plan does not say, but leaves out.
const SILENCE: &str = "silence";

/// The value of the calendar's last bucket: over 14 days without a new case.
const FINAL_ROUND: &str = "14";

/// The risk level of an area whose tier the plan lowers, where that level is a high one: the two have to be read
/// together.
fn level_beside(board: &Board, plan: &PlanDecision, area: &Option<AreaRef>) -> Option<Proposal> {
    let is_lowered = plan.kind == kind::DISTANCING_TIER && plan.value != "16";
    let level = ours(board, kind::RISK_LEVEL, area, &None).filter(|_| is_lowered)?;
    ["very_high", "high"].contains(&level.value.to_string().as_str()).then_some(level)
}

/// Whether the plan itself states the answer as a fact on which our proposal rests.
fn is_taken_over(plan: &PlanDecision, ours: &Proposal) -> bool {
    let mut facts = ours.facts.iter();
    facts.any(|fact| {
        let value = fact.value.as_ref().map(ToString::to_string);
        fact.origin == Some(Origin::Seed) && value.as_deref() == Some(plan.value.as_str())
    })
}

fn taken_over(ours: &Proposal) -> (Agreement, Words) {
    let why = Words::new(
        "Kế hoạch nêu mức này và quy tắc nhận lấy (độ tin cậy S), không tự suy ra: giống nhau ở đây không chứng tỏ gì.",
        "The plan states this level and the rule takes it over (confidence S) without deriving it: that they agree proves nothing.",
    );
    (Agreement::NothingToCompare, with_reasons(why, ours))
}

/// The plan left the area out: that is no decision, and what we propose follows from the order in force.
fn silent(ours: &Option<Proposal>) -> Words {
    let why = Words::new(
        "Kế hoạch không nói gì về mức giãn cách của phường này; chỉ là phường không có tên trong diện được giảm.",
        "The plan says nothing about the tier of this ward; it is only absent from those that are lowered.",
    );
    match ours {
        Some(ours) if !ours.changes => Words::new(
            format!("{} Mức đang áp dụng được giữ, vì không có quy tắc nào đổi.", why.vi),
            format!("{} The tier in force stays, for no rule changes it.", why.en),
        ),
        Some(ours) => with_reasons(why, ours),
        None => why,
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
    let why = match (same, plan.kind.as_str(), ours.changes) {
        (false, ..) => Words::new(
            "Giá trị hoặc ngày khác với kế hoạch.",
            "The value or the day differs from the plan's.",
        ),
        (true, kind::DISTANCING_TIER, true) => Words::new(
            "Quy tắc xếp phường vào nhóm theo số liệu; ngày bắt đầu của nhóm là quyết định của kế hoạch (S).",
            "The rule puts the ward into its group by the figures; the group's day is the plan's own decision (S).",
        ),
        (true, kind::DISTANCING_TIER, false) => Words::new(
            "Không có quy tắc nào hạ mức ở đây, nên mức đang áp dụng được giữ.",
            "No rule lowers the tier here, so the one in force stays.",
        ),
        (true, kind::ZONE_FREEZE, _) => Words::new(
            "Ngày đầu và số ngày là của kế hoạch; ngày cuối do quy tắc tính.",
            "The first day and the number of days are the plan's; the rule reckons the last day.",
        ),
        (true, ..) => Words::new("Cùng giá trị và cùng ngày.", "The same value on the same days."),
    };
    (if same { Agreement::Same } else { Agreement::Different }, with_reasons(why, ours))
}

fn with_reasons(why: Words, ours: &Proposal) -> Words {
    let parts = [&ours.why].into_iter().chain(&ours.notes);
    parts.fold(why, |why, part| {
        Words::new(format!("{} {}", why.vi, part.vi), format!("{} {}", why.en, part.en))
    })
}

/// The plan's calendar is a rule for every zone of a bucket: each round that we propose must lie on one of its days,
/// counted from the zone's latest F0, or be the catch-up of a day that was missed.
fn calendar(plan: &PlanDecision, board: &Board) -> (Agreement, Words) {
    let days: Vec<i32> = plan.value.split(',').filter_map(|day| day.trim().parse().ok()).collect();
    let bucket = if days.first() == Some(&1) { 0..=7 } else { 8..=14 };
    let (mut zones, mut rounds, mut off) = (0, 0, 0);
    for zone in &board.day_book.zones {
        let Some(last) = zone.last_case_on else { continue };
        if !bucket.contains(&days_between(last, board.day)) {
            continue;
        }
        zones += 1;
        for from in days_of_rounds(board, zone) {
            rounds += 1;
            let on_a_day = days.contains(&days_between(last, from));
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

/// After 14 days without a new case everyone is sampled on the last day before lifting. The plan names no day of
/// lifting, so the day of a round cannot be compared. What can: a zone is lifted only on the day after a round of
/// everyone that was complete and negative and lies over 14 days after the latest F0, and any other zone gets a round.
fn finals(situation: &Situation, board: &Board) -> (Agreement, Words) {
    let (mut zones, mut lifted, mut due, mut off) = (0, 0, 0, 0);
    for zone in &board.day_book.zones {
        let Some(last) = zone.last_case_on.filter(|last| days_between(*last, board.day) > 14)
        else {
            continue;
        };
        zones += 1;
        let of_zone = |kind: &str| {
            let mut proposals = board.proposals.iter().map(|proposed| &proposed.proposal);
            proposals.find(|it| it.kind == kind && it.zone.as_ref() == Some(&zone.zone))
        };
        match (of_zone(kind::ZONE_LIFT), of_zone(kind::SAMPLING_ROUND)) {
            (Some(lift), None) => {
                lifted += 1;
                off += usize::from(!is_cleared(situation, zone, last, lift.from));
            }
            (None, Some(_)) => due += 1,
            // Neither, as in a zone that is frozen, or both.
            _ => off += 1,
        }
    }
    let verdict = if off == 0 && zones > 0 { Agreement::Same } else { Agreement::Different };
    let why = Words::new(
        format!(
            "Kế hoạch không nêu ngày dỡ nên không so được ngày lấy mẫu. So được: {zones} vùng đã qua 14 ngày; {lifted} vùng được đề xuất dỡ vào ngày sau lần lấy mẫu đủ người và âm tính, {due} vùng còn phải lấy mẫu, {off} vùng không đúng như vậy."
        ),
        format!(
            "The plan names no day of lifting, so the day of the round cannot be compared. What can: {zones} zones are over 14 days; {lifted} are to be lifted on the day after a complete and negative round, {due} still owe a round, {off} are not so."
        ),
    );
    (verdict, why)
}

/// Whether the records of a zone hold the round that the plan wants on the day before it is lifted.
fn is_cleared(
    situation: &Situation,
    zone: &ZoneOfDay,
    last_case_on: Date,
    lifted_on: Option<Date>,
) -> bool {
    let Some(record) = situation.zones.iter().find(|it| it.code == zone.zone.code) else {
        return false;
    };
    situation.rounds_of(&record.id).iter().any(|round| {
        lifted_on == round.taken_on.tomorrow().ok()
            && days_between(last_case_on, round.taken_on) > 14
            && zone.residents.is_none_or(|people| people <= round.listed)
            && round.is_complete_and_negative() == Some(true)
    })
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use taicho_store::{Actor, Store};

    use super::*;
    use crate::import::{Options, Source, import};

    /// V1 had its last round, complete and negative; V2 owes one.
    const TABLES: [(&str, &str); 4] = [
        (
            "areas.csv",
            "code,name,kind,level,parent_code\n27,Bắc Ninh,Tỉnh,province,\n256,Bắc Ninh,Thành phố,district,27\n09187,Suối Hoa,Phường,commune,256\n",
        ),
        (
            "vung.csv",
            "Mã vùng,Tên vùng,Bệnh,Mã phường,Ngày thiết lập,Số người\nV1,Ngõ 1,covid-19,09187,20/05/2021,10\nV2,Ngõ 2,covid-19,09187,20/05/2021,10\n",
        ),
        (
            "ca benh.csv",
            "Mã ca,Bệnh,Mã phường,Mã vùng,Phân loại,Nguồn ca,Nơi phát hiện,Ngày phát hiện\nA,covid-19,09187,V1,xác định,contained,vùng phong tỏa,28/05/2021\nB,covid-19,09187,V2,xác định,contained,vùng phong tỏa,28/05/2021\n",
        ),
        (
            "lay mau.csv",
            "Mã vùng,Ngày lấy mẫu,Số trong danh sách,Số đã lấy mẫu,Số dương tính\nV1,16/06/2021,10,10,0\n",
        ),
    ];

    #[test]
    fn a_lift_without_its_round_and_a_zone_without_either_differ() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_folder(folder.path()).unwrap();
        let content = Content::built_in().unwrap();
        let library = content.library().unwrap();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        for (name, text) in TABLES {
            let source = Source::bytes(name, text.as_bytes());
            let options = Options::new(at("2021-06-17T08:00:00+07:00"));
            let done = import(&store, &Actor::local_operator(), vec![source], options).unwrap();
            assert_eq!(done.faults, []);
        }
        let (situation, board) = store
            .read::<_, OpsError>(&Actor::local_operator(), |read| {
                let situation =
                    Situation::load(read, "256", at("2021-06-17T16:00:00+07:00"), None)?;
                let board = whole_board(&situation, &content, &library, None)?;
                Ok((situation, board))
            })
            .unwrap();
        let judged = |board: &Board| finals(&situation, board).0;
        let place = |kind: &str, zone: &str| {
            let of_kind = |it: &crate::Proposed| {
                it.proposal.kind == kind
                    && it.proposal.zone.as_ref().is_some_and(|it| it.code == zone)
            };
            board.proposals.iter().position(of_kind).unwrap()
        };
        let (lift, round) = (place(kind::ZONE_LIFT, "V1"), place(kind::SAMPLING_ROUND, "V2"));
        assert_eq!(judged(&board), Agreement::Same);
        let mut a_day_later = board.clone();
        let from = &mut a_day_later.proposals[lift].proposal.from;
        *from = from.and_then(|day| day.tomorrow().ok());
        assert_eq!(judged(&a_day_later), Agreement::Different);
        let mut owing_nothing = board.clone();
        owing_nothing.proposals.remove(round);
        assert_eq!(judged(&owing_nothing), Agreement::Different);
    }
}
