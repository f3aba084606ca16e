use taicho_model::Words;

use crate::compare::Comparer;
use crate::compare::pattern::{Pattern, Slot};
use crate::decisions::Decisions;
use crate::judge::SURE;
use crate::model::probability;
use crate::plan::Plan;
use crate::records::Records;

mod said;
mod steps;
mod waterfall;

pub(crate) use said::said;
use steps::{percent, signed};

/// Why two rows are held for one person, or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What was known before any field was looked at: how few of all pairs are one person.
    pub before_bits: f32,
    /// What each field adds, in the order of the fields; fields that one side lacks add nothing and are left out.
    pub parts: Vec<Part>,
    /// The probability that they are one person, 0 to 1, other rows apart.
    pub probability: f32,
}

/// What one field, one rule or one decision adds to an explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is compared: a field, or what overrides the fields.
    pub what: Words,
    /// How it agrees.
    pub how: Words,
    /// How much that speaks for one person, in bits: one bit doubles the odds, a negative one halves them.
    pub bits: f32,
}

/// Explains a pair.
///
/// The bits add up to the logarithm of the odds.
/// Fields that agree for one reason share their weight: what comes later in the list adds only what the earlier ones left open.
pub fn explain(
    records: &Records,
    plan: &Plan,
    decisions: &Decisions,
    one: u32,
    other: u32,
) -> Explanation {
    let pattern = Comparer::new(records).pattern(one, other);
    let mut so_far = Pattern::default();
    let odds = |pattern: Pattern| plan.model.all_log_odds(records, &plan.frequencies, pattern, one);
    let before = odds(so_far);
    let mut last = before;
    let mut parts = Vec::new();
    for slot in Slot::ALL {
        let level = pattern.level(slot);
        if level == 0 {
            continue;
        }
        so_far.put(slot, level);
        let now = odds(so_far);
        let (what, how) = said(slot, level);
        parts.push(Part { what, how, bits: bits(now - last) });
        last = now;
    }
    let decided = decisions.of(one, other);
    let (overruled, what, how) = match decided {
        Some(true) => (SURE, DECIDED, ("cùng một người", "the same person")),
        Some(false) => (-SURE, DECIDED, ("không phải một người", "not the same person")),
        None => (
            plan.safe(pattern, last),
            RULE,
            (
                "giống sinh đôi, hàng xóm trùng tên hoặc cha con: cần số định danh",
                "may be twins, neighbours of one name, or father and son: needs an id",
            ),
        ),
    };
    if overruled != last {
        let words = |pair: (&str, &str)| Words::new(pair.0, pair.1);
        parts.push(Part { what: words(what), how: words(how), bits: bits(overruled - last) });
    }
    Explanation { before_bits: bits(before), parts, probability: probability(overruled) }
}

impl Explanation {
    /// The explanation line by line, in Vietnamese or in English; the bits add up to the sum.
    pub fn in_words(&self, in_vietnamese: bool) -> String {
        let of = |words: &Words| if in_vietnamese { words.vi.clone() } else { words.en.clone() };
        let steps = self.steps();
        let total = Words::new("tổng", "sum");
        let names = steps.iter().map(|step| &step.what).chain([&total]);
        let wide = names.map(|what| of(what).chars().count()).max().unwrap_or_default();
        let line = |tenths: i32, what: &Words, how: &str| {
            format!("{:>7}  {:wide$}  {how}", signed(tenths, in_vietnamese), of(what))
        };
        let mut lines: Vec<String> =
            steps.iter().map(|step| line(step.tenths(), &step.what, &of(&step.how))).collect();
        let chance = Words::new("xác suất là một người", "probability of one person");
        let chance = format!(
            "{}: {} – {}",
            of(&chance),
            percent(self.probability, in_vietnamese),
            of(&self.verdict())
        );
        lines.push("─".repeat(7));
        lines.push(line(steps.last().map_or(0, |step| step.to), &total, &chance));
        lines.join("\n")
    }
}

const DECIDED: (&str, &str) = ("người có thẩm quyền đã quyết định", "decided by a person");
const RULE: (&str, &str) = ("quy tắc an toàn", "safety rule");

fn bits(log: f32) -> f32 {
    log / std::f32::consts::LN_2
}

impl Pattern {
    /// How the fields agree, in one line for a table: what is the same, what nearly, what differs.
    pub fn in_words(self) -> Words {
        let mut lines = [
            (String::new(), String::new()),
            (String::new(), String::new()),
            (String::new(), String::new()),
        ];
        for slot in Slot::ALL {
            let level = self.level(slot);
            if level == 0 {
                continue;
            }
            let (what, how) = said(slot, level);
            let (line, how) = match said::kind(slot, level) {
                said::Agreement::Same => (0, None),
                said::Agreement::Nearly => (1, Some(how)),
                said::Agreement::Differs => (2, None),
            };
            let (vi, en) = &mut lines[line];
            for (text, what, how) in [
                (vi, what.vi, how.as_ref().map(|how| how.vi.clone())),
                (en, what.en, how.as_ref().map(|how| how.en.clone())),
            ] {
                if !text.is_empty() {
                    text.push_str(", ");
                }
                // A comma stands between fields, and not within the name of one.
                text.push_str(&what.replace(", ", "/"));
                if let Some(how) = how {
                    text.push_str(&format!(" ({how})"));
                }
            }
        }
        let heads = [("giống", "same"), ("gần giống", "nearly"), ("khác", "differs")];
        let (mut vi, mut en) = (Vec::new(), Vec::new());
        for ((head, text), (line_vi, line_en)) in heads.into_iter().zip(lines) {
            if !line_vi.is_empty() {
                vi.push(format!("{head}: {line_vi}"));
                en.push(format!("{text}: {line_en}"));
            }
        }
        Words::new(vi.join("; "), en.join("; "))
    }
}
