//! Contact matrices by age.

use super::fault::ScenarioError;

/// Contacts of one person on one day with each age group; groups of five years, the last open.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    /// Row: the group of the person; column: that of those they meet.
    pub(super) contacts: Vec<Vec<f64>>,
}

/// Years of one group.
const GROUP_YEARS: u8 = 5;

impl Matrix {
    /// Reads a square table without headings.
    pub(super) fn read(path: &str, text: &str) -> Result<Self, ScenarioError> {
        let mut contacts = Vec::new();
        for (at, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            let row: Result<Vec<f64>, _> =
                line.split(',').map(|cell| cell.trim().parse::<f64>()).collect();
            match row {
                Ok(row) if row.iter().all(|it| it.is_finite() && *it >= 0.0) => contacts.push(row),
                _ => {
                    let place = format!("dòng {0} · line {0}", at + 1);
                    return Err(ScenarioError::one(
                        path,
                        &place,
                        "có ô không phải số tiếp xúc",
                        "a cell is no number of contacts",
                    ));
                }
            }
        }
        let groups = contacts.len();
        if groups == 0 || contacts.iter().any(|row| row.len() != groups) {
            return Err(ScenarioError::one(
                path,
                "tệp · file",
                "bảng không vuông",
                "the table is not square",
            ));
        }
        Ok(Self { contacts })
    }

    /// The group of an age.
    pub(super) fn group(&self, age: u8) -> usize {
        usize::from(age / GROUP_YEARS).min(self.contacts.len() - 1)
    }

    /// The same contacts seen from either side: what group i has with j is what j has with i, given how many they are.
    pub(super) fn reciprocal(&self, people: &[u32]) -> Self {
        let at = |i: usize, j: usize| self.contacts[i][j] * f64::from(people[i]);
        let groups = self.contacts.len();
        let row = |i: usize| {
            (0..groups)
                .map(|j| match people[i] {
                    0 => 0.0,
                    own => (at(i, j) + at(j, i)) / 2.0 / f64::from(own),
                })
                .collect()
        };
        Self { contacts: (0..groups).map(row).collect() }
    }
}
