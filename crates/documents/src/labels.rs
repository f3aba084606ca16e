//! The words of rule content as an official document says them; a word that is not known here is printed as it is.

use jiff::civil::Date;
use taicho_model::{
    Confidence, DecidedProposal, DecisionOutcome, FactValue, Proposal, Words, kind,
};

use crate::vietnamese::short_date;

/// A risk level as Decision 2686/QĐ-BCĐQG names it, or an epidemic level as Resolution 128/NQ-CP does.
pub(crate) fn level(code: &str) -> String {
    match code {
        "4" => "Cấp 4 (đỏ)",
        "3" => "Cấp 3 (cam)",
        "2" => "Cấp 2 (vàng)",
        "1" => "Cấp 1 (xanh)",
        "very_high" => "Nguy cơ rất cao",
        "high" => "Nguy cơ cao",
        "at_risk" => "Nguy cơ",
        "new_normal" => "Bình thường mới",
        other => other,
    }
    .to_owned()
}

/// What the levels of some areas are called: those of 128/NQ-CP have a name of their own.
pub(crate) fn level_heading(are_epidemic_levels: bool) -> &'static str {
    if are_epidemic_levels { "Cấp độ dịch" } else { "Mức độ nguy cơ" }
}

/// A distancing tier by the directive that describes it.
pub(crate) fn tier(code: &str) -> String {
    match code {
        "15" | "16" | "19" => format!("Chỉ thị {code}"),
        other => other.to_owned(),
    }
}

/// The directive with its symbol, for an order.
pub(crate) fn directive(code: &str) -> String {
    match code {
        "15" | "16" | "19" => format!("Chỉ thị số {code}/CT-TTg"),
        other => other.to_owned(),
    }
}

/// What the proposals of a kind are about, as a heading.
pub(crate) fn kind_heading(code: &str) -> &str {
    match code {
        kind::RISK_LEVEL => "Phân loại mức độ nguy cơ",
        kind::EPIDEMIC_LEVEL => "Đánh giá cấp độ dịch",
        kind::DISTANCING_TIER => "Điều chỉnh mức độ giãn cách xã hội",
        kind::ZONE_LIFT => "Dỡ bỏ vùng cách ly y tế",
        kind::ZONE_FREEZE => "Giữ nguyên phong tỏa",
        kind::SAMPLING_ROUND => "Lấy mẫu xét nghiệm",
        kind::ALERT => "Cảnh báo dịch",
        kind::EPIDEMIC => "Xác định có dịch",
        kind::EPIDEMIC_END => "Xác định hết dịch",
        kind::CASE_REPORT => "Báo cáo ca bệnh đúng hạn",
        kind::SUSPECT_REPORT => "Báo trạm y tế người nghi ngờ mắc bệnh",
        kind::DEATH_REPORT => "Báo cáo ca tử vong đúng hạn",
        kind::OUTBREAK_REPORT => "Báo cáo ổ dịch hằng ngày",
        kind::EPIDEMIC_NOTICE => "Thông báo có dịch, hết dịch đúng hạn",
        kind::ISOLATION_STEP => "Thời hạn cách ly y tế",
        kind::ISOLATION_PERIOD => "Thời gian cách ly y tế",
        kind::ISOLATION_TEST => "Xét nghiệm trong thời gian cách ly",
        kind::SELF_WATCH => "Tự theo dõi sức khỏe",
        kind::TARGET => "Chỉ tiêu chưa đạt",
        kind::DISEASE_GROUP => "Phân nhóm bệnh truyền nhiễm",
        other => other,
    }
}

/// The order in which an official reads the kinds; those not known here come last.
pub(crate) fn kind_rank(code: &str) -> usize {
    [
        kind::DISTANCING_TIER,
        kind::ZONE_LIFT,
        kind::ZONE_FREEZE,
        kind::RISK_LEVEL,
        kind::EPIDEMIC_LEVEL,
        kind::ALERT,
        kind::EPIDEMIC,
        kind::EPIDEMIC_END,
        kind::CASE_REPORT,
    ]
    .iter()
    .position(|known| *known == code)
    .unwrap_or(usize::MAX)
}

/// What is proposed, in words.
pub(crate) fn proposed(kind_code: &str, value: &FactValue, disease: Option<&str>) -> String {
    let text = plain(value);
    let disease = disease.unwrap_or_default();
    match kind_code {
        kind::RISK_LEVEL | kind::EPIDEMIC_LEVEL => level(&text),
        kind::DISTANCING_TIER => tier(&text),
        kind::ZONE_LIFT => "Dỡ bỏ".to_owned(),
        kind::ZONE_FREEZE => format!("Giữ nguyên {text} ngày"),
        kind::SAMPLING_ROUND => format!("Lấy mẫu lần {text}"),
        kind::ALERT => join("Cảnh báo dịch", disease),
        kind::EPIDEMIC => join("Có dịch", disease),
        kind::EPIDEMIC_END => join("Hết dịch", disease),
        kind::CASE_REPORT => join("Báo cáo ca", disease),
        kind::SUSPECT_REPORT => join("Báo trạm y tế người nghi ngờ mắc", disease),
        kind::DEATH_REPORT => join("Báo cáo ca tử vong do", disease),
        kind::ISOLATION_STEP => isolation_step(&text).to_owned(),
        kind::ISOLATION_PERIOD if text == "0" => "Không phải cách ly".to_owned(),
        kind::ISOLATION_PERIOD => format!("Cách ly {text} ngày"),
        kind::ISOLATION_TEST => format!("Xét nghiệm ngày thứ {text}"),
        kind::SELF_WATCH => format!("Tự theo dõi {text} ngày"),
        _ => text,
    }
}

fn isolation_step(step: &str) -> &str {
    match step {
        "list" => "Lập danh sách người phải cách ly",
        "decide" => "Quyết định cách ly",
        "notify" => "Thông báo quyết định cách ly",
        "stay_ends" => "Kết thúc cách ly tại cửa khẩu hoặc chuyển nơi cách ly",
        "hold_lapses" => "Quyết định cách ly hoặc thôi tạm giữ",
        other => other,
    }
}

/// What could not be told.
pub(crate) fn question(kind_code: &str, disease: Option<&Words>) -> String {
    // Of a target nobody can tell yet whether it is reached.
    if kind_code == kind::TARGET {
        return "Chỉ tiêu đã đạt hay chưa".to_owned();
    }
    join(kind_heading(kind_code), disease.map_or("", |name| &name.vi))
}

/// What a proposal proposes.
pub(crate) fn asked(proposal: &Proposal) -> String {
    proposed(&proposal.kind, &proposal.value, disease(proposal))
}

/// The value that was decided instead of the proposed one; as it was typed where nothing tells its kind.
pub(crate) fn decided(proposal: &DecidedProposal, value: &str) -> String {
    match proposal {
        DecidedProposal::Kept(proposal) => {
            let value = FactValue::Text(value.to_owned());
            proposed(&proposal.kind, &value, disease(proposal))
        }
        DecidedProposal::Unreadable { .. } => value.to_owned(),
    }
}

/// The name of the disease that a proposal is about; its code where the content has no name.
pub(crate) fn disease(proposal: &Proposal) -> Option<&str> {
    proposal.disease_name.as_ref().map(|name| name.vi.as_str()).or(proposal.disease.as_deref())
}

/// What an officer made of a proposal.
pub(crate) fn outcome(outcome: DecisionOutcome) -> &'static str {
    match outcome {
        DecisionOutcome::Approved => "Phê duyệt",
        DecisionOutcome::Rejected => "Không phê duyệt",
        DecisionOutcome::Overridden => "Quyết định khác",
    }
}

/// How sure a proposal is, tag and meaning.
pub(crate) fn confidence(tag: Confidence) -> &'static str {
    match tag {
        Confidence::V => "V (văn bản gốc)",
        Confidence::V2 => "V2 (nguồn thứ cấp)",
        Confidence::S => "S (kế hoạch của địa phương)",
        Confidence::M => "M (chưa đối chiếu văn bản)",
        Confidence::U => "U (chưa chắc chắn)",
    }
}

/// The value of a fact, with dates and numbers as officials write them.
pub(crate) fn plain(value: &FactValue) -> String {
    match value {
        FactValue::Flag(true) => "có".to_owned(),
        FactValue::Flag(false) => "không".to_owned(),
        FactValue::Number(number) => number.to_string().replace('.', ","),
        FactValue::Date(date) => short_date(*date),
        FactValue::Dates(dates) => {
            dates.iter().copied().map(short_date).collect::<Vec<_>>().join(", ")
        }
        FactValue::Instant(at) => crate::vietnamese::clock(*at),
        other => other.to_string(),
    }
}

/// The days on which something holds.
pub(crate) fn period(from: Option<Date>, until: Option<Date>) -> String {
    match (from, until) {
        (Some(from), Some(until)) if from == until => short_date(from),
        (Some(from), Some(until)) => format!("{} đến {}", short_date(from), short_date(until)),
        (Some(from), None) => format!("Từ {}", short_date(from)),
        (None, Some(until)) => format!("Đến {}", short_date(until)),
        (None, None) => "–".to_owned(),
    }
}

fn join(what: &str, disease: &str) -> String {
    format!("{what} {disease}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_said_in_the_words_of_their_kind() {
        let check = |kind_code: &str, value: FactValue, expected: &str| {
            assert_eq!(proposed(kind_code, &value, Some("bệnh sởi")), expected);
        };
        check(kind::DISTANCING_TIER, FactValue::Text("15".into()), "Chỉ thị 15");
        check(kind::DISTANCING_TIER, FactValue::Number(15.0), "Chỉ thị 15");
        check(kind::RISK_LEVEL, FactValue::Text("at_risk".into()), "Nguy cơ");
        check(kind::ZONE_FREEZE, FactValue::Number(20.0), "Giữ nguyên 20 ngày");
        check(kind::ALERT, FactValue::Text("measles".into()), "Cảnh báo dịch bệnh sởi");
        check("kind.of.tomorrow", FactValue::Number(1.5), "1,5");
    }

    #[test]
    fn periods_are_said_with_what_is_known() {
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(period(day("2021-06-21"), None), "Từ 21/6/2021");
        assert_eq!(period(day("2021-06-21"), day("2021-06-25")), "21/6/2021 đến 25/6/2021");
        assert_eq!(period(day("2021-06-21"), day("2021-06-21")), "21/6/2021");
        assert_eq!(period(None, None), "–");
    }
}
