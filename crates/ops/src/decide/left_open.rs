//! What the week or the month before called for and nobody decided: a count that begins anew takes nothing back.

use jiff::ToSpan as _;
use jiff::civil::Date;
use taicho_model::{Area, Order, OrderStatus, PeriodKind, Proposal, Subject, Words, vietnam_date};
use taicho_rules::{About, Library, RuleSet, evaluate};

use super::standing::last_moment;
use super::{Answers, Question, add_disease, wave_began_on};
use crate::situation::facts::FactDesk;
use crate::situation::measures::Counter;
use crate::situation::{last_month_began_on, week_began_on};

/// The week or the month before a day, and what it called for.
pub(super) struct LeftOpen<'a> {
    kind: &'a str,
    period: PeriodKind,
    first: Date,
    last: Date,
    sets: Vec<&'a RuleSet>,
    desk: FactDesk<'a>,
}

/// The periods before the day of a question whose rules are in force still.
pub(super) fn periods_before<'a>(
    question: &Question<'a>,
    library: &'a Library,
) -> Vec<LeftOpen<'a>> {
    let Question { situation, content, sets, .. } = *question;
    let Some(family) = sets.first().map(|set| &set.family) else { return Vec::new() };
    let today = vietnam_date(question.as_of);
    let kinds = content.proposal_kinds().all.iter();
    let counted_anew = kinds.filter_map(|kind| Some((kind.id.as_str(), kind.counted_anew?)));
    let periods = counted_anew.filter_map(|(kind, period)| {
        let (first, last) = match period {
            PeriodKind::Week => {
                let monday = week_began_on(today);
                (monday.saturating_sub(7.days()), monday.saturating_sub(1.day()))
            }
            PeriodKind::Month => {
                let first = last_month_began_on(today);
                (first, first.last_of_month())
            }
        };
        let sets: Vec<&RuleSet> = library.in_force(family, last);
        let gives = |set: &&RuleSet| set.groups.iter().any(|group| group.gives == kind);
        if !sets.iter().any(gives) {
            return None;
        }
        let counter = Counter { situation, content, wave_began_on: wave_began_on(&sets) };
        let desk = FactDesk::on(counter, last);
        Some(LeftOpen { kind, period, first, last, sets, desk })
    });
    periods.collect()
}

impl Question<'_> {
    /// Adds what a period before called for about a disease in a commune, unless it is proposed today as well, an order
    /// speaks of it, or somebody decided on it since.
    pub(super) fn left_open(
        &self,
        before: &LeftOpen<'_>,
        commune: &Area,
        subject: &Subject,
        disease: &str,
        first: usize,
        answers: &mut Answers,
    ) {
        let LeftOpen { kind, first: began_on, last, .. } = *before;
        let own = &answers.proposals[first..];
        let cases = &self.situation.cases;
        let number = cases.disease_number(disease);
        let had_cases = cases.of(&commune.id).iter().any(|group| {
            Some(group.disease) == number && (began_on..=last).contains(&group.found_on)
        });
        if !had_cases
            || own.iter().any(|it| it.kind == kind && it.changes)
            || self.is_settled(before, commune, disease)
        {
            return;
        }
        let mut facts = before.desk.of_disease(commune, disease);
        add_disease(self.content, disease, &mut facts);
        let asked = Question { sets: &before.sets, as_of: last_moment(last), ..*self };
        let sets = asked.sets_for(commune, Some(disease));
        let sets: Vec<&RuleSet> = sets.iter().map(|set| &**set).collect();
        let about = About::DiseaseInCommune;
        let proposals = evaluate(&sets, about, subject, &facts, asked.as_of);
        let today = vietnam_date(self.as_of);
        answers.left_open.extend(
            proposals
                .into_iter()
                .filter(|it| it.kind == kind && it.changes)
                .map(|proposal| before.told_on(today, proposal)),
        );
    }

    /// Whether an order or a decision since the period began speaks of it.
    fn is_settled(&self, before: &LeftOpen<'_>, commune: &Area, disease: &str) -> bool {
        let situation = self.situation;
        let today = vietnam_date(self.as_of);
        let is_order = |order: &Order| {
            order.kind == before.kind
                && order.about_disease() == Some(disease)
                && order.status != OrderStatus::Revoked
                && order.effective_from >= before.first
        };
        let asked = format!("{}||{disease}|{}|", commune.code, before.kind);
        let is_decided = |proposal_key: &str| {
            let Some((about, from)) = proposal_key.rsplit_once('|') else { return false };
            about.starts_with(&asked) && from.parse::<Date>().is_ok_and(|from| from >= before.first)
        };
        situation.is_declared(commune, before.kind, disease, today)
            || situation.orders_of(&commune.id).any(is_order)
            || situation.decisions.iter().any(|it| is_decided(&it.proposal_key))
    }
}

impl LeftOpen<'_> {
    /// The proposal as it stands today: nothing takes effect on a day that has passed.
    fn told_on(&self, today: Date, proposal: Proposal) -> Proposal {
        let day = |day: Date| day.strftime("%d/%m/%Y").to_string();
        let day_en = |day: Date| day.strftime("%-d %B %Y").to_string();
        let (vi, en) = match self.period {
            PeriodKind::Week => ("Tuần trước", "the week before"),
            PeriodKind::Month => ("Tháng trước", "the month before"),
        };
        let (first, last) = (self.first, self.last);
        let why = Words::new(
            format!("{vi} ({} – {}): {}", day(first), day(last), proposal.why.vi),
            format!("In {en} ({} – {}): {}", day_en(first), day_en(last), proposal.why.en),
        );
        let (until_vi, until_en) = match self.period {
            PeriodKind::Week => ("hết tuần này", "to the end of this week"),
            PeriodKind::Month => ("hết tháng này", "to the end of this month"),
        };
        let mut notes = vec![Words::new(
            format!(
                "{vi} đã đủ điều kiện và chưa ai quyết định; sang kỳ mới số ca đếm lại từ đầu. Việc này được giữ ở đây đến {until_vi}."
            ),
            format!(
                "The line was reached in {en} and nobody decided; the counts have begun anew since. It is kept here {until_en}."
            ),
        )];
        notes.extend(proposal.notes);
        let from = proposal.from.map(|_| today);
        Proposal { from, why, notes, would_change: Vec::new(), ..proposal }
    }
}
