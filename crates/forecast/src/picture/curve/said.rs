//! What the picture says in words: its sentences, its legend, its axes.

use super::bars::Sign;
use super::line::{self, USUAL};
use super::{Drawn, EpidemicCurve, ZONE};
use crate::Step;
use crate::picture::canvas::{BLUE, CAPACITY, Canvas, ORANGE, RULE};
use crate::picture::capital;
use crate::picture::numbers::number;
use crate::picture::time::{civil, named, written};

impl Drawn<'_> {
    /// What a step adds to the sum: also what takes something back, but not what was left out.
    fn counted(&self, at: usize) -> f64 {
        match self.mended.get(&at) {
            Some(used) => used.unwrap_or_default(),
            None => self.values[at].unwrap_or_default() as f64,
        }
    }

    /// A step by its name, such as a date.
    pub(super) fn step_named(&self, at: usize, vi: bool) -> String {
        let day = self.starts[at];
        if let Some(first) = self.numbered_from {
            let each = match (self.step, vi) {
                (Step::Day, true) => "ngày thứ",
                (Step::Week, true) => "tuần thứ",
                (Step::Month, true) => "tháng thứ",
                (Step::Day, false) => "day",
                (Step::Week, false) => "week",
                (Step::Month, false) => "month",
            };
            return format!("{each}\u{a0}{}", first + at);
        }
        match (self.step, vi) {
            (Step::Day, _) => written(day, vi),
            (Step::Week, true) => format!("tuần từ {}", written(day, vi)),
            (Step::Week, false) => format!("week from {}", written(day, vi)),
            (Step::Month, true) => civil(day).strftime("tháng %m/%Y").to_string(),
            (Step::Month, false) => civil(day).strftime("%B %Y").to_string(),
        }
    }

    /// The signs of what is odd, as far as it occurs.
    pub(in crate::picture) fn odd(&self, canvas: &Canvas) -> Vec<(String, String)> {
        let mut signs = Vec::new();
        let is_drawn = |at: &usize| self.values[*at].is_some_and(|value| value > 0);
        if self.mended.keys().any(is_drawn) {
            let sign = format!(
                "<rect x=\"5\" y=\"-8\" width=\"16\" height=\"16\" fill=\"none\" stroke=\"{}\" \
                 stroke-width=\"1.6\" stroke-dasharray=\"4 2.5\"/>",
                ORANGE[4]
            );
            let word = canvas.say("số báo cáo bị nghi sai", "reported, but doubted");
            signs.push((sign, word.to_owned()));
        }
        let odd = [
            (Sign::Mended, canvas.say("đã chỉnh số liệu", "figure mended")),
            (Sign::LeftOut, canvas.say("không dùng số liệu này", "figure left out")),
            (Sign::Negative, canvas.say("số âm (đính chính giảm)", "negative (corrected down)")),
            (Sign::Missing, canvas.say("không có số liệu", "no data")),
        ];
        for (sign, word) in odd {
            if (0..self.many()).any(|at| Sign::of(self, at) == Some(sign)) {
                let shape = format!("<g transform=\"translate(13 0)\">{}</g>", sign.shape());
                signs.push((shape, word.to_owned()));
            }
        }
        signs
    }
}

impl EpidemicCurve {
    /// First what the last step that was judged says, then what was counted in all.
    pub(super) fn said(&self, drawn: &Drawn<'_>) -> Vec<String> {
        let said = [self.judged(drawn), self.alarmed(drawn), Some(self.reported(drawn))];
        said.into_iter().flatten().collect()
    }

    /// A number with what is counted, which stays on its line if it is short.
    fn many(&self, value: f64) -> String {
        let counted = if self.in_vietnamese { &self.counted.vi } else { &self.counted.en };
        let counted = counted.trim();
        let space = if counted.chars().count() < 20 { "\u{a0}" } else { " " };
        format!("{}{space}{}", number(value, 0, self.in_vietnamese), counted.replace(' ', space))
    }

    /// Whether the last step that can be judged is unusual.
    fn judged(&self, drawn: &Drawn<'_>) -> Option<String> {
        let vi = self.in_vietnamese;
        let known = drawn.thresholds.iter().rev();
        let (at, (_, above)) = known.into_iter().find(|(at, _)| drawn.trusted(**at).is_some())?;
        let count = self.many(drawn.trusted(*at)?);
        let step = capital(&drawn.step_named(*at, vi));
        let above = if *above < 10.0 && above.fract() > 1e-9 {
            number(*above, 1, vi)
        } else {
            number(*above, 0, vi)
        };
        let line = if vi { self.line.vi.trim() } else { self.line.en.trim() };
        let verdict = match (drawn.alarms.contains(at), drawn.advised.contains(at), vi) {
            (true, _, true) => "báo\u{a0}động",
            (true, _, false) => "alarm",
            (_, true, true) => "vượt ngưỡng, chỉ để tham khảo",
            (_, true, false) => "above the line, advice only",
            (_, _, true) => "không\u{a0}báo\u{a0}động",
            (_, _, false) => "no\u{a0}alarm",
        };
        Some(format!("{step}: {count}, {line}\u{a0}{above}, {verdict}."))
    }

    fn alarmed(&self, drawn: &Drawn<'_>) -> Option<String> {
        let vi = self.in_vietnamese;
        let many = drawn.alarms.len();
        let Some(last) = drawn.alarms.last() else {
            let none = if vi { "Chưa lần nào báo động." } else { "No alarms so far." };
            return (!drawn.thresholds.is_empty()).then(|| none.to_owned());
        };
        let step = drawn.step_named(*last, vi);
        Some(if vi {
            format!("{} lần báo động; gần nhất: {step}.", number(many as f64, 0, vi))
        } else if many == 1 {
            format!("1 alarm: {step}.")
        } else {
            format!("{} alarms; the latest: {step}.", number(many as f64, 0, vi))
        })
    }

    fn reported(&self, drawn: &Drawn<'_>) -> String {
        let vi = self.in_vietnamese;
        let counted = if vi { self.counted.vi.trim() } else { self.counted.en.trim() };
        let trusted = (0..drawn.many()).filter_map(|at| Some((at, drawn.trusted(at)?)));
        let highest = trusted.fold(None, |best: Option<(usize, f64)>, (at, value)| match best {
            Some(best) if best.1 >= value => Some(best),
            _ => Some((at, value)),
        });
        let Some((at, value)) = highest else {
            return (if vi { "Không có số liệu." } else { "There are no data." }).to_owned();
        };
        if number(value, 0, vi) == "0" {
            return if vi {
                format!("Không ghi nhận {counted} nào.")
            } else {
                format!("No {counted} were recorded.")
            };
        }
        let sum = self.many((0..drawn.many()).map(|at| drawn.counted(at)).sum());
        let (step, value) = (drawn.step_named(at, vi), self.many(value));
        let dated = drawn.numbered_from.is_none();
        let on = if self.counts.step == Step::Day && dated { "ngày " } else { "" };
        let in_the = match self.counts.step {
            Step::Day => "on ",
            Step::Week if dated => "in the ",
            Step::Week | Step::Month => "in ",
        };
        match (drawn.mended.is_empty(), vi) {
            (true, true) => format!("Đã báo cáo {sum}; cao nhất {on}{step}: {value}."),
            (true, false) => format!("{sum} reported; most {in_the}{step}: {value}."),
            (false, true) => format!("Sau khi chỉnh số liệu: {sum}; cao nhất {on}{step}: {value}."),
            (false, false) => format!("{sum} after mending; most {in_the}{step}: {value}."),
        }
    }

    /// What the bars are, over the scale.
    pub(super) fn unit(&self, vi: bool) -> String {
        let counted = if vi { self.counted.vi.trim() } else { self.counted.en.trim() };
        let each = match (self.counts.step, vi) {
            (Step::Day, true) => "mỗi ngày",
            (Step::Week, true) => "mỗi tuần",
            (Step::Month, true) => "mỗi tháng",
            (Step::Day, false) => "a day",
            (Step::Week, false) => "a week",
            (Step::Month, false) => "a month",
        };
        if vi { format!("Số {counted} {each}") } else { format!("Number of {counted} {each}") }
    }

    /// What the dates are, below them.
    pub(super) fn dated(&self, canvas: &Canvas) -> String {
        let by = canvas.words(&self.dated_by);
        let step = match (self.numbered_from, self.counts.step) {
            (None, step) => named(step, canvas.vi),
            (_, Step::Day) => canvas.say("Ngày thứ", "Number of the day"),
            (_, Step::Week) => canvas.say("Tuần thứ", "Number of the week"),
            (_, Step::Month) => canvas.say("Tháng thứ", "Number of the month"),
        };
        match (by, self.counts.step) {
            ("", _) => step.to_owned(),
            (by, Step::Day) => capital(by),
            (by, _) => format!("{step} ({by})"),
        }
    }

    /// The signs that occur in this drawing.
    pub(super) fn legend(&self, canvas: &Canvas, drawn: &Drawn<'_>) -> Vec<(String, String)> {
        let bar = |fill: &str| {
            format!("<rect x=\"5\" y=\"-8\" width=\"16\" height=\"16\" fill=\"{fill}\"/>")
        };
        let mut signs: Vec<(String, &str)> = Vec::new();
        let only_bars = drawn.delayed_from.is_none()
            && drawn.nowcast.is_empty()
            && drawn.thresholds.is_empty()
            && drawn.mended.is_empty();
        if !only_bars && drawn.many() > 0 {
            signs.push((bar(BLUE[3]), canvas.say("đã báo cáo", "reported")));
        }
        if drawn.delayed_from.is_some() {
            let zone = format!(
                "<rect y=\"-9\" width=\"26\" height=\"18\" fill=\"{ZONE}\"/>\
                 <path d=\"M0.5 -9v18\" stroke=\"{RULE}\" stroke-dasharray=\"3 3\"/>\
                 <rect x=\"7\" y=\"-2\" width=\"13\" height=\"11\" fill=\"{}\"/>",
                BLUE[2]
            );
            signs.push((zone, canvas.say("còn chờ báo cáo thêm", "more reports to come")));
        }
        if !drawn.nowcast.is_empty() {
            let sign = format!(
                "<rect x=\"5\" y=\"-9\" width=\"16\" height=\"18\" fill=\"{}\"/>\
                 <rect x=\"5\" y=\"-4\" width=\"16\" height=\"8\" fill=\"{}\"/>\
                 <path d=\"M5 0h16\" stroke=\"{}\" stroke-width=\"2.6\"/>",
                ORANGE[1], ORANGE[2], ORANGE[4]
            );
            signs.push((
                sign,
                canvas.say(
                    "ước tính khi đủ báo cáo (trung vị, khoảng 50% và 95%)",
                    "estimate once all is reported (median, 50% and 95% intervals)",
                ),
            ));
        }
        let line = canvas.words(&self.line);
        if !drawn.thresholds.is_empty() {
            let sign = format!("<path d=\"M0 0H26\" stroke=\"{CAPACITY}\" stroke-width=\"2.4\"/>");
            signs.push((sign, line));
            if drawn.thresholds.values().any(|(expected, _)| expected.is_some()) {
                let sign = format!("<rect y=\"-8\" width=\"26\" height=\"16\" fill=\"{USUAL}\"/>");
                signs.push((
                    sign,
                    canvas.say("từ mức thường gặp đến ngưỡng", "from usual to threshold"),
                ));
            }
        }
        let alarm =
            |decides| format!("<g transform=\"translate(13 5)\">{}</g>", line::sign(decides));
        if !drawn.alarms.is_empty() {
            let both = format!(
                "<g transform=\"translate(-6 0)\">{}</g><rect x=\"15\" y=\"-8\" width=\"9\" height=\"16\" fill=\"{}\"/>",
                alarm(true),
                ORANGE[3]
            );
            signs.push((both, canvas.say("báo động", "alarm")));
        }
        if !drawn.advised.is_empty() {
            let word = canvas.say("vượt ngưỡng, chỉ để tham khảo", "above it, advice only");
            signs.push((alarm(false), word));
        }
        let mut signs: Vec<_> =
            signs.into_iter().map(|(sign, word)| (sign, word.to_owned())).collect();
        signs.extend(drawn.odd(canvas));
        signs
    }
}
