//! Numbers that are counted from the same cases move together: a community case more is a case more.

use std::collections::BTreeMap;

use taicho_model::{Fact, FactValue, Facts};

use crate::catalogue::Catalogue;
use crate::fault::Faults;
use crate::node::{Node, Table, Value};

/// What a number counts, as far as it matters for which other numbers move with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tally {
    /// Whether it is the most cases that hang together, and not all of them.
    is_linked: bool,
    /// What cases must have to be counted.
    narrowed: BTreeMap<&'static str, String>,
    window: Window,
}

/// The days that a count takes in; all but the last month end with the day asked.
#[derive(Clone, Debug, PartialEq)]
enum Window {
    Days(f64),
    Since(String),
    All,
}

impl Window {
    fn ends_today(&self) -> bool {
        *self != Self::Since("last_month".to_owned())
    }

    /// Whether it surely lies within another.
    fn lies_in(&self, other: &Self) -> bool {
        let since = |it: &Self| match it {
            Self::Since(word) => word.clone(),
            _ => String::new(),
        };
        match (self, other) {
            (_, Self::All) => true,
            (Self::Days(days), Self::Days(more)) => days <= more,
            (Self::Days(days), _) if *days <= 1.0 => other.ends_today(),
            (Self::Days(days), Self::Since(word)) => word == "running_month" && *days <= 28.0,
            (Self::Since(word), Self::Days(days)) => word == "week" && *days >= 7.0,
            _ => {
                self == other
                    || since(other) == "running_month"
                        && ["week", "month"].contains(&since(self).as_str())
            }
        }
    }
}

impl Tally {
    /// Reads `count` of a measure; none where it counts no cases, or makes a rate of them.
    pub(super) fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let mut table: Table = node.clone().table(faults)?;
        let mut word = |key| match table.take(key)?.value {
            Value::Text(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Flag(flag) => Some(flag.to_string()),
            _ => None,
        };
        let is_linked = match word("of")?.as_str() {
            "cases" => false,
            "linked_cases" => true,
            _ => return None,
        };
        if word("per").is_some() {
            return None;
        }
        let status = word("status").unwrap_or_else(|| "confirmed".to_owned());
        let mut narrowed = BTreeMap::from([("status", status)]);
        for key in ["origin", "setting", "source_known", "disease"] {
            narrowed.extend(word(key).map(|value| (key, value)));
        }
        let window = match (word("days").and_then(|days| days.parse().ok()), word("since")) {
            (Some(days), _) => Window::Days(days),
            (None, Some(since)) => Window::Since(since),
            (None, None) => Window::All,
        };
        Some(Self { is_linked, narrowed, window })
    }

    /// Whether every case that is counted here has what another count asks for.
    fn is_narrower(&self, other: &Self) -> bool {
        other.narrowed.iter().all(|(key, value)| self.narrowed.get(key) == Some(value))
    }

    /// Whether all that is counted here is counted there.
    fn is_within(&self, other: &Self) -> bool {
        self.is_narrower(other) && self.window.lies_in(&other.window)
    }

    /// What another number has to be where this one goes from one value to another.
    fn moved(&self, (from, to): (f64, f64), other: &Self, had: f64) -> f64 {
        // Cases that were there may turn out to hang together; more than there are cannot.
        if self.is_linked {
            return if self.is_within(other) { had.max(to) } else { had };
        }
        // A case more is one of today, and counts in all that takes today in.
        let rises_with = self.is_within(other)
            || self.is_narrower(other) && self.window.ends_today() && other.window.ends_today();
        match (to > from, other.is_linked) {
            (true, false) if rises_with => had + to - from,
            (false, false) if self.is_within(other) => (had + to - from).max(0.0),
            (false, _) if other.is_within(self) => had.min(to),
            _ => had,
        }
    }
}

impl Catalogue {
    /// Facts with one that has another value, and with what has to move with it.
    pub fn suppose(&self, facts: &Facts, name: &str, value: &FactValue) -> Facts {
        let mut supposed = facts.clone();
        let tally = |name: &str| self.get(name).and_then(|entry| entry.tally.as_ref());
        let had = facts.get(name).map(|fact| &fact.value);
        if let (Some(own), Some(FactValue::Number(from)), FactValue::Number(to)) =
            (tally(name), had, value)
        {
            for (other, fact) in &mut supposed {
                if let (Some(tally), FactValue::Number(number)) = (tally(other), &mut fact.value) {
                    *number = own.moved((*from, *to), tally, *number);
                }
            }
        }
        supposed.insert(name.to_owned(), Fact::recorded(value.clone()));
        supposed
    }
}
