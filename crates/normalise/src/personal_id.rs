use taicho_model::{Note, Sex};

use crate::ascii::Ascii;
use crate::reason::{Normal, Reason, shown};

/// The 12-digit personal id, and what its digits say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonalId {
    /// The 12 digits.
    pub digits: Ascii<12>,
    /// The sex by the fourth digit.
    pub sex: Sex,
    /// The birth year by the fourth to sixth digits.
    pub birth_year: i16,
}

impl PersonalId {
    /// The code of the province, or from 100 on of the country, where the birth was registered.
    pub fn birthplace(&self) -> &str {
        &self.digits.as_str()[..3]
    }

    /// What in the id contradicts the other columns of the row.
    pub fn contradictions(&self, sex: Option<Sex>, birth_year: Option<i16>) -> Vec<Note> {
        let mut notes = Vec::new();
        if sex.is_some_and(|sex| sex != self.sex) {
            let (vi, en) = match self.sex {
                Sex::Male => ("nam", "male"),
                Sex::Female => ("nữ", "female"),
            };
            notes.push(Note::new(
                "id.sex",
                format!("số định danh là của {vi}, khác với cột giới tính"),
                format!("the personal id is that of a {en}, unlike the column of the sex"),
            ));
        }
        if let Some(year) = birth_year.filter(|year| *year != self.birth_year) {
            let own = self.birth_year;
            notes.push(Note::new(
                "id.birth_year",
                format!("số định danh ghi năm sinh {own}, khác với năm sinh {year}"),
                format!("the personal id says born in {own}, unlike the birth year {year}"),
            ));
        }
        notes
    }
}

/// The 12-digit personal id: three digits for the place of birth registration, one for century and sex, two for the year, six at random.
///
/// | written | read | why |
/// | --- | --- | --- |
/// | `079215000001`, `079 215 000 001`, `079215000001.0` | Ho Chi Minh City, male, 2015 | fourth digit 2: 21st century, male |
/// | `058186000028` | code 058, female, 1986 | fourth digit 1: 20th century, female |
/// | `79215000001`, `1085012345` | noted | Excel took it for a number and dropped the zeros |
/// | `003085000001` | noted | no province has 003 |
/// | `7.9215E+10` | refused | Excel kept only the first digits |
///
/// ```
/// use taicho_normalise::personal_id;
/// use taicho_model::Sex;
/// let read = |text| personal_id(text).unwrap().value;
/// for text in ["079215000001", "079 215 000 001", "079.215.000001", "'079215000001", "079215000001.0"] {
///     let id = read(text);
///     assert_eq!((id.birthplace(), id.sex, id.birth_year), ("079", Sex::Male, 2015), "{text}");
/// }
/// let id = read("058186000028");
/// assert_eq!((id.birthplace(), id.sex, id.birth_year), ("058", Sex::Female, 1986));
/// assert_eq!(id.contradictions(Some(Sex::Female), Some(1986)), []);
/// assert_eq!(id.contradictions(Some(Sex::Male), Some(1985)).iter().map(|note| note.code).collect::<Vec<_>>(), ["id.sex", "id.birth_year"]);
/// let codes = |text| personal_id(text).unwrap().notes.iter().map(|note| note.code).collect::<Vec<_>>();
/// assert_eq!(codes("79215000001"), ["id.zeros_added"]);
/// assert_eq!(read("1085012345").digits.as_str(), "001085012345");
/// assert_eq!(codes("003085000001"), ["id.birthplace_unknown"]);
/// assert_eq!(personal_id("7.9215E+10").unwrap_err().code, "id.rounded");
/// assert_eq!(personal_id("0792150000012").unwrap_err().code, "id.length");
/// assert_eq!(personal_id("ABC").unwrap_err().code, "id.unreadable");
/// ```
pub fn personal_id(text: &str) -> Result<Normal<PersonalId>, Reason> {
    of_digits(digits(text)?, text)
}

fn of_digits(found: Ascii<16>, text: &str) -> Result<Normal<PersonalId>, Reason> {
    let zeros = match found.len() {
        12 => 0,
        // Province codes begin with one zero or, 001 to 008, with two.
        11 => 1,
        10 => 2,
        _ => return Err(length(text)),
    };
    let padded = Ascii::joined(&[&b"00"[..zeros], found.as_bytes()]).ok_or_else(|| length(text))?;
    let bytes = padded.as_bytes();
    let value = |at: usize| i16::from(bytes[at] - b'0');
    let century = 1900 + value(3) / 2 * 100;
    let id = PersonalId {
        digits: padded,
        sex: if value(3) % 2 == 0 { Sex::Male } else { Sex::Female },
        birth_year: century + value(4) * 10 + value(5),
    };
    let mut notes = Vec::new();
    if zeros > 0 {
        notes.push(zeros_added(zeros));
    }
    let place = value(0) * 100 + value(1) * 10 + value(2);
    if place < 100 && !PROVINCES.contains(&(place as u8)) {
        notes.push(Note::new(
            "id.birthplace_unknown",
            format!("mã nơi đăng ký khai sinh {} không có trong danh mục", id.birthplace()),
            format!("no province has the code {} of birth registration", id.birthplace()),
        ));
    }
    Ok(Normal { value: id, notes })
}

/// A paper that shows who a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdDocument {
    /// The 12-digit personal id.
    Personal(PersonalId),
    /// The 9-digit number of the identity cards before 2016.
    Old(Ascii<9>),
}

/// The personal id or the 9-digit number of an old identity card.
///
/// | written | read |
/// | --- | --- |
/// | 12, 11 or 10 digits | the personal id, as [`personal_id`] reads it |
/// | `125123456`, `125 123 456` | the old number |
/// | `12345678` | the old number `012345678`, noted |
///
/// ```
/// use taicho_normalise::{IdDocument, id_document};
/// let IdDocument::Old(number) = id_document("125 123 456").unwrap().value else { panic!() };
/// assert_eq!(number.as_str(), "125123456");
/// assert_eq!(id_document("12345678").unwrap().notes[0].code, "id.zeros_added");
/// assert!(matches!(id_document("079215000001").unwrap().value, IdDocument::Personal(_)));
/// assert_eq!(id_document("1234567").unwrap_err().code, "id.length");
/// ```
pub fn id_document(text: &str) -> Result<Normal<IdDocument>, Reason> {
    let found = digits(text)?;
    if !matches!(found.len(), 8 | 9) {
        return of_digits(found, text)
            .map(|read| Normal { value: IdDocument::Personal(read.value), notes: read.notes });
    }
    let zeros = 9 - found.len();
    let number = Ascii::joined(&[&b"0"[..zeros], found.as_bytes()]).ok_or_else(|| length(text))?;
    let notes = if zeros > 0 { vec![zeros_added(zeros)] } else { Vec::new() };
    Ok(Normal { value: IdDocument::Old(number), notes })
}

/// The digits of an id without the marks between them.
fn digits(text: &str) -> Result<Ascii<16>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::empty("id.empty", "số định danh", "the personal id"));
    }
    if matches!(text.len(), 9 | 12) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ascii::new(text.as_bytes()).ok_or_else(|| length(text));
    }
    let body = text.strip_suffix(".0").unwrap_or(text);
    if body.contains(['E', 'e']) && body.parse::<f64>().is_ok() {
        return Err(Reason::new(
            "id.rounded",
            format!("“{}”: Excel đã làm tròn số định danh; hãy nhập lại dạng chữ", shown(text)),
            format!("“{}”: Excel rounded the id; enter it again as text", shown(text)),
        ));
    }
    let mut found = [0; 16];
    let mut len = 0;
    for letter in body.chars() {
        match letter {
            '0'..='9' => {
                *found.get_mut(len).ok_or_else(|| length(text))? = letter as u8;
                len += 1;
            }
            ' ' | '.' | '-' | '\'' | '’' | '`' | '\u{A0}' => {}
            _ => {
                return Err(Reason::new(
                    "id.unreadable",
                    format!("“{}” không phải số định danh", shown(text)),
                    format!("“{}” is no personal id", shown(text)),
                ));
            }
        }
    }
    Ascii::new(&found[..len]).ok_or_else(|| length(text))
}

/// The codes of the 63 provinces before 1 July 2025, as ids carry them.
const PROVINCES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77,
    79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

fn zeros_added(zeros: usize) -> Note {
    Note::new(
        "id.zeros_added",
        format!("số định danh thiếu {zeros} số 0 ở đầu; đã thêm"),
        format!("the id lacked {zeros} zeros at its front; they were added"),
    )
}

fn length(text: &str) -> Reason {
    Reason::new(
        "id.length",
        format!(
            "“{}” thừa hoặc thiếu chữ số (số định danh có 12 số, chứng minh cũ 9 số)",
            shown(text)
        ),
        format!(
            "“{}” has too many or too few digits (a personal id has 12, an old card 9)",
            shown(text)
        ),
    )
}
