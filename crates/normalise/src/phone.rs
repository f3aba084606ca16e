use taicho_model::Note;

use crate::ascii::Ascii;
use crate::reason::{Normal, Reason, shown};

/// What a telephone number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKind {
    /// A mobile.
    Mobile,
    /// A fixed line.
    Landline,
    /// A number abroad, taken as it is.
    Foreign,
}

/// A telephone number in E.164.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phone {
    /// `+84903123456`
    pub e164: Ascii<16>,
    /// What it belongs to.
    pub kind: PhoneKind,
}

/// The telephone number in E.164, whatever way a list writes it.
///
/// | written | read | why |
/// | --- | --- | --- |
/// | `0903 123 456`, `0903.123.456`, `(090) 312-3456` | `+84903123456` | spacing and marks mean nothing |
/// | `+84 903 123 456`, `84903123456`, `0084903123456`, `+84 (0)903123456` | `+84903123456` | with the country's code |
/// | `903123456` | `+84903123456`, noted | Excel took it for a number and dropped the 0 |
/// | `01662345678` | `+84362345678`, noted | the 11-digit mobiles became 10-digit ones in September 2018 |
/// | `024 3825 1234`, `0222 3822 123` | `+842438251234`, `+842223822123` | fixed lines |
/// | `0241 3822 123`, `04 3825 1234` | `+842223822123`, `+842438251234`, noted | the area codes before 2017 |
/// | `0903123456 / 0912345678` | `+84903123456`, noted | two in one cell: the first |
/// | `1900 9095`, `115` | refused | service numbers belong to nobody |
///
/// ```
/// use taicho_normalise::phone;
/// let read = |text| phone(text).map(|read| (read.value.e164.to_string(), read.notes.len()));
/// for text in ["0903 123 456", "0903.123.456", "(090) 312-3456", "+84 903 123 456", "84903123456",
///              "0084903123456", "+84 (0)903123456"] {
///     assert_eq!(read(text), Ok(("+84903123456".into(), 0)), "{text}");
/// }
/// assert_eq!(read("903123456"), Ok(("+84903123456".into(), 1)));
/// assert_eq!(read("01662345678"), Ok(("+84362345678".into(), 1)));
/// assert_eq!(read("024 3825 1234"), Ok(("+842438251234".into(), 0)));
/// assert_eq!(read("0222 3822 123"), Ok(("+842223822123".into(), 0)));
/// assert_eq!(read("0241 3822 123"), Ok(("+842223822123".into(), 1)));
/// assert_eq!(read("04 3825 1234"), Ok(("+842438251234".into(), 1)));
/// assert_eq!(read("0903123456 / 0912345678"), Ok(("+84903123456".into(), 1)));
/// assert_eq!(phone("1900 9095").unwrap_err().code, "phone.service");
/// assert_eq!(phone("không có").unwrap_err().code, "phone.unreadable");
/// assert_eq!(phone("09031234").unwrap_err().code, "phone.length");
/// ```
pub fn phone(text: &str) -> Result<Normal<Phone>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::empty("phone.empty", "số điện thoại", "the telephone number"));
    }
    let mut digits = Digits::default();
    let mut several = false;
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits.push(letter as u8),
            '+' if digits.len == 0 => digits.plus = true,
            // A second number follows once the first is complete.
            '/' | ';' | ',' | '\n' | '-' | '–' if digits.is_complete(text) => {
                several = true;
                break;
            }
            ' ' | '.' | '-' | '–' | '(' | ')' | '\u{A0}' | '\'' | '/' | ',' | '+' => {}
            _ if digits.len >= 9 => break,
            _ if digits.len == 0 && is_lead_in(text, letter) => {}
            _ => return Err(unreadable(text)),
        }
    }
    let mut read = national(digits, text)?;
    if several {
        read.notes.push(Note::new(
            "phone.several",
            "ô có nhiều số điện thoại; đã lấy số đầu tiên",
            "the cell holds several telephone numbers; the first was taken",
        ));
    }
    Ok(read)
}

#[derive(Default)]
struct Digits {
    bytes: [u8; 16],
    len: usize,
    plus: bool,
    overflow: bool,
}

impl Digits {
    fn push(&mut self, digit: u8) {
        match self.bytes.get_mut(self.len) {
            Some(place) => {
                *place = digit;
                self.len += 1;
            }
            None => self.overflow = true,
        }
    }

    fn all(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Whether the digits so far are a whole number and as many as another one are still to come.
    fn is_complete(&self, text: &str) -> bool {
        let total = text.bytes().filter(u8::is_ascii_digit).count();
        self.len >= 9 && total >= self.len + 9
    }
}

/// Words before the number, such as `SĐT:` or `ĐT`.
fn is_lead_in(text: &str, letter: char) -> bool {
    (letter.is_alphabetic() || letter == ':') && text.bytes().any(|byte| byte.is_ascii_digit())
}

fn national(digits: Digits, text: &str) -> Result<Normal<Phone>, Reason> {
    let all = digits.all();
    if digits.overflow {
        return Err(length(text));
    }
    let abroad = digits.plus && !all.starts_with(b"84");
    if abroad {
        let sound = (8..=15).contains(&all.len());
        let e164 = Ascii::joined(&[b"+", all]).filter(|_| sound).ok_or_else(|| length(text))?;
        return Ok(Normal::plain(Phone { e164, kind: PhoneKind::Foreign }));
    }
    if all.starts_with(b"1900")
        || all.starts_with(b"1800")
        || matches!(all, b"113" | b"114" | b"115")
    {
        return Err(Reason::new(
            "phone.service",
            format!("“{}” là số tổng đài, không phải số của một người", shown(text)),
            format!("“{}” is a service number, not a person's", shown(text)),
        ));
    }
    // 0084, 84 and 084 before nine or ten digits are the country's code.
    let rest = if let Some(rest) = all.strip_prefix(b"0084").filter(|rest| rest.len() >= 9) {
        rest
    } else if let Some(rest) = all.strip_prefix(b"84").filter(|rest| digits.plus || rest.len() >= 9)
    {
        rest
    } else if let Some(rest) = all.strip_prefix(b"084").filter(|rest| rest.len() == 9) {
        rest
    } else if let Some(rest) = all.strip_prefix(b"0") {
        rest
    } else {
        return with_zero(all, text);
    };
    subscriber(rest.strip_prefix(b"0").unwrap_or(rest), text)
}

/// Numbers that lost their first 0 in Excel.
fn with_zero(all: &[u8], text: &str) -> Result<Normal<Phone>, Reason> {
    let mut read = subscriber(all, text)?;
    read.notes.push(Note::new(
        "phone.zero_added",
        "số điện thoại thiếu số 0 ở đầu; đã thêm",
        "the telephone number lacked its first 0; it was added",
    ));
    Ok(read)
}

/// Reads what follows the first 0.
fn subscriber(rest: &[u8], text: &str) -> Result<Normal<Phone>, Reason> {
    let e164 =
        |head: &[u8], tail: &[u8]| Ascii::joined(&[b"+84", head, tail]).ok_or_else(|| length(text));
    let changed = |head: &[u8], tail: &[u8], kind, note| {
        Ok(Normal::noted(Phone { e164: e164(head, tail)?, kind }, note))
    };
    match rest {
        [b'3' | b'5' | b'7' | b'8' | b'9', tail @ ..] if tail.len() == 8 => {
            if let Some((_, new)) =
                OLD_AREAS.iter().find(|(old, _)| old.len() == 2 && rest.starts_with(old))
            {
                return changed(new, &rest[2..], PhoneKind::Landline, old_area());
            }
            let phone = Phone { e164: e164(b"", rest)?, kind: PhoneKind::Mobile };
            let known = MOBILE.contains(&[rest[0], rest[1]]);
            Ok(if known { Normal::plain(phone) } else { Normal::noted(phone, unassigned()) })
        }
        [b'1', ..] if rest.len() == 10 => {
            match OLD_MOBILE.iter().find(|(old, _)| rest.starts_with(old)) {
                Some((_, new)) => changed(new, &rest[3..], PhoneKind::Mobile, old_mobile()),
                None => Err(length(text)),
            }
        }
        [b'4', b'2'..=b'9', ..] if rest.len() == 9 => {
            changed(b"2", rest, PhoneKind::Landline, old_area())
        }
        _ if rest.len() == 10 || rest.len() == 9 => {
            let old = OLD_AREAS
                .iter()
                .find(|(old, _)| rest.starts_with(old) && rest.len() - old.len() == 7);
            match old {
                Some((old, new)) => {
                    changed(new, &rest[old.len()..], PhoneKind::Landline, old_area())
                }
                None if rest.len() == 10 && rest[0] == b'2' => {
                    Ok(Normal::plain(Phone { e164: e164(b"", rest)?, kind: PhoneKind::Landline }))
                }
                None => Err(length(text)),
            }
        }
        _ => Err(length(text)),
    }
}

/// The 11-digit mobiles and what they became between 15 September and 15 November 2018, without the first 0.
const OLD_MOBILE: &[(&[u8], &[u8])] = &[
    (b"162", b"32"),
    (b"163", b"33"),
    (b"164", b"34"),
    (b"165", b"35"),
    (b"166", b"36"),
    (b"167", b"37"),
    (b"168", b"38"),
    (b"169", b"39"),
    (b"120", b"70"),
    (b"121", b"79"),
    (b"122", b"77"),
    (b"126", b"76"),
    (b"128", b"78"),
    (b"123", b"83"),
    (b"124", b"84"),
    (b"125", b"85"),
    (b"127", b"81"),
    (b"129", b"82"),
    (b"186", b"56"),
    (b"188", b"58"),
    (b"199", b"59"),
];

/// Area codes before 2017 that cannot be mistaken for a number of today, and what they became; without the first 0.
const OLD_AREAS: &[(&[u8], &[u8])] = &[
    (b"230", b"215"),
    (b"231", b"213"),
    (b"240", b"204"),
    (b"241", b"222"),
    (b"280", b"208"),
    (b"281", b"209"),
    (b"320", b"220"),
    (b"321", b"221"),
    (b"350", b"228"),
    (b"351", b"226"),
    (b"500", b"262"),
    (b"501", b"261"),
    (b"510", b"235"),
    (b"511", b"236"),
    (b"650", b"274"),
    (b"651", b"271"),
    (b"710", b"292"),
    (b"711", b"293"),
    (b"780", b"290"),
    (b"781", b"291"),
    (b"20", b"214"),
    (b"22", b"212"),
    (b"25", b"205"),
    (b"26", b"206"),
    (b"27", b"207"),
    (b"29", b"216"),
    (b"30", b"229"),
    (b"31", b"225"),
    (b"53", b"233"),
    (b"54", b"234"),
    (b"57", b"257"),
    (b"60", b"260"),
    (b"61", b"251"),
    (b"62", b"252"),
    (b"63", b"263"),
    (b"64", b"254"),
    (b"66", b"276"),
    (b"67", b"277"),
    (b"68", b"259"),
    (b"72", b"272"),
    (b"73", b"273"),
    (b"74", b"294"),
    (b"75", b"275"),
];

/// The beginnings that operators use today, without the first 0.
const MOBILE: &[[u8; 2]] = &[
    *b"32", *b"33", *b"34", *b"35", *b"36", *b"37", *b"38", *b"39", *b"52", *b"55", *b"56", *b"58",
    *b"59", *b"70", *b"76", *b"77", *b"78", *b"79", *b"81", *b"82", *b"83", *b"84", *b"85", *b"86",
    *b"87", *b"88", *b"89", *b"90", *b"91", *b"92", *b"93", *b"94", *b"96", *b"97", *b"98", *b"99",
];

fn old_mobile() -> Note {
    Note::new(
        "phone.old_mobile",
        "số di động 11 chữ số đã đổi sang đầu số 10 chữ số (năm 2018)",
        "an 11-digit mobile was changed to its 10-digit number of 2018",
    )
}

fn old_area() -> Note {
    Note::new(
        "phone.old_area",
        "mã vùng cũ đã đổi sang mã vùng từ năm 2017",
        "an old area code was changed to that of 2017",
    )
}

fn unassigned() -> Note {
    Note::new(
        "phone.unassigned",
        "đầu số này chưa cấp cho mạng nào; hãy kiểm tra lại",
        "no operator has numbers that begin so; please check",
    )
}

fn unreadable(text: &str) -> Reason {
    Reason::new(
        "phone.unreadable",
        format!("“{}” không phải số điện thoại", shown(text)),
        format!("“{}” is no telephone number", shown(text)),
    )
}

fn length(text: &str) -> Reason {
    Reason::new(
        "phone.length",
        format!("“{}” thừa hoặc thiếu chữ số (di động 10 số, cố định 11 số)", shown(text)),
        format!(
            "“{}” has too many or too few digits (mobiles have 10, fixed lines 11)",
            shown(text)
        ),
    )
}
