use jiff::civil::Date;
use taicho_model::Words;

use super::Quantiles;
use super::canvas::{BLUE, BODY, Canvas, LEFT, RIGHT, RULE, TITLE};
use super::numbers::{figure, number};
use super::scale::Scale;
use super::time::{self, TimeAxis};
use crate::Step;

const HIGH: f64 = 230.0;

/// A scenario beside what was counted: what its runs have that agree with the counts, before and after the last of them.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedScenario {
    /// What the scenario is called.
    pub scenario: Words,
    /// What was counted, one plot for each.
    pub counted: Vec<CountedFan>,
    /// What the counts tell of it.
    pub told: Vec<Told>,
    /// Something that a reader must know first: the counts were not believed in full, or hardly agree with any run.
    pub warning: Option<Words>,
    /// Vietnamese or English.
    pub in_vietnamese: bool,
}

/// One thing that was counted, and what runs have of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedFan {
    /// What: "ca được phát hiện", "cases found".
    pub quantity: Words,
    /// Figures in the order of their days.
    pub figures: Vec<CountedFigure>,
}

/// A figure over some days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountedFigure {
    /// Its first day.
    pub first_on: Date,
    /// Its last day.
    pub last_on: Date,
    /// What was counted; none where nobody counted yet.
    pub counted: Option<f64>,
    /// What runs have.
    pub quantiles: Quantiles,
}

/// What counts tell of one figure of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The figure.
    pub what: Words,
    /// The values that agree with the counts.
    pub quantiles: Quantiles,
    /// Whether the counts narrow what was believed before.
    pub is_told: bool,
}

impl FittedScenario {
    /// The drawing, as text of an SVG file.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.in_vietnamese);
        let kind = canvas.say("Kịch bản so với số liệu", "Scenario beside the counts");
        let title = super::titled(kind, canvas.words(&self.scenario));
        canvas.paragraph(TITLE, &title, 4);
        canvas.y += 4.0;
        let mut said: Vec<String> = self.told.iter().map(|it| it.said(&canvas)).collect();
        if self.told.is_empty() || self.counted.is_empty() {
            let nothing = canvas.say("Không có số liệu.", "There are no counts.");
            said.push(nothing.to_owned());
        }
        said.iter().for_each(|sentence| canvas.paragraph(BODY, sentence, 3));
        if let Some(warning) = &self.warning {
            canvas.warning(canvas.words(warning).to_owned().as_str());
        }
        canvas.y += 4.0;
        legend(&mut canvas);
        for counted in &self.counted {
            counted.plot(&mut canvas);
        }
        canvas.finished(&title, &said.join(" "))
    }
}

impl Told {
    fn said(&self, canvas: &Canvas) -> String {
        let what = canvas.words(&self.what);
        let Some(it) = self.quantiles.sound() else {
            return format!("{what}: {}.", canvas.say("không rõ", "not known"));
        };
        let write = |value: f64| match value.abs() {
            10.0.. => figure(value, canvas.vi),
            _ => number(value, if value.fract() == 0.0 { 0 } else { 2 }, canvas.vi),
        };
        let [low, median, high] = [it.q05, it.median, it.q95].map(write);
        match (self.is_told, canvas.vi) {
            (true, _) => format!("{what}: {median} (90%:\u{a0}{low}–{high})."),
            (false, true) => {
                format!("{what}: số liệu chưa cho biết rõ ({low}–{high} đều phù hợp).")
            }
            (false, false) => {
                format!("{what}: the counts hardly tell ({low}–{high} all agree with them).")
            }
        }
    }
}

fn legend(canvas: &mut Canvas) {
    let dot = format!(
        "<circle cx=\"13\" r=\"5\" fill=\"{}\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
        BLUE[4]
    );
    let runs = canvas.say(
        "các lần chạy khớp số liệu: trung vị, 50%, 90%, 95%",
        "runs that agree: median, 50%, 90%, 95%",
    );
    let signs = [
        (dot, canvas.say("đã ghi nhận", "recorded").to_owned()),
        (super::fan_sign(), runs.to_owned()),
    ];
    canvas.legend(&signs);
}

impl CountedFan {
    fn plot(&self, canvas: &mut Canvas) {
        let known = self.figures.iter().filter_map(CountedFigure::counted_a_day);
        let known = known.fold(0.0, f64::max);
        let upper = |of: fn(&Quantiles) -> f64| {
            let sound = self.figures.iter().filter_map(CountedFigure::quantiles_a_day);
            sound.map(|it| of(&it)).fold(0.0, f64::max)
        };
        // The widest band may be cut, the median and what was counted may not.
        let highest = known.max(upper(|it| it.median)).max(upper(|it| it.q975).min(known * 4.0));
        let scale = |px| Scale::to(highest, false, px);
        let margin = super::margin(&scale((1.0, 0.0)), canvas.vi);
        let (first, last) = match (self.figures.first(), self.figures.last()) {
            (Some(first), Some(last)) => (time::number(first.first_on), time::number(last.last_on)),
            _ => (0, 0),
        };
        let axis = TimeAxis::over(first, last, LEFT + margin, RIGHT);
        canvas.y += 36.0;
        let quantity = super::capital(canvas.words(&self.quantity));
        let daily = canvas.say("mỗi ngày, trung bình tuần", "a day, mean of the week");
        canvas.unit(&format!("{quantity} ({daily})"));
        let (top, bottom) = (canvas.y, canvas.y + HIGH);
        let scale = scale((bottom, top));
        canvas.grid(&scale, &axis);
        let cut = self.fan(canvas, &axis, &scale);
        let counted = self.figures.iter().filter_map(|it| Some((it, it.counted_a_day()?)));
        if let Some((last, _)) = counted.clone().next_back() {
            let x = axis.begin(time::number(last.last_on) + 1);
            canvas.shape(format_args!(
                "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{RULE}\" stroke-dasharray=\"3 3\"/>"
            ));
        }
        for (it, value) in counted {
            let (x, y) = (it.middle(&axis), scale.y(value));
            canvas.shape(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{}\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
                BLUE[4]
            ));
        }
        if self.figures.is_empty() {
            super::nothing(canvas, &axis, (top, bottom));
        }
        let what = time::named(Step::Week, canvas.vi);
        canvas.dates(&axis, Step::Week, bottom, what);
        if cut {
            super::cropped(canvas);
        }
        canvas.y += 10.0;
    }

    /// Draws what runs have; says whether something of it lies beyond the frame.
    fn fan(&self, canvas: &mut Canvas, axis: &TimeAxis, scale: &Scale) -> bool {
        let sound = self.figures.iter().filter_map(|it| Some((it, it.quantiles_a_day()?)));
        let sound: Vec<(&CountedFigure, Quantiles)> = sound.collect();
        let follows = |one: &CountedFigure, next: &CountedFigure| {
            time::number(one.last_on) + 1 == time::number(next.first_on)
        };
        let mut cut = false;
        for run in sound.chunk_by(|one, next| follows(one.0, next.0)) {
            let stretch = run.iter().map(|(it, value)| (it.middle(axis), *value));
            super::fan_of(canvas, scale, &stretch.collect::<Vec<_>>());
            cut |= run.iter().any(|(_, it)| !scale.holds(it.q975));
        }
        cut
    }
}

impl CountedFigure {
    fn middle(&self, axis: &TimeAxis) -> f64 {
        let (first, end) = (time::number(self.first_on), time::number(self.last_on) + 1);
        (axis.begin(first) + axis.begin(end)) / 2.0
    }

    /// Figures over three days and over seven can be drawn on one scale by the day.
    fn days(&self) -> f64 {
        (time::number(self.last_on) + 1 - time::number(self.first_on)).max(1) as f64
    }

    fn counted_a_day(&self) -> Option<f64> {
        self.counted.filter(|it| it.is_finite()).map(|it| it / self.days())
    }

    fn quantiles_a_day(&self) -> Option<Quantiles> {
        let days = self.days();
        let Quantiles { q025, q05, q25, median, q75, q95, q975 } = self.quantiles.sound()?;
        Some(Quantiles {
            q025: q025 / days,
            q05: q05 / days,
            q25: q25 / days,
            median: median / days,
            q75: q75 / days,
            q95: q95 / days,
            q975: q975 / days,
        })
    }
}
