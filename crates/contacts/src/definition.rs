use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Contact, Day, Days, Person};

/// Where two persons were together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// They live together.
    Household,
    /// They share a room: a rental room, a dormitory, a ward.
    Room,
    /// They learn in one class.
    Class,
    /// They work one shift.
    Shift,
    /// They ride in one vehicle.
    Vehicle,
    /// They were at one event or place.
    Event,
    /// One cares for the other.
    Care,
    /// Somewhere else.
    Other,
}

/// How a contact came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    /// One of the two told it.
    Told,
    /// The register of residents.
    Household,
    /// The list of a room.
    Room,
    /// Check-ins at a place.
    CheckIn,
    /// The list of a shift.
    Shift,
    /// The list of a class.
    Class,
    /// The list of a vehicle.
    Vehicle,
}

/// How much it takes to believe in a contact that lists propose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// They were on one site, and perhaps never near each other.
    Possible,
    /// They shared one closed space for as long.
    Likely,
    /// Somebody said it, or they live together.
    Sure,
}

impl Sureness {
    /// The word that files use for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

impl KnownBy {
    /// Every way, as files name it.
    pub const ALL: [(&'static str, Self); 7] = [
        ("told", Self::Told),
        ("household", Self::Household),
        ("room", Self::Room),
        ("check_in", Self::CheckIn),
        ("shift", Self::Shift),
        ("class", Self::Class),
        ("vehicle", Self::Vehicle),
    ];

    /// The word that files use for it.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, known_by)| *known_by == self).map_or("", |(word, _)| word)
    }

    /// How sure a contact is that became known so.
    pub const fn sureness(self) -> Sureness {
        match self {
            Self::Told | Self::Household | Self::Room => Sureness::Sure,
            Self::Class | Self::Vehicle => Sureness::Likely,
            Self::CheckIn | Self::Shift => Sureness::Possible,
        }
    }

    /// The contact that such a list proposes: where it was and for how long, and the rest still to be asked.
    pub fn proposes(self, minutes: u32) -> Exposure {
        let setting = match self {
            Self::Household => Setting::Household,
            Self::Room => Setting::Room,
            Self::Shift => Setting::Shift,
            Self::Class => Setting::Class,
            Self::Vehicle => Setting::Vehicle,
            Self::Told | Self::CheckIn => Setting::Event,
        };
        let shared = matches!(self, Self::Room | Self::Class | Self::Vehicle);
        Exposure {
            minutes: Some(minutes),
            closed_space: shared.then_some(true),
            ..Exposure::of(setting, self)
        }
    }
}

/// How two persons were together, as far as somebody said; what nobody said is open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Where.
    pub setting: Setting,
    /// How it is known.
    pub known_by: KnownBy,
    /// Whether skin touched skin.
    pub touched: Option<bool>,
    /// Whether one cared for the other without protection.
    pub unprotected_care: Option<bool>,
    /// Whether they shared a closed space.
    pub closed_space: Option<bool>,
    /// The least distance between them, in metres.
    pub distance_m: Option<f32>,
    /// Whether both wore masks.
    pub masked: Option<bool>,
    /// Minutes together.
    pub minutes: Option<u32>,
}

impl Exposure {
    /// A contact of which nothing is known but where it was and how it became known.
    pub const fn of(setting: Setting, known_by: KnownBy) -> Self {
        Self {
            setting,
            known_by,
            touched: None,
            unprotected_care: None,
            closed_space: None,
            distance_m: None,
            masked: None,
            minutes: None,
        }
    }
}

/// One way of being a close contact: every demand that it states must be met.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Criterion {
    /// One of these settings.
    #[serde(rename = "setting", skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// Skin touched skin, or did not.
    pub touched: Option<bool>,
    /// Care without protection, or with it.
    pub unprotected_care: Option<bool>,
    /// In a closed space, or not.
    pub closed_space: Option<bool>,
    /// Not farther than this.
    pub within_m: Option<f32>,
    /// With masks on both, or not.
    pub masked: Option<bool>,
    /// At least this long.
    pub least_minutes: Option<u32>,
}

/// What a contact is under a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closeness {
    /// No way of being close is met, whatever is still open.
    NotClose,
    /// Close or not, depending on something that nobody has said: ask, and until then count it.
    Open,
    /// Close.
    Close,
}

/// When a case can infect others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Infectious {
    /// With symptoms: from this many days before onset.
    pub before_onset_days: Day,
    /// Without symptoms: from this many days before the positive sample.
    pub before_sample_days: Day,
    /// Without symptoms but with a known source: from the first contact with it instead.
    #[serde(default)]
    pub from_first_contact: bool,
}

/// The dates of a case, as days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseDays {
    /// First symptoms; none for somebody without.
    pub onset_on: Option<Day>,
    /// The positive sample.
    pub sampled_on: Option<Day>,
    /// The first contact with the source, where that is known.
    pub first_contact_on: Option<Day>,
    /// The day on which isolation began, or on which the case was found to infect no more.
    pub ended_on: Option<Day>,
}

/// Who is a close contact, and when a case can infect: the parameters of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The ways of being a close contact.
    pub close: Vec<Criterion>,
    /// The days on which a case can infect; none where the document is not known to bound them.
    pub infectious: Option<Infectious>,
}

impl Definition {
    /// What a contact is: close by any way that is met, open while one could still be met.
    pub fn closeness(&self, exposure: &Exposure) -> Closeness {
        let best = self.close.iter().map(|criterion| criterion.closeness(exposure)).max();
        best.unwrap_or(Closeness::NotClose)
    }

    /// The days on which a case can infect; none while neither onset nor sample is known, or where the document does
    /// not bound them. One whose isolation began before could infect on no day.
    pub fn infectious_days(&self, case: &CaseDays) -> Option<Days> {
        let rule = self.infectious?;
        let first = match (case.onset_on, case.sampled_on, case.first_contact_on) {
            (Some(onset_on), _, _) => onset_on.saturating_sub(rule.before_onset_days),
            (None, Some(_), Some(contact_on)) if rule.from_first_contact => contact_on,
            (None, Some(sampled_on), _) => sampled_on.saturating_sub(rule.before_sample_days),
            (None, None, _) => return None,
        };
        Some(Days { first, last: case.ended_on.unwrap_or(Day::MAX) })
    }
}

/// Definitions by the day from which they hold: a later one never touches an earlier day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    by_day: BTreeMap<Day, Definition>,
}

impl Schedule {
    /// A schedule without any definition, under which nobody is close.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets a definition hold from a day on, until the next one.
    pub fn hold(&mut self, from: Day, definition: Definition) {
        self.by_day.insert(from, definition);
    }

    /// The definition that holds on a day.
    pub fn on(&self, day: Day) -> Option<&Definition> {
        self.by_day.range(..=day).next_back().map(|(_, definition)| definition)
    }

    /// The contacts that an exposure gives: one for each stretch of days on which it is close, or may be.
    pub fn contacts(&self, a: Person, b: Person, days: Days, exposure: &Exposure) -> Vec<Contact> {
        let begins = self.by_day.range(..=days.last).map(|(from, definition)| (*from, definition));
        let begins: Vec<(Day, &Definition)> = begins.collect();
        let mut contacts: Vec<Contact> = Vec::new();
        for (at, (from, definition)) in begins.iter().enumerate() {
            let until = begins.get(at + 1).map_or(Day::MAX, |(next, _)| next - 1);
            let Some(shared) = days.within(Days { first: *from, last: until }) else { continue };
            if definition.closeness(exposure) == Closeness::NotClose {
                continue;
            }
            match contacts.last_mut().filter(|last| last.days.last + 1 == shared.first) {
                Some(last) => last.days.last = shared.last,
                None => contacts.push(Contact { a, b, days: shared }),
            }
        }
        contacts
    }
}

impl Criterion {
    fn closeness(&self, exposure: &Exposure) -> Closeness {
        let in_setting = self.settings.is_empty() || self.settings.contains(&exposure.setting);
        let same = |wanted: Option<bool>, said: Option<bool>| demand(wanted, said, |a, b| a == b);
        [
            if in_setting { Closeness::Close } else { Closeness::NotClose },
            same(self.touched, exposure.touched),
            same(self.unprotected_care, exposure.unprotected_care),
            same(self.closed_space, exposure.closed_space),
            same(self.masked, exposure.masked),
            demand(self.within_m, exposure.distance_m, |most, said| said <= most),
            demand(self.least_minutes, exposure.minutes, |least, said| said >= least),
        ]
        .into_iter()
        .min()
        .unwrap_or(Closeness::NotClose)
    }
}

/// Whether what was said meets a demand; what nobody said leaves it open.
fn demand<T: Copy>(wanted: Option<T>, said: Option<T>, meets: impl Fn(T, T) -> bool) -> Closeness {
    match (wanted, said) {
        (None, _) => Closeness::Close,
        (Some(_), None) => Closeness::Open,
        (Some(wanted), Some(said)) if meets(wanted, said) => Closeness::Close,
        _ => Closeness::NotClose,
    }
}
