//! What a person or another program wrote into a field: one check for forms, the API, imported cells and file names.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::vietnamese::nfc;
use crate::words::Words;

/// A field as it is sent, and as a Vietnamese officer calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name under which it is sent.
    pub name: &'static str,
    /// What an officer calls it, with a capital.
    pub vi: &'static str,
}

/// How long a text may be, and whether it may have several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimits {
    /// Characters at most.
    pub longest: usize,
    /// Whether line breaks and tabs are part of it.
    pub lines: bool,
}

impl TextLimits {
    /// A key, a code, or one word of a list.
    pub const KEY: Self = Self { longest: 100, lines: false };
    /// The name of a person or a place; cells of offices break it into lines.
    pub const NAME: Self = Self { longest: 200, lines: true };
    /// A reason, a note, an address.
    pub const REASON: Self = Self { longest: 2_000, lines: true };
    /// The key of a proposal, which is made of other keys.
    pub const COMPOSED_KEY: Self = Self { longest: 600, lines: false };
}

/// Years in which something can have happened, or be planned: day counts and time zones work around all of them.
pub const YEARS: RangeInclusive<i16> = 1900..=2199;

/// The longest name that a file has, in characters.
const LONGEST_FILE_NAME: usize = 255;

/// What is wrong with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedFault {
    /// Nothing but blanks.
    Blank,
    /// More characters than a field of the sort has.
    TooLong {
        /// Characters that it has.
        length: usize,
        /// Characters that are taken.
        longest: usize,
    },
    /// A character that no person sees, and that may change what they see.
    Hidden {
        /// The character.
        letter: char,
        /// Whether line breaks would be taken.
        lines: bool,
    },
    /// A day of a year in which nothing can have happened.
    Year(i16),
    /// A slash, which leads into another folder.
    Slash,
}

impl TypedFault {
    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Blank => "text_blank",
            Self::TooLong { .. } => "text_too_long",
            Self::Hidden { .. } | Self::Slash => "text_control",
            Self::Year(_) => "year_out_of_range",
        }
    }

    /// What is wrong and what would be taken, to follow the name of the field.
    pub fn words(&self) -> Words {
        match self {
            Self::Blank => Words::new(
                "để trống; cần ít nhất một chữ hoặc số",
                "is blank; at least one letter or digit is needed",
            ),
            Self::TooLong { length, longest } => Words::new(
                format!("quá dài: {length} ký tự; tối đa {longest} ký tự"),
                format!("is too long: {length} characters; {longest} at most are taken"),
            ),
            Self::Hidden { letter, lines } => {
                let code = format!("U+{:04X}", u32::from(*letter));
                let (vi, en) = match letter {
                    '\n' | '\t' => ("dấu xuống dòng hoặc tab", "line break or tab"),
                    letter if turns_direction(*letter) => ("dấu đổi chiều chữ", "direction mark"),
                    _ => ("ký tự điều khiển", "control character"),
                };
                let (more_vi, more_en) =
                    if *lines { (", xuống dòng", ", line breaks") } else { ("", "") };
                Words::new(
                    format!("có {vi} {code}; chỉ nhận chữ, số, dấu câu{more_vi}"),
                    format!("holds a {en} {code}; letters, digits, signs{more_en} are taken"),
                )
            }
            Self::Year(year) => Words::new(
                format!(
                    "thuộc năm {year}; chỉ nhận các năm từ {} đến {}",
                    YEARS.start(),
                    YEARS.end()
                ),
                format!(
                    "lies in the year {year}; the years {} to {} are taken",
                    YEARS.start(),
                    YEARS.end()
                ),
            ),
            Self::Slash => Words::new(
                "có dấu gạch chéo; chỉ nhận tên tệp, không kèm thư mục",
                "holds a slash; the name of a file is taken, without its folder",
            ),
        }
    }
}

/// A field that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub fault: TypedFault,
}

impl Refusal {
    /// The reason in both languages: field, fault, and what would be taken.
    pub fn words(&self) -> Words {
        let Words { vi, en } = self.fault.words();
        let Field { name, vi: title } = self.field;
        Words::new(format!("{title} ({name}) {vi}"), format!("{name} {en}"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words().en)
    }
}

impl std::error::Error for Refusal {}

impl Field {
    /// A field by its name and by what an officer calls it.
    pub const fn new(name: &'static str, vi: &'static str) -> Self {
        Self { name, vi }
    }

    /// The text of the field as it is kept.
    pub fn text(self, text: &str, limits: TextLimits) -> Result<String, Refusal> {
        let taken = typed_text(text, limits).map_err(|fault| self.refuse(fault))?;
        Ok(taken.into_owned())
    }

    /// The same for a field that may be left out.
    pub fn optional(
        self,
        text: Option<String>,
        limits: TextLimits,
    ) -> Result<Option<String>, Refusal> {
        text.map(|text| self.text(&text, limits)).transpose()
    }

    /// A reason that may be left out; a blank one is none.
    pub fn remark(self, text: Option<String>) -> Result<Option<String>, Refusal> {
        let is_blank = |text: &str| typed_text(text, TextLimits::REASON) == Err(TypedFault::Blank);
        self.optional(text.filter(|text| !is_blank(text)), TextLimits::REASON)
    }

    /// A day in a year in which something can happen.
    pub fn day(self, day: Date) -> Result<Date, Refusal> {
        typed_day(day).map_err(|fault| self.refuse(fault))
    }

    fn refuse(self, fault: TypedFault) -> Refusal {
        Refusal { field: self, fault }
    }
}

/// A text as it is kept: without blanks around it, in NFC, with one sort of blank and of line break; borrowed where it is
/// so already. Two texts that a person cannot tell apart are kept as one.
pub fn typed_text(text: &str, limits: TextLimits) -> Result<Cow<'_, str>, TypedFault> {
    let mut text = match text.contains(|letter| takes_no_room(letter) || is_odd_blank(letter)) {
        false => Cow::Borrowed(text.trim()),
        true => {
            let seen = text.chars().filter(|letter| !takes_no_room(*letter));
            let plain = |letter| if is_odd_blank(letter) { ' ' } else { letter };
            let seen: String = seen.map(plain).collect();
            Cow::Owned(seen.trim().to_owned())
        }
    };
    if text.is_empty() {
        return Err(TypedFault::Blank);
    }
    // Nearly every text is plain ASCII, and nothing is to be done for it.
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        if limits.lines && text.contains('\r') {
            text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
        }
        let TextLimits { lines, .. } = limits;
        let refused = |letter: &char| is_hidden(*letter) && !(lines && "\n\t".contains(*letter));
        if let Some(letter) = text.chars().find(refused) {
            return Err(TypedFault::Hidden { letter, lines });
        }
        if let Cow::Owned(composed) = nfc(&text) {
            text = Cow::Owned(composed);
        }
    }
    // No text has more characters than bytes.
    if text.len() > limits.longest {
        let length = text.chars().count();
        if length > limits.longest {
            return Err(TypedFault::TooLong { length, longest: limits.longest });
        }
    }
    Ok(text)
}

/// A day in a year in which something can happen.
pub fn typed_day(day: Date) -> Result<Date, TypedFault> {
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(TypedFault::Year(day.year())) }
}

/// Whether a name can be a file's, shown in messages and lists without harm.
pub fn check_file_name(name: &str) -> Result<(), TypedFault> {
    if name.contains('/') {
        return Err(TypedFault::Slash);
    }
    if let Some(letter) = name.chars().find(|letter| is_hidden(*letter)) {
        return Err(TypedFault::Hidden { letter, lines: false });
    }
    typed_text(name, TextLimits { longest: LONGEST_FILE_NAME, lines: false }).map(|_| ())
}

/// A text for a message, in which every hidden character stands as its number, and which is not endless.
pub fn shown_safely(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars().take(LONGEST_FILE_NAME) {
        if is_hidden(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Control characters, separators of lines, and marks that turn the direction of what follows.
fn is_hidden(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') || turns_direction(letter)
}

/// What browsers, mail and spreadsheets put into a text by themselves: a mark of encoding, a place to break a word.
fn takes_no_room(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Blanks of other widths, or at which no line may end.
fn is_odd_blank(letter: char) -> bool {
    matches!(
        letter,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

fn turns_direction(letter: char) -> bool {
    matches!(
        letter,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASON: Field = Field::new("reason", "Lý do");

    #[test]
    fn what_is_taken_is_kept_in_one_form() {
        for (typed, limits, kept) in [
            ("  a-1 ", TextLimits::KEY, "a-1"),
            ("Tie\u{302}\u{301}ng", TextLimits::NAME, "Tiếng"),
            ("\u{FEFF}KK-1\u{200B}", TextLimits::KEY, "KK-1"),
            ("Nguyễn\u{A0}Văn\u{2009}An\u{3000}", TextLimits::NAME, "Nguyễn Văn An"),
            ("một\r\nhai\rba\t4", TextLimits::REASON, "một\nhai\nba\t4"),
            (&"ế".repeat(100), TextLimits::KEY, &"ế".repeat(100)),
        ] {
            assert_eq!(typed_text(typed, limits).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn what_is_refused_has_its_reason() {
        let hidden = |letter| TypedFault::Hidden { letter, lines: false };
        let long = |length, longest| TypedFault::TooLong { length, longest };
        for (typed, limits, fault) in [
            ("", TextLimits::KEY, TypedFault::Blank),
            (" \n\t\u{3000}", TextLimits::REASON, TypedFault::Blank),
            ("\u{200B} \u{FEFF}", TextLimits::REASON, TypedFault::Blank),
            ("a\nb", TextLimits::KEY, hidden('\n')),
            ("a\tb", TextLimits::KEY, hidden('\t')),
            ("a\u{0}b", TextLimits::KEY, hidden('\u{0}')),
            ("a\u{85}b", TextLimits::KEY, hidden('\u{85}')),
            ("a\u{2028}b", TextLimits::KEY, hidden('\u{2028}')),
            ("a\u{202E}b", TextLimits::KEY, hidden('\u{202E}')),
            (&"x".repeat(101), TextLimits::KEY, long(101, 100)),
            (&"ế".repeat(201), TextLimits::NAME, long(201, 200)),
            (&"x".repeat(2_001), TextLimits::REASON, long(2_001, 2_000)),
        ] {
            assert_eq!(typed_text(typed, limits), Err(fault));
        }
        let bell = TypedFault::Hidden { letter: '\u{7}', lines: true };
        assert_eq!(typed_text("a\u{7}", TextLimits::REASON), Err(bell));
    }

    #[test]
    fn a_refusal_names_field_fault_and_what_would_do() {
        let refused = REASON.text("a\u{7}", TextLimits::REASON).unwrap_err();
        assert_eq!(
            refused.words(),
            Words::new(
                "Lý do (reason) có ký tự điều khiển U+0007; chỉ nhận chữ, số, dấu câu, xuống dòng",
                "reason holds a control character U+0007; letters, digits, signs, line breaks are taken",
            )
        );
        assert_eq!(REASON.remark(Some(" \n\u{200B}".into())), Ok(None));
        let day = jiff::civil::date(9999, 12, 31);
        assert_eq!(REASON.day(day).unwrap_err().fault, TypedFault::Year(9999));
        assert!(REASON.day(jiff::civil::date(2199, 12, 31)).is_ok());
    }

    #[test]
    fn names_of_files_hold_nothing_hidden() {
        for name in ["ca bệnh 17-6.xlsx", "a.csv", "…"] {
            assert_eq!(check_file_name(name), Ok(()), "{name}");
        }
        for name in ["", " ", "a/b.csv", "a\n.csv", "a\u{1b}[31m.csv", "vsc.\u{202E}a", "a\u{2066}"]
        {
            assert!(check_file_name(name).is_err(), "{name:?}");
        }
        assert!(check_file_name(&"x".repeat(256)).is_err());
        assert_eq!(shown_safely("a\n\u{202E}b"), "a\\u{a}\\u{202e}b");
    }
}
