//! What stands on a day whatever the rules of the day propose: orders in force or still to come, and what a plan that has
//! ended leaves behind.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use taicho_model::{
    Area, AreaId, Order, OrderStatus, Proposal, Subject, Words, Zone, ZoneId, kind, vietnam_date,
    vietnam_midnight,
};
use taicho_rules::{Library, RuleSet};
use utoipa::ToSchema;

use super::{Answers, Question, has_say, sets_in_force, wave_began_on};
use crate::Content;
use crate::situation::Situation;
use crate::situation::facts::FactDesk;
use crate::situation::measures::Counter;

/// An order that holds on the day, or that was made for a later one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Standing {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// What it orders: the kind of a proposal.
    pub kind: String,
    /// The value ordered.
    pub value: String,
    /// First day of effect.
    pub from: Date,
    /// Last day of effect; none where nobody named one.
    pub until: Option<Date>,
    /// Whether it holds on the day; otherwise it is still to come.
    pub holds: bool,
    /// Draft or issued.
    pub status: OrderStatus,
    /// The official number; none until it is signed.
    pub number: Option<String>,
    /// The legal basis, as cited.
    pub document: String,
    /// The order.
    pub order_id: String,
}

/// A plan of the place that has ended and that no other has followed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EndedPlan {
    /// Its official number.
    pub document: String,
    /// Its last day.
    pub ended_on: Date,
    /// That it has ended, and that the next one is wanted.
    pub said: Words,
    /// What its rules say by what is known now and that runs on, or that nobody has decided.
    pub proposals: Vec<Proposal>,
}

/// The orders that hold on the day or were made for a later one, the most recent first.
pub(super) fn standing(situation: &Situation, content: &Content) -> Vec<Standing> {
    let today = vietnam_date(situation.as_of);
    let areas: HashMap<&AreaId, &Area> = situation.areas().map(|area| (&area.id, area)).collect();
    let zones: HashMap<&ZoneId, &Zone> =
        situation.zones.iter().map(|zone| (&zone.id, zone)).collect();
    let subject_of = |order: &Order| {
        // What is ordered from above is ordered for the area asked about.
        let area = areas.get(&order.area_id).copied().unwrap_or(&situation.area).to_ref();
        let subject = match order.zone_id.as_ref().and_then(|id| zones.get(id)) {
            Some(zone) => Subject::zone(zone.to_ref(), area),
            None => Subject::area(area),
        };
        match order.about_disease() {
            Some(code) => content.of_a_disease(subject, code),
            None => subject,
        }
    };
    let mut orders: Vec<_> = situation.orders.iter().collect();
    orders.sort_by_key(|order| (std::cmp::Reverse(order.effective_from), &order.id));
    let standing = orders.into_iter().filter(|order| {
        order.status != OrderStatus::Revoked
            && order.effective_to.is_none_or(|to| today <= to)
            && !is_followed(situation, order, today)
    });
    standing
        .map(|order| Standing {
            subject: subject_of(order),
            kind: order.kind.clone(),
            value: order.value.clone(),
            from: order.effective_from,
            until: order.effective_to,
            holds: order.holds_on(today),
            status: order.status,
            number: order.number.clone(),
            document: order.document.clone(),
            order_id: order.id.to_string(),
        })
        .collect()
}

/// Whether another order of the same kind about the same took its place by the day.
fn is_followed(situation: &Situation, order: &Order, today: Date) -> bool {
    let ends = |other: &Order| match order.kind.as_str() {
        kind::EPIDEMIC => [kind::EPIDEMIC, kind::EPIDEMIC_END].contains(&other.kind.as_str()),
        _ => other.kind == order.kind,
    };
    situation.orders_of(&order.area_id).any(|other| {
        other.id != order.id
            && ends(other)
            && other.zone_id == order.zone_id
            && other.about_disease() == order.about_disease()
            && other.holds_on(today)
            && (other.effective_from, &other.id) > (order.effective_from, &order.id)
    })
}

/// What the plans of the place that have ended leave behind.
pub(super) fn ended_plans(
    situation: &Situation,
    content: &Content,
    library: &Library,
) -> Vec<EndedPlan> {
    let today = vietnam_date(situation.as_of);
    // Where another law has followed, the plan of the old one asks for nothing any more.
    let family = library.family_in_force(today);
    let of_the_place = |set: &&RuleSet| {
        set.document.jurisdiction != "VN"
            && family.as_ref().is_none_or(|family| *family == set.family)
            && situation.areas().any(|area| has_say(set, area))
    };
    let sets: Vec<&RuleSet> = library.sets().iter().filter(of_the_place).collect();
    let ended = sets.iter().filter_map(|set| Some((*set, set.document.in_force_to?)));
    let last = |(set, ended_on): &(&RuleSet, Date)| {
        *ended_on < today
            && !sets.iter().any(|other| {
                let after = &other.document;
                after.jurisdiction == set.document.jurisdiction
                    && after.in_force_from > set.document.in_force_from
                    && after.in_force_from <= today
            })
    };
    ended
        .filter(last)
        .map(|(set, ended_on)| ended_plan(situation, content, library, set, ended_on))
        .collect()
}

fn ended_plan(
    situation: &Situation,
    content: &Content,
    library: &Library,
    set: &RuleSet,
    ended_on: Date,
) -> EndedPlan {
    let today = vietnam_date(situation.as_of);
    let sets = sets_in_force(library, Some(&set.family), ended_on, situation);
    let desk = FactDesk::new(Counter { situation, content, wave_began_on: wave_began_on(&sets) });
    let on_last_day = last_moment(ended_on);
    let question = Question { situation, sets: &sets, desk: &desk, content, as_of: on_last_day };
    let mut answers = Answers::default();
    for commune in &situation.communes {
        question.of_commune(commune, &[], &mut answers);
    }
    let own = format!("{}/{}/", set.family.0, set.id);
    answers.proposals.retain(|proposal| {
        let runs_on = proposal.until.is_some_and(|until| today <= until);
        // A round of a day that has passed is a round missed, which its own page tells.
        let is_open = proposal.changes && proposal.kind != kind::SAMPLING_ROUND;
        proposal.rule.starts_with(&own) && (runs_on || is_open)
    });
    let canonical = &set.document.canonical;
    let (vi, en) = (ended_on.strftime("%d/%m/%Y"), ended_on.strftime("%-d %B %Y"));
    EndedPlan {
        document: canonical.clone(),
        ended_on,
        said: Words::new(
            format!(
                "{canonical} đã hết thời hạn ngày {vi}; cần kế hoạch tiếp theo. Những nội dung sau còn hiệu lực hoặc chưa được quyết định:"
            ),
            format!(
                "{canonical} ended on {en}; the next plan is wanted. What follows runs on, or nobody has decided it:"
            ),
        ),
        proposals: answers.proposals,
    }
}

pub(super) fn last_moment(day: Date) -> Timestamp {
    let next = vietnam_midnight(day.saturating_add(1.day()));
    next.saturating_sub(1.second()).unwrap_or(next)
}
