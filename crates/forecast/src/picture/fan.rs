use taicho_model::Words;

use super::canvas::{BLUE, BODY, CAPACITY, Canvas, LEFT, RIGHT, RULE, SMALL, TITLE};
use super::curve::{Drawn, EpidemicCurve, Mended, bars};
use super::numbers::{figure, number, percent};
use super::scale::Scale;
use super::time::{self, TimeAxis, day_month, written};
use super::{Point, Quantiles, sound, stretches};
use crate::outlook::ENOUGH;
use crate::{Counts, Step};

const HIGH: f64 = 250.0;

/// A forecast as a fan of quantiles after what was counted, with the capacity and the accuracy so far.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastFan {
    /// What was counted so far, and where; at most the last eight weeks, or four times the forecast, are drawn.
    pub history: Counts,
    /// Counts that were doubted; drawn hollow.
    pub mended: Vec<Mended>,
    /// What is forecast: "số ca mắc mới", "new cases".
    pub quantity: Words,
    /// Its unit: "ca mỗi ngày", "cases a day".
    pub unit: Words,
    /// The forecast, each on the first day of its step.
    pub forecast: Vec<Point>,
    /// How many there is room, beds or oxygen for.
    pub capacity: Option<f64>,
    /// How good earlier forecasts were.
    pub accuracy: Option<PastAccuracy>,
    /// Vietnamese or English.
    pub in_vietnamese: bool,
}

/// How good forecasts of the same kind were on past days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PastAccuracy {
    /// How many days ahead they looked.
    pub days: u32,
    /// How many were looked at.
    pub forecasts: u32,
    /// The share of them whose 50% interval held the true figure.
    pub covered_50: f64,
    /// The same of the 90% interval.
    pub covered_90: f64,
    /// The mean weighted interval score; less is better.
    pub wis: f64,
    /// That of the naive baseline on the same days.
    pub baseline_wis: f64,
}

impl ForecastFan {
    /// The drawing, as text of an SVG file.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.in_vietnamese);
        let quantity = canvas.words(&self.quantity);
        let kind = if canvas.vi { "Dự báo" } else { "Forecast of" };
        let kind = format!("{kind} {quantity}");
        let title = super::titled(kind.trim(), &self.history.name);
        canvas.paragraph(TITLE, &title, 3);
        canvas.y += 4.0;
        let points = sound(&self.forecast);
        let crossed = Crossed::of(self.capacity, &points);
        let mut said = vec![self.last(&canvas, &points)];
        if points.iter().any(|(_, value)| value.is_some()) {
            said.extend(self.crossing(&canvas, &crossed));
        }
        said.iter().for_each(|sentence| canvas.paragraph(BODY, sentence, 4));
        let judged = self.accuracy.filter(|it| it.forecasts >= ENOUGH);
        let worse = judged.and_then(|it| super::worse_by(it.wis, it.baseline_wis));
        if let Some(worse) = worse.filter(|worse| *worse > 0.0) {
            let worse = percent(worse, canvas.vi);
            let text = if canvas.vi {
                format!(
                    "Cảnh báo: trước đây dự báo này kém hơn cách dự báo đơn giản (sai số WIS cao hơn {worse}). Không nên dùng làm căn cứ quyết định."
                )
            } else {
                format!(
                    "Warning: so far this forecast was worse than the naive baseline (WIS {worse} higher). It should not be the basis of a decision."
                )
            };
            canvas.warning(&text);
            said.push(text);
        }
        canvas.y += 4.0;
        let curve = self.curve(&points);
        let drawn = Drawn::of(&curve);
        self.legend(&mut canvas, &drawn);
        self.plot(&mut canvas, &points, &crossed, &drawn);
        if let Some(accuracy) = self.accuracy {
            canvas.y += 6.0;
            let text = accuracy.said(canvas.vi);
            canvas.paragraph(BODY, &text, 7);
            said.push(text);
        }
        canvas.finished(&title, &said.join(" "))
    }

    /// What was counted in the steps that are drawn.
    fn curve(&self, points: &[(i64, Option<Quantiles>)]) -> EpidemicCurve {
        let begin = self.history.values.len().saturating_sub((points.len() * 4).max(56));
        let starts = time::starts(self.history.first_on, self.history.step, begin);
        let counts = Counts {
            name: String::new(),
            first_on: time::civil(starts[begin]),
            step: self.history.step,
            values: self.history.values[begin..].to_vec(),
        };
        let from = counts.first_on;
        EpidemicCurve {
            mended: self.mended.iter().copied().filter(|it| it.on >= from).collect(),
            in_vietnamese: self.in_vietnamese,
            ..EpidemicCurve::of(counts)
        }
    }

    fn plot(
        &self,
        canvas: &mut Canvas,
        points: &[(i64, Option<Quantiles>)],
        crossed: &Crossed,
        drawn: &Drawn<'_>,
    ) {
        let step = self.history.step;
        let from = points.first().map(|(day, _)| *day);
        let long = match step {
            Step::Day => 1,
            Step::Week => 7,
            Step::Month => 28,
        };
        let (begin, counted_to) = drawn.days(None);
        let end = points.last().map_or(counted_to + 1, |(day, _)| day + long);
        let first = if drawn.many() > 0 { Some(begin) } else { from };
        let first = first.unwrap_or(begin).min(from.unwrap_or(i64::MAX));
        let scale = |px| self.scale(drawn.highest(), points, px);
        let margin = super::margin(&scale((1.0, 0.0)), canvas.vi);
        let axis = TimeAxis::over(first, end - 1, LEFT + margin, RIGHT);
        canvas.y += 36.0;
        let unit = canvas.words(&self.unit);
        let unit = match (canvas.words(&self.quantity), unit) {
            (quantity, unit) if quantity.contains(unit) => super::capital(quantity),
            (quantity, unit) => format!("{} ({unit})", super::capital(quantity)),
        };
        canvas.unit(&unit);
        let (top, bottom) = (canvas.y, canvas.y + HIGH);
        let scale = scale((bottom, top));
        canvas.grid(&scale, &axis);
        bars::drawn(canvas, &axis, &scale, drawn, canvas.vi);
        let x = |day: i64| (axis.begin(day) + axis.begin(day + long)) / 2.0;
        let mut cropped = false;
        for stretch in stretches(points) {
            let placed: Vec<_> = stretch.iter().map(|(day, value)| (x(*day), *value)).collect();
            super::fan_of(canvas, &scale, &placed);
            cropped |= stretch.iter().any(|(_, value)| !scale.holds(value.q975));
        }
        if let Some(from) = from {
            let x = axis.begin(from);
            canvas.shape(format_args!(
                "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{RULE}\" stroke-dasharray=\"3 3\"/>"
            ));
        }
        let marked = bars::marks(canvas, &axis, drawn, bottom + 8.0);
        if drawn.is_empty() && points.iter().all(|(_, value)| value.is_none()) {
            super::nothing(canvas, &axis, (top, bottom));
        }
        let what = time::named(step, canvas.vi);
        canvas.dates(&axis, step, bottom + if marked { 16.0 } else { 0.0 }, what);
        self.capacity_line(canvas, &axis, &scale, crossed, &x);
        if cropped {
            super::cropped(canvas);
        }
    }

    fn scale(&self, counted: f64, points: &[(i64, Option<Quantiles>)], px: (f64, f64)) -> Scale {
        let all = || points.iter().filter_map(|(_, value)| *value);
        let median = all().map(|value| value.median).fold(0.0, f64::max);
        let known = counted.max(median);
        let upper = all().map(|value| value.q975).fold(0.0, f64::max);
        let capacity = self.capacity.filter(|it| it.is_finite()).unwrap_or_default();
        let beyond = upper.max(capacity);
        let limit = if known > 0.0 { known * 2.5 } else { beyond };
        let highest = known.max(upper.min(limit));
        let within = capacity <= highest * 2.0;
        Scale::to(if within { highest.max(capacity * 1.04) } else { highest }, true, px)
    }

    fn capacity_line(
        &self,
        canvas: &mut Canvas,
        axis: &TimeAxis,
        scale: &Scale,
        crossed: &Crossed,
        x: &dyn Fn(i64) -> f64,
    ) {
        let Some(capacity) = self.capacity.filter(|it| *it >= 0.0 && scale.holds(*it)) else {
            return;
        };
        let (y, left, right) = (scale.y(capacity), axis.left, axis.right);
        canvas.shape(format_args!(
            "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{CAPACITY}\" stroke-width=\"2.4\" stroke-dasharray=\"10 4\"/>"
        ));
        let style = SMALL.bold().ink(CAPACITY);
        let text =
            format!("{} {}", canvas.say("năng lực", "capacity"), figure(capacity, canvas.vi));
        let _ = canvas.write_if_free(left + 6.0, y - 7.0, style, &text)
            || canvas.write_if_free(left + 6.0, y + 20.0, style, &text);
        for (day, fill) in [(crossed.possibly, "#fff"), (crossed.probably, CAPACITY)] {
            if let Some(day) = day {
                let x = x(day);
                canvas.shape(format_args!(
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" fill=\"{fill}\" stroke=\"{CAPACITY}\" stroke-width=\"2.4\"/>"
                ));
                let text = day_month(day, canvas.vi);
                let _ = canvas.write_if_free(x, y - 12.0, style.anchor("middle"), &text)
                    || canvas.write_if_free(x, y + 24.0, style.anchor("middle"), &text);
            }
        }
    }

    /// What the last day of the forecast will bring.
    fn last(&self, canvas: &Canvas, points: &[(i64, Option<Quantiles>)]) -> String {
        let last = points.iter().rev().find_map(|(day, value)| Some((*day, (*value)?)));
        let Some((day, value)) = last else {
            return canvas.say("Không có dự báo.", "There is no forecast.").to_owned();
        };
        let [low, median, high] = [value.q05, value.median, value.q95]
            .map(|value| number(value.max(0.0).round(), 0, canvas.vi));
        let unit = match canvas.words(&self.unit) {
            "" => String::new(),
            unit if unit.chars().count() < 20 => format!("\u{a0}{unit}"),
            unit => format!(" {unit}"),
        };
        let on = match self.history.step {
            Step::Month => time::civil(day)
                .strftime(if canvas.vi { "Tháng %m/%Y" } else { "%B %Y" })
                .to_string(),
            Step::Week if canvas.vi => format!("Tuần từ {}", written(day, true)),
            Step::Week => format!("Week from {}", written(day, false)),
            Step::Day if canvas.vi => format!("Ngày {}", written(day, true)),
            Step::Day => written(day, false),
        };
        if canvas.vi {
            format!(
                "{on}: khoảng\u{a0}{median}{unit}; 90%\u{a0}khả\u{a0}năng trong\u{a0}khoảng\u{a0}{low}–{high}."
            )
        } else {
            format!("{on}: about\u{a0}{median}{unit}; 90%\u{a0}likely within\u{a0}{low}–{high}.")
        }
    }

    /// From when on the capacity does not suffice.
    fn crossing(&self, canvas: &Canvas, crossed: &Crossed) -> Option<String> {
        let capacity = figure(self.capacity.filter(|it| it.is_finite())?, canvas.vi);
        let day = |day: Option<i64>| day.map(|day| written(day, canvas.vi));
        Some(match (day(crossed.possibly), day(crossed.probably), canvas.vi) {
            (Some(possibly), Some(probably), true) => format!(
                "Năng lực {capacity}: có thể bị vượt từ {possibly} (khả năng trên 5%), nhiều khả năng từ {probably} (trên 50%)."
            ),
            (Some(possibly), Some(probably), false) => format!(
                "Capacity {capacity}: may be exceeded from {possibly} (chance above 5%), probably from {probably} (above 50%)."
            ),
            (Some(possibly), None, true) => {
                format!("Năng lực {capacity}: có thể bị vượt từ {possibly} (khả năng 5–50%).")
            }
            (Some(possibly), None, false) => {
                format!("Capacity {capacity}: may be exceeded from {possibly} (chance 5–50%).")
            }
            (None, _, true) => {
                format!("Năng lực {capacity}: khả năng bị vượt trong thời gian dự báo dưới 5%.")
            }
            (None, _, false) => {
                format!(
                    "Capacity {capacity}: chance of being exceeded on any forecast day below 5%."
                )
            }
        })
    }

    fn legend(&self, canvas: &mut Canvas, drawn: &Drawn<'_>) {
        let bar =
            format!("<rect x=\"5\" y=\"-8\" width=\"16\" height=\"16\" fill=\"{}\"/>", BLUE[3]);
        let circle = |fill: &str| {
            format!(
                "<circle cx=\"13\" r=\"6\" fill=\"{fill}\" stroke=\"{CAPACITY}\" stroke-width=\"2.4\"/>"
            )
        };
        let mut signs = vec![
            (bar, canvas.say("đã ghi nhận", "recorded")),
            (
                super::fan_sign(),
                canvas.say(
                    "dự báo: trung vị, khoảng 50%, 90%, 95%",
                    "forecast: median, 50%, 90%, 95% intervals",
                ),
            ),
        ];
        if self.capacity.is_some() {
            signs.push((
                circle("#fff"),
                canvas.say("có thể vượt (trên 5%)", "may be exceeded (over 5%)"),
            ));
            signs.push((
                circle(CAPACITY),
                canvas.say("nhiều khả năng vượt (trên 50%)", "probably exceeded (over 50%)"),
            ));
        }
        let signs = signs.into_iter().map(|(sign, word)| (sign, word.to_owned()));
        let signs: Vec<_> = signs.chain(drawn.odd(canvas)).collect();
        canvas.legend(&signs);
    }
}

/// The first days on which the capacity is exceeded with more than 5% and 50% probability.
#[derive(Clone, Copy, Default)]
struct Crossed {
    possibly: Option<i64>,
    probably: Option<i64>,
}

impl Crossed {
    fn of(capacity: Option<f64>, points: &[(i64, Option<Quantiles>)]) -> Self {
        let Some(capacity) = capacity.filter(|it| it.is_finite()) else { return Self::default() };
        let first = |figure: fn(&Quantiles) -> f64| {
            let above = |value: &Option<Quantiles>| value.is_some_and(|it| figure(&it) > capacity);
            points.iter().find(|(_, value)| above(value)).map(|(day, _)| *day)
        };
        Self { possibly: first(|it| it.q95), probably: first(|it| it.median) }
    }
}

impl PastAccuracy {
    fn said(&self, vi: bool) -> String {
        let [many, days] = [self.forecasts, self.days].map(|it| number(f64::from(it), 0, vi));
        if self.forecasts == 0 || !(self.covered_50.is_finite() && self.covered_90.is_finite()) {
            let none =
                ["Chưa có dự báo trước đây để kiểm chứng.", "No earlier forecasts to check it by."];
            return none[usize::from(!vi)].to_owned();
        }
        if self.forecasts < ENOUGH {
            return if vi {
                format!("Mới kiểm chứng được {many} dự báo trước đây, chưa đủ để đánh giá.")
            } else {
                format!("Only {many} earlier forecasts could be checked: too few to judge by.")
            };
        }
        let [half, most] =
            [self.covered_50, self.covered_90].map(|it| percent(it.clamp(0.0, 1.0), vi));
        let narrow = match (self.covered_90 < 0.85, vi) {
            (false, _) => "",
            (true, true) => "; khoảng dự báo quá hẹp",
            (true, false) => "; the intervals are too narrow",
        };
        let covered = if vi {
            format!(
                "Kiểm chứng trên {many} dự báo trước đây, mỗi dự báo trước {days} ngày: số thực tế nằm trong khoảng 90% ở {most} số lần, trong khoảng 50% ở {half} số lần{narrow}."
            )
        } else {
            format!(
                "Checked on {many} earlier forecasts, {days} days ahead: the 90% interval held the true figure in {most} of them, the 50% interval in {half}{narrow}."
            )
        };
        let Some(worse) = super::worse_by(self.wis, self.baseline_wis) else { return covered };
        let [wis, baseline] = [self.wis, self.baseline_wis].map(|score| super::score(score, vi));
        let by = percent(worse.abs(), vi);
        let compared = match (worse > 0.0, vi) {
            (true, true) => format!("kém hơn {by}"),
            (false, true) => format!("tốt hơn {by}"),
            (true, false) => format!("{by} worse"),
            (false, false) => format!("{by} better"),
        };
        if vi {
            format!("{covered} Sai số WIS: {wis}; cách dự báo đơn giản: {baseline} ({compared}).")
        } else {
            format!("{covered} WIS: {wis}; naive baseline: {baseline} ({compared}).")
        }
    }
}
