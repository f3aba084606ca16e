mod said;
mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;
use taicho_model::Words;

use super::canvas::{BODY, CAPACITY, Canvas, LEFT, RIGHT, RULE, SMALL, TITLE};
use super::numbers::number;
use super::scale::Scale;
use super::time::{self, TimeAxis};
use super::{Point, Quantiles, sound, stretches};
use crate::Step;

const HIGH: f64 = 150.0;
/// The room of each of two plots side by side.
const HALF: f64 = 270.0;
/// So many scenarios can be told apart.
const MOST: usize = 4;
/// The inks and dashes of the scenarios: each is known by its letter as well.
const LINES: [(&str, &str); MOST] = [
    ("#155a8a", ""),
    ("#a34a00", " stroke-dasharray=\"10 5\""),
    ("#00664b", " stroke-dasharray=\"2 5\""),
    ("#374151", " stroke-dasharray=\"14 4 2 4\""),
];

/// Two to four scenarios beside each other: a plot and a table for each quantity, and what was done when.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Where.
    pub name: String,
    /// What the scenarios are called, two to four; the first is the one that the others are compared with.
    pub scenarios: Vec<Words>,
    /// The quantities that are compared.
    pub compared: Vec<Compared>,
    /// What is done when.
    pub interventions: Vec<Intervention>,
    /// How often each scenario was run.
    pub runs: u32,
    /// Whether the scenarios have dates; otherwise days are numbered from 1 January 1970, which is day 0.
    pub dated: bool,
    /// Vietnamese or English.
    pub in_vietnamese: bool,
}

/// One quantity in all scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// What it is: "giường bệnh đang dùng", "beds occupied".
    pub quantity: Words,
    /// Its unit: "giường", "beds".
    pub unit: Words,
    /// How many there are.
    pub capacity: Option<f64>,
    /// One for each scenario, in their order.
    pub courses: Vec<Course>,
}

/// One quantity in one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// The quantity by day.
    pub points: Vec<Point>,
    /// The highest value of a run.
    pub peak: Option<Quantiles>,
    /// The day of the highest value, in the middle of the runs.
    pub peak_on: Option<Date>,
    /// The share of the runs in which the capacity does not suffice.
    pub exceeded_in: f64,
    /// The first day on which it does not, in the middle of those runs.
    pub exceeded_on: Option<Date>,
    /// How much higher the peak is than in the first scenario, run against run with the same seed.
    pub difference: Option<Quantiles>,
}

/// Something that is done on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervention {
    /// When.
    pub on: Date,
    /// What.
    pub named: Words,
    /// In which scenarios, by their place; empty for all.
    pub scenarios: Vec<usize>,
}

impl Comparison {
    /// The drawing, as text of an SVG file.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.in_vietnamese);
        let kind = match self.scenarios.len() {
            1 => canvas.say("Kịch bản", "Scenario"),
            _ => canvas.say("So sánh kịch bản", "Comparison of scenarios"),
        };
        let title = super::titled(kind, &self.name);
        canvas.paragraph(TITLE, &title, 3);
        canvas.y += 4.0;
        let said = self.said(canvas.vi);
        said.iter().for_each(|sentence| canvas.paragraph(BODY, sentence, 4));
        canvas.y += 4.0;
        let shown = self.scenarios.iter().take(MOST).enumerate();
        let signs =
            shown.map(|(at, named)| (sign(at), format!("{}: {}", letter(at), canvas.words(named))));
        let mut signs: Vec<_> = signs.collect();
        if self.compared.iter().any(|it| it.capacity.is_some()) {
            let line = format!(
                "<path d=\"M0 0H26\" stroke=\"{CAPACITY}\" stroke-width=\"2.2\" stroke-dasharray=\"10 4\"/>"
            );
            signs.push((line, canvas.say("năng lực hiện có", "capacity").to_owned()));
        }
        canvas.legend(&signs);
        let numbers = self.interventions(&mut canvas);
        self.plots(&mut canvas, &numbers);
        self.table(&mut canvas);
        if self.compared.iter().all(|compared| self.shown(compared).next().is_none()) {
            return canvas.finished(&title, &said.join(" "));
        }
        canvas.y += 8.0;
        let runs = number(f64::from(self.runs), 0, canvas.vi);
        let note = if canvas.vi {
            format!(
                "Mỗi kịch bản chạy {runs} lần. Đường: trung vị; dải màu: khoảng 90%. Phần trăm: tỷ lệ lần chạy \
                 hết năng lực. “Chưa rõ”: chênh lệch nằm trong dao động ngẫu nhiên giữa các lần chạy."
            )
        } else {
            format!(
                "{runs} runs of each scenario. Lines: medians; tints: 90% intervals. Percentages: runs in which the \
                 capacity runs out. “Unclear”: the difference is within the noise between runs."
            )
        };
        canvas.paragraph(SMALL, &note, 5);
        canvas.finished(&title, &said.join(" "))
    }

    fn days(&self) -> (i64, i64) {
        let courses = self.compared.iter().flat_map(|it| it.courses.iter().take(MOST));
        let days = courses.flat_map(|it| &it.points).map(|point| time::number(point.on));
        (days.clone().min().unwrap_or(0), days.max().unwrap_or(0))
    }

    /// The courses of the scenarios that are drawn.
    fn shown<'c>(
        &self,
        compared: &'c Compared,
    ) -> impl Iterator<Item = (usize, &'c Course)> + Clone {
        compared.courses.iter().take(MOST.min(self.scenarios.len())).enumerate()
    }

    /// The plots, two in a row: what stands below each other has the same days.
    fn plots(&self, canvas: &mut Canvas, numbers: &BTreeMap<i64, String>) {
        for pair in self.compared.chunks(2) {
            canvas.y += 14.0;
            let begin = canvas.y;
            let mut end = begin;
            for (compared, x) in pair.iter().zip([LEFT, RIGHT - HALF]) {
                canvas.y = begin;
                let name = super::capital(canvas.words(&compared.quantity));
                canvas.paragraph_at(x, HALF, BODY.bold(), &name, 2);
                end = end.max(canvas.y);
            }
            let mut bottom = end;
            for (compared, x) in pair.iter().zip([LEFT, RIGHT - HALF]) {
                canvas.y = end;
                self.plot(canvas, compared, x, numbers);
                bottom = bottom.max(canvas.y);
            }
            canvas.y = bottom;
        }
    }

    fn plot(
        &self,
        canvas: &mut Canvas,
        compared: &Compared,
        x: f64,
        numbers: &BTreeMap<i64, String>,
    ) {
        let margins =
            self.compared.iter().map(|it| super::margin(&it.scale((1.0, 0.0)), canvas.vi));
        let margin = margins.fold(0.0, f64::max);
        let (first, last) = self.days();
        let axis = TimeAxis::over(first, last, x + margin, x + HALF - 6.0);
        let axis = &if self.dated { axis } else { axis.numbered() };
        canvas.y += 32.0;
        let unit = canvas.words(&compared.unit).to_owned();
        canvas.unit_at(x, HALF, &unit);
        let lane = if numbers.is_empty() { 0.0 } else { 20.0 };
        let (top, bottom) = (canvas.y + lane, canvas.y + lane + HIGH);
        let scale = compared.scale((bottom, top));
        canvas.grid(&scale, axis);
        for (day, text) in numbers {
            if axis.holds(*day) {
                let x = axis.middle(*day);
                canvas.shape(format_args!(
                    "<path d=\"M{x:.1} {:.1}V{bottom:.1}\" stroke=\"{RULE}\" stroke-width=\"1.4\" stroke-dasharray=\"3 3\"/>",
                    top - 4.0
                ));
                canvas.write_if_free(x, top - 8.0, SMALL.bold().anchor("middle"), text);
            }
        }
        for (at, course) in self.shown(compared) {
            let (ink, _) = LINES[at];
            for stretch in stretches(&sound(&course.points)) {
                let corners: Vec<_> =
                    stretch.iter().map(|(day, it)| (axis.middle(*day), it.q05, it.q95)).collect();
                super::area(
                    canvas,
                    &scale,
                    &corners,
                    &format!("fill=\"{ink}\" fill-opacity=\"0.15\""),
                );
            }
        }
        let mut tops: Vec<(usize, f64, f64)> = Vec::new();
        for (at, course) in self.shown(compared) {
            let (ink, dashes) = LINES[at];
            let mut highest: Option<(f64, f64)> = None;
            for stretch in stretches(&sound(&course.points)) {
                let corners: Vec<_> =
                    stretch.iter().map(|(day, it)| (axis.middle(*day), it.median, 0.0)).collect();
                let paint = format!("stroke=\"{ink}\" stroke-width=\"2.8\"{dashes}");
                super::line(canvas, &scale, &corners, &paint);
                for (x, value, _) in corners {
                    if highest.is_none_or(|known| value > known.1) {
                        highest = Some((x, value));
                    }
                }
            }
            tops.extend(highest.map(|(x, value)| (at, x, value)));
        }
        if let Some(capacity) = compared.capacity.filter(|it| *it >= 0.0 && scale.holds(*it)) {
            let (y, left, right) = (scale.y(capacity), axis.left, axis.right);
            canvas.shape(format_args!(
                "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{CAPACITY}\" stroke-width=\"2.2\" stroke-dasharray=\"10 4\"/>"
            ));
        }
        if self.shown(compared).all(|(_, course)| course.points.iter().all(|it| it.value.is_none()))
        {
            super::nothing(canvas, axis, (top, bottom));
        }
        canvas.dates(axis, Step::Day, bottom, time::named(Step::Day, canvas.vi));
        for (at, x, value) in tops {
            let style = SMALL.bold().ink(LINES[at].0);
            let y = scale.y(value);
            let _ = canvas.write_if_free(x - 6.0, y - 7.0, style, &letter(at))
                || canvas.write_if_free(x + 14.0, y - 4.0, style, &letter(at));
        }
    }
}

impl Compared {
    fn scale(&self, px: (f64, f64)) -> Scale {
        let courses = self.courses.iter().take(MOST);
        let points: Vec<Quantiles> = courses
            .flat_map(|it| &it.points)
            .filter_map(|point| point.value.and_then(|it| it.sound()))
            .collect();
        let highest = |figure: fn(&Quantiles) -> f64| points.iter().map(figure).fold(0.0, f64::max);
        let (median, upper) = (highest(|it| it.median), highest(|it| it.q95));
        let highest = if median > 0.0 { upper.min(median * 3.0) } else { upper };
        let capacity = self.capacity.filter(|it| it.is_finite()).unwrap_or_default();
        let within = capacity <= highest * 2.0;
        Scale::to(if within { highest.max(capacity * 1.04) } else { highest }, true, px)
    }
}

/// Whether nothing can be told apart: the 95% interval of the difference holds zero.
fn in_the_noise(difference: &Quantiles) -> bool {
    difference.q025 <= 0.0 && difference.q975 >= 0.0
}

fn letter(at: usize) -> String {
    char::from(b'A' + at.min(25) as u8).to_string()
}

fn sign(at: usize) -> String {
    let (ink, dashes) = LINES[at];
    format!(
        "<rect y=\"-8\" width=\"26\" height=\"16\" fill=\"{ink}\" fill-opacity=\"0.15\"/>\
         <path d=\"M1 0H26\" stroke=\"{ink}\" stroke-width=\"2.8\" stroke-linecap=\"round\"{dashes}/>"
    )
}
