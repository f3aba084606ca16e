use taicho_model::vietnamese::bare;
use taicho_model::{Note, Sex};

use crate::reason::{Normal, Reason, shown};

/// The sex that a word or code means.
///
/// | written | read |
/// | --- | --- |
/// | `Nam`, `nam giới`, `Trai`, `M`, `Male`, `Ông`, `1` | male |
/// | `Nữ`, `Nu`, `nữ giới`, `Gái`, `F`, `Female`, `Bà`, `2` | female |
/// | `0` | female, noted: some lists write 1 and 0, others 0 for unknown |
/// | `3`, `khác`, `không rõ` | refused: not known |
///
/// ```
/// use taicho_normalise::sex;
/// use taicho_model::Sex;
/// for text in ["Nam", "NAM", "nam giới", "Trai", "M", "Male", "1", " nam. "] {
///     assert_eq!(sex(text).unwrap().value, Sex::Male, "{text}");
/// }
/// for text in ["Nữ", "Nu", "NỮ", "nư\u{303}", "Gái", "F", "female", "2"] {
///     assert_eq!(sex(text).unwrap().value, Sex::Female, "{text}");
/// }
/// assert_eq!(sex("0").unwrap().notes[0].code, "sex.code_zero");
/// assert_eq!(sex("khác").unwrap_err().code, "sex.unknown");
/// assert_eq!(sex("nam nữ").unwrap_err().code, "sex.unreadable");
/// ```
pub fn sex(text: &str) -> Result<Normal<Sex>, Reason> {
    // The words of nearly every row first, without a copy.
    match text {
        "Nam" | "nam" | "M" | "NAM" => return Ok(Normal::plain(Sex::Male)),
        "Nữ" | "nữ" | "F" | "NỮ" => return Ok(Normal::plain(Sex::Female)),
        _ => {}
    }
    let key = bare(text);
    match key.trim_matches(|letter: char| !letter.is_alphanumeric()) {
        "nam" | "nam gioi" | "trai" | "con trai" | "m" | "male" | "man" | "boy" | "ong" | "1" => {
            Ok(Normal::plain(Sex::Male))
        }
        "nu" | "nu gioi" | "gai" | "con gai" | "f" | "female" | "woman" | "girl" | "ba" | "2" => {
            Ok(Normal::plain(Sex::Female))
        }
        "0" => Ok(Normal::noted(
            Sex::Female,
            Note::new(
                "sex.code_zero",
                "mã 0 được đọc là nữ (1 nam, 0 nữ); hãy kiểm tra, có nơi dùng 0 cho “không rõ”",
                "code 0 was read as female (1 male, 0 female); please check, some lists use 0 for unknown",
            ),
        )),
        "" => Err(Reason::empty("sex.empty", "giới tính", "the sex")),
        "3" | "khac" | "khong ro" | "khong xac dinh" | "chua ro" | "unknown" | "other" | "u" => {
            Err(Reason::new(
                "sex.unknown",
                "giới tính ghi là không rõ hoặc khác; để trống nếu chưa biết",
                "the sex is given as unknown or other; leave the cell empty if it is not known",
            ))
        }
        _ => Err(Reason::new(
            "sex.unreadable",
            format!("“{}” không phải giới tính; ghi nam hoặc nữ", shown(text)),
            format!("“{}” is no sex; write nam or nữ", shown(text)),
        )),
    }
}

/// The yes or no that a word or mark means.
///
/// | written | read |
/// | --- | --- |
/// | `Có`, `co`, `C`, `x`, `X`, `✓`, `Yes`, `Y`, `TRUE`, `Đúng`, `Rồi`, `1` | yes |
/// | `Không`, `Ko`, `K`, `0`, `No`, `N`, `FALSE`, `Sai`, `Chưa`, `-` | no |
///
/// ```
/// use taicho_normalise::yes_no;
/// for text in ["Có", "co", "C", "x", "✓", "Yes", "TRUE", "rồi", "1"] {
///     assert!(yes_no(text).unwrap().value, "{text}");
/// }
/// for text in ["Không", "ko", "K", "0", "No", "FALSE", "Chưa", "chưa có", "-"] {
///     assert!(!yes_no(text).unwrap().value, "{text}");
/// }
/// assert_eq!(yes_no("có thể").unwrap_err().code, "yes_no.unreadable");
/// assert_eq!(yes_no(" ").unwrap_err().code, "yes_no.empty");
/// ```
pub fn yes_no(text: &str) -> Result<Normal<bool>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::empty("yes_no.empty", "câu trả lời có hoặc không", "a yes or no"));
    }
    let key = bare(text);
    let key = key.trim_end_matches('.');
    let value = match key {
        "co" | "c" | "x" | "✓" | "✔" | "v" | "yes" | "y" | "true" | "t" | "dung" | "roi"
        | "da co" | "da" | "1" => true,
        "khong" | "ko" | "k" | "kg" | "0" | "no" | "n" | "false" | "f" | "sai" | "chua"
        | "chua co" | "khong co" | "-" => false,
        _ => {
            return Err(Reason::new(
                "yes_no.unreadable",
                format!("“{}” không rõ là có hay không", shown(text)),
                format!("“{}” says neither yes nor no", shown(text)),
            ));
        }
    };
    Ok(Normal::plain(value))
}
