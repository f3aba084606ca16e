//! What a comparison says in words: how the scenarios differ, and what is done when.

use std::collections::BTreeMap;

use super::{Comparison, MOST, in_the_noise, letter};
use crate::picture::canvas::{BODY, Canvas, INK, SMALL};
use crate::picture::{Quantiles, capital, time};

/// In which scenarios, and what.
type Done<'a> = (Vec<usize>, Vec<&'a str>);

impl Comparison {
    /// What can be said of all quantities at once.
    pub(super) fn said(&self, vi: bool) -> Vec<String> {
        let many = self.scenarios.len();
        if many == 0 || self.compared.is_empty() {
            return vec![
                (if vi { "Không có kịch bản nào." } else { "There are no scenarios." }).to_owned(),
            ];
        }
        let mut said = Vec::new();
        if many > MOST {
            said.push(if vi {
                format!("Chỉ vẽ {MOST} kịch bản đầu trong số {many} kịch bản.")
            } else {
                format!("Only the first {MOST} of {many} scenarios are drawn.")
            });
        }
        said.extend((1..many.min(MOST)).filter_map(|at| self.differs(at, vi)));
        if said.is_empty() {
            said.push(if vi {
                format!("{many} kịch bản, {} chỉ tiêu.", self.compared.len())
            } else {
                format!("{many} scenarios, {} quantities.", self.compared.len())
            });
        }
        said
    }

    /// In what a scenario is higher and lower than the first.
    fn differs(&self, at: usize, vi: bool) -> Option<String> {
        let differences = self.compared.iter().filter_map(|it| {
            let difference = it.courses.get(at)?.difference?.sound()?;
            let name = if vi { it.quantity.vi.trim() } else { it.quantity.en.trim() };
            Some((name, difference))
        });
        let (unclear, clear): (Vec<_>, Vec<_>) = differences.partition(|it| in_the_noise(&it.1));
        let (higher, lower): (Vec<_>, Vec<_>) = clear.iter().partition(|it| it.1.median > 0.0);
        let letter = letter(at);
        let all = unclear.len() + clear.len();
        let in_which = |which: &[&(&str, Quantiles)]| {
            let names: Vec<String> = which.iter().map(|it| uncapital(it.0)).collect();
            match (names.len(), vi) {
                (many, true) if many == all => "mọi chỉ tiêu".to_owned(),
                (many, false) if many == all => "every quantity".to_owned(),
                (1..=3, _) => names.join(", "),
                (many, true) => format!("{many} trong {all} chỉ tiêu"),
                (many, false) => format!("{many} of {all} quantities"),
            }
        };
        let parts = [
            (lower, "thấp hơn rõ rệt ở", "clearly lower in"),
            (higher, "cao hơn rõ rệt ở", "clearly higher in"),
        ];
        let parts = parts.iter().filter(|it| !it.0.is_empty());
        let parts: Vec<String> = parts
            .map(|(which, in_vi, in_en)| {
                format!("{} {}", if vi { in_vi } else { in_en }, in_which(which))
            })
            .collect();
        match (all, parts.is_empty(), vi) {
            (0, _, _) => None,
            (_, true, true) => Some(format!(
                "{letter} chưa khác A: mọi chênh lệch đều nằm trong dao động ngẫu nhiên."
            )),
            (_, true, false) => Some(format!(
                "{letter} cannot be told from A: every difference is within the noise."
            )),
            (_, false, true) => Some(format!("{letter} so với A: {}.", parts.join("; "))),
            (_, false, false) => Some(format!("{letter} against A: {}.", parts.join("; "))),
        }
    }

    /// Lists what is done when; gives the numbers of each day.
    pub(super) fn interventions(&self, canvas: &mut Canvas) -> BTreeMap<i64, String> {
        const LISTED: usize = 12;
        let mut by_day: BTreeMap<i64, Vec<Done<'_>>> = BTreeMap::new();
        for intervention in &self.interventions {
            let mut whose = intervention.scenarios.clone();
            whose.retain(|it| *it < MOST.min(self.scenarios.len()));
            if whose.is_empty() && !intervention.scenarios.is_empty() {
                continue;
            }
            let of = by_day.entry(time::number(intervention.on)).or_default();
            whose.sort_unstable();
            whose.dedup();
            let named = canvas.words(&intervention.named);
            match of.iter_mut().find(|it| it.0 == whose) {
                Some(known) if known.1.contains(&named) => {}
                Some(known) => known.1.push(named),
                None => of.push((whose, vec![named])),
            }
        }
        if by_day.is_empty() {
            return BTreeMap::new();
        }
        canvas.y += 8.0;
        let head = canvas.say("Can thiệp theo ngày", "Interventions by day");
        canvas.paragraph(BODY.bold(), head, 1);
        for (at, (day, of)) in by_day.iter().enumerate().take(LISTED) {
            let on = if self.dated {
                time::written(*day, canvas.vi)
            } else {
                capital(&time::numbered(*day, canvas.vi))
            };
            let named = |(whose, named): &Done<'_>| {
                let letters: Vec<String> = whose.iter().map(|it| letter(*it)).collect();
                let of = match (letters.is_empty(), self.scenarios.len()) {
                    (_, 1) => String::new(),
                    (true, _) => format!(" ({})", canvas.say("mọi kịch bản", "all scenarios")),
                    (false, _) => format!("\u{a0}({})", letters.join(",\u{a0}")),
                };
                format!("{}{of}", named.join(", "))
            };
            let all: Vec<String> = of.iter().map(named).collect();
            let text = format!("{}.  {on}: {}", at + 1, all.join("; "));
            canvas.paragraph(SMALL.ink(INK), &text, 4);
        }
        if by_day.len() > LISTED {
            let more = by_day.len() - LISTED;
            let text = if canvas.vi {
                format!("… và {more} ngày khác")
            } else {
                format!("… and {more} more days")
            };
            canvas.paragraph(SMALL, &text, 1);
        }
        by_day.keys().enumerate().map(|(at, day)| (*day, (at + 1).to_string())).collect()
    }
}

/// A name as it stands within a sentence; an abbreviation keeps its capitals.
fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    match letters.clone().next() {
        Some(second) if second.is_uppercase() => text.to_owned(),
        _ => first.to_lowercase().chain(letters).collect(),
    }
}
