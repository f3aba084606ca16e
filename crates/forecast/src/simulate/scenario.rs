//! A scenario: who lives there, what circulates, and what is done when.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use taicho_model::Words;

use super::course::{Course, Variant, WILD};
use super::draw::Whole;
use super::fault::{Faults, ScenarioError};
use super::matrix::Matrix;
use super::measures::{
    Close, Distance, Done, ImportCases, MassRound, Near, Test, Trace, Vaccinate, ZoneRule,
    begins_and_ends,
};
use super::when::{Calendar, When};

/// The longest scenario.
pub(super) const DAYS_MOST: u16 = 3_650;
/// The largest population.
const SIZE_MOST: u32 = 50_000_000;

/// A scenario as its file says it, with the course and the population that it names.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called.
    pub title: Words,
    /// Beds, intensive beds and the rest that the health system has.
    pub capacity: Capacity,
    pub(super) notation: Notation,
    pub(super) course: Course,
    pub(super) ages: AgeBands,
    /// The contact matrix of each layer that has one.
    pub(super) matrices: BTreeMap<String, Matrix>,
    pub(super) calendar: Calendar,
}

/// What a scenario's file names and does not hold: the text of `courses/….toml` and the like, by path.
pub type Library<'a> = &'a dyn Fn(&str) -> Option<String>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notation {
    pub(super) title: Words,
    /// Says what the scenario rests on.
    #[serde(default)]
    #[expect(dead_code, reason = "read by people")]
    note: String,
    pub(super) course: String,
    pub(super) days: u32,
    starts_on: Option<toml::value::Datetime>,
    #[serde(default)]
    pub(super) infected_at_start: u32,
    /// What they are infected with.
    pub(super) variant_at_start: Option<String>,
    pub(super) population: Population,
    #[serde(default)]
    pub(super) capacity: Capacity,
    #[serde(default)]
    pub(super) transmission_factor: Option<f64>,
    #[serde(default)]
    pub(super) variant: BTreeMap<String, Variant>,
    #[serde(default)]
    pub(super) test: Vec<Test>,
    #[serde(default)]
    pub(super) round: Vec<MassRound>,
    #[serde(default)]
    pub(super) trace: Vec<Trace>,
    #[serde(default)]
    pub(super) vaccinate: Vec<Vaccinate>,
    #[serde(default)]
    pub(super) close: Vec<Close>,
    #[serde(default)]
    pub(super) distance: Vec<Distance>,
    pub(super) zone: Option<ZoneRule>,
    #[serde(default)]
    pub(super) import: Vec<ImportCases>,
}

/// How many scenarios may build on one another.
const EXTENDS_MOST: usize = 5;

/// Reads a scenario; what `extends` another takes from that all that it does not say itself.
fn extended(file: &str, text: &str, library: Library<'_>) -> Result<Notation, ScenarioError> {
    let own = |error: &toml::de::Error| ScenarioError::notation(file, text, error);
    let mut table: toml::Table = toml::from_str(text).map_err(|error| own(&error))?;
    if !table.contains_key("extends") {
        return toml::from_str(text).map_err(|error| own(&error));
    }
    for _ in 0..EXTENDS_MOST {
        let Some(name) = table.remove("extends") else {
            // Written and read again: dates survive no other way.
            let whole = table.to_string();
            return toml::from_str(&whole)
                .map_err(|error| ScenarioError::merged(file, text, &error));
        };
        let path = format!("scenarios/{}.toml", name.as_str().unwrap_or_default());
        let held = library(&path).ok_or_else(|| missing(file, "extends", &path))?;
        let mut base: toml::Table =
            toml::from_str(&held).map_err(|error| ScenarioError::notation(&path, &held, &error))?;
        // Of the population single figures can be said anew.
        let mut population = base.remove("population");
        if let (Some(toml::Value::Table(whole)), Some(toml::Value::Table(own))) =
            (&mut population, table.get_mut("population"))
        {
            whole.extend(std::mem::take(own));
            table.remove("population");
        }
        base.extend(population.map(|whole| ("population".to_owned(), whole)));
        base.extend(table);
        table = base;
    }
    let vi = "quá nhiều kịch bản nối nhau";
    Err(ScenarioError::one(file, "extends", vi, "too many scenarios build on one another"))
}

/// Who lives there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Population {
    pub(super) size: u32,
    /// Name of a file under `populations/`.
    ages: String,
    /// People of one quarter; without it there are no quarters and no zones.
    pub(super) quarter_size: Option<u32>,
    pub(super) layer: Vec<Layer>,
}

/// How people of a layer come to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LayerKind {
    /// Everybody of a household with everybody.
    Households,
    /// Everybody of a group (a class, a shift, a rental row) with everybody.
    Groups,
    /// Some others, chosen once.
    Random,
    /// Others anew on every day.
    Mixing,
}

/// Contacts of one sort.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layer {
    pub(super) name: String,
    /// What people call it; its name where nothing is said.
    pub(super) title: Option<Words>,
    pub(super) kind: LayerKind,
    /// People of a household or group; mean of a Poisson, or of what `sizes` says.
    pub(super) size: Option<f64>,
    /// Share of households by size: one, two, three … people.
    pub(super) sizes: Option<Vec<f64>>,
    /// Contacts of one person on one day.
    pub(super) contacts: Option<f64>,
    /// Contact matrix under `contact-matrices/`, by which ages meet.
    pub(super) matrix: Option<String>,
    /// How easily a contact infects, against the course's.
    pub(super) weight: f64,
    /// What is left of it for somebody isolated.
    pub(super) isolated: f64,
    /// What is left of it for somebody in quarantine at home.
    pub(super) quarantined: f64,
    /// Youngest and oldest who have such contacts.
    pub(super) ages: Option<(u8, u8)>,
    /// Share of those ages who have them.
    pub(super) share: Option<f64>,
    /// Share of contacts within one's own quarter.
    pub(super) within_quarter: Option<f64>,
    /// Who is put into a group together.
    #[serde(default)]
    pub(super) by: GroupBy,
}

/// Who is put into a group together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum GroupBy {
    /// Anybody.
    #[default]
    Chance,
    /// People of one age, as in a class.
    Age,
    /// Neighbours, as in a rental row.
    Home,
}

/// What the health system has; none is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Beds for severe cases.
    pub beds: Option<f64>,
    /// Intensive beds for critical cases.
    pub intensive_beds: Option<f64>,
    /// Severe cases who can be given oxygen at one time.
    pub oxygen_places: Option<f64>,
    /// Swabs on one day.
    pub swabs_a_day: Option<f64>,
    /// Places in quarantine sites.
    pub quarantine_places: Option<f64>,
    /// Staff on one day.
    pub staff: Option<f64>,
    /// Staff for a bed.
    pub staff_for_bed: Option<f64>,
    /// Staff for an intensive bed, besides those for a bed.
    pub staff_for_intensive_bed: Option<f64>,
    /// Staff for a hundred swabs a day.
    pub staff_for_100_swabs: Option<f64>,
}

/// Shares of the population by age.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgeBands {
    #[expect(dead_code, reason = "read by people")]
    source: String,
    /// Youngest, oldest, share.
    pub(super) bands: Vec<(u8, u8, f64)>,
}

impl Scenario {
    /// Reads a scenario; `file` is named where something is wrong.
    ///
    /// # Errors
    /// Everything in the file that is unknown, missing or outside its range.
    pub fn read(file: &str, text: &str, library: Library<'_>) -> Result<Self, ScenarioError> {
        let notation = extended(file, text, library)?;
        let path = format!("courses/{}.toml", notation.course);
        let held = library(&path).ok_or_else(|| missing(file, "course", &path))?;
        let mut course = Course::read(&path, &held)?;
        course.variant.extend(notation.variant.clone());
        if let Some(factor) = notation.transmission_factor {
            course.transmission.per_contact =
                (course.transmission.per_contact * factor).clamp(0.0, 1.0);
        }
        let path = format!("populations/{}.toml", notation.population.ages);
        let held = library(&path).ok_or_else(|| missing(file, "population.ages", &path))?;
        let ages: AgeBands =
            toml::from_str(&held).map_err(|error| ScenarioError::notation(&path, &held, &error))?;
        ages.check(&path)?;
        let mut matrices = BTreeMap::new();
        for layer in &notation.population.layer {
            if let Some(name) = &layer.matrix {
                let path = format!("contact-matrices/{name}.csv");
                let held = library(&path)
                    .ok_or_else(|| missing(file, &format!("layer {}", layer.name), &path))?;
                matrices.insert(layer.name.clone(), Matrix::read(&path, &held)?);
            }
        }
        let mut faults = Faults::of(file);
        let starts_on = notation.starts_on.as_ref().and_then(Calendar::date);
        if notation.starts_on.is_some() && starts_on.is_none() {
            faults.add("starts_on", "không phải là một ngày", "is not a day");
        }
        let calendar = Calendar { starts_on, days: notation.days.min(u32::from(DAYS_MOST)) as u16 };
        let scenario = Self {
            title: notation.title.clone(),
            capacity: notation.capacity,
            notation,
            course,
            ages,
            matrices,
            calendar,
        };
        scenario.check(&mut faults);
        faults.result(scenario)
    }

    /// The day that is day 0, where the scenario has dates.
    pub fn starts_on(&self) -> Option<Date> {
        self.calendar.starts_on
    }

    /// Days after day 0.
    pub fn days(&self) -> u16 {
        self.calendar.days
    }

    /// People.
    pub fn size(&self) -> u32 {
        self.notation.population.size
    }

    /// The same scenario with another number of people.
    ///
    /// # Errors
    /// A size outside the range.
    pub fn with_size(mut self, size: u32) -> Result<Self, ScenarioError> {
        self.notation.population.size = size;
        self.checked("--size")
    }

    /// The same scenario over another number of days; what would begin later does not happen.
    ///
    /// # Errors
    /// A number of days outside the range.
    pub fn with_days(mut self, days: u32) -> Result<Self, ScenarioError> {
        let mut faults = Faults::of("--days");
        faults.within("days", f64::from(days), 1.0, f64::from(DAYS_MOST));
        self.notation.days = days;
        self.calendar.days = days.min(u32::from(DAYS_MOST)) as u16;
        faults.result(self)
    }

    /// The same scenario with contacts that infect this much more easily.
    ///
    /// # Errors
    /// A factor that is negative or not a number.
    pub fn with_transmission(mut self, factor: f64) -> Result<Self, ScenarioError> {
        self.course.transmission.per_contact *= factor;
        self.checked("transmission")
    }

    /// The same scenario with another number of people infected at its start.
    ///
    /// # Errors
    /// More than there are people.
    pub fn with_infected_at_start(mut self, infected: u32) -> Result<Self, ScenarioError> {
        self.notation.infected_at_start = infected;
        self.checked("infected_at_start")
    }

    /// What is done on which day, in the order of days: measures as they begin and end.
    pub(super) fn done(&self) -> Vec<Done> {
        let (it, calendar) = (&self.notation, &self.calendar);
        let last = calendar.days;
        let stretch = |from: &Option<When>, until: &Option<When>, vi: &str, en: &str| {
            let days = calendar.stretch(from.as_ref(), until.as_ref());
            begins_and_ends(&days, last, vi, en)
        };
        let mut done = Vec::new();
        for test in &it.test {
            done.extend(stretch(&test.from, &test.until, "xét nghiệm", "testing"));
        }
        for trace in &it.trace {
            done.extend(stretch(&trace.from, &trace.until, "truy vết", "tracing"));
        }
        for vaccinate in &it.vaccinate {
            let (vi, en) = match vaccinate.booster {
                true => ("tiêm nhắc lại", "booster vaccination"),
                false => ("tiêm chủng", "vaccination"),
            };
            done.extend(stretch(&vaccinate.from, &vaccinate.until, vi, en));
        }
        for close in &it.close {
            let Words { vi, en } = self.titles(&close.layers);
            let percent = (close.contacts * 100.0).round();
            let (vi, en) = match percent {
                0.0 => (format!("đóng cửa {vi}"), format!("closing of {en}")),
                _ => (format!("hạn chế {vi} còn {percent}%"), format!("{en} cut to {percent}%")),
            };
            done.extend(stretch(&close.from, &close.until, &vi, &en));
        }
        for distance in &it.distance {
            let (vi, en) = match distance.tier {
                Some(tier) => (
                    format!("giãn cách theo Chỉ thị {tier}"),
                    format!("distancing by Directive {tier}"),
                ),
                None => ("giãn cách".to_owned(), "distancing".to_owned()),
            };
            done.extend(stretch(&distance.from, &distance.until, &vi, &en));
        }
        if let Some(zone) = &it.zone {
            done.extend(stretch(
                &zone.from,
                &zone.until,
                "khoanh vùng khu phố có ca",
                "containment of quarters",
            ));
        }
        for round in it.round.iter().flat_map(|round| &round.on) {
            if let Some(day) = calendar.number(round).and_then(|day| u16::try_from(day).ok()) {
                done.push((day, Words::new("lấy mẫu toàn dân", "everybody is sampled")));
            }
        }
        done.retain(|(day, _)| *day <= last);
        done.sort_by_key(|(day, _)| *day);
        done
    }

    /// What people call some layers.
    fn titles(&self, names: &[String]) -> Words {
        let layers = &self.notation.population.layer;
        let titled = names.iter().map(|name| {
            let title =
                layers.iter().find(|layer| layer.name == *name).and_then(|it| it.title.clone());
            title.unwrap_or_else(|| Words::new(name.as_str(), name.as_str()))
        });
        let (vi, en): (Vec<String>, Vec<String>) = titled.map(|it| (it.vi, it.en)).unzip();
        Words::new(vi.join(", "), en.join(", "))
    }

    fn checked(self, file: &str) -> Result<Self, ScenarioError> {
        let mut faults = Faults::of(file);
        faults.share("transmission.per_contact", self.course.transmission.per_contact);
        self.check(&mut faults);
        faults.result(self)
    }

    /// The variants by number; the wild type is 0.
    pub(super) fn variants(&self) -> Vec<&str> {
        let others = self.course.variant.keys().map(String::as_str).filter(|name| *name != WILD);
        std::iter::once(WILD).chain(others).collect()
    }

    fn check(&self, faults: &mut Faults) {
        let it = &self.notation;
        faults.within("days", f64::from(it.days), 1.0, f64::from(DAYS_MOST));
        faults.within("population.size", f64::from(it.population.size), 1.0, f64::from(SIZE_MOST));
        faults.within(
            "infected_at_start",
            f64::from(it.infected_at_start),
            0.0,
            f64::from(it.population.size),
        );
        if let Some(factor) = it.transmission_factor {
            faults.within("transmission_factor", factor, 0.0, 100.0);
        }
        if let Some(size) = it.population.quarter_size {
            faults.within("population.quarter_size", f64::from(size), 2.0, 1e8);
            let quarters = it.population.size / size.max(1);
            faults.within("population.size / quarter_size", f64::from(quarters), 0.0, 65_000.0);
        }
        if let Some(variant) = &it.variant_at_start {
            faults.known("variant_at_start", variant, self.variants().into_iter());
        }
        for (name, variant) in &it.variant {
            variant.check(&format!("variant.{name}"), faults);
        }
        self.capacity.check(faults);
        self.check_layers(faults);
        let layers = self.layer_names();
        let near = Near {
            layers: &layers,
            calendar: &self.calendar,
            course: &self.course,
            quarters: it.population.quarter_size.is_some(),
        };
        for (at, test) in it.test.iter().enumerate() {
            test.check(&format!("test[{at}]"), &near, faults);
        }
        for (at, round) in it.round.iter().enumerate() {
            round.check(&format!("round[{at}]"), &near, faults);
        }
        for (at, trace) in it.trace.iter().enumerate() {
            trace.check(&format!("trace[{at}]"), &near, faults);
        }
        for (at, vaccinate) in it.vaccinate.iter().enumerate() {
            vaccinate.check(&format!("vaccinate[{at}]"), &near, faults);
        }
        for (at, close) in it.close.iter().enumerate() {
            close.check(&format!("close[{at}]"), &near, faults);
        }
        for (at, distance) in it.distance.iter().enumerate() {
            distance.check(&format!("distance[{at}]"), &near, faults);
        }
        if let Some(zone) = &it.zone {
            zone.check("zone", &near, faults);
        }
        for (at, import) in it.import.iter().enumerate() {
            import.check(&format!("import[{at}]"), &near, faults);
        }
    }

    fn layer_names(&self) -> Vec<&str> {
        self.notation.population.layer.iter().map(|layer| layer.name.as_str()).collect()
    }

    fn check_layers(&self, faults: &mut Faults) {
        let layers = &self.notation.population.layer;
        faults.within("population.layer", layers.len() as f64, 1.0, 15.0);
        for (at, layer) in layers.iter().enumerate() {
            if layers[..at].iter().any(|other| other.name == layer.name) {
                let place = format!("population.layer[{at}].name");
                faults.add(&place, "tên lớp bị trùng", "another layer has this name");
            }
            layer.check(&format!("population.layer[{at}]"), faults);
            if layer.within_quarter.is_some() && self.notation.population.quarter_size.is_none() {
                let place = format!("population.layer[{at}].within_quarter");
                faults.add(
                    &place,
                    "cần có population.quarter_size",
                    "needs population.quarter_size",
                );
            }
        }
    }
}

fn missing(file: &str, place: &str, path: &str) -> ScenarioError {
    ScenarioError::one(
        file,
        place,
        &format!("không có tệp {path}"),
        &format!("there is no file {path}"),
    )
}

impl Capacity {
    fn check(&self, faults: &mut Faults) {
        for (name, most) in [
            ("beds", self.beds),
            ("intensive_beds", self.intensive_beds),
            ("oxygen_places", self.oxygen_places),
            ("swabs_a_day", self.swabs_a_day),
            ("quarantine_places", self.quarantine_places),
            ("staff", self.staff),
            ("staff_for_bed", self.staff_for_bed),
            ("staff_for_intensive_bed", self.staff_for_intensive_bed),
            ("staff_for_100_swabs", self.staff_for_100_swabs),
        ] {
            faults.within(&format!("capacity.{name}"), most.unwrap_or_default(), 0.0, 1e12);
        }
    }
}

impl AgeBands {
    fn check(&self, path: &str) -> Result<(), ScenarioError> {
        let mut faults = Faults::of(path);
        let mut sum = 0.0;
        for (at, (from, to, share)) in self.bands.iter().enumerate() {
            let place = format!("bands[{at}]");
            faults.within(&place, f64::from(*to), f64::from(*from), 120.0);
            faults.within(&place, *share, 0.0, 1e12);
            sum += share;
        }
        faults.within("bands", sum, f64::MIN_POSITIVE, 1e15);
        faults.result(())
    }
}

impl Layer {
    /// Sizes of its households or groups.
    pub(super) fn group_sizes(&self) -> Whole {
        match (&self.sizes, self.size) {
            (Some(sizes), _) => {
                let mut weights = vec![0.0];
                weights.extend(sizes);
                Whole::weighted(&weights)
            }
            (None, size) => Whole::poisson(size.unwrap_or(1.0)),
        }
    }

    fn check(&self, place: &str, faults: &mut Faults) {
        let needs = |faults: &mut Faults, name: &str, value: Option<f64>, least: f64, most: f64| {
            let place = format!("{place}.{name}");
            match value {
                Some(value) => faults.within(&place, value, least, most),
                None => faults.add(&place, "còn thiếu", "is missing"),
            }
        };
        match self.kind {
            LayerKind::Households | LayerKind::Groups if self.sizes.is_none() => {
                needs(faults, "size", self.size, 0.1, 500.0);
            }
            LayerKind::Random => needs(faults, "contacts", self.contacts, 0.0, 300.0),
            LayerKind::Mixing if self.matrix.is_none() => {
                needs(faults, "contacts", self.contacts, 0.0, 300.0);
            }
            _ => {}
        }
        if let Some(sizes) = &self.sizes {
            let sum: f64 = sizes.iter().sum();
            faults.within(&format!("{place}.sizes"), sum, f64::MIN_POSITIVE, 1e9);
            faults.within(&format!("{place}.sizes"), sizes.len() as f64, 1.0, 500.0);
            for share in sizes {
                faults.within(&format!("{place}.sizes"), *share, 0.0, 1e9);
            }
        }
        faults.within(&format!("{place}.weight"), self.weight, 0.0, 1_000.0);
        faults.share(&format!("{place}.isolated"), self.isolated);
        faults.share(&format!("{place}.quarantined"), self.quarantined);
        faults.share(&format!("{place}.share"), self.share.unwrap_or_default());
        faults.share(&format!("{place}.within_quarter"), self.within_quarter.unwrap_or_default());
        if let Some((youngest, oldest)) = self.ages {
            faults.within(&format!("{place}.ages"), f64::from(oldest), f64::from(youngest), 120.0);
        }
    }
}
