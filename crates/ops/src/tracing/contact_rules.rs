use jiff::civil::Date;
use serde::Deserialize;
use taicho_contacts::Definition;
use taicho_model::Confidence;

use crate::{Content, OpsError};

/// What one document says of close contacts, and while it was in force.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRules {
    /// The document.
    pub document: String,
    /// The first day on which it was in force.
    #[serde(deserialize_with = "day")]
    pub in_force_from: Date,
    /// The last day; none where nothing is known to have ended it.
    #[serde(default, deserialize_with = "optional_day")]
    pub in_force_to: Option<Date>,
    /// Where it was read.
    pub source: String,
    /// How surely each part was read.
    pub confidence: Tags,
    /// Who is a close contact, and when a case can infect.
    pub definition: Definition,
}

/// How surely the parts of a document were read.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tags {
    /// Who is a close contact.
    pub close: Confidence,
    /// The days on which a case can infect.
    pub infectious: Option<Confidence>,
}

impl ContactRules {
    /// Whether it was in force on a day.
    pub fn is_in_force_on(&self, day: Date) -> bool {
        self.in_force_from <= day && self.in_force_to.is_none_or(|last| day <= last)
    }
}

/// Every document of the content about close contacts, the earliest first.
pub fn contact_rules(content: &Content) -> Result<Vec<ContactRules>, OpsError> {
    let mut documents = Vec::new();
    for path in Content::paths("contacts/") {
        if path.ends_with(".toml") {
            let fault = |reason: String| OpsError::Content(format!("{path}: {reason}"));
            let read: ContactRules =
                toml::from_str(&content.text(&path)?).map_err(|error| fault(error.to_string()))?;
            if read.definition.infectious.is_some() != read.confidence.infectious.is_some() {
                return Err(fault("a part and its confidence go together".to_owned()));
            }
            documents.push(read);
        }
    }
    documents.sort_by_key(|read| read.in_force_from);
    Ok(documents)
}

fn day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(input)?;
    written.to_string().parse().map_err(serde::de::Error::custom)
}

fn optional_day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    day(input).map(Some)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use taicho_contacts::Closeness::{Close, NotClose, Open};
    use taicho_contacts::{CaseDays, Closeness, Days, Exposure, KnownBy, Setting};

    use super::*;

    fn documents() -> Vec<ContactRules> {
        contact_rules(&Content::built_in().unwrap()).unwrap()
    }

    #[test]
    fn every_day_has_the_document_of_its_time_and_one_only() {
        let documents = documents();
        let on = |day: Date| -> Vec<&str> {
            let in_force = documents.iter().filter(|read| read.is_in_force_on(day));
            in_force.map(|read| read.document.as_str()).collect()
        };
        assert_eq!(on(date(2020, 8, 6)), [""; 0]);
        assert_eq!(on(date(2021, 6, 17)), ["3468/QĐ-BYT"]);
        assert_eq!(on(date(2021, 7, 30)), ["3638/QĐ-BYT"]);
        assert_eq!(on(date(2021, 12, 29)), ["11042/BYT-DP"]);
        assert_eq!(on(date(2022, 4, 15)), ["1909/BYT-DP"]);
    }

    /// What each document makes of a contact: 3468, 3638, 11042, 1909, as the source book of the law states them.
    #[test]
    fn the_same_contact_is_close_under_one_document_and_not_under_another() {
        let told = |setting| Exposure::of(setting, KnownBy::Told);
        let near = |metres, masked, minutes| Exposure {
            distance_m: Some(metres),
            masked: Some(masked),
            minutes: Some(minutes),
            touched: Some(false),
            unprotected_care: Some(false),
            closed_space: Some(false),
            ..told(Setting::Event)
        };
        let rows: [(&str, Exposure, [Closeness; 4]); 9] = [
            ("masked, 1.5 m, 10 minutes", near(1.5, true, 10), [Close, Close, NotClose, NotClose]),
            ("masked, 1.5 m, 15 minutes", near(1.5, true, 15), [Close, Close, Close, NotClose]),
            ("masked, 1 m, 15 minutes", near(1.0, true, 15), [Close; 4]),
            ("unmasked, 2 m, 1 minute", near(2.0, false, 1), [Close, Close, Close, NotClose]),
            ("unmasked, 2.5 m, 60 minutes", near(2.5, false, 60), [NotClose; 4]),
            (
                "masked, far off in one hall, 15 minutes",
                Exposure { closed_space: Some(true), ..near(6.0, true, 15) },
                [NotClose, NotClose, Close, Close],
            ),
            (
                "skin contact",
                Exposure { touched: Some(true), ..near(5.0, true, 1) },
                [NotClose, NotClose, Close, Close],
            ),
            (
                "one household, nothing else said",
                told(Setting::Household),
                [Close, Close, Open, Open],
            ),
            ("at one event, nothing else said", told(Setting::Event), [Open; 4]),
        ];
        for (what, exposure, wanted) in rows {
            for (read, wanted) in documents().iter().zip(wanted) {
                let document = &read.document;
                assert_eq!(read.definition.closeness(&exposure), wanted, "{what}, {document}");
            }
        }
    }

    #[test]
    fn the_infectious_days_are_those_of_the_document() {
        let documents = documents();
        let days = |at: usize, case: CaseDays| documents[at].definition.infectious_days(&case);
        let with_symptoms = CaseDays {
            onset_on: Some(20),
            sampled_on: Some(22),
            ended_on: Some(23),
            ..CaseDays::default()
        };
        assert_eq!(
            days(1, with_symptoms),
            Some(Days { first: 17, last: 23 }),
            "3638: 3 days before"
        );
        assert_eq!(
            days(2, with_symptoms),
            Some(Days { first: 18, last: 23 }),
            "11042: 2 days before"
        );
        let without = CaseDays { onset_on: None, ..with_symptoms };
        assert_eq!(
            days(1, without),
            Some(Days { first: 8, last: 23 }),
            "3638: 14 days before the sample"
        );
        assert_eq!(
            days(2, without),
            Some(Days { first: 20, last: 23 }),
            "11042: 2 days before the sample"
        );
        let of_known_source = CaseDays { first_contact_on: Some(12), ..without };
        assert_eq!(days(1, of_known_source), Some(Days { first: 12, last: 23 }));
        assert_eq!(days(2, of_known_source), Some(Days { first: 20, last: 23 }));
        assert_eq!(days(1, CaseDays::default()), None);
        // What is not known of a document is not made up.
        assert_eq!((days(0, with_symptoms), days(3, with_symptoms)), (None, None));
    }
}
