use std::fmt;
use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use zip::write::SimpleFileOptions;

use crate::files;

/// A file made of sound ones by a number: the same number gives the same file.
pub(super) struct Broken {
    pub(super) name: &'static str,
    pub(super) kind: Option<&'static str>,
    pub(super) bytes: Vec<u8>,
    done: Vec<&'static str>,
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = String::from_utf8_lossy(&self.bytes[..self.bytes.len().min(2_000)]);
        write!(out, "{} ({:?}, {:?}): {start:?}", self.name, self.kind, self.done)
    }
}

struct Sound {
    name: &'static str,
    bytes: Vec<u8>,
    is_workbook: bool,
}

static SOUND: LazyLock<Vec<Sound>> = LazyLock::new(|| {
    let texts = [
        ("areas.csv", files::AREAS),
        ("places.csv", files::PLACES),
        ("zones.csv", files::ZONES),
        ("people.csv", files::PEOPLE),
        ("cases.csv", files::CASES),
        ("sampling_rounds.csv", files::ROUNDS),
        ("facts.csv", files::FACTS),
        ("orders.csv", files::ORDERS),
        ("period_counts.csv", files::COUNTS),
    ];
    let mut sound: Vec<Sound> = Vec::new();
    for (name, text) in texts {
        sound.push(Sound { name, bytes: text.into(), is_workbook: false });
        for inline in [true, false] {
            let bytes = files::workbook_of(text, inline);
            sound.push(Sound { name, bytes: stored(&bytes), is_workbook: true });
            sound.push(Sound { name, bytes, is_workbook: true });
        }
    }
    for (_, bytes) in files::encodings() {
        sound.push(Sound { name: "people.csv", bytes, is_workbook: false });
    }
    sound
});

/// Bytes and words at which readers of tables have stumbled.
const ODD: &[&[u8]] = &[
    b"",
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"\x1A",
    b"=1+1",
    b"@x",
    b"#N/A",
    b"NaN",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"0",
    b"29/02/1900",
    b"31/12/9999",
    b"0000-00-00",
    b"60",
    b"2958466",
    b"\xCC\x80",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\xF0\x9F\x98\xB7",
    b"_x0000_",
    b"&#0;",
    b"&#x10FFFF;",
    b"</c>",
    b"<row>",
    b"</sheetData>",
    b"<f>1</f>",
    b"t=\"s\"",
    b"t=\"d\"",
    b"27",
    b"09187",
    b"09187-01",
    b"p1",
    b"ho-1",
    b"synthetic",
    b"2021-06-17T16:00+07:00",
    b"\xE1\xBB\x85",
    b"'",
    b"|",
    b"%",
    b"a/b",
    b"sep=;\n",
];

const KINDS: &[&str] = &[
    "areas",
    "area_links",
    "places",
    "people",
    "zones",
    "cases",
    "sampling_rounds",
    "facts",
    "orders",
    "period_counts",
    "nothing",
];

impl Broken {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let mut done = Vec::new();
        if dice.below(20) == 0 {
            let mut bytes = vec![0; dice.below(3_000)];
            dice.0.fill_bytes(&mut bytes);
            let head: &[&[u8]] = &[b"", b"PK\x03\x04", b"a,b\n", b"\xFF\xFE", b"Ho ten,Phuong\n"];
            bytes.splice(0..0, dice.one_of(head).iter().copied());
            let name = *dice.one_of(&["people.csv", "cases.xlsx", "noi dung.zip", "x"]);
            return Self { name, kind: dice.kind(), bytes, done: vec!["random bytes"] };
        }
        let sound = dice.one_of(&SOUND);
        let mut bytes = sound.bytes.clone();
        for _ in 0..dice.below(5) {
            // Most damage keeps the shape of the table, so that it gets past the first look.
            let step = match sound.is_workbook {
                true if dice.below(10) > 0 => 4,
                false if dice.below(2) > 0 => 5,
                _ => dice.below(9),
            };
            done.push(change(&mut dice, &mut bytes, sound.is_workbook, step));
        }
        let kind = if dice.below(8) == 0 { dice.kind() } else { None };
        Self { name: sound.name, kind, bytes, done }
    }
}

/// Changes the bytes in one of many ways, and says which.
fn change(dice: &mut Dice, bytes: &mut Vec<u8>, is_workbook: bool, step: usize) -> &'static str {
    if bytes.is_empty() {
        return "nothing left";
    }
    match step {
        0 => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
            "bit flips"
        }
        1 => {
            bytes.truncate(dice.below(bytes.len()));
            "truncation"
        }
        2 => {
            let likes = SOUND.iter().filter(|sound| sound.is_workbook == is_workbook);
            let other = &dice.one_of(&likes.collect::<Vec<_>>()).bytes;
            let piece = dice.range(other.len());
            let at = dice.range(bytes.len());
            bytes.splice(at, other[piece].iter().copied());
            "splice"
        }
        3 => {
            let piece = bytes[dice.range(bytes.len())].to_vec();
            let at = dice.below(bytes.len());
            for _ in 0..=dice.below(3) {
                bytes.splice(at..at, piece.iter().copied());
            }
            "repetition"
        }
        4 if is_workbook => change_part(dice, bytes),
        4..=6 => change_cells(dice, bytes),
        7 => {
            let at = dice.below(bytes.len());
            let odd = *dice.one_of(ODD);
            bytes.splice(at..at, odd.iter().copied());
            "odd bytes"
        }
        _ => {
            let at = dice.below(bytes.len());
            let letter = *dice.one_of(b"a9,\" \n\xE1");
            let count = 1 << dice.below(15);
            bytes.splice(at..at, std::iter::repeat_n(letter, count));
            "a long cell"
        }
    }
}

/// Swaps two cells, or puts an odd one in place of one; in workbooks the texts between tags are the cells.
fn change_cells(dice: &mut Dice, bytes: &mut Vec<u8>) -> &'static str {
    let is_mark = |byte: u8| matches!(byte, b',' | b'\n' | b'<' | b'>' | b'"');
    let marks: Vec<usize> =
        (0..bytes.len()).filter(|at| is_mark(bytes[*at])).chain([bytes.len()]).collect();
    if marks.len() < 3 {
        return "no cells";
    }
    let cell = |dice: &mut Dice| {
        let at = dice.below(marks.len() - 1);
        marks[at] + 1..marks[at + 1]
    };
    let (one, other) = (cell(dice), cell(dice));
    if dice.below(2) == 0 {
        let odd = *dice.one_of(ODD);
        bytes.splice(one, odd.iter().copied());
        return "an odd cell";
    }
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    let (left, right) = (bytes[first.clone()].to_vec(), bytes[second.clone()].to_vec());
    bytes.splice(second, left);
    bytes.splice(first, right);
    "swapped cells"
}

/// Changes one part of a workbook and packs it again, so that the sums are right and the scanner sees it.
fn change_part(dice: &mut Dice, bytes: &mut Vec<u8>) -> &'static str {
    let Some(mut parts) = unpacked(bytes) else { return "no workbook any more" };
    if !parts.iter().any(|(name, _)| name.contains("sheet")) {
        return "no sheet";
    }
    for _ in 0..=dice.below(3) {
        // The sheet and its texts rather than the theme.
        let data = (0..parts.len())
            .filter(|at| parts[*at].0.contains("sheet") || parts[*at].0.contains("String"));
        let data: Vec<usize> = data.collect();
        let at = if dice.below(4) == 0 { dice.below(parts.len()) } else { *dice.one_of(&data) };
        let step = *dice.one_of(&[0, 2, 3, 5, 5, 5, 5, 5, 7, 8]);
        change(dice, &mut parts[at].1, false, step);
    }
    if dice.below(20) == 0 {
        let at = dice.below(parts.len());
        parts.remove(at);
    }
    *bytes = packed(&parts);
    "a changed part"
}

fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..from.len() {
        let mut part = from.by_index(at).ok()?;
        let mut bytes = Vec::new();
        (&mut part).take(1 << 20).read_to_end(&mut bytes).ok()?;
        parts.push((part.name().ok()?.to_string(), bytes));
    }
    Some(parts)
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut into = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        // Two parts of one name cannot be written; the first stands.
        if into.start_file(name.as_str(), plain).is_ok() {
            into.write_all(bytes).unwrap();
        }
    }
    into.finish().unwrap().into_inner()
}

/// The same workbook without compression, so that a flipped bit reaches the scanner's eyes before the sum.
fn stored(workbook: &[u8]) -> Vec<u8> {
    packed(&unpacked(workbook).expect("a sound workbook unpacks"))
}

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        (self.0.next_u64() % bound.max(1) as u64) as usize
    }

    fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        start..start + self.below((length - start).min(400) + 1)
    }

    fn kind(&mut self) -> Option<&'static str> {
        Some(*self.one_of(KINDS))
    }
}
