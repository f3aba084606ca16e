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
        // The word says what the district is: huyện đảo Lý Sơn.
        if read.kind == Some(AreaKind::RuralDistrict)
            && let Some(name) =
                read.name.strip_prefix("đảo ").or_else(|| read.name.strip_prefix("dao "))
        {
            keys.push((Keys::of(name, taicho_model::vietnamese::bare(name)), true));
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

    fn says_commune(&self) -> bool {
        self.kind.and_then(AreaKind::level) == Some(AreaLevel::Commune)
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

/// A text in its parts, as commas and brackets divide it.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    parts: Vec<String>,
    is_marked: bool,
}

/// A way to read a text; the likeliest is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The name, and what lies above it after commas.
    Plain,
    /// What lies above comes first.
    Reversed,
    /// With dashes in place of commas.
    Dashed,
    /// With nothing before the kind of what lies above: `Phường 14 quận Gò Vấp`.
    Cut,
    /// What looks like the kind belongs to the name.
    Whole,
}

pub(super) const WAYS: [Way; 5] = [Way::Plain, Way::Reversed, Way::Dashed, Way::Cut, Way::Whole];

impl Parts {
    pub(super) fn of(text: &str) -> Self {
        let parts = text.split([',', ';', '(', ')', '[', ']']).map(str::trim);
        let parts = parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { parts, is_marked: !text.is_ascii() }
    }

    /// What the text says in one way; none where that is no other than the ways before it, or says nothing.
    pub(super) fn read(&self, way: Way) -> Option<Written> {
        let parts = self.parts.iter().map(String::as_str);
        match way {
            Way::Plain => self.say(parts.map(Name::read)),
            Way::Reversed => {
                let says_commune =
                    |part: &String| Name::read(part).is_some_and(|name| name.says_commune());
                let [first, .., last] = &self.parts[..] else { return None };
                (!says_commune(first) && says_commune(last))
                    .then(|| self.say(parts.rev().map(Name::read)))?
            }
            Way::Dashed => {
                let dashed = self.dashed();
                (dashed.len() > self.parts.len())
                    .then(|| self.say(dashed.into_iter().map(Name::read)))?
            }
            Way::Cut => {
                let dashed = self.dashed();
                let cut = dashed.iter().flat_map(|part| cut_before_kinds(part, self.is_marked));
                let cut: Vec<String> = cut.collect();
                (cut.len() > dashed.len())
                    .then(|| self.say(cut.iter().map(|part| Name::read(part))))?
            }
            Way::Whole => {
                let (first, above) = self.parts.split_first()?;
                let above = above.iter().map(|part| Name::read(part));
                self.say(std::iter::once(Name::whole(first)).chain(above))
            }
        }
    }

    fn dashed(&self) -> Vec<&str> {
        self.parts.iter().flat_map(|part| part.split(" - ")).collect()
    }

    fn say(&self, mut names: impl Iterator<Item = Option<Name>>) -> Option<Written> {
        Some(Written {
            wanted: names.next()??,
            above: names.collect::<Option<_>>()?,
            is_marked: self.is_marked,
        })
    }
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
            let parts = Parts::of(text);
            let said = WAYS.into_iter().filter_map(|way| parts.read(way));
            let names = |written: Written| {
                std::iter::once(&written.wanted).chain(&written.above).map(shown).collect()
            };
            said.map(names).collect()
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
