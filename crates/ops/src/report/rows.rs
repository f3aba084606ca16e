//! The rows of the daily report, each from the figures of a moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taicho_documents::daily::{
    CaseCounts, DecisionRow, DiseaseRow, Figure, LastCommunityCase, LiftRow, PlannedTier,
    SamplingRow, UnansweredRow, WardRow,
};
use taicho_model::{Confidence, DecisionOutcome, Proposal, Words, kind};
use taicho_store::Actor;

use crate::kept::figures::{Cases, Disease, Figures, Indicator, Open, Proposed, Ward, Zone};
use crate::situation::facts::FINAL_ROUND_AWAITED_ON;
use crate::situation::freeze_at;

/// The indicators of the situation, and those that measure the work and stand among the results.
pub(super) fn figures(figures: &Figures) -> (Vec<Figure>, Vec<Figure>) {
    let is_work = |id: &str| id.starts_with("sampled_") || id.starts_with("reported_");
    let mut shown = vec![new_cases(figures)];
    // The law by disease knows neither waves nor where cases were contained; zones are told where there are any.
    let by_disease = figures.day_book.diseases.is_some();
    let has_zones = figures.wards.iter().any(|ward| ward.open_zones > 0);
    let is_wanted = |shown: &&Indicator| {
        let id = shown.id.as_str();
        let of_zones = id.contains("zone") || id.starts_with("sampled_");
        let of_waves = id.contains("community") || id.starts_with("contained_");
        !by_disease || (has_zones || !of_zones) && !of_waves
    };
    let (work, situation): (Vec<_>, Vec<_>) =
        figures.indicators.iter().filter(is_wanted).partition(|shown| is_work(&shown.id));
    shown.extend(situation.into_iter().map(indicator));
    (shown, work.into_iter().map(indicator).collect())
}

fn new_cases(figures: &Figures) -> Figure {
    let of_ward =
        |ward: &Ward| ward.new_cases.community + ward.new_cases.contained + ward.new_cases.imported;
    let new: i64 = figures.wards.iter().map(of_ward).sum();
    let label = Words::new("Ca mắc mới trong ngày", "New cases of the day");
    counted("new_cases", label, Words::new("ca", "cases"), new)
}

fn indicator(shown: &Indicator) -> Figure {
    let rate = shown.denominator.as_ref();
    let whole = shown.value.is_none_or(|value| value.fract() == 0.0);
    Figure {
        id: shown.id.clone(),
        label: shown.label.clone(),
        value: shown.value,
        decimals: if rate.is_some() && !whole { 1 } else { 0 },
        unit: shown.unit.clone(),
        // Without a denominator there is no rate, and what was counted still stands.
        numerator: (rate.is_some() || shown.value.is_none()).then_some(shown.numerator),
        denominator: rate.map(|denominator| denominator.value),
    }
}

fn counted(id: &str, label: Words, unit: Words, value: i64) -> Figure {
    Figure {
        id: id.to_owned(),
        label,
        value: Some(value as f64),
        decimals: 0,
        unit,
        numerator: None,
        denominator: None,
    }
}

/// What was done: sampling of the day, what of it is still owed, and the shares that measure the work.
pub(super) fn results(figures: &Figures, shares: Vec<Figure>) -> Vec<Figure> {
    let day = figures.day_book.sampling;
    let people = || Words::new("người", "people");
    let zones = || Words::new("vùng", "zones");
    let share = (day.listed > 0).then(|| 100.0 * day.sampled as f64 / day.listed as f64);
    let owed = rounds(figures).filter(|proposal| proposal.from == Some(figures.day)).count();
    let mut results = Vec::new();
    if owed > 0 || day.rounds > 0 || !figures.day_book.zones.is_empty() {
        results.extend([
            counted(
                "sampled_zones_of_day",
                Words::new("Vùng đã lấy mẫu trong ngày", "Zones sampled in the day"),
                zones(),
                day.rounds,
            ),
            Figure {
                decimals: u8::from(share.is_some_and(|share| share.fract() > 0.0)),
                value: share,
                numerator: Some(day.sampled as f64),
                denominator: Some(day.listed as f64),
                ..counted(
                    "sampled_share_of_day",
                    Words::new(
                        "Người đã lấy mẫu so với danh sách trong ngày",
                        "People sampled of those listed in the day",
                    ),
                    Words::new("%", "%"),
                    0,
                )
            },
            counted(
                "positive_of_day",
                Words::new("Người dương tính trong các mẫu đã có kết quả", "Positive people"),
                people(),
                day.positive,
            ),
            counted(
                "awaited_of_day",
                Words::new("Người đã lấy mẫu, đang chờ kết quả", "People awaiting results"),
                people(),
                day.awaited,
            ),
            counted(
                "sampling_owed_of_day",
                Words::new(
                    "Vùng đến lịch lấy mẫu, chưa có bản ghi lấy mẫu",
                    "Zones due for sampling without a record of it",
                ),
                zones(),
                owed.try_into().unwrap_or(i64::MAX),
            ),
        ]);
    }
    results.extend(shares);
    results
}

/// How each disease stands in each commune, where the law asks about that.
pub(super) fn diseases(figures: &Figures) -> Option<Vec<DiseaseRow>> {
    let row = |it: &Disease| {
        let count = |count: i64| count.try_into().unwrap_or(0);
        DiseaseRow {
            area: it.area.clone(),
            disease: it.name.clone(),
            new_cases: count(it.new_cases),
            cases: count(it.cases),
            suspected: count(it.suspected),
            deaths: count(it.deaths),
            outbreaks: count(it.outbreaks),
            state: it.state.clone(),
        }
    };
    Some(figures.day_book.diseases.as_ref()?.iter().map(row).collect())
}

/// How a commune stands.
pub(super) fn ward(figures: &Figures, ward: &Ward) -> WardRow {
    let counts = |counts: Cases| CaseCounts {
        community: counts.community.try_into().unwrap_or(0),
        contained: counts.contained.try_into().unwrap_or(0),
        imported: counts.imported.try_into().unwrap_or(0),
    };
    let ordered = ward.planned_tier.as_ref();
    let ordered = ordered.map(|tier| PlannedTier { tier: tier.value.clone(), from: tier.from });
    WardRow {
        area: ward.area.clone(),
        risk_level: ward.level.as_ref().map(|level| level.value.clone()),
        risk_level_advises: ward.level.as_ref().is_some_and(|level| !level.decides),
        tier: ward.tier.as_ref().map(|tier| tier.value.clone()),
        planned: ordered.or_else(|| proposed_tier(figures, ward)),
        cases: counts(ward.cases),
        new_cases: counts(ward.new_cases),
        last_community_case: match (ward.days_since_last_community, figures.day_book.wave_began_on)
        {
            (Some(days), _) => LastCommunityCase::DaysAgo(days.try_into().unwrap_or(0)),
            (None, Some(began)) => LastCommunityCase::NoneSince(began),
            (None, None) => LastCommunityCase::Unknown,
        },
        open_zones: ward.open_zones,
    }
}

/// The tier that is proposed; one that an officer refused is no plan any more.
fn proposed_tier(figures: &Figures, ward: &Ward) -> Option<PlannedTier> {
    let refused = |proposed: &&Proposed| {
        proposed.decision.as_ref().is_some_and(|made| made.outcome != DecisionOutcome::Approved)
    };
    figures
        .proposals
        .iter()
        .filter(|proposed| !refused(proposed))
        .map(|proposed| &proposed.proposal)
        .filter(|proposal| proposal.kind == kind::DISTANCING_TIER && proposal.changes)
        .find(|proposal| proposal.subject.area == ward.area)
        .and_then(|proposal| {
            Some(PlannedTier { tier: proposal.value.to_string(), from: proposal.from? })
        })
}

/// What was decided in the day, and by whom.
pub(super) fn decisions(figures: &Figures) -> Vec<DecisionRow> {
    figures
        .day_book
        .decisions
        .iter()
        .map(|made| DecisionRow {
            proposal: made.proposal.clone(),
            outcome: made.outcome,
            value: made.value.clone(),
            reason: made.reason.clone(),
            decided_by: officer(&made.decided_by),
            decided_at: made.decided_at,
        })
        .collect()
}

/// What the rules cannot tell, and what is missing for it.
pub(super) fn unanswered(figures: &Figures) -> Vec<UnansweredRow> {
    let row = |open: &Open| {
        let mut missing: Vec<Words> = open.missing.values().cloned().collect();
        if let (2.., Some(last)) = (open.cases, missing.last_mut()) {
            last.vi += &format!(" ({} trường hợp)", open.cases);
            last.en += &format!(" ({} cases or people)", open.cases);
        }
        UnansweredRow {
            area: open.area.clone(),
            zone: open.zone.clone(),
            kind: open.kind.clone(),
            disease_name: open.disease_name.clone(),
            missing,
        }
    };
    figures.undecided.iter().map(row).collect()
}

/// Nobody signs in to a local installation, so all that is known is that it was the person at the machine.
fn officer(actor: &str) -> String {
    if actor == Actor::local_operator().id {
        "Cán bộ trực tại máy".to_owned()
    } else {
        actor.to_owned()
    }
}

/// The rounds from tomorrow on, by day.
pub(super) fn sampling(figures: &Figures) -> Vec<SamplingRow> {
    let mut rows: Vec<SamplingRow> = rounds(figures)
        .filter_map(|proposal| {
            let date = proposal.from.filter(|from| *from > figures.day)?;
            let zone = zone_of(figures, proposal);
            Some(SamplingRow {
                date,
                area: proposal.subject.area.clone(),
                zone: proposal.subject.as_zone(),
                round: proposal.value.to_string().parse().ok(),
                people: zone.and_then(|zone| zone.residents?.try_into().ok()),
                method: without_zone(proposal),
            })
        })
        .collect();
    rows.sort_by(|a, b| (a.date, &a.area, &a.zone).cmp(&(b.date, &b.area, &b.zone)));
    rows
}

/// Zones that may be lifted, and those that only wait for the round of today.
pub(super) fn lifts(figures: &Figures) -> Vec<LiftRow> {
    let mut rows: Vec<LiftRow> = figures
        .proposals
        .iter()
        .map(|proposed| &proposed.proposal)
        .filter(|proposal| proposal.kind == kind::ZONE_LIFT)
        .filter_map(|proposal| lift(zone_of(figures, proposal)?, proposal, proposal.from))
        .collect();
    let is_last = |proposal: &&Proposal| {
        proposal.from == Some(figures.day)
            && !rounds(figures)
                .any(|later| later.subject == proposal.subject && later.from > proposal.from)
    };
    // One that was taken before and whose results are awaited.
    let is_awaited = |proposal: &&Proposal| {
        let days = proposal.facts.iter().filter(|fact| fact.name == FINAL_ROUND_AWAITED_ON);
        let mut days = days.filter_map(|fact| fact.value.as_ref());
        proposal.kind == kind::SAMPLING_ROUND && !proposal.changes && days.next().is_some()
    };
    let taken = figures.proposals.iter().map(|proposed| &proposed.proposal).filter(is_awaited);
    let waiting: Vec<LiftRow> = rounds(figures)
        .filter(is_last)
        .chain(taken)
        .filter_map(|proposal| lift(zone_of(figures, proposal)?, proposal, None))
        .collect();
    rows.extend(waiting);
    rows
}

fn lift(zone: &Zone, proposal: &Proposal, lift_from: Option<Date>) -> Option<LiftRow> {
    Some(LiftRow {
        area: zone.area.clone(),
        zone: zone.zone.clone(),
        people: zone.residents.and_then(|residents| residents.try_into().ok()),
        opened_on: zone.opened_on,
        last_case_on: zone.last_case_on,
        lift_from,
        note: match lift_from {
            Some(_) => Words::new("Đủ điều kiện", "The conditions are met"),
            None => Words::new(
                format!("Chờ kết quả lấy mẫu lần {}", proposal.value),
                format!("Round {} is awaited", proposal.value),
            ),
        },
    })
}

/// Facts on which a proposal only advises, one note for each with its areas: said of every area alone they would fill pages.
fn unsure(figures: &Figures) -> Vec<Words> {
    let mut by_fact: BTreeMap<&str, (&Words, Confidence, BTreeSet<&str>)> = BTreeMap::new();
    for proposal in figures.proposals.iter().map(|p| &p.proposal).filter(|p| !p.decides) {
        for fact in proposal.facts.iter().filter(|fact| !fact.confidence.decides()) {
            // What the rules themselves are unsure of is said with the rule, not of the area.
            if fact.origin.is_some() {
                let entry = by_fact.entry(&fact.name);
                let (_, _, areas) =
                    entry.or_insert((&fact.label, fact.confidence, BTreeSet::new()));
                areas.insert(&proposal.subject.area.name);
            }
        }
    }
    let note = |(label, confidence, areas): &(&Words, Confidence, BTreeSet<&str>)| {
        let areas = areas.iter().copied().collect::<Vec<_>>().join(", ");
        let tag = confidence.as_str();
        Words::new(
            format!(
                "“{}” hoặc ngưỡng của chỉ tiêu này có độ tin cậy {tag}, nên đề xuất dựa vào đó chỉ để tham khảo: {areas}.",
                label.vi
            ),
            format!(
                "“{}” or the line it is held against has confidence {tag}, so what rests on it only advises: {areas}.",
                label.en
            ),
        )
    };
    by_fact.values().map(note).collect()
}

/// What else the reader must know.
pub(super) fn notes(figures: &Figures, frozen: bool) -> Vec<Words> {
    let mut notes = unsure(figures);
    let is_silent = |ward: &Ward| {
        let Cases { community, contained, imported } = ward.cases;
        community + contained + imported == 0 && ward.open_zones == 0
    };
    if figures.proposals.is_empty() && figures.wards.iter().all(is_silent) {
        notes.push(Words::new(
            "Chưa ghi nhận ca bệnh, vùng cách ly hay đề xuất nào của địa bàn này: các số 0 trong báo cáo không có nghĩa là an toàn.",
            "No case, zone or proposal of this place is recorded: the zeros of this report do not mean that all is well.",
        ));
    }
    if !frozen {
        notes.push(Words::new(
            "Số liệu chưa được chốt; báo cáo này được lập từ những gì đã biết đến thời điểm nêu trên.",
            "The figures are not frozen; this report is made from what was known at the moment named.",
        ));
    }
    let learned = figures.day_book.learned_of_earlier_days;
    if learned > 0 {
        let since = freeze_at(figures.day.yesterday().unwrap_or(figures.day));
        let since = taicho_model::VIETNAM_OFFSET.to_datetime(since);
        let day = since.strftime("%d/%m/%Y").to_string();
        notes.push(Words::new(
            format!("{learned} ca mắc của các ngày trước được ghi nhận sau 16 giờ 00 ngày {day}; các ca này có trong số cộng dồn, không có trong số ca mới của ngày."),
            format!("{learned} case(s) of earlier days were learned of after 16:00 on {day}; they are in the totals and not among the day's new cases."),
        ));
    }
    let missing = figures.wards.iter().filter(|ward| ward.population.is_none()).count();
    if missing > 0 {
        notes.push(Words::new(
            format!("Dân số của {missing} địa bàn chưa có nguồn tin cậy nên không tính tỷ lệ trên dân số cho các địa bàn này."),
            format!("The population of {missing} areas has no reliable source, so no rate over it is given for them."),
        ));
    }
    notes
}

fn rounds(figures: &Figures) -> impl Iterator<Item = &Proposal> {
    let rounds = figures.proposals.iter().map(|proposed| &proposed.proposal);
    rounds.filter(|proposal| proposal.kind == kind::SAMPLING_ROUND && proposal.changes)
}

fn zone_of<'a>(figures: &'a Figures, proposal: &Proposal) -> Option<&'a Zone> {
    let wanted = proposal.subject.as_zone()?;
    figures.day_book.zones.iter().find(|zone| zone.zone == wanted)
}

/// The reason without the zone's name, which stands beside it already.
fn without_zone(proposal: &Proposal) -> Words {
    let Some(zone) = proposal.subject.as_zone() else { return proposal.why.clone() };
    let strip = |text: &str| {
        let rest = text.strip_prefix(zone.name.as_str()).and_then(|rest| rest.strip_prefix(": "));
        let rest = rest.unwrap_or(text);
        let mut letters = rest.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect::<String>()
        })
    };
    Words::new(strip(&proposal.why.vi), strip(&proposal.why.en))
}
