use std::fmt::Write as _;

use super::canvas::{BLUE, BODY, Canvas, FAINT, HEAD, INK, LEFT, ORANGE, RIGHT, SMALL, TITLE};
use super::numbers::{number, percent};
use super::scale::Scale;

const HIGH: f64 = 220.0;
/// The room of each of two plots side by side.
const HALF: f64 = 268.0;

/// How well past forecasts held: observed against nominal coverage, and the error beside the naive baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Of what, and where.
    pub name: String,
    /// How many forecasts were checked.
    pub forecasts: u32,
    /// How often an interval held the true figure.
    pub coverage: Vec<Coverage>,
    /// Where the true figures fell in their forecasts: the shares of as many equal parts of 0 to 1 (PIT).
    pub pit: Vec<f64>,
    /// The error by days ahead.
    pub horizons: Vec<HorizonScore>,
    /// Vietnamese or English.
    pub in_vietnamese: bool,
}

/// What an interval promised, and what it held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// The promised share, such as 0.9.
    pub nominal: f64,
    /// The share of true figures inside.
    pub observed: f64,
}

/// The error of forecasts so many days ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HorizonScore {
    /// Days ahead.
    pub days: u32,
    /// The mean weighted interval score; less is better.
    pub wis: f64,
    /// That of the naive baseline.
    pub baseline_wis: f64,
    /// How often the 90% interval held the true figure, if it was looked at.
    pub covered_90: Option<f64>,
}

impl HorizonScore {
    /// Whether the naive baseline is better.
    fn is_worse(&self) -> bool {
        self.wis > self.baseline_wis
    }
}

impl Calibration {
    /// The drawing, as text of an SVG file.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.in_vietnamese);
        let kind = canvas.say("Kiểm chứng dự báo", "Calibration of the forecasts");
        let title = super::titled(kind, &self.name);
        canvas.paragraph(TITLE, &title, 3);
        canvas.y += 4.0;
        let said = self.said(canvas.vi);
        canvas.paragraph(BODY, &said, 6);
        if let Some(warning) = self.warning(canvas.vi) {
            canvas.warning(&warning);
        }
        canvas.y += 8.0;
        let begin = canvas.y;
        self.reliability(&mut canvas);
        let end = canvas.y;
        canvas.y = begin;
        if self.pit.is_empty() {
            self.by_horizon(&mut canvas)
        } else {
            self.histogram(&mut canvas)
        }
        canvas.y = canvas.y.max(end) + 14.0;
        self.errors(&mut canvas);
        let said = [said, self.warning(canvas.vi).unwrap_or_default()].join(" ");
        canvas.finished(&title, said.trim())
    }

    fn sound(&self) -> impl Iterator<Item = (f64, f64)> {
        let usable = |share: f64| (0.0..=1.0).contains(&share);
        let coverage = self.coverage.iter().map(|it| (it.nominal, it.observed));
        coverage.filter(move |(nominal, observed)| usable(*nominal) && usable(*observed))
    }

    fn said(&self, vi: bool) -> String {
        let many = number(f64::from(self.forecasts), 0, vi);
        let far = |nominal: f64| (nominal - 0.9).abs();
        let widest = self.sound().min_by(|one, other| far(one.0).total_cmp(&far(other.0)));
        let Some((nominal, observed)) = widest.filter(|_| self.forecasts > 0) else {
            let none = ["Chưa có dự báo nào để kiểm chứng.", "No forecasts to check yet."];
            return none[usize::from(!vi)].to_owned();
        };
        let off = observed - nominal;
        let verdict = match (off, vi) {
            (..-0.05, true) => "khoảng dự báo quá hẹp, thực tế hay vượt ra ngoài",
            (..-0.05, false) => "the intervals are too narrow",
            (0.05.., true) => "khoảng dự báo rộng hơn cần thiết",
            (0.05.., false) => "the intervals are wider than they need to be",
            (_, true) => "khoảng dự báo đáng tin",
            (_, false) => "the intervals can be relied on",
        };
        let (nominal, observed) = (percent(nominal, vi), percent(observed, vi));
        if vi {
            format!(
                "Trong {many} dự báo, số thực tế nằm trong khoảng {nominal} ở {observed} số lần: {verdict}."
            )
        } else {
            format!(
                "In {many} forecasts the {nominal} interval held the true figure {observed} of the time: {verdict}."
            )
        }
    }

    /// For which days ahead the naive baseline is better.
    fn warning(&self, vi: bool) -> Option<String> {
        let scores = self.scores();
        let worse: Vec<String> = scores
            .chunk_by(|one, next| one.is_worse() == next.is_worse())
            .filter(|run| run[0].is_worse())
            .map(|run| match run {
                [only] => only.days.to_string(),
                [first, .., last] => format!("{}–{}", first.days, last.days),
                [] => String::new(),
            })
            .collect();
        let shown = match worse.len() {
            0 => return None,
            1..=12 => worse.join(", "),
            _ => format!("{}, …", worse[..12].join(", ")),
        };
        Some(if vi {
            format!(
                "Cảnh báo: khi dự báo trước {shown} ngày, kết quả kém hơn cách dự báo đơn giản."
            )
        } else {
            format!("Warning: worse than the naive baseline at {shown} days ahead.")
        })
    }

    fn scores(&self) -> Vec<HorizonScore> {
        let usable = |score: f64| score.is_finite() && score >= 0.0;
        let scores = self.horizons.iter().filter(|it| usable(it.wis) && usable(it.baseline_wis));
        let mut scores: Vec<HorizonScore> = scores.copied().collect();
        scores.sort_by_key(|it| it.days);
        scores.dedup_by_key(|it| it.days);
        scores
    }

    /// Observed against nominal coverage; on the diagonal the promise is kept.
    fn reliability(&self, canvas: &mut Canvas) {
        let head = canvas.say("Độ bao phủ của khoảng", "Coverage of intervals");
        let plot = Plot::shares(canvas, LEFT, head, canvas.say("Thực tế (%)", "Observed (%)"));
        for share in [0.0, 50.0, 100.0] {
            plot.below(canvas, plot.x(share / 100.0), &number(share, 0, canvas.vi));
        }
        plot.what(canvas, canvas.say("Dự kiến (%)", "Promised (%)"));
        let (x0, x1, y0, y1) = (plot.left, plot.right, plot.scale.y(0.0), plot.scale.y(100.0));
        canvas.shape(format_args!(
            "<path d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\" stroke=\"{INK}\" stroke-width=\"1.8\" stroke-dasharray=\"6 4\"/>"
        ));
        let mut points: Vec<(f64, f64)> = self.sound().collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        let at = |share: f64| plot.x(share);
        let corners: Vec<_> = points.iter().map(|it| (at(it.0), it.1 * 100.0, 0.0)).collect();
        if !corners.is_empty() {
            let paint = format!("stroke=\"{}\" stroke-width=\"2.6\"", BLUE[3]);
            super::line(canvas, &plot.scale, &corners, &paint);
        }
        for (x, value, _) in corners {
            let y = plot.scale.y(value);
            canvas.shape(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.5\" fill=\"{}\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
                BLUE[4]
            ));
        }
        canvas.write_if_free(x0 + 8.0, y1 + 20.0, SMALL, canvas.say("quá rộng", "too wide"));
        let low = canvas.say("quá hẹp", "too narrow");
        canvas.write_if_free(x1 - 8.0, y0 - 10.0, SMALL.anchor("end"), low);
        plot.done(canvas);
    }

    /// Where the true figures fell; level when the forecasts are right.
    fn histogram(&self, canvas: &mut Canvas) {
        let shares =
            self.pit.iter().map(|it| if it.is_finite() { it.clamp(0.0, 1.0) } else { 0.0 });
        let shares: Vec<f64> = shares.map(|it| it * 100.0).collect();
        let head = canvas.say("Vị trí số thực tế (PIT)", "Where truth fell (PIT)");
        let level = 100.0 / shares.len() as f64;
        let highest = shares.iter().copied().fold(level * 1.5, f64::max);
        let unit = canvas.say("Số lần (%)", "Share (%)");
        let plot = Plot::new(canvas, RIGHT - HALF, HALF, head, unit, highest, false);
        let wide = (plot.right - plot.left) / shares.len() as f64;
        let mut path = String::new();
        for (at, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let left = plot.left + at as f64 * wide + wide * 0.06;
            let (foot, y) = (plot.scale.y(0.0), plot.scale.y(*share));
            let _ = write!(path, "M{left:.1} {foot:.1}V{y:.1}h{:.1}V{foot:.1}Z", wide * 0.88);
        }
        canvas.shape(format_args!("<path d=\"{path}\" fill=\"{}\"/>", BLUE[3]));
        let (y, left, right) = (plot.scale.y(level), plot.left, plot.right);
        canvas.shape(format_args!(
            "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{INK}\" stroke-width=\"1.8\" stroke-dasharray=\"6 4\"/>"
        ));
        let ideal = canvas.say("lý tưởng", "ideal");
        // Where the fewest bars are behind the word.
        let width = SMALL.width(ideal) + 8.0;
        let behind = |at: &f64| {
            let (from, to) = ((at - left) / wide, (at + width - left) / wide);
            let bars = shares.iter().skip(from as usize).take((to - from).ceil() as usize + 1);
            bars.copied().fold(0.0, f64::max)
        };
        let places = (0..=4).map(|at| left + (right - left - width) * f64::from(at) / 4.0);
        if let Some(x) = places.min_by(|one, other| behind(one).total_cmp(&behind(other))) {
            canvas.write_if_free(x + 4.0, y - 7.0, SMALL, ideal);
        }
        for (share, word) in [
            (0.0, canvas.say("thấp", "low")),
            (0.5, canvas.say("giữa", "middle")),
            (1.0, canvas.say("cao", "high")),
        ] {
            plot.below(canvas, plot.x(share), word);
        }
        plot.what(canvas, canvas.say("So với dự báo", "Against the forecast"));
        plot.done(canvas);
    }

    /// How often the 90% interval held, by days ahead.
    fn by_horizon(&self, canvas: &mut Canvas) {
        let head = canvas.say("Độ bao phủ của khoảng 90%", "Coverage of 90% intervals");
        let unit = canvas.say("Thực tế (%)", "Observed (%)");
        let plot = Plot::shares(canvas, RIGHT - HALF, head, unit);
        let usable = |share: &f64| (0.0..=1.0).contains(share);
        let known = self.horizons.iter();
        let known = known.filter_map(|it| Some((it.days, it.covered_90.filter(usable)?)));
        let mut known: Vec<(u32, f64)> = known.collect();
        known.sort_by_key(|it| it.0);
        known.dedup_by_key(|it| it.0);
        let (y, left, right) = (plot.scale.y(90.0), plot.left, plot.right);
        canvas.shape(format_args!(
            "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{INK}\" stroke-width=\"1.8\" stroke-dasharray=\"6 4\"/>"
        ));
        let last = known.last().map_or(1, |it| it.0.max(1));
        let corners = known.iter().map(|(days, share)| {
            (plot.x(f64::from(*days) / f64::from(last) * 0.96), share * 100.0, 0.0)
        });
        let corners: Vec<_> = corners.collect();
        if !corners.is_empty() {
            let paint = format!("stroke=\"{}\" stroke-width=\"2.6\"", BLUE[3]);
            super::line(canvas, &plot.scale, &corners, &paint);
            plot.below(canvas, corners[corners.len() - 1].0, &last.to_string());
            if known[0].0 < last {
                plot.below(canvas, corners[0].0, &known[0].0.to_string());
            }
        }
        plot.what(canvas, canvas.say("Dự báo trước (ngày)", "Days ahead"));
        plot.done(canvas);
    }

    /// The error by days ahead, beside that of the naive baseline.
    fn errors(&self, canvas: &mut Canvas) {
        let scores = self.scores();
        let signs = [
            (BLUE[3], "", canvas.say("dự báo này", "this forecast")),
            ("#fff", FAINT, canvas.say("cách dự báo đơn giản", "naive baseline")),
        ];
        let signs = signs.map(|(fill, stroke, word)| {
            let stroke = if stroke.is_empty() { fill } else { stroke };
            let sign = format!(
                "<rect x=\"5\" y=\"-8\" width=\"16\" height=\"16\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"2\"/>"
            );
            (sign, word.to_owned())
        });
        let head = canvas.say("Sai số theo số ngày dự báo trước", "Error by days ahead");
        canvas.paragraph(HEAD, head, 2);
        canvas.legend(&signs);
        let highest = scores.iter().map(|it| it.wis.max(it.baseline_wis)).fold(0.0, f64::max);
        let unit = canvas.say("WIS (càng thấp càng tốt)", "WIS (less is better)");
        let plot = Plot::new(canvas, LEFT, RIGHT - LEFT, "", unit, highest, false);
        let room = (plot.right - plot.left) / scores.len().max(1) as f64;
        let foot = plot.scale.y(0.0);
        let wide = (room * 0.4).min(40.0);
        let mut free_from = 0.0;
        for (at, score) in scores.iter().enumerate() {
            let middle = plot.left + (at as f64 + 0.5) * room;
            let fill = if score.is_worse() { ORANGE[3] } else { BLUE[3] };
            for (left, value, paint) in [
                (middle - wide, score.wis, format!("fill=\"{fill}\"")),
                (
                    middle,
                    score.baseline_wis,
                    format!("fill=\"#fff\" stroke=\"{FAINT}\" stroke-width=\"1.4\""),
                ),
            ] {
                let y = plot.scale.y(value).min(foot - 0.5);
                canvas.shape(format_args!(
                    "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" {paint}/>",
                    wide * 0.94,
                    foot - y
                ));
            }
            let text = score.days.to_string();
            let half = SMALL.width(&text) / 2.0 + 3.0;
            if middle - half >= free_from {
                plot.below(canvas, middle, &text);
                free_from = middle + half;
            }
        }
        plot.what(canvas, canvas.say("Dự báo trước (ngày)", "Days ahead"));
        if scores.is_empty() {
            let text = canvas.say("Không có số liệu", "No data");
            let (x, y) = ((plot.left + plot.right) / 2.0, foot - HIGH / 2.0);
            canvas.write_if_free(x, y, HEAD.anchor("middle").ink(FAINT), text);
        }
        plot.done(canvas);
    }
}

/// A plot without days.
struct Plot {
    left: f64,
    right: f64,
    bottom: f64,
    scale: Scale,
}

impl Plot {
    fn shares(canvas: &mut Canvas, left: f64, head: &str, unit: &str) -> Self {
        Self::new(canvas, left, HALF, head, unit, 100.0, true)
    }

    fn new(
        canvas: &mut Canvas,
        left: f64,
        room: f64,
        head: &str,
        unit: &str,
        highest: f64,
        whole: bool,
    ) -> Self {
        if !head.is_empty() {
            // One line: heads side by side take the same room.
            canvas.paragraph_at(left, room, BODY.bold(), head, 1);
        }
        canvas.y += 36.0;
        canvas.unit_at(left, room, unit);
        let bottom = canvas.y + HIGH;
        let scale = Scale::to(highest, whole, (bottom, canvas.y));
        let plot_left = left + super::margin(&scale, canvas.vi);
        let right = left + room;
        canvas.lines(&scale, plot_left, right);
        Self { left: plot_left, right, bottom, scale }
    }

    fn x(&self, share: f64) -> f64 {
        self.left + (self.right - self.left) * share
    }

    fn below(&self, canvas: &mut Canvas, x: f64, text: &str) {
        let style = SMALL.anchor("middle");
        let half = style.width(text) / 2.0;
        let x = x.min(self.right + 15.0 - half);
        canvas.write_if_free(x, self.bottom + 25.0, style, text);
    }

    fn what(&self, canvas: &mut Canvas, text: &str) {
        canvas.write(self.right, self.bottom + 47.0, SMALL.anchor("end"), text);
    }

    fn done(&self, canvas: &mut Canvas) {
        canvas.y = self.bottom + 53.0;
    }
}
