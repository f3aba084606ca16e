//! What the picture says in words: its sentences, its legend, its axes.

use super::bars::Sign;
use super::{Drawn, EpidemicCurve, ZONE};
use crate::Step;
use crate::picture::canvas::{BLUE, Canvas, ORANGE, RULE};
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
        match (self.step, vi) {
            (Step::Day, _) => written(day, vi),
            (Step::Week, true) => format!("tuần từ {}", written(day, vi)),
            (Step::Week, false) => format!("week from {}", written(day, vi)),
            (Step::Month, true) => civil(day).strftime("tháng %m/%Y").to_string(),
            (Step::Month, false) => civil(day).strftime("%B %Y").to_string(),
        }
    }
}

impl EpidemicCurve {
    pub(super) fn said(&self, drawn: &Drawn<'_>) -> Vec<String> {
        let vi = self.in_vietnamese;
        let counted = if vi { self.counted.vi.trim() } else { self.counted.en.trim() };
        let mut said = Vec::new();
        let trusted = (0..drawn.many()).filter_map(|at| Some((at, drawn.trusted(at)?)));
        let highest = trusted.fold(None, |best: Option<(usize, f64)>, (at, value)| match best {
            Some(best) if best.1 >= value => Some(best),
            _ => Some((at, value)),
        });
        let sum: f64 = (0..drawn.many()).map(|at| drawn.counted(at)).sum();
        if let Some((at, value)) = highest {
            let (sum, value) = (number(sum, 0, vi), number(value, 0, vi));
            let step = drawn.step_named(at, vi);
            let on = if self.counts.step == Step::Day { "ngày " } else { "" };
            let in_the = if self.counts.step == Step::Week { "in the " } else { "on " };
            let in_the = if self.counts.step == Step::Month { "in " } else { in_the };
            let (vi_sum, en_sum) = if drawn.mended.is_empty() {
                (format!("Đã báo cáo {sum} {counted}"), format!("{sum} {counted} reported"))
            } else {
                (
                    format!("Sau khi chỉnh số liệu: {sum} {counted}"),
                    format!("{sum} {counted} after mending"),
                )
            };
            said.push(match (vi, value.as_str()) {
                (true, "0") => format!("Không ghi nhận {counted} nào."),
                (false, "0") => format!("No {counted} were recorded."),
                (true, _) => format!("{vi_sum}; cao nhất {on}{step}: {value} {counted}."),
                (false, _) => format!("{en_sum}; most {in_the}{step}: {value} {counted}."),
            });
        }
        if highest.is_none() {
            said.push((if vi { "Không có số liệu." } else { "There are no data." }).to_owned());
        }
        if let Some(at) = drawn.alarms.last() {
            let (many, step) = (drawn.alarms.len(), drawn.step_named(*at, vi));
            said.push(if vi {
                format!("{} lần cảnh báo; gần nhất: {step}.", number(many as f64, 0, vi))
            } else if many == 1 {
                format!("1 alarm: {step}.")
            } else {
                format!("{} alarms; the latest: {step}.", number(many as f64, 0, vi))
            });
        }
        said
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
        let step = named(self.counts.step, canvas.vi);
        match (by, self.counts.step) {
            ("", _) => step.to_owned(),
            (by, Step::Day) => {
                let mut letters = by.chars();
                let first = letters.next().map(|first| first.to_uppercase().to_string());
                first.unwrap_or_default() + letters.as_str()
            }
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
        if !drawn.thresholds.is_empty() {
            let sign = format!(
                "<path d=\"M0 0H26\" stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"6 3\"/>",
                ORANGE[4]
            );
            signs.push((sign, canvas.say("ngưỡng cảnh báo", "alarm threshold")));
            if drawn.thresholds.values().any(|(expected, _)| expected.is_some()) {
                let sign =
                    format!("<rect y=\"-8\" width=\"26\" height=\"16\" fill=\"{}\"/>", ORANGE[0]);
                signs.push((
                    sign,
                    canvas.say("từ mức thường gặp đến ngưỡng", "from usual to threshold"),
                ));
            }
        }
        if !drawn.alarms.is_empty() {
            let sign = format!("<path d=\"M13 6l-6 -11h12z\" fill=\"{}\"/>", ORANGE[4]);
            signs.push((sign, canvas.say("cảnh báo", "alarm")));
        }
        if !drawn.mended.is_empty() {
            let sign = format!(
                "<rect x=\"5\" y=\"-8\" width=\"16\" height=\"16\" fill=\"none\" stroke=\"{}\" \
                 stroke-width=\"1.6\" stroke-dasharray=\"4 2.5\"/>",
                ORANGE[4]
            );
            signs.push((sign, canvas.say("số báo cáo bị nghi sai", "reported, but doubted")));
        }
        let odd = [
            (Sign::Mended, canvas.say("đã chỉnh số liệu", "figure mended")),
            (Sign::LeftOut, canvas.say("không dùng số liệu này", "figure left out")),
            (Sign::Negative, canvas.say("số âm (đính chính giảm)", "negative (corrected down)")),
            (Sign::Missing, canvas.say("không có số liệu", "no data")),
        ];
        for (sign, word) in odd {
            if (0..drawn.many()).any(|at| Sign::of(drawn, at) == Some(sign)) {
                signs
                    .push((format!("<g transform=\"translate(13 0)\">{}</g>", sign.shape()), word));
            }
        }
        signs.into_iter().map(|(sign, word)| (sign, word.to_owned())).collect()
    }
}
