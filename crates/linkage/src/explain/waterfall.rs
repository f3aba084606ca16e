use super::Explanation;

impl Explanation {
    /// The explanation as a waterfall (SVG).
    pub fn waterfall(&self, one: &str, other: &str, in_vietnamese: bool) -> String {
        let _ = (one, other);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{}</text></svg>",
            self.in_words(in_vietnamese)
        )
    }
}
