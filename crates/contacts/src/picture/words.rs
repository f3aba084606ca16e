/// The words of a drawing; dates are written after the patterns of `strftime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureWords {
    /// The heading.
    pub title: &'static str,
    /// "cases", after a number.
    pub cases: &'static str,
    /// "chains of two or more", after a number.
    pub chains: &'static str,
    /// "cases without a link", after a number.
    pub singles: &'static str,
    /// "generations", after a number.
    pub generations: &'static str,
    /// A case infected elsewhere.
    pub imported: &'static str,
    /// A case whose source is unknown.
    pub no_source: &'static str,
    /// A case whose source is known or likely.
    pub with_source: &'static str,
    /// A case that infected many.
    pub superspreader: &'static str,
    /// A case whose day is that of the report.
    pub from_report: &'static str,
    /// Several cases drawn as one.
    pub group: &'static str,
    /// A claimed link.
    pub claimed: &'static str,
    /// A likely link.
    pub likely: &'static str,
    /// A link whose source fell ill later.
    pub negative: &'static str,
    /// The column of cases without a day on the axis.
    pub no_date: &'static str,
    /// The same column when it also holds days too far off for the axis.
    pub off_axis: &'static str,
    /// The strip of cases that are only counted.
    pub counted: &'static str,
    /// "cases of smaller chains among them", after a number.
    pub folded: &'static str,
    /// The axis.
    pub axis: &'static str,
    /// Before the date of the onset.
    pub onset: &'static str,
    /// Before the date of the report.
    pub reported: &'static str,
    /// Before the name of the source.
    pub source: &'static str,
    /// "others infected", after a number.
    pub infected: &'static str,
    /// The date at a mark of the axis.
    pub day_month: &'static str,
    /// A whole date.
    pub date: &'static str,
    /// What stands between thousands.
    pub thousands: char,
}

pub(super) static VIETNAMESE: PictureWords = PictureWords {
    title: "Sơ đồ chuỗi lây nhiễm",
    cases: "ca bệnh",
    chains: "chuỗi từ 2 ca trở lên",
    singles: "ca lẻ",
    generations: "thế hệ ở chuỗi dài nhất",
    imported: "Ca nhập cảnh hoặc lây từ nơi khác",
    no_source: "Chưa rõ nguồn lây",
    with_source: "Có nguồn lây",
    superspreader: "Ca siêu lây nhiễm",
    from_report: "Chưa rõ ngày khởi phát, tính theo ngày báo cáo",
    group: "Nhiều ca cùng nguồn lây, cùng ngày",
    claimed: "Nguồn lây đã xác định",
    likely: "Nguồn lây có khả năng, kèm xác suất",
    negative: "Khởi phát trước nguồn lây",
    no_date: "Không rõ ngày",
    off_axis: "Không rõ ngày, ngoài trục",
    counted: "Ca không vẽ trong sơ đồ, theo ngày",
    folded: "ca thuộc các chuỗi nhỏ",
    axis: "Ngày khởi phát",
    onset: "khởi phát",
    reported: "báo cáo",
    source: "nguồn lây",
    infected: "người bị lây",
    day_month: "%d/%m",
    date: "%d/%m/%Y",
    thousands: '.',
};

static ENGLISH: PictureWords = PictureWords {
    title: "Transmission chains",
    cases: "cases",
    chains: "chains of two or more",
    singles: "cases without a link",
    generations: "generations in the longest chain",
    imported: "Imported, or infected elsewhere",
    no_source: "Source unknown",
    with_source: "Source known or likely",
    superspreader: "Superspreader",
    from_report: "Onset unknown, placed by the report",
    group: "Several cases of one source and day",
    claimed: "Source established",
    likely: "Likely source, with its probability",
    negative: "Fell ill before its source",
    no_date: "Date unknown",
    off_axis: "Date unknown, or off the axis",
    counted: "Cases not drawn above, by day",
    folded: "cases of smaller chains",
    axis: "Day of onset",
    onset: "onset",
    reported: "reported",
    source: "source",
    infected: "infected by this case",
    day_month: "%-d %b",
    date: "%-d %b %Y",
    thousands: ',',
};

impl PictureWords {
    /// Vietnamese, as the officers speak it.
    pub fn vietnamese() -> &'static Self {
        &VIETNAMESE
    }

    /// British English.
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// A number with its thousands apart.
    pub(super) fn number(&self, number: usize) -> String {
        let digits = number.to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(self.thousands);
            }
            written.push(digit);
        }
        written
    }
}
