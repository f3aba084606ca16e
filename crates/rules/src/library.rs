//! Every rule set that was loaded.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use taicho_model::{RuleFamily, Words};

use crate::catalogue::Catalogue;
use crate::evaluate::find_group;
use crate::fault::{RuleError, RuleErrors};
use crate::gap::{Gap, parse_gaps};
use crate::notation::RuleSet;
use crate::read::parse_set;

const FACTS: &str = "facts.toml";
const MEASURES: &str = "measures.toml";

/// The catalogue of facts, every rule set, and their examples.
#[derive(Clone, Debug, Default)]
pub struct Library {
    catalogue: Arc<Catalogue>,
    sets: Arc<Vec<RuleSet>>,
    examples: Arc<BTreeMap<String, String>>,
    gaps: Arc<Vec<Gap>>,
}

impl Library {
    /// Reads files given as (path below the content folder, text): `facts.toml`, `measures.toml`,
    /// `rules/gaps.toml` and `rules/<family>/<document>/*.toml`.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, RuleErrors> {
        let files: BTreeMap<&str, &str> = files.into_iter().collect();
        let mut errors = Vec::new();
        let measures = match files.get(MEASURES) {
            Some(text) => Catalogue::of_measures(text, MEASURES),
            None => Ok(Catalogue::default()),
        };
        let catalogue = measures.and_then(|measures| match files.get(FACTS) {
            Some(text) => measures.with_facts(text, FACTS),
            None => Ok(measures),
        });
        let catalogue = catalogue.unwrap_or_else(|faults| {
            errors.extend(faults.0);
            Catalogue::default()
        });
        if !errors.is_empty() {
            return Err(RuleErrors(errors));
        }
        let (mut sets, mut examples, mut all_gaps) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (path, text) in &files {
            if path.ends_with("/rules.toml") {
                match parse_set(text, path, &catalogue) {
                    Ok(set) => sets.push(set),
                    Err(faults) => errors.extend(faults.0),
                }
            } else if path.ends_with("/examples.toml") {
                examples.insert((*path).to_owned(), (*text).to_owned());
            } else if *path == "rules/gaps.toml" {
                match parse_gaps(text, path) {
                    Ok(gaps) => all_gaps = gaps,
                    Err(faults) => errors.extend(faults.0),
                }
            }
        }
        let library = Self {
            catalogue: Arc::new(catalogue),
            sets: Arc::new(sets),
            examples: Arc::new(examples),
            gaps: Arc::new(all_gaps),
        };
        library.check_between_sets(&mut errors);
        if errors.is_empty() { Ok(library) } else { Err(RuleErrors(errors)) }
    }

    /// Reads a content folder from disk.
    pub fn load_folder(content: &Path) -> std::io::Result<Result<Self, RuleErrors>> {
        let files = crate::files::read_folder(content, &[FACTS, MEASURES, "rules"])?;
        Ok(Self::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
    }

    /// The same library with the rule sets of a place, given as (`rules/<family>/<document>/*.toml`, text).
    ///
    /// They use the same facts, hold for a place and not for the country, and take no name that is taken.
    pub fn with_local<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, RuleErrors> {
        let (mut library, mut errors) = (self.clone(), Vec::new());
        let (sets, examples) =
            (Arc::make_mut(&mut library.sets), Arc::make_mut(&mut library.examples));
        for (path, text) in files {
            if path.ends_with("/rules.toml") {
                match parse_set(text, path, &self.catalogue) {
                    Ok(set) => {
                        errors.extend(misfit(sets, &set));
                        sets.push(set);
                    }
                    Err(faults) => errors.extend(faults.0),
                }
            } else if path.ends_with("/examples.toml") {
                examples.insert(path.to_owned(), text.to_owned());
            }
        }
        sets.sort_by(|a, b| (&a.family.0, &a.id).cmp(&(&b.family.0, &b.id)));
        library.check_between_sets(&mut errors);
        if errors.is_empty() { Ok(library) } else { Err(RuleErrors(errors)) }
    }

    /// Whether it is the very one that another was copied from, or a copy of it.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.catalogue, &other.catalogue) && Arc::ptr_eq(&self.sets, &other.sets)
    }

    /// The catalogue of facts that every set may use.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Every rule set, by family and document.
    pub fn sets(&self) -> &[RuleSet] {
        &self.sets
    }

    /// The examples by path.
    pub(crate) fn examples(&self) -> &BTreeMap<String, String> {
        &self.examples
    }

    /// Every family, by name.
    pub fn families(&self) -> Vec<RuleFamily> {
        let mut families: Vec<RuleFamily> =
            self.sets.iter().map(|set| set.family.clone()).collect();
        families.sort_by(|a, b| a.0.cmp(&b.0));
        families.dedup();
        families
    }

    /// The sets of a family that were issued by a day and are in force on it.
    pub fn in_force(&self, family: &RuleFamily, date: Date) -> Vec<&RuleSet> {
        self.sets.iter().filter(|set| set.family == *family && set.is_in_force(date)).collect()
    }

    /// The family with the youngest rule set in force on a day.
    pub fn family_in_force(&self, date: Date) -> Option<RuleFamily> {
        let in_force = self.sets.iter().filter(|set| set.is_in_force(date));
        in_force.max_by_key(|set| set.document.in_force_from).map(|set| set.family.clone())
    }

    /// What is said of a day for which not all rules are written.
    pub fn gaps_on(&self, day: Date) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(move |gap| gap.takes_in(day))
    }

    /// A group may only be put before a group of its family that asks the same.
    fn check_between_sets(&self, errors: &mut Vec<RuleError>) {
        for set in &*self.sets {
            let family: Vec<&RuleSet> =
                self.sets.iter().filter(|other| other.family == set.family).collect();
            for group in &set.groups {
                let Some(target) = &group.comes_before else { continue };
                let fits = find_group(target, &family).is_some_and(|(_, other)| {
                    other.about == group.about
                        && other.gives == group.gives
                        && other.comes_before.is_none()
                });
                if !fits {
                    errors.push(RuleError {
                        file: set.file.clone(),
                        line: group.line,
                        expected: Words::new(
                            "`comes_before` = \"văn bản/nhóm\" cùng họ, cùng `about` và `gives`",
                            "`comes_before` = \"document/group\" of the family with the same `about` and `gives`",
                        ),
                        found: format!("\"{target}\""),
                    });
                }
            }
        }
    }
}

/// Why a set of a place cannot stand beside those that there are.
fn misfit(sets: &[RuleSet], set: &RuleSet) -> Option<RuleError> {
    let is_taken = sets.iter().any(|other| other.family == set.family && other.id == set.id);
    let (line, expected, found) = match set.document.jurisdiction.as_str() {
        "VN" => (
            set.document.jurisdiction_line,
            Words::new(
                "`jurisdiction` là mã một địa bàn, ví dụ \"222\": quy tắc tự viết không áp dụng cho cả nước",
                "`jurisdiction` is the code of a place, such as \"222\": rules of one's own do not hold for the country",
            ),
            "\"VN\"".to_owned(),
        ),
        _ if is_taken => (
            1,
            Words::new(
                "một tên thư mục chưa có trong họ quy tắc này",
                "a folder name that the family does not have yet",
            ),
            set.id.clone(),
        ),
        _ => return None,
    };
    Some(RuleError { file: set.file.clone(), line, expected, found })
}
