mod heading;
mod names;
mod signs;
mod strip;

use std::collections::BTreeSet;
use std::fmt::Write;

use taicho_model::markup::{escaped, width};

use super::Picture;
use super::axis::written;
use super::labels::{Area, Taken};
use super::layout::{Layout, Mark, lay_out};
use crate::Person;
use signs::{DASHES, SignKind, count, sign};

const LEFT_PX: f64 = 32.0;
const FONT: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const NEGATIVE: &str = "#a3337f";
const LINK: &str = "#6b7280";
const INK: &str = "#1f2937";
const FAINT: &str = "#6b7280";
/// How wide the column of unknown days is.
const NO_DATE_PX: f64 = 132.0;

/// A drawing under way.
struct Drawing<'a> {
    picture: &'a Picture<'a>,
    layout: Layout,
    superspreaders: BTreeSet<Person>,
    fell_ill_first: BTreeSet<Person>,
    taken: Taken,
    top: f64,
    text: String,
}

pub(super) fn drawn(picture: &Picture<'_>) -> String {
    let layout = lay_out(picture);
    let spreaders = picture.chains.spreaders.iter().filter(|it| it.superspreader);
    let superspreaders = spreaders.map(|it| it.person).collect();
    let links = picture.chains.links.iter();
    let negative = links.filter(|link| link.serial_days.is_some_and(|days| days < 0));
    let fell_ill_first = negative.map(|link| link.infectee).collect();
    let mut drawing = Drawing {
        picture,
        layout,
        superspreaders,
        fell_ill_first,
        taken: Taken::default(),
        top: 0.0,
        text: String::new(),
    };
    let unknown = drawing.layout.unknown_x.map_or(0.0, |_| 60.0 + NO_DATE_PX);
    let wide = (LEFT_PX + drawing.layout.axis.width() + unknown + 96.0).max(940.0);
    let legend_end = drawing.heading(wide);
    drawing.top = legend_end + 44.0;
    let bottom = drawing.top + drawing.layout.rows as f64 * drawing.layout.row_px;
    drawing.grid(legend_end + 20.0, bottom);
    drawing.links();
    drawing.marks();
    drawing.names();
    let high = drawing.strip(bottom + 34.0);
    framed(picture, &drawing.text, wide, high)
}

fn framed(picture: &Picture<'_>, body: &str, wide: f64, high: f64) -> String {
    let title = escaped(heading(picture));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide:.0}\" height=\"{high:.0}\" \
         viewBox=\"0 0 {wide:.0} {high:.0}\" role=\"img\" font-family=\"{FONT}\" fill=\"{INK}\">\n\
         <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

fn heading<'a>(picture: &Picture<'a>) -> &'a str {
    if picture.title.is_empty() { picture.words.title } else { picture.title }
}

impl Drawing<'_> {
    fn kind(&self, person: Person) -> SignKind {
        let imported = self.picture.cases.get(person as usize).is_some_and(|case| case.imported);
        match self.picture.chains.members[person as usize].source {
            Some(_) => SignKind::WithSource,
            None if imported => SignKind::Imported,
            None => SignKind::NoSource,
        }
    }

    fn is_by_report(&self, person: Person) -> bool {
        let case = self.picture.cases.get(person as usize);
        case.is_some_and(|case| case.onset_on.is_none() && case.reported_on.is_some())
    }

    fn at(&self, mark: &Mark) -> (f64, f64) {
        (LEFT_PX + mark.x, self.top + (mark.row as f64 + 0.5) * self.layout.row_px)
    }

    /// How far a mark reaches from its middle.
    fn reach(&self, mark: &Mark) -> f64 {
        let radius = self.layout.radius;
        let spreads = mark.cases.iter().any(|case| self.superspreaders.contains(case));
        match mark.cases.len() {
            1 if spreads => radius + 1.5,
            1 => radius,
            _ => radius.max(4.5) + 2.5,
        }
    }

    fn write(&mut self, x: f64, y: f64, attributes: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(self.text, "<text x=\"{x:.1}\" y=\"{y:.1}\" {attributes}>{text}</text>");
    }

    /// Whether both onsets are known and the source's is the later; reports lag too much to say so.
    fn negative(&self, mark: &Mark) -> bool {
        self.fell_ill_first.contains(&mark.cases[0])
    }

    fn grid(&mut self, dates_y: f64, bottom: f64) {
        let words = self.picture.words;
        let end = LEFT_PX + self.layout.axis.width();
        let mut free_from = 0.0;
        for mark in self.layout.axis.marks() {
            let x = LEFT_PX + self.layout.axis.x(mark.day);
            let from = dates_y + 8.0;
            let _ = writeln!(
                self.text,
                "<path d=\"M{x:.1} {from:.1}V{bottom:.1}\" stroke=\"#e5e7eb\" stroke-width=\"1\"/>"
            );
            let pattern = if mark.with_year { words.date } else { words.day_month };
            let date = written(mark.day, pattern);
            let half = width(&date, 11.5) / 2.0 + 3.0;
            let middle = x.max(LEFT_PX + half - 3.0);
            if middle - half < free_from {
                continue;
            }
            free_from = middle + half;
            let style = format!("font-size=\"11.5\" fill=\"{FAINT}\" text-anchor=\"middle\"");
            self.write(middle, dates_y, &style, &date);
            if self.layout.rows > 20 {
                self.write(middle, bottom + 16.0, &style, &date);
            }
        }
        let line = dates_y + 8.0;
        let _ = writeln!(
            self.text,
            "<path d=\"M{LEFT_PX} {line:.1}H{end:.1}\" stroke=\"#9ca3af\" stroke-width=\"1\"/>"
        );
        if let Some(unknown_x) = self.layout.unknown_x {
            let x = LEFT_PX + unknown_x;
            let high = bottom - line;
            let _ = writeln!(
                self.text,
                "<rect x=\"{:.1}\" y=\"{line:.1}\" width=\"{NO_DATE_PX}\" height=\"{high:.1}\" fill=\"#f3f4f6\" \
                 stroke=\"#9ca3af\" stroke-dasharray=\"3 3\"/>",
                x - 24.0
            );
            let off = |mark: &Mark| mark.day.is_some_and(|day| !self.layout.axis.holds(day));
            let any_off = self.layout.marks.iter().any(off);
            let word = if any_off { words.off_axis } else { words.no_date };
            self.write(x - 24.0, dates_y, &format!("font-size=\"11.5\" fill=\"{FAINT}\""), word);
        }
    }

    fn links(&mut self) {
        let mut paths = String::new();
        for mark in &self.layout.marks {
            let Some(source) = mark.source.map(|source| &self.layout.marks[source]) else {
                continue;
            };
            let path = self.path(source, mark);
            let colour = if self.negative(mark) { NEGATIVE } else { LINK };
            let dashes = if mark.likely.is_some() { DASHES } else { "" };
            let _ = writeln!(paths, "<path d=\"{path}\" stroke=\"{colour}\"{dashes}/>");
        }
        let wide = if self.layout.radius > 4.5 { 1.6 } else { 1.2 };
        let _ = writeln!(self.text, "<g fill=\"none\" stroke-width=\"{wide}\">\n{paths}</g>");
    }

    /// Straight on within a row; otherwise down a stem beside the source and across to the infected.
    fn path(&self, source: &Mark, mark: &Mark) -> String {
        const BEND: f64 = 4.0;
        let ((from_x, from_y), (x, y)) = (self.at(source), self.at(mark));
        let (begin, reach) = (from_x + self.reach(source), self.reach(mark));
        if source.row == mark.row {
            return format!("M{begin:.1} {y:.1}H{:.1}", x - reach);
        }
        let stem = begin + BEND;
        let mut path =
            format!("M{begin:.1} {from_y:.1}Q{stem:.1} {from_y:.1} {stem:.1} {:.1}", from_y + BEND);
        let (side, end) = if x > stem { (BEND, x - reach) } else { (-BEND, x + reach) };
        if (x - stem).abs() <= BEND + reach {
            let _ = write!(path, "V{y:.1}H{x:.1}");
        } else {
            let _ = write!(
                path,
                "V{:.1}Q{stem:.1} {y:.1} {:.1} {y:.1}H{end:.1}",
                y - BEND,
                stem + side
            );
        }
        path
    }

    fn marks(&mut self) {
        let marks = std::mem::take(&mut self.layout.marks);
        for mark in &marks {
            let (x, y) = self.at(mark);
            let reach = self.reach(mark);
            self.taken.take(Area {
                left: x - reach,
                top: y - reach,
                right: x + reach,
                bottom: y + reach,
            });
            let case = mark.cases[0];
            let hollow = self.is_by_report(case);
            let shape = sign(self.kind(case), reach, hollow);
            let ring = if mark.cases.len() == 1 && self.superspreaders.contains(&case) {
                let ring = reach + 3.0;
                format!(
                    "<circle r=\"{ring:.1}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.6\"/>"
                )
            } else {
                String::new()
            };
            let number = match mark.cases.len() {
                1 => String::new(),
                cases => count(cases, if hollow { INK } else { "#fff" }),
            };
            let told = escaped(&self.told(mark));
            let _ = writeln!(
                self.text,
                "<g transform=\"translate({x:.1} {y:.1})\"><title>{told}</title>{ring}{shape}{number}</g>"
            );
        }
        self.layout.marks = marks;
    }

    /// What a pointer resting on a mark is told.
    fn told(&self, mark: &Mark) -> String {
        let words = self.picture.words;
        let names: Vec<String> =
            mark.cases.iter().take(20).map(|case| self.picture.name(*case)).collect();
        let mut parts = vec![names.join(", ")];
        if let Some(case) = self.picture.cases.get(mark.cases[0] as usize) {
            for (word, day) in [(words.onset, case.onset_on), (words.reported, case.reported_on)] {
                let date = day.map(|day| written(i64::from(day), words.date));
                parts.extend(date.map(|date| format!("{word} {date}")));
            }
        }
        let member = &self.picture.chains.members[mark.cases[0] as usize];
        if let Some(source) = member.source {
            let name = self.picture.name(source);
            let sure = mark.likely.map(|it| format!(" ({:.0}%)", it * 100.0)).unwrap_or_default();
            parts.push(format!("{} {name}{sure}", words.source));
        }
        if member.infected > 0 {
            parts.push(format!("{} {}", member.infected, words.infected));
        }
        parts.join(" · ")
    }
}
