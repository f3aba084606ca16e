//! What a rule file says, once it was read and checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use taicho_model::{Confidence, FactValue, RuleFamily, Words};

use crate::catalogue::Catalogue;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A commune, ward or township.
    Commune,
    /// A district, to 30 June 2025.
    District,
    /// A containment zone.
    Zone,
    /// A disease in a commune.
    DiseaseInCommune,
    /// A disease in the country.
    Disease,
    /// A case that has to be reported.
    Case,
    /// A person who has to be isolated.
    Isolation,
    /// An outbreak that has to be reported daily.
    Outbreak,
    /// An epidemic or its end that was determined and has to be announced.
    Determination,
}

impl About {
    /// Every subject that a group of rules may have.
    pub const ALL: &[Self] = &[
        Self::Commune,
        Self::District,
        Self::Zone,
        Self::DiseaseInCommune,
        Self::Disease,
        Self::Case,
        Self::Isolation,
        Self::Outbreak,
        Self::Determination,
    ];

    /// The word in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::District => "district",
            Self::Zone => "zone",
            Self::DiseaseInCommune => "disease_in_commune",
            Self::Disease => "disease",
            Self::Case => "case",
            Self::Isolation => "isolation",
            Self::Outbreak => "outbreak",
            Self::Determination => "determination",
        }
    }

    /// Reads the word in rule files.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|item| item.as_str() == word)
    }
}

/// The legal document that a rule set puts into rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The citation as other documents wrote it, slips included.
    pub cited_as: String,
    /// The true number and symbol.
    pub canonical: String,
    /// Who issued it.
    pub issuer: Words,
    /// Its title.
    pub title: Words,
    /// Where it holds: a country or area code.
    pub jurisdiction: String,
    /// The line of the file that says so.
    pub jurisdiction_line: usize,
    /// The day on which it was issued.
    pub issued_on: Date,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force; none while it is in force.
    pub in_force_to: Option<Date>,
    /// The canonical numbers of the documents that it replaced.
    pub supersedes: Vec<String>,
    /// Where its content was read.
    pub source: String,
}

/// Another reading of a parameter that the text allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The other value.
    pub value: FactValue,
    /// Who reads it so, or why.
    pub note: Words,
}

/// A figure, date or word of the document, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name, unique in the set.
    pub id: String,
    /// The value.
    pub value: FactValue,
    /// The unit, where it has one.
    pub unit: Option<String>,
    /// How sure we are that the document says so.
    pub confidence: Confidence,
    /// The article.
    pub source: String,
    /// The name as a person reads it.
    pub label: Words,
    /// Other readings, written down.
    pub alternatives: Vec<Alternative>,
    /// The paper by which one of the readings was fixed, where one was.
    pub fixed_by: Option<String>,
    pub(crate) line: usize,
    pub(crate) value_line: usize,
}

impl Parameter {
    /// The reading that a word or a number means, with what is said of it; none where it is none of those written down.
    pub fn reading(&self, written: &str) -> Option<(&FactValue, Option<&Words>)> {
        let own = std::iter::once((&self.value, None));
        let others = self.alternatives.iter().map(|other| (&other.value, Some(&other.note)));
        own.chain(others).find(|(value, _)| value.to_string() == written)
    }
}

/// A rule set: one legal document put into parameters and rules.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// The family, the first folder.
    pub family: RuleFamily,
    /// The document, the second folder.
    pub id: String,
    /// The path of the file.
    pub file: String,
    /// The legal document.
    pub document: Document,
    /// The parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// The groups in the order of the file.
    pub groups: Vec<Group>,
    pub(crate) facts: Arc<Catalogue>,
}

impl RuleSet {
    /// Whether the document was issued by a day and is in force on it.
    pub fn is_in_force(&self, date: Date) -> bool {
        let document = &self.document;
        document.issued_on <= date
            && document.in_force_from <= date
            && document.in_force_to.is_none_or(|to| date <= to)
    }

    /// A parameter by name.
    pub fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.get(id)
    }

    /// The same set with one of the readings of a parameter fixed by a paper: it is then as sure as what is read in a
    /// text, and no other reading is asked. None where the set has no such parameter or reading.
    pub fn with_reading(&self, id: &str, written: &str, paper: &str) -> Option<Self> {
        let value = self.parameter(id)?.reading(written)?.0.clone();
        let mut set = self.clone();
        let parameter = set.parameters.get_mut(id)?;
        parameter.value = value;
        parameter.confidence = Confidence::V;
        parameter.alternatives.clear();
        parameter.fixed_by = Some(paper.to_owned());
        Some(set)
    }
}

/// Rules that answer one question about one kind of subject.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name, unique in the set.
    pub id: String,
    /// What the question is about.
    pub about: About,
    /// The kind of the proposals.
    pub gives: String,
    /// Whether the first rule that holds is the answer, or every rule that holds gives one.
    pub first_match: bool,
    /// The fact that holds the answer in force.
    pub in_force: Option<String>,
    /// The facts that hold an approved order whose day has not come.
    pub planned: Option<Planned>,
    /// The group, as `document/group`, whose rules come after the rules of this one.
    pub comes_before: Option<String>,
    /// What has to be announced before it may hold.
    pub notice: Option<Notice>,
    /// What is said when no rule holds: the answer in force stays.
    pub unchanged: Option<Unchanged>,
    /// The rules, the most severe first where the first match wins.
    pub rules: Vec<Rule>,
    /// Where it says before which group it comes.
    pub(crate) line: usize,
}

/// The names of the facts about an approved order whose day has not come.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// What it orders.
    pub value: String,
    /// Its first day.
    pub from: String,
    /// Its number or description.
    pub order: String,
}

/// An answer that rises above the one in force holds only some hours after it was announced.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The answers, the mildest first.
    pub rising: Vec<String>,
    /// The parameter with the hours.
    pub hours: String,
}

/// The reason of a row that changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Unchanged {
    /// The reason in words.
    pub why: Words,
    /// The article.
    pub source: String,
}

/// One rule: when the condition holds, then the effect.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name, unique in the set.
    pub id: String,
    /// The version, raised with each change of meaning.
    pub version: u32,
    /// The condition.
    pub when: Condition,
    /// What follows.
    pub then: Effect,
    /// The reason in words, with facts in braces.
    pub why: Words,
    /// What the reader must know besides.
    pub note: Option<Words>,
    /// The document and article.
    pub source: String,
    /// The duty whose clock it is; the rule then gives nothing once the duty is done.
    pub clock: Option<Duty>,
}

/// What has to be done while a clock runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// What is to be done, with its form.
    pub what: Words,
    /// Who does it.
    pub by: Words,
    /// The facts with the instants of which the first says that it was done.
    pub met_by: Vec<String>,
    /// When there is such a duty, done or not: the condition of the rule without that it is not done.
    pub(crate) when: Condition,
}

/// A condition; an empty `All` always holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every part holds.
    All(Vec<Condition>),
    /// At least one part holds.
    Any(Vec<Condition>),
    /// No part holds.
    None(Vec<Condition>),
    /// A fact is held against a threshold.
    Test(Box<Test>),
}

impl Condition {
    /// The condition that a fact is not known.
    pub(crate) fn is_unknown(fact: &str) -> Self {
        Self::Test(Box::new(Test {
            measured: Measured::Fact(fact.to_owned()),
            counted_with: None,
            comparison: Comparison::Known(false),
        }))
    }

    /// Whether it is the word `otherwise`, which holds always.
    pub(crate) fn is_otherwise(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }
}

/// A fact held against a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is looked at.
    pub measured: Measured,
    /// The parameters with which a fact was counted, for instance the first day of a wave.
    pub counted_with: Option<String>,
    /// The threshold.
    pub comparison: Comparison,
}

/// What a test looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// A fact as it is.
    Fact(String),
    /// A parameter as it is: a choice between two readings.
    Parameter(String),
    /// The sum of several facts.
    Sum(Vec<String>),
    /// Days from a date to another, by subtraction.
    DaysSince {
        /// The fact with the earlier date.
        fact: String,
        /// The later date.
        counted_to: Moment,
        /// The parameter that says on which day a seed's day counts were true.
        stated_as_of: Option<String>,
    },
    /// The number of a day when days are counted from a date.
    DayOf {
        /// The fact with the date from which days are counted.
        fact: String,
        /// The day whose number is asked.
        counted_to: Moment,
        /// How many days after that date day 1 is.
        day_one: String,
    },
}

/// The threshold of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Equal.
    Is(Operand),
    /// Not equal.
    IsNot(Operand),
    /// One of several.
    In(Vec<FactValue>),
    /// `≥`
    AtLeast(Operand),
    /// `>`
    MoreThan(Operand),
    /// `≤`
    AtMost(Operand),
    /// `<`
    LessThan(Operand),
    /// From the first to the second, both included.
    Between(Operand, Operand),
    /// Whether the fact is known at all.
    Known(bool),
}

/// What a fact is held against.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A value written in the rule.
    Literal(FactValue),
    /// A parameter.
    Parameter(String),
    /// Another fact.
    Fact(String),
    /// The mean of past counts plus some standard deviations.
    Spread {
        /// The fact with the counts.
        mean_of: String,
        /// The parameter with the number of standard deviations.
        plus_sd: String,
        /// The parameter that says `sample` or `population`.
        sd: String,
        /// The parameter with the number of years that must be known.
        years: String,
        /// The parameter that says whether fewer years are `enough`; where there is none they are not.
        fewer: Option<String>,
    },
}

/// A day that a rule speaks of.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    /// The day on which the question is asked.
    DayAsked,
    /// A day that a parameter holds.
    Parameter(String),
    /// A day that a fact holds.
    Fact(String),
    /// The day after a day that a fact holds.
    DayAfter(String),
    /// Day n of a count of days.
    DayNumber {
        /// The fact with the date from which days are counted.
        fact: String,
        /// The parameter with n.
        number: String,
        /// The parameter with the days from that date to day 1.
        day_one: String,
    },
}

/// What follows from a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// One proposal.
    Answer {
        /// The value.
        value: Answer,
        /// First day.
        from: Option<Moment>,
        /// Last day.
        until: Option<Moment>,
        /// The instant by which something must be done.
        due_at: Option<Due>,
        /// Whether it is being done already: it is told, and nothing new is proposed.
        under_way: bool,
    },
    /// Sampling rounds on numbered days after the latest case.
    Calendar(Calendar),
}

/// The value of a proposal.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value written in the rule.
    Literal(FactValue),
    /// A parameter.
    Parameter(String),
    /// The code of the disease that the subject names.
    Disease,
}

/// How the instant is found by which something must be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Some hours after an instant.
    HoursAfter {
        /// The parameter with the hours.
        hours: String,
        /// The fact with the instant.
        fact: String,
    },
    /// By the end of the day that is some days after the day of an instant.
    EndOfDay {
        /// The parameter with the days.
        days: String,
        /// The fact with the instant.
        fact: String,
    },
    /// Before a weekday of the week after the one (Monday to Sunday) in which an instant lies.
    NextWeek {
        /// The parameter with the weekday: 1 Monday … 7 Sunday.
        before_weekday: String,
        /// The fact with the instant.
        fact: String,
    },
}

impl Due {
    /// The fact with the instant from which it is counted.
    pub fn counted_from(&self) -> &str {
        match self {
            Self::HoursAfter { fact, .. }
            | Self::EndOfDay { fact, .. }
            | Self::NextWeek { fact, .. } => fact,
        }
    }

    /// Whether the instant itself is too late: a day that has to be over ends before its midnight.
    pub fn is_exclusive(&self) -> bool {
        !matches!(self, Self::HoursAfter { .. })
    }
}

/// A sampling calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The fact with the day of the latest case.
    pub anchor: String,
    /// The parameter with the day numbers of the whole calendar.
    pub days: String,
    /// The parameter with the day numbers that are still owed.
    pub owed: String,
    /// The parameter with the days from the latest case to day 1.
    pub day_one: String,
    /// The fact with the days on which rounds were taken.
    pub taken: String,
    /// The fact with the days of the rounds whose results are awaited, where there is one.
    pub awaited: Option<String>,
    /// Whether a missed round is caught up on the day asked.
    pub catch_up: bool,
}
