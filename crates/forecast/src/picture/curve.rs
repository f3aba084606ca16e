pub(super) mod bars;
mod line;
mod said;

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use taicho_model::Words;

use super::canvas::{BODY, Canvas, HEAD, LEFT, RIGHT, RULE, SMALL, TITLE};
use super::scale::Scale;
use super::time::{Tick, TimeAxis, number, starts};
use super::{Point, Quantiles, RtBand};
use crate::{Counts, Step};

const HIGH: f64 = 230.0;
/// Behind the last days, whose reports are still coming.
const ZONE: &str = "#f1f3f6";

/// Counts by day, week or month as bars: with their faults, what is still to be reported, thresholds and alarms.
#[derive(Clone, Debug, PartialEq)]
pub struct EpidemicCurve {
    /// What was reported, and where.
    pub counts: Counts,
    /// What is counted, as it stands after a number: "ca mắc", "cases".
    pub counted: Words,
    /// What the days are: "ngày khởi phát", "day of onset"; empty if it is not known.
    pub dated_by: Words,
    /// Days whose figure was doubted; drawn hollow.
    pub mended: Vec<Mended>,
    /// From here on reports are still coming.
    pub delayed_from: Option<Date>,
    /// What the last days will probably reach, each on the first day of its step.
    pub nowcast: Vec<Point>,
    /// Above what an alarm is given.
    pub thresholds: Vec<Threshold>,
    /// What the thresholds are called: "ngưỡng dịch", "epidemic line".
    pub line: Words,
    /// The steps with an alarm, each by its first day.
    pub alarms: Vec<Date>,
    /// The steps above a threshold that is not sure enough to decide, each by its first day.
    pub advised: Vec<Date>,
    /// The number of the first step, where steps have numbers and no dates.
    pub numbered_from: Option<usize>,
    /// The reproduction number to be drawn below on the same days; its name and language do not count.
    pub rt: Option<RtBand>,
    /// Vietnamese or English.
    pub in_vietnamese: bool,
}

/// A day whose figure was doubted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mended {
    /// The first day of the step.
    pub on: Date,
    /// What was reckoned with instead; none if the step was left out.
    pub used: Option<f64>,
}

impl Mended {
    /// What [`Counts::mended`] reckons with in place of what was reported.
    pub fn of(counts: &Counts) -> Vec<Self> {
        let mended = counts.mended().values;
        let both = counts.values.iter().zip(mended).enumerate();
        let doubted = both.filter(|(_, (reported, used))| *reported != used);
        doubted
            .map(|(at, (_, used))| Self {
                on: counts.step_on(at),
                used: used.map(|used| used as f64),
            })
            .collect()
    }
}

/// What is usual in a step, and above what an alarm is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The first day of the step.
    pub on: Date,
    /// What is usual, if the method says so.
    pub expected: Option<f64>,
    /// The threshold.
    pub alarm_above: f64,
}

impl EpidemicCurve {
    /// Bars alone, in Vietnamese, of cases; what else is known is set with `..EpidemicCurve::of(counts)`.
    pub fn of(counts: Counts) -> Self {
        Self {
            counts,
            counted: Words::new("ca mắc", "cases"),
            dated_by: Words::default(),
            mended: Vec::new(),
            delayed_from: None,
            nowcast: Vec::new(),
            thresholds: Vec::new(),
            line: Words::new("ngưỡng báo động", "alarm threshold"),
            alarms: Vec::new(),
            advised: Vec::new(),
            numbered_from: None,
            rt: None,
            in_vietnamese: true,
        }
    }

    /// The drawing, as text of an SVG file.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.in_vietnamese);
        let drawn = Drawn::of(self);
        let kind = match drawn.thresholds.is_empty() {
            true => canvas.say("Đường cong dịch", "Epidemic curve"),
            false => canvas.say("Cảnh báo sớm", "Early warning"),
        };
        let title = super::titled(kind, &self.counts.name);
        canvas.paragraph(TITLE, &title, 3);
        canvas.y += 4.0;
        let said = self.said(&drawn);
        said.iter().for_each(|sentence| canvas.paragraph(BODY, sentence, 4));
        canvas.y += 4.0;
        let signs = self.legend(&canvas, &drawn);
        canvas.legend(&signs);
        let mut margin = super::margin(&drawn.scale((1.0, 0.0)), canvas.vi);
        let rt = self.rt.as_ref().map(|rt| RtBand { in_vietnamese: canvas.vi, ..rt.clone() });
        if let Some(rt) = &rt {
            margin = margin.max(rt.margin());
        }
        let (first, last) = drawn.days(rt.as_ref());
        let axis = TimeAxis::over(first, last, LEFT + margin, RIGHT);
        self.plot(&mut canvas, &axis, &drawn);
        let mut description = said.join(" ");
        if let Some(rt) = rt {
            canvas.y += 12.0;
            let heading = canvas.say("Hệ số lây nhiễm Rt", "Reproduction number Rt");
            canvas.paragraph(HEAD, heading, 1);
            description = format!("{description} {}", rt.panel(&mut canvas, &axis));
        }
        canvas.finished(&title, &description)
    }

    fn plot(&self, canvas: &mut Canvas, axis: &TimeAxis, drawn: &Drawn<'_>) {
        canvas.y += 36.0;
        let unit = self.unit(canvas.vi);
        canvas.unit(&unit);
        let marked = !drawn.alarms.is_empty() || !drawn.advised.is_empty();
        let lane = if marked { 24.0 } else { 0.0 };
        let (top, bottom) = (canvas.y + lane, canvas.y + lane + HIGH);
        let scale = drawn.scale((bottom, top));
        if let Some(from) = drawn.delayed_from {
            let (x, end) = (axis.begin(from), axis.right);
            let (from_y, wide) = (top - lane, end - x);
            canvas.shape(format_args!(
                "<rect x=\"{x:.1}\" y=\"{from_y:.1}\" width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{ZONE}\"/>\
                 <path d=\"M{x:.1} {from_y:.1}V{bottom:.1}\" stroke=\"{RULE}\" stroke-dasharray=\"3 3\"/>",
                bottom - from_y
            ));
        }
        canvas.grid(&scale, axis);
        line::usual(canvas, axis, &scale, drawn);
        bars::drawn(canvas, axis, &scale, drawn, self.in_vietnamese);
        let cropped = bars::nowcast(canvas, axis, &scale, drawn);
        let cropped = line::thresholds(canvas, axis, &scale, drawn) || cropped;
        line::alarms(canvas, axis, drawn, top - 6.0);
        let marked = bars::marks(canvas, axis, drawn, bottom + 8.0);
        if drawn.is_empty() {
            super::nothing(canvas, axis, (top, bottom));
        }
        let below = bottom + if marked { 16.0 } else { 0.0 };
        let what = self.dated(canvas);
        match self.numbered_from {
            Some(first) => canvas.ticks(axis, drawn.numbers(axis, first), below, &what),
            None => canvas.dates(axis, self.counts.step, below, &what),
        }
        if cropped {
            super::cropped(canvas);
        }
    }
}

/// The figures in the order of the steps.
pub(super) struct Drawn<'a> {
    values: &'a [Option<i64>],
    starts: Vec<i64>,
    mended: BTreeMap<usize, Option<f64>>,
    delayed_from: Option<i64>,
    nowcast: BTreeMap<usize, Quantiles>,
    thresholds: BTreeMap<usize, (Option<f64>, f64)>,
    alarms: BTreeSet<usize>,
    advised: BTreeSet<usize>,
    numbered_from: Option<usize>,
    step: Step,
}

impl<'a> Drawn<'a> {
    pub(super) fn of(curve: &'a EpidemicCurve) -> Self {
        let counts = &curve.counts;
        let starts = starts(counts.first_on, counts.step, counts.values.len());
        let many = counts.values.len();
        let at = |on: Date| {
            let after = starts.partition_point(|start| *start <= number(on));
            after.checked_sub(1).filter(|at| *at < many)
        };
        let fit = |value: f64| value.is_finite().then_some(value.max(0.0));
        let mended = curve.mended.iter();
        let mended = mended.filter_map(|it| Some((at(it.on)?, it.used.and_then(fit)))).collect();
        let nowcast = super::sound(&curve.nowcast).into_iter();
        let nowcast = nowcast
            .filter_map(|(day, value)| Some((at(super::time::civil(day))?, value?)))
            .collect();
        let thresholds = curve.thresholds.iter();
        let thresholds = thresholds
            .filter_map(|it| Some((at(it.on)?, (it.expected.and_then(fit), fit(it.alarm_above)?))))
            .collect();
        let alarms: BTreeSet<usize> = curve.alarms.iter().filter_map(|on| at(*on)).collect();
        let advised = curve.advised.iter().filter_map(|on| at(*on));
        let advised = advised.filter(|at| !alarms.contains(at)).collect();
        let end = starts.last().copied().unwrap_or_default();
        let delayed_from = curve.delayed_from.map(number).filter(|day| *day < end);
        let delayed_from = delayed_from.map(|day| day.max(starts[0]));
        let step = counts.step;
        let values = &counts.values;
        let numbered_from = curve.numbered_from;
        Self {
            values,
            starts,
            mended,
            delayed_from,
            nowcast,
            thresholds,
            alarms,
            advised,
            numbered_from,
            step,
        }
    }

    pub(super) fn many(&self) -> usize {
        self.values.len()
    }

    /// The count of a step, unless it was doubted or is negative.
    fn trusted(&self, at: usize) -> Option<f64> {
        match self.mended.get(&at) {
            Some(used) => *used,
            None => self.values[at].filter(|value| *value >= 0).map(|value| value as f64),
        }
    }

    fn is_delayed(&self, at: usize) -> bool {
        self.delayed_from.is_some_and(|from| self.starts[at] >= from)
    }

    fn ends(&self, axis: &TimeAxis, at: usize) -> (f64, f64) {
        (axis.begin(self.starts[at]), axis.begin(self.starts[at + 1]))
    }

    /// From where to where a bar goes: with a gap, and no wider than is seemly.
    fn bar(&self, axis: &TimeAxis, at: usize) -> (f64, f64) {
        let (left, right) = self.ends(axis, at);
        let room = right - left;
        let gap = if room < 3.0 { 0.0 } else { (room * 0.16).min(3.0) };
        let half = (room - gap).min(72.0) / 2.0;
        let middle = (left + right) / 2.0;
        (middle - half, middle + half)
    }

    fn middle(&self, axis: &TimeAxis, at: usize) -> f64 {
        let (left, right) = self.ends(axis, at);
        (left + right) / 2.0
    }

    /// As many numbers of steps as there is room for.
    fn numbers(&self, axis: &TimeAxis, first: usize) -> Vec<Tick> {
        let room = SMALL.width(&(first + self.many()).to_string()) * 1.8;
        let each = (axis.right - axis.left) / self.many().max(1) as f64;
        let every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
        let every = every.into_iter().find(|every| each * *every as f64 >= room).unwrap_or(10_000);
        let numbered = (0..self.many()).filter(|at| (first + at).is_multiple_of(every));
        let tick =
            |at| Tick { x: self.middle(axis, at), text: (first + at).to_string(), year: None };
        numbered.map(tick).collect()
    }

    /// The first and the last day of the drawing.
    pub(super) fn days(&self, rt: Option<&RtBand>) -> (i64, i64) {
        let (first, end) = (self.starts[0], self.starts[self.many()]);
        let last = rt.into_iter().flat_map(|rt| &rt.points).map(|point| number(point.on));
        let near = |day: &i64| (first..end + 366).contains(day);
        (first, last.filter(near).fold(end - 1, i64::max))
    }

    /// Whether nobody counted anything.
    pub(super) fn is_empty(&self) -> bool {
        self.values.iter().all(Option::is_none)
    }

    /// The highest count that is believed.
    pub(super) fn highest(&self) -> f64 {
        (0..self.many()).filter_map(|at| self.trusted(at)).fold(0.0, f64::max)
    }

    /// High enough for the bars that are believed; a doubted one or a wide interval may reach beyond.
    fn scale(&self, px: (f64, f64)) -> Scale {
        let highest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
        let bars = self.highest();
        let medians = highest(&mut self.nowcast.values().map(|value| value.median));
        let known = bars.max(medians);
        let upper = highest(&mut self.nowcast.values().map(|value| value.q975));
        let above = highest(&mut self.thresholds.values().map(|(_, above)| *above));
        let beyond = upper.max(above);
        Scale::to(if known > 0.0 { known.max(beyond.min(known * 2.5)) } else { beyond }, true, px)
    }
}
