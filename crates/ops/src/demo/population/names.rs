//! Surnames by their share and pairs of middle and given names.

use taicho_model::Sex;
use thiserror::Error;

use super::draw::Draw;

/// Why a list of names cannot be used.
#[derive(Debug, Error, PartialEq)]
pub enum NamesError {
    /// A row of the surnames is not a name and a share.
    #[error("line {line} of the surnames is not `surname,share`: {text}")]
    Surname {
        /// The line, counted from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A list has no row.
    #[error("the list of {0} is empty")]
    Empty(&'static str),
}

/// The lists of `content/names/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    surnames: Vec<String>,
    weights: Vec<u32>,
    male: Vec<String>,
    female: Vec<String>,
}

impl Names {
    /// Reads `surnames.csv`, `male.txt` and `female.txt`.
    pub fn parse(surnames: &str, male: &str, female: &str) -> Result<Self, NamesError> {
        let mut names = Self {
            surnames: Vec::new(),
            weights: Vec::new(),
            male: lines(male),
            female: lines(female),
        };
        for (index, text) in surnames.lines().enumerate().skip(1) {
            let row = text.split_once(',').and_then(|(name, share)| {
                let share: f64 = share.trim().parse().ok()?;
                (0.0..=1.0).contains(&share).then(|| (name.trim().to_owned(), share))
            });
            let (name, share) =
                row.ok_or_else(|| NamesError::Surname { line: index + 1, text: text.to_owned() })?;
            names.surnames.push(name);
            names.weights.push((share * 100_000.0) as u32);
        }
        if names.weights.iter().all(|weight| *weight == 0) {
            return Err(NamesError::Empty("surnames"));
        }
        for (list, what) in [(&names.male, "men's names"), (&names.female, "women's names")] {
            if list.is_empty() {
                return Err(NamesError::Empty(what));
            }
        }
        Ok(names)
    }

    pub(super) fn surname(&self, draw: &mut Draw) -> &str {
        &self.surnames[draw.weighted(&self.weights)]
    }

    /// A full name; the older a person, the likelier the middle names Văn and Thị.
    pub(super) fn full(&self, draw: &mut Draw, surname: &str, sex: Sex, age: u32) -> String {
        let (list, classic) = match sex {
            Sex::Male => (&self.male, "Văn"),
            Sex::Female => (&self.female, "Thị"),
        };
        let pair = draw.pick(list).map_or("", String::as_str);
        let classic_share = f64::from(age.min(70)) / 100.0;
        match pair.rsplit_once(' ') {
            Some((_, given)) if draw.chance(classic_share) => {
                format!("{surname} {classic} {given}")
            }
            _ => format!("{surname} {pair}"),
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_row_is_named() {
        let error = Names::parse("surname,share\nNguyễn,x\n", "An\n", "An\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2 of the surnames is not `surname,share`: Nguyễn,x");
        assert_eq!(
            Names::parse("surname,share\nLê,0.1\n", "\n", "An\n").unwrap_err(),
            NamesError::Empty("men's names")
        );
    }
}
