use taicho_model::Words;

use super::Explanation;

/// One line of an explanation: what moves the sum from where to where, in tenths of a bit.
///
/// Sums are rounded and not what they are made of, so that the shown bits add up to the shown sum.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) what: Words,
    pub(super) how: Words,
    pub(super) from: i32,
    pub(super) to: i32,
}

impl Step {
    pub(super) fn tenths(&self) -> i32 {
        self.to - self.from
    }
}

impl Explanation {
    /// What was known before, then every part.
    pub(super) fn steps(&self) -> Vec<Step> {
        let before = (
            Words::new("trước khi so", "before comparing"),
            Words::new("trong mọi cặp, rất ít cặp là một người", "few of all pairs are one person"),
            self.before_bits,
        );
        let parts = self.parts.iter().map(|part| (part.what.clone(), part.how.clone(), part.bits));
        let mut sum = 0.0;
        let mut from = 0;
        let step = |(what, how, bits): (Words, Words, f32)| {
            sum += f64::from(bits);
            let to = (10.0 * sum).round() as i32;
            Step { what, how, from: std::mem::replace(&mut from, to), to }
        };
        std::iter::once(before).chain(parts).map(step).collect()
    }

    /// What it comes to, in words.
    pub(super) fn verdict(&self) -> Words {
        let (vi, en) = match self.probability {
            0.99.. => ("gần như chắc chắn là một người", "almost surely one person"),
            0.5..0.99 => ("nhiều khả năng là một người", "probably one person"),
            0.01..0.5 => {
                ("chưa đủ căn cứ, cần người xem lại", "not sure enough, a person should look")
            }
            _ => ("hầu như không phải một người", "hardly one person"),
        };
        Words::new(vi, en)
    }
}

/// Tenths with their sign, a true minus, and the decimal mark of the language.
pub(super) fn signed(tenths: i32, in_vietnamese: bool) -> String {
    let sign = match tenths {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let mark = if in_vietnamese { ',' } else { '.' };
    format!("{sign}{}{mark}{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

/// A probability as a percentage that is never rounded to certainty.
pub(super) fn percent(probability: f32, in_vietnamese: bool) -> String {
    let (over, under) = if in_vietnamese { ("trên", "dưới") } else { ("over", "under") };
    let text = match probability {
        0.9999.. => format!("{over} 99.99%"),
        0.99..0.9999 | 0.0001..0.01 => format!("{:.2}%", 100.0 * probability),
        0.01..0.99 => format!("{:.1}%", 100.0 * probability),
        _ => format!("{under} 0.01%"),
    };
    if in_vietnamese { text.replace('.', ",") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_never_rounded_to_certainty() {
        let shown = [1.0, 0.99984, 0.985, 0.5, 0.004, 0.0].map(|chance| percent(chance, true));
        assert_eq!(shown, ["trên 99,99%", "99,98%", "98,5%", "50,0%", "0,40%", "dưới 0,01%"]);
        assert_eq!(percent(1.0, false), "over 99.99%");
    }

    #[test]
    fn shown_bits_add_up_to_the_shown_sum() {
        let part =
            |bits| super::super::Part { what: Words::new("", ""), how: Words::new("", ""), bits };
        let parts = [0.04, 0.04, 0.03, 3.33, -1.13, 0.26].map(part).to_vec();
        let steps = Explanation { before_bits: -7.77, parts, probability: 0.1 }.steps();
        let shown: Vec<String> = steps.iter().map(|step| signed(step.tenths(), true)).collect();
        assert_eq!(shown, ["−7,8", "+0,1", "0,0", "0,0", "+3,4", "−1,2", "+0,3"]);
        assert_eq!(steps.iter().map(Step::tenths).sum::<i32>(), steps.last().unwrap().to);
        assert_eq!(steps.last().unwrap().to, -52);
    }
}
