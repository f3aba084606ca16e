use taicho_model::AreaLevel;
use taicho_model::vietnamese::bare;

use crate::name::tidy;
use crate::reason::{Normal, Reason};

/// The kind of area that a prefix names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum AreaKind {
    /// *tỉnh*
    Province,
    /// *thành phố*: of a province or of the country.
    City,
    /// *thị xã*
    DistrictTown,
    /// *quận*
    UrbanDistrict,
    /// *huyện*
    RuralDistrict,
    /// *phường*
    Ward,
    /// *xã*
    Commune,
    /// *thị trấn*
    Town,
    /// *đặc khu*
    SpecialZone,
    /// *thôn, xóm, ấp, bản, làng, buôn, khu phố, tổ dân phố, khu*
    Subunit,
}

impl AreaKind {
    /// The level of the tree; a city may be of two levels and has none of its own.
    pub fn level(self) -> Option<AreaLevel> {
        match self {
            AreaKind::Province => Some(AreaLevel::Province),
            AreaKind::City => None,
            AreaKind::DistrictTown | AreaKind::UrbanDistrict | AreaKind::RuralDistrict => {
                Some(AreaLevel::District)
            }
            AreaKind::Ward | AreaKind::Commune | AreaKind::Town | AreaKind::SpecialZone => {
                Some(AreaLevel::Commune)
            }
            AreaKind::Subunit => Some(AreaLevel::Subunit),
        }
    }
}

/// The name of an area, its kind apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaName {
    /// The kind, where the text says it.
    pub kind: Option<AreaKind>,
    /// The name without the kind, as written.
    pub name: String,
    /// The key to find it by: lower case, no marks, no kind, numbers without leading zeros.
    pub key: String,
    /// The key with the prefix, where without marks the prefix may be part of the name: `Phuong Lieu` is the ward Phương Liễu.
    pub whole_key: Option<String>,
}

/// Prefixes with their marks; without marks they count when the whole text has none. Longer ones first.
const PREFIXES: &[(&str, &str, AreaKind)] = &[
    ("thành phố trực thuộc trung ương", "thanh pho truc thuoc trung uong", AreaKind::City),
    ("thủ đô", "thu do", AreaKind::City),
    ("thành phố", "thanh pho", AreaKind::City),
    ("tổ dân phố", "to dan pho", AreaKind::Subunit),
    ("thị trấn", "thi tran", AreaKind::Town),
    ("đặc khu", "dac khu", AreaKind::SpecialZone),
    ("khu phố", "khu pho", AreaKind::Subunit),
    ("thị xã", "thi xa", AreaKind::DistrictTown),
    ("phường", "phuong", AreaKind::Ward),
    ("huyện", "huyen", AreaKind::RuralDistrict),
    ("quận", "quan", AreaKind::UrbanDistrict),
    ("tỉnh", "tinh", AreaKind::Province),
    ("thôn", "thon", AreaKind::Subunit),
    ("buôn", "buon", AreaKind::Subunit),
    ("làng", "lang", AreaKind::Subunit),
    ("xóm", "xom", AreaKind::Subunit),
    ("bản", "ban", AreaKind::Subunit),
    ("khu", "khu", AreaKind::Subunit),
    ("xã", "xa", AreaKind::Commune),
    ("ấp", "ap", AreaKind::Subunit),
];

/// Short forms; one letter needs a point, a blank before a capital, or a digit after it.
const SHORT: &[(&str, AreaKind)] = &[
    ("tdp", AreaKind::Subunit),
    ("t.p", AreaKind::City),
    ("t.t", AreaKind::Town),
    ("t.x", AreaKind::DistrictTown),
    ("tp", AreaKind::City),
    ("tt", AreaKind::Town),
    ("tx", AreaKind::DistrictTown),
    ("kp", AreaKind::Subunit),
    ("p", AreaKind::Ward),
    ("x", AreaKind::Commune),
    ("q", AreaKind::UrbanDistrict),
    ("h", AreaKind::RuralDistrict),
    ("t", AreaKind::Province),
];

/// The name of an area without its kind, and the key to find it by.
///
/// | written | kind | key |
/// | --- | --- | --- |
/// | `Phường Suối Hoa`, `P. Suối Hoa`, `P.Suối Hoa`, `phường  suối hoa`, `Phuong Suoi Hoa` | ward | `suoi hoa` |
/// | `Suối Hoa`, `Suoi Hoa`, `SUỐI HOA` | – | `suoi hoa` |
/// | `TP. Bắc Ninh`, `Tp Bắc Ninh`, `T.P Bắc Ninh`, `thành phố Bắc Ninh` | city | `bac ninh` |
/// | `Phường 01`, `P.1`, `P1`, `Phường 1` | ward | `1` |
/// | `TT Chờ`, `thị trấn Chờ` | town | `cho` |
/// | `Phương Liễu` | – | `phuong lieu` |
/// | `Phuong Lieu` | ward? | `lieu`, and the whole key `phuong lieu` |
/// | `Phường Phường Đúc` | ward | `phuong duc` |
/// | `Đắk Lắk`, `Đăk Lăk`; `Bà Rịa - Vũng Tàu` | – | `dak lak`; `ba ria vung tau` |
///
/// ```
/// use taicho_normalise::{AreaKind, area_name};
/// let read = |text| area_name(text).map(|read| (read.value.kind, read.value.key)).unwrap();
/// for text in ["Phường Suối Hoa", "P. Suối Hoa", "P.Suối Hoa", "phường  suối hoa", "Phuong Suoi Hoa", "P Suối Hoa", "Phường: Suối Hoa"] {
///     assert_eq!(read(text), (Some(AreaKind::Ward), "suoi hoa".into()), "{text}");
/// }
/// for text in ["Suối Hoa", "Suoi Hoa", "SUỐI HOA"] {
///     assert_eq!(read(text), (None, "suoi hoa".into()), "{text}");
/// }
/// for text in ["TP. Bắc Ninh", "Tp Bắc Ninh", "T.P Bắc Ninh", "thành phố Bắc Ninh", "TP.Bắc Ninh"] {
///     assert_eq!(read(text), (Some(AreaKind::City), "bac ninh".into()), "{text}");
/// }
/// for text in ["Phường 01", "P.1", "P1", "p. 01", "Phường 1"] {
///     assert_eq!(read(text), (Some(AreaKind::Ward), "1".into()), "{text}");
/// }
/// assert_eq!(read("TT Chờ"), (Some(AreaKind::Town), "cho".into()));
/// assert_eq!(read("Phương Liễu"), (None, "phuong lieu".into()));
/// assert_eq!(area_name("Phuong Lieu").unwrap().value.whole_key.as_deref(), Some("phuong lieu"));
/// assert_eq!(read("Phường Phường Đúc"), (Some(AreaKind::Ward), "phuong duc".into()));
/// assert_eq!(read("Bà Rịa - Vũng Tàu"), (None, "ba ria vung tau".into()));
/// assert_eq!(read("Hoà Long"), read("Hòa Long"));
/// assert_eq!(read("Xã Tam Đa").0, Some(AreaKind::Commune));
/// assert_eq!(read("Tổ dân phố số 3"), (Some(AreaKind::Subunit), "3".into()));
/// assert_eq!(read("Tân Thới Hiệp"), (None, "tan thoi hiep".into()));
/// assert_eq!(area_name(" - ").unwrap_err().code, "area.empty");
/// ```
pub fn area_name(text: &str) -> Result<Normal<AreaName>, Reason> {
    let text = tidy(text);
    let text = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    if text.is_empty() {
        return Err(Reason::empty("area.empty", "tên đơn vị hành chính", "the name of the area"));
    }
    let (kind, rest) = strip_prefix(text);
    let rest = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let (kind, rest) = if rest.is_empty() { (None, text) } else { (kind, rest) };
    let guessed = kind.is_some() && text.is_ascii();
    Ok(Normal::plain(AreaName {
        kind,
        name: rest.to_string(),
        key: area_key(rest),
        whole_key: guessed.then(|| area_key(text)),
    }))
}

fn strip_prefix(text: &str) -> (Option<AreaKind>, &str) {
    // Most names begin with a letter that no prefix has.
    let first = text.as_bytes()[0];
    if first.is_ascii() && !b"abdhklpqtx".contains(&(first | 32)) {
        return (None, text);
    }
    let unmarked = text.is_ascii();
    for (marked, bare, kind) in PREFIXES {
        let Some(rest) = after_folded(text, if unmarked { bare } else { marked }) else { continue };
        if rest.starts_with(|letter: char| !letter.is_alphabetic()) {
            return (Some(*kind), without_number_word(rest));
        }
    }
    for (short, kind) in SHORT {
        let Some((head, rest)) = text.split_at_checked(short.len()) else { continue };
        let next = rest.chars().next();
        let pointed = next == Some('.') || next.is_some_and(|next| next.is_ascii_digit());
        let spaced = next == Some(' ')
            && rest
                .trim_start()
                .starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit());
        if head.eq_ignore_ascii_case(short) && (pointed || spaced) {
            return (Some(*kind), without_number_word(rest));
        }
    }
    (None, text)
}

/// What follows a prefix of small letters, whatever the case of the text.
fn after_folded<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut letters = text.chars();
    let folded = |letter: char, wanted: char| match letter.is_ascii() {
        true => letter.to_ascii_lowercase() == wanted,
        false => letter == wanted || letter.to_lowercase().eq([wanted]),
    };
    let same =
        prefix.chars().all(|wanted| letters.next().is_some_and(|letter| folded(letter, wanted)));
    same.then_some(letters.as_str())
}

/// `tổ dân phố số 3` is the same as `tổ dân phố 3`.
fn without_number_word(rest: &str) -> &str {
    let trimmed = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let after = trimmed.strip_prefix("số ").or_else(|| trimmed.strip_prefix("so "));
    after.filter(|after| after.starts_with(|letter: char| letter.is_ascii_digit())).unwrap_or(rest)
}

/// The key: bare words, marks between them gone, numbers without leading zeros.
fn area_key(text: &str) -> String {
    let bared = bare(text);
    let tidy = bared
        .split(' ')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    if tidy {
        return bared;
    }
    let mut key = String::with_capacity(bared.len());
    for word in
        bared.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        if !key.is_empty() {
            key.push(' ');
        }
        let plain = word.trim_start_matches('0');
        let numeric = word.bytes().all(|byte| byte.is_ascii_digit());
        key.push_str(if numeric && !plain.is_empty() { plain } else { word });
    }
    key
}
