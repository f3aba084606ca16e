use std::collections::BTreeMap;

use jiff::civil::Date;
use statrs::function::gamma::ln_gamma;
use taicho_model::Note;

use super::cleaned::Cases;
use super::{
    Estimates, Known, Method, Posterior, ReproductionError, Sums, Window, days_from, mixture,
    windows_of,
};
use crate::Counts;

/// R(t) of areas that lie in parents.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaEstimates {
    /// R(t) of each area, in the order in which they were given.
    pub areas: Vec<Estimates>,
    /// R(t) of each parent, from the cases of all its areas together.
    pub parents: BTreeMap<String, Estimates>,
    /// How alike the areas of each parent are: the shape of the gamma distribution of their R about that of the parent.
    pub alikeness: BTreeMap<String, f64>,
}

/// One area under way.
struct Area<'c> {
    known: Known<'c>,
    days: Vec<Date>,
    sums: Vec<Sums>,
    /// Steps from the parent's first day to this area's.
    offset: usize,
}

/// What all areas of a parent counted in one window.
#[derive(Clone, Copy, Default)]
struct Together {
    cases: f64,
    infectivity: f64,
    counted: bool,
}

/// R(t) of many areas, where those with few cases lean on the others of their parent.
///
/// In a window, R of area i comes from a gamma prior with mean m = (a + S)/(b + Λ) and shape 1/(1/κ + 1/(a + S)), where
/// a and b are shape and rate of the method's prior, and S and Λ the cases and the infectivity of the *other* areas of its
/// parent in that window. An area alone in its parent thus has the method's own prior. κ, how alike the areas of a parent
/// are, is where the negative-binomial likelihood of the cases of all its areas in windows that do not overlap is greatest,
/// times a log-normal prior of κ about 10 with deviation 1.5.
///
/// `parents` names the parent of each area; daily counts may begin and end on different days, weekly ones on different
/// weeks.
pub fn estimate_areas(
    method: &Method,
    areas: &[Counts],
    imported: &[Option<Counts>],
    parents: &[String],
) -> Result<AreaEstimates, ReproductionError> {
    method.check()?;
    let with_imports =
        areas.iter().zip(imported.iter().map(Option::as_ref).chain(std::iter::repeat(None)));
    let cases = with_imports.map(|(counts, imported)| method.cases(counts, imported));
    let cases: Vec<Cases> = cases.collect::<Result<_, _>>()?;
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (area, parent) in
        (0..areas.len()).zip(parents.iter().map(String::as_str).chain(std::iter::repeat("")))
    {
        members.entry(parent).or_default().push(area);
    }
    let mut found = AreaEstimates {
        areas: vec![Estimates { windows: Vec::new(), notes: Vec::new() }; areas.len()],
        parents: BTreeMap::new(),
        alikeness: BTreeMap::new(),
    };
    for (parent, members) in members {
        let first_on = members.iter().map(|area| areas[*area].first_on).min().unwrap_or_default();
        let of_parent: Vec<Area> = members
            .iter()
            .map(|area| Area::new(method, &areas[*area], &cases[*area], first_on))
            .collect();
        let group = Group::new(method, &of_parent);
        let (shape, rate) = method.prior();
        let mut mixture = mixture::Mixture::default();
        for (area, member) in of_parent.iter().zip(&members) {
            let windows = area.sums.iter().map(|sums| {
                let (shape, own_rate) = group.prior(area, sums);
                area.known.window(&area.days, sums, shape, own_rate, rate, &mut mixture)
            });
            let windows: Vec<Window> = windows.collect();
            let mut notes = cases[*member].notes.clone();
            method.remark(&cases[*member], &windows, &mut notes);
            found.areas[*member] = Estimates { windows, notes };
        }
        let windows = group.windows(method, first_on, shape, rate);
        found.parents.insert(parent.to_owned(), Estimates { windows, notes: group.notes() });
        found.alikeness.insert(parent.to_owned(), group.alikeness);
    }
    Ok(found)
}

impl<'c> Area<'c> {
    fn new(method: &Method, counts: &Counts, cases: &'c Cases, parent_on: Date) -> Self {
        let known = Known::new(method, cases);
        let sums = windows_of(cases, &known.infectious[0], method.window).collect();
        let days = days_from(counts.first_on, cases.total.len());
        let offset = (counts.first_on - parent_on).get_days();
        Self { known, days, sums, offset: usize::try_from(offset).unwrap_or_default() }
    }
}

/// The areas of one parent.
struct Group {
    prior_shape: f64,
    prior_rate: f64,
    /// By the first step of the window, from the parent's first day.
    together: Vec<Together>,
    alikeness: f64,
    areas: usize,
    window: usize,
}

impl Group {
    fn new(method: &Method, areas: &[Area]) -> Self {
        let (prior_shape, prior_rate) = method.prior();
        let mut together = Vec::new();
        for area in areas {
            for sums in area.sums.iter().filter(|sums| sums.counted) {
                let at = area.offset + sums.first;
                if together.len() <= at {
                    together.resize(at + 1, Together::default());
                }
                together[at].cases += sums.cases;
                together[at].infectivity += sums.infectivity;
                together[at].counted = true;
            }
        }
        let mut group = Self {
            prior_shape,
            prior_rate,
            together,
            alikeness: 10.0,
            areas: areas.len(),
            window: method.window,
        };
        group.alikeness = group.most_likely_alikeness(areas);
        group
    }

    /// Mean of an area's R by the others of its parent, and the shape of the distribution of that mean.
    fn others(&self, area: &Area, sums: &Sums) -> (f64, f64) {
        let all = self.together.get(area.offset + sums.first).copied().unwrap_or_default();
        let own = if sums.counted { (sums.cases, sums.infectivity) } else { (0.0, 0.0) };
        // What a difference leaves of rounding is no infectivity.
        let rest = |all: f64, own: f64| if all - own > 1e-9 * all { all - own } else { 0.0 };
        let shape = self.prior_shape + rest(all.cases, own.0);
        (shape / (self.prior_rate + rest(all.infectivity, own.1)), shape)
    }

    /// Shape and rate of the gamma prior of an area in a window.
    fn prior(&self, area: &Area, sums: &Sums) -> (f64, f64) {
        if self.areas == 1 {
            return (self.prior_shape, self.prior_rate);
        }
        let (mean, known) = self.others(area, sums);
        let shape = 1.0 / (1.0 / self.alikeness + 1.0 / known);
        (shape, shape / mean)
    }

    /// By golden section over the logarithm.
    fn most_likely_alikeness(&self, areas: &[Area]) -> f64 {
        // Cases, expected cases and shape of the others, for windows that do not overlap.
        let mut seen: Vec<[f64; 3]> = Vec::new();
        for area in areas {
            let apart =
                area.sums.iter().filter(|sums| (area.offset + sums.first) % self.window == 0);
            for sums in apart.filter(|sums| sums.counted && sums.infectivity > 0.0) {
                let (mean, known) = self.others(area, sums);
                seen.push([sums.cases, mean * sums.infectivity, known]);
            }
        }
        let score = |log: f64| -> f64 {
            let prior = -((log - 10.0_f64.ln()) / 1.5).powi(2) / 2.0;
            let each = seen.iter().map(|[cases, expected, known]| {
                let shape = 1.0 / ((-log).exp() + 1.0 / known);
                ln_gamma(shape + cases)
                    - ln_gamma(shape)
                    - shape * (expected / shape).ln_1p()
                    - cases * (shape / expected).ln_1p()
            });
            prior + each.sum::<f64>()
        };
        if areas.len() < 2 {
            return 10.0;
        }
        let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
        let (mut low, mut high) = (0.1_f64.ln(), 1e5_f64.ln());
        let mut inner = [high - golden * (high - low), low + golden * (high - low)];
        let mut scores = inner.map(score);
        for _ in 0..24 {
            if scores[0] > scores[1] {
                high = inner[1];
                inner = [high - golden * (high - low), inner[0]];
                scores = [score(inner[0]), scores[0]];
            } else {
                low = inner[0];
                inner = [inner[1], low + golden * (high - low)];
                scores = [scores[1], score(inner[1])];
            }
        }
        ((low + high) / 2.0).exp()
    }

    fn windows(&self, method: &Method, first_on: Date, shape: f64, rate: f64) -> Vec<Window> {
        let days = days_from(first_on, self.together.len() + self.window);
        let earliest = method.serial_mean();
        let begun = self.together.iter().position(|all| all.counted).unwrap_or_default();
        let each = self.together.iter().enumerate().skip(begun.max(1));
        each.map(|(first, all)| {
            let last = first + self.window - 1;
            let posterior = (all.counted && (last + 1) as f64 > earliest)
                .then(|| Posterior::gamma(shape + all.cases, 1.0 / (rate + all.infectivity)));
            Window {
                first_on: days[first],
                last_on: days[last],
                posterior,
                prior_only: all.cases == 0.0 && all.infectivity < 1e-3 * rate,
            }
        })
        .collect()
    }

    fn notes(&self) -> Vec<Note> {
        let areas = self.areas;
        vec![Note::new(
            "parent",
            format!("tính từ tổng số ca của {areas} địa bàn"),
            format!("from the cases of {areas} areas together"),
        )]
    }
}
