use std::collections::BTreeMap;
use std::fmt::Write;

use super::signs::SignKind;
use super::{Drawing, FAINT, LEFT_PX};

/// How high the highest bar is.
const STRIP_PX: f64 = 64.0;

impl Drawing<'_> {
    /// The cases that are only counted, by day; returns where the drawing ends.
    pub(super) fn strip(&mut self, top: f64) -> f64 {
        if self.layout.counted.is_empty() {
            return top + 6.0;
        }
        let words = self.picture.words;
        let counted = std::mem::take(&mut self.layout.counted);
        let mut days: BTreeMap<i64, [usize; 3]> = Default::default();
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
                [SignKind::Imported, SignKind::NoSource, SignKind::WithSource].iter().zip(kinds)
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
