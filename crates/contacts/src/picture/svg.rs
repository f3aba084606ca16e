use std::collections::BTreeSet;
use std::fmt::Write;

use super::axis::written;
use super::labels::{Area, Taken, width};
use super::layout::{Layout, Mark, lay_out};
use super::{Picture, escaped};
use crate::Person;

const LEFT_PX: f64 = 32.0;
const FONT: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
/// After Okabe and Ito: these stay apart for colour-blind eyes; shapes tell the same.
const IMPORTED: &str = "#0072b2";
const NO_SOURCE: &str = "#d55e00";
const WITH_SOURCE: &str = "#009e73";
const NEGATIVE: &str = "#a3337f";
const LINK: &str = "#6b7280";
const INK: &str = "#1f2937";
const FAINT: &str = "#6b7280";
const STRIP_PX: f64 = 64.0;
/// How wide the column of unknown days is.
const NO_DATE_PX: f64 = 132.0;

/// What sort of mark a case gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Imported,
    NoSource,
    WithSource,
}

impl Kind {
    fn colour(self) -> &'static str {
        match self {
            Self::Imported => IMPORTED,
            Self::NoSource => NO_SOURCE,
            Self::WithSource => WITH_SOURCE,
        }
    }
}

/// A drawing under way.
struct Drawing<'a> {
    picture: &'a Picture<'a>,
    layout: Layout,
    superspreaders: BTreeSet<Person>,
    taken: Taken,
    top: f64,
    text: String,
}

pub(super) fn drawn(picture: &Picture<'_>) -> String {
    let layout = lay_out(picture);
    let spreaders = picture.chains.spreaders.iter().filter(|it| it.superspreader);
    let superspreaders = spreaders.map(|it| it.person).collect();
    let mut drawing = Drawing {
        picture,
        layout,
        superspreaders,
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
    fn kind(&self, person: Person) -> Kind {
        let imported = self.picture.cases.get(person as usize).is_some_and(|case| case.imported);
        match self.picture.chains.members[person as usize].source {
            Some(_) => Kind::WithSource,
            None if imported => Kind::Imported,
            None => Kind::NoSource,
        }
    }

    fn from_report(&self, person: Person) -> bool {
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

    /// Title, numbers and legend; returns where they end.
    fn heading(&mut self, wide: f64) -> f64 {
        let words = self.picture.words;
        self.write(LEFT_PX, 38.0, "font-size=\"22\" font-weight=\"650\"", heading(self.picture));
        let chains = &self.picture.chains.chains;
        let singles = chains.iter().filter(|chain| chain.cases == 1).count();
        let longest = chains.iter().map(|chain| chain.generations + 1).max().unwrap_or_default();
        let numbers = [
            (self.picture.chains.members.len(), words.cases),
            (chains.len() - singles, words.chains),
            (singles, words.singles),
            (longest as usize, words.generations),
        ];
        let line = numbers.map(|(n, word)| format!("{} {word}", words.number(n))).join("  ·  ");
        self.write(LEFT_PX, 60.0, &format!("font-size=\"13.5\" fill=\"{FAINT}\""), &line);
        let (mut x, mut y) = (LEFT_PX, 86.0);
        for (sign, word) in self.legend() {
            let needed = 26.0 + width(word, 12.5) + 22.0;
            if x + needed > wide - 20.0 && x > LEFT_PX {
                (x, y) = (LEFT_PX, y + 22.0);
            }
            let _ = writeln!(
                self.text,
                "<g transform=\"translate({:.1} {:.1})\">{sign}</g>",
                x + 9.0,
                y
            );
            self.write(x + 26.0, y + 4.3, "font-size=\"12.5\"", word);
            x += needed;
        }
        y + 14.0
    }

    /// The signs that occur in this drawing.
    fn legend(&self) -> Vec<(String, &'static str)> {
        let (words, marks) = (self.picture.words, &self.layout.marks);
        let cases = || marks.iter().flat_map(|mark| &mark.cases).chain(&self.layout.counted);
        let mut signs = Vec::new();
        for (kind, word) in [
            (Kind::Imported, words.imported),
            (Kind::NoSource, words.no_source),
            (Kind::WithSource, words.with_source),
        ] {
            if cases().any(|case| self.kind(*case) == kind) {
                signs.push((sign(kind, 6.0, false), word));
            }
        }
        if marks.iter().any(|mark| self.from_report(mark.cases[0])) {
            signs.push((sign(Kind::WithSource, 6.0, true), words.from_report));
        }
        if marks.iter().any(|mark| self.superspreaders.contains(&mark.cases[0])) {
            let ring =
                format!("<circle r=\"9\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.6\"/>");
            signs.push((ring + &sign(Kind::WithSource, 5.5, false), words.superspreader));
        }
        if marks.iter().any(|mark| mark.cases.len() > 1) {
            signs.push((sign(Kind::WithSource, 8.0, false) + &count(5, "#fff"), words.group));
        }
        let line = |colour: &str, dashes: &str| {
            format!("<path d=\"M-9 0H11\" stroke=\"{colour}\" stroke-width=\"1.8\"{dashes}/>")
        };
        let linked = || marks.iter().filter(|mark| mark.source.is_some());
        if linked().any(|mark| mark.likely.is_none()) {
            signs.push((line(LINK, ""), words.claimed));
        }
        if linked().any(|mark| mark.likely.is_some()) {
            signs.push((line(LINK, DASHES), words.likely));
        }
        if linked().any(|mark| self.negative(mark)) {
            signs.push((line(NEGATIVE, ""), words.negative));
        }
        signs
    }

    fn negative(&self, mark: &Mark) -> bool {
        let source = mark.source.and_then(|source| self.layout.marks[source].day);
        source.zip(mark.day).is_some_and(|(source, own)| own < source)
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
            let hollow = self.from_report(case);
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

    /// Names and probabilities wherever there is room, the busiest cases first.
    fn names(&mut self) {
        let marks = std::mem::take(&mut self.layout.marks);
        let size = if self.layout.row_px >= 25.0 { 12.0 } else { 10.5 };
        let mut order: Vec<usize> =
            (0..marks.len()).filter(|at| marks[*at].cases.len() == 1).collect();
        let weight = |at: &usize| {
            let mark = &marks[*at];
            (self.superspreaders.contains(&mark.cases[0]), mark.children, mark.source.is_none())
        };
        order.sort_by_key(|at| (std::cmp::Reverse(weight(at)), *at));
        let mut written = Vec::new();
        for at in order {
            let mark = &marks[at];
            let (x, y) = self.at(mark);
            let name = self.picture.name(mark.cases[0]);
            let bold = mark.children > 0;
            let (wide, reach) = (width(&name, size), self.reach(mark));
            let beside = (x + reach + 4.0, y + size * 0.36);
            let above = (x - reach, y - reach - 3.0);
            let ringed = self.superspreaders.contains(&mark.cases[0]);
            let source_x = mark.source.map(|source| self.at(&marks[source]).0);
            let places = if bold {
                let above = (above.0, above.1 - if ringed { 4.0 } else { 0.0 });
                [above, (x - reach, y + reach + size)]
            } else if source_x.is_some_and(|source_x| x <= source_x + reach) {
                // The line comes from the right.
                [(x - reach - 4.0 - wide, beside.1), above]
            } else {
                [beside, above]
            };
            for (left, line) in places {
                let area =
                    Area { left, top: line - size * 0.8, right: left + wide, bottom: line + 1.0 };
                if self.taken.take_if_free(area) {
                    written.push((left, line, bold, name));
                    break;
                }
            }
        }
        let halo =
            "paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\"";
        let _ = writeln!(self.text, "<g font-size=\"{size}\" {halo}>");
        for (x, y, bold, name) in written {
            self.write(x, y, if bold { "font-weight=\"600\"" } else { "" }, &name);
        }
        let room = self.layout.row_px >= 17.0;
        for mark in marks.iter().filter(|mark| room && mark.likely.is_some()) {
            let text = format!("{:.0}%", mark.likely.unwrap_or_default() * 100.0);
            let ((x, y), wide) = (self.at(mark), width(&text, 10.0));
            let right = x - self.reach(mark) - 4.0;
            let area = Area { left: right - wide, top: y - 11.0, right, bottom: y - 2.0 };
            if self.taken.take_if_free(area) {
                let style = format!("font-size=\"10\" fill=\"{FAINT}\" text-anchor=\"end\"");
                self.write(right, y - 3.0, &style, &text);
            }
        }
        self.text.push_str("</g>\n");
        self.layout.marks = marks;
    }

    /// The cases that are only counted, by day; returns where the drawing ends.
    fn strip(&mut self, top: f64) -> f64 {
        if self.layout.counted.is_empty() {
            return top + 6.0;
        }
        let words = self.picture.words;
        let counted = std::mem::take(&mut self.layout.counted);
        let mut days: std::collections::BTreeMap<i64, [usize; 3]> = Default::default();
        let mut undated = 0;
        for person in &counted {
            let case = self.picture.cases.get(*person as usize);
            let day = case.and_then(|case| case.onset_on.or(case.reported_on)).map(i64::from);
            match day.filter(|day| self.layout.axis.holds(*day)) {
                Some(day) => days.entry(day).or_default()[self.kind(*person) as usize] += 1,
                None => undated += 1,
            }
        }
        let mut line = format!("{}: {}", words.counted, words.number(counted.len()));
        if self.layout.folded > 0 {
            let _ = write!(line, "  ·  {} {}", words.number(self.layout.folded), words.folded);
        }
        if undated > 0 {
            let _ = write!(line, "  ·  {}: {}", words.no_date, words.number(undated));
        }
        self.write(LEFT_PX, top + 14.0, "font-size=\"12.5\" font-weight=\"600\"", &line);
        let most = days.values().map(|day| day.iter().sum::<usize>()).max().unwrap_or(1);
        let (foot, scale) = (top + 34.0 + STRIP_PX, STRIP_PX / most as f64);
        let wide = (self.layout.axis.px_per_day * 0.78).max(1.0);
        for (day, kinds) in days {
            let x = LEFT_PX + self.layout.axis.x(day) - wide / 2.0;
            let mut y = foot;
            for (kind, cases) in
                [Kind::Imported, Kind::NoSource, Kind::WithSource].iter().zip(kinds)
            {
                let high = cases as f64 * scale;
                y -= high;
                if cases > 0 {
                    let _ = writeln!(
                        self.text,
                        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{}\"/>",
                        kind.colour()
                    );
                }
            }
        }
        let end = LEFT_PX + self.layout.axis.width();
        let peak = foot - STRIP_PX;
        let _ = writeln!(
            self.text,
            "<path d=\"M{LEFT_PX} {foot:.1}H{end:.1}\" stroke=\"#9ca3af\"/>\
             <path d=\"M{LEFT_PX} {peak:.1}H{end:.1}\" stroke=\"#d1d5db\" stroke-dasharray=\"2 3\"/>"
        );
        let style = format!("font-size=\"11\" fill=\"{FAINT}\"");
        self.write(end + 6.0, peak + 4.0, &style, &words.number(most));
        self.write(end + 6.0, foot + 4.0, &style, "0");
        foot + 22.0
    }
}

const DASHES: &str = " stroke-dasharray=\"4 3\"";

/// The shape of a mark around the origin.
fn sign(kind: Kind, reach: f64, hollow: bool) -> String {
    let colour = kind.colour();
    let paint = if hollow {
        format!("fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"2\"")
    } else {
        format!("fill=\"{colour}\" stroke=\"#fff\" stroke-width=\"1\"")
    };
    let reach = if hollow { reach - 0.7 } else { reach };
    match kind {
        Kind::Imported => {
            let (half, side) = (reach * 0.9, reach * 1.8);
            format!(
                "<rect x=\"-{half:.1}\" y=\"-{half:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" {paint}/>"
            )
        }
        Kind::NoSource => {
            let tip = reach * 1.2;
            format!("<path d=\"M0-{tip:.1}L{tip:.1} 0L0 {tip:.1}L-{tip:.1} 0Z\" {paint}/>")
        }
        Kind::WithSource => format!("<circle r=\"{reach:.1}\" {paint}/>"),
    }
}

/// How many cases a mark stands for.
fn count(cases: usize, colour: &str) -> String {
    format!(
        "<text y=\"3.1\" font-size=\"9\" font-weight=\"700\" fill=\"{colour}\" stroke=\"none\" \
         text-anchor=\"middle\">{cases}</text>"
    )
}
