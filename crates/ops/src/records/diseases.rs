//! Diseases by the words that people write for them.

use std::collections::HashMap;
use std::sync::LazyLock;

use taicho_normalise::Reason;

use super::reading::{heading_key, reason, shown};
use crate::Content;

/// The codes of the diseases by what they are called, as the program ships them.
pub(crate) struct Diseases {
    by_word: HashMap<String, &'static str>,
}

static SHIPPED: LazyLock<Diseases> = LazyLock::new(|| {
    let mut by_word = HashMap::new();
    for (code, disease) in Content::shipped().diseases() {
        let called = [code, &disease.name.vi, &disease.name.en].into_iter().chain(&disease.also);
        for word in called.map(|word| heading_key(word)) {
            let short = word.strip_prefix("benh ").map(str::to_owned);
            for word in std::iter::once(word).chain(short) {
                by_word.entry(word).or_insert(code.as_str());
            }
        }
    }
    Diseases { by_word }
});

impl Diseases {
    pub(crate) fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The code of the disease that a text names.
    pub(crate) fn code(&self, text: &str) -> Result<&'static str, Reason> {
        let key = heading_key(text);
        if let Some(code) = self.by_word.get(&key) {
            return Ok(code);
        }
        let text = shown(text);
        // Of the words that begin alike those of the nearest length come first.
        let begins = key.chars().take(3).collect::<String>();
        let mut near: Vec<(&String, &str)> = self
            .by_word
            .iter()
            .filter(|(word, _)| word.starts_with(&begins))
            .map(|(word, code)| (word, *code))
            .collect();
        near.sort_by_key(|(word, _)| (word.len().abs_diff(key.len()), *word));
        let mut codes: Vec<&str> = near.into_iter().map(|(_, code)| code).take(5).collect();
        codes.dedup();
        let (vi, en) = match codes.is_empty() {
            true => (
                "hãy ghi mã hoặc tên bệnh trong danh mục".to_owned(),
                "write the code or the name of a disease of the catalogue".to_owned(),
            ),
            false => (
                format!("có phải là: {}?", codes.join(", ")),
                format!("is it one of {}?", codes.join(", ")),
            ),
        };
        Err(reason(
            "disease.unknown",
            format!("danh mục không có bệnh “{text}”; {vi}"),
            format!("the catalogue has no disease “{text}”; {en}"),
        ))
    }
}
