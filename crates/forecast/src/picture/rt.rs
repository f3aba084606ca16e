use super::canvas::{BLUE, BODY, Canvas, INK, LEFT, ORANGE, RIGHT, SMALL, TITLE};
use super::numbers::number;
use super::scale::Scale;
use super::time::{TimeAxis, written};
use super::{Point, Quantiles, sound, stretches};
use crate::Step;

const HIGH: f64 = 180.0;

/// The reproduction number over time, with its 50% and 95% bands and the line at 1.
#[derive(Clone, Debug, PartialEq)]
pub struct RtBand {
    /// Where, or of what.
    pub name: String,
    /// The estimates, each on the last day of its window.
    pub points: Vec<Point>,
    /// How many days a window has, if all have as many.
    pub window_days: Option<u32>,
    /// Vietnamese or English.
    pub in_vietnamese: bool,
}

impl RtBand {
    /// The drawing, as text of an SVG file.
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.in_vietnamese);
        let kind = canvas.say("Hệ số lây nhiễm Rt", "Reproduction number Rt");
        let title = super::titled(kind, &self.name);
        canvas.paragraph(TITLE, &title, 3);
        canvas.y += 4.0;
        let days = self.points.iter().map(|point| super::time::number(point.on));
        let (first, last) = (days.clone().min().unwrap_or(0), days.max().unwrap_or(0));
        let axis = TimeAxis::over(first, last, LEFT + self.margin(), RIGHT);
        let said = self.panel(&mut canvas, &axis);
        canvas.finished(&title, &said)
    }

    fn scale(&self, px: (f64, f64)) -> Scale {
        let sound = sound(&self.points);
        let all = || sound.iter().filter_map(|(_, value)| *value);
        let upper = all().map(|value| value.q975).fold(0.0, f64::max);
        let mut medians: Vec<f64> = all().map(|value| value.median).collect();
        medians.sort_by(f64::total_cmp);
        // A few early windows of few cases must not press all others flat about 1.
        let usual = medians.get(medians.len() * 9 / 10).copied().unwrap_or_default();
        let last = all().next_back().map_or(0.0, |value| value.q975.min(value.median * 2.0));
        Scale::to(upper.min(usual * 1.5).max(last).max(2.0), false, px)
    }

    /// The room that the numbers at the scale need.
    pub(super) fn margin(&self) -> f64 {
        super::margin(&self.scale((1.0, 0.0)), self.in_vietnamese)
    }

    /// Draws below a heading; says in words what the last estimate is.
    pub(super) fn panel(&self, canvas: &mut Canvas, axis: &TimeAxis) -> String {
        let said = self.said(canvas.vi);
        let points = sound(&self.points);
        let stretches = stretches(&points);
        canvas.paragraph(BODY, &said, 4);
        canvas.y += 4.0;
        legend(canvas);
        canvas.y += 36.0;
        let unit = canvas.say(
            "Rt: trung bình một ca lây cho mấy người",
            "Rt: people infected by one case, on average",
        );
        canvas.unit(unit);
        let (top, bottom) = (canvas.y, canvas.y + HIGH);
        let scale = self.scale((bottom, top));
        canvas.grid(&scale, axis);
        let mut cropped = false;
        for stretch in &stretches {
            cropped |= stretch.iter().any(|(_, value)| !scale.holds(value.q975));
            band(canvas, axis, &scale, stretch, |it| (it.q025, it.q975), [BLUE[1], ORANGE[1]]);
            band(canvas, axis, &scale, stretch, |it| (it.q25, it.q75), [BLUE[2], ORANGE[2]]);
        }
        let (one, left, right) = (scale.y(1.0), axis.left, axis.right);
        canvas.shape(format_args!(
            "<path d=\"M{left:.1} {one:.1}H{right:.1}\" stroke=\"{INK}\" stroke-width=\"1.6\" stroke-dasharray=\"7 4\"/>"
        ));
        canvas.write_if_free(left - 8.0, one + 5.6, SMALL.bold().anchor("end"), "1");
        for stretch in &stretches {
            line(canvas, axis, &scale, stretch);
        }
        lane(canvas, axis, &stretches, bottom + 6.0);
        let day = match self.window_days {
            Some(days) if canvas.vi => format!("Tính trên {days} ngày, ghi ngày cuối"),
            Some(days) => format!("Last day of each {days}-day window"),
            None => canvas.say("Ngày", "Day").to_owned(),
        };
        if stretches.is_empty() {
            super::nothing(canvas, axis, (top, bottom));
        }
        canvas.dates(axis, Step::Day, bottom + 22.0, &day);
        if cropped {
            super::cropped(canvas);
        }
        said
    }

    fn said(&self, vi: bool) -> String {
        let points = sound(&self.points);
        let last = points.iter().rev().find_map(|(day, value)| Some((*day, (*value)?)));
        let Some((day, value)) = last else {
            let none = ["Không đủ số liệu để ước tính Rt.", "Too little data to estimate Rt."];
            return none[usize::from(!vi)].to_owned();
        };
        let [median, low, high] =
            [value.median, value.q025, value.q975].map(|value| number(value, 2, vi));
        let on = written(day, vi);
        let verdict = match Course::of(&value) {
            Course::Grows => ["Dịch đang tăng.", "The epidemic is growing."],
            Course::Shrinks => ["Dịch đang giảm.", "The epidemic is shrinking."],
            Course::Unclear => [
                "Chưa thể khẳng định dịch đang tăng hay giảm.",
                "It is not clear whether the epidemic is growing or shrinking.",
            ],
        }[usize::from(!vi)];
        if vi {
            format!(
                "{verdict} Ngày {on}: Rt\u{a0}=\u{a0}{median} (khoảng\u{a0}95%:\u{a0}{low}–{high})."
            )
        } else {
            format!(
                "{verdict} {on}: Rt\u{a0}=\u{a0}{median} (95%\u{a0}interval:\u{a0}{low}–{high})."
            )
        }
    }
}

/// What the 95% interval says about the course.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Grows,
    Unclear,
    Shrinks,
}

impl Course {
    fn of(value: &Quantiles) -> Self {
        if value.q025 > 1.0 {
            Self::Grows
        } else if value.q975 < 1.0 {
            Self::Shrinks
        } else {
            Self::Unclear
        }
    }

    fn fill(self) -> &'static str {
        match self {
            Self::Grows => ORANGE[4],
            Self::Unclear => "#c3c8cf",
            Self::Shrinks => BLUE[3],
        }
    }

    /// An arrow up or down; a stroke where nothing is sure.
    fn sign(self, x: f64, y: f64) -> String {
        match self {
            Self::Grows => {
                format!("<path d=\"M{:.1} {:.1}l5 -8l5 8z\" fill=\"#fff\"/>", x - 5.0, y + 4.0)
            }
            Self::Shrinks => {
                format!("<path d=\"M{:.1} {:.1}l5 8l5 -8z\" fill=\"#fff\"/>", x - 5.0, y - 4.0)
            }
            Self::Unclear => {
                format!(
                    "<path d=\"M{:.1} {y:.1}h10\" stroke=\"{INK}\" stroke-width=\"2\"/>",
                    x - 5.0
                )
            }
        }
    }
}

fn legend(canvas: &mut Canvas) {
    let strip = |course: Course| {
        let (fill, sign) = (course.fill(), course.sign(13.0, 0.0));
        format!("<rect y=\"-7\" width=\"26\" height=\"14\" rx=\"2\" fill=\"{fill}\"/>{sign}")
    };
    let bands = format!(
        "<rect y=\"-8\" width=\"26\" height=\"16\" fill=\"{}\"/><rect y=\"-4\" width=\"26\" height=\"8\" fill=\"{}\"/>\
         <path d=\"M0 0H26\" stroke=\"{INK}\" stroke-width=\"2.4\"/>",
        ORANGE[1], ORANGE[2]
    );
    let words = [
        (strip(Course::Grows), canvas.say("trên 1: dịch tăng", "above 1: growing")),
        (strip(Course::Unclear), canvas.say("chưa rõ", "unclear")),
        (strip(Course::Shrinks), canvas.say("dưới 1: dịch giảm", "below 1: shrinking")),
        (bands, canvas.say("trung vị, khoảng 50% và 95%", "median, 50% and 95% intervals")),
    ];
    let words = words.map(|(sign, word)| (sign, word.to_owned()));
    canvas.legend(&words);
}

/// One band, in one colour below 1 and in another above.
fn band(
    canvas: &mut Canvas,
    axis: &TimeAxis,
    scale: &Scale,
    stretch: &[(i64, Quantiles)],
    ends: impl Fn(&Quantiles) -> (f64, f64),
    [below, above]: [&str; 2],
) {
    for (colour, from, to) in [(below, 0.0, 1.0), (above, 1.0, f64::INFINITY)] {
        let clamped = stretch.iter().map(|(day, value)| {
            let (low, high) = ends(value);
            (axis.middle(*day), low.clamp(from, to), high.clamp(from, to))
        });
        let clamped: Vec<_> = clamped.collect();
        if clamped.iter().any(|(_, low, high)| high > low) {
            super::area(canvas, scale, &clamped, &format!("fill=\"{colour}\""));
        }
    }
}

fn line(canvas: &mut Canvas, axis: &TimeAxis, scale: &Scale, stretch: &[(i64, Quantiles)]) {
    let corners = stretch.iter().map(|(day, value)| (axis.middle(*day), value.median));
    let mut path = super::within(scale, &corners.collect::<Vec<_>>());
    if stretch.len() == 1 && !path.is_empty() {
        path.push_str("h0.1");
    }
    let wide = if stretch.len() == 1 { 7.0 } else { 2.6 };
    canvas.shape(format_args!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"{wide}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    ));
}

/// Below the plot: where Rt is surely above or below 1.
fn lane(canvas: &mut Canvas, axis: &TimeAxis, stretches: &[Vec<(i64, Quantiles)>], top: f64) {
    let px = axis.px_per_day();
    for stretch in stretches {
        let mut from = 0;
        while from < stretch.len() {
            let course = Course::of(&stretch[from].1);
            let same = stretch[from..].iter().take_while(|(_, it)| Course::of(it) == course);
            let to = from + same.count();
            let left = axis.middle(stretch[from].0) - px / 2.0;
            let next = stretch.get(to).map_or(axis.middle(stretch[to - 1].0) + px / 2.0, |next| {
                axis.middle(next.0) - px / 2.0
            });
            let (left, wide) = (left.max(axis.left), next.min(axis.right) - left);
            let fill = course.fill();
            canvas.shape(format_args!(
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"14\" fill=\"{fill}\"/>",
                wide.max(1.0)
            ));
            if wide >= 16.0 {
                let sign = course.sign(left + wide / 2.0, top + 7.0);
                canvas.shape(format_args!("{sign}"));
            }
            from = to;
        }
    }
}
