use std::fmt::Write as _;

use taicho_model::Words;
use taicho_model::markup::{cut, escaped, width, wrapped};

use super::Explanation;
use super::steps::{Step, percent, signed};

const WIDE: f64 = 920.0;
const LEFT: f64 = 32.0;
const RIGHT: f64 = WIDE - LEFT;
/// Where the bars are: between what is compared and its bits.
const BARS: (f64, f64) = (332.0, 812.0);
/// Where the rows begin.
const TOP: f64 = 146.0;
const FONT: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const INK: &str = "#1f2937";
const FAINT: &str = "#5b6472";
const GRID: &str = "#e5e7eb";
/// Blue and orange are told apart by every kind of eyes; texts take the darker shade.
const FOR: (&str, &str) = ("#1f77b4", "#155a8a");
const AGAINST: (&str, &str) = ("#e07b16", "#a34a00");
const NEUTRAL: (&str, &str) = ("#8b95a3", FAINT);

impl Explanation {
    /// The explanation as a waterfall: an SVG file without outside fonts, scripts or links.
    ///
    /// Every bar begins where the one above ends, to the right for one person, to the left against.
    pub fn waterfall(&self, one: &str, other: &str, in_vietnamese: bool) -> String {
        let steps = self.steps();
        let sum = steps.last().map_or(0, |step| step.to);
        let mut drawing = Drawing {
            in_vietnamese,
            scale: Scale::over(&steps),
            text: String::new(),
            y: TOP,
            above: None,
        };
        let title = drawing.heading(self, one, other);
        let rows_from = drawing.text.len();
        for (at, step) in steps.iter().enumerate() {
            let (fill, ink) = if at == 0 { NEUTRAL } else { colours(step.tenths()) };
            drawing.row(at, step, (fill, ink));
        }
        drawing.sum(self, sum);
        let rows = drawing.text.split_off(rows_from);
        drawing.grid();
        drawing.text.push_str(&rows);
        let high = drawing.note();
        let (title, body) = (escaped(&title), drawing.text);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDE:.0}\" height=\"{high:.0}\" \
             viewBox=\"0 0 {WIDE:.0} {high:.0}\" role=\"img\" font-family=\"{FONT}\" fill=\"{INK}\">\n\
             <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n"
        )
    }
}

fn colours(tenths: i32) -> (&'static str, &'static str) {
    match tenths {
        1.. => FOR,
        0 => NEUTRAL,
        _ => AGAINST,
    }
}

/// Where bits stand from left to right.
struct Scale {
    low: f64,
    high: f64,
    tick: i32,
}

impl Scale {
    fn over(steps: &[Step]) -> Self {
        let least = steps.iter().map(|step| step.to).min().unwrap_or_default().min(-10);
        let most = steps.iter().map(|step| step.to).max().unwrap_or_default().max(10);
        let (low, high) = (f64::from(least) / 10.0, f64::from(most) / 10.0);
        let spans = |tick: &i32| (high - low) / f64::from(*tick) <= 8.0;
        let tick = [1, 2, 5, 10, 20, 50, 100].into_iter().find(spans).unwrap_or(1000);
        let margin = (high - low) * 0.03;
        Self { low: low - margin, high: high + margin, tick }
    }

    fn x(&self, bits: f64) -> f64 {
        BARS.0 + (bits - self.low) / (self.high - self.low) * (BARS.1 - BARS.0)
    }

    fn ticks(&self) -> impl Iterator<Item = i32> + use<> {
        let first = (self.low / f64::from(self.tick)).ceil() as i32;
        let last = (self.high / f64::from(self.tick)).floor() as i32;
        let tick = self.tick;
        (first..=last).map(move |at| at * tick)
    }
}

struct Drawing {
    in_vietnamese: bool,
    scale: Scale,
    text: String,
    /// Where the next row begins.
    y: f64,
    /// Where the bar above ends, from which the next one hangs.
    above: Option<f64>,
}

impl Drawing {
    fn words<'w>(&self, words: &'w Words) -> &'w str {
        if self.in_vietnamese { &words.vi } else { &words.en }
    }

    fn either(&self, vi: &'static str, en: &'static str) -> &'static str {
        if self.in_vietnamese { vi } else { en }
    }

    fn write(&mut self, x: f64, y: f64, style: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(self.text, "<text x=\"{x:.1}\" y=\"{y:.1}\" {style}>{text}</text>");
    }

    /// The question, the answer, and which side of the drawing says what; gives the whole title.
    fn heading(&mut self, explained: &Explanation, one: &str, other: &str) -> String {
        let [and, end] =
            [self.either(" và ", " and "), self.either(" có phải là một người?", ": one person?")];
        let whole = format!("{one}{and}{other}{end}");
        let room = (RIGHT - LEFT - width(and, 21.0) - width(end, 21.0)) / 2.0;
        // A short id leaves its room to a long one.
        let room =
            |own: &str, beside: &str| cut(own, 21.0, room + (room - width(beside, 21.0)).max(0.0));
        let shown = format!("{}{and}{}{end}", room(one, other), room(other, one));
        self.write(LEFT, 44.0, "font-size=\"21\" font-weight=\"700\"", &shown);
        let verdict = capital(self.words(&explained.verdict()));
        self.write(LEFT, 72.0, "font-size=\"15.5\" font-weight=\"600\"", &verdict);
        let percent = percent(explained.probability, self.in_vietnamese);
        let chance = format!("{} {percent}", self.either("Xác suất:", "Probability:"));
        let style = format!("font-size=\"15.5\" fill=\"{FAINT}\" text-anchor=\"end\"");
        self.write(RIGHT, 72.0, &style, &chance);
        let against = self.either("◀ khác người", "◀ two people");
        let agree = self.either("cùng một người ▶", "one person ▶");
        let side = |ink: &str, anchor: &str| {
            format!(
                "font-size=\"12.5\" font-weight=\"600\" fill=\"{ink}\" text-anchor=\"{anchor}\""
            )
        };
        self.write(BARS.0, 106.0, &side(AGAINST.1, "start"), against);
        self.write(BARS.1, 106.0, &side(FOR.1, "end"), agree);
        self.write(RIGHT, 106.0, &side(FAINT, "end"), self.either("bit", "bits"));
        whole
    }

    /// The lines of the scale, behind the rows.
    fn grid(&mut self) {
        let (top, bottom) = (TOP - 12.0, self.y);
        for bits in self.scale.ticks() {
            let x = self.scale.x(f64::from(bits));
            let (colour, wide) = if bits == 0 { ("#4b5563", 1.6) } else { (GRID, 1.0) };
            let _ = writeln!(
                self.text,
                "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"{colour}\" stroke-width=\"{wide}\"/>"
            );
            let (label, weight) = match bits {
                0 => ("50%".to_owned(), "700"),
                1.. => (format!("+{bits}"), "400"),
                _ => (format!("−{}", bits.unsigned_abs()), "400"),
            };
            let colour = if bits == 0 { INK } else { FAINT };
            let style = format!(
                "font-size=\"11.5\" font-weight=\"{weight}\" fill=\"{colour}\" text-anchor=\"middle\""
            );
            self.write(x, top - 6.0, &style, &label);
        }
    }

    fn row(&mut self, at: usize, step: &Step, (fill, ink): (&str, &str)) {
        let (what, how) = (self.words(&step.what), self.words(&step.how));
        let room = BARS.0 - LEFT - 16.0;
        let what = cut(&capital(what), 14.0, room);
        let lines = wrapped(how, 12.5, room, 3);
        let (top, high) = (self.y, 26.0 + 16.0 * lines.len() as f64);
        if at.is_multiple_of(2) {
            let (x, wide) = (LEFT - 12.0, RIGHT - LEFT + 24.0);
            let _ = writeln!(
                self.text,
                "<rect x=\"{x}\" y=\"{top:.1}\" width=\"{wide}\" height=\"{high:.1}\" rx=\"4\" fill=\"#64748b\" fill-opacity=\"0.07\"/>"
            );
        }
        let baseline = top + 18.0;
        self.write(LEFT, baseline, "font-size=\"14\" font-weight=\"600\"", &what);
        for (line, text) in (1_u8..).zip(&lines) {
            self.write(
                LEFT,
                baseline + 16.0 * f64::from(line),
                &format!("font-size=\"12.5\" fill=\"{FAINT}\""),
                text,
            );
        }
        let middle = top + high / 2.0;
        self.bar((step.from, step.to), middle, 8.0, fill);
        self.bits(step.tenths(), middle, ink, "600");
        self.y += high;
    }

    fn sum(&mut self, explained: &Explanation, sum: i32) {
        let y = self.y;
        let (x, end) = (LEFT - 12.0, RIGHT + 12.0);
        let _ = writeln!(
            self.text,
            "<path d=\"M{x} {y:.1}H{end}\" stroke=\"{INK}\" stroke-width=\"1.4\"/>"
        );
        self.write(
            LEFT,
            y + 23.0,
            "font-size=\"15\" font-weight=\"700\"",
            self.either("Tổng", "Sum"),
        );
        let percent = percent(explained.probability, self.in_vietnamese);
        let chance = self.either("xác suất là một người: ", "probability of one person: ");
        self.write(
            LEFT,
            y + 41.0,
            "font-size=\"12.5\" font-weight=\"600\"",
            &format!("{chance}{percent}"),
        );
        let (fill, ink) = colours(sum);
        self.bar((0, sum), y + 27.0, 11.0, fill);
        self.bits(sum, y + 27.0, ink, "700");
        self.y += 54.0;
    }

    /// A bar that points to where it leads.
    fn bar(&mut self, (from, to): (i32, i32), middle: f64, half: f64, fill: &str) {
        let is_sum = half > 8.0;
        let (from, to) = (self.scale.x(f64::from(from) / 10.0), self.scale.x(f64::from(to) / 10.0));
        let (top, bottom) = (middle - half, middle + half);
        if let Some(above) = self.above {
            let x = if is_sum { to } else { from };
            let _ = writeln!(
                self.text,
                "<path d=\"M{x:.1} {above:.1}V{top:.1}\" stroke=\"{FAINT}\" stroke-dasharray=\"2 2.5\"/>"
            );
        }
        let long = to - from;
        let path = if long.abs() < 1.5 {
            format!("M{:.1} {top:.1}h2V{bottom:.1}h-2Z", from - 1.0)
        } else {
            let neck = to - long.signum() * long.abs().min(half * 0.8);
            format!(
                "M{from:.1} {top:.1}H{neck:.1}L{to:.1} {middle:.1}L{neck:.1} {bottom:.1}H{from:.1}Z"
            )
        };
        let _ = writeln!(self.text, "<path d=\"{path}\" fill=\"{fill}\"/>");
        self.above = Some(bottom);
    }

    fn bits(&mut self, tenths: i32, middle: f64, ink: &str, weight: &str) {
        let style = format!(
            "font-size=\"14.5\" font-weight=\"{weight}\" fill=\"{ink}\" text-anchor=\"end\" style=\"font-variant-numeric:tabular-nums\""
        );
        let shown = signed(tenths, self.in_vietnamese);
        self.write(RIGHT, middle + 5.0, &style, &shown);
    }

    /// What a bit is; gives where the drawing ends.
    fn note(&mut self) -> f64 {
        let note = self.either(
            "1 bit = tỷ lệ cược gấp đôi; 10 bit = gấp khoảng 1.000 lần. Vạch 50%: cứ hai cặp như vậy thì một cặp là một người.",
            "1 bit doubles the odds; 10 bits make them about 1,000 times as high. At 50%, one of two such pairs is one person.",
        );
        self.write(LEFT, self.y + 26.0, &format!("font-size=\"12\" fill=\"{FAINT}\""), note);
        self.y + 46.0
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
