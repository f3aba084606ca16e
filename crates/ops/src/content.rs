mod head;
pub(crate) mod measures;
mod outlines;
mod plan_rows;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;
use taicho_model::{Confidence, Fact, FactValue, Origin, ProposalKinds, Subject, Words};

use taicho_rules::{Library, RuleError};

use crate::OpsError;
pub(crate) use head::Head;
use measures::{LocalMeasures, Measures};
use outlines::Outlines;
pub(crate) use plan_rows::{Cells, plan_lines, plan_rows};

/// The content files that are built into the program.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../content/"]
struct Files;

/// What a health authority edits: diseases, rules, indicators, scenes, outlines.
///
/// What a place adds of its own stands beside what is built in: see [`crate::in_force`].
#[derive(Clone, Debug)]
pub struct Content {
    diseases: Arc<BTreeMap<String, Disease>>,
    measures: Arc<Measures>,
    kinds: Arc<ProposalKinds>,
    outlines: Arc<Outlines>,
    local: Arc<LocalFiles>,
}

/// A disease, as its content file describes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Disease {
    /// The name as it stands within a sentence: *bệnh sởi*.
    pub name: Words,
    /// Other words that people write for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// How soon a case must be reported: `24h`, `48h` or `weekly`.
    pub report_clock: Option<Stated>,
    /// The group of the law: `A`, `B` or `C`.
    pub group: Option<Stated>,
}

/// A word of a content file with how sure we are of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Stated {
    value: String,
    confidence: Confidence,
}

impl Disease {
    /// The facts that rules ask of the disease.
    pub(crate) fn facts(&self) -> Vec<(String, Fact)> {
        let stated = [("report_clock", &self.report_clock), ("group", &self.group)];
        let fact = |stated: &Stated| Fact {
            value: FactValue::Text(stated.value.clone()),
            origin: Origin::Record,
            confidence: stated.confidence,
        };
        stated
            .into_iter()
            .filter_map(|(name, stated)| Some((name.to_owned(), fact(stated.as_ref()?))))
            .collect()
    }

    fn report_within_hours(&self) -> Option<i64> {
        self.report_clock.as_ref()?.value.strip_suffix('h')?.parse().ok()
    }
}

/// The files of a place, as they are in use.
#[derive(Clone, Debug, Default)]
pub(crate) struct LocalFiles {
    /// Their texts by their paths below the content folder.
    pub(crate) files: BTreeMap<String, String>,
    /// What is wrong with those that this program cannot use: they are left out, and that is said.
    pub(crate) left_out: Vec<RuleError>,
    /// The measures in them.
    pub(crate) measures: Vec<LocalMeasures>,
}

impl Content {
    /// The content of the program.
    ///
    /// # Panics
    ///
    /// Where a file of it cannot be read; a test reads them all.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Content> =
            LazyLock::new(|| Content::built_in().expect("the built-in content is read by a test"));
        &SHIPPED
    }

    /// Reads the built-in content.
    pub fn built_in() -> Result<Self, OpsError> {
        let measures = Arc::new(Measures::read(&built_in_text("measures.toml")?)?);
        let kinds = toml::from_str(&built_in_text("proposals.toml")?)
            .map_err(|error| OpsError::Content(format!("proposals.toml: {error}")))?;
        let mut content = Self {
            diseases: Arc::default(),
            measures,
            kinds: Arc::new(kinds),
            outlines: Arc::default(),
            local: Arc::default(),
        };
        let mut diseases = BTreeMap::new();
        for path in Self::paths("diseases/") {
            let Some(code) = path.strip_prefix("diseases/").and_then(|p| p.strip_suffix(".toml"))
            else {
                continue;
            };
            let disease = toml::from_str(&content.text(&path)?)
                .map_err(|error| OpsError::Content(format!("{path}: {error}")))?;
            diseases.insert(code.to_owned(), disease);
        }
        content.diseases = Arc::new(diseases);
        Ok(content)
    }

    /// The same content with the files of a place.
    pub(crate) fn with_local(&self, local: Arc<LocalFiles>) -> Self {
        Self { local, ..self.clone() }
    }

    /// The files of the place, which may be none.
    pub(crate) fn local(&self) -> &LocalFiles {
        &self.local
    }

    /// The rule sets of the built-in content, checked.
    pub fn library(&self) -> Result<Library, OpsError> {
        let mut files = Vec::new();
        for path in Self::paths("") {
            if ["facts.toml", "measures.toml"].contains(&path.as_str())
                || path.starts_with("rules/")
            {
                files.push((path.clone(), self.text(&path)?));
            }
        }
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Library::from_files(files).map_err(|errors| OpsError::Content(errors.to_string()))
    }

    /// The paths of the files under a folder.
    pub fn paths(folder: &str) -> Vec<String> {
        let mut paths: Vec<String> =
            Files::iter().map(Cow::into_owned).filter(|path| path.starts_with(folder)).collect();
        paths.sort();
        paths
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Result<Cow<'static, [u8]>, OpsError> {
        built_in_bytes(path)
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Result<String, OpsError> {
        built_in_text(path)
    }

    /// The numbers that are counted from records.
    pub(crate) fn measures(&self) -> &Measures {
        &self.measures
    }

    /// The kinds of proposals.
    pub fn proposal_kinds(&self) -> &ProposalKinds {
        &self.kinds
    }

    /// A disease by its code.
    pub fn disease(&self, code: &str) -> Option<&Disease> {
        self.diseases.get(code)
    }

    /// A subject about a disease, with the name that the disease has here.
    pub(crate) fn of_a_disease(&self, subject: Subject, code: &str) -> Subject {
        subject.of_disease(code, self.disease(code).map(|disease| disease.name.clone()))
    }

    /// Every disease by its code.
    pub fn diseases(&self) -> &BTreeMap<String, Disease> {
        &self.diseases
    }

    /// Hours within which a case of the disease must be reported.
    pub fn report_within_hours(&self, disease: &str) -> Option<i64> {
        self.disease(disease)?.report_within_hours()
    }
}

fn built_in_bytes(path: &str) -> Result<Cow<'static, [u8]>, OpsError> {
    let file = Files::get(path).ok_or_else(|| OpsError::Content(format!("{path} is missing")))?;
    Ok(file.data)
}

fn built_in_text(path: &str) -> Result<String, OpsError> {
    String::from_utf8(built_in_bytes(path)?.into_owned())
        .map_err(|_| OpsError::Content(format!("{path} is not UTF-8")))
}
