//! The table below the plots of a comparison.

use jiff::civil::Date;

use super::{Compared, Comparison, Course, LINES, in_the_noise, letter, sign};
use crate::picture::canvas::{Canvas, INK, LEFT, RIGHT, SMALL};
use crate::picture::capital;
use crate::picture::numbers::{figure, number, percent};
use crate::picture::time::{self, day_month};

/// From where to where each column of the table goes.
const COLUMNS: [(f64, f64); 6] =
    [(20.0, 70.0), (74.0, 154.0), (156.0, 296.0), (299.0, 379.0), (382.0, 502.0), (506.0, 580.0)];
impl Comparison {
    /// Peak, its day, the day on which the capacity runs out, and the difference, scenario by scenario.
    pub(super) fn table(&self, canvas: &mut Canvas) {
        if self.compared.iter().all(|compared| self.shown(compared).next().is_none()) {
            return;
        }
        let heads = [
            (1, canvas.say("Đỉnh", "Peak")),
            (2, canvas.say("Khoảng 90%", "90% interval")),
            (3, canvas.say("Ngày đỉnh", "Day of peak")),
            (4, canvas.say("Hết năng lực", "Runs out")),
            (5, canvas.say("Đỉnh so với A", "Against A")),
        ];
        canvas.y += 16.0;
        let (begin, mut end) = (canvas.y, canvas.y);
        for (column, text) in heads {
            let (left, right) = COLUMNS[column];
            canvas.y = begin;
            canvas.paragraph_at(left, right - left, SMALL, text, 2);
            end = end.max(canvas.y);
        }
        canvas.y = end + 2.0;
        for compared in &self.compared {
            let y = canvas.y + 2.0;
            canvas.shape(format_args!("<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#9ca3af\"/>"));
            canvas.y += 6.0;
            let mut name = capital(canvas.words(&compared.quantity));
            if let Some(capacity) = compared.capacity.filter(|it| it.is_finite()) {
                let word = canvas.say("năng lực", "capacity");
                name = format!("{name} – {word} {}", figure(capacity, canvas.vi));
            }
            canvas.paragraph(SMALL.ink(INK).bold(), &name, 2);
            for (at, course) in self.shown(compared) {
                self.course(canvas, compared, at, course);
            }
            canvas.y += 4.0;
        }
    }

    fn course(&self, canvas: &mut Canvas, compared: &Compared, at: usize, course: &Course) {
        let vi = canvas.vi;
        canvas.y += 25.0;
        let (y, sign) = (canvas.y - 7.0, sign(at));
        canvas
            .shape(format_args!("<g transform=\"translate({LEFT:.1} {:.1})\">{sign}</g>", y - 5.6));
        canvas.write(LEFT + 33.0, y, SMALL.bold().ink(LINES[at].0), &letter(at));
        let (first, last) = self.days();
        let one_year = time::civil(first).year() == time::civil(last).year();
        let date = |on: Date| {
            let day = time::number(on);
            if !self.dated {
                time::numbered(day, vi)
            } else if one_year {
                day_month(day, vi)
            } else {
                time::written(day, vi)
            }
        };
        let peak = course.peak.and_then(|it| it.sound());
        let Some(peak) = peak else {
            let none = canvas.say("không có số liệu", "no data");
            canvas.write(COLUMNS[1].0, y, SMALL, none);
            return;
        };
        let peak_on = course.peak_on.filter(|_| peak.q95 > 0.0);
        let [low, median, high] = [peak.q05, peak.median, peak.q95].map(|it| whole(it, vi));
        let exceeded = match (compared.capacity.is_some(), share(course.exceeded_in)) {
            (false, _) => vec!["–".to_owned()],
            (true, 0.0) => vec![canvas.say("không", "no").to_owned()],
            (true, share) => {
                let share = percent(share, vi);
                match course.exceeded_on.map(date) {
                    Some(on) => vec![format!("{on} ({share})"), on],
                    None => vec![share],
                }
            }
        };
        let difference = course.difference.filter(|_| at > 0).and_then(|it| it.sound());
        let difference = match difference {
            Some(difference) if in_the_noise(&difference) => {
                canvas.say("chưa rõ", "unclear").to_owned()
            }
            Some(difference) => {
                let sign = if difference.median > 0.0 { "+" } else { "" };
                format!("{sign}{}", whole(difference.median, vi))
            }
            None => "–".to_owned(),
        };
        let cells = [
            (1, vec![median], SMALL.ink(INK).bold()),
            (2, vec![format!("{low}–{high}")], SMALL.ink(INK)),
            (3, vec![peak_on.map_or("–".to_owned(), date)], SMALL.ink(INK)),
            (4, exceeded, SMALL.ink(INK)),
            (5, vec![difference], SMALL.ink(INK)),
        ];
        for (column, texts, style) in cells {
            let (left, right) = COLUMNS[column];
            let fits = texts.iter().find(|text| style.width(text) <= right - left);
            let text = match fits {
                Some(text) => text.clone(),
                None => style.cut(&texts[texts.len() - 1], right - left),
            };
            canvas.write(left, y, style, &text);
        }
    }
}

/// People and places are counted in whole ones; less than one is told apart from none.
fn whole(value: f64, vi: bool) -> String {
    if value.abs() >= 1.0 { number(value, 0, vi) } else { figure(value, vi) }
}

fn share(share: f64) -> f64 {
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}
