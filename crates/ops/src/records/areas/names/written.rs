//! Names of areas as people write them: what is named, what lies above it, and the keys to compare them by.

use taicho_linkage::usual_province;
use taicho_model::AreaLevel;
use taicho_model::vietnamese::split_tone;
use taicho_normalise::{AreaKind, area_name};

/// A name without its kind, in four forms, each coarser than the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// With its marks, wherever the tone mark stands: Hoà and Hòa are one, Ba Tơ and Ba Tô are not.
    exact: String,
    /// Without marks.
    bare: String,
    /// Without blanks and apostrophes: Ea H'Leo, EaHLeo.
    pub(super) joined: String,
    /// As the ear has it: Đắc is Đắk, Mĩ is Mỹ.
    pub(super) heard: String,
}

/// How near two names are; the first is the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    Exact,
    Bare,
    Joined,
    Heard,
}

impl Keys {
    /// The keys of a name; what it is without marks is known already.
    pub(super) fn of(name: &str, bare: String) -> Self {
        let joined: String = bare.chars().filter(|letter| letter.is_alphanumeric()).collect();
        Self { exact: exact(name), heard: heard(&joined), bare, joined }
    }

    /// How near another name is to this, if at all; a text without any mark says nothing of marks.
    pub(super) fn nearness(&self, other: &Keys, is_marked: bool) -> Option<Nearness> {
        if is_marked && self.exact == other.exact {
            Some(Nearness::Exact)
        } else if self.bare == other.bare {
            Some(if is_marked { Nearness::Bare } else { Nearness::Exact })
        } else if self.joined == other.joined {
            Some(Nearness::Joined)
        } else if self.heard == other.heard {
            Some(Nearness::Heard)
        } else {
            None
        }
    }

    /// The key of a province by its usual name, whichever of its names this is.
    pub(super) fn of_province(&self) -> String {
        heard(usual_province(&self.joined))
    }

    /// Whether it is a number, which has no neighbours of nearly the same name.
    pub(super) fn is_number(&self) -> bool {
        self.joined.bytes().all(|byte| byte.is_ascii_digit())
    }
}

fn exact(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        if !key.is_empty() {
            key.push(' ');
        }
        match split_tone(word) {
            Some((letters, tone)) => {
                key.push_str(&letters);
                key.extend(tone.map(|tone| tone.mark()));
            }
            None => key.push_str(&word.to_lowercase()),
        }
    }
    match key.parse::<u32>() {
        Ok(number) => number.to_string(),
        Err(_) => key,
    }
}

fn heard(joined: &str) -> String {
    let mut key = String::with_capacity(joined.len());
    let mut letters = joined.chars().peekable();
    while let Some(letter) = letters.next() {
        key.push(match letter {
            'c' if letters.peek() != Some(&'h') => 'k',
            'y' => 'i',
            letter => letter,
        });
    }
    key
}

/// One name of a text.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) kind: Option<AreaKind>,
    /// More than one where without marks the kind may be a part of the name.
    pub(super) keys: Vec<(Keys, bool)>,
}

impl Name {
    /// Reads a name; none where there is no letter in it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let read = area_name(text).ok()?.value;
        if read.kind == Some(AreaKind::Subunit) {
            // Bản Lang is a commune.
            return Self::whole(text);
        }
        let mut keys = vec![(Keys::of(&read.name, read.key), true)];
        if let Some(whole) = read.whole_key {
            keys.push((Keys::of(text, whole), false));
        }
        Some(Self { kind: read.kind, keys })
    }

    /// The whole text as a name, also where it begins as a kind does: H Bông is no district.
    pub(super) fn whole(text: &str) -> Option<Self> {
        let read = area_name(&format!("xã {}", text.trim())).ok()?.value;
        Some(Self { kind: None, keys: vec![(Keys::of(&read.name, read.key), false)] })
    }

    /// Whether the name is one of a kind with this one.
    pub(super) fn fits(&self, kind: Option<AreaKind>, with_kind: bool) -> bool {
        !with_kind || self.kind.is_none() || self.kind == kind
    }

    fn is_high(&self) -> bool {
        use AreaLevel::{District, Province};
        self.kind == Some(AreaKind::City)
            || matches!(self.kind.and_then(AreaKind::level), Some(District | Province))
    }
}

/// What a text may say: the area, and what lies above it.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) wanted: Name,
    pub(super) above: Vec<Name>,
    /// Whether it has letters with marks.
    pub(super) is_marked: bool,
}

/// What a text may say, the likeliest first.
pub(super) fn readings(text: &str) -> Vec<Written> {
    let is_marked = !text.is_ascii();
    let text = text.replace(['(', '['], ",").replace([')', ']'], "");
    let parts: Vec<&str> =
        text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut all = Vec::new();
    let mut say = |names: Vec<Option<Name>>| {
        let mut names = names.into_iter();
        if let (Some(Some(wanted)), Some(above)) = (names.next(), names.collect()) {
            all.push(Written { wanted, above, is_marked });
        }
    };
    say(parts.iter().map(|part| Name::read(part)).collect());
    // What lies above may come first, or follow without a comma.
    if let [first, .., _] = parts[..]
        && Name::read(first).is_some_and(|name| name.is_high())
    {
        say(parts.iter().rev().map(|part| Name::read(part)).collect());
    }
    let dashed: Vec<&str> = parts.iter().flat_map(|part| part.split(" - ")).collect();
    if dashed.len() > parts.len() {
        say(dashed.iter().map(|part| Name::read(part)).collect());
    }
    let cut: Vec<String> =
        dashed.iter().flat_map(|part| cut_before_kinds(part, is_marked)).collect();
    if cut.len() > dashed.len() {
        say(cut.iter().map(|part| Name::read(part)).collect());
    }
    if let [first, above @ ..] = &parts[..] {
        let above = above.iter().map(|part| Name::read(part));
        say(std::iter::once(Name::whole(first)).chain(above).collect());
    }
    all
}

/// Cuts a text before each word that begins the name of a higher area: `Phường 14 quận Gò Vấp`.
fn cut_before_kinds(text: &str, is_marked: bool) -> Vec<String> {
    const MARKED: [&str; 5] = ["huyện", "quận", "tỉnh", "thị xã", "thành phố"];
    const BARE: [&str; 5] = ["huyen", "quan", "tinh", "thi xa", "thanh pho"];
    let lower = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let folded: Vec<&str> = lower.split_whitespace().collect();
    if words.len() != folded.len() {
        return vec![text.to_owned()];
    }
    let begins = |at: usize| {
        let word = folded[at];
        let two = folded.get(at + 1).map(|next| format!("{word} {next}")).unwrap_or_default();
        let kinds = if is_marked { &MARKED } else { &BARE };
        let short = |short: &str| {
            word.strip_prefix(short).is_some_and(|rest| {
                rest.starts_with('.')
                    || rest.is_empty() && short.len() > 1
                    || short == "q" && rest.parse::<u8>().is_ok()
            })
        };
        kinds.iter().any(|kind| word == *kind || two == *kind)
            || ["tp", "tx", "q", "h"].into_iter().any(short)
            || word == "tphcm"
    };
    let mut parts: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match parts.last_mut() {
            Some(part) if !begins(at) => {
                part.push(' ');
                part.push_str(word);
            }
            _ => parts.push((*word).to_owned()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearness(one: &str, other: &str) -> Option<Nearness> {
        let [one, other] = [one, other].map(|text| Name::whole(text).unwrap().keys.remove(0).0);
        one.nearness(&other, true)
    }

    #[test]
    fn names_are_as_near_as_people_write_them() {
        use Nearness::{Bare, Exact, Heard, Joined};
        for (one, other, expected) in [
            ("Hoà Long", "Hòa  long", Some(Exact)),
            ("Ba Tơ", "Ba Tô", Some(Bare)),
            ("Ea H'Leo", "Ea H’leo", Some(Exact)),
            ("Ea H'Leo", "Ea HLeo", Some(Joined)),
            ("Čư Êbur", "Cư Êbur", Some(Bare)),
            ("Ea Ƀar", "EaBar", Some(Joined)),
            ("Krông Pắk", "Krông Pắc", Some(Heard)),
            ("01", "1", Some(Exact)),
            ("A Lưới 2", "A Lưới 3", None),
        ] {
            assert_eq!(nearness(one, other), expected, "{one}, {other}");
        }
    }

    #[test]
    fn what_lies_above_is_told_from_the_name() {
        let said = |text: &str| -> Vec<Vec<String>> {
            let shown = |name: &Name| name.keys[0].0.bare.clone();
            readings(text)
                .iter()
                .map(|written| {
                    std::iter::once(&written.wanted).chain(&written.above).map(shown).collect()
                })
                .collect()
        };
        for (text, expected) in [
            ("Phường 14 quận Gò Vấp", vec!["14", "go vap"]),
            ("P14 Q11 TPHCM", vec!["14", "11", "tphcm"]),
            ("xã Quang Châu (huyện Việt Yên)", vec!["quang chau", "viet yen"]),
            (
                "Tỉnh Bắc Giang, huyện Việt Yên, xã Quang Châu",
                vec!["quang chau", "viet yen", "bac giang"],
            ),
            (
                "xã Quang Châu - huyện Việt Yên - Bắc Giang",
                vec!["quang chau", "viet yen", "bac giang"],
            ),
            ("H Bông", vec!["h bong"]),
        ] {
            assert!(said(text).iter().any(|names| *names == expected), "{text}: {:?}", said(text));
        }
    }
}
