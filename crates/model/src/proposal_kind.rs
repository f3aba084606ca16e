use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{FactValue, PeriodKind, Words, kind};

/// The kinds of proposals of the content, in the order in which they are read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalKinds {
    /// Each of them once.
    #[serde(rename = "kind")]
    pub all: Vec<ProposalKind>,
}

/// A kind of proposal, as the content describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalKind {
    /// The word in rules, proposals and orders.
    pub id: String,
    /// Its name in a list.
    pub label: Words,
    /// Its name as the heading of a document; the label where it has none.
    #[serde(default)]
    pub heading: Option<Words>,
    /// How it is treated, where not as a change that an officer decides on.
    #[serde(default)]
    pub is: Option<Treated>,
    /// What is proposed, with `{value}` and `{disease}`; the words of the value where it has none.
    #[serde(default)]
    pub says: Option<Words>,
    /// The same under its heading.
    #[serde(default)]
    pub short: Option<Words>,
    /// What is asked where it cannot be told; the heading where it has none.
    #[serde(default)]
    pub asks: Option<Words>,
    /// The words of its value, the worst first.
    #[serde(default)]
    pub values: Vec<ProposalValue>,
    /// How an order says it; none where its approval makes no order.
    #[serde(default)]
    pub order: Option<ProposalOrder>,
    /// The period in which its facts are counted from nothing.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub counted_anew: Option<PeriodKind>,
}

/// How a kind of proposal is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Treated {
    /// It says how bad things are in an area; one such kind serves at a time.
    Level,
    /// It says what is forbidden in an area.
    Tier,
    /// It has a clock, which stops when what it wants is done.
    Clock,
    /// It tells how far something is from a target; nobody decides on it.
    Gap,
}

/// A word that the value of a kind may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalValue {
    /// The word.
    pub value: String,
    /// The same as a person says it.
    pub says: Words,
    /// The same in an order, where it is said otherwise there.
    #[serde(default)]
    pub ordered: Option<Words>,
}

/// How an order says what it orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalOrder {
    /// Its sentence, within one, with `{value}` and `{disease}`.
    pub says: Words,
    /// Its subject, with `{place}` and `{disease}`.
    pub about: Words,
}

impl ProposalKinds {
    /// A kind by its word.
    pub fn get(&self, id: &str) -> Option<&ProposalKind> {
        self.all.iter().find(|kind| kind.id == id)
    }

    /// Whether it is a kind, or one of those that fix a reading for an area.
    pub fn knows(&self, id: &str) -> bool {
        self.get(id).is_some() || id.starts_with(kind::READING)
    }

    /// The words of all.
    pub fn ids(&self) -> Vec<&str> {
        self.all.iter().map(|kind| kind.id.as_str()).collect()
    }

    /// The place of a kind in the order in which they are read; those not known come last.
    pub fn rank(&self, id: &str) -> usize {
        self.all.iter().position(|kind| kind.id == id).unwrap_or(usize::MAX)
    }

    /// How a kind is treated.
    pub fn treated(&self, id: &str) -> Option<Treated> {
        self.get(id)?.is
    }

    /// The name of a kind as a heading; its word where it is not known.
    pub fn heading(&self, id: &str) -> Words {
        self.get(id).map_or_else(|| Words::new(id, id), |kind| kind.heading().clone())
    }

    /// What is proposed; `shown` is the value as it is written where the kind has no words for it.
    pub fn says(&self, id: &str, value: &FactValue, shown: &str, disease: Option<&Words>) -> Words {
        let Some(kind) = self.get(id) else { return Words::new(shown, shown) };
        let word = kind.word(value);
        let named = word.map_or_else(|| Words::new(shown, shown), |word| word.says.clone());
        match &kind.says {
            // A word that says all by itself, such as that no isolation is needed.
            Some(says) if word.is_none() || says.vi.contains("{disease}") => {
                filled(says, &named, disease)
            }
            _ => named,
        }
    }
}

impl ProposalKind {
    /// The name as the heading of a document.
    pub fn heading(&self) -> &Words {
        self.heading.as_ref().unwrap_or(&self.label)
    }

    /// The words of a value.
    pub fn word(&self, value: &FactValue) -> Option<&ProposalValue> {
        let value = value.to_string();
        self.values.iter().find(|word| word.value == value)
    }
}

/// A template with the value and the disease in their places.
pub(crate) fn filled(template: &Words, value: &Words, disease: Option<&Words>) -> Words {
    let fill = |text: &str, value: &str, disease: Option<&String>| {
        let text = text.replace("{value}", value);
        text.replace("{disease}", disease.map_or("", |name| name)).trim_end().to_owned()
    };
    Words::new(
        fill(&template.vi, &value.vi, disease.map(|name| &name.vi)),
        fill(&template.en, &value.en, disease.map(|name| &name.en)),
    )
}

impl ProposalOrder {
    /// The sentence of an order.
    pub fn sentence(&self, value: &Words, disease: Option<&Words>) -> Words {
        filled(&self.says, value, disease)
    }
}
