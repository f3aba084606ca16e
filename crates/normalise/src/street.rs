use taicho_model::Note;
use taicho_model::vietnamese::push_bare;

use crate::name::tidy;
use crate::reason::{Normal, Reason, shown};

mod marker;
mod words;

use marker::{Kind, fold_street_type, marker};
use words::{Gap, MOST_WORDS, Words, is_number};

/// The part of an address below the hamlet or the ward, in keys to compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Street {
    /// The first house number.
    pub house: Option<u32>,
    /// What stands beside it: the rest of the number, alleys, rooms, buildings, quarters.
    pub detail: String,
    /// The name or number of the street, bare and without the word for street; empty where there is none.
    pub key: String,
}

/// House, street and what lies between them; for a whole address see [`address`](crate::address()).
///
/// | written | house | detail | key |
/// | --- | --- | --- | --- |
/// | `12 Nguyễn Đăng Đạo`, `số 12 đường Nguyễn Đăng Đạo`, `SN 12, phố Nguyen Dang Dao` | 12 | | `nguyen dang dao` |
/// | `45/2/7 Lê Lợi`, `45/2/7, Đ. Lê Lợi` | 45 | `/2/7` | `le loi` |
/// | `12A Lê Lợi`, `12 bis Lê Lợi`, `5-7 Lê Lợi` | 12, 12, 5 | `a`, `bis`, `-7` | `le loi` |
/// | `Số nhà 12, ngách 4/5, ngõ 6 phố Huế` | 12 | `ngach 4/5 ngo 6` | `hue` |
/// | `A12/5 Lê Lợi` | 12 | `a/5` | `le loi` |
/// | `Số 5 ngõ 3` | 5 | `ngo 3` | |
/// | `Hẻm 23, đường số 7` | | `hem 23` | `7` |
/// | `12 Duong 345`, `so 12 d. 345`, `12 D345`, `đường 345 số 12` | 12 | | `345` |
/// | `12 đường 3/2`, `12 đường 3 tháng 2` | 12 | | `3/2` |
/// | `Km 5 Quốc lộ 1A`, `QL1A` | | `km 5` | `ql1a` |
/// | `P.502 CT3 KĐT Vinhomes`, `phòng 502, CT 3, khu đô thị Vinhomes` | | `p 502 ct 3` | `vinhomes` |
/// | `tổ 3 khu phố 2`, `Tổ 3, KP2` | | `to 3 kp 2` | |
/// | `Số 8 thôn Đông` | 8 | `thon dong` | |
/// | `49 giblin street`, `49 Giblin St.` | 49 | | `giblin` |
/// | `unit 4 12 Main Rd` | 12 | `unit 4` | `main road` |
/// | `12 Dương Đình Nghệ`, `12 Duong Dinh Nghe`, `12 đường Dương Đình Nghệ` | 12 | | `dinh nghe` |
///
/// The last row is the price of lists without marks: a name that begins like the word for street loses that syllable in all of them alike.
///
/// ```
/// use taicho_normalise::street;
/// let check = |texts: &[&str], house: u32, detail: &str, key: &str| {
///     for text in texts {
///         let read = street(text).unwrap().value;
///         assert_eq!((read.house.unwrap_or(0), &*read.detail, &*read.key), (house, detail, key), "{text}");
///     }
/// };
/// check(&["12 Nguyễn Đăng Đạo", "số 12 đường Nguyễn Đăng Đạo", "SN 12, phố Nguyen Dang Dao", "Nguyễn Đăng Đạo, số 12", "Nguyễn Đăng Đạo 12"], 12, "", "nguyen dang dao");
/// check(&["45/2/7 Lê Lợi", "45/2/7, Đ. Lê Lợi", "Số nhà 45/2/7 đ.Lê Lợi", "45/2/7 đg. Lê Lợi", "45 / 2 / 7 LE LOI"], 45, "/2/7", "le loi");
/// check(&["A12/5 Lê Lợi"], 12, "a/5", "le loi");
/// check(&["12A Lê Lợi", "12 A Lê Lợi", "Số 12a phố Lê Lợi"], 12, "a", "le loi");
/// check(&["12 bis Lê Lợi", "12Bis Lê Lợi"], 12, "bis", "le loi");
/// check(&["5-7 Lê Lợi"], 5, "-7", "le loi");
/// check(&["Số nhà 12, ngách 4/5, ngõ 6 phố Huế", "12 ngách 4/5 ngõ 6 P. Huế"], 12, "ngach 4/5 ngo 6", "hue");
/// check(&["Số 5 ngõ 3", "số nhà 5, ngõ số 3"], 5, "ngo 3", "");
/// check(&["Hẻm 23, đường số 7", "hẻm 23 Đ.7"], 0, "hem 23", "7");
/// check(&["12 Duong 345", "so 12 d. 345", "12 D345", "đường 345 số 12", "12, 345"], 12, "", "345");
/// check(&["12/3 D345"], 12, "/3", "345");
/// check(&["12 đường 3/2", "12 đường 3 tháng 2", "12 3 tháng 2"], 12, "", "3/2");
/// check(&["30 Cách Mạng Tháng 8"], 30, "", "cach mang thang 8");
/// check(&["Km 5 Quốc lộ 1A", "km5, QL1A"], 0, "km 5", "ql1a");
/// check(&["16 Tỉnh lộ 295B", "16 ĐT295B", "16 đường tỉnh 295b"], 16, "", "dt295b");
/// check(&["P.502 CT3 KĐT Vinhomes", "phòng 502, CT 3, khu đô thị Vinhomes"], 0, "p 502 ct 3", "vinhomes");
/// check(&["Phòng 302 nhà B5 KTT Kim Liên"], 0, "p 302 nha b5", "kim lien");
/// check(&["tổ 3 khu phố 2", "Tổ 3, KP2"], 0, "to 3 kp 2", "");
/// check(&["Số 8 thôn Đông", "số 8, thôn Đông"], 8, "thon dong", "");
/// check(&["23 Tô Hiệu", "Số 23 phố Tô Hiệu"], 23, "", "to hieu");
/// check(&["23 Ngô Quyền, phường 1, Quận 10"], 23, "", "ngo quyen");
/// check(&["72 Bình Dương"], 72, "", "binh duong");
/// check(&["Royal City, 72A Nguyễn Trãi"], 72, "royal city a", "nguyen trai");
/// check(&["49 giblin street", "49 Giblin St."], 49, "", "giblin");
/// check(&["unit 4 12 Main Rd", "Unit 4, 12 Main Road", "apt. 4, 12 main rd"], 12, "unit 4", "main road");
/// check(&["12 Dương Đình Nghệ", "12 Duong Dinh Nghe", "12 đường Dương Đình Nghệ"], 12, "", "dinh nghe");
/// assert_eq!(street(" ").unwrap_err().code, "street.empty");
/// assert_eq!(street("-").unwrap_err().code, "street.unreadable");
/// ```
pub fn street(text: &str) -> Result<Normal<Street>, Reason> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Reason::empty("street.empty", "số nhà, tên đường", "house and street"));
    }
    let mut bared = String::with_capacity(text.len());
    push_bare(&text, &mut bared);
    if !bared.is_ascii() {
        bared =
            bared.replace(|letter: char| !letter.is_alphanumeric() && !letter.is_ascii(), " - ");
    }
    let words = Words::of(&bared);
    if words.len() == 0 {
        return Err(Reason::new(
            "street.unreadable",
            format!("“{}” không phải số nhà, tên đường", shown(&text)),
            format!("“{}” is neither house nor street", shown(&text)),
        ));
    }
    let mut reader = Reader { words: &words, at: 0, running: false, made: Street::default() };
    reader.read();
    let made = reader.made;
    if words.len() == MOST_WORDS {
        let note = Note::new(
            "street.long",
            format!("ô dài hơn một địa chỉ; chỉ đọc {MOST_WORDS} từ đầu"),
            format!(
                "the cell is longer than an address; only the first {MOST_WORDS} words were read"
            ),
        );
        return Ok(Normal::noted(made, note));
    }
    Ok(Normal::plain(made))
}

struct Reader<'a> {
    words: &'a Words<'a>,
    at: usize,
    /// Whether the word before belongs to the name of the street.
    running: bool,
    made: Street,
}

impl Reader<'_> {
    fn read(&mut self) {
        while self.at < self.words.len() {
            let opens = self.at > 0 && self.words.gap(self.at) == Gap::Comma;
            if opens {
                self.running = false;
                if self.is_area() {
                    break;
                }
            }
            let known = if is_number(self.words.get(self.at)) {
                self.number(opens)
            } else if let Some(marker) = marker(self.words, self.at) {
                let after = self.at + marker.words;
                match marker.kind {
                    Kind::House => self.house_word(after),
                    Kind::Numbered | Kind::Lettered | Kind::Hamlet => {
                        self.part(marker.kind, marker.fold, after)
                    }
                    Kind::Estate => self.estate(after),
                    Kind::Street => self.street_word(after),
                    Kind::Road => self.road(marker.fold, after),
                }
            } else {
                false
            };
            if !known && !self.lettered_house() {
                self.name();
            }
        }
        self.split_last_number();
        fold_street_type(&mut self.made.key);
    }

    /// A number is the house's, or part of the street's name once that has begun.
    fn number(&mut self, opens: bool) -> bool {
        if self.running {
            return false;
        }
        let (at, words) = (self.at, self.words);
        let next = if at + 1 < words.len() { words.get(at + 1) } else { "" };
        let dated = next == "thang" && at + 2 < words.len() && is_number(words.get(at + 2));
        let counted =
            words.gap_or_end(at + 1) == Gap::None && matches!(next, "st" | "nd" | "rd" | "th");
        let value = words.get(at).parse().ok().filter(|_| words.get(at).len() <= 6);
        let free = self.made.house.is_none() && (self.made.key.is_empty() || opens);
        if let Some(value) = value.filter(|_| free && !dated && !counted) {
            self.at = words.house_tail(at);
            if !self.made.key.is_empty() && self.street_follows() {
                self.key_to_detail();
            }
            self.set_house(value, at + 1);
            return true;
        }
        if !self.made.key.is_empty() {
            return false;
        }
        self.numbered_street(at);
        true
    }

    /// `345`, `3/2`, `3 tháng 2`, `5th`
    fn numbered_street(&mut self, at: usize) {
        let words = self.words;
        self.made.key.push_str(words.get(at));
        self.running = true;
        self.at = at + 1;
        if at + 2 < words.len() && words.get(at + 1) == "thang" && is_number(words.get(at + 2)) {
            self.made.key.push('/');
            self.made.key.push_str(words.get(at + 2));
            self.at = at + 3;
            return;
        }
        self.at = words.tail(at);
        words.write(at + 1, self.at, &mut self.made.key);
    }

    /// `số 12`, `số nhà 12`
    fn house_word(&mut self, mut after: usize) -> bool {
        while let Some(marker) = marker(self.words, after).filter(|next| next.kind == Kind::House) {
            after += marker.words;
        }
        if !self.words.is_number(after) || (self.running && self.made.house.is_some()) {
            return false;
        }
        self.at = after;
        self.running = false;
        self.number(true)
    }

    /// `A12/5 Trần Đại Nghĩa`
    fn lettered_house(&mut self) -> bool {
        let (at, words) = (self.at, self.words);
        let first = self.made.house.is_none() && self.made.key.is_empty();
        let glued = words.gap_or_end(at + 1) == Gap::None && words.is_number(at + 1);
        let letter = words.get(at);
        let Some(value) = words.get(at + 1).parse().ok().filter(|_| {
            first && glued && letter.len() == 1 && letter != "q" && words.get(at + 1).len() <= 4
        }) else {
            return false;
        };
        self.at = words.house_tail(at + 1);
        self.made.detail.push_str(letter);
        words.write(at + 2, self.at, &mut self.made.detail);
        self.made.house = Some(value);
        true
    }

    /// Takes the house number; the words from `tail` to here hang on it.
    fn set_house(&mut self, value: u32, tail: usize) {
        let detail = &mut self.made.detail;
        self.made.house = Some(value);
        if self.at > tail && !detail.is_empty() {
            detail.push(' ');
        }
        self.words.write(tail, self.at, detail);
    }

    /// Whether the name of a street comes next, within the same part.
    fn street_follows(&self) -> bool {
        let names = |kind| matches!(kind, Kind::Street | Kind::Road);
        self.words.gap_or_end(self.at) != Gap::Comma
            && marker(self.words, self.at).is_none_or(|marker| names(marker.kind))
    }

    /// Alleys, rooms, quarters: what has a number or a name of its own beside the street.
    fn part(&mut self, kind: Kind, fold: &'static str, after: usize) -> bool {
        let words = self.words;
        let opens = self.at == 0 || words.gap(self.at) == Gap::Comma;
        let from = if after < words.len() && matches!(words.get(after), "so" | "no") {
            after + 1
        } else {
            after
        };
        let end = match words.label(from, kind != Kind::Numbered) {
            Some(end) => end,
            None if kind == Kind::Hamlet && !self.running && after < words.len() => {
                let stop = |at: &usize| {
                    words.gap(*at) == Gap::Comma
                        || words.is_number(*at)
                        || marker(words, *at).is_some()
                };
                (after + 1..words.len()).find(stop).unwrap_or(words.len())
            }
            // `P. Huế` is a street where `P.502` is a room.
            None if fold == "p" && !self.running && (opens || self.made.key.is_empty()) => {
                return self.street_word(after);
            }
            None => return false,
        };
        self.running = false;
        let detail = &mut self.made.detail;
        if !detail.is_empty() {
            detail.push(' ');
        }
        detail.push_str(fold);
        detail.push(' ');
        words.write(from, end, detail);
        self.at = end;
        true
    }

    /// The estate names the place where no street does.
    fn estate(&mut self, after: usize) -> bool {
        if after >= self.words.len() || self.running {
            return false;
        }
        self.at = after;
        if !self.made.key.is_empty() {
            let stop = |at: &usize| self.words.gap(*at) == Gap::Comma;
            self.at = (after..self.words.len()).find(stop).unwrap_or(self.words.len());
        }
        true
    }

    fn street_word(&mut self, mut after: usize) -> bool {
        let words = self.words;
        if self.running || after >= words.len() || words.gap(after) == Gap::Comma {
            return false;
        }
        if after + 1 < words.len() && words.get(after) == "so" && words.is_number(after + 1) {
            after += 1;
        }
        if !self.made.key.is_empty() {
            self.key_to_detail();
        }
        self.at = after;
        if words.is_number(after) {
            self.numbered_street(after);
        }
        true
    }

    /// `QL 1A`, `tỉnh lộ 295B`
    fn road(&mut self, fold: &'static str, after: usize) -> bool {
        if !self.words.is_number(after) {
            return false;
        }
        if !self.made.key.is_empty() {
            self.key_to_detail();
        }
        self.made.key.push_str(fold);
        self.numbered_street(after);
        true
    }

    /// A word of the street's name; names after that one, such as that of the ward, are left out.
    fn name(&mut self) {
        let word = self.words.get(self.at);
        if self.made.key.is_empty() || self.running {
            let key = &mut self.made.key;
            match self.words.gap(self.at) {
                _ if key.is_empty() => {}
                Gap::None => {}
                Gap::Slash => key.push('/'),
                _ => key.push(' '),
            }
            key.push_str(word);
            self.running = true;
        }
        self.at += 1;
    }

    /// Whether a part after a comma is the ward or what lies above it.
    fn is_area(&self) -> bool {
        let next = if self.at + 1 < self.words.len() { self.words.get(self.at + 1) } else { "" };
        match self.words.get(self.at) {
            "phuong" | "xa" | "x" | "q" | "quan" | "huyen" | "h" | "tp" | "tt" | "tx" | "tinh" => {
                true
            }
            "p" => {
                !is_number(next) && !self.made.key.is_empty() || is_number(next) && next.len() < 3
            }
            "thanh" => next == "pho",
            "thi" => matches!(next, "tran" | "xa"),
            _ => false,
        }
    }

    fn key_to_detail(&mut self) {
        let Street { detail, key, .. } = &mut self.made;
        if !detail.is_empty() {
            detail.push(' ');
        }
        detail.push_str(key);
        key.clear();
        self.running = false;
    }

    /// `Nguyễn Đăng Đạo 12`
    fn split_last_number(&mut self) {
        let Street { house, key, .. } = &mut self.made;
        let Some((name, number)) = key.rsplit_once(' ').filter(|_| house.is_none()) else { return };
        let before = name.rsplit(' ').next().unwrap_or(name);
        let named = name.bytes().any(|byte| byte.is_ascii_lowercase())
            && !matches!(before, "thang" | "so" | "khu" | "lo" | "km");
        if named && number.len() <= 4 && is_number(number) {
            *house = number.parse().ok();
            key.truncate(name.len());
        }
    }
}
