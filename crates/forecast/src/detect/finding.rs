use taicho_model::Words;

/// What a method says of one step of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The step, from 0.
    pub at: usize,
    /// What was counted.
    pub observed: Option<i64>,
    /// What would be usual.
    pub expected: Option<f64>,
    /// The line.
    pub bound: Option<f64>,
    /// The line is crossed, in a way that may decide.
    pub alarm: bool,
    /// Why, or why nothing can be said.
    pub reason: Reason,
}

/// Why a step is an alarm, or is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// The count crosses the line.
    Above,
    /// The count crosses the line only together with those before it.
    AboveTogether,
    /// The count is within the line.
    Within,
    /// Back within the line after an epidemic: it is over.
    Ended,
    /// The line is crossed, but stands on fewer usable years than it should.
    AdvisesAbove {
        /// Years with a count of the same period, epidemic ones left out.
        usable: usize,
    },
    /// The line is crossed by one reading of the law, and not by another.
    AdvisesReading,
    /// Within a line that stands on fewer usable years than it should.
    AdvisesWithin {
        /// Years with a count of the same period, epidemic ones left out.
        usable: usize,
    },
    /// Too few cases lately for an alarm, whatever the line.
    FewCases,
    /// The series is too short before this step.
    ShortHistory,
    /// Nobody counted this step.
    NotCounted,
    /// The count is negative: a correction, not a count.
    Negative,
    /// A step that the line needs was not counted.
    Gap,
    /// All counts before are the same, so that there is no deviation to measure by.
    NoSpread,
    /// The regression did not settle.
    NoFit,
}

impl Reason {
    /// The line is crossed, in a way that may not decide.
    pub fn advises_alarm(self) -> bool {
        matches!(self, Self::AdvisesAbove { .. } | Self::AdvisesReading)
    }

    /// A stable word, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AboveTogether => "above_together",
            Self::Within => "within",
            Self::Ended => "ended",
            Self::AdvisesAbove { .. } => "advises_above",
            Self::AdvisesReading => "advises_reading",
            Self::AdvisesWithin { .. } => "advises_within",
            Self::FewCases => "few_cases",
            Self::ShortHistory => "short_history",
            Self::NotCounted => "not_counted",
            Self::Negative => "negative",
            Self::Gap => "gap",
            Self::NoSpread => "no_spread",
            Self::NoFit => "no_fit",
        }
    }

    /// The reason in words.
    pub fn words(self) -> Words {
        let (vi, en) = match self {
            Self::Above => ("Số ca vượt ngưỡng.", "The count crosses the line."),
            Self::AboveTogether => (
                "Số ca cùng các kỳ liền trước vượt ngưỡng.",
                "The count crosses the line together with those just before it.",
            ),
            Self::Within => ("Số ca trong ngưỡng.", "The count is within the line."),
            Self::Ended => (
                "Đã về dưới ngưỡng dịch: hết dịch. Đầu tháng nên chờ đủ thời gian rồi mới công bố.",
                "Back under the epidemic line: the epidemic is over. Early in a month, wait before declaring it.",
            ),
            Self::AdvisesAbove { usable } => {
                return Words::new(
                    format!(
                        "Vượt ngưỡng, nhưng chỉ có {usable} năm dùng được để so sánh: để tham khảo, không quyết định."
                    ),
                    format!(
                        "Crosses the line, which stands on {usable} usable years alone: advises, does not decide."
                    ),
                );
            }
            Self::AdvisesReading => (
                "Vượt ngưỡng theo một cách hiểu văn bản, không vượt theo cách khác: để tham khảo, không quyết định.",
                "Crosses the line by one reading of the law and not by another: advises, does not decide.",
            ),
            Self::AdvisesWithin { usable } => {
                return Words::new(
                    format!(
                        "Trong ngưỡng, nhưng chỉ có {usable} năm dùng được để so sánh: để tham khảo, không quyết định."
                    ),
                    format!(
                        "Within the line, which stands on {usable} usable years alone: advises, does not decide."
                    ),
                );
            }
            Self::FewCases => {
                ("Gần đây quá ít ca để báo động.", "Too few cases lately for an alarm.")
            }
            Self::ShortHistory => (
                "Chuỗi số liệu trước kỳ này quá ngắn.",
                "The series is too short before this step.",
            ),
            Self::NotCounted => ("Kỳ này không có số liệu.", "Nobody counted this step."),
            Self::Negative => (
                "Số âm là đính chính kỳ trước, không phải số ca: không đánh giá.",
                "A negative count corrects an earlier one: it is not judged.",
            ),
            Self::Gap => (
                "Thiếu số liệu của kỳ cần để tính ngưỡng.",
                "A step that the line needs was not counted.",
            ),
            Self::NoSpread => (
                "Các kỳ trước có số ca bằng nhau nên không có độ lệch để so sánh; có thể đặt độ lệch tối thiểu.",
                "All counts before are the same, so there is no deviation to measure by; a least deviation may be set.",
            ),
            Self::NoFit => (
                "Hồi quy không hội tụ (thường vì các kỳ trước không có ca): không có ngưỡng.",
                "The regression did not settle (mostly because there were no cases before): there is no line.",
            ),
        };
        Words::new(vi, en)
    }

    /// Whether the step was compared with a line.
    pub fn is_verdict(self) -> bool {
        matches!(
            self,
            Self::Above
                | Self::AboveTogether
                | Self::Within
                | Self::Ended
                | Self::AdvisesAbove { .. }
                | Self::AdvisesReading
                | Self::AdvisesWithin { .. }
                | Self::FewCases
        )
    }
}

impl Finding {
    /// A step about which nothing can be said.
    pub(super) fn without_line(at: usize, counts: &[Option<i64>], reason: Reason) -> Self {
        let observed = counts.get(at).copied().flatten();
        let reason = match observed {
            None => Reason::NotCounted,
            Some(count) if count < 0 => Reason::Negative,
            _ => reason,
        };
        Self { at, observed, expected: None, bound: None, alarm: false, reason }
    }

    /// How far the count is above what is usual, in lengths of the way from there to the line.
    pub fn score(&self) -> Option<f64> {
        let (observed, expected, bound) = (self.observed?, self.expected?, self.bound?);
        let score = (observed as f64 - expected) / (bound - expected);
        score.is_finite().then_some(score)
    }
}

/// A count that may stand in a baseline.
pub(super) fn usable(count: Option<i64>) -> Option<f64> {
    count.filter(|count| *count >= 0).map(|count| count as f64)
}
