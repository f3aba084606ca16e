//! Pictures as SVG files without outside fonts, scripts or links, in Vietnamese or English.
//!
//! Each is a struct of plain figures, from whichever engine, and a method `svg`. They are drawn 600 units wide in
//! letters of 16 units or more, so that they can be read on a phone of 360 px and from the back of a meeting room.
//! Figures that are not finite are left open; texts of people are escaped, and shortened where there is no room.

mod calibration;
mod canvas;
mod comparison;
mod curve;
mod fan;
mod fitted;
mod numbers;
mod rt;
mod scale;
mod time;

pub use calibration::{Calibration, Coverage, HorizonScore};
pub use comparison::{Compared, Comparison, Course, Intervention};
pub use curve::{EpidemicCurve, Mended, Threshold};
pub use fan::{ForecastFan, PastAccuracy};
pub use fitted::{CountedFan, CountedFigure, FittedScenario, Told};
pub use rt::RtBand;

use canvas::ORANGE;
use jiff::civil::Date;

/// What is held possible of one figure: 2.5% lie below the first, 97.5% below the last.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Quantiles {
    pub q025: f64,
    pub q05: f64,
    pub q25: f64,
    pub median: f64,
    pub q75: f64,
    pub q95: f64,
    pub q975: f64,
}

impl Quantiles {
    /// In rising order, if all are finite.
    fn sound(&self) -> Option<Self> {
        let mut all = [self.q025, self.q05, self.q25, self.median, self.q75, self.q95, self.q975];
        if !all.iter().all(|value| value.is_finite()) {
            return None;
        }
        all.sort_by(f64::total_cmp);
        let [q025, q05, q25, median, q75, q95, q975] = all;
        Some(Self { q025, q05, q25, median, q75, q95, q975 })
    }
}

/// What is held possible on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The day; of a window its last, of a week or month its first.
    pub on: Date,
    /// The figures; none where there is no estimate, which leaves the place open.
    pub value: Option<Quantiles>,
}

/// The sound points by day, each day once.
fn sound(points: &[Point]) -> Vec<(i64, Option<Quantiles>)> {
    let day = |point: &Point| (time::number(point.on), point.value.and_then(|it| it.sound()));
    let mut sound: Vec<_> = points.iter().map(day).collect();
    sound.sort_by_key(|(day, _)| *day);
    sound.dedup_by_key(|(day, _)| *day);
    sound
}

/// The stretches of points that follow each other without an open place.
fn stretches(sound: &[(i64, Option<Quantiles>)]) -> Vec<Vec<(i64, Quantiles)>> {
    let apart = sound.windows(2).map(|pair| pair[1].0 - pair[0].0).min().unwrap_or(1);
    let mut stretches: Vec<Vec<(i64, Quantiles)>> = Vec::new();
    let mut last = None;
    for (day, value) in sound {
        let Some(value) = value else { continue };
        let follows = last.is_some_and(|last| (day - last) * 2 <= apart * 3);
        match stretches.last_mut().filter(|_| follows) {
            Some(stretch) => stretch.push((*day, *value)),
            None => stretches.push(vec![(*day, *value)]),
        }
        last = Some(*day);
    }
    stretches
}

fn titled(kind: &str, name: &str) -> String {
    match name.trim() {
        "" => kind.to_owned(),
        name => format!("{kind}: {name}"),
    }
}

/// The room to the left that the numbers of a scale need.
fn margin(scale: &scale::Scale, vi: bool) -> f64 {
    let ticks = scale.ticks(vi).into_iter();
    ticks.map(|(_, text)| canvas::SMALL.width(&text)).fold(0.0, f64::max) + 10.0
}

/// An area between two lines, each corner as x, low, high; a single one gets some width.
fn area(
    canvas: &mut canvas::Canvas,
    scale: &scale::Scale,
    corners: &[(f64, f64, f64)],
    paint: &str,
) {
    use std::fmt::Write as _;
    let widened;
    let corners = match corners {
        [(x, low, high)] => {
            widened = [(x - 4.0, *low, *high), (x + 4.0, *low, *high)];
            &widened[..]
        }
        corners => corners,
    };
    let mut path = String::new();
    for (at, (x, _, high)) in corners.iter().enumerate() {
        let _ = write!(path, "{}{x:.1} {:.1}", if at == 0 { 'M' } else { 'L' }, scale.y(*high));
    }
    for (x, low, _) in corners.iter().rev() {
        let _ = write!(path, "L{x:.1} {:.1}", scale.y(*low));
    }
    canvas.shape(format_args!("<path d=\"{path}Z\" {paint}/>"));
}

/// Says in the middle of a plot that there is nothing to draw.
fn nothing(canvas: &mut canvas::Canvas, axis: &time::TimeAxis, (top, bottom): (f64, f64)) {
    let text = canvas.say("Không có số liệu", "No data");
    let style = canvas::HEAD.anchor("middle").ink(canvas::FAINT);
    canvas.write_if_free((axis.left + axis.right) / 2.0, (top + bottom) / 2.0 + 6.0, style, text);
}

/// How much worse or better than the naive baseline, if both scores are known and not nothing.
fn worse_by(wis: f64, baseline_wis: f64) -> Option<f64> {
    let usable = wis.is_finite() && baseline_wis.is_finite() && wis >= 0.0 && baseline_wis > 0.0;
    usable.then(|| wis / baseline_wis - 1.0).filter(|worse| worse.is_finite())
}

/// A score with as many digits as tell it from its neighbours.
fn score(score: f64, vi: bool) -> String {
    let decimals = match score.abs() {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    numbers::number(score, decimals, vi)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The path through points of x and value that leaves the frame where they do, and comes back.
fn within(scale: &scale::Scale, points: &[(f64, f64)]) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    let mut last: Option<(f64, f64)> = None;
    for &(x, value) in points {
        let holds = value <= scale.top;
        let edge = |(from, below): (f64, f64), (to, above): (f64, f64)| {
            from + (to - from) * (scale.top - below) / (above - below)
        };
        let top = scale.y(scale.top);
        match last {
            Some(last) if last.1 > scale.top && holds => {
                let at = edge((x, value), last);
                let _ = write!(path, "M{at:.1} {top:.1}L{x:.1} {:.1}", scale.y(value));
            }
            Some(last) if last.1 <= scale.top && !holds => {
                let _ = write!(path, "L{:.1} {top:.1}", edge(last, (x, value)));
            }
            Some(_) if holds => {
                let _ = write!(path, "L{x:.1} {:.1}", scale.y(value));
            }
            None if holds => {
                let _ = write!(path, "M{x:.1} {:.1}", scale.y(value));
            }
            _ => {}
        }
        last = Some((x, value));
    }
    path
}

/// A line through x and the second of each corner; a single one becomes a dash.
fn line(
    canvas: &mut canvas::Canvas,
    scale: &scale::Scale,
    corners: &[(f64, f64, f64)],
    paint: &str,
) {
    let points: Vec<(f64, f64)> = corners.iter().map(|(x, value, _)| (*x, *value)).collect();
    let mut path = within(scale, &points);
    if let ([(x, value)], false) = (&points[..], path.is_empty()) {
        path = format!("M{:.1} {:.1}h14", x - 7.0, scale.y(*value));
    }
    canvas.shape(format_args!(
        "<path d=\"{path}\" fill=\"none\" {paint} stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    ));
}

/// A stretch of quantiles by their x as a fan: 95%, 90% and 50% bands and the median.
fn fan_of(canvas: &mut canvas::Canvas, scale: &scale::Scale, stretch: &[(f64, Quantiles)]) {
    let band = |low: fn(&Quantiles) -> f64, high: fn(&Quantiles) -> f64| -> Vec<_> {
        stretch.iter().map(|(x, it)| (*x, low(it), high(it))).collect()
    };
    for (corners, fill) in [
        (band(|it| it.q025, |it| it.q975), ORANGE[0]),
        (band(|it| it.q05, |it| it.q95), ORANGE[1]),
        (band(|it| it.q25, |it| it.q75), ORANGE[2]),
    ] {
        area(canvas, scale, &corners, &format!("fill=\"{fill}\""));
    }
    let paint = format!("stroke=\"{}\" stroke-width=\"3\"", ORANGE[4]);
    line(canvas, scale, &band(|it| it.median, |it| it.median), &paint);
}

/// The sign of a fan in a legend.
fn fan_sign() -> String {
    let bar = |fill: &str, high: f64| {
        format!("<rect y=\"-{high}\" width=\"26\" height=\"{}\" fill=\"{fill}\"/>", high * 2.0)
    };
    let median = format!("<path d=\"M0 0H26\" stroke=\"{}\" stroke-width=\"2.4\"/>", ORANGE[4]);
    [bar(ORANGE[0], 9.0), bar(ORANGE[1], 6.5), bar(ORANGE[2], 3.5), median].concat()
}

/// Says that not everything is in the frame.
fn cropped(canvas: &mut canvas::Canvas) {
    let note = canvas.say(
        "Phần vượt quá khung hình không vẽ hết.",
        "What reaches beyond the frame is not drawn in full.",
    );
    canvas.y += 4.0;
    canvas.paragraph(canvas::SMALL, note, 2);
}
