use std::borrow::Cow;

use taicho_model::Note;
use taicho_model::vietnamese::{nfc, push_bare, split_tone};

use crate::reason::{Normal, Reason, shown};
use crate::typing::typed_name;

/// A person's name in its one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// As written, in NFC and with single spaces; borrowed when it was so already.
    pub text: Cow<'a, str>,
    /// Lower case without marks, remarks in brackets and punctuation: `do thi hoa`.
    pub key: String,
}

impl Name<'_> {
    /// The words of the key in alphabetical order, the same for `Nguyễn Văn An` and `An Nguyễn Văn`.
    pub fn order_key(&self) -> String {
        let mut words: Vec<_> = self.key.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    }

    /// Lower case with marks, each tone after its letters: the same for `Hòa` and `Hoà`, not the same as `Hóa`.
    pub fn tone_key(&self) -> String {
        let mut key = String::with_capacity(self.text.len() + 4);
        for word in self.text.split(' ') {
            if !key.is_empty() {
                key.push(' ');
            }
            match split_tone(word) {
                Some((letters, tone)) => {
                    key.push_str(&letters);
                    key.extend(tone.map(|tone| tone.mark()));
                }
                None => key.extend(word.chars().flat_map(char::to_lowercase)),
            }
        }
        key
    }
}

/// The name with its keys.
///
/// | written | key | why |
/// | --- | --- | --- |
/// | `Đỗ Thị Hòa`, ` Đỗ  Thị Hoà `, `ĐỖ THỊ HÒA`, decomposed accents | `do thi hoa` | one person in every list |
/// | `H'Hen Niê`, `H’ Hen Niê`, `H Hen Nie`; `Y Moan Êñuôl` | `h hen nie`; `y moan enuol` | Ê Đê, K'Ho and others |
/// | `Thạch Sô Phách`, `Sùng A Tủa`, `Inrasara` | `thach so phach`, `sung a tua`, `inrasara` | Khmer, H'Mông and Chăm names are as plain as any |
/// | `Nguyễn T. Hoa`, `Nguyễn T.Hoa` | `nguyen t hoa` | `T.` is Thị or another middle name; nobody knows which |
/// | `O'Brien, Mary-Ann` | `o brien mary ann` | |
/// | `Nguyễn Văn An`, `An Nguyễn Văn` | the same order key | the given name first, as in foreign forms |
/// | `Nguyeenx Vawn An`, `Nguye6n4` | noted | Telex or VNI typing without a Vietnamese keyboard; proposed, never changed |
/// | `Nguy?n V?n A` | noted | letters lost in another program |
/// | `Trần Thị B (mẹ)`, `Nguyễn Văn A (con ông B)` | `tran thi b`, `nguyen van a`, noted | a remark is not the name |
/// | `Lê Văn C 2` | noted | more than a name |
/// | `CB Nguyễn Thị Hoa`, `con bà Nguyễn Thị Hoa` | noted | a newborn listed under the mother's name is not the mother |
/// | `12345`, `-` | refused | no name |
///
/// ```
/// use taicho_normalise::name;
/// for text in ["Đỗ Thị Hòa", " Đỗ  Thị\u{A0}Hoà ", "ĐỖ THỊ HÒA", "Đô\u{303} Thi\u{323} Ho\u{300}a"] {
///     assert_eq!(name(text).unwrap().value.key, "do thi hoa", "{text}");
/// }
/// assert_eq!(name(" Đỗ  Thị Hoà ").unwrap().value.text, "Đỗ Thị Hoà");
/// let key = |text| name(text).unwrap().value.key;
/// for text in ["H'Hen Niê", "H’ Hen Niê", "H`Hen Niê", "H Hen Nie", "H' HEN NIÊ"] {
///     assert_eq!(key(text), "h hen nie", "{text}");
/// }
/// for (text, wanted) in [("Y Moan Êñuôl", "y moan enuol"), ("Thạch Sô Phách", "thach so phach"), ("Sùng A Tủa", "sung a tua"),
///                        ("Nguyễn T. Hoa", "nguyen t hoa"), ("Nguyễn T.Hoa", "nguyen t hoa"), ("O'Brien, Mary-Ann", "o brien mary ann"),
///                        ("Trần Thị B (mẹ)", "tran thi b"), ("Nguyễn Văn A (con ông B)", "nguyen van a"), ("Müller", "muller")] {
///     assert_eq!(key(text), wanted);
/// }
/// let keys = |text| name(text).map(|read| (read.value.order_key(), read.value.tone_key())).unwrap();
/// assert_eq!(keys("Nguyễn Văn An").0, keys("An Nguyễn Văn").0);
/// assert_eq!(keys("Hòa").1, keys("Hoà").1);
/// assert_eq!(keys("Thuỷ").1, keys("thủy").1);
/// assert_ne!(keys("Hòa").1, keys("Hóa").1);
/// let codes = |text| name(text).unwrap().notes.iter().map(|note| note.code).collect::<Vec<_>>();
/// assert_eq!(codes("Nguyễn Văn An"), [""; 0]);
/// assert_eq!(codes("Nguyeenx Vawn An"), ["name.typing"]);
/// assert_eq!(name("Nguyeenx Vawn An").unwrap().notes[0].words.vi, "có thể là “Nguyễn Văn An” (gõ Telex hoặc VNI khi chưa bật bộ gõ)");
/// assert_eq!(codes("Nguye6n4 Va8n An"), ["name.typing"]);
/// assert_eq!(codes("Nguy?n V?n A"), ["name.lost_letters"]);
/// assert_eq!(codes("Trần Thị B (mẹ)"), ["name.more"]);
/// assert_eq!(codes("CB Nguyễn Thị Hoa"), ["name.child_of"]);
/// assert_eq!(codes("Con bà Nguyễn Thị Hoa"), ["name.child_of"]);
/// for text in ["Max Weber", "H'Hen Niê", "Y Moan Êñuôl", "Nguyễn T. Hoa", "Con Thị Hoa"] {
///     assert_eq!(codes(text), [""; 0], "{text}");
/// }
/// assert_eq!(name("12345").unwrap_err().code, "name.no_letters");
/// ```
pub fn name(text: &str) -> Result<Normal<Name<'_>>, Reason> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Reason::empty("name.empty", "họ tên", "the name"));
    }
    let mut key = String::with_capacity(text.len());
    push_bare(&text, &mut key);
    let mut odd = false;
    let mut letters = false;
    for byte in key.bytes() {
        letters |= byte.is_ascii_lowercase() || !byte.is_ascii();
        odd |= !byte.is_ascii_lowercase() && byte != b' ';
    }
    if !letters || !key.chars().any(char::is_alphabetic) {
        return Err(Reason::new(
            "name.no_letters",
            format!("“{}” không phải họ tên", shown(&text)),
            format!("“{}” is no name", shown(&text)),
        ));
    }
    let mut notes = Vec::new();
    if let Some(shown) = typed_name(&text) {
        notes.push(Note::new(
            "name.typing",
            format!("có thể là “{shown}” (gõ Telex hoặc VNI khi chưa bật bộ gõ)"),
            format!("perhaps “{shown}”, typed for Telex or VNI without the input method"),
        ));
    } else if odd {
        notes.extend(oddity(&text));
    }
    if odd {
        plain_key(&mut key);
    }
    if ["cb ", "con ba ", "con ong "].iter().any(|start| key.starts_with(start)) {
        notes.push(Note::new(
            "name.child_of",
            "trẻ chưa có tên, ghi theo tên mẹ hoặc cha",
            "a child without a name yet, listed under a parent's",
        ));
    }
    Ok(Normal { value: Name { text, key }, notes })
}

/// Leaves out a remark in brackets behind the name, and makes blanks of punctuation.
fn plain_key(key: &mut String) {
    if let Some(at) = key.find(['(', '['])
        && key[..at].contains(char::is_alphabetic)
    {
        key.truncate(at);
    }
    const MARKS: &str = "'’‘`´ʼ.,;-–\"_*";
    if key.contains(|letter| MARKS.contains(letter)) || key.ends_with(' ') {
        let words = key.split(|letter| letter == ' ' || MARKS.contains(letter));
        *key = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
}

/// What a name holds beside letters, if that is worth a word.
fn oddity(text: &str) -> Option<Note> {
    if text.contains('\u{FFFD}') || text.contains('?') {
        return Some(Note::new(
            "name.lost_letters",
            "họ tên mất chữ có dấu (có dấu “?”); hãy nhập lại",
            "letters with marks were lost from the name (it has a “?”); enter it again",
        ));
    }
    let more = |letter: char| letter.is_ascii_digit() || "()[]/\\;:=<>@#,*+_\"".contains(letter);
    text.contains(more).then(|| {
        Note::new(
            "name.more",
            "ô họ tên có thêm chữ số hoặc ghi chú; hãy chuyển sang cột khác",
            "the name has digits or a remark beside it; move them to another column",
        )
    })
}

/// NFC with single spaces; white space of every kind counts, and marks of no width go.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if is_tidy(trimmed.as_bytes()) {
        return Cow::Borrowed(trimmed);
    }
    let composed = nfc(trimmed);
    let quiet = composed.chars().filter(|letter| !is_hidden(*letter)).collect::<String>();
    Cow::Owned(quiet.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A sure and quick yes for Latin and Vietnamese letters with single blanks between.
fn is_tidy(bytes: &[u8]) -> bool {
    let mut before = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b' ' if before == b' ' => return false,
            b' '..0x7F => 1,
            0xC3..=0xC6 => 2,
            0xE1 if matches!(bytes.get(at + 1), Some(0xBA | 0xBB)) => 3,
            _ => return false,
        };
        before = byte;
    }
    true
}

/// Characters of no width that come along from web pages and PDF files.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}
