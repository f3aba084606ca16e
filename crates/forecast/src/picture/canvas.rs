use std::fmt::{Arguments, Write as _};

use taicho_model::Words;
use taicho_model::markup::{cut, escaped, width, wrapped};

use super::scale::Scale;
use super::time::{Tick, TimeAxis};
use crate::Step;

pub(super) const WIDE: f64 = 600.0;
pub(super) const LEFT: f64 = 20.0;
pub(super) const RIGHT: f64 = WIDE - 20.0;
const FONT: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
pub(super) const INK: &str = "#1f2937";
/// Every ink of a text is dark enough on white and on the tints for WCAG 2.2 AA.
pub(super) const FAINT: &str = "#4b5563";
pub(super) const GRID: &str = "#e5e7eb";
pub(super) const RULE: &str = "#6b7280";
/// Blue and orange are told apart by every kind of eyes; texts take the dark shade.
pub(super) const BLUE: [&str; 5] = ["#d9e8f5", "#bcd7ee", "#85b5de", "#1f77b4", "#155a8a"];
/// What there is room, beds or oxygen for.
pub(super) const CAPACITY: &str = "#8a1f63";
pub(super) const ORANGE: [&str; 5] = ["#fde6cf", "#fbd0a5", "#f2a65a", "#e07b16", "#a34a00"];

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) ink: &'static str,
    pub(super) anchor: &'static str,
}

pub(super) const TITLE: Type = Type { size: 25.0, bold: true, ink: INK, anchor: "start" };
pub(super) const HEAD: Type = Type { size: 19.0, bold: true, ink: INK, anchor: "start" };
pub(super) const BODY: Type = Type { size: 17.0, bold: false, ink: INK, anchor: "start" };
pub(super) const SMALL: Type = Type { size: 16.0, bold: false, ink: FAINT, anchor: "start" };

impl Type {
    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn ink(self, ink: &'static str) -> Self {
        Self { ink, ..self }
    }

    pub(super) fn anchor(self, anchor: &'static str) -> Self {
        Self { anchor, ..self }
    }

    /// The size that counts when room is measured: bold letters are wider.
    fn measured(self) -> f64 {
        if self.bold { self.size * 1.1 } else { self.size }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        width(text, self.measured())
    }

    pub(super) fn cut(self, text: &str, room: f64) -> String {
        cut(text, self.measured(), room)
    }
}

/// A box that a text has taken.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// A drawing under way, from the top down.
pub(super) struct Canvas {
    pub(super) vi: bool,
    /// Where the next part begins.
    pub(super) y: f64,
    body: String,
    taken: Vec<Area>,
}

impl Canvas {
    pub(super) fn new(vi: bool) -> Self {
        Self { vi, y: 16.0, body: String::new(), taken: Vec::new() }
    }

    pub(super) fn say<'w>(&self, vi: &'w str, en: &'w str) -> &'w str {
        if self.vi { vi } else { en }
    }

    /// The words in the language of the picture, or in the other one if there are none.
    pub(super) fn words<'w>(&self, words: &'w Words) -> &'w str {
        let (own, other) = if self.vi { (&words.vi, &words.en) } else { (&words.en, &words.vi) };
        if own.trim().is_empty() { other.trim() } else { own.trim() }
    }

    pub(super) fn shape(&mut self, shape: Arguments<'_>) {
        let _ = self.body.write_fmt(shape);
        self.body.push('\n');
    }

    pub(super) fn write(&mut self, x: f64, y: f64, style: Type, text: &str) {
        let area = area(x, y, style, text);
        self.taken.push(area);
        self.put(x, y, style, text, "");
    }

    /// Writes over the drawing if no text is there or too near yet and it stays between the margins.
    pub(super) fn write_if_free(&mut self, x: f64, y: f64, style: Type, text: &str) -> bool {
        let area = area(x, y, style, text);
        if text.is_empty() {
            return true;
        }
        let free = self.taken.iter().all(|other| {
            area.right + 1.0 <= other.left
                || other.right + 1.0 <= area.left
                || area.bottom <= other.top
                || other.bottom <= area.top
        });
        let free = free && area.left >= 4.0 && area.right <= WIDE - 4.0;
        if free {
            self.taken.push(area);
            let halo = " paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"4\" stroke-linejoin=\"round\"";
            self.put(x, y, style, text, halo);
        }
        free
    }

    fn put(&mut self, x: f64, y: f64, style: Type, text: &str, more: &str) {
        if text.is_empty() {
            return;
        }
        let Type { size, ink, anchor, bold } = style;
        let weight = if bold { " font-weight=\"700\"" } else { "" };
        let text = escaped(text);
        self.shape(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight} fill=\"{ink}\" text-anchor=\"{anchor}\"{more}>{text}</text>"
        ));
    }

    /// A paragraph across the whole width; what does not fit the lines is cut.
    pub(super) fn paragraph(&mut self, style: Type, text: &str, lines: usize) {
        self.paragraph_at(LEFT, RIGHT - LEFT, style, text, lines);
    }

    pub(super) fn paragraph_at(
        &mut self,
        x: f64,
        room: f64,
        style: Type,
        text: &str,
        lines: usize,
    ) {
        if text.trim().is_empty() {
            return;
        }
        for line in wrapped(text, style.measured(), room, lines) {
            self.y += style.size * 1.3;
            self.write(x, self.y - style.size * 0.28, style, &line);
        }
    }

    /// The signs with their words, side by side as far as there is room; a sign is drawn into 26 × 16 from (0, −8) on.
    pub(super) fn legend(&mut self, signs: &[(String, String)]) {
        if signs.is_empty() {
            return;
        }
        let room = RIGHT - LEFT - 34.0;
        let (mut x, mut y) = (LEFT, self.y + 16.0);
        for (sign, text) in signs {
            let lines = wrapped(text, SMALL.size, room, 2);
            let wide = lines.iter().map(|line| SMALL.width(line)).fold(0.0, f64::max);
            if x > LEFT && x + 34.0 + wide > RIGHT {
                (x, y) = (LEFT, y + 24.0);
            }
            self.shape(format_args!("<g transform=\"translate({x:.1} {y:.1})\">{sign}</g>"));
            for (at, line) in lines.iter().enumerate() {
                y += if at > 0 { 20.0 } else { 0.0 };
                self.write(x + 34.0, y + 5.6, SMALL, line);
            }
            x += 34.0 + wide + 20.0;
        }
        self.y = y + 14.0;
    }

    /// What a scale counts, over the plot that begins at `y`.
    pub(super) fn unit(&mut self, text: &str) {
        self.unit_at(LEFT, RIGHT - LEFT, text);
    }

    pub(super) fn unit_at(&mut self, x: f64, room: f64, text: &str) {
        let text = cut(text, SMALL.size, room);
        self.write(x, self.y - 18.0, SMALL, &text);
    }

    /// A warning in a frame, with its sign.
    pub(super) fn warning(&mut self, text: &str) {
        let (top, style) = (self.y + 8.0, BODY.bold().ink(ORANGE[4]));
        self.y = top + 6.0;
        let from = self.body.len();
        self.paragraph_at(LEFT + 52.0, RIGHT - LEFT - 66.0, style, text, 6);
        self.y += 8.0;
        let texts = self.body.split_off(from);
        let (high, wide) = (self.y - top, RIGHT - LEFT);
        let middle = top + high / 2.0;
        self.shape(format_args!(
            "<rect x=\"{LEFT}\" y=\"{top:.1}\" width=\"{wide}\" height=\"{high:.1}\" rx=\"4\" fill=\"#fff7ee\" \
             stroke=\"{}\" stroke-width=\"2\"/>\
             <path d=\"M{:.1} {:.1}l14 25h-28z\" fill=\"{}\"/>\
             <path d=\"M{:.1} {:.1}v9m0 3v2.6\" stroke=\"#fff\" stroke-width=\"2.6\"/>",
            ORANGE[4],
            LEFT + 27.0,
            middle - 14.0,
            ORANGE[4],
            LEFT + 27.0,
            middle - 5.0
        ));
        self.body.push_str(&texts);
        self.y += 6.0;
    }

    /// The lines of a scale with their numbers to the left of the plot.
    pub(super) fn grid(&mut self, scale: &Scale, axis: &TimeAxis) {
        self.lines(scale, axis.left, axis.right);
    }

    pub(super) fn lines(&mut self, scale: &Scale, left: f64, right: f64) {
        for (value, text) in scale.ticks(self.vi) {
            let y = scale.y(value);
            let colour = if value == 0.0 { RULE } else { GRID };
            self.shape(format_args!(
                "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{colour}\"/>"
            ));
            self.write(left - 8.0, y + 5.6, SMALL.anchor("end"), &text);
        }
    }

    /// The dates below a plot and what they are; `bottom` is where the plot ends.
    pub(super) fn dates(&mut self, axis: &TimeAxis, step: Step, bottom: f64, what: &str) {
        let ticks = axis.ticks(step, SMALL.size, self.vi);
        self.ticks(axis, ticks, bottom, what);
    }

    /// Texts below a plot and what they are; `bottom` is where the plot ends.
    pub(super) fn ticks(&mut self, axis: &TimeAxis, ticks: Vec<Tick>, bottom: f64, what: &str) {
        let style = SMALL.anchor("middle");
        let mut any_year = false;
        let mut free_from = 4.0;
        for tick in ticks {
            let half = style.width(&tick.text) / 2.0;
            let x = tick.x;
            self.shape(format_args!("<path d=\"M{x:.1} {bottom:.1}v5\" stroke=\"{RULE}\"/>"));
            // A date at the very end moves inwards rather than out of the picture.
            let x = x.min(axis.right + 16.0 - half).max(4.0 + half);
            if x - half < free_from {
                continue;
            }
            free_from = x + half + 4.0;
            self.write(x, bottom + 24.0, style, &tick.text);
            if let Some(year) = tick.year {
                any_year = true;
                self.write(x, bottom + 43.0, style.bold(), &year);
            }
        }
        self.y = bottom + if any_year { 48.0 } else { 28.0 };
        let what = cut(what, SMALL.size, axis.right - LEFT);
        let style = SMALL.anchor("end");
        // Beside the years, if they leave room.
        let beside = any_year && self.write_if_free(axis.right, bottom + 43.5, style, &what);
        if !beside && !what.is_empty() {
            self.y += 20.0;
            self.write(axis.right, self.y - 4.0, style, &what);
        }
    }

    /// The file.
    pub(super) fn finished(self, title: &str, description: &str) -> String {
        let high = (self.y + 16.0).ceil();
        let (title, description) = (escaped(title), escaped(description));
        let (shown_wide, shown_high) = (WIDE * 1.5, high * 1.5);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{shown_wide:.0}\" height=\"{shown_high:.0}\" \
             viewBox=\"0 0 {WIDE:.0} {high:.0}\" role=\"img\" font-family=\"{FONT}\" fill=\"{INK}\" \
             style=\"font-variant-numeric:tabular-nums\">\n\
             <title>{title}</title>\n<desc>{description}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// The box of a text: from the top of the highest marks to below the line.
fn area(x: f64, y: f64, style: Type, text: &str) -> Area {
    let wide = style.width(text);
    let left = match style.anchor {
        "end" => x - wide,
        "middle" => x - wide / 2.0,
        _ => x,
    };
    Area { left, top: y - style.size * 0.95, right: left + wide, bottom: y + style.size * 0.22 }
}
