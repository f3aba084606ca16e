//! The words of rule content as an official document says them; a word that is not known here is printed as it is.

use jiff::civil::Date;
use taicho_model::{
    Confidence, DecidedProposal, DecisionOutcome, FactValue, Proposal, ProposalKinds, Words, kind,
};

use crate::vietnamese::short_date;

/// A level of an area, of whichever kind.
pub(crate) fn level(kinds: &ProposalKinds, code: &str) -> String {
    value_name(kinds, kind::OF_LEVELS, code)
}

/// What the levels of some areas are called: those of 128/NQ-CP have a name of their own.
pub(crate) fn level_heading(are_epidemic_levels: bool) -> &'static str {
    if are_epidemic_levels { "Cấp độ dịch" } else { "Mức độ nguy cơ" }
}

/// A distancing tier by the directive that describes it.
pub(crate) fn tier(kinds: &ProposalKinds, code: &str) -> String {
    value_name(kinds, &[kind::DISTANCING_TIER], code)
}

/// The words of a value in the first of some kinds that has it; the value itself where none does.
fn value_name(kinds: &ProposalKinds, of: &[&str], code: &str) -> String {
    let value = FactValue::Text(code.to_owned());
    let word = of.iter().find_map(|id| kinds.get(id)?.word(&value));
    word.map_or_else(|| code.to_owned(), |word| word.says.vi.clone())
}

/// What is proposed, in words.
pub(crate) fn proposed(
    kinds: &ProposalKinds,
    kind_code: &str,
    value: &FactValue,
    disease: Option<&Words>,
) -> String {
    kinds.says(kind_code, value, &plain(value), disease).vi
}

/// What could not be told.
pub(crate) fn question(kinds: &ProposalKinds, kind_code: &str, disease: Option<&Words>) -> String {
    if let Some(asks) = kinds.get(kind_code).and_then(|kind| kind.asks.as_ref()) {
        return asks.vi.clone();
    }
    let disease = disease.map_or("", |name| &name.vi);
    format!("{} {disease}", kinds.heading(kind_code).vi).trim_end().to_owned()
}

/// What a proposal proposes.
pub(crate) fn asked(kinds: &ProposalKinds, proposal: &Proposal) -> String {
    proposed(kinds, &proposal.kind, &proposal.value, disease(proposal).as_ref())
}

/// The value that was decided instead of the proposed one; as it was typed where nothing tells its kind.
pub(crate) fn decided(kinds: &ProposalKinds, proposal: &DecidedProposal, value: &str) -> String {
    match proposal {
        DecidedProposal::Kept(proposal) => {
            let value = FactValue::Text(value.to_owned());
            proposed(kinds, &proposal.kind, &value, disease(proposal).as_ref())
        }
        DecidedProposal::Unreadable { .. } => value.to_owned(),
    }
}

/// The name of the disease that a proposal is about; its code where the content has no name.
fn disease(proposal: &Proposal) -> Option<Words> {
    let disease = proposal.subject.disease.as_ref()?;
    Some(disease.name.clone().unwrap_or_else(|| Words::new(&*disease.code, &*disease.code)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_said_with_what_is_known() {
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(period(day("2021-06-21"), None), "Từ 21/6/2021");
        assert_eq!(period(day("2021-06-21"), day("2021-06-25")), "21/6/2021 đến 25/6/2021");
        assert_eq!(period(day("2021-06-21"), day("2021-06-21")), "21/6/2021");
        assert_eq!(period(None, None), "–");
    }
}
