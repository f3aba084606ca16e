//! How hands spoil what they type.

use taicho_model::vietnamese::bare;
use unicode_normalization::UnicodeNormalization as _;

use super::draw::Draw;
use super::people::{LISTED_ON, Person, letters_apart};
use super::rates;

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// Each key and what lies next to it.
const NEXT_KEYS: [(char, &str); 22] = [
    ('a', "sq"),
    ('b', "vn"),
    ('c', "xv"),
    ('d', "sf"),
    ('e', "wr"),
    ('g', "fh"),
    ('h', "gj"),
    ('i', "uo"),
    ('k', "jl"),
    ('l', "k"),
    ('m', "n"),
    ('n', "bm"),
    ('o', "ip"),
    ('p', "o"),
    ('q', "wa"),
    ('r', "et"),
    ('s', "ad"),
    ('t', "ry"),
    ('u', "yi"),
    ('v', "cb"),
    ('x', "zc"),
    ('y', "tu"),
];

/// The eleven digits of old, by the first three of today.
const ELEVEN: [(&str, &str); 15] = [
    ("032", "0162"),
    ("033", "0163"),
    ("034", "0164"),
    ("035", "0165"),
    ("036", "0166"),
    ("037", "0167"),
    ("038", "0168"),
    ("039", "0169"),
    ("070", "0120"),
    ("077", "0122"),
    ("079", "0121"),
    ("081", "0127"),
    ("083", "0123"),
    ("085", "0125"),
    ("056", "0186"),
];

/// The name on the list, nearer to its own person than to whoever looks alike.
pub(crate) fn name(draw: &mut Draw, person: &Person, alike: &[&Person]) -> String {
    for _ in 0..20 {
        let typed = one_name(draw, person);
        let apart = |of: &Person| {
            let (given, all) = (bare(&of.given), bare(&typed));
            all.split(' ').map(|word| letters_apart(word, &given)).min().unwrap_or(9)
        };
        let own = apart(person);
        // Without marks or middle names some pairs are one name: there something else must tell them apart.
        if alike.iter().all(|it| bare(&it.given) == bare(&person.given) || own < apart(it)) {
            return typed;
        }
    }
    person.name()
}

fn one_name(draw: &mut Draw, person: &Person) -> String {
    let mut words: Vec<String> = person.name().split(' ').map(str::to_owned).collect();
    let middle = 1..words.len() - 1;
    if draw.chance(rates::MIDDLE_DROPPED) {
        words.drain(middle);
    } else if draw.chance(rates::MIDDLE_ABBREVIATED) {
        for word in &mut words[middle] {
            *word = word.chars().take(1).chain(['.']).collect();
        }
    } else if words[1] == "Thị" && draw.chance(rates::THI_ABBREVIATED) {
        words[1] = "T.".to_owned();
    }
    if draw.chance(rates::NAME_SLIP) {
        let at = draw.below(words.len());
        words[at] = slip(draw, &words[at]);
    }
    if draw.chance(rates::GIVEN_FIRST)
        && let Some(given) = words.pop()
    {
        words.insert(0, given);
    }
    if draw.chance(rates::JOINED) {
        let at = draw.below(words.len() - 1);
        let next = words.remove(at + 1);
        words[at].push_str(&next);
    }
    look(draw, &words.join(" "))
}

/// The register is typed with more care.
pub(crate) fn registered_name(draw: &mut Draw, person: &Person) -> String {
    let mut words: Vec<String> = person.name().split(' ').map(str::to_owned).collect();
    if person.alike.is_empty() && draw.chance(rates::REGISTER_NAME_SLIP) {
        let at = draw.below(words.len());
        words[at] = slip(draw, &words[at]);
    }
    words.join(" ")
}

/// Marks, case and characters of a whole cell.
pub(crate) fn look(draw: &mut Draw, text: &str) -> String {
    let mut text = if draw.chance(rates::NO_MARKS) { without_marks(text) } else { text.to_owned() };
    if draw.chance(rates::UPPER_CASE) {
        text = text.to_uppercase();
    }
    if draw.chance(rates::DECOMPOSED) { text.nfd().collect() } else { text }
}

pub(crate) fn without_marks(text: &str) -> String {
    let plain = |letter: char| match letter {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    text.nfd().filter(|it| !('\u{300}'..='\u{36f}').contains(it)).map(plain).collect()
}

fn slip(draw: &mut Draw, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = draw.below(letters.len());
    match draw.weighted(&rates::SLIPS) {
        0 => return as_typed(word, ["aeo", "w", "w"], "fsrxj", 'd'),
        1 => return as_typed(word, ["6", "7", "8"], "21345", '9'),
        2 => return without_marks(word),
        3 => return other_tone(draw, word),
        4 => {
            let key = bare(&letters[at].to_string()).chars().next().unwrap_or('a');
            if let Some((_, near)) = NEXT_KEYS.iter().find(|(it, _)| *it == key) {
                letters[at] = *draw.pick(&near.chars().collect::<Vec<_>>());
            }
        }
        5 if letters.len() > 2 => drop(letters.remove(at.max(1))),
        6 => letters.insert(at, letters[at]),
        7 if at > 0 => letters.swap(at, at - 1),
        8 => return word.replace('đ', "d").replace('Đ', "D"),
        9 => return word.replace('y', "i").replace('ỹ', "ĩ").replace('ý', "í").replace('ỳ', "ì"),
        10 => return word.replace('L', "N").replace("l", "n"),
        _ => {}
    }
    letters.into_iter().collect()
}

/// A syllable with its marks as keys: `Nguyễn` is `Nguyeenx` in Telex and `Nguye6n4` in VNI.
fn as_typed(word: &str, [round, horn, breve]: [&str; 3], tones: &str, bar: char) -> String {
    let mut typed = String::new();
    let mut last = None;
    let mut letter = ' ';
    for part in word.nfd() {
        match part {
            '\u{302}' if round.len() > 1 => typed.push(letter.to_ascii_lowercase()),
            '\u{302}' => typed.push_str(round),
            '\u{31b}' => typed.push_str(horn),
            '\u{306}' => typed.push_str(breve),
            'đ' | 'Đ' => typed.extend([if part == 'đ' { 'd' } else { 'D' }, bar]),
            _ => match TONES.iter().position(|it| *it == part) {
                Some(tone) => last = tones.chars().nth(tone),
                None => {
                    letter = part;
                    typed.push(part);
                }
            },
        }
    }
    typed.extend(last);
    typed
}

fn other_tone(draw: &mut Draw, word: &str) -> String {
    let tone = *draw.pick(&TONES);
    word.nfd().map(|part| if TONES.contains(&part) { tone } else { part }).nfc().collect()
}

/// The birth date on the list; `sure` where nothing else tells the person from another.
pub(crate) fn birth(draw: &mut Draw, person: &Person, sure: bool) -> String {
    let (mut year, mut month, mut day) =
        (person.birth.year(), person.birth.month(), person.birth.day());
    if !sure {
        if draw.chance(rates::PLACEHOLDER_BIRTH) {
            return "01/01/1900".to_owned();
        }
        if draw.chance(rates::NO_BIRTH) {
            return String::new();
        }
        if draw.chance(rates::AGE) {
            let age = LISTED_ON.year() - year;
            return if draw.chance(0.5) { format!("{age} tuổi") } else { age.to_string() };
        }
        if person.year_only || draw.chance(rates::YEAR_ONLY) {
            return year.to_string();
        }
        if draw.chance(rates::DAY_MONTH_SWAPPED) {
            (month, day) = (day, month);
        } else if draw.chance(rates::WRONG_YEAR) {
            let (tens, ones) = (year / 10 % 10, year % 10);
            let wrong = [year - 1, year + 1, year - 10, year - tens * 10 - ones + ones * 10 + tens];
            year = (*draw.pick(&wrong)).min(LISTED_ON.year());
        } else if draw.chance(rates::WRONG_DAY) {
            day = draw.within(1, 28) as i8;
        }
    }
    match draw.below(100) {
        0..70 => format!("{day:02}/{month:02}/{year}"),
        70..80 => format!("{day}/{month}/{year}"),
        80..88 => format!("{year}-{month:02}-{day:02}"),
        88..94 => format!("{day:02}-{month:02}-{year}"),
        94..97 => format!("{day:02}.{month:02}.{year}"),
        97..99 => format!("{day:02}/{month:02}/{:02}", year % 100),
        _ => format!("{day:02}{month:02}{year}"),
    }
}

pub(crate) fn sex(draw: &mut Draw, female: bool) -> String {
    if draw.chance(rates::NO_SEX) {
        return String::new();
    }
    let female = female != draw.chance(rates::WRONG_SEX);
    let words = match draw.below(20) {
        0 => ["NAM", "NỮ"],
        1 => ["nam", "nữ"],
        2 => ["Nam", "Nu"],
        _ => ["Nam", "Nữ"],
    };
    words[usize::from(female)].to_owned()
}

/// The id on the list, where there is one.
pub(crate) fn id(draw: &mut Draw, person: &Person) -> String {
    let none = if person.twin {
        1.0 - rates::TWIN_IDS_LISTED
    } else if person.age() < 14 {
        rates::NO_ID_OF_CHILD
    } else {
        rates::NO_ID
    };
    if draw.chance(none) {
        return String::new();
    }
    if let Some(old) = &person.old_id
        && draw.chance(rates::OLD_ID)
    {
        return old.clone();
    }
    if draw.chance(rates::SCIENTIFIC_ID) {
        let number: f64 = person.id.parse().expect("an id is of digits");
        return format!("{number:.5E}").replace('E', "E+");
    }
    let written = if person.alike.is_empty() && draw.chance(rates::WRONG_ID_DIGIT) {
        wrong_digit(draw, &person.id, 4)
    } else {
        person.id.clone()
    };
    match draw.below(50) {
        0 => format!("{} {} {} {}", &written[..3], &written[3..6], &written[6..9], &written[9..]),
        1 => format!("'{written}"),
        _ if draw.chance(rates::NO_LEADING_ZERO) => written.trim_start_matches('0').to_owned(),
        _ => written,
    }
}

fn wrong_digit(draw: &mut Draw, digits: &str, from: usize) -> String {
    let at = from + draw.below(digits.len() - from);
    let wrong = (digits.as_bytes()[at] - b'0' + draw.within(1, 9) as u8) % 10;
    format!("{}{wrong}{}", &digits[..at], &digits[at + 1..])
}

/// One number in one of its spellings.
pub(crate) fn phone(draw: &mut Draw, number: &str) -> String {
    if draw.chance(rates::PLACEHOLDER_PHONE) {
        return "0900000000".to_owned();
    }
    let number = if draw.chance(rates::WRONG_PHONE_DIGIT) {
        wrong_digit(draw, number, 3)
    } else {
        number.to_owned()
    };
    if draw.chance(rates::ELEVEN_DIGITS)
        && let Some((_, old)) = ELEVEN.iter().find(|(new, _)| number.starts_with(new))
    {
        return format!("{old}{}", &number[3..]);
    }
    match draw.below(40) {
        0 | 1 => format!("+84{}", &number[1..]),
        2 => format!("84{}", &number[1..]),
        3..6 => format!("{}.{}.{}", &number[..4], &number[4..7], &number[7..]),
        6..9 => format!("{} {} {}", &number[..4], &number[4..7], &number[7..]),
        9..12 => number[1..].to_owned(),
        _ => number,
    }
}
