use super::{Odd, Reason};

impl Odd {
    /// The note as an officer reads it.
    pub fn in_vietnamese(&self) -> &'static str {
        match self {
            Self::NoDate => "không có ngày khởi phát và ngày báo cáo nên không tìm được nguồn lây",
            Self::WindowReversed => {
                "khoảng thời gian phơi nhiễm kết thúc trước khi bắt đầu, không dùng"
            }
            Self::WindowAfterOnset => {
                "khoảng thời gian phơi nhiễm bắt đầu sau ngày khởi phát, không dùng"
            }
            Self::MeetingReversed => "lần tiếp xúc kết thúc trước khi bắt đầu, đã đảo lại",
            Self::MetThemselves => "tiếp xúc với chính mình, bỏ qua",
            Self::LinkUndated => "liên kết lây nhiễm thiếu ngày nên không kiểm tra được",
            Self::LikelySourceIsDescendant => {
                "nguồn lây có khả năng lại thuộc nhánh lây từ ca này, không dùng"
            }
            Self::TooManyCandidates => "quá nhiều ca có thể là nguồn lây, không phân biệt được",
        }
    }

    /// The note in English.
    pub fn in_english(&self) -> &'static str {
        match self {
            Self::NoDate => "neither onset nor report is known, so no source can be found",
            Self::WindowReversed => "the exposure window ends before it begins and was not used",
            Self::WindowAfterOnset => "the exposure window begins after the onset and was not used",
            Self::MeetingReversed => "the meeting ends before it begins and was turned round",
            Self::MetThemselves => "a meeting with oneself was left out",
            Self::LinkUndated => "the claimed link lacks a date, so it could not be checked",
            Self::LikelySourceIsDescendant => {
                "the likely source belongs to the branch that this case began and was not taken"
            }
            Self::TooManyCandidates => {
                "too many cases come into question as source to tell them apart"
            }
        }
    }
}

impl Reason {
    /// The reason as an officer reads it; `name` gives a case its name.
    pub fn in_vietnamese(&self, name: impl Fn(u32) -> String) -> String {
        match self {
            Self::InfectedThemselves => "ca bệnh tự lây cho chính mình".to_owned(),
            Self::UnknownSource => "nguồn lây không có trong danh sách ca bệnh".to_owned(),
            Self::UnknownInfectee => "người bị lây không có trong danh sách ca bệnh".to_owned(),
            Self::Repeated => "liên kết đã được nêu".to_owned(),
            Self::TooEarly { days } => {
                format!("nguồn lây khởi phát (hoặc được báo cáo) sau người bị lây {} ngày", -days)
            }
            Self::TooLate { days } => {
                format!("người bị lây khởi phát (hoặc được báo cáo) sau nguồn lây tới {days} ngày")
            }
            Self::OtherSource { kept, kept_probability, probability } => format!(
                "đã có nguồn lây {} chắc chắn hơn (xác suất theo ngày: {} so với {})",
                name(*kept),
                percent(*kept_probability, ','),
                percent(*probability, ',')
            ),
            Self::Circle { through } => format!(
                "tạo thành vòng khép kín qua {}; các liên kết còn lại chắc chắn hơn",
                names(through, name)
            ),
        }
    }

    /// The reason in English.
    pub fn in_english(&self, name: impl Fn(u32) -> String) -> String {
        match self {
            Self::InfectedThemselves => "nobody infects themselves".to_owned(),
            Self::UnknownSource => "the source is not among the cases".to_owned(),
            Self::UnknownInfectee => "the infected is not among the cases".to_owned(),
            Self::Repeated => "the link is claimed already".to_owned(),
            Self::TooEarly { days } => {
                format!("the source fell ill, or was reported, {} days after the infected", -days)
            }
            Self::TooLate { days } => {
                format!("the infected fell ill, or was reported, {days} days after the source")
            }
            Self::OtherSource { kept, kept_probability, probability } => format!(
                "the source {} is better known or likelier (by dates {} against {})",
                name(*kept),
                percent(*kept_probability, '.'),
                percent(*probability, '.')
            ),
            Self::Circle { through } => format!(
                "it closes a circle through {}, whose other links are better known or likelier",
                names(through, name)
            ),
        }
    }
}

fn names(through: &[u32], name: impl Fn(u32) -> String) -> String {
    through.iter().map(|person| name(*person)).collect::<Vec<_>>().join(" ← ")
}

fn percent(share: f64, point: char) -> String {
    format!("{:.1}%", share * 100.0).replace('.', &point.to_string())
}
