//! What is wrong with a scenario, named so that its author can mend it.

use std::fmt;

use taicho_model::Words;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioFault {
    /// The place in the file: a line, or the path of a field.
    pub place: String,
    /// What is wrong there.
    pub words: Words,
}

/// Why a scenario cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ScenarioError {
    /// The file.
    pub file: String,
    /// Everything that was found wrong.
    pub faults: Vec<ScenarioFault>,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            let Words { vi, en } = &fault.words;
            write!(out, "{}, {}: {vi} · {en}", self.file, fault.place)?;
        }
        Ok(())
    }
}

impl ScenarioError {
    pub(super) fn one(file: &str, place: &str, vi: &str, en: &str) -> Self {
        let fault = ScenarioFault { place: place.to_owned(), words: Words::new(vi, en) };
        Self { file: file.to_owned(), faults: vec![fault] }
    }

    /// What the reader of the notation found.
    pub(super) fn notation(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start));
        Self::read(file, before.map(|before| before.matches('\n').count()), error.message())
    }

    /// What it found in a file that was put together with another: the word itself shows the line.
    pub(super) fn merged(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let said = error.message();
        let word = said.split('`').nth(1);
        let line = word.and_then(|word| text.lines().position(|line| line.contains(word)));
        Self::read(file, line, said)
    }

    fn read(file: &str, line: Option<usize>, said: &str) -> Self {
        let place = match line {
            Some(line) => format!("dòng {0} · line {0}", line + 1),
            None => "tệp · file".to_owned(),
        };
        let words = unknown(said).unwrap_or_else(|| {
            if let Some(field) = said.strip_prefix("missing field ") {
                let field = field.trim_matches('`');
                Words::new(format!("thiếu mục “{field}”"), format!("“{field}” is missing"))
            } else if said.contains("enum When") {
                let vi = "phải là số ngày (17) hoặc ngày tháng (2021-06-17)";
                Words::new(vi, "must be a number of days (17) or a date (2021-06-17)")
            } else {
                Words::new(format!("không đọc được ({said})"), said)
            }
        });
        Self { file: file.to_owned(), faults: vec![ScenarioFault { place, words }] }
    }
}

/// An unknown word, with the known one that it most resembles.
fn unknown(said: &str) -> Option<Words> {
    let rest =
        said.strip_prefix("unknown field `").or_else(|| said.strip_prefix("unknown variant `"))?;
    let (word, known) = rest.split_once('`')?;
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let (mut vi, mut en) = (format!("không có mục “{word}”"), format!("there is no “{word}”"));
    if let Some(near) = nearest(word, known.iter().copied()) {
        vi.push_str(&format!("; có phải “{near}”?"));
        en.push_str(&format!("; do you mean “{near}”?"));
    } else if !known.is_empty() {
        vi.push_str(&format!("; có: {}", known.join(", ")));
        en.push_str(&format!("; there are {}", known.join(", ")));
    }
    Some(Words::new(vi, en))
}

/// The known word that another was most likely meant to be; none where none is near.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let far = |other: &str| {
        rapidfuzz::distance::damerau_levenshtein::distance(word.chars(), other.chars())
    };
    known
        .map(|other| (far(other), other))
        .min()
        .filter(|(far, _)| *far <= 1 + word.chars().count() / 3)
        .map(|it| it.1)
}

/// What was found wrong so far.
#[derive(Debug)]
pub(super) struct Faults {
    file: String,
    found: Vec<ScenarioFault>,
}

impl Faults {
    pub(super) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), found: Vec::new() }
    }

    pub(super) fn add(&mut self, place: &str, vi: impl Into<String>, en: impl Into<String>) {
        self.found.push(ScenarioFault { place: place.to_owned(), words: Words::new(vi, en) });
    }

    /// A number that must lie between two others.
    pub(super) fn within(&mut self, place: &str, value: f64, least: f64, most: f64) {
        if !value.is_finite() {
            self.add(place, "không phải là một số hữu hạn", "is not a finite number");
        } else if !(least..=most).contains(&value) {
            self.add(
                place,
                format!("{value} nằm ngoài khoảng {least} đến {most}"),
                format!("{value} is not between {least} and {most}"),
            );
        }
    }

    /// A share or a chance.
    pub(super) fn share(&mut self, place: &str, value: f64) {
        self.within(place, value, 0.0, 1.0);
    }

    /// A word that must be one of a list.
    pub(super) fn known<'a>(
        &mut self,
        place: &str,
        word: &str,
        known: impl Iterator<Item = &'a str> + Clone,
    ) {
        if known.clone().any(|other| other == word) {
            return;
        }
        let list: Vec<&str> = known.clone().collect();
        let list = list.join(", ");
        match nearest(word, known) {
            Some(near) => self.add(
                place,
                format!("không có “{word}”; có phải “{near}”? (có: {list})"),
                format!("there is no “{word}”; do you mean “{near}”? (there are {list})"),
            ),
            None => self.add(
                place,
                format!("không có “{word}”; có: {list}"),
                format!("there is no “{word}”; there are {list}"),
            ),
        }
    }

    pub(super) fn result<T>(self, value: T) -> Result<T, ScenarioError> {
        if self.found.is_empty() {
            Ok(value)
        } else {
            Err(ScenarioError { file: self.file, faults: self.found })
        }
    }
}
