//! How many proposals about single cases and people are told one by one.
//!
//! A list that came in without its reports makes a proposal of every row: the most urgent are told, and the others
//! counted, so that neither memory nor a page grows with the backlog. The list of clocks has them all.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use taicho_model::{AreaRef, Proposal, kind};
use utoipa::ToSchema;

use super::{Answers, Unanswered};

/// So many proposals about single cases and people a board tells one by one.
pub(super) const CASES_TOLD: usize = 300;

/// Proposals of a kind about cases and people of an area that are not told one by one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MoreProposals {
    /// The area.
    pub area: AreaRef,
    /// The kind.
    #[schema(schema_with = kind::schema)]
    pub kind: String,
    /// How many they are.
    pub proposals: usize,
    /// How many of them are overdue.
    pub overdue: usize,
}

/// What is counted, by the code of its area and its kind.
pub(super) type More = BTreeMap<(String, String), MoreProposals>;

impl Answers {
    /// Keeps the most urgent proposals about single cases and people, and counts the others.
    pub(super) fn keep_most_urgent(&mut self, most: usize, as_of: Timestamp) {
        if self.about_cases <= most {
            return;
        }
        self.about_cases = most;
        let about_cases = self.proposals.iter().enumerate().filter(|(_, it)| it.case.is_some());
        let mut by_urgency: Vec<(Timestamp, usize)> =
            about_cases.map(|(place, it)| (it.due_at.unwrap_or(Timestamp::MAX), place)).collect();
        by_urgency.sort_unstable();
        let mut is_kept = vec![true; self.proposals.len()];
        for (due_at, place) in by_urgency.split_off(most.min(by_urgency.len())) {
            is_kept[place] = false;
            let Proposal { area, kind, .. } = &self.proposals[place];
            let of = (area.code.clone(), kind.clone());
            let more = self.more.entry(of).or_insert_with(|| MoreProposals {
                area: area.clone(),
                kind: kind.clone(),
                proposals: 0,
                overdue: 0,
            });
            more.proposals += 1;
            more.overdue += usize::from(due_at < as_of);
        }
        let mut is_kept = is_kept.into_iter();
        self.proposals.retain(|_| is_kept.next().unwrap_or(true));
    }

    /// Adds a question about a case or a person that nobody can answer; one that is open of others here is told once,
    /// with how many they are.
    pub(super) fn add_open(&mut self, open: Unanswered) {
        let same = self.undecided.iter_mut().rev().take_while(|it| it.area == open.area);
        let is_same = |it: &&mut Unanswered| {
            it.cases > 0
                && (&it.kind, &it.disease, &it.missing)
                    == (&open.kind, &open.disease, &open.missing)
        };
        match same.into_iter().find(is_same) {
            Some(told) => told.cases += 1,
            None => self.undecided.push(open),
        }
    }
}
