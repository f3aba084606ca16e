use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use taicho_model::Words;

use crate::OpsError;

/// The content files that are built into the program.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../content/"]
#[exclude = "*.py"]
struct Files;

/// What a health authority edits: diseases, rules, indicators, scenes, outlines.
#[derive(Debug)]
pub struct Content {
    diseases: BTreeMap<String, Disease>,
}

/// A disease, as its content file describes it; the rules read the rest of the file.
#[derive(Clone, Debug, Deserialize)]
pub struct Disease {
    /// The name.
    pub name: Words,
    /// Hours within which a case must be reported, where the law names them.
    pub report_within_hours: Option<i64>,
}

impl Content {
    /// Reads the built-in content.
    pub fn built_in() -> Result<Self, OpsError> {
        let mut content = Self { diseases: BTreeMap::new() };
        for path in Self::paths("diseases/") {
            let Some(code) = path.strip_prefix("diseases/").and_then(|p| p.strip_suffix(".toml"))
            else {
                continue;
            };
            let disease = toml::from_str(&content.text(&path)?)
                .map_err(|error| OpsError::Content(format!("{path}: {error}")))?;
            content.diseases.insert(code.to_owned(), disease);
        }
        Ok(content)
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
        Files::get(path)
            .map(|file| file.data)
            .ok_or_else(|| OpsError::Content(format!("{path} is missing")))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Result<String, OpsError> {
        String::from_utf8(self.bytes(path)?.into_owned())
            .map_err(|_| OpsError::Content(format!("{path} is not UTF-8")))
    }

    /// A disease by its code.
    pub fn disease(&self, code: &str) -> Option<&Disease> {
        self.diseases.get(code)
    }

    /// Hours within which a case of the disease must be reported.
    pub fn report_within_hours(&self, disease: &str) -> Option<i64> {
        self.disease(disease)?.report_within_hours
    }
}
