use taicho_model::Note;

use crate::Counts;

/// A count of at least this many …
const DUMP_FROM: f64 = 50.0;

/// … that is this many times the mean of the week before and the week after was probably not of one day.
const DUMP_TIMES: f64 = 10.0;

/// Counts that can be reckoned with: finite, not negative, none missing.
pub(super) struct Cases {
    /// All cases, which infect; a step where nobody counted holds what lies between its neighbours.
    pub(super) total: Vec<f64>,
    /// Cases infected here; nought where nobody counted.
    pub(super) local: Vec<f64>,
    /// The first step with which a window may begin.
    pub(super) earliest: usize,
    /// Whether somebody counted.
    pub(super) counted: Vec<bool>,
    /// What was done.
    pub(super) notes: Vec<Note>,
}

impl Cases {
    /// Takes the imported cases from all cases of the same steps.
    pub(super) fn new(counts: &Counts, imported: Option<&Counts>) -> Self {
        let mut notes = Vec::new();
        let mut total = without_negatives(counts, &mut notes);
        let counted: Vec<bool> = counts.values.iter().map(Option::is_some).collect();
        let gaps: Vec<usize> = (0..total.len()).filter(|step| !counted[*step]).collect();
        if !gaps.is_empty() {
            let days = days(counts, &gaps);
            notes.push(Note::new(
                "gap",
                format!("{days}: không có số liệu; không tính vào R, khi tính sức lây coi như nằm giữa hai bên"),
                format!("{days}: nobody counted; left out of R, and taken to lie between its neighbours for what they infect"),
            ));
        }
        let dumps = dumps(&total, &counted);
        if !dumps.is_empty() {
            let days = days(counts, &dumps);
            notes.push(Note::new(
                "dump",
                format!("{days}: gấp ít nhất 10 lần các ngày quanh đó, có thể là ca cũ báo dồn; R quanh đó không đáng tin"),
                format!("{days}: at least ten times the days around it, perhaps old cases reported at once; R about then cannot be relied on"),
            ));
        }
        if total.iter().all(|count| *count == 0.0) {
            notes.push(Note::new(
                "no-cases",
                "không có ca bệnh nào, nên không ước lượng được R",
                "there is no case, so R cannot be estimated",
            ));
        }
        let mut local = total.clone();
        if let Some(imported) = imported {
            take_imported(&mut local, counts, imported, &mut notes);
        }
        // Those before the first step infected them.
        if let Some(first) = local.first_mut() {
            *first = 0.0;
        }
        between_neighbours(&mut total, &counted);
        Self { total, local, counted, earliest: 1, notes }
    }
}

/// The counts, where a correction takes back the cases counted last before it.
fn without_negatives(counts: &Counts, notes: &mut Vec<Note>) -> Vec<f64> {
    let mut values: Vec<f64> =
        counts.values.iter().map(|value| value.unwrap_or_default() as f64).collect();
    let negative: Vec<usize> = (0..values.len()).filter(|step| values[*step] < 0.0).collect();
    let mut beyond = false;
    for step in &negative {
        let mut debt = -std::mem::take(&mut values[*step]);
        for before in values[..*step].iter_mut().rev() {
            let taken = debt.min(before.max(0.0));
            *before -= taken;
            debt -= taken;
            if debt <= 0.0 {
                break;
            }
        }
        beyond |= debt > 0.0;
    }
    if !negative.is_empty() {
        let days = days(counts, &negative);
        let (vi, en) = match beyond {
            true => (
                "; trừ nhiều hơn số đã đếm, phần dư bỏ đi",
                "; more than had been counted, and the rest was dropped",
            ),
            false => ("", ""),
        };
        notes.push(Note::new(
            "negative",
            format!("{days}: số âm, được trừ vào các ca đếm ngay trước đó{vi}"),
            format!("{days}: negative, taken from the cases counted last before it{en}"),
        ));
    }
    values
}

fn take_imported(local: &mut [f64], counts: &Counts, imported: &Counts, notes: &mut Vec<Note>) {
    let offset = (imported.first_on - counts.first_on).get_days();
    let mut odd = Vec::new();
    for (value, at) in imported.values.iter().zip(offset..) {
        let value = value.unwrap_or_default();
        if value == 0 {
            continue;
        }
        match usize::try_from(at).ok().filter(|at| *at < local.len()) {
            Some(at) if value > 0 && value as f64 <= local[at] => local[at] -= value as f64,
            Some(at) => {
                odd.push(at);
                local[at] = if value > 0 { 0.0 } else { local[at] };
            }
            None => {}
        }
    }
    if !odd.is_empty() {
        let days = days(counts, &odd);
        notes.push(Note::new(
            "imported",
            format!("{days}: số ca nhập cảnh âm hoặc lớn hơn tổng số ca; coi như bằng tổng số ca, số âm bỏ đi"),
            format!("{days}: imported cases are negative or exceed all cases; taken to be all of them, negatives left out"),
        ));
    }
}

/// Fills each gap by a straight line from the count before it to the one after it; at an end, by the nearest.
fn between_neighbours(values: &mut [f64], counted: &[bool]) {
    let known: Vec<usize> = (0..values.len()).filter(|step| counted[*step]).collect();
    let Some((first, last)) = known.first().zip(known.last()) else { return };
    let (before, after) = (values[*first], values[*last]);
    values[..*first].fill(before);
    values[last + 1..].fill(after);
    for pair in known.windows(2) {
        let (from, to) = (values[pair[0]], values[pair[1]]);
        let length = (pair[1] - pair[0]) as f64;
        for (value, place) in values[pair[0] + 1..pair[1]].iter_mut().zip(1..) {
            *value = from + f64::from(place) / length * (to - from);
        }
    }
}

fn dumps(values: &[f64], counted: &[bool]) -> Vec<usize> {
    let is_dump = |step: &usize| {
        if values[*step] < DUMP_FROM {
            return false;
        }
        let around = step.saturating_sub(7)..(step + 8).min(values.len());
        let others = around.filter(|other| other != step && counted[*other]);
        let (sum, n) = others.fold((0.0, 0.0), |(sum, n), other| (sum + values[other], n + 1.0));
        n >= 7.0 && values[*step] * n >= DUMP_TIMES * sum
    };
    (0..values.len()).filter(is_dump).collect()
}

/// The first steps of a list by their dates, and how many more there are.
fn days(counts: &Counts, steps: &[usize]) -> String {
    let named: Vec<String> =
        steps.iter().take(3).map(|step| super::day_of(counts, *step).to_string()).collect();
    match steps.len() - named.len() {
        0 => named.join(", "),
        more => format!("{} (+{more})", named.join(", ")),
    }
}
