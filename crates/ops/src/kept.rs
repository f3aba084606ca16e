//! Texts that outlive the program that wrote them: the figures of a freeze, the proposal of a decision.
//!
//! Such a text begins with the version of its form, `{"v":1, …}`; the first programs wrote none, which is form 0.
//! A form that was written once never changes: what has to be kept besides makes the next one.

pub(crate) mod figures;
pub(crate) mod proposal;

use serde::Deserialize;
use taicho_model::Words;

/// Why a kept text cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// A newer program wrote it.
    #[error("its text has form {0}, which only a newer program reads")]
    Newer(u64),
    /// It is in no form that ever was.
    #[error("its text is not as it was written ({0})")]
    Damaged(#[from] serde_json::Error),
}

impl Unreadable {
    /// What to tell a person.
    pub fn words(&self) -> Words {
        let vi = match self {
            Self::Newer(form) => {
                format!("nội dung ở dạng {form}, chỉ phiên bản chương trình mới hơn đọc được")
            }
            Self::Damaged(fault) => format!("nội dung không còn như khi được ghi ({fault})"),
        };
        Words::new(vi, self.to_string())
    }
}

/// The form of a text; an error where it is newer than the newest that is known.
fn form_of(text: &str, newest: u64) -> Result<u64, Unreadable> {
    #[derive(Deserialize)]
    struct Versioned {
        #[serde(default)]
        v: u64,
    }
    let Versioned { v } = serde_json::from_str(text)?;
    if v > newest { Err(Unreadable::Newer(v)) } else { Ok(v) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::figures::Figures;
    use super::{Unreadable, proposal};

    const PROPOSALS: [&str; 3] = [
        include_str!("kept/forms/proposal-0.json"),
        include_str!("kept/forms/proposal-1.json"),
        include_str!("kept/forms/proposal-2.json"),
    ];
    const FIGURES: [&str; 3] = [
        include_str!("kept/forms/figures-0.json"),
        include_str!("kept/forms/figures-1.json"),
        include_str!("kept/forms/figures-2.json"),
    ];

    /// What is written today is the newest form to the letter: whoever changes it makes the next, and leaves these texts
    /// alone.
    #[test]
    fn each_form_is_read_and_the_newest_is_written() {
        for text in PROPOSALS {
            let read = proposal::read(text).unwrap();
            assert_eq!(proposal::text_of(read), PROPOSALS[2].trim_end());
        }
        for text in FIGURES {
            let mut figures = Figures::read(text).unwrap();
            // What no older form has is none where it was not kept.
            assert_eq!(figures.day_book.diseases.is_some(), text == FIGURES[2]);
            figures.day_book.diseases = Figures::read(FIGURES[2]).unwrap().day_book.diseases;
            assert_eq!(figures.text(), FIGURES[2].trim_end());
        }
        // One that is about neither an area nor a zone.
        let of_a_record = include_str!("kept/forms/proposal-2-record.json");
        let read = proposal::read(of_a_record).unwrap();
        assert_eq!(read.subject.kind, "isolations");
        assert_eq!(proposal::text_of(read), of_a_record.trim_end());
    }

    /// A text in which a part is not there does not show whether that part is written as it was.
    #[test]
    fn the_texts_hold_each_part() {
        for text in [PROPOSALS[2], FIGURES[2]] {
            assert!(!text.contains("null") && !text.contains("[]") && !text.contains("{}"));
        }
    }

    #[test]
    fn a_decision_that_could_not_be_read_is_kept_as_one() {
        let mut figures: serde_json::Value = serde_json::from_str(FIGURES[2]).unwrap();
        let words = json!({ "vi": "không đọc được", "en": "cannot be read" });
        let area = json!({ "code": "09178", "name": "Phường Tiền An" });
        figures["day_book"]["decisions"][0]["proposal"] =
            json!({ "area": area, "unreadable": words });
        let text = figures.to_string();
        assert_eq!(Figures::read(&text).unwrap().text(), text);
    }

    #[test]
    fn what_is_newer_or_damaged_is_refused() {
        for (text, form) in [(PROPOSALS[2], 2), (FIGURES[2], 2)] {
            let read = |text: &str| match text.contains("wards") {
                true => Figures::read(text).map(drop),
                false => proposal::read(text).map(drop),
            };
            let (own, next) = (format!("\"v\":{form}"), format!("\"v\":{}", form + 1));
            let newer = text.replacen(&own, &next, 1);
            assert!(matches!(read(&newer), Err(Unreadable::Newer(it)) if it == form + 1));
            let damaged = [
                text.replacen(&own, "\"v\":null", 1),
                text.replacen(&own, "\"v\":\"1\"", 1),
                text.replacen("\"area\"", "\"aera\"", 1),
                text.replacen("confidence\":\"V\"", "confidence\":\"W\"", 1),
                text[..text.len() - 2].to_owned(),
                format!("{text}{text}"),
                String::new(),
            ];
            for damaged in damaged {
                assert!(matches!(read(&damaged), Err(Unreadable::Damaged(_))), "{damaged}");
            }
        }
    }
}
