//! What headings mean, as offices and data sets write them.

use taicho_model::vietnamese::{bare, nfc};

use super::meaning::Meaning;
use super::spellings::{CLOSED_PARTS, CLOSED_WORDS, RECORD_IDS, SPELLINGS, WHOSE};
use crate::Field;

/// The heading in small letters without marks, and nothing between its words.
pub(super) fn squeezed(heading: &str) -> String {
    bare(heading).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// What a heading means.
pub(super) fn meaning(heading: &str) -> Meaning {
    let heading = heading.trim();
    // Without marks these are *họ* and *nam*.
    match nfc(heading).to_lowercase().as_str() {
        "#" => return Meaning::RecordId(RECORD_IDS.len()),
        "hộ" => return Meaning::Closed,
        "năm" => return Meaning::Year,
        _ => {}
    }
    let whole = squeezed(heading);
    if let Some(known) = known(&whole) {
        return known;
    }
    if is_closed(heading, &whole) {
        return Meaning::Closed;
    }
    let body = without_brackets(heading);
    let mut parts: Vec<String> = body.split(['/', '\n', '|', ';', '–']).map(squeezed).collect();
    parts.push(squeezed(&body));
    // A heading over two rows ends with what is meant: `Địa chỉ / Phường`.
    let mut found =
        parts.iter().rev().filter_map(|part| known(part).or_else(|| known(trimmed(part))));
    let id = Meaning::Is(Field::PersonalId);
    match if found.clone().any(|meaning| meaning == id) { Some(id) } else { found.next() } {
        Some(Meaning::SexOrYear) if !parts.iter().any(|part| part.contains("sinh")) => {
            Meaning::Unknown
        }
        Some(found) => found,
        None => Meaning::Unknown,
    }
}

/// A spelling without what lists hang on it: `fname_c1`, `SĐT 2`, `họ tên bệnh nhân`, `patient_name`.
fn trimmed(part: &str) -> &str {
    let digits = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let part =
        if digits.len() < part.len() { digits.strip_suffix("c").unwrap_or(digits) } else { part };
    let part = WHOSE.iter().find_map(|whose| part.strip_suffix(whose)).unwrap_or(part);
    ["patient", "resident", "member", "client"]
        .iter()
        .find_map(|whose| part.strip_prefix(whose))
        .unwrap_or(part)
}

fn without_brackets(heading: &str) -> String {
    let mut depth = 0;
    let mut rest = String::with_capacity(heading.len());
    for letter in heading.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = (depth - 1).max(0),
            _ if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    rest
}

fn known(key: &str) -> Option<Meaning> {
    if key.is_empty() {
        return None;
    }
    if let Some(rank) = RECORD_IDS.iter().position(|id| *id == key) {
        return Some(Meaning::RecordId(rank));
    }
    let has = |spellings: &str| spellings.split_whitespace().any(|spelling| spelling == key);
    SPELLINGS.iter().find(|(_, spellings)| has(spellings)).map(|(meaning, _)| *meaning)
}

fn is_closed(heading: &str, whole: &str) -> bool {
    let key = bare(heading);
    let mut words = key.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| CLOSED_WORDS.contains(&word))
        || CLOSED_PARTS.iter().any(|part| whole.contains(part))
        || whole.starts_with("true")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn spellings_are_keys_and_stand_once() {
        let mut seen: BTreeSet<&str> = RECORD_IDS.iter().copied().collect();
        for (_, spellings) in SPELLINGS {
            for spelling in spellings.split_whitespace() {
                assert_eq!(squeezed(spelling), spelling);
                assert!(seen.insert(spelling), "{spelling} stands twice");
            }
        }
    }
}
