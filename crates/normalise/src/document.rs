use jiff::civil::Date;
use taicho_model::Note;

use crate::date::date;
use crate::name::tidy;
use crate::reason::{Normal, Reason, shown};

/// The number and symbol of an official document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// In the form of Decree 30/2020 (`3468/QĐ-BYT`), or of the Party's own guide (`22-KH/HU`).
    pub symbol: String,
    /// The date that stands beside it.
    pub dated: Option<Date>,
    /// What it perhaps should be; a person must accept it.
    pub proposal: Option<String>,
}

/// Known misprints of the papers that cite them: symbol, date, what the paper is really called.
const MISPRINTS: &[(&str, &str, &str)] = &[
    ("787/QĐ-BYT", "2020-03-12", "878/QĐ-BYT"),
    ("2686/QĐ-BYT", "2021-05-31", "2686/QĐ-BCĐQG"),
    ("23/2001/QĐ-TTg", "2021-07-07", "23/2021/QĐ-TTg"),
];

/// The abbreviations of document types in Decree 30/2020, annex III, and `CV`, which offices write although a letter has none.
const TYPES: &[&str] = &[
    "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB",
    "TTr", "HĐ", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB", "NĐ", "TT",
    "TTLT", "CV", "PL", "L", "KL",
];

/// Bodies of the Party, which write `22-KH/HU`.
const PARTY: &[&str] =
    &["TW", "TU", "HU", "ĐU", "BTV", "BCSĐ", "BBT", "QH", "VPTU", "VPTW", "ThU", "QU"];

/// The number and symbol of a document in its proper form; the text as written stays with the caller.
///
/// | written | symbol | why |
/// | --- | --- | --- |
/// | `3468/QĐ-BYT`, `23/KH-BCĐ`, `128/NQ-CP`, `18/2008/NQ-QH12` | the same | as Decree 30/2020 has it |
/// | `16-CT/TTg`, `15/CT-TTg`, `19CT/TTg` | `16/CT-TTg` and so on, noted | number, type and issuer are told apart |
/// | `3468-QĐ/BYT`, `3468/QD-BYT` | `3468/QĐ-BYT`, noted | |
/// | `22-KH/HU`, `05-NQ/TU`, `257-CV/TU` | the same | the Party's form |
/// | `787-QĐ/BYT 12/3/2020` | `787/QĐ-BYT`, proposes `878/QĐ-BYT` | a known misprint; never changed without a person |
/// | `23/2001/QĐ-TTg, 07/7/2021` | as written, proposes `23/2021/QĐ-TTg` | the year contradicts the date |
///
/// ```
/// use taicho_normalise::document;
/// let read = |text| document(text).map(|read| read.value.symbol);
/// for symbol in ["3468/QĐ-BYT", "23/KH-BCĐ", "128/NQ-CP", "18/2008/NQ-QH12", "22-KH/HU", "05-NQ/TU", "257-CV/TU", "110-QĐ/TU",
///                "30/2020/NĐ-CP", "16/CT-TTg", "109/KH-UBND", "549-TB/HU", "15/2026/TT-BYT", "2686/QĐ-BCĐQG"] {
///     assert_eq!(read(symbol).as_deref(), Ok(symbol));
///     assert_eq!(document(symbol).unwrap().notes, []);
/// }
/// for (text, symbol) in [("16-CT/TTg", "16/CT-TTg"), ("19CT/TTg", "19/CT-TTg"), ("3468-QĐ/BYT", "3468/QĐ-BYT"), ("3468/QD-BYT", "3468/QĐ-BYT"),
///                        ("1350-QĐ/SYT", "1350/QĐ-SYT"), ("16/CT/TTg", "16/CT-TTg"), ("Chỉ thị 15/CT-TTg ngày 27/3/2020", "15/CT-TTg"),
///                        ("số 3468 / QĐ - BYT", "3468/QĐ-BYT"), ("18/2008/NQ-QH12, ngày 03/6/2008", "18/2008/NQ-QH12")] {
///     assert_eq!(read(text).as_deref(), Ok(symbol), "{text}");
/// }
/// assert_eq!(document("16-CT/TTg").unwrap().notes[0].code, "document.form");
/// let quarantine = document("787-QĐ/BYT 12/3/2020").unwrap();
/// assert_eq!(quarantine.value.symbol, "787/QĐ-BYT");
/// assert_eq!(quarantine.value.proposal.as_deref(), Some("878/QĐ-BYT"));
/// assert_eq!(quarantine.notes.last().unwrap().code, "document.misprint");
/// assert_eq!(document("23/2001/QĐ-TTg, 07/7/2021").unwrap().value.proposal.as_deref(), Some("23/2021/QĐ-TTg"));
/// assert_eq!(document("không số").unwrap_err().code, "document.unreadable");
/// assert_eq!(document("17/6/2021").unwrap_err().code, "document.unreadable");
/// ```
pub fn document(text: &str) -> Result<Normal<Document>, Reason> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Reason::empty(
            "document.empty",
            "số và ký hiệu văn bản",
            "the number and symbol of the document",
        ));
    }
    let found = find_symbol(&text).ok_or_else(|| {
        Reason::new(
            "document.unreadable",
            format!("“{}” không có số và ký hiệu văn bản như 23/KH-BCĐ", shown(&text)),
            format!("“{}” has no number and symbol such as 23/KH-BCĐ", shown(&text)),
        )
    })?;
    let symbol = found.symbol();
    let dated = found_date(found.after);
    let mut notes = Vec::new();
    if symbol != found.written {
        notes.push(Note::new(
            "document.form",
            format!("ghi là “{}”, đúng thể thức là “{symbol}”", found.written),
            format!("written “{}”, in proper form “{symbol}”", found.written),
        ));
    }
    let proposal = propose(&symbol, &found, dated);
    if let Some(proposal) = &proposal {
        notes.push(Note::new(
            "document.misprint",
            format!("có thể là “{proposal}”; chưa xác nhận, cần người kiểm tra"),
            format!("perhaps “{proposal}”; not confirmed, a person must check"),
        ));
    }
    Ok(Normal { value: Document { symbol, dated, proposal }, notes })
}

/// A symbol taken apart.
struct Found<'a> {
    number: &'a str,
    year: Option<&'a str>,
    kind: &'static str,
    issuer: &'a str,
    written: String,
    after: &'a str,
}

impl Found<'_> {
    fn symbol(&self) -> String {
        let Self { number, kind, issuer, .. } = self;
        match self.year {
            Some(year) => format!("{number}/{year}/{kind}-{issuer}"),
            None if PARTY.contains(issuer) => format!("{number}-{kind}/{issuer}"),
            None => format!("{number}/{kind}-{issuer}"),
        }
    }
}

/// Finds number, year, type and issuer, whatever stands between them.
fn find_symbol(text: &str) -> Option<Found<'_>> {
    let mut from = 0;
    while let Some(start) =
        text[from..].find(|letter: char| letter.is_ascii_digit()).map(|at| from + at)
    {
        if let Some(found) = symbol_at(text, start) {
            return Some(found);
        }
        let digits = text[start..].find(|letter: char| !letter.is_ascii_digit());
        from = start + digits?;
    }
    None
}

fn symbol_at(text: &str, start: usize) -> Option<Found<'_>> {
    let (number, rest) = take(&text[start..], |letter| letter.is_ascii_digit())?;
    let after_number = skip_marks(rest);
    let (year, rest) = match take(after_number, |letter| letter.is_ascii_digit()) {
        Some((year, rest)) if year.len() == 4 => (Some(year), skip_marks(rest)),
        Some(_) => return None,
        None => (None, after_number),
    };
    let (word, rest) = take(rest, char::is_alphabetic)?;
    let kind = kind_of(word)?;
    let marks = rest.len() - skip_marks(rest).len();
    if marks == 0 {
        return None;
    }
    let (issuer, after) = take(skip_marks(rest), char::is_alphanumeric)?;
    if !issuer.starts_with(char::is_alphabetic) {
        return None;
    }
    let written: String = text[start..text.len() - after.len()].split(' ').collect();
    (number.len() <= 6).then_some(Found { number, year, kind, issuer, written, after })
}

fn take(text: &str, test: fn(char) -> bool) -> Option<(&str, &str)> {
    let end = text.find(|letter| !test(letter)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn skip_marks(text: &str) -> &str {
    text.trim_start_matches([' ', '/', '-', '–', '.'])
}

/// The type, also where the bar of Đ is missing.
fn kind_of(word: &str) -> Option<&'static str> {
    let exact = TYPES.iter().find(|kind| **kind == word);
    exact
        .or_else(|| {
            TYPES.iter().find(|kind| {
                kind.replace('Đ', "D").eq_ignore_ascii_case(word)
                    || kind.to_lowercase() == word.to_lowercase()
            })
        })
        .copied()
}

fn found_date(after: &str) -> Option<Date> {
    let text = after.trim_matches(|letter: char| !letter.is_alphanumeric());
    let text = text.strip_prefix("ngày").unwrap_or(text).trim();
    let end = text.find([',', ';', ')']).unwrap_or(text.len());
    let candidates = [&text[..end], text.split(' ').next().unwrap_or(text)];
    candidates.into_iter().find_map(|text| date(text, None).ok()?.value.date.day())
}

fn propose(symbol: &str, found: &Found<'_>, dated: Option<Date>) -> Option<String> {
    let known = MISPRINTS.iter().find(|(wrong, on, _)| {
        *wrong == symbol && dated.is_none_or(|dated| dated.to_string() == *on)
    });
    if let Some((_, _, right)) = known {
        return Some(right.to_string());
    }
    let (year, dated) = (found.year?, dated?);
    let own = dated.year().to_string();
    (year != own).then(|| format!("{}/{own}/{}-{}", found.number, found.kind, found.issuer))
}
