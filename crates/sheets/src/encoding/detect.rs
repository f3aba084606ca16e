use std::io::{self, Read};

use memchr::memchr;
use taicho_model::Note;
use taicho_model::vietnamese::{is_syllable, nfc};

use super::{Charset, Encoding, LegacyFont};
use crate::error::Fault;
use crate::source::Source;

const CHUNK: usize = 256 << 10;
/// Enough words to tell the encodings apart.
const SAMPLE: usize = 64 << 10;

/// What reading a text file once, before its rows, has told.
pub(crate) struct Detected {
    pub(crate) encoding: Encoding,
    /// Bytes of the byte-order mark.
    pub(crate) mark: u64,
    pub(crate) notes: Vec<Note>,
}

/// Tells the encoding of a text file by its content, all of it: the one odd byte may stand in the last row.
pub(crate) fn detect(source: &Source) -> Result<Detected, Fault> {
    let survey = Survey::take(source)?;
    let mut notes = Vec::new();
    if survey.nul && !matches!(survey.charset, Charset::Utf16Le | Charset::Utf16Be) {
        return Err(Fault::Unreadable);
    }
    let mark = match survey.charset {
        Charset::Utf8Bom => 3,
        Charset::Utf16Le | Charset::Utf16Be if survey.marked => 2,
        _ => 0,
    };
    let readings: Vec<Reading> = match survey.charset {
        Charset::Windows1258 => [
            (Charset::Windows1258, None),
            (Charset::Windows1252, Some(LegacyFont::Tcvn3)),
            (Charset::Windows1252, Some(LegacyFont::Vni)),
        ]
        .map(|(charset, font)| Reading::of(&survey.sample, Encoding { charset, font }))
        .into(),
        charset => {
            let plain = Reading::of(&survey.sample, Encoding { charset, font: None });
            // Whoever typed with a legacy font had only Western characters.
            let fonts: &[LegacyFont] = if plain.text.chars().any(is_ours) {
                &[]
            } else {
                &[LegacyFont::Tcvn3, LegacyFont::Vni]
            };
            let typed = fonts
                .iter()
                .map(|font| Reading::of(&survey.sample, Encoding { charset, font: Some(*font) }));
            std::iter::once(plain).chain(typed).collect()
        }
    };
    // The first stands for the file as it is; another must read clearly better.
    let mut best = 0;
    for (at, reading) in readings.iter().enumerate().skip(1) {
        if reading.share() > readings[best].share() + 0.1 {
            best = at;
        }
    }
    let encoding = readings[best].encoding;
    if !matches!(encoding, Encoding { charset: Charset::Utf8 | Charset::Utf8Bom, font: None }) {
        notes.push(converted(encoding));
    }
    let unsure = readings[best].words > 0 && encoding.charset == survey.charset;
    if unsure && survey.charset == Charset::Windows1258 && readings[best].share() < 0.3 {
        notes.push(uncertain(encoding));
    }
    // Text that is Unicode and reads well as it stands was hardly typed with a legacy font.
    let plain = encoding.font.is_none() && encoding.charset != Charset::Windows1258;
    let margin = if plain && readings[best].share() > 0.5 { 0.0 } else { 0.25 };
    let rival = readings.iter().enumerate().find(|(at, reading)| {
        *at != best && reading.share() > 0.5 && reading.share() > readings[best].share() - margin
    });
    if let Some((_, rival)) = rival {
        notes.extend(ambiguous(&readings[best], rival));
    }
    Ok(Detected { encoding, mark, notes })
}

/// Undoes UTF-16 as far as whole units reach; false where they are no text.
pub(crate) fn decode_utf16(bytes: &[u8], little: bool, text: &mut String) -> bool {
    let units = bytes.chunks_exact(2).map(|pair| match little {
        true => u16::from_le_bytes([pair[0], pair[1]]),
        false => u16::from_be_bytes([pair[0], pair[1]]),
    });
    let mut whole = true;
    text.extend(char::decode_utf16(units).map(|unit| {
        whole &= unit.is_ok();
        unit.unwrap_or(char::REPLACEMENT_CHARACTER)
    }));
    whole
}

struct Survey {
    charset: Charset,
    marked: bool,
    nul: bool,
    /// Bytes around the first that are not ASCII.
    sample: Vec<u8>,
}

impl Survey {
    fn take(source: &Source) -> io::Result<Self> {
        let mut reader = source.whole();
        let mut chunk = Vec::with_capacity(CHUNK + 4);
        let mut survey =
            Survey { charset: Charset::Utf8, marked: false, nul: false, sample: Vec::new() };
        let (mut first, mut broken) = (true, false);
        loop {
            let carried = chunk.len();
            (&mut reader).take(CHUNK as u64).read_to_end(&mut chunk)?;
            let at_end = chunk.len() == carried;
            if first {
                survey.see_start(&chunk);
                first = false;
            }
            if matches!(survey.charset, Charset::Utf16Le | Charset::Utf16Be) {
                survey.sample.extend_from_slice(&chunk[..chunk.len().min(SAMPLE)]);
                return Ok(survey);
            }
            let valid = match std::str::from_utf8(&chunk) {
                Ok(_) => chunk.len(),
                Err(error) if error.error_len().is_none() && !at_end => error.valid_up_to(),
                Err(_) => {
                    broken = true;
                    chunk.len()
                }
            };
            survey.nul |= memchr(0, &chunk).is_some();
            survey.sample_from(&chunk[..valid]);
            chunk.drain(..valid);
            if at_end {
                break;
            }
        }
        if broken && !mostly_utf8(&survey.sample) {
            survey.charset = Charset::Windows1258;
        }
        Ok(survey)
    }

    fn see_start(&mut self, start: &[u8]) {
        let even = start.iter().take(4096).step_by(2).filter(|byte| **byte == 0).count();
        let odd = start.iter().take(4096).skip(1).step_by(2).filter(|byte| **byte == 0).count();
        let seen = start.len().min(4096) / 2;
        self.marked = true;
        if start.starts_with(b"\xEF\xBB\xBF") {
            self.charset = Charset::Utf8Bom;
        } else if start.starts_with(b"\xFF\xFE") {
            self.charset = Charset::Utf16Le;
        } else if start.starts_with(b"\xFE\xFF") {
            self.charset = Charset::Utf16Be;
        } else {
            self.marked = false;
            // Without a mark: half of each ASCII character is zero, always the same half.
            if odd * 3 > seen && even * 20 < seen.max(20) {
                self.charset = Charset::Utf16Le;
            } else if even * 3 > seen && odd * 20 < seen.max(20) {
                self.charset = Charset::Utf16Be;
            }
        }
    }

    fn sample_from(&mut self, chunk: &[u8]) {
        let room = SAMPLE.saturating_sub(self.sample.len());
        if room == 0 || chunk.is_ascii() {
            return;
        }
        let first = chunk.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
        // From the start of the word on, so that it is read whole.
        let start = chunk[..first]
            .iter()
            .rposition(|byte| !byte.is_ascii_alphabetic())
            .map_or(0, |at| at + 1);
        self.sample.extend_from_slice(&chunk[start..chunk.len().min(start + room)]);
    }
}

/// Whether bytes are UTF-8 but for a few bad ones: then the bad ones are the fault, not the encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 9
}

/// A sample as one of the encodings reads it.
struct Reading {
    encoding: Encoding,
    text: String,
    /// Words with other than ASCII letters, and how many of them are Vietnamese syllables.
    words: usize,
    syllables: usize,
}

impl Reading {
    fn of(sample: &[u8], encoding: Encoding) -> Self {
        let mut text = String::new();
        match encoding.charset {
            Charset::Utf16Le | Charset::Utf16Be => {
                decode_utf16(sample, encoding.charset == Charset::Utf16Le, &mut text);
            }
            Charset::Utf8 | Charset::Utf8Bom => text.push_str(&String::from_utf8_lossy(sample)),
            _ => {
                encoding.push(sample, &mut text);
            }
        }
        let text = match encoding.font {
            Some(font) => {
                text.split(is_gap).map(|word| font.decode(word)).collect::<Vec<_>>().join(" ")
            }
            None => nfc(&text).into_owned(),
        };
        let (mut words, mut syllables) = (0, 0);
        for word in text.split(is_gap).filter(|word| !word.is_ascii()).take(300) {
            words += 1;
            syllables += usize::from(is_syllable(word));
        }
        Self { encoding, text, words, syllables }
    }

    fn share(&self) -> f64 {
        self.syllables as f64 / self.words.max(1) as f64
    }
}

/// Letters that only Vietnamese has, and no Western code page.
fn is_ours(letter: char) -> bool {
    matches!(
        letter,
        'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | '\u{1EA0}'
            ..='\u{1EF9}'
    )
}

fn is_gap(letter: char) -> bool {
    letter.is_ascii() && !letter.is_ascii_alphabetic() || letter == '\u{FEFF}' || letter == '\u{A0}'
}

fn converted(encoding: Encoding) -> Note {
    let name = encoding.name();
    Note::new(
        "encoding.converted",
        format!("tệp dùng bảng mã {name}; đã chuyển sang Unicode"),
        format!("the file is in {name}; it was converted to Unicode"),
    )
}

fn uncertain(encoding: Encoding) -> Note {
    let name = encoding.name();
    Note::new(
        "encoding.uncertain",
        format!("không chắc bảng mã của tệp, tạm đọc là {name}; hãy kiểm tra các chữ có dấu"),
        format!("the encoding is not certain, read as {name}; check the letters with marks"),
    )
}

/// Says how two encodings read the first word on which they differ, if they differ.
fn ambiguous(best: &Reading, rival: &Reading) -> Option<Note> {
    let words = |reading: &'_ Reading| -> Vec<String> {
        reading.text.split(is_gap).filter(|word| !word.is_empty()).map(String::from).collect()
    };
    let (ours, theirs) =
        words(best).into_iter().zip(words(rival)).find(|(ours, theirs)| ours != theirs)?;
    let (first, second) = (best.encoding.name(), rival.encoding.name());
    Some(Note::new(
        "encoding.ambiguous",
        format!(
            "bảng mã có thể là {first} (“{ours}”) hoặc {second} (“{theirs}”); đã đọc theo {first}, hãy kiểm tra"
        ),
        format!(
            "the encoding may be {first} (“{ours}”) or {second} (“{theirs}”); it was read as {first}, please check"
        ),
    ))
}
