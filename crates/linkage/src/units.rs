//! The communes of before and after a merger, found by the names that lists write.

use std::collections::HashMap;

use taicho_normalise::{AreaKind, AreaName, area_name};

/// A commune of any time: its names, and what is in force on its ground today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitRow<'a> {
    /// The province at its time.
    pub province: &'a str,
    /// The district at its time; empty where there is none.
    pub district: &'a str,
    /// Its own name, with its kind where known.
    pub commune: &'a str,
    /// Its number.
    pub id: u32,
    /// The numbers of the units that are in force on its ground; empty where that is itself.
    pub today: Vec<u32>,
}

/// The communes of before and after a merger by their names.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Units {
    /// The last commune that has a key; each knows the one before it.
    by_name: HashMap<String, u32>,
    known: Vec<Known>,
    /// The province of each unit by its number.
    provinces: HashMap<u32, u32>,
    /// Numbers of the names of districts and provinces, written without blanks.
    above: HashMap<String, Above>,
}

/// What a name in a list means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The units of that name, in ascending order; more than one where the text leaves it open.
    pub ids: Vec<u32>,
    /// The units in force on their ground, in ascending order.
    pub today: Vec<u32>,
}

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Known {
    id: u32,
    kind: Option<AreaKind>,
    district: u32,
    /// That of its time.
    province: u32,
    today: Vec<u32>,
    /// The commune before it of the same key.
    before: Option<u32>,
}

#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
struct Above {
    number: u32,
    is_province: bool,
}

/// A name shared by communes with more units of today than this says nothing.
const MOST_TODAY: usize = 4;

/// Other names of provinces, without blanks.
const ALIASES: &[(&str, &str)] = &[
    ("hcm", "hochiminh"),
    ("hcmc", "hochiminh"),
    ("tphcm", "hochiminh"),
    ("hochiminhcity", "hochiminh"),
    ("saigon", "hochiminh"),
    ("sg", "hochiminh"),
    ("hn", "hanoi"),
    ("tphn", "hanoi"),
    ("thuathienhue", "hue"),
    ("tthue", "hue"),
    ("brvt", "bariavungtau"),
    ("vungtau", "bariavungtau"),
    ("daklac", "daklak"),
    ("daclac", "daklak"),
    ("darlac", "daklak"),
];

impl Units {
    /// The communes, in any order.
    ///
    /// ```
    /// use taicho_linkage::{UnitRow, Units};
    ///
    /// let row = |province, district, commune, id, today: &[u32]| UnitRow { province, district, commune, id, today: today.to_vec() };
    /// let units = Units::new([
    ///     row("Tỉnh Bắc Ninh", "Thành phố Bắc Ninh", "Phường Suối Hoa", 1, &[9]),
    ///     row("Tỉnh Bắc Giang", "Huyện Yên Thế", "Xã Tam Tiến", 2, &[8]),
    ///     row("Tỉnh Bắc Ninh", "", "Xã Tam Tiến", 8, &[]),
    ///     row("Tỉnh Bắc Ninh", "", "Phường Kinh Bắc", 9, &[]),
    /// ]);
    /// let today = |commune, province| units.find(commune, None, province).map(|unit| unit.today);
    /// assert_eq!(today("P. Suối Hoa", None), Some(vec![9]));
    /// assert_eq!(today("tam tien", Some("Bắc Giang")), Some(vec![8]));
    /// assert_eq!(today("Suoi Hoa, TP Bac Ninh", None), Some(vec![9]));
    /// assert_eq!(today("Suối Hoa", Some("Bắc Giang")), None);
    /// ```
    pub fn new<'a>(rows: impl IntoIterator<Item = UnitRow<'a>>) -> Self {
        let rows = rows.into_iter();
        let most = rows.size_hint().0;
        let mut units = Self {
            by_name: HashMap::with_capacity(most),
            known: Vec::with_capacity(most),
            provinces: HashMap::with_capacity(most),
            above: HashMap::new(),
        };
        let mut read: HashMap<(&str, bool), u32> = HashMap::new();
        for row in rows {
            let Some(name) = whole_name(row.commune) else { continue };
            let mut number = |name: &'a str, is_province| {
                *read
                    .entry((name, is_province))
                    .or_insert_with(|| units.number_of(name, is_province))
            };
            let (province, district) = (number(row.province, true), number(row.district, false));
            units.provinces.insert(row.id, province);
            let at = units.known.len() as u32;
            units.known.push(Known {
                id: row.id,
                kind: name.kind,
                district,
                province,
                today: if row.today.is_empty() { vec![row.id] } else { row.today },
                before: units.by_name.insert(name.key, at),
            });
        }
        units
    }

    /// The commune of a name; what lies above it may also stand after commas behind the name.
    ///
    /// A district that is not known is passed over; a province that has no such commune makes it none.
    /// A name that stays open is none once its units of today are more than four.
    pub fn find(
        &self,
        commune: &str,
        district: Option<&str>,
        province: Option<&str>,
    ) -> Option<Unit> {
        let mut parts = commune.split([',', ';']).filter(|part| !part.trim().is_empty());
        let wanted = whole_name(parts.next()?)?;
        let mut found: Vec<&Known> = Vec::new();
        for key in [Some(&wanted.key), wanted.whole_key.as_ref()].into_iter().flatten() {
            let mut next = self.by_name.get(key);
            while let Some(unit) = next.and_then(|at| self.known.get(*at as usize)) {
                found.push(unit);
                next = unit.before.as_ref();
            }
        }
        for name in parts.chain(district).chain(province) {
            let Some(above) = self.above.get(&above_key(name)) else { continue };
            let is = |number: u32| number == above.number;
            let in_district = |unit: &&Known| is(unit.district);
            let in_province = |unit: &&Known| is(unit.province);
            let now_in = |unit: &&Known| {
                unit.today.iter().any(|id| self.provinces.get(id).copied().is_some_and(is))
            };
            // Bắc Ninh is a city and a province; what is given as the province is that.
            if Some(name) != province && found.iter().any(in_district) {
                found.retain(in_district);
            } else if found.iter().any(in_province) {
                found.retain(in_province);
            } else if found.iter().any(now_in) {
                found.retain(now_in);
            } else if above.is_province {
                return None;
            }
        }
        if wanted.kind.is_some() && found.iter().any(|unit| unit.kind == wanted.kind) {
            found.retain(|unit| unit.kind == wanted.kind);
        }
        let mut ids: Vec<u32> = found.iter().map(|unit| unit.id).collect();
        let mut today: Vec<u32> = found.iter().flat_map(|unit| &unit.today).copied().collect();
        for list in [&mut ids, &mut today] {
            list.sort_unstable();
            list.dedup();
        }
        // One ground under an old name and the new one is no question, however many parts it went into.
        let shared = || today.iter().any(|id| found.iter().all(|unit| unit.today.contains(id)));
        let says = !found.is_empty() && (today.len() <= MOST_TODAY || shared());
        says.then_some(Unit { ids, today })
    }

    /// How many communes there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The number of a district's or province's name.
    fn number_of(&mut self, name: &str, is_province: bool) -> u32 {
        let next = self.above.len() as u32 + 1;
        let key = above_key(name);
        if key.is_empty() {
            return 0;
        }
        let above = self.above.entry(key).or_insert(Above { number: next, is_province });
        above.is_province |= is_province;
        above.number
    }
}

/// The name of an area above the hamlets: Buôn Hồ and Bản Lang are no *buôn* and no *bản*.
fn whole_name(text: &str) -> Option<AreaName> {
    let read = area_name(text).ok()?.value;
    if read.kind != Some(AreaKind::Subunit) {
        return Some(read);
    }
    let whole = area_name(&format!("xã {}", text.trim())).ok()?.value;
    Some(AreaName { kind: None, ..whole })
}

/// The key of a district or province, without blanks: `Hanoi` is Hà Nội.
fn above_key(name: &str) -> String {
    let Some(read) = whole_name(name) else { return String::new() };
    let mut key = read.key;
    key.retain(|letter| letter != ' ');
    usual_province(&key).to_owned()
}

/// The usual key of a province or city, all keys without marks and blanks: `tphcm` is `hochiminh`.
///
/// ```
/// assert_eq!(taicho_linkage::usual_province("tphcm"), "hochiminh");
/// assert_eq!(taicho_linkage::usual_province("bacninh"), "bacninh");
/// ```
pub fn usual_province(key: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == key).map_or(key, |(_, name)| name)
}
