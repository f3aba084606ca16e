use std::cmp::Reverse;
use std::fmt::Write;

use taicho_model::markup::width;

use super::{Drawing, FAINT};
use crate::picture::labels::Area;

impl Drawing<'_> {
    /// Names and probabilities wherever there is room, the busiest cases first.
    pub(super) fn names(&mut self) {
        let marks = std::mem::take(&mut self.layout.marks);
        let size = if self.layout.row_px >= 25.0 { 12.0 } else { 10.5 };
        let mut order: Vec<usize> =
            (0..marks.len()).filter(|at| marks[*at].cases.len() == 1).collect();
        let weight = |at: &usize| {
            let mark = &marks[*at];
            (self.superspreaders.contains(&mark.cases[0]), mark.children, mark.source.is_none())
        };
        order.sort_by_key(|at| (Reverse(weight(at)), *at));
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
                if left >= 4.0 && self.taken.take_if_free(area) {
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
}
